"""A CSV file as rows of text, or one error that says why it is not a table.

The error names the line. Files, lines, rows and cells have a largest size, so that no file fills
the memory. Our tables and the importers read through here; `anyfile` reads what others have.
"""

from __future__ import annotations

import csv
import gc
import io
import re
import stat
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from cakit.errors import InvalidData

MAX_BYTES = 50_000_000  # of a file of ours, or of an export
MAX_OWN_BYTES = 300_000_000  # of a file that `ck.read` reads
MAX_ROWS = 2_000_000
MAX_COLUMNS = 1_000
MAX_LINE = 1_000_000
MAX_CELL = 100_000
MAX_PROBLEMS = 200  # of one kind or in one column: more than these have one cause
SIGNATURES = {  # how files of another kind begin
    b"\x89PNG": "is a PNG picture",
    b"\xff\xd8\xff": "is a JPEG picture",
    b"PK\x03\x04": "is a zip or Excel file; save it as CSV (UTF-8)",
    b"%PDF": "is a PDF; copy the table into a CSV file (UTF-8)",
    b"\xd0\xcf\x11\xe0": "is an old Excel file; save it as CSV (UTF-8)",
    b"\x1f\x8b": "is compressed (gzip); unpack it first",
    b"SQLite format 3\0": "is an SQLite database; export the table as CSV (UTF-8)",
}
MARKS = {b"\xff\xfe\0\0": "utf-32", b"\0\0\xfe\xff": "utf-32", b"\xff\xfe": "utf-16"}
MARKS |= {b"\xfe\xff": "utf-16"}
LONGEST_PREAMBLE = 60  # lines above the column names
MARKUP = ("<!doctype", "<html", "<?xml")
CSV_ERRORS = {  # the words of Python's csv module, and ours
    "unexpected end": "a quotation mark is opened and never closed",
    "expected after": "text after a closing quotation mark, or a quotation mark never closed; "
    "inside a quoted cell, write it twice",
    "field limit": f"a cell of more than {MAX_CELL:,} characters, or a quotation mark never closed",
}
VALUE = re.compile(r"(?!(19|20)\d\d$)-?\d+(\.\d*)?")  # a number that is no year
LINE = re.compile(r"[^\r\n]*+(?:\r\n?|\n)|[^\r\n]++")


@contextmanager
def without_collector() -> Iterator[None]:
    """Do not look for circles of garbage among millions of cells: they have none."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@dataclass(frozen=True)
class Sheet:
    """The cells of one file, without blanks around them."""

    name: str  # of the file, for messages
    header: list[str]
    rows: list[list[str]]
    lines: list[int]  # on which each row starts
    place: str = "line"  # what `lines` counts: "line", "sheet Data, row", "row"
    note: str = ""  # how the file was read, where that had to be found out
    decimal: str = "."  # "," where decimal commas are looked for
    head: str = "line 1"  # where the column names are


def printable(text: object, longest: int = 40) -> str:
    """Text for a message: short, on one line, with invisible characters spelt out."""
    try:
        whole = str(text)
    except Exception:  # an object of somebody else, or more digits than Python prints
        whole = f"a {type(text).__name__}"
    short = whole if len(whole) <= longest else whole[:longest] + "…"
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in short)


def first_problems(problems: Iterable[str]) -> list[str]:
    """At most `MAX_PROBLEMS` problems of one kind, and a word that there are more."""
    found = list(islice(problems, MAX_PROBLEMS + 1))
    if len(found) > MAX_PROBLEMS:
        found[-1] = f"more problems of this kind; only the first {MAX_PROBLEMS} are listed"
    return found


def bytes_of(path: Path, most: int = MAX_BYTES) -> bytes:
    """Read a regular file of bearable size; a pipe or a device may never end."""
    name = printable(path, 200)
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            kind = "a folder" if stat.S_ISDIR(about.st_mode) else "a pipe or a device"
            raise InvalidData(name, [f"is {kind}, not a file"])
        if about.st_size > most:
            problem = f"{about.st_size:,} bytes; at most {most:,} are read"
            raise InvalidData(printable(path.name, 200), [f"{problem}. Use Polars or DuckDB"])
        return path.read_bytes()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        missing = isinstance(error, FileNotFoundError)
        hint = "; check the name and the folder" if missing else ""
        raise InvalidData(name, [f"cannot be read: {why}{hint}"]) from error


def narrowed(raw: bytes, name: str) -> tuple[bytes, str]:
    """UTF-16 or UTF-32 as UTF-8, and which it was; anything else as it is."""
    codec = next((MARKS[mark] for mark in MARKS if raw.startswith(mark)), "")
    even, odd = raw[:4000:2].count(0), raw[1:4000:2].count(0)
    most, other = max(even, odd), not raw.startswith(tuple(SIGNATURES))
    if not codec and other and 20 * min(even, odd) < most > max(3, len(raw[:4000]) // 10):
        codec = "utf-16-le" if odd > even else "utf-16-be"  # without a mark
    try:
        return raw.decode(codec).encode() if codec else raw, codec[:6].upper()
    except UnicodeError as error:
        why = f"is {codec[:6].upper()} text that is cut off or damaged: {printable(error, 100)}"
        raise InvalidData(name, [f"{why}; download it again, or save it as UTF-8"]) from error


def header_line(lines: Iterable[str], choices: Iterable[set[str]]) -> tuple[int, str] | None:
    """Number and separator of the first line with all names of one of the choices, in any case."""
    asked = [choice for choice in choices if choice]
    for number, line in enumerate(islice(lines, LONGEST_PREAMBLE)):
        for separator in ",;\t|":
            parts = line.strip(" \r\n\ufeff").rstrip(";").split(separator)
            found = {part.strip().strip('"').casefold() for part in parts}
            if any(each <= found for each in asked):
                return number, separator
    return None


def years_in(cells: Iterable[str]) -> list[int]:
    """The years among column names, where three or more follow each other; else none."""
    found = sorted({int(cell) for cell in cells if re.fullmatch(r"\s*(19|20)[0-9]{2}\s*", cell)})
    follow = [year for year in found if {year + 1, year + 2} <= set(found)]
    return found if follow else []


def decoded(raw: bytes, name: str, fallback: str = "") -> str:
    """Turn bytes into text; `InvalidData` when they are another kind of file or not UTF-8.

    `fallback` is the encoding to take where the bytes are not UTF-8, as in exports of SIPRI.
    """
    for start, problem in SIGNATURES.items():
        if raw.startswith(start):
            raise InvalidData(name, [problem])
    if b"\0" in raw:
        line = raw[: raw.index(b"\0")].count(b"\n") + 1
        problem = "contains a NUL byte; the file is UTF-16, UTF-32 or not text"
        raise InvalidData(name, [f"line {line}: {problem}. Save it as CSV (UTF-8)"])
    beginning = raw[:4000].decode("utf-8-sig", "replace").strip().casefold()
    if not beginning:
        raise InvalidData(name, ["is empty"])
    if beginning.startswith(MARKUP):
        raise InvalidData(name, ["is an HTML or XML page, not a CSV; the download probably failed"])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if fallback:
            return raw.decode(fallback, errors="replace")
        line, byte = raw[: error.start].count(b"\n") + 1, raw[error.start]
        problem = f"line {line}: not UTF-8 (byte {byte:#04x}); save it as CSV (UTF-8)"
        raise InvalidData(name, [problem]) from error


def _lines(text: str) -> Iterator[str]:
    for match in LINE.finditer(text):
        length = match.end() - match.start()
        if length > MAX_LINE:
            raise csv.Error(f"{length:,} characters on one line; this is not a table")
        yield match[0]


def split(
    text: str, name: str, above: int = 0, separator: str = ","
) -> tuple[list[list[str]], list[int]]:
    """Split CSV text into rows of cells, with the line on which each starts.

    `above` is the number of lines that stand before the text in its file.
    """
    rows: list[list[str]] = []
    lines: list[int] = []
    last = above
    source = _lines(text) if len(text) > MAX_LINE else io.StringIO(text, newline="")
    reader = csv.reader(source, strict=True, delimiter=separator)
    try:
        for cells in reader:
            if cells:
                rows.append([cell.strip() for cell in cells])
                lines.append(last + 1)
            if len(rows) > MAX_ROWS:
                raise csv.Error(f"more than {MAX_ROWS:,} rows. Use Polars or DuckDB")
            last = above + reader.line_num
    except csv.Error as error:
        ours = (words for theirs, words in CSV_ERRORS.items() if theirs in str(error))
        raise InvalidData(name, [f"line {last + 1}: {next(ours, str(error))}"]) from error
    return rows, lines


def duplicates(names: Iterable[str], line: int = 1) -> list[str]:
    """A problem for each column name that a header has more than once."""
    counts = Counter(filter(None, names))
    twice = (name for name, times in counts.items() if times > 1)
    return [f"line {line}: duplicate column '{printable(name)}'" for name in twice]


def _refuse_header(name: str, header: list[str], place: str, line: int, widest: int) -> None:
    """Raise an error when the first row cannot be a row of column names."""
    separator = next((char for char in ";\t|" if len(header) == 1 and char in header[0]), "")
    if separator:
        raise InvalidData(name, [f"columns are separated by {separator!r}; save it with commas"])
    if len([cell for cell in header if cell]) < 2 <= widest:
        problem = f"'{printable(header[0])}' is not a row of column names"
        problem += "; delete the lines above the column names"
        raise InvalidData(name, [f"{place} {line}: {problem}"])
    if len(header) > MAX_COLUMNS:
        problem = f"{len(header):,} columns; at most {MAX_COLUMNS:,} are read"
        raise InvalidData(name, [f"{place} {line}: {problem}"])
    if value := next(filter(VALUE.fullmatch, header), ""):
        problem = f"'{printable(value)}' is no column name: where the file has none, write them "
        problem += "above, or give the frame of pandas.read_csv(file, header=None, names=[...])"
        raise InvalidData(name, [f"{place} {line}: {problem}"])


def sheet_from(name: str, rows: list[list[str]], lines: list[int], **about: str) -> Sheet:
    """Rows of cells as a sheet; `InvalidData` when they have no header, or other widths than it.

    `about` is what the sheet says of itself: `place`, `note`, `decimal`.
    """
    if not rows:
        raise InvalidData(name, ["is empty"])
    header, rows, place = rows[0], rows[1:], about.get("place", "line")
    _refuse_header(name, header, place, lines[0], max(map(len, rows), default=0))
    problems = duplicates(header, lines[0])
    nameless = (number for number, cell in enumerate(header, 1) if not cell)
    problems += [f"{place} {lines[0]}: column {number} has no name" for number in nameless]
    problems += first_problems(
        f"{place} {line}: {wrong_width(cells, header)}"
        for line, cells in zip(lines[1:], rows, strict=True)
        if len(cells) != len(header)
    )
    if problems:
        raise InvalidData(name, problems)
    head = f"{place} {lines[0]}" if lines[0] else "column names"
    return Sheet(name, header, rows, lines[1:], **about, head=head)


def read_csv(path: Path) -> Sheet:
    """Read a CSV file: UTF-8, commas, one header row, as many cells in every row."""
    name = printable(path.name, 200)
    return sheet_from(name, *split(decoded(bytes_of(path), name), name))


def wrong_width(cells: list[str], header: list[str]) -> str:
    """Say that a row is shorter or longer than the header."""
    cells_of_row = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
    return f"{cells_of_row}, but the header has {len(header)}"
