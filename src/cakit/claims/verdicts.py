"""The ledger: every claim with its verdict, how it was decided, and in which edition of the data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from cakit import catalog, provenance
from cakit.claims import rules
from cakit.claims.checks import Check, Function, register
from cakit.errors import CakitError, MixedUnits, UnknownClaim, nearest

if TYPE_CHECKING:
    import pandas as pd

EDITION_COLUMNS = ("sipri_edition", "edition")
TOTALS = "arms_past_totals"
UNITS = {"usd_million": "million USD", "TIV_million": "million TIV", "percent_of_gdp": "percent of GDP", "count": "", "calendar_year": ""}  # fmt: skip
SAID = {"equal": "", "about": "about ", "over": "over ", "under": "under ", "range": ""}


@dataclass(frozen=True)
class Verdict:
    """One reading of one claim, decided in one edition.

    Attributes
    ----------
    claim_id, reading_id : str
        `reading_id` is empty where the claim has one reading.
    claim : str
        The claim, or its reading, in our words.
    verdict : str
        supported, contradicted, internally-inconsistent, outdated or undecidable.
    decided_by : str
        measured, looked-up or documentary.
    claimed, found : str
        What is claimed and what was found, with units.
    value, value_high : float or None
        The figure found, or both ends of its range; `value_high` is empty where there is one figure.
    unit : str
        Of both.
    scope, edition : str
        What was looked at, and in which edition of the table.
    sentence : str
        The verdict in words.
    caveat_kind, caveat : str
        What limits it.
    source_ids : str
        The sources it rests on.
    """

    claim_id: str
    reading_id: str
    claim: str
    verdict: str
    decided_by: str
    claimed: str
    found: str
    value: float | None
    value_high: float | None
    unit: str
    scope: str
    edition: str
    caveat_kind: str
    caveat: str
    source_ids: str
    _draw: Callable[[], Any] | None = field(default=None, repr=False, compare=False)

    @property
    def sentence(self) -> str:
        """The verdict in words: what is claimed, what was found, where, in which edition."""
        edition = f", {self.edition} edition" if self.edition else ""
        found = f" Found: {self.found} ({self.scope}{edition})." if self.found else ""
        claimed = f" Claimed: {self.claimed}." if self.claimed else ""
        caveat = f" But: {self.caveat}." if self.caveat else ""
        return f"{self.reading_id or self.claim_id}, {self.decided_by}: {self.verdict}.{claimed}{found}{caveat}"

    @property
    def sources(self) -> pd.DataFrame:
        """The sources it rests on."""
        return provenance.sources(self.source_ids)

    def chart(self) -> Any:
        """A picture of the evidence, where there is one.

        Raises
        ------
        CakitError
            Where a picture would add nothing.
        """
        if self._draw is None:
            raise CakitError(f"{self.claim_id} has no picture; its evidence is in .sentence and .sources")
        return self._draw()

    def __repr__(self) -> str:
        return self.sentence


def _text(value: Any) -> str:
    return "" if value is None or value != value else str(value)


def _number(value: Any) -> float | None:
    import pandas as pd

    return None if pd.isna(value) else float(value)


@cache
def _rows() -> tuple[dict[str, Any], dict[str, Any], dict[str, Any], dict[str, list[str]]]:
    """Claims, readings and evidence by id, and the readings of each claim with the plain one first."""
    claims = {row.claim_id: row for row in catalog.load("claims").itertuples()}
    readings = {row.reading_id: row for row in catalog.load("claim_readings").itertuples()}
    evidence = {row.evidence_id: row for row in catalog.load("claim_evidence").itertuples()}
    of: dict[str, list[str]] = {claim_id: [] for claim_id in claims}
    for row in sorted(readings.values(), key=lambda row: (not row.is_plain, row.reading_id)):
        of[row.claim_id].append(row.reading_id)
    return claims, readings, evidence, of


@cache
def _released() -> dict[str, list[tuple[str, str]]]:
    """Table → (release date, edition), oldest first."""
    out: dict[str, list[tuple[str, str]]] = {}
    for row in catalog.load("editions").itertuples():
        out.setdefault(str(row.table), []).append((str(row.released), str(row.edition)))
    return {table: sorted(pairs) for table, pairs in out.items()}


@cache
def _published() -> dict[str, str]:
    cards = catalog.load("seed_cards")
    return dict(zip(cards["seed"], cards["date_from"], strict=True))


def readings(claim_id: str) -> list[str]:
    """The ids of a claim's readings, the plain one first; the claim's own id where it has one reading.

    Raises
    ------
    UnknownClaim
        With the nearest ids.

    Examples
    --------
    >>> readings("S0-38"), readings("S0-06")
    (['S0-38.a', 'S0-38.b', 'S0-38.c'], ['S0-06'])
    """
    claims, known, _, of = _rows()
    if claim_id in known:
        return [claim_id]
    if claim_id not in claims:
        raise UnknownClaim(f"no claim {claim_id!r}. {nearest(claim_id, [*claims, *known])}")
    return of[claim_id] or [claim_id]


def _check(reading: str) -> Check | None:
    found = register().get(reading)
    known = _rows()[1]
    if found is None and reading in known and known[reading].is_plain:
        return register().get(known[reading].claim_id)
    return found


def _of_its_day(table: str, held: list[tuple[str, str]], day: str) -> str:
    """The newest edition out when a text appeared; where that one is not held by year, the next that is."""
    totals = _released().get(TOTALS, []) if table.startswith("arms") else []
    out = [pair for pair in sorted([*held, *totals]) if pair[0][: len(day)] <= day[: len(pair[0])]]
    later = [pair for pair in held if not out or pair >= out[-1]]
    return (later or held[-1:])[0][1]


@cache
def _edition(table: str, edition: str, seed: str) -> str:
    """The edition asked for, as the table names it; "" for a table without editions."""
    held = _released().get(table, [])
    names = [name for _, name in held]
    if not held:
        kept = catalog.load(table)
        column = next((name for name in EDITION_COLUMNS if name in kept), "")
        return str(kept[column].dropna().max()) if column and kept[column].nunique() > 1 else ""
    if edition == "newest":
        return names[-1]
    if edition == "at_publication":
        return _of_its_day(table, held, _published()[seed])
    if edition in names:
        return edition
    totals = [name for _, name in _released().get(TOTALS, [])] if table.startswith("arms") else []
    only = f" The {', '.join(totals)} edition is held as totals only ({TOTALS})." if totals else ""
    raise CakitError(
        f"no {edition} edition of {table} is held: take {', '.join(names)}, at_publication or newest.{only}"
    )


@cache
def _frame(table: str, edition: str) -> pd.DataFrame:
    kept = catalog.load(table)
    column = next((name for name in EDITION_COLUMNS if name in kept), "")
    kept.attrs.clear()  # pandas copies them at every step
    return kept[kept[column] == edition] if edition and column else kept


@cache
def _found(function: Function, table: str, edition: str) -> rules.Found:
    """What a check finds in a table of the kit's; several readings can share a check."""
    return function(_frame(table, edition))


def _own(data: pd.DataFrame) -> pd.DataFrame:
    for column in EDITION_COLUMNS:
        if column in data and data[column].nunique() > 1:
            held = ", ".join(sorted(data[column].dropna().astype(str).unique()))
            raise MixedUnits(f"{column} holds {held}: keep one, for example data[data[{column!r}] == ...]")
    return data


def _claimed(row: Any) -> rules.Claimed:
    dates = (_text(row.date_from), _text(row.date_to))
    return rules.Claimed(
        row.comparator, _number(row.value_low), _number(row.value_high), _number(row.value_step), dates
    )


def worded(unit: str) -> str:
    """A unit as it follows a number.

    Examples
    --------
    >>> worded("percent_of_gdp"), worded("sellers"), worded("count")
    ('percent of GDP', 'sellers', '')
    """
    return UNITS.get(unit, unit.replace("_", " "))


def _range(low: float | None, high: float | None, unit: str) -> str:
    """One figure or both ends, with the unit.

    Examples
    --------
    >>> _range(12, 28.4, "hectares"), _range(1840, None, "usd_million"), _range(0.4, 3.5, "percent_of_gdp")
    ('12–28.4 hectares', '1,840 million USD', '0.4–3.5% of GDP')
    >>> _range(1, None, "phases"), _range(3, None, "count"), _range(1974, None, "calendar_year")
    ('1 phase', '3', '1974')
    """
    style = "{:.0f}" if unit == "calendar_year" else "{:,.1f}"
    shown = "–".join(dict.fromkeys(style.format(one).removesuffix(".0") for one in (low, high) if one is not None))
    words = f" {worded(unit)}".rstrip().replace(" percent", "%")
    return shown and shown + (words.removesuffix("s") if shown == "1" else words)


def verdict(claim_id: str, edition: str | int = "at_publication", data: pd.DataFrame | None = None) -> Verdict:
    """Decide one claim.

    Parameters
    ----------
    claim_id : str
        A claim ("S0-38") or one reading of it ("S0-12.b"); a claim of several readings is decided in its plain one.
    edition : str or int
        "at_publication" (the newest edition when the text appeared; where it is not held by year, the next one that
        is), "newest", or a year.
    data : pandas.DataFrame, optional
        A frame of your own in place of the kit's table, with the same columns and one edition.

    Returns
    -------
    Verdict

    Raises
    ------
    UnknownClaim
        With the nearest ids.
    CakitError, MissingColumn, MixedUnits
        An edition that is not held; a frame that lacks a column or mixes editions; data for a claim that no code decides.

    Examples
    --------
    >>> verdict("S0-38").verdict, verdict("S0-08").verdict, verdict("S0-08", edition="newest").verdict
    ('supported', 'supported', 'outdated')
    """
    reading = readings(claim_id)[0]
    return _held(reading, str(edition)) if data is None else _decided(reading, str(edition), data)


@cache
def _held(reading: str, edition: str) -> Verdict:
    """A reading decided in the kit's own tables."""
    return _decided(reading, edition, None)


def _decided(reading: str, edition: str, data: pd.DataFrame | None) -> Verdict:
    claims, known, evidence, _ = _rows()
    row = known.get(reading) or claims[reading]
    claim = claims[row.claim_id]
    kept, check = evidence[reading], _check(reading)
    words = row.claim if reading in claims else f"{claim.claim} ({row.reading})"
    reading_id = "" if reading in claims else reading
    if check is None:
        if data is not None:
            raise CakitError(f"{reading} is decided by reading, not from a table: your data cannot decide it")
        word = kept.verdict if edition == "newest" else kept.verdict_at_publication
        low, high, unit = _number(kept.found_low), _number(kept.found_high), _text(kept.unit)
        found, scope, used, ids, draw = _range(low, high, unit), "by the sources", "", kept.source_ids, None
        decided = "documentary"
    else:
        used = _edition(check.table, edition, claim.seed) if data is None else ""
        got = _found(check.function, check.table, used) if data is None else check.function(_own(data))
        claimed = _claimed(row)
        first = None
        if data is None and edition != "at_publication":
            then = _edition(check.table, "at_publication", claim.seed)
            first = rules.holds(claimed, _found(check.function, check.table, then))
        word = rules.verdict(rules.holds(claimed, got), first)
        low, high, unit = got.low, got.high, got.unit or _text(row.unit)
        there = {None: "", True: "yes", False: "no"}[got.is_there]
        found = _range(low, high, unit) or got.date or there
        ids = ";".join(provenance.source_ids(got.rows)) or kept.source_ids
        scope, rows = got.scope, _frame(check.table, used) if data is None else data
        draw = partial(check.chart, rows) if check.chart else None
        decided = check.decided_by
    if row.comparator == "date":
        said = "–".join(dict.fromkeys(filter(None, (_text(row.date_from), _text(row.date_to)))))
    else:
        said = SAID.get(row.comparator, "") + _range(_number(row.value_low), _number(row.value_high), _text(row.unit))
    return Verdict(
        row.claim_id, reading_id, words, word, decided, said.strip(), found, low, high, unit, scope, used,
        _text(kept.caveat_kind), _text(kept.caveat), ids, draw,
    )  # fmt: skip


def decide(
    claim: str, comparator: str, value: float, found: float, then: float | None = None, step: float | None = None,
    unit: str = "percent", scope: str = "", rows: pd.DataFrame | None = None,
) -> Verdict:  # fmt: skip
    """Decide a claim of your own by the kit's rules.

    Parameters
    ----------
    claim : str
        In your words.
    comparator : {"equal", "about", "over", "under"}
        How the claim says it.
    value : float
        The figure it names.
    found : float
        What you computed, in the edition you trust most.
    then : float, optional
        What the edition of the claim's day gives: a claim that held then and no longer does is outdated.
    step : float, optional
        The last digit the claim prints (1 for "62 percent", 0.1 for "62.5"), for `equal`.
    unit, scope : str
        Of both figures; what was looked at.
    rows : pandas.DataFrame, optional
        The rows behind `found`: their sources and edition go into the verdict.

    Returns
    -------
    Verdict

    Raises
    ------
    CakitError
        For an unknown comparator.

    Examples
    --------
    >>> decide("Over half came from one supplier", "over", 50, found=48.2, then=55.0).verdict
    'outdated'
    """
    import pandas as pd

    rows = pd.DataFrame() if rows is None else rows
    claimed = rules.Claimed(comparator, value, None, step)
    first = None if then is None else rules.holds(claimed, rules.Found(rows, scope, then))
    word = rules.verdict(rules.holds(claimed, rules.Found(rows, scope, found)), first)
    edition = next((str(max(rows[name].dropna())) for name in EDITION_COLUMNS if name in rows and len(rows)), "")
    said = SAID.get(comparator, "") + _range(value, None, unit)
    return Verdict("own", "", claim, word, "measured", said, _range(found, None, unit), found, None, unit, scope, edition,
                   "", "", ";".join(provenance.source_ids(rows)))  # fmt: skip


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

    claims, _, _, of = _rows()
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
    check = _check(reading)
    names = [name for _, name in _released().get(check.table, [])] if check else []
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
