"""The states coloured by a value: one map, or a panel for each window or indicator."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator
from pandas.api.types import is_numeric_dtype

from cakit.catalog import ALL_STATES, country_names
from cakit.door import numbers_of, plain_arguments, words
from cakit.errors import CakitError
from cakit.figures import Chart, theme
from cakit.figures.text import listed
from cakit.maps import words as mapped
from cakit.maps.basemaps import LEGEND, WHOLE, basemap, draw, limits, say, state_names, tall
from cakit.maps.outlines import bounds, outlines
from cakit.maps.words import INCHES, written
from cakit.plots.parts import canvas, thin

STATE = "recipient_iso3"
# Lightness falls step by step, for every eye.
LADDER = ("#FFF5C4", "#B5DDB4", "#58B3BC", "#2B77AC", "#223A74")
MISSING: Any = {"facecolor": "#F4F4F4", "edgecolor": "#A8A8A8", "hatch": "....", "linewidth": 0}
THIN: Any = {"facecolor": "none", "edgecolor": "#7A7A7A", "hatch": "////", "linewidth": 0}
NOTE = "Thin: fewer than three delivery lines in the window, or the largest supplier is not known."
MOST = 9  # panels
KEY = 0.26  # inches for the row of the legend


@dataclass
class Panel:
    """One map: what stands above it, the value of each state, and why a window is thin."""

    title: str
    values: pd.Series
    thin: dict[str, str]
    digits: int = 0

    def of(self, code: str) -> str:
        """The value of a state in words."""
        why = self.thin.get(code)
        return written(self.values[code], "", self.digits) + (f" ({why})" if why else "")

    def all(self) -> str:
        """All values in words, the largest first, and for whom there is none."""
        names = country_names()
        codes = self.values.dropna().sort_values(ascending=False, kind="stable").index
        told = listed((f"{names.get(code, code)} {self.of(code)}" for code in codes), "none")
        absent = [names.get(code, code) for code in self.values.index[self.values.isna()]]
        return told + (f"; no data for {listed(absent)}" if absent else "")


@plain_arguments
def choropleth(
    frame: pd.DataFrame,
    value: str,
    label: str,
    unit: str = "",
    panels: str = "",
    title: str = "",
    note: str = "",
) -> Chart:
    """Colour the states by a value and write the value on each; one map or several on one scale.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row for each state (`recipient_iso3`) and panel. A state without a row or value is
        hatched as "no data", never coloured as zero. With a column `thin`, as `ck.shares` gives it,
        states with fewer than three delivery lines are hatched and named in the finding.
    value : str
        The column to colour by.
    label, unit : str
        What the value is, and its unit; "percent" puts a % behind the numbers.
    panels : str, optional
        The column that divides the rows into panels, at most nine: `year_to`, a year, a measure.
    title, note : str
        In place of the computed title; what else a reader has to know.

    Raises
    ------
    CakitError
        For two rows of one state in a panel, a state outside the region, no value at all, or more
        than nine panels.

    Examples
    --------
    >>> import cakit as ck
    >>> arms = ck.load("arms_transfers")
    >>> shares = ck.shares(arms, "supplier_iso3", "tiv_million", "recipient_iso3", window=5)
    >>> russia = ck.share_of(shares, "supplier_iso3", "RUS").query("year_to in [2010, 2025]")
    >>> choropleth(russia, "share_percent", "Russia's share", "percent", panels="year_to").finding
    "Russia's share (percent, SIPRI 2026 edition), 2006–2010 to 2021–2025: Kazakhstan 65 to 83, ..."
    """
    mapped.check_words(label, unit=unit, title=title, note=note)
    panels = "" if panels is None else words(panels, "panels")
    frame = mapped.given(frame, (value,), (STATE, *([panels] if panels else [])))
    maps = []
    for key, above in (_titles(frame, panels) if panels else {"": ""}).items():
        rows = frame[frame[panels] == key] if panels else frame
        why = dict(zip(rows[STATE], thin(rows), strict=True))
        maps.append(Panel(above, _by_state(rows, value), why))
    known = pd.concat([panel.values for panel in maps]).dropna()
    if known.empty:
        raise CakitError(f"nothing to draw: no state has a value in {value!r}; look at the filter")
    for panel in maps:
        panel.digits = mapped.digits_of(known)
    told = mapped.headed(label, unit, frame)
    alt = f"Map of {ALL_STATES} coloured by value. {told}. "
    alt += " ".join(f"{panel.title}: {panel.all()}.".lstrip(": ") for panel in maps)
    if any(any(panel.thin.values()) for panel in maps):
        note = f"{note} {NOTE}".strip()
    with theme.style():
        figure = _drawn(maps, known, unit, several=bool(panels))
    return mapped.finish(figure, frame, title, label, f"{told}{_finding(maps)}", note, alt)


def _titles(frame: pd.DataFrame, panels: str) -> dict[Any, str]:
    """The panels in order and what stands above each: the span for a column of last years."""
    found = list(frame[panels].dropna().unique())
    if not 0 < len(found) <= MOST:
        raise CakitError(f"{len(found)} panels in {panels!r}: the map draws one to {MOST} of them")
    if is_numeric_dtype(frame[panels]):
        found.sort()
    if panels == "year_to" and "year_from" in frame and frame["year_from"].notna().all():
        firsts = numbers_of(frame["year_from"]).groupby(frame["year_to"]).first()
        return {year: f"{firsts[year]:g}–{year:g}" for year in found}
    words = {key: f"{key:g}" if isinstance(key, float) else str(key) for key in found}
    return {key: textwrap.shorten(text, 44, placeholder=" …") for key, text in words.items()}


def _by_state(rows: pd.DataFrame, value: str) -> pd.Series:
    """The value of each state, missing where there is none."""
    known = mapped.by_state(rows, STATE).set_index("to")[value]
    counts = known.index.value_counts().sort_index()
    for code in counts.index[counts > 1]:
        raise CakitError(
            f"{counts[code]} rows for {code}: the map wants one row for each state. "
            "Filter to one year or window, sum before, or say panels=..."
        )
    return known.reindex(list(outlines("states")["iso3"]))


def _finding(maps: list[Panel]) -> str:
    """All values of one map; of several, each state in the first and in the last."""
    first, last = maps[0], maps[-1]
    if len(maps) == 1:
        return f"{f', {first.title}' if first.title else ''}: {first.all()}."
    names = country_names()
    codes = first.values.index
    changes = (f"{names.get(one, one)} {first.of(one)} to {last.of(one)}" for one in codes)
    return f", {first.title} to {last.title}: {listed(changes)}."


def classes(values: Iterable[float]) -> list[float]:
    """Round bounds of at most five classes around the values and zero.

    Examples
    --------
    >>> classes([0, 3, 98.5])
    [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]
    >>> classes([7])
    [0.0, 2.0, 4.0, 6.0, 8.0]
    """
    low, high = min(0.0, *values), max(0.0, *values)
    for most in (len(LADDER), len(LADDER) - 1):  # bounds on both sides of zero may be one more
        locator = MaxNLocator(nbins=most, steps=[1, 2, 2.5, 5, 10])
        steps = [float(step) for step in locator.tick_values(low, high if high > low else 1.0)]
        if len(steps) <= len(LADDER) + 1:
            break
    return steps


def _drawn(maps: list[Panel], known: pd.Series, unit: str, several: bool) -> Figure:
    """The figure: the legend in a row, the maps below it."""
    columns = 2 if len(maps) in (2, 4) else min(3, len(maps))
    rows = -(-len(maps) // columns)
    extent = limits("region")
    if several:  # the states and some room around them
        west, south, east, north = bounds("states")
        edge = 0.02 * (east - west)
        extent = (west - edge, south - edge, east + edge, north + edge)
    high = tall(extent, INCHES / columns - 0.06 * (columns > 1)) + (0.28 if several else 0.14)
    grid = {"height_ratios": [KEY, *[high] * rows], **WHOLE}
    figure, axes = canvas(KEY + rows * high, columns, columns * (rows + 1), gridspec_kw=grid)
    steps = classes(known)
    norm = BoundaryNorm(steps, len(steps) - 1, clip=True)
    colours = {"cmap": ListedColormap(LADDER[: len(steps) - 1]), "norm": norm}
    for ax, panel in zip(axes[columns:], maps, strict=False):
        basemap(ax, extent, names=False, surroundings=not several, disputes=not several)
        _colour(ax, panel, colours)
        for code, name, at in state_names(extent):
            head = f"{name}\n" if not several else "" if columns > 2 else f"{code}\n"
            words = head + written(panel.values[code], unit, panel.digits)
            say(ax, at, words, "white", size=9 if several else 10, weight="bold")
        ax.set_title(panel.title, size=11, pad=3)
    for ax in [*axes[:columns], *axes[columns + len(maps) :]]:
        ax.axis("off")
    sign = "%" if unit == "percent" else ""
    used = norm(known.to_numpy())
    keys = {
        f"{steps[step]:,g}–{steps[step + 1]:,g}{sign}": Patch(facecolor=LADDER[step])
        for step in range(int(used.min()), int(used.max()) + 1)
    }
    if any(panel.values.isna().any() for panel in maps):
        keys["no data"] = Patch(**MISSING)
    if any(any(panel.thin.values()) for panel in maps):
        keys["thin (see note)"] = Patch(**THIN)
    look = LEGEND | {"loc": "center left", "bbox_to_anchor": (0, 0.5), "frameon": False}
    key = axes[0].legend([*keys.values()], [*keys], ncols=len(keys), **look)
    key.set_in_layout(False)
    return figure


def _colour(ax: Axes, panel: Panel, colours: Any) -> None:
    """Colour the states of a map; hatch those without a value or with a thin one."""
    states = outlines("states").set_index("iso3").assign(value=panel.values)
    known = states[states["value"].notna()]
    draw(ax, known, array=known["value"].to_numpy(), **colours, linewidth=0, label="value")
    draw(ax, states.drop(known.index), **MISSING)
    draw(ax, states[[bool(panel.thin.get(code)) for code in states.index]], **THIN)
