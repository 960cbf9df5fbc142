"""Claims: the statements of the five texts, each decided by code where an independent table can, else as read."""

from cakit.claims.checks import computed
from cakit.claims.held import readings
from cakit.claims.overview import chain, compare_editions, ledger, moved, rival_figures
from cakit.claims.verdicts import Verdict, decide, verdict

__all__ = [
    "Verdict",
    "chain",
    "compare_editions",
    "computed",
    "decide",
    "ledger",
    "moved",
    "readings",
    "rival_figures",
    "verdict",
]
