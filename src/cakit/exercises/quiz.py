"""Exercises as a quiz for a learning platform: QTI 1.2, as Canvas imports it.

text2qti writes it: `pip install cakit[quiz]`. A quiz of that form gives no hints and names no slip.
"""

from __future__ import annotations

import re
from pathlib import Path

from cakit import catalog
from cakit.errors import CakitError, UnknownExercise, nearest
from cakit.exercises import files
from cakit.exercises.handout import write_all
from cakit.exercises.kinds import Choice, Countries, Exercise, Number
from cakit.exercises.panel import title
from cakit.languages import said

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def questions(notebook: str, kind: str = "quiz") -> list[Exercise]:
    """The five questions at the end of a notebook's page; of kind "", its exercises."""
    paths, number = files.paths(kind), notebook.strip().lstrip("0") or "0"
    if number not in paths:
        near = nearest(notebook[:40], [f"{int(one):02}" for one in paths])
        raise UnknownExercise(f"no exercises of notebook {notebook[:40]!r}. {near}")
    return list(files.read(paths[number]).values())


def write(notebook: str, out: Path, short: bool = False) -> str:
    """Write the exercises of a notebook ("01") as one quiz into a new .zip; `short`: its five."""
    chosen = questions(notebook, "quiz" if short else "")
    if out.suffix.casefold() != ".zip":
        raise CakitError(f"{out.name} must end in .zip")
    try:
        from text2qti.config import Config
        from text2qti.qti import QTI
        from text2qti.quiz import Quiz
    except ImportError:
        raise CakitError("the quiz needs text2qti: pip install 'cakit[quiz]'") from None
    name = f"notebook {int(notebook):02}"
    parts = [f"Quiz title: cakit, {name}", *map(item, chosen)]
    quiz = Quiz("\n\n".join(parts) + "\n", config=Config(), source_name=name)
    write_all(out.parent, {out.name: QTI(quiz).zip_bytes()})
    return f"{len(chosen)} questions of {name}: {out}"


def item(exercise: Exercise) -> str:
    """One question in text2qti's form."""
    name = f"Title: {title(exercise)}"
    wanted = said(f"Wanted: {_wanted(exercise)}.")
    question = f"1. {_text(f'{exercise.question} {wanted}')}"
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
