"""Alt text written from what is drawn: kind of picture, axes, and the values at their ends."""

from __future__ import annotations

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
    said = [_panel(axes) for axes in panels]
    return " ".join(filter(None, said)) or "A picture without data."


def _panel(axes: Axes) -> str:
    parts = [*_bars(axes), *_lines(axes), *_meshes(axes), *_shapes(axes)]
    if not parts:
        return ""
    title = axes.get_title() or axes.get_title("left")
    shown = [(n, axis) for n, axis in (("x", axes.xaxis), ("y", axes.yaxis)) if axis.label.get_visible()]
    labels = [(name, axis.get_label_text()) for name, axis in shown]
    along = ", ".join(f"{name}: {text}" for name, text in labels if text)
    return f"{title + '. ' if title else ''}{'. '.join(parts)}{f' ({along})' if along else ''}."


def _listed(pairs: list[tuple[str, float]]) -> str:
    more = f" and {len(pairs) - MOST} more" if len(pairs) > MOST else ""
    return ", ".join(f"{name} {value:,.4g}" for name, value in pairs[:MOST]) + more


def _bars(axes: Axes) -> Iterator[str]:
    from matplotlib.container import BarContainer

    for container in axes.containers:
        if not isinstance(container, BarContainer):
            continue
        lying = container.orientation == "horizontal"
        names = _tick_names(axes.yaxis if lying else axes.xaxis)
        pairs = []
        for bar in container:
            middle = bar.get_y() + bar.get_height() / 2 if lying else bar.get_x() + bar.get_width() / 2
            size = bar.get_width() if lying else bar.get_height()
            if size:
                pairs.append((names.get(round(middle), f"{middle:.4g}"), size))
        label = str(container.get_label())
        if pairs:
            yield f"Bars{'' if label.startswith('_') else f' of {label}'}: {_listed(pairs)}"


def _tick_names(axis: Any) -> dict[int, str]:
    locations = axis.get_majorticklocs()
    labels = axis.get_major_formatter().format_ticks(locations)
    return {round(place): str(label) for place, label in zip(locations, labels, strict=True) if label}


def _lines(axes: Axes) -> Iterator[str]:
    import numpy as np

    from cakit.figures.labels import named_lines

    named = named_lines(axes)
    plain = [line for line in axes.lines if line not in named.values() and np.size(line.get_xdata()) > 2]
    ends = []
    for name, line in [*named.items(), *(("one line", line) for line in plain)]:
        y = np.asarray(line.get_ydata(orig=False), float)
        y = y[~np.isnan(y)]
        if len(y):
            ends.append(f"{name} from {y[0]:,.4g} to {y[-1]:,.4g}, highest {y.max():,.4g}")
    if ends:
        more = f"; and {len(ends) - MOST} more" if len(ends) > MOST else ""
        yield f"Lines: {'; '.join(ends[:MOST])}{more}"


def _meshes(axes: Axes) -> Iterator[str]:
    import numpy as np
    from matplotlib.collections import QuadMesh

    for mesh in axes.collections:
        array = mesh.get_array()
        if isinstance(mesh, QuadMesh) and array is not None:
            values = np.ma.compressed(array)
            rows, columns = _tick_names(axes.yaxis).values(), _tick_names(axes.xaxis).values()
            yield (
                f"Heatmap of {', '.join(map(str, rows))} by {', '.join(map(str, columns))}, "
                f"from {values.min():,.4g} to {values.max():,.4g}"
            )


def _shapes(axes: Axes) -> Iterator[str]:
    import numpy as np
    from matplotlib.collections import PatchCollection, PathCollection

    for marks in axes.collections:
        if marks.get_label() == "_basemap":  # the ground of a map
            continue
        count = len(np.atleast_2d(marks.get_offsets()))
        if isinstance(marks, PathCollection) and count:
            yield f"{count} points"
        elif isinstance(marks, PatchCollection):
            values = marks.get_array()
            held = "" if values is None else f", coloured from {values.min():,.4g} to {values.max():,.4g}"
            yield f"Map of {len(marks.get_paths())} areas{held}"
    words = [text.get_text() for text in axes.texts if text.get_text()]
    if words and len(words) <= 2 * MOST:
        yield f"Labels: {', '.join(words)}"
