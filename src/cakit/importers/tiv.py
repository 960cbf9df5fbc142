"""SIPRI's TIV tables: one line a supplier or recipient, one column a year."""

from __future__ import annotations

import os
import re
from pathlib import Path

from cakit import catalog
from cakit.errors import CakitError, InvalidData
from cakit.importers import cells
from cakit.importers.cells import BadCell
from cakit.importers.report import Imported, Report
from cakit.importers.sipri import SOURCE


def sipri_tiv(
    path: str | os.PathLike[str], partner: str, edition: str | int | None = None, side: str = "recipient"
) -> Imported:
    """Read a TIV table: one line a supplier (or recipient), one column a year.

    Parameters
    ----------
    path : path
        CSV as served, with its preamble.
    partner : str
        The state the table is about: the file names it in words only.
    edition : str or int, optional
        Where the file does not say when it was made.
    side : {"recipient", "supplier"}
        Whether `partner` received (imports) or supplied (exports).

    Returns
    -------
    Imported
        `.frame` as `arms_transfers`: a row a pair and year with a figure. An empty cell is nothing delivered and gives
        no row; 0 means under half a million. Totals are not added; they are checked against the sum.

    Raises
    ------
    InvalidData, CakitError
        As `sipri_register`.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> mine = pathlib.Path(tempfile.mkdtemp(), "tiv.csv")
    >>> _ = mine.write_text("TIV of arms imports\\nGenerated: 05 November 2025\\n,2021,2022,Total\\nRussia,5,,5\\nTotal,5,0,5\\n")
    >>> sipri_tiv(mine, "Kazakhstan").frame[["supplier_iso3", "year", "tiv_million"]].values.tolist()
    [['RUS', 2021, 5.0]]
    """
    import pandas as pd

    if side not in ("recipient", "supplier"):
        raise CakitError(f"side={side!r}: take 'recipient' (imports) or 'supplier' (exports)")
    about, other = catalog.country(partner), "supplier" if side == "recipient" else "recipient"
    sheet = cells.sheet(Path(path), "", "Total")
    used, said = cells.edition([sheet], edition)
    columns = {at: int(name) for at, name in enumerate(sheet.header) if re.fullmatch(r"(19|20)\d\d", name)}
    total = [one.casefold() for one in sheet.header].index("total")
    made, skipped, notes = [], [], []
    for line, row in sheet.rows:
        try:
            if len(row) != len(sheet.header):
                raise BadCell(f"{len(row)} cells, the header has {len(sheet.header)}")
            figures = {year: cells.number(row[at]) for at, year in columns.items()}
            if row[0].casefold() == "total":
                skipped.append((f"{sheet.name} line {line}", "the row of totals; shares compute their own"))
                continue
            code, gap = cells.party(row[0]), sum(one or 0 for one in figures.values()) - (cells.number(row[total]) or 0)
            if abs(gap) > max(1, len(columns) / 2):
                notes.append(
                    f"line {line}: the years add up to {gap:+.0f} against the printed total; figures are rounded"
                )
            made += [
                {f"{side}_iso3": about, f"{other}_iso3": code, "year": year, "tiv_million": one, "line": line}
                for year, one in figures.items()
                if one is not None
            ]
        except BadCell as why:
            skipped.append((f"{sheet.name} line {line}", str(why)))
    if not made:
        raise InvalidData(sheet.name, ["no figure could be read", *(f"{where}: {why}" for where, why in skipped)])
    order = ["recipient_iso3", "supplier_iso3", "year", "tiv_million", "line"]
    frame = pd.DataFrame(made)[order].assign(sipri_edition=used, source_ids=SOURCE)
    notes.append("whole millions: a share of little is rough")
    report = Report(Path(path).name, f"TIV table, {side} {catalog.country_name(about)}", said, len(sheet.rows),
                    frame["line"].nunique(), tuple(skipped), tuple(notes))  # fmt: skip
    return Imported(frame, report, used)
