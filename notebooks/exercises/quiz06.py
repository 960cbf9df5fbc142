"""Answers and known slips of the questions in quiz06.toml, computed from the tables."""

from __future__ import annotations

import pandas as pd

from cakit import catalog
from cakit.errors import CakitError
from cakit.exercises.solutions import Solution, one_of, rows
from cakit.scenarios import what_if


def two_counts() -> pd.DataFrame:
    """Turnover with China in 2024 by state, in the partner's and in the state's own books."""
    query = "partner_iso3 == 'CHN' and flow == 'turnover' and year == 2024 and months_covered == 12"
    trade = rows("trade_figures", f"{query} and unit == 'usd_million'")
    books = trade.pivot_table("value", "country_iso3", "statistics_side", "max")
    return books.reindex(list(catalog.FIVE))[["partner", "national"]].dropna()


def mirror_ratio() -> Solution:
    books = two_counts()
    ratio = books["partner"] / books["national"]
    return Solution(ratio["KGZ"], tajik=ratio["TJK"], turned=1 / ratio["KGZ"])


def closest_books() -> Solution:
    books = two_counts()
    ratio = books["partner"] / books["national"]
    name = {code: catalog.country_name(code) for code in books.index}
    right, widest = (ratio - 1).abs().idxmin(), (ratio - 1).abs().idxmax()
    others = [text for code, text in name.items() if code not in (right, widest)]
    return Solution(name[right], sorted(name.values()), widest=name[widest], wider=others)


def one_buyer_of_goods() -> Solution:
    sold = rows("trade_shares", "year == 2023 and flow == 'export_to_partner'")
    most = sold.groupby("country_iso3")["share_percent"].max()
    name = {code: catalog.country_name(code) for code in most.index}
    right = most.idxmax()
    others = [text for code, text in name.items() if code != right]
    return Solution(name[right], sorted(name.values()), lower=others)


def money_sent_to_turkmenistan() -> Solution:
    found = rows("dependence", "country_iso3 == 'TKM' and measure == 'remittances_received'")
    found = found[found["year"] == 2024]
    words = {
        "none": "nothing: there is no figure",
        "zero": "zero: nobody sends money",
        "small": "a figure below one per cent of output",
    }
    return one_of("none" if found.empty else "zero" if (found["value"] == 0).all() else "small",
                  **words)  # fmt: skip


def what_an_if_counts() -> Solution:
    amounts = {"items": 4, "dollars": "40 million dollars", "percent": "10 per cent"}
    words = {"items": "a number of items", "dollars": "a sum in dollars", "percent": "a share"}
    taken = []
    for name, amount in amounts.items():
        try:
            what_if("KGZ", "Mi-17", amount, "RUS", 2025)  # type: ignore[arg-type]
            taken.append(name)
        except CakitError:
            continue
    (right,) = taken
    return one_of(right, **words)


SOLUTIONS = {
    "6.q1": mirror_ratio,
    "6.q2": closest_books,
    "6.q3": one_buyer_of_goods,
    "6.q4": money_sent_to_turkmenistan,
    "6.q5": what_an_if_counts,
}
