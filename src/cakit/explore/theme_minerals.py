"""One mineral: who mines it, who buys it, what the United States imports; rivals side by side."""

from functools import cache
from typing import Any

import pandas as pd

from cakit import catalog, mineral_facts
from cakit.catalog import FIVE, country_name
from cakit.explore.explorer import Explorer
from cakit.explore.ground import on_paper
from cakit.explore.pictures import stacked
from cakit.explore.shares import Cube
from cakit.explore.theme import Theme, declared, empty_chart, shares_theme
from cakit.explore.words import worded
from cakit.figures import Chart, theme
from cakit.languages import said
from cakit.mineral_facts import names, traded
from cakit.plots.small_multiples import small_multiples

VIEWS = {"output": "who mines it", "buyers": "who buys it", "reliance": "what the USA imports"}
TOLD = declared("minerals")
COLOURS = theme.COLOURS | dict(
    zip(FIVE, ("#2B77AC", "#CC6677", "#117733", "#999933", "#AA4499"), strict=False)
)
SITES = {"mine": "square", "plant": "triangle", "smelter_refinery": "triangle"}  # others: circle


def _set(mineral: str, view: str) -> Any:
    name = names()[mineral]
    shown = said(name)
    words = {"mineral": shown, "Name": shown[:1].upper() + shown[1:]}
    if view != "buyers":
        make = mineral_facts.output_set if view == "output" else mineral_facts.reliance_set
        return make(mineral, name, words | TOLD[view])
    what = said(traded(mineral))
    words = TOLD["buyers"] | {"traded": what, "Traded": what[:1].upper() + what[1:]}
    rows, last = catalog.rows("mineral_trade", mineral=mineral), 2024
    note = ["", last, last, "", " The newest year fills up in later releases."]
    return Cube(rows, "exporter_iso3", "partner_iso3", "value_usd_million", source="source_id",
                parts=1000, per=1000, digits=1, size=5, first=1995, last=last, words=words,
                notes=[note])  # fmt: skip


def _symbols() -> list[dict[str, Any]]:
    """The sites that have a point: of which minerals, where on the map, what they are."""
    found = []
    for row in catalog.load("mineral_sites").dropna(subset=["lon"]).itertuples():
        x, y = on_paper(row.lon, row.lat)
        text = f"{row.name}: {mineral_facts.site(row)}"
        found.append({"of": row.minerals.split(";"), "x": x, "y": y, "text": text,
                      "shape": SITES.get(row.site_type, "circle")})  # fmt: skip
    return found


def rows_of(state: dict[str, Any]) -> pd.DataFrame:
    """The rows of the view over all its years, for the chosen state or all five."""
    table = {"buyers": "mineral_trade", "reliance": "mineral_import_reliance"}.get(state["view"])
    rows = catalog.load(table) if table else mineral_facts.output()
    rows, seller = rows[rows["mineral"] == state["mineral"]], state["country"]
    column = "exporter_iso3" if table == "mineral_trade" else "country_iso3"
    return rows[rows[column] == seller] if seller and column in rows else rows


def _panels(rows: pd.DataFrame) -> pd.Series:
    """The state of each row; with the item and the stage of its making, where there are several."""
    found = rows["country_iso3"].map(country_name)
    for column in ("item", "stage"):
        if rows[column].nunique() > 1:
            found = found + ", " + rows[column]
    return found


def _picture(here: Explorer) -> Chart:
    """Sales by buyer and year; or shares of output, or of imports, by year."""
    rows, state = here.data, here.state
    if rows.empty:
        return empty_chart(catalog.load("mineral_trade"), here.sentence)
    name = names()[state["mineral"]]
    title = f"{name[:1].upper()}{name[1:]}: {VIEWS[state['view']]}"
    if state["view"] == "buyers":
        buyers = {code: country_name(code) for code in rows["partner_iso3"]}
        words = {"title": title, "finding": here.sentence, "note": TOLD["words"]["note"]}
        words["unit"] = "million current dollars"
        wide = rows.pivot_table("value_usd_million", "year", "partner_iso3", "sum")
        return stacked(rows, wide, buyers, words, COLOURS)
    output = state["view"] == "output"
    value = rows["share"] if output else rows["reliance_percent"]
    part = _panels(rows) if output else rows["item"]
    edition = rows["edition"] if output else ""
    unit = "percent of world output" if output else "percent of US consumption"
    rows = rows.assign(panel=part, series=edition, value=value.astype(float), unit=unit)
    drawn = rows.dropna(subset=["value"])
    if drawn.empty:
        return empty_chart(rows, here.sentence)
    return small_multiples(drawn, name, TOLD["words"]["note"], title, here.sentence)


@cache
def spec() -> Theme:
    """The spec of this explorer."""
    options = {"mineral": names(), "view": VIEWS}
    sets = {f"{mineral}|{view}": _set(mineral, view) for view in VIEWS for mineral in names()}
    codes = sorted(catalog.load("mineral_trade")["partner_iso3"].unique())
    texts = {"facts": {code: mineral_facts.facts(code) for code in names()},
             "lists": {code: mineral_facts.lists(code) for code in names()}}  # fmt: skip
    members = {code: country_name(code) for code in codes}
    return shares_theme("minerals", options, sets, rows_of, _picture, members, COLOURS,
                        texts=worded(texts, "text"), symbols=worded(_symbols()))  # fmt: skip
