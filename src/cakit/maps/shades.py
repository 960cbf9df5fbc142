"""The five coloured by a value."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import TYPE_CHECKING

from cakit import figure, provenance
from cakit.catalog import ALL_STATES, country_name
from cakit.charts import parts
from cakit.errors import CakitError, need
from cakit.geometry import layers
from cakit.maps import ground

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.patches import Patch

    from cakit.figure import Chart

STARRED = "* Fewer than three delivery lines in the window, or the largest supplier is not known."
LADDER = ("#FFF5C4", "#B5DDB4", "#58B3BC", "#2B77AC", "#223A74")  # lightness falls step by step, for every eye


def of_the_five(frame: pd.DataFrame, value: str, country: str, empty: bool = False) -> pd.Series:
    """The value of each of the five, missing where there is none; an error where that is not one row a state."""
    need(frame.columns, value, country, by="the map")
    five = list(layers().five["iso3"])
    strangers = sorted(set(frame[country].dropna()) - set(five))
    if strangers:
        raise CakitError(
            f"the map colours {ALL_STATES} only, not {figure.listed(map(str, strangers))}. Valid: {', '.join(five)}."
        )
    counts = frame[country].value_counts()
    if len(counts) and counts.max() > 1:
        code = sorted(counts[counts > 1].index)[0]
        raise CakitError(f"{counts[code]} rows for {code}: the map wants one row a state. Filter to one year or window, or sum before")  # fmt: skip
    found = frame.set_index(country)[value].reindex(five).astype("float64")
    if found.isna().all() and not empty:
        raise CakitError(f"nothing to draw: no state has a value in {value!r}. Look at the filter before")
    return found


def bounds(values: Iterable[float]) -> list[float]:
    """Round bounds of at most five classes around the values.

    Examples
    --------
    >>> bounds([0, 3, 98.5])
    [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]
    >>> bounds([7])
    [0.0, 2.0, 4.0, 6.0, 8.0]
    """
    from matplotlib.ticker import MaxNLocator

    low, high = min(0.0, *values), max(0.0, *values)
    found = MaxNLocator(nbins=len(LADDER), steps=[1, 2, 2.5, 5, 10]).tick_values(low, high or 1.0)
    return [float(step) for step in found]


def colours(values: pd.Series, steps: list[float]) -> dict[str, str]:
    """The colour of each state on a ladder of classes; "none" where there is no value."""
    return {code: "none" if one != one else LADDER[_class(one, steps)] for code, one in values.items()}


def _class(one: float, steps: list[float]) -> int:
    return max(0, sum(one >= step for step in steps[:-1]) - 1)


def keys(steps: list[float], known: Iterable[float], absent: bool) -> list[Patch]:
    """The entries of the legend: the classes from the lowest used to the highest, and "no data"."""
    from matplotlib.patches import Patch

    used = [_class(one, steps) for one in known]
    made = [
        Patch(facecolor=LADDER[i], label=f"{steps[i]:,g}–{steps[i + 1]:,g}") for i in range(min(used), max(used) + 1)
    ]
    if absent:
        made.append(
            Patch(facecolor=ground.MISSING, edgecolor="#A8A8A8", hatch=ground.DOTS, linewidth=0, label="no data")
        )
    return made


def basis(frame: pd.DataFrame, unit: str) -> str:
    """Unit and edition in brackets, for a sentence."""
    said = ", ".join(filter(None, [unit, provenance.edition_of(frame)]))
    return f" ({said})" if said else ""


def written(number: float, unit: str, digits: int) -> str:
    """A value as it stands on the map and in the sentence; a small one is not called none.

    Examples
    --------
    >>> written(0.4, "percent", 0), written(0, "", 0), written(float("nan"), "", 0)
    ('under 1%', '0', 'no data')
    """
    if number != number:
        return "no data"
    small = 0 < number < 0.5 * 10**-digits
    said = f"under {10**-digits:g}" if small else f"{number:,.{digits}f}"
    return said + ("%" if unit == "percent" else "")


def starred(why: str) -> str:
    """The sign behind a value on the map that rests on a thin window."""
    return "*" if why else ""


def told(values: pd.Series, digits: int, why: dict[str, str]) -> str:
    """The values in words, the largest first, which of them rest on little, and for whom there is none."""
    known = values.dropna().sort_values(ascending=False, kind="stable")
    said = figure.listed(
        (
            f"{country_name(str(code))} {written(one, '', digits)}{parts.bracketed(why.get(str(code), ''))}"
            for code, one in known.items()
        ),
        "no values",
    )
    absent = figure.listed(country_name(str(code)) for code in values.index[values.isna()])
    return f"{said}{f'; no data for {absent}' if absent else ''}"


def choropleth(
    frame: pd.DataFrame,
    value: str,
    label: str,
    unit: str = "",
    country: str = "recipient_iso3",
    digits: int = 0,
    sentence: str = "",
    note: str = "",
) -> Chart:
    """The five coloured by a value, with the value written on each.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a state; a state without a row or value is hatched as "no data", never coloured as zero.
    value : str
        The column to colour by.
    label : str
        What the value is, in words; heads the legend and begins the sentence.
    unit : str
        Its unit; "percent" puts a % behind the numbers on the map.
    country : str
        The column of codes.
    digits : int
        Decimals shown.
    sentence, note : str
        The finding, where the list of values is not the finding; what else a reader has to know.

    Returns
    -------
    Chart

    Raises
    ------
    CakitError
        For two rows of one state, a state outside the five, or no value at all.

    Examples
    --------
    >>> import cakit as ck
    >>> made = ck.load("arms_transfers").query("year == 2024").groupby("recipient_iso3", as_index=False)["tiv_million"].sum()
    >>> print(choropleth(made, "tiv_million", "Deliveries in 2024", "TIV million").sentence)
    Deliveries in 2024 (TIV million): Kazakhstan ...
    """
    import matplotlib

    values = of_the_five(frame, value, country)
    steps = bounds(values.dropna())
    fills = colours(values, steps)
    why = parts.why_thin(frame, country)
    note = " ".join(filter(None, [note, STARRED if any(why.values()) else ""]))
    listed = f"{label}{basis(frame, unit)}: {told(values, digits, why)}."
    with matplotlib.rc_context(figure.STYLE):
        drawn, (axes,) = ground.sheet(sentence or listed, frame, note)
        ground.base(axes, fills, names=False, capitals=False)
        for row in layers().five.itertuples():
            back = ground.MISSING if fills[row.iso3] == "none" else fills[row.iso3]
            text = f"{row.name}\n{written(values[row.iso3], unit, digits)}{starred(why.get(row.iso3, ''))}"
            ground.say(axes, row.label_lon, row.label_lat, text, back, size=10, weight="bold", color=ground.ink(back),
                       linespacing=1.15)  # fmt: skip
        title = textwrap.fill(f"{label}{f', {unit}' if unit else ''}", 17)
        axes.legend(handles=keys(steps, values.dropna(), bool(values.isna().any())), title=title, title_fontsize=9, fontsize=9,
                    loc="lower right", alignment="left", framealpha=0.9, edgecolor="none", labelspacing=0.25, handlelength=1.5,
                    borderpad=0.4)  # fmt: skip
        alt = f"Map of {ALL_STATES} coloured by value. {listed}"
        return figure.finish(drawn, frame, sentence or listed, alt, note, boundaries=True)
