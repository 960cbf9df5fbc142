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
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from cakit import catalog, languages
from cakit.errors import InvalidData
from cakit.exercises import files
from cakit.exercises.kinds import Countries, Exercise, Number
from cakit.exercises.solutions import Solution, mapped

CARD = Path("answers/student.json")  # whose folder it is, and whether with variants


@dataclass(frozen=True)
class Variants:
    """How an exercise varies: the draws there are, and the answer to each."""

    draws: Callable[[], list[dict[str, Any]]]
    solve: Callable[..., Solution]


@cache
def varying() -> dict[str, tuple[dict[str, Any], Variants]]:
    """Prose and lists of the exercises that vary, by id."""
    folder = catalog.home("notebooks") / "exercises"
    prose = tomllib.loads((folder / "variants.toml").read_text(encoding="utf-8"))
    lists = files.run(folder / "variants.py", "VARIANTS")
    if odd := sorted(prose.keys() ^ lists.keys()):
        raise InvalidData("variants.toml", [f"exercise {id}: no prose or no list" for id in odd])
    return {id: (prose[id], lists[id]) for id in prose}


@cache
def draws(id: str) -> list[dict[str, Any]]:
    """The draws of an exercise, always in the same order."""
    return varying()[id][1].draws()


@cache
def sound(id: str, place: int) -> Exercise | None:
    """The exercise with one draw; None where the draw lacks data or a slip gives the answer."""
    exercise: Any = make(id, draws(id)[place])
    solution = exercise.solution()
    truth = solution.truth
    if isinstance(exercise, Number):
        far = 2 * exercise.tolerance
        apart = all(abs(value - truth) > far for value, _ in exercise.slips(solution))
        fits = math.isfinite(truth) and abs(truth) > 3 * exercise.tolerance and apart
    elif isinstance(exercise, Countries):
        fits = 0 < len(truth) < len(catalog.THE_FIVE)
    else:
        fits = bool(truth)
    return exercise if fits else None


def make(id: str, draw: Mapping[str, Any]) -> Exercise:
    """The exercise with these numbers."""
    prose, about = varying()[id]
    notebook = f"{int(id.split('.')[0]):02}"
    said = {name: words(value) for name, value in draw.items()}
    filled = mapped(languages.worded(prose, notebook), lambda text: _filled(text, said))
    try:
        made = files.make(id, Path(f"{notebook}.toml"), filled, cache(lambda: about.solve(**draw)))
    except InvalidData as error:
        raise InvalidData("variants.toml", error.problems) from None
    return replace(made, variant="; ".join(f"{name} {value}" for name, value in said.items()))


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


def _filled(text: str, draw: dict[str, str]) -> str:
    for name, said in draw.items():
        text = text.replace("{" + name + "}", said)
    return text


def of(exercise: Exercise, student: str) -> Exercise:
    """The exercise with the numbers of one student; the exercise itself where it does not vary.

    Examples
    --------
    >>> from cakit.exercises import exercises
    >>> both = [of(exercises()["1.1"], name) for name in ("Aigul N.", "aigul  n.")]
    >>> both[0] == both[1], both[0].variant != ""
    (True, True)
    """
    if exercise.id not in varying():
        return exercise
    name = " ".join(unicodedata.normalize("NFKC", student).casefold().split())
    number = int(hashlib.sha256(f"{exercise.id} {name}".encode()).hexdigest(), 16)
    count = len(draws(exercise.id))
    found = (sound(exercise.id, (number + step) % count) for step in range(count))
    return next(one for one in found if one is not None)


def card(content: bytes) -> tuple[str, bool] | None:
    """Whose folder it is, and whether with variants, as its card says; None of a faulty one."""
    try:
        found = json.loads(content.decode("utf-8-sig"))
        name, own = " ".join(found["student"].split())[:200], found["variants"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return (name, own) if name and isinstance(own, bool) else None


def mine(exercise: Exercise) -> Exercise:
    """The exercise with the numbers of whoever's folder this is, where its card asks for them."""
    found = None
    with suppress(OSError):
        found = card(CARD.read_bytes()) if CARD.is_file() else None
    return of(exercise, found[0]) if found and found[1] else exercise
