"""Shares over a trade table larger than memory: `python tools/beyond_memory.py FOLDER [ROWS]`.

Makes a partitioned Parquet table of generated rows (a folder a year), then computes partners' shares year by year
through DuckDB with the same call that runs on a pandas frame. With `--spark` the same lines run on Spark, on this
machine; point SPARK_REMOTE or the master at a cluster and nothing else changes.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from pathlib import Path
from typing import Any

import pandas as pd

import cakit as ck

YEARS = range(1996, 2026)
REPORTERS = ("KAZ", "KGZ", "TJK", "TKM", "UZB")
PARTNERS = ("RUS", "CHN", "TUR", "ITA", "DEU", "KOR", "USA", "IRN", "FRA", "AFG")


def generate(folder: Path, rows: int) -> None:
    """Write the table, one file a year; the values are drawn from the row number, so every run gives the same."""
    import duckdb

    link = duckdb.connect()
    link.execute("SET memory_limit = '1GB'")
    each = rows // len(YEARS)
    for at, year in enumerate(YEARS):
        part = folder / f"year={year}"
        part.mkdir(parents=True, exist_ok=True)
        link.execute(f"""
            COPY (SELECT {list(REPORTERS)}[1 + n % 5] AS reporter_iso3,
                         {list(PARTNERS)}[1 + (n * 7 + n // 11) % 10] AS partner_iso3,
                         (n % 5000) AS hs6,
                         ((n * 2654435761) % 100000) / 100.0 AS value_usd_million
                  FROM range({each}) AS made(n))
            TO '{part / "part.parquet"}' (FORMAT parquet, COMPRESSION zstd)""")
        print(f"\rmade {year}: {(at + 1) * each:,} rows", end="", flush=True)
    print()


def opened(folder: Path, spark: bool) -> Any:
    """The whole table as a lazy frame: nothing is read yet."""
    if spark:
        from pyspark.sql import SparkSession

        session = SparkSession.builder.config("spark.ui.showConsoleProgress", "true").getOrCreate()
        return session.read.parquet(str(folder))
    import duckdb

    link = duckdb.connect()
    link.execute("SET memory_limit = '1500MB'")
    return link.read_parquet(f"{folder}/*/*.parquet", hive_partitioning=True)


def shares(table: Any) -> pd.DataFrame:
    """Sum each year in the engine, then take shares of the small frame of sums; a line of progress a year."""
    parts = []
    for year in YEARS:
        part = ck.shares(
            table.filter(f"year = {year}"), "partner_iso3", "value_usd_million", "reporter_iso3"
        )
        parts.append(part.assign(year=year))
        print(f"\rsummed {year}", end="", flush=True)
    print()
    return ck.shares(
        pd.concat(parts), "partner_iso3", "value_usd_million", "reporter_iso3", window=5
    )


def main() -> None:
    """Make the table if it is not there, sum it, say how long it took and how much memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("rows", type=int, nargs="?", default=100_000_000)
    parser.add_argument("--spark", action="store_true")
    got = parser.parse_args()
    start = time.perf_counter()
    if not got.folder.exists():
        generate(got.folder, got.rows)
    made = time.perf_counter()
    table = opened(got.folder, got.spark)
    found = shares(table)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1024 if sys.platform == "linux" else 1024**2
    )
    print(found.tail(3).to_string(index=False))
    print(
        f"made in {made - start:.0f} s, summed in {time.perf_counter() - made:.0f} s, peak memory {peak:.0f} MB"
    )


if __name__ == "__main__":
    main()
