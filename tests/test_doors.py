"""The doors: what the site is laid out from, the recipe for Binder, the offline folder, the locks of all of them.

What needs a browser, a build or an installation is in `make check`.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tools"))

import measure  # noqa: E402
import site_source  # noqa: E402

BOOKS = site_source.notebooks()
LESSONS = [path for path in BOOKS if path.parent.name != "solutions"]
LOCKS = {
    "docs/requirements": "sphinx",
    "docs/lite": "jupyterlite-core",
    "tests/browser/requirements": "playwright",
}


def cells(notebook, tag):
    return [cell for cell in notebook["cells"] if tag in cell["metadata"].get("tags", [])]


@pytest.fixture(scope="module")
def pages():
    return {path: site_source.page(path) for path in LESSONS}


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem[:2])
def test_explorers_come_alive_from_their_stored_state(path, pages, capsys):
    stored = [out["data"][site_source.MIME] for cell in json.loads(path.read_text("utf-8"))["cells"]
              for out in cell.get("outputs", []) if site_source.MIME in out.get("data", {})]  # fmt: skip
    site_source.page(path)
    assert "stale" not in capsys.readouterr().err, "run `make notebooks`"
    pieces = [out["data"]["text/html"] for cell in pages[path]["cells"] for out in cell.get("outputs", [])
              if "cakit-explorer" in str(out.get("data", {}).get("text/html", ""))]  # fmt: skip
    assert len(pieces) == len(stored)
    for piece in pieces:
        assert re.search(r'</p><img alt="[^"]{20,}" src="data:image/png', piece)
        assert not re.search(r'(?:src|href)="(?:https?:)?//', piece)


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem[:2])
def test_exercises_are_boxes_that_the_page_checks(path, pages):
    asked = cells(pages[path], "exercise")
    assert all("remove-input" in cell["metadata"]["tags"] for cell in asked)
    boxes = [cell for cell in asked if "remove-output" not in cell["metadata"]["tags"]]
    assert len(boxes) == 6 == len(asked) - 1, "and the progress, which is left out"
    for box in boxes:
        piece = box["outputs"][-1]["data"]["text/html"]
        assert "Exercise" in piece and "run the notebook" in piece and "<details>" in piece
        assert not re.search(r'(?:src|href)="(?:https?:)?//', piece)


def test_stored_notebooks_are_free_of_any_builders_syntax():
    for path in BOOKS:
        text = path.read_text(encoding="utf-8")
        assert not re.search(
            r"```\{|:::\{|\{(?:ref|doc|numref)\}`|mystnb|remove-(?:in|out)put|%pip", text
        ), path.name


def test_pictures_have_a_text_to_carry_over():
    for path in BOOKS:
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for out in cell.get("outputs", []):
                if "image/png" in out.get("data", {}):
                    assert out["metadata"]["image/png"]["alt"], f"{path.name}, {cell['id']}"


def test_every_table_gets_a_page_of_the_dictionary():
    import cakit as ck

    made = site_source.dictionary((ROOT / "data/README.md").read_text(encoding="utf-8"))
    names = set(ck.tables()["name"])
    assert {f"data/tables/{name}.md" for name in names} == set(made) - {"data/README.md"}
    assert all(f"(tables/{name}.md)" in made["data/README.md"] for name in names)
    assert (
        site_source.to_tables("[x](../data/README.md#arms_orders)")
        == "[x](../data/tables/arms_orders.md)"
    )


def test_every_page_of_the_docs_is_in_a_table_of_contents():
    trees = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "docs/pages").glob("*.md")
    )
    for path in sorted((ROOT / "docs").rglob("*.md")):
        name = path.relative_to(ROOT).with_suffix("").as_posix()
        if "/pages/" not in name:
            assert name in trees or f"{name.rsplit('/', 1)[0]}/*" in trees, (
                f"{name}: name it in docs/pages"
            )


def test_links_in_the_docs_lead_somewhere():
    for path in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]:
        if "pages" in path.parts:
            continue
        for target in re.findall(r"\]\((?!\w+:|#)([^)#\s]+)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path.relative_to(ROOT)}: {target}"


def test_the_public_address_is_one_field():
    public, readme = site_source.address(), (ROOT / "README.md").read_text(encoding="utf-8")
    link = site_source.binder(public)
    assert (
        (link in readme)
        if link
        else ("not yet published" in readme and "mybinder.org/v2" not in readme)
    )
    assert site_source.binder("https://gitlab.com/a/b", "x").startswith(
        "https://mybinder.org/v2/gl/a%2Fb/HEAD?"
    )
    assert site_source.binder("https://example.org/a/b") == ""


@pytest.mark.parametrize("name", LOCKS)
def test_each_door_has_a_lock_of_its_own(name):
    text = (ROOT / f"{name}.lock").read_text(encoding="utf-8")
    pins = dict(re.findall(r"^([\w.-]+)==([^ \\;]+)", text, re.M))
    wanted = re.findall(r"^([\w-]+)>=", (ROOT / f"{name}.in").read_text(encoding="utf-8"), re.M)
    assert (
        set(wanted) <= set(pins) and "://" not in text and len(pins) <= text.count("--hash=sha256:")
    )
    assert LOCKS[name] not in (ROOT / "requirements.lock").read_text(encoding="utf-8")


def test_binder_opens_on_the_first_notebook_and_warms_it_up():
    config = json.loads((ROOT / "binder/jupyter_server_config.json").read_text(encoding="utf-8"))
    for app in ("ServerApp", "LabApp", "JupyterNotebookApp"):
        opened = config[app]["default_url"].removeprefix("/lab/tree/")
        assert (ROOT / opened).is_file() and "00_" in opened
    post = (ROOT / "binder/postBuild").read_text(encoding="utf-8")
    steps = [
        "unset PYTHONDONTWRITEBYTECODE",
        "requirements.lock",
        "compileall",
        "font_manager",
        "jupyter_server_config",
    ]
    assert [post.find(step) for step in steps] == sorted(
        post.find(step) for step in steps
    ) and steps[0] in post
    assert subprocess.run(["bash", "-n", ROOT / "binder/postBuild"]).returncode == 0


def test_the_offline_folder_refuses_another_python(tmp_path):
    text = (ROOT / "tools/offline_install.py").read_text(encoding="utf-8")
    (tmp_path / "install.py").write_text(text.replace("@python@", "2.7"), encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "install.py"], cwd=tmp_path, capture_output=True, text=True
    )
    assert (
        run.returncode == 1
        and "made for Python 2.7" in run.stdout
        and not (tmp_path / ".venv").exists()
    )


@pytest.mark.skipif(
    not Path("/proc/self/smaps_rollup").exists(), reason="memory is read from /proc"
)
def test_memory_is_read():
    assert 5 < measure.pss(os.getpid()) < 5_000


def test_every_door_is_described_with_how_far_it_was_tried():
    ways = (ROOT / "docs/ways-in.md").read_text(encoding="utf-8")
    assert ways.count("*Tested:*") == 4 and "Windows and macOS" in ways and "100 sessions" in ways
    for path in (ROOT / "docs/ways").glob("*.md"):
        text = path.read_text(encoding="utf-8")
        assert "*Experimental" in text and "**Not tried" in text and f"ways/{path.name}" in ways
