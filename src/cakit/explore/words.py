"""Numbers in words, the same here as in words.js: halves go up, small parts are said to be small."""

from __future__ import annotations


def percent(part: int, total: int) -> str:
    """A share of a total, in whole per cent.

    Examples
    --------
    >>> percent(1, 8), percent(1, 1000), percent(999, 1000)
    ('13%', 'under 1%', 'over 99%')
    """
    rounded = (200 * part + total) // (2 * total)
    if part and not rounded:
        return "under 1%"
    return "over 99%" if rounded == 100 and part < total else f"{rounded}%"


def whole(hundredths: int) -> str:
    """Hundredths as a whole number with commas.

    Examples
    --------
    >>> whole(123_450), whole(49)
    ('1,235', 'under 1')
    """
    return "under 1" if hundredths < 50 else f"{(hundredths + 50) // 100:,}"


def counted(number: int, one: str, several: str = "") -> str:
    """A number with its noun.

    Examples
    --------
    >>> counted(1, "event"), counted(1200, "event"), counted(2, "country", "countries")
    ('1 event', '1,200 events', '2 countries')
    """
    return f"{number:,} {one if number == 1 else several or one + 's'}"
