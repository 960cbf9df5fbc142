"""What a class can bear: the measures of `tools/lessons.py` beside their limits."""

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MEASURED = runpy.run_path(str(ROOT / "tools/lessons.py"))
LIMITS = {"cells": 30, "words": 1400, "sentence": 18, "questions": 12, "codes": 20, "teaching": 50}
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@each_notebook
def test_a_lesson_fits_its_class(path):
    measured = MEASURED["measure"](path)
    over = {name: measured[name] for name, limit in LIMITS.items() if measured[name] > limit}
    assert not over, f"over the limit: {over}"


@each_notebook
def test_the_first_box_says_the_minutes_measured(path):
    measured = MEASURED["measure"](path)
    box = re.search(r"teaching (\d+), exercises (\d+)", path.read_text(encoding="utf-8"))
    assert [int(one) for one in box.groups()] == [measured["teaching"], measured["exercises"]]


def test_the_measures_themselves():
    text = "## Is this a heading?\n\nOne, two. Three `code` [four](https://a.b/?c)?\n\n- Five."
    assert MEASURED["words"](text) == ["One", "two", "Three", "four", "Five"]
    assert len(MEASURED["sentences"](text)) == 3
    cells = [{"source": [text]}, {"source": ["### Predict before you plot\n\nHow much?"]}]
    assert MEASURED["asked"](cells) == 1
