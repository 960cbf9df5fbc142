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
from nbformat.v4 import new_code_cell, new_notebook

import cakit as ck
from cakit import catalog

ROOT = Path(__file__).parents[1]
ASK = "import sys; print(*(name for name in sys.modules if name.split('.')[0] != 'cakit'))"
AGAIN = """
import cakit, contextlib, importlib
for name in {names!r}.split():
    with contextlib.suppress(Exception):
        importlib.import_module(name)
"""


def compare(
    what: str, ours: Callable[[], object], theirs: Callable[[], object], against: str, runs: int = 5
) -> None:
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
    return lambda: NotebookClient(
        book, timeout=120, resources={"metadata": {"path": str(ROOT)}}
    ).execute()


def empty(book: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A notebook that loads the modules that a notebook has loaded at its end, and does nothing."""
    asking = nbformat.from_dict({**book, "cells": [*book.cells, new_code_cell(ASK)]})
    notebook(asking)()
    names = asking.cells[-1].outputs[0].text
    return new_notebook(cells=[new_code_cell(AGAIN.format(names=names))])


def engines(rows: int = 10_000_000) -> None:
    """Shares through the kit against the same sums written by hand, in the same engine."""
    import duckdb
    import polars as pl

    number = pl.int_range(rows, eager=True)
    table = pl.DataFrame(
        {"reporter": number % 5, "partner": (number * 7 + number // 11) % 40, "value": number % 977}
    )

    def by_hand() -> object:
        sums = table.lazy().group_by("reporter", "partner").agg(pl.col("value").sum()).collect()
        whole = pl.col("value").sum().over("reporter")
        return sums.with_columns(total=whole, share_percent=100 * pl.col("value") / whole).sort(
            "reporter", "partner"
        )

    compare(
        "shares over 10 million rows, Polars",
        lambda: ck.shares(table, by="partner", value="value", within="reporter"),
        by_hand,
        "the same by hand",
        7,
    )
    link = duckdb.connect()
    link.execute(f"CREATE TABLE trade AS SELECT n % 5 AS reporter, (n * 7 + n // 11) % 40 AS partner, n % 977 AS value FROM range({rows}) AS made(n)")  # fmt: skip
    words = (
        "SELECT *, sum(value) OVER (PARTITION BY reporter) AS total, 100 * value / total AS share_percent FROM "
        "(SELECT reporter, partner, sum(value) AS value FROM trade GROUP BY ALL) ORDER BY reporter, partner"
    )
    compare(
        "shares over 10 million rows, DuckDB",
        lambda: ck.shares(link.table("trade"), by="partner", value="value", within="reporter"),
        lambda: link.sql(words).df(),
        "the same in SQL",
        7,
    )
    with tempfile.TemporaryDirectory() as folder:
        path, lines = (
            Path(folder, "register.csv"),
            ck.importers.example(2026).read_text(encoding="utf-8").splitlines(True),
        )
        body = [line.replace("Ruritania", "Kazakhstan") for line in lines[4:]]
        path.write_text(
            "".join([*lines[:4], *(body * (28_000 // len(body) + 1))[:28_000]]), encoding="utf-8"
        )
        compare("register of 28,000 deals", lambda: ck.importers.sipri_register(path), lambda: pd.read_csv(path, skiprows=3), "pandas.read_csv on it")  # fmt: skip


def provenance(rows: int = 5_000_000) -> None:
    """Shares of a frame that carries edition and sources, against the same sums by hand with them."""
    import duckdb
    import numpy as np
    import polars as pl

    drawn = np.random.default_rng(1)
    columns = {
        "recipient_iso3": np.array(["KAZ", "KGZ", "TJK", "TKM", "UZB"])[drawn.integers(0, 5, rows)],
        "supplier_iso3": np.array(["RUS", "CHN", "TUR", "ITA", "USA"])[drawn.integers(0, 5, rows)],
        "year": drawn.integers(1992, 2026, rows),
        "tiv_million": drawn.random(rows) * 100,
        "sipri_edition": np.full(rows, "2026"),
        "source_ids": np.array(["a", "b", "a;c"])[drawn.integers(0, 3, rows)],
    }
    frame = pd.DataFrame(columns)
    keys = [name for name in columns if name != "tiv_million"]
    table = pl.DataFrame({name: cells.tolist() for name, cells in columns.items()})
    link = duckdb.connect()
    link.register("frame", frame)
    link.execute("CREATE TABLE arms AS SELECT * FROM frame")
    words = f"SELECT {', '.join(keys)}, sum(tiv_million) FROM arms GROUP BY ALL"
    by_hand = {
        "pandas": lambda: frame.groupby(keys)["tiv_million"].sum(),
        "Polars": lambda: table.lazy().group_by(keys).agg(pl.col("tiv_million").sum()).collect(),
        "DuckDB": lambda: link.sql(words).df(),
    }
    frames = {
        "pandas": lambda: frame,
        "Polars": lambda: table,
        "DuckDB": lambda: link.table("arms"),
    }
    for engine, theirs in by_hand.items():

        def ours(opened: Callable[[], object] = frames[engine]) -> object:
            return ck.shares(opened(), "supplier_iso3", "tiv_million", "recipient_iso3")

        what = f"shares with edition and sources, {engine}"
        compare(what, ours, theirs, "the same groups by hand")


def pictures() -> dict[str, Callable[[], object]]:
    """One picture of each of the shared kinds, its rows ready."""
    arms = ck.load("arms_transfers")
    each = ck.shares(
        arms, by="supplier_iso3", value="tiv_million", within="recipient_iso3", window=5
    )
    russia = each[each["supplier_iso3"] == "RUS"]
    pairs = (
        arms[arms["year"] >= 2021]
        .groupby(["supplier_iso3", "recipient_iso3"], as_index=False)["tiv_million"]
        .sum()
    )
    pooled = ck.shares(arms, by="supplier_iso3", value="tiv_million", window=5)
    rivals = ck.load("trade_figures").query(
        "partner_iso3 == 'CHN' and flow == 'turnover' and unit == 'usd_million'"
    )
    rivals = rivals[rivals["country_iso3"] == "C5"]
    share = {"value": "share_percent", "label": "Russia's share", "unit": "percent"}
    sites = ck.load("mineral_sites")
    return {
        "region choropleth": lambda: ck.maps.choropleth(
            russia[russia["year_to"] == 2025], **share
        ).png(),
        "flow map": lambda: ck.maps.flows(pairs, "tiv_million", "Deliveries", "TIV million").png(),
        "symbol map": lambda: ck.maps.symbols(sites, "site_type", "name", "Sites").png(),
        "four windows as maps": lambda: ck.maps.choropleth(
            russia[russia["year_to"].isin([2010, 2015, 2020, 2025])], panels="year_to", **share
        ).png(),
        "share lines": lambda: ck.plots.share_lines(pooled).png(),
        "rival figures": lambda: ck.plots.dot_plot(
            rivals, "value", "Trade", by="year", unit="million dollars"
        ).png(),
    }


def main() -> None:
    """Print every ratio."""
    compare("import cakit", python("import cakit"), python("pass"), "a bare interpreter", 15)
    files = [table.path for table in map(catalog.table, catalog.names()) if table.path]

    def load_all() -> None:
        fresh = catalog.Catalog(catalog.home("data"))
        for name in fresh.names:
            fresh.frame(name)

    compare(
        "load all tables",
        load_all,
        lambda: [pd.read_csv(path) for path in files],
        "pandas.read_csv on the files",
    )

    provenance()

    from matplotlib.figure import Figure

    def plain() -> None:
        with tempfile.TemporaryFile() as out:
            drawn = Figure(figsize=(8, 5), dpi=110)
            drawn.subplots().plot(range(30))
            drawn.savefig(out, format="png")

    for name, draw in pictures().items():
        compare(name, draw, plain, "a plain figure as PNG")
    for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")):
        book = nbformat.read(path, 4)
        against = "an empty notebook with the same imports"
        compare(path.stem, notebook(book), notebook(empty(book)), against, 3)


if __name__ == "__main__":
    main()
