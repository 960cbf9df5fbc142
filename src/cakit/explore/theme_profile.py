"""One state over arms, trade, energy, remittances, debt, ties and minerals: side by side, no ranking and no index."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import traitlets

from cakit import catalog, figure
from cakit.catalog import FIVE
from cakit.explore import held_profile as held
from cakit.explore.control import Control
from cakit.explore.explorer import Explorer, made_spec, module, style
from cakit.explore.twin_profile import multiples_of

if TYPE_CHECKING:
    import pandas as pd

    from cakit.figure import Chart

BRIEF = ["arms", "remittances", "debt"]  # what the title of the static twin says
NEWEST = 2023  # the last year for which most panels hold a figure
COLUMNS = "country_iso3 panel series year year_to value unit status source_ids"
WORDS = {
    "some": "{country} in {year}. {told}; {ties}.",
    "panel": "{lead}: {figures} ({source})",
    "gap": "{lead}: no figure held",
    "figure": "{label} {value}",
    "ties": "{running} of {all} ties listed run in that year{undated}",
    "undated": " (start or end of {count} not held)",
    "span": "{from}–{year}",
    "nothing": "no figure for {year}",
    "empty": "no data held for this state",
    "under": "under 1",
    "lanes": "Treaties, memberships, bases and leases; the dashed line is {year}",
    "minerals": "Share of world output, newest year",
    "nominerals": "No share of world output is held",
    "since": "since {from}",
    "until": "{from}–{to}",
    "start": "start not held",
    "end": "since {from}, end not held",
    "note": "Themes stand side by side on purpose: they have no common unit, and no sum or rank is made of them. A missing "
    "figure is a gap, never a zero. Colours: Russia red, China orange.",
}


@cache
def _controls() -> tuple[Control, ...]:
    named = {code: catalog.country_name(code) for code in FIVE}
    return (
        Control("country", "select", "State", named, countries=True),
        Control("year", "range", "Year", limits=(held.FIRST, held.LAST)),
    )


@cache
def _spec() -> dict[str, Any]:
    more = {"colours": figure.COLOURS, "credit": held.credit()}
    return made_spec("profile", _controls(), WORDS, held.data(), [*COLUMNS.split(), "credit"], **more)


def shown(millionths: int, digits: int) -> str:
    """Millionths with the decimals a panel shows, halves up.

    Examples
    --------
    >>> shown(12_340_000, 0), shown(12_350_000, 1), shown(200_000, 0), shown(0, 0), shown(12_345_670_000, 0)
    ('12', '12.4', 'under 1', '0', '12,346')
    """
    if digits:
        tenths = (millionths + 50_000) // 100_000
        return f"{tenths // 10:,}.{tenths % 10}"
    whole = (millionths + 500_000) // 1_000_000
    return WORDS["under"] if millionths and not whole else f"{whole:,}"


class Profile(Explorer):
    """The explorer of `profile()`."""

    _esm = module("profile")
    _css = style("profile")
    country = traitlets.Unicode().tag(sync=True)
    year = traitlets.Int().tag(sync=True)

    @property
    def data(self) -> pd.DataFrame:
        """All figures of the state, a row a panel, series and year; then its ties and minerals."""
        import pandas as pd

        rows: list[dict[str, Any]] = []
        for name, several in held.series(self.country).items():
            unit = held.PANELS[name][3].strip()
            for one in several:
                rows += [{"panel": name, "series": one["label"], "year": year, "value": value / held.SCALE, "unit": unit,
                          "source_ids": one["sources"]} for year, value in one["cells"]]  # fmt: skip
        rows += [{"panel": "ties", "series": f"{one['name']}: {one['kind']}", "year": one["from"], "year_to": one["to"],
                  "status": one["status"], "source_ids": one["sources"]} for one in held.ties(self.country)]  # fmt: skip
        rows += [{"panel": "minerals", "series": one["name"], "year": one["year"], "value": one["share"] / held.SCALE,
                  "unit": "% of world output", "source_ids": one["sources"]} for one in held.minerals(self.country)]  # fmt: skip
        made = pd.DataFrame(rows).assign(country_iso3=self.country)
        return made.reindex(columns=COLUMNS.split()).astype({"year": "Int64", "year_to": "Int64"})

    @property
    def figures(self) -> dict[str, dict[str, int]]:
        """Panel → series → millionths in the chosen year; a series without a figure is left out."""
        return {
            name: {one["label"]: value for one in several for year, value in one["cells"] if year == self.year}
            for name, several in held.series(self.country).items()
        }

    @property
    def sentence(self) -> str:
        """The findings in words, as the browser shows them."""
        return self._said(list(held.PANELS))

    def _said(self, panels: list[str]) -> str:
        told = []
        for name in panels:
            found = self.figures[name]
            panel = held.data()["panels"][name]
            lead = panel["lead"].format(
                span=WORDS["span"].format(**{"from": self.year - held.SIZE + 1, "year": self.year})
            )
            said = [WORDS["figure"].format(label=label, value=shown(value, panel["digits"]) + panel["unit"])
                    for label, value in found.items()]  # fmt: skip
            template = WORDS["panel" if said else "gap"]
            told.append(template.format(lead=lead, figures=", ".join(said), source=panel["source"]))
        text = "; ".join(told)
        return WORDS["some"].format(
            country=catalog.country_name(self.country),
            year=self.year,
            told=text[0].upper() + text[1:],
            ties=self._ties(),
        )

    def _ties(self) -> str:
        every = held.ties(self.country)
        dated = [one for one in every if held.dated(one)]
        running = sum(one["from"] <= self.year <= (one["to"] or self.year) for one in dated)
        bare = len(every) - len(dated)
        undated = WORDS["undated"].format(count=bare) if bare else ""
        return WORDS["ties"].format(running=running, all=len(every), undated=undated)

    def _twin(self) -> Chart:
        """The same panels as small multiples."""
        return multiples_of(self.country, self.year, self.data, self._said(BRIEF), WORDS["note"])


def profile(country: str = "KAZ", year: int | None = None) -> Profile:
    """Explore one state: arms, trade, energy, remittances, debt, ties and minerals side by side; no rank, no index.

    Parameters
    ----------
    country : str
        One of the five by name or code.
    year : int, optional
        The year whose figures are written out; default: the newest that most panels hold.

    Returns
    -------
    Profile
        A widget. Its choices can be read and set: `.country`, `.year`; what they give is in `.sentence`, `.figures`,
        `.data`, `.code`; `.chart()` is its static twin.

    Raises
    ------
    UnknownCountry, CakitError
        With the nearest values there are.

    Examples
    --------
    >>> from cakit import explore
    >>> explore.profile("Tajikistan", 2023).sentence
    'Tajikistan in 2023. Arms delivered in 2019–2023: Russia ...'
    """
    return Profile(_spec(), _controls(), country=country, year=NEWEST if year is None else year)
