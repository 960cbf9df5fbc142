"""Walk the offline door as a new user would: copy the folder, install with no index, run a notebook, open the pages.

python tests/browser/check_offline.py build/offline        (part of make check)
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bars import NOWHERE, bar, clean, end

RUN = """
import nbformat, pathlib, cakit
from nbclient import NotebookClient
book = nbformat.read("notebooks/00_start_here.ipynb", as_version=4)
NotebookClient(book, timeout=120, kernel_name="python3", resources={"metadata": {"path": "notebooks"}}).execute()
print(cakit.__file__)
"""


def check(folder: Path, away: Path) -> None:
    """Install and run in a copy of the folder."""
    shutil.copytree(folder, away)
    alone = clean(**NOWHERE)
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "install.py"], cwd=away, env=alone, capture_output=True, text=True
    )
    bar(
        done.returncode == 0,
        f"installs with no index in {time.monotonic() - start:.0f} s {done.stderr[-500:]}",
    )
    bar("jupyter lab notebooks" in done.stdout.replace("\\", "/"), "says what to type next")
    if done.returncode:
        return
    python = next((away / ".venv").glob("[bS]*/python*"))
    run = subprocess.run([python, "-c", RUN], cwd=away, env=alone, capture_output=True, text=True)
    bar(run.returncode == 0, f"notebook 00 runs there {run.stderr[-500:]}")
    bar(".venv" in run.stdout, "with the kit of the folder's own wheel")
    fresh = subprocess.run(
        [python, "-m", "cakit.cli", "start", "mine"],
        cwd=away,
        env=alone,
        capture_output=True,
        text=True,
    )
    bar(
        fresh.returncode == 0 and (away / "mine/00_start_here.ipynb").is_file(),
        "cakit start lays a fresh folder",
    )
    bar((away / "site/index.html").is_file(), "the pages are there")


if __name__ == "__main__":
    print("The offline folder, in an empty environment")
    with tempfile.TemporaryDirectory() as made:
        check(Path(sys.argv[1]), Path(made) / "a folder with spaces")
    end()
