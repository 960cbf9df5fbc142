"""Claims on US programs, exercises and partnerships that need more than a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cakit import catalog
from cakit.claims.rows import FIVE, codes_in, where
from cakit.claims.rulebook import decides
from cakit.claims.rules import Found

if TYPE_CHECKING:
    import pandas as pd


def _claim(claim_id: str) -> Any:
    return catalog.load("claims").set_index("claim_id").loc[claim_id]


@decides("S0-12.b", "us_obligations")
def us_programs_have_a_gap(frame: pd.DataFrame) -> Found:
    """Whether a year since 1997 had no US military obligations to the five."""
    military = {"assistance_category": "military", "obligated_usd": {"above": 0}}
    rows = where(frame, country_iso3=FIVE, fiscal_year={"from": 1997}, **military)
    last = 1996 if rows.empty else int(rows["fiscal_year"].max())
    empty = set(range(1997, last + 1)) - set(rows["fiscal_year"])
    scope = (
        f"years without US obligations to the five (Greenbook, military category), FY1997–FY{last}"
    )
    gap = None if rows.empty else bool(empty)
    return Found(rows, scope, len(empty), unit="years", is_there=gap)


@decides("S2-06.a", "us_obligations")
def fmf_in_range_every_year(frame: pd.DataFrame) -> Found:
    """Whether FMF for the five is in the claim's range in every year that has rows."""
    rows = where(frame, country_iso3=FIVE, program="FMF", fiscal_year={"from": 1990, "to": 2020})
    years = rows.groupby("fiscal_year")["obligated_usd"].sum() / 1e6
    claim = _claim("S2-06")
    half = claim["value_step"] / 2
    within = bool(years.between(claim["value_low"] - half, claim["value_high"] + half).all())
    scope = "FMF obligated to the five a year, lowest and highest of "
    scope += f"{len(years)} years with rows to FY2020"
    if rows.empty:
        return Found(rows, scope, unit="usd_million")
    low, high = float(years.min()), float(years.max())
    return Found(rows, scope, low, high, "usd_million", is_there=within)


@decides("S2-18", "us_partnerships")
def transit_for_ten_years(frame: pd.DataFrame) -> Found:
    """Whether bases and transit for Afghanistan ran in three or more states for over ten years."""
    rows = where(frame, kind=["base_access", "transit"], country_iso3=FIVE)
    dates = [*rows["date_from"].dropna(), *rows["date_to"].dropna()]
    span = int(max(dates)[:4]) - int(min(dates)[:4]) if dates else 0
    states = sorted(codes_in(rows["country_iso3"]))
    scope = f"bases and transit for Afghanistan in {', '.join(states)}, first year to last"
    long = None if rows.empty else len(states) > 2 and span > 10
    return Found(rows, scope, span, unit="years", is_there=long)


@decides("S2-25", "us_partnerships")
def who_took_part_in_2019(frame: pd.DataFrame) -> Found:
    """Whether exactly those four took part in the exercise of 2019 and Pakistan alone observed."""
    year = {"from": "2019", "to": "2019"}
    rows = where(frame, kind="exercise", name={"says": "Regional Cooperation"}, date_from=year)
    took, watched = codes_in(rows["participants_iso3"]), codes_in(rows["observers_iso3"])
    exact = took == {"USA", "TJK", "UZB", "MNG"} and watched == {"PAK"}
    lists = f"{', '.join(sorted(took))}, observed by {', '.join(sorted(watched))}"
    return Found(rows, f"Regional Cooperation 2019: {lists}", is_there=exact if took else None)


@decides("S2-28", "us_partnerships")
def size_of_the_kazakh_company(frame: pd.DataFrame) -> Found:
    """How many troops a rotation of the Kazakh company has."""
    kazakh = {"country_iso3": {"names": "KAZ"}, "name": {"says": "UNIFIL"}}
    rows = where(frame, kind="peacekeeping", **kazakh)
    troops = rows["detail"].str.extract(r"(\d+) troops", expand=False).dropna().astype(float)
    dates = rows["date_from"].dropna()
    scope = f"troops of a Kazakh rotation in UNIFIL, from {'' if dates.empty else dates.min()}"
    number = float(troops.iloc[0]) if len(troops) else None
    return Found(rows, scope, number, unit="persons")


def _steppe_eagle(frame: pd.DataFrame) -> pd.DataFrame:
    """The phases with a date and a host."""
    eagle = {"country_iso3": {"names": "KAZ"}, "name": {"says": "Steppe Eagle"}}
    rows = where(frame, kind="exercise", **eagle, host_iso3={"given": True})
    return where(rows, date_from={"given": True})


@decides("S2-29.b", "us_partnerships")
def three_states_take_part(frame: pd.DataFrame) -> Found:
    """Whether all three took part; a list that lacks one decides nothing, as most have none."""
    rows = _steppe_eagle(frame)
    took = sorted(codes_in(rows["participants_iso3"]) & {"KAZ", "TJK", "UZB"})
    scope = f"participants of Steppe Eagle among the three, where lists are held: {', '.join(took)}"
    there = True if len(took) == 3 else None
    return Found(rows, scope, len(took), unit="states", is_there=there)


def _phases(frame: pd.DataFrame) -> pd.DataFrame:
    """Steppe Eagle from 2003 to 2020 with its years, without the two that the claim excepts."""
    rows = where(_steppe_eagle(frame), date_from={"from": "2003", "to": "2020"})
    return where(rows.assign(year=rows["date_from"].str[:4]), year={"not": ["2014", "2018"]})


@decides("S2-31.a", "us_partnerships")
def drills_all_in_kazakhstan(frame: pd.DataFrame) -> Found:
    """Whether every phase on record, those of 2014 and 2018 apart, was in Kazakhstan."""
    rows = _phases(frame)
    abroad = where(rows, host_iso3={"not": "KAZ"})
    years = ", ".join(abroad["year"]) or "none"
    scope = f"phases abroad in years other than 2014 and 2018: {years}"
    there = None if rows.empty else abroad.empty
    return Found(rows, scope, len(abroad), unit="phases", is_there=there)


@decides("S2-31.b", "us_partnerships")
def drills_partly_in_kazakhstan(frame: pd.DataFrame) -> Found:
    """Whether every year on record, 2014 and 2018 apart, has a phase in Kazakhstan."""
    rows = _phases(frame)
    years, at_home = set(rows["year"]), set(where(rows, host_iso3="KAZ")["year"])
    scope = f"years with a phase in Kazakhstan, of {len(years)} on record between 2003 and 2020"
    there = None if rows.empty else at_home == years
    return Found(rows, scope, len(at_home), unit="years", is_there=there)


def _partners(frame: pd.DataFrame, country: str, state: str) -> pd.DataFrame:
    return where(frame, kind="spp", country_iso3={"names": country}, counterpart={"says": state})


@decides("S2-34", "us_partnerships")
def age_of_arizona_and_kazakhstan(frame: pd.DataFrame) -> Found:
    """How old the partnership was in the year of the text."""
    rows = _partners(frame, "KAZ", "Arizona")
    text = int(catalog.load("seed_cards").set_index("seed").loc["S2", "date_to"][:4])
    dates = rows["date_from"].dropna()
    start = "" if dates.empty else str(dates.min())
    age = text - int(start[:4]) if start else None
    scope = f"Arizona and Kazakhstan, years from {start} to the text of {text}"
    return Found(rows, scope, age, unit="years")


@decides("S2-38", "us_partnerships")
def nevada_and_turkmenistan(frame: pd.DataFrame) -> Found:
    """Whether Nevada was Turkmenistan's partner in just the years the claim gives."""
    rows, claim = _partners(frame, "TKM", "Nevada"), _claim("S2-38")
    from_, to = rows["date_from"].astype(str).str[:4], rows["date_to"].astype(str).str[:4]
    spans = sorted(set(from_ + "–" + to))
    there = spans == [f"{claim['date_from'][:4]}–{claim['date_to'][:4]}"] if spans else None
    return Found(rows, "Nevada and Turkmenistan partners", date=", ".join(spans), is_there=there)
