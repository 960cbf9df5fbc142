"""The command `cakit`: hand the notebooks out and collect answers, list tables, check files."""

from __future__ import annotations

import argparse
import codecs
import os
import sys
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import NoReturn

import cakit
from cakit import inert
from cakit.errors import CakitError

CLASSROOM, DATA = "cakit_classroom.commands", "cakit.commands"
# The module that has each command, loaded when it is called, and what the command is for: the
# function NAME runs it, the table NAME_TAKES has its arguments.
COMMANDS = {
    "start": (CLASSROOM, "copy the notebooks into a new folder"),
    "fresh": (CLASSROOM, "put a clean copy of one notebook into this folder"),
    "collect": (CLASSROOM, "mark the answers that students returned"),
    "quiz": (CLASSROOM, "write a notebook's exercises as QTI, for a learning platform"),
    "verify": (DATA, "hold a folder of data to its hashes and rules"),
    "tables": (DATA, "list the tables"),
    "read": (DATA, "hold a file to the schema of a table"),
    "check": (DATA, "what the data folder of another region lacks"),
    "compare": (DATA, "what a new SIPRI edition changes, rows and claims"),
    "adopt": (DATA, "enter a new SIPRI edition into a data folder"),
}
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


class _Parser(argparse.ArgumentParser):
    """Shows no sign of an argument that a terminal would obey."""

    def error(self, message: str) -> NoReturn:
        super().error(inert.line(message))


def _parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    """All commands, and the arguments of those that are named."""
    parser = _Parser(prog="cakit", description=__doc__)
    parser.add_argument("--version", action="version", version=f"cakit {cakit.__version__}")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (module, about) in COMMANDS.items():
        command = commands.add_parser(name, help=about)
        if name in arguments:
            found = import_module(module)
            command.description = getattr(found, name).__doc__
            command.set_defaults(run=getattr(found, name))
            for argument, options in getattr(found, f"{name.upper()}_TAKES").items():
                command.add_argument(argument, **options)
    return parser


def _complain(text: str) -> int:
    with suppress(OSError, ValueError):  # a stderr that takes nothing: the exit status says it
        if sys.stderr is not None:
            print(inert.line(text), file=sys.stderr, flush=True)
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
        if hasattr(stream, "reconfigure") and not stream.closed:
            stream.reconfigure(errors="cakit")
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        got = _parser(arguments).parse_args(arguments)
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
        lost = isinstance(error, FileNotFoundError)  # the folder that the shell is in was removed
        where = where or ("this folder" if lost else "standard output")
        return _complain(f"{where}: {error.strerror or error}")
    except ValueError as error:  # of a path or number that Python refuses
        return _complain(f"cakit {got.command}: {error}")
    except KeyboardInterrupt:
        return _complain("Interrupted.")
    return code


if __name__ == "__main__":
    sys.exit(main())
