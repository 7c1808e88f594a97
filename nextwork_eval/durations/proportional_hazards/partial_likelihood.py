"""At the end you know the partial likelihood, its score and its information, with events that share a week.

Everything is a sum over event weeks of a few numbers, and one matrix product over people: each step costs
n p^2 + G p^2 for n rows, p columns and G event weeks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from nextwork_eval.durations.proportional_hazards.layout import BLOCK, Block, Layout, laid_out
from nextwork_eval.durations.proportional_hazards.rows import CoxRows, FloatMatrix, RiskSets
from nextwork_eval.effects.estimate import FloatVector

Ties = Literal["efron", "breslow"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TieSums:
    """For each event week, sums over its d tied events k = 0 … d - 1; shape (G,).

    With f_k = k / d (Efron) or 0 (Breslow), w the mean weight of the events, D the weighted risk of those with the
    event and R that of all at risk, the denominators are R - f_k D. `hazard` is the sum of w / (R - f_k D), which is
    the increment of the baseline hazard; the others weigh it: `_f` by f_k, `_ff` by f_k squared; `square` has the
    denominator squared.
    """

    log: FloatVector
    hazard: FloatVector
    hazard_f: FloatVector
    square: FloatVector
    square_f: FloatVector
    square_ff: FloatVector
    mean: FloatVector
    mean_f: FloatVector


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Likelihood:
    """The partial likelihood at given coefficients; p columns, G event weeks.

    Attributes
    ----------
    value
        The logarithm of the partial likelihood.
    score, information
        Shapes (p,) and (p, p): first and minus second derivative.
    risk
        Shape (n_rows,): exp of the linear predictor.
    sums
        By event week.
    at_risk, at_death
        Shape (G, p): weighted sums of risk times columns over those at risk, and over those with the event.
    """

    value: float
    score: FloatVector
    information: FloatMatrix
    risk: FloatVector
    sums: TieSums
    at_risk: FloatMatrix
    at_death: FloatMatrix


def likelihood(rows: CoxRows, sets: RiskSets, coefficients: FloatVector, *, ties: Ties) -> Likelihood:
    """Evaluate the partial likelihood of rows as they are, once; a climb lays them out and calls `evaluated`."""
    layout = laid_out(rows, sets)
    return in_row_order(evaluated(layout, coefficients, ties=ties), layout)


def in_row_order(found: Likelihood, layout: Layout) -> Likelihood:
    """Return what was found with the risks in the order of the rows."""
    return replace(found, risk=layout.in_row_order(found.risk))


def evaluated(layout: Layout, coefficients: FloatVector, *, ties: Ties) -> Likelihood:
    """Evaluate the partial likelihood; `risk` is in reading order.

    Notes
    -----
    log L = sum over events of w x'b - sum over event weeks and k of wbar log(R - f_k D) (Efron 1977; Breslow with
    f_k = 0). The score is X' (w m) with m the martingale residuals, and the part of the information that is a sum over
    people is X' diag(w r L) X with L each row's cumulative hazard: the second moments of the risk sets are never
    formed. L is the same for all rows of a run, but for those who come in late. Where runs are long their products are
    therefore taken while the rows are at hand, and rows are read once; otherwise in one product, a second time.

    References
    ----------
    Cox (1972), Journal of the Royal Statistical Society B 34, 187-220. Breslow (1974), Biometrics 30, 89-99. Efron
    (1977), Journal of the American Statistical Association 72, 557-565. Therneau and Grambsch (2000), Modeling Survival
    Data, sections 3.3 and 7.2.
    """
    p, risk = len(coefficients), np.empty(len(layout.order))
    slopes = coefficients / layout.scale
    by_run, product = np.empty((p + 1, len(layout.codes))), np.empty((p + 1, BLOCK))
    moments: dict[int, FloatMatrix] = {}
    for block in layout.blocks:
        own = block.places
        x = layout.design[:, own]
        weighted = layout.weights[own] * np.exp(slopes @ x, out=risk[own])
        np.add.reduceat(weighted, block.starts, out=by_run[p, block.runs])
        times = product[:, : len(weighted)]
        np.multiply(x, weighted, out=times[:p])
        if block.long:
            times[p] = weighted
            moments[own.start] = _moments(block, times, x)
            by_run[:p, block.runs] = moments[own.start][:, p].T
        else:
            np.add.reduceat(times[:p], block.starts, axis=1, out=by_run[:p, block.runs])
    at_risk, at_death = _over_both(layout, by_run, risk)
    sums = tie_sums(layout, at_risk[:, p], at_death[:, p], ties=ties)
    at_risk, at_death = at_risk[:, :p] / layout.scale, at_death[:, :p] / layout.scale
    since, missed = _cumulative_hazard(layout, sums)
    score, information = layout.events - by_run[:p] @ since, np.zeros((p, p))
    for block in layout.blocks:
        own = block.places
        x = layout.design[:, own]
        if block.long:
            information += np.tensordot(since[block.runs], moments[own.start][:, :p], axes=1)
        else:
            spent = layout.weights[own] * risk[own] * np.repeat(since[block.runs], layout.lengths[block.runs])
            information += np.multiply(x, spent, out=product[:p, : len(spent)]) @ x.T
        if block.late.stop > block.late.start:
            at = layout.late[block.late]
            late, spared = layout.design[:, at], layout.weights[at] * risk[at] * missed[block.late]
            score += late @ spared
            information -= (late * spared) @ late.T
    between = _outer(sums.square, at_risk, at_risk) + _outer(sums.square_ff, at_death, at_death)
    crossed = _outer(sums.square_f, at_risk, at_death)
    return Likelihood(
        value=float(slopes @ layout.events) - float(sums.log.sum()),
        score=score / layout.scale,
        information=information / np.outer(layout.scale, layout.scale) - between + crossed + crossed.T,
        risk=risk,
        sums=sums,
        at_risk=at_risk,
        at_death=at_death,
    )


def _moments(block: Block, times: FloatMatrix, x: FloatMatrix) -> FloatMatrix:
    """Return for each run the products of weighted columns, and of the weights, with columns; (n_runs, p + 1, p)."""
    moments = np.empty((len(block.long), len(times), len(x)))
    for run, places in enumerate(block.long):
        np.matmul(times[:, places], x[:, places].T, out=moments[run])
    return moments


def _over_both(layout: Layout, by_run: FloatMatrix, risk: FloatVector) -> tuple[FloatMatrix, FloatMatrix]:
    """Sum risk times columns, and risk, over those at risk and those with the event; shapes (G, p + 1)."""
    size = layout.sets.size
    by_cell = np.array([np.bincount(layout.codes, run, minlength=2 * size + 1)[:-1] for run in by_run]).T
    by_cell = by_cell.reshape(size, 2, len(by_run))
    gone, late = by_cell.sum(axis=1), layout.late
    if len(late):
        weighted = layout.weights[late] * risk[late]
        for place, column in enumerate([*layout.design, np.ones(len(risk))]):
            gone[:-1, place] -= np.bincount(layout.late_first, column[late] * weighted, minlength=size)[1:]
    return layout.sets.from_here_on(gone), by_cell[:, 1]


def tie_sums(layout: Layout, everyone: FloatVector, dying: FloatVector, *, ties: Ties) -> TieSums:
    """Sum over the tied events of each event week; given are R and D, shape (G,)."""
    tied, weight = layout.tied, layout.mean_weight
    table = np.empty((6, len(tied)))
    for block in layout.ties:
        d = tied[block.runs]
        f = layout.share[block.places] if ties == "efron" else np.zeros(len(layout.share[block.places]))
        denominator = np.repeat(everyone[block.runs], d) - f * np.repeat(dying[block.runs], d)
        terms = np.empty((6, len(f)))
        log, inverse, inverse_f, square, square_f, square_ff = terms
        np.log(denominator, out=log)
        np.divide(1, denominator, out=inverse)
        np.multiply(f, inverse, out=inverse_f)
        np.multiply(inverse, inverse, out=square)
        np.multiply(inverse, inverse_f, out=square_f)
        np.multiply(inverse_f, inverse_f, out=square_ff)
        np.add.reduceat(terms, block.starts, axis=1, out=table[:, block.runs])
    log, hazard, hazard_f, square, square_f, square_ff = table * weight
    return TieSums(
        log=log,
        hazard=hazard,
        hazard_f=hazard_f,
        square=square,
        square_f=square_f,
        square_ff=square_ff,
        mean=hazard / (weight * tied),
        mean_f=hazard_f / (weight * tied),
    )


def _cumulative_hazard(layout: Layout, sums: TieSums) -> tuple[FloatVector, FloatVector]:
    """Return the hazard that each run was under since the start, and what each of the late was not under."""
    sets, until = layout.sets, np.cumsum(sums.hazard)
    before = until - sums.hazard
    by_cell = np.zeros(2 * sets.size + 1)
    by_cell[:-1:2] = until - before[sets.start]
    by_cell[1::2] = by_cell[:-1:2] - sums.hazard_f
    return by_cell[layout.codes], before[layout.late_first] - before[sets.start[layout.late_first]]


def martingale_residuals(rows: CoxRows, sets: RiskSets, risk: FloatVector, sums: TieSums) -> FloatVector:
    """Return events seen minus events expected, for each row; their weighted sum is 0 in every stratum.

    With Efron's ties a person who has the event carries 1 - k / d of the k-th denominator.
    """
    return rows.event - expected_events(sets, risk, sums)


def expected_events(sets: RiskSets, risk: FloatVector, sums: TieSums) -> FloatVector:
    """Return the events that the model expects of each row, shape (n_rows,)."""
    expected = risk * sets.over_weeks(sums.hazard)
    expected[sets.deaths] -= risk[sets.deaths] * sums.hazard_f[sets.at]
    return expected


def score_residuals(rows: CoxRows, sets: RiskSets, found: Likelihood) -> FloatMatrix:
    """Return each row's part of the score, shape (n_rows, p), without its weight; weighted, they sum to the score.

    Notes
    -----
    Event: x minus the mean of the d denominators' means. At risk: minus risk times the sum over event weeks and k of
    (x - E_k) dH_k, where a person with the event carries 1 - k / d. The mean of the k-th denominator is
    E_k = (A - f_k B) / (R - f_k D), with A and B the weighted sums of risk times x.

    References
    ----------
    Lin and Wei (1989), Journal of the American Statistical Association 84, 1074-1078. Therneau and Grambsch (2000),
    Modeling Survival Data, section 7.2.
    """
    sums = found.sums
    # Sums over k of dH_k E_k, of f_k dH_k E_k, and the plain mean of E_k.
    drift = sums.square[:, np.newaxis] * found.at_risk - sums.square_f[:, np.newaxis] * found.at_death
    drift_f = sums.square_f[:, np.newaxis] * found.at_risk - sums.square_ff[:, np.newaxis] * found.at_death
    mean = sums.mean[:, np.newaxis] * found.at_risk - sums.mean_f[:, np.newaxis] * found.at_death
    residuals = -found.risk[:, np.newaxis] * (
        rows.design * sets.over_weeks(sums.hazard)[:, np.newaxis] - sets.over_weeks(drift)
    )
    own, at = sets.deaths, sets.at
    residuals[own] += rows.design[own] - mean[at]
    residuals[own] += found.risk[own, np.newaxis] * (rows.design[own] * sums.hazard_f[at, np.newaxis] - drift_f[at])
    return residuals


def _outer(weight: FloatVector, one: FloatMatrix, other: FloatMatrix) -> FloatMatrix:
    return (weight[:, np.newaxis] * one).T @ other


def second_moment(design: FloatMatrix, weight: FloatVector) -> FloatMatrix:
    """Return X' diag(weight) X, over so many rows at a time that they stay in the processor."""
    total = np.zeros((design.shape[1], design.shape[1]))
    for begin in range(0, len(design), BLOCK):
        own = slice(begin, begin + BLOCK)
        total += (design[own] * weight[own, np.newaxis]).T @ design[own]
    return total
