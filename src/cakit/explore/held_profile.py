"""What the explorer of country profiles holds: a few series a state by theme, its ties and its minerals."""

from __future__ import annotations

from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from cakit import catalog, indicators, profiles, provenance
from cakit.catalog import FIVE
from cakit.explore.held_minerals import labels, output

if TYPE_CHECKING:
    import pandas as pd

FIRST, LAST = 1992, 2025
SCALE = 1_000_000  # figures are shipped as whole numbers of this part
SIZE = 5  # years of a window of arms deliveries
MOST = 6  # minerals shown
GROUPS = ("CSTO", "EAEU", "NATO", "OTS", "SCO")
PANELS = {  # panel: title, what is said before the figures, source, unit, decimals, what else to know
    "arms": ("Arms: Russia's share, windows of 5 years", "arms delivered in {span}", "SIPRI {edition} edition", "%", 0, ""),
    "trade": ("Trade: shares of Russia and China", "trade", "partners by the World Factbook", "%", 0,
              "A partner that a list leaves out is not zero."),
    "energy": ("Crude oil and gas sold, million dollars", "crude oil and gas sold", "BACI", " million dollars", 0,
               f"Dollars of each year, by the place the goods are said to go to; years under {profiles.LEAST:g} million are left out."),
    "remittances": ("Remittances against GDP", "remittances", "World Bank", "% of GDP", 1,
                    "For Turkmenistan the World Bank prints 1996 alone; what follows is absent, not zero."),
    "debt": ("External debt against GNI", "external debt", "World Bank", "% of GNI", 1, ""),
    "owed": ("Public external debt owed to China", "debt to China", "ministries and press", "%", 0,
             "Figures of different dates; some count one bank."),
}  # fmt: skip
Series = dict[str, Any]


def _series(label: str, code: str, shape: str, rows: pd.DataFrame, value: str, hollow: bool = False, year: str = "year") -> Series:  # fmt: skip
    """One line: [year, whole millionths] of each row that has a value, in order of the years."""
    cells = [
        [int(when), round(much * SCALE)] for when, much in zip(rows[year], rows[value], strict=True) if much == much
    ]
    ids = {one for cell in set(rows["source_ids" if "source_ids" in rows else "source_id"]) for one in cell.split(";")}
    return {"label": label, "code": code, "shape": shape, "hollow": hollow, "cells": sorted(cells, key=itemgetter(0)), "sources": ";".join(sorted(ids))}  # fmt: skip


@cache
def edition() -> str:
    """The newest edition of the arms register."""
    return str(catalog.load("arms_transfers")["sipri_edition"].iat[0])


@cache
def _russia() -> pd.DataFrame:
    """Russia's share of all deliveries to each state by window; a window without deliveries has no share."""
    arms, keys = catalog.load("arms_transfers"), ["recipient_iso3", "year_to"]
    made = indicators.shares(arms, "supplier_iso3", "tiv_million", "recipient_iso3", SIZE, (FIRST, LAST))
    own = made.loc[made["supplier_iso3"] == "RUS", [*keys, "share_percent"]]
    every = made.loc[made["total"] > 0, [*keys, "source_ids"]].drop_duplicates(keys)
    return every.merge(own, on=keys, how="left").fillna({"share_percent": 0.0})


def _arms(country: str) -> list[Series]:
    shares = _russia()
    own = shares[shares["recipient_iso3"] == country]
    return [_series("Russia", "RUS", "circle", own, "share_percent", year="year_to")]


def _trade(country: str) -> list[Series]:
    """Shares as the Factbook lists them, then what offices print of all trade."""
    rows = catalog.rows("trade_shares", country_iso3=country)
    listed = dict(iter(rows[rows["partner_iso3"].isin(["CHN", "RUS"])].groupby(["flow", "partner_iso3"])))
    found = [
        _series(f"{word} {catalog.country_name(partner)}", partner, shape, listed[flow, partner], "share_percent", hollow)
        for flow, word, hollow in (("export_to_partner", "exports to", False), ("import_from_partner", "imports from", True))
        for partner, shape in (("CHN", "square"), ("RUS", "circle"))
        if (flow, partner) in listed
    ]  # fmt: skip
    printed = catalog.rows("trade_figures", country_iso3=country, unit="percent", flow="turnover", months_covered=12)
    whose = labels("trade_whose")
    for (partner, who), rows in printed[printed["partner_iso3"].isin(["CHN", "RUS"])].groupby(
        ["partner_iso3", "whose"]
    ):
        name = f"all trade with {catalog.country_name(partner)}, {whose[who]}"
        found.append(_series(name, partner, "triangle", rows, "value"))
    return found


def _energy(country: str) -> list[Series]:
    """Crude oil and gas sold: in all, to China, to Russia; the years that the profile shows too."""
    rows = profiles.enough_sold("fuel_trade", country)
    if rows.empty:
        return []
    parts = {("in all", "other", "circle"): rows}
    for partner, shape in (("CHN", "square"), ("RUS", "circle")):
        parts[f"to {catalog.country_name(partner)}", partner, shape] = rows[rows["partner_iso3"] == partner]
    yearly = {
        look: part.groupby("year")["value_usd_million"].sum().reset_index().assign(source_ids=";".join(part["source_id"].unique()))
        for look, part in parts.items()
        if len(part)
    }  # fmt: skip
    return [_series(*look, part, "value_usd_million") for look, part in yearly.items()]


def _dependence(country: str, measure: str, unit: str) -> pd.DataFrame:
    return catalog.rows("dependence", country_iso3=country, measure=measure, unit=unit).reset_index(drop=True)


def _remittances(country: str) -> list[Series]:
    """The World Bank's series, and what a brief of it printed; the Factbook takes the same series over, rounded."""
    rows = _dependence(country, "remittances_received", "percent_of_gdp")
    rows = rows[rows["source_id"] != "FACTBOOK"]
    series = rows["source_id"] == "WDI_REMIT"
    found = [_series("World Bank", "other", "circle", rows[series], "value")]
    if (~series).any():
        found.append(_series("World Bank brief", "other", "diamond", rows[~series], "value", True))
    return found


def _debt(country: str) -> list[Series]:
    rows = _dependence(country, "external_debt_total", "percent_of_gni")
    return [_series("all creditors", "other", "circle", rows, "value")]


def _owed(country: str) -> list[Series]:
    rows = _dependence(country, "share_of_public_external_debt_owed_to", "percent")
    rows = rows[rows["counterpart_iso3"] == "CHN"]
    return [_series("part of public external debt", "CHN", "square", rows, "value")] if len(rows) else []


@cache
def series(country: str) -> dict[str, list[Series]]:
    """Panel → its series for one state."""
    return {
        "arms": _arms(country),
        "trade": _trade(country),
        "energy": _energy(country),
        "remittances": _remittances(country),
        "debt": _debt(country),
        "owed": _owed(country),
    }


def _year(date: Any) -> int | None:
    return int(date[:4]) if isinstance(date, str) and date else None


@cache
def ties(country: str) -> list[dict[str, Any]]:
    """Treaties, memberships, bases and leases of one state, the oldest first."""
    kinds, status, found = labels("tie_type"), labels("tie_status"), []
    for row in catalog.rows("military_ties", country_iso3=country).itertuples():
        code = row.partner_iso3 if isinstance(row.partner_iso3, str) else ""
        partner = code if code in GROUPS or not code else catalog.country_name(code)
        found.append(
            {"name": row.name, "partner": partner, "code": code or "other", "from": _year(row.date_from),
             "to": _year(row.date_to), "over": row.status == "ended", "kind": kinds[row.tie_type], "status": status[row.status], "sources": row.source_ids}
        )  # fmt: skip
    return sorted(found, key=lambda one: (one["from"] is None, one["from"] or 0, one["name"]))


def dated(tie: dict[str, Any]) -> bool:
    """Whether it is known in which years a tie ran."""
    return tie["from"] is not None and not (tie["over"] and tie["to"] is None)


@cache
def _shares_of_output() -> pd.DataFrame:
    """Shares of world output, the largest first: newest edition and year of each state and mineral."""
    rows = output()
    rows = rows[(rows["world_quantity"] > 0) & (rows["quantity"] > 0)].sort_values(["edition", "year"])
    rows = rows.drop_duplicates(["country_iso3", "mineral", "item", "stage"], keep="last")
    rows = rows.assign(share=rows["quantity"] / rows["world_quantity"])
    return rows.sort_values(["share", "mineral"], ascending=[False, True]).drop_duplicates(["country_iso3", "mineral"])


@cache
def minerals(country: str) -> list[dict[str, Any]]:
    """The largest shares of world output of one state."""
    rows, named = _shares_of_output(), labels("mineral")
    return [
        {"name": named[row.mineral] if row.item.startswith(named[row.mineral][:5]) else f"{named[row.mineral]} ({row.item})"[:30],
         "share": round(row.share * 100 * SCALE), "year": int(row.year), "amount": f"{row.quantity:,.0f} {row.unit}", "sources": row.source_id}
        for row in rows[rows["country_iso3"] == country].head(MOST).itertuples()
    ]  # fmt: skip


@cache
def data() -> dict[str, Any]:
    """All that is shipped."""
    panels = {name: dict(zip(("title", "lead", "source", "unit", "digits", "note"), told, strict=True)) for name, told in PANELS.items()}  # fmt: skip
    panels["arms"]["source"] = str(panels["arms"]["source"]).format(edition=edition())
    states = {code: {"series": series(code), "ties": ties(code), "minerals": minerals(code)} for code in FIVE}
    return {"panels": panels, "states": states, "first": FIRST, "last": LAST, "size": SIZE, "credit": credit()}


@cache
def credit() -> str:
    """The credit line of all tables used."""
    import pandas as pd

    used = ("arms_transfers", "trade_shares", "trade_figures", "fuel_trade", "dependence", "military_ties", "mineral_production")  # fmt: skip
    ids = [rows[next(name for name in ("source_ids", "source_id") if name in rows)] for rows in map(catalog.load, used)]
    return provenance.credit(pd.DataFrame({"source_ids": pd.concat(ids, ignore_index=True)}))
