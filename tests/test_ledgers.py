"""Pictures of the ledger: they hold for parts and oddities, say what they show, and no words overlap."""

from itertools import combinations

import pandas as pd
import pytest

import cakit as ck
from cakit import ledgers
from cakit.errors import CakitError, MissingColumn


@pytest.fixture(scope="module")
def found():
    """A ledger as collected: fast, and no theme file needed."""
    kept = ck.load("claim_evidence").query("is_plain").merge(ck.load("claims")[["claim_id", "seed", "theme", "claim"]])
    return kept.rename(columns={"verdict_at_publication": "at_publication", "verdict": "newest"})


def chains(*names):
    steps = ck.load("claim_chains")
    return steps[steps["chain_id"].isin(names)]


def boxes(chart):
    """The outlines of all words drawn, in pixels."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.text import Text

    canvas = FigureCanvasAgg(chart.figure)
    canvas.draw()
    words = [one for one in chart.figure.findobj(Text) if one.get_visible() and one.get_text().strip()]
    return [(one.get_text(), one.get_window_extent(canvas.get_renderer())) for one in words if one.get_rotation() == 0]


@pytest.mark.parametrize("kind", ["seed", "theme", "moved", "fighters", "drones", "interest", "ties"])
def test_no_words_overlap_and_alt_says_it_all(found, kind):
    if kind in ("seed", "theme"):
        chart = ledgers.verdict_counts(found, by=kind)
    elif kind == "moved":
        chart = ledgers.moved_verdicts(ck.claims.moved())
    elif kind == "ties":
        chart = ledgers.stated_ties(ck.load("relations"))
    else:
        chart = ledgers.retellings(chains(kind))
    width, height = chart.figure.get_size_inches() * chart.figure.dpi
    drawn = boxes(chart)
    for text, box in drawn:
        assert box.x0 >= 0 and box.x1 <= width + 1 and box.y0 >= 0 and box.y1 <= height + 1, (
            f"{text} leaves the picture"
        )
    for (one, a), (other, b) in combinations(drawn, 2):
        inside = min(a.x1, b.x1) - max(a.x0, b.x0) > 1 and min(a.y1, b.y1) - max(a.y0, b.y0) > 1
        assert not inside, f"{one!r} and {other!r} overlap"
    assert chart.sentence.endswith(".") and len(chart.alt) > 100
    assert not chart.sources.empty


def test_counts_are_the_ledgers(found):
    chart = ledgers.verdict_counts(found)
    cells = [one.get_text() for one in chart.figure.axes[1].texts]
    assert sum(int(cell) for cell in cells if cell.isdigit()) == len(found)


def test_a_step_without_date_or_source_is_drawn_and_said():
    chart = ledgers.retellings(chains("fighters"))
    assert "(no date)" in chart.alt and "inferred" in chart.alt


def test_ties_leave_out_threats_exits_and_ties_among_the_five():
    rows = pd.DataFrame(
        [
            ("S9", "USA", "KAZ", "threatens_sanctions", "stated"),
            ("S9", "UZB", "CSTO", "withdrew_from", "stated"),
            ("S9", "KAZ", "TJK", "partners", "stated"),
            ("S9", "IND", "KGZ", "supplies_arms", "planned"),
        ],
        columns=["seed", "from_node", "to_node", "relation", "status"],
    )
    chart = ledgers.stated_ties(rows)
    assert list(chart.data["outsider"]) == ["IND"]
    assert chart.sentence == "Arms come, says S9, from nobody."


def test_ties_are_those_of_the_texts():
    """S0 names American equipment for Uzbekistan; S4 names three formats and no arms; S1 whom buyers look to."""
    ties = ck.load("relations")
    arms = ties[ties["relation"].str.startswith(("supplies", "sells")) & (ties["status"] == "stated")]
    suppliers = arms.groupby("seed")["from_node"].agg(set)
    assert suppliers["S0"] == {"CHN", "RUS", "USA"} and suppliers["S1"] == {"CHN", "RUS", "TUR"}
    assert suppliers["S2"] == {"USA"} and "S4" not in suppliers
    american = arms[(arms["seed"] == "S0") & (arms["from_node"] == "USA")]
    assert american[["to_node", "claim_id"]].values.tolist() == [["UZB", "S0-32"]]
    frames = ties[(ties["seed"] == "S4") & ties["from_node"].isin(["CSTO", "EAEU", "SCO"])]
    assert frames.groupby("from_node")["to_node"].nunique().to_dict() == {"CSTO": 5, "EAEU": 5, "SCO": 5}
    sought = ties[(ties["seed"] == "S1") & (ties["status"] == "planned")]
    assert set(sought["from_node"]) == {"IRN", "USA", "europe"}


def test_what_cannot_be_drawn_is_said(found):
    with pytest.raises(CakitError, match="nothing to draw"):
        ledgers.moved_verdicts(ck.claims.moved().iloc[:0])
    with pytest.raises(MissingColumn, match="at_publication"):
        ledgers.verdict_counts(found.drop(columns="at_publication"))
    with pytest.raises(CakitError, match="no rows"):
        ledgers.retellings(chains("none"))
    with pytest.raises(CakitError, match="no step of the chain has a date"):
        ledgers.retellings(chains("drones").assign(date=None))
