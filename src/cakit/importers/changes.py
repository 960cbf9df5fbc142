"""Two editions side by side: rows added, gone and revised, and the claims whose verdict moves."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cakit import catalog, claims, door
from cakit.catalog import THE_FIVE
from cakit.catalog.csvfile import printable
from cakit.catalog.sources import source_ids
from cakit.claims.rulebook import register
from cakit.errors import CakitError, InvalidData, MixedUnits, nearest
from cakit.importers.overlap import inside
from cakit.importers.sipri import SPREAD, by_year, sipri_deliveries, sipri_register
from cakit.importers.tiv import sipri_tiv

if TYPE_CHECKING:
    import pandas as pd

KEYS = ["recipient_iso3", "supplier_iso3", "year"]
ROUNDING = 0.5  # TIV million: some editions have whole numbers
ARMS = ("arms_deliveries", "arms_edition_totals", "arms_orders", "drones_by_edition")
LINES = "rests on single lines, which this comparison adds up: `cakit adopt` in a copy of the data "
LINES += "enters a listing and decides it"
OTHER = "rests on {}, of which only the kit's own edition is held"


@dataclass(frozen=True)
class Changes:
    """What one edition changes against another, in what both cover.

    Attributes
    ----------
    old, new : str
        The editions, as they were given.
    rows : pandas.DataFrame
        A row for each recipient, supplier and year that differs by half a million TIV or more:
        `change` (added, gone, revised), `tiv_old`, `tiv_new`, the `source_ids` of both. Without
        years where only one side is a register, which has one total a deal.
    small : pandas.DataFrame
        The same for smaller differences.
    outside : pandas.DataFrame
        Rows of years or states that only one side covers: not changes.
    verdicts : pandas.DataFrame
        From `claims.moved`: the claims whose verdict moves, and the readings beside the plain one.
    undecided : dict
        Claim → why it could not be decided.
    years : tuple of int
        First and last year that both cover.
    notes : tuple of str
        What to know about the comparison.
    """

    old: str
    new: str
    rows: pd.DataFrame
    small: pd.DataFrame
    outside: pd.DataFrame
    verdicts: pd.DataFrame
    undecided: dict[str, str]
    years: tuple[int, int]
    notes: tuple[str, ...] = field(default=())

    def table(self) -> pd.DataFrame:
        """All differences in one table; `size` says large, small, or covered by one side only."""
        import pandas as pd

        parts = {"large": self.rows, "small": self.small, "one side only": self.outside}
        filled = [part.assign(size=size) for size, part in parts.items() if len(part)]
        return pd.concat(filled, ignore_index=True) if filled else self.rows.assign(size="")

    def __repr__(self) -> str:
        kinds = self.rows["change"].value_counts()
        counts = ", ".join(f"{kinds.get(kind, 0)} {kind}" for kind in ("added", "gone", "revised"))
        row = "recipient, supplier and year" if "year" in self.rows else "recipient and supplier"
        first, last = self.years
        lines = [
            f"{self.old} → {self.new} edition, {first} to {last}: {counts} (a row is a {row}).",
            f"Smaller changes, under {ROUNDING} million TIV: {len(self.small)}. Numbers of items "
            "are not compared.",
        ]
        if len(self.outside):
            tiv = self.outside[["tiv_old", "tiv_new"]].sum().sum()
            part = f"{len(self.outside)} ({tiv:,.1f} million TIV)"
            lines.append(f"Rows of years or states that only one side covers: {part}; no changes.")
        lines += self.notes
        plain = self.verdicts["is_plain"]
        decided = "none was decided" if self.undecided.get("all") else int(plain.sum())
        title = "Claims on the five that change their verdict"
        lines += _moved(self.verdicts[plain], f"{title}: {decided}.")
        if not self.undecided.get("all"):
            beside = self.verdicts[~plain]
            lines += _moved(beside, f"Readings beside the plain one that do: {len(beside)}.")
        reasons: dict[str, list[str]] = {}
        for claim, why in self.undecided.items():
            reasons.setdefault(why, []).append(claim)
        for why, names in reasons.items():
            whose = "" if names == ["all"] else f" ({', '.join(names)})"
            lines.append(f"Not decided{whose}: {why}.")
        return "\n".join(lines)


def _moved(rows: pd.DataFrame, title: str) -> list[str]:
    """Each verdict that moves on a line."""
    lines = [title]
    for row in rows.itertuples():
        then, now = row.found_then or "nothing", row.found_now or "nothing"
        verdicts = f"{row.then} ({then}) → {row.now} ({now})"
        lines.append(f"  {row.reading_id or row.claim_id}: {verdicts}. {row.claim}")
    return lines


def _edition_of(frame: pd.DataFrame, which: str) -> str:
    editions = sorted(frame["sipri_edition"].fillna("(empty)").unique())
    if len(editions) != 1 or "(empty)" in editions:
        listed = ", ".join(editions) or "(none)"
        raise MixedUnits(f"the {which} frame holds the editions {listed}: keep one")
    return str(editions[0])


def _areas(frame: pd.DataFrame, edition: str) -> list[Any]:
    """What a frame covers: what its file says, or all years of the kit for its recipients."""
    if said := frame.attrs.get("covers"):
        return list(said)
    last = int(edition) - 1 if edition.isdigit() else int(frame["year"].max())
    first = min(catalog.FIRST_YEAR, int(frame["year"].min()))
    return [(None, sorted(set(frame["recipient_iso3"])), first, last)]


def _differences(old: pd.DataFrame, new: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """The sums of both sides, and how they differ."""
    import pandas as pd

    sums = [frame.groupby(keys)["tiv_million"].sum() for frame in (old, new)]
    both = pd.concat(dict(zip(["tiv_old", "tiv_new"], sums, strict=True)), axis=1)
    both["change"] = "revised"
    both.loc[both["tiv_old"].isna(), "change"] = "added"
    both.loc[both["tiv_new"].isna(), "change"] = "gone"
    both["source_ids"] = ";".join(dict.fromkeys([*source_ids(old), *source_ids(new)]))
    return both.reset_index().sort_values(keys, ignore_index=True)[
        [*keys, "change", "tiv_old", "tiv_new", "source_ids"]
    ]


def _pairs(frame: pd.DataFrame) -> pd.Series:
    return frame["recipient_iso3"] + "-" + frame["supplier_iso3"]


def compare(old: pd.DataFrame, new: pd.DataFrame) -> Changes:
    """Say what one edition changes against another, for the years and states that both cover.

    Parameters
    ----------
    old, new : pandas.DataFrame
        One edition each, in the form of `arms_transfers`: an edition of `arms_editions`, or
        `by_year(got.frame)`. Where only one is from a register, totals of a pair are
        compared.

    Returns
    -------
    Changes
        Shown, it says the counts, the claims that move and those it could not decide; `.rows`,
        `.small`, `.outside` and `.verdicts` have all.

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
    columns = (*KEYS, "tiv_million", "sipri_edition")
    old, new = (door.in_pandas(frame, *columns, by="compare") for frame in (old, new))
    editions = _edition_of(old, "old"), _edition_of(new, "new")
    if not set(old["recipient_iso3"]) & set(new["recipient_iso3"]):
        raise CakitError("the two frames have no recipient in common: nothing can be compared")
    areas = _areas(old, editions[0]), _areas(new, editions[1])
    registers = [frame.attrs.get("note") == SPREAD for frame in (old, new)]
    mixed = registers[0] != registers[1]
    first = max(min(each[2] for each in area) for area in areas)
    years, notes = (first, min(max(each[3] for each in area) for area in areas)), []
    heres = [inside(frame, areas[0]) & inside(frame, areas[1]) for frame in (old, new)]
    if mixed:
        here, pairs = heres[registers[1]], _pairs((old, new)[registers[1]])
        cut = set(pairs[here]) & set(pairs[~here])  # deals spread over other years too
        heres = [
            here & ~_pairs(frame).isin(cut) for frame, here in zip((old, new), heres, strict=True)
        ]
    sides = [(frame[here], frame[~here]) for frame, here in zip((old, new), heres, strict=True)]
    keys = KEYS
    if mixed:
        keys = KEYS[:2]
        what = "One side is a register, with one total a deal"
        notes.append(f"{what}: totals of a pair over all years are compared, not years.")
        if cut:
            only = "as the register has deliveries in years that only it covers"
            notes.append(f"Pairs not compared, {only}: {len(cut)}.")
    elif all(registers):
        notes.append(f"Both are registers. {SPREAD} One deal can revise several rows.")
    both = _differences(sides[0][0], sides[1][0], keys)
    gap = (both["tiv_new"].fillna(0) - both["tiv_old"].fillna(0)).abs()
    whole = any((frame["tiv_million"] % 1 == 0).all() for frame in (old, new))
    rows = both[gap >= ROUNDING].reset_index(drop=True)
    small = both[gap.between(0.5 if whole else 0.005, ROUNDING, inclusive="left")]
    if whole:
        notes.append("One edition has whole numbers: differences under a half are rounding.")
    outside = _differences(sides[0][1], sides[1][1], keys).assign(change="one side only")
    undecided = _undecided(areas, registers, editions)
    verdicts = claims.moved().iloc[:0]
    if "all" not in undecided:
        backwards = editions[1] < editions[0]
        verdicts = claims.moved(*((new, old) if backwards else (old, new)))
        if backwards:
            notes.append("The second side is the older edition: verdicts are from it to the first.")
    small = small.reset_index(drop=True)
    return Changes(*editions, rows, small, outside, verdicts, undecided, years, tuple(notes))


def _undecided(
    areas: tuple[list[Any], list[Any]], registers: list[bool], editions: tuple[str, str]
) -> dict[str, str]:
    """Claim → why these two frames cannot decide it; "all" where they can decide none."""
    why = ""
    for area, edition, spread in zip(areas, editions, registers, strict=True):
        lacking = [
            state
            for state in THE_FIVE
            if not any(
                supplier is None
                and (recipient is None or state in recipient)
                and start <= catalog.FIRST_YEAR
                and end >= int(edition if edition.isdigit() else 0) - 1
                for supplier, recipient, start, end in area
            )
        ]
        if spread:
            what = "a register has no volumes by year"
            why = why or f"{what}; SIPRI's listing by delivery year decides them"
        elif lacking:
            missing = ", ".join(lacking)
            why = why or f"the {edition} side does not cover all years and suppliers of {missing}"
    if why:
        return {"all": why}
    return {
        check.reading: LINES if check.table == "arms_deliveries" else OTHER.format(check.table)
        for check in register().values()
        if check.table in ARMS
    }


def edition(which: str | os.PathLike[str], made: str | int | None = None) -> pd.DataFrame:
    """Fetch one edition in the form that `compare` takes: one of the kit's, or a file of your own.

    Parameters
    ----------
    which : str or path
        A year ("2025"), or SIPRI's register or listing by delivery year (file, zip or folder), or
        its TIV table of one state.
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
    if printable(which, 200) in editions:
        return arms[arms["sipri_edition"] == str(which)]
    if re.fullmatch(r"[0-9]{4}", printable(which, 200)):
        raise CakitError(f"no {which} edition by year is held. {nearest(which, editions)}")
    refused: list[InvalidData] = []
    for reader in (sipri_deliveries, sipri_register):
        try:
            return by_year(reader(which, made).frame)
        except InvalidData as error:
            if not re.search("another layout|no row of column names", str(error)):
                raise
            refused.append(error)
    try:
        return sipri_tiv(which, edition=made).frame
    except InvalidData as error:
        raise refused[-1] from error
