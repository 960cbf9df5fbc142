"""The unit tests on the oldest versions that pyproject.toml allows, and on every newer Python that is found.

    .venv/bin/python tests/browser/check_versions.py     (part of make check; wants an index to install from)

What only holds for the locked versions (pictures, names of versions) is left out on the oldest.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bars import bar, end

ROOT = Path(__file__).parents[2]
UV = [Path(sys.executable).with_name("uv")]
NEWER = [f"python3.{minor}" for minor in range(12, 20)]
LOCKED = ("readme_picture", "locked_versions", "fingerprint", "pixel", "stored")
UNIT = ["tests", "src", "-q", "-n", "2", "--dist", "loadfile", "-p", "no:cacheprovider"]


def installed(folder: Path, python: str, requirements: Path) -> Path:
    """An environment with these requirements; its Python."""
    where = folder / python / requirements.stem
    subprocess.run([*UV, "venv", "--quiet", "--python", python, where], check=True)
    inside = where / "bin/python"
    order = [*UV, "pip", "install", "--quiet", "--python", inside, "-r", requirements]
    subprocess.run(order, check=True)
    return inside


def tested(python: Path, *more: str) -> bool:
    """Whether the unit tests pass there; the last lines are shown."""
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "MPLBACKEND": "agg"}
    run = subprocess.run(
        [python, "-m", "pytest", *UNIT, *more],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    print("\n".join(run.stdout.splitlines()[-25:]) if run.returncode else run.stdout[-80:].strip())
    return run.returncode == 0


def works(python: str) -> bool:
    """Whether an interpreter is there and starts; what only stands in for others may not."""
    there = shutil.which(python)
    return bool(there) and not subprocess.run([python, "-c", ""], capture_output=True).returncode


def main() -> None:
    """Try the oldest set, then each Python."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lowest = folder / "lowest.txt"
        extras = ["--extra", "lab", "--extra", "test"]
        order = [*UV, "pip", "compile", "--quiet", "--resolution", "lowest-direct", *extras]
        wanted = [*order, "--python-version", "3.11", "pyproject.toml", "-o", lowest]
        subprocess.run(wanted, cwd=ROOT, check=True)
        oldest = installed(folder, "python3.11", lowest)
        bar(tested(oldest, "-k", " and ".join(f"not {word}" for word in LOCKED)), "oldest versions")
        for python in filter(works, NEWER):
            newer = installed(folder, python, ROOT / "tests/requirements.lock")
            bar(tested(newer), f"the lock on {python}")
    end()


if __name__ == "__main__":
    main()
