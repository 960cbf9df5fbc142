"""Exercises of notebook 03: what does Washington give, sell, license and teach?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from cakit import catalog
from cakit.catalog import FIVE
from cakit.lessons.kinds import Choice, Countries, Exercise, Number, State, Writing

if TYPE_CHECKING:
    import pandas as pd

PRICES_OF = 2023
EARLY, LATE = 1995, 2012
REGIONAL = 2016  # FMF was asked for as one regional line
RENT = "KGZ-BASE_ACCESS-2009-1"
CARDS = {  # the five figures of the notebook: letter → table, then program and fiscal year or the figure's id
    "A": ("us_figures", "UZB-SEC1004-2012-1"),
    "B": ("us_obligations", ("FMF", 2012)),
    "C": ("us_figures", "UZB-FMS-2021-1"),
    "D": ("us_obligations", ("DOD_COUNTERDRUG", 2012)),
    "E": ("us_figures", "UZB-DCS-2019-1"),
}


def _figures() -> pd.DataFrame:
    return catalog.load("us_figures").set_index("figure_id")


def _pairs() -> list[str]:
    return [f"{one} and {other}" for one, other in combinations(CARDS, 2)]


def _basis(letter: str) -> tuple[str, int]:
    """Basis and fiscal year of one of the five figures."""
    table, key = CARDS[letter]
    if table == "us_obligations":
        return "obligated", int(key[1])
    row = _figures().loc[key]
    return str(row["basis"]), int(row["year_from"])


def _addable() -> str:
    """The two figures that are obligations of one year."""
    letters = [letter for letter in CARDS if _basis(letter)[0] == "obligated"]
    return " and ".join(letters)


@dataclass(frozen=True, kw_only=True)
class Pair(Choice):
    """Two of the five figures, in any order; a wrong pair hears what keeps the two apart."""

    def judge(self, given: Any) -> tuple[State, str]:
        parts = given if isinstance(given, (list, tuple, set)) else [given]
        text = " ".join(part for part in parts if isinstance(part, str)).upper()
        letters = sorted(set(re.findall("[A-E]", text.replace("AND", " "))))
        picked = " and ".join(letters)
        if picked not in self.options() or picked == self.truth():
            return super().judge(picked if picked in self.options() else given)
        if letters == ["A", "D"]:
            return self._not_yet(
                "A stands for one section of the law: may that not be inside the account of D already?"
            )
        words = dict(catalog.load("codes")[["code", "label"]].values)
        one, other = (words.get(_basis(letter)[0], _basis(letter)[0]) for letter in letters)
        return self._not_yet(f"Look at the basis: of {letters[0]} it is {one!r}, of {letters[1]} {other!r}.")


def _threat_reduction(prices_of: int | None) -> tuple[float, float]:
    """Threat reduction money obligated to Kazakhstan in the early and the late year, million dollars."""
    rows = catalog.load("us_obligations").query("country_iso3 == 'KAZ' and program == 'CTR'")
    sums = rows.groupby("fiscal_year")["obligated_usd"].sum() / 1e6
    if prices_of is None:
        return float(sums[EARLY]), float(sums[LATE])
    index = catalog.load("deflators").query("series == 'gdp_price_index_fy'").set_index("year")["price_index"]
    early, late = (float(sums[year] * index[prices_of] / index[year]) for year in (EARLY, LATE))
    return early, late


def _lead() -> float:
    early, late = _threat_reduction(PRICES_OF)
    return early - late


def _lead_slips() -> Iterable[tuple[float, str]]:
    early, late = _threat_reduction(None)
    then, now = _threat_reduction(PRICES_OF)
    yield early - late, "That compares dollars of two different years; bring both to one year's prices first."
    yield late - early, "That compares dollars of two different years, and the later year leads in them."
    yield then - late, "Only one of the two was brought to the new prices; both must be."
    yield then, "That is one of the two amounts; the difference is asked for."
    yield now, "That is one of the two amounts; the difference is asked for."


def _obligated_to(country: str, year: int) -> float:
    rows = catalog.load("us_obligations").query("assistance_category == 'military'")
    rows = rows[(rows["country_iso3"] == country) & (rows["fiscal_year"] == year)]
    return float(rows["obligated_usd"].sum())


def _rent_times() -> float:
    return float(_figures().at[RENT, "value_usd"]) / _obligated_to("KGZ", 2009)


def _rent_times_slips() -> Iterable[tuple[float, str]]:
    figures, aid = _figures()["value_usd"], _obligated_to("KGZ", 2009)
    rent = float(figures[RENT])
    yield rent / 1e6, "That is the rent itself, in million dollars; how many times the aid is asked for."
    yield (rent - aid) / 1e6, "That is the difference in million dollars; a ratio is asked for."
    yield (
        float(figures["KGZ-BASE_ACCESS-2008-1"]) / aid,
        "That is the rent before the new deal; take the one from then on.",
    )
    yield (
        float(figures["KGZ-BASE_ACCESS-2012-1"]) / aid,
        "That is all the spending of the base, fuel and services included; rent alone is asked for.",
    )


def _delivered_later() -> set[str]:
    """States with a US gift of equipment handed over after the last year that the obligations cover."""
    last = int(catalog.load("us_obligations")["fiscal_year"].max())
    rows = catalog.load("us_equipment").query("stage == 'delivered'")
    return set(rows.loc[rows["date_from"].fillna("") > str(last + 1), "recipient_iso3"])


def _most_in_the_regional_year() -> str:
    rows = catalog.load("us_obligations").query("program == 'FMF'")
    sums = rows[rows["fiscal_year"] == REGIONAL].groupby("country_iso3")["obligated_usd"].sum()
    return catalog.country_name(sums.idxmax())


EXERCISES: tuple[Exercise, ...] = (
    Pair(
        id="3.1",
        place="class",
        question=(
            "Five dollar figures on Uzbekistan stand in the cell above. On paper, name the instrument, the basis and the "
            "fiscal year of each. Only two of them may be added. Which two?"
        ),
        options=_pairs,
        truth=_addable,
        hints=(
            "Same state, same unit, same fiscal year, same basis; and neither may already be inside the other.",
            "A press figure for one section of the law can be part of a larger account: look at the descriptions in ck.load(\"codes\").",
            'In code: ck.load("us_figures").set_index("figure_id") shows basis, period and note of the others.',
        ),
        after="Say the sum in one sentence with basis, year and prices. What may your listener still get wrong?",
    ),
    Number(
        id="3.2",
        place="class",
        question=(
            f"In dollars of each year, threat reduction (CTR) for Kazakhstan was larger in fiscal {LATE} than in fiscal "
            f"{EARLY}. By how many million dollars does fiscal {EARLY} lead at prices of fiscal {PRICES_OF} (series "
            "gdp_price_index_fy)?"
        ),
        truth=_lead,
        slips=_lead_slips,
        unit="million dollars",
        tolerance=0.3,
        hints=(
            "Bring both amounts to one year's prices, then subtract.",
            "Constant value: amount times the index of the year you want, divided by the index of the amount's own year.",
            f"In code: ck.load('deflators').query(\"series == 'gdp_price_index_fy' and year in {[EARLY, LATE, PRICES_OF]}\").",
        ),
        after="Which of the two rankings would you print, and what would you have to write beside it?",
    ),
    Writing(
        id="3.3",
        place="class",
        question=(
            "Read the fact sheet S2 (link above). Take five dollar figures in it and name for each the instrument, the "
            "basis and the fiscal year. Say which may be added, and what the sheet leaves out."
        ),
        hints=(
            "Ask of every figure: asked for, voted, signed for, licensed, handed over? In one year, over several, or at one moment?",
            "The sheet has no printed date. Which of its figures does that harm most?",
            'Help: ck.load("us_figures"), the rows with the source S2, have a column basis and a column period.',
        ),
        checklist=(
            "Open sales cases are a stock at one moment, and the day is not printed.",
            "Licensed commercial sales are neither delivered nor government money; the year is fiscal 2019.",
            "Military financing is one sum voted for one fiscal year, beside a range for earlier years.",
            "Education (IMET) is a yearly mean; peacekeeping and weapons destruction are sums over many years.",
            "None of them may be added as they stand.",
            "It says what is missing: the Pentagon's own money, base payments, or any result.",
        ),
    ),
    Number(
        id="3.4",
        place="home",
        question=(
            "In 2009 a new yearly rent was agreed for the transit centre at Manas. How many times all military obligations "
            "to Kyrgyzstan of fiscal 2009 was it?"
        ),
        truth=_rent_times,
        slips=_rent_times_slips,
        unit="times",
        tolerance=0.3,
        hints=(
            "Rent is a fee, aid is a gift: you compare them, you do not add them.",
            'The rents are in ck.load("us_figures") under the program BASE_ACCESS: read the notes.',
            "For the other side, sum the military rows of one state and one year in us_obligations.",
        ),
        after="Who received the rent, who the aid, and who could decide what to do with either?",
    ),
    Countries(
        id="3.5",
        place="home",
        question=(
            "The obligations end with fiscal 2020. For which of the five does the table us_equipment hold US equipment "
            "delivered in 2021 or later?"
        ),
        truth=_delivered_later,
        role="recipients",
        hints=(
            "Planned, announced, contracted, notified and returned are not delivered.",
            "In code: ck.load(\"us_equipment\").query(\"stage == 'delivered'\").sort_values(\"date_from\").",
        ),
        after="So the hatched years are not empty. Why would a list of events that reached the press be a poor substitute?",
    ),
    Choice(
        id="3.6",
        place="home",
        question=(
            f"The State Department's table asks for no military financing (FMF) for any of the five in fiscal {REGIONAL}, "
            "only for a regional line. To which state did the Greenbook book most FMF that year?"
        ),
        options=lambda: [catalog.country_name(code) for code in FIVE],
        truth=_most_in_the_regional_year,
        hints=(
            "A zero in a country cell of a table of requests says where the money stood, not who got it.",
            f'In code: ck.load("us_obligations"), keep the program FMF and the fiscal year {REGIONAL}.',
        ),
        after="Compare the sum of the five with the regional line in us_assistance. What do you conclude about zeros?",
    ),
)  # fmt: skip
