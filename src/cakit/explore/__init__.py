"""Explorers: one widget a theme, drawn in the browser by one module. `arms()` shows who supplied whom."""

from cakit.explore.explorer import Explorer
from cakit.explore.page import static_html
from cakit.explore.theme_arms import arms
from cakit.explore.theme_claims import claims
from cakit.explore.theme_deals import deals
from cakit.explore.theme_minerals import minerals
from cakit.explore.theme_profile import profile
from cakit.explore.theme_us_programs import us_programs

__all__ = ["Explorer", "arms", "claims", "deals", "minerals", "profile", "static_html", "us_programs"]
