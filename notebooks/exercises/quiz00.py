"""Answers and known slips of the questions in quiz00.toml, computed from the tables."""

from __future__ import annotations

from cakit import catalog
from cakit.exercises.solutions import Solution, largest_suppliers, one_of, rows


def pieces_not_rows() -> Solution:
    drones = rows("drones_by_edition", "sipri_edition == '2026'")
    armed = drones[drones["drone_role"] == "armed"]
    return Solution(int(armed["number_delivered"].sum()), lines=len(armed))


def decade_of_most_events() -> Solution:
    events = catalog.load("conflicts")
    decade = "the " + events["date_from"].str[:3] + "0s"
    count, dead = decade.value_counts(), events.groupby(decade)["deaths_high"].sum()
    names = {str(name)[-5:-2]: str(name) for name in count.index}
    by_count, by_deaths = (str(one.idxmax())[-5:-2] for one in (count, dead))
    word = {by_count: "by_count", by_deaths: "by_deaths", max(names): "newest"}
    return one_of("by_count", **{word.get(key, "other"): name for key, name in names.items()})


def ally_of_one_buyer_of_another() -> Solution:
    ties = rows("military_ties", "partner_iso3 == 'CSTO' and status == 'active'")
    members, first = set(ties["country_iso3"]), largest_suppliers(2021, 2025)
    chinese = set(first.index[first == "CHN"])
    (right,) = members & chinese
    name = {code: catalog.country_name(code) for code in catalog.FIVE}
    return Solution(
        name[right],
        sorted(name.values()),
        no_member=[name[code] for code in sorted(chinese - members)],
        other_seller=[name[code] for code in sorted(members - chinese)],
        neither=[name[code] for code in catalog.FIVE if code not in members | chinese],
    )


def newest_text() -> Solution:
    cards = catalog.load("seed_cards").set_index("seed")["date_from"]
    right, number = str(cards.idxmax()), str(cards.index.max())
    others = sorted(set(cards.index) - {right, number})
    return Solution(right, sorted(cards.index), last_number=number, other=others)


def lines_behind_a_share() -> Solution:
    lines = rows("arms_deliveries", "recipient_iso3 == 'KGZ' and 2011 <= year <= 2015")
    return Solution(len(lines), pieces=int(lines["number_delivered"].sum()))


SOLUTIONS = {
    "0.q1": pieces_not_rows,
    "0.q2": decade_of_most_events,
    "0.q3": ally_of_one_buyer_of_another,
    "0.q4": newest_text,
    "0.q5": lines_behind_a_share,
}
