"""How a claim is held to what was found: the comparators and the verdicts, stated once.

equal: within the claim's own rounding, half a step of the last digit it prints. about: within a tenth. over, under:
strictly. range: the ranges overlap. date: the same at the precision both have. membership: found or not. none: no
figure to compare, so only a register's yes or no can decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cakit.errors import CakitError, nearest

if TYPE_CHECKING:
    import pandas as pd

VERDICTS = ("supported", "contradicted", "internally-inconsistent", "outdated", "undecidable")
COMPARATORS = ("equal", "about", "over", "under", "range", "date", "membership", "none")


@dataclass(frozen=True)
class Claimed:
    """What a reading of a claim says: a comparator with bounds and the step of its last digit, or dates for `date`."""

    comparator: str
    low: float | None = None
    high: float | None = None
    step: float | None = None
    dates: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Found:
    """What the data hold: a value or a range with its unit and scope, a date, or a yes or no; and the rows behind it."""

    rows: pd.DataFrame
    scope: str
    low: float | None = None
    high: float | None = None
    unit: str = ""
    date: str = ""
    is_there: bool | None = None


def holds(claimed: Claimed, found: Found) -> bool | None:
    """Whether what was found bears the claim out.

    Parameters
    ----------
    claimed : Claimed
    found : Found

    Returns
    -------
    bool or None
        None where the rule or the data cannot decide: a range that straddles the bound, nothing found, no rule.

    Raises
    ------
    CakitError
        For an unknown comparator.

    Examples
    --------
    >>> import pandas as pd
    >>> found = Found(pd.DataFrame(), "Kazakhstan", low=84.3)
    >>> holds(Claimed("over", 80), found), holds(Claimed("over", 90), found)
    (True, False)
    """
    if claimed.comparator not in COMPARATORS:
        raise CakitError(f"no comparator {claimed.comparator!r}. {nearest(claimed.comparator, COMPARATORS)}")
    if found.is_there is not None or claimed.comparator == "membership":
        return found.is_there
    if claimed.comparator == "date":
        return _same_date(claimed.dates, found.date)
    if claimed.comparator == "none" or found.low is None or found.low != found.low:
        return None
    low, high = found.low, found.low if found.high is None else found.high
    bound = claimed.low if claimed.low is not None else claimed.high
    if bound is None:
        return None
    if claimed.comparator == "over":
        return True if low > bound else False if high <= bound else None
    if claimed.comparator == "under":
        return True if high < bound else False if low >= bound else None
    first, last = bound, bound if claimed.high is None else claimed.high
    if claimed.comparator in ("equal", "about"):
        half = (claimed.step or 0) / 2
        exact = claimed.comparator == "equal"
        first, last = first - (half if exact else abs(first) / 10), last + (half if exact else abs(last) / 10)
    return low <= last and high >= first


def _same_date(dates: tuple[str, str], found: str) -> bool | None:
    if not found or not dates[0]:
        return None
    size = min(len(dates[0]), len(found))
    last = dates[1] or dates[0]
    return dates[0][:size] <= found[:size] <= last[:size]


def verdict(now: bool | None, at_publication: bool | None) -> str:
    """The word for an outcome in one edition, given the outcome in the edition of the claim's day.

    Examples
    --------
    >>> verdict(True, True), verdict(False, True), verdict(False, False), verdict(None, True)
    ('supported', 'outdated', 'contradicted', 'undecidable')
    """
    if now is None:
        return "undecidable"
    if now:
        return "supported"
    return "outdated" if at_publication else "contradicted"
