"""A memo: computed sentences with sources and editions; a figure typed by hand is marked."""

import json
import re

import pandas as pd
import pytest
from conftest import NEWEST

import cakit as ck
from cakit.errors import CakitError


@pytest.fixture(scope="module")
def chart():
    rows = ck.load("arms_transfers").query("recipient_iso3 == 'KGZ'")
    return ck.plots.share_lines(ck.shares(rows, "supplier_iso3", "tiv_million", window=5))


def test_every_finding_has_its_sentence_sources_and_edition(chart):
    verdict = ck.claims.verdict("S4-27")
    memo = ck.memo("Two findings", chart, verdict)
    assert chart.finding in memo.text and verdict.sentence in memo.text
    assert memo.editions == [f"SIPRI {NEWEST}"]
    cited = {int(n) for n in re.findall(r"^(\d+)\. ", memo.text.split("## Sources")[1], re.M)}
    assert cited == set(range(1, len(cited) + 1))
    ids = set(chart.sources["source_id"]) | set(verdict.source_ids.split(";"))
    assert len(cited) == len(ids)
    assert all(ck.cite([one]) in memo.text for one in ids)


def test_two_editions_are_not_added():
    memo = ck.memo(
        "Two editions", ck.claims.verdict("S0-38"), ck.claims.verdict("S0-38", edition="newest")
    )
    assert memo.editions == ["SIPRI 2025", f"SIPRI {NEWEST}"]
    assert "no total of one is added to" in memo.text


def test_a_figure_typed_by_hand_is_marked_and_a_year_is_not():
    text = ck.memo(
        "Words", "Since 2022 much has changed (S4-27).", "I think it is 30 percent."
    ).text
    assert text.count("[figure without a source]") == 1
    assert "30 percent. [figure without a source]" in text


def test_a_what_if_brings_all_its_assumptions():
    made = ck.what_if("KGZ", "Mi-17", 2, "RUS", 2025)
    assert ck.memo("What if", made).editions == [f"SIPRI {one}" for one in made.editions]
    assert all(
        one in made.assumptions[0]
        for one in set(made.editions) - {made.data["sipri_edition"].iloc[0]}
    )
    text = ck.memo("What if", made).text
    assert made.sentence in text
    assert text.count("- Assumed: ") == len(made.assumptions)


def test_a_frame_becomes_a_short_table():
    frame = pd.DataFrame({"who": ["a|b"] * 30, "value": [1.25] * 30, "source_ids": "S0"})
    text = ck.memo("Rows", frame).text
    assert "| who | value |" in text and "a\\|b" in text
    assert "and 10 more rows" in text
    assert "[1]" in text


def test_it_is_markdown_in_a_notebook_and_in_a_file(chart, tmp_path):
    memo = ck.memo("A picture", chart, to="a class", date="March 2026")
    assert memo._repr_markdown_() == repr(memo) == memo.text
    assert "To: a class · March 2026" in memo.text
    path = memo.save(tmp_path / "memo.md")
    written = path.read_text(encoding="utf-8")
    assert "](memo-1.png)" in written and (tmp_path / "memo-1.png").read_bytes()[:4] == b"\x89PNG"
    assert json.dumps(written)
    with pytest.raises(CakitError, match=r"memo\.md"):
        memo.save(tmp_path / "memo.docx")


def test_a_memo_of_nothing_or_of_something_odd_is_refused():
    with pytest.raises(CakitError, match="at least one part"):
        ck.memo("Empty")
    with pytest.raises(CakitError):
        ck.memo("Odd", 5)
