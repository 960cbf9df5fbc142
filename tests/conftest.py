"""What several test modules need."""

import os
import shutil
import zlib
from pathlib import Path

import pytest

from cakit import catalog

NEWEST = catalog.load("arms_deliveries")["sipri_edition"].iloc[0]  # "2026"
LAST = int(NEWEST) - 1  # the last year with deliveries
os.environ["CAKIT_ANSWERS"] = "off"  # what tests answer is kept only where a test asks for it
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


def pytest_collection_modifyitems(config, items):
    mark_editions(items)
    if os.environ.get("ATTACKS") != "all":  # as `make check` runs them
        left = [item for item in items if left_out(item)]
        items[:] = [item for item in items if item not in set(left)]
        config.hook.pytest_deselected(items=left)


SEEN: dict[str, set] = {}


def left_out(item):
    """Whether a case made by rule waits for `make check`.

    Each value of each argument is tried at least once, of the rest one in EVERY; and whatever once
    found a fault (FOUND) is always tried.
    """
    by_rule = item.path.name.startswith("test_attacks_") and hasattr(item, "callspec")
    every = getattr(item.module, "EVERY", 1) if by_rule else 1
    if every == 1:
        return False
    values = {f"{name}={value!r:.200}" for name, value in item.callspec.params.items()}
    seen = SEEN.setdefault(f"{item.path.name}::{item.originalname}", set())
    new, _ = values - seen, seen.update(values)
    found = tuple(item.callspec.params.values()) in getattr(item.module, "FOUND", ())
    return not (new or found or zlib.crc32(item.name.encode()) % every == 0)


def mark_editions(items):
    """Tests that hold figures of one edition may fail once a newer one is entered; `-rx` lists them."""
    for path in Path(__file__).parent.glob("edition_*.txt"):
        edition = path.stem.removeprefix("edition_")
        listed = set(path.read_text(encoding="utf-8").splitlines())
        reason = f"holds figures of the {edition} edition; the data are of {NEWEST}"
        for item in items if edition < NEWEST else ():
            name = f"tests/{item.path.name}::{getattr(item, 'originalname', item.name)}"
            if name in listed:
                item.add_marker(pytest.mark.xfail(reason=reason, strict=False))
