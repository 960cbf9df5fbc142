"""cakit: how Central Asia arms itself, and how that is changing.

Importing does no work; pandas, matplotlib and geopandas load when they are first needed.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # as in `typing`, which takes longer to import than all the rest
if TYPE_CHECKING:
    from typing import Any

    from cakit import claims, errors, explore, importers, maps, plots
    from cakit.catalog import (
        add_country,
        country,
        country_name,
        describe,
        load,
        read,
        tables,
        with_names,
    )
    from cakit.catalog.sources import cite, credit, sources
    from cakit.exercises import answer, exercise, hint
    from cakit.figures import (
        chart,
        label_bars,
        label_lines,
        mark_gap,
        mark_year,
        palette,
        set_theme,
    )
    from cakit.indicators import concentration, in_service, pooled, share_of, shares
    from cakit.maps.outlines import region
    from cakit.profiles import profile
    from cakit.scenarios import what_if, what_if_presets
    from cakit.writing import finding, memo

__version__ = "0.1.0"

_NAMES = {
    "catalog": (
        "add_country",
        "country",
        "country_name",
        "describe",
        "load",
        "read",
        "tables",
        "with_names",
    ),
    "catalog.sources": ("cite", "credit", "sources"),
    "indicators": ("concentration", "in_service", "pooled", "share_of", "shares"),
    "profiles": ("profile",),
    "scenarios": ("what_if", "what_if_presets"),
    "writing": ("finding", "memo"),
    "maps.outlines": ("region",),
    "exercises": ("answer", "exercise", "hint"),
    "figures": (
        "chart",
        "label_bars",
        "label_lines",
        "mark_gap",
        "mark_year",
        "palette",
        "set_theme",
    ),
}
_MODULES = ("claims", "errors", "explore", "importers", "maps", "plots")
_ROOM = {name: room for room, names in _NAMES.items() for name in names}

__all__ = [
    "add_country",
    "answer",
    "chart",
    "cite",
    "claims",
    "concentration",
    "country",
    "country_name",
    "credit",
    "describe",
    "errors",
    "exercise",
    "explore",
    "finding",
    "hint",
    "importers",
    "in_service",
    "label_bars",
    "label_lines",
    "load",
    "maps",
    "mark_gap",
    "mark_year",
    "memo",
    "palette",
    "plots",
    "pooled",
    "profile",
    "read",
    "region",
    "set_theme",
    "share_of",
    "shares",
    "sources",
    "tables",
    "what_if",
    "what_if_presets",
    "with_names",
]


def __getattr__(name: str) -> Any:
    if name in _ROOM:
        return getattr(import_module(f"cakit.{_ROOM[name]}"), name)
    if name in _MODULES:
        return import_module(f"cakit.{name}")
    from cakit.errors import nearest

    raise AttributeError(f"cakit has no {name!r}. {nearest(name, __all__)}")


def __dir__() -> list[str]:
    return sorted(__all__)
