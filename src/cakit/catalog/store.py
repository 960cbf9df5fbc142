"""The tables of one folder, each read or computed, and checked, once."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from cakit.catalog.countries import Countries
from cakit.catalog.csvfile import bytes_of, printable, read_csv
from cakit.catalog.descriptor import Table, descriptor
from cakit.catalog.region import region_of
from cakit.catalog.validate import Reader, typed
from cakit.door import path, text
from cakit.errors import CakitError, InvalidData, UnknownTable, nearest

PACKAGE = Path(__file__).parents[1]
WORST_FIRST = ("low", "medium", "high")
PARTY = re.compile("Q[Q-Z][A-Z]")  # codes of parties that an importer made


def home(part: str) -> Path:
    """The folder of a part of the kit: in the installed package, or beside `src` in a checkout.

    The environment variable CAKIT_DATA names other data, of another region.
    """
    other = os.environ.get("CAKIT_DATA")
    if part == "data" and other:
        if not path(Path(other) / "region.json", "CAKIT_DATA").is_file():
            wrong = f"CAKIT_DATA is {other}, but there is no region.json in it"
            raise CakitError(f"{wrong}: name a data folder, or unset CAKIT_DATA")
        return Path(other)
    return _packed(part)


@lru_cache
def _packed(part: str) -> Path:
    packed = PACKAGE / part
    return packed if packed.is_dir() else PACKAGE.parents[1] / part


def current() -> Catalog:
    """The catalog that the kit reads from now."""
    return _opened(home("data"))


@lru_cache(maxsize=8)
def _opened(folder: Path) -> Catalog:
    return Catalog(folder)


class Catalog:
    """The tables, vocabularies and countries of one folder, each read when first asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._tables: dict[str, Table] = {}
        self._frames: dict[str, pd.DataFrame] = {}
        self._values: dict[str, frozenset[str]] = {}
        self._own_sources: dict[str, dict[str, str]] = {}

    @cached_property
    def region(self) -> dict[str, Any]:
        """What makes the kit one of its region: states, projection, frame, colours, labels."""
        return region_of(bytes_of(self.folder / "region.json"))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of all tables, sorted."""
        found = {path.stem for path in self.folder.glob("*.json")}
        return tuple(sorted(found - {"datapackage", "region"}))

    @cached_property
    def countries(self) -> Countries:
        """The names of countries and groups."""
        if "country_names" not in self.names:
            return Countries(self.frame("countries"))
        other = read_csv(self.folder / "country_names.csv")
        return Countries(self.frame("countries"), pd.DataFrame(other.rows, columns=other.header))

    @cached_property
    def codes(self) -> dict[tuple[str, str], Any]:
        """Vocabulary and code → the row of `codes`."""
        return {(row.vocabulary, row.code): row for row in self.frame("codes").itertuples()}

    @cached_property
    def sources(self) -> pd.DataFrame:
        """The `sources` table by id."""
        return self.frame("sources").set_index("source_id", drop=False)

    def add_source(self, source_id: str, *texts: str) -> None:
        """Add a source for this session: its id, title, publisher, and maybe date and address."""
        if not re.fullmatch(r"[A-Za-z0-9_]+", source_id := text(source_id, "source_id")):
            raise CakitError(f"source_id {source_id[:40]!r}: write letters, digits and _")
        known = self._own_sources.get(source_id)
        if known is None and source_id in self.sources.index:
            raise CakitError(f"source_id {source_id!r} belongs to a source of ours: take another")
        row: dict[str, str] = {}
        for name, value in zip(("title", "publisher", "date", "url"), texts, strict=True):
            if name in ("title", "publisher") or not isinstance(value, str) or value:
                row[name] = text(value, name)
        try:
            date.fromisoformat(f"{row.get('date', '2000')}-01-01"[:10])
        except ValueError:
            wrong = f"date {row['date'][:20]!r}: write 2026, 2026-11 or 2026-11-02"
            raise CakitError(wrong) from None
        if known is not None:
            for name in {**known, **row}:
                if known.get(name) != row.get(name):
                    said = f"{source_id!r} was added with another {name} in this session"
                    raise CakitError(f"source_id {said}: take another id")
            return
        self._own_sources[source_id] = row
        whole = row | {"source_id": source_id, "kind": "own", "terms": "cited_facts"}
        one = pd.DataFrame([whole], index=[source_id]).reindex(columns=self.sources.columns)
        self.sources = pd.concat([self.sources, one.astype(self.sources.dtypes)])
        self._values["sources.source_id"] = frozenset(self.sources.index)

    def table(self, name: str) -> Table:
        """The descriptor of a table; `UnknownTable` with the nearest names."""
        name = str.__str__(name) if isinstance(name, str) else f"({type(name).__name__})"
        if name not in self.names:
            raise UnknownTable(f"no table {printable(name)!r}. {nearest(name, self.names)}")
        if name not in self._tables:
            self._tables[name] = descriptor(self.folder / f"{name}.json")
        return self._tables[name]

    def frame(self, name: str) -> pd.DataFrame:
        """A table as the catalog keeps it: not to be changed. `load` gives a copy."""
        table = self.table(name)
        if name not in self._frames:
            if table.path is None:
                self._frames[name] = self._computed(table)
            else:
                reader = Reader(self.values, self.country)
                self._frames[name] = typed(read_csv(table.path), table, reader)
        return self._frames[name]

    def _computed(self, table: Table) -> pd.DataFrame:
        try:
            frame = COMPUTED[table.name](self)[list(table.by_name)]
            types = {column.name: column.dtype for column in table.fields}
            return frame.astype(types).reset_index(drop=True)
        except (KeyError, ValueError, TypeError) as error:
            why = f"cannot be computed from the tables it is made of: {error}"
            raise InvalidData(table.name, [why]) from error

    def own_reader(self, header: list[str]) -> Reader:
        """What reads files of others; what an importer kept and saved comes back."""
        saved = {"line", "sipri_edition"} <= set(header)
        return Reader(self.values, self._own_country if saved else self.country, True, saved)

    def _own_country(self, name: str) -> str:
        if PARTY.fullmatch(name) and name not in self.countries.names:
            self.countries.add_party(name, f"party {name} of an export")
        return self.country(name)

    def country(self, name: str) -> str:
        """The code of a country or group by any of its names."""
        return self.countries.code(name)

    def values(self, what: str) -> frozenset[str]:
        """The values of a vocabulary ("confidence") or of a column ("sources.source_id")."""
        if what not in self._values:
            if "." in what:
                found = self._column(*what.split("."))
            else:
                found = {code for vocabulary, code in self.codes if vocabulary == what}
            self._values[what] = frozenset(found)
        return self._values[what]

    def _column(self, name: str, column: str) -> set[str]:
        """The filled cells of a column, unchecked: tables may refer to each other in a circle."""
        table = self.table(name)
        if table.path is None:
            return set(self.frame(name)[column].dropna())
        sheet = read_csv(table.path)
        if column not in sheet.header:
            raise InvalidData(sheet.name, [f"line 1: column {column!r} is missing"])
        place = sheet.header.index(column)
        return {row[place] for row in sheet.rows} - {""}

    def label(self, vocabulary: str, code: str, column: str = "label") -> str:
        """The words for a code: its `label` or `description` in the `codes` table."""
        row = self.codes.get((vocabulary, code))
        if row is None:
            near = nearest(code, self.values(vocabulary))
            raise InvalidData("codes", [f"no code {code!r} in {vocabulary!r}. {near}"])
        words = getattr(row, column)
        return words if isinstance(words, str) else ""


def united(cells: Iterable[Any]) -> str:
    """All source ids of some cells, each once."""
    texts = (cell for cell in cells if isinstance(cell, str))
    return ";".join(sorted({part for text in texts for part in text.split(";") if part}))


def summed(rows: pd.DataFrame, keys: list[str], sources: str) -> pd.DataFrame:
    """TIV summed by keys, with the worst confidence and all sources of the rows behind each sum."""
    rows = rows.assign(confidence=rows["confidence"].map(WORST_FIRST.index))
    sums = rows.groupby(keys).agg(
        tiv_million=("tiv_million", "sum"),
        delivery_lines=("tiv_million", "size"),
        confidence=("confidence", "min"),
    )
    ids = rows[[*keys, sources]].drop_duplicates().groupby(keys)[sources].agg(united)
    return sums.assign(
        source_ids=ids,
        tiv_million=sums["tiv_million"].round(4),
        confidence=sums["confidence"].map(dict(enumerate(WORST_FIRST))),
    ).reset_index()


def _transfers(catalog: Catalog) -> pd.DataFrame:
    """`arms_deliveries` summed by recipient, supplier and year."""
    keys = ["recipient_iso3", "supplier_iso3", "year", "sipri_edition"]
    return summed(catalog.frame("arms_deliveries"), keys, "source_id")


def _editions(catalog: Catalog) -> pd.DataFrame:
    """`arms_past_editions`, then `arms_transfers`."""
    past = catalog.frame("arms_past_editions").rename(columns={"source_id": "source_ids"})
    return pd.concat([past, catalog.frame("arms_transfers")])


def _edition_totals(catalog: Catalog) -> pd.DataFrame:
    """`arms_past_totals`, then `arms_editions` summed over its years."""
    keys = ["sipri_edition", "recipient_iso3", "supplier_iso3"]
    sums = summed(catalog.frame("arms_editions"), keys, "source_ids")
    last = sums["sipri_edition"].astype("int64") - 1
    sums = sums.assign(year_from=catalog.region["first_year"], year_to=last)
    past = catalog.frame("arms_past_totals").rename(columns={"source_id": "source_ids"})
    return pd.concat([past, sums]).sort_values(keys)


COMPUTED: dict[str, Callable[[Catalog], pd.DataFrame]] = {  # tables without a file
    "arms_transfers": _transfers,
    "arms_editions": _editions,
    "arms_edition_totals": _edition_totals,
}
