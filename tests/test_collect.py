"""What is handed out, what comes back, and how it is marked; right verdicts are computed by the simulation."""

import csv
import hashlib
import io
import json
import random
import re
import resource
import time
import zipfile
from pathlib import Path

import pytest

import cakit as ck
from cakit import catalog, cli, inert
from cakit.errors import CakitError, InvalidData
from cakit.exercises import exercises, find, kept, variants
from cakit.exercises.kinds import Choice, Countries, Number, Writing
from cakit_classroom import collect, handout, quiz, returned, rubric

ROOT = Path(__file__).parents[1]
HOSTILE = '=HYPERLINK("http://x")<script>alert(1)</script>'
TEXT = "It counts the volume of major arms in TIV and names its data and years."


def entry(answer, **more):
    found = {"answer": answer, "verdict": "right", "reply": "Right.", "hints": 0, "tries": 1}
    return found | {"checked": "2026-11-30T05:20:00Z", "variant": ""} | more


def answers(notebook, given, **more):
    head = {"notebook": notebook, "student": "", "kit": ck.__version__, "data": kept.data_version()}
    return json.dumps(head | {"answers": given} | more, ensure_ascii=False)


def put(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def marked(folder, **more):
    out = folder.with_name(folder.name + "-out")
    _, problems = collect.collect(folder, out, **more)
    rows = list(csv.DictReader(io.StringIO((out / "answers.csv").read_bytes().decode("utf-8-sig"))))
    return {(row["student"], row["exercise"]): row for row in rows}, problems, out


def spelt(exercise):
    """A right answer as a student would type it."""
    if isinstance(exercise, Writing):
        return TEXT
    truth = exercise.truth()
    if isinstance(exercise, Number):
        return f"{truth:.2f}".replace(".", ",")
    return ", ".join(sorted(truth)) if isinstance(exercise, Countries) else str(truth)


def a_class(folder, count, own, seed=1):
    """Made-up returns of a class, folders and zips; the verdicts they must get."""
    draw, right, expected = random.Random(seed), {}, {}
    for place in range(count):
        name, books = f"Student {place:03}", {}
        for id, plain in exercises().items():
            one = variants.of(plain, name) if own else plain
            if (id, one.variant) not in right:
                right[id, one.variant] = spelt(one)
            what = draw.choice(["right", "right", "wrong", "unreadable", "missing", "hostile"])
            expected[name, id] = what
            if what == "missing":
                continue
            wrong = "123456789" if isinstance(one, Number) else "Uganda"
            typed = {
                "right": right[id, one.variant],
                "wrong": wrong,
                "unreadable": "??? <b>",
                "hostile": HOSTILE,
            }[what]
            expected[name, id] = "unreadable" if what == "hostile" else what
            if isinstance(one, Writing):
                typed, expected[name, id] = TEXT, "text"
            elif isinstance(one, Choice) and what != "right":
                options = [each for each in one.options() if each != right[id, one.variant]]
                typed, expected[name, id] = options[place % len(options)], "wrong"
            book = f"{int(id.split('.')[0]):02}"
            books.setdefault(book, {})[id] = entry(typed, variant=one.variant, hints=place % 3)
        files = {f"answers/{book}.json": answers(book, given) for book, given in books.items()}
        if own:
            files["answers/student.json"] = json.dumps({"student": name, "variants": True})
        if place % 3:
            for path, text in files.items():
                put(folder / name / path, text)
        else:
            folder.mkdir(exist_ok=True)
            with zipfile.ZipFile(folder / f"{name}.zip", "w") as archive:
                for path, text in files.items():
                    archive.writestr(path, text)
    return expected


def test_every_verdict_of_a_class_with_the_same_numbers_is_right(tmp_path):
    expected = a_class(tmp_path / "back", 20, False)
    rows, problems, out = marked(tmp_path / "back")
    assert {key: row["verdict"] for key, row in rows.items()} == expected
    assert not problems and len(list((out / "pages").iterdir())) == 20


def test_two_hundred_are_marked_in_time_and_memory(tmp_path):
    expected = a_class(tmp_path / "back", 200, True)
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    rows, _, _ = marked(tmp_path / "back")
    assert time.process_time() - start < 20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kB
    assert len(rows) == 200 * len(exercises())
    assert all(rows[key]["verdict"] == verdict for key, verdict in expected.items())


def test_what_the_file_says_of_itself_is_never_believed(tmp_path):
    put(tmp_path / "c/Bek/answers/01.json", answers("01", {"1.1": entry("1", verdict="right")}))
    row = marked(tmp_path / "c")[0]["Bek", "1.1"]
    assert (row["verdict"], row["points"]) == ("wrong", "0")


def test_points_follow_the_rubric(tmp_path):
    right = spelt(exercises()["1.1"])
    given = {"1.1": entry(right, hints=2), "1.3": entry(TEXT), "1.4": entry("Mi-17", hints=9)}
    put(tmp_path / "c/Bek/answers/01.json", answers("01", given))
    (tmp_path / "r.toml").write_text(
        '[points]\nnumber = 4\n[hints]\neach = 1.5\n[exercises]\n"1.5" = 0\n'
    )
    rows, _, out = marked(tmp_path / "c", points=tmp_path / "r.toml")
    assert rows["Bek", "1.1"]["points"] == "1" and rows["Bek", "1.1"]["out_of"] == "4"
    put(tmp_path / "d/Bek/answers/01.json", answers("01", {"1.3": entry("short")}))
    short = marked(tmp_path / "d")[0]["Bek", "1.3"]
    assert (short["verdict"], short["points"]) == ("text", ""), "a person decides"
    assert rows["Bek", "1.3"]["points"] == "" and rows["Bek", "1.3"]["out_of"] == "3"
    assert rows["Bek", "1.5"]["out_of"] == "0"
    page = (out / "pages/Bek.html").read_text("utf-8")
    assert "1 for you to read" in page and "Look for:" in page


RUBRICS = {
    "[point]\nnumber=1": "no such table. Nearest: points",
    "[points]\nnumbr=1": "numbr: unknown. Nearest: number",
    "[points]\nnumber=-1": "must be a number of points",
    "[points]\nnumber=nan": "must be a number of points",
    "[points]\nnumber=true": "must be a number of points",
    '[exercises]\n"1.x"=1': "1.x: unknown",
    "points = 3": "no such table",
    "[points": "not valid TOML",
    "[hints]\neach='two'": "must be a number of points",
}


@pytest.mark.parametrize("text", RUBRICS)
def test_a_faulty_rubric_is_said_by_key(tmp_path, text):
    (tmp_path / "r.toml").write_text(text)
    with pytest.raises(InvalidData, match=re.escape(RUBRICS[text])):
        rubric.read(tmp_path / "r.toml")


GOOD = {"1.1": entry("53,82"), "1.3": entry(TEXT)}
FAULTY = {
    "cut": (answers("01", GOOD)[:-40], "not valid JSON", 0),
    "merged": ("<<<<<<< HEAD\n" + answers("01", GOOD), "merged", 0),
    "twice": (answers("01", GOOD).replace('"1.3"', '"1.1"'), "'1.1' is there twice", 0),
    "another version": (answers("01", GOOD, kit="9.1.0"), "written with cakit '9.1.0'", 2),
    "other data": (answers("01", GOOD, data="1999"), "answered with data '1999'", 2),
    "another notebook": (answers("02", GOOD), "exercise '1.1': not an exercise of notebook 02", 0),
    "a number": (
        answers("01", GOOD | {"1.1": entry(5)}),
        "exercise '1.1', answer: must be a text",
        1,
    ),
    "no table": (answers("01", GOOD | {"1.1": 5}), "exercise '1.1': not a table", 1),
    "hints below zero": (
        answers("01", GOOD | {"1.1": entry("5", hints=-9)}),
        "exercise '1.1', hints",
        1,
    ),
    "a huge answer": (
        answers("01", GOOD | {"1.1": entry("5" * 30_000)}),
        "exercise '1.1', answer",
        1,
    ),
    "many long parts": (
        answers("01", GOOD | {"1.5": entry(["K" * 19_000] * 50)}),
        "longer than",
        2,
    ),
    "extra key": (
        answers("01", GOOD | {"1.1": entry("5") | {"points": 9}}),
        "'points': unknown",
        1,
    ),
    "no exercise": (answers("01", GOOD | {"1.77": entry("5")}), "no exercise '1.77'", 2),
    "a list": ("[1, 2]", "not a table of answers", 0),
    "deep": ("[" * 100_000, "nested too deeply", 0),
    "empty": ("", "not valid JSON", 0),
    "not a number": (
        answers("01", GOOD).replace('"hints": 0', '"hints": NaN'),
        "NaN is no answer",
        0,
    ),
}


@pytest.mark.parametrize("case", FAULTY)
def test_a_faulty_file_is_said_and_the_rest_counts(tmp_path, case):
    text, said, sound = FAULTY[case]
    put(tmp_path / "c/Bek/answers/01.json", text)
    put(tmp_path / "c/Aigul/answers/01.json", answers("01", GOOD))
    rows, problems, _ = marked(tmp_path / "c")
    assert any(said in problem and "Bek/answers/01.json" in problem for problem in problems), (
        problems
    )
    assert (
        sum(rows["Bek", id]["verdict"] != "missing" for id in exercises() if ("Bek", id) in rows)
        == sound
    )
    assert rows["Aigul", "1.1"]["verdict"] == "right"
    assert (tmp_path / "c/Bek/answers/01.json").read_text("utf-8") == text


def test_two_students_in_one_folder_are_kept_apart_and_said(tmp_path):
    put(tmp_path / "c/Bek/answers/01.json", answers("01", GOOD, student="Bek"))
    put(tmp_path / "c/Bek/answers/02.json", answers("02", {"2.1": entry("x")}, student="Aigul"))
    rows, problems, _ = marked(tmp_path / "c")
    assert any("files of several students ('Aigul', 'Bek')" in problem for problem in problems)
    assert rows["Aigul", "1.1"]["verdict"] == "missing" and rows["Bek", "1.1"]["verdict"] == "right"


def test_one_name_in_two_returns_is_kept_apart_and_said(tmp_path):
    put(tmp_path / "c/one/answers/01.json", answers("01", GOOD, student="Bek"))
    put(tmp_path / "c/two/answers/01.json", answers("01", {"1.1": entry("1")}, student="bek"))
    rows, problems, out = marked(tmp_path / "c")
    assert any("'Bek' is named by several returns (one, two)" in problem for problem in problems)
    assert (
        rows["Bek (one)", "1.1"]["verdict"] == "right"
        and rows["bek (two)", "1.1"]["verdict"] == "wrong"
    )
    assert len(list((out / "pages").iterdir())) == 2


def test_the_latest_of_two_files_counts_and_the_other_is_listed(tmp_path):
    put(tmp_path / "c/Bek/answers/01.json", answers("01", GOOD))
    late = {"1.1": entry("1", checked="2026-12-01T00:00:00Z")}
    put(tmp_path / "c/Bek/answers/01 (1).json", answers("01", late))
    folder = tmp_path / "c"
    collect.collect(folder, tmp_path / "o")
    text = (tmp_path / "o/answers.csv").read_text("utf-8-sig")
    rows = [row for row in csv.DictReader(io.StringIO(text)) if row["exercise"] == "1.1"]
    assert [row["verdict"] for row in rows] == ["wrong", "double"]
    assert (
        "a later answer is in Bek/answers/01 (1).json" in rows[1]["note"]
        and rows[1]["points"] == ""
    )


def test_answers_in_the_cells_of_a_notebook_count(tmp_path):
    cells = ['%matplotlib inline\nck.answer("1.1", "53,82")', "ck.answer('1.5', {'KAZ'})", 'ck.answer("1.2", share * 2)',
             'ck.answer("1.4", ...)', "this is no python", 'ck.answer("1.6", __import__("os").getpid())']  # fmt: skip
    made = [{"cell_type": "code", "source": text.splitlines(keepends=True)} for text in cells]
    put(tmp_path / "c/Bek.ipynb", json.dumps({"cells": made}))
    put(tmp_path / "c/Odd.ipynb", "{")
    rows, problems, _ = marked(tmp_path / "c")
    found = {id: rows["Bek", id]["verdict"] for id in ("1.1", "1.2", "1.4", "1.5", "1.6")}
    assert found == {
        "1.1": "right",
        "1.2": "unreadable",
        "1.4": "missing",
        "1.5": "wrong",
        "1.6": "unreadable",
    }
    assert "computed in a cell" in rows["Bek", "1.2"]["note"] and rows["Bek", "1.2"]["points"] == ""
    assert any("Odd.ipynb: this notebook cannot be read" in problem for problem in problems)


def zip_of(path, files, **more):
    with zipfile.ZipFile(path, "w", **more) as archive:
        for name, content in files.items():
            archive.writestr(name, content)


def test_hostile_zips_and_files_are_said(tmp_path):
    back = tmp_path / "c"
    put(back / "Aigul/answers/01.json", answers("01", GOOD))
    zip_of(back / "out.zip", {"../../answers/01.json": answers("01", GOOD), "answers/02.exe": b"x"})
    zip_of(
        back / "bomb.zip",
        {f"answers/{n:02}.json": b" " * 3_000_000 for n in range(9)},
        compression=8,
    )
    zip_of(back / "many.zip", {f"{n}.json": "{}" for n in range(2_001)})
    zip_of(back / "inner.zip", {"a.zip": b"PK"})
    (back / "broken.zip").write_bytes(b"PK\x03\x04 nothing")
    (back / "link").symlink_to(tmp_path)
    (back / "dangling.json").symlink_to(tmp_path / "nowhere")
    rows, problems, _ = marked(back)
    said = "\n".join(problems)
    for words in ("bomb.zip/answers/00.json: larger than", "many.zip: more than", "a zip in a zip",
                  "broken.zip: this zip cannot be read", "link: a link", "dangling.json: a link"):  # fmt: skip
        assert words in said
    assert rows["out", "1.1"]["verdict"] == "right" and not (tmp_path / "answers").exists()


def test_nothing_is_written_over_and_an_empty_folder_is_an_error(tmp_path):
    put(tmp_path / "c/Bek/answers/01.json", answers("01", GOOD))
    put(tmp_path / "o/answers.csv", "mine")
    with pytest.raises(CakitError, match=r"holds answers\.csv already"):
        collect.collect(tmp_path / "c", tmp_path / "o")
    assert (tmp_path / "o/answers.csv").read_text() == "mine" and len(
        list((tmp_path / "o").iterdir())
    ) == 1
    (tmp_path / "e").mkdir()
    with pytest.raises(CakitError, match="holds no answer"):
        collect.collect(tmp_path / "e", tmp_path / "new")


CELLS = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    " =1",
    "a;=1+1",
    "＝1",
    "'=1",
    '"=1',
    "\r=1",
    "\n=1",
    "\u202e=1",
]


@pytest.mark.parametrize("text", CELLS)
def test_exported_cells_are_inert_and_pages_escaped(tmp_path, text):
    name = f"{text}<img src=x onerror=alert(1)>"
    given = {"1.3": entry(f"{text} <script>alert(1)</script> {TEXT}")}
    given["1.4"] = entry(text)
    put(tmp_path / "c/Bek/answers/01.json", answers("01", given, student=name))
    _, _, out = marked(tmp_path / "c")
    raw = (out / "answers.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    for row in csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")):
        for cell in row:
            assert not re.match(r"[\s\"]*[=+\-@＝]", cell), cell
            assert not re.search(r"[;\t\r][\s\"]*[=+\-@＝]", cell), cell
    for page in out.rglob("*.html"):
        found = page.read_text("utf-8")
        assert "<script" not in found and "<img" not in found and "\u202e" not in found
        assert "default-src 'none'" in found


def test_plain_numbers_and_words_stay_as_they_are():
    assert [inert.cell(text) for text in ("-5,5", "+3", "53.82 %", "a - b", "x=1", 3, None)] == [
        "-5,5", "+3", "53.82 %", "a - b", "x=1", 3, None]  # fmt: skip


def test_students_get_no_solution_and_teachers_do():
    students, teachers = handout.notebooks("students"), handout.notebooks("teachers")
    assert len(students) == 8 and len(teachers) == 16
    assert not any("solution" in name or name.endswith((".py", ".toml")) for name in students)
    for text in students.values():
        book = json.loads(text)
        assert book["metadata"]["language_info"]["nbconvert_exporter"] == "python"
        for cell in book["cells"]:
            assert not cell.get("outputs") and cell.get("execution_count") is None


def test_a_list_of_students_gives_a_folder_each(tmp_path, monkeypatch):
    (tmp_path / "names.txt").write_text("\ufeffAigul N.\n\n Айбек  Т. \n", encoding="utf-8")
    call = ["start", str(tmp_path / "out"), "--names", str(tmp_path / "names.txt"), "--variants"]
    assert cli.main(call) == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["Aigul N", "Айбек Т"]
    questions = set()
    for folder in (tmp_path / "out").iterdir():
        assert len(list(folder.glob("*.ipynb"))) == 8
        monkeypatch.chdir(folder)
        questions.add(repr(ck.exercise("1.1")))
        mine = variants.of(
            exercises()["1.1"],
            json.loads(Path("answers/student.json").read_text("utf-8"))["student"],
        )
        assert ck.answer("1.1", mine.truth())
    assert len(questions) == 2


@pytest.mark.parametrize(
    "text, said", [("A/B\nA B\n", "would share the folder"), ("", "0 names"), ("x\n" * 3, "share")]
)
def test_a_faulty_list_of_students_is_said(tmp_path, text, said):
    (tmp_path / "n.txt").write_text(text)
    with pytest.raises(CakitError, match=said):
        handout.names(tmp_path / "n.txt")


def sound(id):
    found = [variants.sound(id, place) for place in range(len(variants.draws(id)))]
    return [one for one in found if one is not None]


@pytest.mark.parametrize("id", variants.varying())
def test_a_variant_never_lacks_data(id):
    found = sound(id)
    assert len(found) >= 5
    assert len({one.question for one in found}) == len(found)
    for one in found:
        assert not re.search(r"\{\w", repr([one.question, one.hints]))
        assert one.check(spelt(one)), one.variant
        for slip, reply in one.slips():
            assert not one.check(slip), (one.variant, reply)


def test_variants_are_drawn_by_name_alone():
    one = exercises()["1.1"]
    assert variants.of(one, "Aigul N.") == variants.of(one, " AIGUL  n. ")
    assert len({variants.of(one, f"Student {n}").variant for n in range(100)}) > 15
    count = len(variants.draws("1.1"))
    place = int(hashlib.sha256(b"1.1 bek").hexdigest(), 16) % count
    later = (variants.sound("1.1", (place + step) % count) for step in range(count))
    assert variants.of(one, "Bek") == next(one for one in later if one)
    assert (
        variants.of(exercises()["1.3"], "Bek") is exercises()["1.3"]
        or not exercises()["1.3"].variant
    )


def test_a_variant_by_hand_from_the_tables():
    """Russia's share of Kazakhstan and Turkmenistan together in the 2022 edition, summed by hand."""
    total = {"RUS": 0.0, "all": 0.0}
    text = (ROOT / "data/arms_past_editions.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(io.StringIO(text)):
        if row["sipri_edition"] == "2022" and row["recipient_iso3"] in ("KAZ", "TKM"):
            total["all"] += float(row["tiv_million"])
            total["RUS"] += float(row["tiv_million"]) * (row["supplier_iso3"] == "RUS")
    made = variants.make("1.1", {"states": ["KAZ", "TKM"], "edition": "2022"})
    assert made.truth() == pytest.approx(100 * total["RUS"] / total["all"])


def test_variant_3_6_by_hand_from_the_table():
    """Military obligations without CTR, 2008 to 2017, at constant prices, summed by hand."""
    total: dict[str, float] = {}
    text = (ROOT / "data/us_obligations.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(io.StringIO(text)):
        counts = row["assistance_category"] == "military" and row["program"] != "CTR"
        if counts and 2008 <= int(row["fiscal_year"]) <= 2017:
            state, dollars = row["country_iso3"], float(row["obligated_usd_constant_2020"])
            total[state] = total.get(state, 0) + dollars
    made = variants.make("3.6", {"first": 2008, "last": 2017})
    assert made.truth() == catalog.country_name(max(total, key=lambda state: total[state]))


@pytest.mark.parametrize("id", variants.varying())
def test_a_variant_asks_what_its_exercise_asks(id):
    """The same kind and unit, and most of the same words."""
    plain, one = exercises()[id], sound(id)[0]
    assert type(one) is type(plain)
    assert getattr(one, "unit", "") == getattr(plain, "unit", "")
    both = [set(re.findall("[a-z]{5,}", each.question.casefold())) for each in (plain, one)]
    assert len(both[0] & both[1]) >= 3, (plain.question, one.question)


def test_no_question_rests_on_one_that_varies():
    """What each student has other numbers in cannot be the start of another exercise."""
    varies = "|".join(map(re.escape, variants.varying()))
    for id, one in exercises().items():
        assert not re.search(rf"exercise ({varies})\b", one.question), id


def test_answers_to_another_variant_do_not_count_as_right(tmp_path):
    mine, other = sound("1.1")[:2]
    name = next(f"S{n}" for n in range(999) if variants.of(mine, f"S{n}") == mine)
    put(tmp_path / "c/x/answers/student.json", json.dumps({"student": name, "variants": True}))
    put(
        tmp_path / "c/x/answers/01.json",
        answers("01", {"1.1": entry(spelt(other), variant=other.variant)}),
    )
    row = marked(tmp_path / "c")[0][name, "1.1"]
    assert row["verdict"] == "wrong" and "names the variant" in row["note"]


@pytest.mark.parametrize("name", ["Aigul (group 2)", "Bek (evening)", "(Cholpon)"])
def test_a_name_with_brackets_keeps_its_numbers(tmp_path, name):
    one = variants.of(exercises()["1.1"], name)
    for folder in ("x", "y"):  # twice: the names shown get the folder in brackets behind them
        home = tmp_path / "c" / folder / "answers"
        put(home / "student.json", json.dumps({"student": name, "variants": True}))
        put(home / "01.json", answers("01", {"1.1": entry(spelt(one), variant=one.variant)}))
    rows, problems, _ = marked(tmp_path / "c")
    found = [row for (_, id), row in rows.items() if id == "1.1"]
    assert [row["verdict"] for row in found] == ["right", "right"]
    assert not any("other numbers" in one for one in problems)


def test_a_name_of_three_hundred_signs_keeps_its_numbers(tmp_path, monkeypatch):
    plain = exercises()["1.1"]
    names = (f"{'Aigul ' * 40}{number}" for number in range(99))
    name = next(one for one in names if variants.of(plain, one) != variants.of(plain, one[:200]))
    put(tmp_path / "c/x/answers/student.json", json.dumps({"student": name, "variants": True}))
    monkeypatch.chdir(tmp_path / "c/x")
    monkeypatch.delenv("CAKIT_ANSWERS", raising=False)
    assert ck.answer("1.1", find("1.1").truth())
    rows, problems, _ = marked(tmp_path / "c")
    assert [row["verdict"] for (_, id), row in rows.items() if id == "1.1"] == ["right"]
    assert not problems


def test_numbers_drawn_for_another_name_are_said(tmp_path):
    one = variants.of(exercises()["1.1"], "Cholpon")
    text = answers("01", {"1.1": entry(spelt(one), variant=one.variant)})
    put(tmp_path / "c/upload_1234/answers/01.json", text)  # without the card
    _, problems = collect.collect(tmp_path / "c", tmp_path / "out", own_numbers=True)
    said = "upload_1234: 1.1: other numbers than those drawn for 'upload_1234'"
    assert any(said in one for one in problems)


def test_an_entry_without_answers_is_said(tmp_path):
    put(tmp_path / "c/Bek/answers/01.json", answers("01", GOOD))
    put(tmp_path / "c/Dana/answers/student.json", '{"student": "Dana", "variants": false}')
    put(tmp_path / "c/essay.docx", "no answers")
    (tmp_path / "c/Empty").mkdir()
    _, problems, _ = marked(tmp_path / "c")
    assert sorted(one.split(":")[0] for one in problems) == ["Dana", "Empty", "essay.docx"]
    assert all("no answers in it" in one for one in problems)


def test_a_card_edited_by_hand_is_said(tmp_path):
    put(tmp_path / "c/Bek/answers/student.json", '{"student": 5}')
    put(tmp_path / "c/Bek/answers/01.json", answers("01", GOOD))
    _, problems, _ = marked(tmp_path / "c")
    assert (
        "Bek/answers/student.json: must have a student's name and variants true or false"
        in problems
    )


def test_a_quiz_has_every_question_with_the_computed_answer(tmp_path):
    pytest.importorskip("text2qti")
    for book in range(8):
        quiz.write(str(book), tmp_path / f"{book}.zip")
        with zipfile.ZipFile(tmp_path / f"{book}.zip") as packed:
            text = next(
                packed.read(name).decode()
                for name in packed.namelist()
                if re.search("assessment_[0-9a-f]+/.*assessment_[0-9a-f]+.xml", name)
            )
        asked = [one for id, one in exercises().items() if id.startswith(f"{book}.")]
        assert text.count("<item ") == len(asked) == 6
        numbers = [float(found) for found in re.findall(r"<varequal [^>]*>(-?[\d.]+)<", text)]
        assert numbers == pytest.approx(
            [one.truth() for one in asked if isinstance(one, Number)], abs=1e-3
        )
    with pytest.raises(CakitError, match="already"):
        quiz.write("1", tmp_path / "1.zip")
    with pytest.raises(CakitError, match="no exercises of notebook '9'"):
        quiz.write("9", tmp_path / "9.zip")


def test_returned_never_opens_what_is_no_answer(tmp_path):
    put(tmp_path / "c/Bek/diary.txt", "private")
    assert next(iter(returned.returns(tmp_path / "c"))).given == []
