"""What the files of answers, `notebooks/exercises/NN.py`, are written with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from cakit import catalog

if TYPE_CHECKING:
    import pandas as pd


class Solution:
    """What the tables give for an exercise: the right answer, the options of a choice, the slips.

    A slip has a name and the wrong answer it leads to, or a list of them; the first that fits an
    answer counts. The reply is in the TOML file under the same name.
    """

    def __init__(self, truth: Any, options: Iterable[str] = (), **slips: Any) -> None:
        self.truth, self.options, self.slips = truth, list(options), slips

    def worded(self, put: Callable[[str], str]) -> Solution:
        """The same in another language: every option as `put` gives it."""
        slips = mapped(self.slips, put)
        return Solution(mapped(self.truth, put), mapped(self.options, put), **slips)


def mapped(prose: Any, put: Callable[[str], str]) -> Any:
    """A text, or each text in a list or a table, as `put` gives it."""
    if isinstance(prose, list):
        return [mapped(one, put) for one in prose]
    if isinstance(prose, dict):
        return {key: mapped(one, put) for key, one in prose.items()}
    return put(prose) if isinstance(prose, str) else prose


def one_of(right: str, **options: str) -> Solution:
    """A choice among named options; each but the right one is a slip of its name."""
    slips = {name: text for name, text in options.items() if name != right}
    return Solution(options[right], sorted(options.values()), **slips)


def rows(table: str, query: str) -> pd.DataFrame:
    """The rows of a table for which a condition holds."""
    return catalog.load(table).query(query)


def states(table: str, query: str, column: str) -> Solution:
    """The set of states in a column."""
    return Solution(set(rows(table, query)[column]))


def share(frame: pd.DataFrame, value: str, **member: str) -> float:
    """A member's share in the sum of a column, in per cent: `share(arms, "tiv", supplier="X")`."""
    ((column, name),) = member.items()
    return float(100 * frame.loc[frame[column] == name, value].sum() / frame[value].sum())


def arms_share(
    supplier: str, recipients: Sequence[str], edition: str, first: int = 0, last: int = 9999
) -> float:
    """A supplier's share of the TIV that some states took together, in per cent."""
    arms = rows("arms_editions", f"sipri_edition == '{edition}' and {first} <= year <= {last}")
    arms = arms[arms["recipient_iso3"].isin(recipients)]
    return share(arms, "tiv_million", supplier_iso3=supplier)


def largest_suppliers(first: int, last: int) -> pd.Series:
    """The supplier of most TIV to each state in these years, in the newest edition."""
    arms = rows("arms_transfers", f"{first} <= year <= {last}")
    sums = arms.groupby(["recipient_iso3", "supplier_iso3"])["tiv_million"].sum()
    return sums.unstack().idxmax(axis=1)
