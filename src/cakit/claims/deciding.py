"""A claim decided: by a table where one can, else as the sources say; in one edition."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from math import inf, isfinite
from typing import Any

import pandas as pd

from cakit import catalog, door
from cakit.catalog.sources import source_ids
from cakit.claims import rules
from cakit.claims.records import EDITION_COLUMNS, edition_of, frame_of, readings, records
from cakit.claims.rows import independent, other_sources, refuse_mixture
from cakit.claims.rulebook import Check, register
from cakit.claims.verdicts import Verdict, in_words
from cakit.errors import CakitError, nearest

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
    row, check = records()[reading], register().get(reading)
    if not isinstance(edition, str):
        edition = str(door.whole(edition, "edition"))
    if check is None:
        return _as_read(row, edition, data)
    if data is None:
        return _by_table(reading, edition)
    return _measured(row, *_found(check, _own(data, check.table)))


def decided_from(table: str, data: pd.DataFrame) -> list[Verdict]:
    """Every reading that code decides from a table, decided from a frame in the same form."""
    own, rows = _own(data, table), records()
    checks = {name: check for name, check in register().items() if check.table == table}
    return [_measured(rows[name], *_found(check, own)) for name, check in checks.items()]


@cache
def _by_table(reading: str, edition: str) -> Verdict:
    row, table = records()[reading], register()[reading].table
    used = edition_of(table, edition, row.seed)
    first, _ = _found_in(reading, edition_of(table, "at_publication", row.seed))
    held = rules.holds(claimed_by(row), first)
    return _measured(row, *_found_in(reading, used), edition=used, then=held)


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
            frame[column.name] = given.astype(column.dtype)
        except (TypeError, ValueError, OverflowError) as error:
            text = f"data: the column {column.name!r} is a {column.type} in {table}"
            raise CakitError(f"{text}; yours holds {given.dtype}") from error
        if frame[column.name].dtype.kind in "fi":
            _refuse_numbers(frame[column.name].astype("float64"), column)
    refuse_mixture(frame, *EDITION_COLUMNS)
    return independent(frame)


def _refuse_numbers(cells: pd.Series, column: Any) -> None:
    """Say which row has no number where one must be, or one out of bounds."""
    low, high = (
        column.constraints.get(name, end) for name, end in (("minimum", -inf), ("maximum", inf))
    )
    high = 2100 if column.type == "year" else high  # a newer edition has a newer year
    wrong = ~cells.between(low, high) | (cells.abs() == inf)
    wrong &= cells.notna() | column.required
    if wrong.any():
        row = int(wrong.idxmax())
        bounds = [f"from {low:g}"] * isfinite(low) + [f"to {high:g}"] * isfinite(high)
        rule = " ".join(["a finite number", *bounds])
        raise CakitError(f"data: row {row}, column {column.name}: {cells[row]} is not {rule}")


def claimed_by(row: Any) -> rules.Claimed:
    """What a row of `records` claims."""
    dates = (row.date_from or "", row.date_to or "")
    return rules.Claimed(row.comparator, row.value_low, row.value_high, row.value_step, dates)


def _measured(
    row: Any, found: rules.Found, ids: str, edition: str = "", then: bool | None = None
) -> Verdict:
    """The verdict by a table: with the sources of its rows, and of a caveat beside them."""
    own = other_sources(row.source_ids)
    if ids:
        ids = ";".join(dict.fromkeys([*ids.split(";"), *(own if row.caveat else [])]))
    else:
        ids = ";".join(own) or row.source_ids
    found = replace(found, unit=found.unit or row.unit or "")
    word = rules.verdict(rules.holds(claimed_by(row), found), then)
    distance = rules.distance(claimed_by(row), found)
    return _verdict(row, found, word, source_ids=ids, edition=edition, distance=distance)


def _as_read(row: Any, edition: str, data: Any) -> Verdict:
    """The verdict and the figure that the evidence gives."""
    words = {"newest": row.verdict, "at_publication": row.verdict_at_publication}
    if data is not None or edition not in words:
        own = "your data cannot decide it" if data is not None else "take at_publication or newest"
        raise CakitError(f"{row.reading_id} is decided by reading, not from a table: {own}")
    ends, unit = (row.found_low, row.found_high), row.found_unit or ""
    found = rules.Found(pd.DataFrame(), "by the sources", *ends, unit)
    return _verdict(row, found, words[edition], source_ids=row.source_ids, edition="")


def _verdict(row: Any, found: rules.Found, word: str, **more: str) -> Verdict:
    is_part = row.reading_id != row.claim_id
    return in_words(
        claimed_by(row),
        found,
        row.unit or "",
        claim_id=row.claim_id,
        reading_id=row.reading_id if is_part else "",
        claim=f"{row.claim} ({row.reading})" if is_part else row.claim,
        verdict=word,
        decided_by=row.decided_by,
        caveat_kind=row.caveat_kind or "",
        caveat=row.caveat or "",
        **more,
    )


@door.plain_arguments
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
    claim, unit = door.words(claim, "claim"), door.words(unit, "unit")
    scope, word = door.words(scope, "scope"), door.words(comparator, "comparator")
    if word not in OWN_COMPARATORS:
        near = nearest(word[:40], OWN_COMPARATORS)
        raise CakitError(f"comparator: no {door.shown(word)}. {near}")
    if step is not None and door.number(step, "step") <= 0:
        raise CakitError(f"step: give the size of the last digit, above zero, not {step}")
    rows = pd.DataFrame() if rows is None else door.frame(rows, "rows")
    refuse_mixture(rows, *EDITION_COLUMNS)
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
