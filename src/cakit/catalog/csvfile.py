"""A CSV file as rows of text, or one error that says why it is not a table.

The error names the line. Files, lines, rows and cells have a largest size, so that no file fills
the memory. Our tables and the importers read through here; `anyfile` reads what others have.
"""

from __future__ import annotations

import csv
import gc
import io
import json
import re
import stat
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from cakit.errors import InvalidData

Place = TypeVar("Place")
MAX_BYTES = 50_000_000  # of a file of ours, or of an export
MAX_ROWS = 2_000_000
MAX_COLUMNS = 1_000
MAX_LINE = 1_000_000
MAX_CELL = 100_000
MAX_PROBLEMS = 200  # of one kind or in one column: more than these have one cause
PREAMBLE = 60  # lines above the column names
VALUE = re.compile(r"(?!(19|20)\d\d$)-?\d+(\.\d*)?")  # a number that is no year
# control characters, reversed text, damaged text
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffd]")
LINE = re.compile(r"[^\r\n]*+(?:\r\n?|\n)|[^\r\n]++")


@cache
def words() -> dict[str, Any]:
    """What files, cells and keys can be, and what is said of those that are none."""
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


def begins(raw: bytes, part: str) -> str:
    """What the file is that begins like this; empty where nothing is said of it."""
    starts = words()[part].items()
    return next((said for start, said in starts if raw.startswith(start.encode("latin-1"))), "")


def json_of(content: bytes, name: str, otherwise: str = "is not JSON") -> Any:
    """What a JSON file holds; `InvalidData` where it is none."""
    try:
        text = content.decode("utf-8-sig")
        if strange := UNPRINTABLE.search(text):
            line = text[: strange.start()].count("\n") + 1
            raise ValueError(f"line {line} has U+{ord(strange[0]):04X}, which does not print")
        return json.loads(text)
    except UnicodeDecodeError:
        why = "not UTF-8 text; save it as UTF-8"
    except RecursionError:
        why = "brackets in brackets without end"
    except ValueError as error:
        why = str(error)
    raise InvalidData(name, [f"{otherwise}: {why}"])


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
    codec = begins(raw, "marks")
    even, odd = raw[:4000:2].count(0), raw[1:4000:2].count(0)
    most, other = max(even, odd), codec or begins(raw, "signatures")
    if not other and 20 * min(even, odd) < most > max(3, len(raw[:4000]) // 10):
        codec = "utf-16-le" if odd > even else "utf-16-be"  # without a mark
    try:
        return raw.decode(codec).encode() if codec else raw, codec[:6].upper()
    except UnicodeError as error:
        why = f"is {codec[:6].upper()} text that is cut off or damaged: {printable(error, 100)}"
        raise InvalidData(name, [f"{why}; download it again, or save it as UTF-8"]) from error


def parted(lines: Iterable[str]) -> dict[tuple[int, str], list[str]]:
    """Number and separator → cells of the first lines, each parted by every separator."""
    found = {}
    for number, line in enumerate(islice(lines, PREAMBLE)):
        for separator in ",;\t|":
            cells = line.strip(" \r\n\ufeff").rstrip(";").split(separator)
            found[number, separator] = [cell.strip().strip('"') for cell in cells]
    return found


def has_all(*choices: Iterable[str]) -> Callable[[list[str]], bool]:
    """A test whether cells have all names of one of the choices, in any case."""
    asked = [set(choice) for choice in choices if choice]
    return lambda cells: any(each <= {cell.casefold() for cell in cells} for each in asked)


def first_place(
    tops: Mapping[Place, list[str]], *tests: Callable[[list[str]], Any]
) -> Place | None:
    """Where the first cells are that pass the first test, or else the next one."""
    passed = (place for test in tests for place, cells in tops.items() if test(cells))
    return next(passed, None)


def years_in(cells: Iterable[str]) -> list[int]:
    """The years among column names, where three or more follow each other; else none."""
    found = sorted({int(cell) for cell in cells if re.fullmatch(r"\s*(19|20)[0-9]{2}\s*", cell)})
    follow = [year for year in found if {year + 1, year + 2} <= set(found)]
    return found if follow else []


def refuse_pages(raw: bytes, name: str) -> None:
    """An error for nothing, and for a page of the web under another name."""
    beginning = raw[:4000].decode("utf-8-sig", "replace").strip().casefold()
    if not beginning:
        raise InvalidData(name, ["is empty"])
    if beginning.startswith(("<!doctype", "<html", "<?xml")):
        raise InvalidData(name, ["is an HTML or XML page, no table; the download probably failed"])


def decoded(raw: bytes, name: str, fallback: str = "") -> str:
    """Turn bytes into text; `InvalidData` when they are another kind of file or not UTF-8.

    `fallback` is the encoding to take where the bytes are not UTF-8, as in exports of SIPRI.
    """
    if other := begins(raw, "signatures"):
        raise InvalidData(name, [other])
    if b"\0" in raw:
        line = raw[: raw.index(b"\0")].count(b"\n") + 1
        problem = "contains a NUL byte; the file is UTF-16, UTF-32 or not text"
        raise InvalidData(name, [f"line {line}: {problem}. Save it as CSV (UTF-8)"])
    refuse_pages(raw, name)
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
        ours = (said for part, said in words()["csv_errors"].items() if part in str(error))
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
    count = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
    return f"{count}, but the header has {len(header)}"
