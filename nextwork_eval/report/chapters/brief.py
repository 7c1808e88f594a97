"""Page one: the main results with their ranges, the targets, what the trial could not show, and its standing."""

from __future__ import annotations

from typing import Any

from nextwork_eval.report.blocks import (
    Block,
    Bullets,
    Chapter,
    Heading,
    Headline,
    Headlines,
    Notice,
    Paragraph,
    Parts,
    Verdict,
    Verdicts,
)
from nextwork_eval.report.chapters.how_sure import how_sure
from nextwork_eval.report.chapters.other_methods import other_methods
from nextwork_eval.report.chapters.specifications import same_question
from nextwork_eval.report.interval_cases import BADGES, EFFECTS, TONES
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.outcome_names import outcome_name
from nextwork_eval.report.phrases import Phrase, link
from nextwork_eval.report.sentences import case_of, effect_case, reading
from nextwork_eval.report.standing import REHEARSAL_TITLE, REHEARSAL_WHY
from nextwork_eval.report.targets import target_sentence, verdict_name

TITLE = Phrase("Evalueringsnotat", "Evaluation brief")
LEAD = Phrase(
    "{all} personer var med i lodtrækningen: {treated} i gruppen {treated_name} og {control} i gruppen {control_name}. "
    "Tallene sammenligner de to grupper, som loddet delte dem. Det gælder, uanset hvem der tog imod tilbuddet. Et "
    "interval viser, hvor tallet rimeligvis kan ligge.",
    "{all} people were in the lottery: {treated} in the group {treated_name} and {control} in the group "
    "{control_name}. "
    "The numbers compare the two groups as the lottery made them. This holds whoever took up the offer. An interval "
    "shows where the number may reasonably lie.",
)
RESULTS = Phrase("Hvad skete der?", "What happened?")
GOALS = Phrase("Blev målene nået?", "Were the targets met?")
NOT_SHOWN = Phrase("Hvad forsøget ikke kunne vise", "What this trial could not show")
STILL_OPEN = Phrase(
    "{outcome}: forskellen kan være alt fra {interval}.", "{outcome}: the difference can be anything from {interval}."
)
STILL_OPEN_SET = Phrase(
    "{outcome}: disse værdier er i overensstemmelse med data: {interval}.",
    "{outcome}: these values agree with the data: {interval}.",
)
FEW_ROUNDS = Phrase(
    "Kun {some} af {all} lodtrækningshold kan følges til uge {week}; tal for så lang tid hviler på dem alene.",
    "Only {some} of {all} lottery rounds can be followed to week {week}; numbers for that long rest on them alone.",
)
HANGS_ON_THE_CHOICE = Phrase(
    "{outcome}: med {some} af {all} andre valg af metode eller definition er forskellen ikke vist. Se {chapter}.",
    "{outcome}: by {some} of {all} other choices of method or definition the difference is not shown. See {chapter}.",
)
ROBUSTNESS = Phrase("kapitlet om robusthed", "the chapter on robustness")
NOT_FOR_WHOM = Phrase(
    "Om tilbuddet virker bedre for nogle end for andre, er ikke beregnet.",
    "Whether the offer works better for some than for others is not estimated.",
)
FOR_WHOM = Phrase(
    "Om tilbuddet virker bedre for nogle end for andre: et forsøg på denne størrelse kan kun vise det, hvis forskellen "
    "er stor. Se kapitlet for hvem.",
    "Whether the offer works better for some than for others: a trial of this size can show it only if the difference "
    "is large. See the chapter for whom.",
)
NOT_OTHERWISE = Phrase(
    "Hvor sårbare resultaterne er over for andre valg, er ikke beregnet.",
    "How sensitive the results are to other choices is not estimated.",
)
NOT_THE_COST = Phrase("Hvad tilbuddet koster, er ikke beregnet.", "What the offer costs is not estimated.")
HEADLINE_INTERVAL = Phrase("{level}-interval: {interval}", "{level} interval: {interval}")
PLAN_STATUS = Phrase("Planens status", "Status of the plan")
WITHHELD_RESULT = Phrase("{outcome}: tallet er holdt tilbage.", "{outcome}: the number was withheld.")
SYNTHETIC_TITLE = Phrase("Opdigtede data", "Invented data")


def brief(m: Materials) -> Chapter:
    """Compose page one."""
    blocks: list[Block] = []
    if m.released.facts.synthetic:
        blocks.append(Notice(kind="synthetic", title=m.words(SYNTHETIC_TITLE), parts=synthetic_statement(m)))
    if m.released.facts.sealed:
        blocks.append(Notice(kind="synthetic", title=m.words(REHEARSAL_TITLE), parts=m.words(REHEARSAL_WHY)))
    blocks.append(
        Paragraph(
            style="lead",
            parts=m.say(
                LEAD,
                all=m.persons("randomised"),
                treated=m.persons("allocated", m.treated_arm()),
                control=m.persons("allocated", m.control_arm()),
                treated_name=m.arm(m.treated_arm()),
                control_name=m.arm(m.control_arm()),
            ),
        )
    )
    chosen = headline_analyses(m)
    if chosen:
        blocks += [Heading(parts=m.words(RESULTS)), Headlines(cards=tuple(_headline(m, entry) for entry in chosen))]
    if m.has("target"):
        cards = tuple(verdict_card(m, target) for target in m.entries("target"))
        blocks += [Heading(parts=m.words(GOALS)), Verdicts(cards=cards)]
    blocks += [Heading(parts=m.words(NOT_SHOWN)), Bullets(items=_could_not_show(m)), *how_sure(m)]
    status = m.plan("plan", f"status_{m.language}")
    blocks.append(Notice(kind="status", title=m.words(PLAN_STATUS), parts=(status,)))
    return Chapter(id="brief", title=m.words(TITLE), blocks=tuple(blocks), kind="brief")


def synthetic_statement(m: Materials) -> Parts:
    """Return what must be said of invented data: the plan's own words, or general ones if the plan has none."""
    if m.has("rehearsal"):
        return (m.plan("rehearsal", f"statement_{m.language}"),)
    general = Phrase(
        "Data er opdigtede. Ingen tal her siger noget om virkelige mennesker.",
        "The data are invented. No number here says anything about real people.",
    )
    return m.words(general)


def headline_analyses(m: Materials) -> list[dict[str, Any]]:
    """Choose at most three results for page one: primary before secondary, in the order of the plan."""
    chosen = [
        entry
        for entry in m.analyses()
        if entry["purpose"] in ("primary", "secondary")
        and m.given(f"{entry['id']}.difference")
        and all(m.given(f"{entry['id']}.level.{arm}") for arm in m.arms())
    ]
    return chosen[:3]


def verdict_card(m: Materials, target: dict[str, Any]) -> Verdict:
    """Build the card of one target."""
    verdict = verdict_name(m, target)
    row = m.find(f"target.{target['id']}")
    sentences = target_sentence(m, target)
    joined = sentences[0] if len(sentences) == 1 else (*sentences[0], *m.words(Phrase(" ", " ")), *sentences[1])
    drawn = row is not None and target["measure"] in ("level", "ratio")  # a margin has two sides of zero
    estimate, low, high = (row.estimate, row.conf_low, row.conf_high) if row is not None and drawn else (None,) * 3
    furthest = max(number for number in (estimate, high, target["threshold"], 1.0) if number is not None)
    return Verdict(
        label=(m.label("target", target["id"]),),
        badge=m.words(BADGES[verdict]),
        tone=TONES[verdict],
        sentence=joined,
        estimate=estimate,
        low=low,
        high=high,
        threshold=target["threshold"],
        top=1.0 if target["measure"] == "level" else furthest,
    )


def _headline(m: Materials, entry: dict[str, Any]) -> Headline:
    name, treated, control = str(entry["id"]), m.treated_arm(), m.control_arm()
    row = m.released.row(f"{name}.difference")
    levels = [m.released.row(f"{name}.level.{arm}").estimate or 0.0 for arm in (treated, control)]
    # Shares fill a line of one; weeks a line as long as the horizon, or as the longer of the two without one.
    full = 1.0 if row.format == "percentage_points" else float(row.week or max(*levels, 1.0))
    case = case_of(row, m.outcome(name))
    return Headline(
        label=outcome_name(m, entry),
        effect=(m.number(f"{name}.difference"),),
        interval=m.say(
            HEADLINE_INTERVAL,
            level=m.number(f"{name}.difference", "conf_level"),
            interval=m.number(f"{name}.difference", form="interval_words"),
        ),
        treated=(m.number(f"{name}.level.{treated}"),),
        control=(m.number(f"{name}.level.{control}"),),
        treated_name=(m.arm(treated),),
        control_name=(m.arm(control),),
        treated_length=min(1.0, levels[0] / full),
        control_length=min(1.0, levels[1] / full),
        reading=m.words(EFFECTS[case].badge),
        sentence=reading(m, row, case),
        tone=EFFECTS[case].tone,
    )


def _could_not_show(m: Materials) -> tuple[Parts, ...]:
    items: list[Parts] = []
    for entry in m.analyses():
        row = m.find(f"{entry['id']}.difference")
        if row is None or entry["purpose"] not in ("primary", "secondary"):
            continue
        outcome = m.outcome(entry["id"])
        case = case_of(row, outcome)
        if case == "withheld":
            items.append(m.say(WITHHELD_RESULT, outcome=m.label("outcome", outcome["id"])))
        elif case == "open":
            interval = m.number(row.result_id, form="interval_words")
            phrase = STILL_OPEN if row.set_kind in ("interval", "none") else STILL_OPEN_SET
            items.append(m.say(phrase, outcome=outcome_name(m, entry), interval=interval))
    reaching = m.released.facts.rounds_reaching
    short = [(week, rounds) for week, rounds in reaching if len(rounds) < len(m.released.facts.rounds)]
    if short:
        week = max(short)[0]
        items.append(
            m.say(
                FEW_ROUNDS,
                some=m.fact("rounds_reaching", week, form="count"),
                all=m.fact("number_of_rounds", form="count"),
                week=m.fact("reaching_week", week, form="count"),
            )
        )
    items += _hangs_on_the_choice(m)
    items.append(m.words(FOR_WHOM if m.analyses("difference_by_subgroup") else NOT_FOR_WHOM))
    if not m.entries("sensitivity") and not other_methods(m):
        items.append(m.words(NOT_OTHERWISE))
    items.append(m.words(NOT_THE_COST))
    return tuple(items)


def _hangs_on_the_choice(m: Materials) -> list[Parts]:
    """Say of a primary difference that is shown how many other ways to the same number do not show it, if any."""
    items: list[Parts] = []
    for entry in m.analyses():
        row = m.find(f"{entry['id']}.difference")
        if entry["purpose"] != "primary" or row is None or case_of(row, m.outcome(entry["id"])) in ("open", "withheld"):
            continue
        good = m.outcome(entry["id"])["good"]
        others = [one.row for one in same_question(m, entry) if one.choice in ("method", "definition")]
        cases = [effect_case(other, good) for other in others if other.conf_low is not None]
        elsewhere = sum(case != effect_case(row, good) for case in cases)
        if elsewhere:
            told = m.say(
                HANGS_ON_THE_CHOICE,
                outcome=outcome_name(m, entry),
                some=m.counted(elsewhere),
                all=m.counted(len(cases)),
                chapter=link(ROBUSTNESS, m.language, "robustness"),
            )
            items.append(told)
    return items
