"""Build this release again from its own folder, with no network: python rebuild.py

It checks every file against SHA256SUMS, installs from wheels/ alone into rebuilt/.venv, builds wheel,
sdist, decks and sheets from the sdist into rebuilt/, and says which of them are the same bytes. The
pages in site/ are not built again.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import venv
from datetime import datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
OUT = HERE / "rebuilt"
PYTHON = OUT / (".venv/Scripts/python.exe" if sys.platform == "win32" else ".venv/bin/python")
MEANT = dict(
    reversed(line.split("  ")) for line in (HERE / "SHA256SUMS").read_text("utf-8").splitlines()
)


def run(*words: object, **more: object) -> None:
    """Run a command; one that fails ends all."""
    subprocess.run([str(word) for word in words], check=True, **more)


def differing(folder: Path, names: list[str]) -> list[str]:
    """The names whose files are missing or other than they were."""
    paths = {name: folder / name for name in names}
    return [
        name
        for name, path in paths.items()
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != MEANT[name]
    ]


def main() -> int:
    """Check, build, compare."""
    if damaged := differing(HERE, list(MEANT)):
        print("Not as released:", *damaged, sep="\n  ")
        return 1
    print(f"1/4 {len(MEANT)} files are as released", flush=True)
    shutil.rmtree(OUT, ignore_errors=True)
    venv.create(OUT / ".venv", with_pip=True)
    install = [PYTHON, "-m", "pip", "install", "--quiet", "--no-compile", "--no-index", "--require-hashes",
               "--disable-pip-version-check", "--find-links", HERE / "wheels"]  # fmt: skip
    run(*install, "-r", HERE / "requirements.lock")
    run(*install, "--no-deps", "--target", OUT / "teach", "-r", HERE / "teach.lock")
    print("2/4 installed from wheels/ alone", flush=True)
    with tarfile.open(next(HERE.glob("cakit-*.tar.gz"))) as sdist:
        sdist.extractall(OUT, filter="data")
    tree = next(OUT.glob("cakit-*"))
    (tree / "PKG-INFO").unlink()  # hatchling made it, and makes it again
    cited = (tree / "CITATION.cff").read_text(encoding="utf-8")
    day = datetime.fromisoformat(cited.partition("date-released: ")[2][:10] + "T00:00:00+00:00")
    dated = {**os.environ, "SOURCE_DATE_EPOCH": str(int(day.timestamp()))}
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    run(PYTHON, "-m", "hatchling", "build", "-d", OUT, cwd=tree, env=dated, **silent)
    print("3/4 wheel and sdist", flush=True)
    dated["PYTHONPATH"] = os.pathsep.join(map(str, (tree / "src", OUT / "teach")))
    for tool in ("slides", "sheets"):
        run(PYTHON, f"tools/{tool}.py", OUT / tool, cwd=tree, env={**dated, "MPLBACKEND": "agg"})
    built = [name for name in MEANT if name.startswith(("cakit-", "slides/", "sheets/"))]
    other = differing(OUT, built)
    same = len(built) - len(other)
    print(f"4/4 built {len(built)} files, {same} of them byte for byte as released")
    print(*(f"  other: {name}" for name in other), sep="\n")
    return bool(other)


if __name__ == "__main__":
    sys.exit(main())
