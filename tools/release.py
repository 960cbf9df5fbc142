"""Lay out a release that can be deposited and cited, and that rebuilds itself without a network.

    python tools/release.py build/release    (make release; wants build/slides, sheets and site)

The folder cakit-VERSION has wheel, sdist, decks, sheets, pages, data, the wheels of both locks,
`rebuild.py`, the sums of all files and RO-Crate metadata; beside it the same as a ZIP file. All dates
are the day of CITATION.cff, so that two releases of one state are the same bytes. Wheels of others
are those of this machine's kind and Python.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from datetime import UTC, datetime
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from offline import ROOT, fetch, fresh

BUILT = {"slides": "Decks for class", "sheets": "Sheets for paper", "site": "The lessons as pages"}
BSD = "https://spdx.org/licenses/BSD-3-Clause"
TERMS = "data/LICENSES.md"
OFFICE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
TYPES = {".csv": "text/csv", ".md": "text/markdown", ".whl": "application/zip", ".pptx": OFFICE}


def sums(folder: Path, below: str = "") -> str:
    """The sha256 of each file below a folder, a line each; the lists and the crate left out."""
    paths = sorted(one for one in (folder / below).rglob("*") if one.is_file())
    named = {one.relative_to(folder / below).as_posix(): one.read_bytes() for one in paths}
    return "".join(
        f"{hashlib.sha256(held).hexdigest()}  {name}\n"
        for name, held in named.items()
        if name.split("/")[-1] not in ("SHA256SUMS", "ro-crate-metadata.json")
    )


def crate(folder: Path, about: dict[str, Any], day: str) -> dict[str, Any]:
    """RO-Crate 1.2 metadata of a release."""
    listed = dict(reversed(line.split("  ")) for line in sums(folder).splitlines())
    named = {name: sha for name, sha in listed.items() if not name.startswith(("site/", "wheels/"))}
    files = [
        {
            "@id": name,
            "@type": "File",
            "name": name,
            "description": BUILT.get(name.split("/")[0], "Data, terms or tool"),
            "contentSize": str((folder / name).stat().st_size),
            "encodingFormat": TYPES.get(Path(name).suffix) or guess_type(name)[0] or "text/plain",
            "sha256": sha,
        }
        for name, sha in named.items()
    ]  # fmt: skip
    folders = [
        {"@id": f"{name}/", "@type": "Dataset", "name": name, "description": said}
        for name, said in {**BUILT, "wheels": "What a rebuild installs"}.items()
        if (folder / name).is_dir()
    ]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": f"cakit {about['version']}",
        "description": about["description"],
        "datePublished": day,
        "version": about["version"],
        "author": {"@id": "#contributors"},
        "publisher": {"@id": "#contributors"},
        "license": {"@id": TERMS},
        "hasPart": [{"@id": one["@id"]} for one in [*files, *folders]],
    }
    terms = next(one for one in files if one["@id"] == TERMS)
    terms["@type"] = ["File", "CreativeWork"]
    terms["name"] = (
        "Terms: each table keeps those of its sources; not for commercial use as a whole"
    )
    terms["description"] = (
        "The code is BSD-3-Clause, own prose and figures CC BY 4.0, SIPRI data neither."
    )
    wheel = next(
        one for one in files if one["@id"].startswith("cakit-") and one["@id"].endswith("whl")
    )
    wheel["license"] = [{"@id": BSD}, {"@id": TERMS}]
    graph = [
        {"@id": "ro-crate-metadata.json", "@type": "CreativeWork", "about": {"@id": "./"},
         "conformsTo": {"@id": "https://w3id.org/ro/crate/1.2"}},
        root,
        {"@id": "#contributors", "@type": "Organization", "name": "cakit contributors"},
        {"@id": BSD, "@type": "CreativeWork", "name": "BSD-3-Clause", "description": "Of the code"},
        *files, *folders,
    ]  # fmt: skip
    return {"@context": "https://w3id.org/ro/crate/1.2/context", "@graph": graph}


def packed(folder: Path, when: datetime) -> None:
    """The folder as a ZIP file beside it, every entry of one date."""
    with zipfile.ZipFile(folder.with_name(folder.name + ".zip"), "w") as out:
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            entry = zipfile.ZipInfo(
                path.relative_to(folder.parent).as_posix(), when.timetuple()[:6]
            )
            entry.external_attr = 0o644 << 16
            out.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)


def make(out: Path) -> Path:
    """Lay out the release."""
    about = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    day = re.search(r"^date-released: (\S+)", (ROOT / "CITATION.cff").read_text("utf-8"), re.M)[1]
    when = datetime.fromisoformat(day).replace(tzinfo=UTC)
    folder = out / f"cakit-{about['version']}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for lock in ("requirements.lock", "docs/teach.lock"):
        fetch(folder / "wheels", ROOT / lock)
        shutil.copyfile(ROOT / lock, folder / Path(lock).name)
    print("  wheels of both locks", flush=True)
    dated = {**os.environ, "SOURCE_DATE_EPOCH": str(int(when.timestamp()))}
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-d", str(folder.resolve())],
                   cwd=ROOT, check=True, capture_output=True, env=dated)  # fmt: skip
    print("  wheel and sdist", flush=True)
    for name in BUILT:
        if (ROOT / "build" / name).is_dir():
            fresh(ROOT / "build" / name, folder / name)
        else:
            print(f"  without {name}: build/{name} is not there")
    fresh(ROOT / "data", folder / "data")
    for name in ("README.md", "LICENSE", "CITATION.cff", "CHANGELOG.md", "paper.md", "paper.bib"):
        shutil.copyfile(ROOT / name, folder / name)
    shutil.copyfile(ROOT / "tools/rebuild.py", folder / "rebuild.py")
    (folder / "data/SHA256SUMS").write_text(sums(folder, "data"), encoding="utf-8", newline="\n")
    text = json.dumps(crate(folder, about, day), indent=1, ensure_ascii=False) + "\n"
    (folder / "ro-crate-metadata.json").write_text(text, encoding="utf-8", newline="\n")
    (folder / "SHA256SUMS").write_text(sums(folder), encoding="utf-8", newline="\n")
    packed(folder, when)
    size = folder.with_name(folder.name + ".zip").stat().st_size
    print(f"{folder}: {len(sums(folder).splitlines())} files, {size / 1e6:.0f} MB as ZIP")
    return folder


if __name__ == "__main__":
    make(Path(sys.argv[1]))
