"""Every picture that a notebook shows: no word covers another or is cut, at screen and at print size; small; the same twice;
stored as it is drawn; and no property of anything in it can change without another fingerprint.

Screen is the size in the notebook (8 inches at 110 dots). Print is half of an A4 page turned sideways: the same picture
scaled to 5.35 inches, where 9 points become 6, drawn as SVG without the hinting of a screen. The footer alone may be smaller: `ck.cite` gives it as text.
"""

import base64
import hashlib
import importlib.util
import io
import json
import os
import re
import statistics
from collections import Counter
from functools import cache
from pathlib import Path

import matplotlib
import matplotlib.patheffects
import numpy as np
import pytest
import test_chart
from drawn_words import faults, recorded
from matplotlib.artist import ArtistInspector
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.offsetbox import OffsetBox
from PIL import Image

from cakit.explore.explorer import Explorer
from cakit.figures import finish, theme
from cakit.figures.guard import watched

spec = importlib.util.spec_from_file_location(
    "gallery", Path(__file__).parents[1] / "tools/gallery.py"
)
gallery = importlib.util.module_from_spec(spec)
spec.loader.exec_module(gallery)

CHARTS_A_KIND = int(os.environ.get("CHARTS_A_KIND", "2"))  # on every chart: `make check`
BOOKS = [path.stem for path in gallery.NOTEBOOKS]
# Exemptions, each with its reason: (notebook and cell, part of the text) → why.
EXEMPT: dict[tuple[str, str], str] = {}


@cache
def pictures(book):
    return gallery.shown(next(path for path in gallery.NOTEBOOKS if path.stem == book))


KEPT = {}


def drawn(one):
    """A picture drawn once as PNG and once as SVG: bytes, and every text with its outline."""
    made = KEPT.setdefault(id(one.chart), {})
    for kind, draw in (
        () if made else (("screen", one.chart.png), ("print", lambda: svg(one.chart)))
    ):
        with recorded() as words:
            made[kind] = (draw(), words)
    return made


def excused(book, cell, fault):
    return any(
        (f"{book[:2]} {cell}", part)
        for (where, part) in EXEMPT
        if where == f"{book[:2]} {cell}" and part in fault
    )


@pytest.mark.parametrize("book", BOOKS)
@pytest.mark.parametrize("size, dpi", [("screen", theme.DPI), ("print", 72)])
def test_no_word_covers_another_or_is_cut(book, size, dpi):
    found = [
        f"{one.cell}: {fault}"
        for one in pictures(book)
        for fault in faults(one.chart, drawn(one)[size][1], dpi)
        if not excused(book, one.cell, fault)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("book", BOOKS)
def test_pictures_are_small_and_the_same_each_time(book):
    sizes = {}
    for one in pictures(book):
        first = drawn(one)["screen"][0]
        assert first == one.chart.png(), f"{one.cell}: two PNGs differ"
        sizes[one.cell] = len(first)
    assert not sizes or statistics.mean(sizes.values()) <= 60_000, sizes


@pytest.mark.parametrize("book", BOOKS)
def test_drawings_are_the_same_each_time(book):
    for one in pictures(book):
        assert drawn(one)["print"][0] == svg(one.chart), f"{one.cell}: two SVGs differ"


def svg(chart):
    out = io.BytesIO()
    with matplotlib.rc_context(theme.STYLE):
        chart.figure.savefig(out, format="svg", metadata=finish.SAVED[".svg"])
    return hashlib.sha256(out.getvalue()).hexdigest()


@pytest.mark.parametrize("book", BOOKS)
def test_pictures_speak(book):
    for one in pictures(book):
        assert len(one.chart.finding) > 20 and one.chart.finding[-1] in ".?", one.cell
        assert len(one.chart.alt) > 40, one.cell
        assert one.chart.alt != one.chart.finding, one.cell


def test_the_gallery_shows_every_picture(tmp_path, monkeypatch):
    monkeypatch.setattr(gallery, "NOTEBOOKS", gallery.NOTEBOOKS[:1])
    page = gallery.gallery(tmp_path).read_text(encoding="utf-8")
    for one in pictures(BOOKS[0]):
        assert (
            one.chart.finding in page
            and (tmp_path / f"{BOOKS[0][:2]}-{one.cell}.png").stat().st_size > 1000
        )
    assert page.count("```python") == len(pictures(BOOKS[0]))


LOCK = (Path(__file__).parents[1] / "requirements.lock").read_text(encoding="utf-8")
LOCKED = re.search(r"^matplotlib==(\S+)", LOCK, re.M).group(1)


def stored(book):
    """The pictures that a notebook stores: cell → PNG and alt text."""
    path = next(path for path in gallery.NOTEBOOKS if path.stem == book)
    found = {}
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                picture = base64.b64decode("".join(output["data"]["image/png"]))
                found[cell["id"]] = (picture, output["metadata"]["image/png"]["alt"])
    return found


def alike(one, other):
    """Whether a reader sees the same: the edge of a mark may fall a hundredth of a pixel elsewhere."""
    if one.shape != other.shape:
        return False
    apart = abs(one - other).max(axis=2)
    return apart.max() <= 48 and (apart > 0).mean() < 0.03


def problems_stored(held, drawn):
    """What is wrong with stored pictures: pixel by pixel, and their alt texts word by word."""
    wrong = [f"{cell}: a picture is stored, but none is drawn" for cell in held.keys() - drawn]
    wrong += [f"{cell}: a picture is drawn, but none is stored" for cell in drawn.keys() - held]
    for cell in held.keys() & drawn:
        images = (Image.open(io.BytesIO(one[cell][0])).convert("RGB") for one in (held, drawn))
        if not alike(*(np.asarray(image).astype(int) for image in images)):
            wrong.append(f"{cell}: the stored picture is not the one that is drawn")
        if held[cell][1] != drawn[cell][1]:
            wrong.append(f"{cell}: the stored alt text is not the one that is written")
    return wrong


def fresh(book):
    """What a notebook shows now: cell → PNG and alt text; an explorer by its picture."""
    found = {one.cell: (drawn(one)["screen"][0], one.chart.alt) for one in pictures(book)}
    path = next(path for path in gallery.NOTEBOOKS if path.stem == book)
    for cell, (_, value) in gallery.values(path).items():
        if isinstance(value, Explorer):
            chart = value.chart()
            found[cell] = (chart.png(), chart.alt)
    return found


@pytest.mark.skipif(
    matplotlib.__version__ != LOCKED, reason="pictures are stored as the lock draws"
)
@pytest.mark.parametrize("book", BOOKS)
def test_the_stored_pictures_and_alt_texts_are_those_that_are_drawn(book):
    held = stored(book)
    assert held and not problems_stored(held, fresh(book))


def test_a_stored_picture_that_was_exchanged_or_told_wrongly_is_noticed():
    held, right = stored(BOOKS[1]), stored(BOOKS[1])
    first, second, third = list(held)[:3]
    held[first], held[second] = (held[second][0], held[first][1]), (held[first][0], held[second][1])
    held[third] = (held[third][0], held[third][1].replace("Russia", "China") + " ")
    gone = {cell: one for cell, one in right.items() if cell != list(right)[3]}
    assert len(problems_stored(held, right)) == 3 and len(problems_stored(gone, right)) == 1


# What a reader can see of an artist: setter → a value it does not have. `visible` comes last.
SPOILT = {
    "alpha": 0.37, "color": "#123456", "facecolor": "#0A9B3C", "edgecolor": "#654321", "linewidth": 7.7,
    "linestyle": (0, (1, 5)), "marker": "*", "markersize": 17.0, "markerfacecolor": "#0A9B3C",
    "markerfacecoloralt": "#9B3C0A", "markeredgecolor": "#654321", "markeredgewidth": 5.0, "fillstyle": "left",
    "markevery": 2, "drawstyle": "steps-mid", "gapcolor": "#00FFFF", "edgegapcolor": "#00FFFF", "dash_capstyle": "round",
    "dash_joinstyle": "bevel", "solid_capstyle": "round", "solid_joinstyle": "miter", "capstyle": "round",
    "joinstyle": "bevel", "antialiased": False, "hatch": "xx", "hatchcolor": "#00FFFF", "hatch_linewidth": 3.0,
    "fill": None, "xdata": None, "ydata": None, "offsets": [[0.1, 0.2]], "sizes": [321.0], "segments": [[(0, 0), (1, 1)]],
    "verts": [[(0, 0), (1, 1), (1, 0)]], "array": None, "cmap": "magma", "clim": (0.1, 0.2), "sketch_params": 3.0,
    "path_effects": [matplotlib.patheffects.withStroke(linewidth=3)], "clip_on": None, "text": "spoilt", "fontsize": 23.0,
    "fontweight": 900, "fontstyle": "italic", "fontfamily": "DejaVu Serif", "fontvariant": "small-caps", "fontstretch": 50,
    "rotation": 33.0, "rotation_mode": "anchor", "horizontalalignment": "right", "verticalalignment": "bottom",
    "multialignment": "right", "linespacing": 3.0, "wrap": None, "backgroundcolor": "#0A9B3C", "position": (0.3, 0.1),
    "bbox": {"boxstyle": "round"}, "x": 0.123, "y": 0.321, "width": 0.777, "height": 0.777, "angle": 30.0,
    "boxstyle": "sawtooth", "mutation_scale": 33.0, "mutation_aspect": 3.0, "arrowstyle": "wedge", "loc": "center",
    "title": "spoilt", "ncols": 7, "frame_on": None, "alignment": "right", "bbox_to_anchor": (0.2, 0.2), "offset": (9, 9),
    "xlim": (-7.5, 99.0), "ylim": (-7.5, 99.0), "xlabel": "spoilt", "ylabel": "spoilt", "axisbelow": False, "xticks": [0.25],
    "yticks": [0.25], "theta1": 99.0, "radius": 0.3, "extent": (0, 9, 0, 9), "interpolation": "bilinear",
    "linelength": 0.2, "lineoffset": 9.0, "zorder": 99.0, "visible": False,
}  # fmt: skip
BY_KIND = {("Spine", "position"): ("outward", 20), ("Axes", "position"): (0.2, 0.2, 0.5, 0.5)}
SWITCHES = ("fill", "clip_on", "wrap", "frame_on")
SEEN_IN_AXES = {"xlim", "ylim", "frame_on", "position", "xlabel"}
# What no reader of a picture sees, and what only sets several of the above at once.
UNSEEN = [
    "verts_and_codes",
    "adjustable",
    "agg_filter",
    "anchor",
    "animated",
    "anncoords",
    "annotation_clip",
    "aspect",
    "autoscale_on",
    "autoscalex_on",
    "autoscaley_on",
    "axes_locator",
    "bounds",
    "box_aspect",
    "canvas",
    "child",
    "clip_box",
    "clip_path",
    "colors",
    "connectionstyle",
    "constrained_layout",
    "constrained_layout_pads",
    "converter",
    "dashes",
    "data",
    "data_interval",
    "dpi",
    "draggable",
    "figheight",
    "figure",
    "figwidth",
    "fontfeatures",
    "fontproperties",
    "forward_navigation_events",
    "frameon",
    "gid",
    "in_layout",
    "inverted",
    "label",
    "label_coords",
    "label_position",
    "label_text",
    "language",
    "layout_engine",
    "major_formatter",
    "major_locator",
    "math_fontfamily",
    "minor_formatter",
    "minor_locator",
    "mouseover",
    "multilinebaseline",
    "navigate",
    "navigate_mode",
    "norm",
    "offset_position",
    "offset_transform",
    "pad",
    "parse_math",
    "patchA",
    "patchB",
    "patch_arc",
    "patch_circle",
    "paths",
    "picker",
    "pickradius",
    "positions",
    "prop_cycle",
    "rasterization_zorder",
    "rasterized",
    "remove_overlapping_locs",
    "size_inches",
    "snap",
    "subplotspec",
    "tick_params",
    "ticklabels",
    "ticks",
    "ticks_position",
    "tight_layout",
    "transform",
    "transform_rotates_text",
    "units",
    "url",
    "urls",
    "usetex",
    "view_interval",
    "xbound",
    "xinverted",
    "xmargin",
    "xscale",
    "xticklabels",
    "xy",
    "ybound",
    "yinverted",
    "ymargin",
    "yscale",
    "yticklabels",
]


def value_of(artist, name):
    """Another value for a property than it has."""
    if name in SWITCHES:
        return not getattr(artist, f"get_{name}")()
    if name in ("xdata", "ydata", "array"):
        held = getattr(artist, f"get_{name}")()
        return None if held is None else np.asarray(held) * 0.7 + 0.1
    return BY_KIND.get((type(artist).__name__, name), SPOILT[name])


def pixels(artist, renderer):
    renderer.clear()
    artist.draw(renderer)
    return np.array(renderer.buffer_rgba())


def unnoticed(artist, names, renderer):
    """The properties whose change can be seen, but leaves the fingerprint as it was."""
    before, picture = watched(artist, renderer), None
    for name in names:
        value = value_of(artist, name)
        if value is None or str(getattr(artist, f"get_{name}", str)()) == str(value):
            continue
        picture = pixels(artist, renderer) if picture is None else picture
        getattr(artist, f"set_{name}")(value)
        after = watched(artist, renderer)
        if after == before and not np.array_equal(picture, pixels(artist, renderer)):
            yield name
        if after != before:
            before, picture = after, None


def kinds_of(figure):
    """One artist of every kind; what only holds others is as they are."""
    found = {}
    for artist in figure.findobj(lambda one: one.get_visible()):
        if not isinstance(artist, (OffsetBox, Figure, Axis)):
            found.setdefault(type(artist).__name__, artist)
    return found.items()


@pytest.mark.filterwarnings("ignore:Attempt to set non-positive")
def test_no_property_of_anything_in_a_picture_changes_unnoticed():
    missed, tried, done = [], 0, Counter()
    for one in (one for book in BOOKS for one in pictures(book)):
        one.chart.png()
        renderer = FigureCanvasAgg(one.chart.figure).get_renderer()
        for kind, artist in kinds_of(one.chart.figure):
            done[kind] += 1
            if done[kind] > CHARTS_A_KIND:
                continue
            setters = set(ArtistInspector(artist).get_setters())
            new = setters - SPOILT.keys() - set(UNSEEN)
            assert not new, f"{kind}: decide whether a reader sees {new}"
            seen = SEEN_IN_AXES if kind == "Axes" else SPOILT
            names = [name for name in SPOILT if name in setters and name in seen]
            missed += [f"{one.cell} {kind}.{name}" for name in unnoticed(artist, names, renderer)]
            tried += len(names)
    gallery.shown.cache_clear()  # everything is spoilt
    gallery.values.cache_clear()
    pictures.cache_clear()
    KEPT.clear()
    assert not missed and tried > 20 * len(done), (tried, missed)


LIBRARIES = [*test_chart.OUTSIDE, test_chart.mixed, test_chart.on_circle, test_chart.in_space]
LIBRARIES += [lambda draw=draw: test_chart.in_axes(draw) for draw, _ in test_chart.PLAIN.values()]
NOT_SPOILT = {("Axes3D", "position"), ("PolarAxes", "position"), ("Poly3DCollection", "verts")}


@pytest.mark.filterwarnings("ignore")
def test_no_property_of_what_a_library_draws_changes_unnoticed():
    """Kinds of artist that no notebook has: violins, images, arrows, tables, wedges, surfaces."""
    missed, done = [], Counter()
    for draw in LIBRARIES:
        chart = test_chart.made(draw)
        chart.png()
        renderer = FigureCanvasAgg(chart.figure).get_renderer()
        for kind, artist in kinds_of(chart.figure):
            done[kind] += 1
            if done[kind] > min(CHARTS_A_KIND - 1, 5):
                continue
            setters = set(ArtistInspector(artist).get_setters())
            seen = SEEN_IN_AXES if isinstance(artist, Axes) else SPOILT
            names = [name for name in SPOILT if name in setters & set(seen)]
            names = [name for name in names if (kind, name) not in NOT_SPOILT]
            missed += [f"{kind}.{name}" for name in unnoticed(artist, names, renderer)]
    assert not missed and len(done) > 25, (len(done), missed)
