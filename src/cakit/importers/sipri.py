"""SIPRI's trade register and its listing by delivery year, as SIPRI serves them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cakit import catalog
from cakit.catalog.csvfile import Sheet
from cakit.catalog.validate import BadCell
from cakit.errors import CakitError, InvalidData, nearest, need
from cakit.importers import export
from cakit.importers.export import number, party, uncrewed, whole, year, years
from cakit.importers.report import Imported, Report

if TYPE_CHECKING:
    import pandas as pd

PathLike = str | os.PathLike[str]
Row = dict[str, Any]
SOURCE = "sipri_at_export"
CONDITIONS = {"new": "new", "second hand": "second_hand", "second-hand": "second_hand"}
FLAGS = {"": None, "?": True, "yes": True, "no": False}
SPREAD = "Deals over several years are spread evenly over them: the register has one total a deal."
MARK = "(mark)"  # the nameless column of question marks to the right of another


def _flag(cell: str) -> bool | None:
    if cell.casefold() not in FLAGS:
        raise BadCell(f"{cell!r} where '?' or nothing is expected")
    return FLAGS[cell.casefold()]


def _marked(cell: str) -> bool:
    return bool(_flag(cell))


def _condition(status: str) -> str:
    plain = status.casefold()
    if "moderni" in plain:
        return "second_hand_modernized"
    if plain not in CONDITIONS:
        known = "New, Second hand, Second hand but modernized"
        raise BadCell(f"{status!r} is not a status SIPRI uses ({known})")
    return CONDITIONS[plain]


def _category(cell: str) -> str:
    code = cell.casefold().replace("-", "_").replace(" ", "_").removesuffix("_systems")
    if code not in catalog.allowed("weapon_category"):
        raise BadCell(f"{cell!r} is not a category of ours")
    return code


def _delivery_year(cell: str) -> int:
    found = year(cell)
    if found is None:
        raise BadCell("no delivery year")
    return found


class Column(NamedTuple):
    """How a column of ours is read from an export."""

    headers: tuple[str, ...]  # the names SIPRI has given it, newest first
    read: Callable[[str], Any] = str
    dtype: str = "str"
    optional: bool = False


Layout = Mapping[str, Column]
DELIVERED = ("deliveries in the year range", "number delivered")
REGISTER: Layout = {
    "recipient_iso3": Column(("recipient",), party),
    "supplier_iso3": Column(("supplier",), party),
    "order_year": Column(("year of order",), year, "Int64"),
    "order_year_is_estimate": Column(("year of order", MARK), _marked, "boolean", True),
    "designation": Column(("weapon designation",)),
    "description": Column(("weapon description",)),
    "is_uncrewed_aircraft": Column(("weapon description",), uncrewed, "boolean"),
    "condition": Column(("status",), _condition),
    "number_ordered": Column(("number ordered",), whole, "Int64"),
    "number_ordered_is_estimate": Column(("number ordered", MARK), _marked, "boolean", True),
    "number_delivered": Column(DELIVERED, whole, "Int64"),
    "number_delivered_is_estimate": Column((*DELIVERED, MARK), _marked, "boolean", True),
    "tiv_per_unit_million": Column(("sipri tiv per unit",), number, "float64"),
    "tiv_million": Column(("sipri tiv of delivered weapons",), number, "float64"),
    "comment": Column(("comments",), optional=True),
    "delivery_years": Column(("year(s) of delivery", "year(s) of deliveries"), years),
}
DELIVERIES: Layout = {
    "recipient_iso3": Column(("recipient",), party),
    "supplier_iso3": Column(("supplier",), party),
    "year": Column(("delivery year",), _delivery_year, "Int64"),
    "year_is_estimate": Column(("delivery year is estimate",), _flag, "boolean", True),
    "designation": Column(("designation",), lambda cell: re.sub(r"\s+-$", "", cell)),
    "description": Column(("description",)),
    "category": Column(("armament category",), _category),
    "is_uncrewed_aircraft": Column(("description",), uncrewed, "boolean"),
    "condition": Column(("status",), _condition),
    "number_delivered": Column(("numbers delivered",), whole, "Int64"),
    "number_delivered_is_estimate": Column(("numbers delivered is estimate",), _flag, "boolean"),
    "mark": Column(("numbers delivered is estimate",)),
    "tiv_million": Column(("tiv delivery values",), number, "float64"),
    "order_year": Column(("order date",), year, "Int64"),
    "sipri_at_id": Column(("sipri at database id",), optional=True),
    "is_local_production": Column(("local production",), _flag, "boolean", True),
}
ADDED = {"first_delivery_year": "Int64", "last_delivery_year": "Int64"}


def _places(sheet: Sheet, layout: Layout) -> dict[str, int]:
    """Our column → its place in the export."""
    header = [name.casefold() for name in sheet.header]
    found: dict[str, int] = {}
    for name, column in layout.items():
        place = next((header.index(each) for each in column.headers if each in header), -1)
        if MARK in column.headers:
            nameless = 0 <= place < len(header) - 1 and not header[place + 1]
            place = place + 1 if nameless else -1
        if place >= 0:
            found[name] = place
        elif not column.optional:
            wanted = column.headers[0]
            problem = f"has no column {wanted!r}: another layout than SIPRI's"
            raise InvalidData(sheet.name, [problem])
    return found


def _row(
    layout: Layout, places: dict[str, int], complete: Callable[[Row], Row], cells: list[str]
) -> list[Row]:
    """One row of an export in our columns."""
    found: Row = {}
    for name, column in layout.items():
        absent = "" if column.dtype == "str" else None
        found[name] = column.read(cells[places[name]]) if name in places else absent
    return [complete(found)]


def _deal(row: Row) -> Row:
    """What a row of the register says about its deliveries."""
    delivered, ordered = row["number_delivered"] or 0, row["number_ordered"]
    listed = row.pop("delivery_years")
    if bool(delivered) != bool(listed):
        what = "delivery years" if listed else "no delivery years"
        raise BadCell(f"{delivered} delivered, but {what} in the row")
    status = "delivered_order_size_unknown" if delivered else "pending"
    if delivered and ordered:
        status = "delivered" if delivered >= ordered else "partly_delivered"
    return row | {
        "number_delivered": delivered,
        "tiv_million": row["tiv_million"] or 0.0,
        "delivery_status": status,
        "first_delivery_year": min(listed, default=None),
        "last_delivery_year": max(listed, default=None),
        "delivery_years": ";".join(map(str, listed)),
    }


def _line(row: Row) -> Row:
    """The marks of a line of the listing in one cell, as in `arms_deliveries`.

    An empty cell beside the number shows nothing: neither a mark nor its absence.
    """
    number_mark = {True: "number", False: "", None: "not_shown"}
    marks = ["date" if row["year_is_estimate"] else ""]
    marks.append(number_mark[row["number_delivered_is_estimate"]])
    mark = ";".join(filter(None, marks)) or "none"
    return row | {"mark": mark, "tiv_million": row["tiv_million"] or 0.0}


def _files(path: Path) -> list[Path]:
    """The file, or the CSV files of a folder."""
    if not path.is_dir():
        return [path]
    found = sorted(each for each in path.iterdir() if each.suffix.lower() in (".csv", ".zip"))
    if not found:
        raise InvalidData(path.name, ["is a folder without CSV files"])
    return found


def _imported(
    path: PathLike,
    layout: Layout,
    complete: Callable[[Row], Row],
    edition: str | int | None,
    source_id: str,
    what: str,
    notes: Callable[[pd.DataFrame], Iterable[str]] = lambda frame: (),
) -> Imported:
    """Read every row of one or several exports, and report what could not be read."""
    import pandas as pd

    name = Path(path).name
    sheets = [export.read_export(each, "Recipient", "Supplier") for each in _files(Path(path))]
    used, how = export.find_edition(sheets, edition)
    made: list[Row] = []
    skipped: list[tuple[str, str]] = []
    for sheet in sheets:
        read = partial(_row, layout, _places(sheet, layout), complete)
        rows, bad = export.collect(sheet, read)
        made, skipped = made + rows, skipped + bad
    if not made:
        why = "".join(f": {where}: {reason}" for where, reason in skipped[:1])
        raise InvalidData(name, [f"no row could be read{why}"])
    types = {each: column.dtype for each, column in layout.items()} | ADDED
    frame = pd.DataFrame(made)
    frame = frame.astype({each: types.get(each, "str") for each in frame if each != "line"})
    frame = frame.assign(sipri_edition=used, source_id=source_id)
    twice = int(frame.drop(columns="line").duplicated().sum())
    equal = f"rows equal to another one: {twice}; kept, because SIPRI lists equal deals"
    said = [*([equal] if twice else []), *notes(frame)]
    count = sum(len(sheet.rows) for sheet in sheets)
    report = Report(name, what, how, count, len(frame), tuple(skipped), tuple(said))
    return Imported(frame, report, used)


def _spread(frame: pd.DataFrame) -> Iterable[str]:
    """A note on the deals that came over several years."""
    several = frame[frame["first_delivery_year"] < frame["last_delivery_year"]]
    if len(several):
        part = 100 * several["tiv_million"].sum() / frame["tiv_million"].sum()
        yield (
            f"deals over several years: {len(several)} ({part:.0f}% of the TIV); "
            "by_year spreads them evenly"
        )


def sipri_register(
    path: PathLike, edition: str | int | None = None, source_id: str = SOURCE
) -> Imported:
    """Read SIPRI's trade register (a row for each deal), or a folder of files of one edition.

    Parameters
    ----------
    path : path
        CSV as served (Windows-1252 or UTF-8, with its preamble), a zip with one, or a folder.
    edition : str or int, optional
        For a file that does not say when it was made.
    source_id : str
        Who is credited under every picture made from it: an id of `sources`. By default SIPRI,
        from an export of your own.

    Returns
    -------
    Imported
        `.frame` has the columns of `arms_orders` that the register has, the numbers and TIV
        delivered, and `line` (of the file). `.report` accounts for every row. `by_year` makes
        yearly volumes of it.

    Raises
    ------
    InvalidData
        With what the file is instead: cut off, an error page, another layout.
    CakitError
        For several editions, or none to be found.

    Examples
    --------
    >>> catalog.add_country("XRT", "Ruritania")
    >>> got = sipri_register(example(2025))
    >>> print(got.report)
    ruritania_2025.csv: trade register, edition 2025 (made ...)
      rows ..., read ..., skipped 2
    ...
    """
    return _imported(path, REGISTER, _deal, edition, source_id, "trade register", _spread)


def sipri_deliveries(
    path: PathLike, edition: str | int | None = None, source_id: str = SOURCE
) -> Imported:
    """Read SIPRI's listing by delivery year (a row for each deal and year), or a folder of them.

    Parameters
    ----------
    path, edition, source_id
        As for `sipri_register`.

    Returns
    -------
    Imported
        `.frame` has the columns of `arms_deliveries` (`mark` as there), a column for each mark
        beside them, and `line`.

    Examples
    --------
    >>> sipri_deliveries("nowhere.csv")
    Traceback (most recent call last):
    ...
    cakit.errors.InvalidData: nowhere.csv: 1 problem
      - cannot be read: No such file or directory; check the name and the folder
    """
    return _imported(path, DELIVERIES, _line, edition, source_id, "deliveries by year")


def example(edition: str | int = 2025) -> Path:
    """The file of an invented state that comes with the kit, in the layout of the register.

    Parameters
    ----------
    edition : str or int
        2025, which has two faulty rows, or 2026.

    Examples
    --------
    >>> example(2026).name
    'ruritania_2026.csv'
    """
    folder = catalog.home("data") / "examples"
    found = {path.stem[-4:]: path for path in folder.glob("ruritania_*.csv")}
    if str(edition) not in found:
        raise CakitError(f"no example of {edition}. {nearest(edition, found)}")
    return found[str(edition)]


def by_year(frame: pd.DataFrame) -> pd.DataFrame:
    """Yearly volumes by recipient and supplier, in the form of `arms_transfers`.

    Parameters
    ----------
    frame : pandas.DataFrame
        From `sipri_register` or `sipri_deliveries`. The register has one total for each deal: a
        deal over several years is spread evenly over them. `.attrs["note"]` states this assumption.

    Returns
    -------
    pandas.DataFrame
        `recipient_iso3`, `supplier_iso3`, `year`, `tiv_million`, `delivery_lines` (lines, or deals
        that delivered in the year), `sipri_edition`, `source_ids`.

    Examples
    --------
    >>> catalog.add_country("XRT", "Ruritania")
    >>> got = sipri_register(example(2026))
    >>> round(by_year(got.frame)["tiv_million"].sum() - got.frame["tiv_million"].sum(), 6)
    np.float64(0.0)
    """
    keys = ["recipient_iso3", "supplier_iso3", "year", "sipri_edition"]
    need(frame.columns, *keys[:2], "tiv_million", "sipri_edition", "source_id", by="by_year")
    note = "As delivered, year by year."
    if "year" not in frame:
        need(frame.columns, "delivery_years", by="by_year")
        frame = frame[frame["delivery_years"] != ""]
        lists = frame["delivery_years"].str.split(";")
        spread = frame["tiv_million"] / lists.str.len()
        frame = frame.assign(year=lists, tiv_million=spread).explode("year")
        frame = frame.astype({"year": "int64"})
        note = SPREAD
    sums = frame.groupby(keys, as_index=False).agg(
        tiv_million=("tiv_million", "sum"),
        delivery_lines=("year", "size"),
        source_ids=("source_id", "first"),
    )
    columns = [*keys[:3], "tiv_million", "delivery_lines", "sipri_edition", "source_ids"]
    sums = sums.astype(dict.fromkeys(keys[:2], "str"))[columns]
    sums.attrs["note"] = note
    return sums
