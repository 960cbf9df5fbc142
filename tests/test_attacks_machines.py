"""Every command on every machine, made by rule: terminals, locales, full disks, folders, links, damaged files.

Each ends in the right words or in one of the kit's errors, with the right exit status; what could
not be written wholly is not there, and an older file stays as it was.
"""

import ctypes
import io
import json
import locale
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pandas as pd
import pytest
import test_attacks_folder
import test_attacks_importers
import test_attacks_maps

from cakit import catalog, claims, cli
from cakit.errors import CakitError
from cakit.importers.adopt import Folder

EVERY = 60  # of the cases made by rule; all of them in `make check`
ALL = os.environ.get("ATTACKS") == "all"
FOUND = {  # each was a hang, a half-written file, a traceback, or a wrong sum without a word
    ("start for a class", "a device"), ("start for a class", "a pipe"), ("start for a class", "zeros"),
    ("collect", "a device"), ("collect", "a link to itself"), ("compare", "conflict marks"),
    ("fresh", "a full disk"), ("tables", "what is closed"), ("read for no table", "what is closed"),
}  # fmt: skip

ENCODINGS = ("ascii", "cp1251", "cp866", "cp1252", "cp1254", "cp437", "koi8-r", "latin-1", "utf-16", "utf-8")  # fmt: skip
COMMANDS = {  # name → call, exit status, words of the answer
    "tables": (["tables"], 0, "arms_transfers"),
    "tables as JSON": (["tables", "--json"], 0, '"name": "arms_transfers"'),
    "start": (["start", "курс"], 0, "notebooks copied to курс"),
    "start in Russian": (["start", "курс", "--language", "ru"], 0, "notebooks copied to курс"),
    "start for teachers": (["start", "курс", "--for", "teachers"], 0, "notebooks copied to курс"),
    "start for a class": (["start", "курс", "--names", "класс.txt", "--variants"], 0, "2 folders with"),
    "fresh": (["fresh", "03"], 0, "is a clean copy"),
    "collect": (["collect", "ответы", "--rubric", "баллы.toml"], 0, "1 student, 6 rows: "),
    "quiz": (["quiz", "01", "--out", "опрос.zip"], 0, "опрос.zip"),
    "read": (["read", "таблица.csv", "--table", "arms_transfers"], 0, "таблица.csv: 1 rows keep to"),
    "verify": (["verify", "данные"], 0, "All tables are whole"),
    "check": (["check", "данные"], 0, "a complete folder"),
    "compare": (["compare", "старое.csv", "новое.csv", "--csv", "разница.csv"], 0, "2025 -> 2026"),
    "read what is wrong": (["read", "плохо.csv", "--table", "arms_transfers"], 1, "line 2, column tiv_million"),
    "read for no table": (["read", "таблица.csv", "--table", "оружие→"], 1, "UnknownTable: no table"),
    "collect nothing": (["collect", "данные"], 1, "holds no answer"),
    "adopt nothing": (["adopt", "старое.csv", "--data", "данные"], 1, "is of the 2025 edition"),
    "quiz of nothing": (["quiz", "99", "--out", "опрос.zip"], 1, "99"),
    "start for nobody": (["start", "--variants"], 1, "--variants needs --names FILE"),
    "check a file": (["check", "таблица.csv"], 1, "no folder таблица.csv"),
}  # fmt: skip
GOOD = "recipient_iso3,supplier_iso3,year,tiv_million\nKAZ,RUS,2024,5\n"
SPOILT = "recipient_iso3,supplier_iso3,year,tiv_million\nKAZ,RUS,2024,→ x \x1b[31m\n"
ANSWER = {"cells": [{"cell_type": "code", "source": ["ck.answer('1.1', 5)"]}], "metadata": {}}


@pytest.fixture(scope="module")
def desk(tmp_path_factory, cut_data):
    """What the commands need, in a folder with a blank and letters of two scripts in its name."""
    folder = tmp_path_factory.mktemp("desk") / "Папка – İü"
    answers = folder / "ответы" / "Айгүл"
    answers.mkdir(parents=True)
    (answers / "01.ipynb").write_text(json.dumps(ANSWER), encoding="utf-8")
    shutil.copytree(cut_data, folder / "данные")
    outlines(folder / "данные")
    texts = {"таблица.csv": GOOD, "плохо.csv": SPOILT, "класс.txt": "Айгүл\nÖ. İpek\n"}
    texts |= {"баллы.toml": "[points]\n", "новое.csv": test_attacks_importers.LISTING}
    texts["старое.csv"] = (
        texts["новое.csv"]
        .replace("2026", "2025")
        .replace("4,No,2012", "3,No,2012")
        .replace("2.5,10,No", "2.5,7.5,No")
    )
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def outlines(data):
    """A square for each state, so that the folder is complete."""
    states = json.loads((data / "region.json").read_text(encoding="utf-8"))["states"]
    square = [[64.0, 45.0], [65.0, 45.0], [65.0, 46.0], [64.0, 45.0]]
    rows = [test_attacks_maps.about(iso3=code) for code in states]
    for row in rows:
        row["geometry"]["coordinates"] = [square]
    point = test_attacks_maps.shaped([64.0, 45.0], "Point")
    test_attacks_maps.folder_of(data, *rows, world={"features": [point]})


@pytest.fixture
def here(desk, tmp_path, monkeypatch):
    """A copy of it that one command may fill."""
    folder = tmp_path / desk.name
    shutil.copytree(desk, folder)
    monkeypatch.chdir(folder)
    monkeypatch.setattr(claims, "moved", no_claims)
    return folder


def no_claims(*_):
    """In place of the verdicts on all claims, which take their time."""
    return pd.DataFrame({"is_plain": pd.Series(dtype=bool)})


def hangs(*_):
    raise AssertionError("it hangs")


def run(call, out=None, err=None):
    """The exit status, and what arrived at a terminal where none is given; soon."""
    kept = sys.stdout, sys.stderr
    given = [
        each or io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for each in (out, err)
    ]
    sys.stdout, sys.stderr = (None if each == "nothing" else each for each in given)
    signal.signal(signal.SIGALRM, hangs)
    signal.alarm(20)
    start = time.process_time()
    try:
        code = cli.main(call)
    except SystemExit as end:
        code = end.code
    finally:
        signal.alarm(0)
        sys.stdout, sys.stderr = kept
    assert time.process_time() - start < 2
    return code, [arrived(each) for each in given]


def arrived(stream):
    """What came through to a terminal."""
    there = stream != "nothing" and not stream.closed and isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue() if there else b""


def clean(said):
    """Words, and nothing that a terminal obeys."""
    assert "Traceback" not in said
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202e]", said.replace("\r\n", "\n")), ascii(said)
    return said


def nearest(words, encoding):
    """The words, as far as an encoding has the letters."""
    return words.encode(encoding, "cakit").decode(encoding)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_speaks_to_any_terminal(here, name, encoding):
    call, wanted, words = COMMANDS[name]
    screens = [io.TextIOWrapper(io.BytesIO(), encoding, write_through=True) for _ in "oe"]
    code, raw = run(call, *screens)
    shown = "utf-8" if "JSON" in name else encoding
    said = clean("".join(part.decode(shown) for part in raw))
    assert code == wanted, said
    assert nearest(words, shown) in said.replace("→", "->")
    assert bool(raw[1]) == bool(wanted), raw[1]


def full():
    return Path("/dev/full").open("w", encoding="utf-8")


def left():
    """A pipe whose reader has gone."""
    reader, writer = os.pipe()
    os.close(reader)
    return os.fdopen(writer, "w", encoding="utf-8")


def shut():
    closed = io.TextIOWrapper(io.BytesIO(), "utf-8")
    closed.close()
    return closed


OUTPUTS = {  # what stands behind stdout, and what a command says of it
    "a full disk": (full, 1, "standard output: No space left on device\n"),
    "a reader that left": (left, 0, ""),
    "nothing": (lambda: "nothing", 0, ""),
    "what is closed": (shut, 1, None),
}
RIGHT = [name for name, (_, code, _) in COMMANDS.items() if not code]
WRONG = [name for name, (_, code, _) in COMMANDS.items() if code]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("name", RIGHT)
def test_an_output_that_takes_nothing_is_told_or_quiet(here, name, output):
    make, wanted, words = OUTPUTS[output]
    with ended(make()) as out:
        code, (_, raw) = run(COMMANDS[name][0], out)
    said = clean(raw.decode())
    assert (code, said.count("\n")) == (wanted, wanted)
    assert words is None or said == words


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("name", WRONG)
def test_an_error_that_cannot_be_said_is_an_exit_status(here, name, output):
    with ended(OUTPUTS[output][0]()) as err:
        code, (raw, _) = run(COMMANDS[name][0], None, err)
    assert (code, raw) == (1, b"")


@contextmanager
def ended(stream):
    """A stream that is closed at the end, whatever it still has to say."""
    yield stream
    if stream != "nothing":
        with suppress(OSError, ValueError):
            stream.close()


# Locales


LOCALES = {"C": "", "tr_TR.UTF-8": "tr_TR UTF-8", "tr_TR.ISO-8859-9": "tr_TR ISO-8859-9",
           "ru_RU.UTF-8": "ru_RU UTF-8", "ru_RU.CP1251": "ru_RU CP1251", "ru_RU.KOI8-R": "ru_RU KOI8-R"}  # fmt: skip


@pytest.fixture(scope="module")
def locales(tmp_path_factory):
    """Sets a locale of the C library, made here where the machine has none of the name."""
    folder = tmp_path_factory.mktemp("locales")
    before, made = locale.setlocale(locale.LC_ALL), {}

    def settle(name):
        if name not in made:
            made[name] = name == "C" or compiled(folder, name)
        os.environ["LOCPATH"] = str(folder) if made[name] else ""
        try:
            locale.setlocale(locale.LC_ALL, name)
        except locale.Error:
            pytest.skip(f"this machine has no locale {name}, and nothing to make it from")

    yield settle
    locale.setlocale(locale.LC_ALL, before)
    os.environ.pop("LOCPATH", None)


def compiled(folder, name):
    if not shutil.which("localedef"):
        return False
    place, letters = LOCALES[name].split()
    call = ["localedef", "-i", place, "-f", letters, str(folder / name)]
    return not subprocess.run(call, capture_output=True, check=False).returncode


@pytest.mark.parametrize("place", LOCALES if ALL else ["tr_TR.UTF-8"])
@pytest.mark.parametrize("name", COMMANDS if ALL else ["read", "compare"])
def test_every_command_says_the_same_in_any_locale(here, locales, name, place):
    call, wanted, words = COMMANDS[name]
    locales(place)
    code, raw = run(call)
    locales("C")
    said = clean("".join(part.decode() for part in raw))
    assert code == wanted and words in said.replace("→", "->"), said


@pytest.mark.parametrize("place", LOCALES if ALL else [])
def test_a_process_that_starts_in_a_locale(here, locales, place):
    """As `LC_ALL=… cakit`: names of files and text are decoded by the locale."""
    locales(place)
    locales("C")
    environment = os.environ | {"LC_ALL": place, "PYTHONPATH": os.pathsep.join(sys.path)}
    code = "import sys; from cakit import cli; sys.exit(sum(map(cli.main, eval(sys.argv[1]))))"
    calls = [COMMANDS[name][0] for name in ("start", "read", "tables", "collect")]
    call = [sys.executable, "-c", code, ascii(calls)]
    ran = subprocess.run(call, capture_output=True, env=environment, check=False)
    assert b"Traceback" not in ran.stderr
    if place == "C" or place.endswith("UTF-8"):  # elsewhere other letters make the names
        assert (ran.returncode, ran.stderr) == (0, b"")
        assert (here / "курс").is_dir() and (here / "ответы-marked").is_dir()


# Places that cannot be written to


WRITERS = {  # command → where it writes
    "start": "курс", "start for a class": "курс", "fresh": "03-fresh", "collect": "ответы-marked",
    "quiz": "опрос.zip", "compare": "разница.csv",
}  # fmt: skip


def everything(folder):
    """Each file of a folder with its content, each link with its goal."""
    found = {}
    for path in sorted(folder.rglob("*")):
        goal = path.readlink() if path.is_symlink() else None
        found[path.relative_to(folder)] = goal or (path.read_bytes() if path.is_file() else None)
    return found


@contextmanager
def no_room(_):
    """As on a full disk: no file can grow beyond some bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (60, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, old)


@contextmanager
def read_only(target):
    """The folder of the target takes no new file, not even from root."""
    obeys = (lambda: None) if os.geteuid() else without_rights()
    target.parent.chmod(0o555)
    try:
        yield
    finally:
        obeys()
        target.parent.chmod(0o755)


def without_rights():
    """Take from root the rights to pass over the modes of files; a function that gives them back."""
    try:
        system = ctypes.CDLL(None)
        head, rights = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
        system.capget(head, rights)
    except (OSError, AttributeError):
        pytest.skip("root may write anywhere")
    kept = list(rights)
    rights[0] &= ~6  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
    system.capset(head, rights)
    return lambda: system.capset(head, (ctypes.c_uint32 * 6)(*kept))


def in_the_way(make):
    """Something is at the place already."""

    @contextmanager
    def placed(target):
        make(target)
        yield

    return placed


TROUBLES = {
    "a full disk": no_room,
    "a read-only folder": read_only,
    "a dangling link": in_the_way(lambda target: target.symlink_to("outside")),
    "a link to itself": in_the_way(lambda target: target.symlink_to(target)),
    "a file": in_the_way(lambda target: target.write_text("mine")),
    "a folder": in_the_way(lambda target: (target.mkdir(), (target / "mine").write_text("mine"))),
    "a pipe": in_the_way(os.mkfifo),
}
MAY_BE = {  # where the command has a right thing to do all the same
    ("fresh", "a dangling link"), ("fresh", "a link to itself"), ("fresh", "a file"), ("fresh", "a folder"),
    ("fresh", "a pipe"), ("compare", "a file"), ("compare", "a dangling link"), ("compare", "a link to itself"),
    ("start", "a folder"), ("start for a class", "a folder"), ("collect", "a folder"),
}  # fmt: skip


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("name", WRITERS)
def test_what_cannot_be_written_leaves_all_as_it_was(here, name, trouble):
    target = here / WRITERS[name]
    if name == "fresh":  # it takes another name where one is taken
        target = here / f"{next(iter(books('03')))}-fresh.ipynb"
    with TROUBLES[trouble](target):
        before = everything(here)
        code, raw = run(COMMANDS[name][0])
        after = everything(here)
    said = clean(b"".join(raw).decode())
    assert not (here / "outside").exists()
    if code:
        assert raw[1].count(b"\n") == 1, said
        assert after == before
    else:
        assert (name, trouble) in MAY_BE
        old = {path: content for path, content in after.items() if path in before}
        assert old == before or name == "compare"


def books(number):
    return [path.stem for path in catalog.home("notebooks").glob(f"{number}*.ipynb")]


# Files that are damaged


READERS = {  # command → what it reads
    "read": "таблица.csv", "collect": "баллы.toml", "start for a class": "класс.txt", "compare": "новое.csv",
    "verify": "данные/codes.csv", "check": "данные/region.json", "adopt nothing": "старое.csv",
}  # fmt: skip
FOLDERS = {
    "collect": "ответы",
    "verify": "данные",
    "check": "данные",
    "collect one": "ответы/Айгүл/01.ipynb",
}
OLDER = "CakitError: the file is of the 2025 edition; the kit holds 2026 already\n"
HARMLESS = {  # a rubric may say nothing, a column that is not asked for may be called anything
    ("collect", "blank"), ("collect", "empty"), ("read", "UTF-16"), ("compare", "UTF-16"), ("compare", "an escape inside"),
    ("compare", "a turning sign"), ("start for a class", "a list"), ("start for a class", "null"), ("start for a class", "a page"),
}  # fmt: skip
DAMAGE = {
    kind: change
    for kind, change in test_attacks_folder.DAMAGE.items()
    if kind not in ("half", "a tenth", "without its last sign", "twice", "a quotation mark")
}


def damaged(here, call, file, kind):
    """A command on something damaged: an exit status with words, and nothing changed."""
    DAMAGE[kind](here / file)
    before = names(here)
    code, raw = run(call)
    said = clean(b"".join(raw).decode())
    assert said.strip() and len(said) < 20_000
    if code:
        assert raw[1] or "verify" in call
        assert names(here) == before
    return code, said


def names(folder):
    return sorted(path.relative_to(folder) for path in folder.rglob("*"))


@pytest.mark.parametrize("kind", DAMAGE)
@pytest.mark.parametrize("name", READERS)
def test_a_damaged_file_is_told_and_named(here, name, kind):
    code, said = damaged(here, COMMANDS[name][0], READERS[name], kind)
    harmless = (name, kind) in HARMLESS
    assert bool(code) != harmless, said
    if code and (name, said) != ("adopt nothing", OLDER):
        assert Path(READERS[name]).stem in said, said


@pytest.mark.parametrize("kind", [*DAMAGE][:6])
@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_that_is_none_is_told(here, name, kind):
    folder = here / FOLDERS[name]
    if folder.is_dir():
        shutil.move(folder, here / "away")
        folder.write_text("x")
    code, said = damaged(here, COMMANDS[name.removesuffix(" one")][0], FOLDERS[name], kind)
    assert code == 1, said


def test_a_new_edition_that_finds_no_room_changes_nothing(few_data, monkeypatch):
    before = everything(few_data)
    edition = Folder(few_data)
    for name in ("codes.csv", "sources.csv"):
        edition.changed[name] = edition.text(name) + "\n"

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    for place in ("os.fsync", "shutil.copyfile"):
        with monkeypatch.context() as machine:
            machine.setattr(place, full)
            with pytest.raises(CakitError, match="nothing was changed"):
                edition.write()
        assert everything(few_data) == before
