"""Answers are texts and numbers: whatever else is passed, the kernel neither ends nor hangs, and a verdict comes back.

The cases are made by rule: every kind of exercise, by every wrapping, of every kind of object.
"""

import itertools
import signal
import threading
from collections import (
    ChainMap,
    Counter,
    OrderedDict,
    UserList,
    UserString,
    defaultdict,
    deque,
    namedtuple,
)
from datetime import date
from decimal import Decimal
from enum import IntEnum, StrEnum
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from cakit.errors import UnknownExercise
from cakit.exercises import answer, exercise, hint
from cakit.exercises.kinds import Feedback

EVERY = 20  # of the cases made by rule; all of them in `make check`

ONE_OF_EACH = ("1.1", "1.4", "3.1", "1.5", "1.3")  # number, choice, pair, states, text


def forever(*_args, **_more):
    while True:
        pass


def failing(*_args, **_more):
    raise SystemExit("the kernel ends")


def hostile(base, act):
    """A subclass whose every method does something terrible."""
    names = ("__iter__ __len__ __str__ __repr__ __format__ __float__ __int__ __index__ __bool__ __eq__ __hash__ __getitem__ "
             "__contains__ __lt__ __array__ __array_interface__ __getattr__ strip split casefold lower encode items keys "
             "shape item tolist __fspath__ __reduce__ __complex__ __round__ __abs__ __mul__ __next__")  # fmt: skip
    return type("Trap", (base,), dict.fromkeys(names.split(), act))


def trap(base, act, *args):
    kind = hostile(base, act)
    return base.__new__(kind, *args) if base is not object else object.__new__(kind)


class Grade(IntEnum):
    A = 5


class Word(StrEnum):
    A = "five"


class Liar:
    """Says that it is a text, and belongs to pandas."""

    __module__ = "pandas"
    __class__ = str
    shape = property(forever)


class Meta(type):
    def __instancecheck__(cls, other):
        forever()

    __subclasscheck__ = __instancecheck__


def bomb(width, depth):
    made = "KAZ"
    for _ in range(depth):
        made = [made] * width
    return made


LOOP: list = []
LOOP.append(LOOP)
TRAPS = {
    f"{base.__name__} whose methods {act.__name__}": lambda base=base, act=act, args=args: trap(base, act, *args)
    for (base, *args), act in itertools.product(
        [(object,), (str, "5"), (int, 5), (float, 5.0), (list,), (tuple, (1,)), (set,), (frozenset, (1,)), (dict,), (bytes, b"5")],
        [forever, failing],
    )
}  # fmt: skip
OBJECTS = TRAPS | {
    "generator without end": lambda: itertools.count(),
    "generator that never gives": lambda: (forever() for _ in range(1)),
    "map that never gives": lambda: map(forever, [1]),
    "names without end": lambda: itertools.cycle(["KAZ"]),
    "iter of a sentinel": lambda: iter(lambda: 1, 2),
    "10**5000": lambda: 10**5000,
    "-10**5000": lambda: -(10**5000),
    "huge fraction": lambda: Fraction(10**5000, 3),
    "huge decimal": lambda: Decimal("1E+999999"),
    "signalling decimal": lambda: Decimal("sNaN"),
    "nan": lambda: float("nan"),
    "infinity": lambda: float("inf"),
    "complex": lambda: 1j,
    "enum": lambda: Grade.A,
    "text enum": lambda: Word.A,
    "liar": Liar,
    "class": lambda: Liar,
    "metaclass": lambda: Meta("Any", (), {}),
    "its own instance": lambda: Meta("Any", (), {})(),
    "list of itself": lambda: LOOP,
    "wide list": lambda: bomb(10**6, 1),
    "bomb": lambda: bomb(300, 3),
    "deep bomb": lambda: bomb(2, 60),
    "range": lambda: range(10**18),
    "memory": lambda: memoryview(b"5"),
    "user text": lambda: UserString("5"),
    "user list": lambda: UserList([5]),
    "deque": lambda: deque([5]),
    "counter": lambda: Counter("KAZ"),
    "chain": lambda: ChainMap({1: 2}),
    "default": lambda: defaultdict(list),
    "ordered": lambda: OrderedDict(a=1),
    "tuple with names": lambda: namedtuple("One", "a")(5),
    "date": lambda: date(2026, 3, 5),
    "lambda": lambda: forever,
    "module": lambda: pd,
    "exception": lambda: SystemExit(3),
    "half a sign": lambda: "\ud800",
    "nothing but controls": lambda: "\x00\x1b[2J\x07",
    "right to left": lambda: "\u202e55",
    "combining": lambda: "e" + "\u0301" * 19_000,
    "10 MB of digits": lambda: "9" * 10_000_000,
    "digits and commas": lambda: "9," * 9_000,
    "digits and blanks": lambda: "9 " * 9_000,
    "exponents": lambda: "1e1" * 6_000,
    "slashes": lambda: "1/" * 9_000,
    "names": lambda: "KAZ " * 4_900,
    "unknown names": lambda: "Ruritania, " * 290,
    "object array": lambda: np.array([forever, failing], dtype=object),
    "array of a trap": lambda: np.array([None], dtype=object),
    "cells that are frames": lambda: np.array([np.zeros(3), 1], dtype=object),
    "no cells": lambda: np.array([]),
    "many cells": lambda: np.zeros((2000, 2000)),
    "long double": lambda: np.longdouble(5),
    "long complex": lambda: np.clongdouble(5),
    "record": lambda: np.zeros(1, dtype=[("a", int)]),
    "void": lambda: np.void(b"5"),
    "numpy date": lambda: np.datetime64("2026-03-05"),
    "series of traps": lambda: pd.Series([forever], dtype=object),
    "frame of traps": lambda: pd.DataFrame({"a": [failing, LOOP]}),
    "missing": lambda: pd.NA,
    "no time": lambda: pd.NaT,
    "interval": lambda: pd.Interval(1, 2),
    "index": lambda: pd.RangeIndex(10**15),
    "groups": lambda: pd.DataFrame({"a": [1]}).groupby("a"),
    "empty frame": lambda: pd.DataFrame(index=range(10**6)),
}  # fmt: skip
WRAPPED = {"alone": lambda one: one, "in a list": lambda one: [one]}
CASES = list(itertools.product(ONE_OF_EACH, OBJECTS, WRAPPED))


@pytest.fixture(autouse=True)
def no_hanging():
    """A case that hangs fails by itself."""
    if threading.current_thread() is threading.main_thread():
        old = signal.signal(signal.SIGALRM, lambda *_: pytest.fail("it hangs"))
        signal.alarm(3)
        yield
        signal.alarm(0)
        signal.signal(signal.SIGALRM, old)
    else:
        yield


def test_there_are_many():
    assert len(CASES) >= 300


@pytest.mark.parametrize("how", WRAPPED)
@pytest.mark.parametrize("what", OBJECTS)
@pytest.mark.parametrize("key", ONE_OF_EACH)
def test_whatever_is_passed_gets_a_verdict(key, what, how):
    got = answer(key, WRAPPED[how](OBJECTS[what]()))
    assert isinstance(got, Feedback) and not got
    assert len(repr(got)) < 1500 and " at 0x" not in repr(got)
    got._repr_html_().encode("utf-8")


@pytest.mark.parametrize("key", ONE_OF_EACH)
def test_several_of_them(key):
    assert "several answers" in answer(key, *[make() for make in TRAPS.values()]).text
    assert hint(key, trap(int, forever, 5)).text
    for make in TRAPS.values():
        with pytest.raises(UnknownExercise):
            answer(make(), 5)


@pytest.mark.parametrize("content", [{}, {"what": "check"}, {"what": "check", "answer": {"a": []}, "n": "x"}, {"what": []},
                                     {"what": "draft", "answer": 5}, {"what": "hint", "n": None}])  # fmt: skip
def test_whatever_a_page_sends(content):
    exercise("1.3").heard(content)
