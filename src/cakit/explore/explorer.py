"""Explorer: what every theme shares. Python holds the sums and the words; sums.js and view.js add, divide and draw."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from cakit import catalog, figure, maps, provenance
from cakit.errors import CakitError, UnknownCountry, nearest

if TYPE_CHECKING:
    import pandas as pd

    from cakit.figure import Chart

MIME = "application/vnd.cakit.explorer+json"
EDGE = 10  # room around the five on the map, in units of the outlines


def _text(*names: str) -> str:
    return "".join(Path(__file__).with_name(name).read_text(encoding="utf-8") for name in names)


def module() -> str:
    """The ES module of all explorers: sums.js, then view.js."""
    return _text("sums.js", "view.js")


def style() -> str:
    """Its style sheet."""
    return _text("view.css")


@cache
def outlines() -> dict[str, Any]:
    """The outlines of the five, the frame around them, and all neighbours as one path."""
    drawn = maps.svg_outlines()
    west, _, east, north = maps.FRAME
    scale = maps.WIDE / (east - west)
    left, low, right, high = maps.region().five.total_bounds
    view = [(left - west) * scale - EDGE, (north - high) * scale - EDGE]
    view += [(right - left) * scale + 2 * EDGE, (high - low) * scale + 2 * EDGE]
    return {
        "view": [round(one) for one in view],
        "paths": {code: drawn["paths"][code] for code in drawn["five"]},
        "labels": {code: drawn["labels"][code] for code in drawn["five"]},
        "context": "".join(path for code, path in drawn["paths"].items() if code not in drawn["five"]),
        "note": provenance.BOUNDARY_NOTE,
    }


def _percent(part: int, total: int) -> str:
    rounded = (200 * part + total) // (2 * total)
    if part and not rounded:
        return "under 1%"
    return "over 99%" if rounded == 100 and part < total else f"{rounded}%"


def _million(hundredths: int) -> str:
    return "under 1" if hundredths < 50 else f"{(hundredths + 50) // 100:,}"


def ends(spec: Mapping[str, Any], edition: str, window: int) -> tuple[int, int]:
    """First and last year in which a window of the edition ends; an edition of totals is one window."""
    held = spec["editions"][edition]
    return (held["last"] if held["whole"] else held["first"] + window - 1), held["last"]


def _among(name: Any, code: str, known: Mapping[str, str], what: str) -> str:
    if code not in known:
        raise UnknownCountry(f"{name!r} is not a {what} here. {nearest(catalog.country_name(code), known.values())}")
    return code


def _number(name: str, value: Any, low: int, high: int, where: str = "") -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise CakitError(f"{name}={value!r}{where} does not exist: take {low}{f' to {high}' * (low < high)}")
    return value


def checked(spec: Mapping[str, Any], key: str, value: Any, edition: str, window: int) -> Any:
    """One choice, brought to the form the state has; an error with the nearest valid values otherwise."""
    name = spec["traits"][key]
    if key == "groups":
        asked = [value] if isinstance(value, str) else list(value)
        codes = {_among(one, catalog.country(one), spec["groups"], name.removesuffix("s")) for one in asked}
        if not codes:
            raise CakitError(f"{name} is empty: name at least one of {', '.join(spec['groups'])}")
        return [code for code in spec["groups"] if code in codes]
    if key == "member":
        return _among(value, catalog.country(value), spec["members"], name) if value else ""
    if key == "edition":
        if str(value) not in spec["editions"]:
            raise CakitError(f"{name} {value!r} is not held. {nearest(value, spec['editions'])}")
        return str(value)
    if key == "window":
        return _number(name, value, 1, spec["windows"][-1][0])
    kind = "totals only" if spec["editions"][edition]["whole"] else f"windows of {window} years"
    return _number(name, value, *ends(spec, edition, window), f" in the {edition} edition ({kind})")


class Explorer(anywidget.AnyWidget):
    """A view of one theme that follows its reader: pick states, window, edition, year; everything is linked.

    Its choices are traits, so code can read and set them. What a notebook stores is the picture of `chart()`, the
    sentence, and digests of the data and of that picture; never the widget's state.

    A theme gives the traits, their defaults, `spec` (sums as whole hundredths, words, colours), `data` and `chart`.
    """

    _esm = module()
    _css = style()
    spec = traitlets.Dict().tag(sync=True)
    start = traitlets.Dict().tag(sync=True)

    def __init__(self, spec: dict[str, Any], **state: Any) -> None:
        order = ("edition", "window", "year", "groups", "member")
        made: dict[str, Any] = {}
        for key, trait in sorted(spec["traits"].items(), key=lambda pair: order.index(pair[0])):
            value = state[trait]
            if key == "year" and value is None:
                value = spec["editions"][made["edition"]]["last"]
            made[key] = checked(spec, key, value, made.get("edition", ""), made.get("window", 0))
        chosen = {trait: made[key] for key, trait in spec["traits"].items()}
        shipped = spec | {"colours": figure.COLOURS, "outlines": outlines()}
        super().__init__(spec=shipped, start=chosen, **chosen)
        for key, trait in spec["traits"].items():
            self._register_validator(self._valid, (trait,))
            if key in ("edition", "window"):
                self.observe(self._settle, trait)

    def _valid(self, _: Any, proposal: Any) -> Any:
        key = next(key for key, trait in self.spec["traits"].items() if trait == proposal["trait"].name)
        return checked(self.spec, key, proposal["value"], self._chosen("edition"), self._chosen("window"))

    def _settle(self, _: Any) -> None:
        first, last = ends(self.spec, self._chosen("edition"), self._chosen("window"))
        setattr(self, self.spec["traits"]["year"], min(max(self._chosen("year"), first), last))

    def _chosen(self, key: str) -> Any:
        return getattr(self, self.spec["traits"][key])

    @property
    def data(self) -> pd.DataFrame:
        """The tidy rows shown: a row a window and member, with source ids."""
        raise NotImplementedError

    def chart(self) -> Chart:
        """The static twin of the view."""
        raise NotImplementedError

    @property
    def state(self) -> dict[str, Any]:
        """The choices by trait."""
        return {trait: getattr(self, trait) for trait in self.spec["traits"].values()}

    @property
    def sums(self) -> dict[str, int]:
        """Member → hundredths in the chosen window, largest first."""
        _, _, end, member, _, value, *_ = self.spec["columns"]
        rows = self.data[self.data[end] == self._chosen("year")]
        found = {code: round(one * 100) for code, one in zip(rows[member], rows[value], strict=True) if one}
        return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))

    @property
    def sentence(self) -> str:
        """The finding in words, as the browser shows it."""
        words, sums, total = self.spec["words"], self.sums, sum(self.sums.values())
        edition, last, codes = self._chosen("edition"), self._chosen("year"), self._chosen("groups")
        held = self.spec["editions"][edition]
        first = held["first"] if held["whole"] else last - self._chosen("window") + 1
        names = [self.spec["groups"][code] for code in codes]
        several = f"{', '.join(names[:-1])} and {names[-1]}{words['together']}" if len(names) > 1 else names[0]
        told = {
            "span": f"{first}–{last}" if first < last else f"{last}",
            "edition": edition,
            "groups": words["all"] if len(names) == len(self.spec["groups"]) else several,
        }
        if total:
            said = {one: {"member": self.spec["members"][one], "percent": _percent(sums[one], total)} for one in sums}
            top = next(iter(sums))
            code = self._chosen("member") or top
            other = next((one for one in sums if one != code), None)
            told |= said.get(code) or {"member": self.spec["members"][code], "percent": "0%"}
            told["rest"] = words["next" if code == top else "leader"].format(**said[other]) if other else words["alone"]
            told["total"] = _million(total)
        return words["some" if total else "none"].format(**told) + (words["whole"] if held["whole"] else "")

    @property
    def code(self) -> str:
        """The line that gives this view again."""
        said = ", ".join(f"{trait}={json.dumps(value)}" for trait, value in self.state.items() if value != "")
        return f"{self.spec['call']}({said})"

    @property
    def digest(self) -> str:
        """Twelve signs that change when any of the shipped sums or their sources change."""
        return hashlib.sha256(json.dumps(self.spec["editions"], sort_keys=True).encode()).hexdigest()[:12]

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
