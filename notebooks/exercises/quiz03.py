"""Answers and known slips of the questions in quiz03.toml, computed from the tables."""

from __future__ import annotations

from cakit import catalog
from cakit.exercises.solutions import Solution, one_of, rows


def which_is_a_sale() -> Solution:
    programs = catalog.load("us_programs").set_index("program")
    some = programs.loc[["DCS", "FMF", "FMS", "IMET"]]
    (sale,) = some.index[some["instrument"] == "sale"]
    return one_of(str(sale), **some["name"].to_dict())


def last_year_of_obligations() -> Solution:
    years = {
        name: int(catalog.load(name)["fiscal_year"].max())
        for name in ("us_obligations", "us_excess_articles")
    }
    newest = int(catalog.load("us_figures")["year_to"].max())
    return Solution(years["us_obligations"], articles=years["us_excess_articles"], newest=newest)


def what_surplus_is_worth() -> Solution:
    articles = catalog.load("us_excess_articles")
    then, now = (articles[f"{name}_value_usd"].sum() for name in ("acquisition", "current"))
    return Solution(100 * now / then, turned=100 * then / now, lost=100 * (then - now) / then)


def dearest_course() -> Solution:
    courses = rows("us_training", "program == 'IMET'").groupby("country_iso3")
    sums = courses[["value_usd", "trainees"]].sum()
    each = sums["value_usd"] / sums["trainees"]
    right, most = str(each.idxmax()), str(sums["value_usd"].idxmax())
    name = {code: catalog.country_name(code) for code in catalog.FIVE}
    others = [text for code, text in name.items() if code not in (right, most)]
    return Solution(name[right], sorted(name.values()), most_money=name[most], cheaper=others)


def largest_program() -> Solution:
    money = rows("us_obligations", "assistance_category == 'military' and program != 'CTR'")
    sums = money.groupby("program")["obligated_usd"].sum()
    words = {
        "DOD_COUNTERDRUG": "counter-drug support of the Pentagon",
        "EDA": "surplus equipment (EDA)",
        "FMF": "military financing (FMF)",
        "IMET": "courses for officers (IMET)",
    }
    return one_of(str(sums.idxmax()), **words)


SOLUTIONS = {
    "3.q1": which_is_a_sale,
    "3.q2": last_year_of_obligations,
    "3.q3": what_surplus_is_worth,
    "3.q4": dearest_course,
    "3.q5": largest_program,
}
