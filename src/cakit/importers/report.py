"""What an importer returns: the frame, the edition, and a report that accounts for every row."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from cakit import door, inert
from cakit.saving import save_whole

SHOWN = 12  # reasons


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
        Rows of data in the file (in a workbook: figures), and those in the frame.
    skipped : tuple of (str, str)
        Where (file and line) and why, for each row that is not in the frame.
    notes : tuple of str
        What to know before using the frame.
    repeated : int
        Rows that several files have, beyond the first: counted once.
    volume, volume_skipped : float or None
        Million TIV in the frame and in the skipped rows; None where rows have no volume.
    """

    file: str
    layout: str
    edition: str
    rows: int
    read: int
    skipped: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    repeated: int = 0
    volume: float | None = None
    volume_skipped: float = 0.0

    @property
    def left_out(self) -> str:
        """In a sentence: what is not in the frame; empty where nothing is missing."""
        if not self.skipped:
            return ""
        where, why = self.skipped[0]
        tiv = "" if self.volume is None else f" ({self.volume_skipped:,.1f} million TIV)"
        rows = f"{len(self.skipped):,} of {self.rows:,} rows of {self.file}{tiv}"
        return f"Left out: {rows}; the first, {where}: {why}."

    def __repr__(self) -> str:
        lines = [
            f"{self.file}: {self.layout}, {self.edition}",
            f"  rows {self.rows:,}, read {self.read:,}, skipped {len(self.skipped):,}"
            + (f", counted once though in several files {self.repeated:,}" * bool(self.repeated)),
        ]
        if self.volume is not None:
            whole = self.volume + self.volume_skipped
            part = 100 * self.volume_skipped / whole if whole else 0
            lines.append(
                f"  million TIV in rows read {self.volume:,.1f}, in rows skipped "
                f"{self.volume_skipped:,.1f} ({part:.1f}% of the file's)"
            )
        reasons: dict[str, list[str]] = {}
        for where, why in self.skipped:
            reasons.setdefault(why, []).append(where)
        for why, places in list(reasons.items())[:SHOWN]:
            more = f" (and {len(places) - 1:,} more for this reason)" if places[1:] else ""
            lines.append(f"  skipped {places[0]}: {why}{more}")
        if len(reasons) > SHOWN:
            lines.append(f"  … and {len(reasons) - SHOWN:,} more reasons (all in .skipped)")
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

    def __post_init__(self) -> None:
        if said := self.report.left_out:
            self.frame.attrs["left_out"] = said

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the frame as CSV, wholly or not at all.

        Text that a spreadsheet would take for a formula gets an apostrophe before it.

        Parameters
        ----------
        path : path
            The file. An older one is replaced only when the new one is complete.

        Raises
        ------
        CakitError
            When it cannot be written (no room, no right, locked). The older file is still there.
        """
        target = door.path(path, "path")
        texts = self.frame.select_dtypes("str")
        safe = {name: texts[name].map(inert.cell, na_action="ignore") for name in texts}
        text = self.frame.assign(**safe).to_csv(index=False, lineterminator="\n")
        save_whole({target: text.encode("utf-8-sig")})
        return target
