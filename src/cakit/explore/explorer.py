"""Explorer: what every theme shares. Python holds the sums and the words; the browser adds, divides and draws.

A theme is a class with its traits, `sentence`, `data` and `chart`; a spec with its declared controls and shipped data;
and theme_<name>.js with the same sentence, the rows to download, and the panels.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from cakit import figure, geometry, provenance
from cakit.explore.control import Control
from cakit.geometry import layers

if TYPE_CHECKING:
    import pandas as pd

    from cakit.figure import Chart

MIME = "application/vnd.cakit.explorer+json"
EDGE = 10  # room around the five on the map, in units of the outlines
WORDS = {
    "reset": "Reset",
    "copy": "Copy as code",
    "copied": "Copied.",
    "selected": "Selected: copy it with Ctrl+C.",
    "noaddress": "address not found",
    "one": "At least one {what} stays chosen.",
}
HERE = Path(__file__).parent


def _text(names: Iterable[str]) -> str:
    return "\n".join((HERE / name).read_text(encoding="utf-8") for name in names)


def module(theme: str) -> str:
    """The ES module of one theme: the shared core, then the theme's own file or files."""
    own = sorted(path.name for path in HERE.glob(f"theme_{theme}_*.js"))
    return _text(["words.js", "view.js", "panels.js", *own, f"theme_{theme}.js"])


def style(theme: str) -> str:
    """Its style sheet: the shared one, then the theme's own where it has one."""
    return _text(["view.css", *sorted(path.name for path in HERE.glob(f"theme_{theme}.css"))])


@cache
def outlines() -> dict[str, Any]:
    """The outlines of the five, the frame around them, and all neighbours as one path."""
    drawn = geometry.svg_outlines()
    west, _, east, north = geometry.FRAME
    scale = geometry.WIDE / (east - west)
    left, low, right, high = layers().five.total_bounds
    view = [(left - west) * scale - EDGE, (north - high) * scale - EDGE]
    view += [(right - left) * scale + 2 * EDGE, (high - low) * scale + 2 * EDGE]
    return {
        "view": [round(one) for one in view],
        "paths": {code: drawn["paths"][code] for code in drawn["five"]},
        "labels": {code: drawn["labels"][code] for code in drawn["five"]},
        "context": "".join(path for code, path in drawn["paths"].items() if code not in drawn["five"]),
        "note": provenance.BOUNDARY_NOTE,
    }


def packed(data: Any) -> str:
    """Data too large to ship as they are: deflated, as text; view.js opens them."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def made_spec(
    theme: str, controls: Iterable[Control], words: dict[str, str], data: Any, columns: Iterable[str], **more: Any
) -> dict[str, Any]:
    """What is shipped to the browser.

    Parameters
    ----------
    theme : str
        The name of the function in `ck.explore`.
    controls : iterable of Control
        In the order of the function's arguments; a range comes after what its limits depend on.
    words : dict
        The theme's templates and titles.
    data
        The sums and texts; the digest is taken of them.
    columns : iterable of str
        The columns of the rows to download.
    **more
        What the theme needs besides: `outlines=outlines()` for the map, `credit`, `colours`; `packed=packed(data)` for
        data over the bar, which are then shipped in that form only.
    """
    kept = {one.trait: one.shipped() for one in controls}
    call = f"ck.explore.{theme}"
    said = {"theme": theme, "call": call, "controls": kept, "columns": list(columns), "words": WORDS | words}
    return said | {"data": data} | more


def empty_chart(data: pd.DataFrame, sentence: str, searched: pd.DataFrame | None = None) -> Chart:
    """The picture of a choice that nothing fits: it says so, and credits what was searched."""
    import matplotlib

    with matplotlib.rc_context(figure.STYLE | {"text.parse_math": False}):
        drawn, (axes,) = figure.canvas(2.2)
        axes.axis("off")
        axes.text(0.5, 0.5, "nothing to draw", ha="center", va="center", color=figure.FAINT)
        alt = f"An empty picture. {sentence}"
        made = figure.finish(drawn, data if searched is None else searched, sentence, alt)
        return figure.Chart(made.figure, data, "", sentence, alt)


class Explorer(anywidget.AnyWidget):
    """A view of one theme that follows its reader: everything in it is linked.

    Its choices are traits, so code can read and set them. What a notebook stores is the picture of `chart()`, the
    sentence, and digests of the data and of that picture; never the widget's state.
    """

    spec = traitlets.Dict().tag(sync=True)
    start = traitlets.Dict().tag(sync=True)

    def __init__(self, spec: dict[str, Any], controls: Iterable[Control], **state: Any) -> None:
        self._controls, self._data = {one.trait: one for one in controls}, spec["data"]
        self._drawn: tuple[dict[str, Any], Chart] | None = None
        chosen: dict[str, Any] = {}
        for trait, control in self._controls.items():
            asked = state[trait]
            if control.kind == "range":
                limits = self.limits(chosen)
                chosen[trait] = control.checked(limits[1] if asked is None else asked, limits, self.where(chosen))
            else:
                chosen[trait] = control.checked(asked)
        shipped = {key: value for key, value in spec.items() if key != "data" or "packed" not in spec}
        super().__init__(spec=shipped, start=chosen, **chosen)
        ranges = any(one.kind == "range" for one in self._controls.values())
        for trait, control in self._controls.items():
            self._register_validator(self._valid, (trait,))
            if ranges and control.kind != "range":
                self.observe(self._settle, trait)

    def limits(self, state: dict[str, Any]) -> tuple[int, int]:
        """First and last value of the range, given the choices before it."""
        return next(one.limits for one in self._controls.values() if one.kind == "range")

    def where(self, state: dict[str, Any]) -> str:
        """What the limits depend on, for the message of an error."""
        return ""

    def _valid(self, _: Any, proposal: Any) -> Any:
        control = self._controls[proposal["trait"].name]
        if control.kind != "range":
            return control.checked(proposal["value"])
        return control.checked(proposal["value"], self.limits(self.state), self.where(self.state))

    def _settle(self, _: Any) -> None:
        first, last = self.limits(self.state)
        for trait, control in self._controls.items():
            if control.kind == "range":
                setattr(self, trait, min(max(getattr(self, trait), first), last))

    @property
    def data(self) -> pd.DataFrame:
        """The tidy rows shown, with source ids."""
        raise NotImplementedError

    def chart(self) -> Chart:
        """The static twin of the view."""
        if self._drawn is None or self._drawn[0] != self.state:
            self._drawn = (self.state, self._twin())
        return self._drawn[1]

    def _twin(self) -> Chart:
        """Draw the static twin."""
        raise NotImplementedError

    @property
    def sentence(self) -> str:
        """The finding in words, as the browser shows it."""
        raise NotImplementedError

    @property
    def state(self) -> dict[str, Any]:
        """The choices by trait."""
        return {trait: getattr(self, trait) for trait in self._controls}

    @property
    def code(self) -> str:
        """The line that gives this view again."""
        kept = {trait: value for trait, value in self.state.items() if value != ""}
        said = ", ".join(f"{trait}={json.dumps(value, ensure_ascii=False)}" for trait, value in kept.items())
        return f"{self.spec['call']}({said})"

    @property
    def digest(self) -> str:
        """Twelve signs that change when any of the shipped sums or their sources change."""
        return hashlib.sha256(json.dumps(self._data, sort_keys=True).encode()).hexdigest()[:12]

    def __repr__(self) -> str:
        return f"{self.sentence}\n[data {self.digest}]"

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        shown = super()._repr_mimebundle_(**kwargs) or ({}, {})
        chart = self.chart()
        kept = {
            MIME: {"theme": self.spec["theme"], "state": self.state, "data": self.digest},
            "text/plain": f"{self.sentence}\n[data {self.digest}, picture {chart.digest}]",
            "image/png": base64.b64encode(chart.png()).decode(),
        }
        return shown[0] | kept, shown[1] | {"image/png": {"alt": chart.alt}}
