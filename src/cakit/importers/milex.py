"""SIPRI's military expenditure workbook: one sheet a measure, one row a country, one column a year.

Formulas are never calculated and links never followed: a cell with a formula is reported, not read.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cakit.csvfile import bytes_of, printable
from cakit.errors import CakitError, InvalidData
from cakit.importers.cells import BadCell, party
from cakit.importers.report import Imported, Report

if TYPE_CHECKING:
    pass

SOURCE = "sipri_milex_export"
MEASURES = {  # how a sheet's name begins → our column, and what makes its figures ours
    "current us$": ("military_expenditure_current_usd_million", 1.0),
    "constant": ("military_expenditure_constant_usd_million", 1.0),
    "share of gdp": ("share_of_gdp_percent", 100.0),
    "share of govt": ("share_of_government_spending_percent", 100.0),
    "per capita": ("per_capita_current_usd", 1.0),
    "local currency calendar": ("local_currency_million", 1.0),
}
NOTHING = {"", "xxx", "...", "..", ". .", "-"}  # no state then; no figure
QUALITY = {"0000FF": "sipri_estimate", "FF0000": "highly_uncertain"}  # blue and red letters
SERIOUS = {"reported": 0, "sipri_estimate": 1, "highly_uncertain": 2}


def _workbook(path: Path) -> Any:
    raw, where = bytes_of(path), printable(path.name, 200)
    if not raw.startswith(b"PK\x03\x04"):
        what = "an HTML page: the download probably failed" if b"<html" in raw[:2000].lower() else "no .xlsx workbook"
        raise InvalidData(where, [f"is {what}"])
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise CakitError('reading a workbook needs openpyxl: pip install "cakit[excel]"') from None
    try:
        return load_workbook(io.BytesIO(raw), read_only=True, data_only=False, keep_links=False)
    except Exception as error:  # whatever a damaged archive makes of the library
        raise InvalidData(where, [f"cannot be opened as a workbook: {printable(error, 120)}"]) from error


def _quality(cell: Any) -> str:
    """What the colour of the letters says; a colour is written out, or is a number in the list of old workbooks."""
    from openpyxl.styles.colors import COLOR_INDEX

    colour = getattr(getattr(cell, "font", None), "color", None)
    if colour is None or colour.type not in ("rgb", "indexed"):
        return "reported"
    in_list = colour.type == "indexed" and colour.indexed < len(COLOR_INDEX)
    written = COLOR_INDEX[colour.indexed] if in_list else str(colour.rgb)
    return QUALITY.get(written[-6:].upper(), "reported")


def _figures(sheet: Any, skipped: list[tuple[str, str]], counted: list[int]) -> Iterator[tuple[str, int, float, str]]:
    """Code, year, figure and its mark, for every country of a sheet that has one."""
    years: dict[int, int] = {}
    for number, row in enumerate(sheet.iter_rows(), 1):
        name = str(row[0].value or "").strip() if row else ""
        if not years:
            if name.casefold() == "country":
                years = {
                    at: int(cell.value)
                    for at, cell in enumerate(row)
                    if re.fullmatch(r"(19|20)\d\d(\.0)?", str(cell.value))
                }
            continue
        held = {
            at: row[at] for at in years if at < len(row) and str(row[at].value or "").strip().casefold() not in NOTHING
        }
        if not name or not held:
            continue  # an empty line or the heading of a region
        where = f"{sheet.title} row {number}"
        counted[0] += 1
        try:
            code = party(name)
        except BadCell as why:
            skipped.append((where, str(why)))
            continue
        for at, cell in held.items():
            if isinstance(cell.value, (int, float)) and not isinstance(cell.value, bool):
                yield code, years[at], float(cell.value), _quality(cell)
            elif str(cell.value).startswith("="):
                skipped.append((f"{where}, {years[at]}", "a formula; only values are read"))
            else:
                skipped.append((f"{where}, {years[at]}", f"{printable(cell.value)!r} is not a number"))
    if not years:
        raise InvalidData(sheet.title, ["no row that begins with 'Country': another layout than SIPRI's"])


def sipri_milex(path: str | os.PathLike[str], edition: str | int | None = None) -> Imported:
    """Read SIPRI's military expenditure workbook (.xlsx).

    Parameters
    ----------
    path : path
        The workbook as downloaded.
    edition : str or int, optional
        Year of the release; without it, the year after the last column.

    Returns
    -------
    Imported
        `.frame` has the columns of `military_spending`: a row a country and year; `value_quality` from the colour of
        the letters (blue: SIPRI's estimate, red: highly uncertain), the most serious mark of the row.

    Raises
    ------
    InvalidData
        No workbook, a damaged one, or another layout.
    CakitError
        When openpyxl is not installed.

    Examples
    --------
    >>> sipri_milex("nowhere.xlsx")
    Traceback (most recent call last):
    ...
    cakit.errors.InvalidData: nowhere.xlsx: 1 problem
      - cannot be read: No such file or directory; check the name and the folder
    """
    import pandas as pd

    book, where = _workbook(Path(path)), printable(Path(path).name, 200)
    rows: dict[tuple[str, int], dict[str, Any]] = {}
    skipped: list[tuple[str, str]] = []
    left_out, base, counted = [], None, [0]
    for sheet in book.worksheets:
        start = next((one for one in MEASURES if sheet.title.strip().casefold().startswith(one)), None)
        if start is None:
            left_out.append(sheet.title)
            continue
        column, times = MEASURES[start]
        if start == "constant":
            base = next(iter(re.findall(r"\((\d{4})\)", sheet.title)), None)
        for code, year, figure, quality in _figures(sheet, skipped, counted):
            row = rows.setdefault((code, year), {"value_quality": quality})
            row[column] = figure * times
            row["value_quality"] = max(row["value_quality"], quality, key=SERIOUS.__getitem__)
    if not rows:
        raise InvalidData(where, [f"no sheet of SIPRI's among {', '.join(left_out[:8])}"])
    used = str(edition or max(year for _, year in rows) + 1)
    named = [column for column, _ in MEASURES.values()]
    frame = pd.DataFrame([{"country_iso3": code, "year": year} | row for (code, year), row in sorted(rows.items())])
    frame = frame.reindex(columns=["country_iso3", "year", *named, "value_quality"])
    frame = frame.assign(dataset="sipri_milex", edition=used, constant_price_base_year=int(base) if base else None,
                         source_id=SOURCE)  # fmt: skip
    notes = [f"sheets not read: {', '.join(left_out)}"] if left_out else []
    if (frame["value_quality"] == "reported").all():
        notes.append(
            "no figure has blue or red letters: this copy may have lost SIPRI's marks, so 'reported' is not sure"
        )
    said = f"edition {used} ({'as given' if edition else 'year after the last figure'})"
    bad_rows = {place for place, _ in skipped if ", " not in place}
    report = Report(
        where,
        "military expenditure workbook",
        said,
        counted[0],
        counted[0] - len(bad_rows),
        tuple(skipped),
        tuple(notes),
    )
    return Imported(frame, report, used)
