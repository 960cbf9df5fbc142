"""The static twin of a country profile: small multiples, the ties of the state below."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from cakit import catalog, figure
from cakit.charts import parts
from cakit.explore import held_profile as held

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from cakit.figure import Chart

YEARS = [1995, 2005, 2015, 2025]
SHAPES = {"circle": "o", "square": "s", "diamond": "D", "triangle": "^"}
TITLES = {
    "arms": "Arms: Russia's share",
    "trade": "Trade: Russia, China",
    "energy": "Oil and gas sold",
    "remittances": "Remittances",
    "debt": "External debt",
    "owed": "Debt owed to China",
}
UNITS = {
    "arms": "percent, 5 years",
    "trade": "percent",
    "energy": "billion dollars",
    "remittances": "percent of GDP",
    "debt": "percent of GNI",
    "owed": "percent of state debt",
}
KEYS = {
    "trade": "filled: exports\nopen: imports\ntriangle: all trade",
    "energy": "black: in all\norange: to China",
}


def multiples_of(country: str, year: int, rows: pd.DataFrame, sentence: str, note: str) -> Chart:
    """Draw the panels of one state; a panel without data says so."""
    import matplotlib

    with matplotlib.rc_context(figure.STYLE | {"text.parse_math": False, "axes.titlesize": 10, "font.size": 9}):
        ties, minerals = held.ties(country), held.minerals(country)
        tall = [2.4, 2.4, 0.2 + 0.24 * max(len(minerals), 2), 0.4 + 0.24 * len(ties)]
        drawn, panels = figure.canvas(5 + 0.83 * (tall[2] + tall[3]), plan="abc;def;ggg;hhh", height_ratios=tall)
        for axes, (name, several) in zip(panels, held.series(country).items(), strict=False):
            _lines(axes, name, several, year)
            parts.year_axis(axes, YEARS, named=axes in panels[3:])
        _minerals(panels[6], minerals)
        _lanes(panels[7], ties, year)
        name = catalog.country_name(country)
        alt = f"Small multiples of {name}: {', '.join(TITLES.values())}, minerals; below its {len(ties)} ties by year. {sentence}"
        return figure.finish(drawn, rows, sentence, alt, note)


def _lines(axes: Axes, name: str, several: list[dict[str, Any]], year: int) -> None:
    axes.set_title(TITLES[name])
    axes.set_xlim(held.FIRST - 1, held.LAST + 1)
    axes.set_ylabel(UNITS[name], size=9)
    axes.axvline(year, color=figure.INK, linewidth=1, linestyle=(0, (3, 3)))
    for one in several:
        colour = figure.colour(one["code"]) if one["code"] != "other" else figure.INK
        scale = held.SCALE * (1000 if name == "energy" else 1)
        held_years = {when: value / scale for when, value in one["cells"]}
        line = [held_years.get(when, float("nan")) for when in range(held.FIRST, held.LAST + 1)]
        axes.plot(range(held.FIRST, held.LAST + 1), line, color=colour, marker=SHAPES[one["shape"]], markersize=3.4, linewidth=1.3,
                  markerfacecolor="white" if one["hollow"] else colour)  # fmt: skip
    if not any(one["cells"] for one in several):
        axes.text(0.5, 0.5, "no data held", ha="center", va="center", transform=axes.transAxes, color=figure.FAINT)
        axes.set_yticks([])
        return
    top = 100 if name in ("arms", "owed") else axes.get_ylim()[1]
    axes.set_ylim(0, top * {"trade": 1.8, "energy": 1.5}.get(name, 1.06))
    parts.few_ticks(axes, 3)
    if name in KEYS:
        axes.text(0.03, 0.98, KEYS[name], transform=axes.transAxes, size=9, va="top", color=figure.FAINT)


def _minerals(axes: Axes, several: list[dict[str, Any]]) -> None:
    axes.set_title("Share of world output, newest year")
    places = range(len(several))[::-1]
    axes.barh(list(places), [one["share"] / held.SCALE for one in several], color=figure.COLOURS["other"], height=0.7)
    for place, one in zip(places, several, strict=True):
        text = f" {textwrap.shorten(one['name'], 22, placeholder=' …')} {one['share'] / held.SCALE:.3g}%"
        axes.text(0, place, text, va="center", size=9)
    axes.set_xlim(0, 1.05 * max((one["share"] / held.SCALE for one in several), default=1))
    axes.set_ylim(-0.6, max(len(several), 2) - 0.4)
    axes.set_xticks([])  # the bars are named with their figures
    axes.set_yticks([])
    axes.spines["bottom"].set_visible(False)
    if not several:
        axes.text(0.5, 0.5, "no data held", ha="center", va="center", transform=axes.transAxes, color=figure.FAINT)


def _lanes(axes: Axes, ties: list[dict[str, Any]], year: int) -> None:
    axes.set_title("Treaties, memberships, bases and leases")
    axes.grid(visible=False, axis="y")
    alike: dict[tuple[str, bool], list[tuple[float, float, float, float]]] = {}
    for place, one in enumerate(reversed(ties)):
        first, last = one["from"] or held.FIRST, one["to"] or held.LAST + 1
        sure = held.dated(one)
        alike.setdefault((figure.colour(one["code"]), sure), []).append((first, place - 0.35, last - first, 0.7))
        said = f"{one['name']}{'' if sure else ' (dates not held)'}"
        axes.text(held.LAST + 1.6, place, textwrap.shorten(said, 40, placeholder=" …"), va="center", size=9)
    for (colour, sure), places in alike.items():
        parts.boxes(axes, places, facecolor=colour if sure else "white", edgecolor=colour, linestyle="-" if sure else ":", alpha=0.75)  # fmt: skip
    axes.axvline(year, color=figure.INK, linewidth=1, linestyle=(0, (3, 3)))
    axes.set_xlim(held.FIRST - 1, held.LAST + 19)
    axes.set_xticks(YEARS)
    axes.set_ylim(-0.6, len(ties) - 0.4)
    axes.set_yticks([])
