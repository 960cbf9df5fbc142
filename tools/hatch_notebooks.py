"""Put data, exercises and notebooks into the wheel, these without outputs: `cakit start` copies them out."""

import json
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class NotebookHook(BuildHookInterface):  # type: ignore[type-arg]
    """Add the data, stripped copies of the notebooks, and prose and answers of the exercises."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root, out = Path(self.root) / "notebooks", Path(tempfile.mkdtemp())
        for path in sorted(p for p in root.rglob("*.ipynb") if ".ipynb_checkpoints" not in p.parts):
            notebook = json.loads(path.read_text(encoding="utf-8"))
            for cell in notebook["cells"]:
                if cell["cell_type"] == "code":
                    cell |= {"outputs": [], "execution_count": None}
            copy = out / path.relative_to(root)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(
                json.dumps(notebook, indent=1, ensure_ascii=False) + "\n",
                encoding="utf-8",
                newline="\n",
            )
            build_data["force_include"][str(copy)] = (
                f"cakit/notebooks/{path.relative_to(root).as_posix()}"
            )
        for part in ("data", "locale"):
            build_data["force_include"][str(Path(self.root) / part)] = f"cakit/{part}"
        kept = (path for path in (root / "exercises").iterdir() if path.suffix in (".toml", ".py"))
        for path in sorted(kept):  # NN and variants
            build_data["force_include"][str(path)] = f"cakit/notebooks/exercises/{path.name}"
