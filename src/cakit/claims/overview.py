"""All claims in one table; one claim by edition, and beside rival figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cakit import catalog
from cakit.claims.deciding import verdict
from cakit.claims.records import readings, records, released
from cakit.claims.rulebook import computed, register
from cakit.errors import CakitError

if TYPE_CHECKING:
    import pandas as pd


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
    import pandas as pd

    of_claim = records().of_claim
    claims = catalog.load("claims")
    now = [verdict(claim_id, edition="newest") for claim_id in claims["claim_id"]]
    table = claims[["claim_id", "seed", "theme", "kind", "claim", "comparator"]].assign(
        at_publication=[verdict(claim_id).verdict for claim_id in claims["claim_id"]],
        newest=[newest.verdict for newest in now],
    )
    for name in ("decided_by", "claimed", "found", "caveat_kind", "caveat"):
        table[name] = [getattr(newest, name) for newest in now]
    table["readings"] = [max(1, len(of_claim[claim_id])) for claim_id in claims["claim_id"]]
    table["source_ids"] = [newest.source_ids for newest in now]
    return pd.DataFrame(table)


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
    import pandas as pd

    claims, known, _, _ = records()
    if (before is None) != (after is None):
        raise CakitError("moved: give both editions, before and after, or none")
    if before is None:
        wanted = [reading for claim in claims for reading in readings(claim)]
        pairs = [(verdict(reading), verdict(reading, edition="newest")) for reading in wanted]
    else:
        wanted = computed("arms_editions")
        pairs = [(verdict(name, data=before), verdict(name, data=after)) for name in wanted]
    rows = []
    for reading, (then, now) in zip(wanted, pairs, strict=True):
        plain = reading not in known or bool(known[reading].is_plain)
        fell = (then.verdict, now.verdict) == ("supported", "contradicted")
        words = [now.claim, then.verdict, "outdated" if fell else now.verdict]
        figures = [then.found, now.found, now.source_ids]
        rows.append([now.claim_id, now.reading_id, plain, *words, *figures])
    columns = ["claim_id", "reading_id", "is_plain", "claim", "then", "now"]
    table = pd.DataFrame(rows, columns=[*columns, "found_then", "found_now", "source_ids"])
    return table[table["then"] != table["now"]].reset_index(drop=True)


def compare_editions(claim_id: str) -> pd.DataFrame:
    """One claim in every edition of the table that decides it.

    Returns
    -------
    pandas.DataFrame
        `edition`, `found`, `value`, `unit`, `verdict`, `source_ids`; one row for a table without
        editions.

    Examples
    --------
    >>> compare_editions("S0-38")[["edition", "found"]].values.tolist()
    [['2022', '86%'], ['2025', '85.1%'], ['2026', '82%']]
    """
    import pandas as pd

    reading = readings(claim_id)[0]
    check = register().get(reading)
    editions = [name for _, name in released().get(check.table, [])] if check else []
    verdicts = [verdict(reading, edition=name) for name in editions or ["newest"]]
    columns = ("edition", "found", "value", "unit", "verdict", "source_ids")
    return pd.DataFrame([{name: getattr(row, name) for name in columns} for row in verdicts])


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
    import pandas as pd

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
