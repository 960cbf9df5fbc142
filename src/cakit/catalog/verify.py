"""Whether a folder of data is whole: hashes, rules, references; and which data these are."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cakit.catalog.csvfile import bytes_of
from cakit.catalog.store import Catalog, current
from cakit.errors import CakitError, InvalidData

if TYPE_CHECKING:
    import pandas as pd


def hash_of(path: Path) -> str:
    """The sha256 of a file, the same whatever its line ends."""
    return sha256(bytes_of(path).replace(b"\r\n", b"\n")).hexdigest()


def data_version() -> pd.DataFrame:
    """Which data these are: the sha256 of every table, for a paper's appendix.

    Returns
    -------
    pandas.DataFrame
        A row for each table: `table`, `rows`, `edition`, `sha256` of its file (line ends as LF).
        Tables that are computed have no file. `attrs["version"]` is one hash of all of them.

    Examples
    --------
    >>> data_version().set_index("table").loc["arms_deliveries", "edition"]
    'SIPRI 2026'
    """
    import pandas as pd

    catalog = current()
    tables = [catalog.table(name) for name in catalog.names]
    rows = [
        (table.name, len(catalog.frame(table.name)), table.edition, hash_of(table.path))
        for table in tables
        if table.path
    ]
    found = pd.DataFrame(rows, columns=["table", "rows", "edition", "sha256"])
    lines = "\n".join(
        f"{name} {sha}" for name, sha in zip(found["table"], found["sha256"], strict=True)
    )
    found.attrs["version"] = sha256(lines.encode()).hexdigest()
    return found


def _kept(folder: Path) -> dict[str, str]:
    """Table → the sha256 that datapackage.json holds."""
    path = folder / "datapackage.json"
    if not path.is_file():
        return {}
    try:
        listed: list[dict[str, Any]] = json.loads(bytes_of(path))["resources"]
        return {one["name"]: str(one["hash"]).removeprefix("sha256:") for one in listed}
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise InvalidData(path.name, [f"does not list tables with their hash: {error}"]) from error


def verify(folder: Path | None = None) -> list[str]:
    """Every problem of a folder of data; none when it is whole.

    Each table is read by its descriptor: types, keys, vocabularies, countries, references. Its file
    must have the hash that datapackage.json holds, where there is one.
    """
    if folder is not None and not Path(folder).is_dir():
        raise CakitError(f"{folder} is no folder")
    catalog = current() if folder is None else Catalog(Path(folder))
    problems: list[str] = []

    def tried(what: Any) -> Any:
        try:
            return what()
        except CakitError as error:
            problems.append(str(error))
            return None

    tried(lambda: catalog.region)
    kept = tried(lambda: _kept(catalog.folder)) or {}
    for name in catalog.names:
        table = tried(lambda name=name: catalog.table(name))
        if table is None or tried(lambda name=name: catalog.frame(name)) is None:
            continue
        if table.path and kept and kept.get(name) != hash_of(table.path):
            problems.append(f"{table.path.name}: is not the file that datapackage.json describes")
    problems += [
        f"datapackage.json: no table {name!r}" for name in sorted(set(kept) - set(catalog.names))
    ]
    return problems
