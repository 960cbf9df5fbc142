"""The glossary as a page of the site, and its links: the first use of a term on a page leads there.

Notebooks and pages are not changed; the copies that the site is built from are. A term is linked in prose only: not in
code, links, headings, tables or addresses.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import cakit as ck

ROOT = Path(__file__).parents[1]
NOT_PROSE = re.compile(
    r"```.*?```|`[^`\n]*`|!?\[[^\]]*\](?:\([^)]*\))?|<[^>\n]*>|https?://\S+"
    r"|^(?:#|\||\([\w-]+\)=)[^\n]*$",
    re.M | re.S,
)


@cache
def terms() -> dict[str, dict[str, str]]:
    """The rows of the glossary by key."""
    rows = ck.load("glossary").fillna("").to_dict("records")
    return {str(row["key"]): {str(name): str(text) for name, text in row.items()} for row in rows}


@cache
def spelt() -> dict[str, str]:
    """Each form of a term, and its key; a small first letter also means the capital."""
    found = {}
    for key, row in terms().items():
        for form in [row["term"], *filter(None, row["forms"].split(";"))]:
            found |= {form: key, form[0].upper() + form[1:]: key}
    return found


@cache
def pattern() -> re.Pattern[str]:
    """Any form of any term as whole words, the longest first."""
    forms = sorted(map(re.escape, spelt()), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(forms)})(?![\w-])")


def linked(text: str, seen: set[str]) -> str:
    """Some Markdown with each term that is not yet `seen` linked at its first use.

    Examples
    --------
    >>> linked("# TIV\\n\\nThe `TIV` of a delivery. TIV is no price.", set())
    '# TIV\\n\\nThe `TIV` of a [delivery](#term-delivery). [TIV](#term-tiv) is no price.'
    """

    def link(found: re.Match[str]) -> str:
        key = spelt()[found[0]]
        if key in seen:
            return found[0]
        seen.add(key)
        return f"[{found[0]}](#term-{key.replace('_', '-')})"

    out, place = [], 0
    for other in NOT_PROSE.finditer(text):
        out += [pattern().sub(link, text[place : other.start()]), other[0]]
        place = other.end()
    return "".join([*out, pattern().sub(link, text[place:])])


def link_notebook(notebook: dict[str, Any]) -> None:
    """Link the terms of a copy of a notebook, first use by first use."""
    seen: set[str] = set()
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = linked("".join(cell["source"]), seen)


def read(path: Path, shown: bool = False) -> str:
    """The prose of a notebook, with what its cells show if asked for; a page as it is."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb" or shown:
        return text
    cells = json.loads(text)["cells"]
    return "\n\n".join("".join(one["source"]) for one in cells if one["cell_type"] == "markdown")


@cache
def first_uses() -> dict[str, str]:
    """Where each term is first used, by key: in prose, else in what a notebook shows or in a table's description."""
    notebooks = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
    pages = [*sorted((ROOT / "docs").glob("**/*.md")), ROOT / "data/README.md"]
    found: dict[str, str] = {}
    for path in [*notebooks, *pages]:
        seen: set[str] = set()
        linked(read(path), seen)
        found = dict.fromkeys(seen, path.relative_to(ROOT).as_posix()) | found
    for path in [*notebooks, ROOT / "data/README.md"]:
        shown = {spelt()[one] for one in pattern().findall(read(path, shown=True))}
        found = dict.fromkeys(shown, path.relative_to(ROOT).as_posix()) | found
    return {key: name.removeprefix("docs/pages/") for key, name in found.items()}


def word(row: dict[str, str], language: str, code: str) -> str:
    """A term in Kazakh or Uzbek with where it was read; empty where no source gives one."""
    if not row[language]:
        return ""
    source = ck.load("sources").set_index("source_id").loc[row[f"{language}_source_id"]]
    read = f"[{source['publisher']}]({source['url']})"
    return f'{language.title()}: <span lang="{code}">{row[language]}</span> ({read})'


def entry(key: str, row: dict[str, str]) -> str:
    """One paragraph of the page."""
    place = first_uses().get(key, "")
    name = f"notebook {Path(place).name[:2]}" if place.endswith(".ipynb") else "a page"
    said = [
        f'Russian: <span lang="ru">{row["russian"]}</span>',
        word(row, "kazakh", "kk"),
        word(row, "uzbek", "uz"),
        f"First used in [{name}]({place})" if place else "",
    ]
    head = f"(term-{key.replace('_', '-')})=\n**{row['term']}**: {row['definition']}\\\n"
    return head + " · ".join(filter(None, said)) + "."


def entries() -> str:
    """All terms, by letter."""
    parts, letter = [], ""
    for key, row in terms().items():
        if key[0].upper() != letter:
            letter = key[0].upper()
            parts.append(f"## {letter}")
        parts.append(entry(key, row))
    return "\n\n".join(parts)
