"""Exercises of notebook 05: what would make this sentence false?"""

from __future__ import annotations

from collections.abc import Iterable

from cakit import catalog
from cakit.claims import rules
from cakit.indicators import shares
from cakit.lessons.kinds import Choice, Countries, Exercise, Number, Writing

THIRD = 100 / 3


def _share(recipient: str, supplier: str, edition: str) -> float:
    """A supplier's share of all that a state took since independence, per cent."""
    editions = catalog.load("arms_editions")
    kept = editions[(editions["sipri_edition"] == edition) & (editions["recipient_iso3"] == recipient)]
    made = shares(kept, "supplier_iso3", "tiv_million")
    return float(made.loc[made["supplier_iso3"] == supplier, "share_percent"].sum())


def _over(bound: float, recipient: str, supplier: str, edition: str) -> bool | None:
    """Whether "over so much came from them" holds in an edition."""
    found = rules.Found(catalog.load("arms_editions"), recipient, low=_share(recipient, supplier, edition))
    return rules.holds(rules.Claimed("over", bound), found)


def _kyrgyz_half() -> str:
    return rules.verdict(_over(50, "KGZ", "RUS", "2026"), _over(50, "KGZ", "RUS", "2025"))


def _spending(column: str) -> float:
    claims = catalog.load("claims").set_index("claim_id")
    return float(claims.at["S1-11", column])


def _rounding() -> float:
    return _spending("value_step") / 2


def _rounding_slips() -> Iterable[tuple[float, str]]:
    yield _spending("value_step"), "That is a whole step of the last digit; rounding goes half a step either way."
    yield _spending("value_low") / 10, "That is the rule for about; this sentence prints a figure without about."


def _editions() -> list[str]:
    return sorted(catalog.load("arms_editions")["sipri_edition"].unique())


def _false_edition() -> str:
    failed = [edition for edition in _editions() if not _over(THIRD, "TKM", "TUR", edition)]
    return failed[0] if len(failed) == 1 else ", ".join(failed)


def _took_from_turkiye() -> set[str]:
    lines = catalog.load("arms_transfers").query("supplier_iso3 == 'TUR' and 2021 <= year <= 2025 and tiv_million > 0")
    return set(lines["recipient_iso3"])


def _figure(claim_id: str) -> float:
    claims = catalog.load("claims").set_index("claim_id")
    return float(claims.at[claim_id, "value_low"])


def _whole_trade() -> float:
    return _figure("S4-29") / (_figure("S4-32") / 100) / 1000


def _whole_trade_slips() -> Iterable[tuple[float, str]]:
    yield (
        _figure("S4-29") * _figure("S4-32") / 100 / 1000,
        "That is a part of Russia's trade; the whole is larger, not smaller.",
    )
    yield _figure("S4-29") / 1000, "That is the part; the whole is asked for."


EXERCISES: tuple[Exercise, ...] = (
    Choice(
        id="5.1",
        place="class",
        question=(
            "An unseen sentence, printed in June 2025: over half of the arms delivered to Kyrgyzstan since independence "
            "came from Russia. Decide it in the edition of its day (2025) and in the newest (2026). What is the verdict now?"
        ),
        options=lambda: rules.VERDICTS,
        truth=_kyrgyz_half,
        hints=(
            "First by hand: which comparator, which bound, which two editions?",
            "The word for true in the edition of its day and false in the newest is not contradicted.",
            'In code: ck.load("arms_editions"), keep KGZ, then ck.shares(..., within="sipri_edition").',
        ),
        after="Now defend it in two sentences: one for the author, who was right that day; one for the reader of today.",
    ),
    Number(
        id="5.2",
        place="class",
        question=(
            "S1-11 prints 1.84 billion dollars, with no 'about' before it. By the rule for equal, how far may the figure "
            "found lie from it, up or down, before the sentence fails? In million dollars."
        ),
        truth=_rounding,
        slips=_rounding_slips,
        unit="million dollars",
        tolerance=0.1,
        hints=(
            "Equal means: within the rounding of the figure as it is printed. Look at its last digit.",
            "What is the smallest and the largest figure that anybody would round to the printed one?",
            'The step of the last digit is in the column value_step of ck.load("claims"); rounding takes half of it.',
        ),
        after="So one digit more in print is a bolder claim. With 'about' before it, every edition held would bear it out.",
    ),
    Writing(
        id="5.3",
        place="class",
        question=(
            "Open the note of the Moscow institute and the Eurasianet piece of August 2023 that it retells (both linked "
            "above). In two or three sentences: what was kept, what became of the speaker, and would you enter the link as "
            "documented or as inferred?"
        ),
        hints=(
            "Find one sentence that stands in both, then look who is said to say it in each.",
            "A link is documented when the later text names the earlier one; otherwise likeness is all you have.",
        ),
        checklist=(
            "It names one thought or sentence that stands in both texts.",
            "It says whom the first text lets speak, and whom the second.",
            "It says whether the second names the first: without a name the link is inferred.",
            "It does not say why the name was dropped: no text shows that.",
            "It blames the sentence, not a person.",
        ),
    ),
    Choice(
        id="5.4",
        place="home",
        question=(
            "An unseen sentence: more than a third of the arms delivered to Turkmenistan since independence came from "
            "Türkiye. In which of the editions held is it false?"
        ),
        options=_editions,
        truth=_false_edition,
        hints=(
            "More than is strict: the bound itself would not do. A third has no last digit, so nothing is rounded.",
            'In code: ck.shares(ck.load("arms_editions").query("recipient_iso3 == \'TKM\'"), by="supplier_iso3", '
            'value="tiv_million", within="sipri_edition"); look at TUR.',
        ),
        after="A sentence can also become true. Would you call the author of the older edition's day wrong, or early?",
    ),
    Countries(
        id="5.5",
        place="home",
        question=(
            "An unseen sentence of the kind membership: all five took major arms from Türkiye in 2021-2025. Which of the "
            "five bear it out in the 2026 edition?"
        ),
        truth=_took_from_turkiye,
        hints=(
            "All five is the plain reading; one state without a delivery makes the sentence false.",
            'In code: ck.load("arms_transfers").query("supplier_iso3 == \'TUR\' and year >= 2021").',
        ),
        after="State the verdict for the reading all five and for the reading some of the five; they differ.",
    ),
    Number(
        id="5.6",
        place="home",
        question=(
            "S4-29 gives Russia's trade with the region in 2024, S4-32 its share of all the region's foreign trade. Take "
            "both at their printed bound. How large would the whole foreign trade of the region then be? In billion dollars."
        ),
        truth=_whole_trade,
        slips=_whole_trade_slips,
        unit="billion dollars",
        tolerance=0.5,
        hints=(
            "Part, share, whole: two are given, the third follows.",
            'The bounds are in the column value_low of ck.load("claims"); mind that one is in million dollars.',
        ),
        after="Set beside it what the fourth contradiction listed above gives for Kazakhstan alone. How much room is left for the other four?",
    ),
)
