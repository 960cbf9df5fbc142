"""Control: one declared choice of an explorer, and how a choice is brought to its stored form."""

import operator
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cakit import catalog, door
from cakit.catalog.csvfile import printable
from cakit.door import shown
from cakit.errors import CakitError, UnknownCountry, nearest
from cakit.languages import said

KINDS = ("checks", "select", "range", "search", "pick")
LONGEST = 80  # characters in a search


@dataclass(frozen=True)
class Control:
    """One choice: its trait, the words beside it, and the values there are (value → words).

    `kind` is "checks" (a list, at least one), "select" (one), "range" (a whole number), "search"
    (any text) or "pick" (one, chosen in a panel). `none` is what "nothing chosen" is called, where
    that is allowed; `what` is what one option is called in messages. Where the options are
    `countries`, names are accepted too.
    """

    trait: str
    kind: str
    label: str
    options: Mapping[Any, str] = field(default_factory=dict)
    none: str = ""
    what: str = ""
    countries: bool = False
    default: Any = None

    @property
    def numbers(self) -> bool:
        """Whether the value is a whole number."""
        whole = {isinstance(value, int) for value in self.options}
        return self.kind == "range" or (self.kind == "select" and whole == {True})

    @property
    def named(self) -> str:
        """What one option is called."""
        return self.what or self.trait.removesuffix("s")

    def shipped(self) -> dict[str, Any]:
        """What the browser needs. Options are pairs: it would sort whole numbers."""
        held = {} if self.kind == "pick" else self.options  # what is picked is named by the rows
        about = {"label": self.label, "none": self.none, "what": self.named}
        return {key: said(text) for key, text in about.items()} | {
            "kind": self.kind,
            "numbers": self.numbers,
            "options": [[str(code), said(words)] for code, words in held.items()],
            "start": 9999 if self.kind == "range" else self.start(),
        }

    def start(self) -> Any:
        """The choice where nothing is asked for."""
        if self.default is not None or self.none or self.kind == "search":
            return self.default or ""
        return list(self.options) if self.kind == "checks" else next(iter(self.options))

    def checked(self, value: Any, limits: tuple[int, int] = (0, 0), where: str = "") -> Any:
        """A choice in its stored form; an error names the nearest values there are."""
        if self.kind == "search":
            return door.words(value, self.trait)[:LONGEST]
        if self.kind == "checks":
            several = isinstance(value, Iterable) and not isinstance(value, str)
            values = door.each(value, self.trait) if several else [value]
            asked = {self._among(one) for one in values}
            if not asked:
                names = ", ".join(map(str, self.options))
                raise CakitError(f"{self.trait} is empty: name at least one of {names}")
            return [option for option in self.options if option in asked]
        if not self.numbers:
            return self._among(value)
        low, high = limits if self.kind == "range" else (min(self.options), max(self.options))
        try:
            number = operator.index(value)
        except Exception:  # whatever an object of somebody else raises, it is no number
            number = low - 1
        if isinstance(value, bool) or not low <= number <= high:
            held = f"take {low} to {high}" if low < high else f"take {low}"
            raise CakitError(f"{self.trait}={shown(value)}{where} does not exist: {held}")
        return number

    def _among(self, value: Any) -> str:
        """One of the options by its code or, for countries, by its name."""
        code = str.__str__(value) if isinstance(value, str) else printable(value, 200)
        if code in self.options or (self.none and not code):
            return code
        text = printable(code, 200)
        if not self.countries:
            close = nearest(text[:LONGEST], self.options)
            raise CakitError(f"{self.named} {shown(value)} is not held. {close}")
        try:
            code = catalog.country(text)
        except UnknownCountry as error:
            raise UnknownCountry(f"{self.trait}: {error}") from None
        if code not in self.options:
            close = nearest(catalog.country_name(code), self.options.values())
            raise UnknownCountry(f"{shown(value)} is not a {self.named} here. {close}")
        return code
