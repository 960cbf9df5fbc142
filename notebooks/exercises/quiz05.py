"""Answers and known slips of the questions in quiz05.toml, computed from the tables."""

from __future__ import annotations

import pandas as pd

from cakit import catalog
from cakit.claims.deciding import decide
from cakit.exercises.solutions import Solution, arms_share, one_of, rows


def plain() -> pd.DataFrame:
    """The evidence on each claim as worded."""
    return rows("claim_evidence", "is_plain")


def commonest_way() -> Solution:
    count = plain()["decided_by"].value_counts().drop("none")
    words = {"measured": "computed from figures", "looked-up": "found in a register",
             "documentary": "read in a document"}  # fmt: skip
    return one_of(str(count.idxmax()), **words)


def half_of_five_years() -> Solution:
    then, now = (arms_share("RUS", ["UZB"], year, 2020, 2024) for year in ("2025", "2026"))
    words = ("contradicted", "outdated", "supported", "undecidable")
    right = decide("over half from Russia", "over", 50, found=now, then=then).verdict
    return one_of(right, **{word: word for word in words})


def kind_that_is_never_supported() -> Solution:
    kinds = plain()["claim_id"].map(catalog.load("claims").set_index("claim_id")["kind"])
    supported = plain().groupby(kinds)["verdict"].agg(lambda some: (some == "supported").sum())
    some = supported[["event", "forecast", "membership", "share"]]
    (right,) = some.index[some == 0]
    return one_of(right, **{name: name for name in some.index})


def verdicts_that_moved() -> Solution:
    everything = catalog.load("claim_evidence")
    moved = [one["verdict"] != one["verdict_at_publication"] for one in (plain(), everything)]
    return Solution(int(moved[0].sum()), all_readings=int(moved[1].sum()), claims=len(plain()))


def documented_links() -> Solution:
    links = catalog.load("claim_chains")["link"].value_counts()
    return Solution(int(links["documented"]), inferred=int(links["inferred"]), all=int(links.sum()))


SOLUTIONS = {
    "5.q1": commonest_way,
    "5.q2": half_of_five_years,
    "5.q3": kind_that_is_never_supported,
    "5.q4": verdicts_that_moved,
    "5.q5": documented_links,
}
