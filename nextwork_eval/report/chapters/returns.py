"""Who comes back, and how long it takes: counted for everyone randomised, never for those who left alone."""

from __future__ import annotations

from nextwork_eval.report.blocks import Block, Chapter, Heading, Notice, Paragraph
from nextwork_eval.report.chapters.main_results import is_about_return
from nextwork_eval.report.chapters.other_methods import MODELS_OF_TIME
from nextwork_eval.report.chapters.returns_panel import returns_panel
from nextwork_eval.report.contrasts import contrast_table
from nextwork_eval.report.figures import effect_path, stacked_states, survival_curves
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase
from nextwork_eval.report.tables import effect_table, figure_block

RETURN_TITLE = Phrase("Tilbagevenden", "Return to support")
TIME_TITLE = Phrase("Tid til hændelsen", "Time to the event")
TRAP = Phrase(
    "Kun den, der er kommet ud, kan vende tilbage, og tilbuddet påvirker, hvem der kommer ud. At sammenligne dem, "
    "der kom ud i den ene gruppe, med "
    "dem, der kom ud i den anden, er derfor ikke længere en sammenligning ved lod. Tallene her tæller alle, der var "
    "med i lodtrækningen. Andelen, "
    "der er ude og tilbage igen, kan stige, fordi flere kommer ud; den skal altid læses sammen med de andre.",
    "Only a person who has left can come back, and the offer affects who leaves. Comparing those who left in one "
    "group with those who left in "
    "the other is therefore no longer a comparison by lottery. The numbers here count everyone randomised. The share "
    "who are off and back "
    "again can rise because more people get off; it must always be read together with the others.",
)
TABLE = Phrase("Tilbagevenden, talt for alle i lodtrækningen", "Return, counted for everyone randomised")
RATIOS = Phrase("Tilbagevenden som forhold", "Return as a ratio")
STANDING = Phrase("Ude, tilbage og ude igen", "Out, back and out again")
STANDING_TEXT = Phrase(
    "Figuren viser alle, der var med i lodtrækningen, uge for uge. Gengangerne er dem, der er tilbage; de er en andel "
    "af alle og står over for dem, der aldrig kom ud.",
    "The figure shows everyone in the lottery, week by week. Those who walk again are the ones who are back; they are "
    "a share of everyone and stand beside those who never got off support.",
)
OFTEN = Phrase("Gange tilbage, uge for uge", "Returns, week by week")
OFTEN_TEXT = Phrase(
    "Alle i lodtrækningen tælles med, også dem, der aldrig kom ud og derfor ikke kan vende tilbage. Flere gange "
    "tilbage kan betyde, at flere kom ud; figuren læses sammen med ugerne uden for offentlig forsørgelse.",
    "Everyone in the lottery is counted, also those who never left and therefore cannot return. More returns can mean "
    "that more people left; the figure is read together with the weeks off public support.",
)
CURVES = Phrase("Hvor hurtigt det går", "How fast it happens")
CURVES_TEXT = Phrase(
    "Kurverne tæller alle fra lodtrækningen. Tallene under figuren er personer, der endnu følges uden hændelsen.",
    "The curves count everyone from the lottery. The numbers below the figure are persons still followed without the "
    "event.",
)
TESTS = Phrase("Test og hazard ratio", "Tests and hazard ratio")
COX_NOTE = Phrase(
    "En hazard ratio sammenligner tempoet blandt dem, der endnu ikke har haft hændelsen. De, der er tilbage, er "
    "udvalgt af det, der allerede er sket; "
    "den er derfor med til støtte og er ikke et hovedresultat.",
    "A hazard ratio compares the pace among those who have not had the event yet. Those who remain are selected by "
    "what has happened already; "
    "it stands here as support and is no main result.",
)
MODELS = Phrase("Modeller for tiden, ved siden af resultaterne", "Models of time, beside the results")
MODELS_NOTE = Phrase(
    "Modellerne hviler på antagelser, som lodtrækningen ikke indfrier, og er ikke hovedresultater. Et forhold mellem "
    "tider over én betyder, at hændelsen kommer senere i gruppen med tilbuddet. Forholdet mellem antal tilbagevenden "
    "tæller alle i lodtrækningen, og kan stige, fordi flere kommer ud; hvor hurtigt man vender tilbage, når man kan, "
    "sammenligner kun dem, der er kommet ud, og er ikke beskyttet af lodtrækningen.",
    "The models rest on assumptions that the lottery does not meet, and are no main results. A ratio of times above "
    "one means that the event comes later in the group with the offer. The ratio of numbers of returns counts everyone "
    "randomised, and can rise because more people get off support; how fast those return who can compares only those "
    "who got off, and is not protected by the lottery.",
)
NOTHING_TITLE = Phrase("Ikke beregnet", "Not estimated")
NOTHING = Phrase(
    "Planen har ingen analyse af tilbagevenden eller af tid til en hændelse.",
    "The plan has no analysis of return or of the time to an event.",
)


def returns(m: Materials) -> Chapter:
    """Compose the measures of return and the curves of time to an event."""
    about = [entry for entry in m.analyses() if is_about_return(m, entry)]
    table = effect_table(m, "returns", TABLE, about)
    ratios = contrast_table(
        m, "return-ratios", RATIOS, [entry for entry in about if entry["estimator"]["id"] not in MODELS_OF_TIME]
    )
    blocks: list[Block] = []
    if table is not None or ratios is not None:
        blocks.append(Paragraph(parts=m.words(TRAP)))
    blocks += [block for block in (table, ratios) if block is not None]
    stacks = [stacked_states(m.released, entry["id"], m.language) for entry in m.analyses("course_occupation")]
    if any(stacks):
        blocks += [Heading(parts=m.words(STANDING)), Paragraph(parts=m.words(STANDING_TEXT))]
        blocks += [figure_block(m, figure) for figure in stacks if figure is not None]
    often = [effect_path(m.released, entry["id"], m.language) for entry in m.analyses("mean_returns_by_week")]
    if any(often):
        blocks += [Heading(parts=m.words(OFTEN)), Paragraph(parts=m.words(OFTEN_TEXT))]
        blocks += [figure_block(m, figure) for figure in often if figure is not None]
    blocks += returns_panel(m)
    figures = [
        survival_curves(m.released, entry["id"], m.language)
        for entry in m.analyses("kaplan_meier", "cumulative_incidence")
    ]
    if any(figures):
        heading = [Heading(parts=m.words(CURVES))] if blocks else []
        blocks += [*heading, Paragraph(parts=m.words(CURVES_TEXT))]
        blocks += [figure_block(m, figure) for figure in figures if figure is not None]
    tests = contrast_table(
        m,
        "duration-tests",
        TESTS,
        m.analyses("log_rank", "adjusted_log_rank", "max_combo", "gray_test", "cox", "proportional_hazards_test"),
    )
    if tests is not None:
        blocks.append(tests)
        if any(m.find(f"{entry['id']}.hazard_ratio") for entry in m.analyses("cox")):
            blocks.append(Paragraph(parts=m.words(COX_NOTE)))
    models = contrast_table(m, "models-of-time", MODELS, m.analyses(*MODELS_OF_TIME))
    if models is not None:
        blocks += [models, Paragraph(parts=m.words(MODELS_NOTE))]
    if not blocks:
        blocks.append(Notice(kind="not_estimated", title=m.words(NOTHING_TITLE), parts=m.words(NOTHING)))
    title = RETURN_TITLE if about else TIME_TITLE
    return Chapter(id="returns", title=m.words(title), blocks=tuple(blocks))
