"""What-ifs made by one rule for every supplier, so that nobody picks the case that suits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cakit import catalog
from cakit.scenarios.purchase import buyer_of

if TYPE_CHECKING:
    import pandas as pd

ITEMS = (2, 6)  # small and usual in the register
PRESET_SUPPLIERS = ("RUS", "CHN", "TUR", "USA", "FRA", "ESP", "ITA")
REGIONAL = ("KAZ", "Marauder", (20, 60))  # made under licence in Kazakhstan, called Arlan there


def what_if_presets(recipient: str = "UZB") -> pd.DataFrame:
    """One what-if for each supplier, made by one rule for all, and one of regional production.

    The rule: two to six aircraft of the crewed type that weighs most in the register among all
    that the supplier delivered to the five since 2012, taken in the newest year. The regional
    case: armoured vehicles made under licence in Kazakhstan.

    Parameters
    ----------
    recipient : str
        Who takes them.

    Returns
    -------
    pandas.DataFrame
        A row for each preset; its columns are the arguments of `what_if`:
        `ck.what_if(**presets.loc["CHN"])`. A supplier that delivered no crewed aircraft has its
        heaviest uncrewed one.

    Examples
    --------
    >>> presets = what_if_presets("Kyrgyzstan")
    >>> presets["supplier"].tolist()
    ['RUS', 'CHN', 'TUR', 'USA', 'FRA', 'ESP', 'ITA', 'KAZ']
    """
    import pandas as pd

    buyer = buyer_of(recipient)
    lines = catalog.load("arms_deliveries").query("year >= 2012 and category == 'aircraft'")
    lines = lines.assign(tiv=lines["tiv_million"] / lines["number_delivered"].astype("float64"))
    order = ["is_uncrewed_aircraft", "tiv"]
    lines = lines.sort_values(order, ascending=[True, False], kind="stable")
    heaviest = lines.groupby("supplier_iso3")["designation"].first()
    cases = [(code, heaviest[code], ITEMS) for code in PRESET_SUPPLIERS if code in heaviest]
    cases += [REGIONAL] if buyer != REGIONAL[0] else []
    presets = pd.DataFrame(cases, columns=["supplier", "designation", "items"])
    newest = int(catalog.load("arms_transfers")["year"].max())
    presets = presets.assign(recipient=buyer, year=newest).set_index("supplier", drop=False)
    return presets[["recipient", "designation", "items", "supplier", "year"]].rename_axis(None)
