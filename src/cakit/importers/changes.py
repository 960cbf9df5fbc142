"""Two editions side by side: rows added, gone and revised, and the claims whose verdict moves."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cakit import catalog, claims
from cakit.catalog import THE_FIVE
from cakit.errors import CakitError, InvalidData, MixedUnits, nearest, need
from cakit.importers.sipri import by_year, sipri_deliveries, sipri_register

if TYPE_CHECKING:
    import pandas as pd

KEYS = ["recipient_iso3", "supplier_iso3", "year"]
ROUNDING = 0.5  # TIV million: older editions have whole numbers


@dataclass(frozen=True)
class Changes:
    """What a new edition changes.

    Attributes
    ----------
    old, new : str
        The editions.
    rows : pandas.DataFrame
        A row for each recipient, supplier and year that differs: `change` (added, gone, revised),
        `tiv_old`, `tiv_new`.
    verdicts : pandas.DataFrame
        From `claims.moved`: the claims whose verdict moves, and the readings beside the plain one.
    years : tuple of int
        The years that both editions can have. Later years are counted apart.
    """

    old: str
    new: str
    rows: pd.DataFrame
    verdicts: pd.DataFrame
    years: tuple[int, int]

    def __repr__(self) -> str:
        kinds = self.rows["change"].value_counts()
        counts = ", ".join(f"{kinds.get(kind, 0)} {kind}" for kind in ("added", "gone", "revised"))
        last = self.years[1]
        later = int((self.rows["year"] > last).sum())
        earlier_edition = min(self.old, self.new)
        lines = [
            f"{self.old} → {self.new} edition: {counts} (a row is a recipient, supplier and year; "
            f"changes under {ROUNDING} million TIV are rounding).",
            f"Of these {later} are years after {last}, which the {earlier_edition} edition "
            "could not hold.",
        ]
        plain = self.verdicts["is_plain"]
        lines += _moved(self.verdicts[plain], "Claims on the five that change their verdict")
        lines += _moved(self.verdicts[~plain], "Readings beside the plain one that do")
        return "\n".join(lines)


def _moved(rows: pd.DataFrame, what: str) -> list[str]:
    """How many verdicts move, and each of them on a line."""
    lines = [f"{what}: {len(rows)}."]
    for row in rows.itertuples():
        verdicts = f"{row.then} ({row.found_then}) → {row.now} ({row.found_now})"
        lines.append(f"  {row.reading_id or row.claim_id}: {verdicts}. {row.claim}")
    return lines


def _edition_of(frame: pd.DataFrame, which: str) -> str:
    need(frame.columns, *KEYS, "tiv_million", "sipri_edition", by="compare")
    editions = sorted(frame["sipri_edition"].dropna().unique())
    if len(editions) != 1:
        listed = ", ".join(editions) or "(none)"
        raise MixedUnits(f"the {which} frame holds the editions {listed}: keep one")
    return str(editions[0])


def compare(old: pd.DataFrame, new: pd.DataFrame) -> Changes:
    """Say what a new edition changes, for every recipient in both frames.

    Parameters
    ----------
    old, new : pandas.DataFrame
        One edition each, in the form of `arms_transfers`: an edition of `arms_editions`, or
        `by_year(got.frame)`.

    Returns
    -------
    Changes
        Shown, it says the counts and the claims that move; `.rows` and `.verdicts` have all.
        Claims are decided only where both frames have the five states.

    Raises
    ------
    MissingColumn, MixedUnits, CakitError
        For a frame without a column, with several editions, or without a recipient in common.

    Examples
    --------
    >>> import cakit as ck
    >>> arms = ck.load("arms_editions")
    >>> old, new = (arms[arms["sipri_edition"] == edition] for edition in ("2025", "2026"))
    >>> found = compare(old, new)
    >>> found.verdicts.loc[found.verdicts["is_plain"], "claim_id"].tolist()
    ['S0-08']
    """
    import pandas as pd

    editions = _edition_of(old, "old"), _edition_of(new, "new")
    common = set(old["recipient_iso3"]) & set(new["recipient_iso3"])
    if not common:
        raise CakitError("the two frames have no recipient in common: nothing can be compared")
    old, new = (frame[frame["recipient_iso3"].isin(common)] for frame in (old, new))
    sums = [frame.groupby(KEYS)["tiv_million"].sum() for frame in (old, new)]
    both = pd.concat(dict(zip(["tiv_old", "tiv_new"], sums, strict=True)), axis=1)
    both["change"] = "revised"
    both.loc[both["tiv_old"].isna(), "change"] = "added"
    both.loc[both["tiv_new"].isna(), "change"] = "gone"
    difference = both["tiv_new"].fillna(0) - both["tiv_old"].fillna(0)
    rows = both[difference.abs() >= ROUNDING].reset_index().sort_values(KEYS, ignore_index=True)
    five = common >= set(THE_FIVE)
    verdicts = claims.moved(old, new) if five else claims.moved().iloc[:0]
    ends = [int(edition) - 1 for edition in editions if edition.isdigit()]
    first = int(max(old["year"].min(), new["year"].min()))
    last = min(ends, default=int(min(old["year"].max(), new["year"].max())))
    columns = [*KEYS, "change", "tiv_old", "tiv_new"]
    return Changes(*editions, rows[columns], verdicts, (first, last))


def edition(which: str | os.PathLike[str], made: str | int | None = None) -> pd.DataFrame:
    """Fetch one edition in the form that `compare` takes: one of the kit's, or a file of your own.

    Parameters
    ----------
    which : str or path
        A year ("2025"), or SIPRI's register or listing by delivery year (file, zip or folder).
    made : str or int, optional
        The edition, for a file that does not say.

    Returns
    -------
    pandas.DataFrame
        As from `by_year`.

    Examples
    --------
    >>> edition("2026")["year"].max()
    np.int64(2025)
    """
    arms = catalog.load("arms_editions")
    editions = set(arms["sipri_edition"])
    if str(which) in editions:
        return arms[arms["sipri_edition"] == str(which)]
    if re.fullmatch(r"\d{4}", str(which)):
        raise CakitError(f"no {which} edition by year is held. {nearest(which, editions)}")
    try:
        got = sipri_deliveries(which, made)
    except InvalidData as error:
        if "another layout" not in str(error):
            raise
        got = sipri_register(which, made)
    return by_year(got.frame)
