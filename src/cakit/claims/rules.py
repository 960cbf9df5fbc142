"""How a claim is held to what was found: the comparators, the verdicts and the rule for judgements, stated once.

**Comparators.** equal: within the claim's own rounding, half a step of the last digit it prints. about: within a tenth of
the figure claimed, or within it once the figure found is rounded to the claim's own step; the sentence prints the
distance. over, under: strictly. range: the ranges overlap. date: the same at the precision both have. membership: found or
not. none: no figure to compare, so only a register's yes or no can decide.

**Judgements.** A claim of kind event, membership, quantity, share or statement (that somebody said it) says what can be
looked up, and is decided as it is worded. A claim of kind cause, motive, opinion, comparison or forecast says more than
anybody counts. Its *premise*, the part that can be counted, and its *attribution*, who says so, are readings of their own
with verdicts of their own. The claim itself, in its plain reading, is undecidable, unless a source of the actor himself
says so: of the one whose reason, aim, judgement or plan it is. Then the evidence names that source in `actor_source_id`.
`says_more_than_it_may` is this rule as code; the data are held to it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cakit.errors import CakitError, nearest

if TYPE_CHECKING:
    import pandas as pd

JUDGEMENTS = ("cause", "motive", "opinion", "comparison", "forecast")
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


def says_more_than_it_may(kind: str, verdict: str, is_plain: bool, checked: str, actor_source: str = "") -> str:
    """Why a verdict says more than the rule for judgements allows; empty where it does not.

    Parameters
    ----------
    kind : str
        Of the claim (`claims.kind`).
    verdict : str
        Of one of its readings.
    is_plain : bool
        Whether that reading gives the claim its verdict.
    checked : str
        What was tested (`claim_evidence.checked_what`).
    actor_source : str
        The source of the actor himself, if one says so.

    Returns
    -------
    str

    Examples
    --------
    >>> says_more_than_it_may("motive", "supported", True, "claim")
    'a motive in its plain reading is undecidable, unless actor_source_id names a source of the actor himself'
    >>> says_more_than_it_may("motive", "supported", False, "premise"), says_more_than_it_may("event", "supported", True, "claim")
    ('', '')
    """
    if kind not in JUDGEMENTS or verdict == "undecidable" or actor_source:
        return ""
    if is_plain:
        return (
            f"a {kind} in its plain reading is undecidable, unless actor_source_id names a source of the actor himself"
        )
    if checked not in ("premise", "attribution"):
        return f"a reading of a {kind} tests its premise or its attribution, not {checked!r}"
    return ""


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
    >>> holds(Claimed("about", 80, step=1), Found(pd.DataFrame(), "Kazakhstan", low=88.4))
    True
    """
    if claimed.comparator not in COMPARATORS:
        raise CakitError(f"no comparator {claimed.comparator!r}. {nearest(claimed.comparator, COMPARATORS)}")
    if found.is_there is not None or claimed.comparator == "membership":
        return found.is_there
    if claimed.comparator == "date":
        return _same_date(claimed.dates, found.date)
    if claimed.comparator == "none" or found.low is None or math.isnan(found.low):
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
    if claimed.comparator == "equal":
        half = (claimed.step or 0) / 2
        return low <= last + half and high >= first - half
    if claimed.comparator == "about":
        return _about(low, high, first, last) or _about(*_rounded(low, high, claimed.step), first, last)
    return low <= last and high >= first


def _about(low: float, high: float, first: float, last: float) -> bool:
    """Within a tenth of what is claimed."""
    return low <= last + abs(last) / 10 and high >= first - abs(first) / 10


def _rounded(low: float, high: float, step: float | None) -> tuple[float, float]:
    """Both ends, rounded half up to the step of the claim's last digit."""
    if not step:
        return low, high
    return math.floor(low / step + 0.5) * step, math.floor(high / step + 0.5) * step


def distance(claimed: Claimed, found: Found) -> str:
    """How far what was found lies from a figure claimed as about so much; empty for other comparators.

    Examples
    --------
    >>> import pandas as pd
    >>> distance(Claimed("about", 80), Found(pd.DataFrame(), "Kazakhstan", low=88.4))
    '10.5% above the figure claimed'
    >>> distance(Claimed("about", 3, 5), Found(pd.DataFrame(), "the five", low=4.0))
    'within the range claimed'
    """
    if claimed.comparator != "about" or claimed.low is None or not claimed.low:
        return ""
    if found.low is None or math.isnan(found.low):
        return ""
    first, last = claimed.low, claimed.low if claimed.high is None else claimed.high
    low, high = found.low, found.low if found.high is None else found.high
    what = "figure" if first == last else "range"
    if low > last:
        return f"{100 * (low - last) / abs(last):.1f}% above the {what} claimed"
    if high < first:
        return f"{100 * (first - high) / abs(first):.1f}% below the {what} claimed"
    return f"at the {what} claimed" if what == "figure" else f"within the {what} claimed"


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
