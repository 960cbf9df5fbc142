"""Names of countries and groups: any spelling → its code, a code → its English name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING

from cakit.errors import CakitError, UnknownCountry, nearest

if TYPE_CHECKING:
    import pandas as pd


def folded(name: str) -> str:
    """A name without case, accents and punctuation.

    Examples
    --------
    >>> folded(" Türkiye "), folded("Côte d'Ivoire")
    ('turkiye', 'cote d ivoire')
    """
    plain = unicodedata.normalize("NFKD", name.strip().casefold())
    letters = (char for char in plain if not unicodedata.combining(char))
    return " ".join("".join(char if char.isalnum() else " " for char in letters).split())


class Countries:
    """The countries and groups of the `countries` table, and states added in this session."""

    def __init__(self, table: pd.DataFrame) -> None:
        self.names: dict[str, str] = dict(zip(table["iso3"], table["name"], strict=True))
        self._own: set[str] = set()
        self._unlisted = set(table.loc[table["kind"] == "party", "iso3"])  # never suggested
        self._codes: dict[str, str] = {}  # folded name → code
        self._spelt: dict[str, str] = {}  # name as it was asked for → code
        aliases = table["aliases"].fillna("")
        for code, name, others in zip(table["iso3"], table["name"], aliases, strict=True):
            self._learn(code, [code, name, *filter(None, others.split(";"))])

    def _learn(self, code: str, names: Iterable[str]) -> None:
        self._codes.update({folded(name): code for name in names})

    def code(self, name: str) -> str:
        """The code of a name; `UnknownCountry` with the nearest names."""
        name = str(name)
        code = (
            name if name in self.names else self._spelt.get(name) or self._codes.get(folded(name))
        )
        if code is None:
            listed = [each for code, each in self.names.items() if code not in self._unlisted]
            raise UnknownCountry(f"no country {name[:40]!r}. {nearest(name, listed)}")
        self._spelt[name] = code
        return code

    def name(self, code: str) -> str:
        """The English name of a code; `UnknownCountry` with the nearest codes."""
        if code not in self.names:
            raise UnknownCountry(f"no country code {code!r}. {nearest(code, self.names)}")
        return self.names[code]

    def add(self, code: str, name: str, *aliases: str) -> None:
        """Add a state of the user's own; `CakitError` when a name or code is taken."""
        if not re.fullmatch(r"[A-Z]{3}", code):
            raise CakitError(f"code {code!r}: write three capital letters, for example XRT")
        names = (code, name, *aliases)
        taken = {self._codes.get(folded(each), code) for each in names} - {code}
        if taken or (code in self.names and code not in self._own):
            owner = self.names[min(taken, default=code)]
            raise CakitError(f"{code} or {name} belongs to {owner} already")
        self._own.add(code)
        self._unlisted.add(code)
        self.names[code] = name
        self._learn(code, names)
