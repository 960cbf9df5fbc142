"""Chart: a picture that says what it shows, where it comes from, and notices when it has changed."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from cakit import provenance
from cakit.errors import CakitError, need
from cakit.figures.finish import SAVED, Chart
from cakit.figures.text import listed, width_of
from cakit.figures.theme import COLOURS, DPI, FAINT, GRID, INK, RUNGS, STYLE, WIDTH, colour

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["COLOURS", "DPI", "FAINT", "GRID", "INK", "RUNGS", "SAVED", "STYLE", "WIDTH", "Chart",
           "canvas", "colour", "drawable", "filled", "finish", "height_around", "listed", "width_of"]  # fmt: skip
TITLE, FOOTER = 12.5, 7.5  # points
INDENT = 0.012  # of the width, left of title and footer
ROOM = WIDTH * (1 - INDENT) - 0.06  # inches for a line of them


def drawable(frame: pd.DataFrame, *columns: str) -> None:
    """Refuse a frame that lacks a column or has no rows, before anything is drawn."""
    need(frame.columns, *columns, by="the picture")
    if frame.empty:
        raise CakitError("nothing to draw: the frame has no rows. Look at the filter before")


def canvas(
    height: float = 4.8, columns: int = 1, rows: int = 1, plan: str | list[list[Any]] = "", **kind: Any
) -> tuple[Figure, list[Axes]]:
    """An empty figure of the kit's width and its axes, row by row.

    Parameters
    ----------
    height : float
        Inches; the width is the same for all.
    columns, rows : int
        How many panels.
    plan : str or list
        In place of columns and rows: which panel stands where, as `Figure.subplot_mosaic` takes it ("abc;ddd").
    **kind
        Passed on to matplotlib, for example `sharey=True`.

    Returns
    -------
    figure, list of axes
    """
    from matplotlib.figure import Figure

    drawn = Figure(figsize=(WIDTH, height), dpi=DPI, layout="constrained")
    if plan:
        panels = list(drawn.subplot_mosaic(plan, **kind).values())
    else:
        panels = list(drawn.subplots(rows, columns, squeeze=False, **kind).ravel())
    for axis in (axis for axes in panels for axis in (axes.xaxis, axes.yaxis)):
        axis.minorTicks = []  # matplotlib makes one that nobody sees: half the objects of an empty panel
    return drawn, panels


def filled(count: int, columns: int) -> list[list[Any]]:
    """A plan of so many panels in rows of so many columns; the last row may end early.

    Examples
    --------
    >>> filled(5, 3)
    [[0, 1, 2], [3, 4, '.']]
    """
    cells: list[Any] = [*range(count), *["."] * (-count % columns)]
    return [cells[start : start + columns] for start in range(0, len(cells), columns)]


def finish(
    drawn: Figure, data: pd.DataFrame, sentence: str, alt: str, note: str = "", boundaries: bool = False
) -> Chart:
    """Put the finding on top and the credit below, and make it a Chart.

    Parameters
    ----------
    drawn : Figure
        From `canvas`.
    data : pandas.DataFrame
        The tidy rows drawn; their source columns make the credit line.
    sentence : str
        The finding; becomes the title.
    alt : str
        What the picture shows.
    note : str
        What else a reader has to know; put before the credit.
    boundaries : bool
        Whether the boundary note belongs under it (maps).

    Returns
    -------
    Chart
    """
    above, below = _words_around(sentence, data, note, boundaries)
    drawn.suptitle("\n".join(above), x=INDENT, ha="left", size=TITLE, weight="bold", linespacing=1.25)
    drawn.supxlabel("\n".join(below), x=INDENT, ha="left", size=FOOTER, color=FAINT, linespacing=1.3)
    return Chart(drawn, data, "", sentence, alt)


def _words_around(sentence: str, data: pd.DataFrame, note: str, boundaries: bool) -> tuple[list[str], list[str]]:
    """The lines of the title and of the footer."""
    parts = (note, provenance.credit(data), provenance.BOUNDARY_NOTE if boundaries else "")
    return _wrapped(sentence, 78, TITLE, "bold"), _wrapped(" ".join(filter(None, parts)), 148, FOOTER, "normal")


def _wrapped(text: str, signs: int, size: float, weight: str) -> list[str]:
    """Lines of so many signs; of fewer where wide letters would leave the picture."""
    lines = textwrap.wrap(text, signs)
    while any(width_of(line, size, weight) > ROOM for line in lines):
        signs -= 4
        lines = textwrap.wrap(text, signs)
    return lines


def height_around(sentence: str, data: pd.DataFrame, note: str = "", boundaries: bool = False) -> float:
    """Inches that title, footer and margins will take, for pictures whose middle has a fixed shape.

    Examples
    --------
    >>> import pandas as pd
    >>> round(height_around("A finding.", pd.DataFrame()), 2)
    0.6
    """
    above, below = _words_around(sentence, data, note, boundaries)
    return 0.25 + (len(above) * TITLE * 1.25 + len(below) * FOOTER * 1.3) / 72
