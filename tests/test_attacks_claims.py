"""Bad arguments for verdicts, what-ifs, memos, profiles and findings: the kit's error, or right.

The cases are made by rule: public function, argument, value of a kind that the argument does not
take. Every error is short, printable, and one of the kit's.
"""

import resource
import signal
from contextlib import contextmanager
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest

import cakit as ck
from cakit.claims.rulebook import read_rules
from cakit.errors import CakitError, InvalidData, MissingColumn, MixedUnits, UnknownClaim

EVERY = 6  # of the cases made by rule; all of them in `make check`

LONG = "x" * 100_000


class Unprintable:
    def __repr__(self):
        raise RuntimeError("no")

    __str__ = __repr__


BAD = {  # kind of value → values of that kind, by name
    "none": {"None": None},
    "number": {
        "zero": 0, "minus": -1, "huge": 10**5000, "float": 2.5, "nan": float("nan"),
        "inf": float("inf"), "bool": True, "complex": 1j, "numpy nan": np.float64("nan"),
        "NA": pd.NA, "Decimal NaN": Decimal("NaN"),
    },
    "text": {
        "empty": "", "blank": "  \n", "long": LONG, "markup": "<script>alert(1)</script>",
        "escape": "\x1b[31mred", "turning": "\u202eKAZ", "nul": "a\0b", "surrogate": "\ud800",
        "braces": "{0.__class__}", "percent": "%s%n", "path": "../../etc/passwd", "nearly": "S0-380",
    },
    "other": {
        "bytes": b"KAZ", "list": [], "dict": {}, "set": {1}, "tuple": (1, 2, 3), "object": object(),
        "unprintable": Unprintable(), "type": int, "lambda": len, "array": np.arange(3),
        "date": pd.Timestamp("2025-01-01"),
    },
    "frame": {
        "no rows": pd.DataFrame(), "no column": pd.DataFrame({"a": [1]}),
        "double": pd.DataFrame([[1, 2]], columns=["a", "a"]), "number names": pd.DataFrame([[1]]),
        "series": pd.Series([1]),
    },
}  # fmt: skip
WHAT_IF = {
    "recipient": "UZB",
    "designation": "Mi-17",
    "items": (2, 4),
    "supplier": "RUS",
    "year": 2025,
}
DECIDE = {"claim": "c", "comparator": "over", "value": 1, "found": 2, "then": 3, "step": 1,
          "unit": "percent", "scope": "s", "rows": None}  # fmt: skip
VERDICT = {"claim_id": "S0-08", "edition": "newest", "data": None}
READ = {"claim_id": "S0-04", "edition": "newest", "data": None}
CALLS = {  # name → function, good arguments
    "verdict": (ck.claims.verdict, VERDICT),
    "verdict as read": (ck.claims.verdict, READ),
    "readings": (ck.claims.readings, {"claim_id": "S0-08"}),
    "rival_figures": (ck.claims.rival_figures, {"claim_id": "S0-08"}),
    "computed": (ck.claims.computed, {"table": "arms_editions"}),
    "decide": (ck.claims.decide, DECIDE),
    "what_if": (ck.what_if, WHAT_IF),
    "what_if_presets": (ck.what_if_presets, {"recipient": "UZB"}),
    "profile": (ck.profile, {"country": "KAZ"}),
    "memo": (lambda title, part, to, date: ck.memo(title, part, to=to, date=date),
             {"title": "t", "part": "p", "to": "x", "date": "y"}),
    "finding": (lambda text, rows: ck.finding(text, rows), {"text": "t", "rows": pd.DataFrame({"source_id": ["S0"]})}),
}  # fmt: skip
ANY_TEXT = {"claim", "unit", "scope", "title", "part", "to", "date", "text"}
RIGHT = {  # where a value is a right argument after all
    *((name, text) for name in ANY_TEXT for text in BAD["text"]),
    *((name, one) for name in ("value", "found", "then") for one in ("zero", "minus", "float")),
    *((name, "None") for name in ("then", "step", "rows", "data")),
    *((name, frame) for name in ("rows", "part") for frame in ("no rows", "no column")),
    *((name, "turning") for name in ("country", "recipient", "supplier")),  # an invisible sign before KAZ
    ("step", "float"), ("description", "empty"), ("rows", "empty"),
}  # fmt: skip
CASES = [
    pytest.param(call, argument, value, id=f"{call}-{argument}-{value}")
    for call, (_, good) in CALLS.items()
    for argument in [*good, *(["description"] if call == "what_if" else [])]
    for kind, values in BAD.items()
    if kind != "frame" or argument in ("data", "rows", "part")
    for value in values
]
VALUES = {name: value for values in BAD.values() for name, value in values.items()}


def says(error):
    """The error is of the kit, short, and has nothing invisible in it."""
    text = str(error)
    assert isinstance(error, CakitError), error
    assert 10 < len(text) < 2000
    assert all(line.isprintable() for line in text.split("\n")), ascii(text)
    return text


def test_there_are_enough_cases():
    assert len(CASES) >= 300


@pytest.mark.parametrize(("call", "argument", "value"), CASES)
def test_a_bad_argument_is_refused_in_words(call, argument, value):
    function, good = CALLS[call]
    try:
        function(**good | {argument: VALUES[value]})
    except CakitError as error:
        says(error)
    else:
        assert (argument, value) in RIGHT


def test_numbers_of_any_kind_are_numbers():
    for number in (Decimal("48.2"), Fraction(241, 5), np.float32(48.2), np.int64(48)):
        assert ck.claims.decide("c", "over", 50, found=number, then=55).verdict == "outdated"
    wanted = ck.what_if(**WHAT_IF).data
    for year in (np.int64(2025), 2025.0, np.int16(2025)):
        pd.testing.assert_frame_equal(ck.what_if(**WHAT_IF | {"year": year}).data, wanted)


@pytest.mark.parametrize("comparator", ["range", "date", "membership", "none", "Over", "above"])
def test_only_four_comparators_are_for_a_claim_of_ones_own(comparator):
    with pytest.raises(CakitError, match=r"comparator: no .*(Nearest|Valid): "):
        ck.claims.decide("c", comparator, 1, found=2)


def test_rows_of_two_editions_are_refused():
    with pytest.raises(MixedUnits, match="sipri_edition holds '2022', '2025', '2026'"):
        ck.claims.decide("c", "over", 1, found=2, rows=ck.load("arms_editions"))


@cache
def arms():
    return ck.load("arms_transfers")


FRAMES = {  # what is wrong with the frame → the frame, what is said
    "text for a number": (lambda frame: frame.assign(tiv_million="many"), "tiv_million"),
    "infinite": (lambda frame: frame.assign(tiv_million=np.inf), "row 0, column tiv_million"),
    "negative": (lambda frame: frame.assign(tiv_million=-1.0), "row 0, column tiv_million"),
    "missing": (lambda frame: frame.assign(tiv_million=np.nan), "row 0, column tiv_million"),
    "half years": (lambda frame: frame.assign(year=frame["year"] + 0.5), "'year'"),
    "dates": (lambda frame: frame.assign(year=pd.Timestamp("2025-01-01")), "'year'"),
    "absurd year": (lambda frame: frame.assign(year=10**9), "row 0, column year"),
    "complex": (lambda frame: frame.assign(tiv_million=1j), "tiv_million"),
}


@pytest.mark.parametrize("name", FRAMES)
def test_a_frame_with_other_cells_is_refused(name):
    spoil, said = FRAMES[name]
    with pytest.raises(CakitError) as caught:
        ck.claims.verdict("S0-08", data=spoil(arms()))
    assert said in says(caught.value)


ALIKE = {  # the same rows in another dress
    "int32": lambda frame: frame.assign(year=frame["year"].astype("int32")),
    "float32": lambda frame: frame.assign(tiv_million=frame["tiv_million"].astype("float32")),
    "categories": lambda frame: frame.assign(recipient_iso3=frame["recipient_iso3"].astype("category")),
    "double index": lambda frame: frame.set_index(np.zeros(len(frame), dtype=int)),
    "objects": lambda frame: frame.astype(object),
    "polars": lambda frame: pl.DataFrame(frame.astype(object).where(frame.notna(), None).to_dict("list")),
    "another order": lambda frame: frame.iloc[::-1],
}  # fmt: skip


@pytest.mark.parametrize("name", ALIKE)
def test_the_same_rows_in_another_dress_give_the_same_verdict(name):
    for claim in ("S0-08", "S0-38.b", "S1-01.b", "S0-14.a"):
        wanted = ck.claims.verdict(claim, data=arms())
        found = ck.claims.verdict(claim, data=ALIKE[name](arms()))
        assert found.verdict == wanted.verdict
        assert found.value == pytest.approx(wanted.value, rel=1e-6)


@pytest.mark.parametrize("claim", ["S0-08", "S0-14.a", "S1-05.b", "S4-24.a", "S2-06.a", "S2-31.b"])
def test_an_empty_frame_is_said(claim):
    table = next(t for t in ck.tables()["name"] if claim in ck.claims.computed(t))
    with pytest.raises(CakitError, match="no rows"):
        ck.claims.verdict(claim, data=ck.load(table).iloc[:0])


def test_wrong_editions_are_refused_whatever_decides():
    for claim in ("S0-04", "S2-25", "S0-38"):
        for edition in ("banana", "2019", 2019, "", "\x1b[31m"):
            with pytest.raises(CakitError) as caught:
                ck.claims.verdict(claim, edition=edition)
            assert "at_publication" in says(caught.value) or "edition" in says(caught.value)


def test_a_claim_in_other_letters_is_not_guessed():
    with pytest.raises(UnknownClaim, match="S0-38"):
        ck.claims.verdict("s0-38")


def test_one_edition_without_the_other_is_refused():
    with pytest.raises(CakitError, match="both editions"):
        ck.claims.moved(before=arms())


def test_a_frame_without_a_column_names_it():
    with pytest.raises(MissingColumn, match="tiv_million"):
        ck.claims.verdict("S0-08", data=arms().drop(columns="tiv_million"))


# A finding keeps its sources


def test_a_finding_answers_for_its_figures():
    rows = arms().query("recipient_iso3 == 'TJK'")
    verdict = ck.claims.verdict("S4-27")
    said = ck.finding(f"{len(rows)} lines.", rows, verdict)
    assert said == f"{len(rows)} lines." and isinstance(said, str) and f"{said}" == str(said)
    ids = {part for cell in rows["source_ids"] for part in cell.split(";")}
    assert set(ck.sources(said)["source_id"]) == ids | set(verdict.source_ids.split(";"))
    assert ck.cite(said) and "SIPRI" in repr(said)
    again = ck.finding("More.", said)
    assert again.source_ids == said.source_ids
    text = ck.memo("m", said).text
    assert "lines. [" in text and "figure without a source" not in text
    assert "SIPRI 2026" in text
    assert type(said + " And more.") is str


def test_a_finding_without_sources_says_so():
    assert repr(ck.finding("One.", pd.DataFrame({"a": [1]}))) == "One.\nSource not given."
    with pytest.raises(CakitError, match="rows"):
        ck.finding("One.")
    with pytest.raises(CakitError, match="no source"):
        ck.finding("One.", pd.DataFrame({"source_id": ["nobody"]}))


# What an author writes stays inert


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))",
        "[x]( JavaScript:alert(1))", "[x](java&#115;cript:alert(1))", "[x](javascript&colon;a)",
        "[x]: javascript:alert(1)", "[x](javascript&#058alert(1))",
        "[x](jav\tascript:alert(1))", "[x](jav&#x09;ascript:alert(1))", "x![](`<a\n>`)><svg onload=a>", "<javascript:alert(1)>", "[x](data:text/html,hi)",
        "&lt;script&gt;", "\u202egpj.exe", "\x1b[31mred", "[x](vbscript:a)", "</textarea><svg/onload=a>",
    ],
)  # fmt: skip
def test_what_an_author_writes_is_inert(text):
    frame = pd.DataFrame({text: [text], "value": [1.0]})
    own = ck.claims.decide("c", "over", 1, found=2, unit=text, scope=text)
    for made in (
        ck.memo("t", text), ck.memo(text, "p"), ck.memo("t", "p", to=text), ck.memo("t", frame),
        ck.memo("t", "p", date=text), ck.memo("t", own),
    ):  # fmt: skip
        assert "<" not in made.text
        assert "(javascript:" not in made.text.lower() and "(data:" not in made.text
        assert "]: javascript" not in made.text and "vbscript:" not in made.text
        assert "&#" not in made.text and "&colon;" not in made.text.replace("&amp;colon;", "")
        assert all(char.isprintable() or char == "\n" for char in made.text)


# Saved whole or not at all


@contextmanager
def a_disk_with_room_for(size):
    """As on a full disk: no file can grow beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, old)


def test_a_full_disk_keeps_the_old_memo(tmp_path):
    path = ck.memo("Old", "words").save(tmp_path / "memo.md")
    old, chart = path.read_bytes(), ck.plots.share_lines(
        ck.shares(arms().query("recipient_iso3 == 'KGZ'"), "supplier_iso3", "tiv_million", window=5)
    )  # fmt: skip
    new = ck.memo("New", "more words", chart)
    with a_disk_with_room_for(100), pytest.raises(CakitError, match=r"was not written: .+"):
        new.save(path)
    assert path.read_bytes() == old and [each.name for each in tmp_path.iterdir()] == ["memo.md"]
    new.save(path)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["memo-1.png", "memo.md"]


@pytest.mark.parametrize("place", ["none/memo.md", "folder.md", "protected.md", "file.md/memo.md"])
def test_a_place_that_cannot_be_written_is_said(place, tmp_path):
    (tmp_path / "folder.md").mkdir()
    for name in ("protected.md", "file.md"):
        (tmp_path / name).write_text("old")
    (tmp_path / "protected.md").chmod(0o444)
    with pytest.raises(CakitError, match="was not written"):
        ck.memo("New", "words").save(tmp_path / place)
    assert (tmp_path / "protected.md").read_text() == (tmp_path / "file.md").read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize(
    "path", [None, 5, b"memo.md", "", "a\0.md", [], "memo", "memo.html", LONG + ".md"]
)
def test_a_path_that_is_none_is_said(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CakitError) as caught:
        ck.memo("New", "words").save(path)
    assert len(list(tmp_path.iterdir())) == 0 and isinstance(caught.value, CakitError)


def test_the_mode_of_the_old_file_is_kept(tmp_path):
    path = Path(tmp_path / "memo.md")
    path.write_text("old")
    path.chmod(0o640)
    ck.memo("New", "words").save(path)
    assert path.stat().st_mode & 0o777 == 0o640 and path.read_text().startswith("# New")


def test_a_new_file_has_the_mode_of_any_new_file(tmp_path):
    (tmp_path / "other").write_text("")
    path = ck.memo("New", "words").save(tmp_path / "memo.md")
    assert path.stat().st_mode == (tmp_path / "other").stat().st_mode


def test_rules_with_the_mark_that_notepad_writes_are_read(tmp_path):
    rules = Path(__file__).parents[1] / "data/claim_rules.toml"
    path = tmp_path / "claim_rules.toml"
    path.write_bytes(b"\xef\xbb\xbf" + rules.read_bytes().replace(b"\n", b"\r\n"))
    assert read_rules(path) == read_rules(rules)
    path.write_bytes(rules.read_text(encoding="utf-8").encode("utf-16"))
    with pytest.raises(InvalidData, match="UTF-16"):
        read_rules(path)
