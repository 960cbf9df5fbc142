"""One state, measure by measure, and its treaties and bases: no ranking, no index, no sum."""

from functools import cache
from typing import Any

import pandas as pd

from cakit import catalog, profiles
from cakit.catalog import FIVE, country_name, label, sources
from cakit.explore.theme import Theme, declared, shares_theme
from cakit.figures import Chart
from cakit.figures.theme import COLOURS
from cakit.plots.parts import named
from cakit.plots.small_multiples import small_multiples


@cache
def frame(country: str) -> pd.DataFrame:
    """The measures of one state, as `ck.profile` gives them."""
    found = profiles.profile(country).fillna({"series": ""})
    return found.assign(country_iso3=country).reindex(columns=COLUMNS[:-1])


TOLD = declared("profile")
COLUMNS = TOLD["columns"].split()
TOLD["words"]["note"] += f" {frame(FIVE[0]).attrs['note']}"


def _text(value: float) -> str:
    return "under 1" if 0 < value < 0.5 else f"{value:,.0f}" if value >= 10 else f"{value:.3g}"


def _panels(country: str) -> dict[str, dict[str, Any]]:  # cells: year, value, mark, thin, text
    made: dict[str, dict[str, Any]] = {}
    for panel, rows in frame(country).groupby("panel", sort=False):
        unit, empty = str(rows["unit"].iloc[0]), [*rows["gap"].dropna(), "no figure held"][0]
        about = {"title": f"{panel}: {unit}", "unit_": unit, "empty": empty, "lines": []}
        made[str(panel)] = about | ({"top": 100} if unit.startswith("share") else {})
        series = rows.dropna(subset=["value"]).groupby("series", sort=False)
        for at, (code, part) in enumerate(series):
            line = {"name": named(code) if code else "", "code": code or "one"}
            line |= {"shape": TOLD["shapes"][at % 4], "dash": bool(at and code not in COLOURS)}
            cells = [[int(row.year), round(row.value, 3), "", False, _text(row.value)]
                     for row in part.itertuples()]  # fmt: skip
            made[str(panel)]["lines"].append(line | {"cells": cells})
    return made


def _sentence(country: str, year: int, panels: dict[str, dict[str, Any]]) -> str:
    told = []
    for name, panel in panels.items():
        figures = [f"{one['name']} {cell[4]}".strip() for one in panel["lines"]
                   for cell in one["cells"] if cell[0] == year]  # fmt: skip
        gap = f"{panel['empty']} for {year}" if panel["lines"] else panel["empty"]
        told.append(f"{name} ({panel['unit_']}): {', '.join(figures) or gap}")
    return f"{country_name(country)} in {year}. {'; '.join(told)}."


def _set(country: str) -> dict[str, Any]:
    panels, held, rows = _panels(country), TOLD["set"], frame(country).astype(object)
    span = range(held["first"], held["last"] + 1)
    told = {f"{year}": {"": _sentence(country, year, panels)} for year in span}
    table = rows.where(rows.notna(), None).values.tolist()
    return held | {"said": told, "small": panels, "table": table, "columns": COLUMNS,
                   "credit": sources.credit(rows)}  # fmt: skip


def _ties(country: str) -> list[Any]:
    lines, rows = [], catalog.rows("military_ties", country_iso3=country)
    rows = rows.sort_values(["date_from", "name"])
    for row in rows[["name", "tie_type", "status", "date_from", "date_to"]].fillna("").itertuples():
        words = [label("tie_type", row.tie_type), label("tie_status", row.status)]
        start = f"since {row.date_from[:4]}" if row.date_from else "start not held"
        until = f"until {row.date_to[:4]}" if row.date_to else TOLD["ends"].get(row.status)
        lines.append([row.name, ", ".join(filter(None, [*words, start, until]))])
    return [f"{country_name(country)}: treaties, memberships, bases and leases", lines]


def _picture(here: Any) -> Chart:
    name, note = country_name(here.country), TOLD["words"]["note"]
    return small_multiples(frame(here.country), name, note)


@cache
def spec() -> Theme:
    """The spec of this explorer."""
    sets, colours = {code: _set(code) for code in FIVE}, COLOURS | {"one": "#5F6670"}
    texts, small = {"ties": {code: _ties(code) for code in FIVE}}, list(_panels(FIVE[0]))
    return shares_theme("profile", {}, sets, lambda state: frame(state["country"]), _picture, None,
                        colours, TOLD, small=small, texts=texts)  # fmt: skip
