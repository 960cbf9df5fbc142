"""Descriptors: what a table holds and which rules its cells keep.

A descriptor is a JSON file beside its CSV. It follows Frictionless Table Schema, with some words of
our own: `row`, `unit`, `edition`, `searched_until`, `warnings`, `gaps`, `terms`, and for a field
`codes`, `countries`, `separator`. A column is described nowhere else: loading, validation, the data
dictionary and the tests all read the descriptor.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from cakit.catalog.csvfile import bytes_of, json_of
from cakit.errors import InvalidData, nearest

DTYPES = {"string": "str", "number": "float64", "boolean": "boolean"}
DTYPES |= {"integer": "Int64", "year": "Int64"}  # whole numbers stay whole where cells are empty
CONSTRAINTS = {"required", "minimum", "maximum", "enum", "pattern"}


@dataclass(frozen=True)
class Field:
    """One column: its name, type, description, unit, and the rules of its values."""

    name: str
    type: str
    description: str
    unit: str = ""
    constraints: Mapping[str, Any] = field(default_factory=dict)
    codes: str = ""  # the vocabulary of the `codes` table that the values come from
    countries: bool = False  # the values are codes of the `countries` table
    references: str = ""  # the "table.column" that has every value
    separator: str = ""  # what separates several values in one cell

    @property
    def required(self) -> bool:
        """Whether an empty cell is an error."""
        return bool(self.constraints.get("required"))

    @property
    def dtype(self) -> str:
        """The pandas type of the column."""
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
    searched_until: str = ""  # for a table made by searching: the last day of the search
    coverage: tuple[int, int] | None = None
    warnings: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    terms: Mapping[str, str] = field(default_factory=dict)
    computed: str = ""  # how the table is made, if it has no file of its own
    path: Path | None = None

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """The columns by name."""
        return {column.name: column for column in self.fields}


def descriptor(path: Path) -> Table:
    """Read one descriptor; `InvalidData` when it is none or asks for what cannot be."""
    raw = json_of(bytes_of(path), path.name, "not a table descriptor")
    try:
        table = _table(raw, path)
        problems = list(_problems(table, path))
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        why = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise InvalidData(path.name, [f"not a table descriptor: {why}"]) from error
    if problems:
        raise InvalidData(path.name, problems)
    return table


def _table(raw: dict[str, Any], path: Path) -> Table:
    texts = {word: raw.get(word, "") for word in ("unit", "edition", "searched_until", "computed")}
    coverage = raw.get("coverage")
    return Table(
        name=raw["name"],
        title=raw["title"],
        row=raw["row"],
        fields=tuple(Field(**column) for column in raw["schema"]["fields"]),
        key=tuple(raw["schema"].get("primaryKey", ())),
        coverage=(coverage[0], coverage[1]) if coverage else None,
        warnings=tuple(raw.get("warnings", ())),
        gaps=tuple(raw.get("gaps", ())),
        terms=dict(raw["terms"]),
        path=None if texts["computed"] else path.with_name(raw["path"]),
        **texts,
    )


def _problems(table: Table, path: Path) -> Iterator[str]:
    """What a descriptor asks for that cannot be."""
    if table.name != path.stem:
        yield f"is the descriptor of {table.name!r}; the file must be called {table.name}.json"
    for word in ("title", "row", "unit", "edition", "searched_until", "computed"):
        if not isinstance(getattr(table, word), str):
            yield f"{word}: {getattr(table, word)!r} is not text"
    for word in ("licence", "checked"):
        if word not in table.terms:
            yield f"terms: {word!r} is missing"
    for name in table.key:
        if name not in table.by_name:
            yield f"primaryKey: no column {name!r}. {nearest(name, table.by_name)}"
    for column in table.fields:
        for problem in _column_problems(column):
            yield f"column {column.name}: {problem}"


def _column_problems(column: Field) -> Iterator[str]:
    rules = column.constraints
    if column.type not in DTYPES:
        yield f"no type {column.type!r}. {nearest(column.type, DTYPES)}"
    for rule in sorted(set(rules) - CONSTRAINTS):
        yield f"no constraint {rule!r}. {nearest(rule, CONSTRAINTS)}"
    for rule in ("minimum", "maximum"):
        if not isinstance(rules.get(rule, 0), (int, float)):
            yield f"{rule} {rules[rule]!r} is not a number"
    if not isinstance(rules.get("enum", []), list):
        yield f"enum {rules['enum']!r} is not a list"
    if column.references.count(".") != bool(column.references):
        yield f"references {column.references!r}: write table.column"
    try:
        re.compile(rules.get("pattern", ""))
    except re.error as error:
        yield f"pattern {rules['pattern']!r} is not a regular expression: {error}"
