"""Rival figures side by side: a dot a figure, a bar where a range is given, whose it is, and how sure."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from cakit import figure
from cakit.charts import parts
from cakit.errors import CakitError, MixedUnits

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from cakit.figure import Chart

MOST = 40
ROW, HEAD = 0.36, 0.3  # inches: a figure, the name of a group
INK = "#2F6690"
HOLLOW = ("about", "estimate", "estimated")
ABOVE, BELOW = ("over", "at_least", "more_than"), ("under", "at_most", "less_than", "up_to")


def dots(
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
    sentence: str = "",
    note: str = "",
) -> Chart:
    """Rival figures for one thing: one row a figure, with its range, whose it is and how sure.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a figure. Where it has them, `comparator` (about, over, under …) shapes the mark and `confidence` stands
        behind the number.
    value : str
        The column of figures; a row without one is drawn from its range alone.
    label : str
        What all of them measure; begins the sentence.
    whose : str
        The column that says whose figure it is.
    low, high : str, optional
        The columns of the range.
    by : str, optional
        The column of groups, for example years: rivals stand together.
    unit : str
        The unit of all.
    estimate : str, optional
        A column of truth values: estimates are drawn hollow.
    claimed : float, optional
        The figure of a claim, drawn as a dashed line.
    digits : int
        Decimals shown.
    sentence, note : str
        The finding, where the computed one is not the finding; what else a reader has to know.

    Returns
    -------
    Chart

    Raises
    ------
    MixedUnits
        Where the frame's `unit` column holds more than one.
    CakitError
        For no figure at all, or more than forty.

    Examples
    --------
    >>> import cakit as ck
    >>> said = ck.load("trade_figures").query("partner_iso3 == 'CHN' and flow == 'turnover' and unit == 'usd_million'")
    >>> rivals = said.query("country_iso3 == 'C5' and year == 2024").replace({"whose": {"partner_customs": "Chinese customs"}})
    >>> print(dots(rivals, "value", "Trade of the five with China in 2024", "whose", unit="million dollars").sentence)
    Trade of the five with China in 2024: from 66,200 (development bank) to 94,820 (Chinese customs) million dollars, 1.4 times as much (2 figures).
    """
    import matplotlib

    columns = [one for one in (low, high, by, estimate) if one]
    figure.drawable(frame, value, whose, *columns)
    if "unit" in frame and frame["unit"].nunique() > 1:
        raise MixedUnits(
            f"figures in {figure.listed(map(str, sorted(frame['unit'].dropna().unique())))} cannot stand on one axis. Keep one unit"
        )
    rows = _ranges(frame, value, low, high, estimate)
    groups = _groups(rows, by, whose)
    said = sentence or _said(groups, label, unit, digits, claimed)
    lost = len(frame) - len(rows)
    note = " ".join(filter(None, [note, _key(rows), f"Left out, without a number: {lost}." if lost else ""]))
    with matplotlib.rc_context(figure.STYLE):
        tall = 0.75 + ROW * len(rows) + HEAD * (len(groups) if by else 0) + (0.25 if claimed is not None else 0)
        drawn, (axes,) = figure.canvas(figure.height_around(said, frame, note) + tall)
        ends = _limits(rows, claimed)
        axes.set(
            xlim=ends, xlabel=f"{unit or label}{'' if ends[0] <= 0 <= ends[1] else '; the axis does not begin at zero'}"
        )
        _place(axes, groups, bool(by), digits, ends)
        if claimed is not None:
            axes.axvline(claimed, color=figure.FAINT, linewidth=1.2, linestyle=(0, (4, 3)), zorder=1)
            axes.annotate(f"claim: {claimed:,.{digits}f}", (claimed, 1), (0, 3), xycoords=axes.get_xaxis_transform(),
                          textcoords="offset points", ha="center", va="bottom", size=9.5, weight="bold", color=figure.FAINT)  # fmt: skip
        alt = f"Dots, a row a figure, for {label}{f' ({unit})' if unit else ''}. " + " ".join(
            f"{f'{name}: ' if name else ''}{'; '.join(_told(row, digits) for row in some)}."
            for name, some in groups.items()
        )
        return figure.finish(drawn, frame, said, alt, note)


def _ranges(frame: pd.DataFrame, value: str, low: str, high: str, estimate: str) -> pd.DataFrame:
    """The rows with something to draw, brought to middle, lowest, highest, mark and confidence."""
    import pandas as pd

    made = frame.assign(middle=pd.to_numeric(frame[value], errors="coerce").astype("float64"))
    made = made.assign(
        lowest=frame[low].astype("float64") if low else float("nan"),
        highest=frame[high].astype("float64") if high else float("nan"),
    )
    made = made.dropna(subset=["middle", "lowest", "highest"], how="all")
    if made.empty:
        raise CakitError(f"nothing to draw: no row has a number in {value!r}. Look at the filter before")
    if len(made) > MOST:
        raise CakitError(f"{len(made)} figures are too many to compare by eye: filter to at most {MOST}")
    spread = made[["middle", "lowest", "highest"]]
    wrong = made[made["lowest"] > made["highest"]]
    if len(wrong):
        raise CakitError(f"the range of row {wrong.index[0]} runs from {wrong['lowest'].iloc[0]:g} down to {wrong['highest'].iloc[0]:g}: {low!r} and {high!r} are exchanged")  # fmt: skip
    compared = (
        frame["comparator"].reindex(made.index).fillna("equal")
        if "comparator" in frame
        else pd.Series("equal", made.index)
    )
    if estimate:
        compared = compared.where(~frame[estimate].reindex(made.index).fillna(False).astype(bool), "estimate")
    sure = frame["confidence"].reindex(made.index) if "confidence" in frame else pd.Series("", made.index)
    return made.assign(compared=compared, sure=sure.fillna(""), least=spread.min(axis=1), most=spread.max(axis=1))


def _groups(rows: pd.DataFrame, by: str, whose: str) -> dict[str, list[Any]]:
    """The rows of each group, largest first."""
    rows = rows.assign(who=rows[whose].fillna("not said whose").map(lambda one: parts.named(one).replace("_", " ")))
    rows = rows.sort_values("most", ascending=False, kind="stable")
    if not by:
        return {"": list(rows.itertuples())}
    return {
        parts.named(str(name).replace(";", "+")).replace("_", " "): list(some.itertuples())
        for name, some in rows.groupby(by, sort=True)
    }


def _limits(rows: pd.DataFrame, claimed: float | None) -> tuple[float, float]:
    """The ends of the axis: from zero, unless all figures lie close together far from it."""
    found = [*rows["least"], *rows["most"], *([claimed] if claimed is not None else [])]
    low, high = min(found), max(found)
    room = (high - low) or abs(high) or 1.0
    if low > 0 and room < 0.25 * high:
        return low - 0.35 * room, high + 0.15 * room
    return (min(low, 0) - (0.08 * room if low < 0 else 0), max(high, 0) + 0.06 * max(abs(high), room))


def _number(row: Any, digits: int) -> str:
    """A figure in words: with what stands before it, or its range."""
    if row.middle != row.middle:
        return f"{row.least:,.{digits}f}–{row.most:,.{digits}f}"
    before = {"equal": "", "estimate": "about "}.get(row.compared, f"{row.compared.replace('_', ' ')} ")
    span = f" ({row.least:,.{digits}f}–{row.most:,.{digits}f})" if row.least < row.most else ""
    return f"{before}{row.middle:,.{digits}f}{span}"


def _told(row: Any, digits: int) -> str:
    return f"{row.who} {_number(row, digits)}{f', confidence {row.sure}' if row.sure else ''}"


def _place(axes: Axes, groups: dict[str, list[Any]], named: bool, digits: int, ends: tuple[float, float]) -> None:
    """Draw the rows from top to bottom, names left, numbers right."""
    at, ticks, words = 0.0, [], []
    placed: list[tuple[Any, float]] = []
    for name, some in groups.items():
        if named:
            at += HEAD / 2
            axes.text(
                ends[0],
                at,
                f" {textwrap.shorten(name[:1].upper() + name[1:], 60, placeholder=' …')}",
                weight="bold",
                size=10.5,
                va="center",
            )
            at += HEAD / 2
        for row in some:
            at += ROW / 2
            placed.append((row, at))
            axes.annotate(f"{_number(row, digits)}{f', {row.sure}' if row.sure else ''}", (1, at), (6, 0), xycoords=axes.get_yaxis_transform(),
                          textcoords="offset points", va="center", size=9.5, annotation_clip=False)  # fmt: skip
            ticks.append(at)
            words.append("\n".join(textwrap.wrap(row.who, 30, max_lines=2, placeholder=" …")))
            at += ROW / 2
    _mark(axes, placed)
    axes.set_yticks(ticks, words, size=9.5, linespacing=1.0)
    axes.set_ylim(at + 0.04, -0.04)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="y", visible=False)
    axes.hlines(ticks, *ends, color=figure.GRID, linewidth=0.8, linestyle=":", zorder=0)
    axes.xaxis.set_major_formatter(lambda number, _: f"{number:,.10g}")


def _mark(axes: Axes, placed: list[tuple[Any, float]]) -> None:
    """Ranges as bars, figures as dots: hollow for an estimate, pointing where more or less is meant. Like marks are one."""
    bars: list[tuple[float, float]] = []
    alike: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for row, at in placed:
        if row.least < row.most:
            bars += [(row.least, at), (row.most, at), (float("nan"), at)]
        if row.middle == row.middle:
            shape = ">" if row.compared in ABOVE else "<" if row.compared in BELOW else "o"
            alike.setdefault((shape, "white" if row.compared in HOLLOW else INK), []).append((row.middle, at))
    if bars:
        axes.plot(*zip(*bars, strict=True), color=INK, linewidth=5, alpha=0.35, solid_capstyle="butt", zorder=2)
    for (shape, fill), dots in alike.items():
        axes.plot(*zip(*dots, strict=True), marker=shape, markersize=8.5, color=INK, markerfacecolor=fill, markeredgewidth=1.8,
                  linestyle="none", clip_on=False, zorder=3)  # fmt: skip


def _key(rows: pd.DataFrame) -> str:
    """What the marks mean, of those that are there."""
    kinds = set(rows["compared"])
    said = ["hollow: about, or an estimate"] if kinds & set(HOLLOW) else []
    said += ["pointing right: more than that"] if kinds & set(ABOVE) else []
    said += ["pointing left: less than that"] if kinds & set(BELOW) else []
    said += ["bar: the range given"] if (rows["least"] < rows["most"]).any() else []
    said += ["behind the number: our confidence in it"] if (rows["sure"] != "").any() else []
    return f"{'; '.join(said).capitalize()}." if said else ""


def _said(groups: dict[str, list[Any]], label: str, unit: str, digits: int, claimed: float | None) -> str:
    """The lowest and the highest figure of each group, whose they are, how far apart."""
    unit = f" {unit}" if unit else ""
    rivals = {
        name: some
        for name, some in groups.items()
        if len({row.middle for row in some} | {row.least for row in some}) > 1
    }
    widest = sorted(
        rivals, key=lambda name: -max(row.most for row in rivals[name]) / (min(row.least for row in rivals[name]) or 1)
    )
    told = [f"{f'{name}, ' if name else ''}{_span(groups[name], unit, digits)}" for name in widest[:2]]
    rest = len(groups) - len(told)
    if not told:
        every = sorted((row for some in groups.values() for row in some), key=lambda row: row.most)
        ends = [f"{_number(row, digits)} ({row.who})" for row in every]
        told.append(
            f"{f'{ends[0]} to {ends[-1]}' if len(every) > 1 else ends[0]}{unit}; {len(every)} figure{'s'[: len(every) > 1]}"
        )
    elif rest:
        others = len(rivals) - len(told)
        told.append(
            f"{others} more with rivals, {rest - others} without"
            if others
            else f"the other {rest} without rival figures"
        )
    if claimed is not None:
        every = [row for some in groups.values() for row in some]
        reached = sum(row.most >= claimed for row in every)
        told.append(f"{reached} of {len(every)} reach the claimed {claimed:,.{digits}f}")
    return f"{label}: {'; '.join(told)}."


def _span(some: list[Any], unit: str, digits: int) -> str:
    """From whose lowest to whose highest figure."""
    top, bottom = max(some, key=lambda row: row.most), min(some, key=lambda row: row.least)
    least, most = (f"{one:,.{digits}f}" for one in (bottom.least, top.most))
    apart = _ratio(bottom.least, top.most, unit.strip(), digits)
    return f"from {least} ({bottom.who}) to {most} ({top.who}){unit}{apart} ({len(some)} figures)"


def _ratio(least: float, most: float, unit: str, digits: int) -> str:
    if unit in ("percent", "per cent", "%"):
        return f", {most - least:,.{digits}f} points apart"
    return (
        f", {most / least:.1f} times as much"
        if least > 0 and most / least >= 1.05
        else f", {most - least:,.{digits}f} apart"
    )
