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

from cakit import catalog, languages
from cakit.errors import CakitError, InvalidData, nearest
from cakit.exercises.kinds import KINDS, Exercise

WORDS = {str: "a text", float: "a number", tuple: "a list of texts", dict: "a table of texts"}


def fresh(notebook: str, folder: Path) -> Path:
    """Put a clean copy of a notebook ("03") into a folder, under the next free name."""
    number = notebook.strip().zfill(2)
    found = {path.name[:2]: path for path in catalog.home("notebooks").glob("[0-9][0-9]_*.ipynb")}
    if number not in found:
        raise CakitError(f"no notebook {notebook[:40]!r}. There are {', '.join(sorted(found))}.")
    if not folder.is_dir():
        raise CakitError(f"no folder {folder}")
    names = (f"{found[number].stem}-fresh{count}.ipynb" for count in ("", *range(2, 1000)))
    copy = _as_around(found[number], folder)
    for target in (folder / name for name in names):
        with suppress(FileExistsError):
            with target.open("xb") as out:
                out.write(copy)
            return target
    raise CakitError(f"{folder} holds too many fresh copies; delete some")


def _as_around(path: Path, folder: Path) -> bytes:
    """A notebook as it is stored; not run and in another language where the notebooks there are."""
    from cakit.exercises import handout

    around = [one.read_bytes() for one in sorted(folder.glob(f"{path.stem[:2]}_*.ipynb"))]
    found = re.search(rb"ck\.language\(\W*(\w+)", b"".join(around))
    if not found or (code := found[1].decode()) == "en":
        return path.read_bytes()
    before = languages.chosen() or "en"
    languages.language(code)
    try:
        return handout.notebooks("students")[path.name]
    finally:
        languages.language(before)


def paths(kind: str = "") -> dict[str, Path]:
    """The TOML files by the number of their notebook; those of kind "quiz" have five questions."""
    found = sorted((catalog.home("notebooks") / "exercises").glob(f"{kind}[0-9][0-9].toml"))
    return {str(int(path.stem[-2:])): path for path in found}


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
    exercises = {}
    for id, table in tables.items():
        found: list[str] = []
        exercises[id] = _exercise(id, path, table, answers.get(id), found)
        problems += [f"exercise {id}, key {problem}" for problem in found]
    if problems:
        raise InvalidData(path.name, problems)
    return exercises


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


def _exercise(id: str, path: Path, table: Any, solve: Any, problems: list[str]) -> Any:
    """Make one exercise, or add to the problems."""
    name = table.get("kind") if isinstance(table, dict) else None
    kind = KINDS.get(str(name))
    if kind is None or not re.fullmatch(rf"{int(path.stem[-2:])}\.q?[1-9]\d*", id):
        problems.append(f"kind: no kind {name!r} or no such number. {nearest(name, KINDS)}")
        return None
    if (solve is None) != (name == "writing"):
        problems.append(
            f"kind: {name}, but the .py file has {'no' if solve is None else 'an'} answer"
        )
    table = languages.worded(table, path.stem)
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
