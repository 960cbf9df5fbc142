"""Sums in whatever engine a frame is in: mixtures refused, sources united, lines counted."""

from __future__ import annotations

from numbers import Number
from typing import Any

import pandas as pd

from cakit import door
from cakit.door import collected
from cakit.errors import CakitError, MixedUnits

KEEP_APART: tuple[str, ...] = ("sipri_edition", "edition", "unit", "currency", "measure", "basis")
KEEP_APART += ("price_basis", "constant_price_base_year", "statistics_side", "dataset", "flow")
FEW = {0: "no line", 1: "one line", 2: "two lines"}  # fewer than three lines make a thin window
UNKNOWN = "XXX"  # the code of an unknown supplier
KNOWN, ROWS, LEAST = "(known)", "(rows)", "(least)"  # no column has these names
LINES, TOLD = "(lines)", "(told)"
LARGEST = 1e300  # of a sum; a sum of larger ones may be infinite


def summed(
    frame: Any, keys: list[str], value: str, by: str = "the sum"
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Sum `value` over `keys`, and give the columns that have one value in the whole frame.

    The sums are float64 whatever the column's type, and empty where no value is known;
    `empty_cells` counts the rows without one. The frame has a column `lines` where the rows count
    deliveries, and `source_ids` where they have sources.
    """
    parts, same = summed_apart(frame, keys, value, by)
    return totals(parts, keys, value), same


def summed_apart(
    frame: Any, keys: list[str], value: str, by: str = "the sum"
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The sums of each source by itself, for `totals`; the engine goes over the rows once."""
    query = door.lazy(frame, *keys, value, by=by)
    schema = query.collect_schema()
    _refuse_no_numbers(query, value)
    apart = [name for name in KEEP_APART if name not in keys and name in schema]
    source = [name for name in ("source_ids", "source_id") if name in schema and name not in keys]
    groups = [*keys, *apart, *source[:1]]
    parts = _run(query, groups, value)
    if parts[value][parts[KNOWN] > 0].isna().any():  # some are NaN where NaN is no empty cell
        parts = _run(query, groups, value, nan_is_empty=True)
    parts = _checked(parts, keys, value)
    same = _same_in_all_rows(parts, apart)
    if source:
        cells = parts.pop(source[0])
        parts["source_ids"] = cells.where(cells.map(lambda cell: isinstance(cell, str)))
        keys = [*keys, "source_ids"]
    return parts.sort_values(keys), same  # in one order, so that floats add up to the same


def totals(parts: pd.DataFrame, keys: list[str], value: str) -> pd.DataFrame:
    """Sums of sums, with their lines, empty cells and sources."""
    groups = parts.groupby(keys)
    out = groups[[value]].sum(min_count=1)
    counts = groups[[name for name in (KNOWN, ROWS, LINES, TOLD) if name in parts]].sum()
    out["empty_cells"] = (counts[ROWS] - counts[KNOWN]).astype("int64")
    if LINES in parts:
        lines = counts[LINES].round().astype("Int64")
        out["lines"] = lines.where(counts[TOLD] == counts[ROWS])
    if "source_ids" in parts:
        found: dict[Any, set[str]] = {key: set() for key in out.index}
        cells = parts[[*keys, "source_ids"]].dropna().drop_duplicates().set_index(keys)
        for key, cell in cells["source_ids"].items():
            found[key].update(cell.split(";"))
        texts = [";".join(sorted(ids)) or None for ids in found.values()]
        out["source_ids"] = pd.array(texts, dtype="str")
    return out.reset_index()


def _refuse_no_numbers(query: Any, column: str) -> None:
    import narwhals as nw

    kind = query.collect_schema()[column]
    if kind == nw.Object:  # Python's own values, in pandas
        cells = collected(query.select(column))[column]
        kinds = cells.dropna().map(type)
        wrong = [kind.__name__ for kind in kinds.unique() if not issubclass(kind, Number)]
    else:
        wrong = [] if kind.is_numeric() or kind == nw.Boolean else [kind]
    if wrong:
        said = f"the sum needs numbers, but {column!r} has the type {wrong[0]}"
        raise CakitError(f"{said}: make it numbers first, for example with pd.to_numeric")


def _run(query: Any, groups: list[str], value: str, nan_is_empty: bool = False) -> pd.DataFrame:
    """The sums of every group, in the frame's engine: value, rows with one, all rows, lines."""
    import narwhals as nw

    names, one, lines = query.collect_schema().names(), nw.col(value), nw.col("delivery_lines")
    what = [one.sum(), one.count().alias(KNOWN), nw.len().alias(ROWS), one.min().alias(LEAST)]
    try:
        query = query.with_columns(one.cast(nw.Float64))
        if nan_is_empty:
            query = query.with_columns(nw.when(~one.is_nan()).then(one))
        if "delivery_lines" in names:  # after a merge some are empty; those are not known
            _refuse_no_numbers(query, "delivery_lines")
            counted = lines.cast(nw.Float64)
            query = query.with_columns(nw.when(counted.is_between(0, 1e9)).then(counted))
            what += [lines.sum().alias(LINES), lines.count().alias(TOLD)]
        elif "delivery_id" in names:
            what += [nw.len().alias(LINES), nw.len().alias(TOLD)]
        parts = collected(query.group_by(groups).agg(*what))
    except (ValueError, TypeError, OverflowError) as error:
        said = f"{value!r} cannot be summed ({' '.join(str(error).split())[:100]})"
        raise CakitError(f"{said}: make the column numbers first") from error
    parts[value] = parts[value].astype("float64").where(parts[KNOWN] > 0)
    return parts


def _checked(parts: pd.DataFrame, keys: list[str], value: str) -> pd.DataFrame:
    """Refuse groups without a name, what is no year, and infinite values."""
    if parts[value].abs().max() > LARGEST:
        raise CakitError(f"{value!r} holds infinite values, or has sums that are: leave them out")
    parts = parts.astype({LEAST: "float64"})
    for key in keys:
        if parts[key].isna().any():
            raise CakitError(f"some rows have no {key}: fill the column or leave these rows out")
        door.refuse_mixed(parts[key])
        if parts[key].dtype == "category":
            parts[key] = parts[key].astype(parts[key].cat.categories.dtype)
        if key == "year":
            parts[key] = _years(parts[key])
        elif pd.api.types.is_integer_dtype(parts[key].dtype):
            parts[key] = parts[key].astype("int64")
    return parts


def _years(cells: pd.Series) -> pd.Series:
    """Years as whole numbers; a year that is written as text is refused here."""
    texts = cells[cells.map(lambda cell: isinstance(cell, str))]
    if len(texts):
        wrong = f"year holds {door.shown(texts.iloc[0])}: write years as whole numbers"
        raise CakitError(f"{wrong} from {door.YEARS[0]} to {door.YEARS[1]}")
    return door.years_of(cells)


def _same_in_all_rows(parts: pd.DataFrame, names: list[str]) -> dict[str, Any]:
    """The one value of each column that must not be mixed; `MixedUnits` where there are several."""
    same: dict[str, Any] = {}
    for name in names:
        values = list(parts[name].dropna().unique())
        if len(values) > 1 or (values and parts[name].isna().any()):
            shown = ", ".join(sorted(map(_brief, values))[:6])
            shown += ", …" if len(values) > 6 else ""
            shown += " and empty cells" if parts[name].isna().any() else ""
            raise MixedUnits(
                f"{name} holds {shown}: these must not be added. "
                f"Keep one first, for example frame[frame[{name!r}] == {values[0]!r:.60}]."
            )
        if values:
            same[name] = values[0]
    return same


def _brief(value: Any) -> str:
    """A value in a message, on one line."""
    return " ".join(f"{value}".split())[:40]


def with_thin(out: pd.DataFrame, by: str, value: str, groups: list[str]) -> pd.DataFrame:
    """Put the `lines` of the whole group beside each row, and in words why the group is `thin`."""
    who = by.split("_")[0]
    grouped = out.assign(**{value: out[value].fillna(0)}).groupby(groups)
    about = grouped.agg(members=(by, "size"), top=(value, "idxmax"))
    lines = grouped["lines"]
    about["lines"] = lines.sum().where(lines.count() == lines.size())
    about["thin"] = [
        _why_thin(row.lines, who, row.members, out.at[row.top, by]) for row in about.itertuples()
    ]
    return out.drop(columns="lines").merge(about[["lines", "thin"]], on=groups, how="left")


def _why_thin(lines: Any, who: str, members: int, largest: str) -> str:
    """Why a group says little; empty where it has three lines or more of known suppliers."""
    few = "" if pd.isna(lines) else FEW.get(int(lines), "")
    unknown = f"largest {who} unknown" if members > 1 else f"{who} unknown"
    return ", ".join(filter(None, [few, unknown if largest == UNKNOWN else ""]))
