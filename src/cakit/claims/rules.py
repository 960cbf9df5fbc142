"""The rules for verdicts: how a claim meets what was found, and what a verdict may say.

**Comparators.** equal: within the claim's own rounding, half a step of its last digit. about:
within a tenth of the figure claimed, or within it once the figure found is rounded to the claim's
step; the sentence prints the distance. over, under: strictly. range: the ranges overlap. date: the
same at the precision both have. membership: found or not. none: there is no figure to compare, so
only a yes or no from a table decides.

**Judgements.** A claim of kind event, membership, quantity, share or statement (that somebody said
it) says what can be looked up, and is decided as it is worded. A cause, motive, opinion, comparison
or forecast says more than anybody counts. Its *premise* (the part that can be counted) and its
*attribution* (who says so) are readings with verdicts of their own. The claim itself, in its plain
reading, is undecidable, unless a source of the actor himself says so: of the person whose reason,
aim, judgement or plan it is. Then `actor_source_id` in the evidence names that source.
A test applies this rule to every row.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from cakit.errors import CakitError, nearest

JUDGEMENTS = ("cause", "motive", "opinion", "comparison", "forecast")
VERDICTS = ("supported", "contradicted", "internally-inconsistent", "outdated", "undecidable")
COMPARATORS = ("equal", "about", "over", "under", "range", "date", "membership", "none")


@dataclass(frozen=True)
class Claimed:
    """What a claim says: a comparator with bounds and the step of its last digit, or dates."""

    comparator: str
    low: float | None = None
    high: float | None = None
    step: float | None = None
    dates: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Found:
    """What a table shows: a figure or range with its unit, a date, a yes or no; and its rows."""

    rows: pd.DataFrame
    scope: str
    low: float | None = None
    high: float | None = None
    unit: str = ""
    date: str = ""
    is_there: bool | None = None

    @property
    def ends(self) -> tuple[float, float] | None:
        """Both ends of the range found; the same figure twice where there is one figure."""
        if self.low is None or math.isnan(self.low):
            return None
        return self.low, self.low if self.high is None else self.high


def holds(claimed: Claimed, found: Found) -> bool | None:
    """Whether what was found agrees with the claim; None where nothing can decide."""
    word = claimed.comparator
    if word not in COMPARATORS:
        raise CakitError(f"no comparator {word!r}. {nearest(word, COMPARATORS)}")
    if found.is_there is not None or word == "membership":
        return found.is_there
    if word == "date":
        return _same_date(claimed.dates, found.date)
    first = claimed.high if claimed.low is None else claimed.low
    if word == "none" or first is None or found.ends is None:
        return None
    low, high = found.ends
    if word == "over":
        return _over(low, high, first)
    if word == "under":
        return _over(-high, -low, -first)
    last = first if claimed.high is None else claimed.high
    if word == "about":
        return _about(low, high, first, last) or _about(
            _rounded(low, claimed.step), _rounded(high, claimed.step), first, last
        )
    half = (claimed.step or 0) / 2 if word == "equal" else 0
    return low <= last + half and high >= first - half


def _over(low: float, high: float, bound: float) -> bool | None:
    """None where the bound is inside the range."""
    return True if low > bound else False if high <= bound else None


def _about(low: float, high: float, first: float, last: float) -> bool:
    return low <= last + abs(last) / 10 and high >= first - abs(first) / 10


def _rounded(value: float, step: float | None) -> float:
    """Rounded half up to the claim's last digit."""
    return math.floor(value / step + 0.5) * step if step else value


def _same_date(dates: tuple[str, str], found: str) -> bool | None:
    if not found or not dates[0]:
        return None
    size = min(len(dates[0]), len(found))
    last = dates[1] or dates[0]
    return dates[0][:size] <= found[:size] <= last[:size]


def distance(claimed: Claimed, found: Found) -> str:
    """How far what was found is from a figure claimed as "about"; empty for other comparators."""
    if claimed.comparator != "about" or not claimed.low or found.ends is None:
        return ""
    first, last = claimed.low, claimed.low if claimed.high is None else claimed.high
    low, high = found.ends
    what = "figure" if first == last else "range"
    if low > last:
        return f"{100 * (low - last) / abs(last):.1f}% above the {what} claimed"
    if high < first:
        return f"{100 * (first - high) / abs(first):.1f}% below the {what} claimed"
    return f"{'at' if what == 'figure' else 'within'} the {what} claimed"


def verdict(now: bool | None, at_publication: bool | None) -> str:
    """The word for an outcome in an edition, given the outcome in the edition of the text's day."""
    if now is None:
        return "undecidable"
    if now:
        return "supported"
    return "outdated" if at_publication else "contradicted"
