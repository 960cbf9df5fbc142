"""Files as people have them: the same rows from every encoding, separator, program and engine."""

import io
import json
import re
import subprocess
import sys
import tracemalloc
import zipfile

import pandas as pd
import pytest

import cakit as ck
from cakit.errors import CakitError, InvalidData

HEAD = ["recipient_iso3", "supplier_iso3", "year", "tiv_million"]
RIGHT = [("KAZ", "RUS", 2024, 1.5), ("KGZ", "TUR", 2023, 2.25)]
NAMES = {
    "cp1252": ("Kasachstan", "Türkei"),
    "cp1251": ("Казахстан", "Турция"),
    "koi8_r": ("Казахстан", "Турция"),
    "cp866": ("Казахстан", "Турция"),
    "cp1254": ("Kazakistan", "Türkiye"),
    "mac_roman": ("Kasachstan", "Türkei"),
    "gb18030": ("哈萨克斯坦", "土耳其"),
    "utf-8": ("Қазақстан", "Türkiye"),
    "utf-8-sig": ("Kazakhstan", "Türkiye"),
    "utf-16": ("Казахстан", "Түркия"),
    "utf-32": ("Kazakhstan", "Türkiye"),
}


def rows(frame):
    return [tuple(row) for row in frame[HEAD].astype(object).itertuples(index=False)]


def text(names=("Kazakhstan", "Türkiye"), separator=";", mark=","):
    lines = [HEAD, [names[0], "RUS", "2024", f"1{mark}5"], ["KGZ", names[1], "2023", f"2{mark}25"]]
    return "".join(separator.join(line) + "\n" for line in lines)


def read(tmp_path, content, name="mine.csv", table="arms_transfers", **how):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return ck.read(path, table, **how)


@pytest.mark.parametrize("encoding", NAMES)
@pytest.mark.parametrize(("separator", "mark"), [(";", ","), ("\t", ","), ("|", "."), (",", ".")])
def test_encodings_separators_and_decimal_marks(encoding, separator, mark, tmp_path):
    content = text(NAMES[encoding], separator, mark).encode(encoding)
    frame = read(tmp_path, content)
    assert rows(frame) == RIGHT
    told = frame.attrs["read"]
    assert ("decimal commas" in told) == (mark == ",")
    assert ("columns separated by" in told) == (separator != ",")
    assert ("read as" in told) == (not encoding.startswith("utf-8"))


def test_what_cannot_be_found_out_is_asked_for(tmp_path):
    content = "recipient_iso3,supplier_iso3,year,tiv_million,note\nKAZ,RUS,2024,1.5,Müll\n"
    with pytest.raises(InvalidData, match=r"line 2: not UTF-8 .*; name its encoding"):
        read(tmp_path, content.encode("cp1252"))
    told = read(tmp_path, content.encode("cp1252"), encoding="cp1252")
    assert told["note"].tolist() == ["Müll"] and "read as Windows-1252" in told.attrs["read"]
    with pytest.raises(InvalidData, match=r"no encoding 'cp1255x' is known. Nearest: cp125"):
        read(tmp_path, content, encoding="cp1255x")
    with pytest.raises(InvalidData, match="is not utf-8"):
        read(tmp_path, content.encode("cp1252"), encoding="utf-8")


def test_long_texts_are_told_by_their_letters(tmp_path):
    note = "Поставка была отложена, потому что оплата не поступила вовремя и суд не решил дело"
    content = f"recipient_iso3;supplier_iso3;year;tiv_million;note\nKAZ;RUS;2024;1;{note}\n"
    frame = read(tmp_path, content.encode("cp1251"))
    assert frame["note"].tolist() == [note]


def test_decimal_marks_are_not_guessed(tmp_path):
    either = text(mark=",").replace("1,5", "1,500").replace("2,25", "2,250")
    with pytest.raises(InvalidData, match="'1,500' is not a number"):
        read(tmp_path, either)
    assert read(tmp_path, either, decimal=",")["tiv_million"].tolist() == [1.5, 2.25]
    both = text(mark=",").replace("2,25", "2.25")
    with pytest.raises(InvalidData, match="'1,5' is not a number; use a point"):
        read(tmp_path, both)
    with pytest.raises(CakitError, match="decimal is 'x'"):
        read(tmp_path, text(), decimal="x")


def test_a_line_that_names_the_separator(tmp_path):
    assert rows(read(tmp_path, "sep=;\n" + text())) == RIGHT
    bad = "sep=;\n" + text().replace("2023", "MMXXIII")
    with pytest.raises(InvalidData, match="line 4, column year: 'MMXXIII' is not a year"):
        read(tmp_path, bad)


def workbook(cells, *others):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = "Data"
    for row in cells:
        book.active.append(row)
    for name in others:
        book.create_sheet(name).append(["x"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


GRID = [HEAD, ["Kasachstan", "RUS", 2024, 1.5], [], ["KGZ", "Türkei", 2023, 2.25]]


def test_excel(tmp_path):
    assert rows(read(tmp_path, workbook(GRID), "mine.xlsx")) == RIGHT
    bad = [*GRID, ["KGZ", "TUR", 2022, "viele"]]
    said = r"mine\.xlsx: 1 problem\n.*sheet Data, row 5, column tiv_million: 'viele' is not"
    with pytest.raises(InvalidData, match=said):
        read(tmp_path, workbook(bad), "mine.xlsx")
    with pytest.raises(InvalidData, match="has 2 sheets: name one, sheet='Data'"):
        read(tmp_path, workbook(GRID, "Notes"), "mine.xlsx")
    assert rows(read(tmp_path, workbook(GRID, "Notes"), "mine.xlsx", sheet="Data")) == RIGHT
    with pytest.raises(InvalidData, match=r"no sheet 'data'. Nearest: Data"):
        read(tmp_path, workbook(GRID), "mine.xlsx", sheet="data")
    with pytest.raises(InvalidData, match="is no Excel file that can be read"):
        read(tmp_path, workbook(GRID)[:3000], "mine.xlsx")


def spoilt(content, change):
    """A workbook whose first sheet was changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name).decode()
            new.writestr(name, change(part) if name.endswith("sheet1.xml") else part)
    return out.getvalue()


@pytest.mark.parametrize("size", ["A1:A1", "A1:B2", "A1:XFD1048576"])
def test_excel_that_lies_about_its_size(size, tmp_path):
    lying = spoilt(workbook(GRID), lambda part: part.replace("A1:D4", size))
    assert rows(read(tmp_path, lying, "mine.xlsx")) == RIGHT


def test_excel_with_a_far_row(tmp_path):
    """Some programs write one row far below; rows between are neither stored nor lost."""
    far = spoilt(workbook(GRID), lambda part: re.sub(r'"([A-D]?)4"', r'"\g<1>200000"', part))
    tracemalloc.start()
    assert rows(read(tmp_path, far, "mine.xlsx")) == RIGHT
    assert tracemalloc.get_traced_memory()[1] < 100_000_000
    tracemalloc.stop()
    beyond = spoilt(workbook(GRID), lambda part: re.sub(r'"([A-D]?)4"', r'"\g<1>1048577"', part))
    with pytest.raises(InvalidData, match="numbers a row beyond 1,048,576"):
        read(tmp_path, beyond, "mine.xlsx")


def test_excel_of_endless_width(tmp_path):
    cell = '<row r="{0}"><c r="XFD{0}"><v>1</v></c></row>'
    wide = "".join(cell.format(number) for number in range(10, 400))
    book = spoilt(workbook(GRID), lambda part: part.replace("</sheetData>", f"{wide}</sheetData>"))
    with pytest.raises(InvalidData, match="has over 5,000,000 cells in a sheet"):
        read(tmp_path, book, "mine.xlsx")


def test_excel_writes_some_letters_by_their_number(tmp_path):
    coded = spoilt(workbook(GRID), lambda part: part.replace(">KGZ<", ">_x004B_GZ_x000D_<"))
    assert rows(read(tmp_path, coded, "mine.xlsx")) == RIGHT


def test_excel_with_a_title_and_an_empty_column(tmp_path):
    titled = [["", "Arms"], ["", "Source: own", "", 2025], [], *(["", *row] for row in GRID)]
    made = read(tmp_path, workbook(titled), "mine.xlsx")
    assert rows(made) == RIGHT and "rows above the column names left out: 2" in made.attrs["read"]
    with pytest.raises(InvalidData, match="sheet Data, row 8, column year: is empty"):
        read(tmp_path, workbook([*titled, ["", "KAZ", "RUS", "", 3]]), "mine.xlsx")


WIDE = {
    "World Bank": '"Data Source","World Development Indicators",\n\n"Last Updated Date","2024-06-28",\n\n'
    '"Country Name","Country Code","Indicator Name","Indicator Code","2020","2021","2022",\n'
    '"Kazakhstan","KAZ","Spending","MS.MIL","1000","1100","1200",\n"Kyrgyz Republic","KGZ","Spending","MS.MIL","","","130",\n',
    "Eurostat": "freq,unit,geo\\TIME_PERIOD\t2020 \t2021 \t2022 \nA,MIO_EUR,KZ\t: \t10.5 p\t11 \nA,MIO_EUR,KG\t: c\t3 e\t0 \n",
}


@pytest.mark.parametrize(("name", "line"), [("World Bank", 5), ("Eurostat", 1)])
def test_years_as_columns_are_refused_with_the_way_out(tmp_path, name, line):
    (tmp_path / "wide.csv").write_text(WIDE[name], encoding="utf-8-sig")
    said = rf"1 problem\n  - line {line}: years are columns \(2020 to 2022\).*frame.melt"
    with pytest.raises(InvalidData, match=said):
        ck.read(tmp_path / "wide.csv", "military_spending")


def test_json_stata_parquet_and_frames(tmp_path):
    frame = pd.DataFrame(RIGHT, columns=HEAD)
    records = frame.to_dict("records")
    for content in (records, {"data": records}, frame.to_dict("list")):
        assert rows(read(tmp_path, json.dumps(content), "mine.json")) == RIGHT
    assert rows(read(tmp_path, "\n".join(map(json.dumps, records)), "mine.jsonl")) == RIGHT
    with pytest.raises(InvalidData, match="is no JSON file that can be read"):
        read(tmp_path, "[" * 50_000, "mine.json")
    frame.to_stata(tmp_path / "mine.dta", write_index=False)
    assert rows(ck.read(tmp_path / "mine.dta", "arms_transfers")) == RIGHT
    with pytest.raises(InvalidData, match="is no Stata file that can be read"):
        read(tmp_path, b"nothing", "other.dta")
    assert rows(ck.read(frame, "arms_transfers")) == RIGHT
    indexed = frame.set_index(["recipient_iso3", "year"])
    assert rows(ck.read(indexed, "arms_transfers")) == RIGHT
    polars = pytest.importorskip("polars")
    other = polars.DataFrame(records)
    assert rows(ck.read(other, "arms_transfers")) == RIGHT
    assert rows(ck.read(other.lazy(), "arms_transfers")) == RIGHT
    other.write_parquet(tmp_path / "mine.parquet")
    assert rows(ck.read(tmp_path / "mine.parquet", "arms_transfers")) == RIGHT
    duckdb = pytest.importorskip("duckdb")
    assert rows(ck.read(duckdb.sql("SELECT * FROM frame"), "arms_transfers")) == RIGHT
    with pytest.raises(InvalidData, match=r"the frame: 1 problem\n.*row 2, column tiv_million: -1"):
        ck.read(frame.assign(tiv_million=[1, -1]), "arms_transfers")


def test_empty_cells_stay_empty_through_read_shares_and_save(tmp_path):
    lines = "edition,country_iso3,mineral,item,stage,year,quantity,unit,estimated,locator\n"
    for code, amount in {"USA": "", "KAZ": "120", "CHN": "80"}.items():
        lines += f"MCS 2025,{code},antimony,metal content,mine,2023,{amount},t,false,p. 1\n"
    frame = read(tmp_path, lines, table="mineral_production")
    assert "quantity is empty in 1 of 3 rows" in frame.attrs["read"]
    made = ck.shares(frame, "country_iso3", "quantity").set_index("country_iso3")
    assert made.loc[["CHN", "KAZ"], "share_percent"].tolist() == [40.0, 60.0]
    assert made.loc["USA", ["quantity", "share_percent"]].isna().all()
    assert made["empty_cells"].to_dict() == {"CHN": 0, "KAZ": 0, "USA": 1}
    assert set(made["empty_in_total"]) == {1} and "1 row has no value" in made.attrs["note"]
    assert ck.concentration(frame, "country_iso3", "quantity")["members"].tolist() == [2]
    frame.to_csv(tmp_path / "saved.csv", index=False)
    again = ck.read(tmp_path / "saved.csv", "mineral_production")
    pd.testing.assert_frame_equal(again, frame)


def test_what_is_imported_is_saved_and_read_again(tmp_path):
    ck.add_country("XRT", "Ruritania")
    got = ck.importers.sipri_register(ck.importers.example(2026))
    got.save(tmp_path / "mine.csv")
    again = ck.read(tmp_path / "mine.csv", "arms_orders")
    assert len(again) == len(got.frame) and set(got.frame.columns) == set(again.columns)
    for column in got.frame.select_dtypes("number"):
        assert again[column].astype("float64").equals(got.frame[column].astype("float64")), column
    assert "kept beside the table's columns" in again.attrs["read"]


def test_a_source_of_ones_own(tmp_path):
    ck.add_source("mine_2026", "Obligations by country", "ForeignAssistance.gov", "2026-11-02")
    line = "country_iso3,fiscal_year,obligated_usd,complete,source_id,confidence\n"
    frame = read(tmp_path, line + "KGZ,2024,123456,true,mine_2026,high\n", table="us_aid_totals")
    right = "ForeignAssistance.gov (2026-11-02): Obligations by country. address not found"
    assert ck.cite(frame) == right
    assert ck.credit(frame).startswith("Data: ForeignAssistance.gov.")
    with pytest.raises(CakitError, match="belongs to a source of ours"):
        ck.add_source("S0", "x", "y")
    ck.add_source("mine_2026", "Obligations by country", "ForeignAssistance.gov", "2026-11-02")
    with pytest.raises(CakitError, match="'mine_2026' was added with another title"):
        ck.add_source("mine_2026", "Something else", "ForeignAssistance.gov", "2026-11-02")
    assert ck.cite(frame) == right
    days = [{"date": day} for day in (2024, "2.11.2026", "2026-13", "2026-02-30", "soon")]
    for bad in ({"source_id": "a b"}, {"title": ""}, {"publisher": None}, *days):
        with pytest.raises(CakitError):
            ck.add_source(**{"source_id": "m", "title": "t", "publisher": "p"} | bad)


def test_groups_beside_their_members_are_said(tmp_path):
    frame = read(tmp_path, text().replace("KGZ", "Central Asia"))
    assert "recipient_iso3 holds groups (C5): do not add them" in frame.attrs["read"]


def test_an_own_export_is_cited_with_edition_and_day():
    frame = pd.DataFrame({"source_id": ["sipri_atd"], "sipri_edition": ["2026"]})
    frame.attrs["made"] = "2026-03-12"
    undated = ck.load("sources").query("terms.str.startswith('sipri_') and date.isna()")
    frame["source_id"] = undated["source_id"].iloc[0]
    assert "(2026 edition, made 2026-03-12)" in ck.cite(frame)
    assert "edition = {2026 edition, made 2026-03-12}" in ck.cite(frame, style="bibtex")


@pytest.mark.parametrize("given", [None, ","])
def test_a_point_between_thousands_is_not_read_as_a_decimal_one(tmp_path, given):
    """In a file with semicolons '1.250' is 1250 in one country and 1.25 in another."""
    line = "recipient_iso3;supplier_iso3;year;tiv_million\nKAZ;RUS;2020;{}\nKAZ;CHN;2021;3.400\n"
    with pytest.raises(InvalidData, match=r"'1\.250'"):
        read(tmp_path, line.format("1.250"), decimal=given)
    assert read(tmp_path, line.format("1.250"), decimal=".")["tiv_million"].sum() == 4.65
    assert read(tmp_path, line.format("1.25"))["tiv_million"].sum() == 4.65


def test_what_the_kit_does_not_know_is_saved_and_read_in_another_session(tmp_path):
    """A party and a class of weapon that an importer kept come back where nobody knows them."""
    line = "1,Russia,Kazakhstan,A -,APC,Aircraft,2007,No,6,No,2009,No,New,5,5,30,No\n"
    other = line.replace("Russia", "Front of Zembla").replace("Aircraft", "Satellites")
    head = (
        "SIPRI AT Database ID,Supplier,Recipient,Designation,Description,Armament category,"
        "Order date,Order date is estimate,Numbers delivered,Numbers delivered is estimate,"
        "Delivery year,Delivery year is estimate,Status,SIPRI estimate,TIV deal unit,"
        "TIV delivery values,Local production\n"
    )
    (tmp_path / "listing.csv").write_text(
        f"Data generated: 12 Jun 2026 1:00 PM\n{head}{line}{other}"
    )
    got = ck.importers.sipri_deliveries(tmp_path / "listing.csv")
    got.save(tmp_path / "mine.csv")
    code = "import cakit as ck; f = ck.read('mine.csv', 'arms_deliveries'); print("
    code += "*f.supplier_iso3, *f.category, f.tiv_million.sum())"
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    right = [*got.frame["supplier_iso3"], "aircraft", "satellites", "60.0"]
    assert told.stdout.split() == right
    slip = (tmp_path / "mine.csv").read_text("utf-8-sig").replace("satellites", "aircrafts")
    with pytest.raises(InvalidData, match="'aircrafts' is not a value of weapon_category"):
        read(tmp_path, slip, table="arms_deliveries")


def test_an_empty_amount_is_read_and_said(tmp_path):
    """What the advice on 'NA' asks for: leave the cell empty; it is no zero in a share."""
    content = text(separator=",", mark=".").replace(",1.5", ",")
    frame = read(tmp_path, content)
    assert frame["tiv_million"].isna().tolist() == [True, False]
    assert "tiv_million is empty in 1 of 2 rows" in frame.attrs["read"]
    made = ck.shares(frame, by="recipient_iso3", value="tiv_million").set_index("recipient_iso3")
    assert made["share_percent"].isna().tolist() == [True, False]
    with pytest.raises(InvalidData, match="line 2, column year: is empty"):
        read(tmp_path, content.replace("2024", ""))
