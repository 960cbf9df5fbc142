"""Text without drawing: how wide it is, where its lines break, a list in words."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from cakit.figures.theme import DPI, STYLE


def width_of(line: str, size: float, weight: str = "normal", style: Any = "normal") -> float:
    """The width of a line of text, in inches: the sum of its letters.

    Examples
    --------
    >>> 0.6 < width_of("Kazakhstan", 10) < 0.9
    True
    """
    return sum(_advance(letter, size, weight, style) for letter in line)


def wrapped(text: str, room: float, size: float, weight: str = "normal") -> list[str]:
    """The lines of a text that has so much room, in inches; a word that is too long is cut.

    Examples
    --------
    >>> wrapped("Russia supplied half of the arms", room=1.2, size=10)
    ['Russia supplied', 'half of the arms']
    """
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size, weight) <= room:
            lines[-1] = longer
            continue
        while width_of(word, size, weight) > room and len(word) > 1:
            cuts = range(len(word) - 1, 1, -1)
            fits = next((n for n in cuts if width_of(word[:n], size, weight) <= room), 1)
            lines.append(word[:fits])
            word = word[fits:]
        lines.append(word)
    return lines


def listed(words: Iterable[str], nothing: str = "") -> str:
    """Say a list in words.

    Examples
    --------
    >>> listed(["A"]), listed(["A", "B", "C"]), listed([], "nobody")
    ('A', 'A, B and C', 'nobody')
    """
    *most, last = [*words] or [nothing]
    return f"{', '.join(most)} and {last}" if most else last


@cache
def _advance(letter: str, size: float, weight: str, style: Any) -> float:
    """How far one letter moves the next, in inches."""
    from matplotlib.ft2font import LoadFlags

    font = _font(weight, style)
    font.set_size(size, DPI)
    if not font.get_char_index(ord(letter)):  # a letter that the font lacks is drawn as a box
        return size / 72
    glyph = font.load_char(ord(letter), flags=LoadFlags.NO_HINTING)
    return float(glyph.linearHoriAdvance) / 65536 / DPI


@cache
def _font(weight: str, style: Any) -> Any:
    from matplotlib.font_manager import FontProperties, findfont, get_font

    return get_font(
        findfont(FontProperties(family=STYLE["font.family"], weight=weight, style=style))
    )
