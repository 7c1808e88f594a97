"""A new plan as a file: every key below its meaning, and a first promise that can be carried out.

The promise is the plain one: who enters what is hoped for, how many weeks they spend in it, and where everybody is,
week by week. What else a plan can promise is added by hand; the texts are to be written.
"""

from __future__ import annotations

from collections.abc import Iterable

from nextwork_eval.plan.commented_toml import Line, table
from nextwork_eval.plan.first_promise import first_promise
from nextwork_eval.plan.questions import Answers, Choices

_TOP = """\
#:schema ./plan.schema.json
# The line above tells editors where every key is explained: nextwork-eval plan schema --out plan.schema.json

# What is known of people before the lottery, for balance and adjustment. Delete this line when you write the first
# [[covariate]].
covariate = []
"""
_STATUSES = {
    "prospective": (
        "Planen er skrevet, før resultatet var kendt.",
        "This plan was written before the outcome was known.",
    ),
    "reconstructed": (
        "Planen er rekonstrueret fra offentlige kilder. Den er ikke den registrerede plan.",
        "This plan is reconstructed from public sources. It is not the registered plan.",
    ),
    "after_outcome": (
        "Planen er skrevet, efter at resultatet var kendt.",
        "This plan was written after the outcome was known.",
    ),
}
_TO_WRITE = ("Skal skrives.", "To be written.")


def new_plan_text(answers: Answers, choices: Choices) -> str:
    """Write a new plan as TOML.

    Parameters
    ----------
    answers
        What was answered.
    choices
        What the schema and its state map have.

    Returns
    -------
    str
        A plan that `plan check` accepts against that schema, if the answers do not contradict one another.
    """
    tables = [
        *_identity(answers, choices),
        *_design(answers),
        *first_promise(answers, choices),
        *_conditions(answers),
        *_texts(),
    ]
    return _TOP + "".join(tables)


def _identity(answers: Answers, choices: Choices) -> Iterable[str]:
    said = answers.texts
    sentences = _STATUSES.get(said["status"], _TO_WRITE)
    yield table(
        "[plan]",
        "What the plan is, and how honest it can claim to be.",
        ("Name of the plan; its reports lie in a folder of that name.", "id", said["id"]),
        ("A change of what is promised is a new version.", "version", "0.1.0"),
        ("The pinned data schema, by the name of its folder.", "schema", choices.schema),
        ("The reading of the registers, by its name in the schema.", "state_map", choices.state_map),
        ("Day of the plan: the only date that a report knows.", "date", answers.date),
        ("prospective, reconstructed (from public sources) or after_outcome.", "status", said["status"]),
        ("The same in a sentence, in Danish.", "status_da", sentences[0]),
        ("The same in a sentence, in English.", "status_en", sentences[1]),
        ("Title of the report, in Danish.", "title_da", said["title_da"]),
        ("Title of the report, in English.", "title_en", said["title_en"]),
        ("Subtitle, in Danish.", "subtitle_da", _TO_WRITE[0]),
        ("Subtitle, in English.", "subtitle_en", _TO_WRITE[1]),
        ("Who answers for the report.", "publisher", said["publisher"]),
        ("Number of the trial in a registry; empty if it has none.", "registration", said["registration"]),
    )


def _design(answers: Answers) -> Iterable[str]:
    yield table(
        "[design]",
        "The lottery.",
        ("What is drawn: person or cluster.", "unit", "person"),
        ("complete: a fixed number in each round. independent: each with a probability.", "allocation", "complete"),
    )
    for key, treated in (("programme", True), ("control", False)):
        yield table(
            "[[design.arm]]",
            "An arm of the trial.",
            ("Name of the arm in every result.", "id", key),
            ("What the lottery list writes for it.", "code", answers.texts[f"{key}_code"]),
            ("Whether it is offered the programme.", "treated", treated),
            ("What a Danish reader is shown.", "label_da", answers.texts[f"{key}_da"]),
            ("What an English reader is shown.", "label_en", answers.texts[f"{key}_en"]),
        )
    for draw in answers.rounds:
        dated: list[Line] = [] if draw.date is None else [("Day of the lottery.", "date", draw.date)]
        yield table(
            "[[design.round]]",
            "One drawing of lots; people compete for places within it.",
            ("What the lottery list writes for it.", "id", draw.id),
            *dated,
            ("How many people were in it.", "randomised", draw.randomised),
            ("How many of them were drawn.", "offered", draw.offered),
        )
    yield table(
        "[linkage]",
        "When a run stops because people cannot be found.",
        ("Share of those in the lottery who may be found in no register.", "tolerance", 0.02),
    )


def _conditions(answers: Answers) -> Iterable[str]:
    weeks = tuple(range(4, answers.weeks + 1, 4)) or (answers.weeks,)
    yield table(
        "[missing]",
        "What is done where something is not known. Each rule is what the toolkit does.",
        ("A covariate that is not known: a constant, and an indicator beside it.", "covariates", "indicator"),
        ("Whoever is found in no register: left out, and counted in the flow.", "not_linked", "left_out"),
        ("An outcome is read for rounds that can be followed to its horizon.", "data_end", "whole_rounds"),
        ("A time to an event is censored where the data end.", "waiting", "censored"),
    )
    yield table(
        "[prior_knowledge]",
        "Who had seen what of the data when the plan was written.",
        ("before_data, before_access, before_analysis or after_analysis.", "written", answers.texts["written"]),
        ("The same in a sentence, in Danish.", "words_da", _TO_WRITE[0]),
        ("The same in a sentence, in English.", "words_en", _TO_WRITE[1]),
    )
    yield table(
        "[registry]",
        "What a registry of trials is told, in English: countries, keywords, abstract, trial_start, irb_name and more. "
        "`plan check` lists what is missing.",
        ("What those who are drawn are offered.", "intervention", _TO_WRITE[1]),
    )
    yield table(
        "[report]",
        "What is written where the command line does not say otherwise.",
        ("Languages: da, en.", "languages", ("da", "en")),
        ("Formats: html, pdf, docx, xlsx, note, slides, figures.", "formats", ("html", "pdf")),
    )
    yield table(
        "[disclosure]",
        "What may leave the secure room.",
        ("The data owner's rules that apply, by their name in the schema.", "profile", answers.texts["profile"]),
        ("The weeks at which weekly paths may be released.", "release_weeks", weeks),
    )


def _texts() -> Iterable[str]:
    for language, placeholder in zip(("da", "en"), _TO_WRITE, strict=True):
        yield table(
            f"[text.{language}]",
            "The authors' own words; paragraphs are separated by a blank line.",
            ("The problem, and why the programme might help.", "background", placeholder),
            ("What those who are drawn are offered.", "programme", placeholder),
            ("What the others get.", "control", placeholder),
            ("How the lots were drawn, and how people are followed.", "design", placeholder),
            ("What the trial cannot show.", "limits", placeholder),
        )
