"""Shares over time: sums by group, member and year; windows of years are added, divided and said.

What Python works out here is worked out again by shares.js; one test compares the two.
"""

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from cakit import languages
from cakit.catalog.sources import credit
from cakit.errors import MissingColumn, nearest
from cakit.explore.words import amount, percent
from cakit.figures.text import listed

Spec = dict[str, Any]
State = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Cube:
    """A table of amounts that may be added up: a row for each group, member and year.

    `group`, `member`, `value`, `year` and `source` are its columns: who receives, who gives, how
    much, when, ids of sources. Amounts are shipped as whole numbers of 1/`parts` of the column's
    unit; a sentence counts units of `per` such parts, with 0 or 1 `digits`. `size` is the years of
    a window (0: the reader chooses; -1: all years); `first` and `last` are the years of the table
    where they go beyond those of its rows, `newest` is the last complete one. `words` are what the
    templates name; `notes` are [member or "", first year, last year, "part" or "", sentence].
    """

    rows: pd.DataFrame
    group: str
    member: str
    value: str
    year: str = "year"
    source: str = "source_ids"
    parts: int = 1
    per: int = 1
    digits: int = 0
    size: int = 0
    first: int | None = None
    last: int | None = None
    newest: int | None = None
    words: dict[str, str] = field(default_factory=dict)
    notes: list[list[Any]] = field(default_factory=list)

    def shipped(self, spec: str, groups: list[str]) -> dict[str, Any]:
        """The cube for the browser: group → member → [first year, whole parts or None, …]."""
        for line in ("group", "member", "value", "year", "source"):
            column = getattr(self, line)
            if column not in self.rows:
                said = f"the spec {spec!r}, line {line}={column!r}: the rows have no such column."
                raise MissingColumn(f"{said} {nearest(column, self.rows.columns)}")
        cells: dict[str, dict[str, list[Any]]] = {group: {} for group in groups}
        sums = self.rows.groupby([self.group, self.member, self.year])[self.value].sum()
        for (group, member, year), value in (sums * self.parts).round().astype(int).items():
            cell = cells.setdefault(group, {}).setdefault(member, [int(year)])
            cell += [None] * (int(year) - cell[0] + 1 - len(cell))
            cell.append(int(value))
        ids = {one for cell in self.rows[self.source].unique() for one in cell.split(";")}
        span = [int(one) for one in self.rows[self.year]] or [0]
        named = ("parts", "per", "digits", "size", "newest")
        return {name: getattr(self, name) for name in named} | {
            "words": {key: languages.said(text) for key, text in self.words.items()},
            "notes": [[*note[:-1], languages.said(note[-1])] for note in self.notes],
            "first": self.first or min(span),
            "last": self.last or max(span),
            "cells": cells,
            "sources": ";".join(sorted(ids)),
            "credit": languages.said(credit(self.rows)) if len(self.rows) else "",
        }


def chosen(spec: Spec, state: State) -> dict[str, Any]:
    """The set of data that the choices name."""
    return spec["data"]["sets"]["|".join(state[trait] for trait in spec["data"]["set_by"])]


def groups_of(spec: Spec, state: State) -> list[str]:
    """The groups that are taken together."""
    asked = state.get(spec["data"]["group_by"]) or spec["data"]["groups"]
    return [asked] if isinstance(asked, str) else asked


def size_of(spec: Spec, state: State) -> int:
    """Years of the window."""
    held = chosen(spec, state)
    size = held["size"] or state[spec["data"]["window_by"]]
    return held["last"] - held["first"] + 1 if size in (-1, "all") else int(size)


def limits(spec: Spec, state: State) -> tuple[int, int]:
    """The first and last year in which a window ends."""
    held = chosen(spec, state)
    return held["first"] + size_of(spec, state) - 1, held["last"]


def sums(spec: Spec, state: State, by_group: bool = False) -> dict[str, int]:
    """Member (or group) → whole parts in the window, largest first; who has no row is left out."""
    held, last, found = chosen(spec, state), state["year"], dict[str, int]()
    start = last - size_of(spec, state) + 1
    for group in groups_of(spec, state):
        for member, (first, *values) in held["cells"].get(group, {}).items():
            for year, value in enumerate(values, first):
                if value is not None and start <= year <= last:
                    key = group if by_group else member
                    found[key] = found.get(key, 0) + value
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def told(spec: Spec, state: State) -> dict[str, Any]:
    """The sentence, and the numbers behind it."""
    held, data = chosen(spec, state), spec["data"]
    if "said" in held:  # looked up and not worked out
        said = held["said"].get(str(state["year"]), {})
        text = said.get(state.get(data["group_by"], "")) or said.get("") or held["none"]
        return {"sentence": text, "numbers": {}}
    if not held["last"]:
        return {"sentence": spec["words"]["empty"], "numbers": {}}
    found, words, groups = sums(spec, state), spec["words"] | held["words"], groups_of(spec, state)
    each, total, order = sums(spec, state, by_group=True), sum(found.values()), list(found)
    last, asked, every = state["year"], state.get(data["member_by"], ""), groups == data["groups"]
    first = last - size_of(spec, state) + 1
    member = asked or next(iter(order), "")
    other = next((one for one in order if one != member), "")

    def names(codes: list[str]) -> str:
        named = listed(data["groups_named"][one] for one in codes)
        return named + (words["together"] if codes[1:] else "")

    def spoken(code: str) -> str:
        return data["spoken"].get(code) or data["members"].get(code, code)

    end, per = f"{words['before_year']}{last}", (held["per"], held["digits"])
    about = words | {
        "span": f"{words['before_year']}{first}–{end}" if first < last else end,
        "groups": words["all"] if every and groups[1:] else names(groups),
        "member": spoken(member),
        "leader": spoken(other),
        "percent": percent(found.get(member, 0), total),
        "leading": percent(found.get(other, 0), total),
        "part": amount(found.get(member, 0), *per),
        "total": amount(total, *per),
        "pool": "",
    }
    rest = "alone" if not other else "next" if member == order[0] else "leader"
    about["rest"] = words[f"rest_{rest}"].format(**about)
    if every and each and words.get("pooled"):
        largest, most = next(iter(each.items()))
        most_of = {"group": names([largest]), "most": percent(most, total)}
        about["pool"] = words["pooled"].format(**most_of)
    template = "some" if member in found else "absent" if found else "nothing"
    missing = [said for of, start, end, _, said in held["notes"]
               if of in ("", asked) and start <= last and end >= first]  # fmt: skip
    shares = {one: 100 * value / total if total else 0 for one, value in found.items()}
    return {"sentence": words[template].format(**about) + "".join(missing),
            "numbers": {"sums": found, "shares": shares, "groups": each}}  # fmt: skip
