"""Write everything that is derived: data dictionary, data package, terms by table, bibliography, README's tables, pins.

`make generate` writes the files; a test compares what they hold with what this module would write.
"""

from __future__ import annotations

import json
import re
import runpy
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cakit as ck
from cakit import catalog
from cakit.catalog.descriptor import Field
from cakit.catalog.verify import hash_of

ROOT = Path(__file__).parents[1]
STANDARD = ("name", "type", "description", "constraints")


def between(path: Path, mark: str, block: str) -> str:
    """The text of a file with the block between `<!-- mark -->` and `<!-- /mark -->` replaced."""
    start, end = f"<!-- {mark} -->", f"<!-- /{mark} -->"
    before, rest = path.read_text(encoding="utf-8").split(start)
    return f"{before}{start}\n{block.strip()}\n{end}{rest.split(end)[1]}"


def notebooks() -> list[Path]:
    """The numbered notebooks, in order."""
    return sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))


def cells(path: Path) -> Iterator[tuple[str, str]]:
    """Kind and text of every cell of a notebook."""
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        yield cell["cell_type"], "".join(cell["source"])


def consumers(name: str) -> list[str]:
    """The notebooks, the rooms of the package and the rules for claims that name a table."""
    quoted = re.compile(rf"""["']{name}["']""")
    books = [
        path.stem
        for path in notebooks()
        if any(quoted.search(text) for kind, text in cells(path) if kind == "code")
    ]
    rooms = sorted((ROOT / "src").rglob("*.py"))
    used = [
        path.relative_to(ROOT / "src")
        for path in rooms
        if quoted.search(path.read_text(encoding="utf-8"))
    ]
    answers = sorted((ROOT / "notebooks/exercises").glob("*.py"))
    books += [
        f"exercises/{path.stem}"
        for path in answers
        if quoted.search(path.read_text(encoding="utf-8"))
    ]
    names = [".".join(path.with_suffix("").parts).removesuffix(".__init__") for path in used]
    rules = (ROOT / "data/claim_rules.toml").read_text(encoding="utf-8")
    return books + names + ["claim_rules.toml"] * bool(quoted.search(rules))


def dictionary() -> str:
    """data/README.md: every table and every column, from the descriptors."""
    kept = [catalog.table(name) for name in catalog.names()]
    lines = [
        "# Data dictionary",
        "",
        "Generated from the descriptors beside the tables (`make generate`). `ck.describe(name)` shows the same in Python. "
        "What may be done with which table: [LICENSES.md](LICENSES.md). Outlines: [geo/](geo/).",
        "",
        "| table | what a row is | rows | years | edition | unit |",
        "| --- | --- | ---: | --- | --- | --- |",
    ]
    listed = ck.tables().set_index("name")
    for one in kept:
        row = listed.loc[one.name]
        lines.append(
            f"| [{one.name}](#{one.name}) | {one.row} | {row['rows']:,} | {row['years']} | {one.edition} | {one.unit} |"
        )
    for one in kept:
        lines += ["", f"## {one.name}", "", f"**{one.title}.** {one.row}.", ""]
        lines += [f"- Computed: {one.computed}."] if one.computed else []
        lines += [f"- Searched until {one.searched_until}."] if one.searched_until else []
        lines += [f"- Key: {', '.join(f'`{name}`' for name in one.key)}."]
        lines += [
            f"- **{catalog.label('warning', code)}.** {catalog.label('warning', code, 'description')}."
            for code in one.warnings
        ]
        lines += [f"- Gap: {gap}" for gap in one.gaps]
        used = consumers(one.name)
        lines += [f"- Used in: {', '.join(used)}."] if used else []
        lines += [
            "",
            "| column | type | unit | what it holds | rules |",
            "| --- | --- | --- | --- | --- |",
        ]
        lines += [
            f"| `{c.name}` | {c.type} | {c.unit} | {c.description} | {rules(c)} |"
            for c in one.fields
        ]
    return "\n".join(lines) + "\n"


def rules(column: Field) -> str:
    """The rules of a column in words."""
    said = ["required"] if column.required else []
    said += [f"at least {column.constraints['minimum']}"] if "minimum" in column.constraints else []
    said += [f"at most {column.constraints['maximum']}"] if "maximum" in column.constraints else []
    said += (
        [f"one of {', '.join(column.constraints['enum'])}"] if "enum" in column.constraints else []
    )
    said += (
        [f"like `{column.constraints['pattern']}`".replace("|", "\\|")]
        if "pattern" in column.constraints
        else []
    )
    said += [f"code of `{column.codes}`"] if column.codes else []
    said += ["country code"] if column.countries else []
    said += [f"in `{column.references}`"] if column.references else []
    said += [f"several, divided by `{column.separator}`"] if column.separator else []
    return "; ".join(said)


def package() -> str:
    """data/datapackage.json: the same descriptors in plain Frictionless terms, vocabularies spelled out."""
    resources = []
    for one in (catalog.table(name) for name in catalog.names()):
        if one.path is None:
            continue
        fields, foreign = [], []
        for column in one.fields:
            field: dict[str, Any] = {
                key: getattr(column, key) for key in STANDARD if getattr(column, key)
            }
            field |= {"unit": column.unit} if column.unit else {}
            field |= (
                {"trueValues": ["true"], "falseValues": ["false"]}
                if column.type == "boolean"
                else {}
            )
            if column.separator:  # rules hold for each part; Frictionless knows no lists in a cell
                field["constraints"] = {"required": True} if column.required else {}
            elif column.codes:
                field["constraints"] = {
                    **column.constraints,
                    "enum": sorted(catalog.allowed(column.codes)),
                }
            wanted = "countries.iso3" if column.countries else column.references
            if wanted and not column.separator:
                table, name = wanted.split(".")
                reference = {"resource": "" if table == one.name else table, "fields": [name]}
                foreign.append({"fields": [column.name], "reference": reference})
            fields.append(field)
        kept = {"fields": fields, "missingValues": [""], "primaryKey": list(one.key)}
        kept |= {"foreignKeys": foreign} if foreign else {}
        resources.append(
            {
                "name": one.name, "path": one.path.name, "title": one.title, "description": one.row, "format": "csv",
                "mediatype": "text/csv", "encoding": "utf-8", "hash": f"sha256:{hash_of(one.path)}",
                "licenses": [{"name": one.terms["licence"], "title": catalog.label("terms", one.terms["licence"], "description")}],
                "schema": kept,
            }
        )  # fmt: skip
    whole = {
        "name": "cakit",
        "title": "Data of cakit",
        "version": ck.__version__,
        "resources": resources,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def terms() -> str:
    """The block of data/LICENSES.md that says which terms apply to which table."""
    lines = ["| table | terms | checked |", "| --- | --- | --- |"]
    for one in (catalog.table(name) for name in catalog.names()):
        lines.append(
            f"| `{one.name}` | {catalog.label('terms', one.terms['licence'], 'description')} | {one.terms['checked']} |"
        )
    return "\n".join(lines)


def contents() -> str:
    """The block of README.md that lists the notebooks with their questions and minutes."""
    lines = ["| notebook | question | minutes: teaching, exercises |", "| --- | --- | --- |"]
    for path in notebooks():
        text = "\n".join(said for kind, said in cells(path) if kind == "markdown")
        title = re.search(r"^# (.+)$", text, re.M)
        minutes = re.search(r"[Mm]inutes[^0-9]*(\d+)[^0-9]+(\d+)", text)
        assert title and minutes, f"{path.name}: no title, or no minutes"
        lines.append(
            f"| [`{path.stem}`](notebooks/{path.name}) | {title[1]} | {minutes[1]}, {minutes[2]} |"
        )
    return "\n".join(lines)


def pins(here: str) -> str:
    """environment.yml: the direct packages at the versions of the lock."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = dict(
        re.findall(
            r"^([\w.-]+)==([^ \\;]+)",
            (ROOT / "requirements.lock").read_text(encoding="utf-8"),
            re.M,
        )
    )
    wanted = [
        re.split(r"[<>=~!\[ ]", one)[0]
        for one in project["dependencies"] + project["optional-dependencies"]["lab"]
    ]
    lines = [
        "# Generated from pyproject.toml and requirements.lock: conda env create -f environment.yml",
        "# binder/environment.yml is the same but for the path in its last line.",
        "name: cakit", "channels:", "  - conda-forge", "dependencies:", "  - python=3.11", "  - pip", "  - pip:",
        *(f"      - {name}=={locked[name]}" for name in wanted if name not in ("hatchling", "editables")),
        f"      - -e {here}",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def card(row: Any) -> str:
    """seeds/S….md: the card of one text, from the `seed_cards` table."""
    dates = (
        row.date_from
        if row.date_from == row.date_to
        else f"between {row.date_from} and {row.date_to}"
    )
    link = f"<{row.url}>" if row.url == row.url else "address not found"
    link += (
        " (recorded in an earlier search, not met again)"
        if row.address == "recorded_earlier"
        else ""
    )
    facts = {
        "Outlet": row.publisher, "Author": row.author_role, "Date": dates, "How outlet and date are known": row.how_dated,
        "Language": row.translation, "Original": link, "Archived copy": row.archived_copy, "Written for": row.audience,
    }  # fmt: skip
    parts = {
        "Standpoint": row.standpoint, "Thesis, in our words": row.thesis, "What it leaves out": row.omits,
        "How to read it": row.how_to_read,
    }  # fmt: skip
    lines = [f"# {row.seed}: {row.publisher}", "", f"**{row.title}**", "", "| | |", "| --- | --- |"]
    lines += [f"| {head} | {text} |" for head, text in facts.items()]
    for head, text in parts.items():
        lines += ["", f"## {head}", "", text.rstrip(".") + "."]
    lines += ["", "## What it rests on", ""]
    for rest in ck.load("seed_origins").query("seed == @row.seed").itertuples():
        address = f"<{rest.url}>" if rest.url == rest.url else ""
        lines.append(
            "- "
            + "; ".join(
                text for text in (rest.what, rest.role, rest.note, address) if text and text == text
            )
        )
    end = f"The text is its publisher's and is not copied here. Its claims: `ck.claims.ledger()`, ids {row.seed}-01 onwards."
    return "\n".join([*lines, "", end]) + "\n"


def outputs() -> dict[str, str]:
    """Path → text of every derived file."""
    return {
        "data/README.md": dictionary(),
        "data/datapackage.json": package(),
        "data/LICENSES.md": between(ROOT / "data/LICENSES.md", "tables", terms()),
        "seeds/coverage.md": runpy.run_path(str(ROOT / "tools/coverage.py"))["table"](),
        "seeds/references.bib": ck.cite("sources", style="bibtex") + "\n",
        **{f"seeds/{row.seed}.md": card(row) for row in ck.load("seed_cards").itertuples()},
        "README.md": between(ROOT / "README.md", "notebooks", contents()),
        "environment.yml": pins("."),
        "binder/environment.yml": pins(".."),
    }


def first_picture() -> Any:
    """The picture on README's first screen."""
    arms = ck.load("arms_transfers")
    return ck.plots.share_lines(ck.shares(arms, by="supplier_iso3", value="tiv_million", window=5))


if __name__ == "__main__":
    for name, text in outputs().items():
        (ROOT / name).write_text(text, encoding="utf-8", newline="\n")
    first_picture().save(ROOT / "docs/first-picture.png")
    print("written:", *outputs(), "docs/first-picture.png")
