"""Counts as things: as many drones as were counted, hollow where estimated, editions never added."""

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

import cakit as ck
from cakit.charts import things
from cakit.errors import CakitError, MissingColumn, MixedUnits

DRONES = ck.load("drones_by_edition").query("drone_role == 'armed'")
NEWEST = DRONES.query("sipri_edition == '2026'")
TWO = DRONES.query("sipri_edition in ['2025', '2026']")


def odd(**columns):
    return pd.DataFrame({"recipient_iso3": ["KAZ", "UZB"], "supplier_iso3": ["TUR", "CHN"], "n": [3, 2]} | columns)


def drawn(chart):
    return [sum(len(one.get_offsets()) for one in axes.collections) for axes in chart.figure.axes]


def outside(chart):
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


def test_one_drone_a_drone():
    assert drawn(things(NEWEST, "number_delivered")) == [NEWEST["number_delivered"].sum()]
    counts = TWO.groupby("sipri_edition")["number_delivered"].sum()
    chart = things(
        TWO, "number_delivered", panel="sipri_edition", estimate="number_is_estimate", subject="armed drones delivered"
    )
    assert drawn(chart) == list(counts)
    for edition, count in counts.items():
        assert f"{edition} edition, {count} armed drones delivered: Türkiye" in chart.sentence
    assert outside(chart) == []


def test_editions_are_never_added():
    with pytest.raises(MixedUnits, match="sipri_edition holds 2025, 2026: these must not be added"):
        things(TWO, "number_delivered")
    assert "SIPRI 2026 edition" in things(NEWEST, "number_delivered").sentence


def test_what_is_uncertain_looks_so():
    fills = {}
    for sure in (True, False, None):
        chart = things(odd(sure=[sure, sure]), "n", estimate="sure")
        fills[sure] = chart.figure.axes[0].collections[0].get_facecolor()[0].tolist()
    assert fills[True] == [1, 1, 1, 1]
    assert fills[False] != fills[None] != fills[True]
    digests = {things(odd(sure=[sure, False]), "n", estimate="sure").digest for sure in (True, False, None)}
    assert len(digests) == 3


def test_years_without_anything_keep_their_row():
    chart = things(odd(year=[2014, 2017]), "n", row="year")
    axes = chart.figure.axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["2014", "2015", "2016", "2017"]
    assert [text.get_text() for text in axes.texts].count("none recorded") == 2


def test_large_counts_get_a_scale():
    chart = things(odd(n=[1200, 3]), "n")
    assert drawn(chart) == [25]
    assert "One drone stands for 50" in chart.figure._supxlabel.get_text()
    assert "Türkiye 1,200" in chart.sentence


@pytest.mark.parametrize(
    "names",
    [
        ["<b>$x^2$</b>", "$a_{"],
        ["Очень длинное имя государства на востоке", "دولة بعيدة"],
        ["x" * 200, "y"],
        [None, "CHN"],
    ],
)
def test_any_name_is_drawn_inside_the_frame(names):
    assert outside(things(odd(supplier_iso3=names), "n")) == []


def test_forty_rows_and_one():
    many = pd.DataFrame({"recipient_iso3": [f"place {n:02}" for n in range(40)], "supplier_iso3": "CHN", "n": 1})
    assert outside(things(many, "n")) == []
    assert drawn(things(odd().head(1), "n")) == [3]
    with pytest.raises(CakitError, match="41 of 'recipient_iso3' do not fit: keep at most 40"):
        things(pd.concat([many, odd().head(1)]), "n")


def test_bad_frames_are_refused_in_words():
    with pytest.raises(MissingColumn, match="the picture needs a column 'm'"):
        things(odd(), "m")
    with pytest.raises(CakitError, match="the frame has no rows"):
        things(odd().head(0), "n")
    with pytest.raises(CakitError, match="nothing to draw: no row has"):
        things(odd(n=[None, None]), "n")
    with pytest.raises(CakitError, match="below zero"):
        things(odd(n=[1, -1]), "n")
    with pytest.raises(CakitError, match="'n' must hold numbers"):
        things(odd(n=["three", "two"]), "n")
    with pytest.raises(CakitError, match="4 of 'p' do not fit: keep at most 3"):
        things(pd.concat([odd(p=["a", "b"]), odd(p=["c", "d"])]), "n", panel="p")
