"""One state, measure by measure, and its treaties and bases: no ranking, no index, no sum."""

from functools import cache
from typing import Any

import pandas as pd

from cakit import catalog, profiles
from cakit.catalog import FIVE, country_name
from cakit.catalog.sources import credit
from cakit.explore.explorer import Explorer
from cakit.explore.theme import Theme, declared, shares_theme
from cakit.figures import Chart
from cakit.figures.theme import COLOURS
from cakit.languages import said
from cakit.plots.parts import named
from cakit.plots.small_multiples import small_multiples

FIRST, LAST, NEWEST = 1992, 2025, 2023  # NEWEST: the last year for which most panels hold a figure
COLUMNS = "country_iso3 panel year series value unit low high gap sipri_edition source_ids credit"
SHAPES = ("circle", "square", "diamond", "triangle")


@cache
def frame(country: str) -> pd.DataFrame:
    """The measures of one state, as `ck.profile` gives them."""
    found = profiles.profile(country)
    return found.assign(country_iso3=country, series=found["series"].fillna(""))


def _text(value: float) -> str:
    return "under 1" if 0 < value < 0.5 else f"{value:,.0f}" if value >= 10 else f"{value:.3g}"


def _panels(country: str) -> dict[str, dict[str, Any]]:
    """Panel → its lines: [year, value, mark, thin, text], one line for each partner."""
    made = {}
    for panel, rows in frame(country).groupby("panel", sort=False):
        gaps, unit = rows["gap"].dropna(), str(rows["unit"].iloc[0])
        series = rows.dropna(subset=["value"]).groupby("series", sort=False)
        lines = [
            {"name": named(code) if code else "", "code": code or "one", "shape": SHAPES[at % 4],
             "dash": bool(at and code not in COLOURS),
             "cells": [[int(year), round(float(value), 3), "", False, _text(value)]
                       for year, value in zip(part["year"], part["value"], strict=True)]}
            for at, (code, part) in enumerate(series)
        ]  # fmt: skip
        about = {"title": f"{panel}: {unit}", "unit_": unit, "lines": lines}
        top = {"top": 100} if unit.startswith("share") else {}
        made[str(panel)] = about | {"empty": [*gaps, "no figure held"][0]} | top
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
    panels, rows = _panels(country), rows_of({"country": country}).astype(object)
    said = {f"{year}": {"": _sentence(country, year, panels)} for year in range(FIRST, LAST + 1)}
    return {"first": FIRST, "last": LAST, "newest": NEWEST, "size": 1, "said": said, "none": "",
            "small": panels, "words": {}, "columns": COLUMNS.split(),
            "table": rows.where(rows.notna(), None).values.tolist(),
            "credit": credit(frame(country))}  # fmt: skip


def _ties(country: str) -> list[Any]:
    """Title and lines: treaties, memberships, bases and leases, the oldest first."""
    rows = catalog.rows("military_ties", country_iso3=country).sort_values(["date_from", "name"])
    lines = []
    for row in rows[["name", "tie_type", "status", "date_from", "date_to"]].fillna("").itertuples():
        kind = catalog.label("tie_type", row.tie_type)
        status = catalog.label("tie_status", row.status)
        start = f"since {row.date_from[:4]}" if row.date_from else "start not held"
        ended = "end not held" if row.status == "ended" else ""
        until = f"until {row.date_to[:4]}" if row.date_to else ended
        lines.append([row.name, said(", ".join(filter(None, [kind, status, start, until])))])
    return [said(f"{country_name(country)}: treaties, memberships, bases and leases"), lines]


def rows_of(state: dict[str, Any]) -> pd.DataFrame:
    """The measures of the state, over all years."""
    return frame(state["country"]).reindex(columns=COLUMNS.split()[:-1])


def _picture(here: Explorer) -> Chart:
    country = here.state["country"]
    return small_multiples(frame(country), country_name(country), spec().told["words"]["note"])


@cache
def spec() -> Theme:
    """The spec of this explorer."""
    told = declared("profile")
    told["words"]["note"] += " " + profiles.profile(FIVE[0]).attrs["note"]
    sets, colours = {code: _set(code) for code in FIVE}, COLOURS | {"one": "#5F6670"}
    texts = {"ties": {code: _ties(code) for code in FIVE}}
    return shares_theme("profile", {}, sets, rows_of, _picture, None, colours, told,
                        small=list(_panels(FIVE[0])), texts=texts)  # fmt: skip
