"""Exercises: right answers are right in any shape, wrong ones get a hint of the slip, nothing gives the answer away."""

import re
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

import cakit as ck
from cakit import catalog
from cakit.errors import UnknownExercise
from cakit.lessons import answer, exercise, exercises, hint
from cakit.lessons.kinds import Choice, Countries, Feedback, Number, Writing

ALL = exercises()
NUMBERS = {key: one for key, one in ALL.items() if isinstance(one, Number)}
CHOICES = {key: one for key, one in ALL.items() if isinstance(one, Choice)}
SETS = {key: one for key, one in ALL.items() if isinstance(one, Countries)}
TEXTS = {key: one for key, one in ALL.items() if isinstance(one, Writing)}


class Awkward:
    """Breaks whatever is done with it."""

    def __getattr__(self, name):
        raise RuntimeError(name)

    def __repr__(self):
        raise RuntimeError

    __str__ = __float__ = __len__ = __iter__ = __array__ = __repr__


ITSELF: list = []
ITSELF.append(ITSELF)
EMPTY = [..., None, "", "  ", "...", "…", [], {}, set(), [None], (...,)]
ODD = [
    True, False, 0, -1, 10**400, float("nan"), float("inf"), -float("inf"), 3 + 4j, "many", "1e999", "<b>x</b>", "x" * 5000,
    b"bytes", object(), Awkward(), print, int, pd, pd.NA, pd.NaT, pd.DataFrame(), pd.DataFrame({"a": [1, 2]}),
    pd.Series(dtype=float), pd.Series(["Ruritania"]), np.array([]), np.array([1, 2, 3]), np.array(1 + 2j), [[1], [2, 3]], {1: 2},
    {"a", 1}, range(3), (n for n in "ab"), Decimal("NaN"), Fraction(1, 3), "Ruritania", "Central Asia", ["Russia", 5], "٣٤", ITSELF,
]  # fmt: skip


@pytest.mark.parametrize("key", ALL)
@pytest.mark.parametrize("given", EMPTY, ids=repr)
def test_an_open_answer_is_said_to_be_open(key, given):
    assert answer(key, given).state == "No answer yet"
    assert answer(key).state == "No answer yet"


@pytest.mark.parametrize("key", ALL)
def test_nothing_odd_raises(key):
    for given in ODD:
        got = answer(key, given)
        assert isinstance(got, Feedback)
        assert not got
        assert len(repr(got)) < 2000
        assert "<b>" not in got._repr_html_()
        assert " at 0x" not in repr(got)


@pytest.mark.parametrize("key", NUMBERS)
def test_a_right_number_is_right_in_any_shape(key):
    one = NUMBERS[key]
    truth = one.truth()
    shapes = [truth, np.float64(truth), f"{truth:.2f}", f"{truth:.1f} %".replace(".", ","), f" {truth:.2f} percent "]
    shapes += [round(truth, 1), [truth], pd.Series([truth]), pd.DataFrame({"share_percent": [truth]}), Decimal(truth)]
    shapes += [truth + one.tolerance * 0.99, truth - one.tolerance * 0.99]
    for given in shapes:
        assert answer(key, given), given
    assert answer(key, round(truth)) or abs(round(truth) - truth) > one.tolerance


@pytest.mark.parametrize("key", NUMBERS)
def test_a_known_slip_is_named(key):
    one = NUMBERS[key]
    truth = one.truth()
    assert "fraction" in answer(key, truth / 100).text
    assert "hundred" in answer(key, truth * 100).text
    assert "sign" in answer(key, -truth).text
    slips = list(one.slips())
    assert slips
    for value, text in slips:
        assert abs(value - truth) > one.tolerance, f"{text} cannot be told from the right answer"
        got = answer(key, value)
        assert not got
        first = next(said for other, said in slips if abs(other - value) <= one.tolerance)
        assert got.text.startswith(first)
        assert "hint" in got.text


def test_unit_range_and_type_are_named():
    truth = NUMBERS["1.1"].truth()
    assert "lies between" in answer("1.1", 250).text
    assert "Close" in answer("1.1", truth + 2.5 * NUMBERS["1.1"].tolerance).text
    assert "2 cells" in answer("1.1", [1, 2]).text
    assert "true or false" in answer("1.1", truth > 5).text
    assert "left no rows" in answer("1.1", float("nan")).text


@pytest.mark.parametrize("key", CHOICES)
def test_choices(key):
    one = CHOICES[key]
    options = list(one.options())
    assert len(options) == len(set(options)) >= 2
    for option in options:
        assert bool(answer(key, option)) == (option == one.truth())
        assert answer(key, f" {option.upper()} ").state == answer(key, option).state
    assert answer(key, [one.truth()])
    wrong = answer(key, "no such thing")
    assert not wrong
    assert "none of the options" in wrong.text


@pytest.mark.parametrize("key", SETS)
def test_sets_of_countries(key):
    truth = sorted(SETS[key].truth())
    names = [ck.country_name(code) for code in truth]
    for given in [
        truth,
        names,
        set(names),
        ", ".join(names),
        "; ".join(truth).lower(),
        pd.Series(names),
        [*names, *truth],
    ]:
        assert answer(key, given), given
    others = [code for code in ("KAZ", "KGZ", "TJK", "TKM", "UZB", "CHN") if code not in truth]
    assert "belongs" in answer(key, others).text
    if len(truth) > 1:
        assert "not complete" in answer(key, truth[:1]).text
        assert "some are missing" in answer(key, [truth[0], others[0]]).text
    assert "none is missing" in answer(key, [*truth, others[0]]).text
    assert "Nearest" in answer(key, "Kazakstan").text


@pytest.mark.parametrize("key", TEXTS)
def test_a_text_gets_a_list_to_check_itself_by(key):
    got = answer(key, "It counts the volume of arms delivered over many years and names its data.")
    assert got.state == "Check yourself"
    assert all(point in got.text for point in TEXTS[key].checklist)
    assert answer(key, "yes").state == "Not yet"


@pytest.mark.parametrize("key", ALL)
def test_hints_go_on_and_end(key):
    count = len(ALL[key].hints)
    assert count >= 2
    said = [hint(key, place).text for place in range(1, count + 1)]
    assert len(set(said)) == count
    assert hint(key).text == said[0]
    assert hint(key, 99).text == said[-1]
    assert "last one" in said[-1]


def _words(key):
    """Everything an exercise says before it is solved."""
    one = ALL[key]
    said = [one.question, *one.hints]
    said += [text for _, text in one.slips()] if isinstance(one, Number) else []
    return " ".join(said)


@pytest.mark.parametrize("key", [*NUMBERS, *CHOICES])
def test_nothing_said_gives_the_answer_away(key):
    one = ALL[key]
    truth = one.truth()
    given_away = [f"{truth:.0f}", f"{truth:.1f}"] if isinstance(one, Number) else [truth]
    for solution in given_away:
        assert not re.search(rf"(?<![\w.]){re.escape(solution)}(?![\w.])", _words(key)), solution


@pytest.mark.parametrize("key", SETS)
def test_no_hint_names_a_country_of_the_set(key):
    said = " ".join(ALL[key].hints)
    for code in SETS[key].truth():
        assert code not in said
        assert ck.country_name(code) not in said


def test_answers_are_computed_when_asked(monkeypatch):
    before = NUMBERS["1.1"].truth()
    changed = catalog.load("arms_editions")
    changed.loc[changed["supplier_iso3"] == "RUS", "tiv_million"] *= 2
    monkeypatch.setattr(catalog, "load", lambda name: changed)
    assert NUMBERS["1.1"].truth() != before


def test_unknown_exercise():
    for ask in (answer, hint, exercise):
        with pytest.raises(UnknownExercise, match=r"no exercise '1\.99'\. Nearest: 1\."):
            ask("1.99")


@pytest.mark.parametrize("key", ALL)
def test_every_exercise_is_numbered_and_placed(key):
    one = ALL[key]
    assert re.fullmatch(r"\d\.[1-9]", key)
    assert one.place in ("class", "home")
    assert one.question.strip().endswith((".", "?"))


@pytest.mark.parametrize("notebook", sorted({key.split(".")[0] for key in ALL}))
def test_three_for_class_and_three_for_home(notebook):
    mine = [one for key, one in ALL.items() if key.split(".")[0] == notebook]
    assert [one.place for one in mine] == ["class"] * 3 + ["home"] * 3
    assert [one.about for one in mine if one.place == "class"].count("source") == 1


@pytest.mark.parametrize("key", ALL)
def test_the_widget_route_gives_the_same_reply(key):
    box = exercise(key).build()
    question, field, buttons = box.children
    check, give_hint = buttons.children
    assert ALL[key].question.split("(")[0][:30] in question.value.replace("&#x27;", "'")
    check.click()
    *_, reply = box.children
    assert reply.value == answer(key)._repr_html_()
    give_hint.click()
    assert reply.value == hint(key, 1)._repr_html_()
    give_hint.click()
    assert reply.value == hint(key, 2)._repr_html_()
    one = ALL[key]
    if isinstance(one, Number):
        field.value = f"{one.truth():.1f} %"
    elif isinstance(one, Choice):
        field.value = one.truth()
    elif isinstance(one, Countries):
        field.value = ", ".join(one.truth())
    else:
        field.value = "It counts the volume of arms delivered over many years and names its data."
    check.click()
    assert ("Right" in reply.value) != isinstance(one, Writing)
    assert box.children == (question, field, buttons, reply)


def test_a_panel_is_its_question_as_text():
    bundle = exercise("1.1")._repr_mimebundle_()
    assert bundle["text/plain"] == repr(exercise("1.1"))
    assert "model_id" not in bundle["text/plain"] + bundle["text/html"]
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_what_was_typed_is_shown_as_text():
    got = answer("1.6", "<img src=x onerror=alert(1)>")
    assert "<img" not in got._repr_html_()
    assert "&lt;img" in got._repr_html_()
