"""A chart notices any change to what it shows; its colours stay apart; its words stay inside the frame."""

import itertools

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

import cakit as ck
from cakit import charts, figure
from cakit.errors import CakitError, MissingColumn

ARMS = ck.load("arms_transfers")
BY = {"by": "supplier_iso3", "value": "tiv_million"}
EACH = ck.shares(ck.load("arms_editions"), **BY, within=["sipri_edition", "recipient_iso3"])
MADE = {
    "share_windows, pooled": lambda: charts.share_windows(ck.shares(ARMS, **BY, window=5)),
    "share_windows, each": lambda: charts.share_windows(
        ck.shares(ARMS, **BY, within="recipient_iso3", window=5), within="recipient_iso3"
    ),
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
    assert "SIPRI" in chart.figure._supxlabel.get_text()
    assert "calculations ours" in " ".join(chart.figure._supxlabel.get_text().split())
    assert not chart.sources.empty


def test_no_text_leaves_the_frame_or_covers_another(chart):
    renderer = FigureCanvasAgg(chart.figure).get_renderer()
    chart.figure.draw(renderer)
    frame = chart.figure.bbox
    texts = [text for text in chart.figure.findobj(Text) if text.get_visible()]
    boxes = {text: text.get_window_extent(renderer) for text in texts if text.get_text().strip()}
    boxes = {text: box for text, box in boxes.items() if box.width > 0}
    for text, box in boxes.items():
        inside = box.x0 >= -1 and box.y0 >= -1 and box.x1 <= frame.x1 + 1 and box.y1 <= frame.y1 + 1
        assert inside, f"{text.get_text()!r} leaves the frame"
    for (one, a), (other, b) in itertools.combinations(boxes.items(), 2):
        wide = min(a.x1, b.x1) - max(a.x0, b.x0)
        high = min(a.y1, b.y1) - max(a.y0, b.y0)
        assert wide < 1.5 or high < 2.5, f"{one.get_text()!r} covers {other.get_text()!r}"


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


def test_a_changed_row_changes_the_text():
    changed = ARMS.copy()
    changed.loc[changed["recipient_iso3"] == "KAZ", "tiv_million"] += 1
    assert repr(charts.share_windows(ck.shares(changed, **BY, window=5))) != repr(MADE["share_windows, pooled"]())


def test_charts_ask_for_what_they_need():
    with pytest.raises(MissingColumn, match="the picture needs a column 'year_from'"):
        charts.share_windows(ARMS)
    with pytest.raises(CakitError, match="nothing to draw"):
        charts.share_windows(ck.shares(ARMS, **BY, window=5).head(0))
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


# Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
SEEN_BY = {
    "full colour vision": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}
TO_XYZ = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175], [0.0193339, 0.119192, 0.9503041]]


def lab(colour: str, seen: object) -> np.ndarray:
    rgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    xyz = np.array(TO_XYZ) @ np.clip(np.array(seen) @ linear, 0, 1) / [0.95047, 1, 1.08883]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("seen", SEEN_BY)
def test_supplier_colours_stay_apart(seen):
    for (one, a), (other, b) in itertools.combinations(figure.COLOURS.items(), 2):
        distance = np.linalg.norm(lab(a, SEEN_BY[seen]) - lab(b, SEEN_BY[seen]))
        assert distance >= 25, f"{one} and {other} are {distance:.1f} apart under {seen}"
