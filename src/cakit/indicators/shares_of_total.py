"""Shares of a total, over all years or in rolling windows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from cakit import door
from cakit.catalog.store import united
from cakit.errors import CakitError
from cakit.indicators.sums import KNOWN, LEAST, ROWS, summed_apart, totals, with_thin

SPAN = ["year_from", "year_to"]
EMPTY = ["empty_cells", "empty_in_total"]
SURE = ["high", "medium", "low"]
MADE = ["total", "share_percent", "years_without_rows", "lines", "thin", *EMPTY]
MADE += [f"{word}_percent" for word in SURE]
MOST = 1_000_000  # rows of a result
WHOLE = "(whole)"  # the group of all rows, where there are no groups


def _windows(years: pd.Series, window: int | None, first: int, last: int) -> pd.DataFrame:
    """Every window that a year is in: the year, and the first and last year of the window."""
    length = last - first + 1
    if not 1 <= (window or 1) <= length:
        raise CakitError(f"window={window} does not fit into {first}-{last}: take 1 to {length}")
    starts = pd.DataFrame({"year_from": range(first, last - (window or length) + 2)})
    starts["year_to"] = starts["year_from"] + (window or length) - 1
    pairs = starts.merge(years.drop_duplicates(), how="cross")
    return pairs[pairs["year"].between(pairs["year_from"], pairs["year_to"])]


def _refuse_many(count: int) -> None:
    """An error for a result that no memory holds."""
    if count > MOST:
        wrong = f"the result would have {count:,} rows before it is summed; at most {MOST:,}"
        raise CakitError(f"{wrong}: give a shorter period, a smaller window or fewer groups")


def _with_zeros(
    out: pd.DataFrame, by: str, value: str, within: list[str], spans: list[str]
) -> pd.DataFrame:
    """A row of zero for every member that a group has in another window; sources of the group."""
    groups = [*within, *spans]
    if spans:
        full, others = out[[*within, by]].drop_duplicates(), out[spans].drop_duplicates()
    else:  # every member in every group
        full, others = out[within].drop_duplicates(), out[[by]].drop_duplicates()
    _refuse_many(len(full) * len(others))
    full = full.merge(others, how="cross")
    out = full.merge(out, how="left")
    new = out["empty_cells"].isna()
    out[value] = out[value].mask(new, 0.0)
    out["empty_cells"] = out["empty_cells"].fillna(0).astype("int64")
    if "lines" in out:
        out["lines"] = out["lines"].mask(new, 0)
    if "years_without_rows" in out:
        without = out.groupby(groups)["years_without_rows"].transform("first")
        length = out["year_to"] - out["year_from"] + 1
        out["years_without_rows"] = without.fillna(length).astype("int64")
    if "source_ids" in out:
        ids = out.groupby(groups)["source_ids"].agg(united).replace("", None).rename("ids")
        out["source_ids"] = out["source_ids"].mask(new, out.join(ids, on=groups)["ids"])
    return out


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
    by, value : str
        Whose shares (for example `supplier_iso3`), and what is summed (`tiv_million`).
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
    zeros, confidence = door.flag(zeros, "zeros"), door.flag(confidence, "confidence")
    period = door.period(period)
    window = None if window is None else door.whole(window, "window", 1)
    keys, yearly = _asked(frame, by, value, within, window is not None or period is not None)
    parts, same = summed_apart(frame, [*keys, "year"] if yearly else keys, value)
    if parts.empty:
        raise CakitError("the frame has no rows to sum: look at the filter before")
    empty, least = int((parts[ROWS] - parts[KNOWN]).sum()), parts[LEAST].min()
    groups, note = [WHOLE, *keys[:-1]], [f"{value} summed by {by}"]
    parts[WHOLE] = ""
    if yearly:
        years = parts["year"]
        first, last = period or (int(years.min()), int(years.max()))
        spans = _windows(years, window, first, last)
        _refuse_many(int(years.map(spans["year"].value_counts()).sum()))
        parts = parts.merge(spans, on="year")
        groups += SPAN
        rolling = f", running windows of {window} years" if window else ""
        note[0] += f", {first}-{last}{rolling}"
        note.append("years without rows count as zero")
    out = totals(parts, [*groups, by], value)
    if yearly:
        seen = parts.groupby(groups)["year"].nunique().rename("(seen)")
        seen = out.join(seen, on=groups)["(seen)"]
        out["years_without_rows"] = out["year_to"] - out["year_from"] + 1 - seen
    if zeros:
        out = _with_zeros(out, by, value, [WHOLE, *keys[:-1]], SPAN if yearly else [])
    grouped = out.groupby(groups)
    out["empty_in_total"] = grouped["empty_cells"].transform("sum")
    out["total"] = grouped[value].transform("sum", min_count=1)
    out["share_percent"] = 100 * out[value] / out["total"].where(out["total"] != 0)
    if "lines" in out:
        out = with_thin(out, by, value, groups)
    if confidence:
        sure = _by_confidence(frame, keys, value, window=window, period=period)
        out = out.merge(sure, how="left", on=[name for name in sure if name in out])
    if empty:
        rows = "row has" if empty == 1 else "rows have"
        note.append(f"{empty} {rows} no value: total and shares are of what is known")
    else:
        out = out.drop(columns=EMPTY)
    if least < 0:
        note.append("some values are below zero, so shares can be below 0 or above 100")
    order = [*groups[1:], by, value, *MADE, *same, "source_ids"]
    out = out.assign(**same).sort_values([*groups, by], ignore_index=True)
    out = out[[name for name in order if name in out]]
    out.attrs = {"note": "; ".join(note) + "."}
    return out


def _asked(frame: Any, by: str, value: str, within: Any, has_span: bool) -> tuple[list[str], bool]:
    """The keys that a call asks for, the member last, and whether by years; or an error."""
    groups = door.texts(within, "within")
    keys = [*groups, door.text(by, "by")]
    if by in groups:
        raise CakitError(f"by and within both name {by!r}: shares of a member in itself are 100")
    if door.text(value, "value") in keys:
        raise CakitError(f"value names {value!r}, as by or within does: name a column of figures")
    if has_span and "year" in keys:
        raise CakitError("give window or period, or the single years of within='year', not both")
    names = door.lazy(frame, by="shares").collect_schema().names()
    yearly = "year" not in keys and ("year" in names or has_span)
    for name in (*keys, value):
        if name in [*MADE, "source_ids"] or (yearly and name in SPAN):
            raise CakitError(f"the result has a column {name!r} of its own: rename yours first")
    return keys, yearly
