"""Loading, describing, and the guard over our own files."""

import pytest

import cakit as ck
from cakit import catalog
from cakit.errors import InvalidData, UnknownCountry, UnknownTable


def test_tables_lists_every_table_once():
    listed = ck.tables()
    assert listed["name"].is_unique
    assert list(listed.columns) == ["name", "title", "rows", "years", "unit", "edition", "terms"]
    assert (listed["rows"] > 0).all()


def test_load_gives_a_copy_of_your_own():
    mine = ck.load("arms_transfers")
    mine.loc[0, "tiv_million"] = 1e9
    assert ck.load("arms_transfers")["tiv_million"].max() < 1e6


def test_unknown_table():
    with pytest.raises(UnknownTable, match="Nearest: arms_transfers"):
        ck.load("arms transfers")


def test_a_changed_file_of_ours_is_refused_with_the_row(own_data):
    path = own_data / "arms_deliveries.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    cells = lines[3].split(",")
    lines[3] = ",".join([*cells[:3], "MCMXC", *cells[4:]])
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(InvalidData, match=r"arms_deliveries\.csv: .*problem(.|\n)*line 4"):
        ck.load("arms_deliveries")


def test_transfers_are_the_sum_of_deliveries():
    keys = ["recipient_iso3", "supplier_iso3", "year"]
    by_hand = ck.load("arms_deliveries").groupby(keys)["tiv_million"].sum()
    assert ck.load("arms_transfers").set_index(keys)["tiv_million"].sub(by_hand).abs().max() < 1e-4


def test_describe_as_text_and_html():
    card = ck.describe("arms_transfers")
    assert "TIV is not money" in repr(card)
    assert "[TIV million]" in repr(card)
    assert "<table>" in card._repr_html_()


def test_describe_escapes_what_stands_in_the_data(own_data):
    path = own_data / "arms_deliveries.json"
    path.write_text(
        path.read_text(encoding="utf-8").replace("Deliveries of", "<script>alert(1)</script>"),
        encoding="utf-8",
    )
    assert "<script>" not in ck.describe("arms_deliveries")._repr_html_()


def test_country_names():
    assert ck.country("  TÜRKIYE ") == ck.country("turkey") == "TUR"
    with pytest.raises(UnknownCountry, match="Nearest: Kazakhstan"):
        ck.country("Kazakstan")
    with pytest.raises(UnknownCountry):
        ck.country_name("QQQ")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "KAZ-CAN-2014-01",
            "KAZ-CAN-2013-01",
            "line 3: duplicate primary key delivery_id=KAZ-CAN-2013-01, first seen",
        ),
        (",CAN,2013,", ",CAM,2013,", "line 2, column supplier_iso3: no country 'CAM'"),
        (
            ",aircraft,",
            ",aeroplane,",
            "column category: 'aeroplane' is not a value of weapon_category",
        ),
        (
            "KAZ-CAN-2013-01",
            "KAZ-CAN-13-01",
            "line 2, column delivery_id: 'KAZ-CAN-13-01' does not match the pattern",
        ),
        (  # what would be right: the column's own description
            "KAZ-CAN-2013-01",
            "KAZ-CAN-13-01",
            "; the column holds: Key: recipient, supplier, year and a running number",
        ),
        ("aircraft engine", "air\x1bcraft", "column designation: contains U+001B"),
        ("aircraft engine", "air\u202ecraft", "column designation: contains U+202E"),
    ],
)
def test_load_keeps_its_promise_about_keys_codes_patterns_and_signs(old, new, said, own_data):
    path = own_data / "arms_deliveries.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InvalidData) as caught:
        ck.load("arms_deliveries")
    assert said in str(caught.value)


@pytest.mark.parametrize("date", ["2026/11", "11.2026", "Nov 2026", "2026-11-2"])
def test_a_date_that_is_written_otherwise_is_told_how(date, tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(f"tie_id,date_from\nMT-01,{date}\n", encoding="utf-8")
    with pytest.raises(InvalidData) as caught:
        ck.read(path, "military_ties")
    where = f"line 2, column date_from: '{date}' does not match the pattern"
    wrong = next(line for line in caught.value.problems if line.startswith(where))
    assert wrong.endswith("; write 2026, 2026-11 or 2026-11-02")


def test_another_folder_of_data_is_another_catalog(own_data, monkeypatch):
    path = own_data / "countries.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("Kazakhstan", "Qazaqstan", 1), encoding="utf-8"
    )
    assert ck.country_name("KAZ") == "Qazaqstan"
    ck.add_country("XZZ", "Nowhere")
    monkeypatch.delenv("CAKIT_DATA")
    assert ck.country_name("KAZ") == "Kazakhstan"
    with pytest.raises(UnknownCountry):
        ck.country("Nowhere")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is not JSON"),
        (b"{}", "'states' is missing"),
        (b'{"states": [], "colours": {}, "first_year": 1992}', "'states' is"),
        ("{}".encode("utf-16"), "save it as UTF-8"),
    ],
)
def test_a_region_that_is_none_is_refused(content, said, own_data):
    (own_data / "region.json").write_bytes(content)
    with pytest.raises(InvalidData, match=said):
        _ = catalog.FIVE


def test_a_region_saved_with_a_byte_order_mark_is_read(own_data):
    path = own_data / "region.json"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert (
        catalog.FIVE == catalog.THE_FIVE
        and catalog.REGION["first_year"] == catalog.FIRST_YEAR == 1992
    )
