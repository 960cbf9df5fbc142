"""Answers and known slips of the exercises in 05.toml, computed from the tables."""

from __future__ import annotations

from cakit import catalog
from cakit.claims import rules
from cakit.exercises.solutions import Solution, arms_share, states


def half_from_russia() -> Solution:
    then, now = (arms_share("RUS", ["KGZ"], edition) > 50 for edition in ("2025", "2026"))
    return Solution(rules.verdict(now, then), rules.VERDICTS)


def rounding_of_a_claim() -> Solution:
    claim = catalog.load("claims").set_index("claim_id").loc["S1-11"]
    step = claim["value_step"]
    return Solution(step / 2, whole_step=step, about=claim["value_low"] / 10)


def edition_in_which_it_is_false() -> Solution:
    editions = sorted(set(catalog.load("arms_editions")["sipri_edition"]))
    false = [name for name in editions if arms_share("TUR", ["TKM"], name) <= 100 / 3]
    return Solution(", ".join(false), editions)


def whole_trade_by_two_claims() -> Solution:
    bounds = catalog.load("claims").set_index("claim_id")["value_low"]
    part, percent = bounds["S4-29"] / 1000, bounds["S4-32"]
    return Solution(100 * part / percent, multiplied=part * percent / 100, part=part)


SOLUTIONS = {
    "5.1": half_from_russia,
    "5.2": rounding_of_a_claim,
    "5.4": edition_in_which_it_is_false,
    "5.5": lambda: states(
        "arms_transfers",
        "supplier_iso3 == 'TUR' and 2021 <= year <= 2025 and tiv_million > 0",
        "recipient_iso3",
    ),
    "5.6": whole_trade_by_two_claims,
}
