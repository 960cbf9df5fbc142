"""What the two browser editions share: Python with the kit as files, and notebooks made fit for it (lite.py, stick.py)."""

from __future__ import annotations

import argparse
import ast
import hashlib
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pyodide import LOCK, ROOT, gather, whole

PURE = ("anywidget", "asttokens", "comm", "et-xmlfile", "executing", "ipython", "ipywidgets", "jedi",
        "ipython-pygments-lexers", "matplotlib-inline", "narwhals", "openpyxl", "parso", "prompt-toolkit", "psygnal",
        "pure-eval", "pygments", "seaborn", "stack-data", "traitlets", "typing-extensions", "wcwidth")  # fmt: skip
INFO = {"abi_version": "2026_0", "arch": "wasm32", "platform": "emscripten_5_0_3", "python": "3.14.0"}  # fmt: skip
EXTENSION = "@jupyterlite/pyodide-kernel-extension"
OWN = f"share/jupyter/labextensions/{EXTENSION}/static/pypi"  # the kernel's own wheels
LIST = "pyodide-lock.json"
NOTHING = {"info": INFO, "packages": {}}  # what Pyodide's own loader may fetch
DROP = re.compile(
    r"/$|\.data/|(^|/)(micropip|piplite|pytz/zoneinfo|tests?|testing/tests)/|\.(pxd|pyx|h|a|c|cpp)$"
)
PIPLITE = b"""async def get_transformed_code(argv):
    return "print('Nothing more can be installed here: this edition asks no other host.')"
"""
NEEDS = re.compile(
    r"\b(gpd|geopandas)\.|\bck\.region\("
)  # GEOS and PROJ, which no browser has here
IMPORT = re.compile(r"^import geopandas as gpd$", re.M)
SAID = "This cell needs geopandas, which the browser does not have. What it gives elsewhere stands here, as stored."


def pins() -> str:
    """The lines of the kit's own locks for the packages that are Python alone."""
    lock = "\n".join(
        (ROOT / name).read_text(encoding="utf-8")
        for name in ("tests/requirements.lock", "requirements.lock")
    )
    found = {name: re.search(rf"^{name}==.*(?:\n    --hash.*)+", lock, re.M) for name in PURE}
    if missing := [name for name, pin in found.items() if pin is None]:
        sys.exit(f"requirements.lock has no {', '.join(missing)}: run `make lock`")
    return "\n".join(pin[0] for pin in found.values() if pin)


def pure(folder: Path) -> None:
    """Fetch the wheels that are Python alone."""
    listed = folder / "pure.txt"
    listed.write_text(pins(), encoding="utf-8")
    fetch = ["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes",
             "--platform=any", "--python-version=3.14", "--only-binary=:all:", "-d", folder, "-r", listed]  # fmt: skip
    subprocess.run([sys.executable, *fetch], check=True)
    listed.unlink()


def compiled(folder: Path, which: str) -> None:
    """Put bytecode into the wheels, where Node can run Pyodide; a start is then a third shorter."""
    if not shutil.which("node"):
        print("  node is not there: the wheels stay without bytecode, and each start is slower")
        return
    command = ["node", ROOT / "tools/compile_wheels.mjs", folder, which]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"The wheels could not be compiled: {(done.stderr or done.stdout)[-600:]}")


def packages(source: str, python: Path) -> Path:
    """Pyodide with all packages but the kit: made once for a state of the locks."""
    gather(ROOT / "build/pyodide", source)
    own = (python.parents[1] / OWN).glob("*.whl")
    more = sorted(path for path in own if path.name.startswith(("pyodide_kernel", "ipykernel")))
    rests_on = LOCK.read_text("utf-8") + pins() + "".join(path.name for path in more)
    rests_on += (ROOT / "tools/compile_wheels.mjs").read_text("utf-8")
    made = ROOT / f"build/browser-{hashlib.sha256(rests_on.encode()).hexdigest()[:12]}"
    if not made.is_dir():
        with whole(made) as part:
            for path in [*(ROOT / "build/pyodide").iterdir(), *more]:
                shutil.copyfile(path, part / path.name)
            pure(part)
            (part / LIST).write_text(json.dumps(NOTHING), encoding="utf-8")
            compiled(part, "*.whl")
    return made


def runtime(out: Path, source: str, python: Path, without: tuple[str, ...] = ()) -> bytes:
    """Make a folder of Pyodide's core; give all packages, the kit among them, as one piece for boot.mjs."""
    ready = packages(source, python)
    with whole(out) as made:
        for path in ready.iterdir():
            if path.suffix != ".whl":
                shutil.copyfile(path, made / path.name)
        build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", made]
        subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
        compiled(made, "cakit-*.whl")
        wheels = [path for path in ready.glob("*.whl") if not path.name.startswith(without)]
        kit = next(made.glob("*.whl"))
        files = contents([*sorted(wheels), kit])
        kit.unlink()
        shutil.copyfile(ROOT / "tools/boot.mjs", made / "boot.mjs")
        return files


def contents(wheels: list[Path]) -> bytes:
    """All files of some wheels: the length of a list, the list of names and sizes, the files.

    JupyterLite asks for a package `piplite`, which installs more; here it says that nothing can be installed.
    """
    files = {"piplite/__init__.py": b"", "piplite/piplite.py": b"", "piplite/cli.py": PIPLITE}
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as held:
            for name in held.namelist():
                if not DROP.search(name):
                    files[name] = held.read(name)
    listed = json.dumps([[name, len(data)] for name, data in files.items()]).encode()
    return len(listed).to_bytes(4, "little") + listed + b"".join(files.values())


def asked(text: str, kind: str) -> tuple[Path, Path, str]:
    """What lite.py and stick.py are given: the Python of .venv-lite, where to build, whence Pyodide comes."""
    parser = argparse.ArgumentParser(
        description=text, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("python", type=Path)
    parser.add_argument(kind, type=Path)
    parser.add_argument("--pyodide", default="", help="a folder, or 'registries' (pyodide.py)")
    given = parser.parse_args()
    return given.python.absolute(), getattr(given, kind).resolve(), given.pyodide


def notebooks() -> list[Path]:
    """The notebooks and their solutions."""
    found = (ROOT / "notebooks").rglob("[0-9]*.ipynb")
    return sorted(path for path in found if ".ipynb_checkpoints" not in path.parts)


def fitted(path: Path) -> dict[str, Any]:
    """A stored notebook whose cells all run in a browser; the others are text with what is stored."""
    notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    lost: set[str] = set()  # names that nothing in the browser gives
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        cell["source"] = IMPORT.sub("# geopandas is not in the browser", "".join(cell["source"]))
        read, made = names(cell["source"])
        if NEEDS.search(cell["source"]) or read & lost:
            lost |= made
            stand_in(cell)
        else:
            lost -= made
    return notebook


def names(source: str) -> tuple[set[str], set[str]]:
    """The names that a cell takes from the cells before it, and those it gives."""
    taken, given = set[str](), set[str]()
    for statement in ast.parse(source).body:
        found = [one for one in ast.walk(statement) if isinstance(one, ast.Name)]
        made = {one.id for one in found if isinstance(one.ctx, ast.Store)}
        own = made if isinstance(statement, ast.For) else set[str]()
        for one in ast.walk(statement):
            if isinstance(one, ast.comprehension):
                own |= {name.id for name in ast.walk(one.target) if isinstance(name, ast.Name)}
            if isinstance(one, ast.AugAssign) and isinstance(one.target, ast.Name):
                taken |= {one.target.id} - given
        taken |= {one.id for one in found if isinstance(one.ctx, ast.Load)} - given - own
        given |= made
    return taken, given


def stand_in(cell: dict[str, Any]) -> None:
    """Make a cell of code a cell of text: a sentence, the code, the stored outputs."""
    parts = [f"*{SAID}*", f"```python\n{cell['source']}\n```"]
    pictures = dict[str, Any]()
    for output in cell["outputs"]:
        data = output.get("data", {})
        if "image/png" in data:
            alt = output["metadata"].get("image/png", {}).get("alt", "")
            name = f"{cell['id']}-{len(pictures)}.png"
            pictures[name] = {"image/png": "".join(data["image/png"])}
            parts.append(f"![{' '.join(alt.split())}](attachment:{name})")
        elif "text/html" in data:
            parts.append(re.sub(r"\n\s*\n", "\n", "".join(data["text/html"])))
        else:
            text = "".join(data.get("text/plain", output.get("text", "")))
            parts.append(f"```text\n{text}\n```")
    cell |= {"cell_type": "markdown", "source": "\n\n".join(parts), "attachments": pictures}
    cell["metadata"] |= {"tags": [*cell["metadata"].get("tags", []), "needs-geopandas"]}
    del cell["outputs"], cell["execution_count"]


def replaced(notebook: dict[str, Any]) -> Iterator[str]:
    """The ids of the cells that stand as text."""
    for cell in notebook["cells"]:
        if "needs-geopandas" in cell["metadata"].get("tags", []):
            yield cell["id"]
