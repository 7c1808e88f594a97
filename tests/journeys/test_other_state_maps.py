"""The same trial under the other shipped readings of the registers: a plan names one, and the next plan another."""

from pathlib import Path

import pytest

from nextwork_eval.reproduction import carry_out
from nextwork_eval.results import ReleasedResult, read_released
from nextwork_eval.shipped import shipped_plan

ROOT = Path(__file__).parents[2]


def under(state_map: str, folder: Path) -> ReleasedResult:
    text = shipped_plan("nextwork_2019").read_text(encoding="utf-8")
    path = folder / "mine.toml"
    path.write_text(text.replace('state_map = "dream_bfl"', f'state_map = "{state_map}"'), encoding="utf-8")
    return carry_out(str(path))


@pytest.fixture(scope="module")
def strict() -> ReleasedResult:
    return read_released(ROOT / "reports" / "nextwork_2019" / "released.json")


def test_any_pay_makes_more_weeks_in_job(strict: ReleasedResult, tmp_path: Path) -> None:
    """By the reading of jobindsats no arm loses weeks in job, and those with a single shift gain some."""
    loose = under("jobindsats", tmp_path)
    gains = []
    for arm in ("programme", "control"):
        before, after = (result.row(f"weeks.level.{arm}").estimate for result in (strict, loose))
        assert before is not None
        assert after is not None
        gains.append(after - before)
    assert min(gains) >= 0
    assert max(gains) > 0
    assert loose.facts.state_map_fingerprint != strict.facts.state_map_fingerprint


def test_reading_kotre_shortens_follow_up(tmp_path: Path) -> None:
    """KOTRE ends on 30 September 2019, so the round of October 2018 reaches week 51.

    Leaves the primary result, whole.
    """
    result = under("dream_bfl_kotre", tmp_path)
    row = result.row("entry.difference")
    assert row.population == "rounds_reaching_w52"
    assert (row.n_arm, row.n_reference) == (105, 105)
    assert dict(result.facts.rounds_reaching)[52] == result.facts.rounds[:-1]
