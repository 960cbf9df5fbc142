"""Explorers: one engine, a spec a theme, loaded when it is asked for."""

from collections.abc import Callable
from functools import cache

from cakit.errors import nearest
from cakit.explore.explorer import Explorer, restored
from cakit.explore.page import static_html
from cakit.explore.theme import THEMES, Theme, theme_named

__all__ = ["Explorer", "Theme", "arms", "claims", "deals", "minerals", "profile", "restored",
           "static_html", "us_programs"]  # fmt: skip


@cache
def __getattr__(name: str) -> Callable[..., Explorer]:
    """The function of a theme, made from its spec."""
    if name not in THEMES:
        raise AttributeError(f"cakit.explore has no {name!r}. {nearest(name, __all__)}")
    theme = theme_named(name)

    def opened(*choices: object, **named: object) -> Explorer:
        return theme_named(name).open(*choices, **named)  # in the language of the moment

    opened.__name__ = opened.__qualname__ = name
    opened.__doc__ = theme.described()
    opened.__signature__ = theme.signature  # type: ignore[attr-defined]
    return opened


def __dir__() -> list[str]:
    return sorted(__all__)
