"""SIPRI's TIV tables: one line for each supplier or recipient, one column for each year."""

from __future__ import annotations

import os
import re

from cakit import catalog, door
from cakit.catalog.csvfile import printable
from cakit.catalog.validate import BadCell
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
    code = catalog.country(partner) if partner else ""
    found = code
    if said:
        found = "WLD" if said == "World" else cells.party(said)
    if not found:
        raise CakitError(f"{export.name} does not say whose table it is: give partner=")
    if code and code != found:
        raise CakitError(f"{export.name} is the table of {said}, not of {partner}")
    side = side or (where if partner and not said else None) or ("recipient" if partner else where)
    if side and where and side != where:
        contradiction = f"says that {said or partner} is the {where}, not the {side}"
        raise CakitError(f"{export.name} {contradiction}: side={where!r}")
    return found, side or "recipient"


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
    import pandas as pd

    if side is not None and door.words(side, "side") not in ("recipient", "supplier"):
        said = f"side={door.shown(side)}"
        raise CakitError(f"{said}: take 'recipient' (imports) or 'supplier' (exports)")
    path = door.path(path, "path")
    export = read_export(path, *COLUMNS, joins=False)
    if export.header[0].casefold() not in (*FIRST, ""):
        raise InvalidData(export.name, [f"has a first column {export.header[0]!r}, no TIV table"])
    about, side = _asked(export, partner, side)
    header = export.header
    matches = {place: YEAR.fullmatch(name) for place, name in enumerate(header)}
    years = {place: int(found[1]) for place, found in matches.items() if found}
    if len(set(years.values())) < len(years) or not years:
        raise InvalidData(export.name, ["has no years among its columns, or one of them twice"])
    total = next(place for place, name in enumerate(header) if TOTAL.fullmatch(name))
    table = Table(export, [*years, total])
    other = "supplier" if side == "recipient" else "recipient"
    cells_of = [
        (about, code, years[place], value, table.lines[code])
        for code, row in table.made.items()
        for place, value in row.items()
        if place in years
    ]
    names = [f"{side}_iso3", f"{other}_iso3", "year", "tiv_million", "line"]
    frame = pd.DataFrame(cells_of, columns=names)
    if frame.empty:
        reasons = [f"{where}: {why}" for where, why in table.skipped]
        raise InvalidData(export.name, ["no figure could be read", *reasons])
    used, how = find_edition([export], edition, int(frame["year"].max()))
    frame = frame[["recipient_iso3", "supplier_iso3", *names[2:]]]
    frame = frame.assign(sipri_edition=used, source_ids=SOURCE)
    ends = (None, [about]) if side == "recipient" else ([about], None)  # from whom, to whom
    frame.attrs["covers"] = [(*ends, min(years.values()), min(max(years.values()), int(used) - 1))]
    notes = [*export.notes, "whole millions: a share of little is rough"]
    for own in cells.named(table.made).values():
        notes.append(f"a {other} the kit does not know keeps a code of its own: {own!r}")
    read = len(table.names)
    sizes = (read + len(table.skipped), read, tuple(table.skipped), tuple(notes), 0)
    volumes = (float(frame["tiv_million"].sum()), table.lost)
    layout = f"TIV table, {side} {catalog.country_name(about)}"
    report = Report(printable(path.name, 200), layout, how, *sizes, *volumes)
    return Imported(frame, report, used)


class Table:
    """The figures of a table by party and place, held against the totals it prints."""

    def __init__(self, export: Export, places: list[int]) -> None:
        self.export, self.places = export, places
        self.made: dict[str, dict[int, float]] = {}
        self.lines: dict[str, int] = {}
        self.names: set[str] = set()
        self.skipped: list[tuple[str, str]] = []
        self.lost, self.unknown, self.unprinted = 0.0, 0, 0
        totals: dict[int, float | None] = {}
        for line, row in export.rows:
            try:
                if row[0].casefold().startswith("total"):
                    totals = self._figures(row)
                else:
                    self._add(line, row)
            except BadCell as error:
                self.skipped.append((f"{export.name} line {line}", str(error)))
                self._leave(cells.volume(row[places[-1]]) if len(row) > places[-1] else None)
        summed = places[:-1] if self.unprinted else places  # the last one adds what is printed
        for place in summed if totals else ():
            column = [row.get(place) for row in self.made.values()]
            self._hold(f"column {export.header[place]}", column, totals.get(place))
        if not totals:
            export.notes.append("the file has no row of totals: its years cannot be checked")
        if self.unknown:
            what = f"skipped rows whose total is empty or cannot be read: {self.unknown}"
            export.notes.append(f"{what}; more volume is left out than can be said")
        if self.unprinted:
            empty = f"totals that the file leaves empty: {self.unprinted}"
            export.notes.append(f"{empty}; the figures beside or above them cannot be checked")

    def _leave(self, total: float | None) -> None:
        """Count the total of a row that is left out; where there is none, the row."""
        self.lost += total or 0.0
        self.unknown += total is None

    def _figures(self, row: list[str]) -> dict[int, float | None]:
        if len(row) <= self.places[-1]:
            raise BadCell(f"{len(row)} cells, but the header has {len(self.export.header)}")
        return {place: cells.number(row[place]) for place in self.places}

    def _add(self, line: int, row: list[str]) -> None:
        """One row; SIPRI lists some parties under two names, whose figures are added."""
        figures, name = self._figures(row), row[0]
        plain = name.casefold().replace("-", " ").removesuffix(" systems").replace(" ", "_")
        if plain in catalog.allowed("weapon_category"):
            raise InvalidData(self.export.name, ["is a table by category of weapon, not by state"])
        code = cells.party(name)
        if name in self.names:
            raise BadCell(f"a second row for {printable(name)!r}; the first is kept")
        self.names.add(name)
        self.lines[code] = line
        own = self.made.setdefault(code, {})
        for place, value in figures.items():
            if value is not None:
                own[place] = own.get(place, 0.0) + value
        years = [figures[place] for place in self.places[:-1]]
        self._hold(name, years, figures[self.places[-1]])

    def _hold(self, what: str, figures: list[float | None], total: float | None) -> None:
        """Note where figures do not add up to the printed total; each may be rounded by a half."""
        filled = [value for value in figures if value is not None]
        if total is None:
            self.unprinted += any(filled)
            return
        gap = sum(filled) - total
        if abs(gap) > 0.5 * (len(filled) + 1):
            text = f"{printable(what)}: the figures add up to {gap:+.0f} against the printed total"
            self.export.notes.append(text)
