"""Attacks that nobody had listed: odd frames, odd figures, signs that do not show, processes, places that vanish.

Each gives the right result or the kit's own error, and nothing that a reader cannot see.
"""

import multiprocessing
import os
import pickle
import subprocess
import sys
import threading
from contextlib import nullcontext, suppress
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import seaborn as sns
from matplotlib.figure import Figure
from test_attacks_pictures import PLOTS, arguments_of, bars, counts, held

import cakit as ck
from cakit import cli
from cakit.errors import CakitError, InvalidData

EVERY = 60  # of the cases made by rule; all of them in `make check`
ALL = os.environ.get("ATTACKS") == "all"
ROOT = Path(__file__).parents[1]

# 1 to 4: frames whose columns, rows, types and notes are odd

TOY = pd.DataFrame(
    {"who": list("aabc"), "year": [2001, 2003, 2002, 2003], "value": [100, 100, 60, 40]}
)
RIGHT = {"a": 200 / 3, "b": 20.0, "c": 40 / 3}


class Own(pd.DataFrame):
    """A frame of somebody else's kind, which cannot make another."""

    @property
    def _constructor(self):
        raise RuntimeError("of somebody else")


def typed(**types):
    return lambda: TOY.astype(types)


def arrow(kind, of):
    pyarrow = pytest.importorskip("pyarrow")
    return pd.ArrowDtype(getattr(pyarrow, kind)(*[getattr(pyarrow, one)() for one in of]))


def with_values(make):
    return lambda: TOY.assign(value=[make(one) for one in TOY["value"]])


SAME = {  # the same rows
    "two levels of rows": lambda: TOY.set_index(["who", "year"], drop=False),
    "rows by category": lambda: TOY.set_index(pd.CategoricalIndex(list("xxyy"))),
    "rows by interval": lambda: TOY.set_index(pd.interval_range(0, 4)),
    "rows by day of a zone": lambda: TOY.set_index(pd.date_range("2020", periods=4, tz="Asia/Almaty")),
    "columns by category": lambda: TOY.set_axis(pd.CategoricalIndex(TOY.columns), axis=1),
    "columns with a name": lambda: TOY.rename_axis(columns="who"),
    "decimals": with_values(Decimal),
    "fractions": with_values(Fraction),
    "half precision": typed(value="float16"),
    "a kind of its own": lambda: Own(TOY),
    "arrow": lambda: pytest.importorskip("pyarrow") and TOY.convert_dtypes(dtype_backend="pyarrow"),
    "notes that lie": lambda: noted({"table": "us_obligations", "total": 5, "note": ["x"], "covers": 7}),
    "notes of another kind": lambda: noted(dict.fromkeys(["table", "read", "covers", "left_out", "made"], object())),
}  # fmt: skip


def noted(attrs):
    made = TOY.copy()
    made.attrs = attrs
    return made


@pytest.mark.parametrize("kind", SAME)
def test_the_same_rows_in_an_odd_frame_give_the_same_shares(kind):
    made = ck.shares(SAME[kind](), "who", "value").set_index("who")
    assert made["share_percent"].to_dict() == pytest.approx(RIGHT)


REFUSED = {
    "two levels of columns": lambda: pd.concat({"x": TOY}, axis=1),
    "names in the rows": lambda: TOY.set_index(["who", "year"]),
    "a number that signals": with_values(lambda one: Decimal("sNaN") if one == 60 else Decimal(one)),
    "periods for years": lambda: TOY.assign(year=pd.PeriodIndex(["2001", "2003", "2002", "2003"], freq="Y")),
    "days of a zone for years": lambda: TOY.assign(year=pd.date_range("2020", periods=4, tz="Asia/Almaty")),
    "durations": lambda: TOY.assign(value=pd.to_timedelta(TOY["value"])),
    "lists of arrow": lambda: TOY.assign(who=pd.array([["a"]] * 4, dtype=arrow("list_", ["string"]))),
    "days of arrow": lambda: TOY.assign(year=pd.array([1, 2, 3, 4], dtype=arrow("date32", []))),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_an_odd_frame_that_cannot_be_summed_is_refused(kind):
    with pytest.raises(CakitError) as caught:
        ck.shares(REFUSED[kind](), "who", "value")
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("lie", [5, "x", [], [5], ["abc"], {"a": 1}, None, object], ids=str)
def test_notes_that_lie_change_no_comparison_and_no_credit(lie, monkeypatch):
    none = pd.DataFrame({"is_plain": pd.Series(dtype=bool)})
    monkeypatch.setattr(ck.claims, "moved", lambda *_: none)  # which takes its time
    keys = ("table", "note", "covers", "made", "left_out", "read", "sources", "edition", "unit")
    frame = ck.load("arms_transfers").assign(sipri_edition="2026").head(50)
    frame.attrs = dict.fromkeys(keys, lie)
    assert len(ck.sources(frame)) and "SIPRI" in ck.credit(frame)
    assert "2026 → 2026 edition" in repr(ck.importers.compare(frame, frame))


# 5: signs that do not show, in names and in words of a picture

SIGNS = {
    "an escape": "a\x1b[31mb", "a turning sign": "a\u202eb", "a line of its own": "a\u2028b", "a next line": "a\x85b",
    "a mark of byte order": "\ufeffa", "no width": "a\u200bb", "tags": "a\U000e0041\U000e007fb",
    "a bell": "a\x07b", "many marks": "e" + "\u0301" * 300, "right to left": "שלום ١٢ ab", "a family": "👩\u200d👩\u200d👧",
}  # fmt: skip
NAMED = {"dot_plot": "whose", "timeline": "words", "ladder": "said", "unit_chart": "recipient_iso3",
         "small_multiples": "panel", "share_lines": "recipient_iso3"}  # fmt: skip


def shows(made):
    """Every word of a picture can be seen."""
    for words in (made.title, made.finding, made.alt, repr(made)):
        assert all(line.isprintable() for line in words.split("\n")), ascii(words)
    assert made.png()


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("name", PLOTS)
def test_a_name_with_signs_that_do_not_show_is_spelt_out(name, sign):
    draw, frame, fits, _ = arguments_of(name)
    spoilt = frame().astype({NAMED[name]: "object"})
    spoilt.at[1, NAMED[name]] = SIGNS[sign]
    with suppress(CakitError) if sign == "many marks" else nullcontext():  # too wide for a picture
        shows(draw(spoilt, **fits))


@pytest.mark.parametrize("sign", [sign for sign in SIGNS if sign != "many marks"])
@pytest.mark.parametrize("place", ["title", "finding", "note", "alt"])
def test_words_with_signs_that_do_not_show_are_spelt_out(place, sign):
    words = {"title": "T", "finding": "F."} | {place: SIGNS[sign].replace("١٢ ", "")}
    shows(ck.chart(bars(), counts(), **words))


# 6 and 7: figures of every kind, closed, empty, in parts, in three dimensions


def closed():
    drawn, ax = plt.subplots()
    ax.bar([1, 2], [1, 2])
    plt.close(drawn)
    return ax


def plotted(ax, *more):
    ax.plot([0.1, 1], [0.1, 1], *more)
    return ax


FIGURES = {
    "closed": closed,
    "three dimensions": lambda: plotted(Figure().add_subplot(projection="3d"), [1, 2]),
    "polar": lambda: plotted(Figure().add_subplot(projection="polar")),
    "of the globe": lambda: plotted(Figure().add_subplot(projection="mollweide")),
    "constrained": lambda: plotted(Figure(layout="constrained").subplots()),
    "compressed": lambda: plotted(Figure(layout="compressed").subplots()),
    "in parts": lambda: plotted(Figure().subfigures(1, 2)[0].subplots()),
    "an inset": lambda: plotted(bars().inset_axes([0.5, 0.5, 0.4, 0.4])).figure,
    "two scales": lambda: plotted(bars().twinx()).figure,
    "no value": lambda: Figure().subplots().plot([np.nan], [np.inf])[0].axes,
    "days of a zone": lambda: Figure().subplots().plot(pd.date_range("2020", periods=2, tz="Asia/Almaty"), [1, 2])[0].axes,
    "no colour for some": lambda: sns.barplot(counts(h=[np.nan, "a"]), x="recipient_iso3", y="n", hue="h", ax=Figure().subplots()),
    "no colour at all": lambda: sns.barplot(counts(h=[np.nan, np.nan]), x="recipient_iso3", y="n", hue="h", ax=Figure().subplots()),
    "an empty grid": lambda: sns.FacetGrid(counts(), col="recipient_iso3"),
    "a label that raises": lambda: labelled(lambda *_: 1 / 0),
    "a label that is none": lambda: labelled(lambda *_: None),
    "far away": lambda: bars().annotate("x", (1e300, 1e300), xytext=(5, 5)).axes,
}  # fmt: skip


def labelled(how):
    ax = bars()
    ax.yaxis.set_major_formatter(how)
    return ax


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kind", FIGURES if ALL else [*FIGURES][::2])
def test_a_figure_of_any_kind_is_a_picture_or_an_error(kind):
    held(lambda: ck.chart(FIGURES[kind](), counts(), "T", "F."))


def test_the_theme_set_twice_is_the_theme():
    made = []
    with matplotlib.rc_context():
        for _ in range(2):
            ck.set_theme()
            ax = sns.barplot(counts(), x="recipient_iso3", y="n", ax=Figure().subplots())
            made.append(ck.chart(ax, counts(), "T", "F.").png())
    assert made[0] == made[1]


# 8: threads and processes


def test_threads_draw_and_load_side_by_side():
    draw, frame, fits, _ = arguments_of("dot_plot")
    right, found = draw(frame(), **fits).png(), []

    def work():
        found.append((draw(frame(), **fits).png() == right, len(ck.load("codes"))))

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert found == [(True, len(ck.load("codes")))] * 6


ERRORS = [
    InvalidData("w", ["a", "b"], "how"),
    CakitError("a\x1b"),
    ck.errors.UnknownTable("no table"),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_comes_out_of_another_process(error):
    """A pool whose worker raises what cannot be unpacked waits for ever."""
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))


def test_a_forked_process_draws_and_refuses():
    with multiprocessing.get_context("fork").Pool(1) as pool:
        assert pool.apply_async(ck.country, ["Kazakhstan"]).get(20) == "KAZ"
        with pytest.raises(InvalidData, match="cannot be read"):
            pool.apply_async(ck.read, ["nowhere.csv", "codes"]).get(20)


# 9 and 10: places that vanish, rights of the user


@pytest.mark.parametrize(
    "call",
    [["start"], ["fresh", "03"], ["collect", "."], ["quiz", "01", "--out", "x.zip"]],
    ids=str,
)
def test_a_folder_that_was_removed_under_us_is_told(call, tmp_path, monkeypatch, capsys):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert cli.main(call) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "standard output" not in said and "No such file" in said


def test_a_chart_is_saved_where_the_kernel_is_now(tmp_path, monkeypatch):
    made = ck.chart(bars(), counts(), "T", "F.")
    monkeypatch.chdir(tmp_path)
    assert made.save("a.png").resolve() == (tmp_path / "a.png").resolve()


@pytest.mark.parametrize("mask", [0o077, 0o022, 0o002], ids=oct)
def test_what_is_handed_out_has_the_rights_that_the_user_gives(tmp_path, mask):
    before = os.umask(mask)
    try:
        assert cli.main(["start", str(tmp_path / "course")]) == 0
    finally:
        os.umask(before)
    assert (tmp_path / "course").stat().st_mode & 0o777 == 0o777 & ~mask
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "course").iterdir()} == {
        0o666 & ~mask
    }


ENVIRONMENTS = [{"HOME": "/nowhere"}, {"TMPDIR": "/nowhere"}, {"COLUMNS": "x"}, {"TZ": "nowhere"}, {"LC_ALL": "nowhere"},
                {"SOURCE_DATE_EPOCH": "-1"}, {"PYTHONOPTIMIZE": "2"}, {"MPLCONFIGDIR": "/proc/x"}]  # fmt: skip


@pytest.mark.parametrize("more", ENVIRONMENTS if ALL else [], ids=str)
def test_an_odd_environment_draws_the_same(more, tmp_path):
    code = "import cakit as ck, sys; from matplotlib.figure import Figure; ax = Figure().subplots(); ax.bar([1], [2])\n"
    code += "print(ck.chart(ax, ck.load('codes'), 'T', 'F.').save(sys.argv[1] + '/a.png'))"
    found = []
    for extra in ({}, more):
        environment = os.environ | {"PYTHONPATH": str(ROOT / "src")} | extra
        call = [sys.executable, "-c", code, str(tmp_path)]
        ran = subprocess.run(call, env=environment, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
        found.append((tmp_path / "a.png").read_bytes())
    assert found[0] == found[1]
