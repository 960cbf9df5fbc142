"""Sums in whatever engine a frame is in: mixtures refused, sources united, lines counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from cakit.errors import CakitError, MixedUnits, need

if TYPE_CHECKING:
    import pandas as pd

KEEP_APART: tuple[str, ...] = ("sipri_edition", "edition", "unit", "currency", "measure", "basis")
KEEP_APART += ("price_basis", "constant_price_base_year", "statistics_side", "dataset", "flow")
FEW = {0: "no line", 1: "one line", 2: "two lines"}  # fewer than three lines make a thin window
UNKNOWN = "XXX"  # the code of an unknown supplier


def as_list(names: str | Sequence[str] | None) -> list[str]:
    """One name, several or none as a list."""
    if names is None:
        return []
    return [names] if isinstance(names, str) else list(names)


def column_names(frame: Any) -> list[str]:
    """The columns of a frame of any engine."""
    import narwhals as nw

    return nw.from_native(frame).lazy().collect_schema().names()


def collected(lazy: Any) -> pd.DataFrame:
    """Run a narwhals query in its engine and bring its few rows into pandas, without Arrow."""
    import pandas as pd

    if lazy.implementation.is_pyspark():
        rows = [row.asDict() for row in lazy.to_native().collect()]
        return pd.DataFrame(rows, columns=lazy.collect_schema().names())
    duckdb = lazy.implementation.is_duckdb()
    found = lazy.collect(backend="pandas") if duckdb else lazy.collect()
    if found.implementation.is_pandas():
        return found.to_native()
    return pd.DataFrame(found.to_dict(as_series=False))


def united(cells: Iterable[Any]) -> str:
    """All source ids of some cells, each once."""
    texts = (cell for cell in cells if isinstance(cell, str))
    return ";".join(sorted({part for text in texts for part in text.split(";") if part}))


def summed(frame: Any, keys: list[str], value: str) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Sum `value` over `keys`, and give the columns that have one value in the whole frame.

    The sums are float64 whatever the column's type. The frame has a column `lines` where the rows
    count deliveries, and `source_ids` where the rows have sources.
    """
    import narwhals as nw

    lazy = nw.from_native(frame).lazy()
    schema = lazy.collect_schema()
    need(schema.names(), *keys, value)
    if not (schema[value].is_numeric() or schema[value] in (nw.Boolean, nw.Object)):
        raise CakitError(f"the sum needs numbers, but {value!r} has the type {schema[value]}")
    same = _same_in_all_rows(lazy, [name for name in KEEP_APART if name not in keys])
    rows = lazy.with_columns(nw.col(value).cast(nw.Float64))
    if "delivery_lines" in schema.names():
        rows = rows.with_columns(nw.col("delivery_lines").cast(nw.Int64))
    sums = collected(rows.group_by(keys).agg(nw.col(value).sum(), *_line_counts(schema.names())))
    sums[value] = sums[value].astype("float64")
    sums = _typed_keys(_with_known_lines(sums), keys)
    source = [name for name in ("source_ids", "source_id") if name in schema.names()][:1]
    if source:
        pairs = collected(lazy.select([*keys, *source]).unique())
        sums = with_sources(sums, pairs.rename(columns={source[0]: "source_ids"}), keys)
    return sums.sort_values(keys, ignore_index=True), same


def _same_in_all_rows(lazy: Any, names: list[str]) -> dict[str, Any]:
    """The one value of each column that must not be mixed; `MixedUnits` where there are several."""
    names = [name for name in names if name in lazy.collect_schema().names()]
    if not names:
        return {}
    found = collected(lazy.select(names).unique())
    same: dict[str, Any] = {}
    for name in names:
        values = list(found[name].dropna().unique())
        if len(values) > 1:
            shown = ", ".join(sorted(map(str, values))[:6]) + (", …" if len(values) > 6 else "")
            raise MixedUnits(
                f"{name} holds {shown}: these must not be added. "
                f"Keep one first, for example frame[frame[{name!r}] == {values[0]!r}]."
            )
        if values:
            same[name] = values[0]
    return same


def _typed_keys(sums: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    for key in keys:
        if sums[key].isna().any():
            raise CakitError(f"some rows have no {key}: fill the column or leave these rows out")
        if sums[key].dtype.kind in "iu":
            sums[key] = sums[key].astype("int64")
    return sums


def _line_counts(columns: list[str]) -> list[Any]:
    """How to count delivery lines: a column that counts them, or the rows of a frame of lines."""
    import narwhals as nw

    if "delivery_lines" in columns:
        lines = nw.col("delivery_lines")
        return [lines.sum().alias("lines"), lines.count().alias("known"), nw.len().alias("rows")]
    return [nw.len().alias("lines")] if "delivery_id" in columns else []


def _with_known_lines(sums: pd.DataFrame) -> pd.DataFrame:
    """Leave `lines` empty where one of the rows summed does not say how many it has."""
    if "lines" in sums:
        sums["lines"] = sums["lines"].astype("Int64")
    if "known" in sums:
        sums["lines"] = sums["lines"].where(sums.pop("known") == sums.pop("rows"))
    return sums


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
    """Sums of sums, with their lines and sources."""
    groups = rows.groupby(keys)
    out = groups.agg({value: "sum"})
    if "lines" in rows:
        out["lines"] = added_lines(groups)
    out = out.reset_index()
    return with_sources(out, rows, keys) if "source_ids" in rows else out


def with_thin(out: pd.DataFrame, by: str, value: str, groups: list[str]) -> pd.DataFrame:
    """Put the `lines` of the whole group beside each row, and in words why the group is `thin`."""
    who = by.split("_")[0]
    grouped = out.groupby(groups)
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
