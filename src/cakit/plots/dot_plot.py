"""Rival figures side by side: a dot a figure, a bar for a range, whose it is, how sure."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from cakit.door import all_words, numbers_of, plain_arguments, rows_of
from cakit.errors import CakitError, MixedUnits
from cakit.figures import Chart, theme
from cakit.figures.finish import put_words
from cakit.figures.text import listed
from cakit.plots import parts
from cakit.plots.parts import fitted, number, plural

MOST = 40
ROW, HEAD = 0.36, 0.3  # inches: a figure, the name of a group
INK = "#2F6690"
GUESSED = ("about", "estimate", "estimated")  # comparators that make a dot hollow


@plain_arguments
def dot_plot(
    frame: pd.DataFrame,
    value: str,
    label: str,
    low: str = "",
    high: str = "",
    by: str = "",
    unit: str = "",
    title: str = "",
    note: str = "",
) -> Chart:
    """Rival figures for one thing: one row a figure, with its range, whose it is and how sure.

    Parameters
    ----------
    frame : frame of any engine
        One row a figure; `whose` says whose it is. Where it has them, `comparator` (about,
        estimate, over, under …) and `confidence` are written beside the number; what is only about
        right, or an estimate, is hollow.
    value : str
        The column of figures; a row without one is drawn from its range alone.
    label : str
        What all of them measure; title, and first words of the finding.
    low, high : str, optional
        The columns of the range.
    by : str, optional
        The column of groups, the group with the largest figure first; years in their order.
    unit : str
        The unit of all.
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
    frame = rows_of(frame, value, "whose", other=(low, high, by))
    if "unit" in frame and frame["unit"].nunique() > 1:
        units = listed(sorted(map(str, frame["unit"].dropna().unique())))
        raise MixedUnits(f"figures in {units} cannot be drawn on one axis. Keep one unit")
    rows = _checked(frame, value, low, high)
    groups = {"": rows}
    if by:
        is_year = rows[by].dtype.kind in "iuf"
        grouped = rows.groupby(by, sort=is_year, dropna=False)
        groups = {f"{one:g}" if is_year else str(one): part for one, part in grouped}
    with theme.style():
        figure, (ax,) = parts.canvas(0.75 + ROW * len(rows) + HEAD * len(groups) * bool(by))
        _draw(ax, groups)
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
    told = parts.told({name: said[part.index] for name, part in groups.items()})
    return put_words(
        figure,
        frame,
        parts.headline(title, label),
        _finding(groups, label, unit),
        f"{note} {key.capitalize()}.{f' Left out, without a number: {lost}.' if lost else ''}",
        f"Dots, a row a figure, for {label}{f' ({unit})' if unit else ''}. {told}",
    )


def _checked(frame: pd.DataFrame, value: str, low: str, high: str) -> pd.DataFrame:
    """The rows with something to draw, the largest first, with their words."""
    columns = {"middle": value, "lowest": low, "highest": high}
    nothing = pd.Series(float("nan"), frame.index)
    numbers = {name: numbers_of(frame[one]) if one else nothing for name, one in columns.items()}
    rows = frame.assign(
        **numbers,
        compared=frame["comparator"].fillna("equal") if "comparator" in frame else "equal",
        sure=frame["confidence"].fillna("") if "confidence" in frame else "",
        who=frame["whose"].fillna("not said whose").map(_words),
    ).dropna(subset=[*columns], how="all")
    if rows.empty:
        raise CakitError(f"nothing to draw: no row has a number in {value!r}. Look at the filter")
    parts.few(len(rows), MOST, "figures")
    for row in rows[rows["lowest"] > rows["highest"]].itertuples():
        raise CakitError(
            f"the range of row {row.Index} runs from {row.lowest:g} down to {row.highest:g}: "
            f"{low!r} and {high!r} are exchanged"
        )
    rows["sure"] = [fitted(words, 1.0) for words in rows["sure"]]
    rows["guessed"] = rows["compared"].isin(GUESSED)
    rows["least"], rows["most"] = rows[[*columns]].min(axis=1), rows[[*columns]].max(axis=1)
    rows["words"] = [_number(row) for row in rows.itertuples()]
    return rows.sort_values("most", ascending=False, kind="stable")


def _words(code: Any) -> str:
    return parts.named(code).replace("_", " ")


def _number(row: Any) -> str:
    """A figure in words: with what is said before it, and its range."""
    span = f"{number(row.least)}–{number(row.most)}"
    if math.isnan(row.middle):
        return span
    before = "about" if row.guessed else row.compared.replace("_", " ")
    words = number(row.middle) + (f" ({span})" if row.least < row.most else "")
    return f"{before} {words}".removeprefix("equal ")


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


def _finding(groups: dict[str, pd.DataFrame], label: str, unit: str) -> str:
    """The lowest and the highest figure of the group whose figures are farthest apart."""
    times = {name: rows["most"].max() / (rows["least"].min() or 1) for name, rows in groups.items()}
    widest = max(times, key=lambda name: times[name])
    rows = groups[widest]
    top, bottom = rows.loc[rows["most"].idxmax()], rows.loc[rows["least"].idxmin()]
    ends = f"{number(bottom['least'])} ({bottom['who']})"
    if top["most"] > bottom["least"]:
        ends = f"from {ends} to {number(top['most'])} ({top['who']})"
    said = f"{f'{_words(widest)}, ' if widest else ''}{ends} {unit}".rstrip()
    if unit in ("percent", "per cent", "%"):
        said += f", {number(top['most'] - bottom['least'])} points apart"
    elif bottom["least"] > 0 and top["most"] >= 1.05 * bottom["least"]:
        said += f", {top['most'] / bottom['least']:.1f} times as much"
    said += f" ({plural(len(rows), 'figure')})"
    if len(groups) > 1:
        said += f"; the other {plural(len(groups) - 1, 'group')} closer together"
    return f"{label}: {said}."
