"""Plausibility of the US family: plain functions, each returns offenders; whitelists are commented where they stand."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

Load = Callable[[str], pd.DataFrame]
# Money taken back in that year, as the source books it.
NEGATIVE_OBLIGATIONS = {("KGZ", 2017, "INCLE")}
# Dear places that are right: Mi-17 pilots paid by the flying hour; a US team in the country listed as one "trainee".
DEAR_PLACES = {("KAZ", 2009, "SEC1004"), ("UZB", 2004, "FMF"), ("UZB", 2005, "FMF")}
# The rival of this group is the second price inside the same row (8.6 or 8.8 million by outlet).
LONE_RIVALS = {"chn_base"}
FIVE = {"KAZ", "KGZ", "TJK", "TKM", "UZB"}
# Boxes (west, south, east, north) of the states where exercises and bases with a point lie.
BOXES = {
    "KAZ": (46.4, 40.5, 87.4, 55.5),
    "KGZ": (69.2, 39.1, 80.3, 43.3),
    "TJK": (67.3, 36.6, 75.2, 41.1),
    "TKM": (52.4, 35.1, 66.7, 42.8),
    "UZB": (55.9, 37.1, 73.2, 45.6),
    "DEU": (5.8, 47.2, 15.1, 55.1),
    "USA": (-125.0, 24.4, -66.9, 49.4),
    "GBR": (-8.7, 49.8, 1.8, 60.9),
}


def problems_dates(load: Load) -> list[str]:
    """Ends before starts, and years outside the coverage of the family."""
    out = []
    for name, start, end in [
        ("us_equipment", "date_from", "date_to"),
        ("us_partnerships", "date_from", "date_to"),
        ("export_controls", "since", "until"),
    ]:
        frame = load(name)
        for _, row in frame.dropna(subset=[start, end]).iterrows():
            length = min(len(row[start]), len(row[end]))
            if row[end][:length] < row[start][:length]:
                out.append(f"{name} {row.iloc[0]}: {row[start]} to {row[end]}")
    for name, start, end in [
        ("us_figures", "year_from", "year_to"),
        ("us_global_totals", "fiscal_year_from", "fiscal_year_to"),
        ("aid_by_others", "year_from", "year_to"),
    ]:
        frame = load(name).dropna(subset=[start, end])
        out += [
            f"{name} {row.iloc[0]}: {row[start]}-{row[end]}"
            for _, row in frame[frame[end] < frame[start]].iterrows()
        ]
    return out


def problems_recipients(load: Load) -> list[str]:
    """Only the five (and C5 where the descriptor allows it) receive US money."""
    out = []
    for name in [
        "us_obligations",
        "us_obligation_totals",
        "us_aid_totals",
        "us_training",
        "us_training_totals",
    ]:
        out += [f"{name}: {code}" for code in sorted(set(load(name)["country_iso3"]) - FIVE)]
    for name in ["us_assistance", "us_figures"]:
        out += [
            f"{name}: {code}" for code in sorted(set(load(name)["country_iso3"]) - FIVE - {"C5"})
        ]
    return out


def problems_negative_money(load: Load) -> list[str]:
    """Obligations below zero: one is meant."""
    frame = load("us_obligations")
    low = frame[(frame["obligated_usd"] < 0) | (frame["obligated_usd_constant_2020"] < 0)]
    out = [
        f"us_obligations {row.country_iso3} {row.fiscal_year} {row.program}: {row.obligated_usd}"
        for row in low.itertuples()
        if (row.country_iso3, int(row.fiscal_year), row.program) not in NEGATIVE_OBLIGATIONS
    ]
    totals = load("us_obligation_totals")
    for column in ("military_usd", "economic_usd", "total_usd"):
        out += [
            f"us_obligation_totals {r.country_iso3} {r.fiscal_year} {column}"
            for r in totals[totals[column] < 0].itertuples()
        ]
    aid = load("us_aid_totals")
    for column in [name for name in aid if name.endswith("_usd")]:
        out += [
            f"us_aid_totals {r.country_iso3} {r.fiscal_year} {column}"
            for r in aid[aid[column] < 0].itertuples()
        ]
    return out


def problems_military_rows_against_total(load: Load) -> list[str]:
    """The military rows of `us_obligations` add up to the printed military total (they are all of it)."""
    rows = load("us_obligations").query("assistance_category == 'military'")
    sums = rows.groupby(["country_iso3", "fiscal_year"])["obligated_usd"].sum()
    totals = (
        load("us_obligation_totals")
        .set_index(["country_iso3", "fiscal_year"])["military_usd"]
        .dropna()
    )
    both = pd.concat([sums.rename("rows"), totals.rename("total")], axis=1).fillna(0)
    return [
        f"{key}: rows {row.rows:,.0f}, total {row.total:,.0f}"
        for key, row in both.iterrows()
        if abs(row.rows - row.total) > 5
    ]


def problems_economic_rows_above_total(load: Load) -> list[str]:
    """The economic security rows never exceed the economic total; the total is the sum of its two parts."""
    rows = load("us_obligations").query("assistance_category == 'economic'")
    sums = rows.groupby(["country_iso3", "fiscal_year"])["obligated_usd"].sum()
    totals = load("us_obligation_totals").set_index(["country_iso3", "fiscal_year"])
    out = [
        f"{key}: {value:,}"
        for key, value in sums.items()
        if value > totals.loc[key, "economic_usd"]
    ]
    gap = (totals["military_usd"].fillna(0) + totals["economic_usd"] - totals["total_usd"]).abs()
    return out + [
        f"{key}: parts differ from the total by {value:,}"
        for key, value in gap.items()
        if value > 2
    ]


def problems_greenbook_against_foreignassistance(load: Load) -> list[str]:
    """Two copies of the same obligations: never more than 0.3 per cent apart (five differ a little)."""
    one = load("us_obligation_totals").set_index(["country_iso3", "fiscal_year"])["total_usd"]
    two = load("us_aid_totals").set_index(["country_iso3", "fiscal_year"])["obligated_usd"].dropna()
    both = pd.concat([one, two], axis=1, join="inner")
    apart = (both["total_usd"] / both["obligated_usd"] - 1).abs()
    return [f"{key}: {value:.2%}" for key, value in apart.items() if value > 0.003]


def problems_constant_dollars(load: Load) -> list[str]:
    """One implied price index a year, and it is the one in `deflators`."""
    frame = load("us_obligations")
    frame = frame[frame["obligated_usd"].abs() > 100_000]
    implied = frame["obligated_usd"] / frame["obligated_usd_constant_2020"]
    index = (
        load("deflators").query("series == 'greenbook_implied_fy'").set_index("year")["price_index"]
    )
    apart = (implied / frame["fiscal_year"].map(index) - 1).abs()
    return [
        f"{r.country_iso3} {r.fiscal_year} {r.program}" for r in frame[apart > 0.001].itertuples()
    ]


def problems_deflators(load: Load) -> list[str]:
    """Every series has each year once, is 1 (or near 100) in its base, and moves by under 10 per cent a year."""
    out = []
    for series, rows in load("deflators").groupby("series"):
        rows = rows.sort_values("year")
        if list(rows["year"]) != list(range(int(rows["year"].min()), int(rows["year"].max()) + 1)):
            out.append(f"{series}: years missing")
        steps = rows["price_index"].pct_change().dropna()
        out += [f"{series}: jump of {step:.1%}" for step in steps if abs(step) > 0.10]
        base = rows["index_base"].iloc[0]
        if base != "1982-84 = 100":
            at = rows.loc[rows["year"] == int(base[:4]), "price_index"].iloc[0]
            out += [f"{series}: {at} in its base year"] if abs(at - 1) > 0.001 else []
    return out


def problems_training_totals(load: Load) -> list[str]:
    """`us_training` takes the printed total where there is one; lines and totals differ in FY2009 only."""
    key = ["country_iso3", "fiscal_year", "program"]
    one, two = load("us_training"), load("us_training_totals")
    both = one.merge(two, on=key)
    out = [
        f"{r.country_iso3} {r.fiscal_year} {r.program}: not the printed total"
        for r in both[both["value_usd"] != both["printed_value_usd"]].itertuples()
    ]
    printed = one[one["value_from"] == "printed_total"]
    if len(printed) != len(two):
        out.append(f"{len(printed)} rows from printed totals, {len(two)} printed totals")
    # FY2009: some cells of the report could not be read.
    out += [
        f"{r.country_iso3} {r.fiscal_year} {r.program}"
        for r in two[~two["agrees"] & (two["fiscal_year"] != 2009)].itertuples()
    ]
    out += [
        f"{r.country_iso3} {r.fiscal_year} {r.program}: lines above the total"
        for r in two[two["lines_value_usd"] > two["printed_value_usd"] + 5].itertuples()
    ]
    return out


def problems_training_size(load: Load) -> list[str]:
    """Places and money are of a believable size: at most 60,000 dollars a place, except long schooling."""
    frame = load("us_training")
    frame = frame[frame["trainees"] > 0]
    # Pilots and cadets cost more than this a head.
    long = {"ALP", "SERVICE_ACADEMIES"}
    each = frame["value_usd"] / frame["trainees"]
    high = frame[(each > 60_000) & ~frame["program"].isin(long)]
    return [
        f"{r.country_iso3} {r.fiscal_year} {r.program}: {r.value_usd:,} for {r.trainees}"
        for r in high.itertuples()
        if (r.country_iso3, int(r.fiscal_year), r.program) not in DEAR_PLACES
    ]


def problems_one_moment_a_year(load: Load) -> list[str]:
    """Every row of `us_assistance` holds at least one figure; the sum of the accounts stays below the printed total."""
    frame = load("us_assistance")
    moments = [
        "requested_usd",
        "estimated_usd",
        "allocated_usd",
        "appropriated_usd",
        "unstated_usd",
    ]
    out = [
        f"{r.country_iso3} {r.fiscal_year} {r.program}: empty"
        for r in frame[frame[moments].isna().all(axis=1)].itertuples()
    ]
    figures = load("us_figures")
    table = figures[
        (figures["program"] == "ALL_STATE_FOREIGN_OPERATIONS")
        & figures["source_ids"].str.contains("csis_state")
    ]
    for row in table.itertuples():
        lines = frame[
            (frame["country_iso3"] == row.country_iso3) & (frame["fiscal_year"] == row.year_from)
        ]
        total = lines[f"{row.basis}_usd"].sum()
        if total > row.value_usd:
            out.append(f"{row.figure_id}: accounts {total:,} above the total {row.value_usd:,}")
    return out


def problems_fmf_regional(load: Load) -> list[str]:
    """The regional FMF line of FY2015-FY2017 stands, and the obligations by country of FY2016 and FY2017 share it out."""
    frame = load("us_assistance").query(
        "program == 'FMF' and country_iso3 == 'C5' and fiscal_year >= 2015"
    )
    line = (
        frame.set_index("fiscal_year")[["appropriated_usd", "requested_usd"]]
        .bfill(axis=1)
        .iloc[:, 0]
    )
    spent = (
        load("us_obligations")
        .query("program == 'FMF'")
        .groupby("fiscal_year")["obligated_usd"]
        .sum()
    )
    return [
        f"FY{year}: line {line[year]:,}, obligated {spent[year]:,}"
        for year in (2016, 2017)
        if abs(line[year] - spent[year]) > 1_000
    ]


def problems_mraps(load: Load) -> list[str]:
    """328 by US officials (two rows) and 329 by SIPRI (four lines) for Uzbekistan both stand."""
    ours = (
        load("us_equipment")
        .query("recipient_iso3 == 'UZB' and date_from == '2014-12'")["quantity"]
        .sum()
    )
    theirs = (
        load("arms_deliveries")
        .query("recipient_iso3 == 'UZB' and supplier_iso3 == 'USA' and year == 2015")[
            "number_delivered"
        ]
        .sum()
    )
    return (
        [] if (ours, theirs) == (328, 329) else [f"us_equipment {ours}, arms_deliveries {theirs}"]
    )


def problems_excess_articles(load: Load) -> list[str]:
    """Nobody gets more than was accepted or asked for, and nothing that was not delivered has a count."""
    frame = load("us_excess_articles")
    steps = ["delivered", "accepted", "allocated", "requested"]
    falls = (frame[steps].diff(axis=1).iloc[:, 1:] < 0).any(axis=1)
    counted = (frame["status"] == "delivered") != (frame["delivered"] > 0)
    dear = frame["current_value_usd"] > frame["acquisition_value_usd"]
    return [f"us_excess_articles {line}" for line in frame.loc[falls | counted | dear, "line_id"]]


def problems_excess_articles_against_greenbook(load: Load) -> list[str]:
    """The Greenbook books excess articles at the current value of the lines delivered, by year of request."""
    lines = load("us_excess_articles").query("status == 'delivered'")
    listed = lines.groupby(["country_iso3", "fiscal_year"])["current_value_usd"].sum()
    booked = load("us_obligations").query("program == 'EDA' and fiscal_year >= 2010")
    booked = booked.set_index(["country_iso3", "fiscal_year"])["obligated_usd"]
    both = pd.concat([listed.rename("listed"), booked.rename("booked")], axis=1).fillna(0)
    apart = both[(both["listed"] - both["booked"]).abs() > 1]
    return [
        f"{key}: listed {row.listed:,.2f}, booked {row.booked:,}" for key, row in apart.iterrows()
    ]


def problems_located(load: Load) -> list[str]:
    """Every row says where in one of its own sources it stands; a figure also says what stands there."""
    out = []
    for name in [
        "us_figures",
        "us_equipment",
        "us_partnerships",
        "us_excess_articles",
        "unroca_reports",
    ]:
        frame = load(name)
        ids = frame["source_ids" if "source_ids" in frame else "source_id"]
        for key, locator, own in zip(frame.iloc[:, 0], frame["locator"], ids, strict=True):
            named = {part.split(":")[0] for part in str(locator).split(" | ")}
            if ":" not in str(locator) or not named <= set(own.split(";")):
                out.append(f"{name} {key}: {locator}")
    figures = load("us_figures")
    return out + [
        f"us_figures {row.figure_id}: says nothing"
        for row in figures[figures["says"].isna()].itertuples()
    ]


def problems_points(load: Load) -> list[str]:
    """Points lie in the host state, and have a precision."""
    frame = load("us_partnerships").dropna(subset=["lon", "lat"])
    out = [
        f"{r.partnership_id}: no precision" for r in frame[frame["position"].isna()].itertuples()
    ]
    for row in frame.itertuples():
        west, south, east, north = BOXES[row.host_iso3]
        if not (west <= row.lon <= east and south <= row.lat <= north):
            out.append(f"{row.partnership_id}: {row.lon}, {row.lat} outside {row.host_iso3}")
    return out


def problems_global(load: Load) -> list[str]:
    """The five never take more than the world; parts of FMS never exceed FMS_TOTAL of the year."""
    world = load("us_global_totals")
    booked = (
        world.query("basis == 'obligated'").set_index(["measure", "fiscal_year_from"])[
            "value_usd_million"
        ]
        * 1e6
    )
    ours = (
        load("us_obligations")
        .query("assistance_category == 'military'")
        .groupby(["program", "fiscal_year"])["obligated_usd"]
        .sum()
    )
    out = [
        f"{key}: {value:,} of {booked[key]:,.0f}"
        for key, value in ours.items()
        if key in booked.index and value > booked[key]
    ]
    sales = world[(world["basis"] == "sales") & (world["period"] == "year")]
    total = sales[sales["measure"] == "FMS_TOTAL"].set_index("fiscal_year_from")[
        "value_usd_million"
    ]
    parts = sales[
        sales["measure"].isin(
            [
                "FMS_PARTNER_FUNDED",
                "FMS_DOD_FUNDED",
                "FMS_FINANCED_BY_FMF",
                "FMS_FINANCED_BY_STATE",
                "FMS_BPC_AND_FAA",
                "FMS_BPC_AND_STATE",
            ]
        )
    ]
    for year, value in parts.groupby("fiscal_year_from")["value_usd_million"].sum().items():
        if year in total.index and value > total[year] * 1.005:
            out.append(f"FY{year}: parts {value:,.0f}, total {total[year]:,.0f}")
    return out


def problems_seed_only(load: Load) -> list[str]:
    """`seed_only` is true exactly where every source is one of the five texts."""
    out = []
    for name in ["us_programs", "us_figures", "us_partnerships", "us_global_totals"]:
        frame = load(name)
        alone = frame["source_ids"].map(
            lambda ids: all(part in {"S0", "S1", "S2", "S3", "S4"} for part in ids.split(";"))
        )
        out += [f"{name} {row.iloc[0]}" for _, row in frame[alone != frame["seed_only"]].iterrows()]
    return out


def problems_aid_ranges(load: Load) -> list[str]:
    """Low not above high; local money has a currency; a rival group has at least one other voice somewhere."""
    frame = load("aid_by_others")
    out = [
        f"{r.aid_id}: low above high"
        for r in frame[
            frame["value_usd_million_low"] > frame["value_usd_million_high"]
        ].itertuples()
    ]
    half = frame["value_local_million"].notna() != frame["local_currency"].notna()
    out += [
        f"{r.aid_id}: local money without currency or the other way"
        for r in frame[half].itertuples()
    ]
    groups = frame.groupby("rival_group").agg(
        rows=("aid_id", "size"), register=("register_order_ids", "count")
    )
    return out + [
        f"{name}: alone"
        for name, row in groups.iterrows()
        if row["rows"] + row["register"] < 2 and name not in LONE_RIVALS
    ]
