"""Go through the built decks slide by slide, at 16:9 and 4:3: nothing runs over, nothing is too small, axe, no request.

.venv-browser/bin/python tests/browser/check_slides.py build/slides [NN ...] [--shots FOLDER]     (part of make check)

Sizes are pixels of a slide that is 1280 wide. Each deck is printed once too: a page for each slide.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from check_site import AXE, FLAGS
from playwright.sync_api import Page, sync_playwright

SHAPES = {"wide": (1280, 720), "square": (1024, 768)}
LEAST = {"text": 24, "table": 20, "explorer": 11, "picture": 400}  # type; of a picture its height
MEASURE = """() => { // boxes of the present slide that run over it, its smallest type, its picture
  const slide = document.querySelector("section.present"), edge = slide.getBoundingClientRect(), scale = edge.width / 1280;
  const boxes = [...slide.querySelectorAll("h1, h2, .body > :not(style, script), .body td, .body li, .body svg")];
  const over = boxes.filter((one) => one.getClientRects().length).map((one) => {
    const box = one.getBoundingClientRect();
    return [one.tagName.toLowerCase(), Math.round(Math.max(box.right - edge.right, box.bottom - edge.bottom, edge.left - box.left))];
  }).filter(([, over]) => over > 2);
  const range = document.createRange(), sizes = [];
  const texts = document.createTreeWalker(slide.querySelector(".body"), NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const one = texts.currentNode, holder = one.parentElement;
    if (!one.data.trim() || holder.closest("style, script, .note, option")) continue;
    range.selectNodeContents(one);
    const lines = [...range.getClientRects()];
    if (lines.length) sizes.push(Math.min(...lines.map((line) => line.height)) / scale);
  }
  const picture = slide.querySelector(".body > img");
  const shown = picture && Math.min(1, picture.clientWidth / picture.naturalWidth / (picture.clientHeight / picture.naturalHeight));
  return {id: slide.id, kind: slide.className.split(" ")[0], over, unnamed: !!slide.querySelector("img:not([alt]), img[alt='']"),
    notes: slide.querySelector("aside.notes")?.textContent.trim() ?? "", pictures: slide.querySelectorAll(".body svg").length,
    size: picture ? picture.clientHeight * shown : sizes.length ? Math.min(...sizes) / 1.17 : 0}; }"""


def looked_at(seen: dict[str, Any]) -> list[str]:
    """What is wrong with one slide."""
    found = [f"{tag} runs over by {px} px" for tag, px in seen["over"]]
    least = LEAST[seen["kind"]]
    if seen["size"] < least:
        found.append(f"{seen['kind']} of {seen['size']:.0f} px, at least {least} are wanted")
    if seen["kind"] == "explorer" and not seen["pictures"]:
        found.append("the explorer has drawn nothing")
    if seen["unnamed"]:
        found.append("a picture without alternative text")
    if len(seen["notes"]) < 20:
        found.append("no notes")
    return [f"{seen['id']}: {one}" for one in found]


def faults(page: Page, path: Path, shape: str, shots: Path | None) -> list[str]:
    """What is wrong with a deck in one shape of screen."""
    found, asked = [], []
    page.on("request", lambda one: asked.append(one.url))
    page.on("pageerror", lambda wrong: found.append(f"script: {wrong}"))
    page.goto(path.resolve().as_uri())
    page.wait_for_selector(".reveal.ready")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for n in range(page.evaluate("Reveal.getTotalSlides()")):
        page.evaluate(f"Reveal.slide({n})")
        page.wait_for_timeout(1800 if page.query_selector("section.present.explorer") else 120)
        seen = page.evaluate(MEASURE)
        found += looked_at(seen)
        if shape == "wide":
            axe: Any = page.evaluate("axe.run('section.present')")
            found += [f"{seen['id']}: axe {one['id']}" for one in axe["violations"]]
        if shots:
            print(
                f"    {path.stem} {shape} {n:02} {seen['id']}: {seen['kind']} {seen['size']:.0f} px"
            )
            page.screenshot(path=shots / f"{path.stem}-{shape}-{n:02}.png")
    found += [f"asks {url}" for url in asked if not url.startswith(("file:", "data:", "blob:"))]
    return [f"{path.name}, {shape}: {one}" for one in found]


def printed(page: Page, path: Path, shots: Path | None) -> list[str]:
    """What is wrong with a deck on paper: as many pages as slides."""
    page.goto(path.resolve().as_uri() + "?print-pdf")
    page.wait_for_selector(".pdf-page")
    page.wait_for_timeout(1500)
    slides, sheets = page.evaluate("[document.querySelectorAll('.slides section').length, document.querySelectorAll('.pdf-page').length]")  # fmt: skip
    data = page.pdf(prefer_css_page_size=True, print_background=True)
    if shots:
        (shots / f"{path.stem}.pdf").write_bytes(data)
    pages = data.count(b"/Type /Page\n") or data.count(b"/Type /Page ")
    good = slides == sheets and pages in (0, slides)  # 0: compressed, not counted
    return [] if good else [f"{path.name}, print: {slides} slides, {sheets} sheets, {pages} pages"]


def main() -> None:
    """Check the decks of a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("decks", type=Path)
    parser.add_argument("only", nargs="*", help="numbers of notebooks")
    parser.add_argument("--shots", type=Path)
    given = parser.parse_args()
    if given.shots:
        given.shots.mkdir(parents=True, exist_ok=True)
    decks = [one for one in sorted(given.decks.glob("*.html")) if not given.only or one.stem in given.only]  # fmt: skip
    found: list[str] = [] if decks else [f"{given.decks}: no deck"]
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=FLAGS
        )
        for path in decks:
            for shape, (width, height) in SHAPES.items():
                page = browser.new_page(viewport={"width": width, "height": height})
                found += faults(page, path, shape, given.shots)
                page.close()
            page = browser.new_page()
            found += printed(page, path, given.shots)
            page.close()
            print(f"  {path.name}: {len(found)} findings so far", flush=True)
    print("\n".join(found))
    raise SystemExit(bool(found))


if __name__ == "__main__":
    main()
