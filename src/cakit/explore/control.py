"""Control: one declared choice of an explorer, and how a choice is brought to its stored form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import traitlets

from cakit import catalog
from cakit.errors import CakitError, UnknownCountry, nearest

LONGEST = 80  # characters in a search


@dataclass(frozen=True)
class Control:
    """One choice: its trait, the words beside it, and the values there are (value → words).

    `kind` is "checks" (a list, at least one), "select" (one), "range" (a whole number), "search"
    (any text) or "pick" (one, chosen in a panel). `none` is what "nothing chosen" is called, where
    that is allowed; `what` is what one option is called in messages. Where the options are
    `countries`, names are accepted too. `about` says what the choice does.
    """

    trait: str
    kind: str
    label: str
    options: Mapping[Any, str] = field(default_factory=dict)
    none: str = ""
    what: str = ""
    countries: bool = False
    default: Any = None
    about: str = ""

    @property
    def numbers(self) -> bool:
        """Whether the value is a whole number."""
        whole = [isinstance(value, int) for value in self.options]
        return self.kind == "range" or (self.kind == "select" and bool(whole) and all(whole))

    @property
    def named(self) -> str:
        """What one option is called."""
        return self.what or self.trait.removesuffix("s")

    def made(self) -> Any:
        """The trait of the widget."""
        if self.kind == "checks":
            return traitlets.List(traitlets.Unicode()).tag(sync=True)
        return (traitlets.Int() if self.numbers else traitlets.Unicode()).tag(sync=True)

    def shipped(self) -> dict[str, Any]:
        """What the browser needs. Options are pairs: it would sort whole numbers."""
        picked = self.kind == "pick"  # what is picked is named by the rows
        options = [[str(code), "" if picked else words] for code, words in self.options.items()]
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
            return str(value)[:LONGEST]
        if self.kind == "checks":
            asked = {self._among(one) for one in ([value] if isinstance(value, str) else value)}
            if not asked:
                names = ", ".join(map(str, self.options))
                raise CakitError(f"{self.trait} is empty: name at least one of {names}")
            return [option for option in self.options if option in asked]
        if not self.numbers:
            return "" if value == "" and self.none else self._among(value)
        low, high = limits if self.kind == "range" else (min(self.options), max(self.options))
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            held = f"take {low} to {high}" if low < high else f"take {low}"
            raise CakitError(f"{self.trait}={value!r}{where} does not exist: {held}")
        return value

    def _among(self, value: Any) -> str:
        if self.countries and value not in self.options:
            code = catalog.country(value)
            if code in self.options:
                return code
            close = nearest(catalog.country_name(code), self.options.values())
            raise UnknownCountry(f"{value!r} is not a {self.named} here. {close}")
        if str(value) not in self.options:
            raise CakitError(f"{self.named} {value!r} is not held. {nearest(value, self.options)}")
        return str(value)
