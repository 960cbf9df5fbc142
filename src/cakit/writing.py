"""A memo: findings the kit computed, in the reader's order and with the reader's own words, as Markdown with citations."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from cakit.catalog import sources
from cakit.errors import CakitError

ROWS = 20  # of a table; a memo is short
OWN_FIGURE = re.compile(r"\d")
YEARS = re.compile(r"\b(?:19|20)\d\d(?:[–-](?:19|20)?\d\d)?\b|\bS[0-4]-\d\d\b")
HIDDEN = re.compile(r"source_ids?$|edition$")
MARK = " [figure without a source]"


class Memo:
    """A memo in Markdown; shown as such in a notebook.

    Attributes
    ----------
    text : str
        The Markdown.
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
        """Save the Markdown, and beside it the picture of every chart.

        Parameters
        ----------
        path : path
            Ends in .md.

        Returns
        -------
        Path

        Raises
        ------
        CakitError
            For another ending.
        """
        path = Path(path)
        if path.suffix != ".md":
            raise CakitError(f"a memo is saved as Markdown: {path.stem}.md, not {path.name}")
        text = self.text
        for name, chart in self._charts.items():
            picture = f"{path.stem}-{name}.png"
            chart.save(path.with_name(picture))
            text = text.replace(_placeholder(name, chart.alt), f"![{_flat(chart.alt)}]({picture})")
        path.write_text(text, encoding="utf-8", newline="\n")
        return path


def memo(title: str, *parts: Any, to: str = "", date: str = "") -> Memo:
    """Write a memo out of findings and words.

    Parameters
    ----------
    title : str
        Its heading.
    *parts : str, Chart, Verdict, WhatIf or frame
        In the order in which they are to stand. A text is yours, and any figure in it that is no year is marked as
        having no source; everything else brings its computed sentence (a frame: its rows), its edition and its sources.
    to, date : str
        For whom and of when; nothing is filled in by itself.

    Returns
    -------
    Memo

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
        raise CakitError(
            "a memo needs at least one part: a text, a chart, a verdict, a what-if or a frame"
        )
    ids = list(
        dict.fromkeys(one for part in parts if not isinstance(part, str) for one in _ids(part))
    )
    numbers = {one: place for place, one in enumerate(ids, 1)}
    charts: dict[str, Any] = {}
    lines = [
        f"# {_flat(title)}",
        *filter(None, [" · ".join(filter(None, [to and f"To: {_flat(to)}", date]))]),
    ]
    for part in parts:
        lines.append(_own(part) if isinstance(part, str) else _finding(part, numbers, charts))
    editions = sorted({edition for part in parts for edition in _editions(part)})
    if editions:
        more = " They differ in what they count: no total of one is added to, or taken from, a total of another." if len(editions) > 1 else ""  # fmt: skip
        lines.append(f"**Editions of the data**: {', '.join(editions)}.{more}")
    if ids:
        lines += ["## Sources", "\n".join(f"{numbers[one]}. {sources.cite([one])}" for one in ids)]
    return Memo("\n\n".join(lines) + "\n", editions, charts)


def _flat(text: str) -> str:
    return " ".join(str(text).split())


def _own(text: str) -> str:
    """The author's words; a figure in them that is no year and no claim is marked."""
    return text.strip() + (MARK if OWN_FIGURE.search(YEARS.sub("", text)) else "")


def _ids(part: Any) -> list[str]:
    """The sources of a finding; a verdict holds them as text."""
    held = getattr(part, "source_ids", None)
    return (
        [one for one in held.split(";") if one]
        if isinstance(held, str)
        else sources.source_ids(part)
    )


def _editions(part: Any) -> list[str]:
    """The editions of a finding, with the name of the data."""
    held = getattr(part, "edition", None)
    if isinstance(held, str):
        return [f"{_of(part)}{held}"] if held else []
    if hasattr(part, "assumptions"):
        return [f"SIPRI {one}" for one in part.editions]
    frame = getattr(part, "data", part)
    found = [name for name in getattr(frame, "columns", ()) if str(name).endswith("edition")]
    return [f"{'SIPRI ' if name == 'sipri_edition' else ''}{one}" for name in found for one in frame[name].dropna().unique()]  # fmt: skip


def _of(verdict: Any) -> str:
    return "SIPRI " if any("sipri" in one for one in _ids(verdict)) else ""


def _finding(part: Any, numbers: dict[str, int], charts: dict[str, Any]) -> str:
    """A computed sentence with its sources; below it the picture, the assumptions or the rows."""
    sentence = getattr(part, "sentence", getattr(part, "finding", None))
    frame = getattr(part, "data", part)
    cited = _cited([numbers[one] for one in _ids(part)])
    if sentence is None:
        if not hasattr(frame, "columns"):
            raise CakitError(f"a {type(part).__name__} has neither words nor rows: give a text, a chart, a verdict, a what-if or a frame")  # fmt: skip
        return _table(frame) + (f"\n\n{cited}" if cited else "")
    lines = [f"{sentence} {cited}".strip()]
    if hasattr(part, "figure"):
        name = str(len(charts) + 1)
        charts[name] = part
        lines.append(_placeholder(name, part.alt))
    lines += [f"- Assumed: {one}" for one in getattr(part, "assumptions", ())]
    return "\n\n".join(lines[:1] + ["\n".join(lines[1:])] * (len(lines) > 1))


def _placeholder(name: str, alt: str) -> str:
    return f"*Picture {name}. {_flat(alt)}*"


def _cited(numbers: list[int]) -> str:
    """Numbers in brackets, runs joined.

    Examples
    --------
    >>> _cited([3, 1, 2, 7]), _cited([])
    ('[1–3, 7]', '')
    """
    runs: list[list[int]] = []
    for one in sorted(numbers):
        if runs and one == runs[-1][-1] + 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    said = [f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs]
    return f"[{', '.join(said)}]" if said else ""


def _table(frame: Any) -> str:
    """The first rows of a frame as a Markdown table, without the columns of sources and editions."""
    shown = frame[[name for name in frame.columns if not HIDDEN.search(str(name))]].head(ROWS)
    rows = [list(map(str, shown.columns)), ["---"] * len(shown.columns)]
    rows += [[_cell(value) for value in row] for row in shown.itertuples(index=False)]
    text = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return text + (f"\n\n… and {len(frame) - ROWS} more rows." if len(frame) > ROWS else "")


def _cell(value: Any) -> str:
    if value is None or value != value or type(value).__name__ == "NAType":
        return ""
    return f"{value:,.1f}" if isinstance(value, float) else _flat(str(value)).replace("|", "\\|")
