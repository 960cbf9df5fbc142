"""The region's outlines as SVG paths with few points: a border of two states stays that of both."""

from functools import cache
from typing import Any

import numpy as np

from cakit.catalog import sources
from cakit.maps.outlines import EAST, NORTH, SOUTH, WEST, outlines, place

WIDE = 1000  # units of the paper that the frame fills
SCALE = WIDE / (EAST - WEST)
LEAST = 9.0  # units squared: a corner of a smaller area is cut off; less than two pixels as shown
EDGE = 10  # units of room around the states


def on_paper(lon: float, lat: float) -> tuple[int, int]:
    """Where a place is on the paper, in whole units."""
    x, y = place(lon, lat)
    return round((x - WEST) * SCALE), round((NORTH - y) * SCALE)


@cache
def ground() -> dict[str, Any]:
    """The states as paths with the places of their names, the frame around them, the neighbours.

    Examples
    --------
    >>> sorted(ground()["paths"])
    ['KAZ', 'KGZ', 'TJK', 'TKM', 'UZB']
    """
    states, around = outlines("states"), outlines("neighbours")
    shapes = [_rings(path) for path in states["path"]]
    corners = np.concatenate([ring for shape in shapes for ring in shape])
    (left, top), (right, low) = corners.min(axis=0) - EDGE, corners.max(axis=0) + EDGE
    spots = states[["iso3", "label_lon", "label_lat"]].itertuples(index=False)
    return {
        "view": [int(each) for each in (left, top, right - left, low - top)],
        "paths": dict(zip(states["iso3"], map(_drawn, shapes), strict=True)),
        "labels": {code: on_paper(lon, lat) for code, lon, lat in spots},
        "context": "".join(_drawn(_rings(path)) for path in around["path"]),
        "note": sources.boundary_note(),
    }


def _rings(path: Any) -> list[Any]:
    """The rings of a shape, cut to the frame, thinned, on the paper."""
    from matplotlib.path import Path
    from matplotlib.transforms import Bbox

    frame, scale, found = Bbox.from_extents(WEST, SOUTH, EAST, NORTH), [SCALE, -SCALE], []
    for ring in path.to_polygons():
        cut = Path(ring, closed=True).clip_to_bbox(frame)
        cut.should_simplify = False
        for points in cut.to_polygons():
            paper = (np.asarray(points) - [WEST, NORTH]) * scale
            found.append(_thinned(paper.round(6)[:-1]).round().astype(int))
    return found


def _thinned(ring: Any) -> Any:
    """A ring without its small corners, each round the smallest of its neighbourhood."""
    while len(ring) > 3:
        (ax, ay), (bx, by) = (
            (ring - np.roll(ring, 1, axis=0)).T,
            (np.roll(ring, -1, axis=0) - ring).T,
        )
        area = np.abs(ax * by - ay * bx).round(6)
        kept = (area > LEAST) | (area > np.roll(area, 1)) | (area > np.roll(area, -1))
        if kept.all():
            break
        ring = ring[kept]
    return ring


def _drawn(rings: list[Any]) -> str:
    """Rings in relative steps; one that is too small is left out."""
    drawn = ""
    for ring in rings:
        moves = [f"{x},{y}" for x, y in np.diff(ring, axis=0).tolist() if x or y]
        if len(moves) > 1:
            drawn += f"M{ring[0][0]},{ring[0][1]}l{' '.join(moves)}z"
    return drawn
