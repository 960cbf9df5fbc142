"""The commands of a class: hand out, put a clean copy beside, collect, write a quiz."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

import cakit
from cakit import inert
from cakit.errors import CakitError
from cakit_classroom import handout

Takes = dict[str, dict[str, Any]]  # arguments, each with the options of argparse's `add_argument`
READERS = ("students", "teachers")

START_TAKES: Takes = {
    "folder": {"type": Path, "nargs": "?", "default": Path("cakit-notebooks")},
    "--for": {"dest": "readers", "choices": READERS, "default": "students"},
    "--names": {"type": Path, "help": "a text file, one student a line: a folder each"},
    "--variants": {"action": "store_true", "help": "each student has own numbers"},
    "--language": {"default": "en", "help": "en, or ru as far as it is translated"},
}


def start(got: Namespace) -> None:
    """Copy the notebooks into a folder; a file there is never written over."""
    students = handout.names(got.names) if got.names else []
    if (students or got.variants) and got.readers == "teachers":
        raise CakitError("--names and --variants are for students: leave out --for teachers")
    if got.variants and not students:
        raise CakitError("--variants needs --names FILE: the numbers are drawn by name")
    cakit.language(got.language)
    files = handout.handed_out(got.readers, students, got.variants)
    handout.write_all(got.folder, files, "copied")
    count = sum(name.endswith(".ipynb") for name in files)
    folder = inert.line(got.folder)
    if students:
        print(f"{len(students)} folders with {count // len(students)} notebooks in {folder}.")
        print(f"When the answers are back: cakit collect FOLDER{' --variants' * got.variants}")
        return
    print(f"{count} notebooks copied to {folder}. Next: jupyter lab {folder}")
    if got.readers == "students":
        print("Solutions are not among them: cakit start DIR --for teachers")


FRESH_TAKES: Takes = {"notebook": {"help": "its number, for example 03"}}


def fresh(got: Namespace) -> None:
    """Put a clean copy of a notebook beside your own, which stays as it is."""
    print(f"{handout.fresh(got.notebook, Path())} is a clean copy; your own is as it was.")


COLLECT_TAKES: Takes = {
    "folder": {"type": Path, "help": "with a folder, zip or notebook of each student"},
    "--out": {"type": Path, "help": "a new folder (default: FOLDER-marked)"},
    "--rubric": {"type": Path, "help": "points; `cakit start --for teachers` has one"},
    "--variants": {"action": "store_true", "help": "hold everybody to own numbers"},
}


def collect(got: Namespace) -> None:
    """Mark the answers that came back."""
    from cakit_classroom.collect import collect as mark

    folder = got.folder.resolve() if got.folder.is_dir() else got.folder
    out = got.out or folder.with_name(f"{folder.name}-marked")
    said, problems = mark(got.folder, out, got.rubric, got.variants)
    print(inert.line(said))
    for problem in problems[:40]:
        print(inert.line(problem), file=sys.stderr)


QUIZ_TAKES: Takes = {
    "notebook": {"help": "for example 01"},
    "--out": {"type": Path, "required": True, "help": "a new .zip file"},
    "--short": {"action": "store_true", "help": "its five questions of the self-test"},
    "--language": {"default": "en", "help": "en, or ru"},
}


def quiz(got: Namespace) -> None:
    """Write the exercises of a notebook as a quiz that a learning platform imports."""
    from cakit_classroom.quiz import write

    cakit.language(got.language)
    print(inert.line(write(got.notebook, got.out, got.short)))
