"""A table as people have it: text in any encoding, Excel, Stata, Parquet, JSON, a frame.

What had to be found out (encoding, separator, decimal mark) is said in the sheet's `note`. Where it
cannot be found out, the error says how to name it.
"""

from __future__ import annotations

import io
import json
import os
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

import pandas as pd

from cakit.catalog import csvfile
from cakit.catalog.csvfile import Sheet, printable
from cakit.door import in_pandas
from cakit.door import path as a_path
from cakit.errors import CakitError, InvalidData, nearest

MOST_BYTES = 300_000_000  # of a file that `ck.read` reads
MAX_UNPACKED = 100_000_000  # bytes of XML in a workbook
MAX_CELLS = 5_000_000  # in one of its sheets
UNCOUNTED = re.compile(
    rb'<c r="([A-Z]+[0-9]+)"(?![^>]*t="str")[^>]*><f[^>]*>[^<]*</f>(?:<v ?/>|<v></v>)?</c>'
)
ROW = re.compile(rb'<row[^>]* r="([0-9]{7,})"')
LAST_ROW = 1_048_576  # of any worksheet
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
    raw, name = csvfile.bytes_of(path, MOST_BYTES), printable(path.name, 200)
    kind = _kind(raw, path.suffix.lower())
    if not kind:
        return _of_text(raw, name, encoding, known, core)
    with _reading(kind, name):
        if kind == "Excel":
            return _of_workbook(open_book(raw, name, data_only=True), name, which, core)
        return _of_frame(_frame_in(raw, kind), name)


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


@contextmanager
def _reading(kind: str, name: str) -> Iterator[None]:
    """One error for all that the readers of others raise on damaged files."""
    try:
        yield
    except CakitError:
        raise
    except ImportError as error:
        raise InvalidData(name, [f"{kind} files need {NEEDS.get(kind, error)}"]) from error
    except Exception as error:
        why = f"is no {kind} file that can be read: {printable(error, 100)}"
        raise InvalidData(name, [why]) from error


def _of_text(
    raw: bytes, name: str, encoding: str | None, known: Callable[[str], bool], core: set[str]
) -> Sheet:
    text, said = _decoded(raw, name, encoding, known)
    lines = list(islice(io.StringIO(text[: csvfile.MAX_LINE], newline=""), csvfile.PREAMBLE))
    if told := re.match(r"sep=(.)\r?\n", text):  # a line that Excel understands
        above, separator = 1, told[1]
    else:
        above, separator = _header(lines, core)
        said += [f"lines above the column names left out: {above}"] if above else []
    said += [f"columns separated by {separator!r}"] if separator != "," else []
    text = text[sum(map(len, lines[:above])) :]
    rows, numbers = csvfile.split(text, name, above, separator)
    decimal = "." if separator == "," else ","
    return _sheet(name, rows, numbers, note=", ".join(said), decimal=decimal)


def _header(lines: list[str], core: set[str]) -> tuple[int, str]:
    """How many lines are above the column names, and the sign that parts these.

    Where no line has the names: the first with many years, or the first that is not blank.
    """
    tops = csvfile.parted(lines)
    if found := csvfile.first_place(tops, csvfile.has_all(core), csvfile.years_in):
        return found
    filled = [place for place in tops if any(tops[place])]
    return max(filled, key=lambda place: (-place[0], len(tops[place])), default=(0, ","))


def _sheet(name: str, rows: list[list[str]], lines: list[int], **about: str) -> Sheet:
    """A sheet without the columns that have neither a name nor a cell."""
    nameless = [at for at, cell in enumerate(rows[0]) if not cell] if rows else []
    bare = {at for at in nameless if not any(row[at] for row in rows if at < len(row))}
    if bare:
        rows = [[cell for at, cell in enumerate(row) if at not in bare] for row in rows]
    return csvfile.sheet_from(name, rows, lines, **about)


def _decoded(
    raw: bytes, name: str, encoding: str | None, known: Callable[[str], bool]
) -> tuple[str, list[str]]:
    """The text, and in words how it was read where it is not UTF-8."""
    called = csvfile.words()["encodings"]
    if encoding:
        try:
            return raw.decode(encoding), [f"read as {called.get(encoding, encoding.upper())}"]
        except UnicodeDecodeError as error:
            raise InvalidData(name, [f"is not {encoding}: {printable(error, 100)}"]) from error
        except (LookupError, ValueError) as error:
            wrong = f"no encoding {printable(encoding)!r} is known. {nearest(encoding, called)}"
            raise InvalidData(name, [wrong]) from error
    raw, wide = csvfile.narrowed(raw, name)
    try:
        return csvfile.decoded(raw, name), [f"read as {wide}"] if wide else []
    except InvalidData as error:
        if "not UTF-8" not in str(error):
            raise
        if codec := _encoding(raw, list(called), known):
            return raw.decode(codec), [f"read as {called[codec]}"]
        said = error.problems[0].partition(";")[0]
        problem = f"{said}; name its encoding, for example encoding='cp1251', or save it as UTF-8"
        raise InvalidData(name, [problem]) from error


def _encoding(raw: bytes, codecs: list[str], known: Callable[[str], bool]) -> str:
    """The encoding in which the most words are names we know; for long texts, what a library says.

    Statistics of letters mistake short tables, whose only words are names of countries.
    """
    unusual = {word for word in re.split(rb'[,;\t|"\r\n]+', raw[:1_000_000]) if not word.isascii()}
    found: dict[str, int] = {}
    for codec in codecs:
        try:
            raw.decode(codec)
            found[codec] = sum(known(word.decode(codec).strip()) for word in sorted(unusual)[:200])
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


# Other kinds of files than text, and frames


def open_book(raw: bytes, name: str, most: int = MAX_UNPACKED, **how: Any) -> Any:
    """An Excel workbook without its links; an error for a damaged one, or one without end."""
    csvfile.refuse_pages(raw, name)
    with _reading("Excel", name):
        import openpyxl

        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            size = sum(part.file_size for part in packed.infolist())
            if size > most:
                problem = f"unpacks to {size:,} bytes; at most {most:,} are read. Save it as CSV"
                raise InvalidData(name, [problem])
            for part in packed.namelist():
                cells = packed.read(part) if "worksheets/sheet" in part else b""
                if how.get("data_only") and (found := UNCOUNTED.search(cells)):
                    where = f"{part}, cell {found[1].decode()}"
                    problem = f"{where}: a formula without its value: open it, save it anew"
                    raise InvalidData(name, [problem])
                numbers = ROW.findall(cells)
                if any(len(number) > 7 or int(number) > LAST_ROW for number in numbers):
                    problem = f"{part} numbers a row beyond {LAST_ROW:,}: save it anew"
                    raise InvalidData(name, [problem])
        return openpyxl.load_workbook(io.BytesIO(raw), read_only=True, keep_links=False, **how)


def _of_workbook(book: Any, name: str, which: str | None, core: set[str]) -> Sheet:
    """The one sheet of a workbook that is filled, or that is named."""
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    if which is not None and which not in sheets:
        raise InvalidData(name, [f"no sheet {which!r}. {nearest(which, sheets)}"])
    filled: dict[str, dict[int, list[str]]] = {}
    for title in [which] if which else sheets:
        if rows := _filled_rows(sheets[title], name):
            filled[title] = rows
    if len(filled) > 1:
        title = next(iter(filled))
        raise InvalidData(name, [f"has {len(filled)} sheets: name one, sheet={title!r}"])
    if not filled:
        raise InvalidData(name, ["is empty"])
    ((title, rows),) = filled.items()
    lines = list(rows)
    tops = {at: rows[line] for at, line in enumerate(lines[: csvfile.PREAMBLE])}
    above = csvfile.first_place(tops, csvfile.has_all(core), csvfile.years_in) or 0
    body = [rows[line] for line in lines[above:]]
    width = max(place for row in body for place, cell in enumerate(row, 1) if cell)
    body = [(row + [""] * width)[:width] for row in body]
    note = f"read from sheet {title!r}"
    note += f", rows above the column names left out: {above}" * bool(above)
    return _sheet(name, body, lines[above:], place=f"sheet {printable(title)}, row", note=note)


def _filled_rows(sheet: Any, name: str) -> dict[int, list[str]]:
    """The filled rows of a worksheet, by their numbers, whatever size it says it has."""
    from openpyxl.utils.escape import unescape  # _x000D_ is a line end

    sheet.reset_dimensions()
    found, count = {}, 0
    for number, row in enumerate(sheet.iter_rows(max_row=csvfile.MAX_ROWS, values_only=True), 1):
        count += len(row)
        if count > MAX_CELLS:
            raise InvalidData(name, [f"has over {MAX_CELLS:,} cells in a sheet. Save it as CSV"])
        cells = [_cell(unescape(one) if isinstance(one, str) else one) for one in row]
        if any(cells):
            found[number] = cells
    return found


def _cell(value: Any) -> str:
    """One value as the text that a CSV file has."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value).strip()


def _of_frame(frame: pd.DataFrame, name: str) -> Sheet:
    """A frame as cells of text."""
    if any(each is not None for each in frame.index.names):
        frame = frame.reset_index()
    columns = [frame.iloc[:, number].astype(object) for number in range(frame.shape[1])]
    texts = [[_cell(value) for value in cells.where(cells.notna(), None)] for cells in columns]
    rows = [[str(column) for column in frame.columns], *map(list, zip(*texts, strict=True))]
    return csvfile.sheet_from(name, rows, list(range(len(rows))), place="row")


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object whose names differ; Python would keep the last of two."""
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"a row has {twice!r:.40} twice")
    return dict(pairs)


def _frame_in(raw: bytes, kind: str) -> pd.DataFrame:
    """The frame in a file of Stata, Parquet or JSON."""
    if kind == "Stata":
        return pd.read_stata(io.BytesIO(raw))
    if kind == "Parquet":
        try:
            return pd.read_parquet(io.BytesIO(raw))
        except ImportError:
            import polars as pl

            return in_pandas(pl.read_parquet(io.BytesIO(raw)), by="read")
    text = raw.decode("utf-8-sig")
    try:
        rows = json.loads(text, object_pairs_hook=_each_once)
    except json.JSONDecodeError:
        lines = filter(str.strip, text.splitlines())
        rows = [json.loads(line, object_pairs_hook=_each_once) for line in lines]
    if isinstance(rows, dict) and isinstance(rows.get("data"), list):
        rows = rows["data"]
    parts, kind_of = (rows.values(), list) if isinstance(rows, dict) else (rows, dict)
    if not isinstance(rows, (dict, list)) or not all(isinstance(one, kind_of) for one in parts):
        raise ValueError("it holds no list of rows with column names")
    return pd.DataFrame(rows)
