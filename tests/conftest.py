"""What several test modules need."""

import shutil

import pytest

from cakit import catalog, provenance

TABLES = ("arms_deliveries", "arms_transfers", "codes", "countries", "sources")


@pytest.fixture
def own_data(tmp_path, monkeypatch):
    """A copy of the deliveries, of what they rest on and of what rests on them, that a test may spoil."""
    folder = tmp_path / "data"
    folder.mkdir()
    for path in catalog.home("data").iterdir():
        if path.stem in TABLES:
            shutil.copyfile(path, folder / path.name)
    monkeypatch.setattr(catalog, "home", lambda part: tmp_path / part)
    caches = [
        catalog.table,
        catalog.names,
        catalog._kept,
        catalog._codes,
        catalog.allowed,
        catalog._aliases,
        catalog._country_names,
        provenance._by_id,
    ]
    for one in caches:
        one.cache_clear()
    yield folder
    for one in caches:
        one.cache_clear()
