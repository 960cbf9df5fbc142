"""The ladder: events on the rungs from reported interest to production, one mark an event."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from cakit.door import all_words, numbers_of, plain_arguments, rows_of, shown
from cakit.errors import CakitError, nearest
from cakit.figures import Chart, theme
from cakit.figures.finish import put_words
from cakit.figures.text import listed
from cakit.plots import parts
from cakit.plots.parts import fitted, named
from cakit.plots.timeline import span

UNSAID = "not said"  # the standing or group of an event whose cell is empty
LOOKS = {  # standing → marker, fill (the fuller, the firmer), words
    "confirmed": ("o", "full", "confirmed by a side"),
    "reported": ("o", "bottom", "reported"),
    "rumoured": ("o", "none", "rumoured"),
    "denied": ("X", "none", "denied or refuted"),
    UNSAID: ("s", "full", "standing not said"),
}
MOST_ROWS, MOST_EVENTS = 40, 500
ACROSS = 4  # marks side by side in one field
STEP, TALL = 0.2, 0.24  # distance of marks in a field: in rungs, in inches
LINE, HEAD, KEY = 0.16, 0.45, 0.35  # inches: a line of words, the heads of the rungs, the key
MARK = 9.5


@plain_arguments
def ladder(
    frame: pd.DataFrame,
    rungs: pd.DataFrame,
    by: str = "country_iso3",
    subject: str = "events",
    title: str = "",
    note: str = "",
) -> Chart:
    """Events on the ladder, a row a recipient or an item, a column a rung.

    Parameters
    ----------
    frame : frame of any engine
        One row an event, with its `rung`; with `standing`, where it is known who vouches for it;
        with `date_from` or `date` for the years. Groups are in the order of the rows.
    rungs : frame of any engine
        The table `rungs`: codes, steps and labels, also of rungs without events.
    by : str
        The column of groups; codes of states are spelt out.
    subject : str
        What the marks are, in the plural.
    title, note : str
        In place of the computed title; what else a reader has to know.

    Raises
    ------
    CakitError
        For a rung or standing that is not known, or too many groups.

    Examples
    --------
    >>> import cakit as ck
    >>> jets = ck.load("fighter_reports")
    >>> print(ladder(jets, ck.load("rungs"), by="report_kind", subject="reports").finding)
    Of 16 reports (2025–2026), 9 are at reported interest, ...
    """
    all_words(subject=subject, title=title, note=note)
    frame = rows_of(frame, by, "rung")
    rungs = rows_of(rungs, "rung", "step", "label")
    rungs = rungs.assign(step=numbers_of(rungs["step"]))
    if rungs[["rung", "step", "label"]].isna().any(axis=None):
        raise CakitError("the table of rungs has an empty cell: fill rung, step and label")
    steps = dict(rungs.sort_values("step")[["rung", "label"]].astype(str).to_numpy())
    rows = _checked(frame, steps, by)
    groups = dict(iter(rows.groupby(by, sort=False)))
    names = {name: fitted(named(name), 2.1, 9, 2) for name in groups}
    heights = {}  # inches, for the name of a row and its fullest field
    for name, part in groups.items():
        fullest = int(part["rung"].value_counts().max())
        lines = names[name].count("\n") + 1
        heights[name] = max(-(-fullest // ACROSS) * TALL, lines * LINE) + 0.1
    full = top = sum(heights.values())
    with theme.style():
        figure, (ax,) = parts.canvas(top + HEAD + KEY)
        parts.bare(ax)
        _heads(ax, [*steps.values()], top)
        places = []
        for name, part in groups.items():
            ax.axhline(top, color=theme.GRID, linewidth=0.8, zorder=0)
            places.append(top - heights[name] / 2)
            for step, rung in enumerate(steps):
                _marks(ax, part.loc[part["rung"] == rung, "standing"], step, places[-1])
            top -= heights[name]
        ax.set_yticks(places, [*names.values()], size=9)
        ax.set(xlim=(-0.5, len(steps) - 0.5), ylim=(0, full + HEAD))
        _key(ax, [one for one in LOOKS if one in set(rows["standing"])])
    told = " ".join(f"{named(name)}: {_told(part, steps)}." for name, part in groups.items())
    subjects = subject[:1].upper() + subject[1:]
    return put_words(
        figure,
        frame,
        parts.headline(title, f"{subjects}, rung by rung"),
        _finding(rows, steps, subject),
        "One mark is one event, not one delivery; the fuller, the firmer. "
        f"A denial is on the rung it denies. {note}".strip(),
        f"{subjects} on a ladder of {len(steps)} rungs, {' < '.join(steps.values())}. {told}",
    )


def _checked(frame: pd.DataFrame, steps: dict[str, str], by: str) -> pd.DataFrame:
    """The events with every group and standing said."""
    rows = frame.dropna(subset=["rung"])
    if rows.empty:
        raise CakitError("nothing to draw: no event has a rung")
    standing = rows["standing"].fillna(UNSAID) if "standing" in rows else UNSAID
    rows = rows.assign(**{by: rows[by].fillna(UNSAID).astype(str), "standing": standing})
    for column, known in (("rung", steps), ("standing", LOOKS)):
        for one in set(rows[column]) - set(known):
            raise CakitError(f"no {column} {shown(one)}. {nearest(str(one)[:40], known)}")
    parts.few(rows[by].nunique(), MOST_ROWS, f"groups of {by!r}")
    parts.few(len(rows), MOST_EVENTS, "events")
    return rows


def _heads(ax: Axes, labels: list[str], top: float) -> None:
    """Name the rungs above the rows; their columns get darker to the right."""
    for place, label in enumerate(labels):
        colour = theme.RUNGS[place % len(theme.RUNGS)]
        across = {"xmin": (place + 0.03) / len(labels), "xmax": (place + 0.97) / len(labels)}
        ax.axhspan(0, top, facecolor=colour, alpha=0.13, linewidth=0, zorder=0, **across)
        edge: dict[str, Any] = {"edgecolor": theme.FAINT, "linewidth": 0.6}
        ax.axhspan(top, top + 0.06, facecolor=colour, **edge, **across)
        kind: dict[str, Any] = {"ha": "center", "va": "bottom", "linespacing": 1.1}
        ax.text(place, top + 0.1, fitted(label, 1.1, most=2), size=9.5, weight="bold", **kind)


def _marks(ax: Axes, standings: pd.Series, place: int, middle: float) -> None:
    """The events of one field side by side, firmest first, in as many lines as they need."""
    firmest = sorted(standings, key=[*LOOKS].index)
    lines = -(-len(firmest) // ACROSS)
    for number, standing in enumerate(firmest):
        line, column = divmod(number, ACROSS)
        inside = min(ACROSS, len(firmest) - line * ACROSS)
        x = place + (column - (inside - 1) / 2) * STEP
        y = middle - (line - (lines - 1) / 2) * TALL
        ax.plot(x, y, **_look(standing, theme.RUNGS[place % len(theme.RUNGS)]))


def _look(standing: str, colour: str) -> dict[str, Any]:
    marker, fill, _ = LOOKS[standing]
    look = {"marker": marker, "ms": MARK, "mec": theme.INK, "mew": 1.1, "linestyle": "none"}
    half = {"fillstyle": "bottom", "mfcalt": "white"} if fill == "bottom" else {}
    return look | half | {"mfc": "white" if fill == "none" else colour, "zorder": 3}


def _key(ax: Axes, standings: list[str]) -> None:
    """Say under the rows what the marks mean, where they differ."""
    if standings == [UNSAID]:
        return
    keys = [Line2D([], [], label=LOOKS[one][2], **_look(one, theme.RUNGS[-2])) for one in standings]
    look: dict[str, Any] = {"ncols": len(keys), "frameon": False, "fontsize": 9.5}
    look |= {"loc": "upper center", "bbox_to_anchor": (0.5, 0.0), "borderaxespad": 0.3}
    ax.legend(handles=keys, **look)


def _told(rows: pd.DataFrame, steps: dict[str, str], in_full: bool = False) -> str:
    """How many are on which rung, denials apart, and how many of them all are soft."""
    firm = rows[rows["standing"] != "denied"]
    counts = {label: int((firm["rung"] == code).sum()) for code, label in steps.items()}
    there = {label: count for label, count in counts.items() if count}
    said = listed([f"{count} at {label}" for label, count in there.items()], "none on any rung")
    bare_rungs = [label for label, count in counts.items() if not count]
    if in_full and there:
        verb = "is" if next(iter(there.values())) == 1 else "are"
        said = said.replace(" at ", f" {verb} at ", 1)
        if bare_rungs:
            said += f", none at {listed(bare_rungs).replace(' and ', ' or ')}"
    soft, denied = (int((rows["standing"] == one).sum()) for one in ("rumoured", "denied"))
    tail = [f"{soft} {'is' if soft == 1 else 'are'} only rumoured"] if soft else []
    tail += [f"{denied} {'is a denial' if denied == 1 else 'are denials'}"] if denied else []
    return "; ".join(filter(None, [said, " and ".join(tail)]))


def _finding(rows: pd.DataFrame, steps: dict[str, str], subject: str) -> str:
    column = next((name for name in ("date_from", "date") if name in rows), "")
    dates = sorted(str(date)[:4] for date in rows[column] if span(date)) if column else []
    when = f" ({parts.years(dates[0], dates[-1])})" if dates else ""
    return f"Of {len(rows)} {subject}{when}, {_told(rows, steps, in_full=True)}."
