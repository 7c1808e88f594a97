"""What is done where something is not known: before the lottery, of a person in no register, and after the data end.

Each rule is declared with what the toolkit does; another word is refused, so that a plan cannot promise anything else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nextwork_eval.design.lottery import FORBID


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingRule:
    """What is done where something is not known.

    Attributes
    ----------
    covariates
        `indicator`: one constant stands in place of a covariate that is not known, and an indicator beside it (see
        `trial.missing_covariates`).
    not_linked
        `left_out`: whoever is found in no register is left out of the analyses, and counted in the flow; bounds and the
        test of attrition count them.
    data_end
        `whole_rounds`: an outcome with a horizon is read for the lottery rounds all of whose people can be followed so
        far, and for nobody else.
    waiting
        `censored`: a time to an event is censored where a round's data end.
    reason_da, reason_en
        Why these rules are reasonable here.
    """

    __pydantic_config__ = FORBID

    covariates: Literal["indicator"] = "indicator"
    not_linked: Literal["left_out"] = "left_out"
    data_end: Literal["whole_rounds"] = "whole_rounds"
    waiting: Literal["censored"] = "censored"
    reason_da: str = ""
    reason_en: str = ""
