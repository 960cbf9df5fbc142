"""Run notebooks from a clean kernel and store their outputs tidily: `make notebooks`, or name some.

What is stored: the numbers of one clean run (the copies that `cakit start` makes have none), no timings, no widget state and no widget views (a stored view has no model behind it:
JupyterLab would show an error in its place; without it, it shows the picture or the question until the cell is run),
and pictures without the name of the explorer they stood for (it differs from run to run).
"""

from __future__ import annotations

import base64
import json
import os
import re
import sys
from pathlib import Path
from typing import Any

from cakit.explore.explorer import MIME as EXPLORER
from cakit.explore.explorer import unmarked
from cakit_classroom.handout import language

ROOT = Path(__file__).parents[1]
LANGUAGE = language() | {
    "version": "3.11.7"
}  # complete, so that opening changes nothing; one for all
WIDGET = "application/vnd.jupyter.widget-view+json"


def nameless(picture: str) -> str:
    """The picture of an explorer without its explorer's name: the same text in every run."""
    return base64.b64encode(unmarked(base64.b64decode(picture))).decode()


def joined(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Neighbouring pieces of printed text as one: the kernel cuts them where it happens to."""
    found: list[dict[str, Any]] = []
    for one in outputs:
        if one["output_type"] == "stream" and found and found[-1].get("name") == one["name"]:
            found[-1]["text"] = [*found[-1]["text"], *one["text"]]
        else:
            found.append(one)
    for one in found:
        if one["output_type"] == "stream":
            one["text"] = "".join(one["text"]).splitlines(keepends=True)
    return found


def tidy(notebook: dict[str, Any]) -> dict[str, Any]:
    """Drop what differs from run to run or has no meaning outside a kernel."""
    notebook["metadata"] = {
        "kernelspec": {
            "display_name": "Python 3 (ipykernel)",
            "language": "python",
            "name": "python3",
        },
        "language_info": LANGUAGE,
    }
    for cell in notebook["cells"]:
        cell["metadata"].pop("execution", None)
        if "outputs" in cell:
            cell["outputs"] = joined(cell["outputs"])
        for output in cell.get("outputs", []):
            for part in ("data", "metadata"):
                output.get(part, {}).pop(WIDGET, None)
            if "cakit-exercise" in "".join(output.get("data", {}).get("text/html", "")):
                text = "".join(output["data"]["text/html"])
                output["data"]["text/html"] = re.sub(r" cakit-[0-9a-f]{32}", "", text)
            if EXPLORER in output.get("data", {}):
                output["data"]["image/png"] = nameless(output["data"]["image/png"])
    return notebook


def run(path: Path) -> None:
    """Execute one notebook in place."""
    import nbformat
    from nbclient import NotebookClient

    os.environ["CAKIT_ANSWERS"] = "off"
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=120,
        kernel_name="python3",
        record_timing=False,
        store_widget_state=False,
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.execute()
    text = json.dumps(tidy(json.loads(nbformat.writes(notebook))), indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    named = [Path(name).resolve() for name in sys.argv[1:]]
    wanted = named or sorted((ROOT / "notebooks").rglob("[0-9]*.ipynb"))
    wanted = [one for one in wanted if ".ipynb_checkpoints" not in one.parts]
    for number, one in enumerate(wanted, 1):
        told = one.relative_to(ROOT) if one.is_relative_to(ROOT) else one
        print(f"{number}/{len(wanted)} {told}", flush=True)
        run(one)
