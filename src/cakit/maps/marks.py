"""Symbols on the map: what lies where, by kind; places that lie together are fanned out."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cakit import figure
from cakit.catalog import label as vocabulary_label
from cakit.errors import CakitError
from cakit.geometry import FRAME, layers, project
from cakit.maps import ground, labels, room
from cakit.maps.labels import MARK, NEAR, SIZE, Spot
from cakit.maps.room import Box

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from cakit.figure import Chart

LOOKS = (("o", "#12307F"), ("s", "#BB5D31"), ("^", "#0B6E6E"), ("D", "#A65CBE"), ("P", "#3A2A0C"), ("v", "#74787A"),
         ("X", "#8C1D40"), ("*", "#5B7A00"))  # fmt: skip
SURE = ("published", "site", "exact")  # what a column of precision says of a position that is its own
MOST = 80
LISTED = 14  # names in a list before "and … more"
LINES = 110  # signs in a line under the map


def symbols(
    frame: pd.DataFrame,
    kind: str,
    name: str,
    label: str,
    lon: str = "lon",
    lat: str = "lat",
    precision: str = "",
    said: Mapping[str, str] | None = None,
    sentence: str = "",
    note: str = "",
) -> Chart:
    """What lies where: a symbol a row, its shape and colour by kind, its name beside it or in the list below.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a thing. Rows without a position, or outside the map, are listed below it.
    kind, name : str
        The columns of kinds (at most eight) and of names.
    label : str
        What the rows are, in the plural; begins the sentence.
    lon, lat : str
        The columns of positions, WGS 84 degrees.
    precision : str, optional
        A column that says how good the position is; everything but "published", "site" or "exact" is drawn hollow.
    said : mapping, optional
        Kind → words for it.
    sentence, note : str
        The finding, where the computed one is not the finding; what else a reader has to know.

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
    >>> print(symbols(sites, "site_type", "name", "Mineral sites", precision="coordinate_basis").sentence)
    Mineral sites: 23 of 50 have a position on the map, 14 of them in Kazakhstan; mine 13, plant 5, ...
    """
    import matplotlib

    figure.drawable(frame, kind, name, lon, lat, *([precision] if precision else []))
    spots, outside, lost = _sorted_out(frame, kind, name, lon, lat, precision, said or {})
    kinds = list(dict.fromkeys(one.kind for one in sorted(spots, key=_by_count(spots))))
    if len(kinds) > len(LOOKS):
        raise CakitError(
            f"{len(kinds)} kinds in {kind!r}, but only {len(LOOKS)} symbols can be told apart. Group them before"
        )
    looks = dict(zip(kinds, LOOKS, strict=False))
    _fan_out(spots)
    taken = [*labels.written(), _legend_box(kinds, any(not one.sure for one in spots)), *(one.box for one in spots)]
    states = labels.place_names(taken)
    labels.write(spots, taken)
    below = _below(spots, outside, lost)
    made = sentence or _said(spots, len(frame), label, kinds)
    note = " ".join(
        filter(
            None,
            [note, _precision(frame, precision, lon), "Symbols that would touch are moved; a line leads to the place."],
        )
    )
    with matplotlib.rc_context(figure.STYLE):
        drawn, (axes,) = ground.sheet(made, frame, note, more=0.06 + len(below) * SIZE * 1.25 / 72 if below else 0.0)
        ground.base(axes, names=False, capitals=False)
        for words, spot in states.items():
            axes.text(*spot, words, size=10.5, weight="bold", ha="center", va="center", zorder=4)
        _draw(axes, spots, looks)
        _legend(axes, looks, any(not one.sure for one in spots))
        if below:
            axes.set_xlabel("\n".join(below), size=SIZE, loc="left", linespacing=1.25, labelpad=3)
            axes.set_anchor("N")
        alt = f"{label}: map of the region with symbols. " + " ".join(
            f"{one.capitalize()}: {figure.listed(spot.name for spot in spots if spot.kind == one)}." for one in kinds
        )
        alt += "".join(
            f" {line}" for line in (_list(outside, "Outside this map"), _list(lost, "Without a position")) if line
        )
        return figure.finish(drawn, frame, made, alt, note, boundaries=True)


def _by_count(spots: list[Spot]) -> Any:
    counts: dict[str, int] = {}
    for one in spots:
        counts[one.kind] = counts.get(one.kind, 0) + 1
    return lambda one: (-counts[one.kind], one.kind)


def _sorted_out(frame: pd.DataFrame, kind: str, name: str, lon: str, lat: str, precision: str,
                said: Mapping[str, str]) -> tuple[list[Spot], list[str], list[str]]:  # fmt: skip
    """The rows on the map, the names of those outside it, and of those without a position."""
    spots, outside = [], []
    known = frame[lon].notna() & frame[lat].notna()
    xs, ys = project(frame.loc[known, lon].astype("float64"), frame.loc[known, lat].astype("float64"))
    for (_, row), x, y in zip(frame[known].iterrows(), xs, ys, strict=True):
        if not (-180 <= row[lon] <= 180 and -90 <= row[lat] <= 90):
            raise CakitError(f"{row[name]}: {row[lon]:g}, {row[lat]:g} are no degrees of longitude and latitude")
        if not room.inside((x, y, x, y), FRAME, NEAR / 2):
            outside.append(str(row[name]))
            continue
        words = str(row[kind]) if row[kind] == row[kind] else "kind not said"
        words = said.get(words) or _word(kind, words)
        spots.append(
            Spot(
                str(row[name]),
                words,
                not precision or row[precision] in SURE,
                (float(x), float(y)),
                (float(x), float(y)),
            )
        )
    lost = [str(one) for one in frame.loc[~known, name]]
    if not spots:
        raise CakitError(
            f"nothing to draw: of {len(frame)} rows none lies on the map ({len(outside)} outside, {len(lost)} without a position)"
        )
    if len(spots) > MOST:
        raise CakitError(f"{len(spots)} places are too many to name on one map: filter to at most {MOST}")
    return spots, outside, lost


def _word(vocabulary: str, code: str) -> str:
    """The words for a kind: of the vocabulary that its column is named after, or its own."""
    try:
        return vocabulary_label(vocabulary, code)
    except CakitError:
        return code.replace("_", " ")


def _fan_out(spots: list[Spot]) -> None:
    """Push symbols apart until none touches another, each as little as that takes."""
    import numpy as np

    turn = np.arange(len(spots)) * 2.399963  # the golden angle: things in one place leave in all directions
    at = np.array([one.true for one in spots]) + np.column_stack([np.cos(turn), np.sin(turn)]) * 3
    for _ in range(120):
        apart = at[:, None] - at[None]
        far = np.hypot(apart[..., 0], apart[..., 1])
        np.fill_diagonal(far, np.inf)
        if far.min() >= NEAR * 0.99:
            break
        push = np.clip(NEAR * 1.02 - far, 0, None) / 2
        at = at + (apart / np.maximum(far, 1e-6)[..., None] * push[..., None] * 0.7).sum(axis=1)
    moved = np.hypot(*(at - [one.true for one in spots]).T) > 6
    for one, (x, y), away in zip(spots, at, moved, strict=True):
        one.at = (float(x), float(y)) if away else one.true


def _legend_lines(kinds: list[str], hollow: bool) -> list[str]:
    return [textwrap.shorten(one, 26, placeholder=" …") for one in kinds] + (
        ["hollow: place is rough"] if hollow else []
    )


def _legend_box(kinds: list[str], hollow: bool) -> Box:
    lines = _legend_lines(kinds, hollow)
    wide = max(room.words(line, SIZE)[0] for line in lines) + 34 / 72 * ground.KM
    high = (len(lines) * SIZE * 1.45 + 14) / 72 * ground.KM
    return (FRAME[2] - wide, FRAME[1], FRAME[2], FRAME[1] + high)


def _draw(axes: Axes, spots: list[Spot], looks: dict[str, tuple[str, str]]) -> None:
    from matplotlib.patheffects import withStroke

    line: dict[str, Any] = {"color": figure.INK, "linewidth": 0.7, "solid_capstyle": "butt"}
    for one in spots:
        shape, colour = looks[one.kind]
        if math.dist(one.at, one.true) > 5:
            axes.plot(*zip(one.true, one.at, strict=True), **line, zorder=5)
            axes.plot(*one.true, marker=".", markersize=3.5, color=figure.INK, linestyle="none", zorder=6)
        if one.lead:
            axes.plot(*zip(one.at, one.lead, strict=True), **line, alpha=0.6, zorder=4.5)
        axes.plot(*one.at, marker=shape, markersize=MARK * (1.25 if shape in "*PX" else 1), linestyle="none", zorder=7,
                  markerfacecolor=colour if one.sure else "white", markeredgecolor="white" if one.sure else colour,
                  markeredgewidth=0.6 if one.sure else 1.6)  # fmt: skip
        axes.text(*one.words, one.text, size=SIZE, ha="center", va="center", zorder=8, weight="bold" if one.number else "normal",
                  path_effects=[withStroke(linewidth=2.0, foreground="white")])  # fmt: skip


def _legend(axes: Axes, looks: dict[str, tuple[str, str]], hollow: bool) -> None:
    from matplotlib.lines import Line2D

    keys = [
        Line2D([], [], marker=shape, color=colour, linestyle="none", markersize=MARK, markeredgecolor="white")
        for shape, colour in looks.values()
    ]
    if hollow:
        keys.append(
            Line2D(
                [],
                [],
                marker="o",
                color=figure.INK,
                linestyle="none",
                markersize=MARK,
                markerfacecolor="white",
                markeredgewidth=1.6,
            )
        )
    axes.legend(keys, _legend_lines(list(looks), hollow), loc="lower right", fontsize=SIZE, framealpha=0.9, edgecolor="none",
                labelspacing=0.35, handlelength=1.2, handletextpad=0.4, borderpad=0.4, borderaxespad=0.2)  # fmt: skip


def _list(names: list[str], head: str) -> str:
    more = [f"{len(names) - LISTED} more"] if len(names) > LISTED + 1 else []
    return f"{head}: {figure.listed([*names[: LISTED if more else None], *more])}." if names else ""


def _below(spots: list[Spot], outside: list[str], lost: list[str]) -> list[str]:
    """The lines under the map: names for numbers, what is outside, what has no place."""
    numbered = sorted((one for one in spots if one.number), key=lambda one: one.number)
    lines = ["  ".join(f"{one.number} {one.name}," for one in numbered).rstrip(",")] if numbered else []
    lines += [line for line in (_list(outside, "Outside this map"), _list(lost, "Without a position")) if line]
    return [part for line in lines for part in textwrap.wrap(line, LINES, break_long_words=True)]


def _said(spots: list[Spot], count: int, label: str, kinds: list[str]) -> str:
    from shapely import Point

    states = {
        row.name: sum(row.geometry.distance(Point(one.true)) < 3 for one in spots) for row in layers().five.itertuples()
    }
    top = max(states, key=states.__getitem__)
    counts = figure.listed(f"{one} {sum(spot.kind == one for spot in spots)}" for one in kinds)
    where = f", {states[top]} of them in {top}" if states[top] else ""
    return f"{label}: {len(spots)} of {count} have a position on the map{where}; {counts}."


def _precision(frame: pd.DataFrame, precision: str, lon: str) -> str:
    if not precision:
        return ""
    counts = frame.loc[frame[lon].notna(), precision].fillna("not said").value_counts()
    listed = figure.listed(f"{count} {str(code).replace('_', ' ')}" for code, count in counts.sort_index().items())
    return f"How the positions are known: {listed}."
