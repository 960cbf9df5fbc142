"""Numbers and names in words, as shares.js says them: halves go up, small parts are named."""

from typing import Any

from cakit.languages import SIGNS, chosen, genitive, said

READ = {"said", "none", "words", "name", "text", "label", "title", "unit_", "empty"}
READ |= {"each", "lead", "nothing", "texts"}
ARTICLE = {"United States", "United Kingdom", "United Arab Emirates", "Netherlands", "Philippines"}


def percent(part: int, total: int) -> str:
    """A share of a total, in whole per cent."""
    if part <= 0 or total <= 0:
        return said("0%")
    rounded = (200 * part + total) // (2 * total)
    if not rounded:
        return said("under 1%")
    return said("over 99%" if rounded == 100 and part < total else f"{rounded}%")


def amount(whole_parts: int, per: int, digits: int) -> str:
    """A sum of whole parts in units of so many parts."""
    if whole_parts < 0:
        return said("below 0")
    step = per // 10**digits
    rounded = (2 * whole_parts + step) // (2 * step)
    if whole_parts and not rounded:
        return said(f"under {0.1 if digits else 1}")
    return said(f"{rounded // 10:,}.{rounded % 10}" if digits else f"{rounded:,}")


def spoken(name: str) -> str:
    """A name as it stands inside a sentence: the United States, an unknown supplier."""
    if chosen():
        return genitive(name)
    return f"the {name}" if name in ARTICLE else name.replace("unknown", "an unknown")


def signs() -> list[list[str]]:
    """What the browser puts for small words and signs of numbers; nothing in English."""
    words = (" and ", "under ", "over ", "below ")
    return [[word, said(word)] for word in words] + SIGNS if chosen() else []


def worded(part: Any, key: str = "") -> Any:
    """What is looked up, with its texts in the language chosen."""
    if isinstance(part, dict):
        return {one: worded(value, key if key in READ else one) for one, value in part.items()}
    if key == "cells":
        return [[*cell[:-1], said(cell[-1])] for cell in part]
    if isinstance(part, list):
        return [worded(one, key) for one in part]
    return said(part) if key in READ and isinstance(part, str) else part
