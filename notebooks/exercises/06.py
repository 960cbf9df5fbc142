"""Answers and known slips of the exercises in 06.toml, computed from the tables."""

from __future__ import annotations

import pandas as pd

from cakit.exercises.solutions import Solution, largest_suppliers, rows
from cakit.scenarios import what_if


def trade_with_china(state: str) -> pd.Series:
    """Turnover in 2024 by unit and by whose statistics."""
    query = "partner_iso3 == 'CHN' and flow == 'turnover' and year == 2024 and months_covered == 12"
    trade = rows("trade_figures", query)
    return trade[trade["country_iso3"] == state].groupby(["unit", "statistics_side"])["value"].max()


def lacking_in_tajik_books() -> Solution:
    chinese, own = trade_with_china("TJK")["usd_million"][["partner", "national"]]
    kyrgyz = trade_with_china("KGZ")["usd_million"]
    return Solution(
        100 * (chinese - own) / chinese,
        tajik_whole=100 * (chinese - own) / own,
        part_present=100 * own / chinese,
        difference=chinese - own,
        kyrgyzstan=100 * (kyrgyz["partner"] - kyrgyz["national"]) / kyrgyz["partner"],
    )


def whole_trade_by_the_bank() -> Solution:
    trade = trade_with_china("C5")
    part, percent = trade["usd_million", "third_party"] / 1000, trade["percent", "third_party"]
    return Solution(
        100 * part / percent,
        chinese_count=100 * trade["usd_million", "partner"] / 1000 / percent,
        multiplied=part * percent / 100,
        russia=100 * 45 / 30,  # billion dollars and per cent: the floors of S4-29 and S4-32
        part=part,
    )


def rise_with_four_helicopters() -> Solution:
    russia = what_if("KGZ", "Mi-17", 4, "RUS", 2025).data.query("supplier_iso3 == 'RUS'").iloc[0]
    now, low = russia["share_now_percent"], russia["share_low_percent"]
    at_most = russia["share_high_percent"] - now
    return Solution(low - now, at_most=at_most, share_with=low, share_without=now)


def china_first_in_both() -> Solution:
    goods = rows(
        "trade_shares", "year == 2023 and flow == 'import_from_partner' and confidence != 'low'"
    )
    most = goods.groupby("country_iso3")["share_percent"].transform("max")
    first = goods[(goods["share_percent"] == most) & (goods["partner_iso3"] == "CHN")]
    arms = largest_suppliers(2021, 2025)
    return Solution(set(first["country_iso3"]) & set(arms.index[arms == "CHN"]))


SOLUTIONS = {
    "6.1": lacking_in_tajik_books,
    "6.2": whole_trade_by_the_bank,
    "6.4": rise_with_four_helicopters,
    "6.5": china_first_in_both,
}
