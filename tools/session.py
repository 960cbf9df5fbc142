"""What a class sees of a notebook: the parts that its cells tagged `slide` choose, with what the teacher says.

Slides (`tools/slides.py`) and sheets (`tools/sheets.py`) are made from these parts; nothing is written twice.
Of a Markdown cell a part holds the heading and the first paragraph or list; of a code cell it holds the output.
Notes come from `docs/teaching/NN.md`, section *Speaker notes*; the rest of a Markdown cell follows them.
"""

from __future__ import annotations

import base64
import io
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from cakit.explore.explorer import MIME

ROOT = Path(__file__).parents[1]
SLIDES = range(12, 19)
MOST_WORDS, MOST_LISTED, MOST_ROWS, MOST_COLUMNS = 60, 90, 8, 6
NOTE = re.compile(r"^- `([\w-]+)` \((\d+) min\): (.+?)(?=^- `|^#|\Z)", re.M | re.S)


class Unfit(Exception):
    """A notebook that no deck can be made of; the text names notebook, cell and remedy."""


@dataclass
class Part:
    """One thing to show: text, picture, table or explorer."""

    cell: str
    kind: str
    heading: str
    text: str = ""
    picture: bytes = b""
    alt: str = ""
    table: pd.DataFrame = field(default_factory=pd.DataFrame)
    explorer: dict[str, Any] = field(default_factory=dict)
    note: str = ""
    minutes: int = 0


@dataclass
class Session:
    """A notebook as a class sees it."""

    number: str
    title: str
    opening: str
    parts: list[Part]
    sheet: Part  # the picture for paper


def path_of(number: str) -> Path:
    """The notebook with this number."""
    return next((ROOT / "notebooks").glob(f"{number}_*.ipynb"))


def source(cell: dict[str, Any]) -> str:
    """The text of a cell."""
    return "".join(cell["source"])


def split(markdown: str) -> tuple[str, str, str]:
    """Heading, first paragraph or list, and the rest of a Markdown cell.

    Examples
    --------
    >>> split("## What now?\\n\\nOne thing.\\n\\nAnother.")
    ('What now?', 'One thing.', 'Another.')
    """
    blocks = re.split(r"\n\s*\n", markdown.strip())
    heading = re.sub(r"^#+ ", "", blocks.pop(0)) if blocks[0].startswith("#") else ""
    return heading, blocks[0] if blocks else "", "\n\n".join(blocks[1:])


def notes(number: str) -> dict[str, tuple[int, str]]:
    """Minutes and words of the teacher by cell."""
    text = (ROOT / f"docs/teaching/{number}.md").read_text(encoding="utf-8")
    spoken = text.partition("## Speaker notes\n")[2].split("\n## ")[0]
    return {cell: (int(n), " ".join(said.split())) for cell, n, said in NOTE.findall(spoken)}


def tidy(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame as read from its HTML: no counting index, one row of column names."""
    names = [
        next((word for word in reversed(name) if "Unnamed" not in word), "")
        if isinstance(name, tuple)
        else "" if "Unnamed" in name else name
        for name in frame.columns
    ]  # fmt: skip
    frame = frame.set_axis(names, axis=1)
    counted = [str(n) for n in range(len(frame))]
    return frame.iloc[:, 1:] if names[0] == "" and list(frame.iloc[:, 0]) == counted else frame


def shown(cell: dict[str, Any], where: str) -> dict[str, Any]:
    """What a code cell puts on a slide: the explorer, the picture or the frame of its last output."""
    for output in reversed(cell["outputs"]):
        data = output.get("data", {})
        if "image/png" in data:
            alt = output["metadata"].get("image/png", {}).get("alt", "")
            kind = "explorer" if MIME in data else "picture"
            png = base64.b64decode("".join(data["image/png"]))
            return {"kind": kind, "picture": png, "alt": alt, "explorer": data.get(MIME, {}),
                    "text": "".join(data["text/plain"])}  # fmt: skip
        if "<table" in (page := "".join(data.get("text/html", ""))):
            frame = tidy(pd.read_html(io.StringIO(page), flavor="lxml")[0].fillna("").astype(str))
            if len(frame) > MOST_ROWS or frame.shape[1] > MOST_COLUMNS:
                raise Unfit(
                    f"{where}: a table of {len(frame)} rows and {frame.shape[1]} columns; "
                    f"a slide holds {MOST_ROWS} and {MOST_COLUMNS}. Show fewer, or untag the cell."
                )
            return {"kind": "table", "table": frame}
        text = "".join(data.get("text/plain", "")) or "".join(output.get("text", ""))
        if text:
            return {"kind": "text", "text": text}
    raise Unfit(f"{where}: no output to show; run `make notebooks`, or untag the cell.")


def part(cell: dict[str, Any], heading: str, where: str) -> Part:
    """The part of one tagged cell."""
    if cell["cell_type"] == "code":
        return Part(cell["id"], heading=heading, **shown(cell, where))
    own, first, rest = split(source(cell))
    most = MOST_LISTED if re.match(r"[-*]|\d+\.", first) else MOST_WORDS
    if len(first.split()) > most:
        raise Unfit(
            f"{where}: {len(first.split())} words in its first paragraph or list; a slide holds {most}."
        )
    return Part(cell["id"], "text", own or heading, first, note=rest)


def session(number: str) -> Session:
    """The parts of a notebook in teaching order.

    Raises
    ------
    Unfit
        No or too many cells tagged `slide`, a cell that shows nothing, too much for one slide.
    """
    path = path_of(number)
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    title, opening, rest = split(source(cells[0]))
    said, parts, heading, paper = notes(number), [], title, []
    for cell in cells[1:]:
        if cell["cell_type"] == "markdown":
            heading = split(source(cell))[0] or heading
        tags, where = cell["metadata"].get("tags", []), f"{path.name}, cell {cell['id']}"
        if "sheet" in tags:
            paper.append(part(cell, heading, where))
        if "slide" in tags:
            one = part(cell, heading, where)
            one.minutes, words = said.get(one.cell, (0, ""))
            one.note = "\n\n".join(text for text in (words, one.note) if text)
            parts.append(one)
    if len(parts) + 1 not in SLIDES:
        raise Unfit(
            f"{path.name}: {len(parts)} cells tagged `slide`; a deck has {SLIDES[0] - 1} to {SLIDES[-1] - 1} "
            "and a title."
        )
    if strange := sorted(set(said) - {one.cell for one in parts}):
        raise Unfit(
            f"docs/teaching/{number}.md: speaker notes for {', '.join(strange)}, which no slide shows"
        )
    if [one.kind for one in paper] != ["picture"]:
        raise Unfit(
            f"{path.name}: one cell with a picture is tagged `sheet`; here {len(paper)} are"
        )
    return Session(number, title, "\n\n".join([opening, rest]), parts, paper[0])
