"""Counts drawn as the things that are counted: one small drone a drone, hollow where the number is an estimate."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from cakit import figure, provenance
from cakit.charts import parts
from cakit.errors import CakitError, MixedUnits
from cakit.indicators import KEEP_APART

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.path import Path

    from cakit.figure import Chart

CERTAINTY = {  # certainty → strength of the fill, words for it
    "counted": (1.0, "number given as certain"),
    "not said": (0.4, "not said how certain"),
    "estimated": (0.0, "an estimate"),
}
MOST_ROWS, MOST_PANELS, MOST_THINGS = 40, 3, 24
LINE, AIR, PITCH, LETTER = 0.27, 0.12, 0.25, 0.078  # inches: a line, between rows, thing to thing, a sign of a label
WIDE, NAMES, FOOT, HEAD = 7.9, 1.25, 0.3, 0.35  # inches: the picture, names of the rows, the key, titles of panels
RIGHT = (  # the right half of a drone seen from above, nose up
    (0.0, 1.0), (0.09, 0.86), (0.1, 0.36), (1.0, 0.22), (1.0, 0.02), (0.1, -0.04), (0.07, -0.62), (0.4, -0.84),
    (0.4, -0.98), (0.0, -0.9),
)  # fmt: skip


def drone() -> Path:
    """The outline of a drone, for a marker of matplotlib.

    Examples
    --------
    >>> drone().vertices.shape
    (20, 2)
    """
    from matplotlib.path import Path

    return Path([*RIGHT, *((-x, y) for x, y in reversed(RIGHT))])


def things(
    frame: pd.DataFrame,
    value: str,
    by: str = "supplier_iso3",
    row: str = "recipient_iso3",
    panel: str = "",
    estimate: str = "",
    subject: str = "things",
    note: str = "",
) -> Chart:
    """Counts as rows of small drones, a line a member in each row.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a count; several of one row, member and panel are added.
    value : str
        The column of counts.
    by : str
        Whose they are: each member has its colour, and its name stands behind its line.
    row : str
        The column of rows: states, or years; between years those without anything are kept.
    panel : str
        The column of panels side by side, such as the edition. Counts of two panels are never added.
    estimate : str
        A column that is true where the number is an estimate and empty where the source does not say.
    subject : str
        What is counted, in the plural.
    note : str
        What else a reader has to know.

    Returns
    -------
    Chart

    Raises
    ------
    MixedUnits
        When one panel holds several editions or units.
    CakitError
        For counts below zero, nothing to count, or too many rows or panels.

    Examples
    --------
    >>> import cakit as ck
    >>> drones = ck.load("drones_by_edition").query("drone_role == 'armed' and sipri_edition == '2026'")
    >>> print(things(drones, "number_delivered", subject="armed drones").sentence)
    36 armed drones: Türkiye 20, China 10 and Iran 6 (SIPRI 2026 edition).
    """
    import matplotlib

    rows = _checked(frame, value, by, row, panel, estimate)
    pieces = dict(iter(rows.groupby(panel))) if panel else {"": rows}
    counts = {one: piece.groupby([row, by])[value].sum() for one, piece in pieces.items()}
    lines = _lines(rows, by, row, value)
    each = _each(max(count.max() for count in counts.values()), MOST_THINGS // len(pieces))
    wide = (WIDE - NAMES) / len(pieces) - 0.1
    pitch = min(_pitch(count, each, wide) for count in counts.values())
    titles = {one: f"{one} edition" if panel.endswith("edition") else _name(one) for one in pieces}
    told = (f"{titles[one]}: " * bool(panel) + _told(count) for one, count in counts.items())
    alt = f"Rows of small drones, one for {'each' if each == 1 else f'every {each}'}. {' '.join(told)}"
    said = [f"{titles[one]}, " * bool(panel) + _said(count.groupby(level=1).sum(), subject) for one, count in counts.items()]  # fmt: skip
    edition = provenance.edition_of(rows) if panel != "sipri_edition" else ""
    sentence = f"{'; '.join(said)}{f' ({edition})' if edition else ''}."
    scale = f"One drone stands for {each}; the figures are exact." if each > 1 else ""
    note = f"{scale} {note}".strip()
    foot = FOOT if estimate else 0.0
    tall = LINE * sum(map(len, lines.values())) + AIR * len(lines) + foot + (HEAD if panel else 0.1)
    with matplotlib.rc_context(figure.STYLE | {"axes.grid": False}):
        drawn, panels = figure.canvas(
            figure.height_around(sentence, frame, note) + tall, columns=len(pieces), sharey=True
        )
        for axes, (one, piece) in zip(panels, pieces.items(), strict=True):
            _field(axes, piece.groupby([row, by, "certainty"])[value].sum(), lines, each, pitch, foot)
            axes.set(xlim=(-0.7, wide / pitch - 0.7))
            axes.set_title(textwrap.shorten(f"{titles[one]}: {_figure(counts[one].sum())}" if panel else "", 40, placeholder=" …"))  # fmt: skip
        _names(panels[0], lines)
        if estimate:
            _key(panels[0], rows)
        return figure.finish(drawn, frame, sentence, alt, note)


def _checked(frame: pd.DataFrame, value: str, by: str, row: str, panel: str, estimate: str) -> pd.DataFrame:
    """The rows that can be counted, with how certain each is; an error where they must not be added."""
    import pandas as pd

    figure.drawable(frame, value, by, row, *filter(None, [panel, estimate]))
    rows = frame.dropna(subset=[value, row])
    try:
        rows = rows.assign(**{value: pd.to_numeric(rows[value]).astype("float64")})
    except (ValueError, TypeError):
        raise CakitError(f"{value!r} must hold numbers") from None
    if (rows[value] < 0).any():
        raise CakitError(f"{value!r} holds a number below zero: things that are counted cannot be fewer than none")
    rows = rows[rows[value] > 0]
    if rows.empty:
        raise CakitError(f"nothing to draw: no row has a {row!r} and a {value!r} above zero")
    for name in filter(None, (by, panel)):
        rows = rows.assign(**{name: rows[name].fillna("not said").astype(str)})
    for name in KEEP_APART:
        if name in rows and (rows.groupby(panel)[name].nunique().max() if panel else rows[name].nunique()) > 1:
            several = ", ".join(sorted(map(str, rows[name].dropna().unique()))[:6])
            raise MixedUnits(f"{name} holds {several}: these must not be added. Keep one, or give each a panel")
    for name, most in ((row, MOST_ROWS), (panel, MOST_PANELS)):
        if name and rows[name].nunique() > most:
            raise CakitError(f"{rows[name].nunique()} of {name!r} do not fit: keep at most {most}")
    sure = rows[estimate].map({True: "estimated", False: "counted"}).fillna("not said") if estimate else "counted"
    return rows.assign(certainty=sure)


def _lines(rows: pd.DataFrame, by: str, row: str, value: str) -> dict[Any, list[str]]:
    """The members of each row, the largest of all first; between years also those without anything."""
    import pandas as pd

    order = list(rows.groupby(by)[value].sum().sort_values(ascending=False, kind="stable").index)
    held = {group: sorted(set(part[by]), key=order.index) for group, part in rows.groupby(row)}
    if not pd.api.types.is_numeric_dtype(rows[row]) or max(held) - min(held) >= MOST_ROWS:
        return held
    return {year: held.get(year, [""]) for year in range(int(min(held)), int(max(held)) + 1)}


def _each(largest: float, most: int) -> int:
    """How many things one drone stands for, so that no line is longer than `most`.

    Examples
    --------
    >>> _each(10, 12), _each(300, 12)
    (1, 50)
    """
    sizes = (first * 10**zeros for zeros in range(16) for first in (1, 2, 5))
    return next(size for size in sizes if largest / size <= most)


def _figure(number: float) -> str:
    return f"{number:,.0f}" if number == int(number) else f"{number:,.1f}"


def _name(code: Any) -> str:
    return textwrap.shorten(parts.named(code), 26, placeholder=" …")


def _label(member: str, count: float) -> str:
    return f"{_name(member)} {_figure(count)}"


def _pitch(counts: pd.Series, each: int, wide: float) -> float:
    """Inches from one thing to the next, so that the longest line and its words fit."""
    room = (
        (wide - LETTER * len(_label(member, count)) - 0.25) / -(-count // each) for (_, member), count in counts.items()
    )
    return max(min(PITCH, *room, PITCH), 0.06)


def _places(lines: dict[Any, list[str]]) -> dict[tuple[Any, str], float]:
    """How far below the top each line stands, in inches."""
    places, below = {}, AIR
    for group, members in lines.items():
        for member in members:
            places[group, member] = below + LINE / 2
            below += LINE
        below += AIR
    return places


def _field(axes: Axes, counts: pd.Series, lines: dict[Any, list[str]], each: int, pitch: float, foot: float) -> None:
    """Draw every line of things of one panel, with its words behind it."""
    places = _places(lines)
    for (group, member), place in places.items():
        here = counts[counts.index.isin([(group, member, sure) for sure in CERTAINTY])]
        at = 0
        for (_, _, sure), count in sorted(here.items(), key=lambda item: list(CERTAINTY).index(item[0][2])):
            many = max(1, round(count / each))
            ink = figure.colour(member)
            axes.scatter(range(at, at + many), [place] * many, marker=drone(), s=(pitch * 72 * 0.86) ** 2, zorder=3,
                         facecolor=_fill(ink, sure), edgecolor=ink, linewidth=1.1)  # fmt: skip
            at += many
        words = _label(member, here.sum()) if len(here) else f"{_name(member) + ': ' if member else ''}none recorded"
        axes.annotate(words, (at - 0.5, place), (3, 0), textcoords="offset points", va="center", size=9.5 if at else 9,
                      color=figure.INK if at else figure.FAINT, weight="bold" if at else "normal")  # fmt: skip
    ends = [places[group, members[-1]] + (LINE + AIR) / 2 for group, members in lines.items()]
    for end in ends[:-1]:
        axes.axhline(end, color=figure.GRID, linewidth=0.8, zorder=0)
    axes.set(ylim=(ends[-1] + foot, 0), xticks=[])
    axes.patch.set_visible(False)  # the key of the first panel may reach under the next
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _fill(ink: str, sure: str) -> tuple[float, float, float]:
    """The colour, thinned towards white for what is less certain."""
    from matplotlib.colors import to_rgb

    strength = CERTAINTY[sure][0]
    red, green, blue = (1 - strength * (1 - part) for part in to_rgb(ink))
    return red, green, blue


def _names(axes: Axes, lines: dict[Any, list[str]]) -> None:
    places = _places(lines)
    middles = [(places[group, members[0]] + places[group, members[-1]]) / 2 for group, members in lines.items()]
    axes.set_yticks(middles, [textwrap.fill(_name(group), 14) for group in lines], size=10)


def _key(axes: Axes, rows: pd.DataFrame) -> None:
    """Say under the rows what the fill means."""
    from matplotlib.lines import Line2D

    kinds = [one for one in CERTAINTY if one in set(rows["certainty"])]
    keys = [Line2D([], [], marker=drone(), markersize=13, linestyle="none", markeredgecolor=figure.FAINT, label=CERTAINTY[one][1],
                   markerfacecolor=_fill(figure.FAINT, one)) for one in kinds]  # fmt: skip
    legend = axes.legend(handles=keys, loc="lower left", bbox_to_anchor=(0, 0), ncols=len(keys), frameon=False, fontsize=9.5,
                         handletextpad=0.3, columnspacing=1.6, borderaxespad=0)  # fmt: skip
    legend.set_in_layout(False)


def _said(totals: pd.Series, subject: str) -> str:
    """The sum and whose it is, the largest first."""
    ordered = totals.sort_values(ascending=False, kind="stable")
    most = [_label(str(member), count) for member, count in ordered.head(5).items()]
    rest = [f"{len(ordered) - 5} others {_figure(ordered[5:].sum())}"] if len(ordered) > 5 else []
    return f"{_figure(totals.sum())} {subject}: {figure.listed(most + rest)}"


def _told(counts: pd.Series) -> str:
    """Every line of things in words."""
    rows: dict[Any, list[str]] = {}
    for (group, member), count in counts.items():
        rows.setdefault(group, []).append(f"{parts.named(member)} {_figure(count)}")
    return " ".join(f"{parts.named(group)}: {', '.join(said)}." for group, said in rows.items())
