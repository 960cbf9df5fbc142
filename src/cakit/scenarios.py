"""What if: one purchase that never happened; in items, for the register has no prices."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cakit import catalog, door
from cakit.catalog import sources
from cakit.errors import CakitError, MixedUnits, nearest
from cakit.languages import said

WINDOW, STEPS = 5, 50  # the effective number can peak between the ends of a lot
MOST_ITEMS = 10_000  # the largest lot in the register is in hundreds
MONEY = re.compile(
    r"[$€£¥₽₸]|\b(us[ad]|eur|euros?|rub|roubles?|rubles?|yuan|cny|kzt|tenge|dollars?"
    r"|[mb]illions?|mn|bn|m|k)\b",
    re.I,
)
ITEMS = (2, 6)  # small and usual in the register
PRESET_SUPPLIERS = ("RUS", "CHN", "TUR", "USA", "FRA", "ESP", "ITA")
REGIONAL = ("KAZ", "Marauder", (20, 60))  # made under licence in Kazakhstan, called Arlan there
ARTICLE = ("United States", "United Kingdom", "Netherlands")

DIFFER = "; the lines differ by edition and condition (new or used), so the result is a range"
ASSUMED = (
    "One {name} weighs {each} million TIV, as in {lines} lines of the register "
    "({editions} editions){differ}.",
    "The lot is {items} items, so {lot} million TIV; missiles, spares and training that come with "
    "it are left out.",
    "It comes on top: {buyer} takes everything else as recorded, and nobody answers by selling "
    "more or less.",
    "All of it is delivered in {year}; shares are counted over {span}, the edition's record taken "
    "as complete.",
    "Volume is not money, not quality and not use: the result says nothing about price, wish or "
    "likelihood.",
)
LICENCE = "The register has {name} from {makers} only; here it is counted under {seller}, "
LICENCE += "as if made there, whoever holds the licence."


@dataclass(frozen=True)
class WhatIf:
    """What one purchase would do to the supplier shares of a state.

    Attributes
    ----------
    data : pandas.DataFrame
        A row for each supplier: its share now, at least and at most, in percent.
    effective : dict of float
        The effective number of suppliers: `now`, and with the purchase from `low` to `high`.
    tiv_per_item, tiv_million : (float, float)
        Lowest and highest volume of one item, and of the purchase.
    sentence, assumptions : str, tuple of str
        The finding, as a range where there is one; everything that is taken for granted.
    editions : tuple of str
        Those behind the shares and behind the volume of an item.
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
        return sources.sources(self.data)

    def __repr__(self) -> str:
        lines = [f"  {place}. {text}" for place, text in enumerate(self.assumptions, 1)]
        return "\n".join([self.sentence, f"{said('Assumed')}:", *lines])


@door.plain_arguments
def what_if(
    recipient: str,
    designation: str,
    items: int | tuple[int, int],
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
        Of delivery. The window is the five years that end with it, or with the register.
    description : str
        What is meant, where the register uses one designation for two things.

    Raises
    ------
    MixedUnits, CakitError
        For money in place of items; a weapon without a volume, a year without any record, a
        state that would supply itself.

    Examples
    --------
    >>> made = what_if("Uzbekistan", "Mi-17", (2, 4), "Russia", 2025)
    >>> print(made.sentence)
    If Uzbekistan had taken 2 to 4 more Mi-17 from Russia in 2025, Russia's share of its deliveries
    in 2021–2025 would be ...
    """
    buyer, seller = buyer_of(recipient), catalog.country(door.text(supplier, "supplier"))
    if buyer == seller:
        text = "cannot supply itself: the register counts transfers, not what a state makes for"
        raise CakitError(f"{catalog.country_name(buyer)} {text} its own forces")
    lot, year = _items(items), door.whole(year, "year")
    register = catalog.load("arms_transfers")
    edition, newest = register["sipri_edition"].iloc[0], int(register["year"].max())
    first, last = _window(year, int(register["year"].min()), newest)
    what = door.text(designation, "designation"), door.words(description, "description")
    priced = _priced(*what)
    per_item = float(priced["tiv"].min()), float(priced["tiv"].max())
    volume = lot[0] * per_item[0], lot[1] * per_item[1]
    held = register[(register["recipient_iso3"] == buyer) & register["year"].between(first, last)]
    now = held.groupby("supplier_iso3")["tiv_million"].sum()
    now = now.reindex(now.index.union([seller]), fill_value=0.0).rename_axis("supplier_iso3")
    data, effective = _with_lots(now, seller, volume)
    ids = dict.fromkeys(sources.source_ids(held) + sources.source_ids(priced))
    data = data.assign(sipri_edition=edition, source_ids=";".join(ids))
    makers = sorted(priced["supplier_iso3"].unique())
    words = {
        "name": str(priced["designation"].iloc[0]),
        "buyer": catalog.country_name(buyer),
        "items": _between(*lot),
        "each": _between(*per_item, 2),
        "lot": _between(*volume, 1),
        "year": str(year),
        "span": f"{first}–{last}",
        "lines": str(len(priced)),
        "editions": ", ".join(sorted(priced["sipri_edition"].unique())),
        "differ": "" if priced["tiv"].nunique() == 1 else DIFFER,
        "seller": _who(seller),
        "makers": " and ".join(map(_who, makers)),
    }
    sentence = _sentence(words, data.set_index("supplier_iso3").loc[seller], effective)
    editions = tuple(sorted({edition, *priced["sipri_edition"]}))
    assumed = [said(text.format_map(words)) for text in ASSUMED]
    if seller not in makers:
        assumed.append(said(LICENCE.format_map(words)))
    if last > newest:
        alone = f"so {newest + 1}–{last} holds this lot alone."
        assumed.append(f"Nothing else is recorded after {newest}, {alone}")
    return WhatIf(data, effective, per_item, volume, tuple(assumed), sentence, editions)


def buyer_of(recipient: str) -> str:
    """The code of a state whose deliveries are held."""
    buyer, held = catalog.country(door.text(recipient, "recipient")), catalog.FIVE
    if buyer not in held:
        name = catalog.country_name(buyer)
        raise CakitError(f"deliveries to {name} are not held. Valid: {', '.join(held)}.")
    return buyer


def _items(items: Any) -> tuple[int, int]:
    """At least and at most how many."""
    ends = door.each(items, "items") if isinstance(items, (tuple, list)) else [items, items]
    try:
        least, most = (door.whole(end, "items", 1, 10**12) for end in ends)
    except (CakitError, ValueError):  # or more than two
        least, most = 0, 0
    said = f"items={door.shown(items)}"
    if most > MOST_ITEMS or (isinstance(items, str) and MONEY.search(items)):
        text = f"{said} looks like money: the largest lot the register holds for"
        raise MixedUnits(f"{text} {catalog.ALL_STATES} is in hundreds of items")
    if not 1 <= least <= most:
        text = f"{said}: give a whole number of items from 1 on"
        raise CakitError(f"{text}, or at least and at most as (2, 6)")
    return least, most


def _window(year: int, oldest: int, newest: int) -> tuple[int, int]:
    """The five years that end with the newest year of the register, or with the year itself."""
    first, last = oldest + WINDOW - 1, newest + WINDOW - 1
    if not first <= year <= last:
        text = f"year={door.shown(year)}: take {first} to {last}, so that the five years to it"
        raise CakitError(f"{text} hold at least one year of the register")
    end = max(year, newest) if year > newest - WINDOW else year
    return end - WINDOW + 1, end


def _priced(designation: str, description: str) -> pd.DataFrame:
    """The lines of the register that give the volume of one item of a weapon."""
    made, ordered = catalog.load("arms_deliveries"), catalog.load("arms_orders")
    each = made["tiv_million"] / made["number_delivered"].astype("float64")
    parts = [made.assign(tiv=each.round(2)), ordered.assign(tiv=ordered["tiv_per_unit_million"])]
    every = pd.concat(parts, ignore_index=True).dropna(subset=["designation", "tiv"])
    every = every[every["tiv"] > 0]
    found = every[every["designation"].str.casefold() == designation.strip().casefold()]
    if found.empty:
        text = f"the register gives no volume for {door.shown(designation)}: nobody delivered it"
        near = nearest(designation[:60], every["designation"].unique())
        raise CakitError(f"{text} to {catalog.ALL_STATES}. {near}")
    system = found["description"].str.contains("system")
    if not description and system.nunique() == 1:
        return found
    words = sorted(found["description"].unique())
    if description not in words:
        text = f"{designation} is more than one thing in the register: say description="
        raise CakitError(f"{text} one of {', '.join(words)}")
    return found[system == ("system" in description)]


def _with_lots(now: pd.Series, seller: str, lot: Any) -> tuple[pd.DataFrame, dict[str, float]]:
    """Shares and effective number of suppliers: now, and at least and at most with the lot."""
    lots = [0.0, *np.linspace(lot[0], lot[1], STEPS + 1)]
    held = pd.DataFrame(dict.fromkeys(range(len(lots)), now))
    held.loc[seller] += lots
    whole = held.sum().where(lambda sums: sums != 0)
    shares, number = 100 * held / whole, whole**2 / (held**2).sum()
    ends = shares.iloc[:, [1, -1]].agg(["min", "max"], axis="columns")
    data = pd.concat([shares[0], ends], axis="columns")
    data.columns = pd.Index([f"share_{when}_percent" for when in ("now", "low", "high")])
    data = data.sort_values("share_high_percent", ascending=False, kind="stable")
    numbers = {"now": number[0], "low": number[1:].min(), "high": number[1:].max()}
    return data.reset_index(), {when: float(most) for when, most in numbers.items()}


def _between(low: float, high: float, digits: int = 0) -> str:
    """A range in words; one number where both ends round to the same."""
    ends = [f"{end:,.{digits}f}" for end in (low, high)]
    return ends[0] if ends[0] == ends[1] else " to ".join(ends)


def _who(code: str) -> str:
    name = catalog.country_name(code)
    return f"the {name}" if name in ARTICLE else name


def _sentence(words: dict[str, str], row: pd.Series, effective: dict[str, float]) -> str:
    """What the seller's share would be, and the effective number of suppliers."""
    seller, recorded = words["seller"], row["share_now_percent"] >= 0  # NaN: nothing recorded
    share = _between(row["share_low_percent"], row["share_high_percent"])
    number, before = _between(effective["low"], effective["high"], 1), "where nothing is recorded"
    if recorded:
        before = f"instead of {row['share_now_percent']:.0f}%"
        number += f" instead of {effective['now']:.1f}"
    return said(
        f"If {words['buyer']} had taken {words['items']} more {words['name']} from {seller} in "
        f"{words['year']}, {seller}'{'' if seller.endswith('s') else 's'} share of its deliveries "
        f"in {words['span']} would be {share}% {before}, and the effective number of suppliers "
        f"{number} (TIV, SIPRI {row['sipri_edition']} edition)."
    )


@door.plain_arguments
def what_if_presets(recipient: str = "UZB") -> pd.DataFrame:
    """One what-if for each supplier, made by one rule for all, and one of regional production.

    The rule: two to six aircraft of the crewed type that weighs most in the register among all
    that the supplier delivered to the five since 2012, taken in the newest year. The regional
    case: armoured vehicles made under licence in Kazakhstan.

    Parameters
    ----------
    recipient : str
        Who takes them.

    Returns
    -------
    pandas.DataFrame
        A row for each preset; its columns are the arguments of `what_if`:
        `ck.what_if(**presets.loc["CHN"])`. A supplier that delivered no crewed aircraft has its
        heaviest uncrewed one.

    Examples
    --------
    >>> presets = what_if_presets("Kyrgyzstan")
    >>> presets["supplier"].tolist()
    ['RUS', 'CHN', 'TUR', 'USA', 'FRA', 'ESP', 'ITA', 'KAZ']
    """
    buyer = buyer_of(recipient)
    lines = catalog.load("arms_deliveries").query("year >= 2012 and category == 'aircraft'")
    lines = lines.assign(tiv=lines["tiv_million"] / lines["number_delivered"].astype("float64"))
    lines = lines.sort_values("tiv", ascending=False, kind="stable")
    lines = lines.sort_values("is_uncrewed_aircraft", kind="stable")
    heaviest = lines.groupby("supplier_iso3")["designation"].first()
    cases = [(code, heaviest[code], ITEMS) for code in PRESET_SUPPLIERS if code in heaviest]
    cases += [REGIONAL] if buyer != REGIONAL[0] else []
    presets = pd.DataFrame(cases, columns=["supplier", "designation", "items"])
    presets["recipient"], presets["year"] = buyer, int(catalog.load("arms_transfers")["year"].max())
    presets = presets[["recipient", "designation", "items", "supplier", "year"]]
    return presets.set_index("supplier", drop=False).rename_axis(None)
