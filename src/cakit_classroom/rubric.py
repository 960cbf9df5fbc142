"""Points: what an answer is worth, by a small file that a teacher edits."""

from __future__ import annotations

import math
import re
import tomllib
from pathlib import Path
from typing import Any

from cakit.catalog.csvfile import bytes_of
from cakit.errors import InvalidData, nearest
from cakit.exercises.kinds import KINDS, Exercise

DEFAULT = Path(__file__).with_name("rubric.toml").read_text(encoding="utf-8")
Rules = dict[str, dict[str, float]]  # points by kind, what a hint costs, points by exercise


def worth(
    rules: Rules, exercise: Exercise, verdict: str, hints: int = 0
) -> tuple[float | None, float]:
    """The points of an answer, None where a person decides; and the most there are."""
    kind = type(exercise).__name__.lower()
    most = rules["exercises"].get(exercise.id, rules["points"][kind])
    if verdict == "text" and most:
        return None, most
    if verdict != "right":
        return 0.0, most
    least = min(rules["hints"]["least"], most)
    return max(most - rules["hints"]["each"] * hints, least), most


def read(file: Path | None) -> Rules:
    """Read a rubric; what it leaves out is as in `DEFAULT`. `InvalidData` names every wrong key."""
    rules: Rules = tomllib.loads(DEFAULT)
    if file is None:
        return rules
    try:
        own = tomllib.loads(bytes_of(file).decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InvalidData(file.name, [f"not UTF-8 at byte {error.start + 1}"]) from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InvalidData(file.name, [f"not valid TOML: {error}"]) from None
    problems = [problem for name in own for problem in _problems(name, own[name], rules)]
    if problems:
        raise InvalidData(file.name, problems)
    return {name: table | own.get(name, {}) for name, table in rules.items()}


def _problems(name: str, table: Any, known: Rules) -> list[str]:
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
