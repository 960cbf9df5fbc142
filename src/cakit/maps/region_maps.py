"""The region as a whole: its states, their capitals and their neighbours."""

from __future__ import annotations

from cakit.catalog import REGION
from cakit.figures import Chart
from cakit.figures.text import listed
from cakit.maps.basemaps import LEASE, basemap, in_sight, limits, sheet
from cakit.maps.outlines import outlines, source_of
from cakit.maps.words import finish


def region_map() -> Chart:
    """The states of the region, their capitals and their neighbours.

    Examples
    --------
    >>> region_map().finding
    'Kazakhstan, ... and Uzbekistan have land borders with Afghanistan, China, Iran and Russia.'
    """
    bounds, states, neighbours = limits("region"), outlines("states"), outlines("neighbours")
    border = {tuple(at) for path in states["path"] for at in path.vertices.round(6)}
    touches = [not border.isdisjoint(map(tuple, p.vertices.round(6))) for p in neighbours["path"]]
    touching = listed(sorted(neighbours["name"][touches]), "no other state")
    verb = "have land borders" if len(states) > 1 else "has land borders"
    finding = f"{listed(states['name'])} {verb} with {touching}."
    towns = outlines("capitals")[["iso3", "name"]].rename(columns={"name": "capital"})
    data = states.filter(["iso3", "name", "area_km2"]).merge(towns, on="iso3", how="left")
    layers = ("states", "neighbours", "lakes", "rivers", "disputes", "capitals")
    data["source_ids"] = ";".join(dict.fromkeys(filter(None, map(source_of, layers))))
    areas = in_sight(outlines("disputes"), bounds).query("kind == 'dispute'")
    seats = [f"{row.capital} ({row.name})" for row in data.dropna().itertuples()]
    alt = f"Map of {', '.join(filter(None, [REGION['name'], REGION['reach']]))}. Capitals: "
    alt += f"{listed(seats, 'not drawn')}. Hatched as disputed: {listed(areas['name'], 'nothing')}."
    alt += f" Outlined: {LEASE}." if LEASE else ""
    figure, ax = sheet(bounds)
    basemap(ax, capitals=True)
    title = f"{REGION['name']} and its neighbours"
    return finish(figure, data, "", title, finding, REGION["map_note"], alt)
