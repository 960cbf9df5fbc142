"""The timeline with lanes: labels keep apart whatever comes in, dates of any precision, errors that say what is wrong."""

from itertools import combinations

import pandas as pd
import pytest

import cakit as ck
from cakit.charts import lanes
from cakit.errors import CakitError, MissingColumn

NAMES = ["Batken", "Очень длинное название события, которое никуда не помещается, " * 3, "<b>$x$</b> and $y$",
         "طشقند أوزبكستان", "W" * 90, "a\nb", "−5"]  # fmt: skip


def events(*rows):
    return pd.DataFrame(rows, columns=["date_from", "date_to", "words", "lane"])


def crowd(count, lanes=1, step=3):
    days = pd.date_range("2021-01-01", periods=count, freq=f"{step}D").strftime("%Y-%m-%d")
    return events(*[(day, day, NAMES[place % 7], f"lane {place % lanes}") for place, day in enumerate(days)])


def conflicts():
    kept = ck.load("conflicts").query("year >= 2019")
    return kept.assign(words=kept["place"], lane=kept["event_type"])


def boxes(chart):
    """The outlines of all words drawn, in pixels."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.text import Text

    canvas = FigureCanvasAgg(chart.figure)
    canvas.draw()
    words = [one for one in chart.figure.findobj(Text) if one.get_visible() and one.get_text().strip()]
    return [(one.get_text(), one.get_window_extent(canvas.get_renderer())) for one in words]


def check_words(chart):
    width, height = chart.figure.get_size_inches() * chart.figure.dpi
    drawn = boxes(chart)
    for text, box in drawn:
        assert box.x0 >= 0 and box.x1 <= width + 1 and box.y0 >= 0 and box.y1 <= height + 1, f"{text} leaves"
    for (one, a), (other, b) in combinations(drawn, 2):
        inside = min(a.x1, b.x1) - max(a.x0, b.x0) > 1 and min(a.y1, b.y1) - max(a.y0, b.y0) > 1
        assert not inside, f"{one!r} and {other!r} overlap"


@pytest.mark.parametrize(
    "frame",
    [
        conflicts(),
        crowd(1),
        crowd(24),
        crowd(20, lanes=9, step=200),
        events(("1994", "2025", "all the time", "RUS"), ("2024", None, "no end", "RUS"), ("2025-12-31", "", "new", "$a$b$")),
        events(("2021-05", "2021-05", "", "a lane with a name that goes on and on " * 6)),
    ],
    ids=["conflicts", "one", "crowd", "nine lanes", "open ends", "long lane"],
)  # fmt: skip
def test_no_words_overlap(frame):
    chart = lanes(frame)
    check_words(chart)
    assert chart.sentence.endswith(".") and str(len(frame)) in chart.sentence
    assert all(str(name).strip() in chart.alt for name in frame["lane"] if len(name) > 3)


def test_the_digest_notices_a_moved_event():
    assert repr(lanes(crowd(5))) == repr(lanes(crowd(5)))
    assert lanes(crowd(5)).digest != lanes(crowd(5, step=4)).digest


@pytest.mark.parametrize("date", ["2025", 2025, 2025.0, "2025-04", "2025-04-10", pd.Timestamp("2025-04-10"), " 2025 "])
def test_dates_of_any_precision(date):
    chart = lanes(events((date, date, "x", "a")), end=None)
    assert chart.sentence == "Listed for 2025: 1 event, 1 in “a”."


def test_an_estimated_date_is_hollow_and_said():
    frame = crowd(2).assign(guessed=[True, pd.NA])
    chart = lanes(frame, estimated="guessed", note="Read with care.")
    footer = chart.figure.get_supxlabel()
    assert "Hollow: the date is an estimate." in footer and "Read with care." in footer.replace("\n", " ")
    assert "Hollow" not in lanes(frame).figure.get_supxlabel()
    assert chart.digest != lanes(frame).digest


def test_many_lanes_are_counted_not_listed():
    assert "in 4 more lanes" in lanes(crowd(18, lanes=9, step=300)).sentence


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (crowd(3).iloc[:0], "no rows"),
        (events((None, None, "x", "a")), "without 'date_from' has no place in time"),
        (events(("soon", "", "x", "a")), "'soon' is no date. Write it as 2025, 2025-04 or 2025-04-10"),
        (events(("2025-13", "", "x", "a")), "is no date"),
        (events(("2025", "2024", "x", "a")), "ends .2024. before it begins"),
        (crowd(187), "187 events in 1 lane do not fit into one picture: keep fewer"),
        (crowd(40, lanes=40), "do not fit"),
    ],
)
def test_what_cannot_be_drawn_is_said(frame, said):
    with pytest.raises(CakitError, match=said):
        lanes(frame)


def test_a_missing_column_is_named():
    with pytest.raises(MissingColumn, match=r"'words'. Nearest: word\."):
        lanes(crowd(2).rename(columns={"words": "word"}))
