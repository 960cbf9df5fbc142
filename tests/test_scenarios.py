"""What-ifs: the sums agree with the indicators, ranges are ranges, money is refused, everything assumed is said."""

import pandas as pd
import pytest
from conftest import LAST, NEWEST

import cakit as ck
from cakit.errors import CakitError, MixedUnits, UnknownCountry
from cakit.scenarios import PRESET_SUPPLIERS

GOOD = {
    "recipient": "UZB",
    "designation": "Mi-17",
    "items": (2, 4),
    "supplier": "RUS",
    "year": LAST,
}


def test_the_shares_are_those_of_the_indicators():
    made = ck.what_if(**GOOD)
    arms = ck.load("arms_transfers").query("recipient_iso3 == 'UZB' and year >= @LAST - 4")
    for column, tiv in zip(
        ("share_now_percent", "share_low_percent", "share_high_percent"),
        (0, *made.tiv_million),
        strict=True,
    ):
        more = pd.DataFrame(
            [{"supplier_iso3": "RUS", "year": LAST, "tiv_million": tiv, "sipri_edition": NEWEST}]
        )
        both = pd.concat([arms[[*more]], more])
        found = ck.shares(both, "supplier_iso3", "tiv_million").set_index("supplier_iso3")[
            "share_percent"
        ]
        assert made.data.set_index("supplier_iso3").loc["RUS", column] == pytest.approx(
            found["RUS"]
        )
        number = ck.concentration(both, "supplier_iso3", "tiv_million")["effective_number"].iloc[0]
        low, high = (
            (made.effective["now"],) * 2
            if tiv == 0
            else (made.effective["low"], made.effective["high"])
        )
        assert low - 1e-9 <= number <= high + 1e-9


def test_shares_add_up_and_the_range_is_in_order():
    data = ck.what_if(**GOOD).data
    assert data["share_now_percent"].sum() == pytest.approx(100)
    assert (data["share_low_percent"] <= data["share_high_percent"]).all()
    assert set(data["sipri_edition"]) == {NEWEST}


def test_the_volume_is_that_of_the_register():
    made = ck.what_if(**GOOD)
    lines = ck.load("arms_deliveries").query("designation == 'Mi-17'")
    each = lines["tiv_million"] / lines["number_delivered"].astype(float)
    orders = ck.load("arms_orders").query("designation == 'Mi-17'")["tiv_per_unit_million"]
    assert made.tiv_per_item == pytest.approx(
        (min(each.min(), orders.min()), max(each.max(), orders.max())), abs=0.006
    )
    assert made.tiv_million == pytest.approx((2 * made.tiv_per_item[0], 4 * made.tiv_per_item[1]))


def test_a_lot_that_peaks_inside_its_range_says_so():
    made = ck.what_if(**ck.what_if_presets("UZB").loc["ITA"])
    ends = [ck.what_if("UZB", "C-27J Spartan", n, "ITA", LAST).effective["low"] for n in (2, 6)]
    assert made.effective["high"] > max(ends)


@pytest.mark.parametrize(
    "items", ["40 million USD", "$5", "5 bn", 500_000_000, "12 dollars", "3 roubles", "€9"]
)
def test_money_is_refused(items):
    with pytest.raises(MixedUnits, match="money"):
        ck.what_if(**GOOD | {"items": items})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"items": 0}, "whole number"),
        ({"items": -3}, "whole number"),
        ({"items": 2.5}, "whole number"),
        ({"items": True}, "whole number"),
        ({"items": None}, "whole number"),
        ({"items": (4, 2)}, "whole number"),
        ({"items": "many"}, "whole number"),
        ({"designation": "JF-17"}, "no volume for 'JF-17'"),
        ({"designation": "<b>$x$</b>" * 50}, "no volume"),
        ({"designation": "HQ-9"}, "description="),
        ({"year": 1990}, f"take 1998 to {LAST + 4}"),
        ({"year": 2050}, f"take 1998 to {LAST + 4}"),
        ({"supplier": "Uzbekistan"}, "cannot supply itself"),
        ({"recipient": "France"}, "are not held"),
    ],
)
def test_what_cannot_be_done_is_said(change, said):
    with pytest.raises(CakitError, match=said):
        ck.what_if(**GOOD | change)


def test_an_unknown_state_is_said():
    with pytest.raises(UnknownCountry):
        ck.what_if(**GOOD | {"supplier": "Atlantis"})


def test_a_missile_and_its_system_are_kept_apart():
    missile = ck.what_if("TKM", "HQ-9", 10, "CHN", 2025, description="surface-to-air missile")
    system = ck.what_if("TKM", "HQ-9", 1, "CHN", 2025, description="surface-to-air missile system")
    assert missile.tiv_per_item[1] < system.tiv_per_item[0]


def test_a_year_after_the_register_says_that_nothing_is_recorded():
    made = ck.what_if(**GOOD | {"year": LAST + 2})
    assert f"{LAST - 2}–{LAST + 2}" in made.sentence
    assert f"Nothing else is recorded after {LAST}" in made.assumptions[-1]


def test_nothing_recorded_is_not_called_zero():
    made = ck.what_if(**GOOD | {"year": 2000})
    assert "where nothing is recorded" in made.sentence
    assert "nan" not in repr(made)


@pytest.mark.parametrize("recipient", ["KAZ", "KGZ", "TJK", "TKM", "UZB"])
def test_presets_are_made_by_one_rule_for_all(recipient):
    presets = ck.what_if_presets(recipient)
    national = presets.loc[list(PRESET_SUPPLIERS)]
    assert national["items"].nunique() == national["year"].nunique() == 1
    assert set(presets.index) - set(PRESET_SUPPLIERS) == ({"KAZ"} if recipient != "KAZ" else set())
    for name, row in presets.iterrows():
        made = ck.what_if(**row)
        assert len(made.assumptions) >= 5
        assert made.sentence.startswith(f"If {ck.country_name(recipient)} had taken")
        assert not made.sources.empty
        assert ("counted under Kazakhstan" in repr(made)) == (name == "KAZ")
