"""A timeline with lanes: what happened when, sorted into rows, every label clear of the others."""

from __future__ import annotations

import re
import textwrap
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num, num2date

from cakit.door import all_words, plain_arguments, rows_of
from cakit.errors import CakitError
from cakit.figures import Chart, theme
from cakit.figures.finish import put_words
from cakit.figures.text import listed, width_of
from cakit.plots.parts import canvas, few, fitted, headline, named, plural, told, years

ACROSS = 7.6  # inches that the axes surely have
DOT, GAP, SIDE = 0.13, 0.09, 0.3  # inches: a dot, between mark and words, between two events
LINE, AIR, HEAD = 0.185, 0.11, 0.31  # inches: a line of words, room around it, the name of a lane
LETTERS, WRAP, TALLEST = 10, 3.2, 14.5  # points of a label; inches of a line, of a picture
YEAR = 400  # days that the picture shows at least, so that a January and its year are on it
MOST, MOST_YEARS = 400, 1000
SIGNS = (
    "A dot is a day or a few days; a bar lasts as long as the event, or as all that its date "
    "tells (a month, a year)."
)
BAND, MARK = ("#EEF2F6", "#FFFFFF"), "#33475B"


class Event(NamedTuple):
    """An event in inches: where its mark begins and ends, where its words begin and how wide."""

    first: float
    last: float
    words: str
    at: float
    width: float

    @property
    def is_above(self) -> bool:
        return self.at < self.last and self.at + self.width > self.first

    @property
    def height(self) -> float:
        return LINE * (self.words.count("\n") + 1 + self.is_above) + AIR

    def clear_of(self, other: Event) -> bool:
        """Whether two events may be side by side."""
        mine, others = (
            (min(one.first, one.at), max(one.last, one.at + one.width)) for one in (self, other)
        )
        beside = mine[1] + SIDE < others[0] or others[1] + SIDE < mine[0]
        return beside and not self.is_above and not other.is_above


Row = list[Event]


@plain_arguments
def timeline(
    frame: pd.DataFrame, lane: str = "lane", words: str = "words", title: str = "", note: str = ""
) -> Chart:
    """A timeline: one mark an event, its words beside it, events of a kind in a lane of their own.

    Parameters
    ----------
    frame : frame of any engine
        One event a row, with `date_from` and `date_to`: a year, a month or a day ("2025",
        "2025-04", "2025-04-10"). An event without an end is drawn at its start. Lanes are drawn in
        the order in which they first appear.
    lane, words : str
        The columns of the lane and of the label; a supplier's code gets its name and colour.
    title, note : str
        In place of the computed title; what else a reader has to know.

    Raises
    ------
    CakitError
        For a date that cannot be read, an event without one, or more than fits into one picture.

    Examples
    --------
    >>> import cakit as ck
    >>> events = ck.load("conflicts").query("event_type in ['rocket_fire', 'treaty']")
    >>> print(timeline(events, lane="event_type", words="place").finding)
    Listed for 2022–2025: 4 events, 2 in “rocket_fire” and 2 in “treaty”.
    """
    all_words(title=title, note=note)
    frame = rows_of(frame, lane, words, "date_from", "date_to")
    few(len(frame), MOST, "events")
    rows = frame.assign(**{lane: frame[lane].astype("object").fillna("no lane").map(str)})
    rows[words] = rows[words].fillna("").map(str)
    spans = [_days(*dates) for dates in zip(rows["date_from"], rows["date_to"], strict=True)]
    low, high = min(first for first, _ in spans), max(last for _, last in spans)
    few(int((high - low) / 366), MOST_YEARS, "years")
    edge = max(0.03 * (high - low), (YEAR - high + low) / 2)
    sides = low - edge, high + edge
    lanes: dict[str, list[Row]] = {name: [] for name in rows[lane]}
    events = zip(rows[lane], spans, rows[words], strict=True)
    for name, days, text in sorted(events, key=lambda event: event[1][0]):
        event = _event(days, sides, text)
        for row in lanes[name]:
            if all(map(event.clear_of, row)):
                row.append(event)
                break
        else:
            lanes[name].append([event])
    height = sum(map(_tall, lanes.values())) + 0.35
    if height > TALLEST:
        raise CakitError(
            f"{plural(len(rows), 'event')} in {plural(len(lanes), 'lane')} do not fit into one "
            "picture: keep fewer, for example one decade"
        )
    with theme.style():
        figure, (ax,) = canvas(height)
        _fill(ax, lanes)
        _calendar(ax, *sides)
        period = years(*(num2date(day).year for day in (low, high)))
    said: dict[str, list[str]] = {name: [] for name in lanes}
    for row in rows.to_dict("records"):
        dates = dict.fromkeys(str(row[end]) for end in ("date_from", "date_to") if span(row[end]))
        said[row[lane]].append(f"{row[words]} ({' to '.join(dates)})")
    is_open = rows["date_to"].map(span).isna().any()
    ends = " Without an end: drawn at its start." if is_open else ""
    return put_words(
        figure,
        rows,
        headline(title, f"What happened when, {period}"),
        f"Listed for {period}: {_counted(rows[lane])}.",
        f"{SIGNS}{ends} {note}".strip(),
        f"Timeline with lanes. {told(said)}",
    )


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
    if pd.isna(date) or not str(date).strip():
        return None
    text = str(int(date)) if isinstance(date, float) and date.is_integer() else str(date).strip()
    try:
        if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2}.*)?)?", text):
            raise ValueError(text)
        period = pd.Period(text[:10])
    except ValueError:
        message = f"{text[:40]!r} is no date. Write it as 2025, 2025-04 or 2025-04-10"
        raise CakitError(message) from None
    return float(date2num(period.start_time.date())), float(date2num(period.end_time.date()))


def _days(first: Any, last: Any) -> tuple[float, float]:
    """The first and the last day of an event."""
    begun = span(first)
    if begun is None:
        raise CakitError("an event without 'date_from' has no place in time: date it or drop it")
    over = span(last) or begun
    if over[1] < begun[0]:
        raise CakitError(
            f"an event ends ({last}) before it begins ({first}): look at 'date_from' and 'date_to'"
        )
    return begun[0], over[1]


def _event(days: tuple[float, float], sides: tuple[float, float], text: str) -> Event:
    """An event in inches: words right of its mark, else left of it, else above it."""
    first, last = (ACROSS * (day - sides[0]) / (sides[1] - sides[0]) for day in days)
    spare = max(DOT - (last - first), 0) / 2
    first, last = first - spare, last + spare
    words = fitted(" ".join(text.split()), WRAP, LETTERS, 2) or "(no words)"
    width = 1.05 * max(width_of(line, LETTERS) for line in words.split("\n"))
    at = last + GAP
    if at + width > ACROSS:
        at = first - GAP - width
    if at < 0:
        at = max(0.0, min(first, ACROSS - width))
    return Event(first, last, words, at, width)


def _tall(rows: list[Row]) -> float:
    """How tall a lane is, in inches."""
    return HEAD + sum(max(event.height for event in row) for row in rows) + AIR


def _fill(ax: Axes, lanes: dict[str, list[Row]]) -> None:
    """Draw the lanes from top to bottom; one unit is an inch both ways."""
    down = 0.0
    for place, (name, rows) in enumerate(lanes.items()):
        ax.axhspan(down, down + _tall(rows), facecolor=BAND[place % 2], zorder=0)
        ax.axhline(down, color=theme.FAINT, linewidth=0.8, zorder=1)
        title = fitted(named(name), 5.5, 11.5)
        ax.text(0.05, down + HEAD / 2, title, size=11.5, weight="bold", va="center", zorder=5)
        down += HEAD
        for row in rows:
            height = max(event.height for event in row)
            for event in row:
                _draw(ax, event, down, height, theme.COLOURS.get(name, MARK))
            down += height
        down += AIR
    ax.set(xlim=(0, ACROSS), ylim=(down, 0), yticks=[])
    ax.spines["left"].set_visible(False)
    for text in ax.texts:
        text.set_in_layout(False)  # their room is measured


def _draw(ax: Axes, event: Event, top: float, height: float, ink: str) -> None:
    low = top + height - (AIR + LINE) / 2 if event.is_above else top + height / 2
    kind: dict[str, Any] = {"facecolor": ink, "edgecolor": ink, "linewidth": 1.8, "zorder": 3}
    if event.last - event.first > 1.01 * DOT:
        ax.barh(low, event.last - event.first, left=event.first, height=DOT, **kind)
    else:
        ax.scatter((event.first + event.last) / 2, low, s=78, **kind)
    middle = top + (event.height - LINE) / 2 if event.is_above else low
    is_left = event.at < event.first and not event.is_above
    at, side = (event.at + event.width, "right") if is_left else (event.at, "left")
    ax.text(at, middle, event.words, size=LETTERS, ha=side, va="center", linespacing=1.15, zorder=5)


def _calendar(ax: Axes, low: float, high: float) -> None:
    """Ticks at round dates along the foot."""
    locator = AutoDateLocator(minticks=4, maxticks=9)
    formats = ["%Y", "%b", "%d", "", "", ""]
    zeros = ["", "%Y", "%b", "", "", ""]
    words = ConciseDateFormatter(locator, formats=formats, zero_formats=zeros, show_offset=False)
    days = [day for day in locator.tick_values(num2date(low), num2date(high)) if low < day < high]
    places = [ACROSS * (day - low) / (high - low) for day in days]
    ax.set_xticks(places, words.format_ticks(days), size=LETTERS)


def _counted(lanes: pd.Series) -> str:
    """How many events are in which lane, the fullest first, at most five by name."""
    count = lanes.value_counts(sort=False).sort_values(ascending=False, kind="stable")
    most = [
        f"{number} in “{textwrap.shorten(named(name), 40, placeholder=' …')}”"
        for name, number in count[:5].items()
    ]
    more = [f"{count[5:].sum()} in {len(count) - 5} more lanes"] if len(count) > 5 else []
    return f"{plural(len(lanes), 'event')}, {listed(most + more)}"
