"""What came back from students: folders, zips, files of answers, notebooks; nothing is believed.

Nothing is unpacked beside the originals, no notebook is run, and no link is followed.
"""

from __future__ import annotations

import ast
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from cakit.errors import CakitError
from cakit.exercises import kept
from cakit.exercises.variants import CARD, card

TAKEN = ("answer", "hints", "tries", "checked", "variant")  # verdict and reply are computed
MOST_FILES = 2_000  # in the return of one student
MOST_BYTES = {".json": kept.MOST, ".ipynb": 20_000_000}  # of a file
MOST_UNPACKED = 100_000_000
COMPUTED = object()  # an answer that is no literal


@dataclass(frozen=True)
class Given:
    """One answer: to which exercise, from which file, and what the file says of it."""

    exercise: str
    file: str
    answer: Any = None
    hints: int = 0
    tries: int = 0
    checked: str = ""
    variant: str = ""
    note: str = ""


@dataclass
class Return:
    """What one student handed in."""

    name: str
    file: str
    variants: bool = False
    given: list[Given] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def returns(folder: Path) -> Iterator[Return]:
    """Read the return of each student: a folder, a zip, a file of answers or a notebook each."""
    if not folder.is_dir():
        raise CakitError(f"{folder} is no folder; name the one with the returned answers")
    if (folder / kept.FOLDER).is_dir() or list(folder.glob("[0-9][0-9].json")):
        yield from _return(folder.resolve().name, folder)  # of one student alone
        return
    for path in sorted(folder.iterdir()):
        if not path.name.startswith("."):
            yield from _return(path.name if path.is_dir() else path.stem, path)


def _return(name: str, path: Path) -> list[Return]:
    """All that one entry of the folder holds, parted by the names in its files."""
    problems: list[str] = []
    files = list(_contents(path, path.name, problems))
    cards = [one for one in files if PurePosixPath(one[0]).name == CARD.name]
    books = [one for one in files if one[0].casefold().endswith(".ipynb")]
    own = False
    for where, content in cards:
        if about := card(content):
            name, own = about
        else:
            problems.append(f"{where}: must have a student's name and variants true or false")
    found: dict[str, Return] = {}

    def of(student: str) -> Return:
        return found.setdefault(student, Return(student, path.name, own))

    for where, content in files:
        if (where, content) not in cards + books:
            student, given = _answers(where, content, problems)
            of(student or name).given += given
    in_files = {one.exercise for returned in found.values() for one in returned.given}
    for where, content in books:
        given = _notebook(where, content, problems)
        of(name).given += [one for one in given if one.exercise not in in_files]
    if len(found) > 1:
        both = ", ".join(repr(one) for one in sorted(found))
        problems.append(
            f"{path.name}: files of several students ({both}); each has rows of their own"
        )
    if not problems and not any(returned.given for returned in found.values()):
        problems.append(f"{path.name}: no answers in it")
    first = found.get(name) or next(iter(found.values()), None) or of(name)
    first.problems += problems
    return list(found.values())


def _contents(path: Path, where: str, problems: list[str]) -> Iterator[tuple[str, bytes]]:
    """The files of answers, cards and notebooks in a file, a folder or a zip."""
    if path.is_symlink():
        problems.append(f"{where}: a link; links are not followed")
    elif path.is_dir():
        for inside in sorted(path.iterdir()):
            if not inside.name.startswith("."):
                yield from _contents(inside, f"{where}/{inside.name}", problems)
    elif not path.is_file():
        problems.append(f"{where}: no plain file")
    elif path.suffix.casefold() == ".zip":
        try:
            with zipfile.ZipFile(path) as archive:
                yield from _unpacked(archive, where, problems)
        except Exception as error:  # damaged, encrypted, or packed in a way Python does not know
            why = str(error)[:100] or type(error).__name__
            problems.append(f"{where}: this zip cannot be read: {why}")
    elif _wanted(where, path.stat().st_size, problems):
        yield where, path.read_bytes()


def _wanted(where: str, size: int, problems: list[str]) -> bool:
    most = MOST_BYTES.get(PurePosixPath(where).suffix.casefold())
    if most is not None and size > most:
        problems.append(f"{where}: larger than {most:,} bytes; not read")
    return most is not None and size <= most


def _unpacked(
    archive: zipfile.ZipFile, where: str, problems: list[str]
) -> Iterator[tuple[str, bytes]]:
    budget = MOST_UNPACKED
    members = [one for one in archive.infolist() if not one.is_dir()]
    if len(members) > MOST_FILES:
        problems.append(f"{where}: more than {MOST_FILES} files; not read")
        return
    for one in sorted(members, key=lambda one: one.filename):
        inside = f"{where}/{one.filename}"
        if re.search(r"(^|/)(\.[^./]|__MACOSX)", one.filename):  # of the system
            continue
        if inside.casefold().endswith(".zip"):
            problems.append(f"{inside}: a zip in a zip; unpack it")
        elif _wanted(inside, one.file_size, problems):
            budget -= one.file_size
            if budget < 0:
                problems.append(f"{where}: too large when unpacked; read up to {inside}")
                return
            with archive.open(one) as packed:
                yield inside, packed.read(one.file_size + 1)


def _answers(where: str, content: bytes, problems: list[str]) -> tuple[str, list[Given]]:
    """Read a file of answers; an exercise that cannot be read is said, the others count."""
    found, wrong = kept.sound(content)
    problems += [f"{where}: {problem}" for problem in wrong]
    if not found:
        return "", []
    ours = kept.data_version()
    if found["data"] != ours:
        problems.append(f"{where}: answered with data {found['data'][:20]!r}, marked with {ours!r}")
    given = []
    for id, entry in found["answers"].items():
        if len(str(entry["answer"])) > kept.LONGEST:
            problems.append(f"{where}: exercise {id}, answer: longer than {kept.LONGEST:,} signs")
        else:
            given.append(Given(id, where, **{key: entry[key] for key in TAKEN}))
    return " ".join(found["student"].split())[:200], given


def _notebook(where: str, content: bytes, problems: list[str]) -> list[Given]:
    """The answers that stand in the cells of a notebook as `ck.answer("1.1", 47.4)`."""
    try:
        cells = json.loads(content.decode("utf-8-sig"))["cells"]
        sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError, RecursionError):
        problems.append(f"{where}: this notebook cannot be read: damaged or no notebook")
        return []
    found = {}
    for call in [call for source in sources for call in _calls(source)]:
        id, *values = map(_literal, call.args)
        id = str(id)
        if not re.fullmatch(r"\d\.[1-9]\d?", id) or values == [...]:
            continue
        if COMPUTED in values:  # left to a person
            code = ast.unparse(call)[:200]
            found[id] = Given(id, where, note=f"computed in a cell, run the notebook: {code}")
        else:
            found[id] = Given(id, where, answer=values[0] if len(values) == 1 else tuple(values))
    return list(found.values())


def _calls(source: str) -> list[ast.Call]:
    lines = ["" if line.lstrip()[:1] in ("%", "!") else line for line in source.split("\n")]
    try:
        tree = ast.parse("\n".join(lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and len(node.args) > 1]
    return [
        one for one in calls if getattr(one.func, "attr", getattr(one.func, "id", "")) == "answer"
    ]


def _literal(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, RecursionError, MemoryError):
        return COMPUTED
