"""Lay out what the static site is built from: pages, notebooks with live explorers and without dead cells.

    python tools/site_source.py FOLDER

The stored notebooks stay free of any builder's syntax: what a page needs more than a kernel's reader is put into copies.
Nothing is executed again; pictures and words are those stored, explorers are drawn from their stored state.
"""

from __future__ import annotations

import html
import json
import re
import shutil
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import glossary
from site_boxes import question, self_test
from site_pages import linked, reference
from site_russian import HEAD, built, russian

import cakit as ck
from cakit.catalog.sources import boundary_note
from cakit.errors import CakitError
from cakit.explore.explorer import MIME

ROOT = Path(__file__).parents[1]
COPIED = ("docs/**/*.md", "docs/**/*.png", "data/*.md", "data/geo/*.md", "seeds/*", "CONTRIBUTING.md", "CHANGELOG.md",
          "CITATION.cff", "LICENSE")  # fmt: skip
FOR_CLASS = tuple(f"docs/{name}" for name in ("teaching/", "instructors", "syllabus", "assessment"))
SITE_ONLY = "docs/pages"  # these stand at the top of the site


def address(kind: str = "public") -> str:
    """The public address of the project, or of its browser edition; empty until there is one."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    return str(tomllib.loads(text)["tool"]["cakit"][f"{kind}-address"]).rstrip("/")


def binder(public: str, notebook: str = "00_start_here") -> str:
    """Where Binder opens a notebook of a public repository, or "" where there is none yet.

    Examples
    --------
    >>> binder("https://github.com/someone/cakit")
    'https://mybinder.org/v2/gh/someone/cakit/HEAD?urlpath=lab/tree/notebooks/00_start_here.ipynb'
    >>> binder("")
    ''
    """
    found = re.fullmatch(r"https://(github|gitlab)\.com/(.+)", public)
    if not found:
        return ""
    kind, path = {"github": "gh", "gitlab": "gl"}[found[1]], found[2]
    path = path.replace("/", "%2F") if kind == "gl" else path
    return f"https://mybinder.org/v2/{kind}/{path}/HEAD?urlpath=lab/tree/notebooks/{notebook}.ipynb"


def notebooks() -> list[Path]:
    """The notebooks and their solutions."""
    found = (ROOT / "notebooks").rglob("[0-9]*.ipynb")
    return sorted(path for path in found if ".ipynb_checkpoints" not in path.parts)


def alive(kept: dict[str, Any], picture: str, alt: str) -> str:
    """The explorer of a stored state; its twin for readers without scripts."""
    twin = f'<img alt="{html.escape(alt)}" src="data:image/png;base64,{html.escape(picture)}">'
    try:
        explorer, wrong = ck.explore.restored(kept.get("theme"), kept.get("state"))
    except CakitError as error:
        print(f"  stale: a stored explorer: {error} Run `make notebooks`", file=sys.stderr)
        return twin
    if explorer.digest != kept.get("data"):
        wrong.append("its data have changed")
    for one in wrong:
        said = f"  stale: the stored {kept['theme']} explorer: {one}; run `make notebooks`"
        print(said, file=sys.stderr)
    return ck.explore.static_html(explorer, twin)


def shown(output: dict[str, Any]) -> dict[str, Any]:
    """One output as the page shows it."""
    data = output.get("data", {})
    if MIME not in data:
        return linked(output)
    alt = output["metadata"].get("image/png", {}).get("alt", "")
    piece = alive(data[MIME], "".join(data["image/png"]).replace("\n", ""), alt)
    return {"output_type": "display_data", "metadata": {}, "data": {"text/html": piece}}


def page(path: Path) -> dict[str, Any]:
    """A copy of a stored notebook, made fit to be read without a kernel."""
    notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    solved = path.parent.name == "solutions"
    if not any(cell.get("outputs") for cell in notebook["cells"]):
        print(f"  {path.name} holds no outputs: run `make notebooks`", file=sys.stderr)
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        cell["outputs"] = [shown(one) for one in cell["outputs"]]
        if "exercise" in cell["metadata"].get("tags", []) and not solved:
            question(cell, "../docs/ways-in.html")
    if not solved:
        cells = notebook["cells"]
        at = next(n for n, cell in enumerate(cells) if cell["id"].endswith("-further"))
        cells[at:at] = self_test(str(int(path.name[:2])))
    if path.is_relative_to(ROOT / "notebooks"):  # the glossary explains in English
        glossary.link_notebook(notebook)
    return notebook


def title(path: Path) -> str:
    """The question a notebook asks."""
    first = json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"]
    return "".join(first).splitlines()[0].removeprefix("# ")


def lesson_list(solutions: bool = False) -> str:
    """A table of contents in the site's syntax: the notebooks, or their solutions."""
    kept = [path for path in notebooks() if (path.parent.name == "solutions") == solutions]
    return "\n".join(f"{path.relative_to(ROOT).with_suffix('').as_posix()}" for path in kept)


def cards() -> str:
    """The notebooks with question and number, for the first page."""
    kept = [path for path in notebooks() if path.parent.name != "solutions"]
    return "\n".join(f"- {one.name[:2]}: [{title(one)}](notebooks/{one.name})" for one in kept)


def findings() -> str:
    """What the README says first, for the first page: its findings, and its picture."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    first, picture = text.split("\n\n")[1], re.search(r"^!\[.*\]\(.*\)$", text, re.M)
    return f"{first}\n\n{picture[0] if picture else ''}"


def citation() -> str:
    """The page on citing: the project, and the sources of the rows used."""
    cff = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    return (
        "# How to cite\n\n"
        "Cite the kit, and above all the sources of the rows you use: `ck.cite(frame)` or `ck.cite(chart)` gives them, "
        'as text or, with `style="bibtex"`, as entries. All sources together: [references.bib](seeds/references.bib).\n\n'
        f"```yaml\n{cff}```\n\nWhat may be done with the data: [terms](data/LICENSES.md).\n"
    )


def dictionary(text: str) -> dict[str, str]:
    """The data dictionary as pages: the list of tables, and one a table."""
    head, *parts = re.split(r"^## ", text, flags=re.M)
    pages = {
        f"data/tables/{part.split()[0]}.md": f"# {part}\nBack to [all tables](../README.md)\n"
        for part in parts
    }
    head = re.sub(r"\(#(\w+)\)", r"(tables/\1.md)", head).replace("(geo/)", "(geo/README.md)")
    return {
        "data/README.md": f"{head}\n```{{toctree}}\n:hidden:\n:glob:\n\ntables/*\n```\n"
    } | pages


def to_tables(text: str) -> str:
    """Links into the data dictionary, now a page a table."""
    return re.sub(r"data/README\.md#(\w+)", r"data/tables/\1.md", text)


def facts() -> dict[str, str]:
    """What the pages say in more than one place."""
    public = address()
    return {
        "version": ck.__version__,
        "boundary": boundary_note(),
        "russian": built(),
        "address": public,
        "binder": binder(public),
        "lite": address("lite"),
    }


def filled(text: str) -> str:
    """A page of the site's own, with its lists."""
    lists = {
        "notebooks": lesson_list,
        "solutions": lambda: lesson_list(solutions=True),
        "cards": cards,
        "findings": findings,
        "glossary": glossary.entries,
        "russian": lambda: HEAD if built() else "",
        "ru": lambda: "По-русски <ru/index>" if built() else "",
    }
    return re.sub(r"<<(\w+)>>", lambda found: lists[found[1]](), text)


def copies() -> Iterator[tuple[Path, str]]:
    """The files that stand on the site as they are, and where."""
    for pattern in COPIED:
        for path in sorted(ROOT.glob(pattern)):
            name = path.relative_to(ROOT).as_posix()
            if path.is_file() and not name.startswith((SITE_ONLY, "docs/_")):
                yield path, name


def lay(out: Path) -> None:
    """Lay out the whole source in a folder, which is emptied first."""
    print("  pages, data dictionary, reference", flush=True)
    shutil.rmtree(out, ignore_errors=True)
    texts = {
        f"{path.name}": filled(path.read_text(encoding="utf-8"))
        for path in (ROOT / SITE_ONLY).glob("*.md")
    }
    texts |= dictionary((ROOT / "data/README.md").read_text(encoding="utf-8"))
    texts |= {
        "reference.md": reference(),
        "cite.md": citation(),
        "site.json": json.dumps(facts(), ensure_ascii=False),
    }
    texts |= russian(page, out / "extra/ru")
    for path in notebooks():
        name = path.relative_to(ROOT).as_posix()
        print(f"  {name}", flush=True)
        texts[name] = to_tables(json.dumps(page(path), ensure_ascii=False))
        (out / "extra" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, out / "extra" / name)  # to download: as stored
    for path, name in copies():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".md":
            text = to_tables(path.read_text(encoding="utf-8"))
            text = glossary.linked(text, set()) if name.startswith(FOR_CLASS) else text
            texts.setdefault(name, text)
        else:
            shutil.copyfile(path, out / name)
    for name, text in texts.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text(text, encoding="utf-8", newline="\n")
    pictures(out / "gallery")


def pictures(folder: Path) -> None:
    """The gallery; made again only when notebooks, package or data have changed since."""
    from gallery import gallery

    made = ROOT / "build/gallery"
    page = made / "gallery.md"
    rests_on = [
        path for room in ("notebooks", "src", "data") for path in (ROOT / room).rglob("*.[ipcj]*")
    ]
    if not page.exists() or page.stat().st_mtime < max(path.stat().st_mtime for path in rests_on):
        print("  the gallery: every picture is drawn again", flush=True)
        shutil.rmtree(made, ignore_errors=True)
        gallery(made)
    shutil.copytree(made, folder)


if __name__ == "__main__":
    lay(Path(sys.argv[1]))
