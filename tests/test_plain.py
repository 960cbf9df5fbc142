"""Arguments and cells of kinds made by somebody else: the same result as with plain ones."""

import threading
import warnings
from enum import StrEnum

import numpy as np
import pandas as pd
import pytest

import cakit as ck
from cakit.errors import CakitError
from cakit.plain import plain_arguments

ROWS = pd.DataFrame(
    {
        "recipient_iso3": ["KAZ", "KAZ", "UZB"],
        "supplier_iso3": ["RUS", "CHN", "RUS"],
        "year": [2020, 2021, 2020],
        "tiv_million": [30.0, 10.0, 5.0],
        "source_ids": ["S0", "S1", "S0"],
    }
)


def raising(*_args, **_more):
    raise RuntimeError("of somebody else")


NAMES = [
    "str",
    "repr",
    "eq",
    "hash",
    "len",
    "iter",
    "bool",
    "format",
    "contains",
    "getitem",
    "lt",
    "add",
    "float",
    "index",
]
HOSTILE = {
    base: type(f"Odd{base.__name__}", (base,), {f"__{name}__": raising for name in NAMES})
    for base in (str, int, float, tuple, list)
}


class Code(StrEnum):
    KAZ = "KAZ"
    RUS = "RUS"


class Nameless:
    __class__ = property(raising)


class Loud(type):
    __repr__ = raising


def odd(value):
    return HOSTILE[type(value)](value) if type(value) in HOSTILE else value


def with_odd_cells(dtype):
    made = ROWS.copy()
    for name in made if dtype == "object" else ("recipient_iso3", "supplier_iso3", "source_ids"):
        made[name] = pd.Series([odd(cell) for cell in made[name].tolist()], dtype=dtype)
    return made


@plain_arguments
def given(value):
    return value


@pytest.mark.parametrize("value", ["KAZ", 5, 5.0, True, None, b"x", (1, "a"), [1, "a"], {"a": 1}])
def test_a_plain_value_stays(value):
    assert given(value) == value and type(given(value)) is type(value)


@pytest.mark.parametrize(
    ("make", "right"),
    [
        (lambda: odd("KAZ"), "KAZ"),
        (lambda: Code.KAZ, "KAZ"),
        (lambda: np.str_("KAZ"), "KAZ"),
        (lambda: odd(5), 5),
        (lambda: odd(5.0), 5.0),
        (lambda: np.float64(5), 5.0),
        (lambda: [odd("a"), odd(1)], ["a", 1]),
        (lambda: HOSTILE[list](["a"]), ["a"]),
        (lambda: HOSTILE[tuple](["a", odd("b")]), ("a", "b")),
        (lambda: {"k": odd("a")}, {"k": "a"}),
    ],
    ids=range(10),
)
def test_a_value_of_another_kind_becomes_plain(make, right):
    found = given(make())
    assert type(found) is type(right) and found == right
    if isinstance(right, (list, tuple)):
        assert [*map(type, found)] == [*map(type, right)]


def test_a_frame_that_is_plain_stays_the_very_same():
    assert given(ROWS) is ROWS


@pytest.mark.parametrize("dtype", ["object", "str"])
def test_cells_of_another_kind_give_the_same_sums(dtype):
    frame = with_odd_cells(dtype)
    kinds = {type(cell) for cell in frame["supplier_iso3"]}
    assert kinds == {HOSTILE[str]}
    found = ck.shares(frame, "supplier_iso3", "tiv_million")
    assert found["share_percent"].tolist() == [100 * 10 / 45, 100 * 35 / 45]
    assert ck.sources(frame)["source_id"].tolist() == ["S0", "S1"]
    assert {type(cell) for cell in frame["supplier_iso3"]} == kinds  # the user's own stays


def test_names_of_columns_of_another_kind_are_found():
    frame = ROWS.rename(columns={name: HOSTILE[str](name) for name in ROWS})
    found = ck.shares(frame, "supplier_iso3", "tiv_million")
    assert found["share_percent"].tolist() == [100 * 10 / 45, 100 * 35 / 45]


@pytest.mark.parametrize("kind", ["Nameless", "Loud"])
@pytest.mark.parametrize(
    "call",
    [
        lambda bad: ck.country(bad),
        lambda bad: ck.add_country(bad, "Nowhere"),
        lambda bad: ck.cite(bad),
        lambda bad: ck.shares(bad, "supplier_iso3", "tiv_million"),
        lambda bad: ck.chart(bad, ROWS, title="T", finding="F"),
        lambda bad: ck.plots.share_lines(bad),
    ],
)
def test_what_does_not_say_what_it_is(call, kind):
    value = Nameless() if kind == "Nameless" else Loud("Type", (), {})()
    with pytest.raises(CakitError) as caught:
        call(value)
    assert str(caught.value).isprintable()


def test_half_precision_gives_the_same_sums():
    frame = ROWS.astype({"year": "float16", "tiv_million": "float16"})
    found = ck.shares(frame, "supplier_iso3", "tiv_million", within="year")
    right = {("CHN", 2021): 100, ("RUS", 2020): 100}  # 2020 and 2021 have 11 bits
    shares = found.set_index(["supplier_iso3", "year"])["share_percent"]
    assert shares[shares > 0].to_dict() == right


def test_a_frame_that_allows_no_label_twice_gives_the_same_sums():
    frame = ROWS.set_flags(allows_duplicate_labels=False)
    found = ck.shares(frame, "supplier_iso3", "tiv_million", within="recipient_iso3")
    assert found["share_percent"].tolist() == [25, 75, 100]
    assert not frame.flags.allows_duplicate_labels


def test_attrs_that_cannot_be_copied_are_told():
    frame = ROWS.copy()
    frame.attrs = {"lock": threading.Lock()}
    with pytest.raises(CakitError, match=r"set frame\.attrs = \{\}"):
        ck.shares(frame, "supplier_iso3", "tiv_million")


@pytest.mark.parametrize("code", [10**5000, pd.NA, ROWS, b"en", None, 5, ["en"]], ids=range(7))
def test_what_is_no_language(code):
    with pytest.raises(CakitError, match="give a text"):
        ck.language(code)


@pytest.mark.parametrize("cell", [1j, pd.Timestamp("2024-01-01"), "2024"])
def test_windows_of_several_types_are_told(cell):
    made = ck.shares(ROWS, "supplier_iso3", "tiv_million", window=1)
    made["year_from"] = made["year_from"].astype("object").where(made.index > 0, cell)
    with pytest.raises(CakitError, match="year_from holds values of several types"):
        ck.share_of(made, "supplier_iso3", "RUS")


def test_an_explorer_opens_without_a_word_on_undefined_traits():
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        explorer = ck.explore.profile()
        assert explorer.country == "KAZ"
        with pytest.raises(CakitError, match="no choice 'contry'"):
            explorer.contry = "UZB"
    assert not [one for one in told if "Undefined" in str(one.message)]


TABLE = '"TIV of arms imports to Kazakhstan, 2021-2022"\n,2021,2022,Total\nRussia,5,6,11\nTotal,5,6,11\n'
NO_EDITION = {
    "huge": 10**5000,
    "raising": Nameless,
    "frame": ROWS,
    "missing": pd.NA,
    "bytes": b"2026",
    "part of a year": 2025.5,
    "true": True,
    "empty": "",
}


@pytest.mark.parametrize("kind", NO_EDITION)
def test_what_is_no_edition_and_no_partner(kind, tmp_path):
    bad = NO_EDITION[kind]
    (tmp_path / "tiv.csv").write_text(TABLE, encoding="utf-8")
    read = ck.importers.sipri_tiv
    assert read(tmp_path / "tiv.csv", "KAZ", 2025).frame["tiv_million"].tolist() == [5, 6]
    assert (
        read(tmp_path / "tiv.csv", "KAZ", np.int64(2025)).report.edition
        == "edition 2025 (as given)"
    )
    with pytest.raises(CakitError, match="is not an edition"):
        read(tmp_path / "tiv.csv", "KAZ", bad)
    with pytest.raises(CakitError):
        read(tmp_path / "tiv.csv", bad, 2025)


@pytest.mark.parametrize("cell", [5, 1j, b"x", pd.Timestamp("2026-01-01"), float("inf")])
@pytest.mark.parametrize("column", ["sipri_edition", "year"])
def test_editions_that_cannot_be_compared(column, cell):
    right = ROWS.assign(sipri_edition="2025")
    wrong = right.astype({column: "object"})
    wrong.loc[0, column] = cell
    for sides in ((wrong, right), (right, wrong)):
        with pytest.raises(CakitError):
            ck.importers.compare(*sides)


def test_what_is_no_picture_no_drawing_and_no_single_row_of_names():
    class Silent:
        __getattr__ = raising

    with pytest.raises(CakitError, match="picture is a int: give a text"):
        ck.explore.static_html(ck.explore.profile(), 10**5000)
    with pytest.raises(CakitError, match="Silent is no drawing"):
        ck.chart(Silent(), ROWS, title="T", finding="F")
    pivoted = ROWS.pivot_table("tiv_million", "year", ["supplier_iso3", "recipient_iso3"])
    with pytest.raises(CakitError, match="the frame has several rows of column names"):
        ck.plots.thin(pivoted)


@pytest.mark.parametrize(("column", "cell"), [("step", "two"), ("step", 1j), ("label", None)])
def test_a_ladder_whose_rungs_have_no_order(column, cell):
    rungs = pd.DataFrame({"rung": ["a", "b"], "step": [1, 2], "label": ["A", "B"]})
    rungs = rungs.astype({column: "object"})
    rungs.loc[0, column] = cell
    events = pd.DataFrame({"country_iso3": ["KAZ"], "rung": ["a"], "date_from": ["2020"]})
    with pytest.raises(CakitError):
        ck.plots.ladder(events, rungs)
