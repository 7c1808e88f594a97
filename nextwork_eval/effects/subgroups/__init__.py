"""For whom the offer did what: effects within subgroups, whether they differ, and what a proxy of the effect says."""
