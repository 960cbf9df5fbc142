"""What the descriptors cannot say: sums that must meet, orders before deliveries, points inside their state.

One file a family in `plausible/`: each function takes a loader and lists its offenders; known oddities are
whitelisted there, with the reason.
"""

import importlib.util
import inspect
from pathlib import Path

import pytest

import cakit as ck
from cakit import catalog

HERE = Path(__file__).with_name("plausible")


def checks():
    for path in sorted(HERE.glob("*.py")):
        spec = importlib.util.spec_from_file_location(f"plausible_{path.stem}", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        for name, check in vars(module).items():
            if name.startswith("problems_"):
                yield pytest.param(check, id=f"{path.stem}: {name.removeprefix('problems_')}")


def outlines():
    import geopandas

    five = geopandas.read_file(catalog.home("data") / "geo/five.geojson")
    return dict(zip(five["iso3"], five.geometry, strict=True))


@pytest.mark.parametrize("check", list(checks()))
def test_nothing_is_implausible(check):
    wanted = inspect.signature(check).parameters
    found = check(ck.load, outlines()) if "outlines" in wanted else check(ck.load)
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("table", "column", "value", "check"),
    [
        ("us_obligations", "obligated_usd", 7, "us: military_rows_against_total"),
        ("us_excess_articles", "current_value_usd", 1.0, "us: excess_articles_against_greenbook"),
        ("us_excess_articles", "delivered", 1000, "us: excess_articles"),
        ("us_figures", "locator", "opening paragraphs", "us: located"),
        ("mineral_production", "quantity", 1e12, "minerals: production_share"),
        ("macro", "value", -5.0, "economy: macro"),
        ("military_ties", "lon", 9.0, "deals: places"),
    ],
)
def test_a_spoiled_table_is_noticed(table, column, value, check):
    function = next(one.values[0] for one in checks() if one.id == check)

    def spoiled(name):
        frame = ck.load(name)
        if name == table:
            frame.loc[frame[column].notna(), column] = value
        return frame

    outside = [outlines()] if "outlines" in inspect.signature(function).parameters else []
    assert function(spoiled, *outside)
