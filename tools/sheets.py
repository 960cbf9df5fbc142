"""Sheets for paper: two for each notebook, A4, one for students and one with answers for the teacher.

    python tools/sheets.py build/sheets [NN ...] [--from FOLDER] [--lang ru]

The students' sheet has the question, the sentence to test, a box for the prediction, one picture and the exercises, no
code. The teacher's has the plan, the answers as the tables give them, and what students get wrong. Set by typst with
the fonts it carries, as tagged PDF (PDF/UA): a letter that no font has and a picture without a description are errors.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import glossary
import mistune
from session import WORDS, Session, Unfit, run, section

import cakit as ck
from cakit.exercises import exercises
from cakit.exercises.kinds import Exercise, Solved
from cakit.languages import said

FONTS = ("Libertinus Serif", "DejaVu Sans Mono")
HEAD = """#set page("a4", margin: (x: 18mm, y: 16mm), footer: context align(right, text(8pt, [{footer} · #counter(page).display("1 / 1", both: true)])))
#set text(font: ({fonts}), size: 10.5pt, lang: "{lang}", fallback: false)
#set document(title: {title}, date: none)
#set par(justify: false)
#set table(stroke: .4pt, inset: 4pt)
#show link: underline
#show heading: set block(above: 1.2em, below: .7em, sticky: true)
"""
ROOM = "#rect(width: 100%, height: {height}mm, stroke: .5pt)[#text(8pt)[{label}]]\n"
TICK = "#box[#box(rect(width: 3mm, height: 3mm, stroke: .5pt)) {name}] #h(3mm) "
PARSE = mistune.create_markdown(renderer="ast", plugins=["table"])


def escape(text: str) -> str:
    """Text that typst prints as it is."""
    return re.sub(r"([\\#$*_`<>@\[\]~=/+-])", r"\\\1", text)


def inline(tokens: Iterable[dict[str, Any]]) -> str:
    """Words of a line: bold, italics, code, links."""
    out = []
    for one in tokens:
        inner = inline(one["children"]) if "children" in one else escape(one.get("raw", ""))
        match one["type"]:
            case "strong":
                inner = f"#strong[{inner}]"
            case "emphasis":
                inner = f"#emph[{inner}]"
            case "link":
                inner = f"#link({json.dumps(one['attrs']['url'])})[{inner}]"
            case "softbreak" | "linebreak":
                inner = " "
        out.append(inner)
    return "".join(out)


def block(one: dict[str, Any]) -> str:
    """A block of Markdown: heading, list, table or paragraph."""
    match one["type"]:
        case "heading":
            return f"#heading(level: {one['attrs']['level']})[{inline(one['children'])}]\n"
        case "list":
            items = (f"[{blocks(item['children'])}]" for item in one["children"])
            kind = "enum" if one["attrs"]["ordered"] else "list"
            return f"#{kind}(spacing: .6em, {', '.join(items)})\n"
        case "table":
            head, body = one["children"]
            rows = [head["children"], *(row["children"] for row in body["children"])]
            texts = [[inline(cell["children"]) for cell in row] for row in rows]
            longest = [max(len(row[n]) for row in texts) for n in range(len(texts[0]))]
            widths = ", ".join("auto" if most < 10 else f"{most**0.7:.1f}fr" for most in longest)
            first, *others = [", ".join(f"[{text}]" for text in row) for row in texts]
            return f"#table(columns: ({widths}), table.header({first}), {', '.join(others)})\n"
        case "blank_line":
            return ""
    return inline(one.get("children", [])) + "\n\n"


def blocks(tokens: Iterable[dict[str, Any]]) -> str:
    """Blocks one below the other."""
    return "".join(map(block, tokens))


def markdown(text: str) -> str:
    """Markdown as typst."""
    tokens: Any = PARSE(text)
    return blocks(tokens)


def answer(one: Exercise, truth: Any, words: dict[str, str]) -> str:
    """A right answer in words, with its unit."""
    if isinstance(truth, set | frozenset):
        return ", ".join(sorted(ck.country_name(code) for code in truth)) or words["none"]
    unit = said(getattr(one, "unit", ""))
    return f"{said(f'{truth:.4g}')} {unit}" if isinstance(truth, float) else str(truth)


def task(one: Exercise, solved: bool, words: dict[str, str]) -> str:
    """An exercise, whole on a page: with room for an answer, or with the answer."""
    out = f"#strong[{one.id}] {escape(one.question)}\n\n"
    solution = one.solution() if isinstance(one, Solved) else None
    options = list(getattr(solution, "options", []))
    if not solved:
        out += "".join(TICK.format(name=escape(str(name))) for name in options)
        if not options:
            out += ROOM.format(height=22 if solution is None else 8, label=escape(said(one.wanted)))
    else:
        right = (
            "" if solution is None else f"#strong[{escape(answer(one, solution.truth, words))}]. "
        )
        checklist = "\n".join(f"- {point}" for point in getattr(one, "checklist", ()))
        out += f"{right}{escape(one.after)}\n\n{markdown(checklist)}"
    return f"#block(breakable: false)[{out}]\n\n"


def tasks(lesson: Session, solved: bool) -> str:
    """The exercises of a notebook."""
    words, mine = WORDS[lesson.lang], f"{int(lesson.number)}."
    out = f"#heading(level: 2)[{words['tasks']}]\n#text(8pt)[{words['above']}]\n\n"
    return out + "".join(
        task(one, solved, words) for one in exercises().values() if one.id.startswith(mine)
    )


def new_words(number: str, heading: str) -> str:
    """The words of the glossary that this notebook is the first to use, in English and Russian."""
    mine = [
        f"#strong[{escape(row['term'])}] {escape(row['russian'])}"
        for key, row in glossary.terms().items()
        if glossary.first_uses().get(key, "").startswith(f"notebooks/{number}_")
    ]
    return f"#text(8.5pt)[#strong[{heading}] {' · '.join(mine)}]\n"


def sheet(lesson: Session, solved: bool) -> str:
    """The typst source of a sheet; its picture is `picture.png` beside it."""
    words = WORDS[lesson.lang]
    footer = f"cakit {lesson.number} · {words['teacher' if solved else 'students']}"
    fonts = ", ".join(f'"{font}"' for font in FONTS)
    out = HEAD.format(title=json.dumps(lesson.title, ensure_ascii=False), footer=escape(footer),
                      fonts=fonts, lang=lesson.lang)  # fmt: skip
    out += f"#heading(level: 1)[{escape(lesson.title)}]\n"

    def titled(name: str, text: str) -> str:
        return f"#heading(level: 2)[{words[name]}]\n{markdown(text)}"

    if solved:
        plan, wrong = (section(lesson.teaching, name, lesson.number) for name in ("plan", "wrong"))
        foreign = (
            f"#emph[{words['english']}]" if f"## {words['plan']}" not in lesson.teaching else ""
        )
        return out + foreign + titled("plan", plan) + tasks(lesson, True) + titled("wrong", wrong)
    alt = json.dumps(lesson.sheet.alt, ensure_ascii=False)
    return (
        out + titled("test", lesson.named("say").text)
        + titled("predict", lesson.named("predict").text) + ROOM.format(height=26, label="")
        + f'#image("picture.png", width: 100%, alt: {alt})\n' + tasks(lesson, False)
        + new_words(lesson.number, words["new"])
    )  # fmt: skip


def write(lesson: Session, out: Path) -> None:
    """Write both sheets of a session.

    Raises
    ------
    Unfit
        A letter that no font has: the cells with it are named.
    """
    import typst  # here, so that the text of a sheet can be made without it

    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "picture.png").write_bytes(lesson.sheet.picture)
        for solved, name in ((False, "students"), (True, "teacher")):
            path = Path(folder, "sheet.typ")
            path.write_text(sheet(lesson, solved), encoding="utf-8")
            try:
                typst.compile(str(path), output=str(out / f"{lesson.number}-{name}.pdf"),
                              ignore_system_fonts=True, pdf_standards=["ua-1"])  # fmt: skip
            except typst.TypstError as wrong:
                raise Unfit(unset(lesson, name, wrong)) from None


def unset(lesson: Session, name: str, wrong: Any) -> str:
    """What typst could not set, and in which cells it is."""
    lost = re.findall(r"the text `\"(.)", getattr(wrong, "diagnostic", "") or str(wrong))
    cells = [one.cell for one in lesson.parts if set(lost) & set(one.heading + one.text)]
    where = f", cell {', '.join(cells)}" if cells else ""
    return f"sheet {lesson.number}-{name}, notebook {lesson.number}{where}: {wrong}"


if __name__ == "__main__":
    run("sheets", write, __doc__)
