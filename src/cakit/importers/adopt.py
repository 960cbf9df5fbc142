"""A new edition of the arms data entered into a data folder: tables, descriptors, coverage."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cakit import catalog, door
from cakit.catalog.computed import united
from cakit.catalog.csvfile import bytes_of, decoded
from cakit.catalog.store import Catalog
from cakit.errors import CakitError
from cakit.importers.sipri import sipri_deliveries

Row = dict[str, str]
SAME = (  # a line keeps its id where these agree, first all, then fewer
    ("year", "designation", "number_delivered", "tiv_million"),
    ("year", "designation", "number_delivered"),
    ("year", "designation"),
)
WORST = ["high", "medium", "low"]
PAIR = ("recipient_iso3", "supplier_iso3")


class Folder:
    """The CSV and JSON files of a data folder, changed in memory and written at the end."""

    def __init__(self, path: Path) -> None:
        self.path, self.changed = path, dict[str, str]()

    def text(self, name: str) -> str:
        """A file as it will be."""
        return self.changed.get(name) or decoded(bytes_of(self.path / name), name)

    def rows(self, table: str) -> list[Row]:
        """The rows of a table as text."""
        return list(csv.DictReader(io.StringIO(self.text(f"{table}.csv"), newline="")))

    def put(self, table: str, rows: Iterable[Row], *key: str) -> None:
        """Replace the rows of a table, in the order of its key."""
        names = self.text(f"{table}.csv").partition("\n")[0].split(",")
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, names, lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: [row[name] for name in key]))
        self.changed[f"{table}.csv"] = out.getvalue()

    def swap(self, name: str, *pairs: tuple[str, str]) -> None:
        """Exchange text by patterns; each must be found."""
        text = self.text(name)
        for pattern, new in pairs:
            text, times = re.subn(pattern, new, text)
            if not times:
                raise CakitError(f"{name}: nothing like {pattern!r} in it; adopt it by hand")
        self.changed[name] = text

    def write(self) -> None:
        """Write every changed file, after the whole folder has been read once with them."""
        with tempfile.TemporaryDirectory() as scratch:
            trial = Path(scratch, "data")
            shutil.copytree(self.path, trial)
            for name, text in self.changed.items():
                (trial / name).write_text(text, encoding="utf-8", newline="")
            tried = Catalog(trial)
            for table in tried.names:
                tried.frame(table)
        for name, text in self.changed.items():
            (self.path / name).write_text(text, encoding="utf-8", newline="")


def adopt(
    file: str | os.PathLike[str],
    edition: str | int | None = None,
    folder: str | os.PathLike[str] | None = None,
) -> list[str]:
    """Enter SIPRI's listing by delivery year into a data folder as its newest edition.

    It replaces `arms_deliveries`; the edition held until now moves to `arms_past_editions` as
    yearly sums; `edition_changes`, `editions`, `sources` and the descriptors follow. Nothing is
    written unless the whole folder can be read with the changes.

    Parameters
    ----------
    file : path
        The listing for all suppliers and for all years that the table covers.
    edition : str or int, optional
        For a file that does not say when it was made.
    folder : path, optional
        The data folder of a checkout; by default the one the kit reads from.

    Returns
    -------
    list of str
        What was done, a sentence each.

    Raises
    ------
    CakitError
        For a register, a file that covers too little, or an edition that is not newer.
    """
    here = Folder(catalog.home("data") if folder is None else door.path(folder, "folder"))
    states = json.loads(here.text("region.json"))["states"]
    got = sipri_deliveries(file, edition)
    old = here.rows("arms_deliveries")
    then, now = old[0]["sipri_edition"], got.edition
    _refuse(got, states, then, min(int(row["year"]) for row in old))
    source = f"sipri_at_{now}_deliveries"
    new, lost = _lines(got.frame[got.frame["recipient_iso3"].isin(states)], old, source)
    here.put("arms_deliveries", new, "delivery_id")
    past = [*here.rows("arms_past_editions"), *_sums(old, "source_id")]
    here.put("arms_past_editions", past, "sipri_edition", *PAIR, "year")
    made = (re.findall(r"made (\d{4}-\d\d-\d\d)", got.report.edition) or [f"{now}-03"])[0]
    note = f"At the latest: month of the file entered ({Path(file).name})"
    released = {"table": "arms_editions", "edition": now, "released": made[:7]}
    released |= {"source_id": source, "note": note}
    here.put("editions", [*here.rows("editions"), released], "table", "edition")
    about = {"source_id": source, "title": "Transfers by delivery year, own export", "date": made}
    known = next(row for row in here.rows("sources") if row["source_id"] == "sipri_at_export")
    here.put("sources", [*here.rows("sources"), known | about], "source_id")
    changes = _changes(old, new, then, now, old[0]["source_id"], source)
    _descriptors(here, then, now)
    here.put("edition_changes", changes, *PAIR, "category", "designation")
    gone = _unlink(here, lost)
    here.write()
    return [
        f"{now} edition: {len(new)} delivery lines of {len(states)} states in arms_deliveries",
        f"{then} edition: moved to arms_past_editions as yearly sums",
        f"edition_changes: {len(changes)} types of weapon differ between {then} and {now}",
        f"delivery lines that are gone: {len(lost)}; links to them taken out: {gone}",
        "next: make generate, make notebooks, make test",
    ]


def _refuse(got: Any, states: list[str], then: str, first: int) -> None:
    if int(got.edition) <= int(then):
        raise CakitError(f"the file is of the {got.edition} edition; the kit holds {then} already")
    areas = got.frame.attrs["covers"]
    whole = [to for supplier, to, start, _ in areas if supplier is None and start <= first]
    missing = [state for state in states if not any(to is None or state in to for to in whole)]
    if missing:
        problem = f"does not cover {', '.join(missing)} from all suppliers since {first}"
        raise CakitError(f"{got.report.file} {problem}: export it for all of them")


def _text(value: Any) -> str:
    """A value as the tables write it."""
    if value is None or str(value) in ("nan", "<NA>"):
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) and abs(value) < 1e5 else str(value)


def _lines(frame: Any, old: list[Row], source: str) -> tuple[list[Row], set[str]]:
    """The lines in the form of `arms_deliveries`, with the ids they had, and the ids that go."""
    known = catalog.allowed("weapon_category")
    rows: list[Row] = []
    for line in frame.to_dict("records"):
        row = {name: _text(line[name]) for name in old[0] if name in line}
        row["category"] = row["category"] if row["category"] in known else "other"
        row |= {"source_id": source, "confidence": "high" if row["mark"] == "none" else "medium"}
        row["mark_read_in"] = "" if "not_shown" in row["mark"] else source
        rows.append(row)
    free = {row["delivery_id"]: row for row in old}
    for names in SAME:
        ids: dict[tuple[str, ...], list[str]] = {}
        for key, row in free.items():
            ids.setdefault(tuple(row[name] for name in (*PAIR, *names)), []).append(key)
        for row in rows:
            found = ids.get(tuple(row[name] for name in (*PAIR, *names)), [])
            if "delivery_id" not in row and found:
                row["delivery_id"] = found.pop(0)
                free.pop(row["delivery_id"])
    used = {row["delivery_id"] for row in rows if "delivery_id" in row} | set(free)
    for row in rows:
        if "delivery_id" not in row:
            start = "-".join(row[name] for name in (*PAIR, "year"))
            number = next(at for at in range(1, 100) if f"{start}-{at:02}" not in used)
            row["delivery_id"] = f"{start}-{number:02}"
            used.add(row["delivery_id"])
    return rows, set(free)


def _sums(rows: list[Row], source: str) -> list[Row]:
    """Lines summed by recipient, supplier and year; marks and sources united."""
    import pandas as pd

    keys = ["sipri_edition", *PAIR, "year"]
    lines = pd.DataFrame(rows)
    groups = lines.assign(tiv=lines["tiv_million"].astype(float)).groupby(keys)
    made = groups[["mark", source, "mark_read_in"]].agg(united)
    made["mark"] = made["mark"].str.replace(r"(^|;)none(?=;)|;none$", "", regex=True).str.strip(";")
    made["tiv_million"] = groups["tiv"].sum().round(4).map(_text)
    made["delivery_lines"] = groups.size().astype(str)
    made["confidence"] = groups["confidence"].agg(lambda part: max(part, key=WORST.index))
    found: list[Row] = made.reset_index().to_dict("records")
    return found


def _changes(
    old: list[Row], new: list[Row], then: str, now: str, before: str, after: str
) -> list[Row]:
    """Types of weapon whose number, volume or years differ; unknown suppliers are left out."""
    import pandas as pd

    names, columns = [*PAIR, "category", "designation"], ["number", "tiv_million", "delivery_years"]
    lines = pd.concat([pd.DataFrame(old), pd.DataFrame(new)], keys=[then, now], names=["side", ""])
    lines = lines[lines["supplier_iso3"] != "XXX"].reset_index("side")
    found = []
    for key, rows in lines.groupby(names):
        made = dict(zip(names, key, strict=True))
        for edition in (then, now):
            part = rows[rows["side"] == edition]
            numbers = [int(cell) for cell in part["number_delivered"] if cell]
            tiv = _text(round(part["tiv_million"].astype(float).sum(), 4)) if len(part) else ""
            said = [str(sum(numbers)) if numbers else "", tiv, united(part["year"])]
            heads = [f"{column}_{edition}_edition" for column in columns]
            made |= dict(zip(heads, said, strict=True))
        if all(made[f"{name}_{then}_edition"] == made[f"{name}_{now}_edition"] for name in columns):
            continue
        sides, sure = set(rows["side"]), set(rows["confidence"]) == {"high"}
        change = f"new_in_{now}" if then not in sides else "revised"
        made["change"] = change if now in sides else f"absent_in_{now}"
        made |= {"source_ids": f"{before};{after}", "confidence": "high" if sure else "medium"}
        found.append(made)
    return found


def _descriptors(here: Folder, then: str, now: str) -> None:
    """Editions, coverage and bounds of the arms tables, one edition on."""
    last, newest = str(int(then) - 1), str(int(now) - 1)
    span = (rf'("coverage": \[\d+, ){last}\]', rf"\g<1>{newest}]")
    bound = (rf'"maximum": {last}\b', f'"maximum": {newest}')
    title = (rf'"edition": "SIPRI {then}"', f'"edition": "SIPRI {now}"')
    only = (rf'"enum": \["{then}"\]', f'"enum": ["{now}"]')
    here.swap("arms_deliveries.json", title, span, bound, only)
    here.swap("arms_transfers.json", title, span, bound)
    more = (rf'("edition": "SIPRI [^"]*) and {then}"', rf'\g<1>, {then} and {now}"')
    here.swap("arms_editions.json", more, span, bound)
    here.swap("arms_edition_totals.json", more, span, bound)
    past = json.loads(here.text("arms_past_editions.json"))
    fields = {field["name"]: field for field in past["schema"]["fields"]}
    enum = fields["sipri_edition"]["constraints"]["enum"]
    was, will = (f"SIPRI {', '.join(each[:-1])} and {each[-1]}" for each in (enum, [*enum, then]))
    here.swap(
        "arms_past_editions.json",
        (re.escape(was), will),
        (re.escape(json.dumps(enum)), json.dumps([*enum, then])),
        (r'("coverage": \[\d+, |"maximum": )20\d\d\b', rf"\g<1>{last}"),
    )
    before = re.findall(r"number_(\d{4})_edition", here.text("edition_changes.csv"))[0]
    for name in ("edition_changes.csv", "edition_changes.json"):
        here.swap(name, (rf"\b{then}\b|(?<=_){then}(?=_)", "NEW"), (before, then), ("NEW", now))
    here.swap("codes.csv", (rf"in_{then}\b", f"in_{now}"))
    words = [row for row in here.rows("codes") if row["vocabulary"] == "edition_change"]
    for row in words:
        plain = row["description"].replace(then, now).replace(before, then)
        text = row["label"].replace(then, now)
        here.swap(
            "codes.csv", (re.escape(row["label"]), text), (re.escape(row["description"]), plain)
        )


def _unlink(here: Folder, lost: set[str]) -> int:
    """Take ids that are gone out of the columns that refer to them; how many there were."""
    gone = 0
    for path in sorted(here.path.glob("*.json")):
        about = json.loads(here.text(path.name))
        fields = about.get("schema", {}).get("fields", []) if "path" in about else []
        names = [
            field["name"]
            for field in fields
            if field.get("references") == "arms_deliveries.delivery_id"
        ]
        rows = here.rows(path.stem) if names and lost else []
        for row in rows:
            for name in names:
                ids = row[name].split(";")
                kept = [each for each in ids if each not in lost]
                gone += len(ids) - len(kept)
                row[name] = ";".join(kept)
        if rows:
            here.put(path.stem, rows, about["schema"]["primaryKey"][0])
    return gone
