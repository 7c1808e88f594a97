"""At the end you know whether the share of offers among those analysed is one that the lottery would have given.

Where one arm has lost more people than the other, or the list was not drawn as declared, the ratio of the arms among
those analysed is another than the one declared. It is the simplest sign that a comparison is no longer a lottery's.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping

import numpy as np

from nextwork_eval.design.sample_ratio import offers_among, offers_by_chance, two_sided
from nextwork_eval.effects.estimate import Test
from nextwork_eval.effects.inputs import read_treated, refuse
from nextwork_eval.errors import EstimationError

_SUMMARY = "The sample ratio cannot be tested."
_WHOLE = "everyone"


def sample_ratio_test(
    treated: object,
    *,
    strata: object | None = None,
    randomised: Mapping[Hashable, int] | int | None = None,
    offered: Mapping[Hashable, int] | int | None = None,
    probability: Mapping[Hashable, float] | float | None = None,
) -> Test:
    """Test exactly whether those analysed were offered the programme as often as the declared lottery gives.

    Parameters
    ----------
    treated
        Shape (n_people,): 1 for those offered the programme, 0 for the reference arm; of everyone analysed.
    strata
        Shape (n_people,): lottery round of each; None for a lottery with one round.
    randomised, offered
        Where the lottery gave a fixed number of offers: how many were in each round and how many were drawn, by round,
        or as one number where there is one round.
    probability
        Where each person was drawn on his or her own: the chance in each round, or as one number.

    Returns
    -------
    Test
        `statistic` is `offers`; `test_statistic` is the number of people analysed who were offered the programme. No
        degrees of freedom: the distribution is exact.

    Raises
    ------
    EstimationError
        If the lottery is declared in neither or in both ways, a round is not declared, or more people are analysed in
        an arm of a round than were in it. All faults are listed.

    Notes
    -----
    Fixed numbers: given that m_b of the N_b people of round b are analysed, the offers among them are hypergeometric
    (N_b, K_b, m_b) when being analysed has nothing to do with the lot. Drawn one by one: binomial (m_b, pi_b). The
    rounds are independent, so that their sum X is the convolution; p = min(1, 2 min(P(X <= x), P(X >= x))). Everyone
    analysed under fixed numbers gives p = 1.

    References
    ----------
    Fabijan et al. (2019), Diagnosing sample ratio mismatch in online controlled experiments, KDD 2019,
    doi 10.1145/3292500.3330722, on what a mismatch is a sign of; the exact distribution is elementary.

    Examples
    --------
    >>> test = sample_ratio_test([1, 1, 1, 0], randomised=6, offered=3)
    >>> test.test_statistic, round(test.p_value, 4)
    (3.0, 0.4)
    """
    arm = read_treated(treated)
    labels = np.full(len(arm.values), _WHOLE, dtype=object) if strata is None else np.asarray(strata, dtype=object)
    problems = list(arm.problems)
    fixed = randomised is not None and offered is not None
    if fixed == (probability is not None) or (randomised is None) != (offered is None):
        problems.append("Expected either `randomised` with `offered`, or `probability`.")
    if labels.shape != arm.values.shape:
        problems.append("`strata` and `treated` differ in their number of persons.")
    refuse(_SUMMARY, problems)
    people = {label: int((labels == label).sum()) for label in dict.fromkeys(labels.tolist())}
    drawn = {label: int(arm.values[labels == label].sum()) for label in people}
    if probability is not None:
        chance = _by_round(probability, people, "probability")
        wrong = [value for value in chance.values() if not 0 < value < 1]
        refuse(_SUMMARY, [f"{len(wrong)} values of `probability` are not between 0 and 1."] if wrong else [])
        rounds = [offers_by_chance(people[label], chance[label]) for label in people]
        law = "binomial"
    else:
        assert randomised is not None, "either way of declaring a lottery was asked for"
        assert offered is not None, "either way of declaring a lottery was asked for"
        sizes, offers = _by_round(randomised, people, "randomised"), _by_round(offered, people, "offered")
        beyond = sum(
            not (drawn[label] <= offers[label] and people[label] - drawn[label] <= sizes[label] - offers[label])
            for label in people
        )
        refuse(_SUMMARY, [f"In {beyond} rounds an arm holds more people than were drawn to it."] if beyond else [])
        rounds = [offers_among(int(sizes[label]), int(offers[label]), people[label]) for label in people]
        law = "hypergeometric"
    x = sum(drawn.values())
    return Test(
        statistic="offers",
        null_hypothesis="being analysed has nothing to do with the lot",
        test_statistic=float(x),
        df=None,
        p_value=two_sided(x, rounds),
        n_treated=x,
        n_reference=len(arm.values) - x,
        events_treated=None,
        events_reference=None,
        method=f"exact sample-ratio test, {law}{' within lottery rounds' if len(people) > 1 else ''}",
    )


def _by_round(
    declared: Mapping[Hashable, float] | float, people: Mapping[Hashable, int], name: str
) -> dict[Hashable, float]:
    """Return what is declared for each round that holds people."""
    if not isinstance(declared, Mapping):
        if len(people) > 1:
            raise EstimationError(_SUMMARY, [f"`{name}` is one number, and there are {len(people)} rounds."])
        return dict.fromkeys(people, declared)
    missing = sum(label not in declared for label in people)
    refuse(_SUMMARY, [f"`{name}` says nothing of {missing} rounds."] if missing else [])
    return {label: declared[label] for label in people}
