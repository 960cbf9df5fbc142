"""What happens to an answer: it is judged, kept, and counted."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from cakit.door import words
from cakit.errors import UnknownExercise
from cakit.exercises import files, kept
from cakit.exercises.kinds import Exercise, Feedback
from cakit.languages import said

BLANK = {"answer": "", "verdict": "text", "reply": "", "hints": 0, "tries": 0, "variant": ""}
DONE = ("right", "text")


def entry(exercise: Exercise) -> dict[str, Any]:
    """What is kept on an exercise; blank before the first answer."""
    return BLANK | kept.entries(exercise.id.split(".")[0]).get(exercise.id, {})


def mark(exercise: Exercise, *given: Any, hints: int = 0) -> Feedback:
    """Judge an answer and keep it; an open one is not kept."""
    feedback = exercise.check(*given)
    if feedback.verdict:
        before = entry(exercise)
        said = {"answer": feedback.given, "verdict": feedback.verdict, "reply": feedback.text}
        said |= {"variant": exercise.variant}
        counts = {"hints": max(hints, before["hints"]), "tries": before["tries"] + 1}
        kept.write(exercise.id, before | said | counts | {"checked": kept.now()})
    return noted(feedback)


def draft(exercise: Exercise, text: Any) -> None:
    """Keep a text as far as it is written, without judging it."""
    before = entry(exercise)
    if isinstance(text, str) and text.strip() and text != before["answer"]:
        said = {"answer": text[: kept.LONGEST], "verdict": "text", "reply": ""}
        kept.write(exercise.id, before | said | {"checked": kept.now()})


def took_hint(exercise: Exercise, feedback: Feedback) -> Feedback:
    """Count a hint, where the exercise has been answered before; else the answer will."""
    place = int(feedback.text.split()[0])
    before = entry(exercise)
    if "checked" in before and place > before["hints"]:
        kept.write(exercise.id, before | {"hints": place})
    return noted(feedback)


def noted(feedback: Feedback) -> Feedback:
    """A reply with what has gone wrong with the file of answers, where something has."""
    note = kept.unsaid()
    return replace(feedback, text=f"{feedback.text}\n{note}") if note else feedback


@dataclass(frozen=True)
class Progress:
    """How far a reader is: `notebooks` has the verdicts of each by exercise, "" where open."""

    notebooks: dict[str, dict[str, str]]

    @property
    def done(self) -> int:
        """How many are right or a text."""
        return sum(verdict in DONE for one in self.notebooks.values() for verdict in one.values())

    @property
    def all(self) -> int:
        """How many there are."""
        return sum(map(len, self.notebooks.values()))

    def __repr__(self) -> str:
        seen = {"right": "right", "text": "written", "": "open"}
        lines = []
        for name, one in self.notebooks.items():
            done = sum(verdict in DONE for verdict in one.values())
            told = ", ".join(f"{id} {seen.get(verdict, 'not yet')}" for id, verdict in one.items())
            lines.append(said(f"Notebook {name}: {done} of {len(one)} ({told})"))
        return "\n".join(lines) or said("No answers yet in this folder.")


def progress(notebook: str = "") -> Progress:
    """Count the answers of one notebook, or of every notebook that has some."""
    paths = files.paths()
    number = re.sub("^0(?=.)", "", words(notebook, "notebook").strip())
    if number and number not in paths:
        raise UnknownExercise(f"no notebook {number[:40]!r}. There are {', '.join(paths)}.")
    found = {}
    for key, path in paths.items():
        answers = kept.entries(key) if not number or key == number else {}
        if key == number or (answers and not number):
            verdicts = {id: answers.get(id, {}).get("verdict", "") for id in files.read(path)}
            found[path.stem] = verdicts
    return Progress(found)
