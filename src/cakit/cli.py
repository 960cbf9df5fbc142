"""The command `cakit`: copy the notebooks out, list the tables, check a file, compare editions."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from cakit import catalog
from cakit.catalog.folder import check
from cakit.errors import CakitError


def start(folder: Path) -> None:
    """Copy the notebooks into a folder; never overwrite a file there.

    Parameters
    ----------
    folder : Path
        New, or without any file of the same name.

    Raises
    ------
    CakitError
        When a file would be overwritten; nothing is copied then.
    """
    home = catalog.home("notebooks")
    wanted = sorted(
        path.relative_to(home)
        for path in home.rglob("*.ipynb")
        if ".ipynb_checkpoints" not in path.parts
    )
    there = [str(path) for path in wanted if (folder / path).exists()]
    if there:
        more = f" and {len(there) - 1} more" if there[1:] else ""
        raise CakitError(
            f"{folder} holds {there[0]}{more} already; nothing was copied. "
            "Name a new folder: cakit start DIR"
        )
    if folder.exists() and not folder.is_dir():
        raise CakitError(f"{folder} is a file; name a folder: cakit start DIR")
    for path in wanted:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(home / path, folder / path)
    print(f"{len(wanted)} notebooks copied to {folder}. Next: jupyter lab {folder}")


def tables(as_json: bool) -> None:
    """Print the list of tables, for people or as JSON."""
    found = catalog.tables()
    print(
        json.dumps(found.to_dict("records"), ensure_ascii=False, indent=2)
        if as_json
        else found.to_string(index=False)
    )


def read(file: Path, table: str) -> None:
    """Hold a CSV file to the schema of a table and say what is wrong with it."""
    frame = catalog.read(file, table)
    print(f"{file.name}: {len(frame)} rows keep to {table}.")


def compare(old: str, new: str, made: str | None = None) -> None:
    """Say what an edition of the arms data changes against another, claims included."""
    from cakit import importers

    print(importers.compare(importers.edition(old), importers.edition(new, made)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; 0 when all went well, 1 for an error in words, 2 for a wrong call.

    Parameters
    ----------
    arguments : sequence of str, optional
        Default: those of the process.

    Returns
    -------
    int
    """
    parser = argparse.ArgumentParser(prog="cakit", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("start", help="copy the notebooks into a new folder")
    one.add_argument("folder", type=Path, nargs="?", default=Path("cakit-notebooks"))
    one = commands.add_parser("tables", help="list the tables")
    one.add_argument("--json", action="store_true", help="for machines")
    one = commands.add_parser("read", help="hold a CSV file to the schema of a table")
    one.add_argument("file", type=Path)
    one.add_argument("--table", required=True)
    one = commands.add_parser("compare", help="what a new SIPRI edition changes, rows and claims")
    one.add_argument("old", help="a year held by the kit, or SIPRI's file")
    one.add_argument("new", help="the same")
    one.add_argument(
        "--edition", help="of the new file, where its day does not tell (a file made in March)"
    )
    one = commands.add_parser("check", help="say what the data folder of another region lacks")
    one.add_argument("folder", type=Path)
    got = parser.parse_args(arguments)
    try:
        if got.command == "start":
            start(got.folder)
        elif got.command == "tables":
            tables(got.json)
        elif got.command == "check":
            print(check(got.folder))
        elif got.command == "compare":
            compare(got.old, got.new, got.edition)
        else:
            read(got.file, got.table)
    except CakitError as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
