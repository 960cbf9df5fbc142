"""Answers and known slips of the questions in quiz02.toml, computed from the tables."""

from __future__ import annotations

from cakit import catalog
from cakit.exercises.solutions import Solution, one_of, rows, share


def paper_above_an_agreement() -> Solution:
    rungs = catalog.load("rungs").set_index("rung")["raised_by"]
    lower, higher = ["reported_interest", "negotiation"], ["ordered", "local_production"]
    options = {"agreement": rungs["agreement"]}
    return Solution(
        options["agreement"],
        sorted(rungs[["agreement", *lower, *higher]]),
        lower=list(rungs[lower]),
        higher=list(rungs[higher]),
    )


def drones_among_chinese_arms() -> Solution:
    arms = rows("arms_deliveries", "supplier_iso3 == 'CHN'")
    return Solution(
        share(arms, "tiv_million", is_uncrewed_aircraft=True),
        pieces=share(arms, "number_delivered", is_uncrewed_aircraft=True),
        others=share(arms, "tiv_million", is_uncrewed_aircraft=False),
    )


def reports_with_a_source_of_their_own() -> Solution:
    kinds = catalog.load("fighter_reports")["report_kind"].value_counts()
    return Solution(int(kinds["origin"]), all=int(kinds.sum()), relays=int(kinds["relay"]))


def commonest_stage_of_a_plant() -> Solution:
    words = catalog.load("codes").query("vocabulary == 'production_stage'").set_index("code")
    plants = rows("defence_events", "system_class == 'drone_plant' and standing != 'denied'")
    count = plants["production_stage"].value_counts()
    most = str(count.idxmax())
    return one_of(most, **{str(code): words.loc[code, "label"] for code in count.index})


def where_a_small_drone_counts() -> Solution:
    drones = rows("arms_deliveries", "is_uncrewed_aircraft and supplier_iso3 in ['IRN', 'TUR']")
    pieces, volume = (
        share(drones, column, supplier_iso3="IRN") for column in ("number_delivered", "tiv_million")
    )
    words = {"pieces": "by pieces", "volume": "by TIV", "alike": "by both alike"}
    return one_of("pieces" if pieces > volume else "volume", **words)


SOLUTIONS = {
    "2.q1": paper_above_an_agreement,
    "2.q2": drones_among_chinese_arms,
    "2.q3": reports_with_a_source_of_their_own,
    "2.q4": commonest_stage_of_a_plant,
    "2.q5": where_a_small_drone_counts,
}
