"""The pages a teacher reads: one for each student, and one with the sums. No script, no address."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote

from cakit import inert
from cakit.exercises.kinds import Writing

if TYPE_CHECKING:
    from cakit_classroom.collect import Row

HEAD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width"><title>{title}</title>
<style>
body {{ font: 16px/1.5 sans-serif; max-width: 60em; margin: 1em auto; padding: 0 1em }}
pre {{ white-space: pre-wrap; overflow-wrap: anywhere; background: #f4f4f4; padding: .5em }}
table {{ border-collapse: collapse }} th, td {{ text-align: left; padding: .2em .8em .2em 0 }}
.note {{ color: #8a3b12 }}
</style></head><body><main><h1>{title}</h1>
"""
END = "</main></body></html>\n"


def _safe(value: object) -> str:
    """Text of others as text, whatever signs are in it."""
    return html.escape(inert.line(value))


def _list(items: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{_safe(item)}</li>' for item in items)}</ul>"


def totals(rows: Sequence[Row]) -> str:
    """The points of a student in words: those given, and those a person still gives."""
    given = sum(row.points for row in rows if row.points is not None)
    most = sum(row.out_of for row in rows)
    texts = [row.out_of for row in rows if row.points is None and row.out_of]
    open_ = f"; {len(texts)} for you to read, {sum(texts):g} points at most" if texts else ""
    return f"{given:g} of {most:g} points{open_}"


def page(name: str, problems: Sequence[str], rows: Sequence[Row]) -> str:
    """The page of one student."""
    parts = [HEAD.format(title=_safe(name)), f"<p><strong>{totals(rows)}</strong></p>"]
    parts += [f'<p class="note">{_safe(problem)}</p>' for problem in problems]
    for row in rows:
        points = "–" if row.points is None else f"{row.points:g}"
        title = f"{row.exercise.id}: {row.verdict}, {points} of {row.out_of:g}"
        parts.append(f"<h2>{_safe(title)}</h2><p>{_safe(row.exercise.question)}</p>")
        if row.verdict != "missing":
            told = f"Hints: {row.given.hints}. Tries: {row.given.tries}. {row.given.checked}"
            answer = "\n".join(row.text)
            parts.append(f"<pre>{_safe(answer)}</pre><p>{_safe(told)}</p>")
        if isinstance(row.exercise, Writing):
            parts.append(f"<p>Look for:</p>{_list(row.exercise.checklist)}")
        elif row.reply:
            parts.append(f"<p>{_safe(row.reply)}</p>")
        if row.note:
            parts.append(f'<p class="note">{_safe(row.note)}</p>')
    return "\n".join(parts) + END


def index(sums: Sequence[tuple[str, str, Sequence[Row]]], problems: Sequence[str]) -> str:
    """The page with all students, and with what is wrong with the files."""
    parts = [HEAD.format(title="Answers that came back")]
    if problems:
        parts.append(f"<h2>To look at</h2>{_list(problems)}")
    parts.append("<table><tr><th>student</th><th>points</th><th>right</th></tr>")
    for name, file, rows in sums:
        right = sum(row.verdict == "right" for row in rows)
        link = f'<a href="pages/{quote(file)}.html">{_safe(name)}</a>'
        parts.append(f"<tr><td>{link}</td><td>{totals(rows)}</td><td>{right}</td></tr>")
    return "\n".join([*parts, "</table>"]) + END
