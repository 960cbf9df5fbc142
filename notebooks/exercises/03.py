"""Answers and known slips of the exercises in 03.toml, computed from the tables."""

from __future__ import annotations

from itertools import combinations

from cakit import catalog
from cakit.exercises.solutions import Solution, rows, states


def figures_to_add() -> Solution:
    printed = catalog.load("us_figures").set_index("figure_id")["basis"]
    basis = {
        "A": printed["UZB-SEC1004-2012-1"],
        "B": "obligated",  # military financing of 2012
        "C": printed["UZB-FMS-2021-1"],
        "D": "obligated",  # the Pentagon's counter-drug account of 2012
        "E": printed["UZB-DCS-2019-1"],
    }
    pairs = [f"{first} and {other}" for first, other in combinations(basis, 2)]
    truth = " and ".join(letter for letter in basis if basis[letter] == "obligated")
    slips = {pair.lower().replace(" ", "_"): pair for pair in pairs if pair != truth}
    return Solution(truth, pairs, **slips)


def threat_reduction_in_prices_of_2023() -> Solution:
    money = rows("us_obligations", "country_iso3 == 'KAZ' and program == 'CTR'")
    spent = money.groupby("fiscal_year")["obligated_usd"].sum() / 1e6
    deflators = rows("deflators", "series == 'gdp_price_index_fy'")
    index = deflators.set_index("year")["price_index"]
    early, late = (spent[year] * index[2023] / index[year] for year in (1995, 2012))
    return Solution(
        early - late,
        dollars_of_each_year=spent[1995] - spent[2012],
        later_year_leads=spent[2012] - spent[1995],
        one_converted=early - spent[2012],
        one_amount=[early, late],
    )


def rent_of_manas() -> Solution:
    dollars = catalog.load("us_figures").set_index("figure_id")["value_usd"]
    before, rent, all_spending = (
        dollars[f"KGZ-BASE_ACCESS-{year}-1"] for year in (2008, 2009, 2012)
    )
    query = "assistance_category == 'military' and country_iso3 == 'KGZ' and fiscal_year == 2009"
    aid = rows("us_obligations", query)["obligated_usd"].sum()
    return Solution(
        rent / aid,
        rent=rent / 1e6,
        difference=(rent - aid) / 1e6,
        old_rent=before / aid,
        all_base_spending=all_spending / aid,
    )


def most_at_constant_prices() -> Solution:
    money = rows("us_obligations", "assistance_category == 'military'").fillna({"program": ""})
    by_state = money.query("program != 'CTR'").groupby("country_iso3")
    constant = by_state["obligated_usd_constant_2020"].sum().idxmax()
    nominal = by_state["obligated_usd"].sum().idxmax()
    with_ctr = money.groupby("country_iso3")["obligated_usd"].sum().idxmax()
    name = catalog.country_name
    rest = [name(code) for code in catalog.FIVE if code not in (constant, nominal, with_ctr)]
    return Solution(
        name(constant),
        map(name, catalog.FIVE),
        dollars_of_each_year=name(nominal),
        with_threat_reduction=name(with_ctr),
        smaller=rest,
    )


SOLUTIONS = {
    "3.1": figures_to_add,
    "3.2": threat_reduction_in_prices_of_2023,
    "3.4": rent_of_manas,
    "3.5": lambda: states(
        "us_equipment", "stage == 'delivered' and date_from >= '2021'", "recipient_iso3"
    ),
    "3.6": most_at_constant_prices,
}
