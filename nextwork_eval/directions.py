"""Which direction of an estimate helps: for some estimators count the time without the event, and then it turns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

Direction = Literal["more", "fewer", "neither"]

# Whatever is asked of them, these grow where the event comes later or more rarely.
_WAITS = frozenset({"restricted_mean", "accelerated_failure_time"})
# These can be asked for the event or for the time and the people without it.
_BY_TARGET = frozenset({"pseudo_observation_regression", "standardized_contrast"})
_OPPOSITE: dict[Direction, Direction] = {"more": "fewer", "fewer": "more", "neither": "neither"}


def helping_direction(good: Direction, estimator: str, target: str | None = None) -> Direction:
    """Return the direction of an analysis' difference or ratio that helps.

    An outcome that is a wait says with `good` whether its event is wanted. A share with the event, or a ratio of
    hazards, grows with the event. Mean weeks without the event, the share without it, and the factor by which the wait
    is stretched grow when it comes later: there the direction is the opposite.

    Parameters
    ----------
    good
        The direction that the outcome declares.
    estimator
        The id of the estimator.
    target
        What it estimates, where it can estimate several things: `survival`, `restricted_mean` or `incidence`.

    Examples
    --------
    Fewer re-arrests are better, and so are more weeks without one:

    >>> helping_direction("fewer", "cox"), helping_direction("fewer", "restricted_mean")
    ('fewer', 'more')
    """
    return _OPPOSITE[good] if counts_the_wait(estimator, target) else good


def counts_the_wait(estimator: str, target: str | None = None) -> bool:
    """Say whether an estimate grows when the event comes later or to fewer."""
    return estimator in _WAITS or (estimator in _BY_TARGET and target in ("survival", "restricted_mean"))


def directed_outcome(outcome: Mapping[str, Any], analysis: Mapping[str, Any]) -> dict[str, Any]:
    """Return a plan's outcome with `good` as the direction of the analysis' effect; both as the file has them."""
    estimator = analysis["estimator"]
    good = helping_direction(outcome["good"], estimator["id"], estimator.get("target"))
    return {**outcome, "good": good}
