"""Wrong arguments and damaged tables by rule: each call gives a right result or the kit's own error.

Function × argument × bad value, and table × kind of damage. No traceback of another kind, no case
over two seconds, nothing that changes the tables of the kit.
"""

import inspect
import json
import time

import pandas as pd
import pytest

import cakit as ck
from cakit.catalog.store import home
from cakit.catalog.verify import verify
from cakit.errors import CakitError

EVERY = 7  # of the cases made by rule; all of them in `make check`

ARMS = {"by": "supplier_iso3", "value": "tiv_million"}


def arms():
    return ck.load("arms_transfers")


def aid():
    return ck.load("us_obligations")


class Odd:
    """An object that is nothing we know."""


BAD = {
    "None": None, "number": 7, "negative": -3, "zero": 0, "nan": float("nan"), "inf": float("inf"),
    "true": True, "empty text": "", "blank": "  ", "text": "nonsense", "long text": "x" * 10_000,
    "escapes": "\x1b[31m\u202e", "bytes": b"abc", "list": ["a", "b"], "empty list": [], "list in list": [["a"]],
    "dict": {"a": 1}, "set": {"a"}, "tuple of three": (1, 2, 3), "turned period": (2020, 2010),
    "half years": (2000.5, 2010), "object": Odd(), "class": Odd, "function": len, "huge": 10**30, "complex": 1j,
    "frame": pd.DataFrame({"a": [1]}), "empty frame": pd.DataFrame(), "series": pd.Series([1, 2]),
    "NA": pd.NA, "date": pd.Timestamp("2020-01-01"),
}  # fmt: skip
CALLS = {
    "load": (ck.load, {"name": "codes"}),
    "describe": (ck.describe, {"name": "codes"}),
    "country": (ck.country, {"name": "KAZ"}),
    "country_name": (ck.country_name, {"iso3": "KAZ"}),
    "add_country": (ck.add_country, {"code": "XQQ", "name": "Qland"}),
    "add_source": (ck.add_source, {"source_id": "q1", "title": "A", "publisher": "B", "date": "2024", "url": "x"}),
    "with_names": (ck.with_names, {"frame": arms}),
    "sources": (ck.sources, {"thing": arms}),
    "cite": (ck.cite, {"thing": arms, "style": "text"}),
    "credit": (ck.credit, {"thing": arms}),
    "read": (ck.read, {"path": arms, "table": "arms_transfers", "columns": None, "encoding": None, "decimal": None, "sheet": None}),
    "shares": (ck.shares, {"frame": arms, **ARMS, "within": "recipient_iso3", "window": 5, "period": (2001, 2020), "zeros": False, "confidence": False}),
    "concentration": (ck.concentration, {"frame": arms, **ARMS, "within": None, "window": 5, "period": (2001, 2020)}),
    "pooled": (ck.pooled, {"frame": arms, "column": "recipient_iso3", "members": ["KAZ", "KGZ"]}),
    "share_of": (ck.share_of, {"made": lambda: ck.shares(arms(), **ARMS), "by": "supplier_iso3", "member": "RUS"}),
    "in_service": (ck.in_service, {"deliveries": lambda: ck.load("arms_deliveries"), "at": 2020, "service_life": 10, "by": "recipient_iso3"}),
    "deflate": (ck.deflate, {"frame": lambda: aid().query("fiscal_year >= 2000"), "value": "obligated_usd", "to": 2020, "series": "gdp_price_index_fy", "year": "fiscal_year"}),
    "decide": (ck.claims.decide, {"claim": "Over half came from one supplier", "comparator": "over", "value": 50, "found": 48.2, "then": None, "step": None, "unit": "percent", "scope": "", "rows": None}),
}  # fmt: skip
CASES = [(name, place, bad) for name, (_, given) in CALLS.items() for place in given for bad in BAD]
SECONDS = 2


def answered(call):
    """The result of a call, or the kit's error; anything else fails the test."""
    start = time.process_time()
    try:
        return call()
    except CakitError as error:
        message = str(error)
        assert len(message) < 20_000
        assert all(line.isprintable() for line in message.split("\n")), ascii(message)
        return error
    finally:
        assert time.process_time() - start < SECONDS


def ready(given):
    return {name: value() if inspect.isfunction(value) else value for name, value in given.items()}


@pytest.mark.parametrize("name", CALLS)
def test_every_call_is_right_as_it_is_made_here(name):
    function, given = CALLS[name]
    function(**ready(given))
    assert set(given) >= set(inspect.signature(function).parameters) - {"aliases"}


@pytest.mark.parametrize(("name", "place", "bad"), CASES)
def test_a_bad_argument_gives_a_result_or_the_kits_error(name, place, bad):
    function, given = CALLS[name]
    made = ready({key: value for key, value in given.items() if key != place})
    answered(lambda: function(**made, **{place: BAD[bad]}))


# Arguments that must be refused, not merely survived.
REFUSED = [
    ("shares", {"by": "nowhere"}), ("shares", {"value": "recipient_iso3"}), ("shares", {"window": 2.5}),
    ("shares", {"window": True}), ("shares", {"within": "supplier_iso3"}), ("shares", {"period": (2020, 2010)}),
    ("shares", {"within": "year"}), ("shares", {"by": "year"}), ("pooled", {"members": ["KAZ", "KAX"]}),
    ("pooled", {"members": []}), ("share_of", {"member": "RSU"}), ("in_service", {"service_life": -1}),
    ("in_service", {"service_life": float("nan")}), ("in_service", {"service_life": {"aircraft": -2}}),
    ("in_service", {"at": 2020.5}), ("in_service", {"by": []}), ("deflate", {"to": 2050}), ("deflate", {"series": "rouble"}),
    ("decide", {"found": float("nan")}), ("decide", {"value": "5"}), ("decide", {"comparator": "roughly"}),
    ("add_source", {"source_id": "S0"}), ("country", {"name": "Kongo"}), ("cite", {"style": "apa"}),
    ("read", {"table": "nowhere"}), ("read", {"decimal": ";"}), ("read", {"path": 5}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "wrong"), REFUSED)
def test_what_cannot_be_right_is_refused(name, wrong):
    function, given = CALLS[name]
    with pytest.raises(CakitError):
        function(**ready(given) | wrong)


# Frames: the same right sums whatever the type, or a refusal.
TOY = {"who": ["a", "a", "b", "c"], "year": [2001, 2003, 2002, 2003], "value": [100, 100, 60, 40]}
RIGHT = {"a": 200 / 3, "b": 20.0, "c": 40 / 3}


def toy(**changed):
    return pd.DataFrame(TOY | changed)


SAME = {
    "int8": lambda: toy().astype({"value": "int8", "year": "int16"}),
    "Int8": lambda: toy().astype({"value": "Int8", "year": "Int32"}),
    "float32": lambda: toy().astype({"value": "float32", "year": "float64"}),
    "Float64": lambda: toy().astype({"value": "Float64"}),
    "object": lambda: toy().astype({"value": object}),
    "category": lambda: toy().astype({"who": "category"}),
    "unused category": lambda: toy(who=pd.Categorical(TOY["who"], list("abcd"))),
    "year as category": lambda: toy().astype({"year": "category"}),
    "duplicate index": lambda: toy().set_axis([0, 0, 0, 0]),
    "index of text": lambda: toy().set_axis(list("wxyz")),
    "shuffled": lambda: toy().iloc[[3, 1, 0, 2]],
    "other columns": lambda: toy(rows=1, known=2, seen=3, lines_=4),
}


@pytest.mark.parametrize("kind", SAME)
@pytest.mark.parametrize("within", [None, "year"])
def test_sums_are_right_in_every_type(kind, within):
    made = ck.shares(SAME[kind](), "who", "value", within)
    if within:
        assert made["share_percent"].round(6).tolist() == [100, 100, 71.428571, 28.571429]
    else:
        assert made.set_index("who")["share_percent"].to_dict() == pytest.approx(RIGHT)


@pytest.mark.parametrize("kind", ["polars", "lazy", "duckdb"])
def test_sums_are_right_in_every_engine_and_empty_is_no_zero(kind):
    polars, duckdb = pytest.importorskip("polars"), pytest.importorskip("duckdb")
    held = toy(value=[100.0, 100.0, None, 40.0])
    gap = float("nan") if kind == "polars" else None
    rows = TOY | {"value": [100.0, 100.0, gap, 40.0]}
    frames = {"polars": polars.DataFrame(rows), "lazy": polars.LazyFrame(rows)}
    frame = frames.get(kind)
    frame = duckdb.sql("SELECT * FROM held") if frame is None else frame
    for made in (ck.shares(frame, "who", "value"), ck.shares(held, "who", "value")):
        shares = made.set_index("who")["share_percent"]
        assert shares[["a", "c"]].tolist() == pytest.approx([250 / 3, 50 / 3])
        assert made["empty_cells"].tolist() == [0, 1, 0] and pd.isna(shares["b"])


WRONG = {
    "text": {"value": ["1", "2", "3", "4"]}, "mixed": {"value": [1, "2", 3, None]}, "infinite": {"value": [1, float("inf"), 2, 3]},
    "minus infinite": {"value": [1, float("-inf"), float("inf"), 3]}, "lists": {"value": [[1], [2], [3], [4]]},
    "dates for values": {"value": pd.date_range("2020", periods=4)}, "half years": {"year": [2001.5, 2002, 2003, 2003]},
    "years as text": {"year": ["2001", "2002", "2003", "2003"]}, "dates": {"year": pd.date_range("2020", periods=4)},
    "years of a billion": {"year": [10**9, 2001, 2002, 2003]}, "no year": {"year": [2001, None, 2002, 2003]},
    "true years": {"year": [True, False, True, True]}, "no name": {"who": ["a", None, "b", "c"]},
    "names of two types": {"who": ["a", 1, "b", "c"]}, "lists for names": {"who": [["a"], ["b"], ["c"], ["d"]]},
    "editions and empty": {"edition": ["x", None, "x", "x"]}, "units": {"unit": ["t", "kg", "t", "t"]},
}  # fmt: skip


@pytest.mark.parametrize("kind", WRONG)
@pytest.mark.parametrize("verb", [ck.shares, ck.concentration])
@pytest.mark.parametrize("window", [None, 2])
def test_a_wrong_column_is_refused(kind, verb, window):
    with pytest.raises(CakitError):
        verb(toy(**WRONG[kind]), "who", "value", window=window)


def test_two_columns_of_one_name_and_negative_values():
    twice = pd.concat([toy(), toy()[["value"]]], axis=1)
    with pytest.raises(CakitError, match=r"several columns 'value'"):
        ck.shares(twice, "who", "value")
    made = ck.shares(toy(value=[100, -50, 60, 40]), "who", "value")
    assert "some values are below zero" in made.attrs["note"]


def test_zeros_give_a_line_every_year_and_confidence_its_part():
    rows = toy(confidence=["high", "low", "medium", "low"])
    made = ck.shares(rows, "who", "value", window=1, zeros=True)
    assert len(made) == 9 and made.groupby("who").size().tolist() == [3, 3, 3]
    line = made[made["who"] == "a"].set_index("year_to")["share_percent"]
    assert line.round(1).to_dict() == {2001: 100.0, 2002: 0.0, 2003: 71.4}
    arms_ = ck.shares(arms(), **ARMS, within="recipient_iso3", window=5, zeros=True)
    plain = ck.shares(arms(), **ARMS, within="recipient_iso3", window=5)
    assert arms_["share_percent"].sum() == pytest.approx(plain["share_percent"].sum())
    assert (arms_["tiv_million"] == 0).sum() >= len(arms_) - len(plain) > 0
    gaps = arms_[arms_["years_without_rows"] == 5]
    assert len(gaps) and gaps["source_ids"].isna().all() and (gaps["lines"] == 0).all()
    spans = rows.drop(columns="year").assign(year_from=[1, 1, 2, 2])
    again = ck.shares(spans, "who", "value", within="year_from", zeros=True)
    assert len(again) == 2 * spans["who"].nunique()
    sure = ck.shares(rows, "who", "value", confidence=True).set_index("who")
    assert sure.loc["a", ["high_percent", "low_percent"]].tolist() == [50.0, 50.0]
    assert sure.loc["b", "medium_percent"] == 100.0


def test_deflate_is_value_times_the_ratio_of_two_indices():
    index = ck.load("deflators").query("series == 'cpi_u_cy'").set_index("year")["price_index"]
    rows = pd.DataFrame({"year": [2000, 2020], "usd": [100.0, None]})
    made = ck.deflate(rows, "usd", 2024, series="cpi_u_cy")
    assert made["usd_2024"].tolist()[0] == pytest.approx(100 * index[2024] / index[2000])
    assert made["usd_2024"].isna().tolist() == [False, True]
    with pytest.raises(CakitError, match="needs finite numbers"):
        ck.deflate(rows.assign(usd=float("-inf")), "usd", 2024, series="cpi_u_cy")
    with pytest.raises(CakitError, match="no value follows 'w'"):
        ck.share_of(pd.DataFrame({"total": [1], "share_percent": [1], "w": ["a"]}), "w", "a")
    with pytest.raises(CakitError, match="price indices of dollars only"):
        ck.deflate(rows.assign(currency="kgs"), "usd", 2024, series="cpi_u_cy")


def test_nothing_written_into_a_table_comes_back():
    before = {name: ck.load(name) for name in ("arms_transfers", "codes", "us_obligations")}
    for name, kept in before.items():
        frame = ck.load(name)
        for column in frame:
            frame[column].array[0] = frame[column].array[-1]
        frame.attrs["table"] = "x"
        frame.index.name = "spoilt"
        frame.columns = range(frame.shape[1])
        pd.testing.assert_frame_equal(ck.load(name), kept)


# Damage to a folder of data: `verify` names each kind.
DAMAGE = {
    "a figure": ("arms_deliveries.csv", lambda text: text.replace(",2013,", ",2014,", 1)),
    "a row twice": ("arms_deliveries.csv", lambda text: text + text.splitlines()[-1] + "\n"),
    "a row less": ("arms_deliveries.csv", lambda text: "\n".join(text.splitlines()[:-1]) + "\n"),
    "an unknown code": ("arms_deliveries.csv", lambda text: text.replace(",CAN,", ",CAM,", 1)),
    "an unknown word": ("arms_deliveries.csv", lambda text: text.replace(",high,", ",sure,", 1)),
    "an unknown source": ("arms_deliveries.csv", lambda text: text.replace(",sipri_at_", ",nobody_at_", 1)),
    "a blank in a code": ("arms_deliveries.csv", lambda text: text.replace(",KAZ,", ",K AZ,", 1)),
    "an escape": ("arms_deliveries.csv", lambda text: text.replace("aircraft", "air\x1bcraft", 1)),
    "a broken descriptor": ("codes.json", lambda text: text[: len(text) // 2]),
    "another type": ("arms_deliveries.json", lambda text: text.replace('"type": "year"', '"type": "decade"', 1)),
    "no region": ("region.json", lambda text: "{}"),
    "a broken list of hashes": ("datapackage.json", lambda text: "[]"),
    "an empty file": ("sources.csv", lambda text: ""),
    "a file too few": ("datapackage.json", lambda text: text.replace('"codes"', '"kodes"', 1)),
}  # fmt: skip


@pytest.mark.parametrize("kind", DAMAGE)
def test_verify_finds_every_kind_of_damage(kind, few_data):
    name, spoil = DAMAGE[kind]
    path = few_data / name
    before = path.read_text(encoding="utf-8")
    assert spoil(before) != before
    path.write_text(spoil(before), encoding="utf-8")
    problems = verify(few_data)
    assert any(path.stem in problem for problem in problems), problems


def test_verify_is_quiet_on_whole_data_whatever_the_line_ends(few_data):
    assert verify(few_data) == []
    path = few_data / "codes.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert verify(few_data) == []


def test_data_version_is_the_sha256_of_each_file():
    from hashlib import sha256

    found = ck.data_version()
    kept = json.loads((home("data") / "datapackage.json").read_text(encoding="utf-8"))
    hashes = {one["name"]: one["hash"] for one in kept["resources"]}
    for row in found.itertuples():
        content = (home("data") / f"{row.table}.csv").read_bytes()
        assert row.sha256 == sha256(content).hexdigest()
        assert hashes[row.table] == f"sha256:{row.sha256}"
    assert len(found.attrs["version"]) == 64


def test_an_old_pandas_is_refused_in_one_sentence():
    import subprocess
    import sys

    code = "import pandas; pandas.__version__ = '2.2.2'; import cakit"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    said = "ImportError: cakit needs pandas 3 or newer, and this is pandas 2.2.2; run: pip install"
    assert ran.stderr.splitlines()[-1].startswith(said)
