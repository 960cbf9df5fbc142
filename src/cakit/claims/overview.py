"""All claims in one table; which of them move; rival figures beside one."""

from __future__ import annotations

import pandas as pd

from cakit import catalog
from cakit.claims.deciding import decided_from, verdict
from cakit.claims.records import readings, records
from cakit.claims.rulebook import computed
from cakit.errors import CakitError
from cakit.plain import plain_arguments

MOVED = ["claim_id", "reading_id", "is_plain", "claim", "then", "now", "found_then", "found_now"]


def ledger() -> pd.DataFrame:
    """Every claim with its verdict at publication and in the newest edition.

    Returns
    -------
    pandas.DataFrame
        A row for each claim: `claim_id`, `seed`, `theme`, `kind`, `claim`, `comparator`,
        `at_publication`, `newest`, `decided_by`, `claimed`, `found` (newest, with unit),
        `caveat_kind`, `caveat`, `readings` (how many), `source_ids`.

    Examples
    --------
    >>> tajikistan = ledger().set_index("claim_id").loc["S0-08"]
    >>> tajikistan[["at_publication", "newest", "decided_by"]].tolist()
    ['supported', 'outdated', 'measured']
    """
    claims = catalog.load("claims")
    now = pd.DataFrame([vars(verdict(claim, edition="newest")) for claim in claims["claim_id"]])
    table = claims[["claim_id", "seed", "theme", "kind", "claim", "comparator"]]
    table = table.assign(at_publication=[verdict(claim).verdict for claim in claims["claim_id"]])
    table["newest"] = now["verdict"]
    same = ["decided_by", "claimed", "found", "caveat_kind", "caveat"]
    table[same] = now[same]
    table["readings"] = [len(readings(claim)) for claim in claims["claim_id"]]
    return table.assign(source_ids=now["source_ids"])


@plain_arguments
def none_moved() -> pd.DataFrame:
    """The table of `moved` without a row."""
    table = pd.DataFrame(columns=[*MOVED, "source_ids"], index=range(0), dtype="str")
    return table.astype({"is_plain": bool})


def moved(before: pd.DataFrame | None = None, after: pd.DataFrame | None = None) -> pd.DataFrame:
    """The claims and readings whose verdict changes with the data, while the sentence stays.

    A claim moves when the verdict on its plain reading does. Other readings are in the table too,
    marked as not plain.

    Parameters
    ----------
    before, after : pandas.DataFrame, optional
        Two editions in the form of `arms_editions`. Without them: from the edition of the day of
        each text to the newest.

    Returns
    -------
    pandas.DataFrame
        `claim_id`, `reading_id` (empty where the claim has one reading), `is_plain`, `claim`,
        `then`, `now`, `found_then`, `found_now`, `source_ids`.

    Raises
    ------
    CakitError
        When one edition is given without the other.

    Examples
    --------
    >>> changed = moved()
    >>> changed.loc[changed["is_plain"], "claim_id"].tolist()
    ['S0-08', 'S1-04', 'S1-11', 'S2-39']
    """
    if (before is None) != (after is None):
        raise CakitError("moved: give both editions, before and after, or none")
    if before is None:
        wanted = list(records())
        then, now = (
            [verdict(name, end) for name in wanted] for end in ("at_publication", "newest")
        )
    else:
        wanted = computed("arms_editions")
        then, now = (decided_from("arms_editions", data) for data in (before, after))
    old, new = pd.DataFrame(map(vars, then)), pd.DataFrame(map(vars, now))
    fell = (old["verdict"] == "supported") & (new["verdict"] == "contradicted")
    table = new[["claim_id", "reading_id"]].assign(
        is_plain=[bool(records()[name].is_plain) for name in wanted],
        claim=new["claim"],
        then=old["verdict"],
        now=new["verdict"].mask(fell, "outdated"),
        found_then=old["found"],
        found_now=new["found"],
        source_ids=new["source_ids"],
    )
    return table[table["then"] != table["now"]].reset_index(drop=True)


@plain_arguments
def rival_figures(claim_id: str) -> pd.DataFrame:
    """Figures printed elsewhere for what a claim speaks of, side by side.

    Returns
    -------
    pandas.DataFrame
        `figure_id`, `table`, `comparator`, `value`, `unit`, `source_ids`, `confidence`, `note`;
        empty where the kit has none.

    Examples
    --------
    >>> rival_figures("S4-28")["value"].gt(60_000).sum() >= 2
    np.True_
    """
    claim = readings(claim_id)[0].split(".")[0]
    columns = ["figure_id", "table", "comparator", "value", "unit"]
    columns += ["source_ids", "confidence", "note"]
    parts = []
    named = catalog.rows("claim_figures", claim_id=claim)
    for table, wanted in named.groupby("table"):
        rows = catalog.load(str(table)).rename(columns={"source_id": "source_ids"})
        rows = rows[rows["figure_id"].isin(wanted["figure_id"])]
        parts.append(rows.assign(table=table).reindex(columns=columns))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
