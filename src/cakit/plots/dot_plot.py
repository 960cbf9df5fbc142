"""Rival figures side by side: a dot a figure, a bar for a range, whose it is, how sure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from cakit.door import all_words, numbers_of, plain_arguments, rows_of
from cakit.door import number as number_of
from cakit.errors import CakitError, MixedUnits
from cakit.figures import theme
from cakit.figures.finish import put_words
from cakit.figures.text import listed
from cakit.plots.parts import canvas, few, fitted, headline, named, number, plural, told

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from cakit.figures import Chart

MOST = 40
ROW, HEAD = 0.36, 0.3  # inches: a figure, the name of a group
INK = "#2F6690"
GUESSED = ("about", "estimate", "estimated")  # comparators that make a dot hollow


@plain_arguments
def dot_plot(
    frame: pd.DataFrame,
    value: str,
    label: str,
    whose: str = "whose",
    low: str = "",
    high: str = "",
    by: str = "",
    unit: str = "",
    estimate: str = "",
    claimed: float | None = None,
    title: str = "",
    note: str = "",
) -> Chart:
    """Rival figures for one thing: one row a figure, with its range, whose it is and how sure.

    Parameters
    ----------
    frame : frame of any engine
        One row a figure. Where it has them, `comparator` (about, over, under …) and `confidence`
        are written beside the number; what is only about right is hollow.
    value : str
        The column of figures; a row without one is drawn from its range alone.
    label : str
        What all of them measure; title, and first words of the finding.
    whose : str
        The column that says whose figure it is.
    low, high : str, optional
        The columns of the range.
    by : str, optional
        The column of groups, the group with the largest figure first; years in their order.
    unit : str
        The unit of all.
    estimate : str, optional
        A column of truth values: estimates are drawn hollow.
    claimed : float, optional
        The figure of a claim, drawn as a dashed line.
    title, note : str
        In place of the computed title; what else a reader has to know.

    Raises
    ------
    MixedUnits
        Where the frame's `unit` column holds more than one.
    CakitError
        For no figure at all, or more than forty.

    Examples
    --------
    >>> import pandas as pd
    >>> rivals = pd.DataFrame({"whose": ["Chinese customs", "a bank"], "value": [94820, 66200]})
    >>> print(dot_plot(rivals, "value", "Trade with China", unit="million dollars").finding)
    Trade with China: from 66,200 (a bank) to 94,820 (Chinese customs) million dollars, ...
    """
    all_words(label=label, unit=unit, title=title, note=note)
    claimed = None if claimed is None else number_of(claimed, "claimed")
    frame = rows_of(frame, value, whose, other=(low, high, by, estimate))
    if "unit" in frame and frame["unit"].nunique() > 1:
        units = listed(sorted(map(str, frame["unit"].dropna().unique())))
        raise MixedUnits(f"figures in {units} cannot be drawn on one axis. Keep one unit")
    rows = _checked(frame, value, whose, low, high, estimate)
    groups = {"": rows}
    if by:
        is_year = rows[by].dtype.kind in "iuf"
        parts = rows.groupby(by, sort=is_year, dropna=False)
        groups = {f"{one:g}" if is_year else str(one): part for one, part in parts}
    with theme.style():
        figure, (ax,) = canvas(0.75 + ROW * len(rows) + HEAD * len(groups) * bool(by))
        _draw(ax, groups)
        if claimed is not None:
            ax.axvline(claimed, color=theme.FAINT, linewidth=1.2, linestyle=(0, (4, 3)), zorder=1)
            look: dict[str, Any] = {"weight": "bold", "size": 9.5, "color": theme.FAINT}
            look |= {"transform": ax.get_xaxis_transform(), "ha": "center"}
            ax.text(claimed, 1.01, f"claim: {number(claimed)}", **look)
        low_end, high_end = ax.get_xlim()
        zero = "" if low_end <= 0 <= high_end else "; the axis does not begin at zero"
        ax.set_xlabel(fitted(f"{unit or label}{zero}", 5))
    signs = {
        "hollow: about, or an estimate": rows["guessed"].any(),
        "bar: the range given": (rows["least"] < rows["most"]).any(),
        "behind the number: our confidence in it": (rows["sure"] != "").any(),
    }
    key = "; ".join(words for words, is_there in signs.items() if is_there)
    lost = len(frame) - len(rows)
    sure = ", confidence " + rows["sure"].where(rows["sure"] != "", "not said")
    said = rows["who"] + " " + rows["words"] + sure
    alt = {name: said[part.index] for name, part in groups.items()}
    return put_words(
        figure,
        frame,
        headline(title, label),
        _finding(groups, label, unit, claimed),
        f"{note} {key.capitalize()}.{f' Left out, without a number: {lost}.' if lost else ''}",
        f"Dots, a row a figure, for {label}{f' ({unit})' if unit else ''}. {told(alt)}",
    )


def _checked(
    frame: pd.DataFrame, value: str, whose: str, low: str, high: str, estimate: str
) -> pd.DataFrame:
    """The rows with something to draw, the largest first, with their words."""
    columns = dict(zip(("middle", "lowest", "highest"), (value, low, high), strict=True))
    rows = frame.assign(
        **{name: numbers_of(frame[one]) if one else float("nan") for name, one in columns.items()},
        compared=frame["comparator"].fillna("equal") if "comparator" in frame else "equal",
        sure=frame["confidence"].fillna("").map(lambda words: fitted(words, 1.0))
        if "confidence" in frame
        else "",
        who=frame[whose].fillna("not said whose").map(_words),
    ).dropna(subset=[*columns], how="all")
    if rows.empty:
        raise CakitError(f"nothing to draw: no row has a number in {value!r}. Look at the filter")
    few(len(rows), MOST, "figures")
    for row in rows[rows["lowest"] > rows["highest"]].itertuples():
        raise CakitError(
            f"the range of row {row.Index} runs from {row.lowest:g} down to {row.highest:g}: "
            f"{low!r} and {high!r} are exchanged"
        )
    spread, guessed = rows[[*columns]], rows["compared"].isin(GUESSED)
    if estimate:
        guessed |= rows[estimate].eq(True).fillna(False).astype(bool)
    rows = rows.assign(least=spread.min(axis=1), most=spread.max(axis=1), guessed=guessed)
    rows["words"] = [_number(row) for row in rows.itertuples()]
    return rows.sort_values("most", ascending=False, kind="stable")


def _words(code: Any) -> str:
    return named(code).replace("_", " ")


def _number(row: Any) -> str:
    """A figure in words: with what is said before it, and its range."""
    span = f"{number(row.least)}–{number(row.most)}"
    before = "about" if row.guessed else row.compared.replace("_", " ")
    words = span
    if not math.isnan(row.middle):
        words = number(row.middle) + (f" ({span})" if row.least < row.most else "")
        words = f"{before} {words}".removeprefix("equal ")
    return words


def _draw(ax: Axes, groups: dict[str, pd.DataFrame]) -> None:
    """Draw the rows from top to bottom, names left, numbers right."""
    down, names, places = 0.0, [], []
    side: dict[str, Any] = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points"}
    side |= {"va": "center"}
    for group, rows in groups.items():
        if group:
            words = fitted(_words(group[:1].upper() + group[1:]), 4.0, 10.5)
            ax.annotate(words, (0, down + HEAD / 2), (4, 0), weight="bold", size=10.5, **side)
            down += HEAD
        for row in rows.itertuples():
            place, inside = down + ROW / 2, "white" if row.guessed else INK
            ax.hlines(place, row.least, row.most, color=INK, linewidth=5, alpha=0.35, zorder=2)
            look: dict[str, Any] = {"mec": INK, "mfc": inside, "mew": 1.8, "ms": 8.5}
            ax.plot(row.middle, place, "o", clip_on=False, zorder=3, **look)
            words = f"{row.words}, {row.sure}" if row.sure else row.words
            ax.annotate(words, (1, place), (6, 0), size=9.5, **side)
            names.append(fitted(row.who, 2.1, most=2))
            places.append(place)
            down += ROW
    low, high = ax.get_xlim()
    if low > 0 and high - low > 0.25 * high:
        ax.set_xlim(0)
    ax.set_yticks(places, names, size=9.5, linespacing=1.0)
    ax.set_ylim(down + 0.04, -0.04)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="y", linestyle=":")
    ax.xaxis.set_major_formatter("{x:,.10g}")


def _finding(groups: dict[str, pd.DataFrame], label: str, unit: str, claimed: float | None) -> str:
    """The lowest and the highest figure of the group whose figures are farthest apart."""
    widest = max(groups, key=lambda name: groups[name]["most"].max() / _least(groups[name]))
    rows = groups[widest]
    top, bottom = rows.loc[rows["most"].idxmax()], rows.loc[rows["least"].idxmin()]
    ends = f"{number(bottom['least'])} ({bottom['who']})"
    if top["most"] > bottom["least"]:
        ends = f"from {ends} to {number(top['most'])} ({top['who']})"
    said = [f"{f'{_words(widest)}, ' if widest else ''}{ends} {unit}".rstrip()]
    if unit in ("percent", "per cent", "%"):
        said[0] += f", {number(top['most'] - bottom['least'])} points apart"
    elif bottom["least"] > 0 and top["most"] >= 1.05 * bottom["least"]:
        said[0] += f", {top['most'] / bottom['least']:.1f} times as much"
    said[0] += f" ({plural(len(rows), 'figure')})"
    if len(groups) > 1:
        said.append(f"the other {plural(len(groups) - 1, 'group')} closer together")
    if claimed is not None:
        every = [most for part in groups.values() for most in part["most"]]
        reached = sum(most >= claimed for most in every)
        said.append(f"{reached} of {len(every)} reach the claimed {number(claimed)}")
    return f"{label}: {'; '.join(said)}."


def _least(rows: pd.DataFrame) -> float:
    return float(rows["least"].min()) or 1.0
