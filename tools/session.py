"""What a class sees of a notebook: the parts that its cells tagged `slide` choose, with what the teacher says.

Slides (`tools/slides.py`) and sheets (`tools/sheets.py`) are made from these parts; nothing is written twice.
Of a Markdown cell a part holds the heading and the first paragraph or list; of a code cell it holds the output.
Notes come from `teaching/NN.md` beside the notebooks, else from `locale/ru` or `docs`; the rest of a Markdown cell
follows them. Another language is another folder of notebooks with the same cell ids; English notes say there that they are.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
from frames import frame_of

import cakit as ck
from cakit.explore.explorer import MIME

ROOT = Path(__file__).parents[1]
SLIDES = range(12, 19)
MOST_WORDS, MOST_LISTED, MOST_ROWS, MOST_COLUMNS = 60, 90, 8, 6
NOTE = re.compile(r"^- `([\w-]+)` \((\d+) min\): (.+?)(?=^- `|^#|\Z)", re.M | re.S)
BOX = re.compile(r"(?:,? (?:or|или) )?(?:in place of|вместо) `None`(?:,? (?:or|или) )?")
WORDS = {
    "en": {"notes": "Speaker notes", "plan": "Plan", "wrong": "What students get wrong", "tasks": "Exercises",
           "students": "for students", "teacher": "for the teacher", "test": "The sentence to test",
           "predict": "Predict", "above": "“Above” is said of the notebook: links and tables are there.",
           "none": "none", "True": "yes", "False": "no", "min": "min", "new": "New words.", "english": ""},
    "ru": {"notes": "Слова преподавателя", "plan": "План", "wrong": "В чём ошибаются студенты", "tasks": "Упражнения",
           "students": "для студентов", "teacher": "для преподавателя", "test": "Проверяемая фраза",
           "predict": "Сначала предскажите", "above": "«Выше» сказано о тетради: ссылки и таблицы — в ней.",
           "none": "ни одного", "True": "да", "False": "нет", "min": "мин", "new": "Новые слова.",
           "english": "Не переведено. "},
}  # fmt: skip


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
    """A notebook as a class sees it; the first part is the title."""

    number: str
    title: str
    parts: list[Part]
    sheet: Part  # the picture for paper
    teaching: str  # the page for the teacher
    lang: str = "en"

    def named(self, end: str) -> Part:
        """The part whose cell id ends so: `say`, `predict`."""
        found = [one for one in self.parts if one.cell.endswith(f"-{end}")]
        if not found:
            raise Unfit(
                f"notebook {self.number}: no cell tagged `slide` has an id that ends in -{end}"
            )
        return found[0]


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


def section(teaching: str, name: str, number: str) -> str:
    """The section of the teaching page whose heading begins with the name, in any of the languages.

    Raises
    ------
    Unfit
        There is none, or it is empty.
    """
    named = "|".join(re.escape(words[name]) for words in WORDS.values())
    found = re.search(rf"^## (?:{named})[^\n]*\n(.+?)(?=^## |\Z)", teaching, re.M | re.S)
    if not (found and found[1].strip()):
        raise Unfit(f"teaching/{number}.md: no section `## {WORDS['en'][name]}`, or nothing in it")
    return found[1].strip()


def notes(teaching: str, number: str) -> dict[str, tuple[int, str]]:
    """Minutes and words of the teacher by cell."""
    found = NOTE.findall(section(teaching, "notes", number))
    return {cell: (int(n), " ".join(said.split())) for cell, n, said in found}


def shown(cell: dict[str, Any], heading: str, where: str, words: dict[str, str]) -> dict[str, Any]:
    """What a code cell puts on a slide: the explorer, the picture or the frame of its last output."""
    for output in reversed(cell["outputs"]):
        data = output.get("data", {})
        text = "".join(data.get("text/plain", "")) or "".join(output.get("text", ""))
        if MIME in data and "image/png" not in data:
            raise Unfit(f"{where}: the explorer has no stored picture; run `make notebooks`.")
        if "image/png" in data:
            alt = output.get("metadata", {}).get("image/png", {}).get("alt", "")
            if not alt:
                raise Unfit(
                    f"{where}: the picture has no alternative text; make it with `ck.chart`."
                )
            own = text.splitlines()[0] if text and not text.startswith("<") else heading
            png, explored = base64.b64decode("".join(data["image/png"])), MIME in data
            if not png.startswith(b"\x89PNG"):
                raise ValueError("the picture is no PNG")
            return {"kind": "explorer" if explored else "picture", "heading": heading if explored else own,
                    "picture": png, "alt": alt, "explorer": data.get(MIME, {}), "text": text}  # fmt: skip
        if "<table" in (page := "".join(data.get("text/html", ""))):
            frame = frame_of(page, words)
            if len(frame) > MOST_ROWS or frame.shape[1] > MOST_COLUMNS:
                raise Unfit(
                    f"{where}: a table of {len(frame)} rows and {frame.shape[1]} columns; "
                    f"a slide holds {MOST_ROWS} and {MOST_COLUMNS}. Show fewer, or untag the cell."
                )
            return {"kind": "table", "table": frame, "heading": heading}
        if text:  # each line stays one
            lines = (re.sub(r"^ {2,}", "", line) for line in text.strip().splitlines())
            return {"kind": "text", "text": "  \n".join(lines), "heading": heading}
    raise Unfit(f"{where}: no output to show; run `make notebooks`, or untag the cell.")


def part(cell: dict[str, Any], heading: str, where: str, words: dict[str, str]) -> Part:
    """The part of one tagged cell."""
    if cell["cell_type"] == "code":
        return Part(cell["id"], **shown(cell, heading, where, words))
    own, first, rest = split(source(cell))
    first = BOX.sub(" ", first).replace(" .", ".").replace("  ", " ")
    most = MOST_LISTED if re.match(r"[-*]|\d+\.", first) else MOST_WORDS
    if len(first.split()) > most:
        raise Unfit(
            f"{where}: {len(first.split())} words in its first paragraph or list; a slide holds {most}."
        )
    return Part(cell["id"], "text", own or heading, first, note=rest)


def title_of(cell: dict[str, Any]) -> Part:
    """The title: what students can do afterwards is on the slide, minutes and words to know are in the notes."""
    heading, opening, rest = split(source(cell))
    first, _, more = re.sub(r"^> ?", "", opening, flags=re.M).partition("\n\n")
    return Part("title", "text", heading, first, note="\n\n".join([more, rest]).strip())


def parts_of(
    cells: list[dict[str, Any]], path: Path, words: dict[str, str]
) -> dict[str, list[Part]]:
    """The parts of tagged cells, by tag."""
    first = title_of(cells[0])
    found, heading = {"slide": [first], "sheet": []}, first.heading
    for cell in cells[1:]:
        where = f"{path.name}, cell {cell.get('id', '?')}"
        try:
            if cell["cell_type"] == "markdown":
                heading = split(source(cell))[0] or heading
            for tag in set(found) & set(cell["metadata"].get("tags", [])):
                found[tag].append(part(cell, heading, where, words))
        except (
            KeyError,
            TypeError,
            AttributeError,
            IndexError,
            ValueError,
            binascii.Error,
        ) as wrong:
            raise Unfit(
                f"{where}: damaged ({type(wrong).__name__}: {wrong}); run `make notebooks`."
            ) from None
    return found


def opened(number: str, folder: Path, lang: str = "en") -> tuple[Path, list[dict[str, Any]], str]:
    """The notebook with this number in a folder, its cells, and the page for the teacher."""
    path = next(iter(sorted(folder.glob(f"{number}_*.ipynb"))), None)
    if path is None:
        raise Unfit(f"{folder}: no notebook {number}_….ipynb")
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        split(source(cells[0]))
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as wrong:
        raise Unfit(f"{path.name}: no notebook ({type(wrong).__name__}: {wrong})") from None
    places = (folder, ROOT / "locale" / lang, ROOT / "docs")
    pages = (place / f"teaching/{number}.md" for place in places)
    page = next((one for one in pages if one.exists()), None)
    if page is None:
        raise Unfit(f"teaching/{number}.md: no page with what the teacher says")
    return path, cells, page.read_text(encoding="utf-8")


def session(number: str, folder: Path = ROOT / "notebooks", lang: str = "en") -> Session:
    """The parts of a notebook in teaching order.

    Raises
    ------
    Unfit
        A notebook that is none, no or too many cells tagged `slide`, a cell that shows nothing or too much, a slide
        without notes.
    """
    path, cells, teaching = opened(number, folder, lang)
    said, found = notes(teaching, number), parts_of(cells, path, WORDS[lang])
    parts, paper = found["slide"], found["sheet"]
    if len(parts) not in SLIDES:
        raise Unfit(
            f"{path.name}: {len(parts) - 1} cells tagged `slide`; a deck has {SLIDES[0] - 1} to {SLIDES[-1] - 1} "
            "and a title."
        )
    for one in parts[1:]:
        if one.cell not in said:
            raise Unfit(f"teaching/{number}.md: no speaker note for cell {one.cell} of {path.name}")
        one.minutes, words = said[one.cell]
        foreign = WORDS[lang]["english"] * (f"## {WORDS[lang]['notes']}" not in teaching)
        one.note = "\n\n".join(text for text in (foreign + words, one.note) if text)
    if strange := sorted(set(said) - {one.cell for one in parts}):
        raise Unfit(
            f"teaching/{number}.md: speaker notes for {', '.join(strange)}, which no slide shows"
        )
    if [one.kind for one in paper] != ["picture"]:
        raise Unfit(
            f"{path.name}: one cell with a picture is tagged `sheet`; here {len(paper)} are"
        )
    return Session(number, parts[0].heading, parts, paper[0], teaching, lang)


def run(what: str, write: Callable[[Session, Path], None], text: str | None) -> None:
    """The command line of slides and sheets, with progress; another language has a folder in OUT."""
    parser = argparse.ArgumentParser(
        description=text, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("numbers", nargs="*", default=[f"{n:02}" for n in range(8)])
    parser.add_argument("--from", dest="folder", type=Path, default=ROOT / "notebooks")
    parser.add_argument("--lang", choices=sorted(WORDS), default="en")
    given = parser.parse_args()
    if given.lang != "en":
        ck.language(given.lang)
        given.out /= given.lang
    given.out.mkdir(parents=True, exist_ok=True)
    begun = time.monotonic()
    for n, number in enumerate(given.numbers, 1):
        try:
            write(session(number, given.folder, given.lang), given.out)
        except Unfit as wrong:
            raise SystemExit(str(wrong)) from None
        print(
            f"  {what} {number} ({n} of {len(given.numbers)}, {time.monotonic() - begun:.0f} s)",
            flush=True,
        )
