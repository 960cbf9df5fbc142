"""Exercises: one file a notebook; an answer gets a hint back, never the solution."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

from cakit.errors import UnknownExercise, nearest
from cakit.lessons.kinds import Exercise, Feedback

if TYPE_CHECKING:
    from cakit.lessons.panel import Panel

__all__ = ["answer", "exercise", "exercises", "hint"]


def exercises() -> dict[str, Exercise]:
    """All exercises by id, in the order of the notebooks.

    Examples
    --------
    >>> list(exercises())[:3]
    ['0.1', '0.2', '0.3']
    """
    return {key: one for name in _files() for key, one in _of(name).items()}


@cache
def _files() -> list[str]:
    return sorted(module.name for module in iter_modules(__path__) if module.name[1:].isdigit())


@cache
def _of(name: str) -> dict[str, Exercise]:
    """The exercises of one file."""
    return {one.id: one for one in import_module(f"{__name__}.{name}").EXERCISES}


def _find(exercise_id: object) -> Exercise:
    """One exercise; only the file of its notebook is opened."""
    key = str(exercise_id).strip()
    name = f"n{key.partition('.')[0]:0>2}"
    held = _of(name) if name in _files() else {}
    if key not in held:
        raise UnknownExercise(f"no exercise {key[:40]!r}. {nearest(key[:40], exercises())}")
    return held[key]


def answer(exercise_id: str, given: Any = ...) -> Feedback:
    """Check an answer.

    Parameters
    ----------
    exercise_id : str
        For example "1.2".
    given : object
        Your answer: a number, a text, names. A text may carry its unit; a frame of one cell counts as its cell.

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
    return _find(exercise_id).check(given)


def hint(exercise_id: str, which: int = 1) -> Feedback:
    """Give a hint; the later ones say more, none says the answer.

    Parameters
    ----------
    exercise_id : str
        For example "1.2".
    which : int
        The first, the second, ...; beyond the last it stays at the last.

    Returns
    -------
    Feedback

    Raises
    ------
    UnknownExercise
        With the nearest ids.

    Examples
    --------
    >>> hint("1.1")
    1.1  Hint. 1 of 3: ... For more: ck.hint("1.1", 2).
    """
    one = _find(exercise_id)
    count = len(one.hints)
    place = min(max(int(which), 1), count)
    more = f' For more: ck.hint("{one.id}", {place + 1}).' if place < count else " That was the last one."
    return Feedback(one.id, "Hint", f"{place} of {count}: {one.hints[place - 1]}{more}")


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

    Raises
    ------
    UnknownExercise
        With the nearest ids.

    Examples
    --------
    >>> print(exercise("1.1"))
    Exercise 1.1 (for class). ...
    """
    from cakit.lessons.panel import Panel

    return Panel(_find(exercise_id))
