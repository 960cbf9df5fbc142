"""Any figure as a Chart: title, finding, credit, alt text and fingerprint; theme and labels."""

from cakit.figures.finish import chart
from cakit.figures.labels import label_bars, label_lines, mark_gap, mark_year
from cakit.figures.picture import Chart
from cakit.figures.theme import palette, set_theme

__all__ = [
    "Chart",
    "chart",
    "label_bars",
    "label_lines",
    "mark_gap",
    "mark_year",
    "palette",
    "set_theme",
]
