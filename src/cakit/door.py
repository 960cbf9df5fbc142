"""One door: what a public function is given is checked here, and refused in the kit's words."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Sequence
from itertools import islice
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cakit.errors import CakitError, need

if TYPE_CHECKING:
    import pandas as pd

YEARS = (1000, 2999)  # what a year can be
MOST_TEXTS = 10_000


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
        return list(dict.fromkeys(text(each, name) for each in _each(value, name)))
    return [text(value, name)]


def _each(several: Iterable[Any], name: str) -> list[Any]:
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


def period(value: Any, name: str = "period") -> tuple[int, int] | None:
    """A first and a last year, or None."""
    if value is None:
        return None
    if isinstance(value, Sequence) and not isinstance(value, str) and len(value) == 2:
        first, last = whole(value[0], name), whole(value[1], name)
        if first <= last:
            return first, last
    raise CakitError(f"{name} is {shown(value)}: give a first and a last year, as (2010, 2019)")


def lazy(thing: Any, *columns: str, by: str) -> Any:
    """A frame of any engine as a narwhals query that has these columns, each name once."""
    import narwhals as nw

    try:
        found = nw.from_native(thing)
    except TypeError as error:
        raise CakitError(f"{by} needs a frame, not {shown(thing)}") from error
    except nw.exceptions.DuplicateError as error:
        wrong = "two columns of the frame have the same name: rename one"
        raise CakitError(f"{by}: {wrong}") from error
    query = found.lazy()
    need(query.collect_schema().names(), *columns, by=by)
    return query


def collected(lazy: Any) -> pd.DataFrame:
    """Run a narwhals query in its engine and bring its few rows into pandas, without Arrow."""
    import pandas as pd

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
    refuse_nested(frame, by)
    if set(frame.index.names) & set(frame.columns):  # pandas calls such a name ambiguous
        frame = frame.rename_axis(index=[None] * frame.index.nlevels)
    coded = [name for name in frame if frame[name].dtype == "category"]
    return frame.astype({name: frame[name].cat.categories.dtype for name in coded})


def refuse_nested(frame: pd.DataFrame, by: str) -> None:
    """An error for a cell that is no single value: a list, a dict, a frame, any other object."""
    import pandas as pd

    for place, kind in enumerate(frame.dtypes):
        if kind != "object":
            continue
        cells = frame.iloc[:, place]
        for row, cell in enumerate(cells, start=1):
            if not pd.api.types.is_scalar(cell):
                where = f"column {str(frame.columns[place])!r}, row {row}"
                raise CakitError(f"{by}: {where} holds {shown(cell)}: give one value a cell")


def shown(value: Any) -> str:
    """A value in a message: short, on one line."""
    try:
        code = f"{value!r}" if isinstance(value, (str, int, float, type(None))) else ""
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
        raise CakitError(f"{name}: the names of the columns must be texts")
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
