"""seeds/coverage.md: every paragraph of the five texts, and the notebook cells that treat it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import cakit as ck
from cakit.claims.rules import JUDGEMENTS

ROOT = Path(__file__).parents[1]
RANGE = re.compile(r"\b(S[0-4])-(\d\d)(?: to |–|-)(?:S[0-4]-)?(\d\d)\b")
ONE = re.compile(r"\bS[0-4]-\d\d\b")
SHOWN = 6  # cells named a paragraph; the others are counted
LEDGER = "in the ledger only"


def named(text: str) -> set[str]:
    """The claims that a text names, ranges filled in."""
    filled = {
        f"{seed}-{n:02}" for seed, a, b in RANGE.findall(text) for n in range(int(a), int(b) + 1)
    }
    return filled | set(ONE.findall(text))


def cells() -> list[tuple[str, str, set[str]]]:
    """Notebook, cell and the claims it names, in order; exercises take the text of their questions."""
    from cakit.exercises import exercises

    found = []
    for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            text = "".join(cell["source"])
            asked = re.search(r'ck\.exercise\("([\d.]+)"\)', text)
            text += exercises()[asked[1]].question if asked and asked[1] in exercises() else ""
            if named(text):
                found.append((path.stem[:2], cell["id"], named(text)))
    return found


def treated(claims: set[str], where: list[tuple[str, str, set[str]]]) -> str:
    """The cells that name one of the claims, by notebook."""
    by_book: dict[str, list[str]] = {}
    for book, cell, held in where:
        if claims & held:
            by_book.setdefault(book, []).append(f"`{cell}`")
    said = [f"{book}: {', '.join(found[:SHOWN])}{f' and {len(found) - SHOWN} more' if len(found) > SHOWN else ''}" for book, found in by_book.items()]  # fmt: skip
    return "; ".join(said)


def rest(claims: set[str], kinds: dict[str, str], undecidable: set[str]) -> str:
    """The claims that no cell names: judgements, those without data, those that only the ledger treats."""
    by_word: dict[str, list[str]] = {}
    for one in sorted(claims):
        word = (
            "judgement"
            if kinds[one] in JUDGEMENTS
            else "no data held"
            if one in undecidable
            else LEDGER
        )
        by_word.setdefault(word, []).append(one)
    return "; ".join(f"{word} ({', '.join(held)})" for word, held in sorted(by_word.items()))


def table() -> str:
    """The whole file."""
    claims = ck.load("claims")
    kinds = dict(zip(claims["claim_id"], claims["kind"], strict=True))
    evidence = ck.load("claim_evidence")
    undecidable = set(
        evidence.loc[evidence["is_plain"] & (evidence["verdict"] == "undecidable"), "claim_id"]
    )
    where = cells()
    all_named = set().union(*(held for _, _, held in where)) if where else set()
    paragraphs = ck.load("seed_paragraphs").sort_values(["seed", "paragraph"])
    lines = [
        "# What treats which paragraph",
        "",
        "Generated (`make generate`): a paragraph is treated where a notebook's cell names one of its claims. What no cell "
        "names is a judgement, or nothing is held that could decide it, or it is decided in the ledger only, `ck.claims.ledger()`.",
    ]
    for seed, part in paragraphs.groupby("seed"):
        lines += ["", f"## {seed}", "", "| paragraph | about | notebook: cells | not named in a cell |", "| ---: | --- | --- | --- |"]  # fmt: skip
        for row in part.itertuples():
            held = set(
                claims.loc[
                    (claims["seed"] == seed) & (claims["paragraph"] == row.paragraph), "claim_id"
                ]
            )
            cell = treated(held, where) or ("" if held else "makes no claim")
            lines.append(
                f"| {row.paragraph} | {row.topic} | {cell} | {rest(held - all_named, kinds, undecidable)} |"
            )
    return "\n".join(lines) + "\n"
