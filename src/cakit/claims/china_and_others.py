"""Claims on China, Türkiye and the other suppliers: drones, fighters, transports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cakit import catalog
from cakit.claims.checks import decides
from cakit.claims.rows import FIVE, independent, need
from cakit.claims.rules import Found
from cakit.claims.russian_supply import (
    all_years,
    deliveries,
    leading,
    share,
    turn,
    turnover,
    uzbekistan_below_kazakhstan,
    windows,
)

if TYPE_CHECKING:
    import pandas as pd

EUROPE = ("FRA", "ESP", "ITA", "DEU")  # the European sellers that the registers know in the region
AIRBUS = ("C-295", "A400M Atlas")
REPORTED = ("JF-17 Block III", "J-10C", "J-35A")  # the types that reports named before S3
S3_DAY = "2025-06-16"


def _china(frame: pd.DataFrame, to: tuple[str, ...] = FIVE) -> pd.DataFrame:
    rows = deliveries(frame, to)
    return rows[rows["supplier_iso3"] == "CHN"]


@decides("S0-14.a", "arms_editions", "looked-up")
def china_sells_and_mines(frame: pd.DataFrame) -> Found:
    """Whether China delivered arms to any of the five and closed minerals deals there."""
    import pandas as pd

    rows, events = _china(frame), independent(catalog.load("mineral_events"))
    mines = events[events["partner_iso3"].fillna("").str.contains("CHN") & events["event_type"].eq("deal")]
    mines = mines[mines["status"] == "implemented"]
    scope = "Chinese arms delivered to any of the five, and Chinese minerals deals implemented by the press register"
    there = bool(len(rows) and len(mines))
    return Found(pd.concat([rows, mines]), scope, rows["recipient_iso3"].nunique(), unit="states", is_there=there)


@decides("S0-14.b", "arms_editions", "looked-up")
def china_sells_to_each(frame: pd.DataFrame) -> Found:
    """Whether China delivered arms to each of the five."""
    rows = _china(frame)
    count = int(rows["recipient_iso3"].nunique())
    return Found(rows, "states with Chinese deliveries, all years", count, unit="states", is_there=count == len(FIVE))


@decides("S0-16.a", "drone_trade", "looked-up")
def kazakh_drone_imports(frame: pd.DataFrame) -> Found:
    """What Kazakhstan's drone imports of 2022 were worth, all kinds."""
    need(frame, "reporter_iso3", "partner_iso3", "flow", "year", "unit", "basis", "value")
    rows = independent(frame)
    rows = rows[(rows["reporter_iso3"] == "KAZ") & (rows["partner_iso3"] == "WLD") & (rows["flow"] == "import")]
    rows = rows[(rows["year"] == 2022) & (rows["unit"] == "usd") & (rows["basis"] != "proxy_all_powered_aircraft")]
    values = [float(value) / 1e6 for value in rows["value"].dropna()]
    low, high = (min(values), max(values)) if values else (None, None)
    return Found(
        rows,
        "Kazakh imports of drones of every kind in 2022, customs data quoted by one investigation",
        low,
        high,
        "usd_million",
    )


@decides("S0-18.b", "drone_fleets", "looked-up")
def kazakh_drones_are_prototypes(frame: pd.DataFrame) -> Found:
    """Whether Kazakhstan's own drones got no further than prototypes."""
    need(frame, "country_iso3", "supplier_iso3", "fleet_status")
    rows = independent(frame)
    rows = rows[(rows["country_iso3"] == "KAZ") & (rows["supplier_iso3"] == "KAZ")]
    there = None if rows.empty else bool((rows["fleet_status"] == "prototype").all())
    return Found(rows, "drone types of Kazakh make, by how far each got", len(rows), unit="types", is_there=there)


@decides("S0-19", "defence_events", "looked-up")
def chinese_drone_venture(frame: pd.DataFrame) -> Found:
    """Whether a Chinese drone venture with production in Kazakhstan is on record; its year is not tested."""
    need(frame, "country_iso3", "supplier_iso3", "system_class", "rung", "standing")
    rows = independent(frame)
    rows = rows[(rows["country_iso3"] == "KAZ") & (rows["supplier_iso3"] == "CHN")]
    rows = rows[(rows["system_class"] == "drone_plant") & (rows["rung"] == "local_production")]
    rows = rows[rows["standing"].isin(["confirmed", "reported"])]
    scope = "Chinese drone ventures producing in Kazakhstan; the year is not tested"
    return Found(rows, scope, len(rows), unit="ventures", is_there=None if rows.empty else True)


@decides("S0-36.b", "arms_editions")
def china_leads_somewhere(frame: pd.DataFrame) -> Found:
    """Whether China is among the three largest suppliers of any of the five."""
    shares = {to: share(deliveries(frame, [to]), "CHN") for to in FIVE if "CHN" in leading(deliveries(frame, [to]))}
    values = sorted(shares.values()) or [0.0]
    first, last = all_years(frame)
    scope = f"China's share where it is among the three largest suppliers ({', '.join(shares)}), {first}–{last}, TIV"
    return Found(deliveries(frame, FIVE), scope, values[0], values[-1], "percent", is_there=bool(shares))


@decides("S1-14.a", "arms_editions")
@decides("S3-35.c", "arms_editions")
def china_rises_in_the_five(frame: pd.DataFrame) -> Found:
    """Whether China's share in the five rises from one five-year window to the next."""
    return turn(frame, "CHN", FIVE, rises=True)


@decides("S1-14.b", "arms_editions")
@decides("S3-35.b", "arms_editions")
def china_rises_somewhere(frame: pd.DataFrame) -> Found:
    """Whether China's share rises in at least one of the five."""
    parts = {to: turn(frame, "CHN", [to], rises=True) for to in FIVE}
    rising = sorted(part.low for part in parts.values() if part.is_there and part.low is not None) or [0.0]
    before, now = windows(frame)
    where = ", ".join(to for to, part in parts.items() if part.is_there) or "none"
    scope = f"China's share where it rises ({where}), {now[0]}–{now[1]} against {before[0]}–{before[1]}, TIV"
    rows = deliveries(frame, FIVE, (before[0], now[1]))
    return Found(rows, scope, rising[0], rising[-1], "percent", is_there=where != "none")


@decides("S1-14.c", "trade_figures", "looked-up")
def trade_with_china_rises(frame: pd.DataFrame) -> Found:
    """Whether turnover with China rises, by Chinese customs."""
    return turnover(frame, "CHN", "partner_customs", rises=True)


@decides("S3-01.a", "fighter_reports", "looked-up")
def fighters_were_reported(frame: pd.DataFrame) -> Found:
    """On how many origins the reports of such a purchase before the day of the text rest."""
    need(frame, "report_id", "date", "answers_report_id", "generation_said")
    rows = independent(frame)
    dated = rows["date"].str.match(r"\d{4}-\d\d", na=False) & rows["date"].fillna("").le(S3_DAY)
    told = rows[dated & rows["generation_said"].str.contains("fifth|next|stealth")]
    origins = {_origin(rows, str(report)) for report in told["report_id"]}
    scope = f"origins of {len(told)} reports of Chinese fighters for Uzbekistan that speak of the newest generation, to 16 June 2025"
    return Found(told, scope, len(origins), unit="origins", is_there=None if told.empty else True)


def _origin(rows: pd.DataFrame, report: str) -> str:
    """The report at the beginning of a line of retellings."""
    answers = rows.set_index("report_id")["answers_report_id"].dropna()
    seen = {report}
    while report in answers.index and answers[report] not in seen:
        report = str(answers[report])
        seen.add(report)
    return report


def _confirmed(rows: pd.DataFrame, about: str) -> Found:
    """Whether any report has an official word behind it; silence decides nothing."""
    count = int(rows["official_confirmation"].fillna(False).sum())
    scope = f"reports on {about} with an official word behind them, of {len(rows)}"
    return Found(rows, scope, count, unit="reports", is_there=True if count else None)


@decides("S3-01.b", "fighter_reports", "looked-up")
def fighters_were_confirmed(frame: pd.DataFrame) -> Found:
    """Whether either government confirmed the purchase in any report."""
    need(frame, "official_confirmation")
    return _confirmed(independent(frame), "Chinese fighters for Uzbekistan")


@decides("S3-22", "fighter_reports", "looked-up")
def pilots_were_confirmed(frame: pd.DataFrame) -> Found:
    """Whether either government confirmed what the video of a pilot is said to show."""
    need(frame, "official_confirmation", "rests_on")
    rows = independent(frame)
    return _confirmed(rows[rows["rests_on"].fillna("").str.contains("video")], "the video of an Uzbek pilot")


@decides("S3-01.c", "aircraft", "looked-up")
def reported_fighters_are_fifth_generation(frame: pd.DataFrame) -> Found:
    """Whether every type named in the reports is of the fifth generation."""
    need(frame, "system", "generation")
    rows = independent(frame)
    rows = rows[rows["system"].isin(REPORTED)]
    ages = [float(age) for age in rows["generation"].dropna()]
    low, high = (min(ages), max(ages)) if ages else (None, None)
    scope = f"generation of the types reported: {', '.join(rows['system'])}"
    return Found(rows, scope, low, high, "generation", is_there=None if not ages else low == 5)


@decides("S3-07", "arms_editions", "looked-up")
def china_begins_in_uzbekistan(frame: pd.DataFrame) -> Found:
    """Whether Chinese deliveries to Uzbekistan begin after it left the alliance in 2012."""
    rows = _china(frame, ("UZB",))
    first = "" if rows.empty else str(int(rows["year"].min()))
    return Found(rows, "first Chinese delivery to Uzbekistan", date=first, is_there=bool(first) and first >= "2012")


@decides("S3-19.b", "arms_editions")
def uzbekistan_went_further(frame: pd.DataFrame) -> Found:
    """Whether Russia's share of all years is lower in Uzbekistan than in Kazakhstan."""
    return uzbekistan_below_kazakhstan(frame)


@decides("S3-21", "aircraft", "looked-up")
def jf17_is_chinese_and_pakistani(frame: pd.DataFrame) -> Found:
    """Whether every entry on the JF-17 names both makers."""
    need(frame, "system", "maker_iso3")
    rows = independent(frame)
    rows = rows[rows["system"].str.contains("JF-17")]
    there = (
        None
        if rows.empty
        else bool(rows["maker_iso3"].map(lambda makers: set(makers.split(";")) == {"CHN", "PAK"}).all())
    )
    return Found(rows, "makers of the JF-17", rows["maker_iso3"].nunique(), unit="pair", is_there=there)


def _events(frame: pd.DataFrame, until: str = "9999") -> pd.DataFrame:
    """What the press register has on the five and foreign sellers, denied and rumoured entries left out."""
    need(frame, "country_iso3", "supplier_iso3", "rung", "standing", "date_from")
    rows = independent(frame)
    rows = rows[rows["country_iso3"].isin(FIVE) & rows["standing"].isin(["confirmed", "reported"])]
    rows = rows[rows["supplier_iso3"].fillna("") != rows["country_iso3"]]
    return rows[rows["date_from"].fillna("9999").str[:4] <= until]


@decides("S0-10", "defence_events", "looked-up")
def others_are_signed_with(frame: pd.DataFrame) -> Found:
    """Whether each of the five signed with or bought from somebody other than Russia."""
    rows = _events(frame)
    rows = rows[~rows["rung"].isin(["reported_interest", "negotiation"]) & (rows["supplier_iso3"] != "RUS")]
    count = int(rows["country_iso3"].nunique())
    scope = "states that signed with or bought from others than Russia; press register"
    return Found(rows, scope, count, unit="states", is_there=None if rows.empty else count == len(FIVE))


@decides("S1-03", "defence_events", "looked-up")
def china_turkey_us_are_looked_to(frame: pd.DataFrame) -> Found:
    """Whether all three sellers stand in the press register up to the year of the text."""
    rows = _events(frame, until="2024")
    rows = rows[rows["supplier_iso3"].isin(["CHN", "TUR", "USA"])]
    count = int(rows["supplier_iso3"].nunique())
    scope = "of China, Türkiye and the United States, those with deals on any rung to 2024; press register"
    return Found(rows, scope, count, unit="sellers", is_there=None if rows.empty else count == 3)


@decides("S1-06", "defence_events", "looked-up")
def iran_europe_us_are_looked_to(frame: pd.DataFrame) -> Found:
    """Whether Iran, a European seller and the United States stand in the press register up to 2024."""
    rows = _events(frame, until="2024")
    rows = rows[rows["supplier_iso3"].isin(["IRN", "USA", *EUROPE])]
    count = int(rows["supplier_iso3"].replace(dict.fromkeys(EUROPE, "Europe")).nunique())
    scope = "of Iran, Europe and the United States, those with deals on any rung to 2024; press register"
    return Found(rows, scope, count, unit="sellers", is_there=None if rows.empty else count == 3)


def _register(frame: pd.DataFrame, to: tuple[str, ...], supplier: str | None = None) -> pd.DataFrame:
    """Lines of the delivery register."""
    need(frame, "recipient_iso3", "supplier_iso3", "year", "designation", "description", "is_uncrewed_aircraft")
    need(frame, "number_delivered", "tiv_million")
    rows = frame[frame["recipient_iso3"].isin(to)]
    return rows if supplier is None else rows[rows["supplier_iso3"] == supplier]


def _drones(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["is_uncrewed_aircraft"].fillna(False).astype(bool)]


@decides("S1-15", "arms_deliveries", "looked-up")
def turkish_drones_spread(frame: pd.DataFrame) -> Found:
    """Whether more of the five hold Turkish drones at the end than after the first year of deliveries."""
    rows = _drones(_register(frame, FIVE, "TUR"))
    early = rows.loc[rows["year"] == rows["year"].min(), "recipient_iso3"].nunique()
    scope = f"Turkish drones in SIPRI's register in {rows['recipient_iso3'].nunique()} of the five, all years"
    there = bool(rows["recipient_iso3"].nunique() > early)
    return Found(rows, scope, float(rows["number_delivered"].sum()), unit="drones", is_there=there)


@decides("S1-16", "rival_figures", "looked-up")
def turkish_exports_grow(frame: pd.DataFrame) -> Found:
    """Whether Türkiye's share of world arms exports grows between two windows of one release."""
    need(frame, "statistic", "counterpart_iso3", "period_from", "value", "source_id")
    rows = independent(frame)
    rows = rows[(rows["statistic"] == "supplier_share_of_world_exports") & (rows["counterpart_iso3"] == "TUR")]
    pairs = [part.sort_values("period_from")["value"].tolist() for _, part in rows.groupby("source_id")]
    pairs = [pair for pair in pairs if len(pair) > 1]
    newest = [float(pair[-1]) for pair in pairs] or [float("nan")]
    there = None if not pairs else all(pair[-1] > pair[0] for pair in pairs)
    return Found(
        rows, "Türkiye's share of world exports of major arms", min(newest), max(newest), "percent", is_there=there
    )


@decides("S3-03.a", "arms_editions")
def uzbekistan_has_several_suppliers(frame: pd.DataFrame) -> Found:
    """Whether several states delivered to Uzbekistan in the last five years."""
    first, last = windows(frame)[1]
    rows = deliveries(frame, ["UZB"], (first, last))
    count = int(rows["supplier_iso3"].nunique())
    return Found(rows, f"suppliers of Uzbekistan, {first}–{last}", count, unit="states", is_there=count > 1)


@decides("S3-03.b", "arms_editions")
def russia_falls_in_uzbekistan(frame: pd.DataFrame) -> Found:
    """Whether Russia's share in Uzbekistan falls from one five-year window to the next."""
    return turn(frame, "RUS", ["UZB"], rises=False)


@decides("S3-15", "arms_deliveries", "looked-up")
def kazakhstan_has_turkish_drones(frame: pd.DataFrame) -> Found:
    """Whether Turkish drones were delivered to Kazakhstan."""
    rows = _drones(_register(frame, ("KAZ",), "TUR"))
    number = float(rows["number_delivered"].sum())
    return Found(
        rows, "Turkish drones delivered to Kazakhstan in SIPRI's register", number, unit="drones", is_there=number > 0
    )


def _transports(frame: pd.DataFrame) -> pd.DataFrame:
    rows = _register(frame, ("KAZ",))
    return rows[rows["designation"].isin(AIRBUS)]


@decides("S3-16", "arms_deliveries", "looked-up")
def kazakhstan_has_airbus_transports(frame: pd.DataFrame) -> Found:
    """Whether Airbus transports were delivered to Kazakhstan."""
    rows = _transports(frame)
    number = float(rows["number_delivered"].sum())
    scope = "C-295 and A400M delivered to Kazakhstan; register"
    return Found(rows, scope, number, unit="aircraft", is_there=number > 0)


def _drones_and_transports(frame: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    return pd.concat([_drones(_register(frame, ("KAZ",), "TUR")), _transports(frame)])


@decides("S3-17.a", "arms_deliveries", "looked-up")
def both_purchases_are_unarmed(frame: pd.DataFrame) -> Found:
    """Whether neither the Turkish drones nor the Airbus aircraft are armed."""
    rows = _drones_and_transports(frame)
    armed = rows["description"].str.contains(r"^armed", regex=True)
    scope = "armed items among Turkish drones and Airbus transports delivered to Kazakhstan; register"
    number = float(rows.loc[armed, "number_delivered"].sum())
    return Found(rows, scope, number, unit="items", is_there=None if rows.empty else number == 0)


@decides("S3-17.b", "arms_deliveries")
def transports_are_the_main_part(frame: pd.DataFrame) -> Found:
    """Whether transports make most of the volume of the two together."""
    rows = _drones_and_transports(frame)
    total = float(rows["tiv_million"].sum())
    part = 100 * float(_transports(frame)["tiv_million"].sum()) / total if total else float("nan")
    scope = "transports in the volume of Turkish drones and Airbus aircraft delivered to Kazakhstan, TIV"
    return Found(rows, scope, part, unit="percent", is_there=part > 50 if total else None)
