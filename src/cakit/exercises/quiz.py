"""Exercises as a quiz for a learning platform: QTI 1.2, as Canvas imports it.

text2qti writes it: `pip install cakit[quiz]`. A quiz of that form gives no hints and names no slip.
"""

from __future__ import annotations

import re
from pathlib import Path

from cakit import catalog
from cakit.errors import CakitError, UnknownExercise, nearest
from cakit.exercises import exercises
from cakit.exercises.handout import write_all
from cakit.exercises.kinds import Choice, Countries, Exercise, Number

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def write(notebook: str, out: Path) -> str:
    """Write the exercises of a notebook as one quiz.

    Parameters
    ----------
    notebook : str
        Its number, "01" or "1".
    out : Path
        A new file, `.zip`.

    Returns
    -------
    str
        What was written, and what was left out.

    Raises
    ------
    CakitError
        For an unknown notebook, a file that is there, or where text2qti is not installed.
    """
    number = notebook.strip().lstrip("0") or "0"
    chosen = [one for id, one in exercises().items() if id.split(".")[0] == number]
    if not chosen:
        known = sorted({f"{int(id.split('.')[0]):02}" for id in exercises()})
        said = f"no exercises of notebook {notebook[:40]!r}. {nearest(notebook[:40], known)}"
        raise UnknownExercise(said)
    if out.suffix.casefold() != ".zip":
        raise CakitError(f"{out.name} must end in .zip")
    try:
        from text2qti.config import Config
        from text2qti.qti import QTI
        from text2qti.quiz import Quiz
    except ImportError:
        raise CakitError("the quiz needs text2qti: pip install 'cakit[quiz]'") from None
    parts = [f"Quiz title: cakit, notebook {int(number):02}", *map(item, chosen)]
    quiz = Quiz("\n\n".join(parts) + "\n", config=Config(), source_name=f"{int(number):02}.toml")
    write_all(out.parent, {out.name: QTI(quiz).zip_bytes()})
    return f"{len(chosen)} questions of notebook {int(number):02}: {out}"


def item(exercise: Exercise) -> str:
    """One question in text2qti's form.

    Examples
    --------
    >>> print(item(exercises()["1.3"]).splitlines()[-1])
    ____
    """
    name = f"Title: Exercise {exercise.id}"
    question = f"1. {_text(f'{exercise.question} Wanted: {_wanted(exercise)}.')}"
    after = [f"+ {_text(exercise.after)}"] if exercise.after else []
    return "\n".join([name, question, *after, *_answers(exercise)])


def _wanted(exercise: Exercise) -> str:
    if isinstance(exercise, Choice):
        return "one answer"
    return "all that fit" if isinstance(exercise, Countries) else exercise.wanted


def _answers(exercise: Exercise) -> list[str]:
    if isinstance(exercise, Number):
        return [f"=   {exercise.truth():.10g} +- {exercise.tolerance:g}"]
    if isinstance(exercise, Choice):
        solution = exercise.solution()
        if len(solution.options) > len(LETTERS):
            return [f"* {_text(solution.truth)}"]  # a list that long is typed
        marks = ["*" if option == solution.truth else "" for option in solution.options]
        lines = zip(marks, LETTERS, map(_text, solution.options), strict=False)
        return [f"{mark}{letter}) {option}" for mark, letter, option in lines]
    if isinstance(exercise, Countries):
        truth = set(exercise.truth())
        codes = [*catalog.FIVE, *sorted(truth - set(catalog.FIVE))]
        return [f"[{'*' if code in truth else ' '}] {catalog.country_name(code)}" for code in codes]
    return ["____"]


def _text(text: str) -> str:
    """A text in which no sign means anything to Markdown or to text2qti."""
    return re.sub(r"([\\`*_{}\[\]<>#$~^])", r"\\\1", " ".join(text.split()))
