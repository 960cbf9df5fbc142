"""Claims on memberships, summits and conflicts, decided from the registers of ties, events and official words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cakit import catalog
from cakit.claims.checks import decides
from cakit.claims.rows import STATES, day, kept, naming, yes_or_no
from cakit.claims.rules import Found
from cakit.claims.trade import DAY_OF_S4

if TYPE_CHECKING:
    import pandas as pd

MOSCOW = {"RUS", "CSTO", "EAEU", "SCO"}
BEIJING = {"CHN", "SCO"}


def _ties(frame: pd.DataFrame, partner: str | tuple[str, ...], **equal: object) -> pd.DataFrame:
    return kept(frame, "country_iso3", "status", "tie_type", partner_iso3=partner, **equal)


def _if_all(rows: pd.DataFrame, states: set[str]) -> pd.DataFrame:
    """The rows, if they name every one of the states; else none of them."""
    return rows if states <= set(rows["country_iso3"]) else rows.iloc[:0]


@decides("S0-29", "military_ties", "looked-up")
def tied_to_both(frame: pd.DataFrame) -> Found:
    """Active ties of each of the five on both sides."""
    rows = _ties(frame, tuple(MOSCOW | BEIJING), status="active")
    moscow, beijing = (rows[rows["partner_iso3"].isin(side)] for side in (MOSCOW, BEIJING))
    both = set(moscow["country_iso3"]) & set(beijing["country_iso3"])
    scope = "active ties of each of the five with Russia or its blocs, and with China or the SCO; guest status counts"
    return yes_or_no(rows, rows if both >= STATES else rows.iloc[:0], scope)


@decides("S2-01.b", "military_ties", "looked-up")
def in_the_partnership_for_peace(frame: pd.DataFrame) -> Found:
    """All five in NATO's partnership."""
    rows = _ties(frame, "NATO", tie_type="partnership")
    active = rows[rows["status"] == "active"]
    return yes_or_no(rows, _if_all(active, STATES), "the five in the Partnership for Peace")


@decides("S3-06", "military_ties", "looked-up")
def uzbekistan_left_the_csto(frame: pd.DataFrame) -> Found:
    """Memberships of Uzbekistan, none of them active."""
    rows = _ties(frame, "CSTO", tie_type="membership", country_iso3="UZB")
    gone = rows.iloc[:0] if (rows["status"] == "active").any() else rows
    return yes_or_no(rows, gone, "Uzbekistan's memberships of the CSTO: none active")


def _member(frame: pd.DataFrame, state: str, partner: str) -> Found:
    rows = _ties(frame, partner, tie_type="membership")
    hits = rows[(rows["country_iso3"] == state) & (rows["status"] == "active")]
    return yes_or_no(rows, hits, f"active membership of {catalog.country_name(state)} in the {partner}")


@decides("S3-11", "military_ties", "looked-up")
def kazakhstan_in_the_csto(frame: pd.DataFrame) -> Found:
    """Kazakhstan in the CSTO."""
    return _member(frame, "KAZ", "CSTO")


@decides("S3-12", "military_ties", "looked-up")
def kazakhstan_in_the_eaeu(frame: pd.DataFrame) -> Found:
    """Kazakhstan in the Eurasian Economic Union; open borders are not in the table."""
    return _member(frame, "KAZ", "EAEU")


@decides("S4-41", "military_ties", "looked-up")
def in_the_sco_and_the_eaeu(frame: pd.DataFrame) -> Found:
    """States of the five in each of the two organisations."""
    rows = _ties(frame, ("SCO", "EAEU"), tie_type="membership")
    active = rows[rows["status"] == "active"]
    hits = active if active["partner_iso3"].nunique() == 2 else active.iloc[:0]
    return yes_or_no(
        rows, hits, "active memberships of states of the five in the SCO and in the EAEU, at least one in each"
    )


@decides("S4-48.b", "military_ties", "looked-up")
def kazakhstan_keeps_several_ties(frame: pd.DataFrame) -> Found:
    """Active ties of Kazakhstan with Russia's blocs and with others beside them."""
    rows = kept(frame, "partner_iso3", country_iso3="KAZ", status="active")
    russian = rows["partner_iso3"].isin(MOSCOW - BEIJING)
    hits = rows if russian.any() and not russian.all() else rows.iloc[:0]
    return yes_or_no(rows, hits, "active ties of Kazakhstan with Russia, the CSTO or the EAEU, and with others")


@decides("S3-34.b", "trade_figures")
def russia_trade_fell(frame: pd.DataFrame) -> Found:
    """Whether turnover with the five fell, in each count that has several years."""
    rows = kept(
        frame, "value", "year", "whose", country_iso3="C5", partner_iso3="RUS", flow="turnover", unit="usd_million",
        months_covered=12,
    ).sort_values("year")  # fmt: skip
    series = [one for _, one in rows.groupby("whose") if one["year"].nunique() > 1]
    fell = {bool(one["value"].iloc[-1] < one["value"].iloc[0]) for one in series}
    scope = (
        "Russia's turnover with the five, first year held against last, each count for itself, current dollars: a fall"
    )
    return Found(rows, scope, is_there=fell.pop() if len(fell) == 1 else None)


@decides("S4-05.b", "arms_editions")
def russia_first_in_arms(frame: pd.DataFrame) -> Found:
    """In how many of the five Russia is the largest supplier of all years: the premise, not the forecast."""
    rows = kept(frame, "supplier_iso3", "tiv_million", "year", "sipri_edition", recipient_iso3=tuple(STATES))
    sums = rows.groupby(["recipient_iso3", "supplier_iso3"])["tiv_million"].sum().unstack(fill_value=0.0)
    first = int((sums.idxmax(axis=1) == "RUS").sum())
    scope = "states of the five in which Russia is the largest supplier of arms, all years: most of them"
    there = None if rows.empty else 2 * first > len(STATES)
    return Found(rows, scope, low=first, unit="states", is_there=there)


def _summits(frame: pd.DataFrame, partner: str) -> pd.DataFrame:
    """Summits of all five with a partner, oldest first."""
    rows = kept(frame, "event", "date_from", "country_iso3", event_type="summit", partner_iso3=partner)
    return naming(rows, "country_iso3", *STATES).sort_values("date_from")


@decides("S4-01", "mineral_events", "looked-up")
def summit_in_washington(frame: pd.DataFrame) -> Found:
    """The summit at the White House."""
    rows = _summits(frame, "USA")
    return day(rows[rows["event"].str.contains("White House")], "summit of the five and the US at the White House")


@decides("S4-07", "mineral_events", "looked-up")
def trump_hosted_all_five(frame: pd.DataFrame) -> Found:
    """The summit of all five with the president."""
    rows = _summits(frame, "USA")
    return day(rows[rows["event"].str.contains("President Trump")], "summit of all five with President Trump")


@decides("S4-08", "mineral_events", "looked-up")
def summit_before(frame: pd.DataFrame) -> Found:
    """The summit with the US before that of the text."""
    rows = _summits(frame, "USA")
    return day(rows[rows["date_from"] < DAY_OF_S4].tail(1), "last summit of the five and the US before the text")


def _met_before(frame: pd.DataFrame, partner: str, name: str) -> Found:
    rows = _summits(frame, partner)
    return yes_or_no(rows, rows[rows["date_from"] < DAY_OF_S4], f"summits of all five with {name} before the text")


@decides("S4-09", "mineral_events", "looked-up")
def summit_with_china(frame: pd.DataFrame) -> Found:
    """Summits of all five with China."""
    return _met_before(frame, "CHN", "China")


@decides("S4-10", "mineral_events", "looked-up")
def summit_with_the_eu(frame: pd.DataFrame) -> Found:
    """Summits of all five with the EU."""
    return _met_before(frame, "EUU", "the EU")


ARMED = ("between_states", "armed_group")  # the parts of the table's rule that are about fighting


def _year_before(fights: pd.DataFrame) -> pd.DataFrame:
    """Those in the twelve months to the day of S4."""
    first = f"{int(DAY_OF_S4[:4]) - 1}{DAY_OF_S4[4:]}"
    return fights[(fights["date_to"] >= first) & (fights["date_from"] <= DAY_OF_S4)]


def _fights(frame: pd.DataFrame) -> pd.DataFrame:
    """Fights and attacks, with the highest published number of dead of each."""
    rows = kept(frame, "date_from", "date_to", "deaths_low", "deaths_high", rule_part=ARMED)
    return rows.assign(dead=rows["deaths_high"].fillna(rows["deaths_low"]))


def _uncounted(rows: pd.DataFrame) -> str:
    """Say how many events have no published number of dead."""
    number = int(rows["dead"].isna().sum())
    return f"; {number} more without a published number" if number else ""


@decides("S4-24.a", "conflicts")
def below_the_threshold_of_a_conflict(frame: pd.DataFrame) -> Found:
    """The dead of all fights and attacks in the year before, by the highest published counts."""
    fights = _fights(frame)
    rows = _year_before(fights)
    dead = None if fights.empty else float(rows["dead"].sum())
    scope = "dead in fights and attacks, twelve months to the day of the text, highest published counts"
    return Found(rows, scope + _uncounted(rows), low=dead, unit="persons")


@decides("S4-24.b", "conflicts", "looked-up")
def no_fatal_clash_in_the_year_before(frame: pd.DataFrame) -> Found:
    """How many fights and attacks of the year before were fatal by a published count."""
    fights = _fights(frame)
    rows = _year_before(fights)
    fatal = rows[rows["dead"] > 0]
    number = None if fights.empty else float(len(fatal))
    scope = "fatal fights and attacks, twelve months to the day of the text"
    return Found(fatal, scope + _uncounted(rows), low=number, unit="events")


@decides("S4-51", "positions", "looked-up")
def kremlin_on_the_summit(frame: pd.DataFrame) -> Found:
    """The day the Kremlin called such meetings normal."""
    rows = kept(frame, "date", "position", country_iso3="RUS", office="Kremlin spokesman")
    return day(rows[rows["position"].str.contains("normal")], "the Kremlin spokesman calls such formats normal", "date")
