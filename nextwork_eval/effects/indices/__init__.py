"""Several outcomes as one number for each person, and the effect of the offer on it."""
