"""Which country a document is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from etl.gazetteer.countries import country_name, country_point
from etl.model import Place


def focus_country(text: str, places: Sequence[Place], *, language: str) -> str | None:
    """The country that most of a text's evidence points to, as ISO 3166-1 alpha-3; None when nothing points anywhere."""
    counts = Counter(place.country_iso3 for place in places if place.country_iso3)
    return counts.most_common(1)[0][0] if counts else None


def country_place(text: str, places: Sequence[Place], *, language: str) -> Place | None:
    """The document's focus country as a place without words of its own."""
    iso3 = focus_country(text, places, language=language)
    if iso3 is None:
        return None
    latitude, longitude = country_point(iso3) or (None, None)
    return Place(0, 0, "", country_name(iso3), "country", latitude, longitude, None, iso3, None, None, None, 6, 1, "focus")
