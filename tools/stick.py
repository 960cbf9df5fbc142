"""Make one HTML that opens by double click and runs notebooks 00 and 01: no server, no network, no installation.

    python tools/stick.py PYTHON FILE [--pyodide SOURCE]        (make stick)

PYTHON is the interpreter of .venv-lite (its kernel is used too). SOURCE is where Pyodide comes from (pyodide.py).
The page is tools/stick.js and tools/stick.css; Python and its packages are in it, packed.
"""

from __future__ import annotations

import base64
import gzip
import html
import tempfile
from pathlib import Path
from typing import Any

import mistune
from in_browser import asked, fitted, runtime
from pyodide import ROOT

HELD = ("00", "01")
MOST = 60  # MB
UNUSED = ("jedi", "parso", "openpyxl", "et_xmlfile")  # completion, and workbooks
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>cakit: {names}</title><style>{style}</style></head><body>
<header><nav>{links}</nav><button id="all">Run all cells</button><span id="state" role="status">Python
starts with the first cell; that takes half a minute.</span><span id="note"></span></header>
<noscript><p>Without scripts this page can be read; nothing runs.</p></noscript>
<main>{sections}</main>
{files}
<script>{script}</script></body></html>
"""


def cell(one: dict[str, Any], markdown: mistune.Markdown) -> str:
    """A cell as the page shows it."""
    if one["cell_type"] == "markdown":
        text = "".join(one["source"])
        for name, bundle in one.get("attachments", {}).items():
            picture = f"data:image/png;base64,{bundle['image/png'].replace(chr(10), '')}"
            text = text.replace(f"attachment:{name}", picture)
        return f'<div class="text">{markdown(text)}</div>'
    source = "".join(one["source"])
    rows = source.count("\n") + 1
    return (
        f'<div class="cell" id="{one["id"]}"><textarea rows="{rows}" spellcheck="false" autocapitalize="off" '
        f'aria-label="Code of cell {one["id"]}">{html.escape(source)}</textarea><button>Run</button>'
        '<div class="out" aria-live="polite"></div></div>'
    )


def section(path: Path) -> str:
    """A notebook as a part of the page."""
    markdown = mistune.create_markdown(
        escape=False, renderer=Safe(escape=False), plugins=["table", "strikethrough"]
    )
    cells = "\n".join(cell(one, markdown) for one in fitted(path)["cells"])
    return f'<section id="{path.name[:2]}" hidden>{cells}</section>'


class Safe(mistune.HTMLRenderer):
    """Links and pictures as they are: the notebooks are ours."""

    def safe_url(self, url: str) -> str:
        return url


def packed(name: str, held: bytes) -> str:
    """A file as text in the page."""
    data = base64.b64encode(gzip.compress(held, 9, mtime=0)).decode()
    return f'<script type="text/plain" id="{name}">{data}</script>'


def make(python: Path, out: Path, pyodide: str) -> None:
    """Write the page, whole or not at all."""
    folder = ROOT / "build/stick-source"
    packages = runtime(folder, pyodide, python, UNUSED)
    kept = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
    kept["packages.bin"] = packages
    books = [next((ROOT / "notebooks").glob(f"{number}_*.ipynb")) for number in HELD]
    page = PAGE.format(
        names=", ".join(HELD),
        style=(ROOT / "tools/stick.css").read_text(encoding="utf-8"),
        links=" ".join(f'<a href="#{number}">Notebook {number}</a>' for number in HELD),
        sections="\n".join(section(path) for path in books),
        files="\n".join(packed(name, held) for name, held in kept.items()),
        script=(ROOT / "tools/stick.js").read_text(encoding="utf-8"),
    )
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".part-") as name:
        part = Path(name, out.name)
        part.write_text(page, encoding="utf-8", newline="\n")
        part.replace(out)
    size = out.stat().st_size / 1e6
    too = f", more than {MOST}" if size > MOST else ""
    print(f"{out}: {size:.0f} MB{too}. Open it by double click.")


if __name__ == "__main__":
    make(*asked(__doc__, "file"))
