"""Outlines that fit, choices that are kept, pictures on which nothing collides."""

import json
import re
import time
from itertools import combinations, pairwise

import geopandas as gpd
import pandas as pd
import pytest
from drawn_words import faults_of
from matplotlib.colors import to_rgba
from shapely import Point, box, coverage_is_valid, get_coordinates

import cakit as ck
from cakit import figure, geometry, maps
from cakit.catalog import home
from cakit.errors import CakitError, MissingColumn

GEO = home("data") / "geo"
LAYERS = json.loads((GEO / "layers.json").read_text(encoding="utf-8"))["layers"]
DRAWN = ("five", "neighbours", "admin1", "lakes", "rivers", "capitals", "towns", "disputes")
FIVE = ["KAZ", "KGZ", "TJK", "TKM", "UZB"]


@pytest.fixture(scope="module")
def here():
    return geometry.layers()


@pytest.fixture
def shares():
    """Four values and a gap; the largest is last so that order shows."""
    return pd.DataFrame({"recipient_iso3": FIVE[:4], "share_percent": [12.0, 0.0, 55.5, 88.0]})


def at(lon, lat):
    x, y = maps.project([lon], [lat])
    return Point(x[0], y[0])


def drawn_texts(chart):
    """Boxes of all words inside the frame, by their text."""
    axes = chart.figure.axes[0]
    chart.figure.draw_without_rendering()
    words = [word for word in axes.texts if word.get_text()]
    words += [word for legend in axes.findobj(maps_legend) for word in legend.get_texts()]
    return axes.get_window_extent(), [(word.get_text(), word.get_window_extent()) for word in words]


def maps_legend(artist):
    return type(artist).__name__ == "Legend"


# Geometry


def test_every_file_is_described_and_every_description_has_its_file():
    assert sorted(layer["file"] for layer in LAYERS) == sorted(path.name for path in GEO.glob("*.geojson"))


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


@pytest.mark.parametrize("name", DRAWN)
def test_the_frame_contains_everything_drawn(here, name):
    layer = getattr(here, name)
    assert len(layer) and layer.crs == here.crs
    assert layer.is_valid.all() and not layer.is_empty.any()
    assert layer.within(here.frame.buffer(1e-6)).all()


def test_the_five_and_their_neighbours_are_one_coverage():
    five, admin1, neighbours = (gpd.read_file(GEO / f"{name}.geojson") for name in ("five", "admin1", "neighbours"))
    assert list(five["iso3"]) == FIVE
    assert coverage_is_valid([*five.geometry, *neighbours.geometry])
    assert coverage_is_valid([*admin1.geometry, *neighbours.geometry])
    dissolved = admin1.dissolve("iso3").geometry
    assert all(dissolved[row.iso3].equals(row.geometry) for row in five.itertuples())


def test_the_projection_keeps_areas(here):
    """The areas in the file were measured on the ellipsoid."""
    assert here.five.area.to_numpy() == pytest.approx(here.five["area_km2"].to_numpy(), rel=5e-4)


def test_no_hole_is_left_at_baikonur(here):
    kazakhstan = here.five.set_index("iso3").geometry["KAZ"]
    lease = here.disputes.set_index("kind").geometry["lease"]
    assert kazakhstan.covers(at(63.3, 45.96)) and kazakhstan.covers(lease)


def test_crimea_is_drawn_in_ukraine(here):
    by_code = here.neighbours.set_index("iso3").geometry
    for lon, lat in ((34.1, 45.0), (33.6, 44.65), (36.3, 45.3)):
        assert by_code["UKR"].covers(at(lon, lat)) and not by_code["RUS"].covers(at(lon, lat))


def test_no_neighbour_crosses_the_antimeridian(here):
    west, south, east, north = here.neighbours.to_crs(4326).total_bounds
    assert (west, south) > (20, 25) and (east, north) < (110, 62)


def test_disputes_carry_the_year_of_their_line(here):
    assert set(here.disputes["line_year"]) == {2017}
    assert set(here.disputes["kind"]) == {"dispute", "lease"}
    assert list(here.disputes.query("kind == 'lease'")["name"]) == ["Baikonur lease"]
    assert here.disputes["situation"].str.len().min() > 10


def test_capitals_and_towns_lie_in_their_state(here):
    states = here.five.set_index("iso3").geometry
    assert sorted(here.capitals["iso3"]) == FIVE
    for row in [*here.capitals.itertuples(), *here.towns.itertuples()]:
        assert states[row.iso3].distance(row.geometry) < 3, row.name  # kilometres: border towns on a simplified line


def test_region_is_read_once():
    assert geometry.layers() is geometry.layers()


# Paths for the browser


def test_outlines_are_small_whole_and_inside_the_view_box():
    drawn = maps.svg_outlines()
    assert len(json.dumps(drawn, ensure_ascii=False, separators=(",", ":"))) < 12_500
    assert drawn["five"] == FIVE and {"RUS", "CHN", "AFG", "IRN", "UKR"} < set(drawn["paths"])
    assert set(drawn["labels"]) <= set(drawn["paths"]) == set(drawn["names"])
    width, height = map(int, drawn["viewBox"].split()[2:])
    for path in drawn["paths"].values():
        assert re.fullmatch(r"(M\d+,\d+l-?\d+,-?\d+( -?\d+,-?\d+)+z)+", path)
        for start, steps in re.findall(r"M([\d,]+)l([^z]+)z", path):
            x, y = map(int, start.split(","))
            for step in steps.split():
                x, y = x + int(step.split(",")[0]), y + int(step.split(",")[1])
                assert 0 <= x <= width and 0 <= y <= height


def test_outlines_are_a_copy_and_the_same_each_time():
    first = maps.svg_outlines()
    first["paths"].clear()
    geometry._outlines.cache_clear()
    assert maps.svg_outlines()["paths"] and maps.svg_outlines() == maps.svg_outlines()


# Pictures


def test_choropleth_says_what_it_shows(shares):
    made = maps.choropleth(shares, "share_percent", "Share", "percent", digits=1)
    assert made.sentence == (
        "Share (percent): Turkmenistan 88.0, Tajikistan 55.5, Kazakhstan 12.0 and Kyrgyzstan 0.0; no data for Uzbekistan."
    )
    words = [word for word, _ in drawn_texts(made)[1]]
    assert {"Turkmenistan\n88.0%", "Kyrgyzstan\n0.0%", "Uzbekistan\nno data", "no data"} < set(words)
    assert made.figure.axes[0].get_legend().get_title().get_text() == "Share, percent"


def test_choropleth_leaves_zero_and_no_data_apart(shares):
    zero = maps.choropleth(shares.assign(share_percent=[12.0, 0.0, 55.5, 0.0]), "share_percent", "Share", "percent")
    gone = maps.choropleth(shares.assign(share_percent=[12.0, 0.0, 55.5, None]), "share_percent", "Share", "percent")
    assert zero.digest != gone.digest and "no data for Turkmenistan and Uzbekistan" in gone.sentence


def test_choropleth_is_the_same_each_time(shares):
    first, second = (maps.choropleth(shares, "share_percent", "Share", "percent") for _ in range(2))
    assert first.digest == second.digest and first.png() == second.png()


@pytest.mark.parametrize("digits", [0, 1])
def test_no_word_covers_another_or_leaves_the_frame(shares, digits):
    for made in (
        maps.choropleth(shares, "share_percent", "Share of all deliveries", "percent", digits=digits),
        plain(),
    ):
        frame, words = drawn_texts(made)
        for word, place in words:
            assert frame.x0 <= place.x0 and place.x1 <= frame.x1, word
            assert frame.y0 <= place.y0 and place.y1 <= frame.y1, word
        for (one, here), (other, there) in combinations(words, 2):
            assert not here.padded(-1).overlaps(there.padded(-1)), (one, other)


def plain():
    """The orientation map without the frame around it."""
    from cakit import figure

    drawn, (axes,) = figure.canvas(maps.HEIGHT)
    maps.base(axes)
    return figure.Chart(drawn, pd.DataFrame(), "", "", "")


def test_words_are_large_enough_for_half_a_page(shares):
    axes = maps.choropleth(shares, "share_percent", "Share", "percent").figure.axes[0]
    legends = axes.findobj(maps_legend)
    sizes = [w.get_size() for w in axes.texts] + [w.get_size() for one in legends for w in one.get_texts()]
    assert len(legends) == 2 and min(sizes) >= 9


def test_classes_darken_for_every_eye():
    from matplotlib.colors import to_rgb

    light = [0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in map(to_rgb, maps.LADDER)]
    assert light == sorted(light, reverse=True)
    assert min(a - b for a, b in pairwise(light)) > 0.1


def test_region_map_names_what_surrounds_the_five():
    made = maps.region_map()
    assert made.sentence.endswith("have land borders with Afghanistan, China, Iran and Russia.")
    assert "Crimea" in made.alt and "Baikonur, leased to Russia" in made.alt
    assert set(made.sources["publisher"]) == {"Natural Earth"}


@pytest.mark.parametrize(
    "change, error, words",
    [
        (lambda f: f.rename(columns={"share_percent": "share"}), MissingColumn, "'share_percent'. Nearest: share"),
        (lambda f: f.rename(columns={"recipient_iso3": "iso3"}), MissingColumn, "'recipient_iso3'"),
        (lambda f: pd.concat([f, f]), CakitError, "2 rows for KAZ: the map wants one row a state"),
        (lambda f: f.assign(recipient_iso3=["KAZ", "RUS", "TJK", "CHN"]), CakitError, "not CHN and RUS"),
        (lambda f: f.assign(share_percent=None), CakitError, "nothing to draw"),
        (lambda f: f.head(0), CakitError, "nothing to draw"),
    ],
    ids=["value", "country", "twice", "strangers", "empty values", "no rows"],
)
def test_choropleth_refuses_what_it_cannot_draw(shares, change, error, words):
    with pytest.raises(error, match=re.escape(words)):
        maps.choropleth(change(shares), "share_percent", "Share", "percent")


def test_project_agrees_with_the_outlines(here):
    assert box(*here.frame.bounds).covers(at(71.43, 51.18))
    capital = here.capitals.set_index("name").geometry["Astana"]
    assert at(71.428, 51.181).distance(capital) < 0.2
    assert get_coordinates(capital).shape == (1, 2)


# Flows, symbols, windows

ARMS = ck.load("arms_transfers").query("2021 <= year <= 2025")
PAIRS = ARMS.groupby(["supplier_iso3", "recipient_iso3"], as_index=False)["tiv_million"].sum()
TOTALS = ARMS.groupby("supplier_iso3", as_index=False)["tiv_million"].sum()
SITES = ck.load("mineral_sites")
WINDOWS = pd.DataFrame(
    [(code, year, float(place * 10)) for year in (2015, 2020, 2025) for place, code in enumerate(FIVE)],
    columns=["recipient_iso3", "year", "share"],
)
FORTY = sorted(geometry.states())[::5][:40]
MADE = {
    "flows, pairs": lambda: maps.flows(PAIRS, "tiv_million", "Deliveries", "TIV million"),
    "flows, totals": lambda: maps.flows(TOTALS, "tiv_million", "Deliveries", "TIV million", into=None),
    "symbols": lambda: maps.symbols(SITES, "site_type", "name", "Sites", precision="coordinate_basis"),
    "symbols, crowded": lambda: maps.symbols(ck.load("places"), "country_iso3", "name", "Towns"),
    "windows": lambda: maps.windows(WINDOWS[3:], "share", "Share", "percent", by="year"),
}


@pytest.mark.parametrize("name", MADE)
def test_new_maps_keep_their_words_apart_and_are_the_same_each_time(name):
    first, second = MADE[name](), MADE[name]()
    assert not faults_of(first)
    assert first.png() == second.png() and first.digest == second.digest
    assert len(first.png()) < 110_000 and first.alt != first.sentence


def test_flows_are_as_wide_as_what_they_carry():
    from matplotlib.patches import PathPatch

    rows = pd.DataFrame({"supplier_iso3": ["RUS", "CHN"], "tiv_million": [100.0, 25.0]})
    made = maps.flows(rows, "tiv_million", "Deliveries", into=None)
    wide = {
        one.get_edgecolor(): one.get_linewidth() for one in made.figure.axes[0].patches if isinstance(one, PathPatch)
    }
    widths = [wide[to_rgba(figure.COLOURS[code])] for code in ("RUS", "CHN")]
    assert widths[0] == pytest.approx(4 * widths[1])
    assert made.sentence == "Deliveries: Russia 100 of 125 (80%) and China 25."


def test_flows_begin_in_the_true_direction():
    from cakit.maps.edges import stands

    kept, left_out = stands(pd.Series({"RUS": 3.0, "CHN": 2.0, "TUR": 1.0, "USA": 1.0, "IND": 1.0, "XXX": 1.0}), 0)
    sides = {code: one.side for code, one in kept.items()}
    assert sides == {"RUS": "north", "CHN": "east", "TUR": "west", "USA": "north", "IND": "south"}
    assert left_out == ["XXX"]


def test_flows_of_forty_suppliers_say_who_is_not_drawn():
    rows = pd.DataFrame({"supplier_iso3": FORTY, "amount": [float(n + 1) for n in range(40)]})
    made = maps.flows(rows, "amount", "Things", into=None)
    assert not faults_of(made)
    assert "35 others" in made.sentence


@pytest.mark.parametrize(
    "change, error, words",
    [
        (lambda f: f.drop(columns="tiv_million"), MissingColumn, "'tiv_million'"),
        (lambda f: f.drop(columns="recipient_iso3"), MissingColumn, "'recipient_iso3'"),
        (lambda f: pd.concat([f, f]), CakitError, "several rows for"),
        (lambda f: f.assign(recipient_iso3="RUS"), CakitError, "not into RUS"),
        (lambda f: f.assign(tiv_million=-1.0), CakitError, "cannot be negative"),
        (lambda f: f.assign(tiv_million=0.0), CakitError, "above zero"),
        (lambda f: f.head(0), CakitError, "nothing to draw"),
        (lambda f: f.assign(supplier_iso3="<b>$x$</b>").head(1), CakitError, "have no place on the map"),
    ],
    ids=["value", "into", "twice", "strangers", "negative", "zero", "no rows", "no place"],
)
def test_flows_refuse_what_they_cannot_draw(change, error, words):
    with pytest.raises(error, match=re.escape(words)):
        maps.flows(change(PAIRS), "tiv_million", "Deliveries")


def test_symbols_that_would_touch_are_moved_and_led_back():
    rows = pd.DataFrame({"kind": list("abc"), "name": ["one", "two", "three"], "lon": 68.0, "lat": 48.0})
    made = maps.symbols(rows, "kind", "name", "Things")
    marks = {
        line.get_marker(): line.get_xydata()[0] for line in made.figure.axes[0].lines if line.get_marker() in "os^"
    }
    assert min(((a - b) ** 2).sum() ** 0.5 for a, b in combinations(marks.values(), 2)) > 50
    assert "Symbols that would touch are moved" in made.figure._supxlabel.get_text().replace("\n", " ")


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
    assert made.sentence == "Things: 1 of 3 have a position on the map, 1 of them in Kazakhstan; base 1."
    below = made.figure.axes[0].get_xlabel()
    assert "Outside this map: in Helena." in below and "Without a position: nowhere." in below


@pytest.mark.parametrize(
    "name",
    ["<b>$x^2$</b>", "Очень длинное имя " * 6, "مصنع كبير", "w" * 90],
    ids=["markup", "Cyrillic", "Arabic", "long"],
)
def test_symbols_draw_odd_names(name):
    rows = pd.DataFrame({"kind": "a", "name": [name] * 3, "lon": [68.0, 68.1, 60.0], "lat": [48.0, 48.0, 39.0]})
    assert not faults_of(maps.symbols(rows, "kind", "name", "Things"))


@pytest.mark.parametrize(
    "change, error, words",
    [
        (lambda f: f.drop(columns="lon"), MissingColumn, "'lon'"),
        (lambda f: f.head(0), CakitError, "no rows"),
        (lambda f: f.assign(lon=None), CakitError, "none lies on the map"),
        (lambda f: f.assign(lat=95.0), CakitError, "no degrees"),
        (lambda f: f.assign(site_type=f["name"]), CakitError, "kinds in 'site_type'"),
        (lambda f: pd.concat([f] * 5), CakitError, "too many to name"),
    ],
    ids=["lon", "no rows", "no positions", "no degrees", "too many kinds", "too many"],
)
def test_symbols_refuse_what_they_cannot_draw(change, error, words):
    with pytest.raises(error, match=re.escape(words)):
        maps.symbols(change(SITES), "site_type", "name", "Sites")


def test_windows_share_one_scale_and_hatch_what_is_missing():
    made = maps.windows(WINDOWS[3:], "share", "Share", "percent", by="year")
    assert [axes.get_title(loc="left") for axes in made.figure.axes[3:]] == ["2015", "2020", "2025"]
    assert made.sentence.startswith("Share (percent), 2015 to 2025: Kazakhstan no data to 0, Kyrgyzstan no data to 10")
    words = [one.get_text() for one in made.figure.axes[0].get_legend().get_texts()]
    assert words == ["0–10", "10–20", "20–30", "30–40", "40–50", "no data"] or words[-1] == "no data"


@pytest.mark.parametrize(
    "change, error, words",
    [
        (lambda f: f.drop(columns="year"), MissingColumn, "'year'"),
        (lambda f: f.head(0), CakitError, "holds no panel"),
        (lambda f: f.assign(share=None), CakitError, "no state has a value"),
        (lambda f: pd.concat([f, f]), CakitError, "2 rows for KAZ"),
        (lambda f: f.assign(recipient_iso3="CHN"), CakitError, "not CHN"),
        (lambda f: pd.concat([f.assign(year=f["year"] + n) for n in range(4)]), CakitError, "12 panels"),
    ],
    ids=["by", "no rows", "empty values", "twice", "strangers", "too many"],
)
def test_windows_refuse_what_they_cannot_draw(change, error, words):
    with pytest.raises(error, match=re.escape(words)):
        maps.windows(change(WINDOWS), "share", "Share", by="year")


def test_windows_draw_one_panel_one_state_and_negative_values():
    one = WINDOWS[WINDOWS["year"] == 2025].head(1).assign(share=-7.0)
    made = maps.windows(one, "share", "Change", by="year")
    assert not faults_of(made) and "Kazakhstan -7" in made.sentence


def test_a_choropleth_is_drawn_in_time(shares):
    """0.35 seconds after imports, measured as processor time so that a busy machine does not fail it."""
    maps.choropleth(shares, "share_percent", "Share", "percent").png()
    start = time.process_time()
    maps.choropleth(shares, "share_percent", "Share", "percent").png()
    assert time.process_time() - start < 0.35


@pytest.mark.parametrize("name", MADE)
def test_every_map_has_scale_bar_and_boundary_note(name):
    made = MADE[name]()
    words = [one.get_text() for axes in made.figure.axes for one in axes.texts]
    footer = made.figure._supxlabel.get_text().replace("\n", " ")
    assert "500 km" in words
    assert "imply no opinion" in footer and "Crimea is drawn in Ukraine" in footer


def test_thin_windows_are_starred_and_named():
    arms = ck.load("arms_transfers")
    made = ck.shares(arms, "supplier_iso3", "tiv_million", "recipient_iso3", window=5)
    russia = ck.share_of(made, "supplier_iso3", "RUS").query("year_to in [2010, 2025]")
    chart = ck.maps.windows(russia, "share_percent", "Russia's share", "percent")
    assert "Kyrgyzstan 0 (one line, supplier unknown) to 14" in chart.sentence
    assert "Uzbekistan 100 (one line: 1 S-125 Pechora-2M) to 5" in chart.sentence
    stars = [text.get_text() for axes in chart.figure.axes for text in axes.texts if "*" in text.get_text()]
    assert sorted(stars) == ["KGZ\n0%*", "UZB\n100%*"]
    assert "* Fewer than three delivery lines" in chart.figure.get_supxlabel()
    one = ck.maps.choropleth(russia.query("year_to == 2010"), "share_percent", "Russia's share", "percent")
    assert "Uzbekistan 100 (one line: 1 S-125 Pechora-2M)" in one.sentence
    newest = ck.maps.choropleth(russia.query("year_to == 2025"), "share_percent", "Russia's share", "percent")
    assert "line" not in newest.sentence
