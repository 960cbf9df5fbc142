"""Control: one declared choice of an explorer, and how a choice is brought to its stored form."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import traitlets

from cakit import catalog
from cakit.catalog.csvfile import printable
from cakit.errors import CakitError, UnknownCountry, nearest

LONGEST = 80  # characters in a search


class Choice(traitlets.Any):
    """A trait whose value the control checks, and never nothing at all."""

    allow_none = False


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
        whole = [isinstance(value, int) for value in self.options]
        return self.kind == "range" or (self.kind == "select" and bool(whole) and all(whole))

    @property
    def named(self) -> str:
        """What one option is called."""
        return self.what or self.trait.removesuffix("s")

    def shipped(self) -> dict[str, Any]:
        """What the browser needs. Options are pairs: it would sort whole numbers."""
        held = {} if self.kind == "pick" else self.options  # what is picked is named by the rows
        options = [[str(code), words] for code, words in held.items()]
        about = {"kind": self.kind, "label": self.label, "none": self.none, "what": self.named}
        return about | {"numbers": self.numbers, "options": options}

    def start(self) -> Any:
        """The choice where nothing is asked for."""
        if self.default is not None or self.none or self.kind == "search":
            return self.default or ""
        return list(self.options) if self.kind == "checks" else next(iter(self.options))

    def checked(self, value: Any, limits: tuple[int, int] = (0, 0), where: str = "") -> Any:
        """A choice in its stored form; an error names the nearest values there are.

        Examples
        --------
        >>> Control("supplier", "select", "", {"RUS": "Russia"}, countries=True).checked("Russia")
        'RUS'
        """
        if self.kind == "search":
            if not isinstance(value, str):
                raise CakitError(f"{self.trait}={said(value)} is not a text: write search='drones'")
            return value[:LONGEST]
        if self.kind == "checks":
            several = isinstance(value, Iterable) and not isinstance(value, str)
            asked = {self._among(one) for one in (value if several else [value])}
            if not asked:
                names = ", ".join(map(str, self.options))
                raise CakitError(f"{self.trait} is empty: name at least one of {names}")
            return [option for option in self.options if option in asked]
        if not self.numbers:
            return "" if self.none and isinstance(value, str) and not value else self._among(value)
        low, high = limits if self.kind == "range" else (min(self.options), max(self.options))
        try:
            number = operator.index(value)
        except TypeError:
            number = low - 1
        if isinstance(value, bool) or not low <= number <= high:
            held = f"take {low} to {high}" if low < high else f"take {low}"
            raise CakitError(f"{self.trait}={said(value)}{where} does not exist: {held}")
        return number

    def _among(self, value: Any) -> str:
        text = printable(value, 200)
        if text in self.options:
            return text
        if self.countries:
            try:
                code = catalog.country(text)
            except UnknownCountry as error:
                raise UnknownCountry(f"{self.trait}: {error}") from None
            if code in self.options:
                return code
            close = nearest(catalog.country_name(code), self.options.values())
            raise UnknownCountry(f"{said(value)} is not a {self.named} here. {close}")
        close = nearest(text[:LONGEST], self.options)
        raise CakitError(f"{self.named} {said(value)} is not held. {close}")


def said(value: Any) -> str:
    """A value as an error shows it: on one line, cut where it is long."""
    try:
        text = " ".join(repr(value).split())
    except Exception:  # an object of somebody else, or more digits than Python prints
        text = f"a {type(value).__name__}"
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
