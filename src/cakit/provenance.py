"""The former place of `cakit.catalog.sources`."""

from typing import Any

from cakit.catalog.sources import boundary_note
from cakit.catalog.sources import cite as cite
from cakit.catalog.sources import credit as credit
from cakit.catalog.sources import edition_of as edition_of
from cakit.catalog.sources import source_ids as source_ids
from cakit.catalog.sources import sources as sources


def __getattr__(name: str) -> Any:
    if name == "BOUNDARY_NOTE":
        return boundary_note()
    raise AttributeError(name)
