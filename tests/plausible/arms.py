"""Plausibility of the arms tables: figures printed by others come out of the edition they were read from."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

Load = Callable[[str], pd.DataFrame]

# Printed shares whose edition is held: figure → edition. The others rest on editions that are not held (2019, 2020)
# or name none; they stand beside the computed figure and are not forced to agree.
EDITION_OF = {"F-ps10": "2025"}
# Printed volumes of a study of 1991-2020 whose edition (2021) is not held; the 2022 one is near enough to catch slips.
NEAR = {"F-ps04": 0.15, "F-ps05": 0.15, "F-ps06": 0.35}


def read_with(load) -> bool:
    """Whether drones and events were read in the edition of the deliveries: after `cakit adopt` not yet."""
    newest = load("arms_deliveries")["sipri_edition"].iloc[0]
    return newest in set(load("drones_by_edition")["sipri_edition"])


def _sum(frame: pd.DataFrame, recipient: str, supplier: str | None, first: int, last: int) -> float:
    inside = frame[(frame["recipient_iso3"] == recipient) & frame["year"].between(first, last)]
    return float(
        (inside if supplier is None else inside[inside["supplier_iso3"] == supplier])[
            "tiv_million"
        ].sum()
    )


def problems_printed_shares(load: Load) -> list[str]:
    """A share printed from an edition that is held comes out of it, to the digit printed."""
    figures, editions = load("rival_figures").set_index("figure_id"), load("arms_editions")
    out = []
    for figure_id, edition in EDITION_OF.items():
        row, held = figures.loc[figure_id], editions[editions["sipri_edition"] == edition]
        span = (row["about_iso3"], row["period_from"], row["period_to"])
        whole = _sum(held, span[0], None, *span[1:])
        part = _sum(held, span[0], row["counterpart_iso3"], *span[1:])
        share = 100 * part / whole
        if abs(share - row["value"]) > 0.5:
            out.append(
                f"{figure_id}: printed {row['value']}, computed {share:.1f} in the {edition} edition"
            )
    return out


def problems_printed_volumes(load: Load) -> list[str]:
    """A volume printed from a neighbouring edition lies near that of the edition held."""
    figures, editions = load("rival_figures").set_index("figure_id"), load("arms_editions")
    held = editions[editions["sipri_edition"] == "2022"]
    out = []
    for figure_id, slack in NEAR.items():
        row = figures.loc[figure_id]
        found = _sum(
            held, row["about_iso3"], row["counterpart_iso3"], row["period_from"], row["period_to"]
        )
        if abs(found - row["value"]) > slack * row["value"] + 0.5:
            out.append(f"{figure_id}: printed {row['value']}, {found:.1f} in the 2022 edition")
    return out


def problems_totals(load: Load) -> list[str]:
    """The edition held as totals lies between its neighbours, supplier by supplier of the large ones, within a third."""
    totals = load("arms_past_totals").set_index(["recipient_iso3", "supplier_iso3"])["tiv_million"]
    newer = load("arms_editions").query("sipri_edition == '2025' and year <= 2023")
    sums = newer.groupby(["recipient_iso3", "supplier_iso3"])["tiv_million"].sum()
    out = []
    for pair, total in totals[totals > 100].items():
        if not total / 1.34 <= sums.get(pair, 0.0) <= total * 1.34:
            out.append(
                f"{pair}: {total} in the 2024 edition, {sums.get(pair, 0.0):.1f} in the 2025 one"
            )
    return out


# Tajikistan's first budget, in the months of the civil war and of the rouble's fall.
JUMPS = {("TJK", 1993)}


def problems_spending(load: Load) -> list[str]:
    """Spending above 15 per cent of GDP, or over ten times the year before in one edition."""
    frame = load("military_spending").sort_values(["dataset", "edition", "country_iso3", "year"])
    groups = frame.groupby(["edition", "country_iso3"])
    value, next_year = (
        "military_expenditure_current_usd_million",
        frame["year"].eq(groups["year"].shift() + 1),
    )
    jump = next_year & (frame[value] > 10 * groups[value].shift())
    return [
        f"{row.country_iso3} {row.year} {row.edition}: a slip of unit"
        for row in frame[jump | (frame["share_of_gdp_percent"] > 15)].itertuples()
        if (row.country_iso3, row.year) not in JUMPS
    ]


def problems_delivered_before_ordered(load: Load) -> list[str]:
    """An order whose first delivery comes before it."""
    frame = load("arms_orders").dropna(subset=["first_delivery_year", "order_year"])
    early = frame[frame["first_delivery_year"] < frame["order_year"]]
    return [
        f"{row.order_id}: ordered {row.order_year}, delivered {row.first_delivery_year}"
        for row in early.itertuples()
    ]


def problems_marks(load: Load) -> list[str]:
    """What SIPRI marks as uncertain, or what no copy shows, is never sure; a mark says where it was read."""
    found = []
    for name in ("arms_deliveries", "arms_past_editions", "drones_by_edition"):
        frame = load(name)
        for row in frame.itertuples():
            marks = set(row.mark.split(";"))
            if "none" in marks and len(marks) > 1:
                found.append(
                    f"{name}, row {row.Index}, column mark: {row.mark} says both none and a mark"
                )
            if (row.confidence == "high") != (marks == {"none"}):
                found.append(
                    f"{name}, row {row.Index}, column confidence: {row.confidence} with {row.mark}"
                )
            if pd.isna(row.mark_read_in) != (marks == {"not_shown"}):
                found.append(f"{name}, row {row.Index}, column mark_read_in: {row.mark_read_in}")
    return found


def problems_marks_of_drones(load: Load) -> list[str]:
    """The drones of the newest edition carry the marks of the deliveries they count."""
    if not read_with(load):
        return []
    key = ["recipient_iso3", "supplier_iso3", "designation"]
    lines, found = load("arms_deliveries"), []
    for row in load("drones_by_edition").query("sipri_edition == '2026'").itertuples():
        same = (lines[key] == [getattr(row, name) for name in key]).all(axis=1)
        marks = set(";".join(lines.loc[same, "mark"]).split(";"))
        if set(row.mark.split(";")) != (marks - {"none"} or marks):
            found.append(
                f"{row.recipient_iso3} {row.system}: {row.mark}, the deliveries have {sorted(marks)}"
            )
    return found
