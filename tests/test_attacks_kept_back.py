"""Attacks of somebody who had never seen the kit: engines that fail, figures that vanish, formats that fill the memory."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pytest
from matplotlib.figure import Figure
from test_attacks_importers import LAYOUTS, book, packed

import cakit as ck
from cakit import plots
from cakit.catalog.verify import verify
from cakit.errors import CakitError

ROOT = Path(__file__).parents[1]
TOY = pd.DataFrame({"who": list("aabc"), "year": [2001, 2003, 2002, 2003], "value": [10, 10, 6, 4]})
HEAD = ["recipient_iso3", "supplier_iso3", "year", "tiv_million"]


def refused(said, call, *given, **named):
    with pytest.raises(CakitError, match=said) as caught:
        call(*given, **named)
    return str(caught.value)


def of_closed_connection():
    with duckdb.connect() as connection:
        return connection.sql("SELECT 'a' AS who, 2001 AS year, 1 AS value")


ENGINES = {
    "a closed connection": of_closed_connection,
    "a lost file": lambda: pl.scan_csv("nowhere.csv"),
    "a step that fails": lambda: pl.LazyFrame(TOY.to_dict("list")).with_columns(
        pl.col("year").map_elements(lambda _: 1 / 0, return_dtype=pl.Int64)
    ),
}


@pytest.mark.parametrize("kind", ENGINES)
def test_an_engine_that_fails_is_told_on_one_line(kind):
    assert "\n" not in refused("the frame's engine", ck.shares, ENGINES[kind](), "who", "value")


def test_sums_that_are_infinite_are_refused():
    refused("infinite", ck.shares, TOY.assign(value=[1e308, 1e308, 1, 1]), "who", "value")
    refused("infinite", ck.shares, TOY.assign(value=[1e308, 0, 1e308, 1]), "who", "value")
    near = ck.shares(TOY.assign(value=[2**64 - 2] * 4).astype({"value": "uint64"}), "who", "value")
    assert near.set_index("who")["share_percent"].to_dict() == {"a": 50, "b": 25, "c": 25}


def test_a_column_named_for_two_things_and_one_member_alone_are_refused():
    refused("value names 'value'", ck.shares, TOY, "value", "value")
    for members in ("a", ["a", "a"]):  # its rows would count twice under one name
        refused("at least two", ck.pooled, TOY, "who", members)


def test_a_result_without_bounds_is_refused_before_it_is_made():
    many = pd.DataFrame({"who": [f"a{one}" for one in range(5000)], "value": 1})
    many["year"] = [1000 + one % 1999 for one in range(5000)]
    refused("9,975,000 rows", ck.shares, many, "who", "value", window=5, zeros=True)
    refused("rows before it is summed", ck.shares, many, "who", "value", window=999)


def test_periods_are_no_numbers():
    rows = pd.DataFrame({"recipient_iso3": ["KAZ"], "supplier_iso3": ["RUS"]})
    rows["n"] = pd.PeriodIndex(["2001"], freq="Y")  # 31 years after 1970
    refused("period", plots.unit_chart, rows, "n")


@pytest.mark.parametrize("form", ["{:9999999999}", "{:.99999999f}", "{:>1000}"])
def test_a_form_that_fills_the_memory_is_refused(form):
    ax = Figure().subplots()
    ax.bar([1], [2])
    refused("is no form", ck.label_bars, ax, form)


# Files


def own_book(tmp_path, value):
    openpyxl = pytest.importorskip("openpyxl")
    made = openpyxl.Workbook()
    made.active.append(HEAD)
    made.active.append(["KAZ", "RUS", 2024, value])
    made.save(tmp_path / "mine.xlsx")
    return tmp_path / "mine.xlsx"


def test_a_formula_without_its_value_is_no_empty_cell(tmp_path):
    refused("cell D2: a formula", ck.read, own_book(tmp_path, "=1+1"), "arms_transfers")
    assert ck.read(own_book(tmp_path, 2), "arms_transfers")["tiv_million"].tolist() == [2]


def test_a_name_twice_in_a_row_of_json_is_refused(tmp_path):
    path = tmp_path / "mine.json"
    row = '{"recipient_iso3":"KAZ","supplier_iso3":"RUS","year":2024,"year":2023,"tiv_million":1}'
    for text in (f"[{row}]", f"{row}\n{row}\n"):
        path.write_text(text, encoding="utf-8")
        refused("'year' twice", ck.read, path, "arms_transfers")


def test_an_archive_of_a_mac_holds_one_table(tmp_path):
    text, read, whole = LAYOUTS["register"]
    path = tmp_path / "file.zip"
    path.write_bytes(packed(("a.csv", text), ("__MACOSX/._a.csv", "x")))
    assert read(path).report.volume == whole


def cell(row, column, value):
    def change(made):
        made["Current US$"].cell(row, column).value = value

    return change


LOST = {  # what the change takes away, and what is said of it
    "a date for a year": (cell(2, 3, pd.Timestamp("2023-01-01")), "not read: column C"),
    "an error for a year": (cell(2, 3, "#N/A"), "not read: column C"),
    "half a year": (cell(2, 4, 2024.5), "not read: column D"),
    "merged years": (lambda made: made["Current US$"].merge_cells("C2:D2"), "not read: column D"),
    "merged names": (lambda made: made["Current US$"].merge_cells("A4:A5"), "not read: row 5"),
}  # fmt: skip


@pytest.mark.parametrize("kind", LOST)
def test_figures_without_a_year_or_a_country_are_said(tmp_path, kind):
    change, said = LOST[kind]
    got = ck.importers.sipri_milex(book(tmp_path, change))
    assert any(said in note for note in got.report.notes)
    whole = ck.importers.sipri_milex(book(tmp_path))
    assert not any("not read" in note for note in whole.report.notes)


def test_verify_reads_outlines_and_names_a_file_without_descriptor(own_data):
    shutil.copytree(ROOT / "data" / "geo", own_data / "geo")
    assert verify(own_data) == []
    (own_data / "geo" / "five.geojson").write_text("{", encoding="utf-8")
    (own_data / "Codes.csv").write_text("a\n1\n", encoding="utf-8")
    problems = "\n".join(verify(own_data))
    assert "five.geojson" in problems and "Codes.csv: has no descriptor" in problems


# The terminal


def test_the_package_is_a_command():
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    call = [sys.executable, "-bb", "-W", "error", "-m", "cakit"]
    how = {"env": environment, "capture_output": True, "text": True, "check": False}
    assert subprocess.run([*call, "--version"], **how).stdout == f"cakit {ck.__version__}\n"
    ran = subprocess.run([*call, "tables", "--\x1b[2J"], **how)
    assert ran.returncode == 2 and "\x1b" not in ran.stderr and "\\x1b[2J" in ran.stderr
