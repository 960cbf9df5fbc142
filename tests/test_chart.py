"""ck.chart vouches for any figure: its words, its sources, and a fingerprint of all that is seen."""

import io
import os
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import matplotlib
import matplotlib.patheffects
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import seaborn as sns
from drawn_words import faults_of
from matplotlib.figure import Figure

import cakit as ck
from cakit import catalog
from cakit.errors import CakitError

ARMS = ck.with_names(catalog.rows("arms_editions", sipri_edition="2026"))
SHARES = ck.with_names(ck.shares(ARMS, by="supplier_iso3", value="tiv_million", window=5))
FOUR = SHARES[SHARES["supplier"].isin(["Russia", "China", "Türkiye", "Italy"])]
PALETTE = ck.palette("supplier")
TOTALS = ARMS.groupby(["recipient", "supplier"])["tiv_million"].sum().unstack().fillna(0)


def lines():
    ax = sns.lineplot(
        FOUR, x="year_to", y="share_percent", hue="supplier", palette=PALETTE, errorbar=None
    )
    ck.label_lines(ax)
    return ck.mark_year(ax, 2022, "full-scale invasion")


def with_errors():
    return sns.lineplot(
        FOUR, x="year_to", y="share_percent", style="supplier", markers=True, n_boot=2, seed=1
    )


def bars():
    return sns.barplot(
        ARMS, x="tiv_million", y="recipient", estimator="sum", errorbar=None, hatch="//"
    )


def stacked():
    return TOTALS[["Russia", "China"]].plot.barh(stacked=True, color=PALETTE)


def heatmap():
    return sns.heatmap(TOTALS[["Russia", "China", "Italy"]], annot=True, fmt=".0f", cmap="Blues")


def grid():
    return sns.relplot(
        FOUR,
        x="year_to",
        y="share_percent",
        col="supplier",
        col_wrap=2,
        kind="line",
        height=2,
        aspect=1.8,
    )


def points():
    return sns.scatterplot(
        FOUR, x="year_to", y="share_percent", size="share_percent", hue="supplier", palette=PALETTE
    )


def strip():
    return sns.stripplot(FOUR, x="share_percent", y="supplier", jitter=False)


def choropleth():
    whole = TOTALS.sum(axis=1).rename("tiv_million")
    ax = (
        ck.region()
        .merge(whole, left_on="name", right_index=True)
        .plot("tiv_million", cmap="Blues", legend=True)
    )
    ck.region("capitals").plot(ax=ax, color="black", markersize=9)
    ck.region("rivers").plot(ax=ax, color="#6FBFF4", linewidth=0.8)
    ck.region("disputes").plot(ax=ax, facecolor="none", hatch="///", edgecolor="grey")
    return ax


def mixed():
    figure = Figure()
    left, right = figure.subplots(1, 2)
    left.imshow(np.arange(6).reshape(2, 3), cmap="viridis")
    left.annotate(
        "an arrow", (1, 1), (2, 0), arrowprops={"arrowstyle": "->"}, bbox={"boxstyle": "round"}
    )
    left.table([["a", "b"]])
    right.quiver([0, 1], [0, 1], [1, 1], [0, 1])
    right.contour(np.arange(9).reshape(3, 3))
    right.fill_between([0, 1], [0, 1], [1, 2])
    right.errorbar([0, 1], [0, 1], yerr=0.2, label="errors")
    right.stem([1, 2])
    right.pie([1, 2])
    right.legend(title="legend", shadow=True)
    figure.legend(loc="upper right")
    right.inset_axes([0.5, 0.5, 0.3, 0.3]).plot([1, 2])
    right.axvspan(0, 1)
    right.text(0.2, 0.2, "text", path_effects=[matplotlib.patheffects.withStroke(linewidth=3)])
    return figure


# Drawings as the galleries of seaborn, geopandas and matplotlib have them.
TWO = FOUR[FOUR["supplier"].isin(["Russia", "China"])]


def facets():
    """A grid whose legend is outside, in the figure."""
    late = TWO.assign(late=TWO["year_to"] > 2016)
    grid = sns.FacetGrid(late, col="late", hue="supplier", height=2.6, palette=PALETTE)
    return grid.map(sns.scatterplot, "year_to", "share_percent", alpha=0.7).add_legend()


def histograms():
    return sns.displot(TWO, x="share_percent", hue="supplier", palette=PALETTE, bins=4, height=3)


def joint():
    return sns.jointplot(TWO, x="year_to", y="share_percent", hue="supplier", height=4)


def pairs():
    return sns.pairplot(TWO[["year_to", "share_percent", "supplier"]], hue="supplier", height=2.2)


def violins():
    return sns.catplot(TWO, x="supplier", y="share_percent", kind="violin", height=3)


def boxes():
    return sns.boxplot(TWO, x="supplier", y="share_percent")


def no_data():
    return ck.region().assign(n=[1.0, 2, None, 4, 5]).plot("n", missing_kwds={"hatch": "//"})


def borders():
    return ck.region().boundary.plot()


def in_axes(draw, **kind):
    """A drawing of matplotlib, on axes of its own."""
    ax = Figure().subplots(**kind)
    draw(ax)
    return ax


GRID = np.arange(9.0).reshape(3, 3)
OUTSIDE = {  # drawing → a part of its alt text
    facets: "points of Russia",
    histograms: "Bars of Russia:",
    joint: "points (x: year_to, y: share_percent)",
    pairs: "Legend: Russia, China",
    violins: "Along x: Russia, China",
    boxes: "Shapes: 2. Lines: ",
    no_data: "Map of 4 areas, coloured from 1 to 5. Map of 1 area",
    borders: "Lines: ",
}
PLAIN = {
    "table": (lambda ax: ax.table([["a", "b"], ["1", "2"]]), "Table: a, b; 1, 2."),
    "inset": (lambda ax: ax.inset_axes([0.1, 0.5, 0.3, 0.3]).plot([1, 2, 4]), "from 1 to 4"),
    "image": (lambda ax: ax.imshow(GRID), "Images: 1, values from 0 to 8. Along x: "),
    "contours": (
        lambda ax: ax.contourf(GRID, levels=4),
        "Contours: 4, values from 1 to 7. Along x: ",
    ),
    "arrows": (lambda ax: ax.quiver([0, 1], [0, 1], [1, 1], [1, 0]), "Arrows: 2. Along x: "),
    "broken bars": (lambda ax: ax.broken_barh([(0, 1), (2, 1)], (0, 1)), "Areas: 2. Along x: "),
    "hexagons": (
        lambda ax: ax.hexbin([0, 1, 1], [0, 1, 1], gridsize=2),
        "values from 0 to 2. Along x: ",
    ),
    "bands": (lambda ax: ax.stackplot([1, 2], [[1, 2], [3, 4]]), "Areas: 2. Along x: "),
    "pie": (lambda ax: ax.pie([1, 2], labels=["one", "two"]), "Labels: one, two."),
    "twins": (lambda ax: ax.twinx().plot([1, 5, 2], label="right"), "right from 1 to 2"),
    "events": (lambda ax: ax.eventplot([[1, 2], [2, 4]]), "Lines: 4. Along x: "),
}


def on_circle():
    ax = in_axes(lambda ax: ax.plot([0, 3, 6], [0, 1, 2]), subplot_kw={"projection": "polar"})
    ax.set_rticks([1, 2])
    return ax


def in_space():
    surface = lambda ax: ax.plot_surface(*np.meshgrid([0, 1, 2], [0, 1, 2]), GRID)  # noqa: E731
    return in_axes(surface, subplot_kw={"projection": "3d"})


def footnoted():
    ax = bars()
    ax.figure.text(0.5, 0.94, "A note of its own", size=8)
    return ax


def parted():
    """Figures in a figure, with a title each."""
    figure = plt.figure(figsize=(8, 4))
    for name, part in zip("ab", figure.subfigures(1, 2), strict=True):
        part.subplots().bar([name], [1])
        part.suptitle(f"Part {name}")
    return figure


def headed_map():
    """A colorbar, and a title of its own."""
    ax = ck.region().assign(n=range(5)).plot("n", legend=True)
    ax.figure.suptitle("A map")
    return ax


def headed():
    """A figure with a title of its own."""
    figure, axes = plt.subplots(1, 2)
    for ax in axes:
        ax.bar(["a", "b"], [1, 2])
    figure.suptitle("Two panels")
    return axes


DRAWN = [lines, with_errors, bars, stacked, heatmap, grid, points, strip, choropleth, mixed,
         *OUTSIDE, on_circle, in_space, headed]  # fmt: skip
plain = pytest.mark.parametrize("draw", DRAWN, ids=[one.__name__ for one in DRAWN])


@pytest.fixture(autouse=True)
def closed():
    """No figure is left open: pandas would draw the next picture on it."""
    yield
    plt.close("all")


def made(draw, **words):
    plt.close("all")
    with matplotlib.rc_context():
        ck.set_theme()
        words = {"title": "A title of some length", "finding": "A finding with 52% in it."} | words
        return ck.chart(draw(), ARMS, **words)


def whole(chart, change):
    """Whether a change to the finished figure gives another fingerprint."""
    before = chart.fingerprint
    change(chart.figure)
    chart.figure.stale = True
    return chart.fingerprint != before


CHANGES = {
    "a hidden line": lambda f: f.axes[0].lines[0].set_visible(False),
    "figure size": lambda f: f.set_size_inches(9, 3),
    "figure colour": lambda f: f.set_facecolor("#FFFFEE"),
    "axes colour": lambda f: f.axes[0].set_facecolor("#FFFFEE"),
    "limits": lambda f: f.axes[0].set_ylim(0, 101),
    "scale": lambda f: f.axes[0].set_yscale("symlog"),
    "ticks": lambda f: f.axes[0].set_yticks([0, 50], ["0", "half"]),
    "tick size": lambda f: f.axes[0].tick_params(labelsize=15),
    "tick length": lambda f: f.axes[0].tick_params(length=15),
    "grid": lambda f: f.axes[0].grid(False),
    "spine": lambda f: f.axes[0].spines["left"].set_visible(False),
    "spine width": lambda f: f.axes[0].spines["left"].set_linewidth(5),
    "place of the axes": lambda f: f.axes[0].set_position((0.3, 0.3, 0.4, 0.4)),
    "title": lambda f: f.texts[0].set_text("Another title"),
    "credit": lambda f: f.texts[-1].set_text("Data: somebody else"),
    "axis label": lambda f: f.axes[0].set_ylabel("Another label"),
    "axes off": lambda f: f.axes[0].set_axis_off(),
    "order": lambda f: f.axes[0].lines[0].set_zorder(99),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_to_the_figure_changes_the_fingerprint(change):
    assert whole(made(lines), change)


@plain
def test_drawing_twice_and_in_another_order_gives_the_same_fingerprint(draw):
    first = made(draw).fingerprint
    made(lines if draw is not lines else bars)
    assert made(draw).fingerprint == first


@pytest.mark.parametrize("draw", [lines, heatmap, choropleth, grid])
def test_a_figure_saved_by_matplotlib_before_it_is_shown_has_the_same_fingerprint(draw):
    saved = made(draw)
    saved.figure.savefig(io.BytesIO(), dpi=200, bbox_inches="tight")
    assert saved.fingerprint == made(draw).fingerprint
    first, saved.figure.stale = saved.png(), True
    assert saved.png() == first


def test_axes_moved_before_the_chart_is_shown_stay_there():
    chart = made(lines)
    chart.figure.axes[0].set_position((0.2, 0.2, 0.3, 0.3))
    assert chart.fingerprint != made(lines).fingerprint
    assert chart.figure.axes[0].get_position().bounds == pytest.approx((0.2, 0.2, 0.3, 0.3))


def placed():
    """Annotations placed by a transform, which has an address of its own in every process."""
    ax = Figure().subplots()
    ax.plot([1, 2])
    ax.annotate(
        "at the edge",
        (1, 0.5),
        (4, 0),
        xycoords=ax.get_yaxis_transform(),
        textcoords="offset points",
    )
    ax.annotate("in the axes", (0.5, 0.5), xycoords=ax.transAxes)
    return ax


IN_ANOTHER_PROCESS = [*(DRAWN if "ATTACKS" in os.environ else [*DRAWN][::4]), placed]


def test_another_process_gives_the_same_fingerprints():
    code = "import sys; sys.path.insert(0, 'tests'); import test_chart as t; t.show_all()"
    root = Path(__file__).parents[1]
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True
    )
    assert run.stdout.split() == [made(draw).fingerprint for draw in IN_ANOTHER_PROCESS]


def show_all():
    for draw in IN_ANOTHER_PROCESS:
        print(made(draw).fingerprint)


@plain
def test_words_stand_inside_the_picture_and_cover_nothing(draw):
    if draw is mixed:
        pytest.skip("drawn crowded on purpose")
    faults = [one for one in faults_of(made(draw)) if "covers" not in one or draw is not points]
    assert not faults, faults


@plain
def test_the_credit_comes_from_the_rows(draw):
    chart = made(draw)
    assert "calculations ours" in chart.figure.texts[-1].get_text().replace("\n", " ")
    assert set(chart.sources["publisher"]) == {"SIPRI"}
    data, metadata = chart._repr_mimebundle_()
    assert data["text/plain"] == f"{chart.title}\n{chart.finding}\n[picture {chart.fingerprint}]"
    assert metadata["image/png"]["alt"] == chart.alt and len(chart.alt) > 20
    assert not plt.get_fignums(), "pyplot would show the figure a second time"


@pytest.mark.parametrize("draw, told", OUTSIDE.items(), ids=[one.__name__ for one in OUTSIDE])
def test_what_a_library_drew_is_told(draw, told):
    assert told in made(draw).alt


@pytest.mark.parametrize("draw, told", PLAIN.values(), ids=PLAIN)
def test_what_has_no_bars_or_lines_is_told_by_its_kinds(draw, told):
    chart = made(lambda: in_axes(draw))
    assert told in chart.alt and chart.fingerprint == made(lambda: in_axes(draw)).fingerprint


@pytest.mark.parametrize(
    "draw", [facets, histograms, joint, pairs, grid, headed, headed_map, footnoted, parted]
)
def test_a_drawing_keeps_clear_of_headline_credit_and_its_own_legend(draw):
    """A grid of seaborn has its legend outside, and a joint plot is in no grid of the figure."""
    chart = made(draw)
    chart.png()
    boxes = [axes.get_tightbbox() for axes in chart.figure.axes]
    *own, _title, finding, credit = chart.figure.texts
    own += [text for part in chart.figure.subfigs for text in part.texts]
    top, foot = finding.get_window_extent().y0, credit.get_window_extent().y1
    assert all(foot <= box.y0 and box.y1 <= top for box in boxes)
    own = [one.get_window_extent() for one in own]
    assert all(foot <= one.y1 <= top for one in own)
    assert not any(one.overlaps(box) for one in own for box in boxes)
    names = [text for legend in chart.figure.legends for text in legend.get_texts()]
    assert not any(name.get_window_extent().overlaps(box) for name in names for box in boxes)
    assert len(names) == 2 * (draw in (facets, histograms, pairs))


def test_a_map_credits_its_outlines_and_notes_that_boundaries_are_no_opinion():
    data = ck.region().merge(TOTALS.sum(axis=1).rename("tiv"), left_on="name", right_index=True)
    chart = ck.chart(data.plot("tiv"), data, "A map", "A finding.")
    footer = chart.figure.texts[-1].get_text().replace("\n", " ")
    assert "Natural Earth" in footer and "no opinion on the legal status" in footer


def test_the_words_are_written_above_and_below_and_the_drawing_keeps_its_size():
    ax = lines()
    ax.figure.canvas.draw()
    before = ax.figure.get_size_inches()
    chart = ck.chart(ax, FOUR, "A title", "A finding. " * 12, note="A note.")
    wide, tall = chart.figure.get_size_inches()
    assert wide == before[0] and 0.5 < tall - before[1] < 1.6


def test_an_alt_text_is_written_from_what_is_drawn():
    totals = ARMS[ARMS["recipient"] == "Tajikistan"].groupby("supplier")["tiv_million"].sum()
    by_hand = ", ".join(f"{name} {value:,.4g}" for name, value in totals.items())
    assert made(lambda: totals.plot.bar()).alt == f"Bars of tiv_million: {by_hand} (x: supplier)."
    assert "Russia from 100 to 52.46" in made(lines).alt
    assert made(lines, alt="My own words.").alt == "My own words."


def test_own_data_without_sources_are_said_to_have_none():
    own = pd.DataFrame({"year": [2020, 2021], "value": [1, 2]})
    chart = ck.chart(own.plot("year", "value"), own, "My own data", "They rise.")
    assert chart.figure.texts[-1].get_text() == "Source not given." and chart.sources.empty


def test_a_frame_of_another_engine_is_taken():
    polars = pytest.importorskip("polars")
    own = polars.DataFrame({"year": [2020, 2021], "value": [1, 2]})
    ax = Figure().subplots()
    ax.plot(own["year"], own["value"])
    assert ck.chart(ax, own, "Own", "They rise.").data["value"].tolist() == [1, 2]


WRONG = {
    "no drawing": (lambda: "a text", {}, "str is no drawing"),
    "empty figure": (Figure, {}, "the figure is empty"),
    "empty axes": (lambda: Figure().subplots(), {}, "the figure is empty"),
    "no axes": (lambda: [], {}, "the list of axes is empty"),
    "long title": (bars, {"title": "word " * 20}, "99 characters; at most 70"),
    "figure in title": (bars, {"title": "Russia fell to 52%"}, "holds the figure 52"),
    "no title": (bars, {"title": " "}, "needs a title"),
    "no finding": (bars, {"finding": ""}, "needs a finding"),
    "no frame": (bars, {"data": [1, 2]}, "needs a frame, not"),
}


@pytest.mark.parametrize("draw, words, message", WRONG.values(), ids=WRONG)
def test_mistakes_are_named(draw, words, message):
    words = {"title": "A title", "finding": "A finding.", "data": ARMS} | words
    with pytest.raises(CakitError, match=message):
        ck.chart(draw(), **words)
    plt.close("all")


@pytest.mark.parametrize(
    "title", ["Arms in 2021–2025", "The J-10C and the HQ-17AE", "C5+1 since 2015", "In 2022"]
)
def test_years_and_names_of_arms_may_stand_in_a_title(title):
    assert made(bars, title=title).title == title


def test_a_figure_becomes_a_chart_once():
    ax = bars()
    ck.chart(ax, ARMS, "A title", "A finding.")
    with pytest.raises(CakitError, match="is a chart already"):
        ck.chart(ax, ARMS, "A title", "A finding.")


def test_a_closed_figure_is_still_a_picture():
    ax = bars()
    plt.close(ax.figure)
    assert ck.chart(ax, ARMS, "A title", "A finding.").png()[:4] == b"\x89PNG"


@pytest.mark.parametrize("before", ["default", "dark_background", "ggplot", "seaborn"])
def test_no_style_set_before_shows_through_the_kits_words(before):
    expected = made(bars).figure.texts[0]
    with matplotlib.rc_context():
        sns.set_theme(font_scale=3) if before == "seaborn" else plt.style.use(before)
        chart = ck.chart(bars(), ARMS, "A title of some length", "A finding.")
    got = chart.figure.texts[0]
    assert (got.get_color(), got.get_fontsize()) == (expected.get_color(), expected.get_fontsize())


@pytest.mark.parametrize(
    "words",
    [
        "中国与中亚",
        "한국",
        "日本",
        "हिन्दी",
        "ไทย",
        "сом ⃀",
        "Қазақстан",
        "ўзбек",
        "Тоҷикистон",
        "Türkmenistanyň",
    ],
)
def test_any_letter_draws(words):
    assert made(bars, title=words).png()[:4] == b"\x89PNG"


def test_labels_need_names_and_years_inside_the_axis():
    ax = Figure().subplots()
    ax.plot([2000, 2001], [0, 1])
    with pytest.raises(CakitError, match="no line of these axes has a name"):
        ck.label_lines(ax)
    with pytest.raises(CakitError, match="lies outside the axis"):
        ck.mark_year(ax, 2022, "an event")
    for label in (ck.label_bars, lambda ax: ck.mark_year(ax, 2022, "an event")):
        with pytest.raises(CakitError, match=r"of a grid, one panel: grid\.axes\.flat has them"):
            label(grid())


def test_names_stand_beside_codes():
    frame = pd.DataFrame({"recipient_iso3": ["KAZ;UZB", None, "QQQ"], "value": [1, 2, 3]})
    named = ck.with_names(frame)
    assert named.columns.tolist() == ["recipient_iso3", "recipient", "value"]
    assert (
        named["recipient"].tolist()[0] == "Kazakhstan; Uzbekistan"
        and named["recipient"].tolist()[2] == "QQQ"
    )
    assert named["recipient"].isna().tolist() == [False, True, False]
    with pytest.raises(CakitError, match="has a column 'recipient' already"):
        ck.with_names(named)
    with pytest.raises(CakitError, match="no column ends in '_iso3'"):
        ck.with_names(frame[["value"]])


@pytest.mark.parametrize("of", ["supplier", "rung", "verdict", "confidence", "categories"])
def test_palettes_are_colours(of):
    assert all(matplotlib.colors.is_color_like(one) for one in ck.palette(of).values())


def test_an_unknown_palette_or_layer_is_named():
    with pytest.raises(CakitError, match="Nearest: supplier"):
        ck.palette("suppliers")
    with pytest.raises(CakitError, match="Nearest: rivers"):
        ck.region("river")
    assert isinstance(ck.region(), gpd.GeoDataFrame) and ck.region() is not ck.region()


def test_an_arrow_along_a_path_of_its_own_has_a_fingerprint():
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.patches import FancyArrowPatch
    from matplotlib.path import Path

    from cakit.figures.guard import watched

    prints = set()
    for width in (2, 2, 9):
        figure = Figure()
        curve = Path([(0, 0), (0.5, 1), (1, 1)], [Path.MOVETO, Path.CURVE3, Path.CURVE3])
        arrow = FancyArrowPatch(
            path=curve, arrowstyle=f"simple,tail_width={width}", mutation_scale=1
        )
        figure.subplots().add_patch(arrow)
        prints.add(watched(figure, FigureCanvasAgg(figure).get_renderer()))
    assert len(prints) == 2


def test_lines_told_apart_by_dashes_have_their_own_names():
    two = pd.DataFrame({"year": [2020, 2021] * 4, "share": range(8), "who": list("aabbaabb")})
    two["edition"] = ["2025"] * 4 + ["2026"] * 4
    half = two[two["edition"] == "2025"]
    ax = sns.lineplot(half, x="year", y="share", style="who", ax=Figure().subplots())
    assert [text.get_text() for text in ck.label_lines(ax).texts] == ["a 1", "b 3"]
    ax = sns.lineplot(two, x="year", y="share", hue="who", style="edition", ax=Figure().subplots())
    ax.axhline(3, color="black")
    said = [text.get_text() for text in ck.label_lines(ax).texts]
    assert sorted(said) == ["a 2025 1", "a 2026 5", "b 2025 3", "b 2026 7"]


def test_figures_in_bars_are_rounded_as_a_reader_rounds():
    ax = Figure().subplots()
    ax.bar([1, 2, 3], [12.5, 0.5, 62.4])
    assert [text.get_text() for text in ck.label_bars(ax).texts] == ["13", "1", "62"]
    ax = Figure().subplots()
    ax.bar([1, 2], [0.125, 2.25])
    assert [text.get_text() for text in ck.label_bars(ax, "{:.0%}").texts] == ["13%", "225%"]


@pytest.mark.parametrize("kind", [int, float, str])
def test_a_year_is_found_on_an_axis_of_categories(kind):
    frame = pd.DataFrame({"year": map(kind, [2020, 2021, 2022, 2023]), "value": [1, 2, 3, 4]})
    ax = sns.catplot(frame, x="year", y="value", kind="bar").ax
    assert list(ck.mark_year(ax, 2022, "an event").lines[-1].get_xdata()) == [2, 2]
