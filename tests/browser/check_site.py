"""Look at the built site: links, names of pictures, requests, accessibility, explorers, search, phone width, scripts off.

    .venv-browser/bin/python tests/browser/check_site.py build/site [--shots FOLDER]      (part of make check)

Links within the site are followed by parsing; those to elsewhere are counted, never fetched.
"""

from __future__ import annotations

import argparse
import json
import os
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import axe_playwright_python
from bars import bar, end

ROOT = Path(__file__).parents[2]
AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--disable-quic", "--no-first-run"]  # fmt: skip
LOADS = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}
MOST = 25_000_000
THEMED = """async (scheme) => { // the theme has followed, and has been painted
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 60)));
  return document.documentElement.dataset.theme == scheme;
}"""
OVER = """Math.max(document.documentElement.scrollWidth - innerWidth, ...[...document.querySelectorAll(".cakit svg")].map(
  (one) => one.getBoundingClientRect().right - one.closest(".cakit").getBoundingClientRect().right))"""
PHONE = (
    "index",
    "notebooks/01_russian_supply_dependence",
    "data/tables/arms_deliveries",
)  # axe there too
WIDTHS = {"desk": 1280, "phone": 390, "zoom": 640}


class Page(HTMLParser):
    """Ids, links, loaded addresses and unnamed pictures of a page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.unnamed: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        kept = {name: value or "" for name, value in attributes}
        self.ids |= {kept.get("id", ""), kept.get("name", "")}
        if tag == "a" and "href" in kept:
            self.links.append(kept["href"])
        if tag in LOADS and LOADS[tag] in kept:
            self.loads.append(kept[LOADS[tag]])
        if tag == "img" and not kept.get("alt"):
            self.unnamed.append(kept.get("src", "")[:80])


def check_files(site: Path) -> None:
    """Size, links, names of pictures, downloads: what can be told without a browser."""
    print("The files of the site")
    size = sum(path.stat().st_size for path in site.rglob("*") if path.is_file())
    bar(size <= MOST, f"{size / 1e6:.1f} MB")
    pages = {path: Page(path) for path in sorted(site.rglob("*.html"))}
    broken, inner, outer, loads = [], 0, set(), []
    for path, page in pages.items():
        for address in page.links + page.loads:
            to = urlsplit(address)
            if to.scheme or to.netloc:
                outer |= {address} if to.scheme in ("http", "https") else set()
                loads += [address] if address in page.loads and to.scheme != "data" else []
                continue
            inner += 1
            target = (path.parent / unquote(to.path)).resolve() if to.path else path
            here = pages.get(target)
            if not target.is_file() or (
                to.fragment and here and unquote(to.fragment) not in here.ids
            ):
                broken.append(f"{path.relative_to(site)} -> {address}")
    bar(
        not broken,
        f"{len(pages)} pages, {inner} links within the site lead somewhere {broken[:8] or ''}",
    )
    bar(not loads, f"nothing is loaded from elsewhere {loads[:5] or ''}")
    bar(all(" " not in one for one in outer), f"{len(outer)} addresses elsewhere, not fetched")
    unnamed = [
        f"{path.relative_to(site)}: {src}" for path, page in pages.items() for src in page.unnamed
    ]
    bar(not unnamed, f"every picture has a text {unnamed[:5] or ''}")
    stored = sorted((ROOT / "notebooks").rglob("[0-9]*.ipynb"))
    stored = [path for path in stored if ".ipynb_checkpoints" not in path.parts]
    same = [path.name for path in stored if not alike(path, site / path.relative_to(ROOT))]
    bar(not same, f"{len(stored)} notebooks can be downloaded as stored {same or ''}")


def alike(one: Path, other: Path) -> bool:
    """Whether a notebook on the site is the stored one."""
    return other.is_file() and json.loads(one.read_text("utf-8")) == json.loads(
        other.read_text("utf-8")
    )


def looked_at(site: Path) -> list[str]:
    """The pages a browser opens: one of each kind, and every notebook."""
    kinds = ["index", "lessons", "tables", "teach", "ways", "about", "cite", "data/README", "data/tables/arms_deliveries",
             "data/LICENSES", "docs/ways-in", "docs/instructors", "docs/teaching/01", "seeds/S0", "gallery/gallery",
             "search"]  # fmt: skip
    books = [
        path.relative_to(site).as_posix().removesuffix(".html")
        for path in site.glob("notebooks/**/0*.html")
    ]
    return [name for name in kinds + sorted(books) if (site / f"{name}.html").is_file()]


def opened(browser: Any, site: Path, name: str, **how: Any) -> tuple[Any, list[str], list[str]]:
    """A page in the browser, what it asks other hosts for, and its errors."""
    page = browser.new_page(**how)
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.goto((site / f"{name}.html").as_uri())
    page.wait_for_function("document.readyState == 'complete'")
    return page, asked, wrong


def violations(page: Any) -> list[str]:
    """What axe calls serious or critical."""
    if not page.evaluate("'axe' in window"):
        page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations'], preload: false})")[
        "violations"
    ]
    return [
        f"{one['id']} ({one['impact']}, {len(one['nodes'])}): {one['nodes'][0]['html'][:120]}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


def check_pages(browser: Any, site: Path, shots: Path | None) -> None:
    """Every kind of page: axe in light and dark, nothing sticks out at desk, phone and 200% zoom, no other host, no error."""
    print("Pages in a browser, opened from a folder")
    names = looked_at(site)
    bad: dict[str, list[str]] = {"axe": [], "wide": [], "asked": [], "errors": []}
    for name in names:
        page, asked, wrong = opened(
            browser, site, name, viewport={"width": WIDTHS["desk"], "height": 900}
        )
        for width, scheme in [
            ("desk", "light"),
            ("desk", "dark"),
            ("phone", "light"),
            ("zoom", "light"),
        ]:
            page.set_viewport_size({"width": WIDTHS[width], "height": 900})
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.wait_for_function(THEMED, arg=scheme)
            over = page.evaluate(OVER)
            bad["wide"] += [f"{name} at {width}: {over} px"] if over > 1 else []
            if width == "phone" and name in PHONE:
                page.reload()  # the theme sets its tab stops when a page loads
            if width == "desk" or (width == "phone" and name in PHONE):
                bad["axe"] += [f"{name}, {width} {scheme}: {one}" for one in violations(page)]
            if shots:
                page.screenshot(
                    path=shots / f"{name.replace('/', '_')}-{width}-{scheme}.png", full_page=True
                )
        bad["errors"] += [f"{name}: {one}" for one in wrong]
        bad["asked"] += [
            one[:90] for one in asked if not one.startswith(("file:", "data:", "blob:"))
        ]
        page.close()
    bar(not bad["axe"], f"axe: {len(names)} pages, {len(bad['axe'])} serious or critical findings")
    for one in sorted(set(bad["axe"])):
        print(f"         {one}")
    bar(not bad["wide"], f"nothing sticks out at 1280, 390 and 640 px {bad['wide'] or ''}")
    bar(not bad["asked"], f"no other host is asked for anything {bad['asked'][:5] or ''}")
    bar(not bad["errors"], f"no errors {sorted(set(bad['errors']))[:5] or ''}")


def check_explorers(browser: Any, site: Path) -> None:
    """Each explorer on a notebook's page follows a key; without scripts its twin stands there."""
    print("Explorers on the pages")
    alive, dead = [], []
    for path in sorted(site.glob("notebooks/0*.html")):
        name = path.relative_to(site).as_posix().removesuffix(".html")
        page, _, _ = opened(browser, site, name, viewport={"width": 1280, "height": 900})
        for n in range(page.locator(".cakit").count()):
            root = page.locator(".cakit").nth(n)
            line = root.locator("code").first
            before = line.text_content()
            root.locator("select, input[type=range]").first.focus()
            for key in ("ArrowDown", "ArrowUp", "ArrowUp"):
                page.keyboard.press(key)
                page.wait_for_timeout(150)
                if line.text_content() != before:
                    break
            (alive if line.text_content() != before else dead).append(name)
        page.close()
    bar(bool(alive) and not dead, f"{len(alive)} explorers change on a key press {dead or ''}")
    off = browser.new_context(java_script_enabled=False)
    page = off.new_page()
    page.goto((site / f"{(alive or ['notebooks/01_russian_supply_dependence'])[0]}.html").as_uri())
    shown = page.locator(".cakit-explorer img").first
    bar(
        shown.is_visible() and bool(shown.get_attribute("alt")),
        "without scripts its picture stands there, with its text",
    )
    off.close()


def check_reading(browser: Any, site: Path) -> None:
    """The first page opens with a picture, which enlarges; verdicts wrap; answers are folded; a print is whole."""
    print("Reading: pictures, verdicts, answers, print")
    page, _, _ = opened(browser, site, "index", viewport={"width": 1280, "height": 900})
    picture = page.locator(".bd-article img").first
    at = picture.bounding_box() or {"y": 9999}
    bar(at["y"] < 500, f"the first picture begins {at['y']:.0f} px from the top of the site")
    large = page.locator("dialog.enlarged")
    ways = []
    for press, leave in (("tap", "Escape"), ("Enter", "Escape"), ("Space", "Enter")):
        if press == "tap":
            picture.click()
        else:
            page.locator(".enlarge").first.focus()
            page.keyboard.press(press)
        ways += [large.is_visible() and large.locator("img").is_visible()]
        page.keyboard.press(leave)
        ways += [large.is_hidden()]
    bar(all(ways), f"it enlarges by tap, Enter and Space, and Esc or Close ends it {ways}")
    page.close()
    name = "notebooks/05_testing_the_claims"
    page, _, _ = opened(browser, site, name, viewport={"width": WIDTHS["phone"], "height": 844})
    cut = """[...document.querySelectorAll(".cell_output pre")].filter((one) =>
      one.offsetParent && one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent.slice(0, 60))"""
    wide = page.evaluate(cut)
    bar(not wide, f"on a phone every verdict wraps {wide[:3] or ''}")
    page.locator(".cell_output img").first.click()
    drawn = page.locator("dialog.enlarged img").bounding_box() or {"width": 0}
    bar(drawn["width"] > 2 * WIDTHS["phone"], f"a picture is {drawn['width']:.0f} px wide there")
    page.keyboard.press("Escape")
    folded = page.locator("details.hide:has(.cell_output):not([open])").count()
    bar(folded > 0, f"{folded} answers to Predict are folded")
    page.emulate_media(media="print")
    split = page.evaluate("""[...document.querySelectorAll(".cell_output img, .cakit-explorer, .question")].filter(
      (one) => getComputedStyle(one).breakInside != "avoid").length""")
    bar(split == 0, f"in print no picture, explorer or question is split ({split} could be)")
    page.close()


def check_search(browser: Any, site: Path) -> None:
    """Search answers from a folder too."""
    print("Search")
    page = browser.new_page()
    page.goto((site / "search.html").as_uri() + "?q=Tajikistan")
    page.wait_for_selector("#search-results li", timeout=10_000)
    found = page.locator("#search-results li").count()
    bar(found > 3, f"'Tajikistan' is found on {found} pages")
    page.locator("#search-results li a").first.click()
    page.wait_for_load_state()
    bar("search.html" not in page.url, "and a result opens")
    page.close()


def main() -> None:
    """Check everything; where asked, keep pictures of the pages."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("site", type=Path)
    parser.add_argument(
        "--shots", type=Path, help="keep pictures of what was looked at in this folder"
    )
    given = parser.parse_args()
    if given.shots:
        given.shots.mkdir(parents=True, exist_ok=True)
    site = given.site.resolve()
    check_files(site)
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=FLAGS
        )
        check_pages(browser, site, given.shots)
        check_explorers(browser, site)
        check_reading(browser, site)
        check_search(browser, site)
        browser.close()
    end()


if __name__ == "__main__":
    main()
