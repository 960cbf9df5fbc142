"""Answers and known slips of the exercises in 02.toml, computed from the tables."""

from __future__ import annotations

from cakit import catalog
from cakit.exercises.solutions import Solution, rows, states


def rung_of(event_id: str) -> Solution:
    labels = catalog.load("rungs").sort_values("step").set_index("rung")["label"]
    rung = catalog.load("defence_events").set_index("event_id").at[event_id, "rung"]
    return Solution(labels[rung], labels)


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
    "2.6": lambda: rung_of("UZB-012"),
}
