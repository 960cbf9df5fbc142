"""Names of countries and groups: any spelling → its code, a code → its English name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import pandas as pd

from cakit import door
from cakit.errors import CakitError, UnknownCountry, nearest

SHORT = {"rep": "republic", "dem": "democratic", "fed": "federated", "st": "saint"}
SHORT |= {"br": "british", "fr": "french", "n": "northern", "terr": "territory"}
SHORT |= {"isds": "islands", "isd": "island", "is": "islands", "sts": "states"}
FILLERS = {"the", "of", "and", "le", "la", "les", "l", "el", "los", "las", "de", "du", "des"}
NO_LETTERS = re.compile(r"[\W_]+")
TWO_NAMES = re.compile(r"(.+?)\s*(?:\((.+)\)|/(.+))")  # "Burma (Myanmar)", "Swaziland/Eswatini"


def folded(name: str) -> str:
    """A name without case, accents and punctuation.

    Examples
    --------
    >>> folded(" Türkiye "), folded("Côte d'Ivoire")
    ('turkiye', 'cote d ivoire')
    """
    plain = name.casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain.strip()).replace("ı", "i")
        plain = "".join([char for char in plain if not unicodedata.combining(char)])
    return " ".join(NO_LETTERS.sub(" ", plain).split())


def words_of(name: str) -> str:
    """The words of a name in one order, abbreviations written out: "Rep. of X" is "X, Republic"."""
    return _in_order(folded(name))


def _in_order(plain: str) -> str:
    words = [SHORT.get(word, word) for word in plain.split()]
    return " ".join(sorted([word for word in words if word not in FILLERS]))


class Countries:
    """The countries and groups of the `countries` table, and states added in this session."""

    def __init__(self, table: pd.DataFrame, other: pd.DataFrame | None = None) -> None:
        self.names: dict[str, str] = dict(zip(table["iso3"], table["name"], strict=True))
        self._own: set[str] = set()
        self._unlisted = set(table.loc[table["kind"] == "party", "iso3"])  # never suggested
        self._codes: dict[str, str] = {}  # folded name → code
        self._words: dict[str, str] = {}  # words of a name → code; "" where two states have them
        # name as it was asked for → code; two letters as written, since "in" is no India
        self._spelt = dict(zip(table.get("iso2", ()), table["iso3"], strict=False))
        aliases = table["aliases"].fillna("")
        for code, name, others in zip(table["iso3"], table["name"], aliases, strict=True):
            self._learn(code, [code, name, *filter(None, others.split(";"))])
        if other is not None:
            for code, name in zip(other["iso3"], other["name"], strict=True):
                if folded(name) not in self._codes:
                    self._learn(code, [name])

    def _learn(self, code: str, names: Iterable[str]) -> None:
        for name in names:
            plain = folded(name)
            self._codes[plain] = code
            words = _in_order(plain) or plain
            self._words[words] = code if self._words.get(words, code) == code else ""

    def _found(self, name: str) -> str | None:
        """The code of a name, of the same words in another order, or of two names of one state."""
        if code := self._codes.get(folded(name)) or self._words.get(words_of(name)):
            return code
        if len(name) < 100 and (two := TWO_NAMES.fullmatch(name)):
            parts = (part.replace(".", "") for part in two.groups() if part)
            first, second = (self._codes.get(folded(part)) for part in parts)
            return first if first == second else None
        return None

    def code(self, name: str) -> str:
        """The code of a name; `UnknownCountry` with the nearest names."""
        name = str.__str__(name) if isinstance(name, str) else door.shown(name)
        code = name if name in self.names else self._spelt.get(name) or self._found(name)
        if code is None:
            listed = [each for code, each in self.names.items() if code not in self._unlisted]
            raise UnknownCountry(f"no country {name[:40]!r}. {nearest(name[:100], listed)}")
        self._spelt[name] = code
        return code

    def has(self, name: str) -> bool:
        """Whether a text is the name of a country or group."""
        return folded(name) in self._codes

    def name(self, code: str) -> str:
        """The English name of a code; `UnknownCountry` with the nearest codes."""
        code = str.__str__(code) if isinstance(code, str) else door.shown(code)
        if code not in self.names:
            raise UnknownCountry(f"no country code {code[:40]!r}. {nearest(code, self.names)}")
        return self.names[code]

    def add_party(self, code: str, name: str) -> None:
        """Know a code that an importer made; its name finds nothing, so no slip becomes a state."""
        self._own.add(code)
        self._unlisted.add(code)
        self.names[code] = name

    def add(self, code: str, name: str, *aliases: str) -> None:
        """Add a state of the user's own; `CakitError` when a name or code is taken."""
        given = (code, name, *aliases)
        names = [str.__str__(each) if isinstance(each, str) else "" for each in given]
        code, name, *_ = names
        if not all(map(folded, names)):
            raise CakitError("code and names must be texts with letters, as 'XRT', 'Ruritania'")
        if max(map(len, names)) > 200:
            raise CakitError(f"a name of {max(map(len, names)):,} characters: write up to 200")
        if not re.fullmatch(r"[A-Z]{3}", code):
            raise CakitError(f"code {code[:40]!r}: write three capital letters, for example XRT")
        taken = {self._codes.get(folded(each), code) for each in names} - {code}
        if taken or (code in self.names and code not in self._own):
            owner = self.names[min(taken, default=code)]
            raise CakitError(f"{code} or {name} belongs to {owner} already")
        self._own.add(code)
        self._unlisted.add(code)
        self.names[code] = name
        self._learn(code, names)
