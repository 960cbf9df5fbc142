"""Answers and known slips of the exercises in 02.toml, computed from the tables."""

from __future__ import annotations

from cakit import catalog
from cakit.exercises.solutions import Solution, rows, states


def rung_of(event_id: str) -> Solution:
    labels = list(catalog.load("rungs").sort_values("step")["label"])
    step = catalog.load("rungs").set_index("rung")["step"]
    place = int(step[catalog.load("defence_events").set_index("event_id").at[event_id, "rung"]]) - 1
    return Solution(labels[place], labels, too_low=labels[:place], too_high=labels[place + 1 :])


def plants_beyond_an_agreement() -> Solution:
    plants = rows("defence_events", "system_class == 'drone_plant' and standing != 'denied'")
    beyond = plants[plants["production_stage"].isin(["prototypes", "opened", "output_claimed"])]
    counted = set(plants[plants["register_delivery_ids"].notna()]["country_iso3"])
    return Solution(set(beyond["country_iso3"]) - counted)


def ababil_for_an_akinci() -> Solution:
    lines = rows("arms_deliveries", "designation in ['Akinci', 'Ababil-T']")
    line = lines.query("designation == 'Ababil-T'")["tiv_million"].iloc[0]
    all_akinci, all_ababil = lines.groupby("designation")["tiv_million"].sum()[
        ["Akinci", "Ababil-T"]
    ]
    pieces = lines.groupby("designation")["number_delivered"].sum()
    akinci, ababil = all_akinci / pieces["Akinci"], all_ababil / pieces["Ababil-T"]
    return Solution(
        akinci / ababil,
        all_pieces=all_akinci / all_ababil,
        akinci_line=all_akinci / ababil,
        one_akinci=akinci,
        all_ababil=akinci / all_ababil,
        ababil_line=akinci / line,
        all_akinci=all_akinci,
        other_way_round=ababil / akinci,
    )


def aircraft_outside_the_register() -> Solution:
    events = rows("defence_events", "country_iso3 == 'KAZ' and supplier_iso3 == 'CHN'")
    crewed = ["fighter", "helicopter", "trainer", "transport_aircraft"]
    events = events[events["system_class"].isin(crewed)]
    delivered = events.query(
        "standing in ['confirmed', 'reported'] and rung == 'delivered'"
        " and in_register == 'not_counted'"
    )
    return Solution(
        int(delivered["quantity"].sum()),
        reports=len(delivered),
        order=events.query("rung == 'ordered'")["quantity"].sum(),
        confirmed=delivered.query("standing == 'confirmed'")["quantity"].sum(),
    )


SOLUTIONS = {
    "2.1": lambda: rung_of("KAZ-068"),
    "2.2": ababil_for_an_akinci,
    "2.4": lambda: states(
        "arms_deliveries", "supplier_iso3 == 'CHN' and category == 'air_defence'", "recipient_iso3"
    ),
    "2.5": aircraft_outside_the_register,
    "2.6": plants_beyond_an_agreement,
}
