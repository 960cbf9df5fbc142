"""What is wrong with a rule of `data/claim_rules.toml`: the key, and what would be right."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from cakit import catalog
from cakit.claims.functions import FUNCTIONS
from cakit.claims.interpreter import fields
from cakit.claims.records import records
from cakit.claims.rows import TESTS, several
from cakit.errors import nearest

WORDING = tomllib.loads(Path(__file__).with_name("rule_words.toml").read_text(encoding="utf-8"))
KEYS, CHOICES, WORDS = WORDING["keys"], WORDING["choices"], WORDING["words"]
ANY_VERB, COLUMNS = (set(WORDING[name].split()) for name in ("any_verb", "columns"))
TAKES = {key: words for words, keys in WORDING["takes"].items() for key in keys.split()}
FILTERS = ("where", "hit", "every", "in_each", "complete")
SUBRULES = ("figure", "than", "rule")
BY_CODE = ("measured", "looked-up")  # the words of claim_evidence for what a rule decides
Columns = Mapping[str, Any]


def problems_of(reading: str, rule: Any) -> Iterator[str]:
    """What is wrong with a rule: its reading, its table, its keys, columns and codes."""
    evidence = records().evidence
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
        own_words = "of" in rule or rule.get("verb") not in KEYS or "to" in rule
        if "scope" not in rule and not own_words:
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
    elif key in COLUMNS or (key == "mean_over" and isinstance(value, dict)):
        names = value if key == "mean_over" else several(value)
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
