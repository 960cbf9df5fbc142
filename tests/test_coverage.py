"""The table of paragraphs: claims are found in cells, ranges are filled in, no paragraph is passed over in silence."""

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MADE = runpy.run_path(str(ROOT / "tools/coverage.py"))


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("S4-34 to S4-37", {"S4-34", "S4-35", "S4-36", "S4-37"}),
        ("(S3-04–06, S0-29)", {"S3-04", "S3-05", "S3-06", "S0-29"}),
        ('ck.claims.verdict("S4-32.b")', {"S4-32"}),
        ("no claim in 2024-25", set()),
    ],
)
def test_claims_are_read_from_a_cell(text, claims):
    assert MADE["named"](text) == claims


def test_every_paragraph_has_its_row_and_names_real_cells():
    text = MADE["table"]()
    rows = re.findall(r"^\| (\d+) \| (.+?) \| (.*?) \| (.*?) \|$", text, re.M)
    assert len(rows) == 75
    cells = {cell for _, cell, _ in MADE["cells"]()}
    assert {one for _, _, where, _ in rows for one in re.findall(r"`([^`]+)`", where)} <= cells
    silent = [
        row
        for row in rows
        if not row[2] and not re.match(r"judgement|no data held|in the ledger only", row[3])
    ]
    assert not silent
