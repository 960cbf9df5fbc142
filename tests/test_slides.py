"""Decks and sheets: what they show is stored in their notebook, minutes add up, and what is missing is named."""

import json
import re
import shutil
import sys
from html import unescape
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tools"))
import frames  # noqa: E402
import session as made  # noqa: E402
import sheets  # noqa: E402
import slides  # noqa: E402

from cakit.exercises import exercises  # noqa: E402

NUMBERS = [f"{n:02}" for n in range(8)]
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
each_number = pytest.mark.parametrize("number", NUMBERS)


def numbers(text):
    """The figures in a text."""
    return set(NUMBER.findall(text))


def held(number):
    """All text of a notebook, its exercises and solutions: sources and stored outputs, pictures left out."""
    found = []

    def walk(value):
        if isinstance(value, dict):
            for key, one in value.items():
                if key != "image/png" or isinstance(one, dict):
                    walk(one)
        elif isinstance(value, list):
            if value and all(isinstance(one, str) for one in value):
                found.append("".join(value))
            else:
                for one in value:
                    walk(one)
        elif isinstance(value, str | int | float):
            found.append(str(value))

    for path in [
        *ROOT.glob(f"notebooks/{number}_*.ipynb"),
        *ROOT.glob(f"notebooks/solutions/{number}*.ipynb"),
    ]:
        walk(json.loads(path.read_text(encoding="utf-8"))["cells"])
    found.append((ROOT / f"notebooks/exercises/{number}.toml").read_text(encoding="utf-8"))
    found.append((ROOT / f"notebooks/exercises/{number}.py").read_text(encoding="utf-8"))
    return "\n".join(found)


def answers(number):
    """The figures that the exercises compute; `test_exercises.py` holds them to values found apart."""
    mine = [
        one
        for one in exercises().values()
        if one.id.startswith(f"{int(number)}.") and hasattr(one, "solve")
    ]
    return numbers(
        " ".join(f"{one.solve().truth:.4g}" for one in mine if isinstance(one.solve().truth, float))
    )


@each_number
def test_each_slide_has_notes_and_minutes_add_up_to_the_plan(number):
    lesson = made.session(number)
    assert 12 <= len(lesson.parts) <= 18
    assert all(len(one.note.split()) >= 5 for one in lesson.parts), [
        one.cell for one in lesson.parts
    ]
    rows = re.findall(
        r"^\| *(\d+|–) *\| *(\d+|–) *\|", made.section(lesson.teaching, "plan", number), re.M
    )
    long, short = (sum(int(n) for n in column if n != "–") for column in zip(*rows, strict=True))
    assert (long, short, sum(one.minutes for one in lesson.parts)) == (90, 50, 50)


@each_number
def test_every_figure_on_a_slide_is_in_the_notebook(number):
    stored = numbers(held(number))
    for one in made.session(number).parts:
        shown = one.alt + one.text if one.picture else re.sub(r"<[^>]+>", " ", slides.body(one))
        assert numbers(unescape(one.heading + " " + shown)) <= stored, one.cell


@each_number
def test_every_figure_on_a_sheet_is_in_the_notebook_or_its_page(number):
    lesson = made.session(number)
    stored = numbers(held(number) + lesson.teaching)
    for solved in (False, True):
        text = sheets.sheet(lesson, solved).partition("#heading(level: 1)")[2]
        text = re.sub(
            r"\\\\|[\d.]+(fr|mm|pt|em|%)(?=[,) ])|level: \d", "", text
        )  # marks and measures of typst
        lost = numbers(text) - stored
        assert lost <= (answers(number) if solved else set()), f"solved {solved}"


def test_what_is_read_off_a_notebook():
    page = """<table><thead><tr><th></th><th colspan="2">of_what</th></tr><tr><th>state_name</th><th>a</th><th></th></tr></thead>
      <tr><th>0</th><td>not_counted</td><td>NaN</td></tr><tr><th>1</th><td>True</td><td>5.473009</td></tr></table>"""
    frame = frames.frame_of(page, made.WORDS["en"])
    assert list(frame.columns) == ["state name", "a", ""]
    assert frame.to_numpy().tolist() == [["0", "not counted", ""], ["1", "yes", "5.473009"]]
    assert (
        made.BOX.sub(" ", "Write them on paper, or in place of `None`.") == "Write them on paper ."
    )
    assert slides.plain("1. One\n2. Two") == "1. One\n2. Two"


@pytest.fixture
def folder(tmp_path):
    """A copy of notebook 01 and its teaching page that a test may spoil."""
    shutil.copy(made.opened("01", ROOT / "notebooks")[0], tmp_path)
    (tmp_path / "teaching").mkdir()
    shutil.copy(ROOT / "docs/teaching/01.md", tmp_path / "teaching")
    return tmp_path


def spoil(folder, change):
    """Change the cells of the copy by a function of cell and tags."""
    path = next(folder.glob("01_*"))
    book = json.loads(path.read_text(encoding="utf-8"))
    for cell in book["cells"]:
        change(cell, cell["metadata"].get("tags", []))
    path.write_text(json.dumps(book), encoding="utf-8")


def refused(folder):
    """What is said of the copy."""
    with pytest.raises(made.Unfit) as wrong:
        made.session("01", folder)
    return str(wrong.value)


def untag(name):
    return lambda cell, tags: name in tags and tags.remove(name)


def output(id, change):
    """Spoil the last output of a cell."""
    return lambda cell, tags: cell["id"] == id and change(cell, cell["outputs"][-1])


SPOILT = {
    "no tags": (untag("slide"), "0 cells tagged `slide`"),
    "no sheet": (untag("sheet"), "is tagged `sheet`; here 0"),
    "no outputs": (output("q01-bars", lambda cell, one: cell.update(outputs=[])), "cell q01-bars: no output"),
    "no key": (output("q01-bars", lambda cell, one: cell.pop("outputs")), "cell q01-bars: damaged"),
    "no base64": (output("q01-bars", lambda cell, one: one["data"].update({"image/png": "%%"})), "cell q01-bars: damaged"),
    "cut off": (output("q01-bars", lambda cell, one: one["data"].update({"image/png": "iVB"})), "cell q01-bars: damaged"),
    "no alt": (output("q01-course", lambda cell, one: one.update(metadata={})), "cell q01-course: the picture has no alt"),
    "explorer": (output("q01-explorer", lambda cell, one: one["data"].pop("image/png")), "cell q01-explorer: the explorer has no stored picture"),
    "long": (lambda cell, tags: cell["id"] == "q01-say" and cell.update(source="## A\n\n" + "word " * 61), "cell q01-say: 61 words"),
}  # fmt: skip


@pytest.mark.parametrize("name", SPOILT)
def test_a_spoilt_notebook_is_named_with_its_cell(folder, name):
    change, said = SPOILT[name]
    spoil(folder, change)
    assert said in (told := refused(folder)) and "01_russian" in told


@pytest.mark.parametrize("text", ["", "{", "[]", '{"cells": []}', '{"cells": [{"source": 3}]}'])
def test_a_damaged_file_is_named(folder, text):
    next(folder.glob("01_*")).write_text(text, encoding="utf-8")
    assert "01_russian_supply_dependence.ipynb: no notebook" in refused(folder)


def test_missing_notes_are_named(folder):
    page = folder / "teaching/01.md"
    whole = page.read_text(encoding="utf-8")
    page.write_text(whole.replace("## Speaker notes", "## Notes"), encoding="utf-8")
    assert "teaching/01.md: no section `## Speaker notes`" in refused(folder)
    page.write_text(re.sub(r"^- `q01-war`", "- `q01-wax`", whole, flags=re.M), encoding="utf-8")
    assert "no speaker note for cell q01-war" in refused(folder)
    page.write_text(whole.replace("## What students get wrong", "## Errors"), encoding="utf-8")
    with pytest.raises(
        made.Unfit, match=r"teaching/01\.md: no section `## What students get wrong`"
    ):
        sheets.sheet(made.session("01", folder), solved=True)


def test_a_folder_without_the_notebook_is_named(tmp_path):
    assert "no notebook 01_" in refused(tmp_path)


def test_a_letter_that_no_font_has_is_named_with_its_cell(folder, monkeypatch):
    pytest.importorskip("typst")
    spoil(
        folder,
        lambda cell, tags: cell["id"] == "q01-say" and cell.update(source="## Что\n\nРоссия."),
    )
    sheets.write(made.session("01", folder, "ru"), folder)  # the fonts of the sheets have Cyrillic
    monkeypatch.setattr(sheets, "FONTS", ("New Computer Modern Math",))
    with pytest.raises(
        made.Unfit, match=r"notebook 01, cell q01-say: .* could not be displayed with font"
    ):
        sheets.write(made.session("01", folder, "ru"), folder)


def test_a_deck_for_powerpoint_has_title_first_alt_text_and_notes_and_is_the_same_twice(tmp_path):
    pptx = pytest.importorskip("pptx")
    lesson = made.session("01")
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        slides.write(lesson, tmp_path / name)
    a, b = tmp_path / "a", tmp_path / "b"
    for name in ("01.pptx", "01.html"):
        assert (a / name).read_bytes() == (b / name).read_bytes()
    deck = pptx.Presentation(str(a / "01.pptx"))
    assert len(deck.slides) == len(lesson.parts)
    for shown, one in zip(deck.slides, lesson.parts, strict=True):
        assert shown.shapes[0] == shown.shapes.title and shown.shapes.title.text
        assert len(shown.notes_slide.notes_text_frame.text) > 20
        for shape in shown.shapes:
            assert shape.left >= 0 and shape.left + shape.width <= deck.slide_width
        if one.picture:
            assert shown.shapes[1]._element.nvPicPr.cNvPr.get("descr") == one.alt
