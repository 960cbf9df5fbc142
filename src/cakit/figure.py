"""Chart: a picture that says what it shows, where it comes from, and notices when it has changed."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cakit import digest, provenance
from cakit.catalog import REGION
from cakit.errors import CakitError, nearest, need

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# One colour per supplier, everywhere; at least 25 (CIE76) apart for the four kinds of colour vision.
COLOURS: dict[str, str] = REGION["colours"]
# One colour per rung of the ladder, light to dark as a report gets firmer; the palest wants an edge of INK.
RUNGS = ("#F6EDDA", "#A9D45F", "#35AE74", "#2A6CA8", "#51229F", "#35103F")
INK, FAINT, GRID = "#222222", "#5F5F5F", "#E3E3E3"
WIDTH, DPI = 8.0, 110
TITLE, FOOTER = 12.5, 7.5  # points
INDENT = 0.012  # of the width, left of title and footer
ROOM = WIDTH * (1 - INDENT) - 0.06  # inches for a line of them
STYLE: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 11,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titley": 1.0,  # nothing above the axes to look out for
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "lines.linewidth": 2.2,
    "xtick.color": FAINT,
    "ytick.color": FAINT,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "text.color": INK,
    "text.parse_math": False,  # a dollar in a name is a dollar
    "text.hinting": "none",  # letters evenly spaced, the same at every size, and quicker
    "hatch.linewidth": 0.6,
    "svg.hashsalt": "cakit",
    "svg.fonttype": "none",
}
SAVED: dict[str, Any] = {".png": None, ".svg": {"Date": None}, ".pdf": {"CreationDate": None}}


def colour(member: str) -> str:
    """The colour of a supplier; suppliers without one of their own are grey.

    Examples
    --------
    >>> colour("RUS"), colour("BGR") == colour("other")
    ('#B2182B', True)
    """
    return COLOURS.get(member, COLOURS["other"])


def drawable(frame: pd.DataFrame, *columns: str) -> None:
    """Refuse a frame that lacks a column or has no rows, before anything is drawn."""
    need(frame.columns, *columns, by="the picture")
    if frame.empty:
        raise CakitError("nothing to draw: the frame has no rows. Look at the filter before")


def listed(words: Iterable[str], nothing: str = "") -> str:
    """Say a list in words.

    Examples
    --------
    >>> listed(["A"]), listed(["A", "B", "C"]), listed([], "nobody")
    ('A', 'A, B and C', 'nobody')
    """
    *most, last = [*words] or [nothing]
    return f"{', '.join(most)} and {last}" if most else last


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


class Chart:
    """A finished picture with its data, its sentence, its alt text and its sources.

    Shown in a notebook it gives the picture with alt text, and as plain text the sentence and a digest of everything
    drawn (texts, limits, positions, colours): a stored notebook no longer matches when any of it changes.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
    data : pandas.DataFrame
        The tidy rows drawn.
    sentence : str
        The finding: subject, value, unit, period, edition.
    alt : str
        What the picture shows, for those who cannot see it.
    """

    def __init__(self, figure: Figure, data: pd.DataFrame, sentence: str, alt: str) -> None:
        self.figure, self.data, self.sentence, self.alt = figure, data, sentence, alt
        self._png, self._signs = b"", ""

    @property
    def sources(self) -> pd.DataFrame:
        """The sources of the rows drawn."""
        return provenance.sources(self.data)

    @property
    def digest(self) -> str:
        """Twelve signs that change when anything drawn changes."""
        self.png()
        if not self._signs:
            self._signs = digest.of(self.figure)
            self.figure.stale = False  # reading the ticks marks them as changed
        return self._signs

    def __repr__(self) -> str:
        return f"{self.sentence}\n[picture {self.digest}]"

    def _settle(self) -> None:
        """Fix the places of everything at the first drawing: constrained layout moves on by a hair at each later one."""
        import matplotlib

        engine = self.figure.get_layout_engine()
        if engine:
            for axes in self.figure.axes:  # matplotlib need not measure what takes no room
                axes.spines[:].set_in_layout(False)
                for axis in (axes.xaxis, axes.yaxis):
                    if not axis.get_label_text():
                        axis.set_label_coords(0.5, 0.5)
            with matplotlib.rc_context(STYLE):
                engine.execute(self.figure)
            self.figure.set_layout_engine("none")

    def png(self) -> bytes:
        """The picture as PNG in at most 256 colours (a third of the size), the same bytes for the same picture.

        Drawn once, and again when anything in the figure was changed.
        """
        if self._png and not self.figure.stale:
            return self._png
        import matplotlib
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from PIL import Image

        small, drawn = io.BytesIO(), FigureCanvasAgg(self.figure)
        self._settle()  # by the canvas that draws: it keeps the size of every text
        with matplotlib.rc_context(STYLE):
            drawn.draw()
        picture = Image.frombuffer("RGBA", drawn.get_width_height(), drawn.buffer_rgba(), "raw", "RGBA", 0, 1)
        picture.convert("RGB").quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(small, "png")
        self._png, self._signs, self.figure.stale = small.getvalue(), "", False
        return self._png

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        data = {"image/png": self.png(), "text/plain": repr(self)}
        return data, {"image/png": {"alt": self.alt}}

    def save(self, path: str | Path) -> Path:
        """Save the picture as PNG, SVG or PDF, byte for byte the same each time.

        Parameters
        ----------
        path : path
            Its ending decides the format.

        Returns
        -------
        Path

        Raises
        ------
        CakitError
            For another ending.
        """
        path = Path(path)
        if path.suffix not in SAVED:
            raise CakitError(f"cannot save a picture as {path.suffix!r}. {nearest(path.suffix, SAVED)}")
        if path.suffix == ".png":
            path.write_bytes(self.png())
            return path
        import matplotlib

        self._settle()
        with matplotlib.rc_context(STYLE):
            self.figure.savefig(path, metadata=SAVED[path.suffix])
        return path


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
    return Chart(drawn, data, sentence, alt)


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


def width_of(line: str, size: float, weight: str = "normal", style: Any = "normal") -> float:
    """The width of a line of text, in inches: the sum of its letters.

    Examples
    --------
    >>> 0.6 < width_of("Kazakhstan", 10) < 0.9
    True
    """
    return sum(_advance(sign, size, weight, style) for sign in line)


@cache
def _advance(sign: str, size: float, weight: str, style: Any) -> float:
    """How far one letter moves the next, in inches."""
    from matplotlib.ft2font import LoadFlags

    font = _font(weight, style)
    font.set_size(size, DPI)
    return float(font.load_char(ord(sign), flags=LoadFlags.NO_HINTING).linearHoriAdvance) / 65536 / DPI


@cache
def _font(weight: str, style: Any) -> Any:
    from matplotlib.font_manager import FontProperties, findfont, get_font

    return get_font(findfont(FontProperties(family=STYLE["font.family"], weight=weight, style=style)))


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
