"""Plausibility of the claims family: plain functions, each returns offenders; whitelists are commented where they stand."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pandas as pd

Load = Callable[[str], pd.DataFrame]
SEEDS = ("S0", "S1", "S2", "S3", "S4")
FIVE = {"KAZ", "KGZ", "TJK", "TKM", "UZB"}
# Where each text was written between; a claim may speak of later years only as a plan.
PUBLISHED = {
    "S0": "2026-03-05",
    "S1": "2024-12-31",
    "S2": "2021-08",
    "S3": "2025-06-16",
    "S4": "2025-11-07",
}
# Plans: a visit announced for 2026, a park due in 2027.
PLANS = {"S4-15", "S4-40"}
# A range or "to date" of the arms claims ends in the year of the text.
TABLES = {"geometry"}


def problems_keys(load: Load) -> list[str]:
    """The key of a claim names its text, and so does its source."""
    claims = load("claims")
    return [
        f"claims {row.claim_id}: {row.seed}, {row.source_id}"
        for row in claims.itertuples()
        if not row.claim_id.startswith(f"{row.seed}-") or row.seed != row.source_id
    ]


def problems_one_verdict(load: Load) -> list[str]:
    """Every claim has exactly one plain row of evidence, every reading at most one, and the plain ones agree."""
    claims, evidence, readings = load("claims"), load("claim_evidence"), load("claim_readings")
    plain = evidence[evidence["is_plain"]]
    out = [
        f"{claim}: {n} plain rows"
        for claim, n in plain["claim_id"].value_counts().items()
        if n != 1
    ]
    out += [
        f"{claim}: no verdict" for claim in sorted(set(claims["claim_id"]) - set(plain["claim_id"]))
    ]
    several = readings.groupby("claim_id")["is_plain"].sum()
    out += [f"{claim}: {n} plain readings" for claim, n in several.items() if n != 1]
    named = set(readings.loc[readings["is_plain"], "reading_id"])
    out += [
        f"{row.evidence_id}: not the plain reading"
        for row in plain.dropna(subset=["reading_id"]).itertuples()
        if row.reading_id not in named
    ]
    out += [
        f"{one}: a reading without evidence"
        for one in sorted(set(readings["reading_id"]) - set(evidence["reading_id"].dropna()))
    ]
    return out


def problems_tested_against_itself(load: Load) -> list[str]:
    """Where only the five texts speak, nothing is decided; only a contradiction inside the text may rest on it."""
    out = []
    for row in load("claim_evidence").itertuples():
        only = all(part in SEEDS for part in row.source_ids.split(";"))
        if only != row.seed_only:
            out.append(f"{row.evidence_id}: seed_only should be {only}")
        if only and row.verdict not in ("undecidable", "internally-inconsistent"):
            out.append(f"{row.evidence_id}: {row.verdict} rests on {row.source_ids} alone")
        if row.verdict == "internally-inconsistent" and row.claim_id[
            :2
        ] not in row.source_ids.split(";"):
            out.append(
                f"{row.evidence_id}: contradicts itself, but the text is not among the sources"
            )
    return out


def problems_verdicts(load: Load) -> list[str]:
    """Outdated means supported at publication; a caveat has a kind and words; not decided means undecidable."""
    known = {"outdated": {"supported"}, "undecidable": {"undecidable"}}
    out = []
    for row in load("claim_evidence").itertuples():
        before = known.get(row.verdict, {"supported", "contradicted", "internally-inconsistent"})
        if row.verdict_at_publication not in before:
            out.append(
                f"{row.evidence_id}: {row.verdict}, at publication {row.verdict_at_publication}"
            )
        if pd.isna(row.caveat_kind) != pd.isna(row.caveat):
            out.append(f"{row.evidence_id}: caveat without kind or kind without caveat")
        if row.decided_by == "none" and row.verdict != "undecidable":
            out.append(f"{row.evidence_id}: {row.verdict}, decided by nothing")
        if row.decided_by in ("measured", "looked-up") and pd.isna(row.tables):
            out.append(f"{row.evidence_id}: {row.decided_by} in no table")
        if pd.notna(row.found_low) and pd.notna(row.found_high) and row.found_low > row.found_high:
            out.append(f"{row.evidence_id}: {row.found_low} above {row.found_high}")
        if (pd.notna(row.found_low) or pd.notna(row.found_high)) == pd.isna(row.unit):
            out.append(f"{row.evidence_id}: value without unit or unit without value")
    return out


def problems_tables(load: Load) -> list[str]:
    """Every table named can be loaded; every printed figure linked exists."""
    out = []
    for row in load("claim_evidence").dropna(subset=["tables"]).itertuples():
        for name in set(row.tables.split(";")) - TABLES:
            try:
                load(name)
            except Exception as error:  # any failure to load is the offence
                out.append(f"{row.evidence_id}: {name}: {error}")
    for row in load("claim_figures").itertuples():
        if row.figure_id not in set(load(row.table)["figure_id"]):
            out.append(f"claim_figures {row.claim_id}: no {row.figure_id} in {row.table}")
    return out


def problems_values(load: Load) -> list[str]:
    """Ranges the right way round, percents within 100, values where the comparator wants them."""
    out = []
    for name, key in [("claims", "claim_id"), ("claim_readings", "reading_id")]:
        for row in load(name).to_dict("records"):
            low, high, valued = (
                row["value_low"],
                row["value_high"],
                row["comparator"] in ("equal", "about", "over", "under", "range"),
            )
            if pd.notna(low) and pd.notna(high) and low > high:
                out.append(f"{name} {row[key]}: {low} above {high}")
            if valued == (pd.isna(low) and pd.isna(high)):
                out.append(
                    f"{name} {row[key]}: comparator {row['comparator']} and value {low} do not fit"
                )
            if row["unit"] == "percent" and max(v for v in (low, high, 0) if pd.notna(v)) > 100:
                out.append(f"{name} {row[key]}: over 100 percent")
            if valued and (pd.isna(row["value_step"]) or pd.isna(row["unit"])):
                out.append(f"{name} {row[key]}: value without step or unit")
    return out


def problems_dates(load: Load) -> list[str]:
    """Ends after starts; no claim speaks of a time after its text except the plans."""
    out = []
    for name, key in [
        ("claims", "claim_id"),
        ("claim_readings", "reading_id"),
        ("timeline", "event_id"),
        ("relations", "relation_id"),
        ("seed_cards", "seed"),
    ]:
        for row in load(name).dropna(subset=["date_from", "date_to"]).to_dict("records"):
            size = min(len(row["date_from"]), len(row["date_to"]))
            if row["date_to"][:size] < row["date_from"][:size]:
                out.append(f"{name} {row[key]}: {row['date_from']} to {row['date_to']}")
    for row in load("claims").dropna(subset=["date_from"]).itertuples():
        limit = PUBLISHED[row.seed]
        size = min(len(row.date_from), len(limit))
        if row.date_from[:size] > limit[:size] and row.claim_id not in PLANS:
            out.append(f"claims {row.claim_id}: speaks of {row.date_from}, written by {limit}")
    return out


def problems_paragraphs(load: Load) -> list[str]:
    """Every claim's paragraph is listed, and the lists have no hole."""
    paragraphs = load("seed_paragraphs")
    listed = set(zip(paragraphs["seed"], paragraphs["paragraph"], strict=True))
    out = [
        f"claims {row.claim_id}: no paragraph {row.paragraph}"
        for row in load("claims").itertuples()
        if (row.seed, row.paragraph) not in listed
    ]
    for seed, group in paragraphs.groupby("seed"):
        if sorted(group["paragraph"]) != list(range(1, len(group) + 1)):
            out.append(f"seed_paragraphs {seed}: a hole")
    return out


def problems_relations(load: Load) -> list[str]:
    """Nodes resolve; a regional tie is drawn to each of the five; a relation's text is its claim's."""
    codes, nodes = set(load("countries")["iso3"]), set(load("relation_nodes")["node_id"])
    out = []
    relations = load("relations")
    for row in relations.itertuples():
        for node, kind in [(row.from_node, row.from_kind), (row.to_node, row.to_kind)]:
            if node not in codes | nodes or (node in nodes and kind != "organisation"):
                out.append(f"relations {row.relation_id}: {node} ({kind})")
        if not row.claim_id.startswith(row.seed):
            out.append(f"relations {row.relation_id}: {row.claim_id} is not of {row.seed}")
    for key, group in relations[relations["is_regional"]].groupby(
        ["claim_id", "relation", "from_node"]
    ):
        if set(group["to_node"]) != FIVE:
            out.append(f"relations {key}: drawn to {sorted(group['to_node'])}")
    return out


def problems_chains(load: Load) -> list[str]:
    """A chain starts at step 1 with an origin, has no hole and does not run backwards."""
    out = []
    for chain, group in load("claim_chains").groupby("chain_id"):
        group = group.sort_values("step")
        if (
            list(group["step"]) != list(range(1, len(group) + 1))
            or group["link"].iloc[0] != "origin"
        ):
            out.append(f"claim_chains {chain}: steps {list(group['step'])}")
        dates = list(group["date"].dropna())
        for one, two in pairwise(dates):
            size = min(len(one), len(two))
            if two[:size] < one[:size]:
                out.append(f"claim_chains {chain}: {two} after {one}")
    return out


def problems_balance(load: Load) -> list[str]:
    """Each notebook has a Central Asian reading, and no group from outside has more than half of its readings."""
    out = []
    for notebook, group in load("readings").groupby("notebook"):
        share = group["voice_group"].value_counts()
        if "central_asia" not in share.index:
            out.append(f"readings {notebook}: no Central Asian voice")
        outside = share.drop("central_asia", errors="ignore")
        # 07 is about methods, and the makers of the data are European.
        if outside.max() > len(group) / 2 and notebook != "07":
            out.append(f"readings {notebook}: {outside.idxmax()} {outside.max()} of {len(group)}")
    return out
