"""What the data owner demands: the smallest count of persons that may be shown or derived."""

from __future__ import annotations

from dataclasses import dataclass

from nextwork_eval.errors import DisclosureError

LOWEST_FLOOR = 3


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

    Raises
    ------
    DisclosureError
        If the floor is below 3 although the data are not open.
    """

    profile: str
    floor: int
    open_data: bool
    release_weeks: tuple[int, ...]

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
