"""Another region is configuration: two states drawn as squares, with deliveries of their own, in a folder of their own."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import NEWEST

from cakit.catalog.csvfile import words
from cakit.catalog.region import RULES, region_of
from cakit.catalog.verify import check
from cakit.errors import InvalidData

DATA = Path(__file__).parents[1] / "data"
STATES = {"FJI": (10, 10, "Suva"), "TON": (14, 10, "Nuku'alofa")}


def square(lon, lat, size=2.0):
    ring = [[lon, lat], [lon + size, lat], [lon + size, lat + size], [lon, lat + size], [lon, lat]]
    return {"type": "Polygon", "coordinates": [ring]}


def layer(path, rows):
    features = [
        {"type": "Feature", "properties": about, "geometry": shape} for about, shape in rows
    ]
    path.write_text(
        json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8"
    )


def named(code, name, lon, lat):
    return {"iso3": code, "name": name, "area_km2": 1.0, "label_lon": lon + 1, "label_lat": lat + 1}


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    """The kit's data with everything regional exchanged: no line of code is touched."""
    home = tmp_path_factory.mktemp("toy") / "data"
    shutil.copytree(DATA, home)
    region = json.loads((home / "region.json").read_text(encoding="utf-8"))
    region |= {
        "name": "Toyland",
        "reach": "from here to there",
        "map_note": "Nothing here is old.",
        "states": list(STATES),
        "projection": "+proj=laea +lat_0=11 +lon_0=13 +datum=WGS84 +units=km +no_defs",
        "frame": [-500, -300, 500, 300],
        "colours": {"AUS": "#B2182B", "NZL": "#2A6CA8", "other": "#B0B0B0"},
        "capital_labels": {},
        "waters": [["Toy Sea", 17.0, 9.5]],
        "extents": {},
        "boundary_note": "Toy lines.",
    }
    del region["lease"]
    (home / "region.json").write_text(json.dumps(region), encoding="utf-8")
    geo = home / "geo"
    layer(
        geo / "five.geojson",
        [(named(code, code, lon, lat), square(lon, lat)) for code, (lon, lat, _) in STATES.items()],
    )
    layer(geo / "neighbours.geojson", [(named("WSM", "Samoa", 12, 10), square(12, 10))])
    layer(
        geo / "admin1.geojson",
        [
            ({"iso3": code, "name": code}, square(lon, lat))
            for code, (lon, lat, _) in STATES.items()
        ],
    )
    layer(geo / "lakes.geojson", [({"name": "Pond"}, square(10.5, 10.5, 0.2))])
    line = {"type": "LineString", "coordinates": [[10, 10], [11, 11]]}
    layer(geo / "rivers.geojson", [({"name": "Brook"}, line)])
    dispute = {"name": "Reef", "kind": "dispute", "line_year": 2020, "situation": "made up"}
    layer(geo / "disputes.geojson", [(dispute, square(12, 11.5, 0.3))])
    capitals = [
        (
            {"iso3": code, "name": town, "kind": "capital", "scalerank": 1},
            {"type": "Point", "coordinates": [lon + 1, lat + 0.5]},
        )
        for code, (lon, lat, town) in STATES.items()
    ]
    layer(geo / "places.geojson", capitals)
    head = (home / "arms_deliveries.csv").read_text(encoding="utf-8").splitlines()[0]
    rows = [
        f"{to}-{by}-{year}-01,{to},{by},{year},Model 1,trainer aircraft,aircraft,false,1,{tiv},{NEWEST},S0,none,S0,high,"
        for to, by, year, tiv in [
            ("FJI", "AUS", 2020, 8),
            ("FJI", "NZL", 2024, 2),
            ("TON", "AUS", 2022, 5),
        ]
    ]
    (home / "arms_deliveries.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return home


CODE = """
import cakit as ck
arms = ck.load("arms_transfers")
made = ck.shares(arms, "supplier_iso3", "tiv_million", within="recipient_iso3")
print(made[["recipient_iso3", "supplier_iso3", "share_percent"]].round(1).values.tolist())
windows = ck.shares(arms, "supplier_iso3", "tiv_million", within="recipient_iso3", window=5)
bars = ck.plots.share_lines(windows, member="AUS", within="recipient_iso3")
print(bars.finding)
share = made[made["supplier_iso3"] == "AUS"]
coloured = ck.maps.choropleth(share, value="share_percent", label="Australia's share", unit="percent")
print(coloured.finding)
print(ck.maps.region_map().finding, len(ck.maps.region_map().png()) > 10_000, len(bars.png()) > 5_000)
print(ck.claims.decide("Over half came from Australia", "over", 50, found=share["share_percent"].min(), rows=made).sentence)
arrows = ck.maps.flows(made, "tiv_million", "Deliveries", "TIV million")
towns = ck.region("capitals").to_crs(4326)
points = towns.assign(lon=towns.geometry.x, lat=towns.geometry.y)
spots = ck.maps.symbols(points, "kind", "name", "Towns")
panels = ck.maps.choropleth(share, "share_percent", "Share", panels="supplier_iso3")
drawn = [coloured, arrows, spots, panels, ck.chart(ck.maps.basemap(), share, "Ours", "Alone.")]
print([chart.finding for chart in (arrows, spots)])
print([len(chart.png()) > 5_000 and "Toy lines." in chart.figure.texts[-1].get_text() for chart in drawn])
try:
    ck.maps.choropleth(share.assign(recipient_iso3="KAZ"), value="share_percent", label="x")
except ck.errors.CakitError as error:
    print(error)
"""


def run(home, code=CODE):
    return subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"CAKIT_DATA": str(home)},
        capture_output=True,
        text=True,
    )


def test_a_toy_region_runs_through_indicators_chart_map_and_verdict(toy):
    found = run(toy)
    assert found.returncode == 0, found.stderr
    lines = found.stdout.splitlines()
    assert lines[0] == "[['FJI', 'AUS', 80.0], ['FJI', 'NZL', 20.0], ['TON', 'AUS', 100.0]]"
    assert lines[1].startswith(
        "Australia's share of the arms delivered to Fiji and Tonga was 87% in 2020–2024"
    )
    assert lines[2].startswith(
        f"Australia's share (percent, {NEWEST} edition): Tonga 100 (one line: 1 Model 1) and Fiji 80 (two"
    )
    assert lines[3] == "FJI and TON have land borders with Samoa. True True"
    assert lines[4].startswith("own, measured: supported. Claimed: over 50%. Found: 80%")
    told = [
        f"Deliveries (TIV million, {NEWEST} edition): Australia 13 of 15 (87%) and New Zealand 2; the widest arrow"
    ]
    assert (
        told[0] in lines[5] and "Towns: 2 of 2 have a position on the map; capital 2." in lines[5]
    )
    assert lines[6] == "[True, True, True, True, True]"  # on a basemap: also
    assert "not KAZ. Valid: FJI, TON." in lines[7]


def test_a_folder_without_configuration_is_refused(tmp_path):
    found = run(tmp_path, "import cakit as ck; ck.load('countries')")
    assert "there is no region.json in it" in found.stderr


LEAST = """
import cakit as ck
from cakit.maps import outlines
from cakit.maps.flow_maps import SPARE
sums = ck.load("arms_transfers").groupby(["supplier_iso3", "recipient_iso3"], as_index=False)["tiv_million"].sum()
made = ck.maps.flows(sums, "tiv_million", "Deliveries")
arrows = sorted(made.figure.axes[0].patches, key=lambda one: -one.get_arrowstyle().tail_width)
from matplotlib.colors import to_hex
print([to_hex(one.get_facecolor()).upper() for one in arrows] == [SPARE[0], SPARE[0], SPARE[1]])
whole = ck.maps.region_map()
(axes,) = whole.figure.axes
print([one.txt_label.get_text() for one in axes.artists if hasattr(one, "txt_label")])
print(whole.finding)
print("imply no opinion" in whole.figure.texts[-1].get_text(), len(whole.png()) > 5_000)
print(ck.explore.arms().sentence)
try:
    ck.region("lakes")
except ck.errors.CakitError as error:
    print(error)
"""


def test_the_least_files_that_the_docs_name_are_enough(toy, tmp_path):
    home = tmp_path / "least"
    (home / "geo").mkdir(parents=True)
    for name in ("countries", "codes", "sources", "arms_deliveries"):
        shutil.copy(toy / f"{name}.csv", home)
    for name in ("countries", "codes", "sources", "arms_deliveries", "arms_transfers"):
        shutil.copy(toy / f"{name}.json", home)
    needed = ("name", "states", "first_year", "projection", "frame")
    region = json.loads((toy / "region.json").read_text(encoding="utf-8"))
    (home / "region.json").write_text(
        json.dumps({key: region[key] for key in needed}), encoding="utf-8"
    )
    for name in ("five", "states"):
        shutil.copy(toy / "geo" / f"{name}.geojson", home / "geo")
    layers = [
        {"layer": "states", "file": "five.geojson", "source_id": "natural_earth_50m"},
        {"layer": "world", "file": "states.geojson", "source_id": "natural_earth_50m"},
    ]
    (home / "geo" / "layers.json").write_text(json.dumps({"layers": layers}), encoding="utf-8")
    assert check(home).endswith("for Toyland, with 2 states, 2 layers and 5 tables.")
    found = run(home, LEAST)
    assert found.returncode == 0, found.stderr
    assert found.stdout.splitlines() == [
        "True",
        "['100 km']",
        "FJI and TON have land borders with no other state.",
        "True True",
        "In 2020–2024 Australia supplied 87% of the major arms delivered to the 2 states taken "
        f"together (15 million TIV, SIPRI {NEWEST} edition); next came New Zealand with 13%.",
        "this region has no layer 'lakes': geo/layers.json does not name it",
    ]
    (home / "geo" / "states.geojson").unlink()
    with pytest.raises(InvalidData, match=r"geo/states\.geojson"):
        check(home)
    (home / "arms_deliveries.csv").unlink()  # two tables rest on it; it is missing once
    with pytest.raises(InvalidData) as caught:
        check(home)
    assert str(caught.value).count("arms_deliveries.csv") == 1


LEDGER = """
import hashlib
import cakit as ck
print(hashlib.sha256(ck.claims.ledger().to_csv().encode()).hexdigest())
print(hashlib.sha256(ck.claims.moved().to_csv().encode()).hexdigest())
print(ck.claims.verdict("S4-28.b").sentence)
made = ck.shares(ck.load("arms_transfers"), "supplier_iso3", "tiv_million", within="recipient_iso3", window=5)
print(ck.plots.share_lines(made, within="recipient_iso3").finding)
held = ck.load("arms_editions")
old, new = (held[held["sipri_edition"] == one] for one in ("2025", "2026"))
print(len(ck.importers.compare(old, new).verdicts))
"""

WORDS = """
import cakit as ck
from cakit.catalog import ALL_STATES, FIVE
arms = ck.load("arms_transfers")
extra = arms.iloc[[0]].assign(recipient_iso3="AFG", supplier_iso3="RUS", year=2024)
import pandas as pd
rows = pd.concat([arms, extra]) if "AFG" in FIVE else arms[arms["recipient_iso3"].isin(FIVE)]
made = ck.shares(rows, "supplier_iso3", "tiv_million", within="recipient_iso3", window=5)
print(ALL_STATES)
print(ck.plots.share_lines(made, within="recipient_iso3").finding)
try:
    ck.what_if("KAZ", "no such thing", 1, "CHN", 2025)
except ck.errors.CakitError as error:
    print(error)
"""


def with_states(tmp_path, states):
    """The kit's data with other states in the configuration."""
    home = tmp_path / "data"
    shutil.copytree(DATA, home)
    region = json.loads((home / "region.json").read_text(encoding="utf-8"))
    (home / "region.json").write_text(json.dumps(region | {"states": states}), encoding="utf-8")
    return home


@pytest.mark.parametrize(
    "states",
    [["KAZ", "KGZ", "UZB"], ["AFG", "KAZ", "KGZ", "TJK", "TKM", "UZB"]],
    ids=["three", "six"],
)
def test_the_claims_are_decided_for_the_five_whatever_the_region(tmp_path, states):
    home = with_states(tmp_path, states)
    here, there = run(DATA, LEDGER), run(home, LEDGER)
    assert there.returncode == 0, there.stderr
    assert there.stdout == here.stdout
    assert "94,820" in there.stdout, "the sum of Chinese customs figures over the five"


@pytest.mark.parametrize(
    ("states", "said"),
    [
        (["KAZ", "KGZ", "UZB"], "the 3 states"),
        (["AFG", "KAZ", "KGZ", "TJK", "TKM", "UZB"], "the 6 states"),
    ],
    ids=["three", "six"],
)
def test_no_other_region_is_called_the_five(tmp_path, states, said):
    found = run(with_states(tmp_path, states), WORDS)
    assert found.returncode == 0, found.stderr
    assert found.stdout.splitlines()[0] == said
    assert "the five" not in found.stdout
    assert ("Afghanistan" in found.stdout) == ("AFG" in states)


def test_every_key_of_a_region_has_a_rule_and_words():
    known = words()
    assert set(RULES) == set(known["region"])
    assert set(known["region_defaults"]) < set(RULES)
    least = {"name": "Toyland", "states": ["TOY"], "first_year": 1992, "frame": [-9, -9, 9, 9]}
    least["projection"] = "+proj=laea +lat_0=0 +lon_0=0 +datum=WGS84 +units=km"
    region = region_of(json.dumps(least).encode())
    assert set(region) == set(RULES) and region["colours"] == {"other": "#B0B0B0"}
