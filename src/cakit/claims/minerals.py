"""Claims on minerals, decided from the registers of events, sites, lists and official words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cakit.claims.checks import decides
from cakit.claims.rows import day, kept, naming, yes_or_no
from cakit.claims.rules import Found
from cakit.claims.trade import DAY_OF_S4

if TYPE_CHECKING:
    import pandas as pd

US_BODIES = "United States|US government|Development Finance|Export-Import"


@decides("S0-02", "mineral_events", "looked-up")
def minerals_on_the_day_of_the_talks(frame: pd.DataFrame) -> Found:
    """What the talks of that day with the deputy secretary were about."""
    rows = kept(frame, "minerals", "event", partner_iso3="USA", date_from="2026-02-04")
    talks = rows[rows["event"].str.contains("Landau")]
    scope = "meetings and papers of 4 February 2026 with the US deputy secretary: minerals named"
    return yes_or_no(talks, talks.dropna(subset=["minerals"]), scope)


@decides("S4-13", "mineral_events", "looked-up")
def eu_interest(frame: pd.DataFrame) -> Found:
    """Papers on minerals signed by the EU before the text."""
    rows = kept(frame, "minerals", "date_from", partner_iso3="EUU", status="signed").dropna(subset=["minerals"])
    before = rows[rows["date_from"] <= DAY_OF_S4]
    return yes_or_no(rows, before, "papers on minerals between the EU and states of the five, to the day of the text")


def _secretary_of_state(frame: pd.DataFrame) -> pd.DataFrame:
    return kept(frame, "date", "position", country_iso3="USA", office="Secretary of State", topic="minerals")


@decides("S4-14", "positions", "looked-up")
def rubio_on_resources(frame: pd.DataFrame) -> Found:
    """The day the Secretary of State spoke of the region's resources."""
    return day(_secretary_of_state(frame), "the US Secretary of State on the region's resources", column="date")


@decides("S4-15", "positions", "looked-up")
def rubio_plans_to_visit(frame: pd.DataFrame) -> Found:
    """Whether the plan to visit all five was stated."""
    rows = _secretary_of_state(frame)
    scope = "the US Secretary of State on the region: a plan to visit all five"
    return yes_or_no(rows, rows[rows["position"].str.contains("visit all five")], scope)


@decides("S4-17.a", "mineral_sites", "looked-up")
def us_company_at_akbulak(frame: pd.DataFrame) -> Found:
    """Owners from the United States at the rare-earth site."""
    rows = naming(kept(frame, "minerals", "owner_iso3", name="Akbulak"), "minerals", "rare_earths")
    return yes_or_no(
        rows, naming(rows, "owner_iso3", "USA"), "owners of the Akbulak rare-earth exploration: from the US"
    )


@decides("S4-17.b", "mineral_sites", "looked-up")
def us_government_at_akbulak(frame: pd.DataFrame) -> Found:
    """A US state body among the owners; decided only where the owners' parts add up to the whole."""
    rows = kept(frame, "owners", name="Akbulak")
    parts = rows["owners"].str.extractall(r"(\d+(?:\.\d+)?)%")[0].astype(float)
    whole = rows[parts.groupby(level=0).sum().reindex(rows.index, fill_value=0).round() == 100]
    hits = whole[whole["owners"].str.contains(US_BODIES)]
    return yes_or_no(whole, hits, "owners of the Akbulak rare-earth exploration, in full: a US state body")


@decides("S4-18", "mineral_lists", "looked-up")
def rare_earths_and_uranium_are_listed(frame: pd.DataFrame) -> Found:
    """Both on the newest US list of critical minerals."""
    rows = kept(frame, "list", "status", mineral=("rare_earths", "uranium"))
    rows = rows[rows["list"].str.startswith("us_")]
    newest = rows[rows["list"] == rows["list"].max()]
    listed = newest[newest["status"] == "listed"]
    hits = listed if listed["mineral"].nunique() == 2 else listed.iloc[:0]
    return yes_or_no(newest, hits, "rare earths and uranium on the newest US list of critical minerals")
