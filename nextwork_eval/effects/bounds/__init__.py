"""What an effect may be where some outcomes are not known: worst case and trimmed, each with limits at the level."""
