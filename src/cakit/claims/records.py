"""What the tables say about claims: their readings and evidence, and the editions of a table."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from cakit import catalog
from cakit.claims.rows import independent
from cakit.errors import CakitError, UnknownClaim, nearest

if TYPE_CHECKING:
    import pandas as pd

EDITION_COLUMNS = ("sipri_edition", "edition")
TOTALS = "arms_past_totals"


class Records(NamedTuple):
    """Claims, readings and evidence by id; the readings of each claim, the plain reading first."""

    claims: dict[str, Any]
    readings: dict[str, Any]
    evidence: dict[str, Any]
    of_claim: dict[str, list[str]]


def _by_id(table: str, key: str) -> dict[str, Any]:
    """The rows of a table by their key, with None for an empty cell."""
    frame = catalog.load(table)
    plain = frame.astype(object).where(frame.notna(), None)
    return {getattr(row, key): row for row in plain.itertuples()}


@cache
def records() -> Records:
    """The rows of the three tables."""
    claims = _by_id("claims", "claim_id")
    readings = _by_id("claim_readings", "reading_id")
    evidence = _by_id("claim_evidence", "evidence_id")
    of_claim: dict[str, list[str]] = {claim_id: [] for claim_id in claims}
    for row in sorted(readings.values(), key=lambda row: (not row.is_plain, row.reading_id)):
        of_claim[row.claim_id].append(row.reading_id)
    return Records(claims, readings, evidence, of_claim)


def readings(claim_id: str) -> list[str]:
    """The ids of a claim's readings, the plain one first; its own id where it has one reading.

    Raises
    ------
    UnknownClaim
        With the nearest ids.

    Examples
    --------
    >>> readings("S0-38"), readings("S0-06")
    (['S0-38.a', 'S0-38.b', 'S0-38.c'], ['S0-06'])
    """
    claims, known, _, of_claim = records()
    if claim_id in known:
        return [claim_id]
    if claim_id not in claims:
        raise UnknownClaim(f"no claim {claim_id!r}. {nearest(claim_id, [*claims, *known])}")
    return of_claim[claim_id] or [claim_id]


@cache
def released() -> dict[str, list[tuple[str, str]]]:
    """Table → (release date, edition), oldest first."""
    editions: dict[str, list[tuple[str, str]]] = {}
    for row in catalog.load("editions").itertuples():
        editions.setdefault(str(row.table), []).append((str(row.released), str(row.edition)))
    return {table: sorted(pairs) for table, pairs in editions.items()}


def _totals(table: str) -> list[tuple[str, str]]:
    """The editions of the arms register of which there are only totals."""
    return released().get(TOTALS, []) if table.startswith("arms") else []


def _of_its_day(table: str, seed: str) -> str:
    """The newest edition when a text appeared; without its yearly figures, the next edition."""
    cards = catalog.load("seed_cards")
    day = dict(zip(cards["seed"], cards["date_from"], strict=True))[seed]
    yearly = released()[table]
    both = sorted([*yearly, *_totals(table)])
    before = [pair for pair in both if pair[0][: len(day)] <= day[: len(pair[0])]]
    later = [pair for pair in yearly if not before or pair >= before[-1]]
    return (later or yearly[-1:])[0][1]


def _edition_column(frame: pd.DataFrame) -> str:
    return next((name for name in EDITION_COLUMNS if name in frame), "")


@cache
def edition_of(table: str, edition: str, seed: str) -> str:
    """The edition asked for, as the table names it; empty for a table without editions."""
    names = [name for _, name in released().get(table, [])]
    if not names:
        frame = catalog.load(table)
        column = _edition_column(frame)
        several = column and frame[column].nunique() > 1
        return str(frame[column].dropna().max()) if several else ""
    if edition == "at_publication":
        return _of_its_day(table, seed)
    if edition == "newest" or edition in names:
        return names[-1] if edition == "newest" else edition
    totals = ", ".join(name for _, name in _totals(table))
    only = f" The {totals} edition is held as totals only ({TOTALS})." if totals else ""
    raise CakitError(
        f"no {edition} edition of {table} is held: take {', '.join(names)}, at_publication "
        f"or newest.{only}"
    )


@cache
def frame_of(table: str, edition: str) -> pd.DataFrame:
    """The rows of one edition of a table that do not rest on the five texts alone."""
    frame = catalog.load(table)
    column = _edition_column(frame)
    frame.attrs.clear()  # pandas copies them at every step
    return independent(frame[frame[column] == edition] if edition and column else frame)
