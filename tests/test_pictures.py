"""Every picture that a notebook shows: no word covers another or is cut, at screen and at print size; small; the same twice.

Screen is the size in the notebook (8 inches at 110 dots). Print is half of an A4 page turned sideways: the same picture
scaled to 5.35 inches, where 9 points become 6, drawn as SVG without the hinting of a screen. The footer alone may be smaller: `ck.cite` gives it as text.
"""

import hashlib
import importlib.util
import io
import statistics
from functools import cache
from pathlib import Path

import matplotlib
import pytest
from drawn_words import faults, recorded

from cakit.figures import finish, theme

spec = importlib.util.spec_from_file_location(
    "gallery", Path(__file__).parents[1] / "tools/gallery.py"
)
gallery = importlib.util.module_from_spec(spec)
spec.loader.exec_module(gallery)

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
