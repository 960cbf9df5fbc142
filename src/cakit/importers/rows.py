"""Rows of SIPRI's exports: read by their layout, each deal once, and what a file covers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import pandas as pd

from cakit.catalog.csvfile import printable, wrong_width
from cakit.catalog.numbers import BadCell
from cakit.errors import InvalidData
from cakit.importers import cells
from cakit.importers.export import Export

MARK = "(mark)"  # the nameless column of question marks to the right of another
ALWAYS, ENDS = (0, 9999), ("first", "last")
OF_THE_SPAN = ["number_delivered", "number_delivered_is_estimate", "tiv_million", "delivery_years"]
OF_THE_SPAN += ["first_delivery_year", "last_delivery_year"]
Area = tuple[list[str] | None, list[str] | None, int, int]  # suppliers, recipients, years


def _places(export: Export, layout: dict[str, Any]) -> dict[str, int]:
    """Our column → its place in the export."""
    header = [name.casefold() for name in export.header]
    found: dict[str, int] = {}
    for name, about in layout.items():
        place = next((header.index(each) for each in about["headers"] if each in header), -1)
        if MARK in about["headers"]:
            nameless = 0 <= place < len(header) - 1 and not header[place + 1]
            place = place + 1 if nameless else -1
        if place >= 0:
            found[name] = place
        elif not about.get("optional"):
            problem = f"has no column {about['headers'][0]!r}: another layout than SIPRI's"
            raise InvalidData(export.name, [problem])
    return found


def read_rows(
    export: Export, layout: dict[str, Any]
) -> tuple[pd.DataFrame, list[tuple[str, str]], float]:
    """The rows that can be read; where and why others cannot, and the TIV of these."""
    places, width = _places(export, layout), len(export.header)
    rows = [row if len(row) == width else [""] * width for _, row in export.rows]
    made: dict[str, list[Any]] = {
        "width": [
            BadCell(wrong_width(row, export.header)) if len(row) != width else None
            for _, row in export.rows
        ]
    }
    for name, place in places.items():
        read = getattr(cells, layout[name].get("read", "text"))
        column = [row[place] for row in rows]
        made[name] = cells.column(read, column, export.name, export.header[place])
    lines = [line for line, _ in export.rows]
    frame = pd.DataFrame(made, dtype=object)
    why = cells.reasons(frame)
    types = {name: about.get("dtype", "str") for name, about in layout.items()}
    sound = frame[why == ""].reindex(columns=[*layout]).astype(types)
    sound["line"] = [line for line, reason in zip(lines, why, strict=True) if not reason]
    texts = [name for name, kind in types.items() if kind == "str"]
    sound[texts] = sound[texts].fillna("")
    if "delivery_years" in sound:
        for which, end in (("first", min), ("last", max)):
            ends = [end(each, default=None) for each in sound["delivery_years"]]
            sound[f"{which}_delivery_year"] = pd.array(ends, dtype="Int64")
    wrong = _contradictions(sound, export)
    why.update(wrong)
    left = {
        row[0]: (row[1], reason) for row, reason in zip(export.rows, why, strict=True) if reason
    }
    skipped = [(f"{export.name} line {line}", reason) for line, (_, reason) in left.items()]
    at = places["tiv_million"]
    last = (row[at] if at < len(row) else "" for row, _ in left.values())
    return (
        sound[wrong == ""],
        skipped,
        export.lost(cells.tried(cells.number, cell) for cell in last),
    )


def _contradictions(frame: pd.DataFrame, export: Export) -> pd.Series:
    """What is wrong with each row that contradicts itself; else empty."""
    wrong = pd.Series("", frame.index)
    delivered = frame["number_delivered"].fillna(0)
    product = delivered * frame["tiv_per_unit_million"]
    off = (product - frame["tiv_million"]).abs() > 0.51 + 0.0051 * delivered
    empty = (delivered > 0) & frame["tiv_million"].isna()
    wrong[empty] = "delivered, but the cell of its TIV is empty: empty is not 0"
    if "delivery_years" in frame:
        listed = frame["last_delivery_year"].notna()
        none = (delivered > 0) & ~listed
        counts = delivered[none].astype(str)
        wrong[none] = counts + " delivered, but no delivery years in the row"
        wrong[(delivered == 0) & listed] = "0 delivered, but delivery years in the row"
    if any("ends without a line end" in note for note in export.notes):
        cut = "the file ends in the middle of its last figure; download it again"
        wrong[off & (frame["line"] == export.rows[-1][0])] = cut
    if several := int(off.sum()):
        first = ", ".join(map(str, frame.loc[off, "line"].head(3)))
        export.notes.append(
            f"rows in which items times TIV an item is not the TIV: {several} (line {first})"
        )
    return wrong


def once(frame: pd.DataFrame, exports: list[Export]) -> tuple[pd.DataFrame, int]:
    """The rows with each deal once, and how many were left out as repeated.

    Equal rows of one file are different deals, as SIPRI lists equal deals. In a register the
    deliveries are those of the years asked for: the file with more years is taken then.
    """
    spans = [export.span or ALWAYS for export in exports]
    key = [name for name in frame if name not in ("line", "file")]
    if "delivery_years" not in frame:
        spans = [ALWAYS] * len(spans)
    elif len(set(spans)) > 1:
        key = [name for name in key if name not in OF_THE_SPAN]
    nth = frame.groupby(["file", *key], dropna=False).cumcount()
    deal = frame.assign(nth=nth).groupby([*key, "nth"], dropna=False).ngroup()
    deals = deal.groupby(frame["file"]).agg(set)
    repeated: dict[int, set[int]] = {place: set() for place in deals.index}
    for one, other in combinations(deals.index, 2):
        shared, (a, b), (c, d) = deals[one] & deals[other], spans[one], spans[other]
        if not shared or b < c or d < a:
            continue
        if a <= c and d <= b:
            repeated[other] |= shared
        elif c <= a and b <= d:
            repeated[one] |= shared
        else:
            names = f"{exports[one].name} ({a}-{b}) and {exports[other].name} ({c}-{d})"
            problem = f"{names} share deals, but neither holds all years of the other"
            raise InvalidData(exports[one].name, [f"{problem}: export both for the same years"])
    kept = [each not in repeated[file] for each, file in zip(deal, frame["file"], strict=True)]
    return frame[kept].reset_index(drop=True), len(kept) - sum(kept)


def covers(exports: list[Export], frame: pd.DataFrame, edition: int) -> list[Area]:
    """For each file: from whom, to whom (None is everybody), first and last year."""
    found: list[Area] = []
    for export in exports:
        start, end = export.span or ALWAYS
        supplier, recipient = (_parties(words) for words in export.route)
        if recipient is None and "arms from" not in export.preamble.lower():
            recipient = sorted(set(frame["recipient_iso3"]))  # it does not say
        found.append((supplier, recipient, start, min(end, edition - 1)))
    return found


def strangers(frame: pd.DataFrame, exports: list[Export]) -> list[str]:
    """Notes on rows of other years, suppliers or recipients than line 1 of their file names."""
    notes: list[str] = []
    for place, export in enumerate(exports):
        here = frame[frame["file"] == place]
        start, end = export.span or ALWAYS
        first, last = (here.get(f"{which}_delivery_year", here.get("year")) for which in ENDS)
        kinds = {f"years outside {start}-{end}": (first < start) | (last > end)}
        for side, words in zip(("supplier", "recipient"), export.route, strict=True):
            if named := _parties(words):
                other = ~here[f"{side}_iso3"].isin(named)
                kinds[f"a {side} other than {printable(words)}"] = other
        for what, odd in kinds.items():
            if count := int(odd.sum()):
                tiv = here.loc[odd.fillna(False), "tiv_million"].sum()
                notes.append(
                    f"{export.name}: rows with {what}, as line 1 says: {count} ({tiv:,.1f} million "
                    "TIV); they are kept, but is the file whole and unchanged?"
                )
    return notes


def _parties(words: str) -> list[str] | None:
    """The codes of the parties that line 1 names; None for all, or where one is no party."""
    try:
        return [cells.party(each) for each in words.split(",") if each.strip()] or None
    except BadCell:
        return None


def lacking(areas: list[Area], states: Sequence[str], first: int, last: int = 0) -> list[str]:
    """The states of which no area has all suppliers in these years."""
    wide = [to for by, to, start, end in areas if by is None and start <= first and end >= last]
    return [state for state in states if not any(to is None or state in to for to in wide)]


def inside(frame: pd.DataFrame, areas: list[Area]) -> pd.Series:
    """Which rows lie in one of the areas."""
    found = pd.Series(False, frame.index)
    for supplier, recipient, start, end in areas:
        here = frame["year"].between(start, end)
        if supplier is not None:
            here &= frame["supplier_iso3"].isin(supplier)
        if recipient is not None:
            here &= frame["recipient_iso3"].isin(recipient)
        found |= here
    return found
