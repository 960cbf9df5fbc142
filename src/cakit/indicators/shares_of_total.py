"""Shares of a total, over all years or in rolling windows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cakit import door
from cakit.catalog.computed import united
from cakit.errors import CakitError
from cakit.indicators.sums import summed, totals, with_thin

if TYPE_CHECKING:
    import pandas as pd

SPAN = ["year_from", "year_to"]
EMPTY = ["empty_cells", "empty_in_total"]
SURE = ["high", "medium", "low"]
MADE = ["total", "share_percent", "years_without_rows", "lines", "thin", *EMPTY]
MADE += [f"{word}_percent" for word in SURE]
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
    seen = inside[[*groups, "year"]].drop_duplicates().groupby(groups).size().rename("(seen)")
    out = out.join(seen, on=groups)
    out["years_without_rows"] = out["year_to"] - out["year_from"] + 1 - out.pop("(seen)")
    return out


def _with_zeros(
    out: pd.DataFrame, by: str, value: str, within: list[str], groups: list[str]
) -> pd.DataFrame:
    """A row of zero for every member that a group has in another window; sources of the group."""
    import pandas as pd

    within = within or [WHOLE]
    spans = [name for name in groups if name not in within]
    members = out[[*within, by]].drop_duplicates()
    full = members.merge(out[spans].drop_duplicates(), how="cross") if spans else members
    if not spans:  # every member in every group
        full = out[within].drop_duplicates().merge(out[[by]].drop_duplicates(), how="cross")
    about = [name for name in ("years_without_rows", "lines") if name in out]
    shared = out.groupby(groups)[about].first() if about else None
    if shared is not None and "lines" in out:
        shared["lines"] = 0
    new = full.merge(out[[*groups, by]], how="left", indicator="(found)")
    new = new[new.pop("(found)") == "left_only"].assign(**{value: 0.0, "empty_cells": 0})
    if shared is not None:
        new = new.join(shared, on=groups)
        if "years_without_rows" in new:
            length = new["year_to"] - new["year_from"] + 1
            new["years_without_rows"] = new["years_without_rows"].fillna(length).astype("int64")
        if "lines" in new:
            new["lines"] = new["lines"].fillna(0).astype("Int64")
    if "source_ids" in out:
        ids = out.groupby(groups)["source_ids"].agg(united).rename("source_ids")
        new = new.join(ids, on=groups)
    return pd.concat([out, new], ignore_index=True)


def _by_confidence(frame: Any, keys: list[str], value: str, **how: Any) -> pd.DataFrame:
    """What part of each sum rests on rows of high, medium and low confidence."""
    if "confidence" in keys:
        raise CakitError("confidence=True needs a frame that is not summed by confidence")
    made = shares(frame, "confidence", value, keys, **how)
    wide = made.pivot(
        index=list(made.columns[: made.columns.get_loc("confidence")]),
        columns="confidence",
        values="share_percent",
    )
    wide = wide.reindex(columns=SURE).fillna(0.0)
    return wide.rename(columns=lambda word: f"{word}_percent").reset_index()


@door.plain_arguments
def shares(
    frame: Any,
    by: str,
    value: str,
    within: str | Sequence[str] | None = None,
    window: int | None = None,
    period: tuple[int, int] | None = None,
    zeros: bool = False,
    confidence: bool = False,
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
        The groups inside which shares add up to 100; "year" gives shares year by year. Without it,
        all rows are one group.
    window : int, optional
        The years of a rolling window over `year`, as in SIPRI's five-year figures. Without it, one
        window covers the whole period.
    period : (int, int), optional
        First and last year; by default those of the frame. The rows of one state end with its last
        delivery: give the period where the windows are to go on.
    zeros : bool, optional
        Add a row of zero for every window in which a member of the group had nothing, as a line
        chart needs.
    confidence : bool, optional
        Add `high_percent`, `medium_percent`, `low_percent`: what part of the value rests on rows of
        that confidence.

    Returns
    -------
    pandas.DataFrame
        A row for each group, window and member: the columns of `within`, `year_from`, `year_to`,
        `by`, `value`, `total` (in the unit of `value`), `share_percent` (empty where the total is
        zero), `years_without_rows` (years of the window without a row for the group: they count
        as zero), the edition and the `source_ids` of the rows summed. `attrs["note"]` says the same
        in words. Where the frame counts deliveries (it has `delivery_lines` or `delivery_id`), also
        `lines`, the delivery lines of the group in the window (empty where a row does not say), and
        `thin`: fewer than three lines, or the largest supplier unknown. An empty value is no zero:
        where there are any, `empty_cells` counts them for the member and `empty_in_total` for the
        group; total and shares are then of what is known, and a member without any known value has
        no share.

    Raises
    ------
    MixedUnits
        When the rows have several editions, units or bases.
    MissingColumn, CakitError
        When a column is missing, has no finite numbers, or has the name of one that the result
        adds; when there are no rows, a year is none, or the window does not fit into the years.

    Examples
    --------
    >>> import cakit as ck
    >>> arms = ck.load("arms_transfers")
    >>> made = ck.shares(arms, by="supplier_iso3", value="tiv_million", within="recipient_iso3")
    >>> russia = made.query("supplier_iso3 == 'RUS'").set_index("recipient_iso3")
    >>> russia["share_percent"].round(1).to_dict()
    {'KAZ': 84.3, 'KGZ': 47.4, 'TJK': 58.1, 'TKM': 22.4, 'UZB': 31.5}
    """
    keys, yearly, window, period = _asked(frame, by, value, within, window, period)
    groups = keys[:-1]
    zeros, confidence = door.flag(zeros, "zeros"), door.flag(confidence, "confidence")
    sums, same = summed(frame, [*keys, "year"] if yearly else keys, value)
    if sums.empty:
        raise CakitError("the frame has no rows to sum: look at the filter before")
    note = [f"{value} summed by {by}"]
    if yearly:
        windows = _windows(sums["year"], window, period)
        out = _by_window(sums, keys, value, windows)
        groups += SPAN
        rolling = f", running windows of {window} years" if window else ""
        span = f"{windows['year_from'].min()}-{windows['year_to'].max()}"
        note = [f"{value} summed by {by}, {span}{rolling}", "years without rows count as zero"]
    else:
        out = totals(sums, keys, value)
    out[WHOLE] = ""
    if zeros:
        out = _with_zeros(out, by, value, keys[:-1], groups or [WHOLE])
        out[WHOLE] = ""
    grouped = out.groupby(groups or WHOLE)
    out["empty_in_total"] = grouped["empty_cells"].transform("sum")
    out["total"] = grouped[value].transform("sum", min_count=1)
    out["share_percent"] = 100 * out[value] / out["total"].where(out["total"] != 0)
    if "lines" in out:
        out = with_thin(out, by, value, groups or [WHOLE])
    if confidence:
        parts = _by_confidence(frame, keys, value, window=window, period=period)
        out = out.merge(parts, how="left", on=[name for name in parts if name in out])
    out, said = _with_empty(out, sums)
    order = [*groups, by, value, *MADE, *same, "source_ids"]
    out = out.assign(**same).sort_values([*groups, by], ignore_index=True)
    out = out[[name for name in order if name in out]]
    out.attrs = {"note": "; ".join(note + said) + "."}
    return out


def _asked(
    frame: Any,
    by: str,
    value: str,
    within: str | Sequence[str] | None,
    window: int | None,
    period: tuple[int, int] | None,
) -> tuple[list[str], bool, int | None, tuple[int, int] | None]:
    """What a call asks for: the keys, whether by years, window and period; or an error."""
    groups = door.texts(within, "within")
    keys = [*groups, door.text(by, "by")]
    period = door.period(period)
    if window is not None:
        window = door.whole(window, "window", 1)
    if by in groups:
        raise CakitError(f"by and within both name {by!r}: shares of a member in itself are 100")
    asked = window is not None or period is not None
    if asked and "year" in keys:
        raise CakitError("give window or period, or the single years of within='year', not both")
    names = door.lazy(frame, by="shares").collect_schema().names()
    yearly = "year" not in keys and ("year" in names or asked)
    for name in (*keys, door.text(value, "value")):
        if name in [*MADE, "source_ids"] or (yearly and name in SPAN):
            raise CakitError(f"the result has a column {name!r} of its own: rename yours first")
    return keys, yearly, window, period


def _with_empty(out: pd.DataFrame, sums: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Say what is empty or below zero; drop the counts of empty cells where there are none."""
    said, empty = [], int(out["empty_cells"].sum())
    if not empty:
        out = out.drop(columns=EMPTY)
    else:
        rows = "row has" if sums["empty_cells"].sum() == 1 else "rows have"
        said = [
            f"{sums['empty_cells'].sum()} {rows} no value: total and shares are of what is known"
        ]
    if sums.attrs["least"] < 0:
        said.append("some values are below zero, so shares can be below 0 or above 100")
    return out, said
