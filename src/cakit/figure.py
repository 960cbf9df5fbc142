"""Chart: a picture that says what it shows, where it comes from, and notices when it has changed."""

from __future__ import annotations

import hashlib
import io
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cakit import provenance
from cakit.errors import CakitError, nearest, need

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# One colour per supplier, everywhere; at least 25 (CIE76) apart for the four kinds of colour vision.
COLOURS = {
    "RUS": "#B2182B",
    "CHN": "#E69F00",
    "TUR": "#168E5F",
    "USA": "#212971",
    "FRA": "#6FBFF4",
    "ITA": "#696AB9",
    "ESP": "#834A76",
    "other": "#B0B0B0",
}
INK, FAINT, GRID = "#222222", "#5F5F5F", "#E3E3E3"
WIDTH, DPI = 8.0, 110
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


def canvas(height: float = 4.8, columns: int = 1, rows: int = 1, **kind: Any) -> tuple[Figure, list[Axes]]:
    """An empty figure of the kit's width and its axes, row by row.

    Parameters
    ----------
    height : float
        Inches; the width is the same for all.
    columns, rows : int
        How many panels.
    **kind
        Passed to `Figure.subplots`, for example `sharey=True`.

    Returns
    -------
    figure, list of axes
    """
    from matplotlib.figure import Figure

    drawn = Figure(figsize=(WIDTH, height), dpi=DPI, layout="constrained")
    axes = drawn.subplots(rows, columns, squeeze=False, **kind)
    return drawn, list(axes.ravel())


def _numbers(values: Any) -> str:
    import numpy as np

    flat: Any = np.ma.filled(np.ma.asarray(values, dtype="float64"), np.nan).ravel()
    return ",".join(f"{0.0 if abs(one) < 5e-4 else one:.4g}" for one in flat)


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

    @property
    def sources(self) -> pd.DataFrame:
        """The sources of the rows drawn."""
        return provenance.sources(self.data)

    @property
    def digest(self) -> str:
        """Twelve signs that change when anything drawn changes."""
        return hashlib.sha256("\n".join(_drawn(self.figure)).encode()).hexdigest()[:12]

    def __repr__(self) -> str:
        return f"{self.sentence}\n[picture {self.digest}]"

    def png(self) -> bytes:
        """The picture as PNG in at most 256 colours (a third of the size), the same bytes for the same picture."""
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from PIL import Image

        small, drawn = io.BytesIO(), FigureCanvasAgg(self.figure)
        drawn.draw()
        picture = Image.frombytes("RGBA", drawn.get_width_height(), bytes(drawn.buffer_rgba())).convert("RGB")
        picture.quantize(256, dither=Image.Dither.NONE).save(small, "png")
        return small.getvalue()

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
    credit = provenance.credit(data)
    footer = " ".join(part for part in (note, credit, provenance.BOUNDARY_NOTE if boundaries else "") if part)
    drawn.suptitle(textwrap.fill(sentence, 78), x=0.012, ha="left", size=12.5, weight="bold", linespacing=1.25)
    drawn.supxlabel(textwrap.fill(footer, 148), x=0.012, ha="left", size=7.5, color=FAINT, linespacing=1.3)
    return Chart(drawn, data, sentence, alt)
