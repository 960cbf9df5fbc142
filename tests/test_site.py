"""The static site before a browser sees it: what opens it, links, the reference, what stays folded, progress."""

import doctest
import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tools"))

import site_pages  # noqa: E402
import site_source  # noqa: E402

import cakit as ck  # noqa: E402


def test_the_pieces_do_what_their_examples_say():
    found = doctest.testmod(site_pages)
    assert found.attempted >= 4 and found.failed == 0


def test_the_site_opens_with_what_the_readme_finds_and_a_picture():
    text = site_source.filled((ROOT / "docs/pages/index.md").read_text("utf-8"))
    readme = (ROOT / "README.md").read_text("utf-8")
    assert text.split("\n\n")[1] == readme.split("\n\n")[1], "the same finding in both"
    picture = re.search(r"!\[(.+)\]\((.+)\)", text)
    assert (ROOT / picture[2]).is_file() and len(picture[1].split()) > 10
    assert picture.start() < text.index("notebooks/00_start_here.ipynb")
    assert "\n|" not in text and "one story" not in text


def test_addresses_are_links_in_lists_memos_and_tables():
    address = "https://www.prio.org/Publications/Publication/?x=1181"
    odd = f"A & B (1998): <Arms>. {address}, then {address}."
    said = site_pages.linked({"output_type": "stream", "text": [odd]})["data"]["text/html"]
    assert said.count(f'<a href="{address}">{address}</a>') == 2
    assert "A &amp; B" in said and "&lt;Arms&gt;" in said
    memo = {"output_type": "execute_result", "data": {"text/markdown": f"1. PRIO. {address}"}}
    assert site_pages.linked(memo)["data"]["text/markdown"] == f"1. PRIO. <{address}>"
    frame = f'<table class="dataframe"><td>{address}</td><td>no link</td></table>'
    shown = site_pages.linked({"output_type": "execute_result", "data": {"text/html": frame}})
    assert shown["data"]["text/html"].count("<a href=") == 1
    plain = {"output_type": "stream", "text": "S0-08, measured: outdated."}
    assert site_pages.linked(plain) == plain


def test_each_list_of_sources_is_linked_on_its_page():
    for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")):
        cells = site_source.page(path)["cells"]
        told = [json.dumps(cell["outputs"]) for cell in cells if cell["cell_type"] == "code"]
        assert any(one.count("<a href=") > 10 for one in told), path.stem
        folded = [cell["id"] for cell in cells if "hide-output" in cell["metadata"].get("tags", [])]
        assert folded, f"{path.stem}: the answer to Predict is folded"


def test_the_reference_has_every_public_name_and_shows_it_readably():
    text = site_pages.reference()
    public = [name for name in ck.__all__ if callable(getattr(ck, name))]
    assert all(f"### ck.{name}\n" in text for name in public) and len(public) > 30
    outside = re.sub(r"```.*?```", "", text, flags=re.S)
    assert "-----" not in outside and ">>>" not in outside, "sections and examples are set as such"
    assert "'str'" not in text, "types are listed once, below the call"
    assert not re.search(r"(?<!`)<\w", re.sub(r"`[^`]*`", "", outside)), "nothing looks like a tag"


def test_whoever_waits_sees_how_far_it_is():
    make = (ROOT / "Makefile").read_text("utf-8")
    rules = dict(re.findall(r"^(\w+):[^\n]*\n((?:\t.*\n)+)", make, re.M))
    steps = re.findall(r'echo "(\d)/(\d) ', rules["check"])
    assert [int(one) for one, _ in steps] == list(range(1, int(steps[0][1]) + 1))
    assert re.findall(r'echo "(\d)/2 ', rules["site"]) == ["1", "2"]
    for name in ("site_source", "run_notebooks", "offline"):
        assert "flush=True" in (ROOT / f"tools/{name}.py").read_text("utf-8"), name


def test_printed_pages_keep_pictures_whole_and_verdicts_wrap():
    css = (ROOT / "docs/_static/site.css").read_text("utf-8")
    printed = css[css.index("@media print") :]
    assert re.search(r"cell_output img[^}]*break-inside: avoid", printed)
    assert re.search(r"bd-article-container \{ display: block[^}]*overflow: visible", printed)
    assert re.search(r"cell_output pre \{[^}]*white-space: pre-wrap", css)
