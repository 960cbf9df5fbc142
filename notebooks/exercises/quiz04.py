"""Answers and known slips of the questions in quiz04.toml, computed from the tables."""

from __future__ import annotations

from cakit import catalog
from cakit.exercises.solutions import Solution, one_of, rows, share


def share_of_uranium() -> Solution:
    output = rows("uranium_production", "country_iso3 == 'KAZ'").set_index("year")
    part = 100 * output["quantity"] / output["world_quantity"]
    return Solution(part[2024], earlier=part[2022])


def dollars_or_tonnes() -> Solution:
    ore = rows("mineral_trade", "exporter_iso3 == 'TJK' and hs_code == '261710' and year == 2024")
    value, weight = (share(ore, column, partner_iso3="IND")
                     for column in ("value_usd_million", "quantity_t"))  # fmt: skip
    words = {"dollars": "in dollars", "tonnes": "in tonnes", "alike": "in both alike"}
    return one_of("dollars" if value > weight else "tonnes", **words)


def on_one_list_only() -> Solution:
    lists = catalog.load("mineral_lists").pivot(index="mineral", columns="list", values="status")
    listed = lists[["us_2025", "eu_2023_critical"]] != "not_listed"
    some = listed.loc[["antimony", "gold", "tungsten", "uranium"]]
    (right,) = some.index[some["us_2025"] & ~some["eu_2023_critical"]]
    both = [name for name in some.index if some.loc[name].all()]
    neither = [name for name in some.index if not some.loc[name].any()]
    return Solution(str(right), sorted(some.index), both=both, neither=neither)


def owner_from_outside() -> Solution:
    owners = catalog.load("mineral_sites")["owner_iso3"].dropna().str.split(";").explode()
    count = owners[~owners.isin(catalog.FIVE)].value_counts()
    names = [catalog.country_name(str(code)) for code in count.index[:4]]
    return Solution(names[0], sorted(names), fewer=names[1:])


def what_an_edition_adds() -> Solution:
    antimony = rows("mineral_production", "country_iso3 == 'TJK' and mineral == 'antimony'")
    by_edition = antimony[antimony["year"] == 2024].set_index("edition")
    older, newer = by_edition.loc["MCS 2025"], by_edition.loc["MCS 2026"]
    world = newer["world_quantity"] - older["world_quantity"]
    truth = newer["quantity"] - older["quantity"]
    return Solution(truth, world=world, whole=newer["quantity"])


SOLUTIONS = {
    "4.q1": share_of_uranium,
    "4.q2": dollars_or_tonnes,
    "4.q3": on_one_list_only,
    "4.q4": owner_from_outside,
    "4.q5": what_an_edition_adds,
}
