"""A claim decided: by a table where one can, else as the sources say; in one edition."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from math import isfinite
from typing import TYPE_CHECKING, Any

from cakit import catalog, door
from cakit.catalog.sources import source_ids
from cakit.claims import rules
from cakit.claims.records import EDITION_COLUMNS, edition_of, frame_of, readings, records
from cakit.claims.rows import independent, other_sources, refuse_mixture
from cakit.claims.rulebook import Check, register
from cakit.claims.verdicts import Verdict, claimed_by, in_words
from cakit.errors import CakitError, nearest

if TYPE_CHECKING:
    import pandas as pd

OWN_COMPARATORS = ("equal", "about", "over", "under")


@door.plain_arguments
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
    data : frame, optional
        A frame of your own in place of the kit's table: the same columns, one edition.

    Raises
    ------
    UnknownClaim
        With the nearest ids.
    CakitError, MissingColumn, MixedUnits
        For an edition the kit does not have; a frame that lacks a column, holds something else
        than the table's columns hold, or mixes editions; data for a claim that is decided by
        reading.

    Examples
    --------
    >>> verdict("S0-38").verdict, verdict("S0-08").verdict
    ('supported', 'supported')
    >>> verdict("S0-08", edition="newest").verdict
    'outdated'
    """
    reading = readings(claim_id)[0]
    if not isinstance(edition, str):
        edition = str(door.whole(edition, "edition"))
    return _from_tables(reading, edition) if data is None else _decided(reading, edition, data)


@cache
def _from_tables(reading: str, edition: str) -> Verdict:
    return _decided(reading, edition, None)


@cache
def _found_in(reading: str, edition: str) -> tuple[rules.Found, str]:
    """What the check of a reading finds in an edition of its table, and its sources."""
    check = register()[reading]
    return _found(check, frame_of(check.table, edition))


def _found(check: Check, frame: pd.DataFrame) -> tuple[rules.Found, str]:
    found = check.find(frame)
    sources = ";".join(source_ids(found.rows))
    return replace(found, rows=found.rows.iloc[:0]), sources  # the rows are not needed again


def _own(data: Any, table: str) -> pd.DataFrame:
    """A frame of the user's, held to the types and bounds of the columns of a table."""
    frame = door.frame(data, "data")
    for column in catalog.table(table).fields:
        if column.name not in frame:
            continue
        given = frame[column.name]
        try:
            if given.dtype.kind == "c" or (column.dtype == "Int64" and (given % 1 > 0).any()):
                raise TypeError("neither whole nor real")
            cells = given.astype(column.dtype)
        except (TypeError, ValueError, OverflowError) as error:
            text = f"data: the column {column.name!r} is a {column.type} in {table}"
            raise CakitError(f"{text}; yours holds {given.dtype}") from error
        if cells.dtype.kind in "fi":
            _refuse_numbers(cells.astype("float64"), column)
        frame[column.name] = cells
    for name in EDITION_COLUMNS:
        refuse_mixture(frame, name)
    return independent(frame)


def _refuse_numbers(cells: pd.Series, column: Any) -> None:
    """Say which row has no number where one must be, or one out of bounds."""
    low = column.constraints.get("minimum", float("-inf"))
    high = column.constraints.get("maximum", float("inf"))
    high = 2100 if column.type == "year" else high  # a newer edition has a newer year
    wrong = ~cells.between(low, high) | (cells.abs() == float("inf"))
    wrong &= cells.notna() | column.required
    if wrong.any():
        row = int(wrong.idxmax())
        bounds = [f"from {low:g}"] * isfinite(low) + [f"to {high:g}"] * isfinite(high)
        rule = " ".join(["a finite number", *bounds])
        raise CakitError(f"data: row {row}, column {column.name}: {cells[row]} is not {rule}")


def _decided(reading: str, edition: str, data: pd.DataFrame | None) -> Verdict:
    """A reading decided in an edition of the kit's table, or in a frame."""
    claims, known, evidence, _ = records()
    row = known.get(reading) or claims[reading]
    claim, proof, check = claims[row.claim_id], evidence[reading], register().get(reading)
    claimed, used = claimed_by(row), ""
    if check is None:
        found, sources, word = _as_read(reading, proof, edition, data)
    elif data is not None:
        found, sources = _found(check, _own(data, check.table))
        word = rules.verdict(rules.holds(claimed, found), None)
    else:
        used = edition_of(check.table, edition, claim.seed)
        found, sources = _found_in(reading, used)
        first = edition_of(check.table, "at_publication", claim.seed)
        then = None if edition == "at_publication" else _found_in(reading, first)[0]
        before = None if then is None else rules.holds(claimed, then)
        word = rules.verdict(rules.holds(claimed, found), before)
    if check:
        found = replace(found, unit=found.unit or row.unit or "")
        sources = _with_caveat(sources, proof)
    return in_words(
        claimed,
        found,
        row.unit or "",
        claim_id=row.claim_id,
        reading_id=reading if reading in known else "",
        claim=f"{claim.claim} ({row.reading})" if reading in known else row.claim,
        verdict=word,
        decided_by=proof.decided_by,
        edition=used,
        caveat_kind=proof.caveat_kind or "",
        caveat=proof.caveat or "",
        source_ids=sources,
        distance=rules.distance(claimed, found) if check else "",
    )


def _as_read(reading: str, proof: Any, edition: str, data: Any) -> tuple[rules.Found, str, str]:
    """The figure that the evidence gives, its sources, and the verdict."""
    import pandas as pd

    words = {"newest": proof.verdict, "at_publication": proof.verdict_at_publication}
    if data is not None or edition not in words:
        own = "your data cannot decide it" if data is not None else "take at_publication or newest"
        raise CakitError(f"{reading} is decided by reading, not from a table: {own}")
    found = rules.Found(
        pd.DataFrame(), "by the sources", proof.found_low, proof.found_high, proof.unit or ""
    )
    return found, proof.source_ids, words[edition]


def _with_caveat(ids: str, proof: Any) -> str:
    """The sources of the rows that decide, and those of a caveat beside them."""
    own = other_sources(proof.source_ids)
    if not ids:
        return ";".join(own) or str(proof.source_ids)
    return ";".join(dict.fromkeys([*ids.split(";"), *(own if proof.caveat else [])]))


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
    rows : frame, optional
        The rows behind `found`: their sources and edition go into the verdict.

    Raises
    ------
    CakitError
        For another comparator, and for a figure that is no finite number.
    MixedUnits
        For rows of several editions.

    Examples
    --------
    >>> decide("Over half came from one supplier", "over", 50, found=48.2, then=55.0).verdict
    'outdated'
    """
    import pandas as pd

    claim, unit = door.words(claim, "claim"), door.words(unit, "unit")
    scope, word = door.words(scope, "scope"), door.words(comparator, "comparator")
    if word not in OWN_COMPARATORS:
        near = nearest(word[:40], OWN_COMPARATORS)
        raise CakitError(f"comparator: no {door.shown(word)}. {near}")
    if step is not None and door.number(step, "step") <= 0:
        raise CakitError(f"step: give the size of the last digit, above zero, not {step}")
    rows = pd.DataFrame() if rows is None else door.frame(rows, "rows")
    for name in EDITION_COLUMNS:
        refuse_mixture(rows, name)
    figure = door.number(value, "value")
    claimed = rules.Claimed(word, figure, None, None if step is None else float(step))
    now = rules.Found(rows, scope, door.number(found, "found"), unit=unit)
    first = None
    if then is not None:
        first = rules.holds(claimed, replace(now, low=door.number(then, "then")))
    editions = [rows[name].dropna().max() for name in EDITION_COLUMNS if name in rows and len(rows)]
    return in_words(
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
