"""Kinds of exercise: how each reads an answer and what it replies.

Right answers and known slips are computed when they are asked for. All prose comes from
`notebooks/exercises/`. No reply to a wrong answer gives the right one away.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from cakit.errors import InvalidData, nearest
from cakit.exercises import reading
from cakit.exercises.reading import Unreadable, folded
from cakit.exercises.solutions import Solution
from cakit.languages import meant, said, texts, whole

State = Literal["Right", "Not yet", "No answer yet", "Check yourself", "Hint"]
VERDICTS = {"Right": "right", "Not yet": "wrong", "Check yourself": "text"}
COPY = "A line to copy into a new cell: "
COLOURS = {"Right": "#1b7f4d", "Not yet": "#b3541e", "No answer yet": "#6b6b6b"}
MOST_TOLD = 12  # options shown at once, as buttons and in a reply; more are a list to type into
UNIT = "The digits are right, the unit is not: "
FACTORS = {
    100: UNIT + "that looks like a fraction. Multiply by a hundred.",
    0.01: UNIT + "that was multiplied by a hundred once too often.",
    **dict.fromkeys((1e3, 1e-3), UNIT + "off by a factor of a thousand."),
    **dict.fromkeys((1e6, 1e-6), UNIT + "off by a factor of a million."),
    -1: "The size is right, the sign is not.",
}
CLOSE = "Close: round only at the end, not in between."
OUTSIDE = "A share of a whole lies between nothing and all of it: look at what you divide by."
GRADED = "No machine grades a text. Does yours say:"
UNKNOWN = "No slip we know leads there: look at which rows go in, and at what you divide by."


@dataclass(frozen=True)
class Feedback:
    """What an answer gets back: text, or a box in a notebook; true when the answer is right.

    `more` is for a reader of code; `verdict` is how the answer is kept, empty where it is not;
    `points` are those of a checklist; `given` is what was judged.
    """

    exercise: str
    state: State
    text: str
    more: str = ""
    verdict: str = ""
    given: str | list[str] = ""
    points: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.state == "Right"

    @property
    def whole(self) -> str:
        """Everything it says, with the points and with what is for a reader of code."""
        points = "".join(f"\n□ {point}" for point in self.points)
        return f"{said(self.text)}{points} {said(self.more)}".strip()

    def __repr__(self) -> str:
        return f"{self.exercise}  {said(self.state)}. {self.whole}".rstrip()

    def _repr_html_(self) -> str:
        style = f"border-left: 4px solid {COLOURS.get(self.state, '#2f6690')}; padding: .2em .8em"
        title = f"<strong>{html.escape(self.exercise)}&ensp;{said(self.state)}.</strong>"
        body = html.escape(self.whole).replace("\n", "<br>")
        return f'<div role="status" style="{style}">{title} {body}</div>'


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """One exercise. Its fields are the keys of its TOML table, beside `id`, `file` and `solve`."""

    id: str
    variant: str = ""  # which numbers of their own a student has, in words
    file: str
    place: Literal["class", "home", "quiz"]
    question: str
    hints: tuple[str, ...]
    about: Literal["data", "source"] = "data"
    after: str = ""
    line: str = ""  # of code to copy: the last hint
    objective: float = 0  # of the notebook, which it tests

    @property
    def points(self) -> tuple[str, ...]:
        """A list to check a text by; none where the kit itself judges."""
        return ()

    @property
    def wanted(self) -> str:
        """What an answer has to be, in words."""
        raise NotImplementedError

    def judge(self, given: Any) -> tuple[State, str]:
        """Judge a plain answer; `Unreadable` when it is not of the kind that is wanted."""
        raise NotImplementedError

    def all_hints(self) -> list[str]:
        """The hints in their order; the last is a line to copy, where there is one."""
        return [*self.hints, *([f"{COPY}{self.line}"] if self.line else [])]

    def check(self, *given: Any) -> Feedback:
        """Judge any object at all; an answer never raises."""
        helps = f'ck.hint("{self.id}") helps.'
        typed = reading.typed(list(given) if len(given) > 1 else given[0])
        try:
            if len(given) > 1:
                raise reading.several(given)
            value = reading.plain(given[0])
            if reading.is_empty(value):
                return Feedback(self.id, "No answer yet", f"Wanted: {self.wanted}.", helps)
            state, text = self.judge(value)
        except InvalidData:
            raise  # a table is at fault, not the answer
        except Exception as error:
            known = isinstance(error, Unreadable)
            reason = str(error) if known else "No answer can be read from that."
            text = f"{reason} Wanted: {self.wanted}."
            return Feedback(self.id, "Not yet", text, "", "unreadable", typed)
        more = helps if state == "Not yet" else ""
        return Feedback(self.id, state, text, more, VERDICTS[state], typed, self.points)


@dataclass(frozen=True, kw_only=True)
class Solved(Exercise):
    """An exercise whose answer the tables give; `replies` are by the name of the slip."""

    solve: Callable[[], Solution]
    replies: dict[str, str] = field(default_factory=dict)

    def solution(self) -> Solution:
        """Compute the right answer and the slips; each slip must have a reply in the file."""
        solution = self.solve()
        if held := texts(self.file.removesuffix(".toml")):
            solution = solution.worded(lambda one: held.get(one) or whole(one))
        problems = [f"{name}: missing" for name in solution.slips if name not in self.replies]
        problems += [f"{name}: no such slip" for name in self.replies if name not in solution.slips]
        if problems:
            where = f"exercise {self.id}, key replies."
            raise InvalidData(self.file, [where + problem for problem in problems])
        return solution

    def truth(self) -> Any:
        """Compute the right answer."""
        return self.solution().truth

    def slips(self, solution: Solution | None = None) -> list[tuple[Any, str]]:
        """Compute wrong answers that come of a known slip, each with the reply to it."""
        return [
            (answer, self.replies[name])
            for name, answers in (solution or self.solution()).slips.items()
            for answer in (answers if isinstance(answers, list) else [answers])
        ]


@dataclass(frozen=True, kw_only=True)
class Number(Solved):
    """A number in a `unit`; what is off by at most the `tolerance` counts as rounding."""

    unit: str
    tolerance: float = 0.5

    @property
    def wanted(self) -> str:
        return f"one number in {self.unit}"

    def judge(self, given: Any) -> tuple[State, str]:
        answer, solution = reading.as_numbers(given), self.solution()

        def near(value: float, factor: float = 1, widths: int = 1) -> bool:
            width = widths * self.tolerance + 1e-9
            return any(abs(number * factor - value) <= width for number in answer)

        truth = solution.truth
        if near(truth):
            return "Right", self.after
        known = [(near(truth, factor) and any(answer), text) for factor, text in FACTORS.items()]
        known += [(near(value) or near(value, 100), text) for value, text in self.slips(solution)]
        known += [(near(truth, widths=2), CLOSE)]
        for fits, text in known:
            if fits:
                return "Not yet", text
        either = " or ".join(f"{number:.15g}" for number in answer)
        also = f"That can mean {either}; neither is right. " if len(answer) > 1 else ""
        possible = self.unit != "percent" or any(0 <= number <= 100 for number in answer)
        return "Not yet", also + (UNKNOWN if possible else OUTSIDE)


@dataclass(frozen=True, kw_only=True)
class Choice(Solved):
    """One of several options, which the tables give."""

    @property
    def wanted(self) -> str:
        options = self.options()
        many = len(options) > MOST_TOLD
        return f"one of {'the options that the box lists' if many else ', '.join(options)}"

    def options(self) -> list[str]:
        """Compute the options."""
        return self.solution().options

    def judge(self, given: Any) -> tuple[State, str]:
        value = reading.one_value(given)
        if not isinstance(value, (str, int)) or isinstance(value, bool):
            raise Unreadable("That is none of the options.")
        answer, solution = str(value)[:1000], self.solution()
        options = {folded(option): option for option in solution.options}
        catalogue = self.file.removesuffix(".toml")
        option = options.get(folded(answer)) or meant(answer, solution.options, catalogue)
        if option is None:
            near = nearest(answer[:40], options.values()).partition("Valid")[0]
            raise Unreadable(f"{answer[:40]!r} is none of the options. {near}".strip())
        if option == solution.truth:
            return "Right", self.after
        other = "That is another one of the options: look at the rows again."
        return "Not yet", dict(self.slips(solution)).get(option, other)


@dataclass(frozen=True, kw_only=True)
class Pair(Choice):
    """Two of the letters A to E, in any order; the options read "A and B"."""

    def judge(self, given: Any) -> tuple[State, str]:
        parts = given if isinstance(given, list) else [given]
        text = " ".join(part[:1000] for part in parts if isinstance(part, str)).upper()
        letters = sorted(set(text.replace("AND", " ")) & set("ABCDE"))
        return super().judge(" and ".join(letters) if len(letters) == 2 else given)


@dataclass(frozen=True, kw_only=True)
class Countries(Solved):
    """A set of states, in any spelling `ck.country` knows; `role` is their name in the plural."""

    role: str = "states"

    @property
    def wanted(self) -> str:
        return f"names or codes of {self.role}, separated by commas"

    def judge(self, given: Any) -> tuple[State, str]:
        answer, truth = reading.as_countries(given), set(self.truth())
        right = len(answer & truth)
        if answer == truth:
            return "Right", self.after
        if not right:
            return "Not yet", f"None of these {self.role} belongs."
        if answer < truth:
            return "Not yet", f"All you name belong, but the set of {self.role} is not complete."
        belong = "belongs" if right == 1 else "belong"
        rest = "none is missing" if truth < answer else "some are missing"
        return "Not yet", f"{right} of your {len(answer)} {self.role} {belong}, and {rest}."


@dataclass(frozen=True, kw_only=True)
class Writing(Exercise):
    """A short text on a source. Nobody grades it: the reader checks it against a list."""

    checklist: tuple[str, ...]
    length: str = "two or three sentences"
    about: Literal["data", "source"] = "source"

    @property
    def wanted(self) -> str:
        return f"{self.length} of your own"

    @property
    def points(self) -> tuple[str, ...]:
        return self.checklist

    def judge(self, given: Any) -> tuple[State, str]:
        reading.as_text(given)
        return "Check yourself", GRADED


KINDS = {kind.__name__.lower(): kind for kind in (Number, Choice, Pair, Countries, Writing)}
