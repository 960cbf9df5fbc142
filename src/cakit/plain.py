"""What a public function is given, as plain values: a kind of somebody else may raise or lie."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from functools import wraps
from typing import Any, TypeVar, cast

import pandas as pd

from cakit.errors import CakitError

Public = TypeVar("Public", bound=Callable[..., Any])
SCALARS: dict[type, Callable[[Any], Any]] = {
    str: str.__str__,
    float: float.__float__,
    int: int.__int__,
}

ODD = ("object", "str", "float16")


def plain_arguments(function: Public) -> Public:
    """The function, with plain arguments: texts, numbers, lists, mappings, and cells of frames."""

    @wraps(function)
    def call(*values: Any, **named: Any) -> Any:
        return function(*map(_plain, values), **{key: _plain(one) for key, one in named.items()})

    return cast(Public, call)


def _plain(value: Any) -> Any:
    kind = type(value)
    try:
        value.__class__  # noqa: B018  what isinstance asks
        is_own = str(kind.__module__).startswith("cakit")
    except Exception as error:
        wrong = f"a {kind.__name__} does not say what it is"
        raise CakitError(f"{wrong}: give a plain value") from error
    if is_own:
        return value
    if issubclass(kind, pd.DataFrame):
        return _plain_frame(value)
    if issubclass(kind, list):
        return [_scalar(one) for one in list.__iter__(value)]
    if issubclass(kind, tuple):
        return tuple(_scalar(one) for one in tuple.__iter__(value))
    if issubclass(kind, dict):
        return {_scalar(key): _scalar(one) for key, one in dict.items(value)}
    return _scalar(value)


def _scalar(value: Any) -> Any:
    kind = type(value)
    if kind in (bool, *SCALARS) or str(kind.__module__).startswith("cakit"):
        return value
    make = next((SCALARS[base] for base in SCALARS if issubclass(kind, base)), None)
    return make(value) if make else value


def _plain_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with plain cells and names of columns; the very frame where they are."""
    try:
        deepcopy(frame.attrs)  # as pandas does with every step
    except Exception as error:
        raise CakitError("the frame's attrs cannot be copied: set frame.attrs = {}") from error
    if not frame.flags.allows_duplicate_labels:  # sums and joins make some on the way
        frame = frame.set_flags(allows_duplicate_labels=True)
    for place, dtype in enumerate(frame.dtypes):
        plain = _plain_column(frame.iloc[:, place]) if dtype in ODD else None
        if plain is not None:
            frame = frame.copy(deep=False)
            frame.isetitem(place, plain)
    names = frame.columns.tolist()
    return frame if _are_plain(names) else frame.set_axis([*map(_scalar, names)], axis="columns")


def _plain_column(column: pd.Series) -> pd.Series | None:
    """A column of half precision in full, one of odd cells plain; None where it is plain."""
    if column.dtype == "float16":  # pandas has no groups and no index of these
        return column.astype("float64")
    cells = column.tolist()
    return None if _are_plain(cells) else pd.Series(map(_scalar, cells), column.index, column.dtype)


def _are_plain(cells: list[Any]) -> bool:
    """Whether no cell is of a kind made from texts or numbers."""
    odd = set(map(type, cells)) - {bool, *SCALARS}
    return not any(issubclass(kind, base) for kind in odd for base in SCALARS)
