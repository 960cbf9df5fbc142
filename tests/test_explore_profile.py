"""The explorer of country profiles: every figure is one of a table; what is missing is said, never drawn as zero."""

import copy
import csv
import io
import itertools

import pytest
from explorers import in_node

import cakit as ck
from cakit import catalog, explore
from cakit.errors import CakitError, UnknownCountry
from cakit.explore import held_profile as held
from cakit.explore import theme_profile as theme

STATES = [
    {"country": code, "year": year} for code, year in itertools.product(theme.FIVE, range(held.FIRST, held.LAST + 1))
]


def test_sentence_and_code_are_the_same_in_python_and_in_the_browser(tmp_path):
    got = in_node(
        tmp_path, explore.profile().spec, [[name, state] for state in STATES for name in ("sentence", "code")]
    )
    here = explore.profile()
    for state, sentence, code in zip(STATES, got[::2], got[1::2], strict=True):
        here.country, here.year = state["country"], state["year"]
        assert (here.sentence, here.code) == (sentence, code)
    assert eval(code, {"ck": ck}).state == here.state


@pytest.mark.parametrize("country", theme.FIVE)
def test_the_figures_are_those_of_the_tables(country):
    cells = {
        name: {one["label"]: dict(one["cells"]) for one in several} for name, several in held.series(country).items()
    }
    arms = ck.load("arms_transfers").query("recipient_iso3 == @country")
    for last in range(1996, 2026):
        rows = arms[arms["year"].between(last - 4, last)]
        total, russia = rows["tiv_million"].sum(), rows.loc[rows["supplier_iso3"] == "RUS", "tiv_million"].sum()
        assert cells["arms"]["Russia"].get(last) == (round(100 * russia / total * 1e6) if total else None)
    shares = ck.load("trade_shares").query("country_iso3 == @country")
    found = shares.query("flow == 'import_from_partner' and partner_iso3 == 'CHN'")
    assert cells["trade"]["imports from China"] == {
        row.year: round(row.share_percent * 1e6) for row in found.itertuples()
    }
    debt = ck.load("dependence").query(
        "country_iso3 == @country and measure == 'external_debt_total' and unit == 'percent_of_gni'"
    )
    assert cells["debt"] == {"all creditors": {row.year: round(row.value * 1e6) for row in debt.itertuples()}}
    owed = ck.load("dependence").query(
        "country_iso3 == @country and measure == 'share_of_public_external_debt_owed_to' and unit == 'percent' and counterpart_iso3 == 'CHN'"
    )
    assert list(cells["owed"].values()) == [{row.year: round(row.value * 1e6) for row in owed.itertuples()}] * bool(len(owed))  # fmt: skip
    fuel = ck.load("fuel_trade").query("exporter_iso3 == @country").groupby("year")["value_usd_million"].sum()
    assert cells["energy"].get("in all", {}) == {
        year: round(value * 1e6) for year, value in fuel.items() if value >= 50
    }
    money = ck.load("dependence").query(
        "country_iso3 == @country and measure == 'remittances_received' and unit == 'percent_of_gdp' and source_id != 'FACTBOOK'"
    )
    every = {(year, value) for one in cells["remittances"].values() for year, value in one.items()}
    assert every == {(row.year, round(row.value * 1e6)) for row in money.itertuples()}
    assert len(held.ties(country)) == (ck.load("military_ties")["country_iso3"] == country).sum()
    for one in held.minerals(country):
        rows = (
            held.output().query("country_iso3 == @country and year == @one['year']").dropna(subset=["world_quantity"])
        )
        assert one["share"] in set(round(rows["quantity"] / rows["world_quantity"] * 1e8).astype(int))


@pytest.mark.parametrize("country", theme.FIVE)
def test_the_downloaded_rows_are_the_explorers_data(tmp_path, country):
    here = explore.profile(country)
    (text,) = in_node(tmp_path, here.spec, [["table", here.state]])
    got, wanted = list(csv.DictReader(io.StringIO(text))), here.data
    assert len(got) == len(wanted) and list(got[0]) == here.spec["columns"]
    for one, row in zip(got, wanted.itertuples(), strict=True):
        assert (one["panel"], one["series"], one["source_ids"]) == (row.panel, row.series, row.source_ids)
        assert one["year"] == ("" if row.year is None or str(row.year) == "<NA>" else str(row.year))
        assert (float(one["value"]) if one["value"] else None) == (None if row.value != row.value else row.value)


def test_what_is_missing_is_said():
    assert "oil and gas sold: no figure held" in explore.profile("KGZ").sentence
    assert "Arms delivered in 1990–1994: no figure held" in explore.profile("TKM", 1994).sentence
    assert "end of 1 not held" in explore.profile("KAZ").sentence  # Emba: ended, the year not held
    for country in theme.FIVE:  # neither rank nor index, nor another state beside it
        said = explore.profile(country).sentence.lower()
        assert not any(word in said for word in ("rank", "index", "highest", "lowest", "most "))


@pytest.mark.parametrize("country", theme.FIVE)
def test_profile_and_explorer_show_the_same_years_of_oil_and_gas(country):
    """One rule in one place: a year from 50 million dollars on. Recounted here from the file itself."""
    sums = {}
    with (catalog.table("fuel_trade").path).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["exporter_iso3"] == country:
                sums[int(row["year"])] = sums.get(int(row["year"]), 0) + float(row["value_usd_million"])
    wanted = {year for year, value in sums.items() if value >= 50}
    profile = ck.profile(country)
    panel = profile[(profile["panel"] == "Crude oil and gas sold") & profile["value"].notna()]
    explorer = {year for one in held.series(country)["energy"] if one["label"] == "in all" for year, _ in one["cells"]}
    assert set(panel["year"].astype(int)) == wanted == explorer
    assert wanted or country in ("KGZ", "TJK")


def test_a_zero_that_nobody_vouches_for_is_not_shown():
    points = [value for one in held.series("TKM")["remittances"] for year, value in one["cells"] if year >= 2017]
    assert points == []
    panel = ck.profile("TKM").query("panel == 'Remittances'")
    assert panel["value"].isna().all() and list(panel["gap"]) == ["no figure held after 1996"]


def test_choices_are_checked_wherever_they_are_made():
    for choice, kind, words in [
        ({"country": "Kazakstan"}, UnknownCountry, "Nearest: Kazakhstan"),
        ({"country": "Russia"}, UnknownCountry, "not a country here"),
        ({"year": 1991}, CakitError, "take 1992 to 2025"),
    ]:
        with pytest.raises(kind, match=words):
            explore.profile(**choice)
    here = explore.profile()
    changed = copy.deepcopy(here.spec)
    changed["data"]["states"]["KAZ"]["series"]["debt"][0]["cells"][0][1] += 1
    assert theme.Profile(changed, theme._controls(), **here.state).digest != here.digest


@pytest.mark.parametrize("country", theme.FIVE)
def test_the_static_twin_is_drawn(country):
    made = explore.profile(country).chart()
    assert made.alt and made.png() and len(ck.sources(made)) > 3
