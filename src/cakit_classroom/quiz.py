"""Exercises as a quiz for a learning platform: QTI 1.2, as Canvas imports it.

text2qti writes it: `pip install cakit[quiz]`. A quiz of that form gives no hints and names no slip.
"""

from __future__ import annotations

import re
from pathlib import Path

from cakit import catalog
from cakit.errors import CakitError
from cakit.exercises import files
from cakit.exercises.kinds import Choice, Countries, Exercise, Number
from cakit.exercises.panel import title
from cakit.languages import said
from cakit_classroom.handout import write_all

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def questions(notebook: str, kind: str = "quiz") -> list[Exercise]:
    """The five questions at the end of a notebook's page; of kind "", its exercises."""
    return list(files.read(files.path_of(notebook, kind)).values())


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
    wanted, answers = exercise.wanted, ["____"]
    if isinstance(exercise, Number):
        answers = [f"=   {exercise.truth():.10g} +- {exercise.tolerance:g}"]
    elif isinstance(exercise, Choice):
        solution, wanted = exercise.solution(), "one answer"
        answers = [f"* {_text(solution.truth)}"]  # a list longer than the alphabet is typed
        if len(solution.options) <= len(LETTERS):
            marks = ["*" if option == solution.truth else "" for option in solution.options]
            lines = zip(marks, LETTERS, map(_text, solution.options), strict=False)
            answers = [f"{mark}{letter}) {option}" for mark, letter, option in lines]
    elif isinstance(exercise, Countries):
        truth, wanted = set(exercise.truth()), "all that fit"
        codes = [*catalog.FIVE, *sorted(truth - set(catalog.FIVE))]
        marks = ["*" if code in truth else " " for code in codes]
        names = map(catalog.country_name, codes)
        answers = [f"[{mark}] {name}" for mark, name in zip(marks, names, strict=True)]
    question = _text(f"{exercise.question} {said(f'Wanted: {wanted}.')}")
    after = [f"+ {_text(exercise.after)}"] if exercise.after else []
    return "\n".join([f"Title: {title(exercise)}", f"1. {question}", *after, *answers])


def _text(text: str) -> str:
    """A text in which no sign means anything to Markdown or to text2qti."""
    return re.sub(r"([\\`*_{}\[\]<>#$~^])", r"\\\1", " ".join(text.split()))
