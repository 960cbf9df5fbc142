"""Claims as data: what a verb finds, what a broken rule says, a claim added without Python."""

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import cakit as ck
from cakit.claims.interpreter import VERBS, run
from cakit.claims.rows import TESTS, several, where
from cakit.claims.rulebook import KEYS, functions, read_rules, register
from cakit.errors import InvalidData

ROOT = Path(__file__).parents[1]
RULES = read_rules(ROOT / "data/claim_rules.toml")
TOY = pd.DataFrame(
    {
        "country_iso3": ["KAZ", "KAZ", "UZB", "UZB", "TJK"],
        "partner": ["a;b", "b", "a", None, "c"],
        "year": [2020, 2024, 2019, 2025, 2021],
        "date_from": ["2020-05", "2024", "2019-01-07", None, "2021"],
        "value": [10.0, 30.0, 20.0, 40.0, 100.0],
    }
)


@pytest.mark.parametrize(
    ("condition", "rows"),
    [
        ({"country_iso3": "KAZ"}, [0, 1]),
        ({"country_iso3": ["KAZ", "TJK"], "value": {"above": 10}}, [1, 4]),
        ({"country_iso3": {"not": ["KAZ", "UZB"]}}, [4]),
        ({"year": {"last": 2}}, [1, 3]),
        ({"year": {"earlier": 3}}, [0, 4]),
        ({"date_from": {"from": "2020", "to": "2021"}}, [0, 4]),
        ({"date_from": {"from": "2021", "or_missing": True}}, [1, 3, 4]),
        ({"date_from": {"before": "2020"}}, [2]),
        ({"partner": {"names": ["a", "b"]}}, [0]),
        ({"partner": {"only": "b"}}, [1]),
        ({"partner": {"says": "^[ac]$"}}, [2, 4]),
        ({"partner": {"given": False}}, [3]),
        ({"partner": {"differs_from": "country_iso3"}}, [0, 1, 2, 3, 4]),
    ],
)
def test_conditions(condition, rows):
    assert where(TOY, **condition).index.tolist() == rows


@pytest.mark.parametrize(
    ("rule", "low", "high", "is_there"),
    [
        ({"verb": "sum", "value": "value"}, 200, None, None),
        ({"verb": "sum", "value": "value", "over": 300}, 200, None, False),
        ({"verb": "sum", "value": "value", "complete": {"year": [2019]}}, None, None, None),
        ({"verb": "sum", "value": "value", "highest_by": "country_iso3"}, 170, None, None),
        ({"verb": "sum", "value": "value", "mean_over": {"year": [2019, 2025]}}, None, None, None),
        ({"verb": "count", "where": {"value": {"above": 999}}}, None, None, None),
        ({"verb": "count", "where": {"value": {"above": 999}}, "if_none": "zero"}, 0, None, None),
        ({"verb": "count", "distinct": "country_iso3", "equals": 3}, 3, None, True),
        ({"verb": "count", "hit": {"country_iso3": "TJK"}, "at_least": 2}, 1, None, False),
        (
            {"verb": "count", "hit": {"year": 1}, "at_least": 1, "if_none": "undecided"},
            0,
            None,
            None,
        ),
        ({"verb": "count", "every": {"value": {"above": 0}}}, 5, None, True),
        ({"verb": "range", "value": "value", "divide": 10}, 1, 10, None),
        ({"verb": "range", "value": "value", "rises_along": "year"}, 10, 100, True),
        ({"verb": "range", "value": "value", "newest": "year", "rounded_to": 2}, 39, 41, None),
        ({"verb": "exists", "hit": {"partner": "c"}}, None, None, True),
        ({"verb": "exists", "hit": [{"partner": "c"}, {"partner": "d"}]}, None, None, False),
        ({"verb": "exists", "in_each": {"country_iso3": ["KAZ", "KGZ"]}}, None, None, False),
        ({"verb": "exists", "where": {"partner": "d"}}, None, None, None),
        (
            {
                "verb": "compare",
                "figure": {"verb": "sum", "value": "value", "where": {"country_iso3": "TJK"}},
                "is": "higher",
                "than": {"verb": "sum", "value": "value", "where": {"country_iso3": "UZB"}},
            },
            100,
            None,
            True,
        ),
        (
            {
                "verb": "each",
                "by": "country_iso3",
                "values": ["KAZ", "TJK", "UZB"],
                "rule": {"verb": "sum", "value": "value", "over": 50},
                "there": "any",
                "take": "range",
            },
            60,
            100,
            True,
        ),
        (
            {"verb": "share", "hit": {"country_iso3": "KAZ"}, "value": "value", "over": 19},
            20,
            None,
            True,
        ),
        (
            {
                "verb": "share",
                "hit": {"country_iso3": "KAZ"},
                "value": "value",
                "among_largest": 2,
            },
            20,
            None,
            False,
        ),
    ],
)
def test_verbs(rule, low, high, is_there):
    found = run({"scope": "toy", **rule}, TOY)
    assert (found.low, found.high, found.is_there) == (low, high, is_there)


def test_first_and_latest():
    rule = {"verb": "first", "scope": "{country_iso3}"}
    assert (run(rule, TOY).date, run(rule, TOY).scope) == ("2019-01-07", "UZB")
    assert run({**rule, "latest": True}, TOY).date == "2024"


def test_most_readings_are_rules_and_every_verb_has_its_keys():
    assert len(RULES) >= 95 and len(functions()) <= 24
    assert set(register()) == set(RULES) | set(functions())
    assert set(KEYS) - {"turn"} == set(VERBS)
    head = (ROOT / "data/claim_rules.toml").read_text(encoding="utf-8").split("\n\n[")[0]
    for word in [*KEYS, *TESTS, *(key for pair in KEYS.values() for key in " ".join(pair).split())]:
        assert re.search(rf"\b{word}\b", head), f"the head of the file does not explain {word}"


def conditions(rule):
    for key, part in rule.items():
        if key in ("figure", "than", "rule"):
            yield from conditions(part)
        elif key in ("where", "hit", "every", "in_each"):
            for filters in part if isinstance(part, list) else [part]:
                yield from filters.items()


@pytest.mark.parametrize("reading", RULES)
def test_every_word_a_rule_looks_for_is_in_its_table(reading):
    frame = ck.load(RULES[reading]["table"])
    for column, wanted in conditions(RULES[reading]):
        tests = wanted if isinstance(wanted, dict) else {"is": wanted}
        if "is" in tests and tests["is"] is not True:
            assert frame[column].isin(several(tests["is"])).any(), f"{column}: {tests['is']}"
        if "says" in tests:
            assert frame[column].str.contains(tests["says"], na=False).any(), f"{column}: {tests}"


GOOD = """
["S0-06"]
table = "arms_editions"
verb = "share"
of = "RUS"
to = "KAZ"
"""
COUNT = '["S0-19"]\ntable = "defence_events"\nverb = "count"\nscope = "deals"\nunit = "deals"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD.replace("share", "shore"), "S0-06, key verb: unknown 'shore'. Nearest: share"),
        (GOOD.replace("arms_editions", "arms_edition"), "key table: unknown 'arms_edition'. Near"),
        (GOOD.replace('table = "arms_editions"', ""), "S0-06, key table: missing"),
        (GOOD.replace('of = "RUS"', ""), "S0-06, key of: missing"),
        (GOOD.replace("RUS", "RSU"), "S0-06, key of.supplier_iso3: unknown 'RSU'"),
        (GOOD.replace('to = "', 'too = "'), "S0-06, unknown key too. Nearest: to"),
        (GOOD.replace("S0-06", "S0-666"), "S0-666, no such reading in claim_evidence"),
        (GOOD.replace("S0-06", "S0-04"), "S0-04, a rule decides it: put measured or looked-up"),
        (GOOD.replace("S0-06", "S1-15"), "S1-15, a function decides this reading already"),
        (GOOD + "where = { yaer = 2020 }", "S0-06, key where: unknown 'yaer'. Nearest: year"),
        (GOOD + "where = { year = { lst = 5 } }", "key where.year: unknown 'lst'. Nearest: last"),
        (COUNT + 'distinct = "country"', "S0-19, key distinct: unknown 'country'. Nearest:"),
        (COUNT + 'hit = { standing = "sure" }', "S0-19, key hit.standing: unknown 'sure'"),
        (COUNT + 'hit = "sure"', "S0-19, key hit: give columns and what they must be"),
        (COUNT.replace('scope = "deals"', 'scope = "{deal}"'), "S0-19, key scope: unknown 'deal'"),
        (COUNT.replace('scope = "deals"', ""), "S0-19, key scope: missing"),
        (COUNT + 'if_none = "no"', "S0-19, key if_none: unknown 'no'"),
        (COUNT + 'at_least = "two"', "S0-19, key at_least: give a number, not 'two'"),
        (GOOD + "of = 1", "not TOML: Cannot overwrite a value"),
        ('S0-06 = "share"', "S0-06, a rule is a table"),
    ],
)
def test_a_broken_rule_gives_one_error_with_file_reading_and_key(tmp_path, text, said):
    path = tmp_path / "claim_rules.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidData, match=re.escape(said)) as error:
        read_rules(path)
    assert str(error.value).startswith("claim_rules.toml: 1 problem")


def test_a_claim_is_added_without_python(tmp_path):
    """The lines of the worked example in CONTRIBUTING, put where it says, in a copy of the data."""
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    guide = guide[guide.index("## Add a claim") : guide.index("## Add a notebook")]
    blocks = re.findall(r"   ```(\w+)\n(.*?)\n   ```", guide, re.DOTALL)
    claim, evidence, rule, sentence = (re.sub("(?m)^   ", "", text) for _, text in blocks)
    home = tmp_path / "data"
    shutil.copytree(ROOT / "data", home)
    added = {"claims.csv": claim, "claim_evidence.csv": evidence, "claim_rules.toml": "\n" + rule}
    for name, line in added.items():
        with (home / name).open("a", encoding="utf-8", newline="") as file:
            file.write(line + "\n")
    code = (
        "import cakit as ck; row = ck.claims.ledger().set_index('claim_id').loc['S0-99']\n"
        "print(ck.claims.verdict('S0-99', edition='newest').sentence)\n"
        "print(row['at_publication'], row['newest'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"CAKIT_DATA": str(home), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    said = done.stdout.splitlines()
    now, then = next(csv.reader([evidence]))[4:6]
    assert said == [sentence, f"{then} {now}"]


def test_a_folder_with_a_broken_rule_says_so(tmp_path):
    home = tmp_path / "data"
    shutil.copytree(ROOT / "data", home)
    path = home / "claim_rules.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"share"', '"shore"', 1), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", "import cakit as ck; ck.claims.verdict('S0-06')"],
        env=os.environ | {"CAKIT_DATA": str(home)},
        capture_output=True,
        text=True,
    )
    assert "claim_rules.toml: 1 problem\n  - S0-06, key verb: unknown 'shore'" in done.stderr
