"""What SIPRI serves, in the form of our tables; every row and its volume are accounted for."""

from cakit.importers.adopt import adopt
from cakit.importers.changes import Changes, compare, edition
from cakit.importers.milex import sipri_milex
from cakit.importers.report import Imported, Report
from cakit.importers.sipri import by_year, example, sipri_deliveries, sipri_register
from cakit.importers.tiv import sipri_tiv

__all__ = [
    "Changes",
    "Imported",
    "Report",
    "adopt",
    "by_year",
    "compare",
    "edition",
    "example",
    "sipri_deliveries",
    "sipri_milex",
    "sipri_register",
    "sipri_tiv",
]
