"""What SIPRI serves, in the form of our tables; the report accounts for every row."""

from cakit.importers.changes import compare, edition
from cakit.importers.milex import sipri_milex
from cakit.importers.report import Imported, Report
from cakit.importers.sipri import by_year, example, sipri_deliveries, sipri_register
from cakit.importers.tiv import sipri_tiv

__all__ = [
    "Imported",
    "Report",
    "by_year",
    "compare",
    "edition",
    "example",
    "sipri_deliveries",
    "sipri_milex",
    "sipri_register",
    "sipri_tiv",
]
