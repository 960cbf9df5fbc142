"""The press register of arms deals: who is said to sell what to whom, on which rung of a ladder."""

from functools import cache
from typing import Any

import pandas as pd

from cakit import catalog
from cakit.catalog import FIVE, country_name, label
from cakit.explore.theme import Theme, declared, register_theme
from cakit.figures import Chart
from cakit.languages import said
from cakit.plots import ladder


def _row(row: dict[str, Any], rungs: pd.DataFrame) -> dict[str, Any]:
    """What is shipped of one event besides its columns: how it is called, and its card."""
    home = row["supplier_iso3"] == row["country_iso3"]
    seller = said("programme at home" if home else f"from {country_name(row['supplier_iso3'])}")
    rung, date = rungs.loc[row["rung"]], row.get("date_from", "no date")
    date += f" to {row['date_to']}" if "date_to" in row else ""
    date += ", inferred" if row.get("date_is_estimate") else ""
    about = "about " if row.get("quantity_is_estimate") else ""
    standing = label("standing", row["standing"])
    stage, paid = row.get("production_stage"), row.get("financing")
    card = {
        "": f"{country_name(row['country_iso3'])}: {row['system']}, {seller}",
        "Rung": said(f"{rung['label']}. {rung['meaning']}."),
        "What would raise it": said(f"{rung['raised_by']}."),
        "Who stands behind it": said(f"{standing}; confidence {row['confidence']}"),
        "Date": said(date),
        "Maker or seller": row.get("company"),
        "Items spoken of": said(f"{about}{row['quantity']}") if row.get("quantity") else "",
        "Making at home": said(label("production_stage", stage)) if stage else "",
        "Paid by": said(label("financing", paid)) if paid else "",
        "Place": row.get("place"),
        "Counted in the register as": row.get("register_delivery_ids", "").replace(";", ", "),
        "Only one of the five texts says it": row.get("seed_only") and said("it decides no claim."),
        "Note": row.get("note"),
    }
    year = row["date_from"][:4] if "date_from" in row else ""
    return {"seller": seller, "year": year or said("no date"), "year_of": year,
            "card": [[said(name), text] for name, text in card.items() if text]}  # fmt: skip


def _picture(here: Any) -> Chart:
    """The ladder of the events kept, a row for each state."""
    by_state = here.data.sort_values(
        "country_iso3", key=lambda one: one.map(FIVE.index), kind="stable"
    )
    return ladder(by_state, catalog.load("rungs"))


@cache
def spec() -> Theme:
    """The spec of this explorer."""
    rows = catalog.load("defence_events").sort_values(["date_from", "event_id"])
    rungs = catalog.load("rungs").sort_values("step")
    sellers = sorted(rows["supplier_iso3"].unique(), key=country_name)
    options = {
        "supplier": {code: country_name(code) for code in sellers},
        "rung": dict(zip(rungs["rung"], rungs["label"], strict=True)),
        "kind": {code: label("system_class", code) for code in sorted({*rows["system_class"]})},
        "standing": {code: label("standing", code) for code in declared("deals")["shapes"]},
        "event": dict(zip(rows["event_id"], rows["system"], strict=True)),
    }
    steps = rungs.set_index("rung")
    theme = register_theme("deals", options, rows, lambda row: _row(row, steps), _picture)
    years = sorted(row["year_of"] for row in theme.spec["data"]["rows"] if row["year_of"])
    span = [[f"{one}"] * 2 for one in range(int(years[0]), int(years[-1]) + 1)]
    theme.spec["data"]["fields"]["time"]["across"]["values"] = [["", said("no date")], *span]
    return theme
