"""What the tables say about claims: their readings and evidence, and the editions of a table."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pandas as pd

from cakit import catalog, door
from cakit.claims.rows import independent
from cakit.errors import CakitError, InvalidData, UnknownClaim, nearest

EDITION_COLUMNS = ("sipri_edition", "edition")
TOTALS = "arms_past_totals"


@cache
def records() -> dict[str, Any]:
    """Reading → one row of its claim, wording and evidence; a claim's plain reading comes first.

    A claim with one reading stands under its own id. An empty cell is None; the unit of the figure
    in the evidence is `found_unit`.
    """
    claims, parts = catalog.load("claims"), catalog.load("claim_readings")
    whole = claims[~claims["claim_id"].isin(parts["claim_id"])]
    whole = whole.assign(reading_id=whole["claim_id"], is_plain=True)
    parts = parts.merge(claims[["claim_id", "seed", "claim"]], on="claim_id")
    rows = pd.concat([whole, parts]).drop(columns="source_id")
    evidence = catalog.load("claim_evidence").drop(columns=["claim_id", "reading_id", "is_plain"])
    evidence = evidence.rename(columns={"evidence_id": "reading_id", "unit": "found_unit"})
    rows = rows.merge(evidence, on="reading_id", how="left")
    falling = [True, False, True]
    rows = rows.sort_values(["claim_id", "is_plain", "reading_id"], ascending=falling)
    problems = list(_gaps(rows))
    if problems:
        raise InvalidData("claim_evidence.csv and claim_readings.csv", problems)
    plain = rows.astype(object).where(rows.notna(), None)
    return {row.reading_id: row for row in plain.itertuples()}


def _gaps(rows: pd.DataFrame) -> Iterator[str]:
    """Claims without a row of evidence, or without exactly one plain reading."""
    for name in rows.loc[rows["verdict"].isna(), "reading_id"]:
        claim = name.split(".")[0]
        yield f"{claim}: claim_evidence has no row with evidence_id {name}. Add one"
    plain: dict[str, list[str]] = {claim: [] for claim in sorted(set(rows["claim_id"]))}
    for claim, name, is_plain in zip(
        rows["claim_id"], rows["reading_id"], rows["is_plain"].astype(bool), strict=True
    ):
        plain[claim] += [name] if is_plain else []
    for claim, names in plain.items():
        if len(names) != 1:
            what = " and ".join(names) or "none"
            yield f"{claim}: exactly one of its readings is plain, not {what}. See is_plain"


@door.plain_arguments
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
    if not isinstance(claim_id, str):
        raise UnknownClaim(f"a claim is a text such as 'S0-38', not {door.shown(claim_id)}")
    claim_id, known = str.__str__(claim_id), _readings()
    if claim_id not in known:
        raise UnknownClaim(f"no claim {door.shown(claim_id)}. {nearest(claim_id[:40], known)}")
    return known[claim_id]


@cache
def _readings() -> dict[str, list[str]]:
    """The id of a claim or of a reading → the readings it names."""
    found: dict[str, list[str]] = {}
    for name, row in records().items():
        for asked in dict.fromkeys([name, row.claim_id]):
            found.setdefault(asked, []).append(name)
    return found


@cache
def released(table: str) -> list[tuple[str, str]]:
    """The editions of a table that have a day: (release date, edition), oldest first."""
    rows = catalog.rows("editions", table=table)
    return sorted(zip(rows["released"], rows["edition"], strict=True))


@cache
def edition_of(table: str, edition: str, seed: str) -> str:
    """The edition asked for, as the table names it; empty for a table without editions."""
    names = [name for _, name in released(table)]
    totals = released(TOTALS) if table.startswith("arms") else []
    if edition == "at_publication" and names:
        return _of_its_day(released(table), totals, seed)
    if edition in names:
        return edition
    if edition in ("at_publication", "newest"):
        return names[-1] if names else _only_edition(table)
    held = ", ".join(name for _, name in totals)
    only = f" The {held} edition is held as totals only ({TOTALS})." if totals else ""
    valid = ", ".join([*names, "at_publication or newest"])
    shown = door.shown(edition).strip("'")
    raise CakitError(f"no {shown} edition of {table} is held: take {valid}.{only}")


def _of_its_day(yearly: list[tuple[str, str]], totals: list[tuple[str, str]], seed: str) -> str:
    """The newest edition when a text appeared; without its yearly figures, the next edition."""
    day = str(catalog.rows("seed_cards", seed=seed)["date_from"].iloc[0])
    both = sorted([*yearly, *totals])
    before = [pair for pair in both if pair[0][: len(day)] <= day[: len(pair[0])]]
    later = [pair for pair in yearly if not before or pair >= before[-1]]
    return (later or yearly[-1:])[0][1]


def _edition_column(frame: pd.DataFrame) -> str:
    return next((name for name in EDITION_COLUMNS if name in frame), "")


@cache
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
    return independent(frame[frame[column] == edition] if edition and column else frame)
