"""The answers a student has given: one plain file for each notebook, in `answers/` beside it.

`answers/01.json` has the notebook's number, the student's name, the versions of kit and data, and
for each exercise the answer as typed, what was replied, hints taken, tries and the time (UTC).
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
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
TIME = r"\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\dZ"

Rule = tuple[type, str, str]  # of a value: its type, the form of its text, and both in words
TEXT: Rule = (str, ".*", "a text")
COUNT: Rule = (int, r"\d{1,6}", "a whole number, and must not be negative")
HEAD: dict[str, Rule] = {
    "notebook": (str, r"\d\d", "two digits"),
    "student": TEXT,
    "kit": TEXT,
    "data": TEXT,
    "answers": (dict, ".*", "a table"),
}
ENTRY: dict[str, Rule] = {
    "verdict": (str, "right|wrong|unreadable|text", "one of right, wrong, unreadable, text"),
    "reply": TEXT,
    "hints": COUNT,
    "tries": COUNT,
    "checked": (str, TIME, "a time such as 2026-11-30T05:20:00Z"),
    "variant": TEXT,
    "answer": (object, ".*", "a text or a list of texts"),
}


def path(notebook: str) -> Path:
    """Where the answers to a notebook are kept: `answers/NN.json` in the kernel's folder."""
    folder = Path()
    with suppress(OSError):  # the folder itself is gone
        folder = Path.cwd()
    return folder / FOLDER / f"{int(notebook):02}.json"


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


def sound(raw: bytes) -> tuple[dict[str, Any], list[str]]:
    """What of a file of answers keeps to the rules, and everything that is wrong with the rest.

    What is there twice counts for neither; without a sound head nothing counts.
    """
    problems: list[str] = []
    try:
        found = _parsed(raw, problems)
    except RecursionError:
        return {}, ["nested too deeply"]
    except ValueError as error:
        return {}, [str(error)]
    wrong = _wrong(found, HEAD, "") if isinstance(found, dict) else ["not a table of answers"]
    if wrong:
        return {}, problems + wrong
    if found["kit"].split(".")[:2] != cakit.__version__.split(".")[:2]:
        said = f"kit: written with cakit {found['kit'][:20]!r}, this is {cakit.__version__}"
        problems.append(f"{said}; open it with that version")
    answers = {}
    for id, entry in found["answers"].items():
        if wrong := _wrong_entry(id, entry, found["notebook"]):
            problems += wrong
        else:
            answers[id] = entry
    return found | {"answers": answers}, problems


def _parsed(raw: bytes, problems: list[str]) -> Any:
    """The content of a file; `ValueError` says why there is none."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        counts = Counter(name for name, _ in pairs)
        twice = [name for name, count in counts.items() if count > 1]
        problems.extend(f"{name[:40]!r} is there twice; keep one" for name in twice)
        return {name: value for name, value in pairs if counts[name] == 1}

    def no_constant(name: str) -> None:
        raise ValueError(f"{name} is no answer")

    if len(raw) > MOST:
        raise ValueError(f"larger than {MOST:,} bytes; no file of answers is")
    text = ""
    try:
        text = raw.decode("utf-8-sig")
        return json.loads(text, object_pairs_hook=once, parse_constant=no_constant)
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8 at byte {error.start + 1}") from None
    except json.JSONDecodeError as error:
        last = (re.findall(r'"(\d\.\d)": *\{', text[: error.pos]) or ["none"])[-1]
        said = f"not valid JSON: line {error.lineno}, after exercise {last}: {error.msg}"
        hint = " (two versions were merged)" if re.search("^(<{7}|>{7})", text, re.M) else ""
        raise ValueError(said + hint) from None


def _wrong_entry(id: str, entry: Any, notebook: str) -> list[str]:
    where = f"exercise {id[:40]!r}"
    if not re.fullmatch(rf"{int(notebook)}\.[1-9]\d?", id):
        return [f"{where}: not an exercise of notebook {notebook}"]
    if not isinstance(entry, dict):
        return [f"{where}: not a table"]
    problems = _wrong(entry, ENTRY, f"{where}, ")
    parts = entry.get("answer", "")
    parts = parts if isinstance(parts, list) else [parts]
    if len(parts) > 99 or not all(isinstance(one, str) and len(one) <= LONGEST for one in parts):
        problems.append(f"{where}, answer: must be {ENTRY['answer'][2]}")
    return problems


def _wrong(table: dict[str, Any], rules: dict[str, Rule], where: str) -> list[str]:
    problems = [f"{where}{key}: missing" for key in rules if key not in table]
    problems += [f"{where}{key[:40]!r}: unknown" for key in table if key not in rules]
    for key, (form, pattern, words) in rules.items():
        value = table.get(key)
        fits = isinstance(value, form) and re.fullmatch(pattern, str(value), re.DOTALL)
        if key in table and (not fits or isinstance(value, bool)):
            problems.append(f"{where}{key}: must be {words}, not {str(value)[:40]!r}")
    return problems


def read(file: Path) -> dict[str, Any]:
    """Read a file of answers and check all of it; the file stays as it is."""
    where = f"{file.parent.name}/{file.name}"
    try:
        if not file.is_file():
            raise InvalidData(where, ["there is no such file, or it is not a plain file"])
        with file.open("rb") as held:
            found, problems = sound(held.read(MOST + 1))
    except OSError as error:
        raise InvalidData(where, [str(error)]) from None
    if problems:
        raise InvalidData(where, problems)
    return found


_memory: dict[Path, dict[str, Any]] = {}  # what no file took, for as long as the kernel lives
_notes: dict[str, bool] = {}  # what has gone wrong with a file, and whether it has been said


def unsaid() -> str:
    """What has gone wrong with the files and was not said yet; it is said when this is called."""
    text = "\n".join(note for note, said in _notes.items() if not said)
    _notes.update(dict.fromkeys(_notes, True))
    return text


def entries(notebook: str) -> dict[str, Any]:
    """The answers kept for a notebook; none where nothing has been answered.

    A damaged file is set aside under another name, and that is said.
    """
    return {} if is_off() else dict(_held(path(notebook))["answers"])


def _held(file: Path) -> dict[str, Any]:
    """What is kept in a file, or would be if it could be written."""
    if file in _memory:
        return _memory[file]
    with suppress(OSError):
        if os.path.lexists(file):
            try:
                held = read(file)
                if held["notebook"] == file.stem:
                    return held
                _set_aside(file, f"{file.name} holds the answers of notebook {held['notebook']}")
            except InvalidData as error:
                _set_aside(file, str(error))
    return {"notebook": file.stem, "student": "", "kit": "", "data": "", "answers": {}}


def _set_aside(file: Path, why: str) -> None:
    """Give a damaged file another name, so that it is neither lost nor written over."""
    number = 1
    while os.path.lexists(aside := file.with_name(f"{file.stem}-damaged-{number}.json")):
        number += 1
    try:
        file.rename(aside)
        said = f"It is now {aside.name}; new answers go into a new {file.name}."
    except OSError as error:
        said = f"It could not be set aside: {error.strerror}."
    _notes.setdefault(f"{why}\n{said}", False)


def write(exercise: str, entry: dict[str, Any]) -> None:
    """Keep one answer: the whole file is written anew beside the old one and takes its place.

    Where it cannot be written, the reason is said once, and the answer is held until the kernel
    ends.
    """
    if is_off():
        return
    file = path(exercise.split(".")[0])
    held = _held(file)
    answers = dict(sorted((held["answers"] | {exercise: entry}).items()))
    held |= {"kit": cakit.__version__, "data": data_version(), "answers": answers}
    try:
        file.parent.mkdir(exist_ok=True)
        if file.is_dir():
            raise IsADirectoryError(21, "a folder has its name")
        text = json.dumps(held, ensure_ascii=False, indent=1) + "\n"
        save_whole({file: text.encode("utf-8", "replace")})
        _memory.pop(file, None)
    except (OSError, CakitError) as error:
        _memory[file] = held
        why = getattr(error.__cause__ or error, "strerror", error)
        note = f"Your answers cannot be kept in {FOLDER}/{file.name}: {why}. "
        note += "You can go on; copy what you want to keep before you close the notebook."
        _notes.setdefault(note, False)
