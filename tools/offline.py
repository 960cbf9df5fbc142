"""Make a folder that installs and teaches without any network: wheels, lock, notebooks, site, install.py.

    python tools/offline.py FOLDER        (make offline; wants build/site)

Wheels are those of this machine's kind and Python; make the folder on the kind of machine the class has.
"""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
READ_ME = """cakit without a network
=======================

Open site/index.html in any browser: all notebooks as they were run, explorers included. Nothing is installed.

To run the notebooks (Python {python}, {machine}):

    python install.py

It installs from wheels/ alone and says how to open the notebooks in notebooks/.

Copy the whole folder to a stick or a shared drive. Terms: site/data/LICENSES.html. The data may not be used commercially.
"""


def fetch(folder: Path, lock: Path) -> None:
    """Fetch the wheels of a lock, unless they are there."""
    folder.mkdir(parents=True, exist_ok=True)
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    wanted = ["--only-binary=:all:", "--no-deps", "--require-hashes", "-r", str(lock)]
    subprocess.run([*pip, "download", "-d", str(folder), *wanted], check=True)


def wheels(folder: Path) -> None:
    """Fetch the wheels of the lock, and build the kit's own."""
    fetch(folder, ROOT / "requirements.lock")
    for old in folder.glob("cakit-*.whl"):
        old.unlink()
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)


def fresh(source: Path, target: Path) -> None:
    """Copy a folder over an older copy of itself."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(
        source,
        target,
        ignore=shutil.ignore_patterns(".ipynb_checkpoints", "__pycache__", "ruff.toml"),
    )


def make(out: Path) -> None:
    """Lay out the folder."""
    print("  wheels of the lock (fetched once)", flush=True)
    wheels(out / "wheels")
    print("  notebooks and pages", flush=True)
    fresh(ROOT / "notebooks", out / "notebooks")
    fresh(ROOT / "build/site", out / "site")
    shutil.copyfile(ROOT / "requirements.lock", out / "requirements.lock")
    python, machine = (
        f"{sys.version_info.major}.{sys.version_info.minor}",
        f"{platform.system()} {platform.machine()}",
    )
    install = (
        (ROOT / "tools/offline_install.py").read_text(encoding="utf-8").replace("@python@", python)
    )
    (out / "install.py").write_text(install, encoding="utf-8", newline="\n")
    (out / "READ ME.txt").write_text(
        READ_ME.format(python=python, machine=machine), encoding="utf-8", newline="\n"
    )
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    print(f"{out}: {size / 1e6:.0f} MB for Python {python} on {machine}")


if __name__ == "__main__":
    make(Path(sys.argv[1]))
