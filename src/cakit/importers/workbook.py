"""A workbook opened without danger, and what the colours of its letters mean."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

from cakit.catalog.csvfile import bytes_of, printable
from cakit.errors import CakitError, InvalidData
from cakit.importers.export import ZIP

MOST_BYTES = 15_000_000  # unpacked; SIPRI's have some 4 million
FAR = re.compile(rb'<row[^>]* r="[0-9]{6,}"')
WORST_LAST = ["reported", "sipri_estimate", "highly_uncertain"]


def open_workbook(path: Path) -> Any:
    """The workbook, or the reason why the file is none."""
    raw, name = bytes_of(path), printable(path.name, 200)
    if not raw.startswith(ZIP):
        html = b"<html" in raw[:2000].lower()
        raise InvalidData(name, [f"is {'an HTML page' if html else 'no .xlsx workbook'}"])
    try:
        from openpyxl import load_workbook
    except ImportError:
        hint = 'pip install "cakit[excel]"'
        raise CakitError(f"reading a workbook needs openpyxl: {hint}") from None
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            size = sum(part.file_size for part in archive.infolist())
            sheets = [each for each in archive.namelist() if "worksheets/sheet" in each]
            far = [each for each in sheets if size <= MOST_BYTES and FAR.search(archive.read(each))]
        if far:
            raise InvalidData(name, [f"{far[0]} numbers a row beyond 99,999: damaged"])
        if size <= MOST_BYTES:
            return load_workbook(io.BytesIO(raw), read_only=True, keep_links=False)
    except CakitError:
        raise
    except Exception as error:  # whatever a damaged archive makes of the library
        problem = f"cannot be opened as a workbook: {printable(error, 120)}"
        raise InvalidData(name, [problem]) from error
    raise InvalidData(name, [f"unpacks to {size:,} bytes; at most {MOST_BYTES:,} are read"])


def quality_of(cell: Any, theme: list[str]) -> str:
    """What the colour of the letters says: written out, or by its number in a list or theme."""
    from openpyxl.styles.colors import COLOR_INDEX

    colour = getattr(getattr(cell, "font", None), "color", None)
    kind = getattr(colour, "type", None)
    if colour is None or kind not in ("rgb", "indexed", "theme"):
        return "reported"
    listed: list[str] = list(COLOR_INDEX) if kind == "indexed" else theme
    place = getattr(colour, kind)
    if kind != "rgb":
        place = listed[place] if place < len(listed) else "000000"
    if not re.fullmatch(r"[0-9A-Fa-f]{6,8}", str(place)):
        return "reported"
    red, green, blue = bytes.fromhex(str(place)[-6:])
    if red > 0x90 and max(green, blue) < 0x60:
        return "highly_uncertain"
    return "sipri_estimate" if blue > 0x90 and red < 0x60 and green < 0x90 else "reported"


def theme_of(book: Any) -> list[str]:
    """The colours of the workbook's theme, in the order in which cells number them."""
    scheme = (getattr(book, "loaded_theme", None) or b"").decode("utf-8", "replace")
    part = scheme.partition("<a:clrScheme")[2].partition("</a:clrScheme>")[0]
    found = re.findall(r'(?:lastClr|srgbClr val)="([0-9A-Fa-f]{6})"', part)
    return [*found[1::-1], *found[3:1:-1], *found[4:]]
