"""Words on and around a map: their size, where they fit, what is given and how it is written."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from cakit.catalog import ALL_STATES
from cakit.catalog.csvfile import printable
from cakit.catalog.sources import edition_of
from cakit.door import numbers_of, rows_of, text
from cakit.door import words as plain_words
from cakit.errors import CakitError
from cakit.figures import Chart
from cakit.figures.finish import put_words
from cakit.figures.text import listed, width_of
from cakit.maps.outlines import outlines, source_of
from cakit.plots.parts import headline

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # west, south, east, north in kilometres
INCHES, TALLEST = 7.92, 8.0  # the width of a map that fills a figure of the kit; its height
INVISIBLE = re.compile(  # but for line ends and what joins letters
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
SOME = 12  # names in a list before "and … more"


class Room:
    """The boxes on a map that are taken, and those that are still free.

    Examples
    --------
    >>> room = Room((0, 0, 792, 400))
    >>> room.taken.append((0, 0, 100, 100))
    >>> room.first_free([(50, 50, 80, 80), (110, 0, 140, 30)])
    (110, 0, 140, 30)
    """

    def __init__(self, bounds: Box, inches: float = INCHES) -> None:
        self.bounds = bounds
        wide, tall = bounds[2] - bounds[0], bounds[3] - bounds[1]
        self.km = max(wide / inches, tall / TALLEST)  # kilometres to the inch
        self.taken: list[Box] = []

    def size(self, text: str, points: float, **look: str) -> Point:
        """Width and height of words, in kilometres; `look` is a weight or a style."""
        lines = text.split("\n")
        wide = max(width_of(line, points, **look) for line in lines)
        return wide * self.km, (len(lines) * 1.2 + 0.15) * points / 72 * self.km

    def holds(self, box: Box, edge: float = 0) -> bool:
        """Whether a box lies inside the map, so many inches from its edge."""
        west, south, east, north = self.bounds
        edge *= self.km
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
    """The box of a size at a point; `left` and `low` say which part of it lies before the point."""
    west, south = at[0] - size[0] * left, at[1] - size[1] * low
    return west, south, west + size[0], south + size[1]


def middle(box: Box) -> Point:
    """The middle of a box."""
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def ring(at: Point, size: Point, turns: int, far: float) -> Iterator[Box]:
    """Boxes on a circle around a point: right, left, then the other directions."""
    angles = [math.tau * n / turns for n in range(turns)]
    for angle in sorted(angles, key=lambda one: round(abs(math.sin(one)), 6)):
        right, up = math.cos(angle), math.sin(angle)
        yield around((at[0] + right * far, at[1] + up * far), size, (1 - right) / 2, (1 - up) / 2)


def given(frame: Any, numbers: tuple[str, ...], words: tuple[str, ...]) -> pd.DataFrame:
    """The rows of a frame of any engine, numbers as float64; an error for what no map can draw."""
    rows = rows_of(frame, *numbers, *words)
    plain = {name: rows[name].map(_plain) for name in words}
    return rows.assign(**plain, **{name: numbers_of(rows[name], 1e300) for name in numbers})


def _plain(cell: Any) -> Any:
    """A code or name without invisible letters."""
    return printable(cell, 200) if isinstance(cell, str) else cell


def by_state(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """The rows of which the state is known, their code as `to`; an error for any other state."""
    rows = rows.dropna(subset=[column])
    rows = rows.assign(to=rows[column].astype(str))
    states = list(outlines("states")["iso3"])
    if strangers := sorted(set(rows["to"]) - set(states)):
        raise CakitError(
            f"the map shows {ALL_STATES} only, not {some(strangers)}. Valid: {', '.join(states)}."
        )
    return rows


def check_words(label: str, **texts: str) -> None:
    """Words that are no text or cannot be seen are refused."""
    for name, given in ({"label": label} | texts).items():
        if odd := INVISIBLE.search(plain_words(given, name)):
            raise CakitError(f"{name} has the invisible character {odd[0]!a}: leave it out")
    text(label, "label")


def some(words: Iterable[str]) -> str:
    """A list in words that stays short: the first twelve, and how many more."""
    words = [printable(word) for word in words]
    more = [f"{len(words) - SOME} more"] if len(words) > SOME + 1 else []
    return listed([*words[:SOME], *more] if more else words)


def written(number: float, unit: str = "", digits: int = 0) -> str:
    """A value as it is on the map and in the finding; a small one is not called none.

    Examples
    --------
    >>> written(0.4, "percent"), written(0), written(float("nan")), written(-0.2), written(3e15)
    ('under 1%', '0', 'no data', '-0.2', '3e+15')
    """
    if math.isnan(number):
        return "no data"
    if 0 < number < 0.5 * 10**-digits:
        words = f"under {10**-digits:g}"
    elif abs(number) >= 1e12 or -0.5 * 10**-digits < number < 0:
        words = f"{number:.3g}"
    else:
        words = f"{number:,.{digits}f}"
    return words + ("%" if unit == "percent" else "")


def digits_of(values: pd.Series) -> int:
    """Decimals to show: one for small values that are not whole, else none."""
    return int(values.abs().max() < 10 and bool((values % 1 > 0).any()))


def headed(label: str, unit: str, frame: pd.DataFrame) -> str:
    """The beginning of a finding: the label, with unit and edition."""
    basis = ", ".join(filter(None, [unit, edition_of(frame)]))
    return f"{label} ({basis})" if basis else label


def finish(
    figure: Figure, data: pd.DataFrame, title: str, label: str, finding: str, note: str, alt: str
) -> Chart:
    """Make a drawn map a Chart: its title given or computed, its outlines credited."""
    title = headline(title, " ".join(label.split()))
    credited = data.assign(outline_source_id=source_of("states"))
    return put_words(figure, credited, title, finding, note, alt)
