"""What the claims rest on, and that their verdicts follow the data, reading by reading."""

import csv

import pandas as pd
import pytest

import cakit as ck
from cakit import catalog
from cakit.catalog.sources import source_ids
from cakit.claims import deciding, records, rules
from cakit.claims.rows import FIVE, SEEDS, independent
from cakit.claims.rulebook import register
from cakit.errors import CakitError, MissingColumn, MixedUnits

REGISTER = register()
EVIDENCE = ck.load("claim_evidence").set_index("evidence_id")
MEASURED = [reading for reading in REGISTER if EVIDENCE.loc[reading, "decided_by"] == "measured"]


def newest(reading):
    table = REGISTER[reading].table
    return records.frame_of(table, records.edition_of(table, "newest", "S0"))


def find(reading, frame=None):
    return REGISTER[reading].find(newest(reading) if frame is None else frame)


def claimed(reading):
    return deciding.claimed_by(records.records()[reading])


def outcome(reading, frame=None):
    """Whether the claim agrees with a frame; None too where the frame is refused."""
    try:
        return rules.holds(claimed(reading), find(reading, frame))
    except CakitError:
        return None


def test_every_check_is_of_a_claim_or_of_one_of_its_readings():
    assert set(REGISTER) <= set(records.records())
    typed = EVIDENCE.index[EVIDENCE["decided_by"].isin(["measured", "looked-up"])]
    assert set(REGISTER) == set(typed)


@pytest.mark.parametrize("reading", REGISTER)
def test_rests_on_rows_with_sources_that_are_not_the_five_texts(reading):
    found = find(reading)
    ids = source_ids(found.rows)
    none_held = found.rows.empty and found.low == 0  # a newer edition may have dropped its lines
    assert found.scope and (none_held or len(ck.sources(ids)) == len(ids) > 0)
    assert not SEEDS & set(ids)
    assert found.is_there in (True, False, None) and not isinstance(found.is_there, str)
    assert not found.ends or found.ends[0] <= found.ends[1]


@pytest.mark.parametrize("reading", REGISTER)
def test_no_text_is_tested_against_itself_and_no_rows_decide_nothing(reading):
    frame = catalog.load(REGISTER[reading].table)
    column = "source_ids" if "source_ids" in frame else "source_id"
    assert independent(frame.assign(**{column: reading[:2]})).empty
    assert outcome(reading, frame.iloc[:0]) is not True or claimed(reading).comparator == "none"


@pytest.mark.parametrize("reading", REGISTER)
def test_a_missing_column_is_named(reading):
    frame, refused = newest(reading), []
    before = outcome(reading)
    for column in frame:
        try:
            find(reading, frame.drop(columns=column))
        except MissingColumn as error:
            assert repr(column) in str(error)
            refused.append(column)
        else:
            assert outcome(reading, frame.drop(columns=column)) is before
    assert refused


def other_suppliers(frame):
    """Everything, or the last five years, by one supplier or without one."""
    late = frame["year"] > frame["year"].max() - 5
    for supplier in ("RUS", "CHN", "USA", "TUR"):
        its = frame["supplier_iso3"] == supplier
        yield from (frame[its], frame[~its], frame[~(late & its)])
        yield frame.assign(supplier_iso3=frame["supplier_iso3"].where(~late, supplier))


def changed(reading, frame):
    """The frame with other figures: as high as the claim says, a hundred times as high, turned."""
    if {"supplier_iso3", "year"} <= set(frame):
        yield from other_suppliers(frame)
    names = [name for name in frame.select_dtypes("number") if "year" not in name]
    found, wanted = find(reading, frame), claimed(reading)
    fit = wanted.low / found.low if wanted.low and found.low else 1
    for name in names:
        values = frame[name]
        for factor in (fit, 100, 0):
            yield frame.assign(**{name: (values * factor).round().astype(values.dtype)})
        if "year" in frame:
            yield frame.assign(**{name: (frame["year"].max() - frame["year"]).astype(float)})
    if "fiscal_year" in frame:
        yield frame[frame["fiscal_year"] != 2005]
    if reading == "S2-06.a":
        rows = frame[(frame["program"] == "FMF") & frame["country_iso3"].isin(FIVE)]
        yield rows.drop_duplicates("fiscal_year").assign(obligated_usd=4e6)


@pytest.mark.parametrize("reading", MEASURED)
def test_a_measured_verdict_turns_with_the_figures(reading):
    before = outcome(reading)
    assert before in (True, False)
    seen = {outcome(reading, frame) for frame in changed(reading, newest(reading))}
    assert (not before) in seen, f"{reading} stays {before} whatever the figures are"


@pytest.mark.parametrize("reading", [name for name in REGISTER if name not in MEASURED])
def test_what_a_register_shows_goes_with_its_rows(reading):
    if outcome(reading):
        frame, rows = newest(reading), find(reading).rows
        silent = EVIDENCE.loc[reading, "verdict"] == "supported" and find(reading).low == 0
        assert silent or outcome(reading, frame.drop(index=rows.index, errors="ignore")) is not True


SET = {  # reading → the column whose value, wherever it stands, would turn the verdict
    "S2-33": ("date_from", "2002"),
    "S2-35": ("date_from", "1995"),
    "S2-29.a": ("date_from", "2002"),
    "S2-31.a": ("host_iso3", "KAZ"),
    "S3-01.b": ("official_confirmation", True),
    "S3-22": ("official_confirmation", True),
    "S3-01.c": ("generation", "5"),
    "S3-06": ("status", "active"),
    "S3-11": ("status", "ended"),
    "S3-12": ("status", "ended"),
    "S4-01": ("date_from", "2025-10-06"),
    "S4-17.b": ("owners", "Development Finance Corporation 100%"),
    "S4-22.a": ("status", "implemented"),
    "S4-36": ("status", "under_construction"),
    "S0-31": ("instrument", "sale"),
    "S0-18.b": ("fleet_status", "in_service"),
}


@pytest.mark.parametrize("reading", SET)
def test_a_looked_up_verdict_turns_with_a_word(reading):
    column, value = SET[reading]
    before, after = outcome(reading), outcome(reading, newest(reading).assign(**{column: value}))
    assert after is not before and after is not None


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
    for edition, share in (("2025", at_2025), ("2026", at_2026)):
        assert ck.claims.verdict(reading, edition=edition).value == pytest.approx(share, abs=0.05)


def test_shares_agree_with_the_indicators():
    arms = ck.load("arms_transfers")
    each = ck.shares(arms, "supplier_iso3", "tiv_million", within="recipient_iso3")
    russia = each[each["supplier_iso3"] == "RUS"].set_index("recipient_iso3")["share_percent"]
    for reading, state in (("S0-06", "KAZ"), ("S0-07", "KGZ"), ("S0-08", "TJK")):
        assert find(reading, arms).low == pytest.approx(russia[state])
    assert find("S0-38.c", arms).low == pytest.approx(russia[["KAZ", "KGZ", "TJK"]].mean())
    assert find("S0-38.b", arms).low == pytest.approx(russia[["KAZ", "KGZ", "TJK"]].min())


@pytest.mark.parametrize(
    ("edition", "million"), [("2024", 1840.4), ("2025", 1933.3), ("2026", 1933.2)]
)
def test_spending_of_2023_by_edition(edition, million):
    assert ck.claims.verdict("S1-11.a", edition=edition).value == pytest.approx(million, abs=0.05)


def test_a_part_of_the_whole_is_not_the_whole():
    """Four of the five are no sum over the five; a span with a year missing has no yearly mean."""
    trade, spending, money = (newest(name) for name in ("S4-27.b", "S1-11.a", "S2-09.a"))
    assert outcome("S4-27.b", trade[trade["country_iso3"] != "TKM"]) is None
    assert outcome("S4-28.b", trade[trade["country_iso3"] != "KAZ"]) is None
    assert outcome("S1-11.a", spending[spending["country_iso3"] != "TJK"]) is None
    assert find("S2-09.a", money[money["fiscal_year"] != 2017]).low is None


def test_figures_found():
    assert (find("S4-28.b").low, find("S4-29").low) == (94_820, 47_100)
    share = find("S4-32.a")
    assert (round(share.low, 1), share.high) == (16.4, 18.6)
    assert find("S4-05.b").low == 3
    assert find("S4-33").ends == (find("S4-33").ends[0], find("S4-33").ends[0] + 1)


def test_us_trade_of_2024_is_the_sum_of_five_us_figures():
    """Recounted from the file: turnover, and exports plus imports, state by state."""
    with catalog.table("trade_figures").path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["source_ids"] == "CENSUS_US_2024"]
    by_flow = {(row["country_iso3"], row["flow"]): float(row["value"]) for row in rows}
    for state in ("KAZ", "KGZ", "TJK", "TKM", "UZB", "C5"):
        both = by_flow[state, "export_to_partner"] + by_flow[state, "import_from_partner"]
        assert both == pytest.approx(by_flow[state, "turnover"], abs=0.05)
    assert find("S4-27.b").low == pytest.approx(4139.0)
    assert find("S4-27.a").low == pytest.approx(4200 + 881.7 + 149.8 + 96.8 + 61.4)


@pytest.mark.parametrize("reading", ["S4-27.a", "S4-27.b"])
def test_the_evidence_prints_what_the_code_finds(reading):
    row, found = EVIDENCE.loc[reading], find(reading)
    assert (row["found_low"], row["found_high"]) == pytest.approx(found.ends)


def test_a_delivery_turns_a_share():
    arms = newest("S0-08")
    added = (arms["supplier_iso3"] == "CHN") & (arms["year"] == 2025)
    assert outcome("S0-08", arms) is False and outcome("S0-08", arms[~added]) is True
    more = arms.iloc[[0]].assign(supplier_iso3="CHN", recipient_iso3="KGZ", tiv_million=1.0)
    assert outcome("S0-14.b", arms) is False
    assert outcome("S0-14.b", pd.concat([arms, more])) is True


def test_wars_and_clashes_turn_with_their_dates():
    events = newest("S4-24.a")
    war = events["event_id"] == "CF-18"
    later = events.assign(
        date_from=events["date_from"].where(~war, "2025-10-26"),
        date_to=events["date_to"].where(~war, "2025-10-29"),
    )
    assert (outcome("S4-24.a"), outcome("S4-24.a", later)) == (True, False)
    quiet = ~events["date_from"].between("2024-11-06", "2025-11-06")
    assert (outcome("S4-24.b"), outcome("S4-24.b", events[quiet])) == (False, True)


def test_the_five_texts_never_decide():
    ties = ck.load("us_partnerships")
    virginia = ties[ties["partnership_id"] == "SPP04"]
    virginia = virginia.assign(date_from="2002", source_ids="S2", seed_only=True)
    both = pd.concat([ties, virginia], ignore_index=True)
    assert ck.claims.verdict("S2-33", data=both).verdict == "contradicted"


def test_mixed_base_years_are_refused():
    with pytest.raises(MixedUnits, match="constant_price_base_year holds 2022, 2023, 2024"):
        find("S1-11.b", ck.load("military_spending"))
