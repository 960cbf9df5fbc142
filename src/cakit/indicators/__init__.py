"""Shares, rolling windows, concentration, what is in service: frame in, frame out; no plots.

The sums run through narwhals: the same call works on pandas, Polars, DuckDB, Arrow or PySpark
frames. The result is small and always pandas. Source ids and the edition go through every sum.
"""

from cakit.indicators.measures import concentration, pooled, share_of
from cakit.indicators.prices import deflate
from cakit.indicators.service import in_service
from cakit.indicators.shares_of_total import shares
from cakit.indicators.sums import FEW, KEEP_APART, UNKNOWN, summed

__all__ = ["FEW", "KEEP_APART", "UNKNOWN", "summed"]
__all__ += ["concentration", "deflate", "in_service", "pooled", "share_of", "shares"]
