"""The region's outlines, projected once: frames to draw on and to compute with, paths for the browser."""

from __future__ import annotations

from functools import cache, cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from cakit.catalog import REGION, home
from cakit.errors import CakitError, nearest

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely import Polygon

# Lambert azimuthal equal-area, made for the region: areas compare. Kilometres.
CRS: str = REGION["projection"]
WEST, SOUTH, EAST, NORTH = map(float, REGION["frame"])
FRAME = (WEST, SOUTH, EAST, NORTH)
WIDE = 1000  # of the paths for the browser


@cache
def _read(name: str) -> gpd.GeoDataFrame:
    """Read one layer (cropped when it was made, so nothing crosses the antimeridian), project it, cut it to the frame."""
    import geopandas as gpd

    layer, frame = gpd.read_file(home("data") / "geo" / f"{name}.geojson").to_crs(CRS), layers().frame
    beyond = ~layer.within(frame)
    layer.loc[beyond, "geometry"] = layer.loc[beyond, "geometry"].intersection(frame)
    return layer[~layer.is_empty].reset_index(drop=True)


def _layer(name: str, capitals: bool | None = None) -> cached_property[gpd.GeoDataFrame]:
    """A layer, read when first asked for; of the places the capitals, or all others."""

    def read(_: Layers) -> gpd.GeoDataFrame:
        rows = _read(name)
        return rows if capitals is None else rows[(rows["kind"] == "capital") == capitals].reset_index(drop=True)

    return cached_property(read)


class Layers:
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

    crs = CRS
    five = _layer("five")
    neighbours = _layer("neighbours")
    admin1 = _layer("admin1")
    lakes = _layer("lakes")
    rivers = _layer("rivers")
    capitals = _layer("places", capitals=True)
    towns = _layer("places", capitals=False)
    disputes = _layer("disputes")

    @cached_property
    def frame(self) -> Polygon:
        from shapely import box

        return box(*FRAME)


@cache
def layers() -> Layers:
    """The outlines of the region; each layer is read and projected once, when it is first asked for.

    Returns
    -------
    Layers

    Examples
    --------
    >>> sorted(layers().five["iso3"])
    ['KAZ', 'KGZ', 'TJK', 'TKM', 'UZB']
    >>> layers().disputes.query("kind == 'lease'")["name"].item()
    'Baikonur lease'
    """
    return Layers()


def region(layer: str = "states") -> gpd.GeoDataFrame:
    """Outlines of the region as a GeoDataFrame, in the region's own equal-area projection.

    Parameters
    ----------
    layer : {"states", "neighbours", "admin1", "lakes", "rivers", "capitals", "towns", "disputes"}
        "states" are the states that the data are about.

    Returns
    -------
    geopandas.GeoDataFrame
        Geometry in kilometres; `iso3` and `name` where the layer has them; `outline_source_id`, by
        which `ck.chart` credits the outlines and adds the note on boundaries. A fresh copy.

    Raises
    ------
    CakitError
        For another layer.

    Examples
    --------
    >>> sorted(region()["iso3"])
    ['KAZ', 'KGZ', 'TJK', 'TKM', 'UZB']
    >>> region("disputes").query("kind == 'lease'")["name"].item()
    'Baikonur lease'
    """
    if layer not in OUTLINES:
        raise CakitError(f"no layer {layer!r}. {nearest(layer, OUTLINES)}")
    rows = getattr(layers(), "five" if layer == "states" else layer)
    return rows.assign(outline_source_id=OUTLINES[layer])


OUTLINES = {  # layer → the source of its outlines
    "states": "natural_earth_admin1",
    "admin1": "natural_earth_admin1",
    "neighbours": "natural_earth_50m",
    **dict.fromkeys(("lakes", "rivers", "capitals", "towns", "disputes"), "natural_earth_4"),
}


@cache
def _to_kilometres() -> Any:
    from pyproj import Transformer

    return Transformer.from_crs(4326, CRS, always_xy=True)


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
    import numpy as np

    x, y = _to_kilometres().transform(np.asarray(lon, dtype=float), np.asarray(lat, dtype=float))
    return x, y


@cache
def place(lon: float, lat: float) -> tuple[float, float]:
    """One point of `project`, computed once.

    Examples
    --------
    >>> abs(round(place(65, 46)[0]))
    0
    """
    x, y = project([lon], [lat])
    return float(x[0]), float(y[0])


@cache
def states() -> dict[str, tuple[float, float]]:
    """Where on the map's plane each state of the world lies, most of them far outside the frame: iso3 → kilometres.

    Directions from the middle of the map are true; the point is where a name would stand.

    Examples
    --------
    >>> x, y = states()["USA"]
    >>> abs(x) < y  # the shortest way there leads north
    True
    """
    import geopandas as gpd

    layer = gpd.read_file(home("data") / "geo" / "states.geojson")
    points = layer.geometry.to_crs(CRS)
    return dict(zip(layer["iso3"], zip(points.x.tolist(), points.y.tolist(), strict=True), strict=True))


def _path(shape: Any) -> str:
    """One polygon or several as an SVG path in whole units and relative steps; rings too small to see are left out."""
    from shapely import get_parts

    drawn = []
    for part in get_parts(shape):
        for ring in (part.exterior, *part.interiors):
            points = [(round(x), round(y)) for x, y in ring.coords]
            steps = [(bx - ax, by - ay) for (ax, ay), (bx, by) in pairwise(points)]
            steps = [step for step in steps if step != (0, 0)][:-1]  # z draws the last one
            if len(steps) > 1:
                drawn.append(f"M{points[0][0]},{points[0][1]}l{' '.join(f'{x},{y}' for x, y in steps)}z")
    return "".join(drawn)


@cache
def _outlines() -> tuple[tuple[str, str, str, tuple[int, int] | None, bool], ...]:
    import shapely

    here = layers()
    west, _, east, north = FRAME
    scale = WIDE / (east - west)
    shapes = [*here.five.geometry, *here.neighbours.geometry]
    coarse = shapely.coverage_simplify(shapes, 2.2 / scale)  # kilometres; shared borders stay shared
    found: list[tuple[str, str, str, tuple[int, int] | None, bool]] = []
    for layer, own in ((here.five, True), (here.neighbours, False)):
        for row in layer.itertuples():
            shape = coarse[len(found)]
            paper = shapely.transform(shape, lambda xy: (xy - [west, north]) * [scale, -scale])
            label = None
            if row.label_lon == row.label_lon:
                x, y = place(row.label_lon, row.label_lat)
                label = (round((x - west) * scale), round((north - y) * scale))
            found.append((row.iso3 if row.iso3 == row.iso3 else row.name, row.name, _path(paper), label, own))
    return tuple(found)


def svg_outlines() -> dict[str, Any]:
    """The five and their neighbours as SVG paths, for pictures drawn in the browser.

    Returns
    -------
    dict
        `viewBox`; `paths` (iso3 → path, whole units; Siachen, which has no code, by its name); `labels` (iso3 → [x, y]
        where its name fits; only states with room for one); `names` (iso3 → name); `five` (the codes of the five; all
        others are neighbours). Ready for JSON; a fresh copy each time.

    Examples
    --------
    >>> drawn = svg_outlines()
    >>> drawn["viewBox"], drawn["five"]
    ('0 0 1000 546', ['KAZ', 'KGZ', 'TJK', 'TKM', 'UZB'])
    """
    kept = _outlines()
    west, south, east, north = FRAME
    return {
        "viewBox": f"0 0 {WIDE} {round(WIDE * (north - south) / (east - west))}",
        "five": [iso3 for iso3, _, _, _, own in kept if own],
        "names": {iso3: name for iso3, name, _, _, _ in kept},
        "labels": {iso3: list(label) for iso3, _, _, label, _ in kept if label},
        "paths": {iso3: path for iso3, _, path, _, _ in kept},
    }
