"""Reading an answer: any object goes in; a number, a text or codes of countries come out."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import islice
from typing import Any

from cakit import catalog
from cakit.errors import UnknownCountry

MOST_NAMES = 300
FIGURE = r"[-+]?\d+(?:[\s.,'’]\d+)*(?:[eE][-+]?\d+)?"
UNITS = r"%|per ?cent(age)?( points?)?|points?|tiv|million|usd|dollars?|years?|times"


class Unreadable(Exception):
    """An answer that cannot be read; its text says why. Every function here can raise it."""


def is_empty(given: Any) -> bool:
    """Whether an answer was left open: dots, None, nothing typed, or a container of such."""
    parts = given if isinstance(given, (list, tuple, set, frozenset, dict)) else [given]
    return all(
        part is None or part is ... or (isinstance(part, str) and not part.strip(" .…"))
        for part in parts
    )


def several(given: Sequence[Any]) -> Unreadable:
    """Say what went wrong in `ck.answer("0.1", 55,6)`."""
    if len(given) == 2 and all(type(part) is int and abs(part) < 10**9 for part in given):
        comma = ",".join(map(str, given))
        text = f"Python reads {comma} as two answers. Write {comma.replace(',', '.')}, or "
        return Unreadable(f'{text}"{comma}" in quotes.')
    text = "Those are several answers. Write a decimal with a point, names in one pair of quotes: "
    return Unreadable(f'{text}"KAZ, UZB".')


def one_value(given: Any) -> Any:
    """Take the one value out of a frame, column, list or array; leave anything else as it is."""
    value = given
    for _ in range(32):  # a list can hold itself
        size, value = _cells(value)
        if size is None:
            break
        if size != 1:
            cells = f"{type(given).__name__} of {size} cells"
            raise Unreadable(f"That is a {cells}, not one value: pick the cell you mean.")
    return value


def _cells(value: Any) -> tuple[int | None, Any]:
    """How many cells a frame, column, list or array has, and the first; None for one value."""
    try:
        if isinstance(value, Sequence) and not isinstance(value, (str, bytes, bytearray)):
            return len(value), value[0] if len(value) == 1 else None
        if isinstance(value, type) or not hasattr(value, "__array__"):
            return None, value
        import numpy

        size = math.prod(value.shape)
        return size, numpy.asarray(value, dtype=object).ravel()[0] if size == 1 else None
    except Exception:
        return None, value


def figures(text: str) -> list[float]:
    """Read the one figure in a text, in every way it can be meant.

    Examples
    --------
    >>> figures("$2,500.5"), figures("81,5 %"), figures("5/8"), figures("47,397")
    ([2500.5], [81.5], [0.625], [47397.0, 47.397])
    """
    text = text.replace("−", "-").strip()
    ratio = re.fullmatch(rf"({FIGURE})\s*/\s*({FIGURE})\s*(?:{UNITS})?", text, re.IGNORECASE)
    if ratio:
        return [figures(ratio[1])[0] / figures(ratio[2])[0]]
    found = re.findall(FIGURE, text)
    if len(found) != 1 or "/" in re.sub(UNITS, "", text, flags=re.IGNORECASE):
        return [float(text)]
    figure = re.sub(r"[\s'’]", "", found[0])
    if not re.fullmatch(r"[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?", figure):
        return [float(figure.replace(",", "."))]
    thousands, decimals = figure.replace(",", ""), figure.replace(",", ".")
    return [float(thousands), *([float(decimals)] if decimals.count(".") == 1 else [])]


def as_numbers(given: Any) -> list[float]:
    """Read one finite number out of an answer, in every way it can be meant."""
    value = one_value(given)
    if type(value).__name__ in ("bool", "bool_"):
        text = "That is true or false, the answer of a comparison; give the number itself."
        raise Unreadable(text)
    try:
        if isinstance(value, (str, bytes, bytearray)) and len(value) > 1000:
            raise ValueError
        numbers = figures(value) if isinstance(value, str) else [float(value)]
    except Exception:
        raise Unreadable("No number can be read from that.") from None
    if not all(map(math.isfinite, numbers)):
        text = "That is not a finite number; a filter before it probably left no rows."
        raise Unreadable(text)
    return numbers


def as_countries(given: Any) -> set[str]:
    """Read a set of country codes out of a text, a list, a set or a column.

    Examples
    --------
    >>> sorted(as_countries("Turkey; КНР")), sorted(as_countries("KAZ North Korea"))
    (['CHN', 'TUR'], ['KAZ', 'PRK'])
    """
    if isinstance(given, str):
        if len(given) > 10_000:
            raise Unreadable("That is a long text, not a list of names.")
        given = [name for name in re.split(r"[,;\n]| and | и ", given) if name.strip()]
    try:
        names = list(islice(given, MOST_NAMES + 1))
    except Exception:
        raise Unreadable(f"No names can be read from a {type(given).__name__}.") from None
    if len(names) > MOST_NAMES:
        raise Unreadable(f"Those are more than {MOST_NAMES} names.")
    if not all(isinstance(name, str) for name in names):
        raise Unreadable("Not all of these are names.")
    return set().union(*map(_codes, names))


def _codes(text: str) -> set[str]:
    """The codes of the names in a text; blanks may part them, and be inside a name."""
    try:
        return {catalog.country(text[:200])}
    except UnknownCountry as error:
        words = text.split() if len(text) <= 200 else []
        for end in range(min(len(words) - 1, 6), 0, -1):  # the longest name first
            try:
                first = catalog.country(" ".join(words[:end]))
                return {first} | _codes(" ".join(words[end:]))
            except (UnknownCountry, Unreadable):
                continue
        raise Unreadable(f"There is {error}") from None


def as_text(given: Any) -> str:
    """Take a text of at least eight words."""
    if not isinstance(given, str):
        raise Unreadable(f"That is a {type(given).__name__}.")
    if len(given[:100_000].split()) < 8:
        raise Unreadable("That is short.")
    return given
