"""What a cell of an export says: a number, a year, a party, a category; `BadCell` says why not."""

from __future__ import annotations

import difflib
import hashlib
import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from cakit import catalog
from cakit.catalog.csvfile import printable
from cakit.catalog.numbers import BadCell, parse
from cakit.errors import InvalidData, UnknownCountry

SIPRI = tomllib.loads(Path(__file__).with_name("layouts.toml").read_text(encoding="utf-8"))
FLAGS = {"": None, "?": True, "yes": True, "no": False}
UNCREWED = re.compile(r"\b(UAV|UCAV|drone|loitering munition|loitering missile)s?\b", re.I)
FOR_SOMETHING = re.compile(r"\b(for|engine|missile for)\b")
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffd]+")
MOST_BAD = 100  # different cells of one column that cannot be read: more have one cause
REGIONAL = re.compile(
    r"^(sub-?)?total\b|\b(africa|americas?|asia|oceania|europe|middle east|world)\b", re.I
)
OWN: dict[str, str] = {}  # code made in this session → the name of a party the kit did not know


def _bounded(kind: str, least: float, most: float, wrong: str) -> Callable[[str], Any]:
    """What reads numbers of a kind within bounds, and an empty cell as None.

    Examples
    --------
    >>> number("4.0"), whole("4.0"), year("2024"), number("")
    (4.0, 4, 2024, None)
    """

    def read(cell: str) -> Any:
        if not cell:
            return None
        if re.fullmatch(r"-?[0-9]+,[0-9]+", cell):
            why = "has a comma where SIPRI writes a point, or nothing between thousands: "
            why += "a spreadsheet saved the file again"
            raise BadCell(f"{printable(cell)!r} {why}")
        value = parse(cell, kind)
        if not least <= value <= most:
            raise BadCell(f"{printable(cell)!r} {wrong}")
        return value

    return read


number = _bounded("number", 0, 1e9, "is not from 0 to a thousand million")
whole = _bounded("integer", 0, 1e9, "is not from 0 to a thousand million")
year = _bounded("year", 1950, 2100, "is not a year")
order_year = _bounded("year", 1900, 2100, "is not a year")  # some orders are older


def delivery_year(cell: str) -> int:
    """A year of delivery, which no line of the listing may lack."""
    found = year(cell)
    if found is None:
        raise BadCell("no delivery year")
    return found


def years(cell: str) -> tuple[int, ...]:
    """A list of delivery years.

    Examples
    --------
    >>> years("2016; 2017"), years("2001-2003"), years("")
    ((2016, 2017), (2001, 2002, 2003), ())
    """
    found: list[int] = []
    for part in filter(None, (each.strip() for each in re.split(r"[;,]", cell))):
        ends = [year(each.strip()) for each in re.split(r"[-–]", part)]
        first, last = ends[0], ends[-1]
        if first is None or last is None or len(ends) > 2 or last < first:
            raise BadCell(f"{printable(cell)!r} is not a list of years")
        found += range(first, last + 1)
    return tuple(dict.fromkeys(found))


def party(name: str) -> str:
    """The code of a recipient or supplier; one that the kit does not know gets a code of its own.

    A name that is nearly one that is known is taken for a slip of the pen, and refused.
    """
    marked, plain = name.endswith("*"), text(re.sub(r"\*+$", "", name))
    if not plain:
        raise BadCell("no name of a recipient or supplier")
    try:
        code = SIPRI["parties"].get(plain) or catalog.country(plain)
    except UnknownCountry as error:
        names = catalog.current().countries.names  # a file is in English, whatever is shown
        known = [name.casefold() for code, name in names.items() if code not in OWN]
        if not marked and difflib.get_close_matches(plain.casefold(), known, cutoff=0.84):
            raise BadCell(str(error)) from None
        return _own_code(plain)
    if code in _groups(catalog.home("data")) - set(SIPRI["receiving"]):
        raise BadCell(f"{printable(plain)!r} is a group: its members would be counted twice")
    return code


@cache
def _groups(folder: Path) -> frozenset[str]:
    return frozenset(catalog.rows("countries", kind="group")["iso3"])


def _own_code(name: str) -> str:
    """A code from QQA to QZZ, made from the name: the same in every session, if it is free."""
    if not re.search(r"[^\W\d_]", name) or len(name) > 100 or REGIONAL.search(name):
        raise BadCell(f"{printable(name)!r} is not the name of a recipient or supplier")
    start = int(hashlib.sha256(name.casefold().encode()).hexdigest(), 16) % 260
    places = [(start + step) % 260 for step in range(260)]
    codes = (f"Q{chr(81 + place // 26)}{chr(65 + place % 26)}" for place in places)
    code = next(each for each in codes if OWN.get(each, name) == name)
    OWN[code] = name
    return code


def named(codes: Iterable[str], what: str) -> dict[str, str]:
    """Code → note on a name the kit did not know; from now on it knows the codes."""
    notes = {}
    for code in sorted(set(codes) & set(OWN)):
        if catalog.country_names().get(code) != OWN[code]:
            catalog.current().countries.add_party(code, OWN[code])
        notes[code] = f"a {what} the kit does not know keeps a code of its own: {OWN[code]!r}"
    return notes


def text(cell: str) -> str:
    """Text without control characters and signs that turn it round."""
    return CONTROL.sub(" ", cell).strip()


def designation(cell: str) -> str:
    """A type of weapon; the listing has a dash at its end where there is no second name."""
    return re.sub(r"\s+-$", "", text(cell))


def uncrewed(description: str) -> bool:
    """Whether a weapon is a drone or loitering munition, and not something for one."""
    return bool(UNCREWED.search(description)) and not FOR_SOMETHING.search(description)


def flag(cell: str) -> bool | None:
    """A mark: yes, no, or not shown."""
    if cell.casefold() not in FLAGS:
        raise BadCell(f"{printable(cell)!r} where '?' or nothing is expected")
    return FLAGS[cell.casefold()]


def marked(cell: str) -> bool:
    """Whether there is a question mark."""
    return bool(flag(cell))


def condition(status: str) -> str:
    """New, second hand or modernized."""
    plain = status.casefold()
    if "moderni" in plain:
        return "second_hand_modernized"
    if plain not in SIPRI["conditions"]:
        known = "New, Second hand, Second hand but modernized"
        raise BadCell(f"{printable(status)!r} is not a status SIPRI uses ({known})")
    found: str = SIPRI["conditions"][plain]
    return found


def category(cell: str) -> str:
    """A class of weapon; one that the kit does not know is kept as it is spelt."""
    code = re.sub(r"[^a-z]+", "_", cell.casefold()).strip("_").removesuffix("_systems")
    if not code:
        raise BadCell(f"{printable(cell)!r} is no class of weapon")
    return code


def tried(read: Callable[[Any], Any], cell: Any) -> Any:
    """What a cell says, or the `BadCell` that says why it cannot be read."""
    try:
        return read(cell)
    except BadCell as error:
        return error


def reasons(frame: pd.DataFrame) -> pd.Series:
    """Why each row cannot be read: the first of its cells that is none; else empty."""
    why = pd.Series("", frame.index)
    for name in reversed(frame.columns):
        bad = frame[name].map(lambda cell: isinstance(cell, BadCell))
        why[bad] = frame.loc[bad, name].map(str)
    return why


def column(read: Callable[[str], Any], cells: Sequence[str], where: str, name: str) -> list[Any]:
    """Every cell read once; what cannot be read stands there as its `BadCell`."""
    known: dict[str, Any] = {}
    strange = 0
    for cell in dict.fromkeys(cells):
        known[cell] = found = tried(read, cell)
        strange += isinstance(found, BadCell) or (read is party and found in OWN)
        if strange > MOST_BAD:
            what = "names that the kit does not know" if read is party else "cells no one can read"
            problem = f"column {name!r} has more than {MOST_BAD} {what}"
            raise InvalidData(where, [f"{problem}, for example {printable(cell)!r}"])
    return [known[cell] for cell in cells]
