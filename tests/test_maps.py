"""Outlines that fit, choices that are kept, pictures on which nothing collides."""

import json
import re
from itertools import combinations, pairwise

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point, box, coverage_is_valid, get_coordinates

from cakit import geometry, maps
from cakit.catalog import home
from cakit.errors import CakitError, MissingColumn

GEO = home("data") / "geo"
LAYERS = json.loads((GEO / "layers.json").read_text(encoding="utf-8"))["layers"]
DRAWN = ("five", "neighbours", "admin1", "lakes", "rivers", "capitals", "towns", "disputes")
FIVE = ["KAZ", "KGZ", "TJK", "TKM", "UZB"]


@pytest.fixture(scope="module")
def here():
    return maps.region()


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
    assert maps.region() is maps.region()


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
    return figure.Chart(drawn, pd.DataFrame(), "", "")


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
