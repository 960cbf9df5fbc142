"""The heat table: what it says, what it refuses, and that nothing leaves the frame."""

import pandas as pd
import pytest

from cakit import figure
from cakit.charts import heat
from cakit.charts.heat import EMPTY
from cakit.errors import CakitError, MissingColumn

LONG = "A very long name of a mineral that nobody would want to read aloud in a class of forty"


def made(rows=3, columns=4, **more):
    cells = [{"row": f"row {down}", "column": 2000 + across, "value": float(down * across), **more}
             for down in range(rows) for across in range(columns)]  # fmt: skip
    return pd.DataFrame(cells)


def texts(chart):
    return [text.get_text() for text in chart.figure.axes[0].texts]


def hatched(chart):
    """The cells without data: their corners."""
    return [box for patch in chart.figure.axes[0].patches if patch.get_hatch()
            for box in patch.get_path().vertices.reshape(-1, 5, 2)]  # fmt: skip


def outside(chart):
    """Texts of the picture that are not whole inside it."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    drawn = chart.figure
    canvas = FigureCanvasAgg(drawn)
    canvas.draw()
    axes = drawn.axes[0]
    labels = [*axes.get_xticklabels(), *axes.get_yticklabels(), *axes.texts]
    boxes = {label.get_text(): label.get_window_extent(canvas.get_renderer()) for label in labels if label.get_text()}
    wide, tall = canvas.get_width_height()
    return [text for text, box in boxes.items() if box.x0 < -1 or box.x1 > wide + 1 or box.y0 < -1 or box.y1 > tall + 1]


def test_every_value_is_written_and_the_sentence_names_both_ends():
    chart = heat(made(), "row", "column", "value", label="Sum", unit="tonnes")
    assert texts(chart) == ["0", "0", "0", "0", "0", "1", "2", "3", "0", "2", "4", "6"]
    assert chart.sentence == "Sum: highest 6 tonnes (row 2, 2003), lowest 0 tonnes (row 0, 2000)."
    assert not hatched(chart)
    assert outside(chart) == []


def test_a_gap_is_hatched_and_said_and_is_not_zero():
    frame = made()
    frame.loc[5, "value"] = None
    chart = heat(frame.drop(index=7), "row", "column", "value")
    assert len(hatched(chart)) == 2 and len(texts(chart)) == 10
    assert chart.sentence.endswith("; no data in 2 of 12 cells.")
    assert "2001 no data" in chart.alt
    assert "no data" in [text.get_text() for text in chart.figure.axes[0].get_legend().get_texts()]


def test_years_stand_in_order_and_categories_as_given():
    frame = made().sample(frac=1, random_state=1)
    chart = heat(frame.astype({"row": pd.CategoricalDtype(["row 2", "row 0", "row 1"])}), "row", "column", "value")
    assert [label.get_text() for label in chart.figure.axes[0].get_xticklabels()] == ["2000", "2001", "2002", "2003"]
    assert [label.get_text() for label in chart.figure.axes[0].get_yticklabels()] == ["row 2", "row 0", "row 1"]


def test_kinds_are_written_coloured_and_counted():
    frame = made().assign(value=["listed", "not listed"] * 6)
    chart = heat(frame, "row", "column", "value", colours={"listed": "#2F6690"})
    assert chart.sentence == "Of 12 cells, 6 are listed and 6 are not listed."
    assert set(texts(chart)) == {"listed", "not listed"}
    assert len({patch.get_facecolor() for patch in chart.figure.axes[0].patches}) == 2


def test_a_kind_in_the_colour_of_no_data_is_still_written():
    frame = made().assign(value=["listed", "not listed"] * 6)
    chart = heat(frame, "row", "column", "value", colours={"listed": EMPTY})
    assert texts(chart).count("listed") == 6 and not hatched(chart)


def test_other_words_in_the_cells_leave_the_kinds_in_the_legend():
    frame = made(2, 12).assign(value=["arms", "both", "neither"] * 8, sign=["A", "A+M", "·"] * 8)
    chart = heat(frame, "row", "column", "value", text="sign", sentence="Found.", note="A: arms.")
    assert set(texts(chart)) == {"A", "A+M", "·"}
    legend = [text.get_text() for text in chart.figure.axes[0].get_legend().get_texts()]
    assert legend == ["arms", "both", "neither"]
    assert chart.sentence == "Found."


def test_codes_are_named_and_below_nothing_has_its_own_colours():
    frame = pd.DataFrame({"row": ["KAZ", "KAZ"], "column": ["CHN", "RUS"], "value": [-5.0, 5.0]})
    chart = heat(frame, "row", "column", "value", unit="percent", digits=1)
    assert texts(chart) == ["-5.0%", "5.0%"]
    assert chart.sentence == "Highest 5.0% (Kazakhstan, Russia), lowest -5.0% (Kazakhstan, China)."
    low, high = [patch.get_facecolor() for patch in chart.figure.axes[0].patches]
    assert low[0] > low[2] and high[0] < high[2]


@pytest.mark.parametrize("name", [LONG, "Қазақстан, молибден", "نحاس", "<b>$x$</b> \\frac{1}{2}", "x" * 90, ""])
@pytest.mark.parametrize("place", ["row", "column"])
def test_odd_names_are_drawn_inside_the_frame(name, place):
    frame = made(3, 3).astype({"column": str})
    frame.loc[frame[place] == frame[place].iloc[0], place] = name
    chart = heat(frame, "row", "column", "value")
    assert outside(chart) == []
    assert not chart.figure.axes[0].texts[0].get_parse_math()
    assert len(chart.png()) > 1000


@pytest.mark.parametrize("size", [(1, 1), (40, 1), (40, 24), (1, 24)])
def test_small_and_large_tables_are_drawn(size):
    chart = heat(made(*size), "row", "column", "value")
    assert outside(chart) == []
    assert len(texts(chart)) == size[0] * size[1]


def test_an_odd_kind_is_shortened_in_the_cell():
    chart = heat(made(2, 8).assign(value=LONG), "row", "column", "value")
    assert all(len(text) < 30 for text in texts(chart))
    assert outside(chart) == []


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (made().assign(value=float("nan")), "no cell has a value in 'value'"),
        (pd.concat([made(), made()]), "several lines for row 0 and 2000"),
        (made().iloc[:0], "no rows"),
        (made(41, 1), "41 different 'row' do not fit"),
        (made(1, 25), "25 different 'column' do not fit"),
        (made(3, 3).assign(value=list("abcdefghi")), "9 kinds are more than eyes can tell apart"),
        (made().assign(row=None), "no cell has a value"),
    ],
)
def test_what_cannot_be_drawn_is_said(frame, message):
    with pytest.raises(CakitError, match=message):
        heat(frame, "row", "column", "value")


def test_a_missing_column_is_named():
    with pytest.raises(MissingColumn, match="needs a column 'valeu'"):
        heat(made(), "row", "column", "valeu")


def test_the_picture_is_the_same_twice_and_changes_with_a_value():
    one, same = (heat(made(), "row", "column", "value") for _ in range(2))
    frame = made()
    frame.loc[6, "value"] = 99.0
    assert one.digest == same.digest != heat(frame, "row", "column", "value").digest
    assert one.png() == same.png()
    assert isinstance(one, figure.Chart)
