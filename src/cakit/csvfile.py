"""A file as cells: what a CSV has to be before anyone looks at its columns.

Nothing is guessed: another encoding, another separator, lines above the header or rows of the wrong length are said,
with the line, never repaired. Size, rows, lines and cells have limits, so that no file takes the machine with it.
"""

from __future__ import annotations

import csv
import re
import stat
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from cakit.errors import InvalidData

MAX_BYTES, MAX_ROWS, MAX_COLUMNS, MAX_LINE, MAX_CELL = 50_000_000, 500_000, 1_000, 1_000_000, 100_000
MAX_PROBLEMS = 200  # of one kind or in one column; whoever has more has one cause to look for
MAGIC = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"PK\x03\x04": "a zip or Excel file; save it as CSV (UTF-8)",
    b"%PDF": "a PDF; copy the table into a CSV file (UTF-8)",
    b"\xd0\xcf\x11\xe0": "an old Excel file; save it as CSV (UTF-8)",
    b"\x1f\x8b": "compressed (gzip); unpack it first",
    b"SQLite format 3\0": "an SQLite database; export the table as CSV (UTF-8)",
    b"\xff\xfe\0\0": "UTF-32 text; save it as CSV (UTF-8)",
    b"\0\0\xfe\xff": "UTF-32 text; save it as CSV (UTF-8)",
    b"\xff\xfe": "UTF-16 text; save it as CSV (UTF-8)",
    b"\xfe\xff": "UTF-16 text; save it as CSV (UTF-8)",
}
CSV_ERRORS = {
    "unexpected end": "a quotation mark is opened and never closed",
    "expected after": "text after a closing quotation mark, or a mark never closed; inside a quoted cell it is written twice",
    "field limit": f"a cell of more than {MAX_CELL:,} characters, or a quotation mark never closed",
}
LINE = re.compile(r"[^\r\n]*+(?:\r\n?|\n)|[^\r\n]++")


def printable(text: object, most: int = 40) -> str:
    """Text for a message: on one line, nothing invisible, not endless."""
    whole = str(text)
    cut = whole if len(whole) <= most else whole[:most] + "…"
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in cut)


def some(problems: Iterable[str]) -> list[str]:
    """The first problems of one kind."""
    found = list(islice(problems, MAX_PROBLEMS + 1))
    return found[:MAX_PROBLEMS] + [f"more of this kind; not listed after {MAX_PROBLEMS}"] * (len(found) > MAX_PROBLEMS)


def bytes_of(path: Path) -> bytes:
    """The bytes of a regular file; a pipe or a device may never end."""
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            what = "a folder" if stat.S_ISDIR(about.st_mode) else "a pipe or a device"
            raise InvalidData(printable(path, 200), [f"is {what}, not a file"])
        if about.st_size > MAX_BYTES:
            raise InvalidData(
                printable(path.name, 200),
                [f"{about.st_size:,} bytes; at most {MAX_BYTES:,} are read. Use Polars or DuckDB"],
            )
        return path.read_bytes()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        hint = "; check the name and the folder" if isinstance(error, FileNotFoundError) else ""
        raise InvalidData(printable(path, 200), [f"cannot be read: {why}{hint}"]) from error


def refuse_other_kinds(raw: bytes, where: str) -> None:
    """Refuse bytes that are no text or another kind of file, saying which."""
    for magic, what in MAGIC.items():
        if raw.startswith(magic):
            raise InvalidData(where, [f"is {what}"])
    if b"\0" in raw:
        line = raw[: raw.index(b"\0")].count(b"\n") + 1
        raise InvalidData(
            where, [f"line {line}: a NUL byte; this is UTF-16, UTF-32 or no text at all. Save it as CSV (UTF-8)"]
        )
    start = raw[:4000].decode("utf-8-sig", "replace").strip().casefold()
    if not start:
        raise InvalidData(where, ["is empty"])
    if start.startswith(("<!doctype", "<html", "<?xml")):
        raise InvalidData(where, ["is an HTML or XML page, not a CSV; the download probably failed"])


def text_of(path: Path) -> str:
    """Read a CSV as text; `InvalidData` says why it cannot be one: missing, too large, another kind, not UTF-8."""
    raw, where = bytes_of(path), printable(path.name, 200)
    refuse_other_kinds(raw, where)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise InvalidData(
            where, [f"line {line}: not UTF-8 (byte {raw[error.start]:#04x}); save it as CSV (UTF-8)"]
        ) from error
    return text


def _lines_of(text: str) -> Iterator[str]:
    for match in LINE.finditer(text):
        if match.end() - match.start() > MAX_LINE:
            raise csv.Error(f"{match.end() - match.start():,} characters on one line; this is no table")
        yield match[0]


def rows_of(text: str, where: str) -> tuple[list[str], list[list[str]], list[int]]:
    """Split CSV text into the header, the rows and the line each row starts on.

    `InvalidData` for another separator than the comma, lines above the header, columns without a name or named
    twice, rows of the wrong length.
    """
    reader = csv.reader(_lines_of(text), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    before = 0
    try:
        for cells in reader:
            if cells:
                rows.append([cell.strip() for cell in cells])
                lines.append(before + 1)
            if len(rows) > MAX_ROWS:
                raise csv.Error(f"more than {MAX_ROWS:,} rows. Use Polars or DuckDB")
            before = reader.line_num
    except csv.Error as error:
        why = next((words for said, words in CSV_ERRORS.items() if said in str(error)), str(error))
        raise InvalidData(where, [f"line {before + 1}: {why}"]) from error
    header, rows, lines, first = rows[0], rows[1:], lines[1:], lines[0]
    filled, wide = [name for name in header if name], max(map(len, rows), default=0)
    mark = next((mark for mark in ";\t|" if len(header) == 1 and mark in header[0]), "")
    if mark:
        raise InvalidData(where, [f"columns are separated by {mark!r}; save it with commas"])
    if first > 1 or (len(filled) < 2 <= wide):
        what = "is empty" if first > 1 else f"'{printable(header[0])}' is no row of column names"
        raise InvalidData(where, [f"line 1: {what}; delete what stands above the column names"])
    if len(header) > MAX_COLUMNS:
        raise InvalidData(where, [f"line 1: {len(header):,} columns; at most {MAX_COLUMNS:,} are read"])
    problems = [f"line 1: column '{printable(n)}' stands twice" for n, times in Counter(filled).items() if times > 1]
    problems += [f"line 1: column {place} has no name" for place, name in enumerate(header, 1) if not name]
    problems += some(
        f"line {line}: {len(cells)} cell{'s'[: len(cells) != 1]}, the header has {len(header)}"
        for line, cells in zip(lines, rows, strict=True)
        if len(cells) != len(header)
    )
    if problems:
        raise InvalidData(where, problems)
    return header, rows, lines
