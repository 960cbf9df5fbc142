"""The box of an exercise: question, field, buttons, reply; as text wherever no kernel is."""

from __future__ import annotations

import html
import os
import sys
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from cakit.errors import CakitError
from cakit.exercises import marking
from cakit.exercises.kinds import COPY, MOST_TOLD, Choice, Exercise, Writing
from cakit.languages import said

HERE = Path(__file__).parent
STATES = {"right": "Right", "text": "Check yourself"}  # of the verdict of an answer kept
AGAIN = "This box has lost its kernel. Run this cell again: click beside it, then press "
WAITING = "Checking… The kernel is busy, or was restarted. If no reply comes, run this "
# What panel.js and page.js say: by a name, or the English word itself.
WORDS = {
    "again": AGAIN + "Shift+Enter. What you typed stays.",
    "waiting": WAITING + "cell again; what you typed stays.",
    "copy": COPY,
}
WORDS |= {one: one for one in ("Right", "Not yet", "No answer yet", "Check yourself", "Wanted")}
WORDS |= {one: one for one in ("Your answer", "Hint", "Check", "or in code: ", "Checking…")}
NOT_READ = ("That is short.", "That cannot be read here.", "No number can be read from that.")
WORDS |= {one: one for one in NOT_READ}
_open: dict[str, Panel] = {}


class Panel(anywidget.AnyWidget):
    """An exercise to answer without code.

    A click sends the answer with it. The notebook stores question, answer and reply as text; the
    box takes the place of that text for as long as there is a kernel.
    """

    _esm = (HERE / "panel.js").read_text(encoding="utf-8")
    _css = (HERE / "panel.css").read_text(encoding="utf-8")
    spec = traitlets.Dict().tag(sync=True)
    mark = traitlets.Unicode().tag(sync=True)  # what panel.js knows the stored text by

    def __init__(self, exercise: Exercise) -> None:
        self.exercise, self.hints, self._shown = exercise, 0, False
        super().__init__(spec=spec(exercise))
        self.mark = f"cakit-{self.model_id}"
        if exercise.id in _open:
            _open[exercise.id].close()  # a cell that is run again has a new box
        _open[exercise.id] = self
        self.on_msg(lambda _, content, __: self.heard(content))

    def __repr__(self) -> str:
        how = said(f"Answer in the box, or in code: {code(self.exercise)}")
        asked = f"{title(self.exercise)} {self.exercise.question} {how}"
        return "\n".join([asked, *_answered(self.exercise)])

    def heard(self, content: dict[str, Any]) -> None:
        """Take what the box sends: an answer to check, a text to keep, a wish for a hint."""
        what, number = content.get("what"), content.get("n")
        try:
            if what == "hint":
                self.hints = min(self.hints + 1, len(self.exercise.all_hints()))
                marking.take_hint(self.exercise, self.hints)
                self.send({"what": "hint", "n": number, "hints": hints(self.exercise, self.hints)})
            elif what == "draft":
                marking.draft(self.exercise, content.get("answer"))
            elif what == "check":
                marked = marking.mark(self.exercise, content.get("answer"), hints=self.hints)
                shown = reply(marked.state, marked.text, marked.given, marked.points)
                self.send({"what": "reply", "n": number, **shown})
        except CakitError as error:
            self.send({"what": "reply", "n": number, "state": "Not yet", "text": str(error)})
        self.spec = spec(self.exercise)  # for a page loaded again
        if self._shown:
            self._display({}, update=True)  # the text that is saved

    def bundle(self) -> dict[str, str]:
        """The exercise as text and HTML, with the answer kept and its reply."""
        return {"text/plain": repr(self), "text/html": static(self.exercise, self.mark)}

    def _ipython_display_(self) -> None:
        view = (self._repr_mimebundle_() or ({},))[0] if wants_view() else {}
        self._display(view)
        self._shown = True

    def _display(self, view: dict[str, Any], update: bool = False) -> None:
        from IPython.display import display

        display(view | self.bundle(), raw=True, display_id=self.mark, update=update)


def wants_view() -> bool:
    """Whether the front end draws a widget only where a view is sent."""
    others = {"VSCODE_PID", "VOILA_REQUEST_URL"} & {*os.environ}
    return "google.colab" in sys.modules or bool(others)


def spec(exercise: Exercise) -> dict[str, Any]:
    """What the box needs to know."""
    options = exercise.options() if isinstance(exercise, Choice) else []
    field = "options" if 0 < len(options) <= MOST_TOLD else "line"
    answer, last = earlier(exercise)
    return {
        "id": exercise.id,
        "title": title(exercise),
        "question": exercise.question,
        "field": "text" if isinstance(exercise, Writing) else field,
        "options": options,
        "wanted": said("type a few letters, then choose" if options else exercise.wanted),
        "code": code(exercise),
        "answer": answer,
        "reply": last,
        "hints": len(exercise.all_hints()),
        "words": {name: said(text) for name, text in WORDS.items() if said(text) != name},
    }


def earlier(exercise: Exercise) -> tuple[str, dict[str, Any] | None]:
    """The answer kept, and the reply to it."""
    before = marking.entry(exercise)
    answer, state = before["answer"], STATES.get(before["verdict"], "Not yet")
    points = exercise.points if state == "Check yourself" else ()
    last = reply(state, before["reply"], answer, points) if before["reply"] else None
    return _shown(answer), last


def reply(
    state: str, text: str, answer: str | list[str], points: tuple[str, ...]
) -> dict[str, Any]:
    """A reply as the box shows it."""
    return {"state": state, "text": said(text), "answer": _shown(answer), "points": points}


def _shown(answer: str | list[str]) -> str:
    return answer if isinstance(answer, str) else ", ".join(answer)


def title(exercise: Exercise) -> str:
    """Number and place."""
    if exercise.place == "quiz":
        return said(f"Question {exercise.id[-1]}.")
    return said(f"Exercise {exercise.id} (for {exercise.place}).")


def code(exercise: Exercise) -> str:
    """The line that answers in code."""
    return f'ck.answer("{exercise.id}", ...)'


def hints(exercise: Exercise, count: int) -> list[str]:
    """The first hints."""
    return [
        said(COPY) + text.removeprefix(COPY) if text.startswith(COPY) else text
        for text in exercise.all_hints()[:count]
    ]


def _answered(exercise: Exercise) -> list[str]:
    """The answer kept, and its reply, as lines."""
    answer, last = earlier(exercise)
    lines = [said(f"Your answer: {answer}")] if answer else []
    if last:
        lines.append(f"{said(last['state'])}. {last['text']}")
        lines += [f"□ {point}" for point in last["points"]]
    return lines


def static(exercise: Exercise, mark: str = "") -> str:
    """The exercise as HTML without any script: hints unfold, a checklist can be read."""

    def safe(text: str) -> str:
        return html.escape(text).replace("\n", "<br>")

    def unfolds(head: str, inside: str) -> str:
        return f"<details><summary>{head}</summary>{inside}</details>"

    parts = [f"<p><strong>{title(exercise)}</strong> {safe(exercise.question)}</p>"]
    if isinstance(exercise, Choice):
        parts.append(f"<p>{said('Options')}: {safe('; '.join(exercise.options()))}.</p>")
    parts += [f"<p>{safe(line)}</p>" for line in _answered(exercise)]
    copy = safe(said(COPY))
    for number, text in enumerate(map(safe, hints(exercise, 99)), 1):
        if text.startswith(copy):
            text = f"{copy}<code>{text.removeprefix(copy)}</code>"
        parts.append(unfolds(f"{said('Hint')} {number}", f"<p>{text}</p>"))
    if exercise.points:
        items = "".join(f"<li>{safe(point)}</li>" for point in exercise.points)
        parts.append(unfolds(said("Does your text say"), f"<ul>{items}</ul>"))
    if exercise.place != "quiz":
        line = safe(code(exercise))
        how = said(f"Run this cell to answer in a box, or answer in code: {code(exercise)}")
        parts.append(f"<p><small>{safe(how).replace(line, f'<code>{line}</code>')}</small></p>")
    return f'<div class="{f"cakit-exercise {mark}".strip()}">{"".join(parts)}</div>'
