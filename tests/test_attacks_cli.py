"""The command line on hard machines: every command under every terminal, every kind of damage; words, never a traceback."""

import io
import json
import os
import re
import resource
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

import cakit
from cakit import cli, importers
from cakit.exercises import handout

EVERY = 6  # of the cases made by rule; all of them in `make check`

ROOT = Path(__file__).parents[1]
ENCODINGS = (
    "ascii",
    "cp1251",
    "cp866",
    "cp1252",
    "cp1254",
    "cp437",
    "koi8-r",
    "latin-1",
    "utf-16",
    "utf-8",
)
BAD = "recipient_iso3,supplier_iso3,year,tiv_million\nKAZ,RUS,2024,→ x \x1b[31m\n"
COMMANDS = {
    "tables": (["tables"], 0, "arms_transfers"),
    "start": (["start", "папка–ü"], 0, "notebooks copied to"),
    "read": (["read", "плохо.csv", "--table", "arms_transfers"], 1, "line 2, column tiv_million"),
    "unknown": (["read", "плохо.csv", "--table", "arms→"], 1, "UnknownTable"),
    "missing": (["read", "нет\x1b[2J.csv", "--table", "arms_transfers"], 1, "csv"),
    "compare": (["compare", "2025", "2026"], 0, "->"),
    "collect": (["collect", "нет"], 1, "is no folder"),
}  # fmt: skip


@pytest.fixture
def terminal(monkeypatch, tmp_path):
    """Run a command on a terminal of some encoding; what arrived, as text."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "плохо.csv").write_text(BAD, encoding="utf-8")
    monkeypatch.setattr(importers, "edition", lambda *_: None)
    monkeypatch.setattr(
        importers, "compare", lambda *_: "52 → 57%, Türkiye – «Россия» □ \x1b[31m \u202e"
    )

    def run(call, encoding="utf-8"):
        streams = [
            io.TextIOWrapper(io.BytesIO(), encoding=encoding, write_through=True) for _ in "oe"
        ]
        monkeypatch.setattr(sys, "stdout", streams[0])
        monkeypatch.setattr(sys, "stderr", streams[1])
        code = cli.main(call)
        raw = [stream.buffer.getvalue() for stream in streams]
        monkeypatch.undo()
        return code, raw

    return run


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("name", COMMANDS)
def test_output_arrives_on_any_terminal(terminal, name, encoding):
    call, wanted, words = COMMANDS[name]
    code, raw = terminal(call, encoding)
    said = "".join(part.decode(encoding) for part in raw)
    assert code == wanted, said
    assert unicodedata.normalize("NFC", words) in said.replace("→", "->")
    assert "Traceback" not in said and not re.search(
        "[\x00-\x08\x0b-\x1f\x7f\u202e]", said.replace("\r\n", "\n")
    )


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_json_is_utf8_everywhere(terminal, encoding):
    code, raw = terminal(["tables", "--json"], encoding)
    assert code == 0 and {"name", "terms"} <= set(json.loads(raw[0].decode("utf-8"))[0])


def test_a_lacking_sign_is_told_by_its_nearest(terminal):
    _, raw = terminal(["compare", "2025", "2026"], "ascii")
    said = raw[0].decode("ascii")
    assert "52 -> 57%, Turkiye - " in said and "[ ]" in said and "\\x1b[31m" in said


def test_the_version_is_said(capsys):
    with pytest.raises(SystemExit) as end:
        cli.main(["--version"])
    assert end.value.code == 0 and capsys.readouterr().out == f"cakit {cakit.__version__}\n"


def process(*call, **more):
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")} | more.pop("env", {})
    return subprocess.run(
        [sys.executable, *call], capture_output=True, text=True, env=environment, **more
    )


def shell(script, **more):
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "PY": sys.executable} | more
    return subprocess.run(["bash", "-c", script], capture_output=True, text=True, env=environment)


ALL = os.environ.get("ATTACKS") == "all"
LOCALES = ["tr_TR.UTF-8", "ru_RU.UTF-8", "C", "POSIX", "tr_TR.ISO-8859-9"]
SHELLS = {
    "a reader that leaves": ('"$PY" -m cakit.cli tables | true; echo ${PIPESTATUS[0]}', "0\n", ""),
    "a full disk behind stdout": ('"$PY" -m cakit.cli tables >/dev/full; echo $?', "1\n", "standard output: No space left on device\n"),
    "no stdout": ('"$PY" -m cakit.cli tables >&-; echo $?', "0\n", ""),
    "no stderr": ('"$PY" -m cakit.cli read x --table y 2>&-; echo $?', "1\n", ""),
    "JSON to a full disk": ('"$PY" -m cakit.cli tables --json >/dev/full; echo $?', "1\n", "standard output: No space left on device\n"),
}  # fmt: skip


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("name", SHELLS)
def test_pipes_and_full_disks_are_quiet_or_told_in_words(name):
    script, out, err = SHELLS[name]
    run = shell(script)
    assert (run.stdout, run.stderr) == (out, err)


@pytest.mark.parametrize("place", LOCALES if ALL else LOCALES[::2])
def test_the_same_tables_in_any_locale(place):
    code = (
        "import locale\ntry:\n locale.setlocale(locale.LC_ALL, '')\nexcept locale.Error:\n pass\n"
    )
    code += "import sys; from cakit import cli; sys.exit(cli.main(['tables', '--json']))"
    run = process("-c", code, env={"LC_ALL": place}, encoding="utf-8")
    assert run.returncode == 0 and json.loads(run.stdout)[0]["name"] and not run.stderr


def test_a_folder_of_data_that_is_not_there_is_one_sentence():
    run = process("-m", "cakit.cli", "tables", env={"CAKIT_DATA": "/nowhere\x1b[31m"})
    assert run.returncode == 1 and run.stderr.count("\n") == 1 and "Traceback" not in run.stderr
    assert "\x1b" not in run.stderr and "CAKIT_DATA is /nowhere" in run.stderr


def limited(size):
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize("there", [False, True], ids=["new", "there"])
def test_start_on_a_full_disk_leaves_nothing(tmp_path, there):
    folder = tmp_path / "course"
    if there:
        folder.mkdir()
        (folder / "mine.txt").write_text("mine")
    call = ["-m", "cakit.cli", "start", str(folder), "--for", "teachers"]
    run = process(*call, preexec_fn=limited(30_000))
    assert run.returncode == 1 and "Traceback" not in run.stderr
    assert f"{folder}/" in run.stderr and "File too large; nothing was copied" in run.stderr
    assert [path.name for path in tmp_path.rglob("*")] == (["course", "mine.txt"] if there else [])
    assert process(*call).returncode == 0  # and there is room again


def first_book():
    return next(iter(handout.notebooks("students")))


IN_THE_WAY = {
    "a file": lambda folder: folder.write_text("mine"),
    "a dangling link": lambda folder: folder.symlink_to(folder.parent / "outside"),
    "a notebook": lambda folder: (folder.mkdir(), (folder / first_book()).write_text("mine")),
    "a link to nowhere": lambda folder: (folder.mkdir(), (folder / first_book()).symlink_to(folder.parent / "outside")),
    "a file called solutions": lambda folder: (folder.mkdir(), (folder / "solutions").write_text("mine")),
    "a link called solutions": lambda folder: (folder.mkdir(), (folder / "solutions").symlink_to(folder.parent / "outside")),
    "a folder called as a notebook": lambda folder: (folder / first_book()).mkdir(parents=True),
}  # fmt: skip


@pytest.mark.parametrize("name", IN_THE_WAY)
def test_nothing_is_written_over_or_through(tmp_path, capsys, name):
    folder = tmp_path / "course"
    IN_THE_WAY[name](folder)
    before = sorted(tmp_path.rglob("*"))
    assert cli.main(["start", str(folder), "--for", "teachers"]) == 1
    assert re.search("already|is a file|broken link", capsys.readouterr().err)
    assert sorted(tmp_path.rglob("*")) == before and not (tmp_path / "outside").exists()


@pytest.mark.parametrize("call", [["start", "a\x00b"], ["read", "a\x00b", "--table", "sources"], ["start", "x" * 5000],
                                  ["collect", "a\x00b"], ["read", ".", "--table", "sources"], ["start", "."],
                                  ["start", "--names", "nowhere"], ["start", "--variants"], ["quiz", "99", "--out", "x.zip"],
                                  ["start", "--for", "teachers", "--names", "x"], ["quiz", "01", "--out", "x.txt"],
                                  ["collect", ".", "--rubric", "nowhere"], ["start", "/proc/nowhere/x"]])  # fmt: skip
def test_odd_arguments_get_words(terminal, tmp_path, call):
    (tmp_path / first_book()).write_text("mine")
    code, raw = terminal(call)
    said = raw[1].decode()
    assert code == 1 and said.strip() and "Traceback" not in said and len(said) < 6000


def test_an_interrupt_ends_without_a_traceback(monkeypatch, capsys):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli.catalog, "tables", stop)
    assert cli.main(["tables"]) == 1
    assert capsys.readouterr().err == "Interrupted.\n"
