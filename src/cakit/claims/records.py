"""What the tables say about claims: their readings and evidence, and the editions of a table."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from cakit import catalog, door
from cakit.claims.rows import independent
from cakit.errors import CakitError, InvalidData, UnknownClaim, nearest

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
    problems = list(_gaps(readings, evidence, of_claim))
    if problems:
        raise InvalidData("claim_evidence.csv and claim_readings.csv", problems)
    return Records(claims, readings, evidence, of_claim)


def _gaps(readings: Any, evidence: Any, of_claim: dict[str, list[str]]) -> Iterator[str]:
    """Claims without a row of evidence, or without exactly one plain reading."""
    for claim_id, names in of_claim.items():
        for name in names or [claim_id]:
            if name not in evidence:
                yield f"{claim_id}: claim_evidence has no row with evidence_id {name}. Add one"
        plain = [name for name in names if readings[name].is_plain]
        if names and len(plain) != 1:
            what = " and ".join(plain) or "none"
            yield f"{claim_id}: exactly one of its readings is plain, not {what}. See is_plain"


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
    if not isinstance(claim_id, str):
        text = f"a claim is a text such as 'S0-38', not {door.shown(claim_id)}"
        raise UnknownClaim(text)
    claim_id = str.__str__(claim_id)
    if claim_id in known:
        return [claim_id]
    if claim_id not in claims:
        near = nearest(claim_id[:40], [*claims, *known])
        raise UnknownClaim(f"no claim {door.shown(claim_id)}. {near}")
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
    if edition == "at_publication" and names:
        return _of_its_day(table, seed)
    if edition in names:
        return edition
    if edition in ("at_publication", "newest"):
        return names[-1] if names else _only_edition(table)
    totals = ", ".join(name for _, name in _totals(table))
    only = f" The {totals} edition is held as totals only ({TOTALS})." if totals else ""
    valid = ", ".join([*names, "at_publication or newest"])
    shown = door.shown(edition).strip("'")
    raise CakitError(f"no {shown} edition of {table} is held: take {valid}.{only}")


def _only_edition(table: str) -> str:
    """The newest edition named in a table whose editions have no day; empty where it has one."""
    frame = catalog.load(table)
    column = _edition_column(frame)
    several = column and frame[column].nunique() > 1
    return str(frame[column].dropna().max()) if several else ""


@cache
def frame_of(table: str, edition: str) -> pd.DataFrame:
    """The rows of one edition of a table that do not rest on the five texts alone."""
    frame = catalog.load(table)
    column = _edition_column(frame)
    frame.attrs.clear()  # pandas copies them at every step
    return independent(frame[frame[column] == edition] if edition and column else frame)
