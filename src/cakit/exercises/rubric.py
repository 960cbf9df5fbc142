"""Points: what an answer is worth, by a small file that a teacher edits."""

from __future__ import annotations

import math
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cakit.errors import InvalidData, nearest
from cakit.exercises.kinds import KINDS, Exercise

DEFAULT = Path(__file__).with_name("rubric.toml").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Rubric:
    """Points by kind and by exercise, and what a hint costs."""

    points: dict[str, float]
    hints: dict[str, float]
    exercises: dict[str, float]

    def most(self, exercise: Exercise) -> float:
        """The points of an exercise."""
        kind = type(exercise).__name__.lower()
        return self.exercises.get(exercise.id, self.points[kind])

    def given(self, exercise: Exercise, verdict: str, hints: int) -> float | None:
        """The points of an answer; None where a person decides."""
        most = self.most(exercise)
        if verdict == "text":
            return None if most else 0.0
        if verdict != "right":
            return 0.0
        return max(most - self.hints["each"] * hints, min(self.hints["least"], most))


def read(file: Path | None) -> Rubric:
    """Read a rubric; what it leaves out is as in `DEFAULT`. `InvalidData` names every wrong key."""
    tables: dict[str, dict[str, Any]] = tomllib.loads(DEFAULT)
    if file is not None:
        try:
            own = tomllib.loads(file.read_bytes().decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise InvalidData(file.name, [f"not UTF-8 at byte {error.start + 1}"]) from None
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise InvalidData(file.name, [f"not valid TOML: {error}"]) from None
        problems = [problem for name in own for problem in _problems(name, own[name], tables)]
        if problems:
            raise InvalidData(file.name, problems)
        tables = {name: table | own.get(name, {}) for name, table in tables.items()}
    return Rubric(**tables)


def _problems(name: str, table: Any, known: dict[str, dict[str, Any]]) -> list[str]:
    if name not in known or not isinstance(table, dict):
        return [f"[{name[:40]}]: no such table. {nearest(name[:40], known)}"]
    problems = []
    for key, value in table.items():
        where = f"[{name}] {key[:40]}"
        id = name == "exercises" and re.fullmatch(r"\d\.[1-9]\d?", key)
        if not id and key not in known[name]:
            valid = KINDS if name == "points" else known[name]
            problems.append(f"{where}: unknown. {nearest(key[:40], valid)}".rstrip())
        elif type(value) not in (int, float) or not 0 <= value <= 1000 or math.isnan(value):
            problems.append(f"{where}: must be a number of points from 0 to 1000")
    return problems
