"""Outlines that fit, choices that are kept, pictures on which nothing collides."""

import ast
import io
import json
import os
import re
import subprocess
import sys
from itertools import combinations, pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import seaborn as sns
from drawn_words import faults_of
from matplotlib.colors import to_hex
from matplotlib.text import Text
from PIL import Image
from shapely import Point, Polygon, box, coverage_is_valid, get_coordinates

import cakit as ck
from cakit import maps
from cakit.catalog import REGION, home
from cakit.errors import CakitError, MissingColumn
from cakit.explore import ground
from cakit.figures.theme import COLOURS
from cakit.maps import basemaps, choropleths, outlines
from cakit.maps.flow_maps import SPARE

GEO = home("data") / "geo"
LAYERS = json.loads((GEO / "layers.json").read_text(encoding="utf-8"))["layers"]
FRAME = box(*outlines.FRAME)
FIVE = ["KAZ", "KGZ", "TJK", "TKM", "UZB"]


@pytest.fixture
def shares():
    """Four values and a gap; the largest is last so that order shows."""
    return pd.DataFrame({"recipient_iso3": FIVE[:4], "share_percent": [12.0, 0.0, 55.5, 88.0]})


def at(lon, lat):
    x, y = maps.project([lon], [lat])
    return Point(x[0], y[0])


def words_of(chart):
    """All words inside the axes of a picture."""
    return [
        word.get_text()
        for axes in chart.figure.axes
        for word in axes.findobj(Text)
        if word.get_text()
    ]


def footer(chart):
    return " ".join(chart.figure.texts[-1].get_text().split())


def colour_at(chart, lon, lat):
    """The colour that a reader sees at a place."""
    return _pixel(chart, *at(lon, lat).coords[0])


def _pixel(chart, east, north):
    pixels = Image.open(io.BytesIO(chart.png())).convert("RGB")
    axes = next(one for one in chart.figure.axes if one.axison)
    x, y = axes.transData.transform((east, north))
    return to_hex(
        [one / 255 for one in pixels.getpixel((round(x), round(pixels.height - y)))]
    ).upper()


def colours_near(chart, lon, lat, reach=3):
    """The colours of the pixels around a place: a border may run through its middle."""
    axes = next(one for one in chart.figure.axes if one.axison)
    wide = reach / axes.transData.get_matrix()[0, 0]
    spot = at(lon, lat)
    steps = [step * wide / reach for step in range(-reach, reach + 1)]
    return {_pixel(chart, spot.x + right, spot.y + up) for right in steps for up in steps}


def close_to(seen, meant, least=8):
    """The palette of the PNG has 256 colours: a shade may be off by a little."""
    return all(abs(int(seen[i : i + 2], 16) - int(meant[i : i + 2], 16)) < least for i in (1, 3, 5))


# Geometry


def test_every_file_is_described_and_every_description_has_its_file():
    assert sorted(layer["file"] for layer in LAYERS) == sorted(
        path.name for path in GEO.glob("*.geojson")
    )


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer["file"])
def test_files_hold_valid_features_one_a_line(layer):
    lines = (GEO / layer["file"]).read_text(encoding="utf-8").splitlines()
    assert lines[0] == '{"type":"FeatureCollection","features":[' and lines[-1] == "]}"
    assert all(json.loads(line.rstrip(","))["type"] == "Feature" for line in lines[1:-1])
    frame = gpd.read_file(GEO / layer["file"])
    assert frame.is_valid.all() and not frame.is_empty.any() and len(frame) == len(lines) - 2
    assert layer["limits"] and layer["source_id"] and layer["edition"]


def test_all_files_together_stay_small():
    assert sum(path.stat().st_size for path in GEO.iterdir()) < 1_200_000


@pytest.mark.parametrize("name", outlines.LAYERS)
def test_the_frame_contains_everything_drawn(name):
    layer = ck.region(name)
    assert len(layer) and layer.crs == REGION["projection"]
    assert layer.is_valid.all() and not layer.is_empty.any()
    assert layer.within(FRAME.buffer(1e-6)).all()
    assert set(layer["outline_source_id"]) < set(ck.load("sources")["source_id"])


def test_the_five_and_their_neighbours_are_one_coverage():
    five, admin1, neighbours = (
        gpd.read_file(GEO / f"{name}.geojson") for name in ("five", "admin1", "neighbours")
    )
    assert list(five["iso3"]) == FIVE
    assert coverage_is_valid([*five.geometry, *neighbours.geometry])
    assert coverage_is_valid([*admin1.geometry, *neighbours.geometry])
    dissolved = admin1.dissolve("iso3").geometry
    assert all(dissolved[row.iso3].equals(row.geometry) for row in five.itertuples())


def test_the_projection_keeps_areas():
    """The areas in the file were measured on the ellipsoid."""
    assert ck.region().area.to_numpy() == pytest.approx(
        ck.region()["area_km2"].to_numpy(), rel=5e-4
    )


def test_no_hole_is_left_at_baikonur():
    kazakhstan = ck.region().set_index("iso3").geometry["KAZ"]
    lease = ck.region("disputes").set_index("kind").geometry["lease"]
    assert kazakhstan.covers(at(63.3, 45.96)) and kazakhstan.covers(lease)


def test_crimea_is_drawn_in_ukraine():
    by_code = ck.region("neighbours").set_index("iso3").geometry
    for lon, lat in ((34.1, 45.0), (33.6, 44.65), (36.3, 45.3)):
        assert by_code["UKR"].covers(at(lon, lat)) and not by_code["RUS"].covers(at(lon, lat))


def test_no_neighbour_crosses_the_antimeridian():
    west, south, east, north = ck.region("neighbours").to_crs(4326).total_bounds
    assert (west, south) > (20, 25) and (east, north) < (110, 62)


def test_disputes_carry_the_year_of_their_line():
    assert set(ck.region("disputes")["line_year"]) == {2017}
    assert set(ck.region("disputes")["kind"]) == {"dispute", "lease"}
    assert list(ck.region("disputes").query("kind == 'lease'")["name"]) == ["Baikonur lease"]
    assert ck.region("disputes")["situation"].str.len().min() > 10


def test_capitals_and_towns_lie_in_their_state():
    states = ck.region().set_index("iso3").geometry
    assert sorted(ck.region("capitals")["iso3"]) == FIVE
    for row in [*ck.region("capitals").itertuples(), *ck.region("towns").itertuples()]:
        assert states[row.iso3].distance(row.geometry) < 3, (
            row.name
        )  # kilometres: border towns on a simplified line


def test_a_region_of_ones_own_can_be_changed_without_changing_the_next():
    mine = ck.region()
    mine["name"] = "mine"
    mine.geometry = mine.buffer(100)
    assert "Kazakhstan" in set(ck.region()["name"])
    assert ck.region().area.sum() < mine.area.sum()


def test_an_unknown_layer_is_named_with_its_nearest():
    with pytest.raises(CakitError, match=re.escape("no layer 'state'. Nearest: states")):
        ck.region("state")


# Paths for the browser


def test_outlines_are_small_whole_and_share_their_borders():
    drawn = ground.ground()
    assert len(json.dumps(drawn, ensure_ascii=False, separators=(",", ":"))) < 12_500
    assert list(drawn["paths"]) == list(drawn["labels"]) == FIVE
    lines = {code: set() for code in FIVE}
    for code, path in [*drawn["paths"].items(), ("", drawn["context"])]:
        assert re.fullmatch(r"(M-?\d+,-?\d+l-?\d+,-?\d+( -?\d+,-?\d+)+z)+", path)
        for start, steps in re.findall(r"M([-\d,]+)l([^z]+)z", path):
            x, y = map(int, start.split(","))
            points = [(x, y)]
            for step in steps.split():
                x, y = x + int(step.split(",")[0]), y + int(step.split(",")[1])
                points.append((x, y))
                assert not code or (0 <= x <= ground.WIDE and 0 <= y <= 547)  # the rest is not seen
            if code:
                pairs = pairwise([*points, points[0]])
                lines[code] |= {frozenset(pair) for pair in pairs}
    assert len(lines["KAZ"] & lines["UZB"]) > 20 and len(lines["KGZ"] & lines["TJK"]) > 20


# The basemap


def own_map(**look):
    """A picture as a reader makes it: geopandas on the kit's ground."""
    values = pd.DataFrame({"iso3": FIVE, "value": [1.0, 2.0, 3.0, 4.0, 5.0]})
    shapes = ck.region().merge(values, on="iso3")
    ax = shapes.plot("value", cmap="Blues", ax=ck.maps.basemap(**look))
    return ck.chart(ax, shapes, "A map", "Values one to five.")


def test_a_readers_own_shapes_lie_on_the_land_and_below_names_and_borders():
    made = own_map()
    assert close_to(colour_at(made, 70.2, 49.5), "#F7FBFF")  # Kazakhstan: the palest blue, no sand
    assert colour_at(made, 77.3, 42.45) != colour_at(made, 75.5, 41.3)  # a lake lies on top
    assert set(ck.region()["name"]) < set(words_of(made))
    assert tuple(made.figure.axes[0].get_xlim()) == basemaps.limits("region")[::2]
    assert not faults_of(made)


def test_the_ground_is_no_data_in_the_alt_text_of_a_readers_map():
    assert own_map(names=False, surroundings=False).alt == "Map of 5 areas, coloured from 1 to 5."


def test_a_readers_map_credits_the_outlines_and_says_that_its_data_have_no_source():
    assert footer(own_map()).startswith("Source not given. Outlines: Natural Earth. Boundaries")


def test_a_line_on_the_basemap_credits_the_outlines_that_it_lies_on():
    """The rows drawn know nothing of the ground: the border clashes of 00, a frame of one's own."""
    for frame in (ck.load("conflicts"), pd.DataFrame({"value": [1]})):
        ax = ck.maps.basemap(extent="fergana")
        ax.plot([0, 900], [-500, -400])
        made = ck.chart(ax, frame, "A map", "One line.")
        assert "Outlines: Natural Earth. Boundaries" in footer(made)
        assert "Natural Earth" in set(made.sources["publisher"])


def test_the_basemap_keeps_to_the_axes_it_is_given():
    from matplotlib.figure import Figure

    ax = Figure().subplots()
    assert ck.maps.basemap(ax, names=False, capitals=True) is ax
    words = {word.get_text() for word in ax.findobj(Text)}
    assert "Astana" in words and "Kazakhstan" not in words


@pytest.mark.parametrize(
    "extent, words",
    [("Fergana", "no extent 'Fergana'. Nearest: fergana"), ((5, 0, 1, 1), "an extent is")],
)
def test_an_extent_that_is_none_is_refused(extent, words):
    with pytest.raises(CakitError, match=re.escape(words)):
        ck.maps.basemap(extent=extent)


def test_the_region_in_the_picture_has_no_dispute_whose_line_has_moved_since():
    """Nagorno-Karabakh and Donbas have other lines today than the layer draws."""
    west, south, east, north = basemaps.limits("region")
    drawn = set(ck.region("disputes").cx[west:east, south:north]["name"])
    assert drawn and drawn.isdisjoint(
        {"Nagorno-Karabakh", "Donbas (part)", "Crimea", "Abkhazia", "South Ossetia"}
    )
    assert "disputed (lines of 2017)" in words_of(maps.region_map())


ENCLAVES = {"Sokh": (71.097, 40.021), "Shohimardon": (71.752, 39.958), "Vorukh": (70.597, 39.797)}


@pytest.mark.parametrize("extent", ["region", "fergana"])
def test_borders_do_not_swallow_the_enclaves(extent):
    """States in plain colours: at the middle of each enclave a reader sees its own state's."""
    colours = {
        "KAZ": "#FF0000",
        "KGZ": "#00FF00",
        "TJK": "#0000FF",
        "TKM": "#FFFF00",
        "UZB": "#FF00FF",
    }
    shapes = ck.region()
    ax = ck.maps.basemap(extent=extent, names=False)
    for word in [one for one in ax.texts if one.get_text()]:
        word.remove()
    made = ck.chart(
        shapes.plot(color=shapes["iso3"].map(colours), ax=ax), shapes, "Enclaves", "Five colours."
    )
    own = {"Sokh": "#FF00FF", "Vorukh": "#0000FF"} | (
        {"Shohimardon": "#FF00FF"} if extent == "fergana" else {}
    )
    for name, colour in own.items():
        seen = colours_near(made, *ENCLAVES[name])
        assert any(close_to(one, colour, 70) for one in seen), (name, seen)
    assert close_to(colour_at(made, 71.45, 39.75), "#00FF00")


def test_the_fergana_valley_names_its_enclaves_and_their_states():
    made = own_map(extent="fergana")
    assert {
        "Sokh (UZB)",
        "Shohimardon (UZB)",
        "Vorukh (TJK)",
        "Batken region",
        "Sughd region",
    } < set(words_of(made))
    assert not faults_of(made)
    by_code = ck.region().set_index("iso3").geometry
    for name, lon, lat, *_ in REGION["extents"]["fergana"]["names"]:
        if name.endswith(")"):
            code = name[-4:-1]
            part = next(one for one in by_code[code].geoms if one.covers(at(lon, lat)))
            assert part.area < 500, name  # an enclave, and the right one


# Choropleths


def test_choropleth_says_what_it_shows(shares):
    made = maps.choropleth(shares, "share_percent", "Share", "percent")
    assert made.title == "Share"
    assert made.finding == (
        "Share (percent): Turkmenistan 88, Tajikistan 56, Kazakhstan 12 and Kyrgyzstan 0; no data for Uzbekistan."
    )
    assert {"Turkmenistan\n88%", "Kyrgyzstan\n0%", "Uzbekistan\nno data"} < set(words_of(made))
    legend = [word.get_text() for word in made.figure.axes[0].get_legend().get_texts()]
    assert legend == ["0–20%", "20–40%", "40–60%", "60–80%", "80–100%", "no data"]


def test_small_values_have_a_decimal(shares):
    small = shares.assign(share_percent=[1.25, 0.0, 7.5, 9.96])
    words = "Turkmenistan 10.0, Tajikistan 7.5, Kazakhstan 1.2 and Kyrgyzstan 0.0"
    assert words in maps.choropleth(small, "share_percent", "Rate").finding
    whole = maps.choropleth(small.round(), "share_percent", "Rate").finding
    assert "Turkmenistan 10, Tajikistan 8, Kazakhstan 1" in whole


def test_a_state_has_the_colour_of_its_class(shares):
    made = maps.choropleth(shares, "share_percent", "Share", "percent")
    places = {"KAZ": (70.2, 49.5), "KGZ": (76.9, 41.4), "TJK": (69.0, 39.2), "TKM": (60.2, 38.6)}
    seen = {code: colour_at(made, *place) for code, place in places.items()}
    expected = {
        "KAZ": maps.LADDER[0],
        "KGZ": maps.LADDER[0],
        "TJK": maps.LADDER[2],
        "TKM": maps.LADDER[4],
    }
    assert {code: close_to(seen[code], expected[code]) for code in places} == dict.fromkeys(
        places, True
    )


def test_choropleth_leaves_zero_and_no_data_apart(shares):
    zero = maps.choropleth(
        shares.assign(share_percent=[12.0, 0.0, 55.5, 0.0]), "share_percent", "Share", "percent"
    )
    gone = maps.choropleth(
        shares.assign(share_percent=[12.0, 0.0, 55.5, None]), "share_percent", "Share", "percent"
    )
    assert (
        zero.fingerprint != gone.fingerprint
        and "no data for Turkmenistan and Uzbekistan" in gone.finding
    )


def test_choropleth_is_the_same_each_time(shares):
    first, second = (maps.choropleth(shares, "share_percent", "Share", "percent") for _ in range(2))
    assert first.fingerprint == second.fingerprint and first.png() == second.png()


def test_thin_windows_are_hatched_named_and_explained():
    arms = ck.load("arms_transfers")
    made = ck.shares(arms, "supplier_iso3", "tiv_million", "recipient_iso3", window=5)
    russia = ck.share_of(made, "supplier_iso3", "RUS").query("year_to in [2010, 2025]")
    chart = maps.choropleth(russia, "share_percent", "Russia's share", "percent", panels="year_to")
    assert "Kyrgyzstan 0 (one line, supplier unknown) to 14" in chart.finding
    assert "Uzbekistan 100 (one line: 1 S-125 Pechora-2M) to 5" in chart.finding
    hatched = [
        [len(one.get_paths()) for one in axes.collections if one.get_hatch() == "////"]
        for axes in chart.figure.axes
    ]
    assert hatched[2:] == [[2], []]  # Kyrgyzstan and Uzbekistan in the first window
    assert "thin (see note)" in words_of(chart) and "fewer than three delivery lines" in footer(
        chart
    )
    newest = maps.choropleth(
        russia.query("year_to == 2025"), "share_percent", "Russia's share", "percent"
    )
    assert (
        "line" not in newest.finding
        and "thin" not in " ".join([*words_of(newest), footer(newest)]).lower()
    )


def test_a_title_is_given_or_made_from_the_label(shares):
    given = maps.choropleth(shares, "share_percent", "Share", "percent", title="Who has most")
    assert given.title == "Who has most"
    long = maps.choropleth(shares, "share_percent", "Share of all deliveries " * 5, "percent")
    assert len(long.title) <= 70 and long.title.endswith("…")
    with pytest.raises(CakitError, match="at most 70"):
        maps.choropleth(shares, "share_percent", "Share", "percent", title="a" * 71)


@pytest.mark.parametrize("times", [1, 0.1])
def test_no_word_covers_another_or_leaves_the_frame(shares, times):
    values = shares.assign(share_percent=shares["share_percent"] * times)
    assert not faults_of(maps.choropleth(values, "share_percent", "Share", "percent"))
    assert not faults_of(maps.region_map())


def test_words_are_large_enough_for_half_a_page(shares):
    made = maps.choropleth(shares, "share_percent", "Share", "percent")
    sizes = [
        word.get_size()
        for axes in made.figure.axes
        for word in axes.findobj(Text)
        if word.get_text()
    ]
    assert len(sizes) > 15 and min(sizes) >= 9


def test_classes_darken_for_every_eye():
    from matplotlib.colors import to_rgb

    light = [0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in map(to_rgb, maps.LADDER)]
    assert light == sorted(light, reverse=True)
    assert min(a - b for a, b in pairwise(light)) > 0.1


def test_region_map_names_what_surrounds_the_five():
    made = maps.region_map()
    assert made.title == "Central Asia and its neighbours"
    assert made.finding.endswith("have land borders with Afghanistan, China, Iran and Russia.")
    assert "Gilgit-Baltistan" in made.alt and "Baikonur, leased to Russia" in made.alt
    assert set(made.sources["publisher"]) == {"Natural Earth"}
    assert {"Iran", "China", "Russia", "Caspian\nSea"} < set(words_of(made))


@pytest.mark.parametrize(
    "change, error, words",
    [
        (
            lambda f: f.rename(columns={"share_percent": "share"}),
            MissingColumn,
            "'share_percent'. Nearest: share",
        ),
        (lambda f: f.rename(columns={"recipient_iso3": "iso3"}), MissingColumn, "'recipient_iso3'"),
        (
            lambda f: pd.concat([f, f]),
            CakitError,
            "2 rows for KAZ: the map wants one row for each state",
        ),
        (
            lambda f: f.assign(recipient_iso3=["KAZ", "RUS", "TJK", "CHN"]),
            CakitError,
            "not CHN and RUS",
        ),
        (lambda f: f.assign(share_percent=None), CakitError, "nothing to draw"),
        (lambda f: f.head(0), CakitError, "nothing to draw"),
    ],
    ids=["value", "country", "twice", "strangers", "empty values", "no rows"],
)
def test_choropleth_refuses_what_it_cannot_draw(shares, change, error, words):
    with pytest.raises(error, match=re.escape(words)):
        maps.choropleth(change(shares), "share_percent", "Share", "percent")


def test_project_agrees_with_the_outlines():
    assert box(*outlines.FRAME).covers(at(71.43, 51.18))
    capital = ck.region("capitals").set_index("name").geometry["Astana"]
    assert at(71.428, 51.181).distance(capital) < 0.2
    assert get_coordinates(capital).shape == (1, 2)


# Flows, symbols, panels

ARMS = ck.load("arms_transfers").query("2021 <= year <= 2025")
PAIRS = ARMS.groupby(["supplier_iso3", "recipient_iso3"], as_index=False)["tiv_million"].sum()
ONE = PAIRS[PAIRS["recipient_iso3"] == "KAZ"]
SITES = ck.load("mineral_sites")
WINDOWS = pd.DataFrame(
    [
        (code, year, float(place * 10))
        for year in (2015, 2020, 2025)
        for place, code in enumerate(FIVE)
    ],
    columns=["recipient_iso3", "year", "share"],
)
FORTY = sorted(outlines.world_points())[::5][:40]


def panels(frame, label="Share", unit="percent", by="year"):
    return maps.choropleth(frame, "share", label, unit, panels=by)


MADE = {
    "flows, pairs": lambda: maps.flows(PAIRS, "tiv_million", "Deliveries", "TIV million"),
    "flows, one state": lambda: maps.flows(ONE, "tiv_million", "Deliveries", "TIV million"),
    "symbols": lambda: maps.symbols(SITES, "site_type", "name", "Sites"),
    "symbols, crowded": lambda: maps.symbols(ck.load("places"), "country_iso3", "name", "Towns"),
    "panels": lambda: panels(WINDOWS[3:]),
}


@pytest.mark.parametrize("name", MADE)
def test_new_maps_keep_their_words_apart_and_are_the_same_each_time(name):
    first, second = MADE[name](), MADE[name]()
    assert not faults_of(first)
    assert first.png() == second.png() and first.fingerprint == second.fingerprint
    assert len(first.png()) < 110_000 and first.alt != first.finding


def to_kazakhstan(**columns):
    return pd.DataFrame({"recipient_iso3": "KAZ", **columns})


BARE = """
import sys
for hidden in ("geopandas", "shapely", "pyproj", "pyogrio"):
    sys.modules[hidden] = None  # as if it were not installed
import cakit as ck
from test_maps_bare import MADE
print({name: make().fingerprint for name, make in MADE.items()})
try:
    ck.region()
except ck.errors.CakitError as error:
    print(error)
"""


def test_maps_are_the_same_without_geopandas(tmp_path):
    here = Path(__file__)
    source = here.read_text(encoding="utf-8")
    start, end = (
        source.index("# Flows, symbols, panels"),
        source.index('@pytest.mark.parametrize("name", MADE)'),
    )
    head = "import pandas as pd\nimport cakit as ck\nfrom cakit import maps\nfrom cakit.maps import outlines\n"
    body = f'{head}FIVE = {FIVE}\n{source[start:end]}MADE["region"] = maps.region_map\n'
    (tmp_path / "test_maps_bare.py").write_text(body, encoding="utf-8")
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    ran = subprocess.run(
        [sys.executable, "-c", BARE], env=os.environ | {"PYTHONPATH": path}, capture_output=True,
        text=True, check=True, encoding="utf-8",
    )  # fmt: skip
    drawn, refused = ran.stdout.splitlines()
    whole = {name: make() for name, make in MADE.items()} | {"region": maps.region_map()}
    assert ast.literal_eval(drawn) == {name: one.fingerprint for name, one in whole.items()}
    assert refused == "ck.region() needs geopandas; ck.maps draws without it"


def test_the_projection_is_that_of_proj():
    transformer = pytest.importorskip("pyproj").Transformer.from_crs(
        4326, outlines.CRS, always_xy=True
    )
    lon, lat = np.meshgrid(np.linspace(-180, 180, 49), np.linspace(-89, 89, 33))
    found, right = np.array(maps.project(lon, lat)), np.array(transformer.transform(lon, lat))
    assert np.abs(found - right).max() < 1e-6  # kilometres


@pytest.mark.parametrize("name", ["states", "neighbours", "lakes", "disputes"])
def test_the_paths_are_the_outlines_that_geopandas_has(name):
    cut = ck.region(name)
    paths = outlines.outlines(name)
    drawn = [Polygon() for _ in range(len(paths))]
    for number, path in enumerate(paths["path"]):
        for ring in path.to_polygons():
            drawn[number] = drawn[number].symmetric_difference(Polygon(ring).buffer(0))
    areas = gpd.GeoSeries(drawn).intersection(FRAME).area
    assert areas[areas > 0].to_numpy() == pytest.approx(cut.area.to_numpy(), rel=1e-6)


def arrows(chart):
    """Colour → width of the arrows of a picture."""
    from matplotlib.patches import FancyArrowPatch

    drawn = [one for one in chart.figure.axes[0].patches if isinstance(one, FancyArrowPatch)]
    return {to_hex(one.get_facecolor()).upper(): one.get_arrowstyle().tail_width for one in drawn}


def test_flows_are_as_wide_as_what_they_carry():
    rows = to_kazakhstan(tiv_million=[100.0, 25.0], supplier_iso3=["RUS", "CHN"])
    made = maps.flows(rows, "tiv_million", "Deliveries")
    widths = arrows(made)
    assert widths[COLOURS["RUS"]] == pytest.approx(4 * widths[COLOURS["CHN"]])
    assert made.finding == (
        "Deliveries: Russia 100 of 125 (80%) and China 25; "
        "the widest arrow is Russia to Kazakhstan 100."
    )
    assert made.alt.endswith("Russia to Kazakhstan 100; China to Kazakhstan 25.")


def test_suppliers_without_a_colour_get_one_by_size():
    codes = ["BGR", "POL", "RUS", "IRN", "UKR", "SRB"]
    rows = to_kazakhstan(supplier_iso3=codes, tiv_million=[60.0, 50.0, 40.0, 30.0, 20.0, 10.0])
    widths = arrows(maps.flows(rows, "tiv_million", "Deliveries"))
    by_width = sorted(widths, key=widths.get, reverse=True)
    assert by_width == [*SPARE[:2], COLOURS["RUS"], *SPARE[2:], COLOURS["other"]]


def test_flows_begin_in_the_true_direction():
    codes = ["RUS", "CHN", "TUR", "USA", "IND", "QQQ"]
    rows = to_kazakhstan(supplier_iso3=codes, amount=[3.0, 2, 1, 1, 1, 1])
    made = maps.flows(rows, "amount", "Things")
    spots = {word.get_text().split()[0]: word.get_position() for word in made.figure.axes[0].texts}
    west, south, east, north = outlines.FRAME
    edges = {
        "Russia": (1, north),
        "United": (1, north),
        "China": (0, east),
        "Türkiye": (0, west),
        "India": (1, south),
    }
    for name, (axis, edge) in edges.items():
        assert abs(spots[name][axis] - edge) < 450, name
    true = outlines.world_points()["CHN"]
    assert spots["China"][1] == pytest.approx(true[1] / true[0] * east, abs=1)
    assert "for want of a place or of room: QQQ 1." in footer(made)


def test_flows_of_forty_suppliers_say_who_is_not_drawn():
    rows = to_kazakhstan(supplier_iso3=FORTY, amount=[float(n + 1) for n in range(40)])
    made = maps.flows(rows, "amount", "Things")
    assert not faults_of(made)
    assert "35 others" in made.finding


@pytest.mark.parametrize(
    "change, error, words",
    [
        (lambda f: f.drop(columns="tiv_million"), MissingColumn, "'tiv_million'"),
        (lambda f: f.drop(columns="recipient_iso3"), MissingColumn, "'recipient_iso3'"),
        (lambda f: pd.concat([f, f]), CakitError, "several rows for"),
        (lambda f: f.assign(recipient_iso3="RUS"), CakitError, "not RUS"),
        (lambda f: f.assign(tiv_million=-1.0), CakitError, "cannot be negative"),
        (lambda f: f.assign(tiv_million=0.0), CakitError, "above zero"),
        (lambda f: f.head(0), CakitError, "nothing to draw"),
        (
            lambda f: f.assign(supplier_iso3="<b>$x$</b>").head(1),
            CakitError,
            "have no place on the map",
        ),
    ],
    ids=["value", "into", "twice", "strangers", "negative", "zero", "no rows", "no place"],
)
def test_flows_refuse_what_they_cannot_draw(change, error, words):
    with pytest.raises(error, match=re.escape(words)):
        maps.flows(change(PAIRS), "tiv_million", "Deliveries")


def test_symbols_that_would_touch_are_moved_and_led_back():
    rows = pd.DataFrame(
        {"kind": list("abc"), "name": ["one", "two", "three"], "lon": 68.0, "lat": 48.0}
    )
    made = maps.symbols(rows, "kind", "name", "Things")
    axes = made.figure.axes[0]
    marks = [
        one.get_offsets()[0]
        for one in axes.collections
        if len(one.get_offsets()) and one.get_zorder() == 7
    ]
    spots = [Point(one) for one in marks if one[0] == one[0]]  # the legend's stand nowhere
    assert len(spots) == 3 and min(a.distance(b) for a, b in combinations(spots, 2)) > 50
    leads = [line.get_xydata()[0] for line in axes.lines if len(line.get_xdata()) == 2]
    assert (
        sum(at(68, 48).distance(Point(one)) < 0.1 for one in leads) >= 2
    )  # lines lead back to the place
    assert "Symbols that would touch are moved" in footer(made)


def test_symbols_say_what_is_not_on_the_map():
    rows = pd.DataFrame(
        {
            "kind": "base",
            "name": ["here", "in Helena", "nowhere"],
            "lon": [68.0, -112.0, None],
            "lat": [48.0, 46.6, None],
        }
    )
    made = maps.symbols(rows, "kind", "name", "Things")
    assert made.finding == "Things: 1 of 3 have a position on the map; base 1."
    below = made.figure.axes[0].get_xlabel()
    assert "Outside this map: in Helena." in below and "Without a position: nowhere." in below


@pytest.mark.parametrize(
    "name",
    ["<b>$x^2$</b>", "Очень длинное имя " * 6, "مصنع كبير", "w" * 90],
    ids=["markup", "Cyrillic", "Arabic", "long"],
)
def test_symbols_draw_odd_names(name):
    rows = pd.DataFrame(
        {"kind": "a", "name": [name] * 3, "lon": [68.0, 68.1, 60.0], "lat": [48.0, 48.0, 39.0]}
    )
    assert not faults_of(maps.symbols(rows, "kind", "name", "Things"))


@pytest.mark.parametrize(
    "change, error, words",
    [
        (lambda f: f.drop(columns="lon"), MissingColumn, "'lon'"),
        (lambda f: f.head(0), CakitError, "no rows"),
        (lambda f: f.assign(lon=None), CakitError, "0 of 50 rows lie on the map"),
        (lambda f: f.assign(lat=95.0), CakitError, "its position is no longitude and latitude"),
        (lambda f: f.assign(site_type=f["name"]), CakitError, "kinds in 'site_type'"),
        (lambda f: pd.concat([f] * 5), CakitError, "it draws one to 80"),
    ],
    ids=["lon", "no rows", "no positions", "no degrees", "too many kinds", "too many"],
)
def test_symbols_refuse_what_they_cannot_draw(change, error, words):
    with pytest.raises(error, match=re.escape(words)):
        maps.symbols(change(SITES), "site_type", "name", "Sites")


def test_panels_share_one_scale_and_hatch_what_is_missing():
    made = panels(WINDOWS[3:])
    assert [axes.get_title(loc="left") for axes in made.figure.axes[3:]] == ["2015", "2020", "2025"]
    assert made.finding.startswith(
        "Share (percent), 2015 to 2025: Kazakhstan no data to 0, Kyrgyzstan no data to 10"
    )
    words = [one.get_text() for one in made.figure.axes[0].get_legend().get_texts()]
    assert words == ["0–10%", "10–20%", "20–30%", "30–40%", "no data"]
    missing = [one for one in made.figure.axes[3].collections if one.get_hatch() == "...."]
    assert [len(one.get_paths()) for one in missing] == [3]  # of KAZ, KGZ and TJK
    assert (
        "2020: Uzbekistan 40, Turkmenistan 30, Tajikistan 20, Kyrgyzstan 10 and Kazakhstan 0."
        in made.alt
    )


def test_panels_of_windows_are_named_by_their_span():
    rows = WINDOWS.rename(columns={"year": "year_to"})
    made = panels(rows.assign(year_from=rows["year_to"] - 4), by="year_to")
    assert [axes.get_title(loc="left") for axes in made.figure.axes[3:]] == [
        "2011–2015",
        "2016–2020",
        "2021–2025",
    ]


@pytest.mark.parametrize(
    "change, error, words",
    [
        (lambda f: f.drop(columns="year"), MissingColumn, "'year'"),
        (lambda f: f.head(0), CakitError, "nothing to draw"),
        (lambda f: f.assign(share=None), CakitError, "no state has a value"),
        (lambda f: pd.concat([f, f]), CakitError, "2 rows for KAZ"),
        (lambda f: f.assign(recipient_iso3="CHN"), CakitError, "not CHN"),
        (
            lambda f: pd.concat([f.assign(year=f["year"] + n) for n in range(4)]),
            CakitError,
            "12 panels",
        ),
    ],
    ids=["by", "no rows", "empty values", "twice", "strangers", "too many"],
)
def test_panels_refuse_what_they_cannot_draw(change, error, words):
    with pytest.raises(error, match=re.escape(words)):
        panels(change(WINDOWS))


@pytest.mark.parametrize("low", [-7.0, -55661666.7, -0.3, 0.0])
@pytest.mark.parametrize("high", [4517052028.9, 93.0, 0.0001, 17.0])
def test_values_on_both_sides_of_zero_have_a_class_each(low, high):
    made = panels(WINDOWS.assign(share=[low, high, 0.0, low / 2, high / 3] * 3))
    steps = choropleths.classes([low, high])
    assert len(steps) <= len(maps.LADDER) + 1 and steps[0] <= low
    assert high <= steps[-1] + 1e-9 * (high - low)
    assert len(made.figure.axes[0].get_legend().get_texts()) <= len(maps.LADDER)


@pytest.mark.parametrize("dtype", ["int64", "float64", "Int64"])
def test_panels_by_last_years_alone_are_named_by_them(dtype):
    made = panels(
        WINDOWS.rename(columns={"year": "year_to"}).astype({"year_to": dtype}), by="year_to"
    )
    assert [axes.get_title(loc="left") for axes in made.figure.axes[3:]] == ["2015", "2020", "2025"]


def test_panels_draw_one_panel_one_state_and_negative_values():
    one = WINDOWS[WINDOWS["year"] == 2025].head(1).assign(share=-7.0)
    made = panels(one, "Change", "")
    assert not faults_of(made) and "Kazakhstan -7" in made.finding


@pytest.mark.parametrize("name", [*MADE, "region"])
def test_every_map_has_scale_bar_and_boundary_note(name):
    made = MADE[name]() if name in MADE else maps.region_map()
    assert "500 km" in words_of(made)
    assert REGION["boundary_note"] in footer(made) and "Outlines: Natural Earth." in footer(made)
    assert "natural_earth_admin1" in set(made.sources["source_id"])


def test_the_scale_bar_is_as_long_as_it_says():
    made = maps.region_map()
    axes = made.figure.axes[0]
    bar = next(
        one for one in axes.artists if type(one).__name__ == "AnchoredSizeBar"
    ).size_bar.get_children()[0]
    made.png()
    wide = bar.get_window_extent().width
    assert wide == pytest.approx(
        500 * abs(axes.transData.transform([1, 0])[0] - axes.transData.transform([0, 0])[0]),
        rel=0.02,
    )


def spoil_arrow(axes):
    from matplotlib.patches import ArrowStyle, FancyArrowPatch

    arrow = next(one for one in axes.patches if isinstance(one, FancyArrowPatch))
    arrow.set_arrowstyle(ArrowStyle.Simple(tail_width=30))


SPOILED = {
    "flows, pairs": spoil_arrow,
    "symbols": lambda axes: axes.collections[-1].set_sizes([400]),
    "panels": lambda axes: axes.collections[-1].set_hatch("xx"),
    "region": lambda axes: axes.artists[0].txt_label._text.set_text("5 km"),
}


@pytest.mark.parametrize("name", SPOILED)
def test_a_map_notices_a_change_to_what_it_shows(name):
    made, spoiled = (MADE[name]() if name in MADE else maps.region_map() for _ in "ab")
    SPOILED[name](next(axes for axes in spoiled.figure.axes if axes.axison))
    assert made.fingerprint != spoiled.fingerprint


def test_letters_for_colours_that_seaborn_changes_change_no_map():
    """`sns.set_theme` also changes what "k" is, beyond any setting that a style could undo."""
    drawings = [maps.region_map, MADE["panels"], MADE["flows, pairs"]]
    before = [make().fingerprint for make in drawings]
    sns.set_color_codes("deep")
    try:
        assert [make().fingerprint for make in drawings] == before
    finally:
        sns.set_color_codes("reset")
