"""Comparisons of two shares a plan can ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nextwork_eval.design.lottery import FORBID


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoProportions:
    """Difference and ratio of two shares, and their odds ratio where asked for, with intervals made for shares.

    Rounds are pooled, and must all have had the same chance of an offer.
    """

    __pydantic_config__ = FORBID

    id: Literal["two_proportions"]
    interval: Literal["newcombe", "miettinen_nurminen"] = "newcombe"
    odds_ratio: bool = False
    level: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskRatio:
    """Ratio of two shares with a score interval; rounds are pooled."""

    __pydantic_config__ = FORBID

    id: Literal["risk_ratio"]
    level: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class MantelHaenszel:
    """Difference and ratio of shares within lottery rounds, and odds ratio where asked for, with precision weights."""

    __pydantic_config__ = FORBID

    id: Literal["mantel_haenszel"]
    odds_ratio: bool = False
    level: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardizedRisks:
    """Difference and ratio of shares, and odds ratio where asked for, standardised over the plan's `covariates`.

    Within lottery rounds where there is more than one.
    """

    __pydantic_config__ = FORBID

    id: Literal["standardized_risks"]
    covariates: tuple[str, ...]
    odds_ratio: bool = False
    level: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class FirthLogit:
    """Odds ratio given the plan's `covariates` and rounds, by Firth's penalised likelihood with a profile interval."""

    __pydantic_config__ = FORBID

    id: Literal["firth_logit"]
    covariates: tuple[str, ...] = ()
    level: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionalOddsRatio:
    """Odds ratio common to the lottery rounds, given their margins, with exact limits."""

    __pydantic_config__ = FORBID

    id: Literal["conditional_odds_ratio"]
    level: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactTest:
    """Boschloo's or Fisher's exact test of equal shares. For a lottery with one round."""

    __pydantic_config__ = FORBID

    id: Literal["exact_test"]
    kind: Literal["boschloo", "fisher"] = "boschloo"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactCmh:
    """Exact conditional test of equal shares within lottery rounds."""

    __pydantic_config__ = FORBID

    id: Literal["exact_cmh"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CochranMantelHaenszel:
    """Chi-square test of equal shares within lottery rounds."""

    __pydantic_config__ = FORBID

    id: Literal["cochran_mantel_haenszel"]
