"""The look of the kit's pictures: defaults of matplotlib, and one colour a supplier."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

import matplotlib
from cycler import cycler
from matplotlib.colors import to_rgb

from cakit import catalog
from cakit.door import plain_arguments, shown
from cakit.errors import CakitError, nearest
from cakit.languages import said

# One colour a supplier, everywhere; at least 25 (CIE76) apart for the four kinds of colour vision.
COLOURS: dict[str, str] = catalog.REGION["colours"]
# One colour a rung of the ladder, darker as a report gets firmer; the palest wants an edge of INK.
RUNGS = ("#F6EDDA", "#A9D45F", "#35AE74", "#2A6CA8", "#51229F", "#35103F")
INK, FAINT, GRID = "#222222", "#5F5F5F", "#E3E3E3"
WIDTH, DPI = 8.0, 110
STYLE: Any = tomllib.loads(Path(__file__).with_name("style.toml").read_text(encoding="utf-8"))
ONE_THREAD = RLock()  # draws at a time: the settings of matplotlib are those of all threads
NOT_A_STYLE = {"backend", "backend_fallback", "interactive", "toolbar", "docstring.hardcopy"}


@contextmanager
def style() -> Iterator[None]:
    """The kit's style for a `with` block: nothing that was set before shows through."""
    with ONE_THREAD, matplotlib.rc_context(_undone() | STYLE):
        yield


def _undone() -> dict[str, Any]:
    """The defaults of matplotlib that somebody has set to something else."""
    now, default = matplotlib.rcParams, matplotlib.rcParamsDefault
    names = default.keys() - NOT_A_STYLE - STYLE.keys()
    return {name: default[name] for name in sorted(names) if now._get(name) != default._get(name)}


def set_theme() -> None:
    """Make the kit's look the default of matplotlib and seaborn, as `seaborn.set_theme` does.

    What was set before is undone. Colours without a name of their own follow
    `ck.palette("categories")`.

    Examples
    --------
    >>> with matplotlib.rc_context():
    ...     set_theme()
    ...     matplotlib.rcParams["axes.axisbelow"]
    True
    """
    matplotlib.rcParams.update(_undone() | STYLE)
    matplotlib.rcParams["axes.prop_cycle"] = cycler(color=list(palette("categories").values()))
    matplotlib.rcParams["figure.dpi"] = DPI
    matplotlib.rcParams["figure.figsize"] = (WIDTH, 4.2)


def colour(member: str) -> str:
    """The colour of a supplier; suppliers without one of their own are grey."""
    return COLOURS.get(member, COLOURS["other"])


def ink_on(fill: Any) -> str:
    """The ink that is readable on a colour: dark or white.

    Examples
    --------
    >>> ink_on("#FFFFFF") == INK, ink_on("#12307F")
    (True, 'white')
    """
    red, green, blue = to_rgb(fill)
    return INK if 0.299 * red + 0.587 * green + 0.114 * blue > 0.55 else "white"


@plain_arguments
def palette(of: str = "supplier") -> dict[str, str]:
    """Colours by name, for `palette=` in seaborn and for `.map()` in pandas.

    Parameters
    ----------
    of : {"supplier", "rung", "verdict", "confidence", "categories"}
        "supplier" holds every country by code and by name, and is grey for those without a colour
        of their own. "categories" numbers the colours for anything else, which `ck.set_theme()`
        gives without being asked: seaborn takes `list(ck.palette("categories").values())`.

    Returns
    -------
    dict of str
        Name or code → colour. Colours within one palette differ for all kinds of colour vision.

    Examples
    --------
    >>> palette("supplier")["Russia"] == palette("supplier")["RUS"] == "#B2182B"
    True
    >>> len(palette("rung"))
    6
    """
    made = {
        "supplier": _suppliers,
        "rung": lambda: dict(zip(catalog.load("rungs")["rung"], RUNGS, strict=True)),
        "verdict": lambda: dict(VERDICTS),
        "confidence": lambda: {"high": "#2A6CA8", "medium": "#6FBFF4", "low": "#C9DDEE"},
        "categories": lambda: {str(n): one for n, one in enumerate(CATEGORIES)},
    }
    if not isinstance(of, str) or of not in made:
        raise CakitError(f"no palette {shown(of)}. {nearest(shown(of), made)}")
    return made[of]()


VERDICTS = {  # five steps of lightness too: a grey print keeps them apart
    "supported": "#0B3776",
    "outdated": "#A049D6",
    "contradicted": "#8C3D02",
    "internally-inconsistent": "#2A1A02",
    "undecidable": "#95999B",
}
CATEGORIES = [one for name, one in COLOURS.items() if name != "other"]


def _suppliers() -> dict[str, str]:
    names = catalog.country_names()
    by_code = {code: colour(code) for code in [*names, "other"]}
    return (
        by_code
        | {name: colour(code) for code, name in names.items()}
        | {"all others": COLOURS["other"], said("all others"): COLOURS["other"]}
    )
