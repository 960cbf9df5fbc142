"""Gaps in a series: which years are hatched, and why; a gap is never drawn as zero."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cakit import figure
from cakit.charts import parts

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

BAND, HATCH = "#F2F2F2", "#B4B4B4"
UNDECLARED = "no rows"
Gaps = Mapping[Any, str]
Band = tuple[int, int, str, bool]  # first year, last year, reason, whether over the whole height


def word(code: str, words: Mapping[str, str]) -> str:
    """The words given for a code, or those the kit has."""
    return words.get(code, parts.named(code))


def bands(declared: Gaps, table: pd.DataFrame, group: str, words: Mapping[str, str]) -> list[Band]:
    """What is hatched in one panel: what was declared for it, and the years between its rows that have none."""
    made = []
    for key, reason in declared.items():
        about = str(key[2]) if len(key) > 2 else ""
        if about in table:
            made.append((key[0], key[1], f"{word(about, words)}: {reason}", False))
        elif about in ("", group):
            made.append((key[0], key[1], reason, True))
    whole = {year for first, last, _, full in made if full for year in range(first, last + 1)}
    bare = [year for year in range(table.index.min(), table.index.max() + 1) if year not in {*table.index, *whole}]
    for place, year in enumerate(bare):
        if place and bare[place - 1] == year - 1:
            made[-1] = (made[-1][0], year, UNDECLARED, True)
        else:
            made.append((year, year, UNDECLARED, True))
    return made


def hatch(axes: Axes, found: list[Band], per_year: float, tall: float) -> None:
    """Hatch the gaps; `per_year` and `tall` are inches, to fit the reason into them."""
    from matplotlib.patches import Rectangle

    strips = 0
    for first, last, reason, full in found:
        wide = (last - first + 1) * per_year
        low, high = (0.0, 1.0) if full else (0.93 - 0.13 * strips, 0.985 - 0.13 * strips)
        strips += not full
        axes.add_patch(Rectangle((first - 0.5, low), last - first + 1, high - low, transform=axes.get_xaxis_transform(),
                                 facecolor=BAND, edgecolor=HATCH, hatch="////", linewidth=0.8, zorder=0.6))  # fmt: skip
        upright = full and wide < 0.95
        lines = textwrap.wrap(reason, max(8, int((tall if upright else wide) / 0.082)), max_lines=max(1, int((wide if upright else tall) / 0.17)), placeholder=" …")  # fmt: skip
        kind: dict[str, Any] = {"transform": axes.get_xaxis_transform(), "size": 9, "color": figure.FAINT, "zorder": 4}
        kind["bbox"] = {"facecolor": "white", "alpha": 0.85, "edgecolor": "none", "pad": 1.0}
        if full:
            high, at = (0.95, "top") if upright else (0.5, "center")
            axes.text((first + last) / 2, high, "\n".join(lines), ha="center", va=at, rotation=90 * upright, **kind)  # fmt: skip
        else:
            axes.text(first - 0.8, (low + high) / 2, reason, ha="right", va="center", **kind)


def absent(declared: Gaps, tables: Mapping[str, pd.DataFrame], words: Mapping[str, str]) -> str:
    """The years of all whole gaps, in words."""
    spans = {(band[0], band[1]) for group, table in tables.items() for band in bands(declared, table, group, words)
             if band[3] and not any(one.index.isin(range(band[0], band[1] + 1)).any() for one in tables.values())}  # fmt: skip
    return figure.listed(parts.years(*span) for span in sorted(spans))
