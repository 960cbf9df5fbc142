"""One mineral: who mines it, who buys it, what the United States imports of it; rival figures side by side."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

import traitlets

from cakit import catalog, figure
from cakit.catalog import FIVE
from cakit.charts.columns import columns
from cakit.explore import held_minerals as held
from cakit.explore import words
from cakit.explore.control import Control
from cakit.explore.explorer import Explorer, empty_chart, made_spec, module, outlines, packed, style
from cakit.explore.held_minerals import (
    BUYERS,
    COLOURS,
    EDITIONS,
    FOUND,
    HEDGES,
    OUTPUT,
    RELIANCE,
    SIZE,
    SPANS,
    VIEWS,
    WORDS,
)
from cakit.explore.twin_minerals import dots_by_year

if TYPE_CHECKING:
    import pandas as pd

    from cakit.figure import Chart

UNIT = "million current dollars"
COLUMNS = "view mineral country_iso3 item partner_iso3 year edition value unit world_value status comparator estimated source_ids"


@cache
def _controls() -> tuple[Control, ...]:
    return (
        Control("mineral", "select", "Mineral", held.minerals()),
        Control("view", "select", "Question", VIEWS),
        Control("country", "select", "State", {code: catalog.country_name(code) for code in FIVE}, "all five", countries=True),
        Control("year", "range", "Year; of trade, the last of five"),
    )  # fmt: skip


@cache
def _spec() -> dict[str, Any]:
    more = {"colours": COLOURS, "outlines": outlines(), "packed": packed(held.data())}
    return made_spec("minerals", _controls(), WORDS, held.data(), [*COLUMNS.split(), "credit"], **more)


def million(thousand: int) -> str:
    """Thousands of dollars in millions.

    Examples
    --------
    >>> million(49), million(1_250), million(1_234_567)
    ('under 0.1', '1.3', '1,235')
    """
    if thousand < 50:
        return "under 0.1"
    tenths = (thousand + 50) // 100
    return f"{tenths // 10}.{tenths % 10}" if thousand < 10_000 else f"{(thousand + 500) // 1000:,}"


def _fill(template: str, listed: list[str]) -> str:
    return WORDS[template].format(listed=figure.listed(listed)) if listed else ""


class Minerals(Explorer):
    """The explorer of `minerals()`."""

    _esm = module("minerals")
    _css = style("minerals")
    mineral = traitlets.Unicode().tag(sync=True)
    view = traitlets.Unicode().tag(sync=True)
    country = traitlets.Unicode().tag(sync=True)
    year = traitlets.Int().tag(sync=True)

    def limits(self, state: dict[str, Any]) -> tuple[int, int]:
        """First and last year of the view."""
        years = [row[4] for row in held.data()["output"][state["mineral"]]]
        return (min(years), max(years)) if state["view"] == OUTPUT and years else SPANS[state["view"]]

    def where(self, state: dict[str, Any]) -> str:
        """The mineral and the view."""
        return f" for {held.minerals()[state['mineral']]} ({VIEWS[state['view']]})"

    @property
    def _states(self) -> list[str]:
        return [self.country] if self.country else list(FIVE)

    @property
    def _groups(self) -> str:
        return catalog.country_name(self.country) if self.country else WORDS["five"]

    @property
    def _name(self) -> str:
        return held.minerals()[self.mineral]

    @property
    def data(self) -> pd.DataFrame:
        """The rows of the view over all its years, for the chosen state or all five, with source ids."""
        asked = {"view": self.view, "mineral": self.mineral}
        if self.view == OUTPUT:
            made = held.output().query("mineral == @self.mineral and country_iso3 in @self._states")
            made = made.rename(
                columns={"quantity": "value", "world_quantity": "world_value", "source_id": "source_ids"}
            )
            made = made.assign(**asked, status="figure", comparator="equal")
        elif self.view == BUYERS:
            made = held.trade().query("mineral == @self.mineral and exporter_iso3 in @self._states")
            made = made.rename(columns={"exporter_iso3": "country_iso3", "source_id": "source_ids"})
            made = made.assign(**asked, value=made["thousand"] / 1000, unit="million USD", status="figure", comparator="equal", estimated=False)  # fmt: skip
        else:
            made = held.reliance().query("mineral == @self.mineral")
            made = made.rename(columns={"reliance_percent": "value", "source_id": "source_ids"})
            made = made.assign(**asked, unit="percent")
        return made.reindex(columns=COLUMNS.split()).reset_index(drop=True)

    @property
    def sums(self) -> dict[str, int]:
        """Buyer → thousands of dollars in the five years that end in the chosen one, largest first."""
        return self._sold("partner_iso3")

    def _sold(self, by: str) -> dict[str, int]:
        rows = held.trade()
        rows = rows[(rows["mineral"] == self.mineral) & rows["exporter_iso3"].isin(self._states)]
        sums = rows[rows["year"].between(self.year - SIZE + 1, self.year)].groupby(by)["thousand"].sum()
        return dict(
            sorted(((one, int(sums[one])) for one in sums.index if sums[one]), key=lambda pair: (-pair[1], pair[0]))
        )

    @property
    def sentence(self) -> str:
        """The finding in words, as the browser shows it."""
        said: dict[str, Callable[[], str]] = {OUTPUT: self._output, BUYERS: self._buyers, RELIANCE: self._reliance}
        return said[self.view]()

    def _printed(self) -> tuple[list[Any], list[Any]]:
        """All rows on output of the year; the newest of each state and form, largest share first."""
        rows = [row for row in held.data()["output"][self.mineral] if row[4] == self.year and row[1] in self._states]
        newest = [row for n, row in enumerate(rows) if not any(row[1:4] == later[1:4] for later in rows[n + 1 :])]
        return rows, sorted(newest, key=lambda row: (-(row[5] / row[7] if row[7] else 0), row[1] + row[2]))

    def _output(self) -> str:
        rows, newest = self._printed()
        about = {"year": self.year, "mineral": self._name, "groups": self._groups}
        if not newest:
            return WORDS["nooutput"].format(**about)
        edition, country, item, stage, _, quantity, unit, world, usa, rank, estimated, _ = newest[0]
        about |= {"edition": EDITIONS.get(edition, edition), "country": catalog.country_name(country)}
        if not quantity:
            return WORDS["dash"].format(**about)
        also = [self._beside(row, newest[0]) for row in [one for one in newest[1:] if one[5]][:3]]
        before = [row[5] for row in rows if row[1:4] == newest[0][1:4] and row[0] != edition]
        rivals = [f"{one[4]:,} ({one[6].split(';')[0]})" for one in held.data()["rivals"]
                  if one[:4] == [self.mineral, country, "mine output", self.year] and one[5] == unit]  # fmt: skip
        told = {
            "quantity": f"{quantity:,}",
            "unit": unit,
            "world": f"{world:,} {unit}" if world else "",
            "percent": words.percent(quantity, world) if world else "",
            "item": "" if item == self._name else f" ({item})",
            "without": WORDS["without"] if usa else "",
            "place": WORDS["place"].format(rank=rank) if rank else "",
            "estimated": WORDS["estimate"] if estimated else "",
            "others": _fill("others", also),
            "older": WORDS["older"].format(quantity=f"{before[0]:,}") if before and before[0] != quantity else "",
            "rivals": _fill("rivals", rivals),
        }
        rest = WORDS["rest" if world else "bare"].format(**about, **told)
        return FOUND[stage].format(**about, rest=rest)

    @staticmethod
    def _beside(row: list[Any], main: list[Any]) -> str:
        other = row[2] if row[2] != main[2] else row[3] if row[3] != main[3] else ""
        form = WORDS["form"].format(form=other) if other else ""
        part = f" ({words.percent(row[5], row[7])})" if row[7] else ""
        return f"{catalog.country_name(row[1])}{form} {row[5]:,} {row[6]}{part}"

    def _buyers(self) -> str:
        sums, sellers = self.sums, self._sold("exporter_iso3")
        total, span = sum(sums.values()), f"{self.year - SIZE + 1}–{self.year}"
        about = {"span": span, "mineral": self._name, "groups": self._groups, "total": million(total)}
        if not total:
            return WORDS["nobuyers"].format(**about)
        said = [
            {"member": catalog.country_name(one), "percent": words.percent(sums[one], total)} for one in list(sums)[:2]
        ]
        about["rest"] = WORDS["next"].format(**said[1]) if len(said) > 1 else WORDS["alone"]
        seller, most = next(iter(sellers.items()))
        part = {"member": catalog.country_name(seller), "percent": words.percent(most, total)}
        about["sellers"] = "" if self.country else WORDS["sellers"].format(**part)
        about["newest"] = WORDS["newest"] if self.year == SPANS[BUYERS][1] else ""
        return WORDS["buyers"].format(**about, **said[0])

    def _reliance(self) -> str:
        rows = [row for row in held.data()["reliance"].get(self.mineral, []) if row[1] == self.year]
        sent = [f"{value}% ({item})" for item, value in held.imports().get(self.mineral, [])]
        uranium = held.reactors().get(str(self.year), []) if self.mineral == "uranium" else []
        bought = [
            f"{'about ' * (hedge == 'about')}{value}% ({catalog.country_name(code)})" for code, value, hedge in uranium
        ]
        sources = _fill("sources", sent) + _fill("reactors", bought)
        about = {"year": self.year, "mineral": self._name, "sources": sources, "edition": EDITIONS["MCS 2026"]}
        if not rows:
            return WORDS["noreliance"].format(**about)
        main = next((row for row in rows if row[2] == "figure"), rows[0])
        also = [f"{row[0]} {relied(row)}" for row in rows if row is not main]
        about |= {
            "item": "" if main[0] == "all" else f" ({main[0]})",
            "figure": relied(main),
            "others": _fill("others", also),
        }
        about["estimated"] = WORDS["estimate"] if main[5] else ""
        template = {"figure": "reliance", "net_exporter": "sold"}.get(main[2], "nofigure")
        return WORDS[template].format(**about)

    def _twin(self) -> Chart:
        """What the view draws: output by source, sales by buyer and year, or reliance by year."""
        rows = self.data
        if rows.empty or rows["value"].isna().all():
            return empty_chart(rows if len(rows) else held.trade(), self.sentence)
        if self.view == BUYERS:
            about = f"{self._name.capitalize()} sold by {self._groups}"
            names = {code: catalog.country_name(code) for code in rows["partner_iso3"]}
            return columns(rows, "value", "partner_iso3", UNIT, about, "year", names=names, note=WORDS["note"])
        return dots_by_year(rows.dropna(subset=["value"]), self.view == OUTPUT, self.sentence)


def relied(row: list[Any]) -> str:
    """How far the United States lives on imports, in words."""
    if row[2] == "figure":
        return f"{HEDGES.get(row[3], '')}{row[4]}%"
    return WORDS["exporter"] if row[2] == "net_exporter" else WORDS["none"]


def minerals(mineral: str = "antimony", view: str = OUTPUT, country: str = "", year: int | None = None) -> Minerals:
    """Explore one mineral: who mines it, who buys it, what the United States imports of it, and where sources differ.

    Parameters
    ----------
    mineral : str
        Code of a mineral, for example "antimony", "rare_earths", "tungsten", "uranium".
    view : str
        The question: "output" (shares of world output), "buyers" (who takes what the five sell, windows of five years) or
        "reliance" (net imports of the United States).
    country : str
        One of the five by name or code; default: all five. The US view is the same for all.
    year : int, optional
        The year looked at, of trade the last of five; default: the newest.

    Returns
    -------
    Minerals
        A widget. Its choices can be read and set: `.mineral`, `.view`, `.country`, `.year`; what they give is in
        `.sentence`, `.data`, `.code`; `.chart()` is its static twin.

    Raises
    ------
    UnknownCountry, CakitError
        With the nearest values there are.

    Examples
    --------
    >>> from cakit import explore
    >>> explore.minerals("antimony", "output", year=2024).sentence
    'In 2024 Tajikistan mined 22,000 t of antimony (antimony content), 18% of world output outside the USA (119,000 t), ...'
    """
    return Minerals(_spec(), _controls(), mineral=mineral, view=view, country=country, year=year)
