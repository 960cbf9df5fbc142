"""Pictures of the ledger: verdicts counted, verdicts that move, retellings, ties as each text tells them.

Frame in, Chart out, as in `charts`; they know no file and decide nothing.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from cakit import figure
from cakit.catalog import THE_FIVE as FIVE
from cakit.catalog import country_name, label
from cakit.charts import parts
from cakit.errors import CakitError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from cakit.figure import Chart

VERDICTS = ("supported", "outdated", "contradicted", "internally-inconsistent", "undecidable")
MARKS = {  # colour and shape, so that neither carries the meaning alone
    "supported": ("#12307F", "o"),
    "outdated": ("#A65CBE", "D"),
    "contradicted": ("#BB5D31", "X"),
    "internally-inconsistent": ("#3A2A0C", "s"),
    "undecidable": ("#74787A", "$?$"),
}
WHEN = {"at_publication": "at publication", "newest": "newest edition"}
KINDS = {  # kind of tie → its colour, shape, place in the cell, relations
    "supplies or sells arms": ("#B3541E", "s", (-0.2, -0.18), "supplies_arms supplies_drones supplies_fighters supplies_aircraft supplies_parts sells_arms_fms sells_arms_dcs co_produces"),
    "gives aid or training": ("#2F6690", "o", (0.2, -0.18), "aids_fmf aids_peacekeeping aids_weapons_destruction trains_imet trains_pilots"),
    "partners, meets, belongs": ("#7E57A0", "^", (-0.2, 0.18), "partners state_partnership agreement exercises hosts_exercise member_of hosts_summit meets visits pledges_support"),
    "trades, mines, builds": ("#6B5B00", "D", (0.2, 0.18), "trades_with seeks_minerals builds_nuclear invests_in settles_in_national_currency"),
}  # fmt: skip
SHADES = ("#FFFFFF", "#DCE8F1", "#B4CFE2", "#84B0CE", "#4F8AB3", "#2F6690")


def _said(verdict: str) -> str:
    return "contradicts itself" if verdict == "internally-inconsistent" else verdict


def _word(code: str, vocabulary: str) -> str:
    """The words for a code; the code itself where there are none, as for the texts."""
    try:
        return label(vocabulary, code)
    except CakitError:
        return code


def _who(code: str) -> str:
    """A short name: of a state, of a group by its letters, of a company as it writes itself."""
    if code in ("CSTO", "EAEU", "SCO"):
        return code
    try:
        name = country_name(code)
    except CakitError:
        return code.capitalize()
    return f"the {name}" if name in ("United States", "European Union") else name


def verdict_counts(frame: pd.DataFrame, by: str = "seed") -> Chart:
    """How many claims of each group have which verdict, at publication and in the newest edition.

    Parameters
    ----------
    frame : pandas.DataFrame
        From `claims.ledger()`, or part of it.
    by : str
        The group column: "seed", "theme", "kind", "decided_by".

    Returns
    -------
    Chart

    Examples
    --------
    >>> import cakit as ck
    >>> made = ck.load("claim_evidence").query("is_plain").rename(columns={"verdict_at_publication": "at_publication", "verdict": "newest"})
    >>> print(verdict_counts(made.assign(seed=made["claim_id"].str[:2])).sentence)
    Of 187 claims, in the newest edition of the data that decides each, ...
    """
    import matplotlib

    figure.drawable(frame, by, *WHEN)
    groups = sorted(frame[by].unique())
    counts = {
        when: frame.groupby([by, when]).size().unstack(fill_value=0).reindex(index=groups, columns=list(VERDICTS), fill_value=0)
        for when in WHEN
    }  # fmt: skip
    top = max(int(table.to_numpy().max()) for table in counts.values())
    names = [_word(group, {"theme": "claim_theme", "kind": "claim_kind"}.get(by, by)) for group in groups]
    with matplotlib.rc_context(figure.STYLE):
        drawn, panels = figure.canvas(1.9 + 0.36 * len(groups), columns=len(WHEN))
        for axes, when in zip(panels, WHEN, strict=True):
            _heat(axes, counts[when], top)
            axes.set_title(WHEN[when])
            beside = names if axes is panels[0] else []
            axes.set_yticks(range(len(beside)), beside)
        totals = counts["newest"].sum()
        found = [
            f"{totals[one]} {_said(one).replace('contradicts itself', 'contradicting themselves')}"
            for one in VERDICTS
            if totals[one]
        ]
        said = figure.listed(
            [found[0].replace(" ", " are " if totals[totals > 0].iloc[0] > 1 else " is ", 1), *found[1:]]
        )
        sentence = f"Of {len(frame)} claims, in the newest edition of the data that decides each, {said}."
        alt = "Table of counts, darker for more. " + " ".join(
            f"{WHEN[when].capitalize()}: "
            + "; ".join(
                f"{name} {', '.join(f'{_said(one)} {row[one]}' for one in VERDICTS if row[one])}"
                for name, (_, row) in zip(names, table.iterrows(), strict=True)
            )
            + "."
            for when, table in counts.items()
        )
        note = "Each claim in its plain reading. Undecidable is a verdict too: a judgement, or nothing found can decide it."
        return figure.finish(drawn, frame, sentence, alt, note)


def _heat(axes: Axes, table: pd.DataFrame, top: int) -> None:
    places: dict[int, list[tuple[float, float, float, float]]] = {}
    for row, values in enumerate(table.to_numpy()):
        for column, value in enumerate(values):
            shade = -(-int(value) * (len(SHADES) - 1) // max(top, 1))
            places.setdefault(shade, []).append((column - 0.5, row - 0.5, 1, 1))
            axes.text(column, row, str(value) if value else "·", ha="center", va="center", size=10, clip_on=True,
                      color="white" if shade > 3 else figure.INK)  # fmt: skip
    for shade, alike in places.items():
        parts.boxes(axes, alike, facecolor=SHADES[shade], edgecolor=figure.GRID)
    words = [_said(one).replace("contradicts itself", "contradicts\nitself") for one in table.columns]
    axes.set_xticks(range(len(words)), words, rotation=38, ha="right", rotation_mode="anchor", size=9)
    axes.set(xlim=(-0.5, len(words) - 0.5), ylim=(len(table) - 0.5, -0.5))
    axes.tick_params(length=0)
    axes.grid(False)


def moved_verdicts(frame: pd.DataFrame) -> Chart:
    """The claims whose verdict at publication is not the one of today, a line each; readings beside the plain one hollow.

    Parameters
    ----------
    frame : pandas.DataFrame
        From `claims.moved()`.

    Returns
    -------
    Chart

    Raises
    ------
    CakitError
        Where no verdict moves.

    Examples
    --------
    >>> import cakit as ck
    >>> print(moved_verdicts(ck.claims.moved()).sentence)
    The verdict on 4 claims moved between publication and the newest edition: S0-08, S1-04, S1-11 and S2-39 from supported to outdated. Beside them ...
    """
    import matplotlib

    figure.drawable(frame, "claim_id", "reading_id", "is_plain", "claim", "then", "now")
    rows = frame.sort_values(["is_plain", "claim_id", "reading_id"], ascending=[False, True, True], ignore_index=True)
    if rows.empty:
        raise CakitError("nothing to draw: no verdict of these claims moves between publication and the newest edition")
    rows["name"] = rows["reading_id"].where(~rows["is_plain"], rows["claim_id"])
    with matplotlib.rc_context(figure.STYLE):
        drawn, (axes,) = figure.canvas(1.6 + 0.55 * len(rows))
        for place, row in enumerate(rows.itertuples()):
            axes.annotate("", (0.93, place), (0.07, place), arrowprops={"arrowstyle": "->", "color": figure.FAINT})
            for x, verdict, side in ((0.0, row.then, "right"), (1.0, row.now, "left")):
                ink, shape = MARKS[verdict]
                inside = ink if row.is_plain else "white"
                axes.plot([x], [place], marker=shape, color=ink, markerfacecolor=inside, markersize=9,
                          linestyle="none", clip_on=False)  # fmt: skip
                axes.annotate(_said(verdict), (x, place), (-9 if side == "right" else 9, 0), textcoords="offset points",
                              ha=side, va="center", size=9.5, color=ink, weight="bold", annotation_clip=False)  # fmt: skip
        words = ["\n".join(textwrap.wrap(f"{row.name}  {row.claim}", 52, max_lines=3, placeholder=" …"))
                 for row in rows.drop(columns="claim_id").itertuples(index=False)]  # fmt: skip
        axes.set_yticks(range(len(rows)), words, size=9)
        axes.set_xticks([0, 1], list(WHEN.values()), weight="bold")
        axes.set(xlim=(-0.75, 1.55), ylim=(len(rows) - 0.4, -0.6))
        axes.tick_params(length=0)
        axes.grid(False)
        axes.xaxis.tick_top()
        for side in ("bottom", "left", "top"):
            axes.spines[side].set_visible(False)
        alt = "List with an arrow a claim, from the verdict at publication to the newest. " + " ".join(
            f"{row.name} ({row.claim}): {_said(row.then)}, then {_said(row.now)}."
            for row in rows.itertuples(index=False)
        )
        note = (
            "Outdated: true in the edition of the text's day, not in the newest. Filled: the plain reading, which is the "
            "claim's verdict. Hollow: a reading beside it, often the premise of a judgement."
        )
        return figure.finish(drawn, rows, _moved_said(rows), alt, note)


def _moved_said(rows: pd.DataFrame) -> str:
    """What moved, in words: claims first, readings beside them after."""
    parts_said = []
    for plain in (True, False):
        some = rows[rows["is_plain"] == plain]
        groups = some.groupby(["then", "now"])["name"].agg(list)
        said = "; ".join(
            f"{figure.listed(ids)} from {_said(then)} to {_said(now)}" for (then, now), ids in groups.items()
        )
        count = len(some)
        if plain:
            noun = "claim" if count == 1 else "claims"
            when = "moved between publication and the newest edition"
            parts_said.append(
                f"The verdict on {count} {noun} {when}: {said}." if count else f"No verdict on a claim {when}."
            )
        elif count:
            noun = "reading that is not the plain one does" if count == 1 else "readings that are not the plain one do"
            parts_said.append(f"Beside them {count} {noun}: {said}.")
    return " ".join(parts_said)


def _span(date: Any) -> tuple[float, float] | None:
    """First and last day of a date of any precision, as matplotlib counts days; None for no date.

    Examples
    --------
    >>> first, last = _span("2025-04")
    >>> last - first
    29.0
    >>> _span("")
    """
    import pandas as pd
    from matplotlib.dates import date2num

    if not isinstance(date, str) or not date:
        return None
    period = pd.Period(date)
    return float(date2num(period.start_time.date())), float(date2num(period.end_time.date()))


def retellings(frame: pd.DataFrame) -> Chart:
    """How statements travelled: a panel a chain, a lane a step, with the date and what changed.

    Parameters
    ----------
    frame : pandas.DataFrame
        Steps of one chain or more, as `claims.chain` gives them: `chain_id`, `step`, `date`, `outlet`, `change`, `link`.

    Returns
    -------
    Chart

    Examples
    --------
    >>> import cakit as ck
    >>> print(retellings(ck.load("claim_chains").query("chain_id == 'drones'")).sentence)
    Drones for Kazakhstan: 3 steps, 1 of 2 links documented, from IStories, Der Spiegel, Vlast, OCCRP to American Security Project.
    """
    import matplotlib

    figure.drawable(frame, "chain_id", "step", "date", "outlet", "change", "link")
    rows = frame.sort_values(["chain_id", "step"], ignore_index=True)
    chains = list(rows.groupby("chain_id"))
    lengths = [len(steps) for _, steps in chains]
    said, told = [], []
    with matplotlib.rc_context(figure.STYLE):
        drawn, panels = figure.canvas(1.7 + 0.4 * len(chains) + 0.47 * sum(lengths), rows=len(chains),
                                      gridspec_kw={"height_ratios": [length + 0.6 for length in lengths]})  # fmt: skip
        for axes, (chain_id, steps) in zip(panels, chains, strict=True):
            name = _word(str(chain_id), "claim_chain")
            name = name[:1].upper() + name[1:]
            _lanes(axes, steps)
            axes.set_title(name)
            links = steps[steps["link"] != "origin"]["link"]
            said.append(f"{name}: {len(steps)} steps, {(links == 'documented').sum()} of {len(links)} links documented, "
                        f"from {steps['outlet'].iloc[0]} to {steps['outlet'].iloc[-1]}")  # fmt: skip
            told += [f"{name}. " + " ".join(f"{row.step}: {row.outlet} ({row.date if isinstance(row.date, str) and row.date else 'no date'}), "
                                            f"{row.change}, {row.link}." for row in steps.itertuples())]  # fmt: skip
        note = (
            "A dot is a day; a bar is all a date tells (a month, a year); a row of dots means no date. Lines join the steps in "
            "order. Solid: the step names where it has the story from, not always the step above; dashed: inferred from like "
            "words or figures. Blue: where the story begins, as far as found."
        )
        return figure.finish(drawn, rows, ". ".join(said) + ".", "Timeline, a lane a step. " + " ".join(told), note)


def _lanes(axes: Axes, steps: pd.DataFrame) -> None:
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    spans = [_span(date) for date in steps["date"]]
    known = [span for span in spans if span]
    if not known:
        raise CakitError("nothing to place in time: no step of the chain has a date (as 2025, 2025-04 or 2025-04-10)")
    low, high = min(span[0] for span in known), max(span[1] for span in known)
    edge = max(0.04 * (high - low), 5)
    middle = [(low + high) / 2 if span is None else sum(span) / 2 for span in spans]
    for place, (row, span) in enumerate(zip(steps.itertuples(), spans, strict=True)):
        ink = MARKS["supported"][0] if row.link == "origin" else figure.INK
        if place:
            style = "-" if row.link == "documented" else (0, (3, 2.5))
            axes.plot(middle[place - 1 : place + 1], [place - 1, place], color="#9A9A9A", linewidth=1.2, linestyle=style, zorder=1)  # fmt: skip
        if span is None:
            axes.plot([low, high], [place, place], color=ink, linewidth=2, linestyle=(0, (1, 3)))
        elif span[0] == span[1]:
            axes.plot([span[0]], [place], marker="o", color=ink, markersize=7)
        else:
            axes.plot(span, [place, place], color=ink, linewidth=6, solid_capstyle="butt")
        text = "\n".join(textwrap.wrap(str(row.change), 36, max_lines=2, placeholder=" …"))
        axes.text(1.02, place, text, transform=axes.get_yaxis_transform(), va="center", size=9)
    axes.set_yticks(range(len(steps)), ["\n".join(textwrap.wrap(str(one), 27)) for one in steps["outlet"]], size=9)
    locator = AutoDateLocator(minticks=2, maxticks=5)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator, show_offset=False, formats=["%Y", "%b", "%d", "", "", ""], zero_formats=["", "%Y", "%b", "", "", ""]))  # fmt: skip
    axes.tick_params(axis="x", labelsize=9)
    axes.tick_params(axis="y", length=0)
    axes.set(xlim=(low - edge, high + edge), ylim=(len(steps) - 0.45, -0.55))


def _with_kinds(frame: pd.DataFrame) -> pd.DataFrame:
    """Ties between one of the five and somebody outside, with `outsider`, `state` and `kind_of_tie`."""
    kind_of = {relation: kind for kind, (*_, names) in KINDS.items() for relation in names.split()}
    first, second = frame["from_node"].isin(FIVE), frame["to_node"].isin(FIVE)
    kept = frame[(first != second) & frame["relation"].isin(kind_of)]
    inward = kept["to_node"].isin(FIVE)
    return kept.assign(
        state=kept["to_node"].where(inward, kept["from_node"]),
        outsider=kept["from_node"].where(inward, kept["to_node"]),
        kind_of_tie=kept["relation"].map(kind_of),
    )


def stated_ties(frame: pd.DataFrame) -> Chart:
    """Who supplies, aids, partners, trades with which of the five, a panel a text: as told, not as it is.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows with `seed`, `from_node`, `to_node`, `relation`, `status`. Ties among the five and relations that are no tie
        (a threat, an exit) are left out.

    Returns
    -------
    Chart

    Examples
    --------
    >>> import cakit as ck
    >>> print(stated_ties(ck.load("relations")).sentence)
    Arms come, says S0, from China, Russia and the United States; S1, from China, Russia and Türkiye; S2, from the United States; S3, from ...; S4, from nobody.
    """
    import matplotlib
    from matplotlib.lines import Line2D

    figure.drawable(frame, "seed", "from_node", "to_node", "relation", "status")
    ties = _with_kinds(frame)
    figure.drawable(ties)
    seeds = sorted(frame["seed"].unique())
    outsiders = list(ties.groupby("outsider").size().sort_values(ascending=False, kind="stable").index)
    with matplotlib.rc_context(figure.STYLE):
        rows = -(-(len(seeds) + 1) // 3)
        drawn, panels = figure.canvas(1.5 + rows * (0.5 + 0.235 * len(outsiders)), columns=3, rows=rows)
        for place, (axes, seed) in enumerate(zip(panels, seeds, strict=False)):
            _matrix(axes, ties[ties["seed"] == seed], outsiders)
            axes.set_title(seed)
            beside = [] if place % 3 else [_who(one).removeprefix("the ") for one in outsiders]
            axes.set_yticks(range(len(beside)), beside, size=9)
        for axes in panels[len(seeds) :]:
            axes.axis("off")
        keys = [Line2D([], [], marker=shape, color=ink, linestyle="none", label=kind) for kind, (ink, shape, *_) in KINDS.items()]  # fmt: skip
        keys.append(Line2D([], [], marker="o", color=figure.FAINT, markerfacecolor="none", linestyle="none", label="only sought, planned, or ended"))  # fmt: skip
        panels[-1].legend(handles=keys, loc="center left", fontsize=9, frameon=False, labelspacing=0.7)
        arms = ties[(ties["kind_of_tie"] == next(iter(KINDS))) & (ties["status"] == "stated")]
        named = {seed: sorted(map(_who, set(arms.loc[arms["seed"] == seed, "outsider"]))) for seed in seeds}
        said = "; ".join(f"{f'says {seed}' if not place else seed}, from {figure.listed(names, 'nobody')}" for place, (seed, names) in enumerate(named.items()))  # fmt: skip
        alt = "Matrices, one a text: outsiders by the five states, a mark for each kind of tie stated. " + " ".join(
            f"{seed}: "
            + ("; ".join(
                f"{_who(str(who))} {kind} ({', '.join(sorted(set(some['state'])))})"
                for (who, kind), some in ties[ties["seed"] == seed].groupby(["outsider", "kind_of_tie"], sort=True)
            ) or "none") + "."
            for seed in seeds
        )  # fmt: skip
        note = "Ties as the texts state them, not as they are. An empty row: no tie with a named state was coded from that text."
        return figure.finish(drawn, ties, f"Arms come, {said}.", alt, note)


def _matrix(axes: Axes, ties: pd.DataFrame, outsiders: list[str]) -> None:
    for kind, (ink, shape, (right, down), _) in KINDS.items():
        some = ties[ties["kind_of_tie"] == kind]
        firm = (some["status"] == "stated").groupby([some["outsider"], some["state"]]).any()
        for filled, inside in ((True, ink), (False, "white")):
            at = [(FIVE.index(state) + right, outsiders.index(who) + down) for who, state in firm.index[firm == filled]]
            axes.plot([x for x, _ in at], [y for _, y in at], marker=shape, color=ink, markersize=5, markerfacecolor=inside,
                      linestyle="none")  # fmt: skip
    axes.set_xticks(range(len(FIVE)), FIVE, size=9)
    axes.set(xlim=(-0.6, len(FIVE) - 0.4), ylim=(len(outsiders) - 0.4, -0.6))
    axes.vlines([place + 0.5 for place in range(len(FIVE) - 1)], -0.6, len(outsiders) - 0.4, figure.GRID, linewidth=0.8)
    axes.hlines([place + 0.5 for place in range(len(outsiders) - 1)], -0.6, len(FIVE) - 0.4, figure.GRID, linewidth=0.8)
    axes.grid(False)
    axes.tick_params(length=0)
