"""Title and finding above any figure, credit below: the way from a drawing to a Chart."""

from __future__ import annotations

import re
import sys
from typing import Any, Literal

import pandas as pd
from matplotlib.figure import Figure, SubFigure
from matplotlib.mathtext import MathTextParser
from matplotlib.text import Text

from cakit import inert
from cakit.catalog import sources
from cakit.door import all_words, any_frame, has, plain_arguments
from cakit.errors import CakitError
from cakit.figures import alt as alt_text
from cakit.figures import theme
from cakit.figures.picture import SAVED, Chart, drawing
from cakit.figures.text import wrapped
from cakit.languages import chosen, said

__all__ = ["SAVED", "Chart", "chart", "put_words"]
LONGEST_TEXT = 20_000  # of a finding, a note, an alt text
LONGEST_TITLE = 70  # characters
MOST_LINES = 40  # of finding or footer
MOST_TICKS, WIDEST = 400, 50  # along one axis; inches
TITLE, FINDING, FOOTER = 14.0, 10.5, 7.5  # points
LINE = 1.3  # line spacing
MARGIN = 0.1  # inches left, above and below the words
NUMBER = re.compile(r"(?<![\w.\-–+])\d[\d.,]*(?![\w\-–]*[A-Za-z])")
YEARS = re.compile(r"(1[89]|20)\d\d")


@plain_arguments
def chart(drawn: Any, data: Any, title: str, finding: str, note: str = "", alt: str = "") -> Chart:
    """Make any drawing a Chart: title and finding above it, credit below, alt text, fingerprint.

    The figure grows by the room its words need, so the drawing itself keeps its size.

    Parameters
    ----------
    drawn : matplotlib Axes or Figure, seaborn grid, or an array of axes
        What matplotlib, seaborn, pandas or geopandas returned.
    data : frame
        The rows drawn, in a frame of any engine. Their source columns make the credit line;
        without any it says "Source not given."
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

    Raises
    ------
    CakitError
        For something that is no drawing, an empty or endless figure, a title that is too long or
        holds figures, a missing finding, data that are no frame.

    Examples
    --------
    >>> import cakit as ck
    >>> arms = ck.load("arms_transfers").query("recipient_iso3 == 'TJK'")
    >>> ax = arms.groupby("supplier_iso3")["tiv_million"].sum().plot.barh()
    >>> made = ck.chart(ax, arms, "Who armed Tajikistan", f"{len(arms)} rows (TIV).")
    >>> made.sources["publisher"].unique().tolist()
    ['SIPRI']
    """
    figure, frame = _figure_of(drawn), any_frame(data)
    title, finding = checked_title(title), _checked_words(finding, "finding")
    all_words(note=note, alt=alt)
    ground = [getattr(axes, "_cakit_outlines", "") for axes in figure.axes]
    if any(ground) and "outline_source_id" not in frame:
        frame = frame.assign(outline_source_id=max(ground))
    with drawing():
        _plain(figure)
    return put_words(figure, frame, title, finding, note, alt)


def put_words(
    figure: Figure, data: pd.DataFrame, title: str, finding: str, note: str, alt: str
) -> Chart:
    """Write title and finding above a figure and the credit below, and make it a Chart."""
    if getattr(figure, "_cakit_chart", False):
        raise CakitError("this figure is a chart already: draw it anew to give it other words")
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close(figure)  # pyplot would show it a second time under the cell
    figure.set_dpi(theme.DPI)
    with drawing():
        _translate(figure)
        alt = alt or alt_text.describe(figure)
    title, finding, note, alt = (
        inert.line(said(words)).encode("utf-8", "replace").decode()
        for words in (title, finding, note, alt)
    )
    longest = max(title, finding, note, alt, key=len)
    if len(longest) > LONGEST_TEXT:
        raise CakitError(f"a text of {len(longest):,} characters is too long for a picture")
    credit = " ".join(filter(None, (note, said(sources.credit(data)))))
    blocks: list[tuple[str, float, dict[str, Any]]] = [
        (title, TITLE, {"weight": "bold"}),
        (finding, FINDING, {}),
        (credit, FOOTER, {"color": theme.FAINT}),
    ]
    wide, tall = figure.get_size_inches()
    lines = [_lines(words, wide, size, own.get("weight", "normal")) for words, size, own in blocks]
    heights = [
        len(line) * size * LINE / 72 for line, (_, size, _) in zip(lines, blocks, strict=True)
    ]
    above, below = sum(heights[:2]) + 1.5 * MARGIN, heights[2] + 1.5 * MARGIN
    full = tall + above + below
    tops = [full - MARGIN, full - MARGIN - heights[0], below - MARGIN / 2]
    look: dict[str, Any] = {"ha": "left", "va": "top", "linespacing": LINE * 0.92}
    with drawing():
        _grow(figure, wide, tall, above, below)
        for line, (_, size, own), top in zip(lines, blocks, tops, strict=True):
            if line:
                place = MARGIN / wide, top / full
                text = figure.text(*place, "\n".join(line), size=size, in_layout=False)
                text.set(**look, **own)
    figure._cakit_chart = True  # type: ignore[attr-defined]
    return Chart(figure, data, title, finding, alt)


def _axis_pairs(figure: Figure) -> list[Any]:
    return [axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)]


def _translate(figure: Figure) -> None:
    """Put what is written inside a figure into the language chosen, numbers on axes too."""
    if not chosen():
        return
    for axis in _axis_pairs(figure):
        ticks = [text for text in axis.get_ticklabels() if text.get_text()]
        if any(said(text.get_text()) != text.get_text() for text in ticks):
            axis.set_ticks(axis.get_ticklocs(), [said(one.get_text()) for one in ticks])
    hidden = [axis for axis in _axis_pairs(figure) if not axis.axes.axison]
    unseen = {text for axis in hidden for text in axis.findobj(Text)}
    for text in {*figure.findobj(Text)} - unseen:
        if text.get_visible():
            text.set_text(said(text.get_text()))


def _lines(words: str, wide: float, size: float, weight: str) -> list[str]:
    lines = wrapped(words, wide - 2 * MARGIN, size, weight)
    if len(lines) > MOST_LINES:
        raise CakitError(
            f"{len(lines)} lines of words do not fit around a picture: {words[:40]!r}… must be "
            f"shorter than {MOST_LINES} lines"
        )
    return lines


def _grow(figure: Figure, wide: float, tall: float, above: float, below: float) -> None:
    """Make a figure higher by the words around it; what was drawn keeps its size and place."""
    full = tall + above + below
    outside = [one for one in figure.legends if one.get_bbox_to_anchor() is figure.bbox]
    if not figure.subfigs and (outside or figure.texts or not _can_be_laid_out(figure)):
        _keep_places(figure, outside, (0, below / full, 1, tall / full))
        figure.set_size_inches(wide, full)
        return
    figure.set_size_inches(wide, full)
    if _engine(figure) == "tight":
        figure.set_layout_engine("none")
        figure.set_layout_engine("tight", rect=(0, below / full, 1, (below + tall) / full))
    else:
        figure.set_layout_engine("constrained", rect=(0, below / full, 1, tall / full))


def _engine(figure: Figure) -> Literal["constrained", "tight"]:
    """The layout that fits: constrained layout cannot place a colorbar in a grid of its own."""
    bars = [axes for axes in figure.axes if axes.get_label() == "<colorbar>"]
    return "tight" if any(bar.get_subplotspec() for bar in bars) else "constrained"


def _can_be_laid_out(figure: Figure) -> bool:
    """Whether its axes are in a grid of the figure: those of seaborn's joint plots are not."""
    specs = [spec for axes in figure.axes if (spec := axes.get_subplotspec())]
    grids: list[Any] = [spec.get_topmost_subplotspec().get_gridspec() for spec in specs]
    return any(grid.figure for grid in grids)


def _keep_places(figure: Figure, outside: list[Any], rect: tuple[float, ...]) -> None:
    """Move all of a figure as its maker has placed it: words and legends of its own are in it."""
    titles = {figure.get_suptitle(), figure.get_supxlabel(), figure.get_supylabel()}
    is_free = outside or {text.get_text() for text in figure.texts} - titles
    if not (is_free or figure.get_layout_engine()) and _can_be_laid_out(figure):
        figure.set_layout_engine(_engine(figure))
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    _, low, _, high = rect
    boxes = [(axes, axes.get_position().bounds) for axes in figure.axes]
    for axes, (x, y, width, height) in boxes:  # twins move together
        axes.set_position((x, low + y * high, width, height * high))
    for text in figure.texts:
        if text.get_transform() is figure.transSubfigure:
            text.set_y(low + text.get_position()[1] * high)
    for legend in outside:
        legend.set_bbox_to_anchor(rect, figure.transSubfigure)


def _figure_of(drawn: Any) -> Figure:
    first = drawn
    for _ in range(9):  # a list can be in a list, or in itself
        array = type(first).__name__ == "ndarray" and first.ndim
        if not (isinstance(first, (list, tuple)) or array):
            break
        if not len(first):
            raise CakitError("nothing is drawn: the list of axes is empty")
        first = first[0]
    figure = first.figure if has(first, "figure") else first
    if isinstance(figure, SubFigure):
        figure = figure.get_figure(root=True)
    if not isinstance(figure, Figure):
        raise CakitError(
            f"{type(drawn).__name__} is no drawing: give the axes or grid that matplotlib, "
            "seaborn, pandas or geopandas returned"
        )
    kinds = ("texts", "patches", "artists", "tables", "child_axes")
    parts = [getattr(axes, kind) for axes in figure.axes for kind in kinds]
    own = (figure.lines, figure.patches, figure.images, figure.texts)
    if not any(map(len, (*parts, *own))) and not any(axes.has_data() for axes in figure.axes):
        raise CakitError("the figure is empty: draw something before you make it a chart")
    if max(figure.get_size_inches()) > WIDEST or min(figure.get_size_inches()) < 1:
        raise CakitError(f"a picture is 1 to {WIDEST} inches wide and high: change its figsize")
    return figure


def _plain(figure: Figure) -> None:
    """Hold a user's drawing to what can be read: few ticks, words without TeX or broken formulas.

    Only what matplotlib itself writes between dollars, on an axis of powers, is always a formula.
    """
    for axis in _axis_pairs(figure):
        if len(axis.get_majorticklocs()) > MOST_TICKS:
            raise CakitError(f"more than {MOST_TICKS} labels do not fit along an axis: draw fewer")
        if axis.get_scale() != "linear":
            axis.get_ticklabels(which="both")  # are written only when somebody asks
        axis.offsetText.set_parse_math(True)
    for text in figure.findobj(Text):
        words = text.get_text()
        text.set_usetex(False)
        if "$" not in words:
            continue
        is_formula = text.get_parse_math() or r"\mathdefault" in words
        try:
            if is_formula:
                MathTextParser("path").parse(words)
        except ValueError:
            is_formula = False
        text.set_parse_math(is_formula)


def _checked_words(words: str, what: str) -> str:
    if not isinstance(words, str) or not words.strip():
        raise CakitError(f"the chart needs a {what}: a text that says what the picture shows")
    return " ".join(words.encode("utf-8", "replace").decode().split())


def checked_title(title: str) -> str:
    """A title that can be read at a glance and holds no figures typed by hand."""
    title = _checked_words(title, "title")
    if len(title) > LONGEST_TITLE:
        raise CakitError(
            f"the title has {len(title)} characters; at most {LONGEST_TITLE} can be read at a "
            "glance. Put the rest into the finding"
        )
    typed = [one for one in NUMBER.findall(title) if not YEARS.fullmatch(one.strip(".,"))]
    if typed:
        raise CakitError(
            f"the title holds the figure {typed[0]}: put figures into the finding, where a cell "
            "computes them"
        )
    return title
