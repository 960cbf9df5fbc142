"""Small multiples: many measures of one thing side by side, each in its own unit; nothing is ranked or added up."""

from __future__ import annotations

import textwrap
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from cakit import figure
from cakit.charts import parts
from cakit.errors import CakitError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from cakit.figure import Chart

SERIES, PANELS, SAID = 6, 24, 5  # more than this nobody can read, or hear
LINES = ["-", (0, (5, 1.5)), (0, (1.5, 1.2)), "-.", (0, (8, 2, 1, 2)), (0, (3, 3))]
DOTS = ["o", "s", "^", "D", "v", "P"]
INKS = ("#222222", "#7A7A7A", "#A07A2C", "#4C7A7A", "#9A5A5A", "#5A5A9A")
LONG = 9  # a longer name stands as its code, explained in the footer


def multiples(frame: pd.DataFrame, subject: str = "", columns: int = 3, sentence: str = "", note: str = "") -> Chart:
    """One small picture a measure, over years, each with its own unit.

    Parameters
    ----------
    frame : pandas.DataFrame
        Tidy rows: `panel`, `year`, `value`, `unit` (one a panel; a unit that begins with "share" is drawn on 0 to 100).
        Optional: `series` (the lines of a panel), `low` and `high` (rival figures of the same year, drawn as a bar),
        `gap` (what to write into a panel without any value). Panels and lines keep the order of the rows.
    subject : str
        Who or what all panels are about; begins the sentence.
    columns : int
        Panels side by side.
    sentence, note : str
        The finding, where the largest newest values are not the finding; what else a reader has to know.

    Returns
    -------
    Chart

    Raises
    ------
    MissingColumn
        When a column is not there.
    CakitError
        For a panel with two units or more than six lines, two values of one line and year, or more than 24 panels.

    Examples
    --------
    >>> import cakit as ck
    >>> spent = ck.load("macro").query("country_iso3 == 'KGZ' and measure == 'gdp_current' and basis == 'factbook'").assign(panel="Output")
    >>> multiples(spent, "Kyrgyzstan").sentence
    'Kyrgyzstan, newest values held (2024, USD million): Output 17,478.'
    """
    import matplotlib

    figure.drawable(frame, "panel", "year", "value", "unit")
    frame = _numeric(frame)
    _refuse(frame)
    years = (int(frame["year"].min()), int(frame["year"].max())) if frame["year"].notna().any() else (0, 1)
    groups = dict(iter(frame.groupby("panel", sort=False)))
    lines = {name: _lines(part) for name, part in groups.items()}
    wide = min(columns, len(groups))
    plan = figure.filled(len(groups), wide)
    codes: dict[str, str] = {}
    names = [str(one) for one in frame["series"].fillna("").unique()] if "series" in frame else [""]
    with matplotlib.rc_context(figure.STYLE | {"font.size": 9, "lines.linewidth": 1.7}):
        drawn, panels = figure.canvas(1.1 + 1.75 * len(plan), plan=plan)
        for place, (axes, (name, part)) in enumerate(zip(panels, groups.items(), strict=True)):
            title, lowest = _cut(str(name), 78 // wide), place + wide >= len(groups)
            _panel(axes, title, part, lines[name], years, codes, names if len(names) <= SERIES else [])
            parts.year_axis(axes, _ticks(*years) if lines[name] or lowest else [], lowest)
        said = sentence or _sentence(groups, lines, subject)
        spelt = ", ".join(f"{code} {name}" for code, name in codes.items())
        notes = [note, "Each panel has its own unit and scale; a gap means that no figure is held."]
        notes += [f"{spelt}."] if spelt else []
        return figure.finish(drawn, frame, said, _alt(groups, lines, subject), " ".join(filter(None, notes)))


def _numeric(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with its figures as numbers and a row number of its own."""
    found = frame.reset_index(drop=True)
    for name in ("year", "value", "low", "high"):
        try:
            found[name] = found[name].astype("float64") if name in found else float("nan")
        except (TypeError, ValueError):
            raise CakitError(f"column {name!r} holds something that is no number") from None
    return found


def _refuse(frame: pd.DataFrame) -> None:
    """Say what in the frame cannot be drawn as small multiples."""
    groups = frame.groupby("panel", sort=False)
    if len(groups) > PANELS:
        raise CakitError(f"{len(groups)} panels are more than anybody reads: keep at most {PANELS}")
    for name, part in groups:
        units = list(part["unit"].dropna().unique())
        if len(units) > 1:
            raise CakitError(f"panel {name!r} has {len(units)} units ({', '.join(units)}): one panel, one unit")
        lines = part["series"].nunique() if "series" in part else 1
        if lines > SERIES:
            raise CakitError(f"panel {name!r} has {lines} lines: keep at most {SERIES}, for example the largest")
    keys = ["panel", "year", *(["series"] if "series" in frame else [])]
    twice = frame.dropna(subset=["value"]).duplicated(keys)
    if twice.any():
        row = frame.dropna(subset=["value"])[twice].iloc[0]
        raise CakitError(f"two values for {row['panel']!r} in {row['year']:.0f}: keep one, and give the others as low and high")  # fmt: skip


class Line(NamedTuple):
    """The rows of one line that have a value, by year; `low` and `high` are NaN where there is no rival figure."""

    years: NDArray[np.float64]
    values: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def _lines(part: pd.DataFrame) -> dict[str, Line]:
    """The lines of a panel by name, in the order of the rows; one unnamed line without `series`."""
    import numpy as np

    names = part["series"].fillna("").astype(str) if "series" in part else [""] * len(part)
    rows: dict[str, list[Any]] = {one: [] for one in names}
    for one, *point in zip(names, part["year"], part["value"], part["low"], part["high"], strict=True):
        if point[0] == point[0] and point[1] == point[1]:
            rows[one].append(point)
    return {one: Line(*np.array(sorted(points)).T) for one, points in rows.items() if points}


def _ticks(first: int, last: int) -> list[int]:
    """The years named on the axis: both ends, and the middle where there is room.

    Examples
    --------
    >>> _ticks(1992, 2025), _ticks(2020, 2023), _ticks(2020, 2020)
    ([1992, 2008, 2025], [2020, 2023], [2020])
    """
    return sorted({first, last, *([(first + last) // 2] if last - first > 4 else [])})


def _panel(
    axes: Axes, name: str, part: pd.DataFrame, lines: dict[str, Line], years: tuple[int, int],
    codes: dict[str, str], names: list[str],
) -> None:  # fmt: skip
    unit = str(part["unit"].dropna().iloc[0]) if part["unit"].notna().any() else ""
    axes.set_title(name, size=10, pad=17 if unit else 6)
    axes.annotate(_cut(unit, 34), (0, 1), (0, 4), xycoords="axes fraction", textcoords="offset points",
                  size=9, color=figure.FAINT, annotation_clip=False)  # fmt: skip
    axes.set_xlim(years[0] - 0.5, years[1] + 0.5)
    axes.tick_params(labelsize=9, length=2)
    if not lines:
        reason = part["gap"].dropna() if "gap" in part else part["unit"].iloc[:0]
        axes.text(0.5, 0.5, textwrap.fill(str(reason.iloc[0]) if len(reason) else "no data held", 22), transform=axes.transAxes,
                  ha="center", va="center", size=9, color=figure.FAINT, style="italic")  # fmt: skip
        axes.set_yticks([])
        axes.grid(False)
        return
    looks = {
        one: names.index(one) if names else place for place, one in enumerate(lines)
    }  # the same in every panel, if few
    inks = {one: figure.COLOURS.get(one, INKS[place]) for one, place in looks.items()}
    for one, line in lines.items():
        _line(axes, line, inks[one], looks[one])
    _scale(axes, lines, unit)
    low, high = axes.get_ylim()
    ends = {one: float(line.values[-1]) for one, line in lines.items()}
    last = {one: int(line.years[-1]) for one, line in lines.items()}
    heights = parts.spread(list(ends.values()), (high - low) * 0.16, low, high)
    for (one, value), height in zip(ends.items(), heights, strict=True):
        old = f" ({last[one]})" if last[one] < max(last.values()) else ""
        words = f"{_short(one, codes)} {_number(value)}{old}".strip()
        axes.annotate(words, (years[1] + 0.5, height), (4, 0), textcoords="offset points", va="center", size=9, color=inks[one],
                      weight="bold", annotation_clip=False)  # fmt: skip


def _line(axes: Axes, line: Line, ink: str, place: int) -> None:
    """A line through the years that follow each other; a dot where a year stands alone."""
    import numpy as np

    years = line.years.astype(int)
    span = np.arange(years[0], years[-1] + 1)
    whole = np.full(len(span), np.nan)
    whole[years - years[0]] = line.values
    missing = np.isnan(whole)
    alone = ~missing & np.append(True, missing[:-1]) & np.append(missing[1:], True)
    dots = ~missing if len(years) <= 8 else alone
    axes.plot(span, whole, color=ink, linestyle=LINES[place], marker=DOTS[place], markersize=4.5, markevery=dots)
    rivals = ~np.isnan(line.low + line.high)
    if rivals.any():
        axes.vlines(years[rivals], line.low[rivals], line.high[rivals], color=ink, linewidth=3, alpha=0.45)


def _scale(axes: Axes, lines: dict[str, Line], unit: str) -> None:
    every = [float(one) for line in lines.values() for one in (*line.values, *line.low, *line.high) if one == one]
    low, high = min(0.0, *every), max(0.0, *every)
    if unit.startswith("share") and low >= 0 and high < 100.5:
        low, high = 0.0, 100.0
    low, high = (low, high) if high > low else (0.0, 1.0)
    room = (high - low) * 0.07
    axes.set_ylim(low - room, high + room)
    parts.few_ticks(axes, 3, whole=all(one.is_integer() for one in every))  # no half treaty
    axes.yaxis.set_major_formatter(lambda value, _: _number(value))


def _number(value: float) -> str:
    """Few digits: whole numbers from ten on.

    Examples
    --------
    >>> _number(52.4), _number(3.14159), _number(0.012), _number(-0.0), _number(12345.6), _number(2_500_000)
    ('52', '3.1', '0.012', '0', '12,346', '2.5 million')
    """
    if abs(value) >= 1e6:
        return f"{value / 1e6:,.3g} million"
    return f"{value:,.0f}" if abs(value) >= 10 else f"{value + 0.0:.2g}"


def _short(member: str, codes: dict[str, str]) -> str:
    """The name at the end of a line; a long one as its code, or cut."""
    name = {"": "", "other": "others"}.get(member) or parts.named(member)
    if len(name) <= LONG:
        return name
    if name != member:
        codes[member] = name
        return member
    return _cut(name, LONG)


def _cut(text: str, most: int) -> str:
    """A text of at most so many signs.

    Examples
    --------
    >>> _cut("Remittances", 20), _cut("Remittances", 5)
    ('Remittances', 'Remi…')
    """
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _newest(name: Any, lines: dict[str, Line]) -> tuple[str, str, float, int] | None:
    """Panel, line, value and year of the largest among the newest values of a panel."""
    ends = [(line.years[-1], line.values[-1], one) for one, line in lines.items()]
    if not ends:
        return None
    year, value, line = max(ends, key=itemgetter(0, 1))
    return str(name), line, float(value), int(year)


def _sentence(groups: dict[Any, pd.DataFrame], lines: dict[Any, dict[str, Line]], subject: str) -> str:
    """The largest newest value of the panels that compare partners; of the first panels where none does."""
    units = {name: str(part["unit"].dropna().iloc[0]) for name, part in groups.items() if part["unit"].notna().any()}
    compared = [name for name in groups if len(lines[name]) > 1 and units.get(name, "").startswith("share")]
    found = [one for one in (_newest(name, lines[name]) for name in compared or groups) if one][:SAID]
    if not found:
        return f"{subject or 'Nothing'}: no figure is held for any of {len(groups)} panels."
    start = f"{subject}, " if subject else ""
    if compared:
        by_year: dict[int, list[str]] = {}
        for name, line, value, year in found:
            by_year.setdefault(year, []).append(
                f"{name[:1].lower()}{name[1:]} {parts.named(line)} {parts.percent(value)}"
            )
        said = "; ".join(f"in {year} {', '.join(each)}" for year, each in by_year.items())
        return f"{start}{'largest' if start else 'Largest'} shares, newest years held: {said}."
    if len({(year, units[name]) for name, _, _, year in found}) == 1:
        said = ", ".join(f"{name} {_number(value)}" for name, _, value, _ in found)
        return f"{start}{'newest' if start else 'Newest'} values held ({found[0][3]}, {_worded(units[found[0][0]])}): {said}."
    said = "; ".join(f"{name} {_number(value)} ({year}, {_worded(units[name])})" for name, _, value, year in found)
    return f"{start}{'newest' if start else 'Newest'} values held: {said}."


def _worded(unit: str) -> str:
    return {"usd_million": "USD million", "percent_of_gdp": "percent of GDP", "percent_of_gni": "percent of GNI"}.get(
        unit, unit
    )


def _alt(groups: dict[Any, pd.DataFrame], lines: dict[Any, dict[str, Line]], subject: str) -> str:
    said = []
    for name, part in groups.items():
        unit = f" ({part['unit'].dropna().iloc[0]})" if part["unit"].notna().any() else ""
        ends = [
            f"{parts.named(one) + ' ' if one else ''}{_number(line.values[0])} in {line.years[0]:.0f}"
            + (f" to {_number(line.values[-1])} in {line.years[-1]:.0f}" if len(line.years) > 1 else "")
            for one, line in lines[name].items()
        ]
        said.append(f"{name}{unit}: {'; '.join(ends) if ends else 'no data held'}.")
    return f"Small multiples{f' for {subject}' if subject else ''}, {len(groups)} panels over years. {' '.join(said)}"
