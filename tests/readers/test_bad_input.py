"""Bad input never stops a run and never vanishes: each unit is read or refused once, and the others go through."""

from __future__ import annotations

import gzip
import json
import os
import random
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from etl.errors import InputError
from etl.readers import read_inputs
from etl.settings import Settings
from tests.readers.support import PROSE, page, read, write

GOOD = json.dumps({"id": "good", "text": PROSE})


def test_empty_and_blank_files(tmp_path: Path) -> None:
    """A file of no bytes, one of blanks, and a gzip of nothing are refused each; the file beside goes through."""
    write(tmp_path / "a.txt", b"")
    write(tmp_path / "b.txt", b" \n\n ")
    write(tmp_path / "c.txt.gz", gzip.compress(b""))
    write(tmp_path / "d.jsonl", b"")
    write(tmp_path / "e.txt", PROSE)
    found = read(tmp_path)
    assert [raw.record_id for raw in found.documents] == ["e"]
    assert found.codes == ["empty_file", "empty_text", "empty_file", "empty_file"]


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.csv", "a.html", "a.rss", "a.bin"])
def test_binary(tmp_path: Path, name: str) -> None:
    """Binary data is refused once, whatever its suffix says."""
    data = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20
    assert read(write(tmp_path / name, data)).codes == ["binary_file"]


def test_binary_without_a_magic_number(tmp_path: Path) -> None:
    """Noise is no text."""
    noise = random.Random(7).randbytes(5000)
    found = read(write(tmp_path / "a.txt", noise))
    assert (len(found.documents), len(found.refusals)) == (0, 1)


def test_wrong_encoding_is_guessed_aloud(tmp_path: Path) -> None:
    """Western bytes are read with a warning; UTF-16 and UTF-8 with a mark without one."""
    text = "Le maire a été blessé près de la forêt, où l'armée opérait à l'époque. " * 5
    write(tmp_path / "a.txt", text.encode("cp1252"))
    write(tmp_path / "b.txt", text.encode("utf-16"))
    write(tmp_path / "c.txt", b"\xef\xbb\xbf" + text.encode())
    write(tmp_path / "d.txt", text.encode("utf-16-le"))
    found = read(tmp_path)
    assert [raw.text for raw in found.documents] == [text] * 4
    assert found.doubt_codes == ["encoding_guessed"]
    assert not found.refusals


def test_wrong_encoding_in_records(tmp_path: Path) -> None:
    """One line in another encoding costs no other line."""
    line = json.dumps({"id": "w", "text": "Un blessé à Orléans, a déclaré la préfecture."}, ensure_ascii=False).encode("latin-1")
    found = read(write(tmp_path / "a.jsonl", b"\n".join((line, GOOD.encode()))))
    assert [raw.record_id for raw in found.documents] == ["w", "good"]
    assert found.doubt_codes == ["encoding_guessed"]
    wide = read(write(tmp_path / "b.jsonl", f"{GOOD}\n{GOOD}\n".encode("utf-16")))
    assert len(wide.documents) == 2


def test_truncated_gzip_keeps_what_came_before(tmp_path: Path) -> None:
    """Rows before the break are kept, the rest is one refusal."""
    lines = "".join(json.dumps({"id": n, "text": f"{PROSE} {random.Random(n).random()}"}) + "\n" for n in range(2000))
    whole = gzip.compress(lines.encode())
    found = read(write(tmp_path / "a.jsonl.gz", whole[: len(whole) // 2]))
    assert found.codes == ["truncated_gzip"]
    assert 100 < len(found.documents) < 2000
    assert [raw.record_id for raw in found.documents] == [str(n) for n in range(len(found.documents))]


@pytest.mark.parametrize("name", ["a.txt.gz", "a.html.gz", "a.rss.gz", "a.parquet.gz", "a.csv.gz"])
def test_truncated_gzip_of_one_document(tmp_path: Path, name: str) -> None:
    """A document that breaks off is refused once, not kept by half."""
    content = gzip.compress(random.Random(1).randbytes(400).hex().encode() * 20)
    found = read(write(tmp_path / name, content[:-30]))
    assert (len(found.documents), len(found.refusals)) == (0, 1)


def test_damaged_gzip(tmp_path: Path) -> None:
    """A gzip whose body is damaged is refused once."""
    content = bytearray(gzip.compress((GOOD + "\n").encode() * 3))
    content[20] ^= 0xFF
    found = read(write(tmp_path / "a.jsonl.gz", bytes(content)))
    assert len(found.refusals) == 1
    assert found.codes[0] in ("corrupt_gzip", "invalid_json")


def test_broken_json_lines(tmp_path: Path) -> None:
    """Each broken line is one refusal with its number; blank lines are nothing."""
    lines = [
        GOOD,
        "",
        '{"id": 1, "text": "cut o',
        "no json",
        "[1, 2]",
        "null",
        '"text"',
        '{"id": 2}',
        '{"id": 3, "text": null}',
        '{"id": 4, "text": 12}',
        '{"id": 5, "text": "  "}',
        '{"a":' * 100_000,
        GOOD,
    ]
    found = read(write(tmp_path / "a.jsonl", "\n".join(lines)))
    assert [raw.line_number for raw in found.documents] == [1, 13]
    assert [issue.line_number for issue in found.refusals] == list(range(3, 13))
    assert found.codes[:6] == ["invalid_json", "invalid_json", "not_an_object", "not_an_object", "not_an_object", "no_text"]
    assert found.codes[6:9] == ["no_text", "text_not_a_string", "empty_text"]
    assert found.codes[9] in ("json_too_deep", "invalid_json")


def test_odd_values_are_kept(tmp_path: Path) -> None:
    """Numbers of 400 digits, ids that are numbers, NaN, lone surrogates, NUL bytes and bidi controls go through."""
    lines = [
        json.dumps({"id": 7, "text": PROSE}),
        '{"id": ' + "9" * 400 + ', "text": "Hundreds fled."}',
        '{"id": ' + "9" * 6000 + ', "text": "Thousands fled."}',
        '{"id": NaN, "text": "A shell fell."}',
        '{"id": "s", "text": "half \\ud800 a character"}',
        '{"id": "n", "text": "nul \\u0000 byte"}',
        '{"id": "b", "text": "turned \\u202e round"}',
    ]
    found = read(write(tmp_path / "a.jsonl", "\n".join(lines)))
    assert not found.refusals
    assert [raw.record_id for raw in found.documents[:4]] == ["7", "9" * 400, "9" * 6000, "a.jsonl:4"]
    assert found.doubt_codes == ["lone_surrogates", "nul_bytes", "bidi_controls"]
    assert found.documents[4].text == "half \ufffd a character"
    assert found.documents[5].text == "nul \0 byte"
    for raw in found.documents:
        raw.text.encode()


def test_a_line_beyond_the_bound_is_passed_over_unread(tmp_path: Path) -> None:
    """A huge line is refused; those before and after go through, in JSONL, CSV and JSON."""
    settings = Settings(max_line_bytes=100_000)
    huge = json.dumps({"id": "huge", "text": "x" * 700_000})
    lines = read(write(tmp_path / "a.jsonl", f"{GOOD}\n{huge}\n{GOOD}"), settings=settings)
    assert ([raw.line_number for raw in lines.documents], lines.codes) == ([1, 3], ["line_too_long"])
    rows = read(write(tmp_path / "a.csv", f"id,text\n1,a b\n2,{'x' * 700_000}\n3,c d\n"), settings=settings)
    assert ([raw.record_id for raw in rows.documents], rows.codes) == (["1", "3"], ["line_too_long"])
    array = read(write(tmp_path / "a.json", f"[{GOOD},{huge},{GOOD}]"), settings=settings)
    assert (len(array.documents), array.codes) == (2, ["line_too_long"])


def test_long_texts(tmp_path: Path) -> None:
    """Five million characters are kept with a warning; beyond the setting a text is refused."""
    path = write(tmp_path / "a.txt", PROSE * (5_000_000 // len(PROSE)))
    assert read(path).doubt_codes == ["long_text"]
    assert read(path, settings=Settings(max_text_chars=1_000)).codes == ["text_too_long"]
    html = write(tmp_path / "a.html", page())
    assert read(html, settings=Settings(max_text_chars=10)).codes == ["text_too_long"]


def test_broken_rows(tmp_path: Path) -> None:
    """An unbalanced quote costs its own line; a row with too many or too few cells costs itself."""
    rows = [
        "id,text",
        '1,"A shell, they said, fell"',
        '2,"never closed',
        '3,"fine"',
        "4,plain",
        "5,too,many",
        "6",
        '7,"two\nlines"',
        "8,end",
    ]
    found = read(write(tmp_path / "a.csv", "\n".join(rows)))
    assert [raw.record_id for raw in found.documents] == ["1", "3", "4", "7", "8"]
    assert found.codes == ["broken_row", "too_many_cells", "too_few_cells"]
    assert [issue.line_number for issue in found.refusals] == [3, 6, 7]
    assert found.documents[3].text == "two\nlines"


def test_an_unclosed_quote_with_plain_rows_behind(tmp_path: Path) -> None:
    """Nothing closes the quote, yet the hundred rows behind it are read."""
    rows = "".join(f"{n},row number {n}\n" for n in range(100))
    found = read(write(tmp_path / "a.csv", f'id,text\nx,"open\n{rows}'))
    assert (len(found.documents), found.codes) == (100, ["broken_row"])


def test_missing_columns(tmp_path: Path) -> None:
    """A table without the text's column is refused once, and the sentence says what it has; a mapping repairs it."""
    path = write(tmp_path / "a.csv", "nr,body\n1,A shell fell\n2,Another fell\n")
    found = read(path)
    assert found.codes == ["missing_columns"]
    assert "nr, body" in found.refusals[0].detail
    mapped = read(path, settings=Settings(columns={"record_id": "nr", "text": "body"}))
    assert [(raw.record_id, raw.text) for raw in mapped.documents] == [("1", "A shell fell"), ("2", "Another fell")]
    pq.write_table(pa.table({"body": ["x"]}), tmp_path / "b.parquet")
    assert read(tmp_path / "b.parquet").codes == ["missing_columns"]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<nav><a href='/'>Home</a> <a href='/w'>World</a></nav>",
        "<form><label>User</label><input name='u'><label>Password</label><input name='p'><button>Log in</button></form>",
    ],
)
def test_pages_without_an_article(tmp_path: Path, body: str) -> None:
    """An empty page, a menu, a form: refused once."""
    page_of = f"<html><head><title>x</title></head><body>{body}</body></html>"
    assert read(write(tmp_path / "a.html", page_of)).codes == ["no_article"]


def test_duplicate_ids(tmp_path: Path) -> None:
    """The same id on another text is kept with a warning; on the same text it is no doubt."""
    lines = [json.dumps({"id": "d", "text": text}) for text in ("A shell fell.", "A shell fell.", "A mine blew up.")]
    found = read(write(tmp_path / "a.jsonl", "\n".join(lines)))
    assert len(found.documents) == 3
    assert found.doubt_codes == ["duplicate_id"]


def test_what_is_no_file(tmp_path: Path) -> None:
    """Pipes, dangling links and links to folders are refused each, and never waited for; hidden files are nobody's business."""
    os.mkfifo(tmp_path / "a.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "c").symlink_to(tmp_path)
    write(tmp_path / ".hidden.txt", PROSE)
    write(tmp_path / "d.txt", PROSE)
    found = read(tmp_path)
    assert found.codes == ["not_a_file", "unreadable_file", "not_a_file"]
    assert [raw.record_id for raw in found.documents] == ["d"]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names of files are text there")
def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    """A file whose name is in another encoding is read; its name in the dataset shows the bytes by their codes."""
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_text(PROSE, encoding="utf-8")
    (raw,) = read(tmp_path).documents
    assert (raw.record_id, raw.source_file) == ("caf\\xe9", f"{tmp_path.name}/caf\\xe9.txt")


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that opens and cannot be read")
def test_a_file_that_opens_and_cannot_be_read(tmp_path: Path) -> None:
    """Nobody may read there, not even root: one refusal, and the next file is read."""
    (tmp_path / "a.txt").symlink_to("/proc/self/mem")
    write(tmp_path / "b.txt", PROSE)
    found = read(tmp_path)
    assert (found.codes, [raw.record_id for raw in found.documents]) == (["unreadable_file"], ["b"])


def test_a_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that may not be opened is refused, the next one read."""
    write(tmp_path / "a.txt", PROSE)
    write(tmp_path / "b.txt", PROSE)
    opened = Path.open

    def refuse(self: Path, *args: object, **options: object) -> object:
        if self.name == "a.txt":
            raise PermissionError(13, "Permission denied")
        return opened(self, *args, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refuse)
    found = read(tmp_path)
    assert (found.codes, [raw.record_id for raw in found.documents]) == (["unreadable_file"], ["b"])


def test_inputs_that_name_nothing(tmp_path: Path) -> None:
    """A slip of the pen on the command line is an error at once, before anything is read."""
    with pytest.raises(InputError, match="no file or folder"):
        read_inputs([str(tmp_path / "nothing.txt")], settings=Settings())
    with pytest.raises(InputError, match="pattern"):
        read_inputs([str(tmp_path / "*.txt")], settings=Settings())


def test_damaged_parquet(tmp_path: Path) -> None:
    """Parquet that lost its end, or its pages, is one refusal."""
    pq.write_table(pa.table({"id": ["1"] * 500, "text": [f"{PROSE} {n}" for n in range(500)]}), tmp_path / "a.parquet")
    data = (tmp_path / "a.parquet").read_bytes()
    assert read(write(tmp_path / "b.parquet", data[:-50])).codes == ["unreadable_parquet"]
    assert read(write(tmp_path / "c.parquet", b"PAR1 but not really")).codes == ["unreadable_parquet"]
    damaged = bytearray(data)
    damaged[200:1200] = bytes(1000)
    assert len(read(write(tmp_path / "d.parquet", bytes(damaged))).refusals) <= 1


def test_broken_feed(tmp_path: Path) -> None:
    """A feed that breaks off gives the entries it has, and one refusal for the rest; one without entries is one refusal."""
    item = f"<item><title>T</title><guid>g1</guid><description>{PROSE}</description></item>"
    found = read(write(tmp_path / "a.rss", f"<?xml version='1.0'?><rss version='2.0'><channel><title>Q</title>{item}<item><tit"))
    assert "truncated_feed" in found.codes
    assert len(found.documents) == 1
    assert read(write(tmp_path / "b.rss", "<rss version='2.0'><channel></channel></rss>")).codes == ["feed_without_entries"]


@pytest.mark.parametrize(
    ("name", "content"), [("a.csv", "id,text\n"), ("a.json", "[]"), ("a.json", " [ ] "), ("a.jsonl", "\n\n"), ("a.warc", "WARC/1.0\r\n")]
)
def test_containers_without_records(tmp_path: Path, name: str, content: str) -> None:
    """A file that holds no record is refused, for it may be that something went wrong before."""
    found = read(write(tmp_path / name, content))
    assert (len(found.documents), len(found.refusals)) == (0, 1)


def test_read_is_kept_and_refused(tmp_path: Path) -> None:
    """The law on everything at once: each of these units comes out once, as a document or as an error."""
    units = 0
    for name, content, count in (
        ("a.txt", PROSE.encode(), 1),
        ("b.txt", b"", 1),
        ("c.jsonl", f"{GOOD}\nbroken\n{GOOD}\nnull\n".encode(), 4),
        ("d.csv", b'id,text\n1,a\n2,"b\n3,c\n4,d,e\n', 4),
        ("e.json", f"[{GOOD}, 5, {GOOD}, [1]]".encode(), 4),
        ("f.html", page().encode(), 1),
        ("g.html", b"<html><body></body></html>", 1),
        ("h.txt.gz", gzip.compress(PROSE.encode())[:-12], 1),
        ("i.bin", bytes(range(256)) * 4, 1),
        ("j.jsonl", (GOOD + "\n").encode("utf-16"), 1),
    ):
        write(tmp_path / name, content)
        units += count
    found = read(tmp_path)
    assert len(found.documents) + len(found.refusals) == units
    assert len(found.documents) == 9


def test_a_doubt_alone_is_no_answer(tmp_path: Path) -> None:
    """A table whose header is in another encoding and that has no row is doubted and refused."""
    found = read(write(tmp_path / "a.csv", "id,text,prénom\n".encode("latin-1")))
    assert (found.doubt_codes, found.codes) == (["encoding_guessed"], ["no_records"])
