"""Look at the explorers in a real browser: accessibility, keys, speed, memory, downloads. `check_lab.py` does so in JupyterLab.

Not part of `make test` but of `make check`, which needs Debian's Chromium (`apt-get install chromium`; any Chromium will
do: CHROMIUM=/path/to/it). With axe-core (`npm install --prefix AXE axe-core`) its rules are run too:

    AXE=AXE/node_modules/axe-core/axe.min.js make check ARGS="--shots FOLDER"

It prints figures and ends with status 1 where something is wrong. Every state of every theme is told by the module in
this browser and compared with Python. Latency is the Event Timing of key presses (from the key to the next picture
painted, in steps of 8 ms), with the processor slowed to a quarter; beside each theme a page with one select and one line
is measured. Latencies are printed as they are, with the ratio to that page: a busy machine slows both.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import re
import statistics
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from bars import bar, end

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv/bin/python"
BAR = 60  # milliseconds, 95th percentile, on a quiet machine
RATIO = 2.5  # to the reference
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--disable-quic", "--no-first-run", "--enable-precise-memory-info"]  # fmt: skip
HEAD = (
    '<!doctype html><html lang="en" style="color-scheme:light dark"><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width"><title>Explorer</title><body style="margin:0"><main>'
    '<h1 style="position:absolute;clip-path:inset(50%)">Explorer</h1>'
)
WATCH = """window.seen = {}; new PerformanceObserver((list) => list.getEntries().forEach((one) => {
  if (one.interactionId) seen[one.interactionId] = Math.max(seen[one.interactionId] ?? 0, one.duration);
})).observe({ type: "event", durationThreshold: 16 });"""
PAINTED = """async (before) => { // the line of code has changed (or four seconds have gone) and been painted
  const line = document.querySelector(".cakit code"), end = performance.now() + 4000;
  do await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 20)));
  while (line.textContent == before && performance.now() < end);
}"""


REFERENCE = """<select id="one">{}</select><p class="cakit"><code></code></p><svg width="600" height="300"><path fill="none"
  stroke="#234"/></svg><script>const draw = () => {{
  const step = +document.querySelector("#one").value, code = document.querySelector("code");
  code.textContent = `value ${{step}}`;
  document.querySelector("path").setAttribute("d", Array.from({{ length: 30 }},
    (_, n) => `${{n ? "L" : "M"}}${{n * 20}} ${{150 + 100 * Math.sin(n / step)}}`).join(""));
}};
document.querySelector("#one").addEventListener("input", draw);
draw();</script>""".format("".join(f"<option>{n}</option>" for n in range(1, 11)))
WORST = """({ pairs, here, start, most }) => { // the largest difference of what the module says and what Python says
  const apart = (a, b) => {
    if (typeof a == "number" && typeof b == "number") return a == b ? 0 : Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b));
    if (!a || !b || typeof a != "object" || typeof b != "object") return a === b ? 0 : Infinity;
    const keys = Object.keys(a), others = Object.keys(b);
    return keys.length == others.length ? Math.max(0, ...keys.map((key) => apart(a[key], b[key]))) : Infinity;
  };
  return pairs.map(([state, wanted]) => apart(wanted, window.module.told(window.spec, state)));
}"""


def themes() -> list[str]:
    code = "from cakit import explore; print(*explore.THEMES)"
    return subprocess.run(
        [PYTHON, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()


def made_page(folder: Path, theme: str) -> Path:
    code = f"from cakit import explore; print(explore.static_html(explore.{theme}()))"
    piece = subprocess.run(
        [PYTHON, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True
    ).stdout
    path = folder / f"{theme}.html"
    path.write_text(f"{HEAD}{piece}</main></body></html>", encoding="utf-8")
    return path


def hostile_page(folder: Path, theme: str) -> Path:
    """The page with markup for the name of a state and of no choice."""
    code = f"""
import json
from importlib import import_module
from cakit import explore
theme = import_module("cakit.explore.theme_{theme}").spec()
text = json.dumps(theme.spec)
for name in ("Kazakhstan", "all"):
    text = text.replace(json.dumps(name), json.dumps('<img src=x onerror=alert(1)> <b>$x$</b>'))
from cakit.explore.theme import packed as squeezed
packed = squeezed(json.loads(text))
print(explore.static_html(explore.{theme}()).replace(theme.packed, packed))"""
    piece = subprocess.run(
        [PYTHON, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True
    ).stdout
    path = folder / "hostile.html"
    path.write_text(f"{HEAD}{piece}</main></body></html>", encoding="utf-8")
    return path


def check_golden(browser: Any, theme: str, folder: Path) -> None:
    """Every state of a theme: sentence, numbers and line of code are Python's."""
    path, every = folder / "golden.json", 1
    subprocess.run([PYTHON, ROOT / "tests/explorers.py", theme, str(every), path], check=True)
    kept = json.loads(path.read_text(encoding="utf-8"))
    page = browser.new_page()
    module = kept["module"].replace("export default ", "window.module = ")
    page.set_content("<p></p>")
    page.add_script_tag(content=f"(() => {{{module}}})()")
    page.evaluate(
        "async (packed) => { window.spec = await window.module.unpacked(packed); }", kept["packed"]
    )
    worst: list[float] = []
    for start in range(0, len(kept["pairs"]), 2000):
        worst += page.evaluate(WORST, {"pairs": kept["pairs"][start : start + 2000]})
    bad = [kept["pairs"][n][0] for n, one in enumerate(worst) if one is None or one > 1e-9]
    bar(not bad, f"{len(worst):,} states told as Python tells them {bad[:2] or ''}")
    page.close()


def press(
    page: Any, control: Any, keys: list[str], times: int, run: int = 4
) -> tuple[list[float], int]:
    """Press keys on a control: the longest event of each press as the browser timed it, and how many changed the view.

    A checkbox acts when the key comes up, so key down, key up and click of one press are taken together. Presses under
    16 ms are not reported by the browser and count as 16.
    """
    line = page.locator(".cakit code")
    control.focus()
    page.wait_for_timeout(300)
    page.evaluate("window.seen = {}")
    before, changed = line.text_content(), 0
    for n in range(times):
        page.keyboard.press(keys[n // run % len(keys)])
        page.evaluate(PAINTED, before)
        after = line.text_content()
        before, changed = after, changed + (after != before)
    page.wait_for_timeout(300)
    seen = list(page.evaluate("window.seen").values())
    return sorted(seen + [16.0] * (times - len(seen))), changed


def p95(durations: list[float]) -> float:
    return durations[int(len(durations) * 0.95) - 1]


def say_latency(durations: list[float], changed: int, where: str, reference: float) -> None:
    bar(changed > 0, f"{where}: {changed} of {len(durations)} presses changed the view")
    found, ratio = p95(durations), p95(durations) / reference
    slow = " SLOW" if ratio > RATIO and found > BAR else ""
    print(f"       {where}: p50 {statistics.median(durations):.0f} ms, p95 {found:.0f} ms, longest "
          f"{durations[-1]:.0f} ms, {ratio:.1f} times the reference{slow}", flush=True)  # fmt: skip


def slow(page: Any, rate: int) -> None:
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": rate})


def controls(page: Any, root: str = ".cakit") -> list[tuple[str, Any, list[str], int]]:
    """Every control that can be used now: its name, where it is, keys that change it, how often before they turn."""
    found = []
    for one in page.locator(f"{root} :is(input, select, svg.picks, path.land)").all():
        if one.is_disabled() or not one.is_visible():
            continue
        kind = one.evaluate("(node) => node.type ?? (node.matches('.land') ? 'land' : 'marks')")
        name = one.evaluate(
            "(node) => (node.closest('fieldset')?.querySelector('legend') ?? node.closest('label')?.querySelector('b'))?.textContent ?? node.getAttribute('aria-label').split(/[:(]/)[0]"
        )
        if kind == "land":
            name = "map"
        if kind in ("checkbox", "land"):
            if not any(name == held for held, *_ in found):  # one of a row of boxes stands for all
                found.append((name, one, ["Space"], 1))
        elif kind == "search":
            found.append((name, one, ["a", "Backspace"], 1))
        elif kind == "range":
            room = one.evaluate("(node) => node.max - node.min")
            found += [(name, one, ["ArrowRight", "ArrowLeft"], min(4, int(room)))] * (room > 0)
        elif kind == "marks":
            room = one.locator(".mark[data-value]").count() - 1
            found += [(name, one, ["ArrowRight", "ArrowLeft"], min(4, room))] * (room > 0)
        else:
            room = one.evaluate("(node) => node.options.length") - 1
            found += [(name, one, ["ArrowDown", "ArrowUp"], min(4, room))] * (room > 0)
    return found


def reset(page: Any) -> None:
    page.get_by_role("button", name="Reset").click()
    page.wait_for_timeout(50)


def reference_of(browser: Any, times: int) -> float:
    """The 95th percentile of a page with one select that redraws one line."""
    page = browser.new_page(viewport={"width": 1100, "height": 800})
    page.set_content(f"{HEAD}{REFERENCE}")
    page.evaluate(WATCH)
    slow(page, 4)
    durations, _ = press(page, page.locator("#one"), ["ArrowDown", "ArrowUp"], times)
    page.close()
    return p95(durations)


def bench(browser: Any, theme: str, path: Path, presses: int) -> None:
    """For `make bench`: each control's ratio to the reference, which is measured just before it."""
    page = browser.new_page(viewport={"width": 1100, "height": 800})
    page.goto(path.as_uri())
    page.wait_for_selector(".cakit code:not(:empty)")
    page.evaluate(WATCH)
    for name, control, keys, run in controls(page):
        base = reference_of(browser, presses)
        page.bring_to_front()
        if keys[0].startswith("Arrow"):
            control.focus()
            page.keyboard.press("Home")
        slow(page, 4)
        durations, _ = press(page, control, keys, presses, run)
        found = p95(durations)
        slow(page, 1)
        reset(page)
        print(f"{f'{theme}, {name}':38.38} {found / base:6.2f} x one select and one line, a quarter of the processor  "
              f"({found:.0f} ms against {base:.0f} ms; p50 {statistics.median(durations):.0f} ms)", flush=True)  # fmt: skip
    page.close()


def check_latency(page: Any, where: str, times: int, reference: float) -> None:
    page.evaluate(WATCH)
    for name, control, keys, run in controls(page):
        if not control.is_visible() or control.is_disabled():
            continue  # a choice before took it away
        if keys[0].startswith("Arrow"):
            control.focus()
            page.keyboard.press("Home")
        slow(page, 4)
        say_latency(*press(page, control, keys, times, run), f"{where}, {name}", reference)
        slow(page, 1)
        reset(page)


def check_static(browser: Any, theme: str, path: Path, shots: Path | None, presses: int) -> None:
    print(f"{theme}: static page, opened as a file")
    page = browser.new_page(viewport={"width": 1100, "height": 800}, accept_downloads=True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "console", lambda message: wrong.append(message.text) if message.type == "error" else None
    )
    page.goto(path.as_uri())
    page.wait_for_selector(".cakit code:not(:empty)")
    if theme == "arms":
        check_arms(page)
    check_controls(page)
    check_kept(page)
    check_mouse(page)
    check_axe(page)
    check_downloads(page, theme, shots)
    outside = [url[:80] for url in asked if not url.startswith(("file:", "data:", "blob:"))]
    bar(not outside, f"asks no host for anything {outside or ''}")
    bar(not wrong, f"no errors {wrong or ''}")
    reference = reference_of(browser, presses)
    print(f"       reference (one select, one line): p95 {reference:.0f} ms")
    check_latency(page, f"{theme}, a quarter of the processor", presses, reference)
    check_memory(page)
    page.close()
    check_looks(browser, theme, path, shots)
    check_address(browser, theme, path)
    check_print(browser, path)
    check_policy(browser, path)
    check_frame(browser, path)
    check_old(browser, path)
    check_markup(browser, hostile_page(path.parent, theme))
    check_golden(browser, theme, path.parent)


def check_controls(page: Any) -> None:
    """Each control by keyboard: it changes the view; Reset comes back."""
    line, say = page.locator(".cakit code"), page.locator(".cakit .say")
    start = line.text_content(), say.text_content()
    for name, control, keys, _ in controls(page):
        control.focus()
        before = line.text_content()
        for key in [keys[0]] if keys[0] in ("Space", "a") else ["Home", *keys[:1]]:
            page.keyboard.press(key)
        page.wait_for_timeout(60)
        changed = line.text_content() != before
        bar(control.evaluate(FOCUSED), f"{name}: the focus is seen")
        if not changed:  # it stood where the keys lead
            page.keyboard.press("End")
            page.wait_for_timeout(60)
            changed = line.text_content() != before
        bar(changed, f"{name}: keys change the view")
        reset(page)
        bar(
            (line.text_content(), say.text_content()) == start,
            f"{name}: Reset comes back to the start",
        )


def check_mouse(page: Any) -> None:
    """What can be pointed at and clicked, and that the keyboard gets the same tooltip."""
    line, tip = page.locator(".cakit code"), page.locator(".cakit .tip")
    for what in (".cakit path.land:not(.chosen)", ".cakit path.mark[data-value]:not(.picked)"):
        if not page.locator(what).count():
            continue
        one = page.locator(what).first
        before = line.text_content()
        one.hover(force=True)
        page.wait_for_timeout(60)
        shown = tip.is_visible() and tip.text_content()
        bar(bool(shown), f"{what}: pointing tells")
        one.click(force=True)
        page.wait_for_timeout(60)
        bar(line.text_content() != before, f"{what}: a click chooses")
        reset(page)
    for what in page.locator(".cakit :is(input[type=range], svg.picks)").all():
        page.mouse.move(2, 2)
        page.keyboard.press("Tab")  # the next focus is the keyboard's
        what.focus()
        page.keyboard.press("Home")
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(60)
        bar(tip.is_visible(), "the keyboard gets the tooltip")
        page.keyboard.press("Escape")
        bar(not tip.is_visible(), "Escape puts it away")
        reset(page)
    bad = page.evaluate(
        "[...document.querySelectorAll('.cakit a:not([download])')].filter((one) => one.target != '_blank' || one.rel != 'noopener' || !/^https?:/.test(one.href)).length"
    )
    bar(
        bad == 0,
        f"{page.locator('.cakit figure a').count()} links to sources, each in a tab of its own",
    )


def check_arms(page: Any) -> None:
    say, line = page.locator(".cakit .say"), page.locator(".cakit code")
    find = page.locator
    got = {
        "year": find(".cakit input[type=range]").first,
        "edition": find(".cakit select").nth(1),
        "window": find(".cakit select").nth(0),
        "recipient": find(".cakit input[type=checkbox]").nth(1),
    }
    before = say.text_content()
    got["year"].focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(50)
    bar(
        "2020–2024" in say.text_content(),
        "an arrow key on the line chart moves the window by a year",
    )
    bar(page.locator(".cakit .tip").is_visible(), "the keyboard gets the same tooltip as the mouse")
    page.keyboard.press("Escape")
    bar(not page.locator(".cakit .tip").is_visible(), "Escape puts the tooltip away")
    page.locator(".cakit path.land").nth(1).click()
    bar(
        "Kyrgyzstan" in say.text_content() and '["KGZ"]' in line.text_content(),
        "a click on the map picks a state",
    )
    got["recipient"].focus()
    page.keyboard.press("Space")
    bar(got["recipient"].is_checked(), "the last recipient cannot be dropped")
    near = page.locator(".cakit fieldset .warning")
    bar("stays chosen" in near.text_content(), "and that is said beside the boxes")
    page.mouse.move(2, 2)
    box = page.locator(".cakit .lines svg").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 3, box["y"] + 100)
    page.wait_for_timeout(50)
    bar(
        "2020–2024" not in say.text_content() and "year=2024" in line.text_content(),
        "pointing looks, without choosing",
    )
    page.mouse.click(box["x"] + box["width"] / 3, box["y"] + 100)
    page.wait_for_timeout(50)
    bar("year=2024" not in line.text_content(), "a click on the chart chooses")
    reset(page)
    got["edition"].select_option("2022")
    page.wait_for_timeout(50)
    bar("year=2021" in line.text_content(), "an older edition ends earlier")
    got["edition"].select_option("2026")
    page.wait_for_timeout(50)
    bar("year=2025" in line.text_content(), "and the year comes back with the newer one")
    parts = page.evaluate(
        "[...document.querySelectorAll('.cakit path.land')].map((one) => +one.style.getPropertyValue('--part').replace('%', ''))"
    )
    bar(all(12 <= one <= 90 for one in parts), "a larger share is darker, for every supplier")
    got["edition"].select_option("2024")
    page.wait_for_timeout(50)
    bar(
        "totals only" in say.text_content() and got["year"].is_disabled(),
        "the edition of totals says so",
    )
    reset(page)
    bar(say.text_content() == before, "Reset comes back to the start")


def check_kept(page: Any) -> None:
    """Of a register, the options and marks that a filter keeps are not made anew."""
    if not page.locator(".cakit .list").count():
        return
    page.evaluate(
        "document.querySelectorAll('.cakit .list option, .cakit .mark').forEach((one) => { one.old = 1; })"
    )
    page.locator(".cakit label.select select").first.select_option(index=1)
    page.wait_for_timeout(200)
    new = page.evaluate(
        "[...document.querySelectorAll('.cakit .list option, .cakit .mark')].filter((one) => !one.old).length"
    )
    faint = page.evaluate(
        "Math.max(...[...document.querySelectorAll('.cakit svg.picks')].map((one) => one.querySelectorAll('.ghost').length))"
    )
    bar(not new and faint == 1, f"a filter makes {new} options or marks anew, {faint} faint path")
    reset(page)


def check_axe(page: Any) -> None:
    source = os.environ.get("AXE")
    if not source:
        print("  skip axe: set AXE to axe.min.js")
        return
    page.add_script_tag(path=source)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations', 'incomplete']})")
        said = [f"{one['id']}: {one['nodes'][0]['html'][:90]}" for one in found["violations"]]
        bar(
            not said,
            f"axe {found['testEngine']['version']}, {scheme}: {len(said)} violations of {len(found['passes'])} rules {said or ''}",
        )
        for one in found["incomplete"]:
            print(f"       axe cannot tell, {one['id']}: {len(one['nodes'])} nodes")
    page.emulate_media(color_scheme="light")


def check_downloads(page: Any, theme: str, shots: Path | None) -> None:
    for kind in ("PNG", "CSV"):
        with page.expect_download() as got:
            page.get_by_role("button", name=kind).click()
        name = got.value.suggested_filename
        data = Path(got.value.path()).read_bytes()
        starts = {"PNG": b"\x89PNG", "CSV": b""}[kind]
        sourced = kind != "CSV" or b"source_id" in data.split(b"\n")[0]
        chosen = (
            name.startswith(f"cakit-{theme}-") or theme == "deals"
        )  # where nothing is chosen, nothing is named
        whole = (
            data.startswith(starts)
            and len(data) > 1_000
            and name.startswith(f"cakit-{theme}")
            and chosen
        )
        bar(whole and sourced, f"{name}: {len(data):,} bytes")
        if shots:
            (shots / name).write_bytes(data)


def check_memory(page: Any) -> None:
    session = page.context.new_cdp_session(page)

    def used() -> tuple[float, int]:
        page.wait_for_timeout(300)  # until the last press is drawn
        session.send("HeapProfiler.collectGarbage")
        heap = session.send("Runtime.getHeapUsage")["usedSize"] / 1e6
        return heap, session.send("Memory.getDOMCounters")["nodes"]

    _, control, keys, run = next(one for one in controls(page) if one[2][0].startswith("Arrow"))
    control.focus()
    page.keyboard.press("Home")

    def change(times: int) -> None:
        for n in range(times):
            page.keyboard.press(keys[n // run % 2])

    change(50)
    before, nodes = used()
    change(500)
    after, more = used()
    bar(
        after - before < 1 and more <= nodes + 200,
        f"500 changes: heap {before:.1f} to {after:.1f} MB, nodes {nodes} to {more}",
    )


def check_looks(browser: Any, theme: str, path: Path, shots: Path | None) -> None:
    """At every width nothing sticks out; on a phone there is room for a finger, and no talk of keys."""
    for name, width, dark, zoom, touch in [("wide", 1280, False, 1, False), ("dark", 1280, True, 1, False), ("lab", 800, False, 1, False),
                                           ("zoom", 853, False, 1.5, False), ("phone", 390, False, 2, True), ("small", 320, True, 2, True)]:  # fmt: skip
        page = browser.new_page(viewport={"width": width, "height": 800}, device_scale_factor=zoom, is_mobile=touch,
                                has_touch=touch, color_scheme="dark" if dark else "light")  # fmt: skip
        page.goto(path.as_uri())
        page.wait_for_selector(".cakit code:not(:empty)")
        page.wait_for_timeout(100)
        over = page.evaluate("document.documentElement.scrollWidth") - width
        clipped = page.evaluate(CLIPPED)
        bar(
            over <= 0 and not clipped,
            f"{name} ({width} px): nothing sticks out or overlaps {clipped or ''}",
        )
        text = page.locator(".cakit").inner_text()
        bar(not re.search(r"undefined|NaN|\[object", text), f"{name}: every word is there")
        if touch:
            small = page.evaluate("""[...document.querySelectorAll('.cakit :is(button, select:not([size]), input)')].filter((one) => {
              const box = one.getBoundingClientRect(); return box.height < (one.matches('button, select') ? 44 : 24); }).length""")
            bar(not small, f"{name}: {small} controls are too small for a finger")
            check_taps(page, name)
            bar(
                not re.search("arrow key|click", text.split("ck.explore")[0], re.I),
                f"{name}: no talk of keys or clicks",
            )
        if shots:
            page.screenshot(path=shots / f"{theme}-{name}.png", full_page=True)
        page.close()


def check_taps(page: Any, name: str) -> None:
    """A finger beside a mark takes it."""
    marks = page.locator(".cakit path.mark:not(.picked)")
    if marks.count():
        one, line = marks.first, page.locator(".cakit code")
        one.scroll_into_view_if_needed()
        box, before = one.bounding_box(), line.text_content()
        page.touchscreen.tap(box["x"] + box["width"] / 2 + 8, box["y"] + box["height"] / 2 + 8)
        page.wait_for_timeout(100)
        bar(line.text_content() != before, f"{name}: a tap beside a mark takes it")


def check_address(browser: Any, theme: str, path: Path) -> None:
    """A link opens its view; what does not fit is left out and said; Copy link gives the link back."""
    page = browser.new_page(viewport={"width": 1100, "height": 800})
    page.goto(path.as_uri())
    page.wait_for_selector(".cakit code:not(:empty)")
    _name, control, keys, _ = next(one for one in controls(page) if one[2][0].startswith("Arrow"))
    control.focus()
    page.keyboard.press("Home")
    page.keyboard.press(keys[0])
    page.wait_for_timeout(300)
    line, address = page.locator(".cakit code").text_content(), page.evaluate("location.href")
    other = browser.new_page(viewport={"width": 1100, "height": 800})
    other.goto(address)
    other.wait_for_selector(".cakit code:not(:empty)")
    other.wait_for_timeout(200)
    bar(
        f"#{theme}?" in address and other.locator(".cakit code").text_content() == line,
        f"a link opens the view: {address.split('#')[-1]}",
    )
    other.goto(f"{path.as_uri()}?again#{theme}?colour=red&year=1066")
    other.wait_for_selector(".cakit code:not(:empty)")
    other.wait_for_timeout(200)
    said = other.locator(".cakit [role=status]").last.text_content()
    bar("colour=red" in said, f"what does not fit is said: {said}")
    page.close()
    other.close()


def check_print(browser: Any, path: Path) -> None:
    """On paper the picture is whole: one page."""
    page = browser.new_page(viewport={"width": 1100, "height": 800})
    page.goto(path.as_uri())
    page.wait_for_selector(".cakit code:not(:empty)")
    page.wait_for_timeout(200)
    sheets = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))
    bar(sheets == 1, f"printed on {sheets} sheet")
    page.close()


def check_policy(browser: Any, path: Path) -> None:
    """Where a page's policy lets no script of its own run, sentence and picture stand there."""
    policy = '<meta http-equiv="Content-Security-Policy" content="script-src \'self\'">'
    twin = '<img alt="twin" width="9" height="9" src="data:image/gif;base64,R0lGODlhAQABAAAAACw="></div>'
    text = path.read_text(encoding="utf-8").replace("<title>", f"{policy}<title>")
    path.with_suffix(".csp.html").write_text(text.replace("</div>", twin, 1), encoding="utf-8")
    page = browser.new_page()
    page.goto(path.with_suffix(".csp.html").as_uri())
    shown = (
        page.locator(".cakit-twin p").is_visible() and page.locator(".cakit-twin img").is_visible()
    )
    bar(shown, "under a policy against scripts the sentence and the picture stand")
    strict = text.replace("script-src", "style-src")
    path.with_suffix(".csp.html").write_text(strict, encoding="utf-8")
    page.goto(path.with_suffix(".csp.html").as_uri())
    page.wait_for_selector(".panels svg .c", state="attached")  # a flat line has no height
    look = (
        "(node) => getComputedStyle(node).getPropertyValue('--own') + getComputedStyle(node).fill"
    )
    inks = {one.evaluate(look) for one in page.locator(".panels svg .c").all()}
    laid = page.locator(".panels").evaluate("(node) => getComputedStyle(node).display")
    bar(
        laid == "grid" and len(inks) > 1,
        "under a policy against inline styles layout and colours stand",
    )
    blocked = text.replace("script-src", "img-src")
    path.with_suffix(".csp.html").write_text(blocked, encoding="utf-8")
    page.goto(path.with_suffix(".csp.html").as_uri())
    page.wait_for_selector(".cakit code:not(:empty)")
    page.get_by_role("button", name="PNG").click()
    page.wait_for_timeout(500)
    said = page.locator(".cakit [role=status]").last.text_content()
    bar("Error" in said, f"under a policy against images a PNG that fails is told: {said}")
    page.close()


def check_frame(browser: Any, path: Path) -> None:
    """In a frame without an address of its own choices work, without an error."""
    page = browser.new_page(viewport={"width": 1100, "height": 800})
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.set_content("<iframe width=1000 height=900></iframe>")
    page.evaluate(
        "(text) => { document.querySelector('iframe').srcdoc = text; }",
        path.read_text(encoding="utf-8"),
    )
    frame = page.frames[1]
    frame.wait_for_selector(".cakit code:not(:empty)")
    line = frame.locator(".cakit code")
    before = line.text_content()
    _, control, keys, _ = next(one for one in controls(frame) if one[2][0].startswith("Arrow"))
    control.focus()
    for key in ("Home", keys[0]):
        page.keyboard.press(key)
    page.wait_for_timeout(300)
    moved = line.text_content() != before
    bar(moved and not wrong, f"in a frame of its own choices work {wrong or ''}")
    page.close()


def check_old(browser: Any, path: Path) -> None:
    """In a browser that lacks what the style needs, the sentence and the stored picture stand."""
    page = browser.new_page()
    page.add_init_script("CSS.supports = () => false")
    page.goto(path.as_uri())
    page.wait_for_timeout(300)
    shown = page.locator(".cakit-twin p").is_visible() and not page.locator(".cakit").count()
    bar(shown, "in an old browser the sentence stands")
    page.close()


def check_markup(browser: Any, path: Path) -> None:
    """Markup in a name is shown as it is written."""
    page = browser.new_page(viewport={"width": 1100, "height": 800})
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.goto(path.as_uri())
    page.wait_for_selector(".cakit code:not(:empty)")
    page.wait_for_timeout(200)
    made = page.evaluate("document.querySelectorAll('.cakit :is(img, p b b, text b)').length")
    shown = page.evaluate("document.querySelector('.cakit').textContent.includes('<img src=x')")
    bar(not asked and not made and shown, "markup in a name stays text")
    page.close()


FOCUSED = """(node) => { // a ring of its own or, on the map, a thicker line; a toggle says whether it is pressed
  const { outlineStyle, outlineWidth, strokeWidth } = getComputedStyle(node);
  const seen = node.matches(".land") ? parseFloat(strokeWidth) > 3 : outlineStyle == "solid" && parseFloat(outlineWidth) >= 3;
  return seen && [...document.querySelectorAll(".cakit [role=button]")].every((one) => one.hasAttribute("aria-pressed"));
}"""
CLIPPED = """() => [...document.querySelectorAll(".cakit svg")].flatMap((svg) => {
  const frame = svg.getBoundingClientRect(), texts = [...svg.querySelectorAll("text")].map((one) => [one, one.getBoundingClientRect()]);
  const out = texts.filter(([, box]) => box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1 || box.top < frame.top - 1);
  const hit = texts.filter(([one, a], n) => texts.slice(n + 1).some(([, b]) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3));
  return [...out, ...hit].map(([one]) => one.textContent);
})"""


def main() -> None:
    from playwright.sync_api import sync_playwright

    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ask.add_argument("--shots", type=Path, help="keep screenshots and downloads in this folder")
    ask.add_argument("--themes", nargs="+", help="only these; default: all there are")
    ask.add_argument(
        "--presses", type=int, default=60, help="how often each control is pressed for its latency"
    )
    ask.add_argument("--bench", action="store_true", help="only the latencies, as ratios")
    chosen = ask.parse_args()
    if chosen.shots:
        chosen.shots.mkdir(parents=True, exist_ok=True)
    names = chosen.themes or themes()
    with sync_playwright() as player, tempfile.TemporaryDirectory() as where:
        start = functools.partial(player.chromium.launch, args=FLAGS)
        browser = start(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"))
        for theme in names if chosen.bench else ():
            bench(browser, theme, made_page(Path(where), theme), chosen.presses)
        for theme in () if chosen.bench else names:
            check_static(
                browser, theme, made_page(Path(where), theme), chosen.shots, chosen.presses
            )
        browser.close()
    end()


if __name__ == "__main__":
    main()
