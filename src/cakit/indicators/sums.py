"""Sums in whatever engine a frame is in: mixtures refused, sources united, lines counted."""

from __future__ import annotations

from numbers import Number
from typing import TYPE_CHECKING, Any

from cakit import door
from cakit.door import collected
from cakit.errors import CakitError, MixedUnits

if TYPE_CHECKING:
    import pandas as pd

KEEP_APART: tuple[str, ...] = ("sipri_edition", "edition", "unit", "currency", "measure", "basis")
KEEP_APART += ("price_basis", "constant_price_base_year", "statistics_side", "dataset", "flow")
FEW = {0: "no line", 1: "one line", 2: "two lines"}  # fewer than three lines make a thin window
UNKNOWN = "XXX"  # the code of an unknown supplier
KNOWN, ROWS, LEAST = "(known)", "(rows)", "(least)"  # no column has these names
LINES, TOLD = "(lines)", "(told)"


def summed(
    frame: Any, keys: list[str], value: str, by: str = "the sum"
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Sum `value` over `keys`, and give the columns that have one value in the whole frame.

    The sums are float64 whatever the column's type, and empty where no value is known;
    `empty_cells` counts the rows without one. The frame has a column `lines` where the rows count
    deliveries, and `source_ids` where they have sources. The engine goes over the rows once.
    """
    query = door.lazy(frame, *keys, value, by=by)
    schema = query.collect_schema()
    _refuse_no_numbers(query, schema[value], value)
    apart = [name for name in KEEP_APART if name not in keys and name in schema]
    source = [name for name in ("source_ids", "source_id") if name in schema and name not in keys]
    groups = [*keys, *apart, *source[:1]]
    fine = _run(query, groups, value)
    if fine[value][fine[KNOWN] > 0].isna().any():  # some values are NaN where NaN is no empty cell
        import narwhals as nw

        known = nw.when(~nw.col(value).is_nan()).then(nw.col(value))
        fine = _run(query.with_columns(nw.col(value).cast(nw.Float64)), groups, value, known)
    fine = _checked(fine, keys, value)
    same = _same_in_all_rows(fine, apart)
    grouped = fine.groupby(keys)
    sums = grouped[[value]].sum(min_count=1)
    counts = grouped[[name for name in (KNOWN, ROWS, LINES, TOLD) if name in fine]].sum()
    sums["empty_cells"] = (counts[ROWS] - counts[KNOWN]).astype("int64")
    if LINES in counts:
        lines = counts[LINES].round().astype("Int64")
        sums["lines"] = lines.where(counts[TOLD] == counts[ROWS])
    sums = sums.reset_index()
    sums.attrs["least"] = fine[LEAST].min()
    if source:
        pairs = fine[[*keys, source[0]]].rename(columns={source[0]: "source_ids"})
        sums = with_sources(sums, pairs, keys)
    return sums.sort_values(keys, ignore_index=True), same


def _refuse_no_numbers(query: Any, kind: Any, value: str) -> None:
    import narwhals as nw

    if kind == nw.Object:  # Python's own values, in pandas
        cells = collected(query.select(value))[value]
        wrong = next((one for one in cells[cells.notna()] if not isinstance(one, Number)), None)
        if wrong is not None:
            kind = type(wrong).__name__
            raise CakitError(f"the sum needs numbers, but {value!r} has the type {kind}")
    elif not (kind.is_numeric() or kind == nw.Boolean):
        raise CakitError(f"the sum needs numbers, but {value!r} has the type {kind}")


def _run(query: Any, groups: list[str], value: str, known: Any = None) -> pd.DataFrame:
    """The sums of every group, in the frame's engine: value, rows with one, all rows, lines."""
    import narwhals as nw

    names = query.collect_schema().names()
    amount = nw.col(value).cast(nw.Float64) if known is None else known
    one = nw.col(value)
    what = [one.sum(), one.count().alias(KNOWN), nw.len().alias(ROWS), one.min().alias(LEAST)]
    if "delivery_lines" in names:
        _refuse_no_numbers(query, query.collect_schema()["delivery_lines"], "delivery_lines")
        lines = nw.col("delivery_lines")
        what += [lines.sum().alias(LINES), lines.count().alias(TOLD)]
    elif "delivery_id" in names:
        what += [nw.len().alias(LINES), nw.len().alias(TOLD)]
    try:
        query = query.with_columns(amount.alias(value))
        if "delivery_lines" in names:  # after a merge some are empty; those are not known
            counted = nw.col("delivery_lines").cast(nw.Float64)
            kept = nw.when(counted.is_between(0, 1e9)).then(counted)
            query = query.with_columns(kept.alias("delivery_lines"))
        fine = collected(query.group_by(groups).agg(*what))
    except (ValueError, TypeError, OverflowError) as error:
        raise CakitError(f"{value!r} cannot be summed: {str(error)[:100]}") from error
    fine[value] = fine[value].astype("float64").where(fine[KNOWN] > 0)
    return fine


def _checked(fine: pd.DataFrame, keys: list[str], value: str) -> pd.DataFrame:
    """Refuse groups without a name, what is no year, and infinite values."""
    import numpy as np
    import pandas as pd

    if (fine[KNOWN] > 0).any() and not np.isfinite(fine[value][fine[KNOWN] > 0]).all():
        raise CakitError(f"{value!r} holds infinite values: leave these rows out")
    fine = fine.astype({LEAST: "float64"})
    for key in keys:
        if fine[key].isna().any():
            raise CakitError(f"some rows have no {key}: fill the column or leave these rows out")
        if fine[key].dtype == object and fine[key].map(type).nunique() > 1:
            raise CakitError(f"{key} holds values of several types: make them all text")
        if fine[key].dtype == "category":
            fine[key] = fine[key].astype(fine[key].cat.categories.dtype)
        if key == "year":
            fine[key] = _years(fine[key])
        elif pd.api.types.is_integer_dtype(fine[key].dtype):
            fine[key] = fine[key].astype("int64")
    return fine


def _years(cells: pd.Series) -> pd.Series:
    """Years as whole numbers; a year that is written as text is refused here."""
    texts = cells[cells.map(lambda cell: isinstance(cell, str))]
    if len(texts):
        wrong = f"year holds {door.shown(texts.iloc[0])}: write years as whole numbers"
        raise CakitError(f"{wrong} from {door.YEARS[0]} to {door.YEARS[1]}")
    return door.years_of(cells)


def _same_in_all_rows(fine: pd.DataFrame, names: list[str]) -> dict[str, Any]:
    """The one value of each column that must not be mixed; `MixedUnits` where there are several."""
    same: dict[str, Any] = {}
    for name in names:
        values = list(fine[name].dropna().unique())
        if len(values) > 1:
            shown = ", ".join(sorted(map(_brief, values))[:6])
            shown += ", …" if len(values) > 6 else ""
            raise MixedUnits(
                f"{name} holds {shown}: these must not be added. "
                f"Keep one first, for example frame[frame[{name!r}] == {values[0]!r:.60}]."
            )
        if values and fine[name].isna().any():
            raise MixedUnits(
                f"{name} holds {values[0]} and empty cells: these must not be added. "
                f"Fill the empty cells, or keep frame[frame[{name!r}] == {values[0]!r}]."
            )
        if values:
            same[name] = values[0]
    return same


def _brief(value: Any) -> str:
    """A value in a message, on one line."""
    return " ".join(f"{value}".split())[:40]


def with_sources(sums: pd.DataFrame, rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Add to each sum the source ids of all rows behind it."""
    import pandas as pd

    found: dict[tuple[Any, ...], set[str]] = {}
    for *key, cell in rows[[*keys, "source_ids"]].drop_duplicates().itertuples(index=False):
        if isinstance(cell, str):
            found.setdefault(tuple(key), set()).update(cell.split(";"))
    groups = sums[keys].itertuples(index=False, name=None)
    texts = [";".join(sorted(found[key])) if key in found else None for key in groups]
    return sums.assign(source_ids=pd.array(texts, dtype="str"))


def added_lines(groups: Any) -> Any:
    """The lines of each group of sums; empty where one of its sums does not know."""
    lines = groups["lines"]
    return lines.sum().where(lines.count() == lines.size())


def totals(rows: pd.DataFrame, keys: list[str], value: str) -> pd.DataFrame:
    """Sums of sums, with their lines, empty cells and sources."""
    groups = rows.groupby(keys)
    out = groups[[value]].sum(min_count=1)
    out["empty_cells"] = groups["empty_cells"].sum()
    if "lines" in rows:
        out["lines"] = added_lines(groups)
    out = out.reset_index()
    return with_sources(out, rows, keys) if "source_ids" in rows else out


def with_thin(out: pd.DataFrame, by: str, value: str, groups: list[str]) -> pd.DataFrame:
    """Put the `lines` of the whole group beside each row, and in words why the group is `thin`."""
    who = by.split("_")[0]
    grouped = out.assign(**{value: out[value].fillna(0)}).groupby(groups)
    about = grouped.agg(members=(by, "size"), top=(value, "idxmax"))
    about["lines"] = added_lines(grouped)
    about["thin"] = [
        _why_thin(row.lines, who, row.members, out.at[row.top, by]) for row in about.itertuples()
    ]
    return out.drop(columns="lines").merge(about[["lines", "thin"]], on=groups, how="left")


def _why_thin(lines: Any, who: str, members: int, largest: str) -> str:
    """Why a group says little; empty where it has three lines or more of known suppliers."""
    import pandas as pd

    few = "" if pd.isna(lines) else FEW.get(int(lines), "")
    unknown = f"largest {who} unknown" if members > 1 else f"{who} unknown"
    return ", ".join(filter(None, [few, unknown if largest == UNKNOWN else ""]))
