"""Descriptors: what a table holds, and whether a frame or a file keeps to it.

A descriptor is a JSON file beside its CSV, after Frictionless Table Schema, with a few words of our own
(`row`, `unit`, `edition`, `warnings`, `gaps`, `terms`; on a field `codes`, `countries`, `separator`). It is the
only place where a column is described: loading, validation, the data dictionary and the tests all read it.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cakit.errors import CakitError, InvalidData, nearest

if TYPE_CHECKING:
    import pandas as pd

MAX_BYTES = 200_000_000
MAX_CELL = 100_000
NAME_OF_TYPE = {"integer": "a whole number", "year": "a year", "number": "a number", "boolean": "true or false"}
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
        kinds = {"integer": "Int64", "year": "Int64", "number": "float64", "boolean": "boolean"}
        return kinds.get(self.type, "str")


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
    """Read one descriptor.

    Parameters
    ----------
    path : Path
        The JSON file.

    Returns
    -------
    Table

    Raises
    ------
    InvalidData
        When the file is no descriptor.
    """
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        columns = tuple(Field(**column) for column in raw["schema"]["fields"])
        coverage = raw.get("coverage")
        return Table(
            name=raw["name"],
            title=raw["title"],
            row=raw["row"],
            fields=columns,
            key=tuple(raw["schema"].get("primaryKey", ())),
            unit=raw.get("unit", ""),
            edition=raw.get("edition", ""),
            coverage=(coverage[0], coverage[1]) if coverage else None,
            warnings=tuple(raw.get("warnings", ())),
            gaps=tuple(raw.get("gaps", ())),
            terms=raw["terms"],
            computed=raw.get("computed", ""),
            path=None if raw.get("computed") else path.with_name(raw["path"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InvalidData(path.name, [f"not a table descriptor: {error!r}"]) from error


def text_of(path: Path) -> str:
    """Read a user's CSV as text, or say why it cannot be one.

    Parameters
    ----------
    path : Path
        Any file.

    Returns
    -------
    str

    Raises
    ------
    InvalidData
        Missing, empty, too large, not UTF-8, or not text at all.
    """
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise InvalidData(path.name, ["is a folder, not a CSV file"])
        if size > MAX_BYTES:
            raise InvalidData(path.name, [f"{size:,} bytes; at most {MAX_BYTES:,} are read. Use Polars or DuckDB"])
        raw = path.read_bytes()
    except OSError as error:
        raise InvalidData(str(path), [f"cannot be read: {error.strerror or error}"]) from error
    for magic, what in {
        b"\x89PNG": "a PNG picture",
        b"PK\x03\x04": "a zip or Excel file; save it as CSV (UTF-8)",
        b"%PDF": "a PDF",
        b"\xd0\xcf\x11\xe0": "an old Excel file; save it as CSV (UTF-8)",
        b"\x1f\x8b": "compressed (gzip); unpack it first",
        b"\xff\xfe": "UTF-16 text; save it as CSV (UTF-8)",
        b"\xfe\xff": "UTF-16 text; save it as CSV (UTF-8)",
    }.items():
        if raw.startswith(magic):
            raise InvalidData(path.name, [f"is {what}"])
    if b"\0" in raw:
        line = raw[: raw.index(b"\0")].count(b"\n") + 1
        raise InvalidData(path.name, [f"line {line}: a NUL byte; this is not a text file"])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise InvalidData(
            path.name, [f"line {line}: not UTF-8 (byte {raw[error.start]:#04x}); save it as CSV (UTF-8)"]
        ) from error
    if not text.strip():
        raise InvalidData(path.name, ["is empty"])
    if text.lstrip()[:200].casefold().startswith(("<!doctype html", "<html")):
        raise InvalidData(path.name, ["is an HTML page, not a CSV; the download probably failed"])
    return text


def rows_of(text: str, where: str) -> tuple[list[str], list[list[str]], list[int]]:
    """Split CSV text into header, rows and the line each row starts on.

    Parameters
    ----------
    text : str
        The CSV.
    where : str
        Its name, for messages.

    Returns
    -------
    header : list of str
    rows : list of list of str
    lines : list of int

    Raises
    ------
    InvalidData
        Duplicate or empty column names, another separator than the comma, rows of the wrong length.
    """
    longest = max(map(len, text.splitlines()), default=0)
    if longest > MAX_CELL * 10:
        raise InvalidData(where, [f"a line of {longest:,} characters; this is no table"])
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    problems: list[str] = []
    before = 0
    try:
        for cells in reader:
            if cells:
                rows.append([cell.strip() for cell in cells])
                lines.append(before + 1)
            before = reader.line_num
    except csv.Error as error:
        raise InvalidData(where, [f"line {before + 1}: {error}"]) from error
    header, rows, lines = rows[0], rows[1:], lines[1:]
    if len(header) == 1 and any(mark in header[0] for mark in ";\t|"):
        mark = next(mark for mark in ";\t|" if mark in header[0])
        raise InvalidData(where, [f"columns are separated by {mark!r}; save it with commas"])
    twice = sorted({name for name in header if header.count(name) > 1})
    problems += [f"line 1: column {name!r} stands twice" for name in twice]
    problems += [f"line 1: column {place} has no name" for place, name in enumerate(header, 1) if not name]
    problems += [
        f"line {line}: {len(cells)} cells, the header has {len(header)}"
        for line, cells in zip(lines, rows, strict=True)
        if len(cells) != len(header)
    ]
    if problems:
        raise InvalidData(where, problems)
    return header, rows, lines


def _value(cell: str, kind: str) -> float:
    """Turn one cell into a value of the kind, or raise ValueError with what is wrong."""
    if kind == "boolean":
        if cell.casefold() in ("true", "false"):
            return cell.casefold() == "true"
        raise ValueError
    if not re.fullmatch(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", cell):
        comma = re.fullmatch(r"[+-]?[\d.]*,\d+", cell)
        raise ValueError("; use a point, not a comma" if comma else "")
    if kind in ("integer", "year") and not re.fullmatch(r"[+-]?\d+(\.0+)?", cell):
        raise ValueError
    value = float(cell)
    return round(value) if kind in ("integer", "year") else value


def _cell_problem(column: Field, cell: str, look: Look, countries: Callable[[str], str]) -> tuple[Any, str]:
    """The value of one filled cell and what is wrong with it ('' when nothing is)."""
    rules = column.constraints
    if len(cell) > MAX_CELL:
        return None, f"{len(cell):,} characters in one cell"
    if column.type != "string":
        try:
            value = _value(cell, column.type)
        except ValueError as error:
            return None, f"{cell[:40]!r} is not {NAME_OF_TYPE[column.type]}{error}"
        if value < rules.get("minimum", value):
            return value, f"{cell} is below {rules['minimum']}"
        if value > rules.get("maximum", value):
            return value, f"{cell} is above {rules['maximum']}"
        return value, ""
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
                return None, f"{part[:40]!r} is not known. {nearest(part, known)}"
        if "enum" in rules and part not in rules["enum"]:
            return None, f"{part[:40]!r} is not one of {', '.join(rules['enum'])}"
        if "pattern" in rules and not re.fullmatch(rules["pattern"], part):
            return None, f"{part[:40]!r} does not look like {rules['pattern']}"
    return column.separator.join(parts) if column.separator else parts[0], ""


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
    """Turn text cells into a typed frame, or raise one error that lists every problem.

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

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    InvalidData
    """
    import pandas as pd

    columns = dict(columns or {})
    problems = [
        f"columns=: the file has no column {name!r}. {nearest(name, header)}" for name in columns if name not in header
    ]
    names = [columns.get(name, name) for name in header]
    known = [column.name for column in table.fields]
    problems += [
        f"line 1: column {name!r} is not in {table.name}. {nearest(name, known)}" for name in names if name not in known
    ]
    wanted = [c.name for c in table.fields if c.required or not partial]
    problems += [f"line 1: column {name!r} is missing" for name in wanted if name not in names]
    problems += [
        f"line 1: two columns are mapped to {name!r}" for name in sorted({n for n in names if names.count(n) > 1})
    ]
    values: dict[str, list[Any]] = {}
    for place, name in enumerate(names):
        column = table.by_name.get(name)
        if column is None:
            continue
        checked: dict[str, tuple[Any, str]] = {}
        values[name] = []
        for line, cells in zip(lines, rows, strict=True):
            cell = cells[place]
            if cell == "":
                value, problem = None, "is empty" if column.required else ""
            else:
                if cell not in checked:
                    checked[cell] = _cell_problem(column, cell, look, countries)
                value, problem = checked[cell]
            values[name].append(value)
            if problem:
                problems.append(f"line {line}, column {name}: {problem}")
    if table.key and all(name in values for name in table.key):
        first: dict[tuple[Any, ...], int] = {}
        for line, key in zip(lines, zip(*(values[name] for name in table.key), strict=True), strict=True):
            if key in first:
                shown = ", ".join(f"{name}={value}" for name, value in zip(table.key, key, strict=True))
                problems.append(f"line {line}: the key {shown} stands already on line {first[key]}")
            first.setdefault(key, line)
    if problems:
        raise InvalidData(where, problems)
    return pd.DataFrame({c.name: pd.array(values[c.name], dtype=c.dtype) for c in table.fields if c.name in values})
