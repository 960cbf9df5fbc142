"""Two editions side by side: rows added, gone and revised, and the claims whose verdict moves."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field

import pandas as pd

from cakit import catalog, claims, door
from cakit.catalog import THE_FIVE
from cakit.catalog.csvfile import printable
from cakit.catalog.sources import source_ids
from cakit.claims.overview import none_moved
from cakit.claims.rulebook import register
from cakit.errors import CakitError, InvalidData, MixedUnits, nearest
from cakit.importers.rows import Area, inside, lacking
from cakit.importers.sipri import SPREAD, by_year, sipri_deliveries, sipri_register
from cakit.importers.tiv import sipri_tiv

KEYS = ["recipient_iso3", "supplier_iso3", "year"]
SIZES = ("large", "small", "one side only")
ROUNDING = 0.5  # TIV million: some editions have whole numbers
ARMS = ("arms_deliveries", "arms_edition_totals", "arms_orders", "drones_by_edition")
LINES = "rests on single lines, which this adds up: `cakit adopt` in a copy of the data decides it"
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
    differences: pd.DataFrame = field(repr=False)
    verdicts: pd.DataFrame
    undecided: dict[str, str]
    years: tuple[int, int]
    notes: tuple[str, ...] = field(default=())

    def _of_size(self, size: str) -> pd.DataFrame:
        rows = self.differences[self.differences["size"] == size]
        return rows.drop(columns="size").reset_index(drop=True)

    rows = property(lambda self: self._of_size("large"))
    small = property(lambda self: self._of_size("small"))
    outside = property(lambda self: self._of_size("one side only"))

    def table(self) -> pd.DataFrame:
        """All differences in one table; `size` says large, small, or covered by one side only."""
        return self.differences

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
        plain, none = self.verdicts["is_plain"], "all" in self.undecided
        title = "Claims on the five that change their verdict"
        decided = "none was decided" if none else plain.sum()
        lines += _moved(self.verdicts[plain], f"{title}: {decided}.")
        if not none:
            title = "Readings beside the plain one that do"
            lines += _moved(self.verdicts[~plain], f"{title}: {(~plain).sum()}.")
        for why in dict.fromkeys(self.undecided.values()):
            names = [claim for claim, reason in self.undecided.items() if reason == why]
            whose = "" if none else f" ({', '.join(names)})"
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
    editions = sorted(map(str, frame["sipri_edition"].fillna("(empty)").unique()))
    if len(editions) != 1 or "(empty)" in editions:
        listed = ", ".join(editions) or "(none)"
        raise MixedUnits(f"the {which} frame holds the editions {listed}: keep one")
    return str(editions[0])


def _areas(frame: pd.DataFrame, edition: str) -> list[Area]:
    """What a frame covers: what its file says, or all years of the kit for its recipients."""
    said = frame.attrs.get("covers")
    if isinstance(said, list) and said and all(isinstance(one, tuple) for one in said):
        return said
    last = int(edition) - 1 if edition.isdigit() else int(frame["year"].max())
    first = min(catalog.FIRST_YEAR, int(frame["year"].min()))
    return [(None, sorted(set(frame["recipient_iso3"])), first, last)]


@door.plain_arguments
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
    sides = [door.in_pandas(frame, *columns, by="compare") for frame in (old, new)]
    sides = [side.assign(year=door.years_of(side["year"])) for side in sides]
    editions = _edition_of(sides[0], "old"), _edition_of(sides[1], "new")
    if not set(sides[0]["recipient_iso3"]) & set(sides[1]["recipient_iso3"]):
        raise CakitError("the two frames have no recipient in common: nothing can be compared")
    areas = [_areas(*side) for side in zip(sides, editions, strict=True)]
    registers = [frame.attrs.get("note") == SPREAD for frame in sides]
    both = pd.concat([sides[0].assign(side="old"), sides[1].assign(side="new")], ignore_index=True)
    both["here"] = inside(both, areas[0]) & inside(both, areas[1])
    keys, least = KEYS, 0.005
    notes = [str(frame.attrs.get("left_out", "")) for frame in sides]
    if all(registers):
        notes.append(f"Both are registers. {SPREAD} One deal can revise several rows.")
    elif any(registers):
        keys = KEYS[:2]
        notes += _whole_pairs(both, "old" if registers[0] else "new")
    if any((frame["tiv_million"] % 1 == 0).all() for frame in sides):
        least = 0.5
        notes.append("One edition has whole numbers: differences under a half are rounding.")
    differences = _differences(both, keys, least)
    ids = dict.fromkeys([*source_ids(sides[0]), *source_ids(sides[1])])
    differences.insert(len(keys) + 3, "source_ids", ";".join(ids))
    undecided = _undecided(areas, registers, editions)
    verdicts = none_moved()
    if "all" not in undecided:
        backwards = editions[1] < editions[0]
        verdicts = claims.moved(*(sides[::-1] if backwards else sides))
        if backwards:
            notes.append("The second side is the older edition: verdicts are from it to the first.")
    first = max(min(start for *_, start, _ in area) for area in areas)
    years = first, min(max(end for *_, end in area) for area in areas)
    return Changes(*editions, differences, verdicts, undecided, years, tuple(filter(None, notes)))


def _whole_pairs(both: pd.DataFrame, register: str) -> list[str]:
    """Leave out pairs of which a register has deliveries in years that only it covers.

    Its deals are spread over their years, so only totals of a pair can be compared.
    """
    notes = ["One side is a register, with one total a deal: "]
    notes[0] += "totals of a pair over all years are compared, not years."
    pairs = both["recipient_iso3"] + "-" + both["supplier_iso3"]
    spread = both["side"] == register
    cut = set(pairs[spread & both["here"]]) & set(pairs[spread & ~both["here"]])
    both["here"] &= ~pairs.isin(cut)
    if cut:
        only = "as the register has deliveries in years that only it covers"
        notes.append(f"Pairs not compared, {only}: {len(cut)}.")
    return notes


def _differences(both: pd.DataFrame, keys: list[str], least: float) -> pd.DataFrame:
    """The sums of both sides, how they differ, and by how much."""
    sums = both.groupby(["here", *keys, "side"])["tiv_million"].sum().unstack().reset_index()
    old, new = sums["old"], sums["new"]
    gap = (new.fillna(0) - old.fillna(0)).abs()
    change = pd.Series("revised", sums.index).mask(old.isna(), "added").mask(new.isna(), "gone")
    size = pd.Series("", sums.index).mask(gap >= least, "small").mask(gap >= ROUNDING, "large")
    made = sums[keys].rename_axis(columns=None)
    made = made.assign(change=change, tiv_old=old, tiv_new=new, size=size)
    made.loc[~sums["here"], ["change", "size"]] = "one side only"
    return pd.concat([made[made["size"] == each] for each in SIZES], ignore_index=True)


def _undecided(
    areas: list[list[Area]], registers: list[bool], editions: tuple[str, str]
) -> dict[str, str]:
    """Claim → why these two frames cannot decide it; "all" where they can decide none."""
    if any(registers):
        what = "a register has no volumes by year"
        return {"all": f"{what}; SIPRI's listing by delivery year decides them"}
    for area, edition in zip(areas, editions, strict=True):
        last = int(edition) - 1 if edition.isdigit() else 0
        if missing := ", ".join(lacking(area, THE_FIVE, catalog.FIRST_YEAR, last)):
            what = "does not cover all years and suppliers of"
            return {"all": f"the {edition} side {what} {missing}"}
    return {
        check.reading: LINES if check.table == "arms_deliveries" else OTHER.format(check.table)
        for check in register().values()
        if check.table in ARMS
    }


@door.plain_arguments
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
