"""P-values and intervals of a family of promised analyses, adjusted for their number."""
