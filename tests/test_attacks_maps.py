"""Attacks on maps, made by rule: each ends in a right picture or in the kit's own error, at once."""

import copy
import json
import os
import subprocess
import sys
import time
import tracemalloc
from decimal import Decimal
from functools import cache

import numpy as np
import pandas as pd
import pytest

import cakit as ck
from cakit import maps
from cakit.catalog import geojson, home
from cakit.catalog.region import region_of
from cakit.catalog.verify import check
from cakit.errors import CakitError, InvalidData

EVERY = 12  # of the cases made by rule; all of them in `make check`

SECONDS = 2.0
FIVE = ["KAZ", "KGZ", "TJK", "TKM", "UZB"]
STATES = pd.DataFrame({"recipient_iso3": FIVE, "value": [12.0, 0.0, 55.5, 88.0, 3.0]})
FLOWS = STATES.assign(supplier_iso3=["RUS", "CHN", "TUR", "USA", "FRA"])
PLACES = STATES.assign(
    kind=["a", "b", "a", "b", "a"], name=list("vwxyz"), lon=[67.0, 74, 70, 59, 64], lat=40.0
)
DRAW = {
    "choropleth": lambda frame, **how: maps.choropleth(
        frame, **({"value": "value", "label": "Value"} | how)
    ),
    "panels": lambda frame, **how: maps.choropleth(
        frame, **({"value": "value", "label": "Value", "panels": "supplier_iso3"} | how)
    ),
    "flows": lambda frame, **how: maps.flows(frame, **({"value": "value", "label": "Sums"} | how)),
    "symbols": lambda frame, **how: maps.symbols(
        frame, **({"kind": "kind", "name": "name", "label": "Places"} | how)
    ),
}
FRAMES = {"choropleth": STATES, "panels": FLOWS.assign(supplier_iso3="RUS"), "flows": FLOWS,
          "symbols": PLACES}  # fmt: skip
NUMBER = {"choropleth": "value", "panels": "value", "flows": "value", "symbols": "lon"}
WORDS = {"choropleth": "recipient_iso3", "panels": "supplier_iso3", "flows": "supplier_iso3",
         "symbols": "name"}  # fmt: skip


@cache
def plain(kind):
    """What the map of whole rows says."""
    return DRAW[kind](FRAMES[kind]).finding


def outcome(call, *args, **how):
    """The chart, or the kit's error; anything else, or more than two seconds, fails."""
    start = time.process_time()
    try:
        return call(*args, **how)
    except CakitError as error:
        message = str(error)
        assert message and len(message) < 4_000
        assert all(line.isprintable() for line in message.split("\n")), message
        return error
    finally:
        assert time.process_time() - start < SECONDS


# Arguments

BAD = {
    "none": None, "number": 5, "float": 0.5, "nan": float("nan"), "bytes": b"value", "list": ["value"],
    "dict": {"a": 1}, "empty": "", "blank": "  ", "unknown": "no such", "long": "w" * 5_000, "nul": "\0",
    "object": object(), "true": True,
}  # fmt: skip
ARGUMENTS = {
    "choropleth": ("value", "label", "unit", "panels", "title", "note"),
    "flows": ("value", "label", "unit", "title", "note"),
    "symbols": ("kind", "name", "label", "title", "note"),
}  # fmt: skip
HARMLESS = {  # what an argument may be: no error is wanted then
    ("unit", "empty"), ("unit", "blank"), ("unit", "unknown"), ("label", "unknown"),
    ("title", "empty"), ("note", "empty"), ("title", "unknown"), ("note", "unknown"),
    ("note", "blank"), ("panels", "empty"), ("panels", "none"),
}  # fmt: skip


WRONG = [
    (kind, argument, bad)
    for kind, names in ARGUMENTS.items()
    for argument in names
    for bad in BAD
    if (argument, bad) not in HARMLESS
]


@pytest.mark.parametrize("kind, argument, bad", WRONG)
def test_a_wrong_argument_is_refused(kind, argument, bad):
    found = outcome(DRAW[kind], FRAMES[kind], **{argument: BAD[bad]})
    assert isinstance(found, CakitError), found


@pytest.mark.parametrize("bad", sorted(set(BAD) | {"inf"}))
@pytest.mark.parametrize("call", ["extent", "ax", "layer", "lon"])
def test_other_calls_refuse_wrong_arguments(call, bad):
    value = BAD.get(bad, float("inf"))
    if (call, bad) in {("ax", "none"), ("lon", "number"), ("lon", "float"), ("lon", "nan"), ("lon", "inf"),
                       ("lon", "true")}:  # fmt: skip
        pytest.skip("may be given")
    calls = {
        "extent": lambda: maps.basemap(extent=value),
        "ax": lambda: maps.basemap(ax=value),
        "layer": lambda: ck.region(value),
        "lon": lambda: maps.project(value, 45.0),
    }
    if (call, bad) == ("lon", "none"):
        assert np.isnan(maps.project(None, 45.0)[0])
        return
    assert isinstance(outcome(calls[call]), CakitError)


@pytest.mark.parametrize(
    "box",
    [(0, 0, 0, 0), (1, 0, 0, 1), (0, 0, 1), (0, 0, 1, "x"), (0, 0, float("nan"), 1), (0, 0, 1e9, 1),
     (0, 0, float("inf"), 1), (0, 0, 1e-9, 1e-9), range(5), "0011", {0, 1, 2, 3}],
    ids=str,
)  # fmt: skip
def test_a_box_that_is_none_is_refused(box):
    assert isinstance(outcome(maps.basemap, extent=box), CakitError) or set(box) == {0, 1, 2, 3}


# Frames

NO_FRAMES = {"none": None, "dict": {"value": [1]}, "list": [1, 2], "text": "value", "array": np.zeros((2, 2)),
             "number": 3, "no columns": pd.DataFrame(), "function": print,
             "no rows": STATES.head(0), "many headers": pd.concat({"a": FLOWS}, axis=1)}  # fmt: skip
ENGINES = ("polars", "lazy", "duckdb", "arrow", "geopandas")


@pytest.mark.parametrize("bad", NO_FRAMES)
@pytest.mark.parametrize("kind", DRAW)
def test_what_is_no_frame_is_refused(kind, bad):
    assert isinstance(outcome(DRAW[kind], NO_FRAMES[bad]), CakitError)


def of_engine(frame, engine):
    if engine == "geopandas":
        return pytest.importorskip("geopandas").GeoDataFrame(frame)
    if engine == "arrow":
        return pytest.importorskip("pyarrow").Table.from_pandas(frame)
    if engine == "duckdb":
        return pytest.importorskip("duckdb").from_df(frame)
    polars = pytest.importorskip("polars").DataFrame(frame.to_dict("list"))
    return polars.lazy() if engine == "lazy" else polars


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("kind", DRAW)
def test_a_frame_of_any_engine_says_the_same(kind, engine):
    found = DRAW[kind](of_engine(FRAMES[kind], engine))
    assert found.finding == plain(kind)


# Values

NUMBERS = {  # in the first row of the column of numbers: what they do
    "text": ("many", CakitError), "comma": ("1,5", CakitError), "inf": (float("inf"), CakitError),
    "minus inf": (float("-inf"), CakitError), "huge": (1e301, CakitError), "too long": (10**400, CakitError),
    "date": (pd.Timestamp("2024-01-01"), CakitError), "list": ([1], CakitError), "dict": ({}, CakitError),
    "complex": (1j, CakitError), "decimal": (Decimal("12"), "12"), "text of digits": ("12", "12"),
    "missing": (None, "no data"), "nan": (float("nan"), "no data"), "NA": (pd.NA, "no data"),
}  # fmt: skip


@pytest.mark.parametrize("bad", NUMBERS)
@pytest.mark.parametrize("kind", DRAW)
def test_a_cell_that_is_no_number_is_refused_with_its_row(kind, bad):
    value, wanted = NUMBERS[bad]
    frame = FRAMES[kind].astype({NUMBER[kind]: "object"})
    frame.at[0, NUMBER[kind]] = value
    found = outcome(DRAW[kind], frame)
    if wanted is CakitError:
        assert isinstance(found, CakitError)
        assert "row 1" in str(found)
    elif kind == "choropleth":
        assert wanted in found.finding
    else:
        assert not isinstance(found, CakitError)


TYPES = ("int8", "int64", "uint8", "float32", "Int16", "Float64", "category", "string", "object")
WRONG_TYPES = ("bool", "complex128", "datetime64[ns]", "timedelta64[ns]")


@pytest.mark.parametrize("dtype", [*TYPES, *WRONG_TYPES])
def test_every_type_of_number_gives_the_same_map(dtype):
    whole = STATES.assign(value=[12, 0, 55, 88, 3])
    found = outcome(DRAW["choropleth"], whole.assign(value=whole["value"].astype(dtype)))
    if dtype in WRONG_TYPES:
        assert "not numbers" in str(found)
    else:
        assert found.finding.startswith("Value: Turkmenistan 88, Tajikistan 55, Kazakhstan 12,")


@pytest.mark.parametrize("kind", DRAW)
@pytest.mark.parametrize("how", ["index", "columns", "one row", "shuffled", "category"])
def test_index_and_columns_do_not_matter(kind, how):
    frame = FRAMES[kind]
    changed = {
        "index": lambda: frame.set_axis([7] * len(frame)),
        "columns": lambda: pd.concat([frame, frame[[NUMBER[kind]]]], axis=1),
        "one row": lambda: frame.head(1),
        "shuffled": lambda: frame[frame.columns[::-1]],
        "category": lambda: frame.astype({WORDS[kind]: "category", "recipient_iso3": "category"}),
    }[how]()
    found = outcome(DRAW[kind], changed)
    if how == "columns":
        assert f"several columns {NUMBER[kind]!r}" in str(found)
    else:
        assert not isinstance(found, CakitError), found
        if how != "one row":
            assert found.finding == plain(kind)


HOSTILE = {
    "markup": "<script>alert(1)</script>", "mathtext": r"$\frac{1}{$", "formula": "=1+1", "line end": "a\nb\r\nc",
    "turning": "\u202eabc\u202c", "escape": "\x1b[31mred", "nul": "a\0b", "invisible": "\u200b\ufeff",
    "surrogate": "\ud800", "long": "w" * 3_000, "words": "word " * 500, "letters": "日本 한국 ไทย हिन्दी ⃀ 🚀",
    "combining": "e" + "\u0301" * 300, "blank": "   ", "empty": "", "percent": "%s %d {0} {x}",
}  # fmt: skip


@pytest.mark.parametrize("bad", HOSTILE)
@pytest.mark.parametrize("kind", DRAW)
def test_a_hostile_name_is_drawn_or_refused(kind, bad):
    frame = FRAMES[kind].astype({WORDS[kind]: "object"})
    frame.at[0, WORDS[kind]] = HOSTILE[bad]
    found = outcome(DRAW[kind], frame)
    if kind == "choropleth":
        assert isinstance(found, CakitError)  # a state that is none
    if not isinstance(found, CakitError):
        assert all(line.isprintable() for line in found.alt.split("\n"))
        if kind == "symbols" and bad in ("letters", "surrogate", "combining", "mathtext", "words"):
            assert outcome(found.png)


@pytest.mark.parametrize("kind", DRAW)
def test_ten_thousand_rows_end_at_once(kind):
    many = FRAMES[kind].iloc[np.arange(10_000) % 5].reset_index(drop=True)
    many[WORDS[kind]] = [f"N{n}" for n in range(10_000)]
    assert isinstance(outcome(DRAW[kind], many), CakitError)


def test_ten_thousand_suppliers_of_which_some_are_known():
    many = pd.DataFrame({"supplier_iso3": [f"N{n}" for n in range(9_000)], "recipient_iso3": "KAZ"})
    tracemalloc.start()
    found = maps.flows(pd.concat([FLOWS, many]).assign(value=1.0), "value", "Sums")
    assert tracemalloc.get_traced_memory()[1] < 500e6
    tracemalloc.stop()
    assert "9000 others" in found.finding.replace(",", "")
    assert len(found.alt) < 20_000
    assert "and 8988 more" in found.figure.texts[-1].get_text().replace("\n", " ")


@pytest.mark.parametrize("value", [1e300, 1e13, 1e-300, -1e-9, -1e300, 123456789.0], ids=str)
def test_very_large_and_very_small_values_are_readable(value):
    found = outcome(DRAW["choropleth"], STATES.assign(value=[value, *[1.0] * 4]))
    assert len(found.finding) < 200 and "-0 " not in found.finding
    flow = outcome(DRAW["flows"], FLOWS.assign(value=[value, *[1.0] * 4]))
    assert isinstance(flow, CakitError) == (value < 0)


# A region folder

REGION = json.loads((home("data") / "region.json").read_text(encoding="utf-8"))
VALUES = {"null": None, "number": 5, "nan": float("nan"), "text": "rubbish", "list": [1, 2], "dict": {"RUS": "x"},
          "long": "w" * 10_000, "nested": [[["KAZ"]]]}  # fmt: skip
RIGHT = {("name", "text"), ("reach", "text"), ("map_note", "text"), ("boundary_note", "text")}


@pytest.mark.parametrize("bad", VALUES)
@pytest.mark.parametrize("key", sorted(REGION))
def test_a_wrong_value_in_region_json_is_named(key, bad):
    if (key, bad) in RIGHT:
        return
    with pytest.raises(InvalidData, match=repr(key)):
        region_of(json.dumps(REGION | {key: VALUES[bad]}).encode())


@pytest.mark.parametrize("key", sorted(REGION))
def test_a_key_that_is_missing_is_named_or_has_a_default(key):
    content = json.dumps({name: one for name, one in REGION.items() if name != key}).encode()
    found = outcome(region_of, content)
    needed = ("name", "states", "first_year", "projection", "frame")
    assert (f"{key!r} is missing" in str(found)) == (key in needed)
    if key not in needed:
        assert key in found


WHOLE = (home("data") / "region.json").read_bytes()
SPOILT = {"empty": b"", "cut": WHOLE[:200], "utf-16": WHOLE.decode().encode("utf-16"), "list": b"[]",
          "text": b'"x"', "deep": b"[" * 100_000, "binary": bytes(range(256)), "two": WHOLE * 2,
          "a typo": WHOLE.replace(b'"colours"', b'"colors"')}  # fmt: skip


@pytest.mark.parametrize("how", SPOILT)
def test_a_spoilt_region_json_is_one_sentence(how):
    with pytest.raises(InvalidData, match=r"region\.json: 1 problem"):
        region_of(SPOILT[how])


def test_a_byte_order_mark_does_no_harm():
    assert region_of(b"\xef\xbb\xbf" + WHOLE) == region_of(WHOLE)


@pytest.mark.parametrize(
    "projection",
    ["", "rubbish", "+proj=merc +units=km", "+proj=laea +lat_0=46 +lon_0=65", "EPSG:4326",
     "+proj=laea +lat_0=90 +lon_0=0 +units=km", "+proj=laea +lat_0=x +lon_0=0 +units=km",
     "+proj=laea +lat_0=nan +lon_0=0 +units=km", "+proj=laea +lat_0=46 +lon_0=65 +units=m",
     "+proj=laea +lat_0=46 +lon_0=65 +units=km +x_0=9"],
)  # fmt: skip
def test_another_projection_is_refused_with_the_right_one(projection):
    with pytest.raises(InvalidData, match=r"right would be '\+proj=laea"):
        region_of(json.dumps(REGION | {"projection": projection}).encode())


SQUARE = [[[60.0, 40.0], [62.0, 40.0], [62.0, 42.0], [60.0, 40.0]]]
FEATURE = {
    "type": "Feature",
    "properties": {"iso3": "KAZ", "name": "K", "label_lon": 61.0, "label_lat": 41.0},
    "geometry": {"type": "Polygon", "coordinates": SQUARE},
}


def changed(**change):
    return copy.deepcopy(FEATURE) | change


def about(**change):
    return changed(properties=FEATURE["properties"] | change)


def shaped(coordinates, kind="Polygon"):
    return changed(geometry={"type": kind, "coordinates": coordinates})


FEATURES = {
    "no properties": changed(properties=None), "no shape": changed(geometry=None), "a point": shaped([1, 2], "Point"),
    "no coordinates": shaped(None), "empty": shaped([]), "an empty ring": shaped([[]]), "text": shaped("abc"),
    "letters": shaped([[["a", "b"]] * 4]), "three points": shaped([SQUARE[0][:3]]), "one number": shaped([[[1.0]] * 4]),
    "not degrees": shaped([[[600.0, 40.0]] * 4]), "metres": shaped([[[5e6, 4e6]] * 4]),
    "nan": shaped([[[float("nan"), 40.0]] * 4]), "inf": shaped([[[float("inf"), 40.0]] * 4]), "deep": shaped([SQUARE]),
    "shallow": shaped(SQUARE[0]), "another kind": shaped(SQUARE, "Curve"), "a list": [], "null": None, "a number": 5,
    "no code": about(iso3=None), "no name": about(name=""), "a label in words": about(label_lon="east"),
    "no label": about(label_lat=None), "a true label": about(label_lon=True), "a code as number": about(iso3=5),
}  # fmt: skip


def folder_of(path, *rows, **files):
    """A folder with `geo/layers.json` and one file of outlines."""
    (path / "geo").mkdir(exist_ok=True)
    layers = [
        {"layer": name, "file": f"{name}.json", "source_id": "S0"} for name in ("states", "world")
    ]
    contents = {"layers": {"layers": layers}, "states": {"features": list(rows)}} | files
    for name, content in contents.items():
        text = content if isinstance(content, bytes) else json.dumps(content).encode()
        (path / "geo" / f"{name}.json").write_bytes(text)
    return path


@pytest.mark.parametrize("bad", FEATURES)
def test_a_broken_feature_is_named_by_its_number(bad, tmp_path):
    with pytest.raises(InvalidData, match=r"geo/states\.json: .*\n.*feature 2: "):
        geojson.features(folder_of(tmp_path, FEATURE, FEATURES[bad]), "states")


FILES = {"empty": b"", "cut": b'{"features": [{"type"', "list": [], "no features": {"features": []},
         "utf-16": json.dumps({"features": [FEATURE]}).encode("utf-16"), "text": b"hello", "deep": b"[" * 100_000,
         "a dict of features": {"features": {"0": FEATURE}}, "twice": {"features": [FEATURE, FEATURE]}}  # fmt: skip


@pytest.mark.parametrize("bad", FILES)
def test_a_broken_file_of_outlines_is_one_sentence(bad, tmp_path):
    with pytest.raises(InvalidData, match=r"geo/states\.json: 1 problem"):
        geojson.features(folder_of(tmp_path, FEATURE, states=FILES[bad]), "states")


@pytest.mark.parametrize(
    "rows",
    [None, [], {}, [{"layer": "states"}], [{"layer": "states", "file": "../../x", "source_id": "S0"}],
     [{"layer": "states", "file": 5, "source_id": "S0"}], "states", [5]],
    ids=str,
)  # fmt: skip
def test_broken_layers_are_named(rows, tmp_path):
    with pytest.raises(InvalidData, match=r"geo/layers\.json"):
        geojson.layers(folder_of(tmp_path, FEATURE, layers={"layers": rows}))


def test_outlines_that_are_whole_are_read_in_either_direction(tmp_path):
    backwards = shaped([SQUARE[0][::-1]])
    assert geojson.features(folder_of(tmp_path, FEATURE), "states") == [FEATURE]
    assert geojson.features(folder_of(tmp_path, backwards), "states") == [backwards]
    assert geojson.features(tmp_path, "lakes") == []


# The command line

COMMAND = [sys.executable, "-m", "cakit.cli"]


HOW = ["no outlines", "missing", "a file", "empty"]


@pytest.mark.parametrize("how", HOW if os.environ.get("ATTACKS") == "all" else [])
def test_a_wrong_data_folder_is_one_sentence(how, tmp_path):
    folder = tmp_path / "data"
    if how == "a file":
        folder.write_text("x", encoding="utf-8")
    elif how != "missing":
        folder.mkdir()
    if how == "no outlines":
        (folder / "region.json").write_bytes(WHOLE)
    environment = os.environ | {"CAKIT_DATA": str(folder)}
    code = "import sys, cakit.maps; from cakit.errors import CakitError\n"
    code = (
        "from cakit.errors import CakitError\ntry:\n import cakit as ck; ck.maps.region_map()\n"
        "except CakitError as error: print('told', error)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert ran.stdout.startswith("told") and not ran.stderr, ran.stderr


def test_check_says_what_a_folder_lacks(own_data):
    with pytest.raises(InvalidData, match=r"geo/layers\.json: cannot be read"):
        check(own_data)
    folder_of(own_data, FEATURE, world={"features": [about(iso3="RUS")]})
    with pytest.raises(InvalidData) as caught:
        check(own_data)
    told = "\n".join(caught.value.problems)
    assert "geo: no outline for UZB, a state of region.json" in told
    assert "geo/world.json: feature 1: its 'geometry' has no 'type' Point" in told
    with pytest.raises(CakitError, match="no folder"):
        check(own_data / "nowhere")
