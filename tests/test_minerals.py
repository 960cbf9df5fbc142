"""The minerals tables hold to their own rule; the shares of notebook 04 come out the same without the kit."""

import csv
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FIVE = {"KAZ", "KGZ", "TJK", "TKM", "UZB"}
LEAST_MILLION = 20  # of the written rule
SINCE = "2018"
KINDS = {"project_cost", "portfolio", "purchase_price"}


def rows(name):
    with (ROOT / f"data/{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


EVENTS = rows("mineral_events")
VENTURES = [row for row in EVENTS if row["counts_once"] == "true"]


def cell(name):
    notebook = json.loads(
        (ROOT / "notebooks/04_minerals_diplomacy.ipynb").read_text(encoding="utf-8")
    )
    return next(one for one in notebook["cells"] if one["id"] == name)


def said(one):
    """All text a cell prints or shows."""
    found = []
    for output in one["outputs"]:
        found += (
            output.get("text", [])
            if output["output_type"] == "stream"
            else output["data"]["text/plain"]
        )
    return "".join(found)


def table(one):
    """The rows of the table a cell shows, by their first cell."""
    page = "".join(one["outputs"][0]["data"]["text/html"])
    rows = [
        re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", row)
        for row in re.findall(r"<tr>(.*?)</tr>", page, re.S)
    ]
    return {first: rest for first, *rest in rows if any(rest)}


def broken(row):
    """What a venture that counts breaks of the written rule."""
    partners = set(filter(None, row["partner_iso3"].split(";")))
    faults = []
    if not partners or partners & FIVE:
        faults.append("partner_iso3")
    if row["country_iso3"] not in FIVE:
        faults.append("country_iso3")
    if not row["venture"]:
        faults.append("venture")
    if row["value_scope"] not in KINDS:
        faults.append("value_scope")
    if row["partner_role"] not in ("owner", "contractor", "customer"):
        faults.append("partner_role")
    if not row["value_usd_million"] or float(row["value_usd_million"]) < LEAST_MILLION:
        faults.append("value_usd_million")
    years = re.findall(r"\b20\d\d\b", row["date_from"] or row["note"])
    if not years or max(years) < SINCE:
        faults.append("date_from")
    if row["minerals"] == "":
        faults.append("minerals")
    if row["status"] not in ("announced", "signed", "implemented"):
        faults.append("status")
    return faults


@pytest.mark.parametrize("row", VENTURES, ids=lambda row: row["event_id"])
def test_each_venture_keeps_the_rule(row):
    assert broken(row) == [], f"mineral_events, {row['event_id']}"


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"partner_iso3": ""}, "partner_iso3"),
        ({"partner_iso3": "KAZ"}, "partner_iso3"),
        ({"value_scope": "all_sectors"}, "value_scope"),
        ({"partner_role": ""}, "partner_role"),
        ({"value_usd_million": "19"}, "value_usd_million"),
        ({"date_from": "2016-05"}, "date_from"),
        ({"date_from": "", "note": "no day shown"}, "date_from"),
    ],
)
def test_the_rule_finds_each_fault(changed, fault):
    assert broken(VENTURES[0] | changed) == [fault]


def test_the_rule_is_written_in_the_descriptor():
    text = " ".join(
        json.loads((ROOT / "data/mineral_events.json").read_text(encoding="utf-8"))["gaps"]
    )
    assert f"{LEAST_MILLION} million" in text and f"since {SINCE}" in text


def test_the_known_ventures_are_in_the_table():
    """A purchase of 1.2 billion that closed in October 2025, and the largest foreign owners."""
    held = {row["venture"]: row for row in VENTURES}
    raygorodok = held["raygorodok"]
    assert (raygorodok["status"], float(raygorodok["value_usd_million"])) == ("implemented", 1200)
    assert raygorodok["date_from"] == "2025-10-10" and raygorodok["value_scope"] == "purchase_price"
    owners = {row["name"]: row["owner_iso3"].split(";") for row in rows("mineral_sites")}
    assert "FRA" in owners["Muyunkum and South Tortkuduk"]
    assert "CHN" in owners["Central Mynkuduk"]
    assert "CHE" in owners["Kazzinc, Ust-Kamenogorsk"]
    assert owners["Aktogay"] == owners["Bozshakol"] == ["KAZ"]


def tally(ventures):
    """The cells of one row of the notebook, computed with no part of the kit."""
    done = [float(row["value_usd_million"]) for row in ventures if row["status"] == "implemented"]
    total = sum(float(row["value_usd_million"]) for row in ventures)
    part = 100 * sum(done) / total
    return [f"{sum(done):.0f}", f"{total:.0f}", f"{part:.0f}"]


SMALL = [row for row in VENTURES if float(row["value_usd_million"]) < 10_000]
RULES = {
    "every venture of the table": VENTURES,
    "without the two parks of over ten billion": SMALL,
    "the same, without purchases": [row for row in SMALL if row["value_scope"] != "purchase_price"],
    "the same, without any that names gold": [
        row for row in SMALL if "gold" not in row["minerals"].split(";")
    ],
    "the same, dated before 2023": [
        row for row in SMALL if row["date_from"] and row["date_from"][:4] < "2023"
    ],
}


@pytest.mark.parametrize("rule", RULES)
def test_share_by_each_rule(rule):
    assert table(cell("q04-rules"))[rule] == tally(RULES[rule])


def test_the_notebook_has_no_other_rule():
    assert set(table(cell("q04-rules"))) == set(RULES)
    assert len(VENTURES) - len(SMALL) == 2, "the words speak of two parks"


def test_ore_is_called_ore():
    """HS 2603 is ores and concentrates: no row or sentence of ours on it says copper alone."""
    codes = {row["hs_code"] for row in rows("mineral_trade") if row["mineral"] == "copper"}
    assert codes == {"260300"}
    text = said(cell("q04-lockin"))
    assert "copper ore" in text
    assert not re.findall(r"(?:copper|chromium|zinc|antimony)(?! ore)", text)


def test_the_first_summit_stands_before_the_second():
    held = [
        row
        for row in EVENTS
        if row["event_type"] == "summit" and set(row["country_iso3"].split(";")) == FIVE
    ]
    for partner in ("CHN", "RUS", "DEU"):
        days = {
            row["event"].split()[0]: row["date_from"]
            for row in held
            if row["partner_iso3"] == partner
        }
        assert set(days) == {"First", "Second"}, partner
        assert days["First"] < days["Second"], partner
    xian = next(row for row in held if "Xi'an" in row["event"])
    assert (xian["date_from"], xian["date_to"]) == ("2023-05-18", "2023-05-19")


@pytest.mark.parametrize("name", ["mineral_events", "mineral_sites", "nuclear_projects"])
def test_a_place_in_each_source(name):
    for row in rows(name):
        key = next(iter(row.values()))
        places = row["locator"].split(" | ")
        assert all(re.fullmatch(r"\w+: .+", place) for place in places), f"{name}, {key}: locator"
        named = {place.split(": ")[0] for place in places}
        assert named <= set(row["source_ids"].split(";")), (
            f"{name}, {key}: locator names a source of another row"
        )
        assert len(row.get("says", "").split()) <= 28, f"{name}, {key}: says"
        assert "says" not in row or row["says"].endswith("."), f"{name}, {key}: says"


@pytest.mark.parametrize("name", ["mineral_events", "mineral_sites", "nuclear_projects"])
def test_sources_have_language_and_standpoint(name):
    known = {row["source_id"]: row for row in rows("sources")}
    cited = {one for row in rows(name) for one in row["source_ids"].split(";")}
    assert [
        one for one in sorted(cited) if not known[one]["language"] or not known[one]["standpoint"]
    ] == []


def test_no_event_rests_on_an_encyclopaedia():
    known = {row["source_id"]: row["kind"] for row in rows("sources")}
    for row in EVENTS:
        assert all(known[one] != "encyclopaedia" for one in row["source_ids"].split(";")), row[
            "event_id"
        ]
    for row in rows("mineral_sites"):
        kinds = {known[one] for one in row["source_ids"].split(";")}
        assert kinds != {"encyclopaedia"}, f"mineral_sites, {row['site_id']}"


def test_the_day_of_the_search_is_told():
    for name in ("mineral_events", "mineral_sites", "nuclear_projects"):
        raw = json.loads((ROOT / f"data/{name}.json").read_text(encoding="utf-8"))
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", raw["searched_until"]), name
