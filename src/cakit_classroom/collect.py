"""Marking what came back: every verdict is computed anew, texts are left to a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import count
from pathlib import Path

from cakit import inert
from cakit.errors import CakitError
from cakit.exercises import exercises, variants
from cakit.exercises.kinds import Exercise, Solved, Writing
from cakit_classroom import returned, rubric
from cakit_classroom.handout import folder_of, nothing_in_the_way, write_all
from cakit_classroom.marked import index, page
from cakit_classroom.returned import Given, Return

COLUMNS = "student exercise verdict points out_of hints tries checked variant text note file"
OTHER_NUMBERS = "the file names the variant"
TABLE, INDEX = "answers.csv", "index.html"


@dataclass(frozen=True)
class Row:
    """One exercise of one student, as it is marked."""

    exercise: Exercise
    verdict: str
    points: float | None
    out_of: float
    given: Given
    reply: str = ""
    note: str = ""

    @property
    def text(self) -> list[str]:
        """The answer, each of its parts as text."""
        answer = self.given.answer
        parts = answer if isinstance(answer, (list, tuple, set)) else [answer]
        return [str(part) for part in parts if part is not None]

    def cells(self, student: str) -> list[object]:
        """The row as the table has it."""
        one = self.given
        points = "" if self.points is None else f"{self.points:g}"
        marked = [self.verdict, points, f"{self.out_of:g}"]
        taken = [one.hints, one.tries, one.checked, self.exercise.variant]
        text = "; ".join(self.text)
        return [student, self.exercise.id, *marked, *taken, text, self.note, one.file]


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
    known = {id: _remembering(one) for id, one in exercises().items()}
    for one in class_:
        unknown = [given for given in one.given if given.exercise not in known]
        one.problems += [f"{given.file}: no exercise {given.exercise[:40]!r}" for given in unknown]
    problems = [problem for one in class_ for problem in one.problems]
    names = _apart(class_, problems)
    seen = {given.exercise.split(".")[0] for one in class_ for given in one.given}
    asked = {id: one for id, one in known.items() if id.split(".")[0] in seen}
    if not asked:
        looked = "answers/NN.json, zips of them, or notebooks with ck.answer"
        said = "".join(f"\n  - {problem}" for problem in problems[:20])
        raise CakitError(f"{folder} holds no answer; looked for {looked}{said}")
    files: dict[str, bytes] = {}
    table: list[list[object]] = [[*COLUMNS.split()]]
    sums = []
    for one, name, file in zip(class_, names, _files(names), strict=True):
        rows = list(_rows(one, asked, rules, own_numbers or one.variants))
        problems += _drawn_for_another(one, rows)
        table += [row.cells(name) for row in rows]
        files[f"pages/{file}.html"] = page(name, one.problems, rows).encode("utf-8", "replace")
        sums.append((name, file, rows))
    files[TABLE] = inert.table(table)
    files[INDEX] = index(sums, problems).encode("utf-8", "replace")
    write_all(out, files)
    look = f" Things to look at, in {INDEX}: {len(problems)}." if problems else ""
    size = f"{len(class_)} {'student' if len(class_) == 1 else 'students'}"
    return f"{size}, {len(table) - 1} rows: {out / TABLE}, {out / INDEX}.{look}", problems


def _apart(class_: list[Return], problems: list[str]) -> list[str]:
    """A name for each return; those that name the same student get the file behind it, and say so.

    The numbers of a student are drawn by the name without it.
    """
    times = Counter(one.name.casefold() for one in class_)
    for same in [name for name, often in times.items() if often > 1]:
        twice = [one for one in class_ if one.name.casefold() == same]
        files = ", ".join(one.file for one in twice)
        problems.append(f"{twice[0].name!r} is named by several returns ({files}); kept apart")
    return [
        f"{one.name} ({one.file})" if times[one.name.casefold()] > 1 else one.name for one in class_
    ]


def _drawn_for_another(one: Return, rows: list[Row]) -> list[str]:
    """Say when the answers are to numbers that were not drawn for this name."""
    ids = [row.exercise.id for row in rows if row.note.startswith(OTHER_NUMBERS)]
    said = f"{', '.join(ids)}: other numbers than those drawn for {one.name!r}"
    return [f"{one.file}: {said}; is that the name on the list?"] if ids else []


def _files(names: list[str]) -> list[str]:
    """A name of a page for each, none twice."""
    found: dict[str, str] = {}
    for name in names:
        plain = file = folder_of(name)
        number = count(2)
        while file.casefold() in found:
            file = f"{plain}-{next(number)}"
        found[file.casefold()] = file
    return list(found.values())


def _rows(one: Return, asked: dict[str, Exercise], rules: rubric.Rules, own: bool) -> Iterator[Row]:
    """The rows of one student: the latest answer to each exercise, then what does not count."""
    later = sorted(one.given, key=lambda given: given.checked)
    last = {given.exercise: given for given in later}
    for id, exercise in asked.items():
        mine = variants.of(exercise, one.name) if own else exercise
        if id in last:
            yield _marked(mine, last[id], rules)
        else:
            points, most = rubric.worth(rules, mine, "missing")
            yield Row(mine, "missing", points, most, Given(id, one.file))
    for given in later:
        if given is not last[given.exercise] and given.exercise in asked:
            note = f"does not count: a later answer is in {last[given.exercise].file}"
            yield Row(asked[given.exercise], "double", None, 0, given, note=note)


def _marked(exercise: Exercise, given: Given, rules: rubric.Rules) -> Row:
    if given.note:
        _, most = rubric.worth(rules, exercise, "unreadable")
        return Row(exercise, "unreadable", None, most, given, note=given.note)
    values = given.answer if isinstance(given.answer, tuple) else (given.answer,)
    verdict, reply = judged(exercise, *values)
    points, most = rubric.worth(rules, exercise, verdict, given.hints)
    note = ""
    if given.variant not in ("", exercise.variant):
        note = f"{OTHER_NUMBERS} {given.variant[:200]!r}"
    return Row(exercise, verdict, points, most, given, reply, note)


def judged(exercise: Exercise, *values: object) -> tuple[str, str]:
    """Compute the verdict on an answer: right, wrong, unreadable, empty or text; and the reply."""
    feedback = exercise.check(*values)
    verdict = feedback.verdict or "empty"
    if verdict == "unreadable" and isinstance(exercise, Writing):
        verdict = "text"  # too short for the kit; a person decides
    return verdict, feedback.text


def _remembering(exercise: Exercise) -> Exercise:
    """The exercise with a solution that is computed once for the whole class."""
    if isinstance(exercise, Solved):
        return replace(exercise, solve=cache(exercise.solve))
    return exercise
