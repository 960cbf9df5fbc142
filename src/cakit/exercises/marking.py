"""What happens to an answer: it is judged, kept, and counted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from cakit.door import words
from cakit.errors import UnknownExercise, nearest
from cakit.exercises import files, kept, reading, variants
from cakit.exercises.kinds import Exercise, Feedback
from cakit.languages import said
from cakit.plain import plain_arguments

BLANK = {"answer": "", "verdict": "text", "reply": "", "hints": 0, "tries": 0, "variant": ""}
SHOWN = {"right": "right", "text": "written", "": "open"}  # verdicts in words; the rest: not yet


def find(exercise_id: object) -> Exercise:
    """Find one exercise; only the file of its notebook is opened."""
    try:
        id = str(reading.plain(exercise_id)).strip()
    except reading.Unreadable:
        id = f"({type(exercise_id).__name__})"
    path = files.paths().get(id.split(".")[0])
    there = files.read(path) if path else {}
    if id not in there:
        raise UnknownExercise(f"no exercise {id[:40]!r}. {nearest(id[:40], files.exercises())}")
    return variants.mine(there[id])


def answer(exercise_id: str, *given: Any) -> Feedback:
    """Check an answer.

    Parameters
    ----------
    exercise_id : str
        For example "1.2".
    *given : object
        Your answer: a number, a text, names. A text may carry its unit; a frame of one cell
        counts as its cell.

    Returns
    -------
    Feedback
        Says whether it is right or what kind of slip it looks like. True when right.

    Raises
    ------
    UnknownExercise
        With the nearest ids. A wrong or odd answer never raises.

    Examples
    --------
    >>> answer("1.1", ...)
    1.1  No answer yet. Wanted: one number in percent. ck.hint("1.1") helps.
    >>> answer("1.1", "many")
    1.1  Not yet. No number can be read from that. Wanted: one number in percent.
    """
    return mark(find(exercise_id), *given or (...,))


@plain_arguments
def hint(exercise_id: str, which: int = 1) -> Feedback:
    """Give a hint; the later ones say more, the last is often a line of code to copy.

    Parameters
    ----------
    exercise_id : str
        For example "1.2".
    which : int
        The first, the second, ...; beyond the last it stays at the last.

    Examples
    --------
    >>> hint("1.1")
    1.1  Hint. 1 of 3: ... For more: ck.hint("1.1", 2).
    """
    return take_hint(find(exercise_id), which)


def entry(exercise: Exercise) -> dict[str, Any]:
    """What is kept on an exercise; blank before the first answer."""
    return BLANK | kept.entries(exercise.id.split(".")[0]).get(exercise.id, {})


def mark(exercise: Exercise, *given: Any, hints: int = 0) -> Feedback:
    """Judge an answer and keep it; an open one is not kept."""
    feedback = exercise.check(*given)
    if feedback.verdict:
        before = entry(exercise)
        new = {
            "answer": feedback.given,
            "verdict": feedback.verdict,
            "reply": feedback.text,
            "variant": exercise.variant,
            "hints": max(hints, before["hints"]),
            "tries": before["tries"] + 1,
            "checked": kept.now(),
        }
        kept.write(exercise.id, before | new)
    return noted(feedback)


def draft(exercise: Exercise, text: Any) -> None:
    """Keep a text as far as it is written, without judging it."""
    before = entry(exercise)
    if isinstance(text, str) and text.strip() and text != before["answer"]:
        new = {"answer": text[: kept.LONGEST], "verdict": "text", "reply": ""}
        kept.write(exercise.id, before | new | {"checked": kept.now()})


def take_hint(exercise: Exercise, which: Any) -> Feedback:
    """Give a hint, and count it where the exercise has been answered; else the answer will."""
    hints = exercise.all_hints()
    try:
        place = min(max(int(reading.plain(which)), 1), len(hints))
    except Exception:
        place = 1
    before = entry(exercise)
    if "checked" in before and place > before["hints"]:
        kept.write(exercise.id, before | {"hints": place})
    more = f'For more: ck.hint("{exercise.id}", {place + 1}).'
    more = more if place < len(hints) else "That was the last one."
    text = f"{place} of {len(hints)}: {hints[place - 1]}"
    return noted(Feedback(exercise.id, "Hint", text, more))


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
        return sum(map(_done, self.notebooks.values()))

    @property
    def all(self) -> int:
        """How many there are."""
        return sum(map(len, self.notebooks.values()))

    def __repr__(self) -> str:
        lines = []
        for name, one in self.notebooks.items():
            told = ", ".join(f"{id} {SHOWN.get(verdict, 'not yet')}" for id, verdict in one.items())
            lines.append(said(f"Notebook {name}: {_done(one)} of {len(one)} ({told})"))
        return "\n".join(lines) or said("No answers yet in this folder.")


def _done(verdicts: dict[str, str]) -> int:
    return sum(verdict in ("right", "text") for verdict in verdicts.values())


@plain_arguments
def progress(notebook: str = "") -> Progress:
    """Say how many exercises are done: answered rightly, or with a text of one's own.

    Parameters
    ----------
    notebook : str
        For example "01"; by default every notebook with an answer.

    Returns
    -------
    Progress
        What is in `answers/`, in words; `done` and `all` are the numbers.

    Examples
    --------
    >>> progress("01").all
    6
    """
    asked = words(notebook, "notebook").strip()
    found = {}
    for path in [files.path_of(asked)] if asked else files.paths().values():
        answers = kept.entries(path.stem)
        if answers or asked:
            none = {"verdict": ""}
            found[path.stem] = {id: answers.get(id, none)["verdict"] for id in files.read(path)}
    return Progress(found)
