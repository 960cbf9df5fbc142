"""What a translation may not lose or add, and letters that the font of the pictures lacks."""

from __future__ import annotations

import re
from collections import Counter

PLACEHOLDER = re.compile(r"\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}")
KEPT = {
    "placeholder": PLACEHOLDER,
    "link": re.compile(r"\]\(([^)\s]+)\)"),
    "inline code": re.compile(r"`[^`]+`"),
    "claim code": re.compile(r"\bS\d-\d+(?:\.\w)?\b"),
    "bold": re.compile(r"\*\*"),
    "figure": re.compile(r"(?<![\w-])\d+(?:[.,\u00a0]\d+)*"),
}


def broken(english: str, russian: str, kind: str) -> list[str]:
    """What a translation lost or added that must stay as it is."""
    if english == russian:
        return []
    faults = []
    for what, pattern in KEPT.items():
        if what == "placeholder" and kind == "markdown":
            continue
        sides = []
        for text in (english, russian):
            if what in ("figure", "bold", "claim code"):
                text = KEPT["link"].sub(
                    "]()", PLACEHOLDER.sub("", text) if kind != "markdown" else text
                )
            if what == "figure":
                text = KEPT["claim code"].sub("", text)
            found = pattern.findall(text)
            sides.append(
                Counter(
                    re.sub(r"[,\u00a0]", ".", one) if what == "figure" else one for one in found
                )
            )
        for said, more in (("lost", sides[0] - sides[1]), ("added", sides[1] - sides[0])):
            faults += [f"{what} {one!r} {said}" for one in more.elements()]
    marker = re.compile(r"\s*(?:>\s*)?(?:[-*+] |\d+\. |#{1,6} |\|)?")
    if kind == "markdown" and marker.match(english)[0] != marker.match(russian)[0]:  # type: ignore[index]
        faults.append(f"begins with {marker.match(russian)[0]!r}, not {marker.match(english)[0]!r}")  # type: ignore[index]
    edges = [
        (text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :])
        for text in (english, russian)
    ]
    if edges[0] != edges[1]:
        faults.append("other blanks at its ends")
    return faults


def without_letters(name: str, texts: object) -> list[str]:
    """Letters that the font of the pictures does not have."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    from cakit.figures.theme import STYLE

    font = get_font(findfont(FontProperties(family=STYLE["font.family"])))
    letters = {letter for text in texts for letter in text if letter.isalpha()}  # type: ignore[attr-defined]
    lacking = sorted(letter for letter in letters if not font.get_char_index(ord(letter)))
    lacking = [letter for letter in lacking if not letter.isascii() and ord(letter) < 0x3000]
    return (
        [f"{name}: the font {font.family_name} has no letters {''.join(lacking)}"]
        if lacking
        else []
    )
