"""Names of countries in other languages and codes of other data sets, made from public lists.

    python tools/country_names.py country-codes.csv codelist_without_cldr.csv PYCOUNTRY

The first file is the list of `datasets/country-codes` (names of the United Nations), the second the
list of `vincentarelbundock/countrycode` (codes of Correlates of War and of Gleditsch and Ward). The
names of CLDR come from Babel; PYCOUNTRY is the folder of the package pycountry, which carries the
long names of ISO 3166 as Debian's iso-codes translate them. Writes data/country_names.csv and the
columns `iso2`, `cow` and `gw` of data/countries.csv. A name that two states share in any language is left out.
"""

from __future__ import annotations

import gettext
import json
import re
import sys
from pathlib import Path

import pandas as pd
from babel import Locale

from cakit.catalog.countries import folded

DATA = Path(__file__).parents[1] / "data"
LANGUAGES = ("de", "fr", "kk", "ky", "ru", "tg", "tk", "tr", "uz", "zh")
UNITED_NATIONS = {
    "en": "English",
    "fr": "French",
    "ru": "Russian",
    "zh": "Chinese",
}
OURS = {"cow": "cown", "gw": "gwn"}
LONG = ("de", "fr", "ru", "tr")  # as iso-codes has them
SHARED = {"Congo", "Kongo", "Конго", "Konqo"}  # in many languages short for either


def bare(name: str) -> str:
    """A name without the articles that lists of the United Nations carry."""
    name = re.sub(r"\s*\((the|le|la|les|l'|el|los|las)\)\s*$", "", name.strip())
    return re.sub(r"^(the|le|la|les|el|los|las) |^l['’]", "", name).strip()


def cldr(two: str) -> dict[str, list[str]]:
    """The names of CLDR by language, for a code of two letters."""
    found = {}
    for language in LANGUAGES:
        name = Locale(language).territories.get(two, "")
        found[language] = [name] if name and name != two else []
    return found


def long_names(folder: Path) -> list[tuple[str, str, str, str]]:
    """The official names of ISO 3166 in four languages, a row each, with its source."""
    listed = json.loads((folder / "databases/iso3166-1.json").read_text(encoding="utf-8"))
    rows = []
    for language in LONG:
        said = gettext.translation("iso3166-1", folder / "locales", [language]).gettext
        for state in listed["3166-1"]:
            words = [state[key] for key in ("name", "official_name") if key in state]
            names = [said(word) for word in words if said(word) != word]
            rows += [(state["alpha_3"], language, name, "debian_iso_codes") for name in names]
    return rows


def main(codes: Path, codelist: Path, iso_codes: Path) -> None:
    """Write both tables."""
    kept = {"keep_default_na": False, "dtype": str}
    countries = pd.read_csv(DATA / "countries.csv", **kept)
    other = pd.read_csv(codelist, **kept)
    other.loc[other["country.name.en"] == "Kosovo", "iso3c"] = "XKX"
    other = other[other["iso3c"] != ""].drop_duplicates("iso3c").set_index("iso3c")
    listed = pd.read_csv(codes, **kept).set_index("ISO3166-1-Alpha-3")
    taken = {}
    for row in countries.itertuples():
        for name in (row.iso3, row.name, *filter(None, row.aliases.split(";"))):
            taken[folded(name)] = row.iso3
    rows = []
    for iso3 in countries.loc[countries["kind"] == "state", "iso3"]:
        two = listed["ISO3166-1-Alpha-2"].get(iso3, {"XKX": "XK"}.get(iso3, ""))
        rows += [(iso3, k, name, "unicode_cldr") for k, v in cldr(two).items() for name in v]
        for language, word in UNITED_NATIONS.items():
            names = [listed[f"UNTERM {word} {form}"].get(iso3, "") for form in ("Short", "Formal")]
            rows += [(iso3, language, bare(name), "un_country_names") for name in names]
        for language in ("de", "fr"):
            name = bare(other[f"country.name.{language}"].get(iso3, ""))
            rows.append((iso3, language, name, "country_codes_list"))
    rows += long_names(iso_codes)
    names = pd.DataFrame(rows, columns=["iso3", "language", "name", "source_id"])
    names = names[(names["name"] != "") & ~names["name"].isin(SHARED)]
    names["key"] = names["name"].map(folded)
    names = names[
        [
            taken.get(key, iso3) == iso3
            for key, iso3 in zip(names["key"], names["iso3"], strict=True)
        ]
    ]
    names = names[names.groupby("key")["iso3"].transform("nunique") == 1]
    names = names[~names["key"].isin(taken)].drop_duplicates(["iso3", "key"])
    names = names.sort_values(["iso3", "name"]).drop(columns="key")
    names.to_csv(DATA / "country_names.csv", index=False, lineterminator="\n")
    found = {ours: countries["iso3"].map(other[theirs]).fillna("") for ours, theirs in OURS.items()}
    two = {**listed["ISO3166-1-Alpha-2"], "XKX": "XK"}
    for ours, cells in ({"iso2": countries["iso3"].map(two).fillna("")} | found).items():
        if ours in countries:
            countries[ours] = cells
        else:
            place = "cow" if ours == "iso2" else "source_ids"
            countries.insert(countries.columns.get_loc(place), ours, cells)
    known = countries[list(OURS)].ne("").any(axis=1)
    bare_ids = countries["source_ids"].str.replace(";country_codes_list", "")
    countries["source_ids"] = bare_ids + known.map({True: ";country_codes_list", False: ""})
    countries.to_csv(DATA / "countries.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
