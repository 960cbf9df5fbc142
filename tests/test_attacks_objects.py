"""Objects and cells that raise, never end or do not show: the kit's error, or the right sum."""

import itertools

import pandas as pd
import pytest

import cakit as ck
from cakit.errors import CakitError

ROWS = pd.DataFrame(
    {
        "recipient_iso3": ["KAZ", "KAZ", "UZB"],
        "supplier_iso3": ["RUS", "CHN", "RUS"],
        "year": [2020, 2021, 2020],
        "tiv_million": [30.0, 10.0, 5.0],
    }
)


class Raises:
    """Raises whatever it is asked."""

    def __repr__(self):
        raise RuntimeError("repr")

    __iter__ = __str__ = __repr__


class RaisesAsNumber(Raises):
    __float__ = Raises.__repr__


def shares(frame=ROWS, by="supplier_iso3", **more):
    return ck.shares(frame, by=by, value="tiv_million", **more)


@pytest.mark.parametrize(
    "call",
    [
        lambda: shares(within=(str(n) for n in itertools.count())),
        lambda: shares(within=Raises()),
        lambda: shares(window=RaisesAsNumber()),
        lambda: shares(by="x" * 10**6),
        lambda: ck.pooled(ROWS, "recipient_iso3", (str(n) for n in itertools.count())),
        lambda: ck.country_name(Raises()),
        lambda: ck.country_name(10**5000),
        lambda: ck.cite("x" * 10**6),
        lambda: ck.answer(pd.NaT, 1),
        lambda: ck.answer(pd.Timestamp("2022-02-24"), 1),
        lambda: ck.pooled(ROWS.assign(recipient_iso3=[["KAZ"], "KAZ", "UZB"]), "recipient_iso3", ["KAZ"]),
        lambda: ck.with_names(ROWS.assign(recipient_iso3=[{"KAZ"}, "KAZ", "UZB"])),
        lambda: ck.cite(ROWS.assign(source_ids=[["S0"], "S0", "S0"])),
        lambda: ck.cite(ROWS.assign(source_ids=[Raises(), "S0", "S0"])),
        lambda: shares(ROWS.assign(tiv_million=pd.Series([pd.NA, 1, 2], dtype=object))),
        lambda: shares(ROWS.assign(tiv_million=pd.Series([10**400, 1, 2], dtype=object))),
        lambda: shares(ROWS.assign(sipri_edition=["\u202e2026", "\x1b[2J", "2026\n" * 500])),
        lambda: shares(ROWS.assign(delivery_lines=["1", "2", "3"])),
    ],
)  # fmt: skip
def test_one_error_that_can_be_printed(call):
    with pytest.raises(CakitError) as caught:
        call()
    message = str(caught.value)
    assert len(message) < 4000
    assert all(line.isprintable() for line in message.split("\n"))


@pytest.mark.parametrize("unknown", [float("nan"), float("inf"), -1.0, 1e308])
def test_lines_that_are_no_count_leave_the_shares_alone(unknown):
    found = shares(ROWS.assign(delivery_lines=[1.0, 2.0, unknown])).set_index("supplier_iso3")
    assert found["share_percent"].to_dict() == {"CHN": 100 * 10 / 45, "RUS": 100 * 35 / 45}
    assert found["lines"].isna().all()


def test_a_column_that_is_also_the_name_of_the_index():
    made = shares(within="recipient_iso3")
    named = made.set_index("recipient_iso3", drop=False)
    found = ck.share_of(named, "supplier_iso3", "RUS")
    assert found["share_percent"].tolist() == [75.0, 100.0]


def test_two_columns_of_sources_are_both_cited():
    twice = pd.concat(
        [ROWS.assign(source_ids="S0"), pd.DataFrame({"source_ids": ["S1"] * 3})], axis=1
    )
    assert list(ck.sources(twice)["source_id"]) == ["S0", "S1"]


def drawn(**cells):
    bars = pd.DataFrame({"whose": ["us", "them"], "value": [3.0, 4.0]}).assign(**cells)
    return ck.plots.dot_plot(bars, value="value", label="orders")


def in_itself():
    axes = []
    axes.append(axes)
    return axes


SHARES = shares(within="recipient_iso3", window=2)


@pytest.mark.parametrize(
    "call",
    [
        lambda: drawn(value=[1e300, 1.0]),
        lambda: drawn(value=[1j, 2j]),
        lambda: drawn(value=pd.Series([10**400, 1], dtype=object)),
        lambda: ck.plots.share_lines(SHARES.assign(year_to=10**400)),
        lambda: drawn(whose=[Raises(), "them"]),
        lambda: drawn(whose=[pd.Series([1]), "them"]),
        lambda: ck.chart(in_itself(), ROWS, title="T", finding="F"),
        lambda: ck.plots.share_lines(SHARES.assign(total=0.0, tiv_million=0.0)),
        lambda: ck.plots.share_lines(SHARES.assign(share_percent=float("nan"))),
        lambda: ck.plots.share_lines(SHARES.assign(tiv_million=1e308)),
        lambda: ck.plots.thin(5),
        lambda: ck.plots.thin(Raises()),
        lambda: ck.region(Raises()),
        lambda: ck.region(pd.NA),
        lambda: ck.region(ROWS),
        lambda: ck.palette(10**5000),
        lambda: ck.progress(Raises()),
        lambda: ck.claims.moved(ROWS.assign(year=10**400), ROWS),
        lambda: ck.claims.moved(ROWS, ROWS.assign(tiv_million=[Raises(), 1, 2])),
    ],
)  # fmt: skip
def test_pictures_and_lists_refuse_in_words(call):
    with pytest.raises(CakitError):
        call()


def test_an_encoding_that_no_codec_can_have(tmp_path):
    (tmp_path / "mine.csv").write_text("a\n1\n", encoding="utf-8")
    for encoding in ("utf\0-8", "x" * 10**5, "\ud800", "rot13"):
        with pytest.raises(CakitError) as caught:
            ck.read(tmp_path / "mine.csv", "sources", encoding=encoding)
        assert str(caught.value).replace("\n", "").isprintable()


def test_thin_reads_any_engine_and_empty_cells():
    polars = pytest.importorskip("polars")
    few = ck.shares(ck.load("arms_transfers"), "supplier_iso3", "tiv_million", "recipient_iso3", period=(2006, 2010))  # fmt: skip
    assert ck.plots.thin(polars.DataFrame({"thin": few["thin"].tolist()})) == ck.plots.thin(
        few[["thin"]]
    )
    assert ck.plots.thin(few.assign(thin=float("nan"))) == [""] * len(few)


REGISTER = """Data generated: 2 Sep 2025 9:00:00 AM
Recipient,Supplier,Year of order, ,Number ordered, ,Weapon designation,Weapon description,Number delivered, ,Year(s) of delivery,status,Comments,SIPRI TIV per unit,SIPRI TIV for total order,SIPRI TIV of delivered weapons
Kazakhstan,Russia,1996,,6,,A-1,trainer aircraft,6,,1997; 1998,New,,1.5,9,9
"""  # fmt: skip


def test_importers_explorers_and_maps_refuse_what_is_no_argument(tmp_path):
    file = tmp_path / "register.csv"
    file.write_text(REGISTER, encoding="utf-8")
    got = ck.importers.sipri_register(file)
    assert ck.importers.by_year(got.frame)["tiv_million"].tolist() == [4.5, 4.5]
    calls = [
        lambda bad: ck.importers.sipri_register(bad),
        lambda bad: ck.importers.edition(bad),
        lambda bad: got.save(bad),
        lambda bad: ck.importers.sipri_register(file, source_id=bad),
        lambda bad: ck.importers.by_year(bad),
        lambda bad: ck.importers.by_year(got.frame.assign(delivery_years=str(type(bad)))),
        lambda bad: ck.importers.by_year(got.frame.assign(tiv_million="9")),
        lambda bad: ck.explore.static_html(bad),
        lambda bad: ck.maps.basemap(names=bad),
        lambda bad: ck.maps.basemap(extent=bad),
    ]
    for call in calls:
        for bad in (5, float("nan"), 10**5000, b"KAZ", object(), pd.NA, [1]):
            with pytest.raises(CakitError):
                call(bad)
    for name in ("a\0b", "\ud800", "x" * 5000):
        for call in calls[:3]:
            with pytest.raises(CakitError):
                call(name)
