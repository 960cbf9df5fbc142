"""The press register of arms deals: who is said to sell what to whom, on which rung, and who stands behind it."""

from __future__ import annotations

import textwrap
from functools import cache
from typing import TYPE_CHECKING, Any

import traitlets

from cakit import catalog, charts, figure, provenance
from cakit.catalog import FIVE
from cakit.explore import words
from cakit.explore.control import Control
from cakit.explore.explorer import Explorer, empty_chart, made_spec, module, outlines, packed, style

if TYPE_CHECKING:
    import pandas as pd

    from cakit.figure import Chart

FILTERS = {
    "recipient": "country_iso3",
    "supplier": "supplier_iso3",
    "rung": "rung",
    "kind": "system_class",
    "standing": "standing",
}
SHAPES = {"confirmed": "circle", "reported": "half", "rumoured": "ring", "denied": "cross"}
TITLE = 60  # signs of a source's title that are shipped
COLUMNS = (
    "event_id country_iso3 supplier_iso3 company system system_class rung standing production_stage date_from date_to "
    "quantity financing place register_delivery_ids confidence source_ids note"
)
TELLS = ("company", "date_to", "quantity", "production_stage", "financing", "place", "register_delivery_ids", "note")
WORDS = {
    "some": "{kept}: {rungs}{denials}; {confirmed} confirmed by a side. Shown: {event}, {system}, {rung}, {standing}.",
    "every": "All {all} events of the press register",
    "part": "{count} of {all} events of the press register ({filters})",
    "none": "None of the {all} events of the press register fits: {filters}. Take a filter away.",
    "on": "{count} on {rung}",
    "nowhere": "none on any rung",
    "denial": ", and {denials}",
    "ladder": "The ladder: a mark an event",
    "ghosts": "faint: left out by the filters",
    "ladderhint": "A cross stands on the rung it denies and is not counted. Point to look, click to choose; or Tab to the "
    "marks and use the arrow keys.",
    "time": "When: a mark an event",
    "undated": "no date",
    "timehint": "By the year of the event, or of the report. The newest years are thin: fewer pages were found.",
    "map": "Events by state",
    "maphint": "Click a state: it alone, or all again.",
    "suppliers": "Events by supplier",
    "home": "programme at home",
    "others": "{count} others",
    "list": "Events kept: {count}",
    "listhint": "Choose one to see what it rests on.",
    "nothing": "no event fits",
    "from": "from {supplier}",
    "about": "about {quantity}",
    "rungword": "Rung",
    "raise": "What would raise it",
    "who": "Who stands behind it",
    "confidence": "confidence {confidence}",
    "date": "Date",
    "to": "{first} to {last}",
    "guessed": "{date}, inferred",
    "maker": "Maker or seller",
    "quantity": "Items spoken of",
    "stage": "Making at home",
    "paid": "Paid by",
    "place": "Place",
    "register": "Counted in the register as",
    "seedonly": "Only one of the five texts says it: it decides no claim.",
    "remark": "Note",
    "sources": "Sources",
    "note": "An event is what the press, a maker or a government said about one deal, not a delivery: marks must not be added "
    "to the register's figures. Full: confirmed by a side; half: reported; empty: rumoured; cross: denied. Colour is the supplier's.",
}  # fmt: skip


@cache
def _events() -> pd.DataFrame:
    """The register in the order of time, what has no date last."""
    rows = catalog.load("defence_events")
    return rows.assign(order=rows["date_from"].fillna("9999")).sort_values(["order", "event_id"]).drop(columns="order")


def _labels(vocabulary: str, column: str) -> dict[str, str]:
    held = sorted(_events()[column].dropna().unique())
    return {code: catalog.label(vocabulary, code) for code in held}


def _told(row: dict[str, Any], places: dict[str, int]) -> dict[str, Any]:
    """One event for the browser, without what is empty."""
    kept = {name: row[name] for name in COLUMNS.split() if name in TELLS and row[name] == row[name] and row[name]}
    kept = {name: value if isinstance(value, str) else int(value) for name, value in kept.items()}
    kept |= {trait: row[column] for trait, column in FILTERS.items()}
    kept |= {"id": row["event_id"], "system": row["system"], "confidence": row["confidence"]}
    kept |= {"date": row["date_from"]} if row["date_from"] == row["date_from"] else {}
    flags = {name: True for name in ("date_is_estimate", "quantity_is_estimate", "seed_only") if row[name] is True}
    return kept | flags | {"sources": [places[one] for one in row["source_ids"].split(";")]}


@cache
def _data() -> dict[str, Any]:
    rows = _events()
    held = provenance.sources(rows).fillna("")
    places = {source: place for place, source in enumerate(held["source_id"])}
    flat = rows.astype(object).where(rows.notna(), float("nan")).to_dict("records")
    rungs = catalog.load("rungs").sort_values("step")
    return {
        "events": [_told(row, places) for row in flat],
        "rungs": {row.rung: [row.meaning, row.raised_by] for row in rungs.itertuples()},
        "stages": _labels("production_stage", "production_stage"),
        "payments": _labels("financing", "financing"),
        "sources": [
            [row.source_id, row.publisher, row.date, textwrap.shorten(row.title, TITLE, placeholder=" …"), row.url]
            for row in held.itertuples()
        ],
    }


@cache
def _controls() -> tuple[Control, ...]:
    rows, rungs = _events(), catalog.load("rungs").sort_values("step")
    states = {code: catalog.country_name(code) for code in FIVE}
    sellers = {
        code: catalog.country_name(code) for code in sorted(rows["supplier_iso3"].unique(), key=catalog.country_name)
    }
    standings = {code: catalog.label("standing", code) for code in SHAPES}
    events = dict(zip(rows["event_id"], rows["system"], strict=True))
    return (
        Control("recipient", "select", "State", states, none="all five", countries=True),
        Control("supplier", "select", "Supplier", sellers, none="all", countries=True),
        Control("rung", "select", "Rung", dict(zip(rungs["rung"], rungs["label"], strict=True)), none="all"),
        Control("kind", "select", "Kind of arms", _labels("system_class", "system_class"), none="all"),
        Control("standing", "select", "Standing", standings, none="all"),
        Control("event", "pick", "Event", events, none="the first"),
    )


@cache
def _spec() -> dict[str, Any]:
    more = {"colours": figure.COLOURS, "shapes": SHAPES, "outlines": outlines(), "packed": packed(_data())}
    return made_spec("deals", _controls(), WORDS, _data(), COLUMNS.split(), **more, credit=provenance.credit(_events()))


class Deals(Explorer):
    """The explorer of `deals()`."""

    _esm = module("deals")
    _css = style("deals")
    recipient = traitlets.Unicode().tag(sync=True)
    supplier = traitlets.Unicode().tag(sync=True)
    rung = traitlets.Unicode().tag(sync=True)
    kind = traitlets.Unicode().tag(sync=True)
    standing = traitlets.Unicode().tag(sync=True)
    event = traitlets.Unicode().tag(sync=True)

    @property
    def data(self) -> pd.DataFrame:
        """The rows of `defence_events` that the filters keep, in the order of time."""
        rows = _events()
        for trait, column in FILTERS.items():
            value = getattr(self, trait)
            rows = rows[rows[column] == value] if value else rows
        return rows.reset_index(drop=True)

    @property
    def sentence(self) -> str:
        """The finding in words, as the browser shows it."""
        rows, total = self.data, len(_events())
        named = [self._controls[trait].options[value] for trait in FILTERS if (value := getattr(self, trait))]
        filters = "; ".join(named)
        if rows.empty:
            return WORDS["none"].format(all=total, filters=filters)
        firm = rows[rows["standing"] != "denied"]
        counts, denied = firm["rung"].value_counts(), len(rows) - len(firm)
        rungs = self._controls["rung"].options
        said = [WORDS["on"].format(count=counts[one], rung=label) for one, label in rungs.items() if one in counts]
        ids = list(rows["event_id"])
        shown = rows.iloc[ids.index(self.event) if self.event in ids else 0]
        told = {
            "kept": WORDS["part" if filters else "every"].format(count=len(rows), all=total, filters=filters),
            "rungs": figure.listed(said, WORDS["nowhere"]),
            "denials": WORDS["denial"].format(denials=words.counted(denied, "denial")) if denied else "",
            "confirmed": int((rows["standing"] == "confirmed").sum()),
            "event": shown["event_id"],
            "system": shown["system"],
            "rung": rungs[shown["rung"]],
            "standing": self._controls["standing"].options[shown["standing"]],
        }
        return WORDS["some"].format(**told)

    def _twin(self) -> Chart:
        """The ladder of the events kept, a row a state; an empty picture where none is kept."""
        rows = self.data
        if rows.empty:
            return empty_chart(rows, self.sentence, _events())
        order = [code for code in FIVE if code in set(rows["country_iso3"])]
        rows = rows.assign(place=rows["country_iso3"].map(order.index)).sort_values("place", kind="stable")
        return charts.ladder(rows.drop(columns="place"), catalog.load("rungs"))


def deals(
    recipient: str = "", supplier: str = "", rung: str = "", kind: str = "", standing: str = "", event: str = ""
) -> Deals:
    """Explore the press register of arms deals: the ladder, the years, the states, and what each event rests on.

    Parameters
    ----------
    recipient, supplier : str
        Names or codes of states; default: all.
    rung : str
        "reported_interest", "negotiation", "agreement", "ordered", "delivered" or "local_production"; default: all.
    kind : str
        A kind of arms such as "fighter" or "armed_drone"; default: all.
    standing : str
        "confirmed", "reported", "rumoured" or "denied"; default: all.
    event : str
        The event looked at; where the filters leave it out, the first they keep is shown.

    Returns
    -------
    Deals
        A widget. Its choices can be read and set; what they give is in `.sentence`, `.data`, `.code`; `.chart()` is its
        static twin.

    Raises
    ------
    UnknownCountry, CakitError
        With the nearest values there are.

    Examples
    --------
    >>> from cakit import explore
    >>> explore.deals(supplier="China", kind="fighter").sentence
    '... of ... events of the press register (China; fighter): ... on reported interest ...; 0 confirmed by a side. ...'
    """
    choices = {"rung": rung, "kind": kind, "standing": standing, "event": event}
    return Deals(_spec(), _controls(), recipient=recipient, supplier=supplier, **choices)
