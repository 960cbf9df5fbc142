"""Answers and known slips of the questions in quiz01.toml, computed from the tables."""

from __future__ import annotations

import pandas as pd

from cakit import catalog
from cakit.exercises.solutions import Solution, arms_share, one_of, rows


def russia_pooled() -> Solution:
    five, window = list(catalog.FIVE), (2021, 2025)
    alone = [arms_share("RUS", [state], "2026", *window) for state in five]
    return Solution(
        arms_share("RUS", five, "2026", *window),
        mean=sum(alone) / len(alone),
        all_years=arms_share("RUS", five, "2026"),
        older_edition=arms_share("RUS", five, "2025", 2020, 2024),
    )


def mean_against_pooled() -> Solution:
    solution = russia_pooled()
    mean, pooled = solution.slips["mean"], solution.truth
    words = {"higher": "higher", "lower": "lower", "same": "the same"}
    return one_of("higher" if mean > pooled else "lower" if mean < pooled else "same", **words)


def volumes() -> pd.DataFrame:
    """TIV of 2021-2025 by supplier and recipient."""
    arms = rows("arms_transfers", "2021 <= year <= 2025")
    return arms.pivot_table("tiv_million", "supplier_iso3", "recipient_iso3", "sum")


def most_effective_suppliers() -> Solution:
    part = volumes() / volumes().sum()
    effective = 1 / (part**2).sum()
    name = {code: catalog.country_name(code) for code in effective.index}
    right, largest = effective.idxmax(), part.max()
    lopsided = [name[code] for code in effective.index if largest[code] > 2 / 3 and code != right]
    others = [text for code, text in name.items() if code != right and text not in lopsided]
    return Solution(name[right], sorted(name.values()), lopsided=lopsided, fewer=others)


def second_supplier() -> Solution:
    order = volumes().sum(axis=1).sort_values(ascending=False).index
    names = [catalog.country_name(code) for code in order]
    russia, second, *later = names[:5]
    return Solution(second, sorted(names[:5]), first=russia, later=later)


def share_of_nothing() -> Solution:
    arms = rows("arms_transfers", "recipient_iso3 == 'KGZ' and 2007 <= year <= 2011")
    words = {
        "empty": "no figure: nothing was recorded",
        "zero": "zero per cent",
        "all": "one hundred per cent",
        "before": "the same as in the window before",
    }
    russian = arms.loc[arms["supplier_iso3"] == "RUS", "tiv_million"].sum()
    return one_of("empty" if arms.empty else "zero" if russian == 0 else "all", **words)


SOLUTIONS = {
    "1.q1": russia_pooled,
    "1.q2": mean_against_pooled,
    "1.q3": most_effective_suppliers,
    "1.q4": second_supplier,
    "1.q5": share_of_nothing,
}
