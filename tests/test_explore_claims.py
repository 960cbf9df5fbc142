"""The claim browser: it filters and counts what the ledger says, and says it in the words Python does."""

import csv
import io
import itertools
import json
import os
import re
import subprocess

import pytest
from explorers import in_node

import cakit as ck
from cakit import explore
from cakit.errors import CakitError
from cakit.explore import theme_claims

EVERY = 1 if os.environ.get("CAKIT_EVERY_STATE") else 37  # states compared: all, or each so many
DATA = theme_claims._data()
SPEC = theme_claims._spec()
FILTERS = ("seed", "theme", "verdict", "decided_by")
SEARCHES = ("", "", "drones", "Türkiye over", "S0-0", "<b>$x$", "  ", 'quoted "word"')


def side(reading: dict, edition: str) -> dict:
    return reading["now"] | (reading.get("then", {}) if edition == "at_publication" else {})


def test_what_is_shipped_is_what_the_ledger_and_the_verdicts_say():
    ledger = ck.claims.ledger().set_index("claim_id")
    assert [one["id"] for one in DATA["claims"]] == list(ledger.index)
    ids = [row[0] for row in DATA["sources"]]
    for claim in DATA["claims"]:
        kept, plain = ledger.loc[claim["id"]], claim["readings"][0]
        assert (claim["seed"], claim["theme"], claim["claim"]) == (kept["seed"], kept["theme"], kept["claim"])
        assert plain["decided_by"] == kept["decided_by"] and len(claim["readings"]) == kept["readings"]
        for edition in ("newest", "at_publication"):
            assert side(plain, edition)["verdict"] == kept[edition]
            for reading in claim["readings"]:
                told, shown = ck.claims.verdict(reading["id"], edition=edition), side(reading, edition)
                assert shown["verdict"] == told.verdict and shown.get("found", "") == told.found
                assert shown.get("edition", "") == told.edition
                assert ";".join(ids[place] for place in shown["sources"]) == told.source_ids
                if shown.get("figures"):
                    assert shown["figures"][0] == pytest.approx(told.value, abs=0.051)
                assert reading.get("claimed", "") == told.claimed and reading.get("caveat", "") == told.caveat


def test_every_source_has_an_address_or_says_that_none_was_found():
    addresses = [row[4] for row in DATA["sources"]]
    assert all(one == "" or re.match(r"https?://\S+$", one) for one in addresses)
    assert sum(one == "" for one in addresses) < 10


def states() -> list[dict]:
    options = [["", *SPEC["controls"][trait]["options"]] for trait in FILTERS]
    found = []
    for seed, theme, verdict, way, edition in itertools.product(*options, theme_claims.WHEN):
        number = len(found)
        claim = DATA["claims"][number % len(DATA["claims"])]["id"]
        state = dict(zip(FILTERS, (seed, theme, verdict, way), strict=True)) | {"edition": edition, "claim": claim}
        found.append(state | {"search": SEARCHES[number % len(SEARCHES)]})
    return found[::EVERY]


def test_sentence_code_and_rows_are_the_same_in_python_and_in_the_browser(tmp_path):
    chosen, here, empty = states(), explore.claims(), 0
    got = in_node(tmp_path, SPEC, [[name, state] for state in chosen for name in ("sentence", "code", "table")])
    for number, state in enumerate(chosen):
        sentence, code, table = got[3 * number : 3 * number + 3]
        with here.hold_trait_notifications():
            for trait, value in state.items():
                setattr(here, trait, value)
        rows, wanted = list(csv.DictReader(io.StringIO(table))), here.data
        assert (sentence, code) == (here.sentence, here.code)
        assert [row["claim_id"] for row in rows] == list(wanted["claim_id"])
        for row, kept in zip(rows, wanted.to_dict("records"), strict=True):
            assert row == {name: str(kept[name]) for name in SPEC["columns"]}
        empty += wanted.empty
    assert 0 < empty < len(chosen)
    assert eval(code, {"ck": ck}).state == here.state


def test_the_browser_opens_the_packed_data(tmp_path):
    assert "data" not in explore.claims().spec
    (tmp_path / "open.mjs").write_text(
        "import view from './view.mjs'; import { readFileSync } from 'node:fs';\n"
        "console.log(JSON.stringify(await view.unpacked(JSON.parse(readFileSync('spec.json', 'utf8')))));"
    )
    in_node(tmp_path, SPEC, [])
    (tmp_path / "spec.json").write_text(json.dumps(explore.claims().spec), encoding="utf-8")
    out = subprocess.run(["node", "open.mjs"], cwd=tmp_path, capture_output=True, encoding="utf-8", check=True)
    assert json.loads(out.stdout) == json.loads(json.dumps(DATA))


def test_the_reference_case_is_drawn_as_the_ledger_tells_it(tmp_path):
    """S0-38: pooled it holds in both editions; read for each it holds in none."""
    claim = next(one for one in DATA["claims"] if one["id"] == "S0-38")
    for reading, then, now in zip(claim["readings"], ("supported", "contradicted", "contradicted"), ("supported", "contradicted", "contradicted"), strict=True):  # fmt: skip
        assert (side(reading, "at_publication")["verdict"], reading["now"]["verdict"]) == (then, now)
        assert reading["band"] == {"comparator": "over", "ends": [80.0, None], "step": 1.0}


def test_choices_are_checked_and_nothing_found_is_said():
    for choice, words in [
        ({"claim": "S0-99"}, "claim 'S0-99' is not held. Nearest: S0-"),
        ({"verdict": "suported"}, "Nearest: supported"),
        ({"decided_by": "guessed"}, "way of deciding 'guessed' is not held. Nearest: measured"),
        ({"edition": 2025}, "edition 2025 is not held. Valid: at_publication, newest"),
        ({"seed": "S7"}, "seed 'S7' is not held"),
    ]:
        with pytest.raises(CakitError, match=words):
            explore.claims(**choice)
    here = explore.claims(seed="S1", verdict="outdated", search="<b>$x$</b>")
    assert here.data.empty and here.sentence.startswith("None of 187 claims fits: S1 ")
    assert here.chart().sentence == here.sentence  # an empty picture, no error
    here.search = ""
    here.verdict = ""
    assert set(here.data["seed"]) == {"S1"} and "S1-01: " in here.sentence


def test_another_edition_moves_the_verdict():
    here = explore.claims(claim="S0-08", edition="at_publication")
    assert here.sentence.endswith("S0-08: supported.")
    here.edition = "newest"
    assert here.sentence.endswith("S0-08: outdated.")
    assert here.chart().data.equals(here.data)


def test_a_changed_verdict_changes_the_digest():
    here, before = explore.claims(), explore.claims().digest
    changed = dict(DATA, claims=[dict(DATA["claims"][0], claim="another"), *DATA["claims"][1:]])
    here._data = changed
    assert here.digest != before
