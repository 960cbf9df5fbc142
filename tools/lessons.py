"""What a lesson asks of a class: words, cells, sentences, questions, claim codes, and the minutes that follow from them.

    python tools/lessons.py

The core is what comes before *Exercises*. Teaching minutes: the prose read aloud at 130 words a minute, two
minutes for each exhibit, half a minute for any other cell, and fifteen for *Predict*, *Explore* and *Discuss*
together. Exercise minutes: by kind of question, all six.
"""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
WORDS_A_MINUTE = 130
EXERCISE_MINUTES = {"number": 6, "pair": 6, "choice": 3, "countries": 4, "writing": 10}
COLUMNS = ("cells", "code", "words", "sentence", "questions", "codes", "teaching", "exercises")


def prose(text: str) -> str:
    """Markdown without code, addresses, headings, quote and list marks."""
    text = re.sub(r"`[^`]*`|\]\([^)]*\)|^#+ .*$", " ", text, flags=re.M)
    return re.sub(r"^\s*(?:>|[-*]|\d+\.)\s+|[*\[\]|]", " ", text, flags=re.M)


def words(text: str) -> list[str]:
    """The words of some Markdown."""
    return re.findall(r"[^\W_][\w'’-]*", prose(text))


def sentences(text: str) -> list[str]:
    """Its sentences; a line that begins a list item begins a sentence."""
    text = re.sub(r"^\s*(?:>|[-*]|\d+\.)\s+", "\n\n", text, flags=re.M)
    parts = [
        re.split(r"(?<=[.!?])[*_)\"”]*\s+", part) for part in re.split(r"\n\s*\n", prose(text))
    ]
    return [one for part in parts for one in part if words(one)]


def asked(cells: list[dict[str, Any]]) -> int:
    """Questions in prose, but for those a reader is meant to answer: headings, *Predict*, *Decide*, *Discuss*."""
    count, open_part = 0, False
    for cell in cells:
        for block in re.split(r"^(?=#+ )", "".join(cell["source"]), flags=re.M):
            if heading := re.match(r"#+ (.*)", block):
                open_part = re.match(r"Predict|Decide|Discuss", heading[1]) is not None
            count += 0 if open_part else prose(block).count("?")
    return count


def measure(path: Path) -> dict[str, float]:
    """Counts of one notebook, by `COLUMNS`; *sentence* is the mean number of words."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    markdown = [cell for cell in cells if cell["cell_type"] == "markdown"]
    end = next(n for n, cell in enumerate(cells) if "## Exercises" in "".join(cell["source"]))
    text = "\n\n".join("".join(cell["source"]) for cell in markdown)
    core = [cell for cell in cells[:end] if cell["cell_type"] == "markdown"]
    code = [cell for cell in cells[:end] if cell["cell_type"] == "code"]
    spoken = sum(len(words("".join(cell["source"]))) for cell in core)
    shown = sum("image/png" in str(cell["outputs"]) for cell in code)
    tasks = tomllib.loads((path.parent / f"exercises/{path.name[:2]}.toml").read_text("utf-8"))
    teaching = spoken / WORDS_A_MINUTE + 2 * shown + (len(code) - shown) / 2 + 15
    return {
        "cells": end,
        "code": len(code),
        "words": spoken,
        "sentence": len(words(text)) / len(sentences(text)),
        "questions": asked(markdown),
        "codes": len(re.findall(r"\bS[0-4]-\d\d", text)),
        "teaching": 5 * round(teaching / 5),
        "exercises": 5 * round(sum(EXERCISE_MINUTES[one["kind"]] for one in tasks.values()) / 5),
    }


def main() -> None:
    """Print the table."""
    print(f"{'notebook':32}", *(f"{name:>10}" for name in COLUMNS))
    for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")):
        print(f"{path.stem:32}", *(f"{value:>10.4g}" for value in measure(path).values()))


if __name__ == "__main__":
    main()
