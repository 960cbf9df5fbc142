"""Flows into the region: arrows as wide as what they carry, from the direction of the supplier."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import ArrowStyle, FancyArrowPatch
from matplotlib.ticker import MaxNLocator

from cakit.catalog import REGION, country_names
from cakit.catalog.csvfile import printable
from cakit.door import plain_arguments
from cakit.errors import CakitError
from cakit.figures import Chart, theme
from cakit.figures.text import listed, spread
from cakit.maps import words as mapped
from cakit.maps.basemaps import LEGEND, OWN, basemap, corners, say, sheet, state_names
from cakit.maps.outlines import FRAME, world_points
from cakit.maps.words import Box, Point, Room, around, middle, some, written

FROM, INTO = "supplier_iso3", "recipient_iso3"
THICK, THIN = 17.0, 1.0  # points: the widest arrow, the thinnest that is seen
EDGE, GAP = 0.06, 0.07  # inches: label to frame, label to arrow
TALL = 0.155  # inches: half the height of the words of a recipient
SIGN: Any = {"weight": "bold", "zorder": 9}
BACK: Any = {"facecolor": "white", "alpha": 0.75, "edgecolor": "none", "pad": 1}
SPARE = ("#5B7A00", "#3A2A0C", "#BB5D31", "#0B6E6E")  # for suppliers without a colour, by size
TOLD = 80  # pairs in the alt text
NOTE = (
    "Arrows begin in the true direction of the supplier (the shortest way over the globe), moved "
    "only where labels would meet; they show no routes. Disputed areas are not marked."
)


class Stand(NamedTuple):
    """A supplier on the map: its words, their box, where its arrows begin, its colour."""

    words: str
    box: Box
    start: Point
    colour: str


@plain_arguments
def flows(
    frame: pd.DataFrame, value: str, label: str, unit: str = "", title: str = "", note: str = ""
) -> Chart:
    """Draw who sends how much to whom in the region: arrows as wide as their value.

    Parameters
    ----------
    frame : frame of any engine
        One row for each pair of `supplier_iso3` and `recipient_iso3`.
    value : str
        The column that gives the width; it must add up over the rows.
    label, unit : str
        What the value is, with its period, and its unit.
    title, note : str
        In place of the computed title; what else a reader has to know.

    Raises
    ------
    CakitError
        For several rows of one pair, a recipient outside the region, a negative value, or nothing
        above zero.

    Examples
    --------
    >>> import cakit as ck
    >>> arms = ck.load("arms_transfers").query("2021 <= year <= 2025")
    >>> pairs = ["supplier_iso3", "recipient_iso3"]
    >>> sums = arms.groupby(pairs, as_index=False)["tiv_million"].sum()
    >>> flows(sums, "tiv_million", "Deliveries, 2021–2025", "TIV million").finding
    'Deliveries, 2021–2025 (TIV million): Russia 919 of 1,752 (52%), Türkiye 225, China 156, ...'
    """
    mapped.check_words(label, unit=unit, title=title, note=note)
    frame = mapped.given(frame, (value,), (FROM, INTO))
    rows = _rows(frame, value)
    totals = rows.groupby("sender")["amount"].sum().sort_values(ascending=False, kind="stable")
    digits = mapped.digits_of(totals)
    room = Room(FRAME)
    room.taken += corners(room, f"Width: {unit or 'value'}"[:22], lines=5)
    stands = _stands(totals, room, digits)
    if not stands:
        raise CakitError(
            f"nothing to draw: {some(totals.index)} have no place on the map; "
            "the codes are ISO 3166 alpha-3"
        )
    scale = THICK / totals[list(stands)].max()
    told = mapped.headed(label, unit, frame)
    notes = [note, NOTE]
    if rows["amount"].min() * scale < THIN:
        notes.append(f"Arrows below {f'{THIN / scale:,.3g} {unit}'.strip()} have one width.")
    left_out = [_of(code, totals[code], digits) for code in totals.index if code not in stands]
    if left_out:
        notes.append(f"Counted but not drawn, for want of a place or of room: {some(left_out)}.")
    pairs = [
        f"{_name(r.sender)} to {_of(r.to, r.amount, digits)}" for r in rows[:TOLD].itertuples()
    ]
    pairs += [f"{len(rows) - TOLD} more"] if len(rows) > TOLD else []
    alt = f"Map with arrows into {REGION['name']}. Width: {told}. {'; '.join(pairs)}."
    with theme.style():
        figure, ax = sheet(FRAME)
        basemap(ax, FRAME, names=False, surroundings=False, disputes=False)
        for one in stands.values():
            say(ax, middle(one.box), one.words, "white", size=9.5, **SIGN, bbox=BACK)
        for code, name, at in state_names(FRAME):
            mine = rows[rows["to"] == code]
            _arrows(ax, mine, stands, scale, at, room.size(name, 10, weight="bold")[0], room.km)
            words = f"{name}\n{written(mine['amount'].sum(), '', digits)}"
            say(ax, at, words, OWN, size=10, **SIGN)
        _key(ax, totals.max(), scale, unit)
    finding = f"{told}: {_finding(rows, totals, digits)}."
    return mapped.finish(figure, frame, title, label, finding, " ".join(filter(None, notes)), alt)


def _rows(frame: pd.DataFrame, value: str) -> pd.DataFrame:
    """The rows to draw, the widest first; an error for what a flow cannot be."""
    rows = mapped.by_state(frame.dropna(subset=[value, FROM]), INTO)
    rows = rows.assign(amount=rows[value], sender=rows[FROM].astype(str))
    twice = rows[rows.duplicated(["sender", "to"])]
    if len(twice):
        raise CakitError(
            f"several rows for {printable(twice.iloc[0]['sender'])} to {twice.iloc[0]['to']}: "
            f"sum before, with frame.groupby({[FROM, INTO]})[{value!r}].sum().reset_index()"
        )
    if (rows["amount"] < 0).any():
        raise CakitError(
            f"a flow cannot be negative: {value!r} goes down to {rows['amount'].min():g}"
        )
    rows = rows[rows["amount"] > 0]
    if rows.empty:
        raise CakitError(f"nothing to draw: no row has {value!r} above zero")
    return rows.sort_values("amount", ascending=False, kind="stable")


def side_of(x: float, y: float) -> tuple[str, float]:
    """The side of the frame that a point lies behind, seen from the middle, and how far along.

    Examples
    --------
    >>> side_of(-10000, 0), side_of(0, 9000)
    (('west', 0.0), ('north', 0.0))
    """
    west, south, east, north = FRAME
    across = ("west", west / x) if x < 0 else ("east", east / x) if x > 0 else ("east", math.inf)
    along = ("south", south / y) if y < 0 else ("north", north / y) if y > 0 else ("", math.inf)
    side, reach = min(across, along, key=lambda pair: pair[1])
    return side, reach * (y if side in ("west", "east") else x) if x or y else 0.0


def _stands(totals: pd.Series, room: Room, digits: int) -> dict[str, Stand]:
    """The suppliers that have a place on the map, the largest first."""
    stands, spare = {}, iter(SPARE)
    for code, total in totals.items():
        point = world_points().get(str(code))
        if point is None:
            continue
        side, along = side_of(*point)
        name = textwrap.shorten(_name(code), 24, placeholder=" …")
        words = f"{name} {written(total, '', digits)}"
        places = _places(side, along, room, room.size(words, 9.5, weight="bold"))
        if box := room.first_free(places, EDGE * 0.97):
            (x, y), gap, near = middle(box), GAP * room.km, 0.016 * room.km
            starts = {"west": (box[2] + gap, y), "east": (box[0] - gap, y)}
            starts |= {"south": (x, box[3] + near), "north": (x, box[1] - near)}
            colour = theme.COLOURS.get(str(code)) or next(spare, theme.COLOURS["other"])
            stands[str(code)] = Stand(words, box, starts[side], colour)
    return stands


def _places(side: str, along: float, room: Room, size: Point) -> Iterator[Box]:
    """Boxes for a label along a side, the nearest to its true place first."""
    west, south, east, north = room.bounds
    (wide, high), edge = size, EDGE * room.km
    across = {"west": west + edge + wide / 2, "east": east - edge - wide / 2}
    across |= {"south": south + edge + high / 2, "north": north - edge - high / 2}
    upright = side in ("west", "east")
    first, last = (south, north) if upright else (west, east)
    steps = [first + (last - first) * step / 400 for step in range(401)]
    for step in [along, *sorted(steps, key=lambda step: abs(step - along))]:
        at = (across[side], step) if upright else (step, across[side])
        yield around(at, size if upright else (wide + 0.1 * room.km, high))


def _arrows(
    ax: Axes, rows: pd.DataFrame, stands: dict[str, Stand], scale: float, at: Point, wide: float,
    km: float,
) -> None:  # fmt: skip
    """The arrows to one recipient: they end around its words, none on another."""
    rows = rows[rows["sender"].isin(list(stands))]
    starts = [stands[sender].start for sender in rows["sender"]]
    widths = [max(amount * scale, THIN) for amount in rows["amount"]]
    gap = sum((points * 1.6 + 6) / 72 * km for points in widths) / max(len(widths), 1)
    tall = TALL * km
    angles = _angles(at, starts, min(gap / tall, 5.5 / max(len(rows), 1)))
    for sender, points, angle in zip(rows["sender"], widths, angles, strict=True):
        end = (at[0] + wide / 2 * math.cos(angle), at[1] + tall * math.sin(angle))
        head = points * 1.6 + 5.2
        style = ArrowStyle.Simple(head_length=head * 0.75, head_width=head, tail_width=points)
        look: Any = {"facecolor": stands[sender].colour, "edgecolor": "white", "shrinkA": 0}
        look |= {"shrinkB": 0, "mutation_scale": 1, "linewidth": 0.5 * (points > 2)}
        look |= {"zorder": 5 - points / 100, "connectionstyle": "arc3,rad=0.1"}
        ax.add_patch(FancyArrowPatch(stands[sender].start, end, arrowstyle=style, **look))


def _angles(at: Point, starts: list[Point], gap: float) -> list[float]:
    """The angles at which arrows meet a circle, each as near its own as the others allow."""
    own = [math.atan2(y - at[1], x - at[0]) for x, y in starts]
    main = math.atan2(sum(map(math.sin, own)), sum(map(math.cos, own)))
    off = [(angle - main + math.pi) % (2 * math.pi) - math.pi for angle in own]
    return [main + angle for angle in spread(off, gap, -math.pi, math.pi)]


def _key(ax: Axes, top: float, scale: float, unit: str) -> None:
    """Three widths and what they mean, in the upper right corner."""
    ticks = MaxNLocator(nbins=3, steps=[1, 2, 5, 10]).tick_values(0, top)
    most = max((tick for tick in ticks if 0 < tick <= top), default=top)
    grey: Any = {"color": theme.FAINT, "solid_capstyle": "butt"}
    steps = (most, most / 4, most / 20)
    lines = [Line2D([], [], linewidth=step * scale, label=f"{step:,g}", **grey) for step in steps]
    title = textwrap.shorten(f"Width: {unit or 'value'}", 22, placeholder=" …")
    look = LEGEND | {"handleheight": 2.0, "handlelength": 3, "labelspacing": 0.5}
    look |= {"title": title, "alignment": "left", "title_fontsize": 9}
    ax.legend(handles=lines, loc="upper right", **look)


def _name(code: Any) -> str:
    return country_names().get(str(code), str(code))[:40]


def _of(code: Any, amount: float, digits: int) -> str:
    return f"{_name(code)} {written(amount, '', digits)}"


def _finding(rows: pd.DataFrame, totals: pd.Series, digits: int) -> str:
    whole, first, top = totals.sum(), totals.iloc[0], rows.iloc[0]
    share = written(100 * first / whole, "percent")
    told = [f"{_of(totals.index[0], first, digits)} of {written(whole, '', digits)} ({share})"]
    told += [_of(code, total, digits) for code, total in totals.iloc[1:5].items()]
    if len(totals) > 5:
        rest = written(totals.iloc[5:].sum(), "", digits)
        told.append(f"{len(totals) - 5} others {rest} together")
    widest = f"{_name(top.sender)} to {_of(top.to, top.amount, digits)}"
    return f"{listed(told)}; the widest arrow is {widest}" if len(rows) > 1 else told[0]
