"""The tables of one folder, each read and checked once."""

from __future__ import annotations

import os
import re
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cakit.catalog.computed import COMPUTED
from cakit.catalog.countries import Countries
from cakit.catalog.csvfile import bytes_of, printable, read_csv
from cakit.catalog.descriptor import Table, descriptor
from cakit.catalog.region import region_of
from cakit.catalog.validate import Reader, typed
from cakit.door import path, text
from cakit.errors import CakitError, InvalidData, UnknownTable, nearest

if TYPE_CHECKING:
    import pandas as pd

PACKAGE = Path(__file__).parents[1]
PARTY = re.compile("Q[Q-Z][A-Z]")  # codes of parties that an importer made


def home(part: str) -> Path:
    """The folder of a part of the kit: in the installed package, or beside `src` in a checkout.

    The environment variable CAKIT_DATA names other data, of another region.
    """
    other = os.environ.get("CAKIT_DATA")
    if part == "data" and other:
        if not path(Path(other) / "region.json", "CAKIT_DATA").is_file():
            raise CakitError(f"CAKIT_DATA is {other}, but there is no region.json in it")
        return Path(other)
    packed = PACKAGE / part
    return packed if packed.is_dir() else PACKAGE.parents[1] / part


def _blank(value: object) -> bool:
    return isinstance(value, str) and not str.__str__(value)


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
        self._own_sources: set[str] = set()

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
        return Countries(self.frame("countries"), self._other_names())

    def _other_names(self) -> pd.DataFrame | None:
        """Names in other languages; a folder of data need not have them."""
        if "country_names" not in self.names:
            return None
        import pandas as pd

        sheet = read_csv(self.folder / "country_names.csv")
        return pd.DataFrame(sheet.rows, columns=sheet.header)

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
        import pandas as pd

        if not re.fullmatch(r"[A-Za-z0-9_]+", source_id := text(source_id, "source_id")):
            raise CakitError(f"source_id {source_id[:40]!r}: write letters, digits and _")
        if source_id in self.sources.index and source_id not in self._own_sources:
            raise CakitError(f"source_id {source_id!r} belongs to a source of ours: take another")
        names = ("title", "publisher", "date", "url")
        row = {name: value for name, value in zip(names, texts, strict=True) if not _blank(value)}
        for name in ("title", "publisher", *row):
            row[name] = text(row.get(name), name)
        try:
            date.fromisoformat(f"{row.get('date', '2000')}-01-01"[:10])
        except ValueError:
            wrong = f"date {row['date'][:20]!r}: write 2026, 2026-11 or 2026-11-02"
            raise CakitError(wrong) from None
        row |= {"source_id": source_id, "kind": "own", "terms": "cited_facts"}
        if source_id in self._own_sources:
            known = self.sources.loc[source_id].dropna()
            for name in names:
                if known.get(name) != row.get(name):
                    said = f"{source_id!r} was added with another {name} in this session"
                    raise CakitError(f"source_id {said}: take another id")
            return
        kept = self.sources
        one = (
            pd.DataFrame([row], index=[source_id]).reindex(columns=kept.columns).astype(kept.dtypes)
        )
        self.sources = pd.concat([kept, one])
        self._own_sources.add(source_id)
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
                self._frames[name] = self.read(table.path, table)
        return self._frames[name]

    def _computed(self, table: Table) -> pd.DataFrame:
        try:
            frame = COMPUTED[table.name](self)[list(table.by_name)]
            types = {column.name: column.dtype for column in table.fields}
            return frame.astype(types).reset_index(drop=True)
        except (KeyError, ValueError, TypeError) as error:
            why = f"cannot be computed from the tables it is made of: {error}"
            raise InvalidData(table.name, [why]) from error

    def read(self, path: Path, table: Table) -> pd.DataFrame:
        """Read a file of ours by the rules of its table."""
        return typed(read_csv(path), table, self.reader)

    @property
    def reader(self) -> Reader:
        """What reads cells by the vocabularies and countries of this folder."""
        return Reader(self.values, self.country)

    def own_reader(self, header: list[str]) -> Reader:
        """The same for files of others; what an importer kept and saved comes back."""
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
