"""Plausibility of the economy family: each function takes `load(name) -> DataFrame` and returns the offenders."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Load = Callable[[str], Any]

# Oddities of the sources, looked at and kept.
GOODS_TRADE_ABOVE_GDP = {
    ("AZE", 1992)
}  # goods trade at nearly six times GDP: prices and rates of the break-up year
LISTED_SHARES_ABOVE_100: dict[
    tuple[str, str, int], float
] = {  # whole numbers in the newer Factbook: rounding
    ("TJK", "import_from_partner", 2019): 102.0,
}
BASES_APART = {
    ("UZB", year) for year in range(2017, 2024)
}  # older World Bank vintage against the Factbook


def _keys(frame: Any, columns: list[str]) -> list[str]:
    return [" ".join(map(str, row)) for row in frame[columns].itertuples(index=False)]


def problems_macro(load: Load) -> list[str]:
    """Shares of GDP in bounds, derived figures equal to what they are derived from, one figure a basis."""
    macro = load("macro")
    found = []
    keys = ["country_iso3", "measure", "unit", "year", "basis"]
    found += [
        f"macro twice on one basis: {key}" for key in _keys(macro[macro.duplicated(keys)], keys)
    ]
    shares = macro[macro["unit"] == "percent_of_gdp"]
    for row in shares.itertuples():
        limit = (
            10
            if row.measure == "military_expenditure"
            else 250
            if row.measure == "merchandise_trade"
            else 130
        )
        if row.value > limit and (row.country_iso3, row.year) not in GOODS_TRADE_ABOVE_GDP:
            found.append(
                f"macro {row.country_iso3} {row.measure} {row.year}: {row.value} percent of GDP"
            )
    wide = {
        (r.country_iso3, r.measure, r.unit, r.year, r.basis): r.value for r in macro.itertuples()
    }
    for (country, measure, _unit, year, basis), value in wide.items():
        gdp = wide.get((country, "gdp_current", "usd_million", year, "datahub_copy"))
        if basis == "share_times_gdp":
            share = wide.get((country, measure, "percent_of_gdp", year, "wdi_copy"))
            if (
                gdp is None
                or share is None
                or abs(value - gdp * share / 100) > max(0.2, 0.001 * value)
            ):
                found.append(
                    f"macro {country} {measure} {year}: {value} is not {share} percent of {gdp}"
                )
        if basis == "gdp_by_population":
            people = wide.get((country, "population", "persons", year, "datahub_copy"))
            if (
                gdp is None
                or people is None
                or abs(value - gdp * 1e6 / people) > max(0.2, 0.001 * value)
            ):
                found.append(
                    f"macro {country} {measure} {year}: {value} is not {gdp} million over {people}"
                )
        apart = (
            basis == "factbook" and measure == "gdp_current" and gdp and abs(value / gdp - 1) > 0.1
        )
        if apart and (country, year) not in BASES_APART:
            found.append(f"macro {country} GDP {year}: Factbook {value} against World Bank {gdp}")
    return found


def problems_exchange_rates(load: Load) -> list[str]:
    """From 1996 the data sets agree within two per cent; tickers are within a fifth of the last yearly average."""
    rates = load("exchange_rates")
    found = []
    for (country, year), same in rates[rates["year"] >= 1996].groupby(["country_iso3", "year"]):
        values = [
            v / (5000 if c == "TMM" else 1)
            for v, c, e in zip(
                same["lcu_per_usd"], same["currency"], same["estimated"], strict=True
            )
            if not e
        ]
        if values and max(values) / min(values) > 1.02:
            found.append(f"exchange_rates {country} {year}: {sorted(values)}")
    last = rates.sort_values("year").groupby("country_iso3")["lcu_per_usd"].last()
    for row in load("exchange_tickers").itertuples():
        if abs(row.usd_per_lcu * last[row.country_iso3] - 1) > 0.2:
            found.append(f"exchange_tickers {row.country_iso3} {row.page_date}: {row.printed}")
        if float(row.printed) != row.usd_per_lcu:
            found.append(
                f"exchange_tickers {row.country_iso3} {row.page_date}: number and print differ"
            )
    return found


def problems_trade(load: Load) -> list[str]:
    """Currency by side, partners below the total, turnover equal to its parts, part-years marked."""
    trade, figures = load("trade_partners"), load("trade_figures")
    found = []
    for row in trade.itertuples():
        euro = row.statistics_side == "partner" and row.partner_iso3 == "EUU"
        if (row.unit == "eur_million") != euro:
            found.append(
                f"trade_partners {row.country_iso3} {row.partner_iso3} {row.year}: {row.unit}"
            )
    national = trade[trade["statistics_side"] == "national"]
    sums = national.groupby(["country_iso3", "flow", "year"])["value"].sum()
    totals = figures[
        (figures["partner_iso3"] == "WLD")
        & (figures["unit"] == "usd_million")
        & (figures["months_covered"] == 12)
    ]
    for row in totals.itertuples():
        part = sums.get((row.country_iso3, row.flow, row.year), 0)
        if part > row.value * 1.001:
            found.append(
                f"trade_figures {row.figure_id}: partners add up to {part}, the total is {row.value}"
            )
    keys = [
        "country_iso3",
        "partner_iso3",
        "date_from",
        "date_to",
        "statistics_side",
        "whose",
        "source_ids",
        "unit",
    ]
    for key, same in figures[figures["unit"] != "percent"].groupby(keys):
        flows = same.set_index("flow")["value"]
        if {"turnover", "export_to_partner", "import_from_partner"} <= set(
            flows.index
        ) and flows.index.is_unique:
            parts = flows["export_to_partner"] + flows["import_from_partner"]
            if (
                abs(parts / flows["turnover"] - 1) > 0.05
            ):  # figures are printed with one decimal of a billion
                found.append(
                    f"trade_figures {' '.join(key[:4])}: {parts} against a turnover of {flows['turnover']}"
                )
    for row in figures.itertuples():
        if row.unit == "percent" and row.value > 100:
            found.append(f"trade_figures {row.figure_id}: {row.value} percent")
        if row.seed_only != (row.source_ids in ("S0", "S1", "S2", "S3", "S4")):
            found.append(f"trade_figures {row.figure_id}: seed_only does not fit {row.source_ids}")
        if (row.months_covered < 12) != ("-" in row.date_to and row.date_from != row.date_to):
            found.append(
                f"trade_figures {row.figure_id}: {row.months_covered} months, {row.date_from} to {row.date_to}"
            )
    return found


def problems_trade_shares(load: Load) -> list[str]:
    """Listed shares of one country, flow and year add up to no more than 100, rounding apart; nobody trades with itself."""
    shares = load("trade_shares")
    sums = shares.groupby(["country_iso3", "flow", "year"])["share_percent"].sum()
    found = [
        f"trade_shares {key}: {value}"
        for key, value in sums.items()
        if value > LISTED_SHARES_ABOVE_100.get(key, 100.0)
    ]
    own = shares[shares["country_iso3"] == shares["partner_iso3"]]
    return found + [
        f"trade_shares with itself: {key}" for key in _keys(own, ["country_iso3", "flow", "year"])
    ]


def problems_dependence(load: Load) -> list[str]:
    """Percentages in bounds, only net investment below zero, parts below their wholes."""
    frame = load("dependence")
    found = []
    for row in frame.itertuples():
        if row.value < 0 and row.measure != "fdi_net_inflows":
            found.append(f"dependence {row.figure_id}: {row.value} is below zero")
        # debt can pass 100 per cent of income: Kyrgyzstan stood at 158 in 1999
        limit = 100 if row.unit == "percent" else 160 if row.unit.startswith("percent") else None
        if limit and row.value > limit:
            found.append(f"dependence {row.figure_id}: {row.value} {row.unit}")
        if row.date_from > row.date_to:
            found.append(f"dependence {row.figure_id}: {row.date_from} after {row.date_to}")
    by = frame.set_index(["country_iso3", "measure", "unit", "date_to"]).sort_index()
    for part, whole in (
        ("oil_exports_via_cpc", "oil_exports"),
        ("public_debt_owed_to", "public_external_debt"),
    ):
        for row in frame[frame["measure"] == part].itertuples():
            key = (row.country_iso3, whole, row.unit, row.date_to)
            if key in by.index and row.value > by.loc[key, "value"].max():
                found.append(f"dependence {row.figure_id}: more than {whole}")
    return found


def problems_drone_trade(load: Load) -> list[str]:
    """No EU total beside its member states; a value has a unit and a comparator; stopped goods are no trade in money."""
    frame = load("drone_trade")
    found = []
    customs = frame[frame["basis"] == "unmanned_aircraft"]
    if set(customs["reporter_iso3"]) & {"EUU"}:
        found.append("drone_trade: an EU total stands beside its member states")
    for row in frame.itertuples():
        filled = [
            row.value == row.value and row.value is not None,
            isinstance(row.unit, str) and bool(row.unit),
            isinstance(row.comparator, str) and bool(row.comparator),
        ]
        if len(set(filled)) > 1:
            found.append(f"drone_trade {row.row_id}: value, unit and comparator do not go together")
        if (row.basis == "unmanned_aircraft") != (row.hs_code == "8806"):
            found.append(f"drone_trade {row.row_id}: {row.basis} under {row.hs_code}")
        if row.hs_code == "8806" and row.year < 2022:
            found.append(f"drone_trade {row.row_id}: heading 8806 before 2022")
    return found


def problems_places(load: Load) -> list[str]:
    """One capital a country; events of a town stand on its coordinates; low counts are not above high ones."""
    places, events = load("places"), load("conflicts")
    found = []
    capitals = places[places["is_capital"]].groupby("country_iso3").size().to_dict()
    if capitals != dict.fromkeys(("KAZ", "KGZ", "TJK", "TKM", "UZB"), 1):
        found.append(f"places: capitals {capitals}")
    at = {row.place_id: (row.lon, row.lat, row.country_iso3) for row in places.itertuples()}
    for row in events.itertuples():
        if isinstance(row.place_id, str) and row.place_id:
            lon, lat, country = at[row.place_id]
            if (lon, lat) != (row.lon, row.lat) or country not in row.countries_iso3.split(";"):
                found.append(f"conflicts {row.event_id}: not at {row.place_id}")
        if row.date_from > row.date_to or int(row.date_from[:4]) != row.year:
            found.append(f"conflicts {row.event_id}: {row.date_from} to {row.date_to}")
    ranges = events.dropna(subset=["deaths_low", "deaths_high"])
    wrong = ranges[ranges["deaths_low"] > ranges["deaths_high"]]
    return found + [
        f"conflicts {event}: low count above the high one" for event in wrong["event_id"]
    ]


def problems_places_outside(load: Load, outlines: Any) -> list[str]:
    """Places lie inside the outline of their country (`outlines`: iso3 → shape)."""
    from shapely.geometry import Point

    return [
        f"places {row.place_id}: outside its country"
        for row in load("places").itertuples()
        if not outlines[row.country_iso3].buffer(0.02).contains(Point(row.lon, row.lat))
    ]
