"""A release: its sums, its metadata, and what is needed to cite the kit."""

import re
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tools"))
import release  # noqa: E402

ABOUT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def lay_out(folder):
    """A small release."""
    texts = {"cakit-0.1.0-py3-none-any.whl": "w", "data/LICENSES.md": "terms", "data/a.csv": "x\n",
             "slides/00.html": "<p>", "wheels/other.whl": "o"}  # fmt: skip
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_sums_are_those_of_sha256sum(tmp_path):
    assert release.sums(lay_out(tmp_path), "data").splitlines()[1] == (
        "73cb3858a687a8494ca3323053016282f3dad39d42cf62ca4e79dda2aac7d9ac  a.csv"
    )  # printf 'x\n' | sha256sum


def test_the_crate_names_each_part_and_the_terms(tmp_path):
    graph = release.crate(lay_out(tmp_path), ABOUT, "2026-11-24")["@graph"]
    named = {one["@id"]: one for one in graph}
    assert named["ro-crate-metadata.json"]["about"] == {"@id": "./"}
    root = named["./"]
    assert {"name", "description", "datePublished", "license"} <= set(root)
    assert {one["@id"] for one in root["hasPart"]} <= set(named)
    assert named[root["license"]["@id"]]["contentSize"] == "5"
    assert "wheels/other.whl" not in named and "wheels/" in named


def test_the_same_folder_gives_the_same_archive(tmp_path):
    day = datetime(2026, 11, 24, tzinfo=UTC)
    archives = []
    for name in ("a", "b"):
        folder = lay_out(tmp_path / name / "cakit-0.1.0")
        release.packed(folder, day)
        archives.append(folder.with_name("cakit-0.1.0.zip").read_bytes())
    assert archives[0] == archives[1]


def test_paper_and_citation_hold_together():
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors", "abstract", "license"} <= set(cited)
    assert (cited["version"], cited["license"]) == (ABOUT["version"], ABOUT["license"])
    text = (ROOT / "paper.md").read_text(encoding="utf-8")
    _, front, body = text.split("---\n", 2)
    head = yaml.safe_load(front)
    assert {"title", "tags", "authors", "affiliations", "date", "bibliography"} <= set(head)
    assert [one["name"] for one in head["authors"]] == ["cakit contributors"]
    entries = (ROOT / head["bibliography"]).read_text(encoding="utf-8")
    assert set(re.findall(r"@(\w+)", body)) == set(re.findall(r"^@\w+\{(\w+),", entries, re.M))
    assert all("doi" in one or "url" in one for one in entries.split("\n\n"))
    for heading in ("Summary", "Statement of Need", "Experience of use", "References"):
        assert f"\n# {heading}\n" in body
    assert 250 <= len(body.split()) <= 1000
