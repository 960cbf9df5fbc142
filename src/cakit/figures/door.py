"""One door for what the pictures are given: frames of any engine, arguments of the right kind."""

from __future__ import annotations

import math
import reprlib
from collections.abc import Callable
from math import isfinite
from numbers import Integral
from typing import TYPE_CHECKING, Any

from cakit import indicators
from cakit.door import refuse_nested
from cakit.errors import CakitError, need

if TYPE_CHECKING:
    import pandas as pd


def is_whole(value: Any) -> bool:
    """Whether it is a whole number that a picture can have."""
    return isinstance(value, Integral) and not isinstance(value, bool) and abs(int(value)) < 1e15


KINDS: dict[str, Callable[[Any], bool]] = {
    "a text": lambda value: isinstance(value, str),
    "the name of a column": lambda value: isinstance(value, str) and 0 < len(value) < 200,
    "a whole number": lambda value: is_whole(value),
    "a number": lambda value: is_whole(value) or (isinstance(value, float) and isfinite(value)),
    "axes of matplotlib, pandas or seaborn": lambda value: hasattr(value, "get_xaxis_transform"),
}
MOST_ROWS = 200_000
LARGEST = 1e18  # larger figures are slips, and their sums have no end
YEARS = (1, 9999)


def brief(value: Any) -> str:
    """A value as code, in one short line, for the message of an error."""
    try:
        return " ".join(reprlib.repr(value).split())
    except ValueError:  # a number of more digits than Python writes
        return f"a {type(value).__name__}"


def want(kind: str, **given: Any) -> None:
    """Raise an error for the first argument that is not of a kind.

    Examples
    --------
    >>> want("a number", year="2022")
    Traceback (most recent call last):
    ...
    cakit.errors.CakitError: year='2022' does not fit: give a number
    """
    for name, value in given.items():
        if not KINDS[kind](value):
            raise CakitError(f"{name}={brief(value)} does not fit: give {kind}")


def frame_of(data: Any) -> pd.DataFrame:
    """A frame of any engine (pandas, Polars, DuckDB, Arrow …) as a frame of pandas."""
    import narwhals as nw
    import pandas as pd

    if isinstance(data, pd.DataFrame):
        return data
    if isinstance(data, pd.Series):
        return data.to_frame()
    try:
        return indicators.collected(nw.from_native(data).lazy())
    except TypeError:
        message = f"data is a {type(data).__name__}: give the frame whose rows are drawn"
        raise CakitError(message) from None


def rows_of(data: Any, *needed: Any, other: tuple[Any, ...] = ()) -> pd.DataFrame:
    """The rows of a frame that can be drawn: with every column named, each once, and plain.

    The names of `other` may be "".
    """
    frame = frame_of(data)
    columns = (*needed, *(name for name in other if not (isinstance(name, str) and name == "")))
    for name in columns:
        want("the name of a column", column=name)
    need(map(str, frame.columns), *columns, by="the picture")
    if frame.empty:
        raise CakitError("nothing to draw: the frame has no rows. Look at the filter before")
    if len(frame) > MOST_ROWS:
        raise CakitError(f"{len(frame):,} rows are too many to draw: sum or filter them before")
    for name in columns:
        if (frame.columns == name).sum() > 1:
            raise CakitError(f"the frame has several columns {name!r}: rename all but one")
    refuse_nested(frame, "the picture")
    grouped = frame.select_dtypes("category").columns
    return frame.astype(dict.fromkeys(grouped, "object")).reset_index(drop=True)


def _numeric(column: pd.Series) -> pd.Series:
    """Numbers, empty where there is none; whole numbers beyond any float count as infinite."""
    import pandas as pd

    if column.dtype == "object":
        column = column.map(
            lambda cell: math.inf if type(cell) is int and abs(cell) > LARGEST else cell
        )
    return pd.to_numeric(column, errors="coerce")


def years_of(column: pd.Series) -> pd.Series:
    """Years as whole numbers, held to years that a calendar has."""
    years = _numeric(column)
    wrong = years.isna() | (years % 1 != 0) | ~years.between(*YEARS)
    if wrong.any():
        raise CakitError(
            f"{column.name!r} holds {brief(column[wrong].iloc[0])}: give years as whole "
            f"numbers from {YEARS[0]} to {YEARS[1]}"
        )
    return years.astype("int64")


def numbers_of(column: pd.Series) -> pd.Series:
    """Numbers, empty cells kept; an error for text and for what no axis can show."""
    import pandas as pd

    if pd.api.types.is_complex_dtype(column):
        raise CakitError(f"{column.name!r} must hold numbers, not {brief(column.iloc[0])}")
    numbers = _numeric(column).astype("float64")
    wrong = (numbers.isna() & column.notna()) | (numbers.abs() > LARGEST)
    if wrong.any():
        raise CakitError(f"{column.name!r} must hold numbers, not {brief(column[wrong].iloc[0])}")
    return numbers
