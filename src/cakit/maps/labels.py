"""Names beside symbols: a place for each where nothing is covered, a number where there is none."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from cakit.errors import CakitError
from cakit.geometry import FRAME, layers, place
from cakit.maps import ground, room
from cakit.maps.room import Box

MARK, SIZE = 8.0, 9.0  # points: a symbol, its words
NEAR = 1.15 * MARK / 72 * ground.KM  # kilometres within which two symbols would touch
DENSE = 5  # neighbours from which on a place gets a number at once


@dataclass
class Spot:
    """One row on the map: where it is, where its symbol stands, and its words."""

    name: str
    kind: str
    sure: bool
    true: tuple[float, float]
    at: tuple[float, float] = (0.0, 0.0)
    text: str = ""
    words: tuple[float, float] = (0.0, 0.0)
    number: int = 0
    lead: tuple[float, float] | None = None  # where the line to the words ends

    @property
    def box(self) -> Box:
        return room.box(*self.at, NEAR, NEAR)


def written() -> list[Box]:
    """What the ground has written on it: names around the five, the sea, the key."""
    named = layers().neighbours.dropna(subset="label_lon")
    taken = [
        room.box(*place(r.label_lon, r.label_lat), *room.words(r.name, 9, slanted=True)) for r in named.itertuples()
    ]
    taken += [room.box(*place(lon, lat), *room.words(sea, 9, slanted=True)) for sea, lon, lat in ground.WATERS]
    taken.append((FRAME[0], FRAME[1], FRAME[0] + ground.KEY[0], FRAME[1] + ground.KEY[1]))
    return taken


def place_names(taken: list[Box]) -> dict[str, tuple[float, float]]:
    """Where the names of the five stand: as near to their usual place as symbols allow, inside the state."""
    from shapely import Point

    steps = sorted(
        ((x, y) for x in range(-500, 501, 50) for y in range(-300, 301, 50)), key=lambda xy: (math.hypot(*xy), xy)
    )
    found = {}
    for row in layers().five.itertuples():
        x, y = place(row.label_lon, row.label_lat)
        wide, high = room.words(row.name, 10.5, "bold")
        for right, up in steps:
            spot = (x + right, y + up)
            if row.geometry.covers(Point(spot)) and room.free(room.box(*spot, wide, high), taken):
                break
        else:
            spot = (x, y)
        found[row.name] = spot
        taken.append(room.box(*spot, wide, high))
    return found


def _candidates(one: Spot, wide: float, high: float, reach: tuple[float, ...]) -> Iterator[tuple[Box, bool]]:
    """Boxes for the words, best first: beside the symbol, then further away with a line."""
    x, y = one.at
    step = NEAR * 0.62
    for right, up in ((1.0, 0), (-1.0, 0), (0, -1.0), (0, 1.0), (1.0, 1.0), (1.0, -1.0), (-1.0, 1.0), (-1.0, -1.0)):
        far = step if right == 0 or up == 0 else step * 0.8
        yield room.box(x + right * far, y + up * far, wide, high, (1 - right) / 2, (1 - up) / 2), False
    for far in (NEAR * times for times in reach):
        for turn in range(16):
            right, up = math.cos(math.pi * turn / 8), math.sin(math.pi * turn / 8)
            yield room.box(x + right * far, y + up * far, wide, high, (1 - right) / 2, (1 - up) / 2), True


def write(spots: list[Spot], taken: list[Box]) -> None:
    """Give every symbol its name where it fits, else a number for the list."""
    near = [sum(math.dist(one.at, other.at) < 2.2 * NEAR for other in spots) - 1 for one in spots]
    order = sorted(range(len(spots)), key=lambda i: (near[i] < DENSE, near[i] if near[i] < DENSE else -near[i]))
    numbers = 0
    for place_ in order:
        one, dense = spots[place_], near[place_] >= DENSE
        if not dense and any(_fit(one, text, taken) for text in _forms(one.name)):
            continue
        numbers += 1
        one.number = numbers
        if not _fit(one, str(numbers), taken, (1.2, 2, 3, 4, 5, 6, 7)):
            raise CakitError(f"{len(spots)} places lie too close to be told apart on this map: draw fewer at a time")


def _forms(name: str) -> list[str]:
    """A name in one line, if it is short, and in two.

    Examples
    --------
    >>> _forms("Inkai"), _forms("Ust-Kamenogorsk Titanium and Magnesium Plant")
    (['Inkai'], ['Ust-Kamenogorsk Titanium\\nand Magnesium Plant'])
    """
    two = "\n".join(textwrap.wrap(name, 26, max_lines=2, placeholder=" …"))
    return list(dict.fromkeys([*([name] if len(name) <= 30 else []), two]))


def _fit(one: Spot, text: str, taken: list[Box], reach: tuple[float, ...] = (1.4, 2.2, 3.2)) -> bool:
    wide, high = room.words(text, SIZE)
    for candidate, led in _candidates(one, wide + 8, high, reach):
        if room.inside(candidate, FRAME, 15) and room.free(candidate, taken):
            one.text = text
            one.lead = _nearest(candidate, one.at) if led else None
            one.words = ((candidate[0] + candidate[2]) / 2, (candidate[1] + candidate[3]) / 2)
            taken.append(candidate)
            return True
    return False


def _nearest(one: Box, at: tuple[float, float]) -> tuple[float, float]:
    """The point of a rectangle nearest to another point."""
    return (min(max(at[0], one[0]), one[2]), min(max(at[1], one[1]), one[3]))
