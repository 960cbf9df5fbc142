"""Claims on arms, trade and minerals that need more than a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cakit import catalog
from cakit.claims.rows import FIVE, codes_in, independent, where
from cakit.claims.rulebook import decides, register
from cakit.claims.rules import Found

if TYPE_CHECKING:
    import pandas as pd

US_BODIES = "United States|US government|Development Finance|Export-Import"


def _points_gained(frame: pd.DataFrame, supplier: str) -> float:
    """How many points a supplier's share in the five gained over the five years before."""
    shares = []
    for window in ("earlier", "last"):
        rows = where(frame, recipient_iso3=FIVE, year={window: 5})
        volumes = rows.groupby("supplier_iso3")["tiv_million"].sum()
        whole = float(volumes.sum()) or float("nan")
        shares.append(100 * float(volumes.get(supplier, 0.0)) / whole)
    return shares[1] - shares[0]


@decides("S1-05.b", "arms_editions")
def russia_falls_more_than_china_rises(frame: pd.DataFrame) -> Found:
    """Whether Russia's share falls, and by more points than China's rises."""
    fall = register()["S1-01.b"].find(frame)
    lost, gained = -_points_gained(frame, "RUS"), _points_gained(frame, "CHN")
    more = None if fall.is_there is None else lost > 0 and lost > gained
    scope = f"{fall.scope}; China gained {gained:.1f} points"
    return Found(fall.rows, scope, fall.low, unit="percent", is_there=more)


@decides("S0-14.a", "arms_editions")
def china_sells_and_mines(frame: pd.DataFrame) -> Found:
    """Whether China delivered arms to any of the five and closed minerals deals there."""
    import pandas as pd

    arms = where(frame, recipient_iso3=FIVE, supplier_iso3="CHN")
    events = independent(catalog.load("mineral_events"))
    china = {"partner_iso3": {"says": "CHN"}}
    deals = where(events, **china, event_type="deal", status="implemented")
    scope = "Chinese arms delivered to any of the five, "
    scope += "and Chinese minerals deals implemented by the press register"
    states, both = arms["recipient_iso3"].nunique(), bool(len(arms) and len(deals))
    return Found(pd.concat([arms, deals]), scope, states, unit="states", is_there=both)


@decides("S3-01.a", "fighter_reports")
def fighters_were_reported(frame: pd.DataFrame) -> Found:
    """On how many origins the reports of such a purchase before the day of the text rest."""
    answers = frame.set_index("report_id")["answers_report_id"].dropna().to_dict()
    day = {"says": r"^\d{4}-\d\d", "to": "2025-06-16"}
    rows = where(frame, date=day, generation_said={"says": "fifth|next|stealth"})
    origins = {_origin(answers, report) for report in rows["report_id"]}
    scope = (
        f"origins of {len(rows)} reports of Chinese fighters for Uzbekistan "
        "that speak of the newest generation, to 16 June 2025"
    )
    there = None if rows.empty else True
    return Found(rows, scope, len(origins), unit="origins", is_there=there)


def _origin(answers: dict[str, str], report: str) -> str:
    """The report at the beginning of a line of retellings."""
    seen = {report}
    while answers.get(report, report) not in seen:
        report = answers[report]
        seen.add(report)
    return report


@decides("S1-15", "arms_deliveries")
def turkish_drones_spread(frame: pd.DataFrame) -> Found:
    """Whether more of the five have Turkish drones now than after the first year of deliveries."""
    rows = where(frame, recipient_iso3=FIVE, supplier_iso3="TUR", is_uncrewed_aircraft=True)
    states = codes_in(rows["recipient_iso3"])
    early = codes_in(rows.loc[rows["year"] == rows["year"].min(), "recipient_iso3"])
    scope = f"Turkish drones in SIPRI's register in {len(states)} of the five, all years"
    number = float(rows["number_delivered"].sum())
    return Found(rows, scope, number, unit="drones", is_there=len(states) > len(early))


@decides("S1-16", "rival_figures")
def turkish_exports_grow(frame: pd.DataFrame) -> Found:
    """Whether Türkiye's share of world arms exports grows between two windows of one release."""
    statistic = "supplier_share_of_world_exports"
    rows = where(frame, statistic=statistic, counterpart_iso3="TUR").sort_values("period_from")
    releases = [part["value"].tolist() for _, part in rows.groupby("source_id") if len(part) > 1]
    newest = [release[-1] for release in releases]
    grows = all(release[-1] > release[0] for release in releases) if releases else None
    low, high = (min(newest), max(newest)) if newest else (None, None)
    scope = "Türkiye's share of world exports of major arms"
    return Found(rows, scope, low, high, "percent", is_there=grows)


@decides("S3-34.b", "trade_figures")
def russia_trade_fell(frame: pd.DataFrame) -> Found:
    """Whether turnover with the five fell, in each count that has several years."""
    turnover = {"flow": "turnover", "unit": "usd_million", "months_covered": 12}
    rows = where(frame, country_iso3="C5", partner_iso3="RUS", **turnover).sort_values("year")
    counts = [part for _, part in rows.groupby("whose") if part["year"].nunique() > 1]
    fell = {bool(part["value"].iloc[-1] < part["value"].iloc[0]) for part in counts}
    scope = "Russia's turnover with the five, first year held against last, "
    scope += "each count for itself, current dollars: a fall"
    return Found(rows, scope, is_there=fell.pop() if len(fell) == 1 else None)


@decides("S4-32.a", "trade_figures")
def russia_share_of_turnover(frame: pd.DataFrame) -> Found:
    """Russia's share as printed, and its turnover over the whole that a bank's figures imply."""
    import pandas as pd

    turnover = {"flow": "turnover", "year": 2024, "months_covered": 12}
    rows = where(frame, country_iso3="C5", unit=["percent", "usd_million"], **turnover)
    russia = where(rows, partner_iso3="RUS")
    bank = where(rows, partner_iso3=["RUS", "CHN"], whose="development_bank")
    china = where(bank, partner_iso3="CHN").set_index("unit")["value"]
    nothing = float("nan")
    whole = china.get("usd_million", nothing) / (china.get("percent", nothing) or nothing)
    shares = russia["value"].where(russia["unit"] == "percent", russia["value"] / whole)
    scope = "Russia's part in the goods turnover of the five, 2024: "
    scope += "printed by a research centre, and computed"
    ends = float(shares.min()), float(shares.max())
    return Found(pd.concat([russia, bank]), scope, *ends, "percent")


@decides("S4-17.b", "mineral_sites")
def us_government_at_akbulak(frame: pd.DataFrame) -> Found:
    """A US state body among the owners; decided only where the parts add up to the whole."""
    rows = where(frame, name="Akbulak")
    parts = rows["owners"].str.extractall(r"(\d+(?:\.\d+)?)%")[0].astype(float)
    whole = rows[parts.groupby(level=0).sum().reindex(rows.index, fill_value=0).round() == 100]
    hits = where(whole, owners={"says": US_BODIES})
    there = None if whole.empty else not hits.empty
    scope = "owners of the Akbulak rare-earth exploration, in full: a US state body"
    return Found(hits if there else whole, scope, is_there=there)


def _fights(frame: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Fights and attacks of the year before the text, by the highest published dead; a note."""
    year = {"date_to": {"from": "2024-11-06"}, "date_from": {"to": "2025-11-06"}}
    rows = where(frame, rule_part=["between_states", "armed_group"], **year)
    rows = rows.assign(dead=rows["deaths_high"].fillna(rows["deaths_low"]))
    missing = int(rows["dead"].isna().sum())
    return rows, f"; {missing} more without a published number" if missing else ""


@decides("S4-24.a", "conflicts")
def below_the_threshold_of_a_conflict(frame: pd.DataFrame) -> Found:
    """The dead of all fights and attacks in the year before, by the highest published counts."""
    rows, note = _fights(frame)
    scope = "dead in fights and attacks, twelve months to the day of the text, "
    scope += f"highest published counts{note}"
    dead = None if frame.empty else float(rows["dead"].sum())
    return Found(rows, scope, dead, unit="persons")


@decides("S4-24.b", "conflicts")
def no_fatal_clash_in_the_year_before(frame: pd.DataFrame) -> Found:
    """How many fights and attacks of the year before were fatal by a published count."""
    rows, note = _fights(frame)
    fatal = where(rows, dead={"above": 0})
    scope = f"fatal fights and attacks, twelve months to the day of the text{note}"
    return Found(fatal, scope, None if frame.empty else float(len(fatal)), unit="events")
