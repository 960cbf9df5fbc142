"""Answers and known slips of the questions in quiz07.toml, computed from the tables."""

from __future__ import annotations

from functools import cache
from typing import Any

from cakit import catalog, importers
from cakit.exercises.solutions import Solution


@cache
def imported(edition: int) -> Any:
    """One edition of the example register as it came."""
    catalog.add_country("XRT", "Ruritania")
    return importers.sipri_register(importers.example(edition), source_id="ruritania_example")


def rows_left_out() -> Solution:
    report = imported(2025).report
    return Solution(len(report.skipped), read=report.read, all=report.rows)


def volume_left_out() -> Solution:
    report = imported(2025).report
    whole = report.volume + report.volume_skipped
    return Solution(
        100 * report.volume_skipped / whole,
        rows=100 * len(report.skipped) / report.rows,
        million=report.volume_skipped,
    )


def largest_seller() -> Solution:
    deliveries = importers.by_year(imported(2026).frame)
    order = deliveries.groupby("supplier_iso3")["tiv_million"].sum().sort_values(ascending=False)
    names = [catalog.country_name(str(code)) for code in order.index[:4]]
    return Solution(names[0], sorted(names), smaller=names[1:])


def more_rows_than_before() -> Solution:
    older, newer = (imported(edition).report for edition in (2025, 2026))
    return Solution(newer.read - older.read, lines=newer.rows - older.rows, all=newer.read)


@cache
def most_rows() -> str:
    """The state of most rows that differ between two editions; comparing them takes a second."""
    held = catalog.load("arms_editions")
    older, newer = (held[held["sipri_edition"] == edition] for edition in ("2025", "2026"))
    rows = importers.compare(older, newer).table()
    changed = rows.loc[rows["size"] != "one side only", "recipient_iso3"].value_counts()
    return str(changed.idxmax())


def most_revised() -> Solution:
    name = {code: catalog.country_name(code) for code in catalog.FIVE}
    right = name[most_rows()]
    return Solution(right, sorted(name.values()), fewer=sorted({*name.values()} - {right}))


SOLUTIONS = {
    "7.q1": rows_left_out,
    "7.q2": volume_left_out,
    "7.q3": largest_seller,
    "7.q4": more_rows_than_before,
    "7.q5": most_revised,
}
