"""The deals explorer: it filters and counts marks, and says what Python says; a mark is an event, never a delivery."""

import csv
import io
import itertools
import os
import re

import pytest
from explorers import in_node

import cakit as ck
from cakit import explore
from cakit.errors import CakitError, UnknownCountry
from cakit.explore import theme_deals

EVERY = 1 if os.environ.get("CAKIT_EVERY_STATE") else 61  # states compared: all, or each so many
SPEC = theme_deals._spec()
EVENTS = SPEC["data"]["events"]


def states() -> list[dict]:
    options = [["", *SPEC["controls"][trait]["options"]] for trait in theme_deals.FILTERS]
    found = []
    for choice in itertools.product(*options):
        event = ["", *(one["id"] for one in EVENTS)][len(found) % 50]
        found.append(dict(zip(theme_deals.FILTERS, choice, strict=True)) | {"event": event})
    return found[::EVERY]


def test_sentence_code_and_rows_are_the_same_in_python_and_in_the_browser(tmp_path):
    chosen, here, empty = states(), explore.deals(), 0
    got = in_node(tmp_path, SPEC, [[name, state] for state in chosen for name in ("sentence", "code")])
    tables = in_node(tmp_path, SPEC, [["table", state] for state in chosen[::10]])
    for number, state in enumerate(chosen):
        sentence, code = got[2 * number : 2 * number + 2]
        with here.hold_trait_notifications():
            for trait, value in state.items():
                setattr(here, trait, value)
        assert (sentence, code) == (here.sentence, here.code)
        empty += sentence.startswith("None of")
        if number % 10:
            continue
        rows, wanted = list(csv.DictReader(io.StringIO(tables[number // 10]))), here.data
        assert len(rows) == len(wanted)
        for row, kept in zip(rows, wanted.astype(object).where(wanted.notna(), "").to_dict("records"), strict=True):
            assert row == {name: str(kept[name]) for name in SPEC["columns"]}
    assert 0 < empty < len(chosen)
    assert eval(code, {"ck": ck}).state == here.state


def test_every_event_is_there_once_and_denials_are_not_counted():
    rows = ck.load("defence_events")
    assert sorted(one["id"] for one in EVENTS) == sorted(rows["event_id"])
    said = explore.deals().sentence
    counts = [int(one) for one in re.findall(r"(\d+) on ", said)]
    assert sum(counts) == (rows["standing"] != "denied").sum() and f"and {len(rows) - sum(counts)} denials" in said
    for code in ck.load("rungs")["rung"]:
        here = explore.deals(rung=code, standing="denied")
        assert "none on any rung" in here.sentence or here.data.empty


def test_every_source_is_named_with_its_address():
    kept = ck.load("sources").set_index("source_id")["url"].fillna("")
    for source_id, publisher, _, title, address in SPEC["data"]["sources"]:
        assert publisher and title and kept[source_id] == address
        assert address == "" or re.match(r"https?://\S+$", address)


def test_choices_are_checked_and_nothing_found_is_said():
    for choice, kind, words in [
        ({"recipient": "Kazakstan"}, UnknownCountry, "Nearest: Kazakhstan"),
        ({"recipient": "Mongolia"}, UnknownCountry, "not a recipient here"),
        ({"supplier": "Japan"}, UnknownCountry, "not a supplier here"),
        ({"rung": "delivery"}, CakitError, "rung 'delivery' is not held. Nearest: delivered"),
        ({"kind": "drone"}, CakitError, "armed_drone"),
        ({"event": "KAZ-999"}, CakitError, "event 'KAZ-999' is not held. Nearest: KAZ-"),
    ]:
        with pytest.raises(kind, match=words):
            explore.deals(**choice)
    here = explore.deals(recipient="Tajikistan", supplier="Spain")
    assert here.data.empty and here.sentence.startswith(f"None of the {len(ck.load('defence_events'))} events")
    assert here.chart().sentence == here.sentence


def test_the_twin_is_the_ladder_of_the_events_kept():
    here = explore.deals(supplier="China", kind="fighter", event="UZB-036")
    drawn = here.chart()
    assert set(drawn.data["event_id"]) == set(here.data["event_id"])
    assert (
        here.sentence.startswith(f"{len(here.data)} of {len(EVENTS)} events")
        and f"Of {len(here.data)} " in drawn.sentence
    )
    here.supplier = ""
    assert len(here.data) == (ck.load("defence_events")["system_class"] == "fighter").sum()


def test_a_changed_event_changes_the_digest():
    here, before = explore.deals(), explore.deals().digest
    here._data = SPEC["data"] | {"events": EVENTS[1:]}
    assert here.digest != before
