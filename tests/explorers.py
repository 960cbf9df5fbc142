"""Help for the tests of explorers: every state of every theme, told by Python and by the browser's module.

As a program it writes what Chromium is compared with: `python tests/explorers.py THEME EVERY FILE`.
"""

import itertools
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from cakit import explore
from cakit.explore import explorer, shares
from cakit.explore.theme import Theme

THEMES = list(explore.THEMES)
TOLD = explorer.TOLD
SEARCHES = ("", "", "drones", "Türkiye over", "S0-0", "<b>$x$</b>", "  ", 'quoted "word"')
NODE = """
import view from "./view.mjs";
import { readFileSync } from "node:fs";
const found = [];
for (const { packed, jobs } of JSON.parse(readFileSync(process.argv[2], "utf8"))) {
  const spec = await view.unpacked(packed);
  found.push(jobs.map(([name, state]) => view[name](spec, state)));
}
console.log(JSON.stringify(found));
"""


def theme_of(name: str) -> Theme:
    """The spec of a theme."""
    return import_module(f"cakit.explore.theme_{name}").spec()


def in_node(folder: Path, theme: Theme, jobs: list[list[Any]]) -> list[Any]:
    """What the module makes of each job [function, state]."""
    return each_in_node(folder, [(theme, jobs)])[0]


def each_in_node(folder: Path, asked: list[tuple[Theme, list[Any]]]) -> list[list[Any]]:
    """The same of several themes, by one process."""
    node = shutil.which("node")
    if not node:
        pytest.skip(
            "no Node on this machine: `make check` compares Python with the module in Chromium"
        )
    (folder / "view.mjs").write_text(explorer.MODULE, encoding="utf-8")
    (folder / "run.mjs").write_text(NODE, encoding="utf-8")
    told = [{"packed": theme.packed, "jobs": jobs} for theme, jobs in asked]
    (folder / "jobs.json").write_text(json.dumps(told), encoding="utf-8")
    command = [node, "run.mjs", "jobs.json"]
    out = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=True
    )
    return json.loads(out.stdout)


def _choices(theme: Theme, control: Any) -> list[Any]:
    """The values of one choice that are combined with those of all others."""
    if control.kind == "checks":
        options = list(control.options)
        return [
            list(some)
            for n in range(1, len(options) + 1)
            for some in itertools.combinations(options, n)
        ]
    if control.kind in ("range", "pick", "search"):
        return [None]
    return [*([""] if control.none else []), *control.options]


def states(theme: Theme) -> Iterator[dict[str, Any]]:
    """Every state: all choices combined, every year; the member followed, the row picked and the search in turn."""
    member = (
        theme.spec["data"].get("member_by", "")
        if theme.spec["data"].get("measure") == "share"
        else ""
    )
    turn = {one.trait: itertools.cycle([*([""] if one.none else []), *one.options]) for one in theme.controls
            if one.kind == "pick" or one.trait == member}  # fmt: skip
    turn |= {one.trait: itertools.cycle(SEARCHES) for one in theme.controls if one.kind == "search"}
    combined = [[None] if one.trait in turn else _choices(theme, one) for one in theme.controls]
    traits = [one.trait for one in theme.controls]
    ranges = [one.trait for one in theme.controls if one.kind == "range"]
    for values in itertools.product(*combined):
        state = dict(zip(traits, values, strict=True))
        low, high = shares.limits(theme.spec, state) if ranges else (0, 0)
        for year in range(low, high + 1):
            yield state | dict.fromkeys(ranges, year) | {trait: next(turn[trait]) for trait in turn}


def told(theme: Theme, state: dict[str, Any]) -> dict[str, Any]:
    """What Python says of a state, with the line of code."""
    kept = {trait: value for trait, value in state.items() if value != ""}
    said = ", ".join(
        f"{trait}={json.dumps(value, ensure_ascii=False)}" for trait, value in kept.items()
    )
    return TOLD[theme.spec["kind"]](theme.spec, state) | {
        "code": f"ck.explore.{theme.spec['theme']}({said})"
    }


def difference(one: Any, other: Any) -> float:
    """The largest relative difference of two tellings; infinite where words, keys or their order differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        same = sorted(one) == sorted(other)
        return (
            max([0.0, *(difference(one[key], other[key]) for key in one)]) if same else float("inf")
        )
    numbers = all(isinstance(each, int | float) for each in (one, other))
    if not numbers:
        return 0.0 if one == other else float("inf")
    return 0.0 if one == other else abs(one - other) / max(abs(one), abs(other))


@cache
def golden(name: str, every: int) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Each so many-th state with what Python says of it."""
    theme = theme_of(name)
    return [
        (state, told(theme, state)) for state in itertools.islice(states(theme), 0, None, every)
    ]


if __name__ == "__main__":
    pairs = golden(sys.argv[1], int(sys.argv[2]))
    kept = {"packed": theme_of(sys.argv[1]).packed, "module": explorer.MODULE, "pairs": pairs}
    Path(sys.argv[3]).write_text(json.dumps(kept), encoding="utf-8")
