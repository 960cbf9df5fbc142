"""Decision trees: every outcome is at the end of its own path, nothing overlaps, odd names are drawn as they are."""

from itertools import combinations

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

import cakit as ck
from cakit.charts import tree
from cakit.errors import CakitError, MissingColumn

PROGRAMS = ck.load("us_programs")
ASKED = {"paid_by": "Who pays?", "decided_by": "Who decides?", "instrument": "What is it?"}


def odd():
    names = ["<b>$x$</b>", "$", "Очень длинное название без сокращений и пробелов", "سلام", "x" * 60]
    return pd.DataFrame({"a": names, "b": names[::-1], "leaf": [f"{name} {name}" for name in names]})


MADE = {
    "programs": lambda: tree(PROGRAMS, ASKED, "program", outcome="instrument"),
    "one question": lambda: tree(PROGRAMS, {"instrument": "What is it?"}, "program"),
    "one row": lambda: tree(PROGRAMS.head(1), ASKED, "program"),
    "odd names": lambda: tree(odd(), {"a": "First $?", "b": "Second $?"}, "leaf"),
    "nothing said": lambda: tree(PROGRAMS.assign(paid_by=None), ASKED, "program"),
    "four questions": lambda: tree(PROGRAMS.head(12), ASKED | {"delivered_by": "Who delivers?"}, "program"),
}


@pytest.mark.parametrize("kind", MADE)
def test_no_words_overlap_or_leave_the_picture(kind):
    chart = MADE[kind]()
    renderer = FigureCanvasAgg(chart.figure).get_renderer()
    chart.figure.draw(renderer)
    texts = [one for one in chart.figure.axes[0].texts if one.get_text().strip()]
    boxes = [(one.get_text(), one.get_window_extent(renderer)) for one in texts]
    edge = chart.figure.bbox
    for text, box in boxes:
        assert box.x0 >= -1 and box.y0 >= -1 and box.x1 <= edge.x1 + 1 and box.y1 <= edge.y1 + 1, f"{text!r} leaves"
    for (one, a), (other, b) in combinations(boxes, 2):
        wide, high = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        assert wide < 1.5 or high < 2.5, f"{one!r} covers {other!r}"


def test_every_outcome_is_drawn_once_and_told():
    chart = MADE["programs"]()
    words = " ".join(one.get_text().replace("\n", " ") for one in chart.figure.findobj(Text)).replace(",", " ").split()
    for program in PROGRAMS["program"]:
        assert words.count(program) == 1, program
        assert program in chart.alt
    assert chart.sentence.startswith("31 instruments, ")
    assert len(chart.data) == 31


def test_an_empty_answer_is_said_to_be_one():
    chart = MADE["nothing said"]()
    assert "Who pays? Always not said in the sources (31)." in chart.sentence


def test_answers_get_words_and_joined_codes_are_listed():
    rows = pd.DataFrame({"payer": ["a;b", "a", "a"], "leaf": ["X", "Y", "Z"]})
    plain = tree(rows, {"payer": "Who pays?"}, "leaf", names={"a": "the buyer", "b": "the seller"})
    assert "the buyer and the seller: X." in plain.alt
    whole = tree(rows, {"payer": "Who pays?"}, "leaf", names={"a;b": "both"})
    assert "both: X." in whole.alt


def test_a_path_leads_on_from_the_middle_of_its_branches():
    rows = pd.DataFrame({"q": ["x", "x", "y"], "r": ["1", "2", "3"], "leaf": ["A", "B", "C"]})
    axes = tree(rows, {"q": "Q?", "r": "R?"}, "leaf").figure.axes[0]
    at = {one.get_text(): one.get_position()[1] for one in axes.texts}
    assert at["x"] == pytest.approx((at["1"] + at["2"]) / 2)
    assert at["y"] == pytest.approx(at["3"]) == pytest.approx(at["C"])


def test_bad_frames_are_refused_in_words():
    with pytest.raises(MissingColumn, match=r"needs a column 'payd_by'\. Nearest: paid_by"):
        tree(PROGRAMS, {"payd_by": "Who pays?"}, "program")
    with pytest.raises(CakitError, match="no rows"):
        tree(PROGRAMS.head(0), ASKED, "program")
    with pytest.raises(CakitError, match="no row has a 'program'"):
        tree(PROGRAMS.assign(program=None), ASKED, "program")
    with pytest.raises(CakitError, match="a tree needs a question"):
        tree(PROGRAMS, {}, "program")
    crowd = pd.DataFrame({"q": [f"answer {n}" for n in range(90)], "leaf": [f"leaf {n}" for n in range(90)]})
    with pytest.raises(CakitError, match="90 paths do not fit"):
        tree(crowd, {"q": "Q?"}, "leaf")
