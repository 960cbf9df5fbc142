"""Explorer: what every theme shares. Python holds the sums and the words; sums.js and view.js add, divide and draw."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from cakit import figure, maps, provenance
from cakit.errors import CakitError

if TYPE_CHECKING:
    import pandas as pd

    from cakit.figure import Chart

HERE = Path(__file__).parent
MIME = "application/vnd.cakit.explorer+json"
EXPORT = "export default "  # the last statement of view.js; a classic script gets `const view = ` instead
PAGE = """<div class="cakit-explorer" data-theme-name="{theme}"><p>{sentence}</p>
<style>{css}</style>
<script type="application/json">{data}</script>
<script>(() => {{
{module}
const box = document.currentScript.parentElement, traits = JSON.parse(box.querySelector("script").textContent);
const heard = [], model = {{
  get: (name) => traits[name], save_changes() {{}}, off() {{}}, on: (_, act) => heard.push(act),
  set(name, value) {{ traits[name] = value; heard.forEach((act) => act()); }},
}};
view.render({{ model, el: box.appendChild(document.createElement("div")) }});
box.querySelector("p").remove();
}})();</script></div>
"""


def module() -> str:
    """The ES module of all explorers: sums.js, then view.js."""
    return "".join((HERE / name).read_text(encoding="utf-8") for name in ("sums.js", "view.js"))


@cache
def outlines() -> dict[str, Any]:
    """The outlines of the five, cut to them, and all neighbours as one path."""
    drawn = maps.svg_outlines()
    west, south, east, north = maps.FRAME
    scale, edge = maps.WIDE / (east - west), 10
    left, low, right, high = maps.region().five.total_bounds
    view = [(left - west) * scale - edge, (north - high) * scale - edge]
    view += [(right - left) * scale + 2 * edge, (high - low) * scale + 2 * edge]
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


class Explorer(anywidget.AnyWidget):
    """A view of one theme that follows its reader: pick states, window, edition, year; everything is linked.

    Its choices are traits (`explorer.recipients`, …), so code can read and set them. What is stored in a notebook is
    the picture of `chart()`, the sentence and a digest of the data and of that picture, never the widget's state.

    A theme gives the traits, `spec` (sums as whole hundredths, words, colours), `check`, `data` and `chart`.
    """

    _esm = module()
    _css = (HERE / "view.css").read_text(encoding="utf-8")
    spec = traitlets.Dict().tag(sync=True)
    start = traitlets.Dict().tag(sync=True)

    def __init__(self, spec: dict[str, Any], **state: Any) -> None:
        super().__init__(spec=spec | {"colours": figure.COLOURS, "outlines": outlines()}, start=state, **state)

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
        columns = self.spec["columns"]
        rows = self.data[self.data[columns[2]] == self._chosen("year")]
        found = {code: round(value * 100) for code, value in zip(rows[columns[3]], rows[columns[5]], strict=True)}
        return {code: found[code] for code in sorted(found, key=lambda code: (-found[code], code)) if found[code]}

    @property
    def span(self) -> tuple[int, int]:
        """First and last year of the chosen window."""
        held, last = self.spec["editions"][self._chosen("edition")], self._chosen("year")
        return (held["first"] if held["whole"] else last - self._chosen("window") + 1), last

    @property
    def sentence(self) -> str:
        """The finding in words, as the browser shows it."""
        words, sums, total = self.spec["words"], self.sums, sum(self.sums.values())
        names = [self.spec["groups"][code] for code in self._chosen("groups")]
        groups = ", ".join(names[:-1]) + (" and " if names[:-1] else "") + names[-1]
        groups += words["together"] if len(names) > 1 else ""
        first, last = self.span
        top = next(iter(sums), "")
        code = self._chosen("member") or top
        other = next((one for one in sums if one != code), None)

        def said(one: str) -> dict[str, str]:
            return {"member": self.spec["members"][one], "percent": _percent(sums.get(one, 0), total)}

        told = {
            "span": str(last) if first == last else f"{first}–{last}",
            "edition": self._chosen("edition"),
            "groups": words["all"] if len(names) == len(self.spec["groups"]) else groups,
        }
        if total:
            rest = words["next" if code == top else "leader"].format(**said(other)) if other else words["alone"]
            told |= said(code) | {"total": _million(total), "rest": rest}
        whole = words["whole"] if self.spec["editions"][told["edition"]]["whole"] else ""
        return words["some" if total else "none"].format(**told) + whole

    @property
    def code(self) -> str:
        """The line that gives this view again."""
        kept = {trait: value for trait, value in self.state.items() if value != ""}
        return (
            f"{self.spec['call']}({', '.join(f'{trait}={json.dumps(value)}' for trait, value in kept.items())})"
        )

    @property
    def digest(self) -> str:
        """Twelve signs that change when the shipped sums, words, colours or outlines change."""
        return hashlib.sha256(json.dumps(self.spec, sort_keys=True).encode()).hexdigest()[:12]

    def _chosen(self, key: str) -> Any:
        return getattr(self, self.spec["traits"][key])

    def __repr__(self) -> str:
        return f"{self.sentence}\n[data {self.digest}, picture {self.chart().digest}]"

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        widget, _ = super()._repr_mimebundle_(**kwargs)  # the widget view and, as text, repr(self)
        chart = self.chart()
        kept = {"theme": self.spec["theme"], "state": self.state, "data": self.digest}
        png = base64.b64encode(chart.png()).decode()
        return widget | {MIME: kept, "image/png": png}, {"image/png": {"alt": chart.alt}}


def static_html(explorer: Explorer) -> str:
    """The explorer as a piece of HTML that works without kernel, network or other files.

    Parameters
    ----------
    explorer : Explorer
        Its state is where the page starts, and what "Reset" comes back to.

    Returns
    -------
    str
        One `div` with style, data and a classic script: a page opened from a folder draws it. A reader without
        scripts gets the sentence.

    Examples
    --------
    >>> from cakit import explore
    >>> page = explore.static_html(explore.arms(recipients=["KGZ"]))
    >>> page[:60], "http" in page.replace("http://www.w3.org/2000/svg", "")
    ('<div class="cakit-explorer" data-theme-name="arms"><p>In 2021', False)
    """
    text = module()
    if text.count(EXPORT) != 1:
        raise CakitError(f"view.js must hold {EXPORT!r} exactly once")
    traits = explorer.state | {"spec": explorer.spec, "start": explorer.state}
    data = json.dumps(traits, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return PAGE.format(
        theme=html.escape(explorer.spec["theme"]),
        sentence=html.escape(explorer.sentence),
        css=Explorer._css,
        data=data,
        module=text.replace(EXPORT, "const view = "),
    )
