"""Help for the tests of explorers: every theme there is, and its part of the browser run in Node."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from cakit import explore
from cakit.explore import explorer

THEMES = [name for name in explore.__all__ if name.islower() and name != "static_html"]
NODE = """
import view from "./view.mjs";
import { readFileSync } from "node:fs";
const { spec, jobs } = JSON.parse(readFileSync(process.argv[2], "utf8"));
console.log(JSON.stringify(jobs.map(([name, state]) => view[name](spec, state))));
"""


def in_node(folder: Path, spec: dict[str, Any], jobs: list[list[Any]]) -> list[Any]:
    """What a theme's module makes of each job [function, state]."""
    node = shutil.which("node")
    if not node:
        pytest.skip("no Node on this machine: the module is not run here (what it is given is still tested)")
    (folder / "view.mjs").write_text(explorer.module(spec["theme"]), encoding="utf-8")
    (folder / "run.mjs").write_text(NODE, encoding="utf-8")
    (folder / "jobs.json").write_text(json.dumps({"spec": spec, "jobs": jobs}), encoding="utf-8")
    command = [node, "run.mjs", "jobs.json"]
    out = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=True)
    return json.loads(out.stdout)
