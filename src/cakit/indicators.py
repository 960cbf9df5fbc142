"""Shares, windows, concentration, what is still in service: frame in, frame out; no files, no plots.

The sums run through narwhals, so the same call works on pandas, Polars, DuckDB, Arrow or PySpark frames; what comes
back is small and always pandas. Source ids and the edition travel through every sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cakit.errors import CakitError, MissingColumn, MixedUnits, nearest, need

if TYPE_CHECKING:
    import pandas as pd

KEEP_APART = (
    "sipri_edition", "edition", "unit", "currency", "measure", "basis", "price_basis", "constant_price_base_year",
    "statistics_side", "dataset", "flow",
)  # fmt: skip
SOURCE_COLUMNS = ("source_ids", "source_id")
FEW = {0: "no line", 1: "one line", 2: "two lines"}  # a window of fewer than three delivery lines is thin
UNKNOWN = "XXX"  # the code of a supplier that is not known


def _names(names: str | Sequence[str] | None) -> list[str]:
    return [] if names is None else [names] if isinstance(names, str) else list(names)


def _columns(frame: Any) -> list[str]:
    """The column names of a frame of any engine."""
    import narwhals as nw

    return nw.from_native(frame).lazy().collect_schema().names()


def _small(lazy: Any) -> pd.DataFrame:
    """Run a query in its own engine and bring the few rows it gives into pandas; no Arrow library is needed."""
    import pandas as pd

    if lazy.implementation.is_pyspark():
        return pd.DataFrame([row.asDict() for row in lazy.to_native().collect()], columns=lazy.collect_schema().names())
    found = lazy.collect(backend="pandas") if lazy.implementation.is_duckdb() else lazy.collect()
    if found.implementation.is_pandas():
        return found.to_native()
    return pd.DataFrame(found.to_dict(as_series=False))


def _concat(parts: list[pd.DataFrame]) -> pd.DataFrame:
    import pandas as pd

    return pd.concat(parts, ignore_index=True)


def _sums(frame: Any, keys: list[str], value: str) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Sum `value` over `keys` in whatever engine the frame lives in; refuse mixtures."""
    import narwhals as nw
    import pandas as pd

    lazy = nw.from_native(frame).lazy()
    columns = lazy.collect_schema().names()
    need(columns, *keys, value)
    kept: dict[str, Any] = {}
    apart = [name for name in KEEP_APART if name in columns and name not in keys]
    source = [name for name in SOURCE_COLUMNS if name in columns][:1]
    if apart or source:
        found = _small(lazy.select([*apart, *source]).unique()).to_dict("list")
        for name in apart:
            values = sorted({str(v) for v in found[name] if v is not None and v == v})
            if len(values) > 1:
                shown = ", ".join(values[:6]) + (", …" if len(values) > 6 else "")
                raise MixedUnits(
                    f"{name} holds {shown}: these must not be added. "
                    f"Keep one first, for example frame[frame[{name!r}] == {found[name][0]!r}]."
                )
            kept |= {name: found[name][0]} if values else {}
    sums = _small(lazy.group_by(keys).agg(nw.col(value).sum(), *_line_counts(columns)))
    if "rows_counted" in sums:
        known = sums.pop("rows_counted") == sums.pop("rows_summed")
        sums["lines"] = sums["lines"].astype("Int64").where(known)
    elif "lines" in sums:
        sums["lines"] = sums["lines"].astype("Int64")
    if source:
        ids = list(dict.fromkeys(found[source[0]]))
        if len(ids) == 1:
            sums["source_ids"] = ids[0]
        else:
            pairs = _small(lazy.select([*keys, *source]).unique()).dropna(subset=source)
            sums = _with_ids(sums, pairs.rename(columns={source[0]: "source_ids"}), keys)
    for key in keys:
        if sums[key].isna().any():
            raise CakitError(f"rows without a {key} cannot be put anywhere: fill the column or leave them out first")
        if pd.api.types.is_integer_dtype(sums[key]):
            sums[key] = sums[key].astype("int64")
    return sums.sort_values(keys, ignore_index=True), kept


def _line_counts(columns: list[str]) -> list[Any]:
    """How to count delivery lines: the sum of a column that counts them, or the rows of a frame of lines."""
    import narwhals as nw

    if "delivery_lines" in columns:
        counted = nw.col("delivery_lines")
        return [counted.sum().alias("lines"), counted.count().alias("rows_counted"), nw.len().alias("rows_summed")]
    return [nw.len().alias("lines")] if "delivery_id" in columns else []


def _added(lines: Any) -> Any:
    """Groups of line counts added; not known where one of a group is not known."""
    return lines.sum().where(lines.count() == lines.size())


def _why_thin(lines: Any, who: str, members: int, largest: str) -> str:
    """In words why a window says little; empty where it rests on three lines or more of known suppliers."""
    import pandas as pd

    few = "" if pd.isna(lines) else FEW.get(int(lines), "")
    unknown = f"{'largest ' if members > 1 else ''}{who} unknown" if largest == UNKNOWN else ""
    return ", ".join(filter(None, [few, unknown]))


def _thin(out: pd.DataFrame, by: str, value: str, keys: list[str]) -> pd.DataFrame:
    """Put beside each row the `lines` of its whole group and window, and why that is `thin`."""
    keys = keys or ["all"]
    groups = out.assign(all="all").groupby(keys)
    found = groups.agg(members=(by, "size"), top=(value, "idxmax")).assign(lines=_added(groups["lines"]))
    found["largest"] = out[by].loc[found.pop("top")].to_numpy()
    who = by.split("_")[0]
    found["thin"] = [_why_thin(row.lines, who, row.members, row.largest) for row in found.itertuples()]
    beside = out.assign(all="all").drop(columns="lines").merge(found[["lines", "thin"]], on=keys, how="left")
    return beside.drop(columns="all")


def _union(cells: Iterable[Any]) -> str:
    return ";".join(sorted({part for cell in cells if cell == cell and cell for part in str(cell).split(";")}))


def _with_ids(sums: pd.DataFrame, rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """The sums with the union of the `source_ids` of the rows behind each; mostly one id is behind all of them."""
    if rows["source_ids"].nunique(dropna=False) == 1:
        return sums.assign(source_ids=rows["source_ids"].iloc[0])
    pairs = rows[[*keys, "source_ids"]].drop_duplicates()
    several = pairs.duplicated(keys, keep=False)
    if several.any():
        joined = pairs[several].groupby(keys)["source_ids"].agg(_union).reset_index()
        pairs = _concat([pairs[~several], joined])
    return sums.merge(pairs, on=keys, how="left")


def _totals(rows: pd.DataFrame, keys: list[str], value: str, *same: str) -> pd.DataFrame:
    """Sums by keys; `same` are columns that have one value a key."""
    groups = rows.groupby(keys)
    out = groups.agg({value: "sum"} | dict.fromkeys(same, "first"))
    if "lines" in rows:
        out["lines"] = _added(groups["lines"])
    out = out.reset_index()
    return _with_ids(out, rows, keys) if "source_ids" in rows else out


def _windows(sums: pd.DataFrame, window: int | None, period: tuple[int, int] | None) -> list[tuple[int, int]]:
    if sums.empty:
        raise CakitError("the frame has no rows to sum: look at the filter before")
    first, last = period or (int(sums["year"].min()), int(sums["year"].max()))
    length = last - first + 1
    if not 1 <= (window or 1) <= length:
        raise CakitError(f"window={window} does not fit into {first}-{last}: take 1 to {length}")
    size = window or length
    return [(end - size + 1, end) for end in range(first + size - 1, last + 1)]


def _by_window(
    sums: pd.DataFrame, groups: list[str], by: str, value: str, spans: list[tuple[int, int]]
) -> pd.DataFrame:
    """Every window's sums: each row is counted in every window that holds its year."""
    import numpy as np

    first, last = np.array(spans).T
    years = sums["year"].to_numpy()[:, None]
    row, span = np.nonzero((first <= years) & (years <= last))
    inside = sums.iloc[row].assign(year_from=first[span], year_to=last[span])
    window = [*groups, "year_from", "year_to"]
    inside["years_seen"] = inside.groupby(window)["year"].transform("nunique")
    out = _totals(inside, [*window, by], value, "years_seen")
    out["years_without_rows"] = out["year_to"] - out["year_from"] + 1 - out.pop("years_seen")
    return out


def shares(
    frame: Any,
    by: str,
    value: str,
    within: str | Sequence[str] | None = None,
    window: int | None = None,
    period: tuple[int, int] | None = None,
) -> pd.DataFrame:
    """Each member's share of a total, over all years or over running windows.

    Parameters
    ----------
    frame : frame
        pandas, Polars, DuckDB, Arrow or PySpark. Needs `by`, `value`, the `within` columns and, for windows, `year`.
    by : str
        Whose shares, for example `supplier_iso3`.
    value : str
        What is summed, for example `tiv_million`.
    within : str or list of str, optional
        The groups inside which shares add up to 100; without it everything is pooled into one total.
    window : int, optional
        Running windows of that many years, each year an end, as SIPRI's five-year figures are made.
        Without it, one window over the whole period.
    period : (int, int), optional
        First and last year; default: those of the frame. Rows of one state end with its last delivery: give the
        period where the windows are to reach further.

    Returns
    -------
    pandas.DataFrame
        A row per group, window and member: the `within` columns, `year_from`, `year_to`, `by`, `value` (its unit),
        `total` (same unit), `share_percent` (0-100, empty where the total is zero), `years_without_rows` (how many
        years of the window have no row for the group: they count as zero), and the edition and `source_ids` of the
        rows summed. `frame.attrs["note"]` says the same in words. Where the frame counts deliveries (a column
        `delivery_lines`, or `delivery_id` for a frame of one line a row), also `lines`, the delivery lines of the whole
        group in the window (empty where a row does not say), and `thin`: in words why the window says little (fewer
        than three lines, or the largest supplier is not known), else empty.

    Raises
    ------
    MixedUnits
        When the rows hold several editions, units or bases.
    MissingColumn
        When a named column is not there.
    CakitError
        When there are no rows, or the window does not fit into the years.

    Examples
    --------
    >>> import cakit as ck
    >>> arms = ck.load("arms_transfers")
    >>> since_1991 = ck.shares(arms, by="supplier_iso3", value="tiv_million", within="recipient_iso3")
    >>> since_1991.query("supplier_iso3 == 'RUS'").set_index("recipient_iso3")["share_percent"].round(1).to_dict()
    {'KAZ': 84.3, 'KGZ': 47.4, 'TJK': 58.1, 'TKM': 22.4, 'UZB': 31.5}
    """
    groups = _names(within)
    yearly = "year" in _columns(frame) or window is not None or period is not None
    sums, kept = _sums(frame, [*groups, by, *(["year"] if yearly else [])], value)
    spans = _windows(sums, window, period) if yearly else []
    out = _by_window(sums, groups, by, value, spans) if yearly else _totals(sums, [*groups, by], value)
    span_columns = ["year_from", "year_to"] if yearly else []
    whole = out.groupby([*groups, *span_columns])[value] if groups or yearly else out[value]
    out["total"] = whole.transform("sum") if groups or yearly else whole.sum()
    out["share_percent"] = 100 * out[value] / out["total"].where(out["total"] != 0)
    if "lines" in out:
        out = _thin(out, by, value, [*groups, *span_columns])
    out = out.assign(**kept)
    order = [*groups, *span_columns, by, value, "total", "share_percent"]
    order += [name for name in ("years_without_rows", "lines", "thin") if name in out]
    out = out[[*order, *kept, *(["source_ids"] if "source_ids" in out else [])]]
    out = out.sort_values([*groups, *span_columns, by], ignore_index=True)
    running = f", running windows of {window} years" if window else ""
    years = f", {spans[0][0]}-{spans[-1][1]}{running}; years without rows count as zero" if yearly else ""
    out.attrs = {"note": f"{value} summed by {by}{years}."}
    return out


def pooled(frame: pd.DataFrame, column: str, members: Sequence[str]) -> pd.DataFrame:
    """Rows of some members, once under their own name and once under all names joined by "+".

    Parameters
    ----------
    frame : pandas.DataFrame
        Any table.
    column : str
        Where the members stand, for example `recipient_iso3`.
    members : list of str
        Those to keep.

    Returns
    -------
    pandas.DataFrame
        `shares(..., within=column)` then gives the share for each and for all taken together. Never sum over `column`.

    Examples
    --------
    >>> import cakit as ck
    >>> both = ck.pooled(ck.load("arms_transfers"), "recipient_iso3", ["KGZ", "TJK"])
    >>> sorted(set(both["recipient_iso3"]))
    ['KGZ', 'KGZ+TJK', 'TJK']
    """
    need(frame.columns, column, by="pooled")
    kept = frame[frame[column].isin(list(members))]
    if kept.empty:
        raise CakitError(
            f"none of {', '.join(map(str, members))} is in {column}. {nearest(members[0], map(str, frame[column].unique()))}"
        )
    return _concat([kept, kept.assign(**{column: "+".join(members)})])


def share_of(made: pd.DataFrame, by: str, member: str) -> pd.DataFrame:
    """One member's share in every group and window, zero where it had no part.

    Parameters
    ----------
    made : pandas.DataFrame
        From `shares`: it has no row for a member without a part, so a filter alone would take a zero for a gap.
    by : str
        The column given to `shares`.
    member : str
        Whose share.

    Returns
    -------
    pandas.DataFrame
        The columns of `made`, a row a group and window in which anything at all was counted; where the member had no
        part, `source_ids` are those of the others' rows.

    Examples
    --------
    >>> import cakit as ck
    >>> made = ck.shares(ck.load("arms_transfers"), "supplier_iso3", "tiv_million", "recipient_iso3", period=(2011, 2015))
    >>> ck.share_of(made, "supplier_iso3", "RUS").set_index("recipient_iso3")["share_percent"].round().to_dict()
    {'KAZ': 78.0, 'KGZ': 100.0, 'TJK': 0.0, 'TKM': 41.0, 'UZB': 0.0}
    """
    need(made.columns, by, "total", "share_percent", by="share_of")
    columns = list(made.columns)
    keys, value = columns[: columns.index(by)] or ["all"], columns[columns.index(by) + 1]
    counted = made[made["total"] != 0].assign(all="all")
    own = counted[counted[by] == member]
    others = counted[~counted.set_index(keys).index.isin(own.set_index(keys).index)]
    zero = others.groupby(keys, as_index=False).agg(
        {name: _union if name == "source_ids" else "first" for name in columns if name not in keys}
    )
    zero = zero.assign(**{by: member, value: 0.0, "share_percent": 0.0})
    found = _concat([own, zero]).sort_values(keys, ignore_index=True)[columns]
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
    """How concentrated a total is: the Herfindahl-Hirschman index and the effective number of members.

    Parameters
    ----------
    frame, by, value, within, window, period
        As for `shares`.

    Returns
    -------
    pandas.DataFrame
        A row per group and window: `hhi` (0-10,000, the sum of squared percentage shares), `effective_number`
        (10,000 / hhi: so many equal members would be as concentrated), `members`, `largest`, `largest_percent`,
        `total`, the edition and `source_ids`; `lines` and `thin` where `shares` has them.

    Raises
    ------
    MixedUnits, MissingColumn
        As `shares`.

    Examples
    --------
    >>> import cakit as ck
    >>> ck.concentration(ck.load("arms_transfers"), by="supplier_iso3", value="tiv_million", within="recipient_iso3")[
    ...     ["recipient_iso3", "effective_number", "largest"]].round(1)
      recipient_iso3  effective_number largest
    0            KAZ               1.4     RUS
    1            KGZ               3.0     RUS
    2            TJK               2.0     RUS
    3            TKM               4.8     TUR
    4            UZB               4.0     CHN
    """
    made = shares(frame, by, value, within, window, period)
    keys = [name for name in (*_names(within), "year_from", "year_to") if name in made]
    made = made.dropna(subset=["share_percent"])
    apart = [name for name in ("lines", "thin", *KEEP_APART) if name in made and name not in keys]
    extra = ["source_ids"] if "source_ids" in made else []
    if not keys:
        made, keys = made.assign(all="all"), ["all"]
    ordered = made.sort_values([*keys, "share_percent"], ascending=[True] * len(keys) + [False])
    groups = ordered.assign(square=ordered["share_percent"] ** 2).groupby(keys)
    out = groups.agg(
        hhi=("square", "sum"),
        members=(by, "size"),
        largest=(by, "first"),
        largest_percent=("share_percent", "first"),
        total=("total", "first"),
        **{name: (name, "first") for name in apart},
        **{name: (name, _union) for name in extra},
    ).reset_index()
    out.insert(out.columns.get_loc("hhi") + 1, "effective_number", 10_000 / out["hhi"])
    out = out.drop(columns="all", errors="ignore")
    out.attrs["note"] = made.attrs.get("note", "")
    return out


def in_service(
    deliveries: pd.DataFrame,
    at: int,
    service_life: int | Mapping[str, int],
    by: str | Sequence[str] = ("recipient_iso3", "supplier_iso3"),
) -> pd.DataFrame:
    """Deliveries that would still be in service, if each kind of weapon lasts a stated number of years.

    Parameters
    ----------
    deliveries : pandas.DataFrame
        Rows with `year`, `category`, `number_delivered`, `tiv_million`: `load("arms_deliveries")`, or your own.
    at : int
        The year looked at; later deliveries are left out.
    service_life : int or mapping
        Years in service, for all or by `category`. An assumption of yours: the register does not hold it.
    by : str or list of str
        How to group.

    Returns
    -------
    pandas.DataFrame
        `by` columns, `delivery_lines`, `number_delivered` (items), `tiv_million`, `share_percent` (of the first `by`
        column's TIV), edition, `source_ids`. `attrs["note"]` states the assumption and what it cannot see.

    Raises
    ------
    MissingColumn
        When a column or the service life of a category is missing.
    MixedUnits
        When the rows hold several editions.

    Examples
    --------
    >>> import cakit as ck
    >>> left = ck.in_service(ck.load("arms_deliveries"), at=2025, service_life=20)
    >>> print(left.attrs["note"])
    Delivered 2006-2025 and still in service in 2025 if every item lasts 20 years. ...
    """
    need(deliveries.columns, "year", "category", "number_delivered", "tiv_million", *_names(by))
    if isinstance(service_life, Mapping):
        for kind in deliveries["category"].unique():
            if kind not in service_life:
                raise MissingColumn(f"service_life names no years for {kind!r}. {nearest(kind, service_life)}")
        life = deliveries["category"].map(service_life)
        said = "items last " + ", ".join(f"{years} years ({kind})" for kind, years in sorted(service_life.items()))
    else:
        life, said = service_life, f"every item lasts {service_life} years"
    left = deliveries[(deliveries["year"] <= at) & (deliveries["year"] > at - life)]
    keys = _names(by)
    out, kept = _sums(left, keys, "tiv_million")
    counts = left.groupby(keys).agg(delivery_lines=("year", "size"), number_delivered=("number_delivered", "sum"))
    out = out.merge(counts.reset_index(), on=keys)
    out["share_percent"] = 100 * out["tiv_million"] / out.groupby(keys[0])["tiv_million"].transform("sum")
    for name, one in kept.items():
        out[name] = one
    tail = ["source_ids"] if "source_ids" in out else []
    out = out[[*keys, "delivery_lines", "number_delivered", "tiv_million", "share_percent", *kept, *tail]]
    first = int(left["year"].min()) if len(left) else at
    out.attrs["note"] = (
        f"Delivered {first}-{at} and still in service in {at} if {said}. The register begins after independence: what "
        "the states inherited from the Soviet Union is not in it, so this is a lower bound, not the stock in use."
    )
    return out
