"""What Washington obligated and whom it trained: by program, country and fiscal year."""

import re
import textwrap
from functools import cache
from typing import Any

import pandas as pd

from cakit import catalog
from cakit.catalog import FIVE, country_name, label
from cakit.explore.explorer import Explorer
from cakit.explore.pictures import stacked
from cakit.explore.shares import Cube, size_of
from cakit.explore.theme import Theme, declared, empty_chart, shares_theme
from cakit.figures import Chart
from cakit.figures.theme import COLOURS
from cakit.languages import said

TOLD = declared("us_programs")
NOMINAL, CONSTANT, PEOPLE = "obligations nominal", "obligations constant", "people trained"
UNITS = {NOMINAL: "dollars of each year", CONSTANT: "dollars of fiscal 2020",
         PEOPLE: TOLD["people"]["unit"]}  # fmt: skip
VALUES = {CONSTANT: "obligated_usd_constant_2020", NOMINAL: "obligated_usd", PEOPLE: "trainees"}


@cache
def _rows(measure: str) -> pd.DataFrame:
    """A row for each state, fiscal year and program: what the measure counts."""
    held = catalog.load("us_training" if measure == PEOPLE else "us_obligations")
    source = "source_ids" if "source_ids" in held else "source_id"
    named = {"value": (VALUES[measure], "sum"), "source_ids": (source, "first")}
    return held.groupby(["country_iso3", "fiscal_year", "program"], as_index=False).agg(**named)


def cube(measure: str) -> Cube:
    """The sums of one measure."""
    kind, per = ("people", 1) if measure == PEOPLE else ("money", 1_000_000)
    return Cube(_rows(measure), "country_iso3", "program", "value", "fiscal_year", per=per,
                digits=int(per > 1), words={"unit": UNITS[measure]} | TOLD[kind],
                newest=TOLD["complete"][kind], notes=TOLD["gaps"][kind])  # fmt: skip


def short(program: str) -> str:
    """A name of a program that fits beside a bar."""
    return said(TOLD["short"].get(program) or label("us_program", program))


def rows_of(state: dict[str, Any]) -> pd.DataFrame:
    """A row for each state, fiscal year and program of the choices, whatever the window."""
    rows, measure = _rows(state["measure"]), state["measure"]
    for column, value in (("country_iso3", state["country"]), ("program", state["program"])):
        rows = rows[rows[column] == value] if value else rows
    complete = rows["fiscal_year"] <= spec().data["sets"][measure]["newest"]
    rows = rows.assign(measure=measure, unit=UNITS[measure], complete=complete)
    return rows.reset_index(drop=True)


def _picture(here: Explorer) -> Chart:
    """Stacked columns by fiscal year, the window marked, what is not held hatched."""
    rows, state = here.data, here.state
    program, people = state["program"], state["measure"] == PEOPLE
    if rows.empty:
        return empty_chart(_rows(state["measure"]), here.sentence)
    states = country_name(state["country"]) if state["country"] else TOLD["words"]["all"]
    about = f"{short(program) if program else 'All programs'}, {states}"
    notes = TOLD["gaps"]["people" if people else "money"]
    gaps = {(first, last): "no data held" if drawn == "gap" else "incomplete"
            for of, first, last, drawn, _ in notes if drawn and of in ("", program)}  # fmt: skip
    gaps[2021, 2025] = "no data held"
    rows = rows.assign(value=rows["value"] / (1 if people else 1_000_000))
    unit = UNITS[state["measure"]] if people else f"million {UNITS[state['measure']]}"
    note = f"{TOLD['words']['note']} Hatched: the year is incomplete, or nothing is held."
    words = {"title": about, "finding": here.sentence, "note": note, "unit": unit}
    names = {code: short(code) for code in rows["program"]}
    wide = rows.pivot_table("value", "fiscal_year", "program", "sum")
    window = state["year"] - size_of(spec().spec, state) + 1, state["year"]
    return stacked(rows, wide, names, words, TOLD["colours"], gaps, window)


@cache
def spec() -> Theme:
    """The spec of this explorer."""
    codes = {code for measure in VALUES for code in _rows(measure)["program"]}
    names = {code: short(code) for code in sorted(codes, key=lambda code: short(code).lower())}
    told = {code: re.split(r" \(|, in|;", label("us_program", code, "description"))[0]
            for code in names}  # fmt: skip
    options = {
        "measure": {one: f"obligated, {UNITS[one]}" for one in (CONSTANT, NOMINAL)}
        | {PEOPLE: f"people trained, {UNITS[PEOPLE]}"},
        "program": {code: f"{name}: {textwrap.shorten(told[code], 48, placeholder=' …')}"
                    for code, name in names.items()},
        "window": TOLD["windows"],
    }  # fmt: skip
    colours = TOLD["colours"] | dict.fromkeys(FIVE, "#2B77AC") | {"other": COLOURS["other"]}
    sets = {measure: cube(measure) for measure in VALUES}
    return shares_theme("us_programs", options, sets, rows_of, _picture, names, colours)
