"""Small multiples: one unit a panel, gaps stay gaps, names stay names, and what cannot be drawn is refused in words."""

import pandas as pd
import pytest
from matplotlib.text import Annotation

from cakit.charts import multiples
from cakit.errors import CakitError, MissingColumn


def panel(name, years, values, unit="percent", **more):
    return pd.DataFrame({"panel": name, "year": years, "value": values, "unit": unit, **more})


def lines(chart, place=0):
    return [line for line in chart.figure.axes[place].lines if line.get_linestyle() != "None" and len(line.get_xdata())]


def words(chart):
    held = chart.figure.findobj(match=lambda one: hasattr(one, "get_text"))
    return [one.get_text() for one in held if one.get_text()]


def test_a_gap_is_a_gap_and_never_zero():
    chart = multiples(panel("A", [2000, 2001, 2004, 2005], [1.0, 2, 3, 4]))
    (drawn,) = lines(chart)
    assert pd.isna(drawn.get_ydata()[2]) and pd.isna(drawn.get_ydata()[3])
    missing = multiples(panel("A", [2000, 2001, 2002], [1.0, None, 3]))
    assert 0 not in [float(y) for line in missing.figure.axes[0].lines for y in line.get_ydata()]


def test_each_panel_says_its_own_unit_and_an_empty_one_says_why():
    frame = pd.concat(
        [panel("A", [2000], [1.0], "tonnes"), panel("B", [2001], [None], "dollars", gap="nobody counts it"), panel("C", [2001], [None])]
    )  # fmt: skip
    said = words(multiples(frame))
    assert {"tonnes", "dollars", "nobody counts it", "no data held"} <= set(said)


def test_a_panel_of_shares_goes_to_a_hundred_and_the_sentence_names_the_largest():
    frame = panel("Arms", [2024, 2025, 2025], [10.0, 20, 30], "share, percent", series=["CHN", "CHN", "RUS"])
    chart = multiples(frame, "Nowhere")
    assert chart.figure.axes[0].get_ylim()[1] > 100
    assert chart.sentence == "Nowhere, largest shares, newest years held: in 2025 arms Russia 30%."
    assert "China 10 in 2024 to 20 in 2025" in chart.alt


def test_rivals_of_a_year_stand_as_a_bar():
    chart = multiples(panel("A", [2000, 2003], [10.0, 20], low=[5.0, 20], high=[11.0, 30]))
    bars = [one.get_segments() for one in chart.figure.axes[0].collections]
    assert [tuple(map(float, segment[:, 1])) for segment in bars[0]] == [(5, 11), (20, 30)]


def test_an_old_end_says_its_year():
    frame = panel("A", [2023, 2025], [1.0, 2], series=["own", "China's"])
    assert any(text.startswith("own 1 (2023)") for text in words(multiples(frame)))


@pytest.mark.parametrize("name", ["<b>$x$</b>", "$5 & $6", "Доля", "حصة", "x" * 300])
def test_odd_names_are_drawn_as_they_are(name):
    chart = multiples(panel(name, [2000, 2001], [-3.0, 1e9], series=name))
    chart.png()
    for text in chart.figure.findobj(Annotation):
        assert not text.get_parse_math()


@pytest.mark.parametrize(
    ("frame", "kind", "said"),
    [
        (panel("A", [1], [1.0]).drop(columns="unit"), MissingColumn, "unit"),
        (panel("A", [1], [1.0]).iloc[:0], CakitError, "no rows"),
        (panel("A", [1, 1], [1.0, 2]), CakitError, "two values"),
        (pd.concat([panel("A", [1], [1.0]), panel("A", [2], [1.0], "x")]), CakitError, "one panel, one unit"),
        (pd.concat([panel(str(n), [1], [1.0]) for n in range(40)]), CakitError, "40 panels"),
        (panel("A", [1] * 7, [1.0] * 7, series=list("abcdefg")), CakitError, "7 lines"),
        (panel("A", [1], ["many"]), CakitError, "no number"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused_in_words(frame, kind, said):
    with pytest.raises(kind, match=said):
        multiples(frame)


def test_nothing_held_at_all_is_said():
    chart = multiples(panel("A", [2000], [None]), "Nowhere")
    assert chart.sentence == "Nowhere: no figure is held for any of 1 panels."
    chart.png()
