"""The Russian edition: bring catalogues up to date, check them, build the notebooks.

    python tools/translate.py --update 01      new texts of notebook 01 enter its catalogue, empty; old ones leave it
    python tools/translate.py --sheet 01       print what has no translation yet, numbered: [12] text
    python tools/translate.py --put 01 FILE    enter translations from a file of the same form
    python tools/translate.py --check [01 …]   what is missing, stale or broken, by cell (default: those that are complete)
    python tools/translate.py --run 01         run a translated notebook: texts that stayed English, and numbers that differ
    python tools/translate.py --build FOLDER   the notebooks in Russian

docs/translating.md says how to write one.
"""

from __future__ import annotations

import ast
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import cakit as ck
from cakit import languages
from cakit.catalog.store import current
from cakit.exercises.kinds import Choice
from cakit_classroom import handout, quiz, translated

sys.path.insert(0, str(Path(__file__).parent))
from translation_checks import PLACEHOLDER, broken, without_letters

ROOT = Path(__file__).parents[1]
# Notebooks whose catalogue is whole: a missing or stale text in one of them fails the tests.
COMPLETE = ("00", "01", "02", "03", "04", "05", "06", "07")
QUIZZES = tuple(f"quiz{number:02}" for number in range(8))  # the five questions of each notebook
ABOUT = "Notebook {} and its exercises."
PROSE = ("question", "hints", "after", "replies", "checklist", "role", "length")
NAMES = ("sources.csv", "names_ru.csv", "country_names.csv")
CODE = re.compile(r"[=<>]|contains\(| in \[")


def folder(language: str = "ru") -> Path:
    """Where the catalogues are."""
    return ROOT / "locale" / language


def notebook_of(number: str) -> Path:
    """The English notebook with a number."""
    return next((ROOT / "notebooks").glob(f"{number}_*.ipynb"))


def entries(number: str) -> dict[str, tuple[str, list[str]]]:
    """All texts of a notebook and its exercises: text → its kind, and the cells it is in."""
    found: dict[str, tuple[str, list[str]]] = {}

    def add(text: str, kind: str, where: str) -> None:
        places = found.setdefault(text, (kind, []))[1]
        if where not in places:
            places.append(where)

    asked = number in QUIZZES
    book = {"cells": []} if asked else json.loads(notebook_of(number).read_text(encoding="utf-8"))
    for cell in book["cells"]:
        for *_, text, kind in translated.pieces(cell):
            if kind not in ("name", "key"):
                add(text, kind, f"cell {cell['id']}")
    exercises = ROOT / "notebooks" / "exercises"
    tables = tomllib.loads((exercises / f"{number}.toml").read_text(encoding="utf-8"))
    variants = tomllib.loads((exercises / "variants.toml").read_text(encoding="utf-8"))
    mine = {id: one for id, one in variants.items() if f"{int(id.split('.')[0]):02}" == number}
    for name, part in (("exercise", tables), ("variant of exercise", mine)):
        for id, table in part.items():
            for key in PROSE:
                for text in _texts(table.get(key)):
                    add(" ".join(text.split()), "exercise", f"{name} {id}, {key}")
    answers = exercises / f"{number}.py"
    for text, line in _options(answers) if answers.is_file() and not asked else ():
        add(text, "exercise", f"{answers.name}, line {line}")
    for question in quiz.questions(number[-2:]) if asked else ():
        for text in question.options() if isinstance(question, Choice) else ():
            if not current().countries.has(text):
                add(text, "exercise", f"question {question.id}, options")
    return found


def _texts(prose: object) -> Iterator[str]:
    if isinstance(prose, str):
        yield prose
    elif isinstance(prose, list | dict):
        for one in prose.values() if isinstance(prose, dict) else prose:
            yield from _texts(one)


def _options(path: Path) -> Iterator[tuple[str, int]]:
    """Texts of several words in the file of answers: options of a choice."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    shut = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    shut |= {
        id(part)
        for one in ast.walk(tree)
        if isinstance(one, ast.JoinedStr)
        for part in ast.walk(one)
    }
    for node in ast.walk(tree):
        if (
            not isinstance(node, ast.Constant)
            or not isinstance(node.value, str)
            or id(node) in shut
        ):
            continue
        if re.search(r"[a-z]{2} \w", node.value) and not CODE.search(node.value):
            yield node.value, node.lineno


def written(held: dict[str, tuple[str, list[str]]], told: dict[str, str], about: str) -> str:
    """A catalogue as text."""
    quoted = lambda text: json.dumps(text, ensure_ascii=False)  # noqa: E731
    blocks = [
        f'# {about}\nmsgid ""\nmsgstr ""\n"Language: ru\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"'
    ]
    for text, (kind, places) in held.items():
        flag = (
            "#, python-brace-format\n"
            if kind in ("code", "column") and PLACEHOLDER.search(text)
            else ""
        )
        where = f"#. {kind}\n#: {'; '.join(places)}\n"
        blocks.append(f"{where}{flag}msgid {quoted(text)}\nmsgstr {quoted(told.get(text, ''))}")
    return "\n\n".join(blocks) + "\n"


def update(number: str) -> str:
    """Bring a catalogue up to date; what is translated stays."""
    path, held = folder() / f"{number}.po", entries(number)
    languages.catalogue.cache_clear()
    told = languages.catalogue(path) if path.is_file() else {}
    path.write_text(written(held, told, ABOUT.format(number)), encoding="utf-8", newline="\n")
    gone = [text for text in told if text not in held]
    lines = [
        f"{path.name}: {len(held)} texts, {sum(text not in told for text in held)} without a translation"
    ]
    return "\n".join(lines + [f"no longer there: {text!r} (was: {told[text]!r})" for text in gone])


def sheet(number: str) -> str:
    """What has no translation yet, numbered."""
    told = languages.catalogue(folder() / f"{number}.po")
    texts = enumerate(entries(number), 1)
    return "\n".join(f"[{place}] {text}" for place, text in texts if text not in told)


def put(number: str, file: Path) -> str:
    """Enter translations from a file: [12] and the Russian text, which may have several lines."""
    path, held = folder() / f"{number}.po", entries(number)
    told, texts = dict(languages.catalogue(path)), list(held)
    parts = re.split(r"^\[(\d+)\] ", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for place, russian in zip(parts[1::2], parts[2::2], strict=True):
        told[texts[int(place) - 1]] = russian.rstrip("\n")
    path.write_text(written(held, told, ABOUT.format(number)), encoding="utf-8", newline="\n")
    return f"{path.name}: {sum(text not in told for text in held)} of {len(held)} texts without a translation"


def check(number: str) -> list[str]:
    """What is wrong with the catalogue of a notebook: file, cell, text."""
    path, held = folder() / f"{number}.po", entries(number)
    if not path.is_file():
        return [f"{path.name}: there is no such catalogue"]
    languages.catalogue.cache_clear()
    told, problems = languages.catalogue(path), []
    for text, (kind, places) in held.items():
        where = f"{path.name}, {places[0]}"
        if text not in told:
            problems.append(f"{where}: no translation of {text!r}")
        else:
            problems += [
                f"{where}: {fault} in {told[text]!r}" for fault in broken(text, told[text], kind)
            ]
    problems += [f"{path.name}: stale, no cell says {text!r}" for text in told if text not in held]
    return problems + without_letters(path.name, told.values())


def check_interface() -> list[str]:
    """What is wrong with the catalogue of the package: fields, and texts that it no longer has."""
    source, problems = _package(), list[str]()
    for path, english, russian in _interface():
        fields = [{one[1] for one in languages.FIELD.finditer(text)} for text in (english, russian)]
        problems += [
            f"{path.name}, {english!r}: placeholder {one!r} lost"
            for one in sorted(fields[0] - fields[1])
        ]
        problems += [
            f"{path.name}, {english!r}: placeholder {one!r} added"
            for one in sorted(fields[1] - fields[0])
        ]
        words = re.findall(r"[A-Za-z]{4,}", languages.FIELD.sub(" ", english))
        if gone := [word for word in words if word.lower() not in source]:
            problems.append(
                f"{path.name}, {english!r}: stale, the package does not say {', '.join(gone)}"
            )
    return problems + without_letters("cakit.po", [russian for *_, russian in _interface()])


def _interface() -> list[tuple[Path, str, str]]:
    """File, text and translation of the package."""
    paths = sorted(folder().glob("cakit*.po"))
    return [(path, *pair) for path in paths for pair in languages.catalogue(path).items()]


def _package() -> str:
    """Everything that the package can say."""
    code = (path for kind in ("py", "js", "toml") for path in (ROOT / "src").rglob(f"*.{kind}"))
    data = [
        path
        for path in (ROOT / "data").iterdir()
        if path.suffix != ".json" and path.name not in NAMES
    ]
    data = [ROOT / "data/region.json", *(path for path in data if path.is_file())]
    return "\n".join(path.read_text(encoding="utf-8") for path in [*code, *data]).lower()


def build(target: Path) -> None:
    """Write the notebooks of the complete catalogues in Russian, without outputs."""
    ck.language("ru")
    target.mkdir(parents=True, exist_ok=True)
    for number in COMPLETE:
        path = notebook_of(number)
        (target / path.name).write_bytes(handout.notebooks("students")[path.name])
    print(f"{len(COMPLETE)} notebooks in {target}")


def main(arguments: list[str]) -> int:
    """Do what the first argument says."""
    what, names = arguments[0] if arguments else "", arguments[1:]
    if what == "--update":
        print("\n".join(map(update, names)))
    elif what == "--sheet":
        print("\n".join(map(sheet, names)))
    elif what == "--put":
        print(put(names[0], Path(names[1])))
    elif what == "--check":
        problems = [
            one for name in names or (*COMPLETE, *QUIZZES) for one in check(name)
        ] + check_interface()
        print("\n".join(problems) or "Nothing is missing, stale or broken.")
        return bool(problems)
    elif what == "--run":
        sys.path.insert(0, str(ROOT / "tests"))
        from in_both import differences

        problems = [one for name in names for one in differences(name)]
        print(
            "\n".join(problems) or "The same numbers, pictures and answers; nothing stayed English."
        )
        return bool(problems)
    elif what == "--build":
        build(Path(names[0]))
    else:
        print(__doc__)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
