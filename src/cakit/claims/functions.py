"""The claims that need more than a rule: one named function for each reading."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from cakit import catalog
from cakit.claims.rows import FIVE, independent, where
from cakit.claims.rules import Found

Function = Callable[[pd.DataFrame], Found]
US_BODIES = "United States|US government|Development Finance|Export-Import"


def russia_falls_more_than_china_rises(frame: pd.DataFrame) -> Found:
    """Whether Russia's share in the five falls, and by more points than China's rises."""
    windows = [where(frame, recipient_iso3=FIVE, year={test: 5}) for test in ("last", "earlier")]
    spans, shares = [], []
    for rows in windows:
        volumes = rows.groupby("supplier_iso3")["tiv_million"].sum()
        whole = float(volumes.sum()) or float("nan")
        shares.append(100 * volumes.reindex(["RUS", "CHN"], fill_value=0.0) / whole)
        spans.append("no years" if rows.empty else f"{rows['year'].min()}–{rows['year'].max()}")
    gained = shares[0] - shares[1]
    more = bool(gained["RUS"] < 0 and -gained["RUS"] > gained["CHN"])
    scope = "Russia, share of the major arms delivered to the five, pooled, "
    scope += f"{spans[0]}, TIV, against {shares[1]['RUS']:.1f} percent in {spans[1]}"
    scope += f"; China gained {gained['CHN']:.1f} points"
    there = None if gained.isna().any() else more
    russia = float(shares[0]["RUS"])
    return Found(pd.concat(windows), scope, russia, unit="percent", is_there=there)


def china_sells_and_mines(frame: pd.DataFrame) -> Found:
    """Whether China delivered arms to any of the five and closed minerals deals there."""
    arms = where(frame, recipient_iso3=FIVE, supplier_iso3="CHN")
    events = independent(catalog.load("mineral_events"))
    china = {"partner_iso3": {"says": "CHN"}}
    deals = where(events, **china, event_type="deal", status="implemented")
    scope = "Chinese arms delivered to any of the five, "
    scope += "and Chinese minerals deals implemented by the press register"
    states, both = arms["recipient_iso3"].nunique(), bool(len(arms) and len(deals))
    return Found(pd.concat([arms, deals]), scope, states, unit="states", is_there=both)


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


def turkish_drones_spread(frame: pd.DataFrame) -> Found:
    """Whether more of the five have Turkish drones now than after the first year of deliveries."""
    rows = where(frame, recipient_iso3=FIVE, supplier_iso3="TUR", is_uncrewed_aircraft=True)
    early = rows[rows["year"] == rows["year"].min()]["recipient_iso3"].nunique()
    states = rows["recipient_iso3"].nunique()
    scope = f"Turkish drones in SIPRI's register in {states} of the five, all years"
    number = float(rows["number_delivered"].sum())
    return Found(rows, scope, number, unit="drones", is_there=states > early)


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


def russia_share_of_turnover(frame: pd.DataFrame) -> Found:
    """Russia's share as printed, and its turnover over the whole that a bank's figures imply."""
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


def us_government_at_akbulak(frame: pd.DataFrame) -> Found:
    """A US state body among the owners; decided only where the parts add up to the whole."""
    rows = where(frame, name="Akbulak")
    parts = rows["owners"].str.extractall(r"(\d+(?:\.\d+)?)%")[0].astype(float)
    whole = rows[parts.groupby(level=0).sum().reindex(rows.index, fill_value=0).round() == 100]
    hits = where(whole, owners={"says": US_BODIES})
    there = None if whole.empty else not hits.empty
    scope = "owners of the Akbulak rare-earth exploration, in full: a US state body"
    return Found(hits if there else whole, scope, is_there=there)


FUNCTIONS: dict[str, tuple[str, Function]] = {  # reading → the table that decides it, and how
    "S1-05.b": ("arms_editions", russia_falls_more_than_china_rises),
    "S0-14.a": ("arms_editions", china_sells_and_mines),
    "S3-01.a": ("fighter_reports", fighters_were_reported),
    "S1-15": ("arms_deliveries", turkish_drones_spread),
    "S1-16": ("rival_figures", turkish_exports_grow),
    "S4-32.a": ("trade_figures", russia_share_of_turnover),
    "S4-17.b": ("mineral_sites", us_government_at_akbulak),
}
