"""What would still be in service, on an assumption about service life."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from cakit import door
from cakit.errors import CakitError, MissingColumn, nearest
from cakit.indicators.sums import summed
from cakit.languages import said

LIMIT = (
    "The register begins after independence: what the states inherited from the Soviet Union is "
    "not in it, so this is a lower bound, not the stock in use."
)


@door.plain_arguments
def in_service(
    deliveries: Any,
    at: int,
    service_life: int | Mapping[str, int],
    by: str | Sequence[str] = ("recipient_iso3", "supplier_iso3"),
) -> pd.DataFrame:
    """Deliveries that would still be in service if weapons last a stated number of years.

    Parameters
    ----------
    deliveries, at : frame, int
        With `year`, `category`, `number_delivered`, `tiv_million`: `load("arms_deliveries")`, or
        rows of your own; the year to look at (later deliveries are left out).
    service_life : int or mapping
        Years in service, for all or by `category`. This is your assumption, not in the register.
    by : str or list of str
        How to group.

    Returns
    -------
    pandas.DataFrame
        The columns of `by`, `delivery_lines`, `number_delivered` (items), `tiv_million`,
        `share_percent` (of the TIV of the first `by` column), edition, `source_ids`.
        `attrs["note"]` states the assumption and what it cannot see.

    Raises
    ------
    MissingColumn
        When a column is missing, or the service life of a category.
    MixedUnits, CakitError
        When the rows have several editions; when a year or a service life is none.

    Examples
    --------
    >>> import cakit as ck
    >>> left = ck.in_service(ck.load("arms_deliveries"), at=2025, service_life=20)
    >>> print(left.attrs["note"])
    Delivered 2006-2025 and still in service in 2025 if every item lasts 20 years. ...
    """
    keys, at = door.texts(by, "by"), door.whole(at, "at")
    if not keys:
        raise CakitError("by names no column: name at least one")
    needed = ("year", "category", "number_delivered", "tiv_million", *keys)
    deliveries = door.in_pandas(deliveries, *needed, by="in_service")
    life: Any
    if isinstance(service_life, Mapping):
        for kind in deliveries["category"].unique():
            if kind not in service_life:
                near = nearest(kind, map(str, service_life))
                raise MissingColumn(f"service_life names no years for {kind!r}. {near}")
            door.number(service_life[kind], f"service_life of {kind!r}", 0)
        life = deliveries["category"].map(service_life)
        lives = (f"{years} years ({kind})" for kind, years in sorted(service_life.items()))
        assumption = f"items last {', '.join(lives)}"
    else:
        life = door.number(service_life, "service_life", 0)
        assumption = f"every item lasts {service_life} years"
    summed(deliveries, ["year"], "number_delivered", "in_service")  # refuses what is no number
    left = deliveries[(deliveries["year"] <= at) & (deliveries["year"] > at - life)]
    out, same = summed(left, keys, "tiv_million")
    items = summed(left, keys, "number_delivered")[0]["number_delivered"]
    whole = pd.api.types.is_integer_dtype(left["number_delivered"])
    out["number_delivered"] = items.astype("Int64") if whole else items
    out["delivery_lines"] = left.groupby(keys).size().astype("Int64").array
    total = out.groupby(keys[0])["tiv_million"].transform("sum")
    out["share_percent"] = 100 * out["tiv_million"] / total
    sources = ["source_ids"] if "source_ids" in out else []
    measures = ["delivery_lines", "number_delivered", "tiv_million", "share_percent"]
    out = out.assign(**same)[[*keys, *measures, *same, *sources]]
    first = int(left["year"].min()) if len(left) else at
    out.attrs["note"] = said(
        f"Delivered {first}-{at} and still in service in {at} if {assumption}. {LIMIT}"
    )
    return out
