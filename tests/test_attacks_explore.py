"""Hostile input to the explorers, made by rule: choices, attributes, stored states, specs, names.

Each case ends in a state that is held or in an error of the kit. Nothing is imported, nothing runs.
"""

import csv
import io
import itertools
import re
import sys

import numpy as np
import pandas as pd
import pytest
from explorers import each_in_node, in_node, theme_of
from test_explore import CONTROLS, TRAITS, WORDS, _rows, _toy

from cakit import explore
from cakit.errors import CakitError, MissingColumn
from cakit.explore import shares
from cakit.explore.theme import declared, empty_chart, register_theme, shares_theme

THEMES = ("arms", "deals", "minerals", "us_programs")  # what the others are made of
VALUES = [
    5, -1, 2.5, float("nan"), True, b"KAZ", "", " ", "x" * 5000, "<img src=x onerror=alert(1)>",
    "__proto__", "constructor", "{member}", "$x^2$", "a\nb", [], [[]], [None], ["KAZ", 5], {}, {"a": 1},
    {1, 2}, object(), np.int64(2020), np.float64(2020), pd.NA, pd.DataFrame({"a": [1]}), len,
]  # fmt: skip


def _held(here):
    """Whether a state is one that the controls hold."""
    for one in here._theme.controls:
        limits = shares.limits(here._theme.spec, here.state) if one.kind == "range" else (0, 0)
        assert one.checked(here.state[one.trait], limits) == here.state[one.trait]
    assert here.sentence


@pytest.mark.parametrize("name", THEMES)
def test_every_wrong_argument_is_an_error_of_the_kit(name):
    theme = theme_of(name)
    for control, value in itertools.product(theme.controls, VALUES):
        try:
            here = theme.open(**{control.trait: value})
        except CakitError as error:
            assert control.named.split(" ")[-1] in str(error) or control.trait in str(error), value
            assert len(str(error)) < 600
        else:
            _held(here)
    _held(theme.open(**{one.trait: None for one in theme.controls}))  # None: the default


@pytest.mark.parametrize("name", THEMES)
def test_every_wrong_attribute_leaves_the_state_as_it_was(name):
    here = theme_of(name).open()
    for trait, value in itertools.product(here.state, [None, *VALUES]):
        before = here.state
        try:
            setattr(here, trait, value)
        except CakitError:
            assert here.state == before
        else:
            _held(here)
    with pytest.raises(CakitError, match="no choice 'colour'"):
        here.colour = "red"


@pytest.mark.parametrize(
    ("choices", "named", "words"),
    [
        ((), {"recipient": "KGZ"}, "no choice 'recipient'. Nearest: recipients"),
        (("KGZ", 5, "2026", 2020, "RUS", 1), {}, "no choice 1"),
        (("KGZ",), {"recipients": "KAZ"}, "given recipients twice"),
        ((), {"<b>": 1}, "no choice '<b>'"),
    ],
)
def test_arguments_that_no_explorer_has_are_named(choices, named, words):
    with pytest.raises(CakitError, match=re.escape(words)):
        explore.arms(*choices, **named)


@pytest.mark.parametrize(
    "name",
    ["import_module", "this", "os", "../theme_arms", "theme_arms", "", "Arms", None, 5, [], {}],
)
def test_a_stored_state_opens_none_but_the_six(name):
    before = set(sys.modules)
    with pytest.raises(CakitError, match="there is no explorer"):
        explore.restored(name, {"this": 1, "name": "this"})
    assert "this" not in set(sys.modules) - before


@pytest.mark.parametrize("name", THEMES)
def test_every_stored_state_is_corrected_and_that_is_said(tmp_path, name):
    """In Python and in the browser alike, also the one that "Reset" comes back to."""
    theme = theme_of(name)
    usual = theme.open().state
    plain = [
        5,
        -1,
        2.5,
        True,
        "x" * 500,
        "<b>",
        "__proto__",
        "constructor",
        [],
        [[]],
        {"a": 1},
        None,
    ]
    states = [usual | {trait: value} for trait in usual for value in plain]
    states += [{}, {"__proto__": {"x": 1}}, dict.fromkeys(usual, "constructor")]
    found = in_node(tmp_path, theme, [["corrected", state] for state in states])
    for state, one in zip(states, found, strict=True):
        here = theme.open(**one["state"])
        assert here.state == one["state"]
        wrong = [trait for trait in usual if state.get(trait) != one["state"][trait]]
        assert all(any(said.startswith(trait) for said in one["unfit"]) or
                   str(state.get(trait))[:80] == one["state"][trait] for trait in wrong)  # fmt: skip
    for state in [*states[::5], 5, "x", ["a"], None]:
        here, said = explore.restored(name, state)
        _held(here)
        if isinstance(state, dict):
            lost = [one for one in usual if state.get(one) not in (here.state[one], None)]
            assert len(said) >= len([one for one in lost if one != "search"]) or len(said)


CODES = ["constructor", "__proto__", "toString", "hasOwnProperty", "<b>", "{leader}", "=1+1", "a,b", 'q"', "$x$", "\u202eevil", "\x07", "x" * 250]  # fmt: skip


@pytest.fixture(scope="module")
def in_browser(tmp_path_factory):
    """Theme, states, and what the browser's module says of them, by name and by cell."""
    asked = {}
    for code in CODES:
        theme = _toy(_rows((code, code, 2020, 3), (code, "y", 2020, 1), ("B", "x", 2021, 4)))
        choices = {}, {"to": code}, {"by": code}, {"to": "B", "by": code}
        asked["name", code] = theme, [theme.open(**one).state for one in choices]
    for text, _ in CELLS:
        theme = _toy(_rows(("A", text, 2020, 3)))
        asked["cell", text] = theme, [theme.open().state]
    jobs = [
        (theme, [[job, state] for state in states for job in ("told", "csv")])
        for theme, states in asked.values()
    ]
    found = each_in_node(tmp_path_factory.mktemp("node"), jobs)
    return {key: (*asked[key], said) for key, said in zip(asked, found, strict=True)}


@pytest.mark.parametrize("code", CODES)
def test_a_hostile_name_is_a_name(in_browser, code):
    theme, states, found = in_browser["name", code]
    for state, told, table in zip(states, found[::2], found[1::2], strict=True):
        assert told["sentence"] == theme.open(**state).sentence
        cells = [cell for row in csv.reader(io.StringIO(table)) for cell in row]
        assert not [cell for cell in cells if re.match(r"[=+\-@\t\r]", cell)], cells
        assert code in cells or f"'{code}" in cells or state["to"] == ["B"]


CELLS = [("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"), ("+1+1", "'+1+1"), ("-1-1", "'-1-1"), ("@SUM(A1)", "'@SUM(A1)"),
         ("\t=1", "'\t=1"), ("-5", "-5"), ("+5", "+5"), ("a=1", "a=1"), ("Türkiye", "Türkiye")]  # fmt: skip


@pytest.mark.parametrize(("text", "kept"), CELLS)
def test_no_cell_of_a_download_is_a_formula(in_browser, text, kept):
    *_, (_, table) = in_browser["cell", text]
    (row,) = csv.DictReader(io.StringIO(table))
    assert row["member"] == kept


LINES = [
    (key, wrong)
    for key in ("[controls.by] kind", "[controls.by] labl", "[data] group_by", "[data] member_by", "[data] window_by", "[data] set_by")
    for wrong in ("nothing", "To", "<b>", "__proto__")
]  # fmt: skip


@pytest.mark.parametrize(("line", "wrong"), LINES)
def test_a_wrong_line_of_a_spec_is_named(line, wrong):
    part, key = re.fullmatch(r"\[(.*)\] (.*)", line).groups()
    data = dict(TRAITS) | ({key: [wrong] if key == "set_by" else wrong} if part == "data" else {})
    controls = {trait: dict(one) for trait, one in CONTROLS.items()}
    if part != "data":
        controls["by"][key] = wrong
    told = {"doc": "", "panels": ["lines"], "data": data, "controls": controls, "words": WORDS}
    options = {"to": {"A": "A"}, "window": {1: "1"}, "by": {"x": "x"}}
    rows = _rows(("A", "x", 2020, 3))
    with pytest.raises(CakitError, match=re.escape(f"the spec 'toy', line {line}")):
        shares_theme("toy", options, {}, lambda state: rows,
                     lambda here: empty_chart(rows, here.sentence), told=told)  # fmt: skip


@pytest.mark.parametrize("name", ["", "fiscal_year"])
def test_a_spec_of_shares_whose_range_is_not_the_year_is_refused(name):
    controls = {trait: dict(one) for trait, one in CONTROLS.items()}
    year = controls.pop("year")
    controls |= {name: year} if name else {}
    told = {"doc": "", "panels": ["lines"], "data": TRAITS, "controls": controls, "words": WORDS}
    options = {"to": {"A": "A"}, "window": {1: "1"}, "by": {"x": "x"}}
    with pytest.raises(CakitError, match="line the range = 'year': there is no such choice"):
        shares_theme("toy", options, {}, None, None, told=told)


def test_a_panel_that_there_is_not_is_named():
    told = {
        "doc": "",
        "panels": ["lines", "bar"],
        "data": TRAITS,
        "controls": CONTROLS,
        "words": WORDS,
    }
    options = {"to": {"A": "A"}, "window": {1: "1"}, "by": {"x": "x"}}
    with pytest.raises(CakitError, match=r"line panels 'bar': no such panel\. Nearest: bars"):
        shares_theme("toy", options, {}, None, None, told=told)


@pytest.mark.parametrize("line", ["group", "member", "value", "year", "source"])
def test_a_cube_without_its_column_names_the_line(line):
    with pytest.raises(MissingColumn, match=f"line {line}='nothing': the rows have no such column"):
        _toy(_rows(("A", "x", 2020, 3)), **{line: "nothing"})


@pytest.mark.parametrize("name", ["deals", "claims"])
def test_a_register_without_a_column_names_the_line(name):
    told, table = declared(name), theme_of(name).rows({**theme_of(name).open().state})
    options = {one.trait: one.options for one in theme_of(name).controls}
    wanted = [*told["columns"].split(), *(one for one in told["filters"].values() if one[0] != "@")]
    for column in dict.fromkeys(wanted):
        with pytest.raises(
            MissingColumn, match=rf"the spec '{name}', line .*: no column '{column}'"
        ):
            register_theme(
                name, options, table.drop(columns=column), dict, None, told=declared(name)
            )
    for key in ("pick",):
        spoilt = declared(name)
        spoilt["data"][key] = "nothing"
        with pytest.raises(CakitError, match=rf"line \[data\] {key} = 'nothing'"):
            register_theme(name, options, table, dict, None, told=spoilt)


@pytest.mark.parametrize("lost", ["some", "nothing", "rest_alone", "all"])
def test_words_that_a_spec_lacks_are_named(lost, monkeypatch):
    monkeypatch.delitem(WORDS, lost)
    theme = _toy(_rows(("A", "x", 2020, 3), ("B", "x", 2021, 3)))
    states = [{}, {"year": 2020, "to": "B"}, {"to": "A", "by": "x"}]
    said = []
    for state in states:
        try:
            said.append(theme.open(**state).sentence)
        except CakitError as error:
            said.append(str(error))
    assert f"the spec 'toy', line [words] {lost}: not there." in said
