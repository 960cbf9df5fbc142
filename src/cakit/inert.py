"""Text of others that does nothing where it is shown: in a spreadsheet, in a terminal."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import Any

NUMBER = r"[-+]?\d[\d\s]*([.,]\d+)?\s*%?"
FORMULA = r"(^|[;\t])([ \n'\"]*)(?=[=+\-@＝＋－＠])"  # after ";" too: some spreadsheets cut there
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)


def line(text: object) -> str:
    """A text for a terminal: control signs and signs that turn the direction are spelt out.

    Examples
    --------
    >>> line("red \\x1b[31m, tab\\t, new\\nline")
    'red \\\\x1b[31m, tab\\t, new\\nline'
    """
    return UNSEEN.sub(lambda sign: sign[0].encode("unicode_escape").decode(), str(text))


def cell(value: Any) -> Any:
    """A value for a spreadsheet: a text that it would take for a formula begins with "'".

    Examples
    --------
    >>> cell("=1+1"), cell("-5,5"), cell("- a point"), cell(3)
    ("'=1+1", '-5,5', "'- a point", 3)
    """
    if not isinstance(value, str) or re.fullmatch(NUMBER, value):
        return value
    return re.sub(FORMULA, r"\1'\2", line(value))


def table(rows: Iterable[Iterable[Any]]) -> bytes:
    """Rows as a CSV file for a spreadsheet: byte-order mark, every cell inert.

    Examples
    --------
    >>> table([["name", "text"], ["Aigül", "@x"]]).decode("utf-8-sig")
    "name,text\\r\\nAigül,'@x\\r\\n"
    """
    out = io.StringIO()
    csv.writer(out).writerows([cell(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig", "replace")
