"""From cells of text to a typed frame, by the rules of a descriptor."""

from __future__ import annotations

import difflib
import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

import pandas as pd

from cakit.catalog import csvfile
from cakit.catalog.csvfile import MAX_CELL, MAX_PROBLEMS, Sheet, printable
from cakit.catalog.descriptor import Field, Table
from cakit.catalog.numbers import NUMBER, PLAIN, BadCell, parse, plain_numbers, with_points
from cakit.errors import InvalidData, UnknownCountry, nearest

DATES = {  # pattern → what it says
    r"\d{4}(-\d{2}){0,2}": "write 2026, 2026-11 or 2026-11-02",
    r"\d{4}-\d{2}(-\d{2})?": "write 2026-11 or 2026-11-02",
    r"\d{4}-\d{2}-\d{2}": "write 2026-11-02",
}


class Reader(NamedTuple):
    """Reads cells; knows the values of vocabularies and columns, and the codes of countries."""

    values: Callable[[str], Collection[str]]
    country: Callable[[str], str]
    own: bool = False  # for files of others, in which amounts may be empty
    saved: bool = False  # and which an importer wrote

    def cell(self, cell: str, column: Field) -> Any:
        """The value of one filled cell; `BadCell` when it breaks a rule."""
        if len(cell) > MAX_CELL:
            raise BadCell(f"{len(cell):,} characters in one cell; at most {MAX_CELL:,}")
        if column.type == "string":
            return self._text(cell, column)
        value, rules = parse(cell, column.type), column.constraints
        if value < rules.get("minimum", value):
            raise BadCell(f"{printable(cell)} is below {rules['minimum']}")
        if value > rules.get("maximum", value):
            raise BadCell(f"{printable(cell)} is above {rules['maximum']}")
        return value

    def _text(self, cell: str, column: Field) -> str:
        if strange := csvfile.UNPRINTABLE.search(cell):
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
            except UnknownCountry as error:
                raise BadCell(str(error)) from None
        elif known and part not in self.values(known) and not self._is_kept(part, known):
            near = nearest(part, self.values(known))
            raise BadCell(f"'{printable(part)}' is not a value of {known}. {near}")
        if part not in rules.get("enum", (part,)):
            raise BadCell(f"'{printable(part)}' is not one of {', '.join(rules['enum'])}")
        if "pattern" in rules and not re.fullmatch(rules["pattern"], part):
            right = DATES.get(rules["pattern"], f"the column holds: {column.description}")
            wrong = f"'{printable(part)}' does not match the pattern {rules['pattern']}"
            raise BadCell(f"{wrong}; {right}")
        return part

    def _is_kept(self, part: str, known: str) -> bool:
        """Whether it is a class of weapon that an importer kept as spelt, and no slip of ours."""
        if not self.saved or known != "weapon_category" or not re.fullmatch("[a-z][a-z_]*", part):
            return False
        return not difflib.get_close_matches(part, self.values(known), 1, 0.75)

    def column(
        self, column: Field, cells: Sequence[str], sheet: Sheet
    ) -> tuple[list[Any], list[tuple[int, str]]]:
        """The values of one column, and its problems with their lines."""
        if column.type in PLAIN and (quick := plain_numbers(column, cells)) is not None:
            return quick, []
        values: dict[str, Any] = {"": None}
        amount = self.own and column.type in ("number", "integer")
        wrong = {"": "is empty"} if column.required and not amount else {}
        for cell in dict.fromkeys(cells):
            try:
                values[cell] = self.cell(cell, column) if cell else None
            except BadCell as error:
                wrong[cell] = str(error)
                if len(wrong) > MAX_PROBLEMS:
                    break
        pairs = zip(sheet.lines, cells, strict=True) if wrong else ()
        places = [(line, cell) for line, cell in pairs if cell in wrong][:MAX_PROBLEMS]
        problems = [
            (line, f"{sheet.place} {line}, column {column.name}: {wrong[cell]}")
            for line, cell in places
        ]
        if len(problems) == MAX_PROBLEMS:
            line = places[-1][0]
            last = f"column {column.name}: not checked after {sheet.place} {line}"
            problems.append((line, last))
        return [values.get(cell) for cell in cells], problems


def _repeated_keys(keys: pd.DataFrame, sheet: Sheet) -> Iterator[str]:
    """Rows with the primary key of an earlier row."""
    again = keys.duplicated()
    lines = pd.Series(sheet.lines)
    groups = lines.groupby([keys[name] for name in keys], dropna=False)
    first = groups.transform("first") if again.any() else lines
    for row in keys[again].itertuples():
        cells = zip(keys.columns, row[1:], strict=True)
        shown = ", ".join(f"{name}={printable(value)}" for name, value in cells)
        seen = f"first seen on {sheet.place} {first[row.Index]}"
        yield f"{sheet.place} {lines[row.Index]}: duplicate primary key {shown}, {seen}"


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


def core_of(table: Table) -> set[str]:
    """What a file of somebody's own must have: who, when and how much.

    Keys, sources, confidence and words for kinds are ours; a file may leave them out.
    """
    needed = (column for column in table.fields if column.required)
    return {c.name for c in needed if c.countries or c.type in ("year", "number", "integer")}


def _header_problems(names: list[str], sheet: Sheet, table: Table, own: bool) -> Iterator[str]:
    """What is wrong with the columns of a file; `own` for a file that is not one of our tables."""
    core = core_of(table) or {column.name for column in table.fields if column.required}
    wanted = [c for c in table.by_name if c not in names and (not own or c in core)]
    years = csvfile.years_in(names) if own and "year" in wanted else []
    if years:
        yield (
            f"{sheet.head}: years are columns ({years[0]} to {years[-1]}): make a row for each "
            "country and year first, with frame.melt (docs/recipes.md, World Bank and Eurostat)"
        )
        return
    for name in names:
        if name in table.by_name:
            continue
        like = difflib.get_close_matches(name.casefold(), table.by_name, 1, 0.8)
        if not own or wanted or (like and like[0] not in names):
            near = nearest(name, table.by_name)
            yield f"{sheet.head}: column '{printable(name)}' is not in {table.name}. {near}"
    for name in wanted:
        yield f"{sheet.head}: column {name!r} is missing"
    if not sheet.rows:
        yield "no rows below the column names"
    for name, times in Counter(names).items():
        if times > 1:
            yield f"{sheet.head}: two columns are mapped to '{printable(name)}'"


def _extra(cells: Sequence[str]) -> Any:
    """A column that the table does not have, as numbers if every filled cell is one."""
    if all(NUMBER.fullmatch(cell) for cell in dict.fromkeys(cells) if cell) and any(cells):
        return pd.array([float(cell) if cell else math.nan for cell in cells], dtype="float64")
    return pd.array([cell or None for cell in cells], dtype="str")


def typed(
    sheet: Sheet,
    table: Table,
    reader: Reader,
    columns: Mapping[str, str] | None = None,
    own: bool = False,
    decimal: str | None = None,
) -> pd.DataFrame:
    """Turn the cells of a file into a typed frame, or list every problem in one `InvalidData`.

    `columns` gives names of the file in the table's terms. A file that is somebody's `own` may lack
    columns and have more; `attrs["read"]` says how it was read.
    """
    columns = {} if columns is None else columns
    if not isinstance(columns, Mapping):
        what = "columns= takes a mapping: {column in the file: column in the table}"
        raise InvalidData(sheet.name, [what])
    names = [str(columns.get(name, name)) for name in sheet.header]
    problems = list(_mapping_problems(sheet, table, columns))
    problems += _header_problems(names, sheet, table, own)
    rows = zip(*sheet.rows, strict=True)
    cells: dict[str, Sequence[str]] = dict(zip(names, rows, strict=bool(sheet.rows)))
    numbers = {n: cells[n] for n, c in table.by_name.items() if c.type == "number" and n in cells}
    try:
        commas = with_points(numbers, decimal or sheet.decimal, sure=decimal == ",")
    except BadCell as error:
        raise InvalidData(sheet.name, [*problems, str(error)], sheet.note) from None
    cells.update(commas)
    values: dict[str, Sequence[Any]] = {}
    sound: set[str] = set()
    found: list[tuple[int, str]] = []
    for name in filter(table.by_name.__contains__, cells):
        values[name], wrong = reader.column(table.by_name[name], cells[name], sheet)
        found += wrong
        sound |= set() if wrong else {name}
    problems += [problem for _, problem in sorted(found, key=itemgetter(0))]
    key = [name for name in table.key if name in cells or table.by_name[name].required]
    if key and sound >= set(key):
        keys = pd.DataFrame({name: values[name] for name in key})
        problems += csvfile.first_problems(_repeated_keys(keys, sheet))
    how = [sheet.note, "decimal commas" if commas and commas != numbers else ""]
    if problems:
        raise InvalidData(sheet.name, problems, ", ".join(filter(None, how)))
    fields = [column for column in table.fields if column.name in values]
    made = {c.name: pd.array(values[c.name], dtype=c.dtype) for c in fields}
    extra = {name: _extra(cells[name]) for name in names if name not in values}
    frame = pd.DataFrame(made | extra)
    if own:
        how += [f"kept beside the table's columns: {', '.join(extra)}" if extra else ""]
        how += _unfilled(frame, table)
        frame.attrs["read"] = "; ".join(filter(None, how))
    return frame


def _unfilled(frame: pd.DataFrame, table: Table) -> list[str]:
    """In words: the columns of numbers that have empty cells, and what is left out."""
    gaps = {name: int(frame[name].isna().sum()) for name in table.by_name if name in frame}
    kinds = ("number", "integer")
    said = [
        f"{name} is empty in {count:,} of {len(frame):,} rows"
        for name, count in gaps.items()
        if count and table.by_name[name].type in kinds
    ]
    lacking = [c.name for c in table.fields if c.required and c.name not in frame]
    return said + ([f"columns left out: {', '.join(lacking)}"] if lacking else [])
