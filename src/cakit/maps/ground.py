"""The ground every map stands on: land, water, borders, disputes, scale bar; the region's map; sheets that fit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import compress
from typing import TYPE_CHECKING, Any

from cakit import figure
from cakit.catalog import REGION
from cakit.geometry import FRAME, layers, place

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.path import Path

    from cakit.figure import Chart

SEA, LAND, OWN, WATER = "#E6EFF5", "#F1F0ED", "#E9DDC2", "#A9C9DE"
BORDER, SHORE = "#FFFFFF", "#8FA9BA"
NEAR: dict[str, tuple[float, float]] = REGION["capital_labels"]
WATERS: list[tuple[str, float, float]] = REGION["waters"]  # names of seas and where they fit
LEASE: dict[str, str] | None = REGION.get("lease")
MISSING, DOTS = "#F4F4F4", "...."
HEIGHT = 5.3  # inches, for a map of your own with a title of two lines
KEY = (1395, 450)  # kilometres, for scale bar and signs
KM = (FRAME[2] - FRAME[0]) / 7.917  # kilometres to the inch on a map that fills the width
SOURCES = "natural_earth_50m;natural_earth_admin1;natural_earth_4"
DISPUTE = "dispute"
OUTDATED: str = REGION["map_note"]


def ink(colour: str) -> str:
    """Dark letters on light colours (and on none), white on dark ones."""
    from matplotlib.colors import to_rgb

    if colour == "none":
        return figure.INK

    red, green, blue = to_rgb(colour)
    return figure.INK if 0.299 * red + 0.587 * green + 0.114 * blue > 0.55 else "white"


def say(axes: Axes, lon: float, lat: float, text: str, halo: str, **kind: Any) -> None:
    from matplotlib.patheffects import withStroke

    axes.text(*place(lon, lat), text, ha="center", va="center", clip_on=True,
              path_effects=[withStroke(linewidth=2.2, foreground=halo)], **kind)  # fmt: skip


def sheet(sentence: str, data: pd.DataFrame, note: str = "", more: float = 0.0) -> tuple[Figure, list[Axes]]:
    """A figure on which the map fills the width, however long title and footer are.

    Parameters
    ----------
    sentence, data, note
        As `figure.finish` will get them.
    more : float
        Inches below the map.

    Examples
    --------
    >>> drawn, axes = sheet("A finding.", layers().five)
    >>> round(float(drawn.get_figheight()), 1)
    5.1
    """
    around = figure.height_around(sentence, data, note, boundaries=True)
    return figure.canvas(around + (FRAME[3] - FRAME[1]) / KM + more)


def _key(axes: Axes, years: Iterable[int], corner: str) -> None:
    """Scale bar and what the signs mean, in a lower corner."""
    from matplotlib.legend import Legend
    from matplotlib.patches import Patch, Rectangle

    west, south, east, _ = FRAME
    west = west if corner == "left" else east - KEY[0]
    axes.add_patch(Rectangle((west, south), *KEY, facecolor="white", alpha=0.82, linewidth=0, zorder=3))
    hatched = Patch(facecolor="none", edgecolor=figure.FAINT, hatch="//////", linewidth=0.5)
    leased = Patch(facecolor="none", edgecolor=figure.INK, linewidth=0.9, linestyle=":")
    said = [f"disputed (lines of {', '.join(map(str, sorted(set(years))))})", *([LEASE["words"]] if LEASE else [])]
    legend = Legend(axes, [hatched, leased][: len(said)], said, loc="lower left", bbox_to_anchor=(west + 10, south + 155), bbox_transform=axes.transData, fontsize=9, frameon=False,
                         handlelength=1.6, handleheight=0.9, borderpad=0.2, labelspacing=0.3)  # fmt: skip
    legend.set_zorder(5)
    axes.add_artist(legend)
    left, low = west + 60, south + 70
    axes.plot(
        [left, left, left + 500, left + 500], [low + 25, low, low, low + 25], color=figure.INK, linewidth=1, zorder=5
    )
    axes.text(left + 530, low + 10, "500 km", fontsize=9, va="center", zorder=5)


@cache
def _paths(layer: str) -> list[Path]:
    """The shapes of a layer as matplotlib draws them: made once, for every map."""
    from matplotlib.path import Path
    from shapely import get_coordinates, get_parts

    def lines(shape: Any) -> list[Any]:
        return [shape.exterior, *shape.interiors] if shape.geom_type == "Polygon" else [shape]

    return [
        Path.make_compound_path(
            *(Path(get_coordinates(line), closed=line.is_ring) for part in get_parts(shape) for line in lines(part))
        )
        for shape in getattr(layers(), layer).geometry
    ]


def _lay(axes: Axes, layer: str, kept: Iterable[bool] | None = None, zorder: int = 1, **look: Any) -> None:
    """Draw a layer, or the shapes of it that are kept."""
    from matplotlib.collections import PathCollection

    paths = _paths(layer) if kept is None else [*compress(_paths(layer), kept)]
    axes.add_collection(PathCollection(paths, zorder=zorder, **look), autolim=False)


def base(
    axes: Axes,
    colours: Mapping[str, str] | None = None,
    names: bool = True,
    capitals: bool = True,
    around: bool = True,
    key: str = "left",
) -> None:
    """Draw the region on axes of your own: land, water, borders, neighbours with names, disputes, scale bar.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        One unit is a kilometre afterwards; `project` turns degrees into places on it.
    colours : mapping, optional
        iso3 → colour for states of the five; the others stay sand, and those mapped to "none" are hatched.
    names, capitals, around : bool
        Whether to name the five, their capitals, and what surrounds them.
    key : {"left", "right", ""}
        The lower corner for scale bar and signs, or none.

    Examples
    --------
    >>> drawn, (axes,) = figure.canvas()
    >>> base(axes, {"KAZ": "#2B77AC"}, names=False)
    >>> axes.get_xlim()
    (np.float64(-2550.0), np.float64(2250.0))
    """
    here = layers()
    west, south, east, north = FRAME
    _lay(axes, "neighbours", facecolor=LAND, edgecolor="#C9C7C1", linewidth=0.6)
    fills = {code: (colours or {}).get(code, OWN) for code in here.five["iso3"]}
    empty = [fill == "none" for fill in fills.values()]
    _lay(axes, "five", facecolor=[MISSING if fill == "none" else fill for fill in fills.values()], linewidth=0)
    _lay(axes, "five", empty, facecolor="none", edgecolor="#A8A8A8", hatch=DOTS, linewidth=0)
    _lay(axes, "lakes", facecolor=WATER, linewidth=0)
    _lay(axes, "rivers", facecolor="none", edgecolor=WATER, linewidth=0.9, zorder=2)
    _lay(axes, "five", facecolor="none", edgecolor=BORDER, linewidth=1.3)
    disputed = here.disputes["kind"] == "dispute"
    _lay(axes, "disputes", disputed, facecolor="none", edgecolor=figure.FAINT, hatch="//////", linewidth=0.5)
    if LEASE:
        line = ink(fills[LEASE["in"]])
        _lay(axes, "disputes", ~disputed, facecolor="none", edgecolor=line, linewidth=0.9, linestyle=":")
    axes.set(xlim=(west, east), ylim=(south, north), aspect="equal", xticks=[], yticks=[])
    axes.set_facecolor(SEA)
    axes.grid(False)
    for spine in axes.spines.values():
        spine.set(visible=True, edgecolor=SHORE, linewidth=0.8)
    for row in here.neighbours.dropna(subset="label_lon").itertuples() if around else ():
        say(axes, row.label_lon, row.label_lat, row.name, LAND, size=9, color=figure.FAINT, style="italic")
    for water, lon, lat in WATERS if around else ():
        say(axes, lon, lat, water, SEA, size=9, color="#4E7C99", style="italic")
    if names:
        for row in here.five.itertuples():
            fill = fills[row.iso3]
            say(axes, row.label_lon, row.label_lat, row.name, fill, size=10.5, weight="bold", color=ink(fill))
    if capitals:
        axes.scatter(here.capitals.geometry.x, here.capitals.geometry.y, color=figure.INK, s=14, zorder=4)
        for row in here.capitals.itertuples():
            right, up = NEAR.get(row.name, (0, 9))
            axes.annotate(row.name, (row.geometry.x, row.geometry.y), (right, up), textcoords="offset points", size=9,
                          ha="right" if right < -6 else "center", va="center", clip_on=True)  # fmt: skip
    if key:
        _key(axes, here.disputes["line_year"], key)


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

    here = layers()
    ours = here.five.union_all()
    around = here.neighbours.loc[here.neighbours.distance(ours) == 0, "name"]
    data = here.five[["iso3", "name", "area_km2"]].merge(
        here.capitals[["iso3", "name"]].rename(columns={"name": "capital"}), on="iso3"
    )
    with matplotlib.rc_context(figure.STYLE):
        sentence = f"{figure.listed(here.five['name'])} have land borders with {figure.listed(sorted(around))}."
        leased = f"; {LEASE['words']}, outlined" if LEASE else ""
        alt = (
            f"Map of {REGION['name']} in its surroundings, {REGION['reach']}. Capitals: {figure.listed(f'{row.capital} ({row.name})' for row in data.itertuples())}. "
            f"Hatched as disputed: {figure.listed(here.disputes.query('kind == @DISPUTE')['name'])}{leased}."
        )
        data = data.assign(source_ids=SOURCES)
        drawn, (axes,) = sheet(sentence, data, OUTDATED)
        base(axes)
        return figure.finish(drawn, data, sentence, alt, OUTDATED, boundaries=True)
