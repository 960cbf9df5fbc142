"""The Russian edition: nothing missing, stale or broken; the same numbers, pictures and answers as in English."""

import json
import os
import re
import sys
from pathlib import Path

import pytest
from in_both import differences

import cakit as ck
from cakit import languages, mineral_facts
from cakit.catalog.store import current
from cakit.cli import main
from cakit.exercises import exercises
from cakit.importers import cells
from cakit_classroom import handout, translated

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tools"))
import translate  # noqa: E402


@pytest.fixture
def russian():
    ck.language("ru")
    yield
    ck.language("en")


@pytest.mark.parametrize("number", [*translate.COMPLETE, *translate.QUIZZES])
def test_no_text_is_missing_stale_or_broken(number):
    vars(current()).pop("countries", None)  # states that other tests added are no names here
    assert translate.check(number) == []


def test_the_catalogue_of_the_package_is_whole():
    assert translate.check_interface() == []


EACH = translate.COMPLETE if os.environ.get("EVERY_LANGUAGE") else ("01",)


@pytest.mark.parametrize("number", EACH)
@pytest.mark.filterwarnings("ignore")
def test_numbers_pictures_and_answers_are_the_same(number, monkeypatch):
    monkeypatch.setenv("CAKIT_ANSWERS", "off")
    assert differences(number) == []


BROKEN = {  # English, Russian, kind → what the check says
    ("{who} in {year}", "{who}", "code"): ["placeholder '{year}' lost"],
    ("{n:.1f} of it", "{n} этого", "code"): ["placeholder '{n:.1f}' lost", "placeholder '{n}' added"],
    ("See [it](https://a.b/c).", "См. [это](https://a.b/d).", "markdown"): [
        "link 'https://a.b/c' lost", "link 'https://a.b/d' added"],
    ("Write `None` (S0-38).", "Пишите `Нет` (S0-37).", "markdown"): [
        "inline code '`None`' lost", "inline code '`Нет`' added", "claim code 'S0-38' lost", "claim code 'S0-37' added"],
    ("- **One** of 1,234.5", "- **Один** из 1234,5", "markdown"): ["figure '1.234.5' lost", "figure '1234.5' added"],
    ("## Head", "# Голова", "markdown"): ["begins with '# ', not '## '"],
    (" edition)", "выпуск)", "code"): ["other blanks at its ends"],
    ("In 2021, 80% of it", "В 2021 году 80% этого", "code"): [],
}  # fmt: skip


@pytest.mark.parametrize("given", BROKEN, ids=lambda given: given[0])
def test_a_broken_translation_is_named(given):
    assert translate.broken(*given) == BROKEN[given]


def test_a_missing_and_a_stale_text_are_named_by_cell(tmp_path, monkeypatch):
    path = ROOT / "locale/ru/01.po"
    text = path.read_text(encoding="utf-8").replace('msgid "## Explore"', 'msgid "## Look around"')
    (tmp_path / "01.po").write_text(text, encoding="utf-8")
    monkeypatch.setattr(translate, "folder", lambda: tmp_path)
    assert translate.check("01") == [
        "01.po, cell q01-explore: no translation of '## Explore'",
        "01.po: stale, no cell says '## Look around'",
    ]


def test_a_letter_without_a_glyph_is_named():
    assert translate.without_letters("x.po", ["Да", "ᚠ ok"]) == [
        "x.po: the font DejaVu Sans has no letters ᚠ"
    ]


SAID = {
    "Russia's share of the arms delivered was 100% in 1994–1998 and fell to 48.5% in 2013–2017 (TIV, SIPRI 2026 edition).":
        "Доля России в поставках вооружений составляла 100\u00a0% в 1994–1998 гг. и упала до 48,5\u00a0% в 2013–2017 гг. (TIV, СИПРИ, выпуск 2026 года).",
    "one number in percent": "одно число в процентах",
    "1.2 open, 1.3 right": "1.2 открыто, 1.3 верно",
    "12,345": "12\u00a0345",
}  # fmt: skip


@pytest.mark.parametrize("text", SAID)
def test_computed_sentences_have_russian_grammar(text, russian):
    assert languages.said(text.replace("Russia", ck.country_name("RUS"))) == SAID[text]
    assert languages.missing == {}


def test_a_text_without_translation_is_noted_and_stays(russian):
    assert languages.said("Nobody ever wrote this sentence.") == "Nobody ever wrote this sentence."
    assert list(languages.missing) == ["Nobody ever wrote this sentence."]


def test_a_name_without_a_case_is_noted(russian):
    assert languages._in_case("Россия и Атлантида", "genitive", "") == "России и Атлантида"
    assert list(languages.missing) == ["Атлантида (genitive)"]


@pytest.mark.parametrize(
    "name, said",
    [("Босния и Герцеговина", "Боснии и Герцеговины"), ("ALP", "ALP"), ("CTR, economic part",) * 2],
)
def test_a_name_is_taken_whole_and_what_is_no_country_is_left_alone(name, said, russian):
    from cakit.explore.words import spoken

    assert spoken(name) == said and not languages.missing
    if name != said:
        assert languages._in_case(name, "genitive", "") == said and not languages.missing


def test_every_supplier_and_recipient_has_all_cases():
    names = ck.load("names_ru").set_index("iso3")
    arms = ck.load("arms_transfers")
    codes = {*arms["supplier_iso3"], *arms["recipient_iso3"]} & {*names.index}
    assert names.loc[sorted(codes), list(languages.CASES)].notna().all(axis=None)


def test_an_unknown_language_is_refused():
    with pytest.raises(ck.errors.CakitError, match="no language 'fr'"):
        ck.language("fr")


def test_the_russian_copies_name_the_language_and_the_missing_editor(russian):
    book = json.loads(handout.notebooks("students")["01_russian_supply_dependence.ipynb"])
    cells = ["".join(cell["source"]) for cell in book["cells"]]
    assert "не прочитан редактором" in cells[0]
    assert all('ck.language("ru")' in cell for cell in cells if translated.IMPORT in cell)


def test_a_misspelt_supplier_is_refused_in_every_language(russian):
    with pytest.raises(cells.BadCell, match="Nearest: Russia"):
        cells.party("Rusia")


def test_a_template_of_a_word_or_two_is_taken_whole_only(russian):
    assert languages.said("{count} at {option}") == "«{option}» — {count}"
    assert languages.said("Landed at Osh") == "Landed at Osh"


def test_a_text_of_two_lines_keeps_them(russian):
    tip = ck.explore.deals()._theme.spec["words"]["tip"]
    assert tip.split("\n")[0] == "{system}"


def test_the_ladder_and_the_press_register_are_russian(russian):
    explorer = ck.explore.deals(supplier="Турция", event="TJK-030")
    assert "«переговоры» — 5, «соглашение» — 3" in explorer.sentence
    card = dict(explorer._theme.spec["data"]["rows"][0]["card"])
    assert card["Ступень"] == "поставка. Говорят или видно, что оружие прибыло."
    assert not set(languages.missing) - {"under ", "over ", "below "}


def test_a_sentence_in_a_table_is_russian_and_a_code_is_not(russian):
    table = ck.load("rungs").set_index("rung").loc[["delivered"], ["label", "meaning"]]
    shown = languages._html(table.replace("delivery", "two words"))
    assert "<td>Говорят или видно, что оружие прибыло</td>" in shown
    assert "<td>two words</td>" in shown and "<th>delivered</th>" in shown


def test_a_computed_title_is_cut_after_it_was_translated(russian):
    drones = ck.load("drones_by_edition").query("drone_role == 'armed'")
    chart = ck.plots.unit_chart(drones, "number_delivered", panel="sipri_edition", subject="я" * 60)
    assert chart.title == "Я" + "я" * 59


def test_options_from_a_table_are_russian(russian):
    exercise = exercises()["2.1"]
    assert exercise.options()[1] == "переговоры"
    assert exercise.check("переговоры").state == "Right"


def test_start_hands_out_russian_copies_and_puts_the_language_back(tmp_path):
    try:
        assert main(["start", str(tmp_path / "ru"), "--language", "ru"]) == 0
        books = {
            path.name[:2]: path.read_text(encoding="utf-8")
            for path in (tmp_path / "ru").glob("*.ipynb")
        }
    finally:
        ck.language("en")
    assert len(books) == 8
    for number in translate.COMPLETE:
        assert (
            "не прочитан редактором" in books[number] and 'ck.language(\\"ru\\")' in books[number]
        )


def test_the_box_of_an_exercise_is_russian_too(russian, monkeypatch):
    monkeypatch.setenv("CAKIT_ANSWERS", "off")
    shown = ck.exercise("1.1").bundle()["text/html"]
    assert (
        shown.startswith('<div class="cakit-exercise') and "Упражнение 1.1 (для занятия)." in shown
    )
    assert "одно число в процентах" in repr(ck.answer("1.1", "many"))


def test_every_word_of_an_explorer_is_russian(russian):
    explorer = ck.explore.arms(recipients=["KAZ"], supplier="Россия")
    told = json.dumps(
        [explorer._theme.spec[part] for part in ("words", "controls")], ensure_ascii=False
    )
    assert explorer.sentence.startswith("2021–2025, Казахстан: доля России")
    assert not languages.missing, languages.missing
    assert "Reset" not in told and "Kazakhstan" not in told


def test_numbers_of_the_browser_are_those_of_python(russian):
    """The replacements that shares.js makes, made here."""
    from cakit.explore import words

    def browser(text):
        for pattern, sign in words.signs():
            text = re.sub(pattern, sign.replace("$1", r"\1"), text)
        return text

    for english in (
        "under 1%",
        "over 99%",
        "13%",
        "12,345",
        "1,234,567.8",
        "under 0.1",
        "below 0",
        "a and b",
    ):
        assert browser(english) == languages.said(english), english


def test_a_name_inside_a_query_and_a_pattern_is_put_in(russian):
    source = 'rows = frame.query("supplier == \'Russia\'")["about"].str.replace(".*Uzbekistan.*", "x y")\n'
    text = json.dumps(
        {
            "cells": [
                {"cell_type": "markdown", "source": ["# A"]},
                {"cell_type": "code", "source": [source]},
            ]
        }
    )
    code = "".join(json.loads(translated.notebook(text, "01"))["cells"][1]["source"])
    assert "supplier == 'Россия'" in code and '".*Узбекистан.*"' in code


@pytest.mark.parametrize(
    ("name", "choices", "says"),
    [
        ("us_programs", {"country": "TKM", "program": "SEC333"}, "программы «Статья 333»"),
        ("us_programs", {"measure": "people trained"}, "затем PKO"),
        ("minerals", {"mineral": "antimony", "view": "output"}, "Таджикистан: добыто"),
        ("minerals", {"mineral": "gold", "view": "buyers", "country": "UZB"}, "доля Швейцарии"),
        ("minerals", {"mineral": "uranium", "view": "reliance", "year": 2022}, "пробел, а не ноль"),
        ("profile", {"country": "TJK"}, "Долг перед Китаем"),
    ],
)
def test_a_sentence_that_is_shipped_or_looked_up_is_russian(russian, name, choices, says):
    explorer = getattr(ck.explore, name)(**choices)
    assert says in explorer.sentence
    assert not re.search(r"(?<![\w/.])[a-z]{3,}", explorer.sentence)


def test_a_what_if_and_its_assumptions_are_russian(russian):
    told = repr(ck.what_if("UZB", "Marauder", (20, 60), "KAZ", 2025))
    assert "доля Казахстана в поставках" in told and "Принято:" in told
    assert not re.search(r"(?<![\w/.])[a-z]{3,}", told)


def test_the_edition_of_a_verdict_is_its_last_word(russian):
    assert "TIV, выпуск 2025)" in str(ck.claims.verdict("S0-08"))


def test_a_site_without_a_date_says_none():
    sites = ck.load("mineral_sites")
    undated = sites[sites["status_as_of"].isna()]
    assert len(undated) and not any(
        "nan" in mineral_facts.site(row) for row in undated.itertuples()
    )


@pytest.mark.parametrize("number", ["quiz00", "quiz07"])
def test_the_five_questions_are_russian_with_the_same_answers(number, russian):
    from cakit.exercises.kinds import Choice
    from cakit_classroom import page, quiz

    told = quiz.questions(number[-2:])
    for one in told:
        shown = page.static_html(one)
        assert "Вопрос" in shown and one.check(one.truth()), one.id
    truths = [one.truth() for one in told if not isinstance(one, Choice)]
    assert languages.missing == {}
    ck.language("en")
    english = quiz.questions(number[-2:])
    assert truths == [one.truth() for one in english if not isinstance(one, Choice)]
    assert not {one.question for one in told} & {one.question for one in english}


def test_manual_glossary_and_catalogues_use_one_word_for_a_term():
    page = (ROOT / "docs/translating.md").read_text(encoding="utf-8").partition("## Terms")[2]
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", page, re.M)
    told = {}
    for sides in rows:
        english, russian = ([one.strip() for one in re.split("[;,]", side)] for side in sides)
        told |= dict(zip(english, russian, strict=False)) if len(english) == len(russian) else {}
    terms = ck.load("glossary").set_index("term")["russian"]
    both = {term: word for term, word in told.items() if term in terms.index}
    assert {"register", "ledger", "pooled share", "confidence", "armed drone"} <= set(both)
    assert {term: terms[term] for term, word in both.items() if word not in terms[term]} == {}


@pytest.mark.parametrize("wrong", ["Джалова", "Джаловой", "Уллман", "ооружённых беспилотник"])
def test_a_misspelt_name_or_another_word_is_nowhere(wrong):
    held = [path for path in (ROOT / "locale").rglob("*.*") if path.suffix in (".po", ".md")]
    assert [one.name for one in held if wrong in one.read_text(encoding="utf-8")] == []


def test_exercises_on_paper_are_russian_with_their_answers(russian):
    import sheets
    from session import Session

    given, solved = (sheets.tasks(Session("01", "", [], None, "", "ru"), one) for one in (0, 1))
    assert "одно число в процентах" in given and "53,82" in solved and "53.82" not in solved
    assert languages.missing == {} and not re.search("one number|of your own|state by|perc", given)


def test_the_plan_of_a_session_is_the_same_in_both_languages():
    """Cells, minutes and the questions on errors; a change of the English page fails here."""
    import session

    for path in sorted((ROOT / "locale/ru/teaching").glob("*.md")):
        pages = (ROOT / "docs/teaching" / path.name, path)
        texts = [one.read_text(encoding="utf-8") for one in pages]
        for pattern in (r"^\| *(\d+|–) \| *(\d+|–) \|", r"^- `([\w-]+)` \((\d+) min\)", "`q0.-[^`]+`", r"^(?:- \*|\d\. )"):  # fmt: skip
            english, russian = (re.findall(pattern, one, re.M) for one in texts)
            assert english == russian and english, (path.name, pattern)
        assert len(session.notes(texts[1], path.stem)) > 10


@pytest.mark.parametrize("marks_in", ["en", "ru"])
def test_answers_of_both_languages_get_the_same_verdicts(marks_in, tmp_path):
    """One student answers in English, one in Russian: right, a known slip, and nonsense."""
    from cakit.exercises import exercises
    from cakit.exercises.kinds import Choice
    from cakit_classroom import collect

    given, told = {}, {}
    try:
        for code in ("en", "ru"):
            ck.language(code)
            chosen = [one for one in exercises().values() if isinstance(one, Choice)]
            right = {one.id: str(one.truth()) for one in chosen}
            slips = {one.id: one.slips()[0][0] for one in chosen}
            given[code] = [right, {one: str(text) for one, text in slips.items()}]
        assert given["en"] != given["ru"] and len(given["en"][0]) > 8
        ck.language(marks_in)
        for code, sheets in given.items():
            told[code] = [
                collect.judged(exercises()[id], text) for one in sheets for id, text in one.items()
            ]
        assert {verdict for verdict, _ in told["en"]} == {"right", "wrong"}
        assert told["en"] == told["ru"]
    finally:
        ck.language("en")


def test_a_fresh_copy_has_the_language_of_the_folder(tmp_path):
    english = handout.fresh("01", tmp_path).read_text(encoding="utf-8")
    assert 'ck.language(\\"ru\\")' not in english
    try:
        main(["start", str(tmp_path / "ru"), "--language", "ru"])
    finally:
        ck.language("en")
    text = handout.fresh("01", tmp_path / "ru").read_text(encoding="utf-8")
    assert 'ck.language(\\"ru\\")' in text and "не прочитан редактором" in text
    assert languages.chosen() == ""


def test_a_quiz_for_a_platform_is_russian(russian):
    from cakit_classroom import quiz

    for notebook in ("01", "06"):
        for one in [*quiz.questions(notebook), *quiz.questions(notebook, "")]:
            told = quiz.item(one)
            assert "Wanted" not in told and "Question" not in told and "Exercise" not in told
    assert languages.missing == {}


def test_progress_is_told_in_russian(russian, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ck.answer("1.2", 16.66)
    told = str(ck.progress())
    assert re.search("[а-я]{4}", told) and not re.search("[a-z]{4}", told), told
    assert languages.missing == {}
