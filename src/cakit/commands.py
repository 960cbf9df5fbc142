"""The commands about data: tables and files held to their rules, editions compared."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from cakit import catalog, inert
from cakit.saving import save_whole

Takes = dict[str, dict[str, Any]]  # arguments, each with the options of argparse's `add_argument`


TABLES_TAKES: Takes = {
    "--json": {"action": "store_true", "help": "for machines"},
}


def tables(got: Namespace) -> None:
    """Print the list of tables, for people or as JSON in UTF-8."""
    found = catalog.tables()
    if not got.json:
        return print(inert.line(found.to_string(index=False)))
    text = json.dumps(found.to_dict("records"), ensure_ascii=False, indent=2) + "\n"
    raw = getattr(sys.stdout, "buffer", None)
    if raw:
        sys.stdout.flush()
        raw.write(text.encode())
    else:
        print(text, end="")


READ_TAKES: Takes = {
    "file": {"type": Path},
    "--table": {"required": True},
}


def read(got: Namespace) -> None:
    """Hold a file to the schema of a table and say what is wrong with it."""
    frame = catalog.read(got.file, got.table)
    said = f"{got.file.name}: {len(frame)} rows keep to {got.table}. {frame.attrs['read']}"
    print(inert.line(said.strip()))


VERIFY_TAKES: Takes = {
    "folder": {"type": Path, "nargs": "?", "help": "default: the data of the kit"},
}


def verify(got: Namespace) -> int:
    """Hold a folder of data to its hashes and rules; 1 when something is wrong."""
    from cakit.catalog.verify import verify as problems_of

    problems = problems_of(got.folder)
    whole = "All tables are whole: hashes, rules and references hold."
    print(inert.line("\n".join(problems) or whole))
    return bool(problems)


CHECK_TAKES: Takes = {
    "folder": {"type": Path},
}


def check(got: Namespace) -> None:
    """Say what the data folder of another region lacks."""
    from cakit.catalog import verify

    print(inert.line(verify.check(got.folder)))


COMPARE_TAKES: Takes = {
    "old": {"help": "a year held by the kit, or SIPRI's file"},
    "new": {"help": "the same"},
    "--edition": {"help": "of the new file, where its day does not tell (a file made in March)"},
    "--old-edition": {"help": "the same of the old file"},
    "--csv": {"type": Path, "help": "write every row that differs into this file"},
}


def compare(got: Namespace) -> None:
    """Say what an edition of the arms data changes against another, claims included."""
    from cakit import importers

    old = importers.edition(got.old, got.old_edition)
    found = importers.compare(old, importers.edition(got.new, got.edition))
    print(inert.line(found))
    if got.csv:
        rows = found.table()
        save_whole({got.csv: inert.table([rows.columns, *rows.to_numpy().tolist()])})


ADOPT_TAKES: Takes = {
    "file": {"type": Path, "help": "SIPRI's listing by delivery year"},
    "--edition": {"help": "where the day of the file does not tell"},
    "--data": {"type": Path, "help": "the folder; by default the kit's own"},
}


def adopt(got: Namespace) -> None:
    """Enter a new edition into a data folder, and say what was done."""
    from cakit import importers

    print(inert.line("\n".join(importers.adopt(got.file, got.edition, got.data))))
