"""A frame read off the HTML that a notebook stores of it."""

from __future__ import annotations

import re

import pandas as pd
from bs4 import BeautifulSoup

EMPTY = ("NaN", "NaT", "None", "<NA>")


def worded(value: str, words: dict[str, str]) -> str:
    """A value of a frame as people read it: codes without underscores, yes for True."""
    return (
        value.replace("_", " ")
        if re.fullmatch(r"[a-z]+(_[a-z]+)+", value)
        else words.get(value, value)
    )


def frame_of(page: str, words: dict[str, str]) -> pd.DataFrame:
    """The first table of some HTML as people read it: no counting index, one row of column names, empty for missing."""
    table = BeautifulSoup(page, "html.parser").table
    rows = []
    for row in table.find_all("tr"):
        cells = []
        for cell in row.find_all(["th", "td"]):
            text = worded(cell.get_text(" ", strip=True), words)
            cells += ["" if text in EMPTY else text, *[""] * (int(cell.get("colspan", 1)) - 1)]
        rows.append(cells)
    wide = max(map(len, rows))
    rows = [[""] * (wide - len(row)) + row for row in rows]
    head = len(table.thead.find_all("tr")) if table.thead else 0
    names = [next((row[n] for row in reversed(rows[:head]) if row[n]), "") for n in range(wide)]
    frame = pd.DataFrame(rows[head:], columns=names)
    counted = list(map(str, range(len(frame))))
    return frame.iloc[:, 1:] if names[0] == "" and list(frame.iloc[:, 0]) == counted else frame
