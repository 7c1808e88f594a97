"""The population beside the control arm: counted in the registers where it was delivered, otherwise quoted as such."""

from __future__ import annotations

from nextwork_eval.report.blocks import Block, Notice, Parts
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase, join

TITLE = Phrase("Hele befolkningen: {label}", "The whole population: {label}")
BUSY = Phrase(
    "Blandt alle {people} i registrene, der var „{support}“ den {date}, var {share} „{busy}“ {weeks} uger senere.",
    "Of all {people} people in the registers who were “{support}” on {date}, {share} were “{busy}” {weeks} weeks "
    "later.",
)
CAME = Phrase(
    "Blandt de {people} i registrene, der mellem {date} og {until} kom {support}, var {share} {busy} {weeks} uger "
    "senere.",
    "Of the {people} people in the registers who came to be {support} from {date} to {until}, {share} were {busy} "
    "{weeks} weeks later.",
)
CONTROL = Phrase(
    "I kontrolgruppen her er {control} talt med ved udfaldet „{outcome}“. De to tal er ikke testet mod hinanden: de "
    "handler ikke om de samme mennesker, og måler ikke nødvendigvis det samme.",
    "In the control group here, {control} count for the outcome “{outcome}”. The two are not tested against each "
    "other: they are not about the same people, and do not necessarily measure the same.",
)
NEITHER = Phrase(
    "Af alle {people} i alderen {low} til {high} år var {share} den dag hverken i job eller uddannelse, som planen "
    "læser registrene.",
    "Of all {people} people aged {low} to {high}, {share} were that day in neither job nor education, as the plan "
    "reads the registers.",
)
QUOTED_BUSY = Phrase(
    "Kilden siger, at omkring {share} kommer i job eller uddannelse under den sædvanlige indsats ({source}). Tallet er "
    "citeret og ikke regnet efter her.",
    "The source says that about {share} come into job or education under the usual services ({source}). The figure is "
    "quoted and was not computed here.",
)
QUOTED_NEITHER = Phrase(
    "Kilden siger, at omkring {share} af de unge hverken er i job eller uddannelse ({source}). Tallet er citeret og "
    "ikke regnet efter her.",
    "The source says that about {share} of the young are in neither job nor education ({source}). The figure is quoted "
    "and was not computed here.",
)
NOT_DELIVERED = Phrase("Befolkningen er ikke talt i dette udtræk.", "The population was not counted in this extract.")


def population_blocks(m: Materials) -> list[Block]:
    """Compose the notice on the population; none where the plan asks for none."""
    if not m.has("benchmark"):
        return []
    busy, neither = (f"population_benchmark.{name}" for name in ("busy", "neither"))
    parts: Parts = ()
    if m.given(busy):
        parts = join(parts, _busy(m, busy), _control(m))
    if m.given(neither):
        parts = join(
            parts,
            m.say(
                NEITHER,
                people=m.number(neither, "n_arm"),
                low=m.plan("benchmark", "age_from", form="count"),
                high=m.plan("benchmark", "age_to", form="count"),
                share=m.number(neither),
            ),
        )
    if not parts:
        parts = m.words(NOT_DELIVERED)
    for quoted, source, phrase in (
        ("quoted_busy", "source_busy", QUOTED_BUSY),
        ("quoted_neither", "source", QUOTED_NEITHER),
    ):
        if m.released.plan["benchmark"].get(quoted) is not None:
            share = m.plan("benchmark", quoted, form="whole_percent")
            parts = join(parts, m.say(phrase, share=share, source=m.plan("benchmark", source)))
    title = m.say(TITLE, label=m.plan("benchmark", f"label_{m.language}"))
    return [Notice(kind="reference", title=title, parts=parts)]


def _busy(m: Materials, row: str) -> Parts:
    asked = m.released.plan["benchmark"]
    facts = {
        "people": m.number(row, "n_arm"),
        "support": m.label("state_set", asked["support"]),
        "date": m.plan("benchmark", "date", form="date"),
        "share": m.number(row),
        "busy": m.label("state_set", asked["busy"]),
        "weeks": m.plan("benchmark", "weeks", form="count"),
    }
    if asked.get("until") is None:
        return m.say(BUSY, **facts)
    return m.say(CAME, until=m.plan("benchmark", "until", form="date"), **facts)


def _control(m: Materials) -> Parts:
    analysis = m.released.plan["benchmark"]["analysis"]
    level = f"{analysis}.level.{m.control_arm()}"
    if not m.given(level):
        return ()
    outcome = next(one["outcome"] for one in m.released.plan["analysis"] if one["id"] == analysis)
    return m.say(CONTROL, control=m.number(level), outcome=m.label("outcome", outcome))
