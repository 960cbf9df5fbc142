"""cakit: how Central Asia arms itself, and how that is changing.

Importing does no work; pandas, matplotlib and geopandas load when they are first needed.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.util import find_spec

TYPE_CHECKING = False  # as in `typing`, which takes longer to import than all the rest
if TYPE_CHECKING:
    from cakit import claims, errors, explore, importers, maps, plots
    from cakit.catalog import (
        add_country,
        add_source,
        country,
        country_name,
        describe,
        load,
        read,
        tables,
        with_names,
    )
    from cakit.catalog.sources import cite, credit, sources
    from cakit.catalog.verify import data_version
    from cakit.exercises import answer, exercise, hint, progress
    from cakit.figures import (
        chart,
        label_bars,
        label_lines,
        mark_gap,
        mark_year,
        palette,
        set_theme,
    )
    from cakit.indicators import concentration, deflate, in_service, pooled, share_of, shares
    from cakit.languages import language
    from cakit.maps.outlines import region
    from cakit.profiles import profile
    from cakit.scenarios import what_if, what_if_presets
    from cakit.writing import finding, memo

__version__ = "0.1.0"

_ROOMS = {
    "catalog": "add_country add_source country country_name describe load read tables with_names",
    "catalog.sources": "cite credit sources",
    "catalog.verify": "data_version",
    "indicators": "concentration deflate in_service pooled share_of shares",
    "profiles": "profile",
    "scenarios": "what_if what_if_presets",
    "languages": "language",
    "writing": "finding memo",
    "maps.outlines": "region",
    "exercises": "answer exercise hint progress",
    "figures": "chart label_bars label_lines mark_gap mark_year palette set_theme",
}
_MODULES = ("claims", "errors", "explore", "importers", "maps", "plots")
_ROOM = {name: room for room, names in _ROOMS.items() for name in names.split()}
__all__ = sorted([*_ROOM, *_MODULES])  # noqa: PLE0605


def _refuse_old_pandas() -> None:
    """Frames are copied when they are written to only since pandas 3."""
    found = getattr(sys.modules.get("pandas"), "__version__", "")
    spec = None if found else find_spec("pandas")
    if spec and spec.origin:  # the name of its folder of metadata, since importing takes long
        place = spec.origin.replace("\\", "/").rsplit("/", 2)[0]
        names = os.listdir(place)  # noqa: PTH208
        listed = (name.split("-") for name in names if name.startswith("pandas-"))
        found = next((parts[1] for parts in listed if parts[-1].endswith("dist-info")), "3")
    if int((found or "3").partition(".")[0]) < 3:
        fix = "run: pip install -U 'pandas>=3', then restart the kernel"
        raise ImportError(f"cakit needs pandas 3 or newer, and this is pandas {found}; {fix}")


_refuse_old_pandas()


def __getattr__(name: str) -> object:
    if name in _ROOM:
        return getattr(import_module(f"cakit.{_ROOM[name]}"), name)
    if name in _MODULES:
        return import_module(f"cakit.{name}")
    from cakit.errors import nearest

    raise AttributeError(f"cakit has no {name!r}. {nearest(name, __all__)}")


def __dir__() -> list[str]:
    return sorted(__all__)
