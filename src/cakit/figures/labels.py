"""Labels for any axes: names at the ends of lines, a marked year, labels kept apart."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from cakit.errors import CakitError
from cakit.figures.theme import FAINT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D


def spread(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move label positions apart so that none overlaps, keeping their order and the frame.

    Parameters
    ----------
    places : sequence of float
        Where the labels would stand.
    gap : float
        The least distance between two, in the same unit.
    low, high : float
        The ends of the frame.

    Returns
    -------
    list of float
        In the order given.

    Examples
    --------
    >>> spread([50, 51, 99], gap=10, low=0, high=100)
    [50, 60, 99]
    """
    order = sorted(range(len(places)), key=places.__getitem__)
    moved = [min(max(place, low), high) for place in places]
    for below, above in pairwise(order):
        moved[above] = max(moved[above], moved[below] + gap)
    ceiling = high
    for place in reversed(order):
        moved[place] = min(moved[place], ceiling)
        ceiling = moved[place] - gap
    return moved


def label_lines(ax: Axes, format: str = "{:.0f}") -> Axes:
    """Name each line at its right end, in its own colour, in place of a legend.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        With lines whose names a legend would show: from `seaborn.lineplot(hue=...)`,
        `frame.plot()` or `ax.plot(..., label=...)`.
    format : str
        How the last value is written behind the name; "" leaves it out.

    Returns
    -------
    matplotlib.axes.Axes
        The same axes; its legend is gone.

    Raises
    ------
    CakitError
        When no line of the axes has a name.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> ax = Figure().subplots()
    >>> _ = ax.plot([2020, 2021], [40, 60], label="Russia")
    >>> [text.get_text() for text in label_lines(ax).texts]
    ['Russia 60']
    """
    named = named_lines(ax)
    if not named:
        raise CakitError(
            "no line of these axes has a name: draw it with hue=... in seaborn, or label=... in matplotlib"
        )
    ends = {name: _last_point(line) for name, line in named.items()}
    low, high = sorted(ax.get_ylim())
    figure = ax.get_figure(root=True)
    inches = figure.get_figheight() * ax.get_position().height if figure else 3.0
    gap = (high - low) * 0.17 / inches  # a line of 9.5 points and some air
    places = spread([y for _, y in ends.values()], gap, low + gap / 3, high - gap / 3)
    for (name, (x, y)), place in zip(ends.items(), places, strict=True):
        words = f"{name} {format.format(y)}" if format else name
        ax.annotate(
            words, (x, place), (6, 0), textcoords="offset points", va="center", size=9.5,
            color=named[name].get_color(), weight="bold", annotation_clip=False,
        )  # fmt: skip
    legend = ax.get_legend()
    if legend:
        legend.remove()
    return ax


def named_lines(ax: Axes) -> dict[str, Line2D]:
    """The lines by the names a legend gives them; seaborn names empty lines that look like the real ones."""
    import numpy as np
    from matplotlib.lines import Line2D

    looks: dict[tuple[str, str], str] = {}
    for handle, name in zip(*ax.get_legend_handles_labels(), strict=True):
        if isinstance(handle, Line2D):
            looks[str(handle.get_color()), str(handle.get_linestyle())] = name
    found = {}
    for line in ax.lines:
        if np.size(line.get_xdata()) and line.get_transform().contains_branch(ax.transData):
            own = str(line.get_label())
            look = (str(line.get_color()), str(line.get_linestyle()))
            name = own if not own.startswith("_") else looks.get(look, "")
            if name:
                found[name] = line
    return found


def _last_point(line: Line2D) -> tuple[float, float]:
    import numpy as np

    x, y = np.asarray(line.get_xdata(orig=False), float), np.asarray(line.get_ydata(orig=False), float)
    held = np.flatnonzero(~np.isnan(y))
    last = held[np.argmax(x[held])] if len(held) else -1
    return float(np.nanmax(x)), float(y[last])


def mark_year(ax: Axes, year: float, words: str, **look: Any) -> Axes:
    """Mark a year on the x axis with a thin line and a few words, so that readers find the event.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        With years along x.
    year : float
        Inside the limits of the axis.
    words : str
        What happened.
    **look
        Passed on to the line, for example `linestyle=":"`.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    CakitError
        When the year lies outside the axis.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> ax = Figure().subplots()
    >>> _ = ax.plot([2010, 2025], [0, 1])
    >>> mark_year(ax, 2022, "full-scale invasion").texts[0].get_text()
    '2022: full-scale invasion'
    """
    low, high = sorted(ax.get_xlim())
    if not low <= year <= high:
        raise CakitError(f"the year {year} lies outside the axis, which runs from {low:.0f} to {high:.0f}")
    plain: dict[str, Any] = {"color": FAINT, "linewidth": 1, "linestyle": "--", "zorder": 1}
    ax.axvline(year, **(plain | look))
    right = year - low > (high - low) / 2
    ax.annotate(
        f"{year:.0f}: {words}", (year, 1), (-4 if right else 4, -2), xycoords=("data", "axes fraction"),
        textcoords="offset points", ha="right" if right else "left", va="top", size=9, color=FAINT,
    )  # fmt: skip
    return ax
