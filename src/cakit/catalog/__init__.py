"""The tables: which there are, what they hold, who says so, and the names of countries.

The functions read from one `Catalog`: the folder `data`, or the one that CAKIT_DATA names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from html import escape
from operator import and_
from typing import Any

import pandas as pd

from cakit.catalog.csvfile import without_collector
from cakit.catalog.descriptor import Table
from cakit.catalog.names import add_country as add_country
from cakit.catalog.names import add_source as add_source
from cakit.catalog.names import country as country
from cakit.catalog.names import country_name as country_name
from cakit.catalog.names import country_names as country_names
from cakit.catalog.names import with_names as with_names
from cakit.catalog.store import Catalog as Catalog
from cakit.catalog.store import current
from cakit.catalog.store import home as home
from cakit.catalog.validate import core_of, typed
from cakit.door import plain_arguments, shown, text
from cakit.errors import CakitError

THE_FIVE = ("KAZ", "KGZ", "TJK", "TKM", "UZB")  # the states of the five texts, in any region
REGION: dict[str, Any]  # these four are read from region.json when first asked for
FIVE: tuple[str, ...]  # the states of the region
ALL_STATES: str  # the same in words
FIRST_YEAR: int  # of independence, as the arms register counts it


def __getattr__(name: str) -> Any:
    if name not in ("REGION", "FIVE", "ALL_STATES", "FIRST_YEAR"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    region = current().region
    states = tuple(region["states"])
    words = "the five states" if set(states) == set(THE_FIVE) else f"the {len(states)} states"
    found = {"FIVE": states, "ALL_STATES": words, "FIRST_YEAR": region["first_year"]}
    return found.get(name, region)


def table(name: str) -> Table:
    """The descriptor of a table."""
    return current().table(name)


def names() -> tuple[str, ...]:
    """The names of all tables, sorted."""
    return current().names


@plain_arguments
def load(name: str) -> pd.DataFrame:
    """Load one table.

    Parameters
    ----------
    name : str
        A name from `tables()`.

    Returns
    -------
    pandas.DataFrame
        Typed by the descriptor; a copy of your own. Units and warnings: `describe(name)`.

    Raises
    ------
    UnknownTable, InvalidData
        For an unknown name, with the nearest; for a file that does not keep to its descriptor.

    Examples
    --------
    >>> arms = load("arms_transfers")
    >>> arms.query("recipient_iso3 == 'TJK' and year == 2025")["tiv_million"].sum()
    np.float64(75.2)
    """
    return current().frame(name).copy()  # deep: arrays can be written to past copy-on-write


def rows(name: str, **equal: Any) -> pd.DataFrame:
    """The rows of a table whose columns have these values."""
    frame = current().frame(name)
    same = [frame[column] == value for column, value in equal.items()]
    return frame[reduce(and_, same)] if same else load(name)


@plain_arguments
def read(
    path: Any,
    table: str,
    columns: Mapping[str, str] | None = None,
    encoding: str | None = None,
    decimal: str | None = None,
    sheet: str | None = None,
) -> pd.DataFrame:
    """Read a table of your own and check it by the rules of one of ours.

    Parameters
    ----------
    path : path or frame
        CSV, Excel, Stata, Parquet or JSON with one row of column names, or a frame of any engine.
    table : str
        The table whose columns and rules it must keep.
    columns : mapping, optional
        Column name in your file → column name in the table.
    encoding, decimal, sheet : str, optional
        Where they cannot be found out: the encoding of a text ("cp1251"), its decimal mark ("," or
        "."), the sheet of a workbook.

    Returns
    -------
    pandas.DataFrame
        Names of countries become codes. An empty cell stays empty; it is no zero. A file must have
        the countries, years and numbers that the table requires; of the other columns it may have
        fewer, and more. `attrs["read"]` says how it was read, what is empty and what is left out.

    Raises
    ------
    InvalidData
        Every problem by line (or sheet and row), column and value; for one column, the first 200.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> mine = pathlib.Path(tempfile.mkdtemp(), "mine.csv")
    >>> _ = mine.write_text("to,from,year,tiv_million\\nKazakhstan,Turkey,2024,lots\\n")
    >>> read(mine, "arms_transfers", columns={"to": "recipient_iso3", "from": "supplier_iso3"})
    Traceback (most recent call last):
    ...
    cakit.errors.InvalidData: mine.csv: 1 problem
      - line 2, column tiv_million: 'lots' is not a number
    """
    from cakit.catalog.anyfile import sheet_of

    for name, value in {"encoding": encoding, "sheet": sheet, "decimal": decimal}.items():
        if value is not None:
            text(value, name)
    if decimal not in (None, ",", "."):
        raise CakitError(f"decimal is {shown(decimal)}: give ',' or '.'")
    catalog = current()
    about = catalog.table(table)
    given = columns if isinstance(columns, Mapping) else {}
    mapped = {str(name) for name in given}
    theirs = {meant: str(name) for name, meant in given.items() if isinstance(meant, str)}
    core = {theirs.get(name, name).casefold() for name in core_of(about)}
    with without_collector():
        cells = sheet_of(
            path, encoding, sheet, lambda word: word in mapped or catalog.countries.has(word), core
        )
        frame = typed(cells, about, catalog.own_reader(cells.header), columns, True, decimal)
    frame.attrs["file"] = cells.name
    kinds = catalog.frame("countries").set_index("iso3")["kind"]
    groups = set(kinds.index[kinds == "group"])
    for column in filter(frame.__contains__, (c.name for c in about.fields if c.countries)):
        if found := sorted(groups & set(frame[column])):
            said = f"{column} holds groups ({', '.join(found)}): do not add them to their members"
            frame.attrs["read"] = "; ".join(filter(None, [frame.attrs["read"], said]))
    return frame


@plain_arguments
def allowed(what: str) -> frozenset[str]:
    """The values of a vocabulary ("confidence") or of a column ("sources.source_id")."""
    return current().values(what)


@plain_arguments
def label(vocabulary: str, code: str, column: str = "label") -> str:
    """The words for a code: its `label` or `description` in the `codes` table."""
    return current().label(vocabulary, code, column)


def tables() -> pd.DataFrame:
    """List the tables.

    Returns
    -------
    pandas.DataFrame
        A row for each table: name, title, rows, years covered, unit, edition, terms.

    Examples
    --------
    >>> tables().set_index("name").loc["arms_transfers", "unit"]
    'TIV million'
    """
    listed = [current().table(name) for name in names()]
    years = ["–".join(map(str, sorted(set(about.coverage or ())))) for about in listed]
    columns = {
        "name": names(),
        "title": [about.title for about in listed],
        "rows": [len(current().frame(name)) for name in names()],
        "years": years,
        "unit": [about.unit for about in listed],
        "edition": [about.edition for about in listed],
        "terms": [about.terms["licence"] for about in listed],
    }
    return pd.DataFrame(columns)


class Description:
    """A readable card of one table: plain text, and HTML in a notebook."""

    def __init__(self, name: str) -> None:
        self.table = current().table(name)
        self.rows = len(current().frame(name))

    def _facts(self) -> list[tuple[str, str]]:
        table, label = self.table, current().label
        terms = label("terms", table.terms["licence"], "description")
        facts = [
            ("A row is", table.row),
            ("Rows", f"{self.rows:,}"),
            ("Years", "–".join(map(str, table.coverage or ()))),
            ("Unit", table.unit),
            ("Edition", table.edition),
            ("Searched until", table.searched_until),
            ("Computed", table.computed),
        ]
        for code in table.warnings:
            text = f"{label('warning', code)}: {label('warning', code, 'description')}"
            facts.append(("Warning", text))
        facts += [("Gap", gap) for gap in table.gaps]
        facts.append(("Terms", f"{terms} (checked {table.terms['checked']})"))
        facts.append(("Cite", f'ck.cite("{table.name}"), or ck.cite(frame) for the rows you used'))
        return [(head, text) for head, text in facts if text]

    def __repr__(self) -> str:
        lines = [f"{self.table.name}: {self.table.title}"]
        lines += [f"{head}: {text}" for head, text in self._facts()]
        lines.append("Columns:")
        for column in self.table.fields:
            unit = f" [{column.unit}]" if column.unit else ""
            lines.append(f"  {column.name} ({column.type}){unit}: {column.description}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        columns = [("column", "type", "unit", "what it holds")]
        columns += [(c.name, c.type, c.unit, c.description) for c in self.table.fields]
        return (
            f"<section><h4>{escape(self.table.name)}: {escape(self.table.title)}</h4>"
            f"{_html_table(self._facts())}<details><summary>{len(self.table.fields)} columns"
            f"</summary>{_html_table(columns)}</details></section>"
        )


def _html_table(rows: Sequence[Sequence[str]]) -> str:
    cell = '<td style="text-align: left">{}</td>'
    lines = ("".join(cell.format(escape(text)) for text in row) for row in rows)
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


@plain_arguments
def describe(name: str) -> Description:
    """Describe one table: what a row is, units, warnings, gaps, terms, columns, how to cite.

    Parameters
    ----------
    name : str
        A name from `tables()`.

    Returns
    -------
    Description
        Shows itself as text, or as a card in a notebook.

    Examples
    --------
    >>> print(describe("arms_transfers"))
    arms_transfers: ...
    """
    return Description(name)
