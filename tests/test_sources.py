"""Every source says in which language it is and where its voice stands."""

import csv
import re
from pathlib import Path

import pytest

import cakit as ck
from cakit import catalog

DATA = Path(__file__).parents[1] / "data"


def rows():
    with (DATA / "sources.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_source_has_language_and_standpoint():
    lacking = [
        f"sources.csv {row['source_id']}: {column} is empty"
        for row in rows()
        for column in ("language", "standpoint")
        if not row[column].strip()
    ]
    assert not lacking, lacking


@pytest.mark.parametrize("column", ["language", "standpoint"])
def test_a_source_without_it_is_refused_by_column(column, tmp_path):
    lines = (DATA / "sources.csv").read_text(encoding="utf-8").splitlines()
    place = lines[0].split(",").index(column)
    cells = [
        "X1",
        "A title",
        "A publisher",
        "",
        "",
        "",
        "news",
        "en",
        "Somewhere",
        "",
        "cited_facts",
        "",
    ]
    cells[place] = ""
    file = tmp_path / "sources.csv"
    file.write_text("\n".join([lines[0], ",".join(cells)]) + "\n", encoding="utf-8")
    with pytest.raises(ck.errors.CakitError, match=column):
        ck.read(file, table="sources")


ENGLISH = {"MFA_KZ_1607", "asiaplus_254051"}  # English texts, as read, that are kept under /ru/


def test_language_agrees_with_what_title_and_address_say():
    """A title that ends in '(Russian)' and an address under /ru/ are of a Russian page, and so on."""
    words = {
        "Russian": "ru",
        "Turkish": "tr",
        "Chinese": "zh",
        "Kazakh": "kk",
        "Uzbek": "uz",
        "Polish": "pl",
    }
    wrong = []
    for row in rows():
        named = re.search(r"\((?:in )?(\w+)(?:, [^)]*)?\)$", row["title"])
        if named and named[1] in words and row["language"] != words[named[1]]:
            wrong.append((row["source_id"], "title", row["language"]))
        if (
            re.search(r"//ru\.|/ru/", row["url"])
            and row["language"] not in ("ru", "kk", "tg")
            and row["source_id"] not in ENGLISH
        ):
            wrong.append((row["source_id"], "address", row["language"]))
    assert not wrong, wrong


def test_one_page_seen_in_russian_is_called_russian():
    assert {row["source_id"]: row["language"] for row in rows()}["upl_uz"] == "ru"


def test_the_schema_asks_for_both():
    asked = {column.name for column in catalog.table("sources").fields if column.required}
    assert {"language", "standpoint"} <= asked
