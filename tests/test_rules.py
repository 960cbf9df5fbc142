"""The rules by which a claim is held to what was found."""

import pandas as pd
import pytest
from judgements import says_more_than_it_may

from cakit.claims.rules import Claimed, Found, distance, holds, verdict
from cakit.errors import CakitError

NONE = pd.DataFrame()


def found(low=None, high=None, **more):
    return Found(NONE, "toy", low, high, **more)


@pytest.mark.parametrize(
    ("claimed", "low", "high", "said"),
    [
        (Claimed("equal", 1840, step=10), 1840.4, None, True),
        (Claimed("equal", 1840, step=10), 1845.1, None, False),
        (Claimed("equal", 1840, step=10), 1933.0, None, False),
        (Claimed("about", 80), 88.0, None, True),
        (Claimed("about", 80), 88.4, None, False),
        (Claimed("about", 80, step=1), 88.4, None, True),
        (Claimed("about", 80, step=1), 88.5, None, False),
        (Claimed("about", 80, step=1), 71.5, None, True),
        (Claimed("about", 80, step=1), 71.4, None, False),
        (Claimed("about", 2, step=1), 1.61, None, True),
        (Claimed("about", 2, step=1), 1.2, None, False),
        (Claimed("about", 80, step=1), 88.4, 95.0, True),
        (Claimed("about", 80, step=1), 89.0, 95.0, False),
        (Claimed("about", 3, 5), 5.4, None, True),
        (Claimed("over", 80), 80.0, None, False),
        (Claimed("over", 80), 80.01, None, True),
        (Claimed("over", 80), 58.0, 94.0, None),
        (Claimed("under", None, 5), 4.9, None, True),
        (Claimed("under", None, 5), 5.0, None, False),
        (Claimed("range", 3, 5), 5.0, 7.0, True),
        (Claimed("range", 3, 5), 5.1, 7.0, False),
        (Claimed("none"), 5.0, None, None),
        (Claimed("over"), 5.0, None, None),
        (Claimed("over", 80), None, None, None),
        (Claimed("over", 80), float("nan"), None, None),
    ],
)
def test_comparators(claimed, low, high, said):
    assert holds(claimed, found(low, high)) is said


@pytest.mark.parametrize(
    ("dates", "at", "said"),
    [
        (("2002", ""), "2003-07", False),
        (("2012", ""), "2012-11-05", True),
        (("2025-11-06", ""), "2025-11", True),
        (("1996", "2011"), "2005", True),
        (("2002", ""), "", None),
    ],
)
def test_dates_are_compared_at_the_precision_both_have(dates, at, said):
    assert holds(Claimed("date", dates=dates), found(date=at)) is said


def test_membership_and_unknown_comparators():
    assert holds(Claimed("membership"), found(is_there=True)) is True
    with pytest.raises(CakitError, match="Nearest: about"):
        holds(Claimed("abot", 1), found(1))


def test_verdicts():
    assert [verdict(*pair) for pair in ((True, None), (False, True), (False, False), (None, True))] == [
        "supported", "outdated", "contradicted", "undecidable",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("claimed", "low", "high", "said"),
    [
        (Claimed("about", 80), 88.4, None, "10.5% above the figure claimed"),
        (Claimed("about", 80), 60.0, 70.0, "12.5% below the figure claimed"),
        (Claimed("about", 80), 80.0, None, "at the figure claimed"),
        (Claimed("about", 3, 5), 5.5, 6.0, "10.0% above the range claimed"),
        (Claimed("about", 80), None, None, ""),
        (Claimed("over", 80), 88.4, None, ""),
    ],
)
def test_distance(claimed, low, high, said):
    assert distance(claimed, found(low, high)) == said


def test_whatever_is_equal_is_about():
    for value in (1.5, 1.9, 2.0, 2.3, 2.49):
        assert holds(Claimed("equal", 2, step=1), found(value)) and holds(
            Claimed("about", 2, step=1), found(value)
        )


@pytest.mark.parametrize("kind", ["cause", "motive", "opinion", "comparison", "forecast"])
def test_a_judgement_is_undecidable_in_its_plain_reading(kind):
    for word in ("supported", "contradicted", "outdated", "internally-inconsistent"):
        assert "actor_source_id" in says_more_than_it_may(kind, word, True, "premise")
        assert not says_more_than_it_may(kind, word, True, "attribution", "tkm_mfa_2022")
        assert not says_more_than_it_may(kind, word, False, "premise")
        assert "'claim'" in says_more_than_it_may(kind, word, False, "claim")
    assert not says_more_than_it_may(kind, "undecidable", True, "none")


def test_a_fact_is_decided_as_it_is_worded():
    for kind in ("event", "membership", "quantity", "share", "statement"):
        assert not says_more_than_it_may(kind, "contradicted", True, "claim")
