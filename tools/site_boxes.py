"""Exercises and questions as boxes that a static page checks by itself."""

from __future__ import annotations

import re
from typing import Any

from cakit.exercises import find
from cakit.languages import said
from cakit_classroom import page as boxes
from cakit_classroom import quiz

SELF_TEST = (
    "Five questions on this notebook. The page checks an answer and keeps none; nobody sees it."
)
NOT_KEPT = "This page checks an answer and keeps none. To keep yours, run the notebook: {ways}."


def question(cell: dict[str, Any], ways: str) -> dict[str, Any]:
    """An exercise as a page shows it: a box that the page itself checks, and where answers are kept."""
    tags = cell["metadata"].setdefault("tags", [])
    tags.append("remove-input")
    asked = re.search(r'ck\.exercise\("([\d.]+)"\)', "".join(cell["source"]))
    if not asked:
        tags.append("remove-output")  # the progress of nobody
        return cell
    word = said(NOT_KEPT.format(ways=f'<a href="{ways}">{said("ways in")}</a>'))
    piece = f'{boxes.static_html(find(asked[1]))}<p class="kernel">{word}</p>'
    cell["outputs"] = [boxed(piece)]
    return cell


def boxed(piece: str) -> dict[str, Any]:
    """An output that shows a question."""
    return {
        "output_type": "display_data",
        "metadata": {},
        "data": {"text/html": f'<div class="question">{piece}</div>'},
    }


def self_test(number: str) -> list[dict[str, Any]]:
    """The cells of the five questions at the end of a notebook's page."""
    shown = [
        {
            "cell_type": "code",
            "id": one.id.replace(".", "-"),
            "metadata": {"tags": ["remove-input"]},
            "execution_count": None,
            "source": f"# question {one.id}",  # a cell without source would be dropped
            "outputs": [boxed(boxes.static_html(one))],
        }
        for one in quiz.questions(number)
    ]
    head = f"## {said('Check yourself')}\n\n{said(SELF_TEST)}\n"
    return [{"cell_type": "markdown", "id": "check", "metadata": {}, "source": head}, *shown]
