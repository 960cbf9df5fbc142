"""Go through the built decks slide by slide: nothing runs over, no request to anybody, axe, at 16:9 and 4:3.

.venv-browser/bin/python tests/browser/check_slides.py build/slides [--shots FOLDER]     (part of make check)
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from check_site import AXE, FLAGS
from playwright.sync_api import Page, sync_playwright

SHAPES = {"wide": (1280, 720), "square": (1024, 768)}
LEAST = 0.6  # smaller is not readable from the back row
OVER = """() => { // boxes of the present slide that run over it, by name and pixels
  const slide = document.querySelector("section.present"), edge = slide.getBoundingClientRect();
  return [...slide.querySelectorAll("h1, h2, .body > *")].filter((one) => one.tagName != "STYLE" && one.tagName != "SCRIPT").map((one) => {
    const box = one.getBoundingClientRect();
    return [one.tagName.toLowerCase(), Math.round(Math.max(box.right - edge.right, box.bottom - edge.bottom))];
  }).filter(([, over]) => over > 2); }"""


def faults(page: Page, path: Path, shape: str, shots: Path | None) -> list[str]:
    """What is wrong with a deck in one shape of screen."""
    found, asked = [], []
    page.on("request", lambda one: asked.append(one.url))
    page.goto(path.resolve().as_uri())
    page.wait_for_selector(".reveal.ready")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    slides = page.evaluate("Reveal.getTotalSlides()")
    for n in range(slides):
        page.evaluate(f"Reveal.slide({n})")
        page.wait_for_timeout(200)
        where = page.evaluate("document.querySelector('section.present').id")
        zoom = float(
            page.evaluate("document.querySelector('section.present .body').style.zoom || 1")
        )
        if zoom < LEAST and not page.query_selector("section.present.explorer"):
            found.append(f"{where}: had to shrink to {zoom:.0%}")
        found += [f"{where}: {tag} runs over by {px} px" for tag, px in page.evaluate(OVER)]
        axe: Any = page.evaluate("axe.run('section.present')")
        found += [f"{where}: axe {one['id']}" for one in axe["violations"]]
        if shots:
            page.screenshot(path=shots / f"{path.stem}-{shape}-{n:02}.png")
    found += [f"asks {url}" for url in asked if not url.startswith(("file:", "data:", "blob:"))]
    return [f"{path.name}, {shape}: {one}" for one in found]


def main() -> None:
    """Check every deck of a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("decks", type=Path)
    parser.add_argument("--shots", type=Path)
    given = parser.parse_args()
    if given.shots:
        given.shots.mkdir(parents=True, exist_ok=True)
    found: list[str] = []
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=FLAGS
        )
        for path in sorted(given.decks.glob("*.html")):
            for shape, (width, height) in SHAPES.items():
                page = browser.new_page(viewport={"width": width, "height": height})
                found += faults(page, path, shape, given.shots)
                page.close()
            print(f"  {path.name}: {len(found)} findings so far", flush=True)
    print("\n".join(found))
    raise SystemExit(bool(found))


if __name__ == "__main__":
    main()
