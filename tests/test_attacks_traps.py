"""Objects that raise, lie or never end, as any argument of any public function: the kit's error, or a right result.

The cases are made by rule: every function of the other attacks, every argument, every trap.
"""

import itertools
import os
import signal
import time

import pandas as pd
import pytest
import test_attacks_claims
import test_attacks_maps
import test_attacks_pictures
import test_attacks_tables

import cakit as ck
from cakit import maps
from cakit.errors import CakitError

METHODS = ("getattr repr str eq len iter bool float index fspath array contains getitem format lt next dataframe").split()  # noqa: SIM905  # fmt: skip


def raising(*_args, **_more):
    raise RuntimeError("of somebody else")


def bound(base, names):
    """A class whose methods of these names raise."""
    return type("Trap", (base,), {f"__{name}__": raising for name in names})


class Says(str):
    """A text that does more than a text."""

    __slots__ = ()
    strip = lower = casefold = split = encode = startswith = replace = raising


class Yes:
    """Has every attribute, and each of them is itself again."""

    def __getattr__(self, name):
        if name.startswith("__array") or name == "__wrapped__":
            raise AttributeError(name)
        return self

    def __call__(self, *_args, **_more):
        return self

    def __iter__(self):
        return iter([self])

    def __len__(self):
        return 1


def in_itself():
    held = []
    held.append(held)
    return held


TRAPS = {
    f"an object whose {name} raises": lambda _, name=name: bound(object, [name])()
    for name in METHODS
}
TRAPS |= {
    f"a text whose {name} raises": lambda good, name=name: bound(str, [name])(
        good if isinstance(good, str) else "KAZ"
    )
    for name in ("repr", "str", "eq", "len", "iter", "bool", "format", "contains", "getitem", "getattr")
}  # fmt: skip
TRAPS |= {
    f"a list whose {name} raises": lambda good, name=name: bound(list, [name])(["KAZ"])
    for name in ("iter", "len", "repr", "eq", "getitem", "bool")
}
TRAPS |= {
    f"a frame whose {name} raises": lambda good, name=name: bound(pd.DataFrame, [name])({"a": [1]})
    for name in ("len", "repr", "getattr", "contains")
}
TRAPS |= {
    f"a number whose {name} raises": lambda good, name=name: bound(float, [name])(5.0)
    for name in ("float", "repr", "lt", "format")
}
TRAPS |= {
    "a text of its own kind": lambda good: Says(good if isinstance(good, str) else "KAZ"),
    "all that raise": lambda _: bound(object, METHODS)(),
    "yes to everything": lambda _: Yes(),
    "numbers without end": lambda _: itertools.count(),
    "texts without end": lambda _: itertools.cycle(["KAZ"]),
    "other texts without end": lambda _: (str(n) for n in itertools.count()),
    "a generator": lambda _: (one for one in ["KAZ", "UZB"]),
    "a generator that raises": lambda _: (raising() for _ in range(2)),
    "a list in itself": lambda _: in_itself(),
    "a weak dict": lambda _: bound(dict, ["getitem", "iter", "len"])(a=1),
    "a type": lambda _: Yes,
    "a coroutine": lambda _: (one for one in ()),
}  # fmt: skip


def given_only(call):
    """The call without the arguments that are left to their defaults."""
    return lambda *frame, **more: call(
        *frame, **{one: value for one, value in more.items() if value is not ...}
    )


def pictured(name):
    """A call of a picture with its frame, as the other attacks make them."""
    draw, frame, fits, names = test_attacks_pictures.arguments_of(name)
    call = given_only(draw)
    return (lambda rows, **more: call(rows, **more)), {"rows": frame} | dict.fromkeys(
        names, ...
    ) | fits


def of_theme(name):
    from explorers import theme_of

    theme = theme_of(name)
    return lambda **state: theme.open(**state), {one.trait: None for one in theme.controls}


def calls():
    found = dict(test_attacks_tables.CALLS) | dict(test_attacks_claims.CALLS)
    found |= {name: pictured(name) for name in test_attacks_pictures.PLOTS}
    for name, (call, fits) in test_attacks_pictures.DOORS.items():
        found[name] = (call, {one: (lambda fits=fits, one=one: fits()[one]) for one in fits()})
    for name, draw in test_attacks_maps.DRAW.items():
        arguments = test_attacks_maps.ARGUMENTS.get(name, ("panels",))
        found[f"map {name}"] = (
            lambda frame, draw=draw, **more: draw(
                frame, **{k: v for k, v in more.items() if v is not ...}
            ),
            {
                "frame": (lambda name=name: test_attacks_maps.FRAMES[name]),
                **dict.fromkeys(arguments, ...),
            },
        )
    found |= {
        "basemap": (lambda **more: maps.basemap(**{k: v for k, v in more.items() if v is not ...}), dict.fromkeys(("ax", "extent", "names", "surroundings", "disputes"), ...)),
        "project": (maps.project, {"lon": 60.0, "lat": 40.0}), "region": (ck.region, {"layer": "states"}),
        "moved": (ck.claims.moved, {"before": test_attacks_claims.arms, "after": test_attacks_claims.arms}),
        "thin": (ck.plots.thin, {"frame": test_attacks_tables.arms, "within": "recipient_iso3"}),
        "answer": (ck.answer, {"exercise_id": "1.1"}), "hint": (ck.hint, {"exercise_id": "1.1", "which": 1}),
        "exercise": (ck.exercise, {"exercise_id": "1.1"}), "progress": (ck.progress, {"notebook": "01"}),
        "register": (ck.importers.sipri_register, {"path": "no.csv", "source_id": "S0"}),
        "tiv": (ck.importers.sipri_tiv, {"path": "no.csv", "partner": "KAZ", "side": "x"}),
        "milex": (ck.importers.sipri_milex, {"path": "no.xlsx"}),
        "edition": (ck.importers.edition, {"which": "2026", "made": "2026"}),
        "compare": (ck.importers.compare, {"old": lambda: ck.importers.edition("2025"), "new": lambda: ck.importers.edition("2026")}),
        "adopt": (ck.importers.adopt, {"file": "no.csv", "edition": "2027", "folder": "nowhere"}),
        "by_year": (ck.importers.by_year, {"frame": test_attacks_tables.arms}),
        "restored": (ck.explore.restored, {"name": "arms", "state": {}}),
        "static_html": (ck.explore.static_html, {"explorer": 1}),
    }  # fmt: skip
    found |= {
        f"explore {name}": of_theme(name)
        for name in ("arms", "claims", "profile", "us_programs", "minerals", "deals")
    }
    return found


CALLS = calls()
FOUND = {  # each was a traceback, a hang or a slow answer
    ("save", "path", "a text whose str raises"),
    ("describe", "name", "a text whose len raises"), ("load", "name", "a text whose repr raises"),
    ("add_source", "title", "a text whose len raises"), ("add_country", "code", "a text whose len raises"),
    ("add_country", "name", "a text whose len raises"), ("country", "name", "an object whose str raises"),
    ("country", "name", "a frame whose repr raises"), ("shares", "period", "a list whose len raises"),
    ("concentration", "period", "a list whose len raises"), ("read", "decimal", "a text whose getitem raises"),
    ("compare", "old", "other texts without end"), ("compare", "new", "an object whose str raises"),
    ("compare", "old", "a list in itself"), ("milex", "path", "an object whose str raises"), ("milex", "path", "yes to everything"),
    ("milex", "path", "other texts without end"), ("milex", "path", "a list in itself"),
    ("explore arms", "supplier", "a text whose len raises"), ("explore claims", "seed", "a text whose len raises"),
    ("explore claims", "search", "a text whose getitem raises"), ("explore arms", "recipients", "numbers without end"),
    ("explore arms", "recipients", "texts without end"), ("project", "lon", "an object whose float raises"),
    ("project", "lon", "an object whose array raises"), ("tiv", "side", "a frame whose repr raises"),
    ("tiv", "side", "a text whose repr raises"), 
    ("restored", "name", "a frame whose repr raises"), ("restored", "name", "an object whose str raises"),
    ("what_if", "items", "a list whose len raises"),
    ("basemap", "extent", "an object whose iter raises"), ("basemap", "extent", "a text whose getitem raises"),
    ("memo", "part", "a text whose str raises"),
    ("dot_plot", "label", "a text whose getitem raises"),
    ("map panels", "panels", "a frame whose repr raises"), ("thin", "within", "a list whose iter raises"),
}  # fmt: skip
PLACES = [(name, place) for name, (_, given) in CALLS.items() for place in given]
# Every argument meets a trap, every trap meets arguments; all pairs would be fifteen thousand.
RULE = {(*place, [*TRAPS][number * 7 % len(TRAPS)]) for number, place in enumerate(PLACES)}
if os.environ.get("ATTACKS") == "all":  # all pairs, but for what draws
    DRAWN = (*test_attacks_pictures.PLOTS, *test_attacks_pictures.DOORS, "basemap")
    RULE |= {(*place, trap) for place in PLACES if place[0] not in DRAWN for trap in TRAPS}
    RULE |= {(*place, trap) for place in PLACES for trap in TRAPS if "a text whose" in trap}
CASES = sorted(RULE | {case for case in FOUND if case[0] in CALLS})


def made(value):
    return (
        value()
        if callable(value)
        and getattr(value, "__name__", "")
        in ("<lambda>", "arms", "windows", "rivals", "events", "reports", "counts", "measures")
        else value
    )


def hangs(*_):
    raise AssertionError("it hangs")


@pytest.mark.parametrize(("name", "place", "trap"), CASES)
def test_a_trap_gives_a_result_or_the_kits_error(name, place, trap, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    function, given = CALLS[name]
    good = {one: made(value) for one, value in given.items()}
    good[place] = TRAPS[trap](good[place])
    signal.signal(signal.SIGALRM, hangs)
    signal.alarm(10)
    start = time.process_time()
    try:
        function(**good)
    except CakitError as error:
        message = str(error)
        assert 10 < len(message) < 4_000
        assert all(line.isprintable() for line in message.split("\n")), ascii(message)
    finally:
        signal.alarm(0)
    assert time.process_time() - start < 2
