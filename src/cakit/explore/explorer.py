"""Explorer: one widget for all themes. Python ships data and words; the browser adds and draws."""

import base64
import hashlib
import json
import os
import sys
import zlib
from typing import Any

import anywidget
import pandas as pd
import traitlets

from cakit.door import plain_arguments, shown
from cakit.errors import CakitError, nearest
from cakit.explore import register, shares
from cakit.explore.control import Control
from cakit.explore.theme import HERE, Theme, theme_named
from cakit.figures import Chart

MIME = "application/vnd.cakit.explorer+json"
FILES = ("engine.js", "panels.js", "shares.js", "register.js")
MODULE = "\n".join((HERE / name).read_text(encoding="utf-8") for name in FILES)
STYLE = (HERE / "view.css").read_text(encoding="utf-8")
TOLD = {"shares": shares.told, "register": register.told}


class Explorer(anywidget.AnyWidget):
    """A view of one theme that follows its reader: everything in it is linked.

    Its choices are traits, so code can read and set them. A notebook stores the picture of
    `chart()`, the sentence, and digests of the data and of that picture. It stores no view of a
    widget: the living explorer takes the place of its picture for as long as there is a kernel.
    """

    _theme: Theme
    year: Any
    _esm, _css = MODULE, STYLE
    packed = traitlets.Unicode().tag(sync=True)
    start = traitlets.Dict().tag(sync=True)
    mark = traitlets.Unicode().tag(sync=True)  # what engine.js knows the stored picture by

    def __init__(self, **state: Any) -> None:
        chosen: dict[str, Any] = {}
        for control in self._theme.controls:
            asked = state.get(control.trait)
            if asked is None and control.kind == "range":  # the last complete year
                low, high = shares.limits(self._theme.spec, chosen)
                complete = shares.chosen(self._theme.spec, chosen).get("newest") or high
                asked = max(low, min(complete, high))
            asked = control.start() if asked is None else asked
            chosen[control.trait] = self._checked(control, asked, chosen)
        self._wished = self._settled = chosen.get("year")
        self._drawn: tuple[dict[str, Any], Chart] | None = None
        super().__init__(packed=self._theme.packed, start=chosen, **chosen)
        self._register_validator(self._valid, tuple(chosen))
        self.observe(self._settle, list(chosen))

    def __setattr__(self, name: str, value: Any) -> None:
        if not name.startswith("_") and not hasattr(type(self), name):
            traits = [one.trait for one in self._theme.controls]
            raise CakitError(f"the explorer has no choice {name!r}. {nearest(name, traits)}")
        super().__setattr__(name, value)

    def _checked(self, control: Control, value: Any, state: dict[str, Any]) -> Any:
        """A choice in its stored form; an error names what sets the limits of a year."""
        if control.kind != "range":
            return control.checked(value)
        data, own = self._theme.spec["data"], self._theme.controls
        by = [one for one in own if one.trait in (*data["set_by"], data["window_by"])]
        named = ", ".join(f"{one.trait} {one.options[state[one.trait]]}" for one in by)
        limits = shares.limits(self._theme.spec, state)
        return control.checked(value, limits, f" ({named})" if named else "")

    def _valid(self, _: Any, proposal: Any) -> Any:
        control = next(one for one in self._theme.controls if one.trait == proposal["trait"].name)
        return self._checked(control, proposal["value"], self.state)

    def _settle(self, _: Any) -> None:
        """A year asked for stays wished for, also where other data do not reach it.

        A browser sends several choices at once: a year among them is taken before it is clamped.
        """
        if self._wished is None:
            return
        low, high = shares.limits(self._theme.spec, self.state)
        if self.year not in (self._settled, min(max(self._wished, low), high)):
            self._wished = self.year
        self._settled = self.year = min(max(self._wished, low), high)

    @property
    def state(self) -> dict[str, Any]:
        """The choices by trait."""
        return {one.trait: getattr(self, one.trait) for one in self._theme.controls}

    @property
    def told(self) -> dict[str, Any]:
        """The sentence and the numbers behind it, as the browser works them out too."""
        try:
            return TOLD[self._theme.spec["kind"]](self._theme.spec, self.state)
        except KeyError as missing:
            line = f"the spec {self._theme.spec['theme']!r}, line [words] {missing.args[0]}"
            raise CakitError(f"{line}: not there.") from None

    @property
    def sentence(self) -> str:
        """The finding in words, as the browser shows it."""
        return self.told["sentence"]

    @property
    def data(self) -> pd.DataFrame:
        """The tidy rows shown, with source ids."""
        return self._theme.rows(self.state)

    def chart(self) -> Chart:
        """The static picture of the view."""
        if self._drawn is None or self._drawn[0] != self.state:
            self._drawn = (self.state, self._theme.picture(self))
        return self._drawn[1]

    @property
    def code(self) -> str:
        """The line that gives this view again."""
        kept = {trait: value for trait, value in self.state.items() if value != ""}
        said = [f"{trait}={json.dumps(kept[trait], ensure_ascii=False)}" for trait in kept]
        return f"{self._theme.spec['call']}({', '.join(said)})"

    @property
    def digest(self) -> str:
        """Twelve characters that change when any of the shipped data change."""
        text = json.dumps(_rounded(self._theme.spec["data"]), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def __repr__(self) -> str:
        return f"{self.sentence}\n[data {self.digest}]"

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        shown = (super()._repr_mimebundle_(**kwargs) or ({}, {}))[0] if _wants_view() else {}
        chart, digest = self.chart(), self.digest
        self.mark = base64.b64encode(self.model_id[:30].encode()).decode()
        kept = {
            MIME: {"theme": self._theme.spec["theme"], "state": self.state, "data": digest},
            "text/plain": f"{self.sentence}\n[data {digest}, picture {chart.fingerprint}]",
            "image/png": base64.b64encode(marked(chart.png(), self.model_id)).decode(),
        }
        return shown | kept, {"image/png": {"alt": chart.alt}}


def _rounded(data: Any) -> Any:
    """Data with twelve digits a number: the last ones differ from processor to processor."""
    return json.loads(json.dumps(data), parse_float=lambda text: float(f"{float(text):.12g}"))


def _wants_view() -> bool:
    """Whether the front end draws a widget only where a view is sent."""
    wanting = {"VSCODE_PID", "VOILA_REQUEST_URL"}
    return "google.colab" in sys.modules or not wanting.isdisjoint(os.environ)


def marked(png: bytes, name: str) -> bytes:
    """A PNG with a name before its last chunk, at a place where base64 begins a group of four."""
    chunk = b"tEXtcakit\0" + b" " * (-(len(png) + 18 + len(name)) % 3) + name.encode()
    length, check = (number.to_bytes(4, "big") for number in (len(chunk) - 4, zlib.crc32(chunk)))
    return png[:-12] + length + chunk + check + png[-12:]


def unmarked(png: bytes) -> bytes:
    """The PNG without that name: the same bytes for the same picture."""
    at = png.rfind(b"tEXtcakit\0")
    return png[: at - 4] + png[-12:] if at > 0 else png


@plain_arguments
def restored(name: str, state: dict[str, Any]) -> tuple[Explorer, list[str]]:
    """An explorer in a stored state; what no longer fits is left out and said."""
    theme, fits, wrong = theme_named(name), dict[str, Any](), list[str]()
    if not isinstance(state, dict):
        return theme.open(), [f"the stored state {shown(state)} is not a set of choices"]
    traits = [one.trait for one in theme.controls]
    for trait in sorted(state, key=lambda one: traits.index(one) if one in traits else 99):
        try:
            theme.open(**fits, **{trait: state[trait]})
            fits[trait] = state[trait]
        except CakitError as error:
            wrong.append(str(error))
    return theme.open(**fits), wrong
