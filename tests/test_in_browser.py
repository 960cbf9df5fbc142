"""The browser editions: Pyodide by sha256, nothing half-built, cells that need geopandas stand as text."""

from __future__ import annotations

import asyncio
import hashlib
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tools"))

import in_browser  # noqa: E402
import pyodide  # noqa: E402


@pytest.fixture
def pins(tmp_path, monkeypatch):
    """A lock of two files, and a folder that holds them."""
    held = tmp_path / "held"
    held.mkdir()
    lines = ["# Pyodide 9.9: for a test"]
    for name in ("core.wasm", "wheel.whl"):
        (held / name).write_bytes(name.encode())
        lines.append(f"{hashlib.sha256(name.encode()).hexdigest()}  {name}")
    lock = tmp_path / "lock"
    lock.write_text("\n".join(lines) + "\n", encoding="utf-8")
    monkeypatch.setattr(pyodide, "LOCK", lock)
    return held


def test_a_folder_that_matches_the_lock_is_taken(pins, tmp_path):
    pyodide.gather(tmp_path / "made", str(pins))
    assert {path.name for path in (tmp_path / "made").iterdir()} == {"core.wasm", "wheel.whl"}
    (pins / "core.wasm").unlink()
    pyodide.gather(tmp_path / "made", str(pins))  # whole already: nobody is asked


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (lambda held: (held / "wheel.whl").write_bytes(b"other"), "wheel.whl has the sha256"),
        (lambda held: (held / "wheel.whl").write_bytes(b""), "wheel.whl has the sha256"),
        (lambda held: (held / "core.wasm").unlink(), "core.wasm is not there"),
    ],
)
def test_a_wrong_or_missing_file_leaves_nothing_and_says_which(pins, tmp_path, fault, said):
    fault(pins)
    with pytest.raises(SystemExit, match=said):
        pyodide.gather(tmp_path / "made", str(pins))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["held", "lock"]


def test_no_folder_is_said_in_one_sentence(pins, tmp_path):
    with pytest.raises(SystemExit, match="is no folder"):
        pyodide.gather(tmp_path / "made", str(tmp_path / "nowhere"))


def test_a_build_that_is_interrupted_leaves_the_old_folder(tmp_path):
    (tmp_path / "made").mkdir()
    (tmp_path / "made/old").write_text("whole")
    with pytest.raises(KeyboardInterrupt), pyodide.whole(tmp_path / "made") as part:
        (part / "half").write_text("half")
        raise KeyboardInterrupt
    assert [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")] == ["made", "made/old"]


def test_a_build_that_is_killed_is_not_taken_for_whole(pins, tmp_path):
    code = (
        f"import os, sys; sys.path.insert(0, {str(ROOT / 'tools')!r}); import pyodide\n"
        f"from pathlib import Path\n"
        f"with pyodide.whole(Path({str(tmp_path / 'made')!r})) as part:\n"
        f"    (part / 'half').write_text('half'); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", code], check=False)
    assert not (tmp_path / "made").exists()


def test_the_lock_names_every_part_of_the_core():
    version, found = pyodide.pinned()
    assert version == "314.0.3" and len(found) == 18
    assert {"pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip"} <= {*found}


def test_names_that_a_cell_takes_and_gives():
    source = "a = b\nb = 1\nfor c in d:\n    e = c\nf += 1\n[g for g in h]"
    taken, given = in_browser.names(source)
    assert taken == {"b", "d", "f", "h"}
    assert {"a", "b", "c", "e", "f"} <= given


def test_the_last_digit_of_a_float_does_not_change_a_digest():
    from cakit.explore.explorer import _rounded

    here, there = {"a": [63.984093921605755, (1, "x")]}, {"a": [63.98409392160577, (1, "x")]}
    assert _rounded(here) == _rounded(there) == {"a": [63.9840939216, [1, "x"]]}
    assert _rounded(here) != _rounded({"a": [63.98409393, (1, "x")]})


def cells(*sources: str) -> list[dict]:
    """Cells of code with one printed output each."""
    output = {"output_type": "stream", "name": "stdout", "text": ["stored\n"]}
    return [
        {"cell_type": "code", "id": f"c{n}", "metadata": {}, "execution_count": 1, "source": source,
         "outputs": [output]}
        for n, source in enumerate(sources)
    ]  # fmt: skip


def test_what_needs_geopandas_and_what_follows_from_it_stands_as_text(tmp_path):
    sources = (
        "import geopandas as gpd\nimport pandas as pd",
        "states = ck.region()",
        "states.plot()",
        "states = [1]\nstates",
        "points = gpd.GeoSeries()",
        "print('no points')",
    )
    path = tmp_path / "00_x.ipynb"
    path.write_text(json.dumps({"cells": cells(*sources)}), encoding="utf-8")
    made = in_browser.fitted(path)["cells"]
    assert [one["cell_type"] for one in made] == ["code", "markdown", "markdown", "code", "markdown", "code"]  # fmt: skip
    assert "geopandas as gpd" not in made[0]["source"] and "pandas as pd" in made[0]["source"]
    assert "stored" in made[1]["source"] and "needs geopandas" in made[1]["source"]
    assert list(in_browser.replaced({"cells": made})) == ["c1", "c2", "c4"]


def test_the_files_of_all_wheels_are_one_piece(tmp_path):
    wheel = tmp_path / "one-1.0-py3-none-any.whl"
    held = {
        "one/__init__.py": b"a",
        "one/tests/test_a.py": b"b",
        "one/lib.so": b"\0\1",
        "micropip/x.py": b"c",
    }
    with zipfile.ZipFile(wheel, "w") as made:
        for name, data in held.items():
            made.writestr(name, data)
    piece = in_browser.contents([wheel])
    end = 4 + int.from_bytes(piece[:4], "little")
    listed = dict(json.loads(piece[4:end]))
    assert listed.keys() == {
        "piplite/__init__.py",
        "piplite/piplite.py",
        "piplite/cli.py",
        "one/__init__.py",
        "one/lib.so",
    }
    assert piece.endswith(b"a\0\1") and len(piece) == end + sum(listed.values())


def test_nothing_more_can_be_installed_is_said_in_one_sentence(capsys):
    scope: dict = {}
    exec(in_browser.PIPLITE, scope)
    exec(asyncio.run(scope["get_transformed_code"](["install", "scipy"])))
    assert "Nothing more can be installed here" in capsys.readouterr().out


PAGE = """const said = [], made = [];
globalThis.document = {
  addEventListener: (_, act) => act(), body: { appendChild: (line) => said.push(line.textContent) },
  createElement: () => ({ setAttribute() {}, style: {} }) };
Object.assign(globalThis, { window: globalThis, location: { href: "http://a/notebooks/index.html" },
  Worker: class { constructor(url) { made.push(String(url)); } },
  DecompressionStream: class {}, localStorage: { setItem() {} }, indexedDB: { open: () => ({}) } });
"""


@pytest.mark.parametrize(
    ("lost", "said", "workers"),
    [
        ("", "", 2),
        ("WebAssembly = undefined", "too old", 0),
        ("DecompressionStream = undefined", "too old", 0),
        ("localStorage = { setItem() { throw new Error() } }", "keeps nothing", 2),
        ("indexedDB = { open: () => ({ set onerror(act) { act() } }) }", "keeps nothing", 2),
    ],
)
@pytest.mark.skipif(not shutil.which("node"), reason="node is not there")
def test_a_poor_browser_is_told_once_and_the_first_kernel_is_under_way(
    tmp_path, lost, said, workers
):
    script = (ROOT / "tools/early.js").read_text(encoding="utf-8")
    asks = 'const one = new Worker("http://a/WORKER"), two = new Worker("http://a/WORKER");'
    lines = (
        PAGE,
        lost,
        ";",
        script,
        asks if workers else "",
        "console.log(JSON.stringify([said, made]))",
    )
    page = tmp_path / "page.js"
    page.write_text("\n".join(lines), encoding="utf-8")
    done = subprocess.run(["node", page], capture_output=True, text=True, check=True)
    heard, made = json.loads(done.stdout)
    assert len(heard) == bool(said) and all(said in line for line in heard)
    assert len(made) == workers


def test_few_cells_of_the_notebooks_stand_as_text():
    books = [in_browser.fitted(path) for path in sorted((ROOT / "notebooks").glob("0*.ipynb"))]
    code = sum(one["cell_type"] == "code" for book in books for one in book["cells"])
    text = sum(len(list(in_browser.replaced(book))) for book in books)
    assert text <= code * 0.06
