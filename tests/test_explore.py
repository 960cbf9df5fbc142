"""The explorers: what the browser adds up is what `shares` gives, and what a notebook stores notices any change."""

import csv
import io
import itertools
import json
import os
import re
import subprocess
import sys
from collections import Counter
from functools import cache

import nbformat
import pandas as pd
import pytest
from explorers import THEMES, in_node
from nbclient import NotebookClient

import cakit as ck
from cakit import explore
from cakit.errors import CakitError, UnknownCountry
from cakit.explore import explorer, theme_arms
from cakit.explore.page import EXPORT

BY, VALUE, FIVE = theme_arms.BY, theme_arms.VALUE, theme_arms.FIVE
SUBSETS = [list(some) for size in range(1, 6) for some in itertools.combinations(FIVE, size)]
EVERY = 1 if os.environ.get("CAKIT_EVERY_STATE") else 23  # sentences compared: all, or each so many
SPEC = explore.arms().spec
EDITIONS, SUPPLIERS = SPEC["data"], SPEC["controls"]["supplier"]["options"]
WINDOWS = {name: [0] if held["whole"] else list(range(1, 11)) for name, held in EDITIONS.items()}


@cache
def truth(edition: str, window: int) -> dict[str, pd.DataFrame]:
    """`shares` of every subset of recipients, by one call: each subset is a group of its own; window 0: totals."""
    rows, _ = theme_arms._tables()[edition]
    tagged = pd.concat([rows[rows[theme_arms.WITHIN].isin(some)].assign(subset="+".join(some)) for some in SUBSETS])
    held = EDITIONS[edition]
    if not window:
        made = ck.shares(tagged, BY, VALUE, within="subset").assign(year_from=held["first"], year_to=held["last"])
    else:
        made = ck.shares(tagged, BY, VALUE, within="subset", window=window, period=(held["first"], held["last"]))
    return dict(list(made.groupby("subset")))


def shipped(edition: str, some: list[str], window: int) -> dict[tuple[int, str], int]:
    """(last year, supplier) → hundredths, added up from what the widget ships."""
    held, found = EDITIONS[edition], {}
    size = window or held["last"] - held["first"] + 1
    for code in some:
        for supplier, rows in held["sums"][code].items():
            for year, hundredths, _ in rows:
                for end in range(max(year, held["first"] + size - 1), min(year + size - 1, held["last"]) + 1):
                    found[end, supplier] = found.get((end, supplier), 0) + hundredths
    return found


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_shipped_sums_are_those_of_shares(edition):
    for window in WINDOWS[edition]:
        for some in SUBSETS:
            frame = truth(edition, window)["+".join(some)]
            wanted = {(row.year_to, row.supplier_iso3): row.tiv_million for row in frame.itertuples()}
            got = shipped(edition, some, window)
            assert got.keys() == wanted.keys()
            assert all(abs(got[key] / 100 - wanted[key]) <= 1e-9 * wanted[key] for key in got)


def browser(folder, jobs: list) -> list:
    return in_node(folder, SPEC, jobs)


def test_view_adds_and_divides_as_shares_does(tmp_path):
    keys = [(name, some, window) for name in WINDOWS for window in WINDOWS[name] for some in SUBSETS]
    jobs = [["compute", {"recipients": some, "window": window, "edition": name}] for name, some, window in keys]
    states, numbers, worst = 0, 0, 0.0
    for (name, some, window), made in zip(keys, browser(tmp_path, jobs), strict=True):
        frame = truth(name, window)["+".join(some)]
        wanted = {(row.supplier_iso3, row.year_to): row for row in frame.itertuples()}
        ends = range(made["first"], made["last"] + 1)
        for code, end in itertools.product(made["members"], ends):
            row, at = wanted.pop((code, end), None), end - made["first"]
            sum_, total = made["members"][code][at], made["totals"][at]
            pairs = [(sum_ / 100, row.tiv_million if row else 0)]
            if sum_:
                pairs += [(total / 100, row.total), (100 * sum_ / total, row.share_percent)]
            for got, want in pairs:
                worst, numbers = max(worst, abs(got - want) / (want or 1)), numbers + 1
        assert not wanted
        states += len(ends)
    assert worst <= 1e-9
    print(f"{states:,} states, {numbers:,} numbers, largest difference {worst:.1e}")  # pytest -rP shows it


def states() -> list[dict]:
    found = []
    for name, some in itertools.product(WINDOWS, SUBSETS):
        for window in WINDOWS[name]:
            first, last = theme_arms.ends(name, window or 5)
            for year in range(first, last + 1):
                supplier = ["", *SUPPLIERS][len(found) % 26] if len(found) % 2 else ""
                found.append(
                    {"recipients": some, "window": window or 5, "edition": name, "year": year, "supplier": supplier}
                )
    return found[::EVERY]


def test_sentence_and_code_are_the_same_in_python_and_in_the_browser(tmp_path, monkeypatch):
    chosen = states()
    got = browser(tmp_path, [[name, state] for state in chosen for name in ("sentence", "code")])

    def data(self):
        window = 0 if EDITIONS[self.edition]["whole"] else self.window
        return truth(self.edition, window)["+".join(self.recipients)]

    monkeypatch.setattr(theme_arms.Arms, "data", property(data))
    here = explore.arms()
    for state, sentence, code in zip(chosen, got[::2], got[1::2], strict=True):
        with here.hold_trait_notifications():
            for trait, value in state.items():
                setattr(here, trait, value)
        assert (here.sentence, here.code) == (sentence, code)
    again = eval(code, {"ck": type("ck", (), {"explore": explore})})
    assert again.state == here.state


@pytest.mark.parametrize(
    "choice",
    [{}, {"recipients": "KGZ", "window": 1}, {"recipients": ["UZB", "TJK"], "edition": 2022}, {"edition": 2024}],
)
def test_the_downloaded_rows_are_the_explorers_data(tmp_path, choice):
    made = explore.arms(**choice)
    (text,) = browser(tmp_path, [["table", made.state]])
    rows = list(csv.DictReader(io.StringIO(text)))
    assert list(rows[0]) == SPEC["columns"]
    got = {(int(row["year_to"]), row[BY]): row for row in rows}
    wanted = made.data
    wanted = wanted[wanted[VALUE] > 0]  # the 2022 edition has rows rounded to zero; they are no rows to look at
    assert len(rows) == len(wanted)
    for row in wanted.itertuples():
        one = got[row.year_to, row.supplier_iso3]
        assert int(one["year_from"]) == row.year_from
        assert float(one[VALUE]) == pytest.approx(row.tiv_million)
        assert float(one["share_percent"]) == pytest.approx(row.share_percent)
        assert (one["source_ids"], one["sipri_edition"]) == (row.source_ids, made.edition)
        assert one["credit"] == ck.credit(wanted)
        assert one["supplier"] == ck.country_name(row.supplier_iso3)


def test_choices_are_checked_wherever_they_are_made():
    for choice, kind, words in [
        ({"recipients": "Kazakstan"}, UnknownCountry, "Nearest: Kazakhstan"),
        ({"recipients": ["KAZ", "RUS"]}, UnknownCountry, "'RUS' is not a recipient here. Valid: Kazakhstan"),
        ({"recipients": []}, CakitError, "name at least one"),
        ({"window": 11}, CakitError, "take 1 to 10"),
        ({"window": True}, CakitError, "take 1 to 10"),
        ({"edition": 2023}, CakitError, "Nearest: 2026, 2025, 2024"),
        ({"year": 1990}, CakitError, r"windows of 5 years\) does not exist: take 1998 to 2025"),
        ({"edition": 2024, "year": 2020}, CakitError, r"totals only\) does not exist: take 2023$"),
        ({"supplier": "Mongolia"}, UnknownCountry, "not a supplier here"),
    ]:
        with pytest.raises(kind, match=words):
            explore.arms(**choice)
    here = explore.arms()
    before = here.state
    for trait, value in {"recipients": ["X"], "window": 0, "edition": "1999", "year": 1990, "supplier": "Y"}.items():
        with pytest.raises(CakitError):
            setattr(here, trait, value)
    assert here.state == before


def test_an_explorer_can_be_read_and_steered():
    here = explore.arms(recipients=["Uzbekistan", "KAZ"], year=2000)
    assert here.recipients == ["KAZ", "UZB"]
    here.window = 10
    assert here.year == 2003  # the first end of a window of ten years
    here.edition = "2024"
    assert (here.year, here.window) == (2023, 10)
    assert set(ck.sources(here)["publisher"]) == {"SIPRI"}
    assert "totals only" in here.sentence
    assert here.start["year"] == 2000


@pytest.mark.parametrize("choice", [{}, {"recipients": "KGZ", "window": 1}, {"edition": 2024, "supplier": "China"}])
def test_the_stored_output_has_four_representations(choice):
    made = explore.arms(**choice)
    shown, about = made._repr_mimebundle_()
    assert set(shown) == {explorer.MIME, "application/vnd.jupyter.widget-view+json", "text/plain", "image/png"}
    assert shown[explorer.MIME] == {"theme": "arms", "state": made.state, "data": made.digest}
    assert shown["text/plain"].startswith(made.sentence)
    assert about["image/png"]["alt"] == made.chart().alt


def test_nbval_notices_a_changed_state_and_a_changed_digest(tmp_path):
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(f"from cakit import explore\nexplore.{theme}()") for theme in THEMES]
    NotebookClient(notebook, store_widget_state=False).execute()
    assert "widgets" not in notebook.metadata
    for cell in notebook.cells:  # a stored view without its widget shows an error only
        del cell.outputs[0].data["application/vnd.jupyter.widget-view+json"]
    text = nbformat.writes(notebook)
    for name, changed in {
        "same": text,
        "state": re.sub(r'("state": {\s+"\w+": )', r'\1"another", "and": ', text),
        "digest": re.sub(r'"data": "\w{12}"', '"data": "000000000000"', text),
        "picture": re.sub(r"picture \w{12}", "picture 000000000000", text),
    }.items():
        assert (changed == text) == (name == "same")
        (tmp_path / f"{name}.ipynb").write_text(changed, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:doctest", "--nbval", "."]
    out = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8").stdout
    failed = re.findall(r"^FAILED (\w+)\.ipynb", out, re.M)
    assert Counter(failed) == dict.fromkeys(("state", "digest", "picture"), len(THEMES)), out


@pytest.mark.parametrize("theme", THEMES)
def test_the_page_needs_nothing_but_itself(theme):
    page = explore.static_html(getattr(explore, theme)())
    script = re.sub(r"<script type=.*?</script>|//.*", "", page, flags=re.S | re.M)
    assert "http" not in re.sub(r"http://www.w3.org/2000/svg|/\^https\?:", "", script)
    assert not re.search(r"\bimport\b", script)
    assert page.count("</script>") == 2 and EXPORT not in page


@pytest.mark.parametrize("theme", THEMES)
def test_the_module_is_small_and_sets_text_only(theme):
    module, spec = explorer.module(theme), getattr(explore, theme)().spec
    assert module.count(EXPORT) == 1
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|fetch\(|import ", module)
    assert len(explorer._text(["words.js", "view.js"]).encode()) <= 15 * 1024
    assert len(explorer._text(["panels.js"]).encode()) <= 10 * 1024
    for path in explorer.HERE.glob(f"theme_{theme}*.js"):
        assert path.stat().st_size <= 7.5 * 1024, path.name
    assert len(json.dumps(spec, ensure_ascii=False, separators=(",", ":")).encode()) <= 70_000


@pytest.mark.parametrize("theme", THEMES)
def test_every_word_the_module_asks_for_is_given(theme):
    asked = set(re.findall(r"\bwords\.(\w+)", explorer.module(theme)))
    assert asked == set(getattr(explore, theme)().spec["words"])


@pytest.mark.parametrize("theme", THEMES)
def test_every_theme_stores_its_state_and_a_digest(theme):
    made = getattr(explore, theme)()
    shown, about = made._repr_mimebundle_()
    assert set(shown) == {explorer.MIME, "application/vnd.jupyter.widget-view+json", "text/plain", "image/png"}
    assert shown[explorer.MIME] == {"theme": theme, "state": made.state, "data": made.digest}
    assert shown["text/plain"].startswith(made.sentence) and about["image/png"]["alt"] == made.chart().alt
    again = eval(made.code, {"ck": ck})
    assert (again.state, again.digest, again.sentence) == (made.state, made.digest, made.sentence)
    assert len(ck.sources(made)) > 0
