"""Room for words on a map: how large they are, and where they stand without covering anything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise

from cakit import figure
from cakit.maps.ground import KM

Box = tuple[float, float, float, float]  # west, south, east, north in kilometres


@cache
def words(text: str, size: float, weight: str = "normal", slanted: bool = False) -> tuple[float, float]:
    """Width and height of words, in kilometres on a map that fills the width.

    Examples
    --------
    >>> wide, high = words("Kazakhstan", 10)
    >>> wide > 4 * high
    True
    """
    lines = text.split("\n")
    wide = max(figure.width_of(line, size, weight, "italic" if slanted else "normal") for line in lines)
    return wide * KM, (len(lines) * 1.2 + 0.15) * size / 72 * KM


def box(x: float, y: float, wide: float, high: float, left: float = 0.5, low: float = 0.5) -> Box:
    """The rectangle around an anchor; `left` and `low` say which part of it lies before the anchor.

    Examples
    --------
    >>> box(0, 0, 10, 4)
    (-5.0, -2.0, 5.0, 2.0)
    """
    return (x - wide * left, y - high * low, x + wide * (1 - left), y + high * (1 - low))


def free(one: Box, taken: Iterable[Box]) -> bool:
    """Whether a rectangle touches none of those that are taken."""
    return not any(one[0] < b[2] and b[0] < one[2] and one[1] < b[3] and b[1] < one[3] for b in taken)


def inside(one: Box, frame: Box, edge: float = 0.0) -> bool:
    """Whether a rectangle lies in the frame, that far from its edge."""
    return (
        one[0] >= frame[0] + edge
        and one[1] >= frame[1] + edge
        and one[2] <= frame[2] - edge
        and one[3] <= frame[3] - edge
    )


def apart(places: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Move middles apart so that things of these sizes do not touch, in their order, between two ends.

    Examples
    --------
    >>> apart([50.0, 51.0, 99.0], [10, 10, 10], 0, 100)
    [50.0, 60.0, 95.0]
    """
    order = sorted(range(len(places)), key=places.__getitem__)
    half = [size / 2 for size in sizes]
    moved = [min(max(place, low + h), high - h) for place, h in zip(places, half, strict=True)]
    for before, after in pairwise(order):
        moved[after] = max(moved[after], moved[before] + half[before] + half[after])
    ceiling = high
    for one in reversed(order):
        moved[one] = min(moved[one], ceiling - half[one])
        ceiling = moved[one] - half[one]
    return moved
