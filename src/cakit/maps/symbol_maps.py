"""Point symbols: what lies where, by kind. Places that lie together are moved apart."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cakit.catalog import REGION
from cakit.catalog import label as vocabulary_label
from cakit.errors import CakitError
from cakit.figures import theme
from cakit.figures.text import listed, wrapped
from cakit.maps.basemaps import (
    LEASE,
    LEGEND,
    NAME,
    OWN,
    SMALL,
    basemap,
    corners,
    limits,
    neighbour_names,
    say,
    sheet,
    state_names,
)
from cakit.maps.outlines import place
from cakit.maps.words import Box, Point, Room, apart, around, finish, middle, ring
from cakit.plots.parts import refuse_empty

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from cakit.figures import Chart

COLOURS = ("#12307F", "#BB5D31", "#0B6E6E", "#A65CBE", "#3A2A0C", "#74787A", "#8C1D40", "#5B7A00")
LOOKS = tuple(zip("os^DPvX*", COLOURS, strict=True))  # shape and colour of each kind
SURE = ("published", "site", "exact")  # what a column of precision says of an exact position
MOST = 80  # places
LISTED = 14  # names in a list before "and … more"
MARK = 8.0  # points: a symbol


@dataclass
class Spot:
    """One row on the map: its name and kind, its true place, and where its symbol stands."""

    name: str
    kind: str
    sure: bool
    true: Point
    at: Point
    words: str = ""  # the name or a number
    box: Box | None = None  # of the words
    is_led: bool = False


def symbols(
    frame: pd.DataFrame,
    kind: str,
    name: str,
    label: str,
    lon: str = "lon",
    lat: str = "lat",
    precision: str = "",
    said: Mapping[str, str] | None = None,
    title: str = "",
    finding: str = "",
    note: str = "",
) -> Chart:
    """Draw what lies where: a symbol a row, its shape and colour by kind, its name beside it.

    Names without room are numbered and listed below the map, as are rows without a position.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row for each thing, at most eighty with a position.
    kind, name : str
        The columns of kinds (at most eight) and of names.
    label : str
        What the rows are, in the plural.
    lon, lat : str
        The columns of positions, WGS 84 degrees.
    precision : str, optional
        A column that says how good the position is; all but "published", "site" and "exact" are
        drawn hollow.
    said : mapping, optional
        Kind → words for it.
    title, finding, note : str
        Title and finding, where the computed ones do not fit; what else a reader has to know.

    Returns
    -------
    Chart

    Raises
    ------
    CakitError
        When no row lies on the map, for more than eight kinds, or for more than eighty places.

    Examples
    --------
    >>> import cakit as ck
    >>> sites = ck.load("mineral_sites")
    >>> symbols(sites, "site_type", "name", "Sites", precision="coordinate_basis").finding
    'Sites: 23 of 50 have a position on the map; mine 13, plant 5, ...'
    """
    refuse_empty(frame, kind, name, lon, lat, precision or "")
    places = _places(frame, kind, name, lon, lat, said or {})
    places["sure"] = frame[precision].isin(SURE) if precision else True
    room = Room(limits("region"))
    spots, outside, lost = _spots(places, room)
    counts: dict[str, int] = {}
    for spot in sorted(spots, key=lambda spot: spot.kind):
        counts[spot.kind] = counts.get(spot.kind, 0) + 1
    kinds = sorted(counts, key=lambda word: -counts[word])
    if len(kinds) > len(LOOKS):
        raise CakitError(
            f"{len(kinds)} kinds in {kind!r}, but only {len(LOOKS)} symbols can be told apart. "
            "Group them before"
        )
    near = 1.15 * MARK / 72 * room.km  # kilometres within which two symbols would touch
    for spot, at in zip(spots, apart([spot.true for spot in spots], near), strict=True):
        spot.at = at
    keys = [*kinds, *(["hollow: place is rough"] if not all(s.sure for s in spots) else [])]
    room.taken += corners(room, LEASE.get("words", "disputed (lines of 0000)"), lines=2)
    room.taken += [_key_box(keys, room), *(box for *_, box in neighbour_names(room))]
    room.taken += [around(spot.at, (near, near)) for spot in spots]
    names = _state_names(room)
    numbered = _name(spots, room, near)
    below = [",  ".join(numbered), _list(outside, "Outside this map")]
    below = [*below, _list(lost, "Without a position")]
    lines = [part for line in below for part in wrapped(line, 7.7, SMALL)]
    notes = [note, _precisions(frame, precision, lon) if precision else ""]
    if any(spot.at != spot.true for spot in spots):
        notes.append("Symbols that would touch are moved; a line leads to the place.")
    with theme.style():
        figure, ax = sheet(room.bounds, below=len(lines) * 0.16 + 0.06 * bool(lines))
        basemap(ax, names=False)
        for word, at in names:
            say(ax, at, word, OWN, size=NAME, weight="bold")
        _draw(ax, spots, dict(zip(kinds, LOOKS, strict=False)), keys)
        if lines:
            ax.set_xlabel("\n".join(lines), size=SMALL, loc="left", linespacing=1.25, labelpad=3)
            ax.xaxis.label.set_visible(True)
            ax.set_anchor("N")
    each = (f"{word}: {listed(s.name for s in spots if s.kind == word)}." for word in kinds)
    alt = " ".join([f"{label}: map of the region with symbols.", *each, *below[1:]]).strip()
    sums = listed(f"{word} {counts[word]}" for word in kinds)
    told = f"{label}: {len(spots)} of {len(frame)} have a position on the map; {sums}."
    title_here = f"{label} in {REGION['name']}"
    return finish(
        figure, frame, title, title_here, finding or told, " ".join(filter(None, notes)), alt
    )


def _places(
    frame: pd.DataFrame, kind: str, name: str, lon: str, lat: str, said: Mapping[str, str]
) -> pd.DataFrame:
    """Name, kind in words and position of every row; an error for impossible degrees."""
    codes = frame[kind].astype("object").where(frame[kind].notna(), "kind not said").map(str)
    places = frame[[lon, lat]].astype("float64").set_axis(["lon", "lat"], axis=1)
    places["name"] = frame[name].map(str)
    places["kind"] = [said.get(code) or _words(kind, code) for code in codes]
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
    points = [place(lon, lat) for lon, lat in zip(known["lon"], known["lat"], strict=True)]
    is_on = [room.holds((*at, *at), edge=20) for at in points]
    spots = [
        Spot(row.name, row.kind, row.sure, at, at)
        for row, at, on in zip(known.itertuples(), points, is_on, strict=True)
        if on
    ]
    outside = [name for name, on in zip(known["name"], is_on, strict=True) if not on]
    lost = list(places["name"].drop(known.index))
    if not 0 < len(spots) <= MOST:
        raise CakitError(
            f"{len(spots)} of {len(places)} rows lie on the map ({len(outside)} outside, "
            f"{len(lost)} without a position): it draws one to {MOST}"
        )
    return spots, outside, lost


def _state_names(room: Room) -> list[tuple[str, Point]]:
    """The names of the states, as near to their usual place as the symbols allow."""
    found = []
    for _, name, at in state_names(room.bounds):
        size = room.size(name, NAME, "bold")
        rings = (box for far in range(40, 241, 40) for box in ring(at, size, 16, far))
        box = room.first_free([around(at, size), *rings]) or around(at, size)
        found.append((name, middle(box)))
    return found


def _name(spots: list[Spot], room: Room, near: float) -> list[str]:
    """Give every symbol its name where it fits, else a number; the names of the numbers."""

    def crowd(spot: Spot) -> int:
        return sum(math.dist(spot.at, other.at) < 2.2 * near for other in spots)

    numbered: list[str] = []
    for spot in sorted(spots, key=crowd, reverse=True):
        words = "\n".join(textwrap.wrap(spot.name, 26, max_lines=2, placeholder=" …"))
        if crowd(spot) < 6 and _fits(spot, words, room, near):
            continue
        numbered.append(f"{len(numbered) + 1} {spot.name}")
        if not _fits(spot, str(len(numbered)), room, near, furthest=8):
            raise CakitError(f"{len(spots)} places lie too close to be told apart: draw fewer")
    return numbered


def _fits(spot: Spot, words: str, room: Room, near: float, furthest: int = 3) -> bool:
    """Whether words find a free place beside the symbol, or further away with a line."""
    wide, high = room.size(words, SMALL)
    beside = list(ring(spot.at, (wide + 8, high), 8, near * 0.58))
    further = [
        box
        for far in range(1, furthest + 1)
        for box in ring(spot.at, (wide + 8, high), 16, near * (far + 0.3))
    ]
    spot.box = room.first_free([*beside, *further], edge=12)
    spot.words, spot.is_led = words, spot.box not in beside
    return spot.box is not None


def _key_box(keys: list[str], room: Room) -> Box:
    _, _, east, _ = room.bounds
    wide = max(room.size(_short(line), SMALL)[0] for line in keys) + 0.45 * room.km
    south = room.bounds[1]
    return east - wide, south, east, south + (len(keys) * SMALL * 1.45 + 14) / 72 * room.km


def _short(kind: str) -> str:
    return textwrap.shorten(kind, 26, placeholder=" …")


def _draw(ax: Axes, spots: list[Spot], looks: dict[str, tuple[str, str]], keys: list[str]) -> None:
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
        _mark(ax, spot.at, looks[spot.kind], spot.sure)
    nowhere = (math.nan, math.nan)
    marks = [_mark(ax, nowhere, looks.get(key, ("o", theme.INK)), key in looks) for key in keys]
    look = LEGEND | {"handlelength": 1.2, "handletextpad": 0.4, "labelspacing": 0.35}
    ax.legend(marks, [_short(key) for key in keys], loc="lower right", **look)


def _mark(ax: Axes, at: Point, look: tuple[str, str], sure: bool) -> Any:
    shape, colour = look
    fill, edge, wide = (colour, "white", 0.6) if sure else ("white", colour, 1.6)
    size = (MARK * (1.25 if shape in "*PX" else 1)) ** 2
    return ax.scatter(*at, size, fill, marker=shape, edgecolors=edge, linewidths=wide, zorder=7)


def _list(names: list[str], head: str) -> str:
    more = len(names) - LISTED
    shown = [*names[:LISTED], f"{more} more"] if more > 1 else names
    return f"{head}: {listed(shown)}." if names else ""


def _precisions(frame: pd.DataFrame, precision: str, lon: str) -> str:
    counts = frame.loc[frame[lon].notna(), precision].fillna("not said").value_counts()
    each = (f"{count} {str(code).replace('_', ' ')}" for code, count in counts.sort_index().items())
    return f"How the positions are known: {listed(each)}."
