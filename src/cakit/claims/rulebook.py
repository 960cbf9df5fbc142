"""Which claims code decides: functions, and the rules of `data/claim_rules.toml`, checked."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import pandas as pd

from cakit import catalog, door
from cakit.catalog.csvfile import bytes_of, decoded
from cakit.claims.functions import FUNCTIONS, Function
from cakit.claims.interpreter import Rule, fields, run
from cakit.claims.records import records
from cakit.claims.rows import FIVE, STATES, TESTS, several
from cakit.claims.rules import Found
from cakit.errors import CakitError, InvalidData, MissingColumn, nearest

WORDING = tomllib.loads(Path(__file__).with_name("rule_words.toml").read_text(encoding="utf-8"))
KEYS, CHOICES, WORDS = WORDING["keys"], WORDING["choices"], WORDING["words"]
ANY_VERB, COLUMNS = (set(WORDING[name].split()) for name in ("any_verb", "columns"))
TAKES = {key: words for words, keys in WORDING["takes"].items() for key in keys.split()}
FILTERS = ("where", "hit", "every", "in_each", "complete", "mean_over")
SUBRULES = ("figure", "than", "rule")
BY_CODE = ("measured", "looked-up")  # the words of claim_evidence for what a rule decides
Columns = Mapping[str, Any]


@dataclass(frozen=True)
class Check:
    """One reading, the table that decides it, and the function that finds what the table shows."""

    reading: str
    table: str
    function: Function

    def find(self, frame: pd.DataFrame) -> Found:
        """What a frame shows; an error where it has no rows or lacks a column."""
        if frame.empty:
            raise CakitError(f"{self.reading}: the frame has no rows, look at the filter before")
        try:
            return self.function(frame)
        except KeyError as error:
            for name in catalog.table(self.table).by_name.keys() - frame.columns:
                if name in re.findall(r"\w+", str(error)):
                    close = nearest(name, map(str, frame.columns))
                    raise MissingColumn(f"the check needs a column {name!r}. {close}") from error
            raise


@cache
def register() -> dict[str, Check]:
    """The checks by reading: functions and rules; `InvalidData` where a reading has none."""
    path = catalog.home("data") / "claim_rules.toml"
    rules = read_rules(path) if path.is_file() else {}
    checks = [Check(reading, table, find) for reading, (table, find) in FUNCTIONS.items()]
    checks += [Check(reading, rule["table"], partial(run, rule)) for reading, rule in rules.items()]
    by_reading = {check.reading: check for check in sorted(checks, key=lambda one: one.reading)}
    without = [
        f'{reading}: claim_evidence says {row.decided_by}, but there is no rule. Add ["{reading}"]'
        for reading, row in records().items()
        if row.decided_by in BY_CODE and reading not in by_reading
    ]
    if without:
        raise InvalidData(path.name, without)
    return by_reading


@door.plain_arguments
def computed(table: str) -> list[str]:
    """The claims and readings that code decides from a table.

    Parameters
    ----------
    table : str
        A frame of your own in the same form can decide them again: `verdict(id, data=frame)`.

    Raises
    ------
    UnknownTable
        With the nearest names.

    Examples
    --------
    >>> computed("arms_editions")[:2]
    ['S0-06', 'S0-07']
    """
    name = catalog.table(door.text(table, "table")[:60]).name
    return [reading for reading, check in register().items() if check.table == name]


def read_rules(path: Path) -> dict[str, Rule]:
    """Read a file of rules; `InvalidData` names every problem with its reading and key."""
    text = decoded(bytes_of(path), path.name)
    try:
        rules = tomllib.loads(text.replace('"the five"', json.dumps(FIVE)))
    except tomllib.TOMLDecodeError as error:
        raise InvalidData(path.name, [f"not TOML: {error}"]) from error
    problems = [
        f"{reading}, {problem}"
        for reading, rule in rules.items()
        for problem in _problems(reading, rule)
    ]
    if problems:
        raise InvalidData(path.name, problems)
    return {reading: _expanded(rule) for reading, rule in rules.items()}


def _expanded(rule: dict[str, Any]) -> Rule:
    """A rule that names a supplier (of) and states (to), as a rule with filters and a scope."""
    rule = {key: _expanded(part) if key in SUBRULES else part for key, part in rule.items()}
    if "of" not in rule:
        return rule
    to, filters = several(rule.get("to", [])), rule.get("where", {})
    filters = {"recipient_iso3": to, **filters} if to else filters
    names = "the five" if set(to) == STATES else ", ".join(map(catalog.country_name, to))
    supplier = catalog.country_name(rule["of"])
    scope = f"{supplier}, share of the major arms delivered to {names}, pooled, {{years}}, TIV"
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
    evidence = records()
    if reading not in evidence:
        yield f"no such reading in claim_evidence. {nearest(reading, evidence)}"
    elif evidence[reading].decided_by not in BY_CODE:
        yield "a rule decides it: put measured or looked-up in claim_evidence, column decided_by"
    elif reading in FUNCTIONS:
        yield "a function decides this reading already"
    if not isinstance(rule, dict):
        yield "a rule is a table: put its name in brackets, then one key a line"
    elif rule.get("table") not in catalog.names():
        yield _unknown("table", rule.get("table"), catalog.names())
    else:
        if not {"scope", "of", "to"} & rule.keys() and str(rule.get("verb")) in KEYS:
            yield "key scope: missing. Say in words what is looked at"
        yield from _wrong(rule, catalog.table(rule["table"]).by_name)


def _unknown(key: str, value: object, names: Iterable[str]) -> str:
    if value is None:
        return f"key {key}: missing. {nearest('', names)}".rstrip()
    return f"key {key}: unknown {value!r}. {nearest(value, names)}"


def _wrong(rule: Any, columns: Columns) -> Iterator[str]:
    """The problems of a rule, or of a rule within a rule."""
    verb = rule.get("verb") if isinstance(rule, dict) else rule
    if not isinstance(verb, str) or verb not in KEYS or not isinstance(rule, dict):
        yield _unknown("verb", verb, KEYS)
        return
    needed, more = (set(keys.split()) for keys in KEYS[verb])
    if verb == "share":
        needed |= {"hit", "value"} if "hit" in rule else {"of"}
    yield from (f"key {key}: missing. {verb} needs it" for key in sorted(needed - rule.keys()))
    known = needed | more | ANY_VERB
    yield from (f"unknown key {key}. {nearest(key, known)}" for key in rule.keys() - known)
    for key, value in rule.items():
        yield from _wrong_value(key, value, columns)
    if isinstance(rule.get("scope"), str):
        yield from _wrong_scope(verb, rule["scope"], columns)
    supplier = {"supplier_iso3": rule["of"]} if "of" in rule else {}
    filters = [("of", supplier), ("to", {"recipient_iso3": rule["to"]} if "to" in rule else {})]
    filters += [(key, part) for key in FILTERS for part in several(rule.get(key, {}))]
    if verb == "each" and {"by", "values"} <= rule.keys():
        filters.append(("values", {str(rule["by"]): rule["values"]}))
    if verb in ("each", "compare") and isinstance(rule.get("where"), list):
        yield f"key where: {verb} takes one filter; put several into the rule within it"
    for key, conditions in filters:
        yield from _wrong_filter(key, conditions, columns)
    for key in SUBRULES:
        if key in rule:
            yield from (f"{key}: {problem}" for problem in _wrong(rule[key], columns))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_pair(value: Any) -> bool:
    numbers = isinstance(value, list) and len(value) == 2 and all(map(_is_number, value))
    return numbers and value[0] <= value[1]


def _is_span(value: Any) -> bool:
    return isinstance(value, dict) and len(value) == 1 and all(map(_is_pair, value.values()))


FITS: dict[str, Callable[[Any], bool]] = {  # what a key takes, in words, and how to tell
    "a number": _is_number,
    "a number above zero": lambda value: _is_number(value) and value > 0,
    "true or false": lambda value: isinstance(value, bool),
    "a text in quotation marks": lambda value: isinstance(value, str),
    "a list in brackets": lambda value: isinstance(value, list),
    "the lowest and the highest number in brackets": _is_pair,
    "a column and its first and last year, { column = [from, to] }": _is_span,
}


def _wrong_value(key: str, value: Any, columns: Columns) -> Iterator[str]:
    """A value that a key does not take."""
    if key in CHOICES and value not in CHOICES[key]:
        yield _unknown(key, value, CHOICES[key])
    elif key in COLUMNS:
        names = several(value)
        yield from (_unknown(key, name, columns) for name in names if name not in columns)
    elif key == "years_to" and not isinstance(value, int) and value not in columns:
        yield f"key years_to: give a year, or a column of dates, not {value!r}"
    if key in TAKES and not FITS[TAKES[key]](value):
        yield f"key {key}: give {TAKES[key]}, not {value!r}"


def _wrong_scope(verb: str, scope: str, columns: Columns) -> Iterator[str]:
    """Words in braces that nothing fills in."""
    try:
        names = fields(scope)
    except ValueError as error:
        yield f"key scope: {error}. Put each word to fill in into braces: {{years}}"
        return
    for name in names:
        if name in WORDS and verb not in WORDS[name]:
            yield f"key scope: {verb} fills in no {{{name}}}; {', '.join(WORDS[name])} do"
        elif name not in WORDS and name not in columns:
            yield _unknown("scope", name, [*WORDS, *columns])


def _wrong_filter(key: str, conditions: Any, columns: Columns) -> Iterator[str]:
    """Unknown columns, unknown tests, and values that the column cannot have."""
    if not isinstance(conditions, dict):
        yield f"key {key}: give columns and what they must be, {{ column = value }}"
        return
    for name, wanted in conditions.items():
        if name not in columns:
            yield _unknown(key, name, columns)
            continue
        each = several(wanted) if key == "in_each" else [wanted]
        for part in each:
            tests = part if isinstance(part, dict) else {"is": part}
            for test, values in tests.items():
                wrong = _wrong_test(columns[name], test, values, columns)
                yield from (f"key {key}.{name}: {problem}" for problem in wrong)


def _wrong_test(column: Any, test: str, values: Any, columns: Columns) -> Iterator[str]:
    """Why a column cannot be asked this."""
    if test in ("or_missing", "given"):
        if not isinstance(values, bool):
            yield f"{test} is true or false, not {values!r}"
    elif test not in TESTS:
        yield f"unknown {test!r}. {nearest(test, TESTS)}"
    elif test == "differs_from":
        if values not in columns:
            yield f"unknown {values!r}. {nearest(values, columns)}"
    elif test == "says":
        yield from _wrong_pattern(column, values)
    elif test in ("last", "earlier"):
        if column.type not in ("year", "integer") or not isinstance(values, int) or values < 1:
            yield f"{test} takes a number of years and a column of years, not {values!r}"
    else:
        yield from _wrong_codes(column, test, several(values))


def _wrong_pattern(column: Any, pattern: Any) -> Iterator[str]:
    try:
        re.compile(pattern)
    except (re.error, TypeError) as error:
        yield f"says takes a regular expression: {error}"
    if column.type != "string":
        yield f"says looks into texts; this column has the type {column.type}"


def _wrong_codes(column: Any, test: str, values: list[Any]) -> Iterator[str]:
    """Values of another type than the column's, or that are no codes of its list."""
    kinds = {"string": str, "boolean": bool}
    kind = kinds.get(column.type, (int, float))
    said = {str: "a text", bool: "true or false"}.get(kind, "a number")  # type: ignore[arg-type]
    listed = "countries.iso3" if column.countries else column.codes or column.references
    codes = catalog.allowed(listed) if listed else set(column.constraints.get("enum", ()))
    for value in values:
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            yield f"give {said}, not {value!r}"
        elif codes and test in ("is", "not", "names", "only") and value not in codes:
            yield f"unknown {value!r}. {nearest(value, map(str, codes))}"
