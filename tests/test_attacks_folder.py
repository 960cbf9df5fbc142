"""A folder of data that is spoilt, made by rule: every file, every kind of damage, by `load`, `verify` and the command line.

Each ends in the rows as they were or in the kit's own error; what `load` refuses, `verify` names.
"""

import os
import time

import pandas as pd
import pytest

import cakit as ck
from cakit import cli
from cakit.catalog.store import Catalog
from cakit.catalog.verify import verify
from cakit.errors import CakitError

EVERY = 60  # of the cases made by rule; all of them in `make check`
FOUND = {  # each was silent, a traceback or a message of thousands of lines
    ("countries.csv", "twice"), ("sources.json", "a turning sign"), ("region.json", "a turning sign"),
    ("datapackage.json", "a folder"), ("datapackage.json", "a dangling link"), ("datapackage.json", "a pipe"),
    ("datapackage.json", "a turning sign"), ("datapackage.json", "deep"),
}  # fmt: skip
TABLES = "arms_deliveries", "codes", "countries", "sources"

FILES = ("arms_deliveries.csv", "arms_deliveries.json", "codes.csv", "codes.json", "countries.csv", "countries.json",
         "sources.csv", "sources.json", "region.json", "datapackage.json")  # fmt: skip


def replaced(make):
    def act(path):
        path.unlink()
        make(path)

    return act


def bytes_as(change):
    return lambda path: path.write_bytes(change(path.read_bytes()))


DAMAGE = {
    "missing": lambda path: path.unlink(),
    "a folder": replaced(lambda path: path.mkdir()),
    "a dangling link": replaced(lambda path: path.symlink_to(path.parent / "nowhere")),
    "a link to itself": replaced(lambda path: path.symlink_to(path)),
    "a pipe": replaced(os.mkfifo),
    "a device": replaced(lambda path: path.symlink_to("/dev/zero")),
    "empty": bytes_as(lambda _: b""),
    "blank": bytes_as(lambda _: b" \n \n"),
    "half": bytes_as(lambda old: old[: len(old) // 2]),
    "a tenth": bytes_as(lambda old: old[: len(old) // 10]),
    "without its last sign": bytes_as(lambda old: old.rstrip()[:-1]),
    "twice": bytes_as(lambda old: old * 2),
    "UTF-16": bytes_as(lambda old: old.decode().encode("utf-16")),
    "Cyrillic code page": bytes_as(lambda old: old + "Ташкент".encode("cp1251")),
    "zeros": bytes_as(lambda old: b"\0" * len(old)),
    "a zero inside": bytes_as(lambda old: old[:300] + b"\0" + old[300:]),
    "an escape inside": bytes_as(lambda old: old[:300] + b"\x1b[31m" + old[300:]),
    "a turning sign": bytes_as(lambda old: old[:300] + "\u202e".encode() + old[300:]),
    "a quotation mark": bytes_as(lambda old: old[:300] + b'"' + old[300:]),
    "a list": bytes_as(lambda _: b"[]"),
    "null": bytes_as(lambda _: b"null"),
    "deep": bytes_as(lambda _: b"[" * 100_000),
    "a number without end": bytes_as(lambda _: b"9" * 100_000),
    "a page": bytes_as(lambda _: b"<!DOCTYPE html><p>404"),
    "conflict marks": bytes_as(lambda old: b"<<<<<<< ours\n" + old + b"=======\n" + old + b">>>>>>> theirs\n"),
    "noise": bytes_as(lambda _: bytes(range(256)) * 40),
}  # fmt: skip
HARMLESS = {
    "a mark of byte order": bytes_as(lambda old: b"\xef\xbb\xbf" + old),
    "line ends of Windows": bytes_as(lambda old: old.replace(b"\n", b"\r\n")),
    "a link": lambda path: (path.rename(path.with_suffix(".kept")), path.symlink_to(path.with_suffix(".kept"))),
}  # fmt: skip
PLACES = {
    "missing": lambda path: path / "nowhere",
    "a file": lambda path: path / "codes.csv",
    "no region": lambda path: path / "empty",
    "a dangling link": lambda path: path / "dangling",
    "a link to itself": lambda path: path / "loop",
    "a long name": lambda path: path / ("x" * 400),
    "a longer name": lambda path: path / ("x/" * 5000),
    "half a letter": lambda path: str(path) + "\udcff",
    "an escape": lambda path: str(path) + "\x1b[31m\u202e",
    "a device": lambda _: "/dev/null",
    "blank": lambda _: "  ",
}


def held(call):
    """What a call gives, or the kit's error, printable and soon."""
    start = time.process_time()
    try:
        return call()
    except CakitError as error:
        assert 10 < len(str(error)) < 20_000
        assert all(line.isprintable() for line in str(error).split("\n")), ascii(str(error))
        return error
    finally:
        assert time.process_time() - start < 2


@pytest.fixture
def folder(few_data):
    """A small folder of data, and links to nowhere in it."""
    (few_data / "empty").mkdir()
    (few_data / "dangling").symlink_to(few_data / "nowhere")
    (few_data / "loop").symlink_to(few_data / "loop")
    return few_data


@pytest.fixture(scope="module")
def kept(cut_data):
    """The tables as they are read from the folder before it is spoilt."""
    whole = Catalog(cut_data)
    return {name: whole.frame(name) for name in TABLES}


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("file", FILES)
def test_a_spoilt_file_is_refused_or_makes_no_difference(file, damage, folder, kept, capsys):
    DAMAGE[damage](folder / file)
    name = file.partition(".")[0] if file.partition(".")[0] in TABLES else "codes"
    for call in (
        ck.tables,
        lambda: ck.country("Kazakhstan"),
        lambda: ck.describe("codes"),
        lambda: ck.cite("S0"),
    ):
        held(call)
    found = held(lambda: ck.load(name))
    missing = (file, damage) == ("datapackage.json", "missing")  # need not be there
    assert cli.main(["verify", str(folder)]) == (not missing), "nobody says it"
    shown = capsys.readouterr()
    said = shown.out + shown.err
    assert "Traceback" not in said and "\x1b" not in said
    assert missing or file in said or file.partition(".")[0] in said
    assert isinstance(found, CakitError) or found.equals(kept[name]) or "is not the file" in said


@pytest.mark.parametrize("change", HARMLESS)
@pytest.mark.parametrize("file", FILES)
def test_what_does_no_harm_is_no_problem(file, change, folder, kept):
    HARMLESS[change](folder / file)
    for name, frame in kept.items():
        pd.testing.assert_frame_equal(ck.load(name), frame)
    assert verify(folder) == []


@pytest.mark.parametrize("place", PLACES)
def test_a_folder_that_is_none_is_one_sentence(place, folder, monkeypatch, capsys):
    there = str(PLACES[place](folder))
    monkeypatch.setenv("CAKIT_DATA", there)
    for call in (
        ck.tables,
        lambda: ck.load("codes"),
        lambda: ck.country("Kazakhstan"),
        ck.data_version,
    ):
        found = held(call)
        assert isinstance(found, CakitError) and "\n" not in str(found)
    if "\udcff" not in there:
        assert held(lambda: verify(there))
    assert cli.main(["tables"]) == cli.main(["verify", there]) == cli.main(["check", there]) == 1
    shown = capsys.readouterr()
    assert "Traceback" not in shown.out + shown.err and "\x1b" not in shown.err
