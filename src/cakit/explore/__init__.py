"""Explorers: one widget a theme, drawn in the browser by one module; a theme is loaded when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from cakit.errors import nearest
from cakit.explore.explorer import Explorer
from cakit.explore.page import static_html

if TYPE_CHECKING:
    from cakit.explore.theme_arms import arms
    from cakit.explore.theme_claims import claims
    from cakit.explore.theme_deals import deals
    from cakit.explore.theme_minerals import minerals
    from cakit.explore.theme_profile import profile
    from cakit.explore.theme_us_programs import us_programs

__all__ = ["Explorer", "arms", "claims", "deals", "minerals", "profile", "static_html", "us_programs"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"cakit.explore has no {name!r}. {nearest(name, __all__)}")
    return getattr(import_module(f"cakit.explore.theme_{name}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
