"""Text without drawing: its width, where its lines break, where labels go, a list in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import LoadFlags

from cakit.figures.theme import DPI, STYLE
from cakit.languages import said


def width_of(line: str, size: float, weight: str = "normal", style: Any = "normal") -> float:
    """The width of a line of text, in inches: the sum of its letters."""
    return sum(_advance(letter, size, weight, style) for letter in line)


def wrapped(text: str, room: float, size: float, weight: str = "normal") -> list[str]:
    """The lines of a text that has so much room, in inches; a word that is too long is cut.

    Examples
    --------
    >>> wrapped("Russia supplied half of the arms", room=1.2, size=10)
    ['Russia supplied', 'half of the arms']
    """
    lines, used, space = [""], 0.0, width_of(" ", size, weight)
    for word in re.split(r"[ \t\n]+", text.strip()):  # not where a blank holds a number together
        wide = width_of(word, size, weight)
        if lines[-1] and used + space + wide <= room:
            lines[-1] += f" {word}"
            used += space + wide
            continue
        lines.append("")
        used = 0.0
        for letter in word:
            step = _advance(letter, size, weight, "normal")
            if lines[-1] and used + step > room:
                lines.append("")
                used = 0.0
            lines[-1] += letter
            used += step
    return list(filter(None, lines))


def listed(words: Iterable[str], nothing: str = "") -> str:
    """Say a list in words.

    Examples
    --------
    >>> listed(["A"]), listed(["A", "B", "C"]), listed([], "nobody")
    ('A', 'A, B and C', 'nobody')
    """
    *most, last = [*words] or [nothing]
    return f"{', '.join(most)}{said(' and ')}{last}" if most else last


def spread(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move label positions apart so that none overlaps, keeping their order and the frame.

    Examples
    --------
    >>> spread([50, 51, 99], gap=10, low=0, high=100)
    [50, 60, 99]
    """
    order = sorted(range(len(places)), key=places.__getitem__)
    moved = [min(max(place, low), high) for place in places]
    for below, above in pairwise(order):
        moved[above] = max(moved[above], moved[below] + gap)
    ceiling = high
    for place in reversed(order):
        moved[place] = min(moved[place], ceiling)
        ceiling = moved[place] - gap
    return moved


@cache
def _advance(letter: str, size: float, weight: str, style: Any) -> float:
    """How far one letter moves the next, in inches."""
    font = _font(weight, style)
    font.set_size(size, DPI)
    if not font.get_char_index(ord(letter)):  # a letter that the font lacks is drawn as a box
        return size / 72
    glyph = font.load_char(ord(letter), flags=LoadFlags.NO_HINTING)
    return float(glyph.linearHoriAdvance) / 65536 / DPI


@cache
def _font(weight: str, style: Any) -> Any:
    named = FontProperties(family=STYLE["font.family"], weight=weight, style=style)
    return get_font(findfont(named))
