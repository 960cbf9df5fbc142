"""The claim browser: what the texts say, how each claim was decided, where its verdict moved."""

from functools import cache
from typing import Any

import pandas as pd

from cakit import catalog
from cakit import claims as tested
from cakit.claims.records import records
from cakit.claims.rulebook import BY_CODE
from cakit.claims.verdicts import worded
from cakit.explore.explorer import Explorer
from cakit.explore.pictures import stacked
from cakit.explore.theme import Theme, register_theme
from cakit.figures import Chart
from cakit.figures.theme import VERDICTS

WAYS = {"measured": "measured", "looked-up": "looked up", "documentary": "read"}
WAYS |= {"none": "not decided"}
ENDS = {"at_publication": "at publication", "newest": "newest edition"}
WHEN = {"newest": "by the newest data", "at_publication": "when the texts appeared"}


def _word(code: str) -> str:
    """A verdict as it can follow a number or a name."""
    return "self-contradictory" if code == "internally-inconsistent" else code


def _found(one: tested.Verdict) -> str:
    """The verdict with what was found, and in which edition."""
    found = f", found {one.found}" if one.found else ""
    return f"{_word(one.verdict)}{found}{f' ({one.edition} edition)' if one.edition else ''}"


def _card(reading: str, many: bool) -> list[list[str]]:
    """One reading: its verdict then and now, what was looked at, what limits it."""
    was, now = tested.verdict(reading), tested.verdict(reading, edition="newest")
    then, said, read = _found(was), _found(now), now.decided_by not in BY_CODE
    evidence = records().evidence.get(reading)
    lines = {
        "Reading": f"{reading} {records().readings[reading].reading}" if many else "",
        "Claimed": now.claimed,
        "At publication": then if then != said else "",
        "Newest data" if then != said else "Then and now": said,
        "Decided by": WAYS[now.decided_by],
        "Looked at": "" if read else now.scope,
        "Evidence": evidence.explanation if read and evidence else "",
        "But": now.caveat,
    }
    return [[label, text] for label, text in lines.items() if text]


def _bars(reading: str) -> tuple[list[dict[str, Any]], str]:
    """Claimed and found as bars, where both are figures in one unit."""
    now = tested.verdict(reading, edition="newest")
    row = (records().readings | records().claims)[reading]
    ends = [end for end in (row.value_low, row.value_high) if end is not None]
    if not ends or now.value is None or row.unit != now.unit:
        return [], ""
    shown = [("claimed", ends[-1], now.claimed, "other")]
    for label, edition in (("found then", "at_publication"), ("found now", "newest")):
        one = tested.verdict(reading, edition)
        if one.value is not None:
            high = one.value if one.value_high is None else one.value_high
            shown.append((label, high, one.found, one.verdict))
    if len(shown) == 3 and shown[1][1:] == shown[2][1:]:
        shown[1:] = [("then and now", *shown[2][1:])]
    most = 100 if now.unit == "percent" else max(one[1] for one in shown) or 1
    bars = [{"name": name, "part": min(abs(value) / most, 1), "text": text, "code": code}
            for name, value, text, code in shown]  # fmt: skip
    return bars, worded(now.unit)


def _row(row: dict[str, Any]) -> dict[str, Any]:
    """What is shipped of one claim besides its columns: its card and its bars."""
    readings = tested.readings(row["claim_id"])
    bars, unit = _bars(readings[0])
    cards = [_card(one, len(readings) > 1) for one in readings]
    return {"card": sum(cards, [["", row["claim"]]]), "bars": bars, "unit": unit}


def _picture(here: Explorer) -> Chart:
    """How many of the claims kept have which verdict, then and now."""
    by = "decided_by" if here.state["seed"] else "seed"
    counts = {f"{WAYS.get(group, group)}, {said}": rows[when].value_counts()
              for group, rows in here.data.groupby(by) for when, said in ENDS.items()}  # fmt: skip
    wide = pd.DataFrame(counts).T.reindex(columns=[*VERDICTS]).dropna(axis="columns", how="all")
    words = {"title": "Verdicts on the claims, when published and today", "unit": "claims",
             "note": "Each claim in its plain reading. Undecidable is a verdict too.",
             "finding": here.sentence}  # fmt: skip
    return stacked(here.data, wide, {code: _word(code) for code in VERDICTS}, words, VERDICTS)


@cache
def spec() -> Theme:
    """The spec of this explorer."""
    rows, cards = tested.ledger(), catalog.load("seed_cards")
    themes = sorted(rows["theme"].unique())
    options = {
        "seed": {row.seed: f"{row.seed} {str(row.publisher).split(',')[0]}"
                 for row in cards.itertuples()},
        "theme": {code: catalog.label("claim_theme", code) for code in themes},
        "verdict": {code: _word(code) for code in VERDICTS},
        "decided_by": WAYS,
        "edition": WHEN,
        "claim": dict(zip(rows["claim_id"], rows["claim"], strict=True)),
    }  # fmt: skip
    inks = VERDICTS | {"other": "#8A8F96"}
    return register_theme("claims", options, rows, _row, _picture, inks)
