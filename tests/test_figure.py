"""A chart notices any change to what it shows; its colours stay apart; its words stay inside the frame."""

import itertools
import re

import numpy as np
import pandas as pd
import pytest
from drawn_words import faults_of

import cakit as ck
from cakit import charts, figure, ledgers, maps
from cakit.catalog import home
from cakit.errors import CakitError, MissingColumn, MixedUnits

ARMS = ck.load("arms_transfers")
BY = {"by": "supplier_iso3", "value": "tiv_million"}
EACH = ck.shares(ck.load("arms_editions"), **BY, within=["sipri_edition", "recipient_iso3"])
MADE = {
    "share_windows, pooled": lambda: charts.share_windows(ck.shares(ARMS, **BY, window=5)),
    "share_windows, each": lambda: charts.share_windows(
        ck.shares(ARMS, **BY, within="recipient_iso3", window=5), within="recipient_iso3"
    ),
    "suppliers_by_recipient": lambda: charts.suppliers_by_recipient(
        ck.shares(ARMS, **BY, within="recipient_iso3", period=(2021, 2025))
    ),
    "dots": lambda: charts.dots(
        ck.load("trade_figures").query(
            "partner_iso3 == 'CHN' and flow == 'turnover' and unit == 'usd_million' and country_iso3 == 'C5'"
        ),
        "value",
        "Trade of the five with China",
        "whose",
        by="year",
        unit="million dollars",
        claimed=100_000,
    ),
    "claim_by_edition": lambda: charts.claim_by_edition(EACH, threshold=80),
    "effective_suppliers": lambda: charts.effective_suppliers(
        ck.concentration(ARMS, **BY, within="recipient_iso3", window=5)
    ),
}


@pytest.fixture(scope="module", params=MADE, ids=list(MADE))
def chart(request):
    return MADE[request.param]()


def test_a_chart_says_what_it_shows(chart):
    data, metadata = chart._repr_mimebundle_()
    assert data["image/png"][:4] == b"\x89PNG"
    assert len(data["image/png"]) < 80_000
    assert metadata["image/png"]["alt"] == chart.alt
    assert data["text/plain"] == f"{chart.sentence}\n[picture {chart.digest}]"
    assert "Data: " in chart.figure._supxlabel.get_text()
    if "SIPRI" in chart.sentence:
        assert "calculations ours" in " ".join(chart.figure._supxlabel.get_text().split())
    assert not chart.sources.empty


def test_no_text_leaves_the_frame_or_covers_another(chart):
    assert not faults_of(chart)


def test_two_runs_give_the_same_bytes(tmp_path):
    for ending in (".png", ".svg", ".pdf"):
        first, second = (MADE["claim_by_edition"]().save(tmp_path / f"{n}{ending}") for n in "ab")
        assert first.read_bytes() == second.read_bytes(), ending
    with pytest.raises(CakitError, match=r"cannot save a picture as '\.gif'"):
        MADE["claim_by_edition"]().save(tmp_path / "a.gif")


def spoil_number(chart):
    line = next(line for axes in chart.figure.axes for line in axes.lines if len(line.get_xdata()) > 2)
    values = np.array(line.get_ydata(), dtype=float)
    values[-1] += 0.1
    line.set_ydata(values)


def spoil_label(chart):
    chart.figure.axes[0].texts[0].set_text("something else")


def spoil_limit(chart):
    chart.figure.axes[0].set_ylim(0, 101)


def spoil_title(chart):
    chart.figure.suptitle("something else")


def spoil_colour(chart):
    chart.figure.axes[0].lines[0].set_color("#123456")


def spoil_tick(chart):
    chart.figure.axes[0].set_yticks([0, 50], ["0", "half"])


@pytest.mark.parametrize("spoil", [spoil_number, spoil_label, spoil_limit, spoil_title, spoil_colour, spoil_tick])
def test_any_change_to_the_picture_changes_its_text(spoil):
    chart = MADE["claim_by_edition"]()
    before = repr(chart)
    spoil(chart)
    assert repr(chart) != before


def test_bars_are_guarded_too():
    chart = MADE["suppliers_by_recipient"]()
    before = repr(chart)
    chart.figure.axes[0].patches[0].set_width(12.3)
    assert repr(chart) != before


def test_a_line_that_was_seen_is_named_even_where_it_ends_at_nothing():
    panels = {
        axes.get_title("left"): [text.get_text() for text in axes.texts]
        for axes in MADE["share_windows, each"]().figure.axes
    }
    assert "China 0" in panels["Turkmenistan"] and "Russia 0" in panels["Turkmenistan"]
    assert not [name for name in panels["Kyrgyzstan"] if name.endswith(" 0")]


def test_a_changed_row_changes_the_text():
    changed = ARMS.copy()
    changed.loc[changed["recipient_iso3"] == "KAZ", "tiv_million"] += 1
    assert repr(charts.share_windows(ck.shares(changed, **BY, window=5))) != repr(MADE["share_windows, pooled"]())


def test_charts_ask_for_what_they_need():
    with pytest.raises(MissingColumn, match="the picture needs a column 'year_from'"):
        charts.share_windows(ARMS)
    with pytest.raises(CakitError, match="nothing to draw"):
        charts.share_windows(ck.shares(ARMS, **BY, window=5).head(0))
    with pytest.raises(CakitError, match="several windows"):
        charts.suppliers_by_recipient(ck.shares(ARMS, **BY, within="recipient_iso3", window=5))


def test_names_from_data_are_drawn_as_text():
    odd = pd.DataFrame(
        {
            "recipient_iso3": ["<b>$x^2$</b>", "Очень длинное имя"],
            "supplier_iso3": ["RUS", "CHN"],
            "year": [2020, 2021],
            "tiv_million": [1.0, 2.0],
        }
    )
    made = ck.shares(odd, **BY, within="recipient_iso3", period=(2020, 2021))
    assert charts.suppliers_by_recipient(made).png()[:4] == b"\x89PNG"


# Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
SEEN_BY = {
    "full colour vision": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}
TO_XYZ = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175], [0.0193339, 0.119192, 0.9503041]]


def lab(colour: str, seen: object) -> np.ndarray:
    rgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    xyz = np.array(TO_XYZ) @ np.clip(np.array(seen) @ linear, 0, 1) / [0.95047, 1, 1.08883]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


SETS = {  # colours that stand side by side, and the least distance (CIE76) between any two
    "suppliers": (figure.COLOURS, 25),
    "rungs": (dict(enumerate(figure.RUNGS, 1)), 22),
    "verdicts": ({verdict: colour for verdict, (colour, _) in ledgers.MARKS.items()}, 22),
    "classes of a map": (dict(enumerate(maps.LADDER, 1)), 12),
}


def nearest_pair(colours, seen):
    """The two colours that are least apart for a kind of colour vision."""
    labs = {name: lab(colour, SEEN_BY[seen]) for name, colour in colours.items()}
    return min((float(np.linalg.norm(labs[a] - labs[b])), a, b) for a, b in itertools.combinations(labs, 2))


@pytest.mark.parametrize("seen", SEEN_BY)
@pytest.mark.parametrize("name", SETS)
def test_colours_stay_apart(name, seen):
    colours, least = SETS[name]
    distance, one, other = nearest_pair(colours, seen)
    print(f"{name}, {seen}: {one} and {other} are {distance:.1f} apart")
    assert distance >= least, f"{one} and {other} are {distance:.1f} apart under {seen}"


def test_rungs_get_darker_step_by_step():
    light = [lab(colour, SEEN_BY["full colour vision"])[0] for colour in figure.RUNGS]
    assert min(a - b for a, b in itertools.pairwise(light)) >= 12, [f"{one:.0f}" for one in light]
    assert len(figure.RUNGS) == len(ck.load("rungs"))


def test_the_note_on_the_visual_language_holds_the_distances_and_names_tests_that_exist():
    text = (home("data").parent / "docs/visual-language.md").read_text(encoding="utf-8")
    for name, (colours, _) in SETS.items():
        row = next(line for line in text.splitlines() if line.startswith(f"| {name} "))
        assert [cell.strip() for cell in row.split("|")[2:6]] == [
            f"{nearest_pair(colours, seen)[0]:.1f}" for seen in SEEN_BY
        ]
    tests = home("data").parent / "tests"
    named = re.findall(r"`(test_\w+)\.py::(test_\w+)`", text)
    assert len(named) > 8
    for module, test in named:
        assert f"def {test}(" in (tests / f"{module}.py").read_text(encoding="utf-8"), f"{module}::{test}"
    assert len(text.split()) <= 700


# Bad input: a readable picture or an error that says what is missing.

RIVALS = pd.DataFrame({"whose": ["one", "two"], "value": [3.0, 9.0], "confidence": ["high", "low"]})
ODD = ["<b>$x^2$</b>", "Очень длинное имя " * 5, "مصدر الأرقام", "a" * 120]


@pytest.mark.parametrize(
    "change, error, words",
    [
        (lambda f: f.drop(columns="value"), MissingColumn, "'value'"),
        (lambda f: f.drop(columns="whose"), MissingColumn, "'whose'"),
        (lambda f: f.head(0), CakitError, "no rows"),
        (lambda f: f.assign(value=None), CakitError, "no row has a number"),
        (lambda f: f.assign(unit=["t", "kg"]), MixedUnits, "kg and t"),
        (lambda f: pd.concat([f] * 21), CakitError, "42 figures"),
    ],
    ids=["value", "whose", "empty", "all missing", "units", "too many"],
)
def test_dots_refuse_what_they_cannot_draw(change, error, words):
    with pytest.raises(error, match=words):
        charts.dots(change(RIVALS), "value", "Something")


@pytest.mark.parametrize(
    "rows",
    [
        {"whose": ODD, "value": [1.0, 2.0, 3.0, 4.0]},
        {"whose": ["one"], "value": [7.0]},
        {"whose": ["one", "two"], "value": [-3.0, 2.0]},
        {"whose": ["one", "two"], "value": [0.0, 0.0]},
        {"whose": ["one", "two"], "value": [None, 2.0]},
        {"whose": [f"source {n}" for n in range(40)], "value": [float(n * n) for n in range(40)]},
    ],
    ids=["odd names", "one", "negative", "zero", "one missing", "forty"],
)
def test_dots_draw_what_is_odd(rows):
    made = charts.dots(pd.DataFrame(rows), "value", "Something $odd$", unit="<i>t</i>")
    assert not faults_of(made)
    assert "$odd$" in made.sentence and made.alt


def test_dots_say_who_is_lowest_and_who_is_highest():
    made = charts.dots(RIVALS, "value", "Something", unit="t", claimed=5)
    assert (
        made.sentence
        == "Something: from 3 (one) to 9 (two) t, 3.0 times as much (2 figures); 1 of 2 reach the claimed 5."
    )
    ranged = RIVALS.assign(low=[2.0, 8.0], high=[4.0, 10.0], estimate=[True, False])
    made = charts.dots(ranged, "value", "Something", low="low", high="high", estimate="estimate", unit="percent")
    assert "from 2 (one) to 10 (two) percent, 8 points apart" in made.sentence
    assert "about 3 (2–4), confidence high" in made.alt and "Hollow" in made.figure._supxlabel.get_text()
    with pytest.raises(CakitError, match="exchanged"):
        charts.dots(ranged, "value", "Something", low="high", high="low")


def test_long_words_of_wide_letters_stay_inside():
    drawn, (axes,) = figure.canvas(3)
    axes.axis("off")
    test_no_text_leaves_the_frame_or_covers_another(
        figure.finish(drawn, RIVALS, "MMMM WWWW " * 12, "alt", "WWWW MMMM " * 40)
    )


def hollow(chart):
    """Years of the hollow marks drawn."""
    return {
        int(year)
        for axes in chart.figure.axes
        for line in axes.lines
        if line.get_marker() == "o" and line.get_markerfacecolor() == "white"
        for year in line.get_xdata()
    }


def test_thin_windows_are_hollow_and_named_in_the_sentence():
    rows = ARMS[ARMS["recipient_iso3"] == "UZB"]
    made = ck.shares(rows, **BY, within="recipient_iso3", window=5, period=(1994, 2025))
    chart = charts.share_windows(made, within="recipient_iso3")
    assert hollow(chart) == {2001, 2002, 2003, 2004, 2005, 2006, 2010, 2011, 2012, 2013}
    assert "was 100% in 1997–2001 (one line: 23 BTR-80), fell to" in chart.sentence
    assert "Hollow: fewer than three delivery lines" in chart.figure.get_supxlabel().replace("\n", " ")
    full = ck.shares(ARMS, **BY, window=5)
    assert not hollow(charts.share_windows(full))
    assert "Hollow" not in charts.share_windows(full).figure.get_supxlabel()
    spread = ck.concentration(rows, **BY, within="recipient_iso3", window=5)
    assert 2013 in hollow(charts.effective_suppliers(spread))


def test_bars_of_a_thin_window_are_hollow():
    made = ck.shares(ARMS, **BY, within="recipient_iso3", period=(2006, 2010))
    chart = charts.suppliers_by_recipient(made)
    axes = chart.figure.axes[0]
    names = [label.get_text() for label in axes.get_yticklabels()]
    white = {
        names[round(one.get_y() + one.get_height() / 2)] for one in axes.patches if one.get_facecolor()[:3] == (1, 1, 1)
    }
    assert white == {"Kyrgyzstan", "Uzbekistan"}
    assert "100% to Uzbekistan (one line: 1 S-125 Pechora-2M)" in chart.sentence
    assert "0% to Kyrgyzstan (one line, supplier unknown)" in chart.sentence


def test_the_sentence_of_windows_holds_for_the_whole_line():
    """Begin, lowest, the rise after it and the end are in it, with windows; computed apart from yearly sums."""
    sums = ARMS.groupby(["year", "supplier_iso3"])["tiv_million"].sum().unstack(fill_value=0)
    line = {}
    for end in range(1998, 2026):
        inside = sums[(sums.index > end - 5) & (sums.index <= end)]
        line[end] = 100 * inside["RUS"].sum() / inside.to_numpy().sum()
    sentence = charts.share_windows(ck.shares(ARMS, **BY, window=5)).sentence
    lowest, rebound = min(line, key=line.get), max(range(2018, 2026), key=line.get)
    for end in (1998, lowest, rebound, 2025):
        assert f"{line[end]:.0f}% in {end - 4}–{end}" in sentence
    assert (lowest, rebound) == (2017, 2022)
    flat = pd.DataFrame(
        {"supplier_iso3": "RUS", "tiv_million": 1.0, "year": range(2000, 2010), "sipri_edition": "2026"}
    )
    assert (
        "was 100% in every window from 2000–2004 to 2005–2009"
        in charts.share_windows(ck.shares(flat, **BY, window=5)).sentence
    )
