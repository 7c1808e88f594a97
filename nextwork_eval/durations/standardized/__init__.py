"""The same questions with covariates: other methods, which stand beside the main results and never among them.

| question | function |
|---|---|
| How large is the effect on a share or a mean from censored waits, adjusted? | `pseudo_observation_regression` |
| What if those who are gone count as lost, and people like them stand in? | `censoring_weighted_share` |
| The same for the share with an event by a horizon | `censoring_weighted_incidence` |
| Which curve would everyone have under each arm? | `standardized_survival` |
| How large is the effect between these curves? | `standardized_contrast` |

`pseudo_observations.py`, `weighted_share.py`, `weighted_incidence.py`, `curves.py` and `effect.py` hold them in this
order. `hazard_model.py` is a Cox model with its baseline and what each person adds to both, `censoring.py` the chance
of being followed, `standardizing.py` the two ways of averaging over everyone, `competing.py` the same where another
event can come first, `standing.py` and `weighting.py` the variances.
"""

from nextwork_eval.durations.standardized.curves import standardized_survival
from nextwork_eval.durations.standardized.effect import standardized_contrast
from nextwork_eval.durations.standardized.pseudo_observations import pseudo_observation_regression
from nextwork_eval.durations.standardized.weighted_incidence import censoring_weighted_incidence
from nextwork_eval.durations.standardized.weighted_share import censoring_weighted_share

__all__ = [
    "censoring_weighted_incidence",
    "censoring_weighted_share",
    "pseudo_observation_regression",
    "standardized_contrast",
    "standardized_survival",
]
