"""Chart: a picture with title, finding, credit, alt text, sources and a fingerprint."""

from __future__ import annotations

import contextlib
import io
import re
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cakit import indicators, provenance
from cakit.errors import CakitError, nearest
from cakit.figures import alt as alt_text
from cakit.figures import theme
from cakit.figures.guard import fingerprint
from cakit.figures.text import wrapped

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

LONGEST_TITLE = 70  # characters
TITLE, FINDING, FOOTER = 14.0, 10.5, 7.5  # points
LINE = 1.3  # line spacing
MARGIN = 0.1  # inches left, above and below the words
NUMBER = re.compile(r"(?<![\w.\-–+])\d[\d.,]*(?![\w\-–]*[A-Za-z])")
YEARS = re.compile(r"(1[89]|20)\d\d")
SAVED: dict[str, Any] = {".png": None, ".svg": {"Date": None}, ".pdf": {"CreationDate": None}}


@contextlib.contextmanager
def _drawing() -> Iterator[None]:
    """The kit's style, and no warning about letters the font lacks: a box stands for each."""
    with theme.style(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing")
        yield


class Chart:
    """A finished picture with its data, title, finding, alt text and sources.

    In a notebook it shows the picture with its alt text. As plain text it gives title, finding and
    a fingerprint of everything drawn, so a stored notebook no longer matches when any of it changes.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
    data : pandas.DataFrame
        The rows drawn.
    title : str
        What the picture shows.
    finding : str
        The computed finding: subject, value, unit, period, edition.
    alt : str
        What the picture shows, for those who cannot see it.
    """

    def __init__(self, figure: Figure, data: pd.DataFrame, title: str, finding: str, alt: str) -> None:
        self.figure, self.data, self.title, self.finding, self.alt = figure, data, title, finding, alt
        self._png, self._fingerprint = b"", ""

    @property
    def sources(self) -> pd.DataFrame:
        """The sources of the rows drawn."""
        return provenance.sources(self.data)

    @property
    def fingerprint(self) -> str:
        """Twelve characters that change when anything a reader can see changes."""
        self.png()
        if not self._fingerprint:
            self._fingerprint = fingerprint(self.figure)
            self.figure.stale = False  # reading the ticks marks them as changed
        return self._fingerprint

    sentence = property(lambda self: self.finding)
    digest = property(lambda self: self.fingerprint)

    def __repr__(self) -> str:
        words = "\n".join(filter(None, (self.title, self.finding)))
        return f"{words}\n[picture {self.fingerprint}]"

    def _settle(self) -> None:
        """Fix all places at the first drawing: constrained layout moves a hair at each later one."""
        engine = self.figure.get_layout_engine()
        if not engine:
            return
        for axes in self.figure.axes:  # matplotlib need not measure what takes no room
            axes.spines[:].set_in_layout(False)
            for axis in (axes.xaxis, axes.yaxis):
                if not axis.get_label_text():
                    axis.set_label_coords(0.5, 0.5)
        with _drawing():
            engine.execute(self.figure)
        self.figure.set_layout_engine("none")

    def png(self) -> bytes:
        """The picture as PNG in at most 256 colours, the same bytes for the same picture.

        Drawn once, and again when anything in the figure was changed.
        """
        if self._png and not self.figure.stale:
            return self._png
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from PIL import Image

        small, drawn = io.BytesIO(), FigureCanvasAgg(self.figure)
        self._settle()  # by the canvas that draws: it keeps the size of every text
        with _drawing():
            drawn.draw()
        size, pixels = drawn.get_width_height(), drawn.buffer_rgba()
        picture = Image.frombuffer("RGBA", size, pixels, "raw", "RGBA", 0, 1).convert("RGB")
        picture = picture.quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        picture.save(small, "png")
        self._png, self._fingerprint, self.figure.stale = small.getvalue(), "", False
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
            For another ending, or a place that cannot be written to.
        """
        path = Path(path)
        if path.suffix not in SAVED:
            raise CakitError(f"cannot save a picture as {path.suffix!r}. {nearest(path.suffix, SAVED)}")
        made = io.BytesIO(self.png())
        if path.suffix != ".png":
            made = io.BytesIO()
            with _drawing():
                self.figure.savefig(made, format=path.suffix[1:], metadata=SAVED[path.suffix])
        try:
            path.write_bytes(made.getvalue())
        except OSError as error:
            raise CakitError(f"cannot save {path}: {error.strerror or error}") from error
        return path


def chart(drawn: Any, data: Any, title: str, finding: str, note: str = "", alt: str = "") -> Chart:
    """Make any drawing a Chart: title and finding above it, credit below, alt text, fingerprint.

    The figure grows by the room its words need, so the drawing itself keeps its size.

    Parameters
    ----------
    drawn : matplotlib Axes or Figure, seaborn grid, or an array of axes
        What matplotlib, seaborn, pandas or geopandas returned.
    data : frame
        The rows drawn. Their source columns make the credit line; without any it says
        "Source not given."
    title : str
        What the picture shows, in at most 70 characters. Years may stand in it; other figures
        belong into the finding, where a cell computes them.
    finding : str
        What the data say: subject, value, unit, period, edition.
    note : str
        What else a reader has to know; stands before the credit.
    alt : str
        What the picture shows, for those who cannot see it; written from what is drawn where none
        is given.

    Returns
    -------
    Chart

    Raises
    ------
    CakitError
        For something that is no drawing, an empty figure, a title that is too long or holds
        figures, a missing finding, data that are no frame.

    Examples
    --------
    >>> import cakit as ck
    >>> arms = ck.load("arms_transfers").query("recipient_iso3 == 'TJK'")
    >>> ax = arms.groupby("supplier_iso3")["tiv_million"].sum().plot.barh()
    >>> made = ck.chart(ax, arms, "Who armed Tajikistan", f"{len(arms)} rows (TIV).")
    >>> made.sources["publisher"].unique().tolist()
    ['SIPRI']
    """
    figure = _figure_of(drawn)
    frame = _frame_of(data)
    title, finding = _checked_title(title), _checked_words(finding, "finding")
    return put_words(figure, frame, title, finding, note, alt or alt_text.describe(figure))


def put_words(figure: Figure, data: pd.DataFrame, title: str, finding: str, note: str, alt: str) -> Chart:
    """Write title and finding above a figure and the credit below, and make it a Chart."""
    if getattr(figure, "_cakit_chart", False):
        raise CakitError("this figure is a chart already: draw it anew to give it other words")
    _let_go(figure)
    wide, tall = figure.get_size_inches()
    room = wide - 2 * MARGIN
    credit = " ".join(filter(None, (note, provenance.credit(data))))
    blocks: list[tuple[list[str], float, dict[str, Any]]] = [
        (wrapped(title, room, TITLE, "bold"), TITLE, {"weight": "bold"}),
        (wrapped(finding, room, FINDING), FINDING, {}),
        (wrapped(credit, room, FOOTER), FOOTER, {"color": theme.FAINT}),
    ]
    heights = [len(lines) * size * LINE / 72 for lines, size, _ in blocks]
    above, below = sum(heights[:2]) + 1.5 * MARGIN, heights[2] + 1.5 * MARGIN
    _grow(figure, wide, tall, above, below)
    full = tall + above + below
    tops = [full - MARGIN, full - MARGIN - heights[0], below - MARGIN / 2]
    with theme.style():
        for (lines, size, look), top in zip(blocks, tops, strict=True):
            if lines:
                figure.text(
                    MARGIN / wide, top / full, "\n".join(lines), size=size, ha="left", va="top",
                    linespacing=LINE * 0.92, in_layout=False, **look,
                )  # fmt: skip
    figure._cakit_chart = True  # type: ignore[attr-defined]
    return Chart(figure, data, title, finding, alt)


def _grow(figure: Figure, wide: float, tall: float, above: float, below: float) -> None:
    """Make a figure higher by the words around it; what was drawn keeps its size and place."""
    full = tall + above + below
    figure.set_size_inches(wide, full)
    bars = [axes for axes in figure.axes if axes.get_label() == "<colorbar>"]
    if any(bar.get_subplotspec() for bar in bars):  # constrained layout cannot place such a bar
        figure.set_layout_engine("none")
        figure.set_layout_engine("tight", rect=(0, below / full, 1, (below + tall) / full))
    else:
        figure.set_layout_engine("constrained", rect=(0, below / full, 1, tall / full))


def _figure_of(drawn: Any) -> Figure:
    from matplotlib.figure import Figure, SubFigure

    first = drawn
    while isinstance(first, (list, tuple)) or type(first).__name__ == "ndarray":
        if not len(first):
            raise CakitError("nothing is drawn: the list of axes is empty")
        first = first[0]
    figure = getattr(first, "figure", first)
    if isinstance(figure, SubFigure):
        figure = figure.get_figure(root=True)
    if not isinstance(figure, Figure):
        raise CakitError(
            f"{type(drawn).__name__} is no drawing: give the axes or grid that matplotlib, seaborn, "
            "pandas or geopandas returned"
        )
    held: list[Any] = [axes.has_data() or axes.texts or axes.patches or axes.artists for axes in figure.axes]
    held += [figure.lines, figure.patches, figure.images, figure.texts]
    if not any(held):
        raise CakitError("the figure is empty: draw something before you make it a chart")
    return figure


def _frame_of(data: Any) -> pd.DataFrame:
    import pandas as pd

    if isinstance(data, pd.DataFrame):
        return data
    if isinstance(data, pd.Series):
        return data.to_frame()
    if hasattr(data, "columns"):
        import narwhals as nw

        return indicators._small(nw.from_native(data).lazy())
    raise CakitError(f"data is a {type(data).__name__}: give the frame whose rows are drawn")


def _checked_words(words: str, what: str) -> str:
    if not isinstance(words, str) or not words.strip():
        raise CakitError(f"the chart needs a {what}: a text that says what the picture shows")
    return " ".join(words.split())


def _checked_title(title: str) -> str:
    title = _checked_words(title, "title")
    if len(title) > LONGEST_TITLE:
        raise CakitError(
            f"the title has {len(title)} characters; at most {LONGEST_TITLE} can be read at a glance. "
            "Put the rest into the finding"
        )
    typed = [one for one in NUMBER.findall(title) if not YEARS.fullmatch(one.strip(".,"))]
    if typed:
        raise CakitError(
            f"the title holds the figure {typed[0]}: put figures into the finding, where a cell computes them"
        )
    return title


def _let_go(figure: Figure) -> None:
    """Take the figure out of pyplot's hands, which would show it a second time under the cell."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close(figure)
