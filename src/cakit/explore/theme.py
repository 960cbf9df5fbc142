"""Theme: the spec of one explorer, a file NAME.toml with its choices and words, and its tables."""

from __future__ import annotations

import base64
import inspect
import json
import textwrap
import tomllib
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cakit.catalog import sources
from cakit.errors import CakitError, MissingColumn, nearest
from cakit.explore import register
from cakit.explore.control import Choice, Control
from cakit.explore.ground import ground
from cakit.explore.shares import Cube
from cakit.explore.words import spoken
from cakit.figures import finish
from cakit.figures import theme as look
from cakit.figures.theme import COLOURS
from cakit.plots.parts import canvas

if TYPE_CHECKING:
    import pandas as pd

    from cakit.explore.explorer import Explorer
    from cakit.figures import Chart

THEMES = ("arms", "claims", "deals", "minerals", "profile", "us_programs")
HERE = Path(__file__).parent
PLAIN = str.maketrans("&<>", ".,:")
PANELS = ("lines", "map", "bars", "small", "card", "list")
SHARES = {"set_by": [], "group_by": "", "member_by": "", "window_by": "", "measure": "share",
          "thin": 0, "symbols": []}  # fmt: skip
REGISTER = {"tallies": {}, "search": [], "named": [], "bars_by": ""}
DOC = """
Returns
-------
Explorer
    Its choices can be read and set; `.sentence`, `.data`, `.code`, `.chart()` follow.

Raises
------
UnknownCountry, CakitError
    With the nearest values there are.
"""


def theme_named(name: str) -> Theme:
    """The spec of one of the six themes."""
    if name not in THEMES:
        raise CakitError(f"there is no explorer {name!r:.80}. {nearest(name, THEMES)}")
    return import_module(f"cakit.explore.theme_{name}").spec()


def declared(name: str) -> dict[str, Any]:
    """What a file NAME.toml of this folder says."""
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


def packed(spec: dict[str, Any]) -> str:
    """A spec as deflated text in base 85, without signs that HTML or JSON would escape."""
    text = json.dumps(spec, ensure_ascii=False, separators=(",", ":"))
    return base64.b85encode(zlib.compress(text.encode(), 9)).decode().translate(PLAIN)


@dataclass(frozen=True, eq=False, repr=False)
class Theme:
    """The spec of one explorer.

    `kind` is its archetype, "shares", "register" or "profile" (all is looked up); `controls`
    stand in the order of the function's arguments, a range after what its limits depend on; `data`
    are shipped, and the digest is taken of them; `words` are the templates; `columns` are those of
    the download; `rows` and `picture` give the tidy rows of a state and the stored picture.
    """

    name: str
    kind: str
    about: str
    controls: tuple[Control, ...]
    panels: list[str]
    data: dict[str, Any]
    words: dict[str, str]
    columns: list[str]
    rows: Callable[[dict[str, Any]], pd.DataFrame]
    picture: Callable[[Explorer], Chart]
    colours: Mapping[str, str] = field(default_factory=lambda: COLOURS)
    credit: str = ""

    def __post_init__(self) -> None:
        known = {*PANELS, *self.data.get("texts", ()), *self.data.get("fields", ())}
        for panel in self.panels:
            if panel not in known:
                close = nearest(panel, known)
                raise fault(self.name, f"panels {panel!r}", "no such panel", close)

    @cached_property
    def spec(self) -> dict[str, Any]:
        """All that the browser is given."""
        kept = {one: getattr(self, one) for one in ("kind", "panels", "columns", "credit", "data")}
        return kept | {
            "theme": self.name,
            "call": f"ck.explore.{self.name}",
            "controls": {one.trait: one.shipped() for one in self.controls},
            "words": declared("words") | self.words,
            "colours": dict(self.colours),
            "outlines": ground() if "map" in self.panels else None,
        }

    @cached_property
    def packed(self) -> str:
        """The spec as deflated text; the module opens it."""
        return packed(self.spec)

    @cached_property
    def widget(self) -> type[Explorer]:
        """The widget's class: each choice is a trait."""
        from cakit.explore.explorer import Explorer

        traits = {one.trait: Choice().tag(sync=True) for one in self.controls}
        return type(f"{self.name.title()}Explorer", (Explorer,), traits | {"_theme": self})

    def open(self, *choices: Any, **state: Any) -> Explorer:
        """The explorer with these choices, by position or name."""
        names = [one.trait for one in self.controls]
        for wrong in [*(one for one in state if one not in names), *choices[len(names) :]]:
            close = nearest(wrong, names)
            raise CakitError(f"the explorer {self.name} has no choice {wrong!r:.80}. {close}")
        given = dict(zip(names, choices, strict=False))
        for twice in given.keys() & state.keys():
            raise CakitError(f"the explorer {self.name} is given {twice} twice: keep one")
        return self.widget(**given | state)

    @property
    def signature(self) -> inspect.Signature:
        """The arguments of the theme's function."""
        kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
        return inspect.Signature([inspect.Parameter(one.trait, kind, default=one.default)
                                  for one in self.controls])  # fmt: skip

    def described(self) -> str:
        """The docstring of the theme's function, in the form of numpydoc."""
        lines = [f"{self.about}\n\nParameters\n----------"]
        for one in self.controls:
            few = f", for example {', '.join(map(repr, [*one.options][:4]))}" if one.options else ""
            none = f"; default: {one.none}" if one.none else ""
            lines.append(f"{one.trait}\n    {one.label}{few}{none}.")
        return "\n".join([*lines, DOC])


def fault(name: str, line: str, what: str, right: str = "") -> CakitError:
    """An error that says which line of a spec is wrong."""
    return CakitError(f"the spec {name!r}, line {line}: {what}. {right}".strip())


def _controls(
    name: str, told: dict[str, Any], options: dict[str, Any], named: dict[str, Any]
) -> tuple[Control, ...]:
    """The choices of a spec; `named` are the lines that name one of them."""
    keys, kinds = inspect.signature(Control).parameters, ("checks", "select", "range", "search")
    for trait, about in told["controls"].items():
        for key in about:
            if key not in keys:
                raise fault(name, f"[controls.{trait}] {key}", "no such key", nearest(key, keys))
        if about.get("kind") not in (*kinds, "pick"):
            raise fault(name, f"[controls.{trait}] kind", "no such kind", nearest("", kinds))
        if about["kind"] in ("checks", "select") and not (options.get(trait) or about.get("none")):
            raise fault(name, f"[controls.{trait}]", "there is nothing to choose from")
    for line, trait in named.items():
        if trait and trait not in told["controls"]:
            close = nearest(trait, told["controls"])
            raise fault(name, f"{line} = {trait!r}", "there is no such choice", close)
    return tuple(Control(trait, options=options.get(trait, {}), **about)
                 for trait, about in told["controls"].items())  # fmt: skip


def shares_theme(name: str, options: dict[str, Any], sets: dict[str, Any], rows: Any, picture: Any,
                 members: dict[str, str] | None = None, colours: Any = COLOURS,
                 told: dict[str, Any] | None = None, kind: str = "shares",
                 **data: Any) -> Theme:  # fmt: skip
    """A spec of shares over time.

    `options` are those of each choice. `sets` are a `Cube`, or lines and texts that are looked up,
    for the values of the choices in `set_by`, joined by "|". `members` are names, where they are
    not the options of the choice `member_by`. `told` is given in place of a file NAME.toml.
    """
    told = told or declared(name)
    data = SHARES | told["data"] | data
    named = {f"[data] {key}": data[key] for key in ("group_by", "member_by", "window_by")}
    named |= {f"[data] set_by {one}": one for one in data["set_by"]}
    controls = _controls(name, told, options, named)
    groups = options.get(data["group_by"], {})
    cube = next((one for one in sets.values() if isinstance(one, Cube)), None)
    members = members or options.get(data["member_by"], {})
    articles = {code: spoken(said) for code, said in members.items() if spoken(said) != said}
    shipped = {key: one.shipped(name, list(groups)) if isinstance(one, Cube) else one
               for key, one in sets.items()}  # fmt: skip
    data |= {"sets": shipped, "groups": list(groups), "groups_named": groups, "members": members,
             "spoken": articles}  # fmt: skip
    head = [cube.group, "year_from", "year_to", cube.member, "name", cube.value] if cube else []
    columns = [*data["set_by"], *head, "total", "share_percent", "source_ids", "credit"]
    return Theme(name, kind, told["doc"], controls, told["panels"], data, told["words"], columns,
                 rows, picture, colours)  # fmt: skip


def register_theme(name: str, options: dict[str, Any], table: pd.DataFrame, more: Any,
                   picture: Any, colours: Any = COLOURS,
                   told: dict[str, Any] | None = None) -> Theme:  # fmt: skip
    """A spec of a register to browse: a table with a row for each entry and `source_ids`.

    The first of its `columns` is the entry's id. `more` gives, of a row without its gaps, what
    templates name besides and `card`: [[name, text]].
    """
    import pandas as pd

    told = told or declared(name)
    columns, filters, marks = told["columns"].split(), told["filters"], told["fields"]
    lines = {"columns": columns} | {f"[filters] {trait}": [one] for trait, one in filters.items()}
    for line, column in ((line, one) for line, some in lines.items() for one in some):
        if column not in table.columns and not column.startswith("@"):
            close = nearest(column, table.columns)
            raise MissingColumn(f"the spec {name!r}, line {line}: no column {column!r}. {close}")
    by = {"[data] pick": told["data"]["pick"], **{f"[filters] {one}": one for one in filters}}
    by |= {f"[tallies.{one}] by": tally["by"] for one, tally in told.get("tallies", {}).items()}
    by |= {f"[fields] {one} down": field.get("down") for one, field in marks.items()}
    controls = _controls(name, told, options, by)
    named = sources.sources(table).fillna("")
    places, rows = {source: n for n, source in enumerate(named["source_id"])}, []
    for record in table.to_dict("records"):
        row = {key: record[key] for key in record if pd.notna(record[key]) and record[key] != ""}
        kept = {key: row[key] for key in columns if key in row} | more(row)
        kept = {key: int(one) if isinstance(one, Integral) else one for key, one in kept.items()}
        ids = row["source_ids"].split(";")
        rows.append(kept | {"sources": [places[one] for one in ids if one in places]})
    parts = {one: told.get(one, {}) for one in ("filters", "tallies", "fields", "shapes")}
    data = REGISTER | told["data"] | parts | {"rows": rows}
    data["sources"] = [[_cited(row), row.url] for row in named.itertuples()]

    def rows_of(state: dict[str, Any]) -> pd.DataFrame:
        kept = register.kept({"data": data}, state)
        ids = {row[columns[0]] for row in kept}
        return table[table[columns[0]].isin(ids)].reset_index(drop=True)

    def drawn(here: Explorer) -> Chart:
        return empty_chart(table, here.sentence) if here.data.empty else picture(here)

    return Theme(name, "register", told["doc"], controls, told["panels"], data, told["words"],
                 columns, rows_of, drawn, colours, sources.credit(table))  # fmt: skip


def _cited(row: Any) -> str:
    title = textwrap.shorten(row.title, 18, placeholder=" …")
    return f"{row.publisher} ({row.date}): {title}" if row.date else f"{row.publisher}: {title}"


def empty_chart(searched: pd.DataFrame, sentence: str) -> Chart:
    """The picture of a choice that nothing fits: it says so, and credits what was searched."""
    with look.style():
        figure, (ax,) = canvas(1.6)
        ax.axis("off")
        ax.text(0.5, 0.5, "nothing to draw", ha="center", va="center", color=look.FAINT)
    return finish.put_words(
        figure, searched, "Nothing to draw", sentence, "", f"No picture. {sentence}"
    )
