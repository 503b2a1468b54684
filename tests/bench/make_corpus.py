"""Generate articles to measure speed on: `python tests/bench/make_corpus.py FOLDER [--count N]`.

Every word is our own and nothing in it happened. The same count and seed give the same bytes. Two kinds, 3 kB each: `dense`, with about
15 figures an article, as dense as one in twenty of the real reports of killings that we measured (median 4 to 10 in 3 kB), and `calm`,
general news without any casualty or event word.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

ARTICLE_CHARS = 3000

_PLACES = [
    "Mosul in northern Iraq",
    "Homs in central Syria",
    "the Somali capital Mogadishu",
    "Maiduguri in northeast Nigeria",
    "Gao in northern Mali",
    "the Afghan city of Kandahar",
    "Quetta in southwest Pakistan",
    "Taiz in southern Yemen",
    "the Libyan port of Benghazi",
    "El Fasher in Darfur",
    "Goma in eastern Congo",
    "Bambari in the Central African Republic",
    "the Ukrainian city of Kharkiv",
    "Cali in western Colombia",
    "Marawi in the southern Philippines",
    "Diyarbakir in southeast Turkey",
    "the Indian city of Srinagar",
    "Pemba in northern Mozambique",
]
_GROUPS = ["rebels", "gunmen", "militants", "insurgents", "fighters", "militiamen", "separatists"]
_FORCES = ["soldiers", "troops", "police officers", "border guards", "marines", "paramilitaries"]
_CIVILIANS = ["civilians", "villagers", "shoppers", "worshippers", "farmers", "passengers", "residents", "aid workers", "children"]
_SOURCES = [
    "police said",
    "the army said in a statement",
    "a hospital official said",
    "according to the defence ministry",
    "witnesses said",
    "the governor said",
    "a human rights group said",
    "according to medics",
    "a United Nations official said",
    "local officials said",
    "a spokesman for the rebels said",
]
_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_WORDS = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_OUTLETS = ["Tarn News", "Delta Dispatch", "Harrow Wire", "Bay Post", "The Uplands Gazette", "Cape Wire", "Northern Star"]

_DENSE = (
    "At least {n} {civilians} were killed when {group} attacked a market in {place} on {day}, {source}.",
    "{Word} {forces} died and {m} others were wounded in the clashes, {source}.",
    "The dead included {w} women and {w2} children, {source}.",
    "A car bomb exploded outside a barracks in {place} on {day}, killing {n} {forces} and injuring {m} people.",
    "An air strike near {place} left {n} people dead, among them {w} {civilians}, {source}.",
    "Between {n} and {n2} {group} were killed in the fighting that followed, {source}.",
    "More than {m} people have been wounded since the shelling began {ago}, {source}.",
    "Dozens of {civilians} are missing and about {h} people have fled to neighbouring districts, {source}.",
    "{Group} abducted {w} {civilians} from a bus on the road to {place} on {day}, {source}.",
    "Some {h} people have been killed since the conflict started in {year}, {source}.",
    "The death toll rose to {n2} from {n} after {w} of the wounded died in hospital on {day}.",
    "No group claimed the attack, but officials blamed {group} who killed {m} people in the same district in {month}.",
    "Security forces arrested {m} suspects and killed {w} {group} in raids {ago}, {source}.",
    "{Word} roadside bombs went off within an hour in {place}, wounding {m} {civilians} and killing a {single}, {source}.",
    "Ambulances carried the bodies of {n} {forces} and {w} {civilians} to the morgue, {source}.",
)
_FILLER = (
    "The road to the north was closed until the evening and traders kept their shutters down.",
    "Residents described a night of heavy gunfire that ended shortly before dawn.",
    "The government has sent reinforcements to the district and imposed a curfew from dusk.",
    "Talks between the two sides broke down last week over the release of prisoners.",
    "Diplomats in the capital called for restraint and offered to host a new round of negotiations.",
    "The hospital appealed for blood and asked people to stay away from the site of the blast.",
    "Shops in the old town opened again in the afternoon, but most schools will stay closed until the end of the week.",
    "A reporter at the scene saw burned cars, broken windows and a crowd that searched the rubble with bare hands.",
    "The region has changed hands several times, and both sides accuse each other of breaking the truce signed in the spring.",
    "Trucks with food and tents waited at the border, where customs officers asked for papers that the drivers did not have.",
    "The prime minister cut short a visit abroad and will speak to parliament, his office announced.",
)
_CALM = (
    "The council approved a plan to widen the harbour road, which carries {h} lorries a day, by a vote of {m} to {n}.",
    "Growers in {place} expect a crop of {h} tonnes this year after good rains in {month}.",
    "The orchestra opened its season on {day} with a new work for strings, which lasted {m} minutes.",
    "Shares in the shipping line rose {n} percent on {day} after it reported earnings of {h} million.",
    "The new bridge near {place} will have {w} lanes and cost {h} million, the ministry of works announced.",
    "Students from {w} schools planted {h} trees along the river on {day}.",
    "The home side scored {w} goals in the second half and moved up to place {n} in the table.",
    "A museum in {place} will show {m} paintings by local artists until the end of {month}.",
    "Tourism was up by {n} percent, and hotels on the coast were full for {w} weeks, the hoteliers' association reported.",
    "The library bought {h} books and {m} computers with a gift from a reader, who asked not to be named.",
    "Engineers tested the tram line for {w} weeks before the mayor took the first ride on {day}.",
    "The bakery has sold the same bread since {year}, and {m} customers waited for it in the rain on {day}.",
    "Forecasters expect up to {m} millimetres of rain and temperatures of {n} degrees.",
    "The choir of {place} sang for {w} hours, and the mayor gave each of the {m} singers a rose.",
)


def dense_articles(count: int, *, seed: int = 1) -> Iterator[dict[str, str]]:
    """Records in the default columns, one sentence in four of which holds casualty figures, often two or three."""
    return _articles("dense", _DENSE, count, seed, filler=_FILLER)


def calm_articles(count: int, *, seed: int = 2) -> Iterator[dict[str, str]]:
    """Records in the default columns without any casualty or event word."""
    return _articles("calm", _CALM, count, seed, filler=())


def _articles(kind: str, templates: tuple[str, ...], count: int, seed: int, *, filler: tuple[str, ...]) -> Iterator[dict[str, str]]:
    random = Random(seed)
    first = date(2014, 1, 1)
    for number in range(count):
        paragraphs: list[str] = []
        size = 0
        while size < ARTICLE_CHARS:
            sentences = [_fill(random.choice(templates), random)]
            sentences += random.sample(filler, 3) if filler else []
            paragraphs.append(" ".join(sentences))
            size += len(paragraphs[-1]) + 2
        published = first + timedelta(days=random.randrange(3000))
        yield {
            "id": f"{kind}-{number}",
            "title": paragraphs[0].split(".", 1)[0][:90],
            "text": "\n\n".join(paragraphs),
            "published": published.isoformat(),
            "publisher": random.choice(_OUTLETS),
            "lang": "en",
        }


def _fill(template: str, random: Random) -> str:
    small, large = sorted(random.sample(range(3, 60), 2))
    group = random.choice(_GROUPS)
    words = random.sample(_WORDS, 2)
    return template.format(
        n=small,
        n2=large,
        m=random.randrange(13, 240),
        h=f"{random.randrange(3, 90) * 100:,}",
        w=words[0],
        w2=words[1],
        Word=words[0].capitalize(),
        place=random.choice(_PLACES),
        group=group,
        Group=group.capitalize(),
        forces=random.choice(_FORCES),
        civilians=random.choice(_CIVILIANS),
        single=random.choice(("teacher", "farmer", "policeman", "soldier", "girl")),
        source=random.choice(_SOURCES),
        day=random.choice(_WEEKDAYS),
        ago=random.choice(("two days ago", "last week", "overnight", "earlier this month", "on the weekend")),
        month=random.choice(("March", "June", "September", "November")),
        year=random.randrange(2003, 2013),
    )


def write_corpus(folder: Path, *, count: int) -> dict[str, Path]:
    """Write `count` articles, half dense and half calm, as two JSON Lines files; returns their paths by kind."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {}
    for kind, articles in (("dense", dense_articles(count - count // 2)), ("calm", calm_articles(count // 2))):
        files[kind] = folder / f"{kind}.jsonl"
        with files[kind].open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(article) + "\n" for article in articles)
    return files


def main() -> int:
    """Write a corpus to a folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=20_000)
    options = parser.parse_args()
    for kind, path in write_corpus(options.folder, count=options.count).items():
        print(f"{kind}: {path}, {path.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
