"""What the press register holds beside SIPRI's, counted here from the files themselves, and what notebook 02 says of it."""

import csv
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NOTEBOOK = ROOT / "notebooks/02_china_drones_and_fighters.ipynb"
TEACHING = ROOT / "docs/teaching/02.md"
S0 = "2026-03-05"  # the day of the think tank's brief


def rows(name):
    with (ROOT / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def deliveries(supplier):
    firm = ("confirmed", "reported")
    return [
        row
        for row in rows("defence_events")
        if row["supplier_iso3"] == supplier
        and row["rung"] == "delivered"
        and row["standing"] in firm
    ]


def said():
    """Every word a reader of notebook 02 sees, prose and outputs."""
    parts = []
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        parts += cell["source"] if cell["cell_type"] == "markdown" else []
        for output in cell.get("outputs", []):
            parts += output.get("text", []) + output.get("data", {}).get("text/plain", [])
    return "".join(parts)


def test_the_chinese_transports_are_in():
    planes = [row for row in deliveries("CHN") if row["system"] == "Y-8F-200WA"]
    got = {row["date_from"][:4]: int(row["quantity"]) for row in planes}
    assert got == {"2018": 1, "2023": 1, "2024": 1, "2025": 3}
    assert {row["in_register"] for row in planes} == {"not_counted"}
    order = next(
        row
        for row in rows("defence_events")
        if row["system"] == "Y-8F-200WA" and row["rung"] == "ordered"
    )
    assert int(order["quantity"]) == 8 > sum(got.values())


def test_no_copy_of_the_register_counts_them():
    for table, of in (
        ("arms_deliveries", "KAZ"),
        ("arms_orders", "KAZ"),
        ("arms_past_editions", "KAZ"),
    ):
        lines = [
            row
            for row in rows(table)
            if row["recipient_iso3"] == of and row["supplier_iso3"] == "CHN"
        ]
        assert lines and not [
            row for row in lines if row.get("designation", "").startswith("Y-8")
        ], table


def test_chinese_deliveries_outside_the_register():
    marks = [row["in_register"] for row in deliveries("CHN")]
    assert {mark: marks.count(mark) for mark in set(marks)} == {
        "counted": 8,
        "not_counted": 4,
        "not_covered": 2,
        "unclear": 1,
    }


def test_the_battery_was_shown_a_year_before_the_brief():
    (shown,) = [row for row in deliveries("CHN") if row["system"] == "HQ-17AE"]
    assert shown["country_iso3"] == "TJK" and shown["date_from"] == "2025-02-23" < S0
    turned = {
        row["delivery_id"]
        for row in rows("arms_deliveries")
        if row["designation"].startswith("HQ-17")
    }
    assert turned == set(shown["register_delivery_ids"].split(";"))


def test_the_visit_of_tashkent_has_its_year():
    by_id = {row["event_id"]: row for row in rows("defence_events")}
    assert (by_id["UZB-043"]["date_from"], by_id["UZB-043"]["date_is_estimate"]) == (
        "2025-02-21",
        "false",
    )
    assert by_id["UZB-043"]["standing"] == "confirmed"


@pytest.mark.parametrize("table", ["defence_events", "fighter_reports"])
def test_every_row_says_where_it_stands(table):
    for row in rows(table):
        assert row["locator"] and row["says"], row
        assert len(row["says"].split()) <= 27, f"{next(iter(row.values()))}: says is too long"


@pytest.mark.parametrize(
    "table", ["defence_events", "fighter_reports", "aircraft", "drone_fleets", "deal_values"]
)
def test_every_source_has_a_language_and_a_standpoint(table):
    known = {row["source_id"]: row for row in rows("sources")}
    columns = [name for name in rows(table)[0] if name.endswith("source_ids")]
    for row in rows(table):
        for source in filter(None, ";".join(row[name] for name in columns).split(";")):
            assert known[source]["language"] and known[source]["standpoint"], source


def test_notebook_02_does_not_call_every_chinese_aircraft_a_drone():
    text = said() + TEACHING.read_text(encoding="utf-8")
    for sentence in re.split(r"(?<=[.?!])\s", text):
        if re.search(r"(?i)\b(every|all) chinese aircraft\b", sentence):
            assert "register" in sentence, sentence
    assert "stands nothing" not in text
    counted = [row["in_register"] for row in deliveries("CHN")]
    assert f"Reports of a Chinese delivery: {len(counted)}. The register" in text
    assert f"counts {counted.count('counted')} of them." in text
