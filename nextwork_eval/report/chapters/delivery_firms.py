"""The firms: how many were in the network against the aim, how many had an intern, and how many hired afterwards."""

from __future__ import annotations

from nextwork_eval.report.blocks import Block, Heading, Paragraph, Parts
from nextwork_eval.report.figures import firms_by_month
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase, join
from nextwork_eval.report.tables import figure_block
from nextwork_eval.results import ResultRow

FIRMS = Phrase("Virksomhederne", "The firms")
AIM = Phrase("Målet var {aim} virksomheder ({source}).", "The aim was {aim} firms ({source}).")
AT_LEAST = Phrase(
    "I {month} var der mindst {firms} i netværket.", "In {month} there were at least {firms} in the network."
)
REACHED = Phrase("I {month} var der {firms} i netværket.", "In {month} there were {firms} in the network.")
MOST = Phrase(
    "Flest havde en praktikant i {month}: {firms}, blandt de måneder, der kan vises.",
    "Most had an intern in {month}: {firms}, among the months that can be shown.",
)
NO_MONTHS = Phrase(
    "Hvor mange virksomheder der var med måned for måned, er holdt tilbage: der er for få.",
    "How many firms took part month by month was withheld: there are too few.",
)
HIRED = Phrase("Ansatte de praktikanten bagefter?", "Did they hire the intern afterwards?")
SHARES = {
    "in_network": Phrase(
        "Af de {firms} virksomheder i netværket, der havde en praktikant, ansatte {share} mindst én bagefter.",
        "Of the {firms} firms in the network that had an intern, {share} hired at least one afterwards.",
    ),
    "outside_network": Phrase(
        "Uden for netværket var der {firms} virksomheder med en praktikant, og {share} ansatte mindst én.",
        "Outside the network {firms} firms had an intern, and {share} hired at least one.",
    ),
    "all": Phrase(
        "Af de {firms} virksomheder, der havde en praktikant, ansatte {share} mindst én bagefter.",
        "Of the {firms} firms that had an intern, {share} hired at least one afterwards.",
    ),
}
SHARE_WITHHELD = {
    "in_network": Phrase(
        "For virksomheder i netværket er andelen holdt tilbage.", "For firms in the network the share was withheld."
    ),
    "outside_network": Phrase(
        "For virksomheder uden for netværket er andelen holdt tilbage.",
        "For firms outside the network the share was withheld.",
    ),
    "all": Phrase("Andelen er holdt tilbage.", "The share was withheld."),
}
WARNING = Phrase(
    "Det er en optælling og ikke en effekt: ingen har trukket lod om, hvilke virksomheder der fik en praktikant, og "
    "hvem der blev praktikant hvor. En ansættelse kan være kommet af andet end praktikken.",
    "This is a count and not an effect: no lottery decided which firms had an intern, or who was an intern where. A "
    "hire may have come from something else than the internship.",
)


def firm_blocks(m: Materials) -> list[Block]:
    """Compose what the release holds of firms; nothing where the plan does not record them."""
    return [*_by_month(m), *_hires(m)]


def _by_month(m: Materials) -> list[Block]:
    network = [row for row in m.released.rows if row.outcome == "delivery.firms_in_network"]
    if not network:
        return []
    told: list[Parts] = []
    if m.has("delivery") and m.released.plan["delivery"].get("network"):
        aim = m.plan("delivery", "network", "aim", form="count")
        told.append(m.say(AIM, aim=aim, source=m.plan("delivery", "network", "source")))
        if m.released.plan["delivery"]["network"].get(f"note_{m.language}"):
            told.append((m.plan("delivery", "network", f"note_{m.language}"),))
    highest = next((row for row in network if row.estimate == _most(network)), None)
    if highest is not None:
        delayed = any(change.rule == "steps_of_firms" for change in m.released.changes)
        told.append(_in_month(m, AT_LEAST if delayed else REACHED, highest.result_id))
    with_intern = [row for row in m.released.rows if row.outcome == "delivery.firms_with_intern"]
    busiest = next((row for row in with_intern if row.estimate == _most(with_intern)), None)
    if busiest is not None:
        told.append(_in_month(m, MOST, busiest.result_id))
    if highest is None and busiest is None:
        told.append(m.words(NO_MONTHS))
    figure = firms_by_month(m.released, m.language)
    return [
        Heading(parts=m.words(FIRMS)),
        Paragraph(parts=join(*told)),
        *((figure_block(m, figure),) if figure is not None else ()),
    ]


def _in_month(m: Materials, phrase: Phrase, name: str) -> Parts:
    return m.say(phrase, month=m.number(name, "period"), firms=m.number(name))


def _most(rows: list[ResultRow]) -> float:
    return max((row.estimate for row in rows if row.estimate is not None), default=-1.0)


def _hires(m: Materials) -> list[Block]:
    told = []
    for group, phrase in SHARES.items():
        name = f"delivery.hired.{group}"
        if m.given(name):
            told.append(m.say(phrase, firms=m.number(name, "n_firms"), share=m.number(name)))
        elif m.find(name) is not None:
            told.append(m.words(SHARE_WITHHELD[group]))
    if not told:
        return []
    return [Heading(parts=m.words(HIRED)), Paragraph(parts=join(*told, m.words(WARNING)))]
