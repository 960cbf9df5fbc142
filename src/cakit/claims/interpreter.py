"""The verbs of `data/claim_rules.toml`: what a rule says, done with the rows of a table."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import reduce
from operator import or_
from statistics import fmean
from string import Formatter
from typing import Any

import pandas as pd

from cakit import catalog
from cakit.claims.rows import any_of, meets, refuse_mixture, several, where
from cakit.claims.rules import Found
from cakit.errors import CakitError, need

Rule = Mapping[str, Any]
Words = dict[str, Any]  # what fills the braces of a scope
ASKED = {"at_least": operator.ge, "equals": operator.eq, "over": operator.gt}
IS = {"higher": operator.gt, "lower": operator.lt, "equal": operator.eq}


class _NoFigure:
    """Stands for a figure in a scope where there is none, whatever its format."""

    def __format__(self, _: str) -> str:
        return "no figure"


_NONE = _NoFigure()


def _hits(rule: Rule, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows that meet `hit`; with several filters, none unless each finds a row."""
    filters = several(rule.get("hit", {}))
    found = [meets(rows, conditions) for conditions in filters]
    return rows[reduce(or_, found)] if all(each.any() for each in found) else rows.iloc[:0]


def _values(rule: Rule, rows: pd.DataFrame) -> pd.Series:
    """The figures of `value`; of several columns the first that has one."""
    columns = several(rule["value"])
    need(rows.columns, *columns, by="the check")
    try:
        first, *others = [rows[column].astype("float64") for column in columns]
    except (TypeError, ValueError) as error:
        wrong = f"the check needs numbers in {' or '.join(columns)}"
        raise CakitError(f"{wrong}: make the column numbers first") from error
    return reduce(pd.Series.fillna, others, first)


def _answer(rule: Rule, figure: float | None, rows: pd.DataFrame) -> bool | None:
    """Yes or no, where the rule asks for it; None where it does not or where nothing was found."""
    if figure is None or (rows.empty and rule.get("if_none") != "zero"):
        return None
    answers = [bool(test(figure, rule[key])) for key, test in ASKED.items() if key in rule]
    if "every" in rule:
        answers.append(len(where(rows, **rule["every"])) == len(rows))
    for column, values in rule.get("in_each", {}).items():
        parts = [where(rows, **{column: value}) for value in several(values)]
        answers.append(not any(_hits(rule, part).empty for part in parts))
    silent = rule.get("if_none") == "undecided" and not all(answers)
    return None if silent or not answers else all(answers)


def _counted(rule: Rule, rows: pd.DataFrame, figure: float | None) -> Found:
    """A sum or count; None where there was no row, unless the rule says that none means zero."""
    figure = None if rows.empty and rule.get("if_none") != "zero" else figure
    return Found(rows, "", figure, is_there=_answer(rule, figure, rows))


def _share(rule: Rule, frame: pd.DataFrame, rows: pd.DataFrame, words: Words) -> Found:
    """The hits' share of the volume, percent; NaN where there is no volume."""
    whole, part = (float(_values(rule, some).sum()) for some in (rows, _hits(rule, rows)))
    figure = 100 * part / whole if whole else float("nan")
    answer = _answer(rule, figure, rows)
    for key in ("among_largest", "not_among_largest"):
        if key in rule and len(rows):
            (column, code), *_ = rule["hit"].items()
            largest = _values(rule, rows).groupby(rows[column]).sum().nlargest(rule[key])
            answer = (code in largest) == (key == "among_largest")
    return Found(rows, "", figure, is_there=answer)


def _compare(rule: Rule, frame: pd.DataFrame, rows: pd.DataFrame, words: Words) -> Found:
    """Whether one figure is higher or lower than another, or equal to it."""
    other: Words = {}
    figure = _find(_part(rule, "figure"), frame, words)
    than = _find(_part(rule, "than"), frame, other)
    words |= {"than": _NONE if than.low is None else than.low, "than_years": other.get("years", "")}
    answer = IS[rule["is"]](figure.ends, than.ends) if figure.ends and than.ends else None
    return Found(pd.concat([figure.rows, than.rows]), "", figure.low, is_there=answer)


def _each(rule: Rule, frame: pd.DataFrame, rows: pd.DataFrame, words: Words) -> Found:
    """A rule for each value of a column: the lowest figure, their mean, range or number."""
    parts = {
        value: _find(_part(rule, "rule", **{rule["by"]: value}), frame, words)
        for value in several(rule["values"])
    }
    yes = {value: part for value, part in parts.items() if part.is_there}
    shown = yes if "there" in rule else parts
    figures = [part.ends[0] for part in shown.values() if part.ends]
    low, high = min(figures, default=0.0), max(figures, default=0.0)
    lowest = next((value for value, part in shown.items() if part.low == low), "")
    words["which"] = ", ".join(map(str, yes)) or "none"
    words["lowest"] = catalog.country_names().get(lowest, lowest)
    if "there" not in rule and len(figures) < len(parts):
        return Found(rows, "")  # one figure is unknown
    answer = {"any": len(yes) > 0, "most": 2 * len(yes) > len(parts)}.get(rule.get("there", ""))
    answer = None if rows.empty else answer
    if rule["take"] == "range":
        return Found(rows, "", low, high, is_there=answer)
    take = {"lowest": low, "mean": fmean(figures or [0.0]), "count": len(yes)}
    return Found(rows, "", take[rule["take"]], is_there=answer)


def _part(rule: Rule, key: str, **filters: Any) -> Rule:
    """A rule within a rule, which looks only at the rows that the rule around it looks at."""
    inner = rule[key]
    return {**inner, "where": {**rule.get("where", {}), **inner.get("where", {}), **filters}}


def _exists(rule: Rule, frame: pd.DataFrame, rows: pd.DataFrame, words: Words) -> Found:
    """Whether there are such rows; the rows looked at are the evidence where there are none."""
    hits = _hits(rule, rows)
    answer = _answer({"at_least": 1, **rule}, len(hits), rows)
    return Found(hits if answer else rows, "", is_there=answer)


def _first(rule: Rule, frame: pd.DataFrame, rows: pd.DataFrame, words: Words) -> Found:
    """The date of the first row, or of the latest; whether there is a hit, where asked for."""
    column, to = rule.get("date", "date_from"), rule.get("years_to")
    need(rows.columns, column, *([to] if isinstance(to, str) else []), by="the check")
    dated = rows.dropna(subset=[column]).sort_values(column, kind="stable")
    row = dated.tail(1) if rule.get("latest") else dated.head(1)
    date = "" if row.empty else str(row[column].iloc[0])
    if to:
        last = str(rows[to].dropna().max() if isinstance(to, str) else to)[:4]
        span = int(last) - int(date[:4]) if date and last.isdigit() else None
        return Found(rows, "", span, is_there=_answer(rule, span, rows))
    if "hit" in rule or "every" in rule:
        answer = _answer({"at_least": 1, **rule}, len(_hits(rule, rows)), rows)
        return Found(rows, "", date=date, is_there=answer)
    return Found(rows if rule.get("evidence") == "all" else row, "", date=date)


def _count(rule: Rule, frame: pd.DataFrame, rows: pd.DataFrame, words: Words) -> Found:
    """How many rows, or how many different values of a column."""
    hits = _hits(rule, rows)
    if "value" in rule:
        figures = _values(rule, hits)
        words["unknown"], hits = int(figures.isna().sum()), hits[figures > 0]
    words |= {"rows": len(rows), "hits": len(hits), "others": len(rows) - len(hits)}
    number = len(hits)
    if "distinct" in rule:
        same = dict.fromkeys(rule.get("as_one", []), "one")
        values = hits[rule["distinct"]].replace(same)
        values = values.str[: rule["digits"]] if "digits" in rule else values
        number = values.nunique()
    found = _counted(rule, rows, number)
    return replace(found, is_there=2 * number > len(rows)) if rule.get("most") and number else found


def _sum(rule: Rule, frame: pd.DataFrame, rows: pd.DataFrame, words: Words) -> Found:
    """A sum, or a yearly mean; none where a part of the whole is missing."""
    hits = _hits(rule, rows)
    values = _values(rule, hits)
    words["unknown"] = int(values.isna().sum())
    if "highest_by" in rule:
        values = values.groupby(hits[rule["highest_by"]]).max()
        hits = values.rename_axis(rule["highest_by"]).reset_index()
    figure: float | None = float(values.sum()) / rule.get("divide", 1)
    for column, wanted in rule.get("complete", {}).items():
        figure = figure if sorted(hits[column]) == sorted(several(wanted)) else None
    for column, (first, last) in rule.get("mean_over", {}).items():
        whole = set(hits[column]) == set(range(first, last + 1))
        figure = figure / (last - first + 1) if figure is not None and whole else None
    return _counted(rule, rows, figure)


def _range(rule: Rule, frame: pd.DataFrame, rows: pd.DataFrame, words: Words) -> Found:
    """The lowest and highest figure; whether the figures rise or fall in the order of a column."""
    order = rule.get("rises_along", rule.get("falls_along"))
    ordered = rows.sort_values(order) if order else rows
    values = _values(rule, ordered).dropna() / rule.get("divide", 1)
    if "by" in rule:
        values = values.groupby(ordered[rule["by"]]).sum()
    if values.empty:
        return Found(rows, "")
    low, high, half = float(values.min()), float(values.max()), rule.get("rounded_to", 0) / 2
    answer = _answer(rule, low, rows)
    if "within" in rule:
        answer = bool(values.between(*rule["within"]).all())
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
    if "same" in rule:
        refuse_mixture(frame, rule["same"])
    rows = any_of(frame, several(rule.get("where", {})))
    if "newest" in rule:
        rows = rows[rows[rule["newest"]] == rows[rule["newest"]].max()]
    if rule["verb"] in ("share", "sum", "count") and "year" in frame:
        words["years"] = _years(rule, frame)
    return VERBS[rule["verb"]](rule, frame, rows, words)


def fields(scope: str) -> list[str]:
    """The names in the braces of a scope."""
    return [name for _, name, *_ in Formatter().parse(scope) if name is not None]


def run(rule: Rule, frame: pd.DataFrame) -> Found:
    """What a rule finds in a frame that has rows."""
    words: Words = {}
    found = _find(rule, frame, words)
    for name in set(fields(rule["scope"])) - words.keys():
        need(frame.columns, "year" if name in ("years", "than_years") else name, by="the check")
        cells = map(str, found.rows[name].dropna().unique())
        words[name] = ", ".join(cells).replace(";", ", ")
    return replace(found, scope=rule["scope"].format_map(words), unit=rule.get("unit", ""))
