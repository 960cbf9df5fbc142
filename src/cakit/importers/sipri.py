"""SIPRI's trade register and its listing by delivery year, as SIPRI serves them."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd

from cakit import catalog, door
from cakit.errors import CakitError, InvalidData, nearest, need
from cakit.importers import cells
from cakit.importers.export import Export, find_edition, read_export
from cakit.importers.report import Imported, Report
from cakit.importers.rows import covers, once, read_rows, strangers

PathLike = str | os.PathLike[str]
SOURCE = "sipri_at_export"
SPREAD = "Deals over several years are spread evenly over them: the register has one total a deal."


def _files(path: Path) -> list[Path]:
    """The file, or the CSV files of a folder."""
    if not path.is_dir():
        return [path]
    kinds = (".csv", ".zip", ".json")
    found = sorted(each for each in path.iterdir() if each.suffix.lower() in kinds)
    if not found:
        raise InvalidData(path.name, ["is a folder without CSV files"])
    return found


def _imported(
    path: PathLike, layout: str, edition: str | int | None, source_id: str, what: str
) -> Imported:
    """Read every row of one or several exports, and report what could not be read."""
    path, source_id = door.path(path, "path"), door.text(source_id, "source_id")
    exports = [read_export(each, ("recipient", "supplier")) for each in _files(path)]
    parts, skipped, lost = [], [], 0.0
    for place, export in enumerate(exports):
        part, left, volume = read_rows(export, cells.SIPRI[layout])
        parts.append(part.assign(file=place))
        skipped += left
        lost += volume
    frame = pd.concat(parts, ignore_index=True)
    if frame.empty:
        why = "".join(f": {where}: {reason}" for where, reason in skipped[:1])
        raise InvalidData(path.name, [f"no row could be read{why}"])
    years = frame.get("last_delivery_year", frame.get("year")).max()
    last = 0 if pd.isna(years) else int(years)
    used, how = find_edition(exports, edition, last)
    odd = strangers(frame, exports)
    frame, repeated = once(frame, exports)
    if "delivery_years" in frame:
        frame = _deals(frame, exports, int(used))
    else:
        frame["mark"] = _mark(frame["year_is_estimate"], frame["number_delivered_is_estimate"])
    frame = frame.drop(columns="file").assign(sipri_edition=used, source_id=source_id)
    notes = [f"{export.name}: {note}" for export in exports for note in export.notes] + odd
    notes += _notes(frame, lost, len(skipped))
    days = ", ".join(sorted({export.day for export in exports if export.day}))
    if not exports[0].day and last < int(used) - 2:
        notes.append(f"the last delivery is of {last}: is it the {used} edition?")
    count = sum(len(export.rows) for export in exports)
    volume = round(float(frame["tiv_million"].sum()), 6)
    sizes = (count, len(frame), tuple(skipped), tuple(notes), repeated, volume, round(lost, 6))
    frame.attrs |= {"covers": covers(exports, frame, int(used)), "made": days}
    return Imported(frame, Report(path.name, what, how, *sizes), used)


def _deals(frame: pd.DataFrame, exports: list[Export], edition: int) -> pd.DataFrame:
    """How far each order was met: unknown where the years asked for cut off the rest."""
    delivered, ordered = frame["number_delivered"].fillna(0), frame["number_ordered"]
    spans = dict(enumerate(export.span or (0, 9999) for export in exports))
    first, last = (
        frame["file"].map({at: span[end] for at, span in spans.items()}) for end in (0, 1)
    )
    cut = (first > 1950) & ~(frame["order_year"] >= first).fillna(False) | (last < edition - 1)
    status = (delivered > 0).map({True: "delivered_order_size_unknown", False: "pending"})
    status = status.mask((delivered > 0) & ordered.notna(), "partly_delivered")
    status = status.mask(cut & status.ne("delivered_order_size_unknown"), None)
    whole = (delivered > 0) & (delivered >= ordered).fillna(False)
    years = frame["delivery_years"].map(lambda cell: ";".join(map(str, cell))).astype("str")
    status = status.mask(whole, "delivered").astype("str")
    frame = frame.assign(delivery_years=years)
    frame.insert(frame.columns.get_loc("first_delivery_year"), "delivery_status", status)
    return frame


def _mark(date: pd.Series, number: pd.Series) -> pd.Series:
    """The marks of a line of the listing in one cell, as in `arms_deliveries`.

    An empty cell beside the number shows nothing: neither a mark nor its absence.
    """
    dates = date.fillna(False).map({True: "date", False: ""}).astype("str")
    numbers = number.astype(object).map({True: "number", False: ""}).fillna("not_shown")
    return (dates + ";" + numbers.astype("str")).str.strip(";").replace("", "none")


def _notes(frame: pd.DataFrame, lost: float, skipped: int) -> list[str]:
    """What to know about the rows."""
    notes: list[str] = []
    total = float(frame["tiv_million"].sum())
    if skipped:
        part = 100 * lost / (total + lost) if total + lost else 0
        notes.append(f"the skipped rows hold {lost:,.1f} million TIV, {part:.1f}% of the volume")
    for side in ("recipient", "supplier"):
        for code, note in cells.named(frame[f"{side}_iso3"], side).items():
            tiv = frame.loc[frame[f"{side}_iso3"] == code, "tiv_million"].sum()
            notes.append(f"{note} ({code}, {tiv:,.1f} million TIV)")
    for code in sorted(set(frame.get("category", ())) - catalog.allowed("weapon_category")):
        rows = frame.loc[frame["category"] == code, "tiv_million"]
        size = f"{len(rows)} rows, {rows.sum():,.1f} million TIV"
        notes.append(f"a category the kit does not know is kept as spelt: {code!r} ({size})")
    twice = int(frame.drop(columns="line").duplicated().sum())
    if twice:
        equal = "kept, because SIPRI lists equal deals"
        notes.append(f"rows equal to another one of their file: {twice}; {equal}")
    return notes + (_notes_on_years(frame, total) if "delivery_years" in frame else [])


def _notes_on_years(frame: pd.DataFrame, total: float) -> list[str]:
    """What a register does not say about years."""
    notes: list[str] = []
    several = (frame["first_delivery_year"] < frame["last_delivery_year"]).fillna(False)
    if several.any():
        part = 100 * frame.loc[several, "tiv_million"].sum() / (total or 1)
        what = f"deals over several years: {several.sum()} ({part:.0f}% of the TIV)"
        notes.append(f"{what}; by_year spreads them evenly")
    if unknown := int(frame["delivery_status"].isna().sum()):
        what = f"deals of which the years asked for may cut off a part: {unknown}"
        notes.append(f"{what}; their delivery_status is empty")
    return notes


@door.plain_arguments
def sipri_register(
    path: PathLike, edition: str | int | None = None, source_id: str = SOURCE
) -> Imported:
    """Read SIPRI's trade register (a row for each deal), or a folder of files of one edition.

    Parameters
    ----------
    path : path
        CSV as served, a zip with one, the JSON of SIPRI's site, or a folder. A deal that several
        files have counts once.
    edition : str or int, optional
        For a file that does not say when it was made.
    source_id : str
        Who is credited under every picture made from it: an id of `sources`. By default SIPRI,
        from an export of your own.

    Returns
    -------
    Imported
        `.frame` has the columns of `arms_orders` that the register has, the numbers and TIV
        delivered, and `line` (of the file). Empty cells stay empty. `.report` accounts for every
        row and its volume. `by_year` makes yearly volumes of it.

    Raises
    ------
    InvalidData
        With what the file is instead: cut off, an error page, another layout.
    CakitError
        For several editions, none to be found, or one that the file contradicts.

    Examples
    --------
    >>> catalog.add_country("XRT", "Ruritania")
    >>> got = sipri_register(example(2025))
    >>> print(got.report)
    ruritania_2025.csv: trade register, edition 2025 (made ...)
      rows ..., read ..., skipped 2
    ...
    """
    return _imported(path, "register", edition, source_id, "trade register")


@door.plain_arguments
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
    return _imported(path, "deliveries", edition, source_id, "deliveries by year")


@door.plain_arguments
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


@door.plain_arguments
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
    columns = (*keys[:2], "tiv_million", "sipri_edition", "source_id")
    given = frame.attrs if door.has(frame, "attrs") else {}
    frame = door.in_pandas(frame, *columns, by="by_year").reset_index(drop=True)
    if frame["tiv_million"].dtype.kind not in "iuf":
        raise CakitError("by_year needs numbers in the column 'tiv_million'")
    attrs = {"note": "As delivered, year by year."}
    attrs |= {name: given[name] for name in ("covers", "made", "left_out") if name in given}
    if "year" not in frame:
        need(frame.columns, "delivery_years", by="by_year")
        frame = frame[frame["delivery_years"] != ""]
        written = frame["delivery_years"].astype("str")
        if not written.str.fullmatch(r"[12]\d{3}(;[12]\d{3})*").all():
            raise CakitError("by_year needs years parted by ';' in the column 'delivery_years'")
        lists = written.str.split(";")
        spread = frame["tiv_million"] / lists.str.len()
        frame = frame.assign(year=lists, tiv_million=spread).explode("year")
        frame = frame.astype({"year": "int64"})
        attrs["note"] = SPREAD
    groups = frame.groupby(keys)
    made = groups.agg(delivery_lines=("year", "size"), source_ids=("source_id", "first"))
    made["tiv_million"] = groups["tiv_million"].sum(min_count=1)
    shown = [*keys[:3], "tiv_million", "delivery_lines", "sipri_edition", "source_ids"]
    made = made.reset_index().astype(dict.fromkeys(keys[:2], "str"))[shown]
    made.attrs = attrs
    return made
