"""A new edition of the arms data entered into a data folder: tables, descriptors, coverage."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd

from cakit import catalog, door
from cakit.catalog.csvfile import bytes_of, decoded
from cakit.catalog.store import Catalog, summed, united
from cakit.errors import CakitError
from cakit.importers.rows import lacking
from cakit.importers.sipri import sipri_deliveries
from cakit.saving import save_whole

SAME = (  # a line keeps its id where these agree, first all, then fewer
    ("year", "designation", "number_delivered", "tiv_million"),
    ("year", "designation", "number_delivered"),
    ("year", "designation"),
)
PAIR = ("recipient_iso3", "supplier_iso3")
REFERENCE = "arms_deliveries.delivery_id"
FIGURES = ("number", "tiv_million", "delivery_years")


class Folder:
    """The CSV and JSON files of a data folder, changed in memory and written at the end."""

    def __init__(self, path: Path) -> None:
        self.path, self.changed = path, dict[str, str]()

    def text(self, name: str) -> str:
        """A file as it will be."""
        return self.changed.get(name) or decoded(bytes_of(self.path / name), name)

    def rows(self, table: str) -> pd.DataFrame:
        """The rows of a table as text."""
        return pd.read_csv(io.StringIO(self.text(f"{table}.csv")), dtype=str, keep_default_na=False)

    def put(self, table: str, rows: Any, *key: str) -> None:
        """Replace the rows of a table, in the order of its key."""
        names = self.text(f"{table}.csv").partition("\n")[0].split(",")
        rows = rows.reindex(columns=names).sort_values(list(key), kind="stable")
        self.changed[f"{table}.csv"] = rows.to_csv(index=False, lineterminator="\n")

    def add(self, table: str, rows: Any, *key: str) -> None:
        """Add rows to a table."""
        self.put(table, pd.concat([self.rows(table), pd.DataFrame(rows)]), *key)

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
            try:
                shutil.copytree(self.path, trial)
                for name, text in self.changed.items():
                    (trial / name).write_text(text, encoding="utf-8", newline="")
            except OSError as error:
                why = error.strerror or "a file cannot be copied"
                raise CakitError(f"no trial in {scratch}: {why}; nothing was changed") from error
            tried = Catalog(trial)
            for table in tried.names:
                tried.frame(table)
        save_whole({self.path / name: text.encode() for name, text in self.changed.items()})


@door.plain_arguments
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
    then, now = old["sipri_edition"].iloc[0], got.edition
    _refuse(got, states, then, int(old["year"].min()))
    source = f"sipri_at_{now}_deliveries"
    new, lost = _lines(got.frame[got.frame["recipient_iso3"].isin(states)], old, source)
    here.put("arms_deliveries", new, "delivery_id")
    here.add("arms_past_editions", _sums(old), "sipri_edition", *PAIR, "year")
    made = (re.findall(r"made (\d{4}-\d\d-\d\d)", got.report.edition) or [f"{now}-03"])[0]
    note = f"At the latest: month of the file entered ({Path(file).name})"
    released = {"table": "arms_editions", "edition": now, "released": made[:7]}
    here.add("editions", [released | {"source_id": source, "note": note}], "table", "edition")
    about = {"source_id": source, "title": "Transfers by delivery year, own export", "date": made}
    known = here.rows("sources").query("source_id == 'sipri_at_export'")
    here.add("sources", known.assign(**about), "source_id")
    changes = _changes(old, new, then, now)
    _descriptors(here, then, now)
    here.put("edition_changes", changes, *PAIR, "category", "designation")
    gone = _unlink(here, lost)
    here.write()
    return [
        f"{now} edition: {len(new)} delivery lines of {len(states)} states in arms_deliveries",
        f"{then} edition: moved to arms_past_editions as yearly sums",
        f"edition_changes: {len(changes)} types of weapon differ between {then} and {now}",
        f"delivery lines that are gone: {len(lost)}; links to them taken out: {gone}",
        *filter(None, [got.report.left_out]),
        "next: make generate, make notebooks, make test",
    ]


def _refuse(got: Any, states: list[str], then: str, first: int) -> None:
    if int(got.edition) <= int(then):
        raise CakitError(f"the file is of the {got.edition} edition; the kit holds {then} already")
    missing = lacking(got.frame.attrs["covers"], states, first)
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


def _lines(frame: Any, old: pd.DataFrame, source: str) -> tuple[pd.DataFrame, set[str]]:
    """The lines in the form of `arms_deliveries`, with the ids they had, and the ids that go."""
    new = frame[[name for name in old if name in frame]].map(_text).reset_index(drop=True)
    known = new["category"].isin(catalog.allowed("weapon_category"))
    new["category"] = new["category"].where(known, "other")
    new["confidence"] = (new["mark"] == "none").map({True: "high", False: "medium"})
    new["mark_read_in"] = new["mark"].str.contains("not_shown").map({True: "", False: source})
    new = new.assign(source_id=source, delivery_id="")
    free = old
    for names in SAME:
        keys = [*PAIR, *names]
        rest = new.loc[new["delivery_id"] == "", keys]
        rest["nth"] = rest.groupby(keys).cumcount()
        had = free[[*keys, "delivery_id"]].assign(nth=free.groupby(keys).cumcount())
        ids = rest.merge(had, how="left")["delivery_id"].fillna("")
        new.loc[rest.index, "delivery_id"] = ids.to_numpy()
        free = free[~free["delivery_id"].isin(ids)]
    used = {*new["delivery_id"], *free["delivery_id"]}
    for row in new[new["delivery_id"] == ""].itertuples():
        start = f"{row.recipient_iso3}-{row.supplier_iso3}-{row.year}"
        numbered = (f"{start}-{number:02}" for number in range(1, 100))
        new.loc[row.Index, "delivery_id"] = made = next(
            each for each in numbered if each not in used
        )
        used.add(made)
    return new, set(free["delivery_id"])


def _sums(lines: pd.DataFrame) -> pd.DataFrame:
    """Lines summed by recipient, supplier and year; marks and sources united."""
    numbers = lines.astype({"tiv_million": float})
    made = summed(numbers, ["sipri_edition", *PAIR, "year"], "source_id")
    groups = lines.groupby(["sipri_edition", *PAIR, "year"])
    marks = groups[["mark", "mark_read_in"]].agg(united).reset_index(drop=True)
    marks["mark"] = marks["mark"].str.replace(r"(^|;)none(?=;)|;none$", "", regex=True)
    made["tiv_million"] = made["tiv_million"].map(_text)
    return made.rename(columns={"source_ids": "source_id"}).assign(
        mark=marks["mark"].str.strip(";"), mark_read_in=marks["mark_read_in"]
    )


def _changes(old: pd.DataFrame, new: pd.DataFrame, then: str, now: str) -> pd.DataFrame:
    """Types of weapon whose number, volume or years differ; unknown suppliers are left out."""
    names = [*PAIR, "category", "designation"]
    lines = pd.concat([old.assign(side=then), new.assign(side=now)])
    lines = lines[lines["supplier_iso3"] != "XXX"].astype({"tiv_million": float})
    lines["number"] = pd.to_numeric(lines["number_delivered"]).astype("Int64")
    groups = lines.groupby([*names, "side"])
    sums = groups[["number", "tiv_million"]].sum(min_count=1).round(4)
    told = sums.assign(delivery_years=groups["year"].agg(united)).map(_text).unstack().fillna("")
    lacks = groups.size().unstack().isna()
    change = pd.Series("revised", told.index).mask(lacks[then], f"new_in_{now}")
    made = told.set_axis([f"{name}_{side}_edition" for name, side in told], axis=1)
    made["change"] = change.mask(lacks[now], f"absent_in_{now}")
    sure = lines["confidence"].eq("high").groupby([lines[name] for name in names]).all()
    made["confidence"] = sure.map({True: "high", False: "medium"})
    made["source_ids"] = ";".join([old["source_id"].iloc[0], new["source_id"].iloc[0]])
    same = [told[name][then] == told[name][now] for name in FIGURES]
    return made[~pd.concat(same, axis=1).all(axis=1)].reset_index()


def _descriptors(here: Folder, then: str, now: str) -> None:
    """Editions, coverage and bounds of the arms tables, one edition on."""
    last, newest = str(int(then) - 1), str(int(now) - 1)
    span = (rf'("coverage": \[\d+, ){last}\]', rf"\g<1>{newest}]")
    bound = (rf'"maximum": {last}\b', f'"maximum": {newest}')
    title = (rf'"edition": "SIPRI {then}"', f'"edition": "SIPRI {now}"')
    only = (rf'"enum": \["{then}"\]', f'"enum": ["{now}"]')
    more = (rf'("edition": "SIPRI [^"]*) and {then}"', rf'\g<1>, {then} and {now}"')
    tables = {"arms_deliveries": (title, only), "arms_transfers": (title,)}
    tables |= {"arms_editions": (more,), "arms_edition_totals": (more,)}
    for table, own in tables.items():
        here.swap(f"{table}.json", span, bound, *own)
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
    words = here.rows("codes").query("vocabulary == 'edition_change'")
    for text in (*words["label"], *words["description"]):
        moved = text.replace(then, now).replace(before, then)
        here.swap("codes.csv", (re.escape(text), moved))


def _unlink(here: Folder, lost: set[str]) -> int:
    """Take ids that are gone out of the columns that refer to them; how many there were."""
    gone, held = 0, Catalog(here.path)
    for table in map(held.table, held.names):
        names = [each.name for each in table.fields if each.references == REFERENCE]
        if not names or not table.path:
            continue
        rows = here.rows(table.name)
        for name in names:
            ids = rows[name].str.split(";")
            kept = ids.map(lambda each: [one for one in each if one not in lost])
            gone += int((ids.map(len) - kept.map(len)).sum())
            rows[name] = kept.str.join(";")
        here.put(table.name, rows, table.key[0])
    return gone
