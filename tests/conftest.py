"""What several test modules need."""

import shutil

import pytest

from cakit import catalog


@pytest.fixture
def own_data(tmp_path, monkeypatch):
    """A copy of the data folder that a test may spoil."""
    shutil.copytree(catalog.home("data"), tmp_path / "data")
    monkeypatch.setattr(catalog, "home", lambda part: tmp_path / part)
    caches = [catalog.table, catalog.names, catalog._kept, catalog.allowed, catalog._aliases, catalog.country_name]
    for one in caches:
        one.cache_clear()
    yield tmp_path / "data"
    for one in caches:
        one.cache_clear()
