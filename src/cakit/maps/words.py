"""Words on and around a map: their size, where they fit, how numbers and findings are written."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cakit.catalog.sources import edition_of
from cakit.figures.finish import LONGEST_TITLE, _checked_title, put_words
from cakit.figures.text import width_of
from cakit.maps.outlines import SOURCE

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from cakit.figures import Chart

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # west, south, east, north in kilometres
INCHES = 7.92  # the width of a map that fills a figure of the kit


class Room:
    """The boxes on a map that are taken, and those that are still free.

    Examples
    --------
    >>> room = Room((0, 0, 792, 400))
    >>> room.taken.append((0, 0, 100, 100))
    >>> room.first_free([(50, 50, 80, 80), (110, 0, 140, 30)])
    (110, 0, 140, 30)
    >>> len(room.taken)
    2
    """

    def __init__(self, bounds: Box, inches: float = INCHES) -> None:
        self.bounds = bounds
        self.km = (bounds[2] - bounds[0]) / inches  # kilometres to the inch
        self.taken: list[Box] = []

    def size(
        self, text: str, points: float, weight: str = "normal", style: str = "normal"
    ) -> Point:
        """Width and height of words, in kilometres."""
        lines = text.split("\n")
        wide = max(width_of(line, points, weight, style) for line in lines)
        return wide * self.km, (len(lines) * 1.2 + 0.15) * points / 72 * self.km

    def holds(self, box: Box, edge: float = 0) -> bool:
        """Whether a box lies inside the map, so far from its edge."""
        west, south, east, north = self.bounds
        across = west + edge <= box[0] and box[2] <= east - edge
        return across and south + edge <= box[1] and box[3] <= north - edge

    def first_free(self, candidates: Iterable[Box], edge: float = 0) -> Box | None:
        """The first box on the map that covers nothing; it is taken from then on."""
        for box in candidates:
            if self.holds(box, edge) and not any(_meet(box, other) for other in self.taken):
                self.taken.append(box)
                return box
        return None


def _meet(one: Box, other: Box) -> bool:
    across = one[0] < other[2] and other[0] < one[2]
    return across and one[1] < other[3] and other[1] < one[3]


def around(at: Point, size: Point, left: float = 0.5, low: float = 0.5) -> Box:
    """The box of a size at a point; `left` and `low` say which part of it lies before the point.

    Examples
    --------
    >>> around((0, 0), (10, 4))
    (-5.0, -2.0, 5.0, 2.0)
    """
    west, south = at[0] - size[0] * left, at[1] - size[1] * low
    return west, south, west + size[0], south + size[1]


def middle(box: Box) -> Point:
    """The middle of a box."""
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def ring(at: Point, size: Point, turns: int, far: float) -> Iterator[Box]:
    """Boxes on a circle around a point: right, left, then the other directions."""
    circle = [
        (math.cos(math.tau * n / turns), math.sin(math.tau * n / turns)) for n in range(turns)
    ]
    for right, up in sorted(circle, key=lambda one: round(abs(one[1]), 6)):
        yield around((at[0] + right * far, at[1] + up * far), size, (1 - right) / 2, (1 - up) / 2)


def apart(points: list[Point], near: float) -> list[Point]:
    """Push points away from each other until none is nearer, each as little as that takes.

    Examples
    --------
    >>> apart([(0.0, 0.0), (500.0, 0.0)], near=50)
    [(0.0, 0.0), (500.0, 0.0)]
    >>> (x, y), (other_x, other_y) = apart([(0.0, 0.0), (10.0, 0.0)], near=50)
    >>> 45 < math.dist((x, y), (other_x, other_y)) < 55
    True
    """
    import numpy as np

    true = np.array(points)
    turn = np.arange(len(points)) * 2.399963  # golden angle: one place, all directions
    at = true + np.column_stack([np.cos(turn), np.sin(turn)]) * 3
    for _ in range(120):
        between = at[:, None] - at[None]
        far = np.hypot(between[..., 0], between[..., 1])
        np.fill_diagonal(far, np.inf)
        if far.min() >= near * 0.99:
            break
        push = np.clip(near * 1.02 - far, 0, None) / 2
        at += (between / np.maximum(far, 1e-6)[..., None] * push[..., None] * 0.7).sum(axis=1)
    moved = np.hypot(*(at - true).T) > 6
    return [
        (float(x), float(y)) if is_moved else point
        for point, (x, y), is_moved in zip(points, at, moved, strict=True)
    ]


def written(number: float, unit: str, digits: int) -> str:
    """A value as it stands on the map and in the finding; a small one is not called none.

    Examples
    --------
    >>> written(0.4, "percent", 0), written(0, "", 0), written(float("nan"), "", 0)
    ('under 1%', '0', 'no data')
    """
    if math.isnan(number):
        return "no data"
    small = 0 < number < 0.5 * 10**-digits
    words = f"under {10**-digits:g}" if small else f"{number:,.{digits}f}"
    return words + ("%" if unit == "percent" else "")


def headed(label: str, unit: str, frame: pd.DataFrame) -> str:
    """The beginning of a finding: the label, with unit and edition."""
    basis = ", ".join(filter(None, [unit, edition_of(frame)]))
    return f"{label} ({basis})" if basis else label


def finish(
    figure: Figure, data: pd.DataFrame, title: str, label: str, finding: str, note: str, alt: str
) -> Chart:
    """Make a drawn map a Chart: its title given or computed, its outlines credited."""
    title = _checked_title(title) if title else label
    if len(title) > LONGEST_TITLE:
        title = f"{title[: LONGEST_TITLE - 2].rsplit(' ', 1)[0]} …"
    credited = data.assign(outline_source_id=SOURCE)
    return put_words(figure, credited, title, finding, note, alt)
