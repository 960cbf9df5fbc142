"""Every notebook and solution as it stands: anatomy, caps, prose without figures, tidy outputs, exercises that exist.

What the cells give is compared by nbval; here nothing is run.
"""

import ast
import json
import re
from pathlib import Path

import pytest

from cakit.exercises import exercises

ROOT = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(ROOT.glob("[0-9]*.ipynb"))
SOLUTIONS = sorted((ROOT / "solutions").glob("[0-9]*.ipynb"))
HEADINGS = [
    "What the sources say",
    "What the data show",
    "On the map",
    "Explore",
    "Where the data are weak",
    "Exercises",
    "Discuss",
    "Key points",
    "Absent voices",
    "Going further",
    "Sources",
]
EXPLORER = "application/vnd.cakit.explorer+json"
LIBRARIES = {
    "import cakit as ck",
    "import geopandas as gpd",
    "import matplotlib.pyplot as plt",
    "import numpy as np",
    "import pandas as pd",
    "import seaborn as sns",
}
DRAWS = re.compile(r"\b(?:sns|gpd)\.\w+\(|\.plot[.(]")
OPEN = NOTEBOOKS
GOLF = {ast.NamedExpr, ast.GeneratorExp, ast.Lambda, ast.Starred}
TAGS = {"exercise", "by-hand", "hide-output", "slide", "sheet"}
WIDGET = "application/vnd.jupyter.widget-view+json"
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
ALLOWED = [  # digits that prose may hold
    r"`[^`]*`",  # code
    r"\]\([^)]*\)",  # addresses
    r"^\d\. ",  # numbered lists
    r"\*\*Minutes\*\*: teaching \d+, exercises \d+",
    rf"\b\d{{1,2}} (?:{MONTHS})\b",  # dates
    r"\b(?:19|20)\d\d(?:[–-](?:19|20)?\d\d)?\b",  # years
    r"\bS[0-4](?:-\d\d)?\b",  # texts and their claims
    r"\b[Nn]otebooks? 0\d\b",
    r"\b[Ee]xercises? \d\.\d\b",
]
ODD = {  # what prose must not hold → what must
    "82%": ["82"],
    "Russia supplied 82 per cent of it.": ["82"],
    "1.84 billion": ["1.84"],
    "the 17 drones": ["17"],
    "In 2021–2025 and 1994-95, on 5 March 2026, S0-38 and exercise 1.2 of notebook 01.": [],
    "1. First\n2. Second": [],
    "[a link](https://example.org/12/34) and `period=(2021, 2025)`": [],
    "> **Minutes**: teaching 50, exercises 40.": [],
}


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def source(cell):
    return "".join(cell["source"])


def of(notebook, kind):
    return [cell for cell in notebook["cells"] if cell["cell_type"] == kind]


def is_exercise(cell):
    return "exercise" in cell["metadata"].get("tags", [])


def figures(text):
    """Numbers in prose that are none of the allowed kinds."""
    for pattern in ALLOWED:
        text = re.sub(pattern, " ", text, flags=re.MULTILINE)
    return re.findall(r"\d+(?:[.,]\d+)*", text)


def words(text):
    return len(re.findall(r"[^\W_][\w'’-]*", re.sub(r"`[^`]*`|\]\([^)]*\)", " ", text)))


def calls(cell):
    """Calls of `ck.…` in a cell: (name, list of arguments as syntax)."""
    tree = ast.parse(source(cell))
    found = (
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    )
    return [(node.func.attr, node.args) for node in found if ast.unparse(node.func.value) == "ck"]


def asked(notebook, verb):
    """Exercise ids that the cells of a notebook give to `ck.answer` or `ck.exercise`."""
    cells = [cell for cell in of(notebook, "code") if is_exercise(cell)]
    return [args[0].value for cell in cells for name, args in calls(cell) if name == verb]


def mine(path):
    number = str(int(path.stem[:2]))
    return [key for key in exercises() if key.split(".")[0] == number]


each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
each_file = pytest.mark.parametrize(
    "path", NOTEBOOKS + SOLUTIONS, ids=lambda path: f"{path.parent.name}/{path.stem}"
)


@pytest.mark.parametrize("text", ODD)
def test_the_figure_rule_itself(text):
    assert figures(text) == ODD[text]


@each_notebook
def test_anatomy(path):
    notebook = read(path)
    text = "\n".join(source(cell) for cell in of(notebook, "markdown"))
    titles = re.findall(r"^# (.+)$", text, re.M)
    assert len(titles) == 1 and titles[0].endswith("?"), "one title, and it is a question"
    assert re.findall(r"^## (.+)$", text, re.M) == HEADINGS
    box = source(notebook["cells"][0])
    assert 1 <= len(re.findall(r"^> - ", box, re.M)) <= 3, "at most three objectives"
    for part in (
        "you can**",
        "**Minutes**: teaching ",
        "**Who needs to code**: ",
        "**Texts tested**: ",
    ):
        assert part in box, part
    discuss = text.split("## Discuss\n")[1].split("\n## ")[0]
    assert len(re.findall(r"^\d\. .*\?", discuss, re.M)) == 3, "three questions"
    assert "Predict before you plot" in text.split("## On the map")[0]


@each_notebook
def test_caps(path):
    notebook = read(path)
    code = [cell for cell in of(notebook, "code") if not is_exercise(cell)]
    before = [is_exercise(cell) for cell in of(notebook, "code")].index(True)
    assert 12 <= before <= 30, f"{before} code cells before the exercises"
    for cell in code:
        assert len(source(cell).splitlines()) <= 12, f"{cell['id']} is too long"
    count = sum(words(source(cell)) for cell in of(notebook, "markdown"))
    assert count <= 2100, f"{count} words"
    pictures, explorers = 0, 0
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown" and "## Going further" in source(cell):
            break
        for output in cell.get("outputs", []):
            pictures += "image/png" in output.get("data", {})
            explorers += EXPLORER in output.get("data", {})
    assert explorers == 1, "one explorer"
    assert 1 <= pictures - explorers <= 6, f"{pictures - explorers} exhibits beside the explorer"


@each_notebook
def test_no_figure_in_prose(path):
    for cell in of(read(path), "markdown"):
        assert figures(source(cell)) == [], cell["id"]


def imports(cell):
    """The lines by which a cell imports something."""
    kinds = (ast.Import, ast.ImportFrom)
    return {
        ast.unparse(node) for node in ast.walk(ast.parse(source(cell))) if isinstance(node, kinds)
    }


def drawers(cells):
    """Functions that the cells define and that draw with a library."""
    defined = (node for cell in cells for node in ast.parse(source(cell)).body)
    return {
        node.name
        for node in defined
        if isinstance(node, ast.FunctionDef) and DRAWS.search(ast.unparse(node))
    }


def charts(cell, own=frozenset()):
    """Whether a cell hands what a library, or a function of `own`, drew to `ck.chart`."""
    called = {node.id for node in ast.walk(ast.parse(source(cell))) if isinstance(node, ast.Name)}
    draws = DRAWS.search(source(cell)) or own & called
    return bool(draws) and any(name == "chart" for name, _ in calls(cell))


def test_the_rules_for_cells_themselves():
    drawn = {
        "source": ["ax = sns.barplot(frame)\n", "ck.chart(ax, frame, 'A title', 'A finding.')"]
    }
    assert charts(drawn) and charts({"source": ["ck.chart(frame.plot.bar(), frame, 'A', 'B.')"]})
    assert not charts({"source": ["ax = sns.barplot(frame)"]})
    bars = {"source": ["def bars(frame):\n", "    return frame.plot.bar()"]}
    assert charts({"source": ["ck.chart(bars(frame), frame, 'A', 'B.')"]}, drawers([bars]))
    assert not charts({"source": ["chart = ck.plots.dot_plot(frame, 'value')"]})
    assert imports({"source": ["import os\n", "from math import pi"]}) == {
        "import os",
        "from math import pi",
    }


@each_file
def test_code_is_plain(path):
    code = of(read(path), "code")
    assert "import cakit as ck" in imports(code[0]) <= LIBRARIES, "one cell sets up"
    if len(imports(code[0])) > 1:
        assert "ck.set_theme()" in source(code[0]).splitlines(), "drawings get the kit's look"
    for cell in code:
        text = source(cell)
        assert not re.search(r"^\s*[%!]", text, re.M), f"{cell['id']}: a magic"
        assert not text.rstrip().endswith(";"), f"{cell['id']}: a trailing semicolon"
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, (ast.Import, ast.ImportFrom)) and cell is not code[0]:
                again = is_exercise(cell) and ast.unparse(node) == "import cakit as ck"
                assert again, f"{cell['id']}: an import"
            if isinstance(node, ast.FunctionDef):
                assert node.end_lineno - node.lineno < 5, (
                    f"{cell['id']}: {node.name} is longer than five lines"
                )


@pytest.mark.parametrize("path", OPEN, ids=lambda path: path.stem)
def test_libraries_draw_and_the_kit_vouches(path):
    code = [cell for cell in of(read(path), "code") if not is_exercise(cell)]
    shown = [cell for cell in code if charts(cell, drawers(code))]
    assert len(shown) >= 3, [cell["id"] for cell in shown]
    for cell in shown:
        assert any("image/png" in output.get("data", {}) for output in cell["outputs"]), (
            f"{cell['id']}: no picture"
        )
    for cell in code:
        assert not re.search(r"\bexplorer\.chart\(", source(cell)), (
            f"{cell['id']}: a second picture of the explorer"
        )
        assert not GOLF & {type(node) for node in ast.walk(ast.parse(source(cell)))}, (
            f"{cell['id']}: golf"
        )
        assert all(len(line) <= 100 for line in source(cell).splitlines()), (
            f"{cell['id']}: a long line"
        )


@pytest.mark.parametrize("path", OPEN, ids=lambda path: path.stem)
def test_one_cell_computes_by_hand_what_a_verb_gives(path):
    by_hand = [
        cell for cell in of(read(path), "code") if "by-hand" in cell["metadata"].get("tags", [])
    ]
    assert by_hand
    for cell in by_hand:
        assert re.search(r"\.(?:groupby|pivot|pivot_table|transform)\(", source(cell)), (
            f"{cell['id']}: no sum by hand"
        )
        verb = r"ck\.(?:shares|share_of|concentration|pooled|claims\.verdict)\(|\.by_year\b"
        assert re.search(verb, source(cell)), f"{cell['id']}: no verb of the kit beside it"


@each_file
def test_stored_form_is_tidy(path):
    notebook = read(path)
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert set(notebook["metadata"]) == {"kernelspec", "language_info"}
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    told = {
        "codemirror_mode",
        "file_extension",
        "mimetype",
        "name",
        "nbconvert_exporter",
        "pygments_lexer",
        "version",
    }
    assert set(notebook["metadata"]["language_info"]) == told, "JupyterLab would call it changed"
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(set(ids)) == len(ids)
    for cell in notebook["cells"]:
        assert re.fullmatch(r"[a-z]\d\d-[a-z0-9-]{1,24}", cell["id"]), cell["id"]
        assert set(cell["metadata"]) <= {"tags", "jupyter"}
        tags = cell["metadata"].get("tags", [])
        assert set(tags) <= TAGS and len(set(tags)) == len(tags), f"{cell['id']}: {tags}"
        folded = {"outputs_hidden": True} if "hide-output" in tags else None
        assert cell["metadata"].get("jupyter") == folded, f"{cell['id']}: folded as its tag says"
        assert source(cell).strip(), f"{cell['id']} is empty"


@each_file
def test_outputs(path):
    code = of(read(path), "code")
    counts = [cell["execution_count"] for cell in code]
    assert counts == [*range(1, len(code) + 1)], "run from a clean kernel"
    for cell in code:
        for output in cell["outputs"]:
            assert output["output_type"] != "error", cell["id"]
            assert output.get("name") != "stderr", cell["id"]
            data = output.get("data", {})
            said = "".join(output.get("text", "")) + "".join(
                "".join(data.get(f"text/{kind}", "")) for kind in ("plain", "html")
            )
            assert not re.search(r"\bat 0x[0-9a-f]{6,}|/(home|work|tmp|root|Users)/", said), cell[
                "id"
            ]
            assert WIDGET not in data, (
                f"{cell['id']}: a stored widget view has no model behind it and shows an error"
            )
            if "image/png" in data:
                assert output["metadata"]["image/png"]["alt"].strip(), (
                    f"{cell['id']}: a picture without alt text"
                )
                assert len("".join(data["text/plain"])) > 20, (
                    f"{cell['id']}: a picture without a sentence"
                )


@each_notebook
def test_exercises_exist_and_stand_open(path):
    notebook = read(path)
    assert asked(notebook, "exercise") == mine(path), "the widget route"
    assert not asked(notebook, "answer"), "one cell an exercise"
    assert asked(notebook, "progress") == [path.stem[:2]]
    for cell in of(notebook, "code"):
        verbs = {name for name, _ in calls(cell)} & {"exercise", "progress"}
        assert is_exercise(cell) == bool(verbs), f"{cell['id']}: its tag"
        if is_exercise(cell):
            assert source(cell).startswith("import cakit as ck\n"), "runs after a restart, alone"


def test_every_exercise_has_a_notebook():
    held = {key for path in NOTEBOOKS for key in mine(path)}
    assert held == set(exercises())


@each_notebook
def test_every_notebook_has_its_solutions(path):
    assert ROOT / "solutions" / path.name in SOLUTIONS


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_solutions_answer_everything_rightly(path):
    notebook = read(path)
    assert (ROOT / path.name).exists()
    assert asked(notebook, "answer") == mine(path)
    for cell in of(notebook, "code"):
        if is_exercise(cell):
            said = "".join(cell["outputs"][-1]["data"]["text/plain"])
            assert re.match(r"\d\.\d  (Right|Check yourself)\.", said), said
