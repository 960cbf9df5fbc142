"""Who supplied whom: suppliers' shares of what the five took, by running windows and by edition of the data."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import traitlets

from cakit import catalog, charts, figure, indicators, provenance
from cakit.catalog import FIVE
from cakit.explore import words
from cakit.explore.control import Control
from cakit.explore.explorer import Explorer, made_spec, module, outlines, style

if TYPE_CHECKING:
    import pandas as pd

    from cakit.figure import Chart

BY, WITHIN, VALUE = "supplier_iso3", "recipient_iso3", "tiv_million"
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
    "hint": "Point at the chart to look, click to keep; or use the arrow keys.",
    "maphint": "Click: one or all. Shift+click: on or off.",
    "lines": "Suppliers' shares, running windows of {size} years",
    "yearly": "Suppliers' shares, year by year",
    "map": "Largest supplier, {span}",
    "mapmember": "Share of {member}, {span}",
    "bars": "Share · million TIV (total {total})",
    "more": "{count} others",
    "others": "all others",
    "nothing": "no deliveries recorded",
    "zero": "none recorded",
    "note": "TIV measures the volume of arms delivered, not money. A year without deliveries counts as zero; the newest "
    "year fills up in later editions.",
}


@cache
def _tables() -> dict[str, tuple[pd.DataFrame, bool]]:
    """Edition → its rows, and whether they are totals only."""
    held = ((catalog.load("arms_editions"), False), (catalog.load("arms_past_totals"), True))
    return {str(name): (rows, whole) for table, whole in held for name, rows in table.groupby("sipri_edition")}


def _shipped(edition: str, rows: pd.DataFrame, whole: bool) -> dict[str, Any]:
    """One edition for the browser; sums: recipient → supplier → [year, whole hundredths, place of its source]."""
    source, first, last = ("source_id", "year_from", "year_to") if whole else ("source_ids", "year", "year")
    sources = sorted(rows[source].unique())
    sums: dict[str, dict[str, list[list[int]]]] = {code: {} for code in FIVE}
    for row in rows.sort_values([WITHIN, BY, last]).to_dict("records"):
        cell = [row[last], round(row[VALUE] * 100), sources.index(row[source])]
        sums[row[WITHIN]].setdefault(row[BY], []).append(cell)
    return {
        "label": f"{edition} (totals only)" if whole else edition,
        "first": int(rows[first].min()),
        "last": int(rows[last].max()),
        "whole": whole,
        "sums": sums,
        "sources": sources,
        "credit": provenance.credit(rows),
    }


@cache
def _editions() -> dict[str, dict[str, Any]]:
    return {edition: _shipped(edition, *kept) for edition, kept in sorted(_tables().items())}


@cache
def _controls() -> tuple[Control, ...]:
    suppliers = {code for rows, _ in _tables().values() for code in rows[BY]}
    named = {code: catalog.country_name(code) for code in sorted(suppliers, key=catalog.country_name)}
    lengths = {years: f"{years} year{'s'[: years - 1]}" for years in range(1, LONGEST + 1)}
    editions = {name: held["label"] for name, held in _editions().items()}
    return (
        Control(
            "recipients", "checks", "Recipients", {code: catalog.country_name(code) for code in FIVE}, countries=True
        ),
        Control("window", "select", "Window", lengths),
        Control("edition", "select", "SIPRI edition", editions),
        Control("year", "range", "Last year of the window"),
        Control("supplier", "select", "Supplier", named, none="the largest", countries=True),
    )


@cache
def _spec() -> dict[str, Any]:
    columns = f"recipients year_from year_to {BY} supplier {VALUE} total share_percent sipri_edition source_ids credit"
    more = {"colours": figure.COLOURS, "outlines": outlines()}
    return made_spec("arms", _controls(), WORDS, _editions(), columns.split(), **more)


def ends(edition: str, window: int) -> tuple[int, int]:
    """First and last year in which a window of the edition ends; an edition of totals is one window."""
    held = _editions()[edition]
    return (held["last"] if held["whole"] else held["first"] + window - 1), held["last"]


@lru_cache(maxsize=64)
def _shares(edition: str, recipients: tuple[str, ...], window: int, within: str | None) -> pd.DataFrame:
    rows, whole = _tables()[edition]
    held, rows = _editions()[edition], rows[rows[WITHIN].isin(recipients)]
    period = (held["first"], held["last"])
    if whole:
        return indicators.shares(rows, BY, VALUE, within).assign(year_from=period[0], year_to=period[1])
    return indicators.shares(rows, BY, VALUE, within, window, period)


class Arms(Explorer):
    """The explorer of `arms()`."""

    _esm = module("arms")
    _css = style("arms")
    recipients = traitlets.List(traitlets.Unicode()).tag(sync=True)
    window = traitlets.Int().tag(sync=True)
    edition = traitlets.Unicode().tag(sync=True)
    year = traitlets.Int().tag(sync=True)
    supplier = traitlets.Unicode().tag(sync=True)

    def limits(self, state: dict[str, Any]) -> tuple[int, int]:
        """First and last year in which a window ends."""
        return ends(state["edition"], state["window"])

    def where(self, state: dict[str, Any]) -> str:
        """The edition, and what it holds."""
        whole = _editions()[state["edition"]]["whole"]
        kind = "totals only" if whole else f"windows of {state['window']} years"
        return f" in the {state['edition']} edition ({kind})"

    def _shares(self, within: str | None = None) -> pd.DataFrame:
        return _shares(self.edition, tuple(self.recipients), self.window, within).copy()

    @property
    def data(self) -> pd.DataFrame:
        """Suppliers' shares of the chosen recipients together, a row a window and supplier, as `shares` gives them."""
        return self._shares()

    @property
    def sums(self) -> dict[str, int]:
        """Supplier → hundredths in the chosen window, largest first."""
        rows = self.data[self.data["year_to"] == self.year]
        found = {code: round(one * 100) for code, one in zip(rows[BY], rows[VALUE], strict=True) if one}
        return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))

    @property
    def sentence(self) -> str:
        """The finding in words, as the browser shows it."""
        sums, held = self.sums, self.spec["data"][self.edition]
        total, first = sum(sums.values()), held["first"] if held["whole"] else self.year - self.window + 1
        named = [catalog.country_name(code) for code in self.recipients]
        several = figure.listed(named) + WORDS["together"] * (len(named) > 1)
        told = {
            "span": f"{first}–{self.year}" if first < self.year else f"{self.year}",
            "edition": self.edition,
            "groups": WORDS["all"] if len(named) == len(FIVE) else several,
        }
        if total:
            said = {
                one: {"member": catalog.country_name(one), "percent": words.percent(sums[one], total)} for one in sums
            }
            top = next(iter(sums))
            code = self.supplier or top
            other = next((one for one in sums if one != code), None)
            told |= said.get(code) or {"member": catalog.country_name(code), "percent": "0%"}
            told["rest"] = WORDS["next" if code == top else "leader"].format(**said[other]) if other else WORDS["alone"]
            told["total"] = words.whole(total)
        return WORDS["some" if total else "none"].format(**told) + (WORDS["whole"] if held["whole"] else "")

    def _twin(self) -> Chart:
        """Lines by window with the chosen year marked; for an edition of totals, bars by recipient."""
        member = self.supplier or next(iter(self.sums), "RUS")
        if self.spec["data"][self.edition]["whole"]:
            return charts.suppliers_by_recipient(self._shares(WITHIN), member)
        names = [catalog.country_name(code) for code in self.recipients]
        drawn = charts.share_windows(
            self.data, member, to=WORDS["all"] if len(names) == len(FIVE) else figure.listed(names)
        )
        drawn.figure.axes[0].axvline(self.year, color=figure.INK, linewidth=1, linestyle=(0, (3, 3)))
        return drawn


def arms(
    recipients: str | Iterable[str] = FIVE,
    window: int = 5,
    edition: str | int | None = None,
    year: int | None = None,
    supplier: str = "",
) -> Arms:
    """Explore who supplied whom: shares over running windows, linked to a map of the five.

    Parameters
    ----------
    recipients : str or list of str
        Names or codes among the five; they are taken together.
    window : int
        Length of the running windows, 1 to 10 years.
    edition : str or int, optional
        Edition of the SIPRI database; default: the newest. One edition is held as totals only.
    year : int, optional
        The last year of the window looked at; default: the newest.
    supplier : str
        The supplier to follow; default: the largest of each window.

    Returns
    -------
    Arms
        A widget. Its choices can be read and set: `.recipients`, `.window`, `.edition`, `.year`, `.supplier`; what
        they give is in `.sentence`, `.data`, `.code`; `.chart()` is its static twin.

    Raises
    ------
    UnknownCountry, CakitError
        With the nearest values there are.

    Examples
    --------
    >>> from cakit import explore
    >>> explore.arms(recipients="Uzbekistan", edition=2025, year=2024, supplier="Russia").sentence
    'In 2020–2024 Russia supplied 68% of the arms delivered to Uzbekistan (144 million TIV, SIPRI 2025 edition); ...'
    """
    newest = max(name for name, (_, whole) in _tables().items() if not whole)
    edition = newest if edition is None else str(edition)
    return Arms(
        _spec(), _controls(), recipients=recipients, window=window, edition=edition, year=year, supplier=supplier
    )
