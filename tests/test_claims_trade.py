"""The checks of the trade, minerals and institutions claims: what they rest on, what they find, and that they can turn."""

import csv

import pytest

from cakit import catalog, provenance
from cakit.claims import institutions, minerals, trade
from cakit.claims.checks import REGISTER
from cakit.claims.rows import SEEDS
from cakit.claims.rules import Claimed, holds
from cakit.errors import CakitError, MissingColumn

CHECKS = {key: one for key, one in REGISTER.items() if one.function.__module__.split(".")[-1] in
          {module.__name__.split(".")[-1] for module in (trade, minerals, institutions)}}  # fmt: skip
IDS = sorted(CHECKS)
OUTCOMES = {
    "S4-08": True, "S4-17.a": True, "S4-17.b": False, "S4-19": True, "S4-24.a": True, "S4-24.b": False, "S4-27.a": False,
    "S4-28.a": True, "S4-28.b": True, "S4-29": True, "S4-32.a": False, "S4-32.b": False, "S4-32.c": False,
    "S4-33": None, "S4-34": True, "S4-35": True, "S4-36": False, "S4-51": True,
}  # fmt: skip


def table(key):
    frame = catalog.load(CHECKS[key].table)
    return frame[frame["sipri_edition"] == frame["sipri_edition"].max()] if "sipri_edition" in frame else frame


def outcome(key, frame):
    readings, claims = catalog.load("claim_readings"), catalog.load("claims")
    known = readings[readings["reading_id"] == key] if "." in key else claims[claims["claim_id"] == key]
    row = known.iloc[0]
    figures = [None if value != value else float(value) for value in (row.value_low, row.value_high, row.value_step)]
    dates = tuple("" if value != value else str(value) for value in (row.date_from, row.date_to))
    return holds(Claimed(row.comparator, *figures, dates=dates), CHECKS[key].function(frame))


def changed(frame, where, **values):
    frame = frame.copy()
    for column, value in values.items():
        frame.loc[where, column] = value
    return frame


@pytest.mark.parametrize("key", IDS)
def test_it_rests_on_more_than_the_five_texts(key):
    found = CHECKS[key].function(table(key))
    assert len(found.rows) and found.scope
    assert set(provenance.sources(found.rows)["source_id"]) - SEEDS
    for cell in found.rows[next(name for name in ("source_ids", "source_id") if name in found.rows)]:
        assert set(str(cell).split(";")) - SEEDS


@pytest.mark.parametrize("key", IDS)
def test_nothing_is_tested_against_itself(key):
    frame = table(key)
    column = "source_ids" if "source_ids" in frame else "source_id"
    try:
        assert outcome(key, frame.assign(**{column: key[:2]})) is None
    except CakitError as error:
        assert "no rows" in str(error)


@pytest.mark.parametrize("key", IDS)
def test_nothing_to_look_at_decides_nothing(key):
    try:
        assert outcome(key, table(key).iloc[:0]) is None
    except CakitError as error:
        assert "no rows" in str(error)


@pytest.mark.parametrize("key", IDS)
def test_a_missing_column_is_named(key):
    frame, missing = table(key), []
    before = outcome(key, frame)
    for column in frame.columns.drop(["seed_only", "source_ids", "source_id"], errors="ignore"):
        try:
            assert outcome(key, frame.drop(columns=column)) is before
        except MissingColumn as error:
            assert repr(column) in str(error)
            missing.append(column)
    assert missing


@pytest.mark.parametrize("key", sorted(OUTCOMES))
def test_outcomes(key):
    assert outcome(key, table(key)) is OUTCOMES[key]


def test_figures_found():
    china, russia, share = (CHECKS[key].function(table(key)) for key in ("S4-28.b", "S4-29", "S4-32.a"))
    assert (china.low, russia.low) == (94_820, 47_100)
    assert (round(share.low, 1), share.high) == (16.4, 18.6)
    assert institutions.russia_first_in_arms(table("S4-05.b")).low == 3


def test_both_counts_of_china_trade_pass_66_billion():
    frame = table("S4-28.a")
    bank = (frame["whose"] == "development_bank") & (frame["unit"] == "usd_million") & (frame["country_iso3"] == "C5")
    assert outcome("S4-28.a", changed(frame, bank, value=60_000)) is False
    customs = (frame["country_iso3"] == "KAZ") & (frame["statistics_side"] == "partner")
    assert outcome("S4-28.b", frame[~customs]) is None, "a sum over four of the five is no sum over the five"


def test_shares_turn_with_the_figures():
    frame = table("S4-32.a")
    russia = (frame["country_iso3"] == "C5") & (frame["partner_iso3"] == "RUS") & (frame["year"] == 2024)
    printed = frame[~(russia & (frame["unit"] == "percent"))]
    assert outcome("S4-32.a", printed) is False, "the computed share decides alone"
    assert outcome("S4-32.a", changed(printed, russia & (frame["unit"] == "usd_million"), value=90_000)) is True
    settled = table("S4-33")
    assert outcome("S4-33", changed(settled, settled["country_iso3"].notna(), value=83)) is True


def test_us_trade_would_have_to_be_higher_in_the_states_held():
    frame = table("S4-27.a")
    kazakh = frame["figure_id"] == "TF-KAZ-USA-2024-05"
    assert outcome("S4-27.a", changed(frame, kazakh, value=6_000)) is True


def test_us_trade_of_2024_is_the_sum_of_five_us_figures():
    """Recounted from the file: turnover, and exports plus imports, state by state."""
    with (catalog.table("trade_figures").path).open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["source_ids"] == "CENSUS_US_2024"]
    by_flow = {(row["country_iso3"], row["flow"]): float(row["value"]) for row in rows}
    states = ("KAZ", "KGZ", "TJK", "TKM", "UZB")
    for state in (*states, "C5"):
        both = by_flow[state, "export_to_partner"] + by_flow[state, "import_from_partner"]
        assert both == pytest.approx(by_flow[state, "turnover"], abs=0.05)
    assert sum(by_flow[state, "turnover"] for state in states) == pytest.approx(4139.0)
    assert by_flow["C5", "turnover"] == 4139.0
    frame = table("S4-27.b")
    assert CHECKS["S4-27.b"].function(frame).low == pytest.approx(4139.0)
    assert CHECKS["S4-27.a"].function(frame).low == pytest.approx(4200 + 881.7 + 149.8 + 96.8 + 61.4)
    four = frame[~((frame["country_iso3"] == "TKM") & (frame["partner_iso3"] == "USA"))]
    assert outcome("S4-27.b", four) is None, "four of the five are no sum over the five"


@pytest.mark.parametrize("key", ["S4-27.a", "S4-27.b"])
def test_the_evidence_prints_what_the_code_finds(key):
    row = catalog.load("claim_evidence").set_index("evidence_id").loc[key]
    found = CHECKS[key].function(table(key))
    high = found.low if found.high is None else found.high
    assert (row["found_low"], row["found_high"]) == (pytest.approx(found.low), pytest.approx(high))


def test_registers_turn_with_their_rows():
    ties = table("S3-06")
    uzbek = (ties["country_iso3"] == "UZB") & (ties["partner_iso3"] == "CSTO")
    assert outcome("S3-06", changed(ties, uzbek, status="active")) is False
    assert outcome("S3-11", changed(ties, ties["country_iso3"] == "KAZ", status="ended")) is False
    plants = table("S4-36")
    kyrgyz = (plants["country_iso3"] == "KGZ") & (plants["topic"] == "npp_project")
    assert outcome("S4-36", changed(plants, kyrgyz, status="under_construction")) is True
    events = table("S4-24.a")
    war = events["event_id"] == "CF-18"
    assert outcome("S4-24.a", changed(events, war, date_from="2025-10-26", date_to="2025-10-29")) is False
    year_before = events["date_from"].between("2024-11-06", "2025-11-06")
    assert outcome("S4-24.b", events[~year_before]) is True
    summits = table("S4-01")
    assert outcome("S4-01", changed(summits, summits["event_id"] == "d039", date_from="2025-10-06")) is False
    bills = summits["venture"] == "jackson_vanik"
    assert outcome("S4-22.a", changed(summits, bills, status="implemented")) is False
    sites = table("S4-17.b")
    akbulak = sites["name"] == "Akbulak"
    assert outcome("S4-17.b", changed(sites, akbulak, owners="Cove Kaz Capital 75%")) is None, "a quarter is unknown"
    bank = "US International Development Finance Corporation 75%;Kazgeology 25%"
    assert outcome("S4-17.b", changed(sites, akbulak, owners=bank)) is True
