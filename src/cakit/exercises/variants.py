"""Numbers of a student's own: state, window or edition drawn from a list by the student's name.

The prose is in `notebooks/exercises/variants.toml`, the lists and answers in `variants.py` there.
"""

from __future__ import annotations

import hashlib
import json
import math
import tomllib
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from cakit import catalog, languages
from cakit.errors import InvalidData
from cakit.exercises import files
from cakit.exercises.kinds import Countries, Exercise, Number
from cakit.exercises.solutions import Solution

Draw = Mapping[str, Any]


@dataclass(frozen=True)
class Variants:
    """How an exercise varies: the draws there are, and the answer to each."""

    draws: Callable[[], list[dict[str, Any]]]
    solve: Callable[..., Solution]


@cache
def _all() -> dict[str, tuple[dict[str, Any], Variants]]:
    """Prose and lists by exercise."""
    folder = catalog.home("notebooks") / "exercises"
    prose = tomllib.loads((folder / "variants.toml").read_text(encoding="utf-8"))
    lists = files.run(folder / "variants.py", "VARIANTS")
    if odd := sorted(prose.keys() ^ lists.keys()):
        raise InvalidData("variants.toml", [f"exercise {id}: no prose or no list" for id in odd])
    return {id: (prose[id], lists[id]) for id in prose}


def ids() -> list[str]:
    """The exercises that vary."""
    return list(_all())


@cache
def draws(id: str) -> list[dict[str, Any]]:
    """The draws of an exercise, always in the same order."""
    return _all()[id][1].draws()


@cache
def sound(id: str, place: int) -> Exercise | None:
    """The exercise with one draw; None where the draw lacks data or a slip gives the answer."""
    exercise: Any = make(id, draws(id)[place])
    solution = exercise.solution()
    truth = solution.truth
    if isinstance(exercise, Countries):
        return exercise if 0 < len(truth) < len(catalog.THE_FIVE) else None
    if not isinstance(exercise, Number):
        return exercise if truth else None
    wrong = [value for value, _ in exercise.slips(solution)]
    far = [abs(value - truth) > 2 * exercise.tolerance for value in wrong]
    fits = math.isfinite(truth) and abs(truth) > 3 * exercise.tolerance and all(far)
    return exercise if fits else None


def make(id: str, draw: Draw) -> Exercise:
    """The exercise with these numbers."""
    prose, about = _all()[id]
    problems: list[str] = []
    notebook = f"{int(id.split('.')[0]):02}"
    said = {name: words(value) for name, value in draw.items()}
    filled = _filled(languages.worded(prose, notebook), said)
    solve = cache(lambda: about.solve(**draw))
    made = files._exercise(id, Path(f"{notebook}.toml"), filled, solve, problems)
    if problems:
        raise InvalidData("variants.toml", [f"exercise {id}, key {one}" for one in problems])
    text = "; ".join(f"{name} {value}" for name, value in said.items())
    return replace(made, variant=text)


def words(value: Any) -> str:
    """A drawn value as a question says it.

    Examples
    --------
    >>> words("KGZ"), words(["KGZ", "TJK"]), words((2016, 2020)), words("air_defence")
    ('Kyrgyzstan', 'Kyrgyzstan and Tajikistan', '2016-2020', 'air defence')
    """
    if isinstance(value, tuple):
        return "-".join(map(str, value))
    if isinstance(value, list):
        return " and ".join(map(words, value))
    return catalog.country_names().get(value, str(value).replace("_", " "))


def _filled(prose: Any, draw: dict[str, str]) -> Any:
    if isinstance(prose, str):
        for name, text in draw.items():
            prose = prose.replace("{" + name + "}", text)
        return prose
    if isinstance(prose, list):
        return [_filled(part, draw) for part in prose]
    if isinstance(prose, dict):
        return {key: _filled(part, draw) for key, part in prose.items()}
    return prose


def of(exercise: Exercise, student: str) -> Exercise:
    """The exercise with the numbers of one student; the exercise itself where it does not vary.

    Examples
    --------
    >>> from cakit.exercises import exercises
    >>> both = [of(exercises()["1.1"], name) for name in ("Aigul N.", "aigul  n.")]
    >>> both[0] == both[1], both[0].variant != ""
    (True, True)
    """
    if exercise.id not in _all():
        return exercise
    name = " ".join(unicodedata.normalize("NFKC", student).casefold().split())
    number = int(hashlib.sha256(f"{exercise.id} {name}".encode()).hexdigest(), 16)
    count = len(draws(exercise.id))
    places = ((number + step) % count for step in range(count))
    found = (sound(exercise.id, place) for place in places)
    return next(one for one in found if one is not None)


def mine(exercise: Exercise, card: Path) -> Exercise:
    """The exercise with the numbers of the student whom a card names, if it asks for variants."""
    try:
        found = json.loads(card.read_text(encoding="utf-8-sig"))
        name = found["student"] if found["variants"] is True else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return exercise
    return of(exercise, name) if isinstance(name, str) and name.strip() else exercise
