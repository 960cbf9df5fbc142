"""The stored picture of amounts: stacked bars, hatched where no figure is held."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

import pandas as pd

from cakit.figures import Chart, alt, theme
from cakit.figures.finish import put_words
from cakit.figures.labels import mark_gap
from cakit.plots.parts import canvas, fitted, headline

SHOWN = 6  # parts with a colour of their own; the others are added up
Gaps = Mapping[tuple[int, int], str]


def stacked(
    rows: pd.DataFrame, wide: pd.DataFrame, names: Mapping[str, str], words: Mapping[str, str],
    colours: Mapping[str, str], gaps: Gaps | None = None, window: tuple[int, int] | None = None,
) -> Chart:  # fmt: skip
    """Stacked bars: one for each row of `wide`, a part for each column.

    Columns of years stand, anything else lies. `words` are the title, the finding, the note and the
    unit; `gaps` say why there is no figure from one year to another, and `window` is marked.
    """
    stand = wide.index.dtype.kind == "i"
    if stand:
        ends = [*wide.index, *(year for span in gaps or {} for year in span)]
        wide = wide.reindex(range(min(ends), max(ends) + 1))
    wide = _few(wide)
    free = (ink for ink in theme.CATEGORIES if ink not in map(colours.get, wide))
    inks = [theme.colour(one) if one == "other" else colours.get(one) or next(free) for one in wide]
    named = {one: fitted(names.get(one, "all others"), 2.2, 9) for one in wide}
    with theme.style():
        figure, (ax,) = canvas(3.9 if stand else 1.1 + 0.32 * len(wide))
        look: dict[str, Any] = {"color": inks, "edgecolor": "white", "linewidth": 0.4}
        drawn = wide.rename(columns=named)
        drawn.plot(kind="bar" if stand else "barh", stacked=True, ax=ax, width=0.82, rot=0, **look)
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, frameon=False, fontsize=9)
        ax.set(xlabel="" if stand else words["unit"], ylabel=words["unit"] if stand else "")
        ax.grid(visible=False, axis="x" if stand else "y")
        for first, last, why in _gaps(wide, gaps or {}) if stand else ():
            mark_gap(ax, first, last, why)
        told = alt.describe(figure)
        if stand:
            step = 1 + len(wide) // 10
            ax.set_xticks(range(0, len(wide), step), [str(year) for year in wide.index[::step]])
        else:
            ax.invert_yaxis()
        if window:
            first, last = (min(max(year - wide.index[0], 0), len(wide) - 1) for year in window)
            ax.axvspan(first - 0.5, last + 0.5, color="#0B57D0", alpha=0.12, zorder=0.5)
    return put_words(
        figure, rows, headline("", words["title"]), words["finding"], words["note"],
        f"Stacked bars. {told}",
    )  # fmt: skip


def _few(wide: pd.DataFrame) -> pd.DataFrame:
    """At most so many parts; of more the largest, and the rest added up as "other"."""
    if len(wide.columns) <= SHOWN:
        return wide
    order = wide.abs().sum().sort_values(ascending=False, kind="stable").index
    kept = [one for one in order if one != "other"][:SHOWN]
    return wide[kept].assign(other=wide.drop(columns=kept).sum(axis=1, min_count=1))


def _gaps(wide: pd.DataFrame, gaps: Gaps) -> Iterator[tuple[int, int, str]]:
    """The gaps that are explained, and the years between that have no row."""
    yield from ((*span, why) for span, why in gaps.items())
    empty = wide.index[wide.isna().all(axis=1)]
    missing = [year for year in empty if not any(low <= year <= high for low, high in gaps)]
    for _, run in groupby(enumerate(missing), lambda pair: pair[1] - pair[0]):
        years = [year for _, year in run]
        yield years[0], years[-1], "no figures"
