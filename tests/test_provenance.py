"""Every number can say where it comes from, also after the kit has added it up."""

import pandas as pd
import pytest

import cakit as ck
from cakit import catalog
from cakit.errors import CakitError, UnknownSource


def test_every_row_of_every_table_has_sources_that_resolve():
    known = set(ck.load("sources")["source_id"])
    for name in catalog.names():
        columns = [
            c.name for c in catalog.table(name).fields if c.references == "sources.source_id"
        ]
        if not columns:
            continue
        frame = ck.load(name)
        assert frame[columns].notna().any(axis=1).all(), f"{name}: a row without a source"
        for column in columns:
            found = {part for cell in frame[column].dropna() for part in cell.split(";")}
            assert found <= known, f"{name}.{column}: {sorted(found - known)}"


def test_sources_travel_through_shares_and_concentration():
    arms = ck.load("arms_transfers")
    made = ck.shares(
        arms, by="supplier_iso3", value="tiv_million", within="recipient_iso3", window=5
    )
    assert set(ck.sources(made)["source_id"]) == set(ck.sources(arms)["source_id"])
    narrow = ck.concentration(arms, by="supplier_iso3", value="tiv_million")
    assert set(ck.sources(narrow)["source_id"]) == set(ck.sources(arms)["source_id"])


def test_a_frame_without_source_columns_has_none():
    mine = pd.DataFrame({"year": [2024], "value": [1.0]})
    assert ck.sources(mine).empty
    assert ck.credit(mine) == "Source not given."


def test_what_cannot_have_sources():
    with pytest.raises(CakitError, match="int has no sources"):
        ck.sources(5)
    with pytest.raises(UnknownSource, match="Nearest: sipri_coverage"):
        ck.sources(["sipri_coverag"])
    with pytest.raises(CakitError, match="Valid: bibtex, text"):
        ck.cite("arms_transfers", style="xyz")


def test_bibtex_is_balanced_and_escaped():
    entries = ck.cite("sources", style="bibtex")
    assert entries.count("{") == entries.count("}")
    assert entries.count("@online{") == len(ck.load("sources"))


def test_credit_names_the_edition_and_the_terms():
    said = ck.credit(catalog.rows("arms_editions", sipri_edition="2026"))
    assert "2026 edition" in said
    assert "not SIPRI's own export" in said
