"""Explorers: one widget a theme, drawn in the browser by one module. `arms()` shows who supplied whom."""

from cakit.explore.explorer import Explorer
from cakit.explore.page import static_html
from cakit.explore.theme_arms import arms

__all__ = ["Explorer", "arms", "static_html"]
