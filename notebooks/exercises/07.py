"""Answers and known slips of the exercises in 07.toml, computed from the tables."""

from __future__ import annotations

from functools import cache

import pandas as pd

from cakit import catalog, importers
from cakit.exercises.solutions import Solution, share


@cache
def ruritania(edition: int) -> pd.DataFrame:
    """The deals of Ruritania in one edition of the example register."""
    catalog.add_country("XRT", "Ruritania")
    path = importers.example(edition)
    return importers.sipri_register(path, source_id="ruritania_example").frame


def deliveries_to_ruritania(edition: int, first: int = 0, last: int = 9999) -> pd.DataFrame:
    """TIV by supplier and year."""
    return importers.by_year(ruritania(edition)).query("@first <= year <= @last")


def lowered_volume() -> Solution:
    old, new = (
        deliveries_to_ruritania(edition)
        .query("supplier_iso3 == 'RUS'")
        .set_index("year")["tiv_million"]
        for edition in (2025, 2026)
    )
    fall = old.sub(new, fill_value=0)
    return Solution(
        fall[[2015, 2016]].sum(), one_year=fall[2015], with_2017=fall[[2015, 2016, 2017]].sum()
    )


def russian(deliveries: pd.DataFrame) -> float:
    return share(deliveries, "tiv_million", supplier_iso3="RUS")


def fall_in_ruritania() -> Solution:
    old, new = (deliveries_to_ruritania(edition, 2016, 2020) for edition in (2025, 2026))
    misspelt = new.query("supplier_iso3 == 'RUS' and year == 2017")  # mended in the newer file
    before, after = russian(old), russian(new)
    all_years = [russian(deliveries_to_ruritania(edition)) for edition in (2025, 2026)]
    return Solution(
        before - after,
        mended_copy=russian(pd.concat([old, misspelt])) - after,
        all_years=all_years[0] - all_years[1],
        per_cent_of_old=100 * (before - after) / before,
        one_share=[before, after],
    )


def first_step_in_march() -> Solution:
    truth = "compare the two editions, and read which verdicts turn and by which rows"
    slips = {
        "overwrite": "put the new file in the place of the old one",
        "add": "add the new rows to the old ones",
        "only_new_year": "look at the newest year alone",
    }
    return Solution(truth, sorted([truth, *slips.values()]), **slips)


def shares_of_a_large_table() -> Solution:
    truth = "open the file with DuckDB or Polars and let the kit add up that frame"
    slips = {
        "first_rows": "read the first million rows with pandas",
        "mean_of_parts": "read it part by part and take the mean of the shares",
        "newest_years": "keep the newest years that fit",
    }
    return Solution(truth, sorted([truth, *slips.values()]), **slips)


SOLUTIONS = {
    "7.1": lowered_volume,
    "7.2": fall_in_ruritania,
    "7.4": first_step_in_march,
    "7.5": shares_of_a_large_table,
}
