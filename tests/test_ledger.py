"""The ledger: every claim has a verdict, nothing is tested against itself, and verdicts move with the data."""

import os
import subprocess
import sys

import pytest
from conftest import NEWEST

import cakit as ck
from cakit.claims.rows import FIVE, STATES
from cakit.claims.rulebook import register
from cakit.claims.rules import VERDICTS
from cakit.errors import CakitError, MissingColumn, MixedUnits, UnknownClaim

SEEDS = {"S0", "S1", "S2", "S3", "S4"}


def outcome(claim, edition="at_publication", data=None):
    return ck.claims.verdict(claim, edition=edition, data=data).verdict


def test_every_claim_stands_once_with_a_verdict():
    ledger = ck.claims.ledger()
    assert ledger["claim_id"].is_unique and len(ledger) == len(ck.load("claims")) >= 187
    assert set(ledger["at_publication"]) | set(ledger["newest"]) <= set(VERDICTS)
    assert set(ledger["decided_by"]) == {"measured", "looked-up", "documentary", "none"}
    assert (ledger["caveat_kind"] != "").eq(ledger["caveat"] != "").all(), (
        "a caveat has a kind, and a kind a caveat"
    )


def test_nothing_is_tested_against_itself():
    """No text is among the sources that decide a claim, by code or as read."""
    for reading in [
        reading for claim in ck.load("claims")["claim_id"] for reading in ck.claims.readings(claim)
    ]:
        for edition in ("at_publication", "newest"):
            made = ck.claims.verdict(reading, edition=edition)
            if made.verdict in ("supported", "contradicted", "outdated"):
                assert not SEEDS & set(made.source_ids.split(";")), (
                    f"{reading} is decided by {made.source_ids}"
                )


def test_the_table_and_the_code_differ_nowhere():
    """Every claim and every reading has one verdict in the table and by code, in either edition, and so in totals."""
    evidence = ck.load("claim_evidence")
    differ = [
        f"{row.evidence_id}, {column}: {getattr(row, column)} in the table, {made} by code"
        for row in evidence.itertuples()
        for column, made in (
            ("verdict_at_publication", outcome(row.evidence_id)),
            ("verdict", outcome(row.evidence_id, "newest")),
        )
        if made != getattr(row, column)
    ]
    assert not differ, "\n".join(differ)
    plain, ledger = evidence[evidence["is_plain"]], ck.claims.ledger()
    assert plain["verdict"].value_counts().to_dict() == ledger["newest"].value_counts().to_dict()
    ways = plain.set_index("claim_id")["decided_by"].to_dict()
    assert ways == ledger.set_index("claim_id")["decided_by"].to_dict()
    assert (
        plain["verdict_at_publication"].value_counts().to_dict()
        == ledger["at_publication"].value_counts().to_dict()
    )


def test_one_rule_and_one_number_for_what_moved():
    """The ledger, the function and the comparison of editions count the same claims."""
    ledger, turned = ck.claims.ledger(), ck.claims.moved()
    plain = turned[turned["is_plain"]]
    assert (
        plain["claim_id"].tolist()
        == ledger.loc[ledger["at_publication"] != ledger["newest"], "claim_id"].tolist()
    )
    held = ck.load("arms_editions")
    old, new = (held[held["sipri_edition"] == one] for one in ("2025", NEWEST))
    between = ck.importers.compare(old, new).verdicts
    from_arms = set(ck.claims.computed("arms_editions"))
    alike = turned[turned["reading_id"].isin(from_arms) | turned["claim_id"].isin(from_arms)]
    columns = ["claim_id", "reading_id", "is_plain", "then", "now"]
    assert between[columns].values.tolist() == alike[columns].values.tolist()


def test_the_states_of_the_claims_are_the_states_of_the_texts():
    cells = ck.load("claims")["country_iso3"].dropna()
    assert set(FIVE) == {code for cell in cells for code in cell.split(";")} == STATES


def test_the_way_of_deciding_in_the_evidence_is_that_of_the_code():
    for row in ck.load("claim_evidence").itertuples():
        by_code = row.decided_by in ("measured", "looked-up")
        assert by_code == (row.evidence_id in register()), row.evidence_id


def test_the_reference_case():
    assert [outcome(claim) for claim in ("S0-38", "S0-06", "S0-07", "S0-08")] == [
        "supported", "supported", "contradicted", "supported",
    ]  # fmt: skip
    assert [outcome(claim, "newest") for claim in ("S0-38", "S0-06", "S0-07", "S0-08")] == [
        "supported", "supported", "contradicted", "outdated",
    ]  # fmt: skip
    assert outcome("S0-07", 2022) == "supported"
    assert (outcome("S1-11"), outcome("S1-11", "newest"), outcome("S1-11", 2025)) == (
        "supported",
        "outdated",
        "outdated",
    )


def test_a_verdict_flips_with_the_data():
    arms = ck.load("arms_transfers")
    assert outcome("S0-08", data=arms) == "contradicted"
    without = arms[
        ~(
            (arms["recipient_iso3"] == "TJK")
            & (arms["supplier_iso3"] == "CHN")
            & (arms["year"] == 2025)
        )
    ]
    assert outcome("S0-08", data=without) == "supported"


def test_what_a_frame_of_ones_own_must_hold():
    with pytest.raises(MissingColumn, match="supplier_iso3"):
        outcome("S0-08", data=ck.load("arms_transfers").drop(columns="supplier_iso3"))
    with pytest.raises(MixedUnits, match="sipri_edition holds '2022', '2025', '2026'"):
        outcome("S0-08", data=ck.load("arms_editions"))
    with pytest.raises(CakitError, match="decided by reading"):
        outcome("S0-04", data=ck.load("arms_transfers"))


def test_a_caveat_brings_its_sources():
    """The parade that came before the edition has pages of its own."""
    made = ck.claims.verdict("S0-08", edition="newest")
    assert "23 February 2025" in made.caveat and "hq17_m5" in made.source_ids.split(";")


def test_about_prints_the_distance():
    assert "88.4%" in ck.claims.verdict("S3-18").sentence
    assert "10.5% above the figure claimed" in ck.claims.verdict("S3-18").sentence
    mine = ck.claims.decide("About four fifths", "about", 80, found=71.0, step=1)
    assert mine.verdict == "contradicted" and mine.distance == "11.2% below the figure claimed"


def test_readings_that_a_fair_reader_would_take():
    """The plain reading of a sentence on most, on any or on the past, and like readings for like sentences."""
    assert ck.claims.readings("S3-17")[0] == "S3-17.b" and outcome("S3-17", "newest") == "supported"
    assert ck.claims.readings("S2-31")[0] == "S2-31.b" and outcome("S2-31", "newest") == "supported"
    assert [outcome("S3-02", edition) for edition in ("at_publication", "newest")] == [
        "supported",
        "supported",
    ]
    for same in (("S1-14", "S3-35"), ("S1-14.b", "S3-35.b"), ("S1-14.a", "S3-35.c")):
        for edition in ("at_publication", "newest"):
            assert outcome(same[0], edition) == outcome(same[1], edition)


def test_relays_of_one_report_are_one_origin():
    made = ck.claims.verdict("S3-01.a")
    assert made.found == "2 origins" and "6 reports" in made.scope
    reports = ck.load("fighter_reports")
    alone = reports.assign(
        answers_report_id=reports["answers_report_id"]
        .fillna("FR-01")
        .where(reports["report_id"] != "FR-01")
    )
    assert ck.claims.verdict("S3-01.a", data=alone).found == "1 origin"


def test_unknown_claims_and_editions():
    with pytest.raises(UnknownClaim, match="Nearest: S0-38"):
        outcome("S0-380")
    with pytest.raises(
        CakitError, match=r"take 2022, 2025, 2026.*2024 edition is held as totals only"
    ):
        outcome("S0-38", 2024)
    with pytest.raises(CakitError, match="no 2019 edition"):
        outcome("S0-38", 2019)


def test_readings_and_rivals():
    assert len(ck.claims.readings("S4-28")) > 1
    assert ck.claims.rival_figures("S4-28")["value"].max() > 90_000
    assert ck.claims.rival_figures("S0-04").empty


def test_a_verdict_shows_its_sources():
    made = ck.claims.verdict("S0-38")
    assert not made.sources.empty and "85.1%" in made.sentence


@pytest.mark.parametrize(
    "setting",
    [
        {"TZ": "Pacific/Kiritimati"},
        {"LC_ALL": "tr_TR.UTF-8", "PYTHONUTF8": "1"},
        {"PYTHONHASHSEED": "7"},
    ],
)
def test_the_same_in_any_time_zone_and_locale(setting):
    code = "import cakit, hashlib; print(hashlib.sha256(cakit.claims.ledger().to_csv().encode()).hexdigest())"
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, **more},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for more in ({}, setting)
    }
    assert len(said) == 1


def test_a_range_has_both_ends_and_its_unit_in_words():
    made = ck.claims.verdict("S1-12.b", edition="newest")
    assert (made.value, round(made.value_high, 1), made.found) == (0.44, 3.5, "0.4–3.5% of GDP")
    assert ck.claims.verdict("S2-31.a").found == "1 phase"
    assert ck.claims.verdict("S0-38").value_high is None
