"""SIPRI's military expenditure workbook: a sheet for each measure, a row for each country.

Formulas are never calculated and links never followed: a cell with a formula is reported, not read.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from statistics import median
from typing import Any

from cakit import door
from cakit.catalog.csvfile import printable
from cakit.catalog.validate import BadCell
from cakit.errors import CakitError, InvalidData
from cakit.importers import cells
from cakit.importers.report import Imported, Report
from cakit.importers.workbook import WORST_LAST, open_workbook, quality_of, theme_of

SOURCE = "sipri_milex_export"
CURRENT, CONSTANT = (
    f"military_expenditure_{prices}_usd_million" for prices in ("current", "constant")
)
MEASURES = {  # the name of a sheet, in every edition since 2022 → our column
    r"current us[$d]": CURRENT,
    r"constant \(\d{4}\) us[$d]": CONSTANT,
    r"share of gdp": "share_of_gdp_percent",
    r"share of gov.*": "share_of_government_spending_percent",
    r"per capita( us[$d])?": "per_capita_current_usd",
    r"local currency calendar years?": "local_currency_million",
}
NO_FIGURE = {"", "none", "xxx", "...", "…", "..", ". .", "-", "–"}  # xxx: the state did not exist
MOST_ROWS, MOST_COLUMNS = 5_000, 500  # of a sheet; SIPRI's have some 200 and 90
UNMARKED = "no figure has blue or red letters: this copy may have lost SIPRI's marks, "
UNMARKED += "so 'reported' is not sure"


def _figure(cell: Any) -> float:
    """The figure in a cell; `BadCell` where it has none."""
    value = cell.value
    if str(value).startswith("="):
        raise BadCell("a formula; only values are read")
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise BadCell(f"{printable(value)!r} is not a number")
    if not 0 <= value < 1e25:  # Venezuela's currency
        raise BadCell(f"{printable(value)!r} is out of bounds")
    return float(value)


class Reading:
    """The figures of all sheets, what became of every cell, and what is to be known."""

    def __init__(self, theme: list[str]) -> None:
        self.figures: dict[tuple[str, int], dict[str, Any]] = {}  # country and year → figures
        self.skipped: list[tuple[str, str]] = []
        self.notes: list[str] = []
        self.columns: set[str] = set()
        self.count, self.theme = 0, theme

    def _rows(self, sheet: Any) -> Iterator[tuple[int, str, dict[int, Any]]]:
        """Number, name, and year → cell, of rows with a figure; first what stands above."""
        years: dict[int, int] = {}  # year → place
        above: list[str] = []
        for number, row in enumerate(sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS), 1):
            name = str(row[0].value or "").strip() if row else ""
            if not years:
                above.append(" ".join(str(cell.value) for cell in row if cell.value is not None))
                if name.casefold() == "country":
                    years = self._years(sheet.title, row)
                    yield 0, " ".join(above), {}
                continue
            found = {
                year: row[place]
                for year, place in years.items()
                if place < len(row) and str(row[place].value).strip().casefold() not in NO_FIGURE
            }
            if name and found:  # not an empty line or the name of a region
                yield number, name, found
        if not years:
            problem = "no row that begins with 'Country' and has years: another layout"
            raise InvalidData(printable(sheet.title), [problem])

    def _years(self, title: str, row: Any) -> dict[int, int]:
        years: dict[int, int] = {}
        for place, cell in enumerate(row):
            if re.fullmatch(r"(19|20)[0-9]{2}(\.0)?", str(cell.value)):
                year = int(float(cell.value))
                if years.setdefault(year, place) != place:
                    self.notes.append(f"{title}: {year} has two columns; the first is read")
        return years

    def add_sheet(self, sheet: Any, column: str) -> None:
        """Read one sheet of figures into a column."""
        title = printable(sheet.title)
        if column in self.columns:
            self.notes.append(f"{title}: a second sheet of one measure is not read")
            return
        self.columns.add(column)
        rows = self._rows(sheet)
        figures: list[float] = []
        _, above, _ = next(rows)
        for number, name, row in rows:
            self.count += len(row)
            try:
                code = cells.party(name)
            except BadCell as error:
                self.skipped += [(f"{title} row {number}, {year}", str(error)) for year in row]
                continue
            for year, cell in row.items():
                try:
                    figures.append(self._add(code, year, column, cell))
                except BadCell as error:
                    self.skipped.append((f"{title} row {number}, {year}", str(error)))
        self._to_our_unit(title, column, above, figures)

    def _add(self, code: str, year: int, column: str, cell: Any) -> float:
        figure, quality = _figure(cell), quality_of(cell, self.theme)
        entry = self.figures.setdefault((code, year), {"value_quality": quality})
        if column in entry:
            raise BadCell(f"a second figure for {code} and {year}; the first is kept")
        entry[column] = figure
        entry["value_quality"] = max(entry["value_quality"], quality, key=WORST_LAST.index)
        return figure

    def _to_our_unit(self, title: str, column: str, above: str, figures: list[float]) -> None:
        """Millions and percent, by what the sheet says above its figures and by their size."""
        factor, millions = 1.0, re.search(r"million|\bm\b|\$ ?m\b", above.replace("m.", "m "))
        if column.endswith("_percent"):
            factor = 100.0 if not figures or median(figures) < 0.5 else 1.0
        elif column == "local_currency_million" and not millions:
            factor = 1e-6
            self.notes.append(f"{title}: in units of the currency; divided by a million")
        elif column in (CURRENT, CONSTANT):
            if re.search(r"billion|\bb\.|\$ ?b\b", above):
                factor = 1e3
                self.notes.append(f"{title}: in billions; multiplied by a thousand")
            elif not millions:
                self.notes.append(f"{title}: says no unit; millions are taken")
        for entry in self.figures.values():
            if factor != 1.0 and column in entry:
                entry[column] *= factor

    def base_year(self, titled: int | None) -> int | None:
        """The year of constant prices: the one in which constant and current dollars agree."""
        same: dict[int, list[bool]] = {}
        for (_, year), entry in self.figures.items():
            if entry.get(CURRENT) and CONSTANT in entry:
                near = abs(entry[CONSTANT] / entry[CURRENT] - 1) < 0.005
                same.setdefault(year, []).append(near)
        if titled is None or titled not in same or sum(same[titled]) * 2 >= len(same[titled]):
            return titled
        agree = [year for year, near in same.items() if sum(near) >= 0.8 * len(near)]
        said = f"the sheet says constant dollars of {titled}, but they differ from current ones"
        if len(agree) == 1:
            self.notes.append(f"{said} then and agree in {agree[0]}, which is taken")
            return agree[0]
        self.notes.append(f"{said} in that year: the base year is not sure")
        return titled


def _read(book: Any, name: str) -> tuple[Reading, int | None, list[str]]:
    """The figures of the workbook, the base year that a title names, the sheets not read."""
    found, unread, base = Reading(theme_of(book)), [], None
    title = ""
    try:
        for sheet in book.worksheets:
            title = " ".join(sheet.title.casefold().split())
            column = next((MEASURES[like] for like in MEASURES if re.fullmatch(like, title)), "")
            if not column:
                unread.append(printable(sheet.title))
                continue
            found.add_sheet(sheet, column)
            if column == CONSTANT and base is None:
                base = int(re.findall(r"\d{4}", title)[0])
    except CakitError:
        raise
    except Exception as error:  # whatever a damaged sheet makes of the library
        problem = f"sheet {title!r} cannot be read as a workbook: {printable(error, 120)}"
        raise InvalidData(name, [problem]) from error
    return found, base, unread


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
        `value_quality` is the most serious mark of the row (blue letters: SIPRI's estimate, red:
        highly uncertain). The report counts figures.

    Raises
    ------
    InvalidData, CakitError
        When it is no workbook, damaged, or of another layout or edition; without openpyxl.

    Examples
    --------
    >>> sipri_milex("nowhere.xlsx")
    Traceback (most recent call last):
    ...
    cakit.errors.InvalidData: nowhere.xlsx: 1 problem
      - cannot be read: No such file or directory; check the name and the folder
    """
    import pandas as pd

    path = door.path(path, "path")
    name = printable(path.name, 200)
    found, base, unread = _read(open_workbook(path), name)
    if not found.figures:
        reasons = [f"{where}: {why}" for where, why in found.skipped]
        listed = ", ".join(unread[:8]) or "none"
        raise InvalidData(name, [f"no figure in a sheet of SIPRI's; not read: {listed}", *reasons])
    last = max(year for _, year in found.figures)
    used = str(edition or last + 1)
    if not re.fullmatch(r"20[0-9]{2}", used) or int(used) <= last:
        problem = f"the last figure is of {last}, so it is the {last + 1} edition or a later one"
        raise CakitError(f"{name}: edition {printable(used)}: {problem}")
    base = found.base_year(base)
    measures = list(MEASURES.values())
    rows = [
        {"country_iso3": code, "year": year} | row
        for (code, year), row in sorted(found.figures.items())
    ]
    frame = pd.DataFrame(rows, columns=["country_iso3", "year", *measures, "value_quality"])
    frame = frame.assign(
        dataset="sipri_milex", edition=used, constant_price_base_year=base, source_id=SOURCE
    )
    notes = found.notes + [f"sheets not read: {', '.join(unread)}"] * bool(unread)
    if missing := [column for column in measures if column not in found.columns]:
        notes.append(f"measures without a sheet, all empty: {', '.join(missing)}")
    if (frame["value_quality"] == "reported").all():
        notes.append(UNMARKED)
    for own in cells.named(frame["country_iso3"]).values():
        notes.append(f"a name the kit does not know keeps a code of its own: {own!r}")
    how = f"edition {used} ({'as given' if edition else 'year after the last figure'})"
    sizes = (found.count, found.count - len(found.skipped), tuple(found.skipped), tuple(notes))
    report = Report(name, "military expenditure workbook (figures)", how, *sizes)
    return Imported(frame, report, used)
