"""The explorer of minerals: sums, shares and sentences are those of the tables, in Python and in the browser."""

import copy
import csv
import io
import itertools
import os

import pytest
from explorers import in_node

import cakit as ck
from cakit import explore
from cakit.errors import CakitError, UnknownCountry
from cakit.explore import held_minerals as held
from cakit.explore import theme_minerals as theme

EVERY = 1 if os.environ.get("CAKIT_EVERY_STATE") else 31  # states compared: all, or each so many


def spec() -> dict:
    """What the browser works with, unpacked."""
    return theme._spec()


def states(view: str = "") -> list[dict]:
    """Every choice there is."""
    here, found = explore.minerals(), []
    for mineral, one in itertools.product(held.minerals(), [view] if view else held.VIEWS):
        first, last = here.limits({"mineral": mineral, "view": one})
        for year, country in itertools.product(range(first, last + 1), ["", *theme.FIVE]):
            found.append({"mineral": mineral, "view": one, "country": country, "year": year})
    return found


def test_the_browser_adds_the_trade_of_the_table(tmp_path):
    chosen, trade = states("buyers")[:: 1 if EVERY == 1 else 5], ck.load("mineral_trade")
    made = in_node(tmp_path, spec(), [["sold", state] for state in chosen])
    sums = {
        (seller, mineral): rows.pivot_table(index="year", columns="partner_iso3", values="value_usd_million", aggfunc="sum")
        .reindex(range(1995, 2025)).fillna(0).rolling(5).sum()
        for (seller, mineral), rows in trade.groupby(["exporter_iso3", "mineral"])
    }  # fmt: skip
    compared = 0
    for state, got in zip(chosen, made, strict=True):
        wanted: dict[str, float] = {}
        for seller in [state["country"]] if state["country"] else theme.FIVE:
            if (seller, state["mineral"]) in sums:
                for buyer, value in sums[seller, state["mineral"]].loc[state["year"]].items():
                    wanted[buyer] = wanted.get(buyer, 0) + value
        wanted = {buyer: round(value * 1000) for buyer, value in wanted.items() if value > 1e-4}
        assert dict(got) == wanted, state
        compared += len(got)
    assert compared > 3_000


def test_what_is_shipped_on_output_is_the_table():
    rows = held.data()["output"]
    table = ck.load("mineral_production")
    got = {
        (row[0], row[1], mineral, row[2], row[3], row[4]): row[5]
        for mineral in rows
        if mineral != "uranium"
        for row in rows[mineral]
    }
    keys = ["edition", "country_iso3", "mineral", "item", "stage", "year"]
    assert got == {tuple(row[key] for key in keys): row["quantity"] for row in table.to_dict("records")}
    assert len(rows["uranium"]) == len(ck.load("uranium_production"))
    assert (
        sum(map(len, held.data()["reliance"].values()))
        == ck.load("mineral_import_reliance")["mineral"].isin(held.minerals()).sum()
    )


def test_sentence_and_code_are_the_same_in_python_and_in_the_browser(tmp_path):
    chosen = states()[::EVERY]
    got = in_node(tmp_path, spec(), [[name, state] for state in chosen for name in ("sentence", "code")])
    here = explore.minerals()
    for state, sentence, code in zip(chosen, got[::2], got[1::2], strict=True):
        with here.hold_trait_notifications():
            for trait, value in state.items():
                setattr(here, trait, value)
        assert (here.sentence, here.code) == (sentence, code)
    assert eval(code, {"ck": ck}).state == here.state


def test_sentences_hold_against_the_tables():
    made = ck.load("mineral_production").query("mineral == 'antimony' and country_iso3 == 'TJK' and year == 2024")
    old, new = made.sort_values("edition")["quantity"]
    said = explore.minerals("antimony", year=2024).sentence
    share = round(100 * new / made["world_quantity"].iloc[-1])
    assert f"mined {new:,.0f} t" in said and f"{share}% of world output" in said and f"before said {old:,.0f}" in said
    relied = (
        ck.load("mineral_import_reliance").query("mineral == 'tungsten' and year == 2025")["reliance_percent"].item()
    )
    assert f"over {relied:.0f}% of US consumption" in explore.minerals("tungsten", "reliance").sentence
    trade = ck.load("mineral_trade").query("mineral == 'gold' and 2020 <= year <= 2024")
    share = ck.shares(trade, "partner_iso3", "value_usd_million").sort_values("share_percent").iloc[-1]
    said = explore.minerals("gold", "buyers").sentence
    assert f"{ck.country_name(share.partner_iso3)} took {share.share_percent:.0f}%" in said
    for gap in [("gallium", "output"), ("uranium", "buyers"), ("uranium", "reliance")]:
        assert "gap, no zero" in explore.minerals(*gap).sentence or "holds no sale" in explore.minerals(*gap).sentence


@pytest.mark.parametrize(
    "choice", [("antimony", "output"), ("gold", "buyers", "KGZ"), ("titanium", "reliance"), ("uranium", "output")]
)
def test_the_downloaded_rows_are_the_explorers_data(tmp_path, choice):
    here = explore.minerals(*choice)
    (text,) = in_node(tmp_path, spec(), [["table", here.state]])
    got, wanted = list(csv.DictReader(io.StringIO(text))), here.data
    assert len(got) == len(wanted) > 0 and list(got[0]) == here.spec["columns"]

    def plain(row: dict) -> tuple:
        return tuple("" if value != value or value is None else f"{float(value):g}" if key in ("value", "world_value") and value != "" else str(value) for key, value in row.items() if key != "credit")  # fmt: skip

    rows = wanted.astype(object).where(wanted.notna(), "").to_dict("records")
    assert {plain(row) for row in got} == {plain(row) for row in rows}


def test_choices_are_checked_wherever_they_are_made():
    for choice, kind, words in [
        ({"mineral": "antimoni"}, CakitError, "Nearest: antimony"),
        ({"view": "buyer"}, CakitError, "Nearest: buyers"),
        ({"country": "Tajikstan"}, UnknownCountry, "Nearest: Tajikistan"),
        ({"year": 1990}, CakitError, r"for antimony \(who mines it\) does not exist: take 2023 to 2025"),
        ({"view": "buyers", "year": 1998}, CakitError, "take 1999 to 2024"),
    ]:
        with pytest.raises(kind, match=words):
            explore.minerals(**choice)
    here = explore.minerals(view="buyers", year=2005)
    here.view = "reliance"
    assert here.year == 2021
    changed = copy.deepcopy(theme._spec())
    changed["data"]["output"]["antimony"][0][5] += 1
    assert theme.Minerals(changed, theme._controls(), **here.state).digest != here.digest


@pytest.mark.parametrize("view", held.VIEWS)
@pytest.mark.parametrize("mineral", ["antimony", "uranium", "gallium", "silicon", "rare_earths"])
def test_the_static_twin_is_drawn_or_says_why_not(mineral, view):
    made = explore.minerals(mineral, view).chart()
    assert made.alt and made.png() and len(ck.sources(made)) > 0
