"""Flows into the region: arrows as wide as what they carry, from where it comes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from cakit import figure, provenance
from cakit.catalog import ALL_STATES
from cakit.charts import parts
from cakit.errors import CakitError, need
from cakit.geometry import layers, place
from cakit.maps import ground, room, shades
from cakit.maps.edges import INWARD, SIZE, Stand, key
from cakit.maps.edges import stands as stands_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from cakit.figure import Chart

THICK, THIN = 17.0, 1.0  # points: the widest arrow, the thinnest that is seen


def _checked(frame: pd.DataFrame, value: str, origin: str, into: str | None) -> pd.DataFrame:
    """The rows to draw; an error for what a flow cannot be."""
    need(frame.columns, value, origin, *([into] if into else []), by="the map")
    keys = [origin, into] if into else [origin]
    if into:
        five = list(layers().five["iso3"])
        strangers = sorted(set(map(str, frame[into].dropna())) - set(five))
        if strangers:
            raise CakitError(f"flows lead into {ALL_STATES} only, not into {figure.listed(strangers)}. Valid: {', '.join(five)}. "
                             "For a total a supplier say into=None")  # fmt: skip
    rows = frame.dropna(subset=[value, *keys])
    twice = rows[rows.duplicated(keys)]
    if len(twice):
        pair = " to ".join(str(twice.iloc[0][key]) for key in keys)
        raise CakitError(f"several rows for {pair}: the map wants one row {'a pair' if into else 'a supplier'}. "
                         f"Sum before, for example frame.groupby({keys})[{value!r}].sum().reset_index()")  # fmt: skip
    if (rows[value] < 0).any():
        raise CakitError(f"a flow cannot be negative, {value!r} goes down to {rows[value].min():g}: draw changes as a chart")  # fmt: skip
    rows = rows[rows[value] > 0]
    if rows.empty:
        raise CakitError(f"nothing to draw: no row has {value!r} above zero. Look at the filter before")
    return rows


def flows(
    frame: pd.DataFrame,
    value: str,
    label: str,
    unit: str = "",
    origin: str = "supplier_iso3",
    into: str | None = "recipient_iso3",
    digits: int = 0,
    sentence: str = "",
    note: str = "",
) -> Chart:
    """Who sends how much into the region: arrows as wide as their value, from the frame's edge in their true direction.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a pair; with `into=None` one row a supplier.
    value : str
        The column that gives the width; it must add up over the rows.
    label : str
        What the value is, with its period; begins the sentence.
    unit : str
        Its unit.
    origin, into : str
        The columns of codes. `into=None` draws one arrow a supplier, to the border of the five.
    digits : int
        Decimals shown.
    sentence, note : str
        The finding, where the computed one is not the finding; what else a reader has to know.

    Returns
    -------
    Chart

    Raises
    ------
    CakitError
        For several rows of one pair, a recipient outside the five, a negative value, or nothing above zero.

    Examples
    --------
    >>> import cakit as ck
    >>> arms = ck.load("arms_transfers").query("2021 <= year <= 2025")
    >>> totals = arms.groupby("supplier_iso3", as_index=False)["tiv_million"].sum()
    >>> print(flows(totals, "tiv_million", "Deliveries, 2021–2025", "TIV million", into=None).sentence)
    Deliveries, 2021–2025 (TIV million): Russia 919 of 1,752 (52%), Türkiye 225, China 156, Italy 133, ...
    """
    import matplotlib

    rows = _checked(frame, value, origin, into)
    totals = rows.groupby(origin)[value].sum().sort_values(ascending=False, kind="stable")
    stands, left_out = stands_of(totals, digits)
    if not stands:
        raise CakitError(
            f"nothing to draw: {figure.listed(left_out)} have no place on the map; the codes are ISO 3166 alpha-3"
        )
    drawn_rows = rows[rows[origin].isin(list(stands))]
    scale = THICK / totals[list(stands)].max()
    said = sentence or _said(rows, totals, value, label, unit, into, digits)
    note = " ".join(filter(None, [note, _notes(totals, left_out, scale, unit, digits)]))
    with matplotlib.rc_context(figure.STYLE):
        drawn, (axes,) = ground.sheet(said, frame, note)
        ground.base(axes, names=False, capitals=False, around=False, key="right")
        for one in stands.values():
            axes.text(one.x, one.y, one.text, ha="center", va="center", size=SIZE, weight="bold", zorder=9,
                      bbox={"facecolor": "white", "alpha": 0.75, "linewidth": 0, "pad": 1})  # fmt: skip
        if into:
            _pairs(axes, drawn_rows, value, origin, into, stands, scale)
            _name_recipients(axes, rows.groupby(into)[value].sum().to_dict(), digits)
        else:
            _trunks(axes, totals, stands, scale, digits)
        key(axes, totals.max(), scale, unit)
        alt = _alt(rows, totals, stands, value, label, unit, origin, into, digits)
        return figure.finish(drawn, frame, said, alt, note, boundaries=True)


def _said(rows: Any, totals: pd.Series, value: str, label: str, unit: str, into: str | None, digits: int) -> str:
    basis = ", ".join(filter(None, [unit, provenance.edition_of(rows)]))
    whole, first = totals.sum(), totals.iloc[0]
    share = 100 * first / whole
    named = [
        f"{parts.named(totals.index[0])} {shades.written(first, '', digits)} of {shades.written(whole, '', digits)} ({parts.percent(share)})"
    ]
    named += [f"{parts.named(code)} {shades.written(total, '', digits)}" for code, total in totals.iloc[1:5].items()]
    rest = totals.iloc[5:]
    named += [f"{len(rest)} others {shades.written(rest.sum(), '', digits)} together"] if len(rest) else []
    said = f"{label}{f' ({basis})' if basis else ''}: {figure.listed(named)}"
    if into and len(rows) > 1:
        top = rows.loc[rows[value].idxmax()]
        origin = totals.index.name
        said += f"; the widest arrow is {parts.named(top[origin])} to {parts.named(top[into])}, {shades.written(top[value], '', digits)}"
    return said + "."


def _of(code: object, amount: float, digits: int) -> str:
    return f"{parts.named(code)} {shades.written(amount, '', digits)}"


def _notes(totals: pd.Series, left_out: list[str], scale: float, unit: str, digits: int) -> str:
    said = [
        "Arrows begin in the true direction of the supplier (the shortest way over the globe), moved only where labels would meet; they show no routes."
    ]
    if totals.min() * scale < THIN:
        said.append(f"Arrows below {THIN / scale:,.3g}{f' {unit}' if unit else ''} have one width.")
    if left_out:
        names = figure.listed(_of(code, totals[code], digits) for code in left_out[:12])
        more = f" and {len(left_out) - 12} more" if len(left_out) > 12 else ""
        said.append(f"Counted but not drawn, for want of a place or of room: {names}{more}.")
    return " ".join(said)


def _alt(rows: Any, totals: pd.Series, stands: dict[str, Stand], value: str, label: str, unit: str, origin: str,
         into: str | None, digits: int) -> str:  # fmt: skip
    side = {"west": "the west", "east": "the east", "north": "the north", "south": "the south"}
    told = []
    for code, one in stands.items():
        some = rows[rows[origin] == code].sort_values(value, ascending=False, kind="stable")
        each = figure.listed(_of(row[into], row[value], digits) for _, row in some.iterrows()) if into else ""
        to = f" (to {each})" if into else ""
        told.append(f"{parts.named(code)} from {side[one.side]} {shades.written(totals[code], '', digits)}{to}")
    return f"Map with arrows into {ALL_STATES}. Width: {label}{f' ({unit})' if unit else ''}. {'; '.join(told)}."


def _draw(axes: Axes, path: list[tuple[float, float]], points: float, colour: str, order: float) -> None:
    """One arrow along a curve of four points, its head inside its length."""
    from matplotlib.patches import PathPatch, Polygon
    from matplotlib.path import Path

    (x3, y3), (x2, y2) = path[3], path[2]
    away = math.hypot(x3 - x2, y3 - y2) or 1.0
    right, up = (x3 - x2) / away, (y3 - y2) / away
    half = (points * 0.8 + 2.6) / 72 * ground.KM
    long = 1.5 * half
    neck = (x3 - right * long, y3 - up * long)
    curve = Path([path[0], path[1], (x2 - right * long, y2 - up * long), neck], [Path.MOVETO, *[Path.CURVE4] * 3])
    head = [(x3, y3), (neck[0] - up * half, neck[1] + right * half), (neck[0] + up * half, neck[1] - right * half)]
    edge: dict[str, Any] = {"facecolor": "none", "capstyle": "butt"}
    if points > 1.5:
        axes.add_patch(PathPatch(curve, **edge, edgecolor="white", linewidth=points + 1.4, zorder=order))
    axes.add_patch(PathPatch(curve, **edge, edgecolor=colour, linewidth=points, zorder=order + 0.001))
    axes.add_patch(Polygon(head, facecolor=colour, edgecolor="white", linewidth=0.6, zorder=order + 0.002))


def _points(amount: float, scale: float) -> float:
    return max(float(amount) * scale, THIN)


def _trunks(axes: Axes, totals: pd.Series, stands: dict[str, Stand], scale: float, digits: int) -> None:
    """One straight arrow a supplier, to the border of the five."""
    from shapely import LineString, get_parts

    here = layers()
    ours = here.five.union_all().buffer(25)
    x, y = (
        sum(v) / len(here.five)
        for v in zip(*(place(r.label_lon, r.label_lat) for r in here.five.itertuples()), strict=True)
    )
    for number, (code, one) in enumerate(stands.items()):
        outside = LineString([one.start, (x, y)]).difference(ours)
        end = next((part.coords[-1] for part in get_parts(outside) if part.length > 90), None)
        far = math.dist(one.start, (x, y))
        end = end or tuple(one.start[i] + ((x, y)[i] - one.start[i]) * 130 / far for i in (0, 1))
        path = [tuple(one.start[i] + (end[i] - one.start[i]) * part for i in (0, 1)) for part in (0, 0.4, 0.7, 1)]
        _draw(axes, path, _points(totals[code], scale), figure.colour(code), 5 + number / 100)
    axes.text(
        x,
        y,
        f"{shades.written(totals.sum(), '', digits)}\ninto {ALL_STATES}",
        ha="center",
        va="center",
        size=12,
        weight="bold",
        zorder=9,
    )


def _pairs(axes: Axes, rows: Any, value: str, origin: str, into: str, stands: dict[str, Stand], scale: float) -> None:
    """Arrows that leave a supplier side by side and end around the recipient."""
    ends = {
        code: place(lon, lat)
        for code, lon, lat in layers().five[["iso3", "label_lon", "label_lat"]].itertuples(index=False)
    }
    flows_ = [(str(r[origin]), str(r[into]), _points(r[value], scale)) for _, r in rows.iterrows()]
    starts = {}
    for code, one in stands.items():
        inward = INWARD[one.side]
        mine = [(to, wide) for frm, to, wide in flows_ if frm == code]
        across = (-inward[1], inward[0])
        mine.sort(
            key=lambda it: (ends[it[0]][0] - one.start[0]) * across[0] + (ends[it[0]][1] - one.start[1]) * across[1]
        )
        at = -sum(wide for _, wide in mine) / 2
        for to, wide in mine:
            off = (at + wide / 2) / 72 * ground.KM
            starts[code, to] = (one.start[0] + across[0] * off, one.start[1] + across[1] * off)
            at += wide
    for to, middle in ends.items():
        mine = [(frm, wide) for frm, t, wide in flows_ if t == to]
        heads = [2.1 * (wide * 0.8 + 2.6) / 72 * ground.KM for _, wide in mine]
        radius = max(60.0, sum(heads) / (2 * math.pi) * 1.1)
        spots = _around(middle, [starts[frm, to] for frm, _ in mine], [head / radius for head in heads])
        for (frm, wide), angle in zip(mine, spots, strict=True):
            start = starts[frm, to]
            inward = INWARD[stands[frm].side]
            end = (middle[0] + radius * math.cos(angle), middle[1] + radius * math.sin(angle))
            far = math.hypot(end[0] - start[0], end[1] - start[1])
            path = [start, (start[0] + inward[0] * far * 0.35, start[1] + inward[1] * far * 0.35),
                    (end[0] + math.cos(angle) * far * 0.2, end[1] + math.sin(angle) * far * 0.2), end]  # fmt: skip
            _draw(axes, path, wide, figure.colour(frm), 5 - wide / 100)


def _around(middle: tuple[float, float], starts: list[tuple[float, float]], sizes: list[float]) -> list[float]:
    """The angles at which arrows meet a circle, each as near its straight line as the others allow.

    Examples
    --------
    >>> _around((0, 0), [(9, 0), (0, 9)], [0.1, 0.1])
    [0.0, 1.57...]
    """
    weights = list(zip(starts, sizes, strict=True))
    across, up = (
        sum((start[i] - middle[i]) / math.dist(start, middle) * size for start, size in weights) for i in (0, 1)
    )
    main = math.atan2(up, across)
    off = [(math.atan2(y - middle[1], x - middle[0]) - main + math.pi) % (2 * math.pi) - math.pi for x, y in starts]
    return [main + spot for spot in room.apart(off, sizes, -math.pi, math.pi)]


def _name_recipients(axes: Axes, totals: dict[str, float], digits: int) -> None:
    for row in layers().five.itertuples():
        ground.say(axes, row.label_lon, row.label_lat, f"{row.name}\n{shades.written(totals.get(row.iso3, 0.0), '', digits)}", ground.OWN,
                   size=10, weight="bold", zorder=9)  # fmt: skip
