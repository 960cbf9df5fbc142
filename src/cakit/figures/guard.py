"""The fingerprint of a picture: a short text that changes when anything a reader can see changes.

Whatever is drawn, whoever made it, reaches the renderer as calls: a path with its pen and fill,
marks, an image, words in a font. Every call is written down, and the fingerprint is the hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.lines import Line2D
from matplotlib.path import Path
from matplotlib.transforms import BboxBase, Transform

CALLS = (
    "draw_path", "draw_markers", "draw_path_collection", "draw_quad_mesh",
    "draw_gouraud_triangles", "draw_image", "draw_text", "draw_tex",
)  # fmt: skip
PEN = (
    "alpha", "antialiased", "capstyle", "dashes", "hatch", "hatch_color", "hatch_linewidth",
    "joinstyle", "linewidth", "rgb", "sketch_params",
)  # fmt: skip
# A line keeps these also where its style hides them.
LINE = (
    "marker", "markersize", "markerfacecolor", "markerfacecoloralt", "markeredgecolor",
    "markeredgewidth", "fillstyle", "markevery", "drawstyle", "dash_capstyle", "dash_joinstyle",
    "solid_capstyle", "solid_joinstyle", "gapcolor", "linewidth", "linestyle", "color",
)  # fmt: skip
FINE, OFF = 1e6, 0.3819660113  # steps to the largest number of a path; where a step ends


def watched(artist: Artist, renderer: Any) -> str:
    """Draw an artist and everything inside it; twelve characters for all that was drawn.

    Examples
    --------
    >>> from matplotlib.backends.backend_agg import FigureCanvasAgg
    >>> from matplotlib.figure import Figure
    >>> figure = Figure()
    >>> renderer, line = FigureCanvasAgg(figure).get_renderer(), figure.subplots().plot([1, 2])[0]
    >>> before = watched(figure, renderer)
    >>> line.set_linewidth(9)
    >>> watched(figure, renderer) == before, watched(figure, renderer) == watched(figure, renderer)
    (False, True)
    """
    seen = hashlib.sha256()
    with_filter = renderer.stop_filter

    def watch() -> None:
        for name in CALLS:
            setattr(renderer, name, _told(name, getattr(renderer, name), seen.update))

    def stop_filter(filtered: Any) -> None:  # after it the renderer has forgotten who watches
        with_filter(filtered)
        watch()

    own = {name: vars(renderer).get(name) for name in (*CALLS, "stop_filter")}
    watch()
    renderer.stop_filter = stop_filter
    try:
        seen.update(_text([renderer.width, renderer.height, renderer.dpi]))
        artist.draw(renderer)
    finally:
        for name, call in own.items():
            renderer.__dict__.pop(name, None)
            if call is not None:
                setattr(renderer, name, call)
    for line in artist.findobj(Line2D):
        if line.get_visible():
            seen.update(str([getattr(line, f"get_{name}")() for name in LINE]).encode())
    return seen.hexdigest()[:12]


def _told(name: str, call: Callable[..., Any], tell: Callable[[bytes], Any]) -> Any:
    """The call of a renderer, which tells what it draws before it draws it."""

    def drawn(*given: Any, **more: Any) -> Any:
        tell(name.encode() + b"".join(_texts((*given, *more.values()))))
        return call(*given, **more)

    return drawn


def _texts(given: tuple[Any, ...]) -> Iterator[bytes]:
    """The arguments of a call; a path is told in the places where it is drawn."""
    for value, after in zip(given, (*given[1:], None), strict=True):
        if isinstance(value, Path):
            moved = value.transformed(after) if isinstance(after, Transform) else value
            yield _paths([moved])
        elif isinstance(value, (list, tuple)) and value and isinstance(value[-1], Path):
            yield _paths([*value])
        elif not isinstance(value, Artist):
            yield _text(value)


def _text(value: Any) -> bytes:
    """A value in a form that is the same in every process: rounded numbers, no addresses."""
    if isinstance(value, GraphicsContextBase):
        pen = str([getattr(value, f"get_{name}")() for name in PEN]).encode()
        return pen + _text(value.get_clip_rectangle()) + _text(value.get_clip_path())
    if isinstance(value, Transform):
        return _numbers(value.frozen().get_matrix())  # type: ignore[attr-defined]
    if isinstance(value, BboxBase):
        return _numbers(np.asarray(value.bounds))
    if isinstance(value, (float, np.ndarray)):
        return _numbers(np.ma.filled(value, np.nan))
    if isinstance(value, tuple) and value and isinstance(value[0], Path):  # what cuts
        return _paths([value[0].transformed(value[1])])
    return str(value).encode()


def _paths(paths: list[Any]) -> bytes:
    codes = [[len(path)] if path.codes is None else path.codes for path in paths]
    return _numbers(np.concatenate([path.vertices for path in paths])) + np.hstack(codes).tobytes()


def _numbers(values: Any) -> bytes:
    """Numbers as steps of the largest: whole ones are kept, the rest is freed of its noise."""
    if values.dtype.kind != "f":
        return values.tobytes()
    known = np.isfinite(values)
    largest = np.max(np.abs(values), initial=0.0, where=known)
    # A step ends where no number that people write lies, so that noise cannot cross it.
    steps = np.floor(values[known] * (FINE / (largest or 1.0)) + OFF).astype("int64")
    return f"{largest:.6g} {values.shape}".encode() + known.tobytes() + steps.tobytes()
