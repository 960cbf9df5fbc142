"""Counts drawn as the things that are counted: one drone a drone, hollow for an estimate."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D
from matplotlib.path import Path

from cakit import indicators
from cakit.catalog.sources import edition_of
from cakit.door import all_words, numbers_of, plain_arguments, rows_of
from cakit.errors import CakitError
from cakit.figures import Chart, theme
from cakit.figures.finish import put_words
from cakit.figures.text import listed, width_of
from cakit.plots.parts import bare, canvas, few, fitted, headline, named, told

BY = "supplier_iso3"
CERTAINTY = {  # certainty → strength of the fill, words for it
    "counted": (1.0, "number given as certain"),
    "not said": (0.4, "not said how certain"),
    "estimated": (0.0, "an estimate"),
}
MOST_LINES, MOST_PANELS, MOST_THINGS = 40, 3, 60
LINE, AIR, PITCH = 0.27, 0.12, 0.25  # inches: a line, between rows, thing to thing
WIDE, NAMES, FOOT, HEAD = 7.9, 1.25, 0.3, 0.35  # inches: the picture, names of rows, key, titles
RIGHT = (  # the right half of a drone seen from above, nose up
    (0.0, 1.0), (0.09, 0.86), (0.1, 0.36), (1.0, 0.22), (1.0, 0.02), (0.1, -0.04), (0.07, -0.62),
    (0.4, -0.84), (0.4, -0.98), (0.0, -0.9),
)  # fmt: skip
DRONE = Path([*RIGHT, *((-x, y) for x, y in reversed(RIGHT))])


@plain_arguments
def unit_chart(
    frame: pd.DataFrame,
    value: str,
    row: str = "recipient_iso3",
    panel: str = "",
    estimate: str = "",
    subject: str = "things",
    title: str = "",
    note: str = "",
) -> Chart:
    """Counts as rows of small drones, a line a supplier in each row.

    Parameters
    ----------
    frame : frame of any engine
        One row a count, whose it is in `supplier_iso3`; several of one row, supplier and panel are
        added.
    value : str
        The column of counts, in whole numbers.
    row : str
        The column of rows: states, or years; between years those without anything are kept.
    panel : str
        The column of panels, such as the edition. Counts of two panels are never added.
    estimate : str
        A column that is true where the number is an estimate and empty where nobody says.
    subject : str
        What is counted, in the plural.
    title, note : str
        In place of the computed title; what else a reader has to know.

    Raises
    ------
    MixedUnits
        When one panel holds several editions or units.
    CakitError
        For counts that cannot be drawn one by one, nothing to count, or more than fits.

    Examples
    --------
    >>> import cakit as ck
    >>> armed = "drone_role == 'armed' and sipri_edition == '2026'"
    >>> drones = ck.load("drones_by_edition").query(armed)
    >>> print(unit_chart(drones, "number_delivered", subject="armed drones").finding)
    36 armed drones: Türkiye 20, China 10 and Iran 6 (SIPRI 2026 edition).
    """
    all_words(subject=subject, title=title, note=note)
    frame = rows_of(frame, value, BY, row, other=(panel, estimate))
    rows = _checked(frame, value, row, panel, estimate)
    sums = indicators.summed(rows, list(filter(None, [panel, row, BY, "certainty"])), value)[0]
    pieces = dict(iter(sums.groupby(panel))) if panel else {"": sums}
    counts = {name: piece.groupby([row, BY])[value].sum() for name, piece in pieces.items()}
    few(int(max(count.max() for count in counts.values())), MOST_THINGS, f"{subject} in a line")
    lines = _lines(rows, row, value)
    few(sum(map(len, lines.values())), MOST_LINES, "lines")
    wide = (WIDE - NAMES) / len(pieces) - 0.1
    pitch = min(_pitch(count, wide) for count in counts.values())
    is_edition = panel.endswith("edition")
    heads = {one: f"{one} edition" if is_edition else _name(one) for one in pieces if panel}
    tall = LINE * sum(map(len, lines.values())) + AIR * len(lines) + (FOOT if estimate else 0)
    with theme.style():
        figure, panels = canvas(tall + HEAD * bool(panel), len(pieces), len(pieces), sharey=True)
        for ax, (name, piece) in zip(panels, pieces.items(), strict=True):
            bare(ax)
            _field(ax, piece.set_index([row, BY, "certainty"])[value], lines, pitch)
            ax.set(xlim=(-0.7, wide / pitch - 0.7), ylim=(tall, 0))
            ax.set_title(f"{heads[name]}: {counts[name].sum():,.0f}" if panel else "")
            ax.patch.set_visible(False)  # the key of the first panel may reach under the next
        if estimate:
            _key(panels[0], set(rows["certainty"]))
    said, alt = [], "Rows of small drones, one for each."
    for name, count in counts.items():
        totals = count.groupby(level=1).sum().sort_values(ascending=False, kind="stable")
        most = [f"{_name(member)} {sum:,.0f}" for member, sum in totals[:5].items()]
        if len(totals) > 5:
            most.append(f"{len(totals) - 5} others {totals[5:].sum():,.0f}")
        total = f"{totals.sum():,.0f} {subject}: {listed(most)}"
        said.append(f"{heads[name]}, {total}" if panel else total)
        members: dict[str, list[str]] = {}
        for (group, member), number in count.items():
            members.setdefault(named(group), []).append(f"{named(member)} {number:,.0f}")
        alt += f" {f'{heads[name]}: ' if panel else ''}{told(members, ', ')}"
    edition = "" if is_edition else edition_of(rows)
    return put_words(
        figure,
        frame,
        headline(title, f"{subject} by supplier{', edition by edition' if is_edition else ''}"),
        f"{'; '.join(said)}{f' ({edition})' if edition else ''}.",
        note,
        alt,
    )


def _checked(frame: pd.DataFrame, value: str, row: str, panel: str, estimate: str) -> pd.DataFrame:
    """The rows that can be counted, with how certain each is."""
    if BY in (row, panel):
        raise CakitError(f"{BY!r} makes the lines: rows and panels need other columns")
    rows = frame.assign(**{value: numbers_of(frame[value])}).dropna(subset=[value, row])
    if ((rows[value] < 0) | (rows[value] % 1 != 0)).any():
        raise CakitError(
            f"{value!r} holds a number below zero or a part of one: count whole things"
        )
    rows = rows[rows[value] > 0]
    if rows.empty:
        raise CakitError(f"nothing to draw: no row has a {row!r} and a {value!r} above zero")
    for name in filter(None, (BY, panel)):
        rows = rows.assign(**{name: rows[name].fillna("not said").astype(str)})
    few(rows[row].nunique(), MOST_LINES, f"of {row!r}")
    few(rows[panel].nunique() if panel else 1, MOST_PANELS, f"of {panel!r}")
    if not estimate:
        return rows.assign(certainty="counted")
    sure = rows[estimate].map({True: "estimated", False: "counted"})
    return rows.assign(certainty=sure.fillna("not said"))


def _lines(rows: pd.DataFrame, row: str, value: str) -> dict[Any, list[str]]:
    """The suppliers of each row, the largest first; between years also rows without anything."""
    order = list(rows.groupby(BY)[value].sum().sort_values(ascending=False, kind="stable").index)
    held = {group: sorted(set(part[BY]), key=order.index) for group, part in rows.groupby(row)}
    if rows[row].dtype.kind not in "iuf" or max(held) - min(held) >= MOST_LINES:
        return held
    return {year: held.get(year, [""]) for year in range(int(min(held)), int(max(held)) + 1)}


def _name(code: Any) -> str:
    return fitted(named(code), 1.9)


def _pitch(counts: pd.Series, wide: float) -> float:
    """Inches from one thing to the next, so that the longest line and its words fit."""
    pitches = [PITCH]
    for (_, member), count in counts.items():
        words = width_of(f"{_name(member)} {count:,.0f}", 9.5, "bold") + 0.25
        pitches.append((wide - words) / count)
    return max(min(pitches), 0.06)


def _field(ax: Axes, counts: pd.Series, lines: dict[Any, list[str]], pitch: float) -> None:
    """Every line of things of one panel, with its words behind it; one unit down is an inch."""
    down, middles = AIR, []
    for group, members in lines.items():
        middles.append(down + LINE * len(members) / 2)
        for member in members:
            here = [int(counts.get((group, member, certainty), 0)) for certainty in CERTAINTY]
            _line(ax, member, here, down + LINE / 2, pitch)
            down += LINE
        down += AIR
        if len(middles) < len(lines):
            ax.axhline(down - AIR / 2, color=theme.GRID, linewidth=0.8, zorder=0)
    names = [fitted(named(group), 1.1, 10, 2) for group in lines]
    ax.set_yticks(middles, names, size=9.5, linespacing=1.0)


def _line(ax: Axes, member: str, here: list[int], place: float, pitch: float) -> None:
    at, ink = 0, theme.colour(member)
    look: dict[str, Any] = {"s": (pitch * 62) ** 2, "edgecolor": ink, "linewidth": 1.1, "zorder": 3}
    for certainty, many in zip(CERTAINTY, here, strict=True):
        if many:
            look["facecolor"] = _fill(ink, certainty)
            ax.scatter(range(at, at + many), [place] * many, marker=DRONE, **look)
        at += many
    words = f"{_name(member)} {at:,.0f}"
    if not at:
        words = f"{_name(member)}: none recorded" if member else "none recorded"
    look = {"weight": "bold", "color": theme.INK} if at else {"color": theme.FAINT}
    look |= {"textcoords": "offset points", "va": "center", "size": 9.5}
    ax.annotate(words, (at - 0.5, place), (3, 0), **look)


def _fill(ink: str, certainty: str) -> tuple[float, ...]:
    """The colour, thinned towards white for what is less certain."""
    return tuple(1 - CERTAINTY[certainty][0] * (1 - part) for part in to_rgb(ink))


def _key(ax: Axes, there: set[str]) -> None:
    """Say under the rows what the fill means."""
    look: dict[str, Any] = {"marker": DRONE, "ms": 13, "linestyle": "none", "mec": theme.FAINT}
    keys = [
        Line2D([], [], label=words, mfc=_fill(theme.FAINT, certainty), **look)
        for certainty, (_, words) in CERTAINTY.items()
        if certainty in there
    ]
    place: dict[str, Any] = {"loc": "lower left", "bbox_to_anchor": (0, 0), "borderaxespad": 0}
    ax.legend(handles=keys, ncols=3, frameon=False, fontsize=9.5, **place).set_in_layout(False)
