"""Settings refuse what is outside their domain, and say which of them change the result."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from etl.errors import SettingsError
from etl.settings import DEFAULT_COLUMNS, Settings


@pytest.mark.parametrize(
    "wrong",
    [
        {"range_best": "average"},
        {"vague": "guess"},
        {"background_days": 0},
        {"chunk_documents": 0},
        {"workers": -1},
        {"columns": {**DEFAULT_COLUMNS, "body": "text"}},
    ],
)
def test_a_value_outside_its_domain_is_refused(wrong: dict[str, Any]) -> None:
    """The message names the setting."""
    with pytest.raises(SettingsError, match=next(iter(wrong)).split("_")[0][:6]):
        Settings(**wrong)


def test_only_settings_that_change_the_result_are_kept_with_it() -> None:
    """The number of processes is not among them; the day of `as_of` is, as text."""
    kept = Settings(as_of=date(2024, 5, 1), workers=3).result_settings()
    assert kept["as_of"] == "2024-05-01"
    assert "workers" not in kept
    assert kept == Settings(as_of=date(2024, 5, 1), workers=1, chunk_documents=7).result_settings()
