"""One door for what the pictures are given: frames of any engine, arguments of the right kind."""

from __future__ import annotations

import math
import reprlib
from collections.abc import Callable
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

from cakit import indicators
from cakit.errors import CakitError, need

if TYPE_CHECKING:
    import pandas as pd

KINDS: dict[str, Callable[[Any], bool]] = {
    "a text": lambda value: isinstance(value, str),
    "a whole number": lambda value: isinstance(value, Integral) and not isinstance(value, bool),
    "a number": lambda value: (
        isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)
    ),
    "axes of matplotlib, pandas or seaborn": lambda value: hasattr(value, "get_xaxis_transform"),
}
MOST_ROWS = 200_000
YEARS = (1, 9999)


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
            raise CakitError(f"{name}={reprlib.repr(value)} does not fit: give {kind}")


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


def rows_of(data: Any, *columns: str) -> pd.DataFrame:
    """The rows of a frame that can be drawn: with every column named, each once, and plain."""
    frame = frame_of(data)
    columns = tuple(filter(None, columns))
    want("a text", **{f"column {place}": name for place, name in enumerate(columns, 1)})
    need(map(str, frame.columns), *columns, by="the picture")
    if frame.empty:
        raise CakitError("nothing to draw: the frame has no rows. Look at the filter before")
    if len(frame) > MOST_ROWS:
        raise CakitError(f"{len(frame):,} rows are too many to draw: sum or filter them before")
    for name in columns:
        if (frame.columns == name).sum() > 1:
            raise CakitError(f"the frame has several columns {name!r}: rename all but one")
    grouped = frame.select_dtypes("category").columns
    return frame.astype(dict.fromkeys(grouped, "object")).reset_index(drop=True)


def years_of(column: pd.Series) -> pd.Series:
    """Years as whole numbers, held to years that a calendar has."""
    import pandas as pd

    years = pd.to_numeric(column, errors="coerce")
    wrong = years.isna() | (years % 1 != 0) | ~years.between(*YEARS)
    if wrong.any():
        raise CakitError(
            f"{column.name!r} holds {reprlib.repr(column[wrong].iloc[0])}: give years as whole "
            f"numbers from {YEARS[0]} to {YEARS[1]}"
        )
    return years.astype("int64")


def numbers_of(column: pd.Series) -> pd.Series:
    """Numbers, empty cells kept; an error for text and for what is not finite."""
    import numpy as np
    import pandas as pd

    numbers = pd.to_numeric(column, errors="coerce").astype("float64")
    wrong = (numbers.isna() & column.notna()) | np.isinf(numbers)
    if wrong.any():
        raise CakitError(f"{column.name!r} must hold numbers, not {column[wrong].iloc[0]!r}")
    return numbers
