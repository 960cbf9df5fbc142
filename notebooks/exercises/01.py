"""Answers and known slips of the exercises in 01.toml, computed from the tables."""

from __future__ import annotations

from cakit.exercises.solutions import Solution, arms_share, largest_suppliers, rows


def russian_share_of_the_small() -> Solution:
    small = ["KGZ", "TJK"]
    truth = arms_share("RUS", small, "2026")
    alone = [arms_share("RUS", [state], "2026") for state in small]
    return Solution(
        truth,
        with_kazakhstan=arms_share("RUS", ["KAZ", *small], "2026"),
        edition_2025=arms_share("RUS", small, "2025"),
        edition_2022=arms_share("RUS", small, "2022"),
        mean=sum(alone) / 2,
        one_state=alone,
        others=100 - truth,
    )


def effect_of_the_edition() -> Solution:
    old = arms_share("RUS", ["UZB"], "2025", 2020, 2024)
    same_years = arms_share("RUS", ["UZB"], "2026", 2020, 2024)
    new = arms_share("RUS", ["UZB"], "2026", 2021, 2025)
    return Solution(
        old - same_years,
        whole_fall=old - new,
        other_way_round=same_years - new,
        one_share=[same_years, old],
        per_cent_of_old=100 * (old - same_years) / old,
    )


def largest_line_of_others() -> Solution:
    lines = rows("arms_deliveries", "recipient_iso3 == 'KGZ' and designation.notna()")
    lines = lines.sort_values(["tiv_million", "designation"], ascending=[False, True])
    others = lines[lines["supplier_iso3"] != "RUS"]
    most = others["designation"].iloc[0]
    russian = set(lines["designation"]) - set(others["designation"])
    return Solution(
        most,
        sorted(set(lines["designation"])),
        russian=sorted(russian),
        smaller=sorted(set(others["designation"]) - {most}),
    )


def no_longer_russia() -> Solution:
    before = largest_suppliers(2016, 2020)
    after = largest_suppliers(2021, 2025).reindex(before.index)
    return Solution(set(before.index[(before == "RUS") & (after != "RUS")]))


def reading_that_holds() -> Solution:
    options = {
        "state_by_state": "state by state: each of the three",
        "mean": "the mean of the three shares",
        "pooled": "the three in one sum",
        "small": "Kyrgyzstan and Tajikistan in one sum",
        "none": "none of these",
    }
    arms = rows("arms_editions", "recipient_iso3 in ['KAZ', 'KGZ', 'TJK']")
    holds = dict.fromkeys(options, True)
    for edition in ("2025", "2026"):
        sums = arms[arms["sipri_edition"] == edition].pivot_table(
            "tiv_million", "supplier_iso3", "recipient_iso3", "sum"
        )
        alone = 100 * sums.loc["RUS"] / sums.sum()
        small = sums.drop(columns="KAZ")
        holds["state_by_state"] &= bool(alone.min() > 80)
        holds["mean"] &= bool(alone.mean() > 80)
        holds["pooled"] &= bool(100 * sums.loc["RUS"].sum() / sums.sum().sum() > 80)
        holds["small"] &= bool(100 * small.loc["RUS"].sum() / small.sum().sum() > 80)
    truth = next(name for name in options if holds[name])
    slips = {name: text for name, text in options.items() if name != truth}
    return Solution(options[truth], options.values(), **slips)


SOLUTIONS = {
    "1.1": russian_share_of_the_small,
    "1.2": effect_of_the_edition,
    "1.4": largest_line_of_others,
    "1.5": no_longer_russia,
    "1.6": reading_that_holds,
}
