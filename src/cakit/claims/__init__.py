"""Claims: the statements of the five texts, decided by a table where one can, else as read."""

from cakit.claims.deciding import decide, verdict
from cakit.claims.overview import ledger, moved, rival_figures
from cakit.claims.records import readings
from cakit.claims.rulebook import computed
from cakit.claims.verdicts import Verdict

__all__ = [
    "Verdict",
    "computed",
    "decide",
    "ledger",
    "moved",
    "readings",
    "rival_figures",
    "verdict",
]
