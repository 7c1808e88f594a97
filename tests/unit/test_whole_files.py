"""Files are written whole or not at all."""

from pathlib import Path

import pytest

from nextwork_eval.whole_files import text_sha256, write_whole


def test_all_files_are_written_and_nothing_else(tmp_path: Path) -> None:
    """Text and bytes, in folders that were not there; line ends are as they were given; no scratch file is left."""
    write_whole({tmp_path / "a" / "one.txt": "æ\r\nø\n", tmp_path / "two.bin": b"\0\n"})
    assert (tmp_path / "a" / "one.txt").read_bytes() == "æ\r\nø\n".encode()
    assert (tmp_path / "two.bin").read_bytes() == b"\0\n"
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a", "one.txt", "two.bin"]


def test_one_that_fails_leaves_all_as_they_were(tmp_path: Path) -> None:
    """The second place is below a file and cannot be: the first keeps what it held, and no scratch file is left."""
    (tmp_path / "one.txt").write_text("before")
    with pytest.raises(OSError):  # noqa: PT011 - which one, the system decides
        write_whole({tmp_path / "one.txt": "after", tmp_path / "one.txt" / "below.txt": "x"})
    assert (tmp_path / "one.txt").read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["one.txt"]


def test_the_fingerprint_of_a_text() -> None:
    """The empty text and "abc", as FIPS 180-2 gives them."""
    assert text_sha256("").startswith("e3b0c44298fc1c14")
    assert text_sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
