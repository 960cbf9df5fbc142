"""Which claims code decides: the rules of `data/claim_rules.toml`, checked, and the functions."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cakit import catalog
from cakit.claims.interpreter import Rule, run
from cakit.claims.records import records
from cakit.claims.rows import FIVE, STATES, TESTS, several
from cakit.claims.rules import Found
from cakit.errors import InvalidData, MissingColumn, nearest

if TYPE_CHECKING:
    import pandas as pd

THEMES = ("arms", "ties")  # the files of the claims that a function decides
KEYS = {  # verb → the keys it needs, and further keys it can have
    "share": ("", "of to hit value over among_largest not_among_largest"),
    "turn": ("of rises", "to"),
    "compare": ("figure is than", ""),
    "each": ("by values rule take", "there"),
    "exists": ("", "hit in_each at_least every if_none"),
    "first": ("", "date latest evidence hit every if_none"),
    "count": ("", "hit distinct as_one most at_least equals over every if_none"),
    "sum": ("value", "hit divide complete mean_over highest_by at_least equals over if_none"),
    "range": ("value", "divide rounded_to rises_along falls_along every"),
}
ANY_VERB = {"table", "verb", "scope", "unit", "where", "newest", "same"}
FILTERS = ("where", "hit", "every", "in_each", "complete")
COLUMNS = (
    "newest",
    "same",
    "date",
    "value",
    "distinct",
    "highest_by",
    "by",
    "rises_along",
    "falls_along",
)
SUBRULES = {"figure", "than", "rule"}
WORDS = {"years", "rows", "hits", "others", "than", "than_years", "which", "lowest"}
CHOICES = {
    "is": ("higher", "lower"),
    "take": ("lowest", "mean", "range", "count"),
    "there": ("any", "most"),
    "if_none": ("zero", "undecided"),
}
NUMBERS = {"at_least", "equals", "over", "among_largest", "not_among_largest", "divide"}
Function = Callable[["pd.DataFrame"], Found]
FUNCTIONS: dict[str, Check] = {}


@dataclass(frozen=True)
class Check:
    """One reading, the table that decides it, and the function that finds what the table shows."""

    reading: str
    table: str
    function: Function

    def find(self, frame: pd.DataFrame) -> Found:
        """What a frame shows; `MissingColumn` where it lacks a column."""
        try:
            return self.function(frame)
        except KeyError as error:
            for name in catalog.table(self.table).by_name.keys() - frame.columns:
                if name in re.findall(r"\w+", str(error)):
                    close = nearest(name, map(str, frame.columns))
                    raise MissingColumn(f"the check needs a column {name!r}. {close}") from error
            raise


def decides(reading: str, table: str) -> Callable[[Function], Function]:
    """Let a function decide a reading from a table: frame → `Found`."""

    def enter(function: Function) -> Function:
        FUNCTIONS[reading] = Check(reading, table, function)
        return function

    return enter


def functions() -> dict[str, Check]:
    """The checks that are functions."""
    for theme in THEMES:
        import_module(f"cakit.claims.{theme}")
    return FUNCTIONS


@cache
def register() -> dict[str, Check]:
    """The checks by reading: functions and rules."""
    path = catalog.home("data") / "claim_rules.toml"
    rules = read_rules(path) if path.is_file() else {}
    checks = [Check(reading, rule["table"], partial(run, rule)) for reading, rule in rules.items()]
    both = sorted([*functions().values(), *checks], key=lambda check: check.reading)
    return {check.reading: check for check in both}


def computed(table: str) -> list[str]:
    """The claims and readings that code decides from a table.

    Parameters
    ----------
    table : str
        A frame of your own in the same form can decide them again: `verdict(id, data=frame)`.

    Examples
    --------
    >>> computed("arms_editions")[:2]
    ['S0-06', 'S0-07']
    """
    return [reading for reading, check in register().items() if check.table == table]


def read_rules(path: Path) -> dict[str, Rule]:
    """Read a file of rules; `InvalidData` names every problem with its reading and key."""
    try:
        rules = tomllib.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidData(path.name, [f"not TOML: {error}"]) from error
    rules = {reading: _spelled_out(rule) for reading, rule in rules.items()}
    problems = [f"{key}, {text}" for key, rule in rules.items() for text in _problems(key, rule)]
    if problems:
        raise InvalidData(path.name, problems)
    return {reading: _expanded(rule) for reading, rule in rules.items()}


def _spelled_out(value: Any) -> Any:
    """The same with "the five" as a list of codes."""
    if isinstance(value, dict):
        return {key: _spelled_out(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_spelled_out(part) for part in value]
    return list(FIVE) if value == "the five" else value


def _expanded(rule: dict[str, Any]) -> Rule:
    """A rule that names a supplier (of) and states (to), as a rule with filters and a scope."""
    rule = {key: _expanded(part) if key in SUBRULES else part for key, part in rule.items()}
    if "of" not in rule:
        return rule
    to = several(rule.get("to", []))
    names = "the five" if set(to) == STATES else ", ".join(map(catalog.country_name, to))
    supplier = catalog.country_name(rule["of"])
    scope = f"{supplier}, share of the major arms delivered to {names}, pooled, {{years}}, TIV"
    filters = {**({"recipient_iso3": to} if to else {}), **rule.get("where", {})}
    share = {"verb": "share", "hit": {"supplier_iso3": rule["of"]}, "value": "tiv_million"}
    if rule["verb"] == "turn":
        scope += ", against {than:.1f} percent in {than_years}"
        last, earlier = ({**filters, "year": {test: 5}} for test in ("last", "earlier"))
        share = {
            "verb": "compare",
            "figure": {**share, "where": last},
            "than": {**share, "where": earlier},
            "is": "higher" if rule["rises"] else "lower",
        }
    return {"scope": scope, "unit": "percent", **rule, **share, "where": filters}


def _problems(reading: str, rule: Any) -> Iterator[str]:
    """What is wrong with a rule: its reading, its table, its keys, columns and codes."""
    evidence = records().evidence
    if reading not in evidence:
        yield f"no such reading in claim_evidence. {nearest(reading, evidence)}"
    elif evidence[reading].decided_by not in ("measured", "looked-up"):
        yield "a rule decides it: put measured or looked-up in claim_evidence, column decided_by"
    elif reading in functions():
        yield "a function decides this reading already"
    if not isinstance(rule, dict):
        yield "a rule is a table: put its name in brackets, then one key a line"
    elif rule.get("table") not in catalog.names():
        yield _unknown("table", rule.get("table"), catalog.names())
    else:
        own_words = "of" in rule or rule.get("verb") not in KEYS or "to" in rule
        if "scope" not in rule and not own_words:
            yield _unknown("scope", None, ())
        yield from _wrong(rule, catalog.table(rule["table"]).by_name)


def _unknown(key: str, value: object, names: Iterable[str]) -> str:
    if value is None:
        return f"key {key}: missing"
    return f"key {key}: unknown {value!r}. {nearest(value, names)}"


def _wrong(rule: Any, columns: Mapping[str, Any]) -> Iterator[str]:
    """The problems of a rule, or of a rule within a rule."""
    if not isinstance(rule, dict) or rule.get("verb") not in KEYS:
        yield _unknown("verb", rule.get("verb") if isinstance(rule, dict) else rule, KEYS)
        return
    yield from _wrong_values(rule)
    needed, more = (set(keys.split()) for keys in KEYS[rule["verb"]])
    needed |= {"of"} if rule["verb"] == "share" and "hit" not in rule else set()
    yield from (_unknown(key, None, ()) for key in sorted(needed - rule.keys()))
    known = needed | more | ANY_VERB
    yield from (f"unknown key {key}. {nearest(key, known)}" for key in rule.keys() - known)
    for key in COLUMNS:
        if rule.get(key, key) not in columns and key in rule:
            yield _unknown(key, rule[key], columns)
    for name in re.findall(r"\{(\w+)", str(rule.get("scope", ""))):
        if name not in WORDS and name not in columns:
            yield _unknown("scope", name, [*WORDS, *columns])
    supplier = {"supplier_iso3": rule["of"]} if "of" in rule else {}
    filters = [("of", supplier), ("to", {"recipient_iso3": rule["to"]} if "to" in rule else {})]
    filters += [(key, part) for key in FILTERS for part in several(rule.get(key, {}))]
    for key, conditions in filters:
        yield from _wrong_filter(key, conditions, columns)
    for key in SUBRULES & rule.keys():
        yield from (f"{key}: {problem}" for problem in _wrong(rule[key], columns))


def _wrong_values(rule: Mapping[str, Any]) -> Iterator[str]:
    """Words and numbers that a key does not take."""
    for key in CHOICES.keys() & rule.keys():
        if rule[key] not in CHOICES[key]:
            yield _unknown(key, rule[key], CHOICES[key])
    for key in NUMBERS & rule.keys():
        if not isinstance(rule[key], (int, float)):
            yield f"key {key}: give a number, not {rule[key]!r}"


def _wrong_filter(key: str, conditions: Any, columns: Mapping[str, Any]) -> Iterator[str]:
    """Unknown columns, unknown tests, and values that are no codes of the column's list."""
    if not isinstance(conditions, dict):
        yield f"key {key}: give columns and what they must be, {{ column = value }}"
        return
    for name, wanted in conditions.items():
        column, tests = columns.get(name), wanted if isinstance(wanted, dict) else {"is": wanted}
        if column is None:
            yield _unknown(key, name, columns)
            continue
        listed = "countries.iso3" if column.countries else column.codes or column.references
        codes = catalog.allowed(listed) if listed else set(column.constraints.get("enum", ()))
        for test, values in tests.items():
            if test not in TESTS and test != "or_missing":
                yield _unknown(f"{key}.{name}", test, TESTS)
            for code in several(values) if codes and test in ("is", "not", "names", "only") else ():
                if code not in codes:
                    yield _unknown(f"{key}.{name}", code, map(str, codes))
