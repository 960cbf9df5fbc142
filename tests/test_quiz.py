"""Five questions a notebook: the right answer is right, each distractor is wrong and hears why."""

import csv
import importlib
import io
import re
import xml.etree.ElementTree as ET
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from cakit.errors import CakitError
from cakit.exercises import find, panel
from cakit.exercises.kinds import Choice, Number
from cakit_classroom import page, quiz

ROOT = Path(__file__).parents[1]
ALL = {one.id: one for book in range(8) for one in quiz.questions(str(book))}


def table(name):
    """The rows of a table as they are in the file, without the kit."""
    with (ROOT / f"data/{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def tiv(rows):
    return sum(float(row["tiv_million"] or 0) for row in rows)


def newest(first, last):
    return [row for row in table("arms_deliveries") if first <= int(row["year"]) <= last]


def russia(rows):
    return 100 * tiv(row for row in rows if row["supplier_iso3"] == "RUS") / tiv(rows)


def count(name, **wanted):
    return sum(all(row[key] == value for key, value in wanted.items()) for row in table(name))


def trade(state):
    wanted = {"country_iso3": state, "partner_iso3": "CHN", "flow": "turnover", "year": "2024"}
    wanted |= {"unit": "usd_million", "months_covered": "12"}
    found = [row for row in table("trade_figures") if wanted.items() <= row.items()]
    book = {row["statistics_side"]: float(row["value"]) for row in found}
    return book["partner"] / book["national"]


def volumes(edition):
    """TIV by recipient, supplier and year in the edition of 2025 or 2026."""
    held = table("arms_deliveries" if edition == "2026" else "arms_past_editions")
    sums = {}
    for row in held:
        if edition == "2026" or row["sipri_edition"] == edition:
            key = (row["recipient_iso3"], row["supplier_iso3"], int(row["year"]))
            sums[key] = sums.get(key, 0) + float(row["tiv_million"] or 0)
    return sums


def rows_changed(state):
    """Pairs of a supplier and a year to 2024 whose volume differs in the two editions."""
    old, new = volumes("2025"), volumes("2026")
    mine = {key for key in old | new if key[0] == state and key[2] <= 2024}
    return sum(abs(old.get(key, 0) - new.get(key, 0)) > 0.005 for key in mine)


def over_half_in_both(state, first, last):
    """The verdict on "over half came from Russia", by the editions of 2025 and 2026."""
    above = []
    for edition in ("2025", "2026"):
        part = {
            key: value
            for key, value in volumes(edition).items()
            if key[0] == state and first <= key[2] <= last
        }
        russian = sum(value for key, value in part.items() if key[1] == "RUS")
        above.append(2 * russian > sum(part.values()))
    return {(True, True): "supported", (True, False): "outdated"}[tuple(above)]


def stages_of_drone_plants():
    """How many statements name each stage, the denied ones left out."""
    plants = [row for row in table("defence_events") if row["system_class"] == "drone_plant"]
    return Counter(row["production_stage"] for row in plants if row["standing"] != "denied")


def total(name, column):
    return sum(float(row[column]) for row in table(name))


APART = {
    "0.q1": lambda: sum(
        int(row["number_delivered"])
        for row in table("drones_by_edition")
        if row["sipri_edition"] == "2026" and row["drone_role"] == "armed"
    ),
    "0.q4": lambda: max((row["date_from"], row["seed"]) for row in table("seed_cards"))[1],
    "1.q1": lambda: russia(newest(2021, 2025)),
    "1.q5": lambda: {True: "no figure: nothing was recorded"}[
        not [row for row in newest(2007, 2011) if row["recipient_iso3"] == "KGZ"]
    ],
    "2.q2": lambda: (
        100
        * tiv(
            row
            for row in table("arms_deliveries")
            if row["supplier_iso3"] == "CHN" and row["is_uncrewed_aircraft"] == "true"
        )
        / tiv(row for row in table("arms_deliveries") if row["supplier_iso3"] == "CHN")
    ),
    "2.q3": lambda: count("fighter_reports", report_kind="origin"),
    "2.q4": lambda: stages_of_drone_plants().most_common(1)[0][0],
    "3.q1": lambda: next(
        row["name"] for row in table("us_programs") if row["instrument"] == "sale"
    ),
    "3.q2": lambda: max(int(row["fiscal_year"]) for row in table("us_obligations")),
    "3.q3": lambda: (
        100
        * total("us_excess_articles", "current_value_usd")
        / total("us_excess_articles", "acquisition_value_usd")
    ),
    "4.q1": lambda: next(
        100 * float(row["quantity"]) / float(row["world_quantity"])
        for row in table("uranium_production")
        if (row["country_iso3"], row["year"]) == ("KAZ", "2024")
    ),
    "4.q5": lambda: (
        -sum(
            float(row["quantity"]) * {"MCS 2025": 1, "MCS 2026": -1}[row["edition"]]
            for row in table("mineral_production")
            if (row["country_iso3"], row["mineral"], row["year"]) == ("TJK", "antimony", "2024")
        )
    ),
    "5.q2": lambda: over_half_in_both("UZB", 2020, 2024),
    "5.q4": lambda: sum(
        row["is_plain"] == "true" and row["verdict"] != row["verdict_at_publication"]
        for row in table("claim_evidence")
    ),
    "5.q5": lambda: count("claim_chains", link="documented"),
    "6.q1": lambda: trade("KGZ"),
    "6.q4": lambda: {0: "nothing: there is no figure"}[
        count("dependence", country_iso3="TKM", measure="remittances_received", year="2024")
    ],
    "7.q5": lambda: {"KAZ": "Kazakhstan"}[
        max(("KAZ", "KGZ", "TJK", "TKM", "UZB"), key=rows_changed)
    ],
}


def test_each_notebook_has_five_questions_and_each_objective_one():
    assert list(ALL) == [f"{book}.q{number}" for book in range(8) for number in range(1, 6)]
    for book in range(8):
        mine = [one for id, one in ALL.items() if id.startswith(f"{book}.")]
        assert {one.objective for one in mine} >= {1, 2} or book in (1, 6)
        assert {type(one) for one in mine} == {Choice, Number}
        assert all(one.place == "quiz" and one.after and one.hints for one in mine)


@pytest.mark.parametrize("key", ALL)
def test_the_right_answer_is_right_and_each_other_is_wrong_and_hears_why(key):
    one = ALL[key]
    solution = one.solution()
    assert one.check(solution.truth), "the right answer"
    wrong = one.slips(solution)
    assert wrong
    for value, reply in wrong:
        said = one.check(float(value) if isinstance(one, Number) else value)
        assert not said and said.text == reply, value
    if isinstance(one, Choice):
        options = solution.options
        assert len(options) == len(set(options)) >= 3
        assert {str(solution.truth), *(text for text, _ in wrong)} == set(options)


@pytest.mark.parametrize("key", APART)
def test_the_right_answer_computed_apart_from_the_kit(key):
    apart, one = APART[key](), ALL[key]
    if isinstance(one, Number):
        assert one.truth() == pytest.approx(apart, abs=1e-6)
    else:
        assert one.truth() == apart


def test_a_year_beside_the_one_asked_for_is_not_taken_for_right():
    uranium = ALL["4.q1"]
    for row in table("uranium_production"):
        if row["country_iso3"] == "KAZ":
            part = 100 * float(row["quantity"]) / float(row["world_quantity"])
            assert bool(uranium.check(round(part, 1))) == (row["year"] == "2024"), row["year"]


def test_a_question_agrees_with_the_picture_of_its_lesson():
    shown = (ROOT / "notebooks/07_your_own_data.ipynb").read_text(encoding="utf-8")
    names = {row["iso3"]: row["name"] for row in table("countries")}
    for code in ("KAZ", "KGZ", "TJK", "TKM", "UZB"):
        assert f"{names[code]} {rows_changed(code)}" in shown, "small changes are changes"
    assert ALL["7.q5"].truth() == "Kazakhstan"
    assert stages_of_drone_plants().total() == 20, "as the finding of notebook 02 says"


def test_the_right_option_is_not_always_in_one_place():
    options = [one.solution() for one in ALL.values() if isinstance(one, Choice)]
    places = [found.options.index(found.truth) for found in options]
    assert max(places.count(place) for place in places) < len(places) / 2


def test_a_question_is_no_exercise_and_a_page_gives_no_code_for_it():
    with pytest.raises(CakitError):
        find("1.q1")
    text = panel.static(ALL["1.q1"])
    assert text.startswith('<div class="cakit-exercise"><p><strong>Question 1.</strong>')
    assert "ck.answer" not in text
    one = ALL["1.q4"]
    known = page.known(one)
    reply = known["replies"][known["found"][page.hashed(one.id, one.truth().casefold())]]
    assert reply[0] == "Right"


def items(path):
    """The items of a QTI file, read again: title, answers held right, texts of options."""
    with zipfile.ZipFile(path) as packed:
        name = next(
            one for one in packed.namelist() if one.endswith(".xml") and "/text2qti_" in one
        )
        tree = ET.parse(io.BytesIO(packed.read(name)))
    for item in tree.iter():
        if item.tag.endswith("}item"):
            right = [one.text for one in item.iter() if one.tag.endswith("}varequal")]
            options = {
                one.get("ident"): "".join(one.itertext()).strip()
                for one in item.iter()
                if one.tag.endswith("}response_label")
            }
            yield item.get("title"), right, options


@pytest.mark.parametrize("book", range(8))
def test_the_quiz_file_has_the_five_with_the_right_answer_marked(book, tmp_path):
    pytest.importorskip("text2qti")
    said = quiz.write(f"{book:02}", tmp_path / "five.zip", short=True)
    assert said.startswith("5 questions")
    found = list(items(tmp_path / "five.zip"))
    mine = [one for id, one in ALL.items() if id.startswith(f"{book}.")]
    assert [title for title, *_ in found] == [f"Question {number}." for number in range(1, 6)]
    for one, (_, right, options) in zip(mine, found, strict=True):
        if isinstance(one, Number):
            assert float(right[0]) == pytest.approx(one.truth(), abs=1e-3)
            continue
        texts = {re.sub("<[^>]+>", "", text) for text in options.values()}
        assert texts == set(one.options())
        marked = {re.sub("<[^>]+>", "", options[ident]) for ident in right}
        assert marked == {one.truth()}, "importers take every answer compared with for a right one"


@pytest.mark.parametrize(
    "path", sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")), ids=lambda one: one.stem
)
def test_the_page_of_a_notebook_asks_the_five_before_going_further(path, monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    cells = importlib.import_module("site_source").page(path)["cells"]
    heads = ["".join(one["source"]).partition("\n")[0] for one in cells]
    start = heads.index("## Check yourself")
    asked = cells[start + 1 : start + 6]
    assert heads[start + 6] == "## Going further"
    for number, one in enumerate(asked, 1):
        assert one["source"], "a builder drops a cell without source"
        assert f"Question {number}." in one["outputs"][0]["data"]["text/html"]
