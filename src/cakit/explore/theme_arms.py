"""Who supplied whom: suppliers' shares of the major arms delivered, by window and by edition."""

from functools import cache
from typing import Any

import pandas as pd

from cakit import catalog, indicators
from cakit.catalog import FIVE, country_name, country_names
from cakit.explore.pictures import stacked
from cakit.explore.shares import Cube
from cakit.explore.theme import Theme, declared, shares_theme
from cakit.figures import Chart
from cakit.figures.text import listed
from cakit.figures.theme import COLOURS, INK
from cakit.plots import share_lines

KEYS = ("recipient_iso3", "supplier_iso3", "tiv_million")
WHOLE = " This edition is held as totals only, so it has no windows."


@cache
def tables() -> dict[str, tuple[pd.DataFrame, bool]]:
    """Edition → its rows, and whether they are totals only; the newest first, totals last."""
    held = {"arms_editions": False, "arms_past_totals": True}
    if not held.keys() <= set(catalog.names()):  # another region's, with one edition
        held = {"arms_transfers": False}
    return {str(name): (rows, whole) for table, whole in held.items() for name, rows in
            reversed(list(catalog.load(table).groupby("sipri_edition")))}  # fmt: skip


def cube(edition: str) -> Cube:
    """The sums of one edition."""
    rows, whole = tables()[edition]
    about: dict[str, Any] = {"parts": 100, "per": 100, "words": {"edition": edition}}
    if not whole:
        return Cube(rows, *KEYS, **about)
    first, last = int(rows["year_from"].min()), int(rows["year_to"].max())
    about |= {"size": -1, "first": first, "notes": [["", first, last, "", WHOLE]]}
    return Cube(rows, *KEYS, "year_to", "source_id", **about)


def rows_of(state: dict[str, Any], within: str | None = None) -> pd.DataFrame:
    """Suppliers' shares of the chosen recipients, as `shares` gives them."""
    rows, whole = tables()[state["edition"]]
    rows, held = rows[rows[KEYS[0]].isin(state["recipients"])], spec().spec["data"]["sets"]
    period = held[state["edition"]]["first"], held[state["edition"]]["last"]
    if not whole:
        return indicators.shares(rows, *KEYS[1:], within, state["window"], period)
    found = indicators.shares(rows, *KEYS[1:], within)
    return found.assign(year_from=period[0], year_to=period[1])


def _picture(here: Any) -> Chart:
    """Lines by window with the chosen year marked; for totals, bars by recipient."""
    state, sums = here.state, here.told["numbers"]["sums"]
    if tables()[state["edition"]][1]:
        rows = rows_of(state, KEYS[0])
        wide = rows.pivot(index=KEYS[0], columns=KEYS[1], values="share_percent")
        title = f"Who supplied the arms delivered, {state['edition']} edition"
        words = {"title": title, "finding": here.sentence, "note": "",
                 "unit": "per cent of the volume delivered"}  # fmt: skip
        return stacked(rows, wide.rename(index=country_name), country_names(), words, COLOURS)
    names = listed(country_name(code) for code in state["recipients"])
    every = len(state["recipients"]) == len(FIVE)
    member = state["supplier"] or next(iter(sums), "RUS")
    drawn = share_lines(here.data, member, to=declared("arms")["words"]["all"] if every else names)
    drawn.figure.axes[0].axvline(state["year"], color=INK, lw=1, ls=(0, (3, 3)))
    return drawn


@cache
def spec() -> Theme:
    """The spec of this explorer."""
    codes = {code for rows, _ in tables().values() for code in rows[KEYS[1]]}
    options = {
        "window": {years: f"{years} years" if years > 1 else "1 year" for years in range(1, 11)},
        "edition": {name: f"{name} (totals only)" if whole else name
                    for name, (_, whole) in tables().items()},
        "supplier": {code: country_name(code) for code in sorted(codes, key=country_name)},
    }  # fmt: skip
    sets = {edition: cube(edition) for edition in tables()}
    return shares_theme("arms", options, sets, rows_of, _picture)
