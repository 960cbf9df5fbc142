"""Who says so: the sources behind a frame or chart as a table, as citations, as a credit line."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from cakit.catalog.store import current
from cakit.door import has, in_pandas, plain_arguments, shown, text
from cakit.errors import CakitError, UnknownSource, nearest


def _frame_of(thing: Any) -> Any:
    """The frame of a chart or import; a frame of another engine in pandas."""
    frame = next((getattr(thing, part) for part in ("data", "frame") if has(thing, part)), thing)
    other = has(frame, "columns") and not has(frame, "iloc")
    return in_pandas(frame, by="sources") if other else frame


def source_ids(thing: Any) -> list[str]:
    """The source ids behind a table's name, a frame, chart, verdict or list of ids, each once.

    Examples
    --------
    >>> source_ids("S0;S3;S0")
    ['S0', 'S3']
    """
    own = thing.source_ids if has(thing, "source_ids") else None  # of a verdict or a finding
    if isinstance(own, str):
        thing = own.split(";") if own else []
    if isinstance(thing, str):
        thing = current().frame(thing) if thing in current().names else thing.split(";")
    if isinstance(thing, (list, tuple, set, frozenset)):
        return list(dict.fromkeys(map(str, thing)))
    frame = _frame_of(thing)
    if not has(frame, "columns"):
        kind = type(thing).__name__
        raise CakitError(
            f"{kind} has no sources: give a frame, a chart, a table's name or source ids"
        )
    names = enumerate(map(str, frame.columns))
    named = [place for place, name in names if re.search(r"(^|_)source_ids?$", name)]
    cells = [cell for place in named for cell in _texts(frame.iloc[:, place])]
    return sorted({part for cell in cells for part in cell.split(";") if part})


def _texts(column: Any) -> set[str]:
    """The different texts in a column of source ids; an error for what is no text."""
    cells = column.dropna()
    if column.dtype == "str":
        return set(cells.unique())
    for cell in cells:
        if not isinstance(cell, str):
            raise CakitError(f"{column.name} holds {shown(cell)}: give source ids as text")
    return set(cells)


@plain_arguments
def sources(thing: Any) -> pd.DataFrame:
    """The sources behind a frame, a chart, a finding, a verdict or a table.

    Parameters
    ----------
    thing : frame, Chart, Finding, Verdict, str or list of str
        With `source_id` or `source_ids`; or a table's name, or source ids.

    Returns
    -------
    pandas.DataFrame
        Rows of the `sources` table. Empty for a frame of your own without source columns.

    Raises
    ------
    UnknownSource
        For an id that is not in the `sources` table.

    Examples
    --------
    >>> list(sources("arms_transfers")["publisher"].unique())
    ['SIPRI']
    """
    known, ids = current().sources, source_ids(thing)
    for source_id in ids:
        if source_id not in known.index:
            raise UnknownSource(f"no source {source_id!r}. {nearest(source_id, known.index)}")
    return known.loc[ids].reset_index(drop=True)


def _line(row: dict[str, str]) -> str:
    date = row["date"] or row["edition"] or "no date"
    link = row["url"] or "address not found"
    return f"{row['publisher']} ({date}): {row['title']}. {link}"


def _bibtex(row: dict[str, str]) -> str:
    def braced(text: str) -> str:
        return re.sub(r"([&%$#_])", r"\\\1", text.replace("{", "(").replace("}", ")"))

    entry = {
        "title": f"{{{braced(row['title'])}}}",
        "author": f"{{{braced(row['publisher'])}}}",
        "date": row["date"],
        "edition": braced(row["edition"]),
        "url": row["url"],
    }
    body = "".join(f"  {key} = {{{value}}},\n" for key, value in entry.items() if value)
    return f"@online{{{row['source_id']},\n{body}}}"


@plain_arguments
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
        One entry for each source.

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
    if (style := text(style, "style")) not in styles:
        raise CakitError(f"no citation style {style[:40]!r}. {nearest(style, styles)}")
    rows = sources(thing).fillna("")
    undated = (rows["date"] == "") & rows["terms"].str.startswith("sipri_")
    rows["edition"] = undated.map({True: _exported(thing), False: ""})
    return "\n".join(map(styles[style], rows.to_dict("records")))


def _exported(thing: Any) -> str:
    """The edition of an export and the day it was made, as far as its frame knows them."""
    frame = None if isinstance(thing, (str, list, tuple, set, frozenset)) else _frame_of(thing)
    editions = _editions(frame, "sipri_edition")
    made = getattr(frame, "attrs", {}).get("made")
    words = [f"{editions[0]} edition"] if len(editions) == 1 else []
    return ", ".join([*words, f"made {made}"] if made else words)


def _editions(frame: Any, *columns: str) -> list[str]:
    named = [name for name in columns if name in getattr(frame, "columns", ())]
    return sorted({str(edition) for name in named for edition in frame[name].dropna()})


def edition_of(frame: Any) -> str:
    """The one edition of a frame in words; empty where there is none or more than one."""
    editions = _editions(frame, "sipri_edition")
    if len(editions) != 1:
        return ""
    publishers = set(sources(frame)["publisher"])
    keeper = "SIPRI " if not publishers or "SIPRI" in publishers else ""
    return f"{keeper}{editions[0]} edition"


def boundary_note() -> str:
    """What stands under every map of the region."""
    return str(current().region["boundary_note"])


@plain_arguments
def credit(thing: Any) -> str:
    """The credit line under a picture: publishers with editions, then what their terms ask for.

    Parameters
    ----------
    thing : str or frame
        A table's name, or whatever `sources` takes.

    Examples
    --------
    >>> print(credit("arms_transfers"))
    Data: SIPRI (2026 edition). © SIPRI, via a third-party copy, ...; calculations ours.
    """
    named = isinstance(thing, str) and thing in current().names
    frame = current().frame(thing) if named else _frame_of(thing)
    outlines = ""
    if has(frame, "columns") and "outline_source_id" in frame.columns:
        drawn = sources(frame[["outline_source_id"]])["publisher"].unique()
        outlines = f"Outlines: {', '.join(drawn)}. {boundary_note()}"
        thing = frame.drop(columns="outline_source_id")
    found = sources(thing)
    if found.empty:
        return f"Source not given. {outlines}".strip()
    editions = _editions(frame, "sipri_edition", "edition")
    plural = "editions" if len(editions) > 1 else "edition"
    note = f" ({', '.join(editions)} {plural})" if editions else ""
    first = found.drop_duplicates("publisher")
    publishers = [
        name + (note if terms.startswith("sipri_") else "")
        for name, terms in zip(first["publisher"], first["terms"], strict=True)
    ]
    more = f" and {len(publishers) - 4} more" if len(publishers) > 4 else ""
    words = [current().label("terms", code) for code in found["terms"].unique()]
    notes = " ".join(filter(None, dict.fromkeys([*words, outlines])))
    return f"Data: {', '.join(publishers[:4])}{more}. {notes}".strip()
