"""Effects week by week: each week by itself, all weeks together, and adjusted for what was known before the lottery."""
