"""What the explorer of minerals holds and says: words, and the tables brought to the form that is shipped."""

from __future__ import annotations

from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from cakit import catalog, figure, geometry, provenance
from cakit.catalog import FIVE

if TYPE_CHECKING:
    import pandas as pd

OUTPUT, BUYERS, RELIANCE = "output", "buyers", "reliance"
VIEWS = {OUTPUT: "who mines it", BUYERS: "who buys it", RELIANCE: "what the USA imports"}
SIZE = 5  # years of a window of trade
SPANS = {OUTPUT: (2023, 2025), BUYERS: (1995 + SIZE - 1, 2024), RELIANCE: (2021, 2025)}
HEDGES = {"equal": "", "over": "over ", "under": "under "}
COLOURS = figure.COLOURS | {"KAZ": "#2B77AC", "KGZ": "#CC6677", "TJK": "#117733", "TKM": "#999933", "UZB": "#AA4499"}
FOUND = {  # what is said of the output, by stage
    "mine": "In {year} {country} mined {rest}",
    "refined": "In {year} {country} made {rest}",
}
TITLES = {  # of the three panels that change, by view
    OUTPUT: [
        "{mineral}: share of world output; two editions overlap in one year",
        "Share of world output, {span}",
        "What each source prints, {span}",
    ],
    BUYERS: [
        "{mineral}: buyers' shares of what {groups} sold, windows of 5 years",
        "Who of the five sold it, {span}",
        "Buyers, {span}, million dollars",
    ],
    RELIANCE: [
        "{mineral}: net imports of the USA against its consumption",
        "Sites; Kazakh share of US imports",
        "By form, {span}",
    ],
}
EDITIONS = {"MCS 2025": "US Geological Survey, 2025 edition", "MCS 2026": "US Geological Survey, 2026 edition"}
WORDS = {
    "rest": "{quantity} {unit} of {mineral}{item}, {percent} of world output{without} ({world}){place} "
    "({edition}{estimated}){others}{older}{rivals}.",
    "bare": "{quantity} {unit} of {mineral}{item} ({edition}{estimated}; no world total is printed){others}{older}{rivals}.",
    "dash": "For {year} the source prints a dash for {country}, {mineral} ({edition}): taken as zero, it proves nothing.",
    "nooutput": "For {year} the tables held name no output of {mineral} in {groups}; that is a gap, no zero.",
    "without": " outside the USA",
    "place": ", place {rank}",
    "estimate": ", estimate",
    "others": "; also {listed}",
    "older": "; the edition before said {quantity}",
    "rivals": "; rival figures: {listed}",
    "buyers": "In {span} {member} took {percent} of the {mineral} that {groups} sold under the codes held ({total} million "
    "current dollars, BACI){rest}{sellers}.{newest}",
    "nobuyers": "For {span} the table holds no sale of {mineral} by {groups}; tariff codes it lacks can hide one.",
    "next": ", next {member} with {percent}",
    "alone": ", no other buyer has a row",
    "sellers": "; {member} sold {percent} of it",
    "newest": " The newest year fills up in later releases.",
    "reliance": "In {year} net imports were {figure} of US consumption of {mineral}{item} ({edition}{estimated})"
    "{others}{sources}.",
    "sold": "In {year} the United States sold more {mineral}{item} abroad than it bought ({edition}{estimated})"
    "{others}{sources}.",
    "nofigure": "For {year} no figure on US imports of {mineral}{item} is printed ({edition}){others}{sources}.",
    "noreliance": "The survey held has no figure on US imports of {mineral} for {year}; that is a gap, no zero{sources}.",
    "form": ", {form},",
    "exporter": "net exporter",
    "none": "no figure",
    "sources": "; Kazakhstan sent {listed} of US imports in 2021–2024",
    "reactors": "; US reactor owners bought {listed} of their uranium there",
    "five": "the five",
    "lists": "Who calls {mineral} critical",
    "asked": "not looked up",
    "facts": "Sites and rival figures: {mineral}",
    "nothing": "No site and no rival figure is held.",
    "noplace": "no point held",
    "empty": "nothing held",
    "more": "{count} others",
    "rival": "rival",
    "hint": "Point at the chart to look, click to keep; or use the arrow keys. Arrowheads: over or under the figure; empty "
    "square: net exporter; dashed: the edition before.",
    "maphint": "Click: one state, or all five. Marks, at the nearest town: mine (square), plant (triangle), deposit (circle).",
    "note": "A state that a source does not name is a gap, never a zero. BACI reconciles what both sides report; refined "
    "copper, ferro-chrome, titanium sponge and antimony metal are not among the codes held.",
}


@cache
def labels(vocabulary: str) -> dict[str, str]:
    codes = catalog.load("codes")
    codes = codes[codes["vocabulary"] == vocabulary]
    return dict(zip(codes["code"], codes["label"], strict=True))


@cache
def minerals() -> dict[str, str]:
    """What can be looked at: mined, sold, sited or disputed in the five."""
    held = {one for table in ("mineral_production", "mineral_trade") for one in catalog.load(table)["mineral"]}
    sited = {one for cell in catalog.load("mineral_sites")["minerals"] for one in cell.split(";")}
    named = labels("mineral")
    return {code: named[code] for code in sorted(held | sited | {"uranium"}, key=lambda one: named[one].lower())}


@cache
def output() -> pd.DataFrame:
    """Output of minerals and uranium, newest edition last."""
    import pandas as pd

    uranium = catalog.load("uranium_production").assign(mineral="uranium", item="uranium content", stage="mine")
    rows = pd.concat([catalog.load("mineral_production"), uranium], ignore_index=True)
    rows["world_excludes_usa"] = rows["world_excludes_usa"].fillna(False).astype(bool)
    rows["unit"] = rows["unit"].map(labels("unit"))
    kept = "edition country_iso3 mineral item stage year quantity unit world_quantity world_excludes_usa world_rank estimated"
    return rows[[*kept.split(), "source_id"]].sort_values("edition", kind="stable", ignore_index=True)


@cache
def trade() -> pd.DataFrame:
    """A row a seller, mineral, buyer and year; whole thousands of dollars."""
    keys = ["exporter_iso3", "mineral", "partner_iso3", "year"]
    rows = catalog.load("mineral_trade")
    sums = rows.groupby(keys, as_index=False).agg(value=("value_usd_million", "sum"), source_id=("source_id", "first"))
    return sums.assign(thousand=(sums["value"] * 1000).round().astype("int64")).astype({"year": "int64"})


@cache
def reliance() -> pd.DataFrame:
    return catalog.load("mineral_import_reliance")


def whole(value: Any) -> int | None:
    import pandas as pd

    return None if pd.isna(value) else int(value)


def dense(held: dict[int, int]) -> list[int]:
    """Year → value as [first year, value, value, …] without holes; a year that is not there is 0."""
    first, last = min(held), max(held)
    return [first, *(held.get(year, 0) for year in range(first, last + 1))]


@cache
def sites() -> list[list[Any]]:
    """[mineral codes, name, state, type, sentence, x, y] of each site; x is null where no point is held."""
    kinds, status, found = labels("site_type"), labels("site_status"), []
    west, _, east, north = geometry.FRAME
    scale = geometry.WIDE / (east - west)
    for row in catalog.load("mineral_sites").itertuples():
        place: list[int | None] = [None, None]
        if row.lon == row.lon:
            x, y = geometry.place(row.lon, row.lat)
            place = [round((x - west) * scale), round((north - y) * scale)]
        codes = str(row.owner_iso3).split(";") if row.owner_iso3 == row.owner_iso3 else []
        owners = [catalog.country_name(code) for code in codes]
        said = f"{kinds[row.site_type]}, {status[row.status]} ({row.status_as_of})"
        said += f", owners from {figure.listed(owners)}" if owners else ""
        found.append([row.minerals.split(";"), row.name, row.country_iso3, row.site_type, said, *place])
    return found


@cache
def rivals() -> list[list[Any]]:
    """[mineral, state, statistic, year, value, unit, what is said] of each rival figure."""
    units, statistics = labels("unit"), labels("mineral_statistic")
    rows = catalog.load("mineral_rival_figures")
    rows = rows[rows["mineral"] != "unspecified"]
    return [
        [
            row.mineral,
            row.about_iso3,
            statistics[row.statistic],
            whole(row.year),
            int(row.value),
            units[row.unit],
            row.note,
        ]
        for row in rows.itertuples()
    ]


@cache
def data() -> dict[str, Any]:
    """All that is shipped."""
    mined, imported = output(), reliance()
    made = [
        [row.edition, row.country_iso3, row.item, row.stage, int(row.year), int(row.quantity), row.unit,
         whole(row.world_quantity), row.world_excludes_usa, whole(row.world_rank), bool(row.estimated), row.source_id]
        for row in mined.itertuples()
    ]  # fmt: skip
    sold: dict[str, Any] = {}
    keys = ["mineral", "exporter_iso3", "partner_iso3"]
    for key, cells in groupby(trade().sort_values([*keys, "year"])[[*keys, "year", "thousand"]].values.tolist(), itemgetter(0, 1, 2)):  # fmt: skip
        mineral, seller, buyer = key
        sold.setdefault(mineral, {}).setdefault(seller, {})[buyer] = dense({year: value for *_, year, value in cells})
    relied: dict[str, list[Any]] = {}
    for row in imported[imported["mineral"].isin(minerals())].itertuples():
        hedge = None if row.comparator != row.comparator else row.comparator
        cell = [row.item, int(row.year), row.status, hedge, whole(row.reliance_percent), bool(row.estimated)]
        relied.setdefault(row.mineral, []).append(cell)
    buyers = sorted(set(trade()["partner_iso3"]))
    uranium = mined["mineral"] == "uranium"
    credits = {OUTPUT: mined[~uranium], "uranium": mined[uranium], BUYERS: trade(), RELIANCE: imported}
    return {
        "output": {code: [row for row, one in zip(made, mined["mineral"], strict=True) if one == code] for code in minerals()},
        "trade": sold,
        "reliance": relied,
        "imports": imports(),
        "reactors": reactors(),
        "lists": lists(),
        "found": FOUND,
        "titles": TITLES,
        "editions": EDITIONS,
        "spans": SPANS,
        "sites": sites(),
        "rivals": rivals(),
        "names": {code: catalog.country_name(code) for code in buyers},
        "credits": {view: provenance.credit(rows) for view, rows in credits.items()},
        "sources": [trade()["source_id"].iat[0], imported["source_id"].iat[0]],
    }  # fmt: skip


@cache
def imports() -> dict[str, list[list[Any]]]:
    """Mineral → [form, Kazakh share of US imports in per cent]."""
    found: dict[str, list[list[Any]]] = {}
    for row in catalog.load("mineral_import_sources").itertuples():
        found.setdefault(row.mineral, []).append([row.item.lower(), int(row.share_percent)])
    return found


@cache
def reactors() -> dict[str, list[list[Any]]]:
    """Year → [state, per cent] of the uranium bought by US reactor owners, where a whole per cent is printed."""
    rows = catalog.load("uranium_trade").query("statistics_side == 'us_eia' and share_percent.notna()")
    rows = rows[rows["exporter_iso3"].isin(FIVE)]
    found: dict[str, list[list[Any]]] = {}
    for row in rows.sort_values(["year", "exporter_iso3"]).itertuples():
        found.setdefault(str(row.year), []).append([row.exporter_iso3, int(row.share_percent), row.comparator])
    return found


@cache
def lists() -> dict[str, dict[str, str]]:
    """List → mineral → where it stands, in words."""
    rows, found = catalog.load("mineral_lists"), {}
    status, named = labels("list_status"), labels("mineral_list")
    for one in sorted(set(rows["list"])):
        held = rows[rows["list"] == one]
        found[named[one]] = {
            code: status[how] for code, how in zip(held["mineral"], held["status"], strict=True) if code in minerals()
        }
    return found
