"""Lists and answers of the exercises in variants.toml, computed from the tables."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pandas as pd

from cakit import catalog
from cakit.exercises.solutions import Solution, arms_share, rows, share
from cakit.exercises.variants import Variants

ENDS = range(2005, 2026, 5)  # of windows of five years


def editions() -> list[str]:
    return sorted(set(catalog.load("arms_editions")["sipri_edition"]))


def armed_drones(edition: str) -> pd.DataFrame:
    return rows("drones_by_edition", f"sipri_edition == '{edition}' and drone_role == 'armed'")


def drone_draws() -> list[dict[str, Any]]:
    known = sorted(set(catalog.load("drones_by_edition")["sipri_edition"]))
    pairs = [(year, code) for year in known for code in set(armed_drones(year)["supplier_iso3"])]
    return [{"edition": year, "supplier": code} for year, code in sorted(pairs)]


def drone_share(edition: str, supplier: str) -> Solution:
    every = rows("drones_by_edition", f"sipri_edition == '{edition}'")
    truth = share(armed_drones(edition), "number_delivered", supplier_iso3=supplier)
    all_kinds = share(every, "number_delivered", supplier_iso3=supplier)
    return Solution(truth, every_kind=all_kinds, others=100 - truth)


def pair_draws() -> list[dict[str, Any]]:
    pairs = [list(pair) for pair in combinations(catalog.THE_FIVE, 2)]
    return [{"states": pair, "edition": edition} for edition in editions() for pair in pairs]


def russian_share(states: list[str], edition: str) -> Solution:
    truth = arms_share("RUS", states, edition)
    alone = [arms_share("RUS", [state], edition) for state in states]
    five = arms_share("RUS", list(catalog.THE_FIVE), edition)
    return Solution(truth, five=five, mean=sum(alone) / 2, one_state=alone, others=100 - truth)


def edition_draws() -> list[dict[str, Any]]:
    """Two editions that both cover the years and have a delivery in them."""
    arms = catalog.load("arms_editions").query("tiv_million > 0")
    keys = zip(arms["sipri_edition"], arms["recipient_iso3"], arms["year"], strict=True)
    delivered = {(*key, last) for *key, year in keys for last in ENDS if last - 5 < year <= last}
    return [
        {"state": state, "years": (last - 4, last), "old": old, "new": new}
        for old, new in combinations(editions(), 2)
        for state in catalog.THE_FIVE
        for last in ENDS
        if last < int(old) and {(old, state, last), (new, state, last)} <= delivered
    ]


def edition_effect(state: str, years: tuple[int, int], old: str, new: str) -> Solution:
    before, after = (arms_share("RUS", [state], edition, *years) for edition in (old, new))
    return Solution(before - after, one_share=[before, after])


def largest(years: tuple[int, int]) -> pd.Series:
    arms = rows("arms_transfers", f"{years[0]} <= year <= {years[1]}")
    sums = arms.groupby(["recipient_iso3", "supplier_iso3"])["tiv_million"].sum()
    return sums[sums > 0].unstack().idxmax(axis=1)


def window_draws() -> list[dict[str, Any]]:
    firsts = range(1996, 2017)
    return [{"before": (at, at + 4), "after": (at + 5, at + 9)} for at in firsts]


def no_longer_russia(before: tuple[int, int], after: tuple[int, int]) -> Solution:
    then, now = largest(before), largest(after)
    now = now.reindex(then.index).dropna()
    return Solution(set(now.index[(then[now.index] == "RUS") & (now != "RUS")]))


def category_draws() -> list[dict[str, Any]]:
    lines = catalog.load("arms_deliveries").groupby(["supplier_iso3", "category"])
    lines = lines["recipient_iso3"].nunique().reset_index()
    known = lines["supplier_iso3"].isin(catalog.country_names())
    several = lines[known & lines["recipient_iso3"].between(2, 4) & (lines["category"] != "other")]
    names = [list(names) for names in several[["supplier_iso3", "category"]].to_numpy()]
    return [{"category": category, "supplier": supplier} for supplier, category in names]


def took_category(category: str, supplier: str) -> Solution:
    query = f"supplier_iso3 == '{supplier}' and category == '{category}'"
    return Solution(set(rows("arms_deliveries", query)["recipient_iso3"]))


def largest_aid(measure: str, first: int, last: int, without: str = "") -> str:
    """The state with the largest sum of military obligations in these fiscal years."""
    money = rows("us_obligations", "assistance_category == 'military'")
    money = money[money["fiscal_year"].between(first, last) & (money["program"] != without)]
    return catalog.country_name(money.groupby("country_iso3")[measure].sum().idxmax())


def aid_leaders(first: int, last: int) -> dict[str, str]:
    """Who leads as it is asked, and who by the two measures it is taken for."""
    constant = "obligated_usd_constant_2020"
    return {
        "asked": largest_aid(constant, first, last, "CTR"),
        "dollars_of_each_year": largest_aid("obligated_usd", first, last, "CTR"),
        "with_threat_reduction": largest_aid(constant, first, last),
    }


def aid_draws() -> list[dict[str, Any]]:
    """Ten fiscal years and more in which the measure decides who leads."""
    years = sorted(set(rows("us_obligations", "assistance_category == 'military'")["fiscal_year"]))
    spans = [(a, b) for a, b in combinations(map(int, years), 2) if b - a in (9, 11, 14)]
    decided = [span for span in spans if len(set(aid_leaders(*span).values())) > 1]
    return [{"first": first, "last": last} for first, last in decided]


def most_aid(first: int, last: int) -> Solution:
    leaders = aid_leaders(first, last)
    truth = leaders.pop("asked")
    slips = {slip: [name] if name != truth else [] for slip, name in leaders.items()}
    names = [catalog.country_name(code) for code in catalog.THE_FIVE]
    slips["smaller"] = [name for name in names if name not in (truth, *leaders.values())]
    return Solution(truth, names, **slips)


def mineral_draws() -> list[dict[str, Any]]:
    """Minerals with figures in three years or more, and their three largest buyers."""
    trade = rows("mineral_trade", "2020 <= year <= 2024 and quantity_t > 0")
    found = []
    for (exporter, mineral), group in trade.groupby(["exporter_iso3", "mineral"]):
        partners = group.groupby("partner_iso3")["quantity_t"].sum()
        if group["year"].nunique() >= 3 and len(partners) > 1:
            for partner in partners.nlargest(3).index.intersection(list(catalog.country_names())):
                draw = {"mineral": mineral, "exporter": exporter, "partner": partner}
                found.append({**draw, "years": (2020, 2024)})
    return found


def mineral_share(mineral: str, exporter: str, partner: str, years: tuple[int, int]) -> Solution:
    first, last = years
    ore = rows(
        "mineral_trade",
        f"exporter_iso3 == '{exporter}' and mineral == '{mineral}' and {first} <= year <= {last}",
    )
    truth = share(ore, "quantity_t", partner_iso3=partner)
    money = share(ore, "value_usd_million", partner_iso3=partner)
    return Solution(truth, dollars=money, others=100 - truth)


def taking_draws() -> list[dict[str, Any]]:
    return [{"supplier": code, "years": (end - 4, end)} for code in suppliers() for end in ENDS]


def suppliers() -> list[str]:
    lines = catalog.load("arms_transfers").groupby("supplier_iso3")["recipient_iso3"].nunique()
    return sorted(set(lines.index[lines > 1]) & set(catalog.country_names()))


def took(supplier: str, years: tuple[int, int]) -> Solution:
    query = f"supplier_iso3 == '{supplier}' and {years[0]} <= year <= {years[1]}"
    return Solution(set(rows("arms_transfers", f"{query} and tiv_million > 0")["recipient_iso3"]))


VARIANTS = {
    "0.1": Variants(drone_draws, drone_share),
    "1.1": Variants(pair_draws, russian_share),
    "1.2": Variants(edition_draws, edition_effect),
    "1.5": Variants(window_draws, no_longer_russia),
    "2.4": Variants(category_draws, took_category),
    "3.6": Variants(aid_draws, most_aid),
    "4.1": Variants(mineral_draws, mineral_share),
    "5.5": Variants(taking_draws, took),
}
