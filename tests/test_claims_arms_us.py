"""The claims on arms, US programs and exercises that code decides."""

import importlib

import pandas as pd
import pytest

import cakit as ck
from cakit.claims import held, rules, verdicts
from cakit.claims.checks import REGISTER
from cakit.claims.rows import SEEDS, independent
from cakit.errors import CakitError, MissingColumn, MixedUnits

THEMES = [f"cakit.claims.{name}" for name in ("russian_supply", "china_and_others", "us_programs", "exercises")]
for theme in THEMES:
    importlib.import_module(theme)
CHECKS = {reading: check for reading, check in sorted(REGISTER.items()) if check.function.__module__ in THEMES}


def frame(table, edition=None):
    kept = ck.load(table)
    return (
        kept if edition is None else kept[kept["sipri_edition" if table.startswith("arms") else "edition"] == edition]
    )


def newest(check):
    return held.frame_of(check.table, held.edition_of(check.table, "newest", "S0"))


def found(reading, data=None, edition=None):
    check = CHECKS[reading]
    return check.function(frame(check.table, edition) if data is None else data)


def says(reading, data=None, edition=None):
    claims, readings, _, _ = held.rows()
    row = readings[reading] if reading in readings else claims[reading]
    return rules.holds(verdicts._claimed(row), found(reading, data, edition))


def delivery(edition, supplier, recipient, tiv, year=2024):
    row = frame("arms_editions", edition).iloc[[0]]
    return row.assign(supplier_iso3=supplier, recipient_iso3=recipient, tiv_million=tiv, year=year)


def test_every_check_is_of_a_claim_or_of_one_of_its_readings():
    claims, readings, _, of = held.rows()
    for reading in CHECKS:
        assert reading in readings or (reading in claims and not of[reading])
    assert len(CHECKS) > 75


@pytest.mark.parametrize("reading", CHECKS)
def test_rests_on_rows_with_sources_that_are_not_the_five_texts(reading):
    check = CHECKS[reading]
    result = found(reading, newest(check))
    ids = ck.provenance.source_ids(result.rows)
    assert len(result.rows) and ids and len(ck.sources(ids)) == len(ids)
    assert not any(set(str(cell).split(";")) <= SEEDS for cell in result.rows.filter(regex="source_ids?$").iloc[:, 0])
    assert result.scope and check.function.__doc__
    assert result.is_there in (True, False, None) and not isinstance(result.is_there, str)
    if result.low is not None and result.high is not None:
        assert result.low <= result.high


@pytest.mark.parametrize(
    ("reading", "at_2025", "at_2026"),
    [
        ("S0-06", 85.9, 84.3),
        ("S0-07", 52.3, 47.4),
        ("S0-08", 93.5, 58.1),
        ("S0-38.a", 85.1, 82.0),
        ("S0-38.b", 52.3, 47.4),
        ("S3-18.a", 88.4, 82.6),
    ],
)
def test_russian_shares_by_edition(reading, at_2025, at_2026):
    assert found(reading, edition="2025").low == pytest.approx(at_2025, abs=0.05)
    assert found(reading, edition="2026").low == pytest.approx(at_2026, abs=0.05)


def test_shares_agree_with_the_indicators():
    arms = frame("arms_editions", "2026")
    each = ck.shares(arms, "supplier_iso3", "tiv_million", within="recipient_iso3").set_index(
        ["recipient_iso3", "supplier_iso3"]
    )["share_percent"]
    for reading, state in (("S0-06", "KAZ"), ("S0-07", "KGZ"), ("S0-08", "TJK")):
        assert found(reading, arms).low == pytest.approx(each[state, "RUS"])


@pytest.mark.parametrize(("edition", "million"), [("2024", 1840.4), ("2025", 1933.3), ("2026", 1933.2)])
def test_spending_of_2023_by_edition(edition, million):
    assert found("S1-11.a", edition=edition).low == pytest.approx(million, abs=0.05)
    assert says("S1-11.a", edition=edition) is (edition == "2024")


def test_a_chinese_delivery_turns_the_tajik_share():
    before = frame("arms_editions", "2025")
    after = pd.concat([before, delivery("2025", "CHN", "TJK", 75.0)], ignore_index=True)
    assert says("S0-08", before) is True and says("S0-08", after) is False
    newest_one = frame("arms_editions", "2026")
    added = (newest_one["supplier_iso3"] == "CHN") & (newest_one["year"] == 2025)
    assert says("S0-08", newest_one) is False and says("S0-08", newest_one[~added]) is True


def test_other_verdicts_move_with_the_data():
    arms = frame("arms_editions", "2025")
    assert says("S0-14.b", arms) is False
    assert says("S0-14.b", pd.concat([arms, delivery("2025", "CHN", "KGZ", 1.0)])) is True
    assert says("S1-14.b", arms) is False
    assert says("S1-14.b", pd.concat([arms, delivery("2025", "CHN", "UZB", 500.0)])) is True
    assert says("S0-12.a", arms) is True
    assert says("S0-12.a", pd.concat([arms, delivery("2025", "USA", "UZB", 5000.0)])) is False
    spending = frame("military_spending", "2024")
    assert says("S1-11.a", spending[spending["country_iso3"] != "TJK"]) is None
    ties = ck.load("us_partnerships")
    virginia = ties.assign(date_from=ties["date_from"].where(ties["partnership_id"] != "SPP04", "2002"))
    assert says("S2-33", ties) is False and says("S2-33", virginia) is True
    abroad = (ties["host_iso3"] == "GBR") & ties["name"].str.contains("Steppe Eagle")
    assert says("S2-31.a", ties) is False and says("S2-31.a", ties[~abroad]) is True
    reports = ck.load("fighter_reports")
    assert says("S3-01.b", reports) is None
    assert says("S3-01.b", reports.assign(official_confirmation=True)) is True
    money = ck.load("us_obligations")
    more = money.assign(obligated_usd=money["obligated_usd"].where(money["fiscal_year"] != 2017, 9_000_000))
    assert says("S2-06.b", money) is True and says("S2-06.b", more) is False
    assert found("S2-09.a", money[money["fiscal_year"] != 2017]).low is None


def test_the_five_texts_never_decide():
    ties = ck.load("us_partnerships")
    virginia = ties[ties["partnership_id"] == "SPP04"].assign(date_from="2002", source_ids="S2", seed_only=True)
    assert says("S2-33", pd.concat([ties, virginia], ignore_index=True)) is False
    only = independent(ck.load("us_figures"))
    assert not only["seed_only"].any() and not only["source_ids"].isin(SEEDS).any()


@pytest.mark.parametrize("reading", CHECKS)
def test_a_missing_column_is_named(reading):
    data = newest(CHECKS[reading])
    refused = 0
    for column in data:
        try:
            found(reading, data.drop(columns=column))
        except MissingColumn as error:
            assert repr(column) in str(error)
            refused += 1
    assert refused


@pytest.mark.parametrize("reading", CHECKS)
def test_an_empty_frame_decides_nothing_by_a_figure(reading):
    try:
        result = found(reading, newest(CHECKS[reading]).iloc[:0])
    except CakitError as error:
        assert "no rows" in str(error) or "holds nothing" in str(error)
        return
    assert not result.low or result.low != result.low
    assert result.date == ""


def test_mixed_base_years_are_refused():
    with pytest.raises(MixedUnits, match="constant_price_base_year holds 2022, 2023, 2024"):
        found("S1-11.b", ck.load("military_spending"))


def test_charts():
    drawn = CHECKS["S0-38.a"].chart(frame("arms_editions", "2026"))
    assert "Tajikistan in the 2022 and 2025 editions only" in drawn.sentence
    mine = frame("arms_editions", "2026").assign(sipri_edition="mine")
    assert "in mine" in CHECKS["S0-08"].chart(mine).alt
    assert "Russia" in CHECKS["S1-23.b"].chart(frame("arms_editions", "2026")).sentence
