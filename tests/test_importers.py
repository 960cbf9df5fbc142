"""Importers: small files of our own in SIPRI's layouts, and everything that can be wrong with a download."""

import os
import stat
import time
import zipfile
from pathlib import Path

import pandas as pd
import pytest

import cakit as ck
from cakit.errors import CakitError, InvalidData, MissingColumn, MixedUnits, UnknownCountry
from cakit.importers import (
    by_year,
    compare,
    edition,
    sipri_deliveries,
    sipri_milex,
    sipri_register,
    sipri_tiv,
)

HEAD = (
    "Recipient,Supplier,Year of order, ,Number ordered, ,Weapon designation,Weapon description,{delivered}, ,"
    "Year(s) of delivery,status,Comments,SIPRI TIV per unit,SIPRI TIV for total order,SIPRI TIV of delivered weapons\n"
)
ABOVE = (
    "Transfers of major conventional arms, a made-up extract\nData generated: {day} 4:52:25 AM\n"
)
ROWS = [
    "Kazakhstan,Russia,2020,?,4,,Sokol-1,trainer aircraft,4,?,2021; 2022,New,A comma, too,3,12,12\n".replace(
        "A comma, too", '"A comma, too"'
    ),
    "Kyrgyzstan,unknown supplier(s),2019,,,,Sarych,UAV,2,,2020,Second hand,,0.5,,1\n",
    "Tajikistan,Turkiye,2022,,2,,Lachin,armed drone,0,,,New,,3,6,\n",
    "Uzbekistan,Côte d'Ivoire,2018,,10,?,Burkut,APC,6,,2019,Second hand but modernized,,0.2,2,1.2\n",
]
DELIVERIES = (
    "Made up;\nData generated: 12 Feb 2026 12:26:12 PM;\n"
    "SIPRI AT Database ID,Supplier,Recipient,Designation,Description,Armament category,Order date,Order date is estimate,"
    "Numbers delivered,Numbers delivered is estimate,Delivery year,Delivery year is estimate,Status,SIPRI estimate,"
    "TIV deal unit,TIV delivery values,Local production;\n"
    "1,Russia,Kazakhstan,Sokol-1 -,trainer aircraft,Aircraft,2020,Yes,4,Yes,2021,,New,3,3,12,No;\n"
    "2,China,Uzbekistan,Kalkan,SAM system,Air-defence systems,2021,,1,,2022,Yes,New,30,30,30,No;\n"
)
TIV = (
    "TIV of arms imports, made up\nGenerated: 05 November 2025\n\n,2021,2022,Total\n"
    "Russia,5,,5\nUnknown supplier(s),,0,0\nTotal,5,0,5\n"
)


def register(
    folder,
    name="register.csv",
    rows=ROWS,
    day="5 Nov 2025",
    delivered="Number delivered",
    encoding="utf-8",
):
    path = folder / name
    path.write_bytes(
        (ABOVE.format(day=day) + HEAD.format(delivered=delivered) + "".join(rows)).encode(encoding)
    )
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize(("delivered", "day", "edition"), [
    ("Number delivered", "5 Nov 2024", "2024"),
    ("Number delivered", "23 Oct 2025", "2025"),
    ("Deliveries in the Year Range", "14 Jul 2026", "2026"),
    ("Deliveries in the Year Range", "12 Feb 2026", "2025"),
])  # fmt: skip
def test_register_layouts(tmp_path, encoding, delivered, day, edition):
    got = sipri_register(register(tmp_path, delivered=delivered, day=day, encoding=encoding))
    frame = got.frame
    assert (got.edition, got.report.rows, got.report.read, got.report.skipped) == (
        edition,
        4,
        4,
        (),
    )
    assert frame["recipient_iso3"].tolist() == ["KAZ", "KGZ", "TJK", "UZB"]
    assert frame["supplier_iso3"].tolist() == ["RUS", "XXX", "TUR", "CIV"]
    assert frame["order_year_is_estimate"].tolist() == [True, False, False, False]
    assert frame["number_ordered"].tolist()[0] == 4 and frame["number_ordered"].isna().tolist()[1]
    assert frame["delivery_status"].tolist() == [
        "delivered",
        "delivered_order_size_unknown",
        "pending",
        "partly_delivered",
    ]
    assert frame["is_uncrewed_aircraft"].tolist() == [False, True, True, False]
    assert frame["condition"].tolist() == ["new", "second_hand", "new", "second_hand_modernized"]
    assert frame["comment"].tolist()[0] == "A comma, too"
    assert got.report.notes == (
        "deals over several years: 1 (85% of the TIV); by_year spreads them evenly",
    )
    made = by_year(frame)
    assert made["tiv_million"].sum() == pytest.approx(frame["tiv_million"].sum())
    assert made.query("supplier_iso3 == 'RUS'")["tiv_million"].tolist() == [6, 6]


def test_our_columns_keep_the_types_of_our_tables(tmp_path):
    frame, ours = sipri_register(register(tmp_path)).frame, ck.load("arms_orders")
    shared = [name for name in ours if name in frame]
    assert len(shared) > 15
    assert {name: frame[name].dtype.name for name in shared} == {
        name: ours[name].dtype.name for name in shared
    }


def test_deliveries_layout(tmp_path):
    (tmp_path / "d.csv").write_text(DELIVERIES, encoding="utf-8")
    got = sipri_deliveries(tmp_path / "d.csv")
    assert (got.edition, got.report.read, got.report.skipped) == ("2025", 2, ())
    assert got.frame["designation"].tolist() == ["Sokol-1", "Kalkan"]
    assert got.frame["category"].tolist() == ["aircraft", "air_defence"]
    assert by_year(got.frame)["tiv_million"].tolist() == [12, 30]


def test_tiv_layout(tmp_path):
    (tmp_path / "t.csv").write_text(TIV, encoding="utf-8")
    got = sipri_tiv(tmp_path / "t.csv", "Kazakhstan")
    assert got.frame[["supplier_iso3", "year", "tiv_million"]].values.tolist() == [
        ["RUS", 2021, 5.0],
        ["XXX", 2022, 0.0],
    ]
    assert got.report.read + len(got.report.skipped) == got.report.rows == 2, "totals are no rows"
    with pytest.raises(CakitError, match="side='to'"):
        sipri_tiv(tmp_path / "t.csv", "Kazakhstan", side="to")
    with pytest.raises(UnknownCountry):
        sipri_tiv(tmp_path / "t.csv", "Lemuria")


@pytest.mark.parametrize(("row", "why"), [
    ("Kazakstan,Russia,2020,,4,,A,APC,4,,2021,New,,3,12,12\n", "no country 'Kazakstan'. Nearest: Kazakhstan"),
    ("Central Asia,Russia,2020,,4,,A,APC,4,,2021,New,,3,12,12\n", "is a group: its members would be counted twice"),
    ("Kazakhstan,Russia,2020,,4,,A,APC,4,,2021,New,,3,12,\n", "empty is not 0"),
    ("Kazakhstan,Russia,2020,,4,,A,APC,0,,2021,New,,3,12,12\n", "0 delivered, but delivery years"),
    ("Kazakhstan,Russia,2020,,4,,A,APC,\u0664,,2021,New,,3,12,12\n", "use the digits 0 to 9"),
    (",Russia,2020,,4,,A,APC,4,,2021,New,,3,12,12\n", "no name of a recipient or supplier"),
    ("Kazakhstan,Russia,20,,4,,A,APC,4,,2021,New,,3,12,12\n", "'20' is not a year"),
    ("Kazakhstan,Russia,2020,,many,,A,APC,4,,2021,New,,3,12,12\n", "'many' is not a whole number"),
    ("Kazakhstan,Russia,2020,,4,,A,APC,4,,2021,New,,\"3,5\",12,12\n", "a comma where SIPRI writes a point"),
    ("Kazakhstan,Russia,2020,,4,,A,APC,4,,soon,New,,3,12,12\n", "'soon' is not a year"),
    ("Kazakhstan,Russia,2020,,4,,A,APC,4,,,New,,3,12,12\n", "4 delivered, but no delivery years"),
    ("Kazakhstan,Russia,2020,x,4,,A,APC,4,,2021,New,,3,12,12\n", "'x' where '?' or nothing is expected"),
    ("Kazakhstan,Russia,2020,,4,,A,APC,4,,2021,Shiny,,3,12,12\n", "'Shiny' is not a status"),
    ("Kazakhstan,Russia,2020,,4,,A,APC,4,,2021,New,,3,12,-12\n", "'-12' is not from 0 to a thousand million"),
    ("Kazakhstan,Russia,2020,,4,,A,APC,4,,2021\n", "11 cells, but the header has 16"),
])  # fmt: skip
def test_a_row_that_cannot_be_read_is_reported_by_its_line(tmp_path, row, why):
    got = sipri_register(register(tmp_path, rows=[ROWS[0], row, ROWS[1]]))
    assert got.report.read == len(got.frame) == 2 and got.report.rows == 3
    assert len(got.report.skipped) == 1
    where, said = got.report.skipped[0]
    assert where == "register.csv line 5" and why in said
    assert got.frame["line"].tolist() == [4, 6] and why in repr(got.report)


WHOLE = ABOVE.format(day="5 Nov 2025") + HEAD.format(delivered="Number delivered") + "".join(ROWS)


@pytest.mark.parametrize(("content", "why"), [
    (b"", "is empty"),
    (b"<!DOCTYPE html><html>503</html>", "HTML or XML page"),
    (b"\xef\xbb\xbf\n <html><body>Too many requests", "HTML or XML page"),
    (WHOLE[:-40].encode(), "ends in the middle of a row; download it again"),
    (b"{\\rtf1 a text}", "is an RTF text; export CSV"),
    (b'{"rows": []}', "JSON without SIPRI's table"),
    (WHOLE.replace(",", ";").replace(";3;12;12\n", ";3,5;12.0;12\n").encode(), "decimals are written in two ways"),
    (WHOLE.replace("Comments", "status").encode(), "duplicate column 'status'"),
    (WHOLE.replace("Year of order", "Jahr").encode(), "has no column 'year of order'"),
    (WHOLE.replace("Recipient,Supplier", "A,B").encode(), "no row of column names (Recipient, Supplier)"),
    (WHOLE.replace('"A comma', '"A "comma').encode(), "closing quotation mark"),
    (WHOLE.encode("utf-16")[:-1], "UTF-16"),
    (b"%PDF-1.4 a page", "a PDF"),
    ((ABOVE.format(day="5 Nov 2025") + HEAD.format(delivered="Number delivered")).encode(), "no row could be read"),
])  # fmt: skip
def test_what_is_no_export_is_refused_in_one_message(tmp_path, content, why):
    (tmp_path / "x.csv").write_bytes(content)
    with pytest.raises(InvalidData) as caught:
        sipri_register(tmp_path / "x.csv")
    assert why in str(caught.value) and "x.csv" in str(caught.value)


def packed(folder, **files):
    path = folder / "export.zip"
    with zipfile.ZipFile(path, "w") as out:
        for name, text in files.items():
            out.writestr(name, text)
    return path


def test_zip(tmp_path):
    assert len(sipri_register(packed(tmp_path, **{"register.csv": WHOLE})).frame) == 4
    for name in (
        "../register.csv",
        "/etc/register.csv",
        "a/../../register.csv",
        "..\\register.csv",
        "C:/register.csv",
    ):
        with pytest.raises(InvalidData, match="a path out of its folder; not opened"):
            sipri_register(packed(tmp_path, **{name: WHOLE}))
    with pytest.raises(InvalidData, match="an archive with 2 CSV files"):
        sipri_register(packed(tmp_path, **{"a.csv": WHOLE, "b.csv": WHOLE}))
    with pytest.raises(InvalidData, match="an Excel workbook with 0"):
        sipri_register(packed(tmp_path, **{"xl/workbook.xml": "<a/>"}))
    (tmp_path / "cut.zip").write_bytes(
        packed(tmp_path, **{"register.csv": WHOLE}).read_bytes()[:200]
    )
    with pytest.raises(InvalidData, match="damaged"):
        sipri_register(tmp_path / "cut.zip")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["cut.zip", "export.zip"], (
        "nothing is unpacked"
    )


def test_too_large_is_refused_without_reading(tmp_path):
    path = tmp_path / "large.csv"
    with path.open("wb") as out:
        out.truncate(10_000_000_000)  # a hole, not ten gigabytes
    with pytest.raises(InvalidData, match="10,000,000,000 bytes; at most"):
        sipri_register(path)


def test_folder_of_one_edition_and_of_several(tmp_path):
    register(tmp_path, "a.csv", ROWS[:2])
    register(tmp_path, "b.csv", ROWS[2:])
    got = sipri_register(tmp_path)
    assert len(got.frame) == got.report.rows == 4
    register(tmp_path, "c.csv", ROWS[:1], day="14 Jul 2026")
    with pytest.raises(CakitError, match=r"several editions.*a\.csv 2025.*c\.csv 2026"):
        sipri_register(tmp_path)
    (tmp_path / "none").mkdir()
    with pytest.raises(InvalidData, match="a folder without CSV files"):
        sipri_register(tmp_path / "none")


def test_edition_must_be_known(tmp_path):
    path = tmp_path / "bare.csv"
    path.write_text(HEAD.format(delivered="Number delivered") + ROWS[0], encoding="utf-8")
    with pytest.raises(
        CakitError, match=r"bare\.csv does not say when it was made: give the edition"
    ):
        sipri_register(path)
    assert sipri_register(path, edition=2026).edition == "2026"
    with pytest.raises(
        CakitError, match="the month of a new edition: give it, edition=2097 or edition=2098"
    ):
        sipri_register(register(tmp_path, day="10 Mar 2098"))
    assert sipri_register(register(tmp_path, day="8 Mar 2026")).edition == "2025"
    assert sipri_register(register(tmp_path, day="10 Mar 2026")).edition == "2026"


def test_equal_deals_are_kept_and_said(tmp_path):
    got = sipri_register(register(tmp_path, rows=[ROWS[0], ROWS[0]]))
    assert len(got.frame) == 2 and "rows equal to another one of their file: 1; kept" in repr(
        got.report
    )


def test_saving_is_all_or_nothing(tmp_path, monkeypatch):
    got = sipri_register(register(tmp_path))
    path = got.save(tmp_path / "mine.csv")
    assert len(pd.read_csv(path)) == 4
    before = path.read_bytes()

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(CakitError, match="No space left on device; nothing was changed"):
        got.save(path)
    assert path.read_bytes() == before and sorted(one.name for one in tmp_path.iterdir()) == [
        "mine.csv",
        "register.csv",
    ]
    with pytest.raises(CakitError, match="was not written"):
        got.save(tmp_path / "nowhere" / "mine.csv")


@pytest.mark.skipif(
    os.name == "nt" or getattr(os, "geteuid", lambda: 0)() == 0, reason="the superuser may read all"
)
def test_locked_file(tmp_path):
    path = register(tmp_path)
    path.chmod(0)
    with pytest.raises(InvalidData, match="cannot be read: Permission denied"):
        sipri_register(path)


def workbook(tmp_path, change=None):
    openpyxl = pytest.importorskip("openpyxl")
    from openpyxl.styles import Font

    book = openpyxl.Workbook()
    book.active.title = "Introduction"
    for title, scale in (("Constant (2024) US$", 2), ("Current US$", 1), ("Share of GDP", 0.0001)):
        sheet = book.create_sheet(title)
        sheet.append(["Made up"])
        sheet.append(["Country", "Notes", 2023, 2024])
        sheet.append(["Central Asia"])
        sheet.append(["Kazakhstan", "1", 100 * scale, 110 * scale])
        sheet.append(["Kyrgyz Republic", None, "...", 50 * scale])
        sheet.append(["Atlantis", None, 1, 1])
        sheet.cell(5, 4).font = Font(color="FF0000FF")
        if change:
            change(sheet)
    path = tmp_path / "milex.xlsx"
    book.save(path)
    return path


def test_milex_workbook(tmp_path):
    got = sipri_milex(workbook(tmp_path))
    rows = got.frame.set_index(["country_iso3", "year"])
    rows = rows[~rows.index.get_level_values(0).str.startswith("QQ")].drop(
        index=[key for key in rows.index if key[0] not in ("KAZ", "KGZ")]
    )
    assert rows.index.tolist() == [("KAZ", 2023), ("KAZ", 2024), ("KGZ", 2024)]
    assert rows["military_expenditure_current_usd_million"].tolist() == [100, 110, 50]
    assert rows["military_expenditure_constant_usd_million"].tolist() == [200, 220, 100]
    assert rows["share_of_gdp_percent"].round(6).tolist() == [1, 1.1, 0.5]
    assert rows["value_quality"].tolist() == ["reported", "reported", "sipri_estimate"]
    assert (got.edition, set(got.frame["constant_price_base_year"])) == ("2025", {2024})
    assert (got.report.rows, got.report.read, got.report.skipped) == (15, 15, ())
    said = "\n".join(got.report.notes)
    for words in (
        "sheets not read: Introduction",
        "measures without a sheet, all empty: share_of_government_spending_percent",
        "keeps a code of its own: 'Atlantis'",
        "constant dollars of 2024, but they differ from current ones",
        "Current US$: says no unit; millions are taken",
    ):
        assert words in said


def test_milex_estimates_in_numbered_colours_are_not_read_as_reported(tmp_path):
    """SIPRI's workbooks give blue and red as 12 and 10 of the old list of colours."""
    pytest.importorskip("openpyxl")
    from openpyxl.styles import Font
    from openpyxl.styles.colors import Color

    def change(sheet):
        sheet.cell(4, 3).font = Font(color=Color(indexed=12))
        sheet.cell(5, 4).font = Font(color=Color(indexed=10))
        sheet.cell(4, 4).font = Font(color=Color(theme=1))

    rows = sipri_milex(workbook(tmp_path, change)).frame.query("country_iso3 in ['KAZ', 'KGZ']")
    assert rows["value_quality"].tolist() == ["sipri_estimate", "reported", "highly_uncertain"]

    def themed(sheet):  # the tenth colour of a theme is that of links: blue
        sheet.cell(4, 3).font = Font(color=Color(theme=10))

    rows = sipri_milex(workbook(tmp_path, themed)).frame
    assert rows.query("country_iso3 == 'KAZ'")["value_quality"].tolist() == [
        "sipri_estimate",
        "reported",
    ]

    def uncoloured(sheet):
        sheet.cell(5, 4).font = Font()

    notes = sipri_milex(workbook(tmp_path, uncoloured)).report.notes
    assert any("may have lost SIPRI's marks" in note for note in notes)


def test_a_listing_says_what_is_marked(tmp_path):
    path = tmp_path / "listing.csv"
    path.write_text(DELIVERIES, encoding="utf-8")
    assert sipri_deliveries(path).frame["mark"].tolist() == ["number", "date;not_shown"]


def test_milex_formulas_are_not_calculated(tmp_path):
    got = sipri_milex(
        workbook(tmp_path, lambda sheet: sheet.cell(4, 3, "='[other.xlsx]Sheet1'!A1"))
    )
    assert (
        "Current US$ row 4, 2023",
        "a formula; only values are read: save the workbook with values",
    ) in got.report.skipped
    assert ("KAZ", 2023) not in got.frame.set_index(["country_iso3", "year"]).index


def test_milex_first_figure_is_kept_and_bad_ones_are_reported(tmp_path):
    def change(sheet):
        sheet.append(["Kazakhstan", None, 7, 7])
        sheet.cell(5, 3, -3)

    got = sipri_milex(workbook(tmp_path, change))
    rows = got.frame.set_index(["country_iso3", "year"])
    assert rows.loc[("KAZ", 2023), "military_expenditure_current_usd_million"] == 100
    why = dict(got.report.skipped)
    assert why["Current US$ row 7, 2023"] == "a second figure for KAZ and 2023; the first is kept"
    assert why["Current US$ row 5, 2023"] == "'-3' is negative, or larger than any budget"


def test_milex_of_hostile_size_or_with_damaged_cells(tmp_path):
    whole = workbook(tmp_path).read_bytes()
    sheet = "xl/worksheets/sheet3.xml"  # Current US$

    def spoilt(change, extra=b""):
        path = tmp_path / "spoilt.xlsx"
        with (
            zipfile.ZipFile(tmp_path / "milex.xlsx") as old,
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            for name in old.namelist():
                content = old.read(name)
                new.writestr(name, change(content.decode()) if name == sheet else content)
            if extra:
                new.writestr("xl/more.xml", extra)
        return path

    assert workbook(tmp_path).read_bytes()[:4] == whole[:4]

    def far(text):
        return text.replace('<row r="6"', '<row r="1000000000"').replace('"A6"', '"A1000000000"')

    with pytest.raises(InvalidData, match=r"sheet3\.xml numbers a row beyond 1,048,576"):
        sipri_milex(spoilt(far))
    with pytest.raises(InvalidData, match=r"unpacks to .* bytes; at most"):
        sipri_milex(spoilt(str, bytes(60_000_000)))
    with pytest.raises(InvalidData, match="has a damaged cell"):
        sipri_milex(spoilt(lambda text: text.replace('r="C4"', 'r="7C"')))


def test_milex_what_is_none(tmp_path):
    for name, content, why in [
        ("a.xlsx", b"<html>503", "is an HTML or XML page"),
        ("e.xlsx", b"", "is empty"),
        ("b.xlsx", b"country,year", "is no Excel file that can be read"),
        ("c.xlsx", workbook(tmp_path).read_bytes()[:500], "is no Excel file that can be read"),
        (
            "d.xlsx",
            packed(tmp_path, **{"a.csv": "x"}).read_bytes(),
            "is no Excel file that can be read",
        ),
    ]:
        (tmp_path / name).write_bytes(content)
        with pytest.raises(InvalidData, match=why):
            sipri_milex(tmp_path / name)


def test_compare_accounts_for_rows_and_claims():
    held = ck.load("arms_editions")
    old, new = (held[held["sipri_edition"] == one] for one in ("2025", "2026"))
    found = compare(old, new)
    a, b = (
        one.groupby(["recipient_iso3", "supplier_iso3", "year"])["tiv_million"].sum()
        for one in (old, new)
    )
    moved = (
        b.reindex(a.index.union(b.index), fill_value=0)
        - a.reindex(a.index.union(b.index), fill_value=0)
    ).abs()
    both_hold = moved.index.get_level_values("year") <= 2024
    assert len(found.rows) == (moved[both_hold] >= 0.5).sum() > 0
    assert len(found.small) == moved[both_hold].between(0.005, 0.5, inclusive="left").sum() > 0
    assert found.outside["tiv_new"].sum() == pytest.approx(
        b[b.index.get_level_values(2) == 2025].sum()
    )
    assert len(found.table()) == len(found.rows) + len(found.small) + len(found.outside)
    whose = set(ck.sources(pd.concat([old, new]))["source_id"])
    assert set(ck.sources(found.table())["source_id"]) == whose != set()
    assert set(found.rows["change"]) == {"added", "gone", "revised"}
    assert found.verdicts.loc[found.verdicts["is_plain"], "claim_id"].tolist() == ["S0-08"]
    assert found.years == (1992, 2024) and "S3-17.a" in found.undecided
    same = compare(old, old)
    assert (
        same.rows.empty
        and same.verdicts.empty
        and "Claims on the five that change their verdict: 0." in repr(same)
    )


def test_compare_takes_either_order():
    held = ck.load("arms_editions")
    old, new = (held[held["sipri_edition"] == one] for one in ("2025", "2026"))
    one, other = compare(old, new), compare(new, old)
    assert one.verdicts.equals(other.verdicts) and "verdicts are from it to the first" in repr(
        other
    )
    assert one.years == other.years and len(one.outside) == len(other.outside) > 0
    kinds = [found.rows["change"].value_counts() for found in (one, other)]
    assert kinds[0]["added"] == kinds[1]["gone"] and kinds[0]["gone"] == kinds[1]["added"]
    assert kinds[0]["revised"] == kinds[1]["revised"]


def test_compare_says_the_years_that_both_sides_cover(tmp_path):
    file = export(tmp_path, "world.csv", deal("Uzbekistan", "China"), first=1950)
    there = edition(file)
    found = compare(edition("2025"), there)
    assert found.years == (1992, 2024), "the kit begins in 1992, whatever the register covers"
    assert "edition, 1992 to 2024:" in repr(found)
    both = compare(there, edition(file))
    assert both.years == (1950, 2025) and both.rows.empty
    assert "One deal can revise several rows" in repr(both)


def test_compare_takes_a_tiv_table_of_one_state(tmp_path):
    held = ck.load("arms_transfers").query("recipient_iso3 == 'TJK' and year >= 2015")
    cells = held.groupby(["supplier_iso3", "year"])["tiv_million"].sum().unstack(fill_value=0)
    cells = cells.reindex(columns=range(2015, 2026), fill_value=0).round()
    cells.loc["RUS", 2024] += 7
    lines = [
        ",".join([ck.country_name(code), *(f"{value:.0f}" for value in row), f"{row.sum():.0f}"])
        for code, row in zip(cells.index, cells.to_numpy(), strict=True)
    ]
    head = "TIV of arms imports to Tajikistan, 2015-2025\nGenerated: 05 May 2026\n\n"
    head += ",".join(["", *map(str, range(2015, 2026)), "Total"])
    (tmp_path / "tiv.csv").write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    for found in (
        compare(edition("2026"), edition(tmp_path / "tiv.csv")),
        compare(edition(tmp_path / "tiv.csv"), edition("2026")),
    ):
        moved = found.rows[found.rows["year"] == 2024]
        assert found.years == (2015, 2025)
        assert moved[["recipient_iso3", "supplier_iso3"]].values.tolist() == [["TJK", "RUS"]]
        gap = moved["tiv_new"].fillna(0) - moved["tiv_old"].fillna(0)
        assert abs(abs(gap.iloc[0]) - 7) <= 0.5
        assert len(found.rows) == 1 and "does not cover" in found.undecided["all"]


def test_compare_asks_for_what_it_needs():
    held = ck.load("arms_editions")
    one = held[held["sipri_edition"] == "2025"]
    with pytest.raises(MixedUnits, match="the new frame holds the editions 2022, 2025, 2026"):
        compare(one, held)
    with pytest.raises(MissingColumn, match="compare needs a column 'tiv_million'"):
        compare(one.drop(columns="tiv_million"), one)
    with pytest.raises(CakitError, match="no recipient in common"):
        compare(one, one.assign(recipient_iso3="FRA"))


def test_command_compare(tmp_path, capsys):
    from cakit.cli import main

    assert main(["compare", "2025", "2026"]) == 0
    assert (
        "Claims on the five that change their verdict: 1.\n  S0-08: supported (93.5%) → outdated (58.1%)"
        in capsys.readouterr().out
    )
    assert main(["compare", "2025", str(register(tmp_path))]) == 0
    assert "2025 → 2025 edition" in capsys.readouterr().out
    march = str(register(tmp_path, "march.csv", day="5 Mar 2098"))
    assert main(["compare", "2026", march]) == 1
    assert "edition=2097 or edition=2098" in capsys.readouterr().err
    assert main(["compare", "2026", march, "--edition", "2098"]) == 0
    assert "2026 → 2098 edition" in capsys.readouterr().out
    assert main(["compare", march, "2026", "--old-edition", "2098"]) == 0
    assert "2098 → 2026 edition" in capsys.readouterr().out
    assert main(["compare", "2025", "1931"]) == 1
    assert "no 1931 edition by year is held." in capsys.readouterr().err
    out = tmp_path / "rows.csv"
    assert main(["compare", "2025", "2026", "--csv", str(out)]) == 0
    assert len(pd.read_csv(out)) > 30


def test_a_register_of_28_000_deals_is_read_whole(tmp_path):
    rows = [ROWS[number % 3].replace("2020", str(1990 + number % 30)) for number in range(28_000)]
    got = sipri_register(register(tmp_path, rows=rows))
    assert got.report.read + len(got.report.skipped) == got.report.rows == 28_000
    assert got.frame["line"].tolist() == list(range(4, 28_004))


LINE = "{to},{by},{ordered},,{number},,{name},APC,{came},,{years},New,,1,{number},{came}\n"
SAYS = (
    "Transfers of major conventional arms from {by}  to {to} . Deals with deliveries made for the "
    "year range '{first}' to '{last}' \nData generated: 12 Jun 2026 1:02:03 PM\n"
)


def deal(to, by, name="Sokol-1", number=4, came=4, years="2012; 2013", ordered=2011):
    return LINE.format(
        to=to, by=by, name=name, number=number, came=came, years=years, ordered=ordered
    )


def export(folder, name, *rows, by="All countries", to="All countries", first=1950, last=2025):
    above = SAYS.format(by=by, to=to, first=first, last=last)
    path = folder / name
    path.write_text(above + HEAD.format(delivered="Number delivered") + "".join(rows), "utf-8")
    return path


@pytest.mark.parametrize(("name", "code"), [
    ("Congo", "COG"), ("DR Congo", "COD"), ("Saint Vincent", "VCT"), ("Soviet Union", "SUN"),
    ("unknown supplier(s)", "XXX"), ("United Nations**", "UNO"), ("NATO**", "NATO"),
])  # fmt: skip
def test_a_party_has_its_own_code(tmp_path, name, code):
    got = sipri_register(export(tmp_path, "a.csv", deal("Kazakhstan", name)))
    assert got.frame["supplier_iso3"].tolist() == [code] and got.report.skipped == ()


def test_parties_that_are_gone_or_no_states_stay_apart(tmp_path):
    names = ["Yugoslavia", "Czechoslovakia", "East Germany (GDR)", "North Yemen", "South Yemen"]
    names += ["Yemen Arab Republic (North Yemen)", "South Vietnam", "Kosovo", "African Union**"]
    names += ["Hezbollah (Lebanon)*", "Libya HoR*", "Northern Alliance (Afghanistan)*", "Katanga"]
    got = sipri_register(export(tmp_path, "a.csv", *(deal(name, "Russia") for name in names)))
    codes = got.frame["recipient_iso3"]
    assert codes.nunique() == len(names) and got.report.volume == 4 * len(names)
    kinds = ck.load("countries").set_index("iso3")["kind"]
    assert not set(codes) & set(kinds[kinds.isin(["group", "unknown"])].index)
    assert all(ck.country_name(code) for code in codes)


def test_a_deal_of_two_exports_counts_once_and_equal_deals_of_one_twice(tmp_path):
    both = deal("Uzbekistan", "China"), deal("Uzbekistan", "China")
    export(tmp_path, "a.csv", *both, deal("Pakistan", "China"), by="China")
    export(tmp_path, "b.csv", *both, deal("Uzbekistan", "Russia"), to="Uzbekistan")
    got = sipri_register(tmp_path)
    assert (got.report.rows, got.report.read, got.report.repeated) == (6, 4, 2)
    pair = got.frame.query("recipient_iso3 == 'UZB' and supplier_iso3 == 'CHN'")
    assert pair["tiv_million"].sum() == 8


def test_the_wider_span_has_the_whole_deal(tmp_path):
    export(
        tmp_path, "a.csv", deal("Uzbekistan", "China", came=2, years="2013"), by="China", first=2013
    )
    export(tmp_path, "b.csv", deal("Uzbekistan", "China"), to="Uzbekistan")
    got = sipri_register(tmp_path)
    assert got.report.volume == 4 and got.frame["delivery_status"].tolist() == ["delivered"]


def test_spans_apart_are_added_and_half_overlaps_refused(tmp_path):
    early = deal("Uzbekistan", "China", came=2, years="2012")
    late = deal("Uzbekistan", "China", came=2, years="2013")
    export(tmp_path, "a.csv", early, first=1992, last=2012)
    export(tmp_path, "b.csv", late, first=2013)
    assert sipri_register(tmp_path).report.volume == 4
    export(tmp_path, "b.csv", late, first=2010)
    with pytest.raises(InvalidData, match="share deals, but neither holds all years of the other"):
        sipri_register(tmp_path)


def test_parts_of_a_deal_stay_apart_beside_a_file_of_all_years(tmp_path):
    """A wider file of other deals joins the spans of the two parts; it holds neither of them."""
    early = deal("Uzbekistan", "China", came=2, years="2012")
    late = deal("Uzbekistan", "China", came=2, years="2013")
    export(tmp_path, "a.csv", early, first=1992, last=2012)
    export(tmp_path, "b.csv", late, first=2013)
    export(tmp_path, "c.csv", deal("Kazakhstan", "Russia"), first=1950)
    got = sipri_register(tmp_path)
    assert (got.report.volume, got.report.read, got.report.repeated) == (8, 3, 0)


def test_years_asked_for_can_hide_a_part_of_a_deal(tmp_path):
    rows = [deal("Kazakhstan", "Russia", "Old", number=10, ordered=2007, years="2012")]
    rows += [deal("Kazakhstan", "Russia", "New", number=10, ordered=2012, years="2013")]
    got = sipri_register(export(tmp_path, "a.csv", *rows, first=2010))
    status = got.frame.set_index("designation")["delivery_status"]
    assert pd.isna(status["Old"]) and status["New"] == "partly_delivered"


def test_text_that_a_spreadsheet_would_calculate_is_saved_inert(tmp_path):
    got = sipri_register(export(tmp_path, "a.csv", deal("Kazakhstan", "Russia", "=1+1")))
    saved = got.save(tmp_path / "mine.csv").read_bytes()
    assert saved.startswith(b"\xef\xbb\xbf") and b",'=1+1," in saved


def test_a_table_of_the_world_and_a_contradiction(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(
        TIV.replace("arms imports, made up", "arms exports from China, 2021-2022"), "utf-8"
    )
    assert sipri_tiv(path).frame["supplier_iso3"].unique().tolist() == ["CHN"]
    for asked in ({"partner": "China"}, {"partner": "Russia", "side": "supplier"}):
        with pytest.raises(CakitError, match="China"):
            sipri_tiv(path, **asked)
    path.write_text(TIV.replace("Total,5,0,5", "Total,5,0,999"), "utf-8")
    notes = sipri_tiv(path, "Kazakhstan").report.notes
    assert "column Total: the figures add up to -994 against the printed total" in notes


@pytest.mark.skipif(os.name == "nt", reason="devices of Unix")
def test_a_device_or_folder_is_never_replaced(tmp_path):
    got = sipri_register(register(tmp_path))
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for target in (pipe, tmp_path):
        with pytest.raises(CakitError, match="was not written"):
            got.save(target)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_million_blank_lines_take_no_time(tmp_path):
    (tmp_path / "blank.csv").write_bytes(b"\n" * 1_000_000)
    start = time.process_time()
    with pytest.raises(InvalidData, match="is empty"):
        sipri_register(tmp_path / "blank.csv")
    assert time.process_time() - start < 2
