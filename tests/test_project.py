"""The project's own promises: one lock everywhere, a light import, a wheel that works on its own."""

import json
import os
import re
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
HEAVY = ("scipy", "scikit-learn", "pyarrow", "mapclassify")


def locked(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.-]+)==([^ \\;]+)", text, re.M))


def bare(name: str) -> str:
    return re.split(r"[<>=~!\[ ]", name)[0].lower()


def test_the_lock_holds_what_pyproject_asks_for():
    lab = {bare(one) for one in PROJECT["dependencies"] + PROJECT["optional-dependencies"]["lab"]}
    assert lab <= set(locked("requirements.lock"))
    tools = [
        one
        for extra in ("test", "excel", "engines", "quiz")
        for one in PROJECT["optional-dependencies"][extra]
    ]
    assert {bare(one) for one in tools} - {"cakit"} <= set(locked("tests/requirements.lock"))


def test_the_two_locks_agree():
    lab, tools = locked("requirements.lock"), locked("tests/requirements.lock")
    assert {name: tools.get(name) for name in lab} == lab


def test_locks_have_hashes_and_no_address():
    for name in ("requirements.lock", "tests/requirements.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text and "--index" not in text and "--find-links" not in text
        assert len(re.findall(r"==", text)) <= text.count("--hash=sha256:")


def test_run_time_dependencies_are_few_and_light():
    assert len(PROJECT["dependencies"]) <= 8
    assert not set(HEAVY) & set(locked("requirements.lock"))
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = text[text.index("dependencies = [") : text.index("]\n\n[project.optional")]
    assert all("#" in line for line in block.splitlines()[1:]), "each dependency says why"


def test_make_lab_builds_a_whole_environment_or_none():
    make = (ROOT / "Makefile").read_text(encoding="utf-8")
    rule = make[
        make.index("$(STAMP): requirements.lock") : make.index("# The tools of `make test`")
    ]
    steps = [
        "venv --clear",
        "uv.txt",
        "--require-hashes",
        "../../../../src",
        "server_config",
        "touch",
    ]
    places = [rule.index(step) for step in steps]
    assert (
        places == sorted(places)
        and "pip install --quiet --disable-pip-version-check uv" not in make
    )
    pinned = re.search(
        r"^uv==[\d.]+ \\\n(    --hash=sha256:[0-9a-f]{64}( \\)?\n)+",
        (ROOT / "tests/requirements.lock").read_text("utf-8"),
        re.M,
    )
    cut = subprocess.run(
        ["sed", "-n", r"/^uv==/,/[^\\]$/p", ROOT / "tests/requirements.lock"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert cut.stdout == pinned[0]
    lab = make[make.index("lab: $(STAMP)") : make.index("test: $(TOOLS)")]
    assert "00_start_here" in lab and "--allow-root" in lab and "token=" in lab


def test_jupyterlab_asks_nobody_on_the_network():
    for name in ("tools/jupyter_server_config.json", "binder/jupyter_server_config.json"):
        lab = json.loads((ROOT / name).read_text(encoding="utf-8"))["LabApp"]
        assert lab["extension_manager"] == "readonly" and lab["news_url"] is None, name
        assert lab["check_for_updates_class"] == "jupyterlab.NeverCheckForUpdate", name
    assert '"extension_manager": "readonly"' in (ROOT / "tools/offline_install.py").read_text(
        "utf-8"
    )


def test_environment_runs_the_locked_versions():
    from importlib.metadata import version

    wrong = {
        name: version(name)
        for name in map(bare, PROJECT["dependencies"])
        if version(name) != locked("requirements.lock")[name]
    }
    assert not wrong, f"run `make lab` or `make test`: {wrong}"


def test_binder_has_the_same_python_and_installs_the_lock():
    assert "python=3.11" in (ROOT / "binder/environment.yml").read_text(encoding="utf-8")
    post = (ROOT / "binder/postBuild").read_text(encoding="utf-8")
    assert "--require-hashes -r requirements.lock" in post
    assert os.access(ROOT / "binder/postBuild", os.X_OK)


def test_importing_does_no_work():
    code = "import sys, cakit; print([m for m in ('pandas','numpy','matplotlib','geopandas','seaborn','ipywidgets','narwhals','anywidget') if m in sys.modules])"
    assert (
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.strip()
        == "[]"
    )


def test_public_names_exist_and_none_is_a_module():
    import cakit as ck

    rooms = {path.stem for path in (ROOT / "src/cakit").iterdir()}
    shown = {"maps", "plots", "claims", "explore", "importers", "errors"}
    for name in ck.__all__:
        assert getattr(ck, name) is not None
        assert name in shown or name not in rooms, f"{name} is a module and a public name"
    with pytest.raises(AttributeError, match="Nearest: load"):
        _ = ck.loads


def test_rooms_import_only_from_rooms_above():
    order = [
        "errors",
        "plain",
        "door",
        "languages",
        "inert",
        "catalog",
        "saving",
        "indicators",
        "scenarios",
        "figures",
        "plots",
        "profiles",
        "mineral_facts",
        "maps",
        "claims",
        "writing",
        "importers",
        "exercises",
        "explore",
        "commands",
        "cli",
    ]
    for path in sorted((ROOT / "src/cakit").rglob("*.py")):
        room = path.relative_to(ROOT / "src/cakit").parts[0].removesuffix(".py")
        if room in ("__init__", "__main__"):
            continue
        text = path.read_text(encoding="utf-8")
        used = set(re.findall(r"from cakit\.(\w+)", text))
        for names in re.findall(r"from cakit import ([\w, ]+)", text):
            used |= set(names.replace(" ", "").split(","))
        below = [
            one for one in used - {room} if one in order and order.index(one) > order.index(room)
        ]
        assert not below, f"{path.name} imports from {below}, which stand below it"


def test_the_map_of_rooms_names_each_room():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for folder in ("cakit", "cakit_classroom"):
        there = {path for path in (ROOT / "src" / folder).iterdir() if path.name[0] not in "_."}
        rooms = {path.stem for path in there if path.suffix == ".py" or path.is_dir()}
        table = text.split("| --- | --- |\n")[1 if folder == "cakit" else 2].split("\n\n")[0]
        named = re.findall(r"`(\w+)/?`", "".join(re.findall(r"^\|[^|]*\|", table, re.M)))
        assert sorted(named) == sorted(rooms), folder


def test_the_kit_never_needs_what_only_an_instructor_runs():
    for path in sorted((ROOT / "src/cakit").rglob("*.py")):
        named = "cakit_classroom" in path.read_text(encoding="utf-8")
        assert not named or path.name == "cli.py", f"{path.name} names cakit_classroom"
    assert "import cakit_classroom" not in (ROOT / "src/cakit/cli.py").read_text("utf-8")
    assert "from cakit_classroom" not in (ROOT / "src/cakit/cli.py").read_text("utf-8")
    for path in [*(ROOT / "notebooks").rglob("*.ipynb"), *(ROOT / "notebooks").rglob("*.py")]:
        assert "cakit_classroom" not in path.read_text(encoding="utf-8"), path.name
    code = "import sys, cakit as ck; from cakit import cli; ck.answer('1.1', 5); ck.hint('1.1');"
    code += "ck.exercise('1.3'); ck.progress(); cli.main(['tables']);"
    code += "print([one for one in sys.modules if one.startswith('cakit_classroom')])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.endswith("\n[]\n")


def test_no_address_of_a_registry_and_no_path_of_a_machine_is_committed():
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    bad = re.compile(
        "("
        + "|".join(
            [
                "py" + "pi.org",
                "python" + "hosted",
                "npm" + "js",
                "deb" + "ian.org",
                r"/wo" + "rk/",
                r"/ho" + "me/",
                r"/ro" + "ot/",
            ]
        )
        + ")"
    )
    found = []
    for name in filter(None, names):
        path = ROOT / name
        if path.is_file() and path.suffix not in (".png",):
            found += [
                f"{name}: {hit}"
                for hit in bad.findall(path.read_text(encoding="utf-8", errors="ignore"))
            ]
    assert not found, found


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return next(out.glob("*.whl"))


def test_the_wheel_carries_data_and_notebooks_without_outputs(wheel):
    with zipfile.ZipFile(wheel) as packed:
        names = packed.namelist()
        books = [name for name in names if name.endswith(".ipynb")]
        for name in books:
            cells = json.loads(packed.read(name))["cells"]
            assert not any(cell.get("outputs") or cell.get("execution_count") for cell in cells), (
                name
            )
    here = {
        path.name
        for path in (ROOT / "notebooks").rglob("*.ipynb")
        if ".ipynb_checkpoints" not in path.parts
    }
    assert {Path(name).name for name in books} == here
    exercises = (ROOT / "notebooks/exercises").glob("*.[pt]*")
    assert {f"cakit/notebooks/exercises/{path.name}" for path in exercises} <= set(names)
    assert "cakit_classroom/commands.py" in names and "cakit_classroom/page.js" in names
    assert "cakit/data/arms_deliveries.csv" in names and "cakit/data/geo/five.geojson" in names
    assert wheel.stat().st_size < 4_000_000


def test_the_wheel_works_outside_the_repository(wheel, tmp_path):
    """The wheel alone in an environment of its own (the libraries lent by this one), from another folder."""
    venv.create(tmp_path / "env", with_pip=False)
    site = next((tmp_path / "env").rglob("site-packages"))
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(site)
    import pandas

    (site / "lent.pth").write_text(str(Path(pandas.__file__).parents[1]))
    python = next((tmp_path / "env").glob("[bS]*/python*"))
    code = f"import cakit as ck; assert {site.as_posix()!r} in ck.__file__; print(len(ck.load('arms_transfers')))"
    code += (
        "; assert 'percent' in ck.answer('1.1', 'x').text and len(ck.exercises.exercises()) == 48"
    )
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    run = subprocess.run(
        [python, "-c", code], cwd=tmp_path, env=clean, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    assert int(run.stdout) > 200
    start = [python, "-m", "cakit.cli", "start", "mine"]
    run = subprocess.run(start, cwd=tmp_path, env=clean, capture_output=True, text=True)
    assert run.returncode == 0 and "jupyter lab mine" in run.stdout, run.stderr
    assert (
        not list((tmp_path / "mine").rglob("*.py")) and not (tmp_path / "mine/solutions").exists()
    )
    for name in ("collect", "quiz", "fresh"):
        call = [python, "-m", "cakit.cli", name, "--help"]
        run = subprocess.run(call, cwd=tmp_path, env=clean, capture_output=True, text=True)
        assert run.returncode == 0 and f"usage: cakit {name}" in run.stdout, run.stderr
    again = subprocess.run(start, cwd=tmp_path, env=clean, capture_output=True, text=True)
    assert again.returncode == 1 and "already; nothing was copied" in again.stderr
