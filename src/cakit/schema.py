"""Descriptors: what a table holds, and whether a frame or a file keeps to it.

A descriptor is a JSON file beside its CSV, after Frictionless Table Schema, with a few words of our own
(`row`, `unit`, `edition`, `warnings`, `gaps`, `terms`; on a field `codes`, `countries`, `separator`). It is the
only place where a column is described: loading, validation, the data dictionary and the tests all read it.
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cakit.csvfile import MAX_CELL, MAX_PROBLEMS, bytes_of, printable, some
from cakit.csvfile import rows_of as rows_of  # what reads a file by its descriptor stands behind one name
from cakit.csvfile import text_of as text_of
from cakit.errors import CakitError, InvalidData, nearest

if TYPE_CHECKING:
    import pandas as pd

DTYPES = {"string": "str", "integer": "Int64", "year": "Int64", "number": "float64", "boolean": "boolean"}
NAME_OF_TYPE = {"integer": "a whole number", "year": "a year", "number": "a number", "boolean": "true or false"}
FINITE = sys.float_info.max
RULES = {"required", "minimum", "maximum", "enum", "pattern"}
NUMBER_HINTS = {
    r".*[^\D0-9].*": "; use the digits 0 to 9",
    r"[+-]?\d*,(\d{1,2}|\d{4,})": "; use a point, not a comma",
    r"[+-]?[\d.,'’_\s]*\d[\d.,'’_\s]*": "; nothing between thousands, and use a point, not a comma, before decimals",
    r"[−–]\d.*": "; write the minus as -",
    r"(?i)nan|n/?a|null|none|[-–—.…?]+": "; leave the cell empty where there is no value",
}
SPOILT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffd]"
)  # controls, turned text, damage
Look = Callable[[str], Iterable[str]]


@dataclass(frozen=True)
class Field:
    """One column: its name, type, description, unit and the rules its values keep."""

    name: str
    type: str
    description: str
    unit: str = ""
    constraints: Mapping[str, Any] = field(default_factory=dict)
    codes: str = ""  # the vocabulary in the `codes` table that its values come from
    countries: bool = False  # holds codes of the `countries` table
    references: str = ""  # "table.column" that holds every value
    separator: str = ""  # what divides several values in one cell

    @property
    def required(self) -> bool:
        """Whether an empty cell is an error."""
        return bool(self.constraints.get("required"))

    @property
    def dtype(self) -> str:
        """The pandas type; whole numbers and truth values stay what they are where cells are empty."""
        return DTYPES[self.type]


@dataclass(frozen=True)
class Table:
    """One table: what a row is, its columns, and what a reader must know before using it."""

    name: str
    title: str
    row: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    unit: str = ""
    edition: str = ""
    searched_until: str = ""  # for a table made by searching: the last day on which anything was looked for
    coverage: tuple[int, int] | None = None
    warnings: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    terms: Mapping[str, str] = field(default_factory=dict)
    computed: str = ""  # how it is made, for a table that has no file of its own
    path: Path | None = None

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """The columns by name."""
        return {column.name: column for column in self.fields}


def descriptor(path: Path) -> Table:
    """Read one descriptor; `InvalidData` when the file is none."""
    raw_bytes = bytes_of(path)
    try:
        raw = json.loads(raw_bytes.decode())
        columns = tuple(Field(**column) for column in raw["schema"]["fields"])
        coverage = raw.get("coverage")
        table = Table(
            name=raw["name"],
            title=raw["title"],
            row=raw["row"],
            fields=columns,
            key=tuple(raw["schema"].get("primaryKey", ())),
            unit=raw.get("unit", ""),
            edition=raw.get("edition", ""),
            searched_until=raw.get("searched_until", ""),
            coverage=(coverage[0], coverage[1]) if coverage else None,
            warnings=tuple(raw.get("warnings", ())),
            gaps=tuple(raw.get("gaps", ())),
            terms=dict(raw["terms"]),
            computed=raw.get("computed", ""),
            path=None if raw.get("computed") else path.with_name(raw["path"]),
        )
        problems = list(_misfits(table, path))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        why = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise InvalidData(path.name, [f"not a table descriptor: {why}"]) from error
    if problems:
        raise InvalidData(path.name, problems)
    return table


def _misfits(table: Table, path: Path) -> Iterator[str]:
    """What a descriptor says that cannot be kept."""
    if table.name != path.stem:
        yield f"is the descriptor of {table.name!r}; the file has to be called {table.name}.json"
    for word in ("licence", "checked"):
        if word not in table.terms:
            yield f"terms: {word!r} is missing"
    for name in table.key:
        if name not in table.by_name:
            yield f"primaryKey: no column {name!r}. {nearest(name, table.by_name)}"
    for column in table.fields:
        rules = column.constraints
        if column.type not in DTYPES:
            yield f"column {column.name}: no type {column.type!r}. {nearest(column.type, DTYPES)}"
        for rule in sorted(set(rules) - RULES):
            yield f"column {column.name}: no constraint {rule!r}. {nearest(rule, RULES)}"
        for rule in ("minimum", "maximum"):
            if not isinstance(rules.get(rule, 0), (int, float)):
                yield f"column {column.name}: {rule} {rules[rule]!r} is not a number"


def _value(cell: str, kind: str) -> float:
    """Turn one cell into a value of the kind, or raise ValueError with what would be right."""
    if kind == "boolean":
        if cell.casefold() in ("true", "false"):
            return cell.casefold() == "true"
        raise ValueError
    if not re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?", cell):
        hints = NUMBER_HINTS if len(cell) < 40 else {}
        raise ValueError(next((words for like, words in hints.items() if re.fullmatch(like, cell)), ""))
    if kind == "number":
        if not math.isfinite(float(cell)):
            raise ValueError("; it is too large")
        return float(cell)
    whole, _, rest = cell.partition(".")
    if rest.strip("0") or "e" in cell.casefold():
        raise ValueError
    if len(whole) > 18:
        raise ValueError("; it is too large")
    return int(whole)


def _cell_problem(column: Field, cell: str, look: Look, countries: Callable[[str], str]) -> tuple[Any, str]:
    """The value of one filled cell and what is wrong with it ('' when nothing is)."""
    rules = column.constraints
    if len(cell) > MAX_CELL:
        return None, f"{len(cell):,} characters in one cell"
    if column.type != "string":
        try:
            value = _value(cell, column.type)
        except ValueError as error:
            return None, f"'{printable(cell)}' is not {NAME_OF_TYPE[column.type]}{error}"
        if value < rules.get("minimum", value):
            return value, f"{printable(cell)} is below {rules['minimum']}"
        if value > rules.get("maximum", value):
            return value, f"{printable(cell)} is above {rules['maximum']}"
        return value, ""
    if spoilt := SPOILT.search(cell):
        return None, f"holds U+{ord(spoilt[0]):04X}, which is no letter or sign of a text; type the cell anew"
    parts = [part.strip() for part in cell.split(column.separator)] if column.separator else [cell]
    for place, part in enumerate(parts):
        if column.countries:
            try:
                parts[place] = countries(part)
            except CakitError as error:
                return None, str(error)
        elif column.codes or column.references:
            known = look(column.codes or column.references)
            if part not in known:
                return None, f"'{printable(part)}' is not known. {nearest(part, known)}"
        if "enum" in rules and part not in rules["enum"]:
            return None, f"'{printable(part)}' is not one of {', '.join(rules['enum'])}"
        if "pattern" in rules and not re.fullmatch(rules["pattern"], part):
            return None, f"'{printable(part)}' does not look like {rules['pattern']}"
    return column.separator.join(parts) if column.separator else parts[0], ""


def _column(
    column: Field, cells: Iterable[str], lines: list[int], look: Look, countries: Callable[[str], str]
) -> tuple[list[Any], list[tuple[int, str]]]:
    """The values of one column, and its problems with their lines."""
    seen: dict[str, tuple[Any, str]] = {"": (None, "is empty" if column.required else "")}
    values: list[Any] = []
    problems: list[tuple[int, str]] = []
    for line, cell in zip(lines, cells, strict=True):
        if cell not in seen:
            seen[cell] = _cell_problem(column, cell, look, countries)
        value, problem = seen[cell]
        values.append(value)
        if problem:
            problems.append((line, f"line {line}, column {column.name}: {problem}"))
        if len(problems) == MAX_PROBLEMS:
            problems.append((line, f"column {column.name}: not checked after line {line}"))
            break
    return values, problems


def _repeats(table: Table, values: Mapping[str, list[Any]], lines: list[int]) -> Iterator[str]:
    """Rows whose key stands already further up; a key column that the file lacks counts as empty."""
    kept = [name for name in table.key if name in values]
    first: dict[tuple[Any, ...], int] = {}
    for line, key in zip(lines, zip(*(values[name] for name in kept), strict=True), strict=True):
        if first.setdefault(key, line) != line:
            shown = ", ".join(f"{name}={printable(value)}" for name, value in zip(kept, key, strict=True))
            yield f"line {line}: the key {shown} stands already on line {first[key]}"


def typed(
    header: list[str],
    rows: list[list[str]],
    lines: list[int],
    table: Table,
    where: str,
    look: Look,
    countries: Callable[[str], str],
    columns: Mapping[str, str] | None = None,
    partial: bool = False,
) -> pd.DataFrame:
    """Turn text cells into a typed frame, or raise one `InvalidData` that lists every problem.

    Parameters
    ----------
    header, rows, lines
        As `rows_of` gives them.
    table : Table
        The descriptor to keep to.
    where : str
        File name, for messages.
    look : callable
        Vocabulary name or "table.column" → the values allowed.
    countries : callable
        Name or code → ISO 3166-1 alpha-3 code; raises `UnknownCountry`.
    columns : mapping, optional
        Column name in the file → column name in the table.
    partial : bool
        Accept a file without the columns that are not required.
    """
    import pandas as pd

    if not isinstance(columns or {}, Mapping):
        raise InvalidData(where, ["columns= takes a mapping: {column in the file: column in the table}"])
    columns = {name: str(meant) for name, meant in (columns or {}).items()}
    shown, known = [printable(name) for name in header], list(table.by_name)
    turned = [name for name in columns if name not in header and name in known and columns[name] in header]
    problems = [f"columns={{{n!r}: …}} is the wrong way round; write {{{columns[n]!r}: {n!r}}}" for n in turned]
    problems += [
        f"columns=: the file has no column {name!r}. {nearest(name, shown)}"
        for name in columns
        if name not in header and name not in turned
    ]
    names = [columns.get(name, name) for name in header]
    problems += [
        f"line 1: column '{printable(name)}' is not in {table.name}. {nearest(name, known)}"
        for name in names
        if name not in known
    ]
    wanted = [c.name for c in table.fields if c.required or not partial]
    problems += [f"line 1: column {name!r} is missing" for name in wanted if name not in names]
    problems += [] if rows else ["no rows below the column names"]
    problems += [
        f"line 1: two columns are mapped to '{printable(name)}'" for name, times in Counter(names).items() if times > 1
    ]
    values: dict[str, list[Any]] = {}
    found: list[tuple[int, str]] = []
    for place, name in enumerate(names):
        if name in table.by_name:
            cells = (row[place] for row in rows)
            values[name], wrong = _column(table.by_name[name], cells, lines, look, countries)
            found += wrong
    problems += [problem for _, problem in sorted(found, key=lambda pair: pair[0])]
    needed = {name for name in table.key if table.by_name[name].required}
    if needed and needed <= set(values) and all(len(column) == len(lines) for column in values.values()):
        problems += some(_repeats(table, values, lines))
    if problems:
        raise InvalidData(where, problems)
    return pd.DataFrame({c.name: pd.array(values[c.name], dtype=c.dtype) for c in table.fields if c.name in values})


def holds(frame: pd.DataFrame, table: Table) -> bool:
    """Whether a frame of ours that pandas read keeps to what costs next to nothing to look at.

    Columns, rows too long (pandas makes an index of their first cells) or cut short, numbers out of bounds; keys,
    vocabularies and patterns of our files are held by the tests.
    """
    import numpy as np
    import pandas as pd

    if frame.empty or list(frame) != list(table.by_name) or not isinstance(frame.index, pd.RangeIndex):
        return False
    needed = [column.name for column in table.fields if column.required]
    if needed and frame[needed[-1]].hasnans:
        return False
    for column in table.fields:
        if column.dtype in ("Int64", "float64"):
            cells = frame[column.name].to_numpy("float64", na_value=np.nan)
            low, high = column.constraints.get("minimum", -FINITE), column.constraints.get("maximum", FINITE)
            if np.fmin.reduce(cells) < low or np.fmax.reduce(cells) > high:
                return False
    return True
