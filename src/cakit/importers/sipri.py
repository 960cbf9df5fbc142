"""SIPRI's trade register and its listing by delivery year, as it serves them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cakit import catalog
from cakit.errors import CakitError, InvalidData, nearest, need
from cakit.importers import cells
from cakit.importers.cells import BadCell, Sheet
from cakit.importers.report import Imported, Report

if TYPE_CHECKING:
    import pandas as pd

SOURCE = "sipri_at_export"
CONDITION = {"new": "new", "second hand": "second_hand", "second-hand": "second_hand"}
FLAGS = {"": None, "?": True, "yes": True, "no": False}
REGISTER: Layout = {  # our field → the headers SIPRI has given it, newest first
    "recipient": ("recipient",),
    "supplier": ("supplier",),
    "order_year": ("year of order",),
    "number_ordered": ("number ordered",),
    "designation": ("weapon designation",),
    "description": ("weapon description",),
    "number_delivered": ("deliveries in the year range", "number delivered"),
    "delivery_years": ("year(s) of delivery", "year(s) of deliveries"),
    "status": ("status",),
    "comment": ("comments",),
    "tiv_per_unit_million": ("sipri tiv per unit",),
    "tiv_ordered_million": ("sipri tiv for total order",),
    "tiv_million": ("sipri tiv of delivered weapons",),
}
DELIVERIES: Layout = {
    "deal": ("sipri at database id",),
    "recipient": ("recipient",),
    "supplier": ("supplier",),
    "designation": ("designation",),
    "description": ("description",),
    "category": ("armament category",),
    "order_year": ("order date",),
    "order_year_is_estimate": ("order date is estimate",),
    "number_delivered": ("numbers delivered",),
    "number_delivered_is_estimate": ("numbers delivered is estimate",),
    "year": ("delivery year",),
    "year_is_estimate": ("delivery year is estimate",),
    "status": ("status",),
    "tiv_per_unit_million": ("tiv deal unit",),
    "tiv_million": ("tiv delivery values",),
    "is_local_production": ("local production",),
}
OPTIONAL = {
    "comment",
    "deal",
    "order_year_is_estimate",
    "year_is_estimate",
    "is_local_production",
    "tiv_ordered_million",
}

Row = dict[str, Any]
Cells = dict[str, str]  # field → its cell in one row
Layout = Mapping[str, tuple[str, ...]]
PathLike = str | os.PathLike[str]


def _files(path: PathLike) -> list[Path]:
    """The file, or the CSV files of a folder."""
    whole = Path(path)
    if not whole.is_dir():
        return [whole]
    found = sorted(one for one in whole.iterdir() if one.suffix.lower() in (".csv", ".zip"))
    if not found:
        raise InvalidData(whole.name, ["is a folder without CSV files"])
    return found


def _places(sheet: Sheet, layout: Layout) -> dict[str, int]:
    """Field → its column; `<field>?` → the nameless column of question marks to the right of it."""
    header = [one.casefold() for one in sheet.header]
    found: dict[str, int] = {}
    for name, spellings in layout.items():
        at = next((header.index(one) for one in spellings if one in header), None)
        if at is not None:
            found[name] = at
            if at + 1 < len(header) and not header[at + 1]:
                found[f"{name}?"] = at + 1
        elif name not in OPTIONAL:
            raise InvalidData(sheet.name, [f"has no column {spellings[0]!r}: another layout than SIPRI's"])
    return found


def _flag(cell: str) -> bool | None:
    if cell.casefold() not in FLAGS:
        raise BadCell(f"{cell!r} where '?' or nothing is expected")
    return FLAGS[cell.casefold()]


def _condition(status: str) -> str:
    plain = status.casefold()
    if "moderni" in plain:
        return "second_hand_modernized"
    if plain not in CONDITION:
        raise BadCell(f"{status!r} is not a status SIPRI uses (New, Second hand, Second hand but modernized)")
    return CONDITION[plain]


def _marked(row: Cells, name: str) -> bool | None:
    """Whether a figure is marked as uncertain; None where the copy has no column of marks."""
    return bool(_flag(row.get(f"{name}?", ""))) if f"{name}?" in row else None


def _deal(row: Cells) -> Row:
    """One deal of the register."""
    deal: Row = {
        "recipient_iso3": cells.party(row.get("recipient", "")),
        "supplier_iso3": cells.party(row.get("supplier", "")),
        "order_year": cells.year(row.get("order_year", "")),
        "order_year_is_estimate": _marked(row, "order_year"),
        "designation": row.get("designation", ""),
        "description": row.get("description", ""),
        "is_uncrewed_aircraft": cells.uncrewed(row.get("description", "")),
        "condition": _condition(row.get("status", "")),
        "number_ordered": cells.whole(row.get("number_ordered", "")),
        "number_ordered_is_estimate": _marked(row, "number_ordered"),
        "number_delivered": cells.whole(row.get("number_delivered", "")) or 0,
        "number_delivered_is_estimate": _marked(row, "number_delivered"),
        "tiv_per_unit_million": cells.number(row.get("tiv_per_unit_million", "")),
        "tiv_million": cells.number(row.get("tiv_million", "")) or 0.0,
        "comment": row.get("comment", ""),
    }
    delivered, ordered, out = (
        deal["number_delivered"],
        deal["number_ordered"],
        cells.years(row.get("delivery_years", "")),
    )
    if bool(delivered) != bool(out):
        raise BadCell(
            f"{delivered} delivered, but {'no' if not out else ''} delivery years in {row['delivery_years']!r}"
        )
    sized = "delivered" if ordered and delivered >= ordered else "partly_delivered" if ordered else ""
    deal["delivery_status"] = (sized or "delivered_order_size_unknown") if delivered else "pending"
    return deal | {"first_delivery_year": min(out, default=None), "last_delivery_year": max(out, default=None),
                  "delivery_years": ";".join(map(str, out))}  # fmt: skip


def _mark(number: bool | None, date: bool | None) -> str:
    """The marks of a delivery in one cell, as `arms_deliveries` has them; an empty cell beside the number shows nothing.

    Examples
    --------
    >>> _mark(True, True), _mark(False, None), _mark(None, None), _mark(None, True)
    ('date;number', 'none', 'not_shown', 'date;not_shown')
    """
    marks = ["date" if date else "", {True: "number", False: "", None: "not_shown"}[number]]
    return ";".join(filter(None, marks)) or "none"


def _line(row: Cells) -> Row:
    """One line of the listing by delivery year."""
    category = row.get("category", "").casefold().replace("-", "_").replace(" ", "_").removesuffix("_systems")
    if category not in catalog.allowed("weapon_category"):
        raise BadCell(f"{row['category']!r} is not a category of ours")
    found = cells.year(row.get("year", ""))
    if found is None:
        raise BadCell("no delivery year")
    date, number = (_flag(row.get(f"{name}_is_estimate", "")) for name in ("year", "number_delivered"))
    return {
        "recipient_iso3": cells.party(row.get("recipient", "")),
        "supplier_iso3": cells.party(row.get("supplier", "")),
        "year": found,
        "year_is_estimate": date,
        "designation": re.sub(r"\s+-$", "", row.get("designation", "")),
        "description": row.get("description", ""),
        "category": category,
        "is_uncrewed_aircraft": cells.uncrewed(row.get("description", "")),
        "condition": _condition(row.get("status", "")),
        "number_delivered": cells.whole(row.get("number_delivered", "")),
        "number_delivered_is_estimate": number,
        "mark": _mark(number, date),
        "tiv_million": cells.number(row.get("tiv_million", "")) or 0.0,
        "order_year": cells.year(row.get("order_year", "")),
        "sipri_at_id": row.get("deal", ""),
        "is_local_production": _flag(row.get("is_local_production", "")),
    }


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """The types our tables have: whole numbers and marks stay what they are where cells are empty."""
    kinds = {"number": "Int64", "year": "Int64", "line": "int64", "tiv": "float64", "is": "boolean"}
    found = {}
    for name in frame:
        first, last = str(name).split("_")[0], str(name).rsplit("_", 1)[-1]
        flag = str(name).endswith("_is_estimate")
        found[name] = "boolean" if flag else kinds.get(first) or ("Int64" if last == "year" else "str")
    return frame.astype(found)


def _brought_in(
    path: PathLike,
    layout: Layout,
    make: Callable[[Cells], Row],
    edition: str | int | None,
    source_id: str,
    what: str,
    notes: Callable[[pd.DataFrame], Iterable[str]],
) -> Imported:
    """Read every row of one or several exports; what cannot be read is reported."""
    import pandas as pd

    sheets = [cells.sheet(one, "Recipient", "Supplier") for one in _files(path)]
    used, said = cells.edition(sheets, edition)
    made: list[Row] = []
    skipped: list[tuple[str, str]] = []
    for sheet in sheets:
        places = _places(sheet, layout)
        for line, row in sheet.rows:
            try:
                if len(row) != len(sheet.header):
                    raise BadCell(f"{len(row)} cells, the header has {len(sheet.header)}")
                made.append(make({name: row[at] for name, at in places.items()}) | {"line": line})
            except BadCell as bad:
                skipped.append((f"{sheet.name} line {line}", str(bad)))
    if not made:
        why = f": {skipped[0][0]}: {skipped[0][1]}" if skipped else ""
        raise InvalidData(Path(path).name, [f"no row could be read{why}"])
    frame = _typed(pd.DataFrame(made))
    frame = frame.assign(sipri_edition=used, source_id=source_id)
    rows = sum(len(one.rows) for one in sheets)
    twice = int(frame.drop(columns="line").duplicated().sum())
    kept = [*([f"{twice} rows are equal to another one; they are kept: SIPRI lists equal deals"] if twice else [])]
    report = Report(Path(path).name, what, said, rows, len(frame), tuple(skipped), (*kept, *notes(frame)))
    return Imported(frame, report, used)


def sipri_register(path: PathLike, edition: str | int | None = None, source_id: str = SOURCE) -> Imported:
    """Read SIPRI's trade register (one row a deal), or a folder of such files of one edition.

    Parameters
    ----------
    path : path
        CSV as served (Windows-1252 or UTF-8, with its preamble), a zip with one, or a folder.
    edition : str or int, optional
        Where the file does not say when it was made.
    source_id : str
        Who is credited under every picture made of it: an id of `sources`. Default: SIPRI, from an export of your own.

    Returns
    -------
    Imported
        `.frame` has the columns of `arms_orders` as far as the register has them, the numbers and TIV delivered, and
        `line` (of the file); `.report` accounts for every row. `by_year` makes yearly volumes of it.

    Raises
    ------
    InvalidData
        What the file is instead: cut off, an error page, another layout.
    CakitError
        Several editions, or none to be found.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> mine = pathlib.Path(tempfile.mkdtemp(), "register.csv")
    >>> _ = mine.write_text('''Data generated: 5 Nov 2025 4:52:25 AM
    ... Recipient,Supplier,Year of order, ,Number ordered, ,Weapon designation,Weapon description,Number delivered, ,Year(s) of delivery,status,Comments,SIPRI TIV per unit,SIPRI TIV for total order,SIPRI TIV of delivered weapons
    ... Kazakhstan,Atlantis,2020,,2,,A-1,trainer aircraft,2,,2021; 2022,New,,3,6,6
    ... Kazakhstan,Russia,2020,?,4,,A-2,trainer aircraft,2,?,2021; 2022,New,,3,12,6
    ... ''')
    >>> got = sipri_register(mine)
    >>> print(got.report)
    register.csv: trade register, edition 2025 (made 2025-11-05)
      rows 2, read 1, skipped 1
      skipped register.csv line 3: no country 'Atlantis'. ...
    >>> got.frame["delivery_status"].tolist()
    ['partly_delivered']
    """

    def notes(frame: pd.DataFrame) -> Iterable[str]:
        several = frame[frame["first_delivery_year"] < frame["last_delivery_year"]]
        if len(several):
            part = 100 * several["tiv_million"].sum() / frame["tiv_million"].sum()
            yield f"{len(several)} deals came over several years ({part:.0f}% of the TIV): by_year spreads them evenly"

    return _brought_in(path, REGISTER, _deal, edition, source_id, "trade register", notes)


def sipri_deliveries(path: PathLike, edition: str | int | None = None, source_id: str = SOURCE) -> Imported:
    """Read SIPRI's listing by delivery year (one row a deal and year), or a folder of such files of one edition.

    Parameters
    ----------
    path, edition, source_id
        As for `sipri_register`.

    Returns
    -------
    Imported
        `.frame` has the columns of `arms_deliveries` (`mark` as there), a column a mark beside them, and `line`.

    Raises
    ------
    InvalidData, CakitError
        As `sipri_register`.

    Examples
    --------
    >>> sipri_deliveries("nowhere.csv")
    Traceback (most recent call last):
    ...
    cakit.errors.InvalidData: nowhere.csv: 1 problem
      - cannot be read: No such file or directory; check the name and the folder
    """
    return _brought_in(path, DELIVERIES, _line, edition, source_id, "deliveries by year", lambda frame: ())


def example(edition: str | int = 2025) -> Path:
    """The file of an invented state that ships with the kit, in the layout of SIPRI's trade register.

    Parameters
    ----------
    edition : str or int
        2025, which has two faulty rows, or 2026.

    Returns
    -------
    Path

    Examples
    --------
    >>> example(2026).name
    'ruritania_2026.csv'
    """
    found = {path.stem[-4:]: path for path in (catalog.home("data") / "examples").glob("ruritania_*.csv")}
    if str(edition) not in found:
        raise CakitError(f"no example of {edition}. {nearest(edition, found)}")
    return found[str(edition)]


def by_year(frame: pd.DataFrame) -> pd.DataFrame:
    """Yearly volumes by recipient and supplier, the form of `arms_transfers`.

    Parameters
    ----------
    frame : pandas.DataFrame
        From `sipri_register` or `sipri_deliveries`. A deal of the register that came over several years is spread
        evenly over them, an assumption that `.attrs["note"]` states: the register has one total a deal.

    Returns
    -------
    pandas.DataFrame
        `recipient_iso3`, `supplier_iso3`, `year`, `tiv_million`, `delivery_lines` (lines, or deals that delivered in the
        year), `sipri_edition`, `source_ids`.

    Examples
    --------
    >>> import pandas as pd
    >>> deal = {"recipient_iso3": "KAZ", "supplier_iso3": "RUS", "delivery_years": "2021;2022", "tiv_million": 6.0}
    >>> by_year(pd.DataFrame([deal]).assign(sipri_edition="2025", source_id="sipri_at_export"))[["year", "tiv_million"]]
       year  tiv_million
    0  2021          3.0
    1  2022          3.0
    """
    need(frame.columns, "recipient_iso3", "supplier_iso3", "tiv_million", "sipri_edition", "source_id", by="by_year")
    note = "As delivered, year by year."
    if "year" not in frame:
        need(frame.columns, "delivery_years", by="by_year")
        frame = frame[frame["delivery_years"] != ""]
        lists = frame["delivery_years"].str.split(";")
        frame = frame.assign(year=lists, tiv_million=frame["tiv_million"] / lists.str.len()).explode("year")
        frame = frame.astype({"year": "int64"})
        note = "Deals over several years are spread evenly over them: the register has one total a deal."
    keys = ["recipient_iso3", "supplier_iso3", "year", "sipri_edition"]
    out = frame.groupby(keys, as_index=False).agg(
        tiv_million=("tiv_million", "sum"), delivery_lines=("year", "size"), source_ids=("source_id", "first")
    )
    out = out.astype(dict.fromkeys(keys[:2], "str"))
    out = out[[*keys[:3], "tiv_million", "delivery_lines", "sipri_edition", "source_ids"]]
    out.attrs["note"] = note
    return out
