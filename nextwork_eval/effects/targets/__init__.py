"""Goals that somebody set: what was observed against them, what the data support, and how often either could happen."""
