"""An export of SIPRI as rows of cells, and what it says about itself above them.

A file that is cut off, damaged, or no table is refused with the reason. What a spreadsheet or a
line end did to a file is undone where nothing has to be guessed, and said in a note.
"""

from __future__ import annotations

import base64
import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from email.utils import parsedate
from numbers import Integral
from pathlib import Path, PurePosixPath
from typing import Any

from cakit import catalog, door
from cakit.catalog import csvfile
from cakit.catalog.csvfile import bytes_of, decoded, narrowed, printable
from cakit.catalog.numbers import either_way
from cakit.errors import CakitError, InvalidData

MOST_BYTES = 12_000_000  # unpacked; a register of the whole world has 4 million
MOST_ROWS, MOST_CELLS, LONGEST_LINE = 200_000, 500, 100_000
ZIP = b"PK\x03\x04"
JSON = re.compile(rb'\s*+(\xef\xbb\xbf)?\s*+\{\s*+"')
GENERATED = re.compile(r"Generated\s*:\s*([0-9]{1,2}) ([A-Za-z]{3})[a-z]* ([0-9]{4})", re.I)
SPAN = re.compile(r"year range\s+'([0-9]{4})'\s+to\s+'([0-9]{4})'", re.I)
ROUTE = re.compile(r"major (?:conventional )?arms from (.+?)\s+to\s+(.+?)\s*\. Deals", re.I)
Rows = list[tuple[int, list[str]]]  # the line on which each begins, and its cells


@dataclass
class Export:
    """The cells of one file, without blanks around them, and what stands above them."""

    name: str
    header: list[str]
    rows: Rows
    preamble: str
    notes: list[str] = field(default_factory=list)

    @property
    def day(self) -> str:
        """The day it was made, as YYYY-MM-DD; empty where the file does not say."""
        found = GENERATED.search(self.preamble)
        said = parsedate(f"{' '.join(found.groups())} 00:00") if found else None
        with suppress(ValueError):
            return date(*said[:3]).isoformat() if said else ""
        return ""

    @property
    def span(self) -> tuple[int, int] | None:
        """The years it was made for; None where it says none, or all."""
        found = SPAN.search(self.preamble)
        return (int(found[1]), int(found[2])) if found else None

    @property
    def route(self) -> tuple[str, str]:
        """From whom and to whom, in its own words; empty where it is all countries."""
        found = ROUTE.search(self.preamble)
        ends = found.groups() if found else ("", "")
        supplier, recipient = ("" if "all countries" in end.lower() else end for end in ends)
        return supplier, recipient

    def lost(self, volumes: Iterable[Any]) -> float:
        """The sum of what the rows that are left out hold; a note where that is not known."""
        known = [each if isinstance(each, float) else None for each in volumes]
        if unknown := known.count(None):
            what = f"skipped rows whose TIV is empty or cannot be read: {unknown}"
            self.notes.append(f"{what}; more volume is left out than can be said")
        return sum(filter(None, known))


def _unzipped(raw: bytes, name: str) -> tuple[bytes, str]:
    """The one CSV inside an archive; nothing is written to the disk."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            files = [each for each in archive.infolist() if not each.is_dir()]
            for each in files:
                place = PurePosixPath(each.filename.replace("\\", "/"))
                parts = place.parts or ("",)
                if place.is_absolute() or ".." in parts or ":" in parts[0]:
                    problem = f"holds {printable(each.filename)!r}, a path out of its folder"
                    raise InvalidData(name, [f"{problem}; not opened"])
            files = [each for each in files if not each.filename.startswith("__MACOSX/")]
            tables = [each for each in files if each.filename.lower().endswith(".csv")]
            if len(tables) != 1:
                excel = any(each.filename.startswith("xl/") for each in files)
                kind = "an Excel workbook" if excel else "an archive"
                problem = f"is {kind} with {len(tables)} CSV files; pack or export exactly one"
                raise InvalidData(name, [problem])
            with archive.open(tables[0]) as file:
                inside = f"{name}/{printable(tables[0].filename, 200)}"
                return file.read(MOST_BYTES + 1), inside
    except CakitError:
        raise
    except Exception as error:  # whatever a damaged or foreign packing makes of the library
        problem = f"is a damaged or locked archive: {printable(error, 100)}"
        raise InvalidData(name, [problem]) from error


def _split(text: str, separator: str, name: str, above: int) -> Rows:
    """Rows of cells with the line on which each begins; empty lines left out."""
    rows: Rows = []
    for cells, line in zip(*csvfile.split(text, name, above, separator), strict=True):
        if len(cells) == 1 and separator in cells[0]:  # a whole row in one cell
            inside = next(csv.reader([cells[0]], delimiter=separator))
            cells = [cell.strip() for cell in inside]
        if len(cells) > MOST_CELLS:
            problem = f"{len(cells):,} cells in a row; at most {MOST_CELLS} are read"
            raise InvalidData(name, [f"line {line}: {problem}"])
        if any(cells):
            rows.append((line, cells))
    return rows


def _filled(cells: list[str], width: int) -> list[str]:
    """The cells of a row as it was served: a spreadsheet fills short rows up with empty ones."""
    last = len(cells)
    while len(cells) >= width and last and not cells[last - 1]:
        last -= 1
    return cells[:last]


def _joined(rows: Rows, width: int, notes: list[str]) -> Rows:
    """Records that a line end inside a comment broke in pieces, put together again."""
    whole: Rows = []
    mended: list[int] = []
    for line, cells in rows:
        piece = _filled(cells, width)
        head = _filled(whole[-1][1], width) if whole else []
        if head and len(head) < width and len(head) + len(piece) - 1 == width:
            whole[-1] = whole[-1][0], [*head[:-1], f"{head[-1]} {piece[0]}".strip(), *piece[1:]]
            mended.append(whole[-1][0])
        else:
            whole.append((line, cells[:width] if len(piece) <= width else cells))
    if mended:
        listed = ", ".join(map(str, mended[:8]))
        notes.append(f"deals that a line end broke in two, joined: {len(mended)} (line {listed})")
    return whole


def _opened(path: Path) -> tuple[str, str, list[str]]:
    """The text of a file, its name, and notes; unpacked where it is an archive or SIPRI's JSON.

    SIPRI's server writes UTF-8 or Windows-1252, a Russian spreadsheet Windows-1251.
    """
    name, notes = printable(path.name, 200), list[str]()
    raw, codec = narrowed(bytes_of(path), name)
    if codec:
        notes.append(f"read as {codec}: a spreadsheet saved the file again")
    if raw.startswith(b"{\\rtf"):
        raise InvalidData(name, ["is an RTF text; export CSV from SIPRI's site"])
    if raw.startswith(ZIP):
        raw, name = _unzipped(raw, name)
    elif JSON.match(raw):
        raw = _from_site(raw, name)
    if len(raw) > MOST_BYTES:
        raise InvalidData(name, [f"unpacks to over {MOST_BYTES:,} bytes; no export is so large"])
    fallback = "cp1251" if re.search(rb"[\xc0-\xff]{5}", raw) else "cp1252"
    text = decoded(raw, name, fallback=fallback)
    if fallback == "cp1251" and text == raw.decode(fallback, "replace"):
        notes.append("read as Windows-1251: a Russian spreadsheet saved the file again")
    return text, name, notes


def _from_site(raw: bytes, name: str) -> bytes:
    """The table inside the JSON that SIPRI's site hands to its own pages."""
    answer = csvfile.json_of(raw, name)
    try:
        if "result" in answer:
            return str(answer["result"]).encode()
        return base64.b64decode(answer["bytes"], validate=True)
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidData(name, ["is JSON without SIPRI's table in 'bytes' or 'result'"]) from error


@csvfile.without_collector()
def read_export(path: Path, *choices: Sequence[str], joins: bool = True) -> Export:
    """Read an export whose header has the columns of one of the choices."""
    text, name, notes = _opened(path)
    lines = re.split(r"\r\n|\r|\n", text)
    longest = max(map(len, lines))
    if len(lines) > MOST_ROWS or longest > LONGEST_LINE:
        problem = f"{len(lines):,} lines, the longest of {longest:,} characters"
        raise InvalidData(name, [f"{problem}: no export is so large"])
    place = csvfile.first_place(csvfile.parted(lines), csvfile.has_all(*choices))
    if place is None:
        names = ", ".join(each.capitalize() or "years" for each in choices[0])
        looked = min(csvfile.PREAMBLE, len(lines))
        raise InvalidData(name, [f"no row of column names ({names}) in its first {looked} lines"])
    above, separator = place
    body = lines[above:]
    if separator == "," and body[0].rstrip().endswith(";"):
        body = [line.rstrip(" ;") for line in body]
    (line, header), *rows = _split("\n".join(body) + "\n", separator, name, above)
    while header and not header[-1]:
        header.pop()
    again = [line for line, row in rows if row[: len(header)] == header]
    second = [f"line {line}: the column names again; keep one of two tables" for line in again]
    if wrong := csvfile.duplicates(header, line) + second:
        raise InvalidData(name, wrong)
    last = rows[-1][0] if rows and not text.endswith(("\n", "\r")) else 0
    if last and len(rows[-1][1]) < len(header):
        problem = "the file ends in the middle of a row; download it again"
        raise InvalidData(name, [f"line {last}: {problem}"])
    if last:
        notes.append(f"the file ends without a line end: its last row (line {last}) counts")
    export = Export(name, header, rows, "\n".join(lines[:above]), notes=notes)
    if joins:
        export.rows = _joined(rows, len(header), notes)
    if separator != ",":
        _resaved(export, separator)
    return export


def _resaved(export: Export, separator: str) -> None:
    """Note that a spreadsheet saved the file again; decimals with one mark only become points."""
    notes = f"a spreadsheet saved the file again: columns are separated by {separator!r}"
    held = [at for at, name in enumerate(export.header) if re.search("tiv|total|^[12]", name, re.I)]
    cells = sorted({row[at] for _, row in export.rows for at in held if at < len(row)})
    commas = [cell for cell in cells if re.fullmatch(r"[0-9]+,[0-9]+", cell)]
    points = [cell for cell in cells if re.fullmatch(r"[0-9]+\.[0-9]+", cell)]
    if commas and points:
        found = f"{printable(commas[0])!r} and {printable(points[0])!r}"
        problem = f"decimals are written in two ways, {found}: download the file afresh"
        raise InvalidData(export.name, [problem])
    if found := either_way([*commas, *points]):
        raise InvalidData(export.name, [f"{found}: download the file afresh"])
    as_points = {cell: cell.replace(",", ".") for cell in commas}
    for _, row in export.rows:
        for at in held:
            row[at : at + 1] = [as_points.get(cell, cell) for cell in row[at : at + 1]]
    export.notes.append(notes + (", decimals are written with a comma" if commas else ""))


def edition_given(given: object) -> str:
    """The edition that a caller names, "" for None; an error for what is no year of a release."""
    if given is None:
        return ""
    text = door.shown(int(given)) if isinstance(given, Integral) else given
    if not isinstance(text, str) or not re.fullmatch(r"(19|20)[0-9]{2}", text):
        hint = "an edition is the year of its release, for example edition=2026"
        raise CakitError(f"{door.shown(given)} is not an edition: {hint}")
    return text


def find_edition(exports: list[Export], given: str | int | None, last_year: int) -> tuple[str, str]:
    """The edition of some exports, and in words how it is known.

    It is held against the day each was made and against the last year with a delivery.
    """
    given = edition_given(given)
    editions: dict[str, str] = {}  # file → the edition that its day shows
    for export in exports:
        if export.day:
            editions[export.name] = _edition_on(export.day, given)
        elif not given:
            hint = "give the edition, for example edition=2026"
            raise CakitError(f"{export.name} does not say when it was made: {hint}")
    found = set(editions.values())
    if len(found) > 1:
        listed = ", ".join(f"{name} {edition}" for name, edition in editions.items())
        problem = "several editions in one import, which must not be added"
        raise CakitError(f"{problem}: {listed}. Import them one by one")
    days = ", ".join(sorted({export.day for export in exports if export.day}))
    used = given or min(found)
    if found and used not in found:
        problem = f"made on {days}, which is the {min(found)} edition, not {used}"
        raise CakitError(f"{exports[0].name}: {problem}")
    if last_year >= int(used):
        problem = f"has deliveries of {last_year}, which the {used} edition cannot hold"
        raise CakitError(f"{exports[0].name} {problem}: give another edition, or check the file")
    how = "as given" if given else f"made {days}"
    return used, f"edition {used} ({how})"


def _edition_on(day: str, given: str) -> str:
    """The edition that SIPRI served on a day; it releases a new one every March."""
    editions = catalog.load("editions").query("table.str.startswith('arms')")
    released = dict(zip(editions["edition"], editions["released"].fillna(""), strict=True))
    this, month, start = int(day[:4]), day[5:7], released.get(day[:4], "")
    if month == "03" and len(start) != len("YYYY-MM-DD"):
        if given in (str(this - 1), str(this)):
            return given
        problem = f"made on {day}, the month of a new edition"
        raise CakitError(f"{problem}: give it, edition={this - 1} or edition={this}")
    new = day >= start if month == "03" else month > "03"
    return str(this if new else this - 1)
