"""What a class needs: memory of a kernel after each notebook, and how a class at once gets on with one machine.

    python tools/measure.py memory
    python tools/measure.py class --kernels 30 --notebook 01

Memory is the proportional set size (what is shared is divided among those who share it), from /proc; Linux only.
Every kernel of the class is alive at once; at most two notebooks a processor are being run at any moment, the rest wait.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import time
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).parents[1]


def pss(pid: int) -> float:
    """Proportional set size of a process in MB."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8")
    return (
        next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")) / 1024
    )


def client(path: Path) -> NotebookClient:
    """A notebook, ready to be run from its own folder."""
    where: Any = {"metadata": {"path": str(path.parent)}}
    return NotebookClient(
        nbformat.read(path, as_version=4), timeout=600, kernel_name="python3", resources=where
    )


async def run(book: NotebookClient) -> None:
    """Run all cells in the kernel there is; the first error ends it."""
    for n, cell in enumerate(book.nb.cells):
        await book.async_execute_cell(cell, n)


async def begin(book: NotebookClient) -> int:
    """Start its kernel; the number of its process."""
    book.km = book.create_kernel_manager()
    await book.async_start_new_kernel()
    await book.async_start_new_kernel_client()
    return int(book.km.provisioner.pid)


async def finish(book: NotebookClient) -> None:
    """Stop its kernel."""
    book.kc.stop_channels()
    await book.km.shutdown_kernel(now=True)


async def memory() -> None:
    """A kernel for each notebook: megabytes when empty and after the last cell, seconds, and processor seconds."""
    print(f"{'notebook':32} {'empty':>7} {'after':>7} {'s':>6} {'cpu s':>6}")
    for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")):
        book = client(path)
        pid = await begin(book)
        empty, start = pss(pid), time.monotonic()
        await run(book)
        took = time.monotonic() - start
        ticks = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
        used = sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
        print(f"{path.stem:32} {empty:7.0f} {pss(pid):7.0f} {took:6.1f} {used:6.1f}", flush=True)
        await finish(book)


async def class_at_once(kernels: int, path: Path) -> None:
    """All kernels alive; each runs the notebook; who waits and for how long."""
    places = asyncio.Semaphore(2 * (os.cpu_count() or 1))
    books = [client(path) for _ in range(kernels)]

    async def ready(book: NotebookClient) -> int:
        async with places:
            return await begin(book)

    start = time.monotonic()
    pids = await asyncio.gather(*map(ready, books))
    print(
        f"{kernels} kernels ready after {time.monotonic() - start:.0f} s, {sum(map(pss, pids)):.0f} MB in all"
    )
    start = time.monotonic()

    async def through(book: NotebookClient) -> tuple[float, float]:
        async with places:
            mine = time.monotonic()
            await run(book)
            return time.monotonic() - mine, time.monotonic() - start

    done = await asyncio.gather(*map(through, books), return_exceptions=True)
    errors = [one for one in done if isinstance(one, BaseException)]
    kept = [one for one in done if not isinstance(one, BaseException)]
    for name, times in (
        ("running", sorted(one[0] for one in kept)),
        ("with waiting", sorted(one[1] for one in kept)),
    ):
        p95 = times[min(len(times) - 1, round(0.95 * len(times)))]
        print(
            f"{path.stem}, {name}: median {statistics.median(times):.1f} s, 95th percentile {p95:.1f} s"
        )
    print(
        f"{len(errors)} errors; {sum(map(pss, pids)):.0f} MB in all, {max(map(pss, pids)):.0f} MB the largest"
    )
    for error in errors[:1]:
        print(error)
    await asyncio.gather(*map(finish, books))


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["memory", "class"])
    parser.add_argument("--kernels", type=int, default=30)
    parser.add_argument("--notebook", default="01")
    asked = parser.parse_args()
    if asked.what == "memory":
        asyncio.run(memory())
    else:
        path = next((ROOT / "notebooks").glob(f"{asked.notebook}*.ipynb"))
        asyncio.run(class_at_once(asked.kernels, path))


if __name__ == "__main__":
    main()
