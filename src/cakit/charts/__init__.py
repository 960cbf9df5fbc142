"""Charts: tidy frame in, Chart out. They know no file; the frames come from the indicators or are your own."""

from cakit.charts.editions import claim_by_edition
from cakit.charts.supply import effective_suppliers, share_windows, suppliers_by_recipient

__all__ = ["claim_by_edition", "effective_suppliers", "share_windows", "suppliers_by_recipient"]
