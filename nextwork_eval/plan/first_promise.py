"""What a new plan promises to begin with: sets of states, one estimand and its events, three outcomes, and analyses."""

from __future__ import annotations

from collections.abc import Iterable

from nextwork_eval.plan.commented_toml import Line, table
from nextwork_eval.plan.questions import Answers, Choices, State

_ROLES = {
    "support": ("på offentlig forsørgelse", "on public support"),
    "job": ("i job", "in a job"),
    "education": ("i uddannelse", "in education"),
    "self_support": ("anden selvforsørgelse", "other self-support"),
    "leave": ("på orlov", "on leave"),
}


def first_promise(answers: Answers, choices: Choices) -> Iterable[str]:
    """Yield the tables, in the order in which they build on each other."""
    yield from _states(answers, choices)
    yield from _estimand(answers, choices)
    yield from _outcomes(answers)
    yield from _analyses(answers, choices)


def _states(answers: Answers, choices: Choices) -> Iterable[str]:
    yield _state_set("goal", answers.goal, answers.texts["goal_da"], answers.texts["goal_en"])
    for role, states in _by_role(choices).items():
        joined = " eller ".join(s.label_da for s in states).lower(), " or ".join(s.label_en for s in states).lower()
        yield _state_set(f"all_{role}", tuple(state.name for state in states), *_ROLES.get(role, joined))


def _state_set(name: str, states: tuple[str, ...], label_da: str, label_en: str) -> str:
    return table(
        "[[state_set]]",
        "A named set of states, used by outcomes.",
        ("Name of the set.", "id", name),
        ("States of the state map.", "states", states),
        ("What a Danish reader is shown.", "label_da", label_da),
        ("What an English reader is shown.", "label_en", label_en),
    )


def _estimand(answers: Answers, choices: Choices) -> Iterable[str]:
    yield table(
        "[[estimand]]",
        "What is to be known, in the words of ICH E9(R1).",
        ("Name that analyses give.", "id", "offer"),
        ("For whom, in Danish.", "population_da", "Alle, der var med i lodtrækningen og kan findes i registrene"),
        ("For whom, in English.", "population_en", "Everyone in the lottery who can be found in the registers"),
        ("What is compared, in Danish.", "treatment_da", "At få tilbuddet, mod ikke at få det"),
        ("What is compared, in English.", "treatment_en", "Being made the offer, against not being made it"),
        (
            "What is done about what comes between, in Danish.",
            "intercurrent_da",
            "Alle tæller i den gruppe, loddet gav.",
        ),
        ("The same in English.", "intercurrent_en", "Everyone counts in the arm that the lottery gave."),
    )
    yield _event(
        "not_taken_up",
        "treatment_policy",
        ("Tilbuddet tages ikke imod", "The offer is not taken up"),
        ("Personen tæller i den gruppe, loddet gav.", "The person counts in the arm that the lottery gave."),
    )
    for state in choices.states:
        if state.role == "gone" and state.name not in answers.goal:
            yield _event(
                state.name,
                "composite",
                (state.label_da, state.label_en),
                ("Personen tæller med, uden det, der håbes på.", "The person counts, without what is hoped for."),
                (state.name,),
            )


def _event(
    name: str, strategy: str, labels: tuple[str, str], words: tuple[str, str], states: tuple[str, ...] = ()
) -> str:
    shown: list[Line] = [("The states by which the registers show it.", "states", states)] if states else []
    return table(
        "[[estimand.event]]",
        "Something that can happen after the lottery, and what is done about it.",
        ("Name of the event.", "id", name),
        ("treatment_policy, composite, while_alive, hypothetical or principal_stratum.", "strategy", strategy),
        ("What a Danish reader is shown.", "label_da", labels[0]),
        ("What an English reader is shown.", "label_en", labels[1]),
        ("What the strategy means here, in Danish.", "words_da", words[0]),
        ("What the strategy means here, in English.", "words_en", words[1]),
        *shown,
    )


def _outcomes(answers: Answers) -> Iterable[str]:
    weeks, run, said = answers.weeks, answers.weeks_in_a_row, answers.texts
    entry = {"kind": "entry_by", "states": "goal", "weeks_in_a_row": run, "by_week": weeks}
    shown = (
        ("entry", "more", f"Kommet {said['goal_da']}", f"Has come to be {said['goal_en']}", entry),
        (
            "weeks",
            "more",
            f"Uger {said['goal_da']}",
            f"Weeks {said['goal_en']}",
            {"kind": "weeks_in", "states": "goal", "to_week": weeks},
        ),
        (
            "states",
            "neither",
            "Situation, uge for uge",
            "Situation, week by week",
            {"kind": "state_by_week", "to_week": weeks},
        ),
    )
    for name, good, label_da, label_en, rule in shown:
        yield table(
            "[[outcome]]",
            "How weekly states become a number for each person.",
            ("Name of the outcome.", "id", name),
            ("What a Danish reader is shown.", "label_da", label_da),
            ("What an English reader is shown.", "label_en", label_en),
            ("Which direction helps: more, fewer or neither.", "good", good),
            ("The rule, by its kind. Weeks are counted from 1, the week after the lottery.", "rule", rule),
        )


def _analyses(answers: Answers, choices: Choices) -> Iterable[str]:
    one = "difference_in_means" if len(answers.rounds) == 1 else "difference_in_means_stratified"
    stacked = tuple(f"all_{role}" for role in _by_role(choices))
    for name, purpose, estimator in (
        ("entry", "primary", {"id": one}),
        ("weeks", "secondary", {"id": "expected_weeks"}),
        ("states", "exploratory", {"id": "state_occupation", "groups": stacked}),
    ):
        yield table(
            "[[analysis]]",
            "One promised analysis.",
            ("Name of the analysis; its numbers carry it.", "id", name),
            ("Id of an outcome.", "outcome", name),
            ("Id of an estimand.", "estimand", "offer"),
            ("primary, secondary, exploratory or descriptive.", "purpose", purpose),
            ("The method and its options; `nextwork-eval estimators` lists them.", "estimator", estimator),
        )


def _by_role(choices: Choices) -> dict[str, list[State]]:
    found: dict[str, list[State]] = {}
    for state in choices.states:
        found.setdefault(state.role, []).append(state)
    return found
