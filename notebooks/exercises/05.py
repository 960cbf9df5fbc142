"""Answers and known slips of the exercises in 05.toml, computed from the tables."""

from __future__ import annotations

from cakit import catalog
from cakit.claims import rules
from cakit.exercises.solutions import Solution, arms_share, states


def half_from_russia() -> Solution:
    then, now = (arms_share("RUS", ["KGZ"], edition) > 50 for edition in ("2025", "2026"))
    truth = rules.verdict(now, then)
    slips = {name.replace("-", "_"): name for name in rules.VERDICTS if name != truth}
    return Solution(truth, rules.VERDICTS, **slips)


def rounding_of_a_claim() -> Solution:
    claim = catalog.load("claims").set_index("claim_id").loc["S1-11"]
    step = claim["value_step"]
    return Solution(step / 2, whole_step=step, about=claim["value_low"] / 10)


def whole_trade_by_two_claims() -> Solution:
    bounds = catalog.load("claims").set_index("claim_id")["value_low"]
    part, percent = bounds["S4-29"] / 1000, bounds["S4-32"]
    return Solution(100 * part / percent, multiplied=part * percent / 100, part=part)


SOLUTIONS = {
    "5.1": half_from_russia,
    "5.2": rounding_of_a_claim,
    "5.5": lambda: states(
        "arms_transfers",
        "supplier_iso3 == 'TUR' and 2021 <= year <= 2025 and tiv_million > 0",
        "recipient_iso3",
    ),
    "5.6": whole_trade_by_two_claims,
}
