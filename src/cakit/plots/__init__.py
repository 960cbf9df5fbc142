"""Kinds of picture that no library has: tidy frame in, Chart out.

The plots know no file; only the words for a thin window look at the deliveries behind it.
"""

from cakit.plots.dot_plot import dot_plot
from cakit.plots.ladder import ladder
from cakit.plots.parts import thin
from cakit.plots.share_lines import share_lines
from cakit.plots.timeline import timeline
from cakit.plots.unit_chart import unit_chart

__all__ = ["dot_plot", "ladder", "share_lines", "thin", "timeline", "unit_chart"]
