"""The explorer without a kernel: a piece of HTML for pages that open from a folder or a site."""

from __future__ import annotations

import html
import json

from cakit.explore.explorer import Explorer, module, style

EXPORT = "export default "  # the last statement of every theme's file; a classic script says `const explorerHere = `
PIECE = """<div class="cakit-explorer"><p>{sentence}</p>
<style>{style}</style>
<script type="application/json">{data}</script>
<script>(() => {{
{module}
const box = document.currentScript.parentElement, traits = JSON.parse(box.querySelector("script").textContent);
const heard = [], model = {{
  get: (name) => traits[name], save_changes() {{}}, off() {{}}, on: (_, act) => heard.push(act),
  set(name, value) {{ traits[name] = value; heard.forEach((act) => act()); }},
}};
explorerHere.render({{ model, el: box.appendChild(document.createElement("div")) }});
box.querySelector("p").remove();
}})();</script></div>
"""


def static_html(explorer: Explorer) -> str:
    """The explorer as a piece of HTML that works without kernel, network or other files.

    Parameters
    ----------
    explorer : Explorer
        Its state is where the page starts, and what "Reset" comes back to.

    Returns
    -------
    str
        One `div` with style, data and a classic script. A reader without scripts gets the sentence.

    Examples
    --------
    >>> from cakit import explore
    >>> page = explore.static_html(explore.arms(recipients="KGZ"))
    >>> page[:38], page.count("<script")
    ('<div class="cakit-explorer"><p>In 2021', 2)
    """
    traits = explorer.state | {"spec": explorer.spec, "start": explorer.start}
    data = json.dumps(traits, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    script = module(explorer.spec["theme"]).replace(EXPORT, "const explorerHere = ")
    return PIECE.format(
        sentence=html.escape(explorer.sentence), style=style(explorer.spec["theme"]), data=data, module=script
    )
