"""Maps: tidy frame in, Chart out, drawn on the outlines of `geometry`. They know no table."""

from cakit.geometry import FRAME, WIDE, project, svg_outlines
from cakit.maps.arrows import flows
from cakit.maps.ground import HEIGHT, base, region_map
from cakit.maps.marks import symbols
from cakit.maps.panels import windows
from cakit.maps.shades import LADDER, choropleth

__all__ = [
    "FRAME",
    "HEIGHT",
    "LADDER",
    "WIDE",
    "base",
    "choropleth",
    "flows",
    "project",
    "region_map",
    "svg_outlines",
    "symbols",
    "windows",
]
