"""What a teacher is handed: minutes add up, cells exist, readings are those of the notebooks, rubrics have levels."""

import csv
import json
import re
from pathlib import Path

import pytest

from cakit.exercises import exercises

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PLANS = sorted((DOCS / "teaching").glob("[0-9]*.md"))
each_plan = pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)


def text_of(name):
    return (DOCS / name).read_text(encoding="utf-8")


def section(text, heading):
    """What stands below a heading of level two that begins so, to the next one."""
    found = re.search(rf"^## {heading}[^\n]*\n(.*?)(?=^## |\Z)", text, re.M | re.S)
    return found[1] if found else ""


def rows(text):
    """The cells of each row of the tables in a text, heads and rules left out."""
    lines = [line.strip() for line in text.splitlines()]
    cells = [
        [one.strip() for one in line.strip("|").split("|")]
        for place, line in enumerate(lines)
        if line.startswith("|") and not re.match(r"\|[ :|-]+$", line)
        and not re.match(r"\|[ :|-]+$", lines[min(place + 1, len(lines) - 1)])
    ]  # fmt: skip
    return cells


def cells_of(number):
    (path,) = (ROOT / "notebooks").glob(f"{number}_*.ipynb")
    return {one["id"] for one in json.loads(path.read_text(encoding="utf-8"))["cells"]}


@each_plan
def test_the_minutes_of_both_routes_add_up(path):
    plan = rows(section(path.read_text(encoding="utf-8"), "Plan"))
    for column, total in ((0, 90), (1, 50)):
        assert sum(int(row[column]) for row in plan if row[column] != "–") == total


@each_plan
def test_a_plan_says_what_to_skip_and_what_to_do_without_a_network(path):
    text = path.read_text(encoding="utf-8")
    assert re.search(r"skip first", text, re.I) and re.search("never skip", text, re.I)
    assert re.search(r"^## .*network.*\n\n?.{80}", text, re.M | re.S)
    assert len(re.findall(r"^- `[\w-]+` \(\d+ min\)", text, re.M)) >= 12, "speaker notes"


@each_plan
def test_each_misconception_names_a_cell_that_answers_it(path):
    text, known = path.read_text(encoding="utf-8"), cells_of(path.stem)
    wrong = section(text, "What students get wrong, and what to ask back")  # the sheet's too
    items = re.findall(r"^- .*(?:\n  .*)*", wrong, re.M) or ["|".join(one) for one in rows(wrong)]
    assert len(items) >= 8
    for one in items:
        named = re.findall(r"`([a-z]\d\d-[\w-]+)`", one)
        assert named, one
        assert set(named) <= known, one


def test_the_minutes_of_the_syllabus_add_up():
    text = text_of("syllabus.md")
    day = rows(section(text, "One day"))
    assert sum(int(row[0]) for row in day) == int(re.search(r"(\d+) minutes with breaks", text)[1])
    for heading, weeks in (("Four weeks", 4), ("Twelve weeks", 12)):
        course = section(text, heading)
        assert [row[0] for row in rows(course)] == [str(week) for week in range(1, weeks + 1)]
        minutes = sum(int(row[1]) for row in rows(course))
        assert minutes == int(re.search(r"(\d+) minutes in class", course)[1])


def test_the_syllabus_gives_exercises_that_exist():
    known = set(exercises())
    for name in ("syllabus.md", "assessment.md"):
        named = set(re.findall(r"(?<![\d.])(\d\.\d)(?![\d.])", text_of(name)))
        assert named <= known, named - known
    assert len(set(re.findall(r"(?<![\d.])(\d\.\d)(?![\d.])", text_of("syllabus.md")))) >= 40


def test_an_exercise_given_in_class_is_in_the_plan_of_its_session():
    text = text_of("syllabus.md")
    for heading in ("Four weeks", "Twelve weeks"):
        for row in rows(section(text, heading)):
            for exercise in re.findall(r"\b\d\.\d\b", row[4]):
                plan = section(text_of(f"teaching/0{exercise[0]}.md"), "Plan")
                late = section(text_of(f"teaching/0{exercise[0]}.md"), "When you are late")
                assert exercise in plan + late, (heading, row[0], exercise)


def test_no_page_sends_to_another_that_does_not_say_it():
    for name in ("instructors.md", "ways-in.md"):
        assert not re.search(r"session's page[^.]*(names|says which two sheets)", text_of(name)), (
            name
        )
    assert "build/sheets" in section(text_of("instructors.md"), "Slides and sheets")


def test_readings_are_academic_and_those_of_the_notebook():
    with (ROOT / "data/sources.csv").open(encoding="utf-8", newline="") as file:
        academic = {row["url"]: row["source_id"] for row in csv.DictReader(file)
                    if row["kind"] in ("academic", "think_tank")}  # fmt: skip
    found = rows(section(text_of("syllabus.md"), "Readings"))
    assert [row[0] for row in found] == [f"{number:02}" for number in range(8)]
    for number, *cells in found:
        (path,) = (ROOT / "notebooks").glob(f"{number}_*.ipynb")
        notebook = path.read_text(encoding="utf-8")
        links = re.findall(r"\]\((https?://[^)]+)\)", " ".join(cells))
        assert len(links) >= 3, number
        for link in links:
            assert link in academic, link
            assert academic[link] in notebook or link in notebook, link


def test_each_task_has_a_rubric_of_four_levels_with_points():
    text = text_of("assessment.md")
    for task in ("Claim dossier", "Talk", "Essay"):
        part = section(text, task)
        assert re.search(r"\*\*Hand in\*\*", part) and re.search(r"`ck\.\w+", part), task
        rubric = [row for row in rows(part) if len(row) == 5]
        assert 4 <= len(rubric) <= 5, task
        assert all(len(cell.split()) >= 3 for row in rubric for cell in row[1:]), task
        assert all(len(set(row)) == 5 for row in rubric), task
    weights = [int(row[1]) for row in rows(section(text, "Weights"))]
    assert sum(weights) == 100


def test_a_teacher_finds_everything_from_one_page():
    page = text_of("pages/teach.md")
    for name in ("syllabus", "assessment", "feedback", "instructors"):
        assert f"docs/{name}.md" in page or f"docs/{name}\n" in page
        assert (DOCS / f"{name}.md").is_file()
    for wanted in (
        "slides-and-sheets",
        "hand-out-collect-mark",
        "syllabus.md#readings",
        "(cite.md)",
    ):
        assert wanted in page, wanted
