"""Exercises of notebook 02: what has China sold, and what is only said?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cakit import catalog
from cakit.lessons.kinds import Choice, Countries, Exercise, Number, Writing

if TYPE_CHECKING:
    import pandas as pd


def _rungs() -> list[str]:
    """The words for the rungs, lowest first."""
    return list(catalog.load("rungs").sort_values("step")["label"])


def _rung_of(event_id: str) -> str:
    """The words for the rung on which an event of the press register stands."""
    code = catalog.load("defence_events").set_index("event_id").at[event_id, "rung"]
    return str(catalog.load("rungs").set_index("rung").at[code, "label"])


def _piece(designation: str, what: str = "tiv_million") -> float:
    """The TIV of one drone of a type; or the sum of a column over all of them."""
    lines = catalog.load("arms_deliveries").query("is_uncrewed_aircraft and designation == @designation")
    total = float(lines[what].sum())
    return total / float(lines["number_delivered"].sum()) if what == "tiv_million" else total


def _weight() -> float:
    return _piece("Akinci") / _piece("Ababil-T")


def _weight_slips() -> Iterable[tuple[float, str]]:
    deliveries = catalog.load("arms_deliveries")
    lines = deliveries.groupby("designation")["tiv_million"].sum()
    line = deliveries.groupby("designation")["tiv_million"].first()["Ababil-T"]
    yield lines["Akinci"] / lines["Ababil-T"], "That compares all pieces of both types; take one of each."
    yield lines["Akinci"] / _piece("Ababil-T"), "The Akinci line holds more than one piece; take one."
    yield _piece("Akinci"), "That is the TIV of one Akinci; divide by the TIV of one Ababil-T."
    yield _piece("Akinci") / lines["Ababil-T"], "All the Ababil-T are in it; take one."
    yield _piece("Akinci") / line, "A line of the register holds more than one Ababil-T; take one."
    yield lines["Akinci"], "That is the TIV of all the Akinci; take one, and divide by the TIV of one Ababil-T."
    yield 1 / _weight(), "That is the other way round."


def _air_defence() -> set[str]:
    lines = catalog.load("arms_deliveries").query("supplier_iso3 == 'CHN' and category == 'air_defence'")
    return set(lines["recipient_iso3"])


CREWED = ["fighter", "helicopter", "trainer", "transport_aircraft"]


def _flown() -> pd.DataFrame:
    """Reports that China delivered aircraft with a crew to Kazakhstan, rumours and denials left out."""
    rows = catalog.load("defence_events").query("country_iso3 == 'KAZ' and supplier_iso3 == 'CHN'")
    rows = rows[rows["system_class"].isin(CREWED) & rows["standing"].isin(["confirmed", "reported"])]
    return rows[(rows["rung"] == "delivered") & (rows["in_register"] == "not_counted")]


def _uncounted() -> float:
    return float(_flown()["quantity"].sum())


def _uncounted_slips() -> Iterable[tuple[float, str]]:
    events = catalog.load("defence_events").query("country_iso3 == 'KAZ' and supplier_iso3 == 'CHN'")
    ordered = events.query("rung == 'ordered' and system_class in @CREWED")["quantity"].sum()
    confirmed = _flown().query("standing == 'confirmed'")["quantity"].sum()
    yield float(len(_flown())), "That counts reports; one report can cover several aircraft."
    yield float(ordered), "That is the order; not all of it has been reported as delivered."
    yield float(confirmed), "That keeps only what a side confirmed; what the press reports is asked for too."


EXERCISES: tuple[Exercise, ...] = (
    Choice(
        id="2.1",
        place="class",
        question=(
            "An unseen report of October 2023: a manager of the Turkish maker says that assembly of Anka drones in "
            "Kazakhstan will start in 2024, and that the investment is still being worked out. On which rung do its own "
            "words put it?"
        ),
        options=_rungs,
        truth=lambda: _rung_of("KAZ-068"),
        hints=(
            "What is said to have happened already, and what only for the future?",
            "Does it speak of a paper signed on this plant? An intention stands where the two sides are now.",
            'The meaning of each rung: ck.load("rungs").sort_values("step").',
        ),
        after=(
            "Now say which document would raise it one rung. And mind: an earlier memorandum was signed in May 2022; a later "
            "report does not always stand higher."
        ),
    ),
    Number(
        id="2.2",
        place="class",
        question=(
            "In SIPRI's 2026 edition, how many of the Iranian Ababil-T drones of Tajikistan weigh as much in TIV as one "
            "Turkish Akinci of Kyrgyzstan? Number of pieces."
        ),
        truth=_weight,
        slips=_weight_slips,
        unit="pieces",
        hints=(
            "TIV of one piece: divide the volume of a line by the number delivered.",
            "You need that twice, once for each type; then divide.",
            "In code: ck.load(\"arms_deliveries\").query(\"designation in ['Akinci', 'Ababil-T']\"); number_delivered and tiv_million are in it.",
        ),
        after="So whoever counts pieces lets a small drone speak as loudly as a large one; whoever adds TIV lets it fall silent.",
    ),
    Writing(
        id="2.3",
        place="class",
        question=(
            "Open the Kun.uz report of 29 January 2025 on Turkish drones for Uzbekistan (linked above the exercises). In two "
            "or three sentences: on which rung do its own words put the deal, who is its source, and which single document "
            "would raise it one rung?"
        ),
        hints=(
            "Look for the verbs: wants, talks, agreed, ordered, arrived. Which one carries the sentence, and in which tense?",
            "Who speaks: a ministry, a maker, another outlet? A newspaper that quotes a newspaper adds no source.",
        ),
        checklist=(
            "It names the rung and the words of the text that put it there.",
            "It says that the source is the Turkish press, not a side to the deal, or shows the line where a side speaks.",
            "It keeps apart what is done and what is expected.",
            "It names one document that would raise it: for an order, a hand-over, aircraft seen in service or a delivery line.",
            "It says what the report does not give: number, price, date.",
        ),
    ),
    Countries(
        id="2.4",
        place="home",
        question="Which of the five took air-defence systems from China, by the 2026 edition of the register (all years)?",
        truth=_air_defence,
        role="recipients",
        hints=(
            "Systems, not missiles alone: the register keeps them in a category of their own.",
            "In code: ck.load(\"arms_deliveries\").query(\"supplier_iso3 == 'CHN' and category == 'air_defence'\").",
        ),
        after="Set this beside the five texts: which of them speaks of air defence at all?",
    ),
    Number(
        id="2.5",
        place="home",
        question=(
            "How many Chinese aircraft with a crew have been delivered to Kazakhstan, by our list of events, without being "
            "counted in the register? Keep what is confirmed or reported. Number of aircraft."
        ),
        truth=_uncounted,
        slips=_uncounted_slips,
        unit="aircraft",
        hints=(
            "An order is no delivery, and one report can speak of several aircraft.",
            "Keep Kazakhstan, China, the rung of delivery and the mark of what is not counted; then add up a column.",
            "In code: ck.load(\"defence_events\").query(\"country_iso3 == 'KAZ' and in_register == 'not_counted'\"); quantity is in it.",
        ),
        after="SIPRI asks its readers to report errors. What would you send it, and which of your sources would it accept?",
    ),
    Choice(
        id="2.6",
        place="home",
        question=(
            "An unseen report of April 2015: Uzbekistan and a South Korean maker have signed a memorandum on twelve T-50 jets; "
            "years later the press says that Washington blocked the sale. Which rung did the deal reach?"
        ),
        options=_rungs,
        truth=lambda: _rung_of("UZB-012"),
        hints=(
            "A rung is what was reached, whatever came after.",
            "Is a contract said to exist, or a paper before it?",
            'The meaning of each rung: ck.load("rungs").sort_values("step").',
        ),
        after="A third state can stop a deal between two others. Which rule of the table export_controls could do that to a Chinese deal?",
    ),
)
