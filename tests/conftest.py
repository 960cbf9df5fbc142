"""What several test modules need."""

import shutil

import pytest

from cakit import catalog

FILES = ("arms_deliveries", "arms_transfers", "codes", "countries", "region", "sources")


@pytest.fixture
def own_data(tmp_path, monkeypatch):
    """A folder of data that a test may spoil: deliveries, what they need, and what needs them."""
    folder = tmp_path / "data"
    folder.mkdir()
    for path in catalog.home("data").iterdir():
        if path.stem in FILES:
            shutil.copyfile(path, folder / path.name)
    monkeypatch.setenv("CAKIT_DATA", str(folder))
    return folder
