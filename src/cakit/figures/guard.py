"""The fingerprint of a picture: a short text that changes when anything a reader can see changes.

Every artist of the figure is visited, and what it shows is written down: position, size, line style
and width, marker, face and edge colour, hatch, alpha, font size and weight, and so on. Artists that
are not visible are left out. The hash of that text is the fingerprint.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure
    from matplotlib.transforms import Transform

# What each kind of artist shows: by the names of its getters (`get_alpha`, ...), or attributes.
SHOWN = {
    "Artist": "alpha zorder clip_on sketch_params path_effects agg_filter",
    "Line2D": (
        "xydata color linestyle linewidth marker markersize markerfacecolor markerfacecoloralt "
        "markeredgecolor markeredgewidth fillstyle drawstyle markevery dash_capstyle "
        "dash_joinstyle solid_capstyle solid_joinstyle gapcolor antialiased "
        "_unscaled_dash_pattern"
    ),
    "Patch": (
        "facecolor edgecolor linewidth linestyle hatch hatchcolor hatch_linewidth fill capstyle "
        "joinstyle antialiased _unscaled_dash_pattern"
    ),
    "Collection": (
        "facecolor edgecolor linewidth linestyle hatch hatchcolor hatch_linewidth offsets "
        "capstyle joinstyle antialiased transforms"
    ),
    "Text": (
        "text position color size weight fontstyle fontvariant stretch fontfamily rotation "
        "rotation_mode ha va wrap antialiased parse_math _linespacing _outline"
    ),
    "Annotation": "anncoords xy xycoords",
    "FancyArrowPatch": "mutation_scale mutation_aspect arrowstyle",
    "Legend": (
        "alignment _loc_real _ncols _mode borderpad labelspacing handlelength handletextpad "
        "borderaxespad columnspacing shadow"
    ),
    "OffsetImage": "data zoom",
    "Axes": "xscale yscale xlim ylim aspect axisbelow frame_on",
    "Figure": "figwidth figheight dpi frameon",
    "_ImageBase": "array cmap clim interpolation interpolation_stage resample",
    "AxesImage": "extent origin",
    "AnnotationBbox": "xy xybox xycoords boxcoords",
    "PackerBase": "pad sep align mode",
    "Tick": "_loc",
    "Spine": "_position _bounds",
    "Quiver": "U V scale width pivot units angles",
}


def fingerprint(figure: Figure) -> str:
    """Twelve characters that change when anything a reader of the figure can see changes.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Drawn at least once, so that its ticks stand where they will be seen.

    Returns
    -------
    str

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> figure, other = Figure(), Figure()
    >>> line = figure.subplots().plot([1, 2])[0]
    >>> before = fingerprint(figure)
    >>> line.set_linewidth(9)
    >>> fingerprint(Figure()) == fingerprint(other), before == fingerprint(figure)
    (True, False)
    """
    return hashlib.sha256("\n".join(_seen(figure)).encode()).hexdigest()[:12]


def _seen(artist: Artist) -> Iterator[str]:
    """What an artist and everything inside it shows, a line each."""
    if not artist.get_visible():
        return
    yield " ".join([type(artist).__name__, *_properties(artist)])
    for child in _children(artist):
        yield from _seen(child)


def _children(artist: Artist) -> Iterable[Artist]:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.table import Cell
    from matplotlib.text import Text

    if isinstance(artist, Axis):
        low, high = sorted(artist.get_view_interval())
        near = (high - low) * 1e-9
        ticks = [*artist.get_major_ticks(), *artist.get_minor_ticks()]
        inside = [tick for tick in ticks if low - near <= tick.get_loc() <= high + near]
        return [artist.label, artist.offsetText, *inside]
    if isinstance(artist, Axes) and not artist.axison:
        gone = {*artist.spines.values(), artist.xaxis, artist.yaxis, artist.patch}
        return [child for child in artist.get_children() if child not in gone]
    if isinstance(artist, Text):
        if not artist.get_text():
            return []
        around = (artist.get_bbox_patch(), getattr(artist, "arrow_patch", None))
        return [patch for patch in around if patch is not None]
    if isinstance(artist, Cell):  # of a table
        return [artist.get_text()]
    return artist.get_children()


def _properties(artist: Artist) -> Iterator[str]:
    from matplotlib.axes import Axes
    from matplotlib.collections import Collection
    from matplotlib.patches import Patch
    from matplotlib.spines import Spine

    kinds = [kind.__name__ for kind in type(artist).__mro__]
    for kind in kinds:
        for name in SHOWN.get(kind, "").split():
            getter = getattr(artist, f"get_{name}", None)
            yield f"{name}={_text(getter() if getter else getattr(artist, name, None))}"
    if isinstance(artist, Patch) and not isinstance(artist, Spine):
        path = artist.get_path().transformed(artist.get_patch_transform())
        yield f"path={_text(path.vertices)}"
    if isinstance(artist, Collection):
        yield f"paths={';'.join(_text(path.vertices) for path in artist.get_paths())}"
    if isinstance(artist, Axes):
        yield f"place={_text(artist.get_position().bounds)} axis={artist.axison}"
    if kinds[0] == "Legend":
        anchor = artist.get_bbox_to_anchor().bounds  # type: ignore[attr-defined]
        yield f"anchor={_share_of_figure(artist, anchor)}"
    yield f"in={_coordinates(artist)}"


def _coordinates(artist: Artist) -> str:
    """In whose coordinates an artist is placed, and its offsets where they have their own."""
    from matplotlib.artist import Artist as Base
    from matplotlib.collections import Collection

    offsets = [artist.get_offset_transform()] if isinstance(artist, Collection) else []
    frames = [_frame(artist, transform) for transform in (Base.get_transform(artist), *offsets)]
    return "+".join(dict.fromkeys(frames))


def _frame(artist: Artist, transform: Transform) -> str:
    """The name of a transform: the data's coordinates, the axes', the figure's, or another."""
    from matplotlib.axes import Axes

    axes, figure = getattr(artist, "axes", None), artist.get_figure(root=True)
    known = {"figure": figure.transFigure} if figure else {}
    if isinstance(axes, Axes) and axes is not artist:
        x, y = axes.get_xaxis_transform(), axes.get_yaxis_transform()
        known |= {"data": axes.transData, "axes": axes.transAxes, "x": x, "y": y}
    return next((name for name, one in known.items() if transform == one), "other")


def _share_of_figure(artist: Artist, pixels: Iterable[float]) -> str:
    figure = artist.get_figure(root=True)
    width, height = figure.get_size_inches() * figure.dpi  # type: ignore[union-attr]
    return _text([one / size for one, size in zip(pixels, (width, height) * 2, strict=True)])


def _text(value: Any) -> str:
    """A value in a form that is the same in every process: numbers to four digits, no addresses."""
    import numpy as np

    if value is None or isinstance(value, (str, bool)):
        return repr(value)
    if isinstance(value, (int, float, np.ndarray, np.generic)):
        return _numbers(value)
    if isinstance(value, dict):
        return _text([f"{key}:{_text(value[key])}" for key in sorted(value, key=str)])
    if isinstance(value, (list, tuple)):
        return f"[{','.join(map(_text, value))}]"
    if callable(value) and hasattr(value, "N"):  # a colour map
        return _numbers(value(np.linspace(0, 1, 16)))
    if isinstance(getattr(value, "value", None), str):  # a style of ends or joins
        return str(value.value)
    if type(value).__module__ in ("matplotlib.patheffects", "matplotlib.patches"):
        return f"{type(value).__name__}{_text(vars(value))}"  # styles of arrows, boxes, outlines
    return type(value).__name__


def _numbers(values: Any) -> str:
    import numpy as np

    held = np.ma.asarray(values)
    if held.dtype.kind not in "biufc":
        return str([str(one) for one in held.ravel().tolist()])
    flat: Any = np.ma.filled(held.astype("float64"), np.nan).ravel()
    size = np.abs(flat)
    noise = max(1e-12, 1e-9 * np.max(size, initial=0.0, where=np.isfinite(size)))
    return ",".join(map("{:.4g}".format, np.where(size < noise, 0.0, flat).tolist()))
