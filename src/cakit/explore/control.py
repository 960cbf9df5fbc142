"""Control: one declared choice of an explorer; what may be chosen, and how a choice is brought to the form it is kept in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cakit import catalog
from cakit.errors import CakitError, UnknownCountry, nearest

LONGEST = 80  # signs in a search


@dataclass(frozen=True)
class Control:
    """One choice: its trait, how it is made, and the values there are.

    Attributes
    ----------
    trait : str
        The widget's trait, also the argument of the theme's function.
    kind : str
        "checks" (a list, at least one), "select" (one), "range" (a whole number), "search" (any text), "pick" (one,
        chosen in a panel: the row above the panels has no control for it).
    label : str
        What stands beside the control.
    options : mapping
        Value → words, in the order shown, of checks, select and pick. Whole numbers make a trait of numbers.
    none : str
        What "nothing chosen" is called, where that is allowed.
    what : str
        What one option is called in messages; default: the trait without its last s.
    countries : bool
        Options are codes of countries: names are taken too.
    limits : tuple of int
        First and last value of a range, where they depend on no other choice.
    """

    trait: str
    kind: str
    label: str
    options: Mapping[Any, str] = field(default_factory=dict)
    none: str = ""
    what: str = ""
    countries: bool = False
    limits: tuple[int, int] = (0, 0)

    @property
    def named(self) -> str:
        """What one option is called."""
        return self.what or self.trait.removesuffix("s")

    @property
    def numbers(self) -> bool:
        """Whether the options are whole numbers."""
        return self.kind == "select" and all(isinstance(one, int) for one in self.options)

    def shipped(self) -> dict[str, Any]:
        """What the browser needs to draw it; it sorts options that are whole numbers."""
        kept = {"kind": self.kind, "label": self.label, "what": self.named, "none": self.none, "limits": self.limits}
        options = {str(value): words for value, words in self.options.items() if self.kind != "pick"}
        return kept | ({"options": options, "numbers": self.numbers} if options else {})

    def checked(self, value: Any, limits: tuple[int, int] = (0, 0), where: str = "") -> Any:
        """A choice in the form it is kept in.

        Raises
        ------
        UnknownCountry, CakitError
            With the nearest values there are.

        Examples
        --------
        >>> Control("supplier", "select", "Supplier", {"RUS": "Russia"}, none="any", countries=True).checked("Russia")
        'RUS'
        >>> Control("year", "range", "Year", limits=(1992, 2025)).checked(1991, (1992, 2025))
        Traceback (most recent call last):
        ...
        cakit.errors.CakitError: year=1991 does not exist: take 1992 to 2025
        """
        if self.kind == "range":
            return self._number(value, *limits, where)
        if self.kind == "search":
            return str(value)[:LONGEST]
        if self.kind == "checks":
            asked = {self._among(one) for one in ([value] if isinstance(value, str) else list(value))}
            if not asked:
                raise CakitError(f"{self.trait} is empty: name at least one of {', '.join(map(str, self.options))}")
            return [one for one in self.options if one in asked]
        if value == "" and self.none:
            return ""
        if self.numbers:
            return self._number(value, min(self.options), max(self.options))
        return self._among(value)

    def _among(self, value: Any) -> Any:
        if self.countries:
            code = catalog.country(value)
            if code in self.options:
                return code
            close = nearest(catalog.country_name(code), self.options.values())
            raise UnknownCountry(f"{value!r} is not a {self.named} here. {close}")
        if str(value) not in self.options:
            raise CakitError(f"{self.named} {value!r} is not held. {nearest(value, self.options)}")
        return str(value)

    def _number(self, value: Any, low: int, high: int, where: str = "") -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise CakitError(f"{self.trait}={value!r}{where} does not exist: take {low}{f' to {high}' * (low < high)}")
        return value
