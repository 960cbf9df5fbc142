"""Exercises of notebook 06: how concentrated are each state's ties?"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import pandas as pd

from cakit import catalog
from cakit.indicators import concentration
from cakit.lessons.kinds import Countries, Exercise, Number, Writing
from cakit.scenarios import WhatIf, what_if

RUSSIA_SAID, SHARE_SAID = 45.0, 30.0  # billion US dollars and per cent: the floors that S4-29 and S4-32 name


@cache
def _china() -> pd.DataFrame:
    """Turnover with China in 2024, million dollars, by state and by whose statistics."""
    rows = catalog.load("trade_figures").query(
        "partner_iso3 == 'CHN' and flow == 'turnover' and year == 2024 and months_covered == 12"
    )
    return rows.pivot_table(index="country_iso3", columns=["unit", "statistics_side"], values="value", aggfunc="max")


def _counts(state: str) -> tuple[float, float]:
    row = _china().loc[state, "usd_million"]
    return float(row["partner"]), float(row["national"])


def _lacking(state: str) -> float:
    """What the state's own count lacks, as a part of the Chinese one, per cent."""
    theirs, own = _counts(state)
    return 100 * (theirs - own) / theirs


def _tajik_slips() -> Iterable[tuple[float, str]]:
    theirs, own = _counts("TJK")
    yield 100 * (theirs - own) / own, "That divides by the Tajik figure; the Chinese one is the whole here."
    yield 100 * own / theirs, "That is the part that the Tajik books have; what they lack is asked for."
    yield theirs - own, "That is a difference in million dollars; a part of the Chinese figure is asked for."
    yield _lacking("KGZ"), "That is Kyrgyzstan; Tajikistan is asked for."


def _whole() -> float:
    """All trade of the five that the development bank's two figures on China imply, billion dollars."""
    row = _china().loc["C5"]
    return float(row["usd_million", "third_party"] / row["percent", "third_party"] / 10)


def _whole_slips() -> Iterable[tuple[float, str]]:
    china, customs = _china().loc["C5"]["usd_million"][["third_party", "partner"]] / 1000
    share = _china().loc["C5"]["percent", "third_party"]
    yield (
        customs / share * 100,
        "That puts the Chinese count beside a share made from the bank's count: one share, one counter.",
    )
    yield china * share / 100, "That multiplies; the part is known, and the whole is larger."
    yield (
        RUSSIA_SAID / SHARE_SAID * 100,
        "That is the whole that S4's two figures on Russia imply; take the bank's two.",
    )
    yield float(china), "That is China's part."


@cache
def _lot() -> WhatIf:
    return what_if("KGZ", "Mi-17", 4, "RUS", 2025)


def _rise(column: str) -> float:
    row = _lot().data.set_index("supplier_iso3").loc["RUS"]
    return float(row[column] - row["share_now_percent"])


def _rise_slips() -> Iterable[tuple[float, str]]:
    row = _lot().data.set_index("supplier_iso3").loc["RUS"]
    yield _rise("share_high_percent"), "That is at most; at least is asked for."
    yield float(row["share_low_percent"]), "That is the share with the purchase; how much it rises is asked for."
    yield float(row["share_now_percent"]), "That is the share without the purchase."


@cache
def _arms() -> pd.Series:
    arms = catalog.load("arms_transfers")
    made = concentration(arms, "supplier_iso3", "tiv_million", "recipient_iso3", period=(2021, 2025))
    return made.set_index("recipient_iso3")["largest"]


def _first_in_both() -> set[str]:
    """States to which China delivered most arms and sold most goods."""
    sold = catalog.load("trade_shares").query("year == 2023 and flow == 'import_from_partner' and confidence != 'low'")
    first = sold[sold["share_percent"] == sold.groupby("country_iso3")["share_percent"].transform("max")]
    goods = set(first.loc[first["partner_iso3"] == "CHN", "country_iso3"])
    return goods & set(_arms().index[_arms() == "CHN"])


EXERCISES: tuple[Exercise, ...] = (
    Number(
        id="6.1",
        place="class",
        question=(
            "Tajikistan's goods trade with China in 2024 (exports plus imports): what part of the Chinese figure is missing from "
            "the Tajik one? In per cent, to one decimal."
        ),
        truth=lambda: _lacking("TJK"),
        slips=_tajik_slips,
        unit="percent",
        tolerance=0.2,
        hints=(
            "The same trade, the same year, two counters: you need two figures of one unit.",
            'In ck.load("trade_figures") keep TJK, CHN, turnover, 2024 and look at statistics_side.',
            "The gap between the two, divided by the one that you call the whole.",
        ),
        after="Missing is said from the Chinese side; from the Tajik side it is surplus. Is the part larger for Kyrgyzstan, and what could pass through one state and not the other?",
    ),
    Number(
        id="6.2",
        place="class",
        question=(
            "A development bank prints China's trade with the five in 2024 in dollars and as a share of all their trade. What "
            "whole do these two figures imply? In billion dollars."
        ),
        truth=_whole,
        slips=_whole_slips,
        unit="billion dollars",
        tolerance=1.5,
        hints=(
            "Two figures of one counter give the whole: a part divided by its share.",
            'In ck.load("trade_figures"): country_iso3 C5, partner CHN, 2024, whose development_bank; one row in usd_million, one in percent.',
            "Mind millions and billions.",
        ),
        after="Set the whole that S4's two figures on Russia imply beside it. Which of the four figures would you doubt first, and why does neither whole measure S4-32?",
    ),
    Writing(
        id="6.3",
        place="class",
        question=(
            "Two statements of one day in October 2023: Kursiv Uzbekistan has a Kazakh deputy minister announce a stop on re-exports of "
            "106 goods to Russia; The Moscow Times has the ministry deny it (links above). In three sentences: what can a memo say about Kazakhstan's "
            "policy that day, and what can it not?"
        ),
        hints=(
            "Who speaks in each report, with what authority, and at what hour of the story?",
            "A ban, a control and a list are three things; which words stand in which report?",
        ),
        checklist=(
            "It names both speakers by office and both outlets with their place.",
            "It keeps apart a ban because of sanctions and a control of dual-use goods.",
            "It says that both statements are on record, and does not choose by taste.",
            "It names a document that would settle the matter: the order itself, or customs figures after the date.",
        ),
    ),
    Number(
        id="6.4",
        place="home",
        question=(
            "What if: Kyrgyzstan takes 4 more Mi-17 from Russia in 2025. By how many percentage points, at least, does Russia's "
            "share of deliveries in 2021-2025 rise (TIV, 2026 edition)?"
        ),
        truth=lambda: _rise("share_low_percent"),
        slips=_rise_slips,
        unit="percentage points",
        hints=(
            'Run ck.what_if("Kyrgyzstan", "Mi-17", 4, "Russia", 2025).',
            "Its .data has a row a supplier with the share now and the lowest and highest with the purchase.",
            "Subtract the share now from the lowest share with the purchase.",
        ),
        after="The spread between least and most comes of one assumption. Which one, and what would you have to know to drop it?",
    ),
    Countries(
        id="6.5",
        place="home",
        question=(
            "For which of the five was China both the largest supplier of arms in 2021-2025 (TIV, 2026 edition) and, in the "
            "World Factbook's list for 2023, the largest seller of goods?"
        ),
        truth=_first_in_both,
        hints=(
            "Two lists, then what is in both.",
            'ck.concentration over ck.load("arms_transfers") with period=(2021, 2025) has a column largest.',
            'For goods: ck.load("trade_shares"), flow import_from_partner, year 2023, the largest share_percent a state.',
        ),
        after="Does being first in two measures make one tie stronger, or are these two ties? Look at how large each share is.",
    ),
    Writing(
        id="6.6",
        place="home",
        length="half a page",
        question=(
            "Write a memo on one state with ck.memo: one chart, one verdict, one what-if from a supplier of your choice, "
            "and your own judgement in words without figures. Paste its text."
        ),
        hints=(
            "Start from the profile: which tie would hurt most if it broke tomorrow, and whose word is that?",
            "Give the same what-if for a second supplier; does your judgement survive it?",
        ),
        checklist=(
            "Every figure in it was computed by a cell and carries its year, unit and edition.",
            "It names at least one rival figure or source and says why it was not preferred, or that both stand.",
            "It says what is not held for this state.",
            "Its judgement is marked as judgement, and names what would change it.",
            "It would read as fair in the capital it is about, and in the supplier's.",
        ),
    ),
)
