"""What the charts share: words for codes and shares, labels that keep apart."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from cakit import figure
from cakit.catalog import country_names

if TYPE_CHECKING:
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
