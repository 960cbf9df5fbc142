"""Names of countries and sources: what is known, and what a user adds for a session."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cakit import languages
from cakit.catalog.store import current
from cakit.door import in_pandas, plain_arguments
from cakit.errors import CakitError


@plain_arguments
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


@plain_arguments
def add_source(source_id: str, title: str, publisher: str, date: str = "", url: str = "") -> None:
    """Add a source of your own for this session: your rows can then say where they come from.

    Parameters
    ----------
    source_id : str
        An id that no source has: letters, digits and _.
    title, publisher : str
        What it is called and who made it.
    date, url : str, optional
        Its day, month or year, and where it is.

    Raises
    ------
    CakitError
        When the id is taken, a text is missing, or the date is none.

    Examples
    --------
    >>> add_source("my_download", "Obligations by country", "ForeignAssistance.gov", "2026-11")
    >>> "my_download" in current().values("sources.source_id")
    True
    """
    current().add_source(source_id, title, publisher, date, url)


@plain_arguments
def country(name: str) -> str:
    """Find the code of a country or group by its name.

    Parameters
    ----------
    name : str
        A name in English, German, French, Russian, Turkish and more (`load("country_names")`), or
        the code itself. Case, accents, punctuation and the order of words do not matter.

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
    """Code → name in the language chosen, with the states added in this session."""
    return current().countries.names | languages.names()


@plain_arguments
def country_name(iso3: str) -> str:
    """The name of a code: English, or as `ck.language` chose.

    Parameters
    ----------
    iso3 : str
        A code from `load("countries")`.

    Examples
    --------
    >>> country_name("KGZ")
    'Kyrgyzstan'
    """
    found = languages.names().get(iso3) if isinstance(iso3, str) else None
    return found or current().countries.name(iso3)


@plain_arguments
def with_names(frame: Any) -> pd.DataFrame:
    """Add readable names of countries: beside `supplier_iso3` comes a column `supplier`.

    Parameters
    ----------
    frame : frame
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
    >>> arms = with_names(current().frame("arms_transfers"))
    >>> arms.loc[0, ["recipient", "supplier"]].tolist()
    ['Kazakhstan', 'Canada']
    """
    frame = in_pandas(frame, by="with_names")
    coded = [name for name in frame.columns if str(name).endswith("_iso3")]
    if not coded:
        raise CakitError("no column ends in '_iso3': there is nothing to name")
    known, named = country_names() | {"other": languages.said("all others")}, frame.copy()
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
