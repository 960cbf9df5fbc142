"""The claim browser: what the texts say, how each claim was decided, and where its verdict moved with the data."""

from __future__ import annotations

import textwrap
from functools import cache
from typing import TYPE_CHECKING, Any

import traitlets

from cakit import catalog, figure, ledgers, provenance
from cakit import claims as tested
from cakit.claims.verdicts import worded
from cakit.explore.control import Control
from cakit.explore.explorer import Explorer, empty_chart, made_spec, module, packed, style

if TYPE_CHECKING:
    import pandas as pd

    from cakit.figure import Chart

TITLE = 22  # signs of a source's title that are shipped: the bar is 60 kB
WAYS = {"measured": "measured", "looked-up": "looked up", "documentary": "read"}
WHEN = {"newest": "by the newest data", "at_publication": "when the texts appeared"}
SHAPES = dict(zip(ledgers.VERDICTS, ("circle", "diamond", "cross", "square", "ring"), strict=True))
COLUMNS = "claim_id seed theme claim at_publication newest decided_by claimed found caveat_kind caveat source_ids"
WORDS = {
    "some": "{kept}: {when} {verdicts}; {ways}. {claim}: {verdict}.",
    "every": "All {all} claims",
    "part": "{count} of {all} claims ({filters})",
    "none": "None of {all} claims fits: {filters}. Take a filter away.",
    "dots": "A mark a claim: {when}",
    "ghosts": "faint: left out by the filters",
    "dotshint": "Point to look, click to choose; or Tab to the marks and use the arrow keys.",
    "list": "Claims kept: {count}",
    "listhint": "Choose one to see what it rests on.",
    "nothing": "no claim fits",
    "line": "Claimed against found: {unit}",
    "linehint": "Grey: what is claimed. Marks: what was found, by verdict.",
    "lineless": "No figure to draw: this claim is decided by words, names or dates.",
    "claimed": "Claimed",
    "then": "At publication",
    "now": "Newest data",
    "both": "Then and now",
    "was": "then",
    "is": "now",
    "found": "found",
    "edition": "{edition} edition",
    "looked": "Looked at",
    "evidence": "Evidence",
    "caveat": "But",
    "sources": "Sources",
    "note": "Claims in our own words; verdicts are decided by code wherever an independent table can, and none rests on the "
    "text it tests. A claim of several readings counts in its plain one. Undecidable is a verdict too.",
}  # fmt: skip


def _word(code: str) -> str:
    """A verdict as it can follow a number or a name."""
    return "self-contradictory" if code == "internally-inconsistent" else code


def _figures(one: tested.Verdict) -> list[float]:
    """The figure found, or both ends of its range, as printed."""
    return list(dict.fromkeys(round(end, 1) for end in (one.value, one.value_high) if end is not None))


def _lean(kept: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in kept.items() if value not in ("", [], {})}


def _side(one: tested.Verdict, places: dict[str, int]) -> dict[str, Any]:
    """What was found in one edition; sources by their places."""
    kept = {"verdict": one.verdict, "found": one.found, "edition": one.edition, "figures": _figures(one)}
    looked = "" if one.decided_by == "documentary" else one.scope
    return kept | {"looked": looked, "sources": [places[each] for each in one.source_ids.split(";")]}


def _claimed(row: Any, unit: str) -> dict[str, Any]:
    """What is claimed, where it is a figure in the unit of what was found."""
    ends = [None if end != end else float(end) for end in (row.value_low, row.value_high)]
    if ends == [None, None] or row.unit != unit:
        return {}
    step = 0.0 if row.value_step != row.value_step else float(row.value_step)
    return {"comparator": row.comparator, "ends": ends, "step": step}


def _reading(reading: str, row: Any, explained: str, places: dict[str, int]) -> dict[str, Any]:
    was, now = tested.verdict(reading), tested.verdict(reading, edition="newest")
    kept = {"id": reading, "reading": getattr(row, "reading", ""), "decided_by": now.decided_by, "claimed": now.claimed}
    kept |= {
        "unit": worded(now.unit),
        "band": _claimed(row, now.unit),
        "caveat_kind": now.caveat_kind,
        "caveat": now.caveat,
    }
    kept |= {"evidence": explained if now.decided_by == "documentary" else "", "now": _lean(_side(now, places))}
    other = _side(now, places)
    return _lean(kept | {"then": {key: value for key, value in _side(was, places).items() if value != other[key]}})


@cache
def _data() -> dict[str, Any]:
    """Claims with their readings, the plain one first; `then` holds what differs; and every source they rest on."""
    rows = {row.reading_id: row for row in catalog.load("claim_readings").itertuples()}
    explained = catalog.load("claim_evidence").set_index("evidence_id")["explanation"].fillna("").to_dict()
    of = {row.claim_id: tested.readings(str(row.claim_id)) for row in catalog.load("claims").itertuples()}
    decided = [tested.verdict(one, edition) for ids in of.values() for one in ids for edition in WHEN]
    held = provenance.sources(sorted({source for one in decided for source in one.source_ids.split(";")})).fillna("")
    places = {source: place for place, source in enumerate(held["source_id"])}
    claims = [
        {"id": row.claim_id, "seed": row.seed, "theme": row.theme, "claim": row.claim}
        | {"readings": [_reading(one, rows.get(one, row), explained.get(one, ""), places) for one in of[row.claim_id]]}
        for row in catalog.load("claims").itertuples()
    ]
    named = [
        [row.source_id, row.publisher, row.date, textwrap.shorten(row.title, TITLE, placeholder=" …"), row.url]
        for row in held.itertuples()
    ]
    return {"claims": claims, "sources": named}


@cache
def _ledger() -> pd.DataFrame:
    return tested.ledger()


@cache
def _controls() -> tuple[Control, ...]:
    claims = catalog.load("claims")
    cards = catalog.load("seed_cards")
    seeds = {row.seed: f"{row.seed} {str(row.publisher).split(',')[0]}" for row in cards.itertuples()}
    themes = {code: catalog.label("claim_theme", code) for code in sorted(claims["theme"].unique())}
    return (
        Control("seed", "select", "Text", seeds, none="all five"),
        Control("theme", "select", "Theme", themes, none="all"),
        Control("verdict", "select", "Verdict", {code: _word(code) for code in ledgers.VERDICTS}, none="all"),
        Control("decided_by", "select", "Decided by", WAYS, none="all", what="way of deciding"),
        Control("edition", "select", "Data", WHEN),
        Control("claim", "pick", "Claim", dict(zip(claims["claim_id"], claims["claim"], strict=True))),
        Control("search", "search", "Search"),
    )


@cache
def _spec() -> dict[str, Any]:
    inks = {code: ink for code, (ink, _) in ledgers.MARKS.items()}
    more = {"colours": inks, "shapes": SHAPES, "packed": packed(_data()), "credit": provenance.credit(_ledger())}
    return made_spec("claims", _controls(), WORDS, _data(), COLUMNS.split(), **more)


class Claims(Explorer):
    """The explorer of `claims()`."""

    _esm = module("claims")
    _css = style("claims")
    seed = traitlets.Unicode().tag(sync=True)
    theme = traitlets.Unicode().tag(sync=True)
    verdict = traitlets.Unicode().tag(sync=True)
    decided_by = traitlets.Unicode().tag(sync=True)
    edition = traitlets.Unicode().tag(sync=True)
    claim = traitlets.Unicode().tag(sync=True)
    search = traitlets.Unicode().tag(sync=True)

    @property
    def data(self) -> pd.DataFrame:
        """The rows of `claims.ledger()` that the filters keep."""
        rows = _ledger()
        wanted = {"seed": self.seed, "theme": self.theme, "decided_by": self.decided_by, self.edition: self.verdict}
        for column, value in wanted.items():
            rows = rows[rows[column] == value] if value else rows
        text = (rows["claim_id"] + " " + rows["claim"]).str.lower()
        words = self.search.lower().split()
        kept = [place for place, one in enumerate(text) if all(word in one for word in words)]
        return rows.iloc[kept].reset_index(drop=True)

    @property
    def sentence(self) -> str:
        """The finding in words, as the browser shows it."""
        rows, total = self.data, len(_ledger())
        named = [control.options[value] for trait, control in self._controls.items()
                 if control.kind == "select" and trait != "edition" and (value := getattr(self, trait))]  # fmt: skip
        filters = "; ".join(named + [f"“{self.search}”"] * bool(self.search.split()))
        if rows.empty:
            return WORDS["none"].format(all=total, filters=filters)
        chosen = rows[
            rows["claim_id"] == (self.claim if self.claim in set(rows["claim_id"]) else rows["claim_id"].iloc[0])
        ]
        counts, ways = rows[self.edition].value_counts(), rows["decided_by"].value_counts()
        told = {
            "kept": WORDS["part" if filters else "every"].format(count=len(rows), all=total, filters=filters),
            "when": WHEN[self.edition],
            "verdicts": figure.listed(f"{counts[one]} {_word(one)}" for one in ledgers.VERDICTS if one in counts),
            "ways": figure.listed(f"{ways[one]} {word}" for one, word in WAYS.items() if one in ways),
            "claim": chosen["claim_id"].iloc[0],
            "verdict": _word(chosen[self.edition].iloc[0]),
        }
        return WORDS["some"].format(**told)

    def _twin(self) -> Chart:
        """How many of the claims kept have which verdict, then and now; an empty picture where none is kept."""
        rows = self.data
        if rows.empty:
            return empty_chart(rows, self.sentence, _ledger())
        return ledgers.verdict_counts(rows, "decided_by" if self.seed else "seed")


def claims(
    seed: str = "",
    theme: str = "",
    verdict: str = "",
    decided_by: str = "",
    edition: str = "newest",
    claim: str = "S0-38",
    search: str = "",
) -> Claims:
    """Browse the claims: filter them, and see what each rests on.

    Parameters
    ----------
    seed : str
        One text, "S0" to "S4"; default: all.
    theme, verdict, decided_by : str
        A theme such as "russian_supply"; "supported", "outdated", "contradicted", "internally-inconsistent" or
        "undecidable"; "measured", "looked-up" or "documentary". Default: all.
    edition : {"newest", "at_publication"}
        Whose data decide: today's, or those there were when each text appeared.
    claim : str
        The claim looked at; where the filters leave it out, the first they keep is shown.
    search : str
        Words that the claim must hold.

    Returns
    -------
    Claims
        A widget. Its choices can be read and set; what they give is in `.sentence`, `.data`, `.code`; `.chart()` is its
        static twin.

    Raises
    ------
    CakitError
        With the nearest values there are.

    Examples
    --------
    >>> from cakit import explore
    >>> explore.claims(seed="S0", verdict="outdated", claim="S0-08").sentence
    '... of 187 claims (S0 American Security Project; outdated): by the newest data ... outdated; ... S0-08: outdated.'
    """
    choices = {"seed": seed, "theme": theme, "verdict": verdict, "decided_by": decided_by}
    return Claims(_spec(), _controls(), **choices, edition=edition, claim=claim, search=search)
