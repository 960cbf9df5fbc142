"""Small multiples of measures over years, each in its own unit: for profiles and explorers."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from cakit.door import all_words, numbers_of, plain_arguments, rows_of, years_of
from cakit.figures import Chart, theme
from cakit.figures.finish import put_words
from cakit.figures.labels import label_ends
from cakit.plots import parts

LOOKS = (("-", theme.INK), ((0, (5, 1.5)), "#7A7A7A"), ((0, (1.5, 1.2)), "#A07A2C"))
UNITS = "Each panel has its own unit and scale; a gap means that no figure is held."
MOST_PANELS, MOST_SERIES, MOST_YEARS = 30, 40, 300
LONG = 9  # characters; a longer name at a line's end is its code, which the note explains


@plain_arguments
def small_multiples(
    frame: pd.DataFrame, subject: str, note: str, title: str = "", finding: str = ""
) -> Chart:
    """One small picture a measure: rows with `panel`, `year`, `series`, `value`, `unit`, `gap`."""
    all_words(subject=subject, note=note, title=title, finding=finding)
    frame = rows_of(frame, "panel", "year", "series", "value", "unit")
    years, values = years_of(frame["year"].dropna()), numbers_of(frame["value"])
    texts = {one: frame[one].fillna("").map(str) for one in ("panel", "series", "unit")}
    frame = frame.assign(**texts, year=years, value=values.where(frame["year"].notna()))
    parts.few(frame["series"].nunique(), MOST_SERIES, "series")
    parts.few(frame["panel"].nunique(), MOST_PANELS, "panels")
    parts.few(int(frame["year"].max() - frame["year"].min()) + 1, MOST_YEARS, "years")
    panels = dict(iter(frame.groupby("panel", sort=False)))
    span = int(frame["year"].min()), int(frame["year"].max())
    names = {code: parts.named(code) for code in frame["series"].dropna().unique() if code}
    codes = {code: name for code, name in names.items() if len(name) > LONG and code != "other"}
    across = min(3, len(panels))
    with theme.style():
        figure, axes = parts.canvas(
            0.3 + 1.55 * -(-len(panels) // across), across, len(panels), sharex=True
        )
        axes[0].set(xlim=(span[0] - 0.01, span[1] + 0.01), xticks=sorted({*span}))
        for ax, (name, rows) in zip(axes, panels.items(), strict=True):
            ax.set_title(parts.fitted(name, 5.2 / across, 10), size=10, pad=17)
            unit = parts.fitted(rows["unit"].iloc[0], 2.5, 9)
            ax.text(0, 1.04, unit, transform=ax.transAxes, size=9, color=theme.FAINT)
            ax.tick_params(labelsize=9)
            _panel(ax, rows, codes)
        for ax in axes[-across:]:  # nothing is under them
            ax.tick_params(labelbottom=True)
    rows = frame.dropna(subset="value").fillna({"series": ""})
    lines = rows.sort_values("year", kind="stable").groupby(["panel", "series"], sort=False)
    told: dict[str, list[str]] = {name: [] for name in panels}
    for (name, series), line in lines:
        told[name].append(_told(series, line))
    told = {name: said or ["no data held"] for name, said in told.items()}
    explained = "".join(f" {code}: {name}." for code, name in codes.items())
    return put_words(
        figure,
        frame,
        parts.headline(title, f"{subject}, measure by measure"),
        finding or f"{subject}, {_finding(lines.tail(1), [*panels])}.",
        f"{note} {UNITS}{explained}",
        f"Small multiples for {subject}, {len(panels)} panels over years. {parts.told(told)}",
    )


def _panel(ax: Axes, rows: pd.DataFrame, codes: dict[str, str]) -> None:
    """The lines of one panel, with gaps, a bar where figures are rivals, and names at the ends."""
    unit, gap = rows["unit"].iloc[0], rows["gap"].iloc[0] if "gap" in rows else "no figure held"
    rows = rows.dropna(subset="value")
    if rows.empty:
        reason = parts.fitted(gap, 1.5, 9, 3)
        ax.text(0.5, 0.5, reason, transform=ax.transAxes, ha="center", size=9, color=theme.FAINT)
        ax.set_yticks([])
        return
    ends = {}
    for place, (name, line) in enumerate(rows.fillna({"series": ""}).groupby("series", sort=False)):
        values = line.set_index(line["year"].astype(int))["value"].sort_index().astype(float)
        years, (dashes, plain) = values.index, LOOKS[place % 3]
        ink = theme.COLOURS.get(str(name), plain)
        whole = values.reindex(range(years[0], years[-1] + 1))
        ax.plot(whole.index, whole, color=ink, linestyle=dashes, linewidth=1.7)
        alone = whole.notna() & whole.shift().isna() & whole.shift(-1).isna()
        dots = whole if len(values) < 9 else whole[alone]  # a year between two gaps makes no line
        if dots.notna().any():
            ax.plot(dots.index, dots, "o", color=ink, markersize=3)
        if "low" in line and line["low"].notna().any():
            ax.vlines(line["year"], line["low"], line["high"], color=ink, linewidth=3, alpha=0.45)
        said = "others" if name == "other" else name if name in codes else parts.named(name)
        old = f" ({years[-1]})" if years[-1] < rows["year"].max() else ""
        said = f"{said} {parts.number(values.iloc[-1])}{old}"
        ends[said] = (ax.get_xlim()[1], values.iloc[-1], ink)
    ax.margins(y=0.07)
    ax.locator_params(axis="y", nbins=3)
    low, high = ax.get_ylim()
    ax.set_ylim(min(0, low), high + 0.07 * (high - min(0, low)))
    if unit.startswith("share"):
        ax.set(ylim=(-5, 105), yticks=(0, 50, 100))
    label_ends(ax, ends, size=9)


def _told(series: str, line: pd.DataFrame) -> str:
    """The first and the last value of a line, with years and unit."""
    ends = [f"{parts.number(row.value)} in {row.year:.0f}" for row in line.itertuples()]
    name = f"{parts.named(series)} " if series else ""
    return f"{name}{' to '.join(dict.fromkeys([ends[0], ends[-1]]))} ({line['unit'].iloc[0]})"


def _finding(last: pd.DataFrame, panels: list[str]) -> str:
    """The largest partner of each panel that compares several, by its newest year."""
    shares = last[last["unit"].str.startswith("share")]
    several = shares.groupby("panel").filter(lambda rows: len(rows) > 1)
    order = several.sort_values(["year", "value"], ascending=False, kind="stable")
    largest = order.groupby("panel").head(1).set_index("panel")
    by_year: dict[int, list[str]] = {}
    for name in [one for one in panels if one in largest.index][:5]:
        row = largest.loc[name]
        who = f"{parts.named(row['series'])} {parts.percent(row['value'])}"
        by_year.setdefault(int(row["year"]), []).append(f"{name[:1].lower()}{name[1:]} {who}")
    said = "; ".join(f"in {year} {', '.join(words)}" for year, words in by_year.items())
    return f"largest shares, newest years held: {said}"
