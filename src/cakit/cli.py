"""The command `cakit`: hand the notebooks out and collect answers, list tables, check files."""

from __future__ import annotations

import argparse
import codecs
import json
import os
import sys
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import cakit
from cakit import catalog, inert
from cakit.errors import CakitError
from cakit.saving import save_whole

PLAIN = {"→": "->", "←": "<-", "–": "-", "—": "-", "−": "-", "…": "...", "≥": ">=", "≤": "<="}
PLAIN |= {"“": '"', "”": '"', "’": "'", "‘": "'", "×": "x", "≠": "!=", "ı": "i", "□": "[ ]"}


def _plainer(error: UnicodeError) -> tuple[str, int]:
    """For signs a terminal does not have: their nearest ASCII, or their code."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    plain = ""
    for sign in error.object[error.start : error.end]:
        near = unicodedata.normalize("NFKD", sign).encode("ascii", "ignore").decode()
        plain += PLAIN.get(sign) or near or sign.encode("ascii", "backslashreplace").decode()
    return plain, error.end


codecs.register_error("cakit", _plainer)


def _say(text: object) -> None:
    """Print what may come from a file of others."""
    print("\n".join(map(inert.line, str(text).split("\n"))))


def start(got: argparse.Namespace) -> None:
    """Copy the notebooks into a folder; a file there is never written over."""
    from cakit.exercises import handout

    students = handout.names(got.names) if got.names else []
    if (students or got.variants) and got.readers == "teachers":
        raise CakitError("--names and --variants are for students")
    if got.variants and not students:
        raise CakitError("--variants needs --names FILE: the numbers are drawn by name")
    cakit.language(got.language)
    files = handout.handed_out(got.readers, students, got.variants)
    handout.write_all(got.folder, files, "copied")
    count = sum(name.endswith(".ipynb") for name in files)
    if students:
        _say(f"{len(students)} folders with {count // len(students)} notebooks in {got.folder}.")
        _say(f"When the answers are back: cakit collect FOLDER{' --variants' * got.variants}")
        return
    _say(f"{count} notebooks copied to {got.folder}. Next: jupyter lab {got.folder}")
    if got.readers == "students":
        _say("Solutions are not among them: cakit start DIR --for teachers")


def collect(got: argparse.Namespace) -> None:
    """Mark the answers that came back."""
    from cakit.exercises import collect

    out = got.out or got.folder.resolve().with_name(f"{got.folder.resolve().name}-marked")
    said, problems = collect.collect(got.folder, out, got.rubric, got.variants)
    _say(said)
    for problem in problems[:40]:
        print(inert.line(problem), file=sys.stderr)


def quiz(got: argparse.Namespace) -> None:
    """Write the exercises of a notebook as a quiz that a learning platform imports."""
    from cakit.exercises import quiz

    cakit.language(got.language)
    _say(quiz.write(got.notebook, got.out, got.short))


def tables(got: argparse.Namespace) -> None:
    """Print the list of tables, for people or as JSON in UTF-8."""
    found = catalog.tables()
    if not got.json:
        return _say(found.to_string(index=False))
    text = json.dumps(found.to_dict("records"), ensure_ascii=False, indent=2) + "\n"
    raw = getattr(sys.stdout, "buffer", None)
    if raw:
        sys.stdout.flush()
        raw.write(text.encode())
    else:
        print(text, end="")


def read(got: argparse.Namespace) -> None:
    """Hold a CSV file to the schema of a table and say what is wrong with it."""
    frame = catalog.read(got.file, got.table)
    _say(f"{got.file.name}: {len(frame)} rows keep to {got.table}. {frame.attrs['read']}".strip())


def verify(got: argparse.Namespace) -> int:
    """Hold a folder of data to its hashes and rules; 1 when something is wrong."""
    from cakit.catalog.verify import verify as problems_of

    problems = problems_of(got.folder)
    _say("\n".join(problems) or "All tables are whole: hashes, rules and references hold.")
    return bool(problems)


def check(got: argparse.Namespace) -> None:
    """Say what the data folder of another region lacks."""
    from cakit.catalog import folder

    _say(folder.check(got.folder))


def compare(got: argparse.Namespace) -> None:
    """Say what an edition of the arms data changes against another, claims included."""
    from cakit import importers

    old = importers.edition(got.old, got.old_edition)
    found = importers.compare(old, importers.edition(got.new, got.edition))
    _say(found)
    if got.csv:
        rows = found.table()
        save_whole({got.csv: inert.table([rows.columns, *rows.to_numpy().tolist()])})


def adopt(got: argparse.Namespace) -> None:
    """Enter a new edition into a data folder, and say what was done."""
    from cakit import importers

    _say("\n".join(importers.adopt(got.file, got.edition, got.data)))


def fresh(got: argparse.Namespace) -> None:
    """Put a clean copy of a notebook beside your own, which stays as it is."""
    from cakit.exercises import files

    print(f"{files.fresh(got.notebook, Path())} is a clean copy; your own is as it was.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="cakit", description=__doc__)
    parser.add_argument("--version", action="version", version=f"cakit {cakit.__version__}")
    commands = parser.add_subparsers(dest="command", required=True)

    def command(run: Any, about: str) -> argparse.ArgumentParser:
        made = commands.add_parser(run.__name__, help=about, description=run.__doc__)
        made.set_defaults(run=run)
        return made

    one = command(start, "copy the notebooks into a new folder")
    one.add_argument("folder", type=Path, nargs="?", default=Path("cakit-notebooks"))
    one.add_argument("--for", dest="readers", choices=("students", "teachers"), default="students")
    one.add_argument("--names", type=Path, help="a text file, one student a line: a folder each")
    one.add_argument("--variants", action="store_true", help="each student has own numbers")
    one.add_argument("--language", default="en", help="en, or ru as far as it is translated")
    one = command(fresh, "put a clean copy of one notebook into this folder")
    one.add_argument("notebook", help="its number, for example 03")
    one = command(collect, "mark the answers that students returned")
    one.add_argument("folder", type=Path, help="with a folder, zip or notebook of each student")
    one.add_argument("--out", type=Path, help="a new folder (default: FOLDER-marked)")
    one.add_argument("--rubric", type=Path, help="points; `cakit start --for teachers` has one")
    one.add_argument("--variants", action="store_true", help="hold everybody to own numbers")
    one = command(quiz, "write a notebook's exercises as QTI, for a learning platform")
    one.add_argument("notebook", help="for example 01")
    one.add_argument("--out", type=Path, required=True, help="a new .zip file")
    one.add_argument("--short", action="store_true", help="its five questions of the self-test")
    one.add_argument("--language", default="en", help="en, or ru")
    one = command(verify, "hold a folder of data to its hashes and rules")
    one.add_argument("folder", type=Path, nargs="?", help="default: the data of the kit")
    one = command(tables, "list the tables")
    one.add_argument("--json", action="store_true", help="for machines")
    one = command(read, "hold a CSV file to the schema of a table")
    one.add_argument("file", type=Path)
    one.add_argument("--table", required=True)
    one = command(check, "what the data folder of another region lacks")
    one.add_argument("folder", type=Path)
    one = command(compare, "what a new SIPRI edition changes, rows and claims")
    one.add_argument("old", help="a year held by the kit, or SIPRI's file")
    one.add_argument("new", help="the same")
    one.add_argument(
        "--edition", help="of the new file, where its day does not tell (a file made in March)"
    )
    one.add_argument("--old-edition", help="the same of the old file")
    one.add_argument("--csv", type=Path, help="write every row that differs into this file")
    one = command(adopt, "enter a new SIPRI edition into a data folder")
    one.add_argument("file", type=Path, help="SIPRI's listing by delivery year")
    one.add_argument("--edition", help="where the day of the file does not tell")
    one.add_argument("--data", type=Path, help="the folder; by default the kit's own")
    return parser


def _complain(text: str) -> int:
    if sys.stderr is not None:
        print("\n".join(map(inert.line, text.split("\n"))), file=sys.stderr)
    return 1


def _drop_output() -> None:
    """Let what is still to be printed go nowhere, so that Python ends without a complaint."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; 0 when all went well, 1 for an error in words, 2 for a wrong call.

    Whatever the terminal can show arrives; a reader that closes the pipe is no error.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="cakit")
    try:
        got = _parser().parse_args(arguments)
        code = int(got.run(got) or 0)
        if sys.stdout is not None:
            sys.stdout.flush()
    except CakitError as error:
        return _complain(f"{type(error).__name__}: {error}")
    except BrokenPipeError:
        _drop_output()
        return 0
    except OSError as error:
        where = error.filename2 or error.filename
        if not where:
            _drop_output()
        return _complain(f"{where or 'standard output'}: {error.strerror or error}")
    except ValueError as error:  # of a path or number that Python refuses
        return _complain(f"cakit {got.command}: {error}")
    except KeyboardInterrupt:
        return _complain("Interrupted.")
    return code


if __name__ == "__main__":
    sys.exit(main())
