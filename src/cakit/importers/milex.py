"""SIPRI's military expenditure workbook: a sheet for each measure, a row for each country.

Formulas are never calculated and links never followed: a cell with a formula is reported, not read.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from typing import Any

import pandas as pd

from cakit import door
from cakit.catalog.anyfile import open_book
from cakit.catalog.csvfile import bytes_of, printable
from cakit.catalog.numbers import BadCell
from cakit.errors import CakitError, InvalidData
from cakit.importers import cells
from cakit.importers.export import edition_given
from cakit.importers.report import Imported, Report

SOURCE = "sipri_milex_export"
MEASURES: dict[str, str] = cells.SIPRI["measures"]
CURRENT, CONSTANT, *_ = MEASURES.values()
MOST_BYTES = 15_000_000  # unpacked; SIPRI's have some 4 million
MOST_ROWS, MOST_COLUMNS = 5_000, 500  # of a sheet; SIPRI's have some 200 and 90
WORST_LAST = ["reported", "sipri_estimate", "highly_uncertain"]
UNMARKED = "no figure has blue or red letters: this copy may have lost SIPRI's marks, "
UNMARKED += "so 'reported' is not sure"


def _figure(value: Any) -> float:
    """The figure in a cell; `BadCell` where it has none."""
    if str(value).startswith("="):
        raise BadCell("a formula; only values are read: save the workbook with values")
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise BadCell(f"{printable(value)!r} is not a number")
    if not 0 <= value < 1e25:  # Venezuela's currency
        raise BadCell(f"{printable(value)!r} is negative, or larger than any budget")
    return float(value)


def _quality(cell: Any, theme: list[str]) -> str:
    """What the colour of the letters says: written out, or by its number in a list or theme."""
    from openpyxl.styles.colors import COLOR_INDEX

    colour = getattr(getattr(cell, "font", None), "color", None)
    kind = getattr(colour, "type", None)
    if colour is None or kind not in ("rgb", "indexed", "theme"):
        return "reported"
    place = getattr(colour, kind)
    if kind != "rgb":
        listed = list(COLOR_INDEX) if kind == "indexed" else theme
        place = listed[place] if place < len(listed) else "000000"
    if not re.fullmatch(r"[0-9A-Fa-f]{6,8}", str(place)):
        return "reported"
    red, green, blue = bytes.fromhex(str(place)[-6:])
    if red > 0x90 and max(green, blue) < 0x60:
        return "highly_uncertain"
    return "sipri_estimate" if blue > 0x90 and red < 0x60 and green < 0x90 else "reported"


def _theme(book: Any) -> list[str]:
    """The colours of the workbook's theme, in the order in which cells number them."""
    scheme = (getattr(book, "loaded_theme", None) or b"").decode("utf-8", "replace")
    part = scheme.partition("<a:clrScheme")[2].partition("</a:clrScheme>")[0]
    found = re.findall(r'(?:lastClr|srgbClr val)="([0-9A-Fa-f]{6})"', part)
    return [*found[1::-1], *found[3:1:-1], *found[4:]]


def _years(row: Any, title: str, notes: list[str]) -> dict[int, int]:
    """Year → its place among the column names."""
    years: dict[int, int] = {}
    for place, cell in enumerate(row):
        if re.fullmatch(r"(19|20)[0-9]{2}(\.0)?", str(cell.value)):
            year = int(float(cell.value))
            if years.setdefault(year, place) != place:
                notes.append(f"{title}: {year} has two columns; the first is read")
    return years


NO_FIGURES = r"note|year|^(19|20)\d\d(\.0)?$"  # columns of other things, and a year told twice


def _lost(row: Any, number: int, head: Any, years: dict[int, int]) -> list[str]:
    """Where a row has figures without a country beside or a year above them."""
    figures = [cell for cell in row[1:] if type(cell.value) in (int, float)]
    if figures and not row[0].value:
        return [f"row {number}"]
    above = {cell.column: str(cell.value).casefold() for cell in head if cell.value is not None}
    of_years = {head[place].column for place in years.values()}
    lost = [cell for cell in figures if cell.column not in of_years]
    lost = [cell for cell in lost if not re.search(NO_FIGURES, above.get(cell.column, ""))]
    return [f"column {cell.column_letter}" for cell in lost]


def _few(several: Iterable[Any]) -> str:
    """The first of several, and whether there are more."""
    shown = [str(each) for each in several]
    return ", ".join(shown[:8]) + (", …" if len(shown) > 8 else "")


def _factor(column: str, above: str, figures: pd.Series) -> tuple[float, str]:
    """What makes millions or percent of the figures, and what to say of it.

    The sheet says its unit above the figures; shares are told by their size.
    """
    millions = re.search(r"million|\bm\b|\$ ?m\b", above.replace("m.", "m "))
    if column.endswith("_percent"):
        return (1.0 if figures.median() >= 0.5 else 100.0), ""
    if column == "local_currency_million" and not millions:
        return 1e-6, "in units of the currency; divided by a million"
    if column not in (CURRENT, CONSTANT):
        return 1.0, ""
    if re.search(r"billion|\bb\.|\$ ?b\b", above):
        return 1e3, "in billions; multiplied by a thousand"
    return 1.0, "" if millions else "says no unit; millions are taken"


def _sheet(sheet: Any, column: str, theme: list[str], notes: list[str]) -> pd.DataFrame:
    """A row for each figure of a sheet; what is none stands there as its `BadCell`."""
    title, years = printable(sheet.title), dict[int, int]()
    above: list[str] = []
    found: list[tuple[Any, ...]] = []
    head, before, lost = (), (), dict[str, None]()
    for number, row in enumerate(sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS), 1):
        name = str(row[0].value or "").strip() if row else ""
        if not years:
            above += [str(cell.value) for cell in row if cell.value is not None]
            if name.casefold() == "country":
                years, head = _years(row, title, notes), row
            continue
        if row is not before:  # openpyxl gives one and the same for all rows without a cell
            lost |= dict.fromkeys(_lost(row, number, head, years))
        before = row
        for year, place in years.items() if name else ():  # no name: an empty line
            cell = row[place] if place < len(row) else None
            if cell and str(cell.value).strip().casefold() not in cells.SIPRI["no_figure"]:
                figure = cells.tried(_figure, cell.value)
                where = f"{title} row {number}, {year}"
                found.append((where, name, year, column, figure, _quality(cell, theme)))
    if not years:
        problem = "no row that begins with 'Country' and has years: another layout"
        raise InvalidData(title, [problem])
    if lost:
        where = "without a year above or a country beside them"
        notes.append(f"{title}: figures {where}, not read: {_few(lost)}")
    names = ["where", "name", "year", "column", "figure", "quality"]
    frame = pd.DataFrame(found, columns=names).astype({"figure": object})
    sure = pd.to_numeric(frame["figure"], errors="coerce")
    factor, note = _factor(column, " ".join(above), sure)
    notes += [f"{title}: {note}"] if note else []
    return frame.assign(figure=frame["figure"].mask(sure.notna(), sure * factor))


def _read(book: Any, name: str, notes: list[str]) -> tuple[pd.DataFrame, int | None]:
    """The figures of all sheets, and the base year of constant prices that a title names."""
    theme, base, title = _theme(book), None, ""
    parts: dict[str, pd.DataFrame] = {}
    unread: list[str] = []
    try:
        for sheet in book.worksheets:
            title = " ".join(sheet.title.casefold().split())
            column = next((MEASURES[like] for like in MEASURES if re.fullmatch(like, title)), "")
            if column in parts:
                notes.append(f"{sheet.title}: a second sheet of one measure is not read")
            elif column:
                parts[column] = _sheet(sheet, column, theme, notes)
            else:
                unread.append(printable(sheet.title))
            if column == CONSTANT and base is None:
                base = int(re.findall(r"\d{4}", title)[0])
    except CakitError:
        raise
    except Exception as error:  # whatever a damaged sheet makes of the library
        problem = f"sheet {title!r} has a damaged cell ({printable(error, 120)}): download it again"
        raise InvalidData(name, [problem]) from error
    if unread:
        notes.append(f"sheets not read: {', '.join(unread[:8])}")
    if missing := [column for column in MEASURES.values() if column not in parts]:
        notes.append(f"measures without a sheet, all empty: {', '.join(missing)}")
    if not any(map(len, parts.values())):
        raise InvalidData(name, ["no figure in a sheet of SIPRI's", *notes])
    return pd.concat(parts.values(), ignore_index=True), base


def _base_year(frame: pd.DataFrame, titled: int | None, notes: list[str]) -> int | None:
    """The year of constant prices: the one in which constant and current dollars agree."""
    both = frame[frame[CONSTANT].notna() & (frame[CURRENT] > 0)]
    near = (both[CONSTANT] / both[CURRENT] - 1).abs() < 0.005
    same = near.groupby(both["year"]).mean()
    if titled is None or same.get(titled, 1) >= 0.5:
        return titled
    agree = same.index[same >= 0.8]
    said = f"the sheet says constant dollars of {titled}, but they differ from current ones"
    if len(agree) == 1:
        notes.append(f"{said} then and agree in {agree[0]}, which is taken")
        return int(agree[0])
    notes.append(f"{said} in that year: the base year is not sure")
    return titled


@door.plain_arguments
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
    path = door.path(path, "path")
    name, notes = printable(path.name, 200), list[str]()
    figures, base = _read(open_book(bytes_of(path), name, MOST_BYTES), name, notes)
    figures["iso3"] = cells.column(cells.party, figures["name"].tolist(), name, "Country")
    why = cells.reasons(figures[["iso3", "figure"]])
    good = figures[why == ""]
    for row in good[good.duplicated(["iso3", "year", "column"])].itertuples():
        why[row.Index] = f"a second figure for {row.iso3} and {row.year}; the first is kept"
    skipped = list(zip(figures["where"], why, strict=True))
    skipped = [(where, reason) for where, reason in skipped if reason]
    kept = figures[why == ""].astype({"figure": float, "iso3": "str"})
    if kept.empty:
        reasons = [f"{where}: {reason}" for where, reason in skipped]
        raise InvalidData(name, ["no figure in a sheet of SIPRI's", *notes, *reasons])
    last = int(kept["year"].max())
    used = edition_given(edition) or str(last + 1)
    if not re.fullmatch(r"20[0-9]{2}", used) or int(used) <= last:
        problem = f"the last figure is of {last}, so it is the {last + 1} edition or a later one"
        raise CakitError(f"{name}: edition {printable(used)}: {problem}")
    keys = ["iso3", "year"]
    frame = kept.pivot(index=keys, columns="column", values="figure")
    frame = frame.reindex(columns=list(MEASURES.values())).rename_axis(columns=None)
    worst = kept.assign(rank=kept["quality"].map(WORST_LAST.index)).groupby(keys)["rank"].max()
    frame["value_quality"] = worst.map(dict(enumerate(WORST_LAST)))
    frame = frame.reset_index().rename(columns={"iso3": "country_iso3"})
    base = _base_year(frame, base, notes)
    frame = frame.assign(
        dataset="sipri_milex", edition=used, constant_price_base_year=base, source_id=SOURCE
    )
    if (frame["value_quality"] == "reported").all():
        notes.append(UNMARKED)
    notes += cells.named(frame["country_iso3"], "name").values()
    how = f"edition {used} ({'as given' if edition else 'year after the last figure'})"
    sizes = (len(figures), len(kept), tuple(skipped), tuple(notes))
    report = Report(name, "military expenditure workbook (figures)", how, *sizes)
    return Imported(frame, report, used)
