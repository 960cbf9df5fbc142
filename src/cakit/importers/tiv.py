"""SIPRI's TIV tables: one line for each supplier or recipient, one column for each year."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from cakit import catalog
from cakit.catalog.validate import BadCell
from cakit.errors import CakitError, InvalidData
from cakit.importers import export
from cakit.importers.report import Imported, Report
from cakit.importers.sipri import SOURCE


def sipri_tiv(
    path: str | os.PathLike[str],
    partner: str,
    edition: str | int | None = None,
    side: str = "recipient",
) -> Imported:
    """Read a TIV table: one line for each supplier (or recipient), one column for each year.

    Parameters
    ----------
    path : path
        CSV as served, with its preamble.
    partner : str
        The state the table is about: the file names it in words only.
    edition : str or int, optional
        For a file that does not say when it was made.
    side : {"recipient", "supplier"}
        Whether `partner` received (imports) or supplied (exports).

    Returns
    -------
    Imported
        `.frame` as `arms_transfers`: a row for each pair and year with a figure. An empty cell
        means nothing delivered and gives no row; 0 means under half a million. Totals are not
        added; they are checked against the sum.

    Raises
    ------
    InvalidData, CakitError
        As `sipri_register`.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> mine = pathlib.Path(tempfile.mkdtemp(), "tiv.csv")
    >>> _ = mine.write_text("Generated: 05 November 2025\\n,2021,2022,Total\\nRussia,5,,5\\n")
    >>> got = sipri_tiv(mine, "Kazakhstan")
    >>> got.frame[["supplier_iso3", "year", "tiv_million"]].values.tolist()
    [['RUS', 2021, 5.0]]
    """
    import pandas as pd

    if side not in ("recipient", "supplier"):
        raise CakitError(f"side={side!r}: take 'recipient' (imports) or 'supplier' (exports)")
    other = "supplier" if side == "recipient" else "recipient"
    about = catalog.country(partner)
    sheet = export.read_export(Path(path), "", "Total")
    used, how = export.find_edition([sheet], edition)
    years = {
        place: int(name)
        for place, name in enumerate(sheet.header)
        if re.fullmatch(r"(19|20)\d\d", name)
    }
    total_place = [name.casefold() for name in sheet.header].index("total")
    notes = []

    def read(row: list[str]) -> list[dict[str, Any]]:
        if row[0].casefold() == "total":
            raise BadCell("the row of totals; shares compute their own")
        figures = {year: export.number(row[place]) for place, year in years.items()}
        total = export.number(row[total_place]) or 0
        code, gap = export.party(row[0]), sum(value or 0 for value in figures.values()) - total
        if abs(gap) > max(1, len(years) / 2):
            printed = "against the printed total; figures are rounded"
            notes.append(f"{row[0]}: the years add up to {gap:+.0f} {printed}")
        return [
            {f"{side}_iso3": about, f"{other}_iso3": code, "year": year, "tiv_million": value}
            for year, value in figures.items()
            if value is not None
        ]

    made, skipped = export.collect(sheet, read)
    if not made:
        reasons = [f"{where}: {why}" for where, why in skipped]
        raise InvalidData(sheet.name, ["no figure could be read", *reasons])
    order = ["recipient_iso3", "supplier_iso3", "year", "tiv_million", "line"]
    frame = pd.DataFrame(made)[order].assign(sipri_edition=used, source_ids=SOURCE)
    notes.append("whole millions: a share of little is rough")
    layout = f"TIV table, {side} {catalog.country_name(about)}"
    counts = len(sheet.rows), frame["line"].nunique()
    report = Report(Path(path).name, layout, how, *counts, tuple(skipped), tuple(notes))
    return Imported(frame, report, used)
