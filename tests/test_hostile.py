"""A bench of hostile files: each gets one clear error or stays inert text; the disk, the clock and the memory hold."""

import csv
import gzip
import io
import json
import os
import time
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from conftest import LAST, NEWEST

import cakit as ck
from cakit import catalog
from cakit.errors import CakitError, InvalidData, MixedUnits, UnknownTable

SECONDS = 20  # generous: it only catches what hangs
HEAD = "recipient_iso3,supplier_iso3,year,tiv_million"
ROW = "KAZ,RUS,2024,1.5"
DELIVERY = {
    "delivery_id": "KAZ-RUS-2024-01", "recipient_iso3": "KAZ", "supplier_iso3": "RUS", "year": "2024",
    "designation": "X-1", "description": "aircraft", "category": "aircraft", "is_uncrewed_aircraft": "false",
    "number_delivered": "1", "tiv_million": "1.5", "sipri_edition": NEWEST, "source_id": "S0", "mark": "none",
    "mark_read_in": "S0", "confidence": "high", "note": "",
}  # fmt: skip
SITE = {
    "site_id": "s900", "name": "A mine", "country_iso3": "KAZ", "minerals": "gold;copper", "site_type": "mine",
    "status": "planned", "owners": "A 50%;B 50%", "owner_iso3": "KAZ;USA", "lon": "70", "lat": "45",
    "coordinate_basis": "none", "confidence": "high", "source_ids": "S0;S3",
}  # fmt: skip


def lines(*rows: str, head: str = HEAD, encoding: str = "utf-8", end: str = "\n") -> bytes:
    """A file for `arms_transfers`: the header and rows."""
    return (end.join([head, *rows]) + end).encode(encoding)


def cells(*rows: dict[str, str]) -> bytes:
    """A file of rows, quoted where needed."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as folder:
        folder.writestr("xl/workbook.xml", "<workbook/>")
    return out.getvalue()


def on_disk(folder: Path) -> dict[Path, object]:
    """Everything below a folder; whoever writes to a file or replaces it moves one of its times or its number."""
    found: dict[Path, object] = {}
    for path in folder.rglob("*"):
        about = path.lstat()
        found[path] = (
            about.st_mode,
            about.st_size,
            about.st_ino,
            about.st_mtime_ns,
            about.st_ctime_ns,
        )
    return found


def refused(call, folder: Path, *said: str) -> InvalidData:
    """Hold a call to the rules for bad input; give the error back."""
    before, start = on_disk(folder), time.process_time()
    with pytest.raises(CakitError) as caught:
        call()
    assert time.process_time() - start < SECONDS
    assert on_disk(folder) == before
    error = caught.value
    message = str(error)
    assert type(error) is InvalidData
    assert error._render_traceback_() == [f"InvalidData: {message}"]
    assert len(message) < 20_000
    assert all(line.isprintable() for line in message.split("\n")), (
        "a message carries nothing invisible"
    )
    for words in said:
        assert words in message, message[:2000]
    return error


TRANSFERS: dict[str, tuple[bytes, tuple[str, ...]]] = {
    # Encodings
    "utf-16 cut in a sign": (lines(ROW, encoding="utf-16")[:-1], ("is UTF-16 text that is cut off or damaged",)),
    "utf-32 little endian, no mark": (lines(ROW, encoding="utf-32-le"), ("NUL byte",)),
    "two byte order marks": (b"\xef\xbb\xbf" * 2 + lines(ROW), (r"'\ufeffrecipient_iso3' is not in", "Nearest")),
    "surrogates in UTF-8": (lines(ROW) + b"\xed\xa0\x80,RUS,2024,1\n", ("line 3: not UTF-8",)),
    "overlong UTF-8": (lines(ROW) + b"\xc0\xaf,RUS,2024,1\n", ("line 3: not UTF-8",)),
    # No table at all
    "empty": (b"", ("is empty",)),
    "whitespace only": (b" \t\r\n\n \xc2\xa0\n", ("is empty",)),
    "a byte order mark alone": (b"\xef\xbb\xbf", ("is empty",)),
    "header only": (lines(), ("no rows below the column names",)),
    "png": (b"\x89PNG\r\n\x1a\n123", ("is a PNG picture",)),
    "jpeg": (b"\xff\xd8\xff\xe0\x00\x10JFIF", ("is a JPEG picture",)),
    "xlsx": (zipped(), ("is no Excel file that can be read",)),
    "xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), ("an old Excel file; save it as CSV",)),
    "pdf": (b"%PDF-1.7\n1 0 obj\n", ("is a PDF",)),
    "gzip": (gzip.compress(lines(ROW)), ("gzip", "unpack it first")),
    "sqlite": (b"SQLite format 3\x00" + bytes(100), ("SQLite",)),
    "random bytes": (bytes(range(256)) * 4, ("NUL byte",)),
    "html page": (b"\n <!DOCTYPE html>\n<html><body>404</body></html>", ("is an HTML or XML page", "download")),
    "xml": (b'<?xml version="1.0"?><rows><row/></rows>', ("HTML or XML",)),
    "json": (b'{"recipient_iso3": "KAZ",\n"year": 2024}\n', ("is no JSON file that can be read: it holds no list of rows",)),
    "NUL in a cell": (lines("KAZ,R\0US,2024,1"), ("line 2: contains a NUL byte",)),
    # Separators and shape
    "line that names the separator": (b"sep=;\n" + lines(ROW), ("column 'recipient_iso3' is missing", "columns separated by ';'")),
    "short row": (lines(ROW, "KAZ,RUS,2023"), ("line 3: 3 cells, but the header has 4",)),
    "long row": (lines("KAZ,RUS,2024,1,5"), ("line 2: 5 cells, but the header has 4",)),
    "trailing comma in rows": (lines(ROW + ","), ("line 2: 5 cells, but the header has 4",)),
    "nameless column": (lines(ROW + ",x", head=HEAD + ","), ("line 1: column 5 has no name",)),
    "row of commas": (lines(ROW, ",,,"), ("line 3, column recipient_iso3: is empty", "line 3, column year: is")),
    "footer": (lines(ROW, "", "Source: somewhere"), ("line 4: 1 cell, but the header has 4",)),
    "a title and no header": (
        b"Arms Transfers Database\n" + lines(ROW, head="a,b,c,d"),
        ("line 1: 'Arms Transfers Database' is not a row of column names; delete the lines above",),
    ),
    "bad cell below a title": (b"A title\n\n" + lines("KAZ,RUS,2024,x"), ("line 4, column tiv_million: 'x' is not a number",)),
    "comment between rows": (lines(ROW, "# checked"), ("line 3: 1 cell, but the header has 4",)),
    "duplicate header": (
        lines("KAZ,RUS,2024,1,2024", head=HEAD + ",year"),
        ("line 1: duplicate column 'year'",),
    ),
    "no header": (lines(ROW, head="KGZ,TUR,2024,2"), ("line 1: '2' is no column name", "header=None, names=")),
    "no header, empty cells": (b"2008,AT,Austria,,1,30000.0,\n2008,BG,Bulgaria,,1,,\n", ("line 1: '1' is no column name",)),
    "header in capitals": (lines(ROW, head=HEAD.upper()), ("column 'YEAR' is not in", "Nearest: year.")),
    "zero-width sign in the header": (
        lines(ROW, head=HEAD.replace("year", "ye\u200bar")),
        (r"column 'ye\u200bar' is not in arms_transfers. Nearest: year.",),
    ),
    "missing column": (lines("KAZ,RUS,2024", head=HEAD[:-12]), ("line 1: column 'tiv_million' is missing",)),
    "extra column that is a slip": (lines(ROW + ",S0", head=HEAD + ",source_idss"), ("line 1: column 'source_idss' is not in",)),
    "10,000 columns": (lines(ROW, head=",".join(map(str, range(10_000)))), ("line 1: 10,000 columns; at most 1,000",)),
    "name of a column without end": (lines(ROW, head=HEAD + "n" * 90_000), ("column 'tiv_millionnnn", "…'")),
    # Quotation marks and line ends
    "open quotation mark": (lines(ROW, 'KGZ,"RUS,2024,1', ROW), ("line 3: a quotation mark is opened and never closed",)),
    "text after a closing mark": (lines('"KAZ"x,RUS,2024,1'), ("line 2: text after a closing quotation mark", "write it twice")),
    "smart quotes": (lines("“KAZ”,RUS,2024,“1”"), ("column tiv_million: '“1”' is not a number",)),
    "line break in a cell": (lines('"KAZ\nRUS",RUS,2024,1', "KGZ,RUS,x,1"), ("line 2, column rec", "line 4, column year")),
    "old Mac line ends": (lines(ROW, "KGZ,RUS,2024,x", end="\r"), ("line 3, column tiv_million: 'x'",)),
    "Windows line ends": (lines(ROW, "KGZ,RUS,2024,x", end="\r\n"), ("line 3, column tiv_million: 'x'",)),
    "blank lines between rows": (lines(ROW, "", "", "KGZ,RUS,2024,x"), ("line 5, column tiv_million: 'x'",)),
    # Numbers
    "decimal comma": (lines('KAZ,RUS,2024,"1,5"'), ("line 2, column tiv_million: '1,5'", "use a point, not a comma")),
    "thousands and decimal comma": (lines('KAZ,RUS,2024,"1.234,5"'), ("write nothing between thousands",)),
    "comma that may be either": (lines('KAZ,RUS,2024,"1,234"'), ("write nothing between thousands",)),
    "space between thousands": (lines("KAZ,RUS,2024,1 234"), ("write nothing between thousands",)),
    "non-breaking space": (lines("KAZ,RUS,2024,1\u00a0234"), (r"'1\xa0234' is not a number; write nothing between",)),
    "apostrophe": (lines("KAZ,RUS,2024,1'234"), ("write nothing between thousands",)),
    "underscore": (lines("KAZ,RUS,2024,1_000"), ("'1_000' is not a number; write nothing between",)),
    "Arabic-Indic digits": (lines("KAZ,RUS,٢٠٢٤,1"), ("'٢٠٢٤' is not a year; use the digits 0 to 9",)),
    "full-width digits": (lines("KAZ,RUS,2024,１２"), ("use the digits 0 to 9",)),
    "superscript": (lines("KAZ,RUS,2024,1²"), ("'1²' is not a number",)),
    "fraction": (lines("KAZ,RUS,2024,½"), ("'½' is not a number",)),
    "typographic minus": (lines("KAZ,RUS,2024,−1"), ("write the minus as -",)),
    "nan": (lines("KAZ,RUS,2024,NaN"), ("'NaN' is not a number; leave the cell empty",)),
    "n/a": (lines("KAZ,RUS,2024,n/a"), ("leave the cell empty",)),
    "dots for nothing": (lines("KAZ,RUS,2024,.."), ("leave the cell empty",)),
    "infinite": (lines("KAZ,RUS,2024,inf"), ("'inf' is not a number",)),
    "1e400": (lines("KAZ,RUS,2024,1e400"), ("'1e400' is not a number; it is too large",)),
    "500 digits": (lines("KAZ,RUS,2024," + "9" * 500), ("999…' is not a number; it is too large",)),
    "whole number of 30 digits": (lines("KAZ,RUS," + "9" * 30 + ",1"), ("is not a year; it is too large",)),
    "year of 5,000 digits": (lines("KAZ,RUS," + "9" * 5000 + ",1"), ("is not a year; it is too large",)),
    "hexadecimal": (lines("KAZ,RUS,0x7E8,1"), ("'0x7E8' is not a year",)),
    "half a year": (lines("KAZ,RUS,2024.5,1"), ("'2024.5' is not a year",)),
    "date for a year": (lines("KAZ,RUS,2024-05-01,1"), ("'2024-05-01' is not a year",)),
    "currency": (lines("KAZ,RUS,2024,$5"), ("'$5' is not a number",)),
    "zero-width space": (lines("KAZ,RUS,2024,1\u200b"), (r"'1\u200b' is not a number",)),
    "negative TIV": (lines("KAZ,RUS,2024,-3"), ("line 2, column tiv_million: -3 is below 0",)),
    "future year": (lines("KAZ,RUS,2124,1"), (f"line 2, column year: 2124 is above {LAST}",)),
    "year before independence": (lines("KAZ,RUS,1950,1"), ("1950 is below 1992",)),
    # Names and codes
    "unknown country": (lines("Atlantis,RUS,2024,1"), ("line 2, column recipient_iso3: no country 'Atlantis'",)),
    "misspelt country": (lines("Kazakstan,RUS,2024,1"), ("Nearest: Kazakhstan",)),
    "zero-width sign in a country": (lines("Kazakh\u200bstan,RUS,2024,1"), (r"'Kazakh\u200bstan'", "Nearest: Kazakhstan")),
    "turned text": (lines("\u202eNATSHKAZAK,RUS,2024,1"), ("line 2, column recipient_iso3: contains U+202E",)),
    "terminal codes": (lines("\x1b[31mKAZ,RUS,2024,1"), ("line 2, column recipient_iso3: contains U+001B",)),
    "markup for a country": (lines("<script>alert(1)</script>,RUS,2024,1"), ("no country '<script>",)),
    "formula for a country": (lines("=cmd|' /C calc'!A0,RUS,2024,1"), ("no country",)),
    "formula for a number": (lines("KAZ,RUS,2024,=1+1", "KGZ,RUS,2024,@SUM(A1)"), ("'=1+1' is not", "'@SUM(A1)' is not")),
    "sum for a number": (lines("KAZ,RUS,2024,-2+3"), ("'-2+3' is not a number",)),
    "a name of 90,000 letters": (lines("K" * 90_000 + ",RUS,2024,1"), ("line 2, column recipient_iso3",)),
    "unknown word of a vocabulary": (lines(ROW + ",sure", head=HEAD + ",confidence"), ("'sure' is not a value of confidence",)),
    "unknown source": (lines(ROW + ",S0;S9", head=HEAD + ",source_ids"), ("line 2, column source_ids: 'S9' is not a value of sources.source_id",)),
    "required cell empty": (lines("KAZ,RUS,,1"), ("line 2, column year: is empty",)),
    "same row twice": (lines(ROW, ROW), ("line 3: duplicate primary key recipient_iso3=KAZ", "first seen on line 2")),
    "same row by name and code": (lines(ROW, "Kazakhstan,Russia,2024,2"), ("first seen on line 2",)),
    "a cell of a million characters": (lines("KAZ,RUS,2024," + "9" * 1_000_000), ("line 2: 1,000,014 characters on one",)),
    "a cell of 120,000 characters": (lines("KAZ,RUS,2024," + "9" * 120_000), ("line 2, column tiv_million: 120,000 char",)),
}  # fmt: skip


@pytest.mark.parametrize("case", TRANSFERS)
def test_transfers_give_one_error_that_says_where(case, tmp_path):
    content, said = TRANSFERS[case]
    path = tmp_path / "mine.csv"
    path.write_bytes(content)
    error = refused(lambda: ck.read(path, "arms_transfers"), tmp_path, *said)
    assert error.where == "mine.csv"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"sipri_edition": "2022"}, f"line 3, column sipri_edition: '2022' is not one of {NEWEST}"),
        (
            {"delivery_id": "KAZ-RUS-2024-01"},
            "line 3: duplicate primary key delivery_id=KAZ-RUS-2024-01, first seen on line 2",
        ),
        ({"delivery_id": "kaz1"}, "line 3, column delivery_id: 'kaz1' does not match the pattern"),
        (
            {"category": "airplane"},
            "line 3, column category: 'airplane' is not a value of weapon_category. Nearest: ",
        ),
        (
            {"is_uncrewed_aircraft": "yes"},
            "line 3, column is_uncrewed_aircraft: 'yes' is not true or false",
        ),
        (
            {"number_delivered": "1e3"},
            "line 3, column number_delivered: '1e3' is not a whole number",
        ),
        ({"number_delivered": "~12"}, "'~12' is not a whole number"),
        ({"mark": ""}, "line 3, column mark: is empty"),
        (
            {"mark": "maybe"},
            "line 3, column mark: 'maybe' is not a value of delivery_mark. Nearest: ",
        ),
        ({"note": "bell \a here"}, "line 3, column note: contains U+0007"),
        ({"note": "abc\u202edef"}, "line 3, column note: contains U+202E"),
        ({"note": "K\ufffdln"}, "line 3, column note: contains U+FFFD"),
        ({"note": "\x1b[2J"}, "line 3, column note: contains U+001B"),
        ({"note": "n" * 120_000}, "line 3, column note: 120,000 characters in one cell"),
    ],
    ids=lambda value: " ".join(value)[:30] if isinstance(value, dict) else None,
)
def test_deliveries_give_one_error_that_says_where(changed, said, tmp_path):
    path = tmp_path / "mine.csv"
    path.write_bytes(cells(DELIVERY, DELIVERY | {"delivery_id": "KAZ-RUS-2024-02"} | changed))
    error = refused(lambda: ck.read(path, "arms_deliveries"), tmp_path, said)
    assert len(error.problems) == 1


@pytest.mark.parametrize(
    "limit", [131_072, 100_000_000], ids=["the limit of csv", "a limit another library raised"]
)
def test_cells_too_long_whatever_the_limit_of_csv(limit, tmp_path):
    path, before = tmp_path / "mine.csv", csv.field_size_limit(limit)
    try:
        path.write_bytes(
            cells(DELIVERY, DELIVERY | {"delivery_id": "KAZ-RUS-2024-02", "note": "n" * 140_000})
        )
        refused(lambda: ck.read(path, "arms_deliveries"), tmp_path, "line 3", "0,000 characters")
        path.write_bytes(lines('"KAZ,RUS,2024,1', *[ROW] * 20_000))
        refused(
            lambda: ck.read(path, "arms_transfers"),
            tmp_path,
            "line 2: ",
            "a quotation mark",
            "never closed",
        )
        assert csv.field_size_limit() == limit
    finally:
        csv.field_size_limit(before)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            {"minerals": "gold;unobtainium"},
            "column minerals: 'unobtainium' is not a value of mineral. ",
        ),
        ({"minerals": "gold,copper"}, "column minerals: 'gold,copper' is not a value of mineral. "),
        ({"minerals": "gold;"}, "column minerals: '' is not a value of mineral"),
        ({"owner_iso3": "KAZ;Freedonia"}, "column owner_iso3: no country 'Freedonia'"),
        (
            {"source_ids": "S0;S0;nobody"},
            "column source_ids: 'nobody' is not a value of sources.source_id",
        ),
        (
            {"minerals": "=gold"},
            "column minerals: '=gold' is not a value of mineral. Nearest: gold",
        ),
        (
            {"site_type": "Mine\u200b"},
            r"column site_type: 'Mine\u200b' is not a value of site_type",
        ),
        ({"lon": "700"}, "column lon: 700 is above 88"),
        ({"lat": "45°N"}, "column lat: '45°N' is not a number"),
        ({"minerals": ";".join(["gold"] * 20_000)}, ""),
        (
            {"minerals": ";".join(f"x{n}" for n in range(10_000))},
            "column minerals: 'x0' is not a value of mineral",
        ),
    ],
)
def test_lists_and_vocabularies(changed, said, tmp_path):
    path = tmp_path / "mine.csv"
    path.write_bytes(cells(SITE | changed))
    if said:
        refused(lambda: ck.read(path, "mineral_sites"), tmp_path, f"line 2, {said}")
    else:
        assert len(ck.read(path, "mineral_sites")) == 1


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"wohin": "recipient_iso3"}, "columns=: the file has no column 'wohin'"),
        ({"supplier_iso3": "to", "to": "supplier_iso3"}, "column 'to' is not in arms_transfers"),
        ({"recipient_iso3": "to"}, "is the wrong way round; write {'to': 'recipient_iso3'}"),
        ({"to": "supplier_iso3"}, "two columns are mapped to 'supplier_iso3'"),
        ({"to": 3}, "column '3' is not in arms_transfers"),
        ({"to": ["recipient_iso3"]}, "is not in arms_transfers"),
        (["recipient_iso3"], "columns= takes a mapping"),
        ("recipient_iso3", "columns= takes a mapping"),
    ],
)
def test_wrong_mappings(columns, said, tmp_path):
    path = tmp_path / "mine.csv"
    path.write_bytes(lines(ROW, head=HEAD.replace("recipient_iso3", "to")))
    refused(lambda: ck.read(path, "arms_transfers", columns=columns), tmp_path, said)


@pytest.mark.parametrize(
    "content",
    {
        "byte order mark": b"\xef\xbb\xbf" + lines(ROW),
        "utf-16": lines(ROW, encoding="utf-16"),
        "utf-16 little endian, no mark": lines(ROW, encoding="utf-16-le"),
        "utf-16 big endian, no mark": lines(ROW, encoding="utf-16-be"),
        "trailing comma everywhere": lines(ROW + ",", head=HEAD + ","),
        "lines above the header": b"Arms, by year\nGenerated: 1 January\n" + lines(ROW),
        "padded lines above the header": b"A title,,,\n" + lines(ROW),
        "a title above semicolons": b"Arms, all, by year, and more\n"
        + lines(ROW.replace(",", ";"), head=HEAD.replace(",", ";")),
        "comment above the header": b"# made by hand\n" + lines(ROW),
        "blank lines above the header": b"\n\n" + lines(ROW),
        "Windows line ends": lines(ROW, end="\r\n"),
        "old Mac line ends": lines(ROW, end="\r"),
        "no last line end": lines(ROW).rstrip(),
        "blank lines in the middle and at the end": lines("", ROW, "", ""),
        "blanks around cells, some that do not break": lines(" KAZ ,\u00a0RUS\u00a0,2024, 1.5\t"),
        "everything quoted": lines('"KAZ","RUS","2024","1.5"'),
        "names for codes": lines("Kazakhstan,Российская Федерация,2024,1.5"),
        "exponent and a whole number with zeros": lines("KAZ,RUS,2024.0,15e-1"),
        "plus": lines("KAZ,RUS,+2024,+1.5"),
    }.values(),
)
def test_harmless_oddities_are_read(content, tmp_path):
    path = tmp_path / "mine.csv"
    path.write_bytes(content)
    before = on_disk(tmp_path)
    assert ck.read(path, "arms_transfers").iloc[0].tolist() == ["KAZ", "RUS", 2024, 1.5]
    assert on_disk(tmp_path) == before


@pytest.mark.parametrize(
    "text",
    [
        "=cmd|' /C calc'!A0",
        "+1",
        "-2+3",
        "@SUM(A1:A9)",
        '=HYPERLINK("x")',
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "“smart” ‘quotes’",
        "two\nlines",
        "two\r\nlines",
        "zero\u200bwidth",
        "NaN",
        "1_000",
        "../../etc/passwd",
        "{__class__}",
        "%s%n",
        "$x^2$",
    ],
)
def test_free_text_stays_the_text_it_is_and_is_shown_escaped(text, tmp_path):
    path = tmp_path / "mine.csv"
    path.write_bytes(cells(DELIVERY | {"designation": text, "note": text}))
    frame = ck.read(path, "arms_deliveries")
    assert frame.loc[0, ["designation", "note"]].tolist() == [text, text]
    assert "<script" not in frame._repr_html_()
    assert "<img" not in frame._repr_html_()


def test_mixed_editions_are_read_but_never_added(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_bytes(lines(ROW + ",2025", "KGZ,RUS,2024,2,2026", head=HEAD + ",sipri_edition"))
    frame = ck.read(path, "arms_transfers")
    with pytest.raises(MixedUnits, match="2025, 2026: these must not be added"):
        ck.shares(frame, by="supplier_iso3", value="tiv_million")


def make_nothing(path: Path) -> None:
    """Leave the path without a file."""


NO_FILES = {
    "missing": (
        make_nothing,
        "cannot be read: No such file or directory; check the name and the folder",
    ),
    "folder": (Path.mkdir, "is a folder, not a file"),
    "pipe": (lambda path: os.mkfifo(path), "is a pipe or a device, not a file"),
    "broken link": (lambda path: path.symlink_to("nowhere"), "cannot be read: No such file"),
    "link to itself": (lambda path: path.symlink_to(path.name), "cannot be read: "),
    "link to a device": (lambda path: path.symlink_to("/dev/zero"), "is a pipe or a device"),
}


@pytest.mark.skipif(os.name == "nt", reason="pipes and links of Unix")
@pytest.mark.parametrize("case", NO_FILES)
def test_what_is_no_file(case, tmp_path):
    make, said = NO_FILES[case]
    make(tmp_path / "mine.csv")
    refused(lambda: ck.read(tmp_path / "mine.csv", "arms_transfers"), tmp_path, "mine.csv", said)


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/null", "."])
def test_paths_that_name_no_file(path, tmp_path):
    refused(lambda: ck.read(path, "arms_transfers"), tmp_path)


@pytest.mark.parametrize("path", ["", "a\0b.csv", "n" * 5000])
def test_texts_that_are_no_path(path):
    with pytest.raises(
        CakitError, match=r"^path is .+: (give the path of a file|no file can have)"
    ):
        ck.read(path, "arms_transfers")


def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    path = tmp_path / "mine.csv"
    path.write_bytes(lines(ROW))
    if os.geteuid():
        path.chmod(0)
        refused(lambda: ck.read(path, "arms_transfers"), tmp_path, "Permission denied")
        return

    def denied(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "read_bytes", denied)  # root may read everything
    with pytest.raises(
        InvalidData, match=r"mine\.csv: 1 problem\n  - cannot be read: Permission denied"
    ):
        ck.read(path, "arms_transfers")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("mi\nne.csv", r"mi\nne.csv: 1 problem"),
        ("\x1b[31mred.csv", r"\x1b[31mred.csv: 1 problem"),
        ("вооружения – 1.csv", "вооружения – 1.csv: 1 problem"),
        ("<b>bold.csv", "<b>bold.csv: 1 problem"),
        ("bytes\udcff.csv", r"bytes\udcff.csv: 1 problem"),
        ("{0} %s.csv", "{0} %s.csv: 1 problem"),
    ],
)
def test_names_of_files(name, shown, tmp_path):
    path = tmp_path / name
    path.write_bytes(lines("KAZ,RUS,2024,x"))
    message = str(refused(lambda: ck.read(path, "arms_transfers"), tmp_path))
    assert message.startswith(shown)


LARGE = {
    "a 50 MB line": (
        lambda: HEAD.encode() + b"\n" + b"K" * 49_999_900,
        "line 2: 49,999,900 characters on one line; this is not a table",
    ),
    "a 10 MB header": (lambda: b"x," * 5_000_000, "line 1: 10,000,000 characters on one line"),
    "300,000 ragged lines": (
        lambda: lines() + b"x,y\n" * 300_000,
        "line 2: 2 cells, but the header has 4",
    ),
    "300,000 bad rows": (
        lambda: lines() + b"Nowhere,RUS,2024,1\n" * 300_000,
        "line 2, column recipient_iso3: no country 'Nowhere'",
    ),
    "50,000 different bad rows": (
        lambda: lines(*(f"C{n},S{n},y{n},v{n}" for n in range(50_000))),
        "line 2, column recipient_iso3: no country 'C0'",
    ),
    "50,000 unknown sources": (
        lambda: lines(*(f"{ROW},n{n}" for n in range(50_000)), head=HEAD + ",source_ids"),
        "line 2, column source_ids: 'n0' is not a value of sources.source_id",
    ),
    "50,000 repeats": (lambda: lines(*[ROW] * 50_000), "line 3: duplicate primary key"),
    "1,000,000 blank lines": (
        lambda: lines() + b"\n" * 1_000_000 + b"x\n",
        "line 1000002: 1 cell, but the header has 4",
    ),
    "2,100,000 rows": (lambda: lines() + b",\n" * 2_100_000, "line 2000001: more than 2,000,000"),
}


@pytest.mark.parametrize("case", LARGE)
def test_large_ones_take_bounded_time_and_a_short_message(case, tmp_path):
    make, said = LARGE[case]
    path = tmp_path / "mine.csv"
    path.write_bytes(make())
    error = refused(lambda: ck.read(path, "arms_transfers"), tmp_path, said)
    assert len(error.problems) < 1_000
    path.unlink()


@pytest.mark.parametrize(
    ("make", "megabytes"),
    [
        (lambda: HEAD.encode() + b"\n" + b"K" * 49_999_900, 160),
        (lambda: lines() + b"junk,junk,junk,junk\n" * 50_000, 40),
    ],
    ids=["a 50 MB line", "50,000 lines of junk"],
)
def test_memory_is_bounded(make, megabytes, tmp_path):
    path = tmp_path / "mine.csv"
    path.write_bytes(make())
    ck.country("KAZ")  # our own tables are no part of it
    tracemalloc.start()
    try:
        refused(lambda: ck.read(path, "arms_transfers"), tmp_path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < megabytes * 1_000_000
    path.unlink()


def test_too_large_is_refused_unread(tmp_path):
    path = tmp_path / "mine.csv"
    with path.open("wb") as out:
        out.truncate(10**12)
    start = time.process_time()
    with pytest.raises(InvalidData, match="1,000,000,000,000 bytes; at most 300,000,000 are read"):
        ck.read(path, "arms_transfers")
    assert time.process_time() - start < 1


# Our own files, spoilt. Each entry: what happens to the bytes of the file, and what the error has to say.


def swap(old: str, new: str, times: int = 1):
    def spoil(content: bytes) -> bytes:
        assert old.encode() in content
        return content.replace(old.encode(), new.encode(), times)

    return spoil


def cell(place: int, value: str):
    """Put a value into one cell of the fourth line."""

    def spoil(content: bytes) -> bytes:
        rows = content.decode().splitlines()
        parts = rows[3].split(",")
        rows[3] = ",".join([*parts[:place], value, *parts[place + 1 :]])
        return ("\n".join(rows) + "\n").encode()

    return spoil


def every_line(change):
    return lambda content: b"".join(change(line) + b"\n" for line in content.splitlines())


def described(change):
    """Change a descriptor."""

    def spoil(content: bytes) -> bytes:
        raw = json.loads(content)
        change(raw)
        return json.dumps(raw, ensure_ascii=False).encode()

    return spoil


def column(number: int, **words: object):
    return described(lambda raw: raw["schema"]["fields"][number].update(words))


OWN_CSV = {
    "column missing": (every_line(lambda line: line.partition(b",")[2]), "column 'delivery_id' is missing"),
    "column renamed": (swap("tiv_million", "tiv"), "line 1: column 'tiv' is not in arms_deliveries"),
    "column twice": (swap("supplier_iso3", "recipient_iso3"), "duplicate column 'recipient_iso3'"),
    "cut off in a row": (lambda content: content[: len(content) // 2].rpartition(b",sipri")[0], "the header has 16"),
    "cut off in the header": (lambda content: content[:40], "is missing"),
    "comma after every row": (every_line(lambda line: line + b","), "has no name"),
    "a cell too many in every row": (lambda content: content.replace(b"\n", b",\n").replace(b",\n", b"\n", 1), "17 cells"),
    "long row": (cell(3, "2014,9"), "line 4: 17 cells, but the header has 16"),
    "short row": (every_line(lambda line: line[:20]), "16"),
    "half a row": (cell(11, "end\nKAZ"), "line 4: 12 cells, but the header has 16"),
    "marks of a merge": (swap("\nKAZ-CAN", "\n<<<<<<< HEAD\nKAZ-CAN"), "line 2: 1 cell, but the header has 16"),
    "pointer to a large file": (lambda _: b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "is missing"),
    "text for a number": (cell(9, "lots"), "line 4, column tiv_million: 'lots' is not a number"),
    "decimal comma": (cell(9, '"1,5"'), "line 4, column tiv_million: '1,5' is not a number; use a point"),
    "1e400": (cell(9, "1e400"), "line 4, column tiv_million: '1e400' is not a number; it is too large"),
    "infinite": (cell(9, "inf"), "line 4, column tiv_million: 'inf' is not a number"),
    "nan": (cell(9, "nan"), "line 4, column tiv_million: 'nan' is not a number"),
    "negative TIV": (cell(9, "-5"), "line 4, column tiv_million: -5 is below 0"),
    "half an item": (cell(8, "2.5"), "line 4, column number_delivered: '2.5' is not a whole number"),
    "items without end": (cell(8, "9" * 30), "line 4, column number_delivered: '9999"),
    "future year": (cell(3, "2124"), f"line 4, column year: 2124 is above {LAST}"),
    "maybe": (cell(7, "maybe"), "line 4, column is_uncrewed_aircraft: 'maybe' is not true or false"),
    "no confidence": (cell(14, ""), "line 4, column confidence: is empty"),
    "open quotation mark": (cell(4, '"open'), "line 4: text after a closing quotation mark, or a quotation mark never closed"),
    "empty": (lambda _: b"", "is empty"),
    "header only": (lambda content: content.partition(b"\n")[0] + b"\n", "no rows"),
    "png": (lambda _: b"\x89PNG\r\n\x1a\n", "is a PNG picture"),
    "gzip": (gzip.compress, "gzip"),
    "utf-16": (lambda content: content.decode().encode("utf-16"), "UTF-16"),
    "zeros": (lambda content: bytes(len(content)), "NUL byte"),
    "semicolons": (swap(",", ";", -1), "separated by ';'"),
}  # fmt: skip
OWN_JSON = {
    "cut off": (lambda content: content[:900], "not a table descriptor"),
    "empty": (lambda _: b"", "not a table descriptor"),
    "no JSON": (lambda _: b"<html>", "not a table descriptor"),
    "a list": (lambda _: b"[]", "not a table descriptor"),
    "null": (lambda _: b"null", "not a table descriptor"),
    "deep": (lambda _: b"[" * 100_000, "not a table descriptor"),
    "utf-16": (lambda content: content.decode().encode("utf-16"), "not a table descriptor"),
    "no row": (described(lambda raw: raw.pop("row")), "'row' is missing"),
    "no terms": (described(lambda raw: raw.update(terms={})), "'licence' is missing"),
    "half a coverage": (
        described(lambda raw: raw.update(coverage=[2020])),
        "not a table descriptor",
    ),
    "columns are words": (
        described(lambda raw: raw["schema"].update(fields="abc")),
        "not a table descriptor",
    ),
    "schema is a list": (described(lambda raw: raw.update(schema=[])), "not a table descriptor"),
    "unknown type": (column(9, type="decimal"), "column tiv_million: no type 'decimal'. "),
    "unknown word of a column": (column(9, colour="red"), "'colour'"),
    "unknown constraint": (
        column(9, constraints={"minimun": 0}),
        "no constraint 'minimun'. Nearest: minimum",
    ),
    "limit that is no number": (
        column(9, constraints={"minimum": "0"}),
        "column tiv_million: minimum '0' is not a number",
    ),
    "pattern that is none": (
        column(0, constraints={"pattern": "("}),
        "pattern '(' is not a regular expression",
    ),
    "enum that is no list": (
        column(10, constraints={"enum": 5}),
        "column sipri_edition: enum 5 is not a list",
    ),
    "reference to nowhere": (
        column(11, references="a.b.c"),
        "column source_id: references 'a.b.c': write table.column",
    ),
    "title that is no text": (described(lambda raw: raw.update(title=5)), "title: 5 is not text"),
    "other name": (described(lambda raw: raw.update(name="codes")), "is the descriptor of 'codes'"),
    "key that is no column": (
        described(lambda raw: raw["schema"].update(primaryKey=["delivery"])),
        "primaryKey: no column 'delivery'. Nearest: delivery_id",
    ),
    "path into another folder": (
        described(lambda raw: raw.update(path="../codes.csv")),
        "not a table descriptor",
    ),
    "path from the root": (
        described(lambda raw: raw.update(path="/etc/passwd")),
        "not a table descriptor",
    ),
    "no path": (described(lambda raw: raw.update(path="")), "not a table descriptor"),
    "path of another table": (
        described(lambda raw: raw.update(path="codes.csv")),
        "is not in arms_deliveries",
    ),
    "path of a folder": (
        described(lambda raw: raw.update(path="folder")),
        "is a folder, not a file",
    ),
    "path of nothing": (described(lambda raw: raw.update(path="none.csv")), "No such file"),
    "column the file lacks": (
        described(
            lambda raw: raw["schema"]["fields"].append(
                {"name": "x", "type": "string", "description": "x"}
            )
        ),
        "column 'x' is missing",
    ),
    "column the file has": (
        described(lambda raw: raw["schema"]["fields"].pop()),
        "column 'note' is not in",
    ),
    "text called a number": (
        column(4, type="number"),
        "column designation: 'aircraft engine' is not a number",
    ),
    "tighter limit": (column(9, constraints={"maximum": 1}), "is above 1"),
    "computed by nobody": (
        described(lambda raw: raw.update(computed="by hand")),
        "cannot be computed",
    ),
}


@pytest.mark.parametrize("case", OWN_CSV)
def test_a_spoilt_file_of_ours_is_refused(case, own_data):
    spoil, said = OWN_CSV[case]
    path = own_data / "arms_deliveries.csv"
    path.write_bytes(spoil(path.read_bytes()))
    error = refused(lambda: ck.load("arms_deliveries"), own_data, said)
    assert error.where == "arms_deliveries.csv"


def test_a_column_may_refer_to_its_own_table(own_data):
    path = own_data / "arms_deliveries.json"
    path.write_bytes(column(4, references="arms_deliveries.designation")(path.read_bytes()))
    assert len(ck.load("arms_deliveries")) > 100


@pytest.mark.parametrize("case", OWN_JSON)
def test_a_spoilt_descriptor_of_ours_is_refused(case, own_data):
    spoil, said = OWN_JSON[case]
    (own_data / "folder").mkdir()
    path = own_data / "arms_deliveries.json"
    path.write_bytes(spoil(path.read_bytes()))
    refused(lambda: ck.load("arms_deliveries"), own_data, said)


@pytest.mark.skipif(os.name == "nt", reason="pipes and links of Unix")
@pytest.mark.parametrize("suffix", ["csv", "json"])
@pytest.mark.parametrize("case", NO_FILES)
def test_ours_is_no_file(case, suffix, own_data):
    make, said = NO_FILES[case]
    path = own_data / f"arms_deliveries.{suffix}"
    path.unlink()
    make(path)
    if (case, suffix) == ("missing", "json"):
        with pytest.raises(UnknownTable, match="no table 'arms_deliveries'"):
            ck.load("arms_deliveries")
        return
    refused(lambda: ck.load("arms_deliveries"), own_data, said)


@pytest.mark.parametrize(
    ("name", "spoil", "said"),
    [
        ("codes.csv", swap("code,", "kode,"), "line 1: column 'kode' is not in codes"),
        ("countries.csv", swap("iso3,", "iso,"), "line 1: column 'iso' is not in countries"),
        ("sources.csv", lambda content: content + b"x,y\n", "2 cells, but the header has"),
        (
            "arms_deliveries.csv",
            cell(14, "sure"),
            "line 4, column confidence: 'sure' is not a value of confidence",
        ),
        ("arms_deliveries.csv", cell(3, "MMXIV"), "line 4, column year: 'MMXIV' is not a year"),
        (
            "arms_transfers.json",
            column(3, name="tiv"),
            "cannot be computed from the tables it is made of",
        ),
    ],
)
def test_a_spoilt_table_that_others_rest_on(name, spoil, said, own_data):
    path = own_data / name
    path.write_bytes(spoil(path.read_bytes()))
    table = path.stem if path.stem in ("codes", "countries", "sources") else "arms_transfers"
    refused(lambda: ck.load(table), own_data, said)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: b"\xef\xbb\xbf" + content,
        swap("\n", "\r\n", -1),
        lambda content: content.rstrip(),
        lambda content: content + b"\n\n",
        every_line(lambda line: line.partition(b",")[2] + b"," + line.partition(b",")[0]),
    ],
    ids=[
        "byte order mark",
        "Windows line ends",
        "no last line end",
        "blank lines",
        "columns in another order",
    ],
)
def test_harmless_changes_of_ours_give_the_same_frame(spoil, own_data):
    path, before = own_data / "arms_deliveries.csv", ck.load("arms_deliveries")
    path.write_bytes(spoil(path.read_bytes()))
    assert catalog.Catalog(own_data).frame("arms_deliveries").equals(before)


def test_markup_in_our_own_tables_is_shown_as_text(own_data):
    for name, old in {
        "codes.csv": "TIV is not money",
        "arms_deliveries.csv": "aircraft engine",
    }.items():
        path = own_data / name
        path.write_bytes(swap(old, "<script>alert(1)</script>", -1)(path.read_bytes()))
    assert "<script>alert(1)</script>" in repr(ck.describe("arms_deliveries"))
    assert "<script" not in ck.describe("arms_deliveries")._repr_html_()
    assert "<script" not in ck.load("arms_deliveries")._repr_html_()
