"""What is printed on one mineral: output by state and edition, US imports, sites, rival figures, lists.

Nothing here may be added up: lines, bars and sentences are worked out, and shown as they are.
"""

from __future__ import annotations

from collections import namedtuple
from functools import cache
from typing import TYPE_CHECKING, Any

from cakit import catalog
from cakit.catalog import FIVE, country_name, label
from cakit.catalog.sources import credit
from cakit.figures.text import listed
from cakit.plots.parts import percent

if TYPE_CHECKING:
    import pandas as pd

EDITIONS = {f"MCS {year}": f"US Geological Survey, {year} edition" for year in (2025, 2026)}
HEDGES = {"over": "over ", "under": "under "}
STAGES = {"mine": "mined", "refined": "made"}
GAP = "that is a gap, not a zero."
OLD = {"dash": True, "hollow": True}  # how the edition before is drawn


@cache
def output() -> pd.DataFrame:
    """Output of minerals and uranium, newest edition last."""
    import pandas as pd

    uranium = catalog.load("uranium_production").assign(mineral="uranium", item="uranium content")
    both = [catalog.load("mineral_production"), uranium.assign(stage="mine")]
    rows = pd.concat(both, ignore_index=True).sort_values("edition", kind="stable")
    unit = rows["unit"].map(lambda code: label("unit", code))
    excludes = rows["world_excludes_usa"].fillna(False).astype(bool)
    return rows.assign(unit=unit, world_excludes_usa=excludes, share=_share(rows))


def _share(rows: pd.DataFrame) -> pd.Series:
    return 100 * rows["quantity"] / rows["world_quantity"].where(rows["world_quantity"] > 0)


def records(frame: pd.DataFrame) -> Any:
    """The rows as named tuples, a gap as None."""
    row_type = _row_type(("Index", *frame.columns))
    columns = [frame.index.tolist(), *(frame[name].tolist() for name in frame)]
    gaps = [[False] * len(frame), *frame.isna().to_numpy().T.tolist()]
    cells = [
        [None if gap else value for value, gap in zip(values, missing, strict=True)]
        for values, missing in zip(columns, gaps, strict=True)
    ]
    return [row_type(*row) for row in zip(*cells, strict=True)]


@cache
def _row_type(names: tuple[str, ...]) -> Any:
    return namedtuple("Row", names)


def rivals(mineral: str) -> pd.DataFrame:
    """The rival figures of one mineral."""
    return catalog.rows("mineral_rival_figures", mineral=mineral)


def output_set(mineral: str, name: str, words: dict[str, str]) -> dict[str, Any]:
    """Shares of world output by state, form and edition."""
    rows = output()[output()["mineral"] == mineral]
    forms, newest = rows.groupby(["item", "stage"]).ngroups > 1, rows["edition"].max()
    lines, bars, shares = [], dict[str, list[Any]](), dict[str, dict[str, Any]]()
    drawn = rows.dropna(subset=["share"])
    drawn = drawn[drawn["quantity"] > 0]
    for (code, item, _, edition), part in drawn.groupby(
        ["country_iso3", "item", "stage", "edition"], sort=False
    ):
        old = "" if edition == newest else f" ({edition})"
        cells = [[int(row.year), round(row.share, 3), "", False, _percent(row)] for row in
                 records(part.sort_values("year"))]  # fmt: skip
        lines.append({"group": code, "code": code, **(OLD if old else {}),
                      "name": f"{country_name(code)}{f', {item}' if forms else ''}{old}",
                      "cells": cells})  # fmt: skip
    for year, part in rows.groupby("year"):
        largest = part.sort_values("quantity", ascending=False)
        most = max(part["quantity"].max(), 1)
        bars[str(year)] = [
            {"group": row.country_iso3, "code": row.country_iso3, "part": round(row.quantity / most, 3),
             "name": f"{country_name(row.country_iso3)}, {row.edition[:8]}",
             "text": f"{row.quantity:,.0f} {row.unit} {_percent(row)}".strip()}
            for row in records(largest)
        ]  # fmt: skip
        shares[str(year)] = {
            row.country_iso3: {"label": _percent(row) or f"{row.quantity:,.0f}",
                               "part": round((row.share or 0) / 100, 3)}
            for row in records(largest[::-1])
        }  # fmt: skip
    said = {str(year): {code: text for code in ("", *FIVE)
                        if (text := _mined(part, code, mineral, name))}
            for year, part in rows.groupby("year")}  # fmt: skip
    columns = "country_iso3 item edition year quantity unit world_quantity estimated source_id"
    table = rows.reindex(columns=columns.split()).astype({"estimated": bool})
    years = [int(one) for one in rows["year"]] or [2023, 2025]
    top = next(one for one in (0.1, 0.5, 1, 2, 5, 10, 20, 50, 100)
               if one >= max([0, *(cell[1] for line in lines for cell in line["cells"])]))  # fmt: skip
    none = f"The tables held name no output of {name} in this year; {GAP}"
    return _looked_up(years, lines, bars, shares, said, none, table, words) | {"top": top}


def _percent(row: Any) -> str:
    if row.share is None:
        return ""
    return percent(row.share)


def _mined(rows: pd.DataFrame, country: str, mineral: str, name: str) -> str:
    """What is printed for one year: the newest of each state and form, the largest share first."""
    kept = rows[rows["country_iso3"] == country] if country else rows
    keys = ["country_iso3", "item", "stage"]
    newest = kept.drop_duplicates(keys, keep="last")
    newest = newest.sort_values(["share", "country_iso3"], ascending=[False, True])
    if newest.empty:
        return ""
    row, *others = records(newest)
    edition, state = EDITIONS.get(row.edition, row.edition), country_name(row.country_iso3)
    if not row.quantity:
        return (f"For {row.year} the source prints a dash for {state}, {name} ({edition}): taken as "
                "zero, it proves nothing.")  # fmt: skip
    item = "" if row.item == name else f" ({row.item})"
    text = (
        f"In {row.year} {state} {STAGES[row.stage]} {row.quantity:,.0f} {row.unit} of {name}{item}"
    )
    if row.share is not None:
        without = " outside the USA" if row.world_excludes_usa else ""
        text += f", {_percent(row)} of world output{without} ({row.world_quantity:,.0f} {row.unit})"
    else:
        text += ", no world total is printed"
    rank = "" if row.world_rank is None else f", place {int(row.world_rank)}"
    text += f"{rank} ({edition}{', estimate' if row.estimated else ''})"
    also = [f"{country_name(one.country_iso3)} {one.quantity:,.0f} {one.unit}"
            + (f" ({_percent(one)})" if _percent(one) else "") for one in others if one.quantity][:3]  # fmt: skip
    text += f"; also {listed(also)}" if also else ""
    same = (kept[keys] == [getattr(row, key) for key in keys]).all(axis=1)
    before = kept[same & (kept["edition"] != row.edition) & (kept["quantity"] != row.quantity)]
    text += f"; the edition before said {before['quantity'].iloc[0]:,.0f}" if len(before) else ""
    other = rivals(mineral)
    other = other[(other["about_iso3"] == row.country_iso3) & (other["year"] == row.year)]
    other = other[
        other["statistic"].map(lambda one: label("mineral_statistic", one)) == "mine output"
    ]
    said = [f"{one.value:,.0f} ({one.note.split(';')[0]})" for one in records(other)]
    return text + (f"; rival figures: {listed(said)}." if said else ".")


def reliance_set(mineral: str, name: str, words: dict[str, str]) -> dict[str, Any]:
    """Net imports of the United States against its consumption, by form."""
    rows = catalog.rows("mineral_import_reliance", mineral=mineral)
    sent = catalog.rows("mineral_import_sources", mineral=mineral)
    sent_text = [f"{row.share_percent:.0f}% ({row.item.lower()})" for row in sent.itertuples()]
    sources = (
        f"; Kazakhstan sent {listed(sent_text)} of US imports in 2021–2024" if sent_text else ""
    )
    lines, bars, said = [], dict[str, list[Any]](), dict[str, dict[str, str]]()
    for place, (item, part) in enumerate(rows.groupby("item", sort=False)):
        cells = [[int(row.year), None if row.status != "figure" else float(row.reliance_percent),
                  _hedge(row), False, _relied(row)] for row in records(part)]  # fmt: skip
        lines.append({"name": name if item == "all" else item, "code": FIVE[place % 5],
                      "group": "", "cells": cells})  # fmt: skip
    for year in range(2021, 2026):
        part = rows[rows["year"] == year]
        bars[str(year)] = [
            {"name": name if row.item == "all" else row.item, "code": "KAZ", "text": _relied(row),
             "part": row.reliance_percent / 100 if row.status == "figure" else 0}
            for row in records(part)
        ]  # fmt: skip
        text = _imported(part, name, sources) if len(part) else ""
        bought = _reactors(year) if mineral == "uranium" else ""
        gap = f"The survey held has no figure on US imports of {name} for {year}; {GAP[:-1]}"
        said[str(year)] = {"": (text or gap + sources) + bought + "."}
    part = {
        "label": f"{sent['share_percent'].max():.0f}%",
        "part": sent["share_percent"].max() / 100,
    }
    shares = {str(year): {"KAZ": part} if len(sent) else {} for year in range(2021, 2026)}
    table = rows.assign(group="").reindex(
        columns=[
            "group",
            "item",
            "edition",
            "year",
            "reliance_percent",
            "unit",
            "comparator",
            "estimated",
            "source_id",
        ]
    )
    held = _looked_up(
        [2021, 2025], lines, bars, shares, said, "", table.assign(unit="percent"), words
    )
    return held | {"top": 100}


def _hedge(row: Any) -> str:
    return (
        "dash"
        if row.status == "net_exporter"
        else row.comparator
        if row.comparator in HEDGES
        else ""
    )


def _relied(row: Any) -> str:
    """How far the United States lives on imports, in words."""
    if row.status == "figure":
        return f"{HEDGES.get(row.comparator, '')}{row.reliance_percent:.0f}%"
    return "net exporter" if row.status == "net_exporter" else "no figure"


def _imported(rows: pd.DataFrame, name: str, sources: str) -> str:
    figures = rows[rows["status"] == "figure"]
    row, edition = records(figures if len(figures) else rows)[0], EDITIONS["MCS 2026"]
    item = "" if row.item == "all" else f" ({row.item})"
    by = f"({edition}{', estimate' if row.estimated else ''})"
    others = [f"{one.item} {_relied(one)}" for one in records(rows) if one.Index != row.Index]
    also = f"; also {listed(others)}" if others else ""
    text = {
        "figure": f"In {row.year} net imports were {_relied(row)} of US consumption of {name}{item} {by}",
        "net_exporter": f"In {row.year} the United States sold more {name}{item} abroad than it bought {by}",
    }.get(row.status, f"For {row.year} no figure on US imports of {name}{item} is printed {by}")
    return text + also + sources


def _reactors(year: int) -> str:
    rows = catalog.rows("uranium_trade", statistics_side="us_eia", year=year)
    rows = rows[rows["exporter_iso3"].isin(FIVE) & rows["share_percent"].notna()]
    said = [f"{'about ' if row.comparator == 'about' else ''}{row.share_percent:.0f}% "
            f"({country_name(row.exporter_iso3)})" for row in rows.itertuples()]  # fmt: skip
    return f"; US reactor owners bought {listed(said)} of their uranium there" if said else ""


def _looked_up(years: list[int], lines: Any, bars: Any, shares: Any, said: Any, none: str,
               table: pd.DataFrame, words: dict[str, str]) -> dict[str, Any]:  # fmt: skip
    """A set that is looked up, with the rows behind it."""
    rows = table.astype(object).where(table.notna(), None).values.tolist()
    return {"first": min(years), "last": max(years), "size": 1, "lines": lines, "bars": bars,
            "map": shares, "said": said, "none": none, "table": rows, "words": words,
            "columns": [*table.columns, "credit"], "credit": credit(table) if len(table) else ""}  # fmt: skip


@cache
def names() -> dict[str, str]:
    """What can be looked at: mined, sold or sited in the five."""
    tables = ("mineral_production", "mineral_trade")
    held = {one for table in tables for one in catalog.load(table)["mineral"]} | {"uranium"}
    held |= {one for cell in catalog.load("mineral_sites")["minerals"] for one in cell.split(";")}
    named = {code: label("mineral", code) for code in held}
    return dict(sorted(named.items(), key=lambda pair: pair[1].lower()))


def traded(mineral: str) -> str:
    """What of a mineral the trade table holds: the words of its tariff codes."""
    codes = (
        catalog.rows("mineral_trade", mineral=mineral)["hs_code"].drop_duplicates().sort_values()
    )
    said = [label("hs_code", code) for code in codes]
    more = f" (and {len(said) - 2} more codes)" if len(said) > 2 else ""
    return listed(said[:2], names()[mineral]) + more


def site(row: Any) -> str:
    kind, status = label("site_type", row.site_type), label("site_status", row.status)
    owners = str(row.owner_iso3).split(";") if isinstance(row.owner_iso3, str) else []
    named = listed(country_name(code) for code in owners)
    return f"{kind}, {status} ({row.status_as_of})" + (f", owners from {named}" if owners else "")


def facts(mineral: str) -> list[Any]:
    """Sites and rival figures of one mineral."""
    lines = [[f"{row.name} ({country_name(row.country_iso3)})", site(row)]
             for row in catalog.load("mineral_sites").itertuples()
             if mineral in row.minerals.split(";")]  # fmt: skip
    for row in records(rivals(mineral)):
        year = f" {row.year}" if row.year else ""
        what = f"{country_name(row.about_iso3)}, {label('mineral_statistic', row.statistic)}{year}"
        lines.append([what, f"{row.value:,.0f} {label('unit', row.unit)}. {row.note}"])
    nothing = [["", "No site and no rival figure is held."]]
    return [f"Sites and rival figures: {names()[mineral]}", lines or nothing]


def lists(mineral: str) -> list[Any]:
    """Who calls the mineral critical."""
    rows, said = catalog.load("mineral_lists"), []
    for code, part in rows.groupby("list"):
        found = part.loc[part["mineral"] == mineral, "status"]
        status = label("list_status", found.iloc[0]) if len(found) else "not looked up"
        said.append([label("mineral_list", code), status])
    return [f"Who calls {names()[mineral]} critical", said]
