"""Claims on Russia as supplier and on what the five spend, decided from the arms and spending tables.

The small helpers for deliveries and registers stand here; the other files on arms and programs use them too.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from cakit import catalog
from cakit.claims.checks import decides
from cakit.claims.rows import FIVE, independent, need
from cakit.claims.rules import Found
from cakit.errors import CakitError, MixedUnits

if TYPE_CHECKING:
    import pandas as pd

THREE = ("KAZ", "KGZ", "TJK")
YEAR_BEFORE_S3 = 2024
LEADING = 3  # a supplier counts as leading when it is among the three largest


def names(codes: Iterable[str]) -> str:
    """Countries in words."""
    return "the five" if set(codes) == set(FIVE) else ", ".join(map(catalog.country_name, codes))


def deliveries(frame: pd.DataFrame, to: Iterable[str], years: tuple[int, int] | None = None) -> pd.DataFrame:
    """What some of the five received, in all years or in some."""
    need(frame, "recipient_iso3", "supplier_iso3", "year", "tiv_million")
    kept = frame["recipient_iso3"].isin(list(to))
    return frame[kept & frame["year"].between(*years) if years else kept]


def all_years(frame: pd.DataFrame) -> tuple[int, int]:
    """First and last year of a frame."""
    need(frame, "year")
    if frame.empty:
        raise CakitError("the frame has no rows: look at the filter before")
    return int(frame["year"].min()), int(frame["year"].max())


def windows(frame: pd.DataFrame) -> tuple[tuple[int, int], tuple[int, int]]:
    """The five years before the last five, and the last five."""
    last = all_years(frame)[1]
    return (last - 9, last - 5), (last - 4, last)


def share(rows: pd.DataFrame, supplier: str) -> float:
    """A supplier's share of the volume, per cent; NaN where nothing was delivered."""
    total = rows["tiv_million"].sum()
    return (
        float(100 * rows.loc[rows["supplier_iso3"] == supplier, "tiv_million"].sum() / total) if total else float("nan")
    )


def leading(rows: pd.DataFrame, count: int = LEADING) -> list[str]:
    """The largest suppliers, the first one first."""
    return list(rows.groupby("supplier_iso3")["tiv_million"].sum().nlargest(count).index)


def share_of(frame: pd.DataFrame, supplier: str, to: Iterable[str], years: tuple[int, int] | None = None) -> Found:
    """A supplier's share of what was delivered to some of the five, pooled."""
    rows = deliveries(frame, to, years)
    return Found(rows, _scope(supplier, to, years or all_years(frame)), share(rows, supplier), unit="percent")


def _scope(supplier: str, to: Iterable[str], years: tuple[int, int]) -> str:
    return f"{names([supplier])}, share of the major arms delivered to {names(to)}, pooled, {years[0]}–{years[1]}, TIV"


def turn(frame: pd.DataFrame, supplier: str, to: Iterable[str], rises: bool) -> Found:
    """Whether a supplier's share rises (or falls) from the five years before to the last five."""
    (first, mid), last = windows(frame)
    before, now = (share(deliveries(frame, to, years), supplier) for years in ((first, mid), last))
    known = not (math.isnan(before) or math.isnan(now))
    there = (now > before if rises else now < before) if known else None
    scope = f"{_scope(supplier, to, last)}, against {before:.1f} percent in {first}–{mid}"
    return Found(deliveries(frame, to, (first, last[1])), scope, now, unit="percent", is_there=there)


def _by_edition(frame: pd.DataFrame) -> Any:
    """The shares of S0-06 to S0-08 and S0-38 in the frame's edition and in those held, against 80 percent."""
    import pandas as pd

    from cakit import charts
    from cakit.indicators import pooled, shares

    need(frame, "sipri_edition")
    held = catalog.load("arms_editions")
    both = pd.concat([held[~held["sipri_edition"].isin(frame["sipri_edition"])], frame], ignore_index=True)
    all_of_them = pooled(both, "recipient_iso3", THREE)
    return charts.claim_by_edition(
        shares(all_of_them, "supplier_iso3", "tiv_million", ["sipri_edition", "recipient_iso3"]), 80
    )


def _by_window(frame: pd.DataFrame) -> Any:
    """Shares of the five's deliveries over running windows of five years."""
    from cakit import charts
    from cakit.indicators import shares

    return charts.share_windows(shares(deliveries(frame, FIVE), "supplier_iso3", "tiv_million", window=5))


@decides("S0-06", "arms_editions", chart=_by_edition)
def russia_in_kazakhstan(frame: pd.DataFrame) -> Found:
    """Russia's share of all deliveries to Kazakhstan."""
    return share_of(frame, "RUS", ["KAZ"])


@decides("S0-07", "arms_editions", chart=_by_edition)
def russia_in_kyrgyzstan(frame: pd.DataFrame) -> Found:
    """Russia's share of all deliveries to Kyrgyzstan."""
    return share_of(frame, "RUS", ["KGZ"])


@decides("S0-08", "arms_editions", chart=_by_edition)
def russia_in_tajikistan(frame: pd.DataFrame) -> Found:
    """Russia's share of all deliveries to Tajikistan."""
    return share_of(frame, "RUS", ["TJK"])


@decides("S0-38.a", "arms_editions", chart=_by_edition)
def russia_in_the_three_pooled(frame: pd.DataFrame) -> Found:
    """Russia's share of all deliveries to the three together."""
    return share_of(frame, "RUS", THREE)


@decides("S0-38.b", "arms_editions", chart=_by_edition)
def russia_in_each_of_the_three(frame: pd.DataFrame) -> Found:
    """The lowest of the three shares: all pass a bound when it does."""
    shares = {code: share(deliveries(frame, [code]), "RUS") for code in THREE}
    known = not any(math.isnan(value) for value in shares.values())
    lowest = min(shares, key=lambda code: shares[code])
    scope = f"the lowest of three: {share_of(frame, 'RUS', [lowest]).scope}"
    return Found(deliveries(frame, THREE), scope, shares[lowest] if known else None, unit="percent")


@decides("S0-38.c", "arms_editions", chart=_by_edition)
def russia_mean_of_the_three(frame: pd.DataFrame) -> Found:
    """The mean of the three shares."""
    mean = sum(share(deliveries(frame, [code]), "RUS") for code in THREE) / len(THREE)
    first, last = all_years(frame)
    scope = f"Russia, mean of the shares in {names(THREE)}, {first}–{last}, TIV"
    return Found(deliveries(frame, THREE), scope, mean, unit="percent")


@decides("S1-01.a", "defence_events", "looked-up")
def signed_elsewhere(frame: pd.DataFrame) -> Found:
    """Whether more was signed or ordered with others than with Russia in 2022-2024."""
    need(frame, "country_iso3", "supplier_iso3", "rung", "standing", "date_from")
    rows = independent(frame)
    rows = rows[rows["rung"].isin(["agreement", "ordered"]) & rows["standing"].isin(["confirmed", "reported"])]
    rows = rows[rows["date_from"].fillna("").str[:4].between("2022", "2024") & rows["country_iso3"].isin(FIVE)]
    rows = rows[rows["supplier_iso3"] != rows["country_iso3"]]
    others = int((rows["supplier_iso3"] != "RUS").sum())
    scope = f"agreements and orders with others, 2022–2024, against {len(rows) - others} with Russia; press register"
    return Found(rows, scope, others, unit="papers", is_there=None if rows.empty else others > len(rows) - others)


@decides("S1-01.b", "arms_editions", chart=_by_window)
@decides("S1-23.b", "arms_editions", chart=_by_window)
def russia_falls_in_the_five(frame: pd.DataFrame) -> Found:
    """Whether Russia's share in the five falls from one five-year window to the next."""
    return turn(frame, "RUS", FIVE, rises=False)


@decides("S1-05.b", "arms_editions", chart=_by_window)
def russia_falls_more_than_china_rises(frame: pd.DataFrame) -> Found:
    """Whether Russia's share falls, and by more points than China's rises."""
    russia, china = (
        [share(deliveries(frame, FIVE, years), supplier) for years in windows(frame)] for supplier in ("RUS", "CHN")
    )
    lost, gained = russia[0] - russia[1], china[1] - china[0]
    falls = turn(frame, "RUS", FIVE, rises=False)
    scope = f"{falls.scope}; China gained {gained:.1f} points"
    there = None if falls.is_there is None else bool(lost > 0 and lost > gained)
    return Found(falls.rows, scope, falls.low, unit="percent", is_there=there)


@decides("S1-07.b", "arms_editions")
def russia_delivers_less(frame: pd.DataFrame) -> Found:
    """Whether Russia's volume to the five fell from the five years before to the last five."""
    before, now = windows(frame)
    rows = deliveries(frame, FIVE, (before[0], now[1]))
    rows = rows[rows["supplier_iso3"] == "RUS"]
    was, is_now = (float(rows.loc[rows["year"].between(*years), "tiv_million"].sum()) for years in (before, now))
    scope = f"Russia's deliveries of major arms to the five, {now[0]}–{now[1]}, against {was:,.0f} in {before[0]}–{before[1]}"
    return Found(rows, scope, is_now, unit="TIV_million", is_there=None if rows.empty else is_now < was)


def _spent(frame: pd.DataFrame, column: str, prices: str) -> Found:
    """What the three spent in 2023; nothing unless each has exactly one figure."""
    need(frame, "country_iso3", "year", column)
    rows = frame[frame["country_iso3"].isin(THREE) & (frame["year"] == 2023)].dropna(subset=[column])
    complete = sorted(rows["country_iso3"]) == list(THREE)
    total = float(rows[column].sum()) if complete else None
    return Found(rows, f"military spending of {names(THREE)} in 2023, {prices}", total, unit="usd_million")


@decides("S1-11.a", "military_spending")
def spending_of_2023_in_dollars_of_the_year(frame: pd.DataFrame) -> Found:
    """What the three spent in 2023, current dollars."""
    return _spent(frame, "military_expenditure_current_usd_million", "current dollars")


@decides("S1-11.b", "military_spending")
def spending_of_2023_in_constant_dollars(frame: pd.DataFrame) -> Found:
    """What the three spent in 2023, dollars of the edition's base year."""
    need(frame, "constant_price_base_year")
    bases = sorted({int(year) for year in frame["constant_price_base_year"].dropna()})
    if len(bases) != 1:
        raise MixedUnits(f"constant_price_base_year holds {', '.join(map(str, bases)) or 'nothing'}: keep one")
    return _spent(frame, "military_expenditure_constant_usd_million", f"dollars of {bases[0]}")


def turnover(frame: pd.DataFrame, partner: str, whose: str, rises: bool) -> Found:
    """Whether turnover of the five with a partner rises (or falls) in 2022-2024, by one compiler."""
    need(frame, "country_iso3", "partner_iso3", "flow", "year", "unit", "value", "whose")
    rows = independent(frame)
    rows = rows[(rows["country_iso3"] == "C5") & (rows["partner_iso3"] == partner) & (rows["flow"] == "turnover")]
    rows = rows[(rows["unit"] == "usd_million") & (rows["whose"] == whose) & rows["year"].between(2022, 2024)]
    values = [float(value) for value in rows.sort_values("year")["value"]]
    there = None if len(values) < 2 else values[-1] > values[0] if rises else values[-1] < values[0]
    scope = f"turnover of the five with {names([partner])}, 2022–2024, by the partner's own figures"
    low, high = (min(values), max(values)) if values else (None, None)
    return Found(rows, scope, low, high, "usd_million", is_there=there)


@decides("S1-23.c", "trade_figures", "looked-up")
def trade_with_russia_shrinks(frame: pd.DataFrame) -> Found:
    """Whether turnover with Russia falls, as Russian officials give it."""
    return turnover(frame, "RUS", "partner_official", rises=False)


@decides("S3-02.a", "arms_editions")
def russia_was_first_in_uzbekistan(frame: pd.DataFrame) -> Found:
    """Whether Russia is the largest supplier of the years before the text: later ones cannot change the past."""
    first = all_years(frame)[0]
    found = share_of(frame, "RUS", ["UZB"], (first, YEAR_BEFORE_S3))
    there = None if found.rows.empty else leading(found.rows, 1) == ["RUS"]
    return Found(found.rows, found.scope, found.low, unit="percent", is_there=there)


@decides("S3-02.b", "arms_editions")
def most_arms_of_uzbekistan_are_russian(frame: pd.DataFrame) -> Found:
    """Whether over half of the volume of all years is Russian."""
    found = share_of(frame, "RUS", ["UZB"])
    there = None if found.rows.empty else bool(found.low is not None and found.low > 50)
    return Found(found.rows, found.scope, found.low, unit="percent", is_there=there)


def uzbekistan_below_kazakhstan(frame: pd.DataFrame, years: tuple[int, int] | None = None) -> Found:
    """Whether Russia's share is lower in Uzbekistan than in Kazakhstan."""
    uzbek, kazakh = (share(deliveries(frame, [code], years), "RUS") for code in ("UZB", "KAZ"))
    known = not (math.isnan(uzbek) or math.isnan(kazakh))
    scope = f"{share_of(frame, 'RUS', ['UZB'], years).scope}, against {kazakh:.1f} percent in Kazakhstan"
    rows = deliveries(frame, ["KAZ", "UZB"], years)
    return Found(rows, scope, uzbek, unit="percent", is_there=uzbek < kazakh if known else None)


@decides("S3-13.b", "arms_editions")
def kazakhstan_stays_closer_to_russia(frame: pd.DataFrame) -> Found:
    """Whether Kazakhstan took more of its arms from Russia than Uzbekistan in the last five years."""
    return uzbekistan_below_kazakhstan(frame, windows(frame)[1])


@decides("S3-18.a", "arms_editions")
def russia_in_kazakhstan_last_five_years(frame: pd.DataFrame) -> Found:
    """Russia's share of deliveries to Kazakhstan in the last five years of the edition."""
    return share_of(frame, "RUS", ["KAZ"], windows(frame)[1])


@decides("S3-18.b", "arms_editions")
def russia_in_kazakhstan_all_years(frame: pd.DataFrame) -> Found:
    """Russia's share of deliveries to Kazakhstan in all years."""
    return share_of(frame, "RUS", ["KAZ"])
