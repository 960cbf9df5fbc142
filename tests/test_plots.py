"""The kit's own kinds of picture: right words, nothing covered or cut, the same each time, errors in words."""

import io
import statistics

import numpy as np
import pandas as pd
import pytest
from drawn_words import faults, faults_of, recorded

import cakit as ck
from cakit import catalog, plots
from cakit.errors import CakitError, MissingColumn, MixedUnits
from cakit.figures import theme
from cakit.figures.finish import SAVED
from cakit.plots.ladder import LOOKS
from cakit.plots.small_multiples import small_multiples

ARMS = catalog.rows("arms_editions", sipri_edition="2026")
BY = {"by": "supplier_iso3", "value": "tiv_million"}
WINDOWS = ck.shares(ARMS, **BY, window=5)
EACH = ck.shares(ARMS, **BY, within="recipient_iso3", window=5)
RIVALS = pd.DataFrame({"whose": ["one", "two"], "value": [3.0, 9.0], "confidence": ["high", "low"]})
RUNGS = ck.load("rungs")
EVENTS = ck.load("defence_events")
DRONES = ck.load("drones_by_edition").query("drone_role == 'armed'")
NEWEST, TWO = (
    DRONES.query("sipri_edition == '2026'"),
    DRONES.query("sipri_edition in ['2025', '2026']"),
)
ODD = [
    "<b>$x^2$</b> $a_{",
    "Очень длинное имя, которое никуда не помещается " * 4,
    "طشقند أوزبكستان",
    "W" * 120,
]


def trade():
    held = ck.load("trade_figures").query(
        "partner_iso3 == 'CHN' and flow == 'turnover' and unit == 'usd_million'"
    )
    return held[held["country_iso3"] == "C5"]


def dated(*rows):
    return pd.DataFrame(rows, columns=["date_from", "date_to", "words", "lane"])


def crowd(count, lanes=1, step=3):
    days = pd.date_range("2021-01-01", periods=count, freq=f"{step}D").strftime("%Y-%m-%d")
    return dated(
        *[(day, day, ODD[place % 4], f"lane {place % lanes}") for place, day in enumerate(days)]
    )


def conflicts():
    kept = ck.load("conflicts").query("year >= 2019")
    return kept.assign(words=kept["place"], lane=kept["event_type"])


def reports(**columns):
    held = {
        "country_iso3": ["KAZ", "UZB"],
        "rung": ["ordered", "delivered"],
        "standing": ["reported", "denied"],
    }
    return pd.DataFrame(held | columns)


def counted(**columns):
    return pd.DataFrame(
        {"recipient_iso3": ["KAZ", "UZB"], "supplier_iso3": ["TUR", "CHN"], "n": [3, 2]} | columns
    )


MADE = {
    "share_lines, pooled": lambda: plots.share_lines(WINDOWS),
    "share_lines, each": lambda: plots.share_lines(EACH, within="recipient_iso3"),
    "dot_plot": lambda: plots.dot_plot(trade(), "value", "Trade with China", by="year", unit="million dollars"),
    "timeline": lambda: plots.timeline(conflicts()),
    "ladder": lambda: plots.ladder(EVENTS, RUNGS, by="supplier_iso3"),
    "unit_chart": lambda: plots.unit_chart(TWO, "number_delivered", panel="sipri_edition",
                                           estimate="number_is_estimate", subject="armed drones"),
}  # fmt: skip
each_kind = pytest.mark.parametrize("draw", MADE.values(), ids=MADE)


@each_kind
def test_a_picture_says_what_it_shows_and_whose_figures_they_are(draw):
    chart = draw()
    data, metadata = chart._repr_mimebundle_()
    assert data["text/plain"] == f"{chart.title}\n{chart.finding}\n[picture {chart.fingerprint}]"
    assert 10 < len(chart.title) <= 70 and chart.finding.endswith(".") and len(chart.finding) > 40
    assert metadata["image/png"]["alt"] == chart.alt and len(chart.alt) > 80
    footer = chart.figure.texts[-1].get_text().replace("\n", " ")
    assert "Data: " in footer and not chart.sources.empty


@each_kind
def test_no_word_covers_another_or_is_cut_on_screen_and_in_print(draw):
    chart = draw()
    assert not faults_of(chart)
    with recorded() as words, theme.style():
        chart.figure.savefig(io.BytesIO(), format="svg", metadata=SAVED[".svg"])
    assert not faults(chart, words, 72)


@each_kind
def test_two_runs_give_the_same_bytes_and_fingerprint(draw, tmp_path):
    first, second = draw(), draw()
    for ending in (".png", ".svg", ".pdf"):
        one, other = (
            each.save(tmp_path / f"{name}{ending}") for name, each in (("a", first), ("b", second))
        )
        assert one.read_bytes() == other.read_bytes(), ending
    assert first.fingerprint == second.fingerprint


def test_pictures_are_small():
    assert statistics.mean(len(draw().png()) for draw in MADE.values()) <= 60_000


WITH_TITLE = {
    "share_lines": lambda **words: plots.share_lines(WINDOWS, **words),
    "dot_plot": lambda **words: plots.dot_plot(RIVALS, "value", "Something", **words),
    "timeline": lambda **words: plots.timeline(crowd(3), **words),
    "ladder": lambda **words: plots.ladder(reports(), RUNGS, **words),
    "unit_chart": lambda **words: plots.unit_chart(counted(), "n", **words),
}


@pytest.mark.parametrize("draw", WITH_TITLE.values(), ids=WITH_TITLE)
def test_words_of_ones_own(draw):
    chart = draw(title="A title of my own", note="Read with care.")
    assert chart.title == "A title of my own"
    assert "Read with care." in chart.figure.texts[-1].get_text().replace("\n", " ")
    with pytest.raises(CakitError, match="the title holds the figure 52"):
        draw(title="Down to 52%")
    with pytest.raises(CakitError, match="characters; at most 70"):
        draw(title="word " * 30)


REFUSED = [
    (lambda: plots.share_lines(ARMS), MissingColumn, "the picture needs a column 'year_from'"),
    (lambda: plots.share_lines(WINDOWS.head(0)), CakitError, "the frame has no rows"),
    (lambda: plots.dot_plot(RIVALS.drop(columns="value"), "value", "S"), MissingColumn, "'value'"),
    (lambda: plots.dot_plot(RIVALS.drop(columns="whose"), "value", "S"), MissingColumn, "'whose'"),
    (lambda: plots.dot_plot(RIVALS.head(0), "value", "S"), CakitError, "no rows"),
    (lambda: plots.dot_plot(RIVALS.assign(value=None), "value", "S"), CakitError, "no row has a number"),
    (lambda: plots.dot_plot(RIVALS.assign(unit=["t", "kg"]), "value", "S"), MixedUnits, "kg and t"),
    (lambda: plots.dot_plot(pd.concat([RIVALS] * 21), "value", "S"), CakitError, "42 figures do not fit"),
    (lambda: plots.dot_plot(RIVALS.assign(a=9, b=1), "value", "S", low="a", high="b"), CakitError, "exchanged"),
    (lambda: plots.timeline(crowd(3).iloc[:0]), CakitError, "no rows"),
    (lambda: plots.timeline(dated((None, None, "x", "a"))), CakitError, "without 'date_from' has no place"),
    (lambda: plots.timeline(dated(("soon", "", "x", "a"))), CakitError,
     "'soon' is no date. Write it as 2025, 2025-04 or 2025-04-10"),
    (lambda: plots.timeline(dated(("2025-13", "", "x", "a"))), CakitError, "is no date"),
    (lambda: plots.timeline(dated(("2025", "2024", "x", "a"))), CakitError, "ends .2024. before it begins"),
    (lambda: plots.timeline(crowd(187)), CakitError, "187 events in 1 lane do not fit into one picture"),
    (lambda: plots.timeline(crowd(40, lanes=40)), CakitError, "do not fit"),
    (lambda: plots.timeline(crowd(2).rename(columns={"words": "word"})), MissingColumn, r"'words'. Nearest: word\."),
    (lambda: plots.ladder(reports().drop(columns="rung"), RUNGS), MissingColumn, "needs a column 'rung'"),
    (lambda: plots.ladder(reports().head(0), RUNGS), CakitError, "the frame has no rows"),
    (lambda: plots.ladder(reports(rung=[None, None]), RUNGS), CakitError, "no event has a rung"),
    (lambda: plots.ladder(reports(rung=["orderd", "ordered"]), RUNGS), CakitError, "no rung 'orderd'. Nearest: ordered"),
    (lambda: plots.ladder(reports(standing=["rumored", "denied"]), RUNGS), CakitError, "no standing 'rumored'"),
    (lambda: plots.ladder(reports(), RUNGS.drop(columns="step")), MissingColumn, "needs a column 'step'"),
    (lambda: plots.ladder(pd.DataFrame({"item": range(41), "rung": "ordered"}), RUNGS, by="item"), CakitError,
     "41 groups of 'item' do not fit into one picture: keep at most 40"),
    (lambda: plots.unit_chart(counted(), "m"), MissingColumn, "needs a column 'm'"),
    (lambda: plots.unit_chart(counted().head(0), "n"), CakitError, "the frame has no rows"),
    (lambda: plots.unit_chart(counted(n=[None, None]), "n"), CakitError, "nothing to draw: no row has"),
    (lambda: plots.unit_chart(counted(n=[1, -1]), "n"), CakitError, "below zero"),
    (lambda: plots.unit_chart(counted(n=["three", "two"]), "n"), CakitError, "'n' must hold numbers, not 'three'"),
    (lambda: plots.unit_chart(counted(n=[2, "two"]), "n"), CakitError, r"not 'two' \(row 2\)"),
    (lambda: plots.unit_chart(counted(n=[True, False]), "n"), CakitError, "'n' holds bool, not numbers"),
    (lambda: plots.unit_chart(counted(n=[2, 1j]), "n"), CakitError, "'n' holds complex128, not numbers"),
    (lambda: plots.unit_chart(counted(n=pd.to_datetime(["2024", "2025"])), "n"), CakitError, "'n' holds datetime64"),
    (lambda: plots.unit_chart(TWO, "number_delivered"), MixedUnits, "sipri_edition holds 2025, 2026: these must not"),
    (lambda: plots.unit_chart(pd.concat([counted(p=list("ab")), counted(p=list("cd"))]), "n", panel="p"), CakitError,
     "4 of 'p' do not fit into one picture: keep at most 3"),
    (lambda: plots.unit_chart(counted(recipient_iso3=["a", "b"]).loc[[0] * 41].assign(recipient_iso3=range(41)), "n",
                              row="recipient_iso3"), CakitError, "41 of 'recipient_iso3' do not fit into one picture: keep at most 40"),
]  # fmt: skip


@pytest.mark.parametrize("draw, error, words", REFUSED, ids=[words for *_, words in REFUSED])
def test_what_cannot_be_drawn_is_refused_in_words(draw, error, words):
    with pytest.raises(error, match=words):
        draw()


def many(count):
    return {
        "whose": [f"source {n}" for n in range(count)],
        "value": [float(n * n) for n in range(count)],
    }


STRANGE = {
    "dots, odd names": lambda: plots.dot_plot(pd.DataFrame({"whose": ODD, "value": [1.0, 2, 3, 4]}), "value", "$odd$"),
    "dots, odd groups": lambda: plots.dot_plot(pd.DataFrame({"whose": "x", "value": [1.0, 2, 3, 4], "g": ODD}), "value",
                                               "Label " * 30, by="g", unit="<i>t</i>"),
    "one dot": lambda: plots.dot_plot(pd.DataFrame({"whose": ["one"], "value": [7.0]}), "value", "Something"),
    "below zero": lambda: plots.dot_plot(RIVALS.assign(value=[-3.0, 2.0]), "value", "Something"),
    "zeros": lambda: plots.dot_plot(RIVALS.assign(value=[0.0, 0.0]), "value", "Something"),
    "one missing": lambda: plots.dot_plot(RIVALS.assign(value=[None, 2.0]), "value", "Something"),
    "forty dots": lambda: plots.dot_plot(pd.DataFrame(many(40)), "value", "Something"),
    "one event": lambda: plots.timeline(crowd(1)),
    "crowd": lambda: plots.timeline(crowd(24)),
    "nine lanes": lambda: plots.timeline(crowd(20, lanes=9, step=200)),
    "open ends": lambda: plots.timeline(dated(("1994", "2025", "all the time", "RUS"), ("2024", None, "no end", "RUS"),
                                              ("2025-12-31", "", "new", "$a$b$"))),
    "long lane": lambda: plots.timeline(dated(("2021-05", "2021-05", "", "a name that goes on and on " * 6))),
    "ladder, odd names": lambda: plots.ladder(reports(country_iso3=ODD[:2]), RUNGS),
    "ladder, more odd names": lambda: plots.ladder(reports(country_iso3=ODD[2:]), RUNGS),
    "ladder, forty": lambda: plots.ladder(pd.DataFrame({"item": [f"item {n}" for n in range(40)], "rung": "agreement"}),
                                          RUNGS, by="item"),
    "ladder, full field": lambda: plots.ladder(pd.DataFrame({"item": ["one"] * 40, "rung": "agreement"}), RUNGS,
                                               by="item"),
    "things, odd names": lambda: plots.unit_chart(counted(supplier_iso3=ODD[:2]), "n"),
    "things, more odd names": lambda: plots.unit_chart(counted(supplier_iso3=ODD[2:], recipient_iso3=ODD[:2]), "n"),
    "forty rows": lambda: plots.unit_chart(pd.DataFrame({"recipient_iso3": [f"place {n:02}" for n in range(40)],
                                                         "supplier_iso3": "CHN", "n": 1}), "n"),
    "lines, odd names": lambda: plots.share_lines(ck.shares(pd.DataFrame({
        "to": ODD[:2], "supplier_iso3": ODD[2:], "year": [2020, 2021], "tiv_million": [1.0, 2.0]}), **BY, within="to",
        window=2), within="to"),
}  # fmt: skip


@pytest.mark.parametrize("draw", STRANGE.values(), ids=STRANGE)
def test_what_is_odd_is_drawn_inside_the_frame(draw):
    chart = draw()
    assert not faults_of(chart) and chart.finding.endswith(".")


def russian_share():
    """Russia's share in each window of five years, from yearly sums."""
    sums = ARMS.groupby(["year", "supplier_iso3"])["tiv_million"].sum().unstack(fill_value=0)
    inside = {end: sums[(sums.index > end - 5) & (sums.index <= end)] for end in range(1998, 2026)}
    return {end: 100 * some["RUS"].sum() / some.to_numpy().sum() for end, some in inside.items()}


def test_the_finding_of_share_lines_holds_for_the_whole_line():
    line, finding = russian_share(), plots.share_lines(WINDOWS).finding
    lowest, rebound = min(line, key=line.get), max(range(2018, 2026), key=line.get)
    assert (lowest, rebound) == (2017, 2022)
    for end in (1998, lowest, rebound, 2025):
        assert f"{line[end]:.0f}% in {end - 4}–{end}" in finding
    flat = pd.DataFrame({"supplier_iso3": "RUS", "tiv_million": 1.0, "year": range(2000, 2010)})
    chart = plots.share_lines(ck.shares(flat, **BY, window=5))
    assert "was 100% in every window from 2000–2004 to 2005–2009" in chart.finding


def test_share_lines_draw_the_shares():
    drawn = {
        line.get_color(): line
        for line in plots.share_lines(WINDOWS).figure.axes[0].lines
        if len(line.get_xdata()) > 5
    }
    line = drawn[theme.colour("RUS")]
    assert dict(zip(line.get_xdata(), np.round(line.get_ydata(), 6), strict=True)) == {
        end: round(share, 6) for end, share in russian_share().items()
    }


def panels_of(chart):
    return {
        ax.get_title("left"): [text.get_text() for text in ax.texts] for ax in chart.figure.axes
    }


def test_lines_are_named_by_what_they_reached_and_the_largest_always():
    named = panels_of(MADE["share_lines, each"]())
    assert "China 0" in named["Turkmenistan"] and "Russia 0" in named["Turkmenistan"]
    assert "Ukraine 0" in named["Turkmenistan"], (
        "largest in windows of three lines or more, without a colour"
    )
    assert not any(
        "unknown" in name or "Bulgaria" in name for names in named.values() for name in names
    )
    assert "2014: Crimea annexed" in plots.share_lines(WINDOWS).figure.axes[0].texts[-2].get_text()


def hollow(chart):
    """Years of the hollow marks drawn."""
    lines = [
        line
        for ax in chart.figure.axes
        for line in ax.lines
        if line.get_markerfacecolor() == "white"
    ]
    return {int(year) for line in lines for year in line.get_xdata()}


def test_thin_windows_are_hollow_and_said():
    rows = ARMS[ARMS["recipient_iso3"] == "UZB"]
    made = ck.shares(rows, **BY, within="recipient_iso3", window=5, period=(1994, 2025))
    chart = plots.share_lines(made, within="recipient_iso3")
    assert hollow(chart) == {2001, 2002, 2003, 2004, 2005, 2006, 2010, 2011, 2012, 2013}
    assert "was 100% in 1997–2001 (one line: 23 BTR-80), fell to" in chart.finding
    assert "Hollow: fewer than three" in chart.figure.texts[-1].get_text().replace("\n", " ")
    full = plots.share_lines(WINDOWS)
    assert not hollow(full) and "Hollow" not in full.figure.texts[-1].get_text()


def test_a_changed_row_changes_the_fingerprint():
    changed = ARMS.copy()
    changed.loc[changed["recipient_iso3"] == "KAZ", "tiv_million"] += 1
    made = plots.share_lines(ck.shares(changed, **BY, window=5))
    assert made.fingerprint != plots.share_lines(WINDOWS).fingerprint
    assert plots.timeline(crowd(5)).fingerprint != plots.timeline(crowd(5, step=4)).fingerprint


def test_dots_say_who_is_lowest_and_who_is_highest():
    made = plots.dot_plot(RIVALS, "value", "Something", unit="t")
    ends = "from 3 (one) to 9 (two) t, 3.0 times as much (2 figures)."
    assert made.finding == f"Something: {ends}" and made.title == "Something"
    ranged = RIVALS.assign(low=[2.0, 8.0], high=[4.0, 10.0], comparator=["estimate", "equal"])
    made = plots.dot_plot(ranged, "value", "Something", low="low", high="high", unit="percent")
    assert "from 2 (one) to 10 (two) percent, 8 points apart" in made.finding
    assert (
        "about 3 (2–4), confidence high" in made.alt
        and "Hollow" in made.figure.texts[-1].get_text()
    )
    fills = [
        line.get_markerfacecolor() for line in made.figure.axes[0].lines if line.get_marker() == "o"
    ]
    assert fills.count("white") == 1 and len(fills) == 2


def test_dots_are_sorted_by_value_and_years_by_year():
    held = pd.DataFrame(
        {
            "whose": list("abcd"),
            "value": [1.0, 9, 5, 7],
            "g": ["x", "y", "x", "z"],
            "year": [3, 1, 2, 2],
        }
    )
    words = [
        text.get_text().strip()
        for text in plots.dot_plot(held, "value", "S", by="g").figure.axes[0].texts
    ]
    assert [one for one in words if one in "XYZ"] == ["Y", "Z", "X"]
    ticks = plots.dot_plot(held, "value", "S", by="g").figure.axes[0].get_yticklabels()
    assert [tick.get_text() for tick in ticks] == ["b", "d", "c", "a"]
    words = [
        text.get_text().strip()
        for text in plots.dot_plot(held.assign(year=held["year"] + 2020), "value", "S", by="year")
        .figure.axes[0]
        .texts
    ]
    assert [one for one in words if one.startswith("20")] == ["2021", "2022", "2023"]


@pytest.mark.parametrize(
    "date", ["2025", 2025, 2025.0, "2025-04", "2025-04-10", pd.Timestamp("2025-04-10"), " 2025 "]
)
def test_dates_of_any_precision(date):
    chart = plots.timeline(dated((date, None, "x", "a")))
    assert chart.finding == "Listed for 2025: 1 event, 1 in “a”."


def test_a_timeline_counts_its_lanes_and_says_where_an_end_is_missing():
    assert "in 4 more lanes" in plots.timeline(crowd(18, lanes=9, step=300)).finding
    no_end = plots.timeline(crowd(2).assign(date_to=""))
    assert "Without an end: drawn at its start." in no_end.figure.texts[-1].get_text()


def marks(chart):
    """How many marks of events a ladder holds."""
    shapes = {look[0] for look in LOOKS.values()}
    return sum(line.get_marker() in shapes for line in chart.figure.axes[0].lines)


def test_a_ladder_has_one_mark_an_event_and_counts_them():
    chinese = EVENTS.query("supplier_iso3 == 'CHN'")
    chart = plots.ladder(chinese, RUNGS, subject="events")
    assert marks(chart) == len(chinese) and marks(MADE["ladder"]()) == len(EVENTS)
    held = chinese[chinese["standing"] != "denied"]["rung"].value_counts()
    years = chinese["date_from"].str[:4]
    assert f"{held['delivered']} at delivery" in chart.finding
    start = f"Of {len(chinese)} events ({years.min()}–{years.max()}), {held['reported_interest']} are at"
    assert chart.finding.startswith(start)


def test_a_denial_is_not_counted_as_a_step_up():
    assert plots.ladder(reports(), RUNGS).finding == (
        "Of 2 events, 1 is at order, none at reported interest, talks, agreement, delivery or production at home; "
        "1 is a denial."
    )
    both = plots.ladder(reports(standing=["denied", "denied"]), RUNGS)
    assert "none on any rung; 2 are denials" in both.finding


@pytest.mark.parametrize("standing", ["confirmed", "rumoured", "denied"])
def test_another_standing_looks_different(standing):
    other = plots.ladder(reports(standing=[standing, "denied"]), RUNGS)
    assert other.fingerprint != plots.ladder(reports(), RUNGS).fingerprint


def test_a_ladder_keeps_the_order_of_the_rows():
    ax = plots.ladder(reports(country_iso3=["UZB", "KAZ"]), RUNGS).figure.axes[0]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Uzbekistan", "Kazakhstan"]
    chart = plots.ladder(reports(standing=[None, None]), RUNGS)
    assert "only rumoured" not in chart.finding
    assert marks(plots.ladder(reports().drop(columns="standing"), RUNGS)) == 2


def things(chart):
    return [sum(len(one.get_offsets()) for one in ax.collections) for ax in chart.figure.axes]


def test_one_drone_a_drone():
    assert things(plots.unit_chart(NEWEST, "number_delivered")) == [
        NEWEST["number_delivered"].sum()
    ]
    counts = TWO.groupby("sipri_edition")["number_delivered"].sum()
    chart = MADE["unit_chart"]()
    assert things(chart) == list(counts)
    for edition, count in counts.items():
        assert f"{edition} edition, {count} armed drones: Türkiye" in chart.finding
    assert "SIPRI 2026 edition" in plots.unit_chart(NEWEST, "number_delivered").finding
    with pytest.raises(CakitError, match="1200 things in a line do not fit"):
        plots.unit_chart(counted(n=[1200, 3]), "n")
    with pytest.raises(CakitError, match="a part of one"):
        plots.unit_chart(counted(n=[2.5, 3]), "n")


def test_what_is_uncertain_looks_so_and_empty_years_keep_their_row():
    fills = []
    for sure in (True, False, None):
        chart = plots.unit_chart(counted(sure=[sure, sure]), "n", estimate="sure")
        drawn = next(one for one in chart.figure.axes[0].collections if len(one.get_offsets()))
        fills.append(tuple(drawn.get_facecolor()[0]))
    assert fills[0] == (1, 1, 1, 1) and len(set(fills)) == 3
    ax = plots.unit_chart(counted(year=[2014, 2017]), "n", row="year").figure.axes[0]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["2014", "2015", "2016", "2017"]
    assert [text.get_text() for text in ax.texts].count("none recorded") == 2


def panel(name, years, values, unit="percent", **more):
    return pd.DataFrame(
        {"panel": name, "year": years, "series": "", "value": values, "unit": unit} | more
    )


def test_small_multiples_leave_a_gap_where_no_figure_is_held():
    chart = small_multiples(
        panel("A", [2000, 2001, 2004, 2005], [1.0, 2, 3, 4]), "Us", "", "", "Said."
    )
    (line,) = [one for one in chart.figure.axes[0].lines if one.get_linestyle() != "None"]
    assert line.get_ydata()[:2].tolist() == [1, 2] and np.isnan(line.get_ydata()[2:4]).all()


def test_small_multiples_say_units_and_why_a_panel_is_empty():
    parts = [
        panel("A", [2000], [1.0], "tonnes", gap=""),
        panel("B", [2001], [None], "dollars", gap="nobody counts it"),
    ]
    chart = small_multiples(pd.concat(parts), "Us", "", "", "Said.")
    words = [text.get_text() for ax in chart.figure.axes for text in ax.texts]
    assert {"tonnes", "dollars", "nobody counts it"} <= set(
        words
    ) and "B: no data held." in chart.alt


def test_small_multiples_draw_rivals_as_a_bar_and_date_an_old_end():
    chart = small_multiples(
        panel("A", [2000, 2003], [10.0, 20], low=[5.0, 20], high=[11.0, 30]), "Us", "", "", "Said."
    )
    bars = chart.figure.axes[0].collections[0].get_segments()
    assert [tuple(map(float, bar[:, 1])) for bar in bars] == [(5, 11), (20, 30)]
    lines = panel("A", [2023, 2025], [1.0, 2], series=["own", "theirs"])
    ends = [
        text.get_text()
        for text in small_multiples(lines, "Us", "", "", "Said.").figure.axes[0].texts
    ]
    assert "own 1 (2023)" in ends and "theirs 2" in ends


def test_small_multiples_of_a_profile_name_the_largest_partners():
    chart = small_multiples(ck.profile("TJK"), "Tajikistan", "")
    assert chart.finding.startswith(
        "Tajikistan, largest shares, newest years held: in "
    ) and not faults_of(chart)


@pytest.mark.parametrize("column", ["row", "panel"])
def test_the_suppliers_of_a_unit_chart_are_its_lines_and_nothing_else(column):
    frame = pd.DataFrame(
        {"supplier_iso3": ["TUR", "CHN"], "recipient_iso3": "KAZ", "drones": [2, 1]}
    )
    with pytest.raises(CakitError, match="makes the lines: rows and panels need other columns"):
        ck.plots.unit_chart(frame, "drones", **{column: "supplier_iso3"})
