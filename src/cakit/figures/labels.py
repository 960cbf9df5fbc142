"""Labels for any axes: names at the ends of lines, figures in bars, marked years and gaps."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, localcontext
from math import isfinite
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.container import BarContainer
from matplotlib.lines import Line2D

from cakit.door import has, number, plain_arguments, shown
from cakit.door import words as text_of
from cakit.errors import CakitError
from cakit.figures.text import spread, width_of, wrapped
from cakit.figures.theme import FAINT, ink_on

MOST_LINES, MOST_BARS = 60, 1000


@plain_arguments
def label_lines(ax: Any, format: str = "{:.0f}") -> Any:
    """Name each line at its right end, in its own colour, in place of a legend.

    Parameters
    ----------
    ax : matplotlib.axes.Axes or seaborn grid
        With lines whose names a legend would show: from `seaborn.lineplot(hue=...)`,
        `seaborn.relplot(kind="line", hue=...)`, `frame.plot()` or `ax.plot(..., label=...)`.
    format : str
        How the last value is written behind the name; "" leaves it out.

    Returns
    -------
    matplotlib.axes.Axes or seaborn grid
        What was given; its legend is gone.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> ax = Figure().subplots()
    >>> _ = ax.plot([2020, 2021], [40, 60], label="Russia")
    >>> [text.get_text() for text in label_lines(ax).texts]
    ['Russia 60']
    """
    is_grid = has(ax, "axes_dict")
    if not is_grid:
        _refuse_no_axes(ax)
    named = {panel: named_lines(panel) for panel in (ax.figure.axes if is_grid else [ax])}
    if not any(named.values()):
        raise CakitError(
            "no line of these axes has a name: draw it with hue=... in seaborn, "
            "or label=... in matplotlib"
        )
    if max(map(len, named.values())) > MOST_LINES:
        raise CakitError(f"more than {MOST_LINES} lines cannot be told apart: draw fewer")
    legends = [panel.get_legend() for panel in named] + (ax.figure.legends if is_grid else [])
    for panel, lines in named.items():
        ends = {}
        for name, line in lines.items():
            x, y = (np.asarray(one, float) for one in line.get_data(orig=False))
            held = np.flatnonzero(np.isfinite(y))
            end = float(y[held[np.argmax(x[held])]])
            words = f"{name} {_written(format, end)}".strip()
            ends[words] = (float(np.nanmax(x)), end, line.get_color())
        label_ends(panel, ends)
    for legend in filter(None, legends):
        legend.remove()
    return ax


def _refuse_no_axes(ax: Any) -> None:
    if not has(ax, "get_xaxis_transform"):
        one = "; of a grid, one panel: grid.axes.flat has them" if has(ax, "axes_dict") else ""
        wrong = f"ax={shown(ax)} does not fit: give axes of matplotlib, pandas or seaborn{one}"
        raise CakitError(wrong)


def label_ends(
    ax: Axes, ends: dict[str, tuple[float, float, Any]], size: float = 9.5, room: Any = None
) -> None:
    """Write words right of the points (x, y, colour), moved apart inside the room (low, high)."""
    low, high = sorted(room or ax.get_ylim())
    gap = (high - low) * size * 0.018 / _inches(ax)[1]  # a line of words and some air
    places = spread([y for _, y, _ in ends.values()], gap, low + gap / 3, high - gap / 3)
    look: dict[str, Any] = {"textcoords": "offset points", "va": "center", "weight": "bold"}
    for (words, (x, _, ink)), place in zip(ends.items(), places, strict=True):
        ax.annotate(words, (x, place), (6, 0), size=size, color=ink, annotation_clip=False, **look)


def legend_keys(ax: Any) -> list[tuple[Any, str]]:
    """The keys and names of all legends of axes and their figure."""
    legends = filter(None, [ax.get_legend(), *ax.figure.legends])
    keys = [zip(one.legend_handles, one.get_texts(), strict=False) for one in legends]
    return [(key, text.get_text()) for legend in keys for key, text in legend]


def named_lines(ax: Axes) -> dict[str, Line2D]:
    """The lines with values, by their names in a legend: seaborn's are empty lines of one look."""

    def look(line: Line2D) -> tuple[str, str]:
        return str(line.get_color()), str(vars(line)["_unscaled_dash_pattern"])

    handles = [*zip(*ax.get_legend_handles_labels(), strict=True), *legend_keys(ax)]
    looks = {look(handle): name for handle, name in handles if isinstance(handle, Line2D)}
    drawn = [line for line in ax.lines if _has_values(line, ax)]
    inks = {look(line)[0] for line in drawn}
    styles = {dash: name for (ink, dash), name in looks.items() if ink not in inks}
    hues = {ink: name for (ink, _), name in looks.items()} if styles else {}
    found = {}
    for line in drawn:
        (ink, dash), own = look(line), str(line.get_label())
        named = f"{hues[ink]} {styles[dash]}" if ink in hues and dash in styles else ""
        found[(named or looks.get((ink, dash), "")) if own.startswith("_") else own] = line
    return {name: line for name, line in found.items() if name}


def _has_values(line: Line2D, ax: Axes) -> bool:
    """Whether a line has values of the axes: it is no reference line and no key."""
    is_data = line.get_transform().contains_branch(ax.transData)
    return bool(is_data and np.isfinite(np.asarray(line.get_ydata(orig=False), float)).any())


def _written(format: str, value: float) -> str:
    """A figure in the form that was asked for."""
    text_of(format, "format")
    try:
        if re.search(r"{[^}]*\d{3}", format):  # a width that fills the memory
            raise ValueError
        with localcontext(rounding=ROUND_HALF_UP):  # 12.5 is 13, as a reader rounds
            is_rounded = re.search(r"\d[f%]}", format) and isfinite(value)
            return format.format(Decimal(repr(float(value))) if is_rounded else value)
    except (ValueError, LookupError, TypeError, AttributeError):
        wrong = f"format={shown(format)} is no form for a number: try '{{:.1f}}'"
        raise CakitError(wrong) from None


@plain_arguments
def mark_year(ax: Axes, year: float, words: str, **look: Any) -> Axes:
    """Mark a year on the x axis with a thin line and a few words, so that readers find the event.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        With years along x: numbers, or the labels of pandas' bars.
    year : float
        Inside the limits of the axis.
    words : str
        What happened; "" for the line alone.
    **look
        Passed on to the line, for example `linestyle=":"`.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> ax = Figure().subplots()
    >>> _ = ax.plot([2010, 2025], [0, 1])
    >>> mark_year(ax, 2022, "full-scale invasion").texts[0].get_text()
    '2022: full-scale invasion'
    """
    at = _place_of(ax, year)
    text_of(words, "words")
    plain: dict[str, Any] = {"color": FAINT, "linewidth": 1, "linestyle": "--", "zorder": 1}
    try:
        ax.axvline(at, **(plain | look))
    except Exception as error:  # of matplotlib, or of an object of somebody else
        why = " ".join(str(error).split())[:99]
        raise CakitError(f"a line cannot look like that: {why}") from None
    if words:
        words = f"{year:.0f}: {words}"
        is_left = _inches(ax, min(ax.get_xlim()), at)[0] > width_of(words, 9) + 0.1
        side: dict[str, Any] = {"ha": "right" if is_left else "left", "va": "top", "size": 9}
        side |= {"xycoords": ("data", "axes fraction"), "textcoords": "offset points"}
        ax.annotate(words, (at, 1), (-4 if is_left else 4, -2), color=FAINT, **side)
    return ax


@plain_arguments
def mark_gap(ax: Axes, first: float, last: float, words: str) -> Axes:
    """Hatch the years without figures and say why, so that nobody takes them for zero.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        With years along x: numbers, or the labels of pandas' bars.
    first, last : float
        The years, both included.
    words : str
        Why there are no figures.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> ax = Figure().subplots()
    >>> _ = ax.bar([2018, 2019, 2022], [3, 4, 5])
    >>> mark_gap(ax, 2020, 2021, "no figures").texts[0].get_text()
    'no figures'
    """
    left, right = _place_of(ax, first) - 0.5, _place_of(ax, last) + 0.5
    text_of(words, "words")
    if right < left:
        raise CakitError(f"the gap ends in {last} before it begins in {first}")
    limits = ax.get_xlim()
    ax.axvspan(left, right, facecolor="#F2F2F2", edgecolor="#B4B4B4", hatch="////", zorder=0.6)
    wide, tall = _inches(ax, left, right)
    is_upright = wide < 0.95
    said = "\n".join(wrapped(words, 0.9 * (tall if is_upright else wide), 9))
    look: dict[str, Any] = {"rotation": 90, "va": "top"} if is_upright else {"va": "center"}
    look |= {"bbox": {"facecolor": "white", "alpha": 0.85, "edgecolor": "none", "pad": 1.0}}
    look |= {"transform": ax.get_xaxis_transform(), "size": 9, "color": FAINT, "ha": "center"}
    ax.text((left + right) / 2, 0.95 if is_upright else 0.5, said, **look)
    ax.set_xlim(limits)
    return ax


def _inches(ax: Axes, left: float = 0.0, right: float = 0.0) -> tuple[float, float]:
    """How far two places on the x axis are apart, and how tall the axes are, in inches."""
    wide, tall = ax.figure.figure.get_size_inches()
    low, high = sorted(ax.get_xlim())
    box = ax.get_position()
    return float(wide * box.width * (right - left) / (high - low)), float(tall * box.height)


def _place_of(ax: Axes, year: float) -> float:
    """Where a year is on the x axis; pandas numbers its bars from 0 and labels them by year."""
    _refuse_no_axes(ax)
    year = number(year, "year")
    low, high = sorted(ax.get_xlim())
    if low <= year <= high:
        return year
    labels = [text.get_text().removesuffix(".0") for text in ax.get_xticklabels()]
    if f"{year:g}" in labels:
        return float(ax.get_xticks()[labels.index(f"{year:g}")])
    span = f"{low:.0f} to {high:.0f}"
    raise CakitError(f"the year {year:g} lies outside the axis, which runs from {span}")


@plain_arguments
def label_bars(ax: Axes, format: str = "{:.0f}", least: float = 0.0) -> Axes:
    """Write the figure of each bar, or part of a stacked bar, in its middle, in a readable ink.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        With bars of matplotlib, pandas or seaborn.
    format : str
        How a figure is written.
    least : float
        Bars of this size or smaller have no figure.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> ax = Figure().subplots()
    >>> _ = ax.barh(["Kazakhstan", "Uzbekistan"], [83, 3], color="#B2182B")
    >>> [(text.get_text(), text.get_color()) for text in label_bars(ax, least=4).texts]
    [('83', 'white'), ('', 'white')]
    """
    _refuse_no_axes(ax)
    least = number(least, "least")
    bars = [one for one in ax.containers if isinstance(one, BarContainer) and len(one)]
    if not bars:
        raise CakitError("these axes hold no bars")
    if sum(map(len, bars)) > MOST_BARS:
        raise CakitError(f"figures in more than {MOST_BARS} bars cannot be read: draw fewer")
    for container in bars:
        sizes: list[float] = np.asarray(container.datavalues, float).tolist()
        words = [_written(format, size) if abs(size) > least else "" for size in sizes]
        texts = ax.bar_label(container, words, label_type="center", size=10)
        for text, bar in zip(texts, container, strict=True):
            text.set_color(ink_on(bar.get_facecolor()))
    return ax
