"""Attacks on the pictures, made by rule: a function, an argument, a value that does not fit.

Each ends in a picture or in the kit's own error in words, soon and in little memory.
"""

import contextlib
import inspect
import os
import time
import tracemalloc
from functools import cache

import matplotlib
import matplotlib.pyplot as plt
import narwhals as nw
import numpy as np
import pandas as pd
import pytest
import seaborn as sns
from matplotlib.figure import Figure

import cakit as ck
from cakit import plots
from cakit.errors import CakitError
from cakit.figures import theme
from cakit.plots.small_multiples import small_multiples

EVERY = 40  # of the cases made by rule; all of them in `make check`
ALL = os.environ.get("ATTACKS") == "all"
RUNGS = ck.load("rungs")


def windows(**columns):
    """Two suppliers in two windows of two recipients."""
    held = {"recipient_iso3": ["KAZ", "UZB"] * 4, "supplier_iso3": ["RUS"] * 4 + ["CHN"] * 4,
            "year": [2019, 2019, 2020, 2020] * 2, "tiv_million": [3.0, 1, 2, 5, 1, 4, 2, 2]}  # fmt: skip
    made = ck.shares(pd.DataFrame(held), "supplier_iso3", "tiv_million", "recipient_iso3", window=2)
    return made.assign(**columns)


def rivals(**columns):
    held = {"whose": ["one", "two"], "value": [3.0, 9.0], "low": [2.0, 8.0], "high": [4.0, 9.5],
            "group": ["a", "b"], "guessed": [True, False], "confidence": ["high", "low"]}  # fmt: skip
    return pd.DataFrame(held | columns)


def events(**columns):
    held = {"date_from": ["2021", "2022-05"], "date_to": ["2021", "2022-06-01"],
            "words": ["one", "two"], "lane": ["RUS", "x"]}  # fmt: skip
    return pd.DataFrame(held | columns)


def reports(**columns):
    held = {"country_iso3": ["KAZ", "UZB"], "rung": ["ordered", "delivered"],
            "standing": ["reported", "denied"], "said": ["a", "b"]}  # fmt: skip
    return pd.DataFrame(held | columns)


def counts(**columns):
    held = {"recipient_iso3": ["KAZ", "UZB"], "supplier_iso3": ["TUR", "CHN"], "n": [3, 2],
            "edition": ["2025", "2026"], "guessed": [True, None]}  # fmt: skip
    return pd.DataFrame(held | columns)


def measures(**columns):
    held = {"panel": ["A", "A", "B"], "year": [2001, 2003, 2002], "series": ["", "", "RUS"],
            "value": [1.0, 2, 3], "unit": ["t", "t", "share"], "gap": ["", "", ""]}  # fmt: skip
    return pd.DataFrame(held | columns)


# function → its call, its frame, and arguments that fit.
PLOTS = {
    "dot_plot": (plots.dot_plot, rivals, {"value": "value", "label": "S", "low": "low", "high": "high",
                                          "by": "group"}),
    "timeline": (plots.timeline, events, {}),
    "ladder": (plots.ladder, reports, {"rungs": RUNGS}),
    "unit_chart": (plots.unit_chart, counts, {"value": "n", "panel": "edition", "estimate": "guessed"}),
    "small_multiples": (small_multiples, measures, {"subject": "S", "note": ""}),
    "share_lines": (plots.share_lines, windows, {"within": "recipient_iso3"}),
}  # fmt: skip


def bars():
    ax = Figure().subplots()
    ax.bar(["Kazakhstan", "Uzbekistan"], [3, 2])
    return ax


def line():
    ax = Figure().subplots()
    ax.plot([2000, 2010], [1, 2], label="Russia")
    return ax


# function → its call, and arguments that fit.
DOORS = {
    "chart": (ck.chart, lambda: {"drawn": bars(), "data": counts(), "title": "T", "finding": "F.", "note": "", "alt": ""}),
    "label_bars": (ck.label_bars, lambda: {"ax": bars(), "format": "{:.0f}", "least": 0}),
    "label_lines": (ck.label_lines, lambda: {"ax": line(), "format": "{:.0f}"}),
    "mark_year": (ck.mark_year, lambda: {"ax": line(), "year": 2005, "words": "w", "color": "red"}),
    "mark_gap": (ck.mark_gap, lambda: {"ax": line(), "first": 2002, "last": 2003, "words": "w"}),
    "palette": (ck.palette, lambda: {"of": "supplier"}),
    "save": (ck.chart(bars(), counts(), "T", "F.").save, lambda: {"path": os.devnull + ".png"}),
}  # fmt: skip
WRONG = {
    "None": None, "a number": 7, "nan": float("nan"), "infinity": float("inf"), "true": True,
    "bytes": b"x", "a list": ["a"], "a dict": {"a": 1}, "an object": object(), "empty": "", "braces": "{",
    "a frame": pd.DataFrame({"a": [1]}), "half a letter": "a\ud800b", "endless": "word " * 20_000, "one word": "w" * 50_000,
    "a date": pd.Timestamp("2024-01-01"), "array": np.zeros(3), "huge": 10**400, "missing": pd.NA,
}  # fmt: skip


def held(call, *arguments, **named):
    """A picture or the kit's own error; within two seconds of work."""
    start = time.process_time()
    try:
        made = call(*arguments, **named)
        if hasattr(made, "png"):
            assert made.png()[:4] == b"\x89PNG" and made.finding and made.alt
            str(made).encode()
    except CakitError as error:
        assert 10 < len(str(error)) < 1000 and "\n" not in str(error).strip(), error
    finally:
        plt.close("all")
    assert time.process_time() - start < 8, "slow, even for a busy machine"


def arguments_of(name):
    draw, frame, fits = PLOTS[name]
    return draw, frame, fits, [*inspect.signature(draw).parameters][1:]


ARGUMENTS = [(name, one, bad) for name in PLOTS for one in arguments_of(name)[3] for bad in WRONG]


@pytest.mark.parametrize(("name", "one", "kind"), ARGUMENTS)
def test_an_argument_that_does_not_fit(name, one, kind):
    draw, frame, fits, _ = arguments_of(name)
    held(draw, frame(), **(fits | {one: WRONG[kind]}))


@pytest.mark.parametrize("bad", WRONG)
@pytest.mark.parametrize(
    ("name", "one"), [(name, one) for name in DOORS for one in DOORS[name][1]()]
)
def test_an_argument_of_the_helpers_that_does_not_fit(name, one, bad):
    call, fits = DOORS[name]
    held(call, **(fits() | {one: WRONG[bad]}))


@cache
def right_picture(name):
    draw, frame, fits, _ = arguments_of(name)
    made = draw(frame(), **fits)
    return made.png(), made.fingerprint, made.alt


ENGINES = {
    "polars": lambda frame: pytest.importorskip("polars").DataFrame(frame.to_dict("list")),
    "polars, lazy": lambda frame: pytest.importorskip("polars").DataFrame(frame.to_dict("list")).lazy(),
    "narwhals": lambda frame: nw.from_native(frame),
    "duplicate index": lambda frame: frame.set_axis([0] * len(frame)),
    "index of text": lambda frame: frame.set_axis(list("abcdefgh")[: len(frame)]),
    "categories": lambda frame: frame.astype(dict.fromkeys(frame.select_dtypes(["object", "str"]), "category")),
    "nullable": lambda frame: frame.convert_dtypes(),
    "objects": lambda frame: frame.astype("object"),
    "narrow": lambda frame: frame.astype(dict.fromkeys(frame.select_dtypes("number"), "int16")),
}  # fmt: skip


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", PLOTS)
def test_a_frame_of_any_kind_gives_the_same_picture(name, engine):
    draw, frame, fits, _ = arguments_of(name)
    made = draw(ENGINES[engine](frame()), **fits)
    if engine == "narrow":
        numbers = frame().select_dtypes("number").columns
        cut = frame().astype(dict.fromkeys(numbers, "int16"))
        right = draw(cut.astype(dict.fromkeys(numbers, "float64")), **fits)
        assert (made.png(), made.finding, made.alt) == (right.png(), right.finding, right.alt)
    else:
        assert (made.png(), made.fingerprint, made.alt) == right_picture(name)


NO_FRAMES = {"None": None, "a list": [1, 2], "a text": "KAZ", "a dict": {"a": [1]}, "no rows": "empty", "twice": "twice",
             "no columns": pd.DataFrame(), "a number": 7, "a series": pd.Series([1, 2], name="n")}  # fmt: skip


@pytest.mark.parametrize("kind", NO_FRAMES)
@pytest.mark.parametrize("name", PLOTS)
def test_what_is_no_frame_is_refused(name, kind):
    draw, frame, fits, _ = arguments_of(name)
    good = frame()
    made = {"empty": good.head(0), "twice": pd.concat([good, good], axis=1)}
    bad = NO_FRAMES[kind]
    with pytest.raises(CakitError):
        draw(made[bad] if isinstance(bad, str) and bad in made else bad, **fits)


CELLS = {
    "nothing": None, "text": "x", "infinity": float("inf"), "minus": -5, "fraction": 2.5, "a billion": 10**9,
    "not a number": float("nan"), "a list": [1], "Chinese": "中国与中亚", "Korean": "한국", "Hindi": "हिन्दी", "Thai": "ไทย",
    "Mongolian": "ᠮᠣᠩᠭᠣᠯ", "som sign": "⃀", "Arabic": "طشقند", "Kazakh": "Қазақстан ұ ғ ң", "emoji": "🙂", "control": "a\0b\x07c",
    "turning": "\u202eabc", "half a letter": "a\ud800b", "dollars": "$a_{", "endless": "word " * 9999, "one word": "w" * 9999,
    "lines": "a\nb\nc", "formula": "=1+1", "tag": "<script>",
}  # fmt: skip


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("name", PLOTS)
def test_a_cell_that_holds_something_else(name, cell):
    draw, frame, fits, _ = arguments_of(name)
    place, columns = list(CELLS).index(cell), [*frame().columns]
    for column in columns[place % 3 :: 3] if ALL else [columns[place % len(columns)]]:
        spoilt = frame().astype({column: "object"})
        spoilt.at[1, column] = CELLS[cell]
        held(draw, spoilt, **fits)


def many(frame, count, **columns):
    """The first row of a frame many times, with other values in some columns."""
    return frame.loc[[0] * count].reset_index(drop=True).assign(**columns)


def names(count):
    return [f"name {place}" for place in range(count)]


LARGE = {
    "share_lines, years": lambda: plots.share_lines(windows().replace({"year_to": {2020: 9000}})),
    "share_lines, groups": lambda: plots.share_lines(many(windows(), 10_000, recipient_iso3=names(10_000)), within="recipient_iso3"),
    "share_lines, members": lambda: plots.share_lines(many(windows(), 10_000, supplier_iso3=names(10_000))),
    "dot_plot, rows": lambda: plots.dot_plot(many(rivals(), 10_000), "value", "S"),
    "timeline, events": lambda: plots.timeline(many(events(), 10_000)),
    "timeline, lanes": lambda: plots.timeline(many(events(), 300, lane=names(300))),
    "timeline, years": lambda: plots.timeline(events(date_from=["0001", "9999"], date_to=["0002", "9999"])),
    "ladder, events": lambda: plots.ladder(many(reports(), 10_000), RUNGS),
    "ladder, groups": lambda: plots.ladder(many(reports(), 10_000, country_iso3=names(10_000)), RUNGS),
    "unit_chart, count": lambda: plots.unit_chart(counts(n=[10**9, 1]), "n"),
    "unit_chart, members": lambda: plots.unit_chart(many(counts(), 10_000, supplier_iso3=names(10_000)), "n"),
    "unit_chart, rows": lambda: plots.unit_chart(many(counts(), 10_000, recipient_iso3=names(10_000)), "n"),
    "small_multiples, years": lambda: small_multiples(measures(year=[1, 9999, 5]), "S", ""),
    "small_multiples, panels": lambda: small_multiples(many(measures(), 10_000, panel=names(10_000)), "S", ""),
    "small_multiples, series": lambda: small_multiples(many(measures(), 10_000, series=names(10_000)), "S", ""),
    "chart, ticks": lambda: ck.chart(wide(), counts(), "T", "F."),
    "chart, finding": lambda: ck.chart(bars(), counts(), "T", "word " * 100_000),
    "chart, size": lambda: ck.chart(Figure(figsize=(900, 900)).subplots().bar([1], [1])[0].axes, counts(), "T", "F."),
    "chart, dots": lambda: ck.chart(dense(), counts(), "T", "F."),
    "label_bars": lambda: ck.label_bars(wide()),
}  # fmt: skip

LATE = "label_bars", "chart, ticks", "share_lines, members", "unit_chart, members", "dot_plot, rows"
SOON = [draw for name, draw in LARGE.items() if name not in LATE]


def wide():
    ax = Figure().subplots()
    ax.bar(range(1100), 1)
    ax.set_xticks(range(1100), names(1100))
    return ax


def dense():
    ax = Figure(dpi=5000).subplots()
    ax.plot([1, 2], [1, 2])
    return ax


@pytest.mark.parametrize("draw", LARGE.values() if ALL else SOON, ids=LARGE if ALL else None)
def test_what_is_endless_is_a_picture_or_an_error_soon(draw):
    if ALL:  # measuring takes three times as long
        tracemalloc.start()
    try:
        held(draw)
        assert tracemalloc.get_traced_memory()[1] < 500e6
    finally:
        tracemalloc.stop()


def other(value):
    """A value of matplotlib's settings that is not the one there."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return value * 0.5 + 0.2 if 0 <= value <= 1 else value * 3 + 1
    return None


def spoil_every_setting():
    """Every setting of matplotlib that takes another value gets one."""
    colours = {name: "magenta" for name in plt.rcParams if name.endswith("color")}
    texts = {"text.usetex": True, "font.family": ["serif"], "axes.prop_cycle": matplotlib.cycler(color=["lime"]),
             "timezone": "Asia/Almaty", "axes.autolimit_mode": "round_numbers", "axes.titlelocation": "right",
             "legend.loc": "center", "image.cmap": "magma", "lines.linestyle": ":", "axes.grid.axis": "x"}  # fmt: skip
    for name, value in plt.rcParams.items():
        if name in theme.NOT_A_STYLE:
            continue
        spoilt = {**colours, **texts}.get(name, other(value))
        if spoilt is not None:
            with contextlib.suppress(ValueError, TypeError, RuntimeError):
                plt.rcParams[name] = spoilt


STYLES = {
    "dark": lambda: plt.style.use("dark_background"), "seaborn": lambda: sns.set_theme(font_scale=3),
    "usetex": lambda: plt.rcParams.update({"text.usetex": True}), "every setting": spoil_every_setting,
    "layout": lambda: plt.rcParams.update({"figure.constrained_layout.use": True, "savefig.bbox": "tight"}),
    "backend": lambda: plt.rcParams.update({"backend": "svg", "interactive": True}),
    "cycle": lambda: plt.rcParams.update({"axes.prop_cycle": matplotlib.cycler(lw=[9], ls=[":"])}),
    "sketch": lambda: plt.rcParams.update({"path.sketch": (9.0, 9.0, 9.0), "path.effects": []}),
    "Turkish commas": lambda: plt.rcParams.update({"axes.formatter.use_locale": True}),
}  # fmt: skip
OWN = [*STYLES]  # and those of matplotlib
STYLES |= {style: lambda style=style: plt.style.use(style) for style in plt.style.available}


@cache
def right_drawing():
    with matplotlib.rc_context():
        return bars_of_seaborn()


def bars_of_seaborn():
    ck.set_theme()
    ax = sns.barplot(counts(), x="recipient_iso3", y="n")
    return ck.chart(ax, counts(), "T", "F.").png()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("style", STYLES if ALL else OWN[:6])
@pytest.mark.parametrize("name", PLOTS)
def test_a_picture_is_the_same_under_any_style(name, style):
    draw, frame, fits, _ = arguments_of(name)
    right = right_picture(name)
    with matplotlib.rc_context():
        STYLES[style]()
        made = draw(frame(), **fits)
        assert (made.png(), made.fingerprint, made.alt) == right


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("style", STYLES if ALL else OWN[:1])
def test_the_theme_undoes_what_was_set_before(style):
    right = right_drawing()
    with matplotlib.rc_context():
        STYLES[style]()
        assert bars_of_seaborn() == right


@pytest.mark.filterwarnings("ignore")
def test_every_setting_of_matplotlib_is_undone():
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        with theme.style():
            right = {
                name: plt.rcParams[name] for name in plt.rcParams if name not in theme.NOT_A_STYLE
            }
        spoil_every_setting()
        changed = sum(plt.rcParams[name] != matplotlib.rcParamsDefault[name] for name in right)
        assert changed > 150
        with theme.style():
            assert {name: plt.rcParams[name] for name in right} == right


def test_a_drawing_with_tex_or_a_broken_formula_is_drawn_in_plain_letters():
    with matplotlib.rc_context({"text.usetex": True}):
        ax = bars()
        ax.set_title("$a_{ and 5$")
        made = ck.chart(ax, counts(), "T", "F.")
    assert made.png() and not ax.title.get_usetex() and not ax.title.get_parse_math()


def test_an_axis_of_powers_has_powers_and_no_code():
    with matplotlib.rc_context():
        ck.set_theme()
        ax = Figure().subplots()
        ax.plot([1, 2], [1, 1e6])
        ax.set_yscale("log")
        ck.chart(ax, counts(), "T", "F.").png()
    words = [label for label in ax.get_yticklabels() if "10^{" in label.get_text()]
    assert words and all(label.get_parse_math() for label in words)


PLACES = {
    "missing folder": lambda folder: folder / "none" / "a.png",
    "a folder": lambda folder: folder,
    "a file as folder": lambda folder: folder / "old.png" / "a.png",
    "long name": lambda folder: folder / f"{'w' * 400}.png",
    "NUL": lambda folder: f"{folder}/a\0b.png",
    "half a letter": lambda folder: f"{folder}/a\ud800b.png",
    "no ending": lambda folder: folder / "a",
    "wrong ending": lambda folder: folder / "a.gif",
}


@cache
def drawn_once():
    return ck.chart(bars(), counts(), "T", "F.")


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_a_picture_that_cannot_be_saved_leaves_everything_as_it_was(place, tmp_path):
    old = tmp_path / "old.png"
    old.write_bytes(b"old")
    with pytest.raises(CakitError):
        drawn_once().save(place(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["old.png"] and old.read_bytes() == b"old"


@pytest.mark.parametrize("ending", [".png", ".svg", ".pdf"])
def test_a_full_disk_keeps_the_old_picture(ending, tmp_path, monkeypatch):
    path = tmp_path / f"picture{ending}"
    path.write_bytes(b"old")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(CakitError, match="No space left on device; nothing was changed"):
        drawn_once().save(path)
    assert [one.name for one in tmp_path.iterdir()] == [path.name] and path.read_bytes() == b"old"


def test_there_are_as_many_cases_as_were_asked_for():
    by_rule = len(PLOTS) * (len(ENGINES) + len(NO_FRAMES) + len(CELLS) + len(STYLES))
    helpers = sum(len(fits()) for _, fits in DOORS.values()) * len(WRONG)
    assert len(ARGUMENTS) + helpers + by_rule + len(LARGE) + len(PLACES) > 1000
