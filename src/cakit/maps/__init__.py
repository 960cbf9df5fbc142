"""Maps of the region: a basemap for any axes, and the kit's own kinds, each a Chart."""

from cakit.maps.basemaps import basemap, region_map
from cakit.maps.choropleths import LADDER, choropleth
from cakit.maps.flow_maps import flows
from cakit.maps.outlines import project, svg_outlines
from cakit.maps.symbol_maps import symbols

__all__ = ["LADDER", "basemap", "choropleth", "flows", "project", "region_map", "svg_outlines"]
__all__ += ["symbols"]
