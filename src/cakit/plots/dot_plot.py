"""Rival figures side by side: a dot a figure, a bar for a range, whose it is, how sure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from cakit.errors import CakitError, MixedUnits
from cakit.figures import theme
from cakit.figures.finish import put_words
from cakit.figures.text import listed
from cakit.plots.parts import canvas, fitted, headline, named, plural, refuse_empty, told

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from cakit.figures import Chart

    Groups = dict[str, list[Any]]

MOST = 40
ROW, HEAD = 0.36, 0.3  # inches: a figure, the name of a group
INK = "#2F6690"
MARKS = {  # comparator → shape, whether hollow
    **dict.fromkeys(("about", "estimate", "estimated"), ("o", True)),
    **dict.fromkeys(("over", "at_least", "more_than"), (">", False)),
    **dict.fromkeys(("under", "at_most", "less_than", "up_to"), ("<", False)),
}


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
    digits: int = 0,
    title: str = "",
    finding: str = "",
    note: str = "",
) -> Chart:
    """Rival figures for one thing: one row a figure, with its range, whose it is and how sure.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a figure. Where it has them, `comparator` (about, over, under …) shapes the mark
        and `confidence` is written behind the number.
    value : str
        The column of figures; a row without one is drawn from its range alone.
    label : str
        What all of them measure; title, and first words of the finding.
    whose : str
        The column that says whose figure it is.
    low, high : str, optional
        The columns of the range.
    by : str, optional
        The column of groups: rivals are side by side, the group with the largest figure first;
        years in their order.
    unit : str
        The unit of all.
    estimate : str, optional
        A column of truth values: estimates are drawn hollow.
    claimed : float, optional
        The figure of a claim, drawn as a dashed line.
    digits : int
        Decimals shown.
    title, finding, note : str
        In place of the computed title and finding; what else a reader has to know.

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
    refuse_empty(frame, value, whose, low, high, by, estimate)
    if "unit" in frame and frame["unit"].nunique() > 1:
        units = listed(map(str, sorted(frame["unit"].dropna().unique())))
        raise MixedUnits(f"figures in {units} cannot be drawn on one axis. Keep one unit")
    rows = _ranges(frame, value, low, high, estimate)
    groups = _groups(rows, by, whose)
    lost = len(frame) - len(rows)
    with theme.style():
        figure, (ax,) = canvas(0.75 + ROW * len(rows) + (HEAD * len(groups) if by else 0))
        ends = _limits(rows, claimed)
        zero = "" if ends[0] <= 0 <= ends[1] else "; the axis does not begin at zero"
        ax.set(xlim=ends, xlabel=f"{unit or label}{zero}")
        _place(ax, groups, digits)
        if claimed is not None:
            ax.axvline(claimed, color=theme.FAINT, linewidth=1.2, linestyle=(0, (4, 3)), zorder=1)
            look: dict[str, Any] = {
                "weight": "bold",
                "size": 9.5,
                "color": theme.FAINT,
                "ha": "center",
            }
            place = ax.get_xaxis_transform()
            ax.text(claimed, 1.01, f"claim: {claimed:,.{digits}f}", transform=place, **look)
    alt = {name: [_told(row, digits) for row in some] for name, some in groups.items()}
    left_out = f"Left out, without a number: {lost}." if lost else ""
    return put_words(
        figure,
        frame,
        headline(title, label),
        finding or _finding(groups, label, f" {unit}" if unit else "", digits, claimed),
        " ".join(filter(None, [note, _key(rows), left_out])),
        f"Dots, a row a figure, for {label}{f' ({unit})' if unit else ''}. {told(alt)}",
    )


def _ranges(frame: pd.DataFrame, value: str, low: str, high: str, estimate: str) -> pd.DataFrame:
    """The rows with something to draw: middle, lowest, highest, comparator, confidence."""
    import pandas as pd

    rows = frame.assign(
        middle=pd.to_numeric(frame[value], errors="coerce").astype("float64"),
        lowest=frame[low].astype("float64") if low else math.nan,
        highest=frame[high].astype("float64") if high else math.nan,
        compared=frame["comparator"].fillna("equal") if "comparator" in frame else "equal",
        sure=frame["confidence"].fillna("") if "confidence" in frame else "",
    )
    if estimate:
        rows.loc[frame[estimate].eq(True).fillna(False).astype(bool), "compared"] = "estimate"
    spread = ["middle", "lowest", "highest"]
    rows = rows.dropna(subset=spread, how="all")
    if rows.empty:
        raise CakitError(f"nothing to draw: no row has a number in {value!r}. Look at the filter")
    if len(rows) > MOST:
        raise CakitError(f"{len(rows)} figures are too many to compare: keep at most {MOST}")
    for row in rows[rows["lowest"] > rows["highest"]].itertuples():
        raise CakitError(
            f"the range of row {row.Index} runs from {row.lowest:g} down to {row.highest:g}: "
            f"{low!r} and {high!r} are exchanged"
        )
    return rows.assign(least=rows[spread].min(axis=1), most=rows[spread].max(axis=1))


def _groups(rows: pd.DataFrame, by: str, whose: str) -> Groups:
    """The rows of each group, largest first; groups likewise, but years in their order."""
    from pandas.api.types import is_numeric_dtype

    rows = rows.assign(who=rows[whose].fillna("not said whose").map(_words))
    rows = rows.sort_values("most", ascending=False, kind="stable")
    if not by:
        return {"": list(rows.itertuples())}
    parts = rows.groupby(by, sort=is_numeric_dtype(rows[by]))
    return {_words(str(name).replace(";", "+")): list(some.itertuples()) for name, some in parts}


def _words(code: Any) -> str:
    return named(code).replace("_", " ")


def _limits(rows: pd.DataFrame, claimed: float | None) -> tuple[float, float]:
    """The ends of the axis: from zero, unless all figures are close together far from it."""
    found = [*rows["least"], *rows["most"], *([] if claimed is None else [claimed])]
    low, high = min(found), max(found)
    room = (high - low) or abs(high) or 1.0
    if low > 0 and room < 0.25 * high:
        return low - 0.35 * room, high + 0.15 * room
    below = 0.08 * room if low < 0 else 0
    return min(low, 0) - below, max(high, 0) + 0.06 * max(abs(high), room)


def _place(ax: Axes, groups: Groups, digits: int) -> None:
    """Draw the rows from top to bottom, names left, numbers right."""
    at, placed = 0.0, []
    for name, some in groups.items():
        if name:
            words = f" {fitted(name[:1].upper() + name[1:], 4.0, 10.5)}"
            ax.text(ax.get_xlim()[0], at + HEAD / 2, words, weight="bold", size=10.5, va="center")
            at += HEAD
        for row in some:
            placed.append((row, at + ROW / 2))
            words = ", ".join(filter(None, [_number(row, digits), row.sure]))
            right: dict[str, Any] = {
                "xycoords": ax.get_yaxis_transform(),
                "textcoords": "offset points",
            }
            ax.annotate(words, (1, at + ROW / 2), (6, 0), va="center", size=9.5, **right)
            at += ROW
    for row, place in placed:
        ax.hlines(place, row.least, row.most, color=INK, linewidth=5, alpha=0.35, zorder=2)
        shape, is_hollow = MARKS.get(row.compared, ("o", False))
        look: dict[str, Any] = {
            "mec": INK,
            "mfc": "white" if is_hollow else INK,
            "mew": 1.8,
            "ms": 8.5,
        }
        ax.plot(row.middle, place, shape, clip_on=False, zorder=3, **look)
    names = [fitted(row.who, 2.1, most=2) for row, _ in placed]
    ax.set_yticks([place for _, place in placed], names, size=9.5, linespacing=1.0)
    ax.set_ylim(at + 0.04, -0.04)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="y", linestyle=":")
    ax.xaxis.set_major_formatter(lambda number, _: f"{number:,.10g}")


def _number(row: Any, digits: int) -> str:
    """A figure in words: with what is said before it, or its range."""
    span = f"{row.least:,.{digits}f}–{row.most:,.{digits}f}"
    if math.isnan(row.middle):
        return span
    before = {"equal": "", "estimate": "about "}
    words = before.get(row.compared, f"{row.compared.replace('_', ' ')} ")
    return f"{words}{row.middle:,.{digits}f}{f' ({span})' if row.least < row.most else ''}"


def _told(row: Any, digits: int) -> str:
    return f"{row.who} {_number(row, digits)}{f', confidence {row.sure}' if row.sure else ''}"


def _key(rows: pd.DataFrame) -> str:
    """What the marks mean, of those that are there."""
    marks = [MARKS.get(one, ("o", False)) for one in rows["compared"]]
    meanings = {
        "hollow: about, or an estimate": ("o", True) in marks,
        "pointing right: more than that": (">", False) in marks,
        "pointing left: less than that": ("<", False) in marks,
        "bar: the range given": (rows["least"] < rows["most"]).any(),
        "behind the number: our confidence in it": (rows["sure"] != "").any(),
    }
    said = "; ".join(words for words, is_there in meanings.items() if is_there)
    return f"{said.capitalize()}." if said else ""


def _finding(groups: Groups, label: str, unit: str, digits: int, claimed: float | None) -> str:
    """The lowest and the highest figure of each group, whose they are, how far apart."""
    every = sorted((row for some in groups.values() for row in some), key=lambda row: row.most)
    apart = {name: _apart(some) for name, some in groups.items()}
    rivals = sorted((name for name in groups if apart[name]), key=lambda name: -apart[name])
    said = [f"{name}, " * bool(name) + _span(groups[name], unit, digits) for name in rivals[:2]]
    others = len(rivals) - len(said)
    rest = len(groups) - len(said)
    if not said:
        ends = [f"{_number(row, digits)} ({row.who})" for row in every[:: len(every) - 1 or 1]]
        said.append(f"{' to '.join(ends)}{unit}; {plural(len(every), 'figure')}")
    elif others:
        said.append(f"{others} more with rivals, {rest - others} without")
    elif rest:
        said.append(f"the other {rest} without rival figures")
    if claimed is not None:
        reached = sum(row.most >= claimed for row in every)
        said.append(f"{reached} of {len(every)} reach the claimed {claimed:,.{digits}f}")
    return f"{label}: {'; '.join(said)}."


def _apart(some: list[Any]) -> float:
    """How many times the lowest figure the highest is; 0 where there are no two figures."""
    if len({row.middle for row in some} | {row.least for row in some}) < 2:
        return 0.0
    return max(row.most for row in some) / (min(row.least for row in some) or 1)


def _span(some: list[Any], unit: str, digits: int) -> str:
    """From whose lowest to whose highest figure."""
    top, bottom = max(some, key=lambda row: row.most), min(some, key=lambda row: row.least)
    least, most = bottom.least, top.most
    ends = f"from {least:,.{digits}f} ({bottom.who}) to {most:,.{digits}f} ({top.who}){unit}"
    if unit.strip() in ("percent", "per cent", "%"):
        apart = f", {most - least:,.{digits}f} points apart"
    elif least > 0 and most / least >= 1.05:
        apart = f", {most / least:.1f} times as much"
    else:
        apart = f", {most - least:,.{digits}f} apart"
    return f"{ends}{apart} ({len(some)} figures)"
