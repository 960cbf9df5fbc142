"""Whether a folder of data is whole: region, outlines, tables, hashes; and which data these are."""

from __future__ import annotations

import os
from codecs import BOM_UTF8
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd

from cakit import door
from cakit.catalog import geojson
from cakit.catalog.csvfile import bytes_of, json_of, printable
from cakit.catalog.region import centre, kilometres, region_of
from cakit.catalog.store import Catalog, current
from cakit.errors import CakitError, InvalidData

TABLES = ("countries", "codes", "sources")  # that names, credits and checks ask for


def check(folder: str | Path) -> str:
    """Say that a data folder is complete; `InvalidData` with all that it lacks."""
    folder = Path(folder)
    if not folder.is_dir():
        raise CakitError(f"no folder {printable(folder, 200)}: name the one with region.json")
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


def hash_of(path: Path) -> str:
    """The sha256 of a file, the same whatever its line ends, with and without a byte order mark."""
    content = bytes_of(path).removeprefix(BOM_UTF8)
    return sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def data_version() -> pd.DataFrame:
    """Which data these are: the sha256 of every table, for a paper's appendix.

    Returns
    -------
    pandas.DataFrame
        A row for each table: `table`, `rows`, `edition`, `sha256` of its file (line ends as LF).
        Tables that are computed have no file. `attrs["version"]` is one hash of all of them.

    Examples
    --------
    >>> data_version().set_index("table").loc["arms_deliveries", "edition"]
    'SIPRI 2026'
    """
    catalog = current()
    tables = [catalog.table(name) for name in catalog.names]
    rows = [
        (table.name, len(catalog.frame(table.name)), table.edition, hash_of(table.path))
        for table in tables
        if table.path
    ]
    found = pd.DataFrame(rows, columns=["table", "rows", "edition", "sha256"])
    lines = "\n".join(
        f"{name} {sha}" for name, sha in zip(found["table"], found["sha256"], strict=True)
    )
    found.attrs["version"] = sha256(lines.encode()).hexdigest()
    return found


def _kept(folder: Path) -> dict[str, str]:
    """Table → the sha256 that datapackage.json holds."""
    path = folder / "datapackage.json"
    if not os.path.lexists(path):
        return {}
    why = "does not list tables with their hash"
    listed = json_of(bytes_of(path), path.name, why)
    try:
        tables = listed["resources"]
        return {one["name"]: str(one["hash"]).removeprefix("sha256:") for one in tables}
    except (LookupError, TypeError) as error:
        raise InvalidData(path.name, [f"{why}: {error}"]) from error


@door.plain_arguments
def verify(folder: Path | None = None) -> list[str]:
    """Every problem of a folder of data; none when it is whole.

    Each table is read by its descriptor: types, keys, vocabularies, countries, references. Its file
    must have the hash that datapackage.json holds, where there is one.
    """
    if folder is not None and not door.path(folder, "folder").is_dir():
        raise CakitError(f"{folder} is no folder: name the one with region.json")
    catalog = current() if folder is None else Catalog(Path(folder))
    outlines = (catalog.folder / "geo").is_dir()
    region = told("region.json", lambda: catalog.region)[1]
    problems = [*(_region(catalog.folder) if outlines else region), *tables_of(catalog)]
    problems += [
        f"{path.name}: has no descriptor {path.stem}.json beside it, so it is no table"
        for path in sorted(catalog.folder.glob("*.csv"))
        if not os.path.lexists(path.with_suffix(".json"))
    ]
    try:
        kept = _kept(catalog.folder)
    except CakitError as error:
        return [*problems, str(error)]
    problems += [
        f"{path.name}: changed since datapackage.json was written: its hash is another one"
        for path in sorted(catalog.folder.glob("*.csv"))
        if kept and path.stem in catalog.names and kept.get(path.stem) != hash_of(path)
    ]
    problems += [
        f"datapackage.json: no table {name!r}" for name in sorted(set(kept) - set(catalog.names))
    ]
    return problems
