"""The ladder: every event on its rung, denials apart, words inside the frame, bad frames refused in words."""

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

import cakit as ck
from cakit.charts import ladder
from cakit.charts.ladder import LOOKS
from cakit.errors import CakitError, MissingColumn

RUNGS = ck.load("rungs")
EVENTS = ck.load("defence_events")
CHINESE = EVENTS.query("supplier_iso3 == 'CHN'")


def odd(**columns):
    held = {"country_iso3": ["KAZ", "UZB"], "rung": ["ordered", "delivered"], "standing": ["reported", "denied"]}
    return pd.DataFrame(held | columns)


def marks(chart):
    """How many marks the picture holds; half of a half-full one is drawn over its whole."""
    shapes = [one for one in chart.figure.axes[0].collections if len(one.get_paths()[0].vertices) != 4]
    full = [one for one in shapes if not _is_half(one)]
    return sum(len(one.get_offsets()) for one in full)


def _is_half(shapes):
    return shapes.get_paths()[0].vertices[:, 1].max() < 0.01


def inside(chart):
    renderer = FigureCanvasAgg(chart.figure).get_renderer()
    chart.figure.draw(renderer)
    texts = [text for text in chart.figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    boxes = {text.get_text(): text.get_window_extent(renderer) for text in texts}
    frame = chart.figure.bbox
    return [
        words
        for words, box in boxes.items()
        if box.x0 < -1 or box.y0 < -1 or box.x1 > frame.x1 + 1 or box.y1 > frame.y1 + 1
    ]


def test_one_mark_an_event():
    assert marks(ladder(CHINESE, RUNGS)) == len(CHINESE)
    assert marks(ladder(EVENTS, RUNGS, by="supplier_iso3")) == len(EVENTS)


def test_the_sentence_counts_what_is_drawn():
    chart = ladder(CHINESE, RUNGS, subject="events")
    held = CHINESE[CHINESE["standing"] != "denied"]["rung"].value_counts()
    assert f"{held['delivered']} on delivery" in chart.sentence
    assert f"{held['ordered']} on order" in chart.sentence
    assert "negotiation" not in held and "none on talks;" in chart.sentence
    assert chart.sentence.startswith(f"Of {len(CHINESE)} events (2013–2025), {held['reported_interest']} stand on")


def test_a_denial_is_not_counted_as_a_step_up():
    assert ladder(odd(), RUNGS).sentence == (
        "Of 2 events, 1 stand on order, none on reported interest, talks, agreement, delivery or production at home; 1 is a denial."
    ).replace("1 stand on", "1 stands on")
    assert "none stand on any rung; 2 are denials" in ladder(odd(standing=["denied", "denied"]), RUNGS).sentence


@pytest.mark.parametrize("standing", [one for one in LOOKS if one not in ("reported", "not said")])
def test_another_standing_changes_the_digest(standing):
    assert ladder(odd(), RUNGS).digest != ladder(odd(standing=[standing, "denied"]), RUNGS).digest


def test_standing_may_be_empty_or_absent():
    assert "only rumoured" not in ladder(odd(standing=[None, None]), RUNGS).sentence
    assert marks(ladder(odd().drop(columns="standing"), RUNGS)) == 2


def test_groups_stand_in_the_order_of_the_rows():
    axes = ladder(odd(country_iso3=["UZB", "KAZ"]), RUNGS).figure.axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["Uzbekistan", "Kazakhstan"]


def test_words_stand_beside_single_marks_only():
    frame = odd(said=["a price of $5 and $6", None], item=["one", "two"])
    texts = [text.get_text() for text in ladder(frame, RUNGS, by="item", words="said").figure.axes[0].texts]
    assert "a price of $5 and $6" in texts
    with pytest.raises(CakitError, match="'one' has several events: words fit"):
        ladder(odd(item=["one", "one"], said=["a", "b"]), RUNGS, by="item", words="said")


@pytest.mark.parametrize(
    "names",
    [
        ["<b>$x^2$</b>", "$a_{"],
        ["Очень длинное имя государства на самом востоке региона", "دولة بعيدة"],
        ["x" * 200, "y"],
        [None, "KAZ"],
    ],
)
def test_any_name_is_drawn_inside_the_frame(names):
    assert inside(ladder(odd(country_iso3=names), RUNGS)) == []


def test_many_groups_and_full_fields():
    many = pd.DataFrame({"item": [f"item number {n}" for n in range(40)], "rung": "agreement"})
    assert inside(ladder(many, RUNGS, by="item")) == []
    assert inside(ladder(many.assign(item="one"), RUNGS, by="item")) == []
    with pytest.raises(CakitError, match="41 groups do not fit: keep at most 40 of 'item'"):
        ladder(pd.concat([many, many.tail(1).assign(item="more")]), RUNGS, by="item")


def test_bad_frames_are_refused_in_words():
    with pytest.raises(MissingColumn, match="the picture needs a column 'rung'"):
        ladder(odd().drop(columns="rung"), RUNGS)
    with pytest.raises(CakitError, match="the frame has no rows"):
        ladder(odd().head(0), RUNGS)
    with pytest.raises(CakitError, match="no event has a rung"):
        ladder(odd(rung=[None, None]), RUNGS)
    with pytest.raises(CakitError, match=r"no rung 'orderd'. Nearest: ordered"):
        ladder(odd(rung=["orderd", "delivered"]), RUNGS)
    with pytest.raises(CakitError, match=r"no standing 'rumored'. Nearest: rumoured"):
        ladder(odd(standing=["rumored", "denied"]), RUNGS)
    with pytest.raises(MissingColumn, match="the picture needs a column 'step'"):
        ladder(odd(), RUNGS.drop(columns="step"))
