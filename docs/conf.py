"""How Sphinx builds the site from build/site-source (see tools/site_source.py): no network, no execution."""

import json
from pathlib import Path
from typing import Any

from myst_nb.core.render import NbElementRenderer

SOURCE = Path(__file__).parents[1] / "build/site-source"
FACTS = json.loads((SOURCE / "site.json").read_text(encoding="utf-8"))

project, author, version = "cakit", "cakit contributors", FACTS["version"]
extensions = ["myst_nb"]
exclude_patterns = ["extra"]
nb_execution_mode = "off"
nb_merge_streams = True
nb_ipywidgets_js: dict[str, Any] = {}  # no widget manager from elsewhere
myst_enable_extensions: list[str] = []  # a dollar is a dollar
myst_heading_anchors = 3
suppress_warnings = [
    "myst.header",
    "mystnb.unknown_mime_type",
    "toc.not_included",
    "misc.highlighting_failure",
]
pygments_style = "a11y-high-contrast-light"

templates_path = ["_templates"]
html_static_path = ["_static"]
html_extra_path = [str(SOURCE / "extra")]
html_css_files = ["site.css"]
html_js_files = ["site.js"]
html_theme = "pydata_sphinx_theme"
html_title = "cakit"
html_show_sphinx = False
html_show_search_summary = False  # would fetch pages, which a browser forbids for files in a folder
html_copy_source = False
html_context = {"facts": FACTS, "default_mode": "auto"}
html_sidebars = {"index": [], "cite": []}
html_theme_options = {
    "logo": {"text": "cakit"},
    "navigation_with_keys": False,
    "show_prev_next": True,
    "show_nav_level": 1,
    "show_toc_level": 2,
    "header_links_before_dropdown": 6,
    "article_header_end": ["doors"],
    "secondary_sidebar_items": {"**": ["page-toc"], "index": [], "data/README": []},
    "footer_start": ["boundary"],
    "footer_center": [],
    "footer_end": [],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}


def with_alt(render: Any) -> Any:
    """Carry the text form of a picture from the stored output into the page."""

    def render_image(self: NbElementRenderer, data: Any) -> Any:
        (image,) = render(self, data)
        image["alt"] = data.output_metadata.get(data.mime_type, {}).get("alt", "")
        return [image]

    return render_image


NbElementRenderer.render_image = with_alt(NbElementRenderer.render_image)  # type: ignore[method-assign]


FOLDED = {
    "Show code cell output": "Показать, что вышло",
    "Hide code cell output": "Скрыть, что вышло",
}


def in_its_language(app: Any, name: str, template: str, context: Any, tree: Any) -> None:
    """Say the language of a page, and where it is in the other one."""
    folder, _, rest = name.partition("/")
    english = {"index": "index"} | {one: f"notebooks/{one}" for one in FACTS["russian"]}
    if folder == "ru":
        context["language"], context["other"] = "ru", ("en", english.get(rest))
        for said, told in FOLDED.items():
            context["body"] = context.get("body", "").replace(said, told)
    elif FACTS["russian"] and name in english.values():
        context["other"] = ("ru", f"ru/{name.rpartition('/')[2]}")


def setup(app: Any) -> None:
    """Tell Sphinx."""
    app.connect("html-page-context", in_its_language)
