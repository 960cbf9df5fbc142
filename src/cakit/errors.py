"""What can go wrong, in words a student can act on: what, where, and what would be right."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import Any

LONGEST = 1500  # signs of one line of a message


def plain(message: object) -> str:
    """Text for a message: what does not show is written as code, and a long line is cut."""
    lines = str(message).split("\n")
    cut = (line if len(line) <= LONGEST else f"{line[:LONGEST]} …" for line in lines)
    return "\n".join(
        "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in line) for line in cut
    )


class CakitError(Exception):
    """Base of every error this kit raises on purpose."""

    def __init__(self, *message: object) -> None:
        super().__init__(*map(plain, message))

    def _render_traceback_(self) -> list[str]:
        """Show only the message in a notebook, without the lines of the kit's own code."""
        return [f"{type(self).__name__}: {self}"]


class UnknownTable(CakitError):
    """There is no table of that name."""


class UnknownCountry(CakitError):
    """There is no country or group of that name or code."""


class UnknownClaim(CakitError):
    """There is no claim of that id."""


class UnknownExercise(CakitError):
    """There is no exercise of that id."""


class UnknownSource(CakitError):
    """The `sources` table has no row of that id."""


class InvalidData(CakitError):
    """A file or table does not keep to its descriptor.

    Parameters
    ----------
    where : str
        The file or table.
    problems : sequence of str
        Every problem found, with its row and column. The message shows the first 40.
    how : str, optional
        How the file was read, where that had to be found out.
    """

    SHOWN = 40

    def __init__(self, where: str, problems: Sequence[str], how: str = "") -> None:
        self.where, self.how = where, how
        self.problems = list(problems)
        count = len(self.problems)
        lines = [f"{where}: {count} {'problem' if count == 1 else 'problems'}"]
        lines += self.problems[: self.SHOWN]
        if count > self.SHOWN:
            lines.append(f"… and {count - self.SHOWN} more (all are in .problems)")
        lines += [f"({how})"] if how else []
        super().__init__("\n  - ".join(lines))

    def __reduce__(self) -> tuple[Any, ...]:
        """So that it comes out of a process of a pool."""
        return type(self), (self.where, self.problems, self.how)


class MixedUnits(CakitError):
    """The figures must not be added: the rows have several editions, units or bases."""


class MissingColumn(CakitError):
    """The frame lacks a column that the call names."""


def nearest(name: object, names: Iterable[str]) -> str:
    """Say in a sentence which valid names are closest to the one that was asked for.

    It is empty when there are none.

    Examples
    --------
    >>> nearest("arms_transfer", ["arms_transfers", "sources"])
    'Nearest: arms_transfers.'
    >>> nearest("zzz", ["a", "b"])
    'Valid: a, b.'
    """
    valid = {str(each).casefold(): str(each) for each in names}
    asked = str(name)[:200].casefold()
    close = difflib.get_close_matches(asked, valid, n=3, cutoff=0.5)
    if not close and len(asked) > 2:
        close = [each for each in sorted(valid) if asked in each][:3]
    if close:
        return f"Nearest: {', '.join(valid[each] for each in close)}."
    first = sorted(valid.values())[:12]
    more = ", …" if len(valid) > len(first) else ""
    return f"Valid: {', '.join(first)}{more}." if first else ""


def need(columns: Iterable[str], *wanted: str, by: str = "the sum") -> None:
    """Raise `MissingColumn` where a frame with these columns lacks one that is wanted.

    Examples
    --------
    >>> need(["year", "value"], "year", "values")
    Traceback (most recent call last):
    ...
    cakit.errors.MissingColumn: the sum needs a column 'values'. Nearest: value.
    """
    columns = list(columns)
    for name in wanted:
        if name not in columns:
            raise MissingColumn(f"{by} needs a column {name!r:.80}. {nearest(name, columns)}")
