"""The rows a claim is decided from: the columns a check needs, and nothing that rests on the five texts alone."""

from __future__ import annotations

from functools import reduce
from operator import and_
from typing import TYPE_CHECKING, Any

from cakit import errors
from cakit.catalog import THE_FIVE as FIVE
from cakit.claims.rules import Found

if TYPE_CHECKING:
    import pandas as pd

STATES = set(FIVE)
SEEDS = {"S0", "S1", "S2", "S3", "S4"}


def need(frame: pd.DataFrame, *columns: str) -> None:
    """Refuse a frame that lacks a column the check reads."""
    errors.need(frame.columns, *columns, by="the check")


def independent(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows that do not rest on the five texts alone, with the ids of the texts taken out of their sources.

    Examples
    --------
    >>> import pandas as pd
    >>> independent(pd.DataFrame({"source_ids": ["S2", "S2;spp_va"]}))["source_ids"].tolist()
    ['spp_va']
    """
    rows = frame[~frame["seed_only"].fillna(False).astype(bool)] if "seed_only" in frame else frame
    column = next((name for name in ("source_ids", "source_id") if name in rows), None)
    if column is None:
        return rows
    others = rows[column].map(lambda cell: ";".join(one for one in str(cell).split(";") if one not in SEEDS))
    return rows.assign(**{column: others})[others != ""]


def kept(frame: pd.DataFrame, *columns: str, **equal: Any) -> pd.DataFrame:
    """The rows that hold these values and do not rest on one of the five texts alone.

    Parameters
    ----------
    frame : pandas.DataFrame
    *columns : str
        Further columns the check reads.
    **equal
        Column and the value, or tuple of values, it must have.

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    MissingColumn
        Naming the first column that is not there.

    Examples
    --------
    >>> import cakit as ck
    >>> kept(ck.load("trade_figures"), partner_iso3="USA", country_iso3="C5", year=2020).empty
    True
    """
    need(frame, *columns, *equal)
    same = [frame[name].isin(value if isinstance(value, tuple) else (value,)) for name, value in equal.items()]
    return independent(frame[reduce(and_, same)] if same else frame)


def naming(frame: pd.DataFrame, column: str, *codes: str) -> pd.DataFrame:
    """The rows whose list in a column holds all of these codes.

    Examples
    --------
    >>> import cakit as ck
    >>> len(naming(ck.load("mineral_events"), "country_iso3", *FIVE)) > 5
    True
    """
    return frame.loc[[set(codes) <= set(str(cell).split(";")) for cell in frame[column]]]


def yes_or_no(looked: pd.DataFrame, hits: pd.DataFrame, scope: str) -> Found:
    """Yes where there are hits, no where rows were looked at in vain, neither where there was nothing to look at."""
    return Found(looked if hits.empty else hits, scope, is_there=None if looked.empty else not hits.empty)


def day(rows: pd.DataFrame, scope: str, column: str = "date_from") -> Found:
    """The day of the first of the rows, or none."""
    first = rows.dropna(subset=[column]).sort_values(column).head(1)
    return Found(first, scope, date="" if first.empty else str(first[column].iloc[0]))
