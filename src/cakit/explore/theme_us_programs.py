"""What Washington obligated and whom it trained: by program, country and fiscal year."""

import re
import textwrap
from functools import cache
from typing import Any

import pandas as pd

from cakit import catalog
from cakit.catalog import FIVE, country_name, label
from cakit.explore.pictures import stacked
from cakit.explore.shares import Cube, size_of
from cakit.explore.theme import Theme, declared, empty_chart, shares_theme
from cakit.figures import Chart
from cakit.figures.theme import COLOURS
from cakit.languages import said

TOLD = declared("us_programs")
MEASURES = TOLD["measures"]


@cache
def _rows(measure: str) -> pd.DataFrame:
    """A row for each state, fiscal year and program: what the measure counts."""
    about = MEASURES[measure]
    named = {"value": (about["value"], "sum"), "source_ids": (about["source"], "first")}
    by = ["country_iso3", "fiscal_year", "program"]
    return catalog.load(about["table"]).groupby(by, as_index=False).agg(**named)


def cube(measure: str) -> Cube:
    """The sums of one measure."""
    about, kind = MEASURES[measure], MEASURES[measure]["kind"]
    words = {"unit": about["unit"]} | TOLD[kind]
    counted = TOLD["cube"] | TOLD["counted"][kind]
    return Cube(_rows(measure), **counted, words=words, notes=TOLD["gaps"][kind])


def short(program: str) -> str:
    """A name of a program that fits beside a bar."""
    return said(TOLD["short"].get(program) or label("us_program", program))


def rows_of(state: dict[str, Any]) -> pd.DataFrame:
    """A row for each state, fiscal year and program of the choices, whatever the window."""
    rows, about = _rows(state["measure"]), MEASURES[state["measure"]]
    for column, value in (("country_iso3", state["country"]), ("program", state["program"])):
        rows = rows[rows[column] == value] if value else rows
    complete = rows["fiscal_year"] <= TOLD["counted"][about["kind"]]["newest"]
    rows = rows.assign(measure=state["measure"], unit=about["unit"], complete=complete)
    return rows.reset_index(drop=True)


def _picture(here: Any) -> Chart:
    """Stacked columns by fiscal year, the window marked, what is not held hatched."""
    rows, state, about = here.data, here.state, MEASURES[here.state["measure"]]
    program, kind = state["program"], about["kind"]
    if rows.empty:
        return empty_chart(_rows(state["measure"]), here.sentence)
    states = country_name(state["country"]) if state["country"] else TOLD["words"]["all"]
    title = f"{short(program) if program else 'All programs'}, {states}"
    gaps = {(first, last): "no data held" if drawn == "gap" else "incomplete"
            for of, first, last, drawn, _ in TOLD["gaps"][kind] + TOLD["never"]
            if drawn and of in ("", program)}  # fmt: skip
    rows = rows.assign(value=rows["value"] / TOLD["counted"][kind]["per"])
    note = f"{TOLD['words']['note']} Hatched: the year is incomplete, or nothing is held."
    words = {"title": title, "finding": here.sentence, "note": note, "unit": about["drawn"]}
    names = {code: short(code) for code in rows["program"]}
    wide = rows.pivot_table("value", "fiscal_year", "program", "sum")
    window = state["year"] - size_of(spec().spec, state) + 1, state["year"]
    return stacked(rows, wide, names, words, TOLD["colours"], gaps, window)


@cache
def spec() -> Theme:
    """The spec of this explorer."""
    codes = {code for measure in MEASURES for code in _rows(measure)["program"]}
    names = {code: short(code) for code in sorted(codes, key=lambda code: short(code).lower())}
    told = {code: re.split(r" \(|, in|;", label("us_program", code, "description"))[0]
            for code in names}  # fmt: skip
    options = {
        "measure": {measure: about["label"] for measure, about in MEASURES.items()},
        "program": {code: f"{name}: {textwrap.shorten(told[code], 48, placeholder=' …')}"
                    for code, name in names.items()},
        "window": TOLD["windows"],
    }  # fmt: skip
    colours = TOLD["colours"] | dict.fromkeys(FIVE, "#2B77AC") | {"other": COLOURS["other"]}
    sets = {measure: cube(measure) for measure in MEASURES}
    return shares_theme("us_programs", options, sets, rows_of, _picture, names, colours)
