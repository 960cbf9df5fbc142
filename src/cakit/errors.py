"""What can go wrong, said in words a student can act on: what, where, and what would be right."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence


class CakitError(Exception):
    """Base of every error this kit raises on purpose."""

    def _render_traceback_(self) -> list[str]:
        """Show the message alone in a notebook: the way into the kit's inside helps nobody there."""
        return [f"{type(self).__name__}: {self}"]


class UnknownTable(CakitError):
    """No table of that name."""


class UnknownCountry(CakitError):
    """No country or group of that name or code."""


class UnknownClaim(CakitError):
    """No claim of that id."""


class UnknownExercise(CakitError):
    """No exercise of that id."""


class UnknownSource(CakitError):
    """A source id that the `sources` table does not hold."""


class InvalidData(CakitError):
    """A table that does not keep to its descriptor.

    Parameters
    ----------
    where : str
        The file or frame.
    problems : sequence of str
        Every problem found, each with its row and column.
    """

    SHOWN = 40

    def __init__(self, where: str, problems: Sequence[str]) -> None:
        self.where, self.problems = where, list(problems)
        count = len(self.problems)
        more = [f"… and {count - self.SHOWN} more (all in .problems)"] if count > self.SHOWN else []
        lines = [f"{where}: {count} problem{'s'[: count != 1]}", *self.problems[: self.SHOWN], *more]
        super().__init__("\n  - ".join(lines))


class MixedUnits(CakitError):
    """Figures that must not be added: several editions, units or bases in one sum."""


class MissingColumn(CakitError):
    """A frame lacks a column that the call names."""


def nearest(name: object, names: Iterable[str], n: int = 3) -> str:
    """Say which valid names come closest.

    Parameters
    ----------
    name : object
        What was asked for.
    names : iterable of str
        What would have been right.
    n : int
        How many to offer.

    Returns
    -------
    str
        A sentence, or an empty string when `names` is empty.

    Examples
    --------
    >>> nearest("arms_transfer", ["arms_transfers", "sources"])
    'Nearest: arms_transfers.'
    >>> nearest("zzz", ["a", "b"])
    'Valid: a, b.'
    """
    by_folded = {valid.casefold(): valid for valid in names}
    asked = str(name).casefold()
    close = difflib.get_close_matches(asked, by_folded, n=n, cutoff=0.5)
    close = close or [valid for valid in sorted(by_folded) if len(asked) > 2 and asked in valid][:n]
    if close:
        return f"Nearest: {', '.join(by_folded[match] for match in close)}."
    few = sorted(by_folded.values())[:12]
    return f"Valid: {', '.join(few)}{', …' if len(by_folded) > len(few) else ''}." if few else ""


def need(held: Iterable[str], *columns: str, by: str = "the sum") -> None:
    """Refuse a frame that lacks a column.

    Parameters
    ----------
    held : iterable of str
        The columns that are there.
    *columns : str
        Those that must be.
    by : str
        What needs them, for the message.

    Raises
    ------
    MissingColumn
        Naming the first that is not there, and the nearest that are.

    Examples
    --------
    >>> need(["year", "value"], "year", "values")
    Traceback (most recent call last):
    ...
    cakit.errors.MissingColumn: the sum needs a column 'values'. Nearest: value.
    """
    held = list(held)
    for name in columns:
        if name not in held:
            raise MissingColumn(f"{by} needs a column {name!r}. {nearest(name, held)}")
