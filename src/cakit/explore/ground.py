"""The region's outlines as SVG paths with few points: a border of two states stays that of both."""

from functools import cache
from typing import Any

import numpy as np

from cakit.catalog import sources
from cakit.maps.outlines import EAST, NORTH, WEST, bounds, outlines, place

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
    """The states as paths with the places of their names, what is seen, and the neighbours."""
    from matplotlib.transforms import Bbox

    states, around = outlines("states"), outlines("neighbours")["path"]
    seen = Bbox.from_extents(*bounds()).padded(EDGE / SCALE)
    corner = (seen.x0 - WEST) * SCALE, (NORTH - seen.y1) * SCALE
    size = seen.width * SCALE, seen.height * SCALE
    spots = states[["iso3", "label_lon", "label_lat"]].itertuples(index=False)
    return {
        "view": [round(one) for one in (*corner, *size)],
        "paths": {row.iso3: _drawn(row.path) for row in states.itertuples()},
        "labels": {code: on_paper(lon, lat) for code, lon, lat in spots},
        "context": "".join(_drawn(one) for one in around if one.get_extents().overlaps(seen)),
        "note": sources.boundary_note(),
    }


def _drawn(path: Any) -> str:
    """A shape in relative steps on the paper; a ring that is too small is left out."""
    drawn = ""
    for ring in path.to_polygons():
        paper = ((ring[:-1] - [WEST, NORTH]) * [SCALE, -SCALE]).round(6)
        points = _thinned(paper).round().astype(int)
        moves = [f"{x},{y}" for x, y in np.diff(points, axis=0).tolist() if x or y]
        if len(moves) > 1:
            drawn += f"M{points[0][0]},{points[0][1]}l{' '.join(moves)}z"
    return drawn


def _thinned(ring: Any) -> Any:
    """A ring without its small corners, each round the smallest of its neighbourhood."""
    while len(ring) > 3:
        ax, ay = (ring - np.roll(ring, 1, axis=0)).T
        bx, by = (np.roll(ring, -1, axis=0) - ring).T
        area = np.abs(ax * by - ay * bx).round(6)
        kept = (area > LEAST) | (area > np.roll(area, 1)) | (area > np.roll(area, -1))
        if kept.all():
            break
        ring = ring[kept]
    return ring
