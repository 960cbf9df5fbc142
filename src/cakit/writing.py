"""Sentences that keep their sources, and a memo of them as Markdown with citations."""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd

from cakit import door
from cakit.catalog import sources
from cakit.errors import CakitError
from cakit.languages import said
from cakit.saving import save_whole

ROWS = 20  # of a table; a memo is short
YEARS = re.compile(r"\b(?:19|20)\d\d(?:[–-](?:19|20)?\d\d)?\b|\bS[0-4]-\d\d\b")
HIDDEN = re.compile(r"source_ids?$|edition$")
MARK = " [figure without a source]"
UNSEEN = re.compile(r"[^\S\n ]|[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
LINK = re.compile(r"(\](?:\(|:)\s*)(?!https?://|mailto:)([^\s)]*:[^\s)]*)")
ROUND = str.maketrans("[]", "()")  # square brackets would end the text of a link
PARTS = "a text, a finding, a chart, a verdict, a what-if or a frame"
TWO = "They differ in what they count: no total of one is added to, or taken from, a total "
TWO += "of another."


class Finding(str):
    """A sentence that keeps the sources of its figures; a text for everything else.

    Attributes
    ----------
    data : pandas.DataFrame
        A row for each edition of the data behind it, with the `source_ids`.
    """

    data: pd.DataFrame

    @property
    def source_ids(self) -> str:
        """The ids of its sources, separated by ";"."""
        return self.data["source_ids"].iloc[0] or ""

    @property
    def sentence(self) -> str:
        """The text alone."""
        return str(self)

    def __repr__(self) -> str:
        return f"{self}\n{sources.credit(self.data)}"


@door.plain_arguments
def finding(text: str, *rows: Any) -> Finding:
    """A computed sentence with the sources of the rows it was computed from.

    Parameters
    ----------
    text : str
        The sentence, its figures put in from `rows`: an f-string.
    *rows : frame, Chart, Verdict, WhatIf or Finding
        Everything that a figure in it comes from.

    Returns
    -------
    Finding
        A `str`: print it, pass it to `ck.chart` as its finding, or to `ck.memo`. `ck.sources` and
        `ck.cite` answer for it. What is made of it (`a + b`, a slice) is a plain text again.

    Raises
    ------
    CakitError
        Without rows; UnknownSource where a row names a source that is not in the kit.

    Examples
    --------
    >>> import cakit as ck
    >>> newest = ck.load("arms_transfers").query("recipient_iso3 == 'TJK' and year == 2025")
    >>> said = finding(f"Tajikistan had {newest['supplier_iso3'].nunique()} suppliers.", newest)
    >>> said
    Tajikistan had 2 suppliers.
    Data: SIPRI (2026 edition). ...
    >>> ck.sources(said)["publisher"].unique().tolist()
    ['SIPRI']
    """
    if not rows:
        raise CakitError("a finding needs the rows its figures come from: finding(text, rows)")
    parts = [_checked(part) for part in rows]
    ids = list(dict.fromkeys(chain.from_iterable(map(sources.source_ids, parts))))
    sources.sources(ids)  # an unknown id is an error here, not on the page
    named = sorted({edition for part in parts for edition in _editions(part)})
    editions = [edition.removeprefix("SIPRI ") for edition in named] or [""]
    column = "sipri_edition" if any(name.startswith("SIPRI ") for name in named) else "edition"
    made = Finding(door.words(text, "text"))
    made.data = pd.DataFrame({"source_ids": ";".join(ids), column: editions}).replace("", None)
    return made


class Memo:
    """A memo in Markdown; shown as such in a notebook.

    Attributes
    ----------
    text : str
        The Markdown. What its author wrote has no effect as HTML.
    editions : list of str
        The editions of the data behind its findings.
    """

    def __init__(self, text: str, editions: list[str], charts: dict[str, Any]) -> None:
        self.text, self.editions, self._charts = text, editions, charts

    def __repr__(self) -> str:
        return self.text

    def _repr_markdown_(self) -> str:
        return self.text

    def save(self, path: str | Path) -> Path:
        """Save the Markdown, and beside it the picture of every chart: all of it, or nothing.

        Parameters
        ----------
        path : path
            Ends in .md.

        Raises
        ------
        CakitError
            For another ending, and where it cannot be written: an older memo is then kept.
        """
        path = door.path(path, "path")
        if path.suffix != ".md":
            raise CakitError(f"a memo is saved as Markdown: {path.stem}.md, not {path.name}")
        text, files = self.text, {}
        for name, chart in self._charts.items():
            picture = path.with_name(f"{path.stem}-{name}.png")
            files[picture] = chart.png()
            alt = _flat(chart.alt).translate(ROUND)
            link = f"![{alt}]({quote(picture.name)})"
            text = text.replace(_placeholder(name, chart.alt), link)
        save_whole({**files, path: text.encode("utf-8")})
        return path


@door.plain_arguments
def memo(title: str, *parts: Any, to: str = "", date: str = "") -> Memo:
    """Write a memo out of findings and words.

    Parameters
    ----------
    title : str
        Its heading.
    *parts : str, Finding, Chart, Verdict, WhatIf or frame
        In the order in which they are to appear. A text is yours, and any figure in it that is no
        year is marked as having no source. Everything else brings its computed sentence (a frame:
        its rows), its edition and its sources.
    to, date : str
        For whom and of when; nothing is filled in by itself.

    Raises
    ------
    CakitError
        For a part that has neither words nor rows, or a memo without parts.

    Examples
    --------
    >>> import cakit as ck
    >>> print(memo("Trade with the United States", "Whose count?", ck.claims.verdict("S4-27")).text)
    # Trade with the United States
    <BLANKLINE>
    Whose count?
    <BLANKLINE>
    S4-27.a, measured: ...
    """
    if not parts:
        raise CakitError(f"a memo needs at least one part: {PARTS}")
    title, to, date = map(door.words, (title, to, date), ("title", "to", "date"))
    checked = [part if _is_own(part) else _checked(part) for part in parts]
    computed = [part for part in checked if not _is_own(part)]
    ids = list(dict.fromkeys(chain.from_iterable(map(sources.source_ids, computed))))
    numbers = {source_id: place for place, source_id in enumerate(ids, 1)}
    charts: dict[str, Any] = {}
    address = " · ".join(filter(None, [to and f"To: {_flat(to)}", _flat(date)]))
    lines = [f"# {_flat(title)}", *filter(None, [address])]
    lines += [_own(part) if _is_own(part) else _computed(part, numbers, charts) for part in checked]
    editions = sorted({edition for part in computed for edition in _editions(part)})
    if editions:
        more = f" {said(TWO)}" if len(editions) > 1 else ""
        named = ", ".join(map(_flat, editions))
        lines.append(f"**{said('Editions of the data')}**: {named}.{more}")
    if ids:
        cited = [f"{numbers[source_id]}. {sources.cite([source_id])}" for source_id in ids]
        lines += [f"## {said('Sources')}", "\n".join(cited)]
    return Memo("\n\n".join(lines) + "\n", editions, charts)


def _is_own(part: Any) -> bool:
    return isinstance(part, str) and not isinstance(part, Finding)


def _checked(part: Any) -> Any:
    """A part that has sources or rows; a frame of another engine as a pandas frame."""
    own, rows = (getattr(part, it) if door.has(part, it) else None for it in ("source_ids", "data"))
    if isinstance(own, str) or hasattr(type(rows), "columns"):
        return part
    try:
        return door.frame(part, "rows")
    except CakitError as error:
        text = f"{door.shown(part)} has neither words nor rows: give {PARTS}"
        raise CakitError(text) from error


def _inert(text: object) -> str:
    """A text as Markdown in which no HTML, no script and no turning sign is live."""
    text = str.__str__(text) if isinstance(text, str) else str(text)
    plain = re.sub(r"&(?=#|\w+;)", "&amp;", UNSEEN.sub(" ", text))
    return LINK.sub(r"\1#", plain.replace("<", "&lt;"))


def _flat(text: object) -> str:
    return " ".join(_inert(text).split())


def _own(text: str) -> str:
    """The author's words; a figure in them that is no year and no claim is marked."""
    return _inert(text).strip() + (MARK if re.search(r"\d", YEARS.sub("", text)) else "")


def _editions(part: Any) -> list[str]:
    """The editions of a finding, with the name of the data."""
    edition = getattr(part, "edition", None)
    if isinstance(edition, str):
        sipri = any("sipri" in source_id for source_id in part.source_ids.split(";"))
        return [f"{'SIPRI ' if sipri else ''}{edition}"] if edition else []
    if hasattr(part, "assumptions"):
        return [f"SIPRI {edition}" for edition in part.editions]
    frame, found = getattr(part, "data", part), []
    for name in (name for name in frame.columns if str(name).endswith("edition")):
        keeper = "SIPRI " if name == "sipri_edition" else ""
        found += [f"{keeper}{edition}" for edition in frame[name].dropna().unique()]
    return found


def _computed(part: Any, numbers: dict[str, int], charts: dict[str, Any]) -> str:
    """A computed sentence with its sources; below it the picture, the assumptions or the rows."""
    sentence = getattr(part, "sentence", getattr(part, "finding", None))
    cited = _cited([numbers[source_id] for source_id in sources.source_ids(part)])
    if not isinstance(sentence, str):
        return "\n\n".join(filter(None, [_table(getattr(part, "data", part)), cited]))
    lines = [f"{_flat(sentence)} {cited}".strip()]
    if hasattr(part, "figure"):
        name = str(len(charts) + 1)
        charts[name] = part
        lines.append(_placeholder(name, part.alt))
    lines.append(
        "\n".join(f"- {said('Assumed')}: {text}" for text in getattr(part, "assumptions", ()))
    )
    return "\n\n".join(filter(None, lines))


def _placeholder(name: str, alt: str) -> str:
    return f"*{said(f'Picture {name}')}. {_flat(alt)}*"


def _cited(numbers: list[int]) -> str:
    """Numbers in brackets, runs joined: [1–3, 7]."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    words = [f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs]
    return f"[{', '.join(words)}]" if words else ""


def _table(frame: pd.DataFrame) -> str:
    """The first rows of a frame, without the columns of sources and editions."""
    shown = frame[[name for name in frame.columns if not HIDDEN.search(str(name))]].head(ROWS)
    cells = shown.astype(object).where(shown.notna(), "")
    rows = [list(shown.columns), ["---"] * len(shown.columns), *cells.values.tolist()]
    text = "\n".join(f"| {' | '.join(map(_cell, row))} |" for row in rows)
    return text + (f"\n\n… and {len(frame) - ROWS} more rows." if len(frame) > ROWS else "")


def _cell(value: Any) -> str:
    return f"{value:,.1f}" if isinstance(value, float) else _flat(value).replace("|", "\\|")
