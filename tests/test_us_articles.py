"""Excess articles and reports to the UN register: sums computed apart, with the csv module alone."""

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path

DATA = Path(__file__).parents[1] / "data"


def rows(name):
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def total(lines, column):
    return sum((Decimal(line[column]) for line in lines), Decimal(0))


def test_twenty_six_lines_of_the_report():
    lines = rows("us_excess_articles")
    assert Counter(line["country_iso3"] for line in lines) == {"UZB": 12, "KAZ": 9, "TJK": 5}
    assert Counter(line["status"] for line in lines) == {
        "authorised": 14,
        "delivered": 7,
        "cancelled": 5,
    }


def test_vehicles_for_uzbekistan_accepted_delivered_and_their_two_values():
    lines = [line for line in rows("us_excess_articles") if line["status"] == "delivered"]
    assert {line["country_iso3"] for line in lines} == {"UZB"}
    assert (total(lines, "accepted"), total(lines, "delivered")) == (329, 325)
    assert total(lines, "acquisition_value_usd") == Decimal("196223249.86")
    assert total(lines, "current_value_usd") == Decimal("37483301.97")
    first = [line for line in lines if line["fiscal_year"] == "2013"]
    assert (total(first, "accepted"), total(first, "delivered")) == (309, 305)
    assert total(first, "current_value_usd") == Decimal("35721953.97")


def test_the_greenbook_has_the_current_value_and_not_the_acquisition_value():
    booked = {
        line["fiscal_year"]: Decimal(line["obligated_usd"])
        for line in rows("us_obligations")
        if (line["country_iso3"], line["program"]) == ("UZB", "EDA")
    }
    assert booked == {"2013": 35721954, "2014": 1761348}
    for year, value in booked.items():
        lines = [line for line in rows("us_excess_articles") if line["country_iso3"] == "UZB"]
        lines = [
            line for line in lines if (line["fiscal_year"], line["status"]) == (year, "delivered")
        ]
        assert round(total(lines, "current_value_usd")) == value
        assert 5 <= round(total(lines, "acquisition_value_usd") / value) <= 10


def test_years_for_which_the_five_reported_to_the_register():
    lines = rows("unroca_reports")
    years = {
        code: [int(line["year"]) for line in lines if line["country_iso3"] == code] for code in FIVE
    }
    assert {code: len(found) for code, found in years.items()} == FIVE
    assert (max(years["UZB"]), max(years["KGZ"]), max(years["TKM"]), max(years["KAZ"])) == (
        2003,
        2009,
        2010,
        2021,
    )


FIVE = {"KAZ": 20, "KGZ": 6, "TJK": 12, "TKM": 9, "UZB": 4}
