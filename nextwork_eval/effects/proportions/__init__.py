"""Shares: of one arm against a goal, and of one arm against the other."""
