"""Alt text written from what is drawn: kind of picture, axes, and the values at their ends."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 12  # things of one kind that are named one by one


def describe(figure: Figure) -> str:
    """What a figure shows, in words, for those who cannot see it.

    Parameters
    ----------
    figure : matplotlib.figure.Figure

    Returns
    -------
    str
        A sentence or more for each axes that holds data.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> ax = Figure().subplots()
    >>> _ = ax.bar(["Russia", "China"], [3, 2])
    >>> describe(ax.figure)
    'Bars: Russia 3, China 2.'
    """
    panels = [axes for axes in figure.axes if axes.get_label() != "<colorbar>"]
    return " ".join(filter(None, map(_panel, panels))) or "A picture without data."


def _panel(axes: Axes) -> str:
    parts = [*_bars(axes), *_lines(axes), *_shapes(axes)]
    if not parts:
        return ""
    title = axes.get_title() or axes.get_title("left")
    labels = {"x": axes.xaxis.label, "y": axes.yaxis.label}
    shown = {name: label.get_text() for name, label in labels.items() if label.get_visible()}
    along = ", ".join(f"{name}: {text}" for name, text in shown.items() if text)
    return f"{title + '. ' if title else ''}{'. '.join(parts)}{f' ({along})' if along else ''}."


def _listed(words: list[str], between: str = ", ") -> str:
    more = f" and {len(words) - MOST} more" if len(words) > MOST else ""
    return between.join(words[:MOST]) + more


def _tick_names(axis: Any) -> dict[int, str]:
    """The words along an axis, by place: of bars at 0, 1, 2 or of cells at 0.5, 1.5."""
    places = axis.get_majorticklocs()
    labels = axis.get_major_formatter().format_ticks(places)
    named = zip(places, labels, strict=True)
    return {math.floor(place + 0.5): str(label) for place, label in named if label}


def _bars(axes: Axes) -> Iterator[str]:
    from matplotlib.colors import to_hex
    from matplotlib.container import BarContainer
    from matplotlib.patches import Patch

    legend = axes.get_legend()
    keys = zip(legend.legend_handles, legend.get_texts(), strict=False) if legend else []
    named = {
        to_hex(key.get_facecolor()): text.get_text() for key, text in keys if isinstance(key, Patch)
    }
    for container in axes.containers:
        if not isinstance(container, BarContainer) or not len(container):
            continue
        lying = container.orientation == "horizontal"
        names = _tick_names(axes.yaxis if lying else axes.xaxis)
        words = []
        for bar in container:
            start, wide = (
                (bar.get_y(), bar.get_height()) if lying else (bar.get_x(), bar.get_width())
            )
            middle, size = start + wide / 2, bar.get_width() if lying else bar.get_height()
            if size:
                name = names.get(math.floor(middle + 0.5), f"{middle:.4g}")
                words.append(f"{name} {size:,.4g}")
        label = str(container.get_label())
        label = (
            named.get(to_hex(container[0].get_facecolor()), "") if label.startswith("_") else label
        )
        if words:
            yield f"Bars{f' of {label}' if label else ''}: {_listed(words)}"


def _lines(axes: Axes) -> Iterator[str]:
    import numpy as np

    from cakit.figures.labels import named_lines

    named = named_lines(axes)
    plain = [
        one for one in axes.lines if one not in named.values() and np.size(one.get_xdata()) > 2
    ]
    ends = []
    for name, line in [*named.items(), *(("one line", line) for line in plain)]:
        y = np.asarray(line.get_ydata(orig=False), float)
        y = y[~np.isnan(y)]
        if len(y):
            ends.append(f"{name} from {y[0]:,.4g} to {y[-1]:,.4g}, highest {y.max():,.4g}")
    if ends:
        yield f"Lines: {_listed(ends, '; ')}"


def _shapes(axes: Axes) -> Iterator[str]:
    import numpy as np
    from matplotlib.collections import PatchCollection, PathCollection, QuadMesh

    words = [text.get_text() for text in axes.texts if text.get_text()]
    for marks in axes.collections:
        values = marks.get_array()
        if marks.get_label() == "_basemap":  # the ground of a map
            continue
        if isinstance(marks, QuadMesh) and values is not None:
            yield _heatmap(axes, values, words)
            words = []
        elif isinstance(marks, PathCollection) and len(np.atleast_2d(marks.get_offsets())):
            yield f"{len(np.atleast_2d(marks.get_offsets()))} points"
        elif isinstance(marks, PatchCollection):
            ends = "" if values is None else f" from {values.min():,.4g} to {values.max():,.4g}"
            yield f"Map of {len(marks.get_paths())} areas{ends and f', coloured{ends}'}"
    if words and len(words) <= 2 * MOST:
        yield f"Labels: {', '.join(words)}"


def _heatmap(axes: Axes, values: Any, words: list[str]) -> str:
    """Its rows with the words in their cells; without words in every cell, its range."""
    import numpy as np

    rows, columns = _tick_names(axes.yaxis), _tick_names(axes.xaxis)
    start = f"Heatmap of {', '.join(rows.values())} by {', '.join(columns.values())}"
    if values.ndim != 2 or len(words) != values.size:
        known = np.ma.compressed(np.ma.masked_invalid(values))
        return f"{start}, from {known.min():,.4g} to {known.max():,.4g}"
    cells = np.reshape(words, values.shape)
    told = [f"{rows.get(place, '')}: {', '.join(line)}" for place, line in enumerate(cells, 1)]
    return f"{start}. {'; '.join(told)}"
