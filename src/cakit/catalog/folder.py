"""What a data folder of another region still lacks: `cakit check DIR`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cakit.catalog import geojson
from cakit.catalog.csvfile import bytes_of, printable
from cakit.catalog.region import centre, kilometres, region_of
from cakit.catalog.store import Catalog
from cakit.errors import CakitError, InvalidData

TABLES = ("countries", "codes", "sources")  # that names, credits and checks ask for


def check(folder: str | Path) -> str:
    """Say that a data folder is complete; `InvalidData` with all that it lacks."""
    folder = Path(folder)
    if not folder.is_dir():
        raise CakitError(f"no folder {printable(folder, 200)}")
    catalog = Catalog(folder)
    found = list(dict.fromkeys([*_region(folder), *tables_of(catalog)]))  # each told once
    if found:
        raise InvalidData(printable(folder.name, 80), found)
    region, layers = catalog.region, geojson.layers(folder)
    return (
        f"{printable(folder.name, 80)}: a complete folder for {region['name']}, with "
        f"{len(region['states'])} states, {len(layers)} layers and {len(catalog.names)} tables."
    )


def told(where: str, call: Any, *given: Any) -> tuple[Any, list[str]]:
    """What a call gives, or the problems it names."""
    try:
        return call(*given), []
    except InvalidData as error:
        return None, [f"{error.where or where}: {problem}" for problem in error.problems]
    except (CakitError, OSError) as error:
        return None, [f"{where}: {error}"]


def _region(folder: Path) -> Iterator[str]:
    """What region.json and the outlines lack, and where one does not fit the other."""
    region, wrong = told("region.json", lambda: region_of(bytes_of(folder / "region.json")))
    yield from wrong
    layers, wrong = told("geo/layers.json", geojson.layers, folder)
    yield from wrong
    drawn = {}
    for layer in layers or ():
        drawn[layer], wrong = told(f"geo/{layer}", geojson.features, folder, layer)
        yield from wrong
    if not region or not drawn.get("states"):
        return
    codes = [row["properties"]["iso3"] for row in drawn["states"]]
    for code in sorted(set(region["states"]) - set(codes)):
        yield f"geo: no outline for {code}, a state of region.json"
    for code in sorted(set(codes) - set(region["states"])):
        yield f"region.json: {printable(code)} has an outline, but is not in 'states'"
    west, south, east, north = region["frame"]
    middle = centre(region["projection"]) or (0.0, 0.0)
    for row in drawn["states"]:
        rings = [ring for part in geojson.parts(row["geometry"]) for ring in part]
        largest = max(rings, key=len)
        x, y = kilometres(largest[:, 0], largest[:, 1], middle)
        box = [round(float(each)) for each in (x.min(), y.min(), x.max(), y.max())]
        if not (west <= box[0] and south <= box[1] and box[2] <= east and box[3] <= north):
            yield f"region.json: the frame cuts {row['properties']['iso3']}, which lies in {box}"


def tables_of(catalog: Catalog) -> Iterator[str]:
    """What the tables lack, and whom or what the region names that they do not know."""
    for name in TABLES:
        if name not in catalog.names:
            yield f"{name}.json: the table is missing"
    whole = {}
    for name in catalog.names:
        whole[name], wrong = told(f"{name}.csv", catalog.frame, name)
        yield from wrong
    states, _ = told("", lambda: catalog.region["states"])
    if whole.get("countries") is not None:
        for code in sorted(set(states or ()) - set(whole["countries"]["iso3"])):
            yield f"countries.csv: no row for {code}, a state of region.json"
    layers, _ = told("", geojson.layers, catalog.folder)
    if whole.get("sources") is not None:
        known = set(whole["sources"]["source_id"])
        for source in sorted({row["source_id"] for row in (layers or {}).values()} - known):
            yield f"sources.csv: no row for {printable(source)}, a source of geo/layers.json"
