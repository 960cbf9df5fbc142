"""The tables: which there are, what they hold, who says so, and the names of countries.

The functions read from one `Catalog`: the folder `data`, or the one that CAKIT_DATA names.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import reduce
from operator import and_
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cakit.catalog.describe import Description
from cakit.catalog.descriptor import Table
from cakit.catalog.store import Catalog as Catalog
from cakit.catalog.store import current
from cakit.catalog.store import home as home
from cakit.errors import CakitError

if TYPE_CHECKING:
    import pandas as pd

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
    frame = current().frame(name).copy(deep=False)  # pandas copies on write
    frame.attrs["table"] = name
    return frame


def rows(name: str, **equal: Any) -> pd.DataFrame:
    """The rows of a table whose columns have these values.

    Examples
    --------
    >>> len(rows("arms_transfers", recipient_iso3="TJK", year=2025))
    2
    """
    frame = load(name)
    same = [frame[column] == value for column, value in equal.items()]
    return frame[reduce(and_, same)] if same else frame


def read(
    path: str | os.PathLike[str], table: str, columns: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Read a file of your own and check it by the rules of one of our tables.

    Parameters
    ----------
    path : path
        A CSV file: UTF-8, commas, one header row.
    table : str
        The table whose columns and rules it must keep.
    columns : mapping, optional
        Column name in your file → column name in the table.

    Returns
    -------
    pandas.DataFrame
        Columns that the table does not require may be missing. Names of countries become codes.

    Raises
    ------
    InvalidData
        Every problem by line and column (for one column, the first 200); nothing is guessed.

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
    catalog = current()
    frame = catalog.read(Path(path), catalog.table(table), columns, True)
    frame.attrs["file"] = Path(path).name
    return frame


def allowed(what: str) -> frozenset[str]:
    """The values of a vocabulary ("confidence") or of a column ("sources.source_id")."""
    return current().values(what)


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
    import pandas as pd

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


def add_country(code: str, name: str, *aliases: str) -> None:
    """Add a state of your own for this session: files, sentences and charts then know its name.

    Parameters
    ----------
    code : str
        Three capital letters that no state has. ISO 3166 leaves XAA to XZZ to its users.
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
    current().countries.add(code, name, *aliases)


def country(name: str) -> str:
    """Find the code of a country or group by its name.

    Parameters
    ----------
    name : str
        English or Russian name, or the code itself. Case, accents and punctuation do not matter.

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
    return current().country(name)


def country_names() -> dict[str, str]:
    """Code → English name, with the states added in this session."""
    return dict(current().countries.names)


def country_name(iso3: str) -> str:
    """The English name of a code.

    Examples
    --------
    >>> country_name("KGZ")
    'Kyrgyzstan'
    """
    return current().countries.name(iso3)


def with_names(frame: pd.DataFrame) -> pd.DataFrame:
    """Add readable names of countries: beside `supplier_iso3` comes a column `supplier`.

    Parameters
    ----------
    frame : pandas.DataFrame
        With columns that end in `_iso3`. A cell may have several codes, separated by ";".

    Returns
    -------
    pandas.DataFrame
        A copy with one more column for each of them. A code that is no country's stays.

    Raises
    ------
    CakitError
        When the frame already has a column of that name, or none that ends in `_iso3`.

    Examples
    --------
    >>> arms = with_names(load("arms_transfers"))
    >>> arms.loc[0, ["recipient", "supplier"]].tolist()
    ['Kazakhstan', 'Canada']
    """
    coded = [name for name in frame.columns if str(name).endswith("_iso3")]
    if not coded:
        raise CakitError("no column ends in '_iso3': there is nothing to name")
    known, named = country_names() | {"other": "all others"}, frame.copy()
    for column in coded:
        plain = column.removesuffix("_iso3")
        if plain in frame.columns:
            raise CakitError(f"the frame has a column {plain!r} already: drop or rename it first")
        words = {
            cell: "; ".join(known.get(code, code) for code in str(cell).split(";"))
            for cell in frame[column].dropna().unique()
        }
        place = named.columns.get_loc(column) + 1
        named.insert(place, plain, frame[column].map(words))
    return named
