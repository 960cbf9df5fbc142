"""Trade figures and remittances as they stand, read with the csv module and nothing else."""

import csv
from pathlib import Path

import pytest

DATA = Path(__file__).parents[1] / "data"


def rows(name):
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_trade_figure_says_where_and_what():
    wrong = []
    for row in rows("trade_figures"):
        ids = set(row["source_ids"].split(";"))
        named = [part.split(": ", 1) for part in row["locator"].split(" | ")]
        if not all(len(pair) == 2 and pair[0] in ids and pair[1].strip() for pair in named):
            wrong.append((row["figure_id"], "locator", row["locator"]))
        if not 5 <= len(row["says"].split()) <= 25:
            wrong.append((row["figure_id"], "says", row["says"]))
    assert not wrong, wrong


def test_what_a_row_says_is_its_own_figure():
    for row in rows("trade_figures"):
        value = float(row["value"])
        shown = (f"{value / 1000:.4g} billion", f"{value:g} million", f"{value:g} per cent")
        assert any(one in row["says"] for one in shown), (row["figure_id"], row["says"])
        if row["months_covered"] == "12":
            assert row["year"] in row["says"], row["figure_id"]


def test_tajik_customs_are_not_the_statistics_office():
    row = next(one for one in rows("trade_figures") if one["figure_id"] == "TF-TJK-WLD-2024-01")
    assert row["whose"] == "national_customs" and "customs" in row["says"]


def test_shares_of_kazakhstans_partners_in_2024():
    shares = {
        (row["partner_iso3"], row["flow"]): float(row["value"])
        for row in rows("trade_figures")
        if row["source_ids"] == "KURSIV_TARIFF"
    }
    assert (
        shares["ITA", "export_to_partner"] == 22.9 and shares["CHN", "import_from_partner"] == 25.3
    )
    assert sum(
        value for (_, flow), value in shares.items() if flow == "export_to_partner"
    ) == pytest.approx(59.4)


def test_remittances_by_the_world_bank():
    bank = {
        (row["country_iso3"], int(row["year"])): float(row["value"])
        for row in rows("dependence")
        if row["source_id"] == "WDI_REMIT"
    }
    years = {
        state: [year for one, year in bank if one == state]
        for state in ("KAZ", "KGZ", "TJK", "TKM", "UZB")
    }
    spans = {state: (min(held), max(held), len(held)) for state, held in years.items()}
    assert spans == {
        "KAZ": (1995, 2024, 30), "KGZ": (1993, 2024, 32), "TJK": (2002, 2024, 23), "TKM": (1996, 1996, 1),
        "UZB": (2005, 2024, 20),
    }  # fmt: skip
    assert bank["TJK", 2022] == 49.89531 and bank["KGZ", 2024] == 17.73632


def test_the_turkmen_zeros_of_a_handbook_are_of_low_confidence():
    zeros = [
        row for row in rows("dependence")
        if row["measure"] == "remittances_received" and row["country_iso3"] == "TKM" and row["source_id"] == "FACTBOOK"
    ]  # fmt: skip
    assert (
        zeros
        and {row["confidence"] for row in zeros} == {"low"}
        and all(row["note"] for row in zeros)
    )
