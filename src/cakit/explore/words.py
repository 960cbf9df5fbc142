"""Numbers and names in words, the same as in shares.js: halves go up, small parts are named."""

from __future__ import annotations

ARTICLE = {"United States", "United Kingdom", "United Arab Emirates", "Netherlands", "Philippines"}


def percent(part: int, total: int) -> str:
    """A share of a total, in whole per cent.

    Examples
    --------
    >>> percent(1, 8), percent(1, 1000), percent(999, 1000), percent(-5, 10)
    ('13%', 'under 1%', 'over 99%', '0%')
    """
    if part <= 0 or total <= 0:
        return "0%"
    rounded = (200 * part + total) // (2 * total)
    if not rounded:
        return "under 1%"
    return "over 99%" if rounded == 100 and part < total else f"{rounded}%"


def amount(whole_parts: int, per: int, digits: int) -> str:
    """A sum of whole parts in units of so many parts.

    Examples
    --------
    >>> amount(123_450, 100, 0), amount(49, 100, 0), amount(12_345_678, 1_000_000, 1)
    ('1,235', 'under 1', '12.3')
    """
    if whole_parts < 0:
        return "below 0"
    step = per // 10**digits
    rounded = (2 * whole_parts + step) // (2 * step)
    if whole_parts and not rounded:
        return f"under {0.1 if digits else 1}"
    return f"{rounded // 10:,}.{rounded % 10}" if digits else f"{rounded:,}"


def spoken(name: str) -> str:
    """A name as it stands inside a sentence: the United States, an unknown supplier."""
    return f"the {name}" if name in ARTICLE else name.replace("unknown", "an unknown")
