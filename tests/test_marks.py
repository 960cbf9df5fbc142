"""SIPRI's question marks on deliveries: read where a copy shows them, never guessed, never sure."""

import csv
from collections import Counter, defaultdict
from pathlib import Path

import pytest

DATA = Path(__file__).parents[1] / "data"


def rows(name):
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


LINES = {row["delivery_id"]: row for row in rows("arms_deliveries")}


@pytest.mark.parametrize(
    ("delivery", "mark", "confidence"),  # read by eye in the registers
    [
        ("KAZ-RUS-1995-01", "number", "medium"),  # 12? MiG-29 of 1995
        ("TJK-BGR-2013-01", "none", "high"),  # 15 BM-21, neither marked
        ("TKM-AUT-2011-01", "date;number", "medium"),  # 10? Survivor-2 of 2011?
        ("TJK-CHN-2025-01", "number", "medium"),  # 100? HQ-17, register of the 2026 edition
        ("TJK-CHN-2025-02", "number", "medium"),  # 1? HQ-17A
        ("UZB-CHN-2024-01", "number", "medium"),  # 1? KS-1A
        ("KAZ-CHN-2016-02", "none", "high"),  # 3 Wing Loong-1; only its order year is marked
        (
            "KAZ-ESP-2024-01",
            "none",
            "high",
        ),  # the listing leaves the mark out, the register shows none
        (
            "KAZ-RUS-2024-01",
            "not_shown",
            "medium",
        ),  # 6 Su-30MK, but 8 in the edition whose marks are held
        (
            "KAZ-ZAF-2024-01",
            "not_shown",
            "medium",
        ),  # one year of a deal whose register row is marked as a whole
        ("KGZ-XXX-2006-01", "not_shown", "medium"),  # no weapon named
    ],
)
def test_marks_as_the_registers_print_them(delivery, mark, confidence):
    row = LINES[delivery]
    assert (row["mark"], row["confidence"]) == (mark, confidence)
    assert bool(row["mark_read_in"]) == (mark != "not_shown")


def test_how_many_lines_are_sure():
    assert Counter(row["confidence"] for row in LINES.values()) == {"high": 118, "medium": 234}
    counts = Counter(row["mark"] for row in LINES.values())
    assert counts == {"none": 118, "number": 110, "date;number": 104, "date": 4, "not_shown": 16}


def test_every_chinese_line_is_read_in_the_register_of_its_own_edition():
    chinese = [row for row in LINES.values() if row["supplier_iso3"] == "CHN"]
    assert len(chinese) == 30
    assert all("sipri_at_2026_china_register" in row["mark_read_in"].split(";") for row in chinese)


def test_the_older_edition_has_the_same_marks_where_it_has_the_same_lines():
    """A pair and year whose lines were all read in the 2025 edition carries the same marks there."""
    newer = defaultdict(list)
    for row in LINES.values():
        newer[row["recipient_iso3"], row["supplier_iso3"], row["year"]].append(row)
    compared = 0
    for row in rows("arms_past_editions"):
        lines = newer.get((row["recipient_iso3"], row["supplier_iso3"], row["year"]), [])
        same = str(len(lines)) == row["delivery_lines"]
        if (
            row["sipri_edition"] == "2025"
            and same
            and all(one["mark_read_in"][:13] == "sipri_at_2025" for one in lines)
        ):
            marks = {mark for one in lines for mark in one["mark"].split(";")}
            assert set(row["mark"].split(";")) == (marks - {"none"} or marks), row
            compared += 1
    assert compared > 150
