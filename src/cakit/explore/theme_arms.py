"""Who supplied whom: suppliers' shares of what the five took, by running windows and by edition of the data."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

import traitlets

from cakit import catalog, charts, indicators, provenance
from cakit.errors import CakitError, UnknownCountry, nearest
from cakit.explore.explorer import Explorer

if TYPE_CHECKING:
    import pandas as pd

    from cakit.figure import Chart

BY, WITHIN, VALUE = "supplier_iso3", "recipient_iso3", "tiv_million"
FIVE = ("KAZ", "KGZ", "TJK", "TKM", "UZB")
LONGEST = 10
WORDS = {
    "some": "In {span} {member} supplied {percent} of the arms delivered to {groups} "
    "({total} million TIV, SIPRI {edition} edition){rest}.",
    "none": "In {span} no arms delivered to {groups} are recorded (SIPRI {edition} edition).",
    "next": "; next came {member} with {percent}",
    "leader": "; the largest supplier was {member} with {percent}",
    "alone": "; no other supplier is recorded",
    "whole": " This edition is held as totals only, so it has no windows.",
    "all": "the five states taken together",
    "together": " taken together",
    "groups": "Recipients",
    "edition": "SIPRI edition",
    "window": "Window",
    "member": "Supplier",
    "largest": "the largest",
    "reset": "Reset",
    "copy": "Copy as code",
    "copied": "Copied.",
    "selected": "Selected: copy it with Ctrl+C.",
    "one": "At least one recipient stays chosen.",
    "slider": "Last year of the window",
    "hint": "Point at the chart to look at a window and click to keep it, or move with the arrow keys.",
    "maphint": "Click: this state alone, again: all. Shift+click: add or remove.",
    "lines": "Suppliers' shares, running windows of {size} years",
    "yearly": "Suppliers' shares, year by year",
    "map": "Largest supplier of each, {span}",
    "mapmember": "Share of {member}, {span}",
    "bars": "{span}: share · million TIV (total {total})",
    "more": "{count} others",
    "others": "all others",
    "nothing": "no deliveries recorded",
    "zero": "none recorded",
    "note": "TIV measures the volume of arms delivered, not money. A year without deliveries counts as zero; the newest "
    "year fills up in later editions.",
}


def _held(edition: str, rows: pd.DataFrame, whole: bool) -> dict[str, Any]:
    """One edition for the browser: sums as whole hundredths, recipient → supplier → [year, sum, place of the source]."""
    source, last = ("source_id", "year_to") if whole else ("source_ids", "year")
    sources = sorted(rows[source].unique())
    sums: dict[str, dict[str, list[list[int]]]] = {}
    for row in rows.sort_values([WITHIN, BY, last]).to_dict("records"):
        cell = [int(row[last]), round(row[VALUE] * 100), sources.index(row[source])]
        sums.setdefault(row[WITHIN], {}).setdefault(row[BY], []).append(cell)
    first = rows["year_from" if whole else "year"].min()
    return {"first": int(first), "last": int(rows[last].max()), "whole": whole, "sums": sums, "sources": sources} | {
        "label": f"{edition} (totals only)" if whole else edition,
        "credit": provenance.credit(rows),
    }


@cache
def _editions() -> dict[str, tuple[pd.DataFrame, bool]]:
    """Edition → its rows and whether they are totals only."""
    tables = ((catalog.load("arms_editions"), False), (catalog.load("arms_edition_totals"), True))
    found = {edition: (rows, whole) for table, whole in tables for edition, rows in table.groupby("sipri_edition")}
    return dict(sorted(found.items()))


@cache
def _spec() -> dict[str, Any]:
    suppliers = {code for rows, _ in _editions().values() for code in rows[BY]}
    names = sorted((catalog.country_name(code), code) for code in suppliers)
    return {
        "theme": "arms",
        "call": "ck.explore.arms",
        "traits": {"groups": "recipients", "window": "window", "edition": "edition", "year": "year", "member": "supplier"},
        "columns": ["recipients", "year_from", "year_to", BY, "supplier", VALUE, "total", "share_percent"]
        + ["sipri_edition", "source_ids", "credit"],
        "windows": [[1, "1 year"], *([years, f"{years} years"] for years in range(2, LONGEST + 1))],
        "groups": {code: catalog.country_name(code) for code in FIVE},
        "members": {code: name for name, code in names},
        "editions": {edition: _held(edition, *kept) for edition, kept in _editions().items()},
        "words": WORDS,
    }


def _number(name: str, value: Any, low: int, high: int, where: str = "") -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise CakitError(f"{name}={value!r} does not exist{where}: take {low} to {high}")
    return value


def _years(window: int, edition: str) -> tuple[int, int]:
    """First and last year in which a window ends."""
    held = _spec()["editions"][edition]
    return (held["last"] if held["whole"] else held["first"] + window - 1), held["last"]


def _recipients(names: Any) -> list[str]:
    asked = [names] if isinstance(names, str) else list(names)
    codes = [catalog.country(name) for name in asked]
    for name, code in zip(asked, codes, strict=True):
        if code not in FIVE:
            raise UnknownCountry(f"{name!r} is not a recipient here. {nearest(code, FIVE)}")
    if not codes:
        raise CakitError(f"recipients is empty: name at least one of {', '.join(FIVE)}")
    return [code for code in FIVE if code in codes]


def _edition(name: Any) -> str:
    if str(name) not in _editions():
        raise CakitError(f"edition {name!r} is not held. {nearest(name, _editions())}")
    return str(name)


def _supplier(name: str) -> str:
    code = catalog.country(name) if name else ""
    if code and code not in _spec()["members"]:
        raise UnknownCountry(f"{name!r} supplied none of the five. {nearest(name, _spec()['members'].values())}")
    return code


def _year(year: Any, window: int, edition: str) -> int:
    whole = _spec()["editions"][edition]["whole"]
    where = f" in the {edition} edition" + (" (totals only)" if whole else f" as the end of a window of {window} years")
    return _number("year", year, *_years(window, edition), where)


class Arms(Explorer):
    """The explorer of `arms()`."""

    recipients = traitlets.List(traitlets.Unicode()).tag(sync=True)
    window = traitlets.Int(5).tag(sync=True)
    edition = traitlets.Unicode().tag(sync=True)
    year = traitlets.Int().tag(sync=True)
    supplier = traitlets.Unicode().tag(sync=True)

    @traitlets.validate("recipients")
    def _check_recipients(self, proposal: Any) -> list[str]:
        return _recipients(proposal["value"])

    @traitlets.validate("window")
    def _check_window(self, proposal: Any) -> int:
        return _number("window", proposal["value"], 1, LONGEST)

    @traitlets.validate("edition")
    def _check_edition(self, proposal: Any) -> str:
        return _edition(proposal["value"])

    @traitlets.validate("supplier")
    def _check_supplier(self, proposal: Any) -> str:
        return _supplier(proposal["value"])

    @traitlets.validate("year")
    def _check_year(self, proposal: Any) -> int:
        return _year(proposal["value"], self.window, self.edition)

    @traitlets.observe("window", "edition")
    def _settle(self, _: Any) -> None:
        if self.edition and self.year:
            first, last = _years(self.window, self.edition)
            self.year = min(max(self.year, first), last)

    @property
    def _rows(self) -> tuple[pd.DataFrame, bool]:
        rows, whole = _editions()[self.edition]
        return rows[rows[WITHIN].isin(self.recipients)], whole

    @property
    def data(self) -> pd.DataFrame:
        """Suppliers' shares of the chosen recipients together, a row a window and supplier, as `shares` gives them."""
        rows, whole = self._rows
        held = self.spec["editions"][self.edition]
        if not whole:
            return indicators.shares(rows, BY, VALUE, window=self.window, period=(held["first"], held["last"]))
        made = indicators.shares(rows, BY, VALUE)
        return made.assign(year_from=held["first"], year_to=held["last"])

    def chart(self) -> Chart:
        """Lines by window with the chosen year marked; for an edition of totals, bars by recipient."""
        rows, whole = self._rows
        member = self.supplier or next(iter(self.sums), "RUS")
        if whole:
            held = self.spec["editions"][self.edition]
            made = indicators.shares(rows, BY, VALUE, within=WITHIN)
            return charts.suppliers_by_recipient(made.assign(year_from=held["first"], year_to=held["last"]), member)
        drawn = charts.share_windows(self.data, member)
        drawn.figure.axes[0].axvline(self.year, color="#222222", linewidth=1, linestyle=(0, (3, 3)))
        return drawn


def arms(
    recipients: str | Iterable[str] | None = None,
    window: int = 5,
    edition: str | int | None = None,
    year: int | None = None,
    supplier: str = "",
) -> Arms:
    """Explore who supplied whom: shares over running windows, linked to a map of the five.

    Parameters
    ----------
    recipients : str or list of str, optional
        Names or codes; default: the five. They are taken together.
    window : int
        Length of the running windows, 1 to 10 years.
    edition : str or int, optional
        Edition of the SIPRI database; default: the newest. One edition is held as totals only.
    year : int, optional
        The last year of the window looked at; default: the newest.
    supplier : str
        The supplier whose share is followed; default: the largest of each window.

    Returns
    -------
    Arms
        A widget. Its choices can be read and set: `.recipients`, `.window`, `.edition`, `.year`, `.supplier`; so can
        `.data`, `.sentence`, `.code`; `.chart()` is its static twin.

    Raises
    ------
    UnknownCountry, CakitError
        With the nearest values there are.

    Examples
    --------
    >>> from cakit import explore
    >>> explore.arms(recipients="Uzbekistan", edition=2025, year=2024, supplier="Russia").sentence
    'In 2020–2024 Russia supplied 68% of the arms delivered to Uzbekistan (28 million TIV, SIPRI 2025 edition); ...'
    """
    edition = _edition(edition if edition is not None else max(name for name, kept in _editions().items() if not kept[1]))
    window = _number("window", window, 1, LONGEST)
    year = _years(window, edition)[1] if year is None else _year(year, window, edition)
    return Arms(
        _spec(),
        recipients=_recipients(FIVE if recipients is None else recipients),
        window=window,
        edition=edition,
        year=year,
        supplier=_supplier(supplier),
    )
