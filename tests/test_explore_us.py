"""The explorer of US programs: sums and sentences are those of the tables, in Python and in the browser."""

import copy
import csv
import io
import itertools
import os

import pytest
from explorers import in_node

import cakit as ck
from cakit import explore
from cakit.errors import CakitError, UnknownCountry
from cakit.explore import held_us_programs as held
from cakit.explore import theme_us_programs as theme

EVERY = 1 if os.environ.get("CAKIT_EVERY_STATE") else 97  # states compared: all, or each so many
COUNTRIES = ["", *held.FIVE]
VALUES = {  # measure: table, column
    held.NOMINAL: ("us_obligations", "obligated_usd"),
    held.CONSTANT: ("us_obligations", "obligated_usd_constant_2020"),
    held.PEOPLE: ("us_training", "trainees"),
}


def states() -> list[dict]:
    """Every choice there is."""
    spec, found = explore.us_programs().spec, []
    for measure, window in itertools.product(VALUES, held.WINDOWS):
        kept = spec["data"]["measures"][measure]
        first = kept["last"] if window == "all" else kept["first"] + int(window) - 1
        years = range(first, kept["last"] + 1)
        for year, country, program in itertools.product(years, COUNTRIES, ["", *spec["data"]["programs"]]):
            found.append({"country": country, "measure": measure, "program": program, "window": window, "year": year})
    return found


def truth(state: dict) -> dict[str, int]:
    """Program → sum in the window, straight from the table."""
    table, value = VALUES[state["measure"]]
    rows = ck.load(table)
    first = 0 if state["window"] == "all" else state["year"] - int(state["window"]) + 1
    rows = rows[rows["fiscal_year"].between(first, state["year"])]
    if state["country"]:
        rows = rows[rows["country_iso3"] == state["country"]]
    return rows.groupby("program")[value].sum().to_dict()


def test_the_browser_adds_what_the_tables_hold(tmp_path):
    chosen = [one for one in states() if not one["program"]][:: 1 if EVERY == 1 else 5]
    made = in_node(tmp_path, explore.us_programs().spec, [["sums", state] for state in chosen])
    for state, got in zip(chosen, made, strict=True):
        assert dict(got) == truth(state), state
        assert [one[1] for one in got] == sorted((one[1] for one in got), reverse=True)


def test_sentence_and_code_are_the_same_in_python_and_in_the_browser(tmp_path):
    chosen, spec = states()[::EVERY], explore.us_programs().spec
    got = in_node(tmp_path, spec, [[name, state] for state in chosen for name in ("sentence", "code")])
    here = explore.us_programs()
    for state, sentence, code in zip(chosen, got[::2], got[1::2], strict=True):
        with here.hold_trait_notifications():
            for trait, value in state.items():
                setattr(here, trait, value)
        assert (here.sentence, here.code) == (sentence, code)
        assert here.sums == truth(state)
    assert eval(code, {"ck": ck}).state == here.state


@pytest.mark.parametrize(
    "choice", [{}, {"country": "KGZ", "program": "INCLE"}, {"measure": held.PEOPLE, "country": "TJK"}]
)
def test_the_downloaded_rows_are_the_explorers_data(tmp_path, choice):
    here = explore.us_programs(**choice)
    (text,) = in_node(tmp_path, here.spec, [["table", here.state]])
    got = list(csv.DictReader(io.StringIO(text)))
    wanted = here.data
    assert len(got) == len(wanted) > 0 and list(got[0]) == here.spec["columns"]
    keys = ["country_iso3", "fiscal_year", "program", "value", "unit", "complete", "source_ids"]
    assert {tuple(row[key] for key in keys) for row in got} == {tuple(map(str, row)) for row in wanted[keys].to_numpy()}
    assert {row["credit"] for row in got} == {ck.credit(wanted)}


def test_units_are_never_mixed_and_gaps_are_said():
    for measure in VALUES:
        assert explore.us_programs(measure=measure).data["unit"].nunique() == 1
    assert "dollars" not in explore.us_programs(measure=held.PEOPLE).sentence
    assert "no FMF line for FY2018" in explore.us_programs("UZB", program="FMF", window=1, year=2018).sentence
    assert "incomplete" in explore.us_programs(window=1, year=2020).sentence
    assert "incomplete" not in explore.us_programs().sentence
    with pytest.raises(CakitError, match="take 1997 to 2020"):
        explore.us_programs(year=2024)
    last = max(row[0] for sums in explore.us_programs().spec["data"]["measures"][held.NOMINAL]["sums"].values() for cells in sums.values() for row in cells)  # fmt: skip
    assert last == 2020


def test_choices_are_checked_wherever_they_are_made():
    for choice, kind, words in [
        ({"country": "Uzbekstan"}, UnknownCountry, "Nearest: Uzbekistan"),
        ({"country": "RUS"}, UnknownCountry, "not a country here"),
        ({"measure": "dollars"}, CakitError, "not held"),
        ({"program": "FMFF"}, CakitError, "Nearest: FMF"),
        ({"window": 3}, CakitError, "'3' is not held"),
        ({"measure": held.PEOPLE, "window": 1, "year": 1998}, CakitError, "take 1999 to 2020"),
    ]:
        with pytest.raises(kind, match=words):
            explore.us_programs(**choice)
    here = explore.us_programs(measure=held.NOMINAL, window=1, year=1993)
    here.measure = held.PEOPLE
    assert here.year == 1999  # the first year the reports hold
    here.window = "all"
    assert here.year == 2020


def test_a_changed_figure_changes_the_digest():
    here = explore.us_programs()
    changed = copy.deepcopy(here.spec)
    changed["data"]["measures"][held.NOMINAL]["sums"]["UZB"]["FMF"][0][1] += 1
    assert theme.UsPrograms(changed, theme._controls(), **here.state).digest != here.digest


@pytest.mark.parametrize(
    "choice", [{}, {"country": "KGZ", "program": "FMF"}, {"measure": held.PEOPLE, "program": "CTR"}]
)
def test_the_static_twin_draws_the_same_rows(choice):
    here = explore.us_programs(**choice)
    made = here.chart()
    assert made.alt and made.png()
    if not here.data.empty:
        assert made.data["source_ids"].notna().all() and len(made.data) == len(here.data)
