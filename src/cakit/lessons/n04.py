"""Exercises of notebook 04: who needs whose minerals?"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from cakit import catalog
from cakit.lessons.kinds import Countries, Exercise, Number, Writing

POUND_KG = 0.45359237  # kilograms
METAL_PART = 1 / 1.18  # uranium in the oxide U3O8, by weight


def _ore(first: int, last: int) -> pd.DataFrame:
    """Tajik antimony ore by buyer: dollars and tonnes."""
    kept = catalog.load("mineral_trade").query(
        "exporter_iso3 == 'TJK' and mineral == 'antimony' and @first <= year <= @last"
    )
    return kept.groupby("partner_iso3")[["value_usd_million", "quantity_t"]].sum()


def _share(buyer: str, measure: str, first: int, last: int) -> float:
    made = _ore(first, last)[measure]
    return float(100 * made[buyer] / made.sum())


def _india() -> float:
    return _share("IND", "quantity_t", 2020, 2024)


def _india_slips() -> Iterable[tuple[float, str]]:
    yield _share("IND", "value_usd_million", 2020, 2024), "That is the share of the dollars; tonnes are asked for."
    yield _share("IND", "quantity_t", 2023, 2023), "That is one year; the five years 2020-2024 are asked for."
    yield _share("CHN", "quantity_t", 2020, 2024), "That is China's share."
    whole = _ore(2020, 2024)["quantity_t"]
    yield 100 * whole["IND"] / whole["CHN"], "That is India over China; what all buyers took is the whole."


PARK_MILLION = 10_000  # dollars: two announced parks are larger and outweigh the rest


def _counted() -> pd.DataFrame:
    """The ventures that count, the two parks of over ten billion dollars left out."""
    return catalog.load("mineral_events").query("counts_once and value_usd_million < @PARK_MILLION")


def _boguty(sum_million: float) -> float:
    """Share of the money counted once that stands on the rung implemented, with another sum for Boguty, per cent."""
    rows = _counted()
    money = rows["value_usd_million"].mask(rows["venture"] == "boguty", sum_million)
    return float(100 * money[rows["status"] == "implemented"].sum() / money.sum())


def _rival(figure_id: str) -> float:
    return float(catalog.load("mineral_rival_figures").set_index("figure_id").at[figure_id, "value"])


def _lowest() -> float:
    return _boguty(_rival("MF-20"))


def _lowest_slips() -> Iterable[tuple[float, str]]:
    rows = _counted()
    old = float(rows.loc[rows["venture"] == "boguty", "value_usd_million"].iloc[0])
    built = float(rows.loc[rows["status"] == "implemented", "value_usd_million"].sum())
    whole = float(rows["value_usd_million"].sum())
    every = catalog.load("mineral_events")
    everything = float(every["value_usd_million"].sum())
    lower = _rival("MF-20") - old
    with_parks = float(every.query("counts_once")["value_usd_million"].sum()) + lower
    yield (
        100 * (built + lower) / with_parks,
        "The two parks of over ten billion dollars are in that sum: leave them out.",
    )
    yield 100 * (built - old + _rival("MF-20")) / whole, "The sum falls above and below the line: in the whole as well."
    yield (
        _boguty(_rival("MF-21")),
        "That is the highest of the printed sums; it counts a second stage that is only planned.",
    )
    yield _boguty(old), "That is the sum of the table; put the lowest printed one in its place."
    yield 100 * built / everything, "All rows are in that sum: filter counts_once first."


def _beyond_the_eu() -> float:
    wide = catalog.load("mineral_lists").pivot(index="mineral", columns="list", values="status")
    return float(((wide["us_2025"] == "listed") & (wide["eu_2023_critical"] == "not_listed")).sum())


def _beyond_slips() -> Iterable[tuple[float, str]]:
    lists = catalog.load("mineral_lists")
    wide = lists.pivot(index="mineral", columns="list", values="status")
    yield (
        float(((wide["us_2025"] == "listed") & (wide["eu_2023_strategic"] == "not_listed")).sum()),
        "That compares with the EU's strategic list; the critical one is asked for.",
    )
    yield (
        float(((wide["us_2025"] == "listed") & (wide["eu_2023_critical"] != "listed")).sum()),
        "What is on the EU's list because it is strategic is on it: count it as listed.",
    )
    yield float(((wide["us_2025"] == "listed") & (wide["us_2022"] == "not_listed")).sum()), "Those are new since 2022."
    yield float((wide["us_2025"] == "listed").sum()), "Those are all of the US list."


def _chinese_owners() -> set[str]:
    sites = catalog.load("mineral_sites").dropna(subset=["owner_iso3"])
    return set(sites.loc[sites["owner_iso3"].str.contains("CHN"), "country_iso3"])


def _bought() -> float:
    rows = catalog.load("uranium_trade").query("exporter_iso3 == 'KAZ' and partner_iso3 == 'USA' and year == 2022")
    return float(rows.loc[rows["unit"] == "million_lb_u3o8", "quantity"].iloc[0])


def _mined() -> float:
    rows = catalog.load("uranium_production").query("country_iso3 == 'KAZ' and year == 2022")
    return float(rows["quantity"].iloc[0])


def _pounds() -> float:
    return 100 * _bought() * 1000 * POUND_KG * METAL_PART / _mined()


def _pounds_slips() -> Iterable[tuple[float, str]]:
    oxide = _bought() * 1000 * POUND_KG
    yield 100 * oxide / _mined(), "That is oxide over metal: one tonne of metal is about 1.18 tonnes of oxide."
    yield 100 * oxide / METAL_PART / _mined(), "You went the wrong way: oxide weighs more than the metal in it."
    yield 100 * _bought() * 1000 * METAL_PART / _mined(), "Those are still pounds: a pound is 0.4536 kilograms."
    yield 100 * _bought() * 1000 / _mined(), "Those are pounds of oxide over tonnes of metal."


EXERCISES: tuple[Exercise, ...] = (
    Number(
        id="4.1",
        place="class",
        question=(
            "Tajik antimony ore once more, now over five years: what share of the tonnes exported in 2020-2024 went to India? "
            "In per cent."
        ),
        truth=_india,
        slips=_india_slips,
        unit="percent",
        hints=(
            "Decide the unit first: dollars and tonnes give different answers here.",
            "Add the tonnes of the five years for each buyer, then divide by the tonnes of all buyers.",
            "In code: ck.load(\"mineral_trade\").query(\"exporter_iso3 == 'TJK' and mineral == 'antimony' and 2020 <= year <= 2024\")"
            '.groupby("partner_iso3")["quantity_t"].sum().',
        ),
        after="In dollars the share is far higher. Better ore, another product under one code, or a price of one year? The table cannot say.",
    ),
    Number(
        id="4.2",
        place="class",
        question=(
            "Leave out the two parks of over ten billion dollars. The lowest of the sums printed for the Boguty plant is 260 "
            "million dollars (mineral_rival_figures, MF-20). Put it in place of the one in the table of events: what share of "
            "the money counted once is then implemented? In per cent, to one decimal."
        ),
        truth=_lowest,
        slips=_lowest_slips,
        unit="percent",
        tolerance=0.1,
        hints=(
            "Only rows with counts_once may be added, here those of under ten billion dollars; a figure changed in a part changes the whole too.",
            'The rival sums stand in ck.load("mineral_rival_figures"), statistic project_cost.',
            'In code: ck.load("mineral_events").query("counts_once and value_usd_million < 10000"), change one '
            "value_usd_million, then divide two sums.",
        ),
        after="The highest printed sum holds a second stage that is only planned: why may it not be counted here? And which other row would move the share more if it climbed one rung?",
    ),
    Writing(
        id="4.3",
        place="class",
        question=(
            "Open the open.kg report on the summit of November 2025 (linked above). In two or three sentences: whose voices does it "
            "let speak, on which rung does each deal it names stand by its own words, and which paper would raise one of them?"
        ),
        hints=(
            "Mark every verb that goes with a sum: plans, agreed, will invest, opened.",
            "Look who is quoted, and in which language the quotation first appeared.",
        ),
        checklist=(
            "It names who speaks in the report and who does not.",
            "It says that the text is agency text in translation, if you found that, and how you know.",
            "It puts at least one deal on a rung (announced, signed, implemented) and quotes the word that decides.",
            "It keeps a letter of interest, a portfolio and money spent apart.",
            "It says which paper would raise the deal by one rung.",
        ),
    ),
    Number(
        id="4.4",
        place="home",
        question=(
            "Count rare earths as one mineral, and platinum metals as one. How many minerals of mineral_lists are on the US list "
            "of 2025 but in no way on the EU's list of critical raw materials?"
        ),
        truth=_beyond_the_eu,
        slips=_beyond_slips,
        unit="minerals",
        tolerance=0.1,
        hints=(
            "Make one row a mineral and one column a list.",
            "Copper and nickel stand on the EU's list only because they are strategic: are they on it?",
            'In code: ck.load("mineral_lists").pivot(index="mineral", columns="list", values="status").',
        ),
        after="Pick one of them that the region exports and say who would gain if Brussels followed Washington.",
    ),
    Countries(
        id="4.5",
        place="home",
        question="In which of the five does the table of sites name an owner from China?",
        truth=_chinese_owners,
        hints=(
            "Owners stand in owner_iso3, several in one cell: do not ask whether the cell equals a code.",
            'In code: ck.load("mineral_sites"), then owner_iso3 with .str.contains.',
        ),
        after="Now look at status and status_as_of: which of these sites were seen at work, and when?",
    ),
    Number(
        id="4.6",
        place="home",
        question=(
            "In 2022 owners of US reactors bought about 10 million pounds of Kazakh uranium oxide, U3O8 (UR-007). What share of the "
            "uranium mined in Kazakhstan in 2022, in tonnes of metal, is that? A pound is 0.4536 kg; 1.18 tonnes of U3O8 hold one "
            "tonne of uranium. In per cent."
        ),
        truth=_pounds,
        slips=_pounds_slips,
        unit="percent",
        hints=(
            "Three steps: pounds to tonnes, oxide to metal, then the share.",
            'The output stands in ck.load("uranium_production"), in tonnes of metal.',
        ),
        after="So one flow is a quarter of what US owners bought and a smaller part of what Kazakhstan mined: each side reads its own dependence.",
    ),
)
