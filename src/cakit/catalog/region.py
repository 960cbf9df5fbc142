"""What region.json may say: the keys, their kinds, and what holds where a key is left out."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from typing import Any

from cakit.catalog.csvfile import json_of, printable, words
from cakit.errors import InvalidData, nearest

CODE = re.compile(r"[A-Z]{3}")
COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


def _text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= 500


def _numbers(value: Any, count: int) -> bool:
    return isinstance(value, list) and len(value) == count and all(map(_number, value))


def _number(value: Any) -> bool:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return is_number and abs(value) < 1e6 and math.isfinite(value)


def _box(value: Any) -> bool:
    return _numbers(value, 4) and value[0] < value[2] and value[1] < value[3]


def _degrees(lon: Any, lat: Any) -> bool:
    return _numbers([lon, lat], 2) and abs(lon) <= 180 and abs(lat) <= 90


def _states(value: Any) -> bool:
    is_list = isinstance(value, list) and 0 < len(value) <= 100
    is_code = is_list and all(isinstance(code, str) and CODE.fullmatch(code) for code in value)
    return is_code and len(set(value)) == len(value)


def _mapping(holds: Callable[[str, Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, dict) and all(holds(*pair) for pair in value.items())


def _extent(name: str, value: Any) -> bool:
    names = value.get("names", []) if isinstance(value, dict) else None
    labels = isinstance(names, list) and all(
        isinstance(one, list) and len(one) == 5 and _text(one[0]) and _degrees(*one[1:3])
        and _numbers(one[3:], 2)
        for one in names
    )  # fmt: skip
    return labels and _box(value.get("box"))


def _sea(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 3 and _text(value[0]) and _degrees(*value[1:])


def centre(projection: Any) -> tuple[float, float] | None:
    """The longitude and latitude in the middle of a projection; none for one that is not ours.

    Examples
    --------
    >>> centre("+proj=laea +lat_0=46 +lon_0=65 +datum=WGS84 +units=km +no_defs")
    (65.0, 46.0)
    >>> centre("+proj=merc")
    """
    said = dict(re.findall(r"\+(\w+)=(\S+)", projection)) if isinstance(projection, str) else {}
    try:
        lon, lat = float(said["lon_0"]), float(said["lat_0"])
    except (KeyError, ValueError):
        return None
    ours = said.get("proj") == "laea" and said.get("units") == "km" and _degrees(lon, lat)
    return (lon, lat) if ours and abs(lat) < 89 and not {"x_0", "y_0"} & set(said) else None


def kilometres(lon: Any, lat: Any, middle: tuple[float, float]) -> tuple[Any, Any]:
    """Degrees as kilometres from the middle, in Lambert's azimuthal equal-area projection.

    On the ellipsoid, as PROJ computes it: Snyder, Map Projections (USGS, 1987), pages 187-188.
    """
    import numpy as np

    lon, lat, (lon0, lat0) = np.radians(lon), np.radians(lat), np.radians(middle)
    radius, flat = 6378.137, 1 / 298.257223563
    squared = flat * (2 - flat)

    def authalic(angle: Any) -> Any:
        root, sine = np.sqrt(squared), np.sin(angle)
        through = np.log((1 - root * sine) / (1 + root * sine)) / (2 * root)
        return (1 - squared) * (sine / (1 - squared * sine**2) - through)

    pole = authalic(np.pi / 2)
    beta, beta0 = (np.arcsin(np.clip(authalic(each) / pole, -1, 1)) for each in (lat, lat0))
    sphere, turn = radius * np.sqrt(pole / 2), lon - lon0
    wide = radius * np.cos(lat0) / np.sqrt(1 - squared * np.sin(lat0) ** 2)
    wide /= sphere * np.cos(beta0)
    near = np.sin(beta0) * np.sin(beta) + np.cos(beta0) * np.cos(beta) * np.cos(turn)
    scale = sphere * np.sqrt(2 / np.maximum(1 + near, 1e-12))  # the far side of the globe is finite
    north = np.cos(beta0) * np.sin(beta) - np.sin(beta0) * np.cos(beta) * np.cos(turn)
    return scale * wide * np.cos(beta) * np.sin(turn), scale / wide * north


RULES: dict[str, Callable[[Any], bool]] = {
    "name": lambda value: _text(value) and bool(value.strip()),
    "states": _states,
    "first_year": lambda value: _number(value) and 1900 < value < 2100,
    "projection": lambda value: centre(value) is not None,
    "frame": lambda value: _box(value) and value[0] < 0 < value[2] and value[1] < 0 < value[3],
    "reach": _text,
    "map_note": _text,
    "boundary_note": _text,
    "events": _mapping(lambda year, words: year.isdigit() and _text(words)),
    "extents": _mapping(_extent),
    "colours": _mapping(lambda _, one: isinstance(one, str) and bool(COLOUR.fullmatch(one))),
    "capital_labels": _mapping(lambda _, one: _numbers(one, 2)),
    "lease": lambda value: value == {} or (isinstance(value, dict) and _text(value.get("words"))),
    "waters": lambda value: isinstance(value, list) and all(map(_sea, value)),
}


def region_of(content: bytes) -> dict[str, Any]:
    """A region from the bytes of its file; `InvalidData` with everything that is wrong.

    Examples
    --------
    >>> region_of(b'{"name": "Toyland"}')
    Traceback (most recent call last):
    ...
    cakit.errors.InvalidData: region.json: 4 problems
      - 'states' is missing: a list of codes of three capital letters, each once...
    """
    raw = json_of(content, "region.json")
    if not isinstance(raw, dict):
        raise InvalidData(
            "region.json", ['does not describe a region: it must begin with {"name": ...']
        )
    found = list(_problems(raw))
    if found:
        raise InvalidData("region.json", found)
    defaults = words()["region_defaults"]
    return {**defaults, **raw, "colours": {**defaults["colours"], **raw.get("colours", {})}}


def _problems(raw: dict[str, Any]) -> Iterator[str]:
    for key, right in words()["region"].items():
        if key not in raw:
            if key not in words()["region_defaults"]:
                yield f"{key!r} is missing: {right}"
        elif not RULES[key](raw[key]):
            yield f"{key!r} is {printable(raw[key])}; right would be {right}"
    for key in sorted(set(raw) - set(RULES)):
        if "Nearest" in nearest(key, RULES) and len(key) > 3:
            yield f"no key {printable(key)!r}. {nearest(key, RULES)}"
