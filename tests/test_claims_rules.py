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
from cakit.claims.functions import FUNCTIONS
from cakit.claims.interpreter import VERBS, run
from cakit.claims.rows import TESTS, several, where
from cakit.claims.rulebook import KEYS, read_rules, register
from cakit.errors import CakitError, InvalidData

ROOT = Path(__file__).parents[1]
RULES = read_rules(ROOT / "data/claim_rules.toml")
TOY = pd.DataFrame(
    {
        "country_iso3": ["KAZ", "KAZ", "UZB", "UZB", "TJK"],
        "partner": ["a;b", "b", "a", None, "c"],
        "year": [2020, 2024, 2019, 2025, 2021],
        "date_from": ["2020-05", "2024", "2019-01-07", None, "2021"],
        "value": [10.0, 30.0, 20.0, 40.0, 100.0],
        "thin": [1.0, None, None, None, None],
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
        ({"verb": "range", "value": "value", "by": "country_iso3"}, 40, 100, None),
        ({"verb": "range", "value": "value", "within": [10, 99]}, 10, 100, False),
        ({"verb": "range", "value": "value", "within": [10, 100]}, 10, 100, True),
        ({"verb": "count", "distinct": "date_from", "digits": 2}, 1, None, None),
        ({"verb": "count", "value": "thin"}, 1, None, None),
        ({"verb": "sum", "value": ["thin", "value"]}, 191, None, None),
        ({"verb": "first", "years_to": 2025, "over": 5}, 6, None, True),
        ({"verb": "first", "years_to": "date_from", "over": 5}, 5, None, False),
        # Two rows meet both filters, and count once.
        (
            {"verb": "sum", "value": "value", "where": [{"country_iso3": "KAZ"}, {"year": 2020}]},
            40,
            None,
            None,
        ),
        (
            {"verb": "count", "where": [{"country_iso3": "KAZ"}, {"year": {"from": 2020}}]},
            4,
            None,
            None,
        ),
        (
            {
                "verb": "compare",
                "where": {"country_iso3": ["KAZ", "UZB"]},
                "figure": {"verb": "count", "distinct": "partner"},
                "is": "equal",
                "than": {"verb": "count", "distinct": "partner", "where": {"year": {"to": 2024}}},
            },
            3,
            None,
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


def test_a_column_without_numbers_is_said():
    with pytest.raises(CakitError, match=r"needs numbers in .*partner"):
        run({"verb": "sum", "value": "partner", "scope": "toy"}, TOY)


def test_first_and_latest():
    rule = {"verb": "first", "scope": "{country_iso3}"}
    assert (run(rule, TOY).date, run(rule, TOY).scope) == ("2019-01-07", "UZB")
    assert run({**rule, "latest": True}, TOY).date == "2024"


def test_most_readings_are_rules_and_every_verb_has_its_keys():
    assert len(RULES) >= 110 and len(FUNCTIONS) <= 10
    assert set(register()) == set(RULES) | set(FUNCTIONS)
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
        (GOOD.replace("S0-06", "S1-16"), "S1-16, a function decides this reading already"),
        (GOOD + "where = { yaer = 2020 }", "S0-06, key where: unknown 'yaer'. Nearest: year"),
        (GOOD + "where = { year = { lst = 5 } }", "key where.year: unknown 'lst'. Nearest: last"),
        (COUNT + 'distinct = "country"', "S0-19, key distinct: unknown 'country'. Nearest:"),
        (COUNT + 'hit = { standing = "sure" }', "S0-19, key hit.standing: unknown 'sure'"),
        (COUNT + 'hit = "sure"', "S0-19, key hit: give columns and what they must be"),
        (COUNT.replace('scope = "deals"', 'scope = "{deal}"'), "S0-19, key scope: unknown 'deal'"),
        (COUNT.replace('scope = "deals"', ""), "S0-19, key scope: missing"),
        (COUNT + 'if_none = "no"', "S0-19, key if_none: unknown 'no'"),
        (COUNT + 'at_least = "two"', "S0-19, key at_least: give a number, not 'two'"),
        (GOOD + 'where = { year = "2020" }', "S0-06, key where.year: give a number, not '2020'"),
        (GOOD + "where = { year = { last = 0 } }", "key where.year: last takes a number of years"),
        (GOOD + 'where = { year = { says = "2" } }', "key where.year: says looks into texts"),
        (COUNT + 'hit = { place = { says = "(" } }', "hit.place: says takes a regular expression"),
        (COUNT + 'hit = { says = { given = "yes" } }', "hit.says: given is true or false"),
        (COUNT + "digits = 0", "S0-19, key digits: give a number above zero, not 0"),
        (COUNT + 'most = "yes"', "S0-19, key most: give true or false, not 'yes'"),
        (COUNT + 'as_one = "a"', "S0-19, key as_one: give a list in brackets, not 'a'"),
        (
            COUNT.replace('"deals"', "5", 1),
            "S0-19, key scope: give a text in quotation marks, not 5",
        ),
        (COUNT.replace('"deals"', '"{years"', 1), "S0-19, key scope: expected '}'"),
        (COUNT.replace('"deals"', '"{than}"', 1), "S0-19, key scope: count fills in no {than}"),
        (COUNT.replace('"count"', '"sum"'), "S0-19, key value: missing. sum needs it"),
        (COUNT.replace('"count"', "5"), "S0-19, key verb: unknown 5"),
        (
            COUNT.replace('"count"', '["count"]').replace('scope = "deals"', ""),
            "S0-19, key verb: unknown ['count']",
        ),
        (
            COUNT.replace('"count"', '"range"') + 'value = "quantity"\nwithin = [5, 3]',
            "S0-19, key within: give the lowest and the highest number in brackets, not [5, 3]",
        ),
        (
            COUNT.replace('"count"', '"first"') + 'years_to = "date"',
            "S0-19, key years_to: give a year, or a column of dates, not 'date'",
        ),
        (
            COUNT.replace('"count"', '"each"')
            + 'by = "country_iso3"\nvalues = ["KAX"]\ntake = "count"\nrule = { verb = "count" }',
            "S0-19, key values.country_iso3: unknown 'KAX'",
        ),
        (
            COUNT.replace('"count"', '"compare"')
            + 'is = "more"\nfigure = { verb = "count" }\nthan = { verb = "count" }',
            "S0-19, key is: unknown 'more'. Valid: equal, higher, lower.",
        ),
        (
            COUNT.replace('"count"', '"sum"')
            + 'value = "quantity"\nmean_over = { quantity = 2010 }',
            "S0-19, key mean_over: give a column and its first and last year",
        ),
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
        "import cakit as ck; row = ck.claims.ledger().set_index('claim_id').loc['S0-99']\nmade = ck.claims.verdict('S0-99', edition=2026)\n"
        "print(made.sentence)\n"
        "print(row['at_publication'], made.verdict)"
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


THREE = {  # claims of a stranger, each decided by another kind of rule
    "S1-90": (
        "Kyrgyzstan has five suppliers of arms,quantity,turkey_others,equal,5,,1,count",
        "arms_editions",
        'verb = "count"\nwhere = { recipient_iso3 = "KGZ" }\ndistinct = "supplier_iso3"\n'
        'scope = "suppliers of Kyrgyzstan, {years}"',
        "S1-90, measured: {verdict}. Claimed: 5. Found: {found} (suppliers of Kyrgyzstan, 1994–2025",
    ),
    "S2-90": (
        "FMF for Tajikistan was about two million a year,quantity,us_programs,about,2,,1,usd_million",
        "us_obligations",
        'verb = "sum"\nwhere = { country_iso3 = "TJK", program = "FMF" }\ndivide = 1_000_000\n'
        'hit = { fiscal_year = { from = 2010, to = 2012 } }\nvalue = "obligated_usd"\n'
        'mean_over = { fiscal_year = [2010, 2012] }\nunit = "usd_million"\nscope = "FMF, a year"',
        "S2-90, measured: {verdict}. Claimed: about 2 million USD. Found: {found} million USD (FMF, a y",
    ),
    "S0-90": (
        "Uzbekistan is a member of the CSTO,membership,institutions,membership,,,,",
        "military_ties",
        'verb = "exists"\nwhere = { country_iso3 = "UZB", partner_iso3 = "CSTO" }\n'
        'hit = { status = "active" }\nscope = "active ties of Uzbekistan with the CSTO"',
        "S0-90, measured: contradicted. Found: no (active ties of Uzbekistan with the CSTO",
    ),
}


def folder_with(tmp_path, evidence=THREE, rules=THREE):
    """A copy of the data with the three claims, and with evidence and rules of some of them."""
    home = tmp_path / "data"
    shutil.copytree(ROOT / "data", home)
    rows = {"claims.csv": [], "claim_evidence.csv": [], "claim_rules.toml": []}
    for claim, (words, table, rule, _) in THREE.items():
        rows["claims.csv"].append(f"{claim},{claim[:2]},1,{words},,,KGZ,,,a stranger,{claim[:2]}")
        if claim in evidence:
            cells = f"{claim},{claim},,true,supported,supported,,,,,,Why.,claim,,measured,{table}"
            rows["claim_evidence.csv"].append(f"{cells},false,sipri_at_2026_deliveries,medium")
        if claim in rules:
            rows["claim_rules.toml"].append(f'\n["{claim}"]\ntable = "{table}"\n{rule}')
    for name, lines in rows.items():
        with (home / name).open("a", encoding="utf-8", newline="") as file:
            file.write("\n".join([*lines, ""]))
    return home


def said_by(home, code):
    done = subprocess.run(
        [sys.executable, "-c", f"import cakit as ck\n{code}"],
        env=os.environ | {"CAKIT_DATA": str(home), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    return done.stdout + done.stderr


def counted_by_hand():
    """The same figures from the files, without the kit."""
    suppliers, dollars = set(), 0.0
    with (ROOT / "data/arms_deliveries.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["recipient_iso3"] == "KGZ"]
        suppliers = {row["supplier_iso3"] for row in rows}
    with (ROOT / "data/us_obligations.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            of_it = (row["country_iso3"], row["program"]) == ("TJK", "FMF")
            if of_it and row["fiscal_year"] in ("2010", "2011", "2012"):
                dollars += float(row["obligated_usd"])
    return len(suppliers), dollars / 3e6


def test_three_claims_of_a_stranger_are_decided(tmp_path):
    home = folder_with(tmp_path)
    code = "for claim in ('S1-90', 'S2-90', 'S0-90'): print(ck.claims.verdict(claim, 'newest'))"
    said = said_by(home, code).splitlines()
    suppliers, million = counted_by_hand()
    wanted = {
        "S1-90": ("supported" if suppliers == 5 else "contradicted", f"{suppliers}"),
        "S2-90": ("contradicted", f"{million:.1f}".removesuffix(".0")),
        "S0-90": ("", ""),
    }
    for line, (claim, (*_, text)) in zip(said, THREE.items(), strict=True):
        verdict, found = wanted[claim]
        assert line.startswith(text.format(verdict=verdict, found=found, years="{years}"))


def test_a_claim_without_evidence_or_rule_says_what_is_missing(tmp_path):
    code = "ck.claims.verdict('S0-06')"
    said = said_by(folder_with(tmp_path / "a", evidence={"S1-90", "S0-90"}, rules={}), code)
    assert "S2-90: claim_evidence has no row with evidence_id S2-90. Add one" in said
    said = said_by(folder_with(tmp_path / "b", rules={"S1-90", "S0-90"}), code)
    assert "claim_rules.toml: 1 problem" in said
    assert 'S2-90: claim_evidence says measured, but there is no rule. Add ["S2-90"]' in said
