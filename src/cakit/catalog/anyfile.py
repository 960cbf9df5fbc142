"""A table as people have it: text in any encoding, Excel, Stata, Parquet, JSON, a frame.

What had to be found out (encoding, separator, decimal mark) is said in the sheet's `note`. Where it
cannot be found out, the error says how to name it.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import zipfile
from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING, Any

from cakit.catalog.csvfile import (
    LONGEST_PREAMBLE,
    MAX_CELL,
    MAX_COLUMNS,
    MAX_LINE,
    MAX_OWN_BYTES,
    MAX_ROWS,
    Sheet,
    bytes_of,
    decoded,
    header_line,
    narrowed,
    printable,
    sheet_from,
    split,
    years_in,
)
from cakit.door import in_pandas
from cakit.door import path as a_path
from cakit.errors import CakitError, InvalidData, nearest

if TYPE_CHECKING:
    import pandas as pd

MAX_UNPACKED = 100_000_000  # bytes of XML in a workbook
ENCODINGS = {
    "cp1252": "Windows-1252",
    "cp1251": "Windows-1251",
    "cp1254": "Windows-1254",
    "cp1250": "Windows-1250",
    "koi8_r": "KOI8-R",
    "cp866": "code page 866",
    "mac_roman": "Mac Roman",
    "gb18030": "GB 18030",
}
ENOUGH = 50  # bytes beyond ASCII from which the statistics of charset-normalizer say something
NEEDS = {
    "Excel": 'openpyxl: pip install "cakit[excel]"',
    "Parquet": 'pyarrow or Polars: pip install "cakit[engines]"',
}


def sheet_of(
    thing: Any,
    encoding: str | None,
    which: str | None,
    known: Callable[[str], bool],
    core: set[str],
) -> Sheet:
    """The cells of a file or frame; `known` says whether a word is a name we know.

    `core` are the column names that the file must have: what is above them is left out.
    """
    if not isinstance(thing, (str, os.PathLike)):
        return _of_frame(in_pandas(thing, by="read, where it is given no path,"), "the frame")
    path = a_path(thing, "path")
    raw, name = bytes_of(path, MAX_OWN_BYTES), printable(path.name, 200)
    kind = _kind(raw, path.suffix.lower())
    if not kind:
        return _of_text(raw, name, encoding, known, core)
    try:
        if kind == "Excel":
            return _of_workbook(raw, name, which, core)
        return _of_frame({"Parquet": _parquet, "Stata": _stata, "JSON": _json}[kind](raw), name)
    except CakitError:
        raise
    except ImportError as error:
        raise InvalidData(name, [f"{kind} files need {NEEDS.get(kind, error)}"]) from error
    except Exception as error:  # the readers of others raise what they like on damaged files
        why = printable(error, 100)
        raise InvalidData(name, [f"is no {kind} file that can be read: {why}"]) from error


def _kind(raw: bytes, suffix: str) -> str:
    """What kind of file it is, if it is not text."""
    if raw.startswith(b"PK\x03\x04") and (suffix in (".xlsx", ".xlsm") or b"xl/workbook" in raw):
        return "Excel"
    if raw.startswith(b"PAR1"):
        return "Parquet"
    if suffix == ".dta" or raw.startswith(b"<stata_dta>"):
        return "Stata"
    json_like = suffix in (".json", ".jsonl") or raw[:200].lstrip()[:2] in (b"[{", b'{"')
    return "JSON" if json_like else ""


# Text


def _of_text(
    raw: bytes, name: str, encoding: str | None, known: Callable[[str], bool], core: set[str]
) -> Sheet:
    text, words = _decoded(raw, name, encoding, known)
    told = re.match(r"sep=(.)\r?\n", text)  # a line that Excel understands
    lines = list(islice(io.StringIO(text[:MAX_LINE], newline=""), LONGEST_PREAMBLE))
    above, separator = _header(lines, core)
    above, separator = (1, told[1]) if told else (above, separator)
    text = text[sum(map(len, lines[:above])) :]
    if above and not told:
        words.append(f"lines above the column names left out: {above}")
    if separator != ",":
        words.append(f"columns separated by {separator!r}")
    rows, numbers = split(text, name, above, separator)
    decimal = "." if separator == "," else ","
    return _sheet(name, rows, numbers, note=", ".join(words), decimal=decimal)


def _header(lines: list[str], core: set[str]) -> tuple[int, str]:
    """How many lines are above the column names, and the sign that parts these.

    Where no line has the names: the first with many years, or the first that is not blank.
    """
    if found := header_line(lines, [core]):
        return found
    parted = {
        (number, sign): next(csv.reader([line[:MAX_CELL]], delimiter=sign), [])
        for number, line in enumerate(lines)
        for sign in ",;\t|"
        if line.strip()
    }
    for place, cells in parted.items():
        if years_in(cells):
            return place
    return max(parted, key=lambda place: (-place[0], len(parted[place])), default=(0, ","))


def _sheet(name: str, rows: list[list[str]], lines: list[int], **about: str) -> Sheet:
    """A sheet without the columns that have neither a name nor a cell."""
    nameless = [at for at, cell in enumerate(rows[0]) if not cell] if rows else []
    bare = {at for at in nameless if not any(row[at] for row in rows if at < len(row))}
    if bare:
        rows = [[cell for at, cell in enumerate(row) if at not in bare] for row in rows]
    return sheet_from(name, rows, lines, **about)


def _decoded(
    raw: bytes, name: str, encoding: str | None, known: Callable[[str], bool]
) -> tuple[str, list[str]]:
    """The text, and in words how it was read where it is not UTF-8."""
    if encoding:
        try:
            return raw.decode(encoding), [f"read as {ENCODINGS.get(encoding, encoding.upper())}"]
        except UnicodeDecodeError as error:
            raise InvalidData(name, [f"is not {encoding}: {printable(error, 100)}"]) from error
        except (LookupError, ValueError) as error:
            near = nearest(encoding, ENCODINGS)
            wrong = f"no encoding {printable(encoding)!r} is known. {near}"
            raise InvalidData(name, [wrong]) from error
    raw, wide = narrowed(raw, name)
    try:
        return decoded(raw, name), [f"read as {wide}"] if wide else []
    except InvalidData as error:
        if "not UTF-8" not in str(error):
            raise
        if codec := _encoding(raw, known):
            return raw.decode(codec), [f"read as {ENCODINGS[codec]}"]
        said = error.problems[0].partition(";")[0]
        problem = f"{said}; name its encoding, for example encoding='cp1251', or save it as UTF-8"
        raise InvalidData(name, [problem]) from error


def _encoding(raw: bytes, known: Callable[[str], bool]) -> str:
    """The encoding in which the most words are names we know; for long texts, what a library says.

    Statistics of letters mistake short tables, whose only words are names of countries.
    """
    words = {word for word in re.split(rb'[,;\t|"\r\n]+', raw[:1_000_000]) if not word.isascii()}
    found: dict[str, int] = {}
    for codec in ENCODINGS:
        try:
            raw.decode(codec)
            found[codec] = sum(known(word.decode(codec).strip()) for word in sorted(words)[:200])
        except UnicodeDecodeError:
            continue
    best = max(found, key=lambda codec: found[codec], default="")
    if best and found[best]:
        return best
    if sum(byte > 127 for byte in raw[:100_000]) < ENOUGH:
        return ""
    try:
        from charset_normalizer import from_bytes
    except ImportError:  # not in every browser
        return ""
    match = from_bytes(raw[:100_000], cp_isolation=list(found)).best()
    return match.encoding if match and match.encoding in found else ""


# Other kinds of files, and frames


def _of_workbook(raw: bytes, name: str, which: str | None, core: set[str]) -> Sheet:
    import openpyxl

    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        size = sum(part.file_size for part in packed.infolist())
    if size > MAX_UNPACKED:
        problem = f"unpacks to {size:,} bytes; at most {MAX_UNPACKED:,} are read. Save it as CSV"
        raise InvalidData(name, [problem])
    book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    if which is not None and which not in sheets:
        raise InvalidData(name, [f"no sheet {which!r}. {nearest(which, sheets)}"])
    filled = {}
    for title in [which] if which else sheets:
        grid = sheets[title].iter_rows(values_only=True, max_row=MAX_ROWS, max_col=MAX_COLUMNS + 1)
        rows = [(number, [_cell(cell) for cell in row]) for number, row in enumerate(grid, 1)]
        rows = [(number, row) for number, row in rows if any(row)]
        if rows:
            filled[title] = rows
    if len(filled) > 1:
        raise InvalidData(
            name, [f"has {len(filled)} sheets: name one, sheet={next(iter(filled))!r}"]
        )
    if not filled:
        raise InvalidData(name, ["is empty"])
    ((title, rows),) = filled.items()
    tops = [{cell.casefold() for cell in row} for _, row in rows[:LONGEST_PREAMBLE]]
    likely = [at for at, names in enumerate(tops) if core and core <= names]
    likely += [at for at, names in enumerate(tops) if years_in(names)]
    above = next(iter(likely), 0)
    width = max(place for _, row in rows[above:] for place, cell in enumerate(row, 1) if cell)
    cells = [(row + [""] * width)[:width] for _, row in rows[above:]]
    lines = [number for number, _ in rows[above:]]
    note = f"read from sheet {title!r}"
    note += f", rows above the column names left out: {above}" * bool(above)
    return _sheet(name, cells, lines, place=f"sheet {printable(title)}, row", note=note)


def _cell(value: Any) -> str:
    """One value as the text that a CSV file has."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value).strip()


def _of_frame(frame: pd.DataFrame, name: str) -> Sheet:
    """A frame as cells of text."""
    if any(each is not None for each in frame.index.names):
        frame = frame.reset_index()
    columns = []
    for number in range(frame.shape[1]):
        cells = frame.iloc[:, number].astype(object)
        columns.append([_cell(value) for value in cells.where(cells.notna(), None)])
    rows = [list(cells) for cells in zip(*columns, strict=True)]
    header = [str(column) for column in frame.columns]
    return sheet_from(name, [header, *rows], list(range(len(rows) + 1)), place="row")


def _stata(raw: bytes) -> pd.DataFrame:
    import pandas as pd

    return pd.read_stata(io.BytesIO(raw))


def _parquet(raw: bytes) -> pd.DataFrame:
    import pandas as pd

    try:
        return pd.read_parquet(io.BytesIO(raw))
    except ImportError:
        import polars as pl

        return in_pandas(pl.read_parquet(io.BytesIO(raw)), by="read")


def _json(raw: bytes) -> pd.DataFrame:
    import pandas as pd

    text = raw.decode("utf-8-sig")
    try:
        rows = json.loads(text)
    except json.JSONDecodeError:
        rows = [json.loads(line) for line in text.splitlines() if line.strip()]
    if isinstance(rows, dict) and isinstance(rows.get("data"), list):
        rows = rows["data"]
    table = isinstance(rows, list) and all(isinstance(row, dict) for row in rows)
    if not table and not (
        isinstance(rows, dict) and all(isinstance(c, list) for c in rows.values())
    ):
        raise ValueError("it holds no list of rows with column names")
    return pd.DataFrame(rows)
