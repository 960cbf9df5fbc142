"""Answers and known slips of the exercises in 04.toml, computed from the tables."""

from __future__ import annotations

from itertools import product

from cakit import catalog
from cakit.exercises.solutions import Solution, rows, share, states


def antimony_to_india() -> Solution:
    ore = rows("mineral_trade", "exporter_iso3 == 'TJK' and mineral == 'antimony'")
    years = ore.query("2020 <= year <= 2024")
    tonnes = years.groupby("partner_iso3")["quantity_t"].sum()
    return Solution(
        share(years, "quantity_t", partner_iso3="IND"),
        dollars=share(years, "value_usd_million", partner_iso3="IND"),
        one_year=share(ore.query("year == 2023"), "quantity_t", partner_iso3="IND"),
        china=share(years, "quantity_t", partner_iso3="CHN"),
        india_over_china=100 * tonnes["IND"] / tonnes["CHN"],
    )


def lowest_sum_for_boguty() -> Solution:
    rival = catalog.load("mineral_rival_figures").set_index("figure_id")["value"]
    events = catalog.load("mineral_events")
    counted = events.query("counts_once").set_index("venture")["value_usd_million"]
    small = rows("mineral_events", "counts_once and value_usd_million < 10000")
    built = small.query("status == 'implemented'")["value_usd_million"].sum()
    whole = small["value_usd_million"].sum()
    lower, higher = rival["MF-20"] - counted["boguty"], rival["MF-21"] - counted["boguty"]
    return Solution(
        100 * (built + lower) / (whole + lower),
        with_parks=100 * (built + lower) / (counted.sum() + lower),
        whole_unchanged=100 * (built + lower) / whole,
        highest_sum=100 * (built + higher) / (whole + higher),
        sum_of_the_table=100 * built / whole,
        all_rows=100 * built / events["value_usd_million"].sum(),
    )


def orders_before_papers() -> Solution:
    orders = rows("arms_orders", "order_year >= 2015 and supplier_iso3 != 'XXX'")
    orders = orders[orders["category"] != "engines"]
    first_order = orders.groupby(["supplier_iso3", "recipient_iso3"])["order_year"].min()
    kinds = ["mou", "agreement", "roadmap", "declaration", "deal"]
    events = catalog.load("mineral_events")
    steps = events[events["event_type"].isin(kinds)]
    needed = ["minerals", "partner_iso3", "country_iso3", "date_from"]
    first_paper: dict[tuple[str, str], int] = {}
    for row in steps.dropna(subset=needed).itertuples():
        states, year = row.country_iso3.split(";"), int(row.date_from[:4])
        for pair in product(row.partner_iso3.split(";"), states if len(states) < 5 else []):
            first_paper[pair] = min(year, first_paper.get(pair, year))
    both = {pair: year for pair, year in first_order.items() if pair in first_paper}
    earlier = sum(year < first_paper[pair] for pair, year in both.items())
    return Solution(
        int(earlier), all_pairs=len(both), not_first=len(both) - earlier, papers=len(first_paper)
    )


def antimony_by_another_survey() -> Solution:
    survey = rows("mineral_production", "edition == 'MCS 2025' and year == 2023")
    mined = survey.query("mineral == 'antimony' and country_iso3 == 'TJK'").iloc[0]
    own, world = mined["quantity"], mined["world_quantity"]
    rival = catalog.load("mineral_rival_figures").set_index("figure_id")["value"]
    british, other = rival["MF-02"], rival["MF-01"]
    return Solution(
        100 * british / (world - own + british),
        us_survey=100 * own / world,
        whole_unchanged=100 * british / world,
        other_rival=100 * other / (world - own + other),
    )


SOLUTIONS = {
    "4.1": antimony_to_india,
    "4.2": lowest_sum_for_boguty,
    "4.4": orders_before_papers,
    "4.5": lambda: states(
        "mineral_sites", "owner_iso3.str.contains('CHN') == True", "country_iso3"
    ),
    "4.6": antimony_by_another_survey,
}
