"""Whether a folder of data is whole: hashes, rules, references; and which data these are."""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cakit import door
from cakit.catalog.csvfile import bytes_of
from cakit.catalog.folder import tables_of, told
from cakit.catalog.store import Catalog, current
from cakit.errors import CakitError, InvalidData

if TYPE_CHECKING:
    import pandas as pd


def hash_of(path: Path) -> str:
    """The sha256 of a file, the same whatever its line ends, with and without a byte order mark."""
    content = bytes_of(path).removeprefix(BOM_UTF8)
    return sha256(content.replace(b"\r\n", b"\n")).hexdigest()


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
        listed: list[dict[str, Any]] = json.loads(bytes_of(path).decode("utf-8-sig"))["resources"]
        return {one["name"]: str(one["hash"]).removeprefix("sha256:") for one in listed}
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise InvalidData(path.name, [f"does not list tables with their hash: {error}"]) from error


def verify(folder: Path | None = None) -> list[str]:
    """Every problem of a folder of data; none when it is whole.

    Each table is read by its descriptor: types, keys, vocabularies, countries, references. Its file
    must have the hash that datapackage.json holds, where there is one.
    """
    if folder is not None and not door.path(folder, "folder").is_dir():
        raise CakitError(f"{folder} is no folder")
    catalog = current() if folder is None else Catalog(Path(folder))
    problems = [*told("region.json", lambda: catalog.region)[1], *tables_of(catalog)]
    try:
        kept = _kept(catalog.folder)
    except CakitError as error:
        return [*problems, str(error)]
    problems += [
        f"{path.name}: is not the file that datapackage.json describes"
        for path in sorted(catalog.folder.glob("*.csv"))
        if kept and path.stem in catalog.names and kept.get(path.stem) != hash_of(path)
    ]
    problems += [
        f"datapackage.json: no table {name!r}" for name in sorted(set(kept) - set(catalog.names))
    ]
    return problems
