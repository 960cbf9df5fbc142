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

import cakit
from cakit.errors import CakitError, InvalidData
from cakit.exercises import kept
from cakit.exercises.handout import CARD

TAKEN = ("answer", "hints", "tries", "checked", "variant")  # verdict and reply are computed
MOST_FILES = 2_000  # in the return of one student
MOST_NOTEBOOK = 20_000_000  # bytes
MOST_UNPACKED = 100_000_000


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
    drawn_by: str = ""  # the name that the numbers were drawn by; `name` may get a file beside it

    def __post_init__(self) -> None:
        self.drawn_by = self.drawn_by or self.name


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
    found: dict[str, Return] = {}
    card: dict[str, Any] = {}
    books: list[tuple[str, bytes]] = []
    files: list[tuple[str, bytes]] = []
    for where, content in _contents(path, path.name, problems):
        base = PurePosixPath(where).name
        if base == CARD:
            card = _card(where, content, problems)
        elif base.casefold().endswith(".ipynb"):
            books.append((where, content))
        else:
            files.append((where, content))
    name = card.get("student") or name
    for where, content in files:
        student, given = _answers(where, content, problems)
        found.setdefault(student or name, Return(student or name, path.name)).given += given
    in_files = {one.exercise for returned in found.values() for one in returned.given}
    for where, content in books:
        more = [one for one in _notebook(where, content, problems) if one.exercise not in in_files]
        found.setdefault(name, Return(name, path.name)).given += more
    first = found.get(name) or next(iter(found.values()), Return(name, path.name))
    if len(found) > 1:
        both = ", ".join(repr(one) for one in sorted(found))
        problems.append(
            f"{path.name}: files of several students ({both}); each has rows of their own"
        )
    if not problems and not any(returned.given for returned in [first, *found.values()]):
        problems.append(f"{path.name}: no answers in it")
    first.problems += problems
    for returned in found.values():
        returned.variants = bool(card.get("variants"))
    return list(found.values()) or [first]


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
        yield from _zipped(path, where, problems)
    elif _wanted(where, path.stat().st_size, problems):
        yield where, path.read_bytes()


def _wanted(where: str, size: int, problems: list[str]) -> bool:
    kind = PurePosixPath(where).suffix.casefold()
    most = {".json": kept.MOST, ".ipynb": MOST_NOTEBOOK}.get(kind)
    if most is None:
        return False
    if size > most:
        problems.append(f"{where}: larger than {most:,} bytes; not read")
    return size <= most


def _zipped(path: Path, where: str, problems: list[str]) -> Iterator[tuple[str, bytes]]:
    budget = MOST_UNPACKED
    try:
        with zipfile.ZipFile(path) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
            if len(members) > MOST_FILES:
                problems.append(f"{where}: more than {MOST_FILES} files; not read")
                return
            for one in sorted(members, key=lambda one: one.filename):
                inside = f"{where}/{one.filename}"
                if re.search(r"(^|/)(\.[^./]|__MACOSX)", one.filename):  # of the system
                    continue
                if PurePosixPath(one.filename).suffix.casefold() == ".zip":
                    problems.append(f"{inside}: a zip in a zip; unpack it")
                elif _wanted(inside, one.file_size, problems):
                    budget -= one.file_size
                    if budget < 0:
                        problems.append(f"{where}: too large when unpacked; read up to {inside}")
                        return
                    with archive.open(one) as packed:
                        yield inside, packed.read(one.file_size + 1)
    except Exception as error:  # damaged, encrypted, or packed in a way Python does not know
        problems.append(
            f"{where}: this zip cannot be read: {str(error)[:100] or type(error).__name__}"
        )


def _card(where: str, content: bytes, problems: list[str]) -> dict[str, Any]:
    try:
        card = json.loads(content.decode("utf-8-sig"))
        name, variants = card["student"], card["variants"]
        if not isinstance(name, str) or not name.strip() or not isinstance(variants, bool):
            raise ValueError
        return {"student": " ".join(name.split())[:200], "variants": variants}
    except (ValueError, KeyError, TypeError, RecursionError):
        problems.append(f"{where}: must have a student's name and variants true or false")
        return {}


def _answers(where: str, content: bytes, problems: list[str]) -> tuple[str, list[Given]]:
    """Read a file of answers; an exercise that cannot be read is said, the others count."""
    try:
        found = kept.checked(content, where)
    except InvalidData as error:
        problems += [f"{where}: {problem}" for problem in error.problems]
        found = _sound_part(content)
    student = " ".join(found.get("student", "").split())[:200]
    ours = kept.data_version()
    if found and found["data"] != ours:
        problems.append(f"{where}: answered with data {found['data'][:20]!r}, marked with {ours!r}")
    given = []
    for id, entry in found.get("answers", {}).items():
        if len(str(entry["answer"])) > kept.LONGEST:
            problems.append(f"{where}: exercise {id}, answer: longer than {kept.LONGEST:,} signs")
            continue
        given.append(Given(id, where, **{key: entry[key] for key in TAKEN}))
    return student, given


def _sound_part(content: bytes) -> dict[str, Any]:
    """What of a faulty file keeps to the rules by itself, as if this kit had written it."""
    try:
        found = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_unambiguous)
        head = {key: found[key] for key in kept.HEAD} | {"kit": cakit.__version__}
        sound: dict[str, Any] = {}
        for id, entry in found["answers"].items():
            alone = head | {"answers": {id: entry}}
            try:
                sound |= kept.checked(json.dumps(alone).encode(), "")["answers"]
            except InvalidData:
                continue
        return head | {"answers": sound}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def _unambiguous(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """What is there twice counts for neither."""
    names = [name for name, _ in pairs]
    return {name: value for name, value in pairs if names.count(name) == 1}


def _notebook(where: str, content: bytes, problems: list[str]) -> list[Given]:
    """The answers that stand in the cells of a notebook as `ck.answer("1.1", 47.4)`."""
    try:
        cells = json.loads(content.decode("utf-8-sig"))["cells"]
        sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError, RecursionError):
        problems.append(f"{where}: this notebook cannot be read: damaged or no notebook")
        return []
    found = {}
    for source in sources:
        for call in _calls(source):
            one = _literal(call, where)
            if one:
                found[one.exercise] = one
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


def _literal(call: ast.Call, where: str) -> Given | None:
    """The answer in a call; one that the notebook computes is left to a person."""
    try:
        id = str(ast.literal_eval(call.args[0]))
    except (ValueError, TypeError, RecursionError, MemoryError):
        return None
    if not re.fullmatch(r"\d\.[1-9]\d?", id):
        return None
    try:
        values = [ast.literal_eval(part) for part in call.args[1:]]
    except (ValueError, TypeError, RecursionError, MemoryError):
        code = ast.unparse(call)[:200]
        return Given(id, where, note=f"computed in a cell, run the notebook: {code}")
    if values == [...]:
        return None
    return Given(id, where, answer=values[0] if len(values) == 1 else tuple(values))
