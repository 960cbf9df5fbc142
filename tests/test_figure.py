"""The kinds of picture that seaborn and pandas draw too: bars of suppliers, a claim by edition."""

import numpy as np
import pandas as pd
import pytest
from drawn_words import faults_of

import cakit as ck
from cakit import charts, figure
from cakit.errors import CakitError

ARMS = ck.load("arms_transfers")
BY = {"by": "supplier_iso3", "value": "tiv_million"}
EACH = ck.shares(ck.load("arms_editions"), **BY, within=["sipri_edition", "recipient_iso3"])
MADE = {
    "suppliers_by_recipient": lambda: charts.suppliers_by_recipient(
        ck.shares(ARMS, **BY, within="recipient_iso3", period=(2021, 2025))
    ),
    "claim_by_edition": lambda: charts.claim_by_edition(EACH, threshold=80),
    "effective_suppliers": lambda: charts.effective_suppliers(
        ck.concentration(ARMS, **BY, within="recipient_iso3", window=5)
    ),
}


@pytest.fixture(scope="module", params=MADE, ids=list(MADE))
def chart(request):
    return MADE[request.param]()


def test_a_chart_says_what_it_shows(chart):
    data, metadata = chart._repr_mimebundle_()
    assert data["image/png"][:4] == b"\x89PNG"
    assert len(data["image/png"]) < 80_000
    assert metadata["image/png"]["alt"] == chart.alt
    assert data["text/plain"] == f"{chart.sentence}\n[picture {chart.digest}]"
    assert "Data: " in chart.figure._supxlabel.get_text()
    if "SIPRI" in chart.sentence:
        assert "calculations ours" in " ".join(chart.figure._supxlabel.get_text().split())
    assert not chart.sources.empty


def test_no_text_leaves_the_frame_or_covers_another(chart):
    assert not faults_of(chart)


def test_two_runs_give_the_same_bytes(tmp_path):
    for ending in (".png", ".svg", ".pdf"):
        first, second = (MADE["claim_by_edition"]().save(tmp_path / f"{n}{ending}") for n in "ab")
        assert first.read_bytes() == second.read_bytes(), ending
    with pytest.raises(CakitError, match=r"cannot save a picture as '\.gif'"):
        MADE["claim_by_edition"]().save(tmp_path / "a.gif")


def spoil_number(chart):
    line = next(line for axes in chart.figure.axes for line in axes.lines if len(line.get_xdata()) > 2)
    values = np.array(line.get_ydata(), dtype=float)
    values[-1] += 0.1
    line.set_ydata(values)


def spoil_label(chart):
    chart.figure.axes[0].texts[0].set_text("something else")


def spoil_limit(chart):
    chart.figure.axes[0].set_ylim(0, 101)


def spoil_title(chart):
    chart.figure.suptitle("something else")


def spoil_colour(chart):
    chart.figure.axes[0].lines[0].set_color("#123456")


def spoil_tick(chart):
    chart.figure.axes[0].set_yticks([0, 50], ["0", "half"])


@pytest.mark.parametrize("spoil", [spoil_number, spoil_label, spoil_limit, spoil_title, spoil_colour, spoil_tick])
def test_any_change_to_the_picture_changes_its_text(spoil):
    chart = MADE["claim_by_edition"]()
    before = repr(chart)
    spoil(chart)
    assert repr(chart) != before


def test_bars_are_guarded_too():
    chart = MADE["suppliers_by_recipient"]()
    before = repr(chart)
    chart.figure.axes[0].patches[0].set_width(12.3)
    assert repr(chart) != before


def test_charts_ask_for_what_they_need():
    with pytest.raises(CakitError, match="several windows"):
        charts.suppliers_by_recipient(ck.shares(ARMS, **BY, within="recipient_iso3", window=5))


def test_names_from_data_are_drawn_as_text():
    odd = pd.DataFrame(
        {
            "recipient_iso3": ["<b>$x^2$</b>", "Очень длинное имя"],
            "supplier_iso3": ["RUS", "CHN"],
            "year": [2020, 2021],
            "tiv_million": [1.0, 2.0],
        }
    )
    made = ck.shares(odd, **BY, within="recipient_iso3", period=(2020, 2021))
    assert charts.suppliers_by_recipient(made).png()[:4] == b"\x89PNG"


def test_long_words_of_wide_letters_stay_inside():
    drawn, (axes,) = figure.canvas(3)
    axes.axis("off")
    test_no_text_leaves_the_frame_or_covers_another(
        figure.finish(drawn, ARMS.head(0), "MMMM WWWW " * 12, "alt", "WWWW MMMM " * 40)
    )


def test_bars_of_a_thin_window_are_hollow():
    made = ck.shares(ARMS, **BY, within="recipient_iso3", period=(2006, 2010))
    chart = charts.suppliers_by_recipient(made)
    axes = chart.figure.axes[0]
    names = [label.get_text() for label in axes.get_yticklabels()]
    white = {
        names[round(one.get_y() + one.get_height() / 2)] for one in axes.patches if one.get_facecolor()[:3] == (1, 1, 1)
    }
    assert white == {"Kyrgyzstan", "Uzbekistan"}
    assert "100% to Uzbekistan (one line: 1 S-125 Pechora-2M)" in chart.sentence
    assert "0% to Kyrgyzstan (one line, supplier unknown)" in chart.sentence
