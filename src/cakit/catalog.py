"""The tables: which there are, what they hold, and the names of countries."""

from __future__ import annotations

import html
import json
import os
import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache, reduce
from operator import and_
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cakit import schema
from cakit.errors import CakitError, InvalidData, UnknownCountry, UnknownTable, nearest

if TYPE_CHECKING:
    import pandas as pd

WORST_FIRST = ("low", "medium", "high")
LEFT = 'style="text-align: left"'


@cache
def home(part: str) -> Path:
    """The folder of a part of the kit: inside the wheel, or beside `src`; CAKIT_DATA names other data, of another region."""
    other = os.environ.get("CAKIT_DATA")
    if part == "data" and other:
        if not (Path(other) / "region.json").is_file():
            raise CakitError(f"CAKIT_DATA is {other}, but there is no region.json in it")
        return Path(other)
    packed = Path(__file__).with_name(part)
    return packed if packed.is_dir() else Path(__file__).parents[2] / part


# What makes the kit one of Central Asia: states, projection, frame, colours, labels. Another region is another folder.
REGION: dict[str, Any] = json.loads((home("data") / "region.json").read_text(encoding="utf-8"))
FIVE: tuple[str, ...] = tuple(REGION["states"])  # the states the kit is about
THE_FIVE = ("KAZ", "KGZ", "TJK", "TKM", "UZB")  # the states the five texts speak of, whatever the region holds
ALL_STATES = "the five states" if set(FIVE) == set(THE_FIVE) else f"the {len(FIVE)} states"  # of the region, in words
FIRST_YEAR: int = REGION["first_year"]  # of independence, as the arms register counts it


@cache
def table(name: str) -> schema.Table:
    """The descriptor of one table; `UnknownTable` with the nearest names when there is none."""
    if name not in names():
        raise UnknownTable(f"no table {name!r}. {nearest(name, names())}")
    return schema.descriptor(home("data") / f"{name}.json")


@cache
def names() -> tuple[str, ...]:
    """The names of all tables, sorted."""
    return tuple(
        sorted(path.stem for path in home("data").glob("*.json") if path.stem not in ("datapackage", "region"))
    )


@cache
def _dtype(name: str) -> Any:
    import pandas as pd

    return pd.api.types.pandas_dtype(name)


def _read(kept: schema.Table) -> pd.DataFrame:
    """Read one of our own files by its descriptor; where that fails, say which row is at fault."""
    import pandas as pd

    assert kept.path is not None
    try:
        if not kept.path.is_file():
            raise OSError
        frame = pd.read_csv(
            kept.path,
            dtype={column.name: _dtype(column.dtype) for column in kept.fields},
            keep_default_na=False,
            na_values=[""],
            encoding="utf-8",
            low_memory=False,  # quicker, since the types are given
        )
        if schema.holds(frame, kept):
            return frame
    except (OSError, ValueError, TypeError, OverflowError):
        pass
    return _checked(kept.path, kept)


def _checked(
    path: Path, kept: schema.Table, columns: Mapping[str, str] | None = None, partial: bool = False
) -> pd.DataFrame:
    where = schema.printable(path.name, 200)
    header, rows, lines = schema.rows_of(schema.text_of(path), where)
    return schema.typed(header, rows, lines, kept, where, allowed, country, columns, partial)


def _joined(cells: Iterable[str]) -> str:
    return ";".join(sorted({part for cell in cells for part in cell.split(";")}))


def _transfers() -> pd.DataFrame:
    """`arms_deliveries` summed by recipient, supplier and year."""
    keys = ["recipient_iso3", "supplier_iso3", "year", "sipri_edition"]
    lines = load("arms_deliveries")
    lines["confidence"] = lines["confidence"].map(WORST_FIRST.index)
    groups = lines.groupby(keys)
    sums = groups.agg(
        tiv_million=("tiv_million", "sum"), delivery_lines=("year", "size"), confidence=("confidence", "min")
    )
    copies = lines[[*keys, "source_id"]].drop_duplicates().groupby(keys)["source_id"].agg(_joined)
    sums = sums.assign(source_ids=copies, tiv_million=sums["tiv_million"].round(4)).reset_index()
    return sums.assign(confidence=sums["confidence"].map(dict(enumerate(WORST_FIRST))))


def _editions() -> pd.DataFrame:
    """`arms_past_editions`, then `arms_transfers`."""
    import pandas as pd

    return pd.concat([load("arms_past_editions").rename(columns={"source_id": "source_ids"}), load("arms_transfers")])


def _edition_totals() -> pd.DataFrame:
    """`arms_past_totals`, then `arms_editions` summed over its years."""
    import pandas as pd

    yearly = load("arms_editions")
    keys = ["sipri_edition", "recipient_iso3", "supplier_iso3"]
    yearly["confidence"] = yearly["confidence"].map(WORST_FIRST.index)
    sums = yearly.groupby(keys).agg(tiv_million=("tiv_million", "sum"), confidence=("confidence", "min"))
    copies = yearly[[*keys, "source_ids"]].drop_duplicates().groupby(keys)["source_ids"].agg(_joined)
    sums = sums.assign(source_ids=copies, tiv_million=sums["tiv_million"].round(4)).reset_index()
    sums["confidence"] = sums["confidence"].map(dict(enumerate(WORST_FIRST)))
    last = sums["sipri_edition"].astype("int64") - 1
    kept = load("arms_past_totals").rename(columns={"source_id": "source_ids"})
    both = pd.concat([kept, sums.assign(year_from=FIRST_YEAR, year_to=last)])
    return both.sort_values(keys)


COMPUTED = {"arms_transfers": _transfers, "arms_editions": _editions, "arms_edition_totals": _edition_totals}


@cache
def _kept(name: str) -> pd.DataFrame:
    kept = table(name)
    if not kept.computed:
        return _read(kept)
    try:
        frame = COMPUTED[name]()[[column.name for column in kept.fields]]
        return frame.astype({column.name: column.dtype for column in kept.fields}).reset_index(drop=True)
    except (KeyError, ValueError, TypeError) as error:
        raise InvalidData(name, [f"cannot be computed from the tables it is made of: {error}"]) from error


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
    UnknownTable
        With the nearest names.
    InvalidData
        When the file was changed and no longer keeps to its descriptor.

    Examples
    --------
    >>> load("arms_transfers").query("recipient_iso3 == 'TJK' and year == 2025")["tiv_million"].sum()
    np.float64(75.2)
    """
    frame = _kept(table(name).name).copy(deep=False)  # copied on write: yours to change
    frame.attrs["table"] = name
    return frame


def rows(name: str, **equal: Any) -> pd.DataFrame:
    """The rows of a table that hold these values.

    Examples
    --------
    >>> len(rows("arms_transfers", recipient_iso3="TJK", year=2025))
    2
    """
    frame = load(name)
    same = [frame[column] == value for column, value in equal.items()]
    return frame[reduce(and_, same)] if same else frame


def read(path: str | os.PathLike[str], table: str, columns: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Read a file of your own and hold it to the schema of one of our tables.

    Parameters
    ----------
    path : path
        A CSV file: UTF-8, commas, one header row.
    table : str
        The table whose columns and rules it has to keep.
    columns : mapping, optional
        Column name in your file → column name in the table. Country columns take names as well as codes.

    Returns
    -------
    pandas.DataFrame
        Columns of the table that are not required may be missing.

    Raises
    ------
    InvalidData
        One error that lists every problem by line and column (of a column, the first 200); nothing is dropped or
        guessed.

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
    frame = _checked(Path(path), globals()["table"](table), columns, partial=True)
    frame.attrs["file"] = Path(path).name
    return frame


@cache
def allowed(what: str) -> frozenset[str]:
    """The values a vocabulary ("confidence") or a column ("sources.source_id") holds."""
    if "." in what:
        name, column = what.split(".")
        return frozenset(_kept(name)[column].dropna())
    return frozenset(code for vocabulary, code in _codes() if vocabulary == what)


@cache
def _codes() -> dict[tuple[str, str], Any]:
    """Vocabulary and code → the row of `codes`."""
    return {(row.vocabulary, row.code): row for row in _kept("codes").itertuples()}


def label(vocabulary: str, code: str, column: str = "label") -> str:
    """The words for a code: its `label` or `description` in the `codes` table."""
    row = _codes().get((vocabulary, code))
    if row is None:
        raise InvalidData("codes", [f"no code {code!r} in {vocabulary!r}. {nearest(code, allowed(vocabulary))}"])
    said = getattr(row, column)
    return "" if said != said else str(said)


def tables() -> pd.DataFrame:
    """List the tables.

    Returns
    -------
    pandas.DataFrame
        A row a table: name, title, rows, years (first and last covered), unit, edition, terms.

    Examples
    --------
    >>> tables().set_index("name").loc["arms_transfers", "unit"]
    'TIV million'
    """
    import pandas as pd

    kept = [table(name) for name in names()]
    return pd.DataFrame(
        {
            "name": [one.name for one in kept],
            "title": [one.title for one in kept],
            "rows": [len(_kept(one.name)) for one in kept],
            "years": ["–".join(map(str, sorted(set(one.coverage)))) if one.coverage else "" for one in kept],
            "unit": [one.unit for one in kept],
            "edition": [one.edition for one in kept],
            "terms": [one.terms["licence"] for one in kept],
        }
    )


class Description:
    """A readable card of one table: plain text, and HTML in a notebook."""

    def __init__(self, name: str) -> None:
        self.table, self.rows = table(name), len(_kept(name))

    def _facts(self) -> list[tuple[str, str]]:
        one = self.table
        years = "–".join(map(str, one.coverage)) if one.coverage else ""
        facts = [("A row is", one.row), ("Rows", f"{self.rows:,}"), ("Years", years), ("Unit", one.unit)]
        facts += [("Edition", one.edition), ("Searched until", one.searched_until), ("Computed", one.computed)]
        facts += [
            ("Mind", f"{label('warning', code)}: {label('warning', code, 'description')}") for code in one.warnings
        ]
        facts += [("Gap", gap) for gap in one.gaps]
        facts += [("Terms", label("terms", one.terms["licence"], "description") + f" (checked {one.terms['checked']})")]
        facts += [("Cite", f'ck.cite("{one.name}"), or ck.cite(frame) for the rows you used')]
        return [(head, text) for head, text in facts if text]

    def __repr__(self) -> str:
        lines = [
            f"{self.table.name}: {self.table.title}",
            *(f"{head}: {text}" for head, text in self._facts()),
            "Columns:",
        ]
        for column in self.table.fields:
            unit = f" [{column.unit}]" if column.unit else ""
            lines.append(f"  {column.name} ({column.type}){unit}: {column.description}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        say = html.escape
        facts = "".join(
            f"<tr><th {LEFT}>{say(head)}</th><td {LEFT}>{say(text)}</td></tr>" for head, text in self._facts()
        )
        columns = "".join(
            f"<tr><td {LEFT}><code>{say(c.name)}</code></td><td>{say(c.type)}</td><td>{say(c.unit)}</td><td {LEFT}>{say(c.description)}</td></tr>"
            for c in self.table.fields
        )
        head = "".join(f"<th>{word}</th>" for word in ("column", "type", "unit", "what it holds"))
        return (
            f"<section><h4>{say(self.table.name)}: {say(self.table.title)}</h4><table>{facts}</table>"
            f"<details><summary>{len(self.table.fields)} columns</summary><table><tr>{head}</tr>{columns}</table></details></section>"
        )


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


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.strip().casefold())
    letters = "".join(sign if sign.isalnum() else " " for sign in plain if not unicodedata.combining(sign))
    return " ".join(letters.split())


_OWN: dict[str, str] = {}  # code → name, of states added in this session


@cache
def _aliases() -> dict[str, str]:
    found: dict[str, str] = {}
    for row in _kept("countries").itertuples():
        for name in [row.iso3, row.name, *([] if row.aliases != row.aliases else str(row.aliases).split(";"))]:
            found[_folded(str(name))] = str(row.iso3)
    return found


def add_country(code: str, name: str, *aliases: str) -> None:
    """Make a state of your own known for this session, so that files, sentences and charts can name it.

    Parameters
    ----------
    code : str
        Three capital letters, not in use: ISO 3166 leaves XAA to XZZ to its users.
    name, *aliases : str
        Its name and other spellings.

    Raises
    ------
    CakitError
        When the code or a name belongs to another state.

    Examples
    --------
    >>> add_country("XRT", "Ruritania")
    >>> country("Ruritania"), country_name("XRT")
    ('XRT', 'Ruritania')
    """
    if not re.fullmatch(r"[A-Z]{3}", code):
        raise CakitError(f"code {code!r}: three capital letters, for example XRT")
    taken = {_aliases().get(_folded(one), code) for one in (code, name, *aliases)} - {code}
    if taken or (code in set(_kept("countries")["iso3"])):
        raise CakitError(f"{code} or {name} belongs to {country_name(min(taken, default=code))} already")
    _OWN[code] = name
    _aliases().update({_folded(one): code for one in (code, name, *aliases)})


def country(name: str) -> str:
    """Resolve a name of a country or group to its code.

    Parameters
    ----------
    name : str
        English or Russian name, or the code itself; case, accents and punctuation do not matter.

    Returns
    -------
    str
        ISO 3166-1 alpha-3, or a code of our own for a group (see `load("countries")`).

    Raises
    ------
    UnknownCountry
        With the nearest names; nothing is guessed.

    Examples
    --------
    >>> country("Türkiye"), country("Kyrgyz Republic"), country("Россия")
    ('TUR', 'KGZ', 'RUS')
    """
    code = _aliases().get(_folded(str(name)))
    if code is None:
        known: Iterable[Any] = _kept("countries")["name"]
        raise UnknownCountry(f"no country {str(name)[:40]!r}. {nearest(name, known)}")
    return code


@cache
def _country_names() -> dict[str, str]:
    kept = _kept("countries")
    return dict(zip(kept["iso3"], kept["name"], strict=True))


def country_names() -> dict[str, str]:
    """Code → English name, states added in this session included."""
    return _country_names() | _OWN


def country_name(iso3: str) -> str:
    """The English name of a code.

    Examples
    --------
    >>> country_name("KGZ")
    'Kyrgyzstan'
    """
    names = country_names()
    if iso3 not in names:
        raise UnknownCountry(f"no country code {iso3!r}. {nearest(iso3, names)}")
    return names[iso3]


def with_names(frame: pd.DataFrame) -> pd.DataFrame:
    """Add readable names of countries: `supplier_iso3` gets a column `supplier` beside it.

    Parameters
    ----------
    frame : pandas.DataFrame
        With columns that end in `_iso3`; a cell may hold several codes parted by ";".

    Returns
    -------
    pandas.DataFrame
        A copy with one more column for each of them. A code that is no country's stays as it is.

    Raises
    ------
    CakitError
        When a column of that name is there already, or no column ends in `_iso3`.

    Examples
    --------
    >>> arms = with_names(load("arms_transfers"))
    >>> arms.loc[0, ["recipient", "supplier"]].tolist()
    ['Kazakhstan', 'Canada']
    """
    coded = [name for name in frame.columns if str(name).endswith("_iso3")]
    if not coded:
        raise CakitError("no column ends in '_iso3': there is nothing to name")
    names, named = country_names() | {"other": "all others"}, frame.copy()
    for column in coded:
        plain = column.removesuffix("_iso3")
        if plain in frame.columns:
            raise CakitError(f"the frame has a column {plain!r} already: drop or rename it first")
        words = {
            cell: "; ".join(names.get(code, code) for code in str(cell).split(";"))
            for cell in frame[column].dropna().unique()
        }
        named.insert(named.columns.get_loc(column) + 1, plain, frame[column].map(words))
    return named
