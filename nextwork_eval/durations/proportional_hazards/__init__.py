"""Proportional hazards on the weekly grid: rows of weeks, the partial likelihood, its fit, what each row adds to it.

`rows.py` says who is at risk when, `partial_likelihood.py` evaluates with tied events, `fitting.py` maximises.
"""
