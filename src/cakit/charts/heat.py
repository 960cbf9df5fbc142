"""A heat table: rows by columns, the value written in every cell, gaps hatched and said."""

from __future__ import annotations

import textwrap
from functools import cache
from typing import TYPE_CHECKING, Any

from cakit import figure
from cakit.charts import parts
from cakit.errors import CakitError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd
    from matplotlib.axes import Axes

    from cakit.figure import Chart

MORE = ("#FFFFFF", "#DCE8F1", "#B4CFE2", "#84B0CE", "#4F8AB3", "#2F6690")  # from nothing to the most
LESS = ("#FFFFFF", "#F6E3D3", "#E9C09B", "#D9985F", "#BE6E2C", "#8F4A12")  # below nothing
KINDS = ("#2F6690", "#E9C46A", "#7FB7A6", "#B27092", "#C9D6DF", "#8D6B3F", "#D9985F", "#5E5B8C")
EMPTY, DOTS = "#F4F4F4", "////"
ROW, LETTERS, LEAST = 0.42, 10.5, 9.0  # inches a row; points of what is written, and at the least
ACROSS, SIGN = 7.7, 0.093  # inches for all; inches of a sign
MOST_ROWS, MOST_COLUMNS, MOST_KINDS = 40, 24, len(KINDS)


def heat(
    frame: pd.DataFrame,
    row: str,
    column: str,
    value: str,
    text: str | None = None,
    label: str = "",
    unit: str = "",
    digits: int = 0,
    colours: Mapping[str, str] | None = None,
    sentence: str = "",
    note: str = "",
) -> Chart:
    """A table as a picture: darker for more, or a colour a kind, and the value written in every cell.

    Parameters
    ----------
    frame : pandas.DataFrame
        One line a cell. Rows and columns stand in the order in which they first appear, or of their categories. A cell
        without a line or a value is hatched: no data, which is not zero.
    row, column : str
        The columns that hold the names of rows and columns; codes of states are written as names.
    value : str
        The column to colour by: numbers, or at most eight kinds in words.
    text : str, optional
        A column with other words to write in the cells, such as letters where the kinds are too long.
    label, unit : str
        What the value is, in words, and its unit; "percent" is written as %.
    digits : int
        Decimals shown.
    colours : mapping, optional
        Kind → colour, for kinds.
    sentence, note : str
        The finding, where the highest and lowest or the count of kinds are not it; what else a reader has to know.

    Returns
    -------
    Chart

    Raises
    ------
    CakitError
        For two lines of one cell, no value at all, or more than fits into one picture.

    Examples
    --------
    >>> import cakit as ck
    >>> lists = ck.load("mineral_lists").query("mineral in ['copper', 'gold', 'uranium']")
    >>> print(ck.charts.heat(lists, row="mineral", column="list", value="status").sentence)
    Of 12 cells, 1 is listed_as_strategic, 8 are not_listed and 3 are listed.
    """
    import matplotlib
    import pandas as pd
    from matplotlib.text import Text

    figure.drawable(frame, row, column, value, *([text] if text else []))
    kept = frame.dropna(subset=[row, column])
    _check(kept, row, column, value)
    numeric = bool(pd.api.types.is_numeric_dtype(kept[value])) and not pd.api.types.is_bool_dtype(kept[value])
    rows, columns = _order(kept[row]), _order(kept[column])
    table = kept.set_index([row, column])[value].unstack(column).reindex(index=rows, columns=columns)
    words = kept.set_index([row, column])[text].unstack(column).reindex(index=rows, columns=columns) if text else None
    inks = _ramp(table) if numeric else _palette(kept[value], colours)
    said = (
        words.where(words.notna(), "")
        if words is not None
        else table.map(lambda one: _number(one, digits, unit) if numeric else str(one))
    )
    room = (ACROSS - SIGN * max(len(line) for name in map(_row, rows) for line in name.split("\n"))) / len(columns)
    size = _size(said.where(table.notna(), ""), room)
    wide = max(2, int(72 * room / size / 0.64))  # signs that a cell takes
    cells = said.map(lambda one: "\n".join(textwrap.wrap(str(one), wide, max_lines=2, placeholder="…")))
    heads = [_name(one, max(8, wide)) for one in columns]
    tilted = len(columns) > 1 and max(len(line) for head in heads for line in head.split("\n")) * SIGN > room
    keys = [] if numeric else list(inks)
    gaps = int(table.isna().to_numpy().sum())
    height = 1.35 + len(rows) * ROW + 0.3 * bool(keys or gaps) + 0.5 * tilted
    with matplotlib.rc_context(figure.STYLE | {"axes.spines.left": False, "axes.spines.bottom": False}):
        drawn, (axes,) = figure.canvas(height)
        _fill(axes, table, cells, inks, size)
        axes.set_yticks(range(len(rows)), list(map(_row, rows)), size=LETTERS)
        kind: dict[str, Any] = {"rotation": 35, "ha": "left", "rotation_mode": "anchor"} if tilted else {}
        axes.set_xticks(range(len(columns)), heads, size=LETTERS, **kind)
        _legend(axes, keys, inks, gaps)
        found = _extremes(table, digits, unit) if numeric else _counted(kept[value], table)
        sentence = sentence or f"{f'{label}: ' if label else ''}{found}{_gaps(gaps, table.size)}."
        sentence = sentence[:1].upper() + sentence[1:]
        alt = f"Table of {len(rows)} rows and {len(columns)} columns. " + " ".join(
            f"{_named(one)}: {', '.join(f'{_named(head)} {_plain(cell)}' for head, cell in line.items())}."
            for one, line in said.where(table.notna(), "no data").iterrows()
        )
        chart = figure.finish(drawn, frame, sentence, alt, note)
        for one in drawn.findobj(Text):
            one.set_parse_math(False)  # a dollar in a name is a dollar
        return chart


def _check(kept: pd.DataFrame, row: str, column: str, value: str) -> None:
    """Refuse what cannot be drawn, in words."""
    if kept[value].notna().sum() == 0:
        raise CakitError(f"nothing to draw: no cell has a value in {value!r}. Look at the filter before")
    twice = kept[kept.duplicated([row, column])]
    if len(twice):
        first = twice.iloc[0]
        raise CakitError(
            f"several lines for {first[row]} and {first[column]}: the table wants one a cell. Filter or sum before"
        )
    for name, most in ((row, MOST_ROWS), (column, MOST_COLUMNS)):
        if kept[name].nunique() > most:
            raise CakitError(
                f"{kept[name].nunique()} different {name!r} do not fit into one picture: keep {most} at most"
            )


def _order(names: pd.Series) -> list[Any]:
    """Names in the order of their categories; numbers (years) by size; else as they first appear."""
    from pandas.api.types import is_numeric_dtype

    if is_numeric_dtype(names):
        return sorted(names.unique())
    present = set(names)
    given = names.cat.categories if hasattr(names, "cat") else names.unique()
    return [one for one in given if one in present]


@cache
def _named(one: Any) -> str:
    return parts.named(one)


def _name(one: Any, wide: int) -> str:
    return "\n".join(textwrap.wrap(_named(one), wide, max_lines=2, placeholder="…")) or "(no name)"


def _row(one: Any) -> str:
    return _name(one, 30)


def _size(said: pd.DataFrame, room: float) -> float:
    """Points at which the longest number or first word fits into a cell; an error where none does."""
    longest = max(len((text.split() or [""])[0]) for text in said.map(str).to_numpy().ravel())
    size = min(LETTERS, 72 * (room - 0.02) / (0.64 * max(longest, 1)))
    if size >= LEAST:
        return size
    if longest > 12:
        return LEAST  # a long word: it is cut with dots, and whole in the legend and the alt text
    raise CakitError(
        f"{said.shape[1]} columns leave no room for {longest} signs a cell: keep fewer columns, or a larger unit"
    )


def _plain(text: str) -> str:
    return " ".join(str(text).split()) or "(no words)"


def _number(one: float, digits: int, unit: str) -> str:
    return f"{0.0 if abs(one) < 0.5 * 10**-digits else one:,.{digits}f}{'%' if unit == 'percent' else ''}"


def _ramp(table: pd.DataFrame) -> dict[Any, str]:
    """A shade for every number: the further from nothing, the darker."""
    known = [float(one) for one in table.to_numpy().ravel() if one == one]
    top = max(map(abs, known)) or 1.0
    return {one: (LESS if one < 0 else MORE)[-int(-abs(one) / top * (len(MORE) - 1) // 1)] for one in known}


def _palette(values: pd.Series, colours: Mapping[str, str] | None) -> dict[Any, str]:
    kinds = _order(values.dropna())
    if len(kinds) > MOST_KINDS:
        raise CakitError(f"{len(kinds)} kinds are more than eyes can tell apart: join some, {MOST_KINDS} at most")
    return {one: (colours or {}).get(one, KINDS[place]) for place, one in enumerate(kinds)}


def _ink(colour: str) -> str:
    from matplotlib.colors import to_rgb

    red, green, blue = to_rgb(colour)
    return figure.INK if 0.299 * red + 0.587 * green + 0.114 * blue > 0.55 else "white"


def _fill(axes: Axes, table: pd.DataFrame, cells: pd.DataFrame, inks: Mapping[Any, str], size: float) -> None:
    places: dict[str | None, list[tuple[float, float, float, float]]] = {}
    for down, line in enumerate(table.to_numpy()):
        for across, one in enumerate(line):
            ink = None if one != one or one is None else inks[one]
            places.setdefault(ink, []).append((across - 0.5, down - 0.5, 1, 1))
            if ink:
                axes.text(across, down, cells.iat[down, across], ha="center", va="center", size=size,
                          color=_ink(ink), linespacing=1.1, in_layout=False)  # fmt: skip
    for ink, alike in places.items():
        edge: dict[str, Any] = {"edgecolor": figure.GRID} if ink else {"edgecolor": "#B5B5B5", "hatch": DOTS, "linewidth": 0}  # fmt: skip
        parts.boxes(axes, alike, facecolor=ink or EMPTY, in_layout=False, **edge)
    axes.set(xlim=(-0.5, len(table.columns) - 0.5), ylim=(len(table) - 0.5, -0.5))
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.grid(False)


def _legend(axes: Axes, kinds: Iterable[Any], inks: Mapping[Any, str], gaps: int) -> None:
    from matplotlib.patches import Patch

    keys = [Patch(facecolor=inks[one], edgecolor=figure.FAINT, label=textwrap.shorten(str(one), 40, placeholder="…")) for one in kinds]  # fmt: skip
    if gaps:
        keys.append(Patch(facecolor=EMPTY, edgecolor="#B5B5B5", hatch=DOTS, linewidth=0, label="no data"))
    if keys:
        axes.legend(handles=keys, loc="upper center", bbox_to_anchor=(0.5, -0.01), ncols=min(len(keys), 4), fontsize=LETTERS,
                    frameon=False, handlelength=1.4, columnspacing=1.4, labelspacing=0.3)  # fmt: skip


def _extremes(table: pd.DataFrame, digits: int, unit: str) -> str:
    known = table.stack().dropna()
    words = [
        f"{word} {_number(known[place], digits, unit)}{f' {unit}' if unit not in ('', 'percent') else ''} "
        f"({_named(place[0])}, {_named(place[1])})"
        for word, place in (("highest", known.idxmax()), ("lowest", known.idxmin()))
    ]
    return ", ".join(words[: 1 + (known.nunique() > 1)])


def _counted(values: pd.Series, table: pd.DataFrame) -> str:
    count = values.dropna().value_counts().reindex(_order(values.dropna()))
    told = figure.listed(f"{number} {'is' if number == 1 else 'are'} {kind}" for kind, number in count.items())
    return f"Of {table.size} cells, {told}"


def _gaps(gaps: int, size: int) -> str:
    return f"; no data in {gaps} of {size} cells" if gaps else ""
