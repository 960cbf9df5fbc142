"""The outlines in `data/geo`: the layers, their features, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cakit.catalog.csvfile import bytes_of, first_problems, json_of, printable, words
from cakit.errors import InvalidData

DEPTH = {"Point": 0, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
LEAST = {"Point": 1, "LineString": 2, "MultiLineString": 2, "Polygon": 4, "MultiPolygon": 4}
AREAS, LINES, POINTS = ("Polygon", "MultiPolygon"), ("LineString", "MultiLineString"), ("Point",)
SHAPES = {"rivers": LINES, "places": POINTS, "world": POINTS}  # of a layer; all others are areas
KINDS: dict[str, Any] = {"text": str, "whole number": int, "number": (int, float)}
REQUIRED = ("states", "world")


def layers(folder: Path) -> dict[str, dict[str, Any]]:
    """Layer → its file and the source of its outlines, as `geo/layers.json` says.

    A region may leave out all layers but "states" and "world": they are not drawn then.
    """
    rows = _list(folder / "geo" / "layers.json", "layers")
    found = {str(row.get("layer")): row for row in rows if isinstance(row, dict)}
    problems = [f"layer {name!r} is missing" for name in REQUIRED if name not in found]
    for name in sorted(set(found) & set(words()["layers"])):
        texts = [found[name].get(key) for key in ("file", "source_id")]
        if not all(isinstance(text, str) and text for text in texts):
            problems.append(f"layer {name!r}: it needs a file and a source_id")
        elif Path(str(texts[0])).name != texts[0]:
            problems.append(f"layer {name!r}: {printable(texts[0])} is no file of this folder")
    if problems:
        raise InvalidData("geo/layers.json", problems)
    return {name: row for name, row in found.items() if name in words()["layers"]}


def features(folder: Path, layer: str) -> list[dict[str, Any]]:
    """The features of a layer, in degrees; `InvalidData` with every problem."""
    about = layers(folder).get(layer)
    if about is None:
        return []
    path = folder / "geo" / about["file"]
    rows = _list(path, "features")
    problems = [
        f"feature {number}: {why}"
        for number, row in enumerate(rows, start=1)
        for why in _problems(row, layer)
    ]
    if not problems and layer in REQUIRED:
        codes = [row["properties"]["iso3"] for row in rows]
        twice = sorted({code for code in codes if codes.count(code) > 1})
        problems = [f"two features have the iso3 {printable(code)}" for code in twice]
    if problems:
        raise InvalidData(f"geo/{path.name}", first_problems(problems))
    return rows


def _list(path: Path, key: str) -> list[Any]:
    """The list of features, or of layers, that a JSON file holds."""
    name = f"geo/{path.name}"
    raw = json_of(bytes_of(path), name)
    rows = raw.get(key) if isinstance(raw, dict) else None
    if not isinstance(rows, list) or not rows:
        raise InvalidData(name, [f"has no list {key!r}, or an empty one"])
    return rows


def _problems(row: Any, layer: str) -> Iterator[str]:
    about = row.get("properties") if isinstance(row, dict) else None
    if not isinstance(about, dict):
        yield "has no properties"
        return
    for name, kind in words()["layers"][layer].items():
        value = about.get(name)
        if not isinstance(value, KINDS[kind]) or value == "" or isinstance(value, bool):
            yield f"{name!r} is {printable(value)}, not a {kind}"
    shape, shapes = row.get("geometry"), SHAPES.get(layer, AREAS)
    if not isinstance(shape, dict) or shape.get("type") not in shapes:
        yield f"its 'geometry' has no 'type' {' or '.join(shapes)}"
        return
    try:
        yield from {why for part in parts(shape) for ring in part for why in _ring(ring, shape)}
    except (KeyError, ValueError, TypeError, IndexError, OverflowError):
        yield "its coordinates are no pairs of numbers"


def _ring(ring: Any, shape: dict[str, Any]) -> Iterator[str]:
    least = LEAST[shape["type"]]
    if len(ring) < least:
        yield f"it has a line of {len(ring)} points; at least {least} are needed"
    elif not ((abs(ring[:, 0]) <= 180) & (abs(ring[:, 1]) <= 90)).all():
        yield "its coordinates are not longitude and latitude in degrees"


def parts(shape: dict[str, Any]) -> list[list[Any]]:
    """A geometry as polygons, each its rings; a line or a point is a polygon of one ring."""
    import numpy as np

    nested = shape["coordinates"]
    for _ in range(DEPTH[shape["type"]], 3):
        nested = [nested]
    if not nested or not all(nested):
        raise ValueError("no coordinates")
    return [[np.array([at[:2] for at in ring], float) for ring in part] for part in nested]
