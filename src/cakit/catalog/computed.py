"""Tables that have no file: they are computed from other tables when they are first loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from cakit.catalog.store import Catalog

WORST_FIRST = ("low", "medium", "high")


def united(cells: Iterable[Any]) -> str:
    """All source ids of some cells, each once."""
    texts = (cell for cell in cells if isinstance(cell, str))
    return ";".join(sorted({part for text in texts for part in text.split(";") if part}))


def _summed(rows: pd.DataFrame, keys: list[str], sources: str) -> pd.DataFrame:
    """TIV summed by keys, with the worst confidence and all sources of the rows behind each sum."""
    rows = rows.assign(confidence=rows["confidence"].map(WORST_FIRST.index))
    sums = rows.groupby(keys).agg(
        tiv_million=("tiv_million", "sum"),
        delivery_lines=("tiv_million", "size"),
        confidence=("confidence", "min"),
    )
    ids = rows[[*keys, sources]].drop_duplicates().groupby(keys)[sources].agg(united)
    return sums.assign(
        source_ids=ids,
        tiv_million=sums["tiv_million"].round(4),
        confidence=sums["confidence"].map(dict(enumerate(WORST_FIRST))),
    ).reset_index()


def _transfers(catalog: Catalog) -> pd.DataFrame:
    """`arms_deliveries` summed by recipient, supplier and year."""
    keys = ["recipient_iso3", "supplier_iso3", "year", "sipri_edition"]
    return _summed(catalog.frame("arms_deliveries"), keys, "source_id")


def _editions(catalog: Catalog) -> pd.DataFrame:
    """`arms_past_editions`, then `arms_transfers`."""
    import pandas as pd

    past = catalog.frame("arms_past_editions").rename(columns={"source_id": "source_ids"})
    return pd.concat([past, catalog.frame("arms_transfers")])


def _edition_totals(catalog: Catalog) -> pd.DataFrame:
    """`arms_past_totals`, then `arms_editions` summed over its years."""
    import pandas as pd

    keys = ["sipri_edition", "recipient_iso3", "supplier_iso3"]
    sums = _summed(catalog.frame("arms_editions"), keys, "source_ids")
    last = sums["sipri_edition"].astype("int64") - 1
    sums = sums.assign(year_from=catalog.region["first_year"], year_to=last)
    past = catalog.frame("arms_past_totals").rename(columns={"source_id": "source_ids"})
    return pd.concat([past, sums]).sort_values(keys)


COMPUTED: dict[str, Callable[[Catalog], pd.DataFrame]] = {
    "arms_transfers": _transfers,
    "arms_editions": _editions,
    "arms_edition_totals": _edition_totals,
}
