"""Reading `notebooks/exercises/NN.toml`, and beside it `NN.py`, which computes the answers."""

from __future__ import annotations

import re
import tomllib
from contextlib import suppress
from dataclasses import MISSING, fields
from functools import cache
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any, get_args, get_origin, get_type_hints

from cakit import catalog
from cakit.errors import CakitError, InvalidData, nearest
from cakit.exercises.kinds import KINDS, Exercise

WORDS = {str: "a text", float: "a number", tuple: "a list of texts", dict: "a table of texts"}


def fresh(notebook: str, folder: Path) -> Path:
    """Put a clean copy of a notebook into a folder, beside what is there.

    Parameters
    ----------
    notebook : str
        Its number, for example "03".
    folder : Path
        Where the copy goes: `03_us_aid_programs-fresh.ipynb`, or the next free name.

    Returns
    -------
    Path

    Raises
    ------
    CakitError
        When there is no such notebook, or no such folder.
    """
    number = notebook.strip().zfill(2)
    found = {path.name[:2]: path for path in catalog.home("notebooks").glob("[0-9][0-9]_*.ipynb")}
    if number not in found:
        raise CakitError(f"no notebook {notebook[:40]!r}. There are {', '.join(sorted(found))}.")
    if not folder.is_dir():
        raise CakitError(f"no folder {folder}")
    names = (f"{found[number].stem}-fresh{count}.ipynb" for count in ("", *range(2, 1000)))
    for target in (folder / name for name in names):
        with suppress(FileExistsError):
            with target.open("xb") as out:
                out.write(found[number].read_bytes())
            return target
    raise CakitError(f"{folder} holds too many fresh copies; delete some")


def paths() -> dict[str, Path]:
    """The TOML files by the number of their notebook."""
    folder = catalog.home("notebooks") / "exercises"
    return {str(int(path.stem)): path for path in sorted(folder.glob("[0-9][0-9].toml"))}


def read(path: Path) -> dict[str, Exercise]:
    """Read and check the exercises of one notebook; `InvalidData` names every problem in them."""
    return _read(path, path.stat().st_mtime_ns)


@cache
def _read(path: Path, _saved_at: int) -> dict[str, Exercise]:
    text = path.read_text(encoding="utf-8-sig")
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidData(path.name, [_syntax(text, str(error))]) from None
    answers = _answers(path.with_suffix(".py"))
    problems = [f"exercise {id}: an answer, but no table" for id in answers if id not in tables]
    exercises = {}
    for id, table in tables.items():
        found: list[str] = []
        exercises[id] = _exercise(id, path, table, answers.get(id), found)
        problems += [f"exercise {id}, key {problem}" for problem in found]
    if problems:
        raise InvalidData(path.name, problems)
    return exercises


def _answers(path: Path) -> dict[str, Any]:
    """Run the file of answers; none is needed where every exercise is a text."""
    module = ModuleType(f"cakit_exercises_{path.stem}")
    if path.is_file():
        SourceFileLoader(module.__name__, str(path)).exec_module(module)
    return getattr(module, "SOLUTIONS", {})


def _syntax(text: str, error: str) -> str:
    """Say at which exercise and key TOML stopped reading."""
    line = re.search(r"line (\d+)", error)
    before = "\n".join(text.splitlines()[: int(line[1])] if line else text.splitlines())
    *_, last = re.split(r'^\["', before, flags=re.MULTILINE)
    id, keys = re.match(r"[\d.]+", last), re.findall(r"^(\w+) *=", last, re.MULTILINE)
    where = f"exercise {id[0]}" if id else "before the first exercise"
    return f"{where}{f', key {keys[-1]}' if keys else ''}: not valid TOML: {error}"


def _exercise(id: str, path: Path, table: Any, solve: Any, problems: list[str]) -> Any:
    """Make one exercise, or add to the problems."""
    name = table.get("kind") if isinstance(table, dict) else None
    kind = KINDS.get(str(name))
    if kind is None or not re.fullmatch(rf"{int(path.stem)}\.[1-9]\d*", id):
        problems.append(f"kind: no kind {name!r} or no such number. {nearest(name, KINDS)}")
        return None
    if (solve is None) != (name == "writing"):
        problems.append(
            f"kind: {name}, but the .py file has {'no' if solve is None else 'an'} answer"
        )
    keys, types = {key.name: key for key in fields(kind)}, get_type_hints(kind)
    values = {"id": id, "file": path.name, "solve": solve}
    unknown = table.keys() - (keys.keys() - values.keys()) - {"kind"}
    problems += [f"{key}: unknown. {nearest(key, keys)}" for key in sorted(unknown)]
    for key in keys.keys() - values.keys():
        try:
            if key in table:
                values[key] = _value(table[key], types[key])
            elif keys[key].default is keys[key].default_factory is MISSING:
                raise ValueError("missing")
        except ValueError as error:
            problems.append(f"{key}: {error}")
    return None if problems else kind(**{key: values[key] for key in keys if key in values})


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


def own(exercise: Exercise) -> Exercise:
    """The exercise with the numbers of whoever's folder this is, where a card there asks for it."""
    card = Path("answers/student.json")
    if not card.is_file():
        return exercise
    from cakit.exercises import variants

    return variants.mine(exercise, card)
