"""What the plots share: an empty figure, words for codes and shares, words for thin windows."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from functools import cache, partial
from numbers import Real
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cakit.catalog import country_names, load
from cakit.door import in_pandas, plain_arguments, text
from cakit.errors import CakitError
from cakit.figures import finish, theme
from cakit.figures.text import listed, width_of, wrapped
from cakit.languages import said

COUNTED = {2: "two", 3: "three", 4: "four", 5: "five"}
THIN = (
    "Hollow: fewer than three delivery lines in the window, or the largest supplier is not known."
)


def few(count: int, most: int, what: str) -> None:
    """Refuse more things than a picture can show."""
    if count > most:
        raise CakitError(f"{count} {what} do not fit into one picture: keep at most {most}")


def canvas(
    height: float, columns: int = 1, count: int = 1, **kind: Any
) -> tuple[Figure, list[Axes]]:
    """A figure of the kit's width with so many panels, in rows of so many columns."""
    drawn = Figure(figsize=(theme.WIDTH, height), dpi=theme.DPI, layout="constrained")
    cells: list[Any] = [*range(count), *["."] * (-count % columns)]
    plan = [cells[start : start + columns] for start in range(0, len(cells), columns)]
    panels = list(drawn.subplot_mosaic(plan, **kind).values())
    for axis in (axis for ax in panels for axis in (ax.xaxis, ax.yaxis)):
        axis.minorTicks = []  # matplotlib makes one that nobody sees: half the work of a panel
    return drawn, panels


def headline(title: str, computed: str) -> str:
    """The title given, held to the rules, or the computed one, cut to their length."""
    if title:
        return finish.checked_title(title)
    computed = str.__str__(computed)
    computed = said(computed[:1].upper() + computed[1:])
    return textwrap.shorten(computed, finish.LONGEST_TITLE, placeholder=" …")


def fitted(text: Any, room: float, size: float = 9.5, most: int = 1) -> str:
    """A text in at most so many lines of so many inches; the rest is three dots.

    Examples
    --------
    >>> fitted("The Times of Central Asia", 1.0), fitted("Talks", 1.0)
    ('The Times …', 'Talks')
    """
    words = str(text)[:999].encode("utf-8", "replace").decode()
    lines = wrapped(words, room, size)
    if len(lines) > most:
        lines = wrapped(words, room - width_of(" …", size), size)[:most]
        lines[-1] += " …"
    return "\n".join(lines)


def bare(ax: Axes) -> None:
    """Take away frame, ticks and grid of axes that only hold places."""
    ax.set_xticks([])
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.grid(False)


def named(member: Any) -> str:
    """The words for a code: a country, "all others", or several recipients ("KAZ+KGZ+TJK")."""
    codes = str(member).split("+")
    if len(codes) > 1:
        return f"the {COUNTED.get(len(codes), len(codes))} pooled"
    return "all others" if member == "other" else country_names().get(str(member), str(member))


def percent(share: float) -> str:
    """A share in whole per cent; a small one is not called none.

    Examples
    --------
    >>> percent(0.4), percent(52.4), percent(0)
    ('under 1%', '52%', '0%')
    """
    return "under 1%" if 0 < share < 0.5 else f"{share:.0f}%"


def number(value: float) -> str:
    """A number in few digits: whole from ten on.

    Examples
    --------
    >>> number(52.4), number(3.14159), number(0.012), number(12345.6)
    ('52', '3.1', '0.012', '12,346')
    """
    return f"{value:,.0f}" if abs(value) >= 10 or value == round(value) else f"{value + 0.0:.2g}"


def years(start: Any, end: Any) -> str:
    """A span of years; one year where both are the same."""
    return str(int(end)) if int(start) == int(end) else f"{int(start)}–{int(end)}"


def plural(count: int, noun: str) -> str:
    """A count and its noun."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def told(groups: Mapping[Any, Iterable[str]], between: str = "; ") -> str:
    """What is drawn in each group, for the alt text.

    Examples
    --------
    >>> told({"KAZ": ["83", "8"], "": ["3"]})
    'Kazakhstan: 83; 8. 3.'
    """
    return " ".join(
        f"{f'{named(group)}: ' if group else ''}{between.join(words)}."
        for group, words in groups.items()
    )


@plain_arguments
def thin(frame: pd.DataFrame, within: str | None = "recipient_iso3") -> list[str]:
    """Why the window behind each row says little, for every sentence that prints a share of it.

    Parameters
    ----------
    frame : pandas.DataFrame
        From `shares`, `share_of` or `concentration`. Without a column `thin` nothing is said.
    within : str, optional
        The column of recipients. Where the lines of a recipient are those of `arms_deliveries`,
        by count and by volume, the items delivered are named.

    Returns
    -------
    list of str
        A row an entry; empty where there are three lines or more.

    Examples
    --------
    >>> import cakit as ck
    >>> arms = ck.load("arms_transfers")
    >>> keys = ("supplier_iso3", "tiv_million", "recipient_iso3")
    >>> shares = ck.shares(arms, *keys, period=(2006, 2010))
    >>> thin(shares[shares["recipient_iso3"] == "UZB"])
    ['one line: 1 S-125 Pechora-2M']
    """
    frame = in_pandas(frame, by="thin")
    within = None if within is None else text(within, "within")
    if "thin" not in frame:
        return [""] * len(frame)
    whys = frame["thin"].astype("object").fillna("").astype(str)
    keys = [within, "year_from", "year_to", "lines", "total"]
    if not set(keys) <= set(frame):
        return whys.tolist()
    items = cache(partial(_items, dict(iter(load("arms_deliveries").groupby("recipient_iso3")))))
    rows = zip(whys, frame[keys].itertuples(index=False, name=None), strict=True)
    return [why + items(*row) if why and "unknown" not in why else why for why, row in rows]


def _items(held: dict[Any, pd.DataFrame], recipient: Any, *known: Any) -> str:
    """What one or two lines brought, where they are the lines that `arms_deliveries` has."""
    if recipient not in held or not all(isinstance(one, Real) for one in known):
        return ""
    first, last, count, total = known
    lines = held[recipient]
    lines = lines[lines["year"].between(first, last)]
    same = len(lines) == count and abs(lines["tiv_million"].sum() - total) < 0.01
    items = lines[["number_delivered", "designation"]]
    if not same or items.isna().any(axis=None):
        return ""
    return f": {listed(f'{number} {name}' for number, name in items.itertuples(index=False))}"
