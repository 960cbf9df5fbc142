"""Who says so: the sources behind any frame or chart of the kit, as a table, as citations, as a credit line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from cakit import catalog
from cakit.errors import CakitError, UnknownSource, nearest

if TYPE_CHECKING:
    import pandas as pd

BOUNDARY_NOTE: str = catalog.REGION["boundary_note"]


def source_ids(thing: Any) -> list[str]:
    """The ids behind a table name, a frame, a chart or a list of ids, each once, in order."""
    if isinstance(thing, str):
        if thing in catalog.names():
            return source_ids(catalog.load(thing))
        thing = thing.split(";")
    if isinstance(thing, (list, tuple, set, frozenset)):
        return list(dict.fromkeys(thing))
    frame = getattr(thing, "data", thing)
    if not hasattr(frame, "columns"):
        raise CakitError(f"{type(thing).__name__} has no sources: give a frame, a chart, a table's name or source ids")
    columns = [name for name in frame.columns if re.search(r"(^|_)source_ids?$", str(name))]
    cells: Iterable[str] = (cell for name in columns for cell in frame[name].dropna().unique())
    return list(dict.fromkeys(sorted(part for cell in cells for part in str(cell).split(";") if part)))


@cache
def _by_id() -> pd.DataFrame:
    return catalog.load("sources").set_index("source_id", drop=False)


def sources(thing: Any) -> pd.DataFrame:
    """The sources behind a frame, a chart or a table.

    Parameters
    ----------
    thing : frame, Chart, str or list of str
        Something of the kit's that carries `source_id` or `source_ids`; a table's name; or source ids.

    Returns
    -------
    pandas.DataFrame
        Rows of the `sources` table. Empty for a frame of your own without source columns.

    Raises
    ------
    UnknownSource
        For an id that the `sources` table does not hold.

    Examples
    --------
    >>> list(sources("arms_transfers")["publisher"].unique())
    ['SIPRI']
    """
    kept, ids = _by_id(), source_ids(thing)
    for source_id in ids:
        if source_id not in kept.index:
            raise UnknownSource(f"no source {source_id!r}. {nearest(source_id, kept.index)}")
    return kept.loc[ids].reset_index(drop=True)


def _line(row: Any) -> str:
    parts = [row.publisher, f"({row.date})" if row.date == row.date else "(no date)", row.title]
    link = row.url if row.url == row.url else "address not found"
    return f"{parts[0]} {parts[1]}: {parts[2]}. {link}"


def _bibtex(row: Any) -> str:
    def braced(text: Any) -> str:
        return re.sub(r"([&%$#_])", r"\\\1", str(text).replace("{", "(").replace("}", ")"))

    pairs = {"title": f"{{{braced(row.title)}}}", "author": f"{{{braced(row.publisher)}}}"}
    pairs |= {"date": str(row.date)} if row.date == row.date else {}
    pairs |= {"url": str(row.url)} if row.url == row.url else {}
    body = "".join(f"  {key} = {{{value}}},\n" for key, value in pairs.items())
    return f"@online{{{row.source_id},\n{body}}}"


def cite(thing: Any, style: str = "text") -> str:
    """Cite the sources behind a frame, a chart or a table.

    Parameters
    ----------
    thing : frame, Chart, str or list of str
        As for `sources`.
    style : {"text", "bibtex"}
        Lines to read, or biblatex `@online` entries.

    Returns
    -------
    str
        One entry a source.

    Raises
    ------
    CakitError
        For another style.

    Examples
    --------
    >>> print(cite(["sipri_coverage"]))
    SIPRI (no date): Coverage of the Arms Transfers Database. http...
    """
    styles = {"text": _line, "bibtex": _bibtex}
    if style not in styles:
        raise CakitError(f"no citation style {style!r}. {nearest(style, styles)}")
    return "\n".join(styles[style](row) for row in sources(thing).itertuples())


def edition_of(frame: Any) -> str:
    """The one edition a frame holds, in words, with its keeper; empty where there is none or are several.

    Examples
    --------
    >>> edition_of(catalog.load("arms_transfers"))
    'SIPRI 2026 edition'
    """
    column = "sipri_edition"
    held = sorted({str(one) for one in frame[column].dropna()}) if column in getattr(frame, "columns", ()) else []
    if len(held) != 1:
        return ""
    ours = source_ids(frame)
    keeper = "SIPRI " if not ours or "SIPRI" in set(sources(frame)["publisher"]) else ""
    return f"{keeper}{held[0]} edition"


def credit(thing: Any) -> str:
    """The credit line under a picture: publishers with editions, then what their terms ask to be said.

    Examples
    --------
    >>> credit("arms_transfers")
    "Data: SIPRI (2026 edition). © SIPRI, via a third-party copy, not SIPRI's own export; calculations ours."
    """
    frame = catalog.load(thing) if isinstance(thing, str) else getattr(thing, "data", thing)
    kept = getattr(frame, "columns", ())
    boundaries = ""
    if "outline_source_id" in kept:
        drawn = sources(frame[["outline_source_id"]])["publisher"].unique()
        boundaries = f"Outlines: {', '.join(drawn)}. {BOUNDARY_NOTE}"
        thing = frame.drop(columns="outline_source_id")
    found = sources(thing)
    if found.empty:
        return f"Source not given. {boundaries}".strip()
    editions = sorted({str(e) for name in ("sipri_edition", "edition") if name in kept for e in frame[name].dropna()})
    said = f" ({', '.join(editions)} edition{'s'[: len(editions) > 1]})" if editions else ""
    first = found.drop_duplicates("publisher")
    publishers = [
        name + said * terms.startswith("sipri_") for name, terms in zip(first["publisher"], first["terms"], strict=True)
    ]
    more = f" and {len(publishers) - 4} more" if len(publishers) > 4 else ""
    words = dict.fromkeys([*(catalog.label("terms", code) for code in found["terms"].unique()), boundaries])
    return f"Data: {', '.join(publishers[:4])}{more}. {' '.join(word for word in words if word)}".strip()
