"""Colours stay apart for every eye; the note on the visual language names tests that exist."""

import itertools
import re

import numpy as np
import pytest

import cakit as ck
from cakit import maps
from cakit.catalog import home
from cakit.figures import theme

# Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
SEEN_BY = {
    "full colour vision": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.01182, 0.04294, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.3039],
    ],
}
TO_XYZ = [
    [0.4124564, 0.3575761, 0.1804375],
    [0.2126729, 0.7151522, 0.072175],
    [0.0193339, 0.119192, 0.9503041],
]


def lab(colour: str, seen: object) -> np.ndarray:
    rgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    xyz = np.array(TO_XYZ) @ np.clip(np.array(seen) @ linear, 0, 1) / [0.95047, 1, 1.08883]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


SETS = {  # colours that stand side by side, and the least distance (CIE76) between any two
    "suppliers": (theme.COLOURS, 25),
    "rungs": (dict(enumerate(theme.RUNGS, 1)), 22),
    "verdicts": (theme.VERDICTS, 22),
    "classes of a map": (dict(enumerate(maps.LADDER, 1)), 12),
}


def nearest_pair(colours, seen):
    """The two colours that are least apart for a kind of colour vision."""
    labs = {name: lab(colour, SEEN_BY[seen]) for name, colour in colours.items()}
    return min(
        (float(np.linalg.norm(labs[a] - labs[b])), a, b) for a, b in itertools.combinations(labs, 2)
    )


@pytest.mark.parametrize("seen", SEEN_BY)
@pytest.mark.parametrize("name", SETS)
def test_colours_stay_apart(name, seen):
    colours, least = SETS[name]
    distance, one, other = nearest_pair(colours, seen)
    print(f"{name}, {seen}: {one} and {other} are {distance:.1f} apart")
    assert distance >= least, f"{one} and {other} are {distance:.1f} apart under {seen}"


def test_rungs_get_darker_step_by_step():
    light = [lab(colour, SEEN_BY["full colour vision"])[0] for colour in theme.RUNGS]
    assert min(a - b for a, b in itertools.pairwise(light)) >= 12, [f"{one:.0f}" for one in light]
    assert len(theme.RUNGS) == len(ck.load("rungs"))


def test_verdicts_stay_apart_in_a_grey_print():
    light = sorted(
        float(lab(colour, SEEN_BY["full colour vision"])[0]) for colour in theme.VERDICTS.values()
    )
    assert min(b - a for a, b in itertools.pairwise(light)) >= 11, [f"{one:.0f}" for one in light]
    assert max(light) <= 65, "the lightest still stands out from white paper"


def test_the_note_on_the_visual_language_holds_the_distances_and_names_tests_that_exist():
    text = (home("data").parent / "docs/visual-language.md").read_text(encoding="utf-8")
    for name, (colours, _) in SETS.items():
        row = next(line for line in text.splitlines() if line.startswith(f"| {name} "))
        assert [cell.strip() for cell in row.split("|")[2:6]] == [
            f"{nearest_pair(colours, seen)[0]:.1f}" for seen in SEEN_BY
        ]
    tests = home("data").parent / "tests"
    named = re.findall(r"`(test_\w+)\.py::(test_\w+)`", text)
    assert len(named) > 8
    for module, test in named:
        assert f"def {test}(" in (tests / f"{module}.py").read_text(encoding="utf-8"), (
            f"{module}::{test}"
        )
    assert len(text.split()) <= 850
