"""One door: what a public function is given is checked here, and refused in the kit's words."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from itertools import islice
from numbers import Number
from os import PathLike, fspath
from pathlib import Path
from typing import Any

import pandas as pd

from cakit.errors import CakitError, need
from cakit.plain import plain_arguments as plain_arguments

YEARS = (1000, 2999)  # what a year can be
MOST_TEXTS = 10_000
MOST_ROWS = 200_000  # of a picture
LARGEST = 1e18  # in a picture; larger figures are slips, and their sums have no end


def has(value: Any, name: str) -> bool:
    """Whether it has an attribute, whatever its own code says to the question."""
    try:
        return hasattr(value, name)
    except Exception:
        return False


def text(value: Any, name: str) -> str:
    """A text that is not empty."""
    if isinstance(value, str) and str.strip(value):
        return str.__str__(value)
    raise CakitError(f"{name} is {shown(value)}: give a text")


def texts(value: Any, name: str) -> list[str]:
    """One text, several or none (None) as a list, each once."""
    if value is None:
        return []
    if isinstance(value, Iterable) and not isinstance(value, (str, bytes)):
        return list(dict.fromkeys(text(each, name) for each in each(value, name)))
    return [text(value, name)]


def each(several: Iterable[Any], name: str) -> list[Any]:
    """What can be counted through, up to a bound: a generator may have no end."""
    try:
        found = list(islice(several, MOST_TEXTS + 1))
    except Exception as error:
        wrong = f"{name} is {shown(several)} that cannot be gone through"
        raise CakitError(f"{wrong}: give a list of texts") from error
    if len(found) > MOST_TEXTS:
        raise CakitError(f"{name} has more than {MOST_TEXTS:,} texts, or no end: give fewer")
    return found


def number(value: Any, name: str, least: float = -math.inf) -> float:
    """A finite number that is not below `least`."""
    try:
        found = math.nan if isinstance(value, (str, bytes, bool)) else float(value)
    except Exception:  # whatever an object of somebody else raises, it is no number
        found = math.nan
    if math.isfinite(found) and found >= least:
        return found
    bound = "" if least == -math.inf else f" of {least:g} or more"
    raise CakitError(f"{name} is {shown(value)}: give a number{bound}")


def whole(value: Any, name: str, least: int = YEARS[0], most: int = YEARS[1]) -> int:
    """A whole number within bounds; by default a year."""
    found = number(value, name)
    if found.is_integer() and least <= found <= most:
        return int(found)
    raise CakitError(f"{name} is {shown(value)}: give a whole number from {least} to {most}")


def flag(value: Any, name: str) -> bool:
    """True or False."""
    if isinstance(value, bool):
        return value
    raise CakitError(f"{name} is {shown(value)}: give True or False")


def period(value: Any) -> tuple[int, int] | None:
    """A first and a last year, or None."""
    if value is None:
        return None
    listed = isinstance(value, Sequence) and not isinstance(value, str)
    ends = each(value, "period") if listed else []
    if len(ends) == 2:
        first, last = (whole(end, "period") for end in ends)
        if first <= last:
            return first, last
    raise CakitError(f"period is {shown(value)}: give a first and a last year, as (2010, 2019)")


def lazy(thing: Any, *columns: str, by: str) -> Any:
    """A frame of any engine as a narwhals query that has these columns, each name once."""
    import narwhals as nw

    try:
        found = nw.from_native(thing)
    except nw.exceptions.DuplicateError as error:
        names = list(thing.columns)
        twice = next(name for name in names if names.count(name) > 1)
        wrong = f"the frame has several columns {twice!r}: rename all but one"
        raise CakitError(f"{by}: {wrong}") from error
    except Exception as error:  # whatever an object of somebody else raises, it is no frame
        raise CakitError(f"{by} needs a frame, not {shown(thing)}") from error
    query = found.lazy()
    with _engine(by):
        names = query.collect_schema().names()
    need(names, *columns, by=by)
    if isinstance(thing, pd.DataFrame):
        refuse_nested(pd.DataFrame(thing)[[*columns]], by)
    return query


@contextmanager
def _engine(by: str) -> Iterator[None]:
    """An error in words where the frame's engine fails: a closed connection, a lost file."""
    try:
        yield
    except (ValueError, TypeError, OverflowError, CakitError):  # told by who asks
        raise
    except Exception as error:
        said = " ".join(str(error).split())[:160]
        raise CakitError(f"{by}: the frame's engine cannot read it ({said})") from error


def collected(lazy: Any) -> pd.DataFrame:
    """Run a narwhals query in its engine and bring its few rows into pandas, without Arrow."""
    with _engine("the frame"):
        return _collected(lazy)


def _collected(lazy: Any) -> pd.DataFrame:
    if lazy.implementation.is_pyspark() or lazy.implementation.is_pyspark_connect():
        rows = [row.asDict() for row in lazy.to_native().collect()]
        return pd.DataFrame(rows, columns=lazy.collect_schema().names())
    duckdb = lazy.implementation.is_duckdb()
    found = lazy.collect(backend="pandas") if duckdb else lazy.collect()
    if found.implementation.is_pandas():
        return found.to_native()
    return pd.DataFrame(found.to_dict(as_series=False))


def in_pandas(thing: Any, *columns: str, by: str) -> pd.DataFrame:
    """A frame of any engine in pandas; categories become the values they stand for."""
    frame: pd.DataFrame = collected(lazy(thing, *columns, by=by))
    if frame.columns.nlevels > 1:
        wrong = "the frame has several rows of column names"
        raise CakitError(f"{by}: {wrong}: give each column one, with frame.columns = [...]")
    refuse_nested(frame, by)
    if set(frame.index.names) & set(frame.columns):  # pandas calls such a name ambiguous
        frame = frame.rename_axis(index=[None] * frame.index.nlevels)
    coded = [name for name in frame if frame[name].dtype == "category"]
    return frame.astype({name: frame[name].cat.categories.dtype for name in coded})


def refuse_nested(frame: pd.DataFrame, by: str) -> None:
    """An error for a cell that is no single value: a list, a dict, a frame, any other object."""
    for place, kind in enumerate(frame.dtypes):
        if kind != "object" and kind.type not in (list, dict):  # as Arrow has them
            continue
        cells = frame.iloc[:, place]
        for row, cell in enumerate(cells, start=1):
            signals = isinstance(cell, Decimal) and cell.is_snan()  # raises in any sum
            if signals or not pd.api.types.is_scalar(cell):
                where = f"column {str(frame.columns[place])!r}, row {row}"
                raise CakitError(f"{by}: {where} holds {shown(cell)}: give one value a cell")


def refuse_mixed(column: pd.Series) -> None:
    """An error for a column without an order: numbers among texts, or dates."""
    if column.dtype == "object" and column.map(type).nunique() > 1:
        raise CakitError(f"{column.name} holds values of several types: make them all text")


def shown(value: Any) -> str:
    """A value in a message: short, on one line."""
    try:
        code = f"{value!r}" if isinstance(value, (str, Number, date, type(None))) else ""
    except Exception:  # a number with more digits than Python prints; a type of somebody else
        code = ""
    if not 0 < len(code) < 40:
        return f"a {type(value).__name__}"
    return code if code.isprintable() else ascii(code)


def words(value: Any, name: str) -> str:
    """A text that may be empty, as a plain `str`."""
    if isinstance(value, str):
        return str.__str__(value)
    raise CakitError(f"{name} is {shown(value)}: give a text in quotation marks")


def frame(thing: Any, name: str) -> pd.DataFrame:
    """A frame of any engine in pandas, its rows counted from 0, its columns named by texts."""
    found = in_pandas(thing, by=name).reset_index(drop=True)
    if not all(isinstance(column, str) for column in found.columns):
        raise CakitError(f"{name}: names of columns must be texts; set frame.columns = [...]")
    return found


def path(value: Any, name: str) -> Path:
    """The path of a file."""
    try:
        found = fspath(value) if isinstance(value, (str, PathLike)) else ""
        if isinstance(found, str) and found and b"\0" not in os.fsencode(found):
            Path(found).is_dir()  # an error for a name that no folder can have
            return Path(found)
    except Exception as error:
        raise CakitError(f"{name} is {shown(value)}: no file can have this name") from error
    raise CakitError(f"{name} is {shown(value)}: give the path of a file")


def all_words(**given: Any) -> None:
    """Every argument is a text, which may be empty."""
    for name, value in given.items():
        words(value, name)


def any_frame(data: Any) -> pd.DataFrame:
    """A frame of any engine, or a column, in pandas; nothing is asked of its columns."""
    if isinstance(data, pd.Series):
        return data.to_frame()
    return data if isinstance(data, pd.DataFrame) else in_pandas(data, by="the picture")


def rows_of(data: Any, *needed: Any, other: tuple[Any, ...] = ()) -> pd.DataFrame:
    """The rows of a frame that can be drawn: with every column named, each once, and plain.

    The names of `other` may be "".
    """
    others = (name for name in other if not (isinstance(name, str) and name == ""))
    columns = [text(name, "column") for name in (*needed, *others)]
    rows = in_pandas(data, *columns, by="the picture").reset_index(drop=True)
    if rows.empty:
        raise CakitError("nothing to draw: the frame has no rows. Look at the filter before")
    if len(rows) > MOST_ROWS:
        raise CakitError(f"{len(rows):,} rows are too many to draw: sum or filter them before")
    return rows


def _bounded(cell: Any) -> Any:
    """Whole numbers beyond any float count as infinite, complex ones as none."""
    if type(cell) is int and abs(cell) > LARGEST:
        return math.inf
    return None if isinstance(cell, complex) else cell


def numbers_of(column: pd.Series, most: float = LARGEST) -> pd.Series:
    """Numbers, empty cells kept; an error, with its row, for what no axis can show."""
    if column.dtype.kind in "mMcb" or isinstance(column.dtype, pd.PeriodDtype):
        raise CakitError(f"column {column.name!r} holds {column.dtype}, not numbers")
    cells = column.map(_bounded) if column.dtype == "object" else column
    numbers = pd.to_numeric(cells, errors="coerce").astype("float64")
    wrong = (numbers.isna() & column.notna()) | (numbers.abs() > most)
    if wrong.any():
        row = int(wrong.to_numpy().argmax())
        said = f"{column.name!r} must hold numbers, not {shown(column.iloc[row])}"
        raise CakitError(f"{said} (row {row + 1})")
    return numbers


def years_of(column: pd.Series) -> pd.Series:
    """Years as whole numbers, held to years that a calendar has."""
    years = numbers_of(column)
    wrong = years.isna() | (years % 1 != 0) | ~years.between(*YEARS)
    if wrong.any():
        raise CakitError(
            f"{column.name!r} holds {shown(column[wrong].iloc[0])}: give years as whole "
            f"numbers from {YEARS[0]} to {YEARS[1]}"
        )
    return years.astype("int64")
