"""An export of SIPRI as rows of cells: archive, encoding, preamble, header, edition.

A file that is cut off, that a spreadsheet has saved again, or that is not a table is refused with
the reason. A row that cannot be read is left out and reported by its line.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from cakit import catalog
from cakit.catalog.csvfile import (
    MAX_BYTES,
    Sheet,
    bytes_of,
    decoded,
    duplicates,
    printable,
    split,
    wrong_width,
)
from cakit.catalog.validate import BadCell, parse
from cakit.errors import CakitError, InvalidData, UnknownCountry

LONGEST_PREAMBLE = 60  # lines
GENERATED = re.compile(r"(?:Data generated|Generated)\s*:\s*(\d{1,2} \w{3,9} \d{4})", re.I)
UNCREWED = re.compile(r"\b(UAV|UCAV|drone|loitering munition|loitering missile)s?\b", re.I)
FOR_SOMETHING = re.compile(r"\b(for|engine|missile for)\b")
ZIP = b"PK\x03\x04"


def _unzipped(raw: bytes, name: str) -> tuple[bytes, str]:
    """The one CSV inside an archive; nothing is written to the disk."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            files = [each for each in archive.infolist() if not each.is_dir()]
            for each in files:
                place = PurePosixPath(each.filename.replace("\\", "/"))
                if place.is_absolute() or ".." in place.parts or ":" in place.parts[0]:
                    inside = printable(each.filename)
                    problem = f"holds {inside!r}, a path out of its folder; not opened"
                    raise InvalidData(name, [problem])
            tables = [each for each in files if each.filename.lower().endswith(".csv")]
            if len(tables) != 1:
                excel = any(each.filename.startswith("xl/") for each in files)
                kind = "an Excel workbook" if excel else "an archive"
                problem = f"is {kind} with {len(tables)} CSV files; pack or export exactly one"
                raise InvalidData(name, [problem])
            if tables[0].file_size > MAX_BYTES:
                problem = (
                    f"unpacks to {tables[0].file_size:,} bytes; at most {MAX_BYTES:,} are read"
                )
                raise InvalidData(name, [problem])
            with archive.open(tables[0]) as file:
                return file.read(MAX_BYTES), f"{name}/{printable(tables[0].filename, 200)}"
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        problem = f"is a damaged or locked archive: {printable(error, 100)}"
        raise InvalidData(name, [problem]) from error


def _header_line(lines: list[str], wanted: tuple[str, ...], name: str) -> int:
    """The number of the first line that names the wanted columns."""
    asked = {each.casefold() for each in wanted}
    for number, line in enumerate(lines[:LONGEST_PREAMBLE]):
        for separator in ",;\t|":
            cells = line.rstrip(";").split(separator)
            if not asked <= {cell.strip().strip('"').casefold() for cell in cells}:
                continue
            if separator == ",":
                return number
            why = "a spreadsheet saved the file again. Download it afresh"
            problem = f"line {number + 1}: columns are separated by {separator!r}: {why}"
            raise InvalidData(name, [problem])
    names = ", ".join(filter(None, wanted)) or "years"
    looked = min(LONGEST_PREAMBLE, len(lines))
    raise InvalidData(name, [f"no row of column names ({names}) in its first {looked} lines"])


def read_export(path: Path, *wanted: str) -> Sheet:
    """Read an export whose header names the wanted columns."""
    raw, name = bytes_of(path), printable(path.name, 200)
    if raw.startswith(ZIP):
        raw, name = _unzipped(raw, name)
    text = decoded(raw, name, fallback="cp1252")  # SIPRI's server writes either
    lines = text.splitlines()
    above = _header_line(lines, wanted, name)
    body = lines[above:]
    if body[0].endswith(";"):
        body = [line.rstrip(";") for line in body]
    rows, numbers = split("\n".join(body) + "\n", name, above)
    header = rows[0]
    if twice := duplicates(header, above + 1):
        raise InvalidData(name, twice)
    if len(rows) > 1 and len(rows[-1]) < len(header) and not text.endswith(("\n", "\r")):
        problem = "the file ends in the middle of a row; download it again"
        raise InvalidData(name, [f"line {numbers[-1]}: {problem}"])
    filled = [place for place, row in enumerate(rows) if place and any(row)]
    cells, places = [rows[place] for place in filled], [numbers[place] for place in filled]
    return Sheet(name, header, cells, places, "\n".join(lines[:above]))


def collect(
    sheet: Sheet, read: Callable[[list[str]], list[dict[str, Any]]]
) -> tuple[list[dict[str, Any]], list[tuple[str, str]]]:
    """What `read` makes of every row, with its `line`, and where and why a row was skipped."""
    made: list[dict[str, Any]] = []
    skipped: list[tuple[str, str]] = []
    for line, row in zip(sheet.lines, sheet.rows, strict=True):
        try:
            if len(row) != len(sheet.header):
                raise BadCell(wrong_width(row, sheet.header))
            made += [entry | {"line": line} for entry in read(row)]
        except BadCell as error:
            skipped.append((f"{sheet.name} line {line}", str(error)))
    return made, skipped


def number(cell: str) -> float | None:
    """A number from 0 to a thousand million, or None for an empty cell.

    Examples
    --------
    >>> number("4.0"), number("")
    (4.0, None)
    """
    if not cell:
        return None
    if re.fullmatch(r"-?\d+,\d+", cell):
        why = "has a comma where SIPRI writes a point: a spreadsheet saved the file again"
        raise BadCell(f"{printable(cell)!r} {why}")
    value = parse(cell, "number")
    if not 0 <= value < 1e9:
        raise BadCell(f"{printable(cell)!r} is out of bounds")
    return value


def whole(cell: str) -> int | None:
    """A whole number, or None for an empty cell."""
    if cell:
        parse(cell, "integer")
    value = number(cell)
    return None if value is None else int(value)


def year(cell: str) -> int | None:
    """A year, or None for an empty cell."""
    value = int(parse(cell, "year")) if cell else None
    if value is not None and not 1950 <= value <= 2100:
        raise BadCell(f"{printable(cell)!r} is not a year")
    return value


def years(cell: str) -> list[int]:
    """A list of delivery years.

    Examples
    --------
    >>> years("2016; 2017"), years("2001-2003"), years("")
    ([2016, 2017], [2001, 2002, 2003], [])
    """
    found: list[int] = []
    for part in filter(None, (each.strip() for each in re.split(r"[;,]", cell))):
        ends = [year(each.strip()) for each in re.split(r"[-–]", part)]
        first, last = ends[0], ends[-1]
        if first is None or last is None or len(ends) > 2 or last < first:
            raise BadCell(f"{printable(cell)!r} is not a list of years")
        found += range(first, last + 1)
    return found


def party(name: str) -> str:
    """The code of a recipient or supplier; here the Soviet Union is itself, unknown is XXX."""
    plain = re.sub(r"\*+$", "", name).strip()
    if not plain:
        raise BadCell("no name of a recipient or supplier")
    try:
        return catalog.country("Soviet Union (to 1991)" if plain == "Soviet Union" else plain)
    except UnknownCountry as error:
        raise BadCell(str(error)) from None


def uncrewed(description: str) -> bool:
    """Whether a weapon is a drone or loitering munition, and not something for one."""
    return bool(UNCREWED.search(description)) and not FOR_SOMETHING.search(description)


def find_edition(sheets: list[Sheet], given: str | int | None) -> tuple[str, str]:
    """The edition of some exports, and in words how it is known."""
    if given is not None:
        return str(given), f"edition {given} (as given)"
    days: dict[str, str] = {}  # the day an export was made → its edition
    for sheet in sheets:
        day = _day(sheet)
        if not day:
            hint = "give the edition, for example edition=2026"
            raise CakitError(f"{sheet.name} does not say when it was made: {hint}")
        days[day] = _edition_on(day)
    if len(set(days.values())) > 1:
        listed = ", ".join(f"{sheet.name} {days[_day(sheet)]}" for sheet in sheets)
        problem = "several editions in one import, which must not be added"
        raise CakitError(f"{problem}: {listed}. Import them one by one")
    edition = days[min(days)]
    return edition, f"edition {edition} (made {', '.join(sorted(days))})"


def _day(sheet: Sheet) -> str:
    """The day an export was made, as YYYY-MM-DD; empty where the file does not say."""
    found = GENERATED.search(sheet.preamble)
    text = found[1] if found else ""
    for form in ("%d %b %Y", "%d %B %Y"):
        try:
            return datetime.strptime(text, form).strftime("%Y-%m-%d")
        except ValueError:
            continue
    return ""


def _edition_on(day: str) -> str:
    """The edition that SIPRI served on a day; it releases a new one every March."""
    editions = catalog.load("editions").query("table.str.startswith('arms')")
    released = dict(zip(editions["edition"], editions["released"].fillna(""), strict=True))
    this, month, start = int(day[:4]), day[5:7], released.get(day[:4], "")
    if month == "03" and len(start) != len("YYYY-MM-DD"):
        problem = f"made on {day}, the month of a new edition"
        raise CakitError(f"{problem}: give it, edition={this - 1} or edition={this}")
    new = day >= start if month == "03" else month > "03"
    return str(this if new else this - 1)
