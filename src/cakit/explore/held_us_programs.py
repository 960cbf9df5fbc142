"""What the explorer of US programs holds and says: words, gaps, and the tables brought to the form that is shipped."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from cakit import catalog, figure, provenance
from cakit.catalog import FIVE

if TYPE_CHECKING:
    import pandas as pd

SHORT = {
    "DOD_COUNTERDRUG": "Pentagon counter-drug",
    "DOD_COUNTERDRUG_NONMILITARY": "Counter-drug, economic",
    "DOE_NONPROLIFERATION": "Energy Department",
    "CTR_NONMILITARY": "CTR, economic part",
    "NON_SA_COCOM": "Command engagement",
    "OTHER_DOD": "Other Pentagon",
    "REGIONAL_CENTERS": "Regional Centers",
    "SEC1004": "Section 1004",
    "SEC1206_2282": "Section 1206/2282",
    "SEC333": "Section 333",
    "SERVICE_ACADEMIES": "Service academies",
}
COLOURS = {  # apart for every eye, and from the colours of suppliers by their use: no supplier is drawn here
    "FMF": "#332288",
    "DOD_COUNTERDRUG": "#882255",
    "DOE_NONPROLIFERATION": "#C9B458",
    "CTR": "#117733",
    "INCLE": "#44AA99",
    "NADR": "#88CCEE",
    "IMET": "#CC6677",
    "CTR_NONMILITARY": "#999933",
    "REGIONAL_CENTERS": "#C9B458",
    "SEC1004": "#882255",
    "CTFP": "#44AA99",
    "PKO": "#88CCEE",
    "other": figure.COLOURS["other"],
}
NOMINAL, CONSTANT, PEOPLE = "obligations nominal", "obligations constant", "people trained"
MONEY, HELD = "USAID Greenbook of August 2022", "training reports to Congress"
MEASURES = {  # measure: words in the list, unit, table, column of values, source in words, last complete year
    NOMINAL: (
        "obligated, dollars of each year",
        "dollars of each year",
        "us_obligations",
        "obligated_usd",
        MONEY,
        2018,
    ),
    CONSTANT: (
        "obligated, dollars of fiscal 2020",
        "dollars of fiscal 2020",
        "us_obligations",
        "obligated_usd_constant_2020",
        MONEY,
        2018,
    ),
    PEOPLE: ("people trained, places on courses", "places on courses", "us_training", "trainees", HELD, 2020),
}
BRIEF = {NOMINAL: "million dollars", CONSTANT: "million 2020 dollars", PEOPLE: "places"}
UNTIL = 2025  # how far the axis goes, to show what is not held
WINDOWS = {"1": "one year", "5": "5 years", "10": "10 years", "all": "all years held"}
GAPS = (  # of what kind, for which program (all where empty), from, to, how drawn, what is said
    ("all", "", 2021, UNTIL, "gap", ""),
    ("money", "", 2019, 2020, "part", " FY2019 and FY2020 are incomplete in this edition."),
    ("money", "FMF", 2018, 2018, "gap", " The edition has no FMF line for FY2018."),
    (
        "money",
        "FMF",
        2015,
        2020,
        "",
        " From about FY2015 FMF was asked for regionally: no line for a state does not mean that it got none.",
    ),
    ("people", "", 1999, 1999, "part", " FY1999 rests on one report."),
    ("people", "", 2009, 2009, "part", " The report of FY2009 could not be read whole."),
)
FOUND = {  # what is said of money and of people
    "money": "In {span} the United States obligated {total} million {unit} in security programs for {groups}: "
    "{percent} of it as {member} ({part} million){rest}{pool} ({source}).",
    "people": "In {span} people from {groups} took {total} places on US military courses: {percent} of them through "
    "{member} ({part}){rest}{pool} ({source}).",
}
WORDS = {
    "absent": "In {span} the table holds no {member} line for {groups}, which is no proof of none; all programs "
    "together: {total} {unit}{leader} ({source}).",
    "none": "In {span} the table holds no line for {groups} at all, which is no proof of none ({source}).",
    "next": ", next {member} with {percent}",
    "leader": "; the largest was {member} with {percent}",
    "alone": "; no other program has a line",
    "pool": "; {member} has the largest part, {percent}",
    "all": "the five states together",
    "million": "million {unit}",
    "hint": "Point at the chart to look, click to keep; or use the arrow keys. Pale columns: the year is incomplete.",
    "maphint": "Click: one state, or all five.",
    "columns": "{program} by fiscal year: {groups}",
    "programs": "All programs",
    "axis": "{unit}, by US fiscal year",
    "gap": "no data held",
    "map": "{program}, {unit}",
    "bars": "{span}, {unit}",
    "others": "all others",
    "more": "{count} others",
    "line": "no line",
    "note": "A year without a line is a gap, never a zero. An obligation is no delivery; for FMF and IMET it is largely the "
    "allocation as booked. The Energy, CTR, INCLE and NADR money counts as economic in parts of the source. One person on "
    "two courses counts twice.",
}


def kind(measure: str) -> str:
    """Money or people."""
    return "people" if measure == PEOPLE else "money"


def short(program: str) -> str:
    """A name of a program that fits beside a bar."""
    return SHORT.get(program) or str(codes().at[program, "label"])


@cache
def codes() -> pd.DataFrame:
    codes = catalog.load("codes")
    return codes[codes["vocabulary"] == "us_program"].set_index("code")


@cache
def rows_of(measure: str) -> pd.DataFrame:
    """A row a state, fiscal year and program: what the measure counts, with its sources."""
    _, unit, table, value, _, complete = MEASURES[measure]
    held, keys = catalog.load(table), ["country_iso3", "fiscal_year", "program"]
    source = "source_ids" if "source_ids" in held else "source_id"
    made = held.groupby(keys, as_index=False).agg(value=(value, "sum"), source_ids=(source, "first"))
    return made.astype({"fiscal_year": "int64", "value": "int64"}).assign(
        measure=measure, unit=unit, complete=lambda rows: rows["fiscal_year"] <= complete
    )


@cache
def shipped(measure: str) -> dict[str, Any]:
    label, unit, _, _, source, complete = MEASURES[measure]
    rows = rows_of(measure)
    sums: dict[str, dict[str, list[list[int]]]] = {code: {} for code in FIVE}
    for row in rows.itertuples():
        sums[row.country_iso3].setdefault(row.program, []).append([row.fiscal_year, row.value])
    held = {"label": label, "unit": unit, "source": source, "kind": kind(measure), "complete": complete, "sums": sums}
    held["brief"] = BRIEF[measure]
    held["template"] = FOUND[kind(measure)]
    years = {"first": int(rows["fiscal_year"].min()), "last": int(rows["fiscal_year"].max())}
    return held | years | {"credit": provenance.credit(rows), "ids": rows["source_ids"].iat[0]}


def amount(value: int, measure: str) -> str:
    """Money in millions with one decimal, people one by one.

    Examples
    --------
    >>> amount(12_345_678, NOMINAL), amount(20_000, NOMINAL), amount(-8308, NOMINAL), amount(1234, PEOPLE)
    ('12.3', 'under 0.1', 'below 0', '1,234')
    """
    if kind(measure) == "people":
        return f"{value:,}"
    tenths = (value + 50_000) // 100_000
    if value < 0:
        return "below 0"
    return "under 0.1" if value and not tenths else f"{tenths // 10:,}.{tenths % 10}"
