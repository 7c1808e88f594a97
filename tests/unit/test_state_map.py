"""A state map that contradicts itself, or its code list, is refused with the reason."""

from collections.abc import Callable
from pathlib import Path

import pytest

from nextwork_eval.errors import SchemaError
from nextwork_eval.histories import read_state_map
from nextwork_eval.registers import read_schema
from nextwork_eval.shipped import shipped_schema

SCHEMA = read_schema(shipped_schema("nextwork-1.1"))
TEXT = (SCHEMA.folder / "state_maps" / "dream_bfl.toml").read_text(encoding="utf-8")


SPELLS = """
[[layer]]
kind = "spells"
table = "kotre"
start = "ELEV3_VFRA"
end = "ELEV3_VTIL"
over = ["other_self_support"]
becomes = "education"
{more}
"""


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda text: text.replace('becomes = "job"', 'becomes = "jobb"'), "jobb"),
        (lambda text: text.replace('blank = "other_self_support"', 'blank = "nothing"'), "nothing"),
        (lambda text: text.replace('codelist = "dream"', 'codelist = "dreams"'), "the code list 'dreams'"),
        (lambda text: text.replace('kind = "away"', 'kind = "abroad"'), "unknown kind 'abroad'"),
        (lambda text: text.replace("at_least = 0.3\n", ""), "at_least"),
        (lambda text: text.replace('calendar = "iso_week"', 'calendar = "iso_week"\ncolour = "red"'), "colour"),
        (lambda text: text.replace("cut_off_registers", "cut_offs"), "cut_off_registers"),
        (
            lambda text: text.replace('calendar = "iso_week"', 'calendar = "isoweek"'),
            "The calendar 'isoweek' is unknown",
        ),
        (lambda text: text.replace('calendar = "iso_week"', 'calendar = "month"'), "needs the `prefix`"),
        (lambda text: text.replace('calendar = "iso_week"', 'calendar = "spells"'), "needs the columns `code`"),
        (lambda text: text.replace("weeks = 8", "weeks = 0"), "at least one week"),
        (lambda text: text.replace('of = ["education"]', 'of = ["school"]'), "school"),
        (lambda text: text + SPELLS.format(more='part = "last_weeks"\nweeks = 2'), "unknown part 'last_weeks'"),
        (lambda text: text + SPELLS.format(more='part = "first_weeks"'), "gives `weeks`"),
        (lambda text: text + SPELLS.format(more='codes = ["2"]'), "`column` and `codes` together"),
        (lambda text: text.replace("[weekly]", "[weekly"), "not TOML"),
    ],
)
def test_each_fault_is_named(change: Callable[[str], str], expected: str, tmp_path: Path) -> None:
    """The message holds the name that is wrong."""
    (tmp_path / "mine.toml").write_text(change(TEXT), encoding="utf-8")
    with pytest.raises(SchemaError) as caught:
        read_state_map(tmp_path / "mine.toml", SCHEMA.code_lists)
    assert expected in str(caught.value)


def test_a_map_that_is_not_there(tmp_path: Path) -> None:
    """So is a missing file."""
    with pytest.raises(SchemaError, match="no state map"):
        read_state_map(tmp_path / "nothing.toml", SCHEMA.code_lists)


def test_the_fingerprint_sees_the_codes_and_the_rules(tmp_path: Path) -> None:
    """Another threshold, or one code with another state, is another map."""
    (tmp_path / "dream_bfl.toml").write_text(TEXT.replace("at_least = 0.3", "at_least = 0.5"), encoding="utf-8")
    shipped = read_state_map(SCHEMA.folder / "state_maps" / "dream_bfl.toml", SCHEMA.code_lists)
    assert read_state_map(tmp_path / "dream_bfl.toml", SCHEMA.code_lists).fingerprint != shipped.fingerprint
