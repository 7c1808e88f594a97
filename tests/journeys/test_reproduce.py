"""A release is reproduced in fresh processes, and a release that was tampered with is not."""

import json
import shutil
from pathlib import Path

import pytest

from nextwork_eval.reproduction import reproduce

ROOT = Path(__file__).parents[2]


@pytest.fixture
def release(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "reports" / "life_1972" / "released.json", tmp_path / "released.json")
    return tmp_path


def test_the_committed_release_is_reproduced(release: Path) -> None:
    """Two fresh runs with other hash seeds and thread counts give the same bytes, and every number of the release."""
    certificate = reproduce(release)
    assert certificate.agrees, certificate.differences
    assert certificate.runs_identical
    assert json.loads((release / "certificate.json").read_text(encoding="utf-8"))["agrees"] is True


def test_one_edited_number_is_found_and_located(release: Path) -> None:
    """The certificate names the row and the attribute."""
    path = release / "released.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    row = next(row for row in content["rows"] if row["result_id"] == "rearrest.difference")
    row["estimate"] -= 0.001
    path.write_text(json.dumps(content), encoding="utf-8")
    certificate = reproduce(release)
    assert not certificate.agrees
    assert len(certificate.differences) == 1
    assert certificate.differences[0].startswith("rearrest.difference estimate")
