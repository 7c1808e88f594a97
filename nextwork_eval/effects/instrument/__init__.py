"""The offer as an instrument: the effect on those who take it up because it was made, and who they are."""
