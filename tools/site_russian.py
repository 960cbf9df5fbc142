"""The pages in Russian: an index, and the notebooks that `make russian` has built and run."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cakit as ck
from cakit.languages import said

BUILT = Path(__file__).parents[1] / "build/ru"
HEAD = (
    '<span lang="ru">[По-русски](ru/index.md)</span>: notebooks in Russian, '
    "not yet read by a native editor.\n\n"
)
INDEX = """# По-русски: как и кем вооружается Центральная Азия?

{told}

Тетради на русском языке — как они были запущены. Интерактивные обозреватели, поля упражнений и вопросы для самопроверки
работают и здесь, без ядра. Чтобы менять код и хранить ответы, возьмите копии командой
`cakit start ПАПКА --language ru`.

{cards}

Непонятное слово? В [словаре терминов](../glossary.md) у каждого есть русское имя; объяснения английские. Сообщения об
ошибках, имена столбцов и тексты внутри таблиц тоже остаются на английском.

```{{toctree}}
:hidden:
:glob:

0*
```
"""


def built() -> list[str]:
    """Names of the notebooks that are built in Russian and run."""
    found = sorted(BUILT.glob("[0-9]*.ipynb"))
    books = {path.stem: json.loads(path.read_text(encoding="utf-8"))["cells"] for path in found}
    return [name for name, cells in books.items() if any(one.get("outputs") for one in cells)]


def title(path: Path) -> str:
    """The question that a notebook asks."""
    first = json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"]
    return "".join(first).splitlines()[0].removeprefix("# ")


def russian(page: Callable[[Path], dict[str, Any]], downloads: Path) -> dict[str, str]:
    """Name → text of the pages in Russian, the notebooks beside them; none where nothing is built."""
    run = [BUILT / f"{name}.ipynb" for name in built()]
    if not run:
        return {}
    downloads.mkdir(parents=True, exist_ok=True)
    ck.language("ru")
    try:
        texts = {f"ru/{path.name}": json.dumps(page(path), ensure_ascii=False) for path in run}
        told = said("Not yet read by a native editor.")
    finally:
        ck.language("en")
    for path in run:
        shutil.copyfile(path, downloads / path.name)
    cards = "\n".join(f"- {one.name[:2]}: [{title(one)}]({one.name})" for one in run)
    return texts | {"ru/index.md": INDEX.format(told=f"*{told}*", cards=cards)}
