"""Files of the user: GeoNames dumps and P-code tables, good and broken. All places here are invented."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from etl.errors import GazetteerError
from etl.gazetteer import layout
from etl.gazetteer.dumps import read_dumps
from etl.gazetteer.sources import SourcePlace


def _row(
    number: int, name: str, where: str = "P.PPL", *, point: tuple[float, float] = (35.5, 36.5), codes: str = "12.0801", **more: str
) -> str:
    """One line of a dump in GeoNames' 19 columns."""
    admin1, _, admin2 = codes.partition(".")
    letter, _, feature = where.partition(".")
    cells = [str(number), name, name, more.get("alternates", ""), str(point[0]), str(point[1]), letter, feature, "SY", "", admin1, admin2]
    return "\t".join([*cells, "", "", more.get("population", "0"), "", "", "Asia/Damascus", "2020-01-01"])


DUMP = "\n".join(
    [
        _row(900_000_001, "Tel Anvar", population="1200", alternates="Tall Anwar,تل أنور"),
        _row(900_000_002, "Old Tel Anvar", "P.PPLH"),
        _row(900_000_003, "Anvar District", "A.ADM2", point=(35.6, 36.6)),
        _row(900_000_004, "Idlib Governorate", "A.ADM1", point=(35.9, 36.7), codes="12"),
        _row(900_000_005, "Anvar Dam", "S.DAM"),
        _row(900_000_006, "Anvar Bridge", "S.BDG"),
        _row(7, "Known Town", codes="12.0801"),
    ]
)


@pytest.fixture
def known() -> list[SourcePlace]:
    return [SourcePlace("Known Town", layout.SETTLEMENT, "SY", 35.5, 36.5, geonames_id=7, admin1="12")]


@pytest.fixture
def areas() -> dict[tuple[str, str], SourcePlace]:
    idlib = SourcePlace("Idlib", layout.ADMIN1, "SY", 0.0, 0.0, admin1="12", common=("Idleb",))
    return {("SY", "12"): idlib, ("SY", "11"): SourcePlace("Homs", layout.ADMIN1, "SY", 0.0, 0.0, admin1="11")}


def _written(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("readme.txt", "about")
            archive.writestr(f"{path.stem}.txt", content)
    else:
        path.write_text(content, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["SY.zip", "SY.txt", "allCountries.zip"])
def test_geonames_dump(tmp_path: Path, known: list[SourcePlace], areas: dict[tuple[str, str], SourcePlace], name: str) -> None:
    """Towns with their district, areas and sites are read; what is gone or of no use is not; known towns learn their district."""
    settlements, found = read_dumps([_written(tmp_path, name, DUMP)], known, areas)
    assert [(place.name, place.kind, place.admin2, place.population) for place in settlements] == [
        ("Tel Anvar", layout.SETTLEMENT, "Anvar District", 1200),
        ("Anvar Dam", layout.SITE, "Anvar District", 0),
    ]
    assert settlements[0].alternate == ("Tel Anvar", "Tall Anwar", "تل أنور")
    assert [(place.name, place.kind, place.admin1) for place in found] == [
        ("Anvar District", layout.ADMIN2, "12"),
        ("Idlib Governorate", layout.ADMIN1, "12"),
    ]
    assert known[0].admin2 == "Anvar District"


WIDE = """ADM0_EN,ADM0_PCODE,ADM1_EN,ADM1_PCODE,ADM2_EN,ADM2_PCODE,Latitude,Longitude
#country+name,#country+code,#adm1+name,#adm1+code,#adm2+name,#adm2+code,#geo+lat,#geo+lon
Syrian Arab Republic,SY,Idleb,SY07,Anvar,SY0701,35.6,36.6
Syrian Arab Republic,SY,Idleb,SY07,Beshar,SY0702,,
Syrian Arab Republic,SY,Newland,SY15,Novar,SY1501,36.1,37.1
"""
LONG = """Location,Admin Level,P-Code,Name,Parent P-Code,Valid from date
SYR,1,SY07,Idleb,SYR,2017-01-01
SYR,2,SY0701,Anvar,SY07,2017-01-01
"""


def _areas_of(found: list[SourcePlace]) -> list[tuple[str, int, str, str, float]]:
    return [(place.name, place.kind, place.admin1, place.code, place.latitude) for place in found]


def test_wide_pcodes(tmp_path: Path, known: list[SourcePlace], areas: dict[tuple[str, str], SourcePlace]) -> None:
    """A level a column: areas once each, known first-level areas by their name in any spelling, new ones under their P-code."""
    settlements, found = read_dumps([_written(tmp_path, "sy.csv", WIDE)], known, areas)
    assert not settlements
    assert _areas_of(found) == [
        ("Idleb", layout.ADMIN1, "12", "SY07", 0.0),
        ("Anvar", layout.ADMIN2, "12", "SY0701", 35.6),
        ("Beshar", layout.ADMIN2, "12", "SY0702", 0.0),
        ("Newland", layout.ADMIN1, "SY15", "SY15", 0.0),
        ("Novar", layout.ADMIN2, "SY15", "SY1501", 36.1),
    ]


def test_long_pcodes(tmp_path: Path, known: list[SourcePlace], areas: dict[tuple[str, str], SourcePlace]) -> None:
    """An area a row, as in the table of all countries."""
    _, found = read_dumps([_written(tmp_path, "global.csv", LONG)], known, areas)
    assert _areas_of(found) == [("Idleb", layout.ADMIN1, "12", "SY07", 0.0), ("Anvar", layout.ADMIN2, "12", "SY0701", 0.0)]


def test_communities_are_settlements(tmp_path: Path, known: list[SourcePlace], areas: dict[tuple[str, str], SourcePlace]) -> None:
    """The fourth level of a table with points holds villages."""
    table = "admin0Name_en,admin0Pcode,admin1Name_en,admin1Pcode,admin2Name_en,admin2Pcode,admin4Name_en,admin4Pcode,lat,lon\n"
    table += "Syrian Arab Republic,SY,Idleb,SY07,Anvar,SY0701,Kafr Anvar,C4001,35.7,36.7\n"
    settlements, found = read_dumps([_written(tmp_path, "sy.csv", table)], known, areas)
    assert [place.name for place in found] == ["Idleb", "Anvar"]
    assert [(p.name, p.admin1, p.admin2, p.latitude) for p in settlements] == [("Kafr Anvar", "12", "Anvar", 35.7)]


def test_workbook(tmp_path: Path, known: list[SourcePlace], areas: dict[tuple[str, str], SourcePlace]) -> None:
    """All sheets of a workbook with such a header are read, others passed over."""
    book = openpyxl.Workbook()
    book.active.append(["about", "this table"])
    sheet = book.create_sheet("ADM2")
    for line in WIDE.splitlines():
        sheet.append([float(cell) if cell[:1].isdigit() else cell for cell in line.split(",")])
    path = tmp_path / "sy.xlsx"
    book.save(path)
    _, found = read_dumps([path], known, areas)
    assert [place.code for place in found] == ["SY07", "SY0701", "SY0702", "SY15", "SY1501"]
    assert found[1].latitude == pytest.approx(35.6)


BROKEN = [
    ("SY.txt", "", "empty"),
    ("SY.txt", "1\tonly\tthree", r"SY\.txt:1: .*19 columns"),
    ("SY.txt", f"{DUMP}\nnonsense", r"SY\.txt:8: .*19 columns"),
    ("SY.txt", _row(1, "Nowhere", point=(0, 0)), "no point on the globe"),
    ("SY.txt", _row(1, "Far", point=(95, 10)), "no point on the globe"),
    ("SY.txt", _row(1, "Odd", population="many"), "no number"),
    ("SY.zip", "1\tonly\tthree", r"SY\.zip:1: .*19 columns"),
    ("sy.csv", "", "no header of a P-code table"),
    ("sy.csv", "name,code\nIdlib,1\n", "no header of a P-code table"),
    ("sy.csv", "ADM1_EN,ADM1_PCODE\nIdleb,\n", r"sy\.csv:2: a row needs a P-code"),
    ("sy.csv", "ADM1_EN,ADM1_PCODE\n,SY07\n", r"sy\.csv:2: the P-code SY07 has no name"),
    ("sy.csv", "ADM1_EN,ADM1_PCODE\nIdleb,ZZ07\n", r"sy\.csv:2: the row names no country"),
    ("sy.csv", "ADM1_EN,ADM1_PCODE,lat,lon\nIdleb,SY07,north,east\n", r"sy\.csv:2: the point is no pair of numbers"),
    ("sy.csv", "ADM1_EN,ADM1_PCODE,lat,lon\nIdleb,SY07,91,1\n", r"sy\.csv:2: the point is not on the globe"),
    ("sy.csv", "Location,Admin Level,P-Code,Name,Parent P-Code\nSYR,nine,SY07,Idleb,SYR\n", "level 'nine'"),
    ("sy.geojson", "{}", "neither a GeoNames dump"),
    ("sy.xlsx", "no workbook", "broken or cut off"),
]


@pytest.mark.parametrize(("name", "content", "message"), BROKEN)
def test_broken_files(
    tmp_path: Path, known: list[SourcePlace], areas: dict[tuple[str, str], SourcePlace], name: str, content: str, message: str
) -> None:
    """Each kind of damage is refused with the file, the line and the reason."""
    with pytest.raises(GazetteerError, match=message):
        read_dumps([_written(tmp_path, name, content)], known, areas)


def test_cut_off_archives(tmp_path: Path, known: list[SourcePlace], areas: dict[tuple[str, str], SourcePlace]) -> None:
    """A zip that breaks off, one with two tables, a missing file."""
    whole = _written(tmp_path, "SY.zip", DUMP * 50)
    half = tmp_path / "half.zip"
    half.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with pytest.raises(GazetteerError, match="broken or cut off"):
        read_dumps([half], known, areas)
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("a.txt", "")
        archive.writestr("b.txt", "")
    with pytest.raises(GazetteerError, match="holds one table"):
        read_dumps([tmp_path / "two.zip"], known, areas)
    with pytest.raises(GazetteerError, match="no such file"):
        read_dumps([tmp_path / "none.zip"], known, areas)
