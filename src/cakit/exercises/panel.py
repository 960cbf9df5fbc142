"""The box of an exercise: question, field, buttons, reply; as text wherever no kernel is."""

from __future__ import annotations

import html
import os
import sys
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from cakit import languages
from cakit.errors import CakitError
from cakit.exercises import marking
from cakit.exercises.kinds import COPY, MOST_TOLD, Choice, Exercise, Feedback, Writing
from cakit.languages import chosen, said

HERE = Path(__file__).parent
STATES = {"right": "Right", "text": "Check yourself"}
AGAIN = "This box has lost its kernel. Run this cell again: click beside it, then press "
AGAIN += "Shift+Enter. What you typed stays."
WAITING = "Checking… The kernel is busy, or was restarted. If no reply comes, run this "
WAITING += "cell again; what you typed stays."  # as in panel.js
MORE = ("That is short.", "That cannot be read here.", "No number can be read from that.", "Wanted")
SHOWN: tuple[str, ...] = (
    "Right",
    "Not yet",
    "No answer yet",
    "Check yourself",
    "Your answer",
    "Hint",
    "Check",
)
SHOWN += ("or in code: ", "Checking…", COPY, AGAIN, WAITING)  # words of the box, for panel.js
TEXT = "text"  # the kind of field of a writing
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
        return "\n".join([_asked(self.exercise), *_answered(self.exercise)])

    def heard(self, content: dict[str, Any]) -> None:
        """Take what the box sends: an answer to check, a text to keep, a wish for a hint."""
        what, number = content.get("what"), content.get("n")
        try:
            if what == "hint":
                place = min(self.hints + 1, len(self.exercise.all_hints()))
                marking.took_hint(self.exercise, self.exercise.hint(place))
                self.hints = max(self.hints, place)
                self.send({"what": "hint", "n": number, "hints": hints(self.exercise, self.hints)})
            elif what == "draft":
                marking.draft(self.exercise, content.get("answer"))
            elif what == "check":
                marked = marking.mark(self.exercise, content.get("answer"), hints=self.hints)
                self.send({"what": "reply", "n": number, **reply(marked)})
        except CakitError as error:
            self.send({"what": "reply", "n": number, "state": "Not yet", "text": str(error)})
        self._show_again()

    def bundle(self) -> dict[str, str]:
        """The exercise as text and HTML, with the answer kept and its reply."""
        return {"text/plain": repr(self), "text/html": static(self.exercise, self.mark)}

    def _ipython_display_(self) -> None:
        from IPython.display import display

        view = (self._repr_mimebundle_() or ({},))[0] if wants_view() else {}
        self._shown = True
        display(view | self.bundle(), raw=True, display_id=self.mark)

    def _show_again(self) -> None:
        """Bring what is stored up to date: the model for a page loaded again, the text to save."""
        self.spec = spec(self.exercise)
        if self._shown:
            from IPython.display import display

            display(self.bundle(), raw=True, display_id=self.mark, update=True)


def wants_view() -> bool:
    """Whether the front end draws a widget only where a view is sent."""
    others = {"VSCODE_PID", "VOILA_REQUEST_URL"} & {*os.environ}
    return "google.colab" in sys.modules or bool(others)


def spec(exercise: Exercise) -> dict[str, Any]:
    """What the box needs to know."""
    options = exercise.options() if isinstance(exercise, Choice) else []
    before = marking.entry(exercise)
    last: dict[str, Any] | None = None
    field = "options" if 0 < len(options) <= MOST_TOLD else "line"
    if before["reply"]:
        state = STATES.get(before["verdict"], "Not yet")
        last = {"state": state, "text": said(before["reply"]), "answer": _shown(before["answer"])}
        last["points"] = exercise.points if state == "Check yourself" else []
    return {
        "id": exercise.id,
        "title": title(exercise),
        "question": exercise.question,
        "field": TEXT if isinstance(exercise, Writing) else field,
        "options": options,
        "wanted": said("type a few letters, then choose" if options else exercise.wanted),
        "list": bool(options),
        "code": code(exercise),
        "answer": _shown(before["answer"]),
        "reply": last,
        "hints": len(exercise.all_hints()),
        "words": {one: said(one) for one in (*SHOWN, *MORE)} if chosen() else {},
    }


def title(exercise: Exercise) -> str:
    """Number and place."""
    if exercise.place == "quiz":
        return said(f"Question {exercise.id[-1]}.")
    return said(f"Exercise {exercise.id} (for {exercise.place}).")


def code(exercise: Exercise) -> str:
    """The line that answers in code."""
    return f'ck.answer("{exercise.id}", ...)'


def reply(feedback: Feedback) -> dict[str, Any]:
    """A reply as the box shows it."""
    given = _shown(feedback.given)
    text = languages.said(feedback.text)
    return {"state": feedback.state, "text": text, "answer": given, "points": feedback.points}


def hints(exercise: Exercise, count: int) -> list[str]:
    """The first hints."""
    return [shown_hint(text) for text in exercise.all_hints()[:count]]


def shown_hint(text: str) -> str:
    """A hint in the language chosen."""
    return said(COPY) + text.removeprefix(COPY) if text.startswith(COPY) else text


def _shown(answer: str | list[str]) -> str:
    return answer if isinstance(answer, str) else ", ".join(answer)


def _asked(exercise: Exercise) -> str:
    how = said(f"Answer in the box, or in code: {code(exercise)}")
    return f"{title(exercise)} {exercise.question} {how}"


def _answered(exercise: Exercise) -> list[str]:
    """The answer kept, and its reply, as lines."""
    last, answer = spec(exercise)["reply"], _shown(marking.entry(exercise)["answer"])
    lines = [said(f"Your answer: {answer}")] if answer else []
    lines += [f"{said(last['state'])}. {last['text']}"] if last else []
    return lines + [f"□ {point}" for point in (last or {}).get("points", [])]


def static(exercise: Exercise, mark: str = "") -> str:
    """The exercise as HTML without any script: hints unfold, a checklist can be read."""

    def safe(text: str) -> str:
        return html.escape(text).replace("\n", "<br>")

    options = spec(exercise)["options"]
    parts = [f"<p><strong>{title(exercise)}</strong> {safe(exercise.question)}</p>"]
    if options:
        parts.append(f"<p>{said('Options')}: {safe('; '.join(options))}.</p>")
    parts += [f"<p>{safe(line)}</p>" for line in _answered(exercise)]
    for number, text in enumerate(exercise.all_hints(), 1):
        words = safe(text)
        if text.startswith(COPY):
            words = f"{safe(said(COPY))}<code>{safe(text.removeprefix(COPY))}</code>"
        head = f"{said('Hint')} {number}"
        parts.append(f"<details><summary>{head}</summary><p>{words}</p></details>")
    if exercise.points:
        items = "".join(f"<li>{safe(point)}</li>" for point in exercise.points)
        parts.append(
            f"<details><summary>{said('Does your text say')}</summary><ul>{items}</ul></details>"
        )
    if exercise.place != "quiz":
        how = f"Run this cell to answer in a box, or answer in code: {code(exercise)}"
        how = safe(said(how)).replace(safe(code(exercise)), f"<code>{safe(code(exercise))}</code>")
        parts.append(f"<p><small>{how}</small></p>")
    name = f"cakit-exercise {mark}".strip()
    return f'<div class="{name}">{"".join(parts)}</div>'
