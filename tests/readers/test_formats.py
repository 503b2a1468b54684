"""Each format gives its documents whole, by its content more than by its suffix, plain or gzip'd, from files or standard input."""

from __future__ import annotations

import gzip
import io
import json
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.model import RawDocument
from etl.readers import read_inputs, split_name
from etl.settings import Settings
from tests.readers.support import PROSE, page, read, write

RECORDS = [
    {
        "id": 1,
        "title": "Shell hits bridge",
        "text": PROSE,
        "url": "https://q.example/1",
        "published": "2020-03-04",
        "publisher": "Quay",
        "lang": "en",
    },
    {"id": "b", "text": "  Two soldiers died.\n", "other": "ignored"},
]


PUBLISHED = '<meta property="article:published_time" content="2020-03-04T05:06:07Z">'


def check_records(path: Path, *, first_line: int) -> None:
    """The two records, with every field where the mapping puts it and the text unaltered."""
    found = read(path)
    assert not found.refusals
    one, two = found.documents
    assert (one.record_id, one.title, one.text, one.url) == ("1", "Shell hits bridge", PROSE, "https://q.example/1")
    assert (one.published_record, one.publisher, one.language, one.source_file) == ("2020-03-04", "Quay", "en", path.name)
    assert one.line_number == first_line
    assert (two.record_id, two.text, two.title) == ("b", "  Two soldiers died.\n", None)


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson", "a.txt", "a.json", "a.csv"])
@pytest.mark.parametrize("zipped", [False, True])
def test_json_lines(tmp_path: Path, name: str, zipped: bool) -> None:
    """JSON Lines, under whatever suffix."""
    content = "".join(json.dumps(record) + "\n" for record in RECORDS).encode()
    check_records(write(tmp_path / (name + ".gz" * zipped), gzip.compress(content) if zipped else content), first_line=1)


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.txt"])
def test_json_array(tmp_path: Path, name: str, indent: int | None) -> None:
    """An array of objects, on one line or indented over many."""
    check_records(write(tmp_path / name, json.dumps(RECORDS, indent=indent)), first_line=1 if indent is None else 2)


def test_objects_one_after_the_other(tmp_path: Path) -> None:
    """Indented objects without an array; brackets and quotes inside strings mislead nobody."""
    odd = {"id": "odd", "text": 'a "]}" and a \\ {[ here'}
    found = read(write(tmp_path / "a.json", "\n".join(json.dumps(entry, indent=1) for entry in (odd, odd, RECORDS[0]))))
    assert [raw.text for raw in found.documents] == [odd["text"], odd["text"], PROSE]


def test_a_broken_element_costs_itself_alone(tmp_path: Path) -> None:
    """The elements beside a broken one are read."""
    good = json.dumps(RECORDS[0])
    found = read(write(tmp_path / "a.json", f'[{good},\n{{"id": 1, text}},\n{good}]'))
    assert (len(found.documents), found.codes) == (2, ["invalid_json"])
    assert found.refusals[0].line_number == 2


@pytest.mark.parametrize(("name", "delimiter"), [("a.csv", ","), ("a.csv", ";"), ("a.tsv", "\t"), ("a.txt", ","), ("a.csv.gz", "|")])
def test_delimited(tmp_path: Path, name: str, delimiter: str) -> None:
    """CSV and TSV, quoted, with columns that nobody asked for."""
    fields = ["id", "title", "text", "url", "published", "publisher", "lang", "other"]
    rows = [delimiter.join(fields)]
    for record in RECORDS:
        cells = [str(record.get(field, "")).replace('"', '""') for field in fields]
        rows.append(delimiter.join(f'"{cell}"' for cell in cells))
    content = "\r\n".join(rows).encode()
    check_records(write(tmp_path / name, gzip.compress(content) if name.endswith(".gz") else content), first_line=2)


def test_parquet(tmp_path: Path) -> None:
    """Parquet, dates and numbers as text; gzip'd too."""
    names = ("id", "title", "text", "url", "published", "publisher", "lang")
    columns = {name: [record.get(name) for record in RECORDS] for name in names}
    columns["id"] = ["1", "b"]
    columns["published"] = [date(2020, 3, 4), None]
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table(columns), path)
    check_records(path, first_line=1)
    check_records(write(tmp_path / "b.parquet.gz", gzip.compress(path.read_bytes())), first_line=1)


def test_plain_text(tmp_path: Path) -> None:
    """A file is a document; its id is its name without suffixes."""
    found = read(write(tmp_path / "2012-07-06.quay.txt.gz", gzip.compress(b"Ein Satz.\r\nNoch einer.")))
    assert [(raw.record_id, raw.text) for raw in found.documents] == [("2012-07-06.quay", "Ein Satz.\nNoch einer.")]


@pytest.mark.parametrize(
    ("head", "published", "publisher"),
    [
        (PUBLISHED + '<meta property="og:site_name" content="The Quay">', "2020-03-04T05:06:07Z", "The Quay"),
        (
            '<script type="application/ld+json">{"@graph": [{"@type": "Thing"}, '
            '{"@type": ["NewsArticle"], "datePublished": "2020-03-04", '
            '"publisher": {"name": "Quay Media"}}]}</script>',
            "2020-03-04",
            "Quay Media",
        ),
        ('<script type="application/ld+json">{broken</script><meta name="pubdate" content="4 March 2020">', "4 March 2020", None),
        ("", None, None),
    ],
)  # fmt: skip
def test_page(tmp_path: Path, head: str, published: str | None, publisher: str | None) -> None:
    """The article without menu and footer, and what the page says of itself."""
    found = read(write(tmp_path / "a.html", page(head=head + '<link rel="canonical" href="https://q.example/x">')))
    (raw,) = found.documents
    assert raw.text.startswith("Four people were killed")
    assert "Weather" not in raw.text
    assert "Terms of use" not in raw.text
    assert (raw.title, raw.language, raw.url) == ("Shell hits bridge", "en-GB", "https://q.example/x")
    assert (raw.published_page, raw.publisher) == (published, publisher)


def test_the_date_of_what_happened_is_not_the_page_s(tmp_path: Path) -> None:
    """A date in the article's prose is never taken for the day of publication."""
    body = f"<article><p>On October 16, 2023, a shell hit a house in the old town. {PROSE * 4}</p></article>"
    (raw,) = read(write(tmp_path / "a.html", page(body=body))).documents
    assert raw.published_page is None


def test_page_in_a_declared_charset(tmp_path: Path) -> None:
    """The charset that a page names is believed."""
    text = page(
        head='<meta charset="windows-1251">', body=f"<article><p>{'Погибли четыре человека, сообщил мэр города. ' * 8}</p></article>"
    )
    found = read(write(tmp_path / "a.html", text.encode("windows-1251")))
    assert found.documents[0].text.startswith("Погибли четыре человека")
    assert not found.doubts


def test_feeds(tmp_path: Path) -> None:
    """Each entry of RSS or Atom: content before summary, markup gone, the feed's title as publisher."""
    item = (
        f"<item><title>T &amp; U</title><link>https://q.example/1</link><guid>g1</guid><pubDate>Wed, 04 Mar 2020 05:06:07 +0000</pubDate>"
        f"<description>short</description><content:encoded><![CDATA[<p>{PROSE}</p><p>A second paragraph.</p>]]></content:encoded></item>"
        f"<item><title>Only a title</title></item>"
    )
    rss = f'<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Quay</title><language>en</language>{item}</channel></rss>'
    found = read(write(tmp_path / "a.xml", rss))
    (raw,) = found.documents
    assert (raw.record_id, raw.title, raw.url, raw.publisher, raw.language) == ("g1", "T & U", "https://q.example/1", "Quay", "en")
    assert raw.text == f"{PROSE.strip()}\n\nA second paragraph."
    assert raw.published_record == "Wed, 04 Mar 2020 05:06:07 +0000"
    assert found.codes == ["no_text"]
    atom = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Quay</title><entry><id>e1</id><title>T</title><published>2020-03-04T05:06:07Z</published><summary>{PROSE}</summary></entry></feed>'
    (entry,) = read(write(tmp_path / "b.txt", atom)).documents
    assert (entry.record_id, entry.text, entry.published_record) == ("e1", PROSE.strip(), "2020-03-04T05:06:07Z")


def warc_record(url: str, payload: bytes, *, kind: str = "response", content_type: str = "text/html", encoding: str = "") -> bytes:
    """A record of an archive."""
    http = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\n" + (f"Content-Encoding: {encoding}\r\n" if encoding else "") + "\r\n"
    block = http.encode() + payload
    fields = (f"WARC-Type: {kind}", f"WARC-Target-URI: {url}", "Content-Type: application/http", f"Content-Length: {len(block)}")
    return "\r\n".join(("WARC/1.0", *fields, "", "")).encode() + block + b"\r\n\r\n"


@pytest.mark.parametrize("zipped", [False, True])
def test_warc(tmp_path: Path, zipped: bool) -> None:
    """Pages are documents, payloads unzipped; requests and images are none; a page without an article is refused."""
    html = page().encode()
    records = [
        warc_record("https://q.example/1", b"", kind="request"),
        warc_record("https://q.example/1", html),
        warc_record("https://q.example/i", b"\x89PNG", content_type="image/png"),
        warc_record("https://q.example/2", gzip.compress(html), encoding="gzip"),
        warc_record("https://q.example/3", b"<html><body></body></html>"),
        warc_record("https://q.example/4", gzip.compress(html)[:-20], encoding="gzip"),
        warc_record("https://q.example/5", html),
    ]
    content = b"".join(gzip.compress(entry) for entry in records) if zipped else b"".join(records)
    found = read(write(tmp_path / ("a.warc.gz" if zipped else "a.warc"), content))
    assert [raw.record_id for raw in found.documents] == [f"https://q.example/{n}" for n in (1, 2, 5)]
    assert found.codes == ["no_article", "truncated_record"]


@pytest.mark.parametrize("cut", [60, 400, 700])
@pytest.mark.parametrize("zipped", [False, True])
def test_truncated_warc(tmp_path: Path, cut: int, zipped: bool) -> None:
    """Wherever an archive breaks off, in a payload or in a header, the record before stays and the rest is one refusal."""
    first, second = (warc_record(f"https://q.example/{n}", page().encode()) for n in (1, 2))
    content = gzip.compress(first) + gzip.compress(second)[: cut // 2] if zipped else first + second[:cut]
    found = read(write(tmp_path / "a.warc", content))
    assert [raw.record_id for raw in found.documents] == ["https://q.example/1"]
    assert len(found.refusals) == 1


def test_folders_patterns_and_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders are read sorted and whole; names in the dataset hold the argument's own name and nothing above it."""
    for name in ("in/b.txt", "in/a/z.txt", "in/a/y.html", "in/.git/x.txt", "in/c.jsonl"):
        write(tmp_path / name, page() if name.endswith("html") else json.dumps(RECORDS[0]))
    assert [raw.source_file for raw in read(tmp_path / "in").documents] == ["in/a/y.html", "in/a/z.txt", "in/b.txt", "in/c.jsonl"]
    assert [raw.source_file for raw in read(tmp_path / "in" / "b.txt").documents] == ["b.txt"]
    monkeypatch.chdir(tmp_path)
    assert [raw.source_file for raw in read("in/*/*.txt").documents] == ["in/a/z.txt"]
    assert [raw.source_file for raw in read("in/**/*.txt").documents] == ["in/a/z.txt", "in/b.txt"]
    monkeypatch.chdir(tmp_path / "in" / "a")
    assert [raw.source_file for raw in read(".").documents] == ["a/y.html", "a/z.txt"]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("a/b.txt", ("b", ".txt")),
        ("x.TXT.gz", ("x", ".txt")), ("a.warc.gz", ("a", ".warc")), ("v1.2", ("v1.2", "")), ("n", ("n", "")), (".gz", (".gz", "")),
    ],
)  # fmt: skip
def test_stems(name: str, parts: tuple[str, str]) -> None:
    """Only suffixes of formats and compression go."""
    assert split_name(name) == parts


def test_standard_input() -> None:
    """Standard input is told by its content."""
    content = "".join(json.dumps(record) + "\n" for record in RECORDS).encode()
    found = list(read_inputs(["-"], settings=Settings(), stdin=io.BytesIO(gzip.compress(content))))
    assert [raw.record_id for raw in found if isinstance(raw, RawDocument)] == ["1", "b"]
    assert {raw.source_file for raw in found} == {"-"}


@given(texts=st.lists(st.text(min_size=1).filter(lambda text: not text.isspace()), min_size=1, max_size=8))
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_texts_of_records_are_never_altered(tmp_path: Path, texts: list[str]) -> None:
    """Whatever a record's text, it comes out as it went in: JSON Lines, array and Parquet."""
    records = [{"id": str(n), "text": text} for n, text in enumerate(texts)]
    write(tmp_path / "a.jsonl", "\n".join(map(json.dumps, records)))
    write(tmp_path / "b.json", json.dumps(records, indent=1))
    pq.write_table(pa.Table.from_pylist(records), tmp_path / "c.parquet")
    for name in ("a.jsonl", "b.json", "c.parquet"):
        found = read(tmp_path / name)
        assert [raw.text for raw in found.documents] == texts
        assert not found.refusals


SUFFIXES = [".txt", ".html", ".jsonl", ".json", ".csv", ".tsv", ".parquet", ".rss", ".xml", ".warc", ".warc.gz", ".jsonl.gz", ""]
OPENINGS = [
    b"",
    b"PAR1",
    b"WARC/1.0\r\n",
    b"<html><body>",
    b"<rss><channel><item>",
    b'{"text": "',
    b"[{",
    b"id,text\n",
    b"\x1f\x8b\x08\x00",
    b"\xff\xfe",
    b"{",
    b'"',
]


@given(opening=st.sampled_from(OPENINGS), body=st.binary(max_size=400), suffix=st.sampled_from(SUFFIXES), zipped=st.booleans())
@settings(deadline=None, max_examples=250, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_stop_a_run(tmp_path: Path, opening: bytes, body: bytes, suffix: str, zipped: bool) -> None:
    """Random bytes under any suffix: never an exception, always an end, and a document or a refusal for every file."""
    content = gzip.compress(opening + body) if zipped else opening + body
    path = write(tmp_path / f"fuzz{suffix}", content)
    found = read(path)
    assert found.documents or found.refusals
    path.unlink()
