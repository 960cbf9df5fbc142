"""The gallery: every picture the notebooks show, with the call that makes it, its finding and its alt text.

`shown` runs a notebook's cells in this process and hands over the Charts; the tests of the pictures use it too.
`gallery` writes a page and the pictures into a folder; nothing of it is kept in the repository.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import sys
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from cakit.figures import Chart

ROOT = Path(__file__).parents[1]
NOTEBOOKS = tuple(sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")))


class Picture(NamedTuple):
    """A Chart that a cell shows."""

    notebook: str
    cell: str
    call: str
    chart: Chart


@cache
def shown(path: Path) -> tuple[Picture, ...]:
    """Run the cells of a notebook, exercises left out, and take every Chart that a cell ends with.

    Parameters
    ----------
    path : Path
        The notebook. It is run once in a session.

    Returns
    -------
    tuple of Picture
    """
    found, sources = [], {}
    for cell, (code, value) in values(path).items():
        sources |= _assigned(code)
        if isinstance(value, Chart):
            found.append(Picture(path.stem, cell, _call(code, sources), value))
    return tuple(found)


@cache
def values(path: Path) -> dict[str, tuple[str, Any]]:
    """The code of every cell of a notebook, exercises left out, and what it ends with."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    names: dict[str, Any] = {"__name__": path.stem}
    found = {}
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in cells:
            if cell["cell_type"] == "code" and "exercise" not in cell["metadata"].get("tags", []):
                code = "".join(cell["source"])
                found[cell["id"]] = code, _run(code, names, f"{path.name}, {cell['id']}")
    return found


def _run(code: str, names: dict[str, Any], where: str) -> Any:
    """Run a cell; the value of its last expression, as a notebook would show it."""
    tree = ast.parse(code)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, where, "exec"), names)
    return (
        eval(compile(ast.Expression(last.value), where, "eval"), names)
        if isinstance(last, ast.Expr)
        else None
    )


def _assigned(code: str) -> dict[str, str]:
    """The source of each assignment to a plain name."""
    return {
        one.targets[0].id: ast.get_source_segment(code, one) or ""
        for one in ast.parse(code).body
        if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name)
    }


def _call(code: str, sources: dict[str, str]) -> str:
    """The lines that make the picture: those of its cell, and where its last name was made if that was elsewhere."""
    last = ast.parse(code).body[-1]
    named = isinstance(last, ast.Expr) and isinstance(last.value, ast.Name) and last.value.id
    made = sources.get(named or "", "")
    return code if not made or made in code else f"{made}\n{code}"


def gallery(folder: Path) -> Path:
    """Write the page and its pictures.

    Parameters
    ----------
    folder : Path
        Gets `gallery.md` and a PNG a picture, named after notebook and cell.

    Returns
    -------
    Path
        The page.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lines = [
        "# Gallery",
        "",
        "Every picture of the notebooks, with the call that makes it and what it shows in words.",
        "",
    ]
    for path in NOTEBOOKS:
        title = (
            "".join(json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"])
            .split("\n")[0]
            .lstrip("# ")
        )
        lines += [f"## {path.stem[:2]}: {title}", ""]
        for one in shown(path):
            name = f"{one.notebook[:2]}-{one.cell}.png"
            (folder / name).write_bytes(one.chart.png())
            alt = one.chart.alt.replace("[", "(").replace("]", ")").replace("\n", " ")
            lines += [f"**{one.chart.title}** {one.chart.finding}", "", f"![{alt}]({name})", "", "```python", one.call.strip(), "```", "",
                      f"In words: {one.chart.alt}", ""]  # fmt: skip
    page = folder / "gallery.md"
    page.write_text("\n".join(lines), encoding="utf-8", newline="\n")
    return page


if __name__ == "__main__":
    print(gallery(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "gallery"))
