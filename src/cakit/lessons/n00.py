"""Exercises of notebook 00: how do we know what we think we know?"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import pandas as pd

from cakit import catalog
from cakit.lessons.kinds import Choice, Countries, Exercise, Number, Writing


def turkish_share(edition: str = "2026", roles: Iterable[str] = ("armed",)) -> float:
    """Türkiye's share of the drones delivered to the five, by count, per cent."""
    drones = catalog.load("drones_by_edition")
    kept = drones[(drones["sipri_edition"] == edition) & drones["drone_role"].isin(list(roles))]
    return _share(kept.groupby("supplier_iso3")["number_delivered"].sum())


def _share(sums: pd.Series, member: str = "TUR") -> float:
    return float(100 * sums[member] / sums.sum())


def _turkish_slips() -> Iterable[tuple[float, str]]:
    drones = catalog.load("drones_by_edition").query("sipri_edition == '2026'")
    armed = drones[drones["drone_role"] == "armed"]
    volume = catalog.load("arms_deliveries").query("description == 'armed drone'")
    yield turkish_share("2025"), "That is the share in an older edition; the 2026 one is asked for."
    yield (
        turkish_share("2026", set(drones["drone_role"])),
        "Drones of every kind are in it; only armed ones are asked for.",
    )
    yield turkish_share("2026", ("armed", "possibly_armed")), "Possibly armed is not armed: one line too many is in it."
    yield _share(armed.groupby("supplier_iso3").size()), "You counted lines of the table; add the numbers delivered."
    yield (
        _share(volume.groupby("supplier_iso3")["tiv_million"].sum()),
        "Two slips lead there: the share by volume (TIV), where items are asked for, or a supplier left out of the whole.",
    )
    yield 100 - turkish_share(), "That is what all the others delivered."
    items = armed.groupby("supplier_iso3")["number_delivered"].sum()
    yield items["TUR"], "That is a number of items; divide it by the items from all suppliers."
    yield items.sum(), "That is the whole; the share of one supplier in it is asked for."


@cache
def _printed() -> dict[str, tuple[float, float]]:
    """Code → the rate as S3 prints it, and its last decimal."""
    rows = catalog.load("exchange_tickers").query("source_id == 'S3'")
    steps = [10.0 ** -len(text.split(".")[1]) for text in rows["printed"]]
    return dict(zip(rows["country_iso3"], zip(rows["usd_per_lcu"], steps, strict=True), strict=True))


def rounding(code: str) -> float:
    """How far the true rate may lie from the printed one, per cent of the printed one."""
    rate, step = _printed()[code]
    return float(100 * step / 2 / rate)


def _rounding_slips() -> Iterable[tuple[float, str]]:
    rate, step = _printed()["UZB"]
    yield 2 * rounding("UZB"), "That is the whole last decimal; rounding hides at most half of it, up or down."
    yield rounding("KAZ"), "That is the tenge; the sum is asked for."
    yield 100 * (rate / (rate - step / 2) - 1), "You turned the rate round first; stay with the rate as printed."
    yield 100 * (1 - rate / (rate + step / 2)), "You turned the rate round first; stay with the rate as printed."


@cache
def _ranges() -> pd.Series:
    """Event → how many times the lowest number of dead fits into the highest."""
    rows = catalog.load("conflicts").query("deaths_low > 0 and deaths_high > deaths_low")
    names = [f"{place.split(',')[0]} {year}" for place, year in zip(rows["place"], rows["year"], strict=True)]
    return pd.Series((rows["deaths_high"] / rows["deaths_low"]).to_numpy(dtype="float64"), index=names)


def _widest() -> str:
    return str(_ranges().idxmax())


def _named_since(year: int) -> set[str]:
    kept = catalog.load("conflicts").query("year >= @year")
    return {code for cell in kept["countries_iso3"] for code in cell.split(";")} & set(catalog.FIVE)


EXERCISES: tuple[Exercise, ...] = (
    Number(
        id="0.1",
        place="class",
        question=(
            "Armed drones delivered to the five states, 2026 edition, items: what share came from Türkiye? Count on paper "
            "or by code. In per cent."
        ),
        truth=lambda: turkish_share(),
        slips=_turkish_slips,
        unit="percent",
        hints=(
            "A share has a part and a whole: items from one supplier over items from all.",
            "Not every drone is armed, and not every edition is the newest: two columns of the table decide which rows go in.",
            "In code: ck.load(\"drones_by_edition\").query(\"sipri_edition == '2026' and drone_role == 'armed'\")"
            '.groupby("supplier_iso3")["number_delivered"].sum().',
        ),
        after="Say it with its four words: whose share, of what, in which unit, as of which edition.",
    ),
    Number(
        id="0.2",
        place="class",
        question=(
            "The header of S3 prints the Uzbek sum with five decimals. By how many per cent of the printed rate may the true "
            "rate lie above or below it, if the page rounded correctly? In per cent."
        ),
        truth=lambda: rounding("UZB"),
        slips=_rounding_slips,
        unit="percent",
        tolerance=0.26,
        hints=(
            "Rounding hides at most half of the last decimal that is printed.",
            "Take half of the last decimal and divide it by the printed rate.",
            'In code: ck.load("exchange_tickers") holds the rate as printed; 0.000005 is half of the fifth decimal.',
        ),
        after="Five decimals look exact; only the digits after the zeros carry news. The same header is far finer for the somoni.",
    ),
    Writing(
        id="0.3",
        place="class",
        question=(
            "January 2022 in Kazakhstan: read the opening of the paper from a journal in Moscow and of the one from London "
            "(links in the first part above). In two or three sentences: which facts do both accept, and which word of "
            "each is a judgement?"
        ),
        hints=(
            "List what could be seen on a photograph or in an order: who came, how many, for how long.",
            "Then look for words that say what it was for: order, help, show, support.",
        ),
        checklist=(
            "Both accept that troops of the alliance came in January 2022.",
            "One reads the mission as restoring order, the other as a show of support for a government.",
            "It names the words that judge, and who speaks from where: a scholar of Astana in a Moscow journal, academics in London.",
            "It asks whose count of the dead there is: the numbers held come from the Kazakh authorities.",
            "It says which document would help to decide.",
        ),
    ),
    Choice(
        id="0.4",
        place="home",
        question=(
            "In the table of conflicts, for which event is the highest published number of dead the largest multiple of the "
            "lowest? Leave out events with fewer than two numbers."
        ),
        options=lambda: sorted(_ranges().index),
        truth=_widest,
        hints=(
            "Divide, do not subtract: a small event can be the most disputed one.",
            'In code: ck.load("conflicts").query("deaths_low > 0")[["place", "year", "deaths_low", "deaths_high"]]; then divide.',
        ),
        after="Now read its deaths_basis: a government and rights groups. Who could count the dead behind a prison wall?",
    ),
    Countries(
        id="0.5",
        place="home",
        question="Which of the five states does the table of conflicts name in an event that began in 2021 or later?",
        truth=lambda: _named_since(2021),
        hints=(
            "One row can name several states; the column divides them by semicolons.",
            'In code: ck.load("conflicts").query("year >= 2021")["countries_iso3"].',
        ),
        after="Who is missing? Ask whether nothing happened there, or nothing was reported; what would tell the two apart?",
    ),
    Writing(
        id="0.6",
        place="home",
        question=(
            "Take one number on your own country from this week's news. In two or three sentences: who says so, how sure "
            "are they, as of when, and what does the number leave out?"
        ),
        hints=(
            "Go back one step: whom does the article name as its source, and can you open that source?",
            "Look for a word such as about, at least, estimated, preliminary; and for the day or edition of the data.",
        ),
        checklist=(
            "It names the first source, not only the outlet that repeats it.",
            "It says how sure the source is, in the source's own words, or that it does not say.",
            "It gives the date of the data, which is not the date of the article.",
            "It says what is counted and in which unit.",
            "It names somebody who would object.",
        ),
    ),
)
