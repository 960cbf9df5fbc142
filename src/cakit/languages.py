"""The language of the texts that the kit computes. English is the source; errors stay English.

A catalogue `locale/ru/cakit.po` holds whole texts and templates. A sentence is translated where a
reader meets it: it is matched with the templates, and what a template names is translated in turn.
"""

from __future__ import annotations

import html
import json
import re
import sys
import textwrap
from functools import cache
from pathlib import Path
from typing import Any

from cakit import door
from cakit.errors import CakitError, nearest

CASES = ("genitive", "dative", "accusative", "instrumental", "prepositional")
FIELD = re.compile(r"\{(\w+)(?::([\w-]+))?\}")
KINDS = {
    "": ".+?",
    "raw": ".+?",
    "all": ".+?",
    "word": r"\S+",
    "name": "[^“”();:]+?",
    "item": r"(?:(?! и | and )[^“”(),;:])+?",
    "number": r"(?:under |over )?[\d.,–−-]+ ?%?",
}
SIGNS_OF_LISTS = ("; ", ": ", ", and |, ", " and | и ")  # the widest first; not inside brackets
SENTENCES = re.compile(r"(?<=\)\.) |(?<=[.?!]) (?=[^\sa-zа-яё])")
ENGLISH = re.compile(r"(?<![\w/.])[a-z]{3,}(?![\w/])")
SIGNS = [[r"(\d),(?=\d{3}(?!\d))", "$1\u00a0"], [r"(\d)\.(?=\d)", "$1,"], [r"(\d)%", "$1\u00a0%"]]
_chosen = ""
missing: dict[str, str] = {}  # texts that were met and have no translation, by the text around them


@door.plain_arguments
def language(code: str) -> None:
    """Choose the language of findings, explorers, exercises and names of countries.

    Parameters
    ----------
    code : str
        "en", or the code of a language that has a catalogue: "ru". Messages of errors, and what
        the tables themselves hold, stay English.

    Raises
    ------
    CakitError
        For a language without a catalogue.

    Examples
    --------
    >>> import cakit as ck
    >>> ck.language("ru")
    >>> ck.country_name("KGZ")
    'Кыргызстан'
    >>> ck.language("en")
    """
    global _chosen
    code = door.text(code, "code")
    held = ["en", *sorted(path.parent.name for path in home().glob("*/cakit.po"))]
    if code not in held:
        raise CakitError(f"no language {code[:20]!r}. {nearest(code[:20], held)}")
    _chosen = "" if code == "en" else code
    missing.clear()
    _tables_as_written()
    for name, module in list(sys.modules.items()):
        if name.startswith("cakit.explore.theme_") and hasattr(module.spec, "cache_clear"):
            module.spec.cache_clear()  # its words and names are of the other language


def _tables_as_written() -> None:
    """Show the numbers in tables of a notebook as the language writes them."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell:
        html = shell.display_formatter.formatters["text/html"]
        html.for_type("pandas.DataFrame", _html)


def _html(frame: Any) -> str | None:
    text = frame._repr_html_()
    cells = re.compile(r"(?<=<td>)(?:-?\d+\.\d+|[^<]+ [^<]+ [^<]+)(?=</td>)")
    return cells.sub(lambda cell: _cell(cell[0]), text) if text and _chosen else text


def _cell(text: str) -> str:
    """A number, or a sentence that is translated as it stands; names and codes stay."""
    return html.escape(whole(html.unescape(text))) if " " in text else numbers(text)


def chosen() -> str:
    """The code of the language; empty for English."""
    return _chosen


@cache
def home() -> Path:
    """The folder of the catalogues: in the installed package, or beside `src` in a checkout."""
    packed = Path(__file__).with_name("locale")
    return packed if packed.is_dir() else Path(__file__).parents[2] / "locale"


@cache
def catalogue(path: Path) -> dict[str, str]:
    """The texts of a file of gettext and their translations; without those marked as fuzzy."""
    found = {}
    for block in path.read_text(encoding="utf-8").split("\n\n") if path.is_file() else ():
        parts, key = {"msgid": "", "msgstr": ""}, ""
        for line in block.splitlines():
            if line.startswith(("msgid ", "msgstr ")):
                key, line = line.split(" ", 1)
            if key and line.startswith('"'):
                parts[key] += json.loads(line)
        if "#, fuzzy" not in block and parts["msgid"] and parts["msgstr"]:
            found[parts["msgid"]] = parts["msgstr"]
    return found


def worded(prose: Any, name: str) -> Any:
    """Texts, lists and tables of texts with the translations of one catalogue."""
    held = texts(name)
    if isinstance(prose, str):
        return held.get(" ".join(prose.split()), prose)
    if isinstance(prose, list):
        return [worded(one, name) for one in prose]
    return {key: worded(one, name) for key, one in prose.items()} if type(prose) is dict else prose


def texts(name: str) -> dict[str, str]:
    """The translations of one catalogue, for example "01"; none in English or where none is."""
    path = home() / _chosen / f"{name}.po"
    return catalogue(path) if _chosen and path.is_file() else {}


def meant(answer: str, options: list[str], name: str) -> str | None:
    """The option that an answer gives in another language, by a catalogue or as a country."""

    def plain(text: str) -> str:
        return " ".join(text.casefold().split())

    for folder in (path.parent for path in home().glob("*/cakit.po")):
        for pair in [*package(folder).items(), *catalogue(folder / f"{name}.po").items()]:
            both = set(map(plain, pair)) if plain(answer) in map(plain, pair) else ()
            if option := next((one for one in options if plain(one) in both), None):
                return option
    return None


@cache
def package(folder: Path) -> dict[str, str]:
    """All texts of the package: those of `cakit.po`, and of `cakit-NN.po` for one notebook."""
    table = home().with_name("data") / f"names_{folder.name}.csv"
    held = _names(table)[0]
    english = {code: row["name"] for code, row in _rows(table.with_name("countries.csv"))}
    known = {name: held[code] for code, name in english.items() if code in held}
    for path in sorted(folder.glob("cakit*.po"), reverse=True):
        known |= catalogue(path)
    return known


@cache
def _templates(folder: Path) -> list[tuple[str, re.Pattern[str], str]]:
    """Templates of the package, those with the most words of their own first; and the longest."""
    made = []
    for text in sorted(package(folder), key=lambda one: -len(FIELD.sub("", one))):
        kinds = [field[2] for field in FIELD.finditer(text)]
        if any(kinds) or (kinds and len(FIELD.sub("", text)) > 4):  # "{x} at {y}" fits too much
            parts, at = "", 0
            for field in FIELD.finditer(text):
                parts += re.escape(text[at : field.start()])
                parts += f"(?P<{field[1]}>{KINDS[field[2] or '']})"
                at = field.end()
            longest = max(re.split(r"\{[^{}]*\}", text), key=len).removesuffix(".")
            made.append((longest, re.compile(parts + re.escape(text[at:]), re.DOTALL), text))
    return made


def whole(text: str) -> str:
    """A text of the package that is translated as it stands; any other as it is."""
    return package(home() / _chosen).get(text, text) if _chosen else text


def said(text: str) -> str:
    """A computed text in the language chosen; what has no translation stays, and is noted."""
    if not _chosen or not text.strip():
        return text
    return _said(text, text)


def _said(text: str, around: str) -> str:
    held, lines = package(home() / _chosen), text.split("\n")
    if text in held or " ".join(lines) in held:
        found = held.get(text) or held[" ".join(lines)]
        is_cut = lines[1:] and "\n" not in found
        return textwrap.fill(found, 4 + max(map(len, lines))) if is_cut else found
    if text.endswith(".") and text[:-1] in held:
        return f"{held[text[:-1]]}."
    bracket = re.fullmatch(r"(.+) \(([^()]+)\)(\W?)", text)
    if bracket and bracket[1] in held:
        return f"{held[bracket[1]]} ({_said(bracket[2], around)}){bracket[3]}"
    if not re.search("[A-Za-z]", text):
        return numbers(text)
    sentences = SENTENCES.split(text)
    for longest, pattern, template in _templates(home() / _chosen):
        alone = not (sentences[1:] or lines[1:])
        fits = longest in text and (alone or ":all}" in template)
        for end in ("", ".") if fits else ():  # the last of a list has the full stop
            match = pattern.fullmatch(text.removesuffix(end))
            if match and text.endswith(end):
                return _filled(template, held[template], match.groupdict(), around) + end
    for cut, sign in ((lines, "\n"), (sentences, " ")):
        if cut[1:]:
            return sign.join(_said(one, around) for one in cut)
    return _listed(text, around)


def _listed(text: str, around: str) -> str:
    """The parts of a list, or what is before and in brackets, one by one."""
    for kind in SIGNS_OF_LISTS:
        found = [one for one in re.finditer(rf"\([^()]*\)|({kind})", text) if one[1]]
        if found:
            told, at = "", 0
            for one in found:
                word = package(home() / _chosen)[" and "] if "and" in one[1] else one[1]
                told += _said(text[at : one.start()], around) + word
                at = one.end()
            return told + _said(text[at:], around)
    if bracket := re.fullmatch(r"(.+) \(([^()]+)\)(\W?)", text):
        return f"{_said(bracket[1], around)} ({_said(bracket[2], around)}){bracket[3]}"
    if ENGLISH.search(text) and len(re.findall("[A-Za-z]", text)) > len(re.findall("[А-яё]", text)):
        missing[text] = around
    return numbers(text)


def _filled(template: str, words: str, given: dict[str, str], around: str) -> str:
    """A translated template with what the text named; a name in the case that is asked for."""
    raw = {field[1] for field in FIELD.finditer(template) if field[2] in ("raw", "all", "word")}

    def put(field: re.Match[str]) -> str:
        value = given[field[1]] if field[1] in raw else _said(given[field[1]], around)
        return _in_case(value, field[2], around) if field[2] in CASES else value

    return FIELD.sub(put, words)


def _in_case(text: str, case: str, around: str) -> str:
    """Names in a case of the table of names; a name that is not in it is noted."""
    table = _names(_table())[1]
    parts = [text] if text in table else re.split("(, | и |; )", text)
    for place, name in enumerate(parts[::2]):
        forms = table.get(name, {})
        if not forms.get(case):
            missing[f"{name} ({case})"] = around
        parts[2 * place] = forms.get(case) or name
    return "".join(parts)


@cache
def _names(path: Path) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """Code → name, and name → its cases."""
    rows = _rows(path)
    return {code: row["name"] for code, row in rows}, {row["name"]: row for _, row in rows}


def _rows(path: Path) -> list[tuple[str, dict[str, str]]]:
    import csv

    with path.open(encoding="utf-8", newline="") as file:
        return [(row["iso3"], row) for row in csv.DictReader(file)]


def names() -> dict[str, str]:
    """Code → name in the language chosen; empty in English."""
    return _names(_table())[0] if _chosen else {}


def _table() -> Path:
    return home().with_name("data") / f"names_{_chosen}.csv"


def numbers(text: str) -> str:
    """The numbers in a text as the language writes them: 1 234,5 and 12 %."""
    for pattern, sign in SIGNS:
        text = re.sub(pattern, sign.replace("$1", r"\1"), text)
    return text


def genitive(name: str) -> str:
    """A name of a country in the genitive case; any other name as it is."""
    return _names(_table())[1].get(name, {}).get("genitive") or name
