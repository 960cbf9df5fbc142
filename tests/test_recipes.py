"""The recipes of docs/recipes.md, run as they are printed on small made-up files in the real layouts."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest
from test_reading import WIDE

PAGE = (Path(__file__).parents[1] / "docs" / "recipes.md").read_text(encoding="utf-8")


@pytest.fixture
def cook(tmp_path, monkeypatch):
    """Run the recipe under a heading; what it made comes back."""
    monkeypatch.chdir(tmp_path)

    def run(heading):
        blocks = re.findall(r"```python\n(.*?)```", PAGE, re.S)
        own = PAGE.partition(f"## {heading}")[2].partition("\n## ")[0]
        made = {}
        for block in [blocks[0], *re.findall(r"```python\n(.*?)```", own, re.S)]:
            exec(block, made)
        return made

    return run


def test_un_register(cook, tmp_path):
    rows = [
        {
            "table": "major_export",
            "year": 2020,
            "exporter": "Russia",
            "importer": "Kazakhstan",
            "num_items": "4",
        },
        {
            "table": "major_export",
            "year": 2020,
            "exporter": "Russia",
            "importer": "Kazakhstan",
            "num_items": "2",
        },
        {
            "table": "major_export",
            "year": 2020,
            "exporter": "China",
            "importer": "Uzbekistan",
            "num_items": "",
        },
        {
            "table": "major_import",
            "year": 2020,
            "exporter": "Russia",
            "importer": "Kazakhstan",
            "num_items": "6",
        },
    ]
    (tmp_path / "unroca.json").write_text(json.dumps(rows), encoding="utf-8")
    made = cook("UN Register")
    assert made["items"]["number"].tolist() == [6] and made["not_said"] == 1


def test_foreign_assistance(cook, tmp_path):
    (tmp_path / "us_foreign_aid_complete.csv").write_text(
        "Country ID,Country Name,Fiscal Year,Transaction Type Name,Current Dollar Amount\n"
        "1,Kazakhstan,2020,Obligations,100\n1,Kazakhstan,2020,Obligations,-30\n"
        "1,Kazakhstan,2020,Disbursements,90\n2,Tajikistan,1976tq,Obligations,5\n"
        "3,Asia Region,2020,Obligations,8\n4,China (P.R. Hong Kong),2020,Obligations,1\n",
        encoding="utf-8",
    )
    made = cook("ForeignAssistance.gov")
    assert made["no_state"] == 8
    assert made["obligated"].values.tolist() == [["HKG", 2020, 1], ["KAZ", 2020, 70]]


def test_greenbook(cook, tmp_path):
    pytest.importorskip("openpyxl")
    lines = [
        ["U.S. Overseas Loans and Grants", None, None, None],
        [None, None, None, None],
        [
            "Fiscal Year",
            "Country",
            "Obligations (Historical Dollars)",
            "Obligations (Constant Dollars)",
        ],
        [2020, "Kyrgyzstan", 10, 12],
        [2020, "Kyrgyzstan", 5, 6],
        [2020, "World (not specified)", 7, 8],
        [2001, "Serbia and Montenegro, Former", 3, 4],
        [1955, "China (Taiwan)", 2, 9],
    ]
    pd.DataFrame(lines).to_excel(tmp_path / "greenbook.xlsx", index=False, header=False)
    made = cook("Greenbook")
    assert made["by_state"].set_index("country_iso3")["usd"].to_dict() == {"KGZ": 15, "TWN": 2}
    assert made["no_state"] == 10


def test_baci(cook, tmp_path):
    (tmp_path / "country_codes.csv").write_text(
        "country_code,country_name,country_iso2,country_iso3\n398,Kazakhstan,KZ,KAZ\n"
        "156,China,CN,CHN\n643,Russia,RU,RUS\n",
        encoding="utf-8",
    )
    (tmp_path / "BACI_HS96_Y2023.csv").write_text(
        "t,i,j,k,v,q\n2023,398,156,260300,201,NA\n2023,398,643,260300,100,3\n2023,156,398,1,9,1\n",
        encoding="utf-8",
    )
    shares = cook("BACI")["buyers"].set_index("recipient_iso3")["share_percent"]
    assert shares["CHN"] == pytest.approx(100 * 201 / 301)


def test_comtrade(cook, tmp_path):
    (tmp_path / "comtrade.csv").write_text(
        "refYear,reporterISO,flowCode,partnerISO,cmdCode,primaryValue\n"
        "2023,KAZ,M,W00,93,400\n2023,KAZ,M,RUS,93,300\n2023,KAZ,M,CHN,93,100\n"
        "2023,KAZ,X,CHN,93,7\n2023,KAZ,M,RUS,TOTAL,99999\n",
        encoding="utf-8",
    )
    shares = cook("UN Comtrade")["sellers"].set_index("supplier_iso3")["share_percent"]
    assert shares.to_dict() == {"RUS": 75, "CHN": 25}


def test_usgs(cook, tmp_path):
    (tmp_path / "mcs2025-lithi_world.csv").write_text(
        "Source,Country,Type,Prod_t_2023,Prod_t_est_2024,Prod_notes,Reserves_t,Reserves_notes\n"
        'MCS2025,United States,"Mine production, lithium content",W,W,,"1,800,000",\n'
        'MCS2025,Chile,"Mine production, lithium content","41,400","49,000",,"9,300,000",\n'
        'MCS2025,World total (rounded),"Mine production, lithium content","204,000","240,000",,,\n',
        encoding="utf-8",
    )
    made = cook("USGS")["usgs"].set_index(["country_iso3", "year"])
    assert made.loc[("CHL", 2024), "quantity"] == 49_000 and made.loc[("CHL", 2024), "estimated"]
    assert made.loc[("USA", 2023), "withheld"] and pd.isna(made.loc[("USA", 2023), "quantity"])
    assert len(made) == 4


def test_aiddata(cook, tmp_path):
    pytest.importorskip("openpyxl")
    pd.DataFrame(
        {
            "AidData Record ID": [1, 2, 3, 4, 5],
            "Recipient": ["Tajikistan", *["Tajikistan"] * 2, "Uzbekistan", "Asia, regional"],
            "Commitment Year": [2019, 2019, 2019, 2020, 2020],
            "Amount (Constant USD 2021)": [10.0, 5.0, 99.0, None, 6.0],
            "Recommended For Aggregates": ["Yes", "Yes", "No", "Yes", "Yes"],
        }
    ).to_excel(tmp_path / "aiddata.xlsx", sheet_name="GCDF_3.0", index=False)
    made = cook("AidData")
    given = made["given"].set_index("country_iso3")["Amount (Constant USD 2021)"]
    assert given["TJK"] == 15 and pd.isna(given["UZB"]) and made["without_amount"] == 1
    assert made["no_state"] == 6


def test_world_bank(cook, tmp_path):
    text = WIDE["World Bank"] + '"Europe and Central Asia","ECS","Spending","MS.MIL","1","2","3",\n'
    (tmp_path / "API_MS.MIL.XPND.CD.csv").write_text(text, encoding="utf-8-sig")
    made = cook("World Bank")["bank"].set_index(["country_iso3", "year"])["current_usd"]
    right = {("KAZ", 2020): 1000, ("KAZ", 2021): 1100, ("KAZ", 2022): 1200, ("KGZ", 2022): 130}
    assert made.to_dict() == right


def test_eurostat(cook, tmp_path):
    more = "A,MIO_EUR,EL\t: \t: \t7 \nA,MIO_EUR,EU27_2020\t9 \t9 \t9 \n"  # Greece, and a group
    (tmp_path / "eurostat.tsv").write_text(WIDE["Eurostat"] + more, encoding="utf-8")
    made = cook("Eurostat")["euro"].set_index(["country_iso3", "year"])
    assert made["value"].dropna().to_dict() == {
        ("KAZ", 2021): 10.5, ("KGZ", 2021): 3, ("KAZ", 2022): 11, ("KGZ", 2022): 0,
        ("GRC", 2022): 7,
    }  # fmt: skip
    flags = made["flag"].dropna().to_dict()
    assert flags == {("KAZ", 2021): "p", ("KGZ", 2020): "c", ("KGZ", 2021): "e"}
