"""The region's outlines in kilometres: as paths for matplotlib, as frames for geopandas."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.path import Path

from cakit.catalog import REGION, geojson, home
from cakit.catalog.csvfile import words
from cakit.catalog.region import centre, kilometres
from cakit.door import plain_arguments, shown
from cakit.errors import CakitError, nearest

if TYPE_CHECKING:
    import geopandas as gpd

# Lambert azimuthal equal-area, made for the region: areas compare. Its unit is the kilometre.
CRS: str = REGION["projection"]
CENTRE = centre(CRS) or (0.0, 0.0)
WEST, SOUTH, EAST, NORTH = map(float, REGION["frame"])
FRAME = (WEST, SOUTH, EAST, NORTH)
LAYERS = ("states", "neighbours", "admin1", "lakes", "rivers", "capitals", "towns", "disputes")
FILES = {"capitals": "places", "towns": "places"}  # of layers that are not called like their file


def source_of(layer: str) -> str:
    """The source id of the outlines of a layer; empty where the region has no such layer."""
    layers = geojson.layers(home("data"))
    return str(layers.get(FILES.get(layer, layer), {}).get("source_id", ""))


def _features(layer: str) -> list[dict[str, Any]]:
    rows = geojson.features(home("data"), FILES.get(layer, layer))
    if layer not in FILES:
        return rows
    kinds = [row["properties"]["kind"] == "capital" for row in rows]
    return [row for row, kind in zip(rows, kinds, strict=True) if kind == (layer == "capitals")]


@cache
def outlines(layer: str) -> pd.DataFrame:
    """The features of a layer with their `path` in kilometres. Shared: copy before a change."""
    rows = _features(layer)
    if not rows:
        return pd.DataFrame(columns=[*words()["layers"][FILES.get(layer, layer)], "path"])
    paths = [_path(row["geometry"]) for row in rows]
    return pd.DataFrame([row["properties"] for row in rows]).assign(path=paths)


def _path(shape: dict[str, Any]) -> Path:
    """One path for a geometry; holes turn the other way, so that they stay empty."""
    vertices, codes = [], []
    is_area = shape["type"] in geojson.AREAS
    for part in geojson.parts(shape):
        for number, ring in enumerate(part):
            points = np.column_stack(project(*ring.T))
            (x, y), (next_x, next_y) = points[:-1].T, points[1:].T
            is_left_turn = (x * next_y - next_x * y).sum() > 0
            if is_area and is_left_turn != (number == 0):
                points = points[::-1]
            code = np.full(len(points), Path.LINETO)
            code[0] = Path.MOVETO
            code[-1] = Path.CLOSEPOLY if is_area else code[-1]
            vertices.append(points)
            codes.append(code)
    return Path(np.concatenate(vertices), np.concatenate(codes))


def bounds(layer: str = "states") -> tuple[float, float, float, float]:
    """The kilometres west, south, east and north of all that a layer holds."""
    points = np.concatenate([path.vertices for path in outlines(layer)["path"]])
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    return float(west), float(south), float(east), float(north)


@plain_arguments
def region(layer: str = "states") -> gpd.GeoDataFrame:
    """Outlines of the region as a GeoDataFrame, in the region's own equal-area projection.

    Parameters
    ----------
    layer : {"states", "neighbours", "admin1", "lakes", "rivers", "capitals", "towns", "disputes"}
        "states" are the states that the data are about.

    Returns
    -------
    geopandas.GeoDataFrame
        Geometry in kilometres, cut to the frame; `iso3` and `name` where the layer has them;
        `outline_source_id`, by which `ck.chart` credits the outlines. A fresh copy.

    Raises
    ------
    CakitError
        For another layer, and where geopandas is not installed.

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
    if not isinstance(layer, str) or layer not in LAYERS:
        raise CakitError(f"no layer {shown(layer)}. {nearest(shown(layer), LAYERS)}")
    if not source_of(layer):
        raise CakitError(f"this region has no layer {layer!r}: geo/layers.json does not name it")
    try:
        import geopandas as gpd
        from shapely import box
    except ImportError as error:
        raise CakitError("ck.region() needs geopandas; ck.maps draws without it") from error
    rows = gpd.GeoDataFrame.from_features(_features(layer), crs=4326).to_crs(CRS)
    frame = box(*FRAME)
    beyond = ~rows.within(frame)
    rows.loc[beyond, "geometry"] = rows.loc[beyond, "geometry"].intersection(frame)
    rows = rows[~rows.is_empty].reset_index(drop=True)
    rows.insert(len(rows.columns) - 1, "geometry", rows.pop("geometry"))
    return rows.set_geometry("geometry").assign(outline_source_id=source_of(layer))


@plain_arguments
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
    try:
        lon, lat = (np.asarray(each, dtype=float) for each in (lon, lat))
    except Exception:  # whatever an object of somebody else raises
        raise CakitError("project takes numbers: longitudes and latitudes in degrees") from None
    if np.shape(lon) != np.shape(lat):
        raise CakitError("project takes as many longitudes as latitudes")
    return kilometres(lon, lat, CENTRE)


@cache
def place(lon: float, lat: float) -> tuple[float, float]:
    """One point of `project`, computed once."""
    x, y = project([lon], [lat])
    return float(x[0]), float(y[0])


@cache
def world_points() -> dict[str, tuple[float, float]]:
    """Where each state of the world lies on the map's plane, mostly far outside the frame.

    Directions from the middle of the map are true; the point is where a name would stand.
    """
    rows = outlines("world")
    spots = (path.vertices[0].tolist() for path in rows["path"])
    return {code: (x, y) for code, (x, y) in zip(rows["iso3"], spots, strict=True)}
