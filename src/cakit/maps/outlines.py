"""The region's outlines: GeoDataFrames in its own projection, and SVG paths for the browser."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from cakit.catalog import REGION, home
from cakit.errors import CakitError, nearest

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

# Lambert azimuthal equal-area, made for the region: areas compare. Its unit is the kilometre.
CRS: str = REGION["projection"]
WEST, SOUTH, EAST, NORTH = map(float, REGION["frame"])
FRAME = (WEST, SOUTH, EAST, NORTH)
WIDE = 1000  # of the paths for the browser
SOURCE = "natural_earth_admin1"  # of the outlines of the states
LAYERS = {  # layer → file and source
    "states": ("five", SOURCE),
    "admin1": ("admin1", SOURCE),
    "neighbours": ("neighbours", "natural_earth_50m"),
    "lakes": ("lakes", "natural_earth_4"),
    "rivers": ("rivers", "natural_earth_4"),
    "capitals": ("places", "natural_earth_4"),
    "towns": ("places", "natural_earth_4"),
    "disputes": ("disputes", "natural_earth_4"),
}


@cache
def outlines(layer: str) -> gpd.GeoDataFrame:
    """One layer, projected and cut to the frame. Read once and shared: copy before a change."""
    import geopandas as gpd
    from shapely import box

    name, frame = LAYERS[layer][0], box(*FRAME)
    rows = gpd.read_file(home("data") / "geo" / f"{name}.geojson").to_crs(CRS)
    if name == "places":
        rows = rows[(rows["kind"] == "capital") == (layer == "capitals")]
    beyond = ~rows.within(frame)
    rows.loc[beyond, "geometry"] = rows.loc[beyond, "geometry"].intersection(frame)
    return rows[~rows.is_empty].reset_index(drop=True)


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

    Notes
    -----
    States, neighbours and admin1 are one coverage: shared borders have the same points. Where a
    layer is older than today (lakes, regions, disputes) is written in `data/geo/layers.json`.

    Examples
    --------
    >>> sorted(region()["iso3"])
    ['KAZ', 'KGZ', 'TJK', 'TKM', 'UZB']
    >>> region("disputes").query("kind == 'lease'")["name"].item()
    'Baikonur lease'
    """
    if layer not in LAYERS:
        raise CakitError(f"no layer {layer!r}. {nearest(layer, LAYERS)}")
    return outlines(layer).assign(outline_source_id=LAYERS[layer][1])


@cache
def _to_kilometres() -> Any:
    from pyproj import Transformer

    return Transformer.from_crs(4326, CRS, always_xy=True)


def project(lon: Any, lat: Any) -> tuple[Any, Any]:
    """Turn degrees into kilometres on the map, for points of your own.

    Parameters
    ----------
    lon, lat : sequence of float
        WGS 84 degrees.

    Returns
    -------
    x, y : numpy.ndarray
        Kilometres east and north of the centre of the projection, which lies at 65 E, 46 N.

    Examples
    --------
    >>> x, y = project([65], [46])
    >>> abs(round(x[0])), abs(round(y[0]))
    (0, 0)
    """
    import numpy as np

    return _to_kilometres().transform(np.asarray(lon, dtype=float), np.asarray(lat, dtype=float))


@cache
def place(lon: float, lat: float) -> tuple[float, float]:
    """One point of `project`, computed once."""
    x, y = project([lon], [lat])
    return float(x[0]), float(y[0])


@cache
def world_points() -> dict[str, tuple[float, float]]:
    """Where each state of the world lies on the map's plane, mostly far outside the frame.

    Directions from the middle of the map are true; the point is where a name would stand.

    Examples
    --------
    >>> x, y = world_points()["USA"]
    >>> abs(x) < y  # the shortest way there leads north
    True
    """
    import geopandas as gpd

    layer = gpd.read_file(home("data") / "geo" / "states.geojson")
    points = layer.geometry.to_crs(CRS)
    return dict(zip(layer["iso3"], zip(points.x, points.y, strict=True), strict=True))


def _path(shape: Any) -> str:
    """Polygons as an SVG path in whole units and relative steps; rings too small are left out."""
    from shapely import get_parts

    drawn = []
    for part in get_parts(shape):
        for ring in (part.exterior, *part.interiors):
            points = [(round(x), round(y)) for x, y in ring.coords]
            steps = [(bx - ax, by - ay) for (ax, ay), (bx, by) in pairwise(points)]
            steps = [step for step in steps if step != (0, 0)][:-1]  # z draws the last one
            if len(steps) > 1:
                moves = " ".join(f"{x},{y}" for x, y in steps)
                drawn.append(f"M{points[0][0]},{points[0][1]}l{moves}z")
    return "".join(drawn)


@cache
def _on_paper() -> pd.DataFrame:
    """States and neighbours on the browser's paper: code, name, path, place of the name."""
    import pandas as pd
    import shapely

    scale = WIDE / (EAST - WEST)
    rows = pd.concat([outlines("states"), outlines("neighbours")], ignore_index=True)
    coarse = shapely.coverage_simplify(rows.geometry, 2.2 / scale)  # borders stay shared
    paper = shapely.transform(coarse, lambda xy: (xy - [WEST, NORTH]) * [scale, -scale])
    x, y = project(rows["label_lon"], rows["label_lat"])
    at = pd.DataFrame({"x": (x - WEST) * scale, "y": (NORTH - y) * scale})
    codes = rows["iso3"].fillna(rows["name"])
    return at.assign(code=codes, name=rows["name"], path=[_path(shape) for shape in paper])


def svg_outlines() -> dict[str, Any]:
    """The states and their neighbours as SVG paths, for pictures drawn in the browser.

    Returns
    -------
    dict
        `viewBox`; `paths` (code → path, whole units; a neighbour without a code by its name);
        `labels` (code → [x, y], only states with room for a name); `names` (code → name);
        `five` (the codes of the states; all others are neighbours). Ready for JSON; a fresh copy.

    Examples
    --------
    >>> drawn = svg_outlines()
    >>> drawn["viewBox"], drawn["five"]
    ('0 0 1000 546', ['KAZ', 'KGZ', 'TJK', 'TKM', 'UZB'])
    """
    rows = _on_paper()
    labelled = rows[rows["x"].between(-WIDE, 2 * WIDE)]
    return {
        "viewBox": f"0 0 {WIDE} {round(WIDE * (NORTH - SOUTH) / (EAST - WEST))}",
        "five": list(outlines("states")["iso3"]),
        "names": dict(zip(rows["code"], rows["name"], strict=True)),
        "labels": {row.code: [round(row.x), round(row.y)] for row in labelled.itertuples()},
        "paths": dict(zip(rows["code"], rows["path"], strict=True)),
    }
