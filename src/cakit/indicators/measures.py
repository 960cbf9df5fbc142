"""One member's share, pooled recipients, and concentration."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from cakit import door
from cakit.catalog.store import united
from cakit.errors import CakitError, nearest
from cakit.indicators.shares_of_total import WHOLE, shares
from cakit.indicators.sums import KEEP_APART


@door.plain_arguments
def pooled(frame: Any, column: str, members: Sequence[str]) -> pd.DataFrame:
    """Rows of some members, once under their own name and once under all names joined by "+".

    Parameters
    ----------
    frame, column, members : frame, str, list of str
        A table of any engine, its column (for example `recipient_iso3`), the members to keep.

    Returns
    -------
    pandas.DataFrame
        `shares(..., within=column)` then gives the share for each and for all taken together.
        Never sum over `column`.

    Raises
    ------
    MissingColumn, CakitError
        When the column is missing, or a member is neither in it nor a country.

    Examples
    --------
    >>> import cakit as ck
    >>> both = ck.pooled(ck.load("arms_transfers"), "recipient_iso3", ["KGZ", "TJK"])
    >>> sorted(set(both["recipient_iso3"]))
    ['KGZ', 'KGZ+TJK', 'TJK']
    """
    frame = door.in_pandas(frame, door.text(column, "column"), by="pooled")
    wanted = door.texts(members, "members")
    if len(wanted) == 1:
        raise CakitError(f"members names only {wanted[0][:40]!r}: name at least two to pool")
    for member in wanted:
        _refuse_unknown(member, column, frame[column])
    kept = frame[frame[column].isin(wanted)]
    if kept.empty:
        known = nearest("", map(str, frame[column].dropna().unique()))
        raise CakitError(f"{column} has no row of {', '.join(wanted) or 'no members'}. {known}")
    together = kept.assign(**{column: "+".join(wanted)})
    return pd.concat([kept, together], ignore_index=True)


def _refuse_unknown(member: str, column: str, cells: Iterable[Any]) -> None:
    """An error for a member that the column lacks, unless it is a country without a row."""
    known = {str(cell) for cell in set(cells)}
    if member in known:
        return
    if column.endswith("_iso3"):
        from cakit.catalog import country_names

        if member in country_names():
            return
    raise CakitError(f"{member[:40]!r} is not in {column}. {nearest(member, known)}")


@door.plain_arguments
def share_of(made: pd.DataFrame, by: str, member: str) -> pd.DataFrame:
    """One member's share in every group and window; zero where it had no part.

    Parameters
    ----------
    made, by, member : pandas.DataFrame, str, str
        From `shares`, which has no row for a member without a part; the column given to it; whose
        share.

    Returns
    -------
    pandas.DataFrame
        The columns of `made`, a row for each group and window in which anything was counted. Where
        the member had no part, `source_ids` are those of the others' rows.

    Raises
    ------
    MissingColumn, CakitError
        When `made` is not from `shares`, or the member is neither in it nor a country.

    Examples
    --------
    >>> import cakit as ck
    >>> arms = ck.load("arms_transfers")
    >>> by, value, within = "supplier_iso3", "tiv_million", "recipient_iso3"
    >>> made = ck.shares(arms, by, value, within, period=(2011, 2015))
    >>> russia = ck.share_of(made, by, "RUS").set_index("recipient_iso3")
    >>> russia["share_percent"].round().to_dict()
    {'KAZ': 78.0, 'KGZ': 100.0, 'TJK': 0.0, 'TKM': 41.0, 'UZB': 0.0}
    """
    made = door.in_pandas(made, door.text(by, "by"), "total", "share_percent", by="share_of")
    _refuse_unknown(door.text(member, "member"), by, made[by])
    columns = list(made.columns)
    place = columns.index(by)
    if place + 1 == len(columns):
        raise CakitError(f"share_of needs the frame that shares made: no value follows {by!r}")
    groups, value = columns[:place] or [WHOLE], columns[place + 1]
    for name in columns[:place]:
        door.refuse_mixed(made[name])
    counted = made[door.numbers_of(made["total"]).fillna(0) != 0].assign(**{WHOLE: ""})
    how = {name: united if name == "source_ids" else "first" for name in columns[place:]}
    zero = counted.groupby(groups, as_index=False).agg(how)
    zero = zero.assign(**{by: member, value: 0.0, "share_percent": 0.0})
    found = pd.concat([counted[counted[by] == member], zero]).drop_duplicates(groups)
    found = found.sort_values(groups, ignore_index=True)[columns]
    found.attrs |= made.attrs
    return found


@door.plain_arguments
def concentration(
    frame: Any,
    by: str,
    value: str,
    within: str | Sequence[str] | None = None,
    window: int | None = None,
    period: tuple[int, int] | None = None,
) -> pd.DataFrame:
    """How concentrated a total is: Herfindahl-Hirschman index and effective number of members.

    Parameters
    ----------
    frame, by, value, within, window, period
        As for `shares`.

    Returns
    -------
    pandas.DataFrame
        A row for each group and window: `hhi` (0-10,000, the sum of squared percentage shares),
        `effective_number` (10,000 / hhi: as many equal members would be as concentrated),
        `members`, `largest`, `largest_percent`, `total`, the edition and `source_ids`; `lines` and
        `thin` where `shares` has them.

    Raises
    ------
    MixedUnits, MissingColumn, CakitError
        As `shares`.

    Examples
    --------
    >>> import cakit as ck
    >>> arms = ck.load("arms_transfers")
    >>> found = ck.concentration(arms, "supplier_iso3", "tiv_million", within="recipient_iso3")
    >>> found.set_index("recipient_iso3")["effective_number"].round(1).to_dict()
    {'KAZ': 1.4, 'KGZ': 3.0, 'TJK': 2.0, 'TKM': 4.8, 'UZB': 4.0}
    """
    made = shares(frame, by, value, within, window, period)
    groups = list(made.columns[: made.columns.get_loc(by)]) or [WHOLE]
    counted = made.dropna(subset=["share_percent"]).assign(**{WHOLE: ""})
    falling = [True] * len(groups) + [False]
    ordered = counted.sort_values([*groups, "share_percent"], ascending=falling)
    grouped = ordered.assign(square=ordered["share_percent"] ** 2).groupby(groups)
    about = ("lines", "thin", "empty_in_total", *KEEP_APART)
    same = [name for name in about if name in made and name not in groups]
    out = grouped.agg(
        hhi=("square", "sum"),
        members=(by, "size"),
        largest=(by, "first"),
        largest_percent=("share_percent", "first"),
        total=("total", "first"),
        **{name: (name, "first") for name in same},
    )
    if "source_ids" in made:
        out["source_ids"] = grouped["source_ids"].agg(united)
    out.insert(1, "effective_number", 10_000 / out["hhi"])
    out = out.reset_index().drop(columns=WHOLE, errors="ignore")
    out.attrs = dict(made.attrs)
    return out
