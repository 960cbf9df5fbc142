"""All claims in one table, and one claim seen from all sides: by edition, beside rival figures, from outlet to outlet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cakit import catalog
from cakit.claims import held
from cakit.claims.checks import computed
from cakit.claims.held import readings
from cakit.claims.verdicts import check_of, verdict

if TYPE_CHECKING:
    import pandas as pd


def ledger() -> pd.DataFrame:
    """Every claim with its verdict at publication and in the newest edition.

    Returns
    -------
    pandas.DataFrame
        A row a claim: `claim_id`, `seed`, `theme`, `kind`, `claim`, `comparator`, `at_publication`, `newest`,
        `decided_by`, `claimed`, `found` (newest, with unit), `caveat_kind`, `caveat`, `readings` (how many),
        `source_ids`.

    Examples
    --------
    >>> ledger().set_index("claim_id").loc["S0-08", ["at_publication", "newest", "decided_by"]].tolist()
    ['supported', 'outdated', 'measured']
    """
    import pandas as pd

    claims, _, _, of = held.rows()
    rows = []
    for claim_id, claim in claims.items():
        then, now = verdict(claim_id), verdict(claim_id, edition="newest")
        rows.append(
            {
                "claim_id": claim_id, "seed": claim.seed, "theme": claim.theme, "kind": claim.kind, "claim": claim.claim,
                "comparator": claim.comparator, "at_publication": then.verdict, "newest": now.verdict,
                "decided_by": now.decided_by, "claimed": now.claimed, "found": now.found, "caveat_kind": now.caveat_kind,
                "caveat": now.caveat, "readings": max(1, len(of[claim_id])), "source_ids": now.source_ids,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def moved(before: pd.DataFrame | None = None, after: pd.DataFrame | None = None) -> pd.DataFrame:
    """The claims and readings whose verdict turns with the data, while nobody changed the sentence.

    The one rule for it: a claim moves when the verdict on its plain reading does. Readings that are not the plain one are
    in the table too, marked as such.

    Parameters
    ----------
    before, after : pandas.DataFrame, optional
        Two editions in the form of `arms_editions`. Without them every claim is held against itself, from the edition of
        its text's day to the newest.

    Returns
    -------
    pandas.DataFrame
        `claim_id`, `reading_id` (empty where the claim has one reading), `is_plain`, `claim`, `then`, `now`,
        `found_then`, `found_now`, `source_ids`.

    Examples
    --------
    >>> turned = moved()
    >>> turned.loc[turned["is_plain"], "claim_id"].tolist()
    ['S0-08', 'S1-04', 'S1-11', 'S2-39']
    """
    import pandas as pd

    known = held.rows()[1]
    if before is None or after is None:
        wanted = [reading for claim in held.rows()[0] for reading in readings(claim)]
        pairs = [(verdict(one), verdict(one, edition="newest")) for one in wanted]
    else:
        wanted = [readings(one)[0] for one in computed("arms_editions")]
        pairs = [(verdict(one, data=before), verdict(one, data=after)) for one in wanted]
    rows = []
    for reading, (then, now) in zip(wanted, pairs, strict=True):
        word = "outdated" if (then.verdict, now.verdict) == ("supported", "contradicted") else now.verdict
        if word != then.verdict:
            plain = reading not in known or bool(known[reading].is_plain)
            rows.append([now.claim_id, now.reading_id, plain, now.claim, then.verdict, word, then.found, now.found, now.source_ids])  # fmt: skip
    names = ["claim_id", "reading_id", "is_plain", "claim", "then", "now", "found_then", "found_now", "source_ids"]
    return pd.DataFrame(rows, columns=names).astype({"is_plain": bool})


def compare_editions(claim_id: str) -> pd.DataFrame:
    """One claim in every edition held of the table that decides it.

    Returns
    -------
    pandas.DataFrame
        `edition`, `found`, `value`, `unit`, `verdict`, `source_ids`; one row for a table without editions.

    Examples
    --------
    >>> compare_editions("S0-38")[["edition", "found"]].values.tolist()
    [['2022', '86%'], ['2025', '85.1%'], ['2026', '82%']]
    """
    import pandas as pd

    reading = readings(claim_id)[0]
    check = check_of(reading)
    names = [name for _, name in held.released().get(check.table, [])] if check else []
    made = [verdict(reading, edition=name) for name in names] or [verdict(reading, edition="newest")]
    columns = ("edition", "found", "value", "unit", "verdict", "source_ids")
    return pd.DataFrame([{name: getattr(one, name) for name in columns} for one in made])


def rival_figures(claim_id: str) -> pd.DataFrame:
    """Figures printed elsewhere for the thing a claim speaks of, side by side.

    Returns
    -------
    pandas.DataFrame
        `figure_id`, `table`, `comparator`, `value`, `unit`, `source_ids`, `confidence`, `note`; empty where none is held.

    Examples
    --------
    >>> rival_figures("S4-28")["value"].gt(60_000).sum() >= 2
    np.True_
    """
    import pandas as pd

    claim = readings(claim_id)[0].split(".")[0]
    columns = ["figure_id", "table", "comparator", "value", "unit", "source_ids", "confidence", "note"]
    parts = []
    named = catalog.load("claim_figures")
    for table, wanted in named[named["claim_id"] == claim].groupby("table"):
        rows = catalog.load(str(table))
        rows = rows[rows["figure_id"].isin(wanted["figure_id"])].rename(columns={"source_id": "source_ids"})
        parts.append(rows.assign(table=table).reindex(columns=columns))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def chain(claim_id: str) -> pd.DataFrame:
    """How a statement travelled from outlet to outlet.

    Returns
    -------
    pandas.DataFrame
        The steps of every chain the claim belongs to, in order; empty where it belongs to none.

    Examples
    --------
    >>> chain("S3-01")["step"].tolist()[:3]
    [1, 2, 3]
    """
    claim = readings(claim_id)[0].split(".")[0]
    steps = catalog.load("claim_chains")
    wanted = steps.loc[steps["claim_id"] == claim, "chain_id"].unique()
    return steps[steps["chain_id"].isin(wanted)].sort_values(["chain_id", "step"], ignore_index=True)
