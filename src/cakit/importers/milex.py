"""SIPRI's military expenditure workbook: a sheet for each measure, a row for each country.

Formulas are never calculated and links never followed: a cell with a formula is reported, not read.
"""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cakit.catalog.csvfile import MAX_BYTES, bytes_of, printable
from cakit.catalog.validate import BadCell
from cakit.errors import CakitError, InvalidData
from cakit.importers.export import ZIP, party
from cakit.importers.report import Imported, Report

SOURCE = "sipri_milex_export"
MEASURES = {  # how the name of a sheet begins → our column, and the factor that makes its unit ours
    "current us$": ("military_expenditure_current_usd_million", 1.0),
    "constant": ("military_expenditure_constant_usd_million", 1.0),
    "share of gdp": ("share_of_gdp_percent", 100.0),
    "share of govt": ("share_of_government_spending_percent", 100.0),
    "per capita": ("per_capita_current_usd", 1.0),
    "local currency calendar": ("local_currency_million", 1.0),
}
NO_FIGURE = {"", "xxx", "...", "..", ". .", "-"}  # xxx: the state did not exist
QUALITY = {"0000FF": "sipri_estimate", "FF0000": "highly_uncertain"}  # blue and red letters
WORST_LAST = ["reported", "sipri_estimate", "highly_uncertain"]
MOST_ROWS, MOST_COLUMNS = 5_000, 500  # of a sheet; SIPRI's have some 200 and 90
UNMARKED = (
    "no figure has blue or red letters: this copy may have lost SIPRI's marks, "
    "so 'reported' is not sure"
)


def _workbook(path: Path) -> Any:
    raw, name = bytes_of(path), printable(path.name, 200)
    if not raw.startswith(ZIP):
        html = b"<html" in raw[:2000].lower()
        kind = "an HTML page: the download probably failed" if html else "no .xlsx workbook"
        raise InvalidData(name, [f"is {kind}"])
    try:
        from openpyxl import load_workbook
    except ImportError:
        hint = 'pip install "cakit[excel]"'
        raise CakitError(f"reading a workbook needs openpyxl: {hint}") from None
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            size = sum(part.file_size for part in archive.infolist())
        if size <= MAX_BYTES:
            return load_workbook(io.BytesIO(raw), read_only=True, keep_links=False)
    except Exception as error:  # whatever a damaged archive makes of the library
        problem = f"cannot be opened as a workbook: {printable(error, 120)}"
        raise InvalidData(name, [problem]) from error
    raise InvalidData(name, [f"unpacks to {size:,} bytes; at most {MAX_BYTES:,} are read"])


def _quality(cell: Any) -> str:
    """What the colour of the letters says. Old workbooks give a number in a list of colours."""
    from openpyxl.styles.colors import COLOR_INDEX

    colour = getattr(getattr(cell, "font", None), "color", None)
    if colour is None or colour.type not in ("rgb", "indexed"):
        return "reported"
    listed = colour.type == "indexed" and colour.indexed < len(COLOR_INDEX)
    written = COLOR_INDEX[colour.indexed] if listed else str(colour.rgb)
    return QUALITY.get(written[-6:].upper(), "reported")


def _figure(cell: Any) -> float:
    """The figure in a cell; `BadCell` where it has none."""
    value = cell.value
    if str(value).startswith("="):
        raise BadCell("a formula; only values are read")
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise BadCell(f"{printable(value)!r} is not a number")
    if not 0 <= value < 1e15:
        raise BadCell(f"{printable(value)!r} is out of bounds")
    return float(value)


def _rows(sheet: Any) -> Iterator[tuple[str, str, dict[int, Any]]]:
    """Place, country, and year → cell, of every row of a sheet that has a figure."""
    years: dict[int, int] = {}  # year → place; a year that comes twice counts once
    for number, row in enumerate(sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS), 1):
        name = str(row[0].value or "").strip() if row else ""
        cells = {
            year: row[place]
            for year, place in years.items()
            if place < len(row) and str(row[place].value or "").strip().casefold() not in NO_FIGURE
        }
        if not years and name.casefold() == "country":
            for place, cell in enumerate(row):
                if re.fullmatch(r"(19|20)\d\d(\.0)?", str(cell.value)):
                    years.setdefault(int(cell.value), place)
        elif name and cells:  # not an empty line or the name of a region
            yield f"{sheet.title} row {number}", name, cells
    if not years:
        problem = "no row that begins with 'Country': another layout than SIPRI's"
        raise InvalidData(printable(sheet.title), [problem])


class Reading:
    """The figures of all sheets, and what became of every row."""

    def __init__(self) -> None:
        self.figures: dict[tuple[str, int], dict[str, Any]] = {}  # country and year → figures
        self.skipped: list[tuple[str, str]] = []
        self.count = self.read = 0  # rows of data

    def add_sheet(self, sheet: Any, column: str, factor: float) -> None:
        """Read one sheet of figures into a column."""
        for where, name, cells in _rows(sheet):
            self.count += 1
            try:
                code = party(name)
            except BadCell as error:
                self.skipped.append((where, str(error)))
                continue
            self.read += 1
            for year, cell in cells.items():
                try:
                    self._add(code, year, column, _figure(cell) * factor, _quality(cell))
                except BadCell as error:
                    self.skipped.append((f"{where}, {year}", str(error)))

    def _add(self, code: str, year: int, column: str, figure: float, quality: str) -> None:
        entry = self.figures.setdefault((code, year), {"value_quality": quality})
        if column in entry:
            raise BadCell(f"a second figure for {code} and {year}; the first is kept")
        entry[column] = figure
        entry["value_quality"] = max(entry["value_quality"], quality, key=WORST_LAST.index)


def sipri_milex(path: str | os.PathLike[str], edition: str | int | None = None) -> Imported:
    """Read SIPRI's military expenditure workbook (.xlsx).

    Parameters
    ----------
    path : path
        The workbook as downloaded.
    edition : str or int, optional
        Year of the release. By default the year after the last column.

    Returns
    -------
    Imported
        `.frame` has the columns of `military_spending`, a row for each country and year.
        `value_quality` comes from the colour of the letters (blue: SIPRI's estimate, red: highly
        uncertain) and is the most serious mark of the row.

    Raises
    ------
    InvalidData, CakitError
        When the file is no workbook, is damaged, or has another layout; without openpyxl.

    Examples
    --------
    >>> sipri_milex("nowhere.xlsx")
    Traceback (most recent call last):
    ...
    cakit.errors.InvalidData: nowhere.xlsx: 1 problem
      - cannot be read: No such file or directory; check the name and the folder
    """
    import pandas as pd

    book, name = _workbook(Path(path)), printable(Path(path).name, 200)
    found, unread, base = Reading(), [], None
    try:
        for sheet in book.worksheets:
            title = sheet.title.strip().casefold()
            start = next((each for each in MEASURES if title.startswith(each)), "")
            if not start:
                unread.append(sheet.title)
                continue
            years = re.findall(r"\((\d{4})\)", sheet.title)
            base = int(years[0]) if start == "constant" and years else base
            found.add_sheet(sheet, *MEASURES[start])
    except CakitError:
        raise
    except Exception as error:  # whatever a damaged sheet makes of the library
        problem = f"cannot be read as a workbook: {printable(error, 120)}"
        raise InvalidData(name, [problem]) from error
    if not found.figures:
        reasons = [f"{where}: {why}" for where, why in found.skipped]
        sheets = (
            f"no figure in a sheet of SIPRI's; sheets not read: {', '.join(unread[:8]) or 'none'}"
        )
        raise InvalidData(name, [sheets, *reasons])
    used = str(edition or max(year for _, year in found.figures) + 1)
    entries = sorted(found.figures.items())
    rows = [{"country_iso3": code, "year": year} | row for (code, year), row in entries]
    measures = [column for column, _ in MEASURES.values()]
    frame = pd.DataFrame(rows, columns=["country_iso3", "year", *measures, "value_quality"])
    frame = frame.assign(
        dataset="sipri_milex", edition=used, constant_price_base_year=base, source_id=SOURCE
    )
    notes = [f"sheets not read: {', '.join(unread)}"] if unread else []
    if (frame["value_quality"] == "reported").all():
        notes.append(UNMARKED)
    how = f"edition {used} ({'as given' if edition else 'year after the last figure'})"
    layout, counts = "military expenditure workbook", (found.count, found.read)
    report = Report(name, layout, how, *counts, tuple(found.skipped), tuple(notes))
    return Imported(frame, report, used)
