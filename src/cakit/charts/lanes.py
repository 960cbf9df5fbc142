"""A timeline with lanes: what happened when, sorted into rows, every label kept clear of the others."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cakit import figure
from cakit.charts import parts
from cakit.errors import CakitError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd
    from matplotlib.axes import Axes

    from cakit.figure import Chart

    Spans = list[tuple[float, float | None]]

ACROSS = 7.6  # inches that the axes surely have
DOT, GAP, SIDE = 0.13, 0.09, 0.3  # inches: width of a dot, room between mark and words, room between two items
LINE, AIR, HEAD = 0.185, 0.11, 0.31  # inches: a line of words, room around it, the name of a lane
LETTERS, WRAP, TALLEST = 10, 46, 15.0  # points of a label; signs in a line of it; inches of a picture
YEAR = 400  # days that the picture shows at least, so that a January and its year are on it
BAND, MARK = ("#EEF2F6", "#FFFFFF"), "#33475B"


@dataclass
class Item:
    """An event on its place, in inches from the left edge: its mark and its words."""

    first: float
    last: float
    is_open: bool
    is_estimated: bool
    lines: list[str]
    at: float = 0.0
    is_above: bool = False

    @property
    def width(self) -> float:
        return max(_width(line) for line in self.lines)

    @property
    def height(self) -> float:
        return LINE * (len(self.lines) + self.is_above) + AIR

    @property
    def left(self) -> float:
        return min(self.first, self.at)

    @property
    def right(self) -> float:
        return max(self.last, self.at + self.width)


def _width(text: str) -> float:
    """How wide a line of a label is, in inches, with a little to spare."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(family=figure.STYLE["font.family"], size=LETTERS)
    return 1.03 * float(text_to_path.get_text_width_height_descent(text, font, ismath=False)[0]) / 72


def span(date: Any) -> tuple[float, float] | None:
    """First and last day of a date of any precision, as matplotlib counts days; None for no date.

    Examples
    --------
    >>> first, last = span("2025-04")
    >>> last - first
    29.0
    >>> span(2025)[0] == span("2025-01-01")[0], span("")
    (True, None)
    """
    import pandas as pd
    from matplotlib.dates import date2num

    if pd.isna(date) or not str(date).strip():
        return None
    text = str(int(date)) if isinstance(date, float) and date.is_integer() else str(date).strip()
    try:
        if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2}.*)?)?", text):
            raise ValueError(text)
        period = pd.Period(text[:10])
        return float(date2num(period.start_time.date())), float(date2num(period.end_time.date()))
    except ValueError:
        raise CakitError(f"{text[:40]!r} is no date. Write it as 2025, 2025-04 or 2025-04-10") from None


def _spans(rows: pd.DataFrame, start: str, end: str | None) -> Spans:
    """First and last day of every event; no last day where it is still open."""
    found: Spans = []
    for first, last in zip(rows[start], rows[end] if end else rows[start], strict=True):
        begun, over = span(first), span(last)
        if begun is None:
            raise CakitError(f"an event without {start!r} has no place in time: give it a date or leave it out first")
        if over and over[1] < begun[0]:
            raise CakitError(f"an event ends ({last}) before it begins ({first}): look at {start!r} and {end!r}")
        found.append((begun[0], over[1] if over else None))
    return found


def _seat(item: Item, rows: list[list[Item]]) -> None:
    """Give an item the first row with room: words right of the mark, else left of it, else above it on a row alone."""
    right, left = item.last + GAP, item.first - GAP - item.width
    places = [at for at, fits in ((right, right + item.width <= ACROSS), (left, left >= 0)) if fits]
    for others in rows:
        for at in places:
            item.at = at
            if all(
                not one.is_above and (item.right + SIDE < one.left or one.right + SIDE < item.left) for one in others
            ):
                others.append(item)
                return
    item.is_above = not places
    item.at = places[0] if places else max(0.0, min(item.first, ACROSS - item.width))
    rows.append([item])


def _draw(axes: Axes, item: Item, top: float, height: float, ink: str) -> None:
    low = top + height - AIR / 2 - LINE / 2 if item.is_above else top + height / 2
    kind: dict[str, Any] = {"facecolor": "white" if item.is_estimated else ink, "edgecolor": ink, "linewidth": 1.8}
    if item.last - item.first > 1.01 * DOT or item.is_open:
        style = (0, (2, 1)) if item.is_estimated else "-"
        end = ACROSS - 1.5 * DOT if item.is_open else item.last
        axes.barh(low, max(end - item.first, DOT / 4), left=item.first, height=DOT, linestyle=style, zorder=3, **kind)
    else:
        axes.scatter((item.first + item.last) / 2, low, s=78, zorder=3, **kind)
    if item.is_open:
        axes.plot([ACROSS - DOT], [low], marker=">", color=ink, markersize=14, clip_on=False, zorder=4)
    middle = top + AIR / 2 + LINE * len(item.lines) / 2 if item.is_above else low
    is_left = not item.is_above and item.at < item.first
    axes.text(item.at + item.width * is_left, middle, "\n".join(item.lines), size=LETTERS, va="center", linespacing=1.15,
              ha="right" if is_left else "left", zorder=5)  # fmt: skip


def _calendar(axes: Axes, low: float, high: float) -> None:
    """Ticks at round dates along the foot."""
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, num2date

    locator = AutoDateLocator(minticks=4, maxticks=9)
    said = ConciseDateFormatter(locator, show_offset=False, formats=["%Y", "%b", "%d", "", "", ""], zero_formats=["", "%Y", "%b", "", "", ""])  # fmt: skip
    days = [day for day in locator.tick_values(num2date(low), num2date(high)) if low <= day <= high]
    axes.set_xticks([ACROSS * (day - low) / (high - low) for day in days], said.format_ticks(days), size=LETTERS)


def _counted(count: pd.Series) -> str:
    """Say how many events stand in which lane, the fullest first, at most five by name."""
    total, shown = int(count.sum()), count.head(5)
    told = [f"{number} in “{textwrap.shorten(parts.named(name), 40, placeholder=' …')}”" for name, number in shown.items()]  # fmt: skip
    if len(count) > 5:
        told.append(f"{total - int(shown.sum())} in {len(count) - 5} more lanes")
    return f"{total} event{'s'[: total > 1]}, {figure.listed(told)}"


def _period(first: float, last: float) -> str:
    from matplotlib.dates import num2date

    return parts.years(num2date(first).year, num2date(last).year)


def lanes(
    frame: pd.DataFrame,
    lane: str = "lane",
    words: str = "words",
    start: str = "date_from",
    end: str | None = "date_to",
    estimated: str | None = None,
    sentence: str = "",
    note: str = "",
) -> Chart:
    """A timeline with lanes: one mark an event, its words beside it, events of a kind in a lane of their own.

    Parameters
    ----------
    frame : pandas.DataFrame
        One event a row. Lanes are drawn in the order in which they first appear.
    lane, words : str
        The columns that hold the lane and the label; a lane that is a supplier's code gets its name and colour.
    start, end : str
        The columns of dates: a year, a month or a day ("2025", "2025-04", "2025-04-10"). An empty end is open and
        gets an arrow; `end=None` for single dates.
    estimated : str, optional
        A column of true and false; true marks a date that is estimated (hollow mark).
    sentence, note : str
        The finding, where the count by lane is not it; what else a reader has to know.

    Returns
    -------
    Chart

    Raises
    ------
    CakitError
        For a date that cannot be read, an event without one, or more than fits into one picture.

    Examples
    --------
    >>> import cakit as ck
    >>> events = ck.load("conflicts").query("event_type in ['rocket_fire', 'treaty']")
    >>> print(ck.charts.lanes(events, lane="event_type", words="place").sentence)
    Listed for 2022–2025: 4 events, 2 in “rocket_fire” and 2 in “treaty”.
    """
    import matplotlib
    from matplotlib.text import Text

    named = [name for name in (end, estimated) if name]
    figure.drawable(frame, lane, words, start, *named)
    rows = frame.assign(**{lane: frame[lane].astype("object").where(frame[lane].notna(), "no lane")})
    spans = _spans(rows, start, end)
    first, last = min(one for one, _ in spans), max(over or one for one, over in spans)
    edge = max(0.03 * (last - first), (YEAR - last + first) / 2)
    sides = first - edge, last + edge
    items = _items(rows, spans, sides, words, estimated)
    seated = {name: _seats(item for item, its in zip(items, rows[lane], strict=True) if its == name) for name in rows[lane].unique()}  # fmt: skip
    count = rows[lane].value_counts(sort=False).sort_values(ascending=False, kind="stable")
    sentence = sentence or f"Listed for {_period(first, last)}: {_counted(count)}."
    height = sum(map(_tall, seated.values())) + 0.95 + 0.25 * len(textwrap.wrap(sentence, 78))
    if height > TALLEST:
        many = f"{len(rows)} events in {len(seated)} lane{'s'[: len(seated) > 1]}"
        raise CakitError(f"{many} do not fit into one picture: keep fewer, for example one decade")
    signs = "A dot is a day or a few days; a bar lasts as long as the event, or as all that its date tells (a month, a year)."
    signs += " An arrow: no end is given." * any(item.is_open for item in items)
    signs += " Hollow: the date is an estimate." * any(item.is_estimated for item in items)
    with matplotlib.rc_context(figure.STYLE | {"axes.spines.left": False}):
        drawn, (axes,) = figure.canvas(height)
        _fill(axes, seated)
        _calendar(axes, *sides)
        alt = "Timeline with lanes. " + " ".join(_told(rows[rows[lane] == name], parts.named(name), words, start, end) for name in seated)  # fmt: skip
        chart = figure.finish(drawn, rows, sentence, alt, f"{signs} {note}".strip())
        for text in drawn.findobj(Text):
            text.set_parse_math(False)  # a dollar in a name is a dollar
        for text in axes.texts:
            text.set_in_layout(False)  # their room is measured above
        return chart


def _items(
    rows: pd.DataFrame, spans: Spans, sides: tuple[float, float], words: str, estimated: str | None
) -> list[Item]:
    """The events with their marks in place and their words in lines."""
    low, high = sides
    guessed = rows[estimated].eq(True).fillna(False) if estimated else [False] * len(rows)
    made = []
    for (first, last), text, is_estimated in zip(spans, rows[words].fillna(""), guessed, strict=True):
        lines = textwrap.wrap(
            " ".join(str(text).split()), WRAP, max_lines=2, placeholder=" …", break_on_hyphens=False
        ) or ["(no words)"]
        begun, over = (ACROSS * (day - low) / (high - low) for day in (first, high if last is None else last))
        spare = max(DOT - (over - begun), 0) / 2
        made.append(Item(begun - spare, over + spare, last is None, bool(is_estimated), lines))
    return made


def _seats(items: Iterable[Item]) -> list[list[Item]]:
    rows: list[list[Item]] = []
    for item in sorted(items, key=lambda one: one.first):
        _seat(item, rows)
    return rows


def _tall(rows: list[list[Item]]) -> float:
    """How tall a lane is, in inches."""
    return HEAD + sum(max(one.height for one in row) for row in rows) + AIR


def _fill(axes: Axes, seated: dict[Any, list[list[Item]]]) -> None:
    """Draw the lanes from top to bottom; one unit is an inch both ways."""
    top = 0.0
    for place, (name, rows) in enumerate(seated.items()):
        tall = _tall(rows)
        axes.axhspan(top, top + tall, facecolor=BAND[place % 2], zorder=0)
        axes.axhline(top, color=figure.FAINT, linewidth=0.8, zorder=1)
        title = textwrap.shorten(parts.named(name), 56, placeholder=" …")
        axes.text(0.05, top + HEAD / 2, title, size=11.5, weight="bold", va="center", zorder=5)
        down = top + HEAD
        for row in rows:
            height = max(one.height for one in row)
            for item in row:
                _draw(axes, item, down, height, figure.COLOURS.get(str(name), MARK))
            down += height
        top += tall
    axes.set(xlim=(0, ACROSS), ylim=(top, 0), yticks=[])
    axes.grid(True, axis="x")


def _told(rows: pd.DataFrame, name: str, words: str, start: str, end: str | None) -> str:
    said = []
    for row in rows.to_dict("records"):
        until = row[end] if end else row[start]
        dates = [str(row[start]), "open" if span(until) is None else str(until)]
        said.append(f"{row[words]} ({' to '.join(dict.fromkeys(dates))})")
    return f"{name}: {'; '.join(said)}."
