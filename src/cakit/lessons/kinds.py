"""Kinds of exercise: how each reads an answer, what it says back, and the input field it wants.

A kind computes the right answer from the tables when it is asked, so no solution is stored anywhere; and what it says
back never holds one.
"""

from __future__ import annotations

import html
import math
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from cakit import catalog
from cakit.errors import UnknownCountry, nearest

if TYPE_CHECKING:
    import ipywidgets

State = Literal["Right", "Not yet", "No answer yet", "Check yourself", "Hint"]
COLOURS = {"Right": "#1b7f4d", "Not yet": "#b3541e", "No answer yet": "#6b6b6b", "Check yourself": "#2f6690"}
UNIT_WORDS = re.compile(r"%|per ?cent(age)?( points?)?|points?|tiv|million|usd|dollars?|years?|times", re.IGNORECASE)


class Slip(Exception):
    """An answer that cannot be read; its text says why."""


@dataclass(frozen=True)
class Feedback:
    """What an answer gets back: text in a terminal, a box in a notebook; true when the answer is right."""

    exercise: str
    state: State
    text: str

    def __bool__(self) -> bool:
        return self.state == "Right"

    def __repr__(self) -> str:
        return f"{self.exercise}  {self.state}. {self.text}".rstrip()

    def _repr_html_(self) -> str:
        colour = COLOURS.get(self.state, COLOURS["Check yourself"])
        body = html.escape(self.text).replace("\n", "<br>")
        return (
            f'<div role="status" style="border-left: 4px solid {colour}; padding: .2em .8em">'
            f"<strong>{html.escape(self.exercise)}&ensp;{self.state}.</strong> {body}</div>"
        )


@dataclass(frozen=True, kw_only=True)
class Exercise(ABC):
    """One exercise.

    Parameters
    ----------
    id : str
        Notebook and exercise number, for example "1.2".
    place : {"class", "home"}
        Where it is done.
    about : {"data", "source"}
        Whether it is about numbers or about a text.
    question : str
        What is asked.
    hints : tuple of str
        From the gentlest to the plainest; none holds the answer.
    after : str
        What the right answer is good for; said once it is given.
    """

    id: str
    place: Literal["class", "home"]
    question: str
    hints: tuple[str, ...]
    about: Literal["data", "source"] = "data"
    after: str = ""

    @property
    @abstractmethod
    def wanted(self) -> str:
        """What an answer has to be, in words."""

    @abstractmethod
    def judge(self, given: Any) -> tuple[State, str]:
        """Judge an answer that is not empty; may raise `Slip`."""

    def check(self, given: Any) -> Feedback:
        """Judge any object at all; never raises."""
        if is_empty(given):
            return Feedback(self.id, "No answer yet", f'Wanted: {self.wanted}. ck.hint("{self.id}") helps.')
        try:
            state, text = self.judge(given)
        except Slip as slip:
            state, text = "Not yet", f"{slip} Wanted: {self.wanted}."
        return Feedback(self.id, state, text)

    def field(self) -> ipywidgets.DOMWidget:
        """Make the input field of the widget route; its `value` is what `check` gets."""
        import ipywidgets

        return ipywidgets.Text(
            description="Answer:", placeholder=self.wanted, layout={"width": "95%", "max_width": "42em"}
        )

    def _right(self) -> tuple[State, str]:
        return "Right", self.after

    def _not_yet(self, text: str) -> tuple[State, str]:
        return "Not yet", f'{text} ck.hint("{self.id}") helps.'


def is_empty(given: Any) -> bool:
    """Whether an answer was left open: dots, None, nothing typed, or a container of such.

    Examples
    --------
    >>> is_empty(...), is_empty(" "), is_empty([None]), is_empty(0)
    (True, True, True, False)
    """
    held = list(given) if isinstance(given, (list, tuple, set, frozenset, dict)) else [given]
    return all(one is None or one is ... or (isinstance(one, str) and not one.strip(" .…")) for one in held)


def _only(given: Any) -> Any:
    """The one value in a frame, column, list or array of one cell; anything else as it is."""
    import numpy

    if isinstance(given, (str, set, frozenset, dict)):
        return given
    try:
        cells = numpy.asarray(given, dtype=object)
    except Exception:
        return given
    if cells.size != 1:
        raise Slip(f"That is a {type(given).__name__} of {cells.size} cells, not one value: pick the cell you mean.")
    return cells.reshape(-1)[0]


def _figure(text: str) -> str:
    """The one figure in a text, commas between thousands taken out: "$2,500" is 2500, "81,5 %" is 81.5.

    Examples
    --------
    >>> _figure("45 pieces"), _figure("$2,500"), _figure("3 to 4"), _figure("−2,5")
    ('45', '2500', '3 to 4', '-2.5')
    """
    found = re.findall(r"[-+]?\d+(?:[\s.,'’]\d+)*(?:[eE][-+]?\d+)?", text.replace("−", "-"))
    if len(found) != 1 or UNIT_WORDS.sub("", text).count("/"):
        return text
    one = re.sub(r"[\s'’]", "", found[0])
    return one.replace(",", "") if re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?", one) else one.replace(",", ".")


def as_number(given: Any) -> float:
    """Read one number out of an answer: a number, a text with or without unit, a frame or list of one cell.

    Raises
    ------
    Slip
        When there is no one finite number in it.

    Examples
    --------
    >>> as_number("81,5 %"), as_number([7])
    (81.5, 7.0)
    """
    one = _only(given)
    if type(one).__name__ in ("bool", "bool_"):
        raise Slip("That is true or false, the answer of a comparison; give the number itself.")
    if isinstance(one, str):
        one = _figure(one)
    try:
        number = float(one)
    except Exception:
        raise Slip("No number can be read from that.") from None
    if not math.isfinite(number):
        raise Slip("That is not a finite number; a filter before it probably left no rows.")
    return number


@dataclass(frozen=True, kw_only=True)
class Number(Exercise):
    """A number with a unit.

    Parameters
    ----------
    truth : callable
        Computes the right answer.
    unit : str
        Its unit, in words.
    tolerance : float
        How far off still counts as rounding, in that unit.
    slips : callable
        Computes wrong answers that come of a known slip, each with what to say of it.
    """

    truth: Callable[[], float]
    unit: str
    tolerance: float = 0.5
    slips: Callable[[], Iterable[tuple[float, str]]] = tuple

    FACTORS = (
        (100, "The digits are right, the unit is not: that looks like a fraction. Multiply by a hundred."),
        (0.01, "The digits are right, the unit is not: that was multiplied by a hundred once too often."),
        (1e3, "The digits are right, the unit is not: off by a factor of a thousand."),
        (1e-3, "The digits are right, the unit is not: off by a factor of a thousand."),
        (1e6, "The digits are right, the unit is not: off by a factor of a million."),
        (1e-6, "The digits are right, the unit is not: off by a factor of a million."),
        (-1, "The size is right, the sign is not."),
    )

    @property
    def wanted(self) -> str:
        return f"one number in {self.unit}"

    def judge(self, given: Any) -> tuple[State, str]:
        number, truth = as_number(given), float(self.truth())
        if abs(number - truth) <= self.tolerance:
            return self._right()
        for factor, text in self.FACTORS:
            if number and abs(number * factor - truth) <= self.tolerance:
                return self._not_yet(text)
        for value, text in self.slips():
            if min(abs(number - value), abs(number * 100 - value)) <= self.tolerance:
                return self._not_yet(text)
        if abs(number - truth) <= 3 * self.tolerance:
            return self._not_yet("Close: round only at the end, not in between.")
        if self.unit == "percent" and not 0 <= number <= 100:
            return self._not_yet("A share of a whole lies between nothing and all of it: look at what you divide by.")
        return self._not_yet("No slip we know leads there: look at which rows go in, and at what you divide by.")


@dataclass(frozen=True, kw_only=True)
class Choice(Exercise):
    """One of several options.

    Parameters
    ----------
    options : callable
        Gives the options.
    truth : callable
        Gives the right one.
    """

    options: Callable[[], Iterable[str]]
    truth: Callable[[], str]

    @property
    def wanted(self) -> str:
        return f"one of {', '.join(self.options())}"

    def judge(self, given: Any) -> tuple[State, str]:
        one = _only(given)
        if not isinstance(one, (str, int)) or isinstance(one, bool):
            raise Slip(f"That is a {type(one).__name__}.")
        by_folded = {_folded(option): option for option in self.options()}
        picked = by_folded.get(_folded(str(one)))
        if picked is None:
            raise Slip(f"{str(one)[:40]!r} is none of the options. {nearest(str(one)[:40], by_folded.values())}")
        return self._right() if picked == self.truth() else self._not_yet("That is another one.")

    def field(self) -> ipywidgets.DOMWidget:
        import ipywidgets

        # Buttons, not a list: JupyterLab keeps arrow keys to itself, buttons take Tab and Enter.
        return ipywidgets.ToggleButtons(
            description="Answer:", options=list(self.options()), value=None, style={"button_width": "auto"}
        )


@dataclass(frozen=True, kw_only=True)
class Countries(Exercise):
    """A set of states, in any spelling `ck.country` knows; or one state.

    Parameters
    ----------
    truth : callable
        Gives their codes.
    role : str
        What they are, in the plural: "suppliers", "recipients".
    """

    truth: Callable[[], Iterable[str]]
    role: str = "states"

    @property
    def wanted(self) -> str:
        return f"names or codes of {self.role}, separated by commas or in a list"

    def judge(self, given: Any) -> tuple[State, str]:
        found, truth = as_countries(given), set(self.truth())
        if found == truth:
            return self._right()
        right, wrong = len(found & truth), len(found - truth)
        if not right:
            return self._not_yet(f"None of these {self.role} belongs.")
        if wrong:
            rest = " and some are missing" if truth - found else " and none is missing"
            return self._not_yet(f"{right} of your {len(found)} {self.role} belong{'s'[: right == 1]},{rest}.")
        return self._not_yet(f"All you name belong, but the set of {self.role} is not complete.")


def as_countries(given: Any) -> set[str]:
    """Read a set of country codes out of a text, a list, a set or a column.

    Raises
    ------
    Slip
        For a name nobody knows, with the nearest ones.

    Examples
    --------
    >>> sorted(as_countries("Turkey; КНР")), as_countries(["russia"])
    (['CHN', 'TUR'], {'RUS'})
    """
    if isinstance(given, str):
        given = [name for name in re.split(r"[,;\n]| and ", given) if name.strip()]
    try:
        names = list(given)
    except Exception:
        raise Slip(f"No names can be read from a {type(given).__name__}.") from None
    if not all(isinstance(name, str) for name in names):
        raise Slip("Not all of these are names.")
    try:
        return {catalog.country(name) for name in names}
    except UnknownCountry as error:
        raise Slip(f"There is {error}") from None


@dataclass(frozen=True, kw_only=True)
class Writing(Exercise):
    """A short text on a source. Nobody grades it: the reader checks it against a list.

    Parameters
    ----------
    checklist : tuple of str
        What a good answer says.
    length : str
        How long it is to be, in words.
    """

    checklist: tuple[str, ...]
    length: str = "two or three sentences"
    about: Literal["data", "source"] = "source"

    @property
    def wanted(self) -> str:
        return f"{self.length} of your own"

    def judge(self, given: Any) -> tuple[State, str]:
        if not isinstance(given, str):
            raise Slip(f"That is a {type(given).__name__}.")
        if len(given.split()) < 8:
            raise Slip("That is short.")
        points = "\n".join(f"□ {point}" for point in self.checklist)
        return "Check yourself", f"No machine grades a text. Does yours say:\n{points}"

    def field(self) -> ipywidgets.DOMWidget:
        import ipywidgets

        return ipywidgets.Textarea(description="Answer:", placeholder=self.wanted, rows=5, layout={"width": "95%"})


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
