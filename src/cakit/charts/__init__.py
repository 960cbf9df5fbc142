"""Charts: tidy frame in, Chart out. They know no file; the frames come from the indicators or are your own."""

from cakit.charts.columns import columns
from cakit.charts.dots import dots
from cakit.charts.editions import claim_by_edition
from cakit.charts.heat import heat
from cakit.charts.ladder import ladder
from cakit.charts.lanes import lanes
from cakit.charts.multiples import multiples
from cakit.charts.supply import effective_suppliers, share_windows, suppliers_by_recipient
from cakit.charts.things import things
from cakit.charts.tree import tree

__all__ = [
    "claim_by_edition",
    "columns",
    "dots",
    "effective_suppliers",
    "heat",
    "ladder",
    "lanes",
    "multiples",
    "share_windows",
    "suppliers_by_recipient",
    "things",
    "tree",
]
