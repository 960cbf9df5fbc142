"""Teach from every notebook as a reader does: open it in JupyterLab, run it whole, move its explorer, answer its panels.

    .venv-browser/bin/python tests/browser/check_lab.py [--only 01 05] [--shots FOLDER]      (part of make check)

A copy of the notebooks is opened, by a server of its own without any way into the network. Every control is moved in
command mode, by keys and by mouse: panels and sentence follow, and so does `explorer` in the kernel. Typed answers hold
the letters and figures JupyterLab would take for its shortcuts. One line a notebook; what was found stands under it.
One notebook is saved, its kernel ended, and opened again: the stored pictures stand where the explorers were, and
question, answer and reply where the exercises were. A box is tried with its kernel stalled, restarted and killed.
Latency is the Event Timing of key presses (check_explore.py), over all notebooks together, beside a page with one select
and one line: it is printed, at full speed and with the processor slowed to a quarter.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

from bars import NOWHERE, bar, clean, end
from check_explore import CLIPPED, FLAGS, PYTHON, ROOT, WATCH, controls, press, reference_of, slow
from check_site import AXE
from playwright.sync_api import TimeoutError as TimedOut
from playwright.sync_api import sync_playwright

PROBE = "print(explorer.sentence)\nprint(explorer.code)"
BACK = "for trait, value in explorer.start.items():\n    setattr(explorer, trait, value)"
TYPED = "bad idea: add 5 words now, yes, more than that"  # a b d d m x y 5 are JupyterLab's in command mode
CAKIT, CELL = ".cakit", ".jp-Notebook .jp-Cell"
DESK = {"width": 1280, "height": 1000}
PRESSES, RATES = (
    12,
    (1, 4),
)  # for the latency: of each of two keys, and how many times slower the processor is made
LOOK = """(root) => { // what is told and drawn, attributes in one order
  const drawn = (node) => node.tagName + [...node.attributes].map((one) => one.name + one.value).sort() + (node.children.length ? "" : node.textContent);
  const panel = (one) => [one, ...one.querySelectorAll(".plot :not(.tip, input, [hidden])")].map((node) => drawn(node) + (node.selected ?? "")).join();
  return { line: root.querySelector("code").textContent, say: root.querySelector(".say").textContent,
    panels: [...root.querySelectorAll(".panels figure")].map(panel).join("|") }; }"""
CHANGED = """async (before) => { // the line of code is another one and painted, lists and details behind it too; at most a second
  const line = document.querySelector(".cakit code"), end = performance.now() + 1000;
  while (line.textContent == before && performance.now() < end) await new Promise(requestAnimationFrame);
  for (let n = 0; n < 3; n++) await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
}"""
PARTS = {"line": "nothing is chosen", "say": "the sentence stays", "panels": "no panel changes"}
NUMBERED = "([prompt, before]) => /\\d/.test(prompt.textContent) && prompt.textContent != before"
WRONG = '.jp-OutputArea-output[data-mime-type$="jupyter.error"], .jp-OutputArea-output[data-mime-type$="jupyter.stderr"]'
ALL_NUMBERED = """(wrong) => { // or one failed: JupyterLab then runs no further
  const all = [...document.querySelectorAll(".jp-Notebook .jp-CodeCell .jp-InputPrompt")];
  return all.every((one) => /\\d/.test(one.textContent)) || document.querySelector(wrong); }"""
HURRY = """async ([select, code]) => { // two choices, the second about when the kernel's echo of the first arrives: how often it goes back
  const wait = (time) => new Promise((done) => setTimeout(done, time)), before = select.value;
  const choose = (value) => { select.value = value; select.dispatchEvent(new Event("input")); };
  const [first, second] = [...select.options].map((one) => one.value).filter((one) => one != before);
  let back = 0;
  for (const time of [100, 110, 120, 140]) {
    choose(first);
    await wait(time);
    choose(second);
    await wait(5);
    const wanted = code.textContent, end = performance.now() + 250;
    let held = true;
    while (performance.now() < end) await wait(10), (held &&= code.textContent == wanted);
    back += !held;
  }
  return back;
}"""
STOPS = """(root) => { const all = [...root.querySelectorAll("input,select,button,a[href],svg.picks,path.land")].filter((one) => !one.disabled && one.checkVisibility());
  return [all.length, all.indexOf(document.activeElement)]; }"""
THEMED = "(light) => /rgb\\((\\d+)/.exec(getComputedStyle(document.querySelector('.cakit')).backgroundColor)[1] > 128 == light"


class Lab:
    """A server with a copy of the notebooks."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.token = secrets.token_hex(16)
        self.books = folder / "notebooks"
        self.books.mkdir()
        own = {name: str(folder / "jupyter") for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR",
               "JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR", "IPYTHONDIR")}  # fmt: skip
        command: list[str | Path] = [PYTHON, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={self.port}",
                   "--ServerApp.port_retries=0", f"--notebook-dir={self.books}", f"--IdentityProvider.token={self.token}"]  # fmt: skip
        self.server = subprocess.Popen(
            command,
            env=clean(**NOWHERE, **own),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def wait(self) -> None:
        """Wait until it answers."""
        until = time.monotonic() + 60
        while self.server.poll() is None and time.monotonic() < until:
            with socket.socket() as ask:
                if ask.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise SystemExit("JupyterLab did not start: try `make lab`")

    def copied(self, source: Path) -> list[dict[str, Any]]:
        """Copy a notebook without its outputs, with two cells behind the explorer's; give the cells."""
        book = json.loads(source.read_text(encoding="utf-8"))
        for cell in book["cells"]:
            if cell["cell_type"] == "code":
                cell |= {"outputs": [], "execution_count": None}
        at = next(
            n
            for n, cell in enumerate(book["cells"])
            if "explorer = ck.explore." in "".join(cell["source"])
        )
        made: list[dict[str, Any]] = [
            {
                "cell_type": "code",
                "id": name,
                "metadata": {},
                "outputs": [],
                "execution_count": None,
                "source": text,
            }
            for name, text in (("probe", PROBE), ("back", BACK))
        ]
        book["cells"][at + 1 : at + 1] = made
        (self.books / source.name).write_text(json.dumps(book), encoding="utf-8")
        return book["cells"]

    def asked(self, path: str, method: str = "GET") -> bytes:
        """Ask the server's own interface."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/api/{path}", method=method)
        request.add_header("Authorization", f"token {self.token}")
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
            request, timeout=20
        ) as answer:
            return answer.read()

    def stop_kernels(self) -> None:
        """End what the last notebook started."""
        for one in json.loads(self.asked("sessions")):
            self.asked(f"sessions/{one['id']}", "DELETE")

    def stop(self) -> None:
        """End the server, with its kernels."""
        self.server.terminate()
        try:
            self.server.wait(20)
        except subprocess.TimeoutExpired:
            self.server.kill()


class Look:
    """One notebook in the browser, and what was found."""

    def __init__(self, page: Any, lab: Lab, name: str, cells: list[dict[str, Any]]) -> None:
        self.page, self.lab, self.name, self.cells = page, lab, name, cells
        self.found: list[str] = []
        self.controls = self.answered = 0
        self.seconds, self.taken = 0.0, {rate: list[float]() for rate in RATES}
        self.root = page.locator(CAKIT)
        self.line, self.say = self.root.locator("code"), self.root.locator(".say")
        page.set_default_timeout(15_000)
        page.on("request", lambda request: self.met(request.url))
        page.on("websocket", lambda opened: self.met(opened.url))
        page.on(
            "pageerror", lambda error: self.found.append(f"error in the page: {str(error)[:200]}")
        )
        page.on("console", lambda said: self.heard(said) if said.type == "error" else None)

    def met(self, url: str) -> None:
        if not re.match(rf"(data:|blob:|(http|ws)://127\.0\.0\.1:{self.lab.port}/)", url):
            self.found.append(f"asks another host: {url[:90]}")

    def heard(self, said: Any) -> None:
        self.found.append(
            f"error on the console: {said.text[:200]} ({said.location.get('url', '')[:80]})"
        )

    def hold(self, holds: Any, what: str) -> None:
        if not holds:
            self.found.append(what)

    def cell(self, name: str) -> Any:
        """A cell, by its id."""
        at = next(n for n, one in enumerate(self.cells) if one["id"] == name)
        return self.page.locator(CELL).nth(at)

    def in_command_mode(self) -> None:
        mode = self.page.locator(".jp-Notebook").get_attribute("class")
        self.hold("jp-mod-commandMode" in mode, "the notebook leaves command mode")

    def told(self) -> str:
        return (f"{len(self.cells)} cells in {self.seconds:.1f} s, {self.controls} controls moved, {self.answered} panels "
                f"answered, p95 {p95(self.taken[1]):.0f} ms (a quarter of the processor: {p95(self.taken[4]):.0f} ms)")  # fmt: skip

    def look(self, shots: Path | None) -> list[str]:
        """Do everything; what was found, each thing once."""
        try:
            self.run_all()
            self.explore()
            self.answer()
            self.wear("Dark", shots)
            self.wear("Light", shots)
            self.latency()
            self.hold(
                self.page.locator(CELL).count() == len(self.cells), "keys made or deleted cells"
            )
        except TimedOut as error:
            self.found.append(f"stopped here: {error.message[:300]}")
        return list(dict.fromkeys(self.found))

    # opening and running

    def run_all(self) -> None:
        """Open, run from the menu, wait until every prompt has its number."""
        page = self.page
        page.goto(
            f"http://127.0.0.1:{self.lab.port}/lab/tree/{self.name}?reset&token={self.lab.token}"
        )
        page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=60_000)
        page.get_by_text("| Idle").wait_for(timeout=60_000)
        page.wait_for_function(f"document.querySelectorAll('{CELL}').length == {len(self.cells)}")
        start = time.monotonic()
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_text("Run All Cells", exact=True).click()
        page.wait_for_function(ALL_NUMBERED, arg=WRONG, timeout=90_000)
        page.get_by_text("| Idle").wait_for(timeout=60_000)
        self.seconds = time.monotonic() - start
        self.found += [
            f"error in a cell: {one[-200:]}" for one in page.locator(WRONG).all_text_contents()
        ]
        broken = page.get_by_text("Error displaying widget").count()
        self.hold(not broken, f"{broken} widgets do not show")

    # the explorer

    def seen(self) -> dict[str, str]:
        return self.root.evaluate(LOOK)

    def act(self, what: Callable[[], Any]) -> None:
        """Do something and wait until the view has changed and is painted."""
        before = self.line.text_content()
        what()
        self.page.evaluate(CHANGED, before)

    def explore(self) -> None:
        """Every control by keys in command mode and by mouse; then the kernel leads and the browser follows."""
        self.root.scroll_into_view_if_needed()
        self.page.wait_for_selector(f"{CAKIT} code:not(:empty)", timeout=30_000)
        self.page.evaluate(CHANGED, "")
        self.start = self.seen()
        self.check_tab()
        for name, control, keys, _ in controls(self.page):
            if control.is_visible() and not control.is_disabled():
                self.move(f"{name}, by keys", self.presses(control, keys))
                self.move(f"{name}, by mouse", self.clicks(control))
                self.controls += 1
        for name, spot in (("map", "path.land:not(.chosen)"), ("lanes", ".lanes svg")):
            if self.root.locator(spot).count():
                self.move(f"{name}, by mouse", [self.root.locator(spot).last.click])
        select = self.root.locator("select").first
        back = self.page.evaluate(HURRY, [select.element_handle(), self.line.element_handle()])
        self.hold(not back, f"of four choices soon after another one {back} go back for a while")
        self.run_cell("back")
        self.page.evaluate(CHANGED, self.line.text_content())
        self.hold(
            self.seen() == self.start, "the browser does not follow the kernel back to the start"
        )

    def check_tab(self) -> None:
        """A click on the sentence, then Tab alone, leads through all that can be used."""
        self.say.click()
        self.in_command_mode()
        met: set[int] = set()
        wanted = set(range(self.root.evaluate(STOPS)[0]))
        for _ in range(len(wanted) + 5):  # the buttons of the cell come first
            self.page.keyboard.press("Tab")
            met.add(self.root.evaluate(STOPS)[1])
        self.hold(
            met >= wanted,
            f"Tab reaches {len(met & wanted)} of {len(wanted)} controls, buttons and links",
        )

    def move(self, how: str, acts: Iterable[Callable[[], Any]]) -> None:
        """Act until the view is another one: panels and sentence must be, and the kernel must follow. Then Reset."""
        now = self.start
        for act in acts:
            self.act(act)
            now = self.seen()
            if all(now[part] != self.start[part] for part in now):
                break
        for part in now:
            self.hold(now[part] != self.start[part], f"{how}: {PARTS[part]}")
        self.follows(how)
        self.act(self.root.get_by_role("button", name="Reset").click)
        self.hold(self.seen() == self.start, f"{how}: Reset does not come back to the start")

    def presses(self, control: Any, keys: list[str]) -> Iterator[Callable[[], Any]]:
        """What keys can do, in command mode."""

        def one(key: str) -> None:
            control.focus()
            self.in_command_mode()
            self.page.keyboard.press(key)

        for key in {"Space": ["Space"], "a": ["a", "d", "d"]}.get(keys[0], [*keys, keys[-1]]):
            yield partial(one, key)

    def clicks(self, control: Any) -> Iterator[Callable[[], Any]]:
        """What a mouse can do."""
        kind = control.evaluate("(node) => node.type ?? (node.matches('.land') ? 'land' : 'marks')")
        if kind == "range":
            for part in (0.3, 0.7):
                yield partial(self.click_at, control, part)
        elif kind == "marks":
            for n in range(3):
                yield control.locator(".mark[data-value]:not(.picked)").nth(n).click
        elif kind == "select-one":
            other, held = (
                control.locator("option:not([hidden]):not(:checked)"),
                control.get_attribute("size"),
            )
            for one in other.all()[:3]:  # the browser draws an open list outside the page
                yield (
                    one.click
                    if held
                    else partial(control.select_option, one.get_attribute("value"))
                )
        elif kind == "search":
            yield lambda: (control.click(), self.page.keyboard.type("add"))
        else:
            yield control.click

    def click_at(self, control: Any, part: float) -> None:
        control.scroll_into_view_if_needed()
        box = control.bounding_box()
        self.page.mouse.click(box["x"] + box["width"] * part, box["y"] + box["height"] / 2)

    def follows(self, how: str) -> None:
        """The kernel's explorer says what the browser's says."""
        want, got = f"{self.say.text_content()}\n{self.line.text_content()}", ""
        for _ in range(3):  # choices are sent a tenth of a second after the picture
            got = self.run_cell("probe")
            if got == want:
                return
        self.found.append(f"{how}: the kernel says {got[:150]!r}, the browser {want[:150]!r}")

    def run_cell(self, name: str) -> str:
        """Select a cell by its prompt and run it with Ctrl+Enter; what it prints."""
        cell, prompt = self.cell(name), self.cell(name).locator(".jp-InputPrompt")
        before = prompt.text_content()
        prompt.click()
        self.page.keyboard.press("Control+Enter")
        self.page.wait_for_function(NUMBERED, arg=[prompt.element_handle(), before])
        out = cell.locator(".jp-OutputArea-output")
        return (out.first.text_content() or "").strip() if out.count() else ""

    # the exercises

    def answer(self) -> None:
        """Every box by keyboard: type or pick an answer, Tab to Check, Enter; Tab to Hint, Space; a reply each time."""
        for box in (one["id"] for one in self.cells if "ck.exercise(" in "".join(one["source"])):
            cell = self.cell(box)
            field = cell.locator("input[type=text], textarea, input[type=radio]").first
            field.focus()
            if field.get_attribute("type") == "radio":
                self.page.keyboard.press("Space")
                self.hold(field.is_checked(), f"{box}: no option can be picked")
                for key in ("d", "d", "x", "ArrowDown"):  # of JupyterLab but for the last
                    self.page.keyboard.press(key)
                second = cell.locator("input[type=radio]").nth(1)
                self.hold(second.is_checked(), f"{box}: an arrow key does not pick the next option")
            else:
                self.page.keyboard.type(TYPED)
                self.hold(
                    field.input_value() == TYPED,
                    f"{box}: typed letters are lost: {field.input_value()!r}",
                )
            try:
                for button, key, reply in (
                    ("Check", "Enter", ".said strong"),
                    ("Hint", "Space", ".hints li"),
                ):
                    for _ in range(12):
                        self.page.keyboard.press("Tab")
                        if self.page.evaluate("document.activeElement.textContent") == button:
                            break
                    self.page.keyboard.press(key)
                    cell.locator(reply).first.wait_for(timeout=5_000)
                self.answered += 1
            except TimedOut:
                self.found.append(f"{box}: no reply to {key} on {button}")

    # accessibility, dark theme, latency

    def check_axe(self, theme: str) -> None:
        """Nothing that axe calls serious or critical inside the explorer."""
        if not self.page.evaluate("'axe' in window"):
            self.page.add_script_tag(path=AXE)
        found = self.page.evaluate(
            "() => axe.run({ include: ['.cakit', '.cakit-box'] }, { resultTypes: ['violations'] })"
        )["violations"]
        self.found += [
            f"axe, {theme}, {one['id']} ({one['impact']}, {len(one['nodes'])} times): {one['nodes'][0]['html'][:160]}"
            for one in found
            if one["impact"] in ("serious", "critical")
        ]

    def wear(self, theme: str, shots: Path | None) -> None:
        """Change JupyterLab's theme from its menu, look at the explorer and run axe in it."""
        self.page.get_by_role("menuitem", name="Settings").click()
        for name in ("Theme", f"JupyterLab {theme}"):
            self.page.locator(".lm-Menu-item").filter(
                has=self.page.get_by_text(name, exact=True)
            ).first.click()
        is_light = str(theme == "Light").lower()
        self.page.wait_for_selector(f'[data-jp-theme-light="{is_light}"]', state="attached")
        self.root.scroll_into_view_if_needed()
        self.page.wait_for_function(THEMED, arg=theme == "Light")
        self.check_axe(theme)
        clipped = self.page.evaluate(CLIPPED)
        self.hold(not clipped, f"sticks out or overlaps: {clipped}")
        if shots:
            self.page.mouse.move(2, 2)
            self.page.set_viewport_size({"width": 1280, "height": 1800})
            self.root.screenshot(path=shots / f"{Path(self.name).stem}-{theme.lower()}.png")
            self.page.set_viewport_size(DESK)

    def latency(self) -> None:
        """From key to painted picture, on the first and the last control that takes arrow keys, by processor."""
        self.page.evaluate(WATCH)
        able = [one for one in controls(self.page) if one[2][0].startswith("Arrow")]
        for rate, (name, control, keys, run) in product(RATES, (able[0], able[-1])):
            control.focus()
            self.page.keyboard.press("Home")
            slow(self.page, rate)
            durations, changed = press(self.page, control, keys, PRESSES, run)
            slow(self.page, 1)
            self.hold(changed == PRESSES, f"{name}: {changed} of {PRESSES} presses change the view")
            self.taken[rate] += durations
            self.root.get_by_role("button", name="Reset").click()


def check_reopened(context: Any, lab: Lab) -> None:
    """Run, save, end the kernel, open again: the pictures show, and nothing says that a model is missing."""
    cells = [{"cell_type": "code", "id": name, "metadata": {}, "outputs": [], "execution_count": None, "source": text}
             for name, text in (("one", "import cakit as ck\nck.explore.arms('KGZ')"), ("two", "ck.explore.deals()"))]  # fmt: skip
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    book = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    path = lab.books / "saved.ipynb"
    path.write_text(json.dumps(book), encoding="utf-8")
    address = f"http://127.0.0.1:{lab.port}/lab/tree/{path.name}?reset&token={lab.token}"
    page = context.new_page()
    page.goto(address)
    page.get_by_text("| Idle").wait_for(timeout=60_000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    page.wait_for_function(
        "document.querySelectorAll('.cakit code:not(:empty)').length == 2", timeout=60_000
    )
    page.keyboard.press("Control+s")
    page.wait_for_timeout(1500)
    page.reload()
    page.wait_for_function(
        "document.querySelectorAll('.cakit code:not(:empty)').length == 2", timeout=60_000
    )
    bar(True, "a page loaded again while the kernel lives shows living explorers")
    saved = path.read_text(encoding="utf-8")
    bar(
        "widget-view" not in saved and saved.count("image/png") >= 2,
        "what JupyterLab saves holds pictures and no view",
    )
    lab.stop_kernels()
    page.close()
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=60_000)
    page.wait_for_timeout(3000)
    shown = page.locator(".jp-RenderedImage img:visible").count()
    bar(
        shown == 2 and not page.get_by_text("model not found").count(),
        f"opened again without a kernel, {shown} pictures show",
    )
    page.close()
    lab.stop_kernels()


def check_exercises(context: Any, lab: Lab) -> None:
    """A box over two days: answered, stalled, restarted, killed, saved, and opened again without a kernel."""
    text = "It counts the volume of arms delivered over many years."
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    cells = [{"cell_type": "code", "id": f"c{id[2]}", "metadata": {}, "outputs": [], "execution_count": None,
              "source": f'import cakit as ck\n\nck.exercise("{id}")'} for id in ("1.1", "1.3", "1.6")]  # fmt: skip
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    book = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    path, answers = lab.books / "boxes.ipynb", lab.books / "answers/01.json"
    answers.unlink(missing_ok=True)
    path.write_text(json.dumps(book), encoding="utf-8")
    address = f"http://127.0.0.1:{lab.port}/lab/tree/{path.name}?reset&token={lab.token}"
    page = context.new_page()
    page.goto(address)
    page.get_by_text("| Idle").wait_for(timeout=60_000)

    def run() -> None:
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_text("Run All Cells", exact=True).click()
        page.wait_for_timeout(500)
        page.get_by_text("| Idle").wait_for(timeout=60_000)
        page.wait_for_function(
            "document.querySelectorAll('.cakit-box').length == 3", timeout=60_000
        )
        page.wait_for_timeout(500)

    def pids() -> list[int]:
        id = json.loads(lab.asked("sessions"))[0]["kernel"]["id"]
        found = subprocess.run(["pgrep", "-f", f"kernel-{id}"], capture_output=True, text=True)
        return [int(one) for one in found.stdout.split()]

    run()
    boxes = page.locator(".cakit-box")
    number, said = boxes.nth(0).locator("input"), boxes.nth(0).locator(".said")
    taken = []
    for n in range(40):
        number.fill(f"{40 + n / 10:.1f}")
        bar(said.text_content() == "", "editing clears the reply") if n in (0, 1) else None
        start = time.monotonic()
        number.press("Enter")
        said.locator("strong").wait_for(timeout=5_000)
        taken.append(1000 * (time.monotonic() - start))
    load = max(1, os.getloadavg()[0] / (os.cpu_count() or 1))  # of others, on a shared machine
    told = f"from Enter to the reply: p95 {p95(taken):.0f} ms of {len(taken)}, load {load:.1f} a processor"
    bar(p95(taken) < 150 * load, told)
    writing = boxes.nth(1).locator("textarea")
    writing.fill(text)
    writing.press("Control+Enter")
    boxes.nth(1).locator(".said li").first.wait_for(timeout=5_000)
    for one in pids():
        os.kill(one, signal.SIGSTOP)
    number.fill("53,8")
    number.press("Enter")
    seen = set()
    for _ in range(10):
        page.wait_for_timeout(500)
        seen.add((said.text_content() or "")[:9])
    for one in pids():
        os.kill(one, signal.SIGCONT)
    said.locator("strong").wait_for(timeout=10_000)
    first = said.text_content() or ""
    held = seen == {"Checking…"} and first.startswith("“53,8” Right.")
    bar(held, f"a kernel stalled for 5 s: {sorted(seen)}, then {first[:14]!r}")
    kept = json.loads(answers.read_text(encoding="utf-8"))["answers"]
    bar(
        (kept["1.1"]["answer"], kept["1.3"]["answer"]) == ("53,8", text),
        "both answers are in answers/01.json",
    )
    page.keyboard.press("Control+s")
    page.wait_for_timeout(1500)
    saved = path.read_text(encoding="utf-8")
    bar(
        "widget-view" not in saved and text in saved,
        "Ctrl+S from within a box saves answer and reply as text, and no view",
    )
    page.reload()
    page.wait_for_function("document.querySelectorAll('.cakit-box').length == 3", timeout=60_000)
    page.wait_for_timeout(500)
    bar(
        number.input_value() == "53,8" and "Right" in said.text_content(),
        "loaded again, the box shows answer and reply",
    )
    for one in pids():
        os.kill(one, signal.SIGKILL)
    number.fill("54")
    page.wait_for_timeout(4000)
    number.press("Enter")
    page.wait_for_timeout(3000)
    bar(
        "un this cell again" in said.text_content().replace("\n", " "),
        "after a kill the box says what to do",
    )
    dismiss = page.get_by_role("button", name="Ok")
    dismiss.click() if dismiss.count() else None
    run()
    bar(
        number.input_value() == "54" and writing.input_value() == text,
        "run again, what was typed is there",
    )
    number.fill("53.8")
    number.press("Enter")
    said.locator("strong").wait_for(timeout=10_000)
    page.keyboard.press("Control+s")
    page.wait_for_timeout(1500)
    lab.stop_kernels()
    page.close()
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=60_000)
    page.wait_for_timeout(3000)
    shown = " ".join(page.locator(".cakit-exercise:visible").all_text_contents())
    whole = all(
        one in shown for one in ("Exercise 1.1", "Your answer: 53.8", "Right. Pooled", text, "□")
    )
    bar(
        whole and not page.get_by_text("model not found").count(),
        "opened again without a kernel: question, answer, reply",
    )
    page.close()
    lab.stop_kernels()


def p95(durations: list[float]) -> float:
    """The 95th percentile, as check_explore.py takes it; 0 where nothing was measured."""
    return sorted(durations)[int(len(durations) * 0.95) - 1] if durations else 0


@contextmanager
def served(folder: Path) -> Iterator[Lab]:
    """A server that is ended also when a check fails."""
    lab = Lab(folder)
    try:
        lab.wait()
        yield lab
    finally:
        lab.stop()


def main() -> None:
    """Check every notebook."""
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ask.add_argument(
        "--only",
        nargs="+",
        default=[""],
        help="the first signs of the notebooks to open; default: all",
    )
    ask.add_argument("--shots", type=Path, help="keep pictures of the explorers in this folder")
    given = ask.parse_args()
    signal.signal(
        signal.SIGTERM, lambda *_: sys.exit("ended from outside")
    )  # so that the server is ended then too
    if given.shots:
        given.shots.mkdir(parents=True, exist_ok=True)
    print(
        f"Notebooks in JupyterLab (load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors)",
        flush=True,
    )
    taken: dict[int, list[float]] = {rate: [] for rate in RATES}
    with (
        sync_playwright() as play,
        tempfile.TemporaryDirectory() as where,
        served(Path(where)) as lab,
    ):
        browser = play.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=FLAGS
        )
        context = browser.new_context(
            viewport=DESK
        )  # one for all: JupyterLab's own files are fetched once
        for source in sorted((ROOT / "notebooks").glob("0*.ipynb")):
            if not source.name.startswith(tuple(given.only)):
                continue
            look = Look(context.new_page(), lab, source.name, lab.copied(source))
            found = look.look(given.shots)
            bar(not found, f"{source.stem}: {look.told()}, {len(found)} findings")
            for one in found:
                print(f"         {one}", flush=True)
            for rate in RATES:
                taken[rate] += look.taken[rate]
            look.page.close()
            lab.stop_kernels()
        check_reopened(context, lab)
        check_exercises(context, lab)
        reference = reference_of(browser, PRESSES)
        browser.close()
    print(f"  key to picture: p95 {p95(taken[1]):.0f} ms of {len(taken[1])} presses; at a quarter of the processor "
          f"{p95(taken[4]):.0f} ms, {p95(taken[4]) / reference:.1f} times a page with one select and one line")  # fmt: skip
    end()


if __name__ == "__main__":
    main()
