"""At the end you know how often the lottery alone, repeated among the same people, makes the arms differ as much.

The p-value rests on the lottery and on nothing else: no distribution, no large arms.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Literal

import numpy as np

from nextwork_eval.design.assignments import Lottery, Repetitions, lottery_as_it_came_out, repetitions
from nextwork_eval.effects.estimate import Estimate, FloatVector
from nextwork_eval.effects.inputs import arm_problems, choice_problems, level_problems, refuse
from nextwork_eval.effects.randomization.adjusted import Adjusted, adjusted
from nextwork_eval.effects.randomization.inversion import Repeated, Sides
from nextwork_eval.effects.randomization.paths import WIDTH, Unadjusted, unadjusted
from nextwork_eval.effects.randomization.reading import SUMMARY, Form, People, read_people
from nextwork_eval.effects.randomization.sums import over_repetitions
from nextwork_eval.effects.randomization.words import estimate_of, method_of, one_way_only, warnings_of

_FEWEST_DRAWS = 99
_NOTHING = 1e-12  # of the outcome's own variance


def randomization_test(
    outcome: object,
    treated: object,
    *,
    strata: object | None = None,
    clusters: object | None = None,
    covariates: object | None = None,
    statistic: Literal["studentized", "difference"] = "studentized",
    adjustment: Form = "none",
    sides: Sides = "two_sided",
    draws: int = 10_000,
    generator: np.random.Generator,
    level: float = 0.95,
    interval: bool = True,
    threads: int = 1,
) -> Estimate:
    """Estimate the effect of the offer, and test it by repeating the lottery among the same people.

    Had the offer changed nobody's outcome, another lottery would only have dealt the same outcomes out to other arms.
    The p-value is the share of lotteries in which the arms differ as much as they did.

    Parameters
    ----------
    outcome, treated
        As in `difference_in_means`.
    strata
        Shape (n_people,): the lottery round of each; None for a lottery in one round. Each stratum keeps its number of
        offers. Where people were drawn one by one this is the lottery given the number of offers that came out.
    clusters
        Shape (n_people,): the cluster with which each was drawn, within strata; None where people were drawn.
    covariates
        Known before the lottery, for everyone: an array of shape (n_people, n_covariates), a mapping from names to
        vectors, or a data frame. Only with an `adjustment`, and not with `clusters`.
    statistic
        `studentized`: the difference over its HC2 standard error, both of the same repetition. `difference`: the
        difference alone.
    adjustment
        `none`; `lin`: covariates with coefficients in each arm; `ancova`: with common ones. The regression is fitted
        anew in each repetition.
    sides
        `two_sided`: as far from nothing in either direction; `twice_smaller`: twice the smaller one-sided p-value;
        `greater`: the offer adds to the outcome; `less`: it takes away.
    draws
        Number of repetitions, at least 99. All assignments are gone through where there are no more than that
        (and no more than 2^28 lots in them).
    generator
        Source of chance; left as it is where all assignments are gone through.
    level
        Level of the interval.
    interval
        Whether an interval is wanted; without it the limits are NaN and `set_kind` is `none`.
    threads
        How many threads share the work. They change nothing in the result.

    Returns
    -------
    Estimate
        `estimate` is the difference (within strata, adjusted), `std_error` its HC2 standard error, `test_statistic`
        what the lotteries were ranked by. The interval holds the effects, the same for everybody, that the same
        repetitions do not reject; its limits are infinite where `set_kind` says so.

    Raises
    ------
    EstimationError
        With every fault: those of `difference_in_means`; an outcome that is the same for everybody; clusters in two
        strata or in both arms; a studentised difference without a variance.

    Notes
    -----
    Drawn: p = (1 + #{T* >= T}) / (1 + draws). All assignments: their share with T* >= T. Equal up to a relative 1e-9 is
    equal. The difference is sum_b (n_b / n) (mean_b1 - mean_b0), its variance sum_b (n_b / n)^2 (s_b1^2 / n_b1 +
    s_b0^2 / n_b0); strata with one unit in an arm add what Pashley and Miratrix take from the differences between such
    strata. With clusters g of N_g people, G_ba of them in a cell of N_ba people, s_ba^2 / n_ba becomes
    G_ba / (G_ba - 1) sum_g (Y_g - N_g mean_ba)^2 / N_ba^2. Lin's and ANCOVA's differences and HC2 are those of
    `regression_adjusted`; the covariates that it leaves out may be more.

    The test is exact for the sharp hypothesis that nobody's outcome changed, whatever the statistic. Studentised, it
    also holds its level, in large trials, for no effect on average (Wu and Ding 2021; Zhao and Ding 2021); the
    difference alone does not where arms and variances are unequal. The interval inverts the test: if the offer added e
    to everybody's outcome, y - e d is the outcome without it, d the lot that took place. p is a step function of e;
    from the estimate outwards the step where it falls to 1 - level is found by halving. Where effects differ between
    people the interval is one for their average in large trials only, as the test is.

    References
    ----------
    Fisher (1935), The Design of Experiments. Phipson and Smyth (2010), Statistical Applications in Genetics and
    Molecular Biology 9, article 39. Wu and Ding (2021), Journal of the American Statistical Association 116,
    1898-1913. Zhao and Ding (2021), Journal of Econometrics 225, 278-294. Pashley and Miratrix (2021), Journal of
    Educational and Behavioral Statistics 46, 271-296. Gerber and Green (2012), Field Experiments, chapter 3.

    Examples
    --------
    Seven villages, two of them headed by women (Gerber and Green 2012, table 2.2):

    >>> import numpy as np
    >>> found = randomization_test(
    ...     [15, 15, 20, 20, 10, 15, 30],
    ...     [1, 0, 0, 0, 0, 0, 1],
    ...     statistic="difference",
    ...     generator=np.random.default_rng(1),
    ... )
    >>> round(found.estimate, 2), round(found.p_value, 4)
    (6.5, 0.381)
    """
    people = read_people(
        outcome,
        treated,
        strata=strata,
        clusters=clusters,
        covariates=covariates,
        form=adjustment,
        problems=[
            *level_problems(level),
            *choice_problems("statistic", statistic, ["studentized", "difference"]),
            *choice_problems("adjustment", adjustment, ["none", "lin", "ancova"]),
            *choice_problems("sides", sides, ["two_sided", "twice_smaller", "greater", "less"]),
            *_whole_number_problems("draws", draws, _FEWEST_DRAWS),
            *_whole_number_problems("threads", threads, 1),
            *([] if isinstance(generator, np.random.Generator) else ["`generator`: expected a numpy Generator."]),
        ],
    )
    if people.one_way_only:
        return one_way_only(people, level=level)
    refuse(SUMMARY, _crowding(people, adjustment))
    lottery = lottery_as_it_came_out(people.treated, people.strata, people.clusters)
    repeated = repetitions(lottery, draws, generator)
    studentized = statistic == "studentized"
    laid_out = _laid_out(people, lottery, repeated, adjustment, interval=interval, studentized=studentized)
    observed, std_error = _observed(laid_out, people, repeated)
    if studentized and std_error is None:
        refuse(SUMMARY, [_NO_VARIANCE])
    if isinstance(laid_out, Adjusted) and studentized and std_error and not interval:
        laid_out = replace(laid_out, near=float(observed[0]) / std_error)
    found = Repeated.of(
        over_repetitions(repeated, laid_out.paths, width=WIDTH, threads=threads),
        observed,
        every=repeated.every,
        studentized=studentized,
        sides=sides,
    )
    low, high, kind = found.interval(level) if interval else (math.nan, math.nan, "none")
    one, zero = _levels(people, adjustment)
    return estimate_of(
        people,
        levels=(one, zero),
        std_error=std_error,
        test_statistic=(one - zero) / std_error if studentized and std_error else one - zero,
        p_value=found.p_value(),
        limits=(low, high),
        set_kind=kind,
        level=level,
        method=method_of(people, adjustment, sides, repeated, studentized=studentized, set_kind=kind),
        warnings=warnings_of(people, repeated, level, studentized=studentized, set_kind=kind),
    )


_NO_VARIANCE = (
    "The studentised difference has no variance: `outcome` varies in neither arm, or too few strata with one unit in "
    "an arm are there to show how such strata vary. Expected `statistic` 'difference'."
)


def _laid_out(
    people: People, lottery: Lottery, repeated: Repetitions, form: Form, *, interval: bool, studentized: bool
) -> Unadjusted | Adjusted:
    if form == "none":
        return unadjusted(repeated, lottery, people.outcome, people.treated, effects=interval)
    return adjusted(
        repeated,
        people.strata,
        people.outcome,
        people.treated,
        people.covariates,
        form=form,
        effects=interval,
        studentized=studentized,
    )


def _observed(
    laid_out: Unadjusted | Adjusted, people: People, repeated: Repetitions
) -> tuple[FloatVector, float | None]:
    """Return the path of the lottery that took place, and its standard error; None where nothing shows one."""
    first = np.arange(len(people.treated))
    if people.clusters is not None:
        first = np.unique(people.clusters, return_index=True)[1]
    lots = people.treated[first][repeated.order].astype(np.uint8)[None, :]
    if isinstance(laid_out, Adjusted):
        path, shown = replace(laid_out, studentized=True).paths(lots)[0], True
    else:
        path, shown = laid_out.paths(lots)[0], not laid_out.lonely
    variance = float(path[2]) if shown else math.nan
    if variance > _NOTHING * float(people.outcome.var()) / len(people.outcome):
        return path, variance**0.5
    # The difference alone is then measured in units of the outcome's own spread.
    path[2:] = [people.outcome.var(), 0.0, 0.0]
    return path, None


def _levels(people: People, form: Form) -> tuple[float, float]:
    """Return the (adjusted) means of the arms, standardised to the strata's shares of everybody."""
    cells = people.strata * 2 + (people.treated == 1)
    shares = np.bincount(people.strata) / len(people.strata)
    if form == "none":
        means = np.bincount(cells, weights=people.outcome) / np.bincount(cells)
    else:
        dummies = (cells[:, None] == np.arange(2 * len(shares))).astype(np.float64)
        x = people.covariates
        terms = [x * (people.treated == arm)[:, None] for arm in (0, 1)] if form == "lin" else [x]
        means = np.linalg.lstsq(np.column_stack([dummies, *terms]), people.outcome, rcond=None)[0]
    return float(shares @ means[1 : 2 * len(shares) : 2]), float(shares @ means[0 : 2 * len(shares) : 2])


def _crowding(people: People, form: Form) -> list[str]:
    """List what leaves a regression without residuals: cells of one person, arms smaller than their columns."""
    if form == "none":
        return []
    problems = arm_problems(people.treated, people.strata, at_least=2)
    n_strata, k = int(people.strata.max()) + 1, people.covariates.shape[1]
    smaller = int(min((people.treated == arm).sum() for arm in (0, 1)))
    room, columns = (smaller, n_strata + k) if form == "lin" else (len(people.treated), 2 * n_strata + k)
    if room <= columns:
        who = "The smaller arm" if form == "lin" else "The trial"
        problems.append(
            f"{who} has {room} persons for {columns} columns of the regression: expected more persons than columns, "
            "name fewer covariates."
        )
    return problems


def _whole_number_problems(name: str, value: object, least: int) -> list[str]:
    if isinstance(value, (int, np.integer)) and not isinstance(value, bool) and value >= least:
        return []
    return [f"`{name}`: expected a whole number of at least {least}."]
