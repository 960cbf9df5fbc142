"""Maps: tidy frame in, Chart out, drawn on the outlines of `geometry`. They know no table."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from cakit import figure
from cakit.errors import CakitError, need
from cakit.geometry import FRAME, WIDE, project, region, svg_outlines

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from cakit.figure import Chart

__all__ = ["FRAME", "WIDE", "base", "choropleth", "project", "region", "region_map", "svg_outlines"]

SEA, LAND, OWN, WATER = "#E6EFF5", "#F1F0ED", "#E9DDC2", "#A9C9DE"
BORDER, SHORE = "#FFFFFF", "#8FA9BA"
LADDER = ("#FFF5C4", "#B5DDB4", "#58B3BC", "#2B77AC", "#223A74")  # lightness falls step by step, for every eye
NEAR = {"Astana": (0, 9), "Bishkek": (0, 9), "Dushanbe": (-7, 1), "Ashgabat": (-4, -10), "Tashkent": (0, 9)}
CASPIAN = (51.2, 38.6)  # where its name fits
MISSING, DOTS = "#F4F4F4", "...."
HEIGHT = 5.3  # inches, for a map that fills the width
SOURCES = "natural_earth_50m;natural_earth_admin1;natural_earth_4"
DISPUTE = "dispute"
OUTDATED = "Lakes, rivers and disputed areas as of 2017; the Aral Sea is smaller today."


def _ink(colour: str) -> str:
    """Dark letters on light colours (and on none), white on dark ones."""
    from matplotlib.colors import to_rgb

    if colour == "none":
        return figure.INK

    red, green, blue = to_rgb(colour)
    return figure.INK if 0.299 * red + 0.587 * green + 0.114 * blue > 0.55 else "white"


def _say(axes: Axes, lon: float, lat: float, text: str, halo: str, **kind: Any) -> None:
    from matplotlib.patheffects import withStroke

    x, y = project([lon], [lat])
    axes.text(float(x[0]), float(y[0]), text, ha="center", va="center", clip_on=True,
              path_effects=[withStroke(linewidth=2.2, foreground=halo)], **kind)  # fmt: skip


def _key(axes: Axes, years: Iterable[int]) -> None:
    """Scale bar and what the signs mean, in the lower left corner."""
    from matplotlib.legend import Legend
    from matplotlib.patches import Patch, Rectangle

    west, south, *_ = FRAME
    axes.add_patch(Rectangle((west, south), 1395, 450, facecolor="white", alpha=0.82, linewidth=0, zorder=3))
    hatched = Patch(facecolor="none", edgecolor=figure.FAINT, hatch="//////", linewidth=0.5)
    leased = Patch(facecolor="none", edgecolor=figure.INK, linewidth=0.9, linestyle=":")
    said = [f"disputed (lines of {', '.join(map(str, sorted(set(years))))})", "Baikonur, leased to Russia"]
    legend = Legend(axes, [hatched, leased], said, loc="lower left", bbox_to_anchor=(0.002, 0.06), fontsize=9, frameon=False,
                         handlelength=1.6, handleheight=0.9, borderpad=0.2, labelspacing=0.3)  # fmt: skip
    legend.set_zorder(5)
    axes.add_artist(legend)
    left, low = west + 60, south + 70
    axes.plot(
        [left, left, left + 500, left + 500], [low + 25, low, low, low + 25], color=figure.INK, linewidth=1, zorder=5
    )
    axes.text(left + 530, low + 10, "500 km", fontsize=9, va="center", zorder=5)


def base(axes: Axes, colours: Mapping[str, str] | None = None, names: bool = True, capitals: bool = True) -> None:
    """Draw the region on axes of your own: land, water, borders, neighbours with names, disputes, scale bar.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        One unit is a kilometre afterwards; `project` turns degrees into places on it.
    colours : mapping, optional
        iso3 → colour for states of the five; the others stay sand, and those mapped to "none" are hatched.
    names, capitals : bool
        Whether to name the five and their capitals.

    Examples
    --------
    >>> drawn, (axes,) = figure.canvas()
    >>> base(axes, {"KAZ": "#2B77AC"}, names=False)
    >>> axes.get_xlim()
    (np.float64(-2550.0), np.float64(2250.0))
    """
    here = region()
    west, south, east, north = FRAME
    still: dict[str, Any] = {"ax": axes, "aspect": None}
    here.neighbours.plot(**still, facecolor=LAND, edgecolor="#C9C7C1", linewidth=0.6)
    fills = {code: (colours or {}).get(code, OWN) for code in here.five["iso3"]}
    here.five.plot(**still, color=[MISSING if fill == "none" else fill for fill in fills.values()])
    empty = here.five[[fill == "none" for fill in fills.values()]]
    if len(empty):
        empty.plot(**still, facecolor="none", edgecolor="#A8A8A8", hatch=DOTS, linewidth=0)
    here.lakes.plot(**still, facecolor=WATER, edgecolor="none")
    here.rivers.plot(**still, color=WATER, linewidth=0.9)
    here.five.plot(**still, facecolor="none", edgecolor=BORDER, linewidth=1.3)
    disputed = here.disputes["kind"] == "dispute"
    here.disputes[disputed].plot(**still, facecolor="none", edgecolor=figure.FAINT, hatch="//////", linewidth=0.5)
    here.disputes[~disputed].plot(**still, facecolor="none", edgecolor=_ink(fills["KAZ"]), linewidth=0.9, linestyle=":")
    axes.set(xlim=(west, east), ylim=(south, north), aspect="equal", xticks=[], yticks=[])
    axes.set_facecolor(SEA)
    axes.grid(False)
    for spine in axes.spines.values():
        spine.set(visible=True, edgecolor=SHORE, linewidth=0.8)
    for row in here.neighbours.dropna(subset="label_lon").itertuples():
        _say(axes, row.label_lon, row.label_lat, row.name, LAND, size=9, color=figure.FAINT, style="italic")
    _say(axes, *CASPIAN, "Caspian\nSea", SEA, size=9, color="#4E7C99", style="italic")
    if names:
        for row in here.five.itertuples():
            fill = fills[row.iso3]
            _say(axes, row.label_lon, row.label_lat, row.name, fill, size=10.5, weight="bold", color=_ink(fill))
    if capitals:
        here.capitals.plot(**still, color=figure.INK, markersize=14, zorder=4)
        for row in here.capitals.itertuples():
            right, up = NEAR[row.name]
            axes.annotate(row.name, (row.geometry.x, row.geometry.y), (right, up), textcoords="offset points", size=9,
                          ha="right" if right < -6 else "center", va="center", clip_on=True)  # fmt: skip
    axes.set(xlabel="", ylabel="")  # geopandas writes them with every layer
    _key(axes, here.disputes["line_year"])


def region_map() -> Chart:
    """The five, their capitals and everybody around them.

    Returns
    -------
    Chart

    Examples
    --------
    >>> print(region_map().sentence)
    Kazakhstan, Kyrgyzstan, Tajikistan, Turkmenistan and Uzbekistan have land borders with Afghanistan, China, Iran and Russia.
    """
    import matplotlib

    here = region()
    ours = here.five.union_all()
    around = here.neighbours.loc[here.neighbours.distance(ours) == 0, "name"]
    data = here.five[["iso3", "name", "area_km2"]].merge(
        here.capitals[["iso3", "name"]].rename(columns={"name": "capital"}), on="iso3"
    )
    with matplotlib.rc_context(figure.STYLE):
        drawn, (axes,) = figure.canvas(HEIGHT)
        base(axes)
        sentence = f"{figure.listed(here.five['name'])} have land borders with {figure.listed(sorted(around))}."
        alt = (
            f"Map of Central Asia in its surroundings, from the Black Sea to Mongolia. Capitals: {figure.listed(f'{row.capital} ({row.name})' for row in data.itertuples())}. "
            f"Hatched as disputed: {figure.listed(here.disputes.query('kind == @DISPUTE')['name'])}; the Baikonur lease is outlined in Kazakhstan."
        )
        return figure.finish(drawn, data.assign(source_ids=SOURCES), sentence, alt, OUTDATED, boundaries=True)


def _of_the_five(frame: pd.DataFrame, value: str, country: str) -> pd.Series:
    """The value of each of the five, missing where there is none; an error where that is not one row a state."""
    need(frame.columns, value, country, by="the map")
    five = list(region().five["iso3"])
    strangers = sorted(set(frame[country].dropna()) - set(five))
    if strangers:
        raise CakitError(
            f"the map colours the five only, not {figure.listed(map(str, strangers))}. Valid: {', '.join(five)}."
        )
    counts = frame[country].value_counts()
    if len(counts) and counts.max() > 1:
        code = sorted(counts[counts > 1].index)[0]
        raise CakitError(f"{counts[code]} rows for {code}: the map wants one row a state. Filter to one year or window, or sum before")  # fmt: skip
    found = frame.set_index(country)[value].reindex(five).astype("float64")
    if found.isna().all():
        raise CakitError(f"nothing to draw: no state has a value in {value!r}. Look at the filter before")
    return found


def _steps(values: Iterable[float]) -> list[float]:
    """Round bounds of at most five classes around the values.

    Examples
    --------
    >>> _steps([0, 3, 98.5])
    [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]
    >>> _steps([7])
    [0.0, 2.0, 4.0, 6.0, 8.0]
    """
    from matplotlib.ticker import MaxNLocator

    low, high = min(0.0, *values), max(0.0, *values)
    found = MaxNLocator(nbins=len(LADDER), steps=[1, 2, 2.5, 5, 10]).tick_values(low, high or 1.0)
    return [float(step) for step in found]


def choropleth(
    frame: pd.DataFrame,
    value: str,
    label: str,
    unit: str = "",
    country: str = "recipient_iso3",
    digits: int = 0,
    sentence: str = "",
    note: str = "",
) -> Chart:
    """The five coloured by a value, with the value written on each.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a state; a state without a row or value is hatched as "no data", never coloured as zero.
    value : str
        The column to colour by.
    label : str
        What the value is, in words; heads the legend and begins the sentence.
    unit : str
        Its unit; "percent" puts a % behind the numbers on the map.
    country : str
        The column of codes.
    digits : int
        Decimals shown.
    sentence, note : str
        The finding, where the list of values is not the finding; what else a reader has to know.

    Returns
    -------
    Chart

    Raises
    ------
    CakitError
        For two rows of one state, a state outside the five, or no value at all.

    Examples
    --------
    >>> import cakit as ck
    >>> made = ck.load("arms_transfers").query("year == 2024").groupby("recipient_iso3", as_index=False)["tiv_million"].sum()
    >>> print(choropleth(made, "tiv_million", "Deliveries in 2024", "TIV million").sentence)
    Deliveries in 2024 (TIV million): Kazakhstan ...
    """
    import matplotlib
    from matplotlib.patches import Patch

    values = _of_the_five(frame, value, country)
    here = region()
    steps = _steps(values.dropna())
    classes = [max(0, sum(one >= step for step in steps[:-1]) - 1) for one in values.dropna()]
    colours = dict.fromkeys(values.index, "none") | {
        code: LADDER[place] for code, place in zip(values.dropna().index, classes, strict=True)
    }
    names = here.five.set_index("iso3")["name"]
    edition = frame["sipri_edition"].dropna().unique() if "sipri_edition" in frame else []
    basis = ", ".join(filter(None, [unit, f"SIPRI {edition[0]} edition" if len(edition) == 1 else ""]))
    known = values.dropna().sort_values(ascending=False, kind="stable")
    said = figure.listed(f"{names[code]} {number:,.{digits}f}" for code, number in known.items())
    absent = figure.listed(names[code] for code in values.index[values.isna()])
    listed = f"{label}{f' ({basis})' if basis else ''}: {said}{f'; no data for {absent}' if absent else ''}."
    with matplotlib.rc_context(figure.STYLE):
        drawn, (axes,) = figure.canvas(HEIGHT)
        base(axes, colours, names=False, capitals=False)
        for row in here.five.itertuples():
            number, fill = values[row.iso3], colours[row.iso3]
            back = MISSING if fill == "none" else fill
            text = "no data" if number != number else f"{number:,.{digits}f}{'%' if unit == 'percent' else ''}"
            _say(axes, row.label_lon, row.label_lat, f"{row.name}\n{text}", back, size=10, weight="bold", color=_ink(back),
                 linespacing=1.15)  # fmt: skip
        used = range(min(classes), max(classes) + 1)
        keys = [Patch(facecolor=LADDER[i], label=f"{steps[i]:,g}–{steps[i + 1]:,g}") for i in used]
        if absent:
            keys.append(Patch(facecolor=MISSING, edgecolor="#A8A8A8", hatch=DOTS, linewidth=0, label="no data"))
        title = textwrap.fill(f"{label}{f', {unit}' if unit else ''}", 17)
        axes.legend(handles=keys, title=title, title_fontsize=9, fontsize=9, loc="lower right", alignment="left",
                    framealpha=0.9, edgecolor="none", labelspacing=0.25, handlelength=1.5, borderpad=0.4)  # fmt: skip
        alt = f"Map of the five states coloured by {label[:1].lower()}{label[1:]}. {listed}"
        return figure.finish(drawn, frame, sentence or listed, alt, note, boundaries=True)
