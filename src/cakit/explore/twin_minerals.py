"""The static twin of two views of the explorer of minerals: dots by year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cakit import catalog, figure
from cakit.charts import parts
from cakit.explore.held_minerals import COLOURS, HEDGES, WORDS

if TYPE_CHECKING:
    import pandas as pd

    from cakit.figure import Chart

MARKS = "Large triangles: the figure is a floor (pointing up) or a ceiling (down)."
SHAPES = ("o", "s", "D", "^", "v", "P", "X", "*")


def dots_by_year(rows: pd.DataFrame, output: bool, sentence: str) -> Chart:
    """Shares of world output by state and edition, or net imports of the USA by form, over the years held.

    Parameters
    ----------
    rows : pandas.DataFrame
        The explorer's rows, with a value in each.
    output : bool
        Whether they are output, drawn as shares of the world's; otherwise they are per cent as they stand.
    sentence : str
        The finding.
    """
    import matplotlib

    rows = rows.assign(percent=100 * rows["value"] / rows["world_value"] if output else rows["value"])
    rows = rows.dropna(subset=["percent"]).astype({"year": "int64"})
    keys = ["country_iso3", "item", "edition"] if output else ["item"]
    ends, forms = [], rows["item"].nunique() > 1
    with matplotlib.rc_context(figure.STYLE | {"text.parse_math": False}):
        drawn, (axes,) = figure.canvas(4.4)
        for n, (key, group) in enumerate(rows.groupby(keys, sort=False)):
            code = key[0] if output else list(COLOURS)[-1 - n % 5]
            old = output and key[2] != rows["edition"].max()
            colour, last = COLOURS.get(str(code), COLOURS["other"]), group.iloc[-1]
            axes.plot(group["year"], group["percent"], marker=SHAPES[n % 8], color=colour, linestyle="--" if old else "-",
                      markerfacecolor="white" if old else colour)  # fmt: skip
            for hedge, mark in (("over", "^"), ("under", "v")):
                loose = group[group["comparator"] == hedge]
                axes.plot(loose["year"], loose["percent"], mark, color=colour, markersize=11)
            form = f", {key[1]}" if output and forms else ""
            named = (
                f"{catalog.country_name(key[0])}{form} ({key[2][:8]})"
                if output
                else {"all": "all forms"}.get(key[0], key[0])
            )
            ends.append(
                (
                    last["year"],
                    last["percent"],
                    f"{named} {HEDGES.get(last['comparator'], '')}{parts.percent(last['percent'])}",
                    colour,
                )
            )
        top = 1.1 * max(float(rows["percent"].max()), 0.1) if output else 112
        axes.set_ylim(0, top)
        first, final = rows["year"].min(), rows["year"].max()
        axes.set_xlim(first - 0.15, final + 0.1)
        axes.set_xticks(range(first, final + 1))
        axes.set_ylabel("percent of world output" if output else "percent of US consumption")
        places = parts.spread([one[1] for one in ends], top * 0.055, 0, top)
        for (year, value, text, colour), place in zip(ends, places, strict=True):
            axes.annotate(text, (year, value), (final + 0.16, place), size=9, va="center", annotation_clip=False,
                          arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.8, "shrinkA": 0, "shrinkB": 3, "relpos": (0, 0.5)})  # fmt: skip
        alt = f"Dots by year, {first} to {final}. {sentence} " + "; ".join(one[2] for one in ends) + "."
        return figure.finish(drawn, rows, sentence, alt, WORDS["note"] if output else f"{MARKS} {WORDS['note']}")
