"""What an importer returns: the frame, the edition, and a report that accounts for every row."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from cakit.errors import CakitError

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 12


@dataclass(frozen=True)
class Report:
    """What was read, what was skipped and why, what to know.

    Attributes
    ----------
    file, layout : str
        Name of the file or folder, and the layout found.
    edition : str
        Edition of the data, and how it was found.
    rows, read : int
        Rows of data in the file, and those in the frame.
    skipped : tuple of (str, str)
        Where (file and line) and why, for each row that is not in the frame.
    notes : tuple of str
        What to know before using the frame.
    """

    file: str
    layout: str
    edition: str
    rows: int
    read: int
    skipped: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        lines = [
            f"{self.file}: {self.layout}, {self.edition}",
            f"  rows {self.rows:,}, read {self.read:,}, skipped {len(self.skipped):,}",
        ]
        lines += [f"  skipped {where}: {why}" for where, why in self.skipped[:SHOWN]]
        if len(self.skipped) > SHOWN:
            lines.append(f"  … and {len(self.skipped) - SHOWN:,} more skipped (all in .skipped)")
        return "\n".join([*lines, *(f"  note: {note}" for note in self.notes)])


@dataclass(frozen=True)
class Imported:
    """A file in the form of the kit's tables.

    Attributes
    ----------
    frame : pandas.DataFrame
        Rows with the columns of our tables.
    report : Report
        What became of every row.
    edition : str
        Edition of the data; also in the frame.
    """

    frame: pd.DataFrame = field(repr=False)
    report: Report
    edition: str

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the frame as CSV: wholly or not at all.

        Parameters
        ----------
        path : path
            The file. An older one is replaced only when the new one is complete.

        Raises
        ------
        CakitError
            When it cannot be written (no room, no right, locked). The older file is still there.
        """
        target = Path(path)
        try:
            handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
            try:
                with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
                    self.frame.to_csv(out, index=False, lineterminator="\n")
                Path(name).replace(target)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
        except OSError as error:
            why = error.strerror or error
            raise CakitError(f"{target} was not written: {why}; nothing was changed") from error
        return target
