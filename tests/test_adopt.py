"""A made-up new edition, entered into a copy of the data: what moves, what stays, what is refused."""

import csv
import shutil
from pathlib import Path

import pytest

import cakit as ck
from cakit import catalog
from cakit.catalog.store import Catalog
from cakit.errors import CakitError
from cakit.importers import adopt, compare, edition

HEAD = (
    "SIPRI AT Database ID,Supplier,Recipient,Designation,Description,Armament category,Order date,"
    "Order date is estimate,Numbers delivered,Numbers delivered is estimate,Delivery year,"
    "Delivery year is estimate,Status,SIPRI estimate,TIV deal unit,TIV delivery values,Local production"
)
HELD = catalog.load("arms_deliveries")
NOW = int(HELD["sipri_edition"].iloc[0])


def listing(path, leave_out="", first=1992):
    """The lines that the kit holds, one of them gone, and one of a new year, as SIPRI serves them."""
    lines = [
        "Transfers of major conventional arms from All countries  to All countries . Deals with "
        f"deliveries made for the year range '{first}' to '{NOW}' ",
        "Made up",
        "",
        f"Data generated: 12 Jun {NOW + 1} 1:02:03 PM",
    ]
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write("\n".join([*lines, HEAD]) + "\n")
        writer = csv.writer(out, lineterminator="\n")
        new = {"supplier_iso3": "CHN", "recipient_iso3": "UZB", "designation": "Test-1"}
        new |= {"category": "air_defence", "number_delivered": 2, "year": NOW, "tiv_million": 40}
        for row in [*HELD.to_dict("records"), new | {"description": "SAM", "mark": "none"}]:
            if leave_out and row.get("delivery_id") == leave_out:
                continue
            number = "" if str(row["number_delivered"]) == "<NA>" else row["number_delivered"]
            words = [
                row[name] if isinstance(row[name], str) else ""
                for name in ("designation", "description")
            ]
            mark = "Yes" if "number" in row["mark"] else "" if "not_shown" in row["mark"] else "No"
            names = [ck.country_name(row[side]) for side in ("supplier_iso3", "recipient_iso3")]
            estimate = "Yes" if "date" in row["mark"] else ""
            category = row["category"].replace("_", " ")
            cells = [1, *names, *words, category, "", "", number, mark, row["year"], estimate]
            writer.writerow([*cells, "New", "", "", row["tiv_million"], "No"])
    return path


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(catalog.home("data"), tmp_path / "data")
    return tmp_path / "data"


def test_a_new_edition_is_entered_whole(tmp_path, folder):
    gone = (
        "KGZ-RUS-2019-01"
        if "KGZ-RUS-2019-01" in set(HELD["delivery_id"])
        else HELD["delivery_id"].iloc[-1]
    )
    file = listing(tmp_path / "new.csv", leave_out=gone)
    said = adopt(file, folder=folder)
    assert f"{NOW + 1} edition: {len(HELD)} delivery lines" in said[0]
    made = Catalog(folder)
    new, past = made.frame("arms_deliveries"), made.frame("arms_past_editions")
    lost = HELD.loc[HELD["delivery_id"] == gone, "tiv_million"].sum()
    assert new["tiv_million"].sum() == pytest.approx(HELD["tiv_million"].sum() - lost + 40)
    assert set(new["delivery_id"]) - set(HELD["delivery_id"]) == {f"UZB-CHN-{NOW}-01"}
    moved = past[past["sipri_edition"] == str(NOW)]
    assert moved["tiv_million"].sum() == pytest.approx(HELD["tiv_million"].sum())
    assert moved["delivery_lines"].sum() == len(HELD)
    assert made.table("arms_transfers").coverage[1] == NOW
    assert str(NOW + 1) in set(made.frame("arms_editions")["sipri_edition"])
    changes = made.frame("edition_changes")
    assert changes["designation"].tolist().count("Test-1") == 1 and len(changes) <= 2
    assert (folder / "codes.csv").read_text(encoding="utf-8").count(f"new_in_{NOW + 1}") == 1


def test_a_second_march_follows_the_first(tmp_path, folder):
    first, second = listing(tmp_path / "new.csv"), tmp_path / "later.csv"
    adopt(first, folder=folder)
    later = first.read_text(encoding="utf-8").replace(f"Jun {NOW + 1}", f"Jun {NOW + 2}")
    second.write_text(later.replace(",40,No", ",60,No"), encoding="utf-8")
    adopt(second, folder=folder)
    past = Catalog(folder).frame("arms_past_editions").query("year == @NOW")
    assert past[["sipri_edition", "tiv_million"]].values.tolist() == [[str(NOW + 1), 40.0]]
    new = Catalog(folder).frame("arms_transfers").query("year == @NOW")
    assert new[["sipri_edition", "tiv_million"]].values.tolist() == [[str(NOW + 2), 60.0]]


def test_compare_with_it_says_what_is_new(tmp_path):
    found = compare(edition(str(NOW)), edition(listing(tmp_path / "new.csv")))
    assert len(found.rows) == len(found.small) == 0
    assert found.outside["tiv_new"].tolist() == [40.0]
    short = compare(edition(str(NOW)), edition(listing(tmp_path / "short.csv", first=2020)))
    assert len(short.rows) == 0 and short.verdicts.empty and "all" in short.undecided
    assert "none was decided" in repr(short)


@pytest.mark.parametrize("case", ["older", "short", "register"])
def test_what_cannot_be_an_edition_changes_nothing(tmp_path, folder, case):
    before = {path.name: path.read_bytes() for path in folder.glob("*.*")}
    file = listing(tmp_path / "new.csv", first=2020 if case == "short" else 1992)
    if case == "older":
        text = file.read_text(encoding="utf-8").replace(f"Jun {NOW + 1}", f"Jun {NOW}")
        lines = [line for line in text.split("\n") if "Test-1" not in line]
        file.write_text("\n".join(lines), encoding="utf-8")
    if case == "register":
        file = Path(catalog.home("data"), "examples", "ruritania_2026.csv")
    with pytest.raises(CakitError):
        adopt(file, folder=folder)
    assert {path.name: path.read_bytes() for path in folder.glob("*.*")} == before


def test_a_full_disk_leaves_the_old_edition_whole(tmp_path, folder, monkeypatch):
    before = {path.name: path.read_bytes() for path in folder.glob("*.*")}

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(CakitError, match="No space left on device; nothing was changed"):
        adopt(listing(tmp_path / "new.csv"), folder=folder)
    assert {path.name: path.read_bytes() for path in folder.glob("*.*")} == before
