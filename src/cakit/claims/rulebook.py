"""Which claims code decides: the rules of `data/claim_rules.toml`, and the functions."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cakit import catalog, door
from cakit.catalog.csvfile import bytes_of, decoded
from cakit.claims.functions import FUNCTIONS, Function
from cakit.claims.interpreter import Rule, run
from cakit.claims.records import records
from cakit.claims.rows import FIVE, STATES, several
from cakit.claims.rulecheck import BY_CODE, SUBRULES, problems_of
from cakit.claims.rules import Found
from cakit.errors import CakitError, InvalidData, MissingColumn, nearest

if TYPE_CHECKING:
    import pandas as pd


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
    evidence = records().evidence
    without = [
        f'{reading}: claim_evidence says {row.decided_by}, but there is no rule. Add ["{reading}"]'
        for reading, row in evidence.items()
        if row.decided_by in BY_CODE and reading not in by_reading
    ]
    if without:
        raise InvalidData(path.name, without)
    return by_reading


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
        rules = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidData(path.name, [f"not TOML: {error}"]) from error
    rules = {reading: _spelled_out(rule) for reading, rule in rules.items()}
    problems = [
        f"{reading}, {problem}"
        for reading, rule in rules.items()
        for problem in problems_of(reading, rule)
    ]
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
