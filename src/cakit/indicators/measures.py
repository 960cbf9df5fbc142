"""Shares of a total, one member's share, pooled recipients, and concentration."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cakit.errors import CakitError, nearest, need
from cakit.indicators.sums import (
    KEEP_APART,
    as_list,
    column_names,
    summed,
    totals,
    united,
    with_thin,
)

if TYPE_CHECKING:
    import pandas as pd

SPAN = ["year_from", "year_to"]
MADE = ("total", "share_percent", "years_without_rows", "lines", "thin", "source_ids")
WHOLE = "(whole)"  # the group of all rows, where there are no groups


def _windows(years: pd.Series, window: int | None, period: tuple[int, int] | None) -> pd.DataFrame:
    """The first and last year of every window."""
    import pandas as pd

    if years.empty:
        raise CakitError("the frame has no rows to sum: look at the filter before")
    first, last = period or (int(years.min()), int(years.max()))
    length = last - first + 1
    if not 1 <= (window or 1) <= length:
        raise CakitError(f"window={window} does not fit into {first}-{last}: take 1 to {length}")
    starts = range(first, last - (window or length) + 2)
    return pd.DataFrame({"year_from": starts, "year_to": range(last - len(starts) + 1, last + 1)})


def _by_window(
    sums: pd.DataFrame, keys: list[str], value: str, windows: pd.DataFrame
) -> pd.DataFrame:
    """The sums of every window: a row is counted in each window that its year is in."""
    inside = sums.merge(windows, how="cross")
    inside = inside[inside["year"].between(inside["year_from"], inside["year_to"])]
    groups = [*keys[:-1], *SPAN]
    out = totals(inside, [*groups, keys[-1]], value)
    seen = inside[[*groups, "year"]].drop_duplicates().groupby(groups).size().rename("seen")
    out = out.join(seen, on=groups)
    out["years_without_rows"] = out["year_to"] - out["year_from"] + 1 - out.pop("seen")
    return out


def shares(
    frame: Any,
    by: str,
    value: str,
    within: str | Sequence[str] | None = None,
    window: int | None = None,
    period: tuple[int, int] | None = None,
) -> pd.DataFrame:
    """Each member's share of a total, over all years or in rolling windows.

    Parameters
    ----------
    frame : frame
        pandas, Polars, DuckDB, Arrow or PySpark, with the columns named below.
    by : str
        Whose shares, for example `supplier_iso3`.
    value : str
        What is summed, for example `tiv_million`.
    within : str or list of str, optional
        The groups inside which shares add up to 100. Without it, all rows are one group.
    window : int, optional
        The years of a rolling window over `year`, as in SIPRI's five-year figures. Without it, one
        window covers the whole period.
    period : (int, int), optional
        First and last year; by default those of the frame. The rows of one state end with its last
        delivery: give the period where the windows are to go on.

    Returns
    -------
    pandas.DataFrame
        A row for each group, window and member: the columns of `within`, `year_from`, `year_to`,
        `by`, `value`, `total` (in the unit of `value`), `share_percent` (empty where the total is
        zero), `years_without_rows` (years of the window without a row for the group: they count
        as zero), the edition and the `source_ids` of the rows summed. `attrs["note"]` says the same
        in words. Where the frame counts deliveries (it has `delivery_lines` or `delivery_id`), also
        `lines`, the delivery lines of the group in the window (empty where a row does not say), and
        `thin`: fewer than three lines, or the largest supplier unknown.

    Raises
    ------
    MixedUnits
        When the rows have several editions, units or bases.
    MissingColumn, CakitError
        When a column is missing, has no numbers, or has the name of one that the result adds; when
        there are no rows, or the window does not fit into the years.

    Examples
    --------
    >>> import cakit as ck
    >>> arms = ck.load("arms_transfers")
    >>> made = ck.shares(arms, by="supplier_iso3", value="tiv_million", within="recipient_iso3")
    >>> russia = made.query("supplier_iso3 == 'RUS'").set_index("recipient_iso3")
    >>> russia["share_percent"].round(1).to_dict()
    {'KAZ': 84.3, 'KGZ': 47.4, 'TJK': 58.1, 'TKM': 22.4, 'UZB': 31.5}
    """
    keys = [*as_list(within), by]
    yearly = "year" in column_names(frame) or window is not None or period is not None
    for name in (*keys, value):
        if name in MADE or (yearly and name in SPAN):
            raise CakitError(f"the result has a column {name!r} of its own: rename yours first")
    sums, same = summed(frame, [*keys, "year"] if yearly else keys, value)
    groups, note = keys[:-1], f"{value} summed by {by}."
    if yearly:
        windows = _windows(sums["year"], window, period)
        out = _by_window(sums, keys, value, windows)
        groups += SPAN
        rolling = f", running windows of {window} years" if window else ""
        span = f"{windows['year_from'].min()}-{windows['year_to'].max()}"
        note = f"{value} summed by {by}, {span}{rolling}; years without rows count as zero."
    else:
        out = totals(sums, keys, value)
    out[WHOLE] = ""
    out["total"] = out.groupby(groups or WHOLE)[value].transform("sum")
    out["share_percent"] = 100 * out[value] / out["total"].where(out["total"] != 0)
    if "lines" in out:
        out = with_thin(out, by, value, groups or [WHOLE])
    order = [*groups, by, value, *MADE[:-1], *same, "source_ids"]
    out = out.assign(**same).sort_values([*groups, by], ignore_index=True)
    out = out[[name for name in order if name in out]]
    out.attrs = {"note": note}
    return out


def pooled(frame: pd.DataFrame, column: str, members: Sequence[str]) -> pd.DataFrame:
    """Rows of some members, once under their own name and once under all names joined by "+".

    Parameters
    ----------
    frame : pandas.DataFrame
        Any table.
    column : str
        The column with the members, for example `recipient_iso3`.
    members : list of str
        The members to keep.

    Returns
    -------
    pandas.DataFrame
        `shares(..., within=column)` then gives the share for each and for all taken together.
        Never sum over `column`.

    Examples
    --------
    >>> import cakit as ck
    >>> both = ck.pooled(ck.load("arms_transfers"), "recipient_iso3", ["KGZ", "TJK"])
    >>> sorted(set(both["recipient_iso3"]))
    ['KGZ', 'KGZ+TJK', 'TJK']
    """
    import pandas as pd

    need(frame.columns, column, by="pooled")
    kept = frame[frame[column].isin(list(members))]
    if kept.empty:
        near = nearest(members[0], map(str, frame[column].unique()))
        raise CakitError(f"none of {', '.join(map(str, members))} is in {column}. {near}")
    together = kept.assign(**{column: "+".join(members)})
    return pd.concat([kept, together], ignore_index=True)


def share_of(made: pd.DataFrame, by: str, member: str) -> pd.DataFrame:
    """One member's share in every group and window; zero where it had no part.

    Parameters
    ----------
    made : pandas.DataFrame
        From `shares`, which has no row for a member without a part.
    by : str
        The column given to `shares`.
    member : str
        Whose share.

    Returns
    -------
    pandas.DataFrame
        The columns of `made`, a row for each group and window in which anything was counted. Where
        the member had no part, `source_ids` are those of the others' rows.

    Examples
    --------
    >>> import cakit as ck
    >>> arms = ck.load("arms_transfers")
    >>> by, value, within = "supplier_iso3", "tiv_million", "recipient_iso3"
    >>> made = ck.shares(arms, by, value, within, period=(2011, 2015))
    >>> russia = ck.share_of(made, by, "RUS").set_index("recipient_iso3")
    >>> russia["share_percent"].round().to_dict()
    {'KAZ': 78.0, 'KGZ': 100.0, 'TJK': 0.0, 'TKM': 41.0, 'UZB': 0.0}
    """
    import pandas as pd

    need(made.columns, by, "total", "share_percent", by="share_of")
    columns = list(made.columns)
    place = columns.index(by)
    groups, value = columns[:place] or [WHOLE], columns[place + 1]
    counted = made[made["total"] != 0].assign(**{WHOLE: ""})
    own = counted[counted[by] == member]
    others = counted[~counted.set_index(groups).index.isin(own.set_index(groups).index)]
    how = {name: united if name == "source_ids" else "first" for name in columns[place:]}
    zero = others.groupby(groups, as_index=False).agg(how)
    zero = zero.assign(**{by: member, value: 0.0, "share_percent": 0.0})
    found = pd.concat([own, zero]).sort_values(groups, ignore_index=True)[columns]
    found.attrs |= made.attrs
    return found


def concentration(
    frame: Any,
    by: str,
    value: str,
    within: str | Sequence[str] | None = None,
    window: int | None = None,
    period: tuple[int, int] | None = None,
) -> pd.DataFrame:
    """How concentrated a total is: Herfindahl-Hirschman index and effective number of members.

    Parameters
    ----------
    frame, by, value, within, window, period
        As for `shares`.

    Returns
    -------
    pandas.DataFrame
        A row for each group and window: `hhi` (0-10,000, the sum of squared percentage shares),
        `effective_number` (10,000 / hhi: as many equal members would be as concentrated),
        `members`, `largest`, `largest_percent`, `total`, the edition and `source_ids`; `lines` and
        `thin` where `shares` has them.

    Raises
    ------
    MixedUnits, MissingColumn, CakitError
        As `shares`.

    Examples
    --------
    >>> import cakit as ck
    >>> arms = ck.load("arms_transfers")
    >>> found = ck.concentration(arms, "supplier_iso3", "tiv_million", within="recipient_iso3")
    >>> found[["recipient_iso3", "effective_number", "largest"]].round(1)
      recipient_iso3  effective_number largest
    0            KAZ               1.4     RUS
    1            KGZ               3.0     RUS
    2            TJK               2.0     RUS
    3            TKM               4.8     TUR
    4            UZB               4.0     CHN
    """
    made = shares(frame, by, value, within, window, period)
    groups = list(made.columns[: made.columns.get_loc(by)]) or [WHOLE]
    counted = made.dropna(subset=["share_percent"]).assign(**{WHOLE: ""})
    falling = [True] * len(groups) + [False]
    ordered = counted.sort_values([*groups, "share_percent"], ascending=falling)
    grouped = ordered.assign(square=ordered["share_percent"] ** 2).groupby(groups)
    same = [name for name in ("lines", "thin", *KEEP_APART) if name in made and name not in groups]
    out = grouped.agg(
        hhi=("square", "sum"),
        members=(by, "size"),
        largest=(by, "first"),
        largest_percent=("share_percent", "first"),
        total=("total", "first"),
        **{name: (name, "first") for name in same},
    )
    if "source_ids" in made:
        out["source_ids"] = grouped["source_ids"].agg(united)
    out.insert(1, "effective_number", 10_000 / out["hhi"])
    out = out.reset_index().drop(columns=WHOLE, errors="ignore")
    out.attrs = dict(made.attrs)
    return out
