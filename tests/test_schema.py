"""A file that does not keep to its descriptor gets one error that lists every problem."""

import json
from pathlib import Path

import pytest
from conftest import LAST

import cakit as ck
from cakit.catalog.descriptor import descriptor
from cakit.errors import InvalidData, UnknownTable

GOOD = "recipient_iso3,supplier_iso3,year,tiv_million\nKAZ,RUS,2024,1.5\nKGZ,TUR,2024,2\n"


def write(folder: Path, text: str | bytes, name: str = "mine.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def problems(path: Path, **kind: object) -> list[str]:
    before = path.read_bytes()
    with pytest.raises(InvalidData) as caught:
        ck.read(path, "arms_transfers", **kind)
    assert path.read_bytes() == before
    return caught.value.problems


def test_good_file_is_typed(tmp_path):
    frame = ck.read(write(tmp_path, GOOD), "arms_transfers")
    assert frame["year"].dtype == "Int64"
    assert frame["tiv_million"].tolist() == [1.5, 2.0]


def test_columns_are_renamed_and_names_resolved(tmp_path):
    path = write(tmp_path, "Empfänger,von,year,tiv_million\nKyrgyz Republic,Россия,2024,1\n")
    frame = ck.read(
        path, "arms_transfers", columns={"Empfänger": "recipient_iso3", "von": "supplier_iso3"}
    )
    assert frame[["recipient_iso3", "supplier_iso3"]].iloc[0].tolist() == ["KGZ", "RUS"]


def test_every_problem_is_listed_with_line_and_column(tmp_path):
    text = (
        GOOD
        + "KAZ,RUS,2024,lots\nAtlantis,RUS,2023,1\nKAZ,CHN,2123,1\nKAZ,RUS,2024,1\nKAZ,TUR,2024,-1\n,TUR,2020,1\n"
    )
    found = "\n".join(problems(write(tmp_path, text)))
    for said in (
        "line 4, column tiv_million: 'lots' is not a number",
        "line 5, column recipient_iso3: no country 'Atlantis'",
        f"line 6, column year: 2123 is above {LAST}",
        "line 8, column tiv_million: -1 is below 0",
        "line 9, column recipient_iso3: is empty",
    ):
        assert said in found


def test_duplicate_key_names_both_lines(tmp_path):
    row = dict.fromkeys(ck.load("codes").columns, "x")
    lines = [",".join(row), ",".join(row.values()), ",".join(row.values())]
    path = write(tmp_path, "\n".join(lines) + "\n")
    said = "line 3: duplicate primary key vocabulary=x, code=x, first seen on line 2"
    with pytest.raises(InvalidData, match=said):
        ck.read(path, "codes")


def test_missing_and_extra_columns(tmp_path):
    found = problems(write(tmp_path, "recipient_iso3,supplier_iso3,year,tiv\nKAZ,RUS,2024,1\n"))
    assert found == [
        "line 1: column 'tiv' is not in arms_transfers. Nearest: tiv_million.",
        "line 1: column 'tiv_million' is missing",
    ]


def test_wrong_mapping_is_named(tmp_path):
    found = problems(write(tmp_path, GOOD), columns={"wohin": "recipient_iso3"})
    assert found[0].startswith("columns=: the file has no column 'wohin'")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b" \n \n", "is empty"),
        (b"\x89PNG\r\n\x1a\n123", "PNG"),
        (b"PK\x03\x04abc", "Excel"),
        ("Empfänger,b\n1,2\n".encode("cp1252"), "not UTF-8"),
        (b"a,b\n1,\x00\n", "line 2: contains a NUL byte"),
        (b"<!DOCTYPE html><html></html>", "HTML"),
        (b"recipient_iso3;year\nKAZ;2024\n", "column 'supplier_iso3' is missing"),
        (b"a,b\n1,2,3\n", "line 2: 3 cells, but the header has 2"),
        (b"a,a\n1,2\n", "duplicate column 'a'"),
        (b'a,b\n1,"2\n', "line 2"),
    ],
)
def test_files_that_are_no_table(tmp_path, content, said):
    assert said in "\n".join(problems(write(tmp_path, content)))


def test_decimal_comma_is_explained(tmp_path):
    found = problems(write(tmp_path, GOOD + 'KAZ,CHN,2024,"1,5"\n'))
    assert found == ["line 4, column tiv_million: '1,5' is not a number; use a point, not a comma"]


def test_byte_order_mark_is_fine(tmp_path):
    assert len(ck.read(write(tmp_path, b"\xef\xbb\xbf" + GOOD.encode()), "arms_transfers")) == 2


def test_missing_file_and_folder(tmp_path):
    with pytest.raises(InvalidData, match=r"cannot be read: No such file"):
        ck.read(tmp_path / "nowhere.csv", "arms_transfers")
    with pytest.raises(InvalidData, match="is a folder"):
        ck.read(tmp_path, "arms_transfers")


def test_unknown_table_offers_the_nearest(tmp_path):
    with pytest.raises(UnknownTable, match="Nearest: arms_transfers"):
        ck.read(write(tmp_path, GOOD), "arms_transfer")


def test_a_descriptor_that_is_none(tmp_path):
    path = write(tmp_path, json.dumps({"name": "x"}), "x.json")
    with pytest.raises(InvalidData, match="not a table descriptor"):
        descriptor(path)
