"""Shares over running windows: a line a supplier, with gaps, hollow marks and names at the ends."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
from matplotlib.axes import Axes

from cakit.catalog import REGION, THE_FIVE
from cakit.catalog.sources import edition_of
from cakit.door import all_words, numbers_of, plain_arguments, rows_of, years_of
from cakit.errors import CakitError
from cakit.figures import Chart, theme
from cakit.figures.finish import put_words
from cakit.figures.labels import label_ends, mark_year
from cakit.figures.text import listed
from cakit.indicators import FEW, UNKNOWN
from cakit.plots import parts
from cakit.plots.parts import fitted, named, percent, thin, years

PERCENT = ([0, 25, 50, 75, 100], ["0", "25", "50", "75", "100%"])
MOST_PANELS, MOST_YEARS = 20, 300
SHOWN = 5  # coloured members with a line of their own
SEEN = 5  # per cent that a line which ends at nothing must have reached to be named
DASHES = ((0, (5, 1.5)), (0, (1.5, 1.2)), (0, (8, 2, 1, 2)))  # lines without a colour of their own
EVENTS = {int(year): words for year, words in REGION.get("events", {}).items()}


@plain_arguments
def share_lines(
    frame: pd.DataFrame,
    member: str = "",
    by: str = "supplier_iso3",
    within: str | None = None,
    to: str = "",
    title: str = "",
    note: str = "",
) -> Chart:
    """Shares over running windows, one line a member, one panel a group.

    The five largest members with a colour have a line of their own, and so has whoever is largest
    in a window of three delivery lines or more; the others are summed.

    Parameters
    ----------
    frame : frame of any engine
        From `shares(..., window=…)`.
    member : str
        Whose share the finding speaks of; by default whoever has most of the whole.
    by, within : str
        The columns given to `shares`; without `within`, one panel.
    to : str
        Who received, in words, for a frame that takes several together.
    title, note : str
        What the picture shows, where the computed title is not it; what else a reader has to know.

    Raises
    ------
    MissingColumn
        When the frame is not from `shares` with windows.

    Examples
    --------
    >>> import cakit as ck
    >>> arms = ck.load("arms_transfers")
    >>> chart = share_lines(ck.shares(arms, "supplier_iso3", "tiv_million", window=5))
    >>> print(chart.finding)
    Russia's share of the arms delivered was 100% in 1994–1998, fell to 48% in 2013–2017, ...
    """
    all_words(member=member, to=to, title=title, note=note)
    frame = _checked(frame, by, within or "")
    member = member or str(frame.groupby(by)[_value(frame)].sum().idxmax())
    groups = dict(iter(frame.groupby(within))) if within else {"": frame}
    span = range(int(frame["year_to"].min()), int(frame["year_to"].max()) + 1)
    back = int((frame["year_to"] - frame["year_from"]).iloc[0])
    lines = {group: _lines(part, by).reindex(span) for group, part in groups.items()}
    across = min(len(groups), 2)
    down = -(-len(groups) // across)
    height = 3.6 if down == 1 else 1.2 + 1.8 * down
    with theme.style():
        figure, panels = parts.canvas(height, across, len(groups), sharex=True, sharey=True)
        for ax, (group, wide) in zip(panels, lines.items(), strict=True):
            _draw(ax, wide, groups[group], alone=down == 1)
            ax.set_title(fitted(named(group), 3.0, 11) if group else "")
        ticks = [year for year in span if (span[-1] - year) % (5 if down == 1 else 9) == 0]
        words = [years(year - back, year) if down == 1 else str(year) for year in ticks]
        for ax in panels:
            ax.set_yticks(*PERCENT)
            ax.set_xticks(ticks, words)
        for ax in panels[-across:]:  # nothing is under them
            ax.tick_params(labelbottom=True)
    if within:
        to = "the five" if set(groups) == set(THE_FIVE) else listed(map(named, groups))
    return put_words(
        figure,
        frame,
        parts.headline(title, f"Who supplied the arms delivered{f' to {to}' if to else ''}"),
        _finding(frame, member, by, back, to),
        _note(frame, span, back, down, note),
        _alt(lines, span, back),
    )


def _checked(frame: pd.DataFrame, by: str, within: str) -> pd.DataFrame:
    """The windows and shares of the frame, as numbers."""
    rows = rows_of(frame, by, "year_from", "year_to", "total", "share_percent", other=(within,))
    ends = {name: years_of(rows[name]) for name in ("year_from", "year_to")}
    numbers = {one: numbers_of(rows[one]) for one in ("share_percent", "total", _value(rows))}
    rows = rows.assign(**ends, **numbers)
    if (rows["year_to"] < rows["year_from"]).any():
        raise CakitError("a window ends before it begins: 'year_from' and 'year_to' are exchanged")
    if not (rows["share_percent"].notna() & (rows["total"] != 0)).any():
        raise CakitError("no window has a share: every total is empty or zero")
    parts.few(rows[within].nunique() if within else 1, MOST_PANELS, f"panels of {within!r}")
    parts.few(int(rows["year_to"].max() - rows["year_to"].min()) + 1, MOST_YEARS, "years")
    return rows


def _lines(frame: pd.DataFrame, by: str) -> pd.DataFrame:
    """A row a window, a column a member: zero where it delivered nothing, small ones as "other"."""
    order = frame.groupby(by)[_value(frame)].sum().sort_values(ascending=False, kind="stable")
    full = frame[frame["thin"] == ""] if "thin" in frame else frame
    full = full.dropna(subset="share_percent")
    largest = set(full.loc[full.groupby("year_to")["share_percent"].idxmax(), by]) - {UNKNOWN}
    coloured = [one for one in order.index if one in theme.COLOURS][:SHOWN]
    kept = [one for one in order.index if one in coloured or one in largest]
    folded = frame.assign(**{by: frame[by].where(frame[by].isin(kept), "other")})
    wide = folded.groupby(["year_to", by])["share_percent"].sum(min_count=1).unstack(by)
    return wide.fillna(0)[[name for name in [*kept, "other"] if name in wide]]


def _draw(ax: Axes, wide: pd.DataFrame, frame: pd.DataFrame, alone: bool) -> None:
    """The lines of one panel, hollow where the window is thin, and the names at their ends."""
    few = sorted(set(frame.loc[frame["thin"] != "", "year_to"])) if "thin" in frame else []
    plain = [one for one in wide if one not in theme.COLOURS]
    ends = {}
    for one in reversed(wide.columns):
        values, ink = wide[one], theme.colour(one)
        dashes = DASHES[plain.index(one) % 3] if one in plain else "-"
        ax.plot(values.index, values, color=ink, linestyle=dashes)
        single = values[values.notna() & values.shift().isna() & values.shift(-1).isna()]
        if len(single):  # a window between two gaps makes no line
            ax.plot(single.index, single, ".", color=ink)
        hollow = values[few][values[few] > 0]
        if len(hollow):
            ax.plot(hollow.index, hollow, "o", ms=4.5, mfc="white", mec=ink, zorder=4)
        end = values.dropna().iloc[-1]
        if end >= 0.5 or values.max() >= SEEN:
            words = theme.FAINT if one in (*plain, "other") else ink
            ends[f"{fitted(named(one), 1.5)} {end:.0f}"] = (values.index[-1], end, words)
    ax.set(ylim=(-2, 113 if alone else 102), xlim=(wide.index[0] - 0.01, wide.index[-1]))
    label_ends(ax, dict(reversed(ends.items())), room=(0, 100))
    for year, words in EVENTS.items():
        if wide.index[0] < year < wide.index[-1]:
            mark_year(ax, year, words if alone else "")


def _note(frame: pd.DataFrame, span: range, back: int, down: int, note: str) -> str:
    marked = [f"{year} ({words})" for year, words in EVENTS.items() if span[0] < year < span[-1]]
    said = [
        f"Windows of {back + 1} years{', placed at their last year' if down > 1 else ''}.",
        "Years without deliveries count as zero; a gap in a line means that nothing was delivered.",
        f"Upright lines: {listed(marked)}." if marked and down > 1 else "",
        parts.THIN if any(thin(frame, None)) else "",
        note,
    ]
    return " ".join(filter(None, said))


def _alt(lines: dict[str, pd.DataFrame], span: range, back: int) -> str:
    said = {}
    for group, wide in lines.items():
        ends = wide.dropna().iloc[-1]
        said[group] = [f"{named(one)} {share:.0f}%" for one, share in ends.items()]
    start = f"Line chart of shares by window of {back + 1} years. Window ending {span[-1]}: "
    return start + parts.told(said, ", ")


def _finding(frame: pd.DataFrame, member: str, by: str, back: int, to: str) -> str:
    """Whose share, of what, and the whole line in words."""
    name = named(member)
    whose = f"{name}'{'' if name.endswith('s') else 's'} share of the arms delivered"
    unit = "TIV" if "tiv_million" in frame else _value(frame)
    basis = ", ".join(filter(None, [unit, edition_of(frame)]))
    course = _course(_pooled_shares(frame, member, by), back)
    return f"{whose}{f' to {to}' if to else ''} {course} ({basis})."


def _value(frame: pd.DataFrame) -> str:
    """The column that was summed: it is the one before `total`."""
    return str(frame.columns[frame.columns.get_loc("total") - 1])


def _pooled_shares(frame: pd.DataFrame, member: str, by: str) -> pd.DataFrame:
    """The member's share in each window, all groups together, and why the window says little."""
    value = _value(frame)
    whole = frame.groupby("year_to")[value].sum()
    own = frame[frame[by] == member].groupby("year_to")[value].sum()
    own = own.reindex(whole.index, fill_value=0)
    shares = (100 * own / whole.where(whole != 0)).rename("share").to_frame()
    if "thin" not in frame:
        return shares.assign(why="").dropna(subset="share")
    keys = [name for name in frame.columns[: frame.columns.get_loc(by)] if name != "year_from"]
    first = frame.groupby(keys, as_index=False).first()
    windows = first.groupby("year_to")
    within = keys[0] if len(keys) > 1 else None
    alone = first.assign(why=thin(first, within)).groupby("year_to")["why"].first()
    pooled = windows["lines"].sum().map(lambda count: FEW.get(count, ""))
    return shares.assign(why=alone.where(windows.size() == 1, pooled)).dropna(subset="share")


def _turns(shares: list[float]) -> list[int]:
    """Places that tell a line: its ends, its lowest, its highest, and its widest swings.

    Examples
    --------
    >>> _turns([100, 90, 48, 52, 68, 60, 52])
    [0, 2, 4, 6]
    >>> _turns([50, 50, 50])
    [0, 2]
    """
    places = sorted({0, shares.index(min(shares)), shares.index(max(shares)), len(shares) - 1})
    while len(places) < 5:
        swings = {}  # how far a place lies above both its neighbours, or below both
        for before, after in pairwise(places):
            low, high = sorted((shares[before], shares[after]))
            for at in range(before + 1, after):
                swings[at] = max(shares[at] - high, low - shares[at])
        widest = max(swings, key=lambda at: swings[at], default=0)
        if swings.get(widest, 0) < 10:
            break
        places = sorted({*places, widest})
    return places


def _course(shares: pd.DataFrame, back: int) -> str:
    """The whole line in words: its beginning, its turns and its end, each with its window."""
    values, windows = list(shares["share"]), list(shares.index)
    spans = [years(end - back, end) for end in windows]
    if len(values) > 1 and max(values) - min(values) < 0.5:
        return f"was {percent(values[0])} in every window from {spans[0]} to {spans[-1]}"
    why = [f" ({reason})" if reason else "" for reason in shares["why"]]
    said = [f"was {percent(values[0])} in {spans[0]}{why[0]}"]
    for before, at in pairwise(_turns([round(value, 1) for value in values])):
        gone = round(values[at]) - round(values[before])
        verb = "rose to" if gone > 0 else "fell to" if gone < 0 else "was"
        said.append(f"{verb} {percent(values[at])} in {spans[at]}{why[at]}")
    return listed(said)
