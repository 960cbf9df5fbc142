"""What is printed on one mineral: output by state, US imports, sites, rival figures, lists.

Nothing here may be added up: lines, bars and sentences are made from single rows.
"""

from __future__ import annotations

from collections import namedtuple
from functools import cache
from typing import Any

import pandas as pd

from cakit import catalog
from cakit.catalog import FIVE, country_name, label
from cakit.catalog.sources import credit
from cakit.figures.text import listed
from cakit.plots.parts import percent

EDITIONS = {f"MCS {year}": f"US Geological Survey, {year} edition" for year in (2025, 2026)}
HEDGES = {"over": "over ", "under": "under "}
MARKS = {"over": "over", "under": "under", "net_exporter": "dash"}
STAGES = {"mine": "mined", "refined": "made"}
OLD = {"dash": True, "hollow": True}  # how the edition before is drawn
TOPS = (0.1, 0.5, 1, 2, 5, 10, 20, 50, 100)  # where the axis of shares can end, percent
OUTPUT = ["country_iso3", "item", "edition", "year", "quantity", "unit", "world_quantity"]
OUTPUT += ["estimated", "source_id"]
RELIANCE = ["group", "item", "edition", "year", "reliance_percent", "unit", "comparator"]
RELIANCE += ["estimated", "source_id"]
SURVEYED = range(2021, 2026)  # the years of the survey of imports
_credit = cache(credit)  # of a tuple of source ids


@cache
def output() -> pd.DataFrame:
    """Output of minerals and uranium, newest edition last, with the share of the world's."""
    uranium = catalog.load("uranium_production").assign(mineral="uranium", item="uranium content")
    both = [catalog.load("mineral_production"), uranium.assign(stage="mine")]
    rows = pd.concat(both, ignore_index=True).sort_values("edition", kind="stable")
    world = rows["world_quantity"].where(rows["world_quantity"] > 0)
    return rows.assign(
        unit=rows["unit"].map(lambda code: label("unit", code)),
        world_excludes_usa=rows["world_excludes_usa"].fillna(False).astype(bool),
        share=100 * rows["quantity"] / world,
    )


@cache
def _records(table: str) -> dict[str, list[Any]]:
    """Mineral → its rows as named tuples, a gap as None; `output` with words beside it."""
    frame = output() if table == "output" else catalog.load(table)
    if table == "output":
        shares = frame["share"].map(percent, na_action="ignore").fillna("")
        form = list(zip(frame["country_iso3"], frame["item"], frame["stage"], strict=True))
        frame = frame.assign(amount=frame["quantity"].fillna(0), percent=shares, form=form)
    row_type: Any = namedtuple("Row", ("Index", *frame.columns))  # type: ignore[misc]
    found: dict[str, list[Any]] = {}
    for cells in frame.astype(object).where(frame.notna(), None).itertuples(name=None):
        row: Any = row_type(*cells)
        found.setdefault(row.mineral, []).append(row)
    return found


def output_set(mineral: str, name: str, words: dict[str, str]) -> dict[str, Any]:
    """Shares of world output by state, form and edition."""
    rows = _records("output").get(mineral, [])
    lines = _output_lines(rows)
    highest = max((cell[1] for line in lines for cell in line["cells"]), default=0)
    bars, shares, said = {}, {}, {}
    for number in sorted({row.year for row in rows}):
        year, part = str(number), [row for row in rows if row.year == number]
        largest = sorted(part, key=lambda row: -row.amount)
        bars[year] = [_output_bar(row, max(largest[0].amount, 1)) for row in largest]
        shares[year] = {
            row.country_iso3: {"label": row.percent or f"{row.amount:,.0f}"}
            | {"part": round((row.share or 0) / 100, 3)}
            for row in reversed(largest)
        }
        told = {code: _mined(part, code, mineral, name) for code in ("", *FIVE)}
        said[year] = {code: text for code, text in told.items() if text}
    table = [row._replace(estimated=bool(row.estimated)) for row in rows]
    years = [row.year for row in rows] or [2023, 2025]
    none = f"The tables held name no output of {name} in this year; that is a gap, not a zero."
    top = next(top for top in TOPS if top >= highest)
    sets = {"lines": lines, "bars": bars, "map": shares, "said": said}
    return _looked_up(years, table, OUTPUT, words, **sets, none=none, top=top)


def _output_lines(rows: list[Any]) -> list[dict[str, Any]]:
    """A line for each state, form and edition that has a share."""
    newest = max((row.edition for row in rows), default="")
    forms, lines = len({(row.item, row.stage) for row in rows}) > 1, dict[Any, Any]()
    for row in (row for row in rows if row.share is not None and row.quantity):
        old = "" if row.edition == newest else f" ({row.edition})"
        name = f"{country_name(row.country_iso3)}{f', {row.item}' if forms else ''}{old}"
        line = {"group": row.country_iso3, "code": row.country_iso3, **(OLD if old else {})}
        line = lines.setdefault((row.form, row.edition), {**line, "name": name, "cells": []})
        line["cells"].append([row.year, round(row.share, 3), "", False, row.percent])
        line["cells"].sort(key=lambda cell: cell[0])
    return list(lines.values())


def _output_bar(row: Any, most: float) -> dict[str, Any]:
    text = f"{row.amount:,.0f} {row.unit} {row.percent}".strip()
    name = f"{country_name(row.country_iso3)}, {row.edition[:8]}"
    where = {"group": row.country_iso3, "code": row.country_iso3}
    return {**where, "part": round(row.amount / most, 3), "name": name, "text": text}


def _mined(rows: list[Any], country: str, mineral: str, name: str) -> str:
    """What is printed for one year: the newest of each state and form, the largest share first."""
    rows = [row for row in rows if country in ("", row.country_iso3)]
    newest = {row.form: row for row in rows}.values()
    if not newest:
        return ""
    row, *others = sorted(newest, key=lambda row: (-(row.share or 0), row.country_iso3))
    edition, state = EDITIONS.get(row.edition, row.edition), country_name(row.country_iso3)
    if not row.quantity:
        dash = f"For {row.year} the source prints a dash for {state}, {name} ({edition})"
        return f"{dash}: taken as zero, it proves nothing."
    item = "" if row.item == name else f" ({row.item})"
    text = f"In {row.year} {state} {STAGES[row.stage]} {row.quantity:,.0f} {row.unit}"
    text += f" of {name}{item}, {_of_the_world(row)}"
    text += "" if row.world_rank is None else f", place {int(row.world_rank)}"
    text += f" ({edition}{', estimate' if row.estimated else ''})"
    also = [
        f"{country_name(other.country_iso3)} {other.quantity:,.0f} {other.unit}"
        + (f" ({other.percent})" if other.percent else "")
        for other in others
        if other.quantity
    ]
    text += f"; also {listed(also[:3])}" if also else ""
    return text + _contradicted(rows, row, mineral) + "."


def _of_the_world(row: Any) -> str:
    if row.share is None:
        return "no world total is printed"
    without = " outside the USA" if row.world_excludes_usa else ""
    return f"{row.percent} of world output{without} ({row.world_quantity:,.0f} {row.unit})"


def _contradicted(rows: list[Any], row: Any, mineral: str) -> str:
    """What the edition before and other sources say of the same output."""
    before = [
        other.amount
        for other in rows
        if other.form == row.form
        and other.edition != row.edition
        and other.quantity != row.quantity
    ]
    text = f"; the edition before said {before[0]:,.0f}" if before else ""
    said = [
        f"{other.value:,.0f} ({other.note.split(';')[0]})"
        for other in _records("mineral_rival_figures").get(mineral, [])
        if (other.about_iso3, other.year) == (row.country_iso3, row.year)
        and label("mineral_statistic", other.statistic) == "mine output"
    ]
    return text + (f"; rival figures: {listed(said)}" if said else "")


def reliance_set(mineral: str, name: str, words: dict[str, str]) -> dict[str, Any]:
    """Net imports of the United States against its consumption, by form."""
    rows = _records("mineral_import_reliance").get(mineral, [])
    sent = _records("mineral_import_sources").get(mineral, [])
    parts = [f"{row.share_percent:.0f}% ({row.item.lower()})" for row in sent]
    sources = f"; Kazakhstan sent {listed(parts)} of US imports in 2021–2024" if parts else ""
    lines = [
        {"name": name if item == "all" else item, "code": FIVE[place % 5], "group": ""}
        | {"cells": [_reliance_cell(row) for row in rows if row.item == item]}
        for place, item in enumerate(dict.fromkeys(row.item for row in rows))
    ]
    most = max((row.share_percent for row in sent), default=0)
    shown = {"KAZ": {"label": f"{most:.0f}%", "part": most / 100}} if parts else {}
    bars, said = {}, {}
    for year in SURVEYED:
        part = [row for row in rows if row.year == year]
        bars[str(year)] = [
            {"name": name if row.item == "all" else row.item, "code": "KAZ", "text": _relied(row)}
            | {"part": row.reliance_percent / 100 if row.status == "figure" else 0}
            for row in part
        ]
        gap = f"The survey held has no figure on US imports of {name} for {year}; "
        gap += f"that is a gap, not a zero{sources}"
        text = _imported(part, name) + sources if part else gap
        said[str(year)] = {"": text + (_reactors(year) if mineral == "uranium" else "") + "."}
    span, shares = [SURVEYED[0], SURVEYED[-1]], {str(year): shown for year in SURVEYED}
    sets = {"lines": lines, "bars": bars, "map": shares, "said": said}
    return _looked_up(span, rows, RELIANCE, words, **sets, none="", top=100)


def _reliance_cell(row: Any) -> list[Any]:
    """One year of one form: figure or gap, its mark, its words."""
    figure = float(row.reliance_percent) if row.status == "figure" else None
    mark = MARKS.get(row.status, MARKS.get(row.comparator, ""))
    return [row.year, figure, mark, False, _relied(row)]


def _relied(row: Any) -> str:
    """How far the United States lives on imports, in words."""
    if row.status == "figure":
        return f"{HEDGES.get(row.comparator, '')}{row.reliance_percent:.0f}%"
    return "net exporter" if row.status == "net_exporter" else "no figure"


def _imported(rows: list[Any], name: str) -> str:
    """What the survey says of one year, a form with a figure first."""
    row = next((row for row in rows if row.status == "figure"), rows[0])
    others = [other for other in rows if other is not row]
    what = name if row.item == "all" else f"{name} ({row.item})"
    text = {
        "figure": f"In {row.year} net imports were {_relied(row)} of US consumption of {what}",
        "net_exporter": f"In {row.year} the United States sold more {what} abroad than it bought",
    }.get(row.status, f"For {row.year} no figure on US imports of {what} is printed")
    text += f" ({EDITIONS['MCS 2026']}{', estimate' if row.estimated else ''})"
    also = [f"{other.item} {_relied(other)}" for other in others]
    return text + (f"; also {listed(also)}" if also else "")


def _reactors(year: int) -> str:
    rows = catalog.rows("uranium_trade", statistics_side="us_eia", year=year)
    rows = rows[rows["exporter_iso3"].isin(FIVE) & rows["share_percent"].notna()]
    said = [
        f"{'about ' if row.comparator == 'about' else ''}{row.share_percent:.0f}% "
        f"({country_name(row.exporter_iso3)})"
        for row in rows.itertuples()
    ]
    return f"; US reactor owners bought {listed(said)} of their uranium there" if said else ""


def _looked_up(
    years: list[int], rows: list[Any], columns: list[str], words: dict[str, str], **sets: Any
) -> dict[str, Any]:
    """A set that is looked up, with the rows behind it."""
    given = {"group": "", "unit": "percent"}  # where a table has no such column
    cells = [[getattr(row, name, given.get(name)) for name in columns] for row in rows]
    about = {"first": min(years), "last": max(years), "size": 1, "words": words, "table": cells}
    told = _credit(tuple(sorted({row.source_id for row in rows}))) if rows else ""
    return {**about, **sets, "columns": [*columns, "credit"], "credit": told}


@cache
def names() -> dict[str, str]:
    """What can be looked at: mined, sold or sited in the five."""
    tables = ("mineral_production", "mineral_trade")
    codes = {code for table in tables for code in catalog.load(table)["mineral"]} | {"uranium"}
    codes |= {
        code for cell in catalog.load("mineral_sites")["minerals"] for code in cell.split(";")
    }
    named = {code: label("mineral", code) for code in codes}
    return dict(sorted(named.items(), key=lambda pair: pair[1].lower()))


def traded(mineral: str) -> str:
    """What of a mineral the trade table holds: the words of its tariff codes."""
    codes = sorted(catalog.rows("mineral_trade", mineral=mineral)["hs_code"].unique())
    said = [label("hs_code", code) for code in codes]
    more = f" (and {len(said) - 2} more codes)" if len(said) > 2 else ""
    return listed(said[:2], names()[mineral]) + more


def site(row: Any) -> str:
    """A site in words: what it is, how it stands, whose it is."""
    kind, status = label("site_type", row.site_type), label("site_status", row.status)
    owners = str(row.owner_iso3).split(";") if isinstance(row.owner_iso3, str) else []
    named = listed(country_name(code) for code in owners)
    status += f" ({row.status_as_of})" if isinstance(row.status_as_of, str) else ""
    return f"{kind}, {status}" + (f", owners from {named}" if owners else "")


@cache
def _sites() -> dict[str, list[Any]]:
    """Mineral → the sites that have it."""
    found: dict[str, list[Any]] = {}
    for row in catalog.load("mineral_sites").itertuples():
        for mineral in dict.fromkeys(str(row.minerals).split(";")):
            found.setdefault(mineral, []).append(row)
    return found


def facts(mineral: str) -> list[Any]:
    """Sites and rival figures of one mineral."""
    sites = _sites().get(mineral, [])
    lines = [[f"{row.name} ({country_name(row.country_iso3)})", site(row)] for row in sites]
    for row in _records("mineral_rival_figures").get(mineral, []):
        year = f" {row.year}" if row.year else ""
        what = f"{country_name(row.about_iso3)}, {label('mineral_statistic', row.statistic)}{year}"
        lines.append([what, f"{row.value:,.0f} {label('unit', row.unit)}. {row.note}"])
    nothing = [["", "No site and no rival figure is held."]]
    return [f"Sites and rival figures: {names()[mineral]}", lines or nothing]


def lists(mineral: str) -> list[Any]:
    """Who calls the mineral critical."""
    named = {row.list: row.status for row in reversed(_records("mineral_lists").get(mineral, []))}
    words = {code: label("list_status", status) for code, status in named.items()}
    codes = sorted({row.list for rows in _records("mineral_lists").values() for row in rows})
    said = [[label("mineral_list", code), words.get(code, "not looked up")] for code in codes]
    return [f"Who calls {names()[mineral]} critical", said]
