"""A claim decided: by a table where one can, else as the sources say; in one edition."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from cakit.catalog.sources import source_ids
from cakit.catalog.sources import sources as sources_of
from cakit.claims import rules
from cakit.claims.records import EDITION_COLUMNS, edition_of, frame_of, readings, records
from cakit.claims.rows import independent, other_sources, refuse_mixture
from cakit.claims.rulebook import Check, register
from cakit.errors import CakitError

if TYPE_CHECKING:
    import pandas as pd

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
        measured, looked-up or documentary.
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
        return f"{name}, {self.decided_by}: {self.verdict}.{claimed}{found}{caveat}"

    @property
    def sources(self) -> pd.DataFrame:
        """The sources it rests on."""
        return sources_of(self.source_ids)

    def __repr__(self) -> str:
        return self.sentence


def worded(unit: str) -> str:
    """A unit as it follows a number.

    Examples
    --------
    >>> worded("percent_of_gdp"), worded("sellers"), worded("count")
    ('percent of GDP', 'sellers', '')
    """
    return UNITS.get(unit, unit.replace("_", " "))


def _range(low: float | None, high: float | None, unit: str) -> str:
    """One figure or both ends, with the unit.

    Examples
    --------
    >>> _range(12, 28.4, "hectares"), _range(1840, None, "usd_million")
    ('12–28.4 hectares', '1,840 million USD')
    >>> _range(1, None, "phases"), _range(1974, None, "calendar_year")
    ('1 phase', '1974')
    """
    style = "{:.0f}" if unit == "calendar_year" else "{:,.1f}"
    ends = [style.format(end).removesuffix(".0") for end in (low, high) if end is not None]
    shown = "–".join(dict.fromkeys(ends))
    words = f" {worded(unit)}".rstrip().replace(" percent", "%")
    return shown and shown + (words.removesuffix("s") if shown == "1" else words)


def _claimed(row: Any) -> rules.Claimed:
    dates = (row.date_from or "", row.date_to or "")
    return rules.Claimed(row.comparator, row.value_low, row.value_high, row.value_step, dates)


def _claimed_words(claimed: rules.Claimed, unit: str) -> str:
    if claimed.comparator == "date":
        return "–".join(dict.fromkeys(filter(None, claimed.dates)))
    before = claimed.comparator if claimed.comparator in ("about", "over", "under") else ""
    return f"{before} {_range(claimed.low, claimed.high, unit)}".strip()


def verdict(
    claim_id: str, edition: str | int = "at_publication", data: pd.DataFrame | None = None
) -> Verdict:
    """Decide one claim.

    Parameters
    ----------
    claim_id : str
        A claim ("S0-38"), decided in its plain reading, or one reading of it ("S0-12.b").
    edition : str or int
        "at_publication" (the newest edition when the text appeared, or the next one where that one
        has no figures by year), "newest", or a year.
    data : pandas.DataFrame, optional
        A frame of your own in place of the kit's table: the same columns, one edition.

    Raises
    ------
    UnknownClaim
        With the nearest ids.
    CakitError, MissingColumn, MixedUnits
        For an edition the kit does not have; a frame that lacks a column or mixes editions; data
        for a claim that is decided by reading.

    Examples
    --------
    >>> verdict("S0-38").verdict, verdict("S0-08").verdict
    ('supported', 'supported')
    >>> verdict("S0-08", edition="newest").verdict
    'outdated'
    """
    reading = readings(claim_id)[0]
    return _from_tables(reading, str(edition)) if data is None else _decided(reading, "", data)


@cache
def _from_tables(reading: str, edition: str) -> Verdict:
    return _decided(reading, edition, None)


@cache
def found_in(reading: str, edition: str) -> tuple[rules.Found, str]:
    """What the check of a reading finds in an edition of its table, and its sources."""
    check = register()[reading]
    return _found(check, frame_of(check.table, edition))


def _found(check: Check, frame: pd.DataFrame) -> tuple[rules.Found, str]:
    found = check.find(frame)
    sources = ";".join(source_ids(found.rows))
    return replace(found, rows=found.rows.iloc[:0]), sources  # the rows are not needed again


def _decided(reading: str, edition: str, data: pd.DataFrame | None) -> Verdict:
    """A reading decided in an edition of the kit's table, or in a frame."""
    claims, known, evidence, _ = records()
    row = known.get(reading) or claims[reading]
    claim, proof, check = claims[row.claim_id], evidence[reading], register().get(reading)
    claimed, used = _claimed(row), ""
    if check is None and data is not None:
        words = "is decided by reading, not from a table: your data cannot decide it"
        raise CakitError(f"{reading} {words}")
    if check is None:
        found, sources = _as_read(proof), proof.source_ids
        word = proof.verdict if edition == "newest" else proof.verdict_at_publication
    elif data is not None:
        for column in EDITION_COLUMNS:
            refuse_mixture(data, column)
        found, sources = _found(check, independent(data))
        word = rules.verdict(rules.holds(claimed, found), None)
    else:
        used = edition_of(check.table, edition, claim.seed)
        found, sources = found_in(reading, used)
        first = edition_of(check.table, "at_publication", claim.seed)
        then = None if edition == "at_publication" else found_in(reading, first)[0]
        before = None if then is None else rules.holds(claimed, then)
        word = rules.verdict(rules.holds(claimed, found), before)
    if check:
        found = replace(found, unit=found.unit or row.unit or "")
        sources = _with_caveat(sources, proof)
    return _verdict(
        claimed,
        found,
        row.unit or "",
        claim_id=row.claim_id,
        reading_id=reading if reading in known else "",
        claim=f"{claim.claim} ({row.reading})" if reading in known else row.claim,
        verdict=word,
        decided_by=proof.decided_by if check else "documentary",
        edition=used,
        caveat_kind=proof.caveat_kind or "",
        caveat=proof.caveat or "",
        source_ids=sources,
        distance=rules.distance(claimed, found) if check else "",
    )


def _as_read(proof: Any) -> rules.Found:
    """The figure that the evidence gives."""
    import pandas as pd

    low, high = proof.found_low, proof.found_high
    return rules.Found(pd.DataFrame(), "by the sources", low, high, proof.unit or "")


def _with_caveat(ids: str, proof: Any) -> str:
    """The sources of the rows that decide, and those of a caveat beside them."""
    own = other_sources(proof.source_ids)
    if not ids:
        return ";".join(own) or str(proof.source_ids)
    return ";".join(dict.fromkeys([*ids.split(";"), *(own if proof.caveat else [])]))


def _verdict(claimed: rules.Claimed, found: rules.Found, unit: str, **more: Any) -> Verdict:
    """A verdict with its figures in words."""
    return Verdict(
        claimed=_claimed_words(claimed, unit),
        found=_range(found.low, found.high, found.unit) or found.date or YES_NO[found.is_there],
        value=found.low,
        value_high=None if found.high == found.low else found.high,
        unit=found.unit,
        scope=found.scope,
        **more,
    )


def decide(
    claim: str,
    comparator: str,
    value: float,
    found: float,
    then: float | None = None,
    step: float | None = None,
    unit: str = "percent",
    scope: str = "",
    rows: pd.DataFrame | None = None,
) -> Verdict:
    """Decide a claim of your own by the kit's rules.

    Parameters
    ----------
    claim, comparator, value : str, {"equal", "about", "over", "under"}, float
        In your words; how the claim says it; the figure it names.
    found : float
        What you computed, in the edition you trust most.
    then : float, optional
        The figure in the edition of the claim's day; a claim that was right then and is wrong now
        is outdated.
    step : float, optional
        The claim's last digit (1 for "62 percent", 0.1 for "62.5"), for `equal` and `about`.
    unit, scope : str
        Of both figures; what was looked at.
    rows : pandas.DataFrame, optional
        The rows behind `found`: their sources and edition go into the verdict.

    Examples
    --------
    >>> decide("Over half came from one supplier", "over", 50, found=48.2, then=55.0).verdict
    'outdated'
    """
    import pandas as pd

    rows = pd.DataFrame() if rows is None else rows
    claimed = rules.Claimed(comparator, value, None, step)
    now = rules.Found(rows, scope, found, unit=unit)
    first = None if then is None else rules.holds(claimed, rules.Found(rows, scope, then))
    editions = [rows[name].dropna().max() for name in EDITION_COLUMNS if name in rows and len(rows)]
    return _verdict(
        claimed,
        now,
        unit,
        claim_id="own",
        claim=claim,
        verdict=rules.verdict(rules.holds(claimed, now), first),
        decided_by="measured",
        edition=str(editions[0]) if editions else "",
        source_ids=";".join(source_ids(rows)),
        distance=rules.distance(claimed, now),
    )
