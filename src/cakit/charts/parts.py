"""What the charts share: words for codes and shares, labels that keep apart."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from cakit import figure
from cakit.catalog import country_names, load

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

COUNTED = {2: "two", 3: "three", 4: "four", 5: "five"}


def named(member: Any) -> str:
    """The words for a code: a country, "all others", or several recipients pooled ("KAZ+KGZ+TJK")."""
    codes = str(member).split("+")
    if len(codes) > 1:
        return f"the {COUNTED.get(len(codes), len(codes))} pooled"
    if member == "other":
        return "all others"
    return country_names().get(str(member), str(member))


def percent(share: float) -> str:
    """A share in whole per cent; a small one is not called none.

    Examples
    --------
    >>> percent(0.4), percent(52.4), percent(0)
    ('under 1%', '52%', '0%')
    """
    return "under 1%" if 0 < share < 0.5 else f"{share:.0f}%"


THIN = "Hollow: fewer than three delivery lines in the window, or the largest supplier is not known."


def thin(frame: pd.DataFrame, within: str | None = "recipient_iso3") -> list[str]:
    """Why the window behind each row says little, for every sentence that prints a share of it.

    Parameters
    ----------
    frame : pandas.DataFrame
        From `shares`, `share_of` or `concentration`. Without a column `thin` nothing is said.
    within : str, optional
        The column of recipients. Where the lines of a recipient are those of `arms_deliveries`, by count and by
        volume, the items delivered are named.

    Returns
    -------
    list of str
        A row an entry; empty where there are three lines or more.

    Examples
    --------
    >>> import cakit as ck
    >>> made = ck.shares(ck.load("arms_transfers"), "supplier_iso3", "tiv_million", "recipient_iso3", period=(2006, 2010))
    >>> ck.charts.thin(made[made["recipient_iso3"] == "UZB"])
    ['one line: 1 S-125 Pechora-2M']
    >>> ck.charts.thin(made[made["recipient_iso3"] == "KGZ"])
    ['one line, supplier unknown']
    """
    if "thin" not in frame:
        return [""] * len(frame)
    return [f"{row['thin']}{_items(row, within)}" if row["thin"] else "" for row in frame.to_dict("records")]


def _items(row: dict[str, Any], within: str | None) -> str:
    """What one or two delivery lines brought, where they are the lines that `arms_deliveries` has."""
    needed = {"year_from", "year_to", "lines", "total"}
    if within is None or not {within, *needed} <= set(row) or "unknown" in row["thin"]:
        return ""
    lines = load("arms_deliveries")
    lines = lines[lines["year"].between(row["year_from"], row["year_to"]) & (lines["recipient_iso3"] == row[within])]
    same = len(lines) == row["lines"] and abs(lines["tiv_million"].sum() - row["total"]) < 0.01
    if not same or lines[["designation", "number_delivered"]].isna().any(axis=None):
        return ""
    words = (f"{number} {name}" for number, name in zip(lines["number_delivered"], lines["designation"], strict=True))
    return f": {figure.listed(words)}"


def why_thin(frame: pd.DataFrame, key: str) -> dict[Any, str]:
    """Key, for example a recipient → why the window behind its row says little."""
    rows = frame.drop_duplicates(key)
    return dict(zip(rows[key], thin(rows, key), strict=True))


def bracketed(why: str) -> str:
    """A reason behind a figure, in brackets; nothing for none."""
    return f" ({why})" if why else ""


def possessive(name: str) -> str:
    return name + ("'" if name.endswith("s") else "'s")


def years(start: Any, end: Any) -> str:
    return str(int(end)) if int(start) == int(end) else f"{int(start)}–{int(end)}"


def year_axis(axes: Axes, ticks: list[int], named: bool) -> None:
    """Years under the lowest panel of a column; only their thin lines in the panels above it."""
    from matplotlib.collections import LineCollection

    axes.set_xticks(ticks if named else [])
    if not named:
        lines = LineCollection(
            [((year, 0), (year, 1)) for year in ticks], colors=figure.GRID, linewidths=0.8, zorder=0.5
        )
        lines.set_transform(axes.get_xaxis_transform())
        axes.add_collection(lines, autolim=False)


def few_ticks(axes: Axes, most: int, whole: bool = False) -> None:
    """At most so many steps up the axis; matplotlib alone would make ticks beyond both ends too, which nobody sees."""
    axes.locator_params(axis="y", nbins=most, integer=whole)
    low, high = axes.get_ylim()
    axes.set_yticks([one for one in axes.get_yticks() if low <= one <= high])


def boxes(axes: Axes, places: Iterable[tuple[float, float, float, float]], **look: Any) -> None:
    """Draw boxes that look alike (left, low, width, height) as one shape: much quicker than one by one, above all if hatched."""
    import numpy as np
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    left, low, wide, tall = np.array([*places], dtype=float).T
    corners = [(left, low), (left + wide, low), (left + wide, low + tall), (left, low + tall), (left, low)]
    codes = [Path.MOVETO, *[Path.LINETO] * 3, Path.CLOSEPOLY]
    axes.add_patch(PathPatch(Path(np.array(corners).transpose(2, 0, 1).reshape(-1, 2), codes * len(left)), **look))


def spread(places: list[float], gap: float, low: float, high: float) -> list[float]:
    """Move label positions apart so that none overlaps, keeping their order and staying inside the frame.

    Examples
    --------
    >>> spread([50, 51, 99], gap=10, low=0, high=100)
    [50, 60, 99]
    """
    order = sorted(range(len(places)), key=places.__getitem__)
    moved = [min(max(place, low), high) for place in places]
    for below, above in pairwise(order):
        moved[above] = max(moved[above], moved[below] + gap)
    ceiling = high
    for place in reversed(order):
        moved[place] = min(moved[place], ceiling)
        ceiling = moved[place] - gap
    return moved


def label_ends(axes: Axes, ends: dict[str, float], x: float, gap: float, colours: dict[str, str] | None = None) -> None:
    """Name each line at its right end instead of in a legend."""
    for (member, value), place in zip(ends.items(), spread(list(ends.values()), gap, 1, 99), strict=True):
        ink = figure.FAINT if member == "other" else (colours or figure.COLOURS).get(member, figure.INK)
        axes.annotate(f"{named(member)} {value:.0f}", (x, place), (8, 0), textcoords="offset points", va="center", size=9.5,
                      color=ink, weight="bold", annotation_clip=False)  # fmt: skip
