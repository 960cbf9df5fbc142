"""Maps: the region's outlines, projected once, and the pictures drawn on them. They know geometry and no table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from cakit import figure
from cakit.catalog import home

if TYPE_CHECKING:
    import geopandas as gpd
    from matplotlib.axes import Axes
    from shapely import Polygon


# Lambert azimuthal equal-area, made for the region: areas compare. Kilometres.
CRS = "+proj=laea +lat_0=46 +lon_0=65 +datum=WGS84 +units=km +no_defs"
FRAME = (-2550.0, -1420.0, 2250.0, 1200.0)  # west, south, east, north: the five, their neighbours, Crimea
SEA, LAND, OWN, WATER = "#E6EFF5", "#F1F0ED", "#E9DDC2", "#A9C9DE"
BORDER, SHORE = "#FFFFFF", "#8FA9BA"
LADDER = ("#FFF5C4", "#B5DDB4", "#58B3BC", "#2B77AC", "#223A74")  # lightness falls step by step, for every eye
NEAR = {"Astana": (0, 9), "Bishkek": (0, 9), "Dushanbe": (-7, 1), "Ashgabat": (-4, -10), "Tashkent": (0, 9)}
WIDE = 1000  # of the outlines for the browser


@dataclass(frozen=True)
class Region:
    """The region's geometry, projected to `crs` and cut to `frame`. Shared: copy before you change a frame.

    Attributes
    ----------
    five : geopandas.GeoDataFrame
        The five states (iso3, name, area_km2, label_lon, label_lat). One coverage with `neighbours` and `admin1`:
        borders fit exactly.
    neighbours : geopandas.GeoDataFrame
        Everybody else in the frame; Crimea is drawn in Ukraine. `iso3` is missing for Siachen.
    admin1 : geopandas.GeoDataFrame
        Regions of the five (iso3, name); Kazakhstan's are those before June 2022.
    lakes, rivers : geopandas.GeoDataFrame
        The Aral Sea is larger than today.
    capitals, towns : geopandas.GeoDataFrame
        Points (iso3, name, kind, scalerank).
    disputes : geopandas.GeoDataFrame
        Areas to mark (name, kind, line_year, situation); kind is `dispute` or, for Baikonur, `lease`.
    frame : shapely.Polygon
        The rectangle of the map.
    crs : str
        The projection; its unit is the kilometre.
    """

    five: gpd.GeoDataFrame
    neighbours: gpd.GeoDataFrame
    admin1: gpd.GeoDataFrame
    lakes: gpd.GeoDataFrame
    rivers: gpd.GeoDataFrame
    capitals: gpd.GeoDataFrame
    towns: gpd.GeoDataFrame
    disputes: gpd.GeoDataFrame
    frame: Polygon
    crs: str


def _layer(name: str, frame: Polygon) -> gpd.GeoDataFrame:
    """Read one layer (cropped when it was made, so nothing crosses the antimeridian), project it, cut it to the frame."""
    import geopandas as gpd

    layer = gpd.read_file(home("data") / "geo" / f"{name}.geojson").to_crs(CRS)
    beyond = ~layer.within(frame)
    layer.loc[beyond, "geometry"] = layer.loc[beyond, "geometry"].intersection(frame)
    return layer[~layer.is_empty].reset_index(drop=True)


@cache
def region() -> Region:
    """The outlines of the region, read and projected once.

    Returns
    -------
    Region

    Examples
    --------
    >>> sorted(region().five["iso3"])
    ['KAZ', 'KGZ', 'TJK', 'TKM', 'UZB']
    >>> region().disputes.query("kind == 'lease'")["name"].item()
    'Baikonur lease'
    """
    from shapely import box

    frame = box(*FRAME)
    names = ("five", "neighbours", "admin1", "lakes", "rivers", "disputes", "places")
    layers = {name: _layer(name, frame) for name in names}
    places = layers.pop("places")
    capital = places["kind"] == "capital"
    return Region(
        **layers,
        capitals=places[capital].reset_index(drop=True),
        towns=places[~capital].reset_index(drop=True),
        frame=frame,
        crs=CRS,
    )


def project(lon: Any, lat: Any) -> tuple[Any, Any]:
    """Degrees → kilometres on the map, for points of your own.

    Parameters
    ----------
    lon, lat : sequence of float
        WGS 84 degrees.

    Returns
    -------
    x, y : numpy.ndarray
        Kilometres east and north of 65 E, 46 N.

    Examples
    --------
    >>> x, y = project([65], [46])
    >>> abs(round(x[0])), abs(round(y[0]))
    (0, 0)
    """
    import geopandas as gpd

    points = gpd.GeoSeries(gpd.points_from_xy(lon, lat), crs=4326).to_crs(CRS)
    return points.x.to_numpy(), points.y.to_numpy()


def _path(shape: Any) -> str:
    """One polygon or several as an SVG path in whole units and relative steps; rings too small to see are left out."""
    from shapely import get_parts

    drawn = []
    for part in get_parts(shape):
        for ring in (part.exterior, *part.interiors):
            points = [(round(x), round(y)) for x, y in ring.coords]
            steps = [(bx - ax, by - ay) for (ax, ay), (bx, by) in zip(points, points[1:], strict=False)]
            steps = [step for step in steps if step != (0, 0)][:-1]  # z draws the last one
            if len(steps) > 1:
                drawn.append(f"M{points[0][0]},{points[0][1]}l{' '.join(f'{x},{y}' for x, y in steps)}z")
    return "".join(drawn)


@cache
def _outlines() -> tuple[tuple[str, str, str, tuple[int, int] | None, bool], ...]:
    import shapely

    here = region()
    west, south, east, north = FRAME
    scale = WIDE / (east - west)
    shapes = [*here.five.geometry, *here.neighbours.geometry]
    coarse = shapely.coverage_simplify(shapes, 2.2 / scale)  # kilometres; shared borders stay shared
    found = []
    for layer, own in ((here.five, True), (here.neighbours, False)):
        for row in layer.itertuples():
            shape = coarse[len(found)]
            paper = shapely.transform(shape, lambda xy: (xy - [west, north]) * [scale, -scale])
            label = None
            if row.label_lon == row.label_lon and row.iso3 == row.iso3:
                x, y = project([row.label_lon], [row.label_lat])
                label = (round((x[0] - west) * scale), round((north - y[0]) * scale))
            found.append((str(row.iso3), str(row.name), _path(paper), label, own))
    return tuple(found)


def svg_outlines() -> dict[str, Any]:
    """The five and their neighbours as SVG paths, for pictures drawn in the browser.

    Returns
    -------
    dict
        `viewBox`; `paths` (iso3 → path, whole units); `labels` (iso3 → [x, y] where its name fits); `names` (iso3 →
        name); `five` (the codes of the five; all others are neighbours). Ready for JSON; a fresh copy each time.

    Examples
    --------
    >>> drawn = svg_outlines()
    >>> drawn["viewBox"], drawn["five"]
    ('0 0 1000 546', ['KAZ', 'KGZ', 'TJK', 'TKM', 'UZB'])
    """
    kept = [one for one in _outlines() if one[0] not in ("None", "nan") and one[2]]
    west, south, east, north = FRAME
    return {
        "viewBox": f"0 0 {WIDE} {round(WIDE * (north - south) / (east - west))}",
        "five": [iso3 for iso3, _, _, _, own in kept if own],
        "names": {iso3: name for iso3, name, _, _, _ in kept},
        "labels": {iso3: list(label) for iso3, _, _, label, _ in kept if label},
        "paths": {iso3: path for iso3, _, path, _, _ in kept},
    }


def _ink(colour: str) -> str:
    """Dark letters on light colours, white on dark ones."""
    from matplotlib.colors import to_rgb

    red, green, blue = to_rgb(colour)
    return figure.INK if 0.299 * red + 0.587 * green + 0.114 * blue > 0.55 else "white"


def _say(axes: Axes, lon: float, lat: float, text: str, halo: str, **kind: Any) -> None:
    from matplotlib.patheffects import withStroke

    x, y = project([lon], [lat])
    axes.text(float(x[0]), float(y[0]), text, ha="center", va="center", clip_on=True,
              path_effects=[withStroke(linewidth=2.2, foreground=halo)], **kind)  # fmt: skip


def _key(axes: Axes, years: list[int], lease: bool) -> None:
    """Scale bar and what the hatching means, in the lower left corner."""
    from matplotlib.patches import Patch

    hatched = Patch(facecolor="none", edgecolor=figure.FAINT, hatch="//////", linewidth=0.6)
    leased = Patch(facecolor="none", edgecolor=figure.INK, linewidth=1, linestyle=":")
    signs = {f"disputed (lines of {years[0]})": hatched} | ({"Baikonur, leased to Russia": leased} if lease else {})
    west, south, *_ = FRAME
    axes.add_artist(
        axes.legend(signs.values(), signs.keys(), loc="lower left", bbox_to_anchor=(0.0, 0.065), fontsize=9,
                    handlelength=1.6, handleheight=0.9, borderpad=0.3, framealpha=0, labelspacing=0.3)
    )  # fmt: skip
    left, low = west + 60, south + 75
    axes.plot([left, left, left + 500, left + 500], [low + 25, low, low, low + 25], color=figure.INK, linewidth=1)
    axes.text(left + 530, low + 10, "500 km", fontsize=9, va="center")


def base(
    axes: Axes,
    colours: Mapping[str, str] | None = None,
    hatched: tuple[str, ...] = (),
    capitals: bool = True,
    names: bool = True,
) -> None:
    """Draw the region on axes of your own: land, water, borders, neighbours, disputes, capitals, scale bar.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        One unit is a kilometre afterwards; `project` turns degrees into places on it.
    colours : mapping, optional
        iso3 → colour for states of the five; the others stay sand.
    hatched : tuple of str
        Codes of the five to hatch as "no data".
    capitals : bool
        Whether to name the capitals.
    names : bool
        Whether to name the five; the neighbours always are.
    """
    here = region()
    west, south, east, north = FRAME
    axes.set(xlim=(west, east), ylim=(south, north), aspect="equal", xticks=[], yticks=[], facecolor=SEA)
    axes.grid(False)
    for spine in axes.spines.values():
        spine.set(visible=True, edgecolor=SHORE, linewidth=0.8)
    still: dict[str, Any] = {"ax": axes, "aspect": None}
    here.neighbours.plot(**still, facecolor=LAND, edgecolor="#C9C7C1", linewidth=0.6)
    fills = [(colours or {}).get(code, OWN) for code in here.five["iso3"]]
    here.five.plot(**still, color=fills, edgecolor=BORDER, linewidth=1.3)
    missing = here.five[here.five["iso3"].isin(hatched)]
    if len(missing):
        missing.plot(**still, facecolor="#F7F7F7", edgecolor="#9A9A9A", hatch="....", linewidth=0.8)
    here.lakes.plot(**still, facecolor=WATER, edgecolor="none")
    here.rivers.plot(**still, color=WATER, linewidth=0.9)
    disputed = here.disputes["kind"] == "dispute"
    here.disputes[disputed].plot(**still, facecolor="none", edgecolor=figure.FAINT, hatch="//////", linewidth=0.5)
    here.disputes[~disputed].plot(**still, facecolor="none", edgecolor=figure.INK, linewidth=0.9, linestyle=":")
    for row in here.neighbours.itertuples():
        if row.label_lon == row.label_lon:
            _say(axes, row.label_lon, row.label_lat, row.name, LAND, size=9, color=figure.FAINT, style="italic")
    if names:
        for row in here.five.itertuples():
            _say(axes, row.label_lon, row.label_lat, row.name, OWN, size=10.5, weight="bold")
    if capitals:
        here.capitals.plot(**still, color=figure.INK, markersize=14, zorder=4)
        for row in here.capitals.itertuples():
            right, up = NEAR[row.name]
            axes.annotate(row.name, (row.geometry.x, row.geometry.y), (right, up), textcoords="offset points", size=9,
                          ha="center" if abs(right) < 7 else "right" if right < 0 else "left", va="center")  # fmt: skip
    axes.set(xlabel="", ylabel="")
    _key(axes, sorted(set(here.disputes["line_year"])), bool((~disputed).any()))
