"""SIPRI's TIV tables: one line for each supplier or recipient, one column for each year."""

from __future__ import annotations

import os
import re
from typing import Any, NamedTuple

import pandas as pd

from cakit import catalog, door
from cakit.catalog.csvfile import printable, wrong_width
from cakit.catalog.numbers import BadCell
from cakit.errors import CakitError, InvalidData
from cakit.importers import cells
from cakit.importers.export import Export, find_edition, read_export
from cakit.importers.report import Imported, Report
from cakit.importers.sipri import SOURCE

YEAR = re.compile(r"((?:19|20)[0-9]{2})(?:\.0)?")
TOTAL = re.compile(r"total|((?:19|20)[0-9]{2})-((?:19|20)[0-9]{2})", re.I)
OLD = re.compile(r"TIV of arms (imports|exports)(?: (?:to|from) (.+?))?,", re.I)
NEW = re.compile(r"total (imports from|exports to|world (?:im|ex)port)s?\s*(.*)", re.I)
FIRST = ("recipient", "supplier", "exports by", "imports by")
COLUMNS = (("", "total"), *((name, "percentage") for name in FIRST))


def _about(export: Export) -> tuple[str, str]:
    """Whose table the file says it is (empty: not said), and on which side they stand."""
    if old := OLD.search(export.preamble.replace('"', "") + ","):
        return old[2] or "", "recipient" if old[1].lower() == "imports" else "supplier"
    new = [found for _, row in export.rows if (found := NEW.match(row[0]))]
    by_lines = {"recipient": "supplier", "imports by": "supplier"}
    by_lines |= {"supplier": "recipient", "exports by": "recipient"}
    where = by_lines.get(export.header[0].casefold(), "")
    if not new:
        return "", where
    side = {"imports": "supplier", "exports": "recipient"}.get(new[0][1].split()[0].lower(), "")
    return new[0][2] or "World", side or where


def _asked(export: Export, partner: str | None, side: str | None) -> tuple[str, str]:
    """The code of the table's party and its side, as the file and the caller say alike."""
    said, where = _about(export)
    code = catalog.country(partner) if partner is not None else ""
    found = code
    if said:
        found = "WLD" if said == "World" else cells.tried(cells.party, said)
    if isinstance(found, BadCell):
        raise InvalidData(export.name, [f"says whose table it is, but {found}"])
    if not found:
        wrong = f"{export.name} does not say whose table it is"
        raise CakitError(f"{wrong}: give partner=, for example partner='KAZ'")
    if code and code != found:
        raise CakitError(f"{export.name} is the table of {said}, not of {partner}")
    side = side or (where if partner and not said else None) or ("recipient" if partner else where)
    if side and where and side != where:
        contradiction = f"says that {said or partner} is the {where}, not the {side}"
        raise CakitError(f"{export.name} {contradiction}: side={where!r}")
    return found, side or "recipient"


class Table(NamedTuple):
    """The figures of a table by party and place."""

    made: pd.DataFrame
    lines: pd.Series  # the last line of each party
    read: int
    skipped: tuple[tuple[str, str], ...]
    lost: float  # TIV of the rows that are left out


def _figures(export: Export, places: list[int]) -> Table:
    """Every row read, and its figures held against the totals that the table prints.

    SIPRI lists some parties under two names, whose figures are added.
    """
    kinds = catalog.allowed("weapon_category")
    rows: list[list[Any]] = []
    for line, row in export.rows:
        plain = row[0].casefold().replace("-", " ").removesuffix(" systems").replace(" ", "_")
        if plain in kinds:
            raise InvalidData(export.name, ["is a table by category of weapon, not by state"])
        total = plain.startswith("total")
        short = BadCell(wrong_width(row, export.header))
        figures = [cells.tried(cells.number, row[at]) if at < len(row) else short for at in places]
        party = "" if total else cells.tried(cells.party, row[0])
        rows.append([*figures, party, row[0], line, total])
    about = ["party", "name", "line", "total"]
    table = pd.DataFrame(rows, columns=[*places, *about], dtype=object).astype({"total": bool})
    why = cells.reasons(table)
    twice = (why == "") & ~table["total"]
    twice &= table[twice]["name"].duplicated().reindex(table.index, fill_value=False)
    second = "a second row for " + table["name"].map(printable).map(repr) + "; the first is kept"
    why = why.mask(twice, second)
    left, good = table[why != ""], table[why == ""].astype(dict.fromkeys(places, float))
    lost = export.lost(left[places[-1]])
    totals, good = good[good["total"]], good[~good["total"]]
    made = good.groupby("party", sort=False)[places].sum(min_count=1)
    unprinted = _held(good.set_index("name")[places[:-1]], good[places[-1]], export.notes)
    if totals.empty:
        export.notes.append("the file has no row of totals: its years cannot be checked")
    else:
        summed = places[:-1] if unprinted else places  # the last one adds what is printed
        columns = made[summed].rename(columns=lambda place: f"column {export.header[place]}")
        unprinted += _held(columns.T, totals.iloc[-1][summed], export.notes)
    if unprinted:
        empty = f"totals that the file leaves empty: {unprinted}"
        export.notes.append(f"{empty}; the figures beside or above them cannot be checked")
    where = f"{export.name} line " + left["line"].astype(str)
    skipped = tuple(zip(where, why[left.index], strict=True))
    lines = good.groupby("party")["line"].last()
    return Table(made, lines, len(good), skipped, lost)


def _held(figures: pd.DataFrame, printed: pd.Series, notes: list[str]) -> int:
    """Note where rows do not add up to their totals, which are rounded; how many have none."""
    totals = printed.astype(float).set_axis(figures.index)
    gap = figures.sum(axis=1) - totals
    off = gap.abs() > 0.5 * (figures.notna().sum(axis=1) + 1)
    for name, size in gap[off].items():
        text = f"{printable(name)}: the figures add up to {size:+.0f} against the printed total"
        notes.append(text)
    return int((totals.isna() & (figures.fillna(0) != 0).any(axis=1)).sum())


@door.plain_arguments
def sipri_tiv(
    path: str | os.PathLike[str],
    partner: str | None = None,
    edition: str | int | None = None,
    side: str | None = None,
) -> Imported:
    """Read a TIV table: one line for each supplier (or recipient), one column for each year.

    Parameters
    ----------
    path : path
        CSV as served, in the layout of before or since 2024.
    partner : str, optional
        The state the table is about, where the file does not say.
    edition : str or int, optional
        For a file that does not say when it was made.
    side : {"recipient", "supplier"}, optional
        Whether `partner` received (imports) or supplied (exports); "recipient" where a `partner`
        is given. Without either, as the file says.

    Returns
    -------
    Imported
        `.frame` as `arms_transfers`: a row for each pair and year with a figure. An empty cell
        means nothing delivered and gives no row; 0 means under half a million. A table of the
        whole world has WLD on its other side. Totals are not added; figures are held against them.

    Raises
    ------
    InvalidData, CakitError
        As `sipri_register`; also where the file says another state or side.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> mine = pathlib.Path(tempfile.mkdtemp(), "tiv.csv")
    >>> _ = mine.write_text("Generated: 05 November 2025\\n,2021,2022,Total\\nRussia,5,,5\\n")
    >>> got = sipri_tiv(mine, "Kazakhstan")
    >>> got.frame[["supplier_iso3", "year", "tiv_million"]].values.tolist()
    [['RUS', 2021, 5.0]]
    """
    if side is not None and door.words(side, "side") not in ("recipient", "supplier"):
        said = f"side={door.shown(side)}"
        raise CakitError(f"{said}: take 'recipient' (imports) or 'supplier' (exports)")
    path = door.path(path, "path")
    export = read_export(path, *COLUMNS, joins=False)
    if export.header[0].casefold() not in (*FIRST, ""):
        first = f"has a first column {export.header[0]!r}, where a TIV table has {FIRST[0]!r}"
        raise InvalidData(export.name, [f"{first}: export a table of TIV"])
    about, side = _asked(export, partner, side)
    header = export.header
    matches = {place: YEAR.fullmatch(name) for place, name in enumerate(header)}
    years = {place: int(found[1]) for place, found in matches.items() if found}
    if len(set(years.values())) < len(years) or not years:
        raise InvalidData(
            export.name, ["needs a column for each year, each year once: export it again"]
        )
    total = next((place for place, name in enumerate(header) if TOTAL.fullmatch(name)), None)
    if total is None:
        raise InvalidData(export.name, ["needs a column of totals: export it again"])
    table = _figures(export, [*years, total])
    made = table.made[list(years)].rename(columns=years).stack().dropna()
    if made.empty:
        reasons = [f"{where}: {why}" for where, why in table.skipped]
        raise InvalidData(export.name, ["no figure could be read", *reasons])
    other = "supplier" if side == "recipient" else "recipient"
    frame = made.rename_axis([f"{other}_iso3", "year"]).rename("tiv_million").reset_index()
    frame[f"{side}_iso3"], frame["line"] = about, frame[f"{other}_iso3"].map(table.lines)
    used, how = find_edition([export], edition, int(frame["year"].max()))
    frame = frame[["recipient_iso3", "supplier_iso3", "year", "tiv_million", "line"]]
    frame = frame.assign(sipri_edition=used, source_ids=SOURCE)
    ends = (None, [about]) if side == "recipient" else ([about], None)  # from whom, to whom
    frame.attrs["covers"] = [(*ends, min(years.values()), min(max(years.values()), int(used) - 1))]
    notes = [*export.notes, "whole millions: a share of little is rough"]
    notes += cells.named(table.made.index, other).values()
    sizes = (table.read + len(table.skipped), table.read, table.skipped, tuple(notes), 0)
    volumes = (float(frame["tiv_million"].sum()), table.lost)
    layout = f"TIV table, {side} {catalog.country_name(about)}"
    report = Report(printable(path.name, 200), layout, how, *sizes, *volumes)
    return Imported(frame, report, used)
