"""Small multiples: the five coloured by a value, a panel a window or an indicator, on one scale."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from cakit import figure
from cakit.catalog import ALL_STATES, REGION
from cakit.charts import parts
from cakit.errors import CakitError, need
from cakit.geometry import layers
from cakit.maps import ground, shades

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from cakit.figure import Chart

MOST = 9
KEY = 0.26  # inches for the row of the key
MARGIN = 60.0  # kilometres around the five
LEASE = f"; dotted: {REGION['lease']['words']}" if "lease" in REGION else ""
KEPT = f"Hatched outside {ALL_STATES}: disputed (lines of 2017){LEASE}."


def _bounds() -> tuple[float, float, float, float]:
    west, south, east, north = layers().five.total_bounds
    return west - MARGIN, south - MARGIN, east + MARGIN, north + MARGIN


def _titles(frame: pd.DataFrame, by: str) -> dict[Any, str]:
    """The panels in order and what stands above each: the span for a column of last years."""
    found = list(dict.fromkeys(frame[by].dropna()))
    if all(isinstance(one, (int, float)) or hasattr(one, "item") for one in found):
        found.sort()
    if by == "year_to" and "year_from" in frame:
        firsts = frame.groupby("year_to")["year_from"].first()
        return {one: parts.years(firsts[one], one) for one in found}
    return {one: textwrap.shorten(parts.named(one), 44, placeholder=" …") for one in found}


def windows(
    frame: pd.DataFrame,
    value: str,
    label: str,
    unit: str = "",
    by: str = "year_to",
    country: str = "recipient_iso3",
    digits: int = 0,
    sentence: str = "",
    note: str = "",
) -> Chart:
    """The five coloured by a value, a panel a window (or an indicator of one unit), all on one scale.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a state and panel; a state without one is hatched as "no data", never coloured as zero.
    value : str
        The column to colour by.
    label : str
        What the value is, in words; begins the sentence.
    unit : str
        Its unit; "percent" puts a % behind the numbers.
    by : str
        The column of panels, at most nine: windows by their last year, years, or words.
    country : str
        The column of codes.
    digits : int
        Decimals shown.
    sentence, note : str
        The finding, where the computed one is not the finding; what else a reader has to know.

    Returns
    -------
    Chart

    Raises
    ------
    CakitError
        For two rows of one state in a panel, a state outside the five, no value at all, or more than nine panels.

    Examples
    --------
    >>> import cakit as ck
    >>> made = ck.shares(ck.load("arms_transfers"), "supplier_iso3", "tiv_million", "recipient_iso3", window=5)
    >>> russia = ck.share_of(made, "supplier_iso3", "RUS").query("year_to in [2010, 2015, 2020, 2025]")
    >>> print(windows(russia, "share_percent", "Russia's share", "percent").sentence)
    Russia's share (percent, SIPRI 2026 edition), 2006–2010 to 2021–2025: Kazakhstan 65 to 83, Kyrgyzstan 0 (one line, supplier unknown) to 14, ...
    """
    import matplotlib

    need(frame.columns, value, by, country, by="the map")
    titles = _titles(frame, by)
    if not titles:
        raise CakitError(f"nothing to draw: {by!r} holds no panel. Look at the filter before")
    if len(titles) > MOST:
        raise CakitError(f"{len(titles)} panels in {by!r}: choose at most {MOST}, for example every fifth")
    values = {one: shades.of_the_five(frame[frame[by] == one], value, country, empty=True) for one in titles}
    known = [number for column in values.values() for number in column.dropna()]
    if not known:
        raise CakitError(f"nothing to draw: no state has a value in {value!r}. Look at the filter before")
    steps = shades.bounds(known)
    columns = 2 if len(titles) in (2, 4) else min(3, len(titles))
    rows = -(-len(titles) // columns)
    why = {one: parts.why_thin(frame[frame[by] == one], country) for one in titles}
    made = sentence or _said(frame, values, titles, why, label, unit, digits)
    is_thin = any(any(words.values()) for words in why.values())
    note = " ".join(filter(None, [note, shades.STARRED if is_thin else "", KEPT]))
    west, south, east, north = _bounds()
    each = (north - south) * (7.92 / columns - 0.06) / (east - west) + 0.28
    with matplotlib.rc_context(figure.STYLE):
        tall = figure.height_around(made, frame, note, boundaries=True) + rows * each + KEY
        drawn, panels = figure.canvas(tall, columns, rows + 1, gridspec_kw={"height_ratios": [KEY, *[each] * rows]})
        heads, panels = panels[:columns], panels[columns:]
        for axes, (one, title) in zip(panels, titles.items(), strict=False):
            _panel(axes, values[one], why[one], steps, unit, digits, small=columns > 2)
            axes.set_title(title, size=11, pad=3)
        for axes in [*heads, *panels[len(titles) :]]:
            axes.axis("off")
        _scale(panels[0])
        absent = any(column.isna().any() for column in values.values())
        heads[0].legend(handles=shades.keys(steps, known, absent), loc="center left", bbox_to_anchor=(-0.005, 0.5), ncols=7,
                        fontsize=9.5, frameon=False, handlelength=1.5, columnspacing=1.2, borderpad=0).set_in_layout(False)  # fmt: skip
        told = " ".join(f"{title}: {shades.told(values[one], digits, why[one])}." for one, title in titles.items())
        alt = (
            f"Small maps of {ALL_STATES}, one a panel, coloured by value. {label}{f' ({unit})' if unit else ''}. {told}"
        )
        return figure.finish(drawn, frame, made, alt, note, boundaries=True)


def _said(
    frame: pd.DataFrame,
    values: dict[Any, Any],
    titles: dict[Any, str],
    why: dict[Any, dict[str, str]],
    label: str,
    unit: str,
    digits: int,
) -> str:
    """From the first panel to the last, state by state."""
    first, *_, last = [*titles] * 2
    told = []
    for code in values[first].index:
        then, now = (
            shades.written(values[one][code], "", digits) + parts.bracketed(why[one].get(code, ""))
            for one in (first, last)
        )
        told.append(f"{parts.named(code)} {then}{f' to {now}' if first != last else ''}")
    span = f"{titles[first]} to {titles[last]}" if first != last else titles[first]
    return f"{label}{shades.basis(frame, unit)}, {span}: {figure.listed(told)}."


def _panel(
    axes: Axes, values: pd.Series, why: dict[str, str], steps: list[float], unit: str, digits: int, small: bool
) -> None:
    colours = shades.colours(values, steps)
    ground.base(axes, colours, names=False, capitals=False, around=False, key="")
    west, south, east, north = _bounds()
    axes.set(xlim=(west, east), ylim=(south, north))
    for row in layers().five.itertuples():
        back = ground.MISSING if colours[row.iso3] == "none" else colours[row.iso3]
        text = shades.written(values[row.iso3], unit, digits) + shades.starred(why.get(row.iso3, ""))
        ground.say(axes, row.label_lon, row.label_lat, text if small else f"{row.iso3}\n{text}", back, size=9, weight="bold",
                   color=ground.ink(back), linespacing=1.1)  # fmt: skip


def _scale(axes: Axes) -> None:
    west, south, *_ = _bounds()
    left, low = west + 60, south + 60
    axes.plot(
        [left, left, left + 500, left + 500], [low + 30, low, low, low + 30], color=figure.INK, linewidth=1, zorder=5
    )
    axes.text(left + 250, low + 30, "500 km", fontsize=9, ha="center", va="bottom", zorder=5)
