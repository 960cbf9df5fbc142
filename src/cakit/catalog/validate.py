"""From cells of text to a typed frame, by the rules of a descriptor."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from cakit.catalog.csvfile import MAX_CELL, MAX_PROBLEMS, Sheet, first_problems, printable
from cakit.catalog.descriptor import Field, Table
from cakit.errors import CakitError, InvalidData, nearest

if TYPE_CHECKING:
    import pandas as pd

TYPE_NAMES = {"integer": "a whole number", "year": "a year", "number": "a number"}
TYPE_NAMES["boolean"] = "true or false"
NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
NUMBER_HINTS = {  # what a cell looks like, and what to do
    r".*[^\D0-9].*": "; use the digits 0 to 9",
    r"[+-]?\d*,(\d{1,2}|\d{4,})": "; use a point, not a comma",
    r"[+-]?[\d.,'’_\s]*\d[\d.,'’_\s]*": "; write nothing between thousands, "
    "and a point, not a comma, before decimals",
    r"[−–]\d.*": "; write the minus as -",
    r"(?i)nan|n/?a|null|none|[-–—.…?]+": "; leave the cell empty where there is no value",
}
UNPRINTABLE = re.compile(  # control characters, reversed text, damaged text
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffd]"
)


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
    cakit.catalog.validate.BadCell: '1,5' is not a number; use a point, not a comma
    """
    hint = ""
    if kind == "boolean":
        if cell.casefold() in ("true", "false"):
            return cell.casefold() == "true"
    elif not NUMBER.fullmatch(cell):
        patterns = NUMBER_HINTS.items() if len(cell) < 40 else ()
        hint = next((words for like, words in patterns if re.fullmatch(like, cell)), "")
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
    raise BadCell(f"'{printable(cell)}' is not {TYPE_NAMES[kind]}{hint}")


class Reader:
    """Reads cells; knows the values of vocabularies and columns, and the codes of countries."""

    def __init__(self, values: Callable[[str], Collection[str]], country: Callable[[str], str]):
        self.values, self.country = values, country

    def cell(self, cell: str, column: Field) -> Any:
        """The value of one filled cell; `BadCell` when it breaks a rule."""
        if len(cell) > MAX_CELL:
            raise BadCell(f"{len(cell):,} characters in one cell")
        if column.type == "string":
            return self._text(cell, column)
        value, rules = parse(cell, column.type), column.constraints
        if value < rules.get("minimum", value):
            raise BadCell(f"{printable(cell)} is below {rules['minimum']}")
        if value > rules.get("maximum", value):
            raise BadCell(f"{printable(cell)} is above {rules['maximum']}")
        return value

    def _text(self, cell: str, column: Field) -> str:
        if strange := UNPRINTABLE.search(cell):
            code = f"U+{ord(strange[0]):04X}"
            raise BadCell(f"contains {code}, which is not a printable character; type it again")
        if not column.separator:
            return self._part(cell, column)
        parts = cell.split(column.separator)
        return column.separator.join(self._part(part.strip(), column) for part in parts)

    def _part(self, part: str, column: Field) -> str:
        """One of the values of a cell."""
        rules, known = column.constraints, column.codes or column.references
        if column.countries:
            try:
                part = self.country(part)
            except CakitError as error:
                raise BadCell(str(error)) from None
        elif known and part not in self.values(known):
            near = nearest(part, self.values(known))
            raise BadCell(f"'{printable(part)}' is not a value of {known}. {near}")
        if part not in rules.get("enum", (part,)):
            raise BadCell(f"'{printable(part)}' is not one of {', '.join(rules['enum'])}")
        if "pattern" in rules and not re.fullmatch(rules["pattern"], part):
            raise BadCell(f"'{printable(part)}' does not match the pattern {rules['pattern']}")
        return part

    def column(
        self, column: Field, cells: Sequence[str], lines: list[int]
    ) -> tuple[list[Any], list[tuple[int, str]]]:
        """The values of one column, and its problems with their lines."""
        values: dict[str, Any] = {"": None}
        wrong = {"": "is empty"} if column.required else {}
        for cell in dict.fromkeys(cells):
            try:
                values[cell] = self.cell(cell, column) if cell else None
            except BadCell as error:
                wrong[cell] = str(error)
                if len(wrong) > MAX_PROBLEMS:
                    break
        problems: list[tuple[int, str]] = []
        for line, cell in zip(lines, cells, strict=True) if wrong else ():
            if cell in wrong:
                problems.append((line, f"line {line}, column {column.name}: {wrong[cell]}"))
                if len(problems) == MAX_PROBLEMS:
                    problems.append((line, f"column {column.name}: not checked after line {line}"))
                    break
        return [values.get(cell) for cell in cells], problems


def _repeated_keys(
    key: Sequence[str], values: Mapping[str, list[Any]], lines: list[int]
) -> Iterator[str]:
    """Rows with the primary key of an earlier row."""
    first: dict[tuple[Any, ...], int] = {}
    for line, cells in zip(lines, zip(*(values[name] for name in key), strict=True), strict=True):
        if first.setdefault(cells, line) != line:
            pairs = zip(key, cells, strict=True)
            shown = ", ".join(f"{name}={printable(value)}" for name, value in pairs)
            yield f"line {line}: duplicate primary key {shown}, first seen on line {first[cells]}"


def _mapping_problems(sheet: Sheet, table: Table, columns: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with `columns=`."""
    for name, meant in columns.items():
        if name in sheet.header:
            continue
        if name in table.by_name and meant in sheet.header:
            right = f"{{{meant!r}: {name!r}}}"
            yield f"columns={{{name!r}: …}} is the wrong way round; write {right}"
        else:
            near = nearest(name, map(printable, sheet.header))
            yield f"columns=: the file has no column {name!r}. {near}"


def _header_problems(names: list[str], sheet: Sheet, table: Table, partial: bool) -> Iterator[str]:
    """What is wrong with the columns of a file."""
    for name in names:
        if name not in table.by_name:
            near = nearest(name, table.by_name)
            yield f"line 1: column '{printable(name)}' is not in {table.name}. {near}"
    for column in table.fields:
        if column.name not in names and (column.required or not partial):
            yield f"line 1: column {column.name!r} is missing"
    if not sheet.rows:
        yield "no rows below the column names"
    for name, times in Counter(names).items():
        if times > 1:
            yield f"line 1: two columns are mapped to '{printable(name)}'"


def typed(
    sheet: Sheet,
    table: Table,
    reader: Reader,
    columns: Mapping[str, str] | None = None,
    partial: bool = False,
) -> pd.DataFrame:
    """Turn the cells of a file into a typed frame, or list every problem in one `InvalidData`.

    `columns` gives names of the file in the table's terms. With `partial`, columns that are not
    required may be missing.
    """
    import pandas as pd

    columns = columns or {}
    if not isinstance(columns, Mapping):
        what = "columns= takes a mapping: {column in the file: column in the table}"
        raise InvalidData(sheet.name, [what])
    names = [str(columns.get(name, name)) for name in sheet.header]
    problems = list(_mapping_problems(sheet, table, columns))
    problems += _header_problems(names, sheet, table, partial)
    values: dict[str, list[Any]] = {}
    sound: set[str] = set()
    found: list[tuple[int, str]] = []
    for name, cells in zip(names, zip(*sheet.rows, strict=True), strict=bool(sheet.rows)):
        if name in table.by_name:
            values[name], wrong = reader.column(table.by_name[name], cells, sheet.lines)
            found += wrong
            sound |= set() if wrong else {name}
    problems += [problem for _, problem in sorted(found, key=itemgetter(0))]
    key = [name for name in table.key if name in values or table.by_name[name].required]
    if key and sound >= set(key):
        problems += first_problems(_repeated_keys(key, values, sheet.lines))
    if problems:
        raise InvalidData(sheet.name, problems)
    fields = [column for column in table.fields if column.name in values]
    return pd.DataFrame({c.name: pd.array(values[c.name], dtype=c.dtype) for c in fields})
