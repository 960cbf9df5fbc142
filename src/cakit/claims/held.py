"""What the tables hold about claims: their rows, their readings, and which edition of a table was out when."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from cakit import catalog
from cakit.errors import CakitError, UnknownClaim, nearest

if TYPE_CHECKING:
    import pandas as pd

EDITION_COLUMNS = ("sipri_edition", "edition")
TOTALS = "arms_past_totals"


@cache
def rows() -> tuple[dict[str, Any], dict[str, Any], dict[str, Any], dict[str, list[str]]]:
    """Claims, readings and evidence by id, and the readings of each claim with the plain one first."""
    claims = {row.claim_id: row for row in catalog.load("claims").itertuples()}
    readings = {row.reading_id: row for row in catalog.load("claim_readings").itertuples()}
    evidence = {row.evidence_id: row for row in catalog.load("claim_evidence").itertuples()}
    of: dict[str, list[str]] = {claim_id: [] for claim_id in claims}
    for row in sorted(readings.values(), key=lambda row: (not row.is_plain, row.reading_id)):
        of[row.claim_id].append(row.reading_id)
    return claims, readings, evidence, of


@cache
def released() -> dict[str, list[tuple[str, str]]]:
    """Table → (release date, edition), oldest first."""
    out: dict[str, list[tuple[str, str]]] = {}
    for row in catalog.load("editions").itertuples():
        out.setdefault(str(row.table), []).append((str(row.released), str(row.edition)))
    return {table: sorted(pairs) for table, pairs in out.items()}


@cache
def _published() -> dict[str, str]:
    cards = catalog.load("seed_cards")
    return dict(zip(cards["seed"], cards["date_from"], strict=True))


def readings(claim_id: str) -> list[str]:
    """The ids of a claim's readings, the plain one first; the claim's own id where it has one reading.

    Raises
    ------
    UnknownClaim
        With the nearest ids.

    Examples
    --------
    >>> readings("S0-38"), readings("S0-06")
    (['S0-38.a', 'S0-38.b', 'S0-38.c'], ['S0-06'])
    """
    claims, known, _, of = rows()
    if claim_id in known:
        return [claim_id]
    if claim_id not in claims:
        raise UnknownClaim(f"no claim {claim_id!r}. {nearest(claim_id, [*claims, *known])}")
    return of[claim_id] or [claim_id]


def _of_its_day(table: str, held: list[tuple[str, str]], day: str) -> str:
    """The newest edition out when a text appeared; where that one is not held by year, the next that is."""
    totals = released().get(TOTALS, []) if table.startswith("arms") else []
    out = [pair for pair in sorted([*held, *totals]) if pair[0][: len(day)] <= day[: len(pair[0])]]
    later = [pair for pair in held if not out or pair >= out[-1]]
    return (later or held[-1:])[0][1]


@cache
def edition_of(table: str, edition: str, seed: str) -> str:
    """The edition asked for, as the table names it; "" for a table without editions."""
    held = released().get(table, [])
    names = [name for _, name in held]
    if not held:
        kept = catalog.load(table)
        column = next((name for name in EDITION_COLUMNS if name in kept), "")
        return str(kept[column].dropna().max()) if column and kept[column].nunique() > 1 else ""
    if edition == "newest":
        return names[-1]
    if edition == "at_publication":
        return _of_its_day(table, held, _published()[seed])
    if edition in names:
        return edition
    totals = [name for _, name in released().get(TOTALS, [])] if table.startswith("arms") else []
    only = f" The {', '.join(totals)} edition is held as totals only ({TOTALS})." if totals else ""
    raise CakitError(
        f"no {edition} edition of {table} is held: take {', '.join(names)}, at_publication or newest.{only}"
    )


@cache
def frame_of(table: str, edition: str) -> pd.DataFrame:
    """The rows of one edition of a table."""
    kept = catalog.load(table)
    column = next((name for name in EDITION_COLUMNS if name in kept), "")
    kept.attrs.clear()  # pandas copies them at every step
    return kept[kept[column] == edition] if edition and column else kept
