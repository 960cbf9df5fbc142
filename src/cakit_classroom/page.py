"""The box of an exercise on a page without a kernel: the answer is checked by the page itself.

The page holds hashes of the right answer and of the named slips, so that its source does not give
the solution away at a glance. Whoever tries every number finds it; so does whoever runs the code.
"""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path
from typing import Any

from cakit import catalog
from cakit.catalog.countries import folded as plain
from cakit.exercises import kinds, panel
from cakit.exercises.kinds import Choice, Countries, Exercise, Number
from cakit.exercises.reading import folded
from cakit.languages import said

EXPORT = "export default "
CHECKER = Path(__file__).with_name("page.js").read_text(encoding="utf-8")
PIECE = """<div class="cakit-exercise"><div class="cakit-static">{static}</div>
<style>{style}</style>
<script type="application/json">{data}</script>
<script>(() => {{
{module}
{checker}
const box = document.currentScript.parentElement;
alone(JSON.parse(box.querySelector("script").textContent), box);
}})();</script></div>
"""


def static_html(exercise: Exercise) -> str:
    """An exercise as one `div` that checks answers without kernel, network or other files.

    Without scripts it shows the question, and hints that unfold.
    """
    spec = panel.spec(exercise) | {"code": "", "answer": "", "reply": None}
    data = {"spec": spec, "known": known(exercise), "hints": panel.hints(exercise, 99)}
    return PIECE.format(
        static=panel.static(exercise),
        style=panel.Panel._css,
        data=json.dumps(data, ensure_ascii=False).replace("<", "\\u003c"),
        module=panel.Panel._esm.split(EXPORT)[0],
        checker=CHECKER,
    )


def known(exercise: Exercise) -> dict[str, Any]:
    """What the page needs to judge: hashes, and the replies they lead to."""
    if isinstance(exercise, Number):
        return _numbers(exercise)
    wanted = {"wanted": said(exercise.wanted)}
    if isinstance(exercise, Choice):
        judged = {folded(option): exercise.check(option) for option in exercise.options()}
        return wanted | {"kind": "choice"} | _replies(exercise, judged)
    if isinstance(exercise, Countries):
        sizes = range(1, len(catalog.FIVE) + 1)
        sets = [sorted(one) for size in sizes for one in combinations(catalog.FIVE, size)]
        judged = {" ".join(one): exercise.check(one) for one in sets}
        return wanted | {"kind": "states", "names": _names()} | _replies(exercise, judged)
    reply = ("Check yourself", said(kinds.GRADED))
    return wanted | {"kind": "text", "points": exercise.points, "reply": reply}


def _replies(exercise: Exercise, judged: dict[str, Any]) -> dict[str, Any]:
    """The replies in the order of their words, which says nothing, and the hashes in theirs."""
    told = {key: (one.state, said(one.text)) for key, one in judged.items()}
    replies = sorted(set(told.values()))
    found = {hashed(exercise.id, key): replies.index(reply) for key, reply in told.items()}
    return {"found": dict(sorted(found.items())), "replies": replies}


def _names() -> dict[str, str]:
    """Every spelling the kit knows of the five."""
    table = catalog.load("countries").set_index("iso3").loc[list(catalog.FIVE)].fillna("")
    spelt = {
        code: [code, row["name"], *row["aliases"].split(";")] for code, row in table.iterrows()
    }
    return {plain(name): code for code, names in spelt.items() for name in names if name}


def _numbers(exercise: Number) -> dict[str, Any]:
    """Intervals of answers in slots: what is in a slot is found by the hash of its number."""
    solution, width, slot = exercise.solution(), exercise.tolerance, 8 * exercise.tolerance
    texts = [exercise.after, *kinds.FACTORS.values()]
    reach = [(solution.truth, width, 0)]
    for value, text in exercise.slips(solution):
        reach.append((value, width, len(texts)))
        texts.append(text)
    reach.append((solution.truth, 2 * width, len(texts)))
    slots = dict[str, list[list[float]]]()
    for value, half, reply in reach:
        low, high = float(value) - half, float(value) + half
        for number in range(int(low // slot), int(high // slot) + 1):
            start = number * slot
            inside = [round(max(low - start, 0), 9), round(min(high - start, slot), 9), reply]
            slots.setdefault(hashed(exercise.id, str(number)), []).append(inside)
    return {
        "kind": "number",
        "slot": slot,
        "slots": dict(sorted(slots.items())),
        "texts": [said(text) for text in [*texts, kinds.CLOSE]],
        "factors": list(kinds.FACTORS),
        "share": said(kinds.OUTSIDE) if exercise.unit == "percent" else "",
        "unknown": said(kinds.UNKNOWN),
        "wanted": said(exercise.wanted),
    }


def hashed(id: str, text: str) -> str:
    """A hash that the page works out too; it hides an answer from a glance, from no more."""
    value = 2166136261
    for byte in f"{id} {text}".encode() * 3:
        value = (value ^ byte) * 16777619 % 2**32
    return f"{value:08x}"
