"""Models of time: what a reader may want beside the curves, and never instead of them.

| question | function | file |
|---|---|---|
| How does the weekly risk differ, week by week as it is? | `discrete_time_hazard` | `discrete_time.py` |
| How does the rate differ, when it is constant between given weeks? | `piecewise_exponential` | `piecewise.py` |
| By which factor are the weeks to the event stretched? | `accelerated_failure_time` | `accelerated.py` |
| In which direction does the cumulative incidence move? | `fine_gray` | `fine_gray.py` |
| Which share has the event, by a model of both causes? | `cause_specific_risks` | `cause_specific.py` |
| How does the number of returns differ, as a ratio? | `rate_ratio_of_returns` | `rate_ratio.py` |
| How fast do those return who can (not protected by the lottery)? | `return_intensity_models` | `intensity.py` |

`reading.py` says what is accepted, `cells.py` and `weekly_risk.py` count and fit person-weeks, `weekly_hazard.py` and
`subdistribution.py` fit proportional hazards by the week, `counting.py` turns the course of a person into rows, and
`ratios.py` makes the record.
"""
