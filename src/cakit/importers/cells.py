"""A SIPRI export as lines of cells: encoding, archive, preamble, header; and what a cell may hold.

Nothing is guessed. A file that is cut off, that a spreadsheet has saved again, or that is no table at all is refused
with the reason; a row that cannot be read is left out and reported by its line.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path, PurePosixPath

from cakit import catalog
from cakit.csvfile import CSV_ERRORS, MAX_BYTES, MAX_ROWS, bytes_of, printable, refuse_other_kinds
from cakit.errors import CakitError, InvalidData, UnknownCountry

ABOVE = 60  # lines a preamble may have
GENERATED = re.compile(r"(?:Data generated|Generated)\s*:\s*(\d{1,2} \w{3,9} \d{4})", re.I)
UNCREWED = re.compile(r"\b(UAV|UCAV|drone|loitering munition|loitering missile)s?\b", re.I)
ZIP = b"PK\x03\x04"


class BadCell(ValueError):
    """A cell that cannot be read; its text says why."""


@dataclass(frozen=True)
class Sheet:
    """One file as rows: the words above the table, the header, and (line, cells) of each row."""

    name: str
    preamble: str
    header: list[str]
    rows: list[tuple[int, list[str]]]

    @property
    def generated(self) -> str:
        """The day the export was made, as YYYY-MM-DD; empty where the file does not say."""
        found = GENERATED.search(self.preamble)
        for form in ("%d %b %Y", "%d %B %Y"):
            try:
                return datetime.strptime(found[1], form).strftime("%Y-%m-%d") if found else ""
            except ValueError:
                continue
        return ""


def _unzipped(raw: bytes, where: str) -> tuple[bytes, str]:
    """The one CSV inside an archive; nothing is ever written to the disk."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            names = [one for one in packed.infolist() if not one.is_dir()]
            for one in names:
                place = PurePosixPath(one.filename.replace("\\", "/"))
                if place.is_absolute() or ".." in place.parts or ":" in place.parts[0]:
                    raise InvalidData(
                        where, [f"holds {printable(one.filename)!r}, a path out of its folder; not opened"]
                    )
            tables = [one for one in names if one.filename.lower().endswith(".csv")]
            if len(tables) != 1:
                what = "an Excel workbook" if any(one.filename.startswith("xl/") for one in names) else "an archive"
                raise InvalidData(where, [f"is {what} with {len(tables)} CSV files; pack or export exactly one"])
            if tables[0].file_size > MAX_BYTES:
                raise InvalidData(where, [f"unpacks to {tables[0].file_size:,} bytes; at most {MAX_BYTES:,} are read"])
            with packed.open(tables[0]) as inside:
                return inside.read(MAX_BYTES), f"{where}/{printable(tables[0].filename, 200)}"
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise InvalidData(where, [f"is a damaged or locked archive: {printable(error, 100)}"]) from error


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")  # how SIPRI's server writes


def sheet(path: Path, *wanted: str) -> Sheet:
    """Read an export whose header names the wanted columns (in any spelling of case).

    Raises
    ------
    InvalidData
        With what the file is instead.
    """
    raw, where = bytes_of(path), printable(path.name, 200)
    if raw.startswith(ZIP):
        raw, where = _unzipped(raw, where)
    refuse_other_kinds(raw, where)
    text = _decoded(raw)
    lines = text.splitlines()
    asked = [one.casefold() for one in wanted]
    for number, line in enumerate(lines[:ABOVE]):
        cells = [one.strip().casefold() for one in next(csv.reader([line.rstrip(";")]), [])]
        if all(one in cells for one in asked):
            break
        for mark in ";\t|":
            split = [one.strip().strip('"').casefold() for one in line.split(mark)]
            if all(one in split for one in asked):
                why = f"columns are separated by {mark!r}: it was saved again by a spreadsheet. Download it afresh"
                raise InvalidData(where, [f"line {number + 1}: {why}"])
    else:
        said = ", ".join(one for one in wanted if one) or "years"
        raise InvalidData(where, [f"no row of column names ({said}) in its first {min(ABOVE, len(lines))} lines"])
    body = "\n".join(one.rstrip(";") if line.endswith(";") else one for one in lines[number:]) + "\n"
    rows = list(_rows(body, number, where))
    header = rows[0][1]
    named = [one for one in header if one]
    twice = sorted({one for one in named if named.count(one) > 1})
    if twice:
        raise InvalidData(where, [f"line {number + 1}: column {printable(twice[0])!r} stands twice"])
    last_line, last = rows[-1]
    if len(rows) > 1 and len(last) < len(header) and not text.endswith(("\n", "\r")):
        raise InvalidData(where, [f"line {last_line}: the file ends in the middle of a row; download it again"])
    return Sheet(where, "\n".join(lines[:number]), header, rows[1:])


def _rows(body: str, before: int, where: str) -> Iterator[tuple[int, list[str]]]:
    reader, line = csv.reader(io.StringIO(body, newline=""), strict=True), before
    try:
        for count, cells in enumerate(reader):
            if count > MAX_ROWS:
                raise InvalidData(where, [f"more than {MAX_ROWS:,} rows"])
            if any(cells):
                yield line + 1, [cell.strip() for cell in cells]
            line = before + reader.line_num
    except csv.Error as error:
        why = next((words for said, words in CSV_ERRORS.items() if said in str(error)), str(error))
        raise InvalidData(where, [f"line {line + 1}: {why}"]) from error


def number(cell: str) -> float | None:
    """A number, or None for an empty cell.

    Examples
    --------
    >>> number("4.0"), number("")
    (4.0, None)
    >>> number("3,2")
    Traceback (most recent call last):
    ...
    cakit.importers.cells.BadCell: '3,2' has a comma where SIPRI writes a point: saved again by a spreadsheet
    """
    if not cell:
        return None
    try:
        found = float(cell)
    except ValueError:
        if re.fullmatch(r"-?\d+,\d+", cell):
            why = "has a comma where SIPRI writes a point: saved again by a spreadsheet"
            raise BadCell(f"{printable(cell)!r} {why}") from None
        raise BadCell(f"{printable(cell)!r} is not a number") from None
    if not 0 <= found < 1e9:
        raise BadCell(f"{printable(cell)!r} is out of bounds")
    return found


def whole(cell: str) -> int | None:
    """A whole number, or None for an empty cell."""
    found = number(cell)
    if found is not None and found != int(found):
        raise BadCell(f"{printable(cell)!r} is not a whole number")
    return None if found is None else int(found)


def year(cell: str) -> int | None:
    """A year, or None for an empty cell."""
    found = whole(cell)
    if found is not None and not 1950 <= found <= 2100:
        raise BadCell(f"{printable(cell)!r} is not a year")
    return found


def years(cell: str) -> list[int]:
    """A list of delivery years.

    Examples
    --------
    >>> years("2016; 2017"), years("2001-2003"), years("")
    ([2016, 2017], [2001, 2002, 2003], [])
    """
    found: list[int] = []
    for part in filter(None, (one.strip() for one in re.split(r"[;,]", cell))):
        ends = [year(one.strip()) for one in re.split(r"[-–]", part)]
        first, last = ends[0], ends[-1]
        if first is None or last is None or len(ends) > 2 or last < first:
            raise BadCell(f"{printable(cell)!r} is not a list of years")
        found += range(first, last + 1)
    return found


@cache
def party(name: str) -> str:
    """The code of a recipient or supplier; "unknown supplier(s)" is XXX; the Soviet Union is itself here."""
    plain = re.sub(r"\*+$", "", name).strip()
    if not plain:
        raise BadCell("no name of a recipient or supplier")
    try:
        return catalog.country("Soviet Union (to 1991)" if plain == "Soviet Union" else plain)
    except UnknownCountry as error:
        raise BadCell(str(error)) from None


@cache
def uncrewed(description: str) -> bool:
    """Whether a description is that of a drone or loitering munition, not of something for one."""
    return bool(UNCREWED.search(description)) and not re.search(r"\b(for|engine|missile for)\b", description)


def edition(sheets: list[Sheet], given: str | int | None) -> tuple[str, str]:
    """The edition of the data and how it is known: given by the caller, or from the day the export was made.

    SIPRI publishes in March. Release days that the kit holds decide; in a March it does not hold, the caller must say.
    """
    if given is not None:
        return str(given), f"edition {given} (as given)"
    days = {one.generated for one in sheets}
    if "" in days:
        missing = next(one.name for one in sheets if not one.generated)
        raise CakitError(f"{missing} does not say when it was made: give the edition, for example edition=2026")
    found = {day: _edition_of(day) for day in sorted(days)}
    if len(set(found.values())) > 1:
        said = ", ".join(f"{one.name} {found[one.generated]}" for one in sheets)
        raise CakitError(f"several editions in one import, which must not be added: {said}. Import them one by one")
    return found[min(days)], f"edition {found[min(days)]} (made {', '.join(sorted(days))})"


def _edition_of(day: str) -> str:
    released = catalog.load("editions").query("table.str.startswith('arms')")
    known = dict(zip(released["edition"], released["released"], strict=True))
    this = int(day[:4])
    start = known.get(str(this), "")
    if day[5:7] > "03" or (start and len(start) == 10 and day >= start):
        return str(this)
    if day[5:7] < "03" or (start and day < start[:10] and len(start) == 10):
        return str(this - 1)
    raise CakitError(f"made on {day}, the month of a new edition: give it, edition={this - 1} or edition={this}")
