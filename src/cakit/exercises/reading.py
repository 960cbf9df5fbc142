"""Reading an answer: any object goes in; a number, a text or codes of countries come out."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Sequence
from typing import Any

from cakit import catalog
from cakit.errors import UnknownCountry

MOST_NAMES = 300
LONGEST = 20_000  # characters of one answer
LIBRARIES = ("numpy", "pandas", "polars", "geopandas", "decimal", "fractions")
FIGURE = r"[-+]?\d+(?:[\s.,'’]\d+)*(?:[eE][-+]?\d+)?"
UNITS = r"%|per ?cent(age)?( points?)?|points?|tiv|million|usd|dollars?|years?|times"


class Unreadable(Exception):
    """An answer that cannot be read; its text says why. Every function here can raise it."""


def plain(given: Any, depth: int = 0) -> Any:
    """Take an answer down to texts, numbers and lists of them, with no code of its own running.

    Only types of Python itself, numpy, pandas, polars, decimal and fractions are opened: what
    somebody else wrote could fail, or never end.
    """
    kind = type(given)
    name = kind.__name__[:40]
    if given is None or given is ... or kind is bool:
        return given
    for base, take in ((str, str.__str__), (int, int.__int__), (float, float.__float__)):
        if issubclass(kind, base):
            return _small(take(given))
    many: Any
    for many in (list, tuple, set, frozenset):
        if issubclass(kind, many):
            _refuse_many(many.__len__(given), name, depth)
            return [plain(part, depth + 1) for part in many.__iter__(given)]
    if kind is dict and not given:
        return []
    if not _is_of_a_library(kind):
        raise Unreadable(f"That is a {name}; give a text, a number or a list.")
    return _opened(given, name, depth)


def _opened(given: Any, name: str, depth: int) -> Any:
    shape = getattr(given, "shape", None)
    if shape is None or hasattr(given, "as_integer_ratio"):
        try:
            return _small(float(given))
        except (TypeError, ValueError, OverflowError) as error:  # no value, or a moment in time
            raise Unreadable(f"That is a {name}, and no number.") from error
    if shape == () and depth < 3:
        return plain(given.item(), depth + 1)
    _refuse_many(math.prod(shape), name, depth)
    import numpy

    cells = numpy.asarray(given, dtype=object).ravel().tolist()
    return [plain(cell, depth + 1) for cell in cells]


def _small(value: Any) -> Any:
    if isinstance(value, int) and value.bit_length() > 4000:
        raise Unreadable("That number has more than a thousand digits.")
    if not isinstance(value, str):
        return value
    if len(value) > LONGEST:
        raise Unreadable(f"That text is longer than {LONGEST:,} characters; only so many are kept.")
    return value.encode("utf-8", "replace").decode()


def _refuse_many(size: int, name: str, depth: int) -> None:
    if size > MOST_NAMES:
        raise Unreadable(f"That is a {name} of more than {MOST_NAMES} cells.")
    if depth > 1 and size:
        raise Unreadable("That is a list in a list in a list.")


def _is_of_a_library(kind: type) -> bool:
    """Whether a type is what it says: one of the libraries that answers come out of."""
    module = str(kind.__module__)
    found: Any = sys.modules.get(module)
    is_itself = getattr(found, kind.__qualname__, None) is kind
    return module.partition(".")[0] in LIBRARIES and is_itself


def typed(given: Any) -> str | list[str]:
    """An answer as it is kept: a text as typed, or a list of such; else the name of its type."""
    try:
        value = plain(given)
        if isinstance(value, list):
            return [str(typed(part))[:200] for part in value[:99]]
        return f"{value:.15g}" if isinstance(value, float) else "" if value is ... else str(value)
    except Exception:
        if type(given) is str:
            return given[:LONGEST].encode("utf-8", "replace").decode()
        return f"({type(given).__name__[:40]})"


def is_empty(value: Any) -> bool:
    """Whether a plain answer was left open: dots, None, nothing typed, or a list of such."""
    if isinstance(value, list):
        return all(map(is_empty, value))
    return value is None or value is ... or (isinstance(value, str) and not value.strip(" .…\n\t"))


def several(given: Sequence[Any]) -> Unreadable:
    """Say what went wrong in `ck.answer("0.1", 55,6)`."""
    if len(given) == 2 and all(type(part) is int and abs(part) < 10**9 for part in given):
        comma = ",".join(map(str, given))
        text = f"Python reads {comma} as two answers. Write {comma.replace(',', '.')}, or "
        return Unreadable(f'{text}"{comma}" in quotes.')
    text = "Those are several answers. Write a decimal with a point, names in one pair of quotes: "
    return Unreadable(f'{text}"KAZ, UZB".')


def one_value(value: Any) -> Any:
    """Take the one value out of a list; leave anything else as it is."""
    while isinstance(value, list):
        if len(value) != 1:
            raise Unreadable(f"Those are {len(value)} cells, not one value: pick the one you mean.")
        value = value[0]
    return value


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
    """Read one finite number out of a plain answer, in every way it can be meant."""
    value = one_value(given)
    if isinstance(value, bool):
        text = "That is true or false, the answer of a comparison; give the number itself."
        raise Unreadable(text)
    try:
        if isinstance(value, str) and len(value) > 1000:
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
    names = _flat(given)
    if len(names) == 1 and isinstance(names[0], str):
        if len(names[0]) > 10_000:
            raise Unreadable("That is a long text, not a list of names.")
        names = [name for name in re.split(r"[,;\n]| and | и ", names[0]) if name.strip()]
    if len(names) > MOST_NAMES:
        raise Unreadable(f"Those are more than {MOST_NAMES} names.")
    if not all(isinstance(name, str) for name in names):
        raise Unreadable("Not all of these are names.")
    return set().union(*map(_codes, names))


def _flat(value: Any) -> list[Any]:
    return [one for part in value for one in _flat(part)] if isinstance(value, list) else [value]


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
        said = str(error).partition(" Valid: ")[0]  # a dozen of two hundred names help nobody
        raise Unreadable(f"There is {said}") from None


def as_text(given: Any) -> str:
    """Take a text of at least eight words."""
    value = one_value(given)
    if not isinstance(value, str):
        raise Unreadable("That is not a text.")
    if len(value.split()) < 8:
        raise Unreadable("That is short.")
    return value


def folded(text: str) -> str:
    """A text without regard to capitals and blanks."""
    return " ".join(text.casefold().split())
