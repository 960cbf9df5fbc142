"""Charts: tidy frame in, Chart out. The frames come from the indicators or are your own.

The charts know no file; only the words for a thin window look at the deliveries behind it.
"""

from cakit.charts.columns import columns
from cakit.charts.dots import dots
from cakit.charts.editions import claim_by_edition
from cakit.charts.heat import heat
from cakit.charts.ladder import ladder
from cakit.charts.lanes import lanes
from cakit.charts.multiples import multiples
from cakit.charts.parts import thin
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
    "thin",
    "things",
    "tree",
]
