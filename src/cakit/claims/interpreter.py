"""The verbs of `data/claim_rules.toml`: what a rule says, done with the rows of a table."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from statistics import fmean
from typing import TYPE_CHECKING, Any

from cakit import catalog
from cakit.claims.rows import refuse_mixture, several, where
from cakit.claims.rules import Found
from cakit.errors import CakitError, need

if TYPE_CHECKING:
    import pandas as pd

Rule = Mapping[str, Any]
Words = dict[str, Any]  # what fills the braces of a scope
ASKED = {"at_least": operator.ge, "equals": operator.eq, "over": operator.gt}


def _union(rows: pd.DataFrame, filters: Any) -> list[pd.DataFrame]:
    """The rows that meet each of several filters."""
    return [where(rows, **conditions) for conditions in several(filters)]


def _hits(rule: Rule, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows that meet `hit`; with several filters, none unless each finds a row."""
    import pandas as pd

    parts = _union(rows, rule.get("hit", {}))
    return rows.iloc[:0] if any(part.empty for part in parts) else pd.concat(parts)


def _answer(rule: Rule, figure: float | None, rows: pd.DataFrame) -> bool | None:
    """Yes or no, where the rule asks for it; None where it does not or where nothing was found."""
    if figure is None or (rows.empty and rule.get("if_none") != "zero"):
        return None
    answers = [bool(test(figure, rule[key])) for key, test in ASKED.items() if key in rule]
    if "every" in rule:
        answers.append(len(where(rows, **rule["every"])) == len(rows))
    silent = rule.get("if_none") == "undecided" and not all(answers)
    return None if silent or not answers else all(answers)


def _counted(rule: Rule, rows: pd.DataFrame, hits: pd.DataFrame, figure: float | None) -> Found:
    """A sum or count; None where there was no row, unless the rule says that none means zero."""
    figure = None if rows.empty and rule.get("if_none") != "zero" else figure
    return Found(rows, "", figure, is_there=_answer(rule, figure, rows))


def _share(rule: Rule, frame: pd.DataFrame, rows: pd.DataFrame, words: Words) -> Found:
    """The hits' share of the volume, percent; NaN where there is no volume."""
    whole, part = (float(some[rule["value"]].sum()) for some in (rows, _hits(rule, rows)))
    figure = 100 * part / whole if whole else float("nan")
    answer = _answer(rule, figure, rows)
    for key in ("among_largest", "not_among_largest"):
        if key in rule and len(rows):
            (column, code), *_ = rule["hit"].items()
            largest = rows.groupby(column)[rule["value"]].sum().nlargest(rule[key])
            answer = (code in largest) == (key == "among_largest")
    return Found(rows, "", figure, is_there=answer)


def _compare(rule: Rule, frame: pd.DataFrame, rows: pd.DataFrame, words: Words) -> Found:
    """Whether one figure is higher or lower than another."""
    import pandas as pd

    other: Words = {}
    figure, than = _find(rule["figure"], frame, words), _find(rule["than"], frame, other)
    words |= {"than": than.low, "than_years": other.get("years", "")}
    test = {"higher": operator.gt, "lower": operator.lt}[rule["is"]]
    answer = test(figure.ends, than.ends) if figure.ends and than.ends else None
    return Found(pd.concat([figure.rows, than.rows]), "", figure.low, is_there=answer)


def _each(rule: Rule, frame: pd.DataFrame, rows: pd.DataFrame, words: Words) -> Found:
    """A rule for each value of a column: the lowest figure, their mean, range or number."""
    parts = {}
    for value in several(rule["values"]):
        parts[value] = _find(_within(rule["rule"], {rule["by"]: value}), frame, words)
    yes = {value: part for value, part in parts.items() if part.is_there}
    shown = yes if "there" in rule else parts
    figures = [part.ends[0] for part in shown.values() if part.ends]
    low, high = min(figures, default=0.0), max(figures, default=0.0)
    lowest = next((value for value, part in shown.items() if part.low == low), "")
    words["which"] = ", ".join(yes) or "none"
    words["lowest"] = catalog.country_names().get(lowest, lowest)
    if "there" not in rule and len(figures) < len(parts):
        return Found(rows, "")  # one figure is unknown
    answer = {"any": len(yes) > 0, "most": 2 * len(yes) > len(parts)}.get(rule.get("there", ""))
    answer = None if rows.empty else answer
    if rule["take"] == "range":
        return Found(rows, "", low, high, is_there=answer)
    take = {"lowest": low, "mean": fmean(figures or [0.0]), "count": len(yes)}
    return Found(rows, "", take[rule["take"]], is_there=answer)


def _within(rule: Rule, filters: Rule) -> Rule:
    """A rule on fewer rows."""
    narrow = {key: _within(rule[key], filters) for key in ("figure", "than") if key in rule}
    return {**rule, **narrow, "where": {**rule.get("where", {}), **filters}}


def _exists(rule: Rule, frame: pd.DataFrame, rows: pd.DataFrame, words: Words) -> Found:
    """Whether there are such rows; the rows looked at are the evidence where there are none."""
    hits = _hits(rule, rows)
    for column, values in rule.get("in_each", {}).items():
        found = [_hits(rule, where(rows, **{column: value})) for value in several(values)]
        hits = hits.iloc[:0] if any(part.empty for part in found) else hits
    answer = _answer({"at_least": 1, **rule}, len(hits), rows)
    return Found(hits if answer else rows, "", is_there=answer)


def _first(rule: Rule, frame: pd.DataFrame, rows: pd.DataFrame, words: Words) -> Found:
    """The date of the first row, or of the latest; whether there is a hit, where asked for."""
    column = rule.get("date", "date_from")
    dated = rows.dropna(subset=[column]).sort_values(column, kind="stable")
    row = dated.tail(1) if rule.get("latest") else dated.head(1)
    date = "" if row.empty else str(row[column].iloc[0])
    if "hit" in rule or "every" in rule:
        answer = _answer({"at_least": 1, **rule}, len(_hits(rule, rows)), rows)
        return Found(rows, "", date=date, is_there=answer)
    return Found(rows if rule.get("evidence") == "all" else row, "", date=date)


def _count(rule: Rule, frame: pd.DataFrame, rows: pd.DataFrame, words: Words) -> Found:
    """How many rows, or how many different values of a column."""
    hits = _hits(rule, rows)
    words |= {"rows": len(rows), "hits": len(hits), "others": len(rows) - len(hits)}
    number = len(hits)
    if "distinct" in rule:
        same = dict.fromkeys(rule.get("as_one", []), "one")
        number = hits[rule["distinct"]].replace(same).nunique()
    found = _counted(rule, rows, hits, number)
    return replace(found, is_there=2 * number > len(rows)) if rule.get("most") and number else found


def _sum(rule: Rule, frame: pd.DataFrame, rows: pd.DataFrame, words: Words) -> Found:
    """A sum, or a yearly mean; none where a part of the whole is missing."""
    hits = counted = _hits(rule, rows)
    if "highest_by" in rule:
        counted = hits.groupby(rule["highest_by"], as_index=False)[[rule["value"]]].max()
    figure: float | None = float(counted[rule["value"]].sum()) / rule.get("divide", 1)
    for column, values in rule.get("complete", {}).items():
        figure = figure if sorted(counted[column]) == sorted(several(values)) else None
    for column, (first, last) in rule.get("mean_over", {}).items():
        whole = set(counted[column]) == set(range(first, last + 1))
        figure = figure / (last - first + 1) if figure is not None and whole else None
    return _counted(rule, rows, hits, figure)


def _range(rule: Rule, frame: pd.DataFrame, rows: pd.DataFrame, words: Words) -> Found:
    """The lowest and highest figure; whether the figures rise or fall in the order of a column."""
    order = rule.get("rises_along", rule.get("falls_along"))
    ordered = rows.sort_values(order) if order else rows
    values = ordered[rule["value"]].dropna().astype(float) / rule.get("divide", 1)
    if values.empty:
        return Found(rows, "")
    low, high, half = float(values.min()), float(values.max()), rule.get("rounded_to", 0) / 2
    answer = _answer(rule, low, rows)
    if order and len(values) > 1:
        first, last = values.iloc[0], values.iloc[-1]
        answer = bool(last > first if "rises_along" in rule else last < first)
    return Found(rows, "", low - half, high + half, is_there=answer)


Verb = Callable[[Rule, "pd.DataFrame", "pd.DataFrame", Words], Found]
VERBS: dict[str, Verb] = {
    "share": _share,
    "compare": _compare,
    "each": _each,
    "exists": _exists,
    "first": _first,
    "count": _count,
    "sum": _sum,
    "range": _range,
}


def _years(rule: Rule, frame: pd.DataFrame) -> str:
    """The years a rule looks at, in words."""
    first, last = int(frame["year"].min()), int(frame["year"].max())
    wanted: Any = several(rule.get("where", {}))[0].get("year")
    wanted = wanted if isinstance(wanted, Mapping) else {}
    last -= wanted.get("earlier", 0)
    size = wanted.get("last", wanted.get("earlier"))
    return f"{last - size + 1 if size else first}–{min(last, wanted.get('to', last))}"


def _find(rule: Rule, frame: pd.DataFrame, words: Words) -> Found:
    """What a rule finds, still without a scope; the words for the scope go into `words`."""
    import pandas as pd

    if "same" in rule:
        refuse_mixture(frame, rule["same"])
    rows = pd.concat(_union(frame, rule.get("where", {})))
    if "newest" in rule:
        rows = rows[rows[rule["newest"]] == rows[rule["newest"]].max()]
    if rule["verb"] in ("share", "sum", "count") and "year" in frame and len(frame):
        words["years"] = _years(rule, frame)
    return VERBS[rule["verb"]](rule, frame, rows, words)


def run(rule: Rule, frame: pd.DataFrame) -> Found:
    """What a rule finds in a frame.

    Examples
    --------
    >>> import cakit as ck
    >>> rule = {"verb": "first", "where": {"kind": "spp"}, "scope": "first partnership"}
    >>> run(rule, ck.load("us_partnerships")).date
    '1993'
    """
    words: Words = {}
    found = _find(rule, frame, words)
    if "{years}" in rule["scope"] and "years" not in words:
        need(frame.columns, "year", by="the check")
        raise CakitError("the frame has no rows: look at the filter before")
    for name in set(re.findall(r"\{(\w+)", rule["scope"])) - words.keys():
        words[name] = ", ".join(map(str, found.rows[name].dropna().unique()))
    return replace(found, scope=rule["scope"].format_map(words), unit=rule.get("unit", ""))
