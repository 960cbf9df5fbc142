"""Rebuild the release from a copy of its folder, cut off from every network, and hold its metadata to its files.

python tests/browser/check_release.py build/release        (part of make check)
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bars import NOWHERE, bar, clean, end

CUT = ["unshare", "--net"]  # no network at all, where the system lets us


def crate(folder: Path) -> None:
    """Every file that the metadata name is there, and every reference leads somewhere."""
    graph = json.loads((folder / "ro-crate-metadata.json").read_text(encoding="utf-8"))["@graph"]
    named = {one["@id"]: one for one in graph}
    lost = [
        id for id, one in named.items() if "File" in one["@type"] and not (folder / id).is_file()
    ]
    bar(not lost, f"the crate names files that are there {lost[:3]}")
    parts = {one["@id"] for one in named["./"]["hasPart"]}
    bar(parts <= set(named), "and describes each part")
    sized = {id: int(one["contentSize"]) for id, one in named.items() if "contentSize" in one}
    size = [id for id, number in sized.items() if number != (folder / id).stat().st_size]
    bar(not size, f"with its size {size[:3]}")


def check(folder: Path, away: Path) -> None:
    """Copy, rebuild, spoil one byte, and look."""
    shutil.copytree(folder, away)
    crate(away)
    can = subprocess.run([*CUT, "true"], capture_output=True, check=False).returncode == 0
    start = time.monotonic()
    done = subprocess.run(
        [*(CUT if can else []), sys.executable, "rebuild.py"],
        cwd=away, env=clean(**NOWHERE), capture_output=True, text=True, check=False,
    )  # fmt: skip
    how = "with no network" if can else "with no index (unshare is not allowed here)"
    bar(done.returncode == 0, f"rebuilt {how} in {time.monotonic() - start:.0f} s")
    print("    " + "\n    ".join((done.stdout + done.stderr[-1500:]).splitlines()))
    with (away / "data/claims.csv").open("a", encoding="utf-8") as out:
        out.write("\n")
    done = subprocess.run([sys.executable, "rebuild.py"], cwd=away, capture_output=True, text=True)
    bar(done.returncode == 1 and "data/claims.csv" in done.stdout, "a changed file is named")


if __name__ == "__main__":
    print("The release, in a copy of its folder")
    given = next(one for one in sorted(Path(sys.argv[1]).glob("cakit-*")) if one.is_dir())
    with tempfile.TemporaryDirectory() as away:
        check(given, Path(away) / "release")
    end()
