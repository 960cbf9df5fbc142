"""Exercises: an answer gets a reply that names the slip, never the solution.

Questions, hints, replies and answers are in `notebooks/exercises/`, two files for each notebook.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cakit.errors import UnknownExercise, nearest
from cakit.exercises import files, marking, reading
from cakit.exercises.kinds import Exercise, Feedback

if TYPE_CHECKING:
    from cakit.exercises.marking import Progress
    from cakit.exercises.panel import Panel

__all__ = ["answer", "exercise", "exercises", "find", "hint", "progress"]


def exercises() -> dict[str, Exercise]:
    """All exercises by id, in the order of the notebooks."""
    return {id: found for path in files.paths().values() for id, found in files.read(path).items()}


def find(exercise_id: object) -> Exercise:
    """Find one exercise; only the file of its notebook is opened."""
    try:
        id = str(reading.plain(exercise_id)).strip()
    except reading.Unreadable:
        id = f"({type(exercise_id).__name__})"
    path = files.paths().get(id.split(".")[0])
    exercises_there = files.read(path) if path else {}
    if id not in exercises_there:
        raise UnknownExercise(f"no exercise {id[:40]!r}. {nearest(id[:40], exercises())}")
    return files.own(exercises_there[id])


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
    return marking.mark(find(exercise_id), *given or (...,))


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
    found = find(exercise_id)
    return marking.took_hint(found, found.hint(which))


def exercise(exercise_id: str) -> Panel:
    """Show an exercise with a field to answer in: the route that needs no code.

    Parameters
    ----------
    exercise_id : str
        For example "1.2".

    Returns
    -------
    Panel
        The question, a field, a button that checks it as `answer` does, and one for hints.

    Examples
    --------
    >>> print(exercise("1.1"))
    Exercise 1.1 (for class). ...
    """
    from cakit.exercises.panel import Panel

    return Panel(find(exercise_id))


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
    return marking.progress(notebook)
