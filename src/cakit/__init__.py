"""cakit: how Central Asia arms itself, and how that is changing.

Importing does no work; pandas, matplotlib and geopandas load when they are first needed.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cakit import charts, claims, errors, explore, importers, ledgers, maps
    from cakit.catalog import add_country, country, country_name, describe, load, read, tables
    from cakit.indicators import concentration, in_service, pooled, share_of, shares
    from cakit.lessons import answer, exercise, hint
    from cakit.profiles import profile
    from cakit.provenance import cite, credit, sources
    from cakit.scenarios import what_if, what_if_presets
    from cakit.writing import memo

__version__ = "0.1.0"

_NAMES = {
    "catalog": ("add_country", "country", "country_name", "describe", "load", "read", "tables"),
    "provenance": ("cite", "credit", "sources"),
    "indicators": ("concentration", "in_service", "pooled", "share_of", "shares"),
    "profiles": ("profile",),
    "scenarios": ("what_if", "what_if_presets"),
    "writing": ("memo",),
    "lessons": ("answer", "exercise", "hint"),
}
_MODULES = ("charts", "claims", "errors", "explore", "importers", "ledgers", "maps")
_ROOM = {name: room for room, names in _NAMES.items() for name in names}

__all__ = ["add_country", "answer", "charts", "cite", "claims", "concentration", "country", "country_name", "credit", "describe", "errors",
           "exercise", "explore", "hint", "importers", "in_service", "ledgers", "load", "maps", "memo", "pooled", "profile",
           "read", "share_of", "shares", "sources", "tables", "what_if", "what_if_presets"]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in _ROOM:
        return getattr(import_module(f"cakit.{_ROOM[name]}"), name)
    if name in _MODULES:
        return import_module(f"cakit.{name}")
    from cakit.errors import nearest

    raise AttributeError(f"cakit has no {name!r}. {nearest(name, __all__)}")


def __dir__() -> list[str]:
    return sorted(__all__)
