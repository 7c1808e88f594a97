"""At the end you know what happens to a promised analysis whose number would not mean anything for these data.

Without its primary result an evaluation has nothing to say, so that the run stops there, with every failure of every
analysis. Any other analysis becomes a row that says it was not estimated, and why: one outcome that nobody reached must
not take the others with it, and a promise that could not be kept must not vanish.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from nextwork_eval.errors import EstimationError
from nextwork_eval.evaluation.bindings import ESTIMATORS
from nextwork_eval.evaluation.contributors import with_contributors
from nextwork_eval.evaluation.request import Request
from nextwork_eval.plan.model import Analysis
from nextwork_eval.results import ResultRow

NOT_ESTIMATED = "not_estimated"
SEALED = "sealed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An analysis that could not be estimated, and every reason."""

    analysis: str
    summary: str
    problems: tuple[str, ...]


def estimate_all(
    analyses: Iterable[Analysis],
    request_of: Callable[[Analysis], Request],
    *,
    progress: Callable[[str], None] = lambda _: None,
    sealed: bool = False,
) -> list[ResultRow]:
    """Estimate every analysis.

    Parameters
    ----------
    analyses
        In the order of the plan.
    request_of
        Brings together what an analysis is computed from.
    progress
        Called with the id of each analysis before it starts.
    sealed
        Leave out the analyses that would tell who was offered the programme; see `evaluation.seal`.

    Returns
    -------
    list of ResultRow
        The rows of each analysis in turn; `<analysis>.not_estimated`, with the reasons as its warnings, where its
        estimator refused the data.

    Raises
    ------
    EstimationError
        If a primary analysis could not be estimated; it names every analysis that could not.
    """
    rows: list[ResultRow] = []
    failures: list[Failure] = []
    primary: set[str] = set()
    for analysis in analyses:
        progress(analysis.id)
        request = request_of(analysis)
        if sealed and reveals_the_arm(analysis):
            rows.append(_not_estimated(request, EstimationError(SEALED, (SEALED,))))
            continue
        try:
            rows += with_contributors(ESTIMATORS[analysis.estimator.id](request), request)
        except EstimationError as error:
            failures.append(Failure(analysis=analysis.id, summary=error.summary, problems=error.problems))
            primary |= {analysis.id} if analysis.purpose == "primary" else set()
            rows.append(_not_estimated(request, error))
    if primary:
        raise EstimationError("The primary result cannot be estimated.", _told(failures))
    return rows


def reveals_the_arm(analysis: Analysis) -> bool:
    """Say whether an analysis reads who took part, how much, or with whom: only those who were offered it could."""
    options = analysis.estimator
    named = (getattr(options, name, None) for name in ("groups", "take_up"))
    return any(isinstance(value, str) and value.split(".")[0] == "delivery" for value in named)


def _not_estimated(request: Request, error: EstimationError) -> ResultRow:
    rows = request.rows
    return replace(
        rows.template,
        result_id=f"{rows.analysis.id}.{NOT_ESTIMATED}",
        analysis_id=rows.analysis.id,
        outcome=rows.outcome.id,
        estimand=rows.analysis.estimand,
        population=rows.population,
        statistic=NOT_ESTIMATED,
        week=rows.week,
        purpose=rows.analysis.purpose,
        method=error.summary,
        warnings=" | ".join(error.problems),
    )


def _told(failures: Sequence[Failure]) -> list[str]:
    return [f"{one.analysis}: {problem}" for one in failures for problem in one.problems or (one.summary,)]
