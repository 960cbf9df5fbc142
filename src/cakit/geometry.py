"""The former name of `cakit.maps.outlines`, for rooms that still import it."""

from types import SimpleNamespace

from cakit.maps.outlines import FRAME, WIDE, outlines, place, project, svg_outlines

__all__ = ["FRAME", "WIDE", "layers", "place", "project", "svg_outlines"]


def layers() -> SimpleNamespace:
    """The outlines of the states, as `five`."""
    return SimpleNamespace(five=outlines("states"))
