"""One call, several engines: shares and concentration give the same on every kind of frame that is installed."""

import itertools

import pandas as pd
import pytest

import cakit as ck
from cakit.errors import MissingColumn, MixedUnits

pytestmark = pytest.mark.filterwarnings(
    "ignore:PySpark does not yet fully support pandas:FutureWarning"
)
COLUMNS = [
    "recipient_iso3",
    "supplier_iso3",
    "year",
    "tiv_million",
    "delivery_lines",
    "sipri_edition",
    "source_ids",
]
KINDS = [
    {"within": None, "window": None},
    {"within": "recipient_iso3", "window": None},
    {"within": "recipient_iso3", "window": 5},
    {"within": None, "window": 3, "period": (2001, 2020)},
]


def rows() -> dict[str, list]:
    frame = ck.load("arms_transfers")
    return {name: frame[name].tolist() for name in COLUMNS}


def polars():
    return pytest.importorskip("polars").DataFrame(rows())


def polars_lazy():
    return polars().lazy()


def duckdb():
    engine = pytest.importorskip("duckdb")
    held = pd.DataFrame(rows())  # noqa: F841 (DuckDB finds it by its name)
    return engine.sql("SELECT * FROM held ORDER BY hash(tiv_million)")


def pyarrow():
    return pytest.importorskip("pyarrow").table(rows())


def pyspark():
    sql = pytest.importorskip(
        "pyspark.sql", reason="pyspark is an extra of its own: pip install 'cakit[spark]'"
    )
    session = (
        sql.SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )
    session.conf.set(
        "spark.sql.execution.arrow.pyspark.enabled", "false"
    )  # no Arrow library needed
    return session.createDataFrame(list(zip(*rows().values(), strict=True)), COLUMNS)


ENGINES = [polars, polars_lazy, duckdb, pyarrow, pyspark]


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.__name__)
def test_same_numbers_on_every_engine(engine):
    frame = engine()
    for verb, kind in itertools.product((ck.shares, ck.concentration), KINDS):
        wanted = verb(ck.load("arms_transfers"), "supplier_iso3", "tiv_million", **kind)
        got = verb(frame, "supplier_iso3", "tiv_million", **kind)
        pd.testing.assert_frame_equal(got, wanted, check_dtype=False, rtol=1e-9, atol=1e-9)
        assert got.attrs == wanted.attrs


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.__name__)
def test_same_refusals_on_every_engine(engine):
    import narwhals as nw

    frame = engine()
    with pytest.raises(MissingColumn, match=r"needs a column 'tiv'\. Nearest: tiv_million"):
        ck.shares(frame, "supplier_iso3", "tiv")
    lazy = nw.from_native(frame).lazy()
    mixed = lazy.with_columns(
        sipri_edition=nw.when(nw.col("year") > 2000).then(nw.lit("a")).otherwise(nw.lit("b"))
    )
    with pytest.raises(MixedUnits, match="sipri_edition holds a, b"):
        ck.shares(mixed.to_native(), "supplier_iso3", "tiv_million")


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.__name__)
def test_same_lines_where_a_row_does_not_say_how_many(engine):
    import narwhals as nw

    lazy = nw.from_native(engine()).lazy()
    some = nw.when(nw.col("year") != 2003).then(nw.col("delivery_lines"))
    got = ck.shares(
        lazy.with_columns(delivery_lines=some).to_native(), "supplier_iso3", "tiv_million", window=5
    )
    arms = ck.load("arms_transfers")
    wanted = arms.assign(delivery_lines=arms["delivery_lines"].where(arms["year"] != 2003))
    wanted = ck.shares(wanted, "supplier_iso3", "tiv_million", window=5)
    pd.testing.assert_frame_equal(
        got[["lines", "thin"]], wanted[["lines", "thin"]], check_dtype=False
    )
    unknown = set(got.loc[got["lines"].isna(), "year_to"])
    assert unknown == set(range(2003, 2008))


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_narrow_whole_numbers_are_summed_wide(engine):
    """Three times 100 and once 60 in a column of eight bits: 83.3 and 16.7 per cent."""
    module = pytest.importorskip(engine)
    rows = {"who": list("aaab"), "year": [2001] * 4, "items": [100, 100, 100, 60]}
    held = pd.DataFrame(rows).astype({"items": "int8"})  # noqa: F841 (DuckDB finds it by its name)
    if engine == "polars":
        frame = module.DataFrame(rows, schema_overrides={"items": module.Int8})
    else:
        frame = module.sql("SELECT * FROM held")
    made = ck.shares(frame, by="who", value="items")
    assert made["items"].tolist() == [300.0, 60.0] and made["items"].dtype == "float64"
    assert made["share_percent"].round(1).tolist() == [83.3, 16.7]
