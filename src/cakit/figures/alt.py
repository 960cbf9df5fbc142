"""Alt text written from what is drawn: kind of picture, axes, and the values at their ends."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.category import StrCategoryFormatter
from matplotlib.collections import Collection, PatchCollection, PathCollection, QuadMesh
from matplotlib.colors import to_hex, to_rgba_array
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from cakit.figures.labels import legend_keys, named_lines

MOST = 12  # things of one kind that are named one by one
OTHER = {  # what has no values that words could give: class → what a reader sees
    "AxesImage": "images", "Barbs": "wind barbs", "Collection": "marks", "ContourSet": "contours",
    "LineCollection": "lines", "Line2D": "lines", "Patch": "shapes", "PolyCollection": "areas",
    "Quiver": "arrows", "TriMesh": "areas",
}  # fmt: skip


def describe(figure: Figure) -> str:
    """What a figure shows, in words, for those who cannot see it.

    Examples
    --------
    >>> ax = Figure().subplots()
    >>> _ = ax.bar(["Russia", "China"], [3, 2])
    >>> describe(ax.figure)
    'Bars: Russia 3, China 2.'
    """
    insets = [inset for axes in figure.axes for inset in axes.child_axes]
    panels = [axes for axes in [*figure.axes, *insets] if axes.get_label() != "<colorbar>"]
    return " ".join(filter(None, map(_panel, panels))) or "A picture without data."


def _panel(axes: Any) -> str:
    parts = [*_bars(axes), *_lines(axes), *_shapes(axes)] or [*_others(axes)]
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


def _names_by_colour(axes: Axes) -> dict[str, str]:
    """What the colours of bars and points mean, by the legends."""
    found = {}
    for key, name in legend_keys(axes):
        is_line = isinstance(key, Line2D)
        colours = to_rgba_array(key.get_markerfacecolor() if is_line else key.get_facecolor())
        if len(colours):
            found[to_hex(colours[0])] = name
    return found


def _bars(axes: Axes) -> Iterator[str]:
    named = _names_by_colour(axes)
    for container in axes.containers:
        if not isinstance(container, BarContainer) or not len(container):
            continue
        names = _tick_names(axes.yaxis if container.orientation == "horizontal" else axes.xaxis)
        words = []
        for bar in container:
            sides = [(bar.get_x(), bar.get_width()), (bar.get_y(), bar.get_height())]
            if container.orientation == "horizontal":
                sides.reverse()
            (start, wide), (_, size) = sides
            if size:
                middle = start + wide / 2
                words.append(f"{names.get(math.floor(middle + 0.5), f'{middle:.4g}')} {size:,.4g}")
        label = str(container.get_label())
        if label.startswith("_"):
            label = named.get(to_hex(container[0].get_facecolor()), "")
        if words:
            yield f"Bars{f' of {label}' if label else ''}: {_listed(words)}"


def _lines(axes: Axes) -> Iterator[str]:
    named = named_lines(axes)
    lines = [line for line in axes.lines if np.size(line.get_xdata()) > 2]
    plain = [("one line", line) for line in lines if line not in named.values()]
    ends = []
    for name, line in [*named.items(), *plain]:
        y = np.asarray(line.get_ydata(orig=False), float)
        y = y[~np.isnan(y)]
        if len(y):
            ends.append(f"{name} from {y[0]:,.4g} to {y[-1]:,.4g}, highest {y.max():,.4g}")
    if ends:
        yield f"Lines: {_listed(ends, '; ')}"


def _shapes(axes: Axes) -> Iterator[str]:
    words = [text.get_text() for text in axes.texts if text.get_text()]
    several = sum(isinstance(one, PathCollection) for one in axes.collections) > 1
    named = _names_by_colour(axes) if several else {}
    for marks in axes.collections:
        values = marks.get_array()
        if marks.get_label() == "_basemap":  # the ground of a map
            continue
        if isinstance(marks, QuadMesh) and values is not None:
            yield _heatmap(axes, values, words)
            words = []
        elif isinstance(marks, PathCollection) and len(np.atleast_2d(marks.get_offsets())):
            inks = {to_hex(one) for one in to_rgba_array(marks.get_facecolor())}
            name = named.get(inks.pop(), "") if len(inks) == 1 else ""
            yield f"{len(np.atleast_2d(marks.get_offsets()))} points{f' of {name}' if name else ''}"
        elif isinstance(marks, PatchCollection):
            ends = f", coloured from {_range(values)}" if values is not None else ""
            areas = len(marks.get_paths())
            yield f"Map of {areas} {'area' if areas == 1 else 'areas'}{ends}"
    for table in axes.tables:
        rows = defaultdict(list)
        for (row, _), cell in sorted(table.get_celld().items()):
            rows[row].append(cell.get_text().get_text())
        yield f"Table: {_listed(list(map(', '.join, rows.values())), '; ')}"
    if words and len(words) <= 2 * MOST:
        yield f"Labels: {', '.join(words)}"


def _range(values: Any) -> str:
    known = np.ma.compressed(np.ma.masked_invalid(values))
    return f"{known.min():,.4g} to {known.max():,.4g}" if known.size else "nothing to nothing"


def _heatmap(axes: Axes, values: Any, words: list[str]) -> str:
    """Its rows with the words in their cells; without words in every cell, its range."""
    rows, columns = _tick_names(axes.yaxis), _tick_names(axes.xaxis)
    start = f"Heatmap of {', '.join(rows.values())} by {', '.join(columns.values())}"
    if values.ndim != 2 or len(words) != values.size:
        return f"{start}, from {_range(values)}"
    cells = np.reshape(words, values.shape)
    told = [f"{rows.get(place, '')}: {', '.join(line)}" for place, line in enumerate(cells, 1)]
    return f"{start}. {'; '.join(told)}"


def _count(artist: Any) -> int:
    """How many marks an artist holds: a collection has several."""
    if not isinstance(artist, Collection):
        return 1
    return max(len(artist.get_paths()), len(np.atleast_2d(artist.get_offsets())))


def _others(axes: Any) -> Iterator[str]:
    """How many things of which kind, of what colours mean, and what lies along the axes."""
    kinds = defaultdict(list)
    for artist in [*axes.images, *axes.collections, *axes.patches, *axes.lines]:
        kind = next(OTHER[one.__name__] for one in type(artist).mro() if one.__name__ in OTHER)
        kinds[kind].append(artist)
    for kind, artists in kinds.items():
        held = [one.get_array() for one in artists if hasattr(one, "get_array")]
        values = [np.ravel(one) for one in held if one is not None]
        ends = f", values from {_range(np.concatenate(values))}" if values else ""
        yield f"{kind.capitalize()}: {sum(map(_count, artists))}{ends}"
    if kinds and (names := [name for _, name in legend_keys(axes)]):
        yield f"Legend: {_listed(names)}"
    for side in ("x", "y") if kinds and (axes.axison or axes.name == "3d") else ():
        axis, (low, high) = getattr(axes, f"{side}axis"), getattr(axes, f"get_{side}lim")()
        is_named = isinstance(axis.get_major_formatter(), StrCategoryFormatter)
        ends = f"{low:,.4g} to {high:,.4g}"
        yield f"Along {side}: {_listed([*_tick_names(axis).values()]) if is_named else ends}"
