"""What the trial could be expected to show, as worked out from the plan: told before the results are.

Not a chapter of its own: the design chapter tells how large a difference had to be, the chapter on targets how often
each verdict would be given.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nextwork_eval.report.blocks import Block, Cell, Column, Heading, Notice, Paragraph, Parts, Table, TableRow
from nextwork_eval.report.interval_cases import BADGES
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase, join
from nextwork_eval.report.tables import EMPTY

HEADING = Phrase("Hvad forsøget kunne ventes at vise", "What the trial could be expected to show")
NONE_TITLE = Phrase("Ingen styrkeberegning", "No power calculation")
NONE = Phrase(
    "Planen lover ingen beregning af, hvor stor en forskel forsøget kunne ventes at vise. Hvor meget der ikke kunne "
    "afgøres, ses af intervallernes længde.",
    "The plan promises no calculation of how large a difference the trial could be expected to show. How much could "
    "not be decided is seen from the length of the intervals.",
)
LEAD = Phrase(
    "Tallene her er regnet ud af planen alene: af lodtrækningens størrelse og af andele, som planen forudsætter. Ingen "
    "data er brugt.",
    "The numbers here follow from the plan alone: from the size of the lottery and from shares that the plan supposes. "
    "No data were used.",
)
ALONE = Phrase("Alle regnes som uafhængige af hinanden.", "Everyone is taken to be independent of the others.")
GROUPED = Phrase(
    "De, der fik tilbuddet, mødes i grupper på {size}, og udfaldene i en gruppe hænger sammen med en korrelation på "
    "{correlation}.",
    "Those who got the offer meet in groups of {size}, and outcomes within a group go together with a correlation of "
    "{correlation}.",
)
DETECTABLE = Phrase(
    "{outcome}: med {n_treated} i gruppen {treated} og {n_control} i gruppen {control}, og med en andel på {level} i "
    "{control}, viser forsøget en forskel på {difference} med en sandsynlighed på {power}. En mindre forskel bliver "
    "oftere overset.",
    "{outcome}: with {n_treated} in the group {treated} and {n_control} in the group {control}, and with a share of "
    "{level} in {control}, the trial shows a difference of {difference} with a chance of {power}. A smaller difference "
    "is missed more often.",
)
TOO_SMALL = Phrase(
    "{outcome}: med en andel på {level} i {control} er grupperne for små til, at nogen forskel vises med en "
    "sandsynlighed på {power}.",
    "{outcome}: with a share of {level} in {control} the groups are too small for any difference to be shown with a "
    "chance of {power}.",
)
EFFECT_CAPTION = Phrase(
    "{outcome}: hvor ofte en forskel ville blive vist, hvis andelen i kontrolgruppen er {level}",
    "{outcome}: how often a difference would be shown, if the share in the control group is {level}",
)
SUPPOSED = Phrase("Forudsat andel med tilbuddet", "Supposed share with the offer")
ANALYTIC = Phrase("Vist, efter formel", "Shown, by formula")
PERCENT = Phrase("{what}, pct.", "{what}, %")
SIMULATED = {
    "shown": Phrase("Vist", "Shown"),
    "not_shown": Phrase("Ingen klar forskel", "No clear difference"),
    "against": Phrase("Vist, mod den ønskede retning", "Shown, against the intended direction"),
}
SIMULATED_NOTE = Phrase(
    "Hele forsøget er gentaget {replicates} gange for hver forudsat andel, med planens lodtrækning og planens egen "
    "beregning. Standardfejlen ved så mange gentagelser er højst {error}; et tal kan ligge dobbelt så langt fra det "
    "rette.",
    "The whole trial was repeated {replicates} times for each supposed share, with the lottery and the estimator of "
    "the plan. The standard error of that many repetitions is at most {error}; a number may lie twice as far from the "
    "right one.",
)
BESIDE_FORMULA = Phrase("Kolonnen efter formel er regnet for sig.", "The column by formula was computed by itself.")
VERDICTS_CAPTION = Phrase(
    "{target}: sandsynlighed for hver afgørelse, regnet på forhånd", "{target}: chance of each verdict, in advance"
)
EXACT_NOTE = Phrase(
    "Hvert muligt udfald er talt med. En afgørelse, der er forkert ved den forudsatte andel, har den sandsynlighed, "
    "der står i dens kolonne.",
    "Every possible result is counted. A verdict that is wrong at the supposed share has the chance that stands in its "
    "column.",
)
JOINT_CAPTION = Phrase(
    "{target}: afgørelse og forskel sammen, regnet på forhånd", "{target}: verdict and difference together, in advance"
)
JOINT = {
    "met.shown": Phrase("Nået, forskel vist", "Met, difference shown"),
    "met.not_shown": Phrase("Nået, ingen klar forskel", "Met, no clear difference"),
    "short.shown": Phrase("Ikke nået, forskel vist", "Not met, difference shown"),
    "short.not_shown": Phrase("Ikke nået, ingen klar forskel", "Not met, no clear difference"),
    "undecided.shown": Phrase("Uafgjort, forskel vist", "Undecided, difference shown"),
    "undecided.not_shown": Phrase("Uafgjort, ingen klar forskel", "Undecided, no clear difference"),
    "against": Phrase("Forskel mod den ønskede retning", "Difference against the intended direction"),
}


def power_of_the_trial(m: Materials) -> list[Block]:
    """Compose what the design could show: the smallest likely difference, and how often one would be shown."""
    heading = Heading(parts=m.words(HEADING))
    if not m.has("power"):
        return [heading, Notice(kind="not_estimated", title=m.words(NONE_TITLE), parts=m.words(NONE))]
    blocks: list[Block] = [heading, Paragraph(parts=join(m.words(LEAD), _people(m)))]
    for entry in m.analyses():
        name = f"power.effect.{entry['id']}"
        if m.find(f"{name}.control") is None:
            continue
        if m.find(f"{name}.detectable") is not None:
            blocks.append(Paragraph(parts=_detectable(m, entry, name)))
        columns = [("power", ANALYTIC), *SIMULATED.items()]
        caption = m.say(
            EFFECT_CAPTION,
            outcome=m.label("outcome", m.outcome(entry["id"])["id"]),
            level=m.number(f"{name}.control"),
        )
        formula = m.words(BESIDE_FORMULA) if m.find(f"{name}.at_0.power") is not None else ()
        note = join(_simulation_note(m), formula)
        blocks.append(_table(m, name, f"power-{entry['id']}", caption, columns, note))
    return blocks


def verdict_chances(m: Materials) -> list[Block]:
    """Compose how often each verdict on each target would be given, where the plan supposes shares of its outcome."""
    blocks: list[Block] = []
    for entry in m.entries("target"):
        name, label = f"power.target.{entry['id']}", (m.label("target", entry["id"]),)
        there = [verdict for verdict in BADGES if m.find(f"{name}.at_0.{verdict}") is not None]
        if there:
            columns = [(verdict, BADGES[verdict]) for verdict in there]
            caption = m.say(VERDICTS_CAPTION, target=label)
            blocks.append(_table(m, name, f"chances-{entry['id']}", caption, columns, m.words(EXACT_NOTE)))
        if m.find(f"{name}.at_0.with_effect.against") is not None:
            columns = [(f"with_effect.{joint}", words) for joint, words in JOINT.items()]
            caption = m.say(JOINT_CAPTION, target=label)
            blocks.append(_table(m, name, f"chances-{entry['id']}-effect", caption, columns, _simulation_note(m)))
    return blocks


def _people(m: Materials) -> Parts:
    spec = m.released.plan["power"]
    if not spec.get("peer_group_size") or not spec.get("peer_group_correlation"):
        return m.words(ALONE)
    return m.say(
        GROUPED,
        size=m.plan("power", "peer_group_size", form="count"),
        correlation=m.plan("power", "peer_group_correlation", form="bare"),
    )


def _detectable(m: Materials, entry: dict[str, Any], name: str) -> Parts:
    shared = {
        "outcome": m.label("outcome", m.outcome(entry["id"])["id"]),
        "control": m.arm(m.control_arm()),
        "level": m.number(f"{name}.control"),
        "power": m.number("power.wanted"),
    }
    if not m.given(f"{name}.detectable"):
        return m.say(TOO_SMALL, **shared)
    return m.say(
        DETECTABLE,
        treated=m.arm(m.treated_arm()),
        n_treated=m.number(f"{name}.detectable", "n_arm"),
        n_control=m.number(f"{name}.detectable", "n_reference"),
        difference=m.number(f"{name}.detectable", strong=True),
        **shared,
    )


def _simulation_note(m: Materials) -> Parts:
    return m.say(
        SIMULATED_NOTE,
        replicates=m.number("power.replicates", form="bare"),
        error=m.number("power.monte_carlo_error"),
    )


def _table(
    m: Materials, name: str, table: str, caption: Parts, wanted: Sequence[tuple[str, Phrase]], note: Parts
) -> Table:
    """One row for each supposed share; columns of which the first share has no number are left out."""
    columns = [(part, words) for part, words in wanted if m.find(f"{name}.at_0.{part}") is not None]
    rows, sources, at = [], [], 0
    while m.find(f"{name}.at_{at}.level") is not None:
        here = [f"{name}.at_{at}.{part}" for part, _ in columns]
        cells = [(m.number(part, form="bare"),) if m.find(part) is not None else EMPTY for part in here]
        level = Cell(parts=(m.number(f"{name}.at_{at}.level"),))
        rows.append(TableRow(cells=(level, *(Cell(parts=parts) for parts in cells))))
        sources += [f"{name}.at_{at}.level", *(part for part in here if m.find(part) is not None)]
        at += 1
    return Table(
        id=table,
        caption=caption,
        columns=(
            Column(heading=m.words(SUPPOSED), share=1.2),
            *(Column(heading=m.say(PERCENT, what=words), align="right") for _, words in columns),
        ),
        rows=tuple(rows),
        notes=(note,),
        sources=tuple(sources),
        dense=len(columns) > 5,
        stacks=True,
    )
