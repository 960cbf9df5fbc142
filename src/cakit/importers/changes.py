"""Two editions side by side: rows added, gone and revised, and the claims whose verdict changes."""

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

PAIR = ("recipient_iso3", "supplier_iso3", "year")
SMALL = 0.5  # TIV million: older editions are held in whole numbers


@dataclass(frozen=True)
class Changes:
    """What a new edition changes.

    Attributes
    ----------
    old, new : str
        The editions.
    rows : pandas.DataFrame
        A row a recipient, supplier and year that differs: `change` (added, gone, revised), `tiv_old`, `tiv_new`.
    verdicts : pandas.DataFrame
        As `claims.moved` gives them: the claims whose verdict turns, and the readings beside the plain one.
    years : tuple of int
        Years that both editions hold; later years are new in any case and counted apart.
    """

    old: str
    new: str
    rows: pd.DataFrame
    verdicts: pd.DataFrame
    years: tuple[int, int]

    def __repr__(self) -> str:
        counts = self.rows.groupby("change")["year"].size() if len(self.rows) else {}
        last = self.years[1]
        said = ", ".join(f"{counts.get(one, 0)} {one}" for one in ("added", "gone", "revised"))
        fresh = int((self.rows["year"] > last).sum())
        lines = [
            f"{self.old} → {self.new} edition: {said} (a row is a recipient, supplier and year; changes under "
            f"{SMALL} million TIV are rounding).",
            f"Of these {fresh} are years after {last}, which the {self.old} edition could not hold.",
            *self._turned(),
        ]  # fmt: skip
        return "\n".join(lines)

    def _turned(self) -> list[str]:
        """The claims that move, then the readings that do beside them."""
        claims_moved = self.verdicts[self.verdicts["is_plain"]]
        readings_moved = self.verdicts[~self.verdicts["is_plain"]]
        lines = []
        for rows, one, several in (
            (claims_moved, "claim on the five changes its verdict", "claims on the five change their verdict"),
            (readings_moved, "reading beside the plain one does", "readings beside the plain one do"),
        ):
            lines.append(f"{len(rows)} {one if len(rows) == 1 else several}{':' if len(rows) else '.'}")
            for row in rows.itertuples():
                name = row.reading_id or row.claim_id
                lines.append(f"  {name}: {row.then} ({row.found_then}) → {row.now} ({row.found_now}). {row.claim}")
        return lines


def _one(frame: pd.DataFrame, which: str) -> tuple[pd.DataFrame, str]:
    need(frame.columns, *PAIR, "tiv_million", "sipri_edition", by="compare")
    held = sorted(frame["sipri_edition"].dropna().unique())
    if len(held) != 1:
        raise MixedUnits(f"the {which} frame holds the editions {', '.join(held) or '(none)'}: keep one")
    return frame, str(held[0])


def compare(old: pd.DataFrame, new: pd.DataFrame) -> Changes:
    """Say what a new edition changes, for every recipient that both frames hold.

    Parameters
    ----------
    old, new : pandas.DataFrame
        One edition each, in the form of `arms_transfers`: an edition of `arms_editions`, or `by_year(got.frame)`.

    Returns
    -------
    Changes
        Shown, it says the counts and the claims that turn; `.rows` and `.verdicts` hold all. Claims are decided only
        where both frames hold the five.

    Raises
    ------
    MissingColumn, MixedUnits, CakitError
        A frame without a column, with several editions, or without a recipient in common.

    Examples
    --------
    >>> import cakit as ck
    >>> held = ck.load("arms_editions")
    >>> found = compare(held[held["sipri_edition"] == "2025"], held[held["sipri_edition"] == "2026"])
    >>> found.verdicts.loc[found.verdicts["is_plain"], "claim_id"].tolist()
    ['S0-08']
    """
    import pandas as pd

    (before, first), (after, second) = _one(old, "old"), _one(new, "new")
    common = set(before["recipient_iso3"]) & set(after["recipient_iso3"])
    if not common:
        raise CakitError("the two frames have no recipient in common: nothing can be compared")
    before, after = (one[one["recipient_iso3"].isin(common)] for one in (before, after))
    a, b = (one.groupby(list(PAIR))["tiv_million"].sum() for one in (before, after))
    both = pd.concat({"tiv_old": a, "tiv_new": b}, axis=1)
    both["change"] = "revised"
    both.loc[both["tiv_old"].isna(), "change"] = "added"
    both.loc[both["tiv_new"].isna(), "change"] = "gone"
    apart = (both["tiv_new"].fillna(0) - both["tiv_old"].fillna(0)).abs() >= SMALL
    rows = both[apart].reset_index().sort_values(list(PAIR), ignore_index=True)
    verdicts = claims.moved(before, after) if common >= set(THE_FIVE) else claims.moved().iloc[:0]
    could = [int(one) - 1 for one in (first, second) if one.isdigit()]  # an edition holds the years before its own
    shared = int(max(before["year"].min(), after["year"].min())), min([*could, int(after["year"].max())])
    return Changes(first, second, rows[[*PAIR, "change", "tiv_old", "tiv_new"]], verdicts, shared)


def edition(which: str | os.PathLike[str], made: str | int | None = None) -> pd.DataFrame:
    """Fetch one edition in the form `compare` takes: one the kit holds, or a file of your own.

    Parameters
    ----------
    which : str or path
        A year held ("2025"), or a register or listing by delivery year from SIPRI (a file, zip or folder).
    made : str or int, optional
        The edition, for a file that does not say.

    Returns
    -------
    pandas.DataFrame
        As `by_year` gives it.

    Examples
    --------
    >>> edition("2026")["year"].max()
    np.int64(2025)
    """
    held = catalog.load("arms_editions")
    if str(which) in set(held["sipri_edition"]):
        return held[held["sipri_edition"] == str(which)]
    if re.fullmatch(r"\d{4}", str(which)):
        raise CakitError(f"no {which} edition by year is held. {nearest(which, held['sipri_edition'].unique())}")
    try:
        got = sipri_deliveries(which, made)
    except InvalidData as error:
        if "another layout" not in str(error):
            raise
        got = sipri_register(which, made)
    return by_year(got.frame)
