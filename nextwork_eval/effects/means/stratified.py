"""At the end you know the effect of the offer in a lottery drawn within strata, also where a stratum is very small.

The chance of an offer may differ between strata: only people of the same stratum are compared.
"""

from __future__ import annotations

import numpy as np

from nextwork_eval.effects.estimate import Estimate
from nextwork_eval.effects.inputs import TwoArms, level_problems, read_numbers, read_two_arms
from nextwork_eval.effects.means.between import BoolVector, Hybrid, Spread, among, differences, hybrid_spread
from nextwork_eval.effects.means.difference import difference_estimate, still_arms
from nextwork_eval.effects.means.neyman import bell_mccaffrey_df, standardised_means
from nextwork_eval.errors import EstimationError

ONE_PERSON = "an arm has one person"
_SUMMARY = "The stratified difference in means cannot be estimated."


def difference_in_means_stratified(
    outcome: object, treated: object, *, strata: object, level: float = 0.95
) -> Estimate:
    """Estimate the effect of the offer in a lottery that was drawn within strata (rounds, municipalities).

    The difference is taken within each stratum and averaged with the strata's shares of everyone randomised. This is
    the average effect over all persons of the trial, also when the chance of an offer differed between strata; a
    regression with a dummy for each stratum would weigh the strata otherwise and estimate something else.

    Parameters
    ----------
    outcome, treated
        As in `difference_in_means`.
    strata
        Shape (n_people,): the stratum in which each person was drawn; any labels.
    level
        Level of the two-sided interval.

    Returns
    -------
    Estimate
        `level_treated` and `level_reference` are means standardised to the strata's shares, so that their difference is
        the estimate. They differ from the raw means of the arms when the chance of an offer differed between strata;
        `events_treated` and `events_reference` are raw counts of persons. A warning says for how many strata, and why,
        the variance was taken from the differences between them.

    Raises
    ------
    EstimationError
        As `difference_in_means`; when an arm has nobody in a stratum, or a stratum is missing; and when an arm has one
        person in a stratum and the strata cannot be compared: one of them holds half of all people.

    Notes
    -----
    With stratum b of n_b persons and the cell of arm a in it of n_ba persons with variance s_ba^2:

        estimate = sum_b (n_b / n) (mean_b1 - mean_b0)
        variance = sum_b (n_b / n)^2 (s_b1^2 / n_b1 + s_b0^2 / n_b0)
        df = (sum w_ba)^2 / sum (w_ba^2 / (n_ba - 1)),  w_ba = (n_b / n)^2 / n_ba.

    This equals the regression with centred stratum dummies and their products with the arm, HC2 and Bell-McCaffrey
    degrees of freedom. A lottery round is a stratum of its own, whether or not its chance of an offer was another.

    Where one person stands alone in an arm, s_ba^2 does not exist. With strata k of that kind, N persons in them,
    d_k = mean_k1 - mean_k0 and d = sum n_k d_k / N, their part of the variance is (N / n)^2 V,

        V = sum_k n_k^2 / ((N - 2 n_k)(N + sum_i n_i^2 / (N - 2 n_i))) (d_k - d)^2

    (hybrid_p): unbiased if they have the same effect, otherwise too large. With pairs it is
    sum (d_k - d)^2 / (K (K - 1)), with K - 1 degrees of freedom. In general these are Satterthwaite's over both parts
    if outcomes vary alike: w_ba^2 / (n_ba - 1) of those strata is replaced by (N / n)^4 tr((M S)^2), V = d' M d,
    S = diag(1 / n_k1 + 1 / n_k0). V needs that no stratum holds half of N, unless all are equal. Where one does, the
    smallest of the other strata are compared with them, those of one size together, until none does.

    References
    ----------
    Gerber and Green (2012), Field Experiments, equations 3.10 and 3.16. Lin (2013), Annals of Applied Statistics 7,
    295-318. Imbens and Kolesár (2016), Review of Economics and Statistics 98, 701-712. Pashley and Miratrix (2021),
    Journal of Educational and Behavioral Statistics 46, 271-296.

    Examples
    --------
    In Odense two of four got the offer, in Vejle two of six:

    >>> weeks = [10, 20, 8, 6, 30, 34, 20, 22, 24, 26]
    >>> offered = [1, 1, 0, 0, 1, 1, 0, 0, 0, 0]
    >>> place = ["Odense"] * 4 + ["Vejle"] * 6
    >>> estimate = difference_in_means_stratified(weeks, offered, strata=place)
    >>> round(estimate.estimate, 1), round(estimate.level_treated, 1), round(estimate.level_reference, 1)
    (8.6, 25.2, 16.6)
    """
    arms = read_two_arms(
        _SUMMARY,
        read_numbers("outcome", outcome),
        treated,
        strata=strata,
        at_least=1,
        problems=level_problems(level),
    )
    if alone_in_arm(arms).any():
        return _hybrid(arms, level)
    one, zero = standardised_means(arms)
    return difference_estimate(
        arms,
        (float(one.mean[0]), float(zero.mean[0])),
        variance=float(one.variance[0] + zero.variance[0]),
        df=bell_mccaffrey_df(one, zero),
        level=level,
        method=f"difference in means within {int(arms.strata.max()) + 1} strata, averaged with the strata's shares of "
        "all persons; HC2 (Neyman) standard error; t distribution with Bell-McCaffrey degrees of freedom",
        warnings=still_arms(one, zero),
    )


def standardised_levels(arms: TwoArms) -> tuple[float, float]:
    """Return the levels of the treated and the reference arm, had each stratum its share of everyone."""
    means, cells = differences(arms)
    reference, treated = means @ (cells.sum(axis=0) / len(arms.outcome))
    return float(treated), float(reference)


def hybrid_warnings(hybrid: Hybrid, *, because: str) -> tuple[str, ...]:
    """Say for how many strata the variance was taken between them; `because` is what they lack."""
    if not hybrid.unable.any():
        return ()
    lent = int((hybrid.compared & ~hybrid.unable).sum())
    said = (
        f"In {int(hybrid.unable.sum())} of {len(hybrid.unable)} strata {because}: "
        f"{f'with {lent} more, ' if lent else ''}their part of the variance is how much the differences of these "
        "strata differ, which counts effects that differ between them as uncertainty."
    )
    rests = {
        "between": "The differences of these strata are equal: the standard error rests on the other strata alone.",
        "within": "The outcome does not vary within the other strata: the standard error rests on these alone.",
    }
    return (said, *(rests[part] for part in hybrid.still))


def cannot_be_compared(unable: BoolVector, *, because: str, whole: str) -> str:
    """Say that not even all strata together show the variance; `whole` is what holds half of all people."""
    if len(unable) == 1:
        return f"{because[0].upper()}{because[1:]}, and there are no strata that could be compared instead."
    return (
        f"In {int(unable.sum())} of {len(unable)} strata {because}, and the strata cannot be compared with each other: "
        f"{whole} holds half of all people or more. Merge strata by a rule that does not look at outcomes."
    )


def single_person_hybrid(arms: TwoArms) -> Hybrid | None:
    """Return the spread of the difference where an arm of a stratum has one person; see `hybrid_spread`."""
    alone = alone_in_arm(arms)
    return hybrid_spread(arms, alone, np.arange(len(alone)), lambda people: _neyman(among(arms, people)))


def alone_in_arm(arms: TwoArms) -> BoolVector:
    """Say for each stratum whether one of its arms has one person, shape (n_strata,)."""
    cells = np.bincount(2 * arms.strata + arms.treated.astype(np.int64), minlength=2 * (int(arms.strata.max()) + 1))
    return np.asarray(cells.reshape(-1, 2).min(axis=1) == 1)


def single_person_error(arms: TwoArms, summary: str) -> EstimationError:
    """Return the error that says why not even all strata together show the variance."""
    return EstimationError(summary, [cannot_be_compared(alone_in_arm(arms), because=ONE_PERSON, whole="one of them")])


def _hybrid(arms: TwoArms, level: float) -> Estimate:
    hybrid = single_person_hybrid(arms)
    if hybrid is None:
        raise single_person_error(arms, _SUMMARY)
    return difference_estimate(
        arms,
        standardised_levels(arms),
        variance=hybrid.spread.variance,
        df=hybrid.spread.df,
        level=level,
        method=f"difference in means within {len(hybrid.unable)} strata, averaged with the strata's shares of all "
        f"persons; variance between {int(hybrid.compared.sum())} of them (Pashley-Miratrix hybrid)"
        + ("" if hybrid.compared.all() else ", HC2 (Neyman) in the others")
        + "; t distribution with Satterthwaite degrees of freedom",
        warnings=hybrid_warnings(hybrid, because=ONE_PERSON),
    )


def _neyman(arms: TwoArms) -> Spread:
    one, zero = standardised_means(arms)
    return Spread(
        variance=float(one.variance[0] + zero.variance[0]),
        expected=float(one.cell_weights.sum() + zero.cell_weights.sum()),
        squares=float(sum((arm.cell_weights**2 / (arm.cell_sizes - 1)).sum() for arm in (one, zero))),
    )
