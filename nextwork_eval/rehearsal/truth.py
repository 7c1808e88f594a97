"""The truth of the invented world: who would enter with and without the offer, if very many were in the lottery."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nextwork_eval.errors import PlanError
from nextwork_eval.histories.events import NEVER, first_run
from nextwork_eval.histories.weeks import week_of
from nextwork_eval.plan.lottery import trial_design
from nextwork_eval.plan.model import AnalysisPlan, Rehearsal
from nextwork_eval.plan.outcomes import EntryBy
from nextwork_eval.rehearsal.calendar import extract_calendar
from nextwork_eval.rehearsal.chance import named_generator
from nextwork_eval.rehearsal.transition_model import MOST_DECLINE, NEAR, BoolArray, Parameters
from nextwork_eval.rehearsal.trial_population import live, recruit
from nextwork_eval.rehearsal.weekly_codes import in_job_or_education, weekly_codes

PEOPLE_PER_ARM = 20_000
MOST_ENTRY, MOST_RETURN = 0.8, 0.9  # the rest of a week's probability is for the other moves


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntheticTruth:
    """What an evaluation of the invented extract should find.

    Attributes
    ----------
    seed, entry_hazard, entry_ratio, return_hazard, return_ratio, take_up
        The parameters of the plan's rehearsal. Hazards are per week.
    weeks_in_a_row, by_week
        The rule of the plan's primary outcome: that many weeks in a row in job or education, all of them by that week.
    people_per_arm
        How many people the shares below rest on.
    entry_control, entry_offered
        Share who enter without and with the offer. The offer is not taken up by everyone: this is the effect of the
        offer.
    weeks_control, weeks_offered
        Mean number of weeks in job or education from week 1 to `by_week`.
    """

    seed: int
    entry_hazard: float
    entry_ratio: float
    return_hazard: float
    return_ratio: float
    take_up: float
    weeks_in_a_row: int
    by_week: int
    people_per_arm: int
    entry_control: float
    entry_offered: float
    weeks_control: float
    weeks_offered: float

    @property
    def entry_difference(self) -> float:
        """The true effect of the offer on the share who enter."""
        return self.entry_offered - self.entry_control

    @property
    def weeks_difference(self) -> float:
        """The true effect of the offer on the mean number of weeks in job or education."""
        return self.weeks_offered - self.weeks_control

    @property
    def simulation_error(self) -> float:
        """The largest standard error of a difference of two such shares that the number of people leaves."""
        return float(np.sqrt(0.5 / self.people_per_arm))


def true_effect(plan: AnalysisPlan, *, seed: int | None = None, people_per_arm: int = PEOPLE_PER_ARM) -> SyntheticTruth:
    """Work out the true effect of the offer in the invented world, by living it with very many people.

    The people are spread over the plan's rounds as its lottery is. The same recruits are followed once without and
    once with the offer, so that the two shares differ by the offer alone and by chance after the lottery.

    Parameters
    ----------
    plan
        A plan with a `[rehearsal]` section, dated rounds, and a primary outcome of the kind `entry_by`.
    seed
        Seed of the rehearsal; None for the plan's own.
    people_per_arm
        How many people are followed in each arm.

    Raises
    ------
    PlanError
        If the plan lacks one of these.

    Examples
    --------
    >>> from nextwork_eval.plan import read_plan
    >>> from nextwork_eval.shipped import shipped_plan
    >>> true_effect(read_plan(shipped_plan("nextwork_2019")), people_per_arm=80).by_week
    52
    """
    rehearsal, rule = rehearsal_of(plan), _primary_rule(plan)
    root = rehearsal.seed if seed is None else seed
    design = trial_design(plan.design)
    first_week = extract_calendar(design).first
    randomised: dict[int, int] = {}
    for draw in design.rounds:
        if draw.date is not None:
            randomised[week_of(draw.date)] = randomised.get(week_of(draw.date), 0) + draw.randomised
    total = sum(randomised.values())
    people, entered, inside = 0, np.zeros(2), np.zeros(2)
    for lottery_week, size in randomised.items():
        number = round(people_per_arm * size / total)
        arms = _both_arms(
            number, first_week, lottery_week, rule.by_week, rehearsal, named_generator(root, f"truth {lottery_week}")
        )
        people += number
        entered += [(first_run(arm, rule.weeks_in_a_row) != NEVER).sum() for arm in arms]
        inside += [arm.sum() for arm in arms]
    return SyntheticTruth(
        seed=root,
        entry_hazard=rehearsal.entry_hazard,
        entry_ratio=rehearsal.entry_ratio,
        return_hazard=rehearsal.return_hazard,
        return_ratio=rehearsal.return_ratio,
        take_up=rehearsal.take_up,
        weeks_in_a_row=rule.weeks_in_a_row,
        by_week=rule.by_week,
        people_per_arm=people,
        entry_control=float(entered[0] / people),
        entry_offered=float(entered[1] / people),
        weeks_control=float(inside[0] / people),
        weeks_offered=float(inside[1] / people),
    )


def rehearsal_of(plan: AnalysisPlan) -> Rehearsal:
    """Return what the plan's extract is invented from.

    Raises
    ------
    PlanError
        If the plan has no rehearsal, or one whose numbers cannot be probabilities.
    """
    if plan.rehearsal is None:
        raise PlanError(
            f"No extract can be invented for the plan '{plan.plan.id}'.",
            ["Add a [rehearsal] section, or give an extract."],
        )
    if problems := _impossible(plan.rehearsal):
        raise PlanError("The plan's rehearsal cannot be drawn.", problems)
    return plan.rehearsal


def _impossible(rehearsal: Rehearsal) -> list[str]:
    """List the numbers that would make a weekly probability negative or larger than one, other moves included."""
    least = min(rehearsal.entry_hazard, rehearsal.entry_ratio, rehearsal.return_hazard, rehearsal.return_ratio)
    problems = [] if least >= 0 else ["rehearsal: hazards and ratios are 0 or more"]
    if not 0 <= rehearsal.take_up <= 1:
        problems.append("rehearsal.take_up: expected a share between 0 and 1")
    if rehearsal.entry_hazard * NEAR * max(1.0, rehearsal.entry_ratio) > MOST_ENTRY:
        problems.append(f"rehearsal: entry_hazard × entry_ratio × {NEAR} must not exceed {MOST_ENTRY} a week")
    if rehearsal.return_hazard * MOST_DECLINE * max(1.0, rehearsal.return_ratio) > MOST_RETURN:
        problems.append(
            f"rehearsal: return_hazard × return_ratio × {MOST_DECLINE} must not exceed {MOST_RETURN} a week"
        )
    return problems


def parameters_of(rehearsal: Rehearsal) -> Parameters:
    """Return the parameters of the transition model that the plan decides."""
    return Parameters(
        entry_hazard=rehearsal.entry_hazard,
        entry_ratio=rehearsal.entry_ratio,
        return_hazard=rehearsal.return_hazard,
        return_ratio=rehearsal.return_ratio,
    )


def _primary_rule(plan: AnalysisPlan) -> EntryBy:
    primary = {analysis.outcome for analysis in plan.analysis if analysis.purpose == "primary"}
    rules = [outcome.rule for outcome in plan.outcome if outcome.id in primary]
    entry = [rule for rule in rules if isinstance(rule, EntryBy)]
    if not entry:
        raise PlanError(
            "The true effect is known only for entry by a week.",
            ["Expected a primary analysis with an outcome of kind 'entry_by'."],
        )
    return entry[0]


def _both_arms(
    number: int, first_week: int, lottery_week: int, by_week: int, rehearsal: Rehearsal, generator: np.random.Generator
) -> tuple[BoolArray, BoolArray]:
    """Follow the same recruits without and with the offer; in job or education or not, shape (number, by_week) each."""
    parameters = parameters_of(rehearsal)
    recruits = recruit(
        number, first_week=first_week, lottery_week=lottery_week, parameters=parameters, generator=generator
    )
    weeks = np.arange(lottery_week, lottery_week + by_week + 1)
    arms = []
    for take_up in (0.0, rehearsal.take_up):
        after, _ = live(
            recruits.people,
            recruits.situation,
            weeks=weeks[1:],
            lottery_week=lottery_week,
            taker=generator.random(number) < take_up,
            parameters=parameters,
            generator=generator,
        )
        states = np.concatenate([recruits.states[:, -1:], after], axis=1)
        codes = weekly_codes(states, recruits.people, weeks, generator)
        arms.append(in_job_or_education(codes, states)[:, 1:])
    return arms[0], arms[1]
