"""One notebook in English and in Russian: the same numbers, pictures and answers, and no text left in English."""

import ast
import contextlib
import io
import json
import re
import sys
from collections import Counter
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import cakit as ck
from cakit import languages
from cakit.catalog.store import current
from cakit.exercises import exercises
from cakit.exercises.kinds import Choice, Countries, Writing
from cakit_classroom import quiz, translated

ROOT = Path(__file__).parents[1]
NUMBER = re.compile(r"(?<![\w.,-])\d+(?:[,\u00a0]\d{3}(?!\d))*(?:[.,]\d+)?")


def numbers(text):
    """The numbers of a text, however they are written."""
    return Counter(
        re.sub(r"[,.](?=\d{3}(?!\d))|\u00a0", "", one).replace(",", ".")
        for one in NUMBER.findall(text)
    )


def drawn(figure):
    """All coordinates that are drawn from data; where a text is, and what it says, is left out."""
    found = Counter()
    for axes in figure.axes:
        shapes = [line.get_xydata() for line in axes.lines]
        shapes += [patch.get_path().vertices @ np.eye(2) for patch in axes.patches]
        shapes += [
            np.asarray(patch.get_extents().size) * 0 + len(axes.patches)
            for patch in axes.patches[:1]
        ]
        shapes += [
            [one.get_width(), one.get_height()] for one in axes.patches if hasattr(one, "get_width")
        ]
        for collection in axes.collections:
            shapes += [np.ma.filled(collection.get_offsets(), 0), [len(collection.get_paths())]]
            if collection.get_array() is not None:
                shapes.append(np.ma.filled(collection.get_array(), -1))
        for shape in shapes:
            found.update(f"{one:.6g}" for one in np.ravel(np.asarray(shape, float)))
    return found


def told(value):
    """What a result says in numbers."""
    if hasattr(value, "figure") and hasattr(value, "finding"):
        for axes in value.figure.axes:
            axes.xaxis.get_ticklabels(), axes.yaxis.get_ticklabels()
        words = " ".join(
            text.get_text() for text in value.figure.findobj(lambda one: hasattr(one, "get_text"))
        )
        return [numbers(f"{value.title} {value.finding} {words}"), drawn(value.figure)]
    if hasattr(value, "told"):
        held = value.told["numbers"]
        return [
            Counter(json.dumps(part, sort_keys=True) for part in held.values()),
            numbers(value.sentence),
            *told(value.chart()),
        ]
    if hasattr(value, "to_csv"):
        return [numbers(value.to_csv().replace(".", ".")), Counter(value.shape)]
    return [numbers(str(value))] if value is not None else []


def ran(path, language):
    """Cell → what it gave, in numbers; and what stayed English in it."""
    ck.language(language)
    plt.close("all")  # what other tests left open
    for added in ("countries", "sources"):  # states and sources of the run before
        vars(current()).pop(added, None)
    text = (
        translated.notebook(path.read_text(encoding="utf-8"), path.name[:2])
        if language != "en"
        else path.read_text("utf-8")
    )
    space, found, stayed = {}, {}, []
    for cell in json.loads(text)["cells"]:
        if cell["cell_type"] != "code" or "exercise" in cell["metadata"].get("tags", []):
            continue
        tree, printed, value = ast.parse("".join(cell["source"])), io.StringIO(), None
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        if language != "en":
            languages.missing.clear()
        try:
            with contextlib.redirect_stdout(printed):
                exec(compile(tree, cell["id"], "exec"), space)
                value = (
                    eval(compile(ast.Expression(last.value), cell["id"], "eval"), space)
                    if last
                    else None
                )
                found[cell["id"]] = [numbers(printed.getvalue()), *told(value)]
        except Exception as error:
            stayed.append(f"{path.name}, cell {cell['id']}: {type(error).__name__}: {error}")
            sys.modules["matplotlib.pyplot"].close("all")
            continue
        stayed += [
            f"{path.name}, cell {cell['id']}: stayed English: {one!r} in {all!r}"
            for one, all in languages.missing.items()
        ]
    return found, stayed


def answers(number):
    """Exercise → verdicts and replies for the right answer, for known slips and for nonsense."""
    found, names = {}, languages.names() or current().countries.names
    codes = {name: code for code, name in names.items()}
    asked = quiz.questions(number) + [
        one for id, one in exercises().items() if id.split(".")[0] == str(int(number))
    ]
    for exercise in asked:
        texts = [len(exercise.hints)]
        given = ["", "qwerty"]
        if not isinstance(exercise, Writing):
            solution = exercise.solution()
            given += [solution.truth, *(value for value, _ in exercise.slips(solution))]
            if isinstance(exercise, Choice):
                texts.append([codes.get(one) or solution.options.index(one) for one in given[2:]])
        else:
            given.append("A text.")
        said = [
            exercise.check(
                sorted(one) if isinstance(exercise, Countries) and isinstance(one, set) else one
            )
            for one in given
        ]
        found[exercise.id] = [
            texts,
            [one.state for one in said],
            [one.text for one in said],
            [len(one.points) for one in said],
        ]
    return found


def differences(number):
    """Everything in which the Russian notebook differs that should not."""
    path = next((ROOT / "notebooks").glob(f"{number}_*.ipynb"))
    problems = []
    try:
        english, _ = ran(path, "en")
        right = answers(number)
        russian, stayed = ran(path, "ru")
        problems += stayed
        for cell, facts in english.items():
            for mine, theirs in zip(facts, russian.get(cell, facts), strict=True):
                if mine != theirs:
                    problems.append(
                        f"{path.name}, cell {cell}: not the same: {mine - theirs} {theirs - mine}"[
                            :600
                        ]
                    )
        languages.missing.clear()
        held = languages.texts(number) | languages.texts(f"quiz{number}")
        for id, (texts, states, replies, points) in answers(number).items():
            if right[id][1] != states or right[id][3] != points or right[id][0] != texts:
                problems.append(
                    f"{number}.toml, exercise {id}: other verdicts: {right[id][1]} {states}"
                )
            for mine, theirs in zip(right[id][2], replies, strict=True):
                if mine in held and held[mine] != theirs:
                    problems.append(
                        f"{number}.toml, exercise {id}: another reply: {mine!r} {theirs!r}"
                    )
            for text in replies:
                languages.said(text)
        problems += [
            f"{number}.toml: stayed English: {one!r} in {all!r}"
            for one, all in languages.missing.items()
        ]
    finally:
        ck.language("en")
        if "matplotlib.pyplot" in sys.modules:
            sys.modules["matplotlib.pyplot"].close("all")
    return problems
