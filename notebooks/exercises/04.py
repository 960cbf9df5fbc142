"""Answers and known slips of the exercises in 04.toml, computed from the tables."""

from __future__ import annotations

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


def minerals_on_the_us_list_alone() -> Solution:
    lists = catalog.load("mineral_lists").pivot(index="mineral", columns="list", values="status")
    listed = lists.query("us_2025 == 'listed'")
    return Solution(
        int((listed["eu_2023_critical"] == "not_listed").sum()),
        strategic_list=(listed["eu_2023_strategic"] == "not_listed").sum(),
        strategic_left_out=(listed["eu_2023_critical"] != "listed").sum(),
        new_since_2022=(listed["us_2022"] == "not_listed").sum(),
        whole_list=len(listed),
    )


def uranium_in_pounds() -> Solution:
    trade = rows(
        "uranium_trade",
        "exporter_iso3 == 'KAZ' and partner_iso3 == 'USA' and year == 2022"
        " and unit == 'million_lb_u3o8'",
    )
    mined = rows("uranium_production", "country_iso3 == 'KAZ' and year == 2022")
    pounds = 100 * 1000 * trade["quantity"].iloc[0] / mined["quantity"].iloc[0]
    pound_kg, metal_part = 0.45359237, 1 / 1.18  # of uranium in the oxide U3O8, by weight
    return Solution(
        pounds * pound_kg * metal_part,
        oxide=pounds * pound_kg,
        wrong_way=pounds * pound_kg / metal_part,
        pounds=pounds * metal_part,
        pounds_of_oxide=pounds,
    )


SOLUTIONS = {
    "4.1": antimony_to_india,
    "4.2": lowest_sum_for_boguty,
    "4.4": minerals_on_the_us_list_alone,
    "4.5": lambda: states(
        "mineral_sites", "owner_iso3.str.contains('CHN') == True", "country_iso3"
    ),
    "4.6": uranium_in_pounds,
}
