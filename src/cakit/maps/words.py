"""Words on and around a map: their size, where they fit, what is given and how it is written."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from cakit.catalog.csvfile import printable
from cakit.catalog.sources import edition_of
from cakit.errors import CakitError
from cakit.figures.door import rows_of
from cakit.figures.finish import LONGEST_TITLE, _checked_title, put_words
from cakit.figures.text import listed, width_of
from cakit.maps.outlines import source_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from cakit.figures import Chart

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
    circle = [
        (math.cos(math.tau * n / turns), math.sin(math.tau * n / turns)) for n in range(turns)
    ]
    for right, up in sorted(circle, key=lambda one: round(abs(one[1]), 6)):
        yield around((at[0] + right * far, at[1] + up * far), size, (1 - right) / 2, (1 - up) / 2)


def given(frame: Any, numbers: tuple[str, ...], words: tuple[str, ...]) -> pd.DataFrame:
    """The rows of a frame of any engine, numbers as float64; an error for what no map can draw."""
    for name in (*numbers, *words):
        if not isinstance(name, str) or not 0 < len(name) <= 100:
            raise CakitError(f"a column is named by its name, not by {printable(name)}")
    rows = rows_of(frame, *numbers, *words)
    spans = [name for name in ("year_from", "year_to", "lines", "total") if name in rows]
    rows = rows_of(rows, *spans, other=("thin" if "thin" in rows else "",))
    texts = {name: _cells(rows[name]) for name in words if name not in spans}
    if "thin" in rows:
        texts["thin"] = rows["thin"].map(lambda why: why if isinstance(why, str) else "")
    return rows.assign(**texts, **{name: _floats(rows[name]) for name in (*numbers, *spans)})


def _cells(values: pd.Series) -> pd.Series:
    """Codes or names without invisible letters; a list in a cell is refused with its row."""
    cells = values.astype("object").where(values.notna(), None)
    for row, cell in enumerate(cells, start=1):
        if getattr(cell, "__hash__", None) is None:
            raise CakitError(f"column {values.name!r}, row {row}: a list, not one name or code")
    return cells.map(lambda cell: printable(cell, 200) if isinstance(cell, str) else cell)


def _floats(values: pd.Series) -> pd.Series:
    """Numbers, or missing ones; text, dates and infinity are refused with their row."""
    kind = getattr(values.dtype, "kind", "O")
    if kind in "mMcb":
        raise CakitError(f"column {values.name!r} holds {values.dtype}, not numbers")
    if kind not in "iuf":
        values = values.astype("object").where(values.notna(), math.nan)
    found = values.map(_float).astype("float64") if kind not in "iuf" else values.astype("float64")
    wrong = found.abs() > 1e300
    if wrong.any():
        row = int(wrong.to_numpy().argmax())
        cell = printable(values.iloc[row])
        raise CakitError(f"column {values.name!r}, row {row + 1}: {cell} is not a finite number")
    return found


def _float(cell: Any) -> float:
    try:
        return float(cell)
    except (TypeError, ValueError, OverflowError):
        return math.inf


def checked(digits: int = 0, **texts: str) -> None:
    """Refuse words that are no text or too long to be read, and decimals that are none."""
    for name, text in texts.items():
        most = 2_000 if name in ("finding", "note") else 200
        if not isinstance(text, str):
            raise CakitError(f"{name} is a {type(text).__name__}, not text")
        if len(text) > most:
            raise CakitError(f"{name} has {len(text):,} characters; at most {most:,} can be read")
        if odd := INVISIBLE.search(text):
            raise CakitError(f"{name} has the invisible character {odd[0]!a}: leave it out")
    if not texts["label"].strip():
        raise CakitError("label is empty: say what the value is, with its period")
    if isinstance(digits, bool) or not isinstance(digits, int) or not 0 <= digits <= 6:
        raise CakitError(f"digits is {printable(digits)}: give a whole number from 0 to 6")


def some(words: Iterable[str], nothing: str = "") -> str:
    """A list in words that stays short: the first twelve, and how many more."""
    words = [printable(word) for word in words]
    more = [f"{len(words) - SOME} more"] if len(words) > SOME + 1 else []
    return listed([*words[:SOME], *more] if more else words, nothing)


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


def headed(label: str, unit: str, frame: pd.DataFrame) -> str:
    """The beginning of a finding: the label, with unit and edition."""
    basis = ", ".join(filter(None, [unit, edition_of(frame)]))
    return f"{label} ({basis})" if basis else label


def finish(
    figure: Figure, data: pd.DataFrame, title: str, label: str, finding: str, note: str, alt: str
) -> Chart:
    """Make a drawn map a Chart: its title given or computed, its outlines credited."""
    title = _checked_title(title) if title else " ".join(label.split())
    if len(title) > LONGEST_TITLE:
        title = f"{title[: LONGEST_TITLE - 2].rsplit(' ', 1)[0]} …"
    credited = data.assign(outline_source_id=source_of("states"))
    return put_words(figure, credited, title, finding, note, alt)
