"""Who supplied whom: shares over windows, by recipient, and how many suppliers they amount to."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from cakit import figure, provenance
from cakit.catalog import THE_FIVE
from cakit.charts import parts
from cakit.errors import CakitError
from cakit.indicators import FEW

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from cakit.figure import Chart

PERCENT = ([0, 25, 50, 75, 100], ["0", "25", "50", "75", "100%"])
SEEN = 5  # per cent that a line which ends at nothing must have reached to be named
ON_DARK = ("RUS", "TUR", "USA", "ITA", "ESP")  # colours dark enough for white figures


def _value(frame: pd.DataFrame) -> str:
    """The column that was summed: it stands before `total`."""
    return str(frame.columns[frame.columns.get_loc("total") - 1])


def _basis(frame: pd.DataFrame) -> str:
    """Unit and edition, for the end of a sentence."""
    unit = "TIV" if "tiv_million" in frame or "hhi" in frame else _value(frame)
    return f"({', '.join(filter(None, [unit, provenance.edition_of(frame)]))})"


def _folded(frame: pd.DataFrame, key: str, by: str, shown: int) -> pd.DataFrame:
    """Shares with a row a `key` and a column a member: zero where it delivered nothing, the small ones as "other"."""
    order = frame.groupby(by)[_value(frame)].sum().sort_values(ascending=False, kind="stable").index
    kept = [member for member in order if member in figure.COLOURS][:shown]
    folded = frame.assign(**{by: frame[by].where(frame[by].isin(kept), "other")})
    wide = folded.groupby([key, by])["share_percent"].sum(min_count=1).unstack(by)
    return wide.fillna(0)[[name for name in [*kept, "other"] if name in wide]]


def share_windows(
    frame: pd.DataFrame,
    member: str = "RUS",
    by: str = "supplier_iso3",
    within: str | None = None,
    shown: int = 5,
    to: str = "",
) -> Chart:
    """Shares over running windows, one line a member, one panel a group.

    Parameters
    ----------
    frame : pandas.DataFrame
        From `shares(..., window=…)`.
    member : str
        Whose share the sentence speaks of.
    by, within : str
        The columns given to `shares`; without `within`, one panel.
    shown : int
        Members with a line of their own; the others are summed.
    to : str
        Who received, in words, for a frame that takes several together.

    Returns
    -------
    Chart

    Raises
    ------
    MissingColumn
        When the frame is not from `shares` with windows.

    Examples
    --------
    >>> import cakit as ck
    >>> pooled = ck.shares(ck.load("arms_transfers"), "supplier_iso3", "tiv_million", window=5)
    >>> print(ck.charts.share_windows(pooled).sentence)
    Russia's share of the arms delivered was 100% in 1994–1998, fell to 48% in 2013–2017, rose to 68% in 2018–2022 ...
    """
    import matplotlib

    figure.drawable(frame, by, "year_from", "year_to", "total", "share_percent", *([within] if within else []))
    groups = dict(iter(frame.groupby(within))) if within else {"": frame}
    years = range(int(frame["year_to"].min()), int(frame["year_to"].max()) + 1)
    back = int((frame["year_to"] - frame["year_from"]).iloc[0])
    found = {group: _folded(part, "year_to", by, shown).reindex(years) for group, part in groups.items()}
    ends = {group: wide.dropna().iloc[-1] for group, wide in found.items()}
    plan = figure.filled(len(groups), min(len(groups), 2))
    rows = len(plan)
    with matplotlib.rc_context(figure.STYLE):
        drawn, panels = figure.canvas(4.6 if rows == 1 else 2.3 + 1.9 * rows, plan=plan, sharex=True, sharey=True)
        for axes, (group, wide) in zip(panels, found.items(), strict=True):
            for one in reversed(wide.columns):
                axes.plot(wide.index, wide[one], color=figure.colour(one))
                alone = wide[one].where(wide[one].shift().isna() & wide[one].shift(-1).isna()).dropna()
                axes.plot(alone.index, alone, ".", color=figure.colour(one))  # a window between gaps makes no line
            _hollow(axes, groups[group], wide)
            named = {one: end for one, end in ends[group].items() if end >= 0.5 or wide[one].max() >= SEEN}
            parts.label_ends(axes, named, years[-1], 5.5 if rows == 1 else 13)
            axes.set(title=group and parts.named(group), ylim=(-2, 102), xlim=(years[0], years[-1]))
            axes.set_yticks(*PERCENT)
            ticks = [year for year in years if (years[-1] - year) % (5 if rows == 1 else 9) == 0]
            axes.set_xticks(ticks, [parts.years(year - back, year) if rows == 1 else str(year) for year in ticks])
        for axes in panels[-len(plan[0]) :]:  # nothing stands under them
            axes.tick_params(labelbottom=True)
        if within:
            to = "the five" if set(groups) == set(THE_FIVE) else figure.listed(map(parts.named, groups))
        whose = f"{parts.possessive(parts.named(member))} share of the arms delivered{to and f' to {to}'}"
        sentence = f"{whose} {_course(_pooled_shares(frame, member, by), back)} {_basis(frame)}."
        alt = f"Line chart of shares by window of {back + 1} years. Window ending {years[-1]}: " + " ".join(
            f"{group and parts.named(group) + ': '}{', '.join(f'{parts.named(one)} {end:.0f}%' for one, end in line.items())}."
            for group, line in ends.items()
        )
        note = (
            f"Windows of {back + 1} years{', placed at their last year' if rows > 1 else ''}. Years without deliveries "
            "count as zero; a gap in a line means that nothing at all was delivered."
            f"{_said_of_thin(frame)}"
        )
        return figure.finish(drawn, frame, sentence, alt, note)


def _hollow(axes: Axes, frame: pd.DataFrame, wide: pd.DataFrame) -> None:
    """Put a hollow mark where a line rests on a thin window."""
    if "thin" not in frame:
        return
    ends = sorted(set(frame.loc[frame["thin"] != "", "year_to"]))
    for one in wide.columns:
        seen = wide.loc[ends, one]
        seen = seen[seen > 0]
        axes.plot(seen.index, seen, "o", markersize=4.5, markerfacecolor="white", markeredgecolor=figure.colour(one), zorder=4)  # fmt: skip


def _said_of_thin(frame: pd.DataFrame) -> str:
    """The words for a footer under hollow marks."""
    return f" {parts.THIN}" if any(parts.thin(frame, None)) else ""


def _pooled_shares(frame: pd.DataFrame, member: str, by: str) -> pd.DataFrame:
    """The member's share in each window, the groups of the frame taken together, and why it says little."""
    value = _value(frame)
    whole = frame.groupby("year_to")[value].sum()
    own = frame[frame[by] == member].groupby("year_to")[value].sum().reindex(whole.index, fill_value=0)
    shares = (100 * own / whole.where(whole != 0)).rename("share").to_frame()
    if "thin" not in frame:
        return shares.assign(why="").dropna(subset="share")
    keys = [name for name in frame.columns[: frame.columns.get_loc(by)] if name != "year_from"]
    first = frame.groupby(keys, as_index=False).first()
    several = first.groupby("year_to").size()
    lines = first.groupby("year_to")["lines"].sum()
    within = keys[0] if len(keys) > 1 else None
    alone = first.assign(why=parts.thin(first, within)).groupby("year_to")["why"].first()
    pooled = lines.map(lambda count: FEW.get(count, ""))
    return shares.assign(why=alone.where(several == 1, pooled)).dropna(subset="share")


def _turns(shares: list[float], least: float = 10, most: int = 5) -> list[int]:
    """Places that tell a line: its ends, its lowest and highest, and what lies far above or below both its neighbours.

    Examples
    --------
    >>> _turns([100, 90, 48, 52, 68, 60, 52])
    [0, 2, 4, 6]
    >>> _turns([50, 50, 50])
    [0, 2]
    """
    places = sorted({0, shares.index(min(shares)), shares.index(max(shares)), len(shares) - 1})
    while len(places) < most:
        swings = {at: _swing(shares, at, *ends) for ends in pairwise(places) for at in range(ends[0] + 1, ends[1])}
        widest = max(swings, key=lambda at: swings[at], default=0)
        if swings.get(widest, 0) < least:
            break
        places = sorted({*places, widest})
    return places


def _swing(shares: list[float], at: int, before: int, after: int) -> float:
    """How far a place lies above both its neighbours, or below both."""
    low, high = sorted((shares[before], shares[after]))
    return max(shares[at] - high, low - shares[at])


def _course(shares: pd.DataFrame, back: int) -> str:
    """The whole line in words: its beginning, its turns and its end, each with its window."""
    values, windows, why = list(shares["share"]), list(shares.index), list(shares["why"])
    spans = [parts.years(end - back, end) for end in windows]
    if max(values) - min(values) < 0.5:
        return f"was {parts.percent(values[0])} in every window from {spans[0]} to {spans[-1]}"
    turns = _turns([round(value, 1) for value in values])
    said = [f"was {parts.percent(values[0])} in {spans[0]}{parts.bracketed(why[0])}"]
    for before, at in pairwise(turns):
        gone = round(values[at]) - round(values[before])
        verb = "rose to" if gone > 0 else "fell to" if gone < 0 else "was"
        said.append(f"{verb} {parts.percent(values[at])} in {spans[at]}{parts.bracketed(why[at])}")
    return figure.listed(said)


def suppliers_by_recipient(
    frame: pd.DataFrame, member: str = "RUS", by: str = "supplier_iso3", within: str = "recipient_iso3", shown: int = 7
) -> Chart:
    """Who supplied whom: one bar of 100 per cent a recipient.

    Parameters
    ----------
    frame : pandas.DataFrame
        From `shares(..., within=…)` for one window.
    member : str
        Whose share the sentence speaks of.
    by, within : str
        The columns given to `shares`.
    shown : int
        Members with a colour of their own; the others are summed.

    Returns
    -------
    Chart

    Raises
    ------
    CakitError
        When the frame holds several windows.

    Examples
    --------
    >>> import cakit as ck
    >>> arms = ck.load("arms_transfers")
    >>> latest = ck.shares(arms, "supplier_iso3", "tiv_million", within="recipient_iso3", period=(2021, 2025))
    >>> print(ck.charts.suppliers_by_recipient(latest).sentence)
    In 2021–2025 Russia supplied 83% of the arms delivered to Kazakhstan, 14% to Kyrgyzstan, ...
    """
    import matplotlib
    from matplotlib.patches import Patch

    figure.drawable(frame, by, within, "year_from", "year_to", "total", "share_percent")
    if frame["year_to"].nunique() > 1:
        raise CakitError("the frame holds several windows: keep one, for example frame[frame['year_to'] == 2025]")
    wide = _folded(frame, within, by, shown)
    wide = wide.assign(**{member: wide.get(member, 0.0)})
    wide = wide.sort_values(member, kind="stable")[[member, *(one for one in wide if one != member)]]
    said = {group: wide.loc[group, member] for group in reversed(wide.index)}
    with matplotlib.rc_context(figure.STYLE | {"axes.grid": False}):
        drawn, (axes,) = figure.canvas(2.2 + 0.52 * len(wide))
        starts = wide.cumsum(axis=1) - wide
        why = parts.why_thin(frame, within)
        for one in wide:
            fill = figure.colour(one)
            axes.barh(
                range(len(wide)),
                wide[one],
                left=starts[one],
                color=["white" if why[group] else fill for group in wide.index],
                edgecolor=[fill if why[group] and wide.at[group, one] else "white" for group in wide.index],
                linewidth=[1.5 if why[group] else 1.0 for group in wide.index],
            )
            for place, (start, width) in enumerate(zip(starts[one], wide[one], strict=True)):
                if width >= 4:
                    ink = "white" if one in ON_DARK and not why[wide.index[place]] else figure.INK
                    axes.text(start + width / 2, place, f"{width:.0f}", ha="center", va="center", size=10, color=ink)
        axes.set_yticks(range(len(wide)), [parts.named(group) for group in wide.index])
        axes.set(xlim=(0, 100), xlabel=f"Share of the arms delivered, per cent of {_basis(frame)[1:-1].split(',')[0]}")
        axes.tick_params(length=0)
        keys = [Patch(facecolor=figure.colour(one), label=parts.named(one)) for one in wide]
        axes.legend(handles=keys, loc="lower left", bbox_to_anchor=(-0.01, 1.0), ncols=len(wide.columns), frameon=False, fontsize=9,
                    handlelength=1, columnspacing=0.9, handletextpad=0.35, borderpad=0.2)  # fmt: skip
        span = parts.years(frame["year_from"].iloc[0], frame["year_to"].iloc[0])
        first, *others = (
            f"{parts.percent(share)} {{}}to {parts.named(group)}{parts.bracketed(why[group])}"
            for group, share in said.items()
        )
        words = figure.listed([first.format("of the arms delivered "), *(other.format("") for other in others)])
        sentence = f"In {span} {parts.named(member)} supplied {words} {_basis(frame)}."
        alt = "Stacked bars of 100 per cent, one a recipient. " + " ".join(
            f"{parts.named(group)}: {', '.join(f'{parts.named(one)} {part:.0f}' for one, part in wide.loc[group].items() if part >= 0.5)}."
            for group in said
        )
        return figure.finish(
            drawn, frame, sentence, alt, f"Parts below 4 per cent carry no figure.{_said_of_thin(frame)}"
        )


def effective_suppliers(frame: pd.DataFrame, within: str = "recipient_iso3") -> Chart:
    """How many equal suppliers each recipient's imports amount to, over running windows.

    Parameters
    ----------
    frame : pandas.DataFrame
        From `concentration(..., window=…)`.
    within : str
        The group column.

    Returns
    -------
    Chart

    Examples
    --------
    >>> import cakit as ck
    >>> made = ck.concentration(ck.load("arms_transfers"), "supplier_iso3", "tiv_million", "recipient_iso3", window=5)
    >>> print(ck.charts.effective_suppliers(made).sentence)
    In 2021–2025 the effective number of suppliers was 3.3 for Turkmenistan, 2.6 for Kyrgyzstan, ...
    """
    import matplotlib

    figure.drawable(frame, within, "year_from", "year_to", "effective_number")
    back = int((frame["year_to"] - frame["year_from"]).iloc[0])
    years = range(int(frame["year_to"].min()), int(frame["year_to"].max()) + 1)
    wide = frame.pivot_table(index="year_to", columns=within, values="effective_number").reindex(years)
    last = wide.ffill().iloc[-1].sort_values(ascending=False)
    with matplotlib.rc_context(figure.STYLE):
        drawn, panels = figure.canvas(3.5, columns=len(wide.columns), sharex=True, sharey=True)
        for axes, group in zip(panels, wide, strict=True):
            axes.plot(wide.index, wide, color=figure.GRID, linewidth=1.2)
            axes.plot(wide.index, wide[group], color=figure.COLOURS["USA"])
            axes.set_title(f"{parts.named(group)}\n{last[group]:.1f}")
            own = frame[frame[within] == group]
            _hollow(axes, own, wide[[group]].set_axis(["USA"], axis=1))
            axes.set_xticks([years[0], years[-1]], [str(years[0]), str(years[-1])])
        top = max(4, int(wide.max().max()) + 1)
        panels[0].set(ylim=(0.8, top), yticks=range(1, top + 1), ylabel="Effective suppliers")
        why = parts.why_thin(frame.sort_values("year_to", ascending=False), within)
        said = figure.listed(
            f"{number:.1f} for {parts.named(group)}{parts.bracketed(why[group])}" for group, number in last.items()
        )
        sentence = f"In {parts.years(years[-1] - back, years[-1])} the effective number of suppliers was {said} {_basis(frame)}."
        alt = f"Small multiples, one a recipient, by window of {back + 1} years. " + " ".join(
            f"{parts.named(group)}: from {line.dropna().iloc[0]:.1f} to {line.dropna().iloc[-1]:.1f}, at most {line.max():.1f}."
            for group, line in wide.items()
        )
        note = (
            f"Windows of {back + 1} years, placed at their last year. 1 is a single supplier; the number says how many equal "
            "suppliers would be as concentrated. Grey: the other states. A gap means that nothing was delivered."
            f"{_said_of_thin(frame)}"
        )
        return figure.finish(drawn, frame, sentence, alt, note)
