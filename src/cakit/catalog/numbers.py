"""From text to numbers: what is one, what would be right, and which decimal mark a file has."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from cakit.catalog.csvfile import printable, words
from cakit.catalog.descriptor import Field

NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
PLAIN = {"number": re.compile(r"[0-9.\n-]*"), "integer": re.compile(r"[0-9\n-]*")}
PLAIN["year"] = PLAIN["integer"]


class BadCell(ValueError):
    """A cell that cannot be read; its text says why."""


def parse(cell: str, kind: str) -> float:
    """Turn one filled cell into a value; `BadCell` says what would be right.

    `kind` is a type of a descriptor: number, integer, year or boolean.

    Examples
    --------
    >>> parse("1.5", "number"), parse("2024.0", "year"), parse("true", "boolean")
    (1.5, 2024, True)
    >>> parse("1,5", "number")
    Traceback (most recent call last):
    ...
    cakit.catalog.numbers.BadCell: '1,5' is not a number; use a point, not a comma
    """
    hint = ""
    if kind == "boolean":
        if cell.casefold() in ("true", "false"):
            return cell.casefold() == "true"
    elif not NUMBER.fullmatch(cell):
        patterns = words()["number_hints"].items() if len(cell) < 40 else ()
        hint = next((said for like, said in patterns if re.fullmatch(like, cell)), "")
    elif kind == "number":
        if math.isfinite(value := float(cell)):
            return value
        hint = "; it is too large"
    else:
        whole, _, decimals = cell.partition(".")
        if len(whole) > 18:
            hint = "; it is too large"
        elif not decimals.strip("0") and "e" not in cell.casefold():
            return int(whole)
    raise BadCell(f"'{printable(cell)}' is not {words()['types'][kind]}{hint}")


def plain_numbers(column: Field, cells: Sequence[str]) -> list[Any] | None:
    """The values of a column of nothing but plain numbers within its bounds; else None."""
    kind = float if column.type == "number" else int
    if (column.required and "" in cells) or not PLAIN[column.type].fullmatch("\n".join(cells)):
        return None
    try:
        values = [kind(cell) if cell else None for cell in cells]
    except ValueError:
        return None
    known = [value for value in values if value is not None] or [0]
    low, high = min(known), max(known)
    rules = column.constraints
    within = rules.get("minimum", low) <= low and high <= rules.get("maximum", high)
    return values if within and low > -1e18 and high < 1e18 else None


COMMA = re.compile(r"[+-]?\d+,(\d{1,2}|\d{4,})")  # surely decimals
POINT = re.compile(r"[+-]?\d+\.\d+")
THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")  # or decimals


def either_way(cells: Sequence[str]) -> str:
    """Say that the marks in some cells can be between thousands or before decimals, if all can."""
    if not cells or not all(map(THOUSANDS.fullmatch, cells)):
        return ""
    plain = cells[0].replace(",", ".")
    return f"{cells[0]!r} can be {plain.replace('.', '')} or {plain}"


def with_points(
    cells: Mapping[str, Sequence[str]], mark: str, sure: bool
) -> Mapping[str, Sequence[str]]:
    """Columns of numbers with decimal points, where the file writes decimal commas.

    The mark is a comma where some cells can be nothing else and none has a point; or `sure`.
    `BadCell` where a point can be one between thousands.
    """
    seen = {cell for column in cells.values() for cell in column if "," in cell or "." in cell}
    points = sorted(filter(POINT.fullmatch, seen))
    if mark == "," and (found := either_way(points)):
        raise BadCell(f"{found}: say decimal='.', or write nothing between thousands")
    if mark != "," or points:
        return {}
    if not sure and not any(map(COMMA.fullmatch, seen)):
        return {}
    plain = re.compile(r"[+-]?\d+,\d+")
    new = {cell: cell.replace(",", ".") for cell in seen if plain.fullmatch(cell)}
    return {name: [new.get(cell, cell) for cell in column] for name, column in cells.items()}
