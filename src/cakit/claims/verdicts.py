"""A verdict: what is claimed, what was found, and both in words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cakit.catalog.sources import sources as sources_of
from cakit.claims import rules
from cakit.languages import said

UNITS = {"usd_million": "million USD", "TIV_million": "million TIV", "count": ""}
UNITS |= {"percent_of_gdp": "percent of GDP", "calendar_year": ""}
YES_NO = {None: "", True: "yes", False: "no"}


@dataclass(frozen=True)
class Verdict:
    """One reading of one claim, decided in one edition.

    Attributes
    ----------
    claim_id, reading_id, claim : str
        The claim and its reading, in our words; `reading_id` is empty where there is one reading.
    verdict : str
        supported, contradicted, internally-inconsistent, outdated or undecidable.
    decided_by : str
        measured, looked-up, documentary, or none where no source that we have decides it.
    claimed, found, distance : str
        What is claimed and what was found, with units; how far apart, for a claim of "about".
    value, value_high : float or None
        The figure found, or both ends of a range; `value_high` is None where there is one figure.
    unit, scope, edition : str
        Of the figures; what was looked at, and in which edition of the table.
    source_ids, caveat_kind, caveat : str
        The sources it rests on, and what limits it.
    """

    claim_id: str
    claim: str
    verdict: str
    decided_by: str
    claimed: str
    found: str
    value: float | None
    value_high: float | None
    unit: str
    scope: str
    edition: str
    source_ids: str
    reading_id: str = ""
    caveat_kind: str = ""
    caveat: str = ""
    distance: str = ""

    @property
    def sentence(self) -> str:
        """The verdict in words: what is claimed, what was found, where, in which edition."""
        edition = f", {self.edition} edition" if self.edition else ""
        distance = f", {self.distance}" if self.distance else ""
        found = f" Found: {self.found} ({self.scope}{edition}){distance}." if self.found else ""
        claimed = f" Claimed: {self.claimed}." if self.claimed else ""
        caveat = f" But: {self.caveat}." if self.caveat else ""
        name = self.reading_id or self.claim_id
        way = f"{name}, {self.decided_by}".removesuffix(", none")
        return said(f"{way}: {self.verdict}.{claimed}{found}{caveat}")

    @property
    def sources(self) -> pd.DataFrame:
        """The sources it rests on."""
        return sources_of(self.source_ids)

    def __repr__(self) -> str:
        return self.sentence


def in_words(claimed: rules.Claimed, found: rules.Found, unit: str, **more: Any) -> Verdict:
    """A verdict with its figures in words."""
    if claimed.comparator == "date":
        claim = "–".join(dict.fromkeys(filter(None, claimed.dates)))
    else:
        before = claimed.comparator if claimed.comparator in ("about", "over", "under") else ""
        claim = f"{before} {_range(claimed.low, claimed.high, unit)}".strip()
    return Verdict(
        claimed=claim,
        found=_range(found.low, found.high, found.unit) or found.date or YES_NO[found.is_there],
        value=found.low,
        value_high=None if found.high == found.low else found.high,
        unit=found.unit,
        scope=found.scope,
        **more,
    )


def _range(low: float | None, high: float | None, unit: str) -> str:
    """One figure or both ends, with the unit."""
    style = "{:.0f}" if unit == "calendar_year" else "{:,.1f}"
    known = [end for end in (low, high) if end is not None and not math.isnan(end)]
    ends = [style.format(end).removesuffix(".0") for end in known]
    shown = "–".join(dict.fromkeys(ends))
    words = f" {worded(unit)}".rstrip().replace(" percent", "%")
    return shown and shown + (words.removesuffix("s") if shown == "1" else words)


def worded(unit: str) -> str:
    """A unit as it follows a number."""
    return UNITS.get(unit, unit.replace("_", " "))
