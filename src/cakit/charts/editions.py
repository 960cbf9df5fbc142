"""A claim about a share, held against every edition of the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cakit import figure
from cakit.charts import parts

if TYPE_CHECKING:
    import pandas as pd

    from cakit.figure import Chart


def claim_by_edition(
    frame: pd.DataFrame,
    threshold: float,
    member: str = "RUS",
    by: str = "supplier_iso3",
    within: str = "recipient_iso3",
) -> Chart:
    """One share in each edition of the data, against the figure a claim names.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows with `sipri_edition`, `within`, `by` and `share_percent`: `shares` within edition and recipient. Several
        recipients pooled carry their codes joined by "+".
    threshold : float
        The share that the claim says was exceeded, per cent.
    member : str
        Whose share.
    by, within : str
        Column names.

    Returns
    -------
    Chart

    Examples
    --------
    >>> import cakit as ck
    >>> editions = ck.load("arms_editions").query("recipient_iso3 in ['KGZ', 'TJK']")
    >>> each = ck.shares(editions, "supplier_iso3", "tiv_million", within=["sipri_edition", "recipient_iso3"])
    >>> print(ck.charts.claim_by_edition(each, threshold=80).sentence)
    Russia's share since independence is over 80% for Kyrgyzstan in the 2022 edition only; for Tajikistan in the 2022 and 2025 editions only (TIV).
    """
    import matplotlib

    figure.drawable(frame, "sipri_edition", by, within, "share_percent")
    rows = frame[frame[by] == member]
    wide = rows.pivot_table(index="sipri_edition", columns=within, values="share_percent", aggfunc="sum")
    wide = wide.reindex(sorted(frame["sipri_edition"].unique()))
    who = parts.possessive(parts.named(member))
    with matplotlib.rc_context(figure.STYLE):
        drawn, (axes,) = figure.canvas(4.6)
        axes.axhline(threshold, color=figure.FAINT, linewidth=1.2, linestyle=(0, (4, 3)))
        styles = ["-", (0, (5, 1.5)), (0, (1.5, 1.2)), "-.", (0, (8, 2, 1, 2))]
        for place, group in enumerate(wide):
            axes.plot(
                range(len(wide)), wide[group], marker="o", color=figure.colour(member), linestyle=styles[place % 5]
            )
        parts.label_ends(axes, dict(wide.ffill().iloc[-1]), len(wide) - 1, 5, {})
        axes.set_xticks(range(len(wide)), [f"{edition} edition" for edition in wide.index])
        axes.set(ylim=(0, 100), xlim=(-0.12, len(wide) - 0.95), ylabel=f"{who} share, per cent")
        axes.set_yticks([0, 20, 40, 60, 100, threshold], ["0", "20", "40", "60", "100", f"claim: over {threshold:g}"])
        axes.grid(axis="x", visible=False)
        sentence = f"{who} share since independence is over {threshold:g}% {_holds(wide, threshold)} (TIV)."
        alt = (
            f"Line chart by edition of the data, with the {threshold:g} per cent of the claim as a dashed line. "
            + " ".join(
                f"{parts.named(group)}: {', '.join(f'{share:.0f} in {edition}' for edition, share in line.dropna().items())}."
                for group, line in wide.items()
            )
        )
        return figure.finish(
            drawn, frame, sentence, alt, "Share of all deliveries that each edition records since independence."
        )


def _holds(wide: pd.DataFrame, threshold: float) -> str:
    """Say for which groups the threshold is exceeded, and in which editions."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for group in wide:
        held = tuple(str(edition) for edition in wide.index if wide.loc[edition, group] > threshold)
        groups.setdefault(held, []).append(parts.named(group))
    said = []
    for held, names in groups.items():
        editions = f"{figure.listed(held)} edition{'s'[: len(held) > 1]}" if held else ""
        where = (
            "every edition held" if len(held) == len(wide) else f"the {editions} only" if held else "no edition held"
        )
        said.append(f"for {figure.listed(names)} in {where}")
    return "; ".join(said)
