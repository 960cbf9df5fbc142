"""Exercises of notebook 01: how much did Russia supply, and who says so?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

import pandas as pd

from cakit import catalog
from cakit.indicators import concentration, shares
from cakit.lessons.kinds import Choice, Countries, Exercise, Number, Writing

SMALL = ("KGZ", "TJK")
THREE = ("KAZ", *SMALL)
SPENDING_CLAIM = 1840  # million US dollars, as S1-11 prints it


def russian_share(recipients: Sequence[str], edition: str = "2026", period: tuple[int, int] | None = None) -> float:
    """Russia's share of what the recipients took together, per cent."""
    editions = catalog.load("arms_editions")
    kept = editions[(editions["sipri_edition"] == edition) & editions["recipient_iso3"].isin(recipients)]
    made = shares(kept, "supplier_iso3", "tiv_million", period=period)
    return float(made.loc[made["supplier_iso3"] == "RUS", "share_percent"].sum())


def _small_states() -> float:
    return russian_share(SMALL)


def _small_states_slips() -> Iterable[tuple[float, str]]:
    each = [russian_share([one]) for one in SMALL]
    yield russian_share(THREE), "Kazakhstan is still in it."
    yield russian_share(SMALL, "2025"), "That is the 2025 edition; the 2026 one is asked for."
    yield russian_share(SMALL, "2022"), "That is the 2022 edition; the 2026 one is asked for."
    yield sum(each) / 2, "That is the mean of two shares; pooled means: add the volumes first, then divide."
    for one in each:
        yield one, "That is one of the two states alone; pooled means both in one sum."
    yield 100 - russian_share(SMALL), "That is what all the others supplied."


def _edition_effect() -> float:
    return russian_share(["UZB"], "2025", (2020, 2024)) - russian_share(["UZB"], "2026", (2020, 2024))


def _edition_effect_slips() -> Iterable[tuple[float, str]]:
    old, same = (russian_share(["UZB"], edition, (2020, 2024)) for edition in ("2025", "2026"))
    new = russian_share(["UZB"], "2026", (2021, 2025))
    yield old - new, "That is the whole fall; how much of it is there while the window stays the same?"
    yield same - new, "That changes the window and keeps the edition; the other way round is asked for."
    yield same, "That is a share; the difference between two shares is asked for."
    yield old, "That is a share; the difference between two shares is asked for."
    yield (
        100 * (old - same) / old,
        "That is a fall in per cent of the old share; in percentage points you only subtract.",
    )


@cache
def _kyrgyz_lines() -> pd.DataFrame:
    lines = catalog.load("arms_deliveries").query("recipient_iso3 == 'KGZ'").dropna(subset=["designation"])
    return lines.sort_values(["tiv_million", "designation"], ascending=[False, True])


def _kyrgyz_options() -> list[str]:
    return sorted(set(_kyrgyz_lines()["designation"]))


def _kyrgyz_line() -> str:
    """Russia's share rises most without the largest line of somebody else."""
    return str(_kyrgyz_lines().query("supplier_iso3 != 'RUS'")["designation"].iloc[0])


@cache
def _largest(period: tuple[int, int]) -> pd.Series:
    made = concentration(
        catalog.load("arms_transfers"), "supplier_iso3", "tiv_million", "recipient_iso3", period=period
    )
    return made.set_index("recipient_iso3")["largest"]


def _turned() -> set[str]:
    before, after = _largest((2016, 2020)), _largest((2021, 2025))
    return {one for one in before.index if before[one] == "RUS" and after[one] != "RUS"}


@cache
def _spending() -> pd.Series:
    kept = catalog.load("military_spending").query("dataset == 'sipri_milex' and year == 2023")
    kept = kept[kept["country_iso3"].isin(THREE)]
    return kept.groupby("edition")["military_expenditure_current_usd_million"].sum()


def _spending_edition() -> str:
    found = _spending()
    return str((found - SPENDING_CLAIM).abs().idxmin())


EXERCISES: tuple[Exercise, ...] = (
    Number(
        id="1.1",
        place="class",
        question=(
            "Take Kazakhstan out. What share of the arms delivered to Kyrgyzstan and Tajikistan together (pooled, all "
            "years since independence, 2026 edition) came from Russia? In per cent."
        ),
        truth=_small_states,
        slips=_small_states_slips,
        unit="percent",
        hints=(
            "Which states are in the sum decides the answer: look again at how the three were chosen.",
            "Keep the rows of two recipients, then call ck.shares without within=, so that both go into one total.",
            'In code: arms = ck.load("arms_transfers"), then arms[arms["recipient_iso3"].isin([...])].',
        ),
        after="Pooled without Kazakhstan the sentence fails: in S0-38 the large buyer speaks for the small ones.",
    ),
    Number(
        id="1.2",
        place="class",
        question=(
            "Uzbekistan's Russian share fell between 2020-2024 in the 2025 edition and 2021-2025 in the 2026 edition. By "
            "how many percentage points does it fall if the window stays 2020-2024 and only the edition changes?"
        ),
        truth=_edition_effect,
        slips=_edition_effect_slips,
        unit="percentage points",
        hints=(
            "Change one thing at a time: two editions, one window.",
            "You need two shares for the same five years, one from each edition; then subtract.",
            'In code: ck.load("arms_editions"), keep one sipri_edition and UZB, ck.shares(..., period=(2020, 2024)).',
        ),
        after="Keep 2021-2024 instead, and the edition alone makes most of the fall: it moved helicopters from 2021 to 2020. How much each change makes depends on which one is held still.",
    ),
    Writing(
        id="1.3",
        place="class",
        question=(
            "Read the opening of the Asia-Plus report (link above). In two or three sentences: what does it count, for "
            "which years and by whose data, and could the sentence in S0 rest on it? What does S0 itself say about that?"
        ),
        hints=(
            "Look for the unit, the years and the name of the database.",
            "Compare the last year of its data with the date of S0, and ask what was delivered in between.",
        ),
        checklist=(
            "It counts volume of major arms in TIV, not money and not small arms.",
            "It names SIPRI as its data and gives the first and the last year.",
            "It was printed years before S0: an edition of that age would carry the sentence for each state.",
            "S0 names no data, no edition and no last year, so that it rests on this is a guess, not a finding.",
            "It says which single document would settle the matter.",
        ),
    ),
    Choice(
        id="1.4",
        place="home",
        question=(
            "Kyrgyzstan, 2026 edition, all years: which one delivery line would you leave out to raise Russia's share the "
            "most? Give its designation."
        ),
        options=_kyrgyz_options,
        truth=_kyrgyz_line,
        hints=(
            "Leaving out a Russian line lowers Russia's share.",
            "The larger the line of somebody else, the more the total shrinks without it.",
            'In code: ck.load("arms_deliveries").query("recipient_iso3 == \'KGZ\'").sort_values("tiv_million"); look at supplier_iso3.',
        ),
        after="Compute the share without it: does S0-07 hold then? One line is not always enough to flip an answer.",
    ),
    Countries(
        id="1.5",
        place="home",
        question=(
            "For which of the five was Russia the largest supplier in 2016-2020 but no longer in 2021-2025 (2026 edition)?"
        ),
        truth=_turned,
        hints=(
            "You need the largest supplier of each state in two windows.",
            "ck.concentration gives a column largest; ask it for period=(2016, 2020) and for period=(2021, 2025).",
        ),
        after="The column lines says how many delivery lines each window has. How many of them carry the change? Then say what you would have to know to blame the war.",
    ),
    Choice(
        id="1.6",
        place="home",
        question=(
            "S1-11 says that Kazakhstan, Kyrgyzstan and Tajikistan together spent 1.84 billion dollars on defence in 2023. "
            "In which SIPRI edition of military spending is that the sum?"
        ),
        options=lambda: sorted(_spending().index),
        truth=_spending_edition,
        hints=(
            'The table is ck.load("military_spending"); its unit is million current dollars.',
            "Keep dataset sipri_milex, the year and the three states; sum within each edition, never over editions.",
        ),
        after="Spending figures have editions too; a later one revised all three states, one of them far more than the others. Find out which.",
    ),
)
