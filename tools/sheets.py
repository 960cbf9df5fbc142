"""Sheets for paper: two for each notebook, A4, one for students and one with answers for the teacher.

    python tools/sheets.py build/sheets [NN ...]

The students' sheet has the question, the sentence to test, a box for the prediction, one picture and the exercises, no
code. The teacher's has the plan, the answers as the tables give them, and what students get wrong. Set by typst.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import mistune
import typst
from session import ROOT, Session, Unfit, session

import cakit as ck
from cakit.exercises import exercises
from cakit.exercises.kinds import Exercise

HEAD = """#set page("a4", margin: (x: 18mm, y: 16mm), footer: context align(right, text(8pt, [{footer} · #counter(page).display("1 / 1", both: true)])))
#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"), size: 10.5pt, lang: "en", fallback: true)
#set document(title: "{title}")
#set par(justify: false)
#show link: underline
#show heading: set block(above: 1.2em, below: .7em)
"""
BOX = "#rect(width: 100%, height: {height}mm, stroke: .5pt)[#text(8pt)[{label}]]\n"
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
            cells = (f"[{inline(cell['children'])}]" for row in rows for cell in row)
            widths = ", ".join(["auto"] * (len(rows[0]) - 1) + ["1fr"])
            return f"#table(columns: ({widths}), stroke: .4pt, inset: 4pt, {', '.join(cells)})\n"
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


def answer(one: Exercise, truth: Any) -> str:
    """A right answer in words, with its unit."""
    if isinstance(truth, set | frozenset):
        return ", ".join(sorted(ck.country_name(code) for code in truth)) or "none"
    return f"{truth:.4g} {getattr(one, 'unit', '')}" if isinstance(truth, float) else str(truth)


def task(one: Exercise, solved: bool) -> str:
    """An exercise: with room for an answer, or with the answer."""
    out = f"#strong[{one.id}] {escape(one.question)}\n\n"
    solution = one.solve() if getattr(one, "solve", None) else None
    options = list(getattr(solution, "options", []))
    if not solved:
        out += "".join(f"#box(rect(width: 3mm, height: 3mm, stroke: .5pt)) {escape(str(name))} #h(4mm) "
                       for name in options)  # fmt: skip
        height = 22 if solution is None else 8
        return out + ("\n\n" if options else BOX.format(height=height, label=escape(one.wanted)))
    truth = "" if solution is None else f"#strong[{escape(answer(one, solution.truth))}]. "
    checklist = "\n".join(f"- {point}" for point in getattr(one, "checklist", ()))
    return f"{out}{truth}{escape(one.after)}\n\n{markdown(checklist)}\n"


def tasks(number: str, solved: bool) -> str:
    """The exercises of a notebook."""
    mine = [one for one in exercises().values() if one.id.split(".")[0] == str(int(number))]
    return "#heading(level: 2)[Exercises]\n" + "".join(task(one, solved) for one in mine)


def part_of(number: str, heading: str) -> str:
    """A section of the teaching page."""
    text = (ROOT / f"docs/teaching/{number}.md").read_text(encoding="utf-8")
    return text.partition(f"## {heading}\n")[2].split("\n## ")[0].strip()


def sheet(lesson: Session, solved: bool) -> str:
    """The typst source of a sheet; its picture is `picture.png` beside it."""
    footer = f"cakit {lesson.number} · {'for the teacher' if solved else 'for students'}"
    head = HEAD.format(title=lesson.title.replace('"', "'"), footer=escape(footer))
    out = f"{head}#heading(level: 1)[{escape(lesson.title)}]\n"
    picture = f'#image("picture.png", width: {"55" if solved else "100"}%, alt: {json.dumps(lesson.sheet.alt, ensure_ascii=False)})\n'
    if solved:
        wrong = part_of(lesson.number, "What students get wrong, and what to ask back")
        return (out + "#heading(level: 2)[Plan]\n" + markdown(part_of(lesson.number, "Plan"))
                + tasks(lesson.number, True) + "#heading(level: 2)[What students get wrong]\n" + markdown(wrong))  # fmt: skip
    texts = [one for one in lesson.parts if one.kind == "text"]
    say = next(one for one in texts if one.heading == "What the sources say")
    predict = next(one for one in texts if one.heading.startswith("Predict"))
    return (
        out + "#heading(level: 2)[The sentence to test]\n" + markdown(say.text)
        + "#heading(level: 2)[Predict]\n" + markdown(predict.text) + BOX.format(height=26, label="")
        + picture + tasks(lesson.number, False)
    )  # fmt: skip


def main() -> None:
    """Write the sheets asked for, all sixteen where none is named."""
    out, numbers = Path(sys.argv[1]), sys.argv[2:] or [f"{n:02}" for n in range(8)]
    out.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        print(f"  sheets {number}", flush=True)
        lesson = session(number)
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "picture.png").write_bytes(lesson.sheet.picture)
            for solved, name in ((False, "students"), (True, "teacher")):
                path = Path(folder, "sheet.typ")
                path.write_text(sheet(lesson, solved), encoding="utf-8")
                typst.compile(str(path), output=str(out / f"{number}-{name}.pdf"))


if __name__ == "__main__":
    try:
        main()
    except Unfit as wrong:
        raise SystemExit(str(wrong)) from None
