"""Claims on US military programs, decided from obligations, training, printed figures and the register of ties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cakit import catalog
from cakit.claims.checks import decides
from cakit.claims.rows import FIVE, independent, need
from cakit.claims.rules import Found
from cakit.claims.russian_supply import leading, share_of, windows

if TYPE_CHECKING:
    import pandas as pd


def _obligated(frame: pd.DataFrame, program: str, first: int, last: int, to: tuple[str, ...] = FIVE) -> pd.DataFrame:
    """Obligations of one program to some of the five in some fiscal years."""
    need(frame, "country_iso3", "fiscal_year", "program", "obligated_usd")
    rows = frame[frame["country_iso3"].isin(to) & (frame["program"] == program)]
    return rows[rows["fiscal_year"].between(first, last)]


def _yearly_mean(rows: pd.DataFrame, column: str, first: int, last: int) -> float | None:
    """Million dollars a year over a span; None where a year of it has no row."""
    whole = set(rows["fiscal_year"]) == set(range(first, last + 1))
    return float(rows[column].sum()) / 1e6 / (last - first + 1) if whole else None


@decides("S0-12.a", "arms_editions")
def us_is_no_leading_supplier(frame: pd.DataFrame) -> Found:
    """Whether the US is not among the three largest suppliers of the five in the last five years."""
    found = share_of(frame, "USA", FIVE, windows(frame)[1])
    there = None if found.rows.empty else "USA" not in leading(found.rows)
    return Found(found.rows, found.scope, found.low, unit="percent", is_there=there)


@decides("S0-12.b", "us_obligations")
def us_programs_have_a_gap(frame: pd.DataFrame) -> Found:
    """Whether any year from 1997 to the last one held had no US military obligations to the five."""
    need(frame, "country_iso3", "fiscal_year", "assistance_category", "obligated_usd")
    rows = frame[frame["country_iso3"].isin(FIVE) & (frame["assistance_category"] == "military")]
    rows = rows[(rows["obligated_usd"] > 0) & (rows["fiscal_year"] >= 1997)]
    last = 1996 if rows.empty else int(rows["fiscal_year"].max())
    empty = set(range(1997, last + 1)) - set(rows["fiscal_year"])
    scope = f"years without US obligations to the five (Greenbook, military category), FY1997–FY{last}"
    return Found(rows, scope, len(empty), unit="years", is_there=None if rows.empty else bool(empty))


@decides("S0-22.b", "us_partnerships", "looked-up")
def no_military_ties_beside_minerals(frame: pd.DataFrame) -> Found:
    """Whether no exercise with the US is on record from 2022 on, when the minerals talks began."""
    need(frame, "kind", "name", "participants_iso3", "status", "date_from")
    rows = independent(frame)
    rows = rows[(rows["kind"] == "exercise") & (rows["status"] == "held") & rows["date_from"].fillna("").ge("2022")]
    rows = rows[rows["participants_iso3"].fillna("").str.contains("USA")]
    return Found(rows, "exercises with the US held from 2022 on", len(rows), unit="exercises", is_there=rows.empty)


def _world(frame: pd.DataFrame, measure: str) -> pd.DataFrame:
    need(frame, "measure", "fiscal_year_from", "fiscal_year_to", "value_usd_million")
    rows = independent(frame)
    return rows[rows["measure"] == measure]


@decides("S0-25.a", "us_global_totals", "looked-up")
def yearly_limit_on_excess_articles(frame: pd.DataFrame) -> Found:
    """The yearly limit in force in the law."""
    rows = _world(frame, "EDA_ANNUAL_CAP")
    rows = rows[rows["fiscal_year_to"].isna()]
    limit = float(rows["value_usd_million"].iloc[0]) if len(rows) == 1 else None
    return Found(rows, "limit in force on excess defense articles a year, whole world", limit, unit="usd_million")


@decides("S0-30.b", "us_global_totals", "looked-up")
def sales_paid_with_fmf(frame: pd.DataFrame) -> Found:
    """The part of the sales of FY2024 that FMF paid."""
    rows = _world(frame, "FMS_FINANCED_BY_FMF")
    rows = rows[rows["fiscal_year_from"] == 2024]
    value = float(rows["value_usd_million"].iloc[0]) if len(rows) == 1 else None
    return Found(rows, "part of the US foreign military sales of FY2024 paid with FMF", value, unit="usd_million")


@decides("S0-31", "us_programs", "looked-up")
def fmf_is_grant_or_loan(frame: pd.DataFrame) -> Found:
    """Whether the register of programs has FMF as money given or lent."""
    need(frame, "program", "instrument")
    rows = independent(frame)
    rows = rows[rows["program"] == "FMF"]
    there = None if rows.empty else bool(rows["instrument"].isin(["gift", "loan", "gift_or_loan"]).all())
    return Found(rows, "instrument of FMF in the register of programs", is_there=there)


@decides("S0-32.b", "us_obligations")
def fmf_for_uzbekistan(frame: pd.DataFrame) -> Found:
    """All FMF obligated to Uzbekistan since it restarted."""
    rows = _obligated(frame, "FMF", 2012, 2020, ("UZB",))
    total = None if rows.empty else float(rows["obligated_usd"].sum()) / 1e6
    return Found(rows, "FMF obligated to Uzbekistan, FY2012–FY2020", total, unit="usd_million")


@decides("S0-33", "us_obligations")
def fmf_in_earlier_years(frame: pd.DataFrame) -> Found:
    """How many of the five had FMF before FY2021."""
    rows = _obligated(frame, "FMF", 1990, 2020)
    rows = rows[rows["obligated_usd"] > 0]
    count = int(rows["country_iso3"].nunique())
    return Found(rows, "states of the five with FMF obligations to FY2020", count, unit="states", is_there=count > 1)


@decides("S2-06.a", "us_obligations")
def fmf_in_range_every_year(frame: pd.DataFrame) -> Found:
    """Whether FMF for the five lies in the claim's range in every year that has rows."""
    rows = _obligated(frame, "FMF", 1990, 2020)
    years = rows.groupby("fiscal_year")["obligated_usd"].sum() / 1e6
    claim = catalog.load("claims").set_index("claim_id").loc["S2-06"]
    half = claim["value_step"] / 2
    there = None if rows.empty else bool(years.between(claim["value_low"] - half, claim["value_high"] + half).all())
    low, high = (None, None) if rows.empty else (float(years.min()), float(years.max()))
    scope = f"FMF obligated to the five a year, lowest and highest of {len(years)} years with rows to FY2020"
    return Found(rows, scope, low, high, "usd_million", is_there=there)


@decides("S2-06.b", "us_obligations")
def fmf_mean_of_recent_years(frame: pd.DataFrame) -> Found:
    """The yearly mean of FMF for the five in FY2013-FY2017."""
    rows = _obligated(frame, "FMF", 2013, 2017)
    mean = _yearly_mean(rows, "obligated_usd", 2013, 2017)
    return Found(rows, "FMF obligated to the five, yearly mean of FY2013–FY2017", mean, unit="usd_million")


@decides("S2-09.a", "us_obligations")
def imet_mean_of_full_years(frame: pd.DataFrame) -> Found:
    """The yearly mean of IMET obligated for the five in FY2016-FY2019."""
    rows = _obligated(frame, "IMET", 2016, 2019)
    mean = _yearly_mean(rows, "obligated_usd", 2016, 2019)
    return Found(rows, "IMET obligated for the five, yearly mean of FY2016–FY2019", mean, unit="usd_million")


@decides("S2-09.b", "us_training")
def imet_courses(frame: pd.DataFrame) -> Found:
    """The yearly mean of IMET courses delivered to the five in FY2016-FY2020."""
    need(frame, "country_iso3", "fiscal_year", "program", "value_usd")
    rows = frame[frame["country_iso3"].isin(FIVE) & (frame["program"] == "IMET")]
    rows = rows[rows["fiscal_year"].between(2016, 2020)]
    mean = _yearly_mean(rows, "value_usd", 2016, 2020)
    return Found(rows, "IMET courses delivered to the five, yearly mean of FY2016–FY2020", mean, unit="usd_million")


@decides("S2-09.c", "us_obligations")
def imet_mean_with_the_last_year(frame: pd.DataFrame) -> Found:
    """The yearly mean of IMET obligated for the five in FY2016-FY2020, the last year as held."""
    rows = _obligated(frame, "IMET", 2016, 2020)
    mean = _yearly_mean(rows, "obligated_usd", 2016, 2020)
    return Found(rows, "IMET obligated for the five, yearly mean of FY2016–FY2020", mean, unit="usd_million")


def _mines(frame: pd.DataFrame, to: tuple[str, ...]) -> Found:
    """Weapons destruction to FY2017, by each state's share of the regional total."""
    need(frame, "country_iso3", "program", "period", "derived", "value_usd")
    rows = independent(frame)
    rows = rows[rows["country_iso3"].isin(to) & (rows["program"] == "NADR-CWD") & rows["derived"].fillna(False)]
    rows = rows[rows["period"] == "cumulative"]
    total = None if rows.empty else float(rows["value_usd"].sum()) / 1e6
    scope = f"weapons destruction, {', '.join(rows['country_iso3'])}, by share of a regional total of FY1993–FY2017"
    return Found(rows, scope, total, unit="usd_million")


@decides("S2-15.a", "us_figures")
def mine_clearance_in_the_region(frame: pd.DataFrame) -> Found:
    """Weapons destruction in those of the five that have a share."""
    return _mines(frame, FIVE)


@decides("S2-15.c", "us_figures")
def mine_clearance_in_kyrgyzstan(frame: pd.DataFrame) -> Found:
    """Weapons destruction in Kyrgyzstan."""
    return _mines(frame, ("KGZ",))


@decides("S2-18", "us_partnerships", "looked-up")
def transit_for_ten_years(frame: pd.DataFrame) -> Found:
    """Whether bases and transit for Afghanistan ran in three or more states over more than ten years."""
    need(frame, "kind", "country_iso3", "date_from", "date_to")
    rows = independent(frame)
    rows = rows[rows["kind"].isin(["base_access", "transit"]) & rows["country_iso3"].isin(FIVE)]
    dates = [int(date[:4]) for column in ("date_from", "date_to") for date in rows[column].dropna()]
    span = max(dates) - min(dates) if dates else 0
    there = None if rows.empty else bool(rows["country_iso3"].nunique() > 2 and span > 10)
    scope = f"bases and transit for Afghanistan in {', '.join(sorted(set(rows['country_iso3'])))}, first year to last"
    return Found(rows, scope, span, unit="years", is_there=there)
