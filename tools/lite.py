"""Build JupyterLite: JupyterLab with a kernel in the browser, as files; see docs/ways/jupyterlite.md.

    python tools/lite.py PYTHON FOLDER [--pyodide SOURCE]        (make lite)

PYTHON is the interpreter of .venv-lite. SOURCE is where Pyodide comes from (pyodide.py). Nothing in the folder asks
another host. FOLDER appears when it is whole.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path

from in_browser import fitted, notebooks, runtime
from pyodide import ROOT, whole

KERNEL = "@jupyterlite/pyodide-kernel-extension"
OWN = "share/jupyter/labextensions/" + KERNEL + "/static/pypi"  # the kernel's own wheels
UNUSED = ("widgetsnbextension",)


def lay(source: Path, python: Path, pyodide: str) -> None:
    """What JupyterLite is built from: notebooks, Python, settings."""
    for path in notebooks():
        copy = source / "files" / path.relative_to(ROOT / "notebooks")
        copy.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(fitted(path), ensure_ascii=False)
        copy.write_text(text, encoding="utf-8", newline="\n")
    own = (python.parents[1] / OWN).glob("*.whl")
    kernel = tuple(path for path in own if not path.name.startswith(UNUSED))
    packages = runtime(source / "static/pyodide", pyodide, kernel)
    settings = {
        "pyodideUrl": "./static/pyodide/pyodide.mjs",
        "disablePyPIFallback": True,
        "loadPyodideOptions": {"packages": packages},
    }
    config = {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": "cakit",
            "exposeAppInBrowser": "true",
            "litePluginSettings": {f"{KERNEL}:kernel": settings},
        },
    }
    (source / "jupyter-lite.json").write_text(json.dumps(config), encoding="utf-8")


def build(python: Path, out: Path, pyodide: str) -> None:
    """Build the folder."""
    source = ROOT / "build/lite-source"
    shutil.rmtree(source, ignore_errors=True)
    source.mkdir(parents=True)
    lay(source, python, pyodide)
    with whole(out) as made:
        command = [python, "-m", "jupyter", "lite", "build", "--lite-dir", source, "--contents", source / "files",
                   "--output-dir", made, "--apps", "lab", "--apps", "notebooks", "--no-sourcemaps",
                   "--no-unused-shared-packages"]  # fmt: skip
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
    parser.add_argument("--pyodide", default="", help="a folder, or 'registries' (pyodide.py)")
    asked = parser.parse_args()
    build(asked.python.absolute(), asked.folder.resolve(), asked.pyodide)
