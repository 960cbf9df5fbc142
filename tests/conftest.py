"""What several test modules need."""

import json
import os
import re
import shutil
import zlib
from hashlib import sha256
from pathlib import Path

import pytest

from cakit import catalog

NEWEST = catalog.load("arms_deliveries")["sipri_edition"].iloc[0]  # "2026"
LAST = int(NEWEST) - 1  # the last year with deliveries
os.environ["CAKIT_ANSWERS"] = "off"  # what tests answer is kept only where a test asks for it
FILES = ("arms_deliveries", "arms_transfers", "codes", "countries", "region", "sources")
VOCABULARIES = "weapon_category", "delivery_mark", "confidence", "source_kind", "how_read", "terms"


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


@pytest.fixture(scope="session")
def cut_data(tmp_path_factory):
    """A folder of data with few rows and the hashes of its files: read in no time."""
    folder = tmp_path_factory.mktemp("cut")
    text = {path.name: path.read_text("utf-8") for path in catalog.home("data").glob("*.*")}
    text = {name: text[name] for name in text if name.split(".")[0] in FILES}
    used = set(re.findall(r"\w+", text["arms_deliveries.csv"] + text["region.json"])) | {"S0"}
    for name, kept in {"countries": used, "codes": {*VOCABULARIES}}.items():
        text[f"{name}.csv"] = cut(text[f"{name}.csv"], kept)
    used |= set(re.findall(r"\w+", text["countries.csv"] + text["codes.csv"]))
    text["sources.csv"] = cut(text["sources.csv"], used)
    resources = [
        {"name": name.removesuffix(".csv"), "hash": sha256(text[name].encode()).hexdigest()}
        for name in sorted(text)
        if name.endswith(".csv")
    ]
    text["datapackage.json"] = json.dumps({"resources": resources})
    for name, content in text.items():
        (folder / name).write_text(content, encoding="utf-8", newline="")
    return folder


def cut(table, kept):
    """The lines of a table that begin with one of these words."""
    head, *lines = table.splitlines(keepends=True)
    return head + "".join(line for line in lines if line.partition(",")[0] in kept)


@pytest.fixture
def few_data(cut_data, tmp_path, monkeypatch):
    """The same, to be spoilt by one test; `own_data` has all rows."""
    folder = tmp_path / "data"
    shutil.copytree(cut_data, folder)
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
