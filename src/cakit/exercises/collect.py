"""Marking what came back: every verdict is computed anew, texts are left to a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain, count
from pathlib import Path

from cakit import inert
from cakit.errors import CakitError
from cakit.exercises import exercises, returned, rubric, variants
from cakit.exercises.handout import folder_of, nothing_in_the_way, write_all
from cakit.exercises.kinds import Exercise, Solved, Writing
from cakit.exercises.marked import index, page
from cakit.exercises.returned import Given, Return

COLUMNS = "student exercise verdict points out_of hints tries checked variant text note file"
OTHER_NUMBERS = "the file names the variant"
TABLE, INDEX = "answers.csv", "index.html"


@dataclass(frozen=True)
class Row:
    """One exercise of one student, as it is marked."""

    student: str
    exercise: Exercise
    verdict: str
    points: float | None
    out_of: float
    given: Given
    reply: str = ""
    note: str = ""

    def cells(self) -> list[object]:
        """The row as the table has it."""
        one = self.given
        points = "" if self.points is None else f"{self.points:g}"
        taken = [one.hints, one.tries, one.checked, self.exercise.variant]
        marked = [self.verdict, points, f"{self.out_of:g}"]
        text = _text(one.answer)
        return [self.student, self.exercise.id, *marked, *taken, text, self.note, one.file]


def collect(
    folder: Path, out: Path, points: Path | None = None, own_numbers: bool = False
) -> tuple[str, list[str]]:
    """Mark the answers of a class: one table, and one page for each student.

    Returns what was written, and what is wrong with the files. `points` is a rubric as
    `rubric.DEFAULT`; with `own_numbers` every student is held to the numbers drawn for the name.
    """
    nothing_in_the_way(out, (TABLE, INDEX), "written")
    rules = rubric.read(points)
    class_ = list(returned.returns(folder))
    for one in class_:
        unknown = [given for given in one.given if given.exercise not in _exercises()]
        one.problems += [f"{given.file}: no exercise {given.exercise[:40]!r}" for given in unknown]
    problems = [problem for one in class_ for problem in one.problems] + _apart(class_)
    seen = {given.exercise.split(".")[0] for one in class_ for given in one.given}
    asked = {id: one for id, one in _exercises().items() if id.split(".")[0] in seen}
    if not asked:
        looked = "answers/NN.json, zips of them, or notebooks with ck.answer"
        said = "".join(f"\n  - {problem}" for problem in problems[:20])
        raise CakitError(f"{folder} holds no answer; looked for {looked}{said}")
    files: dict[str, bytes] = {}
    table: list[list[object]] = [[*COLUMNS.split()]]
    sums = []
    names = _pages(class_)
    for one, name in zip(class_, names, strict=True):
        rows = list(_rows(one, asked, rules, own_numbers or one.variants))
        problems += _drawn_for_another(one, rows)
        table += [row.cells() for row in rows]
        files[f"pages/{name}.html"] = page(one, rows).encode("utf-8", "replace")
        sums.append((one.name, name, rows))
    files[TABLE] = inert.table(table)
    files[INDEX] = index(sums, problems).encode("utf-8", "replace")
    write_all(out, files)
    look = f" Things to look at, in {INDEX}: {len(problems)}." if problems else ""
    size = f"{len(class_)} {'student' if len(class_) == 1 else 'students'}"
    return f"{size}, {len(table) - 1} rows: {out / TABLE}, {out / INDEX}.{look}", problems


def _apart(class_: list[Return]) -> list[str]:
    """Give returns that name the same student names that differ; say so."""
    found: dict[str, list[Return]] = {}
    for one in class_:
        found.setdefault(one.name.casefold(), []).append(one)
    problems = []
    for same in found.values():
        if len(same) > 1:
            files = ", ".join(one.file for one in same)
            problems.append(f"{same[0].name!r} is named by several returns ({files}); kept apart")
            for one in same:
                one.name = f"{one.name} ({one.file})"
    return problems


def _drawn_for_another(one: Return, rows: list[Row]) -> list[str]:
    """Say when the answers are to numbers that were not drawn for this name."""
    ids = [row.exercise.id for row in rows if row.note.startswith(OTHER_NUMBERS)]
    if not ids:
        return []
    said = f"{', '.join(ids)}: other numbers than those drawn for {one.drawn_by!r}"
    return [f"{one.file}: {said}; is that the name on the list?"]


def _pages(class_: list[Return]) -> list[str]:
    """A name of a page for each, none twice."""
    names: dict[str, str] = {}
    for one in class_:
        plain = folder_of(one.name)
        choices = chain([plain], (f"{plain}-{number}" for number in count(2)))
        name = next(name for name in choices if name.casefold() not in names)
        names[name.casefold()] = name
    return list(names.values())


def _rows(
    one: Return, asked: dict[str, Exercise], rules: rubric.Rubric, own: bool
) -> Iterator[Row]:
    """The rows of one student: the latest answer to each exercise, then what does not count."""
    later = sorted(one.given, key=lambda given: given.checked)
    last = {given.exercise: given for given in later}
    for id, exercise in asked.items():
        mine = variants.of(exercise, one.drawn_by) if own else exercise
        mine = _remembering(mine)
        if id in last:
            yield _marked(one.name, mine, last[id], rules)
        else:
            most = rules.most(exercise)
            yield Row(one.name, mine, "missing", 0.0, most, Given(id, one.file))
    for given in later:
        if given is not last.get(given.exercise) and given.exercise in asked:
            note = f"does not count: a later answer is in {last[given.exercise].file}"
            yield Row(one.name, asked[given.exercise], "double", None, 0, given, note=note)


def _marked(student: str, exercise: Exercise, given: Given, rules: rubric.Rubric) -> Row:
    most = rules.most(exercise)
    if given.note:
        return Row(student, exercise, "unreadable", None, most, given, note=given.note)
    values = given.answer if isinstance(given.answer, tuple) else (given.answer,)
    verdict, reply = judged(exercise, *values)
    points = rules.given(exercise, verdict, given.hints)
    note = ""
    if given.variant not in ("", exercise.variant):
        note = f"{OTHER_NUMBERS} {given.variant[:200]!r}"
    return Row(student, exercise, verdict, points, most, given, reply, note)


def judged(exercise: Exercise, *values: object) -> tuple[str, str]:
    """Compute the verdict on an answer: right, wrong, unreadable, empty or text; and the reply."""
    feedback = exercise.check(*values)
    verdict = feedback.verdict or "empty"
    if verdict == "unreadable" and isinstance(exercise, Writing):
        verdict = "text"  # too short for the kit; a person decides
    return verdict, feedback.text


@cache
def _exercises() -> dict[str, Exercise]:
    return exercises()


def _remembering(exercise: Exercise) -> Exercise:
    """The exercise with a solution that is computed once for the whole class."""
    key = (exercise.id, exercise.variant)
    if key not in _known:
        same = exercise
        if isinstance(exercise, Solved):
            same = replace(exercise, solve=cache(exercise.solve))
        _known[key] = same
    return _known[key]


_known: dict[tuple[str, str], Exercise] = {}


def _text(answer: object) -> str:
    """An answer as text."""
    parts = answer if isinstance(answer, (list, tuple, set)) else [answer]
    return "; ".join(str(part) for part in parts if part is not None)
