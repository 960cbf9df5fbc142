"""A short text that changes when anything drawn changes: texts, limits, positions, colours."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure


def of(drawn: Figure) -> str:
    """Twelve signs for a figure.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> one, other = Figure(), Figure()
    >>> _ = other.text(0.5, 0.5, "a word")
    >>> of(one) == of(Figure()), of(one) == of(other)
    (True, False)
    """
    return hashlib.sha256("\n".join(_drawn(drawn)).encode()).hexdigest()[:12]


def _numbers(values: Any) -> str:
    import numpy as np

    flat: Any = np.ma.filled(np.ma.asarray(values, dtype="float64"), np.nan).ravel()
    return ",".join(map("{:.4g}".format, np.where(np.abs(flat) < 5e-4, 0.0, flat).tolist()))


def _marks(artist: Artist) -> Iterator[str]:
    """What one artist puts on the picture, as text."""
    from matplotlib.collections import Collection
    from matplotlib.image import AxesImage
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch
    from matplotlib.text import Text

    if not artist.get_visible():
        return
    if isinstance(artist, Text):
        if artist.get_text():
            yield f"text {artist.get_text()!r} {_numbers(artist.get_position())}"
    elif isinstance(artist, Line2D):
        yield f"line {artist.get_color()} {_numbers(artist.get_xydata())}"
    elif isinstance(artist, Patch):
        path = artist.get_path().transformed(artist.get_patch_transform())
        yield f"patch {_numbers(artist.get_facecolor())} {artist.get_hatch()} {_numbers(path.vertices)}"
    elif isinstance(artist, Collection):
        shapes = ";".join(_numbers(path.vertices) for path in artist.get_paths())
        yield f"shapes {_numbers(artist.get_facecolor())} {_numbers(artist.get_offsets())} {shapes}"
    elif isinstance(artist, AxesImage):
        yield f"image {_numbers(artist.get_array())}"


def _drawn(drawn: Figure) -> Iterator[str]:
    from matplotlib.axis import Axis
    from matplotlib.legend import Legend
    from matplotlib.spines import Spine

    titles: Iterable[Any] = (getattr(drawn, name, None) for name in ("_suptitle", "_supxlabel"))
    for artist in [*drawn.texts, *filter(None, titles)]:
        yield from _marks(artist)
    for axes in drawn.axes:
        yield f"limits {axes.get_xscale()} {_numbers(axes.get_xlim())} {axes.get_yscale()} {_numbers(axes.get_ylim())}"
        for axis in (axes.xaxis, axes.yaxis):
            labels = [label.get_text() for label in axis.get_ticklabels() if label.get_visible()]
            yield f"axis {axis.get_label_text()!r} {labels}"
        words = [text for legend in axes.findobj(Legend) for text in legend.get_texts()]
        for artist in [*axes.get_children(), *words]:
            if not isinstance(artist, (Axis, Spine)) and artist is not axes.patch:
                yield from _marks(artist)
