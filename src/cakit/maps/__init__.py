"""Maps of the region: a basemap for any axes, and the kit's own kinds, each a Chart."""

from cakit.maps.basemaps import basemap
from cakit.maps.choropleths import LADDER, choropleth
from cakit.maps.flow_maps import flows
from cakit.maps.outlines import project
from cakit.maps.region_maps import region_map
from cakit.maps.symbol_maps import symbols

__all__ = ["LADDER", "basemap", "choropleth", "flows", "project", "region_map", "symbols"]
