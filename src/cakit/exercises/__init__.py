"""Exercises: an answer gets a reply that names the slip, never the solution.

Questions, hints, replies and answers are in `notebooks/exercises/`, two files for each notebook.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cakit.exercises.files import exercises
from cakit.exercises.marking import answer, find, hint, progress
from cakit.plain import plain_arguments

if TYPE_CHECKING:
    from cakit.exercises.panel import Panel

__all__ = ["answer", "exercise", "exercises", "find", "hint", "progress"]


@plain_arguments
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
