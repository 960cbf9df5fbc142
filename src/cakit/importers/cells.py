"""What a cell of an export says: a number, a year, a party, a category; `BadCell` says why not."""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from cakit import catalog
from cakit.catalog.csvfile import printable
from cakit.catalog.validate import BadCell, parse
from cakit.errors import InvalidData, UnknownCountry

CONDITIONS = {"new": "new", "second hand": "second_hand", "second-hand": "second_hand"}
FLAGS = {"": None, "?": True, "yes": True, "no": False}
UNCREWED = re.compile(r"\b(UAV|UCAV|drone|loitering munition|loitering missile)s?\b", re.I)
FOR_SOMETHING = re.compile(r"\b(for|engine|missile for)\b")
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffd]+")
MOST_BAD = 100  # different cells of one column that cannot be read: more have one cause
MEANT = {"Congo": "COG", "Saint Vincent": "VCT", "Congo, DR": "COD"}  # SIPRI's short names
MEANT |= {"USSR": "SUN", "Soviet Union": "SUN"}  # names that outside SIPRI's files find nobody
MEANT |= {"Yugoslavia": "QON", "Czechoslovakia": "QMH", "East Germany": "QML"}
MEANT |= {"East Germany (GDR)": "QML", "German Democratic Republic": "QML"}
RECEIVING = {"EUU", "NATO", "OSCE", "UNO"}  # groups that SIPRI lists as parties themselves
REGIONAL = re.compile(
    r"^(sub-?)?total\b|\b(africa|americas?|asia|oceania|europe|middle east|world)\b", re.I
)
OWN: dict[str, str] = {}  # code made in this session → the name of a party the kit did not know


def number(cell: str) -> float | None:
    """A number from 0 to a thousand million, or None for an empty cell.

    Examples
    --------
    >>> number("4.0"), number("")
    (4.0, None)
    """
    if not cell:
        return None
    if re.fullmatch(r"-?[0-9]+,[0-9]+", cell):
        why = "has a comma where SIPRI writes a point, or nothing between thousands: "
        why += "a spreadsheet saved the file again"
        raise BadCell(f"{printable(cell)!r} {why}")
    value = parse(cell, "number")
    if not 0 <= value < 1e9:
        raise BadCell(f"{printable(cell)!r} is out of bounds")
    return value


def volume(cell: str) -> float | None:
    """The TIV in a cell of a row that is left out; None where it is empty or cannot be read."""
    try:
        return number(cell)
    except BadCell:
        return None


def whole(cell: str) -> int | None:
    """A whole number, or None for an empty cell."""
    if cell:
        parse(cell, "integer")
    value = number(cell)
    return None if value is None else int(value)


def year(cell: str, first: int = 1950) -> int | None:
    """A year, or None for an empty cell."""
    value = int(parse(cell, "year")) if cell else None
    if value is not None and not first <= value <= 2100:
        raise BadCell(f"{printable(cell)!r} is not a year")
    return value


def order_year(cell: str) -> int | None:
    """A year of order: deliveries begin in 1950, some orders are older."""
    return year(cell, 1900)


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
        code = MEANT.get(plain) or catalog.country(plain)
    except UnknownCountry as error:
        names = catalog.current().countries.names  # a file is in English, whatever is shown
        known = [name.casefold() for code, name in names.items() if code not in OWN]
        if not marked and difflib.get_close_matches(plain.casefold(), known, cutoff=0.84):
            raise BadCell(str(error)) from None
        return _own_code(plain)
    if code in _groups(catalog.home("data")) - RECEIVING:
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


def named(codes: Iterable[str]) -> dict[str, str]:
    """The codes made in this session, with their names; from now on the kit knows them."""
    found = {code: OWN[code] for code in sorted(set(codes) & set(OWN))}
    for code, name in found.items():
        if catalog.country_names().get(code) != name:
            catalog.current().countries.add_party(code, name)
    return found


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
    if plain not in CONDITIONS:
        known = "New, Second hand, Second hand but modernized"
        raise BadCell(f"{printable(status)!r} is not a status SIPRI uses ({known})")
    return CONDITIONS[plain]


def category(cell: str) -> str:
    """A class of weapon; one that the kit does not know is kept as it is spelt."""
    code = re.sub(r"[^a-z]+", "_", cell.casefold()).strip("_").removesuffix("_systems")
    if not code:
        raise BadCell(f"{printable(cell)!r} is no class of weapon")
    return code


def column(read: Callable[[str], Any], cells: Sequence[str], where: str, name: str) -> list[Any]:
    """Every cell read once; what cannot be read stands there as its `BadCell`."""
    known: dict[str, Any] = {}
    strange = 0
    for cell in dict.fromkeys(cells):
        try:
            known[cell] = read(cell)
            strange += read is party and known[cell] in OWN
        except BadCell as error:
            known[cell] = error
            strange += 1
        if strange > MOST_BAD:
            what = "names that the kit does not know" if read is party else "cells no one can read"
            problem = f"column {name!r} has more than {MOST_BAD} {what}"
            raise InvalidData(where, [f"{problem}, for example {printable(cell)!r}"])
    return [known[cell] for cell in cells]
