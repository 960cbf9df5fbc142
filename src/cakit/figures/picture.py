"""Chart: a finished picture with its data, words, sources and fingerprint."""

from __future__ import annotations

import contextlib
import io
import os
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.layout_engine import PlaceHolderLayoutEngine
from PIL import Image

from cakit import door
from cakit.catalog import sources
from cakit.errors import CakitError, nearest
from cakit.figures import theme
from cakit.figures.guard import watched
from cakit.saving import save_whole

RAW = (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError)
SAVED: dict[str, Any] = {".png": None, ".svg": {"Date": None}, ".pdf": {"CreationDate": None}}


@contextlib.contextmanager
def drawing() -> Iterator[None]:
    """The kit's style; letters that the font lacks are boxes; errors in words."""
    with theme.style(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing")
        warnings.filterwarnings("error", "constrained_layout not applied")
        try:
            yield
        except (*RAW, UserWarning) as error:
            why = " ".join(str(error).split())[:200]
            raise CakitError(f"this picture cannot be drawn: {why}") from error


@dataclass(eq=False, repr=False)
class Chart:
    """A finished picture with its data, title, finding, alt text and sources.

    In a notebook it shows the picture with its alt text. As plain text it gives title, finding and
    a fingerprint of everything drawn: a stored notebook no longer matches when any of it changes.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
    data : pandas.DataFrame
        The rows drawn.
    title : str
        What the picture shows.
    finding : str
        The computed finding: subject, value, unit, period, edition.
    alt : str
        What the picture shows, for those who cannot see it.
    """

    figure: Figure
    data: pd.DataFrame
    title: str
    finding: str
    alt: str
    _png: bytes = field(default=b"", init=False)
    _fingerprint: str = field(default="", init=False)

    def __post_init__(self) -> None:
        self._margins = dict(vars(self.figure.subplotpars))
        self._places = [(axes, axes.get_position(original=True)) for axes in self.figure.axes]

    @property
    def sources(self) -> pd.DataFrame:
        """The sources of the rows drawn."""
        return sources.sources(self.data)

    @property
    def fingerprint(self) -> str:
        """Twelve characters that change when anything a reader can see changes."""
        self.png()
        return self._fingerprint

    def __repr__(self) -> str:
        words = "\n".join(filter(None, (self.title, self.finding)))
        return f"{words}\n[picture {self.fingerprint}]"

    def _settle(self) -> None:
        """Fix all places at the first drawing: later ones move a hair."""
        engine = self.figure.get_layout_engine()
        if not engine or isinstance(engine, PlaceHolderLayoutEngine):  # placed for good
            return
        for axes in self.figure.axes:  # matplotlib need not measure what takes no room
            axes.spines[:].set_in_layout(False)
            for axis in (axes.xaxis, axes.yaxis):
                if not axis.get_label_text():
                    axis.set_label_coords(0.5, 0.5)
        self.figure.subplotpars.update(**self._margins)
        for axes, place in self._places:  # matplotlib's own savefig has moved them
            if axes.get_in_layout():
                axes.set_position(place)
                axes.set_in_layout(True)
        engine.execute(self.figure)
        self.figure.set_layout_engine("none")

    def png(self) -> bytes:
        """The picture as PNG in at most 256 colours, the same bytes for the same picture.

        Drawn once, and again when anything in the figure was changed.
        """
        if self._png and not self.figure.stale:
            return self._png
        small, canvas = io.BytesIO(), FigureCanvasAgg(self.figure)
        with drawing():
            self._settle()  # by the canvas that draws: it keeps the size of every text
            renderer = canvas.get_renderer()
            renderer.clear()
            self._fingerprint = watched(self.figure, renderer)
        size, pixels = canvas.get_width_height(), renderer.buffer_rgba()
        picture = Image.frombuffer("RGBA", size, pixels, "raw", "RGBA", 0, 1).convert("RGB")
        picture = picture.quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        picture.save(small, "png")
        self._png, self.figure.stale = small.getvalue(), False
        return self._png

    def _repr_mimebundle_(
        self, include: Any = None, exclude: Any = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        data = {"image/png": self.png(), "text/plain": repr(self)}
        return data, {"image/png": {"alt": self.alt}}

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Save the picture as PNG, SVG or PDF, byte for byte the same each time.

        Parameters
        ----------
        path : path
            Its ending decides the format. An older file is replaced when the new one is complete.

        Raises
        ------
        CakitError
            For another ending, or a place that cannot be written to: the older file is kept.
        """
        path = door.path(path, "path")
        ending = path.suffix.lower()
        if ending not in SAVED:
            raise CakitError(
                f"cannot save a picture as {path.suffix!r}. {nearest(path.suffix, SAVED)}"
            )
        made = io.BytesIO(self.png())
        if ending != ".png":
            made = io.BytesIO()
            with drawing():
                self.figure.savefig(made, format=ending[1:], metadata=SAVED[ending])
        save_whole({path: made.getvalue()})
        return path
