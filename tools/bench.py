"""Speed as ratios, measured side by side in one run: `make bench`. Trust the ratios more than the seconds."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import pandas as pd
from nbclient import NotebookClient

import cakit as ck
from cakit import catalog

ROOT = Path(__file__).parents[1]
LIBRARIES = "import pandas, geopandas, matplotlib.figure, anywidget, ipywidgets, narwhals, PIL.Image, cakit"


def compare(what: str, ours: Callable[[], object], theirs: Callable[[], object], against: str, runs: int = 5) -> None:
    """Time both in turn and print the median of the ratios."""
    ours(), theirs()
    pairs = []
    for _ in range(runs):
        times = []
        for call in (ours, theirs):
            start = time.perf_counter()
            call()
            times.append(time.perf_counter() - start)
        pairs.append(times)
    ratio = statistics.median(a / b for a, b in pairs)
    mine, base = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"{what:38} {ratio:6.2f} x {against}  ({mine:.3f} s against {base:.3f} s)", flush=True)


def python(code: str) -> Callable[[], object]:
    """A fresh interpreter that runs one line."""
    return lambda: subprocess.run([sys.executable, "-c", code], check=True)


def notebook(book: nbformat.NotebookNode) -> Callable[[], object]:
    """One run of a notebook from a clean kernel."""
    return lambda: NotebookClient(book, timeout=120, resources={"metadata": {"path": str(ROOT)}}).execute()


def main() -> None:
    """Print every ratio."""
    compare("import cakit", python("import cakit"), python("pass"), "a bare interpreter", 15)
    files = [table.path for table in map(catalog.table, catalog.names()) if table.path]

    def load_all() -> None:
        for cached in (catalog._kept, catalog.table, catalog.names):
            cached.cache_clear()
        for name in catalog.names():
            ck.load(name)

    compare("load all tables", load_all, lambda: [pd.read_csv(path) for path in files], "pandas.read_csv on the files")

    from matplotlib.figure import Figure

    def plain() -> None:
        with tempfile.TemporaryFile() as out:
            drawn = Figure(figsize=(8, 5), dpi=110)
            drawn.subplots().plot(range(30))
            drawn.savefig(out, format="png")

    shares = ck.shares(ck.load("arms_transfers"), by="supplier_iso3", value="tiv_million", within="recipient_iso3")
    russia = shares[shares["supplier_iso3"] == "RUS"]
    compare(
        "region choropleth",
        lambda: ck.maps.choropleth(russia, value="share_percent", label="Russia's share", unit="percent").png(),
        plain,
        "a plain figure as PNG",
    )
    compare(
        "share windows",
        lambda: ck.charts.share_windows(
            ck.shares(ck.load("arms_transfers"), by="supplier_iso3", value="tiv_million", window=5)
        ).png(),
        plain,
        "a plain figure as PNG",
    )
    empty = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(LIBRARIES)])
    for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")):
        compare(
            path.stem, notebook(nbformat.read(path, 4)), notebook(empty), "an empty notebook with the same imports", 3
        )


if __name__ == "__main__":
    main()
