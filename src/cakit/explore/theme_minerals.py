"""One mineral: who mines it, who buys it, what the United States imports; rivals side by side."""

from functools import cache
from typing import Any

import pandas as pd

from cakit import catalog
from cakit.explore.ground import on_paper
from cakit.explore.pictures import stacked
from cakit.explore.shares import Cube
from cakit.explore.theme import Theme, declared, empty_chart, shares_theme
from cakit.figures import Chart, theme
from cakit.languages import said
from cakit.mineral_facts import facts, lists, names, output, output_set, reliance_set, site, traded
from cakit.plots.small_multiples import small_multiples

TOLD = declared("minerals")
COLOURS = theme.COLOURS | dict(zip(catalog.FIVE, TOLD["inks"], strict=False))


def _set(mineral: str, view: str) -> Any:
    what = said(traded(mineral) if view == "buyers" else names()[mineral])
    named = dict(zip(TOLD["named"][view], (what, what[:1].upper() + what[1:]), strict=True))
    made = {"output": output_set, "reliance": reliance_set}
    if view in made:
        return made[view](mineral, names()[mineral], named | TOLD[view])
    rows = catalog.rows("mineral_trade", mineral=mineral)
    return Cube(rows, **TOLD["cube"], words=named | TOLD[view], notes=[TOLD["fills"]])


def _symbols() -> list[dict[str, Any]]:
    """The sites that have a point: of which minerals, where on the map, what they are."""
    rows = catalog.load("mineral_sites").dropna(subset=["lon"])
    return [
        {"of": row.minerals.split(";"), "shape": TOLD["sites"].get(row.site_type, "circle"),
         "text": f"{row.name}: {site(row)}",
         **dict(zip("xy", on_paper(row.lon, row.lat), strict=True))}
        for row in rows.itertuples()
    ]  # fmt: skip


def _table(view: str) -> pd.DataFrame:
    return output() if view == "output" else catalog.load(TOLD["tables"][view])


def rows_of(state: dict[str, Any]) -> pd.DataFrame:
    """The rows of the view over all its years, for the chosen state or all five."""
    rows, seller = _table(state["view"]), state["country"]
    rows = rows[rows["mineral"] == state["mineral"]]
    column = "exporter_iso3" if state["view"] == "buyers" else "country_iso3"
    return rows[rows[column] == seller] if seller and column in rows else rows


def _panels(rows: pd.DataFrame) -> pd.Series:
    found = rows["country_iso3"].map(catalog.country_name)
    for column in ("item", "stage"):
        if rows[column].nunique() > 1:
            found = found + ", " + rows[column]
    return found


def _picture(here: Any) -> Chart:
    """Sales by buyer and year; or shares of output, or of imports, by year."""
    view, name, note = here.view, names()[here.mineral], TOLD["words"]["note"]
    rows = here.data.assign(value=here.data[TOLD["values"][view]].astype(float))
    if rows["value"].isna().all():
        return empty_chart(_table(view), here.sentence)
    title = f"{name[:1].upper()}{name[1:]}: {TOLD['views'][view]}"
    if view == "buyers":
        words = {"title": title, "finding": here.sentence, "note": note, "unit": TOLD["unit"]}
        wide = rows.pivot_table("value", "year", "partner_iso3", "sum")
        return stacked(rows, wide, catalog.country_names(), words, COLOURS)
    rows = rows.assign(panel=rows["item"], series="", unit=TOLD["units"][view])
    if view == "output":
        rows = rows.assign(panel=_panels(rows), series=rows["edition"])
    return small_multiples(rows.dropna(subset="value"), name, note, title, here.sentence)


@cache
def spec() -> Theme:
    """The spec of this explorer."""
    options = {"mineral": names(), "view": TOLD["views"]}
    sets = {f"{one}|{view}": _set(one, view) for view in TOLD["views"] for one in names()}
    buyers = sorted({*catalog.load("mineral_trade")["partner_iso3"]})
    members = {code: catalog.country_name(code) for code in buyers}
    texts = {"facts": {code: facts(code) for code in names()},
             "lists": {code: lists(code) for code in names()}}  # fmt: skip
    return shares_theme("minerals", options, sets, rows_of, _picture, members, COLOURS,
                        texts=texts, symbols=_symbols())  # fmt: skip
