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
    items = armed.query("supplier_iso3 == 'TUR'")["number_delivered"].sum()
    whole = armed["number_delivered"].sum()
    return Solution(
        truth,
        older_edition=share(older, "number_delivered", supplier_iso3="TUR"),
        every_kind=share(newest, "number_delivered", supplier_iso3="TUR"),
        possibly_armed=share(possibly, "number_delivered", supplier_iso3="TUR"),
        lines=share(armed.assign(lines=1), "lines", supplier_iso3="TUR"),
        volume=share(volume, "tiv_million", supplier_iso3="TUR"),
        others=100 - truth,
        items=items,
        whole=whole,
        miscounted=[100 * items / (whole + one) for one in (-1, 1)],
    )


def turkish_volume_against_items() -> Solution:
    lines = rows("arms_deliveries", "description == 'armed drone'")
    possibly = rows("arms_deliveries", "description.str.contains('armed') and is_uncrewed_aircraft")
    volume, items = (
        share(lines, column, supplier_iso3="TUR") for column in ("tiv_million", "number_delivered")
    )
    return Solution(
        volume - items,
        volume=volume,
        items=items,
        ratio=100 * (volume - items) / items,
        possibly_armed=share(possibly, "tiv_million", supplier_iso3="TUR") - items,
    )


def widest_range_of_deaths() -> Solution:
    events = rows("conflicts", "deaths_low > 0 and deaths_high > deaths_low")
    names = events["place"].str.partition(",")[0] + " " + events["year"].astype("string")
    ratio = (events["deaths_high"] / events["deaths_low"]).astype("float64")
    widest = names[(events["deaths_high"] - events["deaths_low"]).astype("float64").idxmax()]
    most = names[ratio.idxmax()]
    smaller = [name for name in names if name not in (most, widest)]
    return Solution(most, sorted(names), difference=widest, smaller=smaller)


def states_in_conflicts_since_2021() -> Solution:
    cells = rows("conflicts", "year >= 2021")["countries_iso3"]
    return Solution(set(";".join(cells).split(";")) & set(catalog.FIVE))


SOLUTIONS = {
    "0.1": turkish_drones,
    "0.2": turkish_volume_against_items,
    "0.4": widest_range_of_deaths,
    "0.5": states_in_conflicts_since_2021,
}
