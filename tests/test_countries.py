"""Names of countries: the hard cases, those that must find nothing, and no name for two."""

from pathlib import Path

import pytest

from cakit import catalog
from cakit.catalog.countries import folded
from cakit.errors import UnknownCountry

HERE = Path(__file__).parent


def lines(name):
    read = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line for line in read if line.strip() and not line.startswith("# ")]


def spellings():
    """Every name in the table, with the code of its row."""
    for row in catalog.load("countries").itertuples():
        more = [] if row.aliases != row.aliases else row.aliases.split(";")
        for name in (row.iso3, row.name, *more):
            yield name, row.iso3


@pytest.mark.parametrize("line", lines("countries_hard_cases.txt"))
def test_hard_case_finds_its_code(line):
    name, code = line.split("\t")
    assert catalog.country(name) == code


@pytest.mark.parametrize("name", lines("countries_no_match.txt"))
def test_no_match_finds_nothing(name):
    with pytest.raises(UnknownCountry, match="no country"):
        catalog.country(name)


@pytest.mark.parametrize(
    "name", ["", " ", "\t\n", "()", "x" * 10_000], ids=["empty", "blank", "tab", "signs", "long"]
)
def test_what_is_no_name_finds_nothing(name):
    with pytest.raises(UnknownCountry) as caught:
        catalog.country(name)
    assert len(str(caught.value)) < 300


def test_every_name_in_the_table_finds_its_row():
    assert [(name, code) for name, code in spellings() if catalog.country(name) != code] == []


def test_no_two_rows_share_a_name():
    rows: dict[str, set[str]] = {}
    for name, code in spellings():
        rows.setdefault(folded(name), set()).add(code)
    assert {name: codes for name, codes in rows.items() if len(codes) > 1} == {}


def test_every_state_has_a_russian_name():
    states = (
        catalog.load("countries").query("kind == 'state'").set_index("iso3")["aliases"].fillna("")
    )
    assert [
        code
        for code, names in states.items()
        if not any("а" <= sign <= "я" for sign in names.casefold())
    ] == []


def test_the_soviet_union_is_offered_but_never_taken():
    with pytest.raises(UnknownCountry, match=r"Nearest: Soviet Union \(to 1991\)"):
        catalog.country("Soviet Union")
    gone = catalog.load("countries").query("kind == 'historical'")
    assert "SUN" in set(gone["iso3"]) and gone["aliases"].isna().all()


def test_a_slip_of_the_pen_is_told_what_would_be_right():
    with pytest.raises(UnknownCountry, match="Kyrgyzstan"):
        catalog.country("Kyrgystan")


def test_every_code_in_the_tables_has_a_name():
    codes = catalog.allowed("countries.iso3")
    for name in catalog.names():
        kept = catalog.table(name)
        for column in kept.fields:
            if column.countries:
                cells = catalog.load(name)[column.name].dropna()
                used = {
                    part
                    for cell in cells
                    for part in (cell.split(";") if column.separator else [cell])
                }
                assert used <= codes, (name, column.name, sorted(used - codes))
