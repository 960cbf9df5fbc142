"""Decks for class: one a notebook, as a page that needs no network and as PowerPoint.

    python tools/slides.py build/slides [NN ...] [--from FOLDER] [--lang ru]

The page is reveal.js with everything inside it: pictures, live explorers, notes of the teacher (key S). It prints
with `?print-pdf` in its address. The PowerPoint has the same slides, the stored picture of each explorer, notes and
alternative texts.
"""

from __future__ import annotations

import base64
import html
import importlib.util
import io
import re
import textwrap
import zipfile
from pathlib import Path
from typing import Any

import mistune
from session import ROOT, WORDS, Part, Session, run

import cakit as ck

try:  # the page can be made without it
    from pptx import Presentation
    from pptx.util import Inches, Pt
except ImportError:
    Presentation = None

SCRIPTS = ("dist/reveal.js", "plugin/notes/notes.js")
STYLES = ("dist/reset.css", "dist/reveal.css")
WHOLE = re.compile(r"(<[^>]*>)|(\bS\d-\d\d(?:\.\w)?|\d{4}-\d\d(?:-\d\d)?)")
PAGE = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>{style}</style></head>
<body><div class="reveal"><div class="slides">
{slides}
</div></div>
<script>{script}
</script></body></html>
"""


def reveal(name: str) -> str:
    """A file of reveal.js as the package sphinx-revealjs carries it; it is in the built page only."""
    spec = importlib.util.find_spec("sphinx_revealjs")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("sphinx-revealjs is not installed: run `make slides`")
    return (Path(spec.submodule_search_locations[0]) / "_static/revealjs" / name).read_text("utf-8")


def markdown(text: str) -> str:
    """Markdown as HTML; a date or a code of a claim is not broken over two lines."""
    return WHOLE.sub(
        lambda m: m[1] or f'<span class="whole">{m[2]}</span>', str(mistune.html(text))
    )


def body(part: Part) -> str:
    """What a slide shows under its heading."""
    match part.kind:
        case "picture":
            data = base64.b64encode(part.picture).decode()
            return f'<img alt="{html.escape(part.alt)}" src="data:image/png;base64,{data}">'
        case "explorer":
            kept = part.explorer
            return ck.explore.static_html(ck.explore.restored(kept["theme"], kept["state"])[0])
        case "table":
            page = part.table.to_html(index=False, border=0).replace("<th></th>", "<td></td>")
            return re.sub(r"<td>([^<\s]{1,12})</td>", r'<td class="whole">\1</td>', page)
    return markdown(part.text)


def slide(part: Part, lang: str) -> str:
    """One section of the page."""
    heading = mistune.html(part.heading).removeprefix("<p>").removesuffix("</p>\n")
    level = 1 if part.cell == "title" else 2
    return (
        f'<section id="{part.cell}" class="{part.kind}"><h{level}>{heading}</h{level}>'
        f'<div class="body">{body(part)}</div><aside class="notes">'
        f"<p>{part.minutes} {WORDS[lang]['min']}</p>{mistune.html(part.note)}</aside></section>"
    )


def page(lesson: Session) -> str:
    """The deck of a session as one file of HTML."""
    slides = (slide(part, lesson.lang) for part in lesson.parts)
    style = "\n".join(map(reveal, STYLES)) + (ROOT / "docs/_static/slides.css").read_text("utf-8")
    script = "\n".join(map(reveal, SCRIPTS)) + (ROOT / "docs/_static/slides.js").read_text("utf-8")
    return PAGE.format(title=html.escape(lesson.title), lang=lesson.lang, style=style,
                       slides="\n".join(slides), script=script.replace("</script", "<\\/script"))  # fmt: skip


def plain(text: str) -> str:
    """Markdown as plain text: a line for each paragraph and list item."""
    text = re.sub(r"<ol>(.+?)</ol>", numbered, str(mistune.html(text)), flags=re.S)
    text = re.sub(r"<li>", "• ", text)
    text = re.sub(r"</(p|li|h\d|blockquote)>|<br */?>", "\n", text)
    lines = html.unescape(re.sub(r"<[^>]+>", "", text)).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())


def numbered(found: re.Match[str]) -> str:
    """An ordered list with its numbers in the text."""
    items = found[1].split("<li>")
    return "".join(f"<p>{n}. {item}</p>" if n else item for n, item in enumerate(items))


def rows_high(texts: list[str], widths: list[float], size: float) -> int:
    """Lines that a row takes at a size of type, in columns of these inches."""
    return max(
        max(1, len(textwrap.wrap(text, max(4, int(wide * 72 / (0.5 * size))))))
        for text, wide in zip(texts, widths, strict=True)
    )


def largest(rows: list[list[str]], widths: list[float], sizes: range, room: float) -> int:
    """The largest size of type at which rows fit into some inches."""
    fits = (
        size
        for size in sizes
        if sum(rows_high(row, widths, size) * size * 1.25 / 72 + 0.12 for row in rows) <= room
    )
    return next(fits, sizes[-1])


def add_table(shapes: Any, part: Part) -> None:
    """The frame of a part as a table of PowerPoint, columns as wide as what they hold."""
    rows = [list(map(str, part.table.columns)), *part.table.to_numpy().tolist()]
    held = [min(60, max(6, *(len(row[n]) for row in rows))) ** 0.75 for n in range(len(rows[0]))]
    widths = [12.3 * one / sum(held) for one in held]
    box = shapes.add_table(
        len(rows), len(rows[0]), Inches(0.5), Inches(1.2), Inches(12.3), Inches(1)
    )
    box._element.nvGraphicFramePr.cNvPr.set("descr", part.heading)
    size = largest(rows, widths, range(24, 9, -1), 5.8)
    for n, wide in enumerate(widths):
        box.table.columns[n].width = Inches(wide)
    for n, row in enumerate(rows):
        for m, value in enumerate(row):
            box.table.cell(n, m).text = value
            for paragraph in box.table.cell(n, m).text_frame.paragraphs:
                paragraph.font.size = Pt(size)


def add_picture(shapes: Any, part: Part) -> None:
    """The picture of a part, as large as the slide allows, with its alternative text."""
    room = (Inches(12.7), Inches(6.3))
    picture = shapes.add_picture(io.BytesIO(part.picture), 0, Inches(1.0))
    scale = min(room[0] / picture.width, room[1] / picture.height)
    picture.width, picture.height = round(picture.width * scale), round(picture.height * scale)
    picture.left = Inches(0.3) + (room[0] - picture.width) // 2
    picture._element.nvPicPr.cNvPr.set("descr", part.alt)


def add_text(shapes: Any, text: str) -> None:
    """Paragraphs below the heading."""
    frame = shapes.add_textbox(Inches(0.5), Inches(1.3), Inches(12.3), Inches(5.8)).text_frame
    frame.word_wrap = True
    frame.text = text
    size = largest([[line] for line in text.splitlines()], [12.1], range(36, 13, -1), 5.4)
    for paragraph in frame.paragraphs:
        paragraph.font.size, paragraph.space_after = Pt(size), Pt(8)


def powerpoint(lesson: Session) -> Any:
    """The deck of a session for PowerPoint, 16:9."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
    for one in lesson.parts:
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        heading = slide.shapes.title
        heading.left, heading.top = Inches(0.5), Inches(0.2)
        heading.width, heading.height = Inches(12.3), Inches(0.75 if one.picture else 0.95)
        heading.text = plain(one.heading)
        heading.text_frame.paragraphs[0].font.size = Pt(24 if one.picture else 32)
        if one.kind == "table":
            add_table(slide.shapes, one)
        elif one.picture:
            add_picture(slide.shapes, one)
        else:
            add_text(slide.shapes, plain(one.text))
        slide.notes_slide.notes_text_frame.text = (
            f"{one.minutes} {WORDS[lesson.lang]['min']}\n{plain(one.note)}"
        )
    deck.core_properties.title, deck.core_properties.language = lesson.title, lesson.lang
    return deck


def undated(path: Path) -> None:
    """Write a ZIP file again without the time of its making: the same deck is the same bytes."""
    with zipfile.ZipFile(path) as old:
        held = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in held.items():
            new.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)


def write(lesson: Session, out: Path) -> None:
    """Write both decks of a session."""
    (out / f"{lesson.number}.html").write_text(page(lesson), encoding="utf-8", newline="\n")
    powerpoint(lesson).save(str(out / f"{lesson.number}.pptx"))
    undated(out / f"{lesson.number}.pptx")


if __name__ == "__main__":
    run("slides", write, __doc__)
