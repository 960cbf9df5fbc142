"""Where the words of a picture stand as they are drawn, and what is wrong with them: for the tests of the pictures."""

import contextlib
import itertools

from matplotlib.text import Text
from shapely import affinity, box

from cakit.figures import theme
from cakit.figures.finish import FOOTER

PRINT = 5.35 / theme.WIDTH  # the scale of print: half of an A4 page turned sideways
SMALLEST = 6  # points, printed
TOUCH = 1.0  # pixels that boxes may share


@contextlib.contextmanager
def recorded():
    """Take down every text while it is drawn: its outline in the renderer's units, and whether its axes cut it."""
    found, draw = {}, Text.draw  # some backends draw twice: the last time counts

    def record(text, renderer, *args, **kwargs):
        if text.get_visible() and text.get_text().strip():
            found[text] = outline(text, renderer)
        return draw(text, renderer, *args, **kwargs)

    Text.draw = record
    try:
        yield found
    finally:
        Text.draw = draw


def outline(text, renderer):
    extent = text.get_window_extent(renderer)
    turned = text.get_rotation()
    shape = box(*extent.extents)
    if turned % 90:
        text.set_rotation(0)
        flat = text.get_window_extent(renderer)
        text.set_rotation(turned)
        x, y = (extent.x0 + extent.x1) / 2, (extent.y0 + extent.y1) / 2
        shape = box(
            x - flat.width / 2, y - flat.height / 2, x + flat.width / 2, y + flat.height / 2
        )
        shape = affinity.rotate(shape, turned, "center")
    cut = (
        text.get_clip_on()
        and text.get_clip_box() is not None
        and not box(*text.get_clip_box().extents).buffer(1).covers(shape)
    )
    return shape, cut


def faults(chart, words, dpi):
    """What is wrong with the words of a picture."""
    touch = TOUCH * dpi / theme.DPI
    frame = box(0, 0, chart.figure.get_figwidth() * dpi, chart.figure.get_figheight() * dpi).buffer(
        touch
    )
    wrong = []
    for text, (shape, cut) in words.items():
        if not frame.covers(shape):
            wrong.append(f"{text.get_text()!r} leaves the picture")
        if cut:
            wrong.append(f"{text.get_text()!r} is cut by its axes")
        size = text.get_size() * PRINT
        footer = text.get_size() == FOOTER
        if not footer and size < SMALLEST:
            wrong.append(f"{text.get_text()!r} is {size:.1f} points in print")
    for (one, (a, _)), (other, (b, _)) in itertools.combinations(words.items(), 2):
        if a.intersects(b):
            west, south, east, north = a.intersection(b).bounds
            if min(east - west, north - south) > touch:
                wrong.append(f"{one.get_text()!r} covers {other.get_text()!r}")
    return wrong


def faults_of(chart):
    """What is wrong with the words of a picture on the screen."""
    with recorded() as words:
        chart.png()
    return faults(chart, words, theme.DPI)
