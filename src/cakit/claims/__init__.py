"""Claims: the statements of the five texts, decided by a table where one can, else as read."""

from cakit.claims.overview import chain, compare_editions, ledger, moved, rival_figures
from cakit.claims.records import readings
from cakit.claims.rulebook import computed
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
