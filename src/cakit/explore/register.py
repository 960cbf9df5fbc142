"""A register to browse: filters keep rows, tallies count them, one row is looked at."""

from typing import Any

from cakit.figures.text import listed

Spec = dict[str, Any]
State = dict[str, Any]
Row = dict[str, Any]


def column_of(spec: Spec, trait: str, state: State) -> str:
    """The column a filter looks at; "@edition" is the column named by that choice."""
    name = spec["data"]["filters"].get(trait, trait)
    return state[name[1:]] if name.startswith("@") else name


def kept(spec: Spec, state: State) -> list[Row]:
    """The rows that every filter keeps."""
    data = spec["data"]
    wanted = {column_of(spec, trait, state): state[trait] for trait in data["filters"]}
    words = state.get("search", "").lower().split()
    return [
        row
        for row in data["rows"]
        if all(row[column] == value for column, value in wanted.items() if value)
        and all(word in " ".join(row[one] for one in data["search"]).lower() for word in words)
    ]


def tallied(spec: Spec, state: State, tally: dict[str, Any], rows: list[Row]) -> str:
    """How many rows have each option of a filter, in words."""
    column, counts = column_of(spec, tally["by"], state), dict[str, int]()
    besides, denied = tally.get("without", ("", None))
    for row in rows:
        if not besides or row[besides] != denied:
            counts[row[column]] = counts.get(row[column], 0) + 1
    options = dict(spec["controls"][tally["by"]]["options"])
    codes = [code for code in options if code in counts and code in tally.get("only", options)]
    said = [tally["each"].format(count=counts[code], option=options[code]) for code in codes]
    return tally.get("lead", "") + listed(said) if said else tally.get("nothing", "")


def told(spec: Spec, state: State) -> dict[str, Any]:
    """The sentence, and the rows behind it."""
    data, words, rows, key = spec["data"], spec["words"], kept(spec, state), spec["columns"][0]
    options = {trait: dict(control["options"]) for trait, control in spec["controls"].items()}
    named = [options[trait][state[trait]] for trait in data["filters"] if state[trait]]
    search = state.get("search", "")
    filters = "; ".join(named + ([f"“{search}”"] if search.split() else []))
    about = {"count": len(rows), "all": len(data["rows"]), "filters": filters}
    about |= {trait: options[trait][state[trait]] for trait in data["named"]}
    if not rows:
        return {"sentence": words["nothing"].format(**about), "numbers": {"ids": []}}
    row = next((row for row in rows if row[key] == state[data["pick"]]), rows[0])
    its = {f"its_{trait}": options[trait][row[column_of(spec, trait, state)]]
           for trait in data["filters"]}  # fmt: skip
    about["kept"] = words["part" if filters else "every"].format(**about)
    about |= {name: tallied(spec, state, one, rows) for name, one in data["tallies"].items()}
    ids = [one[key] for one in rows]
    return {"sentence": words["some"].format(**row | its | about), "numbers": {"ids": ids}}
