"""Differences in means: from the lottery alone, adjusted for covariates, and when people met in groups."""
