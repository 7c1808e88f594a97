"""The parents of the invented people: who they are in the registers, where the registers know them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.rehearsal.population import Population, draw_keys

MOTHER_KNOWN, FATHER_KNOWN = 0.93, 0.86  # who came to the country alone has no parents in its registers
UNKNOWN = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Parents:
    """Keys of each person's mother and father, shape (n_people,); empty where the register does not know them."""

    mother: NDArray[np.str_]
    father: NDArray[np.str_]

    def __repr__(self) -> str:
        return f"Parents(of {len(self.mother)} people)"


def draw_parents(population: Population) -> Parents:
    """Give everyone a mother and a father of their own, with pseudonyms in the form of everybody else's."""
    generator = population.generator("parents")
    number = len(population.keys)
    keys = np.array(draw_keys(2 * number, generator, taken=population.keys))
    known = generator.random((2, number))
    # Those whose mother is not known mostly came alone: their father is not known either.
    mother = known[0] < MOTHER_KNOWN
    father = mother & (known[1] < FATHER_KNOWN / MOTHER_KNOWN)
    return Parents(
        mother=np.where(mother, keys[:number], UNKNOWN),
        father=np.where(father, keys[number:], UNKNOWN),
    )
