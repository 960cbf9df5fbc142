"""Claims on exercises, peacekeeping and state partnerships, looked up in the register of US ties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cakit import catalog
from cakit.claims.checks import decides
from cakit.claims.rows import independent, need
from cakit.claims.rules import Found

if TYPE_CHECKING:
    import pandas as pd


def _ties(frame: pd.DataFrame, kind: str, country: str, name: str = "", counterpart: str = "") -> pd.DataFrame:
    """Rows of one kind that do not rest on the texts alone."""
    need(frame, "kind", "country_iso3", "name", "counterpart", "date_from", "date_to")
    rows = independent(frame)
    rows = rows[(rows["kind"] == kind) & rows["country_iso3"].str.contains(country)]
    return rows[rows["name"].str.contains(name) & rows["counterpart"].fillna("").str.contains(counterpart)]


def _begins(rows: pd.DataFrame, scope: str) -> Found:
    """When the first of some rows begins."""
    dates = rows["date_from"].dropna()
    return Found(rows, scope, date=str(dates.min()) if len(dates) else "")


def _steppe_eagle(frame: pd.DataFrame) -> pd.DataFrame:
    need(frame, "host_iso3")
    return _ties(frame, "exercise", "KAZ", "Steppe Eagle").dropna(subset=["date_from", "host_iso3"])


def _regional_cooperation(frame: pd.DataFrame) -> pd.DataFrame:
    need(frame, "host_iso3")
    return _ties(frame, "exercise", "", "Regional Cooperation").dropna(subset=["date_from"])


@decides("S2-21", "us_partnerships", "looked-up")
def kazakh_company_with_india(frame: pd.DataFrame) -> Found:
    """When the Kazakh company joined India's battalion in Lebanon."""
    return _begins(
        _ties(frame, "peacekeeping", "KAZ", "UNIFIL", "India"), "Kazakh company beside India's in UNIFIL, from"
    )


@decides("S2-23", "us_partnerships", "looked-up")
def tajikistan_hosted_in_2019(frame: pd.DataFrame) -> Found:
    """When and whether Tajikistan hosted the exercise of 2019."""
    rows = _regional_cooperation(frame)
    rows = rows[rows["date_from"].str[:4] == "2019"]
    there = None if rows.empty else bool((rows["host_iso3"] == "TJK").any())
    return Found(rows, "Regional Cooperation of 2019 in Tajikistan", date=_begins(rows, "").date, is_there=there)


@decides("S2-25", "us_partnerships", "looked-up")
def who_took_part_in_2019(frame: pd.DataFrame) -> Found:
    """Whether exactly those four took part in the exercise of 2019 and Pakistan alone observed."""
    need(frame, "participants_iso3", "observers_iso3")
    rows = _regional_cooperation(frame)
    rows = rows[rows["date_from"].str[:4] == "2019"]
    took, watched = (
        {code for cell in rows[column].dropna() for code in cell.split(";")}
        for column in ("participants_iso3", "observers_iso3")
    )
    there = took == {"USA", "TJK", "UZB", "MNG"} and watched == {"PAK"} if took else None
    scope = f"Regional Cooperation 2019: {', '.join(sorted(took))}, observed by {', '.join(sorted(watched))}"
    return Found(rows, scope, is_there=there)


@decides("S2-26", "us_partnerships", "looked-up")
def times_tajikistan_hosted(frame: pd.DataFrame) -> Found:
    """How often Tajikistan hosted the exercise in 2015-2019."""
    rows = _regional_cooperation(frame)
    rows = rows[(rows["host_iso3"] == "TJK") & rows["date_from"].str[:4].between("2015", "2019")]
    return Found(rows, "editions of Regional Cooperation in Tajikistan, 2015–2019", len(rows), unit="count")


@decides("S2-27", "us_partnerships", "looked-up")
def kazakh_observers_in_2020(frame: pd.DataFrame) -> Found:
    """Whether Kazakh observers served in Western Sahara in 2020; the month is not tested."""
    rows = _ties(frame, "peacekeeping", "KAZ", "Western Sahara")
    running = rows["date_from"].fillna("9999").str[:4].le("2020") & rows["date_to"].fillna("9999").str[:4].ge("2020")
    scope = "Kazakh observers in Western Sahara, on record from; the month of 2020 is not tested"
    return Found(rows, scope, date=_begins(rows, "").date, is_there=True if running.any() else None)


@decides("S2-28", "us_partnerships", "looked-up")
def size_of_the_kazakh_company(frame: pd.DataFrame) -> Found:
    """How many troops a rotation of the Kazakh company has."""
    need(frame, "detail")
    rows = _ties(frame, "peacekeeping", "KAZ", "UNIFIL")
    troops = rows["detail"].str.extract(r"(\d+) troops", expand=False).dropna().astype(float)
    scope = f"troops of a Kazakh rotation in UNIFIL, from {_begins(rows, '').date}"
    return Found(rows, scope, float(troops.iloc[0]) if len(troops) else None, unit="persons")


@decides("S2-29.a", "us_partnerships", "looked-up")
def first_steppe_eagle(frame: pd.DataFrame) -> Found:
    """When the first Steppe Eagle was held."""
    return _begins(_steppe_eagle(frame), "first Steppe Eagle on record")


@decides("S2-29.b", "us_partnerships", "looked-up")
def three_states_take_part(frame: pd.DataFrame) -> Found:
    """Whether all three took part in some year; a list that lacks one decides nothing, since most years have none."""
    need(frame, "participants_iso3")
    rows = _steppe_eagle(frame)
    took = {code for cell in rows["participants_iso3"].dropna() for code in cell.split(";")} & {"KAZ", "TJK", "UZB"}
    scope = f"participants of Steppe Eagle among the three, where lists are held: {', '.join(sorted(took))}"
    return Found(rows, scope, len(took), unit="states", is_there=True if len(took) == 3 else None)


def _in_kazakhstan(frame: pd.DataFrame) -> pd.DataFrame:
    """Steppe Eagle from 2003 to 2020 without the two years that the claim excepts."""
    rows = _steppe_eagle(frame)
    years = rows["date_from"].str[:4]
    return rows[years.between("2003", "2020") & ~years.isin(["2014", "2018"])]


@decides("S2-31.a", "us_partnerships", "looked-up")
def drills_all_in_kazakhstan(frame: pd.DataFrame) -> Found:
    """Whether every phase on record, those of 2014 and 2018 apart, was in Kazakhstan."""
    rows = _in_kazakhstan(frame)
    abroad = rows.loc[rows["host_iso3"] != "KAZ", "date_from"]
    scope = f"phases abroad in years other than 2014 and 2018: {', '.join(abroad.str[:4]) or 'none'}"
    return Found(rows, scope, len(abroad), unit="phases", is_there=None if rows.empty else abroad.empty)


@decides("S2-31.b", "us_partnerships", "looked-up")
def drills_partly_in_kazakhstan(frame: pd.DataFrame) -> Found:
    """Whether every year on record, 2014 and 2018 apart, has a phase in Kazakhstan."""
    rows = _in_kazakhstan(frame)
    years = rows["date_from"].str[:4]
    at_home = set(years[rows["host_iso3"] == "KAZ"])
    scope = f"years with a phase in Kazakhstan, of {years.nunique()} on record between 2003 and 2020"
    return Found(rows, scope, len(at_home), unit="years", is_there=None if rows.empty else at_home == set(years))


@decides("S2-32", "us_partnerships", "looked-up")
def steppe_eagle_at_mccrady(frame: pd.DataFrame) -> Found:
    """When Steppe Eagle was at the McCrady centre."""
    need(frame, "place")
    rows = _steppe_eagle(frame)
    return _begins(rows[rows["place"].fillna("").str.contains("McCrady")], "Steppe Eagle at the McCrady centre")


@decides("S2-33", "us_partnerships", "looked-up")
def virginia_and_tajikistan(frame: pd.DataFrame) -> Found:
    """When Virginia became Tajikistan's partner."""
    return _begins(_ties(frame, "spp", "TJK", counterpart="Virginia"), "Virginia and Tajikistan partners from")


@decides("S2-34", "us_partnerships", "looked-up")
def age_of_arizona_and_kazakhstan(frame: pd.DataFrame) -> Found:
    """How old the partnership was in the year of the text."""
    rows = _ties(frame, "spp", "KAZ", counterpart="Arizona")
    text = int(catalog.load("seed_cards").set_index("seed").loc["S2", "date_to"][:4])
    start = _begins(rows, "").date
    age = text - int(start[:4]) if start else None
    return Found(rows, f"Arizona and Kazakhstan, years from {start} to the text of {text}", age, unit="years")


@decides("S2-35", "us_partnerships", "looked-up")
def montana_and_kyrgyzstan(frame: pd.DataFrame) -> Found:
    """When Montana became Kyrgyzstan's partner."""
    return _begins(_ties(frame, "spp", "KGZ", counterpart="Montana"), "Montana and Kyrgyzstan partners from")


@decides("S2-37", "us_partnerships", "looked-up")
def mississippi_and_uzbekistan(frame: pd.DataFrame) -> Found:
    """When Mississippi became Uzbekistan's partner."""
    return _begins(_ties(frame, "spp", "UZB", counterpart="Mississippi"), "Mississippi and Uzbekistan partners from")


@decides("S2-38", "us_partnerships", "looked-up")
def nevada_and_turkmenistan(frame: pd.DataFrame) -> Found:
    """Whether Nevada was Turkmenistan's partner in just the years the claim gives."""
    rows = _ties(frame, "spp", "TKM", counterpart="Nevada")
    claim = catalog.load("claims").set_index("claim_id").loc["S2-38"]
    spans = {(str(row.date_from)[:4], str(row.date_to)[:4]) for row in rows.itertuples()}
    dates = ", ".join("–".join(span) for span in sorted(spans))
    there = spans == {(str(claim["date_from"])[:4], str(claim["date_to"])[:4])} if spans else None
    return Found(rows, "Nevada and Turkmenistan partners", date=dates, is_there=there)
