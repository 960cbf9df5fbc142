"""Exercises: right answers are right in any shape, wrong ones hear of their slip, nothing gives the answer away."""

import ast
import json
import re
import shutil
import time
from decimal import Decimal
from fractions import Fraction
from itertools import count, repeat

import numpy as np
import pandas as pd
import pytest

import cakit as ck
from cakit import catalog
from cakit.errors import InvalidData, UnknownExercise
from cakit.exercises import answer, exercise, exercises, files, hint
from cakit.exercises.kinds import Choice, Countries, Feedback, Number, Solved, Writing
from cakit.exercises.panel import Panel

ALL = exercises()
NUMBERS = {key: one for key, one in ALL.items() if isinstance(one, Number)}
CHOICES = {key: one for key, one in ALL.items() if isinstance(one, Choice)}
SETS = {key: one for key, one in ALL.items() if isinstance(one, Countries)}
TEXTS = {key: one for key, one in ALL.items() if isinstance(one, Writing)}
SOLVED = {key: one for key, one in ALL.items() if isinstance(one, Solved)}


class Awkward:
    """Breaks whatever is done with it."""

    def __getattr__(self, name):
        raise RuntimeError(name)

    def __repr__(self):
        raise RuntimeError

    __str__ = __float__ = __len__ = __iter__ = __array__ = __repr__


class Unequal:
    """Raises when it is compared, hashed or asked whether it is true."""

    def __eq__(self, other):
        raise RuntimeError

    __ne__ = __hash__ = __bool__ = __eq__


class Posing(str):
    """A text whose methods fail."""

    def strip(self, *_):
        raise RuntimeError

    __len__ = casefold = split = replace = strip


ITSELF: list = []
ITSELF.append(ITSELF)
TWICE: list = []
TWICE += [TWICE, TWICE]
DEEP: list = []
for _ in range(100_000):
    DEEP = [DEEP]
LONG = 10_000_000  # characters
HOSTILE = {
    "a huge integer": lambda: 10**5000,
    "a huge negative integer": lambda: -(10**100_000),
    "a list of itself": lambda: ITSELF,
    "a list of itself twice": lambda: TWICE,
    "a deep list": lambda: DEEP,
    "__eq__ raises": Unequal,
    "a list of those": lambda: [Unequal(), Unequal()],
    "a text whose methods fail": lambda: Posing("5"),
    "10 MB of digits": lambda: "9" * LONG,
    "10 MB of digits with commas": lambda: "9," * (LONG // 2),
    "10 MB of slashes": lambda: "1/" * (LONG // 2),
    "10 MB of letters": lambda: "x" * LONG,
    "10 MB of words": lambda: "KAZ " * (LONG // 4),
    "10 MB of names": lambda: "KAZ," * (LONG // 4),
    "10 MB in a list": lambda: ["x" * LONG],
    "10 MB of bytes": lambda: b"9" * LONG,
    "10 MB of bytearray": lambda: bytearray(LONG),
    "10 million cells": lambda: [1] * LONG,
    "a range without end in sight": lambda: range(10**12),
    "a range longer than can be said": lambda: range(10**30),
    "an iterator without end": count,
    "names without end": lambda: repeat("KAZ"),
    "many unknown names": lambda: ["Ruritania"] * 250,
    "a large array": lambda: np.zeros((1000, 1000)),
}
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
    shapes = [
        truth,
        np.float64(truth),
        f"{truth:.2f}",
        f"{truth:.1f} %".replace(".", ","),
        f" {truth:.2f} percent ",
    ]
    shapes += [
        round(truth, 1),
        [truth],
        pd.Series([truth]),
        pd.DataFrame({"share_percent": [truth]}),
        Decimal(truth),
    ]
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
        assert "hint" in repr(got) and "hint" not in got.text, "no code to a reader who clicks"


@pytest.mark.parametrize("key", SOLVED)
def test_slips_in_the_code_and_replies_in_the_file_have_the_same_names(key):
    one = SOLVED[key]
    assert set(one.solve().slips) == set(one.replies)
    assert one.solution()
    for lacking in one.replies:
        rest = {name: text for name, text in one.replies.items() if name != lacking}
        with pytest.raises(
            InvalidData, match=rf"{one.file}.*\n? .*exercise {key}, key replies.{lacking}: missing"
        ):
            type(one)(**(vars(one) | {"replies": rest})).solution()
    with pytest.raises(InvalidData, match=rf"exercise {key}, key replies.odd: no such slip"):
        type(one)(**(vars(one) | {"replies": one.replies | {"odd": "?"}})).truth()


def test_replies_to_a_pair_name_the_basis_of_both():
    labels = set(ck.load("codes")["label"])
    for name, text in ALL["3.1"].replies.items():
        if name != "a_and_d":
            quoted = re.findall(r"'([^']*)'", text)
            assert len(quoted) == 2 and set(quoted) <= labels | {"not said"}, text
            assert [letter.lower() for letter in re.findall(r"of ([A-E]) ", text)] == name.split(
                "_and_"
            )


@pytest.mark.parametrize("kind", HOSTILE)
def test_no_answer_ends_or_hangs_the_kernel(kind):
    given = HOSTILE[kind]()
    for key in ("1.1", "1.4", "3.1", "1.5", "1.3"):  # one of each kind
        start = time.process_time()
        got = answer(key, given)
        assert time.process_time() - start < 5, key
        assert isinstance(got, Feedback) and len(repr(got)) < 1000
        assert got.state in ("Not yet", "Check yourself")


def test_a_comma_between_arguments_is_explained():
    assert (
        'Python reads 55,6 as two answers. Write 55.6, or "55,6" in quotes.'
        in answer("0.1", 55, 6).text
    )
    assert "one pair of quotes" in answer("0.5", "KAZ", "KGZ").text
    assert "one pair of quotes" in answer("0.1", 1, 2.5).text
    assert "one pair of quotes" in answer("0.1", 10**5000, 5).text
    assert answer("0.1", 55, 6).state == "Not yet"


def test_ratios_and_names_between_blanks_are_read():
    truth = NUMBERS["1.1"].truth()
    assert "fraction" in answer("1.1", f"{truth:.3f}/100").text
    assert answer("1.1", f"{truth * 7} / 7 %")
    assert "No number" in answer("1.1", "5/0").text
    assert "No number" in answer("1.1", "1/2/3").text
    for key, one in SETS.items():
        assert answer(key, " ".join(one.truth())), key
        assert answer(key, " ".join(ck.country_name(code) for code in one.truth())), key
        assert answer(key, " и ".join(one.truth())), key
    assert "2 of your 3" in answer("0.5", "North Korea KAZ KGZ").text
    assert "no country 'Russia Chnia'" in answer("0.5", "Russia Chnia").text


def test_a_comma_before_three_digits_can_be_thousands_or_decimals():
    for key, one in NUMBERS.items():
        truth = one.truth()
        if 1 <= truth < 1000:
            assert answer(key, f"{truth:.3f}".replace(".", ",")), key
    assert answer("5.2", "5,000")  # decimals
    assert "That can mean 43217 or 43.217; neither is right." in answer("1.1", "43,217").text
    assert "can mean" not in answer("1.1", "1,047,397").text
    assert "can mean" not in answer("1.1", "1,047.39").text
    assert "can mean" not in answer("1.1", "0,397").text


def test_unit_range_and_type_are_named():
    truth = NUMBERS["1.1"].truth()
    assert "lies between" in answer("1.1", 250).text
    assert "Close" in answer("1.1", truth + 1.8 * NUMBERS["1.1"].tolerance).text
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
    assert all(point in repr(got) for point in TEXTS[key].checklist)
    assert answer(key, "yes").state == "Not yet"


@pytest.mark.parametrize("key", ALL)
def test_hints_go_on_and_end(key):
    count = len(ALL[key].all_hints())
    assert count >= 2
    said = [hint(key, place).text for place in range(1, count + 1)]
    assert len(set(said)) == count
    assert hint(key).text == said[0]
    assert hint(key, 99).text == said[-1]
    assert "last one" in repr(hint(key, 99))
    for odd in ("two", None, [], float("nan"), 10**5000, -3):
        assert hint(key, odd).text in said


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


@pytest.fixture
def sent(monkeypatch):
    """What boxes send to the page."""
    messages = []
    monkeypatch.setattr(Panel, "send", lambda self, content, buffers=None: messages.append(content))
    return messages


@pytest.mark.parametrize("key", ALL)
def test_the_widget_route_gives_the_same_reply(key, sent):
    box, one = exercise(key), ALL[key]
    for place in range(1, len(one.all_hints()) + 2):
        box.heard({"what": "hint", "n": 0})
        assert sent[-1]["hints"] == one.all_hints()[:place]
    for n, given in enumerate(("", "abc", right(key)), 1):
        box.heard({"what": "check", "answer": given, "n": n})
        said = answer(key, given)
        assert (sent[-1]["n"], sent[-1]["state"], sent[-1]["text"]) == (n, said.state, said.text)
        assert "ck." not in sent[-1]["text"], "no code to a reader who clicks"
    assert sent[-1]["state"] == ("Check yourself" if isinstance(one, Writing) else "Right")
    assert tuple(sent[-1]["points"]) == one.points


def right(key):
    """A right answer, as it is typed."""
    one = ALL[key]
    if isinstance(one, Number):
        return f"{one.truth():.2f}".replace(".", ",")
    if isinstance(one, Countries):
        return " ".join(one.truth())
    if isinstance(one, Choice):
        return one.truth()
    return "It counts the volume of arms delivered over many years and names its data."


def test_a_panel_is_text_without_a_kernel():
    bundle = exercise("1.1").bundle()
    assert bundle["text/plain"] == repr(exercise("1.1"))
    assert bundle["text/html"].count("<details>") == len(ALL["1.1"].all_hints())
    assert "widget-view" not in str(bundle) and "script" not in str(bundle)
    assert "<ul>" in exercise("1.3").bundle()["text/html"], "the checklist unfolds"
    assert "Your answer" not in repr(exercise("1.1"))


@pytest.mark.parametrize("key", [key for key, one in ALL.items() if one.line])
def test_the_last_hint_is_a_line_to_copy(key):
    line = ALL[key].line
    assert hint(key, 99).text.endswith(line) and "\n" not in line
    shown = eval(compile(line, key, "eval"), {"ck": ck, "pd": pd})
    assert shown is not None and len(shown)


def test_a_line_to_copy_where_no_cell_shows_the_figures():
    shown = {
        "4.4",
        "7.1",
        "7.2",
        "7.4",
        "7.5",
    }  # cells of the notebook show these, or no figure is needed
    assert {key for key in SOLVED if not ALL[key].line} == shown


@pytest.mark.parametrize("key", [key for key in CHOICES if key != "3.1"])
def test_a_wrong_choice_is_told_why(key):
    one = CHOICES[key]
    for option in set(one.options()) - {one.truth()}:
        assert answer(key, option).text in one.replies.values()


@pytest.mark.parametrize("notebook", sorted({key.split(".")[0] for key in ALL}))
def test_every_objective_is_tested(notebook):
    path = next((catalog.home("notebooks")).glob(f"0{notebook}_*.ipynb"))
    first = "".join(json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"])
    wanted = set(range(1, len(re.findall(r"^> - ", first, re.M)) + 1))
    assert {one.objective for key, one in ALL.items() if key[0] == notebook} - {0} == wanted


def test_what_was_typed_is_shown_as_text():
    got = answer("1.6", "<img src=x onerror=alert(1)>")
    assert "<img" not in got._repr_html_()
    assert "&lt;img" in got._repr_html_()


@pytest.fixture
def own_files(tmp_path, monkeypatch):
    """A copy of the exercises that a test may spoil."""
    home = catalog.home
    shutil.copytree(home("notebooks") / "exercises", tmp_path / "exercises")
    monkeypatch.setattr(
        catalog, "home", lambda part: tmp_path if part == "notebooks" else home(part)
    )
    return tmp_path / "exercises"


BROKEN = {  # what is replaced in 00.toml, by what, and what the error says
    "syntax": ('unit = "percent"', "unit = percent", r"exercise 0.1, key unit: not valid TOML"),
    "no end of a text": ('after = "Say it', "after = 'Say it", r"exercise 0.1, key after: not valid TOML"),
    "no end of a list": ("]\nline", "line", r"exercise 0.1, key line: not valid TOML"),
    "twice": ('["0.2"]', '["0.1"]', r"exercise 0.1: not valid TOML: Cannot declare"),
    "a key is missing": ('unit = "percent"\nhints', "hints", r"exercise 0.1, key unit: missing"),
    "an unknown key": ('unit = "percent"\nh', 'unot = "percent"\nh', r"exercise 0.1, key unot: unknown. Nearest: unit"),
    "no text": ('unit = "percent"', "unit = 5", r"exercise 0.1, key unit: must be a text"),
    "an empty text": ('unit = "percent"', 'unit = " "', r"exercise 0.1, key unit: must be a text"),
    "no number": ("objective = 2", 'objective = "a lot"', r"exercise 0.1, key objective: must be a number"),
    "true is no number": ("objective = 2", "objective = true", r"exercise 0.1, key objective: must be a number"),
    "no list": ("hints = [", "hints = 5\nother = [", r"exercise 0.1, key hints: must be a list of texts"),
    "an empty list": ("hints = [", "hints = []\nother = [", r"exercise 0.1, key hints: must be a list of texts"),
    "no text in a list": ("hints = [", "hints = [5,", r"exercise 0.1, key hints: must be a text"),
    "no table": ('["0.1".replies]', '[["0.1".replies]]', r"exercise 0.1, key replies: must be a table of texts"),
    "a place": ('place = "class"', 'place = "train"', r"exercise 0.1, key place: must be 'class' or 'home'"),
    "a kind": ('kind = "number"', 'kind = "numbers"', r"exercise 0.1, key kind: no kind 'numbers'.*Nearest: number"),
    "no kind": ('kind = "number"\n', "", r"exercise 0.1, key kind: no kind None"),
    "another id": ('["0.6"]', '["0.7"]\nkind = "number"\nunit = "items"', r"not valid TOML: Cannot overwrite a value"),
    "an id of another notebook": ('["0.6"]', '["1.6"]', r"exercise 1.6, key kind: .* no such number"),
    "no answer": ('["0.1"]', '["0.9"]', r"exercise 0.9, key kind: number, but the .py file has no answer"),
    "no prose": ('["0.1"]', '["0.10"]', r"exercise 0.10, key kind: number, but the .py"),
    "an answer to a text": ('kind = "choice"', 'kind = "writing"', r"exercise 0.4, key kind: writing, but .* an answer"),
    "a table is missing": ('["0.5"]', '["0.7"]', r"exercise 0.5: an answer, but no table"),
    "a value alone": ("# Exercises", "x = 5\n# Exercises", r"exercise x, key kind"),
}  # fmt: skip


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_file_says_which_file_exercise_and_key(own_files, fault):
    old, new, said = BROKEN[fault]
    path = own_files / "00.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InvalidData, match=said) as error:
        answer("0.1", 5)
    assert str(error.value).startswith("00.toml: ")
    assert answer("1.1", 5).state == "Not yet", "other files are not touched by it"


def test_a_file_saved_by_any_editor_is_read_again(own_files):
    path = own_files / "00.toml"
    before = hint("0.1").text
    text = path.read_text(encoding="utf-8").replace(
        "A share has a part", "A   share\thas a part", 1
    )
    text = text.replace("all.", "all of them.", 1).replace("\n", "\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert "\r" not in hint("0.3").text
    assert hint("0.1").text == before.replace("all.", "all of them.", 1)


def test_every_answer_in_code_is_used_and_computes_nothing_when_read():
    for path in files.paths().values():
        tree = ast.parse(path.with_suffix(".py").read_text(encoding="utf-8"))
        assert all(
            isinstance(node, (ast.Expr, ast.ImportFrom, ast.Import, ast.FunctionDef, ast.Assign))
            for node in tree.body
        )


def test_many_options_are_typed_and_few_are_chosen():
    """Twenty-seven buttons would stand between a reader at the keyboard and Check."""
    few, many = ck.exercise("2.1").spec, ck.exercise("0.4").spec
    assert few["field"] == "options"
    assert many["field"] == "line" and len(many["options"]) > 12


def test_a_reply_never_lists_a_dozen_of_many():
    """Neither two hundred countries nor every option of a long list is poured out."""
    for id in ("0.4", "0.5"):  # a list of events; a set of states
        for given in ("", "0", "не знаю", "qqq"):
            text = repr(ck.answer(id, given))
            assert len(text) < 250, text
            assert "Valid:" not in text
    assert "Nearest: Kazakhstan" in repr(ck.answer("0.5", "Kazakstann"))


def test_a_text_cut_for_its_length_is_said():
    assert "only so many are kept" in repr(ck.answer("0.3", "word " * 5000))
