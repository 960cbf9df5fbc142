"""Exercises of notebook 07: how do I carry this on?"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import pandas as pd

from cakit import catalog
from cakit.importers import by_year, compare, example, sipri_register
from cakit.importers.report import Imported
from cakit.indicators import shares
from cakit.lessons.kinds import Countries, Exercise, Number, Writing

WINDOW = (2016, 2020)


@cache
def _ruritania(edition: int) -> Imported:
    catalog.add_country("XRT", "Ruritania")
    return sipri_register(example(edition), source_id="ruritania_example")


def _share(edition: int, period: tuple[int, int] | None = WINDOW) -> float:
    made = shares(by_year(_ruritania(edition).frame), "supplier_iso3", "tiv_million", period=period)
    return float(made.set_index("supplier_iso3").loc["RUS", "share_percent"])


def _lowered(*years: int) -> float:
    """How much less the newer edition gives Russia for these years, million TIV."""
    old, new = (by_year(_ruritania(edition).frame).query("supplier_iso3 == 'RUS'") for edition in (2025, 2026))
    return float(
        sum(one.loc[one["year"].isin(years), "tiv_million"].sum() * sign for one, sign in ((old, 1), (new, -1)))
    )


def _fall() -> float:
    return _share(2025) - _share(2026)


def _mended_share() -> float:
    """Russia's share in the older edition once the misspelt row is mended, as the newer one has it."""
    rows, newer = (by_year(_ruritania(edition).frame) for edition in (2025, 2026))
    lost = newer.query("supplier_iso3 == 'RUS' and year == 2017").assign(sipri_edition=rows["sipri_edition"].iloc[0])
    made = shares(pd.concat([rows, lost]), "supplier_iso3", "tiv_million", period=WINDOW)
    return float(made.set_index("supplier_iso3").loc["RUS", "share_percent"])


def _fall_slips() -> Iterable[tuple[float, str]]:
    yield (
        _mended_share() - _share(2026),
        "Right for your mended copy of the older file, and worth saying so; the files as they came are asked for.",
    )
    yield _share(2025, None) - _share(2026, None), "That is over all years; the window 2016-2020 is asked for."
    yield (
        100 * _fall() / _share(2025),
        "That is a fall in per cent of the old share; in percentage points you only subtract.",
    )
    for edition in (2025, 2026):
        yield _share(edition), "That is a share; the difference between two shares is asked for."


@cache
def _gone() -> set[str]:
    held = catalog.load("arms_editions")
    old, new = (held[held["sipri_edition"] == one] for one in ("2025", "2026"))
    rows = compare(old, new).rows
    return set(rows.loc[rows["change"] == "gone", "recipient_iso3"])


EXERCISES: tuple[Exercise, ...] = (
    Number(
        id="7.1",
        place="class",
        question="By how many million TIV did the 2026 edition lower Ruritania's Russian volume of 2015 and 2016 together?",
        truth=lambda: _lowered(2015, 2016),
        slips=lambda: [
            (_lowered(2015), "That is one year; the two together are asked for."),
            (
                _lowered(2015, 2016, 2017),
                "That counts 2017 too: a row that could not be read, not one that was revised.",
            ),
        ],
        unit="million TIV",
        tolerance=0.3,
        hints=(
            "The comparison of the two editions has a row a year.",
            "Subtract the new volume from the old one, in each of the two years.",
        ),
        after="One revised deal makes it all. Which one? Look at the two frames.",
    ),
    Number(
        id="7.2",
        place="class",
        question=(
            "Ruritania, deliveries of 2016-2020 (by_year, pooled TIV, both files as they came): by how many percentage "
            "points is Russia's share lower in the 2026 edition than in the 2025 one?"
        ),
        truth=_fall,
        slips=_fall_slips,
        unit="percentage points",
        tolerance=0.3,
        hints=(
            "Change one thing at a time: two editions, one window.",
            "In code: for frame in (before, after): "
            'print(ck.shares(frame, by="supplier_iso3", value="tiv_million", period=(2016, 2020)))',
        ),
        after="Which single revision makes most of it? Look at the fighter deal in both frames.",
    ),
    Writing(
        id="7.3",
        place="class",
        about="source",
        question=(
            "Read SIPRI's user rules (link above). You publish shares computed from your export, and a company asks you "
            "for a paid training with them. In two or three sentences: whom do you credit, for what, and what else must you do?"
        ),
        hints=("Look for who may be credited with a sum that you made.", "Look for what is said about commercial use."),
        checklist=(
            "SIPRI is credited for the data, with edition or day of the export.",
            "The shares are called your own calculation.",
            "A paid training is commercial use: permission is asked first.",
            "It says how a reader could repeat the result (file, date, report).",
        ),
    ),
    Number(
        id="7.4",
        place="home",
        question="How many deals of Ruritania's 2026 register had brought no delivery when it was made?",
        truth=lambda: int((_ruritania(2026).frame["delivery_status"] == "pending").sum()),
        slips=lambda: [
            (len(_ruritania(2026).frame), "That is all deals; those without a delivery are asked for."),
            (
                int((_ruritania(2026).frame["number_delivered"] > 0).sum()),
                "That many did bring something; the others are asked for.",
            ),
        ],
        unit="deals",
        tolerance=0.3,
        hints=(
            "An order is no delivery; the register keeps both.",
            "Look at the column delivery_status, or at number_delivered.",
        ),
        after="On the ladder of notebook 02, which rung is that?",
    ),
    Countries(
        id="7.5",
        place="home",
        question=(
            "From the 2025 to the 2026 edition some entries (recipient, supplier, year) of the five are gone altogether. "
            "Whose?"
        ),
        truth=_gone,
        hints=(
            "ck.importers.compare sets two editions side by side.",
            "In code: change.rows.query(\"change == 'gone'\").",
        ),
        after="Gone from the record, moved to another year, or to another supplier? Look at the neighbouring years, and at what was added.",
    ),
    Writing(
        id="7.6",
        place="home",
        question=(
            "A colleague wants the same kit for another region. In two or three sentences: what comes first, what is checked "
            "before any chart, and what would stop you from publishing?"
        ),
        hints=(
            "Begin with the file and its terms, not with a chart.",
            "Which of the three questions of notebook 00 has no answer yet?",
        ),
        checklist=(
            "It keeps the raw file with its day and edition.",
            "It reads the report and explains every skipped row.",
            "It names states and sources before any chart.",
            "It decides claims in two editions.",
            "It says what would stop publication.",
        ),
    ),
)
