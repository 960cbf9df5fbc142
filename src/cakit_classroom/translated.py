"""A notebook in another language: the pieces of its cells that have words, and the whole of it.

`tools/translate.py` lists and checks the same pieces.
"""

from __future__ import annotations

import ast
import io
import json
import re
import tokenize
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from cakit import languages
from cakit.catalog.store import current

Piece = tuple[int, int, str, str]  # from, to, the text, and its kind
ITEM = re.compile(r"\s*(?:[-*+] |\d+\. |#{1,6} |>|\||<)")
TECHNICAL = re.compile(
    r"[a-z_0-9.:<>=#%]*|[A-Z][A-Z_0-9+-]+|#[0-9A-F]{6}|\{[^{}]*\}\w?|[A-Z]+-\d+\w?"
)
WORDS_OF = {"title", "xlabel", "ylabel", "label", "finding", "note", "words", "name"}
NAME = re.compile(r"[^\W\d_][\w&-]*(?: [\w&-]*[^\W\d_])*")
SETTINGS = {"cmap", "color", "palette", "loc", "how", "kind", "fmt", "style", "query", "within"}
PLACEHOLDER, QUOTED = re.compile(r"\{[^{}]*\[[^{}]*\][^{}]*\}"), re.compile("'([^']+)'")
QUERY = re.compile(r"(?:==|>=|<=|!=| in \[)|(?:upper|lower|center|middle) \w+")
HEAD = re.compile(r"(?:[rRbBfF]*)('''|\"\"\"|'|\")")
IMPORT = "import cakit as ck\n"


# Kinds: "markdown", "code" (a literal with words), "comment", "name" (of countries, from the table
# of names), and "column" (a new name of a column), and "key" (one word, put in only where
# the same cell gives that name to a column).
def pieces(cell: dict[str, Any]) -> list[Piece]:
    """The pieces of a cell that have words, in their order."""
    source = "".join(cell["source"])
    if cell["cell_type"] == "markdown":
        return list(_blocks(source))
    return sorted({*_literals(source), *_comments(source)}) if cell["cell_type"] == "code" else []


def _blocks(source: str) -> Iterator[Piece]:
    """Headings, items and lines of tables one by one; lines of a paragraph together."""
    start, at, fenced = None, 0, False
    for line in [*source.splitlines(keepends=True), ""]:
        fence = line.startswith("```")
        alone = bool(ITEM.match(line)) or fence or fenced
        if start is not None and (not line.strip() or alone):
            yield start, at, source[start:at].rstrip("\n"), "markdown"
            start = None
        if alone and not fence and not fenced and re.search(r"[^\W\d_]", line):
            yield at, at + len(line), line.rstrip("\n"), "markdown"
        elif line.strip() and not alone and start is None:
            start = at
        fenced ^= fence
        at += len(line)


def _comments(source: str) -> Iterator[Piece]:
    lines = source.splitlines(keepends=True)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and " " in token.string:
            row, column = token.start
            start = sum(map(len, lines[: row - 1])) + column
            yield start, start + len(token.string), token.string, "comment"


def _literals(source: str) -> Iterator[Piece]:
    """Literals with words: sentences, labels, new names of columns; and names of countries."""
    tree, lines = ast.parse(source), source.splitlines(keepends=True)
    columns, shown, inside = _shown(tree)
    shown |= columns
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if id(node) in inside or not (is_text or isinstance(node, ast.JoinedStr)):
            continue
        start, end = _span(lines, node)
        text = source[start:end]
        if not (head := HEAD.match(text)) or text[head.end() : -len(head[1])].count(head[1]):
            continue  # several literals side by side are left to the one who writes the cell
        start, end = start + head.end(), end - len(head[1])
        if kind := _kind(source[start:end], id(node) in shown):
            is_column = kind == "code" and id(node) in columns
            yield start, end, source[start:end], "column" if is_column else kind


def _shown(tree: ast.AST) -> tuple[set[int], set[int], set[int]]:
    """Nodes that name a column anew, those a reader sees, and those that are no words."""
    columns, shown, inside = set[int](), set[int](), set[int]()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            inside |= {id(one) for one in ast.walk(node) if one is not node}
        elif isinstance(node, ast.Dict):
            columns |= {id(one) for one in node.values}
        elif isinstance(node, ast.keyword) and node.arg in (*WORDS_OF, *SETTINGS):
            (shown if node.arg in WORDS_OF else inside).add(id(node.value))
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
            columns.add(id(node.value))
    return columns, shown, inside


def _kind(text: str, is_shown: bool) -> str:
    if current().countries.has(text) or re.search(r"[=!]= ?'[A-Z]", text):
        return "name"
    if QUERY.search(text) or not re.search(r"[^\W\d_]{2}", text):
        return ""
    return "key" if TECHNICAL.fullmatch(text) and not is_shown else "code"


def _span(lines: list[str], node: Any) -> tuple[int, int]:
    """From where to where a node is in the text; its columns count bytes."""

    def place(line: int, column: int) -> int:
        before = sum(map(len, lines[: line - 1]))
        return before + len(lines[line - 1].encode()[:column].decode())

    return place(node.lineno, node.col_offset), place(node.end_lineno, node.end_col_offset)


def cell_in(cell: dict[str, Any], put: Callable[[str, str], str]) -> str:
    """The source of a cell with other words: `put` gives them for a piece and its kind."""
    source, kept, at, found = "".join(cell["source"]), "", 0, pieces(cell)
    shown = {text for *_, text, kind in found if kind == "column"}
    for start, end, text, kind in found:
        if kind == "key" and text not in shown:
            continue
        gap = source[start:end][len(text) :]  # the end of a line
        kept += source[at:start] + put(text, kind) + gap
        at = end
    return kept + source[at:]


def notebook(text: str, number: str) -> str:
    """A notebook in the language chosen; English where nothing of it is translated yet."""
    book, held = json.loads(text), languages.texts(number)
    if not held:
        return text
    names = {english: languages.names().get(code, english)
             for code, english in current().countries.names.items()}  # fmt: skip
    told = languages.said("Not yet read by a native editor.")

    def key(text: str) -> str:  # inside a placeholder; a plain word is a column of a table
        is_column = re.fullmatch("[a-z_]+", text)
        return text if is_column else held.get(text, names.get(text, text))

    def put(piece: str, kind: str) -> str:
        if kind != "name":
            inner = partial(QUOTED.sub, lambda one: f"'{key(one[1])}'")
            return PLACEHOLDER.sub(lambda one: inner(one[0]), held.get(piece, piece))
        return NAME.sub(lambda one: names.get(one[0], one[0]), piece)

    for cell in book["cells"]:
        source = cell_in(cell, put)
        if cell["cell_type"] == "code":
            source = source.replace(IMPORT, f'{IMPORT}ck.language("{languages.chosen()}")\n', 1)
        cell["source"] = source.splitlines(keepends=True)
    first = "".join(book["cells"][0]["source"])
    book["cells"][0]["source"] = f"{first}\n\n> *{told}*".splitlines(keepends=True)
    return json.dumps(book, indent=1, ensure_ascii=False) + "\n"
