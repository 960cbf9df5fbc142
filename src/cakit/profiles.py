"""One state's ties, measure by measure, as a tidy frame. No index, no rank, no sum over measures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cakit import catalog
from cakit.errors import CakitError
from cakit.indicators import shares

if TYPE_CHECKING:
    import pandas as pd

WINDOW = 5
KEPT = 3  # partners drawn in a panel: the largest of the newest year
LEAST = 50.0  # million USD: a year with less sold than this is not shown (see enough_sold)
STALE = 10  # years behind the other states after which a series counts as ended
LED_BY_RUSSIA = ("RUS", "CSTO", "EAEU")
COLUMNS = [
    "panel",
    "year",
    "series",
    "value",
    "unit",
    "low",
    "high",
    "gap",
    "sipri_edition",
    "source_ids",
]


def profile(country: str) -> pd.DataFrame:
    """Nine measures of one state's ties to others, each in its own unit.

    Parameters
    ----------
    country : str
        One of the five, by name or code.

    Returns
    -------
    pandas.DataFrame
        `panel`, `year`, `series` (a partner's code, or empty), `value`, `unit`, `low` and `high` (rival figures of the
        year), `gap` (why a panel has no value), the edition where there is one, `source_ids`. Shares are of the three
        partners that are largest in the newest year. `attrs["note"]` says how each panel is made.

    Raises
    ------
    CakitError
        For a state that is not one of the five.

    Examples
    --------
    >>> kept = profile("Tajikistan")
    >>> kept["panel"].nunique()
    9
    >>> kept.loc[kept["panel"] == "Crude oil and gas sold", "gap"].iloc[0]
    'under 50 million USD a year'
    """
    import pandas as pd

    code = catalog.country(country)
    if code not in catalog.FIVE:
        raise CakitError(
            f"no profile of {catalog.country_name(code)}. Valid: {', '.join(catalog.FIVE)}."
        )
    made = [
        _arms(code),
        _treaties(code),
        *(_printed(code, flow, panel) for flow, panel in (("export_to_partner", "Exports"), ("import_from_partner", "Imports"))),
        _sold(code, "fuel_trade", "Crude oil and gas sold"),
        _sold(code, "mineral_trade", "Ores and metals sold"),
        _money(code, "remittances_received", "percent_of_gdp", "Remittances", "percent of GDP"),
        _money(code, "external_debt_total", "percent_of_gni", "External debt", "percent of national income"),
        _owed(code),
    ]  # fmt: skip
    out = pd.concat([part.reindex(columns=COLUMNS) for part in made], ignore_index=True)
    out.attrs["note"] = (
        "Arms: volume (TIV), windows of five years, at their last year. Exports, imports: goods, the partners a handbook prints, "
        "doubtful entries left out. Crude oil, gas in gaseous state, ores and metals: reconciled customs data under the codes held, "
        "without uranium, refined copper and ferro-alloys; a year under 50 million USD is left out. "
        "Treaties and bases: in force at the end of the year, as reported; without dates left out; the CSTO and the EAEU "
        "stand under Russia; US agreements (us_partnerships) are not counted."
    )
    return out


def _gap(panel: str, unit: str, why: str, source_ids: str = "") -> pd.DataFrame:
    """A panel that says why it has no value."""
    import pandas as pd

    return pd.DataFrame(
        [{"panel": panel, "unit": unit, "gap": why, "source_ids": source_ids or None}]
    )


def _largest(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of the partners that are largest in the newest year, those partners in order."""
    newest = frame[frame["year"] == frame["year"].max()]
    kept = list(newest[newest["value"] > 0].nlargest(KEPT, "value")["series"])
    rows = frame[frame["series"].isin(kept)]
    return rows.sort_values(
        ["series", "year"], key=lambda one: one.map(kept.index) if one.name == "series" else one
    )


def _long(wide: pd.DataFrame) -> pd.DataFrame:
    """The columns (partners) that are largest in the last row (the newest year), in order, a row a year."""
    newest = wide.iloc[-1]
    kept = newest[newest > 0].nlargest(KEPT).index
    return wide[kept].reset_index().melt("year", var_name="series", value_name="value")


def _arms(code: str) -> pd.DataFrame:
    held = catalog.load("arms_transfers")
    period = (int(held["year"].min()), int(held["year"].max()))
    made = shares(
        held[held["recipient_iso3"] == code],
        "supplier_iso3",
        "tiv_million",
        window=WINDOW,
        period=period,
    )
    made = made.rename(
        columns={"supplier_iso3": "series", "share_percent": "value", "year_to": "year"}
    )
    whole = (
        made.pivot(index="year", columns="series", values="value").dropna(how="all").fillna(0)
    )  # delivered nothing: zero
    kept = made[["sipri_edition", "source_ids"]].iloc[0]
    return _long(whole).assign(panel="Arms of five years", unit="share of volume, percent", **kept)


def _treaties(code: str) -> pd.DataFrame:
    """Ties in force at the end of each year: with Russia and what it leads, with China, with all others."""
    import pandas as pd

    ties = catalog.rows("military_ties", country_iso3=code)
    ties = ties[ties["tie_type"] != "neutrality"].dropna(subset=["date_from"])
    ties = ties[
        (ties["status"] != "ended") | ties["date_to"].notna()
    ]  # over, but nobody says since when
    panel, unit, ids = (
        "Treaties and bases",
        "ties in force",
        ";".join(sorted(set(";".join(ties["source_ids"]).split(";")))),
    )
    if ties.empty:
        return _gap(panel, unit, "none with a first year held")
    starts = ties["date_from"].str[:4].to_numpy(dtype=float)
    ends = ties["date_to"].str[:4].fillna("9999").to_numpy(dtype=float)
    lead = ties["partner_iso3"].map(lambda one: "RUS" if one in LED_BY_RUSSIA else "CHN" if one == "CHN" else "other").to_numpy()  # fmt: skip
    rows = [
        {
            "year": year,
            "series": one,
            "value": float(((starts <= year) & (ends > year) & (lead == one)).sum()),
        }
        for one in ("RUS", "CHN", "other")
        if (lead == one).any()
        for year in range(1992, 2026)
    ]
    return pd.DataFrame(rows).assign(panel=panel, unit=unit, source_ids=ids)


def _printed(code: str, flow: str, panel: str) -> pd.DataFrame:
    held = catalog.rows("trade_shares", country_iso3=code, flow=flow)
    rows = held[held["confidence"] != "low"].rename(
        columns={"partner_iso3": "series", "share_percent": "value", "source_id": "source_ids"}
    )
    return _largest(rows).assign(panel=panel, unit="share of goods, percent")


def enough_sold(table: str, exporter: str) -> pd.DataFrame:
    """Rows of a table of goods sold in years that can bear a figure.

    The rule is one for the profile and the explorer: a year is shown from 50 million US dollars on.
    Below that the sums held are one to five rows. One shipment, or one reconciled guess, then moves
    a share by tens of points and a total by half (Kyrgyz oil and gas: 34.1 million dollars in 2017,
    2.0 million in 2021).

    Parameters
    ----------
    table : str
        `fuel_trade` or `mineral_trade`.
    exporter : str
        Code of the state that sells.

    Returns
    -------
    pandas.DataFrame
        The rows of the years in which the state sold for at least 50 million US dollars.

    Examples
    --------
    >>> len(enough_sold("fuel_trade", "KGZ"))
    0
    """
    held = catalog.rows(table, exporter_iso3=exporter)
    return held[held.groupby("year")["value_usd_million"].transform("sum") >= LEAST]


def _sold(code: str, table: str, panel: str) -> pd.DataFrame:
    unit = "share of value, percent"
    held = enough_sold(table, code)
    if held.empty:
        every = catalog.rows(table, exporter_iso3=code)
        ids = ";".join(sorted(every["source_id"].unique()))
        return _gap(panel, unit, f"under {LEAST:g} million USD a year", ids)
    sums = held.groupby(["year", "partner_iso3"])["value_usd_million"].sum().unstack(fill_value=0.0)
    ids = ";".join(sorted(held["source_id"].unique()))
    shares = sums.div(sums.sum(axis=1), axis=0).mul(100)
    return _long(shares).assign(panel=panel, unit=unit, source_ids=ids)


def _money(code: str, measure: str, unit: str, panel: str, words: str) -> pd.DataFrame:
    """One measure over years; where sources differ, the lowest and highest beside the longest series."""
    held = catalog.rows("dependence", country_iso3=code, measure=measure, unit=unit)
    held = held[held["counterpart_iso3"].isna() & (held["months_covered"].fillna(12) == 12)]
    held = held[held["confidence"] != "low"]  # a zero that nobody vouches for is not drawn
    newest = catalog.rows("dependence", measure=measure, unit=unit)["year"].max()
    if held.empty or newest - held["year"].max() > STALE:
        since = "" if held.empty else f" after {held['year'].max()}"
        return _gap(panel, words, f"no figure held{since}", _joined(held["source_id"]))
    first = held["source_id"].value_counts().index[0]
    rows = held[held["source_id"] == first].set_index("year")
    each = held.groupby("year")["value"]
    rows = rows.assign(
        low=each.min(), high=each.max(), source_ids=held.groupby("year")["source_id"].agg(_joined)
    )
    return rows.reset_index()[["year", "value", "low", "high", "source_ids"]].assign(
        series="", panel=panel, unit=words
    )


def _owed(code: str) -> pd.DataFrame:
    panel, unit = "Debt owed to China", "percent of public external debt"
    held = catalog.rows(
        "dependence", country_iso3=code, measure="share_of_public_external_debt_owed_to"
    )
    if held.empty:
        return _gap(panel, unit, "no figure held")
    rows = held.rename(columns={"counterpart_iso3": "series", "source_id": "source_ids"})
    return rows[["year", "series", "value", "source_ids"]].assign(panel=panel, unit=unit)


def _joined(ids: Iterable[str]) -> str:
    return ";".join(sorted(set(ids)))
