"""Build JupyterLite: JupyterLab with a kernel in the browser, as files. Experimental; see docs/ways/jupyterlite.md.

    python tools/lite.py PYTHON FOLDER [--core PYODIDE]        (make lite)

PYTHON is the interpreter of .venv-lite. PYODIDE is an unpacked npm package `pyodide`: with it the kernel starts without
the public host, but then without pandas and all that rests on it.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
SETUP = "%pip install -q cakit"
BUNDLED = (
    "comm",
    "anywidget",
    "psygnal",
    "ipywidgets",
)  # pure Python, asked for by the kernel and by the explorers


def copied(path: Path) -> dict[str, Any]:
    """A notebook as stored, with the cell that installs the kit in the browser's kernel before all others."""
    notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    cell = {
        "cell_type": "code",
        "id": "lite-setup",
        "metadata": {},
        "outputs": [],
        "execution_count": None,
        "source": SETUP,
    }
    notebook["cells"].insert(0, cell)
    return notebook


def lay(out: Path) -> None:
    """What JupyterLite is built from: notebooks and the kit's wheel."""
    shutil.rmtree(out, ignore_errors=True)
    for path in sorted((ROOT / "notebooks").rglob("[0-9]*.ipynb")):
        if ".ipynb_checkpoints" in path.parts:
            continue
        copy = out / "files" / path.relative_to(ROOT / "notebooks")
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(
            json.dumps(copied(path), ensure_ascii=False), encoding="utf-8", newline="\n"
        )
    wheel = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out / "wheels")]
    subprocess.run(wheel, cwd=ROOT, check=True, capture_output=True)
    pins = re.findall(
        rf"^(?:{'|'.join(BUNDLED)})==.*(?:\n    --hash.*)+",
        (ROOT / "docs/lite.lock").read_text("utf-8"),
        re.M,
    )
    (out / "bundled.txt").write_text("\n".join(pins), encoding="utf-8")
    fetch = ["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes",
             "--platform=any", "--only-binary=:all:", "-d", str(out / "wheels"), "-r", str(out / "bundled.txt")]  # fmt: skip
    subprocess.run([sys.executable, *fetch], check=True)


def packed(core: Path, out: Path) -> Path:
    """The npm package as the archive that JupyterLite wants: all under `pyodide/`."""
    archive = out / "pyodide-core.tar.bz2"
    with tarfile.open(archive, "w:bz2") as tar:
        tar.add(core, "pyodide")
    return archive


def build(python: Path, out: Path, core: Path | None) -> None:
    """Build the folder."""
    source = ROOT / "build/lite-source"
    lay(source)
    shutil.rmtree(out, ignore_errors=True)
    wheels = [f"--piplite-wheels={path}" for path in sorted((source / "wheels").glob("*.whl"))]
    command = [python, "-m", "jupyter", "lite", "build", "--lite-dir", source, "--contents", source / "files",
               "--output-dir", out, "--apps", "lab", "--no-sourcemaps", "--no-unused-shared-packages", *wheels]  # fmt: skip
    command += ["--pyodide", packed(core, source)] if core else []
    done = subprocess.run(command, cwd=source, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stdout[-2000:] + done.stderr[-4000:])
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    print(f"{out}: {size / 1e6:.0f} MB. Look at it with: {sys.executable} -m http.server -d {out}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("python", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--core", type=Path)
    asked = parser.parse_args()
    build(asked.python.absolute(), asked.folder.resolve(), asked.core and asked.core.resolve())
