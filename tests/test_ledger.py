"""The ledger: every claim has a verdict, nothing is tested against itself, and verdicts move with the data."""

import os
import subprocess
import sys

import pytest

import cakit as ck
from cakit.claims import verdicts as room
from cakit.claims.checks import register
from cakit.claims.rules import VERDICTS
from cakit.errors import CakitError, MissingColumn, MixedUnits, UnknownClaim

SEEDS = {"S0", "S1", "S2", "S3", "S4"}


def outcome(claim, edition="at_publication", data=None):
    return ck.claims.verdict(claim, edition=edition, data=data).verdict


def test_every_claim_stands_once_with_a_verdict():
    ledger = ck.claims.ledger()
    assert ledger["claim_id"].is_unique and len(ledger) == len(ck.load("claims")) >= 187
    assert set(ledger["at_publication"]) | set(ledger["newest"]) <= set(VERDICTS)
    assert set(ledger["decided_by"]) == {"measured", "looked-up", "documentary"}
    assert (ledger["caveat_kind"] != "").eq(ledger["caveat"] != "").all(), "a caveat has a kind, and a kind a caveat"


def test_nothing_is_tested_against_itself():
    """No row that decides a claim, by code or as read, rests on the five texts alone."""
    for reading in [reading for claim in ck.load("claims")["claim_id"] for reading in ck.claims.readings(claim)]:
        for edition in ("at_publication", "newest"):
            made = ck.claims.verdict(reading, edition=edition)
            if made.verdict in ("supported", "contradicted", "outdated"):
                own = set(made.source_ids.split(";")) <= SEEDS
                assert not own, f"{reading} is decided by {made.source_ids}"


def test_typed_verdicts_and_code_differ_only_where_said():
    """Code decides; where it differs from the verdict first read, the difference is known and has a reason."""
    known = {
        "S3-18.a": "88.4 at publication lies outside a tenth of 80; read as supported at the edge",
        "S4-33": "one official's whole percent cannot decide a strict bound of the same figure",
    }
    evidence = ck.load("claim_evidence").set_index("evidence_id")
    found = set()
    for reading in (ck.claims.readings(one)[0] for one in register()):
        typed = evidence.loc[reading, ["verdict_at_publication", "verdict"]].tolist()
        if typed != [outcome(reading), outcome(reading, "newest")]:
            found.add(reading)
    assert found == set(known)


def test_the_way_of_deciding_in_the_evidence_is_that_of_the_code():
    evidence = ck.load("claim_evidence").set_index("evidence_id")
    for reading in evidence.index:
        check = room.check_of(reading)
        typed = evidence.loc[reading, "decided_by"]
        assert typed == (check.decided_by if check else typed) and (check or typed in ("documentary", "none")), reading


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
    without = arms[~((arms["recipient_iso3"] == "TJK") & (arms["supplier_iso3"] == "CHN") & (arms["year"] == 2025))]
    assert outcome("S0-08", data=without) == "supported"


def test_what_a_frame_of_ones_own_must_hold():
    with pytest.raises(MissingColumn, match="supplier_iso3"):
        outcome("S0-08", data=ck.load("arms_transfers").drop(columns="supplier_iso3"))
    with pytest.raises(MixedUnits, match="sipri_edition holds 2022, 2025, 2026"):
        outcome("S0-08", data=ck.load("arms_editions"))
    with pytest.raises(CakitError, match="decided by reading"):
        outcome("S0-04", data=ck.load("arms_transfers"))


def test_unknown_claims_and_editions():
    with pytest.raises(UnknownClaim, match="Nearest: S0-38"):
        outcome("S0-380")
    with pytest.raises(CakitError, match=r"take 2022, 2025, 2026.*2024 edition is held as totals only"):
        outcome("S0-38", 2024)
    with pytest.raises(CakitError, match="no 2019 edition"):
        outcome("S0-38", 2019)


def test_readings_rivals_and_chains():
    assert len(ck.claims.readings("S4-28")) > 1
    assert ck.claims.rival_figures("S4-28")["value"].max() > 90_000
    assert ck.claims.rival_figures("S0-04").empty
    assert ck.claims.chain("S3-01")["step"].is_monotonic_increasing
    assert ck.claims.chain("S0-04").empty


def test_a_verdict_shows_its_sources_and_its_picture():
    made = ck.claims.verdict("S0-38")
    assert not made.sources.empty and "85.1%" in made.sentence
    assert made.chart().png()[:4] == b"\x89PNG"
    with pytest.raises(CakitError, match="has no picture"):
        ck.claims.verdict("S0-04").chart()


@pytest.mark.parametrize(
    "setting", [{"TZ": "Pacific/Kiritimati"}, {"LC_ALL": "tr_TR.UTF-8", "PYTHONUTF8": "1"}, {"PYTHONHASHSEED": "7"}]
)
def test_the_same_in_any_time_zone_and_locale(setting):
    code = "import cakit, hashlib; print(hashlib.sha256(cakit.claims.ledger().to_csv().encode()).hexdigest())"
    said = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, **more}, capture_output=True, text=True, check=True
        ).stdout
        for more in ({}, setting)
    }
    assert len(said) == 1


def test_a_range_has_both_ends_and_its_unit_in_words():
    made = ck.claims.verdict("S1-12", edition="newest")
    assert (made.value, round(made.value_high, 1), made.found) == (0.44, 3.5, "0.4–3.5% of GDP")
    assert ck.claims.verdict("S2-31").found == "1 phase"
    assert ck.claims.verdict("S0-38").value_high is None
