"""What a student answers is kept: no answer is lost, every verdict is right, a spoilt file is said and set aside."""

import gc
import json
import os
import random
import re
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

import cakit
from cakit import catalog
from cakit.errors import CakitError, InvalidData
from cakit.exercises import answer, exercise, exercises, hint, kept, progress
from cakit.exercises.kinds import Choice, Countries, Number, Writing
from cakit.exercises.panel import Panel
from cakit_classroom import handout

ENTRY = {
    "answer": "55,6",
    "verdict": "right",
    "reply": "Yes.",
    "hints": 0,
    "tries": 1,
    "checked": "2026-11-30T05:20:00Z",
    "variant": "",
}
HEAD = {"notebook": "01", "student": "", "kit": cakit.__version__, "data": "0.1.0"}


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder of a student's own, in which answers are kept."""
    monkeypatch.delenv("CAKIT_ANSWERS", raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(kept, "_memory", {})
    monkeypatch.setattr(kept, "_notes", {})
    return tmp_path


@pytest.fixture
def sent(monkeypatch):
    """What boxes send to the page."""
    messages = []
    monkeypatch.setattr(Panel, "send", lambda self, content, buffers=None: messages.append(content))
    return messages


def stored(folder, name="01"):
    return json.loads((folder / f"answers/{name}.json").read_text(encoding="utf-8"))


def test_an_answer_is_in_the_file_as_typed(desk):
    assert answer("1.1", " 53,8 % ")
    file = stored(desk)
    assert file | {"answers": 0} == HEAD | {"data": kept.data_version(), "answers": 0}
    entry = file["answers"]["1.1"]
    assert (entry["answer"], entry["verdict"], entry["tries"]) == (" 53,8 % ", "right", 1)
    assert re.fullmatch(kept.TIME, entry["checked"])
    hint("1.1", 2)
    answer("1.1", 0.538)
    entry = stored(desk)["answers"]["1.1"]
    assert (entry["answer"], entry["verdict"], entry["tries"], entry["hints"]) == (
        "0.538",
        "wrong",
        2,
        2,
    )
    answer("1.3", "Too short.")
    assert stored(desk)["answers"]["1.3"]["verdict"] == "unreadable"
    answer("1.5", {"KAZ", "UZB"})
    assert sorted(stored(desk)["answers"]["1.5"]["answer"]) == ["KAZ", "UZB"]
    answer("1.4", ...)
    assert list(stored(desk)["answers"]) == ["1.1", "1.3", "1.5"]
    assert kept.read(desk / "answers/01.json") == stored(desk)
    assert [path.name for path in (desk / "answers").iterdir()] == ["01.json"], "nothing half done"


def test_a_box_shows_the_earlier_answer(desk, sent):
    text = "It counts the volume of arms delivered, over many years.\nIt names its data."
    exercise("1.3").heard({"what": "check", "answer": text, "n": 1})
    again = exercise("1.3")
    assert again.spec["answer"] == text and again.spec["reply"]["state"] == "Check yourself"
    assert text in repr(again) and "□" in repr(again)
    again.heard({"what": "draft", "answer": text + " More.", "n": 2})
    assert stored(desk)["answers"]["1.3"]["answer"] == text + " More."
    assert exercise("1.3").spec["reply"] is None, "the reply was on another text"
    again.heard({"what": "hint", "n": 3})
    again.heard({"what": "check", "answer": text, "n": 4})
    assert stored(desk)["answers"]["1.3"]["hints"] == 1


def test_progress(desk):
    assert repr(progress()) == "No answers yet in this folder."
    assert repr(progress("1")).startswith("Notebook 01: 0 of 6 (1.1 open")
    answer("1.1", 53.8)
    answer("1.2", 1)
    answer("1.3", "It counts the volume of arms delivered over many years.")
    assert (progress().done, progress("01").all) == (2, 6)
    assert "1.1 right, 1.2 not yet, 1.3 written, 1.4 open" in repr(progress())
    with pytest.raises(CakitError, match=r"no exercises of notebook '17'"):
        progress("17")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(desk):
    desk.chmod(0o500)
    assert "cannot be kept" in answer("1.1", 53.8).text
    desk.chmod(0o700)


@pytest.mark.parametrize("why", ["No space left on device", "Read-only file system"])
def test_what_cannot_be_written_is_said_once_and_held(desk, monkeypatch, why):
    def full(*_args, **_more):
        raise OSError(28, why)

    with monkeypatch.context() as patch:
        patch.setattr(kept.os, "fsync", full)
        got = answer("1.1", 53.8)
        assert got and f"Your answers cannot be kept in answers/01.json: {why}." in got.text
        assert "cannot be kept" not in answer("1.2", 5).text, "said once"
        assert progress("01").done == 1, "held until the kernel ends"
    assert list((desk / "answers").iterdir()) == []
    answer("1.3", "It counts the volume of arms delivered over many years.")
    assert sorted(stored(desk)["answers"]) == ["1.1", "1.2", "1.3"], "written when there is room"


def test_a_file_in_the_place_of_the_folder_and_a_folder_that_is_gone(desk, monkeypatch):
    (desk / "answers").write_text("mine")
    assert "cannot be kept" in answer("1.1", 53.8).text
    assert (desk / "answers").read_text() == "mine"
    gone = desk / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert "cannot be kept" in answer("2.2", 45).text


GOOD = json.dumps(HEAD | {"answers": {"1.1": ENTRY}}, indent=1)


def changed(**entry):
    return json.dumps(HEAD | {"answers": {"1.1": ENTRY | entry}})


SPOILT = {  # content → what is said
    "empty": ("", "not valid JSON"),
    "cut in the middle": (GOOD[:150], "not valid JSON: line .*, after exercise 1.1"),
    "no JSON": ("1.1: 55,6", "not valid JSON"),
    "merged": (
        GOOD.replace('"55,6"', '\n<<<<<<< mine\n"55,6"\n=======\n"56"\n>>>>>>> theirs\n'),
        "two versions were merged",
    ),
    "two students": (GOOD + GOOD, "not valid JSON"),
    "twice": (GOOD.replace('"answers"', '"kit": "0.1.0",\n "answers"'), "'kit' is there twice"),
    "not UTF-8": (GOOD.encode("utf-16"), "not UTF-8"),
    "a list": ("[]", "not a table"),
    "a number": ("5", "not a table"),
    "no head": ('{"answers": {}}', "notebook: missing"),
    "another version": (GOOD.replace(cakit.__version__, "9.1.0"), "written with cakit '9.1.0'"),
    "another notebook": (GOOD.replace('"01"', '"02"'), "exercise '1.1': not an exercise of notebook 02"),
    "a path": (GOOD.replace('"01"', '"../.."'), "notebook: must be two digits"),
    "an unknown exercise": (GOOD.replace('"1.1"', '"1.x"'), "exercise '1.x'"),
    "a key too much": (changed(points=10), "exercise '1.1', 'points': unknown"),
    "a key too few": (GOOD.replace('"tries": 1,', ""), "exercise '1.1', tries: missing"),
    "an own verdict": (changed(verdict="perfect"), "exercise '1.1', verdict: must be one of right"),
    "a verdict that is a list": (changed(verdict=[]), "verdict: must be one of right"),
    "an answer that is a table": (changed(answer={}), "exercise '1.1', answer: must be a text or"),
    "an answer that is a number": (changed(answer=5), "answer: must be a text"),
    "an endless answer": (changed(answer="x" * 30_000), "answer: must be"),
    "minus one": (changed(tries=-1), "must not be negative"),
    "true": (changed(tries=True), "tries: must be a whole number"),
    "half": (changed(hints=0.5), "hints: must be a whole number"),
    "no time": (changed(checked="yesterday"), "exercise '1.1', checked: must be a time"),
    "not a number": (changed(tries=float("nan")), "NaN is no answer"),
    "a huge number": (GOOD.replace('"tries": 1', f'"tries": {"9" * 5000}'), "problem"),
    "deep": ("[" * 100_000, "nested too deeply|not valid JSON"),
    "large": (" " * 2_000_001, "larger than"),
    "answers in a list": (json.dumps(HEAD | {"answers": []}), "answers: must be a table"),
    "an entry that is a text": (json.dumps(HEAD | {"answers": {"1.1": "right"}}), "'1.1': not a table"),
}  # fmt: skip


@pytest.mark.parametrize("fault", SPOILT)
def test_a_spoilt_file_is_refused_and_set_aside(desk, fault):
    content, said = SPOILT[fault]
    content = content if isinstance(content, bytes) else content.encode()
    file = desk / "answers/01.json"
    file.parent.mkdir()
    file.write_bytes(content)
    with pytest.raises(InvalidData, match=said) as error:
        kept.read(file)
    assert "answers/01.json" in str(error.value) and len(str(error.value)) < 1000
    assert file.read_bytes() == content, "reading changes nothing"
    first = answer("1.2", 16.7)
    assert first and "01-damaged-1.json" in first.text and "answers/01.json" in first.text
    assert "damaged" not in answer("1.1", 53.8).text, "said once"
    assert (desk / "answers/01-damaged-1.json").read_bytes() == content, "nothing is lost"
    assert sorted(stored(desk)["answers"]) == ["1.1", "1.2"]


@pytest.mark.parametrize("make", ["folder", "pipe", "link"])
def test_what_is_no_plain_file_is_set_aside(desk, make):
    file = desk / "answers/01.json"
    file.parent.mkdir()
    if make == "folder":
        file.mkdir()
    elif make == "pipe":
        os.mkfifo(file)
    else:
        file.symlink_to(desk / "nowhere")
    assert "damaged" in answer("1.1", 53.8).text
    assert stored(desk)["answers"]["1.1"]["verdict"] == "right"
    assert os.path.lexists(desk / "answers/01-damaged-1.json")


def test_markup_and_formulas_stay_text(desk):
    for text in ('=HYPERLINK("http://x")', "<script>alert(1)</script>", "\ud800 half a sign"):
        answer("1.1", text)
        assert stored(desk)["answers"]["1.1"]["answer"] == text.encode("utf-8", "replace").decode()
    answer("1.1", "<img src=x>")
    assert "<img" not in exercise("1.1").bundle()["text/html"]


def test_nothing_is_kept_where_it_is_off_or_among_the_solutions(desk, monkeypatch):
    (desk / "solutions").mkdir()
    monkeypatch.chdir(desk / "solutions")
    assert answer("1.1", 53.8)
    monkeypatch.chdir(desk)
    monkeypatch.setenv("CAKIT_ANSWERS", "off")
    assert answer("1.1", 53.8)
    assert not list(desk.rglob("*.json"))


def test_a_kernel_that_dies_loses_nothing(desk):
    code = "import os, cakit as ck; ck.answer('1.1', 53.8); print(1, flush=True); ck.answer('1.2', {}); os.kill(os.getpid(), 9)"
    environment = {name: value for name, value in os.environ.items() if name != "CAKIT_ANSWERS"}
    for given in (16.7, 3, 4):
        run = [sys.executable, "-c", code.format(given)]
        assert subprocess.run(run, cwd=desk, env=environment, capture_output=True).returncode == -9
    held = kept.read(desk / "answers/01.json")["answers"]
    assert (held["1.1"]["tries"], held["1.2"]["tries"], held["1.2"]["answer"]) == (3, 3, "4")


def given_by(dice, one):
    """An answer of a student, and the verdict by a rule written apart from the kit's."""
    if isinstance(one, Writing):
        words = dice.choice([3, 7, 8, 40])
        return " ".join(["слово"] * words), "text" if words >= 8 else "unreadable"
    kind = dice.choice(["right", "wrong", "hostile"])
    if kind == "hostile":
        given = dice.choice(["=1+1", "<b>", "??", "[1, 2", "x" * 25_000, "1/0", "\ud800"])
        return given, "unreadable"
    if isinstance(one, Number):
        off = 0 if kind == "right" else 7.5 * one.tolerance + 100
        return f"{one.truth() + off:.4f}".replace(".", dice.choice(".,")), kind
    if isinstance(one, Countries):
        truth = sorted(one.truth())
        names = truth if kind == "right" else dice.choice([truth[1:] or ["CHN"], [*truth, "FRA"]])
        return dice.choice([", ", "; ", " "]).join(names), kind
    assert isinstance(one, Choice)
    rest = [option for option in one.options() if option != one.truth()]
    return one.truth() if kind == "right" else dice.choice(rest), kind


def test_a_class_of_students(desk, monkeypatch, sent):
    """Right, wrong, hostile answers; kernels that die in between (all that is in memory is gone)."""
    wanted, dice, size = {}, random.Random(20), int(os.environ.get("STUDENTS", 5))
    book = list(exercises().values())
    tracemalloc.start()
    for number in range(size):
        home = desk / f"student {number}"
        home.mkdir()
        monkeypatch.chdir(home)
        for one in dice.sample(book, 8):
            given, verdict = given_by(dice, one)
            if dice.random() < 0.5:
                answer(one.id, given)
            else:
                exercise(one.id).heard({"what": "check", "answer": given, "n": 1})
            short = given[: kept.LONGEST].encode("utf-8", "replace").decode()
            wanted[home.name, one.id] = (short, verdict)
            if dice.random() < 0.2:
                kept._memory.clear()
        if number == size // 2:
            gc.collect()
            middle = tracemalloc.get_traced_memory()[0]
    gc.collect()
    grown = tracemalloc.get_traced_memory()[0] - middle
    tracemalloc.stop()
    found = {
        (file.parts[-3], id): (entry["answer"], entry["verdict"])
        for file in desk.glob("*/answers/*.json")
        for id, entry in kept.read(file)["answers"].items()
    }
    assert found == wanted
    assert grown < 3_000_000, f"memory grows by {grown:,} bytes"


def test_a_fresh_copy_lies_beside(desk):
    first, second = handout.fresh("3", desk), handout.fresh("03", desk)
    assert (first.name, second.name) == (
        "03_us_aid_programs-fresh.ipynb",
        "03_us_aid_programs-fresh2.ipynb",
    )
    assert (
        first.read_bytes() == (catalog.home("notebooks") / "03_us_aid_programs.ipynb").read_bytes()
    )
    for wrong in ("17", "../.."):
        with pytest.raises(CakitError, match="no notebook"):
            handout.fresh(wrong, desk)
    with pytest.raises(CakitError, match="no folder"):
        handout.fresh("3", Path("nowhere"))
