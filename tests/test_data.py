"""The data as they stand: descriptors complete, an outside validator content, derived files fresh."""

import csv
import importlib.util
import json
from pathlib import Path

import pytest
from judgements import says_more_than_it_may

import cakit as ck
from cakit import catalog
from cakit.catalog.csvfile import read_csv

ROOT = Path(__file__).parents[1]
NAMES = catalog.names()


def generate():
    spec = importlib.util.spec_from_file_location("generate", ROOT / "tools/generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", NAMES)
def test_descriptor_is_complete(name):
    table = catalog.table(name)
    raw = json.loads((ROOT / f"data/{name}.json").read_text(encoding="utf-8"))
    assert table.name == name
    assert table.title and table.row and table.key
    assert set(table.key) <= set(table.by_name)
    assert table.terms["licence"] in catalog.allowed("terms"), "data of unknown terms do not ship"
    assert table.terms["checked"]
    assert set(table.warnings) <= catalog.allowed("warning")
    assert set(raw) <= {
        "name",
        "title",
        "row",
        "computed",
        "path",
        "unit",
        "edition",
        "searched_until",
        "coverage",
        "warnings",
        "gaps",
        "terms",
        "schema",
    }
    for column in table.fields:
        assert column.description, column.name
        assert column.unit or column.type not in ("integer", "number", "year"), (
            f"{column.name} has no unit"
        )
        assert not column.codes or catalog.allowed(column.codes), column.codes


@pytest.mark.parametrize("name", [name for name in NAMES if not catalog.table(name).computed])
def test_file_keeps_to_its_descriptor(name):
    table = catalog.table(name)
    text = table.path.read_bytes()
    assert b"\r" not in text and text.endswith(b"\n") and not text.startswith(b"\xef\xbb\xbf")
    sheet, frame = read_csv(table.path), ck.load(name)
    assert sheet.header == [column.name for column in table.fields]
    assert sheet.lines == list(range(2, len(sheet.rows) + 2)), "a cell with a line break"
    for code in (c for c in table.fields if c.countries):
        held = {
            part for cell in frame[code.name].dropna() for part in cell.split(code.separator or ";")
        }
        assert held <= set(ck.load("countries")["iso3"]), f"{code.name} holds names, not codes"


@pytest.mark.parametrize("name", [name for name in NAMES if catalog.table(name).coverage])
def test_years_lie_within_coverage(name):
    table, frame = catalog.table(name), ck.load(name)
    years = [
        c.name
        for c in table.fields
        if c.type == "year" and c.name in ("year", "fiscal_year", "year_from", "year_to")
    ]
    for column in years:
        assert frame[column].dropna().between(*table.coverage).all(), (
            f"{name}.{column} leaves {table.coverage}"
        )


def test_rows_are_sorted_by_their_key():
    for name in NAMES:
        table = catalog.table(name)
        if table.computed:
            continue
        with table.path.open(encoding="utf-8", newline="") as lines:
            keys = [[row[part] for part in table.key] for row in csv.DictReader(lines)]
        assert keys == sorted(keys), f"{name} is not sorted by {table.key}"


def test_frictionless_agrees():
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.Package(str(ROOT / "data/datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "message"])[:10]


@pytest.mark.parametrize(
    "name",
    [
        "data/README.md",
        "data/datapackage.json",
        "data/LICENSES.md",
        "seeds/coverage.md",
        "seeds/references.bib",
        *(f"seeds/S{number}.md" for number in range(5)),
        "README.md",
        "environment.yml",
        "binder/environment.yml",
    ],
)
def test_derived_files_are_fresh(name, derived={}):  # noqa: B006 - made once for all
    derived = derived or derived.update(generate().outputs()) or derived
    assert (ROOT / name).read_text(encoding="utf-8") == derived[name], (
        f"{name} is stale: run `make generate`"
    )


def test_readme_picture_is_the_one_the_kit_draws():
    assert (ROOT / "docs/first-picture.png").read_bytes() == generate().first_picture().png()


def test_the_first_sentences_of_the_readme_hold():
    arms = ck.load("arms_transfers")
    window = {"by": "supplier_iso3", "value": "tiv_million", "window": 5}
    five = ck.shares(arms, **window)
    largest = five.loc[five.groupby("year_to")["share_percent"].idxmax()]
    assert five["year_from"].min() == 1994 and set(largest["supplier_iso3"]) == {"RUS"}
    russia = largest.set_index("year_to")["share_percent"]
    low, high = russia.loc[:2018].min(), russia.loc[2018:].max()
    assert abs(low - 50) < 5 and abs(high - 67) < 3 and abs(russia.iloc[-1] - 50) < 3
    each = ck.shares(arms, within="recipient_iso3", **window).query("year_to == 2025")
    each = ck.share_of(each, by="supplier_iso3", member="RUS").set_index("recipient_iso3")
    shares = each["share_percent"]
    assert abs(shares.pop("KAZ") - 80) < 5 and shares.max() < 100 / 7


def test_no_delivery_stands_before_independence_and_none_is_negative():
    deliveries = ck.load("arms_deliveries")
    assert deliveries["year"].min() >= 1992
    assert (deliveries["tiv_million"] > 0).all()


def test_data_stay_small():
    size = sum(path.stat().st_size for path in (ROOT / "data").rglob("*") if path.is_file())
    assert size < 5_000_000, f"{size:,} bytes"


def too_strong(evidence, claims):
    """Rows of evidence whose verdict says more than the rule for judgements allows, with the column."""
    kinds = dict(zip(claims["claim_id"], claims["kind"], strict=True))
    out = []
    for row in evidence.fillna({"actor_source_id": ""}).itertuples():
        for column in ("verdict", "verdict_at_publication"):
            why = says_more_than_it_may(
                kinds[row.claim_id],
                getattr(row, column),
                row.is_plain,
                row.checked_what,
                row.actor_source_id,
            )
            if why:
                out.append(f"claim_evidence.csv, row {row.evidence_id}, column {column}: {why}")
        if row.actor_source_id and row.actor_source_id not in row.source_ids.split(";"):
            out.append(
                f"claim_evidence.csv, row {row.evidence_id}, column actor_source_id: not among source_ids"
            )
    return out


def test_no_verdict_says_more_than_its_rule_allows():
    found = too_strong(ck.load("claim_evidence"), ck.load("claims"))
    assert not found, "\n".join(found)


def test_a_verdict_on_a_motive_is_named_with_row_and_column():
    evidence, claims = ck.load("claim_evidence"), ck.load("claims")
    row = evidence["evidence_id"] == "S0-13"
    assert too_strong(
        evidence.assign(verdict=evidence["verdict"].where(~row, "supported")), claims
    ) == [
        "claim_evidence.csv, row S0-13, column verdict: a motive in its plain reading is undecidable, unless "
        "actor_source_id names a source of the actor himself"
    ]
    loose = evidence.assign(actor_source_id=evidence["actor_source_id"].where(~row, "usgs_mcs2026"))
    assert "row S0-13, column actor_source_id" in too_strong(loose, claims)[0]


PRESS = (
    "conflicts",
    "defence_events",
    "fighter_reports",
    "mineral_events",
    "positions",
    "trade_figures",
    "us_figures",
)


def without_place(frame, name):
    """Rows of a press table that do not say where in the source they rest, or name a source they do not have."""
    key, out = catalog.table(name).key, []
    sources = next(column for column in ("source_ids", "source_id") if column in frame)
    text = frame.astype(object).where(frame.notna(), "")
    for row in text.to_dict("records"):
        named = f"{name}.csv, row {'/'.join(str(row[part]) for part in key)}, column"
        out += [
            f"{named} {column}: empty" for column in ("locator", "says") if not row[column].strip()
        ]
        known = set(row[sources].split(";"))
        for part in filter(None, row["locator"].split(" | ")):
            source, colon, place = part.partition(": ")
            if not (colon and place.strip()):
                out.append(f"{named} locator: {part!r} is not a source id, a colon and a place")
            elif source not in known:
                out.append(f"{named} locator: {source} is not in {sources}")
    return out


@pytest.mark.parametrize("name", PRESS)
def test_every_press_row_says_where_in_its_source(name):
    found = without_place(ck.load(name), name)
    assert not found, "\n".join(found[:20])


def test_a_press_row_without_a_place_is_named_with_row_and_column():
    frame = ck.load("positions").iloc[:4]
    ids = frame["source_ids"].str.split(";").str[0].tolist()
    places = [f"{ids[0]}: second paragraph", "", f"nowhere: heading | {ids[2]}: heading", ids[3]]
    told = frame.assign(locator=places, says=["a", "b", "c", ""])
    keys = frame["position_id"].tolist()
    assert without_place(told, "positions") == [
        f"positions.csv, row {keys[1]}, column locator: empty",
        f"positions.csv, row {keys[2]}, column locator: nowhere is not in source_ids",
        f"positions.csv, row {keys[3]}, column says: empty",
        f"positions.csv, row {keys[3]}, column locator: {ids[3]!r} is not a source id, a colon and a place",
    ]


def credited_to_an_office(figures):
    """Trade figures whose sentence names a statistics office though nobody, an official or a ministry gave them."""
    officials = figures["whose"].isin(["national_official", "partner_official", "not_stated"])
    named = figures["says"].str.contains(
        r"statistics office|statistics put|customs put", regex=True
    )
    return figures.loc[officials & named, "figure_id"].tolist()


def test_a_trade_figure_is_laid_to_the_one_who_gave_it():
    figures = ck.load("trade_figures")
    assert credited_to_an_office(figures) == []
    told = figures[figures["figure_id"] == "TF-KAZ-RUS-2022-01"]
    wrong = told.assign(
        says="Kazakhstan's statistics office puts trade of Kazakhstan with Russia at 26.1 billion dollars."
    )
    assert told["whose"].tolist() == ["national_official"]  # said by the foreign minister
    assert credited_to_an_office(wrong) == ["TF-KAZ-RUS-2022-01"]
