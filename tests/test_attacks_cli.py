"""The command line on hard machines: every command under every terminal, every kind of damage; words, never a traceback."""

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import cakit
from cakit import catalog, cli, importers
from cakit_classroom import handout

EVERY = 6  # of the cases made by rule; all of them in `make check`

ROOT = Path(__file__).parents[1]
BAD = "recipient_iso3,supplier_iso3,year,tiv_million\nKAZ,RUS,2024,→ x \x1b[31m\n"


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


def test_a_lacking_sign_is_told_by_its_nearest(terminal):
    _, raw = terminal(["compare", "2025", "2026"], "ascii")
    said = raw[0].decode("ascii")
    assert "52 -> 57%, Turkiye - " in said and "[ ]" in said and "\\x1b[31m" in said


def test_the_version_is_said(capsys):
    with pytest.raises(SystemExit) as end:
        cli.main(["--version"])
    assert end.value.code == 0 and capsys.readouterr().out == f"cakit {cakit.__version__}\n"


def shell(script, **more):
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "PY": sys.executable} | more
    return subprocess.run(["bash", "-c", script], capture_output=True, text=True, env=environment)


ALL = os.environ.get("ATTACKS") == "all"
SHELLS = {
    "a full disk behind stdout": ('LC_ALL=C "$PY" -m cakit.cli tables >/dev/full; echo $?', "1\n", "standard output: No space left on device\n"),
    "a reader that leaves": ('"$PY" -m cakit.cli tables | true; echo ${PIPESTATUS[0]}', "0\n", ""),
    "no stdout": ('"$PY" -m cakit.cli tables >&-; echo $?', "0\n", ""),
    "no stderr": ('"$PY" -m cakit.cli read x --table y 2>&-; echo $?', "1\n", ""),
    "JSON to a full disk": ('"$PY" -m cakit.cli tables --json >/dev/full; echo $?', "1\n", "standard output: No space left on device\n"),
}  # fmt: skip


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("name", SHELLS if ALL else [])
def test_pipes_and_full_disks_are_quiet_or_told_in_words(name):
    script, out, err = SHELLS[name]
    run = shell(script)
    assert (run.stdout, run.stderr) == (out, err)


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

    monkeypatch.setattr(catalog, "tables", stop)
    assert cli.main(["tables"]) == 1
    assert capsys.readouterr().err == "Interrupted.\n"
