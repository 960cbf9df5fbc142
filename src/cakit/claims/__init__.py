"""Claims: the statements of the five texts, each decided by code where an independent table can, else as read."""

from cakit.claims.checks import computed
from cakit.claims.verdicts import Verdict, chain, compare_editions, decide, ledger, readings, rival_figures, verdict

__all__ = [
    "Verdict",
    "chain",
    "compare_editions",
    "computed",
    "decide",
    "ledger",
    "readings",
    "rival_figures",
    "verdict",
]
