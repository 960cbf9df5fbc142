"""The claim browser: what the texts say, how each claim was decided, where its verdict moved."""

from functools import cache
from typing import Any

import pandas as pd

from cakit import catalog
from cakit import claims as tested
from cakit.claims import records, rulebook, verdicts
from cakit.explore.pictures import stacked
from cakit.explore.theme import Theme, declared, register_theme
from cakit.figures import Chart, theme

TOLD = declared("claims")
WAYS, WORDS = TOLD["ways"], {code: TOLD["verdicts"].get(code, code) for code in theme.VERDICTS}


def _found(one: tested.Verdict) -> str:
    found = f", found {one.found}" if one.found else ""
    return f"{WORDS[one.verdict]}{found}{f' ({one.edition} edition)' if one.edition else ''}"


def _card(reading: str, many: bool) -> list[list[str]]:
    """One reading: its verdict then and now, what was looked at, what limits it."""
    was, now = tested.verdict(reading), tested.verdict(reading, edition="newest")
    then, said, read = _found(was), _found(now), now.decided_by not in rulebook.BY_CODE
    row = records.records()[reading]
    lines = {
        "Reading": f"{reading} {row.reading}" if many else "",
        "Claimed": now.claimed,
        "At publication": then if then != said else "",
        "Newest data" if then != said else "Then and now": said,
        "Decided by": WAYS[now.decided_by],
        "Looked at": "" if read else now.scope,
        "Evidence": row.explanation or "" if read else "",
        "But": now.caveat,
    }
    return [[label, text] for label, text in lines.items() if text]


def _bars(reading: str) -> dict[str, Any]:
    now, row = tested.verdict(reading, edition="newest"), records.records()[reading]
    claimed = row.value_low if row.value_high is None else row.value_high
    if claimed is None or now.value is None or row.unit != now.unit:
        return {"bars": [], "unit": ""}
    found: dict[Any, str] = {}
    for label, edition in (("found then", "at_publication"), ("found now", "newest")):
        one = tested.verdict(reading, edition)
        if one.value is not None:
            high = one.value if one.value_high is None else one.value_high
            key = (high, one.found, one.verdict)
            found[key] = "then and now" if key in found else label
    shown = [("claimed", claimed, now.claimed, "other"), *((found[key], *key) for key in found)]
    most = 100 if now.unit == "percent" else max(one[1] for one in shown) or 1
    bars = [{"name": name, "part": min(abs(value) / most, 1), "text": text, "code": code}
            for name, value, text, code in shown]  # fmt: skip
    return {"bars": bars, "unit": verdicts.worded(now.unit)}


def _row(row: dict[str, Any]) -> dict[str, Any]:
    readings = tested.readings(row["claim_id"])
    cards = [_card(one, len(readings) > 1) for one in readings]
    return {"card": sum(cards, [["", row["claim"]]]), **_bars(readings[0])}


def _picture(here: Any) -> Chart:
    """How many of the claims kept have which verdict, then and now."""
    by, ends = "decided_by" if here.state["seed"] else "seed", TOLD["ends"]
    counts = {f"{WAYS.get(group, group)}, {said}": rows[when].value_counts()
              for group, rows in here.data.groupby(by) for when, said in ends.items()}  # fmt: skip
    wide = pd.DataFrame(counts).T.reindex(columns=[*WORDS]).dropna(axis="columns", how="all")
    words = TOLD["picture"] | {"finding": here.sentence}
    return stacked(here.data, wide, WORDS, words, theme.VERDICTS)


@cache
def spec() -> Theme:
    """The spec of this explorer."""
    rows, cards = tested.ledger(), catalog.load("seed_cards").itertuples()
    options = {
        "seed": {row.seed: f"{row.seed} {str(row.publisher).split(',')[0]}" for row in cards},
        "theme": {code: catalog.label("claim_theme", code) for code in sorted({*rows["theme"]})},
        "verdict": WORDS,
        "decided_by": WAYS,
        "edition": TOLD["when"],
        "claim": dict(zip(rows["claim_id"], rows["claim"], strict=True)),
    }
    return register_theme("claims", options, rows, _row, _picture, theme.VERDICTS | TOLD["colours"])
