"""The rule for judgements, in words in `cakit.claims.rules`: what a verdict may say of each kind."""

from cakit.claims.rules import JUDGEMENTS


def says_more_than_it_may(
    kind: str, verdict: str, is_plain: bool, checked: str, actor_source: str = ""
) -> str:
    """Why a verdict says more than the rule for judgements allows; empty where it does not."""
    if kind not in JUDGEMENTS or verdict == "undecidable" or actor_source:
        return ""
    if is_plain:
        unless = "unless actor_source_id names a source of the actor himself"
        return f"a {kind} in its plain reading is undecidable, {unless}"
    if checked not in ("premise", "attribution"):
        return f"a reading of a {kind} tests its premise or its attribution, not {checked!r}"
    return ""
