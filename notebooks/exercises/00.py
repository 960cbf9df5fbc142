"""Answers and known slips of the exercises in 00.toml, computed from the tables."""

from __future__ import annotations

from cakit import catalog
from cakit.exercises.solutions import Solution, rows, share


def turkish_drones() -> Solution:
    drones = catalog.load("drones_by_edition")
    older = drones.query("sipri_edition == '2025' and drone_role == 'armed'")
    newest = drones.query("sipri_edition == '2026'")
    armed = newest.query("drone_role == 'armed'")
    possibly = newest.query("drone_role in ['armed', 'possibly_armed']")
    volume = rows("arms_deliveries", "description == 'armed drone'")
    truth = share(armed, "number_delivered", supplier_iso3="TUR")
    return Solution(
        truth,
        older_edition=share(older, "number_delivered", supplier_iso3="TUR"),
        every_kind=share(newest, "number_delivered", supplier_iso3="TUR"),
        possibly_armed=share(possibly, "number_delivered", supplier_iso3="TUR"),
        lines=share(armed.assign(lines=1), "lines", supplier_iso3="TUR"),
        volume=share(volume, "tiv_million", supplier_iso3="TUR"),
        others=100 - truth,
        items=armed.query("supplier_iso3 == 'TUR'")["number_delivered"].sum(),
        whole=armed["number_delivered"].sum(),
    )


def rounding_of_the_sum() -> Solution:
    printed = rows("exchange_tickers", "source_id == 'S3'").set_index("country_iso3")
    rates = printed["usd_per_lcu"].astype("float64")
    half_steps = printed["printed"].map(lambda text: 10.0 ** -len(text.split(".")[1]) / 2)
    percent = 100 * half_steps / rates
    rate, half = rates["UZB"], half_steps["UZB"]
    return Solution(
        percent["UZB"],
        whole_step=2 * percent["UZB"],
        tenge=percent["KAZ"],
        turned_round=[100 * (rate / (rate - half) - 1), 100 * (1 - rate / (rate + half))],
    )


def widest_range_of_deaths() -> Solution:
    events = rows("conflicts", "deaths_low > 0 and deaths_high > deaths_low")
    ratio = (events["deaths_high"] / events["deaths_low"]).astype("float64")
    names = events["place"].str.partition(",")[0] + " " + events["year"].astype("string")
    return Solution(names[ratio.idxmax()], sorted(names))


def states_in_conflicts_since_2021() -> Solution:
    cells = rows("conflicts", "year >= 2021")["countries_iso3"]
    return Solution(set(";".join(cells).split(";")) & set(catalog.FIVE))


SOLUTIONS = {
    "0.1": turkish_drones,
    "0.2": rounding_of_the_sum,
    "0.4": widest_range_of_deaths,
    "0.5": states_in_conflicts_since_2021,
}
