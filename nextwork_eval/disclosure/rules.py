"""What the data owner demands of a number before it may leave, and of a file."""

from __future__ import annotations

from dataclasses import dataclass

from nextwork_eval.errors import DisclosureError

LOWEST_FLOOR = 3
FEWEST_FIRMS = 3
LARGEST_TWO = 0.85
FEWEST_DF = 10
DECIMALS = 4
FILE_TYPES = ("html", "svg", "png", "xlsx", "docx")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """One disclosure profile, as the schema and the plan declare it.

    Attributes
    ----------
    profile
        Name of the profile in the schema's disclosure.toml.
    floor
        Smallest permitted count of persons; 0 where everything is public.
    open_data
        True only where the schema declares that the data themselves are public.
    release_weeks
        Weeks at which weekly paths and states may leave.
    fewest_firms, largest_two
        How many firms must stand behind a number, and how much of a sum the two largest contributors, firms or persons,
        may hold.
    fewest_df
        Fewest degrees of freedom that a model must leave: one with as many coefficients as people gives the people
        back. Not asked where clusters were drawn, whose number the degrees of freedom then count.
    decimals
        How many decimals leave at most. Counts are whole, and exact or withheld; the decimals are for what is computed
        from them.
    file_types
        Endings of files that the data owner lets out.

    Raises
    ------
    DisclosureError
        If the floor is below 3 although the data are not open.

    Notes
    -----
    Sources: floor by the schema's profile; three firms and 85 per cent, Statistics Denmark's rules for business data as
    copied by others; ten degrees of freedom, the default of the ACRO checker; the file types are those of Statistics
    Denmark's published list that this project writes (PDF, CSV and JSON are not visible on it).
    """

    profile: str
    floor: int
    open_data: bool
    release_weeks: tuple[int, ...]
    fewest_firms: int = FEWEST_FIRMS
    largest_two: float = LARGEST_TWO
    fewest_df: int = FEWEST_DF
    decimals: int = DECIMALS
    file_types: tuple[str, ...] = FILE_TYPES

    def __post_init__(self) -> None:
        if self.floor < LOWEST_FLOOR and not self.open_data:
            raise DisclosureError(
                f"The profile '{self.profile}' permits counts below {LOWEST_FLOOR}, and the data are not open.",
                ["Choose another profile in the plan's [disclosure], or a schema whose data are public."],
            )

    def too_small(self, count: int | None) -> bool:
        """Say whether a count of persons may not be shown.

        Zero is too small as well: it says something about everybody.
        """
        return count is not None and count < self.floor

    def nearest(self, count: int | None) -> int | None:
        """Round a count to the nearest multiple of the floor."""
        return None if count is None else self.floor * round(count / self.floor)
