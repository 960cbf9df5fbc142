"""Exports that overlap: a deal that several files have counts once; what a file covers."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

from cakit.catalog.csvfile import printable
from cakit.catalog.validate import BadCell
from cakit.errors import InvalidData
from cakit.importers import cells
from cakit.importers.export import Export

if TYPE_CHECKING:
    import pandas as pd

ALWAYS = (0, 9999)
OF_THE_SPAN = ["number_delivered", "number_delivered_is_estimate", "tiv_million", "delivery_years"]
Area = tuple[list[str] | None, list[str] | None, int, int]  # suppliers, recipients, years


def once(frame: pd.DataFrame, exports: list[Export]) -> tuple[pd.DataFrame, int]:
    """The rows with each deal once, and how many were left out as repeated.

    Equal rows of one file are different deals, as SIPRI lists equal deals. In a register the
    deliveries are those of the years asked for: the file with more years is taken then.
    """
    if len(exports) == 1:
        return frame, 0
    key = [name for name in frame if name not in ("line", "file")]
    spans = [export.span or ALWAYS for export in exports]
    group = frame["file"] * 0
    if "delivery_years" in frame and len(set(spans)) > 1:
        key = [name for name in key if name not in OF_THE_SPAN]
        _refuse_half_overlaps(frame, exports, spans, key)
        group = frame["file"].map(dict(enumerate(_groups(spans))))
    width = frame["file"].map({place: end - start for place, (start, end) in enumerate(spans)})
    frame = frame.assign(group=group, width=width)
    frame["nth"] = frame.groupby(["file", *key], dropna=False).cumcount()
    frame = frame.sort_values(["width", "file"], ascending=[False, True], kind="stable")
    twice = frame.duplicated([*key, "group", "nth"])
    kept = frame[~twice].sort_values(["file", "line"], ignore_index=True)
    return kept.drop(columns=["group", "width", "nth"]), int(twice.sum())


def _groups(spans: list[tuple[int, int]]) -> list[int]:
    """A number for each span: the same for those that share a year, directly or by others."""
    starts = [min(a for a, b in spans if a <= end and b >= start) for start, end in spans]
    while True:
        wider = [
            min(starts[other] for other, (a, b) in enumerate(spans) if a <= end and b >= start)
            for start, end in spans
        ]
        if wider == starts:
            return starts
        starts = wider


def _refuse_half_overlaps(
    frame: pd.DataFrame, exports: list[Export], spans: list[tuple[int, int]], key: list[str]
) -> None:
    """Two registers that share deals, with years of which neither holds the other's."""
    for one, other in combinations(range(len(exports)), 2):
        (a, b), (c, d) = spans[one], spans[other]
        apart, nested = b < c or d < a, (a <= c and d <= b) or (c <= a and b <= d)
        if apart or nested:
            continue
        rows = [frame.loc[frame["file"] == place, key] for place in (one, other)]
        if len(rows[0].merge(rows[1].drop_duplicates())):
            names = f"{exports[one].name} ({a}-{b}) and {exports[other].name} ({c}-{d})"
            problem = f"{names} share deals, but neither holds all years of the other"
            raise InvalidData(exports[one].name, [f"{problem}: export both for the same years"])


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
    lists = frame["year"].map(lambda year: [year]) if "year" in frame else frame["delivery_years"]
    for place, export in enumerate(exports):
        here = frame["file"] == place
        start, end = export.span or ALWAYS
        kinds = {
            f"years outside {start}-{end}": lists.map(
                lambda years, a=start, b=end: any(not a <= year <= b for year in years)
            )
        }
        ends = zip(("supplier", "recipient"), export.route, strict=True)
        for side, words in ends:
            if named := _parties(words):
                kinds[f"a {side} other than {printable(words)}"] = ~frame[f"{side}_iso3"].isin(
                    named
                )
        for what, odd in kinds.items():
            if count := int((odd & here).sum()):
                tiv = frame.loc[odd & here, "tiv_million"].sum()
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


def inside(frame: pd.DataFrame, areas: list[Any]) -> pd.Series:
    """Which rows lie in one of the areas."""
    import pandas as pd

    found = pd.Series(False, frame.index)
    for supplier, recipient, start, end in areas:
        here = frame["year"].between(start, end)
        if supplier is not None:
            here &= frame["supplier_iso3"].isin(supplier)
        if recipient is not None:
            here &= frame["recipient_iso3"].isin(recipient)
        found |= here
    return found
