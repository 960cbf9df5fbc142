"""The Binder door without Docker: repo2docker's own packs render the recipe, and its postBuild is run in an empty environment.

    .venv-browser/bin/python tests/browser/check_binder.py     (part of make check; wants an index to install from)

What is not tried here: conda's own resolution, and the start on the public service.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
import venv
from pathlib import Path

from bars import ROOMS, bar, end

ROOT = Path(__file__).parents[2]
FIRST = """
import time; start = time.perf_counter()
import cakit as ck
arms = ck.load("arms_transfers")
ck.plots.share_lines(ck.shares(arms, by="supplier_iso3", value="tiv_million", window=5)).png()
print(f"{time.perf_counter() - start:.2f} s")
"""


def copy(away: Path) -> None:
    """What a clone of the working tree would hold."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = (
        subprocess.run(listed, cwd=ROOT, capture_output=True, check=True)
        .stdout.decode()
        .split("\0")
    )
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (away / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, away / name)


def check_recipe(away: Path) -> None:
    """Render the recipe and read it."""
    from repo2docker.app import Repo2Docker
    from repo2docker.buildpacks import CondaBuildPack

    print("The recipe, rendered by repo2docker")
    os.chdir(away)
    picks = next(kind for kind in Repo2Docker().buildpacks if kind("base").detect())
    bar(picks is CondaBuildPack, f"{picks.__name__} is the pack that takes this repository")
    pack = CondaBuildPack(Repo2Docker().base_image)
    pack.platform = "linux/amd64"
    recipe = pack.render({})
    bar(str(pack.python_version) == "3.11", f"Python {pack.python_version}")
    bar(
        'env update -p ${NB_PYTHON_PREFIX} --file "binder/environment.yml"' in recipe,
        "binder/environment.yml is used",
    )
    bar(
        "RUN ./binder/postBuild" in recipe and os.access("binder/postBuild", os.X_OK),
        "postBuild runs",
    )
    bar(
        "COPY --chown=1000:1000 src/ ${REPO_DIR}/" in recipe,
        "the whole repository goes into the image",
    )
    books = [path.name for path in Path("notebooks").glob("[0-9]*.ipynb")]
    bar("00_start_here.ipynb" in books, f"{len(books)} notebooks in it")


def check_post_build(away: Path, env: dict[str, str]) -> None:
    """Run postBuild where only Python and pip are, and see what it leaves."""
    print("postBuild, in an empty environment")
    start = time.monotonic()
    done = subprocess.run(
        ["bash", "binder/postBuild"], cwd=away, env=env, capture_output=True, text=True
    )
    bar(
        done.returncode == 0,
        f"runs in {time.monotonic() - start:.0f} s {done.stderr[-800:] if done.returncode else ''}",
    )
    listed = subprocess.run(
        ["python", "-m", "pip", "freeze"], env=env, capture_output=True, text=True
    ).stdout
    lock = [
        line.split()[0]
        for line in (away / "requirements.lock").read_text().splitlines()
        if "==" in line[:60]
    ]
    here = [one for one in lock if one in listed]
    bar(
        len(here) > 90,
        f"{len(here)} of the lock's {len(lock)} pins installed (the rest is for other systems)",
    )
    site = next((away.parent / "env").rglob("site-packages"))
    bar(any((site / "pandas/__pycache__").glob("*.pyc")), "bytecode is compiled")
    bar(bool(list((away.parent / "home").rglob("fontlist*.json"))), "the font cache is made")
    for _ in range(2):
        first = subprocess.run(
            ["python", "-c", FIRST], cwd=away, env=env, capture_output=True, text=True
        )
        bar(
            first.returncode == 0,
            f"first picture in a fresh process: {first.stdout.strip()} {first.stderr[-300:]}",
        )


def check_start(away: Path, env: dict[str, str]) -> None:
    """Start JupyterLab as the image does and see where it opens."""
    command = [
        "jupyter",
        "lab",
        "--no-browser",
        "--allow-root",
        "--ip=127.0.0.1",
        "--port=8961",
        "--IdentityProvider.token=",
    ]
    server = subprocess.Popen(
        command, cwd=away, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(120):
            try:
                with urllib.request.urlopen("http://127.0.0.1:8961/", timeout=5) as got:
                    bar(
                        got.url.endswith("/lab/tree/notebooks/00_start_here.ipynb"),
                        f"opens on {got.url[21:]}",
                    )
                with urllib.request.urlopen(
                    "http://127.0.0.1:8961/api/contents/notebooks/00_start_here.ipynb?content=0",
                    timeout=5,
                ) as got:
                    bar(json.load(got)["type"] == "notebook", "which is a notebook there")
                return
            except OSError:
                time.sleep(0.25)
        bar(False, "JupyterLab starts")
    finally:
        server.terminate()
        server.wait()


def main() -> None:
    """Walk through all of it in a copy."""
    with tempfile.TemporaryDirectory() as made:
        away, env, home = Path(made) / "repo", Path(made) / "env", Path(made) / "home"
        copy(away)
        home.mkdir()
        check_recipe(away)
        venv.create(env, with_pip=True)
        rooms = tuple(one for one in ROOMS if one != "PIP_")  # the index stays: Binder has one
        kept = {name: value for name, value in os.environ.items() if not name.startswith(rooms)}
        kept |= {
            "PATH": f"{env / 'bin'}:{os.environ['PATH']}",
            "HOME": str(home),
            "MPLBACKEND": "agg",
        }
        kept |= {"XDG_CACHE_HOME": str(home / ".cache")}
        check_post_build(away, kept)
        check_start(away, kept)
        os.chdir(ROOT)
    end()


if __name__ == "__main__":
    sys.exit(main())
