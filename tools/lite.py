"""Build JupyterLite: JupyterLab with a kernel in the browser, as files; see docs/ways/jupyterlite.md.

    python tools/lite.py PYTHON FOLDER [--pyodide SOURCE]        (make lite)

PYTHON is the interpreter of .venv-lite. SOURCE is where Pyodide comes from (pyodide.py). Nothing in the folder asks
another host. FOLDER appears when it is whole.
"""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys
from pathlib import Path

from in_browser import EXTENSION, asked, fitted, notebooks, runtime
from pyodide import ROOT, whole

ASKED = ["micropip", "piplite", "ipykernel", "comm", "pyodide-kernel", "jedi", "ipython"]


def lay(source: Path, python: Path, pyodide: str) -> None:
    """What JupyterLite is built from: notebooks, Python, settings."""
    for path in notebooks():
        copy = source / "files" / path.relative_to(ROOT / "notebooks")
        copy.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(fitted(path), ensure_ascii=False)
        copy.write_text(text, encoding="utf-8", newline="\n")
    target = source.with_name("lite-python")
    files = runtime(target, pyodide, python)
    (target / "packages.bin").write_bytes(gzip.compress(files, 9, mtime=0))
    settings = {
        "pyodideUrl": "./python/boot.mjs",
        "disablePyPIFallback": True,
        "loadPyodideOptions": {"packages": ASKED},
    }
    config = {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": "cakit",
            "exposeAppInBrowser": "true",
            "litePluginSettings": {f"{EXTENSION}:kernel": settings},
        },
    }
    (source / "jupyter-lite.json").write_text(json.dumps(config), encoding="utf-8")


def ahead(made: Path) -> None:
    """Let Python start with the page (early.js)."""
    (worker,) = (made / "extensions" / EXTENSION / "static").glob("comlink.worker.*.js")
    boot = "../" * (len(worker.relative_to(made).parts) - 1) + "python/boot.mjs"
    begun = f'import {{ begin }} from "{boot}"; begin();\n'
    worker.write_text(begun + worker.read_text(encoding="utf-8"), encoding="utf-8")
    script = (ROOT / "tools/early.js").read_text(encoding="utf-8")
    script = script.replace("WORKER", worker.relative_to(made).as_posix())
    for app in ("lab", "notebooks"):
        page = made / app / "index.html"
        text = page.read_text(encoding="utf-8")
        page.write_text(text.replace("<head>", f"<head><script>{script}</script>", 1), "utf-8")


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
        shutil.copytree(source.with_name("lite-python"), made / "python")
        ahead(made)
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    print(f"{out}: {size / 1e6:.0f} MB. Look at it with: {sys.executable} -m http.server -d {out}")


if __name__ == "__main__":
    build(*asked(__doc__, "folder"))
