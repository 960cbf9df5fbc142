"""The layouts of SIPRI's register and listing: what a column says, what contradicts itself."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cakit.catalog.validate import BadCell
from cakit.errors import InvalidData
from cakit.importers import cells
from cakit.importers.export import Export

if TYPE_CHECKING:
    import pandas as pd

MARK = "(mark)"  # the nameless column of question marks to the right of another


class Column(NamedTuple):
    """How a column of ours is read from an export."""

    headers: list[str]  # the names SIPRI has given it, newest first
    read: Callable[[str], Any] = cells.text
    dtype: str = "str"
    optional: bool = False


Layout = Mapping[str, Column]


def _layout(name: str) -> Layout:
    """A layout as `layouts.toml` has it."""
    text = Path(__file__).with_name("layouts.toml").read_text(encoding="utf-8")
    return {
        ours: Column(**about | {"read": getattr(cells, about.get("read", "text"))})
        for ours, about in tomllib.loads(text)[name].items()
    }


REGISTER, DELIVERIES = map(_layout, ("register", "deliveries"))


def _places(export: Export, layout: Layout) -> dict[str, int]:
    """Our column → its place in the export."""
    header = [name.casefold() for name in export.header]
    found: dict[str, int] = {}
    for name, column in layout.items():
        place = next((header.index(each) for each in column.headers if each in header), -1)
        if MARK in column.headers:
            nameless = 0 <= place < len(header) - 1 and not header[place + 1]
            place = place + 1 if nameless else -1
        if place >= 0:
            found[name] = place
        elif not column.optional:
            problem = f"has no column {column.headers[0]!r}: another layout than SIPRI's"
            raise InvalidData(export.name, [problem])
    return found


def read_rows(export: Export, layout: Layout) -> tuple[pd.DataFrame, dict[int, str], float]:
    """The rows that can be read; line → why not, and the TIV of the rows that cannot."""
    import pandas as pd

    places, width = _places(export, layout), len(export.header)
    full = [(line, row) for line, row in export.rows if len(row) == width]
    made: dict[str, list[Any]] = {"line": [line for line, _ in full]}
    numbers = (cells.number, cells.whole)
    for name, place in places.items():
        column = [row[place] for _, row in full]
        if export.decimal_comma and layout[name].read in numbers:
            column = [cell.replace(",", ".") for cell in column]
        made[name] = cells.column(layout[name].read, column, export.name, export.header[place])
    bad = {
        line: f"{len(row)} cells, but the header has {width}"
        for line, row in export.rows
        if len(row) != width
    }
    for values in made.values():
        for line, value in zip(made["line"], values, strict=True):
            if isinstance(value, BadCell):
                bad.setdefault(line, str(value))
    frame = pd.DataFrame(made).reindex(columns=[*layout, "line"])
    frame = frame[~frame["line"].isin(bad)]
    texts = frame.columns[[name in layout and layout[name].dtype == "str" for name in frame]]
    frame = frame.astype({name: column.dtype for name, column in layout.items()})
    frame[texts] = frame[texts].fillna("")
    contradictions = _contradictions(frame, export)
    frame = frame[~frame["line"].isin(contradictions)]
    bad |= contradictions
    at = places["tiv_million"]
    left = {line: row[at] if at < len(row) else "" for line, row in export.rows if line in bad}
    volumes = {line: cells.volume(cell) for line, cell in left.items()}
    unknown = sum(volume is None for volume in volumes.values())
    if unknown:
        what = f"skipped rows whose TIV is empty or cannot be read: {unknown}"
        export.notes.append(f"{what}; more volume is left out than can be said")
    return frame, bad, sum(filter(None, volumes.values()))


def _contradictions(frame: pd.DataFrame, export: Export) -> dict[int, str]:
    """Line → what is wrong with a row that contradicts itself."""
    delivered = frame["number_delivered"].fillna(0)
    found: dict[int, str] = {}
    if "delivery_years" in frame:
        listed = frame["delivery_years"].map(len) > 0
        for line, count in frame.loc[
            (delivered > 0) & ~listed, ["line", "number_delivered"]
        ].values:
            found[line] = f"{count} delivered, but no delivery years in the row"
        for line in frame.loc[(delivered == 0) & listed, "line"]:
            found[line] = "0 delivered, but delivery years in the row"
    for line in frame.loc[(delivered > 0) & frame["tiv_million"].isna(), "line"]:
        found.setdefault(line, "delivered, but the cell of its TIV is empty: empty is not 0")
    product = delivered * frame["tiv_per_unit_million"]
    off = (product - frame["tiv_million"]).abs() > 0.51 + 0.0051 * delivered
    last = export.rows[-1][0] if export.rows else 0
    uncertain = any("ends without a line end" in note for note in export.notes)
    if uncertain and last in set(frame.loc[off, "line"]):
        found[last] = "the file ends in the middle of its last figure; download it again"
    several = int(off.sum())
    if several:
        first = ", ".join(map(str, frame.loc[off, "line"].head(3)))
        export.notes.append(
            f"rows in which items times TIV an item is not the TIV: {several} (line {first})"
        )
    return found
