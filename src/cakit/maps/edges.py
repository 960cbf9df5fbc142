"""Where suppliers stand at the frame of a map: in their true direction, their labels side by side."""

from __future__ import annotations

import math
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cakit import figure
from cakit.charts import parts
from cakit.geometry import FRAME, states
from cakit.maps import ground, room, shades

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

SIZE = 9.5  # points: a label
EDGE, GAP = 35.0, 40.0  # kilometres: label to frame, label to arrow
WIDTHS = (780.0, 560.0)  # kilometres: the key of the widths, upper right
INWARD = {"west": (1.0, 0.0), "east": (-1.0, 0.0), "north": (0.0, -1.0), "south": (0.0, 1.0)}


@dataclass
class Stand:
    """Where a supplier stands at the frame: side, where its label is centred, where its arrows begin."""

    side: str
    along: float
    text: str
    wide: float
    high: float
    x: float = 0.0
    y: float = 0.0
    start: tuple[float, float] = (0.0, 0.0)

    @property
    def size(self) -> float:
        return self.high if self.side in ("west", "east") else self.wide + 75


def side_of(x: float, y: float) -> tuple[str, float]:
    """The side of the frame a point lies on or behind, seen from the middle of the map, and how far along it.

    Examples
    --------
    >>> side_of(-10000, 0)
    ('west', 0.0)
    >>> side_of(0, 9000)
    ('north', 0.0)
    """
    west, south, east, north = FRAME
    reach = {"west": west / x if x < 0 else math.inf, "east": east / x if x > 0 else math.inf,
             "south": south / y if y < 0 else math.inf, "north": north / y if y > 0 else math.inf}  # fmt: skip
    side = min(reach, key=reach.__getitem__)
    return side, reach[side] * (y if side in ("west", "east") else x)


def stands(totals: pd.Series, digits: int) -> tuple[dict[str, Stand], list[str]]:
    """Give every supplier its place at the frame, the largest first; those for which there is no room come second."""
    west, south, east, north = FRAME
    row = 1.35 * room.words("Ag", SIZE)[1]
    ends = {"west": (south + row, north - row), "east": (south + ground.KEY[1] + EDGE, north - WIDTHS[1] - EDGE),
            "north": (west + EDGE, east - WIDTHS[0] - EDGE), "south": (west + EDGE, east - ground.KEY[0] - EDGE)}  # fmt: skip
    kept: dict[str, Stand] = {}
    left_out = []
    for code, total in totals.items():
        where = states().get(str(code))
        if where is None:
            left_out.append(str(code))
            continue
        side, along = side_of(*where)
        text = f"{textwrap.shorten(parts.named(code), 24, placeholder=' …')} {shades.written(total, '', digits)}"
        stand = Stand(side, along, text, *room.words(text, SIZE, "bold"))
        taken = sum(one.size for one in kept.values() if one.side == side)
        if taken + stand.size > ends[side][1] - ends[side][0]:
            left_out.append(str(code))
        else:
            kept[str(code)] = stand
    for side, (low, high) in ends.items():
        here = [one for one in kept.values() if one.side == side]
        spots = room.apart([one.along for one in here], [one.size for one in here], low, high)
        for one, spot in zip(here, spots, strict=True):
            _settle(one, spot)
    return kept, left_out


def _settle(one: Stand, spot: float) -> None:
    """Put the label at its side and the beginning of the arrows at the label's inner end."""
    west, south, east, north = FRAME
    if one.side in ("west", "east"):
        one.y = spot
        one.x = west + EDGE + one.wide / 2 if one.side == "west" else east - EDGE - one.wide / 2
        one.start = (one.x + (one.wide / 2 + GAP) * INWARD[one.side][0], spot)
    else:
        one.x = spot
        one.y = south + EDGE + one.high / 2 if one.side == "south" else north - EDGE - one.high / 2
        one.start = (spot, one.y + (one.high / 2 + 10) * INWARD[one.side][1])


def key(axes: Axes, top: float, scale: float, unit: str) -> None:
    """Three widths and what they stand for, in the upper right corner."""
    from matplotlib.patches import Rectangle
    from matplotlib.ticker import MaxNLocator

    _, _, east, north = FRAME
    wide, high = WIDTHS
    axes.add_patch(
        Rectangle((east - wide, north - high), wide, high, facecolor="white", alpha=0.82, linewidth=0, zorder=3)
    )
    axes.text(
        east - wide + 45,
        north - 75,
        textwrap.shorten(f"Width: {unit or 'value'}", 22, placeholder=" …"),
        size=9,
        va="center",
        zorder=9,
    )
    steps = [step for step in MaxNLocator(nbins=3, steps=[1, 2, 5, 10]).tick_values(0, top) if 0 < step <= top] or [top]
    shown = sorted({steps[-1], steps[-1] / 4, steps[-1] / 20}, reverse=True)
    y = north - 130
    for step in shown:
        points = step * scale
        y -= max(points, 12) / 72 * ground.KM / 2 + 12
        axes.plot(
            [east - wide + 45, east - wide + 330],
            [y, y],
            color=figure.FAINT,
            linewidth=points,
            solid_capstyle="butt",
            zorder=9,
        )
        axes.text(east - wide + 370, y, f"{step:,g}", size=9, va="center", zorder=9)
        y -= max(points, 12) / 72 * ground.KM / 2
