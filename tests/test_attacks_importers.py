"""Files of every layout, damaged by rule: the right figures, or the kit's own error, in time.

A case is a layout and a kind of damage. Kinds that keep every figure must give the right sum. Kinds
that destroy one must be refused, or the figure is left out and said. No case is slower than 2 s.
"""

import base64
import csv
import gzip
import io
import json
import os
import resource
import time
import zipfile

import pandas as pd
import pytest

from cakit import claims
from cakit.errors import CakitError
from cakit.importers import (
    compare,
    edition,
    sipri_deliveries,
    sipri_milex,
    sipri_register,
    sipri_tiv,
)

EVERY = 30  # of the cases made by rule; all of them in `make check`
ALL = os.environ.get("ATTACKS") == "all"

SPAN = "Deals with deliveries made for the year range '1950' to '2025' \nMade up\n\n"
DAY = "Data generated: 12 Jun 2026 1:02:03 PM\n"
REGISTER = (
    f"Transfers of major conventional arms from All countries  to All countries . {SPAN}{DAY}"
    "Recipient,Supplier,Year of order, ,Number ordered, ,Weapon designation,Weapon description,"
    "Number delivered, ,Year(s) of delivery,status,Comments,SIPRI TIV per unit,"
    "SIPRI TIV for total order,SIPRI TIV of delivered weapons\n"
    "Kazakhstan,Russia,2011,,4,,Sokol-1,trainer aircraft,4,,2012; 2013,New,Lease,2.5,10,10\n"
    "Uzbekistan,China,2017,?,2,,Kalkan,SAM system,2,,2018,New,,30,60,60\n"
    "Mongolia,Russia,2015,,3,,Sarych,UAV,3,?,2016,Second hand,Aid,1.5,4.5,4.5\n"
    "Tajikistan,Turkiye,2019,,5,,Burkut,APC,5,,2020,New,,0.5,2.5,2.5\n"
)
LISTING = (
    f"Transfers of major conventional arms from All countries  to All countries . {SPAN}{DAY}"
    "SIPRI AT Database ID,Supplier,Recipient,Designation,Description,Armament category,Order date,"
    "Order date is estimate,Numbers delivered,Numbers delivered is estimate,Delivery year,"
    "Delivery year is estimate,Status,SIPRI estimate,TIV deal unit,TIV delivery values,"
    "Local production\n"
    "1,Russia,Kazakhstan,Sokol-1 -,trainer aircraft,Aircraft,2011,No,4,No,2012,No,New,2.5,2.5,10,No\n"
    "2,China,Uzbekistan,Kalkan,SAM system,Air-defence systems,2017,Yes,2,No,2018,No,New,30,30,60,No\n"
    "3,Russia,Mongolia,Sarych,UAV,Aircraft,2015,No,3,Yes,2016,No,New,1.5,1.5,4.5,No\n"
    "4,Turkiye,Tajikistan,Burkut,APC,Armoured vehicles,2019,No,5,No,2020,No,New,0.5,0.5,2.5,No\n"
)
OLD = (
    '"TIV of arms exports from China, 2018-2021",,,,,\nMade up,,,,,\nGenerated: 28 July 2022,,,,,\n'
    ",,,,,\n,2018,2019,2020,2021,Total\nKazakhstan,10,,,,10\nMongolia,,4,,,4\nUzbekistan,60,,,3,63\n"
    "Total,70,4,,3,77\n"
)
NEW = (
    f"Volume of transfers of major arms\nMade up\n\n{DAY}\n"
    "Recipient,2022,2023,2024,2025,2022-2025,Percentage,Sum total years,Percentage of total\n"
    "Kazakhstan,10,,,,10,13%,10,13%\nMongolia,,4,,,4,5%,4,5%\nUzbekistan,60,,0 ,3,63,82%,63,82%\n"
    "Total imports from China,70,4,0,3,77,100%,77,\n"
)
LAYOUTS = {
    "register": (REGISTER, sipri_register, 77.0),
    "listing": (LISTING, sipri_deliveries, 77.0),
    "table before 2024": (OLD, sipri_tiv, 77.0),
    "table since 2024": (NEW, sipri_tiv, 77.0),
}
DEALS = ("register", "listing")


def packed(*files, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return out.getvalue()


def resaved(text, separator, comma=False):
    """As a spreadsheet saves it, in a country with decimal commas too."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, lineterminator="\n")
    for cells in csv.reader(text.split("\n")):
        numbers = (
            cell.replace(".", ",") if cell[:1].isdigit() and comma else cell for cell in cells
        )
        writer.writerow(numbers)
    return out.getvalue()


def in_one_cell(text):
    """As a spreadsheet saves lines with commas where it parts columns by semicolons."""
    above, mark, rows = text.partition(DAY)
    return above + mark + "\n".join(f'"{line}";;;' if line else "" for line in rows.split("\n"))


HARMLESS = {  # every figure is still there
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16 without a mark": lambda text: text.encode("utf-16-be"),
    "as it is": lambda text: text.encode(),
    "byte-order mark": lambda text: text.encode("utf-8-sig"),
    "Windows line ends": lambda text: text.replace("\n", "\r\n").encode(),
    "old Mac line ends": lambda text: text.replace("\n", "\r").encode(),
    "empty lines between": lambda text: text.replace("\n", "\n\n").encode(),
    "semicolons at the end": lambda text: text.replace("\n", ";\n").encode(),
    "many semicolons at the end": lambda text: text.replace("\n", ";;;;\n").encode(),
    "empty cells at the end": lambda text: text.replace("\n", ",,,\n").encode(),
    "blanks around cells": lambda text: text.replace(",", " , ").replace('"TIV', '"TIV').encode(),
    "an archive": lambda text: packed(("export.csv", text)),
    "an archive, not packed": lambda text: packed(("a.csv", text), method=zipfile.ZIP_STORED),
    "an archive with a note": lambda text: packed(("a/export.csv", text), ("read me.txt", "x")),
    "the site's JSON, bytes": lambda text: json.dumps(
        {"bytes": base64.b64encode(text.encode()).decode()}
    ).encode(),
    "the site's JSON, text": lambda text: json.dumps({"result": text}).encode(),
    "semicolons and commas": lambda text: resaved(text, ";", comma=True).encode(),
    "tabs": lambda text: resaved(text, "\t").encode(),
    "no line end at the end": lambda text: text.rstrip("\n").encode(),
    "other letters above": lambda text: ("Fußnote – “so”\n" + text).encode("cp1252"),
    "Cyrillic above": lambda text: ("Сохранено в таблице\n" + text).encode("cp1251"),
    "a separator of lines inside": lambda text: text.replace("Made up", "Made\u2028up").encode(),
}
NO_TABLE = {  # refused
    "nothing": b"",
    "blanks": b" \n \n",
    "a page": b"<!DOCTYPE html><html>busy</html>",
    "XML": b"<?xml version='1.0'?><a/>",
    "a PDF": b"%PDF-1.7 text",
    "a picture": b"\x89PNG\r\n\x1a\n",
    "RTF": b"{\\rtf1 text}",
    "JSON of another kind": b'{"a": 1}',
    "JSON cut": b'{"bytes": "QUJD',
    "JSON with no base64": b'{"bytes": "!!"}',
    "JSON, deep": b'{"a":' * 5000 + b"1" + b"}" * 5000,
    "an archive of nothing": packed(),
    "an archive of two tables": packed(("a.csv", "a"), ("b.csv", "b")),
    "an archive with a way out": packed(("../a.csv", REGISTER)),
    "an archive with a nameless file": packed((".", "x"), ("a.csv", "b")),
    "a bomb of zeros": packed(("a.csv", bytes(60_000_000))),
    "a bomb of commas": packed(("a.csv", b"Recipient,Supplier,Percentage\n" + b"," * 11_000_000)),
    "a bomb of lines": packed(
        ("a.csv", b"Recipient,Supplier,Percentage\n" + b"a,b,c\n" * 1_900_000)
    ),
    "one endless line": b"a" * 20_000_000,
    "a cell without end": REGISTER.replace("Lease", '"' + "a" * 1_000_000).encode(),
}
SPOILT_TEXT = {  # of a whole file: refused
    "UTF-16 cut in a sign": lambda text: text.encode("utf-16")[:-1],
    "packed by gzip": lambda text: gzip.compress(text.encode()),
    "a NUL byte": lambda text: text.replace("Mongolia", "Mon\0golia").encode(),
    "no header": lambda text: text.replace("Recipient", "A").replace("Total", "B").encode(),
    "a quotation mark opened": lambda text: text.replace("Mongolia", '"Mongolia').encode(),
}
NUMBERS = ["many", "1_0", "１２", "١٢", "४", "NaN", "inf", "-5", "1e400", "0x10", "1.2.3", "12 000"]
NUMBERS += ["'5", "=5", "#REF!", "1e12", "5%", "⁵", "5\u202e", "\x1b[31m5", "true", "--"]
NAMES = ["Kazakstan", "C5", "Central Asia", "World", "Europe", "Total", "123", "=1+1", "-", "*"]
NAMES += ["x" * 5000, "\u202e", "…"]


def run(tmp_path, layout, raw):
    """What the importer makes of the bytes; the time is held."""
    path = tmp_path / "file.csv"
    path.write_bytes(raw)
    start = time.process_time()
    try:
        return LAYOUTS[layout][1](path)
    except CakitError as error:
        assert "Traceback" not in str(error) and "\x1b" not in str(error)
        return None
    finally:
        assert time.process_time() - start < 2


@pytest.mark.parametrize("kind", HARMLESS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_figure_of_a_harmless_change_is_read(tmp_path, layout, kind):
    text, _, whole = LAYOUTS[layout]
    got = run(tmp_path, layout, HARMLESS[kind](text))
    assert got is not None and got.frame["tiv_million"].sum() == whole
    assert got.report.read == got.report.rows and got.report.volume == whole


@pytest.mark.parametrize("layout", DEALS)
def test_a_row_in_one_cell_is_parted(tmp_path, layout):
    text, _, whole = LAYOUTS[layout]
    assert run(tmp_path, layout, in_one_cell(text).encode()).report.volume == whole


@pytest.mark.parametrize("kind", NO_TABLE)
@pytest.mark.parametrize("layout", ["register", "table since 2024"])
def test_what_is_no_table_is_refused(tmp_path, layout, kind):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert run(tmp_path, layout, NO_TABLE[kind]) is None
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000  # kilobytes


@pytest.mark.parametrize("kind", SPOILT_TEXT)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_spoilt_file_is_refused(tmp_path, layout, kind):
    assert run(tmp_path, layout, SPOILT_TEXT[kind](LAYOUTS[layout][0])) is None


@pytest.mark.parametrize("cell", NUMBERS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_figure_that_is_none_is_left_out_and_said(tmp_path, layout, cell):
    """The last deal, or Mongolia's only year, has it in place of its TIV."""
    text = LAYOUTS[layout][0]
    if layout in DEALS:
        raw = text.replace("0.5,2.5,2.5\n", f"0.5,2.5,{cell}\n").replace(
            "0.5,2.5,No", f"0.5,{cell},No"
        )
        left = 74.5
    else:
        raw, left = text.replace("Mongolia,,4,", f"Mongolia,,{cell},"), 73
    got = run(tmp_path, layout, raw.encode())
    if got is not None:
        assert got.report.volume == left and len(got.report.skipped) == 1
        assert "line" in got.report.skipped[0][0]
        assert got.report.rows == got.report.read + 1


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_name_that_is_none_is_left_out_with_its_volume(tmp_path, layout, name):
    text, _, whole = LAYOUTS[layout]
    got = run(tmp_path, layout, text.replace("Mongolia", name).encode())
    if got is None:
        return
    assert got.report.volume + got.report.volume_skipped == whole or "Total" in name
    assert got.report.skipped or any("printed total" in note for note in got.report.notes)


@pytest.mark.parametrize("name", ["Atlantis", "Front of the Sea (Atlantis)*", "League of Isles**"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_name_that_nobody_knows_keeps_its_volume(tmp_path, layout, name):
    text, _, whole = LAYOUTS[layout]
    got = run(tmp_path, layout, text.replace("Mongolia", name).encode())
    assert got.report.volume == whole and got.report.skipped == ()
    assert any(name.rstrip("*") in note for note in got.report.notes)


@pytest.mark.parametrize("share", range(1, 40))
@pytest.mark.parametrize("layout", DEALS)
def test_a_cut_file_gives_no_wrong_figure(tmp_path, layout, share):
    """Refused, or every deal that is read has its own figure."""
    text = LAYOUTS[layout][0]
    rows = text.index(DAY) + len(DAY)
    raw = text.encode()[: rows + (len(text) - rows) * share // 40]
    got = run(tmp_path, layout, raw)
    if got is not None:
        right = {"Sokol-1": 10, "Kalkan": 60, "Sarych": 4.5, "Burkut": 2.5}
        pairs = zip(got.frame["designation"], got.frame["tiv_million"], strict=True)
        assert all(right[name] == tiv for name, tiv in pairs)


@pytest.mark.parametrize("place", range(0, 400, 17))
def test_a_damaged_archive_is_refused_or_whole(tmp_path, place):
    raw = bytearray(packed(("export.csv", REGISTER)))
    raw[place % len(raw)] ^= 0xFF
    got = run(tmp_path, "register", bytes(raw))
    assert got is None or got.report.volume == 77


@pytest.mark.parametrize("edition", ["banana", "1999", 2019, 2025, 2031, True, "²", "", -1, 2026.5])
@pytest.mark.parametrize("layout", ["register", "listing", "table since 2024"])
def test_an_edition_that_the_file_contradicts_is_refused(tmp_path, layout, edition):
    path = tmp_path / "file.csv"
    path.write_text(LAYOUTS[layout][0], encoding="utf-8")
    with pytest.raises(CakitError):
        LAYOUTS[layout][1](path, edition=edition)


def test_a_hundred_thousand_wrong_names_end_in_time(tmp_path):
    row = "Kazakhstan,{},2011,,4,,Sokol-1,trainer aircraft,4,,2012,New,,2.5,10,10\n"
    above = REGISTER[: REGISTER.index("Kazakhstan")]
    many = "".join(
        row.format(f"Nowhere{chr(97 + at % 26)}{at}") for at in range(100_000 if ALL else 30_000)
    )
    assert run(tmp_path, "register", (above + many).encode()) is None


VALUES = ["many", "1 234", "１２", "#REF!", True, -5, 1e30, "=1+1", "12%", "\u202e5", "0x10"]
ABSENT = ["xxx", "...", "…", "..", ". .", "", None, "-"]


def book(tmp_path, change=None):
    openpyxl = pytest.importorskip("openpyxl")
    made = openpyxl.Workbook()
    made.active.title = "Current US$"
    for title, factor in (("Current US$", 1), ("Constant (2023) US$", 1), ("Share of GDP", 0.001)):
        sheet = made[title] if title in made.sheetnames else made.create_sheet(title)
        sheet.append(["Figures are in US $m."])
        sheet.append(["Country", "Notes", 2023, 2024])
        sheet.append(["Central Asia"])
        sheet.append(
            ["Kazakhstan", None, 10 * factor, 20 * factor * (1 + (factor == 1 and "Con" in title))]
        )
        sheet.append(["Uzbekistan", None, 30 * factor, 40 * factor])
    if change:
        change(made)
    path = tmp_path / "book.xlsx"
    made.save(path)
    return path


def milex(path):
    start = time.process_time()
    try:
        return sipri_milex(path)
    except CakitError:
        return None
    finally:
        assert time.process_time() - start < 2


@pytest.mark.parametrize("value", VALUES)
def test_a_cell_of_a_workbook_that_is_no_figure_is_said_with_its_place(tmp_path, value):
    got = milex(book(tmp_path, lambda made: made["Current US$"].cell(4, 3, value)))
    assert [where for where, _ in got.report.skipped] == ["Current US$ row 4, 2023"]
    assert (got.report.rows, got.report.read) == (12, 11)
    assert got.frame["military_expenditure_current_usd_million"].sum() == 90


@pytest.mark.parametrize("value", ABSENT)
def test_an_absent_figure_is_neither_an_error_nor_zero(tmp_path, value):
    def change(made):
        made["Current US$"].cell(4, 3).value = value

    got = milex(book(tmp_path, change))
    assert got.report.skipped == ()
    rows = got.frame.set_index(["country_iso3", "year"])["military_expenditure_current_usd_million"]
    assert rows.isna().tolist() == [True, False, False, False]


def twice(made):
    made["Current US$"].append(["Kazakhstan", None, 1, 1])


def second_year(made):
    made["Current US$"].cell(2, 5, 2024), made["Current US$"].cell(4, 5, 99)


def second_sheet(made):
    made.copy_worksheet(made["Current US$"]).title = "current  US$"


@pytest.mark.parametrize("change", [twice, second_year, second_sheet])
def test_what_a_workbook_has_twice_counts_once_and_is_said(tmp_path, change):
    got = milex(book(tmp_path, change))
    assert got.frame["military_expenditure_current_usd_million"].tolist() == [10, 20, 30, 40]
    said = [why for _, why in got.report.skipped] + list(got.report.notes)
    assert any("second" in why or "two columns" in why for why in said)


@pytest.mark.parametrize("place", range(0, 8000, 211 if ALL else 844))
def test_a_damaged_workbook_is_refused_or_whole(tmp_path, place):
    path = book(tmp_path)
    raw = bytearray(path.read_bytes())
    raw[place % len(raw)] ^= 0xFF
    path.write_bytes(bytes(raw))
    got = milex(path)
    assert got is None or got.frame["military_expenditure_current_usd_million"].sum() == 100


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('r="C4"', 'r="7C"'),
        ('<row r="5"', '<row r="1000000000"'),
        ("<v>10</v>", "<v>NaN</v>"),
        ("<v>10</v>", "<v>1E400</v>"),
        ('r="C4" t="n"', 'r="C4" t="s"'),
        ('r="C4" t="n"', 'r="C4" t="d"'),
        ('r="C4" t="n"', 'r="C4" s="99" t="n"'),
        ("<v>10</v>", "<v>1<"),
        ("</sheetData>", ""),
    ],
)
def test_a_malformed_cell_is_refused_or_said(tmp_path, old, new):
    whole = book(tmp_path)
    spoilt = tmp_path / "spoilt.xlsx"
    with zipfile.ZipFile(whole) as archive, zipfile.ZipFile(spoilt, "w") as out:
        for name in archive.namelist():
            content = archive.read(name)
            if name == "xl/worksheets/sheet1.xml":
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode())
            out.writestr(name, content)
    got = milex(spoilt)
    column = "military_expenditure_current_usd_million"
    assert got is None or got.report.skipped or got.frame[column].sum() in (100, 60)


def test_a_table_without_its_last_row_keeps_its_side(tmp_path):
    """The lines are recipients, so the party that is named is the supplier."""
    path = tmp_path / "t.csv"
    path.write_text(NEW.partition("Total imports")[0])
    got = sipri_tiv(path, "China")
    assert got.frame["supplier_iso3"].unique().tolist() == ["CHN"]
    assert "the file has no row of totals: its years cannot be checked" in got.report.notes
    with pytest.raises(CakitError, match="China is the supplier, not the recipient"):
        sipri_tiv(path, "China", side="recipient")
    path.write_text(NEW.partition("Total imports")[0].replace("Recipient", "Supplier"))
    assert sipri_tiv(path, "China").frame["recipient_iso3"].unique().tolist() == ["CHN"]


def test_an_empty_total_is_not_printed_and_not_zero(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(OLD.replace(",63\n", ",\n").replace("Total,70,4,,3,77", "Total,70,,,3,77"))
    notes = sipri_tiv(path).report.notes
    assert not any("against the printed total" in note for note in notes)
    assert any("totals that the file leaves empty: 2" in note for note in notes)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("exports from China", "exports from Chin", "no country 'Chin'. Nearest: China"),
        ("exports from China", "exports from Central Asia", "'Central Asia' is a group"),
        ("imports from China", "imports from Atlantis 9000 World", "is not the name of a"),
        ("2022-2025", "2022 to 2025", "needs a column of totals"),
    ],
)
def test_a_table_that_says_nonsense_of_itself_is_refused(tmp_path, old, new, said):
    path = tmp_path / "t.csv"
    path.write_text((OLD if old in OLD else NEW).replace(old, new))
    with pytest.raises(CakitError, match=said):
        sipri_tiv(path)


@pytest.mark.parametrize("layout", DEALS)
def test_a_row_left_out_of_a_file_with_decimal_commas_has_its_volume(tmp_path, layout):
    text, read, whole = LAYOUTS[layout]
    path = tmp_path / "f.csv"
    path.write_text(resaved(text.replace("Mongolia", "Central Asia"), ";", comma=True))
    report = read(path).report
    assert (report.volume, report.volume_skipped) == (whole - 4.5, 4.5)
    path.write_text(resaved(text, ";", comma=True).replace("4,5", "4,many"))
    assert any("'4,many' is not a number" in why for _, why in read(path).report.skipped)


def test_a_row_left_out_with_an_empty_total_has_an_unknown_volume(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(OLD.replace("Mongolia,,4,,,4", "123,,4,,,"))
    report = sipri_tiv(path).report
    assert (report.volume, report.volume_skipped, len(report.skipped)) == (73.0, 0.0, 1)
    assert any("cannot be read: 1; more volume is left out" in note for note in report.notes)


def test_a_file_read_twice_is_read_alike(tmp_path):
    """A name that got a code the first time is no slip of the pen the second time."""
    path = tmp_path / "t.csv"
    path.write_text(LISTING.replace("Mongolia", "Borduria").replace("Tajikistan", "Bordurya"))
    first, second = (sipri_deliveries(path) for _ in range(2))
    assert first.report.volume == second.report.volume == 77.0
    assert first.frame["recipient_iso3"].tolist() == second.frame["recipient_iso3"].tolist()


def test_a_mark_that_can_stand_between_thousands_is_not_guessed(tmp_path):
    """'1.250' in a file with semicolons is 1250 in one country and 1.25 in another."""
    path = tmp_path / "file.csv"
    whole = REGISTER.replace("2.5,10,10", "3,12,12").replace("0.5,2.5,2.5", "1,5,5")
    whole = whole.replace("1.5,4.5,4.5", "2,6,6").replace("30,60,60", "30,1.250,1.250")
    for text in (whole, whole.replace("1.250", '"1,250"')):
        path.write_text(resaved(text, ";"))
        with pytest.raises(CakitError, match=r"can be 1250 or 1\.250: download the file"):
            sipri_register(path)
    path.write_text(resaved(whole.replace("1.250", "0.250"), ";"))
    assert sipri_register(path).report.volume == 23.25


@pytest.mark.parametrize("layout", DEALS)
@pytest.mark.parametrize(("line_1", "changed", "said"), [
    ("'1950' to '2025'", "'2017' to '2025'", "years outside 2017-2025, as line 1 says: 2 (14.5 mil"),
    ("from All countries ", "from China ", "a supplier other than China, as line 1 says: 3 (17.0 mi"),
    ("to All countries ", "to Kazakhstan, Uzbekistan ", "Uzbekistan, as line 1 says: 2 (7.0 million"),
])  # fmt: skip
def test_rows_are_held_against_line_1(tmp_path, layout, line_1, changed, said):
    text, read, _ = LAYOUTS[layout]
    path = tmp_path / "file.csv"
    path.write_text(text.replace(line_1, changed))
    got = read(path)
    assert got.report.volume == 77.0 and any(said in note for note in got.report.notes)
    path.write_text(text)
    assert not any("line 1 says" in note for note in read(path).report.notes)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_volume_that_cannot_be_read_is_not_said_to_be_nothing(tmp_path, layout):
    text, read, _ = LAYOUTS[layout]
    path = tmp_path / "file.csv"
    text = (
        text.replace("60,60", '30,"1,060"')
        .replace("30,60,No", '30,"1,060",No')
        .replace(",63\n", ',"1,063"\n')
    )
    path.write_text(text.replace("0 ,3,63", '0 ,"1,003","1,063"'))
    got = read(path)
    assert len(got.report.skipped) == 1
    assert any("cannot be read: 1; more volume is left out" in note for note in got.report.notes)


@pytest.fixture
def undecided(monkeypatch):
    """Without the verdicts on all claims, which take their time."""
    none = pd.DataFrame({"is_plain": pd.Series(dtype=bool)})
    monkeypatch.setattr(claims, "moved", lambda *_: none)


def test_a_register_is_compared_only_in_the_years_of_the_other_side(tmp_path, undecided):
    """What a register has of other years is not gone from a listing of fewer years."""
    span = "'1950' to '2025'"
    extra = "Uzbekistan,Russia,2008,,2,,Kalkan,APC,2,,2009; 2019,New,,3,6,6\n"
    line = "5,Russia,Uzbekistan,Kalkan,APC,Armoured vehicles,2008,No,1,No,2019,No,New,3,3,3,No\n"
    (tmp_path / "r.csv").write_text(REGISTER + extra)
    late = [row for row in LISTING.split("\n")[-5:] if ",2018," in row or ",2020," in row]
    head = LISTING[: LISTING.index("1,Russia")].replace(span, "'2017' to '2025'")
    (tmp_path / "l.csv").write_text(head + "\n".join(late) + "\n" + line)
    register, listing = (edition(tmp_path / name) for name in ("r.csv", "l.csv"))
    for found in (compare(register, listing), compare(listing, register)):
        assert len(found.rows) == 0 and found.years == (2017, 2025)
        assert "Pairs not compared" in repr(found)
        whole = found.outside[["tiv_old", "tiv_new"]].sum().tolist()
        assert sorted(whole) == [3.0, 20.5]  # KAZ and MNG from Russia 14.5, UZB 6; UZB in 2019 3


def test_a_state_without_deliveries_is_said_in_words(tmp_path):
    (tmp_path / "l.csv").write_text(LISTING)
    said = repr(compare(edition("2026"), edition(tmp_path / "l.csv")))
    assert "undecidable (nothing)" in said and "nan" not in said


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_file_that_holds_its_table_twice_is_refused(tmp_path, layout):
    """As two downloads in one file, or the marks of a merge: the sum would be double."""
    text = LAYOUTS[layout][0]
    for spoilt in (text + text, f"<<<<<<< a\n{text}=======\n{text}>>>>>>> b\n"):
        (tmp_path / "file.csv").write_text(spoilt)
        with pytest.raises(CakitError, match=r"line \d+: the column names again"):
            LAYOUTS[layout][1](tmp_path / "file.csv")


def test_a_comparison_says_what_was_left_out_of_its_file(tmp_path, undecided):
    (tmp_path / "l.csv").write_text(LISTING.replace("60,No", "60 or so,No"))
    (tmp_path / "whole.csv").write_text(LISTING)
    whole = edition(tmp_path / "whole.csv")
    said = repr(compare(edition(tmp_path / "l.csv"), whole))
    assert "Left out: 1 of 4 rows of l.csv (0.0 million TIV); the first, l.csv line 7" in said
    assert "Left out" not in repr(compare(whole, whole))
