"""Every file that fuzzing kept, read again: it is accepted, or refused with an error of the toolkit's own."""

from pathlib import Path

import pytest

from tests.fuzz.targets import TARGETS

CORPUS = Path(__file__).parents[1] / "fuzz" / "corpus"


@pytest.mark.parametrize("target", TARGETS)
def test_no_file_of_the_corpus_is_a_find(target: str, tmp_path: Path) -> None:
    """`tests/fuzz/README.md` says where they come from; a target raises whatever it does not expect."""
    files = sorted((CORPUS / target).iterdir())
    assert len(files) >= 14
    for path in files:
        TARGETS[target](tmp_path, path.read_bytes())
