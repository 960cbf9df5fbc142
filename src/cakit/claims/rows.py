"""Which rows of a table a claim is decided from: conditions on columns, in words a rule can use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from operator import or_
from typing import Any

import numpy as np
import pandas as pd

from cakit import door
from cakit.catalog import THE_FIVE as FIVE
from cakit.errors import CakitError, MixedUnits, need

STATES = set(FIVE)
SEEDS = {"S0", "S1", "S2", "S3", "S4"}


def other_sources(ids: str) -> list[str]:
    """The source ids in a cell, without those of the five texts."""
    return [source_id for source_id in ids.split(";") if source_id not in SEEDS]


def independent(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows that do not rest on the five texts alone, without the texts among their sources."""
    if "seed_only" in frame:
        frame = frame[~frame["seed_only"].fillna(False).astype(bool)]
    column = next((name for name in ("source_ids", "source_id") if name in frame), None)
    if column is None:
        return frame
    others = frame[column].map(lambda cell: ";".join(other_sources(str(cell))))
    return frame.assign(**{column: others})[others != ""]


def refuse_mixture(frame: pd.DataFrame, *columns: str) -> None:
    """`MixedUnits` where a column has more than one value, as of editions or base years."""
    for column in columns:
        if column in frame and frame[column].nunique() > 1:
            values = ", ".join(sorted(frame[column].dropna().map(door.shown).unique())[:6])
            example = f"data[data[{column!r}] == ...]"
            raise MixedUnits(f"{column} holds {values}: keep one, for example {example}")


def several(value: Any) -> list[Any]:
    """A value, or a list of values, as a list."""
    return list(value) if isinstance(value, (list, tuple, set)) else [value]


def _lists(cells: pd.Series) -> pd.Series:
    return cells.map(lambda cell: set(str(cell).split(";")))


def _cut(cells: pd.Series, bound: Any) -> pd.Series:
    """Dates cut to the length of a bound: 2024-05 is within "to 2024"."""
    return cells.str[: len(bound)] if isinstance(bound, str) else cells


def _years_back(cells: pd.Series, first: int, last: int) -> pd.Series:
    return cells.between(cells.max() - first, cells.max() - last)


# What a condition can ask of a column: (its cells, the value in the rule, the whole frame).
TESTS: dict[str, Callable[[pd.Series, Any, pd.DataFrame], pd.Series]] = {
    "is": lambda cells, value, _: cells.isin(several(value)),
    "not": lambda cells, value, _: ~cells.isin(several(value)),
    "from": lambda cells, bound, _: _cut(cells, bound) >= bound,
    "to": lambda cells, bound, _: _cut(cells, bound) <= bound,
    "before": lambda cells, bound, _: cells < bound,
    "above": lambda cells, bound, _: cells > bound,
    "last": lambda cells, years, _: _years_back(cells, years - 1, 0),
    "earlier": lambda cells, years, _: _years_back(cells, 2 * years - 1, years),
    "names": lambda cells, value, _: _lists(cells).map(set(several(value)).issubset),
    "only": lambda cells, value, _: _lists(cells).map(set(several(value)).__eq__),
    "says": lambda cells, words, _: cells.str.contains(words, na=False),
    "given": lambda cells, value, _: cells.notna() == value,
    "differs_from": lambda cells, column, frame: cells.fillna("") != frame[column],
}


def meets(frame: pd.DataFrame, conditions: Mapping[str, Any]) -> np.ndarray[Any, Any]:
    """Row by row, whether it meets all of some conditions."""
    found = np.ones(len(frame), bool)
    for column, wanted in conditions.items():
        need(frame.columns, column, by="the check")
        cells = frame[column]
        tests = dict(wanted) if isinstance(wanted, Mapping) else {"is": wanted}
        missing = cells.isna().to_numpy() if tests.pop("or_missing", False) else False
        for test, value in tests.items() if len(frame) else ():
            try:
                passed = TESTS[test](cells, value, frame)
            except (AttributeError, TypeError) as error:
                text = f"the check compares the column {column!r} with {value!r} ({test})"
                raise CakitError(f"{text}, but yours holds {cells.dtype}") from error
            if passed.dtype != bool:
                passed = passed.fillna(False).astype(bool)
            found &= passed.to_numpy() | missing
    return found


def where(frame: pd.DataFrame, **conditions: Any) -> pd.DataFrame:
    """The rows that meet conditions: a value, a list of values, or a mapping of `TESTS`."""
    return frame[meets(frame, conditions)]


def any_of(frame: pd.DataFrame, filters: list[Mapping[str, Any]]) -> pd.DataFrame:
    """The rows that meet one of several sets of conditions, each row once."""
    found = reduce(or_, [meets(frame, conditions) for conditions in filters])
    return frame if found.all() else frame[found]
