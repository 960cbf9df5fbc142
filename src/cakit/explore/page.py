"""The explorer without a kernel: a piece of HTML for pages that open from a folder or a site."""

import html
import json
import re

from cakit import door
from cakit.errors import CakitError
from cakit.explore.explorer import MODULE, STYLE, Explorer
from cakit.plain import plain_arguments

EXPORT = "export default "  # the last statement of the module, in a classic script another one
PIECE = """<div class="cakit-explorer"><div class="cakit-twin"><p>{sentence}</p>{twin}</div>
<script type="application/json">{data}</script>
<script>(() => {{
{module}
const sheet = new CSSStyleSheet();
sheet.replaceSync({style});
document.adoptedStyleSheets.push(sheet);
if (!CSS.supports("color", "light-dark(red, red)")) return; // a browser from before 2024
const box = document.currentScript.parentElement, twin = box.firstElementChild, heard = [];
twin.hidden = true;
const traits = JSON.parse(box.querySelector("script").textContent);
const model = {{
  get: (name) => traits[name], save_changes() {{}}, off() {{}}, on: (_, act) => heard.push(act),
  set(name, value) {{ traits[name] = value; heard.forEach((act) => act()); }},
}};
here.unpacked(traits.packed).then((spec) => {{
  here.explore(spec, model, box.appendChild(document.createElement("div")), true);
  twin.remove();
}}).catch((error) => {{
  twin.hidden = false;
  throw error;
}});
}})();</script></div>
"""


@plain_arguments
def static_html(explorer: Explorer, picture: str = "") -> str:
    """The explorer as a piece of HTML that works without kernel, network or other files.

    Parameters
    ----------
    explorer : Explorer
        Its state is where the page starts. The address may name another:
        `page.html#arms?recipients=KGZ&edition=2025`.
    picture : str
        HTML of its stored picture, shown with the sentence where scripts do not run.

    Returns
    -------
    str
        One `div` with data and a classic script.

    Examples
    --------
    >>> from cakit import explore
    >>> page = explore.static_html(explore.arms(recipients="KGZ"))
    >>> page[:57], page.count("<script")
    ('<div class="cakit-explorer"><div class="cakit-twin"><p>In', 2)
    """
    if not hasattr(type(explorer), "packed"):
        raise CakitError(f"static_html needs an explorer, not a {type(explorer).__name__}")
    traits = explorer.state | {"packed": explorer.packed, "start": explorer.state}
    data = json.dumps(traits, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return PIECE.format(
        sentence=html.escape(explorer.sentence),
        twin=door.words(picture, "picture"),
        style=json.dumps(re.sub(r" ?([{};]) ?", r"\1", re.sub(r"\s+", " ", STYLE))),
        data=data,
        module=_lean(MODULE).replace(EXPORT, "const here = "),
    )


def _lean(module: str) -> str:
    """The module without comments and most white space: a page stays under 120 kB."""
    comments = r"^\s*(//[^\n]*\n|/\*\*.*?\*/\n?)| // [^\n]*$|^\s+"
    return re.sub(r"(?<=[,;{(])\n", "", re.sub(comments, "", module, flags=re.M | re.S))
