"""One state's ties, measure by measure: nine panels, sources, and shares that agree with the verb."""

import pytest

import cakit as ck


@pytest.mark.parametrize("state", ["KAZ", "KGZ", "TJK", "TKM", "UZB"])
def test_a_profile_has_nine_panels_its_sources_and_no_sum(state):
    made = ck.profile(state)
    assert made["panel"].nunique() == 9
    shares = made[made["unit"].str.startswith("share") & made["value"].notna()]
    assert shares["value"].between(-1e-9, 100 + 1e-9).all()
    assert not shares.duplicated(["panel", "series", "year"]).any()
    assert made.loc[made["value"].notna(), "source_ids"].notna().all()
    assert not ck.sources(made).empty
    assert set(made.loc[made["value"].isna(), "gap"]) <= {
        "no figure held", "no figure held after 1996", "under 50 million USD a year",
    }  # fmt: skip


def test_a_profile_agrees_with_shares():
    arms = ck.load("arms_transfers").query("recipient_iso3 == 'TJK'")
    share = ck.shares(arms, "supplier_iso3", "tiv_million", period=(2021, 2025)).set_index(
        "supplier_iso3"
    )["share_percent"]
    held = (
        ck.profile("TJK")
        .query("panel == 'Arms of five years' and year == 2025")
        .set_index("series")["value"]
    )
    assert held.to_dict() == pytest.approx(share[held.index].to_dict())
