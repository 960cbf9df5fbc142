"""Decks for class: one a notebook, as a page that needs no network and as PowerPoint.

    python tools/slides.py build/slides [NN ...]

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
import sys
from pathlib import Path
from typing import Any

import mistune
from pptx import Presentation
from pptx.util import Inches, Pt
from session import ROOT, Part, Session, Unfit, session

import cakit as ck

WIDTH, HEIGHT = 1280, 720
SCRIPTS = ("dist/reveal.js", "plugin/notes/notes.js")
STYLES = ("dist/reset.css", "dist/reveal.css")
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>{style}</style></head>
<body><div class="reveal"><div class="slides">
{slides}
</div></div>
<script>{script}
Reveal.initialize({{width: {width}, height: {height}, margin: 0.02, hash: true, slideNumber: "c/t",
  transition: "none", center: false, controls: false, plugins: [RevealNotes]}});
{fit}
</script></body></html>
"""
FIT = """// What a slide shows fills the room under its heading: tables and text grow, long things shrink.
const most = {picture: 1, explorer: 1, table: 1.5, text: 1.3};
const fit = (slide) => {
  const body = slide.querySelector(".body"), kind = slide.className.split(" ")[0];
  body.style.zoom = 1;
  const high = (slide.clientHeight - 40) - slide.firstElementChild.offsetHeight - 18;
  const wide = Math.max(...[...body.children].map((one) => one.scrollWidth), 1);
  const room = Math.min(high / body.scrollHeight, body.clientWidth / wide);
  body.style.zoom = Math.min(most[kind] ?? 1, room);
};
const all = () => document.querySelectorAll(".slides > section").forEach(fit);
Reveal.on("ready", (event) => fit(event.currentSlide));
Reveal.on("slidechanged", (event) => fit(event.currentSlide));
Reveal.on("pdf-ready", all);
const drawn = new ResizeObserver(() => fit(Reveal.getCurrentSlide()));  // an explorer draws late
document.querySelectorAll(".explorer .cakit-explorer").forEach((one) => drawn.observe(one));"""


def reveal(name: str) -> str:
    """A file of reveal.js as the package sphinx-revealjs carries it; it is in the built page only."""
    spec = importlib.util.find_spec("sphinx_revealjs")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("sphinx-revealjs is not installed: run `make slides`")
    return (Path(spec.submodule_search_locations[0]) / "_static/revealjs" / name).read_text("utf-8")


def markdown(text: str) -> str:
    """Markdown as HTML."""
    return str(mistune.html(text))


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
            return part.table.to_html(index=False, border=0).replace("<th></th>", "<td></td>")
    return markdown(part.text)


def slide(part: Part) -> str:
    """One section of the page."""
    heading = mistune.html(part.heading).removeprefix("<p>").removesuffix("</p>\n")
    return (
        f'<section id="{part.cell}" class="{part.kind}"><h2>{heading}</h2>'
        f'<div class="body">{body(part)}</div>'
        f'<aside class="notes"><p>{part.minutes} min</p>{markdown(part.note)}</aside></section>'
    )


def page(lesson: Session) -> str:
    """The deck of a session as one file of HTML."""
    opening = markdown(re.sub(r"^> ?", "", lesson.opening, flags=re.M))
    title = f'<section id="title"><h1>{html.escape(lesson.title)}</h1><div class="body">{opening}</div></section>'
    slides = [title, *map(slide, lesson.parts)]
    style = "\n".join(map(reveal, STYLES)) + (ROOT / "docs/_static/slides.css").read_text("utf-8")
    script = "\n".join(map(reveal, SCRIPTS)).replace("</script", "<\\/script")
    return PAGE.format(title=html.escape(lesson.title), style=style, slides="\n".join(slides),
                       script=script, fit=FIT, width=WIDTH, height=HEIGHT)  # fmt: skip


def plain(text: str) -> str:
    """Markdown as plain text: a line for each paragraph and list item."""
    text = re.sub(r"<li>", "• ", markdown(text))
    text = re.sub(r"</(p|li|h\d|blockquote)>", "\n", text)
    lines = html.unescape(re.sub(r"<[^>]+>", "", text)).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())


def add_table(shapes: Any, part: Part) -> None:
    """The frame of a part as a table of PowerPoint."""
    rows = [list(part.table.columns), *part.table.to_numpy().tolist()]
    box = shapes.add_table(
        len(rows), len(rows[0]), Inches(0.5), Inches(1.5), Inches(12.3), Inches(5)
    )
    for n, row in enumerate(rows):
        for m, value in enumerate(row):
            box.table.cell(n, m).text = value
            for paragraph in box.table.cell(n, m).text_frame.paragraphs:
                paragraph.font.size = Pt(16)


def add_picture(shapes: Any, part: Part) -> None:
    """The picture of a part, as large as the slide allows, with its alternative text."""
    room = (Inches(12.3), Inches(5.7))
    picture = shapes.add_picture(io.BytesIO(part.picture), 0, Inches(1.5))
    scale = min(room[0] / picture.width, room[1] / picture.height)
    picture.width, picture.height = round(picture.width * scale), round(picture.height * scale)
    picture.left = Inches(0.5) + (room[0] - picture.width) // 2
    picture._element.nvPicPr.cNvPr.set("descr", part.alt)


def add_text(shapes: Any, text: str, size: int) -> None:
    """Paragraphs below the heading."""
    frame = shapes.add_textbox(Inches(0.5), Inches(1.5), Inches(12.3), Inches(5.5)).text_frame
    frame.word_wrap = True
    frame.text = text
    for paragraph in frame.paragraphs:
        paragraph.font.size, paragraph.space_after = Pt(size), Pt(10)


def powerpoint(lesson: Session) -> Presentation:
    """The deck of a session for PowerPoint, 16:9."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
    opening = Part("title", "text", lesson.title, re.sub(r"^> ?", "", lesson.opening, flags=re.M))
    for one in [opening, *lesson.parts]:
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        heading = slide.shapes.title
        heading.left, heading.top = Inches(0.5), Inches(0.3)
        heading.width, heading.height = Inches(12.3), Inches(1)
        heading.text = plain(one.heading)
        heading.text_frame.paragraphs[0].font.size = Pt(32)
        if one.kind == "table":
            add_table(slide.shapes, one)
        elif one.picture:
            add_picture(slide.shapes, one)
        else:
            add_text(slide.shapes, plain(one.text), 18 if one is opening else 24)
        slide.notes_slide.notes_text_frame.text = f"{one.minutes} min\n{plain(one.note)}"
    deck.core_properties.title = lesson.title
    return deck


def main() -> None:
    """Write the decks asked for, all eight where none is named."""
    out, numbers = Path(sys.argv[1]), sys.argv[2:] or [f"{n:02}" for n in range(8)]
    out.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        print(f"  slides {number}", flush=True)
        lesson = session(number)
        (out / f"{number}.html").write_text(page(lesson), encoding="utf-8", newline="\n")
        powerpoint(lesson).save(str(out / f"{number}.pptx"))


if __name__ == "__main__":
    try:
        main()
    except Unfit as wrong:
        raise SystemExit(str(wrong)) from None
