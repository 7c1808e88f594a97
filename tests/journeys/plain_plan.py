"""The shipped NExTWORK plan with its straight line alone, for journeys that are about something they add themselves."""

import re
from typing import Any

from nextwork_eval.plan.files import plan_content
from nextwork_eval.shipped import shipped_plan

_BESIDE_THE_LINE = {
    "regression_adjusted",
    "standardized_risks",
    "mantel_haenszel",
    "exact_cmh",
    "randomization_test",
    "effect_of_take_up",
    "manski_bounds",
    "attrition_test",
    "difference_by_subgroup",
    "linear_probability_by_week",
    "incidence_difference",
    "course_occupation",
    "mean_returns",
    "returns_per_week_off",
    "returns_panel",
}
_OTHER_WAYS = {"weeks_adjusted", "weeks_in_groups"}


def plain_content() -> dict[str, Any]:
    """No other methods, subgroups, harms or power, and a primary result that takes people as independent."""
    content = plan_content(shipped_plan("nextwork_2019"))
    for key in ("power", "subgroup", "harms"):
        del content[key]
    content["analysis"] = [
        one
        for one in content["analysis"]
        if one["estimator"]["id"] not in _BESIDE_THE_LINE and one["id"] not in _OTHER_WAYS
    ]
    content["outcome"] = [one for one in content["outcome"] if one["id"] not in ("course", "time_to_sustained_exit")]
    for one in content["analysis"]:
        if one["id"] == "entry":
            one["estimator"] = {"id": "difference_in_means_stratified"}
    return content


def without_power(text: str) -> str:
    """The text of the shipped plan without `[power]`: its 1,600 trials on paper say nothing of what a journey adds."""
    text, removed = re.subn(r"\n\[power\]\n.*?\n(?=\n\[)", "\n", text, flags=re.DOTALL)
    assert removed == 1
    return text
