"""What is handed out: the notebooks for students, for teachers, or for each student of a list."""

from __future__ import annotations

import json
import os
import platform
import re
import secrets
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from cakit import catalog, languages
from cakit.catalog.csvfile import UNPRINTABLE, bytes_of, printable
from cakit.errors import CakitError
from cakit.exercises.variants import CARD
from cakit_classroom import rubric, translated

MOST_STUDENTS = 2000
LONGEST_NAME = 200


def write_all(folder: Path, files: dict[str, bytes], verb: str = "written") -> None:
    """Write files (path inside the folder → content), all or none; none is written over.

    A new folder appears only when it is complete. `CakitError` names the file in the way, or the
    one that could not be written; nothing is left then. `verb` is for the message: "copied".
    """
    nothing_in_the_way(folder, files, verb)
    here, made, goal = folder, list[Path](), folder
    try:
        if not folder.exists():
            goal = folder.parent
            folder.parent.mkdir(parents=True, exist_ok=True)
            here = folder.parent / f".cakit-{secrets.token_hex(8)}"
            here.mkdir()  # by the user's umask
            made.append(here)
        for name, content in files.items():
            goal = folder / name
            for parent in reversed(Path(name).parents):
                if not (here / parent).exists():
                    (here / parent).mkdir()
                    made.append(here / parent)
            with (here / name).open("xb") as target:  # does not follow a link, nor write over
                made.append(here / name)
                target.write(content)
        if here != folder:
            goal = folder
            here.rename(folder)
    except BaseException as error:
        _take_back(made)
        if isinstance(error, OSError):
            raise CakitError(f"{goal}: {error.strerror}; nothing was {verb}") from None
        raise


def nothing_in_the_way(folder: Path, files: Iterable[str], verb: str) -> None:
    """Raise an error when a file or a link, even one to nowhere, has a name that is needed."""
    if os.path.lexists(folder) and not folder.is_dir():
        raise CakitError(f"{folder} is a file or a broken link; name a new folder")
    in_the_way = [name for name in sorted(files) if os.path.lexists(folder / name)]
    if in_the_way:
        more = f" and {len(in_the_way) - 1} more" if in_the_way[1:] else ""
        held = f"{folder} holds {in_the_way[0]}{more} already"
        raise CakitError(f"{held}; nothing was {verb}. Name a new folder")
    for parent in sorted({parent for name in files for parent in Path(name).parents}):
        if os.path.lexists(folder / parent) and not (folder / parent).is_dir():
            raise CakitError(f"{folder / parent} is a file; nothing was {verb}")


def _take_back(made: list[Path]) -> None:
    for path in reversed(made):
        with suppress(OSError):  # no room can forbid that; what is left is named by nobody else
            path.rmdir() if path.is_dir() else path.unlink()


def notebooks(readers: str) -> dict[str, bytes]:
    """The notebooks as they are handed out, by path; solutions only for teachers, and in English.

    No cell has been run: no output spoils a prediction. The language is that of the Python that
    runs here, so that JupyterLab opens them without a change.
    """
    home, found = catalog.home("notebooks"), {}
    for path in sorted(home.rglob("*.ipynb")):
        name = path.relative_to(home).as_posix()
        if ".ipynb_checkpoints" in path.parts or (readers != "teachers" and "/" in name):
            continue
        text = path.read_text(encoding="utf-8")
        if languages.chosen() and "/" not in name:
            text = translated.notebook(text, name[:2])
        book = json.loads(text)
        book["metadata"]["language_info"] = language()
        for cell in book["cells"]:
            if cell["cell_type"] == "code":
                cell |= {"outputs": [], "execution_count": None}
        found[name] = (json.dumps(book, indent=1, ensure_ascii=False) + "\n").encode()
    return found


def language() -> dict[str, object]:
    """What a kernel of this Python says of its language; JupyterLab writes the same."""
    return {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
        "version": platform.python_version(),
    }


def names(file: Path) -> list[str]:
    """Read a list of students: a text file with one name in a line, no two of one folder."""
    try:
        text = bytes_of(file).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        number = error.object[: error.start].count(b"\n") + 1
        raise CakitError(f"{file.name}, line {number}: not UTF-8; save it as UTF-8") from None
    lines = text.splitlines()
    for number, line in enumerate(lines, start=1):
        if UNPRINTABLE.search(line) or len(line) > LONGEST_NAME:
            why = f"{printable(line)!r} is no name: write up to {LONGEST_NAME} letters"
            raise CakitError(f"{file.name}, line {number}: {why}")
    found = [" ".join(line.split()) for line in lines if line.strip()]
    folders: dict[str, str] = {}
    for name in found:
        folder = folder_of(name)
        if folder.casefold() in folders:
            both = f"{folders[folder.casefold()]!r} and {name!r}"
            raise CakitError(f"{file.name}: {both} would share the folder {folder!r}; change one")
        folders[folder.casefold()] = name
    if not 0 < len(found) <= MOST_STUDENTS:
        raise CakitError(f"{file.name}: {len(found)} names; wanted are 1 to {MOST_STUDENTS}")
    return found


def folder_of(name: str) -> str:
    """A name of a folder that every system takes, for the name of a student.

    Examples
    --------
    >>> folder_of("Айгуль  Н."), folder_of("../x"), folder_of("CON")
    ('Айгуль Н', 'x', '_CON')
    """
    plain = unicodedata.normalize("NFC", re.sub(r"[^\w\-. ]", " ", name))
    plain = " ".join(plain.split())[:60].strip(" .") or "student"
    reserved = re.fullmatch(r"(con|prn|aux|nul|(com|lpt)\d)(\..*)?", plain, re.IGNORECASE)
    return f"_{plain}" if reserved else plain


def handed_out(
    readers: str, students: Iterable[str] = (), variants: bool = False
) -> dict[str, bytes]:
    """All files to hand out, by path, to "students" or "teachers".

    With names, each has a folder with the notebooks and a card that says whose it is, and whether
    the numbers are the student's own.
    """
    books = notebooks(readers)
    if readers == "teachers":
        return books | {"rubric.toml": rubric.DEFAULT.encode()}
    files: dict[str, bytes] = {}
    for name in students:
        card = {"student": name, "variants": variants}
        text = json.dumps(card, ensure_ascii=False, indent=1) + "\n"
        folder = folder_of(name)
        files |= {f"{folder}/{book}": content for book, content in books.items()}
        files[f"{folder}/{CARD.as_posix()}"] = text.encode()
    return files or books


def fresh(notebook: str, folder: Path) -> Path:
    """Put a clean copy of a notebook ("03") into a folder, under the next free name.

    It is not run and in another language where the notebooks there are; else as it is stored.
    """
    number = notebook.strip().zfill(2)
    found = {path.name[:2]: path for path in catalog.home("notebooks").glob("[0-9][0-9]_*.ipynb")}
    if number not in found:
        raise CakitError(f"no notebook {notebook[:40]!r}. There are {', '.join(sorted(found))}.")
    if not folder.is_dir():
        raise CakitError(f"no folder {folder}: make it first, or name another")
    path = found[number]
    content = path.read_bytes()
    books = sorted(folder.glob(f"{number}_*.ipynb"))
    around = [bytes_of(one) for one in books if one.is_file()]
    chosen = re.search(rb"ck\.language\(\W*(\w+)", b"".join(around))
    if chosen and chosen[1] != b"en":
        before = languages.chosen() or "en"
        languages.language(chosen[1].decode())
        try:
            content = notebooks("students")[path.name]
        finally:
            languages.language(before)
    for count in ("", *range(2, 1000)):
        target = folder / f"{path.stem}-fresh{count}.ipynb"
        if not os.path.lexists(target):
            write_all(folder, {target.name: content})
            return target
    raise CakitError(f"{folder} holds too many fresh copies; delete some")
