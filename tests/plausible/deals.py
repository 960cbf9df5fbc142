"""Checks of the deals family that should live on as tests. `load(name)` gives the pandas frame of a table.

Every function returns the offenders as text, with their keys; an empty list means all is well.
"""

from __future__ import annotations


def read_with(load) -> bool:
    """Whether drones and events were read in the edition of the deliveries: after `cakit adopt` not yet."""
    newest = load("arms_deliveries")["sipri_edition"].iloc[0]
    return newest in set(load("drones_by_edition")["sipri_edition"])


def _rows(frame):
    """Rows with empty cells as empty text."""
    return frame.astype(object).where(frame.notna(), "").itertuples()


# An order row of one edition may count its last delivery in the year of the order or long after it, but these are real:
SLOW_ORDERS = {
    "TKM-50898",  # modernised air-defence systems, ordered about 2008, 2015-2016
    "TKM-60578",  # their missiles
    "KAZ-57626",  # radars made at home, ordered 2014, first delivered 2023
}
# Events whose register lines lie in another year than the press says
YEAR_DIFFERS = {
    "KGZ-007",  # nine armoured vehicles: April 2019 in the press, 2018 in the register
    "UZB-044",  # undated report on three systems
    "UZB-043",  # shown in February 2025; the register dates them to 2024 and 2025
    "KAZ-051",  # one list for two states
}


def problems_orders(load) -> list[str]:
    """Orders: years in order, nothing outstanding on a met order, aid flag and financing agree."""
    found = []
    for row in _rows(load("arms_orders")):
        key = row.order_id
        if not key.startswith(row.recipient_iso3):
            found.append(f"{key}: key and recipient differ")
        if row.first_delivery_year:
            if (
                not row.order_year
                <= row.first_delivery_year
                <= row.last_delivery_year
                < int(row.sipri_edition)
            ):
                found.append(
                    f"{key}: ordered {row.order_year}, delivered {row.first_delivery_year}-{row.last_delivery_year}"
                )
            if row.first_delivery_year - row.order_year > 6 and key not in SLOW_ORDERS:
                found.append(
                    f"{key}: first delivery {row.first_delivery_year - row.order_year} years after the order"
                )
        if bool(row.first_delivery_year) == (row.delivery_status == "pending"):
            found.append(f"{key}: {row.delivery_status}, first delivery {row.first_delivery_year}")
        if row.delivery_status == "delivered" and row.number_outstanding != 0:
            found.append(f"{key}: delivered with {row.number_outstanding} outstanding")
        aid = row.financing in ("aid", "aid_from_third_party")
        if aid != (str(row.is_aid).lower() == "true"):
            found.append(f"{key}: financing {row.financing} but is_aid {row.is_aid}")
    return found


def problems_later_deliveries(load) -> list[str]:
    """Deliveries that met an open order are of the same recipient and supplier."""
    known = load("arms_deliveries").set_index("delivery_id")
    found = []
    for row in load("arms_orders").dropna(subset=["later_delivery_ids"]).itertuples():
        for delivery in str(row.later_delivery_ids).split(";"):
            line = known.loc[delivery]
            if (line.recipient_iso3, line.supplier_iso3) != (row.recipient_iso3, row.supplier_iso3):
                found.append(f"{row.order_id}: {delivery} is another pair")
            if row.delivery_status == "delivered":
                found.append(f"{row.order_id}: met in its own edition")
    return found


def problems_edition_changes(load) -> list[str]:
    """The listed changes explain the whole difference between the two editions, pair by pair."""
    changes = load("edition_changes")
    pair = ["recipient_iso3", "supplier_iso3"]
    before, after = sorted(name for name in changes if name.startswith("tiv_million_"))
    listed = changes.groupby(pair)[[before, after]].sum()
    past = load("arms_past_editions")
    past = past[past["sipri_edition"] == before[12:16]].groupby(pair)["tiv_million"].sum()
    new = load("arms_deliveries").groupby(pair)["tiv_million"].sum()
    found = []
    for key in sorted(set(past.index) | set(new.index)):
        if key[1] == "XXX":  # unknown suppliers are left out of edition_changes
            continue
        gone = new.get(key, 0) - past.get(key, 0)
        said = listed.loc[key, after] - listed.loc[key, before] if key in listed.index else 0
        if abs(gone - said) > 0.06:  # yearly sums are rounded to hundredths
            found.append(f"{key}: editions differ by {gone:.2f}, edition_changes says {said:.2f}")
    return found


def problems_drones(load) -> list[str]:
    """Counts by edition: 2026 equals arms_deliveries; armed drones from Türkiye 17 in 2025 and 20 in 2026."""
    if not read_with(load):
        return []
    drones = load("drones_by_edition")
    found = []
    lines = load("arms_deliveries").query("is_uncrewed_aircraft == True")
    pair = ["recipient_iso3", "supplier_iso3", "designation"]
    counted = lines.groupby(pair)["number_delivered"].sum().to_dict()
    stated = (
        drones.query("sipri_edition == '2026'").groupby(pair)["number_delivered"].sum().to_dict()
    )
    found += [
        f"{key}: {counted.get(key)} delivered, {stated.get(key)} counted"
        for key in sorted(set(counted) | set(stated))
        if counted.get(key) != stated.get(key)
    ]
    for edition, right in {"2024": 17, "2025": 17, "2026": 20}.items():
        got = drones.query(
            "sipri_edition == @edition and supplier_iso3 == 'TUR' and drone_role == 'armed'"
        )["number_delivered"].sum()
        if got != right:
            found.append(f"edition {edition}: {got} armed drones from Türkiye, {right} expected")
    for row in drones.itertuples():
        armed = {
            "armed": "armed" in row.description and "(" not in row.description,
            "possibly_armed": "(armed)" in row.description,
        }
        if row.drone_role in armed and not armed[row.drone_role]:
            found.append(
                f"{row.sipri_edition} {row.recipient_iso3} {row.system}: role {row.drone_role}, described as {row.description}"
            )
    return found


def problems_fleets(load) -> list[str]:
    """Fleets that rest on the register span exactly what the 2025 and 2026 editions count."""
    drones = load("drones_by_edition").query("sipri_edition != '2024'")
    counts = {}
    for row in drones.itertuples():
        counts.setdefault((row.recipient_iso3, row.supplier_iso3, row.system), {})[
            row.sipri_edition
        ] = int(row.number_delivered)
    found = []
    fleets = load("drone_fleets")
    for row in _rows(fleets):
        key = (row.country_iso3, row.supplier_iso3, row.system)
        if "register" in row.count_basis:
            seen = [counts.get(key, {}).get(edition, 0) for edition in ("2025", "2026")]
            if (min(seen), max(seen)) != (row.quantity_low, row.quantity_high):
                found.append(
                    f"{key}: register {seen}, fleet {row.quantity_low}-{row.quantity_high}"
                )
        elif key in counts:
            found.append(f"{key}: in the register but not counted from it")
        if (
            row.quantity_low != ""
            and row.quantity_high != ""
            and row.quantity_low > row.quantity_high
        ):
            found.append(f"{key}: low above high")
    missing = set(counts) - {
        (r.country_iso3, r.supplier_iso3, r.system) for r in fleets.itertuples()
    }
    return found + [f"{key}: in the register, not in drone_fleets" for key in sorted(missing)]


def problems_events(load) -> list[str]:
    """Press events: pointers fit, only reports of a delivery point at deliveries, dates run forward, seeds are marked."""
    known, orders = (
        load("arms_deliveries").set_index("delivery_id"),
        load("arms_orders").set_index("order_id"),
    )
    found = []
    for row in _rows(load("defence_events")):
        key = row.event_id
        if not key.startswith(row.country_iso3):
            found.append(f"{key}: key and country differ")
        if row.register_delivery_ids:
            if row.rung != "delivered" or row.standing == "denied":
                found.append(f"{key}: {row.rung}, {row.standing}, yet it points at deliveries")
            years = []
            for delivery in row.register_delivery_ids.split(";"):
                line = known.loc[delivery]
                years.append(int(line.year))
                if line.supplier_iso3 != row.supplier_iso3 or line.recipient_iso3 not in (
                    row.country_iso3,
                    "UZB" if key == "KAZ-051" else row.country_iso3,
                ):
                    found.append(f"{key}: {delivery} is another pair")
            if (
                row.date_from
                and key not in YEAR_DIFFERS
                and not min(years) <= int(row.date_from[:4]) <= max(years)
            ):
                found.append(f"{key}: dated {row.date_from}, register {min(years)}-{max(years)}")
        for order in filter(None, str(row.register_order_ids).split(";")):
            line = orders.loc[order]
            if (line.supplier_iso3, line.recipient_iso3) != (row.supplier_iso3, row.country_iso3):
                found.append(f"{key}: {order} is another pair")
        if (
            row.date_to
            and row.date_from
            and row.date_to[: len(row.date_from)] < row.date_from[: len(row.date_to)]
        ):
            found.append(f"{key}: ends {row.date_to} before it starts {row.date_from}")
        seeds = all(
            source in {"S0", "S1", "S2", "S3", "S4"} for source in row.source_ids.split(";")
        )
        if seeds != bool(row.seed_only):
            found.append(f"{key}: seed_only is {row.seed_only}, sources {row.source_ids}")
    return found


def problems_in_register(load) -> list[str]:
    """Each delivery says whether the register counts it, and what is not counted is indeed on no line of its year."""
    if not read_with(load):
        return []
    lines, found = load("arms_deliveries"), []
    for row in _rows(load("defence_events")):
        key, delivered = row.event_id, row.rung == "delivered" and row.standing != "denied"
        if delivered != bool(row.in_register):
            found.append(
                f"{key}: in_register is {row.in_register or 'empty'} for {row.rung}, {row.standing}"
            )
        if (row.in_register == "counted") != bool(row.register_delivery_ids):
            found.append(
                f"{key}: in_register is {row.in_register or 'empty'}, lines {row.register_delivery_ids or 'none'}"
            )
        if row.in_register == "not_counted" and row.date_from:
            near = lines[
                (lines["recipient_iso3"] == row.country_iso3)
                & (lines["supplier_iso3"] == row.supplier_iso3)
            ]
            near = near[(near["year"] - int(row.date_from[:4])).abs() <= 1]
            same = [
                one
                for one in near["designation"].dropna()
                if one in row.system or row.system in one
            ]
            found += [f"{key}: {one} is on a line of the register" for one in same]
    return found


def problems_locators(load) -> list[str]:
    """A locator names sources of its own row, and says where in each."""
    found = []
    for table in ("defence_events", "fighter_reports"):
        for row in _rows(load(table)):
            for part in str(row.locator).split(" | "):
                source, _, place = part.partition(": ")
                if source not in row.source_ids.split(";") or not place.strip():
                    found.append(f"{table} {row[1]}: locator {part!r}")
    return found


def problems_money(load) -> list[str]:
    """Money: ranges run upward, a figure points at what it was reported for, only the denied sum is above two thousand million dollars."""
    found = []
    for row in _rows(load("deal_values")):
        if row.amount_low_million > row.amount_high_million:
            found.append(f"{row.value_id}: low above high")
        if not (row.order_ids or row.export_ids or row.event_ids):
            found.append(f"{row.value_id}: points nowhere")
        if (
            row.currency in ("USD", "EUR")
            and row.amount_high_million > 2000
            and row.money_kind != "denied_claim"
        ):
            found.append(f"{row.value_id}: {row.amount_high_million} million {row.currency}")
    return found


def problems_exports(load) -> list[str]:
    """Exports of the five: never to one of the five (those are deliveries), years in order."""
    five = {"KAZ", "KGZ", "TJK", "TKM", "UZB"}
    found = []
    for row in load("arms_exports").itertuples():
        if row.buyer_iso3 in five or row.seller_iso3 not in five:
            found.append(f"{row.export_id}: {row.seller_iso3} to {row.buyer_iso3}")
        if not row.order_year <= row.first_delivery_year <= row.last_delivery_year:
            found.append(f"{row.export_id}: years run backward")
    return found


def problems_ladder(load) -> list[str]:
    """Rungs 1 to 6, each once; reports answer older or undated ones."""
    steps = sorted(load("rungs")["step"])
    found = [] if steps == [1, 2, 3, 4, 5, 6] else [f"rungs: steps {steps}"]
    reports = list(_rows(load("fighter_reports")))
    dates = {row.report_id: row.date for row in reports}
    for row in reports:
        before = dates.get(row.answers_report_id, "")
        shared = min(len(before), len(row.date), 7)
        if row.answers_report_id and before[:shared] > row.date[:shared]:
            found.append(f"{row.report_id}: older than what it answers")
        if row.official_confirmation:
            found.append(
                f"{row.report_id}: official confirmation claimed; the sentences of notebook 02 say there is none"
            )
    return found


def problems_places(load, outlines) -> list[str]:
    """Bases at town precision: one decimal at most, and inside their state (`outlines`: iso3 → shape)."""
    from shapely.geometry import Point

    found = []
    for row in load("military_ties").dropna(subset=["lon", "lat"]).itertuples():
        if round(row.lon, 1) != row.lon or round(row.lat, 1) != row.lat:
            found.append(f"{row.tie_id}: finer than a tenth of a degree")
        if not outlines[row.country_iso3].buffer(0.05).contains(Point(row.lon, row.lat)):
            found.append(f"{row.tie_id}: outside {row.country_iso3}")
    return found
