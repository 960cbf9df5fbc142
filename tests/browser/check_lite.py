"""Run all notebooks in the browser edition, without a network, and compare every cell's text with what is stored.

    .venv-browser/bin/python tests/browser/check_lite.py build/lite [--only 01 05] [--shots FOLDER]

`make lite` comes first. One line a notebook: cells, share equal, seconds to the first picture and for all, megabytes,
memory; what differs stands under it. A second visit of notebook 01 follows, and a student who answers and reloads.
"""

from __future__ import annotations

import argparse
import difflib
import functools
import http.server
import json
import os
import re
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bars import bar, end
from check_explore import FLAGS, ROOT
from playwright.sync_api import TimeoutError as TimedOut
from playwright.sync_api import sync_playwright

NEVER = ("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",)
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
FIRST, AGAIN, MOST, MEMORY = 20.0, 8.0, 150.0, 900.0  # seconds, seconds, MB moved, MB of the tab
READY = "() => window.jupyterapp?.shell.currentWidget?.context?.isReady"
IDLE = "() => jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status == 'idle'"
RUN = """async () => { const app = jupyterapp, cells = app.shell.currentWidget.content.widgets;
  for (const cell of cells) if (cell.model.type == "code") cell.model.clearExecution();
  window.began = performance.now();
  window.picture = new Promise((done) => { const look = () => cells.some((cell) => cell.model.type == "code" &&
    cell.model.outputs.toJSON().some((one) => one.data?.["image/png"])) ? done(performance.now()) : setTimeout(look, 50); look(); });
  window.ran = app.commands.execute("notebook:run-all-cells"); }"""
GIVE = "() => jupyterapp.shell.currentWidget.content.model.toJSON()"


def plain(output: dict[str, Any]) -> str:
    """The text of an output: printed, of a frame, of an error."""
    found = output.get("data", {}).get("text/plain", output.get("text", output.get("evalue", "")))
    return "".join(found)


def told(cell: dict[str, Any]) -> list[str]:
    """The texts of a cell, printed pieces joined."""
    texts: list[str] = []
    streams: list[str] = []
    for one in cell.get("outputs", []):
        if not one.get("data", True):
            continue  # what the browser's kernel sends where a cell gives nothing
        if one["output_type"] == "stream":
            streams.append(plain(one))
        else:
            texts.append(plain(one))
    return ["".join(streams), *texts]


def unprinted(cell: dict[str, Any]) -> list[str]:
    """The texts without fingerprints: another release of matplotlib measures words a little differently."""
    return [re.sub(r"picture [0-9a-f]{12}\b", "picture", text) for text in told(cell)]


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A plain local server that keeps count."""

    moved = 0

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def copyfile(self, source: Any, outputfile: Any) -> None:
        Quiet.moved += os.fstat(source.fileno()).st_size
        super().copyfile(source, outputfile)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The folder behind a local server."""
    handler = functools.partial(Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a tab that was closed
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


class Visit:
    """One notebook in the browser."""

    def __init__(self, page: Any, base: str, name: str) -> None:
        self.page, self.name = page, name
        self.others: set[str] = set()
        self.began = time.monotonic()
        page.set_default_timeout(180_000)
        page.on("request", lambda one: self.met(one.url, base))
        page.goto(f"{base}/notebooks/index.html?path={name}")
        page.wait_for_function(READY)
        page.wait_for_function(IDLE)

    def met(self, url: str, base: str) -> None:
        if not url.startswith((base, "data:", "blob:", "attachment:")):
            self.others.add(url[:100])

    def since(self) -> float:
        return time.monotonic() - self.began

    def run(self) -> tuple[float, float]:
        """Run all cells; seconds from opening to the first picture, and to the end."""
        self.page.evaluate(RUN)
        self.page.evaluate("() => window.picture")
        first = self.since()
        self.page.evaluate("() => window.ran")
        return first, self.since()

    def given(self) -> dict[str, dict[str, Any]]:
        """The cells as they are now, by id."""
        return {one["id"]: one for one in self.page.evaluate(GIVE)["cells"]}


def compared(source: Path, given: dict[str, dict[str, Any]]) -> tuple[int, int, int, list[str]]:
    """Cells of code, cells that need geopandas, cells equal but for a picture's fingerprint, other differences."""
    stored = json.loads(source.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in stored if cell["cell_type"] == "code"]
    apart, stands, prints = [], 0, 0
    for cell in code:
        here = given[cell["id"]]
        if here["cell_type"] != "code":
            stands += 1
        elif told(cell) != told(here) and unprinted(cell) == unprinted(here):
            prints += 1
        elif told(cell) != told(here):
            before = "\n".join(told(cell)).splitlines()
            after = "\n".join(told(here)).splitlines()
            lines = [
                one
                for one in difflib.unified_diff(before, after, lineterm="", n=0)
                if one[:2] not in ("--", "++", "@@")
            ]
            apart.append(
                f"{cell['id']}: " + " / ".join(line[:110] for line in lines[:3] + lines[-3:])
            )
    return len(code), stands, prints, apart


def tab(profile: Path) -> float:
    """Megabytes of the largest page of this browser: the tab, its worker included."""
    largest = 0.0
    for path in Path("/proc").glob("[0-9]*"):
        try:
            line = (path / "cmdline").read_bytes().decode(errors="replace")
            if "--type=renderer" in line and profile.name in line:
                text = (path / "smaps_rollup").read_text()
                largest = max(largest, int(re.findall(r"^Pss:\s+(\d+)", text, re.M)[0]) / 1024)
        except (OSError, IndexError):
            continue
    return largest


def processor(profile: Path) -> float:
    """Seconds that all processes of this browser have had of a processor: what a quiet machine would take."""
    ticks = 0
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if profile.name in (path / "cmdline").read_bytes().decode(errors="replace"):
                ticks += sum(
                    map(int, (path / "stat").read_text().rpartition(")")[2].split()[11:13])
                )
        except (OSError, ValueError):
            continue
    return ticks / os.sysconf("SC_CLK_TCK")


def crowded() -> str:
    """How long a plain loop takes against its processor time: what to divide seconds by for a quiet machine."""
    began, busy = time.monotonic(), time.process_time()
    sum(range(20_000_000))
    times = (time.monotonic() - began) / (time.process_time() - busy)
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors, all takes {times:.1f} times as long"


@contextmanager
def tab_of(play: Any, profile: Path, size: dict[str, int] = DESK) -> Iterator[Any]:
    """A new browser with one tab; what a profile has cached and kept stays."""
    context = play.chromium.launch_persistent_context(
        str(profile),
        executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
        args=[*FLAGS, *NEVER],
        viewport=size,
    )
    try:
        yield context.new_page()
    finally:
        context.close()


def check(play: Any, base: str, given: argparse.Namespace, profile: Path) -> None:
    """Every notebook, the first with an empty cache."""
    cells = same = almost = text = 0
    for source in sorted((ROOT / "notebooks").glob("0*.ipynb")):
        if not source.name.startswith(tuple(given.only)):
            continue
        moved = Quiet.moved
        with tab_of(play, profile) as page:
            try:
                visit = Visit(page, base, source.name)
                first, whole = visit.run()
            except TimedOut as error:
                bar(False, f"{source.stem}: {error.message[:200]}")
                continue
            number, stands, prints, apart = compared(given.stored / source.name, visit.given())
            cells, text = cells + number, text + stands
            same += number - stands - prints - len(apart)
            almost += prints
            size, memory, busy = (Quiet.moved - moved) / 1e6, tab(profile), processor(profile)
            bar(not apart and first <= FIRST and not visit.others and size <= MOST and memory <= MEMORY,
                f"{source.stem}: {number} cells, {stands} need geopandas, {prints} by fingerprint "
                f"alone, {len(apart)} differ; first picture "
                f"{first:.1f} s, all {whole:.1f} s ({busy:.0f} s of a processor), {size:.0f} MB moved, "
                f"{memory:.0f} MB of memory")  # fmt: skip
            for one in [*apart, *(f"asks another host: {url}" for url in visit.others)]:
                print(f"         {one}", flush=True)
            if given.shots:
                page.screenshot(path=given.shots / f"{source.stem}.png")
    if cells:
        print(f"  {same} of {cells} cells equal ({same / cells:.1%}), {almost} but for the picture's fingerprint, "
              f"{text} need geopandas")  # fmt: skip


def answered(page: Any, boxes: Any) -> list[str]:
    """Answer the first two boxes; what is said to them."""
    for box in (boxes.nth(0), boxes.nth(1)):
        box.scroll_into_view_if_needed()
        radio, field = box.locator("input[type=radio]"), box.locator("input[type=text], textarea")
        radio.first.check() if radio.count() else field.first.fill("80")
        box.get_by_role("button", name="Check", exact=True).click()
        box.locator(".said:not(:empty)").wait_for()
        said = box.locator(".said").element_handle()
        page.wait_for_function("(node) => !/Checking/.test(node.textContent)", arg=said)
    return boxes.locator(".said").all_text_contents()[:2]


def study(play: Any, base: str, given: argparse.Namespace, profile: Path) -> None:
    """A student on a phone answers two exercises of notebook 01 and comes back: the answers are there."""
    name = "01_russian_supply_dependence.ipynb"
    with tab_of(play, profile, PHONE) as page:
        Visit(page, base, name).run()
        before = answered(page, page.locator(".cakit-box"))
        if given.shots:
            page.screenshot(path=given.shots / "student_phone.png")
    with tab_of(play, profile, PHONE) as page:
        again, _ = Visit(page, base, name).run()
        page.locator(".cakit-box .said:not(:empty)").nth(1).wait_for()
        after = page.locator(".cakit-box .said").all_text_contents()[:2]
        if given.shots:
            page.locator(".cakit-box").first.scroll_into_view_if_needed()
            page.wait_for_timeout(3000)  # JupyterLab draws anew what comes into view
            page.screenshot(path=given.shots / "student_again.png")
    bar(before == after and all(before), f"answers stay when the browser is opened again: {before}")
    print(f"  notebook 01 again: first picture after {again:.1f} s (aim {AGAIN:.0f}; {crowded()})")


NO_STORE = (
    "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied') } })"
)
OLD = "delete globalThis.DecompressionStream"
POOR = ((NO_STORE, "keeps nothing"), ("delete globalThis.WebAssembly", "too old"), (OLD, "too old"))


def poor(play: Any, base: str) -> None:
    """A browser that keeps nothing or is too old: one sentence says so."""
    for lost, said in POOR:
        with tempfile.TemporaryDirectory() as name, tab_of(play, Path(name)) as page:
            page.add_init_script(lost)
            page.goto(f"{base}/notebooks/index.html")
            line = page.locator("body > p[role=status]")
            line.wait_for()
            bar(said in line.inner_text(), f"{lost[:45]}: {line.inner_text()}")


def beside(play: Any, folder: Path) -> None:
    """Pages that lie beside the browser edition lead to it; pages that do not, do not."""
    shown = list[bool]()
    with tempfile.TemporaryDirectory() as name, served(Path(name)) as base:
        Path(name, "site").symlink_to(folder.parent / "site")
        for there in (False, True):
            if there:
                Path(name, "lite").symlink_to(folder)
            with tempfile.TemporaryDirectory() as profile, tab_of(play, Path(profile)) as page:
                page.goto(f"{base}/site/notebooks/01_russian_supply_dependence.html")
                page.wait_for_load_state("networkidle")
                shown.append(page.locator(".run-here").is_visible())
                if shown[-1]:
                    page.locator(".run-here").click()
                    page.wait_for_function(READY)
    bar(shown == [False, True], f"“Run it here” without and with the browser edition: {shown}")


def main() -> None:
    """Check."""
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ask.add_argument("folder", type=Path)
    ask.add_argument("--only", nargs="+", default=[""], help="the first signs of the notebooks")
    ask.add_argument("--shots", type=Path, help="keep pictures in this folder")
    ask.add_argument(
        "--stored",
        type=Path,
        default=ROOT / "notebooks",
        help="notebooks whose outputs are right; default: those of the checkout",
    )
    given = ask.parse_args()
    if not (given.folder / "lab/index.html").is_file():
        sys.exit(f"{given.folder} holds no JupyterLite: run `make lite`")
    if given.shots:
        given.shots.mkdir(parents=True, exist_ok=True)
    print(f"Notebooks in the browser ({crowded()})")
    with (
        sync_playwright() as play,
        served(given.folder) as base,
        tempfile.TemporaryDirectory(prefix="cakit-lite-") as name,
    ):
        check(play, base, given, Path(name))
        study(play, base, given, Path(name))
        poor(play, base)
        if (given.folder.parent / "site/notebooks").is_dir():
            beside(play, given.folder.resolve())
    end()


if __name__ == "__main__":
    main()
