"""Shares, windows and concentration against sums made by hand; mixtures refused."""

import csv
from pathlib import Path

import pandas as pd
import pytest
from conftest import LAST

import cakit as ck
from cakit.errors import CakitError, MissingColumn, MixedUnits

BY = {"by": "supplier_iso3", "value": "tiv_million"}
TOY = pd.DataFrame(
    {
        "recipient_iso3": ["AAA", "AAA", "AAA", "BBB"],
        "supplier_iso3": ["RUS", "CHN", "RUS", "TUR"],
        "year": [2001, 2003, 2006, 2002],
        "tiv_million": [30.0, 10.0, 60.0, 5.0],
        "source_id": ["a", "b", "a", "c"],
    }
)


def share(frame, recipients, member, **kind):
    rows = frame[frame["recipient_iso3"].isin(recipients)]
    made = ck.shares(rows, **BY, **kind)
    return made.loc[made["supplier_iso3"] == member, "share_percent"].round(1).tolist()


def test_pooled_and_within():
    assert share(TOY, ["AAA", "BBB"], "RUS") == [85.7]
    assert share(TOY, ["AAA", "BBB"], "RUS", within="recipient_iso3") == [90.0]
    assert share(TOY, ["AAA", "BBB"], "TUR", within="recipient_iso3") == [100.0]


def test_shares_add_up_to_a_hundred_in_every_group_and_window():
    arms = ck.load("arms_transfers")
    made = ck.shares(arms, **BY, within="recipient_iso3", window=5)
    sums = made.groupby(["recipient_iso3", "year_to"])["share_percent"].sum()
    assert (sums - 100).abs().max() < 1e-9


def test_running_windows_count_years_without_rows_as_zero():
    made = ck.shares(TOY[TOY["recipient_iso3"] == "AAA"], **BY, window=5)
    assert made[["year_from", "year_to"]].drop_duplicates().values.tolist() == [
        [2001, 2005],
        [2002, 2006],
    ]
    first = made[(made["year_to"] == 2005) & (made["supplier_iso3"] == "RUS")].iloc[0]
    assert (first["share_percent"], first["total"], first["years_without_rows"]) == (75.0, 40.0, 3)
    assert "years without rows count as zero" in made.attrs["note"]


def test_windows_of_every_length_equal_a_plain_filter():
    arms = ck.load("arms_transfers")
    for window in (1, 3, 10):
        made = ck.shares(arms, **BY, window=window)
        for (start, end), part in made.groupby(["year_from", "year_to"]):
            plain = (
                arms[arms["year"].between(start, end)].groupby("supplier_iso3")["tiv_million"].sum()
            )
            assert part.set_index("supplier_iso3")["tiv_million"].sub(plain).abs().max() < 1e-9


def test_period_pads_and_cuts():
    made = ck.shares(TOY, **BY, period=(2002, 2010))
    assert made["total"].iloc[0] == 75.0
    assert made["years_without_rows"].iloc[0] == 6


def test_sources_are_those_of_the_rows_summed():
    made = ck.shares(TOY, **BY, within="recipient_iso3").set_index(
        ["recipient_iso3", "supplier_iso3"]
    )
    assert made.loc[("AAA", "RUS"), "source_ids"] == "a"
    assert made.loc[("BBB", "TUR"), "source_ids"] == "c"


@pytest.mark.parametrize("column", ["sipri_edition", "unit", "basis", "statistics_side", "flow"])
def test_mixtures_are_refused_with_the_filter_to_add(column):
    mixed = TOY.assign(**{column: ["x", "y", "x", "x"]})
    with pytest.raises(MixedUnits, match=rf"{column} holds x, y.*frame\[frame\['{column}'\] == "):
        ck.shares(mixed, **BY)
    assert not ck.shares(mixed, **BY, within=column).empty


def test_editions_are_refused_on_the_real_table():
    with pytest.raises(MixedUnits, match="2022, 2025, 2026"):
        ck.shares(ck.load("arms_editions"), **BY)


def test_missing_column_and_windows_that_do_not_fit():
    with pytest.raises(MissingColumn, match="Nearest: supplier_iso3"):
        ck.shares(TOY, by="supplier", value="tiv_million")
    with pytest.raises(CakitError, match="take 1 to 6"):
        ck.shares(TOY, **BY, window=7)
    with pytest.raises(CakitError, match="no rows"):
        ck.shares(TOY.head(0), **BY)


def test_a_frame_without_years_is_one_total():
    made = ck.shares(TOY.drop(columns="year"), **BY)
    assert made["share_percent"].sum() == pytest.approx(100)
    assert "year_to" not in made


def test_concentration():
    made = ck.concentration(TOY, **BY, within="recipient_iso3").set_index("recipient_iso3")
    assert made.loc["AAA", "hhi"] == pytest.approx(90**2 + 10**2)
    assert made.loc["BBB", "effective_number"] == pytest.approx(1)
    assert made.loc["AAA", ["largest", "members"]].tolist() == ["RUS", 2]


def test_in_service():
    deliveries = ck.load("arms_deliveries")
    left = ck.in_service(deliveries, at=LAST, service_life=10, by="recipient_iso3")
    plain = (
        deliveries[deliveries["year"] > LAST - 10].groupby("recipient_iso3")["tiv_million"].sum()
    )
    assert left.set_index("recipient_iso3")["tiv_million"].sub(plain).abs().max() < 1e-9
    assert "inherited from the Soviet Union" in left.attrs["note"]
    with pytest.raises(MissingColumn, match="service_life names no years for"):
        ck.in_service(deliveries, at=LAST, service_life={"aircraft": 30})


def test_items_that_nobody_counted_are_not_none():
    weapons = TOY.assign(category="x", number_delivered=pd.array([2, None, 3, None], dtype="Int64"))
    left = ck.in_service(weapons, at=2006, service_life=10, by="supplier_iso3")
    items = left.set_index("supplier_iso3")["number_delivered"]
    assert items["RUS"] == 5 and items[["CHN", "TUR"]].isna().all()


@pytest.mark.parametrize(
    ("edition", "pooled", "each"),
    [("2025", 85.1, [85.9, 52.3, 93.5]), ("2026", 82.0, [84.3, 47.4, 58.1])],
)
def test_the_reference_case_over_80_per_cent_since_1991(edition, pooled, each):
    frame = ck.load("arms_editions").query("sipri_edition == @edition")
    three = ["KAZ", "KGZ", "TJK"]
    assert share(frame, three, "RUS") == [pooled]
    assert share(frame, three, "RUS", within="recipient_iso3") == each


def test_lines_are_counted_apart_for_every_window():
    """`lines` of arms_transfers and of arms_deliveries equal a count of the file with the csv module."""
    path = Path(__file__).parents[1] / "data/arms_deliveries.csv"
    with path.open(encoding="utf-8", newline="") as file:
        lines = [(row["recipient_iso3"], int(row["year"])) for row in csv.DictReader(file)]
    for table in ("arms_transfers", "arms_deliveries"):
        made = ck.shares(ck.load(table), **BY, within="recipient_iso3", window=5)
        for row in made.itertuples():
            right = sum(
                who == row.recipient_iso3 and row.year_from <= year <= row.year_to
                for who, year in lines
            )
            assert row.lines == right, (table, row)
        pooled = ck.shares(ck.load(table), **BY)
        assert set(pooled["lines"]) == {len(lines)}


def test_thin_windows_say_why():
    made = ck.shares(ck.load("arms_transfers"), **BY, within="recipient_iso3", period=(2006, 2010))
    why = dict(zip(made["recipient_iso3"], made["thin"], strict=True))
    assert why == {
        "KAZ": "",
        "KGZ": "one line, supplier unknown",
        "TJK": "",
        "TKM": "",
        "UZB": "one line",
    }
    for verb in (
        lambda: ck.share_of(made, "supplier_iso3", "RUS"),
        lambda: ck.concentration(
            ck.load("arms_transfers"), **BY, within="recipient_iso3", period=(2006, 2010)
        ),
    ):
        found = verb()
        assert dict(zip(found["recipient_iso3"], found["thin"], strict=True)) == why
        assert found["lines"].tolist() == [29, 1, 5, 9, 1]


def test_a_window_whose_largest_supplier_is_unknown_is_thin():
    rows = TOY.assign(supplier_iso3=["XXX", "CHN", "XXX", "TUR"], delivery_lines=[4, 1, 3, 5])
    made = ck.shares(rows, **BY, within="recipient_iso3")
    assert made["thin"].tolist() == ["largest supplier unknown", "largest supplier unknown", ""]
    assert made["lines"].tolist() == [8, 8, 5]


def test_lines_that_a_row_does_not_say_are_not_known():
    rows = TOY.assign(delivery_lines=pd.array([1, None, 1, 1], dtype="Int64"))
    made = ck.shares(rows, **BY, within="recipient_iso3").set_index("recipient_iso3")
    assert made.loc["AAA", "lines"].isna().all() and (made.loc["AAA", "thin"] == "").all()
    assert made.loc["BBB", "lines"] == 1
    assert not {"lines", "thin"} & set(ck.shares(TOY, **BY)), (
        "a frame that counts no deliveries has no lines"
    )


NARROW = ["int8", "uint8", "int16", "int32", "int64", "float32", "Int8", "Int16", "Int32", "Int64"]


@pytest.mark.parametrize("dtype", NARROW)
def test_sums_are_wide_whatever_the_type_of_the_column(dtype):
    """Three times 100 and once 60: 300 of 360 is 83.3 per cent, 60 of 360 is 16.7."""
    rows = pd.DataFrame(
        {"who": list("aaab"), "year": 2001, "items": pd.array([100, 100, 100, 60], dtype=dtype)}
    )
    made = ck.shares(rows, by="who", value="items")
    assert made["items"].tolist() == [300.0, 60.0] and made["items"].dtype == "float64"
    assert made["share_percent"].round(1).tolist() == [83.3, 16.7]
    found = ck.concentration(rows, by="who", value="items")
    assert found["hhi"].round().tolist() == [7222] and found["largest"].tolist() == ["a"]
    weapons = rows.assign(category="x", tiv_million=rows["items"], number_delivered=rows["items"])
    left = ck.in_service(weapons, at=2005, service_life=10, by="who")
    assert left["number_delivered"].tolist() == [300, 60]
    assert left["share_percent"].tolist() == [100.0, 100.0]


def test_delivery_lines_in_narrow_columns_are_counted_whole():
    rows = TOY.assign(delivery_lines=pd.array([100, 100, 100, 1], dtype="Int8"))
    assert set(ck.shares(rows, **BY)["lines"]) == {301}


@pytest.mark.parametrize(
    "name", ["total", "share_percent", "lines", "thin", "year_to", "source_ids"]
)
def test_a_column_with_a_name_of_the_result_is_refused(name):
    with pytest.raises(
        CakitError, match=f"the result has a column '{name}' of its own: rename yours"
    ):
        ck.shares(TOY.assign(**{name: TOY["tiv_million"]}), by="supplier_iso3", value=name)


def test_what_is_no_number_is_not_summed():
    with pytest.raises(CakitError, match="needs numbers, but 'tiv_million' has the type"):
        ck.shares(TOY.assign(tiv_million=["1", "2", "3", "4"]), **BY)
    truths = ck.shares(TOY.assign(tiv_million=[True, False, True, True]), **BY)
    assert truths.set_index("supplier_iso3")["tiv_million"].to_dict() == {
        "CHN": 0,
        "RUS": 2,
        "TUR": 1,
    }
