"""The register of computed claims: which function of which theme file decides which reading, from which table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from cakit.claims.rules import Found

if TYPE_CHECKING:
    import pandas as pd

THEMES = ("russian_supply", "china_and_others", "us_programs", "exercises", "trade", "minerals", "institutions")
Function = Callable[["pd.DataFrame"], Found]


@dataclass(frozen=True)
class Check:
    """One reading of a claim, decided by code.

    Attributes
    ----------
    reading : str
        A claim id, or the id of one reading of it.
    table : str
        The table it is decided from; a user's own frame takes its place.
    decided_by : str
        `measured` (computed from figures) or `looked-up` (found in a register).
    function : callable
        Table → Found.
    chart : callable, optional
        Table → Chart, where a picture helps.
    """

    reading: str
    table: str
    decided_by: str
    function: Function
    chart: Callable[[pd.DataFrame], Any] | None = None


REGISTER: dict[str, Check] = {}


def decides(
    reading: str, table: str, decided_by: str = "measured", chart: Any = None
) -> Callable[[Function], Function]:
    """Enter a function into the register as the one that decides a reading.

    Parameters
    ----------
    reading, table, decided_by, chart
        As in `Check`.

    Returns
    -------
    callable
        A decorator; the function stays as it is.
    """

    def enter(function: Function) -> Function:
        REGISTER[reading] = Check(reading, table, decided_by, function, chart)
        return function

    return enter


@cache
def register() -> dict[str, Check]:
    """All checks, by reading; the theme files are read on first use."""
    for theme in THEMES:
        import_module(f"cakit.claims.{theme}")
    return dict(sorted(REGISTER.items()))


def computed(table: str) -> list[str]:
    """The claims and readings that code decides from a table.

    Parameters
    ----------
    table : str
        A frame of your own in its form can decide them anew: `verdict(id, data=frame)`.

    Examples
    --------
    >>> computed("arms_editions")[:2]
    ['S0-06', 'S0-07']
    """
    return [reading for reading, check in register().items() if check.table == table]
