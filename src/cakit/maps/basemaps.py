"""What every map is drawn on: land, water, borders, neighbours, disputes, scale bar."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.legend import Legend
from matplotlib.patches import Patch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import Bbox
from mpl_toolkits.axes_grid1.anchored_artists import AnchoredSizeBar

from cakit.catalog import REGION
from cakit.door import flag, plain_arguments, shown
from cakit.errors import CakitError, nearest
from cakit.figures import theme
from cakit.figures.theme import FAINT, INK
from cakit.maps.outlines import FRAME, outlines, place, source_of
from cakit.maps.words import INCHES, Box, Point, Room, around, middle
from cakit.plots.parts import canvas

SMALL, NAME = 9.0, 10.5  # points: all other words, the names of the states
SEA, LAND, OWN, WATER = "#E6EFF5", "#F1F0ED", "#E9DDC2", "#A9C9DE"
TINTS = (OWN, "#D3E3D1", "#E9CFCB", "#D4D9EC", "#EDE9A9")  # of states seen from near
BORDER, SHORE = "#5B5B5B", "#8FA9BA"
HATCHED: Any = {"facecolor": "none", "edgecolor": FAINT, "hatch": "//////", "linewidth": 0.5}
LEASED: Any = {"facecolor": "none", "edgecolor": BORDER, "linewidth": 0.9, "linestyle": ":"}
LEGEND: Any = {"fontsize": SMALL, "edgecolor": "none", "framealpha": 0.85, "borderaxespad": 0.2}
LEGEND |= {"handlelength": 1.6, "handleheight": 0.9, "borderpad": 0.3, "labelspacing": 0.3}
WHOLE = {"left": 0.005, "right": 0.995}  # of a figure, before its layout is made
EXTENTS: dict[str, Any] = {"region": {"box": FRAME}} | REGION["extents"]
LEASE: str = REGION["lease"].get("words", "")


def limits(extent: str | Sequence[float]) -> Box:
    """The kilometres west, south, east and north of an extent."""
    if isinstance(extent, str):
        if extent not in EXTENTS:
            raise CakitError(f"no extent {shown(extent)}. {nearest(shown(extent), EXTENTS)}")
        extent = EXTENTS[extent]["box"]
    try:
        west, south, east, north = map(float, extent)
        is_box = 1 <= east - west <= 40_000 and 1 <= north - south <= 40_000
    except Exception:  # whatever an object of somebody else raises, it is no box
        is_box = False
    if not is_box:
        raise CakitError(
            f"an extent is (west, south, east, north) in kilometres, not {shown(extent)}"
        )
    return west, south, east, north


def tall(bounds: Box, wide: float = INCHES) -> float:
    """The height in inches of a map of these bounds that is so wide, or as tall as one may be."""
    return (bounds[3] - bounds[1]) / Room(bounds, wide).km


def sheet(bounds: Box, below: float = 0.0) -> tuple[Figure, Axes]:
    """A figure that a map of these bounds fills, with so many inches below it, and its axes."""
    figure, (ax,) = canvas(tall(bounds) + 0.08 + below, gridspec_kw=WHOLE)
    return figure, ax


@plain_arguments
def basemap(
    ax: Axes | None = None,
    extent: str | Sequence[float] = "region",
    names: bool = True,
    capitals: bool = False,
    surroundings: bool = True,
    disputes: bool = True,
) -> Axes:
    """Draw the region for a map of your own: land, water, borders, disputed areas, scale bar.

    Your own shapes lie above the land and below water, borders and names.

    Parameters
    ----------
    ax : matplotlib.axes.Axes, optional
        Axes to draw on; a new figure where none is given.
    extent : str or (west, south, east, north)
        "region", "fergana" (the valley with its enclaves), or kilometres as `project` gives them.
    names, capitals, surroundings : bool
        Whether to name the states, their capitals, and the neighbours and seas.
    disputes : bool
        Whether to hatch disputed areas and outline leases, with a key. The key says how old the
        lines are.

    Returns
    -------
    matplotlib.axes.Axes
        One unit is a kilometre.

    Examples
    --------
    >>> import cakit as ck
    >>> arms = ck.load("arms_transfers").query("year == 2024")
    >>> sums = arms.groupby("recipient_iso3", as_index=False)["tiv_million"].sum()
    >>> shapes = ck.region().merge(sums, left_on="iso3", right_on="recipient_iso3")
    >>> ax = shapes.plot("tiv_million", cmap="Blues", ax=ck.maps.basemap())
    >>> chart = ck.chart(ax, shapes, "Arms delivered in 2024", "Colour: TIV million.")
    """
    bounds = west, south, east, north = limits(extent)
    names, capitals = flag(names, "names"), flag(capitals, "capitals")
    surroundings, disputes = flag(surroundings, "surroundings"), flag(disputes, "disputes")
    if ax is not None and not isinstance(ax, Axes):
        raise CakitError(f"ax is a {type(ax).__name__}, not axes of matplotlib")
    near = EXTENTS[extent].get("names", ()) if isinstance(extent, str) else ()
    areas = in_sight(outlines("disputes") if disputes else outlines("disputes")[:0], bounds)
    with theme.style():
        if ax is None:
            import matplotlib.pyplot as plt

            size = (theme.WIDTH, tall(bounds) + 0.08)
            ax = plt.figure(figsize=size, dpi=theme.DPI, layout="constrained").subplots()
        _ground(ax, areas, close=bool(near))
        ax._cakit_outlines = source_of("states")  # type: ignore[attr-defined]
        ax.set(xlim=(west, east), ylim=(south, north), aspect="equal", xticks=[], yticks=[])
        ax.set_facecolor(SEA)
        ax.grid(False)
        ax.spines[:].set(visible=True, edgecolor=SHORE, linewidth=0.8)
        for axis in (ax.xaxis, ax.yaxis):
            axis.label.set_visible(False)  # geopandas writes the name of the unit there
        if surroundings:
            _name_neighbours(ax, bounds)
        for _, name, at in state_names(bounds) if names else ():
            say(ax, at, name, "white", size=NAME, weight="bold")
        for name, lon, lat, right, up in near:
            _label(ax, name, place(lon, lat), (right, up))
        for town in outlines("capitals").itertuples() if capitals else ():
            offset = REGION["capital_labels"].get(town.name, (0, 9))
            _label(ax, town.name, tuple(town.path.vertices[0]), offset)
        _scale_bar(ax, east - west)
        _key(ax, areas)
    return ax


def in_sight(areas: pd.DataFrame, bounds: Box) -> pd.DataFrame:
    """The areas of which a part lies within bounds."""
    window = Bbox.from_extents(*bounds)
    return areas[areas["path"].map(lambda path: path.intersects_bbox(window)).astype(bool)]


def draw(ax: Axes, rows: pd.DataFrame, **look: Any) -> None:
    """Draw shapes; the label keeps the ground out of legend and alt text."""
    if len(rows):
        shapes = PathCollection(list(rows["path"]), **({"label": "_basemap"} | look))
        ax.add_collection(shapes, autolim=False)


def _ground(ax: Axes, areas: pd.DataFrame, close: bool) -> None:
    """The layers: land lies below what readers draw, water and borders above it."""
    states = outlines("states")
    tints = [TINTS[number % len(TINTS)] for number in range(len(states))] if close else OWN
    is_dispute = areas["kind"] == "dispute"
    land: Any = {"edgecolor": "#C9C7C1", "linewidth": 0.6, "zorder": 0.8}
    draw(ax, outlines("neighbours"), facecolor=LAND, **land)
    draw(ax, states, facecolor=tints, linewidth=0, zorder=0.9)
    draw(ax, outlines("lakes"), facecolor=WATER, linewidth=0, zorder=1.2)
    river: Any = {"facecolor": "none", "edgecolor": WATER, "linewidth": 0.9, "zorder": 1.3}
    draw(ax, outlines("rivers"), **river)
    draw(ax, states, facecolor="none", edgecolor=BORDER, linewidth=0.5, zorder=1.4)
    draw(ax, areas[is_dispute], **HATCHED, zorder=1.5)
    draw(ax, areas[~is_dispute], **LEASED, zorder=1.5)


def say(ax: Axes, at: Point, words: str, halo: str, **look: Any) -> None:
    """Write words on the map, with a rim in the colour of the ground."""
    rim = [withStroke(linewidth=2.0, foreground=halo)]
    style: Any = {"ha": "center", "va": "center", "clip_on": True, "zorder": 4}
    ax.text(*at, words, **(style | {"path_effects": rim} | look))


def neighbour_names(room: Room) -> list[tuple[str, Box, bool]]:
    """The names of neighbours and seas that fit on the map, their boxes, whether it is a sea."""
    rows = outlines("neighbours").reindex(columns=["name", "label_lon", "label_lat"]).dropna()
    spots = [(*row, False) for row in rows.itertuples(index=False)]
    spots += [(*sea, True) for sea in REGION["waters"]]
    boxes = [
        (name, around(place(lon, lat), room.size(name, SMALL, style="italic")), is_sea)
        for name, lon, lat, is_sea in spots
    ]
    return [one for one in boxes if room.holds(one[1], edge=0.02)]


def _name_neighbours(ax: Axes, bounds: Box) -> None:
    figure = ax.get_figure(root=True)
    wide = figure.get_figwidth() if figure else theme.WIDTH
    for name, box, is_sea in neighbour_names(Room(bounds, ax.get_position().width * wide)):
        halo, ink = (SEA, "#4E7C99") if is_sea else (LAND, FAINT)
        say(ax, middle(box), name, halo, size=SMALL, color=ink, style="italic")


def state_names(bounds: Box) -> list[tuple[str, str, Point]]:
    """Code, name and place of the label of each state that can be seen."""
    west, south, east, north = bounds
    edge = Room(bounds).km / 11
    found = []
    for row in outlines("states").itertuples():
        x, y = place(row.label_lon, row.label_lat)
        at: Point | None = (x, y)
        if not (west + edge < x < east - edge and south + edge < y < north - edge):
            at = _widest(row.path, (west + edge, south + edge, east - edge, north - edge))
        if at:
            found.append((row.iso3, row.name, at))
    return found


def _widest(path: Any, window: Box) -> Point | None:
    """The place inside a shape and a window that is farthest from the edges of both."""
    x, y = np.meshgrid(*(np.linspace(window[at], window[at + 2], 30) for at in (0, 1)))
    points = np.column_stack([x.ravel(), y.ravel()])
    rings = [Path(ring) for ring in path.to_polygons()]
    inside = np.sum([ring.contains_points(points) for ring in rings], axis=0) % 2 == 1
    is_edge = np.isin(points[:, 0], window) | np.isin(points[:, 1], window)
    outer, inner = points[~inside | is_edge], points[inside & ~is_edge]
    if not len(inner):
        return None
    far = np.hypot(*(inner[:, None] - outer[None]).transpose(2, 0, 1)).min(axis=1)
    x, y = inner[far.argmax()]
    return float(x), float(y)


def _label(ax: Axes, name: str, at: Point, offset: Point) -> None:
    """A name so many points away from its place, with a dot there, or a line if it is far away."""
    look: Any = {"size": SMALL, "va": "center", "textcoords": "offset points", "clip_on": True}
    look |= {"ha": "right" if -20 < offset[0] < -6 else "center"}
    look |= {"path_effects": [withStroke(linewidth=1.5, foreground="white")]}
    if math.hypot(*offset) > 20:
        look["arrowprops"] = {"arrowstyle": "-", "linewidth": 0.7, "shrinkA": 0, "shrinkB": 0}
    elif any(offset):
        ax.plot(*at, ".", color=INK, markersize=7, zorder=4)
    ax.annotate(name, at, offset, **look)


def _scale_bar(ax: Axes, wide: float) -> None:
    """A round number of kilometres in the lower left corner."""
    km = MaxNLocator(nbins=10, steps=[1, 2, 5, 10]).tick_values(0, wide)[1]
    look: Any = {"size_vertical": wide / 800, "color": INK, "borderpad": 0.2}
    look["fontproperties"] = FontProperties(size=SMALL)
    bar = AnchoredSizeBar(ax.transData, km, f"{km:g} km", "lower left", **look)
    bar.patch.set(alpha=0.82, linewidth=0, edgecolor="none")
    bar.set_zorder(5)
    ax.add_artist(bar)


def _key(ax: Axes, areas: pd.DataFrame) -> None:
    """What the signs mean, in the upper right corner."""
    marks = {}
    hatched = areas[areas["kind"] == "dispute"]
    if len(hatched):
        years = ", ".join(map(str, sorted(set(hatched["line_year"]))))
        marks[f"disputed (lines of {years})"] = Patch(**HATCHED)
    if LEASE and len(areas) > len(hatched):
        marks[LEASE] = Patch(**LEASED)
    if marks:
        legend = Legend(ax, [*marks.values()], [*marks], loc="upper right", **LEGEND)
        legend.set_zorder(5)
        ax.add_artist(legend)


def corners(room: Room, words: str, lines: int) -> list[Box]:
    """The boxes of the scale bar and of a key with such words in the upper right corner."""
    west, south, east, north = room.bounds
    wide, high = room.size(words, SMALL)[0] + 0.45 * room.km, (0.1 + 0.19 * lines) * room.km
    bar = (west, south, west + 1.3 * room.km, south + 0.4 * room.km)
    return [bar, (east - wide, north - high, east, north)]
