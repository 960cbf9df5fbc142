"""Plausibility of the minerals tables: each function returns the offenders with their keys."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

Load = Callable[[str], pd.DataFrame]

# Ceilings a state cannot pass: a share of world output above this would be a slip of unit.
HIGHEST_SHARE = 50.0
# Rough boxes of the five (degrees, with a small margin): lon from, lat from, lon to, lat to.
BOXES = {
    "KAZ": (46.4, 40.5, 87.4, 55.5),
    "KGZ": (69.2, 39.1, 80.3, 43.3),
    "TJK": (67.3, 36.6, 75.2, 41.1),
    "TKM": (52.4, 35.1, 66.7, 42.8),
    "UZB": (55.9, 37.1, 73.2, 45.6),
}
# Jumps between editions of one year that are real revisions of the survey (mercury, antimony, rhenium, selenium)
# and not slips are left alone: editions are never compared here.
# Places printed for the world's only large exporter or buyer of a product; a year's sales above a state's means.
LARGEST_YEAR_MILLION = 60_000


def problems_production_share(load: Load) -> list[str]:
    """Output above the printed world total, or above half of it."""
    out = []
    for name in ("mineral_production", "mineral_reserves", "uranium_production"):
        frame = load(name).dropna(subset=["world_quantity"])
        share = 100 * frame["quantity"] / frame["world_quantity"]
        keys = [c for c in ("edition", "country_iso3", "mineral", "item", "year") if c in frame]
        out += [
            f"{name}: {tuple(row[keys])} is {value:.1f} per cent of the world"
            for (_, row), value in zip(frame.iterrows(), share, strict=True)
            if value > HIGHEST_SHARE
        ]
    return out


def problems_production_sum(load: Load) -> list[str]:
    """The five together above the world total of one item, stage and year."""
    frame = load("mineral_production").dropna(subset=["world_quantity"])
    keys = ["edition", "mineral", "item", "stage", "year", "unit"]
    sums = frame.groupby(keys).agg(
        five=("quantity", "sum"),
        world=("world_quantity", "max"),
        worlds=("world_quantity", "nunique"),
    )
    bad = sums[(sums["five"] > sums["world"]) | (sums["worlds"] > 1)]
    return [f"mineral_production: {key}" for key in bad.index]


def problems_production_dash(load: Load) -> list[str]:
    """A zero stands for a dash: it must be of low confidence and carry a note."""
    out = []
    for name in ("mineral_production", "mineral_reserves"):
        frame = load(name)
        zero = frame[frame["quantity"] == 0]
        bad = zero[(zero["confidence"] != "low") | zero["note"].isna()]
        out += [f"{name}: {row.country_iso3} {row.mineral} {row.year}" for row in bad.itertuples()]
    return out


def problems_editions(load: Load) -> list[str]:
    """The years an edition can hold: MCS 2025 ends in 2024, MCS 2026 in 2025."""
    frame = load("mineral_production")
    years = {"MCS 2025": {2023, 2024}, "MCS 2026": {2024, 2025}}
    return [
        f"mineral_production: {r.edition} {r.country_iso3} {r.mineral} {r.year}"
        for r in frame.itertuples()
        if r.year not in years[r.edition]
    ]


def problems_lists(load: Load) -> list[str]:
    """The names covered must add up to the length each list prints; every list knows the same minerals."""
    frame = load("mineral_lists")
    printed = {"us_2022": 50, "us_2025": 60, "eu_2023_critical": 34, "eu_2023_strategic": 17}
    sums = frame.groupby("list")["names_covered"].sum()
    out = [
        f"mineral_lists: {name} covers {sums[name]} names, prints {want}"
        for name, want in printed.items()
        if sums[name] != want
    ]
    counts = frame.groupby("mineral")["list"].nunique()
    out += [
        f"mineral_lists: {mineral} stands in {count} of 4 lists"
        for mineral, count in counts.items()
        if count != 4
    ]
    # yttrium is on the EU list within the heavy rare earths and has no entry of its own
    odd = frame[
        ((frame["status"] == "not_listed") != (frame["names_covered"] == 0))
        & ~((frame["mineral"] == "yttrium") & (frame["list"] == "eu_2023_critical"))
    ]
    return out + [
        f"mineral_lists: {r.list} {r.mineral}: {r.status} and {r.names_covered} names"
        for r in odd.itertuples()
    ]


def problems_reliance(load: Load) -> list[str]:
    """A figure has a percentage and a comparator; anything else has neither."""
    frame = load("mineral_import_reliance")
    figure = frame["status"] == "figure"
    bad = frame[
        (figure != frame["reliance_percent"].notna()) | (figure != frame["comparator"].notna())
    ]
    return [f"mineral_import_reliance: {r.mineral} {r.item} {r.year}" for r in bad.itertuples()]


def problems_sites(load: Load) -> list[str]:
    """Points outside the box of the state, and points without a basis or the other way round."""
    out = []
    for name, key in (("mineral_sites", "site_id"), ("nuclear_projects", "record_id")):
        for _, r in load(name).iterrows():
            has = pd.notna(r["lon"]) and pd.notna(r["lat"])
            if has != (r["coordinate_basis"] != "none"):
                out.append(f"{name}: {r[key]}: point and coordinate_basis disagree")
            elif has:
                west, south, east, north = BOXES[r["country_iso3"]]
                if not (west <= r["lon"] <= east and south <= r["lat"] <= north):
                    out.append(
                        f"{name}: {r[key]}: {r['lon']}, {r['lat']} is outside {r['country_iso3']}"
                    )
    return out


def problems_events(load: Load) -> list[str]:
    """Dates out of order or range; money counted twice for one venture or counted although it is not for minerals."""
    frame = load("mineral_events")
    out = [
        f"mineral_events: {r.event_id}: {r.date_from}"
        for r in frame.dropna(subset=["date_from"]).itertuples()
        if not "2015" <= r.date_from <= "2026-11-30"
    ]
    out += [
        f"mineral_events: {r.event_id}: ends before it begins"
        for r in frame.dropna(subset=["date_to"]).itertuples()
        if r.date_to < r.date_from
    ]
    counted = frame[frame["counts_once"]]
    twice = counted["venture"].value_counts()
    out += [
        f"mineral_events: venture {name} is counted {n} times" for name, n in twice.items() if n > 1
    ]
    out += [
        f"mineral_events: {r.event_id} is counted without dollars or for {r.value_scope}"
        for r in counted.itertuples()
        if not r.value_usd_million > 0
        or r.value_scope not in ("project_cost", "portfolio", "purchase_price")
    ]
    money = frame[frame["value_usd_million"].notna() | frame["value_original_million"].notna()]
    return out + [
        f"mineral_events: {r.event_id} has money and no scope"
        for r in money.itertuples()
        if pd.isna(r.value_scope)
    ]


def problems_projects(load: Load) -> list[str]:
    """One counted row a project at most."""
    frame = load("nuclear_projects")
    twice = frame[frame["counts_once"]]["project_id"].value_counts()
    return [f"nuclear_projects: {name} is counted {n} times" for name, n in twice.items() if n > 1]


def problems_trade(load: Load) -> list[str]:
    """A state trading with itself, a code that would mislead, a sum beyond reason."""
    out = []
    for name in ("mineral_trade", "fuel_trade"):
        frame = load(name)
        own = frame[frame["exporter_iso3"] == frame["partner_iso3"]]
        out += [
            f"{name}: {r.exporter_iso3} {r.hs_code} {r.year} with itself" for r in own.itertuples()
        ]
        # natural uranium travels under 2844: the code of the ores must never be shown as uranium trade
        wrong = frame[frame["hs_code"].str.startswith(("261210", "2844"))]
        out += [f"{name}: {r.hs_code} {r.year} must not be here" for r in wrong.itertuples()]
        out += [
            f"{name}: {r.exporter_iso3} {r.year} partner is a group"
            for r in frame[frame["partner_iso3"].isin(["WLD", "C5", "EUU"])].itertuples()
        ]
        yearly = frame.groupby(["exporter_iso3", "year"])["value_usd_million"].sum()
        out += [
            f"{name}: {key} {value:.0f} million"
            for key, value in yearly.items()
            if value > LARGEST_YEAR_MILLION
        ]
    return out


def problems_printed_figures(load: Load) -> list[str]:
    """Shares of one basis, side and year above 100; periods that run backwards."""
    frame = load("uranium_trade")
    frame = frame[
        frame["exporter_iso3"] != "XXX"
    ]  # all foreign origins together overlap the single ones
    sums = frame.groupby(["share_of", "partner_iso3", "year", "statistics_side"])[
        "share_percent"
    ].sum()
    out = [
        f"uranium_trade: {key} adds to {value:.1f}" for key, value in sums.items() if value > 100
    ]
    for name in ("uranium_trade", "metals_trade"):
        out += [
            f"{name}: {r.row_id}: ends before it begins"
            for r in load(name).itertuples()
            if r.date_to < r.date_from
        ]
    return out


def problems_gold(load: Load) -> list[str]:
    """Kyrgyz gold: partners of the press figures must not add to more than the whole of the same period."""
    frame = load("metals_trade")
    frame = frame[(frame["series"] == "press") & (frame["product"] == "gold")]
    out = []
    for (seller, start, end), rows in frame.groupby(["exporter_iso3", "date_from", "date_to"]):
        whole = rows.loc[rows["partner_iso3"] == "WLD", "value_usd_million"]
        parts = rows.loc[rows["partner_iso3"] != "WLD", "value_usd_million"].sum()
        if len(whole) and parts > 1.01 * whole.max():
            out.append(
                f"metals_trade: {seller} {start}-{end}: parts {parts:.0f}, whole {whole.max():.0f}"
            )
    return out
