"""A decision tree: questions across the top, answers as branches, and at the end what each path leads to."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cakit import figure
from cakit.errors import CakitError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from cakit.figure import Chart

UNSAID = "not said in the sources"
LINE, GAP, LETTER = 0.165, 0.11, 0.074  # inches: a line of text, the room between boxes, a letter
LEAF_SHARE = 0.32  # of the width, for what the paths lead to
MOST_LINES = 60
FILLS = ("#DCE6F1", "#F6E3D2", "#DDEEE6", "#EBE1F0")  # one a question; its column says the same
Path = tuple[str, ...]


def tree(
    frame: pd.DataFrame,
    questions: Mapping[str, str],
    leaf: str,
    names: Mapping[str, str] | None = None,
    outcome: str = "outcome",
    note: str = "",
) -> Chart:
    """Draw what a chain of questions leads to.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row an outcome: its answer to every question, and its name. An empty answer is drawn as not said.
    questions : mapping
        Column → question, in the order asked.
    leaf : str
        The column with the names of the outcomes.
    names : mapping, optional
        Words for answers and outcomes; several codes in one cell are separated by ";", and the whole cell may have
        words of its own.
    outcome : str
        What one outcome is, in the singular: "instrument".
    note : str
        What else a reader has to know.

    Returns
    -------
    Chart

    Raises
    ------
    CakitError
        When there is nothing to draw, or more paths than a picture holds.

    Examples
    --------
    >>> import cakit as ck
    >>> programs = ck.load("us_programs").query("program in ['FMF', 'IMET', 'DCS', 'FMS']")
    >>> made = tree(programs, {"decided_by": "Who decides?", "instrument": "What is it?"}, "program", outcome="instrument")
    >>> print(made.sentence)
    4 instruments, 4 paths. Who decides? Always state (4). What is it? Most often gift (1).
    """
    import matplotlib

    figure.drawable(frame, leaf, *questions)
    if not questions:
        raise CakitError("a tree needs a question: give a mapping from column to question")
    words = {str(code): str(word) for code, word in (names or {}).items()}
    found = frame.dropna(subset=[leaf])
    if found.empty:
        raise CakitError(f"nothing to draw: no row has a {leaf!r}")
    answers = {column: [_worded(one, words) for one in found[column]] for column in questions}
    paths: dict[Path, list[str]] = {}
    for path, name in zip(zip(*answers.values(), strict=True), found[leaf], strict=True):
        paths.setdefault(path, []).append(words.get(str(name), str(name)))
    counts = [{path[: depth + 1]: 0 for path in paths} for depth in range(len(questions))]
    for path, ends in paths.items():
        for depth, level in enumerate(counts):
            level[path[: depth + 1]] += len(ends)
    order = sorted(paths, key=lambda path: [(-level[path[: depth + 1]], path[depth] == UNSAID, path[depth]) for depth, level in enumerate(counts)])  # fmt: skip
    wide = (figure.WIDTH - 0.3) * (1 - LEAF_SHARE) / len(questions)
    leaves = {path: _wrapped(", ".join(sorted(paths[path])), (figure.WIDTH - 0.3) * LEAF_SHARE - 0.25, 4) for path in order}  # fmt: skip
    high = {path: LINE * max(leaves[path].count("\n") + 1, *(_wrapped(one, wide - 0.3, 3).count("\n") + 1 for one in path)) for path in order}  # fmt: skip
    lines = sum(high.values()) / LINE
    if lines > MOST_LINES:
        raise CakitError(f"{len(order)} paths do not fit into one picture: ask fewer questions or keep fewer {leaf!r}")
    with matplotlib.rc_context(figure.STYLE | {"text.parse_math": False, "axes.grid": False}):
        room = sum(high.values()) + GAP * len(order) + 0.45
        drawn, (axes,) = figure.canvas(room + 1.5)
        axes.set(xlim=(0, figure.WIDTH - 0.3), ylim=(room, 0))
        axes.axis("off")
        _draw(axes, order, leaves, high, list(questions.values()), wide, outcome)
        sentence = _sentence(list(questions.values()), counts, outcome, len(found))
        alt = f"Decision tree, read from left to right: {', then '.join(questions.values())} " + " ".join(
            f"{', '.join(path)}: {', '.join(sorted(paths[path]))}." for path in order
        )
        return figure.finish(drawn, found, sentence, alt, note)


def _worded(cell: Any, words: Mapping[str, str]) -> str:
    """An answer in words; codes joined by ";" are listed."""
    if cell is None or cell != cell or not str(cell).strip():
        return UNSAID
    if str(cell) in words:
        return words[str(cell)]
    return figure.listed(words.get(code, code) for code in str(cell).split(";"))


def _wrapped(text: str, inches: float, lines: int) -> str:
    return (
        "\n".join(
            textwrap.wrap(text, max(6, int(inches / LETTER)), max_lines=lines, placeholder=" …", break_on_hyphens=False)
        )
        or " "
    )


def _draw(
    axes: Axes,
    order: list[Path],
    leaves: Mapping[Path, str],
    high: Mapping[Path, float],
    questions: list[str],
    wide: float,
    outcome: str,
) -> None:
    """Place the leaves from top to bottom, every answer in the middle of what it leads to, and join them."""
    middle, place = {}, 0.45
    for path in order:
        middle[path] = place + high[path] / 2
        place += high[path] + GAP
    right = wide * len(questions)
    for depth, question in enumerate(questions):
        axes.text(wide * depth + 0.02, 0.3, _wrapped(question, wide + 0.1, 2), va="bottom", size=9.5, weight="bold", linespacing=1.05)  # fmt: skip
    axes.text(right + 0.08, 0.3, outcome.capitalize(), va="bottom", size=9.5, weight="bold")
    for depth in range(len(questions)):
        for answer in dict.fromkeys(path[: depth + 1] for path in order):
            own = [path for path in order if path[: depth + 1] == answer]
            y = (middle[own[0]] + middle[own[-1]]) / 2
            deeper = list(dict.fromkeys(path[: depth + 2] for path in own)) if depth + 1 < len(questions) else own
            ends = []
            for branch in deeper:
                under = [path for path in own if path[: len(branch)] == branch] if depth + 1 < len(questions) else [branch]  # fmt: skip
                ends.append((middle[under[0]] + middle[under[-1]]) / 2)
            _join(axes, wide * (depth + 1) - 0.14, wide * (depth + 1) + 0.06, y, ends)
            _box(axes, wide * depth, y, wide - 0.14, _wrapped(answer[-1], wide - 0.3, 3), FILLS[depth % len(FILLS)])
    for path in order:
        axes.text(right + 0.1, middle[path], leaves[path], va="center", size=9, linespacing=1.1)


def _join(axes: Axes, left: float, right: float, y: float, ends: list[float]) -> None:
    for end in ends:
        half = (left + right) / 2
        axes.plot(
            [left, half, half, right], [y, y, end, end], color=figure.FAINT, linewidth=1, solid_capstyle="butt", zorder=1
        )  # fmt: skip


def _box(axes: Axes, left: float, y: float, wide: float, text: str, fill: str) -> None:
    from matplotlib.patches import Rectangle

    tall = LINE * (text.count("\n") + 1) + 0.07
    axes.add_patch(Rectangle((left, y - tall / 2), wide, tall, facecolor=fill, edgecolor=figure.FAINT, linewidth=0.6, zorder=2))  # fmt: skip
    axes.text(left + wide / 2, y, text, ha="center", va="center", size=9, linespacing=1.1, zorder=3)


def _sentence(questions: list[str], counts: list[dict[Path, int]], outcome: str, total: int) -> str:
    """How many outcomes there are, and what each question is answered with most often."""
    several = f"{total} {outcome}{'s'[: total != 1]}"
    said = []
    for depth, question in enumerate(questions):
        held: dict[str, int] = {}
        for path, number in counts[depth].items():
            held[path[-1]] = held.get(path[-1], 0) + number
        answer, number = min(held.items(), key=lambda pair: (-pair[1], pair[0]))
        said.append(f"{question} {'Always' if len(held) == 1 else 'Most often'} {answer} ({number}).")
    return f"{several}, {len(counts[-1])} path{'s'[: len(counts[-1]) != 1]}. {' '.join(said)}"
