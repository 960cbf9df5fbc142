"""Claims on trade, settlement, plants and sanctions, decided from the trade tables and the registers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cakit import catalog
from cakit.claims.checks import decides
from cakit.claims.rows import FIVE, STATES, day, kept, naming, yes_or_no
from cakit.claims.rules import Found

if TYPE_CHECKING:
    import pandas as pd

DAY_OF_S4 = "2025-11-06"
WORK_ON_SITE = ("under_construction", "operating", "implemented")


def _of_the_five(frame: pd.DataFrame, *columns: str, **equal: Any) -> pd.DataFrame:
    """Figures for the five together, 2024."""
    return kept(frame, "value", "unit", "flow", *columns, country_iso3="C5", year=2024, months_covered=12, **equal)


def _span(rows: pd.DataFrame, scope: str, unit: str) -> Found:
    return Found(rows, scope, low=float(rows["value"].min()), high=float(rows["value"].max()), unit=unit)


def _with_the_us(frame: pd.DataFrame, sides: tuple[str, ...], scope: str) -> Found:
    """Turnover of the five, each by its highest figure of the sides; none where a state is missing."""
    rows = kept(
        frame, "value", partner_iso3="USA", country_iso3=FIVE, year=2024, months_covered=12,
        unit="usd_million", flow="turnover", statistics_side=sides,
    )  # fmt: skip
    by_state = rows.groupby("country_iso3")["value"].max()
    total = float(by_state.sum()) if set(by_state.index) == STATES else None
    return Found(rows, scope, total, unit="usd_million")


@decides("S4-27.a", "trade_figures")
def us_trade_by_the_higher_side(frame: pd.DataFrame) -> Found:
    """Goods with the United States, for each state the higher figure of either side."""
    scope = "goods turnover of the five with the US, 2024, each by the higher figure of either side"
    return _with_the_us(frame, ("national", "partner"), scope)


@decides("S4-27.b", "trade_figures")
def us_trade_by_us_figures(frame: pd.DataFrame) -> Found:
    """Goods with the United States as the United States counts them."""
    return _with_the_us(frame, ("partner",), "goods turnover of the five with the US, 2024, by US figures")


@decides("S4-28.a", "trade_figures", "looked-up")
def china_trade_by_the_region(frame: pd.DataFrame) -> Found:
    """China's trade as a development bank puts it together from the region's statistics."""
    rows = _of_the_five(frame, partner_iso3="CHN", flow="turnover", unit="usd_million", statistics_side="third_party")
    return _span(
        rows, "the five with China, goods turnover 2024, Central Asian statistics by a development bank", "usd_million"
    )


@decides("S4-28.b", "trade_figures")
def china_trade_by_chinese_customs(frame: pd.DataFrame) -> Found:
    """China's trade as Chinese customs count it, summed over the five."""
    rows = kept(
        frame, "value", country_iso3=FIVE, partner_iso3="CHN", flow="turnover", year=2024, months_covered=12,
        unit="usd_million", statistics_side="partner",
    )  # fmt: skip
    total = float(rows["value"].sum()) if set(rows["country_iso3"]) == STATES else None
    return Found(
        rows, "the five with China, goods turnover 2024, sum of Chinese customs figures", total, unit="usd_million"
    )


@decides("S4-29", "trade_figures")
def russia_trade(frame: pd.DataFrame) -> Found:
    """Russia's trade with the five as the sum of both flows, as a research centre has them."""
    flows = ("export_to_partner", "import_from_partner")
    rows = _of_the_five(frame, partner_iso3="RUS", flow=flows, unit="usd_million", whose="research_centre")
    total = float(rows["value"].sum()) if set(rows["flow"]) == set(flows) else None
    return Found(
        rows,
        "the five with Russia, goods exports plus imports 2024, by an Uzbek research centre",
        total,
        unit="usd_million",
    )


@decides("S4-32.a", "trade_figures")
def russia_share_of_turnover(frame: pd.DataFrame) -> Found:
    """Russia's share as printed, and its turnover over the whole that a development bank's China figures imply."""
    import pandas as pd

    rows = _of_the_five(frame, "whose", partner_iso3=("RUS", "CHN"), flow="turnover", unit=("percent", "usd_million"))
    bank = rows[(rows["partner_iso3"] == "CHN") & (rows["whose"] == "development_bank")].set_index("unit")["value"]
    whole = bank.get("usd_million", float("nan")) / bank.get("percent", float("nan"))
    russia = rows[rows["partner_iso3"] == "RUS"]
    share = russia["value"].where(russia["unit"] == "percent", russia["value"] / whole)
    used = pd.concat([russia, rows[rows["whose"] == "development_bank"]])
    scope = "Russia's part in the goods turnover of the five, 2024: printed by a research centre, and computed"
    return Found(used, scope, low=float(share.min()), high=float(share.max()), unit="percent")


def _russia_share(frame: pd.DataFrame, flow: str, scope: str) -> Found:
    return _span(_of_the_five(frame, partner_iso3="RUS", flow=flow, unit="percent"), scope, "percent")


@decides("S4-32.b", "trade_figures", "looked-up")
def russia_share_of_exports(frame: pd.DataFrame) -> Found:
    """Russia as a buyer."""
    return _russia_share(frame, "export_to_partner", "Russia's part in the exports of the five, 2024")


@decides("S4-32.c", "trade_figures", "looked-up")
def russia_share_of_imports(frame: pd.DataFrame) -> Found:
    """Russia as a seller."""
    return _russia_share(frame, "import_from_partner", "Russia's part in the imports of the five, 2024")


@decides("S4-33", "dependence", "looked-up")
def settled_in_national_currencies(frame: pd.DataFrame) -> Found:
    """The newest share settled in national currencies; a whole percent stands for half a percent either way."""
    rows = kept(
        frame, "value", "year", measure="trade_settled_in_national_currencies_with", counterpart_iso3="RUS",
        country_iso3=("KAZ", "KGZ", "TJK"), unit="percent",
    )  # fmt: skip
    rows = rows[rows["year"] == rows["year"].max()]
    scope = "Kazakhstan, Kyrgyzstan and Tajikistan with Russia, newest year held: one official's whole percent"
    return Found(
        rows, scope, low=float(rows["value"].min()) - 0.5, high=float(rows["value"].max()) + 0.5, unit="percent"
    )


def _rosatom_at_work(frame: pd.DataFrame, state: str) -> Found:
    """Whether work on a site had begun by the end of the year of the text; a paper is not a project carried out."""
    rows = kept(frame, "status", "date", topic="npp_project", counterpart_iso3="RUS", country_iso3=state)
    rows = rows[rows["date"].str[:4] <= DAY_OF_S4[:4]]
    scope = f"plants with Rosatom in {catalog.country_name(state)} to the end of {DAY_OF_S4[:4]}: works begun on the site, surveys included"
    return yes_or_no(rows, rows[rows["status"].isin(WORK_ON_SITE)], scope)


@decides("S4-34", "nuclear_projects", "looked-up")
def rosatom_in_uzbekistan(frame: pd.DataFrame) -> Found:
    """Works of Rosatom in Uzbekistan."""
    return _rosatom_at_work(frame, "UZB")


@decides("S4-35", "nuclear_projects", "looked-up")
def rosatom_in_kazakhstan(frame: pd.DataFrame) -> Found:
    """Works of Rosatom in Kazakhstan."""
    return _rosatom_at_work(frame, "KAZ")


@decides("S4-36", "nuclear_projects", "looked-up")
def rosatom_in_kyrgyzstan(frame: pd.DataFrame) -> Found:
    """Works of Rosatom in Kyrgyzstan."""
    return _rosatom_at_work(frame, "KGZ")


def _repeal_bills(frame: pd.DataFrame) -> pd.DataFrame:
    """Bills to end the amendment for states of the five, to the day of the text."""
    rows = kept(frame, "date_from", "country_iso3", "status", event_type="bill", venture="jackson_vanik")
    return rows[rows["date_from"].fillna("9999") <= DAY_OF_S4]


@decides("S4-19", "mineral_events", "looked-up")
def bill_for_all_five(frame: pd.DataFrame) -> Found:
    """The first bill that names all five."""
    return day(naming(_repeal_bills(frame), "country_iso3", *STATES), "first bill to end Jackson-Vanik for all five")


@decides("S4-22.a", "mineral_events", "looked-up")
def restriction_still_stands(frame: pd.DataFrame) -> Found:
    """Bills to lift the restriction, none of which had become law."""
    bills = _repeal_bills(frame)
    pending = bills if not (bills["status"] == "implemented").any() else bills.iloc[:0]
    return yes_or_no(bills, pending, "bills to end Jackson-Vanik to the day of the text: none has become law")


@decides("S4-45", "export_controls", "looked-up")
def us_measures_over_reexports(frame: pd.DataFrame) -> Found:
    """US orders and listings against third parties since the war, at least two of them."""
    rows = kept(frame, "since", issuer_iso3="USA", legal_nature=("executive_order", "listing"))
    rows = rows[(rows["since"] >= "2022") & (rows["since"] <= DAY_OF_S4)]
    scope = "US orders and listings that reach third parties, 2022 to the day of the text: more than one"
    return yes_or_no(rows, rows if len(rows) > 1 else rows.iloc[:0], scope)
