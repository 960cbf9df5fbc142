"""A claim decided: by code where a table can, else as the sources were read; in one edition of the data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from cakit import provenance
from cakit.claims import held, rules
from cakit.claims.checks import Check, Function, register
from cakit.claims.rows import SEEDS
from cakit.errors import CakitError, MixedUnits

if TYPE_CHECKING:
    import pandas as pd

UNITS = {"usd_million": "million USD", "TIV_million": "million TIV", "percent_of_gdp": "percent of GDP", "count": "", "calendar_year": ""}  # fmt: skip
SAID = {"equal": "", "about": "about ", "over": "over ", "under": "under ", "range": ""}


@dataclass(frozen=True)
class Verdict:
    """One reading of one claim, decided in one edition.

    Attributes
    ----------
    claim_id, reading_id : str
        `reading_id` is empty where the claim has one reading.
    claim : str
        The claim, or its reading, in our words.
    verdict : str
        supported, contradicted, internally-inconsistent, outdated or undecidable.
    decided_by : str
        measured, looked-up or documentary.
    claimed, found : str
        What is claimed and what was found, with units.
    value, value_high : float or None
        The figure found, or both ends of its range; `value_high` is empty where there is one figure.
    unit : str
        Of both.
    scope, edition : str
        What was looked at, and in which edition of the table.
    sentence : str
        The verdict in words.
    distance : str
        How far what was found lies from a figure claimed as about so much.
    caveat_kind, caveat : str
        What limits it.
    source_ids : str
        The sources it rests on.
    """

    claim_id: str
    reading_id: str
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
    caveat_kind: str
    caveat: str
    source_ids: str
    distance: str = ""
    _draw: Callable[[], Any] | None = field(default=None, repr=False, compare=False)

    @property
    def sentence(self) -> str:
        """The verdict in words: what is claimed, what was found, where, in which edition."""
        edition = f", {self.edition} edition" if self.edition else ""
        distance = f", {self.distance}" if self.distance else ""
        found = f" Found: {self.found} ({self.scope}{edition}){distance}." if self.found else ""
        claimed = f" Claimed: {self.claimed}." if self.claimed else ""
        caveat = f" But: {self.caveat}." if self.caveat else ""
        return f"{self.reading_id or self.claim_id}, {self.decided_by}: {self.verdict}.{claimed}{found}{caveat}"

    @property
    def sources(self) -> pd.DataFrame:
        """The sources it rests on."""
        return provenance.sources(self.source_ids)

    def chart(self) -> Any:
        """A picture of the evidence, where there is one.

        Raises
        ------
        CakitError
            Where a picture would add nothing.
        """
        if self._draw is None:
            raise CakitError(f"{self.claim_id} has no picture; its evidence is in .sentence and .sources")
        return self._draw()

    def __repr__(self) -> str:
        return self.sentence


def _text(value: Any) -> str:
    import pandas as pd

    return "" if pd.isna(value) else str(value)


def _number(value: Any) -> float | None:
    import pandas as pd

    return None if pd.isna(value) else float(value)


def check_of(reading: str) -> Check | None:
    """The check that decides a reading, if code does."""
    found = register().get(reading)
    known = held.rows()[1]
    if found is None and reading in known and known[reading].is_plain:
        return register().get(known[reading].claim_id)
    return found


def _sourced(found: rules.Found) -> tuple[rules.Found, str]:
    return found, ";".join(provenance.source_ids(found.rows))


@cache
def _found(function: Function, table: str, edition: str) -> tuple[rules.Found, str]:
    """What a check finds in a table of the kit's, and by which sources; several readings can share a check."""
    import pandas as pd

    found, ids = _sourced(function(held.frame_of(table, edition)))
    return replace(found, rows=pd.DataFrame()), ids  # the rows are not needed again


def _own(data: pd.DataFrame) -> pd.DataFrame:
    for column in held.EDITION_COLUMNS:
        if column in data and data[column].nunique() > 1:
            several = ", ".join(sorted(data[column].dropna().astype(str).unique()))
            raise MixedUnits(f"{column} holds {several}: keep one, for example data[data[{column!r}] == ...]")
    return data


def _claimed(row: Any) -> rules.Claimed:
    dates = (_text(row.date_from), _text(row.date_to))
    return rules.Claimed(
        row.comparator, _number(row.value_low), _number(row.value_high), _number(row.value_step), dates
    )


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
    >>> _range(12, 28.4, "hectares"), _range(1840, None, "usd_million"), _range(0.4, 3.5, "percent_of_gdp")
    ('12–28.4 hectares', '1,840 million USD', '0.4–3.5% of GDP')
    >>> _range(1, None, "phases"), _range(3, None, "count"), _range(1974, None, "calendar_year")
    ('1 phase', '3', '1974')
    """
    style = "{:.0f}" if unit == "calendar_year" else "{:,.1f}"
    shown = "–".join(dict.fromkeys(style.format(one).removesuffix(".0") for one in (low, high) if one is not None))
    words = f" {worded(unit)}".rstrip().replace(" percent", "%")
    return shown and shown + (words.removesuffix("s") if shown == "1" else words)


def verdict(claim_id: str, edition: str | int = "at_publication", data: pd.DataFrame | None = None) -> Verdict:
    """Decide one claim.

    Parameters
    ----------
    claim_id : str
        A claim ("S0-38") or one reading of it ("S0-12.b"); a claim of several readings is decided in its plain one.
    edition : str or int
        "at_publication" (the newest edition when the text appeared; where it is not held by year, the next one that
        is), "newest", or a year.
    data : pandas.DataFrame, optional
        A frame of your own in place of the kit's table, with the same columns and one edition.

    Returns
    -------
    Verdict

    Raises
    ------
    UnknownClaim
        With the nearest ids.
    CakitError, MissingColumn, MixedUnits
        An edition that is not held; a frame that lacks a column or mixes editions; data for a claim that no code decides.

    Examples
    --------
    >>> verdict("S0-38").verdict, verdict("S0-08").verdict, verdict("S0-08", edition="newest").verdict
    ('supported', 'supported', 'outdated')
    """
    reading = held.readings(claim_id)[0]
    return _held(reading, str(edition)) if data is None else _decided(reading, str(edition), data)


@cache
def _held(reading: str, edition: str) -> Verdict:
    """A reading decided in the kit's own tables."""
    return _decided(reading, edition, None)


def _with_caveat(ids: str, kept: Any) -> str:
    """The sources of the rows that decide and, where a caveat stands beside them, those it was read in."""
    own = [one for one in kept.source_ids.split(";") if one not in SEEDS]
    if not ids:
        return ";".join(own) or str(kept.source_ids)
    return ";".join(dict.fromkeys([*ids.split(";"), *(own if _text(kept.caveat) else [])]))


def _decided(reading: str, edition: str, data: pd.DataFrame | None) -> Verdict:
    claims, known, evidence, _ = held.rows()
    row = known.get(reading) or claims[reading]
    claim = claims[row.claim_id]
    kept, check = evidence[reading], check_of(reading)
    words = row.claim if reading in claims else f"{claim.claim} ({row.reading})"
    reading_id = "" if reading in claims else reading
    if check is None:
        if data is not None:
            raise CakitError(f"{reading} is decided by reading, not from a table: your data cannot decide it")
        word = kept.verdict if edition == "newest" else kept.verdict_at_publication
        low, high, unit = _number(kept.found_low), _number(kept.found_high), _text(kept.unit)
        found, scope, used, ids, draw = _range(low, high, unit), "by the sources", "", kept.source_ids, None
        decided, away = "documentary", ""
    else:
        used = held.edition_of(check.table, edition, claim.seed) if data is None else ""
        got, ids = _found(check.function, check.table, used) if data is None else _sourced(check.function(_own(data)))
        claimed = _claimed(row)
        first = None
        if data is None and edition != "at_publication":
            then = held.edition_of(check.table, "at_publication", claim.seed)
            first = rules.holds(claimed, _found(check.function, check.table, then)[0])
        word = rules.verdict(rules.holds(claimed, got), first)
        away = rules.distance(claimed, got)
        low, high, unit = got.low, got.high, got.unit or _text(row.unit)
        there = {None: "", True: "yes", False: "no"}[got.is_there]
        found = _range(low, high, unit) or got.date or there
        ids = _with_caveat(ids, kept)
        scope, rows = got.scope, held.frame_of(check.table, used) if data is None else data
        draw = partial(check.chart, rows) if check.chart else None
        decided = check.decided_by
    if row.comparator == "date":
        said = "–".join(dict.fromkeys(filter(None, (_text(row.date_from), _text(row.date_to)))))
    else:
        said = SAID.get(row.comparator, "") + _range(_number(row.value_low), _number(row.value_high), _text(row.unit))
    return Verdict(
        row.claim_id, reading_id, words, word, decided, said.strip(), found, low, None if high == low else high, unit, scope, used,
        _text(kept.caveat_kind), _text(kept.caveat), ids, away, draw,
    )  # fmt: skip


def decide(
    claim: str, comparator: str, value: float, found: float, then: float | None = None, step: float | None = None,
    unit: str = "percent", scope: str = "", rows: pd.DataFrame | None = None,
) -> Verdict:  # fmt: skip
    """Decide a claim of your own by the kit's rules.

    Parameters
    ----------
    claim : str
        In your words.
    comparator : {"equal", "about", "over", "under"}
        How the claim says it.
    value : float
        The figure it names.
    found : float
        What you computed, in the edition you trust most.
    then : float, optional
        What the edition of the claim's day gives: a claim that held then and no longer does is outdated.
    step : float, optional
        The last digit the claim prints (1 for "62 percent", 0.1 for "62.5"), for `equal` and `about`.
    unit, scope : str
        Of both figures; what was looked at.
    rows : pandas.DataFrame, optional
        The rows behind `found`: their sources and edition go into the verdict.

    Returns
    -------
    Verdict

    Raises
    ------
    CakitError
        For an unknown comparator.

    Examples
    --------
    >>> decide("Over half came from one supplier", "over", 50, found=48.2, then=55.0).verdict
    'outdated'
    """
    import pandas as pd

    rows = pd.DataFrame() if rows is None else rows
    claimed = rules.Claimed(comparator, value, None, step)
    first = None if then is None else rules.holds(claimed, rules.Found(rows, scope, then))
    got = rules.Found(rows, scope, found)
    word = rules.verdict(rules.holds(claimed, got), first)
    edition = next((str(max(rows[name].dropna())) for name in held.EDITION_COLUMNS if name in rows and len(rows)), "")
    said = SAID.get(comparator, "") + _range(value, None, unit)
    return Verdict("own", "", claim, word, "measured", said, _range(found, None, unit), found, None, unit, scope, edition,
                   "", "", ";".join(provenance.source_ids(rows)), rules.distance(claimed, got))  # fmt: skip
