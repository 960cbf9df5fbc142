"""Reading `notebooks/exercises/NN.toml`, and beside it `NN.py`, which computes the answers."""

from __future__ import annotations

import re
import tomllib
from dataclasses import MISSING, fields
from functools import cache
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any, get_args, get_origin, get_type_hints

from cakit import catalog, languages
from cakit.errors import InvalidData, UnknownExercise, nearest
from cakit.exercises.kinds import KINDS, Exercise

WORDS = {str: "a text", float: "a number", tuple: "a list of texts", dict: "a table of texts"}


def paths(kind: str = "") -> dict[str, Path]:
    """The TOML files by the number of their notebook; those of kind "quiz" have five questions."""
    found = sorted((catalog.home("notebooks") / "exercises").glob(f"{kind}[0-9][0-9].toml"))
    return {str(int(path.stem[-2:])): path for path in found}


def path_of(notebook: str, kind: str = "") -> Path:
    """The TOML file of a notebook, "3" or "03"."""
    found = paths(kind)
    number = notebook.strip().lstrip("0") or "0"
    if number not in found:
        there = ", ".join(found)
        raise UnknownExercise(f"no exercises of notebook {notebook[:40]!r}. There are {there}.")
    return found[number]


def exercises() -> dict[str, Exercise]:
    """All exercises by id, in the order of the notebooks."""
    return {id: found for path in paths().values() for id, found in read(path).items()}


def read(path: Path) -> dict[str, Exercise]:
    """Read and check the exercises of one notebook; `InvalidData` names every problem in them."""
    return _read(path, path.stat().st_mtime_ns, languages.chosen())


@cache
def _read(path: Path, _saved_at: int, _language: str) -> dict[str, Exercise]:
    text = path.read_text(encoding="utf-8-sig")
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidData(path.name, [_syntax(text, str(error))]) from None
    answers = run(path.with_suffix(".py"), "SOLUTIONS")
    problems = [f"exercise {id}: an answer, but no table" for id in answers if id not in tables]
    found = {}
    for id, table in tables.items():
        try:
            found[id] = make(id, path, table, answers.get(id))
        except InvalidData as error:
            problems += error.problems
    if problems:
        raise InvalidData(path.name, problems)
    return found


def run(path: Path, name: str) -> dict[str, Any]:
    """Run a file of answers and take the table of that name; a file need not be there."""
    module = ModuleType(f"cakit_exercises_{path.stem}")
    if path.is_file():
        SourceFileLoader(module.__name__, str(path)).exec_module(module)
    return getattr(module, name, {})


def _syntax(text: str, error: str) -> str:
    """Say at which exercise and key TOML stopped reading."""
    line = re.search(r"line (\d+)", error)
    before = "\n".join(text.splitlines()[: int(line[1])] if line else text.splitlines())
    *_, last = re.split(r'^\["', before, flags=re.MULTILINE)
    id, keys = re.match(r"[\d.]+", last), re.findall(r"^(\w+) *=", last, re.MULTILINE)
    where = f"exercise {id[0]}" if id else "before the first exercise"
    return f"{where}{f', key {keys[-1]}' if keys else ''}: not valid TOML: {error}"


def make(id: str, path: Path, table: Any, solve: Any) -> Any:
    """Make an exercise of its table; `InvalidData` names every key that is wrong."""
    name = table.get("kind") if isinstance(table, dict) else None
    kind = KINDS.get(str(name))
    problems = []
    if kind is None or not re.fullmatch(rf"{int(path.stem[-2:])}\.q?[1-9]\d*", id):
        said = f"kind: no kind {name!r} or no such number. {nearest(name, KINDS)}"
        raise InvalidData(path.name, [f"exercise {id}, key {said}"])
    if (solve is None) != (name == "writing"):
        has = "no" if solve is None else "an"
        problems.append(f"kind: {name}, but the .py file has {has} answer")
    table = languages.worded(table, path.stem)
    keys, types = {key.name: key for key in fields(kind)}, get_type_hints(kind)
    values = {"id": id, "file": path.name, "solve": solve}
    wanted = keys.keys() - values.keys()
    unknown = table.keys() - wanted - {"kind"}
    problems += [f"{key}: unknown. {nearest(key, keys)}" for key in sorted(unknown)]
    for key in wanted:
        try:
            if key in table:
                values[key] = _value(table[key], types[key])
            elif keys[key].default is keys[key].default_factory is MISSING:
                raise ValueError("missing")
        except ValueError as error:
            problems.append(f"{key}: {error}")
    if problems:
        raise InvalidData(path.name, [f"exercise {id}, key {problem}" for problem in problems])
    return kind(**{key: value for key, value in values.items() if key in keys})


def _value(value: Any, wanted: Any) -> Any:
    """Check a value; blanks and line ends in a text become one blank."""
    form = get_origin(wanted) or wanted
    if form is str and isinstance(value, str) and value.strip():
        return " ".join(value.split())
    if (form is float and type(value) in (int, float)) or value in get_args(wanted):
        return value
    if form is tuple and isinstance(value, list) and value:
        return tuple(_value(text, str) for text in value)
    if form is dict and isinstance(value, dict) and value:
        return {name: _value(text, str) for name, text in value.items()}
    raise ValueError(f"must be {WORDS.get(form) or ' or '.join(map(repr, get_args(wanted)))}")
