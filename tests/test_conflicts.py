"""The table of conflicts keeps its own rule, and S4-24 is decided from it: counted here without the kit."""

import csv
import json
from pathlib import Path

import pytest

import cakit as ck

DATA = Path(__file__).parents[1] / "data"
ROWS = list(csv.DictReader((DATA / "conflicts.csv").read_text(encoding="utf-8").splitlines()))
FIVE = {"KAZ", "KGZ", "TJK", "TKM", "UZB"}
FIRST, LAST = "2024-11-06", "2025-11-06"  # the twelve months to the day of S4


def numbers(row):
    return [int(row[name]) for name in ("deaths_low", "deaths_high") if row[name]]


def of_the_year():
    parts = ("between_states", "armed_group")
    return [row for row in ROWS if row["rule_part"] in parts and FIRST <= row["date_from"] <= LAST]


def broken(row):
    """What of the rule a row breaks; empty where it keeps it."""
    part, states, dead = row["rule_part"], set(row["countries_iso3"].split(";")), numbers(row)
    if not states & FIVE or row["date_from"] < "1992":
        return "not of the five since 1992"
    if part == "between_states" and len(states) < 2:
        return "one state only"
    if part in ("between_states", "armed_group") and not (dead and max(dead) >= 1):
        return "" if "casualties reported" in row["deaths_basis"] else "nobody died"
    if part == "crowd" and not (dead and max(dead) >= 10):
        return "fewer than ten dead"
    if (part == "settlement") != (row["event_type"] == "treaty"):
        return "treaty and settlement do not go together"
    return (
        ""
        if part in ("between_states", "armed_group", "crowd", "spill", "settlement")
        else "no part"
    )


@pytest.mark.parametrize("row", ROWS, ids=[row["event_id"] for row in ROWS])
def test_every_row_meets_a_part_of_the_rule(row):
    assert not broken(row), f"{row['event_id']}: {broken(row)}"


def test_the_rule_notices_what_is_out():
    riot = dict(
        ROWS[0], rule_part="crowd", deaths_low="5", deaths_high="5", event_type="prison_rising"
    )
    assert broken(riot) == "fewer than ten dead"
    assert broken(dict(ROWS[0], deaths_low="", deaths_high="")) == "nobody died"
    assert broken(dict(ROWS[0], countries_iso3="AFG")) == "not of the five since 1992"


def test_every_year_searched_has_its_events():
    """The table was searched year by year from 2010; in each of these years somebody died."""
    fatal = {row["date_from"][:4] for row in ROWS if numbers(row) and max(numbers(row)) > 0}
    assert fatal >= {str(year) for year in range(2010, 2027)}
    assert (
        json.loads((DATA / "conflicts.json").read_text(encoding="utf-8"))["searched_until"]
        >= "2026-11-30"
    )


def test_the_incidents_of_the_year_before_s4_are_listed():
    found = {row["date_to"]: numbers(row) for row in of_the_year()}
    assert found == {"2024-11-18": [1, 1], "2025-08-24": [1, 1], "2025-10-25": []}


def test_the_attacks_after_s4_are_listed():
    later = {
        row["date_from"]
        for row in ROWS
        if row["rule_part"] == "armed_group" and row["date_from"] > LAST
    }
    assert later >= {"2025-11-26", "2025-11-30", "2025-12-23", "2026-01-18"}


@pytest.mark.parametrize("edition", ["at_publication", "newest"])
def test_s4_24_is_decided_in_both_readings_as_counted_by_hand(edition):
    dead = sum(max(numbers(row), default=0) for row in of_the_year())
    fatal = sum(max(numbers(row), default=0) > 0 for row in of_the_year())
    war, clash = (ck.claims.verdict(f"S4-24.{letter}", edition=edition) for letter in "ab")
    assert (war.value, war.verdict) == (dead, "supported") and dead < 25
    assert (clash.value, clash.verdict) == (fatal, "contradicted") and fatal == 2
    assert ck.claims.verdict("S4-24", edition=edition).reading_id == "S4-24.a"
    assert "1 more without a published number" in clash.sentence


@pytest.mark.parametrize("name", ["conflicts", "positions"])
def test_every_row_says_where_it_rests(name):
    rows = csv.DictReader((DATA / f"{name}.csv").read_text(encoding="utf-8").splitlines())
    for row in rows:
        key = next(iter(row.values()))
        places = [one.split(": ", 1) for one in row["locator"].split(" | ")]
        assert all(len(place) == 2 and place[1] for place in places), (
            f"{name} {key}: {row['locator']}"
        )
        assert {place[0] for place in places} <= set(row["source_ids"].split(";")), f"{name} {key}"
        assert 3 < len(row["says"].split()) <= 26, f"{name} {key}: {row['says']}"


@pytest.mark.parametrize("name", ["conflicts", "positions"])
def test_no_row_rests_on_an_encyclopaedia(name):
    kinds = ck.load("sources").set_index("source_id")["kind"]
    for row in csv.DictReader((DATA / f"{name}.csv").read_text(encoding="utf-8").splitlines()):
        assert "encyclopaedia" not in {kinds[one] for one in row["source_ids"].split(";")}, row
