"""Point symbols: what lies where, by kind. Places that lie together are moved apart."""

from __future__ import annotations

import math
import textwrap
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from cakit.catalog import REGION
from cakit.catalog import label as vocabulary_label
from cakit.catalog.csvfile import printable
from cakit.door import plain_arguments
from cakit.errors import CakitError
from cakit.figures import Chart, theme
from cakit.figures.text import listed, wrapped
from cakit.maps import basemaps
from cakit.maps import words as mapped
from cakit.maps.basemaps import LEGEND, NAME, OWN, SMALL, say
from cakit.maps.outlines import project
from cakit.maps.words import Box, Point, Room, around, middle, ring, some

COLOURS = ("#12307F", "#BB5D31", "#0B6E6E", "#A65CBE", "#3A2A0C", "#74787A", "#8C1D40", "#5B7A00")
LOOKS = tuple(zip("os^DPvX*", COLOURS, strict=True))  # shape and colour of each kind
MOST = 80  # places
MARK = 8.0  # points: a symbol


@dataclass
class Spot:
    """One row on the map: its name and kind, its true place, and where its symbol stands."""

    name: str
    kind: str
    true: Point
    at: Point
    words: str = ""  # the name or a number
    box: Box | None = None  # of the words
    is_led: bool = False


@plain_arguments
def symbols(
    frame: pd.DataFrame, kind: str, name: str, label: str, title: str = "", note: str = ""
) -> Chart:
    """Draw what lies where: a symbol a row, its shape and colour by kind, its name beside it.

    Names without room are numbered and listed below the map, as are rows without a position.

    Parameters
    ----------
    frame : frame of any engine
        One row for each thing, at most eighty with a position: `lon` and `lat`, in degrees of
        WGS 84.
    kind, name : str
        The columns of kinds (at most eight) and of names.
    label : str
        What the rows are, in the plural.
    title, note : str
        In place of the computed title; what else a reader has to know.

    Raises
    ------
    CakitError
        When no row lies on the map, for more than eight kinds, or for more than eighty places.

    Examples
    --------
    >>> import cakit as ck
    >>> sites = ck.load("mineral_sites")
    >>> symbols(sites, "site_type", "name", "Sites").finding
    'Sites: 23 of 50 have a position on the map; mine 13, plant 5, ...'
    """
    mapped.check_words(label, title=title, note=note)
    frame = mapped.given(frame, ("lon", "lat"), (kind, name))
    room = Room(basemaps.limits("region"))
    spots, outside, lost = _spots(_places(frame, kind, name), room)
    counts = Counter(sorted(spot.kind for spot in spots))
    kinds = [word for word, _ in counts.most_common()]
    if len(kinds) > len(LOOKS):
        raise CakitError(
            f"{len(kinds)} kinds in {kind!r}, but only {len(LOOKS)} symbols can be told apart. "
            "Group them before"
        )
    near = 1.15 * MARK / 72 * room.km  # kilometres within which two symbols would touch
    for spot, at in zip(spots, apart([spot.true for spot in spots], near), strict=True):
        spot.at = at
    names, numbered = _words_placed(spots, kinds, room, near)
    below = [",  ".join(numbered)]
    below += [f"Outside this map: {some(outside)}."] if outside else []
    below += [f"Without a position: {some(lost)}."] if lost else []
    if any(spot.at != spot.true for spot in spots):
        note = f"{note} Symbols that would touch are moved; a line leads to the place.".strip()
    lines = [part for line in below for part in wrapped(line, 7.7, SMALL)]
    with theme.style():
        figure, ax = basemaps.sheet(room.bounds, below=len(lines) * 0.16 + 0.06 * bool(lines))
        basemaps.basemap(ax, names=False)
        for word, box in names:
            say(ax, middle(box), word, OWN, size=NAME, weight="bold")
        _draw(ax, spots, dict(zip(kinds, LOOKS, strict=False)))
        if lines:
            ax.set_xlabel("\n".join(lines), size=SMALL, loc="left", linespacing=1.25, labelpad=3)
            ax.xaxis.label.set_visible(True)
            ax.set_anchor("N")
    each = [f"{word}: {listed(s.name for s in spots if s.kind == word)}." for word in kinds]
    alt = " ".join([f"{label}: map of the region with symbols.", *each, *below[1:]]).strip()
    sums = listed(f"{word} {counts[word]}" for word in kinds)
    finding = f"{label}: {len(spots)} of {len(frame)} have a position on the map; {sums}."
    return mapped.finish(figure, frame, title, f"{label} in {REGION['name']}", finding, note, alt)


def _places(frame: pd.DataFrame, kind: str, name: str) -> pd.DataFrame:
    """Name, kind in words and position of every row; an error for impossible degrees."""
    codes = frame[kind].astype("object").where(frame[kind].notna(), "kind not said").map(str)
    words = {code: printable(_words(kind, code), 60) for code in codes.unique()}
    names = frame[name].astype("object").where(frame[name].notna(), "without a name")
    places = frame[["lon", "lat"]].assign(kind=codes.map(words))
    places["name"] = [printable(each, 120) for each in names]
    wrong = places[(places["lon"].abs() > 180) | (places["lat"].abs() > 90)]
    if len(wrong):
        raise CakitError(f"{wrong['name'].iloc[0]}: its position is no longitude and latitude")
    return places


def _words(column: str, code: str) -> str:
    """The words for a kind: of the vocabulary that its column is named after, or its own."""
    try:
        return vocabulary_label(column, code)
    except CakitError:
        return code.replace("_", " ")


def _spots(places: pd.DataFrame, room: Room) -> tuple[list[Spot], list[str], list[str]]:
    """The rows on the map, the names of those outside it, and of those without a position."""
    known = places.dropna(subset=["lon", "lat"])
    spots, outside = [], []
    for row, x, y in zip(known.itertuples(), *project(known["lon"], known["lat"]), strict=True):
        at = float(x), float(y)
        if room.holds((*at, *at), edge=0.045):
            spots.append(Spot(row.name, row.kind, at, at))
        else:
            outside.append(row.name)
    lost = list(places["name"].drop(known.index))
    if not 0 < len(spots) <= MOST:
        raise CakitError(
            f"{len(spots)} of {len(places)} rows lie on the map ({len(outside)} outside, "
            f"{len(lost)} without a position): it draws one to {MOST}"
        )
    return spots, outside, lost


def apart(points: list[Point], near: float) -> list[Point]:
    """Move points that lie together until none is nearer, each as little as that takes.

    Examples
    --------
    >>> apart([(0.0, 0.0), (500.0, 0.0)], near=50)
    [(0.0, 0.0), (500.0, 0.0)]
    >>> (x, y), (other_x, other_y) = apart([(0.0, 0.0), (10.0, 0.0)], near=50)
    >>> 45 < math.dist((x, y), (other_x, other_y)) < 55
    True
    """
    true = np.array(points)
    turn = np.arange(len(points)) * 2.399963  # golden angle: one place, all directions
    at = true + np.column_stack([np.cos(turn), np.sin(turn)]) * near / 19
    for _ in range(120):
        between = at[:, None] - at[None]
        far = np.hypot(between[..., 0], between[..., 1])
        np.fill_diagonal(far, np.inf)
        if far.min() >= near * 0.99:
            break
        push = np.clip(near * 1.02 - far, 0, None) / 2
        at += (between / np.maximum(far, 1e-6)[..., None] * push[..., None] * 0.7).sum(axis=1)
    moved = np.hypot(*(at - true).T) > near / 9
    return [
        (float(x), float(y)) if is_moved else point
        for point, (x, y), is_moved in zip(points, at, moved, strict=True)
    ]


def _words_placed(
    spots: list[Spot], kinds: list[str], room: Room, near: float
) -> tuple[list[tuple[str, Box]], list[str]]:
    """Where the names of states stand; every symbol gets its name where it fits, else a number."""
    _, south, east, _ = room.bounds
    wide = max(room.size(_short(kind), SMALL)[0] for kind in kinds) + 0.45 * room.km
    key = (east - wide, south, east, south + (len(kinds) * SMALL * 1.45 + 14) / 72 * room.km)
    room.taken += basemaps.corners(room, basemaps.LEASE or "disputed (lines of 0000)", lines=2)
    room.taken += [key, *(box for _, box, _ in basemaps.neighbour_names(room))]
    room.taken += [around(spot.at, (near, near)) for spot in spots]
    states = []
    for _, name, at in basemaps.state_names(room.bounds):
        size = room.size(name, NAME, weight="bold")
        rings = (box for step in range(1, 7) for box in ring(at, size, 16, step * 0.09 * room.km))
        box = room.first_free([around(at, size), *rings]) or around(at, size)
        states.append((name, box))
    crowd = {id(a): sum(math.dist(a.at, b.at) < 2.2 * near for b in spots) for a in spots}
    numbered: list[str] = []
    for spot in sorted(spots, key=lambda spot: -crowd[id(spot)]):
        words = "\n".join(textwrap.wrap(spot.name, 26, max_lines=2, placeholder=" …"))
        if crowd[id(spot)] < 6 and _fits(spot, words, room, near):
            continue
        numbered.append(f"{len(numbered) + 1} {spot.name}")
        if not _fits(spot, str(len(numbered)), room, near, furthest=8):
            raise CakitError(f"{len(spots)} places lie too close to be told apart: draw fewer")
    return states, numbered


def _fits(spot: Spot, words: str, room: Room, near: float, furthest: int = 3) -> bool:
    """Whether words find a free place beside the symbol, or further away with a line."""
    wide, high = room.size(words, SMALL)
    size = (wide + 0.018 * room.km, high)
    beside = list(ring(spot.at, size, 8, near * 0.58))
    further = (ring(spot.at, size, 16, near * (far + 1.3)) for far in range(furthest))
    spot.box = room.first_free([*beside, *(box for boxes in further for box in boxes)], edge=0.027)
    spot.words, spot.is_led = words, spot.box not in beside
    return spot.box is not None


def _short(kind: str) -> str:
    return textwrap.shorten(kind, 26, placeholder=" …")


def _draw(ax: Axes, spots: list[Spot], looks: dict[str, tuple[str, str]]) -> None:
    line: Any = {"color": theme.INK, "linewidth": 0.7, "solid_capstyle": "butt"}
    for spot in spots:
        if spot.at != spot.true:
            ax.plot(*zip(spot.true, spot.at, strict=True), **line, zorder=5)
            ax.plot(*spot.true, marker=".", markersize=3.5, color=theme.INK, zorder=6)
        if spot.box and spot.is_led:
            west, south, east, north = spot.box
            end = (min(max(spot.at[0], west), east), min(max(spot.at[1], south), north))
            ax.plot(*zip(spot.at, end, strict=True), **line, alpha=0.6, zorder=4.5)
        if spot.box:
            weight = "bold" if spot.words.isdigit() else "normal"
            say(ax, middle(spot.box), spot.words, "white", size=SMALL, weight=weight, zorder=8)
        _mark(ax, spot.at, *looks[spot.kind])
    marks = [_mark(ax, (math.nan, math.nan), *look) for look in looks.values()]
    look = LEGEND | {"handlelength": 1.2, "handletextpad": 0.4, "labelspacing": 0.35}
    ax.legend(marks, [_short(kind) for kind in looks], loc="lower right", **look)


def _mark(ax: Axes, at: Point, shape: str, colour: str) -> Any:
    edge: Any = {"edgecolors": "white", "linewidths": 0.6, "zorder": 7}
    size = (MARK * (1.25 if shape in "*PX" else 1)) ** 2
    return ax.scatter(*at, size, colour, marker=shape, **edge)
