"""The glossary: whole, sorted, sourced, used; links of the site lead to it from prose only."""

import importlib
import re
import sys
from pathlib import Path

import pytest

import cakit as ck

ROOT = Path(__file__).parents[1]
TERMS = ck.load("glossary").fillna("").set_index("key")


@pytest.fixture(scope="module")
def glossary():
    sys.path.insert(0, str(ROOT / "tools"))
    yield importlib.import_module("glossary")
    sys.path.remove(str(ROOT / "tools"))


def test_each_term_has_a_meaning_and_a_russian_name():
    assert 90 <= len(TERMS) <= 150
    assert list(TERMS.index) == sorted(TERMS.index)
    for key, row in TERMS.iterrows():
        assert 3 <= len(row["definition"].split()) <= 45, key
        assert re.search("[а-яё]", row["russian"].lower()), key
        assert row["definition"].endswith("."), key


@pytest.mark.parametrize("language, letters", [("kazakh", "[а-яәғқңөұүһі]"), ("uzbek", "[a-zʻʼ]")])
def test_a_word_has_a_source_and_a_place_in_it(language, letters):
    given = TERMS[TERMS[language] != ""]
    assert len(given) >= 10
    assert set(given.index) == set(TERMS.index[TERMS[f"{language}_source_id"] != ""])
    for key, row in given.iterrows():
        source = row[f"{language}_source_id"]
        assert re.search(letters, row[language].lower()), key
        assert source in row["source_ids"].split(";"), key
        assert f"{source}: " in row["locator"], key


def test_no_form_means_two_terms():
    forms = [
        form for row in TERMS.itertuples() for form in [row.term, *row.forms.split(";")] if form
    ]
    assert len(forms) == len(set(forms))


def test_each_term_is_used_in_a_notebook_or_on_a_page(glossary):
    assert set(TERMS.index) <= set(glossary.first_uses())
    for place in set(glossary.first_uses().values()):
        assert (ROOT / place).is_file() or (ROOT / "docs/pages" / place).is_file()


HARD = """# TIV of a title

`TIV` in code, [a TIV link](https://a.b/TIV) and <b title="TIV">.

```
TIV in a block
```

| TIV in a table |

Subdelivery is no delivery-line. Deliveries and a delivery in TIV; TIV again.
"""


def test_only_the_first_use_in_prose_is_linked(glossary):
    said = glossary.linked(HARD, set())
    assert said.count("(#term-tiv)") == 1 == said.count("(#term-delivery)")
    assert said.endswith(
        "[Deliveries](#term-delivery) and a delivery in [TIV](#term-tiv); TIV again.\n"
    )
    assert said.startswith(HARD.partition("Sub")[0])
    assert glossary.linked(said, {"tiv", "delivery"}) == said, "twice is as once"


def test_each_link_leads_to_a_place_of_the_page(glossary):
    page = glossary.entries()
    places = re.findall(r"^\((term-[\w-]+)\)=$", page, re.M)
    assert len(places) == len(set(places)) == len(TERMS)
    for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")):
        text = glossary.linked(glossary.read(path), set())
        links = re.findall(r"\(#(term-[\w-]+)\)", text)
        assert len(links) == len(set(links)) > 10, path.name
        assert set(links) <= set(places)
        assert not re.search(r"^#.*\(#term", text, re.M), path.name
