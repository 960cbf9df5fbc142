"""What Washington obligated and whom it trained: by program, country and fiscal year; three measures, never mixed."""

from __future__ import annotations

import re
import textwrap
from functools import cache
from typing import TYPE_CHECKING, Any

import traitlets

from cakit import catalog
from cakit.catalog import FIVE
from cakit.charts.columns import columns
from cakit.explore import words
from cakit.explore.control import Control
from cakit.explore.explorer import Explorer, empty_chart, made_spec, module, outlines, style
from cakit.explore.held_us_programs import (
    COLOURS,
    CONSTANT,
    GAPS,
    MEASURES,
    UNTIL,
    WINDOWS,
    WORDS,
    amount,
    codes,
    kind,
    rows_of,
    shipped,
    short,
)

if TYPE_CHECKING:
    import pandas as pd

    from cakit.figure import Chart


@cache
def _controls() -> tuple[Control, ...]:
    listed = sorted(
        {code for measure in MEASURES for code in rows_of(measure)["program"]}, key=lambda one: short(one).lower()
    )
    said = {code: re.split(r" \(|, in|;", str(codes().at[code, "description"]))[0] for code in listed}
    named = {code: f"{short(code)}: {textwrap.shorten(said[code], 48, placeholder=' …')}" for code in listed}
    return (
        Control(
            "country",
            "select",
            "State",
            {code: catalog.country_name(code) for code in FIVE},
            "all five",
            countries=True,
        ),
        Control("measure", "select", "Measure", {one: held[0] for one, held in MEASURES.items()}),
        Control("program", "select", "Program", named, "all programs"),
        Control("window", "select", "Window", WINDOWS),
        Control("year", "range", "Last fiscal year of the window"),
    )


@cache
def _spec() -> dict[str, Any]:
    columns = "country_iso3 country fiscal_year program program_name measure value unit complete source_ids credit"
    gaps = [dict(zip(("kind", "program", "from", "to", "drawn", "said"), gap, strict=True)) for gap in GAPS]
    programs = {code: short(code) for code in _controls()[2].options}
    data = {"measures": {one: shipped(one) for one in MEASURES}, "programs": programs, "gaps": gaps, "until": UNTIL}
    more = {"colours": COLOURS, "outlines": outlines()}
    return made_spec("us_programs", _controls(), WORDS, data, columns.split(), **more)


class UsPrograms(Explorer):
    """The explorer of `us_programs()`."""

    theme = "us_programs"
    _esm = module("us_programs")
    _css = style("us_programs")
    country = traitlets.Unicode().tag(sync=True)
    measure = traitlets.Unicode().tag(sync=True)
    program = traitlets.Unicode().tag(sync=True)
    window = traitlets.Unicode().tag(sync=True)
    year = traitlets.Int().tag(sync=True)

    def limits(self, state: dict[str, Any]) -> tuple[int, int]:
        """First and last fiscal year in which a window of the measure ends."""
        held = shipped(state["measure"])
        size = held["last"] - held["first"] + 1 if state["window"] == "all" else int(state["window"])
        return held["first"] + size - 1, held["last"]

    def where(self, state: dict[str, Any]) -> str:
        """The measure and the window."""
        return f" in {state['measure']!r} (window: {WINDOWS[state['window']]})"

    @property
    def span(self) -> tuple[int, int]:
        """First and last fiscal year of the window."""
        held = shipped(self.measure)
        return (held["first"] if self.window == "all" else self.year - int(self.window) + 1), self.year

    @property
    def data(self) -> pd.DataFrame:
        """A row a state, fiscal year and program of the chosen state (or all five) and program (or all)."""
        rows = rows_of(self.measure)
        rows = rows[rows["country_iso3"].isin([self.country] if self.country else FIVE)]
        return (rows[rows["program"] == self.program] if self.program else rows).reset_index(drop=True)

    def _window(self, by: str) -> dict[str, int]:
        """Sums of the window by program, or by state; all programs, largest first."""
        rows = rows_of(self.measure)
        rows = rows[rows["country_iso3"].isin([self.country] if self.country else FIVE)]
        sums = rows[rows["fiscal_year"].between(*self.span)].groupby(by)["value"].sum()
        return dict(sorted(((one, int(sums[one])) for one in sums.index), key=lambda pair: (-pair[1], pair[0])))

    @property
    def sums(self) -> dict[str, int]:
        """Program → dollars or places in the chosen window, largest first."""
        return self._window("program")

    @property
    def _groups(self) -> str:
        return catalog.country_name(self.country) if self.country else WORDS["all"]

    @property
    def _span(self) -> str:
        first, last = self.span
        return f"FY{first}–FY{last}" if first < last else f"FY{last}"

    @property
    def sentence(self) -> str:
        """The finding in words, as the browser shows it."""
        held, sums = shipped(self.measure), self.sums
        total, unit = sum(sums.values()), held["unit"]
        told = {"span": self._span, "groups": self._groups, "source": held["source"], "unit": unit}
        said = {one: {"member": short(one), "percent": words.percent(max(sums[one], 0), total)} for one in sums}
        code = self.program or next(iter(sums), "")
        other = next((one for one in sums if one != code), "")
        if code in sums:
            template, rest = held["template"], "next" if code == next(iter(sums)) else "leader"
            told |= said[code] | {"part": amount(sums[code], self.measure), "total": amount(total, self.measure)}
            told["rest"] = WORDS[rest].format(**said[other]) if other else WORDS["alone"]
            told["pool"] = self._pooled(total)
        elif sums:
            template, each = WORDS["absent"], "" if held["kind"] == "people" else "million "
            told |= {"member": short(code), "total": amount(total, self.measure), "unit": each + unit}
            told["leader"] = WORDS["leader"].format(**said[other])
        else:
            template = WORDS["none"]
        return template.format(**told) + "".join(gap[5] for gap in GAPS if self._meets(gap))

    def _pooled(self, total: int) -> str:
        """Which state stands for most of a pooled figure."""
        if self.country:
            return ""
        code, most = next(iter(self._window("country_iso3").items()))
        return WORDS["pool"].format(member=catalog.country_name(code), percent=words.percent(most, total))

    def _meets(self, gap: tuple[Any, ...]) -> bool:
        of, program, first, last, *_ = gap
        touched = first <= self.span[1] and last >= self.span[0]
        return touched and of in ("all", kind(self.measure)) and program in ("", self.program)

    def _twin(self) -> Chart:
        """Stacked columns by fiscal year, the window marked, what is not held hatched."""
        held, rows = shipped(self.measure), self.data
        about = f"{short(self.program) if self.program else WORDS['programs']}, {self._groups}"
        if rows.empty:
            return empty_chart(rows_of(self.measure), self.sentence)
        scale, unit = (1, held["unit"]) if held["kind"] == "people" else (1_000_000, f"million {held['unit']}")
        met = [gap for gap in GAPS if gap[4] and gap[0] in ("all", held["kind"]) and gap[1] in ("", self.program)]
        gaps = {(first, last): WORDS["gap"] if drawn == "gap" else "incomplete" for _, _, first, last, drawn, _ in met}
        names = {code: short(code) for code in rows["program"]}
        rows = rows.assign(value=rows["value"] / scale)
        made = columns(rows, "value", "program", unit, about, gaps=gaps, names=names, note=WORDS["note"])
        first, last = self.span
        made.figure.axes[0].axvspan(first - 0.5, last + 0.5, color="#0B57D0", alpha=0.12, zorder=0.5)
        return made


def us_programs(
    country: str = "", measure: str = CONSTANT, program: str = "", window: str | int = 5, year: int | None = None
) -> UsPrograms:
    """Explore US security programs: obligations and training by program, state and fiscal year, with their gaps.

    Parameters
    ----------
    country : str
        One of the five by name or code; default: all five together.
    measure : str
        "obligations nominal", "obligations constant" (dollars of fiscal 2020) or "people trained"; never mixed.
    program : str
        Code of a program, for example "FMF"; default: all programs.
    window : int or str
        Fiscal years taken together: 1, 5, 10, or "all" that are held.
    year : int, optional
        Last fiscal year of the window; default: the newest that the source holds completely.

    Returns
    -------
    UsPrograms
        A widget. Its choices can be read and set: `.country`, `.measure`, `.program`, `.window`, `.year`; what they give
        is in `.sentence`, `.data`, `.code`; `.chart()` is its static twin.

    Raises
    ------
    UnknownCountry, CakitError
        With the nearest values there are.

    Examples
    --------
    >>> from cakit import explore
    >>> explore.us_programs("Uzbekistan", "obligations nominal", "FMF", window=1, year=2002).sentence
    'In FY2002 the United States obligated ... million dollars of each year in security programs for Uzbekistan: ...'
    """
    if year is None:
        year = MEASURES[measure][-1] if measure in MEASURES and str(window) != "all" else None
    asked = {"country": country, "measure": measure, "program": program, "window": str(window), "year": year}
    return UsPrograms(_spec(), _controls(), **asked)
