"""What an importer gives: the frame, the edition, and a report in which every row of the file is accounted for."""

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
    file : str
        Name of the file or folder.
    layout : str
        The layout found.
    edition : str
        Edition of the data, and how it was found.
    rows : int
        Rows of data in the file.
    read : int
        Rows that are in the frame.
    skipped : tuple of (str, str)
        Where (file and line) and why, one a row that is not in the frame.
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
        more = len(self.skipped) - SHOWN
        lines = [
            f"{self.file}: {self.layout}, {self.edition}",
            f"  rows {self.rows:,}, read {self.read:,}, skipped {len(self.skipped):,}",
            *(f"  skipped {where}: {why}" for where, why in self.skipped[:SHOWN]),
            *([f"  … and {more:,} more skipped (all in .skipped)"] if more > 0 else []),
            *(f"  note: {one}" for one in self.notes),
        ]
        return "\n".join(lines)


@dataclass(frozen=True)
class Imported:
    """A file brought into the kit's form.

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
            The file; one that is there is replaced only when the new one is complete.

        Returns
        -------
        Path

        Raises
        ------
        CakitError
            When it cannot be written (no room, no right, locked); what was there before is still there.
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
            raise CakitError(f"{target} was not written: {error.strerror or error}; nothing was changed") from error
        return target
