"""The ladder: events on the rungs from reported interest to delivery and production, one mark an event."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from cakit import figure
from cakit.charts import parts
from cakit.errors import CakitError, nearest

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from cakit.figure import Chart

UNSAID = "not said"  # the standing or group of an event whose cell is empty
LOOKS = {  # standing → shape and fill: the fuller, the firmer
    "confirmed": ("o", "full"),
    "reported": ("o", "half"),
    "rumoured": ("o", "none"),
    "denied": ("X", "none"),
    UNSAID: ("s", "full"),
}
SAID = {
    "confirmed": "confirmed by a side",
    "reported": "reported",
    "rumoured": "rumoured",
    "denied": "denied or refuted",
    UNSAID: "standing not said",
}
MOST_ROWS = 40
ACROSS = 4  # marks side by side in one field
STEP, TALL = 0.2, 0.24  # distance of marks in a field: in rungs, in inches
LINE, HEAD, KEY = 0.16, 0.62, 0.45  # height of a line of words, of the heads of the rungs, of the key, in inches
MARK = 9.5


def ladder(
    frame: pd.DataFrame,
    rungs: pd.DataFrame,
    by: str = "country_iso3",
    words: str = "",
    subject: str = "events",
    note: str = "",
) -> Chart:
    """Events on the ladder, a row a recipient or an item, a column a rung.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row an event, with its `rung`; with `standing`, where it is known who stands behind it; with `date_from` or
        `date`, where the years belong into the sentence. Groups stand in the order of the rows.
    rungs : pandas.DataFrame
        The table `rungs`: codes, steps and labels, also of rungs on which nothing stands.
    by : str
        The column of groups; codes of states are spelt out.
    words : str
        A column with a few words to put beside each mark, where no group has two events.
    subject : str
        What the marks are, in the plural.
    note : str
        What else a reader has to know.

    Returns
    -------
    Chart

    Raises
    ------
    CakitError
        For a rung or standing that is not known, words for a field with several marks, or too many groups.

    Examples
    --------
    >>> import cakit as ck
    >>> jets = ck.load("defence_events").query("system_class == 'fighter' and supplier_iso3 == 'CHN'")
    >>> print(ladder(jets, ck.load("rungs"), by="system", subject="reports").sentence)
    Of 6 reports (2025), 4 stand on reported interest and 1 on delivery, none on talks, agreement, order or production at home; 4 are only rumoured and 1 is a denial.
    """
    import matplotlib

    rows, steps = _checked(frame, rungs, by, words)
    groups = list(dict.fromkeys(rows[by]))
    fields = {key: part.to_dict("records") for key, part in rows.groupby([by, "rung"], sort=False)}
    names = {group: textwrap.wrap(parts.named(group), 30, max_lines=2, placeholder=" …") or [""] for group in groups}
    heights = {group: _height(group, fields, len(names[group])) for group in groups}
    sentence = _sentence(rows, steps, subject)
    note = f"One mark is one event, not one delivery; the fuller, the firmer. A denial stands on the rung it denies. {note}".strip()
    tall = figure.height_around(sentence, frame, note) + HEAD + sum(heights.values()) + KEY
    with matplotlib.rc_context(figure.STYLE | {"axes.grid": False}):
        drawn, (axes,) = figure.canvas(tall)
        tops = _rows(axes, names, heights, len(steps))
        _heads(axes, steps, sum(heights.values()))
        for (group, rung), events in fields.items():
            _marks(axes, events, list(steps).index(rung), tops[group] - heights[group] / 2, words)
        _key(axes, [one for one in LOOKS if one in set(rows["standing"])])
        axes.set(xlim=(-0.5, len(steps) - 0.5), ylim=(0, sum(heights.values()) + HEAD))
        alt = (
            f"{subject[:1].upper()}{subject[1:]} placed on a ladder of {len(steps)} rungs, {' < '.join(steps.values())}. "
            + " ".join(f"{parts.named(group)}: {_told(rows[rows[by] == group], steps)}." for group in groups)
        )
        return figure.finish(drawn, frame, sentence, alt, note)


def _checked(frame: pd.DataFrame, rungs: pd.DataFrame, by: str, words: str) -> tuple[pd.DataFrame, dict[str, str]]:
    """The events with every group and standing said, and the rungs in order; an error where that cannot be."""
    figure.drawable(rungs, "rung", "step", "label")
    figure.drawable(frame, by, "rung", *([words] if words else []))
    ordered = rungs.sort_values("step")
    steps = {str(code): str(label) for code, label in zip(ordered["rung"], ordered["label"], strict=True)}
    rows = frame.dropna(subset=["rung"])
    if rows.empty:
        raise CakitError("nothing to draw: no event has a rung")
    standing = rows["standing"].fillna(UNSAID) if "standing" in rows else UNSAID
    rows = rows.assign(**{by: rows[by].fillna(UNSAID).astype(str), "standing": standing})
    for column, known in (("rung", steps), ("standing", [*LOOKS])):
        for one in rows[column].unique():
            if one not in known:
                raise CakitError(f"no {column} {one!r}. {nearest(one, known)}")
    if rows[by].nunique() > MOST_ROWS:
        raise CakitError(f"{rows[by].nunique()} groups do not fit: keep at most {MOST_ROWS} of {by!r}")
    if words and rows[by].duplicated().any():
        twice = rows.loc[rows[by].duplicated(), by].iloc[0]
        raise CakitError(f"{twice!r} has several events: words fit beside a mark only where each group has one")
    return rows, steps


def _height(group: str, fields: dict[Any, list[Any]], lines: int) -> float:
    """How tall a row has to be, in inches, for its name and its fullest field."""
    most = max(len(events) for (name, _), events in fields.items() if name == group)
    return max(-(-most // ACROSS) * TALL, lines * LINE) + 0.1


def _rows(axes: Axes, names: dict[str, list[str]], heights: dict[str, float], count: int) -> dict[str, float]:
    """Draw a line under each row and its name; give back where each row begins."""
    tops, top = {}, sum(heights.values())
    for group, height in heights.items():
        tops[group] = top
        axes.plot([-0.5, count - 0.5], [top, top], color=figure.GRID, linewidth=0.8, zorder=0)
        top -= height
    middles = [tops[group] - heights[group] / 2 for group in names]
    axes.set_yticks(middles, ["\n".join(lines) for lines in names.values()], size=9)
    axes.set_xticks([])
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    return tops


def _heads(axes: Axes, steps: dict[str, str], top: float) -> None:
    """Name the rungs above the rows; their blocks rise to the right, light to dark."""
    from matplotlib.patches import Rectangle

    for place, label in enumerate(steps.values()):
        colour = figure.RUNGS[place % len(figure.RUNGS)]
        rise = 0.05 + (HEAD - LINE * 2) * (place + 1) / len(steps)
        axes.add_patch(Rectangle((place - 0.47, 0), 0.94, top, facecolor=colour, alpha=0.13, linewidth=0, zorder=0))
        axes.add_patch(
            Rectangle(
                (place - 0.47, top), 0.94, rise, facecolor=colour, edgecolor=figure.FAINT, linewidth=0.6, zorder=1
            )
        )
        axes.text(place, top + rise + 0.04, "\n".join(textwrap.wrap(label, 13, max_lines=2, placeholder=" …")), ha="center",
                  va="bottom", size=9.5, weight="bold", linespacing=1.1)  # fmt: skip


def _marks(axes: Axes, events: list[dict[str, Any]], place: int, middle: float, words: str) -> None:
    """Put the events of one field side by side, firmest first, in as many lines as they need."""
    from matplotlib.path import Path

    order = [*LOOKS]
    events = sorted(events, key=lambda event: order.index(event["standing"]))
    spots = _spots(len(events), place, middle)
    colour = figure.RUNGS[place % len(figure.RUNGS)]
    kind: dict[str, Any] = {"s": MARK**2, "edgecolor": figure.INK, "linewidth": 1.1, "zorder": 3}
    for standing in dict.fromkeys(event["standing"] for event in events):
        x, y = zip(
            *(spot for spot, event in zip(spots, events, strict=True) if event["standing"] == standing), strict=True
        )
        shape, fill = LOOKS[standing]
        axes.scatter(x, y, marker=shape, facecolor=colour if fill == "full" else "white", **kind)
        if fill == "half":
            axes.scatter(x, y, marker=Path.wedge(180, 360), facecolor=colour, **kind)
    for spot, event in zip(spots, events, strict=True):
        if words and isinstance(event[words], str):
            right = place < ACROSS - 1
            axes.annotate(textwrap.shorten(event[words], 44, placeholder=" …"), spot, (9 if right else -9, 0),
                          textcoords="offset points", ha="left" if right else "right", va="center", size=9)  # fmt: skip


def _spots(count: int, place: int, middle: float) -> list[tuple[float, float]]:
    """Where the marks of one field stand: in lines of `ACROSS`, each line centred.

    Examples
    --------
    >>> _spots(2, 0, 1.0)
    [(-0.1, 1.0), (0.1, 1.0)]
    """
    lines = -(-count // ACROSS)
    made = []
    for number in range(count):
        line, column = divmod(number, ACROSS)
        inside = min(ACROSS, count - line * ACROSS)
        made.append((place + (column - (inside - 1) / 2) * STEP, middle - (line - (lines - 1) / 2) * TALL))
    return made


def _key(axes: Axes, standings: list[str]) -> None:
    """Say under the rows what the marks mean, where they differ."""
    from matplotlib.lines import Line2D

    if standings == [UNSAID]:
        return
    keys = [
        Line2D([], [], label=SAID[one], linestyle="none", marker=LOOKS[one][0], markersize=MARK, markeredgecolor=figure.INK,
               markeredgewidth=1.1, markerfacecoloralt="white", fillstyle="bottom" if LOOKS[one][1] == "half" else "full",
               markerfacecolor="white" if LOOKS[one][1] == "none" else figure.RUNGS[-2]) for one in standings
    ]  # fmt: skip
    axes.legend(handles=keys, loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=len(keys), frameon=False, fontsize=9.5,
                handletextpad=0.2, columnspacing=1.6, borderaxespad=0.3)  # fmt: skip


def _told(rows: pd.DataFrame, steps: dict[str, str], verb: str = "") -> str:
    """How many stand on which rung, denials apart, and how many of them all are soft."""
    firm = rows[rows["standing"] != "denied"]
    counts = {label: int((firm["rung"] == code).sum()) for code, label in steps.items()}
    said = figure.listed((f"{count} on {label}" for label, count in counts.items() if count), "none on any rung")
    first = next((count for count in counts.values() if count), 0)
    said = said.replace(" on ", f" {verb}{'s' * (first == 1)} on ", 1) if verb else said
    bare = [label for label, count in counts.items() if not count]
    none = f", none on {figure.listed(bare).replace(' and ', ' or ')}" if verb and bare and len(firm) else ""
    soft = int((rows["standing"] == "rumoured").sum())
    denied = len(rows) - len(firm)
    tail = [f"{soft} {'is' if soft == 1 else 'are'} only rumoured"] if soft else []
    tail += [f"{denied} {'is a denial' if denied == 1 else 'are denials'}"] if denied else []
    return f"{said}{none}{'; ' * bool(tail)}{' and '.join(tail)}"


def _sentence(rows: pd.DataFrame, steps: dict[str, str], subject: str) -> str:
    column = next((name for name in ("date_from", "date") if name in rows), "")
    years = sorted({str(date)[:4] for date in rows[column].dropna()} - {""}) if column else []
    when = f" ({parts.years(years[0], years[-1])})" if years else ""
    return f"Of {len(rows)} {subject}{when}, {_told(rows, steps, 'stand')}."
