"""What if: one purchase that never happened, in items the arms register has a volume for, with every assumption said.

Money is refused: the register holds no prices, and its volume (TIV) is not money.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from cakit import catalog
from cakit.catalog.sources import source_ids
from cakit.catalog.sources import sources as sources_of
from cakit.errors import CakitError, MixedUnits, nearest

if TYPE_CHECKING:
    import pandas as pd

WINDOW = 5
STEPS = 50  # the effective number can peak between the ends of a lot
ITEMS = (2, 6)  # the lot of the presets: small and usual in the register
MONEY = re.compile(
    r"[$€£¥₽₸]|\b(us[ad]|eur|euros?|rub|roubles?|rubles?|yuan|cny|kzt|tenge|dollars?|[mb]illions?|mn|bn|m|k)\b",
    re.I,
)
PRESET_SUPPLIERS = ("RUS", "CHN", "TUR", "USA", "FRA", "ESP", "ITA")
REGIONAL = ("KAZ", "Marauder")  # made under licence in Kazakhstan under the name Arlan
REGIONAL_ITEMS = (20, 60)


@dataclass(frozen=True)
class WhatIf:
    """What one purchase would do to the supplier shares of a state.

    Attributes
    ----------
    data : pandas.DataFrame
        A row a supplier: `share_now_percent`, `share_low_percent`, `share_high_percent`, the edition, `source_ids`.
    effective : dict of float
        The effective number of suppliers: `now`, and with the purchase at least (`low`) and at most (`high`).
    tiv_per_item, tiv_million : (float, float)
        Lowest and highest volume of one item, and of the purchase.
    assumptions : tuple of str
        Everything that is taken for granted.
    sentence : str
        The finding, as a range where there is one.
    editions : tuple of str
        The editions of the register behind the shares and behind the volume of an item.
    """

    data: pd.DataFrame
    effective: dict[str, float]
    tiv_per_item: tuple[float, float]
    tiv_million: tuple[float, float]
    assumptions: tuple[str, ...]
    sentence: str
    editions: tuple[str, ...]

    @property
    def sources(self) -> pd.DataFrame:
        """The sources of the rows behind it."""
        return sources_of(self.data)

    def __repr__(self) -> str:
        said = "\n".join(f"  {place}. {one}" for place, one in enumerate(self.assumptions, 1))
        return f"{self.sentence}\nAssumed:\n{said}"


@dataclass(frozen=True)
class _Case:
    """One purchase, checked: who from whom, how many of what, when, and the lines that give its volume."""

    buyer: str
    seller: str
    items: tuple[int, int]
    year: int
    span: tuple[int, int]
    priced: pd.DataFrame

    @property
    def name(self) -> str:
        return str(self.priced["designation"].iloc[0])

    @property
    def per_item(self) -> tuple[float, float]:
        return float(self.priced["tiv"].min()), float(self.priced["tiv"].max())

    @property
    def lot(self) -> tuple[float, float]:
        return self.items[0] * self.per_item[0], self.items[1] * self.per_item[1]


def what_if(
    recipient: str,
    designation: str,
    items: int | str | tuple[int, int],
    supplier: str,
    year: int,
    description: str = "",
) -> WhatIf:
    """Supplier shares of a state if it had taken so many items of one weapon from one supplier.

    Parameters
    ----------
    recipient, supplier : str
        States, by name or code.
    designation : str
        The weapon, as the register calls it.
    items : int or (int, int)
        How many, or at least and at most. Items only: money is refused.
    year : int
        The year of delivery. The window is the five years that end with it, or with the newest year of the register.
    description : str
        What is meant, where the register uses one designation for two things.

    Returns
    -------
    WhatIf

    Raises
    ------
    MixedUnits
        For money in place of items.
    CakitError
        For a weapon without a volume in the register, a year without any record in its window, or a state that would
        supply itself.

    Examples
    --------
    >>> made = what_if("Uzbekistan", "Mi-17", (2, 4), "Russia", 2025)
    >>> print(made.sentence)
    If Uzbekistan had taken 2 to 4 more Mi-17 from Russia in 2025, Russia's share of its deliveries in 2021–2025 would be ...
    >>> len(made.assumptions) >= 5
    True
    """
    buyer, seller = _states(recipient, supplier)
    case = _Case(
        buyer, seller, _items(items), int(year), _window(year), _priced(designation, description)
    )
    arms = catalog.load("arms_transfers")
    held = arms[(arms["recipient_iso3"] == buyer) & arms["year"].between(*case.span)]
    volumes = held.groupby("supplier_iso3")["tiv_million"].sum()
    volumes = volumes.reindex(volumes.index.union([seller]), fill_value=0.0).rename_axis(
        "supplier_iso3"
    )
    data = _data(volumes, case).assign(
        sipri_edition=arms["sipri_edition"].iloc[0],
        source_ids=";".join(dict.fromkeys(source_ids(held) + source_ids(case.priced))),
    )
    effective = _effective(volumes, seller, case.lot)
    editions = tuple(sorted({*data["sipri_edition"], *case.priced["sipri_edition"]}))
    sentence = _sentence(case, data, effective)
    return WhatIf(data, effective, case.per_item, case.lot, _assumptions(case), sentence, editions)


def what_if_presets(recipient: str = "UZB") -> pd.DataFrame:
    """One what-if a supplier, made by one rule for all, and one of regional production.

    The rule: two to six aircraft of the crewed type that weighs most in the register among all that the supplier
    delivered to the five since 2012, taken in the newest year. The regional case: armoured vehicles made under licence
    in Kazakhstan.

    Parameters
    ----------
    recipient : str
        Who takes them.

    Returns
    -------
    pandas.DataFrame
        A row a preset, its columns the arguments of `what_if`: `ck.what_if(**presets.loc["CHN"])`. A supplier that
        delivered no crewed aircraft has its heaviest uncrewed one.

    Examples
    --------
    >>> presets = what_if_presets("Kyrgyzstan")
    >>> presets["supplier"].tolist()
    ['RUS', 'CHN', 'TUR', 'USA', 'FRA', 'ESP', 'ITA', 'KAZ']
    >>> what_if(**presets.loc["TUR"]).tiv_per_item
    (4.5, 4.5)
    """
    import pandas as pd

    code = catalog.country(recipient)
    lines = catalog.load("arms_deliveries").query("year >= 2012 and category == 'aircraft'")
    lines = lines.assign(tiv=lines["tiv_million"] / lines["number_delivered"].astype("float64"))
    lines = lines.sort_values(
        ["is_uncrewed_aircraft", "tiv"], ascending=[True, False], kind="stable"
    )
    heaviest = lines.groupby("supplier_iso3")["designation"].first()
    newest = int(catalog.load("arms_transfers")["year"].max())
    rows = [
        {
            "recipient": code,
            "designation": heaviest[one],
            "items": ITEMS,
            "supplier": one,
            "year": newest,
        }
        for one in PRESET_SUPPLIERS
        if one in heaviest
    ]
    maker, vehicle = REGIONAL
    if code != maker:
        rows.append({"recipient": code, "designation": vehicle, "items": REGIONAL_ITEMS, "supplier": maker, "year": newest})  # fmt: skip
    return pd.DataFrame(rows, index=[row["supplier"] for row in rows])


def _items(items: Any) -> tuple[int, int]:
    """How many at least and at most."""
    if isinstance(items, str) and MONEY.search(items):
        raise MixedUnits(
            f"items={items!r} is money. The register holds volume (TIV), which does not turn into money or back: say how many items"
        )
    parts = items if isinstance(items, (tuple, list)) else (items, items)
    try:
        found = [int(str(one).removesuffix(".0")) for one in parts if not isinstance(one, bool)]
    except ValueError:
        found = []
    if len(found) != 2 or not 1 <= found[0] <= found[1]:
        raise CakitError(
            f"items={items!r}: give a whole number of items from 1 on, or at least and at most as (2, 6)"
        )
    if found[1] > 10_000:
        raise MixedUnits(f"items={items!r} looks like money: the largest lot the register holds for {catalog.ALL_STATES} is in hundreds of items")  # fmt: skip
    return found[0], found[1]


def _states(recipient: str, supplier: str) -> tuple[str, str]:
    buyer, seller = catalog.country(recipient), catalog.country(supplier)
    if buyer not in catalog.FIVE:
        raise CakitError(
            f"deliveries to {catalog.country_name(buyer)} are not held. Valid: {', '.join(catalog.FIVE)}."
        )
    if buyer == seller:
        raise CakitError(f"{catalog.country_name(buyer)} cannot supply itself: the register counts transfers, not what a state makes for its own forces")  # fmt: skip
    return buyer, seller


def _window(year: int) -> tuple[int, int]:
    """The five years looked at: those that end with the newest year of the register, or with the year itself."""
    held = catalog.load("arms_transfers")["year"]
    first, newest = int(held.min()) + WINDOW - 1, int(held.max())
    last = newest + WINDOW - 1
    if isinstance(year, bool) or not first <= year <= last:
        raise CakitError(f"year={year!r}: take {first} to {last}, so that the five years to it hold at least one year of the register")  # fmt: skip
    end = max(int(year), newest) if year > newest - WINDOW else int(year)
    return end - WINDOW + 1, end


@cache
def _volumes() -> pd.DataFrame:
    """Every line of the register that gives the volume of one item."""
    import pandas as pd

    made, ordered = catalog.load("arms_deliveries"), catalog.load("arms_orders")
    made = made.assign(
        tiv=(made["tiv_million"] / made["number_delivered"].astype("float64")).round(2)
    )
    ordered = ordered.assign(tiv=ordered["tiv_per_unit_million"])
    every = pd.concat([made, ordered], ignore_index=True).dropna(subset=["designation", "tiv"])
    return every[every["tiv"] > 0]


def _priced(designation: str, description: str) -> pd.DataFrame:
    """The lines of one weapon."""
    every = _volumes()
    found = every[every["designation"].str.casefold() == str(designation).strip().casefold()]
    if found.empty:
        raise CakitError(
            f"the register gives no volume for {str(designation)[:60]!r}: nobody delivered it to {catalog.ALL_STATES}. {nearest(str(designation)[:60], every['designation'].unique())}"
        )
    system = found["description"].str.contains("system")
    if not description and system.nunique() == 1:
        return found
    words = sorted(found["description"].unique())
    if description not in words:
        raise CakitError(f"{designation} is more than one thing in the register: say description= one of {', '.join(words)}")  # fmt: skip
    return found[system == ("system" in description)]


def _data(volumes: pd.Series, case: _Case) -> pd.DataFrame:
    """Shares now, and at least and at most with the purchase, a row a supplier."""

    def share(more: float) -> pd.Series:
        held = volumes + more * (volumes.index == case.seller)
        return 100 * held / (held.sum() or float("nan"))

    least, most = map(share, case.lot)
    data = volumes.to_frame()[[]].assign(
        share_now_percent=share(0),
        share_low_percent=least.where(least < most, most),
        share_high_percent=most.where(least < most, least),
    )
    return data.reset_index().sort_values(
        "share_high_percent", ascending=False, kind="stable", ignore_index=True
    )


def _effective(held: pd.Series, seller: str, lot: tuple[float, float]) -> dict[str, float]:
    """The effective number of suppliers now, and the lowest and highest for any lot between the two ends."""

    volumes, own = held.to_numpy(), held.index == seller

    def number(more: float) -> float:
        total = volumes.sum() + more
        return float(total**2 / ((volumes + own * more) ** 2).sum()) if total else float("nan")

    tried = [number(lot[0] + step / STEPS * (lot[1] - lot[0])) for step in range(STEPS + 1)]
    return {"now": number(0), "low": min(tried), "high": max(tried)}


def _between(low: float, high: float, digits: int = 0) -> str:
    """A range in words; one number where both ends round to the same.

    Examples
    --------
    >>> _between(4.2, 6.7), _between(4.2, 4.4), _between(1.24, 1.61, 1)
    ('4 to 7', '4', '1.2 to 1.6')
    """
    ends = [f"{one:,.{digits}f}" for one in (low, high)]
    return ends[0] if ends[0] == ends[1] else " to ".join(ends)


def _who(code: str) -> str:
    name = catalog.country_name(code)
    return f"the {name}" if name in ("United States", "United Kingdom", "Netherlands") else name


def _sentence(case: _Case, data: pd.DataFrame, effective: dict[str, float]) -> str:
    row = data.set_index("supplier_iso3").loc[case.seller]
    seller, now = _who(case.seller), row["share_now_percent"]
    before = f"instead of {now:.0f}%" if now == now else "where nothing is recorded"
    number = f" instead of {effective['now']:.1f}" if effective["now"] == effective["now"] else ""
    return (
        f"If {catalog.country_name(case.buyer)} had taken {_between(*case.items)} more {case.name} from {seller} in {case.year}, "
        f"{seller}{chr(39) if seller.endswith('s') else chr(39) + 's'} share of its deliveries in {case.span[0]}–{case.span[1]} would be "
        f"{_between(row['share_low_percent'], row['share_high_percent'])}% {before}, and the effective number of suppliers "
        f"{_between(effective['low'], effective['high'], 1)}{number} (TIV, SIPRI {row['sipri_edition']} edition)."
    )


def _assumptions(case: _Case) -> tuple[str, ...]:
    """Everything that is taken for granted, in words."""
    newest = int(catalog.load("arms_transfers")["year"].max())
    editions = ", ".join(sorted(case.priced["sipri_edition"].unique()))
    low, high = case.per_item
    differ = (
        "; the lines differ by edition and condition (new or used), so the result is a range"
        if low < high
        else ""
    )
    said = [
        f"One {case.name} weighs {_between(low, high, 2)} million TIV, as in {len(case.priced)} lines of the register ({editions} editions){differ}.",
        f"The lot is {_between(*case.items)} items, so {_between(*case.lot, 1)} million TIV; missiles, spares and training that come with it are left out.",
        f"It comes on top: {catalog.country_name(case.buyer)} takes everything else as recorded, and nobody answers by selling more or less.",
        f"All of it is delivered in {case.year}; shares are counted over {case.span[0]}–{case.span[1]}, the edition's record taken as complete.",
        "Volume is not money, not quality and not use: the result says nothing about price, wish or likelihood.",
    ]
    if case.seller not in set(case.priced["supplier_iso3"]):
        makers = " and ".join(_who(one) for one in sorted(case.priced["supplier_iso3"].unique()))
        said.append(f"The register has {case.name} from {makers} only; here it is counted under {_who(case.seller)}, as if made there, whoever holds the licence.")  # fmt: skip
    if case.span[1] > newest:
        said.append(
            f"Nothing else is recorded after {newest}, so {newest + 1}–{case.span[1]} holds this lot alone."
        )
    return tuple(said)
