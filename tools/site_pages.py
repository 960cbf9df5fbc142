"""Pieces of the static site: the reference of all public names as pages read it, and outputs whose addresses are links."""

from __future__ import annotations

import html
import inspect
import re
from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import Any

import cakit as ck

ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;)]")


def linked(output: dict[str, Any]) -> dict[str, Any]:
    """An output of a notebook whose addresses can be followed.

    Examples
    --------
    >>> said = {"output_type": "stream", "text": "SIPRI: TIV. https://sipri.org/a?b=1&c=2\\n"}
    >>> linked(said)["data"]["text/html"]
    '<pre class="said">SIPRI: TIV. <a href="https://sipri.org/a?b=1&amp;c=2">https://sipri.org/a?b=1&amp;c=2</a></pre>'
    """
    if output["output_type"] == "stream":
        text = "".join(output["text"])
        if not ADDRESS.search(text):
            return output
        data = {"text/html": f'<pre class="said">{_anchors(html.escape(text.rstrip()))}</pre>'}
        return {"output_type": "display_data", "metadata": {}, "data": data}
    data = dict(output.get("data", {}))
    if "text/markdown" in data:
        data["text/markdown"] = ADDRESS.sub(r"<\g<0>>", "".join(data["text/markdown"]))
    if "dataframe" in "".join(data.get("text/html", "")):
        cell = rf"(?<=>)({ADDRESS.pattern})(?=</td>)"
        data["text/html"] = re.sub(cell, _anchor, "".join(data["text/html"]))
    return output | ({"data": data} if data else {})


def _anchors(escaped: str) -> str:
    return ADDRESS.sub(_anchor, escaped)


def _anchor(found: re.Match[str]) -> str:
    return f'<a href="{found[0]}">{found[0]}</a>'


def called(name: str, thing: Callable[..., Any]) -> str:
    """How something is called, without types: those are listed below it.

    Examples
    --------
    >>> called("ck.load", ck.load)
    'ck.load(name)'
    """
    signature = inspect.signature(thing)
    bare = [one.replace(annotation=one.empty) for one in signature.parameters.values()]
    shown = signature.replace(parameters=bare, return_annotation=signature.empty)
    return f"{name}{shown}"


def reference() -> str:
    """The reference of all public names: how each is called, what it takes, gives and refuses."""
    lines = [
        "# Reference",
        "",
        "Every public name of `import cakit as ck`, from its docstring.",
        "",
    ]
    for name in ck.__all__:
        thing = getattr(ck, name)
        parts = [name]
        if inspect.ismodule(thing):
            parts = [f"{name}.{part}" for part in getattr(thing, "__all__", [])]
            lines += [f"## ck.{name}", "", *described(inspect.getdoc(thing) or ""), ""]
        for part in parts:
            one = attrgetter(part)(ck)
            if callable(one):
                call = called(f"ck.{part}", one)
                lines += [f"### ck.{part}", "", "```python", call, "```", ""]
                lines += [*described(inspect.getdoc(one) or ""), ""]
    return "\n".join(lines)


def described(doc: str) -> Iterator[str]:
    """A numpydoc docstring as Markdown, line by line.

    Examples
    --------
    >>> doc = "Say it.\\n\\nParameters\\n----------\\nword : str\\n    What to say.\\n\\nExamples\\n--------\\n>>> 1\\n1"
    >>> [line for line in described(doc) if line]
    ['Say it.', '**Parameters**', '- `word : str`', '  What to say.', '**Examples**', '```python', '>>> 1\\n1', '```']
    """
    before, *sections = re.split(r"^(\w[\w ]*)\n-{3,}\n", doc, flags=re.M)
    yield from _prose(before)
    for title, body in zip(sections[::2], sections[1::2], strict=True):
        yield from ("", f"**{title}**", "")
        if title == "Examples":
            yield from ("```python", body.strip(), "```")
        elif title in ("Notes", "See Also"):
            yield from _prose(body)
        else:
            yield from _terms(body)


def _terms(body: str) -> Iterator[str]:
    for line in body.splitlines():
        if line.startswith(" "):
            yield from (f"  {part}" for part in _prose(line.strip()))
        elif line:
            yield from (f"- `{line}`", "")


def _prose(text: str) -> Iterator[str]:
    """Text in which nothing outside of code is taken for a tag."""
    pieces = re.split(r"(`[^`]*`)", text.strip())
    yield from "".join(one if one.startswith("`") else _plain(one) for one in pieces).splitlines()


def _plain(text: str) -> str:
    return html.escape(text, quote=False).replace("*", r"\*")
