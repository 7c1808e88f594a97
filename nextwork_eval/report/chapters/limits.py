"""What these numbers cannot carry."""

from __future__ import annotations

from nextwork_eval.report.blocks import Block, Bullets, Chapter, Paragraph, Parts
from nextwork_eval.report.chapters.background import plan_prose
from nextwork_eval.report.chapters.brief import synthetic_statement
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.outcome_names import outcome_name
from nextwork_eval.report.phrases import Phrase, join
from nextwork_eval.report.sentences import contrast_id

TITLE = Phrase("Begrænsninger", "Limits")
OFFER = Phrase(
    "Effekten er effekten af at få tilbuddet. Den siger ikke, hvad deltagelse gør ved den, der deltager.",
    "The effect is that of getting the offer. It does not say what taking part does to those who take part.",
)
CHANCE = Phrase(
    "Et interval rummer den usikkerhed, som lodtrækningen giver. Det rummer ikke fejl i registrene eller i "
    "definitionerne.",
    "An interval holds the uncertainty that the lottery brings. It does not hold errors in the registers or in the "
    "definitions.",
)
MANY = Phrase(
    "Planen lover {all} analyser, heraf {primary} primær. Jo flere en rapport viser, des flere ser ud til at vise "
    "noget ved et tilfælde. Læs det primære resultat først og de eksplorative sidst.",
    "The plan promises {all} analyses, {primary} of them primary. The more a report shows, the more of them seem to "
    "show something by chance. Read the primary result first and the exploratory ones last.",
)
ELSEWHERE = Phrase(
    "Forsøget siger noget om de mennesker, det sted og den tid, det foregik i. Andre steder kan både tilbuddet og det, "
    "folk ellers får, være anderledes.",
    "The trial speaks of the people, the place and the time in which it was held. Elsewhere both the offer and what "
    "people get without it may be different.",
)
DRAWN = Phrase(
    "Lodtrækningerne faldt mellem {first} og {last}.",
    "The lotteries were held between {first} and {last}.",
)
IMPRECISE = Phrase(
    "{outcome}: data er forenelige med alt fra {interval}.",
    "{outcome}: the data agree with anything from {interval}.",
)
EASILY_MISSED = Phrase(
    "Forsøget var stort nok til at vise en forskel på {difference} med en sandsynlighed på {power}; mindre forskelle "
    "overses oftere.",
    "The trial was large enough to show a difference of {difference} with a chance of {power}; smaller ones are missed "
    "more often.",
)
REGISTERS = Phrase(
    "Registrene er ført for at administrere, ikke for at svare på forsøgets spørgsmål. Det, som ingen myndighed "
    "skriver op, kan rapporten ikke se.",
    "The registers are kept to administer, not to answer the questions of the trial. What no authority writes down, "
    "the report cannot see.",
)


def limits(m: Materials) -> Chapter:
    """Compose the limits: the plan's own, then those of every trial."""
    blocks: list[Block] = [*plan_prose(m, "limits")]
    if m.released.facts.synthetic:
        blocks.insert(0, Paragraph(parts=synthetic_statement(m), style="verdict"))
    many = m.say(
        MANY, all=m.fact("number_of_analyses", form="count"), primary=m.fact("number_of_primary", form="count")
    )
    items = (m.words(OFFER), *_imprecision(m), m.words(CHANCE), many, *_registers(m), _elsewhere(m))
    blocks.append(Bullets(items=items))
    return Chapter(id="limits", title=m.words(TITLE), blocks=tuple(blocks))


def _imprecision(m: Materials) -> tuple[Parts, ...]:
    """Say how much the primary result leaves open, and which difference the trial was large enough for."""
    primary = next((entry for entry in m.analyses() if entry["purpose"] == "primary"), None)
    name = "" if primary is None else contrast_id(m, str(primary["id"]))
    if primary is None or not m.given(name):
        return ()
    told = m.say(IMPRECISE, outcome=outcome_name(m, primary), interval=m.number(name, form="interval_words"))
    detectable = f"power.effect.{primary['id']}.detectable"
    if m.given(detectable):
        missed = m.say(EASILY_MISSED, difference=m.number(detectable), power=m.number("power.wanted"))
        told = join(told, missed)
    return (told,)


def _registers(m: Materials) -> tuple[Parts, ...]:
    return (m.words(REGISTERS),) if m.released.facts.cut_offs else ()


def _elsewhere(m: Materials) -> Parts:
    """Say whom the result is about, with the time of the lotteries where the plan dates them."""
    dated = sorted((str(entry["date"]), entry["id"]) for entry in m.entries("design.round") if entry.get("date"))
    if len(dated) < 2:
        return m.words(ELSEWHERE)
    first, last = (m.plan("design", "round", dated[at][1], "date", form="date") for at in (0, -1))
    return join(m.words(ELSEWHERE), m.say(DRAWN, first=first, last=last))
