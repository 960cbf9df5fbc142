"""The region's outlines as SVG paths: a border of two states is thinned once for both."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from cakit.catalog import sources
from cakit.maps.outlines import EAST, NORTH, SOUTH, WEST, outlines, place

if TYPE_CHECKING:
    pass

WIDE = 1000  # units of the paper that the frame fills
REACH = 1.1  # units: points nearer to the simpler line are left out
EDGE = 10  # units of room around the states


def on_paper(lon: float, lat: float) -> tuple[int, int]:
    """Where a place is on the paper, in whole units."""
    (x, y), scale = place(lon, lat), WIDE / (EAST - WEST)
    return round((x - WEST) * scale), round((NORTH - y) * scale)


@cache
def ground() -> dict[str, Any]:
    """The states as paths with the places of their names, the frame around them, the neighbours.

    Examples
    --------
    >>> sorted(ground()["paths"])
    ['KAZ', 'KGZ', 'TJK', 'TKM', 'UZB']
    """
    states, around = outlines("states"), outlines("neighbours")
    rings = [_rings(path) for path in [*states["path"], *around["path"]]]
    thinned = iter(_thinned([ring for shape in rings for ring in shape]))
    drawn = ["".join(_path(next(thinned)) for _ in shape) for shape in rings]
    corners = np.array(
        [point for shape in rings[: len(states)] for ring in shape for point in ring]
    )
    (left, top), (right, low) = corners.min(axis=0) - EDGE, corners.max(axis=0) + EDGE
    spots = states[["iso3", "label_lon", "label_lat"]].itertuples(index=False)
    return {
        "view": [round(each) for each in (left, top, right - left, low - top)],
        "paths": dict(zip(states["iso3"], drawn, strict=False)),
        "labels": {code: on_paper(lon, lat) for code, lon, lat in spots},
        "context": "".join(drawn[len(states) :]),
        "note": sources.boundary_note(),
    }


def _rings(path: Any) -> list[list[tuple[float, float]]]:
    """The rings of a shape, cut to the frame, on the paper."""
    from matplotlib.path import Path
    from matplotlib.transforms import Bbox

    frame, scale = Bbox.from_extents(WEST, SOUTH, EAST, NORTH), WIDE / (EAST - WEST)
    found = []
    for ring in path.to_polygons():
        cut = Path(ring, closed=True).clip_to_bbox(frame)
        cut.should_simplify = False
        for points in cut.to_polygons():
            paper = ((np.asarray(points, float) - [WEST, NORTH]) * [scale, -scale]).round(6)
            found.append([(float(x), float(y)) for x, y in paper[:-1]])
    return [ring for ring in found if len(ring) > 2]


def _thinned(rings: list[list[tuple[float, float]]]) -> list[list[tuple[float, float]]]:
    """The rings with fewer points; what two of them share stays shared."""
    owners = defaultdict(set)
    for number, ring in enumerate(rings):
        for point in ring:
            owners[point].add(number)
    out = []
    for ring in rings:
        of = [owners[point] for point in ring]
        ends = [
            n
            for n, here in enumerate(of)
            if any(
                other != here and len(here) >= len(other)
                for other in (of[n - 1], of[n + 1 - len(of)])
            )
        ]
        first = ends[0] if ends else ring.index(min(ring))
        if len(ends) < 2:  # an island, or a ring that touches others in one point
            far = max(range(len(ring)), key=lambda n: (_far(ring[n], ring[first]), ring[n]))
            ends = sorted({first, far})
        closed = ring + ring[: ends[0] + 1]
        stops = [*ends, len(ring) + ends[0]]
        arcs = [_arc(closed[start : stop + 1]) for start, stop in pairwise(stops)]
        out.append([point for arc in arcs for point in arc[:-1]])
    return out


def _far(one: tuple[float, float], other: tuple[float, float]) -> float:
    return round((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2, 6)


def _arc(line: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """A line without the points that lie near a simpler one (Douglas and Peucker), either way."""
    if line[-1] < line[0]:
        return _arc(line[::-1])[::-1]
    points, kept, left = np.array(line), {0, len(line) - 1}, [(0, len(line) - 1)]
    while left:
        first, last = left.pop()
        if last - first < 2:
            continue
        (x, y), between = points[last] - points[first], points[first + 1 : last] - points[first]
        long = np.hypot(x, y)
        off = np.abs(between @ [y, -x]) / long if long else np.hypot(*between.T)
        far = int(off.argmax())
        if off[far] > REACH:
            kept.add(middle := first + 1 + far)
            left += [(first, middle), (middle, last)]
    return [line[n] for n in sorted(kept)]


def _path(ring: list[tuple[float, float]]) -> str:
    """A ring in whole units and relative steps; one that is too small is left out."""
    points = [(round(x), round(y)) for x, y in [*ring, ring[0]]]
    steps = [(bx - ax, by - ay) for (ax, ay), (bx, by) in pairwise(points)]
    steps = [step for step in steps if step != (0, 0)][:-1]  # z draws the last one
    moves = " ".join(f"{x},{y}" for x, y in steps)
    return f"M{points[0][0]},{points[0][1]}l{moves}z" if len(steps) > 1 else ""
