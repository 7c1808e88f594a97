"""Who was lost: the class of attrition, tests of whether the offer moved it, and weights for those who are known."""
