"""Stacked columns over years, in panels if wanted; a year without data is hatched and says why, never drawn as zero."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cakit import figure
from cakit.charts import gaps as gaps_of
from cakit.charts import parts
from cakit.errors import CakitError, MixedUnits, nearest
from cakit.indicators import KEEP_APART

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from cakit.figure import Chart

# Colour and hatch, so that neither carries the meaning alone; none is a supplier's colour.
LOOKS = (("#1F4E79", ""), ("#E58A3C", "////"), ("#78B7A0", ""), ("#8A5A9E", "...."), ("#C9B458", ""), ("#5E8FC9", "\\\\\\\\"), ("#A65E5E", ""))  # fmt: skip
REST = ("#C4C4C4", "")
MOST_PANELS, MOST_YEARS = 8, 120
WIDE = 0.82  # of a column, in years


def columns(
    frame: pd.DataFrame,
    value: str,
    by: str,
    unit: str | Mapping[str, str],
    subject: str,
    year: str = "fiscal_year",
    panel: str = "",
    gaps: gaps_of.Gaps | None = None,
    names: Mapping[str, str] | None = None,
    shown: int = 6,
    note: str = "",
) -> Chart:
    """Sums by year as stacked columns, one panel a group.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row an amount, with its year; several rows of one year and member are added.
    value : str
        The column to add.
    by : str
        The column whose members are stacked.
    unit : str or mapping
        The unit on the axis. A mapping panel → unit gives every panel an axis of its own.
    subject : str
        What is counted, in words; begins the sentence.
    year, panel : str
        The column of years; the column of panels, if any. Panels stand in the order of the rows.
    gaps : mapping, optional
        (first year, last year) → reason, hatched over the whole height; with a panel's name as third part in that
        panel only, with a member's name as third part as a strip for that member. Years without rows between the
        first and the last are hatched in any case.
    names : mapping, optional
        Words for members and panels.
    shown : int
        Members with a colour of their own; the others are added up.
    note : str
        What else a reader has to know.

    Returns
    -------
    Chart

    Raises
    ------
    MixedUnits
        When one panel holds several bases, units or editions.
    CakitError
        When there is nothing to draw, or too much.

    Examples
    --------
    >>> import cakit as ck
    >>> fmf = ck.load("us_obligations").query("program == 'FMF'")
    >>> fmf = fmf.assign(million=fmf["obligated_usd"] / 1e6)
    >>> print(columns(fmf, "million", "country_iso3", "million dollars", "FMF obligated", gaps={(2018, 2018): "no rows"}).sentence)
    FMF obligated: 233 million dollars in fiscal 1997–2020, most in 2002 (79.1, of it Uzbekistan 40.2). No figures for 2018.
    """
    import matplotlib

    rows = _checked(frame, value, by, year, panel)
    declared = {tuple(key): reason for key, reason in (gaps or {}).items()}
    words = {str(key): str(name) for key, name in (names or {}).items()}
    order = rows.groupby(by)[value].sum().sort_values(ascending=False, kind="stable").index
    kept = [str(member) for member in order if str(member) != "other"][:shown]
    rows = rows.assign(**{by: rows[by].where(rows[by].isin(kept), "other")})
    span = [*rows[year], *(end for first, last, *_ in declared for end in (first, last))]
    years = range(int(min(span)), int(max(span)) + 1)
    if len(years) > MOST_YEARS:
        raise CakitError(
            f"the years run from {years[0]} to {years[-1]}: at most {MOST_YEARS} fit. Is {year!r} the year?"
        )
    groups = list(dict.fromkeys(rows[panel])) if panel else [""]
    tables = {group: _table(rows[rows[panel] == group] if panel else rows, year, by, value) for group in groups}
    members = [one for one in [*kept, "other"] if any(one in table for table in tables.values())]
    for _, _, *about in declared:
        if about and str(about[0]) not in {*members, *groups}:
            raise CakitError(f"a gap is about {about[0]!r}, which is neither drawn nor a panel. {nearest(about[0], [*members, *filter(None, groups)])}")  # fmt: skip
    looks = dict(zip(kept, LOOKS, strict=False)) | {"other": REST}
    units = {group: unit if isinstance(unit, str) else unit.get(group, "") for group in groups}
    with matplotlib.rc_context(figure.STYLE | {"text.parse_math": False}):
        across = 1 if len(groups) < 4 else 2
        down = -(-(len(groups) + across - 1) // across)  # of two columns the last place is for the legend
        tall = 4.9 if down == 1 else 1.7 + (2.0 if across == 1 else 1.8) * down
        drawn, panels = figure.canvas(tall, across, down, sharex=True, sharey=isinstance(unit, str))
        for axes, (group, table) in zip(panels, tables.items(), strict=False):
            _stack(axes, table, [one for one in members if one in table], looks)
            axes.set_xlim(years[0] - 0.6, years[-1] + 0.6)
            axes.set_ylabel(textwrap.fill(units[group], 24 if down > 1 else 40), size=9.5)
            axes.set_title(textwrap.shorten(words.get(group, parts.named(group)), 84 // across, placeholder=" …"))
            axes.grid(visible=False, axis="x")
            together = list(tables.values()) if isinstance(unit, str) else [table]
            low, high = _limits(together)
            axes.set_ylim(low, high)
            axes.set_yticks([tick for tick in axes.get_yticks() if low <= tick <= high])
            gaps_of.hatch(axes, gaps_of.bands(declared, tables[group], group, words), 7.0 / across / len(years), 1.55 if down > 1 else 3)  # fmt: skip
        for axes in panels[len(groups) :]:
            axes.axis("off")
        _ticks(panels[: len(groups)], years, across, year)
        _legend(panels[0 if across == 1 else len(groups)], members, looks, words, across, bool(panel))
        when = "fiscal " if year == "fiscal_year" else ""
        said = [_said(group, tables[group], units[group], words, when) for group in groups]
        absent = gaps_of.absent(declared, tables, words)
        told = "; ".join(said) if len(said) < 3 or not isinstance(unit, str) else _totals(tables, unit, words, when)
        sentence = f"{subject}: {told}.{f' No figures for {absent}.' if absent else ''}"
        alt = f"Stacked columns by year, {years[0]} to {years[-1]}. {subject}. " + " ".join(
            f"{one}: {', '.join(f'{gaps_of.word(member, words)} {_figure(table[member].sum())}' for member in members if member in table)}."
            for one, table in zip(said, tables.values(), strict=True)
        )
        alt += "".join(
            f" Hatched {parts.years(*key[:2])}{f' ({gaps_of.word(key[2], words)})' if len(key) > 2 else ''}: {why}."
            for key, why in declared.items()
        )
        return figure.finish(drawn, frame, sentence, alt, note)


def _checked(frame: pd.DataFrame, value: str, by: str, year: str, panel: str) -> pd.DataFrame:
    """The rows that can be drawn; an error where none can, or where they must not be added."""
    import pandas as pd

    figure.drawable(frame, value, by, year, *([panel] if panel else []))
    rows = frame.dropna(subset=[value, year])
    if rows.empty:
        raise CakitError(f"nothing to draw: no row has both a {value!r} and a {year!r}")
    try:
        rows = rows.assign(
            **{value: pd.to_numeric(rows[value]).astype("float64"), year: rows[year].astype("int64"), by: rows[by].fillna("not said").astype(str)}
        )  # fmt: skip
    except (ValueError, TypeError):
        raise CakitError(f"{value!r} must hold numbers and {year!r} whole years") from None
    if panel:
        rows[panel] = rows[panel].fillna("not said").astype(str)
        if rows[panel].nunique() > MOST_PANELS:
            raise CakitError(f"{rows[panel].nunique()} panels do not fit: keep at most {MOST_PANELS} of {panel!r}")
    for name in KEEP_APART:
        if name in rows and name not in (by, panel):
            held = rows.groupby(panel)[name].nunique().max() if panel else rows[name].nunique()
            if held > 1:
                several = ", ".join(sorted(map(str, rows[name].dropna().unique()))[:6])
                raise MixedUnits(f"{name} holds {several}: these must not be stacked. Keep one first, or give each a panel")  # fmt: skip
    return rows


def _table(rows: pd.DataFrame, year: str, by: str, value: str) -> pd.DataFrame:
    """A row a year with data, a column a member."""
    return rows.groupby([year, by])[value].sum().unstack(by)


def _figure(number: float) -> str:
    """A sum in as many digits as it needs.

    Examples
    --------
    >>> _figure(1234.5), _figure(84.21 + 10.74), _figure(0.02), _figure(12.0)
    ('1,234', '95.0', '0.02', '12')
    """
    number = round(number, 6)  # a sum of parts falls a hair short of the half it is
    size = abs(number)
    return (
        f"{number:,.0f}" if size >= 100 or number == int(number) else f"{number:.1f}" if size >= 1 else f"{number:.2g}"
    )


def _limits(tables: list[pd.DataFrame]) -> tuple[float, float]:
    """From the deepest to the highest column, with room for a figure on top."""
    high = max(float(table.clip(lower=0).sum(axis=1).max()) for table in tables)
    low = min(float(table.clip(upper=0).sum(axis=1).min()) for table in tables)
    room = (high - low or 1.0) * 0.14
    return low - room * (low < 0), high + room


def _stack(
    axes: Axes, table: pd.DataFrame, members: list[str], looks: Mapping[str, tuple[str, str]]
) -> None:  # fmt: skip
    """Draw the columns: what is above zero upward, what was taken back downward."""
    up = table[members[0]].fillna(0) * 0
    down = up.copy()
    for member in members:
        part = table[member].dropna()
        part = part[part != 0]
        if part.empty:
            continue
        colour, hatch = looks[member]
        base = up[part.index].where(part > 0, down[part.index])
        places = ((year - WIDE / 2, base[year], WIDE, tall) for year, tall in part.items())
        parts.boxes(axes, places, facecolor=colour, hatch=hatch, edgecolor="white", linewidth=0.4)
        up, down = up.add(part.clip(lower=0), fill_value=0), down.add(part.clip(upper=0), fill_value=0)
    if down.min() < 0:
        axes.axhline(0, color=figure.FAINT, linewidth=0.8)
    peak = up.idxmax()
    axes.annotate(_figure(table.loc[peak].sum()), (peak, up[peak]), (0, 2), textcoords="offset points", ha="center",
                  va="bottom", size=9, weight="bold")  # fmt: skip


def _ticks(panels: list[Axes], years: range, across: int, year: str) -> None:
    step = next(size for size in (1, 2, 5, 10, 20) if len(years) / size <= 9 / across or size == 20)
    ticks = [one for one in years if one % step == 0] or [years[0]]
    for axes in panels:
        axes.set_xticks(ticks, [str(one) for one in ticks])
    if year == "fiscal_year":
        panels[-1].set_xlabel("US fiscal year", size=9.5)
    if across == 2:  # the place under the last panel of the right column holds the legend
        panels[-1].tick_params(labelbottom=True)
        panels[-2].tick_params(labelbottom=True)


def _legend(
    axes: Axes, members: list[str], looks: Mapping[str, tuple[str, str]], words: Mapping[str, str], across: int, titled: bool
) -> None:  # fmt: skip
    """Name the parts in the order in which they are stacked: above the first panel, or in the free place of two columns."""
    from matplotlib.patches import Patch

    said = [textwrap.shorten(gaps_of.word(one, words), 34, placeholder=" …") for one in members]
    keys = [Patch(facecolor=looks[one][0], hatch=looks[one][1], edgecolor="white", label=word)
            for one, word in zip(members, said, strict=True)]  # fmt: skip
    longest = max(map(len, said)) * 0.076 + 0.42
    kind: dict[str, Any] = {"handles": keys, "frameon": False, "fontsize": 9, "handlelength": 1.3, "handletextpad": 0.4, "borderpad": 0.1}  # fmt: skip
    if across == 2:
        axes.legend(loc="center left", reverse=True, **kind)
    else:
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=max(1, min(len(keys), int(7.2 / longest))),
                    columnspacing=1.1, borderaxespad=2.3 if titled else 0.4, **kind)  # fmt: skip


def _totals(tables: Mapping[str, pd.DataFrame], unit: str, words: Mapping[str, str], when: str) -> str:
    """Many panels in words: their sums, the largest first."""
    sums = sorted(((float(table.sum().sum()), group) for group, table in tables.items()), reverse=True)  # fmt: skip
    first, last = min(table.index.min() for table in tables.values()), max(table.index.max() for table in tables.values())  # fmt: skip
    return f"{figure.listed(f'{gaps_of.word(group, words)} {_figure(total)}' for total, group in sums)} {unit} in {when}{parts.years(first, last)}"


def _said(group: str, table: pd.DataFrame, unit: str, words: Mapping[str, str], when: str) -> str:
    """One panel in words: the sum, the year with most, and who made most of it."""
    totals = table.sum(axis=1)
    peak = totals.idxmax()
    first, last = table.index.min(), table.index.max()
    leading = table.loc[peak].idxmax()
    part = (
        f", of it {gaps_of.word(leading, words)} {_figure(table.loc[peak, leading])}" if len(table.columns) > 1 else ""
    )
    most = f", most in {peak} ({_figure(totals[peak])}{part})" if first < last else ""
    begins = f"{gaps_of.word(group, words)}, " if group else ""
    return f"{begins}{_figure(totals.sum())} {unit} in {when}{parts.years(first, last)}{most}"
