"""Dollars of different years in the dollars of one year."""

from __future__ import annotations

from math import inf
from typing import Any

import pandas as pd

from cakit import door
from cakit.errors import CakitError, MixedUnits, nearest


@door.plain_arguments
def deflate(
    frame: Any, value: str, to: int, series: str = "gdp_price_index_fy", year: str = "year"
) -> pd.DataFrame:
    """Put US dollars of different years into the dollars of one year.

    Parameters
    ----------
    frame, value, year : frame, str, str
        With current US dollars (the column `value`) and their year (for example `fiscal_year`).
    to : int
        The year whose dollars are wanted.
    series : str, optional
        A series of the `deflators` table: fiscal years for aid, calendar years for trade.

    Returns
    -------
    pandas.DataFrame
        A copy with one more column, for example `obligated_usd_2024`: value × index of `to` / index
        of the year. Empty stays empty. `attrs["note"]` names the series and what it estimates.

    Raises
    ------
    CakitError, MissingColumn
        For a series or year that the table does not have, and for what is no current US dollar: the
        kit has no price index of another currency.

    Examples
    --------
    >>> import cakit as ck
    >>> aid = ck.load("us_obligations").query("country_iso3 == 'UZB' and fiscal_year >= 2023")
    >>> made = ck.deflate(aid, "obligated_usd", 2024, year="fiscal_year")
    >>> made.attrs["note"]
    'US dollars of 2024 by gdp_price_index_fy (fiscal years; estimates: 2024).'
    """
    from cakit.catalog import load

    columns = door.text(value, "value"), door.text(year, "year")
    frame = door.in_pandas(frame, *columns, by="deflate").copy()
    table = load("deflators")
    known = sorted(set(table["series"]))
    if door.text(series, "series") not in known:
        raise CakitError(f"no price index {series[:40]!r}. {nearest(series, known)}")
    rows = table[table["series"] == series]
    index = rows.set_index("year")["price_index"]
    _refuse_other_money(frame, value)
    years = [door.whole(each, year) for each in frame[year].dropna().unique()]
    for each in [door.whole(to, "to"), *years]:
        if each not in index.index:
            span = f"{index.index.min()}-{index.index.max()}"
            raise CakitError(f"{series} has no index for {each}: it holds {span}")
    name = f"{value}_{int(to)}"
    if name in frame:
        raise CakitError(f"the frame has a column {name!r} already: drop or rename it first")
    dollars = frame[value].astype("float64")
    frame[name] = dollars * index[int(to)] / frame[year].map(index).astype("float64")
    guessed = rows[(rows["status"] == "estimate") & rows["year"].isin([*years, int(to)])]["year"]
    said = f"; estimates: {', '.join(map(str, guessed))}" if len(guessed) else ""
    kind = rows["year_kind"].iloc[0]
    frame.attrs["note"] = f"US dollars of {int(to)} by {series} ({kind} years{said})."
    return frame


def _refuse_other_money(frame: pd.DataFrame, value: str) -> None:
    """`MixedUnits` or an error for what is not in current US dollars."""
    if not pd.api.types.is_numeric_dtype(frame[value]) or frame[value].isin([inf, -inf]).any():
        raise CakitError(f"deflate needs finite numbers in {value!r}: leave other rows out")
    for column in ("currency", "unit", "price_basis"):
        for word in map(str, frame[column].dropna().unique()) if column in frame else ():
            if "usd" not in word.casefold() and column != "price_basis":
                raise CakitError(
                    f"{column} is {word[:40]!r}: the kit has price indices of dollars only"
                )
            if "constant" in word.casefold():
                raise MixedUnits(f"{column} is {word[:40]!r}: these dollars are constant already")
