"""Stacked columns: gaps stay gaps, sums are right, mixtures are refused, odd names and values are drawn as they are."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.patches import PathPatch
from matplotlib.text import Text

import cakit as ck
from cakit.charts import columns
from cakit.errors import CakitError, MissingColumn, MixedUnits

MONEY = ck.load("us_obligations").query("assistance_category == 'military'")
MONEY = MONEY.assign(million=MONEY["obligated_usd"] / 1e6)
FMF = MONEY[MONEY["program"] == "FMF"]
GAPS = {(2018, 2018): "no rows", (2021, 2025): "nothing by country"}


def frame(*rows):
    return pd.DataFrame(rows, columns=["fiscal_year", "who", "value"])


def many(groups, members=2, years=3):
    return pd.DataFrame(
        [
            {
                "fiscal_year": 2000 + year,
                "who": f"member {member}",
                "panel": f"panel {group}",
                "value": year + member + 1.0,
            }
            for group in range(groups)
            for member in range(members)
            for year in range(years)
        ]
    )


MADE = {
    "one panel": lambda: columns(FMF, "million", "country_iso3", "million dollars", "FMF", gaps=GAPS),
    "two units": lambda: columns(
        many(2), "value", "who", {"panel 0": "million dollars", "panel 1": "places"}, "Aid", panel="panel"
    ),
    "by state": lambda: columns(
        MONEY, "million", "program", "million dollars", "Aid", panel="country_iso3", gaps={(2021, 2025): "nothing"}
    ),
    "six panels": lambda: columns(many(6), "value", "who", "million dollars", "Aid", panel="panel"),
    "eight panels": lambda: columns(many(8), "value", "who", "million dollars", "Aid", panel="panel"),
    "one value": lambda: columns(frame((2001, "KAZ", 3.0)), "value", "who", "million dollars", "Aid"),
    "forty members": lambda: columns(many(1, members=40), "value", "who", "million dollars", "Aid"),
    "taken back": lambda: columns(frame((2001, "KAZ", 3.0), (2002, "KAZ", -2.0), (2003, "UZB", 1.0)), "value", "who", "million dollars", "Aid"),
    "odd names": lambda: columns(
        frame((2001, "<b>$x$</b>", 3.0), (2001, "Очень длинное название ведомства без сокращений", 2.0), (2002, "سلام", 1.0), (2003, "$", 1.0), (2003, None, 1.0)),
        "value", "who", "million $", "Cost in $ and $",
    ),
}  # fmt: skip


def bands(chart):
    """First year, last year and height of what is hatched."""
    return sorted(
        (round(one.get_x() + 0.5), round(one.get_x() + one.get_width() - 0.5), round(one.get_height(), 3))
        for axes in chart.figure.axes
        for one in axes.patches
        if one.get_hatch() == "////" and one.get_zorder() < 1
    )


def heights(chart):
    """Year → height of all that is stacked on it, in all panels."""
    found = {}
    for axes in chart.figure.axes:
        for shape in axes.patches:
            for corners in shape.get_path().vertices.reshape(-1, 5, 2) if isinstance(shape, PathPatch) else []:
                year = round((corners[0, 0] + corners[1, 0]) / 2)
                found[year] = found.get(year, 0) + corners[2, 1] - corners[0, 1]
    return found


@pytest.mark.parametrize("kind", MADE)
def test_no_words_overlap_or_leave_the_picture(kind):
    chart = MADE[kind]()
    renderer = FigureCanvasAgg(chart.figure).get_renderer()
    chart.figure.draw(renderer)
    texts = [one for one in chart.figure.findobj(Text) if one.get_visible() and one.get_text().strip()]
    boxes = [(one.get_text(), one.get_window_extent(renderer)) for one in texts]
    boxes = [(text, box) for text, box in boxes if box.width > 0]
    edge = chart.figure.bbox
    for text, box in boxes:
        assert box.x0 >= -1 and box.y0 >= -1 and box.x1 <= edge.x1 + 1 and box.y1 <= edge.y1 + 1, f"{text!r} leaves"
    for (one, a), (other, b) in combinations(boxes, 2):
        wide, high = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        assert wide < 1.5 or high < 2.5, f"{one!r} covers {other!r}"
    assert chart.sentence.endswith(".")
    assert len(chart.alt) > 40


def test_a_gap_is_hatched_and_said_never_zero():
    chart = MADE["one panel"]()
    assert bands(chart) == [(2018, 2018, 1.0), (2021, 2025, 1.0)]
    assert heights(chart) and not heights(chart).keys() & {2018, *range(2021, 2026)}
    assert "No figures for 2018 and 2021–2025" in chart.sentence
    assert "nothing by country" in chart.alt


def test_years_without_rows_are_hatched_without_being_asked():
    chart = columns(frame((2001, "KAZ", 1.0), (2005, "KAZ", 1.0)), "value", "who", "million dollars", "Aid")
    assert bands(chart) == [(2002, 2004, 1.0)]
    assert "No figures for 2002–2004" in chart.sentence


def test_a_zero_is_no_gap():
    chart = columns(frame((2001, "KAZ", 1.0), (2002, "KAZ", 0.0), (2003, "KAZ", 1.0)), "value", "who", "$", "Aid")
    assert bands(chart) == []
    assert "No figures" not in chart.sentence


def test_a_member_or_a_panel_can_have_a_gap_of_its_own():
    rows = many(2)
    member = columns(rows, "value", "who", "x", "Aid", panel="panel", gaps={(2001, 2001, "member 1"): "moved"})
    assert len(bands(member)) == 2
    assert all(high < 0.1 for *_, high in bands(member))
    panel = columns(rows, "value", "who", "x", "Aid", panel="panel", gaps={(2001, 2001, "panel 1"): "incomplete"})
    assert bands(panel) == [(2001, 2001, 1.0)]
    assert "No figures" not in panel.sentence
    with pytest.raises(CakitError, match=r"neither drawn nor a panel\. Nearest: member 1"):
        columns(rows, "value", "who", "x", "Aid", panel="panel", gaps={(2001, 2001, "membr 1"): "moved"})


def test_the_sums_are_those_of_the_frame():
    chart = MADE["one panel"]()
    sums = FMF.groupby("fiscal_year")["million"].sum()
    assert (
        f"{sums.sum():.0f} million dollars in fiscal 1997–2020, most in {sums.idxmax()} ({sums.max():.1f}"
        in chart.sentence
    )
    assert heights(chart) == pytest.approx(sums.astype(float).to_dict())


def test_all_members_stay_in_the_sum():
    chart = MADE["forty members"]()
    assert f"{many(1, members=40)['value'].sum():,.0f} million dollars" in chart.sentence
    assert "all others" in chart.alt


def test_panels_share_an_axis_only_with_one_unit():
    same = MADE["six panels"]().figure.axes[:6]
    assert len({axes.get_ylim() for axes in same}) == 1
    rows = many(2)
    rows.loc[rows["panel"] == "panel 1", "value"] *= 100
    apart = columns(rows, "value", "who", {"panel 0": "a", "panel 1": "b"}, "Aid", panel="panel").figure.axes
    assert apart[0].get_ylim() != apart[1].get_ylim()
    assert [axes.get_ylabel() for axes in apart] == ["a", "b"]


def test_what_must_not_be_added_is_not_stacked():
    mixed = frame((2001, "KAZ", 1.0), (2001, "UZB", 1.0)).assign(basis=["obligated", "requested"])
    with pytest.raises(MixedUnits, match="basis holds obligated, requested"):
        columns(mixed, "value", "who", "x", "Aid")
    assert columns(mixed, "value", "who", "x", "Aid", panel="basis").sentence


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (frame(), "no rows"),
        (frame((2001, "KAZ", np.nan)), "nothing to draw"),
        (frame((2001, "KAZ", "much")), "must hold numbers"),
        (frame((1, "KAZ", 1.0), (2001, "KAZ", 1.0)), "at most 120 fit"),
    ],
)
def test_bad_frames_are_refused_in_words(rows, said):
    with pytest.raises(CakitError, match=said):
        columns(rows, "value", "who", "x", "Aid")


def test_missing_columns_and_too_many_panels():
    with pytest.raises(MissingColumn, match=r"needs a column 'valu'\. Nearest: value"):
        columns(frame((2001, "KAZ", 1.0)), "valu", "who", "x", "Aid")
    with pytest.raises(CakitError, match="9 panels do not fit"):
        columns(many(9), "value", "who", "x", "Aid", panel="panel")


def test_the_frame_is_left_as_it_was():
    rows = many(2)
    before = rows.copy()
    columns(rows, "value", "who", "x", "Aid", panel="panel")
    pd.testing.assert_frame_equal(rows, before)
