"""One state's ties, measure by measure, as a tidy frame: no index, no rank, no sum of measures."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from cakit import catalog, door
from cakit.catalog.store import current, united
from cakit.errors import CakitError
from cakit.indicators import shares

WINDOW = 5
LARGEST = 3  # partners in a panel: the largest of the newest year
LEAST = 50.0  # million USD: a year with less sold than this is not shown (see enough_sold)
STALE = 10  # years behind the other states after which a series counts as ended
LED_BY_RUSSIA = ("RUS", "CSTO", "CIS", "EAEU")
COLUMNS = ["panel", "year", "series", "value", "unit", "low", "high", "gap"]
COLUMNS += ["sipri_edition", "source_ids"]
NOTE = (
    "Arms: volume (TIV), windows of five years, at their last year. Exports, imports: goods, the "
    "partners a handbook prints, doubtful entries left out. Crude oil, gas in gaseous state, ores "
    "and metals: reconciled customs data under the codes held, without uranium, refined copper and "
    "ferro-alloys; a year under 50 million USD is left out. Treaties and bases: in force at the "
    "end of the year, as reported; without dates left out; the CSTO and the EAEU stand under "
    "Russia; US agreements (us_partnerships) are not counted."
)


@door.plain_arguments
def profile(country: str) -> pd.DataFrame:
    """Nine measures of one state's ties to others, each in its own unit.

    Parameters
    ----------
    country : str
        One of the five, by name or code.

    Returns
    -------
    pandas.DataFrame
        `panel`, `year`, `series` (a partner's code, or empty), `value`, `unit`, `low` and `high`
        (rival figures of the year), `gap` (why a panel has no value), the edition where there is
        one, `source_ids`. Shares are of the three partners that are largest in the newest year.
        `attrs["note"]` says how each panel is made.

    Raises
    ------
    CakitError
        For a state that is not one of the five.

    Examples
    --------
    >>> tajikistan = profile("Tajikistan")
    >>> tajikistan["panel"].nunique()
    9
    >>> tajikistan.loc[tajikistan["panel"] == "Crude oil and gas sold", "gap"].iloc[0]
    'under 50 million USD a year'
    """
    code = catalog.country(door.text(country, "country"))
    if code not in catalog.FIVE:
        name = catalog.country_name(code)
        raise CakitError(f"no profile of {name}. Valid: {', '.join(catalog.FIVE)}.")
    income = "percent of national income"
    panels = {
        "Arms of five years": _arms(code),
        "Treaties and bases": _treaties(code),
        "Exports": _printed(code, "export_to_partner"),
        "Imports": _printed(code, "import_from_partner"),
        "Crude oil and gas sold": _sold(code, "fuel_trade"),
        "Ores and metals sold": _sold(code, "mineral_trade"),
        "Remittances": _money(code, "remittances_received", "percent_of_gdp", "percent of GDP"),
        "External debt": _money(code, "external_debt_total", "percent_of_gni", income),
        "Debt owed to China": _owed(code),
    }
    parts = [rows.assign(panel=panel).reindex(columns=COLUMNS) for panel, rows in panels.items()]
    out = pd.concat(parts, ignore_index=True)
    out.attrs["note"] = NOTE
    return out


def _gap(unit: str, why: str, source_ids: str = "") -> pd.DataFrame:
    """A panel that says why it has no value."""
    return pd.DataFrame([{"unit": unit, "gap": why, "source_ids": source_ids or None}])


def _long(wide: pd.DataFrame) -> pd.DataFrame:
    """The partners that are largest in the newest year, in order: a row a year and partner."""
    newest = wide.iloc[-1]
    names = newest[newest > 0].nlargest(LARGEST).index
    return wide[names].reset_index().melt("year", var_name="series", value_name="value")


@lru_cache(maxsize=1)
def _windows(kept: catalog.Catalog) -> pd.DataFrame:
    """Each supplier's share of a state's arms, of all states at once."""
    arms = kept.frame("arms_transfers")
    period = (int(arms["year"].min()), int(arms["year"].max()))
    return shares(arms, "supplier_iso3", "tiv_million", "recipient_iso3", WINDOW, period)


def _arms(code: str) -> pd.DataFrame:
    parts = _windows(current())
    parts = parts[parts["recipient_iso3"] == code]
    wide = parts.pivot(index="year_to", columns="supplier_iso3", values="share_percent")
    whole = wide.dropna(how="all").fillna(0).rename_axis("year")  # delivered nothing: zero
    source = parts[["sipri_edition", "source_ids"]].iloc[0]
    return _long(whole).assign(unit="share of volume, percent", **source)


def _treaties(code: str) -> pd.DataFrame:
    """Ties in force at the end of each year: with Russia and what it leads, China, all others."""
    ties = catalog.rows("military_ties", country_iso3=code).dropna(subset=["date_from"])
    over = (ties["status"] == "ended") & ties["date_to"].isna()  # nobody says since when
    ties = ties[(ties["tie_type"] != "neutrality") & ~over]
    if ties.empty:
        return _gap("ties in force", "none with a first year held")
    start = ties["date_from"].str[:4].astype(int).to_numpy()
    end = ties["date_to"].str[:4].fillna("9999").astype(int).to_numpy()
    leads = {**dict.fromkeys(LED_BY_RUSSIA, "RUS"), "CHN": "CHN"}
    leader = ties["partner_iso3"].map(leads).fillna("other").to_numpy(object)
    rows = [
        (year, series, float(((start <= year) & (end > year) & (leader == series)).sum()))
        for series in ("RUS", "CHN", "other")
        if (leader == series).any()
        for year in range(1992, 2026)
    ]
    counts = pd.DataFrame(rows, columns=["year", "series", "value"])
    return counts.assign(unit="ties in force", source_ids=united(ties["source_ids"]))


def _printed(code: str, flow: str) -> pd.DataFrame:
    """Shares of goods as a handbook prints them."""
    rows = catalog.rows("trade_shares", country_iso3=code, flow=flow)
    rows = rows[rows["confidence"] != "low"]
    newest = rows[(rows["year"] == rows["year"].max()) & (rows["share_percent"] > 0)]
    order = list(newest.nlargest(LARGEST, "share_percent")["partner_iso3"])
    rows = rows[rows["partner_iso3"].isin(order)].sort_values("year", kind="stable")
    rows = rows.sort_values("partner_iso3", key=lambda codes: codes.map(order.index), kind="stable")
    names = {"partner_iso3": "series", "share_percent": "value", "source_id": "source_ids"}
    return rows.rename(columns=names).assign(unit="share of goods, percent")


def enough_sold(table: str, exporter: str) -> pd.DataFrame:
    """Rows of a table of goods sold in years that can bear a figure.

    The rule is one for the profile and the explorer: a year is shown from 50 million US dollars on.
    Below that the sums held are one to five rows. One shipment, or one reconciled guess, then moves
    a share by tens of points and a total by half (Kyrgyz oil and gas: 34.1 million dollars in 2017,
    2.0 million in 2021).
    """
    rows = catalog.rows(table, exporter_iso3=exporter)
    return rows[rows.groupby("year")["value_usd_million"].transform("sum") >= LEAST]


def _sold(code: str, table: str) -> pd.DataFrame:
    """The largest buyers' shares of what a state sold."""
    unit, rows = "share of value, percent", enough_sold(table, code)
    if rows.empty:
        every = catalog.rows(table, exporter_iso3=code)
        return _gap(unit, f"under {LEAST:g} million USD a year", united(every["source_id"]))
    sums = rows.groupby(["year", "partner_iso3"])["value_usd_million"].sum().unstack(fill_value=0.0)
    percent = sums.div(sums.sum(axis=1), axis=0).mul(100)
    return _long(percent).assign(unit=unit, source_ids=united(rows["source_id"]))


def _money(code: str, measure: str, unit: str, words: str) -> pd.DataFrame:
    """One measure over years: the longest series, beside it lowest and highest of all sources."""
    every = catalog.rows("dependence", measure=measure, unit=unit)
    whole_year = every["counterpart_iso3"].isna() & (every["months_covered"].fillna(12) == 12)
    sure = every["confidence"] != "low"  # a zero that nobody vouches for is not drawn
    rows = every[(every["country_iso3"] == code) & whole_year & sure]
    if rows.empty or every["year"].max() - rows["year"].max() > STALE:
        since = "" if rows.empty else f" after {rows['year'].max()}"
        return _gap(words, f"no figure held{since}", united(rows["source_id"]))
    by_year = rows.groupby("year")
    rival = by_year["value"].agg(low="min", high="max")
    rival["source_ids"] = by_year["source_id"].agg(united)
    longest = rows[rows["source_id"] == rows["source_id"].value_counts().index[0]]
    return longest[["year", "value"]].join(rival, on="year").assign(series="", unit=words)


def _owed(code: str) -> pd.DataFrame:
    unit, measure = "percent of public external debt", "share_of_public_external_debt_owed_to"
    rows = catalog.rows("dependence", country_iso3=code, measure=measure)
    if rows.empty:
        return _gap(unit, "no figure held")
    names = {"counterpart_iso3": "series", "source_id": "source_ids"}
    return rows.rename(columns=names).assign(unit=unit)
