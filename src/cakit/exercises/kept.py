"""The answers a student has given: one plain file for each notebook, in `answers/` beside it.

`answers/01.json` has the notebook's number, the student's name, the versions of kit and data, and
for each exercise the answer as typed, what was replied, hints taken, tries and the time (UTC).
"""

from __future__ import annotations

import json
import os
import re
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import cakit
from cakit import catalog
from cakit.errors import CakitError, InvalidData
from cakit.saving import save_whole

FOLDER = "answers"
MOST = 2_000_000  # bytes of a file; every text of a class is far below
LONGEST = 20_000  # characters of one answer
VERDICTS = ("right", "wrong", "unreadable", "text")
HEAD: dict[str, type] = {
    "notebook": str,
    "student": str,
    "kit": str,
    "data": str,
    "answers": dict,
}
ENTRY: dict[str, type] = {
    "answer": object,
    "verdict": str,
    "reply": str,
    "hints": int,
    "tries": int,
    "checked": str,
    "variant": str,
}
TIME = r"\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\dZ"


def path(notebook: str) -> Path:
    """Where the answers to a notebook are kept: `answers/NN.json` in the kernel's folder."""
    with suppress(OSError):
        return Path.cwd() / FOLDER / f"{int(notebook):02}.json"
    return Path(FOLDER, f"{int(notebook):02}.json")  # the folder itself is gone


def is_off() -> bool:
    """Whether nothing is kept: for tests, for stored outputs, and for the solutions."""
    return os.environ.get("CAKIT_ANSWERS") == "off" or path("0").parent.parent.name == "solutions"


def now() -> str:
    """The time in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@cache
def data_version() -> str:
    """The version of the data, as their package says it."""
    found = json.loads((catalog.home("data") / "datapackage.json").read_text(encoding="utf-8"))
    return str(found["version"])


def read(file: Path) -> dict[str, Any]:
    """Read a file of answers and check all of it; the file stays as it is."""
    where = f"{file.parent.name}/{file.name}"
    try:
        if not file.is_file():
            raise InvalidData(where, ["there is no such file, or it is not a plain file"])
        with file.open("rb") as held:
            return checked(held.read(MOST + 1), where)
    except OSError as error:
        raise InvalidData(where, [str(error)]) from None


def checked(raw: bytes, where: str) -> dict[str, Any]:
    """Notebook, student, kit, data and answers of a file; `InvalidData` names every problem."""
    try:
        if len(raw) > MOST:
            raise ValueError(f"larger than {MOST:,} bytes; no file of answers is")
        text = raw.decode("utf-8-sig")
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise InvalidData(where, [f"not UTF-8 at byte {error.start + 1}"]) from None
    except json.JSONDecodeError as error:
        last = (re.findall(r'"(\d\.\d)": *\{', text[: error.pos]) or ["none"])[-1]
        said = f"not valid JSON: line {error.lineno}, after exercise {last}: {error.msg}"
        hint = " (two versions were merged)" if re.search("^(<{7}|>{7})", text, re.M) else ""
        raise InvalidData(where, [said + hint]) from None
    except (ValueError, RecursionError) as error:
        said = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise InvalidData(where, [said]) from None
    problems = _problems(found)
    if problems:
        raise InvalidData(where, problems)
    return dict(found)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    twice = sorted({name for name in names if names.count(name) > 1} if len(names) < 1000 else "?")
    if twice:
        raise ValueError(f"{twice[0][:40]!r} is there twice; keep one")
    return dict(pairs)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no answer")


def _problems(found: Any) -> list[str]:
    """Everything that is wrong with the content of a file."""
    if not isinstance(found, dict):
        return ["not a table of answers"]
    problems = _typed(found, HEAD, "")
    if problems:
        return problems
    if not re.fullmatch(r"\d\d", found["notebook"]):
        return [f"notebook: must be two digits, not {found['notebook'][:40]!r}"]
    if found["kit"].split(".")[:2] != cakit.__version__.split(".")[:2]:
        said = f"kit: written with cakit {found['kit'][:20]!r}, this is {cakit.__version__}"
        problems.append(f"{said}; open it with that version")
    for id, entry in found["answers"].items():
        where = f"exercise {id[:40]!r}"
        if not re.fullmatch(rf"{int(found['notebook'])}\.[1-9]\d?", id):
            problems.append(f"{where}: not an exercise of notebook {found['notebook']}")
        elif not isinstance(entry, dict):
            problems.append(f"{where}: not a table")
        else:
            problems += _typed(entry, ENTRY, f"{where}, ") or _valued(entry, f"{where}, ")
    return problems


def _typed(table: dict[str, Any], keys: dict[str, type], where: str) -> list[str]:
    words = {str: "a text", int: "a whole number", dict: "a table"}
    problems = [f"{where}{key}: missing" for key in keys if key not in table]
    problems += [f"{where}{key[:40]!r}: unknown" for key in table if key not in keys]
    for key, form in keys.items():
        fits = isinstance(table.get(key), form) and not isinstance(table.get(key), bool)
        if key in table and not fits and form in words:
            problems.append(f"{where}{key}: must be {words[form]}")
    return problems


def _valued(entry: dict[str, Any], where: str) -> list[str]:
    answer, problems = entry["answer"], []
    parts = answer if isinstance(answer, list) else [answer]
    if not all(isinstance(part, str) and len(part) <= LONGEST for part in parts) or len(parts) > 99:
        problems.append(f"{where}answer: must be a text or a list of texts")
    if entry["verdict"] not in VERDICTS:
        problems.append(f"{where}verdict: must be one of {', '.join(VERDICTS)}")
    if not (0 <= entry["hints"] < 10**6 and 0 <= entry["tries"] < 10**6):
        problems.append(f"{where}hints, tries: must not be negative")
    if not re.fullmatch(TIME, entry["checked"]):
        problems.append(f"{where}checked: must be a time such as 2026-11-30T05:20:00Z")
    return problems


def _new(number: str) -> dict[str, Any]:
    return {
        "notebook": f"{int(number):02}",
        "student": "",
        "kit": cakit.__version__,
        "data": data_version(),
        "answers": {},
    }


_memory: dict[Path, dict[str, Any]] = {}  # what no file took, for as long as the kernel lives
_said: set[str] = set()
_unsaid: list[str] = []


def _say_once(text: str) -> None:
    """Note what has gone wrong with a file, once for each kernel."""
    if text not in _said:
        _said.add(text)
        _unsaid.append(text)


def unsaid() -> str:
    """What has gone wrong with the files and was not said yet; it is said when this is called."""
    text = "\n".join(_unsaid)
    _unsaid.clear()
    return text


def entries(notebook: str) -> dict[str, Any]:
    """The answers kept for a notebook; none where nothing has been answered.

    A damaged file is set aside under another name, and that is said.
    """
    return {} if is_off() else dict(_held(path(notebook), notebook)["answers"])


def _held(file: Path, notebook: str) -> dict[str, Any]:
    if file in _memory:
        return _memory[file]
    try:
        there = os.path.lexists(file)
    except OSError:
        there = False
    if not there:
        return _new(notebook)
    try:
        held = read(file)
        if held["notebook"] == file.stem:
            return held
        raise InvalidData(file.name, [f"holds the answers of notebook {held['notebook']}"])
    except InvalidData as error:
        _set_aside(file, str(error))
        return _new(notebook)


def _set_aside(file: Path, why: str) -> None:
    """Give a damaged file another name, so that it is neither lost nor written over."""
    number = 1
    while os.path.lexists(aside := file.with_name(f"{file.stem}-damaged-{number}.json")):
        number += 1
    try:
        file.rename(aside)
        _say_once(f"{why}\nIt is now {aside.name}; new answers go into a new {file.name}.")
    except OSError as error:
        _say_once(f"{why}\nIt could not be set aside: {error.strerror}.")


def write(exercise: str, entry: dict[str, Any]) -> bool:
    """Keep one answer: the whole file is written anew beside the old one and takes its place.

    Where it cannot be written, the reason is said once, and the answer is held until the kernel
    ends.
    """
    if is_off():
        return False
    notebook = exercise.split(".")[0]
    file = path(notebook)
    held = _held(file, notebook)
    answers = held["answers"] | {exercise: entry}
    held = held | {
        "kit": cakit.__version__,
        "data": data_version(),
        "answers": dict(sorted(answers.items())),
    }
    try:
        file.parent.mkdir(exist_ok=True)
        if file.is_dir():
            raise IsADirectoryError(21, "a folder has its name")
        text = json.dumps(held, ensure_ascii=False, indent=1) + "\n"
        save_whole({file: text.encode("utf-8", "replace")})
    except (OSError, CakitError) as error:
        _memory[file] = held
        why = getattr(error.__cause__ or error, "strerror", error)
        _say_once(
            f"Your answers cannot be kept in {FOLDER}/{file.name}: {why}. "
            "You can go on; copy what you want to keep before you close the notebook."
        )
        return False
    _memory.pop(file, None)
    return True
