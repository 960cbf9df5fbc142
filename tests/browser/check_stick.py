"""Open the one HTML of `make stick` from its folder, without a network, run both notebooks, answer, come back.

.venv-browser/bin/python tests/browser/check_stick.py build/stick/cakit.html [--stored FOLDER] [--shots FOLDER]
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
import time
from pathlib import Path
from typing import Any

from bars import bar, end
from check_explore import ROOT
from check_lite import DESK, NO_STORE, OLD, PHONE, answered, processor, tab, tab_of, told, unprinted
from playwright.sync_api import sync_playwright

MOST = 60e6  # bytes
ALL = """async () => { const cells = [...document.querySelectorAll("section:not([hidden]) .cell")];
  let first = 0;
  for (const cell of cells) { await stick.run(cell);
    if (!first && cell.querySelector(".out img")) first = performance.now(); }
  return [first / 1000, Object.fromEntries(cells.map((cell) => [cell.id, [cell.dataset.state, ...stick.texts(cell)]]))]; }"""


def words(source: Path) -> dict[str, list[str]]:
    """The stored texts of a notebook by cell, without fingerprints."""
    cells = json.loads(source.read_text(encoding="utf-8"))["cells"]
    return {one["id"]: [text for text in unprinted(one) if text] for one in cells if told(one)}


def run(page: Any, file: Path, stored: Path, number: str, profile: Path) -> None:
    """One notebook: every cell runs and says what is stored."""
    page.goto(f"{file.as_uri()}#{number}")
    page.reload()
    first, given = page.evaluate(ALL)
    source = next(stored.glob(f"{number}_*.ipynb"))
    wanted, apart = words(source), list[str]()
    for name, (state, *texts) in given.items():
        said = [re.sub(r"picture [0-9a-f]{12}\b", "picture", text) for text in texts if text]
        if state != "ok" or said != wanted.get(name, []):
            apart.append(name)
    bar(not apart, f"notebook {number}: {len(given)} cells, {len(apart)} differ {apart}; first picture {first:.1f} s "
        f"({processor(profile):.0f} s of a processor), {tab(profile):.0f} MB of memory")  # fmt: skip


def main() -> None:
    """Check."""
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ask.add_argument("file", type=Path)
    ask.add_argument("--stored", type=Path, default=ROOT / "notebooks")
    ask.add_argument("--shots", type=Path, help="keep pictures in this folder")
    given = ask.parse_args()
    file, asked = given.file.resolve(), list[str]()
    bar(file.stat().st_size <= MOST, f"{file.name}: {file.stat().st_size / 1e6:.0f} MB")
    with sync_playwright() as play, tempfile.TemporaryDirectory(prefix="cakit-stick-") as name:
        profile = Path(name)
        with tab_of(play, profile, DESK) as page:
            page.on(
                "request", lambda one: asked.append(one.url) if one.url.startswith("http") else 0
            )
            page.set_default_timeout(120_000)
            run(page, file, given.stored, "00", profile)
            run(page, file, given.stored, "01", profile)
            before = answered(page, page.locator("section:not([hidden]) .cakit-box"))
            if given.shots:
                page.screenshot(path=given.shots / "stick_desk.png")
        bar(not asked, f"no request to any host {asked[:3]}")
        with tab_of(play, profile, PHONE) as page:
            page.set_default_timeout(120_000)
            page.goto(f"{file.as_uri()}#01")
            began = time.monotonic()
            page.evaluate(ALL)
            page.wait_for_timeout(1000)
            after = page.locator("section:not([hidden]) .cakit-box .said").all_text_contents()[:2]
            bar(
                before == after and all(before),
                f"answers stay: {before}, {after} ({time.monotonic() - began:.0f} s)",
            )
            wide = page.evaluate("document.documentElement.scrollWidth")
            bar(wide <= PHONE["width"], f"at phone width nothing is wider than the screen ({wide})")
            if given.shots:
                page.locator(".cakit-box").first.scroll_into_view_if_needed()
                page.screenshot(path=given.shots / "stick_phone.png")
        with tab_of(play, profile) as page:
            page.set_default_timeout(120_000)
            page.add_init_script(NO_STORE)
            page.goto(f"{file.as_uri()}#00")
            page.evaluate("stick.run(document.querySelector('.cell'))")
            bar(
                "keeps nothing" in page.inner_text("#note"), "without storage: one sentence says so"
            )
        with tab_of(play, profile) as page:
            page.add_init_script(OLD)
            page.goto(f"{file.as_uri()}#00")
            bar("too old" in page.inner_text("#state"), "an old browser: one sentence says so")
    end()


if __name__ == "__main__":
    main()
