"""Theme: the spec of one explorer, a file NAME.toml with its choices and words, and its tables."""

import base64
import inspect
import json
import textwrap
import tomllib
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from numbers import Integral
from pathlib import Path
from typing import Any

import pandas as pd
import traitlets

from cakit import catalog
from cakit.catalog import sources
from cakit.door import plain_arguments, shown
from cakit.errors import CakitError, MissingColumn, nearest
from cakit.explore import register
from cakit.explore.control import KINDS, Control
from cakit.explore.ground import ground
from cakit.explore.shares import Cube
from cakit.explore.words import signs, spoken, worded
from cakit.figures import Chart, finish
from cakit.figures import theme as look
from cakit.figures.theme import COLOURS
from cakit.languages import said
from cakit.plots.parts import canvas

THEMES = ("arms", "claims", "deals", "minerals", "profile", "us_programs")
HERE = Path(__file__).parent
PANELS = ("lines", "map", "bars", "small", "card", "list")
Spec = dict[str, Any]


def declared(name: str) -> Spec:
    """What a file NAME.toml of this folder says."""
    text = (HERE / f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text.replace("{all_states}", catalog.ALL_STATES))


EVERY = declared("every")


def packed(spec: Spec) -> str:
    """A spec as deflated text in base 64."""
    text = json.dumps(spec, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


@dataclass(eq=False, repr=False)
class Theme:
    """One explorer: its choices, what its browser is given, its tidy rows and stored picture."""

    doc: str
    controls: tuple[Control, ...]
    spec: Spec
    rows: Callable[[dict[str, Any]], pd.DataFrame]
    picture: Callable[[Any], Chart]

    @cached_property
    def packed(self) -> str:
        """The spec as deflated text; the module opens it."""
        return packed(self.spec)

    @cached_property
    def widget(self) -> type[Any]:
        """The widget's class: each choice is a trait."""
        from cakit.explore.explorer import Explorer

        traits: dict[str, Any] = {one.trait: traitlets.TraitType() for one in self.controls}
        traits = {trait: one.tag(sync=True) for trait, one in traits.items()}
        return type(f"{self.spec['theme'].title()}Explorer", (Explorer,), traits | {"_theme": self})

    @plain_arguments
    def open(self, *choices: Any, **state: Any) -> Any:
        """The explorer with these choices, by position or name."""
        names, named = [one.trait for one in self.controls], f"the explorer {self.spec['theme']}"
        for wrong in [*(one for one in state if one not in names), *choices[len(names) :]]:
            raise CakitError(f"{named} has no choice {wrong!r:.80}. {nearest(wrong, names)}")
        given = dict(zip(names, choices, strict=False))
        for twice in given.keys() & state.keys():
            raise CakitError(f"{named} is given {twice} twice: keep one")
        return self.widget(**given | state)

    @property
    def signature(self) -> inspect.Signature:
        """The arguments of the theme's function."""
        kind, own = inspect.Parameter.POSITIONAL_OR_KEYWORD, self.controls
        return inspect.Signature(
            [inspect.Parameter(one.trait, kind, default=one.default) for one in own]
        )

    def described(self) -> str:
        """The docstring of the theme's function, in the form of numpydoc."""
        lines = [f"{self.doc}\n\nParameters\n----------"]
        for one in self.controls:
            few = f", for example {', '.join(map(repr, [*one.options][:4]))}" if one.options else ""
            none = f"; default: {one.none}" if one.none else ""
            lines.append(f"{one.trait}\n    {one.label}{few}{none}.")
        return "\n".join([*lines, EVERY["doc"]])


def theme_named(name: str) -> Theme:
    """The spec of one of the six themes."""
    if not isinstance(name, str) or name not in THEMES:
        raise CakitError(f"there is no explorer {shown(name)}. {nearest(shown(name), THEMES)}")
    return import_module(f"cakit.explore.theme_{name}").spec()


def hold_to(name: str, lines: Mapping[str, Any], held: Any, what: str) -> None:
    """Refuse a spec of which a line (line → value) names what there is not."""
    for line, value in lines.items():
        if value not in held:
            wrong = f"the spec {name!r}, line {line}: {what.format(value)}. {nearest(value, held)}"
            raise (MissingColumn if "column" in what else CakitError)(wrong.strip())


def _controls(
    name: str, told: Spec, options: dict[str, Any], named: dict[str, Any]
) -> tuple[Control, ...]:
    """The choices of a spec; `named` are the lines that name one of them."""
    named = {f"{line} = {trait!r}": trait for line, trait in named.items() if trait}
    hold_to(name, named, told["controls"], "there is no such choice")
    states, made = {code: catalog.country_name(code) for code in catalog.FIVE}, []
    for trait, about in told["controls"].items():
        line, keys = f"[controls.{trait}]", inspect.signature(Control).parameters
        hold_to(name, {f"{line} {key}": key for key in about}, keys, "no such key")
        hold_to(name, {f"{line} kind": about.get("kind")}, KINDS, "no such kind")
        held = options.get(trait, states if about.get("countries") else {})
        if about["kind"] in ("checks", "select") and not (held or about.get("none")):
            raise CakitError(f"the spec {name!r}, line {line}: there is nothing to choose from.")
        made.append(Control(trait, options=held, **about))
    return tuple(made)


def _theme(
    name: str, kind: str, told: Spec, controls: tuple[Control, ...], data: Spec, rows: Any,
    picture: Any, columns: list[str], colours: Mapping[str, str], credit: str = "",
) -> Theme:  # fmt: skip
    panels, words = told["panels"], EVERY["words"] | told["words"]
    held = {*PANELS, *data.get("texts", ()), *data.get("fields", ())}
    hold_to(name, {f"panels {one!r}": one for one in panels}, held, "no such panel")
    spec = {
        "kind": kind,
        "theme": name,
        "call": f"ck.explore.{name}",
        "panels": panels,
        "controls": {one.trait: one.shipped() for one in controls},
        "data": data,
        "words": {key: said(text) for key, text in words.items()},
        "signs": signs(),
        "outlines": ground() | {"note": said(ground()["note"])} if "map" in panels else None,
        "columns": columns,
        "colours": dict(colours),
        "credit": credit,
    }
    return Theme(told["doc"], controls, spec, rows, picture)


def shares_theme(
    name: str, options: Spec, sets: Spec, rows: Any, picture: Any,
    members: dict[str, str] | None = None, colours: Mapping[str, str] = COLOURS,
    told: Spec | None = None, **data: Any,
) -> Theme:  # fmt: skip
    """A spec of shares over time.

    `options` are those of each choice; of countries they need not be given where they are the
    region's states. `sets` are a `Cube`, or lines and texts that are looked up, for the values of
    the choices in `set_by`, joined by "|". `members` are names, where they are not the options of
    the choice `member_by`. `told` is given in place of a file NAME.toml; `rows` and `picture` give
    the tidy rows of a state and the stored picture.
    """
    told = told or declared(name)
    data = EVERY["shares"] | told["data"] | worded(data)
    named = {f"[data] {key}": data[key] for key in ("group_by", "member_by", "window_by")}
    named |= {f"[data] set_by {one}": one for one in data["set_by"]} | {"the range": "year"}
    controls = _controls(name, told, options, named)
    held = {one.trait: one.options for one in controls}
    groups, names = held.get(data["group_by"], {}), members or held.get(data["member_by"], {})
    head, shipped = [], {}
    for key, one in sets.items():
        shipped[key] = one.shipped(name, list(groups)) if isinstance(one, Cube) else worded(one)
        if isinstance(one, Cube):
            head = [one.group, "year_from", "year_to", one.member, "name", one.value]
    data |= {"sets": shipped, "groups": list(groups), "groups_named": groups, "members": names}
    articles = {code: spoken(one) for code, one in names.items() if spoken(one) != one}
    data.setdefault("spoken", articles)
    if not names.keys() & colours.keys():  # a table of one's own: the kit's colours in turn
        colours = {**dict(zip(names, look.CATEGORIES, strict=False)), **colours}
    columns = [*data["set_by"], *head, "total", "share_percent", "source_ids", "credit"]
    return _theme(name, "shares", told, controls, data, rows, picture, columns, colours)


def register_theme(
    name: str, options: Spec, table: pd.DataFrame, more: Any, picture: Any,
    colours: Mapping[str, str] = COLOURS, told: Spec | None = None,
) -> Theme:  # fmt: skip
    """A spec of a register to browse: a table with a row for each entry and `source_ids`.

    The first of its `columns` is the entry's id. `more` gives, of a row without its gaps, what
    templates name besides and `card`: [[name, text]].
    """
    told = told or declared(name)
    data = EVERY["register"] | told["data"]
    data |= {key: told[key] for key in ("filters", "fields", "tallies", "shapes") if key in told}
    columns = told["columns"].split()
    lines = {f"columns {one}": one for one in columns}
    lines |= {f"[filters] {trait}": one for trait, one in data["filters"].items() if one[0] != "@"}
    hold_to(name, lines, [*table.columns], "no column {!r}")
    by = {"[data] pick": data["pick"], **{f"[filters] {one}": one for one in data["filters"]}}
    by |= {f"[tallies.{one}] by": tally["by"] for one, tally in data["tallies"].items()}
    by |= {f"[fields] {one} down": field.get("down") for one, field in data["fields"].items()}
    controls = _controls(name, told, options, by)
    named = sources.sources(table).fillna("")
    data["sources"] = [[_cited(row), row.url] for row in named.itertuples()]
    places = {source: n for n, source in enumerate(named["source_id"])}
    data["rows"] = [_row(one, columns, places, more) for one in table.to_dict("records")]
    data["tallies"] = worded(data["tallies"])

    def rows_of(state: dict[str, Any]) -> pd.DataFrame:
        ids = {row[columns[0]] for row in register.kept({"data": data}, state)}
        return table[table[columns[0]].isin(ids)].reset_index(drop=True)

    def drawn(here: Any) -> Chart:
        return empty_chart(table, here.sentence) if here.data.empty else picture(here)

    credit = said(sources.credit(table))
    return _theme(name, "register", told, controls, data, rows_of, drawn, columns, colours, credit)


def _row(record: Spec, columns: list[str], places: dict[str, int], more: Any) -> Spec:
    """What is shipped of an entry: its columns, what its theme says of it, its sources."""
    row = {key: value for key, value in record.items() if pd.notna(value) and value != ""}
    kept = {key: row[key] for key in columns if key in row} | more(row)
    kept = {key: int(one) if isinstance(one, Integral) else one for key, one in kept.items()}
    ids = row["source_ids"].split(";")
    return kept | {"sources": [places[one] for one in ids if one in places]}


def _cited(row: Any) -> str:
    title = textwrap.shorten(row.title, 18, placeholder=" …")
    return f"{row.publisher} ({row.date}): {title}" if row.date else f"{row.publisher}: {title}"


def empty_chart(searched: pd.DataFrame, sentence: str) -> Chart:
    """The picture of a choice that nothing fits: it says so, and credits what was searched."""
    with look.style():
        figure, (ax,) = canvas(1.6)
        ax.axis("off")
        ax.text(0.5, 0.5, "nothing to draw", ha="center", va="center", color=look.FAINT)
    alt = f"No picture. {sentence}"
    return finish.put_words(figure, searched, "Nothing to draw", sentence, "", alt)
